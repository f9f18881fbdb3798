//! What changed, for a person: sentences, then a table of rows.

use unicode_width::UnicodeWidthStr;

use crate::cli::out;
use crate::diff::{ToldDiff, ToldLine};
use crate::t;
use crate::ui::words::{fit, pad};

/// The widest a column is printed.
const WIDEST: usize = 34;

pub fn print(told: &ToldDiff) {
    told.notes.iter().for_each(|note| out::note(note));
    out::line(&told.between);
    told.sentences.iter().for_each(|said| out::line(said));
    print_table(&told.head, &told.lines);
    if told.more > 0 {
        out::note(&t!("diff-more", count = told.more));
    }
}

fn print_table(head: &ToldLine, lines: &[ToldLine]) {
    if lines.is_empty() {
        return;
    }
    let width = |at: usize| {
        let cells = lines.iter().chain([head]).map(|line| line[at].width());
        cells.max().unwrap_or(0).min(WIDEST)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    out::line("");
    for line in [head].into_iter().chain(lines) {
        let cells = line.iter().zip(&widths).filter(|(_, width)| **width > 0);
        let line = cells.map(|(cell, width)| pad(&fit(cell, *width), *width)).collect::<Vec<_>>().join("  ");
        match out::width() {
            Some(width) => out::line(fit(line.trim_end(), width).as_ref()),
            None => out::line(line.trim_end()),
        }
    }
}
