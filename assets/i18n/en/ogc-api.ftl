# What OGC API Records and STAC have in common.
ogc-api-way-bearer = a token in a header
ogc-api-found-bearer = Whoever runs the portal gives it.
ogc-api-way-login = a login and a password (HTTP Basic)
ogc-api-found-login = Whoever runs the portal gives them.
ogc-api-item-link = link
ogc-api-the-collections = the collections
ogc-api-collections = collections
ogc-api-collections-count =
    { $count ->
        [one] { $count } collection
       *[other] { $count } collections
    }
ogc-api-credential-owner = whoever has this credential
ogc-api-facet-collection = collection
ogc-api-filter-from = a day: what is about a time on it or later
ogc-api-filter-to = a day: what is about a time on it or earlier
ogc-api-ends-before = the period ends before it begins
ogc-api-fact-roles = role
ogc-api-asset-signs-in = it needs a sign-in of its own where it is kept
ogc-api-asset-signed = it needs a signed address, which guichet does not ask for
ogc-api-request-400 = the portal does not take the request (400)
ogc-api-request-400-hint = A word, filter or order may be none of this portal's; try without.
ogc-api-refused-401 = the portal refuses the credential (401)
ogc-api-refused-401-hint = It may have ended: whoever runs the portal gives another.
ogc-api-asks-401 = the portal asks for a sign-in (401)
ogc-api-asks-401-hint = `guichet setup` asks for the token, or the login and its password.
ogc-api-denied-403 = no right to this (403)
ogc-api-nothing-404 = the portal has nothing there (404)
