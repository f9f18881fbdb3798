//! XML as elements in elements, for readers of features and records: small, of a beginning that may be cut anywhere, and of nothing
//! but what stands there (no entities of a document's own, nothing fetched).

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use crate::t;

/// What is deeper, or more, is left out.
const DEEPEST: usize = 60;
const MOST: usize = 100_000;
/// Of a page of records there is more.
pub const MOST_OF_RECORDS: usize = 300_000;

/// One element with what is in it; names are without their prefix.
#[derive(Debug, Default)]
pub struct XmlElement {
    pub name: String,
    attributes: Vec<(String, String)>,
    pub text: String,
    pub children: Vec<XmlElement>,
    /// Whether the text ended before it did.
    pub is_cut: bool,
}

impl XmlElement {
    /// The attribute called so, whatever its prefix.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The trimmed text of the child called so; `None` where there is none.
    pub fn said(&self, name: &str) -> Option<&str> {
        Some(self.child(name)?.text.trim()).filter(|text| !text.is_empty())
    }

    /// Itself and all that is in it, in the order of the document.
    pub fn all(&self) -> Vec<&Self> {
        let mut found = vec![self];
        self.children.iter().for_each(|child| found.extend(child.all()));
        found
    }

    /// The first inside, or itself, that `wanted` holds for.
    pub fn find(&self, wanted: &impl Fn(&Self) -> bool) -> Option<&Self> {
        if wanted(self) { Some(self) } else { self.children.iter().find_map(|child| child.find(wanted)) }
    }
}

impl XmlElement {
    /// What there is to say where the whole of a file ends before this, its root, does.
    pub fn breaks_off(&self, is_whole: bool) -> Option<String> {
        (is_whole && self.is_cut).then(|| t!("geo-breaks-off"))
    }
}

/// The root element, as far as the text goes and is well formed.
pub fn read(text: &str) -> Option<XmlElement> {
    read_up_to(text, MOST)
}

/// As [`read`], with so many elements at most.
pub fn read_up_to(text: &str, most: usize) -> Option<XmlElement> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut open: Vec<XmlElement> = vec![XmlElement::default()];
    let (mut left, mut too_deep) = (most, 0_usize);
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) if open.len() > DEEPEST || left == 0 => too_deep += 1,
            Ok(Event::Start(tag)) => {
                left -= 1;
                open.push(element(&tag));
            }
            Ok(Event::End(_)) if too_deep > 0 => too_deep -= 1,
            Ok(Event::End(_)) => close(&mut open, false),
            Ok(Event::Empty(_)) if left == 0 => {}
            Ok(Event::Empty(tag)) => {
                left -= 1;
                open.push(element(&tag));
                close(&mut open, false);
            }
            Ok(event) if too_deep > 0 && event != Event::Eof => {}
            Ok(Event::Text(text)) => write(&mut open, &text),
            Ok(Event::CData(text)) => write(&mut open, &text),
            Ok(Event::GeneralRef(name)) => {
                let character = name.resolve_char_ref().ok().flatten().map(String::from);
                let known = || resolve_predefined_entity(&name).map(str::to_owned);
                write(&mut open, &character.or_else(known).unwrap_or_else(|| format!("&{};", &*name)));
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    while open.len() > 1 {
        close(&mut open, true);
    }
    open.pop()?.children.into_iter().next()
}

fn write(open: &mut [XmlElement], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn close(open: &mut Vec<XmlElement>, is_cut: bool) {
    if open.len() > 1
        && let Some(mut done) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        done.is_cut = is_cut;
        parent.children.push(done);
    }
}

fn element(tag: &BytesStart) -> XmlElement {
    let bare = |name: &str| name.rsplit(':').next().unwrap_or(name).to_owned();
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false).flatten().map(|attribute| {
        let value =
            unescape(&attribute.value).map(|it| it.into_owned()).unwrap_or_else(|_| attribute.value.to_string());
        (bare(attribute.key.as_ref()), value)
    });
    XmlElement { name: bare(tag.name().as_ref()), attributes: attributes.collect(), ..XmlElement::default() }
}
