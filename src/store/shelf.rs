//! What one portal answered to one account.
//!
//! Everything is found by what was asked, by whom: another address of the portal, another account, another scope is
//! another shelf. Whoever signs in is looked up like for a request ([`Secrets::find`]) before anything is read, so that
//! nobody is shown what somebody else was answered; where that cannot be told, nothing is kept and nothing is shown.

use std::cmp::Reverse;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use url::Url;

use super::packed::Body;
use super::visit::Visit;
use super::{Store, clean, schema};
use crate::access::secrets::Secrets;
use crate::base::error::{Error, Result, chain};
use crate::base::redact;
use crate::base::relevance::Search;
use crate::base::text::fold;
use crate::model::{Address, Cursor, Dataset, Facet, Item, Page, Place, Query, Target};
use crate::portals::PortalConfig;
use crate::{m, t};

/// Something kept, and when the portal said it.
#[derive(Clone, Debug, PartialEq)]
pub struct Old<T> {
    pub value: T,
    pub when: Timestamp,
}

/// A hash that stands for something in the file.
pub(super) type RowKey = [u8; 16];

/// What was asked.
#[derive(Clone, Copy, Debug)]
enum Asked<'a> {
    Page(&'a Address, &'a Query, Option<&'a Cursor>),
    Dataset(&'a Address),
    Facets(&'a Address),
}

impl Asked<'_> {
    fn word(&self) -> &'static str {
        match self {
            Self::Page(..) => "page",
            Self::Dataset(_) => "dataset",
            Self::Facets(_) => "facets",
        }
    }

    fn place(&self) -> String {
        let (Self::Page(address, ..) | Self::Dataset(address) | Self::Facets(address)) = self;
        address.to_string()
    }

    fn key(&self) -> RowKey {
        let (query, after) = match self {
            Self::Page(_, query, after) => (Some(query), after.map(|it| &it.0)),
            Self::Dataset(_) | Self::Facets(_) => (None, None),
        };
        hash(&(self.word(), self.place(), query, after))
    }
}

/// `what`, as a hash that stays the same from run to run.
pub(super) fn hash(what: &impl Serialize) -> RowKey {
    // What cannot be written down is found under the empty text, by nobody: all that comes here can be.
    let text = serde_json::to_vec(what).unwrap_or_default();
    let mut key = RowKey::default();
    key.copy_from_slice(&Sha256::digest(text)[..16]);
    key
}

/// One portal's part of the store, for whoever signs in there.
#[derive(Clone)]
pub struct Shelf {
    store: Store,
    config: PortalConfig,
    secrets: Secrets,
    /// Known with the first use.
    owner: Arc<OnceCell<Owner>>,
    visit: Arc<Mutex<Visit>>,
    offline: bool,
}

/// Whose answers these are: the portal's name for listings of what is kept, and a hash of portal, address and account.
#[derive(Clone, Debug)]
struct Owner {
    name: String,
    digest: [u8; 32],
}

impl Shelf {
    pub fn new(store: Store, config: PortalConfig, secrets: Secrets) -> Self {
        Self { store, config, secrets, owner: Arc::default(), visit: Arc::default(), offline: false }
    }

    /// The portal is asked nothing: what is here is all there is.
    pub fn offline(self, offline: bool) -> Self {
        Self { offline, ..self }
    }

    pub fn is_offline(&self) -> bool {
        self.offline
    }

    /// The portal's.
    pub fn name(&self) -> &str {
        &self.config.name
    }

    #[cfg(test)]
    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// `None` while the credentials cannot be looked up.
    async fn owner(&self) -> Option<Owner> {
        let found = self.owner.get_or_try_init(async || {
            let signs_in = self.config.signs_in(&self.secrets);
            let credentials = if signs_in { self.secrets.find(&self.config.name).await? } else { None };
            let mut digest = Sha256::new();
            let mut add = |part: &str| {
                digest.update(part.len().to_le_bytes());
                digest.update(part);
            };
            add(&self.config.name);
            for (key, value) in self.config.settings() {
                add(key);
                add(&value);
            }
            if let Some(credentials) = credentials.map(|found| found.credentials) {
                add(credentials.shape().parts().1.0);
                // A key or a token names nobody but itself; it is long and random, and what is kept is a salted hash of
                // this one. A password never gets here.
                add(credentials.who().unwrap_or_else(|| credentials.secret().expose()));
            }
            Ok::<_, Error>(Owner { name: self.config.name.clone(), digest: digest.finalize().into() })
        });
        found
            .await
            .inspect_err(|error| tracing::info!(error = chain(error), "nothing is kept of an unknown account"))
            .ok()
            .cloned()
    }

