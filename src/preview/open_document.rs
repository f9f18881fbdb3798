//! Sheets of OpenDocument, as their content tells them: the first rows of each, or all of them.

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::sheets::{COLUMNS, ROWS, SHEETS, Sheet};
use super::whole_sheet::SheetCell;
use super::workbook_parts::{PART, not_unpacked};
use super::zip::{all_entries, unpack};
use crate::base::beside::Wanted;
use crate::base::markup::entity;
use crate::t;
use crate::tabular::cell;

/// How much of the content, which holds all sheets, is unpacked.
const CONTENT: u64 = 8 << 20;
const CONTENT_NAME: &str = "content.xml";
/// So many spaces in a row are believed.
const LONGEST_SPACE: usize = 64;

/// The first rows of each sheet.
pub fn sheets(archive: &[u8], wanted: &Wanted) -> Result<Vec<Sheet>, String> {
    let (content, _) = content(archive, CONTENT)?;
    let mut sheets = Sheets::default();
    walk(&content, &mut |told| sheets.take(told) && !wanted.is_over());
    // One that is open still goes on behind what was read.
    sheets.is_cut = true;
    sheets.take(Told::End);
    if sheets.done.is_empty() { Err(t!("preview-no-sheet")) } else { Ok(sheets.done) }
}

/// The first `limit` bytes of what all sheets are in, and whether that is all; or why not, in words.
pub fn content(archive: &[u8], limit: u64) -> Result<(String, bool), String> {
    let entries = all_entries(archive).ok_or(t!("preview-no-parts"))?;
    let manifest = entries.iter().find(|entry| entry.name == "META-INF/manifest.xml");
    let manifest = manifest.and_then(|entry| unpack(archive, entry, PART)).map(|(bytes, _)| bytes).unwrap_or_default();
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(t!("preview-password"));
    }
    let entry = entries.iter().find(|entry| entry.name == CONTENT_NAME).ok_or(t!("preview-no-content"))?;
    let (bytes, all) = unpack(archive, entry, limit).ok_or_else(|| not_unpacked(entry))?;
    let text = String::from_utf8(bytes).unwrap_or_else(|odd| String::from_utf8_lossy(odd.as_bytes()).into_owned());
    Ok((text, all))
}

/// What the content tells, in its order. OpenDocument says "this cell 16,000 times"; a reader that believes it is made to
/// fill the memory, so this one only hands on how often.
pub enum Told<'t> {
    /// A sheet begins, called so.
    Sheet(String),
    /// A row that holds something or nothing, so many times.
    Row(&'t [(SheetCell, usize)], usize),
    /// The sheet ends.
    End,
}

/// Tells all of `content` to `take`, until that wants no more; whether it came to the end of all elements.
pub fn walk(content: &str, take: &mut dyn FnMut(Told<'_>) -> bool) -> bool {
    let mut reader = Reader::from_str(content);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let (mut walk, mut depth) = (Walk::default(), 0_usize);
    while let Ok(event) = reader.read_event() {
        let goes_on = match event {
            Event::Start(tag) => {
                depth += 1;
                walk.start(&tag, take)
            }
            Event::Empty(tag) => walk.start(&tag, take) && walk.end(tag.name().as_ref(), take),
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                walk.end(tag.name().as_ref(), take)
            }
            Event::Text(text) => walk.text(&text),
            Event::GeneralRef(name) => walk.text(entity(&name).as_deref().unwrap_or("\u{fffd}")),
            Event::Eof => return depth == 0,
            _ => true,
        };
        if !goes_on {
            break;
        }
    }
    false
}

/// What is open.
#[derive(Default)]
struct Walk {
    row: Vec<(SheetCell, usize)>,
    row_times: usize,
    cell: Option<OpenCell>,
    /// How many comments on a cell: their text is not the cell's.
    comments: usize,
}

struct OpenCell {
    text: String,
    /// What it holds besides a text, in the words of its document: the type, and a value that is no matter of taste.
    typed: Option<(String, String)>,
    times: usize,
}

