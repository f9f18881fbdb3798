//! The embedded demo: portals served from this very process, on loopback, with data written for it.

use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

use crate::access::secrets::Credentials;
use crate::base::error::{Error, ErrorKind, Result};
use crate::m;
use crate::portals;
use crate::portals::PortalConfig;

pub mod api_entreprise;
pub mod api_particulier;
pub mod dastra;
mod http;
pub mod isogeo;
mod made_files;
mod made_gtfs;
mod made_shapefile;
mod made_text;
mod open;
pub mod rudi;
mod served;
mod streamed;
mod wfs;

/// One portal of each kind: first those that show little or nothing without an account, then what is open, what is about
/// people, and further kinds.
const KINDS: [portals::Kind; 17] = [
    portals::Kind::Rudi,
    portals::Kind::Dastra,
    portals::Kind::Isogeo,
    portals::Kind::ApiEntreprise,
    portals::Kind::Udata,
    portals::Kind::Ckan,
    portals::Kind::Opendatasoft,
    portals::Kind::Dcat,
    portals::Kind::ApiParticulier,
    portals::Kind::Dataverse,
    portals::Kind::Zenodo,
    portals::Kind::HuggingFace,
    portals::Kind::Melodi,
    portals::Kind::Geoplateforme,
    portals::Kind::OgcRecords,
    portals::Kind::Stac,
    portals::Kind::Csw,
];

/// A running demo; stops when dropped.
pub struct Demo {
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl Demo {
    /// Binds 127.0.0.1:`port` (0: any free port) and serves in the background on the current tokio runtime.
    pub async fn start(port: u16) -> Result<Self> {
        let taken = |error: std::io::Error| {
            Error::new(ErrorKind::Usage, m!("demo-on-port", port = port.to_string()), m!("demo-cannot-listen", error))
                .hint(m!("demo-another-port"))
        };
        let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(taken)?;
        let address = listener.local_addr().map_err(taken)?;
        let routes = Router::new()
            .nest("/rudi", rudi::routes())
            .nest("/dastra", dastra::routes())
            .nest("/isogeo", isogeo::routes())
            .nest("/api-entreprise", api_entreprise::routes())
            .nest("/api-particulier", api_particulier::routes())
            .merge(open::routes());
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, routes).await {
                tracing::error!(%error, "the demo stopped");
            }
        });
        Ok(Self { address, server })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The configuration blocks that reach it, named after their kinds.
    pub fn portals(&self) -> Vec<PortalConfig> {
        let portal = |kind: portals::Kind| {
            let url = format!("http://{}/{kind}/", self.address);
            let url = url.parse::<Url>().unwrap_or_else(|error| unreachable!("an address of this machine: {error}"));
            PortalConfig::new(kind.word(), kind, url)
        };
        KINDS.map(portal).to_vec()
    }

    /// What opens its portals, by their names.
    pub fn credentials() -> Vec<(&'static str, Credentials)> {
        let password = rudi::PASSWORD.to_owned().into();
        let secret = isogeo::CLIENT_SECRET.to_owned().into();
        let private_key = dastra::PRIVATE_KEY.to_owned().into();
        vec![
            ("rudi", Credentials::Login { login: rudi::LOGIN.into(), password }),
            ("dastra", Credentials::Client { id: dastra::PUBLIC_KEY.into(), secret: private_key }),
            ("isogeo", Credentials::Client { id: isogeo::CLIENT_ID.into(), secret }),
            ("api-entreprise", Credentials::Token(api_entreprise::TOKEN.to_owned().into())),
            ("api-particulier", Credentials::Token(api_particulier::TOKEN.to_owned().into())),
        ]
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.server.abort();
    }
}
