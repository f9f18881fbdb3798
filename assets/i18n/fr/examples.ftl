# Des exemples de chaque commande, dans son aide et sa page de manuel : ils marchent tels quels avec les portails de la démonstration.
examples-guichet =
    # Regarder sans réseau ni compte
    guichet demo
    # Chercher dans tous les portails configurés, et prendre un jeu de données
    guichet search eau
    guichet get rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd -o data
examples-demo =
    # Deux minutes pour voir ce qu’il fait, avec vos propres touches
    guichet demo --tour
    # Servir les portails de démonstration aux autres commandes : les lignes affichées sont pour le shell
    guichet demo --headless --port 4500
examples-portals =
    # Ce qui est configuré, et quels portails publics pourraient l’être
    guichet portals
    guichet portals --known
examples-portals-reset =
    # Interroger de nouveau un portail laissé en paix après trop de requêtes
    guichet portals reset rudi
examples-list =
    # Ce que contient un portail, et par quoi le restreindre
    guichet list rudi
    guichet list rudi --filters
    # Un thème, le plus récemment modifié d’abord
    guichet list rudi --filter theme=environment --sort=-updated
    # Tout, à partir de là où s’est arrêtée la dernière exécution
    guichet list rudi/all --all --resume
    # Un territoire, comme le portail peut le dire
    guichet list rudi --territory rennes
examples-search =
    # Deux mots dans tous les portails, puis dans un seul
    guichet search "bornes de recharge"
    guichet search eau --portal rudi --limit 10
    # Ce qui porte sur un département, dans tous les portails qui peuvent le dire
    guichet search eau --territory 35
    guichet search "qualité de l’eau" --save "Eau"
    guichet search --saved "Eau"
examples-show =
    # Un jeu de données et ses médias ; la même chose en JSON
    guichet show rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd
    guichet show rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --json
examples-preview =
    # Les premières lignes d’un fichier ; celles d’un média, par son adresse, sans le télécharger
    guichet preview data/consommation-eau-batiments.csv --rows 5
    # Ses lignes qui conviennent, et quelques colonnes ; d’un Parquet aussi, où qu’il soit
    guichet preview data/consommation-eau-batiments.csv --where type=piscine
    guichet preview data/consommation-eau-batiments.csv --columns type,volume_m3
examples-get =
    # Tous les médias d’un jeu de données, dans un dossier
    guichet get rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd -o data
    # Ce que cela donnerait, et de quelle taille
    guichet get rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --plan
    # Seulement ce qui est prouvé être ce qui est publié ; avec un classeur pour Excel de chaque CSV
    guichet get rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --require verified
    guichet get rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --excel -o new
    # Un média dans un autre programme
    guichet get rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd -o - --format csv
    # Ce que demande un média se donne à côté
    guichet get api-entreprise/v3_insee_unites_legales --param siren=999001019 \
        --param context=aides --param object=dossier-12 \
        --param recipient=13002526500013
    # D’un service cartographique seulement certaines lignes, en table, comptées
    guichet get udata/833169ce0847544da760d88c/5e1c0a52 \
        --where nature~eau --param as=csv
    # Une requête par ligne d’une liste, dans les limites ; --plan dit ce que cela donnerait
    printf 'siren\n999001019\n' | \
        guichet get api-entreprise/v4_insee_unites_legales --each - \
        --column siren --param context=aides --param object=dossier-12 \
        --param recipient=13002526500013 -o answers --yes
examples-add =
    # Ce dont ce dossier dépend : un média, sous un nom à soi
    guichet add rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --format csv \
        --as raw/fountains.csv
examples-sync =
    # L’apporter ; plus tard, le mettre à jour. Quelque chose diffère-t-il ?
    guichet sync
    guichet sync --plan
    guichet sync --check
    # Sur une autre machine, exactement la même chose ; pour une machine sans réseau
    guichet sync --locked
    guichet sync --bundle for-the-island
    # Dans un stockage d’objets, que plusieurs machines partagent
    guichet sync -o s3://donnees/villes/
examples-check =
    # Selon le schéma indiqué par son portail ou son reçu ; selon un autre, pour des programmes
    guichet check data/bornes.csv
    guichet check data/bornes.csv --schema etalab/schema-irve-statique@2.3.1
    guichet check data/bornes.csv --schema schema.json --json
examples-diff =
    # Face à la version précédente que get --keep a conservée ; face à ce que le portail a maintenant ; deux fichiers
    guichet diff data/communes.csv
    guichet diff rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd -o data
    guichet diff old.csv new.csv --key code,annee --patch changes.csv
