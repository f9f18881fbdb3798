//! The table of territories that is compiled in (`assets/territories`), unpacked when it is first asked for.

use std::ops::Range;
use std::sync::LazyLock;

use super::TerritoryKind;
use super::words::key_of;
use crate::model::Extent;

static PACKED: &[u8] = include_bytes!("../../../assets/territories/table.zst");
/// Of a degree.
const UNIT: f64 = 1000.0;
/// Characters of a commune's code and of a SIREN.
const CODE: usize = 5;
const SIREN: usize = 9;

/// TextColumn in a row, kept as one.
#[derive(Default)]
pub struct TextColumn {
    all: String,
    parts: Vec<Range<u32>>,
}

impl TextColumn {
    pub fn get(&self, row: usize) -> &str {
        let part = self.parts.get(row).map(|part| part.start as usize..part.end as usize);
        part.and_then(|part| self.all.get(part)).unwrap_or_default()
    }

    pub fn len(&self) -> usize {
        self.parts.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|row| self.get(row))
    }

    fn lines(all: String) -> Self {
        let mut parts = Vec::new();
        let mut start = 0;
        for line in all.split('\n') {
            let end = start + line.len() as u32;
            parts.push(start..end);
            start = end + 1;
        }
        Self { all, parts }
    }

    /// Each so many bytes long.
    fn of_width(all: String, width: usize) -> Self {
        let parts = (0..all.len() / width).map(|row| (row * width) as u32..((row + 1) * width) as u32).collect();
        Self { all, parts }
    }

    /// As they are looked for, with line breaks between.
    fn keys(&self) -> Self {
        let mut keys = Self { all: String::with_capacity(self.all.len()), parts: Vec::with_capacity(self.len()) };
        for text in self.iter() {
            let start = keys.all.len() as u32;
            key_of(text, &mut keys.all);
            keys.parts.push(start..keys.all.len() as u32);
            keys.all.push('\n');
        }
        keys
    }

    /// The rows of keys in which a word begins so, some of them twice: all are one text to look through.
    pub fn beginning<'t>(&'t self, typed: &'t str) -> impl Iterator<Item = usize> + 't {
        let begins = |at: &usize| *at == 0 || matches!(self.all.as_bytes().get(at - 1), Some(b' ' | b'\n'));
        let at = self.all.match_indices(typed).map(|(at, _)| at).filter(begins);
        at.map(|at| self.parts.partition_point(|part| part.end as usize <= at))
    }
}

/// All territories of one kind, in the order of their codes.
#[derive(Default)]
pub struct TerritoryLevel {
    pub codes: TextColumn,
    pub names: TextColumn,
    /// The names as they are looked for.
    pub keys: TextColumn,
    boxes: Vec<[i32; 4]>,
}

impl TerritoryLevel {
    fn new(codes: TextColumn, names: TextColumn, boxes: Vec<[i32; 4]>) -> Option<Self> {
        let is_whole = codes.len() == names.len() && codes.len() == boxes.len();
        is_whole.then(|| Self { keys: names.keys(), codes, names, boxes })
    }

    pub fn row_of(&self, code: &str) -> Option<usize> {
        self.codes.iter().position(|known| known == code)
    }

    pub fn extent(&self, row: usize) -> Option<Extent> {
        let [west, south, width, height] = *self.boxes.get(row).filter(|it| **it != [0; 4])?;
        let [west, south, east, north] = [west, south, west + width, south + height].map(|it| f64::from(it) / UNIT);
        Some(Extent { west, south, east, north })
    }
}

#[derive(Default)]
pub struct TerritoryTable {
    pub communes: TerritoryLevel,
    pub epci: TerritoryLevel,
    pub departements: TerritoryLevel,
    pub regions: TerritoryLevel,
    /// Of each commune: the number of its EPCI, from 1; 0 for none.
    pub epci_of: Vec<u16>,
    /// Of each commune.
    pub postal: TextColumn,
    /// Of each commune: the binary digits of its population.
    pub size: Vec<u8>,
    sirens: Vec<SirenSource>,
    exceptions: TextColumn,
    /// Of each département: the code of its region.
    pub region_of: TextColumn,
}

/// How a commune's SIREN is known.
#[derive(Clone, Copy)]
enum SirenSource {
    ByRule,
    /// The number of the exception.
    Exception(u32),
    Unknown,
}

/// The table; empty where it cannot be read, which a test rules out.
pub fn table() -> &'static TerritoryTable {
    static TABLE: LazyLock<TerritoryTable> = LazyLock::new(|| TerritoryTable::read().unwrap_or_default());
    &TABLE
}

