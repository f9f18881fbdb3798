//! `portals`, `list` and `search`: what they ask of whom.

use clap::{Args, Subcommand};
use futures_util::future::join_all;
use jiff::tz::TimeZone;
use serde_json::json;

use super::curl::{self, AsCurl};
use super::rows::{End, Rows};
use super::search::SearchAll;
use super::search_ranked::SearchRanked;
use super::table::OutputTable;
use super::walk::Walk;
use super::{Global, filters, out, resolve, saved, wire};
use crate::access::secrets::{StoredCredentials, Whereabouts};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::relevance::Search;
use crate::base::shell::Shell;
use crate::config::{self, Config};
use crate::model::territory::{TERRITORY, Where};
use crate::model::{Address, Place, Query, Target};
use crate::portals;
use crate::portals::PortalConfig;
use crate::portals::platforms::{Area, Platform};
use crate::portals::territory;
use crate::session::{CurlLines, Pages, Portals, Session, StoppedFile};
use crate::setup::known::{KnownPortal, known};
use crate::store;
use crate::{m, t};

/// How many rows are shown where nobody says.
const DEFAULT_LIMIT: usize = 100;

#[derive(Args, Debug)]
pub struct ListArgs {
    /// A portal, a folder or a dataset
    address: String,
    /// Only what the portal finds for these words
    #[arg(long, value_name = "TEXT", default_value = "")]
    query: String,
    /// Only what has this property, as theme=environment; one key twice means either
    #[arg(long = "filter", value_name = "KEY=VALUE", value_parser = key_value)]
    filters: Vec<(String, String)>,
    /// Only what is about this territory of France, as the portal can tell: rennes, 35238, 243500139, 35, region:53
    #[arg(long, value_name = "TERRITORY", allow_hyphen_values = true)]
    territory: Option<String>,
    /// The order; `-` before the key turns it round
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    sort: Option<String>,
    /// At most so many rows [default: 100]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// All rows
    #[arg(long, conflicts_with = "limit")]
    all: bool,
    /// Go on where the last run stopped that listed all of this; where that cannot be, begin again and say so
    #[arg(long, conflicts_with = "limit")]
    resume: bool,
    /// What it can be filtered and ordered by instead: keys, what their values look like, values that are known
    #[arg(long = "filters", conflicts_with_all = ["query", "filters", "territory", "sort", "resume"])]
    explain: bool,
    #[command(flatten)]
    curl: AsCurl,
}

impl ListArgs {
    /// How many are shown: `usual` where nobody says.
    fn limit(&self, usual: usize) -> usize {
        if self.is_whole() { usize::MAX } else { self.limit.unwrap_or(usual) }
    }

    /// The command that lists all of it.
    fn for_all(&self) -> String {
        let filters = self.filters.iter().map(|(key, value)| ("--filter", format!("{key}={value}")));
        let query = Some(("--query", self.query.clone())).filter(|(_, text)| !text.is_empty());
        let sort = self.sort.iter().map(|key| ("--sort", key.clone()));
        let territory = self.territory.iter().map(|typed| ("--territory", typed.clone()));
        let flags = query
            .into_iter()
            .chain(filters)
            .chain(territory)
            .chain(sort)
            .flat_map(|(flag, value)| [flag.to_owned(), value]);
        command("list", [self.address.clone()].into_iter().chain(flags).chain(["--all".to_owned()]))
    }

    /// Whether all rows are wanted.
    fn is_whole(&self) -> bool {
        self.all || self.resume
    }
}

