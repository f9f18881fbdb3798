//! Whether what a portal does not find is gone.

use crate::access::auth::Account;
use crate::base::error::{Error, ErrorKind, Result};

/// A portal that is being mended, or is another page by now, knows no dataset either: what it does not find, as `missing`
/// says, is gone only where it answers as a portal otherwise, which its `account` tells.
pub fn is_gone(account: Result<Account>, missing: &Error) -> Result<()> {
    match account {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::SignIn) => {
            Err(Error { kind: ErrorKind::Portal, ..missing.clone() })
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_portal_that_answers_tells_that_something_is_gone() {
        let of = |kind| Error::new(kind, "portal", "no");
        let missing = of(ErrorKind::NotFound);
        assert_eq!(is_gone(Ok(Account::default()), &missing), Ok(()));
        for (kind, told) in [
            (ErrorKind::NotFound, ErrorKind::Portal),
            (ErrorKind::SignIn, ErrorKind::Portal),
            (ErrorKind::Network, ErrorKind::Network),
            (ErrorKind::Unavailable, ErrorKind::Unavailable),
        ] {
            assert_eq!(is_gone(Err(of(kind)), &missing).map_err(|error| error.kind), Err(told));
        }
    }
}
