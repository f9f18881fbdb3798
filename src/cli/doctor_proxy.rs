//! `doctor`'s look at proxies: which is named and by whom, a script that would choose one, and whether it lets one in.

use url::Url;

use super::doctor::Check;
use crate::base::text;
use crate::config::network::Network;
use crate::net::proxy::{Proxies, ProxyAuth, pac};
use crate::net::{Clients, is_loopback};
use crate::session::Session;
use crate::t;

/// What names a proxy: the environment, without the password it may hold, and the configuration.
pub(super) fn named(network: &Network) -> Vec<String> {
    let names = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];
    let set = names.into_iter().flat_map(|name| [name.to_owned(), name.to_lowercase()]).filter_map(|name| {
        let value = std::env::var(&name).ok().filter(|value| !value.is_empty())?;
        Some(format!("{name}={}", without_password(&value)))
    });
    let mut set: Vec<String> = set.collect();
    let proxy = |proxy: &Option<Url>| proxy.as_ref().map_or_else(|| "none".to_owned(), |url| text::line(url.as_str()));
    set.extend(network.proxy.as_ref().map(|it| format!("network.proxy = {}", proxy(it))));
    set.extend(network.proxy_auth.map(|auth| format!("network.proxy_auth = {}", auth.word())));
    set.extend(network.pac.as_ref().map(|pac| format!("network.pac = {}", pac.said())));
    set
}

/// `named`, as checks.
pub(super) fn checks(named: &[String]) -> Vec<Check> {
    match named {
        [] => vec![Check::ok("proxy", t!("cli-no-proxy"))],
        named => named.iter().map(|line| Check::ok("proxy", line)).collect(),
    }
}

fn without_password(value: &str) -> String {
    match Url::parse(value) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            format!("{}://…@{}{port}", url.scheme(), url.host_str().unwrap_or_default())
        }
        // "user:password@host:3128", without a scheme, is understood by some.
        _ => value.rsplit_once('@').map_or_else(|| text::line(value), |(_, host)| format!("…@{}", text::line(host))),
    }
}

/// A script that is to choose a proxy: read for the proxies that it names, for it is not run.
pub(super) async fn script(network: &Network) -> Option<Check> {
    if let Some(source) = &network.pac {
        let is_needed = network.proxy.is_none();
        return Some(match source.proxies().await {
            Err(error) => Check::failed("proxy", &error).only_if(is_needed),
            Ok(found) => Check::failed("proxy", &source.not_run_but(&found)).only_if(is_needed),
        });
    }
    let place = pac::of_system()?;
    let source = pac::PacSource::Url(Url::parse(&place).ok()?);
    let found = source.proxies().await.unwrap_or_default();
    let hint = source.not_run_but(&found).hint.map(|hint| hint.to_string()).unwrap_or_default();
    Some(Check::warning("proxy", t!("proxy-pac-of-system", place), hint))
}

/// Whether the proxy lets one in, on the way to the first portal that is reached through it.
pub(super) async fn tried(session: &Session, clients: &Clients, network: &Network) -> Option<Check> {
    let portals = session.config.portals.iter().map(|portal| &portal.url);
    let beyond = portals.filter(|url| !is_loopback(url)).find(|url| clients.proxies.of(url).is_some());
    let (proxy, found) = Proxies::try_out(&clients.proxies, beyond).await?;
    let proxy = proxy.to_string();
    Some(match (found, network.proxy_auth) {
        (Err(error), _) => {
            let mut check = Check::failed("proxy", &error);
            check.message = error.cause.to_string(); // what it is about stands before it
            check
        }
        (Ok(()), None | Some(ProxyAuth::None)) => Check::ok("proxy", t!("proxy-check-works", proxy)),
        (Ok(()), Some(auth)) => Check::ok("proxy", t!("proxy-check-signed-in", proxy, auth = auth.word())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_s_password_is_never_shown() {
        let table = [
            ("http://proxy.example:3128", "http://proxy.example:3128"),
            ("http://ada:hunter2@proxy.example:3128/", "http://…@proxy.example:3128"),
            ("ada:hunter2@proxy.example:3128", "…@proxy.example:3128"),
            ("ada:hun@ter2@proxy.example", "…@proxy.example"),
            (".local,10.0.0.0/8", ".local,10.0.0.0/8"),
        ];
        for (value, shown) in table {
            assert_eq!(without_password(value), shown);
        }
    }
}
