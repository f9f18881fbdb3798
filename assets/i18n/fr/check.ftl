# Si un fichier suit son schéma.
check-the-schema = le schéma { $name }
check-no-fields = il n’a pas de liste de champs
check-odd-fields =
    { $count ->
        [one] il a { $count } champ
       *[other] il a { $count } champs
    }
check-nameless-field = il a un champ sans nom
check-no-schema = ce n’est ni un Table Schema ni un JSON Schema
check-no-schema-hint = Un Table Schema a « fields », un JSON Schema a « properties » ou « type ».
check-unusable = il est inutilisable : { $why }
check-schema-broke = il fait échouer le lecteur de schémas
check-schema-no-json = ce n’est pas du JSON : ligne { $line }, colonne { $column }
check-package-hint = Il contient { $names } : le fichier doit porter l’un de ces noms.
check-package-other = le paquet de données a plusieurs tables, et aucune ne s’appelle { $file }
check-package-without = aucune table du paquet de données ne contient de schéma
check-schema-large = il dépasse { $limit } Mio
check-schema-web-page = c’est une page web, ou un autre fichier à balises
check-schema-web-page-hint = Donnez l’adresse du JSON lui-même : sur GitHub, celle où mène « Raw ».
check-schema-no-file = aucun fichier ne porte ce nom
check-schema-hint = Indiquez un fichier, une adresse qui commence par https://, ou un schéma de schema.data.gouv.fr, par exemple etalab/schema-irve-statique.
check-schema-no-address = le catalogue ne dit pas où il est
check-not-in-catalogue = le catalogue des schémas ne le contient pas
check-meant = Vouliez-vous dire { $name } ?
check-which-schema = rien ne dit quel schéma ce fichier suit
check-which-schema-hint = `guichet check FICHIER --schema` l’indique : un fichier, une adresse, ou un schéma de schema.data.gouv.fr, par exemple etalab/schema-irve-statique.
check-odd-address = { $address } n’est pas une adresse qui commence par https://
check-offline = il n’est pas sur ce disque, et personne n’est interrogé (--offline)
check-offline-hint = Indiquez un fichier par --schema.
check-no-version = la version { $wanted } du schéma n’est pas publiée ; la dernière est utilisée ({ $latest })

check-field-twice = le schéma a deux fois le champ { $name } ; le premier compte
check-foreign-table = non contrôlé : que { $columns } existe dans une autre table ({ $table })
check-custom-unknown = non contrôlé : { $name }, un contrôle inconnu ici
check-odd-type = non contrôlé : le type de { $column } ({ $what }) est inconnu
check-odd-pattern = non contrôlé : la forme de { $column } est illisible ({ $pattern })
check-odd-constraint = non contrôlé : { $column } a la contrainte « { $name } », qui n’existe pas pour elle
check-odd-bound = non contrôlé : la borne de { $column } ({ $bound }) n’est pas une valeur de son type
check-key-columns = non contrôlé : une clé dont toutes les colonnes ne sont pas là ({ $columns })
check-relation-columns = non contrôlé : un lien entre des colonnes qui ne sont pas toutes là ({ $columns })
check-keys-full = à partir de la ligne { $row }, les nouvelles valeurs de { $columns } n’ont plus été retenues : des doublons peuvent manquer
check-no-header = pas d’en-tête : les colonnes ont été prises dans l’ordre du schéma
check-counted =
    { $count ->
        [one] le contrôle s’est arrêté après { $count } erreur
       *[other] le contrôle s’est arrêté après { $count } erreurs
    }

check-schema-of-json = { $schema } décrit des documents JSON, et ceci n’en est pas un
check-schema-of-tables = c’est du JSON, et le schéma décrit des tableaux
check-no-text = ce n’est pas un texte dont on puisse lire les lignes
check-no-text-hint = Enregistrez-le en CSV, ou prenez le CSV que le portail a peut-être à côté.
check-workbook-large = un classeur de plus de { $limit } Mio n’est pas vérifié
check-workbook-unread = sa première feuille ne peut pas être lue en entier : { $why }
check-first-sheet = la première feuille a été vérifiée ({ $name }) ; il y en a { $count ->
    [one] une autre
   *[other] { $count } autres
  }
