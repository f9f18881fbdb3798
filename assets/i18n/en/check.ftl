# Whether a file fits its schema.
check-the-schema = the schema { $name }
check-no-fields = it has no list of fields
check-odd-fields =
    { $count ->
        [one] it has { $count } field
       *[other] it has { $count } fields
    }
check-nameless-field = it has a field without a name
check-no-schema = it is neither a Table Schema nor a JSON Schema
check-no-schema-hint = A Table Schema has "fields", a JSON Schema has "properties" or "type".
check-unusable = it cannot be used: { $why }
check-schema-broke = it breaks the reader of schemas
check-schema-no-json = it is not JSON: line { $line }, column { $column }
check-package-hint = It has { $names }: the file must be called as one of them.
check-package-other = the data package has several tables, and none is called { $file }
check-package-without = no table of the data package has a schema in it
check-schema-large = it is larger than { $limit } MiB
check-schema-web-page = it is a web page, or another file in markup
check-schema-web-page-hint = Name the address of the JSON itself: on GitHub, what "Raw" leads to.
check-schema-no-file = there is no file of that name
check-schema-hint = Name a file, an address that begins with https://, or a schema of schema.data.gouv.fr, as etalab/schema-irve-statique.
check-schema-no-address = the catalogue does not say where it is
check-not-in-catalogue = the catalogue of schemas does not have it
check-meant = Did you mean { $name }?
check-which-schema = nothing says which schema the file follows
check-which-schema-hint = `guichet check FILE --schema` names it: a file, an address, or a schema of schema.data.gouv.fr, such as etalab/schema-irve-statique.
check-odd-address = { $address } is not an address that begins with https://
check-offline = it is not on this disk, and nobody is asked (--offline)
check-offline-hint = Name a file with --schema.
check-no-version = version { $wanted } of the schema is not published; the latest is used ({ $latest })

check-field-twice = the schema has the field { $name } twice; the first counts
check-foreign-table = not checked: that { $columns } is in another table ({ $table })
check-custom-unknown = not checked: { $name }, a check that is not known here
check-odd-type = not checked: the type of { $column } ({ $what }) is not known
check-odd-pattern = not checked: the pattern of { $column } cannot be read ({ $pattern })
check-odd-constraint = not checked: { $column } has the constraint “{ $name }”, which there is not for it
check-odd-bound = not checked: the bound of { $column } ({ $bound }) is not a value of its type
check-key-columns = not checked: a key, as not all of its columns are there ({ $columns })
check-relation-columns = not checked: how columns go together, as not all of them are there ({ $columns })
check-keys-full = from row { $row } on, new values of { $columns } were not remembered: what is there twice may not be told
check-no-header = no header: columns were taken in the schema's order
check-counted = the check ended after { $count } errors

check-schema-of-json = { $schema } is for JSON documents, and this is none
check-schema-of-tables = it is JSON, and the schema is one of tables
check-no-text = it is not text that rows can be read from
check-no-text-hint = Save it as CSV, or take the CSV that the portal may have beside it.
check-workbook-large = a workbook of more than { $limit } MiB is not checked
check-workbook-unread = its first sheet cannot be read whole: { $why }
check-first-sheet = the first sheet was checked ({ $name }); there { $count ->
    [one] is one more
   *[other] are { $count } more
  }
check-json-large = JSON of more than { $limit } MiB is not checked
check-json-unbuilt = this build cannot check JSON
check-no-json = it is not JSON: line { $line }, column { $column }
check-given-up = the check was given up
check-endless-row = a row has more than { $limit } MiB: a quote may not be closed

check-nothing = the file is empty
check-nothing-remedy = a header and rows are needed
check-missing-column = the column is missing
check-missing-column-remedy = add a column called { $name }
check-extra-column = the schema has no such column
check-extra-column-remedy = remove it, or correct its name
check-column-order = the column is not where the schema has it
check-column-order-remedy = the order is { $names }
check-column-case = { $name } is written { $field } in the schema
check-column-case-remedy = write { $field }
check-column-twice = there are two columns called { $name }
check-column-twice-remedy = remove one, or correct its name
check-column-unnamed = a column has no name
check-column-unnamed-remedy = name it, or remove it and the separator
check-no-column = no column is one of the schema's
check-no-column-remedy = see whether the first line has the names, and whether it is the right schema

check-blank-row = the row is empty
check-blank-row-remedy = remove it
check-extra-cell = "{ $value }" stands behind the last of { $width } columns
check-extra-cell-remedy = remove it, or put quotes around a cell that holds the separator
check-missing-cell =
    { $count ->
        [one] the row has { $count } cell for { $width } columns
       *[other] the row has { $count } cells for { $width } columns
    }
check-missing-cell-remedy = add the separators that are missing
check-key-empty = part of the key is empty
check-key-empty-remedy = fill it in: it tells rows apart
check-key-again = the key { $value } is that of row { $row } already
check-key-again-remedy = correct or remove one of the rows
check-foreign-key = the value is not among those of { $columns }
check-foreign-key-remedy = correct it, or add the row that it names

