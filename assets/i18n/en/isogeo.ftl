# Isogeo.
isogeo-secrets-file = the client secrets file
isogeo-not-understood = it cannot be understood (line { $error }, column { $column })
isogeo-with-web = Take the file as Isogeo hands it out: JSON with "web" at its root.
isogeo-no-web = it has no "web" at its root, so it is none of Isogeo's for an application
isogeo-as-handed = Take the file as Isogeo hands it out.
isogeo-not-json-ini = it is neither JSON nor an INI file with a section [auth]
isogeo-take-json = Take the client_secrets.json as Isogeo hands it out.
isogeo-token-uri-odd = its token_uri is not an https address and is left aside
isogeo-no-token-uri = it has no token_uri, so it does not tell the platform (production or QA)
isogeo-id-odd = its client_id does not end like those that Isogeo issues: is it whole?
isogeo-secret-odd = its client_secret has not the 64 characters of those that Isogeo issues: is it whole?
isogeo-scopes-odd = its scopes are not those for reading (resources:read)
isogeo-type-odd = it calls itself something else than a group application
isogeo-for-a-person = it is for a user application ("installed"), whose users sign in with a browser
isogeo-for-a-person-hint = guichet signs in as a group application: ask for one at Isogeo; its file has "web" at the root.
isogeo-lacks = it has no { $key }
isogeo-token-401 = Isogeo refuses the token that was just asked for (401)
isogeo-token-401-hint = The token may be of another platform: `url` and `token_url` must both be production, or both QA.
isogeo-denied-403 = this application has no right to it (403)
isogeo-denied-403-hint = Its publisher may have switched downloads off for this application, or shared it no longer.
isogeo-nothing = Isogeo has nothing there for this application ({ $code })
isogeo-nothing-hint = It may have been removed, or is not shared with this application.
isogeo-failed-500 = Isogeo failed (500)
isogeo-failed-500-hint = It answers so to some requests that make no sense to it, too; try again later.
isogeo-text-context = Context
isogeo-text-method = Method
isogeo-text-consistency = Consistency
isogeo-text-geographic = Geographic context
isogeo-text-validity = Validity
isogeo-section =
    { $heading }:
    { $plain }
isogeo-item-condition = condition
isogeo-item-limitation = limitation
isogeo-item-specification = specification
isogeo-item-contact = contact
isogeo-item-event = event
isogeo-item-attribute = attribute
isogeo-item-translation = translation
isogeo-fact-kind = kind
isogeo-fact-format = format
isogeo-fact-name = name
isogeo-fact-location = location
isogeo-fact-projection = projection
isogeo-fact-scale = scale
isogeo-fact-resolution = resolution
isogeo-metres = { $distance } m
isogeo-fact-precision = precision
isogeo-fact-geometry = geometry
isogeo-fact-features = features
isogeo-fact-encoding = encoding
isogeo-fact-language = language
isogeo-fact-updated = updated
isogeo-fact-published = published
isogeo-fact-valid-to = valid to
isogeo-fact-harvested = harvested
isogeo-fact-described = described
isogeo-fact-reviewed = reviewed
isogeo-kind-vector = vector data
isogeo-kind-raster = raster data
isogeo-kind-table = tabular data
isogeo-kind-service = service
isogeo-kind-other = other resource
isogeo-series = { $words }, a series
isogeo-fact-condition = condition
isogeo-fact-limitation = limitation
isogeo-not-as-in = not as in
isogeo-as-in = as in
isogeo-fact-contact = contact
isogeo-fact-event = event
isogeo-fact-field = field
isogeo-fact-translated = translated
isogeo-no-id = "{ $record }" has no id to ask for it by
isogeo-only-description = no file to fetch but its description (ISO 19139)
isogeo-only-links = links to look at, and no file to fetch but its description (ISO 19139)
isogeo-untitled = untitled
isogeo-service-wms = a map service (WMS)
isogeo-service-wfs = a feature service (WFS)
isogeo-service-wmts = a map tile service (WMTS)
isogeo-service-efs = an Esri feature service
isogeo-service-ems = an Esri map service
isogeo-service-ets = an Esri tile service
isogeo-fact-for = for
isogeo-item-layer = layer
isogeo-item-operation = operation
isogeo-fact-version = version
isogeo-fact-layer = layer
isogeo-fact-operation = operation
isogeo-layers =
    { $count ->
        [one] { $count } layer
       *[other] { $count } layers
    }
isogeo-the-service = the service itself
isogeo-item-service-layer = service layer
isogeo-fact-service = service
isogeo-layer-not-shared = a layer of a service that is not shared with this application
isogeo-description = the description of all this (ISO 19139 metadata)
isogeo-no-address = Isogeo gives no address for it
isogeo-odd-address = an address that guichet cannot open
isogeo-odd-type = a link of the type "{ $kind }", which guichet does not know
isogeo-no-download = its publisher offers no download of it
isogeo-web-page = a web page to open in a browser
isogeo-to-open = { $what } to open in a suitable program
isogeo-odd-kind = a link of the kind "{ $kind }", which guichet does not know
isogeo-service-no-address = a service whose address Isogeo does not give
isogeo-service-to-open = a service ({ $code }) to open in a suitable program
isogeo-service-unknown = a service (of an unknown kind) to open in a suitable program
isogeo-title = Isogeo, catalogues of geographic data
isogeo-the-records = the records
isogeo-everything = everything that is shared
isogeo-records =
    { $count ->
        [one] { $count } record
       *[other] { $count } records
    }
