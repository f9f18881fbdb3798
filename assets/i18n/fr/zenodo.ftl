# Zenodo et les autres entrepôts InvenioRDM.
zenodo-title = Zenodo et d’autres entrepôts de la recherche (InvenioRDM)
zenodo-platform-zenodo = Zenodo, l’entrepôt du CERN pour toute la recherche
zenodo-platform-sandbox = le bac à sable de Zenodo, pour des essais
zenodo-way = un jeton d’accès personnel de votre compte
zenodo-found = Sur Zenodo : votre compte, « Applications », `Personal access tokens`. Aucune des autorisations (scopes) n’est nécessaire pour lire.
zenodo-communities = communautés
zenodo-communities-count =
    { $count ->
        [one] { $count } communauté
       *[other] { $count } communautés
    }
zenodo-communities-not-by = les communautés ne peuvent être ni filtrées ni triées ainsi
zenodo-all = tous les dépôts
zenodo-datasets = jeux de données
zenodo-some-records = dépôts
zenodo-records =
    { $count ->
        [one] { $count } dépôt
       *[other] { $count } dépôts
    }
zenodo-no-such-address = un entrepôt de ce type n’a pas cette adresse
zenodo-no-api = Ce n’est pas une réponse de l’API d’un tel entrepôt. Vérifiez l’adresse du portail avec `guichet portals` : elle s’arrête avant `/api`.
zenodo-token-owner = le titulaire du jeton
zenodo-own = ce que votre compte peut voir
zenodo-beyond =
    { $count ->
        [one] le portail ne liste pas au-delà de { $reach } dépôts ; { $count } autre se trouve en cherchant et en filtrant
       *[other] le portail ne liste pas au-delà de { $reach } dépôts ; { $count } autres se trouvent en cherchant et en filtrant
    }
zenodo-beyond-uncounted = le portail ne liste pas au-delà de { $reach } dépôts ; les autres se trouvent en cherchant et en filtrant
zenodo-only-descending = Ce portail n’a pas cet ordre dans l’autre sens : ceux qui en ont le plus viennent d’abord.
zenodo-no-doi = aucun dépôt du portail n’a ce DOI
zenodo-files-unread = la liste de ses fichiers n’a pas pu être lue : { $cause }
zenodo-files-missing = le dépôt compte { $total } fichiers, et le portail en liste { $count }
zenodo-filter-unknown = Ce portail ne filtre pas par { $key } : ce filtre n’a pas été appliqué.
zenodo-requests-a-minute = requêtes par minute
zenodo-searches-a-minute = recherches par minute
zenodo-hidden = ses fichiers ne sont pas montrés à tous
zenodo-files-hidden = Ses fichiers ne vous sont pas montrés : leurs noms et leurs tailles ne sont donnés qu’à qui peut les obtenir.
zenodo-superseded = il existe une version plus récente
zenodo-request-400 = le portail n’accepte pas une valeur de la requête (400)
zenodo-request-400-hint = Prenez les filtres parmi ceux que propose le portail, et cherchez de simples mots.
zenodo-token-401 = le portail refuse le jeton
zenodo-token-401-hint = Il a peut-être expiré ou été supprimé, ou est du bac à sable : voyez vos jetons sur le site du portail.
zenodo-denied-403 = ce n’est pas ouvert à tous (403)
zenodo-denied-403-hint = Demandez l’accès sur sa page, et connectez-vous avec un jeton de votre compte.
zenodo-nothing-404 = le portail n’a rien à cet endroit (404)
zenodo-nothing-404-hint = Ce n’est peut-être pas encore publié.
zenodo-removed-410 = cela a été retiré (410)
zenodo-removed-410-why = cela a été retiré : { $reason } (410)
zenodo-community = communauté
zenodo-year = année
zenodo-lucene = OpenSearch
zenodo-filter-community = le nom d’une communauté, tel que dans son adresse web
zenodo-filter-type = un type : `dataset` (jeu de données), `software`, `publication::publication-report`…
zenodo-filter-access = qui peut obtenir les fichiers
zenodo-filter-format = la fin du nom d’un fichier, comme csv
zenodo-filter-keyword = un mot-clé, exactement
zenodo-filter-year = l’année de publication, un mois ou plusieurs années, comme `2024`, `2024-05` ou `2014..2020`
zenodo-filter-lucene = une condition dans le langage d’OpenSearch, comme `creators.name:"Martin, Ada"`
zenodo-sort-views = consultations
zenodo-sort-downloads = téléchargements
zenodo-fact-version = version
zenodo-fact-superseded = remplacé
zenodo-fact-doi = DOI
zenodo-fact-concept-doi = DOI de toutes les versions
zenodo-fact-embargo = embargo jusqu’au
zenodo-fact-embargo-reason = raison de l’embargo
zenodo-fact-communities = communautés
zenodo-fact-other-rights = autres licences
zenodo-fact-related = liens
zenodo-fact-notes = notes
zenodo-fact-other-version = autre version
