# Les portails de démonstration ; leurs réponses sont en français, comme celles des vrais.
demo-on-port = démonstration sur le port { $port }
demo-cannot-listen = impossible d’y écouter ({ $error })
demo-another-port = Choisissez-en un autre avec --port, ou omettez-le pour un port libre quelconque.
