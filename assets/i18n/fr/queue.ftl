# Les téléchargements inachevés.
queue-subject = la file des téléchargements, { $path }
queue-damaged = Si le fichier est endommagé, supprimez-le : il ne retient que les téléchargements inachevés.
