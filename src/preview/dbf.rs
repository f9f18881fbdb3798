//! Tables of dBase and its successors, alone and beside a shapefile.

use encoding_rs::WINDOWS_1250;

use super::layer::MapLayer;
use super::{DecidedBy, Preview, ReadAt, ReadOptions, SAMPLE, Sample, What, written};
use crate::base::error::Result;
use crate::base::{format, text};
use crate::t;
use crate::tabular::encoding::{Encoded, encoded};
use crate::tabular::{Charset, Sureness, cell};

/// How much of it is read.
pub const READ: usize = 512 << 10;
const MOST_FIELDS: usize = 500;

pub async fn preview(source: &mut dyn ReadAt, sample: &Sample, options: &ReadOptions) -> Result<Preview> {
    let bytes = match sample.whole || !source.seeks() {
        true => sample.bytes.clone(),
        false => source.at(0, READ).await?,
    };
    let Some(table) = DbfTable::read(&bytes) else {
        return Ok(Preview::refused("dbf", t!("geo-no-dbf")).of(sample));
    };
    let encoding = table.encoding(&bytes, None, options);
    let mut layer = MapLayer::of_columns(table.names(encoding));
    layer.total = Some(table.count(sample.total));
    layer.notes = table.notes(sample.total, encoding);
    for row in table.rows(&bytes, encoding).flatten() {
        layer.add(row, []);
    }
    let is_of_mapinfo = sample.about.name.as_deref().is_some_and(|name| name.to_ascii_lowercase().ends_with(".dat"));
    layer.notes.extend(is_of_mapinfo.then(|| t!("geo-dat-alone")));
    let preview = layer.preview("dbf").guess(What::Encoding, encoding.charset.name(), encoding.by, encoding.sureness);
    Ok(Preview { bytes_read: bytes.len() as u64, ..preview.of(sample) })
}

/// Whether a file is one beyond doubt, whatever it is called: its fields are named, of known kinds, and fill its rows.
pub fn is_one(bytes: &[u8]) -> bool {
    const VERSIONS: [u8; 14] = [2, 3, 4, 5, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8b, 0x8c, 0xf5, 0xfb];
    let is_version = bytes.first().is_some_and(|byte| VERSIONS.contains(byte));
    let Some(table) = DbfTable::read(bytes).filter(|_| is_version) else { return false };
    let is_name = |name: &[u8]| !name.is_empty() && name.iter().all(|byte| *byte > b' ' && *byte != 0x7f);
    let is_field = |field: &DbfField| is_name(&field.name) && b"CNFLDMGPTIBYWVQ0@+O".contains(&field.kind);
    table.fields.iter().all(is_field) && table.fields.iter().map(|it| it.length).sum::<usize>() + 1 == table.record
}

/// Its header: what its columns are, and where its rows begin.
pub struct DbfTable {
    fields: Vec<DbfField>,
    header: usize,
    record: usize,
    claimed: u32,
    /// The byte that tells of the encoding.
    language: u8,
}

struct DbfField {
    name: Vec<u8>,
    kind: u8,
    from: usize,
    length: usize,
}

