//! Rows of a table that are none of its data: its header once more, where files were put one behind another, and what stands
//! below its last row, a total or where it comes from. They stay rows, and say nothing of what columns hold.

use crate::base::text::fold;

/// How many rows at the end may be none.
pub const MOST_BELOW: usize = 12;
/// What the first cell of a total is.
const TOTALS: [&str; 8] =
    ["total", "totaux", "total general", "sous total", "grand total", "somme", "moyenne", "totals"];
/// What a note begins with.
const NOTES: [&str; 12] = [
    "source",
    "sources",
    "note",
    "notes",
    "nota",
    "champ",
    "lecture",
    "remarque",
    "avertissement",
    "definition",
    "legende",
    "note de lecture",
];

/// Whether `row` is `header` once more, behind the mark that its file began with perhaps.
pub fn is_again<'a>(header: impl IntoIterator<Item = &'a str>, row: impl IntoIterator<Item = &'a str>) -> bool {
    let bare = |cell: &'a str| cell.trim_start_matches('\u{feff}').trim();
    let mut filled = 0;
    let is_same = header
        .into_iter()
        .map(bare)
        .inspect(|name| filled += usize::from(!name.is_empty()))
        .eq(row.into_iter().map(bare));
    is_same && filled > 1
}

/// What a row at the end of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowBelow {
    Data,
    /// Nothing in it.
    Blank,
    Note,
    Total,
}

/// Of the last row, of a table with so many columns.
pub fn below(row: &[impl AsRef<str>], columns: usize) -> RowBelow {
    let filled: Vec<&str> = row.iter().map(|cell| cell.as_ref().trim()).filter(|cell| !cell.is_empty()).collect();
    let Some(first) = filled.first().filter(|_| columns > 1) else {
        return if filled.is_empty() { RowBelow::Blank } else { RowBelow::Data };
    };
    let begins = row.first().is_some_and(|cell| !cell.as_ref().trim().is_empty());
    let folded = fold(first);
    let (word, rest) = folded.split_once(':').map_or((folded.as_str(), ""), |(word, rest)| (word, rest));
    let word = word.replace(['-', '_', '*'], " ");
    let word = word.trim();
    let is_one = filled.len() == 1;
    let is_sentence = first.split_whitespace().count() > 3 || first.starts_with(['*', '(', '<']) && first.len() > 3;
    match () {
        () if !begins => RowBelow::Data,
        () if TOTALS.contains(&word) && rest.trim().is_empty() => RowBelow::Total,
        () if NOTES.contains(&word) && is_one => RowBelow::Note,
        () if is_one && is_sentence => RowBelow::Note,
        () => RowBelow::Data,
    }
}

/// How many of the last rows are none of the data, those counted between which nothing stands.
pub fn count<R: AsRef<[C]>, C: AsRef<str>>(rows: &[R], columns: usize) -> usize {
    let last = rows.iter().rev().take(MOST_BELOW).map(|row| below(row.as_ref(), columns));
    let told = last.take_while(|it| *it != RowBelow::Data).collect::<Vec<_>>();
    let found = told.iter().rposition(|it| *it != RowBelow::Blank).map_or(0, |at| at + 1);
    if found + 1 < rows.len() { found } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_below_a_table_is_told_from_its_rows() {
        let table: [(&str, usize); 13] = [
            ("a;1|b;2|c;3|Total;6", 1),
            ("a;1|b;2|c;3|TOTAL GÉNÉRAL :;6", 1),
            ("a;1|b;2|c;3|Total Energies;6", 0),
            ("a;1|b;2|c;3|;|Source : Insee;", 1),
            ("a;1|b;2|c;3|Total;6|;|Source : Insee;", 3),
            ("a;1|b;2|c;3|Champ : France|Source : Insee", 2),
            ("a;1|b;2|c;3|(p) : provisoire", 1),
            ("a;1|b;2|c;3|Les chiffres sont arrondis à dix", 1),
            ("a;1|b;2|c;3|Saint-Malo;", 0),
            ("a;1|b;2|c;3|;6", 0),
            ("a;1|b;2|c;3|;", 0),
            ("a;1|b;2|Source;4|c;3", 0),
            ("Total;6", 0),
        ];
        for (text, expected) in table {
            let rows: Vec<Vec<&str>> = text.split('|').map(|row| row.split(';').collect()).collect();
            assert_eq!(count(&rows, 2), expected, "{text}");
        }
    }

    #[test]
    fn a_header_that_comes_again_is_known() {
        for (row, expected) in [("id;nom", true), ("\u{feff}id;nom ", true), ("id;non", false), ("id;nom;", false)] {
            assert_eq!(is_again("id;nom".split(';'), row.split(';')), expected, "{row}");
        }
        assert!(!is_again(["id", ""], ["id", ""]));
    }
}
