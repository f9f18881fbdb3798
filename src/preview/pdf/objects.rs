//! The objects of a PDF by their numbers, and the streams in them; enough to find a page and what is written on it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use memchr::memmem;

use super::filters::undone;

/// The most objects, and what streams may unpack to: one, and all of those that hold objects.
const OBJECTS: usize = 50_000;
const STREAM: usize = 1 << 20;
const PACKED_OBJECTS: usize = 4 << 20;
/// The longest dictionary that is looked into.
const DICTIONARY: usize = 64 << 10;

/// Where objects stand: in the file, or in what was unpacked of it.
pub struct Objects<'b> {
    places: BTreeMap<u32, Cow<'b, [u8]>>,
}

impl<'b> Objects<'b> {
    pub fn of(bytes: &'b [u8]) -> Self {
        let mut objects = Self { places: BTreeMap::new() };
        for at in memmem::find_iter(bytes, b" obj").take(OBJECTS) {
            if let Some(number) = number_before(&bytes[..at]) {
                objects.places.insert(number, Cow::Borrowed(&bytes[at + 4..]));
            }
        }
        objects.unpack();
        objects
    }

    /// Those that newer files keep packed, one after the other, behind a list of their numbers.
    fn unpack(&mut self) {
        let mut found = vec![];
        let mut left = PACKED_OBJECTS;
        for object in self.places.values() {
            let dictionary = dictionary(object);
            if name(dictionary, b"/Type") != Some(b"ObjStm") {
                continue;
            }
            let Some(first) = number(dictionary, b"/First") else { continue };
            let Some(bytes) = stream(object).filter(|bytes| bytes.len() <= left) else { continue };
            left -= bytes.len();
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(first)]).into_owned();
            let numbers: Vec<usize> = head.split_whitespace().map_while(|it| it.parse().ok()).collect();
            for pair in numbers.as_chunks::<2>().0 {
                let (Ok(number), Some(at)) = (u32::try_from(pair[0]), first.checked_add(pair[1])) else { continue };
                let end = bytes.len().min(at.saturating_add(DICTIONARY));
                found.extend(bytes.get(at..end).map(|object| (number, object.to_vec())));
            }
            if found.iter().map(|(_, object)| object.len()).sum::<usize>() > 2 * PACKED_OBJECTS {
                break;
            }
        }
        for (number, object) in found {
            self.places.entry(number).or_insert(Cow::Owned(object));
        }
    }

    pub fn get(&self, number: u32) -> Option<&[u8]> {
        self.places.get(&number).map(AsRef::as_ref)
    }

    /// The value of a key: itself, or what it refers to.
    pub fn value<'o>(&'o self, dictionary: &'o [u8], key: &[u8]) -> Option<&'o [u8]> {
        let value = after(dictionary, key)?;
        match reference(value) {
            Some(number) => self.get(number),
            None => Some(value),
        }
    }

    /// The first page, and the tree above it, the page first.
    pub fn first_page(&self) -> Option<Vec<&[u8]>> {
        let catalogue = self.places.values().find(|it| name(dictionary(it), b"/Type") == Some(b"Catalog"));
        let mut above = vec![];
        let mut node = catalogue.and_then(|it| self.value(dictionary(it), b"/Pages")).map(dictionary);
        for _ in 0..16 {
            let Some(here) = node else { break };
            above.insert(0, here);
            if after(here, b"/Kids").is_none() {
                break;
            }
            node = after(here, b"/Kids")
                .and_then(|kids| references(kids).next())
                .and_then(|it| self.get(it))
                .map(dictionary);
        }
        match above.first().is_some_and(|page| after(page, b"/Contents").is_some()) {
            true => Some(above),
            false => {
                let is_page = |it: &&Cow<'_, [u8]>| name(dictionary(it), b"/Type") == Some(b"Page");
                Some(vec![dictionary(self.places.values().find(is_page)?)])
            }
        }
    }
}

