//! MapInfo: the description of a table (`.tab`) with its rows beside it (`.dat`).

use super::dbf::{self, DbfTable};
use super::layer::MapLayer;
use super::siblings::{Siblings, beginning, called_like};
use super::{Files, Preview, ReadAt, ReadOptions, SAMPLE, Sample, View, What, interpret, mif, plain};
use crate::base::error::Result;
use crate::base::text;
use crate::t;
use crate::tabular::encoding::{Encoded, decode, encoded};
use crate::tabular::{Charset, DecidedBy, Sureness, Table, cell};

/// A table of MapInfo, or its exchange format: on this disk, its other files are beside it.
pub async fn preview(source: &mut dyn ReadAt, sample: &Sample, options: &ReadOptions) -> Result<Preview> {
    let Some(path) = source.path() else { return Ok(interpret(sample, options)) };
    let mut beside = Siblings::of(path);
    let read = of_files(&mut beside, 0, sample, options).await?;
    Ok(read.unwrap_or_else(|| interpret(sample, options)))
}

/// The table whose `.tab`, or `.mif`, is the entry at `at`; `None` where nothing that it needs is beside it.
pub async fn of_files(
    files: &mut dyn Files,
    at: usize,
    sample: &Sample,
    options: &ReadOptions,
) -> Result<Option<Preview>> {
    let Some(own) = beginning(files, at, SAMPLE).await else { return Ok(None) };
    let decoded = decode(&own.bytes, own.whole, options.text.encoding);
    if mif::is_one(&decoded.text) {
        return Ok(mif::of_files(files, at, sample, &own, options).await);
    }
    let definition = Definition::read(&decoded.text);
    let Some(place) = called_like(files, at, "dat").or_else(|| called_like(files, at, "dbf")) else { return Ok(None) };
    let Some(dat) = beginning(files, place, dbf::READ).await else { return Ok(None) };
    let Some(table) = DbfTable::read(&dat.bytes).filter(|_| !definition.columns.is_empty()) else { return Ok(None) };
    let mut layer = MapLayer::of_columns(definition.columns.iter().map(|column| column.name.clone()));
    layer.total = Some(table.count(dat.length));
    let words = definition.encoding(&table, &dat.bytes, options);
    for row in table.raw_rows(&dat.bytes).flatten() {
        let cells = definition.columns.iter().zip(row);
        layer.add(cells.map(|(column, bytes)| column.cell(bytes, words.charset)).collect(), []);
    }
    if let Some(map) = called_like(files, at, "map").and_then(|place| files.entries().get(place)) {
        layer.notes.push(t!("geo-tab-map", name = map.file_name()));
    }
    let preview = layer.preview("tab").guess(What::Encoding, words.charset.name(), words.by, words.sureness);
    let bytes_read = own.bytes.len() as u64 + dat.bytes.len() as u64;
    Ok(Some(Preview { bytes_read, sample: None, ..preview.of(sample) }))
}

/// The description alone: which columns there are.
pub fn read_tab(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = decode(&sample.bytes, sample.whole, options.text.encoding);
    let columns = Definition::read(&decoded.text).columns;
    let mut views = vec![];
    if !columns.is_empty() {
        let rows = columns.iter().map(|column| vec![cell(&column.name), cell(&column.kind)]).collect();
        let mut table = Table::new(vec![t!("geo-tab-column"), t!("geo-tab-kind")], rows, '.');
        table.total = Some(columns.len() as u64);
        views.push(View::Table(table));
    }
    views.push(View::Text(plain::lines(&decoded.text)));
    Preview::new("tab", views).decoded(&decoded).note(t!("geo-tab-alone"))
}

/// What a `.tab` says of its columns.
struct Definition {
    columns: Vec<TabColumn>,
    /// What its texts are written in, where it says so.
    charset: Option<Charset>,
}

struct TabColumn {
    name: String,
    /// As it is written: `Char (20)`.
    kind: String,
}

impl Definition {
    const MOST: usize = 500;

