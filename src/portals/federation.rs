//! What several portals answer together: which of their rows are one dataset, for catalogues federate each other and a
//! search of all finds it in each; what one of them did not do, and who is waited for.
//!
//! Rows that share an [`Identity`] are one. Of two rows of one portal, the portal knows that they are two: what names
//! both names neither.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::base::error::Error;
use crate::base::format;
use crate::base::relevance::{Relevance, Search};
use crate::base::text::fold;
use crate::model::identity::Identity;
use crate::model::{Address, Item, Preference};
use crate::t;

/// What one of several portals did not do, in one sentence that names it once.
pub fn failure_of(portal: &str, error: &Error) -> String {
    let said = error.to_string();
    if error.subject.is("portals-portal") {
        return format::labelled(portal, &error.cause.to_string());
    }
    let is_named =
        said.strip_prefix(portal).is_some_and(|rest| rest.starts_with([':', '/', ' ', '\u{a0}', '\u{202f}']));
    if is_named { said } else { format::labelled(portal, &said) }
}

/// Who is waited for, and how many will not come any more.
pub fn awaiting_said<S: AsRef<str>>(portals: &[S], failed: usize) -> String {
    const NAMED: usize = 3;
    let named = portals.iter().take(NAMED).map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    let portals = match portals.len().saturating_sub(NAMED) {
        0 => named,
        count => format!("{named} {}", t!("ui-and-more", count)),
    };
    match failed {
        0 => t!("portals-awaiting", portals),
        failed => t!("portals-awaiting-failed", portals, failed),
    }
}

/// The rows that several portals found for `search`, one for each dataset, whichever of them answered first, the best
/// first: as the search ranks what rows tell; of equals, as their portals did, each of which comes with its place in the
/// configuration and its best rows first; and of two that are as good at their portals, that of the portal configured
/// first. Where several have the dataset, the row is that of the best copy ([`best`]) with the names of all; where else it
/// is, is told in [`Item::also`], in the order of the configuration.
pub fn merged(search: &Search, found: &[(usize, Vec<Item>)]) -> Vec<Item> {
    let mut groups = Groups::default();
    let mut portals: Vec<usize> = (0..found.len()).collect();
    portals.sort_by_key(|at| found[*at].0);
    for at in portals {
        groups.add(at, &found[at].1);
    }
    let mut members = groups.members;
    members.retain(|group| !group.is_empty());
    let item = |(portal, row): &(usize, usize)| &found[*portal].1[*row];
    members.sort_by_cached_key(|group| {
        let relevance = group.iter().map(|member| relevance(search, item(member))).max();
        (Reverse(relevance), group.iter().map(|(at, row)| (*row, found[*at].0)).min())
    });
    let merge = |group: Vec<(usize, usize)>| {
        let copies: Vec<&Item> = group.iter().map(item).collect();
        let (at, preferred) = best(&copies);
        let mut kept = Item { preferred, ..(*copies.get(at)?).clone() };
        let others = copies.iter().enumerate().filter(|(other, _)| *other != at);
        let known = others.filter_map(|(_, copy)| copy.target.address()).filter(|it| !kept.also.contains(it));
        let known: Vec<Address> = known.collect();
        kept.also.extend(known);
        // By any of these a row that comes later is known for the same.
        for name in copies.iter().flat_map(|copy| &copy.same_as) {
            if !kept.same_as.contains(name) {
                kept.same_as.push(*name);
            }
        }
        Some(kept)
    };
    members.into_iter().filter_map(merge).collect()
}

/// The best of the copies of one dataset, which are in the order of the configuration, and what makes it that: one whose
/// files can be proven, then one that was changed on a later day than the first that says when; else the first, for that
/// is the order the person gave the portals.
fn best(copies: &[&Item]) -> (usize, Option<Preference>) {
    let proven: Vec<usize> = (0..copies.len()).filter(|at| copies[*at].states_checksums).collect();
    let is_told = !proven.is_empty() && proven.len() < copies.len();
    let good: Vec<usize> = if proven.is_empty() { (0..copies.len()).collect() } else { proven };
    let first = good.first().copied().unwrap_or_default();
    let day = |moment: Timestamp| moment.to_zoned(TimeZone::UTC).date();
    let known = good.iter().filter_map(|at| Some((*at, copies[*at].modified?)));
    let oldest = copies.get(first).and_then(|copy| copy.modified);
    let fresher = known.filter(|(_, when)| oldest.is_some_and(|first| day(when.first()) > day(first.last())));
    // Of two that are as fresh, the one that comes first.
    let freshest = fresher.max_by_key(|(at, when)| (day(when.first()), Reverse(*at))).map(|(at, _)| at);
    let why = if is_told { Some(Preference::Checksums) } else { freshest.map(|_| Preference::Fresher) };
    (freshest.unwrap_or(first), why)
}

