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
ogc-api-asset-signed = it is in storage ({ $host }) that mostly opens to signed addresses alone: the portal is asked for one, and may give none
ogc-api-unsigned = the storage that it is in ({ $host }) opens to signed addresses alone ({ $code }), and the portal signed none
ogc-api-unsigned-hint = Ask whoever runs the portal where it signs addresses (sas, sign); a signed address opens with any program for a while.
ogc-api-next-asked-here = the next page is said to be at { $host }, and guichet asks no other host than the portal: it asks the portal for that page
ogc-api-next-elsewhere = the next page is said to be at { $host }, and guichet asks no other host than the portal: the listing ends here
ogc-api-next-again = the portal says that this page follows itself, so the listing ends here
ogc-api-next-odd = the portal says that more follows, and not where, so the listing ends here
ogc-api-more-collections = there are more collections than the first { $count }, which are all that are listed
ogc-api-unread-collections =
    { $count ->
        [one] { $count } collection cannot be read, or has no id, and is left out
       *[other] { $count } collections cannot be read, or have no id, and are left out
    }
ogc-api-request-400 = the portal does not take the request (400)
ogc-api-request-400-hint = A word, filter or order may be none of this portal's; try without.
ogc-api-refused-401 = the portal refuses the credential (401)
ogc-api-refused-401-hint = It may have ended: whoever runs the portal gives another.
ogc-api-asks-401 = the portal asks for a sign-in (401)
ogc-api-asks-401-hint = `guichet setup` asks for the token, or the login and its password.
ogc-api-denied-403 = no right to this (403)
ogc-api-nothing-404 = the portal has nothing there (404)
ogc-api-page-fails = a page of the collections cannot be read, so not all of them are here: { $why }
ogc-api-collection-fails = the collection "{ $collection }" is left out: { $why }
ogc-api-collection-page-fails = a page of the collection "{ $collection }" cannot be read, so its list ends before its end: { $why }
