//! CKAN, the software of many open data portals: datasets, organisations, groups, files. It speaks the Action API.
//!
//! Addresses: `NAME`, `NAME/all`, `NAME/organizations`, `NAME/organizations/ORG`, `NAME/groups`, `NAME/groups/GROUP`,
//! `NAME/ID`, `NAME/ID/MEDIA`; a dataset found in a folder has the address without the folder. Where a dataset's id is asked
//! for, the name of its web address serves too.

use reqwest::header::AUTHORIZATION;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::OnceCell;
use url::Url;

use super::catalogue::Catalogue;
use super::grammar::{Folder, Grammar, Group, any_id};
use super::narrow::{Parameters, refused, text_only};
use super::probe::{self, Probe, Sign, Whose, json};
use super::usual::Usual;
use super::web::{Below, sites};
use super::{About, Connection, listing, member, not_of, part_of, paths, reading, territory};
use crate::access::auth::{Account, Way};
use crate::access::http::Http;
use crate::access::secrets::Shape;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::odd::{self, Odd};
use crate::base::relevance::Search;
use crate::model::territory::{TERRITORY, Where};
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Page, Query, Target};
use crate::net::{FirstBytes, quoting};
use crate::{m, said, t};

mod api;
mod explain;
mod extras;
mod map;
mod media;
mod platforms;
mod search;
mod web;

use map::Mapper;
use search::NARROW;

pub const ABOUT: About = About {
    platforms: platforms::PLATFORMS,
    // An API token as it is, without the `Bearer` that others want; nobody needs one to read what is open.
    ways: &[Way::new("api-key", said!("ckan-way"), Shape::ApiKey, said!("ckan-found"))],
    probes: &[Probe { path: "api/3/action/status_show", portal: Whose::Base, recognise }],
    pages: &["api", "dataset", "organization", "group", "showcase", "user", "harvest", "about", "datastore"],
    led: web::led,
    ..About::new("ckan", said!("ckan-title"))
};

/// How a CKAN portal is recognised: it tells its version.
fn recognise(heard: &FirstBytes) -> Option<Sign> {
    if let Some(refused) = probe::refusal(heard) {
        let is_its = refused["success"] == false && refused["error"]["__type"].is_string();
        return is_its.then(Sign::closed).flatten();
    }
    let answer = json(heard)?;
    let status = answer["result"].as_object().filter(|_| answer["success"] == true)?;
    let title = status.get("site_title").and_then(|title| title.as_str());
    match status.get("ckan_version").and_then(|version| version.as_str()) {
        Some(_) => Sign::named(title),
        None => title.and_then(|title| Sign::alike(Some(title))),
    }
}

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
    /// Whether it takes bounds, once it was asked.
    spatial: OnceCell<bool>,
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

/// The field that counts what is in `group`.
fn field(group: &Group) -> &'static str {
    NARROW.called(group.key).copied().unwrap_or_default()
}

