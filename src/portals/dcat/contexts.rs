//! What the terms of a JSON-LD document cost: a context within others is read with all that these define, each time that it
//! is met. Documents in which this grows beyond all they hold are refused before they are read.

use std::collections::HashMap;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::iri::LONGEST_BASE;
use super::syntax::Unreadable;
use super::usual_terms;
use crate::m;

/// So many definitions at most are taken up, again and again as they may be.
const MOST: usize = 3_000_000;

pub fn within_terms(body: &[u8]) -> Result<(), Unreadable> {
    let mut terms = Terms::default();
    // What is no JSON is told when it is read.
    let _ = Anything { terms: &mut terms, active: 0 }.deserialize(&mut serde_json::Deserializer::from_slice(body));
    match terms.cost > MOST || terms.has_long {
        true => Err(Unreadable::Other(m!("dcat-costly-terms"))),
        false => Ok(()),
    }
}

#[derive(Default)]
struct Terms {
    cost: usize,
    /// Whether something is defined by very much.
    has_long: bool,
    /// How much a term defines by itself wherever it is used.
    scoped: HashMap<Box<str>, usize>,
}

impl Terms {
    fn meet(&mut self, active: usize) {
        self.cost = self.cost.saturating_add(active);
    }
}

/// A part of a document where `active` definitions hold.
struct Anything<'t> {
    terms: &'t mut Terms,
    active: usize,
}

impl<'de> DeserializeSeed<'de> for Anything<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Anything<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Anything { terms: self.terms, active: self.active })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "@context" {
                let defined: Definitions = map.next_value()?;
                self.active = self.active.saturating_add(defined.count);
                self.terms.has_long |= defined.longest > LONGEST_BASE;
                self.terms.scoped.extend(defined.scoped);
                self.terms.meet(self.active);
                continue;
            }
            let own = self.terms.scoped.get(key.as_str()).copied().unwrap_or_default();
            if own > 0 {
                self.terms.meet(self.active.saturating_add(own));
            }
            map.next_value_seed(Anything { terms: self.terms, active: self.active.saturating_add(own) })?;
        }
        Ok(())
    }

    /// The name of a type may be a term as well.
    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        let own = self.terms.scoped.get(text).copied().unwrap_or_default();
        if own > 0 {
            self.terms.meet(self.active.saturating_add(own));
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// What a context defines.
#[derive(Default)]
struct Definitions {
    count: usize,
    longest: usize,
    /// Terms with contexts of their own, and how much these define.
    scoped: Vec<(Box<str>, usize)>,
}

impl<'de> Deserialize<'de> for Definitions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OfContext)
    }
}

struct OfContext;

impl<'de> Visitor<'de> for OfContext {
    type Value = Definitions;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a context")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Definitions, A::Error> {
        let mut all = Definitions::default();
        while let Some(one) = list.next_element::<Definitions>()? {
            all.take(one);
        }
        Ok(all)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Definitions, A::Error> {
        let mut all = Definitions::default();
        while let Some(term) = map.next_key::<String>()? {
            let of: Definitions = map.next_value()?;
            if of.count > 0 {
                all.scoped.push((term.into(), of.count));
            }
            all.take(of);
            all.count += 1;
        }
        Ok(all)
    }

    fn visit_str<E>(self, text: &str) -> Result<Definitions, E> {
        // One that is answered from here defines something too.
        let count = usual_terms::at(text).map_or(0, |_| usual_terms::TERMS);
        Ok(Definitions { longest: text.len(), count, ..Definitions::default() })
    }

    fn visit_bool<E>(self, _: bool) -> Result<Definitions, E> {
        Ok(Definitions::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Definitions, E> {
        Ok(Definitions::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Definitions, E> {
        Ok(Definitions::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Definitions, E> {
        Ok(Definitions::default())
    }

    fn visit_unit<E>(self) -> Result<Definitions, E> {
        Ok(Definitions::default())
    }
}

impl Definitions {
    fn take(&mut self, other: Self) {
        self.count += other.count;
        self.longest = self.longest.max(other.longest);
        self.scoped.extend(other.scoped);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_that_multiply_are_refused_and_usual_ones_are_not() {
        let context = |count: usize, own: &str| {
            let terms: String = (0..count).map(|n| format!("\"t{n}\":\"http://t\",")).collect();
            format!("{{{terms}\"z\":{{\"@id\":\"http://z\",\"@type\":\"@id\"{own}}}}}")
        };
        let (small, large) = (context(60, ""), context(3_000, ""));
        let scoped = context(10, &format!(",\"@context\":{large}"));
        let table = [
            (format!("{{\"@context\":{small},\"@graph\":[{}{{}}]}}", "{\"@id\":\"a\"},".repeat(50_000)), true),
            (format!("[{}{{}}]", format!("{{\"@context\":{small}}},").repeat(1_000)), true),
            (
                format!("{{\"@context\":{large},\"@graph\":[{}{{}}]}}", "{\"@context\":{\"a\":null}},".repeat(2_000)),
                false,
            ),
            (format!("{{\"@context\":{scoped},\"z\":[{}1]}}", "{\"t1\":2},".repeat(2_000)), true),
            (format!("{{\"@context\":{scoped},\"@graph\":[{}1]}}", "{\"z\":{}},".repeat(2_000)), false),
            (format!("{{\"@context\":{scoped},\"@graph\":[{}1]}}", "{\"@type\":\"z\"},".repeat(2_000)), false),
            (format!("{{\"@context\":{{\"a\":\"http://{}\"}}}}", "a".repeat(2_000)), false),
            (format!("{{\"@context\":[null,{{\"@vocab\":\"http://{}\"}}]}}", "a".repeat(2_000)), false),
            (format!("{{\"a\":\"{}\"}}", "a".repeat(2_000)), true),
            ("{\"@context\":".into(), true),
        ];
        for (body, is_fine) in table {
            assert_eq!(within_terms(body.as_bytes()).is_ok(), is_fine, "{}", &body[..body.len().min(80)]);
        }
    }
}
