//! What the addresses of the download service's lists and files lead to.

use super::super::web::{Below, path};

/// See [`crate::portals::About::led`].
pub fn led(below: &Below) -> Option<Vec<String>> {
    match below.path()[..] {
        [] | ["capabilities"] => path(["products"]),
        ["resource", product] => path(["products", product]),
        ["resource", product, edition] => path([&*format!("{product}/{edition}")]),
        ["download", product, edition, file] => path([&*format!("{product}/{edition}"), file]),
        _ => None,
    }
}