check-json-large = un JSON de plus de { $limit } Mio n’est pas contrôlé
check-json-unbuilt = ce programme a été construit sans le contrôle du JSON
check-no-json = ce n’est pas du JSON : ligne { $line }, colonne { $column }
check-given-up = le contrôle a été abandonné
check-endless-row = une ligne dépasse { $limit } Mio : un guillemet n’est peut-être pas fermé

check-nothing = le fichier est vide
check-nothing-remedy = il faut un en-tête et des lignes
check-missing-column = la colonne manque
check-missing-column-remedy = ajoutez une colonne { $name }
check-extra-column = le schéma n’a pas cette colonne
check-extra-column-remedy = retirez-la, ou corrigez son nom
check-column-order = la colonne n’est pas là où le schéma la place
check-column-order-remedy = l’ordre est { $names }
check-column-case = { $name } s’écrit { $field } dans le schéma
check-column-case-remedy = écrivez { $field }
check-column-twice = deux colonnes s’appellent { $name }
check-column-twice-remedy = retirez-en une, ou corrigez son nom
check-column-unnamed = une colonne n’a pas de nom
check-column-unnamed-remedy = nommez-la, ou retirez-la avec son séparateur
check-no-column = aucune colonne n’est du schéma
check-no-column-remedy = voyez si la première ligne porte les noms, et si c’est le bon schéma

check-blank-row = la ligne est vide
check-blank-row-remedy = retirez-la
check-extra-cell = « { $value } » est après la dernière des { $width } colonnes
check-extra-cell-remedy = retirez la cellule, ou mettez entre guillemets celle qui contient le séparateur
check-missing-cell =
    { $count ->
        [one] la ligne a { $count } cellule pour { $width } colonnes
       *[other] la ligne a { $count } cellules pour { $width } colonnes
    }
check-missing-cell-remedy = ajoutez les séparateurs qui manquent
check-key-empty = une partie de la clé est vide
check-key-empty-remedy = remplissez-la : elle distingue les lignes
check-key-again = la clé { $value } est déjà celle de la ligne { $row }
check-key-again-remedy = corrigez ou retirez une des deux lignes
check-foreign-key = la valeur n’est pas parmi celles de { $columns }
check-foreign-key-remedy = corrigez-la, ou ajoutez la ligne qu’elle désigne

check-not-a = « { $value } » n’est pas { $what }
check-empty = il n’y a rien ici
check-empty-remedy = remplissez : le schéma veut une valeur
check-again = « { $value } » est déjà à la ligne { $row }
check-again-remedy = chaque valeur ne doit paraître qu’une fois
check-off-pattern = « { $value } » n’a pas la forme { $pattern }
check-not-allowed = « { $value } » n’est pas permis
check-not-allowed-remedy = valeurs permises : { $named }
check-below = { $value } est inférieur à { $bound }
check-above = { $value } est supérieur à { $bound }
check-not-above = { $value } n’est pas supérieur à { $bound }
check-not-below = { $value } n’est pas inférieur à { $bound }
check-bound-remedy = corrigez la valeur
check-too-short = « { $value } » est plus court que { $least }
check-too-long = « { $value } » est plus long que { $most }
check-length-remedy = corrigez la valeur

check-a-text = un texte
check-an-email = une adresse électronique
check-a-uri = une adresse web
check-a-binary = du Base64
check-a-uuid = un UUID
check-a-number = un nombre
check-an-integer = un nombre entier
check-a-boolean = un oui ou un non
check-a-date = une date
check-a-time = une heure
check-a-date-time = une date avec son heure
check-a-year = une année
check-a-month = un mois d’une année
check-a-duration = une durée
check-a-point = une position
check-a-geojson = du GeoJSON
check-a-topojson = du TopoJSON
check-an-array = une liste JSON
check-an-object = un objet JSON
check-a-list = une liste

check-as-text = écrivez un texte
check-as-binary = écrivez en Base64
check-as-example = écrivez comme { $example }
check-as-pattern = écrivez sous la forme { $pattern }
check-as-number = écrivez comme { $example }, sans rien d’autre
check-as-integer = des chiffres seulement, sans espace ni décimales
check-as-integer-within = un seul nombre entier, quoi qu’il y ait autour
check-as-boolean = écrivez { $yes } pour oui, { $no } pour non
check-as-moment = écrivez sous la forme { $pattern }
check-as-point = écrivez longitude et latitude comme { $example }
check-as-geojson = écrivez une géométrie ou un objet de GeoJSON
check-as-list = séparez les valeurs par { $delimiter } ; chacune est { $what }

