//! Workbooks of Excel 5 to 2003 ([MS-XLS]): the first rows of their first sheets.
//!
//! Records are read here and not by a crate: that one reserves the room that a sheet claims, reads all of every sheet, and
//! panics at records that are shorter than they should be.

use encoding_rs::{Encoding, UTF_16LE, WINDOWS_1252};

use super::container::{u16_at, u32_at};
use crate::base::beside::Wanted;
use crate::preview::sheets::{COLUMNS, ROWS, SHEETS, Sheet, excel_moment, is_moment_format};
use crate::preview::written;
use crate::tabular::cell;

/// The most shared texts that are kept, and how long they are together.
const TEXTS: usize = 400_000;
const LENGTH: usize = 16 << 20;

/// Why there are no sheets.
#[derive(Debug, PartialEq)]
pub enum Unread {
    Password,
    /// No workbook of these versions.
    Odd,
}

/// What all sheets share.
struct Globals {
    /// The version of 1997, whose texts are Unicode.
    is_new: bool,
    encoding: &'static Encoding,
    is_1904: bool,
    texts: Vec<String>,
    /// By its number: whether a format is one of moments.
    formats: Vec<(u16, bool)>,
    /// The number of the format of each style.
    styles: Vec<u16>,
    /// Where each begins, its name, and whether it is hidden.
    sheets: Vec<(usize, String, bool)>,
}

pub fn read(stream: &[u8], wanted: &Wanted) -> Result<Vec<Sheet>, Unread> {
    let globals = Globals::read(stream)?;
    let mut sheets = vec![];
    for (at, name, is_hidden) in globals.sheets.iter().take(SHEETS) {
        if wanted.is_over() {
            break;
        }
        let (rows, is_whole) = globals.rows(stream.get(*at..).unwrap_or_default());
        sheets.push(Sheet { name: name.clone(), rows, is_hidden: *is_hidden, is_whole });
    }
    Ok(sheets)
}

struct BiffRecord<'b> {
    kind: u16,
    data: &'b [u8],
    /// What continues it.
    more: Vec<&'b [u8]>,
}

/// The records of a part, up to one that is cut.
fn records(mut bytes: &[u8]) -> impl Iterator<Item = BiffRecord<'_>> {
    fn next<'b>(bytes: &mut &'b [u8]) -> Option<(u16, &'b [u8])> {
        let (kind, length) = (u16_at(bytes, 0)?, u16_at(bytes, 2)?);
        let data = bytes.get(4..4 + usize::from(length))?;
        *bytes = bytes.get(4 + usize::from(length)..)?;
        Some((kind, data))
    }
    std::iter::from_fn(move || {
        let (kind, data) = next(&mut bytes)?;
        let mut more = vec![];
        while u16_at(bytes, 0) == Some(0x3c) {
            more.push(next(&mut bytes)?.1);
        }
        Some(BiffRecord { kind, data, more })
    })
}

impl Globals {
    fn read(stream: &[u8]) -> Result<Self, Unread> {
        let mut globals = Self {
            is_new: true,
            encoding: WINDOWS_1252,
            is_1904: false,
            texts: vec![],
            formats: vec![],
            styles: vec![],
            sheets: vec![],
        };
        let mut records = records(stream);
        match records.next().map(|first| (first.kind, u16_at(first.data, 0))) {
            Some((0x809, Some(0x600))) => {}
            Some((0x809, Some(0x500))) => globals.is_new = false,
            _ => return Err(Unread::Odd),
        }
        for record in records {
            match record.kind {
                0x2f => return Err(Unread::Password),
                0x0a => break,
                _ => drop(globals.see(&record)),
            }
        }
        if globals.sheets.is_empty() { Err(Unread::Odd) } else { Ok(globals) }
    }

    /// What a record says; `None` where it is too short to say anything.
    fn see(&mut self, record: &BiffRecord) -> Option<()> {
        let data = record.data;
        match record.kind {
            0x42 => self.encoding = codepage(u16_at(data, 0)?),
            0x22 => self.is_1904 = u16_at(data, 0)? == 1,
            0x41e => {
                let format = if self.is_new { self.text(data, 2, 2)? } else { self.text(data, 2, 1)? };
                self.formats.push((u16_at(data, 0)?, is_moment_format(&format)));
            }
            0xe0 => self.styles.push(u16_at(data, 2)?),
            0x85 => {
                let [visible, kind] = [*data.get(4)?, *data.get(5)?];
                let name = self.text(data, 6, 1)?;
                if kind == 0 {
                    self.sheets.push((u32_at(data, 0)? as usize, name, visible & 3 != 0));
                }
            }
            0xfc => self.texts = shared(record),
            _ => {}
        }
        Some(())
    }

