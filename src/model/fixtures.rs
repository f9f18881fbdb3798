//! Plain values for unit tests of any module.

use super::filter::{Accepts, Filter, any, one};
use super::{Access, Address, Media, Offer};
use crate::base::i18n::Said;

/// A CSV file of 1,000 bytes in the dataset `p/set`.
pub fn media(id: &str) -> Media {
    Media {
        dataset: Address::root("p").child("set"),
        id: id.into(),
        replaces: vec![],
        title: format!("{id}.csv"),
        file_name: None,
        caption: None,
        format: Some("csv".into()),
        content_type: Some("text/csv".into()),
        size: Some(1000),
        checksum: None,
        modified: None,
        licence: None,
        access: Access::Open,
        offer: Offer::Download,
        is_derived: false,
        url: Some(format!("https://exemple.org/{id}")),
        schema: None,
        facts: vec![],
        form: vec![],
    }
}

pub const THEME: Filter = any("theme", Said("portals-facet-theme"), Said("rudi-filter-theme"), Accepts::Code);
/// Of these words only.
pub const ACCESS: Filter =
    any("access", Said("portals-facet-access"), Said("rudi-filter-access"), Accepts::OneOf(&["open", "personal"]));
/// One day, which no portal tells values of.
pub const FROM: Filter = one("from", Said("portals-facet-from"), Said("rudi-filter-from"), Accepts::Day);
