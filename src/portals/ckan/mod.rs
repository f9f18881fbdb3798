//! CKAN, the software of many open data portals: datasets, organisations, groups, files. It speaks the Action API.
//!
//! Addresses: `NAME`, `NAME/all`, `NAME/organizations`, `NAME/organizations/ORG`, `NAME/groups`, `NAME/groups/GROUP`,
//! `NAME/ID`, `NAME/ID/MEDIA`; a dataset found in a folder has the address without the folder. Where a dataset's id is asked
//! for, the name of its web address serves too.

use reqwest::header::AUTHORIZATION;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{About, Connection, Fut, Platform, Portal, reading};
use crate::access::auth::{Account, SignIn};
use crate::access::http::Http;
use crate::base::error::{Error, Kind, Result};
use crate::base::i18n::Said;
use crate::base::text;
use crate::model::form::Answers;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Item, Media, Page, Query, Target};
use crate::net::{Ask, Opened, Range, quoting};
use crate::portals::{GivenKey, Keyed};
use crate::{said, t};

mod api;
mod explain;
mod map;
mod media;
mod probe;
mod search;
mod sign_in;

use map::Mapper;
use search::{NARROW, Parameters};

/// The United States' data.gov is not among them: it has left CKAN.
pub const ABOUT: About = About {
    word: "ckan",
    title: said!("ckan-title"),
    platforms: &[
        Platform::new("datasud", said!("ckan-platform-sud"), "https://trouver.datasud.fr"),
        Platform::new("govdata", said!("ckan-platform-de"), "https://ckan.govdata.de"),
        Platform::new("data-gov-ie", said!("ckan-platform-ie"), "https://data.gov.ie"),
        Platform::new("dati-gov", said!("ckan-platform-it"), "https://www.dati.gov.it/opendata"),
        Platform::new("opendata-swiss", said!("ckan-platform-ch"), "https://ckan.opendata.swiss"),
        Platform::new("data-gov-uk", said!("ckan-platform-uk"), "https://ckan.publishing.service.gov.uk"),
        Platform::new("open-canada", said!("ckan-platform-ca"), "https://open.canada.ca/data"),
        Platform::new("humdata", said!("ckan-platform-hdx"), "https://data.humdata.org"),
    ],
    ways: &sign_in::WAYS,
    open: true,
    key_file: None,
    probes: &probe::PROBES,
    pages: &probe::PAGES,
    by_heart: super::probe::nothing_by_heart,
};

/// Rows asked for at once. What comes may be fewer: each portal has a limit of its own, and says nothing when it takes it.
const PAGE: usize = 100;
/// Values of each facet.
const FACET: usize = 50;
/// Organisations or groups at most: a number, for "all" is not understood everywhere.
const FOLDERS: usize = 10_000;

pub struct Ckan {
    name: String,
    http: Http,
    signed_in: bool,
}

/// The folders of the portal.
enum Folder<'a> {
    Root,
    All,
    Groups(&'static Grouping),
    Group(&'static Grouping, &'a str),
}

/// What datasets are in: an organisation publishes them, groups gather them.
struct Grouping {
    segment: &'static str,
    title: Said,
    count: fn(u64) -> String,
    /// That it is not narrowed as datasets are.
    not_by: Said,
    /// The filter it is.
    key: &'static str,
    /// What counts them, and what tells of one.
    field: &'static str,
    show: &'static str,
}

static ORGANIZATIONS: Grouping = Grouping {
    segment: "organizations",
    title: said!("portals-organisations"),
    count: |count| t!("portals-organisations-count", count),
    not_by: said!("ckan-organisations-not-by"),
    key: search::ORGANIZATION,
    field: "organization",
    show: "organization_show",
};
static GROUPS: Grouping = Grouping {
    segment: "groups",
    title: said!("ckan-groups"),
    count: |count| t!("ckan-groups-count", count),
    not_by: said!("ckan-groups-not-by"),
    key: search::GROUP,
    field: "groups",
    show: "group_show",
};

