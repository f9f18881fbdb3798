//! A pasted `curl` line, read for what it signs in with: by the quotes of sh, PowerShell or Windows' command prompt, its
//! lines continued or already joined.

use url::Url;
use zeroize::Zeroizing;

/// One word of the line, wiped when dropped: any may be the secret.
type Word = Zeroizing<String>;

/// What a line says.
#[derive(Default)]
pub struct CurlLine {
    pub url: Option<Url>,
    /// Of `-u`, or before the host of the address.
    pub user: Option<Word>,
    /// Names in lower case.
    headers: Vec<(String, Word)>,
    form: Vec<(String, Word)>,
}

/// Short options that take a value.
const SHORT: &str = "AbcCdDeEFHKmoPQrtTuUwxXyYz";
/// Long ones, but for those of which something is used.
const LONG: [&str; 38] = [
    "user-agent",
    "referer",
    "cookie",
    "cookie-jar",
    "max-time",
    "connect-timeout",
    "proxy",
    "proxy-user",
    "proxy-header",
    "cacert",
    "capath",
    "cert",
    "cert-type",
    "key",
    "key-type",
    "pass",
    "write-out",
    "output",
    "output-dir",
    "form",
    "form-string",
    "retry",
    "retry-delay",
    "retry-max-time",
    "resolve",
    "connect-to",
    "interface",
    "noproxy",
    "tls-max",
    "ciphers",
    "limit-rate",
    "config",
    "dump-header",
    "max-redirs",
    "range",
    "upload-file",
    "request",
    "json",
];

/// Whether `text` begins as such a line does, be it behind a prompt.
pub fn is_curl(text: &str) -> bool {
    let words = text.split_whitespace().take(3);
    let mut words = words.map(|word| word.trim_start_matches(['$', '>', '%']));
    words.any(|word| matches!(word.to_ascii_lowercase().as_str(), "curl" | "curl.exe"))
}

/// Whether the line goes on behind this end of it.
pub fn goes_on(text: &str) -> bool {
    is_curl(text) && text.trim_end().ends_with(['\\', '`', '^'])
}

impl CurlLine {
    /// `None`: it is no such line.
    pub fn read(text: &str) -> Option<Self> {
        if !is_curl(text) {
            return None;
        }
        let words = words(text);
        let start = words.iter().position(|word| word.to_ascii_lowercase().contains("curl"))?;
        let mut line = Self::default();
        let mut words = words[start + 1..].iter();
        while let Some(word) = words.next() {
            match word.strip_prefix("--") {
                Some(long) => {
                    let (name, given) = long.split_once('=').map_or((long, None), |(name, it)| (name, Some(it)));
                    if takes_value(name) {
                        let value = given.or_else(|| words.next().map(|it| it.as_str())).unwrap_or_default();
                        line.option(name, value);
                    }
                }
                None => match word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
                    Some(short) => line.short(short, &mut words),
                    None => line.address(word),
                },
            }
        }
        Some(line)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        self.form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Several flags in one word; behind the first that takes a value is that value, or the next word is.
    fn short<'w>(&mut self, flags: &str, rest: &mut impl Iterator<Item = &'w Word>) {
        let Some(at) = flags.find(|flag| SHORT.contains(flag)) else { return };
        let (flag, joined) = (&flags[at..=at], &flags[at + 1..]);
        let next = if joined.is_empty() { rest.next().map(|it| it.as_str()) } else { Some(joined) };
        let name = match flag {
            "u" => "user",
            "H" => "header",
            "d" => "data",
            _ => return,
        };
        self.option(name, next.unwrap_or_default());
    }

    fn option(&mut self, name: &str, value: &str) {
        match name {
            "user" => self.user = Some(Word::new(value.to_owned())),
            "header" => {
                let Some((name, value)) = value.split_once(':') else { return };
                self.headers.push((name.trim().to_ascii_lowercase(), Word::new(value.trim().to_owned())));
            }
            "oauth2-bearer" => self.headers.push(("authorization".into(), Word::new(format!("Bearer {value}")))),
            "url" => self.address(value),
            // Encoded by curl, so it is not yet.
            "data-urlencode" => {
                let Some((name, value)) = value.split_once('=') else { return };
                self.form.push((name.to_owned(), Word::new(value.to_owned())));
            }
            "data" | "data-raw" | "data-binary" | "data-ascii" => {
                let fields = url::form_urlencoded::parse(value.as_bytes()).into_owned();
                self.form.extend(fields.map(|(name, value)| (name, Word::new(value))));
            }
            _ => {}
        }
    }

    fn address(&mut self, word: &str) {
        let whole = Word::new(if word.contains("://") { word.to_owned() } else { format!("https://{word}") });
        let Some(mut url) = Url::parse(&whole).ok().filter(|url| matches!(url.scheme(), "http" | "https")) else {
            return;
        };
        if let Some(password) = url.password() {
            let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
            let (user, password) = (decoded(url.username()), Word::new(decoded(password)));
            self.user.get_or_insert_with(|| Word::new(format!("{user}:{}", password.as_str())));
        }
        // Neither fails where there is a host.
        let _ = url.set_username("").and_then(|()| url.set_password(None));
        self.url.get_or_insert(url);
    }
}

fn takes_value(name: &str) -> bool {
    let used = ["user", "header", "url", "oauth2-bearer"];
    used.contains(&name) || name.starts_with("data") || LONG.contains(&name)
}

