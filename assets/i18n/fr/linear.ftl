# Le navigateur ligne par ligne : ce qu’il dit, et ce qu’il demande.
linear-about-what = Vous êtes à la liste des portails. i et un numéro en décrit un.
linear-access-where = Allez d’abord à un portail, ou donnez le numéro de l’un d’eux.
linear-all-shown =
    { $count ->
        [one] C’est tout : { $count } ligne.
       *[other] C’est tout : { $count } lignes.
    }
linear-asks =
    { $count ->
        [one] Il pose { $count } question avant de donner quoi que ce soit.
       *[other] Il pose { $count } questions avant de donner quoi que ce soit.
    }
linear-at = Vous êtes ici : { $title }. Adresse : { $address }.
linear-by-down = trié par { $key }, à partir du dernier
linear-by-up = trié par { $key }, à partir du premier
linear-cancelled = annulé ; ce qui est arrivé reste dans le fichier .part
linear-cancelled-at = annulé ; { $size } en sont gardés, j recommencer reprend, j supprimer les efface
linear-choice = { $number }. { $words }
linear-choice-count = { $label }, en contient { $count }
linear-choice-on = { $number }. appliqué : { $words }
linear-choice-typed = { $label }, à saisir : { $explanation }
linear-choices-left =
    { $count ->
        [one] Encore { $count } choix : m le donne.
       *[other] Encore { $count } choix : m les donne.
    }
linear-columns =
    { $count ->
        [one] { $count } colonne : { $names }.
       *[other] { $count } colonnes : { $names }.
    }
linear-command = commande
linear-conflict-question = Numéro de ce qu’il faut faire :
linear-demo = Ouverture de la démonstration : des portails du programme lui-même, sans réseau ni compte.
linear-done = { $verdict }, { $size }, enregistré sous { $path }
linear-done-but = { $verdict } ({ $reason }), { $size }, enregistré sous { $path }
linear-doubtful = { $access }, un refus est possible
linear-down = { $label }, à partir du dernier
linear-download-question = Télécharger ? Tapez oui, ou Entrée pour annuler :
linear-download-what = Dites quelles lignes, comme d 3 ou d 1 3 5-8. Dans un jeu de données, d seul le prend en entier.
linear-earlier =
    { $count ->
        [one] { $count } téléchargement d’une fois précédente n’est pas terminé : j le donne.
       *[other] { $count } téléchargements d’une fois précédente ne sont pas terminés : j les donne.
    }
linear-empty = Il n’y a rien ici.
linear-enter-goes-back = Entrée revient à vos choix avant cela.
linear-everywhere = Recherche de { $text } dans tous les portails.
linear-fact = { $label } : { $text }
linear-failed = Échec. { $error }
linear-filters-question = Numéros à ajouter ou à retirer, ou Entrée pour annuler :
linear-value-question = { $label } ({ $expected }), ou Entrée pour annuler :
linear-form =
    { $count ->
        [one] { $title } pose { $count } question. Entrée garde la réponse entre crochets, « - » la vide, un point seul quitte.
       *[other] { $title } pose { $count } questions. Entrée garde la réponse entre crochets, « - » la vide, un point seul quitte.
    }
