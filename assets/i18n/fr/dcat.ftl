# Les flux DCAT.
dcat-title = flux DCAT, les catalogues que les portails publient les uns pour les autres (et les OpenCatalogs d’Isogeo)
dcat-platform-rudi = RUDI, Rennes Métropole
dcat-platform-data-gouv = data.gouv.fr, en entier
dcat-way-path = un jeton à la fin de l’adresse du flux (OpenCatalog d’Isogeo)
dcat-found-path = L’adresse d’un OpenCatalog est https://open.isogeo.com/s/PARTAGE/JETON : l’adresse du portail est https://dcat.isogeo.com/PARTAGE, et le jeton est ce qui suit.
dcat-way-bearer = un jeton dans un en-tête
dcat-found-bearer = L’exploitant du flux le donne.
dcat-way-login = un nom d’utilisateur et un mot de passe (HTTP Basic)
dcat-found-login = L’exploitant du flux les donne.
dcat-secret-url = l’url se termine par un jeton, qui est un secret et serait vu ici
dcat-secret-url-hint = Écrivez https://dcat.isogeo.com/{ $share } ; `guichet setup` demande le jeton (« { $way } »).
dcat-no-token = le jeton n’en est pas un
dcat-no-token-hint = C’est l’unique segment qui termine l’adresse, long d’au moins 8 caractères.
dcat-by-theme = le flux par thème : { $count }
dcat-by-publisher = le flux par producteur : { $count }
dcat-no-theme = aucun jeu de données n’a ce thème
dcat-no-publisher = aucun jeu de données n’a ce producteur
dcat-shows = `guichet list { $portal }/{ $folder }` montre ceux qui existent.
dcat-pages = le flux a plus de { $count } pages
dcat-no-dataset = le flux ne contient pas ce jeu de données
dcat-not-to-its-end = il n’a pas pu être lu jusqu’au bout : personne ne sait ce qu’il ne contient pas
dcat-not-to-its-end-hint = Réessayez plus tard ; -v dit où il s’interrompt.
dcat-no-dataset-hint = Il a peut-être été retiré, ou s’appelle autrement à présent.
dcat-no-address = le flux n’en donne pas l’adresse
dcat-credential-owner = qui détient ces identifiants
dcat-no-such-address = un flux n’a pas cette adresse
dcat-the-feed = le flux
dcat-next-odd = le flux continue à une adresse qui n’en est pas une
dcat-no-host = une adresse sans nom de machine
dcat-next-elsewhere = le flux continue sur une autre machine ({ $host }), où guichet ne le suit pas
dcat-known-until = le flux n’est connu que jusqu’à la page { $page } : { $cause }
dcat-known-so-far = le flux n’est connu que jusqu’à ses { $count } premiers jeux de données : { $cause }
dcat-more-datasets = le flux contient plus de { $count } jeux de données, et le reste n’est pas regardé
dcat-ended-late = le flux est trop long à lire : il est connu jusqu’à ses { $count } premiers jeux de données
dcat-long-values =
    { $count ->
        [one] une valeur du flux est trop longue pour être lue
       *[other] { $count } valeurs du flux sont trop longues pour être lues
    }
dcat-forgotten = le flux a été oublié pendant qu’il était demandé
dcat-forgotten-hint = Réessayez.
dcat-unbearable = son contenu fait échouer la lecture
dcat-too-slow = sa lecture dure plus de { $seconds } s
dcat-too-large = il contient plus que guichet ne peut prendre
dcat-no-room = il est trop long pour la mémoire et ne peut être gardé dans { $folder } : { $why }
dcat-no-room-hint = Libérez de la place dans ce dossier, ou nommez-en un autre par la variable d’environnement TMPDIR.
dcat-too-deep = il est imbriqué sur plus de { $deepest } niveaux
dcat-nested-entities = il abrège par des abréviations (entités XML dans des entités)
dcat-large-entities = il est bien plus gros qu’il n’en a l’air (entités XML)
dcat-costly-terms = ses termes coûtent plus à lire qu’il ne contient (un grand @context dans d’autres, ou un préfixe sans fin)
dcat-unknown-syntax = ce n’est ni du JSON-LD, ni du Turtle, du RDF/XML ou du data.json
dcat-no-graph = ce n’est pas un graphe
dcat-part-unreadable = une partie du flux est illisible ({ $error })
dcat-fault = ligne { $line } : { $what }
dcat-fault-tag = la balise « { $name } » ne se termine pas
dcat-fault-open = « { $name } » n’est pas fermé
dcat-fault-not-open = « { $name } » est fermé sans avoir été ouvert
dcat-fault-over = le document se termine dans « { $name } »
dcat-fault-attribute = un attribut de « { $name } » n’en est pas un
dcat-fault-attributes = un élément a plus de { $most } attributs
dcat-fault-namespaces = il a plus de { $most } espaces de noms, ou un trop long
dcat-fault-namespace = « { $name } » n’appartient à aucun espace de noms
dcat-fault-misplaced = « { $name } » n’a pas sa place ici
dcat-fault-text = du texte n’a pas sa place ici : { $text }
dcat-more-unreadable =
    { $count ->
        [one] et { $count } autre partie du flux ne se lit pas
       *[other] et { $count } autres parties du flux ne se lisent pas
    }
dcat-hardly-anything = presque rien n’y est compréhensible
dcat-bare-datasets =
    { $count ->
        [one] { $count } jeu de données du flux est nommé sans être décrit
       *[other] { $count } jeux de données du flux sont nommés sans être décrits
    }
