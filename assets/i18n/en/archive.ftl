# Archives, and what is in them.
archive-no-parts = the server gives no parts of it, and this is too far inside
archive-no-parts-hint = Take it with guichet get --entry NAME, or take the whole archive.
archive-no-list-parts = the list of what is in it stands at its end, and the server gives no parts: download it
archive-no-list = the list at its end is missing: it was cut, or is one of several parts
archive-volumes = it is one of several volumes: download them all, and open the last one with 7-Zip
archive-long-list = the list of its { $parts } parts is too long to be read here
archive-bad-list = its list is damaged
archive-bad-header = behind { $count } entries its list is damaged
archive-list-goes-on = only its beginning was read: there may be more behind these { $count } entries
archive-list-checksum = the checksum of its list does not fit: it did not come as it was made, or is not a 7z archive, which 7-Zip tells
archive-unreadable-list = its list cannot be read ({ $why }): open it with 7-Zip
archive-list-locked = its list is encrypted, or packed in a way guichet does not undo: open it with 7-Zip
archive-solid = its files are packed together: the last is found only behind all others
archive-not-built = this guichet was built without its reader of such archives
archive-too-deep = it lies in too many archives within each other to be looked into here
archive-too-far = it lies too far inside to be looked at here: take it with guichet get --entry NAME
archive-reader-failed = its reader gave up on it
archive-not-unpacked = it cannot be unpacked ({ $why })
archive-breaks-off = it breaks off: what came before is shown ({ $why })
archive-other-size = the archive states { $claimed } bytes for it, and it has { $size }
archive-wrong-crc = it is damaged: its checksum in the archive is another
archive-no-header = its place in the archive holds something else
archive-method = it is packed in a way guichet does not undo ({ $method }): download the archive, and open it with 7-Zip
archive-encrypted = it is protected by a password: download the archive, and open it with 7-Zip
archive-is-encrypted = encrypted
archive-locked =
    { $count ->
        [one] one of them is protected by a password
       *[other] { $count } of them are protected by a password
    }
archive-inside = it is packed with { $packing }; this is what is inside
archive-only-entry = in the archive: { $entry }
archive-entry-refused = { $entry }: { $reason }
archive-none = it is not an archive that guichet looks into
archive-no-content = it is a folder or a link, and has no content of its own
archive-no-entry = the archive has no such entry
archive-several = several entries have that name
archive-there-are = There are: { $names }.
archive-is-empty = The archive is empty.
archive-name = name
archive-size = size
archive-packed = packed
archive-modified = modified
archive-files = files
archive-folders = folders
archive-unpacked = unpacked
archive-as-it-says = { $size } as it says
archive-claims = it claims { $count } entries, and { $seen } could be read
archive-verified = its { $algo } is the one the archive states
archive-altered = its { $algo } is { $found } where the archive states { $stated }
archive-enter = { $open } looks into what is under the cursor, { $back } leads back here
archive-name-it = p with the row's number and the name of what is in it looks into that: p 3 data.csv
archive-part = it is one of several parts: take all of them into one folder, and open the first (.001) with 7-Zip
archive-methods = files in it are packed in a way guichet does not undo ({ $method }): open it with 7-Zip (or NanaZip for Zstandard and Brotli)
