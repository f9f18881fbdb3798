//! CKAN, the software of many open data portals: datasets, organisations, groups, files. It speaks the Action API.
//!
//! Addresses: `NAME`, `NAME/all`, `NAME/organizations`, `NAME/organizations/ORG`, `NAME/groups`, `NAME/groups/GROUP`,
//! `NAME/ID`, `NAME/ID/MEDIA`; a dataset found in a folder has the address without the folder. Where a dataset's id is asked
//! for, the name of its web address serves too.

use reqwest::header::AUTHORIZATION;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::grammar::{Folder, Grammar, Group, any_id};
use super::narrow::text_only;
use super::usual::Usual;
use super::{About, Connection, Fut, Platform, Portal, listing, not_of, reading};
use crate::access::auth::Account;
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::{Message, Said};
use crate::base::text;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Page, Query, Target};
use crate::net::quoting;
use crate::{m, said, t};

mod api;
mod explain;
mod map;
mod media;
mod probe;
mod search;
mod sign_in;

use super::narrow::Parameters;
use map::Mapper;
use search::NARROW;

/// The United States' data.gov is not among them: it has left CKAN.
pub const ABOUT: About = About {
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
    probes: &probe::PROBES,
    pages: &probe::PAGES,
    ..About::new("ckan", said!("ckan-title"))
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

/// Datasets are in an organisation, which publishes them, and in groups, which gather them.
const GRAMMAR: Grammar = Grammar {
    lists: &["all"],
    groups: &[
        Group { segment: "organizations", key: search::ORGANIZATION, title: said!("portals-organisations") },
        Group { segment: "groups", key: search::GROUP, title: said!("ckan-groups") },
    ],
    id: any_id,
    unknown: said!("ckan-no-such-address"),
};

/// What CKAN calls the things of a group of folders.
struct Grouping {
    count: fn(u64) -> String,
    /// That it is not narrowed as datasets are.
    not_by: Said,
    /// What counts them, and what tells of one.
    field: &'static str,
    show: &'static str,
}

/// In the order of [`GRAMMAR`].
const GROUPINGS: [Grouping; 2] = [
    Grouping {
        count: |count| t!("portals-organisations-count", count),
        not_by: said!("ckan-organisations-not-by"),
        field: "organization",
        show: "organization_show",
    },
    Grouping {
        count: |count| t!("ckan-groups-count", count),
        not_by: said!("ckan-groups-not-by"),
        field: "groups",
        show: "group_show",
    },
];

fn grouping(group: &Group) -> &'static Grouping {
    if group.key == search::ORGANIZATION { &GROUPINGS[0] } else { &GROUPINGS[1] }
}

