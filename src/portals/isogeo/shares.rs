//! Shares: what is open to an application, and who opened it (docs/portals/isogeo.md 3).

use serde_json::Value;
use url::Url;

use super::super::mapping::{moment, person};
use super::super::reading::{self, items, line};
use super::super::{listing, paths};
use super::api;
use crate::base::odd::Odd;
use crate::model::{Address, Item};
use crate::t;

/// A share as far as guichet uses it.
#[derive(Clone)]
pub struct Share {
    pub id: String,
    wire: api::Share,
}

/// The shares of an answer, and one sentence for each that cannot be read.
pub fn read(answer: Vec<Value>) -> (Vec<Share>, Vec<String>) {
    let (mut shares, mut warnings, mut odd) = (Vec::new(), Vec::new(), Odd::default());
    for wire in items::<api::Share>(&answer, &t!("isogeo-item-share"), &mut odd) {
        match reading::id(&wire.id).filter(|id| !paths::is_step(id)) {
            Some(id) => shares.push(Share { id, wire }),
            None => warnings.push(t!("isogeo-share-no-id")),
        }
    }
    warnings.extend(odd.said());
    (shares, warnings)
}

impl Share {
    fn title(&self) -> String {
        line(&self.wire.name).unwrap_or_else(|| self.id.clone())
    }

    pub fn words(&self) -> String {
        match self.wire.creator.name() {
            Some(owner) => t!("isogeo-share-of", title = self.title(), owner),
            None => self.title(),
        }
    }

    pub fn item(&self, folder: &Address) -> Item {
        // Who shares it, with where to ask.
        let owner = person(self.wire.creator.name(), line(&self.wire.creator.contact.email));
        let note = owner.map(|owner| t!("isogeo-shared-by", owner));
        let mut item = listing::folder(folder.child(&self.id), self.title(), note);
        item.publisher = self.wire.creator.name().map(Into::into);
        item.modified = self.wire.modified.as_deref().and_then(moment);
        item
    }

    /// The page of a record in the share's OpenCatalog. That the share has an address does not prove that its owner
    /// switched the OpenCatalog on; only opening the page would.
    pub fn web_page(&self, open_catalog: &Url, id: &str) -> Option<String> {
        let token = self.wire.url_token.as_deref().map(str::trim).filter(|token| !token.is_empty())?;
        if self.wire.kind.as_deref() != Some("application") {
            return None;
        }
        let mut url = open_catalog.clone();
        url.path_segments_mut().ok()?.pop_if_empty().extend(["s", &self.id, token, "r", id]);
        Some(url.into())
    }
}

/// The name of the one application that all shares are for.
pub fn application(shares: &[Share]) -> Option<String> {
    let (first, others) = shares.split_first()?;
    let feeds = |share: &Share, id: &str| share.wire.applications.iter().any(|it| it.id.as_deref() == Some(id));
    let in_all = |application: &&api::Application| {
        application.id.as_deref().is_some_and(|id| others.iter().all(|share| feeds(share, id)))
    };
    let mut common = first.wire.applications.iter().filter(in_all);
    match (common.next(), common.next()) {
        (Some(only), None) => line(&only.name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shares(raw: Value) -> Vec<Share> {
        read(raw.as_array().unwrap().clone()).0
    }

    #[test]
    fn a_page_needs_an_address_token_and_a_share_for_applications_section_3() {
        let base = Url::parse("https://open.isogeo.com/").unwrap();
        let page = |raw: Value| shares(json!([raw]))[0].web_page(&base, "ab");
        let share = json!({"_id": "12", "type": "application", "urlToken": "Jeton/0"});
        assert_eq!(page(share.clone()).as_deref(), Some("https://open.isogeo.com/s/12/Jeton%2F0/r/ab"));
        for (key, value) in [("type", json!("group")), ("urlToken", json!("")), ("urlToken", Value::Null)] {
            let mut share = share.clone();
            share[key] = value;
            assert_eq!(page(share), None, "{key}");
        }
    }

    #[test]
    fn an_application_is_named_only_where_it_is_sure_section_3() {
        let share = |applications: Value| json!({"_id": "1", "applications": applications});
        let (a, b) = (json!({"_id": "a", "name": "Explorateur"}), json!({"_id": "b", "name": "Atlas"}));
        let table = [
            (json!([share(json!([a])), share(json!([b, a]))]), Some("Explorateur")),
            (json!([share(json!([a, b]))]), None),
            (json!([share(json!([a])), share(json!([b]))]), None),
            (json!([share(json!([]))]), None),
            (json!([]), None),
        ];
        for (raw, expected) in table {
            assert_eq!(application(&shares(raw.clone())).as_deref(), expected, "{raw}");
        }
    }
}
