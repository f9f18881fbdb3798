# Nombres, tailles, dates et heures.
human-bytes = { $value } o
human-kilobytes = { $value } ko
human-megabytes = { $value } Mo
human-gigabytes = { $value } Go
human-terabytes = { $value } To
human-petabytes = { $value } Po
human-rate = { $size }/s
human-period = du { $from } au { $to }
human-since = depuis le { $from }
human-extent = { $west } à { $east } °E, { $south } à { $north } °N
