//! Addresses that carry a secret (a key, a signature, a password): recognised by their parameters, and cleaned before
//! they are kept or shown. A request goes to the whole address.
//!
//! # Which parameters
//!
//! In query, fragment or path (`;name=value`), in any case, escaped or not, in an address within another too:
//!
//! - A name that means a secret ([`ALWAYS`], [`ALWAYS_WORDS`]) hides whatever stands under it.
//! - A name that may mean one ([`MOSTLY`]) hides all but a number of few digits and words of yes or no.
//! - A name that means something else as often ([`SOMETIMES`]: the `code` of a commune, the `hash` of a file, the `session`
//!   of a council) hides what looks made up, and leaves what looks said: see [`is_said`].
//! - Beside a signature, all that it signs goes with it ([`SIGNED`]).
//! - A JWT is one under every name, and without.
//!
//! And whoever stands before the host: `user:password@`.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;
use url::Url;
use zeroize::Zeroizing;

use super::redact::view::View;
use super::redact::{self, CUT};

/// Parts of names that mean a secret, letters and digits alone.
const ALWAYS: [&str; 35] = [
    "token",
    "jwt",
    "secret",
    "passw",
    "passphrase",
    "pwd",
    "motdepasse",
    "apikey",
    "accesskey",
    "privatekey",
    "secretkey",
    "sharedkey",
    "authkey",
    "subscriptionkey",
    "licensekey",
    "userkey",
    "signature",
    "hmac",
    "credential",
    "authoriz",
    "assertion",
    "sessionid",
    "sessionkey",
    "sessid",
    "jsession",
    "keypairid",
    "accessid",
    "bearer",
    "expires",
    "hdnts",
    "hdnea",
    "samlresponse",
    "samlrequest",
    "jeton",
    "securitycode",
];

/// Whole words of names that mean a secret.
const ALWAYS_WORDS: [&str; 4] = ["sig", "mdp", "sas", "otp"];

/// With what the names of a signature of a storage service begin.
const SIGNING: [&str; 5] = ["xamz", "xgoog", "xoss", "xcos", "xobs"];

/// Words of names that mostly mean a secret.
const MOSTLY: [&str; 10] = ["key", "auth", "ticket", "policy", "pass", "nonce", "cle", "clef", "clé", "cookie"];

/// Words of names that may mean a secret.
const SOMETIMES: [&str; 19] = [
    "code", "hash", "session", "st", "sid", "se", "sp", "sv", "sr", "state", "pin", "md5", "sha1", "sha256", "sha512",
    "checksum", "digest", "sign", "access",
];

/// What a shared access signature of Azure states beside the signature itself.
const SIGNED: [&str; 16] =
    ["sv", "se", "sp", "sr", "st", "spr", "sip", "ss", "srt", "sdd", "skoid", "sktid", "skt", "ske", "sks", "skv"];

/// Names of checksums: what they hold is none of a person's secrets where it is a checksum.
const CHECKSUMS: [&str; 6] = ["md5", "sha1", "sha256", "sha512", "checksum", "digest"];

/// One `name=value` of an address.
struct Parameter {
    name: String,
    /// In the view.
    value: Range<usize>,
    /// Where the address begins, or what stands before it without a space.
    run: usize,
}

/// Adds to `spans` what opens the addresses in `view`.
pub fn find(view: &View<'_>, spans: &mut Vec<Range<usize>>) {
    let bytes = &*view.bytes;
    if memchr::memchr(b'=', bytes).is_none()
        && memmem::find(bytes, b"://").is_none()
        && memmem::find(bytes, b"eyJ").is_none()
        && memmem::find(bytes, b"/s/").is_none()
    {
        return;
    }
    let parts = parameters(view).into_iter().chain(users(view)).chain(shares(view)).chain(jwts(bytes));
    spans.extend(parts.filter(|part| !is_cut(&bytes[part.clone()])).map(|part| view.span(part)));
}

