# Une requête par ligne d’un tableau, dans le navigateur.
batch-browser-of-what = Ce qui se demande avec un numéro, comme un point d’accès avec un SIRET, peut se demander une fois par ligne d’un tableau : choisissez-le. Une copie pour Excel se fait dans le volet des téléchargements.
batch-browser-looks = Recherche si cela se demande ligne par ligne…
batch-browser-file = un tableau : une requête par ligne
batch-browser-file-help = Le chemin d’un CSV ou d’un classeur avec un identifiant par ligne.
batch-browser-reads-file = Lecture du fichier…
batch-browser-reads = Lecture du tableau : { $rows ->
    [one] { $rows } ligne jusqu’ici
   *[other] { $rows } lignes jusqu’ici
 }
batch-browser-stop-does = arrêter
batch-browser-complete-does = compléter
batch-browser-files-does = fichiers
batch-browser-plan-does = le plan
batch-browser-next-does = suivant
batch-browser-column-does = autre colonne
batch-browser-feeds = ce qui l’alimente : { $file }
batch-browser-feed = colonne « { $column } », { $percent } % valides
batch-browser-feed-plain = colonne « { $column } »
batch-browser-feed-none = pas encore de colonne : → en choisit une
batch-browser-for-all = { $text } pour toutes les lignes
batch-browser-no-column = choisissez la colonne des identifiants
batch-browser-folder = dossier
batch-browser-folder-help = Où vont les réponses ; il est créé s’il n’existe pas.
batch-browser-columns = Les colonnes, d’après { $rows ->
    [one] sa seule ligne
   *[other] ses { $rows } lignes
 } :
batch-browser-columns-first = Les colonnes, d’après les { $rows } premières lignes :
batch-browser-percent = { $percent } %
batch-browser-where = Les réponses vont dans { $folder }.
batch-browser-goes-on = Un passage s’y trouve déjà : il reprend, et ce qui a reçu une réponse n’est pas redemandé ({ $answered }).
batch-browser-opens = Le jeton l’ouvre, pour autant qu’on sache.
batch-browser-refused-more = et { $count ->
    [one] { $count } autre
   *[other] { $count } autres
 }
batch-browser-title = { $title } · { $file }
batch-browser-begun = En cours parmi les téléchargements ; { $key } y mène. Les réponses vont dans { $folder }.
batch-browser-already = Un autre passage écrit déjà dans { $folder } ; { $key } y mène.
batch-browser-removed = Retiré de la liste ; ses réponses restent dans { $folder }.
batch-browser-ended = { $title } : réponses { $good }, erreurs { $errors }
batch-browser-job-far = { $done } sur { $total }
batch-browser-job-pace = { $pace } par minute
batch-browser-job-errors = { $errors ->
    [one] { $errors } erreur
   *[other] { $errors } erreurs
 }
batch-browser-job-asks = un fournisseur est en échec : { $key } décide
batch-browser-job-paused = en pause à { $done } sur { $total } ; { $key } reprend
batch-browser-job-earlier = ligne par ligne, inachevé ; { $key } reprend
batch-browser-job-answered = réponses { $good }, erreurs { $errors } ; { $key } les montre
batch-browser-job-left = réponses { $good }, erreurs { $errors }, restent { $left } ; { $key } reprend
batch-browser-job-cancelled = arrêté, ses réponses restent ; { $key } reprend
batch-browser-answered = réponses
batch-browser-errors = erreurs
batch-browser-left = reste
batch-browser-refused = refusées
batch-browser-source = tableau
batch-browser-fed = alimenté par
batch-browser-pace = rythme
batch-browser-waits = attend
batch-browser-wait = { $what }, { $time }
batch-browser-results = résultats
batch-browser-to-do = à faire
batch-browser-to-do-again = Réessayez : seul ce qui reste est demandé, rien de ce qui a reçu une réponse.
batch-browser-not-begun = Rien n’a été envoyé.
batch-browser-linear = E : interroger ce point d’accès une fois par ligne d’un tableau ; E 3 pour la ligne 3
batch-browser-linear-column = Quelle colonne ? Tapez son numéro, ou Entrée pour celle qui est proposée.
batch-browser-linear-feed = Tapez le numéro d’une colonne, ou un texte valable pour toutes les lignes (=12 pour le texte 12), ou Entrée pour ce qui est proposé.
batch-browser-linear-begin = Envoyer ces requêtes ? oui ou non :
batch-browser-linear-answered = réponses { $good }, erreurs { $errors }, restent { $left } : { $path }
batch-browser-in-queue = par les lignes de { $file }
