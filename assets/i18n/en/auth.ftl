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
