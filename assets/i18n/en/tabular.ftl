# Rows in a text, and what their columns hold.
tabular-commune = commune code
tabular-departement = department code
tabular-region = region code
tabular-epci = EPCI (SIREN)
tabular-postal-code = postal code
tabular-iris = IRIS code
tabular-siren = SIREN
tabular-siret = SIRET
tabular-naf = NAF code
tabular-naf-section = NAF section
tabular-vat = VAT number
tabular-uai = UAI (school)
tabular-rna = RNA (association)
tabular-iban = IBAN
tabular-phone = phone number
tabular-email = e-mail address
tabular-url = web address
tabular-uuid = UUID
tabular-latitude = latitude
tabular-longitude = longitude
tabular-lambert-93 = Lambert-93 (m)
tabular-lambert-two = Lambert II (m)
tabular-web-mercator = Web Mercator (m)
tabular-geo-point = point
tabular-geometry = geometry
tabular-year = year
tabular-time = time
tabular-duration = duration
# Of the cells of a column, those that are what the column holds.
tabular-fit = { $fits } of { $cells } fit
# A column, what it holds, and how many of its cells are that.
tabular-misfits = { $name }, { $holds }: { $fit }
# Doubts about the dates of a column.
tabular-month-first = the dates of { $name } have the month before the day
tabular-century-guessed = the years of { $name } have two digits: 00 to 69 are read as 2000 to 2069, 70 to 99 as 1970 to 1999
