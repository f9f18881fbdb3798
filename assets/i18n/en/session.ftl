# What an address stands for, as far as it can be downloaded.
session-no-such-media = the dataset has no such media
session-list-shows = `guichet list { $address }` shows those it has.
session-its-address = Its address is { $url }
session-nothing-to-download = nothing to download: { $reason }
session-folder-no-download = it is a folder, not something to download
session-folder-lists = `guichet list { $address }` shows what it holds.
session-has = It has: { $have }.
session-none-of-kind = it has nothing of that kind to download
session-more-warnings =
    { $count ->
        [one] and one more warning
       *[other] and { $count } more warnings
    }
session-no-media = the dataset is there, and has no media: nothing to download
session-withdrawn = the dataset is there, and its files are not: { $why }
session-files-hidden = the dataset is there, and its files are hidden from whoever may not have them
session-files-hidden-hint = `guichet access { $address }` tells how they are asked for.
session-files-unread = the dataset is there, and none of its files could be read from what the portal says
session-nothing-there = guichet knows nothing at this address of the portal
session-elsewhere = no configured portal is at { $host }
session-elsewhere-hint = `guichet setup { $url }` adds it.
session-nothing-asked = nothing is asked for this: guichet knows it by itself
session-curl-private = what it asks tells of a person, and a command line is seen by others and remembered by the shell