/// Adds to `spans` the queries of the addresses in `view` that are `place` or below it.
pub fn queries(view: &View<'_>, place: &[u8], spans: &mut Vec<Range<usize>>) {
    let query = |at: usize| {
        let from = at + place.len();
        let end = end_of(view, from, |_| false);
        let mark = from + memchr::memchr(b'?', &view.bytes[from..end])?;
        let is_trailing = |byte: &&u8| b".,;:)]'!".contains(byte);
        let trailing = view.bytes[mark + 1..end].iter().rev().take_while(is_trailing).count();
        Some(mark + 1..end - trailing)
    };
    let is_there = |at: &usize| is_within(&view.bytes[*at..], place);
    let found = memmem::find_iter(&view.bytes, place).filter(is_there).filter_map(query);
    spans.extend(found.filter(|part| !is_cut(&view.bytes[part.clone()])).map(|part| view.span(part)));
}

/// Whether what begins with `address` is `place` or below it, and not what only begins alike: `/people` and `/peoples`.
pub fn is_within(address: &[u8], place: &[u8]) -> bool {
    let ends_name = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"-_.~".contains(byte);
    address.strip_prefix(place).is_some_and(|rest| rest.first().is_none_or(ends_name))
}

/// What opens `url`, each as it is meant, and wiped when it is dropped.
pub fn openers(url: &str) -> Vec<Zeroizing<String>> {
    let mut spans = Vec::new();
    find(&View::read(url).unwrap_or_else(|| View::plain(url)), &mut spans);
    let opener = |span: Range<usize>| {
        let decoded = percent_encoding::percent_decode_str(&url[span]).decode_utf8_lossy();
        Zeroizing::new(decoded.into_owned())
    };
    spans.into_iter().map(opener).collect()
}

/// Whether a word names a secret, whatever is said of it.
pub fn names_a_secret(word: &str) -> bool {
    let letters = letters(word);
    ALWAYS.iter().any(|part| letters.contains(part))
        || words(word).iter().any(|word| ALWAYS_WORDS.contains(&word.as_str()))
        || SIGNING.iter().any(|start| letters.starts_with(start))
}

/// Whether a parameter of this name with this value opens something.
fn opens(name: &str, value: &str) -> bool {
    if value.is_empty() {
        return false;
    }
    if names_a_secret(name) {
        return true;
    }
    let words = words(name);
    let is_named = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    if is_named(&MOSTLY) {
        return !is_number(value, 8) && !["true", "false", "yes", "no", "none", "public", "open"].contains(&value);
    }
    let is_checksum = || is_hex(value) && is_named(&CHECKSUMS);
    is_named(&SOMETIMES) && !is_said(value) && !is_checksum()
}

/// Whether a value is what people or catalogues call something, and not made up to be unguessable: few digits
/// (`35238`, a SIRET), a code of five characters at most (`2A004`, `FRH03`), words and numbers joined by signs
/// (`plan-local-2024`), a checksum that names its algorithm (`sha256:…`).
fn is_said(value: &str) -> bool {
    const LONGEST: usize = 64;
    const LONGEST_WORD: usize = 25;
    let is_word = |piece: &str| {
        let switches =
            piece.as_bytes().windows(2).filter(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase());
        piece.chars().all(char::is_alphabetic) && piece.chars().count() <= LONGEST_WORD && switches.count() <= 2
    };
    let names_algorithm = || {
        let (algorithm, sum) = value.split_once([':', '-', '='])?;
        let algorithm = letters(algorithm);
        Some((algorithm.starts_with("sha") || algorithm.starts_with("md5")) && sum.len() >= 32 && is_hex(sum))
    };
    let is_short = |piece: &str| piece.chars().count() <= 5 && piece.chars().all(char::is_alphanumeric);
    is_number(value, 14)
        || is_short(value)
        || (value.len() <= LONGEST
            && value
                .split(['-', '_', '.', ' ', ',', ':', '/', '+', '\''])
                .all(|piece| is_word(piece) || is_number(piece, 8)))
        || names_algorithm() == Some(true)
}

