# Ce qu’API Entreprise et API Particulier ont en commun ; le sens de leurs erreurs est dans assets/apistration/errors.json.
apistration-form = formulaire « { $id } »
apistration-no-form = DataPass n’a pas ce formulaire
apistration-no-address = ce n’est pas une adresse
apistration-not-prefilled = DataPass ne le prend d’aucun lien : cela se remplit sur place
apistration-information = information « { $key } »
apistration-no-document = la réponse ne mène à aucun document
apistration-link-nowhere = son lien ne mène à aucun document
apistration-link-odd = sa réponse mène à quelque chose qui n’est pas une adresse
apistration-link-not-https = sa réponse mène à une adresse qui n’est pas en https
apistration-several = il y en a { $count } au choix : { $list }
apistration-say-which = Dites lequel : { $which }=1 à { $several }.
apistration-json-more = La réponse JSON en dit peut-être plus.
apistration-nameless = un document sans nom
apistration-endpoints =
    { $count ->
        [one] { $count } API
       *[other] { $count } API
    }
apistration-unknown-opens = on ne sait pas si votre jeton l’ouvre : { $why }
apistration-fact-named-in = nommé dans
apistration-field-of-answer = { $field } de la réponse JSON
apistration-which = lequel : son numéro dans la réponse, à partir de 1
apistration-which-help = Sans lui : le seul qui existe, ou une erreur qui les énumère.
apistration-kept-by-issuer = gardé par celui qui le délivre : un PDF, une image ou une page web, sans garantie
apistration-web-page = une page web d’un autre site, dont l’adresse est dans la réponse JSON ({ $field })
apistration-only-staging = seul le portail de préproduction y répond pour l’instant
apistration-recent = si récent que le portail ne l’a peut-être pas encore
apistration-any-token = aucun : tout jeton valide convient
apistration-or = {" "}ou{" "}
apistration-fact-request = requête
apistration-fact-right = droit
apistration-fact-token = jeton
apistration-fact-limit = limite
apistration-fact-maintenance = maintenance
apistration-maintenance = de { $from } à { $to }, heure de Paris
apistration-fact-replaced-by = remplacé par
apistration-deprecated = cette API est dépréciée : le portail la retirera
apistration-staging = ceci est le portail de préproduction : ses données sont inventées, et une entreprise inconnue reçoit un exemple
apistration-opens-unknown = on ne sait pas ce qu’ouvre votre jeton : { $why }
apistration-title-deprecated = { $title } ({ $version }, dépréciée)
apistration-answer-list = la réponse telle quelle : une liste d’enregistrements
apistration-answer = la réponse telle quelle
apistration-limit-shared =
    { $requests ->
        [one] { $requests } requête par minute (partagées par : { $title })
       *[other] { $requests } requêtes par minute (partagées par : { $title })
    }
apistration-limit-own =
    { $requests ->
        [one] { $requests } requête par minute (qui lui est propre)
       *[other] { $requests } requêtes par minute (qui lui sont propres)
    }
apistration-the-token = { $name } : le jeton
apistration-production-token = Ceci est le portail de préproduction, et le jeton semble être de production : utilisez-le avec { $pages }, ou prenez ici le jeton public de préproduction.
apistration-staging-token = Ce jeton est le jeton public de préproduction, qui ne fonctionne que sur { $staging } : prenez le vôtre sur { $pages }/compte.
apistration-the-provider = { $name } : le fournisseur
apistration-provider-silent = le fournisseur ne répond pas pour le moment
apistration-unknown-why = inconnu : { $why }
apistration-all = toutes les API
apistration-open-to-token = ouvertes à mon jeton
apistration-themes-title = thèmes
apistration-themes =
    { $count ->
        [one] { $count } thème
       *[other] { $count } thèmes
    }
apistration-providers-title = fournisseurs
apistration-providers =
    { $count ->
        [one] { $count } fournisseur
       *[other] { $count } fournisseurs
    }
