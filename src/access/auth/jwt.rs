//! A JSON Web Token read for display and timing only: its claims are never trusted for anything else.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::base::stated;

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
    stated::moment_of(claims(token)?.get("exp")?)
}

/// How long `token` says it lives: from its issue where it tells, as this machine's clock may be wrong. `None` where it
/// names no end.
pub fn life(token: &str) -> Option<Duration> {
    let claims = claims(token)?;
    let moment = |claim: &str| claims.get(claim).and_then(stated::moment_of);
    let Some(ends) = moment("exp") else {
        // Beyond all calendars is as far away as can be.
        return stated::span(claims.get("exp")?).filter(|far| !far.is_zero());
    };
    // What ends before it is issued says nothing of when it was.
    let issued = moment("iat").filter(|issued| *issued <= ends).unwrap_or_else(Timestamp::now);
    Some(stated::until(ends, issued))
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
        assert_eq!(life(&token(r#"{"exp":1726472400,"iat":0}"#)), Some(Duration::ZERO), "an issue that says nothing");
        assert_eq!(life(&token(r#"{"iat":0}"#)), None);
    }

    #[test]
    fn an_end_that_nobody_can_count_to_is_a_week_away() {
        let now = Timestamp::now().as_second();
        let table = [
            (format!(r#"{{"exp":{}}}"#, i64::MAX), Some(stated::LONGEST)),
            (format!(r#"{{"exp":{}}}"#, u64::MAX), Some(stated::LONGEST)),
            (r#"{"exp":1e30}"#.into(), Some(stated::LONGEST)),
            (r#"{"exp":1e300,"iat":0}"#.into(), Some(stated::LONGEST)),
            (r#"{"exp":"9223372036854775807"}"#.into(), Some(stated::LONGEST)),
            (format!(r#"{{"exp":{}}}"#, now + 40 * 365 * 86_400), Some(stated::LONGEST)),
            (format!(r#"{{"exp":{}000,"iat":{now}}}"#, now + 600), Some(stated::LONGEST)),
            (format!(r#"{{"exp":"{}","iat":"{now}"}}"#, now + 600), Some(Duration::from_secs(600))),
            (format!(r#"{{"exp":{}.5,"iat":{now}.0}}"#, now + 600), Some(Duration::from_secs(600))),
            (r#"{"exp":1,"iat":1e30,"nbf":-1e30}"#.into(), Some(Duration::ZERO)),
            (r#"{"exp":-1}"#.into(), None),
            (r#"{"exp":-1e300}"#.into(), None),
            (r#"{"exp":0}"#.into(), None),
            (r#"{"exp":"never"}"#.into(), None),
            (r#"{"exp":null}"#.into(), None),
            (r#"{"exp":true}"#.into(), None),
        ];
        for (claims, expected) in table {
            let token = format!("h.{}.s", URL_SAFE_NO_PAD.encode(&claims));
            assert_eq!(life(&token), expected, "{claims}");
            let _ = expires(&token);
        }
        // Issued at some moment that cannot be: it lives from now on.
        for issued in ["1e30", "-1e30", "null", "\"\"", "9223372036854775807"] {
            let claims = format!(r#"{{"exp":{},"iat":{issued}}}"#, now + 600);
            let seconds = life(&format!("h.{}.s", URL_SAFE_NO_PAD.encode(&claims))).unwrap().as_secs();
            assert!((590..=600).contains(&seconds), "{claims}: {seconds}");
        }
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
