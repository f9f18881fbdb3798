//! Values of others that are not of the type they should be: each costs itself, and is counted.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::Deserializer;
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::text;
use crate::t;

/// What did not fit, by name, and how often.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Odd(BTreeMap<String, usize>);

impl Odd {
    /// Counts one more of `name`.
    pub fn note(&mut self, name: impl Into<String>) {
        *self.0.entry(name.into()).or_default() += 1;
    }

    /// One sentence for all of it; `None` where all fitted.
    pub fn said(&self) -> Option<String> {
        /// Names that are told.
        const MOST: usize = 8;
        let count: usize = self.0.values().sum();
        let name = |(name, times): (&String, &usize)| match times {
            1 => text::line(name),
            times => format!("{} ×{times}", text::line(name)),
        };
        let mut names: Vec<String> = self.0.iter().take(MOST).map(name).collect();
        if self.0.len() > MOST {
            names.push("…".into());
        }
        (count > 0).then(|| t!("human-odd-values", count, names = names.join(", ")))
    }
}

/// Values taken out of one record, at most: who sends more of them sends no such record.
const MOST: usize = 1000;

/// Where a value is in what it came with.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Key(String),
    Item(usize),
}

/// `value` as a `T`. What is not of the type that it should be is read for what it can be meant as (a number for a text,
/// one thing for a list of one); else it is taken out, as if it had never been there, and noted in `odd`. An error where
/// that leaves no `T`.
pub fn read<T: DeserializeOwned>(mut value: Value, odd: &mut Odd) -> Result<T, Error> {
    let misfits = RefCell::new(Vec::new());
    let first = T::deserialize(Lenient { value: &value, place: &Place::Top, misfits: &misfits, skips_nulls: false });
    let misfits = misfits.into_inner();
    if misfits.is_empty() {
        return first;
    }
    if misfits.len() >= MOST {
        return Err(de::Error::custom(MOST));
    }
    // A default in its place would not be nothing: the second reading is of what is left.
    for Misfit { path, name } in misfits {
        take_out(&mut value, &path);
        name.into_iter().for_each(|name| odd.note(name));
    }
    let ignored = RefCell::new(Vec::new());
    T::deserialize(Lenient { value: &value, place: &Place::Top, misfits: &ignored, skips_nulls: true })
}

/// Where it is in a list, null is left, so that the others stay where they are.
fn take_out(value: &mut Value, path: &[Step]) {
    match (value, path) {
        (value @ Value::Array(_), [Step::Item(at)]) => {
            if let Some(item) = value.get_mut(*at) {
                *item = Value::Null;
            }
        }
        (Value::Object(fields), [Step::Key(key)]) => {
            fields.shift_remove(key);
        }
        (value, [Step::Item(at), rest @ ..]) => value.get_mut(*at).into_iter().for_each(|it| take_out(it, rest)),
        (value, [Step::Key(key), rest @ ..]) => value.get_mut(key).into_iter().for_each(|it| take_out(it, rest)),
        (_, []) => {}
    }
}

/// A value that does not fit; what is null is nothing, and nothing to speak of.
struct Misfit {
    path: Vec<Step>,
    name: Option<String>,
}

enum Place<'a> {
    Top,
    Key(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn path(&self) -> Vec<Step> {
        let (mut path, step) = match self {
            Self::Top => return vec![],
            Self::Key(above, key) => (above.path(), Step::Key((*key).to_owned())),
            Self::Item(above, at) => (above.path(), Step::Item(*at)),
        };
        path.push(step);
        path
    }

    /// The key it is at, or in the list at.
    fn name(&self) -> Option<&str> {
        match self {
            Self::Top => None,
            Self::Key(_, key) => Some(key),
            Self::Item(above, _) => above.name(),
        }
    }
}

/// Reads a value whatever is asked of it: what does not fit is noted, and a default stands in.
#[derive(Clone, Copy)]
struct Lenient<'a> {
    value: &'a Value,
    place: &'a Place<'a>,
    misfits: &'a RefCell<Vec<Misfit>>,
    skips_nulls: bool,
}

type Error = serde_json::Error;

impl<'a> Lenient<'a> {
    fn misfit(&self) {
        let mut misfits = self.misfits.borrow_mut();
        if misfits.len() < MOST {
            let name = if self.value.is_null() { None } else { self.place.name().map(str::to_owned) };
            misfits.push(Misfit { path: self.place.path(), name });
        }
    }

