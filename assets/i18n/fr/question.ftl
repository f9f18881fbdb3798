# Les questions que seule la personne peut trancher, et leurs réponses. La première lettre d’un mot est sa touche : deux
# réponses d’une même question ne peuvent pas commencer pareil.
question-taken = le fichier existe
question-skip = ignorer
question-skip-meaning = garder le fichier qui est là
question-rename = renommer
question-rename-meaning = garder les deux
question-overwrite = écraser
question-overwrite-meaning = remplacer le fichier qui est là
question-cancel = annuler
question-cancel-meaning = renoncer à ce téléchargement
question-for-all = { $word } tout
question-for-all-meaning = { $meaning }, pour tous
question-offers-all = { $offers } (pour tous : une majuscule, ou « { $example } »)
question-yes = oui
question-no = non
question-leave = annuler
question-personal = données personnelles
question-personal-text = « { $title } » contient des données personnelles (RGPD). Gardez le fichier là où vous seul pouvez le lire, pour la finalité qui vous a été accordée.
question-download = télécharger
question-quit = quitter ?
question-quit-text =
    { $count ->
        [one] Un téléchargement est encore en cours. Ce qui est arrivé reste dans le fichier .part.
       *[other] { $count } téléchargements sont encore en cours. Ce qui est arrivé reste dans les fichiers .part.
    }
question-quit-no = rester
question-quit-yes = quitter
question-remove = supprimer ?
question-remove-text = « { $title } » est retiré de la liste, et ce qui en est arrivé est effacé du disque.
question-remove-yes = le supprimer
question-whole-word = Cela détruit quelque chose, ou touche des personnes : saisissez le mot entier, « { $word } ».
question-none-of-these = Ce n’est aucune des réponses : { $offers }
question-later = répondre plus tard
question-again = Encore { $key } : { $meaning }. Toute autre touche y renonce.
question-waits =
    { $count ->
        [one] un téléchargement attend une réponse : { $key }
       *[other] { $count } téléchargements attendent une réponse : { $key }
    }
question-passphrase-waits = une phrase secrète est attendue : { $key }
question-elsewhere = autre adresse
question-elsewhere-text = Les identifiants de { $portal } ont été donnés pour { $known }. La configuration indique maintenant { $now }. Si vous dites oui, c’est là qu’ils iront.
question-elsewhere-yes = les y envoyer, désormais
question-elsewhere-no = ne pas les envoyer
question-marked = quelles lignes ?
question-marked-text =
    { $count ->
        [one] Le curseur est sur « { $title } », et une autre ligne est marquée.
       *[other] Le curseur est sur « { $title } », et { $count } autres lignes sont marquées.
    }
question-this = celle-ci
question-this-meaning = seulement la ligne sous le curseur
question-all-marked = marquées
question-all-marked-meaning = tout ce qui est marqué
question-elsewhere-waits = l’adresse de { $portal } n’est plus la même : { $key }
