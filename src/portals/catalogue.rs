//! The trait of kinds whose addresses follow a [`Grammar`], and [`Portal`] implemented once for all of them.

use serde_json::Value;
use url::Url;

use super::bulk::{InBulk, not_in_bulk};
use super::grammar::{Folder, Grammar, Group};
use super::{Portal, listing, media_url, open_access};
use crate::access::auth::Account;
use crate::access::guide::{AccessWish, Guide};
use crate::access::http::Http;
use crate::base::Fut;
use crate::base::error::Result;
use crate::m;
use crate::model::form::Answers;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Media, Page, Query, Target};
use crate::net::quota::Remaining;
use crate::net::{Ask, Opened, Range};

/// As [`Portal`], but with addresses already taken apart into folders and ids, and with plain `async` methods.
pub trait Catalogue: Send + Sync {
    const GRAMMAR: &'static Grammar;
    /// Whether the root may have more pages than one, the later ones of which are asked for as datasets are.
    const ROOT_PAGES: bool = false;
    /// Whether words find folders in a group of them. Elsewhere they find datasets, as they do at the root.
    const FINDS_FOLDERS: bool = false;

    fn name(&self) -> &str;

    fn http(&self) -> &Http;

    /// As [`Portal::http_to`].
    fn http_to(&self, _url: &Url) -> &Http {
        Catalogue::http(self)
    }

    /// What can be done where there are datasets, as far as is known of this portal.
    fn can(&self) -> Abilities;

    /// The folder at `address`; [`crate::base::error::ErrorKind::NotFound`] where there can be none.
    fn folder<'a>(&self, address: &'a Address) -> Result<Folder<'a>> {
        Self::GRAMMAR.folder(address)
    }

    /// The folders at the root, on one page.
    fn root(&self) -> impl Future<Output = Result<Page>> + Send;

    /// The folders of `group`. `query` is plain and `after` is `None` unless [`Self::FINDS_FOLDERS`].
    fn groups(
        &self,
        group: &'static Group,
        query: &Query,
        after: Option<&Cursor>,
    ) -> impl Future<Output = Result<Page>> + Send;

    /// One page of the datasets in `folder` that match `query`.
    fn datasets(
        &self,
        folder: Folder<'_>,
        query: &Query,
        after: Option<&Cursor>,
    ) -> impl Future<Output = Result<Page>> + Send;

    fn facets(&self, folder: Folder<'_>) -> impl Future<Output = Result<Vec<Facet>>> + Send;

    /// The dataset with this id, at `address`.
    fn dataset(&self, id: String, address: &Address) -> impl Future<Output = Result<Dataset>> + Send;

    /// What is at the address of `media`.
    fn open(
        &self,
        media: &Media,
        _answers: &Answers,
        range: Option<&Range>,
    ) -> impl Future<Output = Result<Opened>> + Send {
        async move { self.http().open(&media.address(), Ask::file(media_url(media)?, media.size), range).await }
    }

    /// As [`Portal::in_bulk`].
    fn in_bulk(&self, address: &Address) -> impl Future<Output = Result<InBulk>> + Send {
        async move { Err(not_in_bulk(address, m!("batch-not-in-bulk"))) }
    }

    /// As [`Portal::open_linked`].
    fn open_linked(
        &self,
        media: &Media,
        _answer: &Value,
        _answers: &Answers,
        _range: Option<&Range>,
    ) -> impl Future<Output = Result<Opened>> + Send {
        async move { Err(not_in_bulk(&media.dataset, m!("batch-not-in-bulk"))) }
    }

    /// As [`Portal::look_up`].
    fn look_up(&self, _url: &Url) -> impl Future<Output = Result<Option<Target>>> + Send {
        async { Ok(None) }
    }

    fn account(&self) -> impl Future<Output = Result<Account>> + Send;

    fn signed_address(&self, url: Url) -> impl Future<Output = Result<Url>> + Send {
        async { Ok(url) }
    }

    fn guide(&self, wish: &AccessWish, _language: &str) -> impl Future<Output = Result<Guide>> + Send {
        async move {
            match open_access::wanted(Self::GRAMMAR, &wish.address)? {
                None => Ok(open_access::of_portal(self.name(), self.http().base().as_str())),
                Some(address) => {
                    let dataset = self.dataset(Self::GRAMMAR.dataset(&address)?, &address).await?;
                    Ok(open_access::of_dataset(&dataset))
                }
            }
        }
    }

    fn quota(&self) -> Vec<Remaining> {
        vec![]
    }
}

