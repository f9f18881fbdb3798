# Une requête par ligne d’un tableau.
batch-cell-empty = la cellule est vide
batch-no-file = ce fichier n’existe pas
batch-no-file-hint = Désignez un CSV ou un classeur, ou « - » pour l’entrée standard.
batch-no-rows = il est vide
batch-no-table = ce n’est pas un classeur lisible
batch-no-workbooks = ce guichet a été construit sans lecteur de classeurs
batch-as-csv = Enregistrez la feuille en CSV et désignez ce fichier.
batch-workbook-large = un classeur de plus de { $limit } Mio n’est pas lu
batch-workbook-unread = il ne peut pas être lu : { $why }
batch-first-sheet = Seule la première feuille est lue, « { $name } » ; { $count ->
    [one] une autre est laissée
   *[other] { $count } autres sont laissées
 } de côté.
batch-column = la colonne « { $name } »
batch-no-column = le tableau n’a pas cette colonne
batch-columns-are = Ses colonnes sont { $known }.
batch-fed-twice = deux colonnes l’alimentent
batch-feeds-nothing = rien ne la demande
batch-feeds-nothing-hint = Dites quel paramètre elle alimente, comme --column siren=COLONNE ; il y a { $known }.
batch-endless-row = une ligne de plus de { $limit } Mio n’en est pas une : un guillemet n’est peut-être pas fermé
batch-not-in-bulk = ce type de portail ne s’interroge pas ligne par ligne
batch-not-in-bulk-hint = --each accepte les points d’accès d’API Entreprise.
batch-endpoint-twice = il est désigné deux fois
batch-other-portal = un même passage n’interroge qu’un portail, et un autre point d’accès est de { $portal }
batch-several-documents = une réponse peut mener à plusieurs de ces fichiers ; ligne par ligne, il n’y en a qu’un au plus
batch-nothing-fed = aucune colonne n’alimente { $name }
batch-nothing-fed-hint = Désignez la colonne des identifiants, comme --column siret.
batch-journal-damaged = la ligne { $line } n’est pas une réponse
batch-journal-hint = Quelqu’un l’a modifié. Déplacez-le et recommencez, ou retirez cette ligne.
batch-no-json = la réponse n’est pas un objet JSON
batch-no-pdf = ce qui est arrivé n’est pas un PDF
batch-subject = le passage
batch-cancelled = il a été interrompu avant la fin
batch-refused-thrice = Trois requêtes de suite ont été refusées car trop nombreuses : d’autres utilisent ce jeton ou cette adresse. Reprenez plus tard.
batch-silent = deux fois de suite, rien n’a répondu : cette adresse est peut-être bannie, pour 12 heures
batch-silent-hint = Ne réessayez pas tout de suite. Demandez à votre service informatique si d’autres logiciels obtiennent des réponses, et reprenez demain.
batch-busy = un autre passage y écrit
batch-busy-hint = Attendez qu’il finisse, ou désignez un autre dossier avec -o.
batch-waits = Un autre passage écrit dans { $folder } : celui-ci l’attend.
batch-begin = Une requête par ligne
batch-begin-text = Envoyer { $requests ->
    [one] une requête
   *[other] { $requests } requêtes
 } ?
batch-begin-yes = les envoyer
batch-begin-no = ne rien envoyer
batch-failing = Un fournisseur est en échec
batch-failing-text = { $title } a échoué pour { $errors } lignes de suite : { $cause }
batch-failing-yes = continuer dans une minute
batch-failing-no = laisser ses lignes pour plus tard
batch-no-folder = les réponses ont besoin d’un dossier à elles
batch-no-folder-hint = Désignez-le, comme -o reponses/ ; il est créé au besoin.
batch-answers-hint = { $asks } Dites-le avec --param, comme --param recipient=SIRET, ou depuis une colonne avec --column object=COLONNE.
batch-answers-there = il contient les réponses d’un passage précédent
batch-answers-there-hint = --resume reprend à partir d’elles ; ou désignez un autre dossier avec -o.
batch-unread = sa lecture s’est terminée de façon inattendue
batch-unconfirmed = personne n’est là pour accepter le plan
batch-unconfirmed-hint = Regardez-le avec --plan, puis ajoutez --yes.
batch-not-begun = rien n’a été envoyé
batch-finishing = Ce qui est en route se termine ; un second Ctrl-C arrête tout de suite.
batch-rows = { $rows ->
    [one] une ligne
   *[other] { $rows } lignes
 }, dont { $refused } avec un identifiant refusé ; { $repeated } requêtes répétées
batch-refused-line = ligne { $line } : { $why }
batch-refused-more = et { $count } de plus, toutes dans errors.csv
batch-endpoint = { $requests ->
    [one] une requête
   *[other] { $requests } requêtes
 }, { $answered } déjà répondues ; { $counter } : { $limit } par minute au plus, { $pace } par minute ici
batch-left = il reste { $left } sur { $limit } pour cette minute
batch-with-document = son document arrive avec chaque réponse
batch-doubt = Refus possible : { $why }
batch-personal = Ces réponses portent sur des personnes physiques : tous les fichiers sont pour vous seul, et rien n’en est gardé ailleurs.
batch-takes = { $requests ->
    [one] une requête
   *[other] { $requests } requêtes
 } en tout, environ { $time } à ce rythme
batch-progress = { $done } sur { $total }, { $pace } par minute, encore { $left }
batch-progress-errors = { $errors ->
    [one] une erreur
   *[other] { $errors } erreurs
 } ({ $kinds })
batch-progress-waits = attend { $time } ({ $what })
batch-ended = réponses : { $good } ; erreurs : { $errors } ; non demandées : { $unasked } ; lignes refusées : { $refused }
batch-ended-errors = erreurs par code : { $kinds }
batch-ended-where = les réponses : { $path }
batch-go-on = Pour reprendre : { $command }
batch-again = --resume la redemande une fois.
