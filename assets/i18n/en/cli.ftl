# What the commands print; their help is in help.ftl, in French only.
cli-anybody = {"  "}Asked as anybody asks it.
cli-goes-to = {"  "}Goes to { $origins } and nowhere else.
cli-no-credential = {"  "}No credential yet: `guichet setup { $name }`.
cli-no-portal = no portal is configured yet; `guichet setup` configures one
cli-nothing-stored = Nothing was stored; --untested stores it all the same.
cli-no-key-file = no kind of portal hands out keys in files
cli-other-kind = the portal of that name is of another kind
cli-other-kind-hint = Choose another with --name.
cli-no-url = the file does not say where the portal is
cli-no-url-hint = Give it with --url.
cli-deleted = Deleted { $file }.
cli-not-deleted = { $file } cannot be deleted ({ $error })
cli-still-secret = { $file } still holds the secret; delete it (--delete does)
cli-it-has = It has: { $known }.
cli-no-sign-in = a portal of the kind { $kind } has no sign-in
cli-stdout = standard output
cli-no-command = a command is missing
cli-see-help = `--help` says more.
cli-stdin = the secret on standard input
cli-on-descriptor = the secret on file descriptor { $number }
cli-takes-none = signing in by "{ $way }" takes none
cli-missing = the { $what } is missing
cli-give-id = Give it with --id.
cli-empty-secret = the secret is empty
cli-give-secret = Give the secret with --secret-stdin, --secret-file FILE or --secret-fd N.
cli-unreadable = it cannot be read ({ $error })
cli-descriptor = file descriptor { $number }
cli-no-descriptors = this system has no such descriptors
cli-no-descriptors-hint = Use --secret-file FILE, where a named pipe does too, or --secret-stdin.
cli-none-to-remove = there was no credential of "{ $name }" to remove
cli-output-no-folder = -o is a folder, and this reads as the name of a file
cli-output-no-folder-hint = Give the name with --name { $name }. For a folder of that name: `-o { $path }`.
cli-output-home = it begins with "~" and the system tells of no home
cli-output-home-hint = Write the folder out in full.
cli-one-to-output = { $wanted } media were asked for, and standard output takes one file
cli-output-one = Name one of them, or give a folder with -o.
cli-output-alone = it does not go together with { $flag }
cli-output-alone-hint = Leave { $flag } out, or give a folder with -o.
cli-output-terminal = standard output is a terminal
cli-output-terminal-hint = Send it into a file or to another program, as in: `guichet get ADDRESS -o - | head`.
cli-removed = Removed from { $place }.
cli-no-longer-to = It no longer goes to { $before }.
cli-allowed = The credential in { $place } goes to { $now } from now on, and nowhere else.
cli-still-set = still set, and used: { $still_set }; unset it yourself
cli-demo-folder = its configuration cannot be written to the temporary folder ({ $error })
cli-no-file = no file
cli-no-portal-in = { $file }, no portal in it
cli-run-setup = Run `guichet setup`.
cli-portals-in =
    { $count ->
        [one] { $file }, { $count } portal
       *[other] { $file }, { $count } portals
    }
cli-memory-only = they are kept in memory only
cli-memory-only-hint = As GUICHET_SECRETS or the configuration asks for.
cli-store-works = { $place } takes a secret and gives it back ({ $millis } ms)
cli-no-proxy = none named by the environment
cli-trusted-too = { $path } is trusted too
cli-no-end = no end after { $seconds } seconds
cli-answers = { $url } answers in { $millis } ms
cli-signed-by = the certificate is signed by { $issuer }
cli-ahead = this machine is { $seconds } s ahead of the portal
cli-behind = this machine is { $seconds } s behind the portal
cli-skew-hint = Set the clock: TLS and tokens need the right time.
cli-no-skew = this machine and the portal agree
cli-run-setup-of = Run `guichet setup { $name }`.
cli-none-stored = no credential is stored for it
cli-none-needed = none needed
cli-works =
    { $opens ->
        [one] works; it opens { $opens } thing
       *[other] works; it opens { $opens } things
    }
