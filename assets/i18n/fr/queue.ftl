# Les téléchargements inachevés.
queue-subject = la file des téléchargements, { $path }
queue-damaged = Si le fichier est endommagé, supprimez-le : il ne retient que les téléchargements inachevés.
queue-cut = son adresse ou une réponse contenait un secret, qui n’est pas conservé
queue-cut-hint = Retirez-le de la file et téléchargez-le à nouveau.
