//! Services that give rows when asked, as one file: WFS, OGC API Features, the tabular API of data.gouv.fr.
//!
//! # The seam
//!
//! [`ServicePortal`] stands around every portal that a session connects, below the store of its answers, so that all kinds get it
//! alike and none knows of it. [`Portal::dataset`]: a media that is such a service by its format and address
//! ([`ServiceMedia::of`]) is offered with a form; nobody is asked yet. [`Portal::described`], for a media that somebody
//! names or opens the form of: its service is asked what it has, and the form offers that. [`Portal::open`]: the answers
//! are read ([`wish`]), the protocol makes of them an [`run::Export`] that gives page after page, and these pass as one
//! valid file ([`write`](mod@write)) while they are counted ([`crate::net::Tally`]); the count comes with the
//! [`Opened`](crate::net::Opened), into the [`Version`](crate::download) of the download, and speaks at its end: the verdict is
//! complete where every row that the service counts came once, and altered, with what to do, where not. A file in pages has no
//! parts: what breaks off begins again. What a service cannot look for is looked for in the rows that come ([`row`]).
//!
//! What a portal makes into a file itself, as Opendatasoft does ([`explore`]), stays a file: it has no form, unless somebody
//! wants some of its rows ([`narrowable`]). Its rows are counted while they pass ([`passing`], [`scan`]).

use std::sync::Arc;

use crate::base::Fut;
use crate::base::error::{Error, Result};
use crate::base::text;
use crate::m;
use crate::model::form::Answers;
use crate::model::{Address, Dataset, Media};
use crate::net::{Opened, Range};
use crate::portals::Portal;
use crate::portals::around::hand_on;
use crate::preview::Criterion;

mod ask;
mod bounds;
pub(crate) mod capabilities;
mod explore;
mod features;
mod filter;
mod first;
pub(crate) mod passing;
pub(crate) mod row;
mod run;
pub(crate) mod scan;
mod service;
pub(crate) mod split;
mod tabular;
mod wfs;
mod wfs_pages;
pub mod wish;
pub(crate) mod wkt;
pub(crate) mod write;

use ask::ServiceAsker;
pub use explore::narrowable;
use explore::{Explored, Exported};
use features::Features;
pub use first::{FirstRequest, first_request};
use run::Export;
pub use service::ServiceMedia;
use service::{Protocol, ServiceOffer};
use tabular::Tabular;
use wfs::Wfs;
use wish::Wish;

/// So many names are told of what was not found.
const TOLD: usize = 30;

/// A portal with the services among its media to be exported. See the [module](self).
pub struct ServicePortal {
    portal: Arc<dyn Portal>,
}

impl ServicePortal {
    pub fn new(portal: Arc<dyn Portal>) -> Self {
        Self { portal }
    }

    fn asker(&self, media: &Media) -> ServiceAsker {
        ServiceAsker::of(&self.portal, media)
    }

    async fn offered(&self, service: &ServiceMedia, media: &Media) -> Result<ServiceOffer> {
        let (asker, layer) = (self.asker(media), service.layer.as_deref());
        match service.protocol {
            Protocol::Features => Features::of(asker, service).await.offered(layer).await,
            Protocol::Wfs => Wfs::of(asker, service).await?.offered(layer).await,
            Protocol::Tabular => Tabular::of(asker, service).await.map(|it| it.offered()),
        }
    }
}

/// What is to become of `service`, before any of its rows is asked for.
async fn export(asker: ServiceAsker, service: &ServiceMedia, answers: &Answers) -> Result<Export> {
    let wish = Wish::of(answers)?;
    match service.protocol {
        Protocol::Features => Features::of(asker, service).await.export(service, &wish).await,
        Protocol::Wfs => Wfs::of(asker, service).await?.export(service, &wish).await,
        Protocol::Tabular => Tabular::of(asker, service).await?.export(&wish).await,
    }
}

/// The only layer there is, or which there are.
fn one_of(asker: &ServiceAsker, layers: Vec<String>) -> Result<String> {
    match <[String; 1]>::try_from(layers) {
        Ok([only]) => Ok(only),
        Err(none) if none.is_empty() => Err(asker.odd(m!("services-no-layers"))),
        Err(several) => {
            Err(asker.usage(m!("services-which-layer")).hint(m!("services-layers", names = told(&several))))
        }
    }
}

fn no_layer(asker: &ServiceAsker, wanted: &str, names: &[String]) -> Error {
    asker.usage(m!("services-no-layer", wanted = text::line(wanted))).hint(m!("services-layers", names = told(names)))
}

/// Refuses what asks for a column that there is none of, where it is known which there are.
fn known_columns(asker: &ServiceAsker, criteria: &[Criterion], names: &[String]) -> Result<()> {
    let unknown = criteria.iter().find(|criterion| row::column(names, &criterion.column).is_none());
    match unknown.filter(|_| !names.is_empty()) {
        Some(criterion) => {
            let cause = m!("services-no-column", column = text::line(&criterion.column));
            Err(asker.usage(cause).hint(m!("services-columns", names = told(names))))
        }
        None => Ok(()),
    }
}

fn told(names: &[String]) -> String {
    let more = if names.len() > TOLD { ", …" } else { "" };
    format!("{}{more}", names.iter().take(TOLD).map(|name| text::line(name)).collect::<Vec<_>>().join(", "))
}

impl Portal for ServicePortal {
    hand_on! { resolve look_up list facets in_bulk open_linked signed_address http http_to account abilities guide quota }

    fn dataset<'a>(&'a self, address: &'a Address) -> Fut<'a, Dataset> {
        Box::pin(async move {
            let mut dataset = self.portal.dataset(address).await?;
            for media in &mut dataset.media {
                if let Some(service) = ServiceMedia::of(media) {
                    *media = service.offered_as(media.clone(), None);
                }
            }
            Ok(dataset)
        })
    }

    /// A service that cannot be asked now is as it was: opening it says why.
    fn described<'a>(&'a self, media: &'a Media) -> Fut<'a, Media> {
        Box::pin(async move {
            let Some(service) = ServiceMedia::of(media) else { return self.portal.described(media).await };
            let offered = self.offered(&service, media).await;
            if let Err(error) = &offered {
                tracing::info!(%error, "a service does not say what it has");
            }
            Ok(service.offered_as(media.clone(), offered.ok().as_ref()))
        })
    }

    /// A service from its first row on: what is made of pages has no parts. A part of an export is that of a file.
    fn open<'a>(&'a self, media: &'a Media, answers: &'a Answers, range: Option<&'a Range>) -> Fut<'a, Opened> {
        if let Some(service) = ServiceMedia::of(media) {
            return Box::pin(async move { export(self.asker(media), &service, answers).await?.opened().await });
        }
        let Some(exported) = Exported::of(media).filter(|_| range.is_none()) else {
            return self.portal.open(media, answers, range);
        };
        Box::pin(async move {
            let wish = Wish::of(answers)?;
            let is_stated = media.size.is_some() || media.checksum.is_some();
            if wish.is_all() && is_stated {
                return self.portal.open(media, answers, range).await; // what is stated says more than a count
            }
            Explored::of(self.asker(media), exported, &wish).await?.opened(&self.portal, media).await
        })
    }
}
