# Data that a project depends on: data.toml and data.lock.
sync-path = the path "{ $path }"
sync-path-hint = A path lies below the folder of data.toml, with slashes: raw/stops.csv.
sync-path-outside = it leads out of the folder
sync-link-outside = it is a link that leads out of the folder
sync-conflict = it holds the marks of a merge that is not resolved
sync-conflict-hint = Keep what is right between the marks, or take one side whole, then run `guichet sync`.
sync-clash = "{ $one }" (line { $line }) and "{ $other }" are one file to some systems
sync-file-and-folder = "{ $one }" (line { $line }) and "{ $other }" would be a file and a folder of one name
sync-twice = it stands in line { $line } already
sync-twice-hint = Take one of the two out, or give it another path.
sync-cannot-share = "{ $one }" and "{ $other }" cannot both be files: some systems take them for one, or one would be a folder
sync-cannot-share-hint = Choose another path with --as.
sync-no-digest = of { $path }, it states no SHA-256
sync-cannot-add = its data stand in one list, data = […], to which `guichet add` adds nothing
sync-cannot-add-hint = Write them as blocks that each begin with [[data]], or add to the list by hand.
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
sync-several-there-hint = Give the block the address of one media, or a format.
sync-other-portal = the portal of that name is { $here } here, and data.lock was made with { $locked }
sync-other-portal-hint = Give the portal its name back, or take the file's block out of data.lock if the other portal is meant.
sync-set-up = The lock was made with { $locked }; if that is the one you mean: `{ $command }`.
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
    [0] { $folder } has both notes and no file, as data.toml names none
    [one] one file ({ $size }) is in { $folder }, with its receipt
   *[other] { $files } files ({ $size }) are in { $folder }, with their receipts
}
sync-not-bundled = nothing is bundled, as not all is in step
sync-bundle-taken = it is there already, and not empty
sync-bundle-taken-hint = Name a new folder.
sync-bundle-unlocked = data.lock does not have it as data.toml wishes it
sync-bundle-missing = the file is missing
sync-bundle-other-receipt = its receipt is of another version
sync-path-other-hint = Give it another name: it need not be called as its portal calls it.
sync-path-shell = it begins as only a shell reads it: ~ and variables mean nothing here
sync-path-empty = a name in it is empty
sync-path-accents = its accents stand apart from their letters (NFD), and some systems put them together
sync-path-character = it holds { $character }, which Windows does not take
sync-path-dot = "{ $name }" begins with a dot: it would be hidden, or a file of git's
sync-path-dash = "{ $name }" begins with a dash: commands read it as an option
sync-path-edge = "{ $name }" begins with a space, or ends with a space or a dot, which Windows drops
sync-path-unseen = it holds characters that are not seen
sync-path-long = a name in it is longer than { $longest } bytes
sync-link-nowhere = it is a link to what is not there
sync-link-inside = it is a link that leads to where no data may lie ({ $why })
sync-linked-twice = a link makes it one file with { $other }
sync-not-utf8 = it is not text in UTF-8
sync-not-utf8-hint = Save it as UTF-8 in your editor, or take an older version of it.
sync-read-only = it is marked as one that nobody changes
sync-read-only-hint = Take the mark off, as with chmod u+w, if it is to be changed.
sync-not-readable = it may not be read
sync-not-readable-hint = Give yourself the right to read it, and the folders it lies in.
sync-unreadable = it is not as guichet writes it ({ $error })
sync-unknown-key = "{ $key }" is not a key that guichet knows
sync-known-keys = Known are: { $keys }.
sync-missing-key = "{ $key }" is missing
sync-wants-text = "{ $key }" is to be a text, in quotes
sync-wants-either = "{ $key }" is to be "{ $one }" or "{ $other }"
sync-wants-count = "{ $key }" is to be a whole number, without quotes
sync-wants-texts = "{ $key }" is to be a text in quotes, or a list of them
sync-wants-answers = "{ $key }" is to be texts under names, as in {"{"} year = "2024" {"}"}
sync-wants-blocks = "{ $key }" is to be blocks that each begin with [[{ $key }]]
sync-waits = another guichet is at work in { $folder }: this one waits for it
sync-busy = another guichet is still at work there
sync-busy-hint = Wait for it to end; a longer --max-wait waits longer.
sync-own-folder = a file has the name of the folder that guichet works in
sync-own-folder-hint = Move it away.
sync-cancelled = cancelled; what has arrived stays, and the next `guichet sync` goes on
sync-no-receipt = its receipt is missing, or is of another version
sync-no-receipt-hint = `{ $command }` brings it again.
sync-no-receipt-more = its receipt is missing, and cannot be had for this version now
sync-receipt-again = its receipt was missing, and is there again
sync-follows = { $file } has it with policy = "follow"
sync-follows-hint = Write policy = "pin" into its block.
sync-asks-nothing = it asks for nothing
sync-asks-nothing-hint = Leave --param out.
sync-private = what it asks tells of a person, and data.toml would keep it
sync-private-hint = Fetch it with `guichet get` when it is needed: nothing of the answers is kept.
sync-one-path-hint = Name one media, or leave --as out.
sync-move-away-hint = Move it away, then run `guichet sync`.
sync-free-space-hint = Free some space. What is there already is kept.
sync-close-hint = Close it there.
sync-place-hint = Make it writable, move away what is in the way, or work in another folder.
sync-other-path-hint = Choose another path in data.toml.
sync-other-disk-hint = Move the folder to another disk.
sync-kept-hint = Look into that file: it often says what is missing.
sync-changed-hint = Move the file away, and `guichet sync` brings the one of data.lock again; or keep yours under another name.
sync-in-the-way-hint = Move it away, and `guichet sync` brings the file; or choose another path in data.toml.
sync-lost-hint = Ask who may have a copy or a bundle of it; to take what is published now, take its block out of data.lock, then run `guichet sync`.
sync-lock-behind-hint = Run `guichet sync`: data.lock is not of this data.toml.
sync-brings-it-hint = `guichet sync` mends that.
sync-my-data = My data
sync-files = { $count ->
    [one] one file
   *[other] { $count } files
}
sync-key = add it to my data: the data.toml of a folder
sync-key-also = depend lock pin follow sync update project
sync-key-undo-also = update sync bring my data
sync-adding = It is being added to your data.
sync-add-what = A media or a dataset can be added to your data: put the cursor on one.
sync-brings = Your data are being brought up to date; { $key } stops that.
sync-bring = Bring my data up to date?
sync-bring-yes = bring them
sync-bring-question = Bring them up to date?
sync-and-more = and { $count } more
sync-agree-elsewhere = personal data are not brought from here
sync-agree-elsewhere-hint = `guichet sync` asks in its terminal; `guichet sync --yes` does not.
sync-linear = + 3: add row 3 to your data; among your data, u brings them up to date
sync-linear-brings = They are being brought up to date.
sync-linear-compare = = 3: among your data, what changed between the file of row 3 and what is published
sync-key-compare = my data: what changed between the file here and what is published
sync-key-compare-also = diff difference changes newer versions
sync-begun = { $count ->
    [one] one file
   *[other] { $count } files
} added to a new { $file }; see My data at home
sync-added-here = { $path } added to { $file }; see My data at home
sync-added-several = { $count } files added to { $file }; see My data at home
sync-plan-line = { $sign } { $path }: { $words }
sync-comes = coming: { $far }
sync-far = my data { $done }/{ $all }
sync-brought = { $count ->
    [0] Nothing changed: { $stands }.
    [one] One file was brought up to date: { $stands }.
   *[other] { $count } files were brought up to date: { $stands }.
}
sync-stopped = Stopped: what was brought to its end stays, the rest can go on later.
sync-stopped-comparing = Stopped.
sync-being-compared = being fetched and compared
sync-compares = { $path } is being fetched and compared; { $key } stops that.
sync-compared-now = { $path } is compared: { $key } on its row shows what changed.
sync-compare-what = What changed is told of the files of My data: put the cursor on one.
sync-compare-no-file = { $path } is not here, so there is nothing to compare.
sync-what-changed = what changed in { $path }
sync-told-added = added: { $what }: { $new }
sync-told-removed = removed: { $what }: { $old }
sync-told-changed = changed: { $what }: { $old } became { $new }
sync-published-now = what is published now
sync-checked-on = checked
sync-wants-table = "{ $key }" is to be one table, which begins with [{ $key }]
sync-lock-too-long = it is longer than any lock
sync-lock-contended = it is changed by others again and again
sync-waits-machine = another guichet is at work in { $store }, on { $who }: this one waits for it
sync-busy-machine = another guichet is still at work there, on { $who }
sync-turn-taken = another guichet is at work there by now, on { $who }; this one has stopped
sync-turn-lost = it could not be told in time that this guichet is at work there; it has stopped
sync-turn-lost-hint = Run it again: what is there already stays.
sync-dir-hint = Write s3://BUCKET/PREFIX/, az://CONTAINER/PREFIX/ or gs://BUCKET/PREFIX/; a folder is named by --dir.
sync-bundle-of-store = a bundle is made of a folder, and these files are kept in an object store
sync-bundle-of-store-hint = Sync them to a folder, from a data.toml without [store], and bundle that.
sync-store-no-files = its files are kept in an object store, and none is in the folder
