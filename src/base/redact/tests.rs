use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use spelled::escapes;

use super::*;

/// Ways to write a text that others read as the same.
mod spelled {
    use super::*;

    type Escape = fn(&str) -> String;

    fn percent(text: &str) -> String {
        utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
    }

    fn json(text: &str) -> String {
        serde_json::to_string(text).unwrap().trim_matches('"').to_owned()
    }

    /// As it stands in the path of an address that was read: of a backslash that makes a slash.
    fn in_path(text: &str) -> String {
        let url =
            url::Url::parse(&format!("http://a.example/{}", text.replace('?', "%3F").replace('#', "%23"))).unwrap();
        url.path()[1..].to_owned()
    }

    fn each_char(text: &str, write: impl Fn(char) -> String) -> String {
        text.chars().map(write).collect()
    }

    pub fn escapes() -> Vec<(&'static str, Escape)> {
        vec![
            ("as it is", |text| text.to_owned()),
            ("in capitals", |text| text.to_ascii_uppercase()),
            ("percent", percent),
            ("percent, small", |text| percent(text).to_ascii_lowercase()),
            ("percent, every byte", |text| text.bytes().map(|byte| format!("%{byte:02X}")).collect()),
            ("percent, twice", |text| percent(&percent(text))),
            ("form", |text| url::form_urlencoded::byte_serialize(text.as_bytes()).collect()),
            ("JSON", json),
            ("JSON with slashes", |text| json(text).replace('/', "\\/")),
            ("JSON in ASCII", |text| {
                each_char(text, |c| c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect())
            }),
            ("JSON in JSON", |text| json(&json(text))),
            ("JSON of a form", |text| json(&percent(text).replace("%20", "+"))),
            ("Rust", |text| format!("{text:?}").trim_matches('"').to_owned()),
            ("HTML", |text| {
                each_char(text, |c| match c {
                    '&' => "&amp;".into(),
                    '<' => "&lt;".into(),
                    '>' => "&gt;".into(),
                    '"' => "&quot;".into(),
                    '\'' => "&#39;".into(),
                    c => c.into(),
                })
            }),
            ("HTML, numbered", |text| each_char(text, |c| format!("&#x{:X};", u32::from(c)))),
            ("HTML, decimal", |text| each_char(text, |c| format!("&#{};", u32::from(c)))),
            ("JSON in a path", |text| in_path(&json(text))),
            ("JSON in ASCII in a path", |text| {
                in_path(&each_char(text, |c| {
                    c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
                }))
            }),
            ("HTML of JSON", |text| json(text).replace('"', "&quot;").replace('\\', "&#92;")),
        ]
    }
}

fn is_gone(text: &str, what: &str, left: &[&str]) {
    let clean = clean(text);
    assert!(clean.contains(CUT), "{what}: {clean}");
    for part in left {
        assert!(!clean.contains(part), "{what}: {part} is left in {clean}");
    }
    assert_eq!(super::clean(&clean), clean, "{what}: cleaned once is cleaned");
}

#[test]
fn every_spelling_of_a_secret_is_found() {
    let secrets = [
        "N8zQ4kLw7rTy",
        "p@ss wörd/2+2=4",
        "a\"b\\c<d>&'e;f",
        "100%25%41%2F done",
        "clé 👩‍👩‍👧 d’accès",
        "0a1b2c3d-4e5f-6789-abcd-ef0123456789",
        "-_.~!*'()-_.~!*'()",
        "anticonstitutionnellement",
        "+++///===+++///===",
    ];
    for secret in secrets {
        know_with(Some("ada@example.org"), secret);
        for (way, escape) in escapes() {
            let spelled = escape(secret);
            for text in [
                spelled.clone(),
                format!("Bearer {spelled}"),
                format!("Apikey {spelled} is not known"),
                format!("Apikey%20{spelled}"),
                format!("{{\"key\":\"{spelled}\",\"b\":1}}"),
                format!("username=x&password={spelled}&grant_type=password"),
                format!("/catalog/{spelled}/datasets"),
            ] {
                is_gone(&text, way, &[&spelled]);
            }
            let clean = clean(&format!("before {spelled}\" behind")).into_owned();
            assert!(clean.starts_with("before") && clean.ends_with("behind"), "{way}: {clean}");
        }
    }
}

