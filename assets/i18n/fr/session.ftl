# Ce que désigne une adresse, pour autant qu’on puisse le télécharger.
session-no-such-media = le jeu de données n’a pas ce média
session-list-shows = `guichet list { $address }` montre ceux qu’il a.
session-its-address = Son adresse est { $url }
session-nothing-to-download = rien à télécharger : { $reason }
session-folder-no-download = c’est un dossier, pas quelque chose à télécharger
session-folder-lists = `guichet list { $address }` montre ce qu’il contient.
session-has = Il s’y trouve : { $have }.
session-none-of-kind = rien de ce genre n’y est à télécharger
session-more-warnings =
    { $count ->
        [one] et un autre avertissement
       *[other] et { $count } autres avertissements
    }
session-no-media = le jeu de données est là, sans aucun média : rien à télécharger
session-withdrawn = le jeu de données est là, et ses fichiers n’y sont plus : { $why }
session-files-hidden = le jeu de données est là, et ses fichiers sont cachés à qui n’y a pas droit
session-files-hidden-hint = `guichet access { $address }` dit comment les demander.
session-files-unread = le jeu de données est là, et aucun de ses fichiers n’a pu être lu dans la réponse du portail
session-nothing-there = guichet ne connaît rien à cette adresse du portail
session-elsewhere = aucun portail configuré ne se trouve à { $host }
session-elsewhere-hint = `guichet setup { $url }` l’ajoute.
session-nothing-asked = rien n’est demandé pour cela : guichet le sait de lui-même
session-curl-private = ce qui est demandé désigne une personne, or une ligne de commande est visible des autres et retenue par le shell
