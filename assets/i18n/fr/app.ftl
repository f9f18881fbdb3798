# Ce que le navigateur dit de ce qui a été fait.
app-already = { $title } est déjà en cours de téléchargement.
app-asking-filters = Le portail est interrogé sur ses filtres…
app-awaiting = en attente : { $portals }…
app-awaiting-failed =
    { $failed ->
        [one] en attente : { $portals }… · { $failed } n’a pas répondu
       *[other] en attente : { $portals }… · { $failed } n’ont pas répondu
    }
app-bookmark-gone = Signet retiré : { $title }.
app-bookmarked = Signet posé : { $title }.
app-check-begins = Recherche de son schéma… ({ $key } : arrêter)
app-check-cell = cellule
app-check-column = colonne
app-check-comes = { $done } reçus, à vérifier… ({ $key } : arrêter)
app-check-comes-of = { $done } sur { $whole } reçus, à vérifier… ({ $key } : arrêter)
app-check-first = les { $count } premiers sont dans le tableau
app-check-inside = Seul un fichier entier est vérifié : sortez-le avec get --entry, puis guichet check FICHIER --schema SCHÉMA.
app-check-line = ligne
app-check-no-schema = Son portail ne nomme pas de schéma. Téléchargez-le, puis guichet check FICHIER --schema SCHÉMA : un fichier, une adresse, ou un schéma de schema.data.gouv.fr.
app-check-read = { $done } sur { $whole } vérifiés… ({ $key } : arrêter)
app-check-remedy = remède
app-check-rule = règle
app-check-what = ce qui ne va pas
app-clear-kept =
    { $count ->
        [one] { $count } téléchargement reste dans la liste : il en reste quelque chose sur le disque. { $key } supprime les deux.
       *[other] { $count } téléchargements restent dans la liste : il en reste quelque chose sur le disque. { $key } supprime les deux.
    }
app-by-down = par { $key } ↓
app-by-up = par { $key } ↑
app-copied = Copié : { $text }
app-fuzzy-off = Restriction par mots exacts.
app-fuzzy-on = Restriction par ressemblance, le plus proche d’abord.
app-looking-up-access = Recherche de la façon de demander l’accès…
app-mark-what = Seuls les jeux de données et les médias se marquent, pas les dossiers.
app-mouse-off = La souris sélectionne de nouveau du texte, comme d’habitude dans le terminal.
app-mouse-on = La souris choisit, ouvre et fait défiler.
app-no-command = Aucune commande ne s’appelle ainsi.
app-no-filter = Rien ne restreint cette liste.
app-no-folder-yet = Le dossier pourra s’ouvrir une fois le téléchargement terminé.
app-no-link = Le portail ne donne pas d’adresse web pour ceci.
app-no-places = Aucun lieu n’est encore connu : { $key } pose un signet.
app-no-portal-to-ask = Aucun portail ici auquel demander l’accès.
app-no-preview = pas d’aperçu : { $reason }
app-no-preview-of = Pas d’aperçu de { $title } : { $reason }
app-not-opened = aucun programme du système ne l’a ouvert ({ $error })
app-nothing-to-bookmark = Il n’y a rien ici où poser un signet.
app-nothing-to-cancel = Aucun téléchargement à annuler.
app-nothing-waits = Rien n’attend de réponse.
app-nothing-to-filter = Rien à filtrer ici.
app-one-order = Il n’y a qu’un seul ordre ici.
app-order-where = { $key } mène aux téléchargements, dont l’ordre peut être changé.
app-own-order = l’ordre du portail
app-plan-asks-questions = il pose des questions : téléchargez-le à part
app-plan-begun =
    { $count ->
        [one] { $count } téléchargement lancé.
       *[other] { $count } téléchargements lancés.
    }
app-plan-no-licence = aucune licence indiquée
app-plan-of-what = Marquez d’abord des jeux de données ou des médias, ou choisissez un jeu de données.
app-plan-under-way = il est déjà en cours de téléchargement
app-plan-wait =
    { $count ->
        [one] { $count } jeu de données est encore attendu.
       *[other] { $count } jeux de données sont encore attendus.
    }
