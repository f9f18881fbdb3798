//! The feeds of the download service: Atom, with what IGN adds to it. Names are told apart without their prefixes, which
//! servers choose.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// Feeds list fifty entries of a page, and of one product a few hundred zones.
const ENTRIES: usize = 1_000;
const TERMS: usize = 1_000;
/// Text that is marked up deeper is none.
const DEEPEST: usize = 12;

/// One page of a list.
#[derive(Debug, Default)]
pub struct Feed {
    pub title: Option<String>,
    pub page_count: Option<u64>,
    /// How many entries a full page has, which may be fewer than were asked for.
    pub page_size: Option<u64>,
    pub total: Option<u64>,
    /// What the whole list has, where the service tells.
    pub zones: Vec<Term>,
    pub formats: Vec<Term>,
    pub entries: Vec<AtomEntry>,
    /// How many more entries it has than are read.
    pub left_out: usize,
    /// Whether the text ended before the feed did, so that entries of it may be missing.
    pub is_cut: bool,
}

/// A product, an edition or a file.
#[derive(Clone, Debug, Default)]
pub struct AtomEntry {
    pub title: Option<String>,
    pub id: Option<String>,
    pub content: Option<String>,
    pub summary: Option<String>,
    pub updated: Option<String>,
    pub rights: Option<String>,
    pub edition: Option<String>,
    pub href: Option<String>,
    /// In bytes, as it is written.
    pub length: Option<String>,
    pub zones: Vec<Term>,
    pub formats: Vec<Term>,
}

/// A word of a list of them, and what people call it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    pub term: String,
    pub label: Option<String>,
}

/// The elements that are open, the outermost first, each with the text in it so far.
type Open = Vec<(String, String)>;

/// The feed that `text` is; `None` where it is none.
pub fn read(text: &str) -> Option<Feed> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) = (false, true, true);
    let (mut feed, mut open, mut has_begun): (Option<Feed>, Open, bool) = (None, vec![], false);
    // What breaks it costs what comes behind.
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(tag) => {
                has_begun = true;
                feed = begun(feed, &tag, &open);
                open.push((local(tag.name().0).to_owned(), String::new()));
            }
            Event::Empty(tag) => {
                has_begun = true;
                feed = begun(feed, &tag, &open);
                if open.is_empty() {
                    return feed;
                }
            }
            Event::Text(text) => say(&mut open, &text.xml10_content()),
            Event::CData(text) => say(&mut open, &text.xml10_content()),
            Event::GeneralRef(name) => {
                let written = format!("&{};", &*name);
                say(&mut open, &unescape(&written).unwrap_or(Cow::Borrowed(&written)));
            }
            Event::End(tag) => {
                let name = local(tag.name().0).to_owned();
                end(feed.as_mut(), &mut open, &name);
                if open.is_empty() && has_begun {
                    return feed;
                }
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {}
        }
    }
    // What ends in its first words may have become anything, but is cut in any case.
    let is_beginning = !has_begun && text.trim_start().starts_with('<');
    feed.or_else(|| is_beginning.then(Feed::default)).map(|feed| Feed { is_cut: true, ..feed })
}