    /// A text at `at`, behind its length in one byte or two.
    fn text(&self, data: &[u8], at: usize, wide: usize) -> Option<String> {
        let count = if wide == 2 { usize::from(u16_at(data, at)?) } else { usize::from(*data.get(at)?) };
        let mut rest = data.get(at + wide..)?;
        if !self.is_new {
            rest = rest.get(..count.min(rest.len()))?;
            return Some(self.encoding.decode_without_bom_handling(rest).0.into_owned());
        }
        let (flags, characters) = rest.split_first()?;
        Some(decoded(characters, count, flags & 1 == 1))
    }

    /// The first rows of the sheet that begins here, and whether they are all.
    fn rows(&self, bytes: &[u8]) -> (Vec<Vec<Option<String>>>, bool) {
        let mut rows = Grid::default();
        let (mut depth, mut has_ended) = (0, false);
        for record in records(bytes) {
            match record.kind {
                0x809 => depth += 1, // a sheet begins, or a chart in it
                0x0a if depth <= 1 => {
                    has_ended = true;
                    break;
                }
                0x0a => depth -= 1,
                _ if depth == 1 => drop(self.cells(&record, &mut rows)),
                _ => {}
            }
        }
        (rows.rows, has_ended && !rows.is_cut)
    }

    fn cells(&self, record: &BiffRecord, rows: &mut Grid) -> Option<()> {
        let data = record.data;
        let at = || Some((usize::from(u16_at(data, 0)?), usize::from(u16_at(data, 2)?)));
        let style = || u16_at(data, 4);
        match record.kind {
            0x203 => rows.put(at()?, self.number(f64_at(data, 6)?, style()?)),
            0x27e => rows.put(at()?, self.number(packed(u32_at(data, 6)?), style()?)),
            0xbd => {
                let (row, first) = at()?;
                let (cells, _) = data.get(4..data.len().checked_sub(2)?)?.as_chunks::<6>();
                for (column, cell) in (first..).zip(cells.iter().take(COLUMNS)) {
                    rows.put((row, column), self.number(packed(u32_at(cell, 2)?), u16_at(cell, 0)?));
                }
            }
            0xfd => rows.put(at()?, cell(self.texts.get(u32_at(data, 6)? as usize)?)),
            0x204 | 0xd6 => rows.put(at()?, cell(&self.text(data, 6, 2)?)),
            0x205 => rows.put(at()?, truth(*data.get(6)?, *data.get(7)? == 1)),
            0x06 => {
                let result = data.get(6..14)?;
                match (result[0], &result[6..]) {
                    (0, [255, 255]) => rows.awaits = at(),
                    (1, [255, 255]) => rows.put(at()?, truth(result[2], false)),
                    (2, [255, 255]) => rows.put(at()?, truth(result[2], true)),
                    (_, [255, 255]) => {}
                    _ => rows.put(at()?, self.number(f64_at(data, 6)?, style()?)),
                }
            }
            // The text that a formula gave, behind it.
            0x207 => {
                let at = rows.awaits.take()?;
                rows.put(at, cell(&self.text(data, 0, 2)?));
            }
            _ => {}
        }
        Some(())
    }

    fn number(&self, value: f64, style: u16) -> Option<String> {
        let format = self.styles.get(usize::from(style)).copied().unwrap_or(0);
        let own = self.formats.iter().find(|(number, _)| *number == format).map(|(_, is_moment)| *is_moment);
        match own.unwrap_or(matches!(format, 14..=22 | 27..=36 | 45..=47 | 50..=58)) {
            true => excel_moment(value, self.is_1904).or_else(|| written::float(value)),
            false => written::float(value),
        }
    }
}

/// Cells where they stand, as far as they are shown.
#[derive(Default)]
struct Grid {
    rows: Vec<Vec<Option<String>>>,
    /// The cell of a formula whose text comes next.
    awaits: Option<(usize, usize)>,
    /// Whether there are rows that were not kept.
    is_cut: bool,
}

