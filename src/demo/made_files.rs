//! Files made up of rows that look like chance, are of what their titles say, and are the same at every start.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::http::embedded;

/// What tables hold, and the lists of real and invented places, titles and names they take it from.
pub static MADE: LazyLock<MadeFiles> = LazyLock::new(|| embedded(include_str!("../../assets/demo/tables.json")));

#[derive(Deserialize)]
pub struct MadeFiles {
    lists: BTreeMap<String, MadeList>,
    tables: BTreeMap<String, MadeTable>,
}

impl MadeFiles {
    pub fn table(&self, name: &str) -> &MadeTable {
        self.tables.get(name).unwrap_or_else(|| unreachable!("the demo's data, which tests read too, have {name}"))
    }

    pub fn list(&self, name: &str) -> &MadeList {
        self.lists.get(name).unwrap_or_else(|| unreachable!("the demo's data, which tests read too, have {name}"))
    }
}

/// Things that belong together: a book and its author, a town and where it lies.
#[derive(Deserialize)]
pub struct MadeList {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

impl MadeList {
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    pub fn value(&self, row: usize, column: &str) -> &Value {
        let at = self.columns.iter().position(|name| name == column);
        at.and_then(|at| self.rows.get(row)?.get(at)).unwrap_or(&Value::Null)
    }
}

/// The columns of a file, and what a row is on a map.
#[derive(Deserialize)]
pub struct MadeTable {
    #[serde(default)]
    shape: MadeShape,
    columns: Vec<(String, MadeColumn)>,
}

/// So many metres long or wide.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MadeShape {
    #[default]
    Point,
    Line(f64),
    Area(f64),
}

/// What a column holds.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum MadeColumn {
    /// 1, 2, 3…
    Number,
    /// The same behind a prefix, with so many digits.
    Code(String, usize),
    /// Days and hours from this one on, so many rows each.
    Day(Date, u32),
    Hour(DateTime, u32),
    /// Whole numbers from the first, below the second.
    Int(i64, i64),
    /// Whole numbers from this one down, about so much less each row: what a table is ordered by.
    Falling(i64, i64),
    /// One decimal place.
    Decimal(i64, i64),
    /// So many percent of another column.
    Share(String, i64, i64),
    Word(Vec<String>),
    /// `LIST.COLUMN`; all columns of one list are of the same thing in a row.
    Of(String),
    Longitude,
    Latitude,
}

/// The rows of a file. Those of one table and one id are the same, in whatever format they are written.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    pub id: &'a str,
    pub table: &'a MadeTable,
    pub count: u32,
    /// West, south, east, north; none: at the places of the lists.
    pub within: Option<[f64; 4]>,
}

