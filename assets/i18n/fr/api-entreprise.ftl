# API Entreprise ; le sens de ses erreurs est dans assets/api-entreprise/errors.json.
api-entreprise-form = formulaire « { $id } »
api-entreprise-no-form = DataPass n’a pas ce formulaire
api-entreprise-no-address = ce n’est pas une adresse
api-entreprise-not-prefilled = DataPass ne le prend d’aucun lien : cela se remplit sur place
api-entreprise-information = information « { $key } »
api-entreprise-no-object = ce n’est pas un objet JSON ({ $error })
api-entreprise-no-data = il ne contient pas de données
api-entreprise-partial = cette entité n’autorise qu’une diffusion partielle : [ND] remplace le reste
api-entreprise-document-refused = le document est refusé
api-entreprise-no-document = la réponse ne mène à aucun document
api-entreprise-redirected = la demande portait sur { $from }, connu sous un autre numéro : celui-ci
api-entreprise-not-all-read = tout n’a pas pu être lu dans le document : { $why }
api-entreprise-yes = oui
api-entreprise-no = non
api-entreprise-not-disclosed = {"["}ND] (non diffusé)
api-entreprise-link-nowhere = son lien ne mène à aucun document
api-entreprise-link-odd = sa réponse mène à quelque chose qui n’est pas une adresse
api-entreprise-link-not-https = sa réponse mène à une adresse qui n’est pas en https
api-entreprise-several = il y en a { $count } au choix : { $list }
api-entreprise-say-which = Dites lequel : { $which }=1 à { $several }.
api-entreprise-json-more = La réponse JSON en dit peut-être plus.
api-entreprise-nameless = un document sans nom
api-entreprise-filter-theme = le nom court d’un thème
api-entreprise-filter-provider = le nom court d’un fournisseur
api-entreprise-filter-access = open (ouvert) ou restricted (restreint)
api-entreprise-filter-token = open, closed ou unknown : ce qu’ouvre votre jeton
api-entreprise-filter-state = current (actuel) ou deprecated (déprécié)
api-entreprise-endpoints =
    { $count ->
        [one] { $count } API
       *[other] { $count } API
    }
api-entreprise-unknown-opens = on ne sait pas si votre jeton l’ouvre : { $why }
api-entreprise-fact-named-in = nommé dans
api-entreprise-field-of-answer = { $field } de la réponse JSON
api-entreprise-which = lequel : son numéro dans la réponse, à partir de 1
api-entreprise-which-help = Sans lui : le seul qui existe, ou une erreur qui les énumère.
api-entreprise-kept-by-issuer = gardé par celui qui le délivre : un PDF, une image ou une page web, sans garantie
api-entreprise-web-page = une page web d’un autre site, dont l’adresse est dans la réponse JSON ({ $field })
api-entreprise-only-staging = seul le portail de préproduction y répond pour l’instant
api-entreprise-recent = si récent que le portail ne l’a peut-être pas encore
api-entreprise-context = cadre de l’appel
api-entreprise-context-help = Le cadre dans lequel les données sont demandées : aide publique, marché public…
api-entreprise-recipient = SIRET de l’organisme public auquel les données sont destinées
api-entreprise-recipient-help = Celui de votre propre organisme ; un éditeur de logiciels donne celui de son client.
api-entreprise-object = motif de l’appel, ou numéro de dossier
api-entreprise-object-help = Moins de 50 caractères : le portail le conserve avec l’appel.
api-entreprise-delegation = la délégation concernée
api-entreprise-delegation-help = Seulement si le destinataire a délégué plus d’une fois.
api-entreprise-any-token = aucun : tout jeton valide convient
api-entreprise-or = {" "}ou{" "}
api-entreprise-fact-request = requête
api-entreprise-fact-right = droit
api-entreprise-fact-token = jeton
api-entreprise-fact-limit = limite
api-entreprise-fact-maintenance = maintenance
api-entreprise-maintenance = de { $from } à { $to }, heure de Paris
api-entreprise-fact-replaced-by = remplacé par
api-entreprise-deprecated = cette API est dépréciée : le portail la retirera
api-entreprise-staging = ceci est le portail de préproduction : ses données sont inventées, et une entreprise inconnue reçoit un exemple
api-entreprise-opens-unknown = on ne sait pas ce qu’ouvre votre jeton : { $why }
api-entreprise-title-deprecated = { $title } ({ $version }, dépréciée)
api-entreprise-answer-list = la réponse telle quelle : une liste d’enregistrements
api-entreprise-answer = la réponse telle quelle
api-entreprise-siren = SIREN de l’entreprise
api-entreprise-siret = SIRET de l’établissement
api-entreprise-siren-rna = SIREN ou RNA de l’association
api-entreprise-siret-rna = SIRET ou RNA de l’association
api-entreprise-siren-siret-rna = SIREN, SIRET ou RNA de l’association
api-entreprise-siren-siret-rnf = SIREN, SIRET ou RNF de la fondation
api-entreprise-siret-eori = SIRET ou EORI de l’opérateur
api-entreprise-month = mois
api-entreprise-month-help = Deux chiffres : de 01 à 12.
api-entreprise-year = année
api-entreprise-depth = combien de mois avant celui-là, en plus
api-entreprise-headcount = type d’effectif
api-entreprise-limit = combien d’enregistrements au plus
api-entreprise-limit-shared =
    { $requests ->
        [one] { $requests } requête par minute (partagées par : { $title })
       *[other] { $requests } requêtes par minute (partagées par : { $title })
    }
