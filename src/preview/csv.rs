//! Rows in a text, as a table.

use std::collections::BTreeSet;

use ::csv::StringRecord;

use super::{DecidedBy, MOST_ROWS, Preview, ReadOptions, Sample, View, What};
use crate::base::text;
use crate::t;
use crate::tabular::encoding::{Decoded, Encoded, decode};
use crate::tabular::layout::Parted;
use crate::tabular::split::{below_lines, lines_before};
use crate::tabular::{Dialect, Sureness, Table, TextOptions, aside, cell};

/// The most columns a table keeps.
const MOST_COLUMNS: usize = 10_000;

/// The sample as a table. `fixed`: the delimiter of a format that leaves no choice.
pub fn read(sample: &Sample, options: &ReadOptions, fixed: Option<u8>) -> Preview {
    let options = &options.text;
    let decoded = decode(&sample.bytes, sample.whole, options.encoding);
    let encoded = Encoded { charset: decoded.encoding, by: decoded.by, sureness: decoded.sureness };
    let how = Dialect::of_text(&decoded.text, encoded, sample.whole, options, fixed);
    let parted = how.rows_of(&decoded.text, sample.whole, MOST_ROWS + 1);
    let mut rows = parted.rows.iter().map(|(_, row)| row.iter().take(MOST_COLUMNS).map(cell).collect::<Vec<_>>());
    let names = if how.header { rows.next().unwrap_or_default() } else { vec![] };
    let names = names.into_iter().map(Option::unwrap_or_default).collect();
    let aside = Aside::of(&parted, &how, sample.whole && !parted.more);
    let mut table = Table::with_aside(names, rows.take(MOST_ROWS).collect(), how.numbers, &aside.places());
    if sample.whole && !parted.more {
        table.total = Some(table.rows.len() as u64);
    }
    let format = if how.delimiter == b'\t' { "tsv" } else { "csv" };
    let preview = Preview::new(format, vec![View::Table(table)]).decoded(&decoded);
    let preview = aside.notes(&how, &parted, &decoded.text).into_iter().fold(preview, Preview::note);
    let preview =
        of_lines(of_columns(guesses(preview, &how, options, fixed.is_some()), &how, &parted), &how, &parted, &decoded);
    match parted.rows.len() <= 2 && !sample.whole {
        _ if parted.rows.is_empty() && options.skip.is_some_and(|skip| skip > 0) => {
            preview.note(t!("tabular-nothing-left"))
        }
        true => preview.note(t!("preview-long-row")),
        false => preview,
    }
}

/// Rows that are none of the data, by their places below the header.
struct Aside {
    /// Those that are the header once more.
    again: Vec<usize>,
    /// Those below the last one.
    below: std::ops::Range<usize>,
    has_total: bool,
}

impl Aside {
    /// `whole`: its last row is known.
    fn of(parted: &Parted, how: &Dialect, whole: bool) -> Self {
        let mut rows = parted.rows.iter().map(|(_, row)| row);
        let header = rows.next().filter(|_| how.header);
        let rows: Vec<_> = parted.rows.iter().skip(usize::from(how.header)).map(|(_, row)| row).collect();
        let is_again = |row: &StringRecord| header.is_some_and(|header| aside::is_again(header, row));
        let again = rows.iter().enumerate().filter(|(_, row)| is_again(row)).map(|(at, _)| at).collect();
        let last: Vec<Vec<&str>> =
            rows.iter().rev().take(aside::MOST_BELOW + 1).rev().map(|row| row.iter().collect()).collect();
        let count = if whole { aside::count(&last, how.columns) } else { 0 };
        let below = rows.len() - count..rows.len();
        let is_total =
            |row: &&StringRecord| aside::below(&row.iter().collect::<Vec<_>>(), how.columns) == aside::RowBelow::Total;
        let has_total = rows.iter().skip(below.start).any(is_total);
        Self { again, below, has_total }
    }

    fn places(&self) -> Vec<usize> {
        self.again.iter().copied().chain(self.below.clone()).collect()
    }

    fn notes(&self, how: &Dialect, parted: &Parted, text: &str) -> Vec<String> {
        let at = self.again.first().and_then(|at| parted.rows.get(at + 1)).map(|(at, _)| *at);
        let again = at.map(|at| {
            let table = below_lines(text.as_bytes(), how.skip);
            let line = lines_before(text.as_bytes(), table + at) + 1;
            t!("tabular-header-again", count = self.again.len(), line = line.to_string())
        });
        let count = self.below.len();
        let below = (count > 0).then(|| match self.has_total {
            true => t!("tabular-total-below", count),
            false => t!("tabular-note-below", count),
        });
        again.into_iter().chain(below).collect()
    }
}