/// The beginning of an element: the first is to be the feed.
fn begun(feed: Option<Feed>, tag: &BytesStart<'_>, open: &Open) -> Option<Feed> {
    let name = local(tag.name().0).to_owned();
    let Some(mut feed) = feed else {
        let number = |key: &str| attribute(tag, key)?.trim().parse().ok();
        let begun = || Feed {
            page_count: number("pagecount"),
            page_size: number("pagesize"),
            total: number("totalentries"),
            ..Feed::default()
        };
        return (open.is_empty() && name == "feed").then(begun);
    };
    let term = || attribute(tag, "term").map(|term| Term { term, label: attribute(tag, "label") });
    match (&open[..], &*name) {
        ([_], "entry") if feed.entries.len() < ENTRIES => feed.entries.push(AtomEntry::default()),
        ([_], "entry") => feed.left_out += 1,
        ([_], "zone") if feed.zones.len() < TERMS => feed.zones.extend(term()),
        ([_], "format") if feed.formats.len() < TERMS => feed.formats.extend(term()),
        ([_, (of, _)], name) if of == "entry" => {
            if let Some(entry) = feed.last() {
                match name {
                    "link" if attribute(tag, "rel").is_none_or(|rel| rel == "alternate" || rel == "section") => {
                        entry.href = entry.href.take().or_else(|| attribute(tag, "href"));
                        entry.length = entry.length.take().or_else(|| attribute(tag, "length"));
                    }
                    "zone" if entry.zones.len() < TERMS => entry.zones.extend(term()),
                    "format" if entry.formats.len() < TERMS => entry.formats.extend(term()),
                    _ => {}
                }
            }
        }
        _ => {}
    }
    Some(feed)
}

/// The end of the innermost element that is called so, and of those within it that nobody ended; none other is.
fn end(mut feed: Option<&mut Feed>, open: &mut Open, name: &str) {
    let Some(at) = open.iter().rposition(|(own, _)| own == name) else { return };
    while open.len() > at {
        let Some((name, text)) = open.pop() else { return };
        if let Some(feed) = &mut feed {
            feed.take(&name, open, &text);
        }
        // What stands in marked up text is text of it.
        if (3..DEEPEST).contains(&open.len()) {
            say(open, &text);
        }
    }
}

fn say(open: &mut Open, text: &str) {
    if let Some((_, said)) = open.last_mut() {
        said.push_str(text);
    }
}

impl Feed {
    /// The entry that is being read; those that are left out are none.
    fn last(&mut self) -> Option<&mut AtomEntry> {
        self.entries.last_mut().filter(|_| self.left_out == 0)
    }

    /// The text of an element that ended, and what it stands in.
    fn take(&mut self, name: &str, within: &Open, text: &str) {
        let text = Some(text).filter(|text| !text.trim().is_empty());
        let place = match (&within[..], name) {
            ([_], "title") => &mut self.title,
            ([_, (of, _)], name) if of == "entry" => {
                let Some(entry) = self.last() else { return };
                match name {
                    "title" => &mut entry.title,
                    "id" => &mut entry.id,
                    "content" => &mut entry.content,
                    "summary" => &mut entry.summary,
                    "updated" => &mut entry.updated,
                    "rights" => &mut entry.rights,
                    "editionDate" => &mut entry.edition,
                    _ => return,
                }
            }
            _ => return,
        };
        if place.is_none() {
            *place = text.map(str::to_owned);
        }
    }
}

impl AtomEntry {
    /// What tells it from the others of its list.
    pub fn key(&self) -> [Option<String>; 3] {
        [&self.id, &self.href, &self.title].map(Clone::clone)
    }

