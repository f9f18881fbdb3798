# API Entreprise; what its errors mean is in assets/api-entreprise/errors.json.
api-entreprise-form = form "{ $id }"
api-entreprise-no-form = DataPass has no such form
api-entreprise-no-address = it is not an address
api-entreprise-not-prefilled = DataPass takes it from nobody's link: it is filled in there
api-entreprise-information = information "{ $key }"
api-entreprise-no-object = it is not a JSON object ({ $error })
api-entreprise-no-data = it holds no data
api-entreprise-partial = this entity lets only a part be shown: [ND] stands for the rest
api-entreprise-document-refused = the document is refused
api-entreprise-no-document = the answer links to no document
api-entreprise-redirected = { $from } was asked about, which is known under another number: this one
api-entreprise-not-all-read = not all could be read from the document: { $why }
api-entreprise-yes = yes
api-entreprise-no = no
api-entreprise-not-disclosed = {"["}ND] (not disclosed)
api-entreprise-link-nowhere = its link leads to no document
api-entreprise-link-odd = its answer links to something that is not an address
api-entreprise-link-not-https = its answer links to an address that is not https
api-entreprise-several = there are { $count } to choose from: { $list }
api-entreprise-say-which = Say which one: { $which }=1 to { $several }.
api-entreprise-json-more = The JSON answer may say more.
api-entreprise-nameless = a document without a name
api-entreprise-filter-theme = a theme's word
api-entreprise-filter-provider = a provider's word
api-entreprise-filter-access = open or restricted
api-entreprise-filter-token = open, closed or unknown: what your token opens
api-entreprise-filter-state = current or deprecated
api-entreprise-endpoints =
    { $count ->
        [one] { $count } endpoint
       *[other] { $count } endpoints
    }
api-entreprise-unknown-opens = whether your token opens it is unknown: { $why }
api-entreprise-fact-named-in = named in
api-entreprise-field-of-answer = { $field } of the JSON answer
api-entreprise-which = which one: its number in the answer, from 1
api-entreprise-which-help = Without it: the only one there is, or an error that lists them.
api-entreprise-kept-by-issuer = kept by its issuer: a PDF, an image or a web page, and not promised
api-entreprise-web-page = a web page elsewhere, whose address is in the JSON answer ({ $field })
api-entreprise-only-staging = only the staging portal answers it so far
api-entreprise-recent = so recent that the portal may not have it yet
api-entreprise-context = framework of the call
api-entreprise-context-help = The framework the data are asked in: public aid, public procurement…
api-entreprise-recipient = SIRET of the public body the data are for
api-entreprise-recipient-help = Your own organisation's; a software vendor gives its client's.
api-entreprise-object = reason of the call, or a file number
api-entreprise-object-help = Fewer than 50 characters, as the portal keeps it with the call.
api-entreprise-delegation = the delegation that is meant
api-entreprise-delegation-help = Only where the recipient has delegated more than once.
api-entreprise-any-token = none: every valid token
api-entreprise-or = {" "}or{" "}
api-entreprise-fact-request = request
api-entreprise-fact-right = right
api-entreprise-fact-token = token
api-entreprise-fact-limit = limit
api-entreprise-fact-maintenance = maintenance
api-entreprise-maintenance = { $from } to { $to }, Paris time
api-entreprise-fact-replaced-by = replaced by
api-entreprise-deprecated = this endpoint is deprecated: the portal will withdraw it
api-entreprise-staging = this is the staging portal: its data are invented, and an unknown company gets an example
api-entreprise-opens-unknown = what your token opens is unknown: { $why }
api-entreprise-title-deprecated = { $title } ({ $version }, deprecated)
api-entreprise-answer-list = the answer as it comes: a list of records
api-entreprise-answer = the answer as it comes
api-entreprise-siren = SIREN of the company
api-entreprise-siret = SIRET of the establishment
api-entreprise-siren-rna = SIREN or RNA of the association
api-entreprise-siret-rna = SIRET or RNA of the association
api-entreprise-siren-siret-rna = SIREN, SIRET or RNA of the association
api-entreprise-siren-siret-rnf = SIREN, SIRET or RNF of the foundation
api-entreprise-siret-eori = SIRET or EORI of the trader
api-entreprise-month = month
api-entreprise-month-help = Two digits: 01 to 12.
api-entreprise-year = year
api-entreprise-depth = how many months before that one, too
api-entreprise-headcount = kind of headcount
api-entreprise-limit = how many records at most
api-entreprise-limit-shared =
    { $requests ->
        [one] { $requests } request a minute (shared by all { $title })
       *[other] { $requests } requests a minute (shared by all { $title })
    }