fn is_number(value: &str, most: usize) -> bool {
    value.len() <= most && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether it is a checksum as most write it.
fn is_hex(value: &str) -> bool {
    matches!(value.len(), 32 | 40 | 64 | 96 | 128) && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `X-Api_Key` as `xapikey`.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// `filter[userCode]` as `filter`, `user`, `code`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small_before = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && small_before) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        small_before = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The values of parameters that open something.
fn parameters(view: &View<'_>) -> Vec<Range<usize>> {
    let all: Vec<Parameter> = memchr::memchr_iter(b'=', &view.bytes).filter_map(|at| parameter(view, at)).collect();
    let is_signature = |it: &&Parameter| matches!(letters(&it.name).as_str(), "sig" | "signature");
    let signed: Vec<usize> = all.iter().filter(is_signature).map(|it| it.run).collect();
    let opens = |it: &&Parameter| {
        let is_signed = || SIGNED.contains(&it.name.as_str()) && signed.contains(&it.run);
        !it.value.is_empty()
            && (opens(&it.name, &String::from_utf8_lossy(&view.bytes[it.value.clone()])) || is_signed())
    };
    all.iter().filter(opens).map(|it| it.value.clone()).collect()
}

/// The parameter whose `=` stands at `at`, where one does.
fn parameter(view: &View<'_>, at: usize) -> Option<Parameter> {
    const LONGEST_NAME: usize = 64;
    let bytes = &*view.bytes;
    let is_name = |at: &usize| {
        let byte = bytes[*at];
        let is_sign = b"_.-[]$@:~!+".contains(&byte) || (byte == b' ' && view.is_percent(*at));
        byte.is_ascii_alphanumeric() || !byte.is_ascii() || is_sign
    };
    let length = (0..at).rev().take(LONGEST_NAME).take_while(is_name).count();
    let start = at - length;
    let before = bytes[start.checked_sub(1)?];
    if length == 0 || !matches!(before, b'?' | b'&' | b';' | b'#') {
        return None;
    }
    let is_end = |byte: u8| matches!(byte, b'&' | b'#') || (before == b';' && byte == b'?');
    let end = end_of(view, at + 1, is_end);
    let is_trailing = |byte: &&u8| matches!(byte, b'.' | b',' | b';' | b')' | b']' | b'\'' | b'!');
    let trailing = bytes[at + 1..end].iter().rev().take_while(is_trailing).count();
    let run = bytes[..start].iter().rposition(u8::is_ascii_whitespace).unwrap_or(0);
    let name = String::from_utf8_lossy(&bytes[start..at]).trim_matches([' ', '+']).to_owned();
    Some(Parameter { name, value: at + 1..end - trailing, run })
}

/// Where something of an address ends that begins at `from`: with what `is_end`, or with the address. What stands there
/// behind a percent sign is part of it.
fn end_of(view: &View<'_>, from: usize, is_end: impl Fn(u8) -> bool) -> usize {
    let ends = |at: &usize| (is_end(view.bytes[*at]) || ends_an_address(&view.bytes[*at..])) && !view.is_percent(*at);
    (from..view.bytes.len()).find(ends).unwrap_or(view.bytes.len())
}

/// Whether no address goes on with `rest`: white space, control characters, quotation marks of all kinds.
fn ends_an_address(rest: &[u8]) -> bool {
    match rest {
        [byte, ..] if byte.is_ascii_control() || b" \"<>`\\{}|".contains(byte) => true,
        [0xC2, 0xA0 | 0xAB | 0xBB, ..] | [0xE2, 0x80, ..] => true,
        _ => false,
    }
}

/// Whoever stands before the host.
fn users(view: &View<'_>) -> Vec<Range<usize>> {
    let user = |at: usize| {
        let start = at + 3;
        let is_end = |byte: u8| matches!(byte, b'/' | b'?' | b'#');
        // Within another address the percent signs are its own.
        let is_inner = view.is_percent(start - 1);
        let inner = || (start..view.bytes.len()).find(|at| is_end(view.bytes[*at])).unwrap_or(view.bytes.len());
        let end = end_of(view, start, is_end).min(if is_inner { inner() } else { usize::MAX });
        let host = view.bytes[start..end].iter().rposition(|byte| *byte == b'@')?;
        Some(start..start + host).filter(|user| !user.is_empty())
    };
    memmem::find_iter(&view.bytes, b"://").filter_map(user).collect()
}

/// The words behind the names of Isogeo's shares: what a share is called is no secret, the word is
/// (docs/portals/isogeo.md 3, `urlToken`).
fn shares(view: &View<'_>) -> Vec<Range<usize>> {
    let word = |at: usize| {
        let start = at + 3;
        let is_id = |byte: &&u8| byte.is_ascii_hexdigit() || **byte == b'-';
        let id = view.bytes[start..].iter().take_while(is_id).count();
        let start = start + id + 1;
        let end = end_of(view, start, |byte| matches!(byte, b'?' | b'#'));
        (id >= 32 && view.bytes.get(start - 1) == Some(&b'/') && start < end).then_some(start..end)
    };
    memmem::find_iter(&view.bytes, b"/s/").filter_map(word).collect()
}

/// Tokens that show by themselves what they are: JSON in base64, twice, and a signature.
fn jwts(bytes: &[u8]) -> Vec<Range<usize>> {
    const SHORTEST: usize = 10;
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let piece = |from: usize| bytes[from..].iter().take_while(|byte| is_letter(byte)).count();
    let token = |at: usize| {
        if at > 0 && is_letter(&bytes[at - 1]) {
            return None;
        }
        let (mut end, mut pieces) = (at + piece(at), 1);
        while bytes.get(end) == Some(&b'.') && pieces < 5 && piece(end + 1) >= SHORTEST {
            end += 1 + piece(end + 1);
            pieces += 1;
        }
        (pieces > 1).then_some(at..end)
    };
    memmem::find_iter(bytes, b"eyJ").filter_map(token).collect()
}

/// Whether a part was cut before, as it was or in percent signs.
fn is_cut(part: &[u8]) -> bool {
    part == CUT.as_bytes()
}

/// `url` without user, fragment, and what opens it besides; empty where it is no address.
pub fn without_secrets(url: &str) -> String {
    let Ok(mut url) = Url::parse(url) else { return String::new() };
    let _ = (url.set_username(""), url.set_password(None)); // fails where there can be none
    url.set_fragment(None);
    redact::clean(url.as_str()).into_owned()
}

/// `text` with every address in it as `clean` has it; as it is where that has nothing to say.
pub fn in_text(text: &str, clean: impl Fn(&str) -> Option<String>) -> String {
    let mut left = text;
    let mut kept = String::with_capacity(text.len());
    while let Some(colon) = left.find("://") {
        let start = left[..colon].rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |at| {
            at + left[at..].chars().next().map_or(1, char::len_utf8) // behind what stands before the scheme
        });
        let ends =
            |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '`' | '|' | '“' | '”' | '«' | '»' | '{' | '}');
        let end = left[colon..].find(ends).map_or(left.len(), |at| colon + at);
        let address = left[start..end].trim_end_matches(['.', ',', ';', ')', ']', '\'', '!']);
        let end = start + address.len();
        kept.push_str(&left[..start]);
        kept.push_str(&clean(address).map_or(Cow::Borrowed(address), Cow::Owned));
        left = &left[end..];
    }
    kept.push_str(left);
    kept
}

