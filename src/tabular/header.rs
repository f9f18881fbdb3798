//! Whether the first row of a table names its columns: names differ from what stands below them.

use std::collections::HashSet;

use ::csv::StringRecord;

use super::looks::CellLooks;
use super::{Sureness, aside};

/// How many rows are looked at.
const LOOKED_AT: usize = 200;
/// What columns are called everywhere, by their first word or what it begins with.
const USUAL: [&str; 63] = [
    "id", "identifi", "code", "nom", "name", "prenom", "libelle", "label", "date", "annee", "year", "mois", "jour",
    "heure", "adresse", "address", "commune", "ville", "city", "insee", "siret", "siren", "lat", "latitude", "lon",
    "lng", "long", "longitud", "x", "y", "type", "nature", "valeur", "value", "montant", "prix", "price", "dep",
    "departem", "region", "reg", "pays", "country", "cp", "total", "nombre", "nb", "effectif", "notes", "comment",
    "titre", "title", "descript", "url", "statut", "status", "categori", "quantite", "numero", "field", "champ", "col",
    "column",
];

/// Whether the first of `rows` is a header, and how sure that is.
pub fn guess(rows: &[&StringRecord]) -> (bool, Sureness) {
    let Some(first) = rows.first() else { return (false, Sureness::Sure) };
    let names: Vec<&str> = first.iter().map(str::trim).collect();
    let filled: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
    let distinct = filled.iter().collect::<HashSet<_>>().len();
    let evidence = evidence_once(rows).unwrap_or_else(|| evidence(rows));
    let can_be = filled.iter().any(|name| !CellLooks::of(name).is_value());
    // A table of years against something: `;2019;2020`.
    if names.first().is_some_and(|name| name.is_empty())
        && !filled.is_empty()
        && filled.iter().all(|name| is_year(name))
        && evidence >= 0.0
    {
        return (true, Sureness::Likely);
    }
    if is_series(&filled, rows) {
        return (true, Sureness::Likely);
    }
    if !can_be || filled.len() * 4 < names.len() {
        return (false, Sureness::Sure);
    }
    match () {
        () if evidence >= 0.8 => (true, Sureness::Sure),
        () if evidence > 0.0 => (true, Sureness::Likely),
        () if evidence < -0.8 => (false, Sureness::Sure),
        () if evidence < 0.0 => (false, Sureness::Likely),
        // Nothing to go by: words above words. Nearly all files have a header, and few a row of different words for data.
        () => (distinct == filled.len() && filled.len() * 2 >= names.len() && is_plausible(first), Sureness::Doubtful),
    }
}

/// What speaks for a header that comes again, as where files were put one behind another; `None` where nothing does.
fn evidence_once(rows: &[&StringRecord]) -> Option<f64> {
    let first = rows.first().filter(|first| is_plausible(first))?;
    let below = rows.iter().skip(1).filter(|row| !aside::is_again(*first, **row));
    let once: Vec<&StringRecord> = std::iter::once(first).chain(below).copied().collect();
    let found = evidence(&once);
    (once.len() < rows.len() && found > 0.0).then_some(found)
}

/// Whether figures that name columns follow each other as values do not: years, or `1;2;3` behind a name.
fn is_series(filled: &[&str], rows: &[&StringRecord]) -> bool {
    let below = |at: usize| rows.iter().skip(at).take(LOOKED_AT);
    if filled.len() > 1 && filled.is_sorted_by(|one, other| one < other) && filled.iter().all(|name| is_year(name)) {
        return rows.len() > 1 && !below(1).any(|row| row.iter().any(|cell| is_year(cell.trim())));
    }
    let follow = |cells: &[&str]| {
        let figures: Vec<i64> = cells.iter().skip(1).map_while(|cell| cell.parse().ok()).collect();
        figures.len() > 2 && figures.len() + 1 == cells.len() && figures.windows(2).all(|pair| pair[1] == pair[0] + 1)
    };
    let is_other = |row: &&StringRecord| !follow(&row.iter().map(str::trim).collect::<Vec<_>>());
    let is_named = filled.first().is_some_and(|name| CellLooks::of(name) == CellLooks::Word);
    is_named && rows.len() > 1 && follow(filled) && below(1).all(is_other)
}

/// What speaks for a header (above zero) or against it, all columns together.
pub fn evidence(rows: &[&StringRecord]) -> f64 {
    let Some((first, below)) = rows.split_first() else { return 0.0 };
    let below = &below[..below.len().min(LOOKED_AT)];
    first.iter().enumerate().map(|(at, name)| of_column(name.trim(), at, below)).sum()
}