    fn fields(self, fields: &'a Map<String, Value>) -> Fields<'a> {
        Fields { of: self, left: fields.iter(), value: None }
    }

    /// One thing where a list of them is expected is the only one; some languages write lists as objects with numbers for
    /// keys.
    fn items(self) -> Items<'a> {
        let of = self;
        let (left, keys): (Vec<&'a Value>, Keys<'a>) = match self.value {
            Value::Array(items) => (items.iter().collect(), Keys::Numbers),
            Value::Object(fields) if fields.keys().all(|key| key.bytes().all(|byte| byte.is_ascii_digit())) => {
                (fields.values().collect(), Keys::Texts(fields.keys().collect()))
            }
            Value::Object(_) => (vec![self.value], Keys::None),
            Value::String(text) if !text.trim().is_empty() => (vec![self.value], Keys::None),
            Value::String(_) | Value::Null => (vec![], Keys::None),
            Value::Bool(_) | Value::Number(_) => {
                self.misfit();
                (vec![], Keys::None)
            }
        };
        Items { of, left: left.into_iter().enumerate(), keys }
    }

    fn object<'de, V: Visitor<'de>>(self, names: &[&'static str], visitor: V) -> Result<V::Value, Error> {
        /// What a text in place of an object is of it.
        const NAMES: [&str; 4] = ["name", "text", "title", "label"];
        match self.value {
            Value::Object(fields) => visitor.visit_map(self.fields(fields)),
            Value::Array(items) if items.first().is_some_and(Value::is_object) => {
                let place = Place::Item(self.place, 0);
                Lenient { value: &items[0], place: &place, ..self }.object(names, visitor)
            }
            // An empty list is how some languages write an empty object.
            Value::Array(items) if items.is_empty() => visitor.visit_map(self.fields(nothing())),
            Value::String(text) if text.trim().is_empty() => visitor.visit_map(self.fields(nothing())),
            Value::String(text) if let Some(name) = NAMES.iter().find(|name| names.contains(name)) => {
                let named = Map::from_iter([((*name).to_owned(), self.value.clone())]);
                visitor.visit_map(self.fields(&named))
            }
            Value::Null => visitor.visit_map(self.fields(nothing())),
            _ => {
                self.misfit();
                visitor.visit_map(self.fields(nothing()))
            }
        }
    }
}

fn nothing() -> &'static Map<String, Value> {
    static NOTHING: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    &NOTHING
}

impl<'de> Deserializer<'de> for Lenient<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.value.clone().deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::String(text) => visitor.visit_str(text),
            Value::Number(number) => visitor.visit_string(number.to_string()),
            _ => {
                self.misfit();
                visitor.visit_str("")
            }
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let written = match self.value {
            Value::Bool(is) => Some(*is),
            Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" | "oui" => Some(true),
                "false" | "0" | "no" | "non" => Some(false),
                _ => None,
            },
            Value::Number(number) => number.as_u64().filter(|it| *it < 2).map(|it| it == 1),
            _ => None,
        };
        if written.is_none() {
            self.misfit();
        }
        visitor.visit_bool(written.unwrap_or_default())
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(self.items())
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.object(&[], visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.object(fields, visitor)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct enum
        identifier ignored_any
    }
}

/// The fields of an object.
struct Fields<'a> {
    of: Lenient<'a>,
    left: serde_json::map::Iter<'a>,
    value: Option<(&'a str, &'a Value)>,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((key, value)) = self.left.next() else { return Ok(None) };
        self.value = Some((key, value));
        let key: StrDeserializer<'_, Error> = key.as_str().into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let (key, value) = self.value.take().unwrap_or(("", &Value::Null));
        seed.deserialize(Lenient { value, place: &Place::Key(self.of.place, key), ..self.of })
    }
}

/// How the items of a list are told apart.
enum Keys<'a> {
    Numbers,
    Texts(Vec<&'a String>),
    /// The list is the item.
    None,
}

