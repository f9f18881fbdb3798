# What is watched for changes.

watch-expiry = credentials that end within { $days ->
    [one] { $days } day
   *[other] { $days } days
}
watch-new-dataset = new: { $title } ({ $address })
watch-changed-dataset = changed: { $title } ({ $address }): { $fields }
watch-gone-dataset = gone: { $title } ({ $address })
watch-new-media = new file: { $title } ({ $address })
watch-changed-media = changed file: { $title } ({ $address }): { $fields }
watch-gone-media = file gone: { $title } ({ $address })
watch-expiring = { $title }: { $words }
watch-change = { $field } { $before } → { $after }
watch-nothing = none
watch-field-title = title
watch-field-access = access
watch-field-publisher = publisher
watch-field-licence = licence
watch-field-format = format
watch-field-size = size
watch-field-checksum = checksum
watch-field-modified = date

watch-personal = these are personal data, and nothing of them is remembered
watch-no-media = the dataset has no file of this name
watch-counted = this portal counts requests, which are kept for the person
watch-what = only datasets, media, folders and searches can be watched
watch-newest-rows = { $place }: only the newest { $rows } datasets are watched
watch-first-rows = { $place }: only the first { $rows } datasets are watched
watch-days = "{ $given }" is not a number of days, as 90d
watch-span = "{ $given }" is not a span of time, as 6h or 1d

watch-paused = the portal asked not to be asked before { $until }
watch-next-run = The next `guichet watch run` after that asks again.
watch-looks-already = another guichet is looking just now
watch-looks-already-hint = It tells what is new; try again when it has ended.

watch-added = Watched from now on: { $subject }
watch-already = Watched already: { $subject }
watch-removed = No longer watched: { $subject }
watch-none = Nothing is watched. `guichet watch ADDRESS` begins.
watch-never = not looked at yet
watch-looked = looked at on { $date }
watch-is-gone = gone from its portal
watch-no-number = nothing that is watched has this number

watch-feed-title = What guichet watches
watch-and-more = and { $count } more
watch-exec-failed = it failed ({ $how })
watch-exec-not = it cannot be started: { $error }
watch-notify-not = the desktop shows no notification: { $cause }
watch-no-desktop = guichet cannot do that on Windows yet; `--exec` can
watch-cron = Add this line with `crontab -e`; it looks once in { $every }.
watch-cron-cannot = cron cannot look once in { $every }
watch-cron-can = It can every 1d, 1w, or so many hours or minutes that a day or an hour divides into them: 6h, 15min.
watch-enable = Start it: { $command }
watch-no-home = there is no home folder
watch-not-ours = guichet did not write this file, and leaves it as it is
