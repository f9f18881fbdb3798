//! The types of Table Schema: how a cell is read as one.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::Hasher;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use serde_json::Value;

use super::keys::{hash_number, hash_text};
use super::moment::{self, MomentForm};
use crate::base::i18n::Said;
use crate::base::text;
use crate::said;

/// What a cell was read as.
#[derive(Clone, Debug, PartialEq)]
pub enum CellValue<'a> {
    Text(Cow<'a, str>),
    /// Whole numbers, truth, moments: ordered as numbers.
    Whole(i128),
    Number(f64),
    /// Longitude, latitude.
    Point(f64, f64),
    Json(Value),
    List(Vec<String>),
}

impl CellValue<'_> {
    /// Characters, or members; `None` of what has no length.
    pub fn length(&self) -> Option<usize> {
        match self {
            Self::Text(text) => Some(text.chars().count()),
            Self::List(items) => Some(items.len()),
            Self::Json(Value::Array(items)) => Some(items.len()),
            Self::Json(Value::Object(members)) => Some(members.len()),
            _ => None,
        }
    }

    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Whole(one), Self::Whole(other)) => Some(one.cmp(other)),
            (Self::Number(one), Self::Whole(other)) => one.partial_cmp(&(*other as f64)),
            (Self::Whole(one), Self::Number(other)) => (*one as f64).partial_cmp(other),
            (Self::Number(one), Self::Number(other)) => one.partial_cmp(other),
            _ => None,
        }
    }

    /// What equal values have in common.
    pub fn key(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Whole(number) => number.to_string().into(),
            Self::Number(number) => number.to_string().into(),
            Self::Point(east, north) => format!("{east} {north}").into(),
            Self::Json(value) => value.to_string().into(),
            Self::List(items) => items.join("\u{1f}").into(),
        }
    }

    /// [`Self::key`], hashed.
    pub fn hash_into(&self, hasher: &mut dyn Hasher) {
        match self {
            Self::Text(text) => hash_text(text, hasher),
            Self::Whole(number) => hash_number(*number, hasher),
            Self::Number(number) => hash_number(if *number == 0.0 { 0 } else { number.to_bits() }, hasher),
            _ => hash_text(&self.key(), hasher),
        }
    }
}

/// How numbers of a column are written.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberForm {
    pub decimal: String,
    pub group: String,
    /// Whether nothing may stand around them.
    pub bare: bool,
}

