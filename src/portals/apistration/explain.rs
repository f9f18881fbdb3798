//! What refusals mean (docs/portals/api-entreprise.md 6): a table in our own words, and what the portal adds in its.

use std::time::Duration;

use serde::Deserialize;

use super::api::{self, Refused};
use super::words::Words;
use crate::base::error::{Error, ErrorKind};
use crate::base::{format, stated, text};
use crate::m;
use crate::net::{Refusal, header, quoting};

/// One row of an `errors.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    status: u16,
    /// `X` and `Y` stand for any digit; without one, the row is for the whole status.
    code: Option<String>,
    kind: ErrorKind,
    /// Seconds before the one more try that may help.
    wait: Option<u64>,
    cause: Words,
    hint: Option<Words>,
}

/// The rows of one portal, and behind them those of both.
pub fn table(own: &str, host: &str) -> Vec<Row> {
    let of_both = include_str!("../../../assets/apistration/errors.json").replace("{host}", host);
    [own, &of_both].into_iter().flat_map(rows).collect()
}

fn rows(json: &str) -> Vec<Row> {
    serde_json::from_str(json)
        .unwrap_or_else(|error| unreachable!("the compiled-in table of errors, which a test reads: {error}"))
}

/// Codes have five characters; a server's text may be of any length.
const CODE: usize = 16;

/// Says what a refusal means by `table`; `None` leaves it to the general rules.
pub fn explain(table: &[Row], refusal: &Refusal) -> Option<Error> {
    let refused = api::errors(refusal.body);
    let status = refusal.status.as_u16();
    let code = refused.iter().find_map(|it| it.code.as_deref().and_then(text::some_line));
    let code = code.map(|code| code.chars().take(CODE).collect::<String>());
    let row = row(table, status, code.as_deref())?;
    let known: Vec<String> = [Some(status.to_string()), code.clone()].into_iter().flatten().collect();
    let cause = m!("apistration-cause", cause = row.cause.message(), known = known.join(", "));
    let mut error = Error::new(row.kind, refusal.subject, quoting(cause, said(refusal, &refused)));
    error.hint = row.hint.as_ref().map(Words::message);
    if let (ErrorKind::Portal | ErrorKind::Unavailable, Some(id)) = (error.kind, request_id(refusal)) {
        error.hint = Some(match error.hint {
            Some(hint) => m!("apistration-quoted-hint", hint, id),
            None => m!("apistration-support", id),
        });
    }
    let wait = refused.iter().find_map(|it| stated::span(&it.meta["retry_in"]));
    Some(error.code(code).retry_after(wait.or(row.wait.map(Duration::from_secs))))
}

/// What support finds the request by (docs/portals/api-entreprise.md 4).
fn request_id(refusal: &Refusal) -> Option<String> {
    header(refusal.headers, "x-request-id").and_then(|id| text::some_line(&id)).filter(|id| id.len() <= 64)
}

/// The status decides first: the portal's own description lists some codes under another one
/// (docs/portals/api-entreprise.md 6.1).
fn row<'t>(table: &'t [Row], status: u16, code: Option<&str>) -> Option<&'t Row> {
    let fits =
        |row: &&'t Row| row.code.as_deref().is_some_and(|pattern| code.is_some_and(|code| stands_for(pattern, code)));
    let exact = |row: &&'t Row| row.code.as_deref() == code && code.is_some();
    let of_status = || table.iter().filter(|row| row.status == status);
    of_status()
        .find(exact)
        .or_else(|| of_status().find(fits))
        .or_else(|| table.iter().find(exact))
        .or_else(|| of_status().find(|row| row.code.is_none()))
}

fn stands_for(pattern: &str, code: &str) -> bool {
    let mut pairs = pattern.bytes().zip(code.bytes());
    pattern.len() == code.len()
        && pairs.all(|(wanted, is)| if matches!(wanted, b'X' | b'Y') { is.is_ascii_digit() } else { wanted == is })
}

