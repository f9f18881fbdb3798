//! A long document of JSON taken apart: lists that are too long for memory are given piece by piece, each within what the
//! document says around it. A member with a key of JSON-LD's own (`@context`, `@id`) is around every piece.

use std::io;
use std::ops::Range;

use super::syntax::{Unreadable, broken};

/// A value that is no longer is taken in one piece; small in tests, where short documents have many.
const WHOLE: usize = if cfg!(test) { 256 << 10 } else { 4 << 20 };
/// What is deeper within others is given whole, or not at all: of the members of one list nothing is taken apart.
const DEEPEST: usize = 6;
const DEEPEST_OF_ONE: usize = 2;
/// Members of a list are given together up to so much.
const BATCH: usize = WHOLE / 8;

/// Adds some more of a text to what is there, as long as there is any.
pub type More<'m> = &'m mut dyn FnMut(&mut String) -> io::Result<bool>;

/// Some members of a list, or what is said besides.
pub struct Piece<'p> {
    levels: &'p [Level],
    /// What a list's members are between.
    units: &'p Units,
}

impl Piece<'_> {
    /// A document of its own, in which the piece is where it was.
    pub fn document(&self) -> String {
        let mut text = String::new();
        let mut close = String::new();
        for (number, level) in self.levels.iter().enumerate() {
            match level {
                Level::List => {
                    text.push('[');
                    close.insert(0, ']');
                }
                Level::Object { keywords, others, key } => {
                    text.push('{');
                    text.push_str(keywords);
                    close.insert(0, '}');
                    let is_innermost = number + 1 == self.levels.len();
                    let rest = if is_innermost { others } else { key };
                    text.push_str(if keywords.is_empty() || rest.is_empty() { "" } else { "," });
                    text.push_str(rest);
                    text.push_str(if is_innermost { "" } else { ":" });
                }
            }
        }
        text.push_str(&self.units.text);
        text + &close
    }

    /// The members of the list.
    pub fn members(&self) -> impl Iterator<Item = &str> {
        self.units.members.iter().map(|member| &self.units.text[member.clone()])
    }
}

enum Level {
    List,
    /// Members as they are written, those with keys of JSON-LD's own first; the key of the one that is being read.
    Object {
        keywords: String,
        others: String,
        key: String,
    },
}

#[derive(Default)]
struct Units {
    text: String,
    members: Vec<Range<usize>>,
}

/// Takes what is given, piece by piece.
type Take<'t> = &'t mut dyn FnMut(&Piece<'_>) -> Result<(), Unreadable>;

pub struct Pieces<'m> {
    more: More<'m>,
    window: String,
    at: usize,
    is_over: bool,
    levels: Vec<Level>,
    /// The key of the only list that is wanted, in the document's own object.
    only: Option<&'static str>,
    /// The key of what was not closed when the document ended.
    pub cut: Option<String>,
    /// How many values were too long.
    pub left_out: usize,
    /// The context of the document's own object, where it may come behind all else.
    pub context: Option<String>,
    /// Why no more comes of it.
    failed: Option<Unreadable>,
}

/// Where a value ends.
enum End {
    At(usize),
    /// Too far to be in memory.
    Far,
    /// Nowhere: the document breaks off.
    Never,
}

impl<'m> Pieces<'m> {
    /// `context`: what stands before all else in the document's own object, if it is known to come behind.
    pub fn new(more: More<'m>, context: Option<String>) -> Self {
        let (window, levels) = (String::new(), Vec::new());
        Self { more, window, at: 0, is_over: false, levels, only: None, cut: None, left_out: 0, context, failed: None }
    }

    /// Gives members of this list only.
    pub fn only(self, key: &'static str) -> Self {
        Self { only: Some(key), ..self }
    }

    /// Gives all of the document, or all that comes of it.
    pub fn read(&mut self, take: Take<'_>) -> Result<(), Unreadable> {
        self.long(take)?;
        let Some(failed) = self.failed.take() else { return Ok(()) };
        self.cut = None; // it is no fault of the document
        Err(failed)
    }

    /// A value that is too long for memory, or the document.
    fn long(&mut self, take: Take<'_>) -> Result<(), Unreadable> {
        let deepest = if self.only.is_some() { DEEPEST_OF_ONE } else { DEEPEST };
        match self.byte()? {
            Some(b'[') if self.levels.len() < deepest => self.list(take),
            Some(b'{') if self.levels.len() < deepest => self.object(take),
            _ => self.skip(),
        }
    }

    fn list(&mut self, take: Take<'_>) -> Result<(), Unreadable> {
        self.at += 1;
        self.levels.push(Level::List);
        let mut units = Units::default();
        while let Some(byte) = self.within(b']')? {
            match self.end_of(byte)? {
                End::At(end) => {
                    units.text.push_str(if units.members.is_empty() { "" } else { "," });
                    let from = units.text.len();
                    units.text.push_str(&self.window[self.at..end]);
                    units.members.push(from..units.text.len());
                    self.at = end;
                    if units.text.len() >= BATCH {
                        self.give(&mut units, take)?;
                    }
                }
                End::Far => {
                    self.give(&mut units, take)?;
                    self.long(take)?;
                }
                End::Never => self.breaks_off(),
            }
        }
        self.give(&mut units, take)?;
        self.levels.pop();
        Ok(())
    }