fn relevance(search: &Search, item: &Item) -> Relevance {
    search.relevance(&fold(&item.title), "", &fold(item.note.as_deref().unwrap_or_default()))
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
    use crate::base::error::ErrorKind;
    use crate::base::i18n::Message;
    use crate::m;
    use crate::model::Target;
    use crate::model::identity::Identities;

    #[test]
    fn a_failure_names_its_portal_once() {
        let table: [(Message, &str); 6] = [
            ("ville".into(), "ville: gone"),
            ("ville: the datasets".into(), "ville: the datasets: gone"),
            ("ville/arbres".into(), "ville/arbres: gone"),
            ("ville.example".into(), "ville: ville.example: gone"),
            (m!("portals-filter", key = "theme"), "ville: filter theme: gone"),
            (m!("portals-portal", name = "ville"), "ville: gone"),
        ];
        for (subject, expected) in table {
            let said = failure_of("ville", &Error::new(ErrorKind::Portal, subject, "gone"));
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn it_is_said_who_is_waited_for_and_how_many_failed() {
        let table: [(&[&str], usize, &str); 4] = [
            (&["a"], 0, "waiting for a…"),
            (&["a", "b"], 1, "waiting for a, b… · 1 did not answer"),
            (&["a", "b", "c", "d", "e"], 0, "waiting for a, b, c (and 2 more)…"),
            (&["a"], 3, "waiting for a… · 3 did not answer"),
        ];
        for (portals, failed, expected) in table {
            assert_eq!(awaiting_said(portals, failed), expected);
        }
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

    /// As they come, whatever is searched.
    fn found(all: &[(usize, Vec<Item>)]) -> Vec<Item> {
        merged(&Search::new(""), all)
    }

    #[test]
    fn what_answers_the_search_best_comes_first_whatever_its_portal_thinks() {
        let titled = |portal: &str, rows: &[(&str, &str)]| -> Vec<Item> {
            let row = |(title, note): &(&str, &str)| Item {
                title: (*title).into(),
                note: Some((*note).to_owned()),
                ..row(portal, title, &[])
            };
            rows.iter().map(row).collect()
        };
        let p = (0, titled("p", &[("Panneaux", ""), ("Parcs", "Points d’eau"), ("Autre", "")]));
        let q = (1, titled("q", &[("Bancs", ""), ("Qualité des eaux", ""), ("Réseau d’eau", "")]));
        let titles = |all: &[(usize, Vec<Item>)], text: &str| -> Vec<String> {
            merged(&Search::new(text), all).into_iter().map(|item| item.title).collect()
        };
        let best = ["Qualité des eaux", "Réseau d’eau", "Parcs", "Panneaux", "Bancs", "Autre"];
        assert_eq!(titles(&[p.clone(), q.clone()], "eau"), best);
        assert_eq!(titles(&[q, p], "Eaux"), best, "whoever answers first");
        // One that is worse at the portal whose row it is, and found better by what another says of it.
        let p = (
            0,
            vec![Item { title: "x".into(), ..row("p", "1", &[A]) }, Item { title: "eau".into(), ..row("p", "2", &[]) }],
        );
        let q = (1, vec![Item { title: "eau".into(), ..row("q", "1", &[A]) }]);
        assert_eq!(told(&merged(&Search::new("eau"), &[p, q])), ["p/1 q/1", "p/2"]);
    }

    const A: &str = "10.5072/a";
    const B: &str = "10.5072/b";
    const C: &str = "10.5072/c";

    #[test]
    fn the_best_of_each_come_first_whoever_answers_first() {
        let p = (0, vec![row("p", "1", &[A]), row("p", "2", &[])]);
        let q = (1, vec![row("q", "1", &[B]), row("q", "2", &[A])]);
        let r = (2, vec![row("r", "1", &[A])]);
        assert_eq!(told(&found(&[p.clone(), q.clone(), r.clone()])), ["p/1 q/2 r/1", "q/1", "p/2"]);
        assert_eq!(told(&found(&[r.clone(), q.clone(), p.clone()])), ["p/1 q/2 r/1", "q/1", "p/2"]);
        assert_eq!(told(&found(&[r, q])), ["q/1", "q/2 r/1"]);
        assert_eq!(told(&found(&[])), [""; 0]);
    }

    #[test]
    fn one_that_has_both_names_joins_two() {
        let (p, q) = ((0, vec![row("p", "1", &[A])]), (1, vec![row("q", "1", &[B])]));
        let r = (2, vec![row("r", "1", &[B, A])]);
        assert_eq!(told(&found(&[p.clone(), q.clone(), r.clone()])), ["p/1 q/1 r/1"]);
        let two = (1, vec![row("q", "1", &[B]), row("q", "2", &[A])]);
        assert_eq!(told(&found(&[p, two, r])), ["p/1 q/2 r/1", "q/1"], "q knows that its own are two");
    }

    #[test]
    fn a_row_has_the_names_of_all_its_copies() {
        let first = found(&[(0, vec![row("p", "1", &[A])]), (1, vec![row("q", "1", &[A, B])])]);
        let later = vec![row("r", "1", &[B])];
        assert_eq!(told(&found(&[(0, first), (2, later)])), ["p/1 q/1 r/1"]);
    }

    #[test]
    fn what_names_two_rows_of_one_portal_names_neither() {
        let p = (0, vec![row("p", "1", &[A]), row("p", "2", &[A, C])]);
        let q = (1, vec![row("q", "1", &[A]), row("q", "2", &[C])]);
        assert_eq!(told(&found(&[p.clone(), q.clone()])), ["p/1", "q/1", "p/2 q/2"]);
        assert_eq!(told(&found(&[q, p])), ["p/1", "q/1", "p/2 q/2"]);
    }

    #[test]
    fn the_best_copy_is_shown_and_why() {
        use Preference::{Checksums, Fresher};
        let copy = |portal: &str, checksums: bool, changed: &str| {
            let modified = crate::base::when::When::read(changed);
            vec![Item { states_checksums: checksums, modified, ..row(portal, "1", &[A]) }]
        };
        let table = [
            // Each portal's copy: checksums, and when it was changed; the one that is shown, and why.
            ([(false, ""), (false, ""), (false, "")], "p", None),
            ([(true, ""), (true, ""), (true, "")], "p", None),
            ([(false, ""), (true, ""), (false, "")], "q", Some(Checksums)),
            ([(true, ""), (false, ""), (false, "")], "p", Some(Checksums)),
            ([(false, "2026-01-01"), (true, "2019"), (false, "2026-03-01")], "q", Some(Checksums)),
            ([(false, "2026-01-01"), (true, "2025-01-01"), (true, "2025-06-01")], "r", Some(Checksums)),
            ([(true, "2025-01-01"), (true, "2025-01-01T09:30:00Z"), (true, "2024-12-31")], "p", None),
            ([(false, "2025-01-01"), (false, "2026-01-02"), (false, "2026-01-02")], "q", Some(Fresher)),
            ([(false, "2025-01-01"), (false, ""), (false, "2025-01-02")], "r", Some(Fresher)),
            ([(false, ""), (false, "2026-01-02"), (false, "2026-01-03")], "p", None),
        ];
        for (copies, portal, why) in table {
            let found: Vec<(usize, Vec<Item>)> = ["p", "q", "r"]
                .into_iter()
                .zip(copies)
                .enumerate()
                .map(|(place, (portal, (checksums, changed)))| (place, copy(portal, checksums, changed)))
                .collect();
            let [shown] = &merged(&Search::new(""), &found)[..] else { panic!("{copies:?}") };
            let others: Vec<String> =
                ["p", "q", "r"].iter().filter(|it| **it != portal).map(|it| format!("{it}/1")).collect();
            let also: Vec<String> = shown.also.iter().map(ToString::to_string).collect();
            assert_eq!(shown.target.address().unwrap().portal, portal, "{copies:?}");
            assert_eq!((shown.preferred, also), (why, others), "{copies:?}");
        }
    }

    #[test]
    fn near_duplicates_stay_apart() {
        let p = (0, vec![row("p", "Arbres", &["12"]), row("p", "Bancs 2024", &["13"]), row("p", "Eau", &[])]);
        let q = (1, vec![row("q", "Arbres", &["12"]), row("q", "Bancs 2025", &["13"]), row("q", "Eau", &[])]);
        let rows = ["p/Arbres q/Arbres", "p/Bancs%202024", "q/Bancs%202025", "p/Eau", "q/Eau"];
        assert_eq!(told(&found(&[p, q])), rows);
    }
}
