# Questions that only the person can decide, and their answers. The first letter of a word is its key: no two of one
# question may begin alike.
question-taken = file exists
question-skip = skip
question-skip-meaning = keep the file that is there
question-rename = rename
question-rename-meaning = keep both
question-overwrite = overwrite
question-overwrite-meaning = replace the file that is there
question-cancel = cancel
question-cancel-meaning = give up this download
question-for-all = { $word } all
question-for-all-meaning = { $meaning }, for all
question-offers-all = { $offers } (for all: a capital, or "{ $example }")
question-yes = yes
question-no = no
question-leave = leave it
question-personal = personal data
question-personal-text = "{ $title }" holds personal data (GDPR). Keep the file where only you can read it, for the purpose it was granted for.
question-download = download
question-quit = quit?
question-quit-text =
    { $count ->
        [one] One download is still running. What has arrived stays in the .part file.
       *[other] { $count } downloads are still running. What has arrived stays in the .part files.
    }
question-quit-no = stay
question-quit-yes = quit
question-remove = remove?
question-remove-text = "{ $title }" is taken off the list, and what has arrived of it is deleted from the disk.
question-remove-yes = remove it
question-whole-word = That destroys something, or is about persons: type the whole word, "{ $word }".
question-none-of-these = That is none of the answers: { $offers }
question-later = answer later
question-again = Press { $key } again: { $meaning }. Any other key takes it back.
question-waits =
    { $count ->
        [one] a download waits for an answer: { $key }
       *[other] { $count } downloads wait for an answer: { $key }
    }
question-passphrase-waits = a passphrase is wanted: { $key }
question-elsewhere = another address
question-elsewhere-text = The credential of { $portal } was given for { $known }. The configuration now has { $now }. Whoever is there gets it if you say yes.
question-elsewhere-yes = send it there, from now on
question-elsewhere-no = do not send it
question-elsewhere-waits = the address of { $portal } has changed: { $key }
question-marked = which?
question-marked-text =
    { $count ->
        [one] The cursor is on "{ $title }", and another row is marked.
       *[other] The cursor is on "{ $title }", and { $count } other rows are marked.
    }
question-this = this
question-this-meaning = only the row under the cursor
question-all-marked = marked
question-all-marked-meaning = all that is marked
