//! The feeds of the download service: Atom, with what IGN adds to it. Names are told apart without their prefixes, which
//! servers choose.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// Feeds list fifty entries of a page, and of one product a few hundred zones.
const ENTRIES: usize = 1_000;
const TERMS: usize = 1_000;

/// One page of a list.
#[derive(Debug, Default)]
pub struct Feed {
    pub title: Option<String>,
    pub page_count: Option<u64>,
    pub total: Option<u64>,
    /// What the whole list has, where the service tells.
    pub zones: Vec<Term>,
    pub formats: Vec<Term>,
    pub entries: Vec<AtomEntry>,
}

/// A product, an edition or a file.
#[derive(Clone, Debug, Default)]
pub struct AtomEntry {
    pub title: Option<String>,
    pub id: Option<String>,
    pub content: Option<String>,
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

/// The feed that `text` is; `None` where it is none.
pub fn read(text: &str) -> Option<Feed> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) = (false, true, true);
    let (mut feed, mut path, mut said): (Option<Feed>, Vec<String>, String) = (None, vec![], String::new());
    // What breaks it costs what comes behind.
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(tag) => {
                feed = begun(feed, &tag, path.len());
                said.clear();
                path.push(local(tag.name().0).to_owned());
            }
            Event::Empty(tag) => feed = begun(feed, &tag, path.len()),
            Event::Text(text) => said.push_str(&text.xml10_content()),
            Event::CData(text) => said.push_str(&text.xml10_content()),
            Event::GeneralRef(name) => {
                let written = format!("&{};", &*name);
                said.push_str(&unescape(&written).unwrap_or(Cow::Borrowed(&written)));
            }
            Event::End(_) => {
                let Some(name) = path.pop() else { continue };
                if let Some(feed) = &mut feed {
                    feed.take(&name, path.len(), std::mem::take(&mut said));
                }
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {}
        }
    }
    feed
}

/// What the beginning of an element says; the first is to be the feed.
fn begun(feed: Option<Feed>, tag: &BytesStart<'_>, depth: usize) -> Option<Feed> {
    let name = local(tag.name().0).to_owned();
    let Some(mut feed) = feed else {
        let number = |key: &str| attribute(tag, key)?.trim().parse().ok();
        let begun = || Feed { page_count: number("pagecount"), total: number("totalentries"), ..Feed::default() };
        return (depth == 0 && name == "feed").then(begun);
    };
    let term = || attribute(tag, "term").map(|term| Term { term, label: attribute(tag, "label") });
    match (depth, &*name) {
        (1, "entry") if feed.entries.len() < ENTRIES => feed.entries.push(AtomEntry::default()),
        (1, "zone") if feed.zones.len() < TERMS => feed.zones.extend(term()),
        (1, "format") if feed.formats.len() < TERMS => feed.formats.extend(term()),
        (2, name) => {
            if let Some(entry) = feed.entries.last_mut() {
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

impl Feed {
    /// The text of an element that ends, `depth` elements around it.
    fn take(&mut self, name: &str, depth: usize, text: String) {
        let text = Some(text).filter(|text| !text.trim().is_empty());
        match (depth, self.entries.last_mut()) {
            (1, _) if name == "title" => self.title = self.title.take().or(text),
            (2, Some(entry)) => {
                let place = match name {
                    "title" => &mut entry.title,
                    "id" => &mut entry.id,
                    "content" | "summary" => &mut entry.content,
                    "updated" => &mut entry.updated,
                    "rights" => &mut entry.rights,
                    "editionDate" => &mut entry.edition,
                    _ => return,
                };
                *place = place.take().or(text);
            }
            _ => {}
        }
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
    fn what_is_no_feed_is_none_and_what_breaks_off_is_one_as_far_as_it_goes() {
        for none in ["", "{}", "<html><body>429</body></html>", "<entry/>", "plain words"] {
            assert!(read(none).is_none(), "{none}");
        }
        let cut = read("<feed><entry><title>a</title></entry><entry><title>b</ti").unwrap();
        assert_eq!(cut.entries.len(), 2);
    }
}
