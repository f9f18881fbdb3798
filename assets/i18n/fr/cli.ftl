# Ce que les commandes affichent ; leur aide est dans help.ftl.
cli-anybody = {" "} Interrogé sans se connecter.
cli-goes-to = {" "} Destinés à { $origins } et à rien d’autre.
cli-no-credential = {" "} Pas encore d’identifiants : `guichet setup { $name }`.
cli-no-portal = aucun portail n’est configuré ; `guichet setup` en configure un
cli-nothing-stored = Rien n’a été enregistré ; --untested enregistre quand même.
cli-no-key-file = aucun type de portail ne remet de clés dans un fichier
cli-other-kind = le portail de ce nom est d’un autre type
cli-other-kind-hint = Choisissez-en un autre avec --name.
cli-no-url = le fichier ne dit pas où se trouve le portail
cli-no-url-hint = Indiquez-le avec --url.
cli-deleted = { $file } est supprimé.
cli-not-deleted = { $file } ne peut pas être supprimé ({ $error })
cli-still-secret = { $file } contient encore le secret ; supprimez-le (--delete le fait)
cli-it-has = Il propose : { $known }.
cli-no-sign-in = on ne se connecte pas à un portail de type { $kind }
cli-stdout = sortie standard
cli-no-command = il manque une commande
cli-see-help = `--help` en dit plus.
cli-stdin = le secret sur l’entrée standard
cli-on-descriptor = le secret sur le descripteur de fichier { $number }
cli-takes-none = la connexion par « { $way } » n’en prend pas
cli-missing = il manque : { $what }
cli-give-id = Donnez-le avec --id.
cli-empty-secret = le secret est vide
cli-give-secret = Donnez le secret avec --secret-stdin, --secret-file FICHIER ou --secret-fd N.
cli-unreadable = lecture impossible ({ $error })
cli-descriptor = descripteur de fichier { $number }
cli-no-descriptors = ce système n’a pas de tels descripteurs
cli-no-descriptors-hint = Utilisez --secret-file FICHIER, où un tube nommé convient aussi, ou --secret-stdin.
cli-none-to-remove = « { $name } » n’avait pas d’identifiants à retirer
cli-output-no-folder = -o est un dossier, et ceci se lit comme le nom d’un fichier
cli-output-no-folder-hint = Donnez le nom avec --name { $name }. Pour un dossier de ce nom : `-o { $path }`.
cli-output-home = il commence par « ~ », et le système n’indique aucun dossier personnel
cli-output-home-hint = Écrivez le chemin du dossier en entier.
cli-one-to-output = { $wanted } médias sont demandés, et la sortie standard ne prend qu’un fichier
cli-output-one = Nommez-en un, ou donnez un dossier avec -o.
cli-output-alone = cela ne va pas avec { $flag }
cli-output-alone-hint = Omettez { $flag }, ou donnez un dossier avec -o.
cli-output-terminal = la sortie standard est un terminal
cli-output-terminal-hint = Envoyez-la dans un fichier ou à un autre programme, par exemple : `guichet get ADRESSE -o - | head`.
cli-removed = Retiré de l’emplacement suivant : { $place }.
cli-no-longer-to = Ils ne vont plus à { $before }.
cli-allowed = Les identifiants (emplacement : { $place }) vont désormais à { $now } et à rien d’autre.
cli-still-set = encore défini, et utilisé : { $still_set } ; supprimez-le vous-même
cli-demo-folder = sa configuration ne peut pas être écrite dans le dossier temporaire ({ $error })
cli-no-file = aucun fichier
cli-no-portal-in = { $file }, sans aucun portail
cli-run-setup = Lancez `guichet setup`.
cli-portals-in =
    { $count ->
        [one] { $file }, { $count } portail
       *[other] { $file }, { $count } portails
    }
cli-memory-only = ils ne sont gardés qu’en mémoire
cli-memory-only-hint = Comme le demande GUICHET_SECRETS ou la configuration.
cli-store-works = { $place } prend un secret et le rend ({ $millis } ms)
cli-no-proxy = aucun n’est indiqué par l’environnement
cli-trusted-too = { $path } est également de confiance
cli-no-end = pas de fin après { $seconds } secondes
cli-answers = { $url } répond en { $millis } ms
cli-signed-by = le certificat est signé par { $issuer }
cli-ahead = cette machine est en avance de { $seconds } s sur le portail
cli-behind = cette machine est en retard de { $seconds } s sur le portail
cli-skew-hint = Réglez l’horloge : TLS et les jetons demandent l’heure juste.
cli-no-skew = cette machine et le portail ont la même heure
cli-run-setup-of = Lancez `guichet setup { $name }`.
cli-none-stored = aucun identifiant n’est enregistré pour lui
cli-none-needed = aucune connexion n’est nécessaire
cli-works =
    { $opens ->
        [one] fonctionne ; donne accès à { $opens } élément
       *[other] fonctionne ; donne accès à { $opens } éléments
    }
