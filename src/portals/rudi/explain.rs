//! What a RUDI portal's refusals mean (docs/portals/rudi.md 3 and 5).

use serde_json::Value;

use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::Message;
use crate::net::{Refusal, header, quoting};
use crate::{m, t};

/// Says what a refusal means here; `None` leaves it to the general rules.
pub fn explain(refusal: &Refusal) -> Option<Error> {
    if let Some(code) = gateway_code(refusal.body) {
        return Some(gateway(refusal, &code));
    }
    let quoting = |cause| quoting(cause, refusal.said());
    let error = |kind, cause: Message| Error::new(kind, refusal.subject, cause);
    let ask = t!("rudi-ask-hint");
    Some(match refusal.status.as_u16() {
        // "Not allowed to access to this Media": the gateway knows who asks and says no (docs/portals/rudi.md 3.1).
        401 if header(refusal.headers, "x-error-message").is_some() => {
            error(ErrorKind::Denied, m!("rudi-restricted-401")).hint(ask)
        }
        401 if refusal.signed_in => error(ErrorKind::SignIn, m!("rudi-token-401")).hint(m!("rudi-token-401-hint")),
        401 => error(ErrorKind::SignIn, m!("rudi-sign-in-401")).hint(m!("rudi-sign-in-401-hint")),
        403 => error(ErrorKind::Denied, quoting(m!("rudi-denied"))).hint(ask),
        404 => error(ErrorKind::NotFound, quoting(m!("rudi-nothing-404"))).hint(m!("rudi-nothing-404-hint")),
        411 => error(ErrorKind::Portal, m!("rudi-decrypt-411")).hint(m!("rudi-decrypt-411-hint")),
        423 => error(ErrorKind::SignIn, m!("rudi-locked-423")).hint(m!("rudi-locked-423-hint")),
        480 => error(ErrorKind::SignIn, quoting(m!("rudi-keys-480"))),
        483 => error(ErrorKind::Denied, quoting(m!("rudi-restricted-483"))).hint(ask),
        498 => error(ErrorKind::SignIn, m!("rudi-expired-498")).hint(m!("rudi-expired-498-hint")),
        400 => error(ErrorKind::Portal, quoting(m!("rudi-request-400"))),
        409 => error(ErrorKind::Portal, quoting(m!("rudi-refuses-409"))),
        500 => error(ErrorKind::Portal, quoting(m!("rudi-failed-500"))).hint(m!("rudi-failed-500-hint")),
        _ => return None,
    })
}

/// The code of a WSO2 fault: flat or wrapped in `fault`, as text, number or XML (docs/portals/rudi.md 3.2).
fn gateway_code(body: &str) -> Option<String> {
    let is_code = |code: &String| (3..=6).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit());
    if let Ok(json) = serde_json::from_str::<Value>(body) {
        let code = json.get("fault").unwrap_or(&json).get("code")?;
        let code = code.as_str().map_or_else(|| code.to_string(), str::to_owned);
        return Some(code).filter(is_code);
    }
    let (_, rest) = body.split_once(":code>").filter(|_| body.contains("fault"))?;
    Some(rest.split('<').next()?.trim().to_owned()).filter(is_code)
}

