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
tabular-fit = { $fits } sur { $cells } conviennent
# Une colonne, ce qu’elle tient, et combien de ses cellules le sont.
tabular-misfits = { $name }, { $holds } : { $fit }
# Doutes sur les dates d’une colonne.
tabular-month-first = les dates de { $name } ont le mois avant le jour
tabular-century-guessed = les années de { $name } ont deux chiffres : de 00 à 69 elles sont lues comme 2000 à 2069, de 70 à 99 comme 1970 à 1999