linear-form-question = Question { $number } sur { $count } : { $label }. Une réponse est nécessaire.
linear-form-question-optional = Question { $number } sur { $count } : { $label }. Vous pouvez la laisser vide.
linear-go-where = Donnez une adresse, comme g rudi ou g rudi/all.
linear-goodbye = Au revoir.
linear-help-a = a : comment demander l’accès, une liste à cocher ; a 3 pour la ligne 3
linear-help-b = b : revenir d’où vous venez
linear-help-d = d : télécharger ; d 3 pour la ligne 3, d 1 3 5-8 pour plusieurs, d seul pour tout un jeu de données
linear-help-enter = Entrée seule : ce qui est nouveau dans vos téléchargements
linear-help-f = f : les filtres, en liste numérotée
linear-help-g = g ADRESSE : aller à une adresse
linear-help-h = h : redire où vous êtes
linear-help-i = i : tout ce qui est connu d’ici ; i 3 de la ligne 3
linear-help-j = j : vos téléchargements et leur état ; j effacer oublie ceux qui sont terminés
linear-help-j-one = j suspendre 2, j reprendre 2, j annuler 2, j recommencer 2 : que faire du téléchargement 2
linear-help-j-remove = j supprimer 2 : oublier le téléchargement 2 et effacer ce qui en est arrivé
linear-help-j-order = j avancer 2, j reculer 2 : quand vient son tour, parmi ceux qui attendent
linear-help-j-preview = j aperçu 2 : un aperçu du fichier du téléchargement 2 ; j aperçu 2 NOM : de ce qui s’y appelle ainsi, si c’est une archive
linear-help-j-wait = j attendre : attendre les téléchargements et en entendre parler
linear-help-k = k : mettre un signet ici, ou le retirer ; k 3 pour la ligne 3
linear-help-l = l : les signets et les lieux déjà visités
linear-help-n = n NOM : donner un nom à cette recherche, qui sera une ligne de l’accueil ; là, n 3 NOM : un autre nom pour la ligne 3, x 3 : l’oublier
linear-help-t = t : ouvrir un onglet, à l’accueil ; t 2 : aller à l’onglet 2 ; t fermer : fermer celui-ci
linear-tab = Onglet { $number } sur { $count }.
linear-no-such-tab =
    { $count ->
        [one] Il n’y a pas d’onglet { $number } : il y en a { $count }.
       *[other] Il n’y a pas d’onglet { $number } : il y en a { $count }.
    }
linear-no-search-there = La ligne { $number } n’est pas une recherche enregistrée.
linear-which-name = Quel nom ? Tapez n et un nom pour cette recherche.
linear-help-m = m : les lignes suivantes
linear-help-number = un numéro : ouvrir cette ligne
linear-help-o = o : les ordres de tri, en liste numérotée
linear-help-p = p 3 : un aperçu de la ligne 3, sans la télécharger ; p 3 NOM : de ce qui s’y appelle ainsi, si c’est une archive
linear-help-c = c 3 : confronter toute la ligne 3 au schéma que son portail nomme
linear-help-public = P : les portails publics connus, pour en ajouter un
linear-help-q = q : quitter ; demande d’abord si des téléchargements sont en cours
linear-help-r = r : interroger de nouveau le portail
linear-help-s = s MOTS : chercher ici
linear-help-s-all = S MOTS : chercher dans tous les portails à la fois
linear-help-w = w : configurer un compte ou un portail, pas à pas ; w 3 pour la ligne 3
linear-help-x = x : retirer le dernier élément qui restreint la liste ; x 2 pour le deuxième
linear-help-y = y : l’adresse web et la commande d’ici ; y 3 pour la ligne 3
linear-home = Vous êtes à la liste des portails.
linear-job = { $title } : { $state }
linear-job-failed = échec : { $cause }.
linear-jobs-what = j ne connaît pas « { $word } » : tapez j seul, ou un des mots que « ? » donne pour j.
linear-kept = le fichier déjà présent est gardé : { $path }
linear-unchanged = le fichier était déjà là, inchangé : { $path }
linear-left-as-it-is = Tout reste tel quel.
linear-level = Niveau { $depth }, { $name } : { $text }
linear-limit = Limite du portail, { $title } : reste { $left } requêtes sur { $limit }.
linear-link-only = { $access }, un lien seulement
linear-map = Une carte : { $words }.
linear-media-next = d { $number } le télécharge, p { $number } en donne un aperçu, y { $number } en dit le lien.
linear-mistake = { $label } : { $cause }.
linear-more-there =
    { $shown ->
        [one] { $shown } ligne jusqu’ici ; m : la suite.
       *[other] { $shown } lignes jusqu’ici ; m : la suite.
    }
