//! A JSON Web Token read for display and timing only: its claims are never trusted for anything else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Map, Value};

/// The claims of `token`, if it looks like a JWT. A `Bearer ` in front is forgiven.
pub fn claims(token: &str) -> Option<Map<String, Value>> {
    let token = token.trim();
    let token =
        token.get(..7).filter(|prefix| prefix.eq_ignore_ascii_case("bearer ")).map_or(token, |_| token[7..].trim());
    let mut parts = token.split('.');
    let (_header, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// When `token` says it ends.
pub fn expires(token: &str) -> Option<Timestamp> {
    let seconds = claims(token)?.get("exp")?.as_f64()?;
    Timestamp::from_second(seconds as i64).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_read_and_anything_else_is_none() {
        let token = format!("h.{}.s", URL_SAFE_NO_PAD.encode(r#"{"exp":1726386000,"sub":"é"}"#));
        assert_eq!(expires(&format!("Bearer {token}")).unwrap().as_second(), 1_726_386_000);
        assert_eq!(claims(&token).unwrap()["sub"], "é");
        for bad in ["", "opaque", "a.b", "a.b.c", "a.!!.c", "a.b.c.d", "Bearer "] {
            assert_eq!(claims(bad), None, "{bad:?}");
        }
    }
}