impl Default for NumberForm {
    fn default() -> Self {
        Self { decimal: ".".into(), group: String::new(), bare: true }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextForm {
    Plain,
    Email,
    Uri,
    Binary,
    Uuid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointForm {
    /// `longitude, latitude`.
    Pair,
    Array,
    Object,
}

/// See the [module](self).
#[derive(Clone, Debug, PartialEq)]
pub enum FieldKind {
    Any,
    Text(TextForm),
    Number(NumberForm),
    Integer(NumberForm),
    /// What is written for true, and for false.
    Boolean(Vec<String>, Vec<String>),
    Date(MomentForm),
    Time(MomentForm),
    DateTime(MomentForm),
    Year,
    YearMonth,
    Duration,
    GeoPoint(PointForm),
    /// GeoJSON, or TopoJSON.
    GeoJson {
        topology: bool,
    },
    Array,
    Object,
    List {
        delimiter: String,
        item: Box<FieldKind>,
    },
}

impl FieldKind {
    /// The value that is written in `cell`.
    pub fn read<'a>(&self, cell: &'a str) -> Option<CellValue<'a>> {
        match self {
            Self::Any => Some(CellValue::Text(cell.into())),
            Self::Text(form) => form.takes(cell).then_some(CellValue::Text(cell.into())),
            Self::Number(form) => form.number(cell).map(CellValue::Number),
            Self::Integer(form) => form.integer(cell),
            Self::Boolean(yes, no) => {
                let is_in = |words: &[String]| words.iter().any(|word| word == cell);
                is_in(yes).then_some(1).or_else(|| is_in(no).then_some(0)).map(CellValue::Whole)
            }
            Self::Date(form) => form.date(cell).map(CellValue::Whole),
            Self::Time(form) => form.time(cell).map(CellValue::Whole),
            Self::DateTime(form) => form.date_time(cell).map(CellValue::Whole),
            Self::Year => moment::year(cell).map(CellValue::Whole),
            Self::YearMonth => moment::year_month(cell).map(CellValue::Whole),
            Self::Duration => moment::duration(cell).map(CellValue::Number),
            Self::GeoPoint(form) => form.point(cell),
            Self::GeoJson { topology } => json(cell).filter(|it| is_geo_json(it, *topology)).map(CellValue::Json),
            Self::Array => json(cell).filter(Value::is_array).map(CellValue::Json),
            Self::Object => json(cell).filter(Value::is_object).map(CellValue::Json),
            Self::List { delimiter, item } => {
                let items: Vec<_> = cell.split(delimiter.as_str()).map(str::to_owned).collect();
                items.iter().all(|it| item.read(it).is_some()).then_some(CellValue::List(items))
            }
        }
    }

    /// Whether its values have one that may be limited.
    pub fn has_length(&self) -> bool {
        matches!(
            self,
            Self::Any | Self::Text(_) | Self::Array | Self::Object | Self::List { .. } | Self::GeoJson { .. }
        )
    }

    /// What a cell should be, with its article.
    pub fn said(&self) -> Said {
        match self {
            Self::Any | Self::Text(TextForm::Plain) => said!("check-a-text"),
            Self::Text(TextForm::Email) => said!("check-an-email"),
            Self::Text(TextForm::Uri) => said!("check-a-uri"),
            Self::Text(TextForm::Binary) => said!("check-a-binary"),
            Self::Text(TextForm::Uuid) => said!("check-a-uuid"),
            Self::Number(_) => said!("check-a-number"),
            Self::Integer(_) => said!("check-an-integer"),
            Self::Boolean(..) => said!("check-a-boolean"),
            Self::Date(_) => said!("check-a-date"),
            Self::Time(_) => said!("check-a-time"),
            Self::DateTime(_) => said!("check-a-date-time"),
            Self::Year => said!("check-a-year"),
            Self::YearMonth => said!("check-a-month"),
            Self::Duration => said!("check-a-duration"),
            Self::GeoPoint(_) => said!("check-a-point"),
            Self::GeoJson { topology: false } => said!("check-a-geojson"),
            Self::GeoJson { topology: true } => said!("check-a-topojson"),
            Self::Array => said!("check-an-array"),
            Self::Object => said!("check-an-object"),
            Self::List { .. } => said!("check-a-list"),
        }
    }
}

impl TextForm {
    fn takes(self, cell: &str) -> bool {
        match self {
            Self::Plain => true,
            Self::Email => is_email(cell),
            Self::Uri => is_uri(cell),
            Self::Binary => STANDARD.decode(cell).or_else(|_| STANDARD_NO_PAD.decode(cell)).is_ok(),
            Self::Uuid => text::is_uuid(cell),
        }
    }
}

/// As mail programs take it: one `@`, a name that is not odd, a domain of at least two labels.
fn is_email(cell: &str) -> bool {
    let Some((name, domain)) = cell.rsplit_once('@') else { return false };
    let in_name = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~-.".contains(c);
    let label = |label: &str| {
        let edges = !label.starts_with('-') && !label.ends_with('-');
        !label.is_empty() && label.len() <= 63 && edges && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let dots = !name.starts_with('.') && !name.ends_with('.') && !name.contains("..");
    let labels = domain.split('.').count() > 1 && domain.split('.').all(label);
    let top = domain.rsplit('.').next().is_some_and(|top| top.chars().count() > 1);
    !name.is_empty() && name.len() <= 64 && name.chars().all(in_name) && dots && labels && top
}

/// With a scheme (RFC 3986).
fn is_uri(cell: &str) -> bool {
    let Some((scheme, rest)) = cell.split_once(':') else { return false };
    let first = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let letters = scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c);
    first && letters && !rest.is_empty() && !rest.contains(odd)
}

impl NumberForm {
    /// Trimmed, in the usual spelling.
    fn usual<'a>(&self, cell: &'a str) -> Option<Cow<'a, str>> {
        let mut cell = Cow::Borrowed(cell.trim());
        if !self.bare {
            let bare = cell.trim_start_matches(|c: char| c != '-' && !c.is_ascii_digit());
            cell = bare.trim_end_matches(|c: char| !c.is_ascii_digit()).to_owned().into();
        }
        if !self.group.is_empty() {
            cell = cell.replace(&self.group, "").into();
        }
        if self.decimal != "." {
            if cell.contains('.') {
                return None;
            }
            cell = cell.replace(&self.decimal, ".").into();
        }
        Some(cell)
    }

    fn number(&self, cell: &str) -> Option<f64> {
        let usual = self.usual(cell)?;
        let plain = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
        match usual.chars().all(plain) && usual.contains(|c: char| c.is_ascii_digit()) {
            true => usual.parse().ok(),
            // As XML Schema has it.
            false => match &*usual.to_ascii_lowercase() {
                "nan" => Some(f64::NAN),
                "inf" | "+inf" | "infinity" => Some(f64::INFINITY),
                "-inf" | "-infinity" => Some(f64::NEG_INFINITY),
                _ => None,
            },
        }
    }

    fn integer(&self, cell: &str) -> Option<CellValue<'static>> {
        let usual = self.usual(cell)?;
        let digits = usual.strip_prefix(['+', '-']).unwrap_or(&usual);
        match !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            // Beyond forty digits they are as good as equal.
            true => usual.parse().map(CellValue::Whole).ok().or_else(|| usual.parse().ok().map(CellValue::Number)),
            false => None,
        }
    }
}

