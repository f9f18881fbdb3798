//! Which rows of several portals are one dataset: catalogues federate each other, and a search of all finds it in each.
//!
//! What names a dataset anywhere (a UUID, a DOI, the page of the portal that it is of) is enough. What may be shared by
//! several, or means something at one place only, counts together with the title: a publisher's page, a bare number.
//! Of two rows of one portal, the portal knows that they are two: what names both names neither.

use std::collections::{HashMap, HashSet};
use std::num::ParseIntError;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::{Host, Url};
use uuid::Uuid;

use crate::model::{Address, Item};
use crate::text;

/// Something that names one dataset, spelt in the one way there is: its SHA-256, cut short, for every row of a catalogue
/// has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Identity(u128);

impl Identity {
    fn of(spelling: &str) -> Self {
        let mut first = [0; 16];
        first.copy_from_slice(&Sha256::digest(spelling)[..16]);
        Self(u128::from_be_bytes(first))
    }
}

impl From<Identity> for String {
    fn from(identity: Identity) -> Self {
        format!("{:032x}", identity.0)
    }
}

impl TryFrom<String> for Identity {
    type Error = ParseIntError;

    fn try_from(hex: String) -> Result<Self, ParseIntError> {
        u128::from_str_radix(&hex, 16).map(Self)
    }
}

/// Longer ones are no identifiers, and more of them help nobody.
const LONGEST: usize = 500;
const MOST: usize = 12;

/// Gathers what a record says that it is.
pub struct Identities {
    /// Folded, so that spelling does not matter.
    title: String,
    found: Vec<Identity>,
}

impl Identities {
    pub fn of(title: &str) -> Self {
        Self { title: text::fold(title), found: Vec::new() }
    }

    /// The page that the portal itself has about it, or where it was taken from.
    #[must_use]
    pub fn page(mut self, url: Option<&str>) -> Self {
        if let Some(page) = url.and_then(web) {
            self.add(&format!("page {page}"));
        }
        self.landing(url)
    }

    /// A page that its publisher names, which may be about more than this.
    #[must_use]
    pub fn landing(mut self, url: Option<&str>) -> Self {
        if let Some(page) = url.and_then(web) {
            self.add(&format!("titled {page} {}", self.title));
        }
        self
    }

    /// An identifier as it is written: a UUID, a DOI, an address; anything else is one at `host` only.
    #[must_use]
    pub fn id(mut self, id: Option<&str>, host: Option<&str>) -> Self {
        let Some(id) = id.map(str::trim).filter(|id| !id.is_empty() && id.len() <= LONGEST) else { return self };
        if let Some(doi) = doi(id) {
            self.add(&format!("doi {doi}"));
        } else if let Some(uuid) = uuid(id) {
            self.add(&format!("uuid {uuid}"));
        } else if id.contains("://") {
            return self.page(Some(id));
        } else if let Some(host) = host.filter(|host| !host.is_empty()) {
            self.add(&format!("at {} {id} {}", host_name(host), self.title));
        }
        self
    }

    pub fn all(mut self) -> Vec<Identity> {
        self.found.shrink_to_fit();
        self.found
    }

    fn add(&mut self, spelling: &str) {
        let identity = Identity::of(spelling);
        if self.found.len() < MOST && !self.found.contains(&identity) {
            self.found.push(identity);
        }
    }
}

/// `10.…/…` behind any of the signs it is written with (DOI Handbook 2.6); case does not matter in it.
fn doi(id: &str) -> Option<String> {
    let folded = id.to_ascii_lowercase();
    let bare = ["https://", "http://"].iter().find_map(|scheme| folded.strip_prefix(scheme)).unwrap_or(&folded);
    let bare = ["dx.doi.org/", "doi.org/", "doi:", "info:doi/"]
        .iter()
        .find_map(|sign| bare.strip_prefix(sign))
        .unwrap_or(bare);
    let (prefix, suffix) = bare.trim().split_once('/')?;
    let number = prefix.strip_prefix("10.")?;
    let is_doi = number.len() >= 4 && number.chars().all(|c| c.is_ascii_digit() || c == '.') && !suffix.is_empty();
    is_doi.then(|| format!("{prefix}/{suffix}"))
}

