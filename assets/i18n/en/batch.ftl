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
