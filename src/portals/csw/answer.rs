//! What a catalogue service answers: records, how many there are, and where the next ones are.

use super::super::decoded::decoded;
use super::super::listing;
use super::tree::first;
use crate::base::error::Result;
use crate::base::i18n::Message;
use crate::base::xml_tree::{MOST_OF_RECORDS, XmlElement, read_up_to};
use crate::m;
use crate::model::Cursor;
use crate::net::{quoting, said};

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
    match is_xml.then(|| read_up_to(&text, MOST_OF_RECORDS)).flatten() {
        Some(root) if root.name.eq_ignore_ascii_case("html") => Err(m!("http-web-page")),
        Some(root) => Ok(opened(root)),
        None => Err(quoting(m!("csw-no-xml"), said(&text))),
    }
}

/// What is in an envelope of SOAP, which some put around whatever they say.
fn opened(root: XmlElement) -> XmlElement {
    if root.name != "Envelope" {
        return root;
    }
    let body = root.children.into_iter().find(|child| child.name == "Body");
    body.and_then(|body| body.children.into_iter().next()).unwrap_or_default()
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

    /// Where the listing goes on behind this page, which began at `start` and of which `asked` records were asked for. It
    /// goes on where any of the numbers says so, and no further than what came: what is skipped would be missing, what
    /// comes again is known again. A page without records ends it, unless the numbers say otherwise together
    /// (docs/portals/csw.md 4).
    pub fn goes_on(&self, start: usize, asked: usize) -> Option<Position> {
        let came = self.records.len();
        let behind = start + came;
        let is_counted = |at: usize| self.matched.is_some_and(|matched| at as u64 <= matched);
        let told = self.next.filter(|next| *next > start);
        if came == 0 {
            return told.filter(|next| is_counted(*next)).map(|at| Position { at, is_counted: true });
        }
        let is_more = match (self.next, told, self.matched) {
            (Some(0), ..) => is_counted(behind),
            (_, Some(_), _) | (.., None) => true,
            // It repeats where it began, or says nothing.
            (_, None, Some(_)) => is_counted(behind) || came >= asked,
        };
        let at = told.map_or(behind, |next| next.min(behind));
        is_more.then(|| Position { at, is_counted: is_counted(at) })
    }

    /// How many records of this page, which began at `start`, the service counts and does not give: some that it could not
    /// write, where it goes on behind them. Who counts as many as were asked for, and gives a part, has the others later.
    pub fn missing(&self, start: usize) -> usize {
        let (came, returned) = (self.records.len(), self.returned.unwrap_or_default());
        let behind = start.saturating_add(returned);
        let is_last =
            self.next == Some(0) && self.matched.is_some_and(|matched| behind as u64 == matched.saturating_add(1));
        let is_few = came == 0 || came * 2 > returned;
        if self.next != Some(behind) && !is_last || !is_few { 0 } else { returned.saturating_sub(came) }
    }
}

/// Where a listing goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// From 1 on.
    pub at: usize,
    /// Whether the number of records says that there is one; else some services refuse to be asked for it.
    pub is_counted: bool,
}

impl Position {
    pub const FIRST: Self = Self { at: 1, is_counted: true };

    pub fn cursor(self) -> Cursor {
        Cursor(format!("{}{}", self.at, if self.is_counted { "" } else { "+" }))
    }

