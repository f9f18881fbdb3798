//! An answer that is not a success: what a portal is told of it, and the general explanation.

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::Value;

use super::failure::{WANTS_CERTIFICATE, wants_certificate};
use crate::error::{Error, Kind};
use crate::text;

/// How much of a refusal's body is kept to explain it, in bytes.
pub(super) const REFUSAL_LIMIT: usize = 64 << 10;

/// A portal's answer that is not a success, for the portal to explain in its own terms.
pub struct Refusal<'a> {
    pub status: StatusCode,
    pub headers: &'a HeaderMap,
    /// The first 64 KiB, undecodable bytes replaced.
    pub body: &'a str,
    /// Whether somebody's token was sent with the refused request; the anonymous one is nobody's.
    pub signed_in: bool,
    /// What was asked, for the error's subject.
    pub subject: &'a str,
}

/// Says what a refusal means at one kind of portal; `None` leaves it to the general rules.
pub type Explain = fn(&Refusal) -> Option<Error>;

impl Refusal<'_> {
    /// The general rules of HTTP, for what no portal has words of its own.
    pub fn explain(&self) -> Error {
        let code = self.status.as_u16();
        let said = self.said().map(|said| format!(": {said}")).unwrap_or_default();
        let error = |kind, cause: String| Error::new(kind, self.subject, cause);
        match code {
            401 | 498 if self.signed_in => {
                error(Kind::SignIn, format!("the portal refuses the credential ({code}){said}"))
            }
            401 | 498 => error(Kind::SignIn, format!("the portal asks to sign in ({code}){said}")),
            403 => error(Kind::Denied, format!("no right to this (403){said}")),
            404 | 410 => error(Kind::NotFound, format!("nothing at that address ({code}){said}")),
            429 => error(Kind::Unavailable, format!("too many requests for now (429){said}")),
            502..=504 => error(Kind::Unavailable, format!("the portal is down for now ({code}){said}"))
                .hint("Try again in a few minutes."),
            // As nginx puts it; others end the connection.
            400 if self.body.contains("No required SSL certificate") => {
                error(Kind::Portal, wants_certificate("the portal")).hint(WANTS_CERTIFICATE)
            }
            _ => error(Kind::Portal, format!("the portal answered with error {code}{said}")),
        }
    }

    /// The portal's own short explanation: a JSON object's usual fields, a JSON string, or a line of plain text; never a web
    /// page.
    pub fn said(&self) -> Option<String> {
        const LONGEST: usize = 300;
        let short = |said: &str| text::some_line(&said.chars().take(LONGEST).collect::<String>());
        let body = self.body.trim();
        if let Ok(json) = serde_json::from_str::<Value>(body) {
            if let Some(said) = json.as_str() {
                return short(said);
            }
            let fields = ["label", "error_description", "message", "detail", "msg", "error", "title"];
            return fields.iter().find_map(|field| json.get(field)?.as_str().and_then(short));
        }
        if body.starts_with('<') { None } else { short(body.lines().next().unwrap_or_default()) }
    }
}

/// What the server says of its limits; nothing rests on it.
pub(super) fn limits(headers: &HeaderMap) -> Vec<(&str, &HeaderValue)> {
    let is_limit = |name: &str| ["x-rate-limit", "x-ratelimit", "ratelimit"].iter().any(|it| name.starts_with(it));
    headers.iter().map(|(name, value)| (name.as_str(), value)).filter(|(name, _)| is_limit(name)).collect()
}
