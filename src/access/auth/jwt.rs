//! A JSON Web Token read for display and timing only: its claims are never trusted for anything else.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Map, Value};

/// `token` without the `Bearer ` people copy along, and without the white space around.
pub fn bare(token: &str) -> &str {
    let token = token.trim();
    match token.get(..7) {
        Some(prefix) if prefix.eq_ignore_ascii_case("bearer ") => token[7..].trim_start(),
        _ => token,
    }
}

/// The claims of `token`, if it looks like a JWT.
pub fn claims(token: &str) -> Option<Map<String, Value>> {
    let mut parts = bare(token).split('.');
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

/// How long `token` says it lives: from its issue where it tells, as this machine's clock may be wrong.
pub fn life(token: &str) -> Option<Duration> {
    let claims = claims(token)?;
    let seconds = |claim: &str| claims.get(claim).and_then(Value::as_f64);
    let issued = seconds("iat").unwrap_or_else(|| Timestamp::now().as_second() as f64);
    Some(Duration::try_from_secs_f64(seconds("exp")? - issued).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_counted_from_the_issue_or_from_now() {
        let token = |claims: &str| format!("h.{}.s", URL_SAFE_NO_PAD.encode(claims));
        assert_eq!(life(&token(r#"{"exp":1726386000,"iat":1726385400}"#)), Some(Duration::from_secs(600)));
        assert_eq!(life(&token(r#"{"exp":1726385400,"iat":1726386000}"#)), Some(Duration::ZERO));
        assert_eq!(life(&token(r#"{"exp":1726386000}"#)), Some(Duration::ZERO), "it has ended");
        assert_eq!(life(&token(r#"{"exp":1e300,"iat":0}"#)), Some(Duration::ZERO), "nobody can count that far");
        assert_eq!(life(&token(r#"{"iat":0}"#)), None);
    }

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
