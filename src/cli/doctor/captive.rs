//! The sign-in page of a network (a hotel's, a guest Wi-Fi's) that answers in a portal's place.

use std::time::Duration;

use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{StatusCode, redirect};
use url::Url;

use super::Check;
use crate::base::error::{Error, ErrorKind};
use crate::base::text;
use crate::m;
use crate::net::{self, Clients, header};

/// It answers at once, or not at all.
const PATIENCE: Duration = Duration::from_secs(4);

/// Where an answer leads whoever has not signed in to the network, if that is what it says; an empty text where it does not
/// say where (RFC 6585, 6).
pub fn page_of(url: &Url, status: StatusCode, headers: &HeaderMap) -> Option<String> {
    if status == StatusCode::NETWORK_AUTHENTICATION_REQUIRED {
        return Some(String::new());
    }
    let target = url.join(&header(headers, LOCATION.as_str())?).ok().filter(|_| status.is_redirection())?;
    let site = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
    // Portals lead from http to https and to other hosts of their own, and networks to theirs in clear text.
    let is_elsewhere = site(url) != site(&target) && !is_related(url, &target);
    (is_elsewhere && url.scheme() == "http").then(|| text::line(target.host_str().unwrap_or_default()))
}

/// Whether the two share the last two parts of their names.
fn is_related(one: &Url, other: &Url) -> bool {
    let end = |url: &Url| {
        let host = url.domain()?.to_owned();
        let parts: Vec<&str> = host.rsplit('.').take(2).collect();
        (parts.len() == 2).then(|| parts.join("."))
    };
    end(one).is_some_and(|it| Some(it) == end(other))
}

/// Asks the portal's host in clear text, as such networks wait for; nothing of the person goes along.
pub async fn look(clients: &Clients, url: &Url) -> Option<Check> {
    let mut plain = url.clone();
    plain.set_scheme("http").ok()?;
    plain.set_port(None).ok()?;
    plain.set_path("/");
    plain.set_query(None);
    let client = clients.builder_for(&plain).tls_certs_only([]);
    let client = client.redirect(redirect::Policy::none()).timeout(PATIENCE).build().ok()?;
    let response = net::send(client.get(plain.clone())).await.ok()?;
    page_of(&plain, response.status(), response.headers()).map(|page| check(url, &page))
}

/// What is said of it.
pub fn check(url: &Url, page: &str) -> Check {
    let host = url.host_str().unwrap_or_default().to_owned();
    let cause = match page {
        "" => m!("network-captive"),
        page => m!("network-captive-at", page),
    };
    Check::failed("network", &Error::new(ErrorKind::Network, host, cause).hint(m!("network-captive-hint")))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn the_page_of_a_network_is_told_from_a_portal_s_own_ways() {
        let table = [
            ("http://data.example.org/", 302, "http://login.hotel.example/?to=x", Some("login.hotel.example")),
            ("http://data.example.org/", 307, "https://guest.wifi/", Some("guest.wifi")),
            ("http://data.example.org/", 302, "http://192.0.2.1:8080/", Some("192.0.2.1")),
            ("http://data.example.org/", 511, "", Some("")),
            ("https://data.example.org/", 511, "", Some("")),
            ("http://data.example.org/", 301, "https://data.example.org/", None),
            ("http://data.example.org/", 301, "https://www.example.org/data", None),
            ("http://example.org/", 301, "https://www.example.org/", None),
            ("https://data.example.org/", 302, "https://id.elsewhere.example/", None),
            ("http://data.example.org/", 200, "", None),
            ("http://data.example.org/", 404, "http://login.hotel.example/", None),
        ];
        for (url, status, location, expected) in table {
            let headers = match location {
                "" => HeaderMap::new(),
                location => HeaderMap::from_iter([(LOCATION, HeaderValue::from_str(location).unwrap())]),
            };
            let page = page_of(&Url::parse(url).unwrap(), StatusCode::from_u16(status).unwrap(), &headers);
            assert_eq!(page.as_deref(), expected, "{url} {status} {location}");
        }
    }
}