#[test]
fn base64_is_found_wherever_it_has_the_secret() {
    let form = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    for secret in ["N8zQ4kLw", "ÿþ?>ÿþ?>~~", "sept7+7", "p@ss wörd/2+2=4 and a long one it is"] {
        know_with(Some("ada"), secret);
        for login in ["", "a", "ab", "ada", "someone@example.org"] {
            for pair in [format!("{login}:{secret}"), format!("{login}:{}", form(secret)), secret.to_owned()] {
                for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD] {
                    let encoded = engine.encode(&pair);
                    for (way, escape) in escapes().into_iter().filter(|(way, _)| *way != "in capitals") {
                        let spelled = escape(&encoded);
                        is_gone(&format!("Basic {spelled}, refused"), way, &[&spelled, &spelled[..spelled.len() / 2]]);
                    }
                }
            }
        }
    }
}

#[test]
fn a_short_secret_is_cut_where_it_is_one_and_nowhere_else() {
    know_with(Some("ada"), "portal");
    know_with(Some("bob"), "a");
    know("1234567");
    for text in ["the portal has a map", "a", "1234567 rows", "portal=a map", "a portal, a key: none"] {
        assert_eq!(clean(text), text);
    }
    for text in [
        "Bearer portal",
        "Apikey portal.",
        "authorization: Bearer%20portal",
        "{\"password\": \"portal\"}",
        "password=portal&x=1",
        "client_secret=a",
        "{\"token\":\"a\"}",
        "{\\\"apikey\\\":\\\"1234567\\\"}",
        &format!("Basic {}", STANDARD.encode("ada:portal")),
        &format!("Basic {}", STANDARD_NO_PAD.encode("bob:a")),
        &URL_SAFE.encode("portal"),
    ] {
        is_gone(text, text, &["portal\"", "Bearer portal", "=a", ":\"a", "1234567", "YWRh", "Ym9i", "cG9ydGFs"]);
    }
    for secret in ["", " ", "\n"] {
        know(secret);
    }
    assert_eq!(clean("nothing  \n is a secret"), "nothing  \n is a secret");
}

/// Secret, what it is cut out of, what stays as it is.
const LOOKS: [(&str, &[&str], &[&str]); 8] = [
    (
        "rennes2024",
        &[
            "rennes2024",
            "rennes2024 not known",
            "(rennes2024).",
            "/catalog/rennes2024/x",
            "a%20rennes2024%20b",
            "{\"a\":\"rennes2024\"}",
            "password=RENNES2024",
        ],
        &[
            "Rennes2024",
            "RENNES2024",
            "Rennes 2024",
            "budget-rennes2024",
            "rennes2024.csv",
            "rennes2024_v2",
            "rennes20245",
        ],
    ),
    (
        "plan-local-2024",
        &["plan-local-2024, refused", "Bearer plan-local-2024"],
        &["Plan local 2024", "plan local 2024", "le-plan-local-2024", "plan-local-2024-2", "plan_local_2024"],
    ),
    (
        "Stationnement",
        &["token=Stationnement", "Le Stationnement à Rennes"],
        &["stationnement", "STATIONNEMENT", "Stationnements", "Stationnement-2024"],
    ),
    ("communes", &["\"api_key\": \"communes\""], &["communes", "les communes", "COMMUNES"]),
    ("20240101", &["pwd=20240101"], &["20240101", "arrêtés 20240101.csv"]),
    ("21350238800019", &["password: 21350238800019"], &["SIRET 21350238800019"]),
    ("hunter2", &["hunter2", "key hunter2 unknown"], &["Hunter2", "hunter23"]),
    ("donnéesSecrètes9z", &["xdonnéesSecrètes9zx", "DONNéESSECRèTES9Z"], &["données secrètes"]),
];