impl DbfTable {
    /// Of the beginning of a file; `None` where it is none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let head = bytes.get(..32)?;
        let claimed = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        let header = usize::from(u16::from_le_bytes([head[8], head[9]]));
        let record = usize::from(u16::from_le_bytes([head[10], head[11]]));
        let is_one = matches!(head[0] & 7, 2..=5 | 0) && head[0] != 0 && header >= 33 && record >= 1;
        let described = bytes.get(32..header.min(bytes.len())).filter(|_| is_one)?;
        let mut fields = Vec::new();
        let mut from = 1;
        for field in described.chunks_exact(32).take_while(|it| it[0] != b'\r').take(MOST_FIELDS) {
            let (kind, decimals) = (field[11], usize::from(field[17]));
            // Clipper's long texts have their length in two bytes.
            let length = usize::from(field[16]) + if kind == b'C' && decimals > 0 { decimals << 8 } else { 0 };
            let name = field[..11].split(|byte| *byte == 0).next().unwrap_or_default().to_vec();
            if from + length > record {
                break;
            }
            fields.push(DbfField { name, kind, from, length });
            from += length;
        }
        (!fields.is_empty()).then_some(Self { fields, header, record, claimed, language: head[29] })
    }

    /// How many rows it has: as it says, and no more than fit in a file of this length.
    pub fn count(&self, length: Option<u64>) -> u64 {
        let room = length.map(|length| length.saturating_sub(self.header as u64) / self.record as u64);
        room.map_or(u64::from(self.claimed), |room| room.min(self.claimed.into()))
    }

    /// What there is to say of rows that are missing, and of values that lie elsewhere.
    pub fn notes(&self, length: Option<u64>, encoding: Encoded) -> Vec<String> {
        let (count, claimed) = (self.count(length), u64::from(self.claimed));
        let mut notes = vec![];
        if count < claimed {
            notes.push(t!("geo-dbf-cut", count = format::count(count), claimed = format::count(claimed)));
        }
        let elsewhere = self.fields.iter().filter(|field| matches!(field.kind, b'M' | b'G' | b'P' | b'W'));
        let names: Vec<String> =
            elsewhere.take(20).map(|field| text::line(encoding.charset.text(&field.name).trim())).collect();
        if !names.is_empty() {
            notes.push(t!("geo-dbf-elsewhere", names = names.join(", ")));
        }
        notes
    }

    /// What a `.cpg` says that does not hold for the rows.
    pub fn doubt(&self, cpg: Option<&str>, encoding: Encoded) -> Option<String> {
        let stated = cpg.and_then(of_cpg).filter(|_| encoding.by == DecidedBy::Guessed)?;
        Some(t!("geo-cpg-wrong", stated = stated.name(), read = encoding.charset.name()))
    }

    pub fn names(&self, encoding: Encoded) -> Vec<String> {
        self.fields.iter().map(|field| encoding.charset.text(&field.name).trim().to_owned()).collect()
    }

    /// As the person says, else the `.cpg` beside it, else the table itself; else as guessed from its rows.
    pub fn encoding(&self, bytes: &[u8], cpg: Option<&str>, options: &ReadOptions) -> Encoded {
        if let Some(asked) = options.text.encoding {
            return Encoded { charset: asked, by: DecidedBy::Asked, sureness: Sureness::Sure };
        }
        let rows = bytes.get(self.header..).unwrap_or_default();
        let guessed = encoded(&rows[..rows.len().min(SAMPLE)], false, None);
        // What is said to be UTF-8 and is not was mostly renamed, not converted.
        let fits = |charset: &Charset| *charset != Charset::UTF_8 || guessed.charset == Charset::UTF_8;
        match cpg.and_then(of_cpg).or_else(|| of_language(self.language)).filter(fits) {
            Some(charset) => Encoded { charset, by: DecidedBy::Stated, sureness: Sureness::Sure },
            None => guessed,
        }
    }

    /// Rows in their order, as far as `bytes` go; `None` for one that was deleted.
    pub fn rows<'a>(
        &'a self,
        bytes: &'a [u8],
        encoding: Encoded,
    ) -> impl Iterator<Item = Option<Vec<Option<String>>>> + 'a {
        let records = bytes.get(self.header..).unwrap_or_default().chunks_exact(self.record);
        let most = usize::try_from(self.claimed).unwrap_or(usize::MAX);
        records.take(most).map(move |record| {
            let cells = || self.fields.iter().map(|field| field.cell(record, encoding)).collect();
            (record.first() != Some(&b'*')).then(cells)
        })
    }

    /// The bytes of each field of a row, for those who know better what is in them.
    pub fn raw_rows<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Option<Vec<&'a [u8]>>> + 'a {
        let records = bytes.get(self.header..).unwrap_or_default().chunks_exact(self.record);
        let most = usize::try_from(self.claimed).unwrap_or(usize::MAX);
        records.take(most).map(|record| {
            let cells = || self.fields.iter().map(|field| field.bytes(record)).collect();
            (record.first() != Some(&b'*')).then(cells)
        })
    }
}