apistration-opens-unknown-of = { $name } : on ne sait pas ce qu’ouvre votre jeton : { $cause }
apistration-ask-right = Il faut { $scopes } : demandez-le sur { $datapass }. Un droit accordé récemment peut mettre une heure à agir.
apistration-covers = Sa page { $pages }/catalogue/{ $sheet } dit ce qu’elle couvre.
apistration-silent = Vérifiez le réseau et le proxy. Si seul le portail se tait, il a peut-être exclu cette adresse pour 12 heures, comme il le fait après trop de requêtes.
apistration-maintenance-now = le fournisseur est en maintenance
apistration-maintenance-until = le fournisseur est en maintenance jusqu’au { $until }
apistration-quoted-hint = { $hint } Le support du portail demande l’identifiant de la requête : { $id }.
apistration-support = Le support du portail demande l’identifiant de la requête : { $id }.
apistration-cause = { $cause } ({ $known })
apistration-vendor-opens = le jeton d’un éditeur ouvre ce qui a été accordé à l’organisme nommé comme destinataire
apistration-not-open = non ouvert à votre jeton : il lui manque le droit { $scopes }
apistration-untitled-token = un jeton sans titre
apistration-ends-soon = le jeton prend fin le { $day } : la personne qui l’a demandé peut le prolonger dès maintenant
apistration-ended-says = le jeton dit avoir pris fin le { $day }, et le portail l’accepte : il a été prolongé depuis
apistration-vendor-nothing = le jeton d’un éditeur n’ouvre rien tant que le destinataire (recipient) ne nomme pas un organisme qui lui a donné délégation
apistration-no-right = le jeton ne porte aucun droit ; les API qui n’en demandent pas lui sont tout de même ouvertes
apistration-public-token = ceci est le jeton public de préproduction, dont les données sont inventées
apistration-older-right = { $scope } : un droit d’anciens jetons
apistration-unasked-right = { $scope } : un droit que ne demande aucune API connue
apistration-open = ouvert à votre jeton
apistration-no-token = ce qui a été donné n’est pas un jeton : celui-ci est fait de trois longues parties séparées par des points
apistration-no-token-hint = Recopiez-le en entier depuis votre compte sur le site du portail, puis relancez `guichet setup`.
apistration-moment = { $day } à { $time }
apistration-replaced = cette API est dépréciée : prenez plutôt { $successor }
apistration-no-file-yet = ses adresses sont dans la réponse JSON ({ $field }), et ne servent encore aucun fichier : le SIAF n’a pas chargé ses documents
apistration-by-person = uniquement depuis le service en ligne de votre organisme : il faut le jeton FranceConnect de la personne, qui s’y connecte elle-même
apistration-limit-a-second =
    { $requests ->
        [one] { $requests } requête par seconde (commune à toutes les API)
       *[other] { $requests } requêtes par seconde (communes à toutes les API)
    }
apistration-fact-shown = votre jeton montre
apistration-fact-left-out = absent pour votre jeton
apistration-answer-without = la réponse telle quelle ; absents pour votre jeton, qu’il y ait quelque chose ou non : { $keys }
apistration-left-out = votre jeton n’ouvre pas toute la réponse : { $keys } n’y sera pas, ce qui ne veut pas dire qu’il n’y a rien
apistration-maintenance-sundays = le dimanche de { $from } à { $to }, heure de Paris
apistration-recipient = SIRET de l’organisme public auquel les données sont destinées
apistration-recipient-help = Celui de votre propre organisme ; un éditeur de logiciels donne celui de son client.
apistration-filter-theme = le nom court d’un thème
apistration-filter-provider = le nom court d’un fournisseur
apistration-filter-token = open, closed ou unknown : ce qu’ouvre votre jeton
apistration-filter-state = current (actuel) ou deprecated (déprécié)
apistration-paste-siret = Organisation (SIRET)
apistration-paste-form = Cas d’usage
apistration-paste-data = Données demandées
apistration-paste-open = les données ouvertes seules, comprises dans toute demande
apistration-paste-description = Description du projet
apistration-paste-why = Nous avons besoin des réponses de : { $endpoints }. Elles servent à … (la démarche, qui l’instruit, combien de dossiers par an). De chacune nous avons besoin de … (pourquoi moins ne suffit pas).
