# Isogeo.
isogeo-secrets-file = le fichier client_secrets
isogeo-not-understood = il est incompréhensible (ligne { $error }, colonne { $column })
isogeo-with-web = Prenez le fichier tel qu’Isogeo le remet : du JSON avec « web » à sa racine.
isogeo-no-web = il n’a pas de « web » à sa racine : ce n’est donc pas un fichier d’Isogeo pour une application
isogeo-as-handed = Prenez le fichier tel qu’Isogeo le remet.
isogeo-not-json-ini = ce n’est ni du JSON ni un fichier INI avec une section [auth]
isogeo-take-json = Prenez le client_secrets.json tel qu’Isogeo le remet.
isogeo-token-uri-odd = son token_uri n’est pas une adresse https et est laissé de côté
isogeo-no-token-uri = il n’a pas de token_uri et ne dit donc pas de quelle plateforme il est (production ou qualification)
isogeo-id-odd = son client_id ne se termine pas comme ceux que délivre Isogeo : est-il complet ?
isogeo-secret-odd = son client_secret n’a pas les 64 caractères de ceux que délivre Isogeo : est-il complet ?
isogeo-scopes-odd = ses droits (scopes) ne sont pas ceux de la lecture (resources:read)
isogeo-type-odd = il se dit autre chose qu’une application de groupe
isogeo-for-a-person = il est destiné à une application utilisateur (« installed »), dont les utilisateurs se connectent par un navigateur web
isogeo-for-a-person-hint = guichet se connecte comme application de groupe : demandez-en une à Isogeo ; son fichier a « web » à la racine.
isogeo-lacks = il y manque { $key }
isogeo-token-401 = Isogeo refuse le jeton qui vient d’être demandé (401)
isogeo-token-401-hint = Le jeton est peut-être d’une autre plateforme : `url` et `token_url` doivent être tous deux de production, ou tous deux de qualification.
isogeo-denied-403 = cette application n’y a pas droit (403)
isogeo-denied-403-hint = Celui qui le publie a peut-être désactivé le téléchargement pour cette application, ou ne le partage plus.
isogeo-nothing = Isogeo n’a rien ici pour cette application ({ $code })
isogeo-nothing-hint = Cela a peut-être été supprimé, ou n’est pas partagé avec cette application.
isogeo-failed-500 = Isogeo est en échec (500)
isogeo-failed-500-hint = Il répond aussi de la sorte à des requêtes qui n’ont pas de sens pour lui ; réessayez plus tard.
isogeo-text-context = Contexte
isogeo-text-method = Méthode
isogeo-text-consistency = Cohérence
isogeo-text-geographic = Contexte géographique
isogeo-text-validity = Validité
isogeo-section =
    { $heading } :
    { $plain }
isogeo-item-condition = une condition
isogeo-item-limitation = une limitation
isogeo-item-specification = une spécification
isogeo-item-contact = un contact
isogeo-item-event = un événement
isogeo-item-attribute = un attribut
isogeo-item-translation = une traduction
isogeo-fact-kind = nature
isogeo-fact-format = format
isogeo-fact-name = nom
isogeo-fact-location = emplacement
isogeo-fact-projection = projection
isogeo-fact-scale = échelle
isogeo-fact-resolution = résolution
isogeo-metres = { $distance } m
isogeo-fact-precision = précision
isogeo-fact-geometry = géométrie
isogeo-fact-features = objets
isogeo-fact-encoding = encodage
isogeo-fact-language = langue
isogeo-fact-updated = mise à jour
isogeo-fact-published = publié le
isogeo-fact-valid-to = valable jusqu’au
isogeo-fact-harvested = moissonné
isogeo-fact-described = décrit le
isogeo-fact-reviewed = relu le
isogeo-kind-vector = données vectorielles
isogeo-kind-raster = données raster
isogeo-kind-table = données tabulaires
isogeo-kind-service = service
isogeo-kind-other = autre ressource
isogeo-series = { $words }, une série
isogeo-fact-condition = condition
isogeo-fact-limitation = limitation
isogeo-not-as-in = non conforme à
isogeo-as-in = conforme à
isogeo-fact-contact = contact
isogeo-fact-event = événement
isogeo-fact-field = champ
isogeo-fact-translated = traduit
isogeo-no-id = « { $record } » n’a pas d’identifiant par lequel le demander
isogeo-only-description = pas de fichier à télécharger, hormis sa description (ISO 19139)
isogeo-only-links = des liens à regarder, et pas de fichier à télécharger hormis sa description (ISO 19139)
isogeo-untitled = sans titre
isogeo-service-wms = un service cartographique (WMS)
isogeo-service-wfs = un service d’objets géographiques (WFS)
isogeo-service-wmts = un service de tuiles (WMTS)
isogeo-service-efs = un service d’objets Esri
isogeo-service-ems = un service cartographique Esri
isogeo-service-ets = un service de tuiles Esri
isogeo-fact-for = pour
isogeo-item-layer = une couche
isogeo-item-operation = une opération
isogeo-fact-version = version
isogeo-fact-layer = couche
isogeo-fact-operation = opération
isogeo-layers =
    { $count ->
        [one] { $count } couche
       *[other] { $count } couches
    }