/// The portal's own words: of all errors, each with the parameter it is about; else its line of plain text.
fn said(refusal: &Refusal, refused: &[Refused]) -> Option<String> {
    const LONGEST: usize = 400;
    let one = |it: &Refused| {
        let words = it.detail.as_deref().or(it.title.as_deref()).and_then(text::some_line)?;
        let words = match it.meta["provider_error_message"].as_str().and_then(text::some_line) {
            Some(more) => format::labelled(&words, &more),
            None => words,
        };
        let parameter = it.source["parameter"].as_str().and_then(text::some_line);
        Some(match parameter.filter(|name| name != "token" && refused.len() > 1) {
            Some(name) => format::labelled(&name, &words),
            None => words,
        })
    };
    let all: Vec<String> = refused.iter().filter_map(one).collect();
    if all.is_empty() {
        return refusal.said();
    }
    Some(all.join(&format::semicolon()).chars().take(LONGEST).collect())
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::*;
    use crate::portals::api_entreprise::explain;

    fn refused(status: u16, body: &str) -> Error {
        let status = StatusCode::from_u16(status).unwrap();
        let refusal = Refusal { status, headers: &HeaderMap::new(), body, signed_in: true, subject: &"p/x".into() };
        explain(&refusal).unwrap_or_else(|| refusal.explain())
    }

    fn coded(status: u16, code: &str) -> Error {
        refused(status, &format!(r#"{{"errors":[{{"code":"{code}","title":"T","detail":"Détail","meta":{{}}}}]}}"#))
    }

    /// Every code of docs/portals/api-entreprise.md 6.1, with the exit code that tells a script what to do.
    #[test]
    fn every_code_has_its_meaning_section_6_1() {
        let table: [(u16, &[&str], u8); 20] = [
            (400, &["00401"], 2),
            (401, &["00101", "00103", "00105", "00108", "00109", "00999"], 3),
            (401, &["00106"], 5),
            (403, &["00100", "00107", "00213", "00999"], 3),
            (404, &["01003", "38003", "38422", "00402"], 4),
            (409, &["00015", "01015"], 5),
            (410, &["00403"], 4),
            (422, &["00201", "00202", "00203", "00210", "00211", "00212", "00301", "00302", "00303", "00304"], 2),
            (422, &["00305", "00307", "00313", "00315", "00330", "00333", "00390", "00399"], 2),
            (429, &["00429"], 8),
            (451, &["01005"], 3),
            (500, &["00500"], 5),
            (502, &["01000", "02001", "03004", "04006", "05008", "06009", "07011", "08999", "09051", "00501"], 5),
            (502, &["00502", "00601", "00606", "12345"], 5),
            (502, &["04501", "04502", "04503", "03501", "02501", "02502", "17501", "17502"], 5),
            (502, &["31501", "31502", "31503"], 5),
            (503, &["03020"], 5),
            (504, &["04002"], 5),
            (504, &["04001"], 5),
            (502, &["04002"], 5),
        ];
        for (status, codes, exit) in table {
            for code in codes {
                let error = coded(status, code);
                assert_eq!(error.kind.exit_code(), exit, "{status} {code}: {error}");
                assert!(error.cause.to_string().ends_with(&format!(" ({status}, {code}): Détail")), "{error}");
                assert_eq!(error.code.as_deref(), Some(*code));
            }
        }
    }

    #[test]
    fn only_what_may_pass_is_tried_again_section_6_1() {
        for (status, code) in [(502, "01000"), (502, "00501"), (503, "03020"), (504, "04002"), (409, "00015")] {
            assert!(coded(status, code).is_transient(), "{status} {code}");
        }
        for (status, code) in
            [(502, "04501"), (502, "17501"), (404, "01003"), (422, "00301"), (401, "00103"), (500, "00500")]
        {
            assert!(!coded(status, code).is_transient(), "{status} {code}");
        }
    }

    #[test]
    fn a_wait_in_the_body_is_taken_section_6_1() {
        let body = |seconds: &str| format!(r#"{{"errors":[{{"code":"03020","meta":{{"retry_in":{seconds}}}}}]}}"#);
        assert_eq!(refused(503, &body("1740")).retry_after, Some(Duration::from_secs(1740)));
        assert_eq!(refused(503, &body("null")).retry_after, None);
        assert_eq!(refused(503, &body("-1")).retry_after, None);
        assert_eq!(refused(503, &body("1e300")).retry_after, Some(stated::LONGEST));
        assert_eq!(coded(409, "00015").retry_after, Some(Duration::from_secs(2)));
    }

    #[test]
    fn bodies_may_be_empty_text_or_a_web_page_section_6_1() {
        let table = [
            (
                404,
                "Cette URL n'existe pas sur API entreprise, veuillez vérifier votre URL.",
                ErrorKind::NotFound,
                "n'existe pas",
            ),
            (410, "Cette URL n'existe plus", ErrorKind::NotFound, "n'existe plus"),
            (404, "", ErrorKind::NotFound, "(404)"),
            (500, "<html>We're sorry</html>", ErrorKind::Portal, "failed (500)"),
            (503, "", ErrorKind::Unavailable, "(503)"),
            (502, r#"{"errors":null}"#, ErrorKind::Unavailable, "(502)"),
            (
                502,
                r#"{"errors":[{"code":null,"detail":null,"source":null,"meta":null}]}"#,
                ErrorKind::Unavailable,
                "(502)",
            ),
            (418, r#"{"errors":[{"code":"00418","detail":"théière"}]}"#, ErrorKind::Portal, "418"),
        ];
        for (status, body, kind, part) in table {
            let error = refused(status, body);
            assert_eq!(error.kind, kind, "{status} {body}: {error}");
            assert!(error.cause.contains(part) && !error.cause.contains("sorry"), "{error}");
        }
    }

    #[test]
    fn all_missing_parameters_are_told_at_once_section_3_1() {
        let body = r#"{"errors":[
            {"code":"00201","detail":"Le paramètre context est obligatoire","source":{"parameter":"context"}},
            {"code":"00203","detail":"Le paramètre recipient est obligatoire","source":{"parameter":"recipient"}}]}"#;
        let cause = refused(422, body).cause;
        assert!(cause.contains("context: Le paramètre context") && cause.contains("recipient: Le"), "{cause}");
    }

    #[test]
    fn support_is_told_which_request_failed_section_4() {
        let hint = |status: u16| {
            let mut headers = HeaderMap::new();
            headers.insert("x-request-id", reqwest::header::HeaderValue::from_static("7f3a-1"));
            let status = StatusCode::from_u16(status).unwrap();
            explain(&Refusal { status, headers: &headers, body: "", signed_in: true, subject: &"p/x".into() })
                .unwrap()
                .hint
        };
        assert!(hint(500).unwrap().to_string().ends_with("request's id: 7f3a-1."));
        assert!(!hint(404).unwrap().contains("7f3a-1"), "there is nothing that support could mend");
    }

    #[test]
    fn hostile_words_are_cleaned_and_cut() {
        let cause = coded(404, "01003\\u001b[31m").cause;
        assert!(!cause.to_string().contains('\u{1b}'), "{cause}");
        let coded = coded(404, &"9".repeat(1000));
        assert!(
            coded.code.is_some_and(|code| code.len() <= 16) && coded.cause.to_string().len() < 100,
            "{}",
            coded.cause
        );
        let long = format!(r#"{{"errors":[{{"code":"01003","detail":"{}"}}]}}"#, "x".repeat(10_000));
        assert!(refused(404, &long).cause.to_string().len() < 600);
    }
}
