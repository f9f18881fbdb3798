# What the browser says of what was done.
app-already = { $title } is being downloaded already.
app-asking-filters = Asking the portal for its filters…
app-awaiting = waiting for { $portals }…
app-awaiting-failed =
    { $failed ->
        [one] waiting for { $portals }… · { $failed } did not answer
       *[other] waiting for { $portals }… · { $failed } did not answer
    }
app-bookmark-gone = Bookmark removed: { $title }.
app-bookmarked = Bookmarked: { $title }.
app-check-begins = Looking for its schema… ({ $key }: stop)
app-check-cell = cell
app-check-column = column
app-check-comes = { $done } came, to be checked… ({ $key }: stop)
app-check-comes-of = { $done } of { $whole } came, to be checked… ({ $key }: stop)
app-check-first = the first { $count } are in the table
app-check-inside = Only a whole file is checked: take it out with get --entry, then guichet check FILE --schema SCHEMA.
app-check-line = line
app-check-no-schema = Its portal names no schema. Download it, then guichet check FILE --schema SCHEMA: a file, an address, or a schema of schema.data.gouv.fr.
app-check-read = { $done } of { $whole } checked… ({ $key }: stop)
app-check-remedy = remedy
app-check-rule = rule
app-check-what = what is wrong
app-clear-kept =
    { $count ->
        [one] { $count } download stays on the list: something of it is on the disk. { $key } removes both.
       *[other] { $count } downloads stay on the list: something of them is on the disk. { $key } removes both.
    }
app-by-down = by { $key } ↓
app-by-up = by { $key } ↑
app-copied = Copied: { $text }
app-fuzzy-off = Narrowing by exact words.
app-fuzzy-on = Narrowing by likeness, the closest first.
app-looking-up-access = Looking up how access is asked for…
app-mark-what = Only datasets and media can be marked, not folders.
app-mouse-off = The mouse selects text again, as it usually does in the terminal.
app-mouse-on = The mouse chooses, opens and scrolls.
app-no-command = No command has that name.
app-no-filter = Nothing narrows this list.
app-no-folder-yet = The folder can be opened once the download is done.
app-no-link = The portal gives no web address for this.
app-no-places = No place is known yet: { $key } bookmarks one.
app-no-portal-to-ask = No portal here to ask for access to.
app-no-preview = no preview: { $reason }
app-no-preview-of = No preview of { $title }: { $reason }
app-not-opened = no program of the system opened it ({ $error })
app-nothing-to-bookmark = There is nothing to bookmark here.
app-nothing-to-cancel = No download to cancel.
app-nothing-waits = Nothing waits for an answer.
app-nothing-to-filter = Nothing to filter by here.
app-one-order = There is only one order here.
app-order-where = { $key } leads to the downloads, whose order can be changed.
app-own-order = the portal's own order
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
app-preview-asks-questions = it asks questions before it gives anything; { $key } downloads it
app-preview-check = check
app-preview-close = close
app-preview-decimal = decimal
app-preview-download = download
app-preview-encoding = encoding
app-preview-next-media = next media
app-preview-next-view = next view
app-preview-not-done = A download can be previewed once it is done.
app-preview-of-what = Only a file has a preview: open a dataset first.
app-preview-separator = separator
app-preview-title-row = header row
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
app-preview-help-copy-cell = copy the cell
app-preview-help-download = download what is looked into
app-preview-help-filter = only rows with these words in any of their cells
app-preview-help-retry = read it again
app-preview-help-check = check the whole file against its schema (see guichet check); again: stop
app-preview-help-columns = go to a column by its name, even a hidden one
app-preview-help-copy = copy: guichet's command, the line that opens the downloaded file in DuckDB, pandas, R or QGIS, the cell, the row, the columns' names
app-preview-help-drop-filter = remove the last filter
app-preview-help-figures = figures of the column, over the rows read: number of values, the least and the greatest, the most frequent, their spread
app-preview-help-filter-column = only rows whose cell in this column contains this, equals it (=x; = alone: is empty), or is more or less (>5, <=5)
app-preview-help-freeze = keep the columns up to this one in view; again: let them scroll
app-preview-help-view = next view: table, map, tree
app-preview-help-widen = widen the column to its cells; again: narrow it
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
app-removed-nothing = Removed: { $title }. There was nothing of it on the disk.
app-remove-done = This download is done: its file is yours to keep or to delete.
app-remove-where = { $key } leads to the downloads, where what is not done can be removed.
app-show-only = { $title }: { $reason }
app-show-only-at = { $title }: { $reason }. Its address: { $url }
app-signed-in-as = signed in: { $who }
app-signing-in = signing in…
app-copy-command = guichet command
app-copy-curl = curl line
app-copy-duckdb = DuckDB query
app-copy-link = address of the file
app-copy-page = web page
app-preview-look-inside = look inside
app-preview-look-outside = back to the list
app-preview-is-here = It is downloaded already.
app-preview-help-inside = in the list of what an archive or a database holds: look into what is under the cursor
app-no-file-yet = The file can be opened once the download is done.
app-altered-not-opened = The file is not what its portal states, so it is not opened. { $key } opens its folder.
app-not-of-a-known-format = { $path } is of no data format that guichet knows and may be a program, so it is not opened. { $key } opens its folder.
app-page-instead = There is no verified file of it here, so its web page opens.
app-page-instead-unverified = The downloaded file is not verified, so the web page opens. In the downloads, { $key } opens the file itself.
app-opened-file = Opened: { $path }
app-nothing-to-open = there is no verified file of it here, and no web address
app-verify-what = { $key } leads to the downloads, where the file of one that is done can be verified again.
app-verifying = Reading { $path }…
app-still-intact = { $path } is what its receipt states.
app-not-intact = { $path } has changed: { $reason }.
app-job-done = Downloaded: { $title }, as { $path }
app-job-unchanged = There already, unchanged: { $path }
app-job-skipped = There already, and kept: { $path }
app-notify-done = Downloaded: { $title }
app-notify-failed = Failed: { $title }
app-log-empty = Nothing has been said yet.
app-nothing-to-undo = There is nothing to undo.
app-undone-cancel = It goes on: { $title }
app-undone-overwrite = The file that was there before is back: { $path }
app-set-up-left = Nothing was changed; { $key } goes on from here.
app-plan-nothing = Nothing is left to download: { $key } takes a row in again.
app-set-up-done = Done: { $key } opens { $portal }.