cli-ok = ok
cli-warning = warning
cli-failed = FAILED
cli-on = guichet { $version } on { $system } { $machine }
cli-check-configuration = configuration
cli-check-secrets = secrets
cli-check-proxy = proxy
cli-check-authority = certificate authority
cli-check-name = name
cli-check-connection = connection
cli-check-network = network
cli-check-certificate = client certificate
cli-check-reach = reach
cli-check-tls = TLS
cli-check-clock = clock
cli-check-sign-in = sign-in
cli-check-limits = limits
cli-check-screen = screen
cli-screen-full = full
cli-screen-plain = linear, as { $why } asks; --no-plain goes over it
cli-shut-out-pause = it had one request too many ({ $title }) and is not asked until { $until }, for another { $left }
cli-shut-out-used-up = its limit on { $title } is used up until { $until }, for another { $left }
cli-shut-out-hint = `guichet portals reset { $name }` forgets it, and the portal is asked again at once.
cli-reset =
    { $count ->
        [one] { $name }: { $count } limit forgotten
       *[other] { $name }: { $count } limits forgotten
    }
cli-reset-nothing = { $name }: no limit keeps it from being asked
cli-one-name = it names one file, and there are { $wanted } media to download
cli-one-archive = it takes an entry of one archive, and there are { $wanted } media to download
cli-rate = it is a number of bytes a second, as 500K or 2M
cli-time = it is a time, as 90s, 10m or 2h
cli-left-out = left out: { $title }, no download ({ $url })
cli-size-unknown = size unknown
cli-no-licence = licence not stated
cli-not-known = not known
cli-planned = { $count } media, { $size }, to { $dir } ({ $room } free)
cli-planned-unknown = { $count } media, { $size } and { $unknown } of unknown size, to { $dir } ({ $room } free)
cli-name-one = Name one media, or leave --name out.
cli-archive-one = Name one media, or choose it with --format or --include.
cli-no-parameters = nothing of this asks for parameters, and "{ $key }" is given
cli-jobs = { $value } is not in { $least }..={ $most }
cli-no-address = no address
cli-percent = { $title }: { $percent } % of { $total }
cli-started-over = { $title }: started over from the first byte; what had come cannot be gone on with
cli-left = { $eta } left
cli-seconds = { $seconds } s
cli-times = { $path }: waited { $turn } for its turn, { $answer } for the first byte, { $bytes } for all bytes, { $hash } for the rest of hashing and writing, { $sync } for the disk and its name
cli-cancelled = cancelled; what has arrived stays, and `guichet queue resume` goes on
cli-personal = it holds personal data (GDPR), and nobody is there to confirm
cli-personal-hint = Confirm with --yes.
cli-question = { $text } { $offers }
cli-not-confirmed = not confirmed, nothing downloaded
cli-left-as-is = left as it is
cli-skipped = skipped  { $path }
cli-unchanged = unchanged  { $path }
cli-verdict-because = { $path }: { $verdict }, { $reason }
cli-verified = verified
cli-size-only = size-only
cli-altered = altered
cli-unverifiable = unverifiable
cli-key-value = write it as KEY=VALUE
cli-param-private = it tells of a person, and a command line is seen by others and remembered by the shell
cli-param-private-hint = Leave it out and answer when you are asked, or write lines KEY=VALUE to a file that only you can read: --param @FILE (@- is standard input).
cli-configured-in = configured in { $file }; kinds known: { $kinds }
cli-no-narrowing = a dataset's media are neither narrowed nor ordered
cli-no-narrowing-hint = Give the folder that the dataset is in, or leave --query, --filter, --filters and --sort out.
cli-filters = Filters, for --filter KEY=VALUE:
cli-filter-expected = expected: { $expected }
cli-filter-one = one value only
cli-filter-more =
    { $count ->
        [one] and { $count } more, with --all
       *[other] and { $count } more, with --all
    }
cli-sorts = Orders, for --sort KEY; -KEY begins with the last:
cli-media-no-place = it is a file, not a place to list
cli-media-no-place-hint = `guichet show` tells about it, `guichet get` downloads it.
cli-less-than-told = The portal counts { $total } and gave no more than these { $rows }: what is missing is on its side.
cli-words-of-address = looking for “{ $words }”, as this address does
cli-more = { $items } of { $total } shown; all of them: { $command }
cli-more-open = { $items } shown, and there are more; all of them: { $command }
cli-more-warnings =
    { $count ->
        [one] and { $count } more warning
       *[other] and { $count } more warnings
    }
cli-list-progress = { $rows } of { $total } rows
cli-list-progress-open = { $rows } rows
cli-list-quota = { $left } of { $limit } requests left ({ $title })
cli-waits-for-limit = waiting { $time } for the portal's limit
cli-stopped =
    { $rows ->
        [one] stopped after { $rows } row; the same command with --resume goes on from there
       *[other] stopped after { $rows } rows; the same command with --resume goes on from there
    }
