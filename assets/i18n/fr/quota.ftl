# Les limites fixées par les portails.
quota-used-up = la limite du portail pour { $title } est atteinte : { $limit } requêtes, la suivante dans { $seconds } s
quota-used-up-hint = Redemandez dans { $seconds } s ; plus tôt, le portail refuserait.
quota-paused = le portail a reçu trop de requêtes et demande une pause (429)
quota-slowed = le portail a reçu trop de requêtes et demande de ralentir (429)
quota-same = la même requête est en route
