# Examples of every command, in its help and its manual page: they work as they are with the demo's portals.
examples-guichet =
    # Look around without a network or an account
    guichet demo
    # Find data in every configured portal, and fetch one dataset
    guichet search eau
    guichet get rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd -o data
examples-demo =
    # Two minutes to see what it does, with your own keys
    guichet demo --tour
    # Serve the demo portals to the other commands: it prints the lines that a shell takes
    guichet demo --headless --port 4500
examples-portals =
    # What is configured, and which public portals could be
    guichet portals
    guichet portals --known
examples-portals-reset =
    # Ask a portal again that is left alone after too many requests
    guichet portals reset rudi
examples-list =
    # What a portal holds, and by what it can be narrowed
    guichet list rudi
    guichet list rudi --filters
    # One theme, what changed last first
    guichet list rudi --filter theme=environment --sort=-updated
    # All of it, from where the last run stopped
    guichet list rudi/all --all --resume
    # One territory, as the portal can tell
    guichet list rudi --territory rennes
examples-search =
    # Two words in every portal, then in one
    guichet search "bornes de recharge"
    guichet search eau --portal rudi --limit 10
    # What is about one département, in every portal that can tell
    guichet search eau --territory 35
    guichet search "qualité de l’eau" --save "Eau"
    guichet search --saved "Eau"
examples-show =
    # A dataset with its media; the same as JSON
    guichet show rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd
    guichet show rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --json
examples-preview =
    # The first rows of a file; those of a remote one, by its address, without downloading it
    guichet preview data/consommation-eau-batiments.csv --rows 5
    # Of its rows those that fit, and some columns; of a Parquet too, wherever it is
    guichet preview data/consommation-eau-batiments.csv --where type=piscine
    guichet preview data/consommation-eau-batiments.csv --columns type,volume_m3
examples-get =
    # Every media of a dataset, into a folder
    guichet get rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd -o data
    # What that would be, and how big
    guichet get rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --plan
    # Only what is proven to be what is published; with a workbook of each CSV for Excel
    guichet get rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --require verified
    guichet get rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --excel -o new
    # One media into another program
    guichet get rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd -o - --format csv
    # What a download asks for is given beside it
    guichet get api-entreprise/v3_insee_unites_legales --param siren=999001019 \
        --param context=aides --param object=dossier-12 \
        --param recipient=13002526500013
    # Of a map service only some rows, as a table, counted against what it has
    guichet get udata/833169ce0847544da760d88c/5e1c0a52 \
        --where nature~eau --param as=csv
    # One request for each row of a list, within the limits; --plan tells what that would be
    printf 'siren\n999001019\n' | \
        guichet get api-entreprise/v4_insee_unites_legales --each - \
        --column siren --param context=aides --param object=dossier-12 \
        --param recipient=13002526500013 -o answers --yes
examples-add =
    # What this folder depends on: one media, under a name of one's own
    guichet add rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --format csv \
        --as raw/fountains.csv
examples-sync =
    # Bring it; later, move it forward. Does anything differ?
    guichet sync
    guichet sync --plan
    guichet sync --check
    # On another machine, exactly the same; for a machine without network
    guichet sync --locked
    guichet sync --bundle for-the-island
    # Into an object store, which several machines share
    guichet sync -o s3://donnees/villes/
examples-check =
    # Against the schema that its portal or its receipt states; against another, for programs
    guichet check data/bornes.csv
    guichet check data/bornes.csv --schema etalab/schema-irve-statique@2.3.1
    guichet check data/bornes.csv --schema schema.json --json
examples-diff =
    # Against the version before it that get --keep kept; against what the portal has now; two files
    guichet diff data/communes.csv
    guichet diff rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd -o data
    guichet diff old.csv new.csv --key code,annee --patch changes.csv
