//! What the browser does beside the screen: asks portals, downloads, and sends every answer back as a message.

use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinHandle};

use crate::access::guide::Ticks;
use crate::access::secrets::Secrets;
use crate::app::jobs::{JobId, Order, Unfinished};
use crate::app::listing::Ask;
use crate::app::outside::Outside;
use crate::app::preview::Subject;
use crate::app::rank::rank;
use crate::app::wizard::{Answer, Told};
use crate::app::{Cmd, Msg, PortalInfo};
use crate::base::error::{Error, Kind, Result};
use crate::base::i18n::Language;
use crate::config::{self, Config, FilePlace, edit};
use crate::demo::Demo;
use crate::download::queue::{Entry, Queue};
use crate::download::receipt::Origin;
use crate::download::{self, IfExists, Plan, Traffic};
use crate::model::form::Answers;
use crate::model::{Address, Cursor, Dataset, Media, Page, Query, Target};
use crate::portals::Portal;
use crate::preview::{self, Local, Options, Preview, Remote};
use crate::session::Portals;
use crate::setup::known;
use crate::store::{News, Shelf, Store};
use crate::t;

mod opening;
mod person;
mod wizard;

pub use opening::{Opening, Start, fresh_app};
use person::AtBrowser;
use wizard::OnScreen;
pub use wizard::set_up;

/// Clocks tick unevenly: a limit is looked at again when it is full for certain.
const AFTER: Duration = Duration::from_millis(500);

/// Hands something to the system's own program for it.
fn open_outside(outside: &Outside) -> Result<()> {
    let what = match outside {
        Outside::Page(url) => url.clone(),
        Outside::Folder(folder) => folder.display().to_string(),
    };
    open::that_detached(&what).map_err(|error| {
        Error::new(Kind::Unexpected, crate::base::text::line(&what), t!("app-not-opened", error = error.to_string()))
    })
}

/// Carries out commands on the workers' runtime. Dropping it stops everything it started.
pub struct Worker {
    shared: Shared,
    jobs: HashMap<JobId, AbortHandle>,
    preview: Option<AbortHandle>,
    /// What the next run was last told of.
    queued: Vec<Entry>,
    /// Where portals that are switched on are written to.
    place: FilePlace,
    tasks: Vec<AbortHandle>,
    /// Which makes portals ready, and sends them to the screen before it ends.
    connecting: Option<JoinHandle<()>>,
    /// Where the wizard waits for answers; it ends when this is gone.
    wizard: Option<Sender<Answer>>,
    wizard_runs: Option<JoinHandle<()>>,
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
    traffic: Arc<Traffic>,
    /// For each portal, what waits for its limits to be full again.
    refills: Arc<Mutex<HashMap<String, AbortHandle>>>,
    /// Kept alive as long as its portals are shown.
    demo: Arc<Mutex<Option<Demo>>>,
    /// Where answers are kept, and whether they are all there is.
    store: Option<(Store, bool)>,
    /// The datasets that their portals themselves told of in this run.
    told: Arc<Mutex<HashSet<Address>>>,
    /// What the wizard has left behind, until it is taken over.
    set_up: Arc<Mutex<Option<(Config, Secrets)>>>,
}

impl Worker {
    /// Reports to `inbox`. Nothing starts before the first command or [`Worker::connect`].
    pub fn new(runtime: Handle, config: Config, secrets: Secrets, inbox: UnboundedSender<Msg>) -> Self {
        let traffic = Arc::new(Traffic::new(config.jobs, None));
        let portals = watch::Sender::new(None);
        let person = Arc::new(AtBrowser::new(inbox.clone()));
        let secrets = secrets.with_person(person.clone());
        let (refills, demo, told, set_up) = (Arc::default(), Arc::default(), Arc::default(), Arc::default());
        let store = None;
        let shared =
            Shared { runtime, config, secrets, person, inbox, portals, traffic, refills, demo, store, told, set_up };
        let place = FilePlace::Nowhere;
        Self {
            shared,
            jobs: HashMap::new(),
            preview: None,
            queued: Vec::new(),
            place,
            tasks: Vec::new(),
            connecting: None,
            wizard: None,
            wizard_runs: None,
        }
    }

    /// With the configuration file that portals are written to.
    pub fn writing_to(mut self, place: FilePlace) -> Self {
        self.place = place;
        self
    }