    /// What a cursor of the portal called `portal` holds; the beginning without one.
    pub fn of(after: Option<&Cursor>, portal: &str) -> Result<Self> {
        let Some(cursor) = after else { return Ok(Self::FIRST) };
        let number = cursor.0.strip_suffix('+');
        let at = listing::number_of(Some(&Cursor(number.unwrap_or(&cursor.0).to_owned())), 1, portal)?;
        let position = Self { at, is_counted: number.is_none() };
        Some(position).filter(|it| it.at > 0).ok_or_else(|| listing::no_such_page(portal))
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
            (1, 20, "numberOfRecordsMatched='57' nextRecord='21'", 20, Some((21, true))),
            (41, 20, "numberOfRecordsMatched='57' nextRecord='0'", 17, None),
            (1, 50, "numberOfRecordsMatched='57' nextRecord='21'", 20, Some((21, true))),
            (1, 50, "numberOfRecordsMatched='57'", 20, Some((21, true))),
            (41, 20, "numberOfRecordsMatched='57'", 17, None),
            // Nothing says that this is all, which services of few records at once say neither.
            (1, 20, "", 20, Some((21, false))),
            (1, 20, "", 3, Some((4, false))),
            // One behind the last is told by some, by others of a number that is that of the page.
            (41, 20, "numberOfRecordsMatched='57' nextRecord='58'", 17, Some((58, false))),
            (1, 50, "numberOfRecordsMatched='10' nextRecord='11'", 10, Some((11, false))),
            // A number that is too small, and one that is too large.
            (1, 20, "numberOfRecordsMatched='20' nextRecord='21'", 20, Some((21, false))),
            (1, 20, "numberOfRecordsMatched='20'", 20, Some((21, false))),
            (41, 20, "numberOfRecordsMatched='1000000' nextRecord='0'", 17, Some((58, true))),
            (61, 20, "numberOfRecordsMatched='1000000' nextRecord='0'", 0, None),
            (61, 20, "nextRecord='81'", 0, None),
            // There is always an end, and never one.
            (1, 20, "numberOfRecordsMatched='57' nextRecord='0'", 20, Some((21, true))),
            (21, 20, "numberOfRecordsMatched='57' nextRecord='21'", 20, Some((41, true))),
            (21, 20, "numberOfRecordsMatched='20' nextRecord='1'", 20, Some((41, false))),
            (1, 20, "numberOfRecordsMatched='x' nextRecord='-1'", 20, Some((21, false))),
            // It is counted by what was asked for, and not by what came.
            (1, 50, "numberOfRecordsMatched='137' nextRecord='51'", 10, Some((11, true))),
            (1, 50, "numberOfRecordsMatched='137' numberOfRecordsReturned='50'", 10, Some((11, true))),
            // What may not be seen is left out of a page, and may be all of it.
            (1, 20, "numberOfRecordsMatched='57' nextRecord='21'", 0, Some((21, true))),
        ];
        for (start, asked, attributes, came, next) in table {
            let found = answer(attributes, came).goes_on(start, asked).map(|it| (it.at, it.is_counted));
            assert_eq!(found, next, "{start} {attributes} {came}");
        }
    }

    #[test]
    fn records_that_are_counted_and_do_not_come_are_missing() {
        let table = [
            (1, "numberOfRecordsMatched='57' numberOfRecordsReturned='20' nextRecord='21'", 19, 1),
            (1, "numberOfRecordsReturned='20' nextRecord='21'", 18, 2),
            (41, "numberOfRecordsMatched='57' numberOfRecordsReturned='17' nextRecord='0'", 16, 1),
            (21, "numberOfRecordsMatched='57' numberOfRecordsReturned='20' nextRecord='41'", 0, 20),
            (1, "numberOfRecordsMatched='57' numberOfRecordsReturned='20' nextRecord='21'", 20, 0),
            // What was asked for is no number of what came.
            (1, "numberOfRecordsMatched='57' numberOfRecordsReturned='20' nextRecord='20'", 19, 0),
            (1, "numberOfRecordsMatched='137' numberOfRecordsReturned='50' nextRecord='51'", 10, 0),
            (41, "numberOfRecordsMatched='57' numberOfRecordsReturned='20' nextRecord='0'", 17, 0),
            (58, "numberOfRecordsMatched='57' numberOfRecordsReturned='20' nextRecord='0'", 0, 0),
            (1, "numberOfRecordsMatched='57'", 19, 0),
            (1, "numberOfRecordsMatched='57' numberOfRecordsReturned='20'", 19, 0),
            (1, "numberOfRecordsReturned='18446744073709551615' nextRecord='2'", 1, 0),
        ];
        for (start, attributes, came, missing) in table {
            assert_eq!(answer(attributes, came).missing(start), missing, "{start} {attributes} {came}");
        }
    }

    #[test]
    fn a_position_is_read_back_and_a_made_up_one_refused() {
        for position in [Position::FIRST, Position { at: 58, is_counted: false }] {
            assert_eq!(Position::of(Some(&position.cursor()), "p").unwrap(), position);
        }
        for garbage in ["", "+", "0", "0+", "x", "-1", "1++", "21 http://elsewhere.example"] {
            assert!(Position::of(Some(&Cursor(garbage.into())), "p").is_err(), "{garbage:?}");
        }
    }

    #[test]
    fn what_is_no_answer_is_told_as_what_it_is() {
        let why = |body: &str, content_type: &str| root(body.as_bytes(), Some(content_type)).err().unwrap().to_string();
        assert!(why(" <html><p>x", "application/xml").contains("web page"));
        assert!(why("<form>", "text/html").contains("web page"));
        assert!(why("<?xml version='1.0'?><!DOCTYPE html><html/>", "application/xhtml+xml").contains("web page"));
        assert_ne!(why("", "application/xml"), why("{}", "application/xml"));
        let json = r#"{"code":"NoApplicableCode","description":"the index is closed"}"#;
        assert!(why(json, "application/json").contains("the index is closed"));
        let within = |body: &str| root(body.as_bytes(), None).unwrap().name;
        assert_eq!(
            within("<s:Envelope><s:Header/><s:Body><c:GetRecordsResponse/></s:Body></s:Envelope>"),
            "GetRecordsResponse"
        );
        assert!(root(b"<?xml version='1.0'?><a/>", Some("text/html")).is_ok(), "some servers say so of all they send");
    }
}