    /// The page kept for this question.
    pub async fn page(&self, address: &Address, query: &Query, after: Option<&Cursor>) -> Option<Old<Page>> {
        self.find(Asked::Page(address, query, after)).await
    }

    pub async fn dataset(&self, address: &Address) -> Option<Old<Dataset>> {
        self.find(Asked::Dataset(address)).await
    }

    pub async fn facets(&self, address: &Address) -> Option<Old<Vec<Facet>>> {
        self.find(Asked::Facets(address)).await
    }

    /// Keeps what may be kept of a page, without waiting for it to be written.
    pub async fn keep_page(&self, address: &Address, query: &Query, after: Option<&Cursor>, page: &Page) {
        self.keep(Asked::Page(address, query, after), clean::page(page)).await;
    }

    pub async fn keep_dataset(&self, address: &Address, dataset: &Dataset) {
        self.keep(Asked::Dataset(address), clean::dataset(dataset)).await;
    }

    pub async fn keep_facets(&self, address: &Address, facets: &[Facet]) {
        self.keep(Asked::Facets(address), Some(clean::facets(facets))).await;
    }

    /// The portal says that there is no such dataset, or that it is not for this account.
    pub async fn forget_dataset(&self, address: &Address) {
        self.keep::<Dataset>(Asked::Dataset(address), None).await;
    }

    /// A page to stand for the portal's own: it leads to none that is not here, and words that the portal was never asked
    /// for are looked for in what is here of it.
    pub async fn page_alone(&self, address: &Address, query: &Query, after: Option<&Cursor>) -> Result<Old<Page>> {
        let Some(mut old) = self.page(address, query, after).await else {
            let is_only_words = !query.text.is_empty() && query.filters.is_empty() && query.sort.is_none();
            let found = if is_only_words && after.is_none() { self.search(address, &query.text).await } else { None };
            let Old { value: items, when } = found.ok_or_else(|| not_kept(address))?;
            return Ok(Old { value: Page { items, warnings: vec![t!("store-searched")], ..Page::default() }, when });
        };
        if let Some(next) = &old.value.next
            && self.page(address, query, Some(next)).await.is_none()
        {
            old.value.next = None;
            old.value.warnings.push(t!("store-rest-not-kept"));
        }
        Ok(old)
    }

    pub async fn dataset_alone(&self, address: &Address) -> Result<Old<Dataset>> {
        self.dataset(address).await.ok_or_else(|| not_kept(address))
    }

    pub async fn facets_alone(&self, address: &Address) -> Result<Old<Vec<Facet>>> {
        self.facets(address).await.ok_or_else(|| not_kept(address))
    }

    /// The datasets kept in the listings of a folder (of the whole portal, for its root) that have every one of `words`;
    /// and when the oldest of these listings came. `None`: no listing is kept.
    pub async fn search(&self, address: &Address, words: &str) -> Option<Old<Vec<Item>>> {
        let owner = self.owner().await?;
        let place = (!address.path.is_empty()).then(|| address.to_string());
        let search = Search::new(words);
        let found = self.store.ask(move |connection| {
            let Some(portal) = owner.find(connection)? else { return Ok(None) };
            let pages = "SELECT body, came FROM answer WHERE portal = ?1 AND what = 'page' AND shape = ?2
                         AND (?3 IS NULL OR place = ?3) ORDER BY came DESC";
            let mut pages = connection.prepare(pages)?;
            let mut rows = pages.query(params![portal, schema::SHAPE, place])?;
            let mut found = KeptRows::new(&search);
            while let Some(row) = rows.next()? {
                found.add(Body::of(row.get_ref(0)?)?, row.get(1)?);
            }
            Ok(found.oldest.and_then(moment).map(|when| Old { value: found.best_first(), when }))
        });
        found.await.flatten()
    }