examples-verify =
    # Still what was downloaded? And is something newer published?
    guichet verify data/*.csv
    guichet verify data/*.csv --online
    # A bundle, without network
    guichet verify --bundle for-the-island
examples-cite =
    # Files that were downloaded: in sentences, and for LaTeX
    guichet cite data/*.csv
    guichet cite data/*.csv --as bibtex > data.bib
    # A dataset as its portal tells of it now: the line that its licence asks for
    guichet cite rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --as attribution
examples-receipts =
    # What is there, under which licences, and which do not go together
    guichet receipts data
    guichet receipts data --sbom
examples-watch =
    # A dataset, what a search finds, credentials; then what is watched
    guichet watch rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd
    guichet watch --search eau --portal udata
    guichet watch --expires-within 90d
    guichet watch
examples-watch-run =
    # What is new, for people and for a reader of news
    guichet watch run --feed news.xml
examples-watch-remove =
    # No longer the second
    guichet watch remove 2
examples-watch-install =
    # The line for cron
    guichet watch install --cron --feed news.xml
examples-queue =
    # What has not ended
    guichet queue
examples-queue-resume =
    # Go on with what broke off, two at once
    guichet queue resume --jobs 2
examples-queue-clear =
    # Forget what has not ended
    guichet queue clear
examples-queue-remove =
    # Forget the second of `guichet queue`, with what has arrived of it
    guichet queue remove 2
examples-access =
    # What to do for a restricted dataset, and tick the first step
    guichet access rudi/c8d98f6f-cb3b-4115-b175-a8e99a37f561
    guichet access api-entreprise --tick siret
    # Several endpoints on one request, with the form that fits and what to write
    guichet access api-entreprise/v4_acoss_attestations_sociales \
      api-entreprise/v4_dgfip_attestations_fiscales --siret 24350013900189
examples-setup =
    # Step by step
    guichet setup
    # From any page of a portal that is open to everybody, asking nothing
    guichet setup data.economie.gouv.fr --name bercy --yes
    # A well-known public portal
    guichet setup --known data-gouv
examples-auth-status =
    # Who one is, what that opens, and when it ends
    guichet auth status
examples-auth-set =
    # In a script: the secret comes from a password manager
    pass rudi | guichet auth set rudi --id demo@exemple.bzh --secret-stdin
examples-auth-certificate =
    # A portal that lets nobody in without a certificate
    guichet auth certificate rennes ~/agent.p12
examples-auth-test =
    # Does it still open?
    guichet auth test rudi
examples-auth-compare =
    # What would the new token open that the old one does not?
    pass jeton-2027 | guichet auth compare api-entreprise --secret-stdin
examples-auth-allow =
    # The portal has moved
    guichet auth allow rudi
examples-auth-proxy =
    # The proxy asks who you are: its login is asked for, tried and stored
    guichet auth proxy
    pass proxy | guichet auth proxy --id 'MAIRIE\ada' --secret-stdin
examples-auth-remove =
    # Delete what is stored
    guichet auth remove rudi
examples-auth-import =
    # The file that Isogeo hands out
    guichet auth import client_secrets.json --name isogeo
examples-doctor =
    # What is in the way, ready to paste to an IT desk
    guichet doctor
    # A file for the IT desk
    guichet doctor --report guichet.txt
examples-completions =
    # For the running bash; in ~/.bashrc for all
    source <(guichet completions bash)
    guichet completions fish > ~/.config/fish/completions/guichet.fish
examples-keys =
    # The browser's keys
    guichet keys
examples-man =
    # Read the page; write those of all commands
    guichet man | man -l -
    guichet man --dir man
examples-cat =
    # The first lines of a CSV, proven whole before the first byte is printed
    guichet cat rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --format csv | head
examples-open =
    # The web page of a dataset, in the browser; its address only
    guichet open rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd --print
examples-api =
    # A raw request below the portal's address, signed in
    guichet api rudi konsult/v1/datasets/metadatas --field limit=1
examples-cache-ls =
    # What is kept, and of when
    guichet cache ls
examples-cache-clear =
    # Forget one portal's answers
    guichet cache clear rudi
examples-config-path =
    # Where the file is
    guichet config path
examples-config-get =
    # Every setting that is in force, then one
    guichet config get
    guichet config get portals.rudi.url
examples-config-set =
    # So many downloads at once
    guichet config set jobs 4
examples-config-unset =
    # The usual number again
    guichet config unset jobs
examples-config-edit =
    # In VISUAL or EDITOR; checked afterwards
    guichet config edit
examples-config-example =
    # Every setting with its default
    guichet config example
examples-auth-whoami =
    # Who one is at each portal
    guichet auth whoami
