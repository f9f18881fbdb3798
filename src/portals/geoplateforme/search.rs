//! Narrowing what the download service lists: a query in its words, the zones of a territory, and the cursor of its pages.

use std::collections::BTreeSet;

use super::super::facets::facet;
use super::super::listing::no_such_page;
use super::super::narrow::{Narrow, Parameters};
use super::super::territory::{not_both, territory, wanted};
use super::atom::{AtomEntry, Term};
use crate::base::error::Result;
use crate::base::text;
use crate::model::file_format::Format;
use crate::model::filter::Accepts::{Code, Day};
use crate::model::filter::one;
use crate::model::territory::{Overseas, Territory, TerritoryKind, Where};
use crate::model::{Cursor, Facet, FacetValue, Item, Query};
use crate::said;

pub const PRODUCT: &str = "product";
const ZONE: &str = "zone";
const FORMAT: &str = "format";

/// What the service takes of editions, each once.
pub const NARROW: Narrow = Narrow {
    portal: "Géoplateforme",
    filters: &[
        (one(ZONE, said!("geoplateforme-zone"), said!("geoplateforme-filter-zone"), Code), "zone"),
        (territory(said!("geoplateforme-filter-territory")), "zone"),
        (one(FORMAT, said!("portals-facet-format"), said!("geoplateforme-filter-format"), Code), "format"),
        (one("crs", said!("portals-facet-crs"), said!("geoplateforme-filter-crs"), Code), "crs"),
        (one("from", said!("geoplateforme-from"), said!("geoplateforme-filter-from"), Day), "editionDateFrom"),
        (one("to", said!("geoplateforme-to"), said!("geoplateforme-filter-to"), Day), "editionDateTo"),
    ],
    sorts: &[("title", said!("portals-title"), "title"), ("edition", said!("geoplateforme-edition"), "editionDate")],
};

/// The query, which was checked, in the service's words: one request after the other until one finds anything, as what is cut
/// by regions or not at all has nothing for a département.
pub fn tries(query: &Query, are_ordered: bool) -> Result<Vec<Parameters>> {
    not_both(query, ZONE)?;
    let mut asked: Parameters = Vec::new();
    for (key, value) in query.filters.iter().filter(|(key, _)| key != crate::model::territory::TERRITORY) {
        // A moment of a day is a day here.
        let day = |value: &str| value.get(..10).unwrap_or(value).to_owned();
        if let Some(word) = NARROW.called(key) {
            asked.push((word, if matches!(&**key, "from" | "to") { day(value) } else { value.clone() }));
        }
    }
    if are_ordered && let Some((word, descending)) = NARROW.order(query)? {
        let order = if descending { "desc" } else { "asc" };
        asked.extend([("sortEntriesBy", word.to_owned()), ("sortEntriesOrder", order.to_owned())]);
    }
    if are_ordered && query.sort.is_none() {
        asked.extend([("sortEntriesBy", "editionDate".to_owned()), ("sortEntriesOrder", "desc".to_owned())]);
    }
    Ok(match wanted(query) {
        Some(Where::Territory(territory)) => {
            let within = |zone: String| asked.iter().cloned().chain([("zone", zone)]).collect();
            zones(&territory).into_iter().map(within).collect()
        }
        _ => vec![asked],
    })
}

/// The smallest first: its département, its region, mainland France, all of it. What is overseas is no part of the mainland,
/// and has a zone of its own.
fn zones(territory: &Territory) -> Vec<String> {
    if let Some(Overseas { departement, region, country }) = territory.overseas() {
        let region = region.map(|region| format!("R{region}"));
        let own = region.into_iter().chain([country.to_owned(), "FRA".to_owned()]);
        return std::iter::once(format!("D{departement}")).chain(own).collect();
    }
    let departement = match territory.kind {
        TerritoryKind::Departement => Some(*territory),
        _ => territory.departement(),
    };
    let region = match territory.kind {
        TerritoryKind::Region => Some(*territory),
        _ => departement.and_then(|it| it.region()),
    };
    let departement = departement.map(|it| format!("D{:0>3}", it.code()));
    let region = region.map(|it| format!("R{}", it.code()));
    departement.into_iter().chain(region).chain(["FXX".to_owned(), "FRA".to_owned()]).collect()
}

/// `FRA`, `D035`, `D02A`, `R84`, `GLP`; a format of three letters is none.
pub fn is_zone(zone: &str) -> bool {
    let is_code =
        |code: &str| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'A' | b'B'));
    match zone.as_bytes().first() {
        Some(b'D' | b'R') if zone.get(1..).is_some_and(is_code) => zone.len() <= 4,
        _ => {
            let is_word = zone.len() == 3 && zone.bytes().all(|byte| byte.is_ascii_uppercase());
            is_word && Format::named(zone).is_none()
        }
    }
}

