# The panes, the bars and the boxes of the browser.
ui-access = access
ui-access-guide = access · { $done } of { $all }
ui-kind = kind
ui-address = address
ui-altered = ALTERED
ui-and-more =
    { $count ->
        [one] (and { $count } more)
       *[other] (and { $count } more)
    }
ui-cell = row { $row } of { $rows }, column { $column } of { $columns }
ui-checksum = checksum
ui-count-media =
    { $count ->
        [one] { $shown } media
       *[other] { $shown } media
    }
ui-count-rows =
    { $count ->
        [one] { $shown } row
       *[other] { $shown } rows
    }
ui-created = created
ui-d-downloads = { $key } or { $open } downloads it
ui-d-downloads-again = downloaded already; { $key } downloads it again
ui-denied = denied
ui-detail = detail
ui-access-doubtful = { $access }?
ui-doubtful = { $verdict }, doubtful
ui-downloads =
    { $count ->
        [one] { $count } download
       *[other] { $count } downloads
    }
ui-downloads-at =
    { $count ->
        [one] { $count } download, { $rate }
       *[other] { $count } downloads, { $rate }
    }
ui-downloads-running = downloads · { $live } running
ui-downloads-title = downloads
ui-extent = extent
ui-territory = territory
ui-fetch = fetch
ui-file = file
ui-figures = { $name }: { $distinct } different, { $empty } empty
ui-filters = filters · type to narrow
ui-filter-expects = Expected: { $expected }.
ui-form-explained = { $label }. { $help }
ui-format = format
ui-found = found
ui-found-everywhere = found in all portals
ui-go-on = go on
ui-go-to = go to { $address }
ui-input-everywhere = Enter: search · Esc: cancel
ui-input-narrow = ↓: keep · Esc: clear
ui-input-search = Enter: search the portal · ↓: keep · Esc: clear
ui-input-search-all = Enter: all portals · ↓: keep · Esc: clear
ui-job-asking = its name is taken: waits for your answer
ui-job-cancelled = cancelled ({ $key } in this pane downloads it again)
ui-job-cancelled-at = cancelled, { $size } kept ({ $key } goes on, { $remove } removes)
ui-job-failed = failed: { $cause }
ui-job-paused = paused ({ $key } in this pane goes on)
ui-job-paused-at = paused at { $size } ({ $key } goes on, { $remove } removes)
ui-job-skipped = kept the file that was there
ui-job-unchanged = there already, unchanged
ui-job-started-over = started over
ui-job-vanished = gone from its portal ({ $remove } removes)
ui-job-vanished-at = gone from its portal, { $size } kept ({ $remove } removes)
ui-job-waiting = waiting
ui-keys = keys
ui-keys-more = keys · ↓ more
ui-keywords = keywords
ui-known-colours = Write blue, light-red, 153, #0057b7, on white, bold, dim, italic, underlined or reversed.
ui-known-columns = The columns are: { $known }.
ui-known-starts = They begin with: { $known }.
ui-known-roles = The roles are: { $known }.
ui-no-such-palette = there is no palette "{ $word }"
ui-known-palettes = The palettes are: { $known }.
ui-licence = licence
ui-limit = { $left }/{ $limit } left
ui-limit-again = { $left }/{ $limit } left, full again at { $clock }
ui-link = link
ui-loading = loading…
ui-loading-more = loading more…
ui-map-dataset = dataset: { $extent }
ui-map-read = read: { $words }
ui-marked =
    { $count ->
        [one] { $count } marked
       *[other] { $count } marked
    }
ui-marked-elsewhere =
    { $count ->
        [one] { $count } marked elsewhere
       *[other] { $count } marked elsewhere
    }
ui-media = media
ui-modified = modified
ui-no-order-of-column = The portal does not sort by this.
ui-no-portal-yet =
    No portal is configured yet.

    { $open }: look around the demo (no network, no account).
    { $new }: set up a portal.
ui-no-preview = No preview: { $reason }.
ui-no-such-colour = "{ $word }" is not a colour
ui-no-such-column = lists have no column "{ $column }"
ui-no-such-start = previews do not begin with "{ $start }"
ui-no-such-role = nothing on the screen has that name
ui-not-signed-in = not signed in
ui-nothing-found =
    Nothing was found.

    { $back }: back; { $search } to search for other words.
ui-nothing-here = Nothing here.
ui-nothing-loaded-has-these-words =
    Nothing loaded has these words.

    { $back } shows all again; { $search } then { $enter } searches the whole portal.
