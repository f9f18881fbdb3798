//! The calls to Dastra's API: where each thing is, and how it is read.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde_json::Value;
use url::Url;

use super::api::{List, id_of};
use super::collections::Collection;
use super::explain::explain;
use super::sign_in;
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::m;
use crate::model::{Address, MOST_ROWS};
use crate::net::Ask;
use crate::net::quota::{AtOnce, Cost, Counter, Hears, Quota, Remaining};
use crate::portals::Connection;
use crate::portals::narrow::Parameters;
use crate::portals::paths;

/// Entries asked for at once: what all versions take (docs/portals/dastra.md 4).
pub const PAGE: usize = 100;

/// 500 a minute is the portal's limit (docs/portals/dastra.md 2.6). Less is asked, for requests travel at different
/// speeds: those of a little more than a minute may arrive within one.
const REQUESTS: u32 = 470;
const PER: Duration = Duration::from_secs(60);
/// Requests under way (docs/portals/dastra.md 2.6).
const AT_ONCE: usize = 4;

/// One installation of Dastra.
pub struct Api {
    pub name: String,
    pub http: Http,
    quota: Quota,
    installation: String,
}

/// What a request costs. Nobody tells what the limit is counted by, and a key's tokens change: all that is asked of one
/// installation counts together. Who is refused one too many is told for itself: the other portals there are left alone
/// when they are refused themselves.
fn cost(installation: &str, portal: &str) -> Cost {
    let counter = |key, hears| Counter { key, title: "requests".into(), requests: REQUESTS, period: PER, hears };
    let [together, own] = keys(installation, portal);
    let at_once = AtOnce { key: installation.to_owned(), requests: AT_ONCE };
    Cost {
        counters: vec![counter(together, Hears::Nothing), counter(own, Hears::Refusals)],
        at_once: Some(at_once),
        waits: true,
        portal: portal.to_owned(),
        ..Cost::default()
    }
}

/// The keys of what is counted of an installation, and of one portal there.
fn keys(installation: &str, portal: &str) -> [String; 2] {
    [format!("{installation} requests"), format!("{installation} portal/{portal}")]
}

/// A collection of one workspace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shelf {
    pub workspace: i64,
    pub collection: &'static Collection,
}

impl Shelf {
    fn subject(self, portal: &str) -> Message {
        m!("dastra-of-workspace", name = portal, title = self.collection.title, workspace = self.workspace.to_string())
    }

    /// Of the collection, or of something below it.
    pub fn url(self, api: &Api, segments: &[&str], mut parameters: Parameters) -> Url {
        let Self { workspace, collection } = self;
        if !collection.organisation {
            return api.in_workspace(workspace, &[&[collection.path], segments].concat(), &parameters);
        }
        if !matches!(segments, [id] if *id != "export") {
            parameters.push(("workspaceId", workspace.to_string()));
        }
        api.url(&[&["v1", collection.path], segments].concat(), &parameters)
    }
}

/// A part of a listing.
pub struct Part {
    pub items: Vec<Value>,
    pub total: Option<u64>,
    pub next: Option<After>,
}

/// Where a listing goes on: the page, how many entries came before it, and the first of the last page, which shows
/// whether a list without a total is paged at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct After {
    pub page: usize,
    gathered: usize,
    first: String,
}

impl Api {
    pub fn new(connection: Connection) -> Self {
        let name = connection.config.name.clone();
        let sign_in = sign_in::usual(&connection).sign_in();
        let (quota, url) = (connection.clients.quota.clone(), &connection.config.url);
        let installation = url.origin().ascii_serialization();
        let cost = cost(&installation, &name);
        let http = Http::new(connection.clients, connection.config.url, sign_in, explain)
            .priced(Arc::new(move |_, _| cost.clone()));
        Self { name, http, quota, installation }
    }

