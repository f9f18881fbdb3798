# Les données dont dépend un projet : data.toml et data.lock.
sync-path = le chemin « { $path } »
sync-path-hint = Un chemin reste sous le dossier de data.toml, avec des barres obliques : brut/arrets.csv.
sync-path-outside = il mène hors du dossier
sync-link-outside = c’est un lien qui mène hors du dossier
sync-conflict = on y trouve les marques d’une fusion qui n’est pas résolue
sync-conflict-hint = Gardez ce qui est juste entre les marques, ou prenez un côté entier, puis lancez `guichet sync`.
sync-clash = « { $one } » et « { $other } » sont un seul fichier pour certains systèmes
sync-no-digest = pour { $path }, il n’indique pas de SHA-256
sync-cannot-add = ses données y sont sous une forme à laquelle on ne peut pas ajouter de bloc
sync-manifest-head = # Les données dont dépend ce dossier. `guichet add` en ajoute, `guichet sync` les apporte ; data.lock dit quelles versions.
sync-no-manifest = il n’existe pas encore
sync-no-manifest-hint = `guichet add ADRESSE` en commence un dans le dossier courant ; --dir DOSSIER en désigne un autre.
sync-not-listed = data.toml n’a pas ce chemin
sync-not-listed-hint = `guichet sync --plan` montre ceux qui y sont.
sync-moved = il a changé pendant qu’une autre version arrivait ; il reste tel quel
sync-dataset-gone = le portail n’a plus ce jeu de données
sync-media-gone = le jeu de données n’a plus ce média
sync-several = { $count } médias sont désignés, pour un seul fichier
sync-several-hint = Désignez un seul média, ou précisez avec --format.
sync-other-portal = le portail de ce nom est ici { $here }, et data.lock a été fait avec { $locked }
sync-other-portal-hint = Rendez son nom au portail, ou retirez de data.lock le bloc du fichier si c’est bien l’autre portail qui est voulu.
sync-set-up = Le verrou (data.lock) a été fait avec { $locked } : ajoutez-le avec `guichet setup { $locked } --name { $name }`.
sync-other-bytes = son SHA-256 est { $published }, et data.lock a { $locked }
sync-other-size = il a { $bytes } octets, et data.lock en a { $locked }
sync-same-bytes = le serveur le nomme autrement, et les octets sont les mêmes
sync-in-step = à jour
sync-newer = plus récent
sync-maybe-newer = peut-être plus récent
sync-withdrawn = retiré
sync-changed = modifié ici
sync-missing = absent
sync-new = pas encore dans le verrou
sync-other-version = pas ce qu’a le verrou
sync-new-terms = sa licence est une autre à présent
sync-terms = licence : { $locked } → { $stated }
sync-no-licence = aucune
sync-doubtful = ce qui est publié à présent est douteux, et le fichier d’ici reste ({ $reason })
sync-emptied = il est vide
sync-doubtful-hint = Regardez-le sur le portail. S’il est juste, déplacez le fichier d’ici et synchronisez de nouveau.
sync-in-the-way = autre chose est à sa place
sync-lost = introuvable désormais
sync-unlisted = plus dans data.toml
sync-failed = inconnu
sync-to-fetch = à télécharger
sync-to-update = à mettre à jour
sync-to-compare = à télécharger et à comparer
sync-to-relock = à noter dans le verrou
sync-to-forget = à ôter du verrou
sync-fetched = téléchargé
sync-updated = mis à jour
sync-compared = téléchargé et comparé
sync-relocked = noté dans le verrou
sync-forgotten = ôté du verrou ; le fichier reste
sync-stands = { $others ->
    [0] { $in_step } à jour
   *[other] { $in_step } à jour, { $others } non
}
sync-planned = { $count ->
    [0] Rien ne changerait.
    [one] Un fichier changerait.
   *[other] { $count } fichiers changeraient.
}
sync-added = { $path }  ajouté à { $file } : { $address }
sync-was-there = { $path }  est déjà dans { $file }
sync-personal = { $path } contient des données personnelles : chaque `guichet sync` demande avant de les télécharger, ou veut --yes
sync-parameters-shown = { $file } montre ces réponses à qui le lit : { $keys } ; ce qui désigne une personne n’a pas sa place dans un dépôt public
sync-bundled = { $files ->
    [one] un fichier ({ $size }) est dans { $folder }, avec son reçu
   *[other] { $files } fichiers ({ $size }) sont dans { $folder }, avec leurs reçus
}
sync-not-bundled = rien n’est mis en paquet, car tout n’est pas à jour
sync-bundle-taken = il existe déjà et n’est pas vide
sync-bundle-taken-hint = Désignez un nouveau dossier.
sync-bundle-unlocked = data.lock ne l’a pas comme data.toml le veut
sync-bundle-missing = le fichier est absent
sync-bundle-other-receipt = son reçu est celui d’une autre version
