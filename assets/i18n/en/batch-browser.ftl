# One request for each row of a table, in the browser.
batch-browser-of-what = What is asked with a number, as an endpoint with a SIRET, can be asked once for each row of a table: choose it. A copy for Excel is made in the downloads pane.
batch-browser-looks = Looking up whether it can be asked row by row…
batch-browser-file = a table: one request for each row
batch-browser-file-help = The path of a CSV or a workbook with an identifier in each row.
batch-browser-reads-file = Reading the file…
batch-browser-reads = Reading the table: { $rows ->
    [one] one row so far
   *[other] { $rows } rows so far
 }
batch-browser-stop-does = stop
batch-browser-complete-does = complete
batch-browser-files-does = files
batch-browser-plan-does = the plan
batch-browser-next-does = next
batch-browser-column-does = other column
batch-browser-feeds = what feeds it: { $file }
batch-browser-feed = column "{ $column }", { $percent } % valid
batch-browser-feed-plain = column "{ $column }"
batch-browser-feed-none = no column yet: → chooses one
batch-browser-for-all = { $text } for all rows
batch-browser-no-column = choose the column with the identifiers
batch-browser-folder = folder
batch-browser-folder-help = Where the answers go; it is made if it is not there.
batch-browser-columns = The columns, by { $rows ->
    [one] its one row
   *[other] all { $rows } rows
 }:
batch-browser-columns-first = The columns, by the first { $rows } rows:
batch-browser-percent = { $percent } %
batch-browser-where = The answers go to { $folder }.
batch-browser-goes-on = A run is there already: it goes on, and what was answered is not asked again ({ $answered }).
batch-browser-opens = The token opens it, as far as is known.
batch-browser-refused-more = and { $count ->
    [one] one more
   *[other] { $count } more
 }
batch-browser-title = { $title } · { $file }
batch-browser-begun = It runs among the downloads; { $key } leads there. Its answers go to { $folder }.
batch-browser-already = Another one writes in { $folder } already; { $key } leads to it.
batch-browser-removed = Off the list; its answers stay in { $folder }.
batch-browser-ended = { $title }: answers { $good }, errors { $errors }
batch-browser-job-far = { $done } of { $total }
batch-browser-job-pace = { $pace } a minute
batch-browser-job-errors = { $errors ->
    [one] one error
   *[other] { $errors } errors
 }
batch-browser-job-asks = a provider fails: { $key } decides
batch-browser-job-paused = paused at { $done } of { $total }; { $key } goes on
batch-browser-job-earlier = row by row, unfinished; { $key } goes on
batch-browser-job-answered = answers { $good }, errors { $errors }; { $key } shows them
batch-browser-job-left = answers { $good }, errors { $errors }, left { $left }; { $key } goes on
batch-browser-job-cancelled = stopped, its answers stay; { $key } goes on
batch-browser-answered = answers
batch-browser-errors = errors
batch-browser-left = left
batch-browser-refused = refused
batch-browser-source = table
batch-browser-fed = fed by
batch-browser-pace = pace
batch-browser-waits = waits for
batch-browser-wait = { $what }, { $time }
batch-browser-results = results
batch-browser-to-do = to do
batch-browser-to-do-again = Try again: what is left is asked, and nothing that was answered.
batch-browser-not-begun = Nothing was sent.
batch-browser-linear = E: ask this endpoint once for each row of a table; E 3 for row 3
batch-browser-linear-column = Which column? Type its number, or Enter for the one that is proposed.
batch-browser-linear-feed = Type the number of a column, or a text that holds for all rows (=12 for the text 12), or Enter for what is proposed.
batch-browser-linear-begin = Send these requests? yes or no:
batch-browser-linear-answered = answers { $good }, errors { $errors }, left { $left }: { $path }
batch-browser-in-queue = by the rows of { $file }
