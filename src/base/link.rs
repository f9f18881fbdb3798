//! Web addresses that a terminal opens on a click (OSC 8): only `http` and `https`, percent-encoded, so that no byte of them
//! is a control character.

use std::borrow::Cow;

use url::Url;

use crate::base::redact::clean;

/// What ends a link.
pub const END: &str = "\x1b]8;;\x1b\\";
/// Longer ones are given up by terminals.
const LONGEST: usize = 2000;

/// What begins a link to `address`; `None` where there is none to it, or it holds a secret.
pub fn begin(address: &str) -> Option<String> {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let is_safe = |text: &str| text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic());
    let is_bare = url.username().is_empty() && url.password().is_none();
    let target = url.as_str();
    (is_bare && is_safe(target) && matches!(clean(address), Cow::Borrowed(_)))
        .then(|| format!("\x1b]8;;{target}\x1b\\"))
}

/// `text`, printable already, with a link around each web address in it.
pub fn linked(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() * 2);
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        let lead = word.find("http").unwrap_or(0);
        let (before, address) = word.split_at(lead);
        let address = address.trim_end_matches(['.', ',', ';', ':', ')', ']', '»', '"', '\'']);
        match begin(address) {
            Some(begin) => {
                let after = &part[lead + address.len()..];
                out.extend([before, &begin, address, END, after]);
            }
            None => out.push_str(part),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_links_and_nothing_else_does() {
        let link = |target: &str, shown: &str| format!("\x1b]8;;{target}\x1b\\{shown}{END}");
        let table = [
            ("no address: a://b", "no address: a://b".to_owned()),
            ("see https://a.fr/x.", format!("see {}.", link("https://a.fr/x", "https://a.fr/x"))),
            ("(http://é.fr/é)", format!("({})", link("http://xn--9ca.fr/%C3%A9", "http://é.fr/é"))),
            ("ftp://a.fr javascript:alert(1)", "ftp://a.fr javascript:alert(1)".to_owned()),
            ("https://me:pw@a.fr/", "https://me:pw@a.fr/".to_owned()),
        ];
        for (text, expected) in table {
            assert_eq!(linked(text), expected, "{text}");
        }
    }

    #[test]
    fn no_control_character_of_an_address_reaches_the_terminal() {
        for odd in [
            "https://a.fr/\u{1b}]8;;https://b.fr\u{7}",
            "https://a.fr/\u{9c}x",
            "https://a.fr/a\nb\r\tc\u{7f}?\u{1b}#\u{7}",
        ] {
            let begun = begin(odd).unwrap();
            let target = begun.strip_prefix("\x1b]8;;").and_then(|it| it.strip_suffix("\x1b\\")).unwrap();
            assert!(target.bytes().all(|byte| byte.is_ascii_graphic()), "{target:?}");
        }
        assert_eq!(begin(&format!("https://a.fr/{}", "x".repeat(LONGEST))), None);
    }
}