ui-open = open
ui-page = page
ui-palette = commands · type a name or an address
ui-palette-empty = nothing has that name
ui-passphrase = passphrase
ui-percent = { $percent } %
ui-period = period
ui-personal = personal
ui-places = places · * is a bookmark
ui-plan = download all this?
ui-plan-access = { $access }: { $count }
ui-plan-awaited =
    { $count ->
        [one] { $count } dataset is still being asked for…
       *[other] { $count } datasets are still being asked for…
    }
ui-plan-folder = Into { $folder }.
ui-plan-is-here = downloaded already
ui-plan-free = Into { $folder }, where { $size } are free.
ui-plan-left-out = Left out: { $title }, { $reason }
ui-plan-licence = { $licence }: { $count }
ui-plan-personal = Personal data (GDPR): keep these files where only you can read them, for the purpose they were granted for.
ui-plan-sum =
    { $count ->
        [one] { $count } media, { $size }
       *[other] { $count } media, { $size }
    }
ui-plan-too-little-room = This is more than the disk has room for.
ui-plan-unsized =
    { $count ->
        [one] { $count } states no size: it comes on top.
       *[other] { $count } state no size: they come on top.
    }
ui-portal = portal
ui-portals = portals
ui-preview = preview
ui-preview-personal = personal data, nothing is kept on disk
ui-peek-counted = Requests are counted here: only the preview's own key looks into it.
ui-peek-media = Media ({ $count })
ui-peek-more-rows = … { $key }: all of it
ui-peek-too-much = Its server sends large files only as a whole: only the preview's own key looks into it.
ui-tabs-most = There are { $most } tabs: no more can be open.
ui-tabs-one = This is the only tab: { $key } opens another.
ui-preview-reading = Reading its beginning…
ui-preview-distinct = different
ui-preview-columns = columns · type a part of the name
ui-preview-by-letters = { $name }: text, compared letter by letter; > and < want a number or a date
ui-preview-empty = empty
ui-preview-first = first
ui-preview-hidden =
    { $count ->
        [one] { $count } column hidden ({ $key } shows it)
       *[other] { $count } columns hidden ({ $key } shows them)
    }
ui-preview-input = a part of any cell · Enter: keep · Esc: as before
ui-preview-input-column = a part, =all of it, >more, <less · Enter: keep · Esc: as before
ui-preview-is-hidden = hidden
ui-preview-kept = { $shown } of the { $read } rows read
ui-preview-kilometres = { $km } km
ui-preview-last = last
ui-preview-max = greatest
ui-preview-mean = mean
ui-preview-median = median
ui-preview-metres = { $metres } m
ui-preview-min = least
ui-preview-no-row = No row that was read matches ({ $key }: remove the filter).
ui-preview-of-read = { $kind }, of the rows read
ui-preview-of-shown = { $kind }, of the rows shown
ui-preview-sorted = sorted by { $name }, of the rows read
ui-preview-values = values
ui-preview-view-facts = facts
ui-preview-view-map = map
ui-preview-view-misfits = misfits
ui-preview-view-refused = no preview
ui-preview-view-table = table
ui-preview-view-text = text
ui-preview-view-tree = tree
ui-preview-where = { $name }: { $typed }
ui-preview-with = with "{ $words }"
ui-publisher = publisher
ui-range = { $from } to { $to }
ui-reason = reason
ui-restricted = restricted
ui-rows-read = { $read } read
ui-rows-read-of = { $read } read of { $total }
ui-search-everywhere = all portals: 
ui-set-up-account = { $key }: set up the account
ui-shown-of = { $shown } of { $all }
ui-size = size
ui-size-exact = { $size } ({ $bytes } B)
ui-size-only = size-only
ui-sort = sort
ui-theme = theme
ui-time-left = { $time } left
ui-title = title
ui-try-again = { $key }: try again
ui-trouble = the configuration
ui-trouble-defaults = Until this is fixed, the defaults apply.
ui-no-such-background = "{ $word }" is not a background
ui-known-backgrounds = Write `"light"` or `"dark"`.
ui-type = type
ui-unverifiable = unverifiable
ui-url = url
ui-verified = verified
ui-verdict = verdict
ui-waiting-for-keyring = Waiting for your keyring: it may ask you to unlock it in another window.
ui-wizard = set up a portal
ui-wizard-works = One moment…
ui-copies = copy
ui-copy-made = without secrets: made when it is chosen
ui-log = notices
ui-notice-more = { $key }: all of it
ui-receipt = receipt
ui-aside = set aside
ui-recheck = verified again
ui-recheck-runs = the file is being read
ui-recheck-intact = it is what its receipt states
ui-speed = speed
ui-speed-said = { $mean } on average, { $most } at best
ui-dataset = dataset