/// A UUID in any of its spellings, or at the end of an address.
fn uuid(id: &str) -> Option<String> {
    let last = if id.contains("://") { id.trim_end_matches('/').rsplit(['/', '#', '=']).next()? } else { id };
    let uuid = Uuid::try_parse(last).ok().filter(|uuid| !uuid.is_nil() && !uuid.is_max())?;
    Some(uuid.simple().to_string())
}

/// A page's address without what differs between two ways to write it: scheme, `www.`, the language, a last slash, the
/// fragment. `None` for a whole site.
fn web(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    if url.as_str().len() > LONGEST {
        return None;
    }
    let is_language = |segment: &str| segment.len() == 2 && segment.chars().all(|c| c.is_ascii_lowercase());
    let mut segments: Vec<&str> = url.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    if segments.first().is_some_and(|first| is_language(first)) {
        segments.remove(0);
    }
    // Some fronts keep the page in the fragment.
    let fragment = url.fragment().filter(|fragment| fragment.starts_with(['/', '!']));
    if segments.is_empty() && url.query().is_none() && fragment.is_none() {
        return None;
    }
    let host = match url.host()? {
        Host::Domain(name) => host_name(name),
        other => other.to_string(),
    };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    Some(format!("{host}{port}/{}{query}{fragment}", segments.join("/")))
}

fn host_name(host: &str) -> String {
    let lower = host.to_ascii_lowercase();
    lower.strip_prefix("www.").map_or(lower.clone(), str::to_owned)
}

/// The rows that several portals found, one for each dataset, whichever of them answered first. Each portal's come with
/// its place in the configuration, the best first: so do they here, and of two that are as good at their portals, that of
/// the portal configured first. A row is that portal's too where several have the dataset, for that is the order the
/// person gave them; where else it is, is told in [`Item::also`], in that order too.
pub fn merged(found: &[(usize, Vec<Item>)]) -> Vec<Item> {
    let mut groups = Groups::default();
    let mut portals: Vec<usize> = (0..found.len()).collect();
    portals.sort_by_key(|at| found[*at].0);
    for at in portals {
        groups.add(at, &found[at].1);
    }
    let mut members = groups.members;
    members.retain(|group| !group.is_empty());
    members.sort_by_key(|group| group.iter().map(|(at, row)| (*row, found[*at].0)).min());
    let item = |(portal, row): &(usize, usize)| &found[*portal].1[*row];
    let merge = |group: Vec<(usize, usize)>| {
        let (first, others) = group.split_first()?;
        let mut kept = item(first).clone();
        let address = |member| item(member).target.address();
        let known: Vec<Address> = others.iter().filter_map(address).filter(|it| !kept.also.contains(it)).collect();
        kept.also.extend(known);
        Some(kept)
    };
    members.into_iter().filter_map(merge).collect()
}

/// Rows that are one dataset, by what names it.
#[derive(Default)]
struct Groups {
    /// Portal and row of each, in the order of the configuration; at most one of each portal.
    members: Vec<Vec<(usize, usize)>>,
    of: HashMap<Identity, usize>,
}

impl Groups {
    /// The rows of one more portal.
    fn add(&mut self, portal: usize, items: &[Item]) {
        let (mut once, mut twice) = (HashSet::new(), HashSet::new());
        for identity in items.iter().flat_map(|item| &item.same_as) {
            if !once.insert(identity) {
                twice.insert(identity);
            }
        }
        for (row, item) in items.iter().enumerate() {
            let names: Vec<&Identity> = item.same_as.iter().filter(|identity| !twice.contains(identity)).collect();
            let group = self.group(portal, &names);
            self.members[group].push((portal, row));
            for name in names {
                self.of.entry(*name).or_insert(group);
            }
        }
    }

