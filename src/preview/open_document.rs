//! Sheets of OpenDocument: the first rows of each, as its content tells them.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::sheets::{COLUMNS, ROWS, SHEETS, Sheet};
use super::workbook_parts::{PART, not_unpacked};
use super::zip::{all_entries, unpack};
use crate::base::beside::Wanted;
use crate::t;
use crate::tabular::cell;

/// How much of the content, which holds all sheets, is unpacked.
const CONTENT: u64 = 8 << 20;

/// OpenDocument says "this cell 16,000 times"; a reader that believes it is made to fill the memory, so this one counts.
pub fn sheets(archive: &[u8], wanted: &Wanted) -> Result<Vec<Sheet>, String> {
    let entries = all_entries(archive).ok_or(t!("preview-no-parts"))?;
    let manifest = entries.iter().find(|entry| entry.name == "META-INF/manifest.xml");
    let manifest = manifest.and_then(|entry| unpack(archive, entry, PART)).map(|(bytes, _)| bytes).unwrap_or_default();
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(t!("preview-password"));
    }
    let entry = entries.iter().find(|entry| entry.name == "content.xml").ok_or(t!("preview-no-content"))?;
    let (bytes, _) = unpack(archive, entry, CONTENT).ok_or_else(|| not_unpacked(entry))?;
    let content = String::from_utf8_lossy(&bytes);
    let mut reader = Reader::from_str(&content);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut sheets = Sheets::default();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) => sheets.start(&tag),
            Event::Empty(tag) => {
                sheets.start(&tag);
                sheets.end(tag.name().as_ref());
            }
            Event::End(tag) => sheets.end(tag.name().as_ref()),
            Event::Text(text) => sheets.text(&text),
            Event::GeneralRef(name) => sheets.text(reference(&name)),
            Event::Eof => break,
            _ => {}
        }
        if sheets.done.len() == SHEETS || wanted.is_over() {
            break;
        }
    }
    // One that is open still goes on behind what was read.
    sheets.is_cut = true;
    sheets.end("table:table");
    if sheets.done.is_empty() { Err(t!("preview-no-sheet")) } else { Ok(sheets.done) }
}

/// The five references that XML has of its own.
fn reference(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "\u{fffd}",
    }
}

/// The sheets of an OpenDocument as they are read.
#[derive(Default)]
struct Sheets {
    done: Vec<Sheet>,
    name: Option<String>,
    rows: Vec<Vec<Option<String>>>,
    row: Vec<Option<String>>,
    row_times: usize,
    /// The text of the cell that is open, and the plain value that stands beside it.
    cell: Option<(String, Option<String>)>,
    cell_times: usize,
    /// Rows and cells that hold nothing, until something follows them.
    empty_rows: usize,
    empty_cells: usize,
    /// Whether the sheet has rows that were not kept.
    is_cut: bool,
}

impl Sheets {
    fn start(&mut self, tag: &BytesStart) {
        let attribute = |name: &str| {
            let found = tag.attributes().flatten().find(|it| it.key.as_ref() == name)?;
            Some(found.value.into_owned())
        };
        let times = |name: &str| attribute(name).and_then(|it| it.parse().ok()).unwrap_or(1_usize);
        match tag.name().as_ref() {
            "table:table" => self.name = Some(attribute("table:name").unwrap_or_default()),
            "table:table-row" => self.row_times = times("table:number-rows-repeated"),
            "table:table-cell" | "table:covered-table-cell" => {
                self.cell_times = times("table:number-columns-repeated");
                let plain = ["office:value", "office:date-value", "office:boolean-value"];
                self.cell = Some((String::new(), plain.iter().find_map(|name| attribute(name))));
            }
            "text:s" => self.text(" "),
            "text:p" => self.paragraph(),
            _ => {}
        }
    }

    fn paragraph(&mut self) {
        if self.cell.as_ref().is_some_and(|(text, _)| !text.is_empty()) {
            self.text("\n");
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((so_far, _)) = &mut self.cell {
            so_far.push_str(text);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "table:table-cell" | "table:covered-table-cell" => self.end_cell(),
            "table:table-row" => self.end_row(),
            "table:table" => {
                let rows = std::mem::take(&mut self.rows);
                let is_whole = !std::mem::take(&mut self.is_cut);
                self.empty_rows = 0;
                if let Some(name) = self.name.take() {
                    self.done.push(Sheet { name, rows, is_hidden: false, is_whole });
                }
            }
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let Some((text, plain)) = self.cell.take() else { return };
        match cell(plain.as_deref().unwrap_or(&text)) {
            None => self.empty_cells = self.empty_cells.saturating_add(self.cell_times),
            value => {
                let room = COLUMNS.saturating_sub(self.row.len());
                self.row.extend(std::iter::repeat_n(None, self.empty_cells.min(room)));
                self.empty_cells = 0;
                let room = COLUMNS.saturating_sub(self.row.len());
                self.row.extend(std::iter::repeat_n(value, self.cell_times.min(room)));
            }
        }
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        self.empty_cells = 0;
        if row.is_empty() {
            self.empty_rows = self.empty_rows.saturating_add(self.row_times);
            return;
        }
        let room = (ROWS + 1).saturating_sub(self.rows.len());
        self.rows.extend(std::iter::repeat_n(Vec::new(), self.empty_rows.min(room)));
        self.empty_rows = 0;
        let room = (ROWS + 1).saturating_sub(self.rows.len());
        self.is_cut |= self.row_times > room;
        self.rows.extend(std::iter::repeat_n(row, self.row_times.min(room)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::file_writers;

    #[test]
    fn repetitions_are_counted_not_believed() {
        let content = "<office:document-content><table:table table:name=\"Été &amp; co\">\
            <table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>\
            <table:table-cell table:number-columns-repeated=\"3\" office:value=\"1.5\"><text:p>1,50 €</text:p></table:table-cell>\
            <table:table-cell table:number-columns-repeated=\"99999999\"/></table:table-row>\
            <table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"99999999\"/></table:table-row>\
            <table:table-row table:number-rows-repeated=\"88888888\"><table:table-cell table:number-columns-repeated=\"77777777\"><text:p>x &lt; y</text:p></table:table-cell></table:table-row>\
            </table:table></office:document-content>";
        let sheets =
            super::sheets(&file_writers::zip(&[("content.xml", content.as_bytes())]), &Wanted::always()).unwrap();
        let sheet = &sheets[0];
        assert_eq!(sheet.rows.iter().map(Vec::len).max(), Some(COLUMNS));
        assert_eq!(sheet.rows.len(), ROWS + 1);
        assert_eq!(sheet.rows[0][1].as_deref(), Some("1.5"));
        assert_eq!((sheet.rows[3].len(), sheet.rows[4][0].as_deref()), (0, Some("x < y")));
        assert!(!sheet.is_whole);
        let small = content.replace("88888888", "2");
        for (content, is_whole) in [(small.as_str(), true), (&small[..small.len() - 60], false)] {
            let sheets =
                super::sheets(&file_writers::zip(&[("content.xml", content.as_bytes())]), &Wanted::always()).unwrap();
            assert_eq!(sheets[0].is_whole, is_whole);
        }
    }
}
