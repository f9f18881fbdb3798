# The first page: what each portal holds, and the searches that were given a name.

home-changes = news
home-datasets =
    { $count ->
        [one] { $shown } dataset
       *[other] { $shown } datasets
    }
home-holds = holds
home-news =
    { $count ->
        [one] { $count } new or changed
       *[other] { $count } new or changed
    }
home-since = last visit

# Searches with a name.

home-counted = requests are counted here: open it to ask
home-everywhere = all portals
home-forgotten = The search "{ $name }" is forgotten: { $key } brings it back.
home-remembered = The search "{ $name }" is back.
home-known = Saved are: { $known }.
home-name = name:
home-name-keys = Enter: save · Esc: cancel
home-name-taken = Another search is called "{ $name }".
home-no-portal-left = none of its portals is configured
home-no-such-search = no search was saved under this name
home-none-saved = The browser saves them, and so does guichet search WORDS --save NAME.
home-nothing-to-name = Only what was searched for or filtered gets a name.
home-renamed = The search is called "{ $name }" now.
home-saved = Saved, on the home page: { $name }.
home-search-news =
    { $count ->
        [0] nothing new
        [one] { $count } new
       *[other] { $count } new
    }
