# Downloads that have not ended.
queue-subject = the queue of downloads, { $path }
queue-damaged = If the file is damaged, remove it: it only remembers which downloads have not ended.
