# Les portails Dataverse.
dataverse-title = Dataverse, des entrepôts de données de la recherche (Recherche Data Gouv)
dataverse-platform-borealis = Canada, Borealis
dataverse-platform-no = Norvège, DataverseNO
dataverse-platform-nl = Pays-Bas, DataverseNL
dataverse-platform-cirad = le CIRAD, agriculture tropicale
dataverse-platform-sciencespo = Sciences Po
dataverse-platform-rdg = Recherche Data Gouv, l’entrepôt français de données de la recherche
dataverse-platform-ird = DataSuds, l’entrepôt de l’IRD
dataverse-platform-harvard = Harvard Dataverse
dataverse-way = un jeton d’API de votre compte sur le portail
dataverse-found = Sur le portail : votre nom, puis « Jeton API ». Il vaut un an, et permet aussi de modifier vos données : guichet ne fait que lire.
dataverse-collections = collections
dataverse-collections-count =
    { $count ->
        [one] { $count } collection
       *[other] { $count } collections
    }
dataverse-by-collection = le catalogue par collection
dataverse-collections-not-by = les collections ne peuvent être ni filtrées ni triées ainsi
dataverse-within = dans { $name }
dataverse-no-collection = aucune collection ne porte ce nom
dataverse-no-such-address = un portail Dataverse n’a pas cette adresse
dataverse-no-api = Ce n’est pas une réponse de l’API de Dataverse. Vérifiez l’adresse du portail avec `guichet portals` : elle s’arrête avant `/api`.
dataverse-own = ce que votre compte sur le portail peut voir
dataverse-by-circle = Le portail cherche autour d’un point : ce qui se trouve dans le cercle qui entoure le cadre est trouvé, si son producteur l’a situé.
dataverse-translated = Certains portails traduisent les noms des sujets, des types et des licences, et n’acceptent que les noms d’origine, comme « Social Sciences ».
dataverse-withdrawn = retiré par son producteur : { $reason }
dataverse-no-reason = aucune raison n’est donnée
dataverse-draft = brouillon
dataverse-tab = le tableau tel que le portail l’a converti ; rien n’est annoncé pour le vérifier
dataverse-embargoed = sous embargo jusqu’au { $until }
dataverse-retention-over = sa durée de conservation est dépassée : plus personne ne peut l’obtenir
dataverse-elsewhere = un autre entrepôt le conserve, là où mène son identifiant
dataverse-guestbook-unknown = le jeu de données demande de remplir un livre d’or qui ne peut pas être lu : il se remplit sur sa page
dataverse-guestbook-name = votre nom
dataverse-guestbook-email = votre adresse électronique
dataverse-guestbook-institution = votre établissement
dataverse-guestbook-position = votre fonction
dataverse-request-400 = le portail n’accepte pas une valeur de la requête (400)
dataverse-request-400-hint = Prenez les filtres parmi ceux que propose le portail, et cherchez de simples mots.
dataverse-guestbook-400 = son producteur demande de remplir d’abord le livre d’or (400)
dataverse-guestbook-400-hint = Affichez de nouveau le jeu de données : ce que le livre d’or demande vous sera demandé avec le fichier. Ou téléchargez-le sur la page du jeu de données.
dataverse-unpublished-401 = ce n’est pas publié, et ne vous est pas montré (401)
dataverse-unpublished-401-hint = Qui y travaille peut vous y donner droit ; connectez-vous alors avec un jeton d’API de votre compte.
dataverse-key-401 = le portail refuse le jeton d’API (401)
dataverse-key-401-hint = Il a peut-être expiré ou été renouvelé, ou est d’un autre portail : voyez-le sur le site du portail.
dataverse-asks-401 = le portail demande un jeton d’API (401)
dataverse-asks-401-hint = `guichet setup` le demande : créez-en un dans votre compte sur le portail.
dataverse-denied-403 = c’est restreint, sous embargo ou non publié (403)
dataverse-denied-403-hint = Demandez l’accès sur la page du jeu de données ; qui l’a obtenu se connecte avec un jeton d’API.
dataverse-harvested-404 = ses fichiers sont conservés par un autre entrepôt (404)
dataverse-harvested-404-hint = Son identifiant y mène : ouvrez la page du jeu de données.
dataverse-nothing-404 = le portail n’a rien à cet endroit pour vous (404)
dataverse-nothing-404-hint = Cela a peut-être été retiré, ou n’est pas encore publié.
dataverse-too-many-429 = le portail n’accepte plus de requêtes pour l’instant (429)
dataverse-collections-looked-through = les { $count } premières collections trouvées par le portail ont été parcourues, et aucune n’est directement dans celle-ci : il peut y en avoir d’autres
dataverse-files-beyond = le jeu de données compte { $total } fichiers, et { $count } sont listés ici
dataverse-files-beyond-uncounted = le jeu de données compte plus de { $count } fichiers, et les autres ne sont pas listés ici
dataverse-files-cut = la liste de ses fichiers s’arrête après { $count } : { $cause }
dataverse-embargoed-restricted = sous embargo jusqu’au { $until }, puis restreint
dataverse-restricted-asked = restreint : l’accès se demande sur la page du jeu de données
dataverse-restricted-unasked = restreint : le portail ne reçoit pas de demande d’accès
dataverse-guide-all =
    { $count ->
        [one] Son fichier n’est pas ouvert à tous.
       *[other] Aucun de ses { $count } fichiers n’est ouvert à tous.
    }
