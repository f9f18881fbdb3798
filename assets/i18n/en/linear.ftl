# The browser in lines: what it says, and what it asks.
linear-about-what = You are at the list of portals. i and a number tells about one of them.
linear-access-where = Go to a portal first, or give the number of one.
linear-all-shown =
    { $count ->
        [one] That was all: { $count } row.
       *[other] That was all: { $count } rows.
    }
linear-asks =
    { $count ->
        [one] It asks { $count } question before it gives anything.
       *[other] It asks { $count } questions before it gives anything.
    }
linear-at = You are at: { $title }. Address: { $address }.
linear-by-down = ordered by { $key }, from the last
linear-by-up = ordered by { $key }, from the first
linear-cancelled = cancelled; what has arrived stays in the .part file
linear-cancelled-at = cancelled; { $size } of it are kept, j retry goes on, j remove deletes them
linear-choice = { $number }. { $words }
linear-choice-count = { $label }, holds { $count }
linear-choice-on = { $number }. in force: { $words }
linear-choice-typed = { $label }, to be typed: { $explanation }
linear-choices-left =
    { $count ->
        [one] { $count } more choice: m says it.
       *[other] { $count } more choices: m says them.
    }
linear-columns =
    { $count ->
        [one] { $count } column: { $names }.
       *[other] { $count } columns: { $names }.
    }
linear-command = command
linear-conflict-question = Number of what is to be done:
linear-demo = Opening the demo: portals of this program itself, without network and account.
linear-done = { $verdict }, { $size }, saved as { $path }
linear-done-but = { $verdict } ({ $reason }), { $size }, saved as { $path }
linear-doubtful = { $access }, you may be refused
linear-down = { $label }, from the last
linear-download-question = Download? Type yes, or Enter to cancel:
linear-download-what = Say which rows, like d 3 or d 1 3 5-8. In a dataset, d alone is all of it.
linear-earlier =
    { $count ->
        [one] { $count } download of an earlier run is not finished: j lists it.
       *[other] { $count } downloads of an earlier run are not finished: j lists them.
    }
linear-empty = There is nothing here.
linear-enter-goes-back = Enter goes back to your choices before that.
linear-everywhere = Search of all portals for { $text }.
linear-fact = { $label }: { $text }
linear-failed = This did not work. { $error }
linear-filters-question = Numbers to switch on or off, or Enter to cancel:
linear-value-question = { $label } ({ $expected }), or Enter to cancel:
linear-form =
    { $count ->
        [one] { $title } asks { $count } question. Enter keeps an answer in brackets, - empties it, a full stop leaves.
       *[other] { $title } asks { $count } questions. Enter keeps an answer in brackets, - empties it, a full stop leaves.
    }
linear-form-question = Question { $number } of { $count }: { $label }. An answer is needed.
linear-form-question-optional = Question { $number } of { $count }: { $label }. You may leave it empty.
linear-go-where = Give an address, like g rudi or g rudi/all.
linear-goodbye = Goodbye.
linear-help-a = a: how access is asked for, a list to tick; a 3 for row 3
linear-help-b = b: back to where you came from
linear-help-d = d: download; d 3 for row 3, d 1 3 5-8 for several, d alone for all of a dataset
linear-help-enter = Enter alone: what is new of your downloads
linear-help-f = f: filters, as a numbered list
linear-help-g = g ADDRESS: go to an address
linear-help-h = h: say again where you are
linear-help-i = i: everything known of where you are; i 3 of row 3
linear-help-j = j: your downloads and their states; j clear forgets those that have ended
linear-help-j-one = j pause 2, j resume 2, j cancel 2, j retry 2: what to do with download 2
linear-help-j-remove = j remove 2: forget download 2, and delete what has arrived of it
linear-help-j-order = j earlier 2, j later 2: when its turn comes, among those that wait
linear-help-j-preview = j preview 2: the first rows of the file of download 2; j preview 2 NAME: of what has that name in it, where it is an archive
linear-help-j-wait = j wait: wait for the downloads and hear of them
linear-help-k = k: bookmark this place, or remove the bookmark; k 3 for row 3
linear-help-l = l: bookmarks and visited places
linear-help-n = n NAME: give this search a name, to be a row of the home page; there, n 3 NAME: another name for row 3, x 3: forget it
linear-help-t = t: open a tab, on the home page; t 2: go to tab 2; t close: close this one
linear-tab = Tab { $number } of { $count }.
linear-no-such-tab =
    { $count ->
        [one] There is no tab { $number }: there is { $count }.
       *[other] There is no tab { $number }: there are { $count }.
    }