impl TerritoryTable {
    fn read() -> Option<Self> {
        let length = zstd::zstd_safe::get_frame_content_size(PACKED).ok()??;
        let raw = zstd::bulk::decompress(PACKED, usize::try_from(length).ok()?).ok()?;
        let mut columns = TableColumns(&raw);
        let (codes, names) = (columns.of_width(CODE)?, columns.lines()?);
        let epci_of = columns.numbers::<2>()?.map(u16::from_le_bytes).collect();
        let sirens = sirens(columns.take()?);
        let (exceptions, postal) = (columns.of_width(SIREN)?, columns.lines()?);
        let size = columns.take()?.to_vec();
        let communes = TerritoryLevel::new(codes, names, columns.boxes()?)?;
        let (codes, names) = (columns.of_width(SIREN)?, columns.lines()?);
        let epci = TerritoryLevel::new(codes, names, columns.boxes()?)?;
        let (codes, region_of, names) = (columns.lines()?, columns.lines()?, columns.lines()?);
        let departements = TerritoryLevel::new(codes, names, columns.boxes()?)?;
        let (codes, names) = (columns.lines()?, columns.lines()?);
        let regions = TerritoryLevel::new(codes, names, columns.boxes()?)?;
        Some(Self { communes, epci, departements, regions, epci_of, postal, size, sirens, exceptions, region_of })
    }

    pub fn level(&self, kind: TerritoryKind) -> &TerritoryLevel {
        match kind {
            TerritoryKind::Commune => &self.communes,
            TerritoryKind::Epci => &self.epci,
            TerritoryKind::Departement => &self.departements,
            TerritoryKind::Region => &self.regions,
        }
    }

    /// Of the commune in this row.
    pub fn siren(&self, row: usize) -> Option<String> {
        match self.sirens.get(row)? {
            SirenSource::ByRule => by_rule(self.communes.codes.get(row)),
            SirenSource::Exception(number) => Some(self.exceptions.get(*number as usize).to_owned()),
            SirenSource::Unknown => None,
        }
    }
}

fn sirens(column: &[u8]) -> Vec<SirenSource> {
    let mut exceptions = 0;
    let siren = |kind: &u8| match kind {
        0 => SirenSource::ByRule,
        1 => {
            exceptions += 1;
            SirenSource::Exception(exceptions - 1)
        }
        _ => SirenSource::Unknown,
    };
    column.iter().map(siren).collect()
}

/// The SIREN of most communes: 21, the département, 0, the commune, and Luhn's digit.
fn by_rule(code: &str) -> Option<String> {
    let (departement, commune) = code.split_at_checked(2)?;
    let digits = format!("21{departement}0{commune}");
    let doubled = |(place, digit): (usize, char)| {
        let digit = digit.to_digit(10)? * if place % 2 == 1 { 2 } else { 1 };
        Some(if digit > 9 { digit - 9 } else { digit })
    };
    let sum: u32 = digits.chars().enumerate().map(doubled).sum::<Option<u32>>()?;
    Some(format!("{digits}{}", (10 - sum % 10) % 10))
}

/// What is left of the table, from which one column after the other is taken.
struct TableColumns<'t>(&'t [u8]);

impl<'t> TableColumns<'t> {
    fn take(&mut self) -> Option<&'t [u8]> {
        let (length, rest) = self.0.split_first_chunk::<4>()?;
        let (column, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        self.0 = rest;
        Some(column)
    }

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.take()?.to_vec()).ok()
    }

    fn lines(&mut self) -> Option<TextColumn> {
        self.text().map(TextColumn::lines)
    }

    fn of_width(&mut self, width: usize) -> Option<TextColumn> {
        self.text().map(|text| TextColumn::of_width(text, width))
    }

    fn numbers<const N: usize>(&mut self) -> Option<impl Iterator<Item = [u8; N]> + 't> {
        self.take().map(planes)
    }

    /// West, south, width and height.
    fn boxes(&mut self) -> Option<Vec<[i32; 4]>> {
        let column = self.take()?;
        let rows = column.len() / 12;
        let (places, sizes) = column.split_at_checked(rows * 8)?;
        let (west, south) = places.split_at_checked(rows * 4)?;
        let (width, height) = sizes.split_at_checked(rows * 2)?;
        let places = planes(west).map(i32::from_le_bytes).zip(planes(south).map(i32::from_le_bytes));
        let sizes = planes(width).map(u16::from_le_bytes).zip(planes(height).map(u16::from_le_bytes));
        let row = |((west, south), (width, height))| [west, south, i32::from(width), i32::from(height)];
        Some(places.zip(sizes).map(row).collect())
    }
}

