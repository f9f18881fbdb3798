//! One row as a service sent it, and whether it is one of those that are asked for, wherever the service cannot tell.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value};

use super::bounds::Bounds;
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
        let id = if self.is_feature() { &self.value["id"] } else { &Value::Null };
        match id {
            Value::String(id) => Some(id.clone()),
            Value::Number(id) => Some(id.to_string()),
            _ => None,
        }
    }

    /// The same of two rows that are the same, and whether another with it is surely the same one.
    pub fn mark(&self) -> (u64, bool) {
        let (mut hasher, id) = (DefaultHasher::new(), self.id());
        match &id {
            Some(id) => id.hash(&mut hasher),
            None => self.raw.hash(&mut hasher),
        }
        (hasher.finish(), id.is_some())
    }
}

/// Which rows are asked for.
#[derive(Clone, Debug, Default)]
pub struct RowTest {
    pub criteria: Vec<Criterion>,
    /// In the degrees that the rows are in.
    pub bbox: Option<Bounds>,
}

impl RowTest {
    pub fn is_needed(&self) -> bool {
        !self.criteria.is_empty() || self.bbox.is_some()
    }

    pub fn admits(&self, row: &Row) -> bool {
        let is_inside = |bounds: &Bounds| row.geometry().and_then(envelope).is_some_and(|it| bounds.meets(&it));
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
        let bbox = Bounds::read("-2,48,-1,49");
        let test = RowTest { criteria: vec![], bbox };
        let at = |geometry: Value| row(json!({"type": "Feature", "geometry": geometry, "properties": {}}));
        let line = json!({"type": "LineString", "coordinates": [[-3.0, 48.5], [-1.5, 48.5, 12.0]]});
        assert!(test.admits(&at(line.clone())));
        assert!(test.admits(&at(json!({"type": "GeometryCollection", "geometries": [line]}))));
        assert!(!test.admits(&at(json!({"type": "Point", "coordinates": [48.5, -1.5]}))));
        assert!(!test.admits(&at(Value::Null)));
    }

    #[test]
    fn a_row_is_known_by_its_id_or_by_all_of_it() {
        let feature = |id: Value, x: u8| row(json!({"type": "Feature", "id": id, "properties": {"x": x}}));
        assert_eq!(feature(json!("a"), 1).mark(), feature(json!("a"), 2).mark());
        assert_ne!(feature(json!(1), 1).mark(), feature(json!(2), 1).mark());
        assert_ne!(feature(Value::Null, 1).mark(), feature(Value::Null, 2).mark());
        assert!(!feature(Value::Null, 1).mark().1);
    }
}
