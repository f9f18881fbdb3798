//! Plain values for unit tests of any module.

use super::{Access, Address, Media, Offer};

/// A CSV file of 1,000 bytes in the dataset `p/set`.
pub fn media(id: &str) -> Media {
    Media {
        dataset: Address::root("p").child("set"),
        id: id.into(),
        title: format!("{id}.csv"),
        caption: None,
        format: Some("csv".into()),
        content_type: Some("text/csv".into()),
        size: Some(1000),
        checksum: None,
        modified: None,
        access: Access::Open,
        offer: Offer::Download,
        url: Some(format!("https://exemple.org/{id}")),
        facts: vec![],
        form: vec![],
    }
}