    /// What is left of the limit: the installation's, or nothing where this portal is to leave it alone.
    pub fn left(&self) -> Option<Remaining> {
        keys(&self.installation, &self.name)
            .iter()
            .filter_map(|key| self.quota.left_of(key))
            .min_by_key(|left| left.left)
    }

    /// Of segments below the API's address; those that are ids may hold anything.
    pub fn url(&self, segments: &[&str], parameters: &[(&'static str, String)]) -> Url {
        paths::below(&self.http, segments, parameters)
    }

    /// Of segments below a workspace.
    pub fn in_workspace(&self, workspace: i64, segments: &[&str], parameters: &[(&'static str, String)]) -> Url {
        let workspace = workspace.to_string();
        self.url(&[&["v1", "ws", &workspace], segments].concat(), parameters)
    }

    pub async fn workspaces(&self, mut parameters: Parameters, after: Option<After>) -> Result<Part> {
        let after = after.unwrap_or_else(After::start);
        parameters.extend(after.parameters(PAGE));
        let subject = m!("dastra-the-workspaces", name = self.name);
        let part = self.part(subject, self.url(&["v1", "WorkSpaces"], &parameters), after, true).await;
        part.map_err(|error| match error.kind {
            ErrorKind::Denied => error.hint(m!("dastra-one-workspace-key", name = self.name)),
            _ => error,
        })
    }

    /// One page of a collection.
    pub async fn entries(&self, of: Shelf, mut parameters: Parameters, after: Option<After>) -> Result<Part> {
        let after = after.unwrap_or_else(After::start);
        if of.collection.paged {
            parameters.extend(after.parameters(PAGE));
        }
        self.part(of.subject(&self.name), of.url(self, &[], parameters), after, of.collection.paged).await
    }

    /// A collection from its first page to its last.
    pub fn pages(self: Arc<Self>, of: Shelf) -> BoxStream<'static, Result<Vec<Value>>> {
        let page = move |after: Option<After>| {
            let api = self.clone();
            async move {
                let Some(after) = after else { return Ok(None) };
                let part = api.entries(of, vec![], Some(after.clone())).await?;
                Ok::<_, Error>(Some((part.items, after.onward(part.next, &of.subject(&api.name))?)))
            }
        };
        stream::try_unfold(Some(After::start()), page).boxed()
    }

    /// How many entries a collection has, where it says so.
    pub async fn total(&self, of: Shelf) -> Result<Option<u64>> {
        let paged = of.collection.paged;
        let first = if paged { After::start().parameters(1).to_vec() } else { vec![] };
        let list = self.list(of.subject(&self.name), of.url(self, &[], first)).await?;
        Ok(list.total.or_else(|| (list.items.len() != 1 || !paged).then_some(list.items.len() as u64)))
    }

    /// An entry as the API gives it; where it cannot be asked for by itself, out of its list.
    pub async fn entry(self: &Arc<Self>, of: Shelf, id: &str, subject: &Address) -> Result<Value> {
        if of.collection.detail {
            return self.http.json(subject, of.url(self, &[id], vec![])).await;
        }
        let mut pages = self.clone().pages(of);
        while let Some(page) = pages.try_next().await? {
            if let Some(entry) = page.into_iter().find(|entry| id_of(entry).as_deref() == Some(id)) {
                return Ok(entry);
            }
        }
        Err(Error::new(ErrorKind::NotFound, subject, m!("dastra-not-in-list")).status(404))
    }

    /// Every workspace of the key.
    pub async fn all_workspaces(&self) -> Result<Vec<Value>> {
        let (mut workspaces, mut after) = (vec![], Some(After::start()));
        while let Some(at) = after {
            let part = self.workspaces(vec![], Some(at.clone())).await?;
            workspaces.extend(part.items);
            after = at.onward(part.next, &m!("dastra-the-workspaces", name = self.name))?;
        }
        Ok(workspaces)
    }

    pub async fn list(&self, subject: impl Into<Message>, ask: impl Into<Ask>) -> Result<List> {
        let subject = &subject.into();
        let answer = self.http.json_or_list(subject, ask).await?;
        List::of(answer).ok_or_else(|| Error::new(ErrorKind::Portal, subject, m!("dastra-not-a-list")))
    }

    async fn part(&self, subject: Message, url: Url, after: After, paged: bool) -> Result<Part> {
        let List { items, total } = self.list(subject, url).await?;
        Ok(after.part(items, total, paged))
    }
}

impl After {
    pub fn start() -> Self {
        Self { page: 1, ..Self::default() }
    }

    /// What follows this part where all parts are wanted: an error for a list that has no end.
    fn onward(&self, next: Option<Self>, subject: &Message) -> Result<Option<Self>> {
        let endless = |cause: Message| Err(Error::new(ErrorKind::Portal, subject, cause));
        match next {
            Some(next) if self.page > 1 && next.first == self.first && next.first != "null" => {
                endless(m!("portals-repeats"))
            }
            Some(next) if next.gathered >= MOST_ROWS => endless(m!("portals-endless", count = MOST_ROWS)),
            next => Ok(next),
        }
    }

    /// Both always, for their defaults differ (docs/portals/dastra.md 4).
    pub fn parameters(&self, size: usize) -> [(&'static str, String); 2] {
        [("page", self.page.to_string()), ("size", size.to_string())]
    }

    /// A list ends with what it says it holds, or with an empty page: sizes are answered in two ways, and are not to be
    /// counted with (docs/portals/dastra.md 4). One without a total may not be paged, and would come again for ever.
    pub fn part(self, mut items: Vec<Value>, total: Option<u64>, paged: bool) -> Part {
        let first = items.first().map(|item| item["id"].to_string()).unwrap_or_default();
        let again = total.is_none() && self.page > 1 && first == self.first;
        if again {
            items.clear();
        }
        let gathered = self.gathered + items.len();
        let more = match total {
            Some(total) => (gathered as u64) < total,
            None => items.len() == PAGE,
        };
        let next = (paged && more && !items.is_empty()).then(|| Self { page: self.page + 1, gathered, first });
        Part { items, total, next }
    }

    pub fn cursor(&self) -> String {
        format!("{} {} {}", self.page, self.gathered, self.first)
    }

    pub fn of(cursor: &str) -> Option<Self> {
        let mut words = cursor.splitn(3, ' ');
        Some(Self {
            page: words.next()?.parse().ok()?,
            gathered: words.next()?.parse().ok()?,
            first: words.next()?.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn items(from: usize, count: usize) -> Vec<Value> {
        (from..from + count).map(|id| json!({"id": id})).collect()
    }

    #[test]
    fn a_list_ends_by_its_total_or_by_an_empty_page_section_4() {
        let second = After::start().part(items(0, 20), Some(57), true).next.unwrap();
        assert_eq!((second.page, second.gathered), (2, 20), "the server gave less than asked, and that is counted");
        assert_eq!(After::of(&second.cursor()), Some(second.clone()));
        let third = second.part(items(20, 20), Some(57), true).next.unwrap();
        assert_eq!(third.clone().part(items(40, 17), Some(57), true).next, None);
        assert_eq!(third.part(items(0, 0), Some(57), true).next, None, "whatever the total claims");
    }

    #[test]
    fn a_bare_list_that_is_not_paged_comes_once() {
        assert_eq!(After::start().part(items(0, 7), None, true).next, None);
        assert_eq!(After::start().part(items(0, 250), None, true).next, None, "more than asked: all of it");
        let second = After::start().part(items(0, PAGE), None, true).next.unwrap();
        assert_eq!(second.clone().part(items(0, PAGE), None, true).items.len(), 0, "the same again");
        assert_eq!(second.part(items(PAGE, 3), None, true).items.len(), 3);
        assert_eq!(After::start().part(items(0, PAGE), None, false).next, None);
    }
}
