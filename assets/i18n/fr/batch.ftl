# Une requête par ligne d’un tableau.
batch-cell-empty = la cellule est vide
batch-no-file = ce fichier n’existe pas
batch-no-file-hint = Désignez un CSV ou un classeur, ou - pour l’entrée standard.
batch-no-rows = il est vide
batch-no-table = ce n’est pas un classeur lisible
batch-no-workbooks = ce guichet a été construit sans lecteur de classeurs
batch-as-csv = Enregistrez la feuille en CSV et désignez ce fichier.
batch-workbook-large = un classeur de plus de { $limit } Mio n’est pas lu
batch-workbook-unread = il ne peut pas être lu : { $why }
batch-first-sheet = Seule la première feuille est lue, « { $name } » ; { $count ->
    [one] une autre est laissée
   *[other] { $count } autres sont laissées
 } de côté.
batch-column = la colonne « { $name } »
batch-no-column = le tableau n’a pas cette colonne
batch-columns-are = Ses colonnes : { $known }
batch-fed-twice = deux colonnes l’alimentent
batch-feeds-nothing = rien ne la demande
batch-feeds-nothing-hint = Dites quel paramètre elle alimente, comme --column siren=COLONNE ; il y a : { $known }
batch-endless-row = une ligne de plus de { $limit } Mio n’en est pas une : un guillemet n’est peut-être pas fermé
batch-not-in-bulk = ce type de portail ne s’interroge pas ligne par ligne
batch-not-in-bulk-hint = --each accepte les points d’accès d’API Entreprise.