    /// The one that these names are of. Where they are of several, those are one, unless a portal has a row in both.
    fn group(&mut self, portal: usize, names: &[&Identity]) -> usize {
        let mut known: Vec<usize> = names.iter().filter_map(|name| self.of.get(*name).copied()).collect();
        known.sort_unstable();
        known.dedup();
        known.retain(|group| self.members[*group].iter().all(|(other, _)| *other != portal));
        let Some((first, others)) = known.split_first() else {
            self.members.push(Vec::new());
            return self.members.len() - 1;
        };
        for other in others {
            let has = |group: usize, portal: usize| self.members[group].iter().any(|(other, _)| *other == portal);
            if self.members[*other].iter().any(|(portal, _)| has(*first, *portal)) {
                continue;
            }
            let joined = std::mem::take(&mut self.members[*other]);
            self.members[*first].extend(joined);
            self.of.values_mut().filter(|group| *group == other).for_each(|group| *group = *first);
        }
        *first
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Address, Target};

    const UUID: &str = "6c3b795c-0b60-4bf8-911c-c6f0625b7123";

    fn share(one: Identities, other: Identities) -> bool {
        let other = other.all();
        one.all().iter().any(|identity| other.contains(identity))
    }

    fn by_id(id: &str) -> Identities {
        Identities::of("Arbres").id(Some(id), Some("a.example"))
    }

    #[test]
    fn what_names_a_dataset_anywhere_does_so_however_it_is_written() {
        let pairs = [
            (UUID, "6C3B795C0B604BF8911CC6F0625B7123"),
            (UUID, "urn:uuid:6c3b795c-0b60-4bf8-911c-c6f0625b7123"),
            (UUID, "{6c3b795c-0b60-4bf8-911c-c6f0625b7123}"),
            (UUID, "https://geo.example/meta/6c3b795c-0b60-4bf8-911c-c6f0625b7123/"),
            (UUID, "https://geo.example/?uuid=6c3b795c-0b60-4bf8-911c-c6f0625b7123"),
            ("10.5072/AB.C", "https://doi.org/10.5072/ab.c"),
            ("doi:10.5072/ab.c", "http://dx.doi.org/10.5072/AB.c"),
            ("https://www.a.example/set/1", "http://a.example/fr/set/1/"),
        ];
        for (one, other) in pairs {
            let elsewhere = Identities::of("Another title").id(Some(other), Some("b.example"));
            assert!(share(by_id(one), elsewhere), "{one} {other}");
        }
    }

    #[test]
    fn what_may_be_shared_names_a_dataset_with_its_title_only() {
        let landing = |title: &str, url: &str| Identities::of(title).landing(Some(url));
        let page = "https://ville.example/opendata/arbres";
        assert!(share(
            landing("Arbres d'été", page),
            landing("ARBRES d’ete", "http://www.ville.example/opendata/arbres/")
        ));
        assert!(!share(landing("Arbres 2024", page), landing("Arbres 2025", page)));
        assert!(share(Identities::of("Arbres").page(Some(page)), landing("Arbres", page)));
        assert!(!share(Identities::of("Arbres").page(Some(page)), landing("Bancs", page)));
        let local = |host: &str, title: &str| Identities::of(title).id(Some("12"), Some(host));
        assert!(share(local("a.example", "Arbres"), local("www.A.example", "Arbres")));
        assert!(!share(local("a.example", "Arbres"), local("b.example", "Arbres")));
        assert!(!share(local("a.example", "Arbres"), local("a.example", "Bancs")));
    }

