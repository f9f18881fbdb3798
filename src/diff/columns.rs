//! Which column of one version is which of the other: by name, by a name spelled otherwise, by content.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use super::keys::{self, RowKey};
use super::table::DiffTable;
use crate::base::error::Result;
use crate::base::text::{self, fold};
use crate::t;
use crate::tabular::table::{is_nothing, unwrapped};
use crate::tabular::{ColumnKind, Judge, Judged, kind};

/// In how many rows columns are compared to know them again under other names, and how many columns at most.
const SAMPLED: usize = 1024;
const MOST_RENAMED: usize = 100;
/// How much more often than by chance the cells of two columns agree that are taken for one.
const ALIKE: f64 = 0.6;
/// What stands for an empty cell.
const EMPTY: u64 = 0;

/// A column of either version.
#[derive(Clone, Debug)]
pub struct DiffColumn {
    /// As it is called now, or was where it is gone.
    pub name: String,
    /// Its places.
    pub old: Option<usize>,
    pub new: Option<usize>,
    pub renamed: Option<Renamed>,
    /// What each version holds in it.
    judged: [Option<Judged>; 2],
    /// In how many rows that changed its cell did, and in how many of these only its spelling.
    pub cells: u64,
    pub respelled: u64,
}

/// What a column was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Renamed {
    pub from: String,
    /// Whether only its content tells.
    pub guessed: bool,
}

impl DiffColumn {
    fn new(name: &str, at: usize) -> Self {
        let name = match text::some_line(name) {
            Some(name) => name,
            None => t!("preview-column", at = (at + 1).to_string()),
        };
        Self { name, old: None, new: None, renamed: None, judged: [None, None], cells: 0, respelled: 0 }
    }

    /// Whether both versions have it.
    pub fn places(&self) -> Option<(usize, usize)> {
        self.old.zip(self.new)
    }

    /// What it held, and what it holds now, where that is another type.
    pub fn retyped(&self) -> Option<[ColumnKind; 2]> {
        let [Some(old), Some(new)] = self.judged else { return None };
        let told = old.cells > 0 && new.cells > 0;
        (told && old.kind != new.kind).then_some([old.kind, new.kind])
    }

    pub fn kind(&self) -> Option<ColumnKind> {
        let [old, new] = self.judged;
        new.or(old).map(|judged| judged.kind)
    }

    /// Whether two cells that differ say the same: `1,5` and `1.5`, a space at the end.
    pub fn is_respelled(&self, old: &str, new: &str) -> bool {
        let (old, new) = (old.trim(), new.trim());
        // Most of all cells: whole numbers, which have one spelling.
        let is_plain = |cell: &str| !cell.starts_with('0') && cell.bytes().all(|byte| byte.is_ascii_digit());
        if old == new || !old.is_ascii() && !new.is_ascii() && old.nfc().eq(new.nfc()) {
            return true;
        }
        if is_plain(old) && is_plain(new) {
            return false;
        }
        let [Some(before), Some(after)] = self.judged else { return false };
        let value = |judged: Judged, cell: &str| kind::value(judged.kind, cell, judged.spelling);
        value(before, old).is_some_and(|old| value(after, new) == Some(old))
    }
}

/// The columns of both, in the order of the new version; what is gone stands behind what it stood behind. `judged` by
/// the first rows of each, and by all where these differ or a column may be another under a new name.
pub fn of(old: &DiffTable<'_>, new: &DiffTable<'_>) -> Result<Vec<DiffColumn>> {
    let mut columns = by_name(old, new);
    let judge = |table: &DiffTable<'_>, at: usize| {
        let mut judge = Judge::new(table.names.get(at).map_or("", String::as_str), table.numbers);
        table.sample.iter().filter_map(|row| row.get(at)).for_each(|cell| see(&mut judge, cell));
        Some(judge.judged())
    };
    for column in &mut columns {
        column.judged = [column.old.and_then(|at| judge(old, at)), column.new.and_then(|at| judge(new, at))];
    }
    let is_unsure = |column: &DiffColumn| matches!(column.judged, [Some(old), Some(new)] if old.kind != new.kind);
    let has = |is: fn(&DiffColumn) -> bool| columns.iter().any(is);
    let may_be_renamed = has(|it| it.new.is_none()) && has(|it| it.old.is_none());
    if may_be_renamed || columns.iter().any(is_unsure) {
        look(&mut columns, old, new, may_be_renamed)?;
    }
    Ok(columns)
}

/// One more cell, as previews see it.
fn see(judge: &mut Judge, cell: &str) {
    let cell = unwrapped(cell.trim());
    if !is_nothing(cell) {
        judge.see(cell);
    }
}