check-no-siren = « { $value } » n’est pas un SIREN
check-no-siren-remedy = il faut 9 chiffres, dont le dernier prouve les autres
check-no-siret = « { $value } » n’est pas un SIRET
check-no-siret-remedy = il faut 14 chiffres, dont le dernier prouve les autres
check-no-phone = « { $value } » n’est pas un numéro de téléphone
check-no-phone-remedy = écrivez comme 01 23 45 67 89 ou +33 1 23 45 67 89
check-no-years = « { $value } » n’est pas un intervalle d’années
check-no-years-remedy = écrivez comme 2023/2024, la seconde année après la première
check-no-year-remedy = écrivez comme 2023/2024, la seconde année après la première, ou comme 2023
check-not-in-france = { $value } n’est pas en France
check-not-in-france-remedy = voyez si longitude et latitude sont inversées
check-both-empty = il n’y a rien dans { $columns }
check-both-empty-remedy = remplissez l’une des deux
check-no-sum = { $value } n’est pas la somme de { $of }
check-no-sum-remedy = corrigez la somme ou ses parties
check-no-order = { $value } devrait être { $sign } { $other } ({ $cell })
check-no-order-remedy = corrigez l’une des deux
check-some-empty = de { $columns }, certaines seulement sont remplies
check-some-empty-remedy = remplissez-les toutes, ou aucune

check-json-lacks = « { $name } » manque
check-json-unknown = { $names } n’a pas sa place ici
check-json-not-type = { $value } n’est pas du type { $types }
check-json-no-format = { $value } n’a pas le format { $format }
check-json-breaks = la valeur enfreint « { $keyword } »
check-json-required = ajoutez « { $name } »
check-json-additional = retirez { $names }, ou corrigez le nom
check-json-format = écrivez comme le veut { $format }
check-json-remedy = voyez « { $keyword } » dans le schéma ({ $path })

check-was-read = { $size } lus : { $reason }
check-line = ligne { $line }
check-row = ligne { $row }
check-column = colonne { $column }
check-warning = avertissement
check-told = { $message } – { $remedy }
check-more = encore { $count } ; --limit en dit davantage
check-fits = { $file } suit { $schema }{ $rows ->
    [0] {""}
    [one]  : { $rows } ligne
   *[other]  : { $rows } lignes
}{ $warnings ->
    [0] {""}
    [one] , { $warnings } avertissement
   *[other] , { $warnings } avertissements
}{ $unchecked ->
    [0] {""}
    [one]  ; { $unchecked } règle n’a pas été contrôlée
   *[other]  ; { $unchecked } règles n’ont pas été contrôlées
}
check-does-not-fit = { $file } ne suit pas { $schema } : { $errors ->
    [one] { $errors } erreur
   *[other] { $errors } erreurs
}{ $rows ->
    [0] {""}
    [one] {" "}sur { $rows } ligne
   *[other] {" "}sur { $rows } lignes
}{ $warnings ->
    [0] {""}
    [one] , { $warnings } avertissement
   *[other] , { $warnings } avertissements
}

check-rule-empty-file = fichier vide
check-rule-missing-column = colonne manquante
check-rule-extra-column = colonne en trop
check-rule-column-order = ordre des colonnes
check-rule-column-case = orthographe d’une colonne
check-rule-duplicate-column = colonne en double
check-rule-unnamed-column = colonne sans nom
check-rule-no-column = aucune colonne
check-rule-blank-row = ligne vide
check-rule-extra-cell = cellule en trop
check-rule-missing-cell = cellule manquante
check-rule-type = type
check-rule-required = valeur obligatoire
check-rule-unique = valeur en double
check-rule-pattern = forme
check-rule-enum = valeur non permise
check-rule-minimum = trop petit
check-rule-maximum = trop grand
check-rule-exclusive-minimum = pas assez grand
check-rule-exclusive-maximum = pas assez petit
check-rule-min-length = trop court
check-rule-max-length = trop long
check-rule-primary-key = clé
check-rule-foreign-key = référence
check-rule-siren = SIREN
check-rule-siret = SIRET
check-rule-phone-number = numéro de téléphone
check-rule-year-interval = intervalle d’années
check-rule-french-coordinates = coordonnées
check-rule-one-of-required = une valeur sur deux
check-rule-sum-columns = somme
check-rule-compare-columns = comparaison
check-rule-cohesive-columns = colonnes liées