isogeo-the-service = le service lui-même
isogeo-item-service-layer = une couche de service
isogeo-fact-service = service
isogeo-layer-not-shared = une couche d’un service qui n’est pas partagé avec cette application
isogeo-description = la description de l’ensemble (métadonnées ISO 19139)
isogeo-no-address = Isogeo n’en donne pas l’adresse
isogeo-odd-address = une adresse que guichet ne peut pas ouvrir
isogeo-odd-type = un lien de type « { $kind } », que guichet ne connaît pas
isogeo-no-download = celui qui le publie n’en propose pas le téléchargement
isogeo-web-page = une page web à ouvrir dans un navigateur web
isogeo-to-open = { $what }, à ouvrir dans un programme adapté
isogeo-odd-kind = un lien de type « { $kind } », que guichet ne connaît pas
isogeo-service-no-address = un service dont Isogeo ne donne pas l’adresse
isogeo-service-to-open = un service ({ $code }) à ouvrir dans un programme adapté
isogeo-service-unknown = un service d’un type inconnu, à ouvrir dans un programme adapté
isogeo-title = Isogeo, des catalogues de données géographiques
isogeo-the-records = les fiches
isogeo-everything = tout ce qui est partagé
isogeo-records =
    { $count ->
        [one] { $count } fiche
       *[other] { $count } fiches
    }
