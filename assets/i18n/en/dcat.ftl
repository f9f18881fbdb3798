# DCAT feeds.
dcat-title = DCAT feeds, the catalogues that portals publish for each other (and Isogeo's OpenCatalogs)
dcat-platform-rudi = RUDI, Rennes Métropole
dcat-platform-data-gouv = data.gouv.fr, all of it
dcat-way-path = a token at the end of the feed's address (Isogeo OpenCatalog)
dcat-found-path = An OpenCatalog's address is https://open.isogeo.com/s/SHARE/TOKEN: the portal's address is https://dcat.isogeo.com/SHARE, and the token is what stands behind.
dcat-way-bearer = a token in a header
dcat-found-bearer = Whoever runs the feed gives it.
dcat-way-login = a login and a password (HTTP Basic)
dcat-found-login = Whoever runs the feed gives them.
dcat-secret-url = the url ends with a token, which is a secret and would be seen here
dcat-secret-url-hint = Write https://dcat.isogeo.com/{ $share }; `guichet setup` asks for the token ("{ $way }").
dcat-no-token = the token cannot be read as one
dcat-no-token-hint = It is the one segment that the address ends with, at least 8 characters long.
dcat-by-theme = the feed by theme: { $count }
dcat-by-publisher = the feed by publisher: { $count }
dcat-no-theme = no dataset has this theme
dcat-no-publisher = no dataset has this publisher
dcat-shows = `guichet list { $portal }/{ $folder }` shows those there are.
dcat-pages = the feed has more than { $count } pages
dcat-no-dataset = the feed holds no such dataset
dcat-not-to-its-end = it could not be read to its end, so that nobody knows what it does not have
dcat-not-to-its-end-hint = Try again later; -v says where it breaks off.
dcat-no-dataset-hint = It may have been removed, or be called otherwise now.
dcat-no-address = the feed gives no address for it
dcat-credential-owner = whoever has this credential
dcat-no-such-address = a feed has no such address
dcat-the-feed = the feed
dcat-next-odd = the feed goes on at an address that is none
dcat-no-host = an address without a host
dcat-next-elsewhere = the feed goes on at another host ({ $host }), where guichet does not follow it
dcat-known-until = the feed is known only as far as page { $page }: { $cause }
dcat-known-so-far = the feed is known only as far as its first { $count } datasets: { $cause }
dcat-more-datasets = the feed holds more than { $count } datasets, and no more are looked at
dcat-ended-late = the feed takes too long: it is known as far as its first { $count } datasets
dcat-long-values =
    { $count ->
        [one] a value of the feed is too long to be read
       *[other] { $count } values of the feed are too long to be read
    }
dcat-forgotten = the feed was forgotten while it was asked for
dcat-forgotten-hint = Try again.
dcat-unbearable = the reader does not bear what is in it
dcat-too-slow = it takes longer than { $seconds } s to read
dcat-too-large = it holds more than guichet has room for
dcat-no-room = it is too long for memory and cannot be kept in { $folder }: { $why }
dcat-no-room-hint = Free some space there, or name another folder with the environment variable TMPDIR.
dcat-too-deep = it is nested more than { $deepest } deep
dcat-nested-entities = it abbreviates by abbreviations (XML entities within entities)
dcat-large-entities = it is much larger than it looks (XML entities)
dcat-costly-terms = its terms cost more to read than it holds (a large @context within others, or a prefix without end)
dcat-unknown-syntax = it is neither JSON-LD nor Turtle, RDF/XML or data.json
dcat-no-graph = it is not a graph
dcat-part-unreadable = a part of the feed cannot be read ({ $error })
dcat-fault = line { $line }: { $what }
dcat-fault-tag = the tag "{ $name }" does not end
dcat-fault-open = "{ $name }" is not closed
dcat-fault-not-open = "{ $name }" is closed and was not open
dcat-fault-over = the document ends within "{ $name }"
dcat-fault-attribute = an attribute of "{ $name }" is none
dcat-fault-attributes = an element has more than { $most } attributes
dcat-fault-namespaces = it has more than { $most } namespaces, or one that is too long
dcat-fault-namespace = "{ $name }" belongs to no namespace
dcat-fault-misplaced = "{ $name }" has no place there
dcat-fault-text = text has no place there: { $text }
dcat-more-unreadable =
    { $count ->
        [one] and one more part of the feed cannot be read
       *[other] and { $count } more parts of the feed cannot be read
    }
dcat-hardly-anything = hardly anything in it can be understood
dcat-bare-datasets =
    { $count ->
        [one] { $count } dataset of the feed is named and not described
       *[other] { $count } datasets of the feed are named and not described
    }
dcat-breaks-off = the feed breaks off ({ $why })
dcat-no-list = its distributions are not a list
dcat-nameless = it has neither a title nor an identifier
dcat-more-left-out =
    { $count ->
        [one] and one more dataset is unreadable
       *[other] and { $count } more datasets are unreadable
    }
dcat-odd-address =
    { $count ->
        [one] an address is not written as addresses are, and read as { $address }
       *[other] { $count } addresses are not written as addresses are; the first is read as { $address }
    }
dcat-odd-characters = its texts hold characters that cannot be read, which stand as �
dcat-odd-untitled = it has no title
dcat-odd-twice = another dataset has the same identifier
dcat-sum-addresses =
    { $count ->
        [one] "{ $title }" has an address that is not written as addresses are
       *[other] { $count } datasets have addresses that are not written as addresses are, the first is "{ $title }"
    }
dcat-sum-characters =
    { $count ->
        [one] "{ $title }" holds characters that cannot be read
       *[other] { $count } datasets hold characters that cannot be read, the first is "{ $title }"
    }
dcat-sum-untitled =
    { $count ->
        [one] a dataset has no title and is named "{ $title }"
       *[other] { $count } datasets have no title, the first is named "{ $title }"
    }
dcat-sum-twice =
    { $count ->
        [one] "{ $title }" has the identifier of another dataset
       *[other] { $count } datasets have the identifier of another, the first is "{ $title }"
    }
dcat-sum-no-list =
    { $count ->
        [one] the distributions of "{ $title }" are not a list
       *[other] the distributions of { $count } datasets are not a list, the first is "{ $title }"
    }
dcat-every-years =
    { $count ->
        [one] every year
       *[other] every { $count } years
    }
dcat-every-months =
    { $count ->
        [one] every month
       *[other] every { $count } months
    }
dcat-every-weeks =
    { $count ->
        [one] every week
       *[other] every { $count } weeks
    }
dcat-every-days =
    { $count ->
        [one] every day
       *[other] every { $count } days
    }
dcat-every-hours =
    { $count ->
        [one] every hour
       *[other] every { $count } hours
    }
dcat-every-minutes =
    { $count ->
        [one] every minute
       *[other] every { $count } minutes
    }
dcat-empty = it answered nothing at all (an empty body)
dcat-empty-hint = Check the feed's address with `guichet portals`.
dcat-answered-page = it answered a web page instead of a feed; a login or proxy page may stand in between
dcat-answered-page-hint = Check the feed's address with `guichet portals`: it is that of the feed, not of the site.
dcat-guessed-terms = the feed's terms are defined at { $address } (a remote @context), which guichet neither knows nor fetches: read with the usual terms
dcat-terms-elsewhere = the feed's terms are defined at { $address } (a remote @context), which guichet does not fetch
dcat-terms-elsewhere-hint = The portal may have the same feed as Turtle or RDF/XML (often the same address, ending with .ttl or .xml).
dcat-unreadable = the feed cannot be read: { $why }
dcat-unreadable-hint = Check the feed's address with `guichet portals`; it may be JSON-LD, Turtle, RDF/XML or data.json.
dcat-first-distributions = only the first { $most } of { $count } distributions are shown
dcat-bare-distribution = one distribution is named and not described
dcat-service = a service to open in a suitable program
dcat-service-of = a service ({ $format }) to open in a suitable program
dcat-not-for-all = its publisher says that it is not for everybody
dcat-perhaps-page = the feed tells where it is to be had, which may be a web page
dcat-fact-version = version
dcat-fact-access-rights = access rights
dcat-fact-rights = rights
dcat-fact-terms = terms
dcat-fact-as-in = as in
dcat-fact-origin = origin
dcat-filter-theme = a theme, as it is shown
dcat-filter-keyword = a keyword
dcat-filter-publisher = a publisher's name
dcat-filter-format = a format of its media, as csv
dcat-filter-licence = a licence's name
dcat-filter-access = open or restricted
dcat-theme-agri = agriculture, fisheries, forestry and food
dcat-theme-econ = economy and finance
dcat-theme-educ = education, culture and sport
dcat-theme-ener = energy
dcat-theme-envi = environment
dcat-theme-gove = government and public sector
dcat-theme-heal = health
dcat-theme-intr = international issues
dcat-theme-just = justice, legal system and public safety
dcat-theme-regi = regions and cities
dcat-theme-soci = population and society
dcat-theme-tech = science and technology
dcat-theme-tran = transport
