# Là où les secrets sont gardés.
secrets-client-id = identifiant client
secrets-client-secret = secret client
secrets-api-key = clé d’API
secrets-stored = les identifiants enregistrés
secrets-damaged-or-newer = ils sont endommagés, ou écrits par une version plus récente de guichet
secrets-store-again-or-update = Enregistrez-les de nouveau avec `guichet auth set`, ou mettez guichet à jour.
secrets-credential = les identifiants
secrets-not-written-down = ils n’ont pas pu être mis par écrit
secrets-two-ways = { $other } est également définie, et on ne se connecte à un portail que d’une façon
secrets-unset-one = Supprimez l’une des deux.
secrets-not-utf8 = sa valeur n’est pas en UTF-8
secrets-also-set = { $other } est également définie
secrets-file-unreadable = le fichier { $path } est illisible : { $error }
secrets-file-empty = le fichier { $path } est vide
secrets-half-a-pair = elle n’est pas définie, alors que { $set } l’est : elles vont ensemble
secrets-both-or-neither = Définissez les deux, ou aucune.
secrets-no-passphrase = aucune phrase secrète n’a été donnée
secrets-set-passphrase = Définissez GUICHET_PASSPHRASE.
secrets-unreadable = il ne peut pas être lu : { $error }
secrets-encrypting = le chiffrement a échoué : { $error }
secrets-unwritable = il ne peut pas être écrit : { $error }
secrets-unlockable = il ne peut pas être verrouillé : { $error }
secrets-file-at = le fichier chiffré { $path }
secrets-wrong-passphrase = cette phrase secrète ne l’ouvre pas
secrets-wrong-passphrase-hint = Réessayez ; si vous en êtes sûr, le fichier est endommagé : restaurez-le, ou supprimez-le et recommencez.
secrets-not-by-passphrase = il n’est pas fermé par une phrase secrète : guichet ne l’a donc pas écrit
secrets-move-away = Déplacez-le ailleurs.
secrets-too-much-work = l’ouvrir prendrait plus de temps que guichet n’en accorde : guichet ne l’a donc pas écrit
secrets-file-damaged = il est endommagé, ou écrit par une version plus récente de guichet ; il a été laissé tel quel
secrets-file-damaged-hint = Restaurez-le, ou supprimez-le et enregistrez de nouveau vos identifiants avec `guichet auth set`.
secrets-folder-unwritable = son dossier n’est pas accessible en écriture : { $error }
secrets-keyring-forgot = il n’a pas rendu ce qui venait d’y être enregistré
secrets-keyring-hash = le nom d’un portail ne peut pas contenir `#`
secrets-keyring-hint = Déverrouillez-le et relancez guichet, ou utilisez GUICHET_SECRETS=file (un fichier protégé par une phrase secrète), ou définissez les variables GUICHET_… du portail.
secrets-keyring-hint-service = Déverrouillez ou démarrez un service de secrets (GNOME Keyring, KWallet, KeePassXC) et relancez guichet, ou utilisez GUICHET_SECRETS=file (un fichier protégé par une phrase secrète), ou définissez les variables GUICHET_… du portail.
secrets-the-keyring = le trousseau
secrets-keyring-locked = il est verrouillé ou refuse l’accès ({ $inner })
secrets-keyring-unreachable = il ne répond pas ({ $inner })
secrets-keyring-ambiguous =
    { $entries ->
        [one] il contient { $entries } entrée du même nom
       *[other] il contient { $entries } entrées différentes du même nom
    }
secrets-keyring-ambiguous-hint = Supprimez-les toutes avec `guichet auth remove { $portal }`, puis enregistrez de nouveau la bonne avec `guichet auth set { $portal }`.
secrets-keyring-unreadable = il a rendu quelque chose d’illisible
secrets-the-file = le fichier chiffré
secrets-nobody-to-type = il lui faut une phrase secrète, et personne n’est là pour la saisir
secrets-set-passphrase-or-file = Définissez GUICHET_PASSPHRASE ou GUICHET_PASSPHRASE_FILE.
secrets-store-setting = l’emplacement des secrets
secrets-no-such-store = « { $word } » n’existe pas
secrets-store-words = Donnez à GUICHET_SECRETS la valeur keyring, file ou memory.
secrets-the-environment = l’environnement
secrets-this-session = cette session
secrets-none-stored = aucun identifiant n’est enregistré pour ce portail
secrets-none-stored-hint = Lancez `guichet setup { $portal }`, ou définissez { $variable }…
secrets-origins-both = { $portal } (jetons de { $tokens })
secrets-elsewhere = ses identifiants ont été donnés pour { $known }, et la configuration indique maintenant { $now } ; rien n’y a été envoyé
secrets-elsewhere-hint = Si cette adresse est la bonne, `guichet auth allow { $portal }` (avec la même configuration) permet d’y envoyer les identifiants ; sinon, corrigez `url` et `token_url` dans la configuration.
secrets-origin-odd = « { $word } » n’est pas une adresse web
secrets-origin-other = { $variable } ne nomme pas { $now } ; rien n’y a été envoyé
secrets-origin-other-hint = Si cette adresse est la bonne, ajoutez-la à { $variable } ; sinon, corrigez `url` et `token_url` dans la configuration.
secrets-not-bound = ses identifiants viennent de variables d’environnement, qui ne sont enregistrées nulle part
secrets-not-bound-hint = Mettez dans { $variable } les adresses où ils peuvent aller.
secrets-gave-back-else = il a rendu autre chose que ce qui y avait été enregistré
secrets-still-hung = il ne répond toujours pas à un appel précédent
secrets-died = l’appel s’est interrompu
secrets-late-keyring =
    { $seconds ->
        [one] il n’a pas répondu depuis { $seconds } seconde : il attend d’être déverrouillé, ou le programme qui le gère est bloqué
       *[other] il n’a pas répondu depuis { $seconds } secondes : il attend d’être déverrouillé, ou le programme qui le gère est bloqué
    }
secrets-late-file =
    { $seconds ->
        [one] il n’a pas répondu depuis { $seconds } seconde : un autre processus le retient, ou le disque est bloqué
       *[other] il n’a pas répondu depuis { $seconds } secondes : un autre processus le retient, ou le disque est bloqué
    }
secrets-kept-for-session = { $cause } ; les identifiants ne sont gardés que pour cette session
secrets-removed-from-session = { $cause } ; les identifiants n’ont été retirés que de cette session
secrets-login = nom d’utilisateur
secrets-password = mot de passe
secrets-token = jeton
secrets-part-missing = leur partie { $number } sur { $parts } manque dans le trousseau
secrets-parts-odd = leurs parties dans le trousseau ne vont pas ensemble
secrets-keyring-other = le trousseau contient autre chose à leur place
secrets-broken-hint = Ils sont inutilisables : enregistrez-les de nouveau avec `guichet auth set`, ou supprimez-les avec `guichet auth remove`.
secrets-word-environment = environnement
secrets-word-session = session
secrets-word-keyring = trousseau
secrets-word-encrypted-file = fichier chiffré
