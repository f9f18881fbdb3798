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
