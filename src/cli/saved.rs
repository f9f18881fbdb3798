//! `search --saved` and `--save`: searches with a name, which the browser has on its first page.

use super::list::SearchArgs;
use crate::app::listing::ListingKey;
use crate::app::places::Places;
use crate::app::searches::{PORTAL, SavedSearch, clean_name, of_each_portal};
use crate::base::disk::disk;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::config;
use crate::m;
use crate::model::{Address, Place, Query};
use crate::session::{Portals, Session};

/// What is to be searched for: the search of that name, else the words given, which get the name that is given for them.
/// `within`: the filter that narrows it to a territory.
pub fn wanted(args: &SearchArgs, within: Option<(String, String)>, session: &Session) -> Result<SavedSearch> {
    match &args.saved {
        Some(name) => named(name),
        None => {
            let portals = args.portals.iter().map(|name| (PORTAL.to_owned(), name.clone()));
            let query = Query { filters: portals.chain(within).collect(), ..Query::text(&args.text) };
            let name = args.save.as_deref().and_then(clean_name);
            let search = SavedSearch::new(&name.clone().unwrap_or_default(), &ListingKey { place: Place::Home, query });
            if name.is_some() {
                search.asked(session.portals()?)?; // what cannot be asked is not saved
                keep(search.clone())?;
            }
            Ok(search)
        }
    }
}

fn named(name: &str) -> Result<SavedSearch> {
    let places = Places::in_folder(&config::state_dir()?);
    places.search(name).cloned().ok_or_else(|| {
        let known = names().join(", ");
        let hint = if known.is_empty() { m!("home-none-saved") } else { m!("home-known", known) };
        Error::new(ErrorKind::NotFound, text::line(name), m!("home-no-such-search")).hint(hint)
    })
}

/// There is nobody to ask.
pub fn no_portal() -> Error {
    Error::new(ErrorKind::Config, "search", m!("cli-search-no-portal")).hint(m!("cli-search-no-portal-hint"))
}

/// All there are.
pub fn names() -> Vec<String> {
    let places = config::state_dir().map(|folder| Places::in_folder(&folder)).unwrap_or_default();
    places.searches.into_iter().map(|search| search.name).collect()
}

fn keep(search: SavedSearch) -> Result<()> {
    let folder = config::state_dir()?;
    let mut places = Places::in_folder(&folder);
    places.keep_search(search);
    places.write(&folder).map_err(|error| disk(&folder, &error))
}

impl SavedSearch {
    /// The folders to be asked, and for what.
    pub fn asked(&self, portals: &Portals) -> Result<Vec<(Address, Query)>> {
        if let Some(address) = &self.address {
            portals.get(&address.portal)?;
            return Ok(vec![(address.clone(), self.query.clone())]);
        }
        let chosen: Vec<&str> = self.query.values(PORTAL).collect();
        let names: Vec<&str> = if chosen.is_empty() { portals.names().collect() } else { chosen };
        if names.is_empty() {
            return Err(no_portal());
        }
        Ok(names.into_iter().map(|name| (Address::root(name), of_each_portal(&self.query))).collect())
    }
}
