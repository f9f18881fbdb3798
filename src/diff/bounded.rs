//! A value of JSON as far as there is room for it: what is beyond is read, and not kept.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Reads one value; what it holds in texts, numbers and names, about so many bytes more, is kept.
pub struct Bounded<'b>(pub &'b mut usize);

impl Bounded<'_> {
    /// Whether there is room for so many bytes more.
    fn holds(&mut self, bytes: usize) -> bool {
        let holds = *self.0 > bytes;
        *self.0 = self.0.saturating_sub(bytes);
        holds
    }

    fn kept<E>(mut self, bytes: usize, value: impl FnOnce() -> Value) -> Result<Value, E> {
        Ok(if self.holds(bytes) { value() } else { Value::Null })
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Value, D::Error> {
        value.deserialize_any(self)
    }
}

/// What a value takes in memory beside its text.
const VALUE: usize = 64;

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        self.kept(VALUE, || truth.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        self.kept(VALUE, || number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        self.kept(VALUE, || number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        self.kept(VALUE, || number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        self.kept(VALUE + text.len(), || text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while *self.0 > VALUE {
            match items.next_element_seed(Bounded(&mut *self.0))? {
                Some(item) => list.push(item),
                None => return Ok(list.into()),
            }
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            match Bounded(&mut *self.0).holds(VALUE + name.len()) {
                true => drop(map.insert(name, members.next_value_seed(Bounded(&mut *self.0))?)),
                false => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        Ok(map.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_no_room_for_is_passed_over() {
        let read = |text: &str, mut room: usize| {
            let mut json = serde_json::Deserializer::from_str(text);
            let read = Bounded(&mut room).deserialize(&mut json).unwrap();
            json.end().unwrap();
            read
        };
        let text = r#"{"a":[1,-2,0.5,"x",true,null,{"b":[]}],"c":"d"}"#;
        assert_eq!(read(text, 10_000), serde_json::from_str::<Value>(text).unwrap());
        let long = format!("{{\"a\":[{}1],\"b\":2}}", "1,".repeat(10_000));
        assert!(read(&long, 1000).to_string().len() < 100);
        assert_eq!(read(&format!("\"{}\"", "x".repeat(5000)), 1000), Value::Null);
    }
}
