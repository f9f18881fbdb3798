# Dataverse.
dataverse-title = Dataverse, repositories of research data (Recherche Data Gouv)
dataverse-platform-borealis = Canada, Borealis
dataverse-platform-no = Norway, DataverseNO
dataverse-platform-nl = Netherlands, DataverseNL
dataverse-platform-cirad = CIRAD, tropical agriculture
dataverse-platform-sciencespo = Sciences Po
dataverse-platform-rdg = Recherche Data Gouv, France's repository of research data
dataverse-platform-ird = DataSuds, the repository of IRD
dataverse-platform-harvard = Harvard Dataverse
dataverse-way = an API token of your account on the portal
dataverse-found = On the portal: your name, then "API Token". It lasts a year, and may change your data too: guichet only reads.
dataverse-collections = collections
dataverse-collections-count =
    { $count ->
        [one] { $count } collection
       *[other] { $count } collections
    }
dataverse-by-collection = the catalogue by collection
dataverse-collections-not-by = collections are neither narrowed nor ordered by it
dataverse-within = in { $name }
dataverse-no-collection = there is no collection of that name
dataverse-no-such-address = a Dataverse portal has no such address
dataverse-no-api = This is not an answer of Dataverse's API. Check the portal's address with `guichet portals`: it ends before `/api`.
dataverse-own = what your account on the portal may see
dataverse-by-circle = The portal looks around a point: what lies in the circle around the box is found, if its publisher has stated where it lies.
dataverse-translated = Some portals translate the names of subjects, types and licences, and take only the original ones, as "Social Sciences".
dataverse-withdrawn = withdrawn by its publisher: { $reason }
dataverse-no-reason = no reason is given
dataverse-draft = draft
dataverse-tab = the table as the portal has converted it; nothing is stated to check it with
dataverse-embargoed = under embargo until { $until }
dataverse-retention-over = the time that it was to be kept is over: nobody can have it any more
dataverse-elsewhere = it is kept by another repository, where its identifier leads
dataverse-guestbook-unknown = the dataset asks for entries in a guestbook that cannot be read: it may be filled in on its page
dataverse-guestbook-name = your name
dataverse-guestbook-email = your e-mail address
dataverse-guestbook-institution = your institution
dataverse-guestbook-position = your position
dataverse-request-400 = the portal does not take a value of the request (400)
dataverse-request-400-hint = Take filters from those the portal offers, and search for plain words.
dataverse-guestbook-400 = its publisher wants the guestbook filled in first (400)
dataverse-guestbook-400-hint = Show the dataset again: what the guestbook asks is asked for with the file. Or download it on the dataset's page.
dataverse-unpublished-401 = it is not published, and not shown to you (401)
dataverse-unpublished-401-hint = Who works on it can give you a right to it; then sign in with an API token of your account.
dataverse-key-401 = the portal refuses the API token (401)
dataverse-key-401-hint = It may have ended or been made anew, or be of another portal: look at it on the portal's web site.
dataverse-asks-401 = the portal asks for an API token (401)
dataverse-asks-401-hint = `guichet setup` asks for it: make one in your account on the portal.
dataverse-denied-403 = it is restricted, under embargo or not published (403)
dataverse-denied-403-hint = Ask for access on the dataset's page; who has been given it signs in with an API token.
dataverse-harvested-404 = its files are kept by another repository (404)
dataverse-harvested-404-hint = Its identifier leads there: open the dataset's page.
dataverse-nothing-404 = the portal has nothing there for you (404)
dataverse-nothing-404-hint = It may have been withdrawn, or not be published yet.
dataverse-too-many-429 = the portal takes no more requests for now (429)
dataverse-collections-looked-through = the first { $count } collections that the portal finds were looked through, and none of them lies right in this one: there may be more
dataverse-files-beyond = the dataset has { $total } files, and { $count } are listed here
dataverse-files-beyond-uncounted = the dataset has more than { $count } files, and no more are listed here
dataverse-files-cut = the list of its files ends after { $count }: { $cause }
dataverse-embargoed-restricted = under embargo until { $until }, and restricted after that
dataverse-restricted-asked = restricted: access to it is asked for on the dataset's page
dataverse-restricted-unasked = restricted: the portal takes no requests for access to it
dataverse-guide-all =
    { $count ->
        [one] Its file is not open to everybody.
       *[other] None of its { $count } files is open to everybody.
    }
dataverse-guide-some =
    { $count ->
        [one] { $count } of its { $all } files is not open to everybody; the others are downloaded without asking.
       *[other] { $count } of its { $all } files are not open to everybody; the others are downloaded without asking.
    }
dataverse-guide-more =
    { $count ->
        [one] { $count } more is not open either.
       *[other] { $count } more are not open either.
    }
dataverse-guide-guestbook = Its publisher has a guestbook filled in for each download: guichet asks for the entries with the file.
dataverse-guide-ask = Ask for access
dataverse-guide-ask-detail = On the dataset's page, signed in to your account on the portal: choose the files, then "Request Access". Its publisher decides.
dataverse-guide-ask-contact = The portal passes on no requests for this dataset. Its page tells whom to write to.
dataverse-guide-token = Sign in with an API token of the account that was given access
dataverse-too-many-429-hint = It does not say for how long. Try again in some minutes.
dataverse-collection = collection
dataverse-subject = subject
dataverse-author = author
dataverse-year = year
dataverse-harvested = harvested
dataverse-solr = Solr
dataverse-filter-collection = a collection's alias as in its web address
dataverse-filter-subject = a subject, exactly, as Social Sciences
dataverse-filter-keyword = a keyword, exactly
dataverse-filter-author = an author's name, exactly, as Martin, Ada
dataverse-filter-year = the year it was published in, as 2025
dataverse-filter-licence = a licence's name, exactly, as the portal writes it
dataverse-filter-source = where it was taken from, exactly, as Harvested
dataverse-filter-type = a type, exactly: `software`, `dataset`…
dataverse-filter-harvested = true for what was taken from other repositories, false for the portal's own
dataverse-filter-territory = a commune, an EPCI, a département or a region, by name or code: its name among the words; or a box, for the circle around it
dataverse-filter-solr = a condition in Solr's own language, as productionDate:[2020 TO 2024]
dataverse-sort-published = publication
dataverse-fact-instead = see instead
dataverse-fact-replaces = replaces file
dataverse-fact-version = version
dataverse-fact-other-version = other version
dataverse-fact-identifier = identifier
dataverse-fact-publication = publication
dataverse-fact-data-sources = data taken from
dataverse-fact-produced = produced
dataverse-fact-terms = terms of use
dataverse-fact-citation = to be cited
dataverse-fact-restrictions = restrictions
dataverse-fact-conditions = conditions
dataverse-fact-confidentiality = confidentiality
dataverse-fact-permissions = permissions
dataverse-fact-depositor = depositor's requirements
dataverse-fact-disclaimer = disclaimer
dataverse-fact-access-terms = terms of access
dataverse-fact-access-place = place of access
dataverse-fact-access-contact = contact for access
dataverse-fact-categories = categories
dataverse-fact-file-type = file type
dataverse-fact-embargo = embargo until
dataverse-fact-retention = kept until