impl DbfField {
    fn bytes<'b>(&self, record: &'b [u8]) -> &'b [u8] {
        record.get(self.from..self.from + self.length).unwrap_or_default()
    }

    fn cell(&self, record: &[u8], encoding: Encoded) -> Option<String> {
        let bytes = self.bytes(record);
        let text = || encoding.charset.text(bytes.split(|byte| *byte == 0).next().unwrap_or_default());
        match (self.kind, bytes.len()) {
            (b'D', 8) => day(&text()),
            (b'L', _) => match bytes.first() {
                Some(b'T' | b't' | b'Y' | b'y') => Some("true".to_owned()),
                Some(b'F' | b'f' | b'N' | b'n') => Some("false".to_owned()),
                _ => None,
            },
            // Asterisks: what did not fit, or shapefiles' word for nothing.
            (b'N' | b'F', _) if bytes.iter().all(|byte| *byte == b'*') => None,
            (b'N' | b'F', _) => cell(without_zeros(text().trim())),
            (b'I' | b'+', 4) => Some(i32::from_le_bytes(bytes.try_into().ok()?).to_string()),
            (b'B' | b'O', 8) => cell(&f64::from_le_bytes(bytes.try_into().ok()?).to_string()),
            (b'Y', 8) => {
                let amount = i64::from_le_bytes(bytes.try_into().ok()?);
                Some(format!("{}.{:04}", amount / 10_000, (amount % 10_000).abs()))
            }
            (b'T' | b'@', 8) => moment(bytes),
            // Memos and pictures lie elsewhere.
            (b'M' | b'G' | b'P' | b'W' | b'T' | b'@' | b'0', _) => None,
            _ => cell(&text()),
        }
    }
}

/// The day, counted as astronomers do, and the milliseconds since its midnight.
fn moment(bytes: &[u8]) -> Option<String> {
    const DAY_OF_1970: i64 = 2_440_588;
    let (day, since) = bytes.split_first_chunk::<4>()?;
    let day = i64::from(i32::from_le_bytes(*day));
    let since = i64::from(i32::from_le_bytes(since.try_into().ok()?));
    let moment = (day - DAY_OF_1970) * 86_400_000 + since;
    (day > 0).then(|| written::moment(moment, written::Unit::Milliseconds, false))
}

/// `20240603` as `2024-06-03`.
pub fn day(digits: &str) -> Option<String> {
    let (year, month, day) = (digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) && digits != "00000000" {
        return Some(format!("{year}-{month}-{day}"));
    }
    cell(digits)
}

/// `8374.000` as `8374`: rows are as wide as their column.
fn without_zeros(number: &str) -> &str {
    match number.contains('.') && !number.contains(['e', 'E']) {
        true => number.trim_end_matches('0').trim_end_matches('.'),
        false => number,
    }
}

/// `UTF-8`, `ISO 88591`, `ANSI 1252`, `850`.
fn of_cpg(stated: &str) -> Option<Charset> {
    let bare: String = stated.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    match bare.to_ascii_lowercase().as_str() {
        "65001" | "cp65001" => Some(Charset::UTF_8),
        "iso88591" | "88591" | "ansi1252" | "windows1252" => Some(Charset::WINDOWS_1252),
        bare => Charset::named(bare).or_else(|| Charset::named(stated)),
    }
}

/// What dBase calls the driver of its language.
fn of_language(language: u8) -> Option<Charset> {
    match language {
        0x03 | 0x57..=0x59 => Some(Charset::WINDOWS_1252),
        0x01 => Some(Charset::CP437),
        0x02 | 0x0f..=0x11 | 0x36 | 0x37 | 0x6c => Some(Charset::CP850),
        0xc8 => Some(Charset::Web(WINDOWS_1250)),
        _ => None,
    }
}
