//! Finding a territory by what people type: a name, INSEE's code, a SIREN, a postal code.

use std::cmp::Reverse;

use super::table::{TerritoryTable, table};
use super::words::{bare, key};
use super::{Territory, TerritoryKind};

/// How many names like the one typed are told.
const NEAR: usize = 5;
/// Letters that a name like it is longer or shorter.
const FURTHER: usize = 3;
/// Below this likeness nothing is near.
const LIKE: f64 = 0.85;

/// Why no one territory is meant.
#[derive(Debug, PartialEq)]
pub enum Unfound {
    /// Any of these may be.
    Several(Vec<Territory>),
    /// There is none; these are called alike.
    None(Vec<Territory>),
}

pub fn by_code(kind: TerritoryKind, code: &str) -> Option<Territory> {
    table().level(kind).row_of(code).map(|row| Territory { kind, row })
}

/// All départements and regions.
pub fn larger() -> impl Iterator<Item = Territory> {
    let kinds = [TerritoryKind::Departement, TerritoryKind::Region].into_iter();
    kinds.flat_map(|kind| (0..table().level(kind).codes.len()).map(move |row| Territory { kind, row }))
}

/// The one territory that is called so.
pub fn find(typed: &str) -> Result<Territory, Unfound> {
    let (kinds, typed) = told_kind(typed.trim());
    let mut found = coded(kinds, typed);
    if found.is_empty() {
        found = named(kinds, &key(typed));
    }
    match found[..] {
        [one] => Ok(one),
        [] => Err(Unfound::None(near(kinds, typed))),
        _ => Err(Unfound::Several(found)),
    }
}

/// What is meant before it is typed to its end, the likeliest first: what is called so, what begins so, what has a word
/// that does; of these, the larger.
pub fn suggest(typed: &str, most: usize) -> Vec<Territory> {
    let (kinds, typed) = told_kind(typed.trim());
    let key = key(typed);
    // One letter begins thousands of names.
    let kinds = if key.len() == 1 { &[TerritoryKind::Departement, TerritoryKind::Region] } else { kinds };
    if key.is_empty() {
        return vec![];
    }
    let mut found: Vec<(u8, Reverse<u8>, Territory)> =
        coded(kinds, typed).into_iter().map(|it| (0, Reverse(0), it)).collect();
    let is_code = key.starts_with(|c: char| c.is_ascii_digit());
    for kind in kinds {
        let level = table().level(*kind);
        let territory = |row: usize| Territory { kind: *kind, row };
        let ranked = |(row, rank)| (rank, Reverse(size(table(), territory(row))), territory(row));
        if is_code {
            let has = |row: &usize| starts_in(level.codes.get(*row), &key);
            found.extend((0..level.codes.len()).filter(has).map(|row| ranked((row, 1))));
        } else {
            let rows = level.keys.beginning(&key);
            found.extend(rows.filter_map(|row| Some((row, rank(level.keys.get(row), &key)?))).map(ranked));
        }
    }
    found.sort_by_key(|(rank, size, _)| (*rank, *size)); // of equals the order of the codes
    let mut all: Vec<Territory> = Vec::new();
    for (.., territory) in found {
        if all.len() < most && !all.contains(&territory) {
            all.push(territory);
        }
    }
    all
}

/// How well a name answers what is typed; the best is 0.
fn rank(name: &str, typed: &str) -> Option<u8> {
    let word = || name.match_indices(typed).any(|(at, _)| name.get(..at).is_some_and(|before| before.ends_with(' ')));
    match () {
        () if name == typed => Some(0),
        () if bare(name) == typed => Some(1),
        () if name.starts_with(typed) || bare(name).starts_with(typed) => Some(2),
        () if word() => Some(3),
        () => None,
    }
}

