# Les archives, et ce qu’elles contiennent.
archive-no-parts = le serveur n’en envoie pas de parties, et ceci est trop loin à l’intérieur
archive-no-parts-hint = Prenez-le avec guichet get --entry NOM, ou prenez toute l’archive.
archive-no-list-parts = la liste de son contenu est à sa fin, et le serveur n’envoie pas de parties : téléchargez-le
archive-no-list = la liste à sa fin manque : il a été coupé, ou est une partie parmi plusieurs
archive-volumes = c’est un volume parmi plusieurs : téléchargez-les tous, et ouvrez le dernier avec 7-Zip
archive-long-list = la liste de ses { $parts } parties est trop longue pour être lue ici
archive-bad-list = sa liste est endommagée
archive-bad-header = après { $count } entrées, sa liste est endommagée
archive-list-goes-on = seul son début a été lu : il y en a peut-être d’autres après ces { $count } entrées
archive-list-checksum = l’empreinte de sa liste ne correspond pas : elle n’est pas telle qu’elle a été faite, ou ce n’est pas une archive 7z ; 7-Zip le dira
archive-unreadable-list = sa liste ne peut pas être lue ({ $why }) : ouvrez-le avec 7-Zip
archive-list-locked = sa liste est chiffrée, ou compressée d’une façon que guichet ne sait pas défaire : ouvrez-le avec 7-Zip
archive-solid = ses fichiers sont compressés ensemble : le dernier ne se trouve qu’après tous les autres
archive-not-built = ce guichet a été construit sans son lecteur de telles archives
archive-too-deep = il est dans trop d’archives l’une dans l’autre pour être regardé ici
archive-too-far = il est trop loin à l’intérieur pour être regardé ici : prenez-le avec guichet get --entry NOM
archive-reader-failed = son lecteur y a renoncé
archive-not-unpacked = il ne peut pas être décompressé ({ $why })
archive-breaks-off = il s’interrompt : ce qui précède est affiché ({ $why })
archive-other-size = l’archive lui donne { $claimed } octets, et il en a { $size }
archive-wrong-crc = il est endommagé : son empreinte dans l’archive est une autre
archive-no-header = sa place dans l’archive contient autre chose
archive-method = il est compressé d’une façon que guichet ne sait pas défaire ({ $method }) : téléchargez l’archive, et ouvrez-la avec 7-Zip
archive-encrypted = il est protégé par un mot de passe : téléchargez l’archive, et ouvrez-la avec 7-Zip
archive-is-encrypted = chiffré
archive-locked =
    { $count ->
        [one] l’un d’eux est protégé par un mot de passe
       *[other] { $count } d’entre eux sont protégés par un mot de passe
    }
archive-inside = il est compressé avec { $packing } ; voici ce qu’il contient
archive-only-entry = dans l’archive : { $entry }
archive-entry-refused = { $entry } : { $reason }
archive-none = ce n’est pas une archive dans laquelle guichet regarde
archive-no-content = c’est un dossier ou un lien, sans contenu propre
archive-no-entry = l’archive n’a pas d’entrée de ce nom
archive-several = plusieurs entrées s’appellent ainsi
archive-there-are = Il y a : { $names }.
archive-is-empty = L’archive est vide.
archive-name = nom
archive-size = taille
archive-packed = compressé
archive-modified = modifié le
archive-files = fichiers
archive-folders = dossiers
archive-unpacked = décompressé
archive-as-it-says = { $size } selon lui
archive-claims = il annonce { $count } entrées, et { $seen } ont pu être lues
archive-verified = son { $algo } est celui qu’indique l’archive
archive-altered = son { $algo } est { $found } alors que l’archive indique { $stated }
archive-enter = { $open } regarde dans ce qui est sous le curseur, { $back } ramène ici
archive-name-it = p suivi du numéro de la ligne et du nom de ce qu’il contient regarde dedans : p 3 donnees.csv
archive-part = c’est une partie parmi plusieurs : téléchargez-les toutes dans un même dossier et ouvrez la première (.001) avec 7-Zip
archive-methods = des fichiers y sont compressés d’une façon que guichet ne sait pas défaire ({ $method }) : ouvrez-la avec 7-Zip (ou NanaZip pour Zstandard et Brotli)
