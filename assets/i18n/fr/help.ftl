# L’aide de la ligne de commande. En anglais, elle est dans les commentaires de `src/cli` et dans clap : chaque texte porte
# ici le nom de sa commande et de son argument.
help = Un navigateur de portails de données dans le terminal : un seul guichet pour les données ouvertes et à accès restreint
help-after =
    Sans commande, le navigateur s’ouvre ; `guichet demo` l’ouvre sur des données intégrées.

    Une ADRESSE s’écrit NOM/jeu-de-données/média, comme l’affichent `list` et `search`, ou c’est l’adresse web d’une page ou d’un fichier.

    Codes de sortie : 0 terminé, 1 erreur inattendue, 2 usage ou configuration, 3 pas de droit, 4 introuvable, 5 réseau ou portail, 6 intégrité, 7 disque ou sortie, 8 quota, 9 quelque chose diffère ou est plus récent, 130 annulé, 141 sortie standard fermée.
    Codes de sortie : 0 terminé, 1 erreur inattendue, 2 usage ou configuration, 3 pas de droit, 4 introuvable, 5 réseau ou portail, 6 intégrité, 7 disque ou sortie, 8 quota, 9 quelque chose de plus récent est publié (`sync --check`), 130 annulé, 141 sortie standard fermée.
help-usage = Utilisation :
help-options = Options
help-global-options = Options globales
help-arguments = Arguments
help-commands = Commandes
help-with-default = { $help } [par défaut : { $value }]
help-with-values = { $help } [valeurs possibles : { $values }]
help-help = Afficher l’aide
help-version = Afficher la version
help-help-command = Afficher ce message ou l’aide de la commande indiquée

# Ce que prennent les arguments.
help-value-west-south-east-north = OUEST,SUD,EST,NORD
help-value-other = AUTRE
help-value-siret = SIRET
help-value-address = ADRESSE
help-value-addresses = ADRESSE
help-value-character = CARACTÈRE
help-value-column = COLONNE
help-value-columns = COLONNES
help-value-column-value = COLONNE=VALEUR
help-value-command = COMMANDE
help-value-dir = DOSSIER
help-value-fields = CHAMPS
help-value-code = CODE
help-value-entry = ENTRÉE
help-value-file = FICHIER
help-value-portal = PORTAIL
help-value-path = CHEMIN
help-value-name--value = NOM: VALEUR
help-value-format = FORMAT
help-value-id = IDENTIFIANT
help-value-login = IDENTIFIANT
help-value-if-exists = QUE_FAIRE
help-value-key = CLÉ
help-value-key-value = CLÉ=VALEUR
help-value-kind = TYPE
help-value-n = N
help-value-name = NOM
help-value-names = NOMS
help-value-pattern = MOTIF
help-value-port = PORT
help-value-rate = DÉBIT
help-value-require = VERDICT
help-value-shell = SHELL
help-value-territory = TERRITOIRE
help-value-text = TEXTE
help-value-time = DURÉE
help-value-url = URL
help-value-value = VALEUR
help-value-way = FAÇON
help-value-words = MOTS
help-value-yes-no = OUI|NON

# Pour toutes les commandes.
help-config = Le fichier de configuration
help-json = Écrire du JSON sur la sortie standard
help-jsonl = Écrire un objet JSON par ligne : une ligne par résultat, au fur et à mesure
help-tsv = Écrire des lignes aux valeurs séparées par des tabulations, sous une ligne avec les noms des champs
help-fields = Des lignes de --json, --jsonl et --tsv, seulement ces champs
help-quiet = Ne rien dire à côté du résultat, sauf les erreurs : ni remarque, ni progression
help-offline = Ne rien demander à aucun portail : seulement ce qui est déjà gardé ici
help-plain = Sortie linéaire, pour lecteurs d’écran : ni mouvement du curseur, ni barre de progression
help-no-plain = Ne pas rendre la sortie linéaire, quoi qu’un lecteur d’écran ait défini (ACCESSIBLE, NVDA_RUNNING, ORCA_RUNNING et d’autres ; voir `doctor`)
help-no-color = Sans couleurs
help-lang = La langue à parler
help-verbose = Dire ce qui est fait ; répété, en dire plus
help-log-file = Écrire ce qui est fait dans un fichier
help-ca-file = Faire aussi confiance à cette autorité de certification (PEM), pour les réseaux qui re-signent TLS

help-demo = Ouvrir le navigateur sur les portails de démonstration intégrés : ni réseau, ni compte
help-demo-headless = Servir les portails sans navigateur jusqu’à l’arrêt, et afficher les lignes qui les donnent aux autres commandes
help-demo-shell = Pour quel shell sont ces lignes [par défaut : sh ; sous Windows, celui en usage]
help-demo-port = Écouter sur ce port de 127.0.0.1 plutôt que sur un port libre quelconque
help-demo-tour = Faire la visite en deux minutes : recherche, aperçu, téléchargement et verdict, avec vos propres touches

help-portals = Les portails configurés et les types connus

help-list = Ce qui se trouve à un emplacement
help-list-address = Un portail, un dossier ou un jeu de données
help-list-query = Seulement ce que le portail trouve pour ces mots
help-list-filters = Seulement ce qui a cette propriété, comme theme=environment ; une même clé donnée deux fois signifie l’une ou l’autre
help-list-territory = Seulement ce qui porte sur ce territoire de France, comme le portail peut le dire : rennes, 35238, 243500139, 35, region:53
help-list-sort = L’ordre ; « - » devant la clé l’inverse
help-list-limit = Au plus ce nombre de lignes [par défaut : 100]
help-list-all = Toutes les lignes
help-list-resume = Reprendre là où s’est arrêtée la dernière exécution qui listait tout ceci ; sinon, recommencer et le dire
help-list-explain = Lister à la place ce par quoi filtrer et trier : les clés, la forme de leurs valeurs, les valeurs connues

help-search = Chercher dans tous les portails configurés à la fois
help-search-text = Les mots cherchés
help-search-territory = Seulement ce qui porte sur ce territoire de France, comme chaque portail peut le dire : rennes, 35238, 243500139, 35, region:53
help-search-portals = Seulement ce portail (peut être répété)
help-search-all = Toutes les lignes de tous les portails, au fur et à mesure
help-search-saved = La recherche enregistrée sous ce nom, dans le navigateur ou par --save
help-search-save = Enregistrer aussi cette recherche sous un nom : elle figure à l’accueil du navigateur
help-search-limit = Au plus ce nombre de lignes par portail [par défaut : 100]

help-show = Un jeu de données ou un média en entier
help-show-addresses = Des jeux de données ou des médias, ou leurs adresses web ; « - » les lit sur l’entrée standard, un par ligne

help-preview = Les premières lignes d’un média ou d’un fichier, ou ce dont il est fait, sans le télécharger
help-preview-address = Un média, ou un fichier de ce disque
help-preview-rows = Combien de lignes sont affichées, 1000 au plus
help-preview-columns = Seulement ces colonnes, dans cet ordre, comme `nom,date` ou `'"nom, prénom",date'` (peut être répété)
help-preview-entry = Ce qui est regardé dans une archive ; répété, dans une archive que celle-ci contient
help-preview-criteria = Seulement les lignes dont la cellule convient : COLONNE=VALEUR, ou avec `!=`, `<`, `<=`, `>`, `>=` ou `~` (quelque part dedans) ; peut être répété
help-preview-delimiter = Ce qui sépare les cellules d’un CSV : un caractère, ou tab
help-preview-encoding = L’encodage du texte, comme windows-1252, cp850, macroman ou ibm1147
help-preview-decimal = Le signe décimal des nombres : `,` ou `.`
help-preview-header = La première ligne nomme-t-elle les colonnes ?
help-preview-skip = Combien de lignes précèdent le tableau
help-preview-params = Une réponse à ce que le média demande, comme siren=130025265 ; @FICHIER : une par ligne (peut être répété)