linear-narrowed = Restreint par { $number }. { $part } ; x { $number } le retire.
linear-no-account = Aucun compte n’est utilisé ici.
linear-no-download-of-folders = La ligne { $number } est un dossier : ouvrez-le, et téléchargez ce qu’il contient.
linear-no-downloads = Il n’y a aucun téléchargement.
linear-no-more = Il n’y a pas d’autres lignes.
linear-no-number = { $text } n’est ni le numéro d’une ligne, ni une suite comme 5-8.
linear-no-places = Aucun lieu n’est encore connu : k pose un signet.
linear-no-portal = Aucun portail n’est encore configuré. w en configure un ; 1 ouvre la démonstration, sans réseau ni compte.
linear-no-search = On ne cherche pas ici : allez dans un dossier d’un portail.
linear-no-such-download =
    { $count ->
        [one] Il n’y a pas de téléchargement { $number } : il y en a { $count }.
       *[other] Il n’y a pas de téléchargement { $number } : il y en a { $count }.
    }
linear-no-such-part =
    { $count ->
        [one] Rien ne porte ce numéro parmi ce qui restreint la liste : il y a { $count } élément.
       *[other] Rien ne porte ce numéro parmi ce qui restreint la liste : il y a { $count } éléments.
    }
linear-no-such-row =
    { $count ->
        [one] Il n’y a pas de ligne { $number } : il y en a { $count }.
       *[other] Il n’y a pas de ligne { $number } : il y en a { $count }.
    }
linear-no-way-back = Vous êtes déjà au début.
linear-none-runs = Aucun téléchargement n’est en cours.
linear-not-in-this-state = Cela ne peut pas se faire avec lui maintenant.
linear-not-signed-in = { $portal } : la connexion a échoué : { $cause }.
linear-not-understood = « { $line } » n’est pas compris ; « ? » dit ce qui peut être tapé.
linear-nothing-downloaded = Rien n’a été téléchargé.
linear-nothing-found = Rien n’a été trouvé. b : retour ; s et d’autres mots : chercher encore.
linear-nothing-new = Rien de nouveau. « ? » dit ce qui peut être tapé.
linear-nothing-to-download = Rien de ceci ne peut être téléchargé ainsi.
linear-number-up-to = Tapez un numéro de 1 à { $count }.
linear-open-for-all = { $number } l’ouvre et demande tout ce qui est connu.
linear-offered = public, son numéro l’ajoute ; { $url }
linear-orders-question = Numéro de l’ordre, ou Entrée pour annuler :
linear-passphrase-wanted = Votre fichier chiffré de secrets demande d’abord à être ouvert : appuyez sur Entrée.
linear-elsewhere-wanted = Une question sur des identifiants vient d’abord : appuyez sur Entrée.
linear-paused = suspendu
linear-paused-at = suspendu à { $size }
linear-place = { $number }. { $title }, { $address }
linear-place-marked = { $number }. signet : { $title }, { $address }
linear-place-question = Numéro où aller, ou Entrée pour rester :
linear-preview = Aperçu de { $title }.
linear-progress = { $title } : { $percent } % de { $size }
linear-prompt = Votre choix :
linear-quit-question = Quitter quand même ? Tapez oui, ou Entrée pour rester :
linear-remove-question = Le supprimer ? Tapez oui, ou Entrée pour annuler :
linear-row = { $number }. { $facts }
linear-row-meant = Cette adresse est la ligne { $number } : { $title }.
linear-running = en cours : { $progress }
linear-same-query = La liste montre déjà cela.
linear-search-what = Dites quoi chercher, comme s eau.
linear-secret-elsewhere = Dans un script, utilisez `guichet auth set NOM --secret-stdin`.
linear-set-up-left = L’assistant a été quitté. w le reprend où il en était.
linear-signed-in = connecté
linear-signed-in-as = connecté : { $who }
linear-signing-in = connexion en cours
linear-some-shown =
    { $shown ->
        [one] { $shown } ligne sur { $all } jusqu’ici ; m : la suite.
       *[other] { $shown } lignes sur { $all } jusqu’ici ; m : la suite.
    }
