//! RUDI, the data portal of Rennes Métropole.

use url::Url;

use super::{Fut, Portal};
use crate::http::{Clients, Opened};
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Media, Page, Query, Target};

pub struct Rudi;

impl Rudi {
    pub fn new(_name: &str, _url: Url, _clients: Clients) -> Self {
        Self
    }
}

impl Portal for Rudi {
    fn resolve(&self, _address: &Address) -> crate::error::Result<Target> {
        todo!()
    }
    fn list<'a>(&'a self, _address: &'a Address, _query: &'a Query, _after: Option<&'a Cursor>) -> Fut<'a, Page> {
        todo!()
    }
    fn facets<'a>(&'a self, _address: &'a Address) -> Fut<'a, Vec<Facet>> {
        todo!()
    }
    fn dataset<'a>(&'a self, _address: &'a Address) -> Fut<'a, Dataset> {
        todo!()
    }
    fn open<'a>(&'a self, _media: &'a Media) -> Fut<'a, Opened> {
        todo!()
    }
    fn abilities(&self) -> Abilities {
        todo!()
    }
}