help-get = Télécharger des médias
help-get-addresses = Des médias, ou des jeux de données pour tous leurs médias téléchargeables ; ou leurs adresses web ; « - » les lit sur l’entrée standard, un par ligne
help-get-formats = Seulement les médias de ces formats, comme csv,json (peut être répété)
help-get-include = Seulement les médias d’un tel nom, comme `*.csv` (peut être répété)
help-get-exclude = Aucun média d’un tel nom, comme `old*` (peut être répété)
help-get-entry = Une seule entrée d’une archive, et rien d’autre ; répété, dans une archive que celle-ci contient
help-get-output = Le dossier où télécharger ; s3://SEAU/PRÉFIXE/ pour un stockage d’objets (az://, gs://) ; ou « - » pour la sortie standard, d’un seul média [par défaut : download_dir de la configuration]
help-get-name = Le nom du fichier, pour un seul média
help-get-if-exists = Que faire quand un fichier de ce nom existe déjà : update (mettre à jour ce qu’un téléchargement précédent a laissé et demander pour le reste), ask (demander), skip (ignorer), rename (renommer) ou overwrite (écraser)
help-get-keep = Conserver ce que de nouvelles versions remplacent, pour `guichet diff FICHIER` : jusqu’au keep_versions de la configuration [par défaut : 1G]
help-get-plan = Dire ce qui serait téléchargé, et ne rien télécharger
help-get-require = Le verdict exigé pour qu’un fichier reçoive son nom
help-get-jobs = Combien de téléchargements à la fois
help-get-connections = Par combien de connexions un même fichier peut venir, là où cela va plus vite
help-get-limit-rate = Combien d’octets par seconde tous les téléchargements réunis peuvent prendre, comme 500K ou 2M
help-get-max-wait = Combien de temps attendre un fichier en préparation ou un serveur occupé, comme 90s ou 2h [par défaut : 10m]
help-get-params = Une réponse à ce qu’un média demande, comme siren=130025265 ; @FICHIER : une par ligne (peut être répété)
help-get-criteria = D’un service, seulement les lignes dont la cellule est ainsi : COLONNE=VALEUR, ou avec != < <= > >= ou ~ (quelque part dedans) ; peut être répété
help-get-bbox = D’un service, seulement ce qui est dans ces degrés
help-get-excel = À côté de chaque CSV, écrire un classeur pour Excel : les codes restent du texte, les dates et les montants sont des valeurs (NOM.excel.xlsx)
help-get-excel-fr = À côté de chaque CSV, écrire une copie qui s’ouvre dans un Excel français (NOM.excel.csv)
help-get-each = Demander une fois par ligne de ce CSV ou classeur, ou de « - » pour l’entrée standard ; réponses et documents vont dans -o DOSSIER
help-get-column = La colonne de --each qui porte les identifiants, ou PARAMÈTRE=COLONNE pour ce qu’elle alimente d’autre (peut être répété)
help-get-resume = Avec --each, reprendre là où un passage précédent dans le même dossier s’est arrêté
help-get-pace = Avec --each, combien de requêtes par minute, à la place du rythme habituel ; les limites du portail valent toujours
help-get-table-fields = Avec --each, les champs des réponses qu’ont les tableaux ; sans cela, tous
help-get-yes = Ne rien demander : ni avant de télécharger des données personnelles, ni avant d’ajouter le portail d’une adresse web
help-cat = Un média vers la sortie standard ; le nom court de `get -o -`
help-cat-address = Un média, ou un jeu de données dont il reste un média
help-cat-formats = D’un jeu de données, seulement les médias de ce format (peut être répété)
help-cat-include = D’un jeu de données, seulement les médias d’un tel nom, comme `*.csv` (peut être répété)
help-cat-require = Le verdict exigé pour que le fichier soit écrit
help-cat-max-wait = Combien de temps attendre un fichier en préparation ou un serveur occupé, comme 90s ou 2h [par défaut : 10m]
help-cat-params = Une réponse à ce que le média demande, comme siren=130025265 ; @FICHIER : une par ligne (peut être répété)
help-cat-yes = Ne rien demander : ni avant de télécharger des données personnelles, ni avant d’ajouter le portail d’une adresse web

