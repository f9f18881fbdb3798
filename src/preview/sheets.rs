//! Sheets of a workbook, of whichever format, as tables: where their header is, and what is said of them besides.

use super::{Preview, View, written};
use crate::base::text;
use crate::t;
use crate::tabular::Table;

/// How many sheets, rows and columns are read.
pub const SHEETS: usize = 8;
pub const ROWS: usize = 200;
pub const COLUMNS: usize = 500;
/// In how many first rows the header is looked for.
const SEARCHED: usize = 20;

/// One sheet, its cells as they stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Vec<Option<String>>>,
    pub is_hidden: bool,
    /// Whether these are all of its rows.
    pub is_whole: bool,
}

/// The tables of sheets, those that are hidden last.
pub fn shown(format: &'static str, mut sheets: Vec<Sheet>) -> Preview {
    if sheets.is_empty() {
        return Preview::refused(format, t!("preview-no-sheet"));
    }
    sheets.sort_by_key(|sheet| sheet.is_hidden);
    let mut notes = vec![];
    let hidden: Vec<String> = sheets.iter().filter(|it| it.is_hidden).map(|it| text::line(&it.name)).collect();
    if !hidden.is_empty() {
        notes.push(t!("formats-sheets-hidden", count = hidden.len(), names = hidden.join(", ")));
    }
    let tables = sheets.into_iter().map(|sheet| {
        let (table, above) = sheet.table();
        if !above.is_empty() {
            let name = table.title.clone().unwrap_or_default();
            notes.push(t!("formats-sheet-titles", name, above = above.join(" · ")));
        }
        View::Table(table)
    });
    let views: Vec<View> = tables.collect();
    let mut preview = Preview::new(format, views);
    preview.notes = notes;
    preview
}

impl Sheet {
    /// Its table, and what stands above its header.
    fn table(self) -> (Table, Vec<String>) {
        let filled = |row: &Vec<Option<String>>| row.iter().flatten().count();
        let widest = self.rows.iter().take(SEARCHED).map(filled).max().unwrap_or(0);
        // A title fills a cell or two of a table that is wider.
        let is_header = |row: &Vec<Option<String>>| if widest > 3 { 2 * filled(row) > widest } else { filled(row) > 0 };
        let at = self.rows.iter().position(is_header).unwrap_or(0);
        let mut rows = self.rows.into_iter();
        let above = rows.by_ref().take(at).filter_map(|row| row.into_iter().flatten().next()).collect();
        let names = rows.next().unwrap_or_default().into_iter().map(Option::unwrap_or_default).collect();
        // Numbers come as numbers, so that they have a decimal point whoever wrote them.
        let mut table = Table::new(names, rows.collect(), '.');
        table.total = self.is_whole.then_some(table.rows.len() as u64);
        table.title = Some(text::line(&self.name)).filter(|name| !name.is_empty());
        (table, above)
    }
}

/// A moment as spreadsheets count them, in days since 1900 or 1904; `None` for what is none.
pub fn excel_moment(value: f64, is_1904: bool) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&value) {
        return None;
    }
    let seconds = ((value.fract() * 86_400.0).round() as i64).min(86_399);
    // They hold 1900 for a leap year, so that before its March there is a day more.
    let first = match value {
        _ if is_1904 => -24_107,
        value if value < 60.0 => -25_568,
        _ => -25_569,
    };
    let time = written::time(seconds, written::Unit::Seconds);
    match (value.trunc() as i64, seconds) {
        (0, _) if !is_1904 => Some(time),
        (days, 0) => Some(written::day(days + first)),
        (days, _) => Some(format!("{} {time}", written::day(days + first))),
    }
}

/// Whether a number in this format is a moment: it has a letter of day, month, year, hour or second outside of texts.
pub fn is_moment_format(format: &str) -> bool {
    let (mut in_text, mut in_bracket, mut is_escaped) = (false, false, false);
    let first = format.split(';').next().unwrap_or_default();
    if first.eq_ignore_ascii_case("general") || first.eq_ignore_ascii_case("standard") {
        return false;
    }
    first.chars().any(|c| {
        let is_plain = !in_text && !in_bracket && !is_escaped;
        is_escaped = is_plain && matches!(c, '\\' | '_' | '*');
        match c {
            '"' => in_text = !in_text,
            '[' if is_plain => in_bracket = true,
            ']' => in_bracket = false,
            _ => return is_plain && matches!(c.to_ascii_lowercase(), 'd' | 'm' | 'y' | 'h' | 's' | 'j' | 'a'),
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<Option<String>> {
        cells.iter().map(|it| Some((*it).to_owned()).filter(|it| !it.is_empty())).collect()
    }

    #[test]
    fn titles_above_a_header_are_left_out_and_said() {
        let rows = vec![
            row(&[]),
            row(&["Population des communes"]),
            row(&["Source", "INSEE"]),
            row(&["Code", "Nom", "Habitants", "Année", ""]),
            row(&["35238", "Rennes", "227830", "2023", ""]),
        ];
        let rows_of_hidden = vec![row(&["a"]), row(&["1"])];
        let hidden = Sheet { name: "Calcul".into(), rows: rows_of_hidden, is_hidden: true, is_whole: false };
        let whole = Sheet { name: "Données".into(), rows, is_hidden: false, is_whole: true };
        let preview = shown("xls", vec![hidden, whole]);
        let [View::Table(table), View::Table(cut)] = &preview.views[..] else { panic!("{:?}", preview.views) };
        assert_eq!((table.total, cut.total), (Some(1), None));
        assert_eq!((table.columns[0].name.as_str(), table.rows.len()), ("Code", 1));
        assert_eq!(preview.notes.len(), 2);
        assert!(
            preview.notes[0].contains("Calcul") && preview.notes[1].contains("Population des communes"),
            "{:?}",
            preview.notes
        );
    }

    #[test]
    fn moments_are_told_by_their_format() {
        for format in ["dd/mm/yyyy", "[$-40C]d mmm yyyy", "h:mm:ss", "\"le \"dd/mm", "jj/mm/aaaa"] {
            assert!(is_moment_format(format), "{format}");
        }
        for format in ["General", "0.00", "#,##0\\ \"jours\"", "[Red]0", "@", "0.00E+00", "_-* #,##0_-;dd"] {
            assert!(!is_moment_format(format), "{format}");
        }
        assert_eq!(excel_moment(45_322.0, false).as_deref(), Some("2024-01-31"));
        assert_eq!(excel_moment(45_322.437_5, false).as_deref(), Some("2024-01-31 10:30:00"));
        assert_eq!(
            (excel_moment(1.0, false).as_deref(), excel_moment(0.5, false).as_deref()),
            (Some("1900-01-01"), Some("12:00:00"))
        );
        assert_eq!((excel_moment(0.0, true).as_deref(), excel_moment(-1.0, false)), (Some("1904-01-01"), None));
    }
}
