//! What a running guichet owns, under every front end: the configuration, the credentials, the connected portals, the
//! store of their answers, what downloads share, and the small files of its state folder. A front end shows, and
//! translates keys, typed words or flags into calls of this and answers to its questions; it decides nothing itself.
//!
//! A session does not change: after the wizard, or with another portal switched on, [`Session::with`] makes the next one
//! out of it. What is under way goes on with the session that it began with.

mod by_curl;
mod checked;
mod choice;
mod compared;
pub mod entry;
mod estimate;
mod form;
mod given;
mod listing;
mod missing;
mod notebook;
mod orders;
mod portals;
pub mod question;
mod sought;
mod spooled;
mod stopped;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use crate::access::guide::{AccessWish, Guide, Ticks};
use crate::access::secrets::Secrets;
use crate::base::error::Result;
use crate::base::i18n::Language;
use crate::config::{self, Config, FilePlace, edit};
use crate::demo::Demo;
use crate::download::Traffic;
use crate::model::form::{AnswerMemory, Answers};
use crate::model::{Address, Media, Target};
use crate::net::MAX_WAIT;
use crate::portals::{Portal, PortalConfig};
use crate::preview::{self, Preview, ReadOptions, Remote};
use crate::setup::known;
use crate::store::{Shelf, Store};

use given::Shown;

pub use by_curl::{CurlLines, CurlOf, FileName};
pub use checked::{CheckStage, CheckableFile, CheckedFile};
pub use choice::{ChosenMedia, MediaChoice, is_taken_unnamed};
pub use compared::ComparedFile;
pub use estimate::Estimate;
pub use form::Form;
pub use given::{Given, elsewhere};
pub use listing::{Collected, Fresh, NewRows, Pages};
pub use missing::is_gone;
pub use notebook::Notebook;
pub use orders::{Downloadable, Order, queue};
pub use portals::{Portals, not_configured};
pub use stopped::StoppedFile;

/// See the [module](self).
pub struct Session {
    /// The configuration file, and who named it.
    pub place: FilePlace,
    pub config: Config,
    pub secrets: Secrets,
    pub store: Store,
    /// No portal is asked anything: what is kept of them answers.
    pub offline: bool,
    /// What all downloads share.
    pub traffic: Arc<Traffic>,
    /// For how long a download waits for an answer.
    pub max_wait: Duration,
    /// Writes the small files of the state folder, in order, on a thread of its own.
    pub notebook: Notebook,
    /// Connected once they are needed.
    portals: OnceLock<Portals>,
    /// The datasets that their portals themselves told of in this session, so that they need not be asked again.
    fresh: Mutex<HashSet<Address>>,
    /// By what web addresses they are known.
    shown: Mutex<Shown>,
    /// Serves its portals as long as the session lives.
    demo: Option<Demo>,
}

impl Session {
    /// Asks nobody anything yet.
    pub fn new(place: FilePlace, config: Config, secrets: Secrets, store: Store, offline: bool) -> Self {
        config.portals.iter().for_each(|portal| secrets.know_environment(&portal.name));
        let traffic = Arc::new(Traffic::new(config.jobs, None).widest(config.connections));
        Self {
            place,
            config,
            secrets,
            store,
            offline,
            traffic,
            max_wait: MAX_WAIT,
            notebook: Notebook::default(),
            portals: OnceLock::new(),
            fresh: Mutex::default(),
            shown: Mutex::default(),
            demo: None,
        }
    }

    /// The next session: with `jobs` downloads at once, and so many `connections` for one media at most, instead of the
    /// configured numbers, and at most `rate` bytes a second in all.
    pub fn limited(&self, jobs: Option<usize>, rate: Option<u64>, connections: Option<usize>) -> Self {
        let traffic = Traffic::new(jobs.unwrap_or(self.config.jobs), rate);
        let traffic = Arc::new(traffic.widest(connections.unwrap_or(self.config.connections)));
        Self { traffic, ..self.with(self.config.clone(), self.secrets.clone()) }
    }

    /// The same, whose downloads wait for an answer that long.
    pub fn waiting(self, max_wait: Option<Duration>) -> Self {
        Self { max_wait: max_wait.unwrap_or(MAX_WAIT), ..self }
    }

    /// The next session: this configuration and these credentials, all else as it is here.
    pub fn with(&self, config: Config, secrets: Secrets) -> Self {
        let (store, traffic, notebook) = (self.store.clone(), self.traffic.clone(), self.notebook.clone());
        let place = self.place.clone();
        let max_wait = self.max_wait;
        Self { traffic, max_wait, notebook, ..Self::new(place, config, secrets, store, self.offline) }
    }