#[test]
fn ordinary_text_stays_what_it_is_whatever_somebody_s_password() {
    for (secret, gone, stays) in LOOKS {
        know_with(Some("ada"), secret);
        for text in gone {
            assert!(clean(text).contains(CUT), "{secret} in {text}");
        }
        for text in stays {
            assert_eq!(clean(text), *text, "{secret}");
        }
        is_gone(&STANDARD.encode(format!("ada:{secret}")), secret, &["="]);
    }
}

#[test]
fn an_answer_that_refuses_quotes_and_loses_words_too() {
    let asked = Url::parse("https://a.example/f?x=1&X-Amz-Signature=0a1b2c3d4e5f&sig=Ab%2Bc%2Fd9%3D").unwrap();
    know_with(Some("ada"), "voirie");
    for (text, left) in [
        ("no voirie here", "no … here"),
        ("voiries", "voiries"),
        ("SignatureDoesNotMatch 0a1b2c3d4e5f", "SignatureDoesNotMatch …"),
        ("<a>Ab+c/d9=</a> and Ab%2bc%2fd9%3d", "<a>…</a> and …"),
        ("x=1 is at a.example", "x=1 is at a.example"),
    ] {
        assert_eq!(refusal(text, &asked), left);
    }
    assert_eq!(clean("voirie 0a1b2c3d4e5f"), "voirie 0a1b2c3d4e5f");
}

#[test]
fn a_half_at_the_end_of_what_was_cut_is_no_less_secret() {
    know("Xk3mZ9qLpT7vRb2N");
    is_gone("said: Xk3mZ9qLpT7", "cut", &["Xk3mZ9"]);
    is_gone(&format!("Basic {}", &STANDARD.encode("ada:Xk3mZ9qLpT7vRb2N")[..20]), "cut", &["YWRhOlhrM21aOXF"]);
    assert_eq!(clean("Xk3mZ9q and on"), "Xk3mZ9q and on", "it must be at the end");
}

#[test]
fn overlapping_secrets_leave_nothing_between_them() {
    for secret in ["0verlap-one-two", "two-three-0verlap", "0verlap-one"] {
        know(secret);
    }
    assert_eq!(clean("x 0verlap-one-two-three-0verlap y"), "x … y");
    assert_eq!(clean("0verlap-one-two0verlap-one"), "…");
    assert_eq!(clean("0verlap one  two\n"), "…\n", "white space may be folded on the way");
}

#[test]
fn what_is_written_for_programs_stays_what_it_is() {
    know("datasets-77");
    let value = serde_json::json!({"datasets-77": ["datasets-77", 77, null], "verdict": "verified",
        "url": "https://a.example/?token=abc&x=\"y\""});
    let clean = json(&value).unwrap();
    assert_eq!(
        clean.to_string(),
        r#"{"datasets-77":["…",77,null],"verdict":"verified","url":"https://a.example/?token=…&x=\"y\""}"#
    );
}

#[test]
fn lines_are_cleaned_whole_in_however_many_pieces_they_come() {
    know("qW5eR7tZ9u");
    let text = "one qW5eR7tZ9u two\nthree Bearer qW5eR7tZ9u\nfour qW5eR7tZ9u";
    for size in 1..text.len() {
        let mut written = Vec::new();
        let mut lines = Lines::new(&mut written);
        text.as_bytes().chunks(size).for_each(|piece| lines.write_all(piece).unwrap());
        drop(lines);
        assert_eq!(String::from_utf8(written).unwrap(), "one … two\nthree Bearer …\nfour …");
    }
}

#[test]
fn any_text_is_cleaned_without_a_panic() {
    know("éàü-ñ€𝄞-clé");
    let pieces = [
        "%",
        "%C3",
        "%A9",
        "é",
        "\\u",
        "\\ud834",
        "\\udd1e",
        "&#",
        "&#x1D11E;",
        "…",
        "=",
        "?token=",
        "://",
        "@",
        "eyJ",
        ".",
    ];
    let mut state = 7_u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
        }
        let once = clean(&text).into_owned();
        assert!(once.len() <= text.len() + 60, "{text}");
    }
}