help-diff = Ce qui a changé entre deux versions d’un fichier : lignes, colonnes, cellules, ou seulement la façon de l’écrire
help-diff-addresses = Un fichier, face à la version précédente conservée ; un média, face au fichier qui en a été téléchargé ; ou deux d’entre eux, le plus ancien d’abord
help-diff-columns = Les colonnes auxquelles les lignes se reconnaissent, comme code ou 'siret,annee' [par défaut : ce que noms et valeurs laissent supposer, et qui est dit]
help-diff-entry = Ce qui est comparé de deux archives ; une fois de plus pour ce qui est dans une archive qu’elle contient
help-diff-limit = Combien de lignes modifiées sont dites une à une
help-diff-patch = Écrire dans un fichier ce qui a changé : pour les tableaux, pour `daff patch` ; pour l’autre JSON, en JSON Patch
help-diff-output = Le dossier où un fichier téléchargé est cherché [par défaut : download_dir de la configuration]
help-diff-delimiter = Ce qui sépare les cellules d’un CSV : un caractère, ou tab
help-diff-encoding = L’encodage des textes, comme windows-1252
help-diff-header = La première ligne nomme-t-elle les colonnes ?
help-diff-skip = Combien de lignes précèdent le tableau
help-diff-params = Une réponse à ce que le média demande, comme siren=130025265 ; @FICHIER : une par ligne (peut être répété)
help-add = Ajouter des données à celles dont dépend un dossier : un bloc dans son data.toml
help-add-addresses = Des médias, ou des jeux de données pour tous leurs médias téléchargeables ; ou leurs adresses web ; « - » les lit sur l’entrée standard, une par ligne
help-add-path = Où le fichier doit se trouver, comme brut/arrets.csv, pour un seul média
help-add-format = D’un jeu de données, son média de ce format
help-add-entry = Une seule entrée d’une archive, et rien d’autre ; une fois de plus pour ce qui est dans une archive qu’elle contient
help-add-params = Une réponse à ce qu’un média demande, comme siren=130025265 ; @FICHIER : une par ligne (peut être répété) ; elle est écrite dans data.toml
help-add-pin = Garder la version qui vient en premier ; sans cela, les plus récentes sont suivies
help-add-dir = Le dossier de data.toml [par défaut : le dossier courant]
help-add-yes = Ajouter le portail d’une adresse web sans rien demander

help-sync = Apporter les données de data.toml et mettre à jour celles qui sont suivies ; --plan et --check ne font que le dire
help-sync-paths = Seulement ces fichiers, comme data.toml les nomme
help-sync-locked = Apporter exactement ce que dit data.lock, sans y toucher ; ce qui ne peut être obtenu ainsi finit par le code de sortie 6
help-sync-plan = Dire ce qui changerait, et ne rien changer
help-sync-check = Ne rien changer ; code de sortie 0 : à jour, 9 : quelque chose est plus récent, 6 : quelque chose ici n’est pas ce que dit data.lock
help-sync-bundle = Ensuite, tout copier avec les reçus dans un nouveau dossier, pour une machine sans réseau
help-sync-output = Garder les fichiers, leurs reçus et data.lock dans un stockage d’objets, comme s3://SEAU/PRÉFIXE/ (az://, gs://) [par défaut : celui de data.toml, sinon son dossier]
help-sync-dir = Le dossier de data.toml [par défaut : le dossier courant]
help-sync-jobs = Combien de téléchargements à la fois
help-sync-limit-rate = Combien d’octets par seconde tous les téléchargements réunis peuvent prendre, comme 500K ou 2M
help-sync-max-wait = Combien de temps attendre un fichier en préparation ou un serveur occupé, comme 90s ou 2h [par défaut : 10m]
help-sync-yes = Ne rien demander avant de télécharger des données personnelles

help-check = Un fichier suit-il son schéma ? Chaque erreur avec sa ligne, sa colonne et ce qu’il faut y faire
help-check-address = Un fichier de ce disque, ou un média
help-check-schema = Ce qu’il doit suivre : un fichier, une adresse web, ou un schéma de schema.data.gouv.fr, comme etalab/schema-irve-statique ou avec @VERSION derrière [par défaut : ce qu’en dit son portail ou son reçu]
help-check-limit = Combien d’erreurs et d’avertissements sont dits un à un
help-check-delimiter = Ce qui sépare les cellules d’un CSV : un caractère, ou tab
help-check-encoding = L’encodage du texte, comme windows-1252
help-check-header = La première ligne nomme-t-elle les colonnes ?
help-check-skip = Combien de lignes précèdent le tableau
help-check-params = Une réponse à ce que le média demande, comme siren=130025265 ; @FICHIER : une par ligne (peut être répété)
help-value-file-address = FICHIER|ADRESSE
help-value-file-url-name = FICHIER|URL|NOM

