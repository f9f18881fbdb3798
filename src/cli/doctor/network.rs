//! What lies between this machine and a host: its name, its addresses over both protocols, and the proxy instead of it.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use url::{Host, Url};

use super::Check;
use crate::base::error::{Error, ErrorKind};
use crate::base::format;
use crate::m;
use crate::net::names::{NoName, why_no_name};
use crate::t;

/// Longer than any system waits for its name servers.
const NAMING: Duration = Duration::from_secs(30);
/// A name server that takes longer is slow: one that is asked in vain costs five seconds on most systems.
const SLOW: Duration = Duration::from_millis(1500);
const DIALLING: Duration = Duration::from_secs(4);
/// Of a host with many addresses so many of each protocol tell enough.
const TRIED: usize = 2;

/// What was found of one host.
pub struct Way {
    pub host: String,
    pub port: u16,
    /// It is a proxy, which finds the portal itself.
    pub is_proxy: bool,
    /// How long its name took; `None` where it is an address.
    pub named: Option<Duration>,
    pub no_name: Option<NoName>,
    pub dials: Vec<Dial>,
}

/// A connection that was tried.
pub struct Dial {
    pub ip: IpAddr,
    /// How long it took, or what the system said.
    pub outcome: Result<Duration, String>,
    /// There is no way to anywhere over that protocol.
    is_without_way: bool,
    /// Nobody said so much as no, which costs everybody time.
    is_silent: bool,
}

/// The way to `url`, or to the `proxy` that leads there.
pub async fn look(url: &Url, proxy: Option<&Url>) -> Option<Way> {
    let target = proxy.unwrap_or(url);
    let default = if target.scheme().starts_with("socks") { 1080 } else { 80 };
    let port = target.port_or_known_default().unwrap_or(default);
    let way = |host: String| Way { host, port, is_proxy: proxy.is_some(), named: None, no_name: None, dials: vec![] };
    let (way, addresses) = match target.host()? {
        Host::Ipv4(ip) => (way(ip.to_string()), vec![IpAddr::from(ip)]),
        Host::Ipv6(ip) => (way(ip.to_string()), vec![IpAddr::from(ip)]),
        Host::Domain(name) => {
            let started = Instant::now();
            let found = timeout(NAMING, lookup_host((name, port))).await;
            let named = Some(started.elapsed());
            match found {
                Ok(Ok(found)) => (Way { named, ..way(name.to_owned()) }, found.map(|it| it.ip()).collect()),
                Ok(Err(error)) => {
                    let no_name = Some(why_no_name(&error).unwrap_or(NoName::NoHost));
                    (Way { named, no_name, ..way(name.to_owned()) }, vec![])
                }
                Err(_) => (Way { named, no_name: Some(NoName::NoServer), ..way(name.to_owned()) }, vec![]),
            }
        }
    };
    let dials = join_all(some_of_each(addresses).into_iter().map(|ip| dial(ip, port))).await;
    Some(Way { dials, ..way })
}

/// Some addresses of each protocol, in their order.
fn some_of_each(mut addresses: Vec<IpAddr>) -> Vec<IpAddr> {
    let mut seen = Vec::new();
    addresses.retain(|ip| {
        let is_new = !seen.contains(ip);
        let is_enough = seen.iter().filter(|it: &&IpAddr| it.is_ipv6() == ip.is_ipv6()).count() >= TRIED;
        seen.extend(is_new.then_some(*ip));
        is_new && !is_enough
    });
    addresses
}

async fn dial(ip: IpAddr, port: u16) -> Dial {
    use std::io::ErrorKind::{HostUnreachable, NetworkUnreachable};

    let started = Instant::now();
    match timeout(DIALLING, TcpStream::connect(SocketAddr::new(ip, port))).await {
        Ok(Ok(_)) => Dial { ip, outcome: Ok(started.elapsed()), is_without_way: false, is_silent: false },
        Ok(Err(error)) => {
            let is_without_way = matches!(error.kind(), NetworkUnreachable | HostUnreachable)
                || error.kind() == std::io::ErrorKind::AddrNotAvailable;
            Dial { ip, outcome: Err(format::io(&error).to_string()), is_without_way, is_silent: false }
        }
        Err(_) => {
            let outcome = Err(t!("network-silent", seconds = DIALLING.as_secs()));
            Dial { ip, outcome, is_without_way: false, is_silent: true }
        }
    }
}

impl Way {
    /// What there is to say of its name and its addresses.
    pub fn checks(&self) -> Vec<Check> {
        let mut checks: Vec<Check> = self.name_check().into_iter().collect();
        checks.extend(self.protocol_check());
        checks
    }

    /// As `host:port`.
    pub fn place(&self) -> String {
        match self.host.contains(':') {
            true => format!("[{}]:{}", self.host, self.port),
            false => format!("{}:{}", self.host, self.port),
        }
    }

    fn name_check(&self) -> Option<Check> {
        let (host, took) = (self.host.clone(), self.named?);
        let seconds = format!("{:.1}", took.as_secs_f32());
        let network =
            |cause, hint| Check::failed("name", &Error::new(ErrorKind::Network, &*self.host, cause).hint(hint));
        Some(match self.no_name {
            Some(NoName::NoServer) => network(m!("network-no-server", seconds), m!("network-no-server-hint")),
            Some(NoName::NoHost) if self.is_proxy => {
                network(m!("network-no-proxy-host"), m!("network-no-proxy-host-hint"))
            }
            Some(NoName::NoHost) => network(m!("network-no-host"), m!("network-no-host-hint")),
            None if took > SLOW => {
                Check::warning("name", t!("network-slow-name", host, seconds), t!("network-slow-name-hint"))
            }
            None => {
                let all = self.dials.iter().map(|dial| dial.ip.to_string()).collect::<Vec<_>>().join(", ");
                Check::ok("name", t!("network-name", host, all, millis = took.as_millis()))
            }
        })
    }

