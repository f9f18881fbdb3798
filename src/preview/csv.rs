//! Rows in a text, as a table.

use super::{DecidedBy, MOST_ROWS, Preview, ReadOptions, Sample, View, What};
use crate::t;
use crate::tabular::dialect::{records, without_lines};
use crate::tabular::encoding::decode;
use crate::tabular::{Dialect, Table, cell};

/// The most columns a table keeps.
const MOST_COLUMNS: usize = 10_000;

/// The sample as a table. `fixed`: the delimiter of a format that leaves no choice.
pub fn read(sample: &Sample, options: &ReadOptions, fixed: Option<u8>) -> Preview {
    let options = &options.text;
    let decoded = decode(&sample.bytes, sample.whole, options.encoding);
    let how = Dialect::of_text(&decoded.text, decoded.encoding, sample.whole, options, fixed);
    let text = without_lines(&decoded.text, how.skip);
    let (mut records, more) = records(text, how.delimiter, how.quote, MOST_ROWS + 1);
    let cut = !sample.whole && !more && records.len() > 2;
    if cut {
        records.pop(); // the sample ends in the middle of it
    }
    let widest = records.iter().map(::csv::StringRecord::len).max().unwrap_or(0);
    let uneven = records.iter().filter(|record| record.len() != records[0].len()).count();
    let mut rows = records.iter().map(|record| record.iter().take(MOST_COLUMNS).map(cell).collect::<Vec<_>>());
    let names = if how.header { rows.next().unwrap_or_default() } else { vec![] };
    let names = names.into_iter().map(Option::unwrap_or_default).collect();
    let mut table = Table::new(names, rows.take(MOST_ROWS).collect(), how.numbers);
    if sample.whole && !more {
        table.total = Some(table.rows.len() as u64);
    }
    let by_option = |asked: bool| if asked { DecidedBy::Asked } else { DecidedBy::Guessed };
    let format = if how.delimiter == b'\t' { "tsv" } else { "csv" };
    let mut preview = Preview::new(format, vec![View::Table(table)]).decoded(&decoded);
    preview = preview.guess(What::Delimiter, char::from(how.delimiter), how.delimiter_by);
    if how.quote != b'"' {
        preview = preview.guess(What::Quote, char::from(how.quote), DecidedBy::Guessed);
    }
    preview = preview.guess(What::Decimal, how.numbers.decimal, by_option(options.decimal.is_some())).guess(
        What::Header,
        how.header.to_string(),
        by_option(options.header.is_some()),
    );
    if uneven > 0 {
        preview = preview.note(t!("preview-uneven", uneven, total = records.len()));
    }
    if widest > MOST_COLUMNS {
        preview = preview.note(t!("preview-most-columns", most = MOST_COLUMNS.to_string(), widest));
    }
    if records.len() <= 2 && !sample.whole {
        preview = preview.note(t!("preview-long-row"));
    }
    preview
}
