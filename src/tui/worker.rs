//! What the browser does beside the screen: asks portals, downloads, and sends every answer back as a message.

use std::any::Any;
use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Semaphore, watch};
use tokio::task::AbortHandle;

use crate::app::jobs::{JobId, Order};
use crate::app::preview::Subject;
use crate::app::{Cmd, Msg, PortalInfo};
use crate::config::Config;
use crate::demo::Demo;
use crate::download::receipt::Origin;
use crate::download::{self, IfExists, Plan};
use crate::error::{Error, Kind, Result};
use crate::form::Answers;
use crate::model::{Address, Dataset, Page};
use crate::portals::{Portal, Portals};
use crate::preview::{self, Local, Options, Preview, Remote};
use crate::secrets::Secrets;
use crate::tui::person::AtBrowser;

/// Carries out commands on the workers' runtime. Dropping it stops everything it started.
pub struct Worker {
    shared: Shared,
    jobs: HashMap<JobId, AbortHandle>,
    preview: Option<AbortHandle>,
    tasks: Vec<AbortHandle>,
}

/// What every task needs.
#[derive(Clone)]
struct Shared {
    runtime: Handle,
    config: Config,
    secrets: Secrets,
    person: Arc<AtBrowser>,
    inbox: UnboundedSender<Msg>,
    /// `None` until the portals are connected; tasks that come earlier wait.
    portals: watch::Sender<Option<Portals>>,
    slots: Arc<Semaphore>,
    /// Kept alive as long as its portals are shown.
    demo: Arc<Mutex<Option<Demo>>>,
}

impl Worker {
    /// Reports to `inbox`. Nothing starts before the first command or [`Worker::connect`].
    pub fn new(runtime: Handle, config: Config, secrets: Secrets, inbox: UnboundedSender<Msg>) -> Self {
        let slots = Arc::new(Semaphore::new(config.jobs.max(1)));
        let portals = watch::Sender::new(None);
        let person = Arc::new(AtBrowser::new(inbox.clone()));
        let secrets = secrets.with_person(person.clone());
        let shared = Shared { runtime, config, secrets, person, inbox, portals, slots, demo: Arc::default() };
        Self { shared, jobs: HashMap::new(), preview: None, tasks: Vec::new() }
    }

    /// Makes the configured portals ready: builds their HTTP clients, which reads the trust store from disk.
    pub fn connect(&mut self) {
        let shared = self.shared.clone();
        let config = shared.config.clone();
        self.spawn(async move { Msg::Portals(shared.connected(&config)) }, |error| Msg::Portals(Err(error)));
    }

    /// What the wizard works on while the screen is its own.
    pub fn for_setup(&self) -> (&Config, &Secrets) {
        (&self.shared.config, &self.shared.secrets)
    }

    /// After the wizard: the portals as they are configured now, with the store the person chose.
    pub fn reconnect(&mut self, config: Config, secrets: Secrets) {
        self.shared.secrets = secrets.with_person(self.shared.person.clone());
        self.shared.config = config.clone();
        let shared = self.shared.clone();
        self.spawn(async move { Msg::WasSetUp(shared.connected(&config)) }, |error| Msg::WasSetUp(Err(error)));
    }

    pub fn carry_out(&mut self, cmd: Cmd) {
        let shared = self.shared.clone();
        match cmd {
            Cmd::Account(name) => {
                let failed = name.clone();
                self.spawn(
                    async move {
                        let root = Address::root(&name);
                        let result = async { shared.portal(&root).await?.account().await }.await;
                        Msg::Account(name, Box::new(result))
                    },
                    |error| Msg::Account(failed, Box::new(Err(error))),
                );
            }
            Cmd::Passphrase(answer) => shared.person.answer(answer),
            // The loop's own: it gives the terminal away first.
            Cmd::SetUp(_) => {}
            Cmd::Demo => self.spawn(async move { Msg::Portals(shared.demo().await) }, |error| Msg::Portals(Err(error))),
            Cmd::List(ask, after) => {
                let (failed_ask, failed_after) = (ask.clone(), after.clone());
                self.spawn(
                    async move {
                        let result = match ask.place.address() {
                            Some(address) => {
                                async { shared.portal(address).await?.list(address, &ask.query, after.as_ref()).await }
                                    .await
                            }
                            None => Ok(Page::default()),
                        };
                        Msg::Listed(ask, after, result)
                    },
                    |error| Msg::Listed(failed_ask, failed_after, Err(error)),
                );
            }
            Cmd::Dataset(address) => {
                let failed = address.clone();
                self.spawn(
                    async move {
                        let result = async { shared.portal(&address).await?.dataset(&address).await }.await;
                        Msg::Dataset(address, Box::new(result))
                    },
                    |error| Msg::Dataset(failed, Box::new(Err(error))),
                );
            }
            Cmd::Facets(address) => {
                let failed = address.clone();
                self.spawn(
                    async move {
                        let result = async { shared.portal(&address).await?.facets(&address).await }.await;
                        Msg::Facets(address, result)
                    },
                    |error| Msg::Facets(failed, Err(error)),
                );
            }
            Cmd::Preview(subject) => {
                let failed = subject.clone();
                let task = self.task(
                    async move {
                        let result = shared.preview(&subject).await;
                        Msg::Previewed(subject, Box::new(result))
                    },
                    |error| Msg::Previewed(failed, Box::new(Err(error))),
                );
                self.preview.replace(task).iter().for_each(AbortHandle::abort);
            }
            Cmd::StopPreview => self.preview.take().iter().for_each(AbortHandle::abort),
            Cmd::Remember(memory) => {
                self.shared.runtime.spawn_blocking(move || memory.write());
            }
            Cmd::Download(id, order, if_exists) => {
                let task = self.task(
                    async move { Msg::Finished(id, shared.download(id, &order, if_exists).await) },
                    move |error| Msg::Finished(id, Err(error)),
                );
                self.jobs.insert(id, task);
            }
            Cmd::Cancel(id) => {
                if let Some(task) = self.jobs.remove(&id) {
                    task.abort();
                }
            }
            Cmd::Quit => self.stop(),
        }
    }