fn by_name(old: &DiffTable<'_>, new: &DiffTable<'_>) -> Vec<DiffColumn> {
    let (was, is) = (names(old), names(new));
    let by_place = was.is_none() || is.is_none();
    let mut mates: Vec<Option<usize>> = vec![None; new.width];
    match (&was, &is) {
        (Some(was), Some(is)) => meet(&mut mates, was, is),
        _ => mates.iter_mut().enumerate().for_each(|(at, mate)| *mate = (at < old.width).then_some(at)),
    }
    let taken: HashSet<usize> = mates.iter().flatten().copied().collect();
    let name = |names: &Vec<String>, at: usize| names.get(at).cloned().unwrap_or_default();
    let mut columns: Vec<DiffColumn> = Vec::new();
    for (at, mate) in mates.iter().enumerate() {
        let called = name(if by_place && is.is_none() { &old.names } else { &new.names }, at);
        let mut column = DiffColumn { old: *mate, new: Some(at), ..DiffColumn::new(&called, at) };
        if let (Some(mate), false) = (mate, by_place) {
            let from = name(&old.names, *mate);
            column.renamed = (!from.trim().nfc().eq(called.trim().nfc()))
                .then(|| Renamed { from: label(&from, *mate), guessed: false });
        }
        columns.push(column);
    }
    for at in (0..old.width).filter(|at| !taken.contains(at)) {
        let before = columns.iter().position(|it| it.old.is_some_and(|it| it + 1 == at));
        let column = DiffColumn { old: Some(at), ..DiffColumn::new(&name(&old.names, at), at) };
        columns.insert(before.map_or(if at == 0 { 0 } else { columns.len() }, |before| before + 1), column);
    }
    columns
}

fn label(name: &str, at: usize) -> String {
    DiffColumn::new(name, at).name
}

