//! A value that is XML itself, as exclusive canonical XML: each part declares the namespaces that it uses and no more.

use std::collections::HashMap;
use std::rc::Rc;

use super::super::graph::LONGEST;
use super::xml::{Element, Name};

#[derive(Default)]
pub struct XmlLiteral {
    pub text: String,
    /// What each prefix stands for in what is written already, the innermost last.
    known: HashMap<Box<str>, Vec<Rc<str>>>,
    /// The elements that are open: their names, and the prefixes that they declare.
    open: Vec<(Box<str>, Vec<Box<str>>)>,
}

impl XmlLiteral {
    pub fn start(&mut self, element: &Element) {
        let mut namespaces = Vec::new();
        let with_prefix = element.attributes.iter().map(|it| &it.name).filter(|name| !name.prefix.is_empty());
        for name in std::iter::once(&element.name).chain(with_prefix) {
            namespaces.extend(self.declaration(name));
        }
        namespaces.sort();
        let mut attributes: Vec<_> = element.attributes.iter().collect();
        attributes.sort_by(|a, b| (&a.name.namespace, a.name.local).cmp(&(&b.name.namespace, b.name.local)));
        self.write("<");
        self.write(&element.name.written());
        for (prefix, namespace) in &namespaces {
            self.write(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
            self.write(prefix);
            self.quoted(namespace);
        }
        for attribute in attributes {
            self.write(" ");
            self.write(&attribute.name.written());
            self.quoted(&attribute.value);
        }
        self.write(">");
        let prefixes = namespaces.into_iter().map(|(prefix, _)| prefix).collect();
        self.open.push((element.name.written().into(), prefixes));
    }

    /// What has to be declared for `name`, where it is not yet.
    fn declaration(&mut self, name: &Name) -> Option<(Box<str>, Rc<str>)> {
        let known = self.known.entry(name.prefix.into()).or_default();
        let namespace = name.namespace.clone().unwrap_or_else(|| "".into());
        let is_known = name.prefix == "xml" || known.last().map_or("", |known| &**known) == &*namespace;
        if is_known {
            return None;
        }
        known.push(namespace.clone());
        Some((name.prefix.into(), namespace))
    }

    pub fn end(&mut self) {
        let Some((name, prefixes)) = self.open.pop() else { return };
        for prefix in prefixes {
            self.known.get_mut(&prefix).and_then(Vec::pop);
        }
        self.write("</");
        self.write(&name);
        self.write(">");
    }

    pub fn text(&mut self, text: &str) {
        self.escaped(text, &[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('\r', "&#xD;")]);
    }

    pub fn comment(&mut self, text: &str) {
        ["<!--", text, "-->"].iter().for_each(|part| self.write(part));
    }

    pub fn instruction(&mut self, text: &str) {
        ["<?", text, "?>"].iter().for_each(|part| self.write(part));
    }

    fn quoted(&mut self, value: &str) {
        self.write("=\"");
        let special =
            [('&', "&amp;"), ('<', "&lt;"), ('"', "&quot;"), ('\t', "&#x9;"), ('\n', "&#xA;"), ('\r', "&#xD;")];
        self.escaped(value, &special);
        self.write("\"");
    }

    fn escaped(&mut self, text: &str, special: &[(char, &str)]) {
        let mut from = 0;
        for (at, char) in text.char_indices() {
            if let Some((_, written)) = special.iter().find(|(known, _)| *known == char) {
                self.write(&text[from..at]);
                self.write(written);
                from = at + char.len_utf8();
            }
        }
        self.write(&text[from..]);
    }

    /// As long as there is room: nobody reads more of one value.
    fn write(&mut self, part: &str) {
        let room = LONGEST.saturating_sub(self.text.len());
        self.text.push_str(&part[..part.floor_char_boundary(room)]);
    }
}