    /// What the web address `url` is of, among the datasets kept in full; the latest of them goes first. `alike`: one that is
    /// merely written otherwise will do.
    pub async fn named(&self, url: &Url, alike: bool) -> Option<Target> {
        let owner = self.owner().await?;
        let (url, part) = (url.to_string(), url.path().trim_matches('/').rsplit('/').next()?.to_owned());
        let found = self.store.ask(move |connection| {
            let Some(portal) = owner.find(connection)? else { return Ok(None) };
            let datasets = "SELECT body FROM answer WHERE portal = ?1 AND what = 'dataset' AND shape = ?2
                            AND instr(body, ?3) > 0 ORDER BY came DESC, id DESC";
            let mut datasets = connection.prepare(datasets)?;
            let mut rows = datasets.query(params![portal, schema::SHAPE, part])?;
            while let Some(row) = rows.next()? {
                let text = Body::of(row.get_ref(0)?)?.text().ok();
                let dataset = text.and_then(|text| serde_json::from_str::<Dataset>(&text).ok());
                if let Some(found) = dataset.and_then(|dataset| dataset.named(&url, alike)) {
                    return Ok(Some(found));
                }
            }
            Ok(None)
        });
        found.await.flatten()
    }

    /// When the portal's newest answer came that is kept.
    pub async fn newest(&self) -> Option<Timestamp> {
        let owner = self.owner().await?;
        let newest = self.store.ask(move |connection| {
            let Some(portal) = owner.find(connection)? else { return Ok(None) };
            let newest = "SELECT max(came) FROM answer WHERE portal = ?1";
            connection.query_row(newest, [portal], |row| row.get::<_, Option<i64>>(0))
        });
        newest.await.flatten().and_then(moment)
    }

    async fn find<T: DeserializeOwned>(&self, asked: Asked<'_>) -> Option<Old<T>> {
        let (owner, key) = (self.owner().await?, asked.key());
        let found = self.store.ask(move |connection| {
            let Some(portal) = owner.find(connection)? else { return Ok(None) };
            let answer = "SELECT body, came FROM answer WHERE portal = ?1 AND key = ?2 AND shape = ?3";
            let row = |row: &rusqlite::Row<'_>| Ok((Body::of(row.get_ref(0)?)?, row.get::<_, i64>(1)?));
            connection.query_row(answer, params![portal, key, schema::SHAPE], row).optional()
        });
        let (body, came) = found.await.flatten()?;
        match body.text().map_err(serde_json::Error::io).and_then(|text| serde_json::from_str(&text)) {
            Ok(value) => Some(Old { value, when: moment(came)? }),
            Err(error) => {
                tracing::info!(error = chain(&error), what = asked.word(), "an answer of another shape is forgotten");
                self.keep::<Dataset>(asked, None).await;
                None
            }
        }
    }

