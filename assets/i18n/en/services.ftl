# Services that give rows when asked, as one file.
services-verdict = complete
services-complete = { $came } of { $total } rows
services-kept = { $said }; { $kept } of them are what was asked for, which the service cannot look for itself
services-uncounted = { $came } rows came, and the service does not count them: nobody can tell whether that is all
services-fewer = { $came } of { $total } rows came, and then no more: narrow it by bounds or a filter, and take it in parts
services-more = { $came } rows came where the service counts { $total }: try again, the data may be changing
services-twice = { $came } rows came of { $total }, and { $twice } of them came before: the service has no steady order; narrow it by bounds or a filter until it fits into one answer
services-alike = { $came } rows came of { $total }, and { $alike } of them are like one that came before: the service has nothing that tells them apart, so that nobody can tell whether that is all; narrow it by bounds or a filter until it fits into one answer
services-changed = { $came } rows came of { $total }, and the service counts { $now } by now: the data changed meanwhile, try again
services-stopped = only { $came } rows came: { $why }
services-broke-off = it breaks off behind { $came } rows
services-same-page = the service gives the same page again: it does not page; narrow it by bounds or a filter
services-too-many = there is no end of them
services-new-column = the column { $column } is in a later row only
services-new-column-hint = Take it with --param as=geojson or as=jsonl, which need no columns.
services-as = format
services-as-help = What the file is written as.
services-where = only rows where
services-where-columns = As `commune=35238; nom~rennes`. Columns: { $columns }
services-where-help = As `commune=35238; nom~rennes`, with `=`, `!=`, `<`, `<=`, `>`, `>=` or `~` (somewhere in it).
services-bbox = only within
services-bbox-help = WEST,SOUTH,EAST,NORTH in degrees, as -1.75,48.07,-1.62,48.15.
services-layer = layer
services-layer-help = Which of its layers; none is needed where it has but one.
services-layer-among = One of: { $names }
services-no-criterion = { $part } is not a filter: write COLUMN=VALUE, several between semicolons, a value that has one in quotes
services-no-bounds = { $bounds } cannot be read as bounds: write WEST,SOUTH,EAST,NORTH in degrees
services-no-bounds-here = its rows are not in degrees, and the service does not look for bounds: take all of them
services-page-too-long = one answer of it is too long to be held
services-page-too-long-hint = Narrow it by bounds or a filter (--bbox, --where).
services-no-answer = it answers nothing
services-exception = the service says: { $said }
services-no-json = it answers something else than the JSON that was asked for, or only a part of it
services-no-xml = it answers something else than XML
services-no-gml = it answers something else than the GML that was asked for, or only a part of it
services-no-wfs = it does not answer as a WFS
services-no-layers = it has no layers
services-which-layer = it has several layers: say which
services-no-layer = it has no layer { $wanted }
services-layers = Say `--param layer=NAME`, one of: { $names }.
services-no-column = it has no column { $column }
services-columns = Its columns: { $names }.
services-gml-only = the service gives GML and nothing else
services-gml-only-hint = Take it with --param as=gml.
services-gml-where = rows in GML are not looked into
services-gml-where-hint = Take all of it, or within bounds (--bbox).
services-no-total = it does not say how many rows there are
services-no-table-hint = The portal keeps no table of this file (any more): take the file itself.
services-packed = the portal packs what it sends, so that its rows cannot be looked into
services-no-row = one of its rows cannot be read
services-no-places = none of its columns says where a row is: it cannot be narrowed by bounds
services-no-places-hint = Narrow it by its columns, with `--where COLUMN=VALUE`.
services-curl-pages = { $address }: this is its first request, as the service answers it. More pages follow, and guichet makes one file of them all.
services-not-narrowed = { $key } does not narrow a file: it comes whole
services-not-narrowed-hint = Download it, and look at some of its rows with `guichet preview FILE --where`.
services-left-out = left out: { $title }, a service: take it by its own address, { $address }
