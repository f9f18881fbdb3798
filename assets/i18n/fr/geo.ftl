# Les formats de cartes.
geo-features = objets
geo-system = coordonnées
geo-shape = forme
geo-cell-points =
    { $count ->
        [one] { $count } point
       *[other] { $count } points
    }
geo-cell-line = ligne de { $count } positions
geo-cell-area = surface de { $count } positions
geo-turned = ses coordonnées sont en { $name } : la carte les montre en degrés
geo-swapped = latitude et longitude ont peut-être été inversées : dans l’autre sens, il serait en France
geo-seems = il n’indique pas le système de ses coordonnées ; elles ressemblent à { $name }, et la carte les montre ainsi
geo-seems-or = il n’indique pas le système de ses coordonnées ; elles ressemblent à { $name }, et pourraient être en { $other } : la carte montre les premières
geo-seems-degrees = il n’indique pas le système de ses coordonnées ; elles ressemblent à des degrés, et la carte les montre ainsi
geo-unknown-units = il n’indique pas le système de ses coordonnées, et ce ne sont pas des degrés
geo-no-system = non indiqué
geo-no-dbf = ses premiers octets ne sont pas ceux d’une table dBase
geo-no-shapefile = ses premiers octets ne sont pas ceux d’un shapefile
geo-shp-alone = voici ses formes seules : leurs attributs (.dbf) et leur projection (.prj) sont dans des fichiers à côté
geo-shp-no-dbf = aucun .dbf avec ses attributs n’est à côté
geo-other-layers = il contient aussi d’autres couches : { $names } (ouvrez-en une avec --entry { $first })
geo-folder = dossier
geo-kml-link = il renvoie à un contenu situé ailleurs, qui n’est pas téléchargé
geo-gml-empty = il ne contient aucun objet
geo-gpx-kind = nature
geo-gpx-name = nom
geo-gpx-description = description
geo-gpx-time = date
geo-gpx-height = altitude
geo-gpx-points = points
geo-gpx-waypoint = point
geo-gpx-route = itinéraire
geo-gpx-track = trace
geo-topo-others = il contient aussi d’autres objets : { $names }
geo-topo-cut = seul son début a été lu, et ses limites sont plus loin : des formes manquent ou sont incomplètes
geo-tab-map = ses formes sont dans { $name }, que guichet ne lit pas : QGIS l’ouvre
geo-tab-alone = il décrit une table MapInfo, dont les lignes et les formes sont dans des fichiers à côté (.dat, .map, .id) : QGIS les ouvre ensemble
geo-tab-column = colonne
geo-tab-kind = type
geo-mif-alone = voici ses formes seules : leurs attributs ({ $names }) sont dans le .mid à côté
geo-fgb-header = son en-tête est illisible : ce n’en est pas un de FlatGeobuf, ou il a été coupé
geo-fgb-no-parts = ses objets sont derrière son index, hors de portée de ce qui a pu être lu : téléchargez-le
geo-bytes =
    { $count ->
        [one] { $count } octet
       *[other] { $count } octets
    }
geo-sqlite-unreadable = SQLite ne peut pas le lire ({ $why })
geo-sqlite-no-such = il n’a pas de table nommée { $name }
geo-sqlite-empty = il n’a aucune table
geo-sqlite-not-run = { $name } est calculé à la lecture, par ce que son auteur a écrit : guichet ne l’exécute pas
geo-sqlite-rows-failed = ses lignes n’ont pas toutes pu être lues ({ $why })
geo-sqlite-view = vue
geo-sqlite-virtual = table virtuelle
geo-sqlite-table = table
geo-sqlite-name = table
geo-sqlite-kind = nature
geo-sqlite-rows = lignes
geo-sqlite-tables = tables
geo-sqlite-size = taille
geo-breaks-off = il s’interrompt : ce qui précède est montré
geo-dbf-cut = il dit avoir { $claimed } lignes, et s’interrompt après { $count }
geo-dbf-elsewhere = le contenu de { $names } est dans un fichier à côté (.dbt, .fpt), que guichet ne lit pas
geo-cpg-wrong = son .cpg dit { $stated }, et ses lignes n’en sont pas : elles ont été lues en { $read }
geo-sqlite-wal = ses derniers changements sont dans { $name } à côté, qui n’est pas lu : ce qui est montré est plus ancien
geo-sqlite-wal-alone = ses derniers changements sont tenus dans un fichier à côté (-wal) ; s’il n’a pas été livré avec lui, ils manquent
geo-sqlite-journal = { $name } à côté parle d’un changement inachevé : ce qui est montré est peut-être à moitié changé
geo-shx = c’est l’index d’un shapefile de { $count } formes : elles sont dans le .shp à côté, qui est le fichier à ouvrir
geo-dat-alone = de telles lignes sont le plus souvent celles d’une table MapInfo : le .tab à côté dit ce qu’elles sont
