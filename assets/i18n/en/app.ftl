# What the browser says of what was done.
app-already = { $title } is being downloaded already.
app-asking-filters = Asking the portal for its filters…
app-bookmark-gone = No bookmark on { $title } any more.
app-bookmarked = Bookmarked: { $title }.
app-check-begins = Looking for its schema… (C: stop)
app-check-cell = cell
app-check-column = column
app-check-comes = { $done } came, to be checked… (C: stop)
app-check-comes-of = { $done } of { $whole } came, to be checked… (C: stop)
app-check-first = the first { $count } are in the table
app-check-inside = Only a whole file is checked: take it out with get --entry, then guichet check FILE --schema SCHEMA.
app-check-line = line
app-check-no-schema = Its portal names no schema. Download it, then guichet check FILE --schema SCHEMA: a file, an address, or a schema of schema.data.gouv.fr.
app-check-read = { $done } of { $whole } checked… (C: stop)
app-check-remedy = remedy
app-check-rule = rule
app-check-what = what is wrong
app-clear-kept =
    { $count ->
        [one] { $count } download stays on the list: something of it is on the disk. X removes both.
       *[other] { $count } downloads stay on the list: something of them is on the disk. X removes both.
    }
app-by-down = by { $key } ↓
app-by-up = by { $key } ↑
app-copied = Copied: { $text }
app-fuzzy-off = Narrowing by exact words.
app-fuzzy-on = Narrowing by likeness, the likest first.
app-looking-up-access = Looking up how access is asked for…
app-mark-what = Datasets and media can be marked, folders cannot.
app-mouse-off = The mouse selects text again, as the terminal does it.
app-mouse-on = The mouse chooses, opens and scrolls.
app-no-answer = { $portal } did not answer: { $error }
app-no-command = There is no command for this.
app-no-filter = Nothing narrows this list.
app-no-folder-yet = The folder can be opened once the download is done.
app-no-link = The portal gives no web address for this.
app-no-places = No place is known yet: b bookmarks one.
app-no-portal-to-ask = No portal here to ask for access to.
app-no-preview = no preview: { $reason }
app-no-preview-of = No preview of { $title }: { $reason }
app-not-opened = no program of the system opened it ({ $error })
app-nothing-to-bookmark = There is nothing to bookmark here.
app-nothing-to-cancel = No download to cancel.
app-nothing-waits = Nothing waits for an answer.
app-nothing-to-filter = Nothing to filter by here.
app-one-order = There is one order only here.
app-order-where = Tab leads to the downloads, whose order can be changed.
app-own-order = the portal’s own order
app-plan-asks-questions = it asks questions: download it by itself
app-plan-begun =
    { $count ->
        [one] { $count } download begun.
       *[other] { $count } downloads begun.
    }
app-plan-no-licence = no licence stated
app-plan-of-what = Mark datasets or media first, or choose a dataset.
app-plan-under-way = it is being downloaded already
app-plan-wait =
    { $count ->
        [one] { $count } dataset is still being asked for.
       *[other] { $count } datasets are still being asked for.
    }
app-preview-asks-questions = it asks questions before it gives anything; d downloads it
app-preview-check = check
app-preview-close = close
app-preview-decimal = decimal
app-preview-download = download
app-preview-encoding = encoding
app-preview-next-media = next media
app-preview-next-view = next view
app-preview-not-done = A preview of a download needs it to be done.
app-preview-of-what = A preview is of a media: open a dataset first.
app-preview-separator = separator
app-preview-title-row = title row
app-preview-columns = column
app-preview-copy = copy
app-preview-copy-cell = the cell
app-preview-copy-duckdb = open in DuckDB
app-preview-copy-names = names of the columns
app-preview-copy-pandas = open in pandas
app-preview-copy-qgis = open in QGIS
app-preview-copy-r = open in R
app-preview-copy-row = the row
app-preview-figures = figures
app-preview-filter = filter
app-preview-filter-column = this column
app-preview-freeze = freeze
app-preview-help-close = close the preview
app-preview-help-check = hold the whole file against its schema (see guichet check); again: stop
app-preview-help-columns = go to a column by its name, also one that is hidden
app-preview-help-copy = copy: guichet’s command, the line that opens the downloaded file in DuckDB, pandas, R or QGIS, the cell, the row, the columns’ names
app-preview-help-copy-cell = copy the cell
app-preview-help-download = download what is looked into
app-preview-help-drop-filter = take away the last filter
app-preview-help-figures = figures of the column, over the rows read: how many values, the least and the greatest, the most frequent, how they are spread
app-preview-help-filter = only rows with these words in any of their cells
app-preview-help-filter-column = only rows whose cell in this column has this in it, is it (=x; = alone: is empty), or is more or less (>5, <=5)
app-preview-help-freeze = keep the columns up to this one in sight; again: let them go
app-preview-help-retry = read it again
app-preview-help-view = next way to look at it: table, map, tree
app-preview-help-widen = as wide as its cells are; again: narrow
app-preview-hide = hide
app-preview-last-column = The last column cannot be hidden.
app-preview-next-feature = next feature
app-preview-nothing-to-copy = There is nothing to copy here.
app-preview-pan = move
app-preview-sort = sort
app-preview-whole = all of it
app-preview-widen = widen
app-preview-zoom = larger
app-quoted = "{ $text }"
app-removed = Removed, with what had arrived of it: { $title }.
app-removed-nothing = Removed: { $title }. Nothing of it was on the disk.
app-remove-done = This download is done: its file is yours to keep or to delete.
app-remove-where = Tab leads to the downloads, where what is not done can be removed.
app-show-only = { $title }: { $reason }
app-show-only-at = { $title }: { $reason } Its address: { $url }
app-signed-in-as = as { $who }
app-signing-in = signing in…
app-copy-command = guichet command
app-copy-curl = curl line
app-copy-duckdb = DuckDB query
app-copy-link = address of the file
app-copy-page = web page
app-preview-look-inside = look inside
app-preview-look-outside = back to the list
app-preview-is-here = It is downloaded already.
app-preview-help-inside = in the list of what an archive or a database holds: look into what is under the cursor; Esc leads back to the list
