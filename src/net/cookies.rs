//! The cookies of one redirect chain: what servers set on the way goes along on it, and nowhere after.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};
use url::{Host, Url};

/// A server can set so many, of so many bytes each (RFC 6265, 6.1); more are dropped.
const MOST: usize = 50;
const LONGEST: usize = 4096;

/// See the [module](self). It holds what servers said, and never anything of ours.
#[derive(Default)]
pub(crate) struct Cookies(Vec<Cookie>);

struct Cookie {
    name: Vec<u8>,
    value: Vec<u8>,
    host: String,
    /// Whether the hosts below `host` get it too.
    below: bool,
    path: String,
    secure: bool,
}

impl Cookies {
    /// Takes up what the server at `url` sets.
    pub(crate) fn take(&mut self, url: &Url, headers: &HeaderMap) {
        for line in headers.get_all(SET_COOKIE) {
            let Some((cookie, is_over)) = Cookie::read(line.as_bytes(), url) else { continue };
            self.0.retain(|it| (&it.name, &it.host, &it.path) != (&cookie.name, &cookie.host, &cookie.path));
            if !is_over && self.0.len() < MOST {
                self.0.push(cookie);
            }
        }
    }

    /// What goes along to `url`; the longest path first (RFC 6265, 5.4).
    pub(crate) fn header(&self, url: &Url) -> Option<HeaderValue> {
        let mut fit: Vec<&Cookie> = self.0.iter().filter(|it| it.goes_to(url)).collect();
        fit.sort_by_key(|it| std::cmp::Reverse(it.path.len()));
        let pairs: Vec<Vec<u8>> = fit.iter().map(|it| [&it.name[..], b"=", &it.value].concat()).collect();
        HeaderValue::from_bytes(&pairs.join(&b"; "[..])).ok().filter(|it| !it.is_empty())
    }
}

impl Cookie {
    /// One `Set-Cookie` of the server at `url`, and whether it takes the cookie away. `None` for what is none, or is for
    /// others.
    fn read(line: &[u8], url: &Url) -> Option<(Self, bool)> {
        let mut parts = line.split(|byte| *byte == b';');
        let (name, value) = pair(parts.next()?)?;
        if name.is_empty() || line.len() > LONGEST {
            return None;
        }
        let (name, value, host) = (name.to_vec(), value.to_vec(), url.host_str()?.to_owned());
        let path = folder(url.path()).to_owned();
        let mut cookie = Self { name, value, host, below: false, path, secure: false };
        let (mut age, mut ends) = (None, None);
        for part in parts {
            let (key, value) = pair(part).unwrap_or((part.trim_ascii(), b""));
            let value = String::from_utf8_lossy(value).into_owned();
            match key.to_ascii_lowercase().as_slice() {
                b"domain" if !value.is_empty() => cookie.widen(&value, url)?,
                b"path" if value.starts_with('/') => cookie.path = value,
                b"secure" => cookie.secure = true,
                b"max-age" => age = value.parse::<i64>().ok().or(age),
                b"expires" => ends = moment(&value).or(ends),
                _ => {}
            }
        }
        let is_over = age.map_or_else(|| ends.is_some_and(|it| it <= Timestamp::now()), |age| age <= 0);
        let is_unsafe = cookie.secure && url.scheme() != "https";
        (!is_unsafe).then_some((cookie, is_over))
    }

    /// For `domain` and all below it, where the host that says so is one of them and `domain` is no whole country.
    fn widen(&mut self, domain: &str, url: &Url) -> Option<()> {
        let domain = domain.trim_start_matches('.').to_ascii_lowercase();
        if self.host == domain {
            self.below = matches!(url.host(), Some(Host::Domain(_)));
            return Some(());
        }
        let is_named = matches!(url.host(), Some(Host::Domain(_)));
        if !is_named || !domain.contains('.') || !is_below(&self.host, &domain) {
            return None;
        }
        (self.host, self.below) = (domain, true);
        Some(())
    }

