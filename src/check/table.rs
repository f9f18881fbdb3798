//! A table held against its schema, row by row: what is remembered of a row is a few hashes.

use super::keys::{KeyHasher, KeySet, MOST_KEYS, Room, hash_text};
use super::kind::CellValue;
use super::report::{CheckReport, Misfit, RowPlace, Rule, Severity, shown};
use super::schema::{Bound, SchemaField, TableSchema};
use super::words;
use crate::base::i18n::Message;
use crate::m;

/// How many rows wait for what they refer to.
const MOST_WAITING: usize = 1_000_000;

/// A column of the file.
pub(super) struct FileColumn {
    pub name: String,
    /// Which field of the schema it is.
    pub field: Option<usize>,
}

/// Columns whose values together are a key, by their position in the file.
struct KeyColumns {
    of: Vec<usize>,
    seen: KeySet,
}

/// A foreign key into the same table.
struct Reference {
    from: Vec<usize>,
    to: KeyColumns,
    waiting: Vec<([u32; 3], RowPlace)>,
}

/// See the [module](self).
pub struct TableCheck<'s> {
    pub(super) schema: &'s TableSchema,
    pub(super) report: CheckReport,
    pub(super) columns: Vec<FileColumn>,
    hasher: KeyHasher,
    room: Room,
    /// By field; of those whose values are unique.
    unique: Vec<Option<KeySet>>,
    primary: Option<KeyColumns>,
    unique_keys: Vec<KeyColumns>,
    references: Vec<Reference>,
    /// Of each relation of the schema that can be checked, where its columns are.
    relations: Vec<(usize, Vec<usize>)>,
}

impl<'s> TableCheck<'s> {
    pub fn new(schema: &'s TableSchema, limit: usize) -> Self {
        let mut report = CheckReport::new(limit);
        schema.notes.iter().cloned().for_each(|note| report.leave_out(note));
        let unique = schema.fields.iter().map(|field| field.unique.then(KeySet::default)).collect();
        Self {
            schema,
            report,
            columns: Vec::new(),
            hasher: KeyHasher::default(),
            room: Room(MOST_KEYS),
            unique,
            primary: None,
            unique_keys: Vec::new(),
            references: Vec::new(),
            relations: Vec::new(),
        }
    }

    /// Finds the columns of keys and relations, now that [`Self::columns`] are known.
    pub(super) fn place_keys(&mut self) {
        let schema = self.schema;
        self.primary = self.key(&schema.primary_key);
        if self.primary.is_none() && !schema.primary_key.is_empty() {
            self.report.leave_out(m!("check-key-columns", columns = shown(&schema.primary_key.join(", "))));
        }
        for names in &schema.unique_keys {
            match self.key(names) {
                Some(key) => self.unique_keys.push(key),
                None => self.report.leave_out(m!("check-key-columns", columns = shown(&names.join(", ")))),
            }
        }
        for foreign in &schema.foreign_keys {
            match self.positions(&foreign.fields).zip(self.key(&foreign.of)) {
                Some((from, to)) => self.references.push(Reference { from, to, waiting: Vec::new() }),
                None => self.report.leave_out(m!("check-key-columns", columns = shown(&foreign.fields.join(", ")))),
            }
        }
        for (at, relation) in schema.relations.iter().enumerate() {
            let columns: Vec<String> = relation.columns().into_iter().map(str::to_owned).collect();
            match self.positions(&columns) {
                Some(places) => self.relations.push((at, places)),
                None => self.report.leave_out(m!("check-relation-columns", columns = shown(&columns.join(", ")))),
            }
        }
    }

    fn positions(&self, names: &[String]) -> Option<Vec<usize>> {
        names.iter().map(|name| self.position(name)).collect()
    }