#[derive(Args, Debug)]
pub struct PortalsArgs {
    #[command(subcommand)]
    pub command: Option<PortalsCommand>,
    /// The well-known public portals instead, which `guichet setup --known NAME` adds
    #[arg(long)]
    pub known: bool,
    /// Of these, those with all these words in what is known of them: country, theme, kind, name, address
    #[arg(requires = "known", value_name = "WORDS")]
    pub words: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub enum PortalsCommand {
    /// Forget the pauses a portal asked for, and its limits that are used up, so that it is asked again at once
    Reset {
        /// A configured portal
        name: String,
    },
}

#[derive(Args, Debug)]
pub struct SearchArgs {
    /// The words to look for
    #[arg(
        required_unless_present_any = ["saved", "territory"],
        conflicts_with = "saved",
        default_value = "",
        hide_default_value = true
    )]
    pub(super) text: String,
    /// The search that was saved under this name, in the browser or by --save
    #[arg(long, value_name = "NAME", conflicts_with_all = ["portals", "save", "territory"])]
    pub(super) saved: Option<String>,
    /// Save this search under a name too: it stands on the first page of the browser
    #[arg(long, value_name = "NAME")]
    pub(super) save: Option<String>,
    /// Only what is about this territory of France, as each portal can tell: rennes, 35238, 243500139, 35, region:53
    #[arg(long, value_name = "TERRITORY", allow_hyphen_values = true)]
    territory: Option<String>,
    /// Only this portal (may be repeated)
    #[arg(long = "portal", value_name = "NAME")]
    pub(super) portals: Vec<String>,
    /// At most so many rows from each portal [default: 100]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// All rows of all portals, as they come
    #[arg(long, conflicts_with = "limit")]
    all: bool,
    #[command(flatten)]
    curl: AsCurl,
}

impl SearchArgs {
    /// The command that lists all that is found.
    fn for_all(&self) -> String {
        if let Some(name) = &self.saved {
            return command("search", ["--saved", name, "--all"].map(str::to_owned).into_iter());
        }
        let portals = self.portals.iter().flat_map(|name| ["--portal".to_owned(), name.clone()]);
        let territory = self.territory.iter().flat_map(|typed| ["--territory".to_owned(), typed.clone()]);
        let text = Some(self.text.clone()).filter(|text| !text.is_empty());
        command("search", text.into_iter().chain(territory).chain(portals).chain(["--all".to_owned()]))
    }
}

/// A line for the person's shell.
fn command(name: &str, args: impl Iterator<Item = String>) -> String {
    let shell = Shell::in_use();
    args.fold(format!("guichet {name}"), |line, arg| format!("{line} {}", shell.quoted(&arg)))
}

/// `key=value`, the value being anything.
pub fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err(t!("cli-key-value")),
    }
}

pub async fn portals(global: &Global, session: &Session) -> Result<u8> {
    let columns = global.columns(&["name", "kind", "url", "store", "signed_in"])?;
    let config = &session.config;
    let stores = join_all(config.portals.iter().map(|portal| store_of(session, portal))).await;
    if !columns.are_for_people() {
        // Nothing is asked of the portals; `null` when the store cannot be asked.
        let portals = config.portals.iter().zip(&stores).map(|(portal, store)| {
            let store = store.as_ref().ok();
            let word = store.map(|store| store.map_or(Whereabouts::NONE, Whereabouts::word));
            json!({"name": portal.name, "kind": portal.kind.word(), "url": portal.url, "store": word,
                "signed_in": store.map(Option::is_some)})
        });
        let mut table = OutputTable::begin(columns, "portals", json!({}))?;
        table.add(portals)?;
        table.end(json!({ "kinds": portals::Kind::ALL.map(portals::Kind::word) }))?;
        return Ok(0);
    }
    for (portal, store) in config.portals.iter().zip(&stores) {
        let store = match store {
            Ok(Some(store)) => format!("  {}", store.said()),
            Ok(None) => String::new(),
            Err(error) => format!("  ({})", error.cause),
        };
        out::line(&format!("{}  {}  {}{store}", portal.name, portal.kind, portal.url));
    }
    let kinds = portals::Kind::ALL.map(portals::Kind::word).join(", ");
    let file = session.place.path().map_or(t!("cli-no-file"), |path| path.display().to_string());
    out::note(&t!("cli-configured-in", file, kinds));
    if global.is_offline() {
        note_what_is_kept(session.portals()?).await;
    }
    Ok(0)
}

