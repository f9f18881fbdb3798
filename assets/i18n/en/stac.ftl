# STAC.
stac-platform-veda = NASA VEDA
stac-platform-ifremer = Ifremer
stac-platform-geodes = GEODES, CNES
stac-platform-panoramax = Panoramax, pictures of streets
stac-platform-swisstopo = Switzerland, data.geo.admin.ch
stac-platform-landsat = LandsatLook, USGS
stac-platform-copernicus = Copernicus Data Space
stac-title = STAC, images of satellites and other data with a place and a time, as an interface or as documents
stac-platform-earth-search = Earth Search (Element 84): Sentinel, Landsat and others
stac-platform-planetary = Microsoft's Planetary Computer
stac-no-such-address = a STAC catalogue has no such address
stac-no-api = Is the address that of the interface, before `/collections`, or of a document as catalog.json?
stac-filter-collection = the id of a collection
stac-facet-id = id
stac-filter-id = the id of an item
stac-sort-date = time it is about
stac-sorts-nothing = the portal does not say that it sorts
stac-sorts-nothing-hint = Without an order, the items come as the portal lists them, mostly the newest first.
stac-sorts-no-documents = documents that link to each other are not sorted
stac-no-collections = a catalogue of documents has no collections to choose from: go into its folders
stac-one-at-a-time = the portal lists the items of one collection at a time
stac-words-here = { $name } cannot be searched by words: of each page what has them is shown.
stac-not-ordered = the portal takes the order asked for, and does not sort
stac-nothing-follows = the portal says that more follows, and gives nothing more, so the listing ends here
stac-lost =
    { $count ->
        [one] { $count } link leads to nothing on the web, and is left out
       *[other] { $count } links lead to nothing on the web, and are left out
    }
stac-back =
    { $count ->
        [one] { $count } link leads back to this very document, and is left out
       *[other] { $count } links lead back to this very document, and are left out
    }
stac-unread =
    { $count ->
        [one] { $count } item could not be read, so nobody knows whether it has what is wanted
       *[other] { $count } items could not be read, so nobody knows whether they have what is wanted
    }
stac-not-within =
    { $count ->
        [one] what lies in the { $count } folder here was not looked at: go into it to look there
       *[other] what lies in the { $count } folders here was not looked at: go into one to look there
    }
stac-looked-through =
    { $count ->
        [one] the { $count } item looked at is none of what is wanted, and the others were not looked at
       *[other] the { $count } items looked at are none of what is wanted, and the others were not looked at
    }
stac-elsewhere =
    { $count ->
        [one] { $count } link leads to another host, where nothing is asked
       *[other] { $count } links lead to other hosts, where nothing is asked
    }
stac-deprecated = deprecated
stac-metres = { $value } m
stac-percent = { $value } %
stac-fact-items = files of each item
stac-fact-version = STAC
stac-fact-platform = platform
stac-fact-instruments = instruments
stac-fact-resolution = resolution
stac-fact-clouds = clouds
stac-fact-crs = coordinate system
stac-fact-level = processing level
stac-fact-state = state
stac-fact-until = until