/// The items of a list.
struct Items<'a> {
    of: Lenient<'a>,
    left: std::iter::Enumerate<std::vec::IntoIter<&'a Value>>,
    keys: Keys<'a>,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let skips = self.of.skips_nulls;
        let Some((at, value)) = self.left.find(|(_, value)| !(skips && value.is_null())) else { return Ok(None) };
        let place = match &self.keys {
            Keys::Numbers => &Place::Item(self.of.place, at),
            Keys::Texts(keys) => &Place::Key(self.of.place, keys[at]),
            Keys::None => self.of.place,
        };
        seed.deserialize(Lenient { value, place, ..self.of }).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Named {
        name: Option<String>,
        is_main: Option<bool>,
    }

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Record {
        id: Option<String>,
        owner: Option<Named>,
        words: Option<Vec<String>>,
        parts: Option<Vec<Named>>,
        raw: Value,
        #[serde(flatten)]
        others: Map<String, Value>,
    }

    /// What is left of `value`, and what is said to be odd.
    fn left(value: Value) -> (Record, Vec<(String, usize)>) {
        let mut odd = Odd::default();
        let record = super::read(value, &mut odd).unwrap();
        (record, odd.0.into_iter().collect())
    }

    fn named(name: &str) -> Named {
        Named { name: Some(name.into()), is_main: None }
    }

    #[test]
    fn a_value_of_another_type_costs_itself() {
        let table = [
            (
                json!({"id": ["a"], "words": ["b"]}),
                Record { words: Some(vec!["b".into()]), ..Record::default() },
                vec!["id"],
            ),
            (json!({"id": {}}), Record::default(), vec!["id"]),
            (json!({"id": true}), Record::default(), vec!["id"]),
            (json!({"owner": 5}), Record::default(), vec!["owner"]),
            (
                json!({"owner": {"name": [1]}}),
                Record { owner: Some(Named::default()), ..Record::default() },
                vec!["name"],
            ),
            (json!({"owner": ["a", "b"]}), Record::default(), vec!["owner"]),
            (json!({"words": 5}), Record::default(), vec!["words"]),
            (
                json!({"words": ["a", {}, "b"]}),
                Record { words: Some(vec!["a".into(), "b".into()]), ..Record::default() },
                vec!["words"],
            ),
            (
                json!({"parts": [{"is_main": "perhaps"}, {"name": "b"}]}),
                Record { parts: Some(vec![Named::default(), named("b")]), ..Record::default() },
                vec!["is_main"],
            ),
            (
                json!({"parts": [false, {"name": "b"}]}),
                Record { parts: Some(vec![named("b")]), ..Record::default() },
                vec!["parts"],
            ),
        ];
        for (value, expected, odd) in table {
            let odd: Vec<_> = odd.into_iter().map(|name| (name.to_owned(), 1)).collect();
            assert_eq!(left(value.clone()), (expected, odd), "{value}");
        }
    }

    #[test]
    fn what_can_only_be_meant_one_way_is_read_so() {
        let table = [
            (json!({"id": 12}), Record { id: Some("12".into()), ..Record::default() }),
            (json!({"id": null, "words": null, "owner": null}), Record::default()),
            (json!({"owner": "Ada"}), Record { owner: Some(named("Ada")), ..Record::default() }),
            (json!({"owner": [{"name": "Ada"}]}), Record { owner: Some(named("Ada")), ..Record::default() }),
            (json!({"owner": []}), Record { owner: Some(Named::default()), ..Record::default() }),
            (json!({"words": "a"}), Record { words: Some(vec!["a".into()]), ..Record::default() }),
            (json!({"words": [1, "b"]}), Record { words: Some(vec!["1".into(), "b".into()]), ..Record::default() }),
            (json!({"parts": {"name": "a"}}), Record { parts: Some(vec![named("a")]), ..Record::default() }),
            (
                json!({"parts": {"0": {"name": "a"}, "7": "b"}}),
                Record { parts: Some(vec![named("a"), named("b")]), ..Record::default() },
            ),
            (json!({"parts": {}}), Record { parts: Some(vec![]), ..Record::default() }),
            (
                json!({"owner": {"is_main": "TRUE"}}),
                Record { owner: Some(Named { is_main: Some(true), name: None }), ..Record::default() },
            ),
            (
                json!({"owner": {"is_main": 0}}),
                Record { owner: Some(Named { is_main: Some(false), name: None }), ..Record::default() },
            ),
            (
                json!({"raw": [null, 1], "x": [2]}),
                Record {
                    raw: json!([null, 1]),
                    others: [("x".to_owned(), json!([2]))].into_iter().collect(),
                    ..Record::default()
                },
            ),
        ];
        for (value, expected) in table {
            assert_eq!(left(value.clone()), (expected, vec![]), "{value}");
        }
    }

    #[test]
    fn odd_values_are_one_sentence_with_a_count() {
        let mut odd = Odd::default();
        assert_eq!(odd.said(), None);
        odd.note("licence");
        assert!(odd.said().unwrap().contains("one value"), "{:?}", odd.said());
        (0..20).for_each(|at| odd.note(format!("field {}", at % 10)));
        let said = odd.said().unwrap();
        assert!(said.starts_with("21 values") && said.contains("field 0 ×2") && said.ends_with('…'), "{said}");
    }

    #[test]
    fn more_odd_values_than_one_can_speak_of_cost_the_record() {
        let words: Vec<Value> = vec![json!({}); 1_000_000];
        assert_eq!(super::read::<Record>(json!({"id": "a", "words": words}), &mut Odd::default()).ok(), None);
    }
}