/// What each column is called, and which of those of that name it is. `None`: nothing names them.
fn names(table: &DiffTable<'_>) -> Option<Vec<(String, usize)>> {
    if !table.has_names() {
        return None;
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut numbered = |at: usize| {
        let name: String = table.names.get(at).map_or("", String::as_str).trim().nfc().collect();
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        (name, *count)
    };
    Some((0..table.width).map(&mut numbered).collect())
}

/// Those of the same name first, then those whose names have the same letters and digits.
fn meet(mates: &mut [Option<usize>], was: &[(String, usize)], is: &[(String, usize)]) {
    let bare = |name: &str| fold(name).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let mut places: HashMap<(String, usize), usize> =
        was.iter().cloned().enumerate().map(|(at, name)| (name, at)).collect();
    for (mate, name) in mates.iter_mut().zip(is) {
        *mate = places.remove(name);
    }
    let mut by_letters: HashMap<String, Vec<usize>> = HashMap::new();
    places.into_iter().for_each(|((name, _), at)| by_letters.entry(bare(&name)).or_default().push(at));
    let left: Vec<String> = mates.iter().zip(is).filter(|(it, _)| it.is_none()).map(|(_, it)| bare(&it.0)).collect();
    for (mate, (name, _)) in mates.iter_mut().zip(is).filter(|(mate, _)| mate.is_none()) {
        let name = bare(name);
        if let Some([at]) = by_letters.get(&name).map(Vec::as_slice)
            && !name.is_empty()
            && left.iter().filter(|it| **it == name).count() == 1
        {
            *mate = Some(*at);
        }
    }
}

/// Some rows of a table, the same of both versions: those whose keys have the lowest hashes, with the hashes of the cells
/// that are compared.
#[derive(Default)]
struct SampledRows(BTreeMap<u64, Vec<u64>>);

impl SampledRows {
    fn see(&mut self, key: u64, cells: impl FnOnce() -> Vec<u64>) {
        let is_low = self.0.len() < SAMPLED || self.0.last_key_value().is_some_and(|(last, _)| key < *last);
        if is_low && !self.0.contains_key(&key) {
            self.0.insert(key, cells());
            if self.0.len() > SAMPLED {
                self.0.pop_last();
            }
        }
    }

    /// How often the cells of two columns agree in rows that both have, beyond what chance does: 1 is always, 0 is as often
    /// as if they had nothing to do with each other (Cohen's kappa). Rows in which both are empty tell nothing.
    fn agreement(&self, other: &Self, (was, is): (usize, usize)) -> f64 {
        let cell = |cells: &Vec<u64>, at: usize| cells.get(at).copied().unwrap_or(EMPTY);
        let pairs = self.0.iter().filter_map(|(key, cells)| Some((cell(cells, was), cell(other.0.get(key)?, is))));
        let pairs: Vec<(u64, u64)> = pairs.filter(|pair| *pair != (EMPTY, EMPTY)).collect();
        let mut counts: HashMap<u64, [f64; 2]> = HashMap::new();
        for (one, another) in &pairs {
            counts.entry(*one).or_default()[0] += 1.0;
            counts.entry(*another).or_default()[1] += 1.0;
        }
        let all = pairs.len() as f64;
        let chance = counts.values().map(|[one, another]| one * another).sum::<f64>() / (all * all);
        let found = pairs.iter().filter(|(one, another)| one == another).count() as f64 / all;
        if pairs.len() < 2 || chance >= 1.0 { 0.0 } else { (found - chance) / (1.0 - chance) }
    }
}

/// Reads all of both for those columns that need it: types, and names that may be new ones of old columns.
fn look(columns: &mut Vec<DiffColumn>, old: &DiffTable<'_>, new: &DiffTable<'_>, renames: bool) -> Result<()> {
    let key = keys::guesses(columns, old, new).swap_remove(0);
    let hasher = RandomState::new();
    let was = look_at(columns, old, &hasher, &key, renames, |column| column.old)?;
    let is = look_at(columns, new, &hasher, &key, renames, |column| column.new)?;
    let judged = was.judges.iter().zip(&is.judges);
    for (column, (was, is)) in columns.iter_mut().zip(judged).filter(|(column, _)| is_looked_at(column)) {
        column.judged = [column.old.map(|_| was.judged()), column.new.map(|_| is.judged())];
    }
    if renames {
        rename(columns, &was.rows, &is.rows);
    }
    Ok(())
}

/// What a reading of all rows of a version tells of its columns.
struct ColumnLook {
    judges: Vec<Judge>,
    rows: SampledRows,
}

fn look_at(
    columns: &[DiffColumn],
    table: &DiffTable<'_>,
    hasher: &RandomState,
    key: &RowKey,
    renames: bool,
    place: fn(&DiffColumn) -> Option<usize>,
) -> Result<ColumnLook> {
    let name = |column: &DiffColumn| place(column).and_then(|at| table.names.get(at)).map_or("", String::as_str);
    let judges = columns.iter().map(|column| Judge::new(name(column), table.numbers)).collect();
    let mut look = ColumnLook { judges, rows: SampledRows::default() };
    let judged: Vec<Option<usize>> =
        columns.iter().map(|column| place(column).filter(|_| is_looked_at(column))).collect();
    let common = || columns.iter().filter(|column| column.places().is_some()).filter_map(place).collect::<Vec<_>>();
    let keyed = key.columns.iter().filter_map(|at| columns.get(*at).and_then(place)).collect::<Vec<_>>();
    let keyed = if keyed.is_empty() { common() } else { keyed };
    let lone: Vec<Option<usize>> =
        columns.iter().map(|column| place(column).filter(|_| column.places().is_none())).collect();
    table.each_row(|_, record| {
        let cell = |at: usize| record.get(at).and_then(|cell| std::str::from_utf8(cell).ok()).unwrap_or_default();
        for (place, judge) in judged.iter().zip(look.judges.iter_mut()) {
            place.iter().for_each(|at| see(judge, cell(*at)));
        }
        if renames {
            let key = hasher.hash_one(keyed.iter().map(|at| cell(*at).trim()).collect::<Vec<_>>());
            look.rows.see(key, || lone.iter().map(|at| at.map_or(EMPTY, |at| cell_hash(cell(at), hasher))).collect());
        }
        Ok(true)
    })?;
    Ok(look)
}

fn cell_hash(cell: &str, hasher: &RandomState) -> u64 {
    if cell.trim().is_empty() { EMPTY } else { hasher.hash_one(cell.trim()).max(EMPTY + 1) }
}

fn is_looked_at(column: &DiffColumn) -> bool {
    match column.judged {
        [Some(old), Some(new)] => old.kind != new.kind,
        _ => true,
    }
}

/// Makes one of those columns that are gone and new ones that hold the same, the most alike first.
fn rename(columns: &mut Vec<DiffColumn>, was: &SampledRows, is: &SampledRows) {
    let lone = |of: fn(&DiffColumn) -> Option<usize>| -> Vec<usize> {
        let lone = columns.iter().enumerate().filter(|(_, it)| it.places().is_none() && of(it).is_some());
        lone.map(|(at, _)| at).collect()
    };
    let (gone, added) = (lone(|column| column.old), lone(|column| column.new));
    let pairs = gone.iter().take(MOST_RENAMED).flat_map(|gone| added.iter().take(MOST_RENAMED).map(|it| (*gone, *it)));
    let mut alike: Vec<(f64, (usize, usize))> = pairs.map(|pair| (was.agreement(is, pair), pair)).collect();
    alike.retain(|(agreement, _)| *agreement >= ALIKE);
    alike.sort_by(|(one, a), (other, b)| other.total_cmp(one).then(a.0.abs_diff(a.1).cmp(&b.0.abs_diff(b.1))));
    let (mut taken, mut replaced) = (HashSet::new(), HashSet::new());
    for (_, (gone, added)) in alike {
        if taken.contains(&gone) || taken.contains(&added) {
            continue;
        }
        taken.extend([gone, added]);
        replaced.insert(gone);
        let Some(before) = columns.get(gone).cloned() else { continue };
        if let Some(column) = columns.get_mut(added) {
            column.old = before.old;
            column.judged[0] = before.judged[0];
            column.renamed = Some(Renamed { from: before.name, guessed: true });
        }
    }
    let mut at = 0..;
    columns.retain(|_| at.next().is_some_and(|at| !replaced.contains(&at)));
}