    /// Whether the portals are those of the demo.
    pub fn is_demo(&self) -> bool {
        self.demo.is_some()
    }

    /// The next session: the portals of the embedded demo in place of those configured.
    pub async fn with_demo(&self) -> Result<Self> {
        let demo = Demo::start(0).await?;
        let config = Config { portals: demo.portals(), ..self.config.clone() };
        // Those that are open show what anybody sees; the others would show nothing.
        let closed = |name: &str| config.portals.iter().find(|it| it.name == name && !it.kind.about().open);
        for (name, credentials) in Demo::credentials() {
            if let Some(portal) = closed(name) {
                self.secrets.keep(name, credentials, Some(portal.origins()));
            }
        }
        Ok(Self { demo: Some(demo), ..self.with(config, self.secrets.clone()) })
    }

    /// The next session: with the well-known portal called `name`, which is written into the configuration file. BLOCKS.
    pub fn switched_on(&self, name: &str) -> Result<Self> {
        edit::add_portal(&self.place, &known::find(name)?.portal)?;
        // The rest is as the command line asked for it.
        let config = Config { portals: Config::load(&self.place)?.portals, ..self.config.clone() };
        Ok(self.with(config, self.secrets.clone()))
    }

    /// All configured portals, ready to be asked, or to answer offline. What the demo answers is made up, and not kept.
    pub fn portals(&self) -> Result<&Portals> {
        if let Some(portals) = self.portals.get() {
            return Ok(portals);
        }
        let store = Some(&self.store).filter(|_| self.demo.is_none());
        let connected = Portals::connect(&self.config, &self.secrets, store, self.offline)?;
        Ok(self.portals.get_or_init(|| connected))
    }

    /// All configured portals, if they are connected already.
    pub fn connected(&self) -> Option<&Portals> {
        self.portals.get()
    }

    /// The portal that `address` belongs to.
    pub fn portal(&self, address: &Address) -> Result<&dyn Portal> {
        self.portals()?.get(&address.portal).map(|portal| &**portal)
    }

    /// The block of the configured portal called `name`.
    pub fn portal_config(&self, name: &str) -> Result<&PortalConfig> {
        self.config.portals.iter().find(|portal| portal.name == name).ok_or_else(|| {
            let known = self.config.portals.iter().map(|portal| portal.name.as_str());
            not_configured(name, known)
        })
    }

    /// What `address` leads to, told by its shape alone.
    pub fn resolve(&self, address: &Address) -> Result<Target> {
        self.portal(address)?.resolve(address)
    }

    /// How access to what is wanted is asked for, in the person's language, and what of it is ticked off. Who asks is whom
    /// earlier answers named, unless the wish says it. BLOCKS for small files.
    pub async fn guide(&self, wish: &AccessWish) -> Result<(Guide, Ticks)> {
        let folder = config::state_dir()?;
        let known = || AnswerMemory::in_folder(&folder).answer(&wish.address.portal, "recipient").map(str::to_owned);
        let wish = AccessWish { siret: wish.siret.clone().or_else(known), ..wish.clone() };
        let guide = self.portal(&wish.address)?.guide(&wish, Language::spoken().code()).await?;
        Ok((guide, Ticks::in_folder(&folder)))
    }

    /// The first rows of a media, or what it is made of.
    pub async fn preview(&self, media: &Media, answers: &Answers, options: &ReadOptions) -> Result<Preview> {
        let portal = self.portal(&media.dataset)?;
        preview::preview(&mut Remote::new(portal, media, answers), options).await
    }

    /// What is to be waited for before the program ends.
    pub fn writers(&self) -> Writers {
        Writers { store: self.store.clone(), notebook: self.notebook.clone() }
    }

    fn shelf(&self, address: &Address) -> Option<&Arc<Shelf>> {
        self.portals().ok()?.shelf(&address.portal)
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fresh(&self) -> MutexGuard<'_, HashSet<Address>> {
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What writes behind those who do not wait for it.
pub struct Writers {
    store: Store,
    notebook: Notebook,
}

impl Writers {
    /// Waits until all that was given to them is on the disk, `patience` at most: another process may hold a file for as
    /// long as it likes. Whether all of it is.
    pub async fn flush(self, patience: Duration) -> bool {
        let notebook = self.notebook;
        let written = tokio::task::spawn_blocking(move || notebook.flush(patience));
        let (stored, written) = tokio::join!(tokio::time::timeout(patience, self.store.flush()), written);
        stored.is_ok() && written.unwrap_or(false)
    }
}
