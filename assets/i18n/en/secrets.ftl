# Where secrets are kept.
secrets-client-id = client id
secrets-client-secret = client secret
secrets-api-key = API key
secrets-stored = the stored credential
secrets-damaged-or-newer = it is damaged, or a newer guichet wrote it
secrets-store-again-or-update = Store it again with `guichet auth set`, or update guichet.
secrets-credential = the credential
secrets-not-written-down = it could not be written down
secrets-two-ways = { $other } is set as well, and a portal has one way to sign in
secrets-unset-one = Unset one of the two.
secrets-not-utf8 = its value is not UTF-8
secrets-also-set = { $other } is set as well
secrets-file-unreadable = the file { $path } cannot be read: { $error }
secrets-file-empty = the file { $path } is empty
secrets-half-a-pair = it is not set, but { $set } is, and they go together
secrets-both-or-neither = Set both, or neither.
secrets-no-passphrase = no passphrase was given
secrets-set-passphrase = Set GUICHET_PASSPHRASE.
secrets-unreadable = it cannot be read: { $error }
secrets-encrypting = encrypting: { $error }
secrets-unwritable = it cannot be written: { $error }
secrets-unlockable = it cannot be locked: { $error }
secrets-file-at = the encrypted file { $path }
secrets-wrong-passphrase = this passphrase does not open it
secrets-wrong-passphrase-hint = Try again; if you are sure of it, the file is damaged: restore it, or delete it and start over.
secrets-not-by-passphrase = it is not closed by a passphrase, so guichet did not write it
secrets-move-away = Move it away.
secrets-too-much-work = opening it would take longer than guichet accepts, so guichet did not write it
secrets-file-damaged = it is damaged, or a newer guichet wrote it; it was left as it is
secrets-file-damaged-hint = Restore it, or delete it and store your credentials again with `guichet auth set`.
secrets-folder-unwritable = its folder cannot be written to: { $error }
secrets-keyring-forgot = it did not give back what was just stored in it
secrets-keyring-hash = a portal's name cannot hold `#`
secrets-keyring-hint = Unlock it and start guichet again, or use GUICHET_SECRETS=file (a file with a passphrase), or set the portal's GUICHET_… variables.
secrets-keyring-hint-service = Unlock or start a Secret Service (GNOME Keyring, KWallet, KeePassXC) and start guichet again, or use GUICHET_SECRETS=file (a file with a passphrase), or set the portal's GUICHET_… variables.
secrets-the-keyring = the keyring
secrets-keyring-locked = it is locked or refuses access ({ $inner })
secrets-keyring-unreachable = it cannot be reached ({ $inner })
secrets-keyring-ambiguous =
    { $entries ->
        [one] it holds { $entries } entry of the same name
       *[other] it holds { $entries } different entries of the same name
    }
secrets-keyring-ambiguous-hint = Delete them with `guichet auth remove { $portal }`, all of them, and store the right one again with `guichet auth set { $portal }`.
secrets-keyring-unreadable = it gave back something unreadable
secrets-the-file = the encrypted file
secrets-nobody-to-type = it needs a passphrase, and nobody is there to type it
secrets-set-passphrase-or-file = Set GUICHET_PASSPHRASE, or GUICHET_PASSPHRASE_FILE.
secrets-store-setting = the store for secrets
secrets-no-such-store = there is none called "{ $word }"
secrets-store-words = Set GUICHET_SECRETS to keyring, file or memory.
secrets-the-environment = the environment
secrets-this-session = this session
secrets-none-stored = no credential is stored for this portal
secrets-none-stored-hint = Run `guichet setup { $portal }`, or set { $variable }…
secrets-origins-both = { $portal } (tokens from { $tokens })
secrets-elsewhere = its credential was given for { $known }, and the configuration now has { $now }; nothing was sent there
secrets-elsewhere-hint = If that address is right, `guichet auth allow { $portal }` (with the same configuration) lets the credential go there; if not, correct `url` and `token_url` in the configuration.
secrets-origin-odd = "{ $word }" is not a web address
secrets-origin-other = { $variable } does not name { $now }; nothing was sent there
secrets-origin-other-hint = If that address is right, add it to { $variable }; if not, correct `url` and `token_url` in the configuration.
secrets-not-bound = its credential comes from environment variables, which are stored nowhere
secrets-not-bound-hint = Set { $variable } to the addresses that it may go to.
secrets-gave-back-else = it gave back something else than what was stored in it
secrets-still-hung = it still does not answer an earlier call
secrets-died = the call to it broke down
secrets-late-keyring =
    { $seconds ->
        [one] it has not answered for { $seconds } second: it waits to be unlocked, or the program behind it is stuck
       *[other] it has not answered for { $seconds } seconds: it waits to be unlocked, or the program behind it is stuck
    }
secrets-late-file =
    { $seconds ->
        [one] it has not answered for { $seconds } second: another process holds it, or the disk is stuck
       *[other] it has not answered for { $seconds } seconds: another process holds it, or the disk is stuck
    }
secrets-kept-for-session = { $cause }; the credential is kept for this session only
secrets-removed-from-session = { $cause }; the credential was removed from this session only
secrets-login = login
secrets-password = password
secrets-token = token
secrets-part-missing = part { $number } of { $parts } is missing from the keyring
secrets-parts-odd = its parts in the keyring do not belong together
secrets-keyring-other = the keyring holds something else under its name
secrets-broken-hint = It is broken: store it again with `guichet auth set`, or delete it with `guichet auth remove`.
secrets-word-environment = environment
secrets-word-session = session
secrets-word-keyring = keyring
secrets-word-encrypted-file = encrypted-file
