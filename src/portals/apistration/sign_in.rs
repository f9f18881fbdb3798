//! How both portals are signed in to: with the one token of a habilitation, as it was given
//! (docs/portals/api-entreprise.md 2.1).

use zeroize::Zeroizing;

use crate::access::auth::jwt;
use crate::base::error::{Error, ErrorKind, Result};
use crate::m;

/// The token without the line breaks that copying adds; it is sent as it is, and no request renews it. One that was cut off is noticed here.
pub fn whole(portal: &str, given: &str) -> Result<Zeroizing<String>> {
    let token = Zeroizing::new(jwt::bare(given).chars().filter(|c| !c.is_whitespace()).collect::<String>());
    let encoded = |part: &str| part.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'='));
    let parts: Vec<&str> = token.split('.').collect();
    if parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && encoded(part)) {
        return Ok(token);
    }
    Err(Error::new(ErrorKind::SignIn, portal, m!("apistration-no-token")).hint(m!("apistration-no-token-hint")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_whole_or_not_at_all_section_2_1() {
        for good in ["a.b.c", " Bearer a.b.c\n", "a.b\n  .c", "bearer eyJ.eyJ_-.x=="] {
            let token = whole("p", good).unwrap();
            assert!(!token.contains(char::is_whitespace) && token.matches('.').count() == 2, "{good:?}");
        }
        for bad in ["", "abc", "a.b", "a.b.", "a.b.c.d", "a.b.ç", "{\"token\":\"a.b.c\"}"] {
            let error = whole("p", bad).unwrap_err();
            assert_eq!(error.kind, ErrorKind::SignIn, "{bad:?}");
            assert!(bad.is_empty() || bad == "abc" || !error.to_string().contains(bad), "it is a secret: {error}");
        }
    }
}
