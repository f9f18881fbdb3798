//! What saved searches find today: the first rows of each, asked for beside the screen.

use futures_util::future::join_all;

use super::Worker;
use crate::app::Msg;
use crate::app::listing::ListingKey;
use crate::app::searches::{PORTAL, of_each_portal};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::relevance::Search;
use crate::m;
use crate::model::{Address, Item, Query};
use crate::portals::federation::merged;
use crate::portals::territory;
use crate::session::{Portals, Session};

/// The portals that a search of several asks: those it names, else all.
pub(super) fn named(portals: &Portals, query: &Query) -> Vec<String> {
    let wanted: Vec<&str> = query.values(PORTAL).collect();
    portals.names().filter(|name| wanted.is_empty() || wanted.contains(name)).map(str::to_owned).collect()
}

impl Worker {
    pub(super) fn look(&mut self, name: String, ask: ListingKey) {
        let session = self.session();
        let found = async move { found(&session, &ask).await };
        self.spawn(found, |found| Msg::Looked(name, Box::new(found)));
    }
}

/// What the portals that answer find; an error where none does.
async fn found(session: &Session, ask: &ListingKey) -> Result<Vec<Item>> {
    let asked: Vec<(Address, Query)> = match ask.place.address() {
        Some(address) => vec![(address.clone(), ask.query.clone())],
        None => {
            let named = named(session.portals()?, &ask.query);
            named.into_iter().map(|name| (Address::root(name), of_each_portal(&ask.query))).collect()
        }
    };
    let answers = join_all(asked.iter().map(async |(address, query)| {
        let portal = session.portal(address)?;
        if !portal.quota().is_empty() {
            return Err(Error::new(ErrorKind::Quota, address.to_string(), m!("home-counted")));
        }
        match asked.len() {
            1 => portal.list(address, query, None).await,
            _ => territory::first_page(portal, address, query).await,
        }
    }));
    let (mut rows, mut failed) = (Vec::new(), None);
    for (at, answer) in answers.await.into_iter().enumerate() {
        match answer {
            Ok(page) => rows.push((at, page.items)),
            Err(error) => failed = Some(error),
        }
    }
    match failed.filter(|_| rows.is_empty()) {
        Some(error) => Err(error),
        None => Ok(merged(&Search::new(&ask.query.text), &rows)),
    }
}
