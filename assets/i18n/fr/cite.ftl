# Les données citées, et les conditions sous lesquelles elles sont publiées.

cite-head = { $who } ({ $year }). { $title } [jeu de données]
cite-head-undated = { $who } (s. d.). { $title } [jeu de données]
cite-part = , fichier « { $part } »
cite-version = , version du { $date }
cite-fetched = Consulté le { $date } à l’adresse { $url }

cite-no-licence = Aucune licence n’est indiquée
# Les mentions que demandent les licences.
cite-by-odbl = Contient des informations issues de « { $title } » ({ $who }, { $url }), mises à disposition aux conditions de la licence { $name }.
cite-by-ogl = Contains public sector information licensed under the { $licence } : { $title }, { $who }, { $url }.
cite-by-ouverte = Source : { $who }, { $title }, mise à jour du { $date }, { $url }. { $licence }.
cite-by-free = { $title }, { $who }, { $url }. { $licence } : aucune mention n’est demandée.
cite-by-dated = { $title }, { $who }, { $date }, { $url }. { $licence }. Indiquez vos modifications.
cite-by = { $title }, { $who }, { $url }. { $licence }. Indiquez vos modifications.
cite-by-unchanged-dated = { $title }, { $who }, { $date }, { $url }. { $licence }.
cite-by-unchanged = { $title }, { $who }, { $url }. { $licence }.

cite-folder = c’est un dossier, et l’on ne cite que des jeux de données, des médias et des fichiers
cite-file-gone = son reçu est là, et le fichier n’y est pas
cite-file-gone-hint = Récupérez-le de nouveau avec `guichet get`, ou supprimez le reçu.
cite-altered-hint = Il a été modifié après son téléchargement : son reçu n’en dit plus rien. `guichet get` le récupère de nouveau.
cite-no-folder = ce dossier n’existe pas
cite-not-folder = ce n’est pas un dossier
cite-not-folder-hint = Indiquez un dossier ; `guichet cite` et `guichet verify` prennent des fichiers.
cite-no-receipts = aucun fichier n’a de reçu ici
cite-none-stated = Aucune licence indiquée
cite-clash = { $one } et { $other } sont incompatibles : { $why } ({ $first }, { $second })
cite-conflict-unchanged = l’une des deux ne permet pas de dériver quoi que ce soit de ses données
cite-conflict-alike = chacune impose ses propres conditions à tout ce qui dérive de ses données
cite-conflict-commercial = l’une impose à tout ce qui dérive de ses données ses propres conditions, qui permettent l’usage commercial, et l’autre ne le permet pas