help-verify = Relire des fichiers et leurs reçus : sont-ils intacts ? Avec --online : une version plus récente est-elle publiée ?
help-verify-files = Des fichiers téléchargés par `get`, chacun avec son reçu à côté, ou des dossiers de `get --each` ; « - » lit leurs noms sur l’entrée standard, un par ligne
help-verify-bundle = Tous les fichiers d’un dossier fait par `sync --bundle`, selon son data.lock
help-verify-online = Demander aux portails s’ils publient une version plus récente

help-cite = Comment citer des données : une phrase, la mention que demande la licence, BibTeX, CSL-JSON, DataCite
help-cite-data = Des fichiers téléchargés par `get`, chacun avec son reçu à côté ; ou des jeux de données ou des médias ; « - » les lit sur l’entrée standard
help-cite-form = Sous quelle forme : attribution, bibtex, csl ou datacite [par défaut : une phrase dans chaque langue, et la mention que demande la licence]
help-value-form = FORME

help-receipts = Toutes les données d’un dossier qui ont un reçu, sous quelles licences, et lesquelles sont incompatibles
help-receipts-folder = Le dossier, et ceux qu’il contient
help-receipts-sbom = Afficher à la place une nomenclature (CycloneDX 1.6, JSON)
help-value-folder = DOSSIER

help-watch = Surveiller les changements de jeux de données, de médias, de recherches et d’identifiants ; sans rien : ce qui est surveillé
help-watch-addresses = Des jeux de données ou des médias, ou leurs adresses web
help-watch-search = Les nouveaux jeux de données que tous les portails trouvent pour ces mots
help-watch-places = Pour une recherche, seulement ce portail ou ce dossier (peut être répété)
help-watch-expires-within = Les identifiants qui expirent d’ici ce nombre de jours, comme 90d
help-watch-run = Tout regarder, et dire ce qui est nouveau : code de sortie 9 s’il y en a
help-watch-run-feed = Écrire dans ce fichier ce qui a été dit en dernier, sous forme de flux Atom
help-watch-run-notify = Le dire aussi par une notification du bureau
help-watch-run-exec = S’il y a du nouveau, lancer ce programme, qui le lit en lignes de JSON ; des arguments peuvent suivre, et ne passent par aucun shell
help-watch-remove = Ne plus surveiller ceux-ci, par les numéros qu’affiche `guichet watch`
help-watch-remove-numbers = Les numéros
help-watch-install = Faire regarder le système une fois par jour : un minuteur de systemd, ou une ligne pour cron s’il n’y en a pas
help-watch-install-every = À quelle fréquence, comme l’écrit systemd : 1d, 6h
help-watch-install-cron = Afficher la ligne pour cron, et ne rien écrire
help-watch-install-feed = Écrire dans ce fichier ce qui a été dit en dernier, sous forme de flux Atom
help-watch-install-notify = Le dire aussi par une notification du bureau
help-watch-install-exec = S’il y a du nouveau, lancer ce programme, qui le lit en lignes de JSON ; des arguments peuvent suivre, et ne passent par aucun shell
help-value-program = PROGRAMME

help-queue = Les téléchargements inachevés, de cette exécution et des précédentes
help-queue-resume = Les reprendre tous, sauf ceux qui ont été annulés
help-queue-resume-jobs = Combien de téléchargements à la fois
help-queue-resume-connections = Par combien de connexions un même fichier peut venir, là où cela va plus vite
help-queue-resume-limit-rate = Combien d’octets par seconde tous les téléchargements réunis peuvent prendre, comme 500K ou 2M
help-queue-resume-max-wait = Combien de temps attendre un fichier en préparation ou un serveur occupé, comme 90s ou 2h [par défaut : 10m]
help-queue-resume-yes = Ne pas demander avant de télécharger des données personnelles
help-queue-remove = En oublier un, et supprimer ce qui en est arrivé
help-queue-remove-entry = Son adresse, ou son numéro dans la liste
help-queue-clear = Les oublier ; ce qui est arrivé reste où il est