cli-ok = ok
cli-warning = alerte
cli-failed = ÉCHEC
cli-on = guichet { $version } sous { $system } { $machine }
cli-check-configuration = configuration
cli-check-secrets = secrets
cli-check-proxy = proxy
cli-check-authority = autorité de certification
cli-check-name = nom
cli-check-connection = connexion au réseau
cli-check-network = réseau
cli-check-certificate = certificat client
cli-check-reach = accès
cli-check-tls = TLS
cli-check-clock = horloge
cli-check-sign-in = connexion
cli-check-limits = limites
cli-check-screen = écran
cli-screen-full = complet
cli-screen-plain = linéaire, comme le demande { $why } ; --no-plain l’emporte
cli-shut-out-pause = il a reçu une requête de trop ({ $title }) et n’est plus interrogé jusqu’à { $until }, encore { $left }
cli-shut-out-used-up = sa limite sur { $title } est épuisée jusqu’à { $until }, encore { $left }
cli-shut-out-hint = `guichet portals reset { $name }` l’oublie, et le portail est de nouveau interrogé aussitôt.
cli-reset =
    { $count ->
        [one] { $name } : { $count } limite oubliée
       *[other] { $name } : { $count } limites oubliées
    }
cli-reset-nothing = { $name } : aucune limite n’empêche de l’interroger
cli-one-name = il nomme un seul fichier, et il y a { $wanted } médias à télécharger
cli-one-archive = il prend une entrée d’une seule archive, et il y a { $wanted } médias à télécharger
cli-rate = c’est un nombre d’octets par seconde, comme 500K ou 2M
cli-time = c’est une durée, comme 90s, 10m ou 2h
cli-left-out = laissé de côté : { $title }, pas de téléchargement ({ $url })
cli-size-unknown = taille inconnue
cli-no-licence = licence non indiquée
cli-not-known = inconnu
cli-planned =
    { $count ->
        [one] { $count } média, { $size }, vers { $dir } ({ $room } libres)
       *[other] { $count } médias, { $size }, vers { $dir } ({ $room } libres)
    }
cli-planned-unknown =
    { $count ->
        [one] { $count } média, { $size } et { $unknown } de taille inconnue, vers { $dir } ({ $room } libres)
       *[other] { $count } médias, { $size } et { $unknown } de taille inconnue, vers { $dir } ({ $room } libres)
    }
cli-name-one = Nommez un seul média, ou laissez --name de côté.
cli-archive-one = Nommez un seul média, ou choisissez-le par --format ou --include.
cli-no-parameters = rien de tout cela ne demande de paramètres, et « { $key } » est donné
cli-jobs = ce doit être un nombre de { $least } à { $most }, et non { $value }
cli-no-address = sans adresse
cli-percent = { $title } : { $percent } % de { $total }
cli-started-over = { $title } : recommencé depuis le premier octet ; ce qui était arrivé ne peut pas être complété
cli-left = reste { $eta }
cli-seconds = { $seconds } s
cli-times = { $path } : { $turn } pour attendre son tour, { $answer } jusqu’au premier octet, { $bytes } pour tous les octets, { $hash } pour le reste de l’écriture et des empreintes, { $sync } pour le disque et son nom
cli-cancelled = annulé ; ce qui est arrivé reste, et `guichet queue resume` reprend
cli-personal = il contient des données personnelles (RGPD), et personne n’est là pour confirmer
cli-personal-hint = Confirmez avec --yes.
cli-question = { $text } { $offers }
cli-not-confirmed = sans confirmation, rien n’a été téléchargé
cli-left-as-is = laissé tel quel
cli-skipped = ignoré   { $path }
cli-unchanged = inchangé  { $path }
cli-verdict-because = { $path } : { $verdict }, { $reason }
cli-verified = vérifié
cli-size-only = taille seule
cli-altered = altéré
cli-unverifiable = invérifiable
cli-key-value = écrivez-le CLÉ=VALEUR
cli-param-private = il désigne une personne, or une ligne de commande est visible des autres et retenue par le shell
cli-param-private-hint = Retirez-le et répondez quand la question est posée, ou écrivez des lignes CLÉ=VALEUR dans un fichier que vous seul pouvez lire : --param @FICHIER (@- pour l’entrée standard).
cli-configured-in = configuration : { $file } ; types connus : { $kinds }
cli-no-narrowing = les médias d’un jeu de données ne se filtrent ni ne se trient
cli-no-narrowing-hint = Donnez le dossier où se trouve le jeu de données, ou laissez de côté --query, --filter, --filters et --sort.
cli-filters = Filtres, pour --filter CLÉ=VALEUR :
cli-filter-expected = attendu : { $expected }
cli-filter-one = une seule valeur
cli-filter-more =
    { $count ->
        [one] et { $count } de plus, avec --all
       *[other] et { $count } de plus, avec --all
    }
