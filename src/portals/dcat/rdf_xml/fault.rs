//! What is wrong at one place of a feed in RDF/XML, in a sentence.

use crate::base::text;
use crate::t;

pub struct Fault {
    pub line: usize,
    pub what: What,
}

#[derive(Debug, PartialEq)]
pub enum What {
    /// A tag that does not end.
    BrokenTag(Box<str>),
    /// An element that ends with the one around it.
    Open(Box<str>),
    NotOpen(Box<str>),
    /// The document ends within this element.
    Over(Box<str>),
    /// An attribute of this element.
    Attribute(Box<str>),
    ManyAttributes(usize),
    ManyNamespaces(usize),
    NoNamespace(Box<str>),
    Misplaced(Box<str>),
    /// Text where none is expected.
    Text(Box<str>),
    /// This address was not written as one may be; it is read all the same.
    Address(Box<str>),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&t!("dcat-fault", line = self.line, what = self.what.said()))
    }
}

impl What {
    fn said(&self) -> String {
        match self {
            Self::BrokenTag(name) => t!("dcat-fault-tag", name = shown(name)),
            Self::Open(name) => t!("dcat-fault-open", name = shown(name)),
            Self::NotOpen(name) => t!("dcat-fault-not-open", name = shown(name)),
            Self::Over(name) => t!("dcat-fault-over", name = shown(name)),
            Self::Attribute(name) => t!("dcat-fault-attribute", name = shown(name)),
            Self::ManyAttributes(most) => t!("dcat-fault-attributes", most),
            Self::ManyNamespaces(most) => t!("dcat-fault-namespaces", most),
            Self::NoNamespace(name) => t!("dcat-fault-namespace", name = shown(name)),
            Self::Misplaced(name) => t!("dcat-fault-misplaced", name = shown(name)),
            Self::Text(text) => t!("dcat-fault-text", text = shown(text)),
            Self::Address(address) => t!("dcat-odd-address", address = shown(address), count = 1),
        }
    }
}

fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    text::line(&text.chars().take(LONGEST).collect::<String>())
}
