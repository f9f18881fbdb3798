//! The folders of the compiled-in catalogue, and how they are narrowed and ordered.

use super::catalogue::{CATALOGUE, Endpoint, Named};
use super::map::{self, Mapper};
use super::rights::Opens;
use crate::base::error::{Error, Kind, Result};
use crate::base::i18n::Said;
use crate::base::text;
use crate::model::{Address, Facet, FacetValue, Item, Page, Query, Target};
use crate::portals::{facet_label, value_label};
use crate::said;
use crate::t;

/// Filters: key, what its values look like.
pub const FILTERS: [(&str, Said); 5] = [
    ("theme", said!("api-entreprise-filter-theme")),
    ("provider", said!("api-entreprise-filter-provider")),
    ("access", said!("api-entreprise-filter-access")),
    ("token", said!("api-entreprise-filter-token")),
    ("state", said!("api-entreprise-filter-state")),
];

/// Sort orders: key, label.
pub const SORTS: [(&str, Said); 3] =
    [("title", said!("portals-title")), ("provider", said!("portals-provider")), ("theme", said!("portals-theme"))];

/// The folders of the portal.
pub enum Folder<'a> {
    Root,
    All,
    /// Open to the token in use.
    Open,
    Themes,
    Providers,
    Theme(&'a str),
    Provider(&'a str),
}

impl<'a> Folder<'a> {
    /// The folder at `path` below the portal, judged by its shape.
    pub fn at(path: &'a [String]) -> Option<Self> {
        let segments: Vec<&str> = path.iter().map(String::as_str).collect();
        Some(match segments[..] {
            [] => Self::Root,
            ["all"] => Self::All,
            ["open"] => Self::Open,
            ["themes"] => Self::Themes,
            ["providers"] => Self::Providers,
            ["themes", _] => Self::Theme(&path[1]),
            ["providers", _] => Self::Provider(&path[1]),
            _ => return None,
        })
    }

    fn holds(&self, endpoint: &Endpoint, mapper: &Mapper) -> bool {
        match self {
            Self::Root | Self::All | Self::Themes | Self::Providers => true,
            Self::Open => mapper.opens(endpoint) == Opens::Yes,
            Self::Theme(id) => endpoint.theme == *id,
            Self::Provider(id) => endpoint.provider == *id,
        }
    }
}

/// What is in `folder` at `address`, without the folders in it.
pub fn endpoints(folder: &Folder, mapper: &Mapper, query: &Query) -> Result<Vec<&'static Endpoint>> {
    known(query)?;
    let words: Vec<String> = text::fold(&query.text).split_whitespace().map(str::to_owned).collect();
    let mut found: Vec<&Endpoint> = CATALOGUE
        .endpoints
        .iter()
        .filter(|endpoint| folder.holds(endpoint, mapper))
        .filter(|endpoint| FILTERS.iter().all(|(key, _)| passes(endpoint, mapper, query, key)))
        .filter(|endpoint| {
            let all = searched(endpoint);
            words.iter().all(|word| all.contains(word))
        })
        .collect();
    order(&mut found, query.sort.as_deref());
    Ok(found)
}

/// The rows of one folder that groups folders.
pub fn folders(at: &Address, named: &[Named], count: impl Fn(&str) -> usize) -> Page {
    let row = |it: &Named| {
        let note = t!("api-entreprise-endpoints", count = count(&it.id));
        Item::new(Target::folder(at.child(&it.id)), it.title.clone()).note(Some(note))
    };
    let items: Vec<Item> = named.iter().map(row).collect();
    Page { total: Some(items.len() as u64), items, ..Page::default() }
}

/// What `folder` can be filtered by, and how much each value holds.
pub fn facets(folder: &Folder, mapper: &Mapper) -> Vec<Facet> {
    let there: Vec<&Endpoint> = CATALOGUE.endpoints.iter().filter(|it| folder.holds(it, mapper)).collect();
    let facet = |key: &str, values: Vec<(String, String)>| {
        let counted = |(value, label): (String, String)| {
            let count = there.iter().filter(|endpoint| of(endpoint, mapper, key) == value).count() as u64;
            FacetValue { value, label, count: Some(count) }
        };
        let values = values.into_iter().map(counted).filter(|value| value.count != Some(0)).collect();
        Facet { key: key.into(), label: facet_label(key), values }
    };
    let named = |list: &[Named]| list.iter().map(|it| (it.id.clone(), it.title.clone())).collect();
    let words = |list: &[&str]| list.iter().map(|it| ((*it).to_owned(), value_label(it))).collect();
    vec![
        facet("theme", named(&CATALOGUE.themes)),
        facet("provider", named(&CATALOGUE.providers)),
        facet("access", words(&["open", "restricted"])),
        facet("token", words(&["open", "closed", "unknown"])),
        facet("state", words(&["current", "deprecated"])),
    ]
}

