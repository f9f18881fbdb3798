//! XML of a feed as elements in their namespaces, of any text at all: what is no XML costs itself, and no part of it costs
//! more than it is long.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::Event as Raw;
use quick_xml::events::attributes::Attributes;

use super::super::bounds::{DEEPEST, too_deep};
use super::super::iri::LONGEST_BASE;
use super::super::syntax::Unreadable;
use super::entities::Entities;
use super::fault::{Fault, What};

pub const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Of one element, and of those around it that it can use.
const ATTRIBUTES: usize = 1_000;
const NAMESPACES: usize = 1_000;

/// The name of an element or an attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Name<'d> {
    pub prefix: &'d str,
    pub local: &'d str,
    /// `None` where it belongs to none that is known.
    pub namespace: Option<Rc<str>>,
}

impl Name<'_> {
    pub fn is(&self, namespace: &str, local: &str) -> bool {
        self.local == local && self.namespace.as_deref() == Some(namespace)
    }

    pub fn iri(&self) -> Option<String> {
        self.namespace.as_deref().map(|namespace| format!("{namespace}{}", self.local))
    }

    pub fn written(&self) -> String {
        if self.prefix.is_empty() { self.local.to_owned() } else { format!("{}:{}", self.prefix, self.local) }
    }
}

#[derive(Debug)]
pub struct Attribute<'d> {
    pub name: Name<'d>,
    pub value: Cow<'d, str>,
}

#[derive(Debug)]
pub struct Element<'d> {
    pub name: Name<'d>,
    pub attributes: Vec<Attribute<'d>>,
}

