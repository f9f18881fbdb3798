# CKAN.
ckan-title = CKAN, open data portals of many countries and towns
ckan-platform-sud = Région Sud, datasud.fr
ckan-platform-de = Germany, govdata.de
ckan-platform-ie = Ireland, data.gov.ie
ckan-platform-it = Italy, dati.gov.it
ckan-platform-ch = Switzerland, opendata.swiss
ckan-platform-uk = United Kingdom, data.gov.uk
ckan-platform-ca = Canada, open.canada.ca
ckan-platform-hdx = humanitarian data, data.humdata.org
ckan-way = an API token of your account on the portal
ckan-found = On the portal: your name, then "API tokens"; on older portals the "API key" on your profile's page.
ckan-groups = groups
ckan-groups-count =
    { $count ->
        [one] { $count } group
       *[other] { $count } groups
    }
ckan-organisations-not-by = organisations are neither narrowed nor ordered by it
ckan-groups-not-by = groups are neither narrowed nor ordered by it
ckan-failed = CKAN says that it failed
ckan-not-as-expected = its answer is not as expected ({ $error })
ckan-no-result = its answer has no result
ckan-token-unknown = CKAN does not know this API token
ckan-token-unknown-hint = It may be mistyped, revoked or ended, or of another portal: look at your tokens on the portal's web site.
ckan-no-api = This is no answer of CKAN's API. Check the portal's address with `guichet portals`: it ends before `/api`, and some have a path before it.
ckan-no-such-address = a CKAN portal has no such address
ckan-value-409 = CKAN does not take a value of the request (409)
ckan-value-409-hint = Take filters from those the portal offers, and search for plain words.
ckan-request-400 = CKAN does not understand the request (400)
ckan-request-400-hint = Something like CKAN that does not have all of its API answers so, too (DKAN).
ckan-denied-403 = CKAN gives you no right to it (403)
ckan-denied-403-hint = Ask the organisation that it belongs to; a token that has ended opens nothing more either.
ckan-closed-403 = it is not for everybody (403)
ckan-closed-403-hint = Sign in with an API token of your account: `guichet setup` asks for it.
ckan-nothing-404 = CKAN has nothing there for you (404)
ckan-nothing-404-hint = It may have been removed, or be private: then sign in with an API token.
ckan-elsewhere-404 = there is nothing, and what says so is not CKAN's API (404)
ckan-elsewhere-404-hint = Check the portal's address with `guichet portals`: it ends before `/api`, and some have a path before it.
ckan-item-group = group
ckan-item-keyword = keyword
ckan-item-extra = extra
ckan-private = seen by its organisation's members only
ckan-fact-version = version
ckan-fact-source = source
ckan-fact-author = author
ckan-fact-maintainer = maintainer
ckan-to-registered = restricted to those with an account on the portal
ckan-to-any-organisation = restricted to members of an organisation on the portal
ckan-to-its-organisation = restricted to members of its organisation
ckan-to-allowed = restricted to those whom its publisher lets in
ckan-to-others = restricted to { $whom }
ckan-filter-organization = an organisation's name as in its web address
ckan-filter-group = a group's name as in its web address
ckan-filter-tag = a keyword, exactly
ckan-filter-format = a format, as CSV
ckan-filter-licence = a licence's id, as cc-by
ckan-sort-name = name in its web address
