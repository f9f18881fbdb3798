# Les données dont dépend un projet : data.toml et data.lock.
sync-path = le chemin « { $path } »
sync-path-hint = Un chemin reste sous le dossier de data.toml, avec des barres obliques : brut/arrets.csv.
sync-path-outside = il mène hors du dossier
sync-link-outside = c’est un lien qui mène hors du dossier
sync-conflict = on y trouve les marques d’une fusion qui n’est pas résolue
sync-conflict-hint = Gardez ce qui est juste entre les marques, ou prenez un côté entier, puis lancez `guichet sync`.
sync-clash = « { $one } » (ligne { $line }) et « { $other } » sont un seul fichier pour certains systèmes
sync-file-and-folder = « { $one } » (ligne { $line }) et « { $other } » seraient un fichier et un dossier de même nom
sync-twice = il figure déjà à la ligne { $line }
sync-twice-hint = Retirez l’un des deux, ou donnez-lui un autre chemin.
sync-cannot-share = « { $one } » et « { $other } » ne peuvent être deux fichiers : certains systèmes les confondent, ou l’un serait un dossier
sync-cannot-share-hint = Choisissez un autre chemin avec --as.
sync-no-digest = pour { $path }, il n’indique pas de SHA-256
sync-cannot-add = ses données forment une seule liste, data = […], à laquelle `guichet add` n’ajoute rien
sync-cannot-add-hint = Écrivez-les en blocs qui commencent chacun par [[data]], ou complétez la liste à la main.
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
sync-several-there-hint = Donnez au bloc l’adresse d’un seul média, ou un format.
sync-other-portal = le portail de ce nom est ici { $here }, et data.lock a été fait avec { $locked }
sync-other-portal-hint = Rendez son nom au portail, ou retirez de data.lock le bloc du fichier si c’est bien l’autre portail qui est voulu.
sync-set-up = Le verrou (data.lock) a été fait avec { $locked } ; si c’est bien celui-là : `{ $command }`.
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
    [0] { $folder } a les deux notes et aucun fichier, car data.toml n’en nomme pas
    [one] un fichier ({ $size }) est dans { $folder }, avec son reçu
   *[other] { $files } fichiers ({ $size }) sont dans { $folder }, avec leurs reçus
}
sync-not-bundled = rien n’est mis en paquet, car tout n’est pas à jour
sync-bundle-taken = il existe déjà et n’est pas vide
sync-bundle-taken-hint = Désignez un nouveau dossier.
sync-bundle-unlocked = data.lock ne l’a pas comme data.toml le veut
sync-bundle-missing = le fichier est absent
sync-bundle-other-receipt = son reçu est celui d’une autre version
sync-path-other-hint = Donnez-lui un autre nom : rien n’oblige à reprendre celui du portail.
sync-path-shell = il commence comme seul un interpréteur de commandes le lit : ~ et les variables ne veulent rien dire ici
sync-path-empty = un de ses noms est vide
sync-path-accents = ses accents sont séparés de leurs lettres (NFD), et certains systèmes les réunissent
sync-path-character = il contient { $character }, que Windows n’accepte pas
sync-path-dot = « { $name } » commence par un point : il serait caché, ou appartiendrait à git
sync-path-dash = « { $name } » commence par un tiret : les commandes y lisent une option
sync-path-edge = « { $name } » commence par une espace, ou finit par une espace ou un point, que Windows supprime
sync-path-unseen = il contient des caractères qui ne se voient pas
sync-path-long = un de ses noms dépasse { $longest } octets
sync-link-nowhere = c’est un lien vers ce qui n’existe pas
sync-link-inside = c’est un lien qui mène là où aucune donnée ne doit être ({ $why })
sync-linked-twice = un lien en fait un seul fichier avec { $other }
sync-not-utf8 = ce n’est pas du texte en UTF-8
sync-not-utf8-hint = Enregistrez-le en UTF-8 dans votre éditeur, ou reprenez-en une version antérieure.
sync-read-only = il est protégé contre toute modification
sync-read-only-hint = Levez cette protection, par exemple avec chmod u+w, s’il doit changer.
sync-not-readable = il ne peut être lu : le droit manque
sync-not-readable-hint = Donnez-vous le droit de le lire, ainsi que ses dossiers.
sync-unreadable = il n’est pas tel que guichet l’écrit ({ $error })
sync-unknown-key = « { $key } » n’est pas une clé connue ici
sync-known-keys = Les clés connues : { $keys }.
sync-missing-key = il manque « { $key } »
sync-wants-text = « { $key } » doit être un texte, entre guillemets droits
sync-wants-either = « { $key } » doit être { $one } ou { $other }, entre guillemets droits
sync-wants-count = « { $key } » doit être un nombre entier, sans guillemets
sync-wants-texts = « { $key } » doit être un texte entre guillemets droits, ou une liste de textes
sync-wants-answers = « { $key } » doit être fait de noms, chacun avec un texte entre guillemets droits
sync-wants-blocks = « { $key } » doit être fait de blocs qui commencent chacun par [[{ $key }]]
sync-waits = un autre guichet travaille dans { $folder } : celui-ci l’attend
sync-busy = un autre guichet y travaille encore
sync-busy-hint = Attendez qu’il ait fini ; --max-wait attend plus longtemps.
sync-own-folder = un fichier porte le nom du dossier où guichet travaille
sync-own-folder-hint = Déplacez-le.
sync-cancelled = annulé ; ce qui est arrivé reste, et le prochain `guichet sync` reprend
sync-no-receipt = son reçu manque, ou est celui d’une autre version
sync-no-receipt-hint = `{ $command }` l’apporte de nouveau.
sync-no-receipt-more = son reçu manque, et celui de cette version ne peut être obtenu pour l’instant
sync-receipt-again = son reçu manquait, et il est de retour
sync-follows = { $file } l’a avec la règle follow
sync-follows-hint = Donnez la valeur pin à policy dans son bloc.
sync-asks-nothing = il ne demande rien
sync-asks-nothing-hint = Retirez --param.
sync-private = ce qui est demandé désigne une personne, et data.toml le garderait
sync-private-hint = Récupérez-le avec `guichet get` au moment voulu : rien des réponses n’est gardé.
sync-one-path-hint = Désignez un seul média, ou retirez --as.
sync-move-away-hint = Déplacez-le, puis lancez `guichet sync`.
sync-free-space-hint = Libérez de la place. Ce qui est déjà là est gardé.
sync-close-hint = Fermez-le dans cet autre programme.
sync-place-hint = Rendez-le modifiable, déplacez ce qui gêne, ou travaillez dans un autre dossier.
sync-other-path-hint = Choisissez un autre chemin dans data.toml.
sync-other-disk-hint = Déplacez le dossier sur un autre disque.
sync-kept-hint = Regardez ce fichier : il dit souvent ce qui manque.
sync-changed-hint = Déplacez le fichier, et `guichet sync` rapporte celui de data.lock ; ou gardez le vôtre sous un autre nom.
sync-in-the-way-hint = Déplacez-la, et `guichet sync` apporte le fichier ; ou choisissez un autre chemin dans data.toml.
sync-lost-hint = Demandez qui en a une copie ou un paquet ; pour prendre ce qui est publié maintenant, retirez son bloc de data.lock, puis lancez `guichet sync`.
sync-lock-behind-hint = Lancez `guichet sync` : data.lock ne correspond pas à ce data.toml.
sync-brings-it-hint = `guichet sync` y remédie.
sync-my-data = Mes données
sync-files = { $count ->
    [one] un fichier
   *[other] { $count } fichiers
}
sync-key = l’ajouter à mes données : le data.toml d’un dossier
sync-key-also = dépendre verrou suivre synchroniser mettre à jour projet
sync-key-undo-also = mettre à jour synchroniser mes données
sync-adding = Ajout à vos données en cours.
sync-add-what = Un média ou un jeu de données peut être ajouté à vos données : mettez le curseur dessus.
sync-brings = Vos données sont en cours de mise à jour ; { $key } l’arrête.
sync-bring = Mettre mes données à jour ?
sync-bring-yes = les mettre à jour
sync-bring-question = Les mettre à jour ?
sync-and-more = et { $count } de plus
sync-agree-elsewhere = les données personnelles ne sont pas apportées d’ici
sync-agree-elsewhere-hint = `guichet sync` demande dans son terminal ; `guichet sync --yes` ne demande pas.
sync-linear = + 3 : ajouter la ligne 3 à vos données ; parmi elles, u les met à jour
sync-linear-brings = Elles sont en cours de mise à jour.
sync-linear-compare = = 3 : parmi vos données, ce qui a changé entre le fichier de la ligne 3 et ce qui est publié
sync-key-compare = mes données : ce qui a changé entre le fichier d’ici et ce qui est publié
sync-key-compare-also = diff différence changements plus récent versions
sync-begun = { $count ->
    [one] un fichier ajouté
   *[other] { $count } fichiers ajoutés
} à un nouveau { $file } ; voir Mes données, à l’accueil
sync-added-here = { $path } ajouté à { $file } ; voir Mes données, à l’accueil
sync-added-several = { $count } fichiers ajoutés à { $file } ; voir Mes données, à l’accueil
sync-plan-line = { $sign } { $path } : { $words }
sync-comes = arrive : { $far }
sync-far = mes données { $done }/{ $all }
sync-brought = { $count ->
    [0] Rien n’a changé : { $stands }.
    [one] Un fichier a été mis à jour : { $stands }.
   *[other] { $count } fichiers ont été mis à jour : { $stands }.
}
sync-stopped = Arrêté : ce qui est arrivé entier reste, la suite peut venir plus tard.
sync-stopped-comparing = Arrêté.
sync-being-compared = téléchargement et comparaison en cours
sync-compares = { $path } est téléchargé et comparé ; { $key } l’arrête.
sync-compared-now = { $path } est comparé : { $key } sur sa ligne montre ce qui a changé.
sync-compare-what = Ce qui a changé se dit des fichiers de Mes données : mettez le curseur sur l’un d’eux.
sync-compare-no-file = { $path } n’est pas ici : il n’y a rien à comparer.
sync-what-changed = ce qui a changé dans { $path }
sync-told-added = ajouté : { $what } : { $new }
sync-told-removed = supprimé : { $what } : { $old }
sync-told-changed = modifié : { $what } : { $old } est devenu { $new }
sync-published-now = ce qui est publié maintenant
sync-checked-on = vérifié le
sync-wants-table = « { $key } » doit être une table, qui commence par [{ $key }]
sync-lock-too-long = il est plus long que tout verrou
sync-lock-contended = d’autres le modifient sans cesse
sync-waits-machine = un autre guichet travaille dans { $store }, sur { $who } : celui-ci l’attend
sync-busy-machine = un autre guichet y travaille encore, sur { $who }
sync-turn-taken = un autre guichet y travaille désormais, sur { $who } ; celui-ci s’est arrêté
sync-turn-lost = il n’a pas pu être dit à temps que ce guichet y travaille ; il s’est arrêté
sync-turn-lost-hint = Relancez-le : ce qui y est déjà reste.
sync-dir-hint = Écrivez s3://SEAU/PRÉFIXE/, az://CONTENEUR/PRÉFIXE/ ou gs://SEAU/PRÉFIXE/ ; un dossier se nomme par --dir.
sync-bundle-of-store = un paquet se fait d’un dossier, et ces fichiers sont dans un stockage d’objets
sync-bundle-of-store-hint = Synchronisez-les dans un dossier, depuis un data.toml sans [store], puis faites-en un paquet.
sync-store-no-files = ses fichiers sont dans un stockage d’objets, et aucun n’est dans le dossier