help-access = Comment demander un accès, sous forme d’une liste de contrôle qui retient ce qui est coché
help-access-addresses = Un portail, ou ce à quoi vous voulez accéder ; plusieurs du même portail si une seule demande peut les couvrir
help-access-siret = Le SIRET de l’organisme qui demande, pour le texte à écrire dans le formulaire ; sinon celui que vos dernières réponses nommaient
help-access-tick = Cocher une ligne (peut être répété)
help-access-untick = Décocher une ligne (peut être répété)

help-setup = Configurer un portail pas à pas : où il est, comment se connecter, le secret, un essai
help-setup-name = Comment appeler le portail d’une adresse web
help-setup-what = Le nom du portail, s’il est à modifier ou déjà connu ; ou l’adresse web d’une de ses pages
help-setup-yes = Ne rien demander : ce qui n’est pas dit ici vient des variables du portail, ou est une erreur
help-setup-known = L’un des portails publics bien connus, tels que les liste `guichet portals --known`
help-setup-kind = Le type du portail, s’il n’est pas à découvrir
help-setup-id = La partie qui n’est pas secrète : l’identifiant client, ou le nom d’utilisateur
help-setup-sign-in = Comment se connecter, comme `sign_in` dans la configuration
help-setup-secret-stdin = Lire le secret sur l’entrée standard
help-setup-secret-fd = Lire le secret sur ce descripteur de fichier
help-setup-secret-file = Lire le secret dans ce fichier, qui peut être un tube nommé
help-setup-untested = L’enregistrer sans l’essayer auprès du portail
help-setup-token-url = Où demander les jetons, si ce n’est à l’endroit habituel de ce type
help-setup-username = Le nom d’utilisateur que veulent certaines façons de se connecter, en plus du reste
help-setup-client-certificate = Le certificat client que le portail demande : PEM, ou PKCS#12 (.p12, .pfx)
help-setup-client-key = Le fichier de sa clé, si elle est ailleurs
help-value-name-url = NOM|URL
help-portals-reset = Oublier les pauses qu’un portail a demandées et ses limites épuisées, pour l’interroger de nouveau aussitôt
help-portals-reset-name = Un portail configuré
help-portals-known = Les portails publics bien connus qui peuvent être ajoutés, à la place de ceux qui sont configurés
help-portals-words = De ceux-là, ceux dont ces mots disent ce qu’on sait d’eux : pays, thème, type, nom, adresse

help-config-path = Où se trouve le fichier
help-config-get = Ce qui est en vigueur : un réglage, tout un bloc, ou tout
help-config-get-setting = Comme dans le fichier, avec un point sous un bloc : jobs, browser.mouse, portals.rennes.url
help-config-set = Changer un réglage dans le fichier ; ses commentaires et tout le reste demeurent
help-config-set-setting = Comme dans le fichier, avec un point sous un bloc : jobs, browser.mouse, portals.rennes.url
help-config-set-value = Sa nouvelle valeur ; plusieurs valeurs, avec des virgules entre elles
help-config-unset = Retirer du fichier un réglage, ou tout un portail
help-config-unset-setting = Comme dans le fichier, avec un point sous un bloc : jobs, browser.mouse, portals.rennes
help-config-edit = Ouvrir le fichier dans votre éditeur (VISUAL, sinon EDITOR), et le vérifier ensuite
help-config-example = Un fichier avec chaque réglage, sa valeur par défaut et la façon d’écrire chaque portail

