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