    fn goes_to(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let is_there = host == self.host || (self.below && is_below(host, &self.host));
        let rest = url.path().strip_prefix(&self.path);
        let is_within = rest.is_some_and(|it| it.is_empty() || self.path.ends_with('/') || it.starts_with('/'));
        is_there && is_within && (!self.secure || url.scheme() == "https")
    }
}

fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|it| it.ends_with('.'))
}

/// `name=value`.
fn pair(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|byte| *byte == b'=')?;
    Some((text[..at].trim_ascii(), text[at + 1..].trim_ascii()))
}

/// The folder of a path, without the slash at its end.
fn folder(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(at) => &path[..at],
    }
}

/// As servers write it, also with dashes.
fn moment(date: &str) -> Option<Timestamp> {
    DateTimeParser::new().parse_timestamp(date.replace('-', " ").as_str()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What goes along to `to` of what the server at `from` sets.
    fn along(from: &str, set: &[&str], to: &str) -> String {
        let lines = set.iter().map(|it| (SET_COOKIE, HeaderValue::from_str(it).unwrap()));
        let (mut cookies, mut headers) = (Cookies::default(), HeaderMap::new());
        for (name, value) in lines {
            headers.append(name, value);
        }
        cookies.take(&Url::parse(from).unwrap(), &headers);
        let header = cookies.header(&Url::parse(to).unwrap());
        header.map_or(String::new(), |it| it.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_cookie_goes_where_it_is_for_and_nowhere_else() {
        let here = "https://a.example.org/x/y";
        let table = [
            (here, "id=1", "https://a.example.org/x/z", true),
            (here, "id=1", "https://a.example.org/other", false),
            (here, "id=1; Path=/", "https://a.example.org/other", true),
            (here, "id=1; Path=/x", "https://a.example.org/xy", false),
            (here, "id=1; Path=/", "https://example.org/", false),
            (here, "id=1; Path=/", "https://b.a.example.org/", false),
            (here, "id=1; Path=/; Domain=.Example.org", "https://b.example.org/", true),
            (here, "id=1; Path=/; Domain=org", "https://b.org/", false),
            (here, "id=1; Path=/; Domain=ample.org", "https://a.example.org/", false),
            (here, "id=1; Path=/; Domain=other.org", "https://a.example.org/", false),
            (here, "id=1; Path=/; Secure", "https://a.example.org/", true),
            (here, "id=1; Path=/; Secure", "http://a.example.org/", false),
            ("http://a.example.org/", "id=1; Secure", "https://a.example.org/", false),
            (here, "id=1; Path=/; Max-Age=0; Expires=Fri, 31 Dec 2100 23:59:59 GMT", "https://a.example.org/", false),
            (here, "id=1; Path=/; Expires=Tue, 14-Nov-2023 22:13:20 GMT", "https://a.example.org/", false),
            (here, "id=1; Path=/; Expires=one day", "https://a.example.org/", true),
            ("http://127.0.0.1/", "id=1; Domain=127.0.0.1", "http://127.0.0.1:81/x", true),
            ("http://127.0.0.1/", "id=1; Domain=0.0.1", "http://1.0.0.1/x", false),
            (here, "=1; Path=/", "https://a.example.org/", false),
            (here, "id; Path=/", "https://a.example.org/", false),
        ];
        for (from, set, to, goes) in table {
            assert_eq!(along(from, &[set], to), if goes { "id=1" } else { "" }, "{set} of {from} to {to}");
        }
    }

    #[test]
    fn a_later_one_takes_the_place_of_an_earlier_and_the_nearest_comes_first() {
        let at = "https://a.org/x/y";
        assert_eq!(along(at, &["a=1; Path=/", "b=2", "a=3; Path=/"], at), "b=2; a=3");
        assert_eq!(along(at, &["a=1", "a=; Max-Age=-1"], at), "");
        let many: Vec<String> = (0..100).map(|n| format!("c{n}=1")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(along(at, &many, at).split("; ").count(), MOST);
    }
}
