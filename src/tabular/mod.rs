//! Rows in a text: how it is encoded, what parts its cells, where its table begins, and what its columns hold.
//!
//! [`Dialect::of`] decides on the first bytes, says what it decided and who says so, and a person who knows better is
//! always heeded ([`TextOptions`]). [`Dialect::rows`] then reads a whole file row by row, whatever its size; a
//! [`Judge`] tells what a column holds from all of its cells. Previews, copies for Excel and checks against a schema
//! read the same rows, so that what is shown is what is checked and copied.

use serde::Serialize;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::m;

pub mod aside;
pub mod charset;
mod code_pages;
pub mod dates;
pub mod dialect;
pub mod doubts;
pub mod encoding;
pub mod figures;
mod form;
mod guard;
mod header;
pub mod judge;
pub mod kind;
pub mod layout;
mod legible;
mod looks;
pub mod meaning;
mod multibyte;
pub mod number;
mod numbers;
mod pairs;
pub mod rows;
pub mod split;
pub mod spool;
mod surrogates;
pub mod table;

pub use charset::Charset;
pub use dates::DateOrder;
pub use dialect::{DELIMITERS, Dialect};
pub use figures::Figures;
pub use guard::{GuardedReader, LONGEST_ROW, RowGuard};
pub use judge::{Judge, Judged};
pub use kind::{ColumnKind, Spelling, kind_of};
pub use meaning::Meaning;
pub use rows::{RowLines, Rows};
pub use table::{Column, Table, cell};

/// How a text is to be read; `None`: as guessed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextOptions {
    pub encoding: Option<Charset>,
    pub delimiter: Option<u8>,
    pub decimal: Option<char>,
    /// Whether the first row of the table names the columns.
    pub header: Option<bool>,
    /// How many lines stand above the table.
    pub skip: Option<usize>,
}

/// Who says how a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DecidedBy {
    Guessed,
    /// The file itself.
    Stated,
    /// The person.
    Asked,
}

/// How sure a guess is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sureness {
    Doubtful,
    Likely,
    Sure,
}

/// The encoding that a person or a file calls so.
pub fn encoding_named(name: &str) -> Result<Charset> {
    Charset::named(name).ok_or_else(|| {
        let subject = m!("preview-encoding-named", name = text::line(name));
        Error::new(ErrorKind::Usage, subject, m!("preview-no-encoding")).hint(m!("preview-encodings"))
    })
}

#[cfg(test)]
mod tests;
