# Ce qui est gardé des réponses des portails d'une fois à l'autre, et --offline.
store-address-with-key = son adresse contient une clé, qui n'est pas gardée : interrogez à nouveau le portail (r)
store-offline-hint = Retirez --offline et GUICHET_OFFLINE pour interroger le portail.
store-offline-as-of = hors ligne : réponse du portail du { $when }
store-offline-asked = guichet est hors ligne, personne n'est donc connecté
store-offline-open = guichet est hors ligne, et les fichiers ne sont pas gardés
store-not-kept = guichet est hors ligne, et ceci n'est pas dans ce qui est gardé du portail
store-rest-not-kept = les lignes suivantes ne sont pas gardées
store-searched = le portail n'a jamais été interrogé avec ces mots : trouvé dans ce qui en est gardé