/// What can be switched on, and what is; nothing is asked of anybody.
pub fn known_portals(global: &Global, words: &[String], config: &Config) -> Result<u8> {
    let columns = global.columns(&["name", "label", "kind", "url", "configured", "area", "themes", "source"])?;
    let (mut known, words) = (known()?, Search::new(&words.join(" ")));
    known.retain(|known| known.matches(&words));
    let is_configured = |known: &KnownPortal| config.portals.iter().any(|portal| known.is(portal));
    if !columns.are_for_people() {
        let known = known.iter().map(|known| {
            let PortalConfig { name, kind, url, .. } = &known.portal;
            let area = known.platform.and_then(|platform| platform.area).map(Area::code);
            let themes: Vec<&str> = known.platform.iter().flat_map(|it| it.themes).map(|theme| theme.word()).collect();
            json!({"name": name, "label": known.label, "kind": kind.word(), "url": url,
                "configured": is_configured(known), "area": area, "themes": themes,
                "source": known.platform.and_then(Platform::source)})
        });
        let mut table = OutputTable::begin(columns, "known", json!({}))?;
        table.add(known)?;
        return table.end(json!({})).map(|()| 0);
    }
    for known in &known {
        let portal = &known.portal;
        let told = known.told().join(", ");
        let told = if told.is_empty() { told } else { format!("  ({told})") };
        let configured =
            if is_configured(known) { format!("  {}", t!("first-start-configured")) } else { String::new() };
        out::line(&format!("{}  {}  {}  {}{told}{configured}", portal.name, portal.kind, portal.url, known.label));
        let source = known.platform.and_then(Platform::source);
        source
            .iter()
            .for_each(|source| out::line(&format!("    {}", format::labelled(&t!("first-start-named-by"), source))));
    }
    out::note(&if known.is_empty() { t!("first-start-none-known") } else { t!("first-start-add-one") });
    Ok(0)
}

/// How old what answers for each portal is.
async fn note_what_is_kept(portals: &Portals) {
    for shelf in portals.names().filter_map(|name| portals.shelf(name)) {
        let name = shelf.name();
        out::note(&match shelf.newest().await {
            Some(when) => t!("store-offline-portal", name, when = store::moment(when, &TimeZone::system())),
            None => t!("store-offline-portal-nothing", name),
        });
    }
}

/// Where the credentials of `portal` are; `None` when there are none, or none are expected.
pub async fn store_of(session: &Session, portal: &PortalConfig) -> Result<Option<Whereabouts>> {
    Ok(credential_of(session, portal).await?.map(|found| found.whereabouts))
}

/// The credentials of `portal`, to tell of them; `None` when there are none, or none are expected.
pub async fn credential_of(session: &Session, portal: &PortalConfig) -> Result<Option<StoredCredentials>> {
    match portal.signs_in(&session.secrets) {
        true => session.secrets.find(&portal.name).await,
        false => Ok(None),
    }
}