linear-no-search-there = Row { $number } is not a saved search.
linear-which-name = Which name? Type n and a name for this search.
linear-help-m = m: more rows
linear-help-number = a number: open that row
linear-help-o = o: orders, as a numbered list
linear-help-p = p 3: the first rows of row 3, without downloading it; p 3 NAME: of what has that name in it, where it is an archive
linear-help-c = c 3: check all of row 3 against the schema that its portal names
linear-help-public = P: well-known public portals, to add one
linear-help-q = q: quit; asks once while downloads run
linear-help-r = r: ask the portal again
linear-help-s = s WORDS: search here
linear-help-s-all = S WORDS: search all portals at once
linear-help-w = w: set up an account or a portal, step by step; w 3 for row 3
linear-help-x = x: remove the last of what narrows the list; x 2 for the second
linear-help-y = y: the web address and the command for this place; y 3 for row 3
linear-home = You are at the list of portals.
linear-job = { $title }: { $state }
linear-job-failed = failed: { $cause }.
linear-jobs-what = j does not know { $word }: type j alone, or one of the words that ? gives for j.
linear-kept = the file that was there is kept: { $path }
linear-unchanged = the file was there already, unchanged: { $path }
linear-left-as-it-is = Everything stays as it is.
linear-level = Level { $depth }, { $name }: { $text }
linear-limit = Limit of the portal, { $title }: { $left } of { $limit } requests left.
linear-link-only = { $access }, a link only
linear-map = A map: { $words }.
linear-media-next = d { $number } downloads it, p { $number } previews it, y { $number } says its link.
linear-mistake = { $label }: { $cause }.
linear-more-there =
    { $shown ->
        [one] { $shown } row so far; m: more.
       *[other] { $shown } rows so far; m: more.
    }
linear-narrowed = Narrowed by { $number }. { $part }; x { $number } removes it.
linear-no-account = No account is used here.
linear-no-download-of-folders = Row { $number } is a folder: open it, and download what it holds.
linear-no-downloads = There are no downloads.
linear-no-more = There are no more rows.
linear-no-number = { $text } is neither the number of a row nor a range like 5-8.
linear-no-places = No place is known yet: k bookmarks one.
linear-no-portal = No portal is set up yet. w sets one up; 1 opens the demo, which needs no network and no account.
linear-no-search = There is no search here: go to a folder of a portal.
linear-no-such-download =
    { $count ->
        [one] There is no download { $number }: there is { $count }.
       *[other] There is no download { $number }: there are { $count }.
    }
linear-no-such-part =
    { $count ->
        [one] Nothing of that number narrows the list: there is { $count } part.
       *[other] Nothing of that number narrows the list: there are { $count } parts.
    }
linear-no-such-row =
    { $count ->
        [one] There is no row { $number }: there is { $count }.
       *[other] There is no row { $number }: there are { $count }.
    }