    /// Puts `value` in the place of what is kept; nothing, where there is none.
    async fn keep<T: Serialize + Send + 'static>(&self, asked: Asked<'_>, value: Option<T>) {
        let Some(owner) = self.owner().await else { return };
        let (key, what, place) = (asked.key(), asked.word(), asked.place());
        let is_behind = matches!(asked, Asked::Page(_, _, Some(_)));
        let value = value.filter(|_| !redact::holds_secrets(&place)); // it could not be told from others
        let keep = move |connection: &mut Connection| {
            let text = value.and_then(|value| redact::json(&value).ok()).map(|body| body.to_string());
            let Some(body) =
                text.and_then(|text| if is_behind { Body::packed(&text).ok() } else { Some(Body::Text(text)) })
            else {
                let Some(portal) = owner.find(connection)? else { return Ok(()) };
                let forget = "DELETE FROM answer WHERE portal = ?1 AND key = ?2";
                return connection.execute(forget, params![portal, key]).map(drop);
            };
            let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let portal = owner.find_or_add(&transaction)?;
            transaction.execute(
                "INSERT OR REPLACE INTO answer (portal, key, what, place, came, shape, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![portal, key, what, place, Timestamp::now().as_second(), schema::SHAPE, body],
            )?;
            transaction.commit()
        };
        self.store.tell(keep).await;
    }

    /// Writes something of this portal, behind whoever does not wait for it.
    pub(super) async fn write(&self, write: impl FnOnce(&Connection, i64) -> rusqlite::Result<()> + Send + 'static) {
        let Some(owner) = self.owner().await else { return };
        let keep = move |connection: &mut Connection| {
            let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let portal = owner.find_or_add(&transaction)?;
            write(&transaction, portal)?;
            transaction.commit()
        };
        self.store.tell(keep).await;
    }

    /// Reads what is kept of this portal; `None` where nothing is.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Visit, &Connection, i64) -> rusqlite::Result<T> + Send + 'static,
    ) -> Option<T> {
        let (owner, visit) = (self.owner().await?, self.visit.clone());
        let found = self.store.ask(move |connection| {
            let Some(portal) = owner.find(connection)? else { return Ok(None) };
            let visit = visit.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            read(&visit, connection, portal).map(Some)
        });
        found.await.flatten()
    }

    /// Looks at what the portal answered just now as one who was there before: see [`Visit`].
    pub(super) async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut Visit, &Connection, i64) -> rusqlite::Result<T> + Send + 'static,
    ) -> Option<T> {
        let (owner, visit) = (self.owner().await?, self.visit.clone());
        let seen = self.store.ask(move |connection| {
            let mut visit = visit.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let portal = owner.find_or_add(&transaction)?;
            let seen = look(&mut visit, &transaction, portal)?;
            transaction.commit()?;
            Ok(seen)
        });
        seen.await
    }
}

fn not_kept(address: &Address) -> Error {
    super::offline(address.to_string(), m!("store-not-kept"))
}

impl Owner {
    /// The hash the file knows it by.
    fn key(&self, connection: &Connection) -> rusqlite::Result<RowKey> {
        let salt: Vec<u8> = connection.query_row("SELECT salt FROM meta", [], |row| row.get(0))?;
        Ok(hash(&(salt, self.digest)))
    }

    fn find(&self, connection: &Connection) -> rusqlite::Result<Option<i64>> {
        let key = self.key(connection)?;
        connection.query_row("SELECT id FROM portal WHERE key = ?1", [key], |row| row.get(0)).optional()
    }

    fn find_or_add(&self, connection: &Connection) -> rusqlite::Result<i64> {
        if let Some(portal) = self.find(connection)? {
            return Ok(portal);
        }
        let add = "INSERT INTO portal (key, name) VALUES (?1, ?2)";
        connection.execute(add, params![self.key(connection)?, self.name])?;
        Ok(connection.last_insert_rowid())
    }
}

/// A search through kept pages: each dataset once, as the newest page that has it says.
struct KeptRows<'s> {
    search: &'s Search,
    seen: std::collections::HashSet<Target>,
    items: Vec<Item>,
    oldest: Option<i64>,
}

impl<'s> KeptRows<'s> {
    fn new(search: &'s Search) -> Self {
        Self { search, seen: Default::default(), items: Vec::new(), oldest: None }
    }

    fn add(&mut self, body: Body, came: i64) {
        let page = body.text().ok().and_then(|text| serde_json::from_str::<Page>(&text).ok());
        let Some(page) = page else { return };
        self.oldest = Some(self.oldest.map_or(came, |oldest| oldest.min(came)));
        for item in page.items {
            let is_dataset = matches!(item.target, Target::Place(Place::Dataset(_)));
            if is_dataset && self.seen.insert(item.target.clone()) && self.search.is_in(&item.folded()) {
                self.items.push(item);
            }
        }
    }
}

impl KeptRows<'_> {
    fn best_first(mut self) -> Vec<Item> {
        let note = |item: &Item| fold(item.note.as_deref().unwrap_or_default());
        self.items.sort_by_cached_key(|it| Reverse(self.search.relevance(&fold(&it.title), "", &note(it))));
        self.items
    }
}

pub(super) fn moment(seconds: i64) -> Option<Timestamp> {
    Timestamp::from_second(seconds).ok()
}
