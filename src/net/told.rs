//! Requests sent, and told of in the log: with `-v` what was asked and answered, and with `-vv` the headers of both. What
//! signs in, and what a server sets in return, is never among them.

use std::time::Instant;

use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Request, RequestBuilder, Response};

use super::header;
use crate::base::redact::clean;
use crate::base::secret_address::without_secrets;
use crate::base::text;

/// Words in the names of headers whose values open something. Servers make up names of their own: in doubt a value is not shown.
const HIDING: [&str; 13] = [
    "auth",
    "cookie",
    "token",
    "key",
    "secret",
    "password",
    "session",
    "signature",
    "credential",
    "csrf",
    "xsrf",
    "jwt",
    "login",
];

tokio::task_local! {
    /// Set where addresses and headers tell of people.
    static DISCREET: ();
}

/// `work`, of whose requests the log tells where they go, and not what for.
pub async fn discreetly<T>(work: impl Future<Output = T>) -> T {
    DISCREET.scope((), work).await
}

fn is_discreet() -> bool {
    DISCREET.try_with(|()| ()).is_ok()
}

/// An address as the log has it.
fn told_address(url: &url::Url) -> String {
    match is_discreet() {
        true => format!("{}/…", url.origin().ascii_serialization()),
        false => without_secrets(url.as_str()),
    }
}

/// Sends `request`. The one place where a request leaves.
pub(crate) async fn send(request: RequestBuilder) -> reqwest::Result<Response> {
    let (client, request) = request.build_split();
    let request = request?;
    let asked = format!("{} {}", request.method(), told_address(request.url()));
    let asks_token = asks_token(&request);
    tell_headers(">", request.headers(), false);
    let started = Instant::now();
    let answer = client.execute(request).await;
    let ms = started.elapsed().as_millis();
    match &answer {
        Ok(response) => {
            let stated = header(response.headers(), CONTENT_LENGTH.as_str()).unwrap_or_else(|| "?".to_owned());
            tracing::info!("{asked}: {} in {ms} ms, {} bytes", response.status().as_u16(), text::line(&stated));
            tell_headers("<", response.headers(), asks_token);
        }
        Err(_) => tracing::info!("{asked}: no answer in {ms} ms"), // why is told by whoever asked
    }
    answer
}

/// Tells that `bytes` of a body were read since `started`.
pub(crate) fn read(url: &url::Url, bytes: u64, started: Instant) {
    let ms = started.elapsed().as_millis();
    tracing::info!("{}: {bytes} bytes read in {ms} ms", told_address(url));
}

/// Of an answer that may bring a token, which nobody knows yet and any header may repeat, no value is told.
fn tell_headers(direction: &str, headers: &HeaderMap, brings_token: bool) {
    for (name, value) in headers.iter().filter(|_| !is_discreet()) {
        match brings_token {
            false => tracing::debug!("{direction} {name}: {}", shown(name, value)),
            true => tracing::debug!("{direction} {name}: … ({} bytes)", value.len()),
        }
    }
}

/// Tokens are asked for with a body, or with an older token in a header of its own.
fn asks_token(request: &Request) -> bool {
    request.method() != Method::GET || request.headers().keys().any(|name| name.as_str().contains("token"))
}

/// What may be seen of a header's value.
pub(crate) fn shown(name: &HeaderName, value: &HeaderValue) -> String {
    let hides = value.is_sensitive() || HIDING.iter().any(|word| name.as_str().contains(word));
    match hides {
        true => "…".to_owned(),
        false => clean(&text::line(&String::from_utf8_lossy(value.as_bytes()))).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_for_a_body_or_for_an_older_token() {
        let client = reqwest::Client::new();
        let table = [
            (client.get("http://a.org/x"), false),
            (client.get("http://a.org/x").header("authorization", "Bearer abc"), false),
            (client.get("http://a.org/x").header("x-api-key", "abc"), false),
            (client.get("http://a.org/refresh_token").header("X-TOKEN", "abc"), true),
            (client.post("http://a.org/oauth2/token").body("grant_type=client_credentials"), true),
        ];
        for (request, expected) in table {
            let request = request.build().unwrap();
            assert_eq!(asks_token(&request), expected, "{request:?}");
        }
    }

    #[test]
    fn what_opens_something_is_not_told() {
        let table = [
            ("authorization", "Bearer abc", "…"),
            ("proxy-authorization", "Basic abc", "…"),
            ("cookie", "sid=abc", "…"),
            ("set-cookie", "sid=abc; Path=/", "…"),
            ("x-api-key", "abc", "…"),
            ("x-token", "abc", "…"),
            ("x-csrf", "abc", "…"),
            ("x-amz-signature", "abc", "…"),
            ("content-type", "text/csv", "text/csv"),
            ("location", "https://a.org/x?token=abc&page=2", "https://a.org/x?token=…&page=2"),
            ("link", "<https://ada:abc@a.org/>; rel=next", "<https://…@a.org/>; rel=next"),
            ("etag", "\"abc\"", "\"abc\""),
        ];
        for (name, value, expected) in table {
            let header = (name.parse().unwrap(), HeaderValue::from_str(value).unwrap());
            assert_eq!(shown(&header.0, &header.1), expected, "{name}");
        }
        let mut sensitive = HeaderValue::from_static("abc");
        sensitive.set_sensitive(true);
        assert_eq!(shown(&HeaderName::from_static("accept"), &sensitive), "…");
    }
}