linear-no-way-back = You are at the beginning already.
linear-none-runs = No download is running.
linear-not-in-this-state = This cannot be done with it now.
linear-not-signed-in = { $portal }: signing in did not work: { $cause }.
linear-not-understood = { $line } is not understood; ? says what can be typed.
linear-nothing-downloaded = Nothing was downloaded.
linear-nothing-found = Nothing was found. b: back; s and other words: search again.
linear-nothing-new = Nothing is new. ? says what can be typed.
linear-nothing-to-download = None of this can be downloaded this way.
linear-number-up-to = Type a number from 1 to { $count }.
linear-open-for-all = { $number } opens it and asks for all that is known.
linear-offered = public, its number adds it; { $url }
linear-orders-question = Number of the order, or Enter to cancel:
linear-passphrase-wanted = Your encrypted file of secrets wants to be opened first: press Enter.
linear-elsewhere-wanted = A question about a credential comes first: press Enter.
linear-paused = paused
linear-paused-at = paused at { $size }
linear-place = { $number }. { $title }, { $address }
linear-place-marked = { $number }. bookmark: { $title }, { $address }
linear-place-question = Number to go to, or Enter to stay:
linear-preview = Preview of { $title }.
linear-progress = { $title }: { $percent } % of { $size }
linear-prompt = Your choice:
linear-quit-question = Quit all the same? Type yes, or Enter to stay:
linear-remove-question = Remove it? Type yes, or Enter to cancel:
linear-row = { $number }. { $facts }
linear-row-meant = That address is row { $number }: { $title }.
linear-running = running: { $progress }
linear-same-query = The list shows that already.
linear-search-what = Say what to search for, like s water.
linear-secret-elsewhere = In a script use `guichet auth set NAME --secret-stdin`.
linear-set-up-left = The wizard was left. w goes on with it.
linear-signed-in = signed in
linear-signed-in-as = signed in as { $who }
linear-signing-in = signing in
linear-some-shown = { $shown } of { $all } rows so far; m: more.
linear-table-row = Row { $number }. { $cells }
linear-tick-done = { $number }. done: { $words }
linear-tick-question = Numbers to tick or untick, or Enter to go on:
linear-ticked = { $done } of { $all } done.
linear-try-again = r asks again, b goes back.
linear-up = { $label }, from the first
linear-vanished = gone from its portal; j remove takes it off the list
linear-vanished-at = gone from its portal; { $size } of it are kept, j remove deletes them
linear-waiting = Still waiting for an answer.
linear-waiting-for =
    { $count ->
        [one] Waiting for { $count } download.
       *[other] Waiting for { $count } downloads.
    }
linear-warning = Note: { $warning }
linear-welcome = guichet, in lines. Type a number or a letter, then Enter; ? says what can be typed.
linear-below = Answer the question above; b goes back, q quits. To answer with one of these letters itself, type =b, =q or =?.
linear-wizard-below = Answer the question above; Enter alone takes the answer in brackets, q leaves the wizard.
linear-which-download = Say which download by its number, as in j pause 2.
linear-which-row = Say which row by its number, as in { $letter } 3.
linear-answer = { $word }: { $meaning }
linear-help-j-excel = j excel 2: make a copy for Excel of the file of download 2; the file itself stays as it is
linear-preview-name-it = j preview with the number of the download and the name of what is in it looks into that: j preview 2 data.csv
linear-first-rows =
    { $shown ->
        [one] This is the first of { $total } rows.
       *[other] These are the first { $shown } of { $total } rows.
    }
linear-first-rows-more =
    { $shown ->
        [one] This is the first row; there are more.
       *[other] These are the first { $shown } rows; there are more.
    }
linear-plan-question = Download? Type yes, numbers to strike out or take in again, or Enter to cancel:
linear-plan-nothing = Nothing is left to download: the number of a row takes it in again.
linear-plan-struck = { $number }: struck out: { $facts }
linear-plan-unsized = size unknown
linear-set-up = Done. Type g { $portal } to go there.
linear-help-open = open 3: open the file that row 3 was downloaded to, if it is verified; else its web page
linear-help-u = u: undo; what was cancelled goes on, a file that was overwritten comes back
linear-help-log = !: all that was said so far
linear-help-j-file = j open 2, j folder 2, j page 2, j verify 2: the file of download 2, its folder, its page, and whether the file is still as it came
linear-help-j-show = j show 2: all that is known of download 2
linear-interrupt-again = Ctrl-C again quits all the same.
# The words that can be typed.
linear-word-pause = pause
linear-word-resume = resume
linear-word-cancel = cancel
linear-word-retry = retry
linear-word-remove = remove
linear-word-earlier = earlier
linear-word-later = later
linear-word-preview = preview
linear-word-excel = excel
linear-word-wait = wait
linear-word-clear = clear
linear-word-help = help
linear-word-quit = quit
linear-word-show = show
linear-word-open = open
linear-word-folder = folder
linear-word-page = page
linear-word-verify = verify
linear-word-tour = tour
