# La première page : ce que chaque portail contient, et les recherches qui ont reçu un nom.

home-changes = nouveautés
home-datasets =
    { $count ->
        [one] { $shown } jeu de données
       *[other] { $shown } jeux de données
    }
home-holds = contient
home-news =
    { $count ->
        [one] { $count } nouveauté ou changement
       *[other] { $count } nouveautés ou changements
    }
home-since = visite préc.