/// Numbers that are kept as all their first bytes, then all their second bytes, and so on.
fn planes<const N: usize>(column: &[u8]) -> impl Iterator<Item = [u8; N]> + '_ {
    let rows = column.len() / N;
    (0..rows).map(move |row| std::array::from_fn(|plane| column.get(plane * rows + row).copied().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let table = TerritoryTable::read().unwrap();
        let counts = [&table.communes, &table.epci, &table.departements, &table.regions].map(|level| level.names.len());
        assert_eq!(counts, [34_969, 1_255 + 11, 109, 18]);
        let of_communes = [table.epci_of.len(), table.postal.len(), table.size.len(), table.sirens.len()];
        assert_eq!(of_communes, [34_969; 4]);
        assert_eq!((table.region_of.len(), table.exceptions.len()), (109, 6_074));
        for level in [&table.communes, &table.departements, &table.regions] {
            assert!(level.codes.iter().is_sorted_by(|one, other| one < other));
        }
        assert!(table.epci_of.iter().all(|number| usize::from(*number) <= 1_255), "of an EPCI that is there, no EPT");
        assert_eq!(table.epci_of.iter().filter(|number| **number == 0).count(), 98);
        let without_box = (0..34_969).filter(|row| table.communes.extent(*row).is_none()).count();
        assert_eq!(without_box, 101);
        let is_whole = |level: &TerritoryLevel| (0..level.names.len()).all(|row| !level.names.get(row).is_empty());
        assert!([&table.communes, &table.epci, &table.departements, &table.regions].map(is_whole) == [true; 4]);
    }

    /// Eleven that were looked up by hand: name, SIREN of the EPCI, one of the postal codes, bounds.
    #[test]
    fn communes_are_what_they_are() {
        let no_box = [0.0; 4];
        let rows = [
            ("01001", "L'Abergement-Clémenciat", "200069193", "01400", None),
            ("2A004", "Ajaccio", "242010056", "20167", Some([8.585, 41.873, 8.826, 41.972])),
            ("13055", "Marseille", "200054807", "13016", Some([5.228, 43.172, 5.533, 43.391])),
            ("22278", "Saint-Brieuc", "200069409", "22000", None),
            ("35238", "Rennes", "243500139", "35700", Some([-1.753, 48.076, -1.624, 48.155])),
            ("69123", "Lyon", "200046977", "69009", None),
            ("75056", "Paris", "200054781", "75116", Some([2.224, 48.815, 2.47, 48.902])),
            ("97411", "Saint-Denis", "249740119", "97490", None),
            ("97608", "Dzaoudzi", "200050532", "97615", None),
            ("01033", "Valserhône", "240100891", "01200", None),
            ("15031", "Celles", "200066637", "15170", Some(no_box)),
        ];
        for (code, name, epci, postal, bounds) in rows {
            let table = table();
            let row = table.communes.row_of(code).unwrap();
            let of = usize::from(table.epci_of[row]) - 1;
            assert_eq!((table.communes.names.get(row), table.epci.codes.get(of)), (name, epci));
            assert!(table.postal.get(row).split(',').any(|it| it == postal), "{name}");
            let found = table.communes.extent(row).map(|it| [it.west, it.south, it.east, it.north]);
            match bounds {
                Some(bounds) => assert_eq!(found.unwrap_or(no_box), bounds, "{name}"),
                None => assert!(found.is_some(), "{name}"),
            }
        }
    }

    #[test]
    fn a_siren_is_by_the_rule_or_an_exception() {
        let table = table();
        let siren = |code: &str| table.communes.row_of(code).and_then(|row| table.siren(row));
        // Two by the rule, one of Corsica, one overseas, one that was made of others lately.
        let known = [("35238", "213502388"), ("01001", "210100012"), ("2A004", "212000046"), ("97411", "219740115")];
        for (code, expected) in known {
            assert_eq!(siren(code).as_deref(), Some(expected));
        }
        let all: std::collections::HashSet<String> = (0..34_969).filter_map(|row| table.siren(row)).collect();
        assert!(all.len() > 34_800 && all.iter().all(|siren| siren.len() == 9), "{}", all.len());
    }

    #[test]
    fn it_is_unpacked_in_a_moment() {
        let begin = std::time::Instant::now();
        assert!(TerritoryTable::read().is_some());
        // Some 8 ms as it is built for people; tests are not optimised, and share the machine.
        assert!(begin.elapsed() < std::time::Duration::from_secs(2), "{:?}", begin.elapsed());
    }
}
