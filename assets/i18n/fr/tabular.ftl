# Des lignes dans un texte, et ce que tiennent leurs colonnes.
tabular-commune = commune
tabular-departement = département
tabular-siren = SIREN
tabular-siret = SIRET
