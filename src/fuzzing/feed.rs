//! Feeds of RDF in each of their syntaxes.

use url::Url;

use super::{is_all_clean, is_clean, portal};
use crate::base::beside::Wanted;
use crate::model::{Address, Page, Target};
use crate::net::Document;
use crate::portals::dcat::page;

/// More than what is wrong with a document and with its datasets is not said.
const WARNINGS: usize = 120;

pub fn json(body: &[u8]) {
    read("application/ld+json", body);
}

pub fn turtle(body: &[u8]) {
    read("text/turtle", body);
}

pub fn xml(body: &[u8]) {
    read("application/rdf+xml", body);
}

fn read(content_type: &str, body: &[u8]) {
    let Ok(url) = Url::parse("http://feed.example/dcat") else { return };
    let document = Document { url, content_type: Some(content_type.to_owned()), version: None, body: body.to_vec() };
    let Ok(read) = page::read(&document, "p", "fr", &Wanted::always()) else { return };
    assert!(read.warnings.len() <= WARNINGS, "{} warnings", read.warnings.len());
    read.warnings.iter().for_each(|warning| is_clean(warning));
    let page =
        Page { items: read.records.here().iter().map(|record| record.item.clone()).collect(), ..Page::default() };
    is_all_clean(&page.items);
    for (item, record) in page.items.iter().zip(read.records.here()) {
        let same = |_: &Address| Ok(item.target.clone());
        portal::holds(&Page { items: vec![item.clone()], ..Page::default() }, same);
        let dataset = &record.dataset;
        let media = |address: &Address| {
            let media = address.path.last().cloned().unwrap_or_default();
            Ok(Target::Media { dataset: dataset.address.clone(), media })
        };
        portal::describes(dataset, media);
    }
}