impl PointForm {
    fn point(self, cell: &str) -> Option<CellValue<'static>> {
        let written = |text: &str| NumberForm::default().number(text);
        let number = |value: &Value| match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => written(text),
            _ => None,
        };
        let (east, north) = match self {
            Self::Pair => {
                let (east, north) = cell.split_once(',')?;
                (written(east)?, written(north)?)
            }
            Self::Array => match &json(cell)?.as_array()?[..] {
                [east, north] => (number(east)?, number(north)?),
                _ => return None,
            },
            Self::Object => {
                let members = json(cell)?;
                let members = members.as_object().filter(|members| members.len() == 2)?;
                (number(members.get("lon")?)?, number(members.get("lat")?)?)
            }
        };
        let on_earth = (-180.0..=180.0).contains(&east) && (-90.0..=90.0).contains(&north);
        on_earth.then_some(CellValue::Point(east, north))
    }
}

fn json(cell: &str) -> Option<Value> {
    serde_json::from_str(cell).ok()
}

/// Whether its members are those of its type (RFC 7946).
fn is_geo_json(value: &Value, topology: bool) -> bool {
    let Some(members) = value.as_object() else { return false };
    let is_list = |name: &str| members.get(name).is_some_and(Value::is_array);
    let kind = members.get("type").and_then(Value::as_str).unwrap_or_default();
    if topology {
        return kind == "Topology" && is_list("arcs") && members.get("objects").is_some_and(Value::is_object);
    }
    let list = |name: &str| members.get(name).and_then(Value::as_array).map(Vec::as_slice);
    match kind {
        "Point" => list("coordinates").is_some_and(is_position),
        "MultiPoint" | "LineString" => list("coordinates").is_some_and(|it| are_positions(it, 1)),
        "MultiLineString" | "Polygon" => list("coordinates").is_some_and(|it| are_positions(it, 2)),
        "MultiPolygon" => list("coordinates").is_some_and(|it| are_positions(it, 3)),
        "GeometryCollection" => list("geometries").is_some_and(|it| it.iter().all(|it| is_geo_json(it, false))),
        "Feature" => {
            let shape = members.get("geometry").is_some_and(|it| it.is_null() || is_geo_json(it, false));
            shape && members.get("properties").is_some_and(|it| it.is_null() || it.is_object())
        }
        "FeatureCollection" => list("features").is_some_and(|it| it.iter().all(|it| is_geo_json(it, false))),
        _ => false,
    }
}

fn is_position(numbers: &[Value]) -> bool {
    numbers.len() >= 2 && numbers.iter().all(Value::is_number)
}

/// Lists of positions, so many deep.
fn are_positions(items: &[Value], depth: usize) -> bool {
    let inner = |item: &Value| match (item.as_array(), depth) {
        (Some(item), 1) => is_position(item),
        (Some(item), _) => are_positions(item, depth - 1),
        (None, _) => false,
    };
    items.iter().all(inner)
}
