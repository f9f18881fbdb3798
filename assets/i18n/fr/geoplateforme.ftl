# Le service de téléchargement de la Géoplateforme.
geoplateforme-title = Géoplateforme, le service de téléchargement des données géographiques de l’IGN
geoplateforme-platform = IGN, data.geopf.fr
geoplateforme-no-such-address = le service de téléchargement n’a pas cette adresse
geoplateforme-products = produits
geoplateforme-products-count =
    { $count ->
        [one] { $count } produit, par éditions
       *[other] { $count } produits, par éditions
    }
geoplateforme-the-products = les produits
geoplateforme-products-not-by = les produits ne peuvent être ni filtrés ni triés ainsi
geoplateforme-no-feed = il ne répond pas par un flux du service de téléchargement
geoplateforme-no-feed-hint = Vérifiez l’adresse du portail avec `guichet portals` : elle se termine par `/telechargement`.
geoplateforme-too-long = sa réponse est trop longue pour une page de liste
geoplateforme-cut = son flux a été coupé : il s’arrête au milieu
geoplateforme-cut-hint = Réessayez : ce qui est venu aurait passé pour une liste plus courte.
geoplateforme-more = la liste continue après les { $came } premières entrées, et guichet n’en lit pas plus ; des mots, une zone, un format ou une date peuvent amener les autres
geoplateforme-fewer = le service compte { $total } entrées et en a donné { $came }
geoplateforme-left-out =
    { $count ->
        [one] la page est plus longue que demandé, et sa dernière entrée est laissée de côté
       *[other] la page est plus longue que demandé, et ses { $count } dernières entrées sont laissées de côté
    }
geoplateforme-not-newest-first = le service ne donne pas les éditions les plus récentes en premier
geoplateforme-not-ordered = le service ne tient pas compte de l’ordre demandé
geoplateforme-nameless = un fichier est laissé de côté : il n’a pas de nom par lequel le demander
geoplateforme-volume = volume { $number } sur { $count } : il les faut tous, et c’est le premier qu’on ouvre
geoplateforme-sums = empreintes, en liste
geoplateforme-sums-gone = une liste d’empreintes qui n’existe peut-être plus ; celles des fichiers sont connues sans elle
geoplateforme-licence = le flux n’en indique pas ; ce que l’IGN diffuse est souvent sous Licence Ouverte 2.0, sauf ce qui vient d’autres producteurs
geoplateforme-requests-a-second = requêtes par seconde
geoplateforme-request-400 = le service n’accepte pas une valeur de la requête (400)
geoplateforme-request-400-hint = Prenez les zones et les formats parmi les filtres que propose le portail.
geoplateforme-nothing-404 = le service n’a rien à cet endroit (404)
geoplateforme-nothing-404-hint = Les anciennes éditions sont retirées quand il en vient de nouvelles : ouvrez de nouveau le produit.
geoplateforme-zone = zone
geoplateforme-from = édition depuis
geoplateforme-to = édition jusqu’à
geoplateforme-edition = date de l’édition
geoplateforme-filter-zone = une zone telle que le service l’écrit, comme FXX, D035 ou R53
geoplateforme-filter-territory = un territoire : son département, sinon sa région, sinon la France métropolitaine ou entière
geoplateforme-filter-format = un format tel que le service l’écrit, comme GPKG
geoplateforme-filter-crs = un système de référence tel que le service l’écrit, comme EPSG:2154
geoplateforme-filter-from = un jour : les éditions de ce jour ou d’après
geoplateforme-filter-to = un jour : les éditions de ce jour ou d’avant
geoplateforme-fact-product = produit
geoplateforme-fact-zone = zone
geoplateforme-fact-crs = système de référence
geoplateforme-fact-rights = droits
geoplateforme-fact-licence = licence