cli-sorts = Ordres, pour --sort CLÉ ; -CLÉ commence par la fin :
cli-media-no-place = c’est un média, pas un emplacement à lister
cli-media-no-place-hint = `guichet show` le décrit, `guichet get` le télécharge.
cli-less-than-told = Le portail en compte { $total } et n’a pas donné plus que ces { $rows } : ce qui manque est de son côté.
cli-words-of-address = recherche de « { $words } », comme cette adresse
cli-more = { $items } sur { $total } affichés ; tous : { $command }
cli-more-open = { $items } affichés, et il y en a d’autres ; tous : { $command }
cli-more-warnings =
    { $count ->
        [one] et { $count } autre avertissement
       *[other] et { $count } autres avertissements
    }
cli-list-progress = { $rows } lignes sur { $total }
cli-list-progress-open = { $rows } lignes
cli-list-quota = encore { $left } requêtes sur { $limit } ({ $title })
cli-waits-for-limit = attente de { $time } : limite du portail
cli-stopped =
    { $rows ->
        [one] arrêté après { $rows } ligne ; la même commande avec --resume reprend là
       *[other] arrêté après { $rows } lignes ; la même commande avec --resume reprend là
    }
cli-resume = reprise après les { $rows } lignes de la dernière fois
cli-resume-nothing = rien à reprendre : la liste commence à la première ligne
cli-resume-changed = le catalogue a changé depuis la dernière fois : la liste recommence à la première ligne
cli-search-no-portal = aucun portail n’est encore configuré
cli-search-no-portal-hint = `guichet demo --headless` fournit des portails pour essayer.
cli-no-more-answer =
    { $rows ->
        [one] { $name } n’a plus répondu après { $rows } ligne : { $error }
       *[other] { $name } n’a plus répondu après { $rows } lignes : { $error }
    }
cli-found = trouvé : { $answers }
cli-nothing-there = il n’y a rien
cli-log-file = fichier journal { $path }
cli-unwritable = écriture impossible ({ $error })
cli-log-screen = l’écran du navigateur ne peut pas l’afficher
cli-log-screen-hint = Utilisez --log-file FICHIER.
cli-setup-instead = Dans un script : `guichet setup URL --name NOM --yes` pour ce qui est ouvert à tous, avec `--sign-in FAÇON --id IDENTIFIANT --secret-stdin` ou des variables comme GUICHET_NOM_CLIENT_SECRET pour se connecter.
cli-one-character = ce doit être un seul caractère, comme `;`, `,` ou `|`, ou tab
cli-comma-or-point = ce doit être `,` ou `.`
cli-yes-or-no = ce doit être oui ou non
cli-of-its-media = parmi ses médias, { $title }
cli-is-folder = c’est un dossier
cli-is-folder-hint = Nommez un fichier qu’il contient.
cli-no-such-file = ce fichier n’existe pas
cli-folder-no-rows = c’est un dossier, qui n’a pas de lignes à regarder
cli-use-list = Utilisez `guichet list { $address }`.
cli-nothing-to-look = rien à regarder : { $reason }
cli-no-look = il ne contient rien qu’on puisse regarder
cli-shows-what = `guichet show { $address }` dit ce qu’il contient.
cli-no-preview = pas d’aperçu : { $reason }
cli-covers = le jeu de données couvre { $extent }
cli-no-shape = aucune forme n’a été lue
cli-more-lines =
    { $count ->
        [one] encore { $count } ligne ; --rows N en montre davantage
       *[other] encore { $count } lignes ; --rows N en montre davantage
    }
cli-columns-shown =
    { $columns ->
        [one] { $columns } colonne affichée sur { $total }
       *[other] { $columns } colonnes affichées sur { $total }
    }
