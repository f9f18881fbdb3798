# One request for each row of a table.
batch-cell-empty = the cell is empty
batch-no-file = there is no such file
batch-no-file-hint = Name a CSV or a workbook, or - for standard input.
batch-no-rows = there is nothing in it
batch-no-table = it is not a workbook that can be read
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
batch-columns-are = Its columns are { $known }.
batch-fed-twice = two columns feed it
batch-feeds-nothing = nothing asks for it
batch-feeds-nothing-hint = Say which parameter it feeds, as --column siren=COLUMN; there are { $known }.
batch-endless-row = a row of more than { $limit } MiB is none: perhaps a quote is not closed
batch-not-in-bulk = this kind of portal is not asked row by row
batch-not-in-bulk-hint = --each takes the endpoints of API Entreprise.
batch-endpoint-twice = it is named twice
batch-other-portal = all endpoints of one pass are of one portal, and another is of { $portal }
batch-several-documents = an answer may link to several of these files; row by row there is one at most
batch-nothing-fed = no column feeds { $name }
batch-nothing-fed-hint = Name the column with its identifiers, as --column siret.
batch-journal-damaged = line { $line } is not an answer
batch-journal-hint = Somebody changed it. Move it away and begin again, or take that line out.
batch-no-json = the answer is not a JSON object
batch-no-pdf = what came is not a PDF
batch-subject = the batch
batch-cancelled = it was ended before its end
batch-refused-thrice = Three requests in a row were refused as too many: others use this token or this address. Go on later.
batch-silent = nothing was answered twice in a row: this address may be shut out, for 12 hours
batch-silent-hint = Do not try again at once. Ask whoever runs this network whether other programs get answers, and go on tomorrow.
batch-busy = another batch writes there
batch-busy-hint = Wait for it, or name another folder with -o.
batch-waits = Another batch writes in { $folder }: this one waits for it.
batch-begin = One request for each row
batch-begin-text = Send { $requests ->
    [one] one request
   *[other] { $requests } requests
 }?
batch-begin-yes = send them
batch-begin-no = send none
batch-failing = A provider fails
batch-failing-text = { $title } failed for { $errors } rows in a row: { $cause }
batch-failing-yes = go on after a minute
batch-failing-no = leave its rows for later
batch-no-folder = the answers need a folder of their own
batch-no-folder-hint = Name it, as -o answers/; it is made if it is not there.
batch-answers-hint = { $asks } Say it with --param, as --param recipient=SIRET, or from a column with --column object=COLUMN.
batch-answers-there = there are answers of an earlier run in it
batch-answers-there-hint = --resume goes on from them; or name another folder with -o.
batch-unread = reading it came to an unexpected end
batch-unconfirmed = nobody is here to agree to the plan
batch-unconfirmed-hint = Look at it with --plan, then add --yes.
batch-not-begun = nothing was sent
batch-finishing = What is under way is being finished; Ctrl-C once more ends at once.
batch-rows = { $rows ->
    [one] one row
   *[other] { $rows } rows
 }, { $refused } of them with an identifier that is refused, { $repeated } repeated requests
batch-refused-line = line { $line }: { $why }
batch-refused-more = and { $count } more, all in errors.csv
batch-endpoint = { $requests ->
    [one] one request
   *[other] { $requests } requests
 }, { $answered } answered already; { $counter }: { $limit } a minute at most, { $pace } a minute here
batch-left = left this minute: { $left } of { $limit }
batch-with-document = its document comes with each answer
batch-doubt = It may be refused: { $why }
batch-personal = These answers are about natural persons: all files are for you alone, and nothing is kept elsewhere.
batch-takes = { $requests ->
    [one] one request
   *[other] { $requests } requests
 } in all, about { $time } at this pace
batch-progress = { $done } of { $total }, { $pace } a minute, { $left } left
batch-progress-errors = { $errors ->
    [one] one error
   *[other] { $errors } errors
 } ({ $kinds })
batch-progress-waits = waits { $time } for { $what }
batch-ended = answered: { $good }; errors: { $errors }; not asked: { $unasked }; rows refused: { $refused }
batch-ended-errors = errors by code: { $kinds }
batch-ended-where = the answers: { $path }
batch-go-on = To go on: { $command }
batch-again = --resume asks it once more.
