//! How the numbers of a file are written: what is a decimal sign in them, and what stands between thousands.

use ::csv::StringRecord;

use super::Sureness;
use super::kind::Numbers;
use super::looks::bare_number;
use super::meaning::names::ColumnName;

/// What the numbers of a file say of one sign, comma or point.
#[derive(Clone, Copy, Debug, Default)]
struct SignCounts {
    /// It can only stand before decimals there: `12,5`, `0,125`, `1 234,50`.
    decimal: usize,
    /// Only between thousands: `1,234,567`, or before the other sign.
    thousands: usize,
    /// One or the other: `1,234`.
    either: usize,
    /// Of these, in columns that have small numbers without any: decimals are not left out.
    among_plain: usize,
}

impl SignCounts {
    /// Those of one more column.
    fn add(&mut self, column: Self, plain: usize, is_coordinate: bool) {
        self.thousands += column.thousands;
        let either = if is_coordinate { 0 } else { column.either };
        self.decimal += column.decimal + (column.either - either);
        self.either += either;
        self.among_plain += if plain > 0 && column.decimal == 0 { either } else { 0 };
    }
}

/// As the cells of `rows` have it, parted by `delimiter`; `asked`: what a person says.
pub fn guess(rows: &[&StringRecord], delimiter: u8, asked: Option<char>) -> (Numbers, Sureness) {
    let (mut comma, mut point) = (SignCounts::default(), SignCounts::default());
    let width = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    for at in 0..width {
        let (mut commas, mut points, mut plain) = (SignCounts::default(), SignCounts::default(), 0);
        let cells = || rows.iter().filter_map(|row| row.get(at));
        cells().for_each(|cell| see(bare_number(cell), &mut commas, &mut points, &mut plain));
        let is_coordinate = cells().next().is_some_and(|name| ColumnName::new(name).says_degrees());
        comma.add(commas, plain, is_coordinate);
        point.add(points, plain, is_coordinate);
    }
    let default = if delimiter == b';' { ',' } else { '.' };
    let parts_thousands = |sign: SignCounts, other: SignCounts, is_default: bool| {
        let told = sign.thousands > 0 && sign.thousands >= sign.decimal;
        let fits = sign.either > 0 && sign.decimal == 0;
        told || fits && (other.decimal > 0 || !is_default || sign.among_plain > 2)
    };
    let commas = parts_thousands(comma, point, default == ',');
    let points = parts_thousands(point, comma, default == '.');
    let decimal = asked.unwrap_or_else(|| match (commas, points) {
        (true, false) => '.',
        (false, true) => ',',
        _ if comma.decimal + comma.either > point.decimal + point.either => ',',
        _ if point.decimal + point.either > 0 => '.',
        _ => default,
    });
    let (other, parts) = if decimal == ',' { ('.', points) } else { (',', commas) };
    let (ours, others) = if decimal == ',' { (comma, point) } else { (point, comma) };
    let sureness = match () {
        () if asked.is_some() => Sureness::Sure,
        () if ours.decimal > 0 && others.decimal > 0 => Sureness::Doubtful,
        () if ours.decimal == 0 && others.thousands == 0 && ours.either + others.either > 0 => Sureness::Likely,
        () => Sureness::Sure,
    };
    (Numbers { decimal, thousands: parts.then_some(other) }, sureness)
}

/// What one cell, bare of sign and unit, says.
fn see(cell: &str, comma: &mut SignCounts, point: &mut SignCounts, plain: &mut usize) {
    let is_space = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’');
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.') || is_space(c);
    if cell.len() > 40
        || !cell.starts_with(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.'))
        || !cell.chars().all(is_part)
    {
        return;
    }
    let (commas, points) = (cell.matches(',').count(), cell.matches('.').count());
    let last_is_comma = cell.rfind(',') > cell.rfind('.');
    let (sign, ours, other, others) =
        if last_is_comma { (comma, commas, point, points) } else { (point, points, comma, commas) };
    if ours == 0 {
        *plain += usize::from(cell.len() < 4);
        return;
    }
    let mark = if last_is_comma { ',' } else { '.' };
    let (whole, decimals) = cell.rsplit_once(mark).unwrap_or((cell, ""));
    let in_threes = || {
        let mut groups = cell.split(mark);
        let first = groups.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
    };
    match () {
        () if others > 0 && ours == 1 => {
            sign.decimal += 1;
            other.thousands += 1;
        }
        () if others > 0 => {}
        () if ours > 1 => sign.thousands += usize::from(in_threes() && !cell.starts_with('0')),
        () if decimals.contains(is_space) => {}
        () if decimals.len() != 3
            || whole.len() > 3
            || whole.is_empty()
            || whole.starts_with('0')
            || whole.contains(is_space) =>
        {
            sign.decimal += 1;
        }
        () => sign.either += 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_and_points_are_told_apart() {
        let table = [
            ("12,5 3,25", ';', ',', None),
            ("12.5 3.25", ';', '.', None),
            ("1,234 2,345 987", ',', '.', Some(',')),
            ("1,234 2,345", ',', '.', Some(',')),
            ("1,234 2,345", ';', ',', None),
            ("1,234 2,345 12,001 987", ';', '.', Some(',')),
            ("1.234,50 12,00", ';', ',', Some('.')),
            ("1,234.50 12.00", ';', '.', Some(',')),
            ("1,234,567 12", ';', '.', Some(',')),
            ("1.234.567 12", ',', ',', Some('.')),
            ("1\u{202f}234,50 98,00", ';', ',', None),
            ("1\u{a0}234 98", ',', '.', None),
            ("0,125 0,250", ',', ',', None),
            ("48.117 48.209", ',', '.', None),
            ("12,5% 3,0%", ';', ',', None),
            ("1.234,50€ 12,00€", ';', ',', Some('.')),
            ("01/02/2024 Rennes", ';', ',', None),
            ("01/02/2024 Rennes", ',', '.', None),
        ];
        for (cells, delimiter, decimal, thousands) in table {
            let rows: Vec<_> = cells.split(' ').map(|cell| StringRecord::from(vec![cell])).collect();
            let (numbers, _) = guess(&rows.iter().collect::<Vec<_>>(), delimiter as u8, None);
            assert_eq!(numbers, Numbers { decimal, thousands }, "{cells}");
        }
    }

    #[test]
    fn each_column_tells_for_itself() {
        let table = [
            // Small numbers of another column say nothing of these.
            ("id;debit|1;1,234|2;2,345|3;3,456", ';', ',', None),
            ("id;n|a;1,234|b;987|c;3,456|d;12,001", ';', '.', Some(',')),
            ("id,stop_lat|1,48.105|2,48.115|3,48.125", ',', '.', None),
            ("lat;lon;prix|48.105;-1.607;12,5|48.115;-1.617;3,25", ';', '.', None),
            ("ville;habitants;prix|a;1.234;12,5|b;2.345;3,25", ';', ',', Some('.')),
        ];
        for (text, delimiter, decimal, thousands) in table {
            let record = |row: &str| StringRecord::from(row.split(delimiter).collect::<Vec<_>>());
            let rows: Vec<_> = text.split('|').map(record).collect();
            let (numbers, _) = guess(&rows.iter().collect::<Vec<_>>(), delimiter as u8, None);
            assert_eq!(numbers, Numbers { decimal, thousands }, "{text}");
        }
    }
}