#[test]
fn where_questions_tell_of_people_no_query_is_seen() {
    let url = Url::parse("https://people.example/v3/x?nom=DURAND&prenoms%5B%5D=Ad%C3%A8le%20Zo%C3%A9&sexe=F").unwrap();
    know_private(&url);
    let table = [
        (format!("GET {url}: 200"), "GET https://people.example/v3/x?…: 200"),
        ("(https://people.example/v3/x?nom=A%20B), y=1".to_owned(), "(https://people.example/v3/x?…), y=1"),
        ("https://people.example/v3/x and ?nom=1".to_owned(), "https://people.example/v3/x and ?nom=1"),
        ("https://other.example/v3/x?nom=DURAND".to_owned(), "https://other.example/v3/x?nom=DURAND"),
    ];
    for (text, left) in table {
        assert_eq!(clean(&text), left);
        assert_eq!(clean(&clean(&text)), left, "twice");
    }
    let said = refusal("Adèle Zoé DURAND (F) is unknown; durand?", &url);
    assert!(!said.to_lowercase().contains("durand") && !said.contains("Zoé"), "{said}");
    assert!(said.ends_with("(F) is unknown; …?"), "{said}");
}

#[test]
fn what_tells_of_people_does_so_below_its_place_and_not_beside_it() {
    let url = |text: &str| Url::parse(text).unwrap();
    // At the root of an origin, all of it; below a path, all that is below.
    know_private(&url("https://root.example/"));
    know_private(&url("https://shared.example:8443/people/"));
    know_private(&url("https://shared.example/caf%C3%A9/a%20b"));
    follow_private(
        &url("https://shared.example:8443/people/v3?nom=DURAND"),
        &url("https://moved.example/there?nom=DURAND"),
    );
    follow_private(&url("https://shared.example:8443/data?q=eau"), &url("https://open.example/there?q=eau"));
    let private = [
        "https://root.example?nom=DURAND",
        "https://root.example/?nom=DURAND",
        "https://root.example/v3/x?nom=DURAND",
        "https://root.example/ÉTAT?nom=DURAND",
        "https://shared.example:8443/people?nom=DURAND",
        "https://shared.example:8443/people/?nom=DURAND",
        "https://shared.example:8443/people/v3/x?nom=DURAND&n=1",
        "https://shared.example:8443/people;v=1?nom=DURAND",
        "https:\\/\\/shared.example:8443\\/people\\/v3?nom=DURAND",
        "https%3A%2F%2Fshared.example%3A8443%2Fpeople%2Fv3%3Fnom%3DDURAND",
        "https://other.example/?to=https://shared.example:8443/people/v3?nom=DURAND",
        "https://shared.example/caf%C3%A9/a%20b/v3?nom=DURAND",
        "https://moved.example/there?nom=DURAND",
        "https://moved.example/there/on?nom=DURAND",
    ];
    for text in private {
        let text = format!("GET {text}: 200");
        let left = clean(&text).into_owned();
        assert!(!left.contains("DURAND") && left.ends_with(": 200"), "{text}: {left}");
        assert_eq!(clean(&left), left, "twice");
    }
    let open = [
        "https://shared.example:8443/data/v1?q=eau",
        "https://shared.example:8443/?q=eau",
        "https://shared.example:8443/peoples?q=eau",
        "https://shared.example:8443/people-2/x?q=eau",
        "https://shared.example/people/x?q=eau",
        "https://root.example.org/x?q=eau",
        "https://open.example/there?q=eau",
        "https://moved.example/elsewhere?q=eau",
    ];
    for text in open {
        assert_eq!(clean(text), text);
    }
    let said = "DURAND is unknown";
    let table = [
        ("https://root.example/v3?nom=DURAND", false),
        ("https://shared.example:8443/people/v3?nom=DURAND", false),
        ("https://shared.example/caf%C3%A9/a%20b/v3?nom=DURAND", false),
        ("https://shared.example:8443/data?nom=DURAND", true),
    ];
    for (asked, is_told) in table {
        assert_eq!(refusal(said, &url(asked)).contains("DURAND"), is_told, "{asked}");
    }
}