/// `text`, as a library wrote it, with nothing left of its addresses that could be a secret: no user, password, query or
/// fragment. They need not be well written.
pub fn text_without_secrets(text: &str) -> String {
    in_text(text, |address| {
        let (scheme, rest) = address.split_once("://")?;
        let (user, rest) = rest.rsplit_once('@').map_or(("", rest), |(_, rest)| ("…@", rest));
        let end = rest.find(['?', '#']).unwrap_or(rest.len());
        let query = if end < rest.len() { "?…" } else { "" };
        Some(format!("{scheme}://{user}{}{query}", &rest[..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_lose_what_their_addresses_hold() {
        let table = [
            ("no address, 1://", "no address, 1://"),
            ("error for url (https://a.example/x?q=hunter2)", "error for url (https://a.example/x?…)"),
            ("proxy http://ada:hunt?er2@b.example:3128: no", "proxy http://…@b.example:3128: no"),
            ("« https://a.example/x#hunter2 », é", "« https://a.example/x?… », é"),
            ("https://[hunter2@", "https://…@"),
        ];
        for (text, left) in table {
            assert_eq!(text_without_secrets(text), left, "{text}");
        }
    }

    #[test]
    fn what_opens_something_is_left_out_of_addresses() {
        let table = [
            ("https://a.example/f.csv", "https://a.example/f.csv"),
            ("https://ada:hunter2@a.example/f.csv#x", "https://a.example/f.csv"),
            ("https://a.example/wfs?service=WFS&version=2.0.0", "https://a.example/wfs?service=WFS&version=2.0.0"),
            ("https://a.example/f?X-Amz-Signature=abc&part=1", "https://a.example/f?X-Amz-Signature=…&part=1"),
            (
                "https://a.example/f?temp_url_sig=abc&temp_url_expires=9",
                "https://a.example/f?temp_url_sig=…&temp_url_expires=…",
            ),
            ("no address", ""),
        ];
        for (url, shown) in table {
            assert_eq!(without_secrets(url), shown);
        }
    }

    fn parameter_stays(pair: &str) -> bool {
        let url = format!("https://a.example/f?x=1&{pair}&y=2");
        let clean = redact::clean(&url).into_owned();
        assert!(clean.starts_with("https://a.example/f?x=1&") && clean.ends_with("&y=2"), "{clean}");
        clean == url
    }

    #[test]
    fn a_parameter_is_a_secret_by_its_name_or_by_the_shape_of_its_value() {
        let secret = [
            "token=abc",
            "TOKEN=abc",
            "access_token=abc",
            "accessToken=abc",
            "refresh-token=abc",
            "id_token=abc",
            "jwt=abc",
            "JWT=abc",
            "pwd=abc",
            "passwd=abc",
            "password=abc",
            "userPassword=abc",
            "mot_de_passe=abc",
            "mdp=abc",
            "api_key=abc",
            "apikey=abc",
            "ApiKey=abc",
            "api-key=abc",
            "x-api-key=abc",
            "key=abc",
            "KEY=hunter2",
            "subscription-key=abc",
            "Ocp-Apim-Subscription-Key=abc",
            "client_secret=abc",
            "client_assertion=abc",
            "assertion=abc",
            "sig=abc",
            "signature=abc",
            "Signature=abc",
            "hmac=abc",
            "X-Amz-Signature=abc",
            "X-Amz-Credential=abc",
            "X-Amz-Security-Token=abc",
            "X-Amz-Date=20260101T000000Z",
            "X-Goog-Signature=abc",
            "AWSAccessKeyId=abc",
            "OSSAccessKeyId=abc",
            "GoogleAccessId=abc",
            "Key-Pair-Id=abc",
            "Policy=eyJTdGF0ZW1lbnQiOlt7",
            "policy=abc",
            "auth=abc",
            "authkey=abc",
            "authorization=Basic%20abc",
            "Authorization=abc",
            "session=s3cr3tvalue",
            "sessionid=abc",
            "session_id=abc",
            "JSESSIONID=abc",
            "PHPSESSID=abc",
            "ticket=ST-1-abc",
            "credential=abc",
            "hash=d41d8cd98f00b204e9800998ecf8427e",
            "hash=hunter2",
            "code=4/0AX4XfWhZ0kP",
            "code=SplxlOBeZQQYbYS6WxSbIA",
            "code=0a1b2c3d-4e5f-6789-abcd-ef0123456789",
            "code=Qm9uam91ciBsZSBtb25kZQ==",
            "st=e9Xk3mZ9qLpT7vRb2N",
            "md5=_e4Nc3iduzkWRm01TBBNYw",
            "hdnts=st=1~exp=2~acl=/*~hmac=abc",
            "%74oken=abc",
            "to%6Ben=abc",
            "filter[token]=abc",
            "token[]=abc",
            "my.token=abc",
            "q=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
            "state=Xk3mZ9qLpT7vRb2N",
            "token=a%26b%3Dc%22d",
            "token=a+b/c=",
            "nonce=abc",
            "otp=123456",
            "code=Xk3mZ9",
        ];
        for pair in secret {
            assert!(!parameter_stays(pair), "{pair}");
        }
        let ordinary = [
            "code=35238",
            "code=2A004",
            "code=75",
            "code=FRH03",
            "code_insee=35238",
            "codeCommune=35238",
            "codes=35238,35047",
            "code=EPSG:4326",
            "code=plan-local-urbanisme-2024",
            "code=21350238800019",
            "code=communes",
            "code=fr_rennes",
            "hash=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "hash=md5:d41d8cd98f00b204e9800998ecf8427e",
            "md5=d41d8cd98f00b204e9800998ecf8427e",
            "sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "session=2024",
            "session=ordinaire-2024",
            "key=12345",
            "keyword=eau",
            "keywords=eau",
            "monkey=banana",
            "author=ada",
            "authority=rennes",
            "design=abc",
            "signe=abc",
            "policy=public",
            "state=Bretagne",
            "st=35",
            "pass=true",
            "passage=oui",
            "compass=n",
            "station=abc1234567",
            "q=token",
            "service=WFS",
            "sort=-modified",
            "date=2024-01-01",
            "hashtag=velo",
            "barcode=12345678",
            "geocode=Xk3mZ9qLpT7",
            "token=",
            "code=",
            "sp=rl",
            "page=2",
            "id=0a1b2c3d-4e5f-6789-abcd-ef0123456789",
        ];
        for pair in ordinary {
            assert!(parameter_stays(pair), "{pair}");
        }
    }

    #[test]
    fn a_secret_is_found_wherever_addresses_have_one() {
        let table = [
            ("see https://a.example/x?token=abc.", "see https://a.example/x?token=…."),
            ("(https://a.example/x?a=1&token=abc)", "(https://a.example/x?a=1&token=…)"),
            ("https://a.example/x#access_token=abc&y=2", "https://a.example/x#access_token=…&y=2"),
            ("https://a.example/#/route?token=abc", "https://a.example/#/route?token=…"),
            ("https://a.example/x;jsessionid=abc?y=2", "https://a.example/x;jsessionid=…?y=2"),
            ("https://a.example/x?a=1;token=abc", "https://a.example/x?a=1;token=…"),
            ("ftp://ada:hunter2@a.example/f", "ftp://…@a.example/f"),
            ("ftp://ada:p%40s%2Fs@a.example/f@2", "ftp://…@a.example/f@2"),
            ("/files/1?sig=abc&sv=2024-01-01&se=2&y=2", "/files/1?sig=…&sv=…&se=…&y=2"),
            ("//a.example/x?token=abc", "//a.example/x?token=…"),
            ("www.a.example/x?token=abc", "www.a.example/x?token=…"),
            (
                "https://a.example/?url=https%3A%2F%2Fb.example%2F%3Ftoken%3Dabc%26x%3D1&y=2",
                "https://a.example/?url=https%3A%2F%2Fb.example%2F%3Ftoken%3D…&y=2",
            ),
            (
                "https://a.example/?url=https://b.example/?token=abc&y=2",
                "https://a.example/?url=https://b.example/?token=…&y=2",
            ),
            (
                "https://a.example/?u=https%3A%2F%2Fada%3Ap%40b.example%2Fx&y=2",
                "https://a.example/?u=https%3A%2F%2F…%40b.example%2Fx&y=2",
            ),
            ("https://a.example/?u=%253Ftoken%253Dabc%2526x&y=2", "https://a.example/?u=%253Ftoken%253D…&y=2"),
            ("<a href=\"https://a.example/?x=1&amp;token=abc\">", "<a href=\"https://a.example/?x=1&amp;token=…\">"),
            (
                r#"{"u":"https:\/\/a.example\/?x=1\u0026token=abc","b":1}"#,
                r#"{"u":"https:\/\/a.example\/?x=1\u0026token=…","b":1}"#,
            ),
            (
                r#"{\"u\":\"https://a.example/?token=abc\",\"b\":1}"#,
                r#"{\"u\":\"https://a.example/?token=…\",\"b\":1}"#,
            ),
            ("« https://a.example/?token=abc », é", "« https://a.example/?token=… », é"),
            ("https://a.example/?token=abc\u{a0}é", "https://a.example/?token=…\u{a0}é"),
            ("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln-bmF0_XJl!", "Bearer …!"),
            ("a = b; token = c, R&D = x, (eyJ.) or eyJabc.def", "a = b; token = c, R&D = x, (eyJ.) or eyJabc.def"),
            ("https://a.example/users/@ada?x=1", "https://a.example/users/@ada?x=1"),
            (
                "https://a.example/?u=https%3A%2F%2Fb.example%2F%40ada",
                "https://a.example/?u=https%3A%2F%2Fb.example%2F%40ada",
            ),
            ("1 + 1 = 2 & 100 % \\o/", "1 + 1 = 2 & 100 % \\o/"),
        ];
        for (text, left) in table {
            assert_eq!(redact::clean(text), left, "{text}");
            assert_eq!(redact::clean(left), left, "cleaned once is cleaned");
        }
    }
}
