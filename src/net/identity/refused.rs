//! Why a server does not let in whoever shows a client certificate, or none. Servers say little of it, and some nothing: what
//! the certificate says of itself comes first.

use jiff::Timestamp;
use reqwest::StatusCode;
use rustls::AlertDescription;

use super::ClientCertificate;
use crate::base::error::ErrorKind;
use crate::base::i18n::Message;
use crate::m;

/// The code of errors that say that a certificate is wanted, for who can ask a person for one.
pub const WANTED: &str = "client_certificate_wanted";

/// Kind, cause and what to do.
pub(crate) type Refused = (ErrorKind, Message, Message);

/// The code of an error with this cause.
pub(crate) fn code(cause: &Message) -> Option<String> {
    cause.is("identity-wanted").then(|| WANTED.to_owned())
}

/// What ended the handshake, where that is about the client's certificate. Under TLS 1.3 it ends after the client thinks that
/// it is over, so that this is no matter of connections.
pub(crate) fn of_handshake(alert: AlertDescription, host: &str, shown: Option<&ClientCertificate>) -> Option<Refused> {
    use AlertDescription::*;
    let is_of_certificates = matches!(
        alert,
        NoCertificate
            | BadCertificate
            | UnsupportedCertificate
            | CertificateRevoked
            | CertificateExpired
            | CertificateUnknown
            | UnknownCA
            | AccessDenied
            | CertificateRequired
    );
    match (shown, alert) {
        (Some(shown), CertificateRevoked) => Some(revoked(host, shown)),
        // With TLS 1.2 a server that misses a certificate says no more than this.
        (Some(shown), _) if is_of_certificates || alert == HandshakeFailure => Some(why(host, shown)),
        (None, _) if is_of_certificates => Some(missing(host)),
        (None, HandshakeFailure) => {
            Some((ErrorKind::SignIn, m!("identity-no-handshake", host), m!("identity-no-handshake-hint")))
        }
        _ => None,
    }
}

/// The same of an answer: nginx, and what is made of it, ends the handshake well and refuses in HTTP, as IIS does.
pub(crate) fn of_answer(
    status: StatusCode,
    body: &str,
    host: &str,
    shown: Option<&ClientCertificate>,
) -> Option<Refused> {
    let says = |words: &str| body.contains(words);
    let of_iis = |codes: &[&str]| status == StatusCode::FORBIDDEN && codes.iter().any(|code| says(code));
    let is_missing = (status == StatusCode::BAD_REQUEST && says("No required SSL certificate"))
        || status.as_u16() == 496
        || of_iis(&["Error 403.7"]);
    let is_refused = (status == StatusCode::BAD_REQUEST && says("The SSL certificate error"))
        || status.as_u16() == 495
        || of_iis(&["Error 403.12", "Error 403.16", "Error 403.17"]);
    match shown {
        None if is_missing || is_refused => Some(missing(host)),
        Some(shown) if of_iis(&["Error 403.13"]) => Some(revoked(host, shown)),
        Some(shown) if is_missing || is_refused => Some(why(host, shown)),
        _ => None,
    }
}

fn missing(host: &str) -> Refused {
    (ErrorKind::SignIn, m!("identity-wanted", host), m!("identity-wanted-hint"))
}

fn revoked(host: &str, shown: &ClientCertificate) -> Refused {
    let cause = m!("identity-revoked", host, subject = shown.subject.clone());
    (ErrorKind::SignIn, cause, m!("identity-new-hint"))
}

fn why(host: &str, shown: &ClientCertificate) -> Refused {
    let (cause, hint) = shown.fault(Timestamp::now()).unwrap_or_else(|| {
        let ClientCertificate { subject, issuer, .. } = shown.clone();
        match (shown.is_self_signed, shown.between) {
            (true, _) => (m!("identity-self-signed", host, subject), m!("identity-new-hint")),
            (false, 0) => (m!("identity-not-taken", host, subject, issuer), m!("identity-alone-hint")),
            _ => (m!("identity-not-taken", host, subject, issuer), m!("identity-not-taken-hint")),
        }
    });
    (ErrorKind::SignIn, cause, hint)
}

