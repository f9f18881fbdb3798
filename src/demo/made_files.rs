//! Files made up of rows that look like chance and are the same at every start.

use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What a column holds.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Column {
    /// 1, 2, 3…
    Number,
    /// A day of 2025, one a row.
    Day,
    /// Whole numbers from the first, below the second.
    Int(i64, i64),
    /// One decimal place, with a comma as French spreadsheets want it.
    Decimal(i64, i64),
    Word(Vec<String>),
    /// A word and a number.
    Numbered(Vec<String>),
}

/// The rows of the file called `id`.
pub struct Rows<'a> {
    pub id: &'a str,
    pub columns: Vec<(&'a str, &'a Column)>,
    pub count: u32,
}

impl Rows<'_> {
    /// `;` between values and a comma in decimals: what French spreadsheets open.
    pub fn csv(&self) -> String {
        let mut text = self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";") + "\n";
        for row in 0..self.count {
            let cells: Vec<String> = self.cells(row).map(|(_, cell)| cell).collect();
            text += &(cells.join(";") + "\n");
        }
        text
    }

    /// One object a row.
    pub fn objects(&self) -> Value {
        (0..self.count).map(|row| Value::Object(self.object(row))).collect()
    }

    /// One point a row, within these bounds (west, south, east, north).
    pub fn geojson(&self, [west, south, east, north]: [f64; 4]) -> String {
        let feature = |row: u32| {
            let share = |salt: u64| (mixed(seed(self.id) ^ (u64::from(row) << 8) ^ salt) % 10_000) as f64 / 10_000.0;
            let at = [west + (east - west) * share(1), south + (north - south) * share(2)];
            let geometry = json!({"type": "Point", "coordinates": at});
            json!({"type": "Feature", "geometry": geometry, "properties": self.object(row)})
        };
        json!({"type": "FeatureCollection", "features": (0..self.count).map(feature).collect::<Vec<_>>()}).to_string()
    }

    fn object(&self, row: u32) -> Map<String, Value> {
        self.cells(row).map(|(name, cell)| (name.to_owned(), cell.into())).collect()
    }

    fn cells(&self, row: u32) -> impl Iterator<Item = (&str, String)> {
        let seed = seed(self.id) ^ (u64::from(row) << 16);
        self.columns
            .iter()
            .enumerate()
            .map(move |(at, (name, column))| (*name, column.cell(row, mixed(seed ^ at as u64))))
    }
}

impl Column {
    fn cell(&self, row: u32, chance: u64) -> String {
        let between = |low: i64, high: i64| low + (chance % (high - low).unsigned_abs().max(1)) as i64;
        let one_of = |words: &[String]| words[(chance % words.len() as u64) as usize].clone();
        match self {
            Self::Number => (row + 1).to_string(),
            Self::Day => {
                let start = jiff::civil::date(2025, 1, 1);
                start.checked_add(jiff::Span::new().days(i64::from(row % 365))).unwrap_or(start).to_string()
            }
            Self::Int(low, high) => between(*low, *high).to_string(),
            Self::Decimal(low, high) => format!("{},{}", between(*low, *high), chance / 7 % 10),
            Self::Word(words) => one_of(words),
            Self::Numbered(words) => format!("{} {}", one_of(words), row % 97),
        }
    }
}

/// The first number for the file called `id` (FNV-1a).
fn seed(id: &str) -> u64 {
    id.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3))
}

/// A number that looks like chance (SplitMix64).
pub fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