    fn give(&self, units: &mut Units, take: Take<'_>) -> Result<(), Unreadable> {
        let units = std::mem::take(units);
        if units.members.is_empty() { Ok(()) } else { take(&Piece { levels: &self.levels, units: &units }) }
    }

    fn object(&mut self, take: Take<'_>) -> Result<(), Unreadable> {
        self.at += 1;
        let keywords = self.context.as_ref().filter(|_| self.levels.is_empty()).cloned().unwrap_or_default();
        self.levels.push(Level::Object { keywords, others: String::new(), key: String::new() });
        while let Some(byte) = self.within(b'}')? {
            let End::At(end) = self.end_of(byte)? else {
                self.breaks_off();
                continue;
            };
            self.set_key(self.window[self.at..end].to_owned());
            self.at = end;
            if self.byte()? != Some(b':') {
                continue;
            }
            self.at += 1;
            let Some(byte) = self.byte()?.filter(|byte| !matches!(byte, b',' | b'}')) else { continue };
            match self.end_of(byte)? {
                _ if self.is_the_one() => self.long(take)?,
                End::At(end) => {
                    self.member(end);
                    self.at = end;
                }
                End::Far => self.long(take)?,
                End::Never => self.breaks_off(),
            }
        }
        // What it says besides its long lists.
        take(&Piece { levels: &self.levels, units: &Units::default() })?;
        self.levels.pop();
        Ok(())
    }

    fn set_key(&mut self, name: String) {
        if let Some(Level::Object { key, .. }) = self.levels.last_mut() {
            *key = name;
        }
    }

    fn is_the_one(&self) -> bool {
        match &*self.levels {
            [Level::Object { key, .. }] => self.only.is_some_and(|only| key.trim_matches('"') == only),
            _ => false,
        }
    }

    /// Takes up the member whose value ends there.
    fn member(&mut self, end: usize) {
        let is_outermost = self.levels.len() == 1;
        let Some(Level::Object { keywords, others, key }) = self.levels.last_mut() else { return };
        let member = format!("{key}:{}", &self.window[self.at..end]);
        if is_outermost && key == "\"@context\"" {
            if self.context.is_some() {
                return;
            }
            self.context = Some(member.clone());
        }
        let members = if key.starts_with("\"@") { keywords } else { others };
        members.push_str(if members.is_empty() { "" } else { "," });
        members.push_str(&member);
    }

    fn breaks_off(&mut self) {
        let key = self.levels.iter().rev().find_map(|level| match level {
            Level::Object { key, .. } => Some(key.trim_matches('"').to_owned()),
            Level::List => None,
        });
        self.cut.get_or_insert(key.unwrap_or_default());
        self.at = self.window.len();
    }

    /// What the next value of a list or an object begins with; `None` behind the end of that.
    fn within(&mut self, close: u8) -> Result<Option<u8>, Unreadable> {
        loop {
            match self.byte()? {
                None => {
                    self.breaks_off();
                    return Ok(None);
                }
                Some(byte) if byte == close => {
                    self.at += 1;
                    return Ok(None);
                }
                // What has no place there costs itself.
                Some(b',' | b':' | b']' | b'}') => self.at += 1,
                Some(byte) => return Ok(Some(byte)),
            }
        }
    }

