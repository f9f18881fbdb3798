//! What a catalogue service answers: records and how many there are, or why there are none; and that with status 200 too.

use std::borrow::Cow;

use super::super::decoded::decoded;
use super::super::mapping::joined_by;
use super::tree::{all, first};
use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::Message;
use crate::base::text;
use crate::base::xml_tree::{MOST_OF_RECORDS, XmlElement, read_up_to};
use crate::m;
use crate::net::{Refusal, quoting};

/// One answer to GetRecords.
pub struct RecordsAnswer {
    /// How many there are, as the service says.
    pub matched: Option<u64>,
    /// How many of them are here, as the service says.
    pub returned: Option<usize>,
    /// Where the next one is: 0 says that there is none.
    pub next: Option<usize>,
    pub records: Vec<XmlElement>,
    pub is_cut: bool,
}

/// The root element of a document, or what it is instead.
pub fn root(body: &[u8], content_type: Option<&str>) -> Result<XmlElement, Message> {
    let text = decoded(body);
    if text.trim().is_empty() {
        return Err(m!("http-empty"));
    }
    if is_web_page(&text, content_type) {
        return Err(m!("http-web-page"));
    }
    let is_xml = text.trim_start().starts_with('<');
    let root = is_xml.then(|| read_up_to(&text, MOST_OF_RECORDS)).flatten();
    root.ok_or_else(|| m!("csw-no-xml"))
}

fn is_web_page(text: &str, content_type: Option<&str>) -> bool {
    let head: String = text.trim_start().chars().take(200).collect::<String>().to_lowercase();
    let is_said = content_type == Some("text/html") && !head.starts_with("<?xml");
    is_said || head.starts_with("<!doctype html") || head.starts_with("<html")
}

impl RecordsAnswer {
    /// `None`: it is no such answer.
    pub fn read(mut root: XmlElement) -> Option<Self> {
        if root.name != "GetRecordsResponse" {
            return None;
        }
        let is_cut = root.is_cut;
        let at = root.children.iter().position(|child| child.name == "SearchResults")?;
        let results = root.children.swap_remove(at);
        let number = |name: &str| results.attribute(name).and_then(|it| it.trim().parse::<u64>().ok());
        let size = |name: &str| number(name).and_then(|it| usize::try_from(it).ok());
        let matched = number("numberOfRecordsMatched");
        let (returned, next) = (size("numberOfRecordsReturned"), size("nextRecord"));
        Some(Self { matched, returned, next, records: results.children, is_cut })
    }

    /// Where the listing goes on behind this page, which began at `start` and of which `asked` records were asked for.
    /// A number of records that is too small does not end it, one that is too large does not keep it going: a page without
    /// records ends it (docs/portals/csw.md 4).
    pub fn goes_on(&self, start: usize, asked: usize) -> Option<usize> {
        let came = self.records.len();
        let behind = start + self.returned.unwrap_or(came).clamp(came, asked.max(came));
        let is_beyond = |next: usize| self.matched.is_some_and(|matched| next as u64 > matched);
        match self.next {
            _ if came == 0 => None,
            Some(0) => None,
            Some(next) if next > start => Some(next).filter(|next| !is_beyond(*next) || came >= asked),
            // It repeats where it began, or says nothing.
            _ => Some(behind).filter(|next| self.matched.map_or(came >= asked, |_| !is_beyond(*next))),
        }
    }
}

/// The error that an exception report is; `None` for anything else.
pub fn exception(root: &XmlElement, subject: &Message) -> Option<Error> {
    if !matches!(root.name.as_str(), "ExceptionReport" | "ServiceExceptionReport") {
        return None;
    }
    let exceptions = all(root, "Exception|ServiceException");
    let words = exceptions.iter().flat_map(|exception| {
        let inner = all(exception, "ExceptionText").into_iter().map(|it| it.text.as_str());
        inner.chain(std::iter::once(exception.text.as_str())).filter_map(short)
    });
    let said = joined_by(words, " · ");
    let first = exceptions.first();
    let attribute = |names: [&str; 2]| names.iter().find_map(|name| first?.attribute(name)).and_then(text::some_line);
    let code = attribute(["exceptionCode", "code"]);
    let locator = attribute(["locator", "locator"]).unwrap_or_default().to_lowercase();
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
    let body = Cow::Borrowed(refusal.body);
    let root = body.trim_start().starts_with('<').then(|| read_up_to(&body, 1_000)).flatten();
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

/// The record of an answer to GetRecordById, which may be the answer itself (CSW 3.0).
pub fn only_record(root: XmlElement) -> Option<XmlElement> {
    match root.name.as_str() {
        "GetRecordByIdResponse" => root.children.into_iter().next(),
        _ if first(&root, "*").is_some() => Some(root),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::xml_tree::read;

    fn answer(attributes: &str, records: usize) -> RecordsAnswer {
        let records = "<r/>".repeat(records);
        let body = format!(
            "<c:GetRecordsResponse><c:SearchResults {attributes}>{records}</c:SearchResults></c:GetRecordsResponse>"
        );
        RecordsAnswer::read(read(&body).unwrap()).unwrap()
    }

    #[test]
    fn a_listing_goes_on_as_far_as_records_come() {
        let table = [
            // The first, how many asked for, what the service says, what comes, where it goes on.
            (1, 20, "numberOfRecordsMatched='57' nextRecord='21'", 20, Some(21)),
            (41, 20, "numberOfRecordsMatched='57' nextRecord='0'", 17, None),
            (41, 20, "numberOfRecordsMatched='57' nextRecord='58'", 17, None),
            (1, 50, "numberOfRecordsMatched='57' nextRecord='21'", 20, Some(21)),
            (1, 50, "numberOfRecordsMatched='57'", 20, Some(21)),
            (41, 20, "numberOfRecordsMatched='57'", 17, None),
            (1, 20, "", 20, Some(21)),
            (1, 20, "", 3, None),
            // One that is too small, and one that is too large.
            (1, 20, "numberOfRecordsMatched='20' nextRecord='21'", 20, Some(21)),
            (61, 20, "numberOfRecordsMatched='1000000' nextRecord='81'", 0, None),
            // It repeats itself.
            (21, 20, "numberOfRecordsMatched='57' nextRecord='21'", 20, Some(41)),
            (1, 20, "numberOfRecordsMatched='x' nextRecord='-1'", 20, Some(21)),
            // One record that could not be written is counted all the same.
            (1, 20, "numberOfRecordsMatched='57' numberOfRecordsReturned='20'", 19, Some(21)),
        ];
        for (start, asked, attributes, came, next) in table {
            assert_eq!(answer(attributes, came).goes_on(start, asked), next, "{start} {attributes} {came}");
        }
    }

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
        assert!(exception(&read("<a/>").unwrap(), &"p".into()).is_none());
    }

    #[test]
    fn what_is_no_answer_is_told_as_what_it_is() {
        let why = |body: &str, content_type: &str| root(body.as_bytes(), Some(content_type)).err().unwrap().to_string();
        assert!(why(" <html><p>x", "application/xml").contains("web page"));
        assert!(why("<form>", "text/html").contains("web page"));
        assert_ne!(why("", "application/xml"), why("{}", "application/xml"));
        assert!(root(b"<?xml version='1.0'?><a/>", Some("text/html")).is_ok(), "some servers say so of all they send");
    }
}