    #[test]
    fn what_names_nothing_is_none() {
        let sites =
            ["https://ville.example", "https://ville.example/fr/", "ftp://a.example/x", "javascript:alert(1)", "x"];
        for url in sites {
            assert_eq!(Identities::of("a").page(Some(url)).all(), [], "{url}");
        }
        let long = "x".repeat(LONGEST + 1);
        for id in ["", "  ", "00000000-0000-0000-0000-000000000000", &long] {
            let all = Identities::of("a").id(Some(id), None).all();
            assert_eq!(all, [], "{id}");
        }
        assert_eq!(Identities::of("a").id(Some("12"), None).page(None).all(), [], "a number at no place");
        let many = (0..99).fold(Identities::of("a"), |found, n| found.id(Some(&n.to_string()), Some("a.example")));
        assert_eq!(many.all().len(), MOST);
    }

    /// A row of `portal` with these names, each written as an identifier.
    fn row(portal: &str, id: &str, names: &[&str]) -> Item {
        let mut item = Item::new(Target::dataset(Address::root(portal).child(id)), id);
        let named = names.iter().fold(Identities::of(id), |found, name| found.id(Some(name), Some("shared.example")));
        item.same_as = named.all();
        item
    }

    fn told(items: &[Item]) -> Vec<String> {
        let also = |item: &Item| item.also.iter().map(|address| format!(" {address}")).collect::<String>();
        items.iter().map(|item| format!("{}{}", item.target.address().unwrap(), also(item))).collect()
    }

    const A: &str = "10.5072/a";
    const B: &str = "10.5072/b";
    const C: &str = "10.5072/c";

    #[test]
    fn the_best_of_each_come_first_whoever_answers_first() {
        let p = (0, vec![row("p", "1", &[A]), row("p", "2", &[])]);
        let q = (1, vec![row("q", "1", &[B]), row("q", "2", &[A])]);
        let r = (2, vec![row("r", "1", &[A])]);
        assert_eq!(told(&merged(&[p.clone(), q.clone(), r.clone()])), ["p/1 q/2 r/1", "q/1", "p/2"]);
        assert_eq!(told(&merged(&[r.clone(), q.clone(), p.clone()])), ["p/1 q/2 r/1", "q/1", "p/2"]);
        assert_eq!(told(&merged(&[r, q])), ["q/1", "q/2 r/1"]);
        assert_eq!(told(&merged(&[])), [""; 0]);
    }

    #[test]
    fn one_that_has_both_names_joins_two() {
        let (p, q) = ((0, vec![row("p", "1", &[A])]), (1, vec![row("q", "1", &[B])]));
        let r = (2, vec![row("r", "1", &[B, A])]);
        assert_eq!(told(&merged(&[p.clone(), q.clone(), r.clone()])), ["p/1 q/1 r/1"]);
        let two = (1, vec![row("q", "1", &[B]), row("q", "2", &[A])]);
        assert_eq!(told(&merged(&[p, two, r])), ["p/1 q/2 r/1", "q/1"], "q knows that its own are two");
    }

    #[test]
    fn what_names_two_rows_of_one_portal_names_neither() {
        let p = (0, vec![row("p", "1", &[A]), row("p", "2", &[A, C])]);
        let q = (1, vec![row("q", "1", &[A]), row("q", "2", &[C])]);
        assert_eq!(told(&merged(&[p.clone(), q.clone()])), ["p/1", "q/1", "p/2 q/2"]);
        assert_eq!(told(&merged(&[q, p])), ["p/1", "q/1", "p/2 q/2"]);
    }

    #[test]
    fn near_duplicates_stay_apart() {
        let p = (0, vec![row("p", "Arbres", &["12"]), row("p", "Bancs 2024", &["13"]), row("p", "Eau", &[])]);
        let q = (1, vec![row("q", "Arbres", &["12"]), row("q", "Bancs 2025", &["13"]), row("q", "Eau", &[])]);
        let rows = ["p/Arbres q/Arbres", "p/Bancs%202024", "q/Bancs%202025", "p/Eau", "q/Eau"];
        assert_eq!(told(&merged(&[p, q])), rows);
    }
}
