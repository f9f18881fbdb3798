//! What a batch reads: the rows of a table, and what each of them asks of each endpoint.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::i18n::Message;
use crate::m;
use crate::model::form::Answers;

/// One row of the input.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchRow {
    /// In which line it begins, from 1; of a workbook the number of the row.
    pub line: u64,
    /// As they are written, one for each column of the header.
    pub cells: Vec<String>,
    /// Of each endpoint, in the order of the addresses.
    pub asked: Vec<Result<Asked, Refused>>,
}

/// The parameters that a row feeds, checked and as they are sent. Rows that ask the same are asked once; the journal tells
/// which answer is whose by this.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Asked(pub BTreeMap<String, String>);

impl Asked {
    pub fn get(&self, parameter: &str) -> Option<&str> {
        self.0.get(parameter).map(String::as_str)
    }

    /// All answers to what the endpoint asks: those that hold for every row first.
    pub fn answers(&self, fixed: &Answers) -> Answers {
        let own = self.0.iter().map(|(key, value)| (key.clone(), value.clone()));
        Answers(fixed.0.iter().cloned().chain(own).collect())
    }
}

/// Why a row asks an endpoint for nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    pub parameter: String,
    /// A clause that names the cell, without full stop.
    pub cause: Message,
}

impl Refused {
    /// One clause about the parameter.
    pub fn message(&self) -> Message {
        Message::labelled(self.parameter.clone(), &self.cause)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// A cell that has to be filled and is not.
pub(super) fn missing(parameter: &str) -> Refused {
    Refused { parameter: parameter.to_owned(), cause: m!("batch-cell-empty") }
}
