# La connexion, et ce qu’on sait de qui s’est connecté.
auth-expires-within-a-day = expire dans la journée
auth-expires =
    { $days ->
        [one] expire dans { $days } jour
       *[other] expire dans { $days } jours
    }
auth-expired-today = expiré aujourd’hui
auth-expired =
    { $days ->
        [one] expiré depuis { $days } jour
       *[other] expiré depuis { $days } jours
    }
auth-scopes-unsaid = le portail ne dit pas quels droits (scopes) il a accordés
auth-scopes-missing = demandés et non accordés : { $missing }
auth-unknown-client = { $host } ne connaît pas cette paire d’identifiant client et de secret
auth-unknown-client-hint = Vérifiez que les deux sont complets et appartiennent à cette plateforme (production, qualification, préproduction).
auth-scope-refused = { $host } n’accorde pas les droits demandés (scopes)
auth-scope-refused-hint = La clé a été créée pour autre chose ; demandez à qui l’a délivrée quels droits (scopes) elle porte.
auth-flow-refused = { $host } n’accepte pas cette clé pour une connexion sans personne
auth-flow-refused-hint = La clé est destinée à un autre mode de connexion : demandez une clé de type « client credentials ».
auth-refused = { $host } refuse la connexion ({ $word })
auth-refused-hint = Vérifiez les identifiants.
auth-no-token = { $host } a répondu autre chose qu’un jeton ; une page de connexion ou de proxy s’interpose peut-être
auth-no-token-hint = Vérifiez l’adresse du service de jetons et le proxy.
auth-credentials-refused = { $host } refuse les identifiants ({ $status })
auth-credentials-refused-hint = Vérifiez les deux parties.
auth-no-service = { $host } n’a pas de service de jetons à { $path } ({ $status })
auth-no-service-hint = Vérifiez l’adresse du portail et la plateforme.
auth-busy = { $host } est arrêté ou surchargé pour le moment ({ $status })
auth-busy-hint = Réessayez dans quelques minutes.
auth-token-error = { $host } a répondu à la demande de jeton par l’erreur { $status }
auth-token-error-hint = Réessayez plus tard.
auth-signed-in-as = Connecté : { $who }.
auth-opens = Donne accès à : { $opens }.
auth-note = Remarque : { $warning }.
auth-until = Cet accès : { $ends }.
auth-until-renew = Cet accès : { $ends } ; renouvelez-le sur { $page }.
auth-usage = Usage, erreurs et derniers appels : { $page }
auth-calendar = guichet : l’identifiant de { $portal } expire
auth-none-ends = Aucun identifiant n’expire d’ici { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}.
auth-granted-on-to = Accordé sur la demande { $request } à l’organisme de SIRET { $holder }.
auth-granted-on = Accordé sur la demande { $request }.
auth-granted-to = Accordé à l’organisme de SIRET { $holder }.
auth-other-kinds = l’un est { $one }, l’autre { $other } : ce qu’ils ouvrent ne se compare pas
auth-nobody = personne
auth-no-end = aucune fin n’est indiquée
auth-compared-first = Premier : { $who } ({ $ends })
auth-compared-second = Second : { $who } ({ $ends })
auth-open-the-same = Les deux ouvrent la même chose.
auth-gained = Le second ouvre ce que le premier n’ouvre pas :
auth-lost = Le second n’ouvre pas ce que le premier ouvre :
auth-datasets-gained = Jeux de données que seul le second ouvre :
auth-datasets-lost = Jeux de données que seul le premier ouvre :
