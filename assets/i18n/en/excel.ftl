# Copies for spreadsheets.
excel-no-table = it is not a table in a text (CSV, TSV), which is what a copy for Excel is made of
excel-is-workbook = it is a workbook already, which a spreadsheet opens as it is
excel-made = for Excel: { $copy }
excel-failed = the copy for Excel could not be made
excel-under-way = the copy for Excel is being made…
excel-where = A copy for Excel is made of a file in the downloads pane.
excel-not-done = A copy for Excel is made of a download that is done.
excel-exists = a file of that name is there already
excel-unchanged = that copy was there already, as it was made
excel-unreadable = it cannot be read as CSV
excel-unpacked = what is packed in it cannot be unpacked to its end
excel-altered = no copy is made of what is not as published: { $reason }
excel-not-admitted = no copy for Excel of { $path }: { $reason }
excel-changed-since = the file is no longer as it was downloaded: the copy does not say that it is what its portal publishes
excel-changed-meanwhile = it changed while it was copied
excel-no-writer = this build writes no workbooks
excel-no-writer-hint = --excel-fr writes a CSV that Excel opens. The packaged program writes both.
excel-writer = the copy could not be written: { $error }
excel-too-wide = it has { $columns } columns, and a sheet { $most } at most
excel-odd-bytes =
    { $count ->
        [one] on line { $line } are bytes that are not characters in { $encoding }, and the copy would lose them
       *[other] { $count } characters, the first on line { $line }, are none in { $encoding }, and the copy would lose them
    }
excel-odd-bytes-hint = `guichet preview` reads it in another encoding (--encoding); --excel writes a workbook all the same, and counts them.
excel-odd-kept =
    { $count ->
        [one] one character is odd (line { $line }): it is shown as �
       *[other] { $count } characters are odd, the first on line { $line }: they are shown as �
    }
excel-marked =
    { $marked ->
        [one] { $marked } cell of it that Excel would have computed begins with an apostrophe, and is shown instead
       *[other] { $marked } cells of it that Excel would have computed begin with an apostrophe, and are shown instead
    }
excel-would-change =
    { $changed ->
        [one] Excel will show { $changed } cell of it otherwise (a zero in front is lost, long figures are rounded, 3-4 becomes a date): --excel writes a workbook that keeps it
       *[other] Excel will show { $changed } cells of it otherwise (zeros in front are lost, long figures are rounded, 3-4 becomes a date): --excel writes a workbook that keeps them
    }
excel-split = a sheet has { $most } rows at most: these are on { $sheets } sheets
excel-columns-left =
    { $columns ->
        [one] a sheet has { $most } columns at most: the last column is left out
       *[other] a sheet has { $most } columns at most: the last { $columns } are left out
    }
excel-cut =
    { $count ->
        [one] { $count } cell is cut: a cell has { $most } characters at most
       *[other] { $count } cells are cut: a cell has { $most } characters at most
    }
excel-cleaned =
    { $count ->
        [one] { $count } cell lost control characters, which no workbook holds
       *[other] { $count } cells lost control characters, which no workbook holds
    }
excel-misfits =
    { $count ->
        [one] { $count } cell is not of the kind of its column, and stays text
       *[other] { $count } cells are not of the kind of their column, and stay text
    }
excel-made-of = Made by guichet of { $file }, SHA-256 { $sha256 }
excel-source = Source
excel-data = Data
excel-note = Note
excel-dataset = Dataset
excel-media = File at the portal
excel-producer = Producer
excel-portal = Portal
excel-page = Page
excel-url = Web address
excel-address = Address for guichet
excel-licence = Licence
excel-no-licence = not stated
excel-attribution = To quote
excel-modified = Modified
excel-fetched = Downloaded
excel-verdict = Check
excel-verified = verified: what its portal publishes
excel-size-only = of the stated size
excel-unverifiable = nothing to check it against
excel-doubt = Doubt
excel-file = File
excel-size = Size
excel-encoding = Encoding
excel-delimiter = Cells parted by
excel-names = Column names
excel-header = those of its first row
excel-no-header = numbered: its first row names none
excel-rows = Rows
excel-columns = Columns
excel-above = Above the table
excel-column = Column
excel-column-kind = Kind
excel-column-filled = Filled cells
excel-column-misfits = Left as text
excel-kind-code = code, kept as text
excel-kind-percent = percentage
excel-kind-euro = amount in euros
excel-decimal-commas =
    { $count ->
        [one] { $count } number of it has a decimal comma instead of a point, and nothing between thousands
       *[other] { $count } numbers of it have a decimal comma instead of a point, and nothing between thousands
    }
excel-days-first =
    { $count ->
        [one] { $count } date of it has the day before the month
       *[other] { $count } dates of it have the day before the month
    }