/// What people call a zone that is a département or a region.
pub fn zone_name(zone: &str) -> Option<String> {
    let (word, code) = match zone.split_at_checked(1)? {
        ("D", code) => ("departement", code.strip_prefix('0').unwrap_or(code)),
        ("R", code) => ("region", code),
        _ => return None,
    };
    match Where::read(&format!("{word}:{code}"))? {
        Where::Territory(territory) => Some(territory.name().to_owned()),
        Where::Box(_) => None,
    }
}

/// Where a listing goes on: the page, and of several tries the one that found something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AttemptPage {
    pub page: u64,
    pub attempt: usize,
}

impl AttemptPage {
    pub fn read(after: Option<&Cursor>, tries: usize, portal: &str) -> Result<Self> {
        /// No list goes so far.
        const FURTHEST: u64 = 1 << 20;
        let Some(cursor) = after else { return Ok(Self { page: 1, attempt: 0 }) };
        let read = || {
            let (page, attempt) = cursor.0.split_once(' ').unwrap_or((&cursor.0, "0"));
            let from = Self { page: page.parse().ok()?, attempt: attempt.parse().ok()? };
            (from.page > 1 && from.page < FURTHEST && from.attempt < tries).then_some(from)
        };
        read().ok_or_else(|| no_such_page(portal))
    }

    pub fn cursor(self) -> Cursor {
        Cursor(if self.attempt == 0 { self.page.to_string() } else { format!("{} {}", self.page, self.attempt) })
    }
}

/// Whether these come in the order that was asked for, by default the newest first, which older services take no notice of.
pub fn is_in_order(items: &[Item], sort: Option<&str>) -> bool {
    let days = || items.iter().filter_map(|item| item.modified);
    match sort {
        Some("edition") => days().is_sorted(),
        None | Some("-edition") => days().rev().is_sorted(),
        Some("title") => is_by_title(items.iter()),
        Some("-title") => is_by_title(items.iter().rev()),
        Some(_) => true,
    }
}

/// In any of the orders that titles are put in: which letters come first is the service's affair.
fn is_by_title<'i>(items: impl Iterator<Item = &'i Item>) -> bool {
    let titles: Vec<&str> = items.map(|item| &*item.title).collect();
    let letters = |title: &&str| text::fold(title).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    titles.is_sorted() || titles.is_sorted_by_key(|title| text::fold(title)) || titles.is_sorted_by_key(letters)
}

/// The query with zones and formats as the service writes them, where the products have them: `gpkg` is its `GPKG`.
pub fn spelled(query: Query, products: &[AtomEntry]) -> Query {
    let spell = |key: &str, value: String| {
        let terms = products.iter().flat_map(|product| match key {
            ZONE => &product.zones[..],
            FORMAT => &product.formats[..],
            _ => &[],
        });
        let known: Vec<&String> = terms.map(|term| &term.term).collect();
        let alike = || known.iter().find(|known| known.eq_ignore_ascii_case(&value)).map(|known| (*known).clone());
        if known.contains(&&value) { value } else { alike().unwrap_or(value) }
    };
    let filters = query.filters.into_iter().map(|(key, value)| (key.clone(), spell(&key, value))).collect();
    Query { filters, ..query }
}

/// Whether words of the service's are among what is asked for.
pub fn has_terms(query: &Query) -> bool {
    [ZONE, FORMAT].iter().any(|key| query.values(key).next().is_some())
}