pub async fn list(global: &Global, args: &ListArgs, session: &Session) -> Result<u8> {
    out::link_addresses(global);
    let (portal, target) = resolve(&args.address, session).await?;
    let mut query = Query { text: args.query.clone(), filters: args.filters.clone(), sort: args.sort.clone() };
    query.filters.extend(within(global, args.territory.as_deref())?);
    if let Some(words) = session.sought(&args.address, &target).filter(|_| query.text.is_empty() && !args.explain) {
        out::note(&t!("cli-words-of-address", words = &words));
        query.text = words;
    }
    match &target {
        Target::Place(_) if args.curl.is_on() => {
            curl::print(global, &args.address, session.curl_of_place(&target, &query).await?)
        }
        Target::Place(Place::Folder(address)) if args.explain => {
            filters::explain(global, portal, address, args.limit(filters::VALUES)).await
        }
        Target::Place(Place::Folder(address)) => {
            let pages = Pages::new(portal, address, &query, args.limit(DEFAULT_LIMIT));
            let file = match args.is_whole() {
                true => Some(StoppedFile::new(
                    &config::state_dir()?,
                    session.portal_config(&address.portal)?,
                    address,
                    &query,
                )),
                false => None,
            };
            let (columns, rest) = (global.columns(&wire::ROW)?, args.for_all());
            let walk = Walk { global, columns, session, address, file, resumes: args.resume, rest };
            walk.print(pages).await
        }
        Target::Place(Place::Dataset(_)) if args.explain || !query.is_plain() => {
            Err(Error::new(ErrorKind::Usage, args.address.clone(), m!("cli-no-narrowing"))
                .hint(m!("cli-no-narrowing-hint")))
        }
        Target::Place(Place::Dataset(address)) => {
            let columns = global.columns(&wire::ROW)?;
            let dataset = portal.dataset(address).await?;
            let mut rows = Rows::begin(&columns, Some(address))?;
            let mut items = dataset.items();
            let count = items.len();
            items.truncate(args.limit(DEFAULT_LIMIT));
            rows.add(&items)?;
            let is_cut = items.len() < count;
            rows.warn(dataset.warnings);
            let rest = is_cut.then(|| args.for_all());
            rows.end(End { total: Some(count as u64), is_cut, rest, errors: &[] })?;
            Ok(0)
        }
        Target::Place(Place::Home | Place::Data) | Target::Media { .. } | Target::Search(_) | Target::Data(_) => {
            Err(Error::new(ErrorKind::Usage, args.address.clone(), m!("cli-media-no-place"))
                .hint(m!("cli-media-no-place-hint")))
        }
    }
}

/// `--territory` as a filter of the query, and said in words: people type less than they mean.
fn within(global: &Global, typed: Option<&str>) -> Result<Option<(String, String)>> {
    let Some(typed) = typed else { return Ok(None) };
    let value = Where::typed(typed, true)?;
    if let Some(place) = Where::read(&value).filter(|_| !global.is_json()) {
        out::note(&t!("territory-meant", place = place.to_string()));
    }
    Ok(Some((TERRITORY.to_owned(), value)))
}

/// A folder, and what it is asked for.
type FolderQuery = (Address, Query);

/// Those of these folders whose portals can be asked so, and why the others cannot. An error where none can.
fn able(portals: &Portals, asked: Vec<FolderQuery>) -> Result<(Vec<FolderQuery>, Vec<String>)> {
    let (mut able, mut left_out) = (vec![], vec![]);
    for (root, query) in asked {
        // What is no portal is told with the answers of the others.
        let portal = portals.get(&root.portal).ok();
        match portal.and_then(|portal| territory::unable(&**portal, &root, &query)) {
            Some(warning) => left_out.push(warning),
            None => able.push((root, query)),
        }
    }
    match able.is_empty() {
        true => Err(Error::new(ErrorKind::Usage, "search", m!("territory-nowhere"))),
        false => Ok((able, left_out)),
    }
}

pub async fn search(global: &Global, args: &SearchArgs, session: &Session) -> Result<u8> {
    let portals = session.portals()?;
    let search = saved::wanted(args, within(global, args.territory.as_deref())?, session)?;
    let (asked, left_out) = able(portals, search.asked(portals)?)?;
    if args.curl.is_on() {
        let mut lines = CurlLines::default();
        for (root, query) in &asked {
            lines = lines.and(session.curl_of_place(&Target::folder(root.clone()), query).await?);
        }
        return curl::print(global, &search.query.text, lines);
    }
    let columns = global.columns(&wire::FOUND)?;
    if args.all {
        return SearchAll { global, columns, session, asked: &asked, warnings: left_out }.print().await;
    }
    let (limit, for_all) = (args.limit.unwrap_or(DEFAULT_LIMIT), args.for_all());
    let text = &search.query.text;
    let ranked = SearchRanked { columns: &columns, session, text, asked: &asked, limit, for_all };
    ranked.print(left_out).await
}
