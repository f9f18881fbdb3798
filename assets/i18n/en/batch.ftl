# One request for each row of a table.
batch-cell-empty = the cell is empty
batch-no-file = there is no such file
batch-no-file-hint = Name a CSV or a workbook, or - for standard input.
batch-no-rows = there is nothing in it
batch-no-table = it is no workbook that can be read
batch-no-workbooks = this guichet was built without readers of workbooks
batch-as-csv = Save the sheet as CSV and name that file.
batch-workbook-large = a workbook of more than { $limit } MiB is not read
batch-workbook-unread = it cannot be read: { $why }
batch-first-sheet = Only the first sheet is read, "{ $name }"; { $count ->
    [one] another one is
   *[other] { $count } others are
 } passed over.
batch-column = column "{ $name }"
batch-no-column = the table has no such column
batch-columns-are = Its columns are: { $known }
batch-fed-twice = two columns feed it
batch-feeds-nothing = nothing asks for it
batch-feeds-nothing-hint = Say which parameter it feeds, as --column siren=COLUMN; there are: { $known }
batch-endless-row = a row of more than { $limit } MiB is none: perhaps a quote is not closed
batch-not-in-bulk = this kind of portal is not asked row by row
batch-not-in-bulk-hint = --each takes the endpoints of API Entreprise.
batch-endpoint-twice = it is named twice
batch-other-portal = all endpoints of one pass are of one portal, and another is of { $portal }
batch-several-documents = an answer may link to several of these files; row by row there is one at most
batch-nothing-fed = no column feeds { $name }
batch-nothing-fed-hint = Name the column with its identifiers, as --column siret.
batch-journal-damaged = line { $line } is no answer
batch-journal-hint = Somebody changed it. Move it away and begin again, or take that line out.
batch-no-json = the answer is no JSON object
batch-no-pdf = what came is no PDF
batch-subject = the batch
batch-cancelled = it was ended before its end
batch-refused-thrice = Three requests in a row were refused as too many: others use this token or this address. Go on later.
batch-silent = nothing was answered twice in a row: this address may be shut out, for 12 hours
batch-silent-hint = Do not try again at once. Ask whoever runs this network whether other programs get answers, and go on tomorrow.
batch-busy = another batch writes there
batch-busy-hint = Wait for it, or name another folder with -o.
batch-waits = Another batch writes in { $folder }: this one waits for it.
