//! JSON that is a table: a list of objects, one object a line, the features of a map. What is in an object of an object is
//! a column of its own, called by its path.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufRead};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::bounded::Bounded;
use super::source::DiffSource;
use super::table::{DiffTable, TableRows};
use crate::base::disk::disk;
use crate::base::error::Result;
use crate::base::scratch::folder;
use crate::tabular::charset::MARK;
use crate::tabular::spool::RowSpool;

/// How many different names objects may have in all.
const MOST_COLUMNS: usize = 5000;
/// How deep objects in objects are taken apart.
const DEEPEST: usize = 6;
/// How many bytes are kept of what stands beside the features of a map.
const AROUND: usize = 1 << 20;
/// What a feature has beside its properties.
pub const FEATURE_ID: &str = "@id";
pub const GEOMETRY: &str = "@geometry";

/// The objects of `source` as rows. An error of [`crate::base::error::ErrorKind::Integrity`]: it is no such list.
pub fn table<'s>(source: &'s DiffSource<'s>, are_features: bool) -> Result<DiffTable<'s>> {
    let failed = |error: io::Error| disk(&folder(), &error);
    let mut rows = ObjectRows {
        spool: RowSpool::new().map_err(failed)?,
        places: HashMap::new(),
        names: vec![],
        are_features,
        around: Map::new(),
    };
    let mut text = source.open()?;
    if text.fill_buf().map_err(|error| source.failed(&error))?.starts_with(MARK) {
        text.consume(MARK.len());
    }
    let is_list = source.format != "jsonl" && source.format != "geojsonl";
    let read = if is_list { rows.list(text) } else { rows.lines(text) };
    read.map_err(|error| source.failed(&error))?;
    let spooled = rows.spool.end().map_err(failed)?;
    let mut table = DiffTable::of(source, TableRows::Spooled(spooled), rows.names)?;
    table.around = rows.around.into();
    Ok(table)
}

struct ObjectRows {
    spool: RowSpool,
    places: HashMap<String, usize>,
    names: Vec<String>,
    are_features: bool,
    /// What stands beside the features of a collection.
    around: Map<String, Value>,
}

impl ObjectRows {
    fn list(&mut self, text: impl BufRead) -> io::Result<()> {
        let mut json = serde_json::Deserializer::from_reader(text);
        let read = match self.are_features {
            true => json.deserialize_map(Collection(self)),
            false => json.deserialize_seq(Items(self)),
        };
        read.and_then(|()| json.end()).map_err(unreadable)
    }

    fn lines(&mut self, text: impl BufRead) -> io::Result<()> {
        for value in serde_json::Deserializer::from_reader(text).into_iter::<Value>() {
            // A sequence of records begins each with a mark of its own; that is no JSON to this reader.
            let value = value.map_err(unreadable)?;
            self.are_features = value.get("type").is_some_and(|it| it == "Feature") && value.get("geometry").is_some();
            self.add(value)?;
        }
        Ok(())
    }

    fn add(&mut self, value: Value) -> io::Result<()> {
        let mut cells = Vec::new();
        match value {
            Value::Object(object) if self.are_features => self.feature(object, &mut cells)?,
            Value::Object(object) => self.object("", object, 0, &mut cells)?,
            other => self.cell("@value", written(&other), &mut cells)?,
        }
        self.spool.add(cells.iter().map(String::as_bytes)).map(|_| ())
    }

    fn feature(&mut self, mut object: Map<String, Value>, cells: &mut Vec<String>) -> io::Result<()> {
        let id = object.remove("id").map(|id| written(&id)).unwrap_or_default();
        self.cell(FEATURE_ID, id, cells)?;
        if let Some(Value::Object(properties)) = object.remove("properties") {
            self.object("", properties, 0, cells)?;
        }
        let geometry = object.remove("geometry").map(|it| written(&it)).unwrap_or_default();
        self.cell(GEOMETRY, geometry, cells)?;
        // What is no member of every feature (RFC 7946, 6.1), its box for one.
        for (name, value) in object.into_iter().filter(|(name, _)| name != "type") {
            self.cell(&format!("@{name}"), written(&value), cells)?;
        }
        Ok(())
    }

    fn object(
        &mut self,
        above: &str,
        object: Map<String, Value>,
        depth: usize,
        cells: &mut Vec<String>,
    ) -> io::Result<()> {
        for (name, value) in object {
            let name = if above.is_empty() { name } else { format!("{above}.{name}") };
            match value {
                Value::Object(inner) if depth < DEEPEST && !inner.is_empty() => {
                    self.object(&name, inner, depth + 1, cells)?
                }
                other => self.cell(&name, written(&other), cells)?,
            }
        }
        Ok(())
    }

    fn cell(&mut self, name: &str, text: String, cells: &mut Vec<String>) -> io::Result<()> {
        let at = match self.places.get(name) {
            Some(at) => *at,
            None if self.names.len() >= MOST_COLUMNS => return Err(io::ErrorKind::InvalidData.into()),
            None => {
                self.places.insert(name.to_owned(), self.names.len());
                self.names.push(name.to_owned());
                self.names.len() - 1
            }
        };
        cells.resize(cells.len().max(at + 1), String::new());
        if let Some(cell) = cells.get_mut(at) {
            *cell = text;
        }
        Ok(())
    }
}

/// A text as it is, nothing where there is none, all else as JSON.
fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn unreadable(error: serde_json::Error) -> io::Error {
    match error.io_error_kind() {
        Some(kind) => kind.into(),
        None => io::ErrorKind::InvalidData.into(),
    }
}

/// The items of a list, one after the other.
struct Items<'r>(&'r mut ObjectRows);

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<Value>()? {
            self.0.add(item).map_err(serde::de::Error::custom)?;
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, list: D) -> Result<(), D::Error> {
        list.deserialize_seq(self)
    }
}

/// An object with a list of features.
struct Collection<'r>(&'r mut ObjectRows);

impl<'de> Visitor<'de> for Collection<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("features")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let (mut has_features, mut room) = (false, AROUND);
        while let Some(name) = members.next_key::<String>()? {
            match name == "features" {
                true => {
                    has_features = true;
                    members.next_value_seed(Items(&mut *self.0))?;
                }
                false if room == 0 => drop(members.next_value::<IgnoredAny>()?),
                false => {
                    let value = members.next_value_seed(Bounded(&mut room))?;
                    self.0.around.insert(name, value);
                }
            }
        }
        if has_features { Ok(()) } else { Err(serde::de::Error::missing_field("features")) }
    }
}