#[derive(Debug)]
pub enum Event<'d> {
    Start(Element<'d>),
    /// An element begins that cannot be read.
    Broken,
    End {
        /// Whether the document says so, or ends without.
        is_said: bool,
    },
    Text(Cow<'d, str>),
    Comment(Cow<'d, str>),
    Instruction(Cow<'d, str>),
    /// Something that cost itself, and a fault.
    Nothing,
    /// No more can be told without the text that follows this part of the document.
    More,
}

/// A document, or the part of one that is in memory.
pub struct Xml<'d> {
    text: &'d str,
    /// Whether the document ends with it.
    is_last: bool,
    /// Reads from here on.
    from: usize,
    reader: Reader<&'d [u8]>,
    so_far: SoFar,
    pub faults: Vec<Fault>,
}

/// What the parts of a document before tell of what follows.
#[derive(Default)]
pub struct SoFar {
    entities: Entities,
    namespaces: Namespaces,
    /// The names of the elements that are open.
    open: Vec<Box<str>>,
    /// So many of them end before anything else is read.
    ending: usize,
    is_over: bool,
    /// How many tags did not end.
    broken: usize,
    lines: Lines,
}

impl SoFar {
    /// Reads on in `text`.
    pub fn on(self, text: &str, is_last: bool) -> Xml<'_> {
        let (from, reader) = reader(text, 0);
        Xml { text, is_last, from, reader, so_far: self, faults: Vec::new() }
    }
}

/// So much at least is there to be looked at, where the document goes on; little in tests, where short documents have many
/// parts.
pub const AHEAD: usize = if cfg!(test) { 16 << 10 } else { 1 << 20 };

impl<'d> Xml<'d> {
    /// How much of this part is read, and what that tells of the next one, which begins there.
    pub fn leave(mut self) -> (usize, SoFar) {
        let at = self.at();
        self.so_far.lines.leave(self.text, at);
        self.so_far.entities.next_part();
        (at, self.so_far)
    }

    pub fn next(&mut self) -> Result<Option<Event<'d>>, Unreadable> {
        loop {
            if self.so_far.ending > 0 {
                self.so_far.ending -= 1;
                self.so_far.open.pop();
                self.so_far.namespaces.leave();
                return Ok(Some(Event::End { is_said: !self.so_far.is_over }));
            }
            if self.so_far.is_over {
                return Ok(None);
            }
            if !self.is_last && self.text.len() - self.at() < AHEAD {
                return Ok(Some(Event::More));
            }
            let event = match self.stray()? {
                Some(event) => event,
                None => self.read()?,
            };
            if event.is_some() || !self.faults.is_empty() {
                return Ok(event.or(Some(Event::Nothing)));
            }
        }
    }

    pub fn fault(&mut self, what: What) {
        let line = self.so_far.lines.until(self.text, self.at());
        self.faults.push(Fault { line, what });
    }

    /// How much of the document is read.
    pub fn at(&self) -> usize {
        self.from + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// What looks like a tag and is none is dealt with before the reader sees it, which would look for its end anywhere.
    fn stray(&mut self) -> Result<Option<Option<Event<'d>>>, Unreadable> {
        let rest = self.text.get(self.at()..).unwrap_or_default();
        let Some(tag) = rest.strip_prefix('<') else { return Ok(None) };
        let is_name = |char: char| char.is_alphabetic() || matches!(char, '_' | ':');
        if tag.starts_with('/') || tag.starts_with(is_name) {
            return broken(rest).map(|length| self.broken(rest, length)).transpose();
        }
        if ["?", "!--", "![CDATA[", "!DOCTYPE", "!doctype"].iter().any(|it| tag.starts_with(it)) {
            return Ok(None);
        }
        self.skip(1);
        Ok(Some(Some(Event::Text(Cow::Borrowed("<")))))
    }

    /// Skips a tag that does not end.
    fn broken(&mut self, rest: &'d str, length: usize) -> Result<Option<Event<'d>>, Unreadable> {
        let tag = rest[1..length].trim_end();
        let name =
            |tag: &'d str| tag.split(|char: char| char.is_whitespace() || char == '/').next().unwrap_or_default();
        self.fault(What::BrokenTag(name(tag.trim_start_matches('/')).into()));
        self.skip(length);
        self.so_far.broken += 1;
        if let Some(end) = tag.strip_prefix('/') {
            self.end(name(end));
            return Ok(None);
        }
        // One that was meant to have nothing in it.
        if tag.ends_with("/>") || !self.ends_soon(name(tag)) {
            return Ok(None);
        }
        self.enter(name(tag))?;
        Ok(Some(Event::Broken))
    }

    fn enter(&mut self, name: &'d str) -> Result<(), Unreadable> {
        self.so_far.open.push(name.into());
        self.so_far.namespaces.enter();
        if self.so_far.open.len() > DEEPEST { Err(too_deep()) } else { Ok(()) }
    }

    /// Whether an end tag of this name follows, before that of the element around it.
    fn ends_soon(&self, name: &str) -> bool {
        /// Looked for no further, and not for ever: there may be many.
        const SOON: usize = 4 << 10;
        const OFTEN: usize = 1_000;
        if self.so_far.broken > OFTEN {
            return false;
        }
        let rest = &self.text.as_bytes()[self.at()..];
        let rest = &rest[..rest.len().min(SOON)];
        let end_of = |name: &str| memmem::find(rest, format!("</{name}").as_bytes());
        let around = self.so_far.open.last().and_then(|around| end_of(around));
        end_of(name).is_some_and(|end| around.is_none_or(|around| end < around))
    }

    /// Reads on after `length` more bytes.
    fn skip(&mut self, length: usize) {
        (self.from, self.reader) = reader(self.text, self.at() + length);
    }

    fn read(&mut self) -> Result<Option<Event<'d>>, Unreadable> {
        let from = self.at();
        Ok(match self.reader.read_event() {
            Ok(Raw::Start(tag)) => Some(self.start(&self.text[from + 1..][..tag.len()], tag.name().0.len())?),
            Ok(Raw::Empty(tag)) => {
                self.so_far.ending = 1;
                Some(self.start(&self.text[from + 1..][..tag.len()], tag.name().0.len())?)
            }
            Ok(Raw::End(tag)) => {
                self.end(tag.name().0);
                None
            }
            Ok(Raw::Text(text)) => Some(Event::Text(text.xml10_content())),
            Ok(Raw::CData(text)) => Some(Event::Text(text.xml10_content())),
            Ok(Raw::GeneralRef(name)) => {
                let text = self.so_far.entities.reference(&name)?;
                Some(Event::Text(text.unwrap_or_else(|| format!("&{};", &*name).into())))
            }
            Ok(Raw::Comment(text)) => Some(Event::Comment(text.into_inner())),
            Ok(Raw::PI(text)) => Some(Event::Instruction(text.into_inner())),
            Ok(Raw::DocType(_)) => {
                self.so_far.entities.declare(&self.text[from..self.at()])?;
                None
            }
            Ok(Raw::Decl(_)) => None,
            // What is opened here may be closed later.
            Ok(Raw::Eof) | Err(_) if !self.is_last => {
                (self.from, self.reader) = reader(self.text, from);
                Some(Event::More)
            }
            Ok(Raw::Eof) => {
                self.over(false);
                None
            }
            // What is opened and never closed swallows what is left.
            Err(_) => {
                self.over(true);
                None
            }
        })
    }

    fn start(&mut self, tag: &'d str, name: usize) -> Result<Event<'d>, Unreadable> {
        self.enter(&tag[..name])?;
        let mut found = Vec::new();
        for attribute in Attributes::new(tag, name).with_checks(false) {
            match attribute {
                Ok(_) if found.len() == ATTRIBUTES => {
                    self.fault(What::ManyAttributes(ATTRIBUTES));
                    break;
                }
                Ok(attribute) => found.push(attribute),
                Err(_) => self.fault(What::Attribute(tag[..name].into())),
            }
        }
        // All namespaces first: they count in the element that declares them.
        let mut attributes = Vec::new();
        for attribute in found {
            let name = attribute.key.0;
            let Cow::Borrowed(value) = attribute.value else { continue };
            let value = self.so_far.entities.value(value)?;
            match (name, name.strip_prefix("xmlns:")) {
                ("xmlns", _) => self.declare("", &value),
                (_, Some(prefix)) => self.declare(prefix, &value),
                _ => attributes.push((name, value)),
            }
        }
        let attribute = |(name, value)| Attribute { name: self.so_far.namespaces.of_attribute(name), value };
        let attributes = attributes.into_iter().map(attribute).collect();
        Ok(Event::Start(Element { name: self.so_far.namespaces.of_element(&tag[..name]), attributes }))
    }

    fn declare(&mut self, prefix: &'d str, namespace: &str) {
        let namespace = namespace.trim();
        if namespace.len() > LONGEST_BASE || !self.so_far.namespaces.declare(prefix, namespace) {
            self.fault(What::ManyNamespaces(NAMESPACES));
        }
    }

    /// Elements within that were left open end with it.
    fn end(&mut self, name: &str) {
        match self.so_far.open.iter().rposition(|open| **open == *name) {
            Some(at) => {
                self.so_far.ending = self.so_far.open.len() - at;
                if self.so_far.ending > 1 {
                    let open = self.so_far.open.last().cloned().unwrap_or_default();
                    self.fault(What::Open(open));
                }
            }
            None => self.fault(What::NotOpen(name.into())),
        }
    }

    /// The document ends, whatever is open: an element, or a comment and the like.
    fn over(&mut self, is_broken: bool) {
        self.so_far.is_over = true;
        self.so_far.ending = self.so_far.open.len();
        if let Some(name) = self.so_far.open.last().cloned().or(is_broken.then(|| "<!".into())) {
            self.fault(What::Over(name));
        }
    }
}

/// Where the reader of what `text` has from there on begins: behind byte order marks, which it would not count.
fn reader(text: &str, from: usize) -> (usize, Reader<&[u8]>) {
    let rest = text[from..].trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(rest);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().allow_dangling_amp = true;
    (text.len() - rest.len(), reader)
}

/// How long the tag is that begins here and does not end before the next one does; `None` for one in order.
fn broken(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    loop {
        match bytes.get(at) {
            Some(b'>') => return None,
            Some(b'<') | None => return Some(at),
            Some(mark @ (b'"' | b'\'')) => {
                let value = &bytes[at + 1..];
                let end = memchr::memchr(*mark, value);
                let tag = memchr::memchr(b'<', &value[..end.unwrap_or(value.len())]);
                // One mark too few, or a value with what belongs into none?
                let is_value = |end: usize| value.get(end + 1).is_some_and(|next| b" \t\r\n/>".contains(next));
                match (end, tag) {
                    (Some(end), None) => at += end + 2,
                    (Some(end), Some(_)) if is_value(end) => at += end + 2,
                    (_, Some(tag)) => return Some(at + 1 + tag),
                    (None, None) => return Some(bytes.len()),
                }
            }
            Some(_) => at += 1,
        }
    }
}

/// What prefixes stand for, in the element that is open and those around it.
#[derive(Default)]
struct Namespaces {
    /// The innermost last.
    known: HashMap<Rc<str>, Vec<Rc<str>>>,
    /// In the order of their declaration; `None` where an element begins.
    declared: Vec<Option<Rc<str>>>,
    count: usize,
}

impl Namespaces {
    fn enter(&mut self) {
        self.declared.push(None);
    }

    fn leave(&mut self) {
        while let Some(Some(prefix)) = self.declared.pop() {
            self.known.get_mut(&prefix).and_then(Vec::pop);
            self.count -= 1;
        }
    }

    /// Whether there was room for it.
    fn declare(&mut self, prefix: &str, namespace: &str) -> bool {
        let is_room = self.count < NAMESPACES;
        if is_room {
            let prefix: Rc<str> = prefix.into();
            self.count += 1;
            self.declared.push(Some(prefix.clone()));
            self.known.entry(prefix).or_default().push(namespace.into());
        }
        is_room
    }

    fn of_element<'d>(&self, name: &'d str) -> Name<'d> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let known = match prefix {
            "xml" => Some(XML.into()),
            _ => self.known.get(prefix).and_then(|known| known.last().cloned()),
        };
        Name { prefix, local, namespace: known.filter(|namespace: &Rc<str>| !namespace.is_empty()) }
    }

    /// One without a prefix belongs to no namespace, whatever its element belongs to.
    fn of_attribute<'d>(&self, name: &'d str) -> Name<'d> {
        match name.contains(':') {
            true => self.of_element(name),
            false => Name { prefix: "", local: name, namespace: None },
        }
    }
}

/// Counts lines as far as they are asked for.
#[derive(Default)]
struct Lines {
    at: usize,
    ends: usize,
}

impl Lines {
    /// The number of the line that `at` is in; it never goes back.
    fn until(&mut self, text: &str, at: usize) -> usize {
        let until = at.min(text.len()).max(self.at);
        self.ends += memchr::memchr_iter(b'\n', &text.as_bytes()[self.at..until]).count();
        self.at = until;
        self.ends + 1
    }

    /// What follows begins there.
    fn leave(&mut self, text: &str, at: usize) {
        self.until(text, at);
        self.at = 0;
    }
}