cli-rows-shown =
    { $shown ->
        [one] { $shown } ligne affichée sur { $total }
       *[other] { $shown } lignes affichées sur { $total }
    }
cli-rows-more =
    { $shown ->
        [one] { $shown } ligne affichée, il y en a d’autres
       *[other] { $shown } lignes affichées, il y en a d’autres
    }
cli-of = { $done } sur { $total }
cli-not-begun = pas commencé
cli-entry-cancelled = annulé ; ce qui est arrivé est gardé
cli-nothing-unfinished = rien n’est inachevé
cli-queue-hint = `guichet queue resume` les reprend, `guichet queue remove ENTRÉE` en supprime un, `guichet queue clear` les oublie.
cli-removed-entry = { $address } est oublié, et ce qui en était arrivé est supprimé
cli-not-in-queue = aucun téléchargement inachevé n’a cette adresse ou ce numéro
cli-queue-lists = `guichet queue` les liste.
cli-several-in-queue = plusieurs téléchargements inachevés ont cette adresse
cli-queue-numbers = Donnez le numéro de celui que vous voulez : { $numbers }.
cli-forgotten =
    { $count ->
        [one] { $count } téléchargement oublié ; ce qui est arrivé reste dans les fichiers .part
       *[other] { $count } téléchargements oubliés ; ce qui est arrivé reste dans les fichiers .part
    }
cli-folder-no-show = c’est un dossier, qui n’a que ses lignes à montrer
cli-media-count =
    { $count ->
        [one] { $count } média
       *[other] { $count } médias
    }
cli-get-them = `guichet get { $address }` les télécharge
cli-get-it = `guichet get { $address }` le télécharge
cli-reading-broke = la lecture s’est interrompue
cli-only-receipts = ce sont des reçus, et non les fichiers qu’ils accompagnent
cli-only-receipts-hint = Donnez les fichiers eux-mêmes : NOM pour NOM.receipt.json.
cli-without-receipt =
    { $count ->
        [one] { $count } fichier n’a pas de reçu
       *[other] { $count } fichiers n’ont pas de reçu
    }
cli-other-size = il a { $bytes } octets, son reçu en annonce { $stated }
cli-other-digest = son SHA-256 est { $sha256 }, son reçu annonce { $stated }
cli-as-stated = il est conforme à son reçu
cli-same = { $state }  { $file }, toujours identique à ce que le portail publie
cli-newer = { $state }  { $file }, et le portail publie une version plus récente
cli-gone = { $state }  { $file }, et le portail ne le publie plus
cli-unknown = { $state }  { $file }, et le portail ne dit pas s’il a changé
cli-intact = intact
cli-none = aucun
cli-unknown-place = inconnu
cli-the-part = { $part }
cli-label-address = adresse
cli-label-access = accès
cli-label-licence = licence
cli-label-publisher = producteur
cli-label-theme = thème
cli-label-keywords = mots-clés
cli-label-created = créé le
cli-label-modified = modifié le
cli-label-period = période
cli-label-extent = emprise
cli-label-territory = territoire
cli-label-page = page
cli-label-fetch = téléchargement
cli-label-format = format
cli-label-type = type
cli-label-size = taille
cli-label-asks = demande
cli-asks-one-of = Au choix : { $names }
cli-label-checksum = empreinte
cli-label-url = url
cli-size-exactly = { $size } ({ $bytes } octets)
cli-man-written = Les pages du manuel sont dans { $folder }.
cli-caused-by = en cause : { $cause }
cli-no-shell = guichet ne complète rien dans ce shell
cli-examples = Exemples :
cli-short-help = Les options de toutes les commandes, et des exemples : `{ $command }`.
cli-typed-address = { $quoted } n’est pas une commande mais une adresse, pour `guichet list`, `show`, `preview` ou `get`
cli-one-format = une seule façon d’écrire à la fois ; il y a déjà { $first }
cli-fields-of-what = ce sont ceux de lignes pour programmes
cli-fields-of-what-hint = Ajoutez --json, --jsonl ou --tsv.
cli-no-field = il n’y a pas de champ « { $name } »
cli-its-fields = Les champs sont { $fields }.
cli-stdin-lines = l’entrée standard
cli-stdin-hint = Un par ligne, ou des lignes de JSON avec la clé « { $key } ».
cli-stdin-empty = elle ne nomme rien
cli-stdin-odd = la ligne { $line } est du JSON sans texte sous « { $key } »
cli-not-chosen =
    { $count ->
        [one] { $address } : laissé de côté, car non choisi : { $names }
       *[other] { $address } : laissés de côté, car non choisis : { $names }
    }
