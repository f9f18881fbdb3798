# Si un fichier suit son schéma.
