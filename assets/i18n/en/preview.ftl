# Looking into a media without taking it.
preview-most-columns = only { $most } of { $widest } columns are shown
preview-long-row = a row is longer than what was read: the last one shown may be cut
preview-with-mark = { $encoding } with BOM
preview-coverage = { $territory }, { $extent }
preview-extent = { $width } × { $height } around { $north } { $east }
preview-points =
    { $count ->
        [one] { $count } point
       *[other] { $count } points
    }
preview-lines =
    { $count ->
        [one] { $count } line
       *[other] { $count } lines
    }
preview-areas =
    { $count ->
        [one] { $count } area
       *[other] { $count } areas
    }
preview-near-town = { $shapes } near { $town } ({ $place })
preview-at = { $shapes } at { $place }
preview-near-all = within { $km } km of { $town }
preview-near-most = most within { $km } km of { $town }
preview-foreign-crs = its coordinates are in { $name }, not in degrees
preview-extent-units = { $width } × { $height } units from { $west }, { $south } (not degrees)
preview-no-json-line = no line of it is JSON
preview-bad-lines =
    { $bad ->
        [one] { $bad } line is not JSON and was left out
       *[other] { $bad } lines are not JSON and were left out
    }
preview-invalid-json = it is not valid JSON ({ $why }), so it is shown as text
preview-only-beginning = only its beginning was read
preview-read-of = { $read } of { $total } read
preview-read-all = all of { $read } read
preview-read-first = the first { $read } read
preview-separated-by = separated by { $value }
preview-quoted-with = quoted with { $value }
preview-decimal-comma = decimal comma
preview-decimal-point = decimal point
preview-header = first row is the header
preview-no-header = no header
preview-as-you-say = { $said } (as you say)
preview-encrypted = it is encrypted: only its addressee can look into it, after the download
preview-empty = it is empty
preview-no-sheets-reader = this guichet was built without its reader of spreadsheets: these are the parts of the file
preview-no-parquet-reader = this guichet was built without its reader of Parquet
preview-ended-early = it ended too early while it was read
preview-too-large = it has to be read as a whole to be looked into, and { $total } is too much for that here (limit { $limit }): download it
preview-size-unknown = it has to be read as a whole to be looked into, and the server does not tell its size: download it
preview-encoding-named = encoding "{ $name }"
preview-no-encoding = guichet knows no such encoding
preview-encodings = Usual ones are utf-8, windows-1252, iso-8859-15, cp850, macroman, utf-16le, utf-16be, ibm1147.
preview-tabs = tabs
preview-commas = commas
preview-semicolons = semicolons
preview-bars = vertical bars
preview-colons = colons
preview-reader-gave-up = its reader gave up on it
preview-no-workbook = it is not a workbook ({ $error })
preview-no-sheet = it has no sheet that can be read
preview-no-parts = its list of parts is missing: it was cut, or is damaged
preview-too-many-parts = it has { $entries } parts, more than any workbook
preview-part-too-large = its part { $entry } is too large to be looked at here: download it
preview-password = it is protected by a password
preview-not-unpacked = its part { $entry } cannot be unpacked
preview-no-content = it holds no content
preview-odd-compression = the server sends it compressed in a way guichet does not undo
preview-twice-compressed = it is compressed more than once
preview-parquet-no-parts = what it holds is told at its end, and the server gives no parts: download it
preview-parquet-short = it is too short to be Parquet
preview-parquet-encrypted = it is encrypted: only who has the key can look into it
preview-parquet-no-end = its end is missing: it was cut, or is still being written
preview-parquet-footer = its footer of { $length } is too long to be read here
preview-parquet-no-rows = it holds no rows
preview-parquet-rows-of = rows of the first { $columns } of { $fields } columns
preview-parquet-rows-failed = its rows cannot be shown ({ $why })
preview-parquet-pages-large = its pages are too large
preview-parquet-pages-short = it ends before its pages do
preview-parquet-bytes =
    { $count ->
        [one] { $count } byte
       *[other] { $count } bytes
    }
preview-parquet-yes = yes
preview-parquet-no = no
preview-parquet-column = column
preview-parquet-type = type
preview-parquet-may-be-empty = may be empty
preview-parquet-empty = empty
preview-parquet-size = size
preview-parquet-schema = schema
preview-parquet-rows = rows
preview-parquet-columns = columns
preview-parquet-row-groups = row groups
preview-parquet-first-rows = rows in the first
preview-parquet-compression = compression
preview-made-with = made with
preview-parquet-kind = kind
preview-parquet-text = text
preview-parquet-date = date
preview-parquet-pages-unpack = its pages unpack to more than is looked at here
preview-pdf-large = it is too large to be read whole: this is what its beginning and end say
preview-pdf-nothing = it says nothing of itself
preview-pdf-version = version
preview-pdf-pages = pages
preview-pdf-locked = locked
preview-pdf-password = it is encrypted, and may ask for a password
preview-pdf-title = title
preview-pdf-author = author
preview-pdf-subject = subject
preview-pdf-keywords = keywords
preview-pdf-made-by = made by
preview-pdf-created = created
preview-pdf-modified = modified
preview-no-text = it is not text, and guichet does not know the format: these are its first bytes
preview-format-sqlite = a SQLite database (a GeoPackage is one too)
preview-format-shapefile = an ESRI shapefile
preview-format-7z = a 7z archive
preview-format-zstd = compressed with Zstandard
preview-format-bzip2 = compressed with bzip2
preview-format-xz = compressed with xz
preview-format-flatgeobuf = a FlatGeobuf
preview-format-arrow = an Arrow file
preview-format-tar = a tar archive
preview-lines-cut =
    { $count ->
        [one] one line is longer than { $longest } characters and was cut
       *[other] { $count } lines are longer than { $longest } characters and were cut
    }
preview-odd-beginning = the server gives the beginning where another part was asked for
preview-odd-part = the server answers another part than the one asked for
preview-replaced = it was replaced by another version while it was looked at
preview-look-again = Look again.
preview-no-file = there is no such file
preview-no-plain-file = it is not a plain file
preview-column = column { $at }
preview-kind-empty = empty
preview-kind-boolean = boolean
preview-kind-integer = integer
preview-kind-decimal = decimal
preview-kind-date = date
preview-kind-moment = date and time
preview-kind-text = text
preview-web-page = a web page: its text, then its source
preview-bad-xml = it is not well-formed XML ({ $why })
preview-xml-open = elements are still open at its end
preview-north = N
preview-south = S
preview-east = E
preview-west = W
preview-format-image = a picture
preview-format-zip = a ZIP archive
preview-format-pdf = a PDF
preview-format-unknown = a format of its own
# Columns and rows that are asked for, and how many rows fit.
preview-column-like = there is no such column; did you mean "{ $name }"?
preview-value-kind = "{ $value }" is not a value of that column, which holds: { $kind }
preview-no-columns = it has no table with columns
preview-fit-of-all =
    { $found ->
        [one] { $found } of all { $read } rows fits
       *[other] { $found } of all { $read } rows fit
    }
preview-fit-of-read =
    { $found ->
        [one] { $found } of the { $read } rows read fits; what lies behind them was not looked at
       *[other] { $found } of the { $read } rows read fit; what lies behind them was not looked at
    }
preview-fit-of-first =
    { $found ->
        [one] { $found } of the first { $read } rows fits; more may follow
       *[other] { $found } of the first { $read } rows fit; more may follow
    }
preview-parquet-groups-looked-at = { $looked } of { $groups } row groups were read, { $excluded } have no such row by their statistics
preview-name-says = its name says { $extension }, and it is read as { $format }
