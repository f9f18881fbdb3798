# Nombres, tailles, dates et heures. Les mots du français, un par notion, sont dans glossary.toml.
human-bytes = { $value } o
human-kilobytes = { $value } ko
human-megabytes = { $value } Mo
human-gigabytes = { $value } Go
human-terabytes = { $value } To
human-petabytes = { $value } Po
human-rate = { $size }/s
human-period = du { $from } au { $to }
human-since = depuis le { $from }
human-extent = { $west } à { $east } °E, { $south } à { $north } °N
human-labelled = { $label } : { $text }
human-semicolon = {" ; "}
human-io-not-found = ce fichier ou dossier n’existe pas
human-io-denied = permission refusée
human-io-exists = ce fichier existe déjà
human-io-no-folder = ce n’est pas un dossier
human-io-folder = c’est un dossier
human-io-full = il n’y a plus de place sur le disque
human-io-read-only = le disque est en lecture seule
human-io-refused = connexion refusée
human-io-reset = connexion coupée par le serveur
human-io-timeout = délai de connexion dépassé
human-io-host-unreachable = aucune route vers la machine
human-io-network-unreachable = le réseau est inaccessible
human-io-no-more-files = trop de fichiers ouverts
human-io-no-such-host = ce nom est introuvable dans le DNS : { $why }
human-io = { $what } (erreur système { $code })
human-no-program = il n’y en a pas
human-exit-code = code de sortie { $code }
human-killed = un signal l’a arrêté

human-the-system = le système
human-no-means = il n’a plus de fils d’exécution (threads) ni de fichiers ouverts pour guichet
human-no-means-hint = Fermez d’autres programmes, ou relevez les limites de ce compte (`ulimit -u`, `ulimit -n`).
human-odd-values =
    { $count ->
        [one] une valeur de la réponse du portail est illisible et laissée de côté : { $names }
       *[other] { $count } valeurs de la réponse du portail sont illisibles et laissées de côté : { $names }
    }
