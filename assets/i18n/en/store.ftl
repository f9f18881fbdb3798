# What is kept of portals' answers between runs, and --offline.
store-address-with-key = its address holds a key, which is not kept: ask the portal again (r)
store-offline-hint = Leave --offline and GUICHET_OFFLINE out to ask the portal.
store-offline-as-of = offline: as the portal answered on { $when }
store-offline-asked = guichet is offline, so nobody is signed in
store-offline-open = guichet is offline, and files are not kept
store-not-kept = guichet is offline, and this is not among what is kept of the portal
store-rest-not-kept = the rows after these are not kept
store-searched = the portal was never asked for these words: found in what is kept of it
