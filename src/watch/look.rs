//! Looking at what is watched: each portal is asked for one thing after the other, several portals at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};

use super::print::DatasetPrint;
use super::{Change, Event, EventKind, Seen, Watch, WatchSubject};
use crate::access::auth::Account;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::model::{Abilities, Access, Address, Dataset, Item, Query, Target};
use crate::portals::visit;
use crate::session::{Collected, Session, is_gone};
use crate::{m, t};

/// So many rows of a search are watched.
pub const ROWS: usize = 1000;

/// What came of one watch.
#[derive(Debug)]
pub struct Looked {
    /// As it is to be kept.
    pub watch: Watch,
    pub events: Vec<Event>,
    /// What was not found out; what is kept of that stays as it was then.
    pub errors: Vec<Error>,
    /// What has to be said beside it.
    pub notes: Vec<String>,
}

/// Portals that asked not to be asked before then.
pub type Waits = BTreeMap<String, Timestamp>;

/// Looks at all of them, and gives what came of each in their order. Portals that are to be left alone still, by `waits`, are
/// not asked; it holds afterwards which these are.
pub async fn look_at(session: &Session, watches: &[Watch], now: Timestamp, waits: &mut Waits) -> Vec<Looked> {
    waits.retain(|_, until| *until > now);
    let asker = Asker { session, now, known: Mutex::new(Known { waits: std::mem::take(waits), ..Known::default() }) };
    let mut by_portal: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, watch) in watches.iter().enumerate() {
        by_portal.entry(portal_of(&watch.subject)).or_default().push(at);
    }
    let of_portal = async |all: Vec<usize>| {
        let mut looked = Vec::new();
        for at in all {
            looked.push((at, look(&asker, &watches[at]).await));
        }
        looked
    };
    let mut all: Vec<(usize, Looked)> =
        join_all(by_portal.into_values().map(of_portal)).await.into_iter().flatten().collect();
    all.sort_by_key(|(at, _)| *at);
    *waits = std::mem::take(&mut asker.known().waits);
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

/// What portals are asked through: for each thing once, and for nothing more once one cannot answer.
struct Asker<'s> {
    session: &'s Session,
    now: Timestamp,
    known: Mutex<Known>,
}

/// What was found out in this look.
#[derive(Default)]
struct Known {
    datasets: HashMap<Address, Result<Arc<Dataset>>>,
    /// Of portals that do not know a dataset, whether they answer at all; of those signed in to, as whom.
    accounts: HashMap<String, Result<Account>>,
    /// Portals that are down, or take no more requests.
    failed: HashMap<String, Error>,
    waits: Waits,
}

impl Asker<'_> {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the portal called `name` answers to `ask`, unless it is to be left alone.
    async fn ask<T>(&self, name: &str, ask: impl Future<Output = Result<T>>) -> Result<T> {
        self.check(name)?;
        ask.await.map_err(|error| {
            let can_answer = !error.is_transient() && error.kind != ErrorKind::Quota;
            if can_answer { error } else { self.failed(name, error) }
        })
    }

    /// Refuses to ask a portal that has failed, or asked for a pause.
    fn check(&self, name: &str) -> Result<()> {
        let known = self.known();
        if let Some(error) = known.failed.get(name) {
            return Err(error.clone());
        }
        match known.waits.get(name) {
            Some(until) => Err(Error::new(ErrorKind::Unavailable, name, m!("watch-paused", until = moment(*until)))
                .hint(m!("watch-next-run"))),
            None => Ok(()),
        }
    }

    /// Nobody asks it again in this look, nor in those before the end of the pause that it asked for.
    fn failed(&self, name: &str, error: Error) -> Error {
        let mut known = self.known();
        let until = error.retry_after.and_then(|wait| self.now.checked_add(SignedDuration::try_from(wait).ok()?).ok());
        known.waits.extend(until.map(|until| (name.to_owned(), until)));
        // Hints of the network speak to whoever can try at once.
        let error = if error.kind == ErrorKind::Quota { error } else { error.hint(m!("watch-next-run")) };
        known.failed.insert(name.to_owned(), error.clone());
        error
    }

    async fn dataset(&self, address: &Address) -> Result<Arc<Dataset>> {
        if let Some(known) = self.known().datasets.get(address).cloned() {
            return known;
        }
        let portal = uncounted(self.session, address)?;
        let answer = self.ask(&address.portal, portal.dataset(address)).await.map(Arc::new);
        let mut known = self.known();
        if let Ok(dataset) = &answer {
            // It may have another name too.
            known.datasets.insert(dataset.address.clone(), answer.clone());
        }
        known.datasets.insert(address.clone(), answer.clone());
        answer
    }

    /// As [`is_gone`] has it.
    async fn check_answers(&self, portal: &str, missing: &Error) -> Result<()> {
        let session = self.session;
        is_gone(self.account(portal, async { session.portals()?.get(portal)?.account().await }).await, missing)
    }

    async fn account(&self, portal: &str, ask: impl Future<Output = Result<Account>>) -> Result<Account> {
        if let Some(known) = self.known().accounts.get(portal).cloned() {
            return known;
        }
        let answer = self.ask(portal, ask).await;
        self.known().accounts.insert(portal.to_owned(), answer.clone());
        answer
    }
}

