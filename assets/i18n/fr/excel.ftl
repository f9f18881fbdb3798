# Les copies pour tableurs.
excel-no-csv = ce n’est pas un CSV, or une copie pour Excel ne peut se faire que d’un CSV
excel-exists = un fichier de ce nom existe déjà
excel-unreadable = il ne peut pas être lu comme un CSV