impl ClientCertificate {
    /// What it says itself that makes it of no use, and what to do.
    pub fn fault(&self, now: Timestamp) -> Option<(Message, Message)> {
        let subject = self.subject.clone();
        if self.ends <= now {
            let cause = m!("identity-ended", subject, day = Message::date(self.ends));
            return Some((cause, m!("identity-new-hint")));
        }
        if self.starts > now {
            let cause = m!("identity-not-yet", subject, day = Message::date(self.starts));
            return Some((cause, m!("identity-not-yet-hint")));
        }
        (!self.is_for_clients).then(|| (m!("identity-for-servers", subject), m!("identity-new-hint")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown() -> ClientCertificate {
        let day = |text: &str| text.parse().unwrap();
        ClientCertificate {
            subject: "Agent Martin".into(),
            issuer: "CN=Town hall".into(),
            starts: day("2020-01-01T00:00:00Z"),
            ends: day("2098-01-01T00:00:00Z"),
            is_for_clients: true,
            is_self_signed: false,
            between: 0,
        }
    }

    /// Each with part of its sentence and of what to do.
    fn kinds() -> [(Option<ClientCertificate>, &'static str, &'static str); 7] {
        let past: Timestamp = "2021-01-01T00:00:00Z".parse().unwrap();
        let future: Timestamp = "2097-01-01T00:00:00Z".parse().unwrap();
        [
            (None, "asks for a client certificate", "guichet auth certificate"),
            (
                Some(shown()),
                "does not accept the client certificate of Agent Martin, issued by CN=Town hall",
                "between",
            ),
            (Some(ClientCertificate { between: 1, ..shown() }), "does not accept", "which authorities"),
            (Some(ClientCertificate { ends: past, ..shown() }), "ended on", "new one"),
            (Some(ClientCertificate { starts: future, ..shown() }), "is valid only from", "date"),
            (Some(ClientCertificate { is_for_clients: false, ..shown() }), "not made to sign in", "new one"),
            (Some(ClientCertificate { is_self_signed: true, ..shown() }), "signed by itself", "new one"),
        ]
    }

    fn holds(refused: Option<Refused>, cause: &str, hint: &str) {
        let (kind, told, what) = refused.unwrap();
        assert_eq!(kind, ErrorKind::SignIn);
        assert!(told.to_string().contains(cause) && what.to_string().contains(hint), "{told} / {what}");
    }

    #[test]
    fn every_refusal_of_a_handshake_has_its_sentence() {
        use AlertDescription::*;
        for (shown, cause, hint) in kinds() {
            for alert in [CertificateRequired, UnknownCA, BadCertificate, CertificateExpired, UnsupportedCertificate] {
                holds(of_handshake(alert, "a.org", shown.as_ref()), cause, hint);
            }
        }
        holds(of_handshake(CertificateRevoked, "a.org", Some(&shown())), "was revoked", "new one");
        holds(of_handshake(HandshakeFailure, "a.org", Some(&shown())), "does not accept", "between");
        holds(of_handshake(HandshakeFailure, "a.org", None), "ended the handshake", "guichet auth certificate");
        assert!(of_handshake(ProtocolVersion, "a.org", Some(&shown())).is_none());
        assert!(of_handshake(UnrecognisedName, "a.org", None).is_none());
    }

    #[test]
    fn every_refusal_in_an_answer_has_its_sentence() {
        let page = |why: &str| format!("<html><head><title>400 {why}</title></head><body>{why}</body></html>");
        let answers = [
            (400, page("No required SSL certificate was sent")),
            (400, page("The SSL certificate error")),
            (495, String::new()),
            (496, String::new()),
            (403, page("HTTP Error 403.7 - Forbidden")),
            (403, page("HTTP Error 403.16 - Forbidden")),
        ];
        for (shown, cause, hint) in kinds() {
            for (status, body) in &answers {
                let status = StatusCode::from_u16(*status).unwrap();
                holds(of_answer(status, body, "a.org", shown.as_ref()), cause, hint);
            }
        }
        let revoked = of_answer(StatusCode::FORBIDDEN, "HTTP Error 403.13", "a.org", Some(&shown()));
        holds(revoked, "was revoked", "new one");
        for (status, body) in [(400, "a parameter is missing"), (403, "no right"), (200, "The SSL certificate error")] {
            assert!(of_answer(StatusCode::from_u16(status).unwrap(), body, "a.org", Some(&shown())).is_none());
        }
    }
}
