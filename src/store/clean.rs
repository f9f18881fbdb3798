//! Removal of what is never kept: personal data, and secrets in addresses.
//!
//! A catalogue says who may have a dataset ([`Access`]). *Personal* ones are left out whole: nothing of them lies on the
//! disk, not even that they are there. *Restricted* ones are kept: on a RUDI portal their description is for everybody
//! (docs/portals/rudi.md 1.1 and 3.1: a restricted dataset is listed like any other, only its media want a right), and
//! where the description itself is for some (all of Dastra's and API Entreprise's, Isogeo's shares), it is kept under
//! the account that was given it and shown to no other. *Denied* is restricted, seen by one who has no right yet.

use crate::base::redact::{clean, holds_secrets};
use crate::model::{Access, Address, Dataset, Facet, Item, Licence, Media, Offer, Page};
use crate::t;

/// What may be kept of a page; `None` if nothing.
pub fn page(page: &Page) -> Option<Page> {
    // Kept without its cursor it would pass for the end.
    if page.next.as_ref().is_some_and(|next| holds_secrets(&next.0)) {
        return None;
    }
    let items: Vec<Item> = page.items.iter().filter_map(item).collect();
    if items.is_empty() && !page.items.is_empty() {
        return None;
    }
    let warnings = page.warnings.iter().map(|text| words(text)).collect();
    Some(Page { items, next: page.next.clone(), total: page.total, warnings })
}

/// Whether nothing of what has this access may be kept.
pub fn is_personal(access: Option<Access>) -> bool {
    access == Some(Access::Personal)
}

fn item(item: &Item) -> Option<Item> {
    let address = item.target.address()?;
    if is_personal(item.access) || is_unsafe(&address) {
        return None;
    }
    let mut kept = item.clone();
    kept.title = words(&item.title);
    kept.note = item.note.as_deref().map(words);
    for text in [&mut kept.licence, &mut kept.publisher, &mut kept.theme, &mut kept.format] {
        *text = text.as_deref().map(|it| words(it).into());
    }
    Some(kept)
}

/// What may be kept of a dataset; `None` if nothing.
pub fn dataset(dataset: &Dataset) -> Option<Dataset> {
    if is_personal(Some(dataset.access)) || is_unsafe(&dataset.address) {
        return None;
    }
    let mut kept = dataset.clone();
    kept.media = dataset.media.iter().filter_map(media).collect();
    kept.title = words(&dataset.title);
    let texts = [&mut kept.synopsis, &mut kept.summary, &mut kept.publisher, &mut kept.theme, &mut kept.page];
    for text in texts.into_iter().chain([&mut kept.doi]) {
        *text = text.as_deref().map(words);
    }
    kept.licence = dataset.licence.as_ref().map(licence);
    for text in kept.keywords.iter_mut().chain(&mut kept.warnings) {
        *text = words(text);
    }
    for creator in &mut kept.creators {
        creator.name = words(&creator.name);
        for part in [&mut creator.family, &mut creator.given] {
            *part = part.as_deref().map(words);
        }
    }
    kept.facts.iter_mut().for_each(|(_, text)| *text = words(text));
    Some(kept)
}

/// Without the keys in its address, it is shown and not fetched until the portal was asked again.
fn media(media: &Media) -> Option<Media> {
    if is_personal(Some(media.access)) || is_unsafe(&media.address()) {
        return None;
    }
    let mut kept = media.clone();
    if media.url.as_deref().is_some_and(holds_secrets) {
        kept.url = media.url.as_deref().map(words);
        kept.offer = Offer::ShowOnly(t!("store-address-with-key"));
    }
    kept.licence = media.licence.as_ref().map(licence);
    kept.title = words(&media.title);
    kept.caption = media.caption.as_deref().map(words);
    kept.facts.iter_mut().for_each(|(_, text)| *text = words(text));
    Some(kept)
}

fn licence(licence: &Licence) -> Licence {
    Licence { label: words(&licence.label), url: licence.url.as_deref().map(words) }
}

pub fn facets(facets: &[Facet]) -> Vec<Facet> {
    let mut kept = facets.to_vec();
    for facet in &mut kept {
        facet.values.retain(|value| !holds_secrets(&value.value));
        facet.values.iter_mut().for_each(|value| value.label = words(&value.label));
    }
    kept
}

/// Whether the very name of a thing opens something: without it, it could not be told from others.
pub fn is_unsafe(address: &Address) -> bool {
    address.path.iter().any(|segment| holds_secrets(segment))
}

/// `text` without secrets.
fn words(text: &str) -> String {
    clean(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cursor, Target};

    #[test]
    fn addresses_in_texts_lose_what_opens_them() {
        let share = "0123456789abcdef0123456789abcdef";
        let table = [
            ("no address, 1://", "no address, 1://"),
            ("see https://a.example/x.", "see https://a.example/x."),
            ("(https://a.example/x?token=hunter2), é", "(https://a.example/x?token=…), é"),
            ("“ftp://ada:hunter2@a.example/f” https://b.example/", "“ftp://…@a.example/f” https://b.example/"),
            ("https://a.example/#access_token=hunter2", "https://a.example/#access_token=…"),
            ("https://a.example/#/dataset/5", "https://a.example/#/dataset/5"),
            (&format!("https://o.example/s/{share}/hunter2/r/5"), &format!("https://o.example/s/{share}/…")),
            (&format!("https://o.example/s/{share}"), &format!("https://o.example/s/{share}")),
        ];
        for (text, kept) in table {
            assert_eq!(words(text), *kept, "{text}");
        }
    }

    #[test]
    fn a_page_whose_cursor_opens_something_is_not_kept() {
        let items = vec![Item::new(Target::dataset(Address::root("p").child("a")), "a")];
        let with = |next: &str| Page { items: items.clone(), next: Some(Cursor(next.into())), ..Page::default() };
        assert!(page(&with("https://a.example/?page=2")).is_some());
        assert!(page(&with("https://a.example/?page=2&token=hunter2")).is_none());
    }

    #[test]
    fn a_thing_named_by_what_opens_it_is_not_kept() {
        let named = |name: &str| Item::new(Target::dataset(Address::root("p").child(name)), "a");
        let items = vec![named("a"), named("https://a.example/?sig=hunter2")];
        assert_eq!(page(&Page { items, ..Page::default() }).unwrap().items.len(), 1);
    }
}
