# Regarder dans un média sans le télécharger.
preview-most-columns = seules { $most } colonnes sur { $widest } sont affichées
preview-long-row = une ligne est plus longue que ce qui a été lu : la dernière affichée est peut-être coupée
preview-with-mark = { $encoding } avec BOM
preview-coverage = { $territory }, { $extent }
preview-extent = { $width } × { $height } autour de { $north } { $east }
preview-points =
    { $count ->
        [one] { $count } point
       *[other] { $count } points
    }
preview-lines =
    { $count ->
        [one] { $count } ligne
       *[other] { $count } lignes
    }
preview-areas =
    { $count ->
        [one] { $count } surface
       *[other] { $count } surfaces
    }
preview-near-town = { $shapes } près de { $town } ({ $place })
preview-at = { $shapes } à { $place }
preview-near-all = à { $km } km au plus de { $town }
preview-near-most = pour la plupart à moins de { $km } km de { $town }
preview-foreign-crs = ses coordonnées sont en { $name }, pas en degrés
preview-extent-units = { $width } × { $height } unités à partir de { $west } ; { $south } (pas des degrés)
preview-no-json-line = aucune de ses lignes n’est du JSON
preview-bad-lines =
    { $bad ->
        [one] { $bad } ligne n’est pas du JSON et a été omise
       *[other] { $bad } lignes ne sont pas du JSON et ont été omises
    }
preview-invalid-json = ce n’est pas du JSON valide ({ $why }) : il est donc affiché comme du texte
preview-only-beginning = seul son début a été lu
preview-read-of = { $read } lus sur { $total }
preview-read-all = { $read } lus, c’est tout
preview-read-first = les { $read } premiers lus
preview-separated-by = séparé par { $value }
preview-quoted-with = texte entre { $value }
preview-decimal-comma = virgule décimale
preview-decimal-point = point décimal
preview-header = la première ligne nomme les colonnes
preview-no-header = sans ligne d’en-tête
preview-as-you-say = { $said } (selon vous)
preview-encrypted = il est chiffré : seul son destinataire peut le regarder, après le téléchargement
preview-empty = il est vide
preview-no-sheets-reader = ce guichet a été construit sans son lecteur de tableurs : voici les parties du fichier
preview-no-parquet-reader = ce guichet a été construit sans son lecteur de Parquet
preview-ended-early = il s’est terminé pendant la lecture, avant sa fin annoncée
preview-too-large = il faudrait le lire en entier pour regarder dedans, et { $total }, c’est trop ici (limite { $limit }) : téléchargez-le
preview-size-unknown = il faudrait le lire en entier pour regarder dedans, et le serveur ne dit pas sa taille : téléchargez-le
preview-encoding-named = encodage « { $name } »
preview-no-encoding = guichet ne connaît pas cet encodage
preview-encodings = Les plus courants sont utf-8, windows-1252, iso-8859-15, cp850, macroman, utf-16le, utf-16be, ibm1147.
preview-tabs = des tabulations
preview-commas = des virgules
preview-semicolons = des points-virgules
preview-bars = des barres verticales
preview-colons = des deux-points
preview-reader-gave-up = son lecteur y a renoncé
preview-no-workbook = ce n’est pas un classeur ({ $error })
preview-no-sheet = il n’a pas de feuille lisible
preview-no-parts = la liste de ses parties manque : il a été coupé, ou est endommagé
preview-too-many-parts = il a { $entries } parties, plus qu’aucun classeur
preview-part-too-large = sa partie { $entry } est trop volumineuse pour être regardée ici : téléchargez-le
preview-password = il est protégé par un mot de passe
preview-not-unpacked = sa partie { $entry } ne peut pas être décompressée
preview-no-content = il n’a pas de contenu
preview-odd-compression = le serveur l’envoie compressé d’une façon que guichet ne sait pas défaire
preview-twice-compressed = il est compressé plus d’une fois
preview-parquet-no-parts = ce qu’il contient n’est indiqué qu’à la fin, et le serveur n’envoie pas de parties : téléchargez-le
preview-parquet-short = il est trop court pour être du Parquet
preview-parquet-encrypted = il est chiffré : seul qui a la clé peut le regarder
preview-parquet-no-end = sa fin manque : il a été coupé, ou est encore en cours d’écriture
preview-parquet-footer = son pied de { $length } est trop long pour être lu ici
preview-parquet-no-rows = il ne contient aucune ligne
preview-parquet-rows-of = lignes des { $columns } premières colonnes sur { $fields }
preview-parquet-rows-failed = ses lignes ne peuvent pas être affichées ({ $why })
preview-parquet-pages-large = ses pages sont trop volumineuses
preview-parquet-pages-short = il se termine avant ses pages
preview-parquet-bytes =
    { $count ->
        [one] { $count } octet
       *[other] { $count } octets
    }
