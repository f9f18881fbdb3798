//! A portal that only opens files: what a download needs of one, around the real HTTP layer.

use guichet::access::auth::{Account, SignIn};
use guichet::access::http::Http;
use guichet::base::Fut;
use guichet::base::error::{Error, ErrorKind, Result};
use guichet::model::form::Answers;
use guichet::model::{Abilities, Address, Checksum, Cursor, Dataset, Facet, Media, Page, Query, Target};
use guichet::net::{Ask, Clients, Opened, Range};
use guichet::portals::Portal;
use url::Url;

pub struct FilePortal {
    http: Http,
}

impl FilePortal {
    pub fn new(clients: Clients, base: &str, sign_in: SignIn) -> Self {
        Self { http: Http::new(clients, Url::parse(base).unwrap(), sign_in, |_| None) }
    }

    /// A media at `path` below the base, of which nothing is stated.
    pub fn media(&self, path: &str, title: &str) -> Media {
        let url = self.http.base().join(path).unwrap();
        Media { url: Some(url.into()), ..Media::new(Address::root("files").child("set"), "1cd92470", title) }
    }
}

pub fn checksum(algo: &str, value: &str) -> Option<Checksum> {
    Some(Checksum { algo: algo.into(), value: value.into() })
}

fn no<T>() -> Result<T> {
    Err(Error::new(ErrorKind::Unexpected, "file portal", "it only opens files"))
}

impl Portal for FilePortal {
    fn resolve(&self, _: &Address) -> Result<Target> {
        no()
    }
    fn list<'a>(&'a self, _: &'a Address, _: &'a Query, _: Option<&'a Cursor>) -> Fut<'a, Page> {
        Box::pin(async { no() })
    }
    fn facets<'a>(&'a self, _: &'a Address) -> Fut<'a, Vec<Facet>> {
        Box::pin(async { no() })
    }
    fn dataset<'a>(&'a self, _: &'a Address) -> Fut<'a, Dataset> {
        Box::pin(async { no() })
    }
    fn open<'a>(&'a self, media: &'a Media, _: &'a Answers, range: Option<&'a Range>) -> Fut<'a, Opened> {
        Box::pin(async move {
            let url = Url::parse(media.url.as_deref().unwrap()).unwrap();
            self.http.open(&media.title, Ask::file(url, media.size), range).await
        })
    }
    fn http(&self) -> &Http {
        &self.http
    }
    fn account<'a>(&'a self) -> Fut<'a, Account> {
        Box::pin(async { no() })
    }
    fn abilities(&self, _: &Address) -> Abilities {
        Abilities::default()
    }
}
