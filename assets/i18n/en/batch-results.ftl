# What comes of one request for each row of a table.
batch-results-receipt = the receipt of a batch
batch-results-odd-receipt = it cannot be read as the receipt of a batch
batch-results-sheet = Answers
batch-results-exists = files of that name are there already
batch-results-cancelled = cancelled; what is answered is kept
batch-results-answered = answered
batch-results-without-document = answered, without its document
batch-results-not-found = not found
batch-results-refused = refused
batch-results-failed = failed
batch-results-again = failed, to be asked again
batch-results-invalid = not valid, not asked
batch-results-not-asked = not asked yet
batch-results-line = line
batch-results-identifier = identifier
batch-results-endpoint = endpoint
batch-results-code = code
batch-results-cause = cause
batch-results-remedy = remedy
batch-results-correct = Correct the cell and ask again.
batch-results-unasked = it is not asked yet
batch-results-resume = Go on with --resume: what is answered is not asked again.
batch-results-unknown-field = No answer has a field { $field }: its column is empty.
batch-results-unknown-field-near = No answer has a field { $field }: its column is empty. Near it: { $near }
batch-results-beside = A file that guichet did not leave there, or that was changed since, is kept: the new one is { $name }.
batch-results-not-disclosed =
    { $count ->
        [one] { $count } cell holds [ND]: the person has not let it be disclosed
       *[other] { $count } cells hold [ND]: the persons have not let them be disclosed
    }
batch-results-long-lists =
    { $count ->
        [one] { $count } list has more than { $most } entries: the others are JSON in the column "more" behind them
       *[other] { $count } lists have more than { $most } entries: the others are JSON in the columns "more" behind them
    }
batch-results-left-out =
    { $count ->
        [one] { $count } value has no column, as its answer has too many fields or its name is too long: it is in answers.jsonl
       *[other] { $count } values have no column, as their answers have too many fields or their names are too long: they are in answers.jsonl
    }
batch-results-unreadable =
    { $count ->
        [one] { $count } line of answers.jsonl cannot be read and is passed over
       *[other] { $count } lines of answers.jsonl cannot be read and are passed over
    }
batch-results-marked =
    { $count ->
        [one] { $count } cell of the CSV files that a spreadsheet would have computed begins with an apostrophe; the workbook has it as it came
       *[other] { $count } cells of the CSV files that a spreadsheet would have computed begin with an apostrophe; the workbook has them as they came
    }
batch-results-leads-out = it is named outside the folder of the results
batch-results-gone = it is not there any more