preview-parquet-yes = oui
preview-parquet-no = non
preview-parquet-column = colonne
preview-parquet-type = type
preview-parquet-may-be-empty = peut être vide
preview-parquet-empty = vides
preview-parquet-size = taille
preview-parquet-schema = schéma
preview-parquet-rows = lignes
preview-parquet-columns = colonnes
preview-parquet-row-groups = groupes de lignes
preview-parquet-first-rows = lignes du premier
preview-parquet-compression = compression
preview-made-with = créé avec
preview-parquet-kind = nature
preview-parquet-text = texte
preview-parquet-date = date
preview-parquet-pages-unpack = ses pages décompressées dépassent ce qui est regardé ici
preview-pdf-large = il est trop volumineux pour être lu en entier : voici ce que disent son début et sa fin
preview-pdf-nothing = il ne dit rien de lui-même
preview-pdf-version = version
preview-pdf-pages = pages
preview-pdf-locked = verrouillé
preview-pdf-password = il est chiffré, et peut demander un mot de passe
preview-pdf-title = titre
preview-pdf-author = auteur
preview-pdf-subject = sujet
preview-pdf-keywords = mots-clés
preview-pdf-made-by = produit par
preview-pdf-created = créé le
preview-pdf-modified = modifié le
preview-no-text = ce n’est pas du texte, et guichet n’en connaît pas le format : voici ses premiers octets
preview-format-sqlite = une base de données SQLite (un GeoPackage en est une aussi)
preview-format-shapefile = un shapefile d’ESRI
preview-format-7z = une archive 7z
preview-format-zstd = un fichier compressé avec Zstandard
preview-format-bzip2 = un fichier compressé avec bzip2
preview-format-xz = un fichier compressé avec xz
preview-format-flatgeobuf = un FlatGeobuf
preview-format-arrow = un fichier Arrow
preview-format-tar = une archive tar
preview-lines-cut =
    { $count ->
        [one] une ligne dépasse { $longest } caractères et a été coupée
       *[other] { $count } lignes dépassent { $longest } caractères et ont été coupées
    }
preview-odd-beginning = le serveur donne le début alors qu’une autre partie était demandée
preview-odd-part = le serveur répond une autre partie que celle demandée
preview-replaced = il a été remplacé par une autre version pendant qu’on le regardait
preview-look-again = Regardez de nouveau.
preview-no-file = ce fichier n’existe pas
preview-no-plain-file = ce n’est pas un fichier ordinaire
preview-column = colonne { $at }
preview-kind-empty = vide
preview-kind-boolean = booléen
preview-kind-integer = entier
preview-kind-decimal = décimal
preview-kind-date = date
preview-kind-moment = date et heure
preview-kind-text = texte
preview-web-page = une page web : son texte, puis sa source
preview-bad-xml = ce XML n’est pas bien formé ({ $why })
preview-xml-open = des éléments sont encore ouverts à sa fin
preview-north = N
preview-south = S
preview-east = E
preview-west = O
preview-format-image = une image
preview-format-zip = une archive ZIP
preview-format-pdf = un PDF
preview-format-unknown = un format à part
# Les colonnes et les lignes demandées, et combien de lignes conviennent.
preview-column-like = cette colonne n’existe pas ; vouliez-vous dire « { $name } » ?
preview-value-kind = « { $value } » n’est pas une valeur de cette colonne, qui contient : { $kind }
preview-no-columns = il n’y a là aucun tableau à colonnes
preview-fit-of-all =
    { $found ->
        [one] { $found } ligne convient sur { $read } en tout
       *[other] { $found } lignes conviennent sur { $read } en tout
    }
preview-fit-of-read =
    { $found ->
        [one] { $found } ligne convient sur les { $read } lues ; la suite n’a pas été regardée
       *[other] { $found } lignes conviennent sur les { $read } lues ; la suite n’a pas été regardée
    }
preview-fit-of-first =
    { $found ->
        [one] { $found } ligne convient sur les { $read } premières ; il peut y en avoir d’autres
       *[other] { $found } lignes conviennent sur les { $read } premières ; il peut y en avoir d’autres
    }
preview-parquet-groups-looked-at = { $looked } groupes de lignes lus sur { $groups }, { $excluded } n’ont aucune ligne de ce genre d’après leurs statistiques
preview-name-says = son nom dit { $extension }, et il est lu comme { $format }
