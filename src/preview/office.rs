//! Sheets of Excel and OpenDocument: the first rows of each, from a file small enough to be read whole.
//!
//! Whatever a file claims, what is unpacked of it stays within limits: a sheet's first megabytes are enough for its
//! first rows.

use std::io::Cursor;

use bytes::Bytes;
use calamine::{DataRef, Reader as _, SheetVisible, Xlsx, open_workbook_from_rs};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::sheets::{COLUMNS, ROWS, SHEETS, Sheet, shown};
use super::zip::{ZipEntry, all_entries, unpack};
use super::{Preview, ReadAt, Sample, whole};
use crate::base::beside::{Wanted, WantedReader, beside};
use crate::base::error::Result;
use crate::base::file_writers::zip as stored;
use crate::base::text;
use crate::t;
use crate::tabular::cell;

/// How much of each sheet of Excel is unpacked, and of all those of OpenDocument, which are one part.
const SHEET: u64 = 2 << 20;
const CONTENT: u64 = 8 << 20;
/// The largest list of shared texts.
const SHARED: u64 = 6 << 20;
/// The largest of the other parts.
const PART: u64 = 512 << 10;
/// A file with more parts than this is refused.
const PARTS: usize = 5000;

/// How much of the parts of a workbook of Excel is unpacked.
pub struct PartLimits {
    pub sheet: u64,
    pub shared: u64,
    pub in_all: u64,
    /// Whether the beginning of a sheet is enough.
    pub cuts: bool,
}

/// What the first rows need.
pub const FIRST_ROWS: PartLimits = PartLimits { sheet: SHEET, shared: SHARED, in_all: u64::MAX, cuts: true };

pub async fn preview(source: &mut dyn ReadAt, sample: &Sample, open_document: bool) -> Result<Preview> {
    let format = if open_document { "ods" } else { "xlsx" };
    let bytes = match whole(source, sample).await? {
        Ok(bytes) => bytes,
        Err(reason) => return Ok(Preview::refused(format, reason)),
    };
    let read = bytes.len() as u64;
    // Unpacking is work for a thread of its own.
    let work = beside(move |wanted| if open_document { ods(&bytes, wanted) } else { xlsx(bytes, wanted) });
    let sheets = work.await.unwrap_or_else(|_| Err(t!("preview-reader-gave-up")));
    let mut preview = match sheets {
        Ok(sheets) => shown(format, sheets),
        Err(reason) => Preview::refused(format, reason),
    };
    preview.bytes_read = read;
    Ok(preview)
}

fn xlsx(bytes: Bytes, wanted: &Wanted) -> Result<Vec<Sheet>, String> {
    let trimmed = trimmed(&bytes, &FIRST_ROWS, wanted)?;
    drop(bytes);
    let unreadable = |error: calamine::XlsxError| t!("preview-no-workbook", error = text::line(&error.to_string()));
    let mut workbook: Xlsx<_> = open_workbook_from_rs(wanted.reader(Cursor::new(trimmed))).map_err(unreadable)?;
    let known: Vec<_> = workbook.sheets_metadata().iter().take(SHEETS).cloned().collect();
    let sheets: Vec<Sheet> = known
        .into_iter()
        .filter_map(|about| {
            let is_hidden = about.visible != SheetVisible::Visible;
            let (rows, is_whole) = rows(&mut workbook, &about.name)?;
            Some(Sheet { rows, name: about.name, is_hidden, is_whole })
        })
        .collect();
    if sheets.is_empty() { Err(t!("preview-no-sheet")) } else { Ok(sheets) }
}