api-entreprise-limit-own =
    { $requests ->
        [one] { $requests } requête par minute (qui lui est propre)
       *[other] { $requests } requêtes par minute (qui lui sont propres)
    }
api-entreprise-title = API Entreprise, les données des entreprises pour les organismes publics français
api-entreprise-staging-platform = préproduction, avec des données inventées
api-entreprise-the-token = { $name } : le jeton
api-entreprise-production-token = Ceci est le portail de préproduction, et le jeton semble être de production : utilisez-le avec https://entreprise.api.gouv.fr, ou prenez ici le jeton public de préproduction.
api-entreprise-staging-token = Ce jeton est le jeton public de préproduction, qui ne fonctionne que sur https://staging.entreprise.api.gouv.fr : prenez le vôtre sur https://entreprise.api.gouv.fr/compte.
api-entreprise-the-provider = { $name } : le fournisseur
api-entreprise-provider-silent = le fournisseur ne répond pas pour le moment
api-entreprise-unknown-why = inconnu : { $why }
api-entreprise-all = toutes les API
api-entreprise-open-to-token = ouvertes à mon jeton
api-entreprise-themes-title = thèmes
api-entreprise-themes =
    { $count ->
        [one] { $count } thème
       *[other] { $count } thèmes
    }
api-entreprise-providers-title = fournisseurs
api-entreprise-providers =
    { $count ->
        [one] { $count } fournisseur
       *[other] { $count } fournisseurs
    }
api-entreprise-opens-unknown-of = { $name } : on ne sait pas ce qu’ouvre votre jeton : { $cause }
api-entreprise-ask-right = Il faut { $scopes } : demandez-le sur { $datapass }. Un droit accordé récemment peut mettre une heure à agir.
api-entreprise-covers = Ce qu’elle couvre : https://entreprise.api.gouv.fr/catalogue/{ $sheet }
api-entreprise-silent = Vérifiez le réseau et le proxy. Si seul le portail se tait, il a peut-être exclu cette adresse pour 12 heures, comme il le fait après trop de requêtes.
api-entreprise-no-such-address = API Entreprise n’a pas cette adresse
api-entreprise-maintenance-now = le fournisseur est en maintenance
api-entreprise-maintenance-until = le fournisseur est en maintenance jusqu’au { $until }
api-entreprise-quoted-hint = { $hint } Le support du portail demande l’identifiant de la requête : { $id }.
api-entreprise-support = Le support du portail demande l’identifiant de la requête : { $id }.
api-entreprise-cause = { $cause } ({ $known })
api-entreprise-vendor-opens = le jeton d’un éditeur ouvre ce qui a été accordé à l’organisme nommé comme destinataire
api-entreprise-not-open = non ouvert à votre jeton : il lui manque le droit { $scopes }
api-entreprise-untitled-token = un jeton sans titre
api-entreprise-ends-soon = le jeton prend fin le { $day } : la personne qui l’a demandé peut le prolonger dès maintenant
api-entreprise-ended-says = le jeton dit avoir pris fin le { $day }, et le portail l’accepte : il a été prolongé depuis
api-entreprise-vendor-nothing = le jeton d’un éditeur n’ouvre rien tant que le destinataire (recipient) ne nomme pas un organisme qui lui a donné délégation
api-entreprise-no-right = le jeton ne porte aucun droit ; les API qui n’en demandent pas lui sont tout de même ouvertes
api-entreprise-public-token = ceci est le jeton public de préproduction, dont les données sont inventées
api-entreprise-older-right = { $scope } : un droit d’anciens jetons
api-entreprise-unasked-right = { $scope } : un droit que ne demande aucune API connue
api-entreprise-open = ouvert à votre jeton
api-entreprise-way = le jeton d’une habilitation (JWT)
api-entreprise-found = Sur https://entreprise.api.gouv.fr/compte, connecté par ProConnect avec l’adresse de la demande. Pour le portail de préproduction il existe un jeton public, nommé dans sa documentation.
api-entreprise-no-token = ce qui a été donné n’est pas un jeton : celui-ci est fait de trois longues parties séparées par des points
api-entreprise-no-token-hint = Copiez-le en entier depuis https://entreprise.api.gouv.fr/compte, puis relancez `guichet setup`.
api-entreprise-moment = { $day } à { $time }
api-entreprise-replaced = cette API est dépréciée : prenez plutôt { $successor }
api-entreprise-no-file-yet = ses adresses sont dans la réponse JSON ({ $field }), et ne servent encore aucun fichier : le SIAF n’a pas chargé ses documents
api-entreprise-paste-siret = Organisation (SIRET)
api-entreprise-paste-form = Cas d’usage
api-entreprise-paste-data = Données demandées
api-entreprise-paste-open = les données ouvertes seules, comprises dans toute demande
api-entreprise-paste-description = Description du projet
api-entreprise-paste-why = Nous avons besoin des réponses de : { $endpoints }. Elles servent à … (la démarche, qui l’instruit, combien de dossiers par an). De chacune nous avons besoin de … (pourquoi moins ne suffit pas).
