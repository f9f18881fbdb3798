# Les certificats qui ne sont pas de confiance.
certificate-ended-hint = Vérifiez la date de cet ordinateur. Si elle est juste, prévenez l’exploitant du portail.
certificate-not-yet = le certificat de { $host } n’est pas encore valable
certificate-not-yet-hint = Vérifiez la date de cet ordinateur.
certificate-another-name = le certificat de { $host } est établi pour un autre nom
certificate-another-names = le certificat de { $host } est établi pour un autre nom ({ $names })
certificate-self-signed = le certificat de { $host } n’est pas de confiance ; il est signé par lui-même ({ $issuer })
certificate-signed-by = le certificat de { $host } n’est pas de confiance ; il est signé par { $issuer }
certificate-another-name-hint = Vérifiez l’adresse, le réseau et le proxy : autre chose répond à cet endroit.
certificate-not-trusted-hint = Si votre réseau re-signe TLS, demandez à votre service informatique son autorité de certification au format PEM et indiquez-la avec --ca-file.
certificate-ended = le certificat de { $host } a déjà expiré
certificate-ended-on = le certificat de { $host } a expiré le { $day }
certificate-not-trusted = le certificat de { $host } n’est pas de confiance ; { $why }
certificate-clock = l’horloge de cet ordinateur est fausse : il y est { $ours }, et { $theirs } pour { $host }
certificate-clock-hint = Réglez la date et l’heure, de préférence par un serveur de temps (NTP) ; d’ici là, aucun certificat ne peut être vérifié.
