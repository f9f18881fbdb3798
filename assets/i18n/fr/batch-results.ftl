# Ce que donne une demande par ligne d’un tableau.
batch-results-receipt = le reçu d’une série de demandes
batch-results-odd-receipt = il ne se lit pas comme le reçu d’une série de demandes
batch-results-sheet = Réponses
batch-results-exists = des fichiers de ce nom existent déjà
batch-results-cancelled = annulé ; ce qui a répondu est gardé
batch-results-answered = répondu
batch-results-without-document = répondu, sans son document
batch-results-not-found = introuvable
batch-results-refused = refusé
batch-results-failed = échec
batch-results-again = échec, à redemander
batch-results-invalid = non valide, pas demandé
batch-results-not-asked = pas encore demandé
batch-results-line = ligne
batch-results-identifier = identifiant
batch-results-endpoint = service
batch-results-code = code
batch-results-cause = cause
batch-results-remedy = remède
batch-results-correct = Corrigez la cellule et redemandez.
batch-results-unasked = ce n’est pas encore demandé
batch-results-resume = Reprenez avec --resume : ce qui a répondu n’est pas redemandé.
batch-results-unknown-field = Aucune réponse n’a de champ { $field } : sa colonne est vide.
batch-results-unknown-field-near = Aucune réponse n’a de champ { $field } : sa colonne est vide. Proches : { $near }
batch-results-beside = Un fichier que guichet n’a pas laissé là, ou qui a changé depuis, est gardé : le nouveau est { $name }.
batch-results-not-disclosed =
    { $count ->
        [one] { $count } cellule contient [ND] : la personne n’a pas permis de la diffuser
       *[other] { $count } cellules contiennent [ND] : les personnes n’ont pas permis de les diffuser
    }
batch-results-long-lists =
    { $count ->
        [one] { $count } liste a plus de { $most } éléments : les autres sont en JSON dans la colonne « more » qui les suit
       *[other] { $count } listes ont plus de { $most } éléments : les autres sont en JSON dans les colonnes « more » qui les suivent
    }
batch-results-left-out =
    { $count ->
        [one] { $count } valeur n’a pas de colonne, car sa réponse a trop de champs ou son nom est trop long : elle est dans answers.jsonl
       *[other] { $count } valeurs n’ont pas de colonne, car leurs réponses ont trop de champs ou leurs noms sont trop longs : elles sont dans answers.jsonl
    }
batch-results-unreadable =
    { $count ->
        [one] { $count } ligne d’answers.jsonl ne se lit pas et est laissée de côté
       *[other] { $count } lignes d’answers.jsonl ne se lisent pas et sont laissées de côté
    }
batch-results-marked =
    { $count ->
        [one] { $count } cellule des fichiers CSV qu’un tableur aurait calculée commence par une apostrophe ; le classeur l’a telle qu’elle est venue
       *[other] { $count } cellules des fichiers CSV qu’un tableur aurait calculées commencent par une apostrophe ; le classeur les a telles qu’elles sont venues
    }
batch-results-leads-out = il est désigné hors du dossier des résultats
batch-results-gone = il n’est plus là