help-auth = Afficher, enregistrer, essayer et supprimer des identifiants
help-auth-status = Où est gardé chaque secret, sous quelle identité vous êtes connecté, ce que cela ouvre, quand cela expire (aussi : auth list)
help-auth-status-name = Seulement ce portail
help-auth-status-expires-within = Seulement les identifiants qui expirent d’ici ce nombre de jours, comme 90d ; code de sortie 9 s’il y en a un
help-auth-status-ics = Afficher les échéances sous forme de calendrier (iCalendar)
help-auth-whoami = Sous quelle identité vous êtes connecté
help-auth-whoami-name = Seulement ce portail
help-auth-set = Enregistrer des identifiants ; le secret vient d’une saisie masquée, de l’entrée standard ou d’un descripteur de fichier (aussi : auth login)
help-auth-set-name = Un portail configuré ; `guichet setup` en configure un
help-auth-set-id = La partie qui n’est pas secrète : l’identifiant client, ou le nom d’utilisateur
help-auth-set-sign-in = Comment se connecter, comme `sign_in` dans la configuration
help-auth-set-secret-stdin = Lire le secret sur l’entrée standard
help-auth-set-secret-fd = Lire le secret sur ce descripteur de fichier
help-auth-set-secret-file = Lire le secret dans ce fichier, qui peut être un tube nommé
help-auth-set-untested = L’enregistrer sans l’essayer auprès du portail
help-auth-certificate = Présenter un certificat client à un portail qui en demande un ; la phrase secrète de sa clé se donne comme un secret
help-auth-certificate-name = Un portail configuré ; `guichet setup` en configure un
help-auth-certificate-file = Le fichier délivré : PEM, ou PKCS#12 (.p12, .pfx) ; sinon, celui qui est configuré
help-auth-certificate-key = Le fichier de sa clé, si elle est ailleurs
help-auth-certificate-secret-stdin = Lire le secret sur l’entrée standard
help-auth-certificate-secret-fd = Lire le secret sur ce descripteur de fichier
help-auth-certificate-secret-file = Lire le secret dans ce fichier, qui peut être un tube nommé
help-auth-certificate-untested = Le configurer sans l’essayer auprès du portail
help-auth-certificate-remove = Ne plus le présenter, et supprimer sa phrase secrète
help-auth-compare = Deux identifiants d’un même portail : ce que l’un ouvre et que l’autre n’ouvre pas
help-auth-compare-name = Un portail auquel vous êtes connecté
help-auth-compare-other = Un autre nom du même portail, avec d’autres identifiants ; sans lui, l’identifiant à comparer est demandé
help-auth-compare-id = La partie qui n’est pas secrète : l’identifiant client, ou le nom d’utilisateur
help-auth-compare-sign-in = Comment se connecter, comme `sign_in` dans la configuration
help-auth-compare-secret-stdin = Lire le secret sur l’entrée standard
help-auth-compare-secret-fd = Lire le secret sur ce descripteur de fichier
help-auth-compare-secret-file = Lire le secret dans ce fichier, qui peut être un tube nommé
help-auth-test = Essayer les identifiants auprès du portail
help-auth-test-name = Le portail
help-auth-allow = Permettre d’envoyer les identifiants enregistrés à l’adresse que la configuration indique maintenant, et plus à la précédente
help-auth-allow-name = Le portail
help-auth-proxy = Enregistrer l’identifiant pour le proxy ; le mot de passe vient d’une saisie masquée, de l’entrée standard ou d’un descripteur de fichier
help-auth-proxy-id = L’identifiant ; DOMAINE\identifiant pour NTLM
help-auth-proxy-secret-stdin = Lire le mot de passe sur l’entrée standard
help-auth-proxy-secret-fd = Lire le mot de passe sur ce descripteur de fichier
help-auth-proxy-secret-file = Lire le mot de passe dans ce fichier, qui peut être un tube nommé
help-auth-proxy-untested = L’enregistrer sans l’essayer auprès du proxy
help-auth-remove = Supprimer les identifiants (aussi : auth logout)
help-auth-remove-name = Le portail
help-auth-import = Reprendre les clés d’un client_secrets.json ; propose ensuite de supprimer le fichier
help-auth-import-file = Le fichier reçu
help-auth-import-name = Le nom du portail ici ; s’il n’y en a pas, un nouveau est configuré
help-auth-import-url = L’adresse du portail, si le fichier ne la donne pas
help-auth-import-delete = Supprimer le fichier une fois ses clés enregistrées, sans demander
help-auth-import-untested = Enregistrer les clés sans les essayer auprès du portail

help-doctor = Vérifier le trousseau, le proxy, TLS, l’horloge et chaque portail ; le résultat peut être transmis tel quel à un service informatique
help-doctor-report = Écrire dans ce fichier ce qu’il faut à un service informatique (`-` : sur la sortie standard)
help-keys = Les touches du navigateur, telles qu’elles sont réglées
help-man = Le manuel : sa page sur la sortie standard (`guichet man | man -l -`), ou celles de toutes les commandes
help-man-dir = Écrire plutôt les pages de toutes les commandes dans ce dossier
help-completions = Afficher ce que lit un shell pour compléter commandes, portails, adresses, clés de tri et filtres
help-completions-shell = Le shell

