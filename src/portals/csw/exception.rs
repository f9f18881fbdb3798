//! Why a catalogue service gives nothing: exceptions, which come with status 200 too, and refusals of HTTP.

use super::super::mapping::joined_by;
use super::tree::all;
use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::Message;
use crate::base::text;
use crate::base::xml_tree::{XmlElement, read_up_to};
use crate::m;
use crate::net::{Refusal, quoting};

/// What holds the words of an exception.
const WORDS: &str = "ExceptionText|message|faultstring|Reason/*";

/// The error that an exception is, whoever writes it: OWS of any version, services before it, SOAP, what GeoNetwork puts
/// around its services; `None` for anything else.
pub fn exception(root: &XmlElement, subject: &Message) -> Option<Error> {
    let is_report = |it: &XmlElement| matches!(it.name.as_str(), "ExceptionReport" | "ServiceExceptionReport");
    let report = match root.name.as_str() {
        "Fault" => root.find(&is_report).unwrap_or(root),
        "ExceptionReport" | "ServiceExceptionReport" | "Exception" | "ServiceException" | "error" => root,
        _ => return None,
    };
    let mut exceptions = all(report, "Exception|ServiceException");
    if exceptions.is_empty() {
        exceptions.push(report);
    }
    let words = exceptions.iter().flat_map(|exception| {
        let inner = WORDS.split('|').flat_map(|path| all(exception, path)).map(|it| it.text.as_str());
        inner.chain(std::iter::once(exception.text.as_str())).filter_map(short)
    });
    let said = joined_by(words, " · ");
    let first = exceptions.first();
    let attribute = |name: &str| first?.attribute(name).and_then(text::some_line);
    let code = attribute("exceptionCode").or_else(|| attribute("code"));
    let locator = attribute("locator").unwrap_or_default().to_lowercase();
    let (kind, cause) = match code.as_deref() {
        Some("NotFound" | "RecordNotFound") => (ErrorKind::NotFound, m!("csw-not-there")),
        Some("InvalidParameterValue") if locator == "id" => (ErrorKind::NotFound, m!("csw-not-there")),
        Some("OperationNotSupported" | "OptionNotSupported") => (ErrorKind::Usage, m!("csw-not-supported")),
        Some("InvalidParameterValue" | "MissingParameterValue") => (ErrorKind::Usage, m!("csw-not-understood")),
        _ => (ErrorKind::Portal, m!("csw-exception")),
    };
    Some(Error::new(kind, subject, quoting(cause, said)).code(code).hint(m!("csw-exception-hint")))
}

/// The first line of what may be the trace of a program.
fn short(said: &str) -> Option<String> {
    const LONGEST: usize = 300;
    let line = text::some_line(said.trim().lines().next()?)?;
    Some(line.chars().take(LONGEST).collect())
}

/// What a refusal means here; `None` leaves it to the general rules.
pub fn explain(refusal: &Refusal) -> Option<Error> {
    let is_xml = refusal.body.trim_start().starts_with('<');
    let root = is_xml.then(|| read_up_to(refusal.body, 1_000)).flatten();
    let told = root.and_then(|root| exception(&root, refusal.subject));
    let said = told.as_ref().map(|error| error.cause.clone());
    match refusal.status.as_u16() {
        401 if refusal.signed_in => {
            Some(Error::new(ErrorKind::SignIn, refusal.subject, m!("csw-login-401")).hint(m!("csw-login-401-hint")))
        }
        401 => Some(Error::new(ErrorKind::SignIn, refusal.subject, m!("csw-asks-401")).hint(m!("csw-asks-401-hint"))),
        403 => {
            let error = Error::new(ErrorKind::Denied, refusal.subject, quoting(m!("csw-denied-403"), refusal.said()));
            Some(said.map_or(error.clone(), |cause| Error { cause, ..error }))
        }
        404 => Some(
            Error::new(ErrorKind::NotFound, refusal.subject, m!("csw-nothing-404")).hint(m!("csw-nothing-404-hint")),
        ),
        400 => Some(told.unwrap_or_else(|| {
            let cause = quoting(m!("csw-not-understood"), refusal.said());
            Error::new(ErrorKind::Usage, refusal.subject, cause)
        })),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::xml_tree::read;

    #[test]
    fn an_exception_is_an_error_of_its_kind() {
        let table = [
            ("exceptionCode='InvalidParameterValue' locator='constraint'", ErrorKind::Usage),
            ("exceptionCode='InvalidParameterValue' locator='id'", ErrorKind::NotFound),
            ("exceptionCode='NotFound'", ErrorKind::NotFound),
            ("exceptionCode='NoApplicableCode'", ErrorKind::Portal),
            ("", ErrorKind::Portal),
        ];
        for (attributes, kind) in table {
            let body = format!(
                "<o:ExceptionReport><o:Exception {attributes}><o:ExceptionText>no way\n at java.lang</o:ExceptionText>\
                 </o:Exception></o:ExceptionReport>"
            );
            let error = exception(&read(&body).unwrap(), &"p".into()).unwrap();
            assert_eq!(error.kind, kind, "{attributes}");
            assert!(error.cause.contains("no way") && !error.cause.contains("java"), "{}", error.cause);
        }
    }

    #[test]
    fn an_exception_is_known_whoever_writes_it() {
        let report = "<x:Report><ServiceException code='NoApplicableCode'>no way</ServiceException></x:Report>";
        let table = [
            report.replace("Report", "ServiceExceptionReport"),
            "<ServiceException>no way</ServiceException>".to_owned(),
            "<ows:Exception><ows:ExceptionText>no way</ows:ExceptionText></ows:Exception>".to_owned(),
            "<ExceptionReport>no way</ExceptionReport>".to_owned(),
            "<s:Fault><faultcode>s:Client</faultcode><faultstring>no way</faultstring></s:Fault>".to_owned(),
            "<s:Fault><s:Code/><s:Reason><s:Text>no way</s:Text></s:Reason></s:Fault>".to_owned(),
            format!("<s:Fault><detail>{}</detail></s:Fault>", report.replace("Report", "ExceptionReport")),
            "<error id='error'><message>no way</message><class>BadParameterEx</class></error>".to_owned(),
        ];
        for body in table {
            let error = exception(&read(&body).unwrap(), &"p".into()).unwrap_or_else(|| panic!("{body}"));
            assert!(error.cause.contains("no way"), "{body}: {error}");
        }
        for other in ["<a/>", "<GetRecordsResponse><error/></GetRecordsResponse>"] {
            assert!(exception(&read(other).unwrap(), &"p".into()).is_none(), "{other}");
        }
    }
}
