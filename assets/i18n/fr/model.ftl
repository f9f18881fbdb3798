# Les adresses et ce qu’elles désignent.
model-address = adresse « { $text } »
model-address-hint = Une adresse s’écrit NOM/jeu-de-données/média ; `guichet list NOM` les affiche.
model-not-utf8 = elle contient un encodage pourcent qui n’est pas de l’UTF-8
model-no-portal = elle ne nomme aucun portail
model-empty-segment = elle contient un segment vide
model-open = ouvert
model-restricted = restreint
model-personal = personnel
model-denied = refusé
# Les valeurs des filtres.
model-value-missing = aucune valeur n’est donnée ; attendu : { $expected }
model-value-odd = « { $value } » ne convient pas ; attendu : { $expected }
model-value-hint = `guichet list ADRESSE --filters` explique les filtres et donne leurs valeurs.
model-expects-text = une ligne de texte
model-expects-code = un code ou un identifiant sans espaces
model-expects-pair = deux parties séparées par deux-points, comme group:ID
model-expects-uuid = un identifiant, comme 1e41c2e5-6b71-4274-8ee4-8457627cab75
model-expects-number = un nombre entier, comme 2154
model-expects-one-of = au choix : { $known }
model-expects-day = un jour, comme 31/01/2024 ou 2024-01-31
model-expects-part-of-date = une année, un mois ou un jour, comme 2026, 2026/01 ou 31/01/2026
model-expects-extent = ouest,sud,est,nord en degrés, comme -1.8,48.0,-1.5,48.2