dataverse-guide-some =
    { $count ->
        [one] { $count } de ses { $all } fichiers n’est pas ouvert à tous ; les autres se téléchargent sans rien demander.
       *[other] { $count } de ses { $all } fichiers ne sont pas ouverts à tous ; les autres se téléchargent sans rien demander.
    }
dataverse-guide-more =
    { $count ->
        [one] { $count } autre n’est pas ouvert non plus.
       *[other] { $count } autres ne sont pas ouverts non plus.
    }
dataverse-guide-guestbook = Son producteur fait remplir un livre d’or pour chaque téléchargement : guichet le demande avec le fichier.
dataverse-guide-ask = Demander l’accès
dataverse-guide-ask-detail = Sur la page du jeu de données, en étant connecté à votre compte sur le portail : choisissez les fichiers, puis « Demander l’accès ». Son producteur décide.
dataverse-guide-ask-contact = Le portail ne transmet pas de demande pour ce jeu de données. Sa page dit à qui écrire.
dataverse-guide-token = Se connecter avec un jeton d’API du compte qui a obtenu l’accès
dataverse-too-many-429-hint = Il ne dit pas pour combien de temps. Réessayez dans quelques minutes.
dataverse-collection = collection
dataverse-subject = sujet
dataverse-author = auteur
dataverse-year = année
dataverse-harvested = moissonné
dataverse-solr = Solr
dataverse-filter-collection = l’alias d’une collection, tel que dans son adresse web
dataverse-filter-subject = un sujet, exactement, comme Social Sciences
dataverse-filter-keyword = un mot-clé, exactement
dataverse-filter-author = le nom d’un auteur, exactement, comme Martin, Ada
dataverse-filter-year = l’année de sa publication, comme 2025
dataverse-filter-licence = le nom d’une licence, exactement, comme le portail l’écrit
dataverse-filter-source = d’où il est repris, exactement, comme Harvested
dataverse-filter-type = un type, exactement : `software`, `dataset` (jeu de données)…
dataverse-filter-harvested = true pour ce qui est repris d’autres entrepôts, false pour ce qui est propre au portail
dataverse-filter-territory = une commune, un EPCI, un département ou une région, par son nom ou son code : son nom parmi les mots ; ou un cadre, pour le cercle qui l’entoure
dataverse-filter-solr = une condition dans le langage de Solr, comme productionDate:[2020 TO 2024]
dataverse-sort-published = publication
dataverse-fact-instead = voir plutôt
dataverse-fact-replaces = remplace le fichier
dataverse-fact-version = version
dataverse-fact-other-version = autre version
dataverse-fact-identifier = identifiant
dataverse-fact-publication = publication
dataverse-fact-data-sources = données reprises de
dataverse-fact-produced = produit en
dataverse-fact-terms = conditions d’utilisation
dataverse-fact-citation = à citer
dataverse-fact-restrictions = restrictions
dataverse-fact-conditions = conditions
dataverse-fact-confidentiality = confidentialité
dataverse-fact-permissions = autorisations
dataverse-fact-depositor = exigences du déposant
dataverse-fact-disclaimer = avertissement
dataverse-fact-access-terms = conditions d’accès
dataverse-fact-access-place = lieu d’accès
dataverse-fact-access-contact = contact pour l’accès
dataverse-fact-categories = catégories
dataverse-fact-file-type = type de fichier
dataverse-fact-embargo = embargo jusqu’au
dataverse-fact-retention = conservé jusqu’au