/// The same workbook with only what rows need, each part within its limit.
pub fn trimmed(archive: &[u8], limits: &PartLimits, wanted: &Wanted) -> Result<Vec<u8>, String> {
    let entries = all_entries(archive).ok_or(t!("preview-no-parts"))?;
    if entries.len() > PARTS {
        return Err(t!("preview-too-many-parts", entries = entries.len()));
    }
    let mut parts: Vec<(&str, Vec<u8>)> = Vec::new();
    let (mut sheets, mut left) = (0, limits.in_all);
    for entry in &entries {
        let is_sheet =
            entry.name.starts_with("xl/worksheets/") && [".xml", ".bin"].iter().any(|end| entry.name.ends_with(end));
        let limit = match entry.name.as_str() {
            _ if is_sheet && sheets < SHEETS => {
                sheets += 1;
                limits.sheet
            }
            "xl/sharedStrings.xml" | "xl/sharedStrings.bin" => limits.shared,
            "xl/workbook.xml" | "xl/styles.xml" | "[Content_Types].xml" | "xl/workbook.bin" | "xl/styles.bin" => PART,
            name if name.ends_with(".rels") && parts.len() < 50 => PART,
            _ => continue,
        };
        if wanted.is_over() {
            return Err(t!("preview-reader-gave-up"));
        }
        let (bytes, all) = unpack(archive, entry, limit.min(left)).ok_or_else(|| not_unpacked(entry))?;
        left -= (bytes.len() as u64).min(left);
        if !(all || is_sheet && limits.cuts) {
            return Err(t!("preview-part-too-large", entry = entry.name));
        }
        parts.push((&entry.name, bytes));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    Ok(stored(&parts))
}

fn not_unpacked(entry: &ZipEntry) -> String {
    match entry.encrypted {
        true => t!("preview-password"),
        false => t!("preview-not-unpacked", entry = entry.name),
    }
}

/// The first rows of a sheet, and whether they are all. One that was cut ends where it was cut.
fn rows(workbook: &mut Xlsx<WantedReader<Cursor<Vec<u8>>>>, name: &str) -> Option<(Vec<Vec<Option<String>>>, bool)> {
    let mut cells = workbook.worksheet_cells_reader(name).ok()?;
    let mut rows = vec![];
    let is_whole = loop {
        match cells.next_cell() {
            Ok(Some(found)) if place(&mut rows, found.get_position(), written(found.get_value())) => {}
            end => break matches!(end, Ok(None)),
        }
    };
    Some((rows, is_whole))
}

/// Puts a cell where it stands; whether it is still among the rows that are shown.
pub fn place(rows: &mut Vec<Vec<Option<String>>>, (row, column): (u32, u32), value: Option<String>) -> bool {
    let (row, column) = (row as usize, column as usize);
    if row > ROWS {
        return false;
    }
    if column < COLUMNS {
        if rows.len() <= row {
            rows.resize_with(row + 1, Vec::new);
        }
        if rows[row].len() <= column {
            rows[row].resize(column + 1, None);
        }
        rows[row][column] = value;
    }
    true
}

pub fn written(value: &DataRef) -> Option<String> {
    match value {
        DataRef::Int(number) => Some(number.to_string()),
        DataRef::Float(number) => Some(number.to_string()),
        DataRef::String(text) => cell(text),
        DataRef::SharedString(text) => cell(text),
        DataRef::Bool(value) => Some(value.to_string()),
        DataRef::DateTime(moment) if moment.is_duration() => Some(clock(moment.as_f64())),
        // Nobody means the last day of 1899: a part of a day is a time.
        DataRef::DateTime(moment) if (0.0..1.0).contains(&moment.as_f64()) => Some(clock(moment.as_f64())),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            let midnight = (hour, minute, second) == (0, 0, 0);
            Some(if midnight { date } else { format!("{date} {hour:02}:{minute:02}:{second:02}") })
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => cell(text),
        DataRef::Error(error) => cell(&error.to_string()),
        DataRef::Empty => None,
    }
}

/// Hours, minutes and seconds of so many days.
fn clock(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round() as u64;
    let sign = if days < 0.0 && seconds > 0 { "-" } else { "" };
    format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// OpenDocument says "this cell 16,000 times"; a reader that believes it is made to fill the memory, so this one counts.
fn ods(archive: &[u8], wanted: &Wanted) -> Result<Vec<Sheet>, String> {
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
    use std::time::{Duration, Instant};

    use super::*;
    use crate::base::file_writers;

    #[test]
    fn a_workbook_gives_its_rows() {
        let rows = [["Commune", "Habitants"], ["Rennes", "227830"], ["Betton", "12 5"]];
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect();
        let sheets = xlsx(file_writers::xlsx(&rows).into(), &Wanted::always()).unwrap();
        assert_eq!(sheets.len(), 1);
        assert_eq!(sheets[0].rows[0][0].as_deref(), Some("Commune"));
        assert_eq!(sheets[0].rows[2], [Some("Betton".to_owned()), Some("12 5".to_owned())]);
        assert_eq!((sheets[0].name.as_str(), sheets[0].is_hidden, sheets[0].is_whole), ("Export", false, true));
        let many = vec![vec!["x".to_owned()]; ROWS + 2];
        let sheets = xlsx(file_writers::xlsx(&many).into(), &Wanted::always()).unwrap();
        assert_eq!((sheets[0].rows.len(), sheets[0].is_whole), (ROWS + 1, false));
    }

    #[test]
    fn repetitions_are_counted_not_believed() {
        let content = "<office:document-content><table:table table:name=\"Été &amp; co\">\
            <table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>\
            <table:table-cell table:number-columns-repeated=\"3\" office:value=\"1.5\"><text:p>1,50 €</text:p></table:table-cell>\
            <table:table-cell table:number-columns-repeated=\"99999999\"/></table:table-row>\
            <table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"99999999\"/></table:table-row>\
            <table:table-row table:number-rows-repeated=\"88888888\"><table:table-cell table:number-columns-repeated=\"77777777\"><text:p>x &lt; y</text:p></table:table-cell></table:table-row>\
            </table:table></office:document-content>";
        let sheets = ods(&file_writers::zip(&[("content.xml", content.as_bytes())]), &Wanted::always()).unwrap();
        let sheet = &sheets[0];
        assert_eq!(sheet.rows.iter().map(Vec::len).max(), Some(COLUMNS));
        assert_eq!(sheet.rows.len(), ROWS + 1);
        assert_eq!(sheet.rows[0][1].as_deref(), Some("1.5"));
        assert_eq!((sheet.rows[3].len(), sheet.rows[4][0].as_deref()), (0, Some("x < y")));
        assert!(!sheet.is_whole);
        let small = content.replace("88888888", "2");
        for (content, is_whole) in [(small.as_str(), true), (&small[..small.len() - 60], false)] {
            let sheets = ods(&file_writers::zip(&[("content.xml", content.as_bytes())]), &Wanted::always()).unwrap();
            assert_eq!(sheets[0].is_whole, is_whole);
        }
    }

    /// Parts of one thing again and again: each is read or refused in the time of its length.
    #[test]
    fn floods_of_one_thing_in_a_sheet_are_borne() {
        let many = |part: &str| part.repeat((1 << 20) / part.len());
        let numbered =
            |part: &str| (0..(1 << 20) / (part.len() + 6)).map(|n| part.replace("{n}", &n.to_string())).collect();
        let floods: [(&str, String, &str); 9] = [
            ("<row", numbered(" a{n}=\"\""), "/>"),
            ("<row", numbered(" xmlns:a{n}=\"b\""), "/>"),
            ("<row", many(" a=\"b\""), "/>"),
            ("", many("<row><c>"), ""),
            ("<row><c r=\"A1\" t=\"inlineStr\"><is><t>", many("a&amp;"), "</t></is></c></row>"),
            ("<row>", many("<c r=\"A1\"><v>1</v></c>"), "</row>"),
            ("", many("<row r=\"1048576\"><c r=\"XFD1048576\"/></row>"), ""),
            ("", many("<row <c "), ""),
            ("<!DOCTYPE a [", numbered("<!ENTITY a{n} \"b\">"), "]>"),
        ];
        let rows = [["a".to_owned()].to_vec()];
        let workbook = Bytes::from(file_writers::xlsx(&rows));
        let entries = all_entries(&workbook).unwrap();
        let whole: Vec<(String, Vec<u8>)> =
            entries.iter().map(|it| (it.name.clone(), unpack(&workbook, it, PART).unwrap().0)).collect();
        for (begins, flood, ends) in &floods {
            let sheet = format!("<worksheet><sheetData>{begins}{flood}{ends}</sheetData></worksheet>");
            let with = |(name, bytes): &(String, Vec<u8>)| {
                let is_sheet = name.starts_with("xl/worksheets/");
                (name.clone(), if is_sheet { sheet.clone().into_bytes() } else { bytes.clone() })
            };
            let parts: Vec<(String, Vec<u8>)> = whole.iter().map(with).collect();
            let parts: Vec<(&str, &[u8])> =
                parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            let started = Instant::now();
            let _ = xlsx(file_writers::zip(&parts).into(), &Wanted::always());
            let content =
                format!("<a>{}", sheet.replace("<row", "<table:table-row").replace("<c", "<table:table-cell"));
            let _ = ods(&file_writers::zip(&[("content.xml", content.as_bytes())]), &Wanted::always());
            let what = &flood[..40];
            assert!(started.elapsed() < Duration::from_secs(60), "{begins} {what}: {:?}", started.elapsed());
        }
    }

    #[test]
    fn a_workbook_that_nobody_waits_for_is_not_read() {
        let rows: Vec<Vec<String>> = vec![vec!["a".into()]];
        let over = Wanted::always().within(Duration::ZERO);
        std::thread::sleep(std::time::Duration::from_millis(2));
        assert!(xlsx(file_writers::xlsx(&rows).into(), &over).is_err());
    }
}
