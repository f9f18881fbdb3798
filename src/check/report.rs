//! What a check found: how many misfits of which rule, and the first of them in full.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::base::i18n::Message;
use crate::base::text;
use crate::said;

/// The longest cell that is repeated, in characters.
const LONGEST: usize = 200;

/// What a file, a row or a cell should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    Empty,
    MissingColumn,
    ExtraColumn,
    ColumnOrder,
    ColumnCase,
    DuplicateColumn,
    UnnamedColumn,
    NoColumn,
    BlankRow,
    ExtraCell,
    MissingCell,
    Type,
    Required,
    Unique,
    Pattern,
    Enum,
    Minimum,
    Maximum,
    ExclusiveMinimum,
    ExclusiveMaximum,
    MinLength,
    MaxLength,
    PrimaryKey,
    ForeignKey,
    Siren,
    Siret,
    PhoneNumber,
    YearInterval,
    FrenchCoordinates,
    OneOfRequired,
    SumColumns,
    CompareColumns,
    CohesiveColumns,
    /// Of JSON Schema.
    Keyword(String),
}

impl Rule {
    /// What programs call it.
    pub fn word(&self) -> &str {
        match self {
            Self::Empty => "empty_file",
            Self::MissingColumn => "missing_column",
            Self::ExtraColumn => "extra_column",
            Self::ColumnOrder => "column_order",
            Self::ColumnCase => "column_case",
            Self::DuplicateColumn => "duplicate_column",
            Self::UnnamedColumn => "unnamed_column",
            Self::NoColumn => "no_column",
            Self::BlankRow => "blank_row",
            Self::ExtraCell => "extra_cell",
            Self::MissingCell => "missing_cell",
            Self::Type => "type",
            Self::Required => "required",
            Self::Unique => "unique",
            Self::Pattern => "pattern",
            Self::Enum => "enum",
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::ExclusiveMinimum => "exclusive_minimum",
            Self::ExclusiveMaximum => "exclusive_maximum",
            Self::MinLength => "min_length",
            Self::MaxLength => "max_length",
            Self::PrimaryKey => "primary_key",
            Self::ForeignKey => "foreign_key",
            Self::Siren => "siren",
            Self::Siret => "siret",
            Self::PhoneNumber => "phone_number",
            Self::YearInterval => "year_interval",
            Self::FrenchCoordinates => "french_coordinates",
            Self::OneOfRequired => "one_of_required",
            Self::SumColumns => "sum_columns",
            Self::CompareColumns => "compare_columns",
            Self::CohesiveColumns => "cohesive_columns",
            Self::Keyword(keyword) => keyword,
        }
    }

    /// What a person calls it.
    pub fn said(&self) -> String {
        let said = match self {
            Self::Empty => said!("check-rule-empty-file"),
            Self::MissingColumn => said!("check-rule-missing-column"),
            Self::ExtraColumn => said!("check-rule-extra-column"),
            Self::ColumnOrder => said!("check-rule-column-order"),
            Self::ColumnCase => said!("check-rule-column-case"),
            Self::DuplicateColumn => said!("check-rule-duplicate-column"),
            Self::UnnamedColumn => said!("check-rule-unnamed-column"),
            Self::NoColumn => said!("check-rule-no-column"),
            Self::BlankRow => said!("check-rule-blank-row"),
            Self::ExtraCell => said!("check-rule-extra-cell"),
            Self::MissingCell => said!("check-rule-missing-cell"),
            Self::Type => said!("check-rule-type"),
            Self::Required => said!("check-rule-required"),
            Self::Unique => said!("check-rule-unique"),
            Self::Pattern => said!("check-rule-pattern"),
            Self::Enum => said!("check-rule-enum"),
            Self::Minimum => said!("check-rule-minimum"),
            Self::Maximum => said!("check-rule-maximum"),
            Self::ExclusiveMinimum => said!("check-rule-exclusive-minimum"),
            Self::ExclusiveMaximum => said!("check-rule-exclusive-maximum"),
            Self::MinLength => said!("check-rule-min-length"),
            Self::MaxLength => said!("check-rule-max-length"),
            Self::PrimaryKey => said!("check-rule-primary-key"),
            Self::ForeignKey => said!("check-rule-foreign-key"),
            Self::Siren => said!("check-rule-siren"),
            Self::Siret => said!("check-rule-siret"),
            Self::PhoneNumber => said!("check-rule-phone-number"),
            Self::YearInterval => said!("check-rule-year-interval"),
            Self::FrenchCoordinates => said!("check-rule-french-coordinates"),
            Self::OneOfRequired => said!("check-rule-one-of-required"),
            Self::SumColumns => said!("check-rule-sum-columns"),
            Self::CompareColumns => said!("check-rule-compare-columns"),
            Self::CohesiveColumns => said!("check-rule-cohesive-columns"),
            Self::Keyword(keyword) => return shown(keyword),
        };
        said.text()
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// Whether the file does not fit because of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Error,
    /// What the schema leaves open, and a reader may stumble over.
    Warning,
}

/// Where in a table something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowPlace {
    /// From 1, where the header is the first; blank lines count.
    pub row: u64,
    /// Of the text, from 1, where the row begins.
    pub line: Option<u64>,
}

/// One thing that does not fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Misfit {
    pub place: Option<RowPlace>,
    /// The column's name, or the path within a JSON document.
    pub column: Option<String>,
    /// From 1.
    pub position: Option<usize>,
    pub rule: Rule,
    pub severity: Severity,
    pub value: Option<String>,
    pub message: Message,
    /// What is to be done about it.
    pub remedy: Message,
}

/// See the [module](self).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CheckReport {
    pub rows: u64,
    pub errors: u64,
    pub warnings: u64,
    /// How many there are of each rule, warnings among them.
    pub counts: BTreeMap<Rule, u64>,
    /// The first, as many as were asked for.
    pub misfits: Vec<Misfit>,
    /// What there is to say besides.
    pub notes: Vec<Message>,
    /// How many rules of the schema were not checked; each has a note.
    pub unchecked: u64,
    limit: usize,
}

impl CheckReport {
    pub fn new(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    pub fn fits(&self) -> bool {
        self.errors == 0
    }

    /// Counts one more; it is put into words only if there is room for it.
    pub fn add(&mut self, rule: Rule, severity: Severity, told: impl FnOnce(Rule) -> Misfit) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
        if self.misfits.len() < self.limit {
            self.misfits.push(Misfit { severity, ..told(rule.clone()) });
        }
        *self.counts.entry(rule).or_default() += 1;
    }

    /// A rule is not checked, which the note says.
    pub fn leave_out(&mut self, note: Message) {
        self.unchecked += 1;
        self.note(note);
    }

    /// The same note is made once.
    pub fn note(&mut self, note: Message) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// What stands in a file, as it is repeated to a person.
pub fn shown(raw: &str) -> String {
    let end = raw.char_indices().nth(LONGEST).map(|(at, _)| at);
    let cut = end.map_or(raw, |end| &raw[..end]);
    let line = text::line(cut);
    if end.is_some() { format!("{line}…") } else { line }
}
