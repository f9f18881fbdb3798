# Formats of maps.
geo-features = features
geo-system = coordinates
geo-shape = shape
geo-cell-points =
    { $count ->
        [one] { $count } point
       *[other] { $count } points
    }
geo-cell-line = line of { $count } positions
geo-cell-area = area of { $count } positions
geo-turned = its coordinates are in { $name }: the map shows them in degrees
geo-swapped = latitude and longitude may have been swapped: the other way round, it would lie in France
geo-seems = it does not say what its coordinates are in; they look like { $name }, and the map shows them so
geo-seems-or = it does not say what its coordinates are in; they look like { $name }, and might be { $other }: the map shows the former
geo-seems-degrees = it does not say what its coordinates are in; they look like degrees, and the map shows them so
geo-unknown-units = it does not say what its coordinates are in, and they are not degrees
geo-no-system = not said
geo-no-dbf = its first bytes are not those of a dBase table
geo-no-shapefile = its first bytes are not those of a shapefile
geo-shp-alone = these are its shapes alone: their attributes (.dbf) and their projection (.prj) are in files beside it
geo-shp-no-dbf = there is no .dbf with its attributes beside it
geo-other-layers = it holds other layers too: { $names } (open one with --entry { $first })
geo-folder = folder
geo-kml-link = it refers to content elsewhere, which is not fetched
geo-gml-empty = it holds no features
geo-gpx-kind = kind
geo-gpx-name = name
geo-gpx-description = description
geo-gpx-time = time
geo-gpx-height = height
geo-gpx-points = points
geo-gpx-waypoint = waypoint
geo-gpx-route = route
geo-gpx-track = track
geo-topo-others = it holds other objects too: { $names }
geo-topo-cut = only its beginning was read, and its borders stand further on: some shapes are missing or incomplete
geo-tab-map = its shapes are in { $name }, which guichet does not read: QGIS opens it
geo-tab-alone = it describes a table of MapInfo, whose rows and shapes are in files beside it (.dat, .map, .id): QGIS opens them together
geo-tab-column = column
geo-tab-kind = type
geo-mif-alone = these are its shapes alone: their attributes ({ $names }) are in the .mid beside it
geo-fgb-header = its header cannot be read: it is none of FlatGeobuf's, or was cut
geo-fgb-no-parts = its features stand behind its index, out of reach of what could be read: download it
geo-bytes =
    { $count ->
        [one] { $count } byte
       *[other] { $count } bytes
    }
geo-sqlite-unreadable = SQLite cannot read it ({ $why })
geo-sqlite-no-such = it has no table called { $name }
geo-sqlite-empty = it has no tables
geo-sqlite-not-run = { $name } is computed as it is read, by what its author wrote: guichet does not run it
geo-sqlite-rows-failed = not all of its rows could be read ({ $why })
geo-sqlite-view = view
geo-sqlite-virtual = virtual table
geo-sqlite-table = table
geo-sqlite-name = table
geo-sqlite-kind = kind
geo-sqlite-rows = rows
geo-sqlite-tables = tables
geo-sqlite-size = size
geo-breaks-off = it breaks off: what came before is shown
geo-dbf-cut = it says that it has { $claimed } rows, and breaks off after { $count }
geo-dbf-elsewhere = what stands in { $names } is kept in a file beside it (.dbt, .fpt), which guichet does not read
geo-cpg-wrong = its .cpg says { $stated }, and its rows are none: they were read as { $read }
geo-sqlite-wal = its last changes stand in { $name } beside it, which is not read: what is shown is older
geo-sqlite-wal-alone = it is kept so that its last changes stand in a file beside it (-wal); where that was not delivered with it, they are missing
geo-sqlite-journal = { $name } beside it tells of a change that was not finished: what is shown may be half changed
geo-shx = it is the index of a shapefile, of { $count } shapes: these are in the .shp beside it, which is the file to open
geo-dat-alone = such rows mostly belong to a table of MapInfo: the .tab beside it says what they are
