# Signing in, and what is known of the one who did.
auth-expires-within-a-day = expires within a day
auth-expires =
    { $days ->
        [one] expires in { $days } day
       *[other] expires in { $days } days
    }
auth-expired-today = expired today
auth-expired =
    { $days ->
        [one] expired { $days } day ago
       *[other] expired { $days } days ago
    }
auth-scopes-unsaid = the portal does not say which scopes it granted
auth-scopes-missing = asked for and not granted: { $missing }
auth-unknown-client = { $host } does not know this client id and secret
auth-unknown-client-hint = Check that both halves are whole and belong to this platform (production, QA, staging).
auth-scope-refused = { $host } does not grant the scope asked for
auth-scope-refused-hint = The key was made for something else; ask whoever issued it which scopes it has.
auth-flow-refused = { $host } does not accept this key for signing in without a person
auth-flow-refused-hint = The key is for another flow: ask for a key of the client-credentials kind.
auth-refused = { $host } refuses to sign in ({ $word })
auth-refused-hint = Check the credentials.
auth-no-token = { $host } answered something else than a token; a login or proxy page may stand in between
auth-no-token-hint = Check the token address and the proxy.
auth-credentials-refused = { $host } refuses the credentials ({ $status })
auth-credentials-refused-hint = Check both halves.
auth-no-service = { $host } has no token service at { $path } ({ $status })
auth-no-service-hint = Check the portal's address and platform.
auth-busy = { $host } is down or busy for now ({ $status })
auth-busy-hint = Try again in a few minutes.
auth-token-error = { $host } answered the token request with error { $status }
auth-token-error-hint = Try again later.
auth-signed-in-as = Signed in as { $who }.
auth-opens = It opens: { $opens }.
auth-note = Note: { $warning }.
auth-until = It { $ends }.
auth-until-renew = It { $ends }; renew it at { $page }.
auth-usage = Usage, errors and last calls: { $page }
auth-calendar = guichet: the credential of { $portal } ends
auth-none-ends = No credential ends within { $days ->
    [one] { $days } day
   *[other] { $days } days
}.
auth-granted-on-to = Granted on request { $request } to the body with SIRET { $holder }.
auth-granted-on = Granted on request { $request }.
auth-granted-to = Granted to the body with SIRET { $holder }.
auth-other-kinds = one is { $one }, the other { $other }: what they open cannot be compared
auth-nobody = nobody
auth-no-end = no end is stated
auth-compared-first = First: { $who } ({ $ends })
auth-compared-second = Second: { $who } ({ $ends })
auth-open-the-same = Both open the same.
auth-gained = The second opens what the first does not:
auth-lost = The second does not open what the first does:
auth-datasets-gained = Datasets that only the second opens:
auth-datasets-lost = Datasets that only the first opens:
