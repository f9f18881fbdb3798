# Les volets, les barres et les boîtes du navigateur.
ui-access = accès
ui-access-guide = accès · { $done } sur { $all }
ui-kind = type
ui-address = adresse
ui-altered = ALTÉRÉ
ui-and-more =
    { $count ->
        [one] (et { $count } autre)
       *[other] (et { $count } autres)
    }
ui-cell = ligne { $row } sur { $rows }, colonne { $column } sur { $columns }
ui-checksum = empreinte
ui-created = créé le
ui-count-media =
    { $count ->
        [one] { $shown } média
       *[other] { $shown } médias
    }
ui-count-rows =
    { $count ->
        [one] { $shown } ligne
       *[other] { $shown } lignes
    }
ui-d-downloads = { $key } ou { $open } le télécharge
ui-d-downloads-again = déjà téléchargé ; { $key } le télécharge à nouveau
ui-denied = refusé
ui-detail = détail
ui-access-doubtful = { $access } ?
ui-doubtful = { $verdict }, douteux
ui-downloads =
    { $count ->
        [one] { $count } téléchargement
       *[other] { $count } téléchargements
    }
ui-downloads-at =
    { $count ->
        [one] { $count } téléchargement, { $rate }
       *[other] { $count } téléchargements, { $rate }
    }
ui-downloads-running = téléchargements · { $live } en cours
ui-downloads-title = téléchargements
ui-extent = emprise
ui-territory = territoire
ui-fetch = téléchargement
ui-file = fichier
ui-figures = { $name } : { $distinct ->
        [one] { $distinct } différente
       *[other] { $distinct } différentes
    }, { $empty ->
        [one] { $empty } vide
       *[other] { $empty } vides
    }
ui-filters = filtres · tapez pour restreindre
ui-filter-expects = Attendu : { $expected }.
ui-form-explained = { $label }. { $help }
ui-format = format
ui-found = trouvés
ui-found-everywhere = trouvés dans tous les portails
ui-go-on = continuer
ui-go-to = aller à { $address }
ui-input-everywhere = Entrée : chercher · Échap : annuler
ui-input-narrow = ↓ : garder · Échap : effacer
ui-input-search = Entrée : chercher dans le portail · ↓ : garder · Échap : effacer
ui-input-search-all = Entrée : tous les portails · ↓ : garder · Échap : effacer
ui-job-asking = son nom est pris : attend votre réponse
ui-job-cancelled = annulé ({ $key } dans ce volet le télécharge à nouveau)
ui-job-cancelled-at = annulé, { $size } gardés ({ $key } reprend, { $remove } supprime)
ui-job-failed = échec : { $cause }
ui-job-paused = suspendu ({ $key } dans ce volet le reprend)
ui-job-paused-at = suspendu à { $size } ({ $key } reprend, { $remove } supprime)
ui-job-skipped = fichier déjà présent gardé
ui-job-unchanged = déjà là, inchangé
ui-job-started-over = recommencé
ui-job-vanished = disparu du portail ({ $remove } supprime)
ui-job-vanished-at = disparu du portail, { $size } gardés ({ $remove } supprime)
ui-job-waiting = en attente
ui-keys = touches
ui-keys-more = touches · ↓ la suite
ui-keywords = mots-clés
ui-known-colours = Écrivez blue, light-red, 153, #0057b7, on white, bold, dim, italic, underlined ou reversed.
ui-known-columns = Les colonnes sont : { $known }.
ui-known-starts = Ils commencent par : { $known }.
ui-known-roles = Les rôles sont : { $known }.
ui-no-such-palette = il n’y a pas de palette « { $word } »
ui-known-palettes = Les palettes sont : { $known }.
ui-licence = licence
ui-limit = reste { $left }/{ $limit }
ui-limit-again = reste { $left }/{ $limit }, au complet à { $clock }
ui-link = lien
ui-loading = chargement…
ui-loading-more = chargement de la suite…
ui-map-dataset = jeu de données : { $extent }
ui-map-read = lu : { $words }
ui-marked =
    { $count ->
        [one] { $count } marqué
       *[other] { $count } marqués
    }
ui-marked-elsewhere =
    { $count ->
        [one] { $count } marqué ailleurs
       *[other] { $count } marqués ailleurs
    }
ui-media = médias
ui-modified = modifié le
ui-no-order-of-column = Le portail ne trie pas selon cette colonne.
ui-no-portal-yet =
    Aucun portail n’est encore configuré.

    { $open } : visiter la démonstration (sans réseau, sans compte).
    { $new } : configurer un portail.
ui-no-preview = Pas d’aperçu : { $reason }.
ui-no-such-colour = « { $word } » n’est pas une couleur
ui-no-such-column = les listes n’ont pas de colonne « { $column } »
ui-no-such-start = les aperçus ne commencent pas par « { $start } »
ui-no-such-role = rien à l’écran ne porte ce nom
ui-not-signed-in = non connecté
ui-nothing-found =
    Rien n’a été trouvé.

    { $back } : retour ; { $search } pour chercher d’autres mots.
ui-nothing-here = Rien ici.
ui-nothing-loaded-has-these-words =
    Rien de ce qui est chargé ne contient ces mots.

    { $back } affiche tout de nouveau ; { $search } puis { $enter } cherche dans tout le portail.