impl Ckan {
    pub fn new(connection: Connection) -> Self {
        let flow = Keyed::new(connection.clone(), GivenKey::new(connection.clone(), AUTHORIZATION));
        let signed_in = connection.expects_credential();
        let http = Http::new(connection.clients, connection.config.url, SignIn::new(flow), explain::explain);
        Self { name: connection.config.name, http, signed_in }
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: &self.name, base: self.http.base() }
    }

    fn folder<'a>(&self, address: &'a Address) -> Result<Folder<'a>> {
        match address.segments()[..] {
            [] => Ok(Folder::Root),
            ["all"] => Ok(Folder::All),
            ["organizations"] => Ok(Folder::Groups(&ORGANIZATIONS)),
            ["groups"] => Ok(Folder::Groups(&GROUPS)),
            ["organizations", _] => Ok(Folder::Group(&ORGANIZATIONS, &address.path[1])),
            ["groups", _] => Ok(Folder::Group(&GROUPS, &address.path[1])),
            _ => Err(unknown(address)),
        }
    }

    /// What an action gives.
    async fn act<T: DeserializeOwned>(
        &self,
        subject: &str,
        action: &str,
        parameters: &[(&'static str, String)],
    ) -> Result<T> {
        let query = parameters.iter().map(|(key, value)| (*key, value.as_str()));
        let url = self.http.url(&format!("api/3/action/{action}"), query);
        let answer: api::Envelope = self.http.json(subject, url).await.map_err(unexplained)?;
        let refuse = |cause: String| unexplained(Error::new(Kind::Portal, subject, cause));
        if answer.success == Some(false) {
            return Err(refuse(quoting(t!("ckan-failed"), explain::said(&answer.error))));
        }
        // Through an object or a list: anything else would be read as an answer without any field.
        match answer.result {
            result @ (Value::Object(_) | Value::Array(_)) => T::deserialize(result)
                .map_err(|error| refuse(t!("ckan-not-as-expected", error = text::line(&error.to_string())))),
            _ => Err(refuse(t!("ckan-no-result"))),
        }
    }

    async fn search(&self, what: String, mut parameters: Parameters) -> Result<api::Found> {
        if self.signed_in {
            parameters.push(("include_private", "true".into()));
        }
        self.act(&t!("portals-part", name = self.name, what), "package_search", &parameters).await
    }

    async fn root(&self) -> Result<Page> {
        let fields = [ORGANIZATIONS.field, GROUPS.field];
        let found = self.search(t!("portals-the-datasets"), search::count(&fields, FOLDERS)).await?;
        let root = Address::root(&self.name);
        let folder = |segment: &str, title: String, note: String| {
            Item::new(Target::folder(root.child(segment)), title).note(Some(note))
        };
        let datasets = reading::count(found.count)
            .map_or_else(|| t!("portals-some-datasets"), |count| t!("portals-datasets", count));
        let mut items = vec![folder("all", t!("portals-all-datasets"), datasets)];
        for grouping in [&ORGANIZATIONS, &GROUPS] {
            let count = search::values(&found.search_facets, grouping.field).len() as u64;
            // Not every portal gathers its datasets in groups.
            if count > 0 {
                items.push(folder(grouping.segment, grouping.title.text(), (grouping.count)(count)));
            }
        }
        Ok(Page { total: Some(items.len() as u64), items, ..Page::default() })
    }

    /// Those that hold datasets, as the search counts them: lists of organisations come in portions that no portal tells of,
    /// and without what they hold.
    async fn groups(&self, grouping: &'static Grouping, query: &Query) -> Result<Page> {
        if !query.filters.is_empty() || query.sort.is_some() {
            return Err(Error::new(Kind::Usage, t!("portals-word-filter"), grouping.not_by.text())
                .hint(t!("portals-go-into-one")));
        }
        let found = self.search(grouping.title.text(), search::count(&[grouping.field], FOLDERS)).await?;
        let folder = Address::root(&self.name).child(grouping.segment);
        let wanted: Vec<String> = query.text.split_whitespace().map(text::fold).collect();
        let row = |value: crate::model::FacetValue| {
            let note = value.count.map(|count| t!("portals-datasets", count));
            Item::new(Target::folder(folder.child(value.value)), value.label).note(note)
        };
        let rows = search::values(&found.search_facets, grouping.field).into_iter().map(row);
        let items: Vec<Item> = rows
            .filter(|row| {
                let folded = row.folded();
                wanted.iter().all(|word| folded.contains(word))
            })
            .collect();
        Ok(Page { total: Some(items.len() as u64), items, ..Page::default() })
    }

    /// One page of datasets, from the offset that `after` holds.
    async fn datasets(&self, mut parameters: Parameters, after: Option<&Cursor>) -> Result<Page> {
        let start = reading::number_of(after, 0, &self.name)?;
        parameters.extend([("rows", PAGE.to_string()), ("start", start.to_string())]);
        let found = self.search(t!("portals-the-datasets"), parameters).await?;
        let total = reading::count(found.count);
        // What came counts, not what was asked for: portals cut in silence.
        let next = reading::next_offset(start, found.results.len(), PAGE, total);
        let page = reading::rows(found.results, |record| self.mapper().item(record));
        Ok(Page { total, next: next.map(|next| Cursor(next.to_string())), ..page })
    }

    async fn in_group(&self, grouping: &Grouping, name: &str, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let page = self.datasets(search::within(query, grouping.key, name)?, after).await?;
        if after.is_none() && page.items.is_empty() && page.warnings.is_empty() {
            // An empty one, or none: the search does not tell.
            let address = Address::root(&self.name).child(grouping.segment).child(name);
            let _: api::Named = self.act(&address.to_string(), grouping.show, &[("id", name.to_owned())]).await?;
        }
        Ok(page)
    }

    /// A token that CKAN does not know is as good as none to it, and it says nothing; whom it is of, it cannot say then.
    async fn me(&self) -> Result<Account> {
        let subject = t!("portals-part", name = self.name, what = t!("portals-who-one-is"));
        let user: api::User = self.act(&subject, "user_show", &[]).await.map_err(|error| match error.status {
            Some(403 | 404 | 409) => {
                Error::new(Kind::SignIn, &*subject, t!("ckan-token-unknown")).hint(t!("ckan-token-unknown-hint"))
            }
            _ => error,
        })?;
        let line = |text: &Option<String>| text.as_deref().and_then(text::some_line);
        let who = line(&user.display_name).or_else(|| line(&user.fullname)).or_else(|| line(&user.name));
        let mine = [("permission", "read".to_owned())];
        let organizations: Vec<Value> =
            self.act(&subject, "organization_list_for_user", &mine).await.unwrap_or_default();
        let mut opens = vec![t!("portals-open-to-all")];
        let organizations = reading::readable::<api::Named>(organizations);
        opens.extend(organizations.filter_map(|it| it.label()).map(|name| t!("portals-members-data", name)));
        Ok(Account { who, opens, ..Account::default() })
    }
}

impl Portal for Ckan {
    fn resolve(&self, address: &Address) -> Result<Target> {
        let root = Address::root(&self.name);
        match address.segments()[..] {
            [] | ["all" | "organizations" | "groups"] | ["organizations" | "groups", _] => {
                Ok(Target::folder(address.clone()))
            }
            [id] | ["all", id] | ["organizations" | "groups", _, id] => Ok(Target::dataset(root.child(id))),
            [id, media] | ["all", id, media] | ["organizations" | "groups", _, id, media] => {
                Ok(Target::Media { dataset: root.child(id), media: media.to_owned() })
            }
            _ => Err(unknown(address)),
        }
    }

    fn list<'a>(&'a self, address: &'a Address, query: &'a Query, after: Option<&'a Cursor>) -> Fut<'a, Page> {
        Box::pin(async move {
            match self.folder(address)? {
                Folder::Root if query.is_empty() && query.sort.is_none() => self.root().await,
                Folder::Root | Folder::All => self.datasets(search::parameters(query)?, after).await,
                Folder::Groups(grouping) => self.groups(grouping, query).await,
                Folder::Group(grouping, name) => self.in_group(grouping, name, query, after).await,
            }
        })
    }

    fn facets<'a>(&'a self, address: &'a Address) -> Fut<'a, Vec<Facet>> {
        Box::pin(async move {
            let mut parameters = search::count(&search::counted_fields(), FACET);
            let own = match self.folder(address)? {
                Folder::Groups(_) => return Ok(vec![]),
                Folder::Root | Folder::All => None,
                Folder::Group(grouping, name) => {
                    parameters.extend(search::within(&Query::default(), grouping.key, name)?);
                    Some(grouping.key)
                }
            };
            let mut facets = search::facets(&self.search(t!("portals-the-filters"), parameters).await?.search_facets);
            facets.retain(|facet| Some(&*facet.key) != own);
            Ok(facets)
        })
    }

    fn dataset<'a>(&'a self, address: &'a Address) -> Fut<'a, Dataset> {
        Box::pin(async move {
            let subject = address.to_string();
            let [id] = address.segments()[..] else { return Err(unknown(address)) };
            let record: Value = self.act(&subject, "package_show", &[("id", id.to_owned())]).await?;
            self.mapper().dataset(record).map_err(|why| Error::new(Kind::Portal, subject, why))
        })
    }

    /// From where the publisher keeps it, or from the portal: only there goes the token, and no further.
    fn open<'a>(&'a self, media: &'a Media, _answers: &'a Answers, range: Option<&'a Range>) -> Fut<'a, Opened> {
        Box::pin(async move {
            let url = reading::url_of(media)?;
            self.http.open(&media.address().to_string(), Ask::file(url, media.size), range).await
        })
    }

    fn http(&self) -> &Http {
        &self.http
    }

    fn account<'a>(&'a self) -> Fut<'a, Account> {
        Box::pin(async move {
            if self.signed_in {
                return self.me().await;
            }
            let subject = t!("portals-part", name = self.name, what = t!("portals-what-it-is"));
            let status: api::Status = self.act(&subject, "status_show", &[]).await?;
            if status.ckan_version.is_none() && status.site_title.is_none() {
                return Err(unexplained(Error::new(Kind::Portal, subject, t!("ckan-no-portal"))));
            }
            Ok(Account { opens: vec![t!("portals-open-to-all")], ..Account::default() })
        })
    }

    fn abilities(&self, address: &Address) -> Abilities {
        match self.folder(address) {
            Err(_) => Abilities::default(),
            Ok(Folder::Groups(_)) => Abilities { search: true, ..Abilities::default() },
            Ok(_) => Abilities { search: true, filters: NARROW.filters(), sorts: NARROW.sorts() },
        }
    }
}

/// A success that holds none of CKAN's data.
fn unexplained(error: Error) -> Error {
    if error.kind != Kind::Portal || error.status.is_some() {
        return error;
    }
    error.hint(t!("ckan-no-api"))
}

fn unknown(address: &Address) -> Error {
    Error::new(Kind::NotFound, address.to_string(), t!("ckan-no-such-address"))
        .hint(t!("portals-lists", portal = Address::root(&address.portal)))
}
