//! What OGC API Records and STAC have in common: links, collections, features, and pages that lead to the next.

pub mod assets;
pub mod collections;
pub mod explain;
pub mod feature;
pub mod links;
pub mod pages;
pub mod period;
pub mod sections;
pub mod signed;
pub mod web;

use serde_json::Value;

use crate::access::auth::{Account, Way};
use crate::access::secrets::Shape;
use crate::portals::member;
use crate::{said, t};

/// How one signs in where such a portal is not open to everybody.
pub const WAYS: [Way; 2] = [
    Way::new("bearer", said!("ogc-api-way-bearer"), Shape::Token, said!("ogc-api-found-bearer")),
    Way::new("login", said!("ogc-api-way-login"), Shape::Login, said!("ogc-api-found-login")),
];

/// What a server says it keeps to: the last parts of the addresses in `conformsTo`.
pub fn conforms(answer: &Value, part: &str) -> bool {
    let classes = answer["conformsTo"].as_array();
    classes.is_some_and(|all| all.iter().filter_map(Value::as_str).any(|class| class.contains(part)))
}

/// Whoever has the credential, or everybody: no such interface tells a name. `opens`: what a credential does.
pub fn whoever(signs_in: bool, opens: String) -> Account {
    if !signs_in {
        return member(None, std::iter::empty());
    }
    Account { who: Some(t!("ogc-api-credential-owner")), opens: vec![opens], ..Account::default() }
}