/// The words of a line, whichever of the three wrote it. Where one would read another's quotes differently, what makes
/// sense in a `curl` line is taken.
fn words(text: &str) -> Vec<Word> {
    let text = &without_carets(text);
    let mut words = Vec::new();
    let (mut word, mut is_word, mut quote) = (Word::new(String::with_capacity(text.len())), false, None);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('"'), '\\' | '`') => match chars.next_if(|next| matches!(next, '"' | '\\' | '$' | '`')) {
                Some(escaped) => word.push(escaped),
                None => word.push(c),
            },
            (Some(_), c) => word.push(c),
            (None, '"' | '\'') => (quote, is_word) = (Some(c), true),
            (None, '$') if chars.peek() == Some(&'\'') => {}
            // A line that goes on, or did before it was joined.
            (None, '\\' | '`') if chars.peek().is_none_or(|next| next.is_whitespace()) => {}
            (None, '\\') => {
                word.extend(chars.next());
                is_word = true;
            }
            (None, c) if c.is_whitespace() => {
                if std::mem::take(&mut is_word) {
                    words.push(std::mem::take(&mut word));
                }
            }
            (None, c) => {
                word.push(c);
                is_word = true;
            }
        }
    }
    if is_word {
        words.push(word);
    }
    words
}

/// What the command prompt makes of its carets, where it is its line.
fn without_carets(text: &str) -> Word {
    let is_its = text.contains("^\"") || text.lines().any(|line| line.trim_end().ends_with('^')) || text.contains("^ ");
    let mut plain = Word::new(String::with_capacity(text.len()));
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '^' if is_its => plain.extend(chars.next()),
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> CurlLine {
        CurlLine::read(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn a_line_is_read_by_the_quotes_of_every_shell() {
        let sh = r#"curl -kv -d "grant_type=client_credentials&username=ada&scope=apim:subscribe apim:app_manage" -H "Authorization: Basic Y2s6Y3M=" https://rudi.bzh/apm/token"#;
        let lines = [
            sh.to_owned(),
            format!("$ {sh}"),
            sh.replace('"', "'"),
            sh.replace(" -", " \\\n  -"),
            sh.replace(" -", " \\\r\n-"),
            // As a prompt joins it.
            sh.replace(" -", " \\  -"),
            format!("PS C:\\> {}", sh.replace("curl", "curl.exe").replace(" -", " `\n -")),
            sh.replace('"', "^\"").replace(" -", " ^\n -"),
            sh.replace(" -", " ^\r\n -"),
            sh.replace("-d ", "--data-raw ").replace("-H ", "--header "),
            sh.replace("-H ", "-X POST -o out.json -H").replace("-kv", "-kvs"),
            sh.replace("https", "--url https"),
            sh.replace("-d ", "--data="),
        ];
        for line in lines {
            let curl = read(&line);
            assert_eq!(curl.url.as_ref().map(Url::as_str), Some("https://rudi.bzh/apm/token"), "{line}");
            assert_eq!(curl.header("authorization"), Some("Basic Y2s6Y3M="), "{line}");
            assert_eq!((curl.field("username"), curl.field("grant_type")), (Some("ada"), Some("client_credentials")));
            assert_eq!(curl.field("scope"), Some("apim:subscribe apim:app_manage"), "{line}");
        }
    }

    #[test]
    fn the_pair_may_stand_anywhere() {
        for (line, user) in [
            ("curl -u ck:cs https://a.org/token", "ck:cs"),
            ("curl -kvuck:cs https://a.org/token", "ck:cs"),
            ("curl --user 'ck:c s' https://a.org/token", "ck:c s"),
            ("curl --user=\"ck:c\\\"s\" a.org/token", "ck:c\"s"),
            ("curl https://ck:c%2Fs@a.org/token", "ck:c/s"),
            ("curl -u $'ck:cs' a.org/token", "ck:cs"),
            ("curl -u \"ck:c`\"s\" a.org/token", "ck:c\"s"),
        ] {
            let curl = read(line);
            assert_eq!(curl.user.as_ref().map(|it| it.as_str()), Some(user), "{line}");
            assert_eq!(curl.url.unwrap().as_str(), "https://a.org/token", "{line}");
        }
        let curl = read("curl --data-urlencode 'client_secret=a&b=c' -d client_id=ck -d @file a.org");
        assert_eq!((curl.field("client_secret"), curl.field("client_id")), (Some("a&b=c"), Some("ck")));
        assert_eq!(read("curl --oauth2-bearer abc a.org").header("authorization"), Some("Bearer abc"));
    }

    #[test]
    fn what_is_no_line_is_none_and_what_is_broken_does_no_harm() {
        for none in ["", "curly:secret", "a curious password with curls", "https://a.org/curl", "wget a.org"] {
            assert!(CurlLine::read(none).is_none(), "{none:?}");
        }
        for odd in [
            "curl",
            "curl -u",
            "curl \"",
            "curl 'a",
            "curl -",
            "curl --",
            "curl \\",
            "curl ^",
            "curl -H x",
            "curl é -ué",
        ] {
            let _ = CurlLine::read(odd);
        }
        assert!(goes_on("curl -k \\") && goes_on("curl -k ^\n") && !goes_on("curl -k") && !goes_on("pass\\"));
    }
}
