//! One row as a service sent it, and whether it is one of those that are asked for, wherever the service cannot tell.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use memchr::memmem;
use serde_json::{Map, Value};

use crate::base::text::fold;
use crate::model::Extent;
use crate::preview::{Comparison, Criterion};
use crate::tabular::kind::Numbers;
use crate::tabular::{ColumnKind, kind_of};

/// One row: a feature, an object, or a member of a GML collection, of which only the text is known.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// As it was sent.
    pub raw: Vec<u8>,
    pub value: Value,
}

impl Row {
    /// `None` where the text is no JSON.
    pub fn of_json(raw: &[u8]) -> Option<Self> {
        let value: Value = serde_json::from_slice(raw).ok()?;
        value.is_object().then(|| Self { raw: raw.to_vec(), value })
    }

    pub fn is_feature(&self) -> bool {
        self.value["type"] == "Feature"
    }

    /// Its columns.
    pub fn cells(&self) -> Option<&Map<String, Value>> {
        if self.is_feature() { self.value["properties"].as_object() } else { self.value.as_object() }
    }

    pub fn geometry(&self) -> Option<&Value> {
        self.is_feature().then(|| &self.value["geometry"]).filter(|geometry| geometry.is_object())
    }

    /// What its service calls it.
    pub fn id(&self) -> Option<String> {
        let id = match &self.value {
            Value::Null => return id_of_member(&self.raw),
            value if self.is_feature() => &value["id"],
            _ => &Value::Null,
        };
        match id {
            Value::String(id) => Some(id.clone()),
            Value::Number(id) => Some(id.to_string()),
            _ => None,
        }
    }

    /// The same of two rows that are the same, and whether another with it is surely the same one.
    pub fn mark(&self) -> (u64, bool) {
        match self.id().filter(|id| is_lasting(id)) {
            Some(id) => (hashed(|hasher| id.hash(hasher)), true),
            None => (self.cells_mark(), false),
        }
    }

    /// The same of two rows that say the same, whatever they are called.
    pub fn cells_mark(&self) -> u64 {
        hashed(|hasher| match &self.value {
            Value::Null => hash_without_ids(&self.raw, hasher),
            _ if self.is_feature() => (&self.value["properties"], &self.value["geometry"]).hash(hasher),
            value => value.hash(hasher),
        })
    }
}

/// Whether a row is called so in the next answer too. GeoTools makes up a name for each row of what has no key, and another
/// one each time.
fn is_lasting(id: &str) -> bool {
    !id.starts_with("fid-") && !id.contains(".fid-")
}

fn hashed(write: impl FnOnce(&mut DefaultHasher)) -> u64 {
    let mut hasher = DefaultHasher::new();
    write(&mut hasher);
    hasher.finish()
}

/// Where a GML member says what its elements are called: within the quotes of `gml:id="…"` and `fid="…"`.
fn ids_in(raw: &[u8]) -> impl Iterator<Item = Range<usize>> {
    const ID: &[u8] = b"id=";
    memmem::find_iter(raw, ID).filter_map(|at| {
        let is_id = matches!(raw.get(..at)?, [.., b':'] | [.., b' ' | b'\t' | b'\r' | b'\n', b'f']);
        let from = at + ID.len() + 1;
        let quote = raw.get(from - 1).filter(|quote| is_id && matches!(quote, b'"' | b'\''))?;
        let length = memchr::memchr(*quote, raw.get(from..)?)?;
        Some(from..from + length)
    })
}

/// What the feature of a GML member is called: what is deeper in it are its geometries.
fn id_of_member(raw: &[u8]) -> Option<String> {
    let tags = memchr::memchr_iter(b'>', raw).nth(1)?;
    let id = ids_in(raw.get(..tags)?).next()?;
    Some(String::from_utf8_lossy(raw.get(id)?).into_owned())
}

/// The same of two GML members that hold the same, whatever their elements are called.
fn hash_without_ids(raw: &[u8], hasher: &mut DefaultHasher) {
    let mut from = 0;
    for id in ids_in(raw) {
        raw.get(from..id.start).hash(hasher);
        from = id.end;
    }
    raw.get(from..).hash(hasher);
}

