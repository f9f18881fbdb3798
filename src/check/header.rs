//! The header of a file held against the fields of its schema: by name, whatever their order.

use super::report::{Misfit, RowPlace, Rule, Severity, shown};
use super::schema::FieldsMatch;
use super::table::{FileColumn, TableCheck};
use super::{is_alike, words};
use crate::m;

/// How bad each difference is, by what the schema says of its columns; `None`: as it may be.
struct Strictness {
    extra: Option<Severity>,
    missing: Option<Severity>,
    order: Option<Severity>,
}

impl Strictness {
    fn of(fields_match: FieldsMatch) -> Self {
        let (error, warning) = (Some(Severity::Error), Some(Severity::Warning));
        let (extra, missing, order) = match fields_match {
            FieldsMatch::Exact => (error, error, error),
            FieldsMatch::Equal => (error, error, None),
            FieldsMatch::Subset => (None, error, None),
            FieldsMatch::Superset => (error, None, None),
            FieldsMatch::Partial => (None, None, None),
            FieldsMatch::Open => (warning, warning, warning),
        };
        Self { extra, missing, order }
    }
}

impl TableCheck<'_> {
    /// The names of the columns.
    pub fn header(&mut self, place: RowPlace, names: &[&str]) {
        // Excel puts blanks behind names that nobody sees.
        let names: Vec<&str> = names.iter().map(|name| name.trim()).collect();
        let strictness = Strictness::of(self.schema.fields_match);
        for (at, name) in names.iter().enumerate() {
            let (field, misfit) = self.found(&names, at, name);
            let severity = match misfit {
                Some(Rule::ExtraColumn) => strictness.extra,
                _ => Some(Severity::Error),
            };
            if let Some((rule, severity)) = misfit.zip(severity) {
                let known = field.map(|at| self.schema.fields[at].name.as_str());
                let told = |rule| Misfit { position: Some(at + 1), ..words::of_column(rule, place, name, known) };
                self.report.add(rule, severity, told);
            }
            self.columns.push(FileColumn { name: (*name).to_owned(), field });
        }
        self.missing_columns(place, strictness.missing);
        self.order(place, strictness.order);
        if self.columns.iter().all(|column| column.field.is_none()) {
            let told = |rule| words::of_column(rule, place, "", None);
            self.report.add(Rule::NoColumn, Severity::Error, told);
        }
        self.place_keys();
    }

    /// The field that a column is, and what is wrong with its name.
    fn found(&self, names: &[&str], at: usize, name: &str) -> (Option<usize>, Option<Rule>) {
        if name.is_empty() {
            return (None, Some(Rule::UnnamedColumn));
        }
        if names.iter().take(at).any(|earlier| *earlier == name) {
            return (None, Some(Rule::DuplicateColumn));
        }
        let fields = &self.schema.fields;
        if let Some(field) = fields.iter().position(|field| field.name == name) {
            return (Some(field), None);
        }
        let alike = |field: &&str| is_alike(field, name) && !names.contains(field);
        let taken = |at: &usize| self.columns.iter().any(|column| column.field == Some(*at));
        match fields.iter().position(|field| alike(&field.name.as_str())).filter(|at| !taken(at)) {
            Some(field) => (Some(field), Some(Rule::ColumnCase)),
            None => (None, Some(Rule::ExtraColumn)),
        }
    }

    /// What is required is missed whatever else may be missing.
    fn missing_columns(&mut self, place: RowPlace, severity: Option<Severity>) {
        for (at, field) in self.schema.fields.iter().enumerate() {
            let is_there = self.columns.iter().any(|column| column.field == Some(at));
            let is_required = field.required || self.schema.primary_key.contains(&field.name);
            let severity = if is_required { Some(Severity::Error) } else { severity };
            if let Some(severity) = severity.filter(|_| !is_there) {
                let told = |rule| words::of_column(rule, place, &field.name, None);
                self.report.add(Rule::MissingColumn, severity, told);
            }
        }
    }

    /// Said once, of the first column that stands behind one it should stand before.
    fn order(&mut self, place: RowPlace, severity: Option<Severity>) {
        let known: Vec<(usize, usize)> =
            self.columns.iter().enumerate().filter_map(|(at, column)| Some((at, column.field?))).collect();
        let turned = known.iter().zip(known.iter().skip(1)).find(|((_, one), (_, next))| next < one);
        if let (Some((_, (at, field))), Some(severity)) = (turned, severity) {
            let wanted = self.schema.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(", ");
            let name = self.schema.fields[*field].name.as_str();
            let told = |rule| Misfit { position: Some(at + 1), ..words::of_column(rule, place, name, Some(&wanted)) };
            self.report.add(Rule::ColumnOrder, severity, told);
        }
    }

    /// There is nothing at all.
    pub fn empty(&mut self) {
        let told = |rule| words::of_row(rule, None, None, m!("check-nothing"), m!("check-nothing-remedy"));
        self.report.add(Rule::Empty, Severity::Error, told);
    }

    /// There is no header: columns are taken in the schema's order.
    pub fn headless(&mut self) {
        self.report.note(m!("check-no-header"));
        let fields = self.schema.fields.iter().enumerate();
        self.columns = fields.map(|(at, field)| FileColumn { name: shown(&field.name), field: Some(at) }).collect();
        self.place_keys();
    }
}