/// How the text was read, each with who says so.
fn guesses(preview: Preview, how: &Dialect, options: &TextOptions, is_fixed: bool) -> Preview {
    let by = |asked: bool| if asked { DecidedBy::Asked } else { DecidedBy::Guessed };
    let is_one = how.columns == 1 && how.delimiter_by == DecidedBy::Guessed;
    let delimiter = if is_one { String::new() } else { char::from(how.delimiter).to_string() };
    let mut preview = preview.guess(What::Delimiter, delimiter, how.delimiter_by, how.sure.delimiter);
    if how.quote != b'"' {
        preview = preview.guess(What::Quote, char::from(how.quote), DecidedBy::Guessed, Sureness::Likely);
    }
    let numbers = how.numbers;
    preview = preview.guess(What::Decimal, numbers.decimal, by(options.decimal.is_some()), how.sure.numbers);
    if let Some(thousands) = numbers.thousands {
        preview = preview.guess(What::Thousands, thousands, DecidedBy::Guessed, how.sure.numbers);
    }
    // A line that states the delimiter is none of those that a person would look for.
    let stated = usize::from(how.delimiter_by == DecidedBy::Stated && !is_fixed);
    if how.skip > stated {
        let sureness = if options.skip.is_some() { Sureness::Sure } else { how.sure.delimiter };
        preview = preview.guess(What::Skip, how.skip.to_string(), by(options.skip.is_some()), sureness);
    }
    preview.guess(What::Header, how.header.to_string(), by(options.header.is_some()), how.sure.header)
}

/// What is odd about columns and their names.
fn of_columns(mut preview: Preview, how: &Dialect, parted: &Parted) -> Preview {
    let header = parted.rows.first().map(|(_, row)| row).filter(|_| how.header);
    let names: Vec<&str> = header.into_iter().flatten().map(str::trim).take(how.columns).collect();
    let mut seen = BTreeSet::new();
    let repeated: BTreeSet<&str> =
        names.iter().copied().filter(|name| !name.is_empty() && !seen.insert(*name)).collect();
    if !repeated.is_empty() {
        let names = repeated.iter().take(5).map(|name| text::line(name)).collect::<Vec<_>>().join(", ");
        preview = preview.note(t!("tabular-names-repeated", count = repeated.len(), names));
    }
    let unnamed = names.iter().filter(|name| name.is_empty()).count();
    if unnamed > 0 && how.columns > 1 {
        preview = preview.note(t!("tabular-names-empty", count = unnamed));
    }
    if how.trailing {
        preview = preview.note(t!("tabular-trailing"));
    }
    if how.columns == 1 && how.delimiter_by == DecidedBy::Guessed && how.sure.delimiter == Sureness::Doubtful {
        preview = preview.note(t!("tabular-one-column-doubt"));
    }
    let widest = parted.rows.iter().map(|(_, row)| row.len()).max().unwrap_or(0);
    if widest > MOST_COLUMNS {
        preview = preview.note(t!("preview-most-columns", most = MOST_COLUMNS.to_string(), widest));
    }
    preview
}

/// What is odd about lines and what stands in them.
fn of_lines(mut preview: Preview, how: &Dialect, parted: &Parted, decoded: &Decoded) -> Preview {
    let uneven = parted.rows.iter().filter(|(_, row)| row.len() != how.columns).count();
    if uneven > 0 {
        preview = preview.note(t!("tabular-uneven", uneven, total = parted.rows.len(), columns = how.columns));
    }
    if parted.unclosed > 0 {
        preview = preview.note(t!("tabular-unclosed", count = parted.unclosed));
    }
    if parted.comments > 0 {
        preview = preview.note(t!("tabular-comments", count = parted.comments));
    }
    if how.wrapped {
        preview = preview.note(t!("tabular-wrapped"));
    }
    let zeros = memchr::memchr_iter(0, decoded.text.as_bytes()).count();
    if zeros > 0 {
        preview = preview.note(t!("tabular-zeros", count = zeros));
    }
    let has_entities = ["&#", "&amp;", "&eacute;", "&quot;", "&nbsp;", "&lt;", "&agrave;", "&egrave;"];
    if has_entities.iter().any(|entity| decoded.text.contains(entity)) {
        preview = preview.note(t!("tabular-entities"));
    }
    preview
}
