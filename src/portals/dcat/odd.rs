//! What is odd about one dataset of a feed and costs it little: told beside it, and summed up for the page.

use std::collections::BTreeMap;

use crate::t;

/// One kind of oddity.
#[derive(Clone, Debug, PartialEq)]
pub enum Oddity {
    /// So many of its addresses were not written as addresses may be, the first of them this one.
    Addresses(usize, String),
    /// Its texts hold characters that are none.
    Characters,
    /// It has no title.
    Untitled,
    /// Another has its identifier too.
    Twice,
    /// What it has in the place of its distributions is no list of such.
    NoList,
}

impl Oddity {
    /// Of this dataset.
    pub fn said(&self) -> String {
        match self {
            Self::Addresses(count, address) => t!("dcat-odd-address", address, count = *count),
            Self::Characters => t!("dcat-odd-characters"),
            Self::Untitled => t!("dcat-odd-untitled"),
            Self::Twice => t!("dcat-odd-twice"),
            Self::NoList => t!("dcat-no-list"),
        }
    }

    fn sum(&self, title: &str, count: usize) -> String {
        match self {
            Self::Addresses(..) => t!("dcat-sum-addresses", title, count),
            Self::Characters => t!("dcat-sum-characters", title, count),
            Self::Untitled => t!("dcat-sum-untitled", title, count),
            Self::Twice => t!("dcat-sum-twice", title, count),
            Self::NoList => t!("dcat-sum-no-list", title, count),
        }
    }

    fn kind(&self) -> usize {
        match self {
            Self::Addresses(..) => 0,
            Self::Characters => 1,
            Self::Untitled => 2,
            Self::Twice => 3,
            Self::NoList => 4,
        }
    }
}

/// A sentence for each kind: how many datasets, and the title of the first.
pub fn summed<'o>(odd: impl IntoIterator<Item = (&'o str, &'o Oddity)>) -> Vec<String> {
    let mut kinds: BTreeMap<usize, (&Oddity, &str, usize)> = BTreeMap::new();
    for (title, odd) in odd {
        kinds.entry(odd.kind()).or_insert((odd, title, 0)).2 += 1;
    }
    kinds.into_values().map(|(odd, title, count)| odd.sum(title, count)).collect()
}
