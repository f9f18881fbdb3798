//! Rows of a listing on standard output, printed as they come: lines for people, and what [`super::table`] makes of them.

use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::table::{OutputColumns, OutputFormat, OutputTable};
use super::{out, wire};
use crate::base::error::{Error, Result};
use crate::base::format;
use crate::model::{Address, Item};
use crate::t;
use crate::ui::words::fit;

/// So many warnings are told at the end; the rest is counted.
const WARNINGS: usize = 100;

pub struct Rows {
    /// `None` for lines.
    table: Option<OutputTable>,
    format: OutputFormat,
    count: usize,
    /// How wide each column is by now.
    widths: [usize; 5],
    warnings: Vec<String>,
    /// How many warnings are not among them.
    more_warnings: usize,
}

/// What there is to say behind the last row.
#[derive(Default)]
pub struct End<'a> {
    /// How many there are, where that is known.
    pub total: Option<u64>,
    /// Whether there are more than these.
    pub is_cut: bool,
    /// The command that lists them all, where a limit kept the others out.
    pub rest: Option<String>,
    /// Of those that listed nothing more.
    pub errors: &'a [Error],
}

impl Rows {
    /// Of what is at `address`; of a search there is none. Nothing that fails is printed before.
    pub fn begin(columns: &OutputColumns, address: Option<&Address>) -> Result<Self> {
        let table = match columns.are_for_people() {
            true => None,
            false => Some(OutputTable::begin(columns.clone(), "items", json!({ "address": address }))?),
        };
        let (widths, warnings) = ([0; 5], Vec::new());
        Ok(Self { table, format: columns.format, count: 0, widths, warnings, more_warnings: 0 })
    }

    /// Prints these.
    pub fn add(&mut self, items: &[Item]) -> Result<()> {
        self.count += items.len();
        match &mut self.table {
            Some(table) => table.add(items.iter().map(wire::row)),
            None => {
                self.print_lines(items);
                Ok(())
            }
        }
    }

    /// One row a line, its address first, as the next command takes it. On a terminal too narrow for that, the address has
    /// a line of its own. Columns become wider where later rows are, and never narrower.
    fn print_lines(&mut self, items: &[Item]) {
        let cells: Vec<[String; 5]> = items.iter().map(cells).collect();
        let widest = |column: usize| cells.iter().map(|row| row[column].width()).max().unwrap_or(0);
        self.widths = std::array::from_fn(|column| widest(column).max(self.widths[column]));
        let beside = self.widths.iter().filter(|width| **width > 0).map(|width| width + 2).sum::<usize>();
        let terminal = out::width();
        let narrow = terminal.is_some_and(|terminal| beside + 30 > terminal);
        let mut lines = Vec::with_capacity(items.len());
        for (item, row) in items.iter().zip(&cells) {
            let first = usize::from(narrow);
            let mut before = String::new();
            for (cell, width) in row.iter().zip(self.widths).skip(first).filter(|(_, width)| *width > 0) {
                before += cell;
                before += &" ".repeat(width + 2 - cell.width());
            }
            let address = narrow.then(|| row[0].as_str());
            lines.extend(row_lines(&before, item, address, terminal.unwrap_or(usize::MAX)));
        }
        out::lines(&lines);
    }

    /// Keeps for the end what there is to say, each sentence once.
    pub fn warn(&mut self, warnings: impl IntoIterator<Item = String>) {
        for warning in warnings {
            match self.warnings.len() < WARNINGS {
                true if self.warnings.contains(&warning) => {}
                true => self.warnings.push(warning),
                false => self.more_warnings += 1,
            }
        }
    }