app-preview-asks-questions = il pose des questions avant de donner quoi que ce soit ; { $key } le télécharge
app-preview-check = vérifier
app-preview-close = fermer
app-preview-decimal = décimale
app-preview-download = télécharger
app-preview-encoding = encodage
app-preview-next-media = média suivant
app-preview-next-view = vue suivante
app-preview-not-done = Un téléchargement ne s’aperçoit qu’une fois terminé.
app-preview-of-what = Un aperçu se demande sur un média : ouvrez d’abord un jeu de données.
app-preview-separator = séparateur
app-preview-title-row = ligne d’en-tête
app-preview-columns = colonne
app-preview-copy = copier
app-preview-copy-cell = la cellule
app-preview-copy-duckdb = ouvrir dans DuckDB
app-preview-copy-names = noms des colonnes
app-preview-copy-pandas = ouvrir dans pandas
app-preview-copy-qgis = ouvrir dans QGIS
app-preview-copy-r = ouvrir dans R
app-preview-copy-row = la ligne
app-preview-figures = chiffres
app-preview-filter = filtrer
app-preview-filter-column = cette colonne
app-preview-freeze = figer
app-preview-help-close = fermer l’aperçu
app-preview-help-check = confronter tout le fichier à son schéma (voir guichet check) ; encore : arrêter
app-preview-help-columns = aller à une colonne par son nom, même masquée
app-preview-help-copy = copier : la commande de guichet, la ligne qui ouvre le fichier téléchargé dans DuckDB, pandas, R ou QGIS, la cellule, la ligne, les noms des colonnes
app-preview-help-copy-cell = copier la cellule
app-preview-help-download = télécharger ce qui est regardé
app-preview-help-drop-filter = enlever le dernier filtre
app-preview-help-filter = seulement les lignes qui ont ces mots dans l’une de leurs cellules
app-preview-help-freeze = garder en vue les colonnes jusqu’à celle-ci ; encore : les laisser défiler
app-preview-help-retry = le lire à nouveau
app-preview-help-figures = chiffres de la colonne, sur les lignes lues : nombre de valeurs, la plus petite et la plus grande, les plus fréquentes, leur répartition
app-preview-help-filter-column = seulement les lignes dont la cellule de cette colonne contient ce texte, est égale à un autre (=x ; = seul : est vide), ou est plus grande ou plus petite (>5, <=5)
app-preview-help-view = vue suivante : tableau, carte, arbre
app-preview-help-widen = élargir la colonne à ses cellules ; encore : la rétrécir
app-preview-hide = masquer
app-preview-last-column = La dernière colonne ne peut être masquée.
app-preview-next-feature = objet suivant
app-preview-nothing-to-copy = Il n’y a rien à copier ici.
app-preview-pan = déplacer
app-preview-sort = trier
app-preview-whole = carte entière
app-preview-widen = élargir
app-preview-zoom = agrandir
app-quoted = « { $text } »
app-removed = Supprimé, avec ce qui en était arrivé : { $title }.
app-removed-nothing = Supprimé : { $title }. Il n’y en avait rien sur le disque.
app-remove-done = Ce téléchargement est terminé : son fichier est à vous, gardez-le ou supprimez-le.
app-remove-where = { $key } mène aux téléchargements, où ce qui n’est pas terminé peut être supprimé.
app-show-only = { $title } : { $reason }
app-show-only-at = { $title } : { $reason }. Son adresse : { $url }
app-signed-in-as = connecté : { $who }
app-signing-in = connexion…
app-copy-command = commande guichet
app-copy-curl = ligne curl
app-copy-duckdb = requête DuckDB
app-copy-link = adresse du fichier
app-copy-page = page web
app-preview-look-inside = voir dedans
app-preview-look-outside = retour à la liste
app-preview-is-here = Il est déjà téléchargé.
app-preview-help-inside = dans la liste de ce que contient une archive ou une base : regarder dans ce qui est sous le curseur
app-no-file-yet = Le fichier pourra s’ouvrir une fois le téléchargement terminé.
app-altered-not-opened = Le fichier n’est pas celui que son portail annonce : il n’est pas ouvert. { $key } ouvre son dossier.
app-not-of-a-known-format = { $path } n’est d’aucun format de données connu de guichet et pourrait être un programme : il n’est pas ouvert. { $key } ouvre son dossier.
app-page-instead = Il n’y a pas ici de fichier vérifié : sa page web s’ouvre.
app-page-instead-unverified = Le fichier téléchargé n’est pas vérifié : la page web s’ouvre. Dans les téléchargements, { $key } ouvre le fichier lui-même.
app-opened-file = Ouvert : { $path }
app-nothing-to-open = il n’y a pas ici de fichier vérifié, ni d’adresse web
app-verify-what = { $key } mène aux téléchargements, où le fichier d’un téléchargement terminé peut être vérifié de nouveau.
app-verifying = Lecture de { $path }…
app-still-intact = { $path } est conforme à son reçu.
app-not-intact = { $path } a changé : { $reason }.
app-job-done = Téléchargé : { $title }, sous { $path }
app-job-unchanged = Déjà là, inchangé : { $path }
app-job-skipped = Fichier déjà présent, gardé : { $path }
app-notify-done = Téléchargé : { $title }
app-notify-failed = Échec : { $title }
app-log-empty = Aucun message pour l’instant.
app-nothing-to-undo = Il n’y a rien à défaire.
app-undone-cancel = Il reprend : { $title }
app-undone-overwrite = Le fichier qui était là est de retour : { $path }
app-set-up-left = Rien n’a été modifié ; { $key } reprendra ici.
app-plan-nothing = Il ne reste rien à télécharger : { $key } reprend une ligne.
app-set-up-done = C’est fait : { $key } ouvre { $portal }.