examples-verify =
    # Est-ce toujours ce qui a été téléchargé ? Et y a-t-il plus récent ?
    guichet verify data/*.csv
    guichet verify data/*.csv --online
    # Un paquet, sans réseau
    guichet verify --bundle for-the-island
examples-cite =
    # Des fichiers téléchargés : en phrases, et pour LaTeX
    guichet cite data/*.csv
    guichet cite data/*.csv --as bibtex > data.bib
    # Un jeu de données tel que son portail le décrit : la mention que demande sa licence
    guichet cite rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --as attribution
examples-receipts =
    # Ce qu’il y a là, sous quelles licences, et lesquelles sont incompatibles
    guichet receipts data
    guichet receipts data --sbom
examples-watch =
    # Un jeu de données, ce que trouve une recherche, des identifiants ; puis ce qui est surveillé
    guichet watch rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd
    guichet watch --search eau --portal udata
    guichet watch --expires-within 90d
    guichet watch
examples-watch-run =
    # Ce qui est nouveau, pour soi et pour un lecteur de flux
    guichet watch run --feed news.xml
examples-watch-remove =
    # Plus le deuxième
    guichet watch remove 2
examples-watch-install =
    # La ligne pour cron
    guichet watch install --cron --feed news.xml
examples-queue =
    # Ce qui n’est pas terminé
    guichet queue
examples-queue-resume =
    # Reprendre ce qui s’est interrompu, deux à la fois
    guichet queue resume --jobs 2
examples-queue-clear =
    # Oublier ce qui n’est pas terminé
    guichet queue clear
examples-queue-remove =
    # Oublier le deuxième de `guichet queue`, avec ce qui en est arrivé
    guichet queue remove 2
examples-access =
    # Que faire pour un jeu restreint, et cocher la première étape
    guichet access rudi/c8d98f6f-cb3b-4115-b175-a8e99a37f561
    guichet access api-entreprise --tick siret
    # Plusieurs points d’accès sur une demande : le formulaire adapté, quoi écrire
    guichet access api-entreprise/v4_acoss_attestations_sociales \
      api-entreprise/v4_dgfip_attestations_fiscales --siret 24350013900189
examples-setup =
    # Étape par étape
    guichet setup
    # À partir de n’importe quelle page d’un portail ouvert à tous, sans question
    guichet setup data.economie.gouv.fr --name bercy --yes
    # Un portail public bien connu
    guichet setup --known data-gouv
examples-auth-status =
    # Qui l’on est, ce que cela ouvre, et quand cela finit
    guichet auth status
examples-auth-set =
    # Dans un script : le secret vient d’un gestionnaire de mots de passe
    pass rudi | guichet auth set rudi --id demo@exemple.bzh --secret-stdin
examples-auth-certificate =
    # Un portail qui ne laisse entrer personne sans certificat
    guichet auth certificate rennes ~/agent.p12
examples-auth-test =
    # Est-ce que cela ouvre encore ?
    guichet auth test rudi
examples-auth-compare =
    # Que va ouvrir le nouveau jeton que l’ancien n’ouvre pas ?
    pass jeton-2027 | guichet auth compare api-entreprise --secret-stdin
examples-auth-allow =
    # Le portail a déménagé
    guichet auth allow rudi
examples-auth-proxy =
    # Le proxy demande qui vous êtes : son identifiant est demandé, essayé et enregistré
    guichet auth proxy
    pass proxy | guichet auth proxy --id 'MAIRIE\ada' --secret-stdin
examples-auth-remove =
    # Supprimer ce qui est gardé
    guichet auth remove rudi
examples-auth-import =
    # Le fichier que remet Isogeo
    guichet auth import client_secrets.json --name isogeo
examples-doctor =
    # Ce qui bloque, à transmettre tel quel au support informatique
    guichet doctor
    # Un fichier pour le service informatique
    guichet doctor --report guichet.txt
examples-completions =
    # Pour le bash en cours ; dans ~/.bashrc pour tous
    source <(guichet completions bash)
    guichet completions fish > ~/.config/fish/completions/guichet.fish
examples-keys =
    # Les touches du navigateur
    guichet keys
examples-man =
    # Lire la page ; écrire celles de toutes les commandes
    guichet man | man -l -
    guichet man --dir man
examples-cat =
    # Les premières lignes d’un CSV, prouvé entier avant le premier octet affiché
    guichet cat rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --format csv | head
examples-open =
    # La page web d’un jeu de données, dans le navigateur ; seulement son adresse
    guichet open rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --print
examples-api =
    # Une requête brute sous l’adresse du portail, identifiée
    guichet api rudi konsult/v1/datasets/metadatas --field limit=1
examples-cache-ls =
    # Ce qui est gardé, et de quand
    guichet cache ls
examples-cache-clear =
    # Oublier les réponses d’un portail
    guichet cache clear rudi
examples-config-path =
    # Où est le fichier
    guichet config path
examples-config-get =
    # Chaque réglage en vigueur, puis un seul
    guichet config get
    guichet config get portals.rudi.url
examples-config-set =
    # Tant de téléchargements à la fois
    guichet config set jobs 4
examples-config-unset =
    # De nouveau le nombre habituel
    guichet config unset jobs
examples-config-edit =
    # Dans VISUAL ou EDITOR ; vérifié ensuite
    guichet config edit
examples-config-example =
    # Chaque réglage avec sa valeur habituelle
    guichet config example
examples-auth-whoami =
    # Qui l’on est à chaque portail
    guichet auth whoami