/// Which rows are asked for.
#[derive(Clone, Debug, Default)]
pub struct RowTest {
    pub criteria: Vec<Criterion>,
    /// In the degrees that the rows are in.
    pub bbox: Option<Extent>,
}

impl RowTest {
    pub fn is_needed(&self) -> bool {
        !self.criteria.is_empty() || self.bbox.is_some()
    }

    pub fn admits(&self, row: &Row) -> bool {
        let is_inside = |bounds: &Extent| row.geometry().and_then(envelope).is_some_and(|it| bounds.meets(&it));
        self.bbox.as_ref().is_none_or(is_inside) && self.criteria.iter().all(|criterion| meets(criterion, row))
    }
}

/// The name of the column that is called so: exactly, else but for case and accents.
pub fn column<'n>(names: impl IntoIterator<Item = &'n String> + Clone, wanted: &str) -> Option<&'n String> {
    let exact = names.clone().into_iter().find(|name| *name == wanted);
    let folded = fold(wanted.trim());
    exact.or_else(|| names.into_iter().find(|name| fold(name) == folded))
}

/// As in a preview of a file with these cells: words are compared as they are, numbers and dates by their values.
fn meets(criterion: &Criterion, row: &Row) -> bool {
    let cell = row.cells().and_then(|cells| cells.get(column(cells.keys(), &criterion.column)?));
    let cell = cell.filter(|cell| !cell.is_null());
    let text = cell.map(|cell| cell.as_str().map_or_else(|| cell.to_string(), str::to_owned));
    let text = text.filter(|text| !text.is_empty());
    let kind = match cell {
        Some(Value::Bool(_)) => ColumnKind::Boolean,
        Some(Value::Number(_)) => ColumnKind::Decimal,
        _ => kind_of_words(criterion, text.as_deref().unwrap_or_default()),
    };
    criterion.of_cells(kind).admits(text.as_deref())
}

/// A code is no number, unless what is asked is which is larger.
fn kind_of_words(criterion: &Criterion, cell: &str) -> ColumnKind {
    if matches!(criterion.comparison, Comparison::Is | Comparison::IsNot | Comparison::Has) {
        return ColumnKind::Text;
    }
    let numbers = Numbers::default();
    let (cell, value) = (kind_of(cell, numbers), kind_of(&criterion.value, numbers));
    let is_day = |kind| matches!(kind, ColumnKind::Date | ColumnKind::Moment);
    if (cell.is_number() && value.is_number()) || (is_day(cell) && is_day(value)) { cell } else { ColumnKind::Text }
}