impl Rows<'_> {
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.table.columns.iter().map(|(name, _)| name.as_str())
    }

    pub fn shape(&self) -> MadeShape {
        self.table.shape
    }

    /// `;` between values and a comma in decimals: what French spreadsheets open.
    pub fn csv(&self) -> String {
        let mut text = self.names().collect::<Vec<_>>().join(";") + "\n";
        for row in 0..self.count {
            text += &(self.words(row).join(";") + "\n");
        }
        text
    }

    /// Of a row, as French people write it.
    pub fn words(&self, row: u32) -> Vec<String> {
        let written = |(at, (_, column)): (usize, &(String, MadeColumn))| match (column, self.value(row, at)) {
            (MadeColumn::Decimal(..), value) => value.to_string().replace('.', ","),
            (_, Value::String(text)) => text,
            (_, value) => value.to_string(),
        };
        self.table.columns.iter().enumerate().map(written).collect()
    }

    /// One object a row.
    pub fn objects(&self) -> Value {
        (0..self.count).map(|row| Value::Object(self.object(row))).collect()
    }

    pub fn object(&self, row: u32) -> Map<String, Value> {
        self.names().enumerate().map(|(at, name)| (name.to_owned(), self.value(row, at))).collect()
    }

    pub fn geojson(&self) -> String {
        let feature = |row: u32| {
            let corners = self.corners(row);
            let geometry = match self.table.shape {
                MadeShape::Point => json!({"type": "Point", "coordinates": corners[0]}),
                MadeShape::Line(_) => json!({"type": "LineString", "coordinates": corners}),
                MadeShape::Area(_) => json!({"type": "Polygon", "coordinates": [corners]}),
            };
            json!({"type": "Feature", "geometry": geometry, "properties": self.object(row)})
        };
        json!({"type": "FeatureCollection", "features": (0..self.count).map(feature).collect::<Vec<_>>()}).to_string()
    }

    /// Where a row is on the map: a point, a line of three, a ring of six sides.
    pub fn corners(&self, row: u32) -> Vec<[f64; 2]> {
        let [east, north] = self.position(row);
        let at = |degrees: f64, metres: f64| {
            let (sine, cosine) = degrees.to_radians().sin_cos();
            let high = north + metres * sine / 111_320.0;
            let wide = east + metres * cosine / (111_320.0 * north.to_radians().cos());
            [wide, high].map(|degree| (degree * 1e6).round() / 1e6)
        };
        let turn = (mixed(seed(self.id) ^ u64::from(row)) % 360) as f64;
        match self.table.shape {
            MadeShape::Point => vec![at(0.0, 0.0)],
            MadeShape::Line(length) => vec![at(0.0, 0.0), at(turn, length / 2.0), at(turn + 25.0, length)],
            MadeShape::Area(width) => (0..7).map(|corner| at(f64::from(60 * (corner % 6)), width / 2.0)).collect(),
        }
    }

    /// Longitude and latitude; what is at a place that was there before is a little beside it.
    fn position(&self, row: u32) -> [f64; 2] {
        let share = |salt: u64| (mixed(seed(self.id) ^ (u64::from(row) << 8) ^ salt) % 10_000) as f64 / 10_000.0;
        if let Some([west, south, east, north]) = self.within {
            return [west + (east - west) * share(1), south + (north - south) * share(2)];
        }
        let list = self.placed_list();
        let degree = |column: &str| list.value(self.of_list(list, row), column).as_f64().unwrap_or_default();
        let beside = if (row as usize) < list.rows() { 0.0 } else { 0.006 };
        [degree("longitude") + beside * (share(1) - 0.5), degree("latitude") + beside * (share(2) - 0.5)]
    }

    /// The first list of its columns that tells where things are.
    fn placed_list(&self) -> &'static MadeList {
        let mut lists = self.table.columns.iter().filter_map(|(_, column)| match column {
            MadeColumn::Of(name) => name.split('.').next().map(|list| MADE.list(list)),
            _ => None,
        });
        let is_placed = |list: &&MadeList| list.columns.iter().any(|column| column == "longitude");
        lists.find(is_placed).unwrap_or_else(|| MADE.list("places"))
    }

    /// Which row of `list` a row is of: each comes once before one comes again.
    fn of_list(&self, list: &MadeList, row: u32) -> usize {
        /// A prime that is longer than any list: its multiples visit all of one.
        const STRIDE: u64 = 7907;
        let count = list.rows().max(1) as u64;
        ((seed(self.id) % count + u64::from(row) * STRIDE) % count) as usize
    }

    fn value(&self, row: u32, at: usize) -> Value {
        let chance = mixed(seed(self.id) ^ (u64::from(row) << 16) ^ at as u64);
        let between = |low: i64, high: i64| low + (chance % (high - low).unsigned_abs().max(1)) as i64;
        let after = |rows: &u32| i64::from(row / (*rows).max(1));
        match &self.table.columns[at].1 {
            MadeColumn::Number => (row + 1).into(),
            MadeColumn::Code(prefix, digits) => format!("{prefix}{:0digits$}", row + 1).into(),
            MadeColumn::Day(first, rows) => first.saturating_add(after(rows).days()).to_string().into(),
            MadeColumn::Hour(first, rows) => {
                first.saturating_add(after(rows).hours()).strftime("%Y-%m-%dT%H:%M").to_string().into()
            }
            MadeColumn::Int(low, high) => between(*low, *high).into(),
            MadeColumn::Falling(first, by) => (first - by * i64::from(row) - between(0, *by)).max(0).into(),
            MadeColumn::Decimal(low, high) => (between(*low, *high) as f64 + (chance / 7 % 10) as f64 / 10.0).into(),
            MadeColumn::Share(of, low, high) => {
                let whole = self.names().position(|name| name == of).and_then(|of| self.value(row, of).as_i64());
                (whole.unwrap_or_default() * between(*low, *high) / 100).into()
            }
            MadeColumn::Word(words) => words[(chance % words.len().max(1) as u64) as usize].clone().into(),
            MadeColumn::Of(of) => {
                let (list, column) = of.split_once('.').unwrap_or((of, ""));
                let list = MADE.list(list);
                list.value(self.of_list(list, row), column).clone()
            }
            MadeColumn::Longitude => ((self.position(row)[0] * 1e5).round() / 1e5).into(),
            MadeColumn::Latitude => ((self.position(row)[1] * 1e5).round() / 1e5).into(),
        }
    }
}

/// What files of the same rows have in common: their name without what tells the format.
pub fn stem(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Every table can be made: what its columns name is there, and no value is empty.
    #[test]
    fn every_table_has_something_in_each_cell() {
        for (name, table) in &MADE.tables {
            let rows = Rows { id: name, table, count: 60, within: None };
            for row in 0..rows.count {
                let words = rows.words(row);
                assert!(words.iter().all(|word| !word.is_empty() && word != "null"), "{name}: {words:?}");
                assert!(!words.concat().contains([';', '"', '\n']), "{name}: {words:?}");
            }
            assert!(rows.corners(59).iter().flatten().all(|degree| degree.is_finite()), "{name}");
        }
    }
}
