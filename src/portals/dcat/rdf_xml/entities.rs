//! The abbreviations of an XML document: the five of XML's own, characters by number, and those that the document itself
//! declares. None is fetched, and none stands for others.

use std::borrow::Cow;
use std::collections::HashMap;

use quick_xml::escape::resolve_xml_entity;

use super::super::syntax::Unreadable;
use crate::base::markup;
use crate::m;

/// So many bytes at most may a document's own abbreviations become.
const EXPANDED: usize = 16 << 20;
/// What is longer than that between `&` and `;` is no name.
const LONGEST_NAME: usize = 64;

#[derive(Default)]
pub struct Entities {
    declared: HashMap<Box<str>, Box<str>>,
    /// Of this part of the document.
    expanded: usize,
}

impl Entities {
    /// Each part of a long document may expand to so much.
    pub fn next_part(&mut self) {
        self.expanded = 0;
    }

    /// What `<!DOCTYPE …>` declares. What is said to be elsewhere stays there.
    pub fn declare(&mut self, doctype: &str) -> Result<(), Unreadable> {
        for declaration in doctype.split("<!ENTITY").skip(1) {
            let Some((name, value)) = declared(declaration) else { continue };
            let value = characters(value);
            if value.match_indices('&').any(|(at, _)| name_at(&value[at..]).is_some()) {
                return Err(Unreadable::Other(m!("dcat-nested-entities")));
            }
            self.declared.entry(name.into()).or_insert(value.into()); // the first one counts
        }
        Ok(())
    }

    /// What stands between `&` and `;` as text; what nobody knows stays as it is written.
    pub fn reference(&mut self, name: &str) -> Result<Option<Cow<'static, str>>, Unreadable> {
        if let Some(text) = resolve_xml_entity(name) {
            return Ok(Some(Cow::Borrowed(text)));
        }
        if let Some(number) = name.strip_prefix('#') {
            return Ok(number_of(number).map(|char| Cow::Owned(char.to_string())));
        }
        // What HTML abbreviates some write without declaring it.
        let Some(text) = self.declared.get(name) else { return Ok(markup::entity(name).map(Cow::Owned)) };
        self.expanded += text.len();
        match self.expanded > EXPANDED {
            true => Err(Unreadable::Other(m!("dcat-large-entities"))),
            false => Ok(Some(Cow::Owned(text.to_string()))),
        }
    }

    /// An attribute's value, each line's end and tabulator a space.
    pub fn value<'v>(&mut self, raw: &'v str) -> Result<Cow<'v, str>, Unreadable> {
        if !raw.contains(['&', '\n', '\r', '\t']) {
            return Ok(Cow::Borrowed(raw));
        }
        let mut value = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some(at) = rest.find(['&', '\n', '\r', '\t']) {
            value.push_str(&rest[..at]);
            let found = &rest[at..];
            let name = name_at(found);
            let (text, length) = match name {
                Some(name) => (self.reference(name)?, name.len() + 2),
                None if found.starts_with('&') => (None, 1),
                None => (Some(Cow::Borrowed(" ")), if found.starts_with("\r\n") { 2 } else { 1 }),
            };
            value.push_str(text.as_deref().unwrap_or(&found[..length]));
            rest = &found[length..];
        }
        value.push_str(rest);
        Ok(Cow::Owned(value))
    }
}

/// Name and value of ` name "value">`; `None` for what is elsewhere, or is about the document's grammar.
fn declared(declaration: &str) -> Option<(&str, &str)> {
    let (name, rest) = declaration.trim_start().split_once(|char: char| char.is_ascii_whitespace())?;
    let rest = rest.trim_start();
    let mark = rest.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    let (value, _) = rest[1..].split_once(mark)?;
    Some((name, value))
}

/// `text` with the characters that are written by number.
fn characters(text: &str) -> Cow<'_, str> {
    if !text.contains("&#") {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split("&#");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let char = part.split_once(';').and_then(|(number, rest)| Some((number_of(number)?, rest)));
        match char {
            Some((char, rest)) => {
                plain.push(char);
                plain.push_str(rest);
            }
            None => plain.push_str(part),
        }
    }
    Cow::Owned(plain)
}

/// The character of this number; a replacement for one that there is not, `None` for what is no number.
fn number_of(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    Some(char::from_u32(code.ok()?).filter(|char| *char != '\0').unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// The name between `&` and `;` at the beginning of `text`.
fn name_at(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('&')?;
    let end = rest.bytes().take(LONGEST_NAME).position(|byte| byte == b';')?;
    Some(&rest[..end]).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entities(doctype: &str) -> Entities {
        let mut entities = Entities::default();
        entities.declare(doctype).unwrap();
        entities
    }

    #[test]
    fn what_is_declared_is_expanded_and_the_rest_stays() {
        let doctype = "rdf:RDF [<!ENTITY x 'http://x/#'> <!ENTITY y \"&#233;\"> <!ENTITY x 'other'>
            <!ENTITY far SYSTEM \"file:///etc/passwd\"> <!ENTITY % p 'q'> <!ENTITY url \"http://x/?a=1&b=2\">
            <!ENTITY open 'never closed>]";
        let mut entities = entities(doctype);
        let table = [
            ("&x;a", "http://x/#a"),
            ("&y;&amp;&lt;&#x41;&#66;", "é&<AB"),
            ("&far;&nope;& &;&open;&p;", "&far;&nope;& &;&open;&p;"),
            ("&#0;&#xD800;&#99999999999;&#é;", "\u{fffd}\u{fffd}&#99999999999;&#é;"),
            ("a\r\nb\tc\n", "a b c "),
            ("&amp", "&amp"),
            ("a&nbsp;b&eacute;&copy;&Eacute;", "a\u{a0}bé©É"),
            ("&url;", "http://x/?a=1&b=2"),
        ];
        for (raw, expected) in table {
            assert_eq!(entities.value(raw).unwrap(), expected, "{raw}");
        }
    }

    #[test]
    fn entities_that_explode_are_not_expanded() {
        let nested = "r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]";
        assert!(Entities::default().declare(nested).is_err());
        let long = format!("r [<!ENTITY a \"{}\">]", "a".repeat(100_000));
        assert!(entities(&long).value(&"&a;".repeat(10_000)).is_err());
        let hidden = "r [<!ENTITY a \"aaaa\"><!ENTITY b \"&#38;a;\">]";
        assert!(Entities::default().declare(hidden).is_err());
    }
}
