# What API Entreprise and API Particulier have in common; what their errors mean is in assets/apistration/errors.json.
apistration-form = form "{ $id }"
apistration-no-form = DataPass has no such form
apistration-no-address = it is not an address
apistration-not-prefilled = DataPass takes it from nobody's link: it is filled in there
apistration-information = information "{ $key }"
apistration-no-document = the answer links to no document
apistration-link-nowhere = its link leads to no document
apistration-link-odd = its answer links to something that is not an address
apistration-link-not-https = its answer links to an address that is not https
apistration-several = there are { $count } to choose from: { $list }
apistration-say-which = Say which one: { $which }=1 to { $several }.
apistration-json-more = The JSON answer may say more.
apistration-nameless = a document without a name
apistration-endpoints =
    { $count ->
        [one] { $count } endpoint
       *[other] { $count } endpoints
    }
apistration-unknown-opens = whether your token opens it is unknown: { $why }
apistration-fact-named-in = named in
apistration-field-of-answer = { $field } of the JSON answer
apistration-which = which one: its number in the answer, from 1
apistration-which-help = Without it: the only one there is, or an error that lists them.
apistration-kept-by-issuer = kept by its issuer: a PDF, an image or a web page, and not promised
apistration-web-page = a web page elsewhere, whose address is in the JSON answer ({ $field })
apistration-only-staging = only the staging portal answers it so far
apistration-recent = so recent that the portal may not have it yet
apistration-any-token = none: every valid token
apistration-or = {" "}or{" "}
apistration-fact-request = request
apistration-fact-right = right
apistration-fact-token = token
apistration-fact-limit = limit
apistration-fact-maintenance = maintenance
apistration-maintenance = { $from } to { $to }, Paris time
apistration-fact-replaced-by = replaced by
apistration-deprecated = this endpoint is deprecated: the portal will withdraw it
apistration-staging = this is the staging portal: its data are invented, and an unknown company gets an example
apistration-opens-unknown = what your token opens is unknown: { $why }
apistration-title-deprecated = { $title } ({ $version }, deprecated)
apistration-answer-list = the answer as it comes: a list of records
apistration-answer = the answer as it comes
apistration-limit-shared =
    { $requests ->
        [one] { $requests } request a minute (shared by all { $title })
       *[other] { $requests } requests a minute (shared by all { $title })
    }
apistration-limit-own =
    { $requests ->
        [one] { $requests } request a minute (its own)
       *[other] { $requests } requests a minute (its own)
    }
apistration-the-token = { $name }: the token
apistration-production-token = This is the staging portal, and the token looks like one of production: use it with { $pages }, or take the public staging token here.
apistration-staging-token = The token is the public one of the staging portal, which works on { $staging } only: take your own from { $pages }/compte.
apistration-the-provider = { $name }: the provider
apistration-provider-silent = the provider does not answer for now
apistration-unknown-why = unknown: { $why }
apistration-all = all endpoints
apistration-open-to-token = open to my token
apistration-themes-title = themes
apistration-themes =
    { $count ->
        [one] { $count } theme
       *[other] { $count } themes
    }
apistration-providers-title = providers
apistration-providers =
    { $count ->
        [one] { $count } provider
       *[other] { $count } providers
    }
apistration-opens-unknown-of = { $name }: what your token opens is unknown: { $cause }
apistration-ask-right = It takes { $scopes }: ask for it on { $datapass }. A right granted lately may take an hour to work.
apistration-covers = Its page { $pages }/catalogue/{ $sheet } tells what it covers.
apistration-silent = Check the network and the proxy. Where the portal has fallen silent and all else works, it may have shut this address out for 12 hours, as it does after too many requests.
apistration-maintenance-now = the provider is in maintenance
apistration-maintenance-until = the provider is in maintenance until { $until }
apistration-quoted-hint = { $hint } The portal's support asks for the request's id: { $id }.
apistration-support = The portal's support asks for the request's id: { $id }.
apistration-cause = { $cause } ({ $known })
apistration-vendor-opens = a vendor's token opens what the body named as recipient was granted
apistration-not-open = not open to your token: it takes the right { $scopes }
apistration-untitled-token = a token without a title
apistration-ends-soon = the token ends on { $day }: whoever asked for it can prolong it now
apistration-ended-says = the token says that it ended on { $day }, yet the portal takes it: it was prolonged since
apistration-vendor-nothing = a vendor's token opens nothing until recipient names a body that delegated to it
apistration-no-right = the token holds no right; those without any are open to it all the same
apistration-public-token = this is the public token of the staging portal, whose data are invented
apistration-older-right = { $scope }: a right of older tokens
apistration-unasked-right = { $scope }: a right that no known endpoint asks for
apistration-open = open to your token
apistration-no-token = what was given is not a token, which is three long parts with dots between them
apistration-no-token-hint = Copy all of it from your account on the portal's site, then `guichet setup` again.
apistration-moment = { $day } { $time }
apistration-replaced = this API is deprecated: take { $successor } instead
apistration-no-file-yet = its addresses are in the JSON answer ({ $field }), and serve no file yet: SIAF has not loaded its documents
apistration-by-person = through your organisation's online service only: it takes the FranceConnect token of the person, who signs in there
apistration-limit-a-second =
    { $requests ->
        [one] { $requests } request a second (shared by all endpoints)
       *[other] { $requests } requests a second (shared by all endpoints)
    }
apistration-fact-shown = your token shows
apistration-fact-left-out = left out for your token
apistration-answer-without = the answer as it comes; left out for your token, whatever there is: { $keys }
apistration-left-out = your token does not open all of the answer: { $keys } will be missing from it, which does not mean that there is nothing
apistration-maintenance-sundays = Sundays { $from } to { $to }, Paris time
apistration-recipient = SIRET of the public body the data are for
apistration-recipient-help = Your own organisation's; a software vendor gives its client's.
apistration-filter-theme = a theme's word
apistration-filter-provider = a provider's word
apistration-filter-token = open, closed or unknown: what your token opens
apistration-filter-state = current or deprecated
apistration-paste-siret = Organisation (SIRET)
apistration-paste-form = Use case
apistration-paste-data = Data asked for
apistration-paste-open = open data alone, which come with every request
apistration-paste-description = Description of the project
apistration-paste-why = We need the answers of: { $endpoints }. They serve … (the procedure, who deals with it, how many cases a year). Of each we need … (why nothing less is enough).