api-entreprise-limit-own =
    { $requests ->
        [one] { $requests } request a minute (its own)
       *[other] { $requests } requests a minute (its own)
    }
api-entreprise-title = API Entreprise, company data for French public bodies
api-entreprise-staging-platform = staging, with invented data
api-entreprise-the-token = { $name }: the token
api-entreprise-production-token = This is the staging portal, and the token looks like one of production: use it with https://entreprise.api.gouv.fr, or take the public staging token here.
api-entreprise-staging-token = The token is the public one of the staging portal, which works on https://staging.entreprise.api.gouv.fr only: take your own from https://entreprise.api.gouv.fr/compte.
api-entreprise-the-provider = { $name }: the provider
api-entreprise-provider-silent = the provider does not answer for now
api-entreprise-unknown-why = unknown: { $why }
api-entreprise-all = all endpoints
api-entreprise-open-to-token = open to my token
api-entreprise-themes-title = themes
api-entreprise-themes =
    { $count ->
        [one] { $count } theme
       *[other] { $count } themes
    }
api-entreprise-providers-title = providers
api-entreprise-providers =
    { $count ->
        [one] { $count } provider
       *[other] { $count } providers
    }
api-entreprise-opens-unknown-of = { $name }: what your token opens is unknown: { $cause }
api-entreprise-ask-right = It takes { $scopes }: ask for it on { $datapass }. A right granted lately may take an hour to work.
api-entreprise-covers = What it covers: https://entreprise.api.gouv.fr/catalogue/{ $sheet }
api-entreprise-silent = Check the network and the proxy. Where the portal has fallen silent and all else works, it may have shut this address out for 12 hours, as it does after too many requests.
api-entreprise-no-such-address = API Entreprise has no such address
api-entreprise-maintenance-now = the provider is in maintenance
api-entreprise-maintenance-until = the provider is in maintenance until { $until }
api-entreprise-quoted-hint = { $hint } The portal's support asks for the request's id: { $id }.
api-entreprise-support = The portal's support asks for the request's id: { $id }.
api-entreprise-cause = { $cause } ({ $known })
api-entreprise-vendor-opens = a vendor's token opens what the body named as recipient was granted
api-entreprise-not-open = not open to your token: it takes the right { $scopes }
api-entreprise-untitled-token = a token without a title
api-entreprise-ends-soon = the token ends on { $day }: whoever asked for it can prolong it now
api-entreprise-ended-says = the token says that it ended on { $day }, yet the portal takes it: it was prolonged since
api-entreprise-vendor-nothing = a vendor's token opens nothing until recipient names a body that delegated to it
api-entreprise-no-right = the token holds no right; those without any are open to it all the same
api-entreprise-public-token = this is the public token of the staging portal, whose data are invented
api-entreprise-older-right = { $scope }: a right of older tokens
api-entreprise-unasked-right = { $scope }: a right that no known endpoint asks for
api-entreprise-open = open to your token
api-entreprise-way = the token of a habilitation (JWT)
api-entreprise-found = On https://entreprise.api.gouv.fr/compte, signed in by ProConnect with the address of the request. For the staging portal there is a public token, named in its documentation.
api-entreprise-no-token = what was given is not a token, which is three long parts with dots between them
api-entreprise-no-token-hint = Copy all of it from https://entreprise.api.gouv.fr/compte, then `guichet setup` again.
api-entreprise-moment = { $day } { $time }
api-entreprise-replaced = this API is deprecated: take { $successor } instead
api-entreprise-no-file-yet = its addresses are in the JSON answer ({ $field }), and serve no file yet: SIAF has not loaded its documents
api-entreprise-paste-siret = Organisation (SIRET)
api-entreprise-paste-form = Use case
api-entreprise-paste-data = Data asked for
api-entreprise-paste-open = open data alone, which come with every request
api-entreprise-paste-description = Description of the project
api-entreprise-paste-why = We need the answers of: { $endpoints }. They serve … (the procedure, who deals with it, how many cases a year). Of each we need … (why nothing less is enough).
