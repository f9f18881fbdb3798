# What changed between two versions of a file.
diff-given-up = the comparison was given up
diff-endless-row = a row is longer than { $limit } MiB: perhaps a quote is not closed
diff-too-many-rows = it has more rows than can be compared
diff-too-wide = it has more than { $limit } columns
diff-unreadable = it cannot be read to its end as what it seems to be
diff-only-bytes = only the bytes are compared ({ $error })
diff-name-entry = archives of several files: --entry NAME compares what is in one of them
diff-workbook-large = a workbook of more than { $limit } MiB is not looked into
diff-workbook-unread = its first sheet cannot be read as a whole: { $why }
diff-document-large = JSON of more than { $limit } MiB that is not a list of objects is not looked into
diff-no-json = it is not JSON: line { $line }, column { $column }
diff-no-key-column = there is no column { $name } in both versions
diff-key-columns = Both have { $columns }.

diff-from-to = { $what }: { $old } → { $new }
diff-trait-format = format
diff-trait-packing = packed
diff-trait-encoding = encoding
diff-trait-mark = byte order mark
diff-trait-delimiter = separator
diff-trait-quoting = cells in quotes
diff-trait-line-ends = line ends
diff-trait-last-line = end of the last line
diff-trait-above = lines above the table
diff-trait-header = first row names the columns
diff-trait-decimal = decimal sign
diff-word-yes = yes
diff-word-no = no
diff-word-none = none
diff-word-some = some
diff-word-all = all
diff-word-mixed = mixed

diff-between = { $old } → { $new }
diff-same = the same, byte by byte ({ $size })
diff-only-writing =
    { $count ->
        [one] the same row, only written otherwise
       *[other] the same { $count } rows, only written otherwise
    }
diff-rows = { $old } → { $new } rows: { $added } added, { $removed } removed, { $changed } changed, { $same } as before
diff-key-guessed = rows are told apart by { $columns }: a guess, --key says otherwise
diff-key-asked = rows are told apart by { $columns }
diff-key-none = no column tells rows apart: one that changed counts as one removed and one added
diff-repeated = this does not tell all of them apart; rows that repeat another: { $old } before, { $new } now
diff-column-added = column added: { $name }
diff-column-removed = column removed: { $name }
diff-column-renamed = column renamed: { $old } → { $new }
diff-column-renamed-guess = column renamed: { $old } → { $new } (a guess: it holds the same)
diff-column-retyped = type of { $name }: { $old } → { $new }
diff-columns-reordered = the columns stand in another order
diff-rows-reordered = the rows stand in another order
diff-cells = changed cells: { $columns }
diff-cells-of = { $column } { $count }
diff-cells-respelled = { $column } { $count } ({ $respelled } only spelled otherwise)
diff-written = written otherwise: { $ways }
diff-written-somehow = written otherwise: in quotes, spaces or line ends somewhere
diff-first-sheet-same = the first sheet holds the same; other sheets, formulas and how cells look are not compared
diff-written-json = written otherwise: spaces, order of members or how a number or character is written
diff-around = beside the rows, { $what }: { $old } → { $new }
diff-reordered = in another order
diff-patch-there = a file is there already
diff-patch-there-hint = Name another file for the patch, or remove this one.
diff-document = { $added } added, { $removed } removed, { $changed } changed
diff-document-same = the same content, only written otherwise
diff-entries = entries of the archive: { $added } added, { $removed } removed, { $changed } changed, { $same } as before
diff-entries-same =
    { $count ->
        [one] the same entry, only packed otherwise
       *[other] the same { $count } entries, only packed otherwise
    }
diff-entries-by-date =
    { $count ->
        [one] { $count } entry without a checksum is taken for the same by its size and date
       *[other] { $count } entries without a checksum are taken for the same by their size and date
    }
diff-bytes = { $old } → { $new }
diff-bytes-first = they differ from byte { $first } on; { $share } % of the bytes are the same at their place
diff-more =
    { $count ->
        [one] { $count } more: --limit shows it
       *[other] { $count } more: --limit shows them
    }
diff-head-key = key
diff-head-path = path
diff-head-column = column
diff-head-old = before
diff-head-new = now
diff-row = row { $number }
diff-beyond = (behind the last column)

diff-entry-of = { $entry } in { $archive }
diff-before = { $path }, as it was until { $date }
diff-published = { $address }, as it is published
diff-no-version = no version before it is kept
diff-no-version-hint = guichet get --keep keeps what an update replaces, as the setting keep_versions does. Or name another file, or the media's address.
diff-not-downloaded = no file in { $folder } was downloaded of it
diff-not-downloaded-hint = Name its folder with -o, or the file itself: guichet diff FILE ADDRESS.
diff-no-patch = of bytes that nothing looks into there is no patch
diff-no-patch-hint = Tables and JSON have one.
diff-unread = it cannot be read as a whole: { $why }
