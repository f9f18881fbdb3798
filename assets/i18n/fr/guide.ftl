# La demande d’accès.
guide-no-line = la liste de contrôle n’a pas cette ligne
guide-lines = Elle contient : { $known }.
guide-either = { $label } * (l’un des deux suffit)
guide-paste = À écrire dans le formulaire
