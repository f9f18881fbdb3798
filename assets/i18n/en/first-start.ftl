# Finding out what a web address is, and the well-known public portals.
first-start-address = address
first-start-listed-by = { $variable } names this file.
first-start-no-address = "{ $typed }" is not a web address
first-start-not-public = no well-known public portal has this name
first-start-public = portal "{ $name }"
first-start-public-are = Known are: { $names }.
first-start-secret-in-address = the address holds a user name or a password, which belong in no address
first-start-silent =
    { $seconds ->
        [one] it did not answer within { $seconds } second
       *[other] it did not answer within { $seconds } seconds
    }
first-start-unknown =
    { $count ->
        [one] nothing that answers there is a portal guichet knows; { $count } question was asked, for { $tried }
       *[other] nothing that answers there is a portal guichet knows; { $count } questions were asked, for { $tried }
    }
first-start-unknown-hint = Give the address of the portal itself or of its feed. `guichet setup` configures one whose kind you know.
first-start-unread = it cannot be read ({ $error })
first-start-add-one = `guichet setup --known NAME` adds one; nothing is asked of it before you open it.
first-start-address-first = the web address of a portal has to be given
first-start-also = It answers as { $kind } too: { $url }
first-start-asking = Asking { $host } what it is…
first-start-by-address = one whose web address is all I know
first-start-configure = Configure it as "{ $name }", for what is open to everybody?
first-start-configured = (configured)
first-start-done = Done. Next: guichet list { $name }
first-start-elsewhere = what answers is at another site, { $host }
first-start-elsewhere-hint = If that is the one you mean: `guichet setup { $url }`.
first-start-elsewhere-mean = The address led to another site, { $host }. Is that the one you mean?
first-start-it-is = That is { $kind }, at { $url }
first-start-it-is-called = That is { $kind }, at { $url }: { $title }
first-start-nobody = nobody is there to answer "{ $question }"
first-start-taken = another portal is configured under this name ({ $url })
first-start-taken-hint = Give another one with --name.
first-start-closed-said = It shows nothing to those who have not signed in.
first-start-wants-credential = portals of the kind { $kind } show nothing without a sign-in, and signing in asks questions
first-start-wants-credential-hint = With it: `{ $line }`; or set { $names }.
first-start-which = Several kinds answer there. Which one?
first-start-which-address = Its web address, or that of any page of it
first-start-none-known = No well-known public portal has these words. A country, a theme or the name of a town finds more.
first-start-also-at = also at
first-start-also-in = also in { $portals }
first-start-named-by = named by
first-start-preferred = shown because
first-start-with-checksums = this copy comes with checksums
first-start-fresher = this copy is fresher
first-start-demo = the demo
first-start-demo-note = a two-minute tour on built-in data: no network, no account
first-start-key = add a well-known public portal
first-start-nothing-to-add = All well-known public portals are configured already.
first-start-off = { $key } switches it on · { $url }
first-start-switched-on = Configured: { $name }.
first-start-switching-on = Switching on { $name }…
first-start-welcome =
    No portal is configured yet. { $key } opens the demo or switches a public one on.
    { $new }: set up a portal of your own.
first-start-switch-on-first = { $label } is not configured yet: { $key } switches it on.
first-start-written = Configured "{ $name }" in { $path }.