    /// `None` where it has no columns, or not all of them are there.
    fn key(&self, names: &[String]) -> Option<KeyColumns> {
        let of = self.positions(names).filter(|it| !it.is_empty())?;
        Some(KeyColumns { of, seen: KeySet::default() })
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.field.is_some_and(|at| self.schema.fields[at].name == name))
    }

    /// One row below the header.
    pub fn row(&mut self, place: RowPlace, cells: &[&str]) {
        self.report.rows += 1;
        if self.is_blank(cells) {
            let told =
                |rule| words::of_row(rule, Some(place), None, m!("check-blank-row"), m!("check-blank-row-remedy"));
            return self.report.add(Rule::BlankRow, Severity::Error, told);
        }
        self.width(place, cells);
        for (at, cell) in cells.iter().enumerate().take(self.columns.len()) {
            self.cell(place, at, cell);
        }
        self.primary_key(place, cells);
        self.unique_keys(place, cells);
        self.foreign_keys(place, cells);
        self.relations(place, cells);
    }

    /// What of a row is there; `None` for what stands for nothing.
    fn filled<'c>(&self, cells: &[&'c str], at: usize) -> Option<&'c str> {
        let cell = cells.get(at).copied()?;
        let is_missing = match self.field(at) {
            Some(field) => field.is_missing(cell),
            None => cell.is_empty(),
        };
        (!is_missing).then_some(cell)
    }

    pub(super) fn field(&self, at: usize) -> Option<&'s SchemaField> {
        self.columns.get(at)?.field.and_then(|field| self.schema.fields.get(field))
    }

    fn is_blank(&self, cells: &[&str]) -> bool {
        (0..cells.len()).all(|at| self.filled(cells, at).is_none())
    }

    /// Cells that no column is for, columns that have no cell.
    fn width(&mut self, place: RowPlace, cells: &[&str]) {
        let width = self.columns.len();
        for (at, cell) in cells.iter().enumerate().skip(width) {
            let told = |rule| Misfit {
                position: Some(at + 1),
                value: Some(shown(cell)),
                ..words::of_row(
                    rule,
                    Some(place),
                    None,
                    m!("check-extra-cell", value = shown(cell), width),
                    m!("check-extra-cell-remedy"),
                )
            };
            self.report.add(Rule::ExtraCell, Severity::Error, told);
        }
        for (at, column) in self.columns.iter().enumerate().skip(cells.len()) {
            let told = |rule| Misfit {
                position: Some(at + 1),
                ..words::of_row(
                    rule,
                    Some(place),
                    Some(shown(&column.name)),
                    m!("check-missing-cell", count = cells.len(), width),
                    m!("check-missing-cell-remedy"),
                )
            };
            self.report.add(Rule::MissingCell, Severity::Error, told);
        }
    }

    fn cell(&mut self, place: RowPlace, at: usize, cell: &str) {
        let Some(field) = self.field(at) else { return };
        let report = &mut self.report;
        let mut add = |rule: Rule, earlier: Option<u64>| {
            report.add(rule, Severity::Error, |rule| words::of_cell(rule, field, cell, (place, at + 1), earlier));
        };
        if field.is_missing(cell) {
            if field.required {
                add(Rule::Required, None);
            }
            return;
        }
        let Some(value) = field.kind.read(cell) else { return add(Rule::Type, None) };
        broken_rules(field, cell, &value, |rule| add(rule, None));
        let field_at = self.columns[at].field.unwrap_or_default();
        if let Some(Some(seen)) = self.unique.get_mut(field_at) {
            let key = self.hasher.hash(|hasher| value.hash_into(hasher));
            if let Some(earlier) = seen.add(key, place.row, &mut self.room) {
                add(Rule::Unique, Some(earlier));
            }
        }
    }

    /// A key of which one part is empty is none. What was told of its only cell is not told again.
    fn primary_key(&mut self, place: RowPlace, cells: &[&str]) {
        let Some(mut primary) = self.primary.take() else { return };
        let alone = if let [at] = primary.of[..] { self.field(at) } else { None };
        let parts: Option<Vec<&str>> = primary.of.iter().map(|at| self.filled(cells, *at)).collect();
        match parts {
            None if !alone.is_some_and(|field| field.required) => {
                let told = (m!("check-key-empty"), m!("check-key-empty-remedy"));
                self.key_misfit(Rule::PrimaryKey, place, &primary.of, None, told);
            }
            Some(parts) if !alone.is_some_and(|field| field.unique) => {
                let key = self.hash(&primary.of, cells);
                if let Some(row) = primary.seen.add(key, place.row, &mut self.room) {
                    self.key_again(Rule::PrimaryKey, place, &primary.of, &parts, row);
                }
            }
            _ => {}
        }
        self.primary = Some(primary);
    }

    /// Where one part is empty there is nothing to be compared.
    fn unique_keys(&mut self, place: RowPlace, cells: &[&str]) {
        for mut key in std::mem::take(&mut self.unique_keys) {
            let parts: Option<Vec<&str>> = key.of.iter().map(|at| self.filled(cells, *at)).collect();
            if let Some(parts) = parts {
                let hash = self.hash(&key.of, cells);
                if let Some(row) = key.seen.add(hash, place.row, &mut self.room) {
                    self.key_again(Rule::Unique, place, &key.of, &parts, row);
                }
            }
            self.unique_keys.push(key);
        }
    }

    fn key_again(&mut self, rule: Rule, place: RowPlace, of: &[usize], parts: &[&str], row: u64) {
        let value = shown(&parts.join(", "));
        let told = (m!("check-key-again", value = &value, row), m!("check-key-again-remedy"));
        self.key_misfit(rule, place, of, Some(value), told);
    }

    fn key_misfit(
        &mut self,
        rule: Rule,
        place: RowPlace,
        of: &[usize],
        value: Option<String>,
        (message, remedy): (Message, Message),
    ) {
        let columns = of.iter().map(|at| self.columns[*at].name.as_str()).collect::<Vec<_>>().join(", ");
        let told = |rule| Misfit { value, ..words::of_row(rule, Some(place), Some(shown(&columns)), message, remedy) };
        self.report.add(rule, Severity::Error, told);
    }

    /// Of the cells as they are read: `01` and `1` are one number.
    fn hash(&self, columns: &[usize], cells: &[&str]) -> [u32; 3] {
        let value = |at: &usize| {
            let cell = cells.get(*at).copied().unwrap_or_default();
            self.field(*at).and_then(|field| field.kind.read(cell)).unwrap_or(CellValue::Text(cell.into()))
        };
        let values: Vec<CellValue<'_>> = columns.iter().map(value).collect();
        self.hasher.hash(|hasher| values.iter().for_each(|value| hash_text(&value.key(), hasher)))
    }

    fn foreign_keys(&mut self, place: RowPlace, cells: &[&str]) {
        for mut reference in std::mem::take(&mut self.references) {
            let filled = |columns: &[usize]| columns.iter().all(|at| self.filled(cells, *at).is_some());
            let (has_key, refers) = (filled(&reference.to.of), filled(&reference.from));
            if has_key {
                let key = self.hash(&reference.to.of, cells);
                reference.to.seen.add(key, place.row, &mut self.room);
            }
            let key = self.hash(&reference.from, cells);
            if refers && !reference.to.seen.has(&key) && reference.waiting.len() < MOST_WAITING {
                reference.waiting.push((key, place));
            }
            self.references.push(reference);
        }
    }

    fn relations(&mut self, place: RowPlace, cells: &[&str]) {
        for (at, places) in &self.relations {
            let relation = &self.schema.relations[*at];
            let filled: Vec<Option<&str>> = places.iter().map(|at| self.filled(cells, *at)).collect();
            if !relation.holds(&filled) {
                let position = places.first().map(|at| at + 1);
                let told = |rule| Misfit { position, ..words::of_relation(rule, relation, &filled, place) };
                self.report.add(relation.rule(), Severity::Error, told);
            }
        }
    }

    /// All rows were read.
    pub fn end(mut self) -> CheckReport {
        for reference in std::mem::take(&mut self.references) {
            let full = reference.to.seen.full_at;
            let names = |columns: &[usize]| {
                shown(&columns.iter().map(|at| self.columns[*at].name.as_str()).collect::<Vec<_>>().join(", "))
            };
            let (from, to) = (names(&reference.from), names(&reference.to.of));
            if let Some(row) = full {
                self.report.leave_out(m!("check-keys-full", columns = &from, row));
                continue;
            }
            for (_, place) in reference.waiting.iter().filter(|(key, _)| !reference.to.seen.has(key)) {
                let (message, remedy) = (m!("check-foreign-key", columns = &to), m!("check-foreign-key-remedy"));
                let told = |rule| words::of_row(rule, Some(*place), Some(from.clone()), message, remedy);
                self.report.add(Rule::ForeignKey, Severity::Error, told);
            }
        }
        let primary = self.primary.iter().map(|key| (key.seen.full_at, self.schema.primary_key.join(", ")));
        let unique = self.unique.iter().zip(&self.schema.fields);
        let unique = unique.filter_map(|(seen, field)| Some((seen.as_ref()?.full_at, field.name.clone())));
        let keys = self.unique_keys.iter().zip(&self.schema.unique_keys);
        let keys = keys.map(|(key, names)| (key.seen.full_at, names.join(", ")));
        for (row, columns) in primary.chain(unique).chain(keys).filter_map(|(row, columns)| Some((row?, columns))) {
            self.report.leave_out(m!("check-keys-full", columns = shown(&columns), row));
        }
        self.report
    }
}

