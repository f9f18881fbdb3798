# Des lignes dans un texte, et ce que tiennent leurs colonnes.
tabular-commune = code commune
tabular-departement = code département
tabular-region = code région
tabular-epci = EPCI (SIREN)
tabular-postal-code = code postal
tabular-iris = code IRIS
tabular-siren = SIREN
tabular-siret = SIRET
tabular-naf = code NAF
tabular-naf-section = section NAF
tabular-vat = numéro de TVA
tabular-uai = UAI (école)
tabular-rna = RNA (association)
tabular-iban = IBAN
tabular-phone = téléphone
tabular-email = courriel
tabular-url = adresse web
tabular-uuid = UUID
tabular-latitude = latitude
tabular-longitude = longitude
tabular-lambert-93 = Lambert-93 (m)
tabular-lambert-two = Lambert II (m)
tabular-web-mercator = Web Mercator (m)
tabular-geo-point = point
tabular-geometry = géométrie
tabular-year = année
tabular-time = heure
tabular-duration = durée
# Des cellules d’une colonne, celles qui sont ce que tient la colonne.
tabular-fit =
    { $fits ->
        [one] { $fits } sur { $cells } convient
       *[other] { $fits } sur { $cells } conviennent
    }
# Une colonne, ce qu’elle tient, et combien de ses cellules le sont.
tabular-misfits = { $name }, { $holds } : { $fit }
# Doutes sur les dates d’une colonne.
tabular-month-first = les dates de { $name } ont le mois avant le jour
tabular-century-guessed = les années de { $name } ont deux chiffres : de 00 à 69 elles sont lues comme 2000 à 2069, de 70 à 99 comme 1970 à 1999
tabular-odd-bytes =
    { $count ->
        [one] { $count } octet étrange : ce n’est pas un caractère en { $encoding }, à la ligne { $line }
       *[other] { $count } octets étranges : ce ne sont pas des caractères en { $encoding }, le premier à la ligne { $line }
    }
tabular-encoding-doubt = son encodage est deviné ({ $encoding }) : si des lettres paraissent fausses, donnez-en un autre avec --encoding
tabular-encoded-twice = ses accents semblent encodés deux fois (Ã© au lieu de é)
tabular-spaces = des espaces
tabular-one-column = une seule colonne
tabular-nothing-left = il ne reste rien sous tant de lignes : indiquez-en moins avec --skip
tabular-one-column-doubt = une seule colonne : si quelque chose sépare ses cellules, dites quoi avec --delimiter
tabular-thousands = { $value } entre les milliers
tabular-skip =
    { $count ->
        [one] { $count } ligne au-dessus du tableau laissée de côté
       *[other] { $count } lignes au-dessus du tableau laissées de côté
    }
tabular-likely = { $said } (sans doute)
tabular-doubtful = { $said } (peut-être)
tabular-names-repeated =
    { $count ->
        [one] un nom est celui de plusieurs colonnes : { $names }
       *[other] des noms sont ceux de plusieurs colonnes : { $names }
    }
tabular-names-empty =
    { $count ->
        [one] une colonne n’a pas de nom
       *[other] { $count } colonnes n’ont pas de nom
    }
tabular-uneven =
    { $uneven ->
        [one] { $uneven } ligne sur { $total } n’a pas { $columns } cellules comme les autres
       *[other] { $uneven } lignes sur { $total } n’ont pas { $columns } cellules comme les autres
    }
tabular-trailing = ses lignes se terminent par des séparateurs que rien ne suit : ils ne font pas de colonne
tabular-unclosed =
    { $count ->
        [one] un guillemet ouvert n’est jamais fermé : il est pris tel quel
       *[other] { $count } guillemets ouverts ne sont jamais fermés : ils sont pris tels quels
    }
tabular-comments =
    { $count ->
        [one] une ligne qui commence par # n’est pas une donnée
       *[other] { $count } lignes qui commencent par # ne sont pas des données
    }
tabular-wrapped = chacune de ses lignes est entière entre guillemets : elle a été séparée à l’intérieur
tabular-zeros =
    { $count ->
        [one] il contient un octet nul, qui n’est pas un caractère
       *[other] il contient { $count } octets nuls, qui ne sont pas des caractères
    }
tabular-entities = il contient des caractères écrits comme en HTML (&amp;, &#039;)
tabular-two-encodings = deux encodages dans un même fichier : le reste est en UTF-8, et la ligne { $line } est la première qui ne l’est pas
tabular-false-mark = il commence par la marque d’UTF-8 et n’est pas en UTF-8 : il est lu en { $encoding }
tabular-halved =
    { $count ->
        [one] un caractère est écrit en deux moitiés (CESU-8), et lu comme ce qu’il veut dire
       *[other] { $count } caractères sont écrits en deux moitiés (CESU-8), et lus comme ce qu’ils veulent dire
    }
tabular-century-past = les années de { $name } ont deux chiffres : elles sont lues comme les plus récentes qui ne dépassent pas aujourd’hui
tabular-zeros-lost =
    { $count ->
        [one] { $name } : { $count } code n’a pas ses { $figures } chiffres, ses premiers zéros sont perdus
       *[other] { $name } : { $count } codes n’ont pas leurs { $figures } chiffres, leurs premiers zéros sont perdus
    }
tabular-rounded =
    { $count ->
        [one] { $name } : un tableur a arrondi { $count } cellule ({ $holds }), dont les derniers chiffres sont perdus
       *[other] { $name } : un tableur a arrondi { $count } cellules ({ $holds }), dont les derniers chiffres sont perdus
    }
tabular-swapped = { $latitude } et { $longitude } semblent échangées
tabular-header-again =
    { $count ->
        [one] son en-tête revient à la ligne { $line }
       *[other] son en-tête revient { $count } fois, d’abord à la ligne { $line }
    }
tabular-total-below =
    { $count ->
        [one] sa dernière ligne semble un total : elle ne compte pas pour le type des colonnes
       *[other] ses { $count } dernières lignes semblent un total et des notes : elles ne comptent pas pour le type des colonnes
    }
tabular-note-below =
    { $count ->
        [one] sa dernière ligne semble une note : elle ne compte pas pour le type des colonnes
       *[other] ses { $count } dernières lignes semblent des notes : elles ne comptent pas pour le type des colonnes
    }
