# Rows in a text, and what their columns hold.
tabular-commune = commune code
tabular-departement = department code
tabular-region = region code
tabular-epci = EPCI (SIREN)
tabular-postal-code = postal code
tabular-iris = IRIS code
tabular-siren = SIREN
tabular-siret = SIRET
tabular-naf = NAF code
tabular-naf-section = NAF section
tabular-vat = VAT number
tabular-uai = UAI (school)
tabular-rna = RNA (association)
tabular-iban = IBAN
tabular-phone = phone number
tabular-email = e-mail address
tabular-url = web address
tabular-uuid = UUID
tabular-latitude = latitude
tabular-longitude = longitude
tabular-lambert-93 = Lambert-93 (m)
tabular-lambert-two = Lambert II (m)
tabular-web-mercator = Web Mercator (m)
tabular-geo-point = point
tabular-geometry = geometry
tabular-year = year
tabular-time = time
tabular-duration = duration
# Of the cells of a column, those that are what the column holds.
tabular-fit =
    { $fits ->
        [one] { $fits } of { $cells } fits
       *[other] { $fits } of { $cells } fit
    }
# A column, what it holds, and how many of its cells are that.
tabular-misfits = { $name }, { $holds }: { $fit }
# Doubts about the dates of a column.
tabular-month-first = the dates of { $name } have the month before the day
tabular-century-guessed = the years of { $name } have two digits: 00 to 69 are read as 2000 to 2069, 70 to 99 as 1970 to 1999
tabular-odd-bytes =
    { $count ->
        [one] { $count } byte is odd: no character in { $encoding }, in line { $line }
       *[other] { $count } bytes are odd: no characters in { $encoding }, the first in line { $line }
    }
tabular-encoding-doubt = its encoding is a guess ({ $encoding }): if letters look wrong, say another with --encoding
tabular-encoded-twice = its accents look encoded twice (Ã© where é was meant)
tabular-spaces = spaces
tabular-one-column = one column
tabular-nothing-left = nothing is left below so many lines: say fewer with --skip
tabular-one-column-doubt = one column only: if something separates its cells, say what with --delimiter
tabular-thousands = { $value } between thousands
tabular-skip =
    { $count ->
        [one] { $count } line above the table left out
       *[other] { $count } lines above the table left out
    }
tabular-likely = { $said } (probably)
tabular-doubtful = { $said } (perhaps)
tabular-names-repeated =
    { $count ->
        [one] a name is that of several columns: { $names }
       *[other] names of several columns are repeated: { $names }
    }
tabular-names-empty =
    { $count ->
        [one] a column has no name
       *[other] { $count } columns have no name
    }
tabular-trailing = its rows end in separators with nothing behind them: they make no column
tabular-uneven =
    { $uneven ->
        [one] { $uneven } of { $total } rows has not { $columns } cells as the others
       *[other] { $uneven } of { $total } rows have not { $columns } cells as the others
    }
tabular-unclosed =
    { $count ->
        [one] a quote is opened that nothing closes: it is taken as it stands
       *[other] { $count } quotes are opened that nothing closes: they are taken as they stand
    }
tabular-comments =
    { $count ->
        [one] a line that begins with # is not a row
       *[other] { $count } lines that begin with # are not rows
    }
tabular-wrapped = each of its lines is quoted as a whole: it was split within
tabular-zeros =
    { $count ->
        [one] it has a zero byte, which is not a character
       *[other] it has { $count } zero bytes, which are not characters
    }
tabular-entities = it has characters written as in HTML (&amp;, &#039;)
tabular-two-encodings = two encodings in one file: the rest is UTF-8, and line { $line } is the first that is not
tabular-false-mark = it begins with the mark of UTF-8 and is not in UTF-8: it is read in { $encoding }
tabular-halved =
    { $count ->
        [one] a character is written in two halves (CESU-8), and read as what it means
       *[other] { $count } characters are written in two halves (CESU-8), and read as what they mean
    }
tabular-century-past = the years of { $name } have two figures: each is read as the latest that is no later than today
tabular-zeros-lost =
    { $count ->
        [one] { $name }: { $count } code has not its { $figures } figures, it lost its first zeros
       *[other] { $name }: { $count } codes have not their { $figures } figures, they lost their first zeros
    }
tabular-rounded =
    { $count ->
        [one] { $name }: a spreadsheet rounded { $count } cell ({ $holds }), whose last figures are lost
       *[other] { $name }: a spreadsheet rounded { $count } cells ({ $holds }), whose last figures are lost
    }
tabular-swapped = { $latitude } and { $longitude } seem to have changed places
tabular-header-again =
    { $count ->
        [one] its header comes again on line { $line }
       *[other] its header comes { $count } times more, first on line { $line }
    }
tabular-total-below =
    { $count ->
        [one] its last line looks like a total: it does not count for what columns hold
       *[other] its last { $count } lines look like a total and notes: they do not count for what columns hold
    }
tabular-note-below =
    { $count ->
        [one] its last line looks like a note: it does not count for what columns hold
       *[other] its last { $count } lines look like notes: they do not count for what columns hold
    }