impl Grid {
    fn put(&mut self, (row, column): (usize, usize), value: Option<String>) {
        self.is_cut |= row > ROWS && value.is_some();
        if row > ROWS || column >= COLUMNS || value.is_none() {
            return;
        }
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Vec::new);
        }
        if self.rows[row].len() <= column {
            self.rows[row].resize(column + 1, None);
        }
        self.rows[row][column] = value;
    }
}

fn truth(value: u8, is_error: bool) -> Option<String> {
    match (is_error, value) {
        (false, value) => Some((value != 0).to_string()),
        (true, 0x07) => Some("#DIV/0!".into()),
        (true, 0x0f) => Some("#VALUE!".into()),
        (true, 0x17) => Some("#REF!".into()),
        (true, 0x1d) => Some("#NAME?".into()),
        (true, 0x24) => Some("#NUM!".into()),
        (true, 0x2a) => Some("#N/A".into()),
        (true, _) => None,
    }
}

/// A number of thirty bits: the upper half of one of 64, or a whole one, and either may be hundredths.
fn packed(bits: u32) -> f64 {
    let value = match bits & 2 {
        0 => f64::from_bits(u64::from(bits & !3) << 32),
        _ => f64::from(bits as i32 >> 2),
    };
    if bits & 1 == 1 { value / 100.0 } else { value }
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..)?.first_chunk().map(|it| f64::from_le_bytes(*it))
}

/// `count` characters of two bytes, or of one where these are of Latin-1.
fn decoded(bytes: &[u8], count: usize, is_wide: bool) -> String {
    match is_wide {
        true => UTF_16LE.decode_without_bom_handling(&bytes[..bytes.len().min(2 * count)]).0.into_owned(),
        false => bytes.iter().take(count).map(|byte| char::from(*byte)).collect(),
    }
}

fn codepage(number: u16) -> &'static Encoding {
    match number {
        1200 => UTF_16LE,
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        10000 => encoding_rs::MACINTOSH,
        1250..=1258 => Encoding::for_label(format!("windows-{number}").as_bytes()).unwrap_or(WINDOWS_1252),
        _ => WINDOWS_1252,
    }
}

/// The texts that cells name by their number. They run over the ends of records.
fn shared(record: &BiffRecord) -> Vec<String> {
    let mut reader = Continued { rest: record.data.get(8..).unwrap_or_default(), more: record.more.iter() };
    let (mut texts, mut length) = (vec![], 0);
    while let Some(text) = reader.text() {
        length += text.len();
        texts.push(text);
        if texts.len() >= TEXTS || length >= LENGTH {
            break;
        }
    }
    texts
}

struct Continued<'r, 'b> {
    rest: &'b [u8],
    more: std::slice::Iter<'r, &'b [u8]>,
}

impl Continued<'_, '_> {
    fn text(&mut self) -> Option<String> {
        if self.rest.is_empty() {
            self.rest = self.more.next()?;
        }
        let (count, flags) = (usize::from(u16_at(self.rest, 0)?), *self.rest.get(2)?);
        self.rest = &self.rest[3..];
        let mut behind = 0;
        if flags & 8 != 0 {
            behind += 4 * usize::from(u16_at(self.rest, 0)?);
            self.rest = &self.rest[2..];
        }
        if flags & 4 != 0 {
            behind += u32_at(self.rest, 0)? as usize;
            self.rest = &self.rest[4..];
        }
        let text = self.characters(count, flags & 1 == 1)?;
        self.skip(behind)?;
        Some(text)
    }

    /// Where they go on in a further record, that says anew how wide they are.
    fn characters(&mut self, mut count: usize, mut is_wide: bool) -> Option<String> {
        let mut text = String::new();
        loop {
            let width = if is_wide { 2 } else { 1 };
            let here = count.min(self.rest.len() / width);
            text += &decoded(self.rest, here, is_wide);
            self.rest = &self.rest[here * width..];
            count -= here;
            if count == 0 {
                return Some(text);
            }
            let (flags, rest) = self.more.next()?.split_first()?;
            (is_wide, self.rest) = (flags & 1 == 1, rest);
        }
    }

    fn skip(&mut self, mut length: usize) -> Option<()> {
        while length > self.rest.len() {
            length -= self.rest.len();
            self.rest = self.more.next()?;
        }
        self.rest = &self.rest[length..];
        Some(())
    }
}