/// The zones and formats that these products come in.
pub fn facets<'e>(products: impl Iterator<Item = &'e AtomEntry>) -> Vec<Facet> {
    let (mut zones, mut formats): (BTreeSet<&Term>, BTreeSet<&Term>) = Default::default();
    for product in products {
        zones.extend(&product.zones);
        formats.extend(&product.formats);
    }
    let values = |terms: BTreeSet<&Term>| {
        let mut values: Vec<FacetValue> = Vec::new();
        for term in terms.into_iter().filter(|it| !it.term.contains(char::is_whitespace)) {
            let label = term.label.as_deref().and_then(text::some_line).unwrap_or_else(|| text::line(&term.term));
            if values.iter().all(|known| known.value != term.term) {
                values.push(FacetValue { value: term.term.clone(), label, count: None });
            }
        }
        values
    };
    [(ZONE, zones), (FORMAT, formats)].into_iter().filter_map(|(key, terms)| facet(key, values(terms))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrowed(filters: &[(&str, &str)], sort: Option<&str>) -> Query {
        let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Query { filters, sort: sort.map(str::to_owned), ..Query::default() }
    }

    #[test]
    fn a_territory_is_looked_for_in_ever_larger_zones() {
        for (typed, expected) in [
            ("rennes", &["D035", "R53", "FXX", "FRA"][..]),
            ("2a", &["D02A", "R94", "FXX", "FRA"]),
            ("974", &["D974", "R04", "REU", "FRA"]),
            ("971", &["D971", "R01", "GLP", "FRA"]),
            ("region:06", &["D976", "R06", "MYT", "FRA"]),
            ("commune:97105", &["D971", "R01", "GLP", "FRA"]),
            ("249740119", &["D974", "R04", "REU", "FRA"]),
            ("978", &["D978", "MAF", "FRA"]),
            ("region:53", &["R53", "FXX", "FRA"]),
            ("243500139", &["FXX", "FRA"]),
        ] {
            let query = NARROW.check(&narrowed(&[("territory", typed)], None)).unwrap();
            let zones: Vec<String> =
                tries(&query, false).unwrap().into_iter().map(|it| it.last().unwrap().1.clone()).collect();
            assert_eq!(zones, expected, "{typed}");
        }
        assert!(tries(&narrowed(&[("territory", "departement:35"), ("zone", "FXX")], None), false).is_err());
    }

    #[test]
    fn a_query_is_put_in_the_service_s_words() {
        let query = narrowed(&[("format", "GPKG"), ("from", "2026-01-02T10:00:00Z")], Some("-edition"));
        let expected = [
            ("format", "GPKG"),
            ("editionDateFrom", "2026-01-02"),
            ("sortEntriesBy", "editionDate"),
            ("sortEntriesOrder", "desc"),
        ];
        assert_eq!(tries(&query, true).unwrap(), [expected.map(|(key, value)| (key, value.to_owned())).to_vec()]);
        assert_eq!(tries(&Query::default(), false).unwrap(), [vec![]], "the products are asked for as they are");
    }

    #[test]
    fn an_order_is_one_whatever_letters_come_first() {
        let row = |title: &str, day: &str| {
            let target = crate::model::Target::dataset(crate::model::Address::root("p").child(title));
            Item { modified: crate::base::when::When::read(day), ..Item::new(target, title) }
        };
        let table = [
            ([("A", "2024"), ("B", "2026")], [true, false, true, false, false]),
            ([("B", "2026"), ("A", "2024")], [false, true, false, true, true]),
            ([("a", ""), ("B", "2026")], [true, true, true, true, true]),
            ([("É_1", "2026"), ("f", "2026")], [true, true, true, true, true]),
            ([("HAIES_1", "2026"), ("HAIES-2", "2025")], [true, true, false, true, true]),
        ];
        for (rows, expected) in table {
            let items = rows.map(|(title, day)| row(title, day));
            let found = [Some("title"), Some("-title"), Some("edition"), Some("-edition"), None]
                .map(|sort| is_in_order(&items, sort));
            assert_eq!(found, expected, "{rows:?}");
        }
        assert!(is_in_order(&[], Some("-title")));
    }

    #[test]
    fn zones_and_formats_are_asked_for_as_the_service_writes_them() {
        let term = |term: &str| Term { term: term.to_owned(), label: None };
        let product = AtomEntry {
            zones: vec![term("D02A"), term("FXX")],
            formats: vec![term("GPKG"), term("shp"), term("SHP")],
            ..AtomEntry::default()
        };
        let table = [
            (("format", "gpkg"), "GPKG"),
            (("format", "GPKG"), "GPKG"),
            (("format", "shp"), "shp"),
            (("format", "Parquet"), "Parquet"),
            (("zone", "d02a"), "D02A"),
            (("zone", "fxx"), "FXX"),
            (("crs", "lamb93"), "lamb93"),
        ];
        for ((key, value), expected) in table {
            let query = spelled(narrowed(&[(key, value)], None), std::slice::from_ref(&product));
            assert_eq!(query.filters, [(key.to_owned(), expected.to_owned())]);
        }
    }

    #[test]
    fn cursors_are_our_own() {
        let read = |text: &str, tries: usize| AttemptPage::read(Some(&Cursor(text.into())), tries, "p").ok();
        assert_eq!(read("2", 1), Some(AttemptPage { page: 2, attempt: 0 }));
        assert_eq!(read("3 1", 2), Some(AttemptPage { page: 3, attempt: 1 }));
        for garbage in ["", "0", "1", "-1", "garbage", "2 1", "1e9", "2 http://elsewhere.example/?page=2"] {
            assert_eq!(read(garbage, 1), None, "{garbage}");
        }
        assert_eq!(AttemptPage { page: 3, attempt: 1 }.cursor(), Cursor("3 1".into()));
    }

    #[test]
    fn zones_are_told_by_their_names() {
        assert_eq!(zone_name("D035").as_deref(), Some("Ille-et-Vilaine"));
        assert_eq!(zone_name("R53").as_deref(), Some("Bretagne"));
        assert_eq!(zone_name("FXX"), None);
        assert!(["FRA", "D02A", "D971", "R84"].iter().all(|zone| is_zone(zone)));
        assert!(["LAMB93", "", "Dx", "fra", "SHP", "TIF", "SQL"].iter().all(|zone| !is_zone(zone)));
    }
}