/// `2026-11-30 09:00 UTC`.
fn moment(at: Timestamp) -> String {
    format!("{} {}", format::date(at), at.strftime("%H:%M UTC"))
}

async fn look(asker: &Asker<'_>, watch: &Watch) -> Looked {
    let (mut notes, mut errors) = (Vec::new(), Vec::new());
    let mut subject = watch.subject.clone();
    let found = match &mut subject {
        WatchSubject::Dataset { address } => of_dataset(asker, address, None, &watch.seen).await,
        WatchSubject::Media { dataset, media } => of_dataset(asker, dataset, Some(media), &watch.seen).await,
        WatchSubject::Search { places, query } => of_search(asker, places, query, &watch.seen, &mut notes).await,
        WatchSubject::Expiry { days } => of_credentials(asker, *days, &watch.seen, &mut errors).await,
    };
    match found {
        Ok((seen, events)) => {
            let watch = Watch { subject, seen, looked: Some(asker.now), added: watch.added };
            Looked { watch, events, errors, notes }
        }
        Err(error) => Looked { watch: watch.clone(), events: vec![], errors: vec![error], notes },
    }
}

type Found = (Seen, Vec<Event>);

/// `address`: becomes the one by which the portal calls it, when it is looked at for the first time.
async fn of_dataset(asker: &Asker<'_>, address: &mut Address, only: Option<&str>, seen: &Seen) -> Result<Found> {
    let now = asker.now;
    let dataset = match asker.dataset(address).await {
        Err(error) if error.kind == ErrorKind::NotFound => {
            return match seen {
                Seen::Dataset(before) => {
                    asker.check_answers(&address.portal, &error).await?;
                    Ok((Seen::Gone, vec![before.gone(now)]))
                }
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
    // By another name, where it was replaced.
    let only = only.map(|only| dataset.find(only).map_or(only, |media| media.id.as_str()));
    let print = DatasetPrint::of(&dataset, only);
    let events = match seen {
        Seen::Dataset(before) => before.events(&print, now),
        Seen::Gone => vec![print.back(now)],
        Seen::Nothing => {
            address.clone_from(&dataset.address);
            vec![]
        }
        _ => vec![],
    };
    Ok((Seen::Dataset(Box::new(print)), events))
}

async fn of_search(
    asker: &Asker<'_>,
    places: &[Address],
    query: &Query,
    seen: &Seen,
    notes: &mut Vec<String>,
) -> Result<Found> {
    let mut items: Vec<Item> = Vec::new();
    for place in places {
        let portal = uncounted(asker.session, place)?;
        let query = newest_first(query, &portal.abilities(place));
        let found = asker.ask(&place.portal, Collected::of_folder(portal, place, &query, ROWS)).await?;
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
            events.push(Event { at: asker.now, kind, address, title, page: None, changes: vec![] });
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

/// The portals signed in to are asked, one credential each; those that fail are among `errors`, and the others go on.
async fn of_credentials(asker: &Asker<'_>, days: u32, seen: &Seen, errors: &mut Vec<Error>) -> Result<Found> {
    let mut told = match seen {
        Seen::Ending(told) => told.clone(),
        _ => BTreeMap::new(),
    };
    let (session, now) = (asker.session, asker.now);
    let clients = session.config.clients(&session.secrets)?;
    let mut events = Vec::new();
    for portal in session.config.portals.iter().filter(|portal| portal.signs_in(&session.secrets)) {
        let account = match asker.account(&portal.name, visit(portal, &clients, &session.secrets)).await {
            Ok(account) => account,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        let Some(ends) = account.expires.filter(|ends| is_within(*ends, days, now)) else { continue };
        // Once for each end: a new credential has another.
        if !told.insert(portal.name.clone(), ends).is_some_and(|before| is_same_end(before, ends)) {
            let change = Change { field: "expires".into(), before: None, after: Some(ends.to_string()) };
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