linear-table-row = Ligne { $number }. { $cells }
linear-tick-done = { $number }. fait : { $words }
linear-tick-question = Numéros à cocher ou décocher, ou Entrée pour continuer :
linear-ticked = { $done } sur { $all } faits.
linear-try-again = r redemande, b revient.
linear-up = { $label }, à partir du premier
linear-vanished = disparu du portail ; j supprimer le retire de la liste
linear-vanished-at = disparu du portail ; { $size } en sont gardés, j supprimer les efface
linear-waiting = La réponse se fait attendre.
linear-waiting-for =
    { $count ->
        [one] Attente de { $count } téléchargement.
       *[other] Attente de { $count } téléchargements.
    }
linear-warning = À noter : { $warning }
linear-welcome = guichet, ligne par ligne. Tapez un numéro ou une lettre, puis Entrée ; « ? » dit ce qui peut être tapé.
linear-below = Répondez à la question posée ; b revient en arrière, q quitte. Pour répondre par l’un de ces signes, tapez =b, =q ou « =? ».
linear-wizard-below = Répondez à la question posée ; Entrée seule prend la réponse entre crochets, q quitte l’assistant.
linear-which-download = Dites quel téléchargement par son numéro, comme dans j suspendre 2.
linear-which-row = Dites quelle ligne par son numéro, comme dans { $letter } 3.
linear-answer = { $word } : { $meaning }
linear-help-j-excel = j excel 2 : faire une copie pour Excel du fichier du téléchargement 2 ; le fichier reste tel quel
linear-preview-name-it = j aperçu suivi du numéro du téléchargement et du nom de ce qu’il contient regarde dedans : j aperçu 2 donnees.csv
linear-first-rows =
    { $shown ->
        [one] C’est la première ligne sur { $total }.
       *[other] Ce sont les { $shown } premières lignes sur { $total }.
    }
linear-first-rows-more =
    { $shown ->
        [one] C’est la première ligne ; il y en a d’autres.
       *[other] Ce sont les { $shown } premières lignes ; il y en a d’autres.
    }
linear-plan-question = Télécharger ? Tapez oui, des numéros à retirer ou à reprendre, ou Entrée pour annuler :
linear-plan-nothing = Il ne reste rien à télécharger : le numéro d’une ligne la reprend.
linear-plan-struck = { $number } : retiré : { $facts }
linear-plan-unsized = taille inconnue
linear-set-up = C’est fait. Tapez g { $portal } pour y aller.
linear-help-open = ouvrir 3 : ouvrir le fichier téléchargé de la ligne 3, s’il est vérifié ; sinon sa page web
linear-help-u = u : défaire ; ce qui a été annulé reprend, un fichier écrasé est de retour
linear-help-log = ! : tous les messages jusqu’ici
linear-help-j-file = j ouvrir 2, j dossier 2, j page 2, j vérifier 2 : le fichier du téléchargement 2, son dossier, sa page, et si le fichier est encore tel qu’il est arrivé
linear-help-j-show = j montrer 2 : tout ce que l’on sait du téléchargement 2
linear-interrupt-again = Encore Ctrl-C quitte quand même.
# Les mots qui peuvent être tapés.
linear-word-pause = suspendre
linear-word-resume = reprendre
linear-word-cancel = annuler
linear-word-retry = recommencer
linear-word-remove = supprimer
linear-word-earlier = avancer
linear-word-later = reculer
linear-word-preview = aperçu
linear-word-excel = excel
linear-word-wait = attendre
linear-word-clear = effacer
linear-word-help = aide
linear-word-quit = quitter
linear-word-show = montrer
linear-word-open = ouvrir
linear-word-folder = dossier
linear-word-page = page
linear-word-verify = vérifier
linear-word-tour = visite