    /// What it is about.
    pub fn about(&self) -> Option<&str> {
        self.content.as_deref().or(self.summary.as_deref())
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn attribute(tag: &BytesStart<'_>, key: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let found = attributes.with_checks(false).flatten().find(|attribute| local(attribute.key.0) == key)?;
    Some(unescape(&found.value).map_or_else(|_| found.value.to_string(), Cow::into_owned)).filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_read_whatever_its_prefixes_and_order() {
        let feed = read(
            "<?xml version='1.0'?><f:feed xmlns:f='http://www.w3.org/2005/Atom' xmlns:g='x' g:pagecount='3' g:totalentries='112'>
             <f:title>BD &amp; <![CDATA[TOPO]]></f:title><g:zone term='FXX' label='France'/>
             <f:entry><f:link href='https://a.org/x?a=1&amp;b=2' rel='section' g:length='7'/><f:link rel='up' href='u'/>
             <f:id>https://a.org/x</f:id><f:content>0cc1</f:content><g:zone term='D035'/><g:format term='SHP' label=''/></f:entry>
             <f:entry><f:title>&#233;</f:title></f:entry></f:feed>",
        );
        let feed = feed.unwrap();
        assert_eq!((feed.title.as_deref(), feed.page_count, feed.total), (Some("BD & TOPO"), Some(3), Some(112)));
        assert_eq!(feed.zones, [Term { term: "FXX".into(), label: Some("France".into()) }]);
        let first = &feed.entries[0];
        assert_eq!((first.href.as_deref(), first.length.as_deref()), (Some("https://a.org/x?a=1&b=2"), Some("7")));
        assert_eq!(
            (first.content.as_deref(), &*first.zones[0].term, &*first.formats[0].term),
            (Some("0cc1"), "D035", "SHP")
        );
        assert_eq!(feed.entries[1].title.as_deref(), Some("é"));
    }

    #[test]
    fn what_is_no_feed_is_none() {
        for none in ["", "{}", "<html><body>429</body></html>", "<!doctype html><p>x", "<entry/>", "plain words"] {
            assert!(read(none).is_none(), "{none}");
        }
    }

    /// Wherever the line breaks: in a text, in a tag, between two entries, before the feed begins.
    #[test]
    fn a_feed_that_ends_before_its_end_is_told_from_a_shorter_one() {
        let whole = "<?xml version='1.0'?>\n<f:feed xmlns:f='x'><f:entry><f:title>a</f:title></f:entry><f:entry>\
                     <f:title>b</f:title><f:content><b>c</b></f:content></f:entry></f:feed>";
        let read_whole = read(whole).unwrap();
        assert_eq!((read_whole.entries.len(), read_whole.is_cut), (2, false));
        for cut in 1..whole.len() {
            assert!(read(&whole[..cut]).is_none_or(|feed| feed.is_cut), "{}", &whole[..cut]);
            let is_begun = cut > whole.find("<f:feed").unwrap();
            assert!(!is_begun || read(&whole[..cut]).is_some(), "{}", &whole[..cut]);
        }
        for (text, entries, is_cut) in [
            ("<feed/>", 0, false),
            ("<feed></feed>", 0, false),
            ("<feed></feed>\n<!-- made by us -->", 0, false),
            ("<feed><entry/></feed><feed><entry/>", 1, false),
            ("<feed><entry><title>a<br>b</title></entry></feed>", 1, false),
            ("<feed><entry><title>a</entry></feed>", 1, false),
            ("<feed></b><entry/></feed>", 1, false),
            ("<feed><entry><title>a & b &nope; c</title></entry></feed>", 1, false),
            ("<feed><entry/><entry", 1, true),
            ("<feed><entry/></fee", 1, true),
            ("<feed><entry><![CDATA[a]]", 1, true),
            ("<feed><!-- a", 0, true),
            ("<feed", 0, true),
        ] {
            let feed = read(text).unwrap();
            assert_eq!((feed.entries.len(), feed.is_cut), (entries, is_cut), "{text}");
        }
    }

    #[test]
    fn of_an_entry_what_stands_in_it_is_read_and_of_no_other() {
        let feed = read(
            "<feed><author><title>no</title></author><entry><summary>s</summary><author><id>no</id><link href='no'/></author>
             <id>i</id><content><div>0c<b>c1</b></div></content></entry><generator><id>no</id></generator></feed>",
        );
        let feed = feed.unwrap();
        let entry = &feed.entries[0];
        assert_eq!((feed.title, entry.id.as_deref(), entry.href.as_deref()), (None, Some("i"), None));
        assert_eq!((entry.content.as_deref(), entry.about()), (Some("0cc1"), Some("0cc1")), "the sum is no summary");
        let many = format!("<feed>{}</feed>", "<entry><id>i</id></entry>".repeat(ENTRIES + 3));
        let many = read(&many).unwrap();
        assert_eq!((many.entries.len(), many.left_out), (ENTRIES, 3));
    }
}
