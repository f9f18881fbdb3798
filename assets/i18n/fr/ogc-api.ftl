# Ce que OGC API Records et STAC ont en commun.
ogc-api-way-bearer = un jeton dans un en-tête
ogc-api-found-bearer = L’exploitant du portail le donne.
ogc-api-way-login = un nom d’utilisateur et un mot de passe (HTTP Basic)
ogc-api-found-login = L’exploitant du portail les donne.
ogc-api-item-link = lien
ogc-api-the-collections = les collections
ogc-api-collections = collections
ogc-api-collections-count =
    { $count ->
        [one] { $count } collection
       *[other] { $count } collections
    }
ogc-api-credential-owner = qui détient ces identifiants
ogc-api-facet-collection = collection
ogc-api-filter-from = un jour : ce qui porte sur un temps de ce jour ou d’après
ogc-api-filter-to = un jour : ce qui porte sur un temps de ce jour ou d’avant
ogc-api-ends-before = la période finit avant de commencer
ogc-api-fact-roles = rôle
ogc-api-asset-signs-in = il faut se connecter là où il est conservé
ogc-api-asset-signed = il est dans un stockage ({ $host }) qui n’ouvre le plus souvent qu’aux adresses signées : guichet en demande une au portail, qui n’en donne peut-être pas
ogc-api-unsigned = le stockage où il se trouve ({ $host }) n’ouvre qu’aux adresses signées ({ $code }), et le portail n’en a pas signé
ogc-api-unsigned-hint = Demandez à l’exploitant du portail où il signe les adresses (sas, sign) ; une adresse signée s’ouvre un moment avec n’importe quel programme.
ogc-api-next-asked-here = la page suivante serait chez { $host }, et guichet n’interroge pas d’autre hôte que le portail : il demande cette page au portail
ogc-api-next-elsewhere = la page suivante serait chez { $host }, et guichet n’interroge pas d’autre hôte que le portail : la liste s’arrête ici
ogc-api-next-again = le portail dit que cette page se suit elle-même, donc la liste s’arrête ici
ogc-api-next-odd = le portail dit qu’il y a une suite, sans dire où, donc la liste s’arrête ici
ogc-api-more-collections = il y a plus de collections que les { $count } premières, qui sont les seules listées
ogc-api-unread-collections =
    { $count ->
        [one] { $count } collection est illisible ou sans identifiant, et laissée de côté
       *[other] { $count } collections sont illisibles ou sans identifiant, et laissées de côté
    }
ogc-api-request-400 = le portail n’accepte pas la requête (400)
ogc-api-request-400-hint = Un mot, un filtre ou un tri peut ne pas exister sur ce portail ; essayez sans.
ogc-api-refused-401 = le portail refuse les identifiants (401)
ogc-api-refused-401-hint = Ils ont peut-être expiré : l’exploitant du portail en donne d’autres.
ogc-api-asks-401 = le portail demande de se connecter (401)
ogc-api-asks-401-hint = `guichet setup` demande le jeton, ou le nom d’utilisateur et son mot de passe.
ogc-api-denied-403 = aucun droit sur ceci (403)
ogc-api-nothing-404 = le portail n’a rien à cet endroit (404)
ogc-api-page-fails = une page des collections est illisible, il en manque donc ici : { $why }
ogc-api-collection-fails = la collection « { $collection } » est laissée de côté : { $why }
ogc-api-collection-page-fails = une page de la collection « { $collection } » est illisible, sa liste s’arrête avant sa fin : { $why }
