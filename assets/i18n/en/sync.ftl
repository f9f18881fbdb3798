# Data that a project depends on: data.toml and data.lock.
sync-path = the path "{ $path }"
sync-path-hint = A path lies below the folder of data.toml, with slashes: raw/stops.csv.
sync-path-outside = it leads out of the folder
sync-link-outside = it is a link that leads out of the folder
sync-conflict = it holds the marks of a merge that is not resolved
sync-conflict-hint = Keep what is right between the marks, or take one side whole, then run `guichet sync`.
sync-clash = "{ $one }" and "{ $other }" are one file to some systems
sync-no-digest = of { $path }, it states no SHA-256
sync-cannot-add = its data stand in a form that blocks cannot be added to
sync-manifest-head = # The data that this folder depends on. `guichet add` adds to them, `guichet sync` brings them; data.lock says which versions.
sync-no-manifest = there is none yet
sync-no-manifest-hint = `guichet add ADDRESS` begins one in the current folder; --dir DIR names another.
sync-not-listed = data.toml has no such path
sync-not-listed-hint = `guichet sync --plan` shows those there are.
sync-moved = it changed while another version was brought; it stays as it is
sync-dataset-gone = the portal has no such dataset any more
sync-media-gone = the dataset has no such media any more
sync-several = { $count } media are meant, and one file is wanted
sync-several-hint = Name one media, or narrow by --format.
sync-other-portal = the portal of that name is { $here } here, and data.lock was made with { $locked }
sync-other-portal-hint = Give the portal its name back, or take the file's block out of data.lock if the other portal is meant.
sync-set-up = The lock was made with { $locked }: add it with `guichet setup { $locked } --name { $name }`.
sync-other-bytes = its SHA-256 is { $published }, and data.lock has { $locked }
sync-other-size = it has { $bytes } bytes, and data.lock has { $locked }
sync-same-bytes = the server names it otherwise, and the bytes are the same
sync-in-step = in step
sync-newer = newer
sync-maybe-newer = perhaps newer
sync-withdrawn = withdrawn
sync-changed = changed here
sync-missing = missing
sync-new = not in the lock yet
sync-other-version = not what the lock has
sync-new-terms = its licence is another by now
sync-terms = licence: { $locked } → { $stated }
sync-no-licence = none
sync-doubtful = what is published now is doubtful, and the file here stays ({ $reason })
sync-emptied = it is empty
sync-doubtful-hint = Look at it on the portal. Where it is right, move the file here away and sync again.
sync-in-the-way = something else is there
sync-lost = not to be had any more
sync-unlisted = not in data.toml any more
sync-failed = not known
sync-to-fetch = to be fetched
sync-to-update = to be updated
sync-to-compare = to be fetched and compared
sync-to-relock = to be noted in the lock
sync-to-forget = to be taken out of the lock
sync-fetched = fetched
sync-updated = updated
sync-compared = fetched and compared
sync-relocked = noted in the lock
sync-forgotten = taken out of the lock; the file stays
sync-stands = { $others ->
    [0] { $in_step } in step
   *[other] { $in_step } in step, { $others } not
}
sync-planned = { $count ->
    [0] Nothing would change.
    [one] One file would change.
   *[other] { $count } files would change.
}
sync-added = { $path }  added to { $file }: { $address }
sync-was-there = { $path }  is in { $file } already
sync-personal = { $path } holds personal data: each `guichet sync` asks before it fetches them, or wants --yes
sync-parameters-shown = { $file } shows these answers to whoever reads it: { $keys }; what stands for a person does not belong into a public repository
sync-bundled = { $files ->
    [one] one file ({ $size }) is in { $folder }, with its receipt
   *[other] { $files } files ({ $size }) are in { $folder }, with their receipts
}
sync-not-bundled = nothing is bundled, as not all is in step
sync-bundle-taken = it is there already, and not empty
sync-bundle-taken-hint = Name a new folder.
sync-bundle-unlocked = data.lock does not have it as data.toml wishes it
sync-bundle-missing = the file is missing
sync-bundle-other-receipt = its receipt is of another version