fn starts_in(code: &str, typed: &str) -> bool {
    code.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

/// To be compared: binary digits of the population, of what is larger than a commune more than any commune has.
fn size(table: &TerritoryTable, territory: Territory) -> u8 {
    /// Paris has 22.
    const LARGE: u8 = 16;
    match territory.kind {
        TerritoryKind::Commune => table.size.get(territory.row).copied().unwrap_or_default(),
        TerritoryKind::Epci => LARGE,
        TerritoryKind::Departement => LARGE + 4,
        TerritoryKind::Region => LARGE + 8,
    }
}

/// `dep:35`: the kinds that it says, and what is behind the colon.
fn told_kind(typed: &str) -> (&'static [TerritoryKind], &str) {
    let Some((word, rest)) = typed.split_once(':') else { return (&TerritoryKind::ALL, typed) };
    let kinds: &[TerritoryKind] = match &*key(word) {
        "commune" | "com" | "insee" => &[TerritoryKind::Commune],
        "epci" => &[TerritoryKind::Epci],
        "departement" | "dep" => &[TerritoryKind::Departement],
        "region" | "reg" => &[TerritoryKind::Region],
        _ => return (&TerritoryKind::ALL, typed),
    };
    (kinds, rest.trim())
}

/// Those that have this code, of all that codes are called: a number of two digits is a département's unless a region is
/// said to be meant.
fn coded(kinds: &[TerritoryKind], typed: &str) -> Vec<Territory> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let is_code =
        code.chars().filter(|c| !c.is_ascii_digit()).count() <= 1 && code.starts_with(|c: char| c.is_ascii_digit());
    let mut found = Vec::new();
    if !is_code {
        return found;
    }
    let code = if code.len() == 1 { format!("0{code}") } else { code };
    for kind in kinds {
        match kind {
            TerritoryKind::Region if kinds.len() > 1 => {}
            TerritoryKind::Commune => found.extend(commune(&code)),
            kind => found.extend(by_code(*kind, &code)),
        }
    }
    found
}

/// The commune that has this code or SIREN; those that have this postal code.
fn commune(code: &str) -> Vec<Territory> {
    let table = table();
    let of = |row: usize| Territory { kind: TerritoryKind::Commune, row };
    match code.len() {
        5 => {
            let has = |row: &usize| {
                table.communes.codes.get(*row) == code || table.postal.get(*row).split(',').any(|it| it == code)
            };
            (0..table.communes.codes.len()).filter(has).map(of).collect()
        }
        9 => (0..table.communes.codes.len())
            .find(|row| table.siren(*row).as_deref() == Some(code))
            .map(of)
            .into_iter()
            .collect(),
        _ => vec![],
    }
}

/// Those whose name this is; where there are none, those whose name it is but for the article.
fn named(kinds: &[TerritoryKind], key: &str) -> Vec<Territory> {
    let all = |is_it: &dyn Fn(&str) -> bool| -> Vec<Territory> {
        let of = |kind: &TerritoryKind| {
            let (kind, level) = (*kind, table().level(*kind));
            (0..level.keys.len())
                .filter(|row| is_it(level.keys.get(*row)))
                .map(move |row| Territory { kind, row })
                .collect::<Vec<_>>()
        };
        kinds.iter().flat_map(of).collect()
    };
    if key.is_empty() {
        return vec![];
    }
    let exact = all(&|name| name == key);
    if exact.is_empty() { all(&|name| bare(name) == bare(key)) } else { exact }
}

/// Those one slip away, those that begin so, then those whose names are like it.
fn near(kinds: &[TerritoryKind], typed: &str) -> Vec<Territory> {
    let key = key(typed);
    if key.is_empty() || key.starts_with(|c: char| c.is_ascii_digit()) {
        return vec![];
    }
    let mut alike: Vec<(bool, f64, Territory)> = Vec::new();
    for kind in kinds {
        let level = table().level(*kind);
        for row in 0..level.keys.len() {
            let name = level.keys.get(row);
            // Few mistype the first letter, and likeness takes its time.
            let may_be = name.as_bytes().first() == key.as_bytes().first() && name.len().abs_diff(key.len()) <= FURTHER;
            let likeness = if may_be { strsim::jaro_winkler(name, &key) } else { 0.0 };
            if likeness > LIKE {
                let territory = Territory { kind: *kind, row };
                // Whoever mistypes means a known place rather than a hamlet that is one letter nearer.
                let weight = likeness + f64::from(size(table(), territory)) / 200.0;
                alike.push((strsim::osa_distance(name, &key) < 2, weight, territory));
            }
        }
    }
    alike.sort_by(|(_, one, _), (_, other, _)| other.total_cmp(one));
    let begun = suggest(typed, NEAR).into_iter().filter(|it| kinds.contains(&it.kind));
    let slips = alike.iter().filter(|(is_slip, ..)| *is_slip).map(|(.., territory)| *territory);
    let mut all: Vec<Territory> = Vec::new();
    for territory in slips.chain(begun).chain(alike.iter().map(|(.., territory)| *territory)) {
        if all.len() < NEAR && !all.contains(&territory) {
            all.push(territory);
        }
    }
    all
}
