# Zenodo and other repositories of InvenioRDM.
zenodo-title = Zenodo and other repositories of research (InvenioRDM)
zenodo-platform-zenodo = Zenodo, CERN's repository for research of all kinds
zenodo-platform-sandbox = Zenodo's sandbox, for trials
zenodo-way = a personal access token of your account
zenodo-found = On Zenodo: your account, "Applications", "Personal access tokens". None of the scopes is needed to read.
zenodo-communities = communities
zenodo-communities-count =
    { $count ->
        [one] { $count } community
       *[other] { $count } communities
    }
zenodo-communities-not-by = communities are neither narrowed nor ordered by it
zenodo-all = all records
zenodo-datasets = datasets
zenodo-some-records = records
zenodo-records =
    { $count ->
        [one] { $count } record
       *[other] { $count } records
    }
zenodo-no-such-address = a repository of this kind has no such address
zenodo-no-api = This is not an answer of such a repository's API. Check the portal's address with `guichet portals`: it ends before `/api`.
zenodo-token-owner = the owner of the token
zenodo-own = what your account may see
zenodo-beyond =
    { $count ->
        [one] the portal lists no further than { $reach } records; { $count } more can be found by searching and filtering
       *[other] the portal lists no further than { $reach } records; { $count } more can be found by searching and filtering
    }
zenodo-beyond-uncounted = the portal lists no further than { $reach } records; the others can be found by searching and filtering
zenodo-only-descending = This portal has no such order the other way round: those with the most come first.
zenodo-no-doi = no record of the portal has this DOI
zenodo-files-unread = the list of its files could not be read: { $cause }
zenodo-files-missing = the record has { $total } files, and the portal lists { $count } of them
zenodo-filter-unknown = This portal does not filter by { $key }: it was left out.
zenodo-requests-a-minute = requests a minute
zenodo-searches-a-minute = searches a minute
zenodo-hidden = its files are not shown to everybody
zenodo-files-hidden = Its files are not shown to you: names and sizes are told to those only who may have them.
zenodo-superseded = there is a newer version
zenodo-request-400 = the portal does not take a value of the request (400)
zenodo-request-400-hint = Take filters from those the portal offers, and search for plain words.
zenodo-token-401 = the portal refuses the token
zenodo-token-401-hint = It may have ended or been removed, or be of the sandbox: look at your tokens on the portal's web site.
zenodo-denied-403 = it is not for everybody (403)
zenodo-denied-403-hint = Ask for access on its page, and sign in with a token of your account.
zenodo-nothing-404 = the portal has nothing there (404)
zenodo-nothing-404-hint = It may not be published yet.
zenodo-removed-410 = it was removed (410)
zenodo-removed-410-why = it was removed: { $reason } (410)
zenodo-community = community
zenodo-year = year
zenodo-lucene = OpenSearch
zenodo-filter-community = a community's name as in its web address
zenodo-filter-type = a type: `dataset`, `software`, `publication::publication-report`…
zenodo-filter-access = who may have the files
zenodo-filter-format = the ending of a file's name, as csv
zenodo-filter-keyword = a keyword, exactly
zenodo-filter-year = the year of publication, a month, or some years, as `2024`, `2024-05` or `2014..2020`
zenodo-filter-lucene = a condition in OpenSearch's own language, as `creators.name:"Martin, Ada"`
zenodo-sort-views = views
zenodo-sort-downloads = downloads
zenodo-fact-version = version
zenodo-fact-superseded = superseded
zenodo-fact-doi = DOI
zenodo-fact-concept-doi = DOI of all versions
zenodo-fact-embargo = embargo until
zenodo-fact-embargo-reason = reason of the embargo
zenodo-fact-communities = communities
zenodo-fact-other-rights = other licences
zenodo-fact-related = related
zenodo-fact-notes = notes
zenodo-fact-other-version = other version
