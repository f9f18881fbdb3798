//! Looking at what is watched: each portal is asked for one thing after the other, several portals at once.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};

use super::print::DatasetPrint;
use super::{Change, Event, EventKind, Seen, Watch, WatchSubject};
use crate::access::auth::expiry;
use crate::base::error::{Error, ErrorKind, Result};
use crate::model::{Abilities, Access, Address, Item, Query, Target};
use crate::portals::visit;
use crate::session::{Collected, Session};
use crate::{m, t};

/// So many rows of a search are watched.
pub const ROWS: usize = 1000;

/// What came of one watch.
#[derive(Debug)]
pub struct Looked {
    /// As it is to be kept.
    pub watch: Watch,
    pub events: Vec<Event>,
    /// What was not found out; what is kept stays as it was then.
    pub error: Option<Error>,
    /// What has to be said beside it.
    pub notes: Vec<String>,
}

/// Looks at all of them, and gives what came of each in their order.
pub async fn look_at(session: &Session, watches: &[Watch], now: Timestamp) -> Vec<Looked> {
    let mut by_portal: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, watch) in watches.iter().enumerate() {
        by_portal.entry(portal_of(&watch.subject)).or_default().push(at);
    }
    let of_portal = async |all: Vec<usize>| {
        let mut looked = Vec::new();
        for at in all {
            looked.push((at, look(session, &watches[at], now).await));
        }
        looked
    };
    let mut all: Vec<(usize, Looked)> =
        join_all(by_portal.into_values().map(of_portal)).await.into_iter().flatten().collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, looked)| looked).collect()
}

/// The first portal that is asked.
fn portal_of(subject: &WatchSubject) -> &str {
    match subject {
        WatchSubject::Dataset { address } | WatchSubject::Media { dataset: address, .. } => &address.portal,
        WatchSubject::Search { places, .. } => places.first().map_or("", |place| place.portal.as_str()),
        WatchSubject::Expiry { .. } => "",
    }
}

async fn look(session: &Session, watch: &Watch, now: Timestamp) -> Looked {
    let mut notes = Vec::new();
    let found = match &watch.subject {
        WatchSubject::Dataset { address } => of_dataset(session, address, None, &watch.seen, now).await,
        WatchSubject::Media { dataset, media } => of_dataset(session, dataset, Some(media), &watch.seen, now).await,
        WatchSubject::Search { places, query } => {
            of_search(session, places, query, (&watch.seen, now), &mut notes).await
        }
        WatchSubject::Expiry { days } => of_credentials(session, *days, (&watch.seen, now), &mut notes).await,
    };
    match found {
        Ok((seen, events)) => {
            Looked { watch: Watch { seen, looked: Some(now), ..watch.clone() }, events, error: None, notes }
        }
        Err(error) => Looked { watch: watch.clone(), events: vec![], error: Some(error), notes },
    }
}

type Found = (Seen, Vec<Event>);

async fn of_dataset(
    session: &Session,
    address: &Address,
    only: Option<&str>,
    seen: &Seen,
    now: Timestamp,
) -> Result<Found> {
    let dataset = match uncounted(session, address)?.dataset(address).await {
        Err(error) if error.kind == ErrorKind::NotFound => {
            return match seen {
                Seen::Dataset(before) => Ok((Seen::Gone, vec![before.gone(now)])),
                Seen::Gone => Ok((Seen::Gone, vec![])),
                _ => Err(error), // it never was there
            };
        }
        dataset => dataset?,
    };
    if dataset.access == Access::Personal {
        return Err(Error::new(ErrorKind::Usage, address.to_string(), m!("watch-personal")));
    }
    if let Some(only) = only.filter(|only| *seen == Seen::Nothing && dataset.find(only).is_none()) {
        return Err(Error::new(ErrorKind::NotFound, address.child(only).to_string(), m!("watch-no-media")));
    }
    let print = DatasetPrint::of(&dataset, only);
    let events = match seen {
        Seen::Dataset(before) => before.events(&print, now),
        // It came back.
        Seen::Gone => DatasetPrint::default().events(&print, now),
        _ => vec![],
    };
    Ok((Seen::Dataset(Box::new(print)), events))
}

async fn of_search(
    session: &Session,
    places: &[Address],
    query: &Query,
    (seen, now): (&Seen, Timestamp),
    notes: &mut Vec<String>,
) -> Result<Found> {
    let mut items: Vec<Item> = Vec::new();
    for place in places {
        let portal = uncounted(session, place)?;
        let query = newest_first(query, &portal.abilities(place));
        let found = Collected::of_folder(portal, place, &query, ROWS).await?;
        if found.is_cut {
            let (place, rows) = (place.to_string(), ROWS);
            notes.push(match query.sort.as_deref() {
                Some("-created") => t!("watch-newest-rows", place, rows),
                _ => t!("watch-first-rows", place, rows),
            });
        }
        items.extend(found.items);
    }
    // Of personal data nothing is remembered, and so nothing is new.
    items.retain(|item| item.access != Some(Access::Personal));
    let address = |item: &Item| item.target.address().map(|address| address.to_string());
    let mut told = match seen {
        Seen::Found(known) => known.clone(),
        _ => BTreeSet::new(),
    };
    let is_first = *seen == Seen::Nothing;
    let mut events = Vec::new();
    for item in &items {
        let Some(address) = address(item).filter(|_| matches!(item.target, Target::Place(_))) else { continue };
        if told.insert(address.clone()) && !is_first {
            let (kind, title) = (EventKind::NewDataset, item.title.clone());
            events.push(Event { at: now, kind, address, title, page: None, changes: vec![] });
        }
    }
    Ok((Seen::Found(told), events))
}