cli-resume = goes on after the { $rows } rows of the last run
cli-resume-nothing = nothing to go on from: it begins with the first row
cli-resume-changed = the catalogue has changed since the last run: it begins again with the first row
cli-search-no-portal = no portal is configured yet
cli-search-no-portal-hint = `guichet demo --headless` serves portals to try it on.
cli-no-more-answer =
    { $rows ->
        [one] { $name } answered no more after { $rows } row: { $error }
       *[other] { $name } answered no more after { $rows } rows: { $error }
    }
cli-found = found: { $answers }
cli-nothing-there = nothing there
cli-log-file = log file { $path }
cli-unwritable = it cannot be written ({ $error })
cli-log-screen = the browser's screen cannot show it
cli-log-screen-hint = Use --log-file FILE.
cli-setup-instead = In a script: `guichet setup URL --name NAME --yes` for what is open to everybody, with `--sign-in WAY --id ID --secret-stdin` or variables like GUICHET_NAME_CLIENT_SECRET to sign in.
cli-one-character = it must be one character, like `;`, `,` or `|`, or tab
cli-comma-or-point = it must be `,` or `.`
cli-yes-or-no = it must be yes or no
cli-of-its-media = of its media, { $title }
cli-is-folder = it is a folder
cli-is-folder-hint = Name a file in it.
cli-no-such-file = there is no such file
cli-folder-no-rows = it is a folder, which has no rows to look at
cli-use-list = Use `guichet list { $address }`.
cli-nothing-to-look = nothing to look into: { $reason }
cli-no-look = it has nothing that can be looked into
cli-shows-what = `guichet show { $address }` says what it has.
cli-no-preview = no preview: { $reason }
cli-covers = the dataset covers { $extent }
cli-no-shape = no shape was read
cli-more-lines =
    { $count ->
        [one] { $count } more line; --rows N shows more
       *[other] { $count } more lines; --rows N shows more
    }
cli-columns-shown =
    { $total ->
        [one] { $columns } of { $total } column shown
       *[other] { $columns } of { $total } columns shown
    }
cli-rows-shown =
    { $total ->
        [one] { $shown } of { $total } row shown
       *[other] { $shown } of { $total } rows shown
    }
cli-rows-more =
    { $shown ->
        [one] { $shown } row shown, there are more
       *[other] { $shown } rows shown, there are more
    }
cli-of = { $done } of { $total }
cli-not-begun = not begun
cli-entry-cancelled = cancelled; what has arrived is kept
cli-nothing-unfinished = nothing is unfinished
cli-queue-hint = `guichet queue resume` goes on with them, `guichet queue remove ENTRY` removes one, `guichet queue clear` forgets them.
cli-removed-entry = { $address } is forgotten, and what had arrived of it is removed
cli-not-in-queue = no unfinished download has this address or number
cli-queue-lists = `guichet queue` lists them.
cli-several-in-queue = several unfinished downloads are of this address
cli-queue-numbers = Give the number of the one you mean: { $numbers }.
cli-forgotten = { $count } forgotten; what has arrived stays in the .part files
cli-folder-no-show = it is a folder, which has nothing to show but its rows
cli-media-count = { $count } media
cli-get-them = `guichet get { $address }` downloads them
cli-get-it = `guichet get { $address }` downloads it
cli-reading-broke = reading broke down
cli-only-receipts = these are receipts, not the files they belong to
cli-only-receipts-hint = Give the files themselves: NAME for NAME.receipt.json.
cli-without-receipt =
    { $count ->
        [one] { $count } file has no receipt
       *[other] { $count } files have no receipt
    }
cli-other-size = it has { $bytes } bytes where its receipt states { $stated }
cli-other-digest = its SHA-256 is { $sha256 } where its receipt states { $stated }
cli-as-stated = it is what its receipt states
cli-same = { $state }  { $file }, and still what the portal publishes
cli-newer = { $state }  { $file }, and the portal publishes a newer version
cli-gone = { $state }  { $file }, and the portal no longer publishes it
cli-unknown = { $state }  { $file }, and the portal does not tell whether it has changed
cli-intact = intact
cli-none = none
cli-unknown-place = unknown
cli-the-part = The { $part }
cli-label-address = address
cli-label-access = access
cli-label-licence = licence
cli-label-publisher = publisher
cli-label-theme = theme
cli-label-keywords = keywords
cli-label-created = created
cli-label-modified = modified
cli-label-period = period
cli-label-extent = extent
cli-label-territory = territory
cli-label-page = page
cli-label-fetch = fetch
cli-label-format = format
cli-label-type = type
cli-label-size = size
cli-label-asks = asks
cli-asks-one-of = One of: { $names }
cli-label-checksum = checksum
cli-label-url = url
cli-size-exactly = { $size } ({ $bytes } B)
cli-man-written = The manual pages are in { $folder }.
cli-caused-by = caused by: { $cause }
cli-no-shell = guichet completes nothing in this shell
cli-examples = Examples:
cli-short-help = The options of every command, and examples: `{ $command }`.
cli-typed-address = { $quoted } is an address, not a command: give it to `guichet list`, `show`, `preview` or `get`
cli-one-format = choose one way of printing; there is { $first } already
cli-fields-of-what = they are of rows for programs
cli-fields-of-what-hint = Add --json, --jsonl or --tsv.
cli-no-field = there is no field "{ $name }"
cli-its-fields = The fields are { $fields }.
cli-stdin-lines = standard input
cli-stdin-hint = One a line, or lines of JSON with the key "{ $key }".
cli-stdin-empty = it names nothing
cli-stdin-odd = line { $line } is JSON without a text under "{ $key }"
cli-not-chosen =
    { $count ->
        [one] { $address }: left out as not chosen: { $names }
       *[other] { $address }: { $count } left out as not chosen: { $names }
    }