/// Names the constraints that a value breaks.
fn broken_rules(field: &SchemaField, cell: &str, value: &CellValue<'_>, mut broken: impl FnMut(Rule)) {
    if field.pattern.as_ref().is_some_and(|pattern| !pattern.admits(cell)) {
        broken(Rule::Pattern);
    }
    if field.choices.as_ref().is_some_and(|choices| !choices.keys.contains(&*value.key())) {
        broken(Rule::Enum);
    }
    let order = |bound: &Option<Bound>| bound.as_ref().map(|bound| value.compare(&bound.value));
    let bounds = [
        (Rule::Minimum, order(&field.least).map(|order| order.is_some_and(|order| order.is_ge()))),
        (Rule::Maximum, order(&field.most).map(|order| order.is_some_and(|order| order.is_le()))),
        (Rule::ExclusiveMinimum, order(&field.above).map(|order| order.is_some_and(|order| order.is_gt()))),
        (Rule::ExclusiveMaximum, order(&field.below).map(|order| order.is_some_and(|order| order.is_lt()))),
    ];
    bounds.into_iter().filter(|(_, holds)| *holds == Some(false)).for_each(|(rule, _)| broken(rule));
    if field.shortest.is_some() || field.longest.is_some() {
        let length = value.length();
        if length.zip(field.shortest).is_some_and(|(length, least)| length < least) {
            broken(Rule::MinLength);
        }
        if length.zip(field.longest).is_some_and(|(length, most)| length > most) {
            broken(Rule::MaxLength);
        }
    }
}