/// What is new comes first, where its portal can tell and nobody wishes another order: of a search that finds more than is
/// looked at, nothing new is missed, and nothing old is new because it rose among the first.
fn newest_first(query: &Query, abilities: &Abilities) -> Query {
    let sorts = |key: &&str| abilities.sorts.iter().any(|(known, _)| known == key);
    let newest = || Some(format!("-{}", ["created", "updated"].into_iter().find(sorts)?));
    Query { sort: query.sort.clone().or_else(newest), ..query.clone() }
}

/// The portals signed in to are asked, one credential each; those that fail are told, and the others go on.
async fn of_credentials(
    session: &Session,
    days: u32,
    (seen, now): (&Seen, Timestamp),
    notes: &mut Vec<String>,
) -> Result<Found> {
    let mut told = match seen {
        Seen::Ending(told) => told.clone(),
        _ => BTreeMap::new(),
    };
    let clients = session.config.clients(&session.secrets)?;
    let mut events = Vec::new();
    for portal in session.config.portals.iter().filter(|portal| portal.signs_in(&session.secrets)) {
        let account = match visit(portal, &clients, &session.secrets).await {
            Ok(account) => account,
            Err(error) => {
                notes.push(error.to_string());
                continue;
            }
        };
        let Some(ends) = account.expires.filter(|ends| is_within(*ends, days, now)) else { continue };
        // Once for each end: a new credential has another.
        if !told.insert(portal.name.clone(), ends).is_some_and(|before| is_same_end(before, ends)) {
            let change = Change { field: "expires".into(), before: None, after: Some(expiry::words(ends, now)) };
            events.push(Event {
                at: now,
                kind: EventKind::Expiring,
                address: portal.name.clone(),
                title: portal.name.clone(),
                page: account.renewal.clone(),
                changes: vec![change],
            });
        }
    }
    Ok((Seen::Ending(told), events))
}

/// Some portals tell how long it is until the end, which gives another moment each time.
fn is_same_end(one: Timestamp, other: Timestamp) -> bool {
    one.duration_since(other).abs() < SignedDuration::from_hours(24)
}

/// Whether that is over in so many days, or is already.
pub fn is_within(ends: Timestamp, days: u32, now: Timestamp) -> bool {
    now.checked_add(SignedDuration::from_secs(i64::from(days) * 24 * 3600)).map_or(true, |limit| ends <= limit)
}

/// The portal, unless it counts requests: these are for the person.
fn uncounted<'s>(session: &'s Session, address: &Address) -> Result<&'s dyn crate::portals::Portal> {
    let portal = session.portal(address)?;
    match portal.quota().is_empty() {
        true => Ok(portal),
        false => Err(Error::new(ErrorKind::Usage, address.to_string(), m!("watch-counted"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::said;

    #[test]
    fn what_is_new_comes_first_where_nobody_wishes_another_order() {
        let sorted = |sort: Option<&str>, sorts: &[&'static str]| {
            let query = Query { sort: sort.map(str::to_owned), ..Query::text("eau") };
            let sorts = sorts.iter().map(|key| (*key, said!("portals-title"))).collect();
            newest_first(&query, &Abilities { sorts, ..Abilities::default() }).sort
        };
        for (wished, sorts, asked) in [
            (None, &["title", "updated", "created"][..], Some("-created")),
            (None, &["title", "updated"], Some("-updated")),
            (None, &["title"], None),
            (Some("title"), &["title", "created"], Some("title")),
        ] {
            assert_eq!(sorted(wished, sorts).as_deref(), asked, "{wished:?} {sorts:?}");
        }
    }

    #[test]
    fn an_end_that_is_told_anew_is_the_same() {
        let end = |text: &str| text.parse().unwrap();
        let first = end("2026-12-10T09:00:00Z");
        assert!(is_same_end(first, end("2026-12-10T09:00:03Z")) && is_same_end(end("2026-12-09T20:00:00Z"), first));
        assert!(!is_same_end(first, end("2027-12-10T09:00:00Z")));
    }

    #[test]
    fn an_end_is_near_from_the_day_that_was_asked_for() {
        let now: Timestamp = "2026-11-30T10:00:00Z".parse().unwrap();
        let table = [
            ("2026-12-10T09:00:00Z", 10, true),
            ("2026-12-10T11:00:00Z", 10, false),
            ("2026-11-01T00:00:00Z", 10, true),
            ("2026-11-30T10:00:00Z", 0, true),
            ("9999-12-30T00:00:00Z", u32::MAX, true),
        ];
        table
            .into_iter()
            .for_each(|(ends, days, near)| assert_eq!(is_within(ends.parse().unwrap(), days, now), near, "{ends}"));
    }
}
