# Data cited, and under which terms they are.

cite-head = { $who } ({ $year }). { $title } [dataset]
cite-head-undated = { $who } (n.d.). { $title } [dataset]
cite-part = , file “{ $part }”
cite-version = , version of { $date }
cite-fetched = Retrieved on { $date } from { $url }

cite-no-licence = No licence is stated
# Lines that licences ask for. The first is the wording of the Open Database License itself, the second that of the Open Government Licence.
cite-by-odbl = Contains information from { $title } ({ $who }, { $url }), which is made available here under the { $name }.
cite-by-ogl = Contains public sector information licensed under the { $licence }: { $title }, { $who }, { $url }.
cite-by-ouverte = Source: { $who }, { $title }, updated on { $date }, { $url }. { $licence }.
cite-by-free = { $title }, { $who }, { $url }. { $licence }: no mention is asked for.
cite-by-dated = { $title }, { $who }, { $date }, { $url }. { $licence }. Say what you changed.
cite-by = { $title }, { $who }, { $url }. { $licence }. Say what you changed.
cite-by-unchanged-dated = { $title }, { $who }, { $date }, { $url }. { $licence }.
cite-by-unchanged = { $title }, { $who }, { $url }. { $licence }.

cite-folder = this is a folder, and only datasets, media and files can be cited
cite-file-gone = its receipt is there, and the file is not
cite-file-gone-hint = Fetch it again with `guichet get`, or delete the receipt.
cite-altered-hint = It was changed after it was fetched: its receipt says nothing of it any more. `guichet get` fetches it again.
cite-no-folder = there is no such folder
cite-not-folder = this is not a folder
cite-not-folder-hint = Name a folder; `guichet cite` and `guichet verify` take files.
cite-no-receipts = no file here has a receipt
cite-none-stated = No licence stated
cite-clash = { $one } and { $other } do not go together: { $why } ({ $first }, { $second })
cite-conflict-unchanged = one of them allows nothing to be made of its data
cite-conflict-alike = each asks for its own terms on whatever is made of its data
cite-conflict-commercial = one asks for its own terms, which allow commercial use, on whatever is made of its data, and the other allows none
