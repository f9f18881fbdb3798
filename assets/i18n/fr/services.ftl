# Les services qui donnent des lignes quand on les demande, en un seul fichier.
services-verdict = complet
services-complete = { $came } lignes sur { $total }
services-kept = { $said } ; { $kept } d’entre elles correspondent à la demande, ce que le service ne sait pas chercher lui-même
services-uncounted = { $came } lignes sont arrivées, et le service ne les compte pas : personne ne peut dire si tout est là
services-fewer = { $came } lignes sur { $total } sont arrivées, puis plus rien : restreignez par une emprise ou un filtre, et prenez-les par parties
services-more = { $came } lignes sont arrivées alors que le service en compte { $total } : réessayez, les données changent peut-être
services-twice = { $came } lignes sont arrivées sur { $total }, dont { $twice } déjà venues : le service n’a pas d’ordre stable ; restreignez par une emprise ou un filtre jusqu’à ce que tout tienne en une réponse
services-alike = { $came } lignes sont arrivées sur { $total }, dont { $alike } semblables à une ligne déjà venue : rien dans le service ne les distingue, si bien que personne ne peut dire si tout est là ; restreignez par une emprise ou un filtre jusqu’à ce que tout tienne en une réponse
services-changed = { $came } lignes sont arrivées sur { $total }, et le service en compte maintenant { $now } : les données ont changé entre-temps, réessayez
services-stopped = seules { $came } lignes sont arrivées : { $why }
services-broke-off = le fichier s’interrompt après { $came } lignes
services-same-page = le service redonne la même page : il ne sait pas paginer ; restreignez par une emprise ou un filtre
services-too-many = il n’y en a pas de fin
services-new-column = la colonne { $column } n’apparaît que dans une ligne tardive
services-new-column-hint = Prenez-le avec --param as=geojson ou as=jsonl, qui n’ont pas besoin de colonnes.
services-as = format
services-as-help = Sous quelle forme le fichier est écrit.
services-where = seulement les lignes où
services-where-columns = Par exemple `commune=35238; nom~rennes`. Colonnes : { $columns }
services-where-help = Par exemple `commune=35238; nom~rennes`, avec `=`, `!=`, `<`, `<=`, `>`, `>=` ou `~` (quelque part dedans).
services-bbox = seulement dans
services-bbox-help = OUEST,SUD,EST,NORD en degrés, par exemple -1.75,48.07,-1.62,48.15.
services-layer = couche
services-layer-help = Laquelle de ses couches ; inutile s’il n’en a qu’une.
services-layer-among = L’une de : { $names }
services-no-criterion = { $part } n’est pas un filtre : écrivez COLONNE=VALEUR, plusieurs entre points-virgules, et entre guillemets droits une valeur qui en contient un
services-no-bounds = { $bounds } n’est pas une emprise : écrivez OUEST,SUD,EST,NORD en degrés
services-no-bounds-here = ses lignes ne sont pas en degrés, et le service ne cherche pas par emprise : prenez-les toutes
services-page-too-long = une de ses réponses est trop longue pour être gardée
services-page-too-long-hint = Restreignez par une emprise ou un filtre (--bbox, --where).
services-no-answer = il ne répond rien
services-exception = le service dit : { $said }
services-no-json = il répond autre chose que le JSON demandé, ou seulement une partie
services-no-xml = il répond autre chose que du XML
services-no-gml = il répond autre chose que le GML demandé, ou seulement une partie
services-no-wfs = il ne répond pas comme un WFS
services-no-layers = il n’a pas de couches
services-which-layer = il a plusieurs couches : dites laquelle
services-no-layer = il n’a pas de couche { $wanted }
services-layers = Ajoutez `--param layer=NOM`, l’une de : { $names }.
services-no-column = il n’a pas de colonne { $column }
services-columns = Ses colonnes : { $names }.
services-gml-only = le service donne du GML et rien d’autre
services-gml-only-hint = Prenez-le avec --param as=gml.
services-gml-where = les lignes en GML ne sont pas examinées
services-gml-where-hint = Prenez tout, ou ce qui est dans une emprise (--bbox).
services-no-total = il ne dit pas combien de lignes il a
services-no-table-hint = Le portail n’a pas (ou plus) de table de ce fichier : prenez le fichier lui-même.
services-packed = le portail compresse ce qu’il envoie : ses lignes ne peuvent pas être examinées
services-no-row = une de ses lignes est illisible
services-no-places = aucune de ses colonnes ne dit où se trouve une ligne : elle ne peut pas être limitée à une emprise
services-no-places-hint = Restreignez par ses colonnes, avec `--where COLONNE=VALEUR`.
services-curl-pages = { $address } : c’est sa première requête, telle que le service y répond. D’autres pages suivent, dont guichet fait un seul fichier.
services-not-narrowed = { $key } ne restreint pas un fichier : il arrive entier
services-not-narrowed-hint = Téléchargez-le, puis regardez certaines lignes avec un aperçu, `guichet preview FICHIER --where`.
services-left-out = laissé de côté : { $title }, un service : prenez-le par sa propre adresse, { $address }