isogeo-all = toutes les fiches
isogeo-shares = { $name } : les partages
isogeo-shares-title = partages
isogeo-no-share = aucun partage de ce nom n’est ouvert à cette application
isogeo-no-share-hint = `guichet list { $name }` montre ceux qui le sont.
isogeo-record-shares = les partages de la fiche
isogeo-the-filters = les filtres
isogeo-unexplained = Ce n’est pas une réponse de l’API d’Isogeo. Vérifiez l’adresse du portail avec `guichet portals`, et le proxy ; une application avec laquelle aucun catalogue n’est partagé peut aussi voir cela.
isogeo-no-such-address = un portail Isogeo n’a pas cette adresse
isogeo-filter-type = vector-dataset, raster-dataset, no-geo-dataset, dataset (les deux premiers), service ou resource
isogeo-filter-action = download, view ou other : à quoi sert un lien ou un service
isogeo-filter-format = le code d’un format, comme shp ou wfs
isogeo-filter-owner = l’identifiant du groupe de travail auquel il appartient
isogeo-filter-theme = le code d’un thème INSPIRE
isogeo-filter-group-theme = le code d’un thème propre à un groupe de travail
isogeo-filter-topic = le code d’un thème ISO 19115
isogeo-filter-keyword = le code d’un mot-clé : sans accents, des tirets pour les espaces
isogeo-filter-crs = le code EPSG d’un système de coordonnées
isogeo-filter-contact = group:ID, user:ID ou GROUPE:ID
isogeo-filter-licence = isogeo:ID ou GROUPE:ID
isogeo-filter-origin = manual (saisi), ou auto pour ce qui est moissonné
isogeo-filter-conformity = inspire
isogeo-filter-catalog = l’identifiant d’un catalogue
isogeo-filter-source = l’identifiant d’un service moissonné
isogeo-filter-name = un nom technique
isogeo-filter-path = où se trouvent les données
isogeo-filter-without = ce qui manque : action, format, keyword, coordinate-system, …
isogeo-filter-box = où sur la carte : les limites en degrés
isogeo-filter-relation = sa position par rapport au cadre : intersects, within, contains, overlaps, equals ou disjoint
isogeo-filter-language = fr, en, es ou pt : langue des libellés et des textes
isogeo-sort-updated = dernière modification de la fiche
isogeo-sort-created = création de la fiche
isogeo-sort-data-updated = dernière modification des données
isogeo-sort-data-created = création des données
isogeo-by-hand = saisi à la main
isogeo-harvested = moissonné
isogeo-inspire = conforme à INSPIRE
isogeo-no-box = il n’y a pas de cadre dont ce serait la relation
isogeo-no-box-hint = Donnez aussi un cadre, comme box=2.1,48.4,2.6,48.8.
isogeo-none-shared = aucun catalogue n’est partagé avec cette application : la personne qui en administre un chez Isogeo doit ajouter l’application à un partage
isogeo-share-no-id = un partage n’a pas d’identifiant par lequel le demander
isogeo-item-share = un partage
isogeo-item-keyword = un mot-clé
isogeo-item-link = un lien
isogeo-share-of = { $title } (partagé par { $owner })
isogeo-shared-by = partagé par { $owner }
isogeo-way = une application de groupe (identifiant client et secret)
isogeo-found = Dans le client_secrets.json remis à la création de l’application : `client_id` et `client_secret`.
isogeo-unknown-client = Isogeo ne connaît pas cette paire d’identifiant client et de secret (400)
isogeo-unknown-client-hint = Vérifiez que les deux sont complets et appartiennent à cette plateforme (production ou qualification).
isogeo-every-year = tous les ans
isogeo-years =
    { $count ->
        [one] { $count } an
       *[other] { $count } ans
    }
isogeo-every-month = tous les mois
isogeo-months =
    { $count ->
        [one] { $count } mois
       *[other] { $count } mois
    }
isogeo-every-week = toutes les semaines
isogeo-weeks =
    { $count ->
        [one] { $count } semaine
       *[other] { $count } semaines
    }
isogeo-every-day = tous les jours
isogeo-days =
    { $count ->
        [one] { $count } jour
       *[other] { $count } jours
    }
isogeo-every-hour = toutes les heures
isogeo-hours =
    { $count ->
        [one] { $count } heure
       *[other] { $count } heures
    }
isogeo-every-minute = toutes les minutes
isogeo-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
isogeo-every-second = toutes les secondes
isogeo-seconds =
    { $count ->
        [one] { $count } seconde
       *[other] { $count } secondes
    }
isogeo-every = période : { $span }
isogeo-qa = qualification (QA)
isogeo-colon =  :{" "}
isogeo-guide-about = Isogeo s’ouvre à une application, qui lit ce que les éditeurs de catalogues partagent avec elle, et ne modifie rien.
isogeo-guide-register = Faire enregistrer l’application par l’équipe d’Isogeo
isogeo-guide-register-detail = Demandez une « application de groupe » en lecture seule (resources:read) ; donnez son nom et son adresse web.
isogeo-guide-file = Recevoir client_secrets.json
isogeo-guide-file-detail = L’équipe le remet : il contient l’identifiant et le secret de l’application. Il vaut un mot de passe : jamais dans du code ou un courriel.
isogeo-guide-import = Le reprendre dans guichet
isogeo-guide-import-detail = `guichet auth import client_secrets.json` garde en lieu sûr ce qu’il contient, puis propose de supprimer le fichier.
isogeo-guide-share = Faire partager des catalogues avec l’application
isogeo-guide-share-detail = Un administrateur de chaque groupe de travail ajoute l’application à un partage de ses catalogues. Plusieurs groupes peuvent en partager chacun plusieurs.
isogeo-guide-check = Voir ce qui est partagé
isogeo-guide-check-detail = `guichet list NOM` liste les partages et qui les a créés. L’application lit les fiches de tous les catalogues partagés, sans accès aux catalogues eux-mêmes.