ui-open = ouvert
ui-page = page
ui-palette = commandes · tapez un nom ou une adresse
ui-palette-empty = rien ne s’appelle ainsi
ui-passphrase = phrase secrète
ui-percent = { $percent } %
ui-period = période
ui-personal = personnel
ui-places = lieux · * : signet
ui-plan = télécharger tout ceci ?
ui-plan-access = { $access } : { $count }
ui-plan-awaited =
    { $count ->
        [one] { $count } jeu de données encore attendu…
       *[other] { $count } jeux de données encore attendus…
    }
ui-plan-folder = Dans { $folder }.
ui-plan-is-here = déjà téléchargé
ui-plan-free = Dans { $folder }, où { $size } sont libres.
ui-plan-left-out = Laissé de côté : { $title }, { $reason }
ui-plan-licence = { $licence } : { $count }
ui-plan-personal = Données personnelles (RGPD) : gardez ces fichiers là où vous seul pouvez les lire, et pour la seule finalité qui vous a été accordée.
ui-plan-sum =
    { $count ->
        [one] { $count } média, { $size }
       *[other] { $count } médias, { $size }
    }
ui-plan-too-little-room = C’est plus que le disque ne peut contenir.
ui-plan-unsized =
    { $count ->
        [one] { $count } n’indique pas de taille : à ajouter.
       *[other] { $count } n’indiquent pas de taille : à ajouter.
    }
ui-portal = portail
ui-portals = portails
ui-preview = aperçu
ui-preview-personal = données personnelles, rien n’est gardé sur disque
ui-peek-counted = Les requêtes sont comptées ici : seule la touche de l’aperçu regarde dedans.
ui-peek-media = Médias ({ $count })
ui-peek-more-rows = … { $key } : la suite
ui-peek-too-much = Son serveur n’envoie les grands fichiers qu’en entier : seule la touche de l’aperçu regarde dedans.
ui-tabs-most = Il y a { $most } onglets : pas un de plus ne peut être ouvert.
ui-tabs-one = C’est le seul onglet : { $key } en ouvre un autre.
ui-preview-reading = Lecture du début…
ui-preview-distinct = différentes
ui-preview-columns = colonnes · tapez une partie du nom
ui-preview-by-letters = { $name } : du texte, comparé lettre par lettre ; > et < demandent un nombre ou une date
ui-preview-empty = vides
ui-preview-first = première
ui-preview-hidden =
    { $count ->
        [one] { $count } colonne masquée ({ $key } la montre)
       *[other] { $count } colonnes masquées ({ $key } les montre)
    }
ui-preview-input = partie d’une cellule · Entrée : garder · Échap : comme avant
ui-preview-input-column = une partie, =le tout, >plus, <moins · Entrée : garder · Échap : comme avant
ui-preview-is-hidden = masquée
ui-preview-kept = { $shown } des { $read } lignes lues
ui-preview-kilometres = { $km } km
ui-preview-last = dernière
ui-preview-max = plus grande
ui-preview-mean = moyenne
ui-preview-median = médiane
ui-preview-metres = { $metres } m
ui-preview-min = plus petite
ui-preview-no-row = Aucune des lignes lues ne convient ({ $key } : retirer le filtre).
ui-preview-of-read = { $kind }, des lignes lues
ui-preview-of-shown = { $kind }, des lignes montrées
ui-preview-sorted = triées par { $name }, parmi les lignes lues
ui-preview-values = valeurs
ui-preview-view-facts = faits
ui-preview-view-map = carte
ui-preview-view-misfits = écarts
ui-preview-view-refused = sans aperçu
ui-preview-view-table = tableau
ui-preview-view-text = texte
ui-preview-view-tree = arbre
ui-preview-where = { $name } : { $typed }
ui-preview-with = avec « { $words } »
ui-publisher = producteur
ui-range = entre { $from } et { $to }
ui-reason = raison
ui-restricted = restreint
ui-rows-read = { $read } lues
ui-rows-read-of = { $read } lues sur { $total }
ui-search-everywhere = tous les portails : 
ui-set-up-account = { $key } : configurer le compte
ui-shown-of = { $shown } sur { $all }
ui-size = taille
ui-size-exact = { $size } ({ $bytes } o)
ui-size-only = taille seule
ui-sort = tri
ui-theme = thème
ui-time-left = reste { $time }
ui-title = titre
ui-try-again = { $key } : réessayer
ui-trouble = la configuration
ui-trouble-defaults = D’ici à ce que ce soit corrigé, les réglages par défaut s’appliquent.
ui-no-such-background = « { $word } » n’est pas un fond
ui-known-backgrounds = Écrivez `"light"` ou `"dark"`.
ui-type = type
ui-unverifiable = invérifiable
ui-url = lien
ui-verified = vérifié
ui-verdict = verdict
ui-waiting-for-keyring = En attente de votre trousseau : il demande peut-être d’être déverrouillé dans une autre fenêtre.
ui-wizard-works = Un instant…
ui-log = messages
ui-notice-more = { $key } : la suite
ui-receipt = reçu
ui-aside = mis de côté
ui-recheck = revérifié
ui-recheck-runs = lecture du fichier en cours
ui-recheck-intact = conforme à son reçu
ui-speed = débit
ui-speed-said = { $mean } en moyenne, { $most } au mieux
ui-dataset = jeu de données
ui-wizard = configurer un portail
ui-copies = copier
ui-copy-made = sans secrets ; préparé une fois choisi