dcat-breaks-off = le flux s’interrompt ({ $why })
dcat-no-list = ses distributions ne sont pas une liste
dcat-nameless = il n’a ni titre ni identifiant
dcat-more-left-out =
    { $count ->
        [one] et un autre jeu de données est illisible
       *[other] et { $count } autres jeux de données sont illisibles
    }
dcat-odd-address =
    { $count ->
        [one] une adresse n’est pas écrite comme une adresse, elle est lue { $address }
       *[other] { $count } adresses ne sont pas écrites comme des adresses ; la première est lue { $address }
    }
dcat-odd-characters = ses textes contiennent des caractères illisibles, montrés par �
dcat-odd-untitled = il n’a pas de titre
dcat-odd-twice = un autre jeu de données a le même identifiant
dcat-sum-addresses =
    { $count ->
        [one] « { $title } » a une adresse qui n’est pas écrite comme une adresse
       *[other] { $count } jeux de données ont des adresses qui ne sont pas écrites comme des adresses, le premier est « { $title } »
    }
dcat-sum-characters =
    { $count ->
        [one] « { $title } » contient des caractères illisibles
       *[other] { $count } jeux de données contiennent des caractères illisibles, le premier est « { $title } »
    }
dcat-sum-untitled =
    { $count ->
        [one] un jeu de données n’a pas de titre et est nommé « { $title } »
       *[other] { $count } jeux de données n’ont pas de titre, le premier est nommé « { $title } »
    }
dcat-sum-twice =
    { $count ->
        [one] « { $title } » a l’identifiant d’un autre jeu de données
       *[other] { $count } jeux de données ont l’identifiant d’un autre, le premier est « { $title } »
    }
dcat-sum-no-list =
    { $count ->
        [one] les distributions de « { $title } » ne sont pas une liste
       *[other] les distributions de { $count } jeux de données ne sont pas une liste, le premier est « { $title } »
    }
dcat-every-years =
    { $count ->
        [one] chaque année
       *[other] tous les { $count } ans
    }
dcat-every-months =
    { $count ->
        [one] chaque mois
       *[other] tous les { $count } mois
    }
dcat-every-weeks =
    { $count ->
        [one] chaque semaine
       *[other] toutes les { $count } semaines
    }
dcat-every-days =
    { $count ->
        [one] chaque jour
       *[other] tous les { $count } jours
    }
dcat-every-hours =
    { $count ->
        [one] chaque heure
       *[other] toutes les { $count } heures
    }
dcat-every-minutes =
    { $count ->
        [one] chaque minute
       *[other] toutes les { $count } minutes
    }
dcat-empty = il a répondu, mais sans rien envoyer (corps vide)
dcat-empty-hint = Vérifiez l’adresse du flux avec `guichet portals`.
dcat-answered-page = il a répondu une page web au lieu d’un flux ; une page de connexion ou de proxy s’interpose peut-être
dcat-answered-page-hint = Vérifiez l’adresse du flux avec `guichet portals` : c’est celle du flux, pas celle du site.
dcat-guessed-terms = les termes du flux sont définis à l’adresse { $address } (un @context distant), que guichet ne connaît ni ne télécharge : lus avec les termes usuels
dcat-terms-elsewhere = les termes du flux sont définis à l’adresse { $address } (un @context distant), que guichet ne télécharge pas
dcat-terms-elsewhere-hint = Le portail a peut-être le même flux en Turtle ou en RDF/XML (souvent la même adresse, se terminant par .ttl ou .xml).
dcat-unreadable = le flux est illisible : { $why }
dcat-unreadable-hint = Vérifiez l’adresse du flux avec `guichet portals` ; il peut être en JSON-LD, Turtle, RDF/XML ou data.json.
dcat-first-distributions = seules les { $most } premières distributions sur { $count } sont montrées
dcat-bare-distribution = une distribution est nommée sans être décrite
dcat-service = un service à ouvrir dans un programme adapté
dcat-service-of = un service ({ $format }) à ouvrir dans un programme adapté
dcat-not-for-all = son producteur dit que ce n’est pas ouvert à tous
dcat-perhaps-page = le flux dit où l’obtenir, et c’est peut-être une page web
dcat-fact-version = version
dcat-fact-access-rights = droits d’accès
dcat-fact-rights = droits
dcat-fact-terms = conditions
dcat-fact-as-in = conforme à
dcat-fact-origin = origine
dcat-filter-theme = un thème, tel qu’il est affiché
dcat-filter-keyword = un mot-clé
dcat-filter-publisher = le nom d’un producteur
dcat-filter-format = un format de ses médias, comme csv
dcat-filter-licence = le nom d’une licence
dcat-filter-access = open (ouvert) ou restricted (restreint)
dcat-theme-agri = agriculture, pêche, sylviculture et alimentation
dcat-theme-econ = économie et finances
dcat-theme-educ = éducation, culture et sport
dcat-theme-ener = énergie
dcat-theme-envi = environnement
dcat-theme-gove = gouvernement et secteur public
dcat-theme-heal = santé
dcat-theme-intr = questions internationales
dcat-theme-just = justice, système juridique et sécurité publique
dcat-theme-regi = régions et villes
dcat-theme-soci = population et société
dcat-theme-tech = science et technologie
dcat-theme-tran = transports
