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
home-since = dernière visite

# Les recherches qui ont un nom.

home-counted = les requêtes sont comptées ici : ouvrez-la pour interroger
home-everywhere = tous les portails
home-forgotten = La recherche « { $name } » est oubliée : { $key } la rétablit.
home-remembered = La recherche « { $name } » est de retour.
home-known = Recherches enregistrées : { $known }.
home-name = nom :
home-name-keys = Entrée : enregistrer · Échap : annuler
home-name-taken = Une autre recherche s’appelle « { $name } ».
home-no-portal-left = aucun de ses portails n’est configuré
home-no-such-search = aucune recherche n’est enregistrée sous ce nom
home-none-saved = Le navigateur en enregistre, comme guichet search MOTS --save NOM.
home-nothing-to-name = Seul ce qui a été cherché ou filtré reçoit un nom.
home-renamed = La recherche s’appelle maintenant « { $name } ».
home-saved = Enregistré, à l’accueil : { $name }.
home-search-news =
    { $count ->
        [0] rien de nouveau
        [one] { $count } nouveau
       *[other] { $count } nouveaux
    }