isogeo-all = all records
isogeo-shares = { $name }: the shares
isogeo-shares-title = shares
isogeo-no-share = no such share is open to this application
isogeo-no-share-hint = `guichet list { $name }` shows those that are.
isogeo-record-shares = the record's shares
isogeo-the-filters = the filters
isogeo-unexplained = This is not an answer of Isogeo's API. Check the portal's address with `guichet portals` and the proxy; an application that no catalogue is shared with may see this too.
isogeo-no-such-address = an Isogeo portal has no such address
isogeo-filter-type = vector-dataset, raster-dataset, no-geo-dataset, dataset (the first two), service or resource
isogeo-filter-action = download, view or other: what a link or a service is for
isogeo-filter-format = a format's code, as shp or wfs
isogeo-filter-owner = the id of the workgroup it belongs to
isogeo-filter-theme = an INSPIRE theme's code
isogeo-filter-group-theme = the code of a workgroup's own theme
isogeo-filter-topic = an ISO 19115 topic's code
isogeo-filter-keyword = a keyword's code: no accents, dashes for spaces
isogeo-filter-crs = a coordinate system's EPSG code
isogeo-filter-contact = group:ID, user:ID or WORKGROUP:ID
isogeo-filter-licence = isogeo:ID or WORKGROUP:ID
isogeo-filter-origin = manual, or auto for what is harvested
isogeo-filter-conformity = inspire
isogeo-filter-catalog = a catalogue's id
isogeo-filter-source = the id of a harvested service
isogeo-filter-name = a technical name
isogeo-filter-path = where the data lie
isogeo-filter-without = what is missing: action, format, keyword, coordinate-system, …
isogeo-filter-box = where on the map: the bounds in degrees
isogeo-filter-relation = how it lies to the box: intersects, within, contains, overlaps, equals or disjoint
isogeo-filter-language = fr, en, es or pt: of labels and texts
isogeo-sort-updated = last change of the record
isogeo-sort-created = creation of the record
isogeo-sort-data-updated = last change of the data
isogeo-sort-data-created = creation of the data
isogeo-by-hand = entered by hand
isogeo-harvested = harvested
isogeo-inspire = conforms to INSPIRE
isogeo-no-box = there is no box that it could be the relation to
isogeo-no-box-hint = Give a box too, as box=2.1,48.4,2.6,48.8.
isogeo-none-shared = no catalogue is shared with this application: whoever administers one at Isogeo must add the application to a share
isogeo-share-no-id = one share has no id to ask for it by
isogeo-item-share = share
isogeo-item-keyword = keyword
isogeo-item-link = link
isogeo-share-of = { $title } (shared by { $owner })
isogeo-shared-by = shared by { $owner }
isogeo-way = a group application (client id and secret)
isogeo-found = In the client_secrets.json that came when the application was made: `client_id` and `client_secret`.
isogeo-unknown-client = Isogeo does not know this client id and secret (400)
isogeo-unknown-client-hint = Check that both halves are whole and belong to this platform (production or QA).
isogeo-every-year = every year
isogeo-years =
    { $count ->
        [one] { $count } year
       *[other] { $count } years
    }
isogeo-every-month = every month
isogeo-months =
    { $count ->
        [one] { $count } month
       *[other] { $count } months
    }
isogeo-every-week = every week
isogeo-weeks =
    { $count ->
        [one] { $count } week
       *[other] { $count } weeks
    }
isogeo-every-day = every day
isogeo-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
isogeo-every-hour = every hour
isogeo-hours =
    { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
isogeo-every-minute = every minute
isogeo-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
isogeo-every-second = every second
isogeo-seconds =
    { $count ->
        [one] { $count } second
       *[other] { $count } seconds
    }
isogeo-every = every { $span }
isogeo-qa = QA
isogeo-colon = :{" "}
isogeo-guide-about = Isogeo is opened to an application, which reads what catalogues' publishers share with it, and changes nothing.
isogeo-guide-register = Have Isogeo's team register the application
isogeo-guide-register-detail = Ask for a "group application" with reading rights (resources:read); give its name and its web address.
isogeo-guide-file = Receive client_secrets.json
isogeo-guide-file-detail = The team hands it out: it holds the application's id and secret. It is worth a password: never in code or an e-mail.
isogeo-guide-import = Take it into guichet
isogeo-guide-import-detail = `guichet auth import client_secrets.json` keeps what is in it in a safe place, then offers to delete the file.
isogeo-guide-share = Have catalogues shared with the application
isogeo-guide-share-detail = An administrator of each workgroup adds the application to a share of the catalogues. Several workgroups may each share several.
isogeo-guide-check = See what is shared
isogeo-guide-check-detail = `guichet list NAME` lists the shares and who made them. The application reads the records of all shared catalogues, and has no access to the catalogues themselves.
