# Copies for spreadsheets.
excel-no-csv = it is no CSV, which is what a copy for Excel can be made of
excel-exists = a file of that name is there already
excel-unreadable = it cannot be read as CSV