impl Ckan {
    pub fn new(connection: Connection) -> Self {
        let sign_in = Usual::new(&connection).key(AUTHORIZATION).sign_in();
        let signed_in = connection.expects_credential();
        let http = Http::new(connection.clients, connection.config.url, sign_in, explain::explain);
        Self { name: connection.config.name, http, signed_in }
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: &self.name, base: self.http.base() }
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
        let refuse = |cause: Message| unexplained(Error::new(ErrorKind::Portal, subject, cause));
        if answer.success == Some(false) {
            return Err(refuse(quoting(m!("ckan-failed"), explain::said(&answer.error))));
        }
        // Through an object or a list: anything else would be read as an answer without any field.
        match answer.result {
            result @ (Value::Object(_) | Value::Array(_)) => T::deserialize(result)
                .map_err(|error| refuse(m!("ckan-not-as-expected", error = text::line(&error.to_string())))),
            _ => Err(refuse(m!("ckan-no-result"))),
        }
    }

    async fn search(&self, what: impl Into<Message>, mut parameters: Parameters) -> Result<api::Found> {
        let what = what.into();
        if self.signed_in {
            parameters.push(("include_private", "true".into()));
        }
        self.act(&t!("portals-part", name = self.name, what), "package_search", &parameters).await
    }

    async fn root(&self) -> Result<Page> {
        let fields = GROUPINGS.map(|grouping| grouping.field);
        let found = self.search(m!("portals-the-datasets"), search::count(&fields, FOLDERS)).await?;
        let mut items = vec![listing::all(&self.name, reading::count(found.count))];
        for group in GRAMMAR.groups {
            let count = search::values(&found.search_facets, grouping(group).field).len() as u64;
            // Not every portal gathers its datasets in groups.
            if count > 0 {
                let address = Address::root(&self.name).child(group.segment);
                items.push(listing::folder(address, group.title.text(), (grouping(group).count)(count)));
            }
        }
        Ok(listing::whole(items))
    }

    /// Those that hold datasets, as the search counts them: lists of organisations come in portions that no portal tells of,
    /// and without what they hold.
    async fn groups(&self, group: &'static Group, query: &Query) -> Result<Page> {
        let Grouping { field, not_by, .. } = grouping(group);
        text_only(query, || not_by.text())?;
        let found = self.search(group.title.text(), search::count(&[field], FOLDERS)).await?;
        let wanted: Vec<String> = query.text.split_whitespace().map(text::fold).collect();
        let mut rows = listing::groups(&self.name, group, search::values(&found.search_facets, field));
        rows.retain(|row| {
            let folded = row.folded();
            wanted.iter().all(|word| folded.contains(word))
        });
        Ok(listing::whole(rows))
    }

    /// One page of datasets, from the offset that `after` holds.
    async fn datasets(&self, mut parameters: Parameters, after: Option<&Cursor>) -> Result<Page> {
        let start = listing::number_of(after, 0, &self.name)?;
        parameters.extend([("rows", PAGE.to_string()), ("start", start.to_string())]);
        let found = self.search(m!("portals-the-datasets"), parameters).await?;
        let total = reading::count(found.count);
        // What came counts, not what was asked for: portals cut in silence.
        let next = listing::next_offset(start, found.results.len(), PAGE, total);
        let page = listing::rows(found.results, |record| self.mapper().item(record));
        Ok(Page { total, next: next.map(|next| Cursor(next.to_string())), ..page })
    }

    async fn in_group(&self, group: &Group, name: &str, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let page = self.datasets(search::within(query, group.key, name)?, after).await?;
        if after.is_none() && page.items.is_empty() && page.warnings.is_empty() {
            // An empty one, or none: the search does not tell.
            let address = Address::root(&self.name).child(group.segment).child(name);
            let _: api::Named =
                self.act(&address.to_string(), grouping(group).show, &[("id", name.to_owned())]).await?;
        }
        Ok(page)
    }

    /// A token that CKAN does not know is as good as none to it, and it says nothing; whom it is of, it cannot say then.
    async fn me(&self) -> Result<Account> {
        let subject = t!("portals-part", name = self.name, what = t!("portals-who-one-is"));
        let user: api::User = self.act(&subject, "user_show", &[]).await.map_err(|error| match error.status {
            Some(403 | 404 | 409) => {
                Error::new(ErrorKind::SignIn, &*subject, m!("ckan-token-unknown")).hint(m!("ckan-token-unknown-hint"))
            }
            _ => error,
        })?;
        let who = [&user.display_name, &user.fullname, &user.name].into_iter().find_map(reading::line);
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
        GRAMMAR.resolve(address)
    }

    fn list<'a>(&'a self, address: &'a Address, query: &'a Query, after: Option<&'a Cursor>) -> Fut<'a, Page> {
        Box::pin(async move {
            match GRAMMAR.folder(address)? {
                Folder::Root if query.is_plain() => {
                    listing::only_page(after, &self.name)?;
                    self.root().await
                }
                Folder::Root | Folder::List(_) => self.datasets(search::parameters(query)?, after).await,
                Folder::Groups(group) => {
                    listing::only_page(after, &self.name)?;
                    self.groups(group, query).await
                }
                Folder::Group(group, name) => self.in_group(group, name, query, after).await,
            }
        })
    }

    fn facets<'a>(&'a self, address: &'a Address) -> Fut<'a, Vec<Facet>> {
        Box::pin(async move {
            let folder = GRAMMAR.folder(address)?;
            if let Folder::Groups(_) = folder {
                return Ok(vec![]);
            }
            let mut parameters = search::count(&search::counted_fields(), FACET);
            if let Some((group, name)) = folder.group() {
                parameters.extend(search::within(&Query::default(), group.key, name)?);
            }
            let mut facets = search::facets(&self.search(m!("portals-the-filters"), parameters).await?.search_facets);
            facets.retain(|facet| folder.group().is_none_or(|(group, _)| facet.key != group.key));
            Ok(facets)
        })
    }

    fn dataset<'a>(&'a self, address: &'a Address) -> Fut<'a, Dataset> {
        Box::pin(async move {
            let subject = address.to_string();
            let id = GRAMMAR.dataset(address)?;
            let record: Value = self.act(&subject, "package_show", &[("id", id)]).await?;
            self.mapper().dataset(record).map_err(|why| Error::new(ErrorKind::Portal, subject, why))
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
                return Err(unexplained(not_of(super::Kind::Ckan, subject)));
            }
            Ok(Account { opens: vec![t!("portals-open-to-all")], ..Account::default() })
        })
    }

    fn abilities(&self, address: &Address) -> Abilities {
        match GRAMMAR.folder(address) {
            Err(_) => Abilities::default(),
            Ok(Folder::Groups(_)) => Abilities { search: true, ..Abilities::default() },
            Ok(_) => NARROW.abilities(),
        }
    }
}

/// A success that holds none of CKAN's data.
fn unexplained(error: Error) -> Error {
    reading::unexplained(error, || t!("ckan-no-api"))
}
