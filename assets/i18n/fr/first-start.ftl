# Trouver ce qu’est une adresse web, et les portails publics bien connus.
first-start-address = adresse
first-start-listed-by = { $variable } nomme ce fichier.
first-start-no-address = « { $typed } » n’est pas une adresse web
first-start-not-public = aucun portail public bien connu ne porte ce nom
first-start-public = portail « { $name } »
first-start-public-are = Sont connus : { $names }.
first-start-secret-in-address = l’adresse contient un nom d’utilisateur ou un mot de passe, qui n’ont leur place dans aucune adresse
first-start-silent =
    { $seconds ->
        [one] aucune réponse en { $seconds } seconde
       *[other] aucune réponse en { $seconds } secondes
    }
first-start-unknown =
    { $count ->
        [one] rien de ce qui y répond n’est un portail que guichet connaît ; { $count } question posée, pour { $tried }
       *[other] rien de ce qui y répond n’est un portail que guichet connaît ; { $count } questions posées, pour { $tried }
    }
first-start-unknown-hint = Donnez l’adresse du portail lui-même ou de son flux. `guichet setup` en configure un dont vous connaissez le type.
first-start-unread = illisible ({ $error })
first-start-add-one = `guichet setup --known NOM` en ajoute un ; rien ne lui est demandé avant que vous ne l’ouvriez.
first-start-address-first = il faut donner l’adresse web d’un portail
first-start-also = Il répond aussi comme { $kind } : { $url }
first-start-asking = { $host } est interrogé sur ce qu’il est…
first-start-by-address = un portail dont je ne connais que l’adresse web
first-start-configure = Le configurer sous le nom « { $name } », pour ce qui est ouvert à tous ?
first-start-configured = (configuré)
first-start-done = C’est fait. Ensuite : guichet list { $name }
first-start-elsewhere = ce qui répond est sur un autre site, { $host }
first-start-elsewhere-hint = Si c’est bien celui-là : `guichet setup { $url }`.
first-start-elsewhere-mean = L’adresse a mené à un autre site, { $host }. Est-ce bien celui-là ?
first-start-it-is = C’est { $kind }, à { $url }
first-start-it-is-called = C’est { $kind }, à { $url } : { $title }
first-start-nobody = personne n’est là pour répondre à « { $question } »
first-start-taken = un autre portail est configuré sous ce nom ({ $url })
first-start-taken-hint = Donnez-en un autre avec --name.
first-start-closed-said = Il ne montre rien à qui n’est pas connecté.
first-start-wants-credential = les portails de type { $kind } ne montrent rien sans connexion, et se connecter demande de répondre à des questions
first-start-wants-credential-hint = Avec elle : `{ $line }` ; ou définissez { $names }.
first-start-which = Plusieurs types de portail y répondent. Lequel ?
first-start-which-address = Son adresse web, ou celle d’une de ses pages
first-start-none-known = Aucun portail public bien connu ne porte ces mots. Un pays, un thème ou le nom d’une ville en trouvent davantage.
first-start-also-at = aussi à
first-start-also-in = aussi dans { $portals }
first-start-named-by = recensé par
first-start-preferred = montré parce que
first-start-with-checksums = cette copie porte des empreintes
first-start-fresher = cette copie est plus récente
first-start-demo = la démonstration
first-start-demo-note = une visite de deux minutes sur des données intégrées : sans réseau, sans compte
first-start-key = ajouter un portail public bien connu
first-start-nothing-to-add = Tous les portails publics bien connus sont déjà configurés.
first-start-off = { $key } l’active · { $url }
first-start-switched-on = Configuré : { $name }.
first-start-switching-on = Activation de { $name }…
first-start-welcome =
    Aucun portail n’est configuré. { $key } : la démonstration, ou activer un portail.
    { $new } : configurer votre propre portail.
first-start-switch-on-first = { $label } n’est pas encore configuré : { $key } l’active.
first-start-written = « { $name } » est configuré dans { $path }.
