# Numbers, sizes, dates and times.
human-bytes = { $value } B
human-kilobytes = { $value } kB
human-megabytes = { $value } MB
human-gigabytes = { $value } GB
human-terabytes = { $value } TB
human-petabytes = { $value } PB
human-rate = { $size }/s
human-period = { $from } to { $to }
human-since = since { $from }
human-extent = { $west } to { $east } °E, { $south } to { $north } °N
human-labelled = { $label }: { $text }
human-semicolon = {"; "}
human-io-not-found = No such file or directory
human-io-denied = Permission denied
human-io-exists = File exists
human-io-no-folder = Not a directory
human-io-folder = Is a directory
human-io-full = No space left on device
human-io-read-only = Read-only file system
human-io-refused = Connection refused
human-io-reset = Connection reset by peer
human-io-timeout = Connection timed out
human-io-host-unreachable = No route to host
human-io-network-unreachable = Network is unreachable
human-io-no-more-files = Too many open files
human-io-no-such-host = failed to lookup address information: { $why }
human-io = { $what } (os error { $code })
human-no-program = there is none
human-exit-code = exit code { $code }
human-killed = it was ended by a signal

human-the-system = the system
human-no-means = it has no more threads or open files for guichet
human-no-means-hint = Close other programs, or raise the limits of this account (`ulimit -u`, `ulimit -n`).
human-odd-values =
    { $count ->
        [one] one value of the portal's answer cannot be read and is left out: { $names }
       *[other] { $count } values of the portal's answer cannot be read and are left out: { $names }
    }
