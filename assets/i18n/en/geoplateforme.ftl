# The download service of the Géoplateforme.
geoplateforme-title = Géoplateforme, the download service of IGN's geographic data
geoplateforme-platform = IGN, data.geopf.fr
geoplateforme-no-such-address = the download service has no such address
geoplateforme-products = products
geoplateforme-products-count =
    { $count ->
        [one] { $count } product, by editions
       *[other] { $count } products, by editions
    }
geoplateforme-the-products = the products
geoplateforme-products-not-by = products are neither narrowed nor ordered by it
geoplateforme-no-feed = it does not answer with a feed of the download service
geoplateforme-no-feed-hint = Check the portal's address with `guichet portals`: it ends with `/telechargement`.
geoplateforme-too-long = its answer is too long for a page of a list
geoplateforme-cut = its feed was cut off: it ends in the middle
geoplateforme-cut-hint = Try again: what came would have passed for a shorter list.
geoplateforme-more = the list goes on behind the first { $came } entries, which are all that guichet reads of it; words, a zone, a format or a date may bring the others
geoplateforme-fewer = the service counts { $total } entries and gave { $came }
geoplateforme-left-out =
    { $count ->
        [one] the page is longer than was asked for, and its last entry is left out
       *[other] the page is longer than was asked for, and its last { $count } entries are left out
    }
geoplateforme-not-newest-first = the service does not put the newest editions first
geoplateforme-not-ordered = the service takes no notice of the order that was asked for
geoplateforme-nameless = a file is left out: it has no name to ask for it by
geoplateforme-volume = volume { $number } of { $count }: all of them are needed, and the first is the one to open
geoplateforme-sums = checksums, as a list
geoplateforme-sums-gone = a list of checksums that may be gone; those of the files are known without it
geoplateforme-licence = the feed states none; much of what IGN gives is under Licence Ouverte 2.0, not what it has from others
geoplateforme-requests-a-second = requests a second
geoplateforme-request-400 = the service does not take a value of the request (400)
geoplateforme-request-400-hint = Take zones and formats from the filters the portal offers.
geoplateforme-nothing-404 = the service has nothing there (404)
geoplateforme-nothing-404-hint = Old editions are withdrawn when new ones come: look at the product again.
geoplateforme-zone = zone
geoplateforme-from = edition from
geoplateforme-to = edition until
geoplateforme-edition = date of the edition
geoplateforme-filter-zone = a zone as the service writes it, as FXX, D035 or R53
geoplateforme-filter-territory = a territory: its département, else its region, else mainland or all of France
geoplateforme-filter-format = a format as the service writes it, as GPKG
geoplateforme-filter-crs = a reference system as the service writes it, as EPSG:2154
geoplateforme-filter-from = a day: editions of then or later
geoplateforme-filter-to = a day: editions of then or before
geoplateforme-fact-product = product
geoplateforme-fact-zone = zone
geoplateforme-fact-crs = reference system
geoplateforme-fact-rights = rights
geoplateforme-fact-licence = licence
