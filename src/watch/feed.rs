//! The events as an Atom feed (RFC 4287), for a reader of news.

use std::fmt::Write as _;

use jiff::Timestamp;
use quick_xml::escape::escape;
use sha2::{Digest, Sha256};

use super::Event;
use crate::t;

/// By which a file is known as one of these.
pub const MARK: &str = "<generator>guichet</generator>";

/// A whole document. `name`: by which this feed is told from those of others; `updated`: when there is no event to tell it.
pub fn atom(name: &str, events: &[&Event], updated: Timestamp) -> String {
    let time = |at: Timestamp| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let updated = time(events.first().map_or(updated, |event| event.at));
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n  {MARK}\n  \
         <id>urn:guichet:watch:{}</id>\n  <title>{}</title>\n  <updated>{updated}</updated>\n  \
         <author><name>guichet</name></author>\n",
        written(name),
        written(&t!("watch-feed-title"))
    );
    for event in events {
        let said = event.said();
        let link = event.page.as_ref().map(|page| format!("    <link href=\"{}\"/>\n", written(page)));
        let _ = write!(
            feed,
            "  <entry>\n    <id>{}</id>\n    <title>{}</title>\n    <updated>{}</updated>\n{}    <content \
             type=\"text\">{}</content>\n  </entry>\n",
            id(event),
            written(&event.title),
            time(event.at),
            link.unwrap_or_default(),
            written(&said),
        );
    }
    feed + "</feed>\n"
}

/// As text of a document: without what stands in none, however it is written (XML 1.0, 2.2).
fn written(text: &str) -> String {
    let stands =
        |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    escape(text.chars().filter(stands).collect::<String>()).into_owned()
}

/// The same for the same event, whatever language it is told in.
fn id(event: &Event) -> String {
    let told = format!("{} {:?} {}", event.at, event.kind, event.address);
    let digest: String = Sha256::digest(told).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("urn:guichet:event:{digest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::EventKind;
    use quick_xml::Reader;
    use quick_xml::events::Event as Xml;

    #[test]
    fn a_feed_is_well_formed_whatever_titles_hold() {
        let event = |n: i64, title: &str, page: Option<&str>| Event {
            at: Timestamp::from_second(n).unwrap(),
            kind: EventKind::NewDataset,
            address: format!("p/{n}"),
            title: title.into(),
            page: page.map(str::to_owned),
            changes: vec![],
        };
        let events = [event(2, "a & b <script> ]]> \"x\"", Some("https://p.org/?a=1&b=\"2\"")), event(1, "été", None)];
        let feed = atom("ab", &events.iter().collect::<Vec<_>>(), Timestamp::UNIX_EPOCH);
        let mut reader = Reader::from_str(&feed);
        let (mut entries, mut texts) = (0, String::new());
        loop {
            match reader.read_event().unwrap() {
                Xml::Start(start) if start.name().as_ref() == "entry" => entries += 1,
                Xml::Text(text) => texts.push_str(&text),
                Xml::GeneralRef(_) | Xml::Start(_) | Xml::End(_) | Xml::Empty(_) | Xml::Decl(_) => {}
                Xml::Eof => break,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(entries, 2);
        assert!(texts.contains("été") && feed.contains(MARK) && feed.contains("1970-01-01T00:00:02Z"), "{feed}");
        assert_ne!(id(&events[0]), id(&events[1]));
    }

    #[test]
    fn what_stands_in_no_document_is_left_out_of_it() {
        let table = [
            ("a\u{fffe}b\u{ffff}c", "abc"),
            ("\u{0}\u{1}\u{8}\u{b}\u{c}\u{1f}x", "x"),
            ("a\tb\nc", "a\tb\nc"),
            ("\u{fffd}\u{1f600}é\u{d7ff}\u{e000}", "\u{fffd}\u{1f600}é\u{d7ff}\u{e000}"),
            ("<\u{ffff}>", "&lt;&gt;"),
        ];
        table.into_iter().for_each(|(title, text)| assert_eq!(written(title), text, "{title:?}"));
    }
}