cli-derived =
    { $count ->
        [one] left out: { $names }, a copy that the portal makes; `guichet get { $address } { $chosen }` gets it
       *[other] left out: { $count } copies that the portal makes ({ $names }); `guichet get { $address } { $chosen }` gets them
    }
cli-and-more = { $first } and { $count } more
cli-add-portal = { $label } ({ $url }) is not configured yet. Add it?
cli-config-not-set = { $key } is not set
cli-config-set = { $key } is set in { $path }
cli-config-unset = { $key } is taken out of { $path }
cli-config-good = { $path } is good
cli-config-editor = it ended with a failure ({ $status })
cli-config-no-editor = no editor is named
cli-config-no-editor-hint = Set VISUAL or EDITOR; `guichet config path` says where the file is.
cli-setup-line = In a script: `{ $line }`
cli-setup-variables = The secret stays where it is: { $names }.
cli-setup-other-shape = signing in by "{ $way }" does not go with what there is, the { $secret }
cli-every-portal = portals
cli-nobody = nobody is signed in
cli-nobody-hint = `guichet auth login NAME` signs in.
cli-setup-no-credential = there is no credential to sign in with
cli-header-odd = a header is NAME: VALUE, in ASCII
cli-header-own = { $name } is sent by guichet itself: `guichet auth set` stores credentials
cli-api-path = that is neither a path nor an address
cli-api-elsewhere = that is not an address of the portal { $name }: its credential goes nowhere else
cli-api-elsewhere-hint = Give a path, or an address that begins with { $own }.
cli-no-browser = no browser could be opened ({ $error }); this is the page:
cli-opened = opened { $url }
cli-no-page = nothing says where its web page is
cli-no-page-hint = Name a dataset, a file or a portal.
cli-cache = what is kept of portals
cli-cache-answers =
    { $count ->
        [one] { $count } answer
       *[other] { $count } answers
    }
cli-cache-empty = nothing is kept ({ $path })
cli-cache-in = kept in { $path }, { $size } in all
cli-cache-unknown = nothing is kept of a portal of this name, and none is configured
cli-cache-lists = `guichet cache ls` lists those there are.
cli-cache-forgotten =
    { $count ->
        [one] { $portal }: { $count } answer forgotten
       *[other] { $portal }: { $count } answers forgotten
    }
cli-cache-versions =
    { $count ->
        [one] { $count } version
       *[other] { $count } versions
    } of { $files ->
        [one] { $files } replaced file
       *[other] { $files } replaced files
    }, { $size }, in { $path }
cli-cache-versions-forgotten =
    { $count ->
        [one] { $count } version of a replaced file forgotten, { $size }
       *[other] { $count } versions of replaced files forgotten, { $size }
    }
cli-cache-nothing = there was nothing to forget
cli-cache-unusable = the file cannot be read, or another process holds it
cli-cache-unusable-hint = Try again; -v says why.
cli-curl-unset = to be set first: { $variables }
cli-changed-aside = { $path } was not as the earlier download had left it, damaged or changed: fetched again; what was there is kept as { $aside }
cli-updated = { $word }  { $size }  { $path }  (updated)
cli-criterion = it must be COLUMN=VALUE, or with `!=`, `<`, `<=`, `>`, `>=` or `~` between them
cli-option-of-another = one of these options does not go with that command
cli-no-siret = a SIRET has fourteen digits, of which the last ones check the others
cli-one-access-hint = Ask for one of them.
cli-access-of-several-portals = these are of several portals, and each has its own requests
cli-access-one-by-one = with { $kind }, access to each dataset is asked for by itself
