# Ce qui a changé entre deux versions d’un fichier.
diff-given-up = la comparaison a été interrompue
diff-endless-row = une ligne dépasse { $limit } Mio : un guillemet n’est peut-être pas fermé
diff-too-many-rows = il a plus de lignes qu’on ne peut en comparer
diff-too-wide = il a plus de { $limit } colonnes
diff-unreadable = il ne peut pas être lu jusqu’au bout comme ce qu’il semble être
diff-only-bytes = seuls les octets sont comparés ({ $error })
diff-name-entry = des archives de plusieurs fichiers : --entry en compare un
diff-workbook-large = un classeur de plus de { $limit } Mio n’est pas examiné
diff-workbook-unread = sa première feuille ne peut pas être lue en entier : { $why }
diff-document-large = un JSON de plus de { $limit } Mio qui n’est pas une liste d’objets n’est pas examiné
diff-no-json = ce n’est pas du JSON : ligne { $line }, colonne { $column }
diff-no-key-column = les deux versions n’ont pas de colonne { $name }
diff-key-columns = Toutes deux ont { $columns }.

diff-from-to = { $what } : { $old } → { $new }
diff-trait-format = format
diff-trait-packing = compression
diff-trait-encoding = encodage
diff-trait-mark = marque d’ordre des octets
diff-trait-delimiter = séparateur
diff-trait-quoting = cellules entre guillemets
diff-trait-line-ends = fins de ligne
diff-trait-last-line = fin de la dernière ligne
diff-trait-above = lignes au-dessus du tableau
diff-trait-header = première ligne d’en-tête
diff-trait-decimal = signe décimal
diff-word-yes = oui
diff-word-no = non
diff-word-none = aucune
diff-word-some = certaines
diff-word-all = toutes
diff-word-mixed = mélangées

diff-between = { $old } → { $new }
diff-same = identiques, octet par octet ({ $size })
diff-only-writing =
    { $count ->
        [one] la même ligne, seulement écrite autrement
       *[other] les mêmes { $count } lignes, seulement écrites autrement
    }
diff-rows = { $old } → { $new } lignes ; ajoutées : { $added }, retirées : { $removed }, modifiées : { $changed }, inchangées : { $same }
diff-key-guessed = les lignes se reconnaissent à { $columns } : une supposition, --key en décide autrement
diff-key-asked = les lignes se reconnaissent à { $columns }
diff-key-none = aucune colonne ne distingue les lignes : une ligne modifiée compte comme une retirée et une ajoutée
diff-repeated = cela ne les distingue pas toutes ; lignes qui répètent une autre : { $old } avant, { $new } maintenant
diff-column-added = colonne ajoutée : { $name }
diff-column-removed = colonne retirée : { $name }
diff-column-renamed = colonne renommée : { $old } → { $new }
diff-column-renamed-guess = colonne renommée : { $old } → { $new } (une supposition : elle contient la même chose)
diff-column-retyped = type de { $name } : { $old } → { $new }
diff-columns-reordered = les colonnes sont dans un autre ordre
diff-rows-reordered = les lignes sont dans un autre ordre
diff-cells = cellules modifiées : { $columns }
diff-cells-of = { $column } { $count }
diff-cells-respelled = { $column } { $count } (dont { $respelled } seulement écrites autrement)
diff-written = écrit autrement : { $ways }
diff-written-somehow = écrit autrement : des guillemets, des espaces ou des fins de ligne quelque part
diff-first-sheet-same = la première feuille contient la même chose ; les autres feuilles, les formules et l’aspect des cellules ne sont pas comparés
diff-written-json = écrit autrement : espaces, ordre des membres, ou écriture d’un nombre ou d’un caractère
diff-around = à côté des lignes, { $what } : { $old } → { $new }
diff-reordered = dans un autre ordre
diff-patch-there = un fichier est déjà là
diff-patch-there-hint = Nommez un autre fichier pour le correctif, ou retirez celui-ci.
diff-document = ajouts : { $added }, retraits : { $removed }, modifications : { $changed }
diff-document-same = le même contenu, seulement écrit autrement
diff-entries = entrées de l’archive : { $added } ajoutées, { $removed } retirées, { $changed } modifiées, { $same } inchangées
diff-entries-same =
    { $count ->
        [one] la même entrée, seulement compressée autrement
       *[other] les mêmes { $count } entrées, seulement compressées autrement
    }
diff-entries-by-date =
    { $count ->
        [one] { $count } entrée sans empreinte passe pour la même, par sa taille et sa date
       *[other] { $count } entrées sans empreinte passent pour les mêmes, par leur taille et leur date
    }
diff-bytes = { $old } → { $new }
diff-bytes-first = ils diffèrent à partir de l’octet { $first } ; { $share } % des octets sont les mêmes à la même place
diff-more =
    { $count ->
        [one] { $count } de plus : --limit la montre
       *[other] { $count } de plus : --limit les montre
    }
diff-head-key = clé
diff-head-path = chemin
diff-head-column = colonne
diff-head-old = avant
diff-head-new = maintenant
diff-row = ligne { $number }
diff-beyond = (après la dernière colonne)

diff-entry-of = { $entry } dans { $archive }
diff-before = { $path }, tel qu’il était jusqu’au { $date }
diff-published = { $address }, tel que publié
diff-no-version = aucune version précédente n’est conservée
diff-no-version-hint = guichet get --keep conserve ce qu’une mise à jour remplace, tout comme le réglage keep_versions. Ou indiquez un autre fichier, ou l’adresse du média.
diff-not-downloaded = aucun fichier de { $folder } n’en a été téléchargé
diff-not-downloaded-hint = Indiquez son dossier par -o, ou le fichier lui-même : guichet diff FICHIER ADRESSE.
diff-no-patch = d’octets que rien n’examine, il n’y a pas de correctif
diff-no-patch-hint = Les tableaux et le JSON en ont un.
diff-unread = il ne peut pas être lu en entier : { $why }