fn of_column(name: &str, at: usize, below: &[&StringRecord]) -> f64 {
    let looks = CellLooks::of(name);
    let cells: Vec<&str> =
        below.iter().filter_map(|row| row.get(at)).map(str::trim).filter(|it| !it.is_empty()).collect();
    let (mut values, mut moments, mut present) = (0, 0, 0);
    for cell in &cells {
        match CellLooks::of(cell) {
            CellLooks::Empty | CellLooks::Absent => {}
            looks => {
                present += 1;
                values += usize::from(looks.is_value());
                moments += usize::from(looks == CellLooks::Moment);
            }
        }
    }
    let are_values = present > 0 && values * 10 >= present * 7;
    let usual = if is_usual(name) { 0.8 } else { 0.0 };
    match looks {
        CellLooks::Empty | CellLooks::Absent => 0.0,
        // Years may stand among the names.
        _ if is_year(name) && cells.iter().all(|cell| is_year(cell)) => -0.5,
        _ if is_year(name) => 0.0,
        // Of the numbers of a day.
        CellLooks::Moment if are_values && moments == 0 => 0.3,
        CellLooks::Number | CellLooks::Moment if are_values || present == 0 => -1.0,
        CellLooks::Number | CellLooks::Moment => -0.5,
        _ if are_values => 1.0,
        _ if cells.contains(&name) => -0.5,
        _ if usual > 0.0 => usual,
        CellLooks::Word if name.contains('_') => 0.4,
        // Of one length all, and the name of another.
        _ if present > 2 && is_code(&cells) && cells.iter().all(|cell| cell.len() == cells[0].len()) => {
            if name.len() != cells[0].len() { 0.4 } else { -0.2 }
        }
        // Among few words that come again and again its name would too.
        _ if present > 4 && cells.iter().collect::<HashSet<_>>().len() * 2 <= present => 0.4,
        _ => 0.0,
    }
}

fn is_code(cells: &[&str]) -> bool {
    cells.iter().all(|cell| matches!(CellLooks::of(cell), CellLooks::Code | CellLooks::Number) || cell.len() < 4)
}

fn is_usual(name: &str) -> bool {
    let first: String = name.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let plain: String = first
        .chars()
        .map(|c| match c {
            'é' | 'è' | 'ê' => 'e',
            'à' | 'â' => 'a',
            'ô' => 'o',
            c => c,
        })
        .collect();
    USUAL.iter().any(|usual| plain == *usual || usual.len() > 5 && plain.starts_with(usual))
}

fn is_year(name: &str) -> bool {
    name.len() == 4 && matches!(name.parse(), Ok(1800..=2200))
}

/// Whether all of a row could be names: short, different, and without a value.
pub fn is_plausible(row: &StringRecord) -> bool {
    let names: Vec<&str> = row.iter().map(str::trim).filter(|name| !name.is_empty()).collect();
    let distinct = names.iter().collect::<HashSet<_>>().len();
    let is_name = |name: &str| {
        name.len() <= 80 && matches!(CellLooks::of(name), CellLooks::Word | CellLooks::Code) || is_year(name)
    };
    !names.is_empty() && distinct == names.len() && names.iter().all(|name| is_name(name))
}

/// Whether the first row names only the first of its columns: those of elections stop after the first candidate.
pub fn stops_early(rows: &[&StringRecord]) -> bool {
    let Some((first, below)) = rows.split_first() else { return false };
    let below = &below[..below.len().min(LOOKED_AT)];
    let width = below.first().map_or(0, |row| row.len());
    let alike = below.iter().filter(|row| row.len() == width).count();
    first.len() > 3
        && first.len() < width
        && first.iter().all(|name| !name.trim().is_empty())
        && below.len() > 1
        && alike * 10 >= below.len() * 9
        && could_name(first)
        && evidence(rows) >= 1.0
}

/// Whether no value stands in a row, whose names may be long and come again.
pub fn could_name(row: &StringRecord) -> bool {
    row.iter().map(str::trim).all(|name| is_year(name) || !CellLooks::of(name).is_value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_told_from_rows() {
        let table = [
            ("id,name,id,age|1,a,2,3|4,b,5,6", true),
            ("nom,ville|Ana,Rennes|Bob,Bruz", true),
            ("a,b|1,2", true),
            ("1,2|3,4", false),
            ("Ana,12|Bob,13", false),
            ("code,2019,2020,libelle|35238,1,2,Rennes|35047,4,5,Bruz", true),
            ("2019,2020|2021,2022", false),
            (",2019,2020|Rennes,12,14|Bruz,3,4", true),
            // Figures that follow each other as names do.
            ("2018,2019,2020|1.5,2.5,3.5|1.6,2.6,3.6", true),
            ("commune,1,2,3|Rennes,10,20,30|Bruz,12,22,32", true),
            ("a,1,2,3|b,2,3,4|c,3,4,5", false),
            ("libelle,01/01/2023,01/01/2024|Population,100,120|Logements,50,55", true),
            ("Qui ?,Où ?|oui,non|non,non|oui,oui|non,non|oui,non", true),
            ("date,valeur|01/02/2024,12|02/02/2024,n.d.", true),
            ("01/02/2024,Rennes|02/02/2024,Bruz", false),
            ("P12_POP,P17_POP|12,14|13,15", true),
            ("35238,Rennes|35047,Bruz", false),
            ("nom", true),
            ("12", false),
            ("oui,oui|oui,non|non,non", false),
            ("id,nom|1,a|id,nom|2,b", true),
            ("a,b|1,2|\u{feff}a,b|3,4", true),
            ("Rennes,Bretagne|Paris,Seine|Rennes,Bretagne", false),
            ("Rennes,Rennes|Bruz,Vitré", false),
        ];
        for (text, header) in table {
            let rows: Vec<StringRecord> =
                text.split('|').map(|row| StringRecord::from(row.split(',').collect::<Vec<_>>())).collect();
            let rows: Vec<&StringRecord> = rows.iter().collect();
            assert_eq!(guess(&rows).0, header, "{text}");
        }
    }
}