fn gateway(refusal: &Refusal, code: &str) -> Error {
    let status = refusal.status.as_u16();
    let error = |kind, cause: Message| {
        Error::new(kind, refusal.subject, m!("rudi-gateway", cause, status = status.to_string(), code))
    };
    match code {
        "900901" => error(ErrorKind::SignIn, m!("rudi-gateway-token")).hint(m!("rudi-gateway-token-hint")),
        "900902" => error(ErrorKind::SignIn, m!("rudi-gateway-sign-in")).hint(m!("rudi-gateway-sign-in-hint")),
        "900908" => {
            error(ErrorKind::Denied, m!("rudi-gateway-subscription")).hint(m!("rudi-gateway-subscription-hint"))
        }
        "900907" | "900909" => {
            error(ErrorKind::Denied, m!("rudi-gateway-blocked")).hint(m!("rudi-gateway-blocked-hint"))
        }
        _ if code.starts_with("9008") => {
            error(ErrorKind::Unavailable, m!("rudi-gateway-too-many")).hint(m!("rudi-gateway-too-many-hint"))
        }
        "900906" | "404" => error(ErrorKind::NotFound, m!("rudi-gateway-nothing")),
        "700700" | "101503" | "101504" => {
            error(ErrorKind::Unavailable, m!("rudi-gateway-producer")).hint(m!("rudi-gateway-producer-hint"))
        }
        _ => error(ErrorKind::Portal, quoting(m!("rudi-gateway-refuses"), refusal.said())),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::{HeaderMap, HeaderValue};

    use super::*;

    fn refused(status: u16, body: &str, signed_in: bool, message: bool) -> Error {
        let mut headers = HeaderMap::new();
        if message {
            headers.insert("X-Error-Message", HeaderValue::from_static("Not allowed to access to this Media"));
        }
        let status = StatusCode::from_u16(status).unwrap();
        let refusal = Refusal { status, headers: &headers, body, signed_in, subject: &"rennes".into() };
        explain(&refusal).unwrap_or_else(|| refusal.explain())
    }

    #[test]
    fn a_401_is_a_refusal_or_a_request_to_sign_in_section_3_1() {
        assert_eq!(refused(401, "", true, true).kind, ErrorKind::Denied);
        assert_eq!(refused(401, "", false, true).kind, ErrorKind::Denied);
        assert_eq!(refused(401, "", true, false).kind, ErrorKind::SignIn);
        assert_eq!(refused(401, "", false, false).kind, ErrorKind::SignIn);
    }

    #[test]
    fn gateway_faults_come_flat_wrapped_or_as_xml_section_3_2() {
        let table = [
            (401, r#"{"code":"900901","message":"Invalid Credentials"}"#, ErrorKind::SignIn),
            (401, r#"{"fault":{"code":900902,"message":"Missing"}}"#, ErrorKind::SignIn),
            (403, r#"{"code":"900908","message":"Resource forbidden "}"#, ErrorKind::Denied),
            (401, r#"{"code":900907}"#, ErrorKind::Denied),
            (429, r#"{"code":"900802"}"#, ErrorKind::Unavailable),
            (404, r#"<ams:fault><ams:code>900906</ams:code></ams:fault>"#, ErrorKind::NotFound),
            (503, r#"{"fault":{"code":700700}}"#, ErrorKind::Unavailable),
            (500, r#"{"code":"101504"}"#, ErrorKind::Unavailable),
            (400, r#"{"code":"900999","message":"odd"}"#, ErrorKind::Portal),
        ];
        for (status, body, kind) in table {
            assert_eq!(refused(status, body, true, false).kind, kind, "{status} {body}");
        }
    }

    #[test]
    fn portal_errors_are_text_json_or_nothing_section_5() {
        let table = [
            (404, "Le Dataset de globalId=\"f1b8\" est introuvable", ErrorKind::NotFound, "introuvable"),
            (
                404,
                r#"{"timestamp":"x","path":"/y","status":404,"error":"Not Found"}"#,
                ErrorKind::NotFound,
                "Not Found",
            ),
            (404, "<html>no</html>", ErrorKind::NotFound, "(404)"),
            (400, r#"{"code":"400 BAD_REQUEST","label":"Invalid UUID string: x"}"#, ErrorKind::Portal, "Invalid UUID"),
            (483, r#"{"code":"HTTP 483","label":"ne peut pas accéder"}"#, ErrorKind::Denied, "ne peut pas"),
            (480, r#"{"code":"HTTP 480","label":"clés"}"#, ErrorKind::SignIn, "keys"),
            (498, "", ErrorKind::SignIn, "expired"),
            (423, "", ErrorKind::SignIn, "locked"),
            (411, "", ErrorKind::Portal, "decrypt"),
            (500, "", ErrorKind::Portal, "failed"),
            (502, "", ErrorKind::Unavailable, "down"),
            (504, "", ErrorKind::Unavailable, "down"),
        ];
        for (status, body, kind, part) in table {
            let error = refused(status, body, false, false);
            assert_eq!(error.kind, kind, "{status} {body}");
            assert!(error.cause.contains(part), "{status}: {}", error.cause);
        }
    }
}
