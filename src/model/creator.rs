//! Who made data, as references name them.

use serde::{Deserialize, Serialize};

use crate::base::text;

/// So many are named in a sentence; some data have thousands.
const MOST: usize = 10;

/// One of those who made the data: a person or a body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Creator {
    /// As the portal writes it.
    pub name: String,
    /// Of a person, where it is told apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
}

impl Creator {
    /// Of which only the name is told; `None` of one that says nothing.
    pub fn named(name: &str) -> Option<Self> {
        Some(Self { name: text::some_line(name)?, ..Self::default() })
    }

    /// Of a person whose family is told; the given name may not be.
    pub fn person(family: &str, given: Option<&str>) -> Option<Self> {
        let (family, given) = (text::some_line(family)?, given.and_then(text::some_line));
        let name = given.as_ref().map_or_else(|| family.clone(), |given| format!("{family}, {given}"));
        Some(Self { name, family: Some(family), given })
    }
}

/// All of them in a sentence, names with commas told apart; `None` where nobody is named.
pub fn names(creators: &[Creator], between: &str) -> Option<String> {
    let named: Vec<&str> = creators.iter().take(MOST).map(|creator| &*creator.name).collect();
    let others = if creators.len() > MOST { " et al." } else { "" };
    (!named.is_empty()).then(|| named.join(between) + others)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_are_named_are_told_apart_and_are_not_too_many() {
        let named = |name: &str| Creator::named(name).unwrap();
        let person = |family: &str, given: Option<&str>| Creator::person(family, given).unwrap();
        let table = [
            (vec![], None),
            (vec![named("Ville  de\nRennes")], Some("Ville de Rennes".to_owned())),
            (
                vec![person("Martin", Some("Ada")), named("Lenoir, Camille")],
                Some("Martin, Ada; Lenoir, Camille".into()),
            ),
            (vec![person("Martin", Some(" ")), person("Li", None)], Some("Martin; Li".into())),
            (vec![named("A"); 10], Some(["A"; 10].join("; "))),
            (vec![named("A"); 3000], Some(["A"; 10].join("; ") + " et al.")),
        ];
        for (creators, expected) in table {
            assert_eq!(names(&creators, "; "), expected);
        }
        assert_eq!((Creator::named(" \n"), Creator::person("", Some("Ada"))), (None, None));
    }
}