    /// The next byte that is no white space.
    fn byte(&mut self) -> Result<Option<u8>, Unreadable> {
        loop {
            let rest = &self.window.as_bytes()[self.at..];
            if let Some(found) = rest.iter().position(|byte| !byte.is_ascii_whitespace()) {
                let byte = rest[found];
                self.at += found;
                if self.at >= WHOLE {
                    self.window.drain(..self.at);
                    self.at = 0;
                }
                return Ok(Some(byte));
            }
            self.at = self.window.len();
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    fn fill(&mut self) -> Result<bool, Unreadable> {
        if !self.is_over {
            self.is_over = !(self.more)(&mut self.window).unwrap_or_else(|error| {
                self.failed = Some(broken(&error));
                false
            });
        }
        Ok(!self.is_over)
    }

    /// Where the value ends that begins here with `first`.
    fn end_of(&mut self, first: u8) -> Result<End, Unreadable> {
        let mut scan = Scan { at: self.at, depth: 0, is_text: false };
        loop {
            if let Some(end) = scan.run(self.window.as_bytes()) {
                return Ok(End::At(end));
            }
            if scan.at - self.at > WHOLE {
                return Ok(End::Far);
            }
            if !self.fill()? {
                // Only what has no end of its own ends with the document.
                let is_bare = !matches!(first, b'{' | b'[' | b'"');
                return Ok(if is_bare { End::At(self.window.len()) } else { End::Never });
            }
        }
    }

    /// Leaves out a value, however long it is.
    fn skip(&mut self) -> Result<(), Unreadable> {
        self.left_out += 1;
        let mut scan = Scan { at: self.at, depth: 0, is_text: false };
        loop {
            if let Some(end) = scan.run(self.window.as_bytes()) {
                self.at = end;
                return Ok(());
            }
            self.window.drain(..scan.at);
            (self.at, scan.at) = (0, 0);
            if !self.fill()? {
                self.breaks_off();
                return Ok(());
            }
        }
    }
}

/// Looks for the end of a value.
struct Scan {
    at: usize,
    depth: usize,
    is_text: bool,
}

impl Scan {
    /// The end, if it is in what is there.
    fn run(&mut self, bytes: &[u8]) -> Option<usize> {
        while self.at < bytes.len() {
            if self.is_text {
                let rest = &bytes[self.at..];
                let Some(found) = memchr::memchr2(b'"', b'\\', rest) else {
                    self.at = bytes.len();
                    return None;
                };
                match rest[found] {
                    b'"' => {
                        self.at += found + 1;
                        self.is_text = false;
                        if self.depth == 0 {
                            return Some(self.at);
                        }
                    }
                    // What is escaped may not be there yet.
                    _ if found + 1 == rest.len() => {
                        self.at += found;
                        return None;
                    }
                    _ => self.at += found + 2,
                }
                continue;
            }
            match bytes[self.at] {
                b'"' => self.is_text = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth <= 1 => return Some(self.at + self.depth),
                b'}' | b']' => self.depth -= 1,
                b',' if self.depth == 0 => return Some(self.at),
                _ => {}
            }
            self.at += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The documents that `text` falls into, read in parts of `size` bytes.
    fn pieces(text: &str, size: usize) -> (Vec<String>, Option<String>, usize) {
        let mut left = text;
        let mut more = |window: &mut String| {
            let (part, rest) = left.split_at(left.ceil_char_boundary(size));
            window.push_str(part);
            left = rest;
            Ok(!part.is_empty())
        };
        let mut found = Vec::new();
        let mut pieces = Pieces::new(&mut more, None);
        pieces
            .read(&mut |piece| {
                found.push(piece.document());
                Ok(())
            })
            .unwrap();
        (found, pieces.cut, pieces.left_out)
    }

    fn values(documents: &[String]) -> Vec<serde_json::Value> {
        documents.iter().map(|document| serde_json::from_str(document).unwrap()).collect()
    }

    #[test]
    fn what_is_around_a_list_is_around_each_of_its_pieces() {
        let unit = |n: usize| format!("{{\"n\": {n}, \"t\": \"]}},\\\"é{}\"}}", "x".repeat(1000));
        let list: Vec<String> = (0..900).map(unit).collect();
        let table = [
            (format!("[{}]", list.join(",")), "", 0),
            (format!("{{\"@context\": {{\"a\": [1]}}, \"v\": 2, \"l\": [{}], \"w\": 3}}", list.join(" , ")), "/l", 1),
            (
                format!("{{\"@id\": \"c\", \"@graph\": [{{\"@id\": \"k\", \"l\": [{}]}}, 7]}}", list.join(",\n")),
                "/@graph/0/l",
                3,
            ),
        ];
        for (text, place, others) in table {
            for size in [1 << 16, 99_991] {
                let (documents, cut, left_out) = pieces(&text, size);
                let documents = values(&documents);
                let numbers: Vec<u64> = documents
                    .iter()
                    .filter_map(|it| it.pointer(place)?.as_array())
                    .flatten()
                    .filter_map(|it| it["n"].as_u64())
                    .collect();
                assert_eq!(numbers, (0..900).collect::<Vec<_>>(), "{place}");
                assert_eq!((cut, left_out), (None, 0));
                let long = documents.iter().filter(|it| it.pointer(place).is_some_and(|it| it.is_array())).count();
                assert!(long > 10 && documents.len() == long + others, "{place} {long} {}", documents.len());
            }
        }
        let (documents, ..) =
            pieces(&format!("{{\"@context\": 1, \"v\": 2, \"l\": [{}], \"w\": 3}}", list.join(",")), 4096);
        let documents = values(&documents);
        assert_eq!(documents[0]["@context"], 1);
        assert_eq!((&documents[0]["v"], &documents[documents.len() - 1]["w"]), (&serde_json::Value::Null, &3.into()));
    }

    #[test]
    fn what_is_broken_costs_itself() {
        let long = format!("\"{}\"", "x".repeat(2 * WHOLE));
        let table = [
            ("{\"a\": [1, 2".to_owned(), Some("a"), 0),
            ("{\"a\": [{\"b\": \"".to_owned(), Some("a"), 0),
            ("{\"a\" 1, \"b\": }, ]".to_owned(), None, 0),
            (format!("{{\"a\": {long}, \"b\": 1}}"), None, 1),
            (format!("[{long}, 1]"), None, 1),
            ("{".to_owned(), Some(""), 0),
        ];
        for (text, cut, left_out) in table {
            let (_, is_cut, left) = pieces(&text, 1000);
            assert_eq!((is_cut.as_deref(), left), (cut, left_out), "{}", &text[..text.len().min(40)]);
        }
    }
}
