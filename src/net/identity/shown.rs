//! To whom an identity is shown: one origin. It is read when that is asked for the first time, for its key may be locked, and
//! what unlocks it in a store that asks.

use std::sync::Arc;

use tokio::sync::OnceCell;
use url::{Origin, Url};

use super::{ClientCertificate, ClientIdentity};
use crate::base::Fut;
use crate::base::error::Result;
use crate::net::Clients;

/// Reads an identity, and asks for its passphrase where there is one.
pub type LoadsIdentity = Arc<dyn Fn() -> Fut<'static, ClientIdentity> + Send + Sync>;

/// See the [module](self).
pub struct ShownTo {
    origin: Origin,
    load: LoadsIdentity,
    ready: OnceCell<(Clients, ClientCertificate)>,
}

impl ShownTo {
    fn is(&self, url: &Url) -> bool {
        url.scheme() == "https" && url.origin() == self.origin
    }
}

impl Clients {
    /// The same, who show to the portal at `url`, and to nobody else, what `load` reads.
    pub fn identified(self, url: &Url, load: LoadsIdentity) -> Self {
        let shown = ShownTo { origin: url.origin(), load, ready: OnceCell::new() };
        Self { identity: Some(Arc::new(shown)), ..self }
    }

    /// Those that ask `url`.
    pub async fn to(&self, url: &Url) -> Result<&Self> {
        let Some(shown) = self.identity.as_deref().filter(|shown| shown.is(url)) else { return Ok(self) };
        let load = || async {
            let identity = (shown.load)().await?;
            Ok((self.showing(identity.to_reqwest()?, url)?, identity.about))
        };
        shown.ready.get_or_try_init(load).await.map(|(clients, _)| clients)
    }

    /// The certificate that was shown at `url`.
    pub(crate) fn shown_at(&self, url: &Url) -> Option<&ClientCertificate> {
        let shown = self.identity.as_deref().filter(|shown| shown.is(url))?;
        shown.ready.get().map(|(_, about)| about)
    }
}