impl Walk {
    fn start(&mut self, tag: &BytesStart, take: &mut dyn FnMut(Told<'_>) -> bool) -> bool {
        let attribute = |name: &str| {
            let found = tag.attributes().flatten().find(|it| it.key.as_ref() == name)?;
            let written = found.value.as_ref();
            Some(unescape(written).map_or_else(|_| written.to_owned(), |text| text.into_owned()))
        };
        let times = |name: &str| attribute(name).and_then(|it| it.parse().ok()).unwrap_or(1_usize);
        match tag.name().as_ref() {
            "table:table" => return take(Told::Sheet(attribute("table:name").unwrap_or_default())),
            "table:table-row" => self.row_times = times("table:number-rows-repeated"),
            "table:table-cell" | "table:covered-table-cell" => {
                let plain = ["office:value", "office:date-value", "office:boolean-value"];
                let plain = plain.iter().find_map(|name| attribute(name));
                let kind = attribute("office:value-type").unwrap_or_default();
                let times = times("table:number-columns-repeated");
                self.cell = Some(OpenCell { text: String::new(), typed: plain.map(|plain| (kind, plain)), times });
            }
            "office:annotation" => self.comments += 1,
            "text:s" => return self.text(&" ".repeat(times("text:c").min(LONGEST_SPACE))),
            "text:tab" => return self.text("\t"),
            "text:line-break" => return self.text("\n"),
            "text:p" if self.cell.as_ref().is_some_and(|cell| !cell.text.is_empty()) => return self.text("\n"),
            _ => {}
        }
        true
    }

    fn text(&mut self, text: &str) -> bool {
        if let (Some(cell), 0) = (&mut self.cell, self.comments) {
            cell.text.push_str(text);
        }
        true
    }

    fn end(&mut self, name: &str, take: &mut dyn FnMut(Told<'_>) -> bool) -> bool {
        match name {
            "table:table-cell" | "table:covered-table-cell" => {
                self.row.extend(self.cell.take().map(|cell| (cell.times, cell.value())).map(|(times, it)| (it, times)));
                true
            }
            "office:annotation" => {
                self.comments = self.comments.saturating_sub(1);
                true
            }
            "table:table-row" => {
                let goes_on = take(Told::Row(&self.row, self.row_times));
                self.row.clear();
                goes_on
            }
            "table:table" => take(Told::End),
            _ => true,
        }
    }
}

impl OpenCell {
    fn value(self) -> SheetCell {
        match self.typed {
            Some((kind, plain)) => match kind.as_str() {
                "date" => SheetCell::Moment(plain),
                "boolean" if plain == "true" || plain == "false" => SheetCell::Truth(plain == "true"),
                _ => SheetCell::Number(plain),
            },
            None if self.text.trim().is_empty() => SheetCell::Nothing,
            None => SheetCell::Text(self.text),
        }
    }
}

/// The first rows of each sheet, as they are read.
#[derive(Default)]
struct Sheets {
    done: Vec<Sheet>,
    name: Option<String>,
    rows: Vec<Vec<Option<String>>>,
    /// Rows that hold nothing, until something follows them.
    empty_rows: usize,
    /// Whether the sheet has rows that were not kept.
    is_cut: bool,
}

impl Sheets {
    /// Whether more is to be told.
    fn take(&mut self, told: Told<'_>) -> bool {
        match told {
            Told::Sheet(name) => self.name = Some(name),
            Told::Row(cells, times) => self.row(cells, times),
            Told::End => {
                let rows = std::mem::take(&mut self.rows);
                let is_whole = !std::mem::take(&mut self.is_cut);
                self.empty_rows = 0;
                if let Some(name) = self.name.take() {
                    self.done.push(Sheet { name, rows, is_hidden: false, is_whole });
                }
            }
        }
        self.done.len() < SHEETS
    }

    fn row(&mut self, cells: &[(SheetCell, usize)], times: usize) {
        let row: Vec<Option<String>> = filled(cells, COLUMNS).map(shown).collect();
        if row.is_empty() {
            self.empty_rows = self.empty_rows.saturating_add(times);
            return;
        }
        let room = (ROWS + 1).saturating_sub(self.rows.len());
        self.rows.extend(std::iter::repeat_n(Vec::new(), self.empty_rows.min(room)));
        self.empty_rows = 0;
        let room = (ROWS + 1).saturating_sub(self.rows.len());
        self.is_cut |= times > room;
        self.rows.extend(std::iter::repeat_n(row, times.min(room)));
    }
}

/// The first `most` cells one by one, to the last that holds something.
pub fn filled(cells: &[(SheetCell, usize)], most: usize) -> impl Iterator<Item = &SheetCell> {
    let end = cells.iter().rposition(|(cell, _)| *cell != SheetCell::Nothing).map_or(0, |last| last + 1);
    let cells = cells.iter().take(end);
    cells.flat_map(|(cell, times)| std::iter::repeat_n(cell, *times)).take(most)
}

fn shown(value: &SheetCell) -> Option<String> {
    match value {
        SheetCell::Nothing => None,
        SheetCell::Text(text) | SheetCell::Number(text) | SheetCell::Moment(text) => cell(text),
        SheetCell::Truth(truth) => Some(truth.to_string()),
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