impl Ckan {
    pub fn new(connection: Connection) -> Self {
        let sign_in = Usual::new(&connection).key(AUTHORIZATION).sign_in();
        let signed_in = connection.expects_credential();
        let http = Http::new(connection.clients, connection.config.url, sign_in, explain::explain);
        Self { name: connection.config.name, http, signed_in, spatial: OnceCell::new() }
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: &self.name, base: self.http.base() }
    }

    /// What an action gives.
    async fn act<T: DeserializeOwned>(
        &self,
        subject: impl Into<Message>,
        action: &str,
        parameters: &[(&'static str, String)],
    ) -> Result<T> {
        let subject = &subject.into();
        let url = paths::at(&self.http, &format!("api/3/action/{action}"), parameters);
        let answer: api::Envelope = self.http.json(subject, url).await.map_err(unexplained)?;
        let refuse = |cause: Message| unexplained(Error::new(ErrorKind::Portal, subject, cause));
        if answer.success == Some(false) {
            return Err(refuse(quoting(m!("ckan-failed"), explain::said(&answer.error))));
        }
        // Through an object or a list: anything else would be read as an answer without any field.
        match answer.result {
            result @ (Value::Object(_) | Value::Array(_)) => {
                let read = odd::read(result, &mut Odd::default());
                read.map_err(|error| refuse(m!("ckan-not-as-expected")).caused_by(error))
            }
            _ => Err(refuse(m!("ckan-no-result"))),
        }
    }

    /// The query without the territory it wants, and the bounds of that, where the portal has the extension that takes
    /// some; elsewhere with its name among the words.
    async fn placed(&self, query: &Query) -> Result<(Query, Option<String>)> {
        let Some(wanted) = territory::wanted(query) else { return Ok((query.clone(), None)) };
        let is_box = matches!(wanted, Where::Box(_));
        match wanted.extent() {
            Some(_) if self.knows_places().await => {
                let extent = territory::one_box(&wanted)?;
                let mut query = query.clone();
                query.filters.retain(|(key, _)| key != TERRITORY);
                Ok((query, Some(territory::written(extent))))
            }
            _ if is_box => {
                Err(refused(m!("portals-filter", key = TERRITORY), m!("ckan-no-places"))
                    .hint(m!("territory-no-box-hint")))
            }
            _ => Ok((territory::in_words(query, true), None)),
        }
    }

    /// Whether CKAN's spatial extension is there, which the portal tells.
    async fn knows_places(&self) -> bool {
        let ask = async {
            let subject = part_of(&self.name, m!("portals-what-it-is"));
            let status: Value = self.act(subject, "status_show", &[]).await?;
            let extensions = status["extensions"].as_array();
            Ok::<_, Error>(extensions.is_some_and(|all| all.iter().any(|name| name == "spatial_query")))
        };
        self.spatial.get_or_try_init(|| ask).await.copied().unwrap_or_default()
    }

    async fn search(&self, what: impl Into<Message>, mut parameters: Parameters) -> Result<api::Found> {
        if self.signed_in {
            parameters.push(("include_private", "true".into()));
        }
        self.act(part_of(&self.name, what), "package_search", &parameters).await
    }

    /// A token that CKAN does not know is as good as none to it, and it says nothing; whom it is of, it cannot say then.
    async fn me(&self) -> Result<Account> {
        let subject = &part_of(&self.name, m!("portals-who-one-is"));
        let user: Value = self.act(subject, "user_show", &[]).await.map_err(|error| match error.status {
            Some(403 | 404 | 409) => {
                Error::new(ErrorKind::SignIn, subject, m!("ckan-token-unknown")).hint(m!("ckan-token-unknown-hint"))
            }
            _ => error,
        })?;
        let who = ["display_name", "fullname", "name"].iter().find_map(|key| reading::line_at(&user, key));
        let mine = [("permission", "read".to_owned())];
        let organizations: Vec<Value> =
            self.act(subject, "organization_list_for_user", &mine).await.unwrap_or_default();
        Ok(member(who, reading::readable::<api::Named>(organizations).filter_map(|it| it.label())))
    }
}

impl Catalogue for Ckan {
    const GRAMMAR: &'static Grammar = &GRAMMAR;
    fn can(&self) -> Abilities {
        NARROW.abilities()
    }
    const FINDS_FOLDERS: bool = true;

    fn name(&self) -> &str {
        &self.name
    }

    fn http(&self) -> &Http {
        &self.http
    }

    async fn root(&self) -> Result<Page> {
        let fields: Vec<&str> = GRAMMAR.groups.iter().map(field).collect();
        let found = self.search(m!("portals-the-datasets"), search::count(&fields, FOLDERS)).await?;
        let mut items = vec![listing::all(&self.name, found.count.count())];
        for group in GRAMMAR.groups {
            let count = search::values(&found.search_facets, field(group)).len() as u64;
            let note = match group.key {
                search::GROUP => t!("ckan-groups-count", count),
                _ => t!("portals-organisations-count", count),
            };
            // Not every portal gathers its datasets in groups.
            items.extend((count > 0).then(|| listing::of_group(&self.name, group, note)));
        }
        Ok(listing::whole(items))
    }

    /// Those that hold datasets, as the search counts them: lists of organisations come in portions that no portal tells of,
    /// and without what they hold.
    async fn groups(&self, group: &'static Group, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        listing::only_page(after, &self.name)?;
        text_only(
            query,
            match group.key {
                search::GROUP => said!("ckan-groups-not-by"),
                _ => said!("ckan-organisations-not-by"),
            },
        )?;
        let found = self.search(group.title, search::count(&[field(group)], FOLDERS)).await?;
        let search = Search::new(&query.text);
        let mut rows = listing::groups(&self.name, group, search::values(&found.search_facets, field(group)));
        rows.retain(|row| search.is_in(&row.folded()));
        Ok(listing::whole(rows))
    }

    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let asked = NARROW.check(query)?;
        let (query, bounds) = self.placed(&asked).await?;
        let mut parameters = search::within(&query, folder.group())?;
        let is_bounded = bounds.is_some();
        parameters.extend(bounds.map(|bounds| ("ext_bbox", bounds)));
        let start = listing::number_of(after, 0, &self.name)?;
        parameters.extend([("rows", PAGE.to_string()), ("start", start.to_string())]);
        let found = self.search(m!("portals-the-datasets"), parameters).await?;
        // What came counts, not what was asked for: portals cut in silence.
        let mut page =
            listing::part(found.results, found.count, (start, PAGE), |record, odd| self.mapper().item(record, odd));
        if let Some((group, name)) =
            folder.group().filter(|_| after.is_none() && page.items.is_empty() && page.warnings.is_empty())
        {
            // An empty one, or none: the search does not tell.
            let address = Address::root(&self.name).child(group.segment).child(name);
            let _: api::Named = self.act(&address, &format!("{}_show", group.key), &[("id", name.to_owned())]).await?;
        }
        if !is_bounded {
            territory::say_words(&mut page, &self.name, &asked, after);
        }
        Ok(page)
    }

    async fn facets(&self, folder: Folder<'_>) -> Result<Vec<Facet>> {
        let mut parameters = search::count(&search::counted_fields(), FACET);
        parameters.extend(search::within(&Query::default(), folder.group())?);
        let mut facets = search::facets(&self.search(m!("portals-the-filters"), parameters).await?.search_facets);
        facets.retain(|facet| folder.group().is_none_or(|(group, _)| facet.key != group.key));
        Ok(facets)
    }

    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        let record: Value = self.act(address, "package_show", &[("id", id)]).await?;
        self.mapper().dataset(record).map_err(|why| Error::new(ErrorKind::Portal, address, why))
    }

    /// A file by an address of its own, which names no dataset.
    async fn look_up(&self, url: &Url) -> Result<Option<Target>> {
        let sites = sites(super::Kind::Ckan, self.http.base());
        let Some(id) = sites.iter().find_map(|site| web::lone_file(&Below::of(site, url)?)) else { return Ok(None) };
        let found: Value = self.act(m!("portals-the-datasets"), "resource_show", &[("id", id.clone())]).await?;
        let dataset = found["package_id"].as_str().and_then(any_id);
        let root = Address::root(&*self.name);
        Ok(dataset.map(|dataset| Target::Media { dataset: root.child(dataset), media: id }))
    }

    async fn account(&self) -> Result<Account> {
        if self.signed_in {
            return self.me().await;
        }
        let subject = &part_of(&self.name, m!("portals-what-it-is"));
        let status: Value = self.act(subject, "status_show", &[]).await?;
        if !["ckan_version", "site_title"].iter().any(|key| status[key].is_string()) {
            return Err(unexplained(not_of(super::Kind::Ckan, subject)));
        }
        Ok(member(None, std::iter::empty()))
    }
}

/// A success that holds none of CKAN's data.
fn unexplained(error: Error) -> Error {
    reading::unexplained(error, said!("ckan-no-api"))
}
