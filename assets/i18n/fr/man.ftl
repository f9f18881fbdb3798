# Les sections des pages de manuel que la ligne de commande elle-même ne dit pas. Dans une ligne, ce qui précède le tiret est
# expliqué par ce qui le suit.
man-title = Manuel de guichet
man-name = NOM
man-synopsis = SYNOPSIS
man-description = DESCRIPTION
man-arguments = ARGUMENTS
man-options = OPTIONS
man-global-options = OPTIONS GLOBALES
man-commands = COMMANDES
man-examples = EXEMPLES
man-environment = ENVIRONNEMENT
man-files = FICHIERS
man-exit-status = CODE DE RETOUR
man-see-also = VOIR AUSSI
man-variables =
    GUICHET_CONFIG — Le fichier de configuration ; `--config` passe avant.
    GUICHET_LANG — La langue à parler, en ou fr ; `--lang` passe avant.
    GUICHET_OFFLINE — 1 ne demande rien à aucun portail, comme `--offline`.
    GUICHET_KNOWN_PORTALS — Un fichier de blocs [portals.NOM], proposé à la place des portails publics bien connus.
    GUICHET_SCHEMAS — L’adresse d’un catalogue de schémas, à la place de celui de schema.data.gouv.fr.
    GUICHET_SECRETS — Où sont gardés les identifiants : keyring (le trousseau), file (un fichier chiffré par une phrase secrète) ou memory (cette exécution seulement).
    GUICHET_PASSPHRASE — La phrase secrète du fichier chiffré, là où personne ne peut la taper.
    GUICHET_NAME_CLIENT_ID, GUICHET_NAME_CLIENT_SECRET, GUICHET_NAME_TOKEN, GUICHET_NAME_API_KEY, GUICHET_NAME_LOGIN, GUICHET_NAME_PASSWORD — Les identifiants du portail NAME, en capitales et avec _ pour -. Avec _FILE derrière le nom de la variable : le chemin d’un fichier qui contient la valeur.
    GUICHET_NAME_ORIGIN — Les adresses web auxquelles ces identifiants peuvent aller, séparées par des espaces ; sinon celles du portail configuré.
    GUICHET_COMPLETE — Donnée par les scripts de `guichet completions` seulement.
    HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY — Le proxy. Cette machine elle-même est toujours interrogée directement.
    GUICHET_PROXY_AUTH — Comment se connecter auprès du proxy : system, basic, digest, ntlm, negotiate ou none. GUICHET_NETWORK_PROXY_LOGIN et GUICHET_NETWORK_PROXY_PASSWORD contiennent l’identifiant et le mot de passe.
    GUICHET_PAC — Un script qui choisit un proxy ; il n’est pas exécuté, `guichet doctor` nomme ses proxys.
    NO_COLOR — N’importe quelle valeur : sans couleurs.
    ACCESSIBLE, ACCESSIBILITY_ENABLED, SCREEN_READER, NVDA_RUNNING, JAWS_RUNNING, ORCA_RUNNING, SPEECHD_RUNNING, EMACSPEAK_DIR — Définies par un lecteur d’écran ou pour lui, à autre chose que 0, no, off ou false : sortie linéaire, comme `--plain` ; `--no-plain` l’emporte. De même TERM=dumb.
    VISUAL, EDITOR — L’éditeur de `guichet config edit`.
    XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME, XDG_CACHE_HOME — Où sont les dossiers ci-dessous, ailleurs que sous Windows et macOS.
    TZ — Le fuseau horaire des moments affichés.
man-folders =
    Linux — ~/.config/guichet/config.toml : la configuration. ~/.local/share/guichet : les identifiants chiffrés, si une phrase secrète les ouvre. ~/.local/state/guichet : la file des téléchargements, les limites des portails, ce qui est coché et retenu. ~/.cache/guichet : ce que les portails ont répondu ; peut être effacé.
    macOS — ~/Library/Application Support/guichet : config.toml, identifiants chiffrés, file et limites. ~/Library/Caches/guichet : ce que les portails ont répondu.
    Windows — %APPDATA%\guichet\config\config.toml : la configuration. %LOCALAPPDATA%\guichet\data : identifiants chiffrés, file et limites. %LOCALAPPDATA%\guichet\cache : ce que les portails ont répondu.
    NOM.part, NOM.part.json — Un téléchargement qui n’est pas terminé, et ce qu’on en sait.
    NOM.receipt.json — Le reçu à côté de chaque fichier téléchargé : d’où il vient, son empreinte, le verdict.
    NOM.altered — Des octets qui ne sont pas ce qu’annonce le portail.
man-codes =
    0 — Terminé.
    1 — Erreur inattendue.
    2 — Mauvais usage ou mauvaise configuration.
    3 — Pas d’identifiants, refus, ou pas de droit à ceci.
    4 — Rien à cette adresse.
    5 — Erreur du réseau ou du portail, après plusieurs essais.
    6 — Le fichier n’est pas ce qu’annonce le portail, ou pas ce que demande --require.
    7 — Disque local ou sortie : plein, ou non accessible en écriture.
    8 — Quota : arrêté avant la limite d’un portail.
    9 — Quelque chose de plus récent est publié (`sync --check`).
    130 — Annulé.
    141 — La sortie standard a été fermée.
