//! What is odd about one dataset of a feed and costs it little: told beside it, and summed up for the page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::t;

/// One kind of oddity.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
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

/// The oddities of many datasets, by their kind: how many, and the first and the title of its dataset.
#[derive(Debug, Default)]
pub struct Summed(BTreeMap<usize, (Oddity, String, usize)>);

impl Summed {
    pub fn take(&mut self, title: &str, odd: &[Oddity]) {
        for odd in odd {
            self.0.entry(odd.kind()).or_insert_with(|| (odd.clone(), title.to_owned(), 0)).2 += 1;
        }
    }

    /// A sentence for each kind.
    pub fn said(self) -> Vec<String> {
        self.0.into_values().map(|(odd, title, count)| odd.sum(&title, count)).collect()
    }
}