/// What a geometry lies within.
pub fn envelope(geometry: &Value) -> Option<Extent> {
    let mut found: Option<Extent> = None;
    let mut todo = vec![geometry];
    while let Some(value) = todo.pop() {
        match value {
            Value::Object(object) => {
                todo.extend(["coordinates", "geometries"].iter().filter_map(|key| object.get(*key)))
            }
            Value::Array(items) => {
                match (items.first().and_then(Value::as_f64), items.get(1).and_then(Value::as_f64)) {
                    (Some(x), Some(y)) => {
                        let all = found.get_or_insert(Extent { west: x, south: y, east: x, north: y });
                        (all.west, all.east) = (all.west.min(x), all.east.max(x));
                        (all.south, all.north) = (all.south.min(y), all.north.max(y));
                    }
                    _ => todo.extend(items),
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::bounds;
    use super::*;

    fn row(value: Value) -> Row {
        Row::of_json(value.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_criterion_means_of_a_row_what_it_means_of_a_file() {
        let feature = row(
            json!({"type": "Feature", "id": 7, "geometry": {"type": "Point", "coordinates": [-1.6, 48.1]},
            "properties": {"nom": "Étang de l'Eau", "code": "01", "surface": 12.5, "date": "2024-03-01", "public": true, "vide": null}}),
        );
        let table = [
            ("nom~etang", true),
            ("nom=Étang de l'Eau", true),
            ("nom=étang", false),
            ("code=01", true),
            ("code=1", false),
            ("code>0", true),
            ("surface>=12,5", true),
            ("surface<12.5", false),
            ("surface=12.50", true),
            ("date>=2024-01-01", true),
            ("date<2024-01-01", false),
            ("Nom!=x", true),
            ("public=true", true),
            ("vide=", true),
            ("vide!=", false),
            ("vide!=x", true),
            ("absent=", true),
            ("absent=x", false),
        ];
        for (written, expected) in table {
            let test = RowTest { criteria: vec![Criterion::read(written).unwrap()], bbox: None };
            assert_eq!(test.admits(&feature), expected, "{written}");
        }
    }

    #[test]
    fn bounds_meet_what_lies_in_them_and_nothing_without_a_place() {
        let bbox = bounds::read("-2,48,-1,49");
        let test = RowTest { criteria: vec![], bbox };
        let at = |geometry: Value| row(json!({"type": "Feature", "geometry": geometry, "properties": {}}));
        let line = json!({"type": "LineString", "coordinates": [[-3.0, 48.5], [-1.5, 48.5, 12.0]]});
        assert!(test.admits(&at(line.clone())));
        assert!(test.admits(&at(json!({"type": "GeometryCollection", "geometries": [line]}))));
        assert!(!test.admits(&at(json!({"type": "Point", "coordinates": [48.5, -1.5]}))));
        assert!(!test.admits(&at(Value::Null)));
    }

    #[test]
    fn a_row_is_known_by_an_id_that_lasts_or_by_what_it_holds() {
        let feature = |id: Value, x: u8| row(json!({"type": "Feature", "id": id, "properties": {"x": x}}));
        let member = |id: &str, x: u8| Row {
            raw: format!("<m><lay gml:id=\"{id}\"><x>{x}</x><p gml:id='{id}.geom'/></lay></m>").into(),
            value: Value::Null,
        };
        // Only its geometry is called something.
        let nameless = |id: &str, x: u8| Row {
            raw: format!("<m><lay><x>{x}</x><geom><p gml:id=\"{id}\"/></geom></lay></m>").into(),
            value: Value::Null,
        };
        let object = |x: u8| row(json!({"id": "a", "x": x}));
        let table = [
            // The first and the second, whether they are the same, and whether that is sure.
            (feature(json!("a"), 1), feature(json!("a"), 2), true, true),
            (feature(json!(1), 1), feature(json!(2), 1), false, true),
            (feature(Value::Null, 1), feature(Value::Null, 1), true, false),
            (feature(Value::Null, 1), feature(Value::Null, 2), false, false),
            (feature(json!("lay.fid--5f_18a"), 1), feature(json!("lay.fid-77e"), 1), true, false),
            (feature(json!("fid-1"), 1), feature(json!("fid-1"), 2), false, false),
            (feature(json!("fiddle.1"), 1), feature(json!("fiddle.2"), 1), false, true),
            (member("lay.1", 1), member("lay.1", 2), true, true),
            (member("lay.1", 1), member("lay.2", 1), false, true),
            (member("lay.fid-1", 1), member("lay.fid-2", 1), true, false),
            (member("lay.fid-1", 1), member("lay.fid-2", 2), false, false),
            (nameless("p.1", 1), nameless("p.1", 2), false, false),
            (nameless("p.1", 1), nameless("p.2", 1), true, false),
            (object(1), object(2), false, false),
            (object(1), object(1), true, false),
        ];
        for (one, other, is_same, is_sure) in table {
            let (first, second) = (one.mark(), other.mark());
            assert_eq!((first.0 == second.0, first.1, second.1), (is_same, is_sure, is_sure), "{one:?} {other:?}");
        }
        assert_eq!(feature(json!("a"), 1).cells_mark(), feature(json!("b"), 1).cells_mark());
        assert_ne!(feature(json!("a"), 1).cells_mark(), feature(json!("a"), 2).cells_mark());
    }
}