cli-derived =
    { $count ->
        [one] laissé de côté : { $names }, une copie produite par le portail ; `guichet get { $address } { $chosen }` la télécharge
       *[other] laissées de côté : { $count } copies produites par le portail ({ $names }) ; `guichet get { $address } { $chosen }` les télécharge
    }
cli-and-more = { $first } et { $count } autres
cli-config-not-set = { $key } n’est pas défini
cli-config-set = { $key } est enregistré dans { $path }
cli-config-unset = { $key } est retiré de { $path }
cli-config-good = { $path } est en ordre
cli-config-editor = il s’est terminé par un échec ({ $status })
cli-config-no-editor = aucun éditeur n’est désigné
cli-config-no-editor-hint = Définissez VISUAL ou EDITOR ; `guichet config path` dit où est le fichier.
cli-setup-line = Dans un script : `{ $line }`
cli-setup-variables = Le secret reste où il est : { $names }.
cli-setup-other-shape = la connexion par « { $way } » ne se fait pas avec : { $secret }
cli-every-portal = portails
cli-nobody = personne n’est connecté
cli-nobody-hint = `guichet auth login NOM` connecte.
cli-setup-no-credential = il n’y a pas d’identifiants avec lesquels se connecter
cli-header-odd = un en-tête s’écrit NOM: VALEUR, en ASCII
cli-header-own = { $name } est envoyé par guichet lui-même : `guichet auth set` enregistre les identifiants
cli-api-path = ce n’est ni un chemin ni une adresse
cli-api-elsewhere = ce n’est pas une adresse du portail { $name } : ses identifiants ne vont nulle part ailleurs
cli-api-elsewhere-hint = Donnez un chemin, ou une adresse qui commence par { $own }.
cli-no-browser = aucun navigateur n’a pu être ouvert ({ $error }) ; voici la page :
cli-opened = { $url } est ouvert
cli-no-page = rien ne dit où est sa page web
cli-no-page-hint = Nommez un jeu de données, un média ou un portail.
cli-cache = ce qui est gardé des portails
cli-cache-answers =
    { $count ->
        [one] { $count } réponse
       *[other] { $count } réponses
    }
cli-cache-empty = rien n’est gardé ({ $path })
cli-cache-in = gardé dans { $path }, { $size } en tout
cli-cache-unknown = rien n’est gardé d’un portail de ce nom, et aucun n’est configuré
cli-cache-lists = `guichet cache ls` liste ceux qu’il y a.
cli-cache-forgotten =
    { $count ->
        [one] { $portal } : { $count } réponse oubliée
       *[other] { $portal } : { $count } réponses oubliées
    }
cli-cache-versions =
    { $count ->
        [one] { $count } version
       *[other] { $count } versions
    } de { $files ->
        [one] { $files } fichier remplacé
       *[other] { $files } fichiers remplacés
    }, { $size }, dans { $path }
cli-cache-versions-forgotten =
    { $count ->
        [one] { $count } version d’un fichier remplacé oubliée, { $size }
       *[other] { $count } versions de fichiers remplacés oubliées, { $size }
    }
cli-cache-nothing = il n’y avait rien à oublier
cli-cache-unusable = le fichier ne peut pas être lu, ou un autre processus le tient
cli-cache-unusable-hint = Réessayez ; -v dit pourquoi.
cli-curl-unset = à définir d’abord : { $variables }
cli-changed-aside = { $path } n’était plus tel que le téléchargement précédent l’avait laissé, abîmé ou modifié : téléchargé de nouveau ; ce qui s’y trouvait est gardé sous { $aside }
cli-updated = { $word }  { $size }  { $path }  (mis à jour)
cli-add-portal = { $label } ({ $url }) n’est pas encore configuré. L’ajouter ?
cli-criterion = il faut COLONNE=VALEUR, ou avec `!=`, `<`, `<=`, `>`, `>=` ou `~` entre les deux
cli-option-of-another = l’une de ces options ne va pas avec cette commande
cli-no-siret = un SIRET compte quatorze chiffres, dont les derniers vérifient les autres
cli-one-access-hint = Demandez l’un d’eux.
cli-access-of-several-portals = ils sont de plusieurs portails, et chacun a ses propres demandes
cli-access-one-by-one = avec { $kind }, l’accès se demande pour chaque jeu de données