# Ce qui ne va pas dans une ligne de commande.
help-error = erreur : { $what }
help-tip = {"  "}conseil : il existe « { $alike } »
help-tip-value = {"  "}conseil : pour donner « { $arg } » comme valeur, écrivez « -- { $arg } »
help-more = Pour en savoir plus, essayez « --help ».
help-error-unknown = l’argument « { $arg } » n’existe pas ici
help-error-command = la commande « { $name } » n’existe pas
help-error-no-command = il manque une commande
help-error-missing = il manque : { $args }
help-error-twice = l’argument « { $arg } » ne peut être donné qu’une fois
help-error-conflict = l’argument « { $arg } » ne va pas avec { $others }
help-error-no-value = l’argument « { $arg } » demande une valeur
help-error-value = « { $value } » n’est pas une valeur de « { $arg } » [valeurs possibles : { $known }]
help-error-because = la valeur « { $value } » de « { $arg } » ne convient pas : { $why }
help-error-too-many = la valeur « { $value } » de « { $arg } » est de trop
help-error-too-few = l’argument « { $arg } » demande davantage de valeurs
help-error-equals = la valeur de « { $arg } » se donne avec un signe égal
help-error-utf8 = un argument n’est pas en UTF-8
help-error-number = ce n’est pas un nombre entier de cet ordre de grandeur

help-login = Enregistrer des identifiants : `auth set`
help-login-name = Un portail configuré ; `guichet setup` en configure un
help-login-id = La partie qui n’est pas secrète : l’identifiant client, ou le nom d’utilisateur
help-login-sign-in = Comment se connecter, comme `sign_in` dans la configuration
help-login-secret-stdin = Lire le secret sur l’entrée standard
help-login-secret-fd = Lire le secret sur ce descripteur de fichier
help-login-secret-file = Lire le secret dans ce fichier, qui peut être un tube nommé
help-login-untested = L’enregistrer sans l’essayer auprès du portail
help-logout = Supprimer des identifiants : `auth remove`
help-logout-name = Le portail
help-whoami = Sous quelle identité vous êtes connecté : `auth whoami`
help-whoami-name = Seulement ce portail
help-open = La page web d’un jeu de données, d’un média ou d’un portail, dans le navigateur
help-open-address = Un portail, un jeu de données ou un média
help-open-print = Afficher l’adresse de la page, et ne rien ouvrir
help-api = Une requête à un portail, avec vos identifiants et ses limites ; la réponse est donnée telle quelle
help-api-portal = Un portail configuré
help-api-path = Ce qui est demandé, sous l’adresse du portail, ou une adresse entière chez lui
help-api-parameters = Un paramètre ajouté à l’adresse (peut être répété)
help-api-headers = Un en-tête de plus, comme `Accept: text/turtle` (peut être répété)
help-api-include = Afficher aussi le statut et les en-têtes de la réponse
help-api-output = Écrire la réponse dans ce fichier
help-cache = Ce qui est gardé des réponses de chaque portail
help-cache-ls = Ce qui est gardé de chaque portail : combien, depuis quand, et où
help-cache-clear = Oublier ce qui est gardé d’un portail, ou de tous
help-cache-clear-portal = Un portail, encore configuré ou non [par défaut : tous]
help-cache-clear-versions = Les versions de fichiers remplacés, qu’aucun portail n’a peut-être plus, et rien d’autre
help-list-as-curl = Afficher la ligne curl qui ferait de même, avec les variables qui tiennent les secrets
help-search-as-curl = Afficher la ligne curl qui ferait de même, avec les variables qui tiennent les secrets
help-show-as-curl = Afficher la ligne curl qui ferait de même, avec les variables qui tiennent les secrets
help-get-as-curl = Afficher la ligne curl qui ferait de même, avec les variables qui tiennent les secrets
help-preview-as-curl = Afficher la ligne curl qui ferait de même, avec les variables qui tiennent les secrets
help-api-as-curl = Afficher la ligne curl qui ferait de même, avec les variables qui tiennent les secrets
