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
