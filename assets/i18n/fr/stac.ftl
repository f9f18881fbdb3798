# STAC.
stac-platform-veda = NASA VEDA
stac-platform-ifremer = l’Ifremer
stac-platform-geodes = GEODES, le CNES
stac-platform-panoramax = Panoramax, photos des rues
stac-platform-swisstopo = Suisse, data.geo.admin.ch
stac-platform-landsat = LandsatLook, USGS
stac-platform-copernicus = Copernicus Data Space
stac-platform-earth-search = Earth Search (Element 84) : Sentinel, Landsat et d’autres
stac-title = STAC, images de satellites et autres données d’un lieu et d’un temps, par une interface ou en documents
stac-platform-planetary = Planetary Computer de Microsoft
stac-no-such-address = un catalogue STAC n’a pas cette adresse
stac-no-api = L’adresse est-elle celle de l’interface, avant `/collections`, ou celle d’un document comme catalog.json ?
stac-filter-collection = l’identifiant d’une collection
stac-facet-id = identifiant
stac-filter-id = l’identifiant d’un élément
stac-sort-date = temps sur lequel il porte
stac-sorts-nothing = le portail ne dit pas qu’il trie
stac-sorts-nothing-hint = Sans tri, les éléments viennent dans l’ordre du portail, le plus souvent les plus récents d’abord.
stac-sorts-no-documents = des documents qui se renvoient les uns aux autres ne sont pas triés
stac-no-collections = un catalogue de documents n’a pas de collections à choisir : entrez dans ses dossiers
stac-one-at-a-time = le portail liste les éléments d’une seule collection à la fois
stac-words-here = { $name } ne sait pas chercher de mots : de chaque page est montré ce qui les a.
stac-not-ordered = le portail accepte l’ordre demandé, et ne trie pas
stac-nothing-follows = le portail dit qu’il y a une suite, et ne donne plus rien, donc la liste s’arrête ici
stac-lost =
    { $count ->
        [one] { $count } lien ne mène à rien sur le Web, et est laissé de côté
       *[other] { $count } liens ne mènent à rien sur le Web, et sont laissés de côté
    }
stac-back =
    { $count ->
        [one] { $count } lien ramène à ce document même, et est laissé de côté
       *[other] { $count } liens ramènent à ce document même, et sont laissés de côté
    }
stac-unread =
    { $count ->
        [one] { $count } élément n’a pas pu être lu : nul ne sait s’il convient
       *[other] { $count } éléments n’ont pas pu être lus : nul ne sait s’ils conviennent
    }
stac-not-within =
    { $count ->
        [one] le contenu du seul dossier d’ici n’a pas été regardé : entrez-y pour y chercher
       *[other] le contenu des { $count } dossiers d’ici n’a pas été regardé : entrez dans l’un d’eux pour y chercher
    }
stac-looked-through =
    { $count ->
        [one] le seul élément regardé ne convient pas, et les autres n’ont pas été regardés
       *[other] les { $count } éléments regardés ne conviennent pas, et les autres n’ont pas été regardés
    }
stac-elsewhere =
    { $count ->
        [one] { $count } lien mène à un autre hôte, où rien n’est demandé
       *[other] { $count } liens mènent à d’autres hôtes, où rien n’est demandé
    }
stac-deprecated = obsolète
stac-metres = { $value } m
stac-percent = { $value } %
stac-fact-items = fichiers de chaque élément
stac-fact-version = STAC
stac-fact-platform = plateforme
stac-fact-instruments = instruments
stac-fact-resolution = résolution
stac-fact-clouds = nuages
stac-fact-crs = système de coordonnées
stac-fact-level = niveau de traitement
stac-fact-state = état
stac-fact-until = jusqu’à
