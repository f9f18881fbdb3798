//! How a text is written, beside what stands in it: what may change without any change of its rows.

use serde::Serialize;

use super::source::{DiffShape, DiffSource};
use crate::base::i18n::Said;
use crate::base::text;
use crate::tabular::Dialect;
use crate::tabular::charset::MARK;
use crate::tabular::encoding::decode;
use crate::tabular::split::below_lines;
use crate::{said, t};

/// A way in which two texts can be written otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WritingTrait {
    Format,
    Packing,
    Encoding,
    ByteOrderMark,
    Delimiter,
    Quoting,
    LineEnds,
    LastLineEnd,
    LinesAbove,
    Header,
    DecimalSign,
}

impl WritingTrait {
    pub fn said(self) -> Said {
        match self {
            Self::Format => said!("diff-trait-format"),
            Self::Packing => said!("diff-trait-packing"),
            Self::Encoding => said!("diff-trait-encoding"),
            Self::ByteOrderMark => said!("diff-trait-mark"),
            Self::Delimiter => said!("diff-trait-delimiter"),
            Self::Quoting => said!("diff-trait-quoting"),
            Self::LineEnds => said!("diff-trait-line-ends"),
            Self::LastLineEnd => said!("diff-trait-last-line"),
            Self::LinesAbove => said!("diff-trait-above"),
            Self::Header => said!("diff-trait-header"),
            Self::DecimalSign => said!("diff-trait-decimal"),
        }
    }
}

/// One way in which they are written otherwise. The words are for programs, the same in every language.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WritingChange {
    #[serde(rename = "trait")]
    pub of: WritingTrait,
    pub old: String,
    pub new: String,
}

impl WritingChange {
    /// For a person.
    pub fn words(&self) -> String {
        t!("diff-from-to", what = self.of.said().to_string(), old = word(&self.old), new = word(&self.new))
    }
}

/// In the person's language, what is no name.
fn word(word: &str) -> String {
    match word {
        "\t" => t!("preview-tabs"),
        "yes" => t!("diff-word-yes"),
        "no" => t!("diff-word-no"),
        "none" => t!("diff-word-none"),
        "some" => t!("diff-word-some"),
        "all" => t!("diff-word-all"),
        "mixed" => t!("diff-word-mixed"),
        other if other.contains(char::is_control) => other.escape_debug().to_string(),
        other => text::line(other),
    }
}

/// How a file is written, by traits.
pub fn of(source: &DiffSource<'_>, dialect: Option<&Dialect>) -> Vec<(WritingTrait, String)> {
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let mut traits = vec![(WritingTrait::Packing, if source.is_packed { "gzip" } else { "none" }.to_owned())];
    if source.shape != DiffShape::Nothing {
        let format = if dialect.is_some() { "csv" } else { source.format };
        traits.push((WritingTrait::Format, format.to_owned()));
    }
    let Some(dialect) = dialect else { return traits };
    let bytes = &source.sample.bytes;
    let text = decode(bytes, source.sample.whole, Some(dialect.encoding)).text;
    let table = text.get(below_lines(text.as_bytes(), dialect.skip)..).unwrap_or_default();
    traits.extend([
        (WritingTrait::Encoding, dialect.encoding.name().to_owned()),
        (WritingTrait::ByteOrderMark, yes(bytes.starts_with(MARK) || bytes.starts_with(b"\xff\xfe"))),
        (WritingTrait::Delimiter, char::from(dialect.delimiter).to_string()),
        (WritingTrait::Quoting, quoting(table, dialect).to_owned()),
        (WritingTrait::LineEnds, line_ends(table).to_owned()),
        (WritingTrait::LinesAbove, dialect.skip.to_string()),
        (WritingTrait::Header, yes(dialect.header)),
        (WritingTrait::DecimalSign, dialect.numbers.decimal.to_string()),
    ]);
    if source.sample.whole {
        traits.push((WritingTrait::LastLineEnd, yes(text.ends_with(['\n', '\r']))));
    }
    traits
}

/// What both have, and is not the same. Columns of one alone part nothing, and numbers without decimals have no sign.
pub fn changes(old: &[(WritingTrait, String)], new: &[(WritingTrait, String)]) -> Vec<WritingChange> {
    let other = |of: WritingTrait| new.iter().find(|(it, _)| *it == of).map(|(_, word)| word);
    let changed = |(of, old): &(WritingTrait, String)| {
        let new = other(*of).filter(|new| *new != old)?;
        Some(WritingChange { of: *of, old: old.clone(), new: new.clone() })
    };
    old.iter().filter_map(changed).collect()
}

/// Whether no cell, some, or all stand in quotes.
fn quoting(text: &str, dialect: &Dialect) -> &'static str {
    let (delimiter, quote) = (dialect.delimiter, dialect.quote);
    let (mut cells, mut quoted, mut begins, mut inside) = (0_usize, 0_usize, true, false);
    for byte in text.bytes() {
        if begins && !matches!(byte, b'\n' | b'\r') {
            cells += 1;
            quoted += usize::from(byte == quote);
        }
        if byte == quote {
            inside = !inside;
        }
        begins = !inside && (byte == delimiter || byte == b'\n' || byte == b'\r');
    }
    match quoted {
        0 => "none",
        _ if quoted == cells => "all",
        _ => "some",
    }
}

fn line_ends(text: &str) -> &'static str {
    let both = text.matches("\r\n").count();
    let (feeds, returns) = (text.matches('\n').count() - both, text.matches('\r').count() - both);
    match (both > 0, feeds > 0, returns > 0) {
        (false, false, false) => "none",
        (true, false, false) => "CRLF",
        (false, true, false) => "LF",
        (false, false, true) => "CR",
        _ => "mixed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tabular::TextOptions;

    #[test]
    fn quotes_and_line_ends_are_told() {
        for (text, quotes, ends) in [
            ("a,b\n1,2\n", "none", "LF"),
            ("\"a\",\"b\"\r\n\"1,\n2\",\"\"\r\n", "all", "mixed"),
            ("a,\"b\"\r\n1,2\r\n", "some", "CRLF"),
            ("a,b\r1,2\r", "none", "CR"),
            ("a", "none", "none"),
            ("", "none", "none"),
        ] {
            let dialect = Dialect::of(b"a,b\n1,2\n", true, &TextOptions::default(), Some(b','));
            assert_eq!((quoting(text, &dialect), line_ends(text)), (quotes, ends), "{text:?}");
        }
    }
}
