# Ce qui est surveillé.

watch-expiry = les identifiants qui expirent d’ici { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}
watch-new-dataset = nouveau : { $title } ({ $address })
watch-changed-dataset = modifié : { $title } ({ $address }) : { $fields }
watch-gone-dataset = retiré : { $title } ({ $address })
watch-new-media = nouveau fichier : { $title } ({ $address })
watch-changed-media = fichier modifié : { $title } ({ $address }) : { $fields }
watch-gone-media = fichier retiré : { $title } ({ $address })
watch-expiring = { $title } : { $words }
watch-change = { $field } { $before } → { $after }
watch-nothing = rien
watch-field-title = titre
watch-field-access = accès
watch-field-publisher = producteur
watch-field-licence = licence
watch-field-format = format
watch-field-size = taille
watch-field-checksum = empreinte
watch-field-modified = date

watch-personal = ce sont des données personnelles, dont rien n’est retenu
watch-no-media = le jeu de données n’a pas de fichier de ce nom
watch-counted = ce portail compte les requêtes, qui sont réservées à la personne
watch-what = seuls des jeux de données, des médias, des dossiers et des recherches peuvent être surveillés
watch-newest-rows = { $place } : seuls les { $rows } jeux de données les plus récents sont surveillés
watch-first-rows = { $place } : seuls les { $rows } premiers jeux de données sont surveillés
watch-days = « { $given } » n’est pas un nombre de jours, comme 90d
watch-span = « { $given } » n’est pas une durée, comme 6h ou 1d

watch-paused = le portail a demandé de ne pas être interrogé avant { $until }
watch-next-run = Le prochain `guichet watch run` après cela l’interroge de nouveau.
watch-looks-already = un autre guichet regarde en ce moment
watch-looks-already-hint = Il dit ce qui est nouveau ; réessayez quand il aura fini.

watch-added = Surveillé désormais : { $subject }
watch-already = Déjà surveillé : { $subject }
watch-removed = N’est plus surveillé : { $subject }
watch-none = Rien n’est surveillé. `guichet watch ADRESSE` commence.
watch-never = pas encore regardé
watch-looked = regardé le { $date }
watch-is-gone = retiré de son portail
watch-no-number = rien de ce qui est surveillé ne porte ce numéro

watch-feed-title = Ce que guichet surveille
watch-and-more = et { $count } de plus
watch-exec-failed = il a échoué ({ $how })
watch-exec-not = il ne peut pas être lancé : { $error }
watch-notify-not = le bureau n’affiche pas de notification : { $cause }
watch-no-desktop = guichet ne sait pas encore le faire sous Windows ; `--exec` le permet
watch-cron = Ajoutez cette ligne avec `crontab -e` ; elle regarde une fois par { $every }.
watch-cron-cannot = cron ne peut pas regarder une fois par { $every }
watch-cron-can = Il le peut chaque jour (1d), chaque semaine (1w), ou toutes les heures ou minutes qui divisent un jour ou une heure : 6h, 15min.
watch-enable = Pour la démarrer : { $command }
watch-no-home = il n’y a pas de dossier personnel
watch-not-ours = guichet n’a pas écrit ce fichier, et le laisse tel quel
