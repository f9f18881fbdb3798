# Les données citées, et les conditions sous lesquelles elles sont publiées.

cite-head = { $who } ({ $year }). { $title } [jeu de données]
cite-head-undated = { $who } (s. d.). { $title } [jeu de données]
cite-part = , fichier « { $part } »
cite-version = , version du { $date }
cite-fetched = Consulté le { $date } à l’adresse { $url }

cite-no-licence = aucune licence n’est indiquée
# Les mentions que demandent les licences.
cite-by-odbl = Contient des informations issues de « { $title } » ({ $who }, { $url }), mises à disposition aux conditions de la licence { $name }.
cite-by-ogl = Contains public sector information licensed under the { $licence } : { $title }, { $who }, { $url }.
cite-by-ouverte = Source : { $who }, { $title }, mise à jour du { $date }, { $url }. { $licence }.
cite-by-free = { $title }, { $who }, { $url }. { $licence } : aucune mention n’est demandée.
cite-by-dated = { $title }, { $who }, { $date }, { $url }. { $licence }. Indiquez vos modifications.
cite-by = { $title }, { $who }, { $url }. { $licence }. Indiquez vos modifications.

cite-folder = c’est un dossier, et l’on ne cite que des jeux de données, des médias et des fichiers
cite-no-receipts = aucun fichier n’a de reçu ici
cite-none-stated = Aucune licence indiquée
cite-clash = { $one } et { $other } sont incompatibles : { $why } ({ $first }, { $second })
cite-conflict-unchanged = l’une des deux ne permet pas de dériver quoi que ce soit de ses données
cite-conflict-alike = chacune impose ses propres conditions à tout ce qui dérive de ses données
cite-conflict-commercial = l’une impose à tout ce qui dérive de ses données ses propres conditions, qui permettent l’usage commercial, et l’autre ne le permet pas