check-not-a = "{ $value }" is not { $what }
check-empty = nothing stands here
check-empty-remedy = fill it in: the schema wants a value
check-again = "{ $value }" stands in row { $row } already
check-again-remedy = each value may stand once
check-off-pattern = "{ $value }" does not have the form { $pattern }
check-not-allowed = "{ $value }" is not allowed
check-not-allowed-remedy = allowed: { $named }
check-below = { $value } is less than { $bound }
check-above = { $value } is more than { $bound }
check-not-above = { $value } is not more than { $bound }
check-not-below = { $value } is not less than { $bound }
check-bound-remedy = correct the value
check-too-short = "{ $value }" is shorter than { $least }
check-too-long = "{ $value }" is longer than { $most }
check-length-remedy = correct the value

check-a-text = a text
check-an-email = an e-mail address
check-a-uri = a web address
check-a-binary = Base64
check-a-uuid = a UUID
check-a-number = a number
check-an-integer = a whole number
check-a-boolean = a yes or no
check-a-date = a date
check-a-time = a time of day
check-a-date-time = a date with its time
check-a-year = a year
check-a-month = a month of a year
check-a-duration = a duration
check-a-point = a position
check-a-geojson = GeoJSON
check-a-topojson = TopoJSON
check-an-array = a JSON list
check-an-object = a JSON object
check-a-list = a list

check-as-text = write a text
check-as-binary = write it in Base64
check-as-example = write it as { $example }
check-as-pattern = write it in the form { $pattern }
check-as-number = write it as { $example }, without anything else
check-as-integer = digits alone, without blanks or decimals
check-as-integer-within = one whole number, whatever stands around it
check-as-boolean = write one of { $yes } for yes, one of { $no } for no
check-as-moment = write it in the form { $pattern }
check-as-point = write longitude and latitude as { $example }
check-as-geojson = write a geometry or a feature of GeoJSON
check-as-list = part the values with { $delimiter }; each is { $what }

check-no-siren = "{ $value }" is not a SIREN
check-no-siren-remedy = 9 digits are needed, the last of which proves the others
check-no-siret = "{ $value }" is not a SIRET
check-no-siret-remedy = 14 digits are needed, the last of which proves the others
check-no-phone = "{ $value }" is not a phone number
check-no-phone-remedy = write it as 01 23 45 67 89 or +33 1 23 45 67 89
check-no-years = "{ $value }" is not a pair of years
check-no-years-remedy = write it as 2023/2024, the second year later than the first
check-no-year-remedy = write it as 2023/2024, the second year later than the first, or as 2023
check-not-in-france = { $value } is not in France
check-not-in-france-remedy = see whether longitude and latitude are exchanged
check-both-empty = nothing stands in { $columns }
check-both-empty-remedy = fill in one of them
check-no-sum = { $value } is not the sum of { $of }
check-no-sum-remedy = correct the sum or its parts
check-no-order = { $value } should be { $sign } { $other } ({ $cell })
check-no-order-remedy = correct one of them
check-some-empty = of { $columns } only some are filled in
check-some-empty-remedy = fill in all of them, or none

check-json-lacks = "{ $name }" is missing
check-json-unknown = { $names } may not be here
check-json-not-type = { $value } is not of the type { $types }
check-json-no-format = { $value } does not have the format { $format }
check-json-breaks = the value breaks "{ $keyword }"
check-json-required = add "{ $name }"
check-json-additional = remove { $names }, or correct the name
check-json-format = write it as { $format } has it
check-json-remedy = see "{ $keyword }" in the schema ({ $path })

check-was-read = read { $size }: { $reason }
check-line = line { $line }
check-row = row { $row }
check-column = column { $column }
check-warning = warning
check-told = { $message } – { $remedy }
check-more = { $count } more; --limit tells more of them
check-fits = { $file } fits { $schema }{ $rows ->
    [0] {""}
    [one] : { $rows } row
   *[other] : { $rows } rows
}{ $warnings ->
    [0] {""}
    [one] , { $warnings } warning
   *[other] , { $warnings } warnings
}{ $unchecked ->
    [0] {""}
    [one] ; { $unchecked } rule of it was not checked
   *[other] ; { $unchecked } rules of it were not checked
}
check-does-not-fit = { $file } does not fit { $schema }: { $errors ->
    [one] { $errors } error
   *[other] { $errors } errors
}{ $rows ->
    [0] {""}
    [one] {" "}in { $rows } row
   *[other] {" "}in { $rows } rows
}{ $warnings ->
    [0] {""}
    [one] , { $warnings } warning
   *[other] , { $warnings } warnings
}

check-rule-empty-file = empty file
check-rule-missing-column = missing column
check-rule-extra-column = column too many
check-rule-column-order = order of columns
check-rule-column-case = spelling of a column
check-rule-duplicate-column = column twice
check-rule-unnamed-column = column without a name
check-rule-no-column = no column
check-rule-blank-row = empty row
check-rule-extra-cell = cell too many
check-rule-missing-cell = missing cell
check-rule-type = type
check-rule-required = value wanted
check-rule-unique = value twice
check-rule-pattern = form
check-rule-enum = value not allowed
check-rule-minimum = too small
check-rule-maximum = too large
check-rule-exclusive-minimum = not large enough
check-rule-exclusive-maximum = not small enough
check-rule-min-length = too short
check-rule-max-length = too long
check-rule-primary-key = key
check-rule-foreign-key = reference
check-rule-siren = SIREN
check-rule-siret = SIRET
check-rule-phone-number = phone number
check-rule-year-interval = pair of years
check-rule-french-coordinates = coordinates
check-rule-one-of-required = one of two wanted
check-rule-sum-columns = sum
check-rule-compare-columns = comparison
check-rule-cohesive-columns = columns that go together