    /// That is all.
    pub fn end(mut self, End { total, is_cut, rest, errors }: End<'_>) -> Result<()> {
        if self.more_warnings > 0 {
            self.warnings.push(t!("cli-more-warnings", count = self.more_warnings));
        }
        if self.count == 0 && !is_cut && errors.is_empty() && self.table.is_none() {
            out::note(&t!("cli-nothing-there"));
        }
        // A document has them itself.
        if self.format != OutputFormat::Json {
            self.warnings.iter().for_each(|warning| out::note(warning));
        }
        if let Some(table) = self.table {
            let error = out::FailureJson::of_all(errors);
            let warnings = self.warnings;
            table.end(
                json!({"total": total, "truncated": is_cut, "rest": rest, "warnings": warnings, "error": error}),
            )?;
        }
        if let Some(command) = rest {
            out::note(&match total {
                Some(total) => t!("cli-more", items = self.count, total = format::count(total), command),
                None => t!("cli-more-open", items = self.count, command),
            });
        }
        Ok(())
    }
}

/// A row in so many columns: `before`, its title, which has the room, and where else it is: behind the title where both
/// fit, else behind its address, else on a line of its own. `address`: where that has a line of its own.
fn row_lines(before: &str, item: &Item, address: Option<&str>, terminal: usize) -> Vec<String> {
    const INDENT: &str = "    ";
    let title = fit(&item.title, terminal.saturating_sub(before.width()).max(20));
    let mut lines = vec![format!("{before}{title}")];
    lines.extend(address.map(|address| format!("{INDENT}{address}")));
    let Some(also) = crate::ui::also_in(item).map(|also| format!("({also})")) else { return lines };
    match lines.iter_mut().find(|line| line.width() + 2 + also.width() <= terminal) {
        Some(line) => *line += &format!("  {also}"),
        None => lines.push(format!("{INDENT}{}", fit(&also, terminal.saturating_sub(INDENT.len())))),
    }
    lines
}

fn cells(item: &Item) -> [String; 5] {
    [
        item.target.address().map(|address| address.to_string()).unwrap_or_default(),
        crate::ui::access_word(item).unwrap_or_default(),
        item.format.as_deref().unwrap_or_default().to_owned(),
        item.size.map(format::size).unwrap_or_default(),
        item.modified.map(format::date).unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Target;

    #[test]
    fn a_title_has_the_room_and_no_line_is_wider_than_the_terminal() {
        let address = |portal: &str| Address::root(portal).child("arbres");
        let of = |title: &str, also: &[&str]| {
            let mut item = Item::new(Target::dataset(address("ville")), title);
            item.also = also.iter().map(|portal| address(portal)).collect();
            item
        };
        let before = "open  csv  2024-01-01  ";
        let long = "Arbres d’ornement des rues et des parcs de la ville";
        let own = "    ville/arbres";
        let table = [
            (of("Arbres", &[]), None, 80, vec![format!("{before}Arbres")]),
            (of("Arbres", &["dcat"]), None, 80, vec![format!("{before}Arbres  (also in dcat)")]),
            (of(long, &["dcat"]), None, 80, vec![format!("{before}{long}"), "    (also in dcat)".to_owned()]),
            (
                of(long, &["dcat"]),
                Some(own.trim()),
                80,
                vec![format!("{before}{long}"), format!("{own}  (also in dcat)")],
            ),
            (of(long, &["dcat", "csw"]), None, 200, vec![format!("{before}{long}  (also in dcat, csw)")]),
            (
                of("Arbres", &["a-portal-with-a-name", "another-portal-with-a-name"]),
                Some(own.trim()),
                60,
                vec![
                    format!("{before}Arbres"),
                    own.to_owned(),
                    "    (also in a-portal-with-a-name, another-portal-with-a-na…".to_owned(),
                ],
            ),
        ];
        for (item, address, terminal, expected) in table {
            let lines = row_lines(before, &item, address, terminal);
            assert_eq!(lines, expected);
            assert!(lines.iter().all(|line| line.width() <= terminal), "{lines:?}");
        }
        let piped = row_lines(before, &of(&long.repeat(9), &["dcat"]), None, usize::MAX);
        assert!(piped.len() == 1 && piped[0].ends_with("ville  (also in dcat)"), "{piped:?}");
    }
}