impl<C: Catalogue> Portal for C {
    fn resolve(&self, address: &Address) -> Result<Target> {
        C::GRAMMAR.resolve(address)
    }

    fn look_up<'a>(&'a self, url: &'a Url) -> Fut<'a, Option<Target>> {
        Box::pin(Catalogue::look_up(self, url))
    }

    fn list<'a>(&'a self, address: &'a Address, query: &'a Query, after: Option<&'a Cursor>) -> Fut<'a, Page> {
        Box::pin(async move {
            match self.folder(address)? {
                Folder::Groups(group) if C::FINDS_FOLDERS => self.groups(group, query, after).await,
                Folder::Root if C::ROOT_PAGES && after.is_some() => self.datasets(Folder::Root, query, after).await,
                folder @ (Folder::Root | Folder::Groups(_)) if query.is_plain() => {
                    listing::only_page(after, self.name())?;
                    if let Folder::Groups(group) = folder {
                        self.groups(group, query, None).await
                    } else {
                        self.root().await
                    }
                }
                folder => self.datasets(folder, query, after).await,
            }
        })
    }

    fn facets<'a>(&'a self, address: &'a Address) -> Fut<'a, Vec<Facet>> {
        Box::pin(async move {
            match self.folder(address)? {
                Folder::Groups(_) if C::FINDS_FOLDERS => Ok(vec![]),
                folder => Catalogue::facets(self, folder).await,
            }
        })
    }

    fn dataset<'a>(&'a self, address: &'a Address) -> Fut<'a, Dataset> {
        Box::pin(async move { Catalogue::dataset(self, C::GRAMMAR.dataset(address)?, address).await })
    }

    fn open<'a>(&'a self, media: &'a Media, answers: &'a Answers, range: Option<&'a Range>) -> Fut<'a, Opened> {
        Box::pin(Catalogue::open(self, media, answers, range))
    }

    fn in_bulk<'a>(&'a self, address: &'a Address) -> Fut<'a, InBulk> {
        Box::pin(Catalogue::in_bulk(self, address))
    }

    fn open_linked<'a>(
        &'a self,
        media: &'a Media,
        answer: &'a Value,
        answers: &'a Answers,
        range: Option<&'a Range>,
    ) -> Fut<'a, Opened> {
        Box::pin(Catalogue::open_linked(self, media, answer, answers, range))
    }

    fn http(&self) -> &Http {
        Catalogue::http(self)
    }

    fn http_to(&self, url: &Url) -> &Http {
        Catalogue::http_to(self, url)
    }

    fn account<'a>(&'a self) -> Fut<'a, Account> {
        Box::pin(Catalogue::account(self))
    }

    fn abilities(&self, address: &Address) -> Abilities {
        match self.folder(address) {
            Err(_) => Abilities::default(),
            Ok(Folder::Groups(_)) if C::FINDS_FOLDERS => Abilities { search: true, ..Abilities::default() },
            Ok(_) => self.can(),
        }
    }

    fn signed_address<'a>(&'a self, url: Url) -> Fut<'a, Url> {
        Box::pin(Catalogue::signed_address(self, url))
    }

    fn guide<'a>(&'a self, wish: &'a AccessWish, language: &'a str) -> Fut<'a, Guide> {
        Box::pin(Catalogue::guide(self, wish, language))
    }

    fn quota(&self) -> Vec<Remaining> {
        Catalogue::quota(self)
    }
}
