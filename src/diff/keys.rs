//! By which columns a row is known again: as a person says, else as names and values let guess.

use std::collections::HashSet;

use super::columns::DiffColumn;
use super::table::DiffTable;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text::{self, fold};
use crate::m;
use crate::tabular::ColumnKind;

/// How many columns, and pairs of columns, are tried.
const MOST_TRIED: usize = 3;
/// Among how many columns pairs and triples are looked for.
const PAIRED: usize = 8;
/// How long the cells of a key are, on average, at most.
const LONGEST: usize = 60;

/// Columns by which rows are known again, as places in the list of columns that both have. None: rows are the same where
/// all of them is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowKey {
    pub columns: Vec<usize>,
    /// Whether its name, or a person, says that it is one: then a few rows may have the same.
    pub is_named: bool,
}

/// Names of what is a key by itself, by their words.
const NAMES: [&str; 26] = [
    "id",
    "ident",
    "identifiant",
    "identifier",
    "uid",
    "uuid",
    "guid",
    "gid",
    "fid",
    "oid",
    "objectid",
    "code",
    "siret",
    "siren",
    "uai",
    "finess",
    "rna",
    "insee",
    "ref",
    "reference",
    "cle",
    "key",
    "numero",
    "num",
    "no",
    "matricule",
];

/// The key that a person names.
pub fn named(names: &[String], columns: &[DiffColumn]) -> Result<RowKey> {
    let place = |wanted: &String| {
        let is = |test: &dyn Fn(&str) -> bool| {
            columns.iter().position(|it| {
                it.places().is_some() && (test(&it.name) || it.renamed.as_ref().is_some_and(|it| test(&it.from)))
            })
        };
        let clean = text::line(wanted);
        is(&|name| name == clean).or_else(|| is(&|name| fold(name) == fold(&clean))).ok_or_else(|| {
            let known: Vec<&str> =
                columns.iter().filter(|it| it.places().is_some()).map(|it| it.name.as_str()).collect();
            let hint = m!("diff-key-columns", columns = known.join(", "));
            Error::new(ErrorKind::Usage, "--key", m!("diff-no-key-column", name = clean.clone())).hint(hint)
        })
    };
    Ok(RowKey { columns: names.iter().map(place).collect::<Result<_>>()?, is_named: true })
}

/// What may be the key, the likeliest first; the last is none.
pub fn guesses(columns: &[DiffColumn], old: &DiffTable<'_>, new: &DiffTable<'_>) -> Vec<RowKey> {
    let mut ranked: Vec<(i64, usize)> =
        (0..columns.len()).filter_map(|at| Some((rank(columns, at, old, new)?, at))).collect();
    ranked.sort_by_key(|(rank, at)| (-rank, *at));
    let places = |key: &[usize], table: fn(&DiffColumn) -> Option<usize>| -> Vec<usize> {
        key.iter().filter_map(|at| columns.get(*at).and_then(table)).collect()
    };
    let is_unique = |key: &[usize]| {
        tells_apart(old, &places(key, |column| column.old)) && tells_apart(new, &places(key, |column| column.new))
    };
    let is_named =
        |key: &[usize]| key.iter().any(|at| columns.get(*at).is_some_and(|column| names_a_key(&column.name)));
    let key = |columns: Vec<usize>| RowKey { is_named: is_named(&columns), columns };
    let mut keys: Vec<RowKey> =
        ranked.iter().map(|(_, at)| vec![*at]).filter(|key| is_unique(key)).take(MOST_TRIED).map(key).collect();
    if keys.is_empty() {
        let among: Vec<usize> = ranked.iter().take(PAIRED).map(|(_, at)| *at).collect();
        keys.extend(together(&among).filter(|key| is_unique(key)).take(MOST_TRIED).map(key));
    }
    keys.push(RowKey::default());
    keys
}

/// Two of `among` at a time, then three.
fn together(among: &[usize]) -> impl Iterator<Item = Vec<usize>> {
    let pairs =
        among.iter().enumerate().flat_map(|(at, one)| among.iter().skip(at + 1).map(|other| vec![*one, *other]));
    let pairs: Vec<Vec<usize>> = pairs.collect();
    let behind = |pair: &Vec<usize>| {
        let last = pair.last().and_then(|last| among.iter().position(|it| it == last));
        among.iter().skip(last.map_or(usize::MAX, |at| at + 1)).copied().collect::<Vec<_>>()
    };
    let triples: Vec<Vec<usize>> = pairs
        .iter()
        .flat_map(|pair| behind(pair).into_iter().map(|third| pair.iter().copied().chain([third]).collect()))
        .collect();
    pairs.into_iter().chain(triples)
}

/// How likely a column is part of a key; `None`: not at all.
fn rank(columns: &[DiffColumn], at: usize, old: &DiffTable<'_>, new: &DiffTable<'_>) -> Option<i64> {
    let column = columns.get(at)?;
    let (was, is) = column.places()?;
    let cells = |table: &DiffTable<'_>, at: usize| -> Vec<String> {
        table.sample.iter().map(|row| row.get(at).map(|cell| cell.trim().to_owned()).unwrap_or_default()).collect()
    };
    let (was, is) = (cells(old, was), cells(new, is));
    let all = || was.iter().chain(&is);
    if all().any(|cell| cell.is_empty()) {
        return None;
    }
    let length = all().map(String::len).sum::<usize>() / all().count().max(1);
    let kind = match column.kind() {
        Some(ColumnKind::Decimal | ColumnKind::Boolean | ColumnKind::Duration | ColumnKind::Time) => -80,
        Some(ColumnKind::Moment) => -30,
        _ if length > LONGEST => -60,
        _ => 0,
    };
    let name = if names_a_key(&column.name) { 100 } else { 0 };
    let known: HashSet<&String> = was.iter().collect();
    let now: HashSet<&String> = is.iter().collect();
    let both = known.intersection(&now).count() * 60 / known.len().min(now.len()).max(1);
    Some(name + kind + i64::try_from(both).unwrap_or(0) - i64::try_from(at.min(20)).unwrap_or(0))
}

/// Whether one of the words of a column's name says that it tells things apart.
fn names_a_key(name: &str) -> bool {
    if name.starts_with('@') {
        return true;
    }
    let is_camel =
        name.strip_suffix("Id").or(name.strip_suffix("ID")).is_some_and(|it| it.ends_with(char::is_lowercase));
    let name = fold(name);
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    is_camel || words.iter().any(|word| NAMES.contains(word))
}

/// Whether no two of the first rows have the same in all these columns.
fn tells_apart(table: &DiffTable<'_>, places: &[usize]) -> bool {
    let mut seen = HashSet::new();
    table.sample.iter().all(|row| {
        let key: Vec<&str> = places.iter().map(|at| row.get(*at).map_or("", |cell| cell.trim())).collect();
        seen.insert(key)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_keys_are_known_and_no_others() {
        for name in
            ["id", "ID", "code_insee", "Code postal", "n° SIRET", "objectid", "stationId", "Réf.", "@id", "gml_id"]
        {
            assert!(names_a_key(name), "{name}");
        }
        for name in ["nom", "adid", "population", "decode", "valide", "", "humidité"] {
            assert!(!names_a_key(name), "{name}");
        }
    }

    #[test]
    fn columns_are_taken_together_two_then_three() {
        assert_eq!(together(&[4, 5, 6]).collect::<Vec<_>>(), [vec![4, 5], vec![4, 6], vec![5, 6], vec![4, 5, 6]]);
        assert_eq!(together(&[1]).count(), 0);
    }
}
