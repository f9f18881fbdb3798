# Les portails CKAN.
ckan-title = CKAN, des portails de données ouvertes de nombreux pays et villes
ckan-platform-sud = Région Sud, datasud.fr
ckan-platform-de = Allemagne, govdata.de
ckan-platform-ie = Irlande, data.gov.ie
ckan-platform-it = Italie, dati.gov.it
ckan-platform-ch = Suisse, opendata.swiss
ckan-platform-uk = Royaume-Uni, data.gov.uk
ckan-platform-ca = Canada, open.canada.ca
ckan-platform-hdx = données humanitaires, data.humdata.org
ckan-way = un jeton d’API de votre compte sur le portail
ckan-found = Sur le portail : votre nom, puis « Jetons d’API » (API tokens) ; sur les portails plus anciens, la « Clé d’API » (API key) de la page de votre profil.
ckan-groups = groupes
ckan-groups-count =
    { $count ->
        [one] { $count } groupe
       *[other] { $count } groupes
    }
ckan-organisations-not-by = les organisations ne peuvent être ni filtrées ni triées ainsi
ckan-groups-not-by = les groupes ne peuvent être ni filtrés ni triés ainsi
ckan-failed = CKAN dit avoir échoué
ckan-not-as-expected = sa réponse n’est pas celle attendue ({ $error })
ckan-no-result = sa réponse n’a pas de résultat
ckan-token-unknown = CKAN ne connaît pas ce jeton d’API
ckan-token-unknown-hint = Il est peut-être mal saisi, révoqué ou expiré, ou d’un autre portail : voyez vos jetons sur le site du portail.
ckan-no-api = Ce n’est pas une réponse de l’API de CKAN. Vérifiez l’adresse du portail avec `guichet portals` : elle s’arrête avant `/api`, et certaines ont un chemin avant.
ckan-no-such-address = un portail CKAN n’a pas cette adresse
ckan-value-409 = CKAN n’accepte pas une valeur de la requête (409)
ckan-value-409-hint = Prenez les filtres parmi ceux que propose le portail, et cherchez de simples mots.
ckan-request-400 = CKAN ne comprend pas la requête (400)
ckan-request-400-hint = Un logiciel proche de CKAN qui n’a pas toute son API répond aussi de la sorte (DKAN).
ckan-denied-403 = CKAN ne vous y donne pas droit (403)
ckan-denied-403-hint = Demandez à l’organisation à laquelle cela appartient ; un jeton expiré n’ouvre plus rien non plus.
ckan-closed-403 = ce n’est pas ouvert à tous (403)
ckan-closed-403-hint = Connectez-vous avec un jeton d’API de votre compte : `guichet setup` le demande.
ckan-nothing-404 = CKAN n’a rien à cet endroit pour vous (404)
ckan-nothing-404-hint = Cela a peut-être été retiré, ou est privé : dans ce cas, connectez-vous avec un jeton d’API.
ckan-elsewhere-404 = il n’y a rien, et ce qui le dit n’est pas l’API de CKAN (404)
ckan-elsewhere-404-hint = Vérifiez l’adresse du portail avec `guichet portals` : elle s’arrête avant `/api`, et certaines ont un chemin avant.
ckan-item-group = un groupe
ckan-item-keyword = un mot-clé
ckan-item-extra = un champ supplémentaire
ckan-private = visible des seuls membres de son organisation
ckan-fact-version = version
ckan-fact-source = source
ckan-fact-author = auteur
ckan-fact-maintainer = responsable
ckan-to-registered = restreint à qui a un compte sur le portail
ckan-to-any-organisation = restreint aux membres d’une organisation du portail
ckan-to-its-organisation = restreint aux membres de son organisation
ckan-to-allowed = restreint à ceux que son producteur laisse entrer
ckan-to-others = restreint à { $whom }
ckan-filter-organization = le nom d’une organisation, tel que dans son adresse web
ckan-filter-group = le nom d’un groupe, tel que dans son adresse web
ckan-filter-tag = un mot-clé, exactement
ckan-filter-format = un format, comme CSV
ckan-filter-licence = l’identifiant d’une licence, comme cc-by
ckan-sort-name = nom dans son adresse web
