# Downloads that have not ended.
queue-subject = the queue of downloads, { $path }
queue-damaged = If the file is damaged, remove it: it only remembers which downloads have not ended.
queue-cut = its address or an answer held a secret, which is not kept
queue-cut-hint = Remove it from the queue and download it again.