    fn stop(&mut self) {
        self.jobs.drain().for_each(|(_, task)| task.abort());
        self.preview.take().iter().for_each(AbortHandle::abort);
        self.tasks.drain(..).for_each(|task| task.abort());
    }

    fn spawn(
        &mut self,
        work: impl Future<Output = Msg> + Send + 'static,
        failed: impl FnOnce(Error) -> Msg + Send + 'static,
    ) {
        self.tasks.retain(|task| !task.is_finished());
        let task = self.task(work, failed);
        self.tasks.push(task);
    }

    /// Runs `work` and sends what it gives. A panic in it becomes an answer too: the screen must not wait for ever.
    fn task(
        &self,
        work: impl Future<Output = Msg> + Send + 'static,
        failed: impl FnOnce(Error) -> Msg + Send + 'static,
    ) -> AbortHandle {
        let inbox = self.shared.inbox.clone();
        let task = self.shared.runtime.spawn(async move {
            let msg = AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|panic| failed(panicked(&*panic)));
            let _ = inbox.send(msg); // nobody listens once the browser is closing
        });
        task.abort_handle()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    fn connected(&self, config: &Config) -> Result<Vec<PortalInfo>> {
        let portals = config.connect(&config.clients()?, &self.secrets);
        let infos = config.portals.iter().map(|portal| {
            let abilities = portals.get(&portal.name)?.abilities();
            Ok(PortalInfo::new(portal, &self.secrets, abilities))
        });
        let infos = infos.collect::<Result<Vec<_>>>()?;
        self.portals.send_replace(Some(portals));
        Ok(infos)
    }

    /// Starts the embedded demo; its portals join those configured.
    async fn demo(&self) -> Result<Vec<PortalInfo>> {
        let demo = Demo::start(0).await?;
        let config = Config { portals: demo.portals(), ..self.config.clone() };
        // Those that are open show what anybody sees; the others would show nothing.
        let is_closed = |name: &str| config.portals.iter().any(|it| it.name == name && !it.kind.about().open);
        for (name, credentials) in Demo::credentials().into_iter().filter(|(name, _)| is_closed(name)) {
            self.secrets.keep(name, credentials);
        }
        let infos = self.connected(&config);
        *self.demo.lock().unwrap_or_else(PoisonError::into_inner) = Some(demo);
        infos
    }

    async fn portal(&self, address: &Address) -> Result<Arc<dyn Portal>> {
        let mut portals = self.portals.subscribe();
        let connected = portals.wait_for(Option::is_some).await;
        match connected.as_deref() {
            Ok(Some(portals)) => portals.get(&address.portal).cloned(),
            _ => Err(Error::new(Kind::Cancelled, address.portal.clone(), "the browser is closing")),
        }
    }

    async fn preview(&self, subject: &Subject) -> Result<Preview> {
        let options = Options::default();
        match subject {
            Subject::File(path) => preview::preview(&mut Local::open(path)?, &options).await,
            Subject::Media(media) => {
                let portal = self.portal(&media.dataset).await?;
                preview::preview(&mut Remote::new(&*portal, media, &Answers::default()), &options).await
            }
        }
    }

    fn origin(&self, dataset: &Dataset) -> Option<Arc<Origin>> {
        let portals = self.portals.borrow();
        let config = portals.as_ref()?.config(&dataset.address.portal).ok()?;
        Some(Arc::new(Origin::new(config, dataset)))
    }

    async fn download(&self, id: JobId, order: &Order, if_exists: IfExists) -> Result<download::Outcome> {
        let Order { media, dataset, answers } = order;
        let portal = self.portal(&media.dataset).await?;
        let closing = |_| Error::new(Kind::Cancelled, media.title.clone(), "the browser is closing");
        let _slot = self.slots.acquire().await.map_err(closing)?;
        let _ = self.inbox.send(Msg::Started(id));
        let origin = dataset.as_ref().and_then(|dataset| self.origin(dataset));
        let plan = Plan { if_exists, origin, answers: answers.clone(), ..Plan::into(&self.config.download_dir) };
        let inbox = self.inbox.clone();
        let report = move |progress| drop(inbox.send(Msg::Progress(id, progress, Instant::now())));
        download::fetch(&*portal, media, &plan, report).await
    }
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::new(
        Kind::Unexpected,
        "guichet",
        format!("a mistake in the program ({})", crate::text::line(said.unwrap_or("no message"))),
    )
    .hint("Please report it; the rest of the browser goes on.")
}