/// The value of a filter key that `endpoint` has.
fn of<'a>(endpoint: &'a Endpoint, mapper: &Mapper, key: &str) -> &'a str {
    match key {
        "theme" => &endpoint.theme,
        "provider" => &endpoint.provider,
        "access" if endpoint.public => "open",
        "access" => "restricted",
        "token" => match mapper.opens(endpoint) {
            Opens::Yes => "open",
            Opens::No(_) => "closed",
            Opens::Unknown(_) => "unknown",
        },
        _ if endpoint.deprecated => "deprecated",
        _ => "current",
    }
}

fn passes(endpoint: &Endpoint, mapper: &Mapper, query: &Query, key: &str) -> bool {
    let mut wanted = query.values(key).peekable();
    wanted.peek().is_none() || wanted.any(|value| value == of(endpoint, mapper, key))
}

/// Everything that words may be looked for in.
fn searched(endpoint: &Endpoint) -> String {
    let named = [CATALOGUE.provider(&endpoint.provider), CATALOGUE.theme(&endpoint.theme)];
    let texts = [&*endpoint.title, &*endpoint.synopsis, &*endpoint.path, &*endpoint.id].into_iter();
    let all: Vec<&str> = texts.chain(named.into_iter().flatten()).chain(endpoint.opened_by()).collect();
    text::fold(&all.join("\n"))
}

/// What is deprecated comes last, unless the person sorts.
fn order(endpoints: &mut [&Endpoint], sort: Option<&str>) {
    let title = |it: &Endpoint| text::fold(&map::title(it));
    let provider = |it: &Endpoint| text::fold(CATALOGUE.provider(&it.provider).unwrap_or_default());
    let theme = |it: &Endpoint| CATALOGUE.themes.iter().position(|theme| theme.id == it.theme);
    let (minus, key) = sort.map_or((false, ""), |sort| sort.strip_prefix('-').map_or((false, sort), |it| (true, it)));
    match key {
        "title" => endpoints.sort_by_cached_key(|it| title(it)),
        "provider" => endpoints.sort_by_cached_key(|it| (provider(it), title(it))),
        "theme" => endpoints.sort_by_cached_key(|it| (theme(it), title(it))),
        _ => endpoints.sort_by_cached_key(|it| (it.deprecated, theme(it), provider(it), title(it))),
    }
    if minus {
        endpoints.reverse();
    }
}

fn known(query: &Query) -> Result<()> {
    let keys = FILTERS.map(|(key, _)| key);
    if let Some((key, _)) = query.filters.iter().find(|(key, _)| !keys.contains(&key.as_str())) {
        return Err(no_such(&t!("portals-word-filter"), key, &keys));
    }
    let values: [(&str, &[&str]); 3] = [
        ("access", &["open", "restricted"]),
        ("token", &["open", "closed", "unknown"]),
        ("state", &["current", "deprecated"]),
    ];
    for (key, known) in values {
        if let Some(value) = query.values(key).find(|value| !known.contains(value)) {
            return Err(no_such(key, value, known));
        }
    }
    let sorts = SORTS.map(|(key, _)| key);
    match query.sort.as_deref().map(|sort| sort.strip_prefix('-').unwrap_or(sort)) {
        Some(key) if !sorts.contains(&key) => Err(no_such(&t!("portals-word-sort"), key, &sorts)),
        _ => Ok(()),
    }
}

fn no_such(what: &str, value: &str, known: &[&str]) -> Error {
    Error::new(Kind::Usage, t!("portals-thing", what, value = text::line(value)), t!("api-entreprise-no-such-thing"))
        .hint(t!("portals-it-has", known = known.join(", ")))
}