    /// Keeps what the configured portals answer in `store`; offline, that is all that is shown of them.
    pub fn keeping(mut self, store: Store, offline: bool) -> Self {
        self.shared.store = Some((store, offline));
        self
    }

    /// Makes the configured portals ready: builds their HTTP clients, which reads the trust store from disk.
    pub fn connect(&mut self) {
        let shared = self.shared.clone();
        let config = shared.config.clone();
        self.spawn_in_turn(async move { Msg::Portals(shared.connected(&config)) }, |error| Msg::Portals(Err(error)));
        let queue = Queue::in_folder(&config::state_dir());
        self.spawn(
            async move {
                let entries = tokio::task::spawn_blocking(move || queue.entries()).await;
                match entries.unwrap_or_else(|_| Ok(Vec::new())) {
                    Ok(entries) => Msg::Unfinished(entries),
                    Err(error) => Msg::NotKept(error),
                }
            },
            Msg::NotKept,
        );
    }

    /// What the wizard works on while the screen is its own.
    pub fn for_setup(&self) -> (&Config, &Secrets) {
        (&self.shared.config, &self.shared.secrets)
    }

    /// After the wizard: the portals as they are configured now, with the store the person chose.
    pub fn reconnect(&mut self, config: Config, secrets: Secrets) {
        self.shared.secrets = secrets.with_person(self.shared.person.clone());
        self.shared.config = config.clone();
        self.shared.told().clear();
        let shared = self.shared.clone();
        self.spawn_in_turn(async move { Msg::WasSetUp(shared.connected(&config)) }, |error| Msg::WasSetUp(Err(error)));
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
                        shared.tell_quota(&name);
                        Msg::Account(name, Box::new(result))
                    },
                    |error| Msg::Account(failed, Box::new(Err(error))),
                );
            }
            Cmd::SwitchOn(name) => self.switch_on(name),
            Cmd::Passphrase(answer) => shared.person.answer(answer),
            Cmd::SetUp(name) => self.begin_set_up(name),
            Cmd::Answer(answer) => {
                let _ = self.wizard.as_ref().map(|wizard| wizard.send(answer)); // it may have ended meanwhile
            }
            Cmd::Reconnect => {
                let done = self.shared.set_up().take();
                done.into_iter().for_each(|(config, secrets)| self.reconnect(config, secrets));
            }
            // The loop's own: they are about the terminal.
            Cmd::Suspend | Cmd::Copy(_) | Cmd::Mouse(_) => {}
            Cmd::Demo => {
                self.spawn_in_turn(async move { Msg::Portals(shared.demo().await) }, |error| Msg::Portals(Err(error)));
            }
            Cmd::List(ask, after) => {
                let (failed_ask, failed_after) = (ask.clone(), after.clone());
                self.spawn(
                    async move {
                        let Some(address) = ask.place.address().cloned() else {
                            return Msg::Listed(ask, after, Ok(Page::default()));
                        };
                        let answer = shared.list(&address, &ask, after.as_ref()).await;
                        shared.tell_quota(&address.portal);
                        answer.unwrap_or_else(|error| Msg::Listed(ask, after, Err(error)))
                    },
                    |error| Msg::Listed(failed_ask, failed_after, Err(error)),
                );
            }
            Cmd::SearchAll(text) => self.search_all(&text),
            Cmd::Rank(ask, words, texts) => {
                let inbox = shared.inbox.clone();
                shared.runtime.spawn_blocking(move || {
                    let order = rank(&words, &texts);
                    let _ = inbox.send(Msg::Ranked(ask, words, order)); // nobody listens once the browser is closing
                });
            }
            Cmd::Resolve(address) => self.spawn(
                async move { Msg::Resolved(async { shared.portal(&address).await?.resolve(&address) }.await) },
                |error| Msg::Resolved(Err(error)),
            ),
            Cmd::FreeSpace => {
                let (inbox, folder) = (shared.inbox.clone(), shared.config.download_dir.clone());
                shared.runtime.spawn_blocking(move || {
                    let left = download::free_space(&folder);
                    let _ = inbox.send(Msg::FreeSpace(folder, left));
                });
            }
            Cmd::KeepPlaces(places) => {
                if let Err(error) = places.write(&config::state_dir()) {
                    tracing::warn!(%error, "where one was is not remembered");
                }
            }
            Cmd::OpenOutside(outside) => {
                let inbox = shared.inbox.clone();
                shared.runtime.spawn_blocking(move || {
                    let _ = inbox.send(Msg::Opened(open_outside(&outside)));
                });
            }
            Cmd::Dataset(address) => {
                let failed = address.clone();
                self.spawn(
                    async move {
                        let answer = shared.dataset(&address).await;
                        shared.tell_quota(&address.portal);
                        answer.unwrap_or_else(|error| Msg::Dataset(address, Box::new(Err(error))))
                    },
                    |error| Msg::Dataset(failed, Box::new(Err(error))),
                );
            }
            Cmd::Facets(address) => {
                let failed = address.clone();
                self.spawn(
                    async move {
                        let answer = shared.facets(&address).await;
                        shared.tell_quota(&address.portal);
                        answer.unwrap_or_else(|error| Msg::Facets(address, Err(error)))
                    },
                    |error| Msg::Facets(failed, Err(error)),
                );
            }
            Cmd::Guide(address) => {
                let failed = address.clone();
                self.spawn(
                    async move {
                        let language = Language::spoken().code();
                        let guide = async { shared.portal(&address).await?.guide(&address, language).await }.await;
                        let ticked = Ticks::in_folder(&config::state_dir()).of(&address.portal);
                        Msg::Guide(address, Box::new(guide.map(|guide| (guide, ticked))))
                    },
                    |error| Msg::Guide(failed, Box::new(Err(error))),
                );
            }
            // Here and now: one small file, in the order of the keys, and kept even if the next key quits.
            Cmd::Tick { portal, id, on } => {
                let mut ticks = Ticks::in_folder(&config::state_dir());
                ticks.set(&portal, &id, on);
                if let Err(error) = ticks.write() {
                    let _ = shared.inbox.send(Msg::NotKept(error)); // nobody listens once the browser is closing
                }
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
                self.preview.replace(task.abort_handle()).iter().for_each(AbortHandle::abort);
            }
            Cmd::StopPreview => self.preview.take().iter().for_each(AbortHandle::abort),
            Cmd::Remember(memory) => {
                self.shared.runtime.spawn_blocking(move || memory.write());
            }
            Cmd::Download(id, order, if_exists) => {
                let task = self.task(
                    async move {
                        let result = shared.download(id, &order, if_exists).await;
                        shared.tell_quota(&order.media.dataset.portal);
                        Msg::Finished(id, result)
                    },
                    move |error| Msg::Finished(id, Err(error)),
                );
                self.jobs.insert(id, task.abort_handle());
            }
            // Here and now: one small file, in the order of what happened, and kept even if the next key quits.
            Cmd::KeepQueue(unfinished) => {
                let now: Vec<Entry> = unfinished.into_iter().filter_map(|it| shared.entry(it)).collect();
                let ended: Vec<Entry> =
                    self.queued.iter().filter(|it| !now.iter().any(|now| now.is_same(it))).cloned().collect();
                if let Err(error) = Queue::in_folder(&config::state_dir()).update(&now, &ended) {
                    let _ = shared.inbox.send(Msg::NotKept(error)); // nobody listens once the browser is closing
                }
                self.queued = now;
            }
            Cmd::Cancel(id) => {
                if let Some(task) = self.jobs.remove(&id) {
                    task.abort();
                }
            }
            Cmd::Quit => self.stop(),
        }
    }

    /// The wizard, on a thread of its own: it waits for the person, and asks portals and stores meanwhile.
    fn begin_set_up(&mut self, name: Option<String>) {
        if self.wizard_runs.as_ref().is_some_and(|task| !task.is_finished()) {
            return; // one at a time
        }
        let (sender, answers) = channel();
        self.wizard = Some(sender);
        let (shared, place) = (self.shared.clone(), self.place.clone());
        let wizard = move || {
            let mut prompt = OnScreen { inbox: shared.inbox.clone(), answers };
            let before = (&shared.config, shared.secrets.clone());
            let done = shared.runtime.block_on(set_up(&place, before, name.as_deref(), &mut prompt))?;
            *shared.set_up() = Some(done);
            Ok(())
        };
        let wizard = self.shared.runtime.spawn_blocking(wizard);
        let ended = |ended| Msg::Wizard(Told::Ended(ended));
        let told = async move {
            let gone = |_| Error::new(Kind::Unexpected, "guichet", t!("tui-mistake-unsaid"));
            ended(wizard.await.map_err(gone).and_then(|ended| ended))
        };
        self.wizard_runs = Some(self.task(told, move |error| ended(Err(error))));
    }

    /// Here and now: one small file, in the order of the keys.
    fn switch_on(&mut self, name: String) {
        let written = known::find(&name).and_then(|known| {
            edit::add_portal(&self.place, &known.portal)?;
            Config::load(&self.place)
        });
        match written {
            // The rest is as the command line asked for it.
            Ok(config) => self.shared.config.portals = config.portals,
            Err(error) => {
                let _ = self.shared.inbox.send(Msg::SwitchedOn(name, Err(error))); // nobody listens once it is closing
                return;
            }
        }
        let (shared, failed) = (self.shared.clone(), name.clone());
        let config = shared.config.clone();
        self.spawn_in_turn(async move { Msg::SwitchedOn(name, shared.connected(&config)) }, |error| {
            Msg::SwitchedOn(failed, Err(error))
        });
    }

    /// Asks every portal, each for itself.
    fn search_all(&mut self, text: &str) {
        let shared = self.shared.clone();
        let portals = shared.portals.borrow().clone().unwrap_or_default();
        for name in portals.names().map(str::to_owned).collect::<Vec<_>>() {
            let (shared, text) = (shared.clone(), text.to_owned());
            let (failed_text, failed_name) = (text.clone(), name.clone());
            self.spawn(
                async move {
                    let root = Address::root(&name);
                    let query = Query::text(&text);
                    let result = async { shared.portal(&root).await?.list(&root, &query, None).await }.await;
                    shared.tell_quota(&name);
                    Msg::Found(text, name, result)
                },
                |error| Msg::Found(failed_text, failed_name, Err(error)),
            );
        }
    }

    fn stop(&mut self) {
        self.wizard = None;
        self.jobs.drain().for_each(|(_, task)| task.abort());
        self.preview.take().iter().for_each(AbortHandle::abort);
        self.tasks.drain(..).for_each(|task| task.abort());
        self.shared.refills().drain().for_each(|(_, task)| task.abort());
    }

    fn spawn(
        &mut self,
        work: impl Future<Output = Msg> + Send + 'static,
        failed: impl FnOnce(Error) -> Msg + Send + 'static,
    ) {
        self.tasks.retain(|task| !task.is_finished());
        let task = self.task(work, failed);
        self.tasks.push(task.abort_handle());
    }

    /// Makes portals ready after those that were asked for before, so that the last ones stay: whoever presses Enter on the
    /// demo before the configuration's own portals are there still sees the demo.
    fn spawn_in_turn(
        &mut self,
        work: impl Future<Output = Msg> + Send + 'static,
        failed: impl FnOnce(Error) -> Msg + Send + 'static,
    ) {
        let before = self.connecting.take();
        let in_turn = async move {
            if let Some(before) = before {
                let _ = before.await; // it told the screen itself how it went
            }
            work.await
        };
        let task = self.task(in_turn, failed);
        self.tasks.push(task.abort_handle());
        self.connecting = Some(task);
    }

    /// Runs `work` and sends what it gives. A panic in it becomes an answer too: the screen must not wait for ever.
    fn task(
        &self,
        work: impl Future<Output = Msg> + Send + 'static,
        failed: impl FnOnce(Error) -> Msg + Send + 'static,
    ) -> JoinHandle<()> {
        let inbox = self.shared.inbox.clone();
        self.shared.runtime.spawn(async move {
            let msg = AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|panic| failed(panicked(&*panic)));
            let _ = inbox.send(msg); // nobody listens once the browser is closing
        })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    fn connected(&self, config: &Config) -> Result<Vec<PortalInfo>> {
        let mut portals = Portals::connect(config, &self.secrets)?;
        if let Some((store, offline)) = &self.store {
            portals = portals.keeping(store, &self.secrets, *offline);
        }
        let infos = config.portals.iter().map(|portal| PortalInfo::new(portal, &self.secrets));
        let infos = infos.collect();
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
        // What it answers is made up, and is not kept.
        let infos = Self { store: None, ..self.clone() }.connected(&config);
        *self.demo.lock().unwrap_or_else(PoisonError::into_inner) = Some(demo);
        infos
    }

    async fn portal(&self, address: &Address) -> Result<Arc<dyn Portal>> {
        let mut portals = self.portals.subscribe();
        let connected = portals.wait_for(Option::is_some).await;
        match connected.as_deref() {
            Ok(Some(portals)) => portals.get(&address.portal).cloned(),
            _ => Err(Error::new(Kind::Cancelled, address.portal.clone(), t!("tui-closing"))),
        }
    }

    fn shelf(&self, address: &Address) -> Option<Arc<Shelf>> {
        self.portals.borrow().as_ref()?.shelf(&address.portal).cloned()
    }

    fn set_up(&self) -> MutexGuard<'_, Option<(Config, Secrets)>> {
        self.set_up.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self, msg: Msg) {
        let _ = self.inbox.send(msg); // nobody listens once the browser is closing
    }

    /// A page: first as it is kept, then as the portal says it is.
    async fn list(&self, address: &Address, ask: &Ask, after: Option<&Cursor>) -> Result<Msg> {
        let portal = self.portal(address).await?;
        let shelf = self.shelf(address);
        self.send(Msg::Abilities(address.clone(), portal.abilities(address)));
        if let Some(shelf) = &shelf {
            if shelf.is_offline() {
                let old = shelf.page_alone(address, &ask.query, after).await?;
                return Ok(Msg::OldPage(ask.clone(), after.cloned(), old));
            }
            if let Some(old) = shelf.page(address, &ask.query, after).await {
                self.send(Msg::OldPage(ask.clone(), after.cloned(), old));
            }
        }
        let page = portal.list(address, &ask.query, after).await?;
        if let Some(shelf) = &shelf {
            self.send_news(shelf.saw_page(address, &ask.query, after, &page).await);
        }
        Ok(Msg::Listed(ask.clone(), after.cloned(), Ok(page)))
    }

    /// A dataset: first as it is kept, then as the portal says it is.
    async fn dataset(&self, address: &Address) -> Result<Msg> {
        let portal = self.portal(address).await?;
        let shelf = self.shelf(address);
        if let Some(shelf) = &shelf {
            if shelf.is_offline() {
                let old = shelf.dataset_alone(address).await?;
                return Ok(Msg::OldDataset(address.clone(), Box::new(old)));
            }
            if let Some(old) = shelf.dataset(address).await {
                self.send(Msg::OldDataset(address.clone(), Box::new(old)));
            }
        }
        let dataset = portal.dataset(address).await?;
        if let Some(shelf) = &shelf {
            self.send_news(shelf.saw_dataset(&dataset).await);
        }
        self.told().insert(address.clone());
        Ok(Msg::Dataset(address.clone(), Box::new(Ok(dataset))))
    }

    async fn facets(&self, address: &Address) -> Result<Msg> {
        let portal = self.portal(address).await?;
        let shelf = self.shelf(address);
        if let Some(shelf) = &shelf {
            if shelf.is_offline() {
                let old = shelf.facets_alone(address).await?;
                return Ok(Msg::OldFacets(address.clone(), old));
            }
            if let Some(old) = shelf.facets(address).await {
                self.send(Msg::OldFacets(address.clone(), old));
            }
        }
        Ok(Msg::Facets(address.clone(), Ok(portal.facets(address).await?)))
    }

    fn send_news(&self, news: Vec<(Target, News)>) {
        if !news.is_empty() {
            self.send(Msg::News(news));
        }
    }

    fn told(&self) -> MutexGuard<'_, HashSet<Address>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells what the portal's limits leave; and again once they are full.
    fn tell_quota(&self, name: &str) {
        let left = match self.portals.borrow().as_ref().and_then(|portals| portals.get(name).ok()) {
            Some(portal) => portal.quota(),
            None => return,
        };
        let full_again = left.iter().filter(|it| it.left < it.limit).map(|it| it.resets).min();
        let _ = self.inbox.send(Msg::Quota(name.to_owned(), left));
        let mut refills = self.refills();
        if let Some(before) = refills.remove(name) {
            before.abort();
        }
        if let Some(moment) = full_again {
            let (shared, name) = (self.clone(), name.to_owned());
            let wait = Duration::try_from(moment.duration_since(jiff::Timestamp::now())).unwrap_or_default();
            let task = self.runtime.spawn({
                let name = name.clone();
                async move {
                    tokio::time::sleep(wait + AFTER).await;
                    shared.tell_quota(&name);
                }
            });
            refills.insert(name, task.abort_handle());
        }
    }

    fn refills(&self) -> MutexGuard<'_, HashMap<String, AbortHandle>> {
        self.refills.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// As the queue remembers it. The demo's portals are gone with it.
    fn entry(&self, (order, if_exists, error): Unfinished) -> Option<Entry> {
        if let Some(earlier) = order.earlier {
            return Some(Entry { if_exists, error, ..earlier });
        }
        self.config.portals.iter().find(|portal| portal.name == order.media.dataset.portal)?;
        let plan = Plan { if_exists, answers: order.answers, ..Plan::into(&self.config.download_dir) };
        Some(Entry { error, ..Entry::new(&order.media, &plan) })
    }

    /// What is to be fetched, in full, and how: an earlier run's order is looked up again, and so is what was shown out of
    /// the store, whose address, size and checksum may not be today's.
    async fn plan(&self, portal: &dyn Portal, order: &Order) -> Result<(Media, Plan)> {
        let fresh = || {
            let (answers, traffic) = (order.answers.clone(), self.traffic.clone());
            Plan { answers, traffic, ..Plan::into(&self.config.download_dir) }
        };
        let address = &order.media.dataset;
        if order.earlier.is_none() && (self.shelf(address).is_none() || self.told().contains(address)) {
            let origin = order.dataset.as_ref().and_then(|dataset| self.origin(dataset));
            return Ok((order.media.clone(), Plan { origin, ..fresh() }));
        }
        let dataset = portal.dataset(address).await?;
        let gone = || {
            let address = order.media.address().to_string();
            Error::new(Kind::NotFound, address, t!("tui-media-gone"))
        };
        let media = dataset.find(&order.media.id).cloned().ok_or_else(gone)?;
        let plan = order.earlier.as_ref().map_or_else(fresh, |entry| entry.plan(self.traffic.clone()));
        Ok((media, Plan { origin: self.origin(&dataset), ..plan }))
    }

    async fn download(&self, id: JobId, order: &Order, if_exists: IfExists) -> Result<download::Outcome> {
        let portal = self.portal(&order.media.dataset).await?;
        let (media, plan) = self.plan(&*portal, order).await?;
        let plan = Plan { if_exists, ..plan };
        let inbox = self.inbox.clone();
        let mut waiting = true;
        let report = move |progress| {
            if std::mem::take(&mut waiting) {
                let _ = inbox.send(Msg::Started(id));
            }
            let _ = inbox.send(Msg::Progress(id, progress, Instant::now()));
        };
        download::fetch(&*portal, &media, &plan, report).await
    }
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let cause = match said {
        Some(said) => t!("tui-mistake", said = crate::base::text::line(said)),
        None => t!("tui-mistake-unsaid"),
    };
    Error::new(Kind::Unexpected, "guichet", cause).hint(t!("tui-report"))
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;
    use tokio::sync::oneshot;

    use super::*;

    /// The demo was lost where the configuration's portals, asked for before it, came after it.
    #[tokio::test(flavor = "multi_thread")]
    async fn the_portals_asked_for_last_come_last_however_long_the_others_take() {
        let (inbox, mut messages) = unbounded_channel();
        let mut worker = Worker::new(Handle::current(), Config::default(), Secrets::none(), inbox);
        let failed = |error| Msg::Portals(Err(error));
        let (begins, begun) = oneshot::channel();
        let (ready, first) = oneshot::channel::<()>();
        let slow = async move {
            begins.send(()).unwrap();
            first.await.unwrap();
            Msg::SwitchedOn("first".into(), Ok(vec![]))
        };
        worker.spawn_in_turn(slow, failed);
        worker.spawn_in_turn(async { panic!("second") }, failed);
        worker.spawn_in_turn(async { Msg::Portals(Ok(vec![])) }, failed);
        begun.await.unwrap();
        tokio::task::yield_now().await;
        assert!(messages.try_recv().is_err(), "nobody overtakes");
        ready.send(()).unwrap();
        assert!(matches!(messages.recv().await, Some(Msg::SwitchedOn(..))));
        assert!(matches!(messages.recv().await, Some(Msg::Portals(Err(_)))), "one that panics holds nobody up");
        assert!(matches!(messages.recv().await, Some(Msg::Portals(Ok(_)))));
    }
}
