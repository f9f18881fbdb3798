//! How a text is read that holds a table, where a person knows better than what its first bytes let guess.

use clap::Args;

use super::preview;
use crate::base::error::Result;
use crate::tabular::{TextOptions, encoding_named};

#[derive(Args, Debug)]
pub struct TextArgs {
    /// What separates the cells of a CSV: a character, or tab
    #[arg(long, value_name = "CHARACTER", value_parser = preview::delimiter)]
    delimiter: Option<u8>,
    /// How the text is encoded, as windows-1252
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Whether the first row names the columns
    #[arg(long, value_name = "YES|NO", value_parser = preview::yes_or_no)]
    header: Option<bool>,
    /// How many lines stand above the table
    #[arg(long, value_name = "N")]
    skip: Option<usize>,
}

impl TextArgs {
    pub fn options(&self) -> Result<TextOptions> {
        let encoding = self.encoding.as_deref().map(encoding_named).transpose()?;
        let (delimiter, header, skip) = (self.delimiter, self.header, self.skip);
        Ok(TextOptions { encoding, delimiter, decimal: None, header, skip })
    }
}