    fn read(text: &str) -> Self {
        let mut lines = text.lines().map(str::trim);
        let charset = lines.clone().take(5).find_map(|line| line.strip_prefix("!charset")).and_then(charset);
        let count = lines.find_map(|line| {
            let (word, count) = line.split_once(char::is_whitespace)?;
            if word.eq_ignore_ascii_case("fields") { count.trim().parse::<usize>().ok() } else { None }
        });
        let columns = lines.take(count.unwrap_or(0).min(Self::MOST)).filter_map(|line| {
            let (name, kind) = line.split_once(char::is_whitespace)?;
            let kind = kind.trim_end_matches(';').trim();
            Some(TabColumn { name: text::line(name), kind: text::line(kind) })
        });
        Self { columns: columns.collect(), charset }
    }

    /// As the person says, else as it says itself; else as guessed from the texts of its rows.
    fn encoding(&self, table: &DbfTable, dat: &[u8], options: &ReadOptions) -> Encoded {
        if let (None, Some(charset)) = (options.text.encoding, self.charset) {
            return Encoded { charset, by: DecidedBy::Stated, sureness: Sureness::Sure };
        }
        let mut texts = vec![];
        for row in table.raw_rows(dat).flatten() {
            let cells = self.columns.iter().zip(row).filter(|(column, _)| column.word() == "char");
            cells.for_each(|(_, bytes)| texts.extend(until_zero(bytes).iter().chain(b"\n")));
            if texts.len() >= SAMPLE {
                break;
            }
        }
        encoded(&texts, false, options.text.encoding)
    }
}

/// `WindowsLatin1`, `UTF-8`; what is called neutral says nothing.
pub fn charset(stated: &str) -> Option<Charset> {
    let stated = stated.trim().trim_matches('"').to_ascii_lowercase();
    let name = match stated.as_str() {
        "windowslatin1" => "windows-1252",
        "windowslatin2" => "windows-1250",
        "windowscyrillic" => "windows-1251",
        "windowsgreek" => "windows-1253",
        "windowsturkish" => "windows-1254",
        "windowshebrew" => "windows-1255",
        "windowsarabic" => "windows-1256",
        "windowsbalticrim" => "windows-1257",
        "windowsvietnamese" => "windows-1258",
        "windowsthai" => "windows-874",
        "windowssimpchinese" => "gbk",
        "windowstradchinese" => "big5",
        "windowsjapanese" => "shift_jis",
        "windowskorean" => "euc-kr",
        name if name.starts_with("codepage") => &name.replace("codepage", "cp"),
        name if name.starts_with("iso8859_") => &name.replace("iso8859_", "iso-8859-"),
        name => name,
    };
    Charset::named(name)
}

fn until_zero(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

impl TabColumn {
    /// A cell as MapInfo keeps it: numbers and dates in bytes of their own.
    fn cell(&self, bytes: &[u8], words: Charset) -> Option<String> {
        match (self.word().as_str(), bytes) {
            ("integer", [a, b, c, d]) => Some(i32::from_le_bytes([*a, *b, *c, *d]).to_string()),
            ("smallint", [a, b]) => Some(i16::from_le_bytes([*a, *b]).to_string()),
            ("largeint", bytes) if bytes.len() == 8 => Some(i64::from_le_bytes(bytes.try_into().ok()?).to_string()),
            ("float", bytes) if bytes.len() == 8 => cell(&f64::from_le_bytes(bytes.try_into().ok()?).to_string()),
            ("date", [year, century, month, day]) => {
                let year = u16::from_le_bytes([*year, *century]);
                (year > 0).then(|| format!("{year:04}-{month:02}-{day:02}"))
            }
            ("logical", [b'T' | b't' | b'Y' | 1]) => Some("true".to_owned()),
            ("logical", [b'F' | b'f' | b'N' | 0]) => Some("false".to_owned()),
            ("time" | "datetime", _) => None,
            _ => cell(&words.text(until_zero(bytes))),
        }
    }

    /// What it is, without its width.
    fn word(&self) -> String {
        self.kind.split([' ', '(']).next().unwrap_or_default().to_ascii_lowercase()
    }
}
