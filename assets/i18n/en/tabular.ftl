# Rows in a text, and what their columns hold.
tabular-commune = commune
tabular-departement = département
tabular-siren = SIREN
tabular-siret = SIRET