/// `12 0` before ` obj`.
fn number_before(bytes: &[u8]) -> Option<u32> {
    let digits = |bytes: &[u8]| bytes.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let generation = digits(bytes);
    let rest = bytes[..bytes.len() - generation].strip_suffix(b" ").filter(|_| generation > 0)?;
    let length = digits(rest);
    std::str::from_utf8(&rest[rest.len() - length..]).ok()?.parse().ok()
}

/// The dictionary that an object begins with, to its own end.
pub fn dictionary(object: &[u8]) -> &[u8] {
    let object = object[..object.len().min(DICTIONARY)].trim_ascii_start();
    if !object.starts_with(b"<<") {
        return &[];
    }
    let mut depth = 0usize;
    let mut at = 0;
    while at + 1 < object.len() {
        match &object[at..at + 2] {
            b"<<" => (depth, at) = (depth + 1, at + 2),
            b">>" if depth <= 1 => return &object[..at + 2],
            b">>" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    object
}

/// What follows a key, wherever in the dictionary it stands.
pub fn after<'d>(dictionary: &'d [u8], key: &[u8]) -> Option<&'d [u8]> {
    let ends = |at: &usize| dictionary.get(at + key.len()).is_none_or(|next| !next.is_ascii_alphanumeric());
    let at = memmem::find_iter(dictionary, key).take(100).find(ends)?;
    Some(dictionary[at + key.len()..].trim_ascii_start())
}

/// `/Name` after a key, without its slash.
pub fn name<'d>(dictionary: &'d [u8], key: &[u8]) -> Option<&'d [u8]> {
    let value = after(dictionary, key)?.strip_prefix(b"/")?;
    let end = value.iter().position(|byte| !is_of_name(*byte)).unwrap_or(value.len());
    Some(&value[..end])
}

pub fn is_of_name(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !b"/<>[](){}%".contains(&byte)
}

fn number(dictionary: &[u8], key: &[u8]) -> Option<usize> {
    let value = after(dictionary, key)?;
    let length = value.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&value[..length]).ok()?.parse().ok()
}

/// `12 0 R`.
pub fn reference(value: &[u8]) -> Option<u32> {
    let mut words = value[..value.len().min(30)].split(|byte| byte.is_ascii_whitespace());
    let number = std::str::from_utf8(words.next()?).ok()?.parse().ok()?;
    let is_reference = words.next()?.iter().all(u8::is_ascii_digit) && words.next()?.starts_with(b"R");
    is_reference.then_some(number)
}

/// Those of a list, or of the one that stands in its place.
pub fn references(value: &[u8]) -> impl Iterator<Item = u32> {
    let value = match value.strip_prefix(b"[") {
        Some(list) => &list[..list.iter().position(|byte| *byte == b']').unwrap_or(list.len()).min(4096)],
        None => &value[..value.len().min(30)],
    };
    let words: Vec<&[u8]> = value.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty()).collect();
    let found: Vec<u32> = words
        .windows(3)
        .filter(|words| words[2].starts_with(b"R"))
        .filter_map(|words| std::str::from_utf8(words[0]).ok()?.parse().ok())
        .collect();
    found.into_iter()
}

/// The stream of an object, unpacked within limits; `None` where it is packed in a way that is not undone here.
pub fn stream(object: &[u8]) -> Option<Vec<u8>> {
    let dictionary = dictionary(object);
    let from = memmem::find(object, b"stream").filter(|at| *at < DICTIONARY + 100)? + 6;
    let bytes = &object[from..];
    let bytes = bytes.strip_prefix(b"\r\n").or_else(|| bytes.strip_prefix(b"\n")).unwrap_or(bytes);
    match after(dictionary, b"/Filter") {
        None => {
            let end = memmem::find(bytes, b"endstream").unwrap_or(bytes.len());
            Some(bytes[..end.min(STREAM)].to_vec())
        }
        Some(_) if number(dictionary, b"/Predictor").is_some_and(|kind| kind > 1) => None,
        Some(stated) => undone(bytes, stated, STREAM),
    }
}
