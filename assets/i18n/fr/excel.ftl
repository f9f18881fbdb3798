# Les copies pour tableurs.
excel-no-table = ce n’est pas un tableau dans un texte (CSV, TSV), et une copie pour Excel ne se fait que de cela
excel-is-workbook = c’est déjà un classeur, qu’un tableur ouvre tel quel
excel-made = pour Excel : { $copy }
excel-failed = la copie pour Excel n’a pas pu être faite
excel-under-way = copie pour Excel en cours…
excel-where = Une copie pour Excel se fait d’un fichier du volet des téléchargements.
excel-not-done = Une copie pour Excel se fait d’un téléchargement terminé.
excel-exists = un fichier de ce nom existe déjà
excel-unchanged = cette copie était déjà là, telle qu’elle a été faite
excel-unreadable = il ne peut pas être lu comme un CSV
excel-unpacked = ce qu’il contient ne se décompresse pas jusqu’au bout
excel-altered = pas de copie de ce qui n’est pas tel que publié : { $reason }
excel-not-admitted = pas de copie pour Excel de { $path } : { $reason }
excel-changed-since = le fichier n’est plus tel qu’il a été téléchargé : la copie ne dit pas qu’il est ce que publie son portail
excel-changed-meanwhile = il a changé pendant sa copie
excel-no-writer = ce programme a été compilé sans de quoi écrire des classeurs
excel-no-writer-hint = --excel-fr écrit un CSV qu’Excel ouvre. Le programme tel qu’il est distribué sait faire les deux.
excel-writer = la copie n’a pas pu être écrite : { $error }
excel-too-wide = il a { $columns } colonnes, et une feuille { $most } au plus
excel-odd-bytes =
    { $count ->
        [one] des octets de la ligne { $line } ne sont pas un caractère en { $encoding }, et la copie les perdrait
       *[other] { $count } caractères, le premier à la ligne { $line }, n’en sont pas en { $encoding }, et la copie les perdrait
    }
excel-odd-bytes-hint = `guichet preview` le lit dans un autre encodage (--encoding) ; --excel écrit quand même un classeur, et les compte.
excel-odd-kept =
    { $count ->
        [one] un caractère est étrange (ligne { $line }) : il est affiché �
       *[other] { $count } caractères sont étranges, le premier à la ligne { $line } : ils sont affichés �
    }
excel-marked =
    { $marked ->
        [one] { $marked } cellule qu’Excel aurait calculée y commence par une apostrophe : elle est affichée telle quelle
       *[other] { $marked } cellules qu’Excel aurait calculées y commencent par une apostrophe : elles sont affichées telles quelles
    }
excel-would-change =
    { $changed ->
        [one] Excel en affichera { $changed } cellule autrement (un zéro initial se perd, de longs chiffres sont arrondis, 3-4 devient une date) : --excel écrit un classeur qui la garde
       *[other] Excel en affichera { $changed } cellules autrement (les zéros initiaux se perdent, de longs chiffres sont arrondis, 3-4 devient une date) : --excel écrit un classeur qui les garde
    }
excel-split = une feuille a { $most } lignes au plus : elles sont sur { $sheets } feuilles
excel-columns-left =
    { $columns ->
        [one] une feuille a { $most } colonnes au plus : la dernière colonne est laissée de côté
       *[other] une feuille a { $most } colonnes au plus : les { $columns } dernières sont laissées de côté
    }
excel-cut =
    { $count ->
        [one] { $count } cellule est coupée : une cellule a { $most } caractères au plus
       *[other] { $count } cellules sont coupées : une cellule a { $most } caractères au plus
    }
excel-cleaned =
    { $count ->
        [one] { $count } cellule a perdu des caractères de contrôle, qu’aucun classeur ne contient
       *[other] { $count } cellules ont perdu des caractères de contrôle, qu’aucun classeur ne contient
    }
excel-misfits =
    { $count ->
        [one] { $count } cellule n’est pas du type de sa colonne, et reste du texte
       *[other] { $count } cellules ne sont pas du type de leur colonne, et restent du texte
    }
excel-made-of = Fait par guichet à partir de { $file }, SHA-256 { $sha256 }
excel-source = Source
excel-data = Données
excel-note = À savoir
excel-dataset = Jeu de données
excel-media = Fichier du portail
excel-producer = Producteur
excel-portal = Portail
excel-page = Page
excel-url = Adresse web
excel-address = Adresse pour guichet
excel-licence = Licence
excel-no-licence = non indiquée
excel-attribution = À citer
excel-modified = Modifié
excel-fetched = Téléchargé
excel-verdict = Contrôle
excel-verified = vérifié : ce que publie son portail
excel-size-only = de la taille annoncée
excel-unverifiable = rien à quoi le comparer
excel-doubt = Doute
excel-file = Fichier
excel-size = Taille
excel-encoding = Encodage
excel-delimiter = Cellules séparées par
excel-names = Noms des colonnes
excel-header = ceux de sa première ligne
excel-no-header = des numéros : sa première ligne n’en nomme pas
excel-rows = Lignes
excel-columns = Colonnes
excel-above = Au-dessus du tableau
excel-column = Colonne
excel-column-kind = Type
excel-column-filled = Cellules remplies
excel-column-misfits = Restées en texte
excel-kind-code = code, gardé comme texte
excel-kind-percent = pourcentage
excel-kind-euro = montant en euros
excel-decimal-commas =
    { $count ->
        [one] { $count } nombre y a une virgule décimale au lieu d’un point, sans rien entre les milliers
       *[other] { $count } nombres y ont une virgule décimale au lieu d’un point, sans rien entre les milliers
    }
excel-days-first =
    { $count ->
        [one] { $count } date y a le jour avant le mois
       *[other] { $count } dates y ont le jour avant le mois
    }