    /// One protocol that leads nowhere while the other does, or the only one there is.
    fn protocol_check(&self) -> Option<Check> {
        let of = |is_ipv6: bool| self.dials.iter().filter(move |dial| dial.ip.is_ipv6() == is_ipv6);
        let works = |is_ipv6: bool| of(is_ipv6).any(|dial| dial.outcome.is_ok());
        let host = self.host.clone();
        for (dead, other) in [(true, false), (false, true)] {
            let (name, instead) = (protocol(dead), protocol(other));
            if of(dead).count() == 0 || works(dead) {
                continue;
            }
            let is_without_way = of(dead).all(|dial| dial.is_without_way);
            if works(other) {
                // A machine that has only one of them loses no time over the other.
                return match is_without_way {
                    true => Some(Check::ok("connection", t!("network-by-one", host, name = instead))),
                    false if of(dead).all(|dial| !dial.is_silent) => continue, // it says no at once
                    false => {
                        let why = of(dead).find_map(|dial| dial.outcome.clone().err()).unwrap_or_default();
                        let message = t!("network-dead-protocol", host, name, instead, why);
                        Some(Check::warning("connection", message, t!("network-dead-protocol-hint", name)))
                    }
                };
            }
            if of(other).count() == 0 && is_without_way {
                let error = Error::new(ErrorKind::Network, host, m!("network-only", name));
                return Some(Check::failed("connection", &error.hint(m!("network-only-hint", name))));
            }
        }
        None
    }
}

fn protocol(is_ipv6: bool) -> &'static str {
    if is_ipv6 { "IPv6" } else { "IPv4" }
}

#[cfg(test)]
mod tests {
    use super::super::CheckOutcome::{self, Failed, Ok as Fine, Warning};
    use super::*;

    fn way(dials: &[(&str, Result<u64, bool>)]) -> Way {
        let dials = dials.iter().map(|(ip, outcome)| Dial {
            ip: ip.parse().unwrap(),
            outcome: outcome.map(Duration::from_millis).map_err(|_| "no answer".to_owned()),
            is_without_way: *outcome == Err(true),
            is_silent: *outcome == Err(false),
        });
        let named = Some(Duration::from_millis(9));
        Way { host: "a.org".into(), port: 443, is_proxy: false, named, no_name: None, dials: dials.collect() }
    }

    fn told(way: &Way, check: &str) -> Option<(CheckOutcome, String)> {
        let found = way.checks().into_iter().find(|it| it.check == check)?;
        Some((found.outcome, format!("{} {}", found.message, found.hint.unwrap_or_default())))
    }

    #[test]
    fn a_protocol_that_leads_nowhere_is_told_of_where_it_costs_something() {
        const V6: &str = "2001:db8::1";
        const V4: &str = "192.0.2.1";
        type Case<'c> = (&'c [(&'c str, Result<u64, bool>)], Option<(CheckOutcome, &'c str)>);
        let table: [Case<'_>; 7] = [
            (&[(V6, Ok(3)), (V4, Ok(3))], None),
            (&[(V4, Ok(3))], None),
            (&[(V6, Err(false)), (V4, Ok(3))], Some((Warning, "over IPv6"))),
            (&[(V6, Err(true)), (V4, Ok(3))], Some((Fine, "IPv4 alone"))),
            (&[(V6, Ok(3)), (V4, Err(false))], Some((Warning, "over IPv4"))),
            (&[(V6, Err(true))], Some((Failed, "has only IPv6 addresses"))),
            (&[(V4, Err(true))], Some((Failed, "has only IPv4 addresses"))),
        ];
        for (dials, expected) in table {
            let found = told(&way(dials), "connection");
            assert_eq!(found.as_ref().map(|it| it.0), expected.map(|it| it.0), "{dials:?} {found:?}");
            assert!(found.zip(expected).is_none_or(|(found, expected)| found.1.contains(expected.1)), "{dials:?}");
        }
    }

    #[test]
    fn a_name_has_its_sentence() {
        let with = |no_name, seconds, is_proxy| {
            let named = Some(Duration::from_secs(seconds));
            Way { no_name, named, is_proxy, dials: vec![], ..way(&[]) }
        };
        let table = [
            (with(None, 0, false), Fine, "a.org"),
            (with(None, 5, false), Warning, "took 5.0 s"),
            (with(Some(NoName::NoServer), 20, false), Failed, "no name server answered within 20.0 s"),
            (with(Some(NoName::NoHost), 0, false), Failed, "know no such host"),
            (with(Some(NoName::NoHost), 0, true), Failed, "proxy"),
        ];
        for (way, outcome, words) in table {
            let (found, message) = told(&way, "name").unwrap();
            assert!(found == outcome && message.contains(words), "{words}: {message}");
        }
    }

    #[test]
    fn a_few_addresses_of_each_protocol_are_tried_each_once() {
        let all = ["::1", "192.0.2.1", "::1", "::2", "::3", "192.0.2.2", "192.0.2.3"];
        let tried = some_of_each(all.iter().map(|ip| ip.parse().unwrap()).collect());
        let tried: Vec<String> = tried.iter().map(ToString::to_string).collect();
        assert_eq!(tried, ["::1", "192.0.2.1", "::2", "192.0.2.2"]);
    }
}
