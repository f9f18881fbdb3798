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
