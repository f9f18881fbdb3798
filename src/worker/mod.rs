//! Carries out the commands of the browser beside it, whatever shows it: asks portals, downloads, and sends every answer
//! back as a message.

use std::any::Any;
use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinHandle};

use crate::access::guide::Ticks;
use crate::access::secrets::Secrets;
use crate::app::jobs::{JobId, UnfinishedJob};
use crate::app::listing::ListingKey;
use crate::app::outside::Outside;
use crate::app::places::Places;
use crate::app::preview::Subject;
use crate::app::rank::{Texts, rank};
use crate::app::wizard::{WizardAnswer, WizardNews};
use crate::app::{Cmd, Msg, PortalInfo};
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::base::text;
use crate::config::{self, Config};
use crate::download::queue::Entry;
use crate::download::{self, IfExists, Progress};
use crate::m;
use crate::model::form::Answers;
use crate::model::{Address, Cursor, Page, Query, Target};
use crate::preview::{self, Local, ReadOptions};
use crate::session::{Fresh, Order, Session, queue};
use crate::store::News;

mod opening;
mod person;
mod quota;
mod wizard;

use person::AtBrowser;
use quota::QuotaTeller;
use wizard::OnScreen;

pub use opening::{Opening, Start, fresh_app};
pub use wizard::set_up;

/// Carries out commands on the workers' runtime. Dropping it stops everything it started.
pub struct Worker {
    shared: Shared,
    jobs: HashMap<JobId, AbortHandle>,
    preview: Option<AbortHandle>,
    /// What the next run was last told of.
    queued: Vec<Entry>,
    tasks: Vec<AbortHandle>,
    /// Makes portals ready, and sends them to the screen before it ends.
    connecting: Option<JoinHandle<()>>,
    /// Where the wizard waits for answers; it ends when this is gone.
    wizard: Option<Sender<WizardAnswer>>,
    wizard_runs: Option<JoinHandle<()>>,
    /// What the wizard has left behind.
    set_up: Option<Receiver<(Config, Secrets)>>,
}

/// What every task needs.
#[derive(Clone)]
struct Shared {
    runtime: Handle,
    inbox: UnboundedSender<Msg>,
    person: Arc<AtBrowser>,
    /// The present one; another takes its place after the wizard, or with the demo.
    session: watch::Sender<Arc<Session>>,
    quota: QuotaTeller,
}

impl Worker {
    /// Reports to `inbox`. Nothing starts before the first command or [`Worker::connect`].
    pub fn new(runtime: Handle, session: Session, inbox: UnboundedSender<Msg>) -> Self {
        let person = Arc::new(AtBrowser::new(inbox.clone()));
        let session = session.with(session.config.clone(), session.secrets.with_person(person.clone()));
        let session = watch::Sender::new(Arc::new(session));
        let quota = QuotaTeller::start(&runtime, session.subscribe(), inbox.clone());
        Self {
            shared: Shared { runtime, inbox, person, session, quota },
            jobs: HashMap::new(),
            preview: None,
            queued: Vec::new(),
            tasks: Vec::new(),
            connecting: None,
            wizard: None,
            wizard_runs: None,
            set_up: None,
        }
    }

    /// The present session.
    pub fn session(&self) -> Arc<Session> {
        self.shared.session()
    }

    /// Makes the configured portals ready, and reads what earlier runs have not ended.
    pub fn connect(&mut self) {
        let shared = self.shared.clone();
        self.spawn_in_turn(async move { Msg::Portals(shared.infos()) }, |error| Msg::Portals(Err(error)));
        self.spawn(
            async {
                let entries = tokio::task::spawn_blocking(|| queue().entries()).await;
                match entries.unwrap_or_else(|_| Ok(Vec::new())) {
                    Ok(entries) => Msg::Unfinished(entries),
                    Err(error) => Msg::NotKept(error),
                }
            },
            Msg::NotKept,
        );
    }

    /// After the wizard: the portals as they are configured now, with the store the person chose.
    pub fn reconnect(&mut self, config: Config, secrets: Secrets) {
        let next = self.session().with(config, secrets.with_person(self.shared.person.clone()));
        self.shared.session.send_replace(Arc::new(next));
        let shared = self.shared.clone();
        self.spawn_in_turn(async move { Msg::WasSetUp(shared.infos()) }, |error| Msg::WasSetUp(Err(error)));
    }

    pub fn carry_out(&mut self, cmd: Cmd) {
        match cmd {
            Cmd::Demo => self.open_demo(),
            Cmd::Account(name) => self.ask_account(name),
            Cmd::SwitchOn(name) => self.switch_on(name),
            Cmd::Passphrase(answer) => self.shared.person.answer(answer),
            Cmd::SetUp(name) => self.begin_set_up(name),
            Cmd::Answer(answer) => {
                let _ = self.wizard.as_ref().map(|wizard| wizard.send(answer)); // it may have ended meanwhile
            }
            Cmd::Reconnect => {
                let done = self.set_up.take().and_then(|done| done.try_recv().ok());
                done.into_iter().for_each(|(config, secrets)| self.reconnect(config, secrets));
            }
            // The loop's own: they are about the terminal.
            Cmd::Suspend | Cmd::Copy(_) | Cmd::Mouse(_) => {}
            Cmd::List(ask, after) => self.list(ask, after),
            Cmd::SearchAll(text) => self.search_all(&text),
            Cmd::Rank(ask, words, texts) => self.rank(ask, words, texts),
            Cmd::Resolve(address) => self.resolve(address),
            Cmd::FreeSpace => self.look_for_space(),
            Cmd::KeepPlaces(places) => self.keep_places(places),
            Cmd::OpenOutside(outside) => self.open_outside(outside),
            Cmd::Dataset(address) => self.ask_dataset(address),
            Cmd::Facets(address) => self.ask_facets(address),
            Cmd::Guide(address) => self.ask_guide(address),
            Cmd::Tick { portal, id, on } => self.tick(portal, id, on),
            Cmd::Preview(subject) => self.preview(subject),
            Cmd::StopPreview => self.preview.take().iter().for_each(AbortHandle::abort),
            Cmd::Remember(memory) => self.session().notebook.write(move || memory.write()),
            Cmd::Download(id, order, if_exists) => self.download(id, order, if_exists),
            Cmd::KeepQueue(unfinished) => self.keep_queue(unfinished),
            Cmd::Cancel(id) => self.jobs.remove(&id).iter().for_each(AbortHandle::abort),
            Cmd::Quit => self.stop(),
        }
    }

    /// The embedded demo's portals in place of those configured.
    fn open_demo(&mut self) {
        let shared = self.shared.clone();
        let opened = async move {
            let next = async { shared.session().with_demo().await }.await;
            Msg::Portals(next.and_then(|next| shared.take_over(next)))
        };
        self.spawn_in_turn(opened, |error| Msg::Portals(Err(error)));
    }

    fn ask_account(&mut self, name: String) {
        let (shared, failed) = (self.shared.clone(), name.clone());
        self.spawn(
            async move {
                let session = shared.session();
                let result = async { session.portal(&Address::root(&name))?.account().await }.await;
                shared.quota.tell(&name);
                Msg::Account(name, Box::new(result))
            },
            |error| Msg::Account(failed, Box::new(Err(error))),
        );
    }

    fn switch_on(&mut self, name: String) {
        let (shared, failed) = (self.shared.clone(), name.clone());
        let switched = async move {
            let (session, known) = (shared.session(), name.clone());
            let next = tokio::task::spawn_blocking(move || session.switched_on(&known)).await;
            let next =
                next.unwrap_or_else(|error| Err(Error::new(ErrorKind::Unexpected, "guichet", error.to_string())));
            Msg::SwitchedOn(name, next.and_then(|next| shared.take_over(next)))
        };
        self.spawn_in_turn(switched, |error| Msg::SwitchedOn(failed, Err(error)));
    }

    fn list(&mut self, ask: ListingKey, after: Option<Cursor>) {
        let (shared, failed_ask, failed_after) = (self.shared.clone(), ask.clone(), after.clone());
        self.spawn(
            async move {
                let Some(address) = ask.place.address().cloned() else {
                    return Msg::Listed(ask, after, Ok(Page::default()));
                };
                let answer = shared.page(&address, &ask, after.as_ref()).await;
                shared.quota.tell(&address.portal);
                answer.unwrap_or_else(|error| Msg::Listed(ask, after, Err(error)))
            },
            |error| Msg::Listed(failed_ask, failed_after, Err(error)),
        );
    }

    /// Asks every portal, each for itself.
    fn search_all(&mut self, text: &str) {
        let session = self.session();
        let Some(portals) = session.connected() else { return };
        for name in portals.names().map(str::to_owned) {
            let (shared, session, text) = (self.shared.clone(), session.clone(), text.to_owned());
            let (failed_text, failed_name) = (text.clone(), name.clone());
            self.spawn(
                async move {
                    let (root, query) = (Address::root(&name), Query::text(&text));
                    let result = async { session.portal(&root)?.list(&root, &query, None).await }.await;
                    shared.quota.tell(&name);
                    Msg::Found(text, name, result)
                },
                |error| Msg::Found(failed_text, failed_name, Err(error)),
            );
        }
    }

    fn rank(&self, ask: ListingKey, words: String, texts: Texts) {
        let shared = self.shared.clone();
        self.shared.runtime.spawn_blocking(move || {
            let order = rank(&words, &texts);
            shared.send(Msg::Ranked(ask, words, order));
        });
    }

    fn resolve(&mut self, address: Address) {
        let shared = self.shared.clone();
        self.spawn(async move { Msg::Resolved(shared.session().resolve(&address)) }, |error| Msg::Resolved(Err(error)));
    }

    fn look_for_space(&self) {
        let (shared, folder) = (self.shared.clone(), self.session().config.download_dir.clone());
        self.shared.runtime.spawn_blocking(move || {
            let left = download::free_space(&folder);
            shared.send(Msg::FreeSpace(folder, left));
        });
    }

    fn keep_places(&self, places: Places) {
        self.session().notebook.write(move || {
            if let Err(error) = places.write(&config::state_dir()) {
                tracing::warn!(error = chain(&error), "where one was is not remembered");
            }
        });
    }

    fn open_outside(&self, outside: Outside) {
        let shared = self.shared.clone();
        self.shared.runtime.spawn_blocking(move || shared.send(Msg::Opened(open_outside(&outside))));
    }

    fn ask_dataset(&mut self, address: Address) {
        let (shared, failed) = (self.shared.clone(), address.clone());
        self.spawn(
            async move {
                let answer = shared.dataset(&address).await;
                shared.quota.tell(&address.portal);
                answer.unwrap_or_else(|error| Msg::Dataset(address, Box::new(Err(error))))
            },
            |error| Msg::Dataset(failed, Box::new(Err(error))),
        );
    }

    fn ask_facets(&mut self, address: Address) {
        let (shared, failed) = (self.shared.clone(), address.clone());
        self.spawn(
            async move {
                let answer = shared.facets(&address).await;
                shared.quota.tell(&address.portal);
                answer.unwrap_or_else(|error| Msg::Facets(address, Err(error)))
            },
            |error| Msg::Facets(failed, Err(error)),
        );
    }

    fn ask_guide(&mut self, address: Address) {
        let (shared, failed) = (self.shared.clone(), address.clone());
        self.spawn(
            async move {
                let guide = shared.session().guide(&address).await;
                let guide = guide.map(|(guide, ticks)| (guide, ticks.of(&address.portal)));
                Msg::Guide(address, Box::new(guide))
            },
            |error| Msg::Guide(failed, Box::new(Err(error))),
        );
    }

    fn tick(&self, portal: String, id: String, on: bool) {
        let shared = self.shared.clone();
        self.session().notebook.write(move || {
            let mut ticks = Ticks::in_folder(&config::state_dir());
            ticks.set(&portal, &id, on);
            if let Err(error) = ticks.write() {
                shared.send(Msg::NotKept(error));
            }
        });
    }

    fn preview(&mut self, subject: Subject) {
        let (shared, failed) = (self.shared.clone(), subject.clone());
        let task = self.task(
            async move {
                let options = ReadOptions::default();
                let result = match &subject {
                    Subject::File(path) => async { preview::preview(&mut Local::open(path)?, &options).await }.await,
                    Subject::Media(media) => shared.session().preview(media, &Answers::default(), &options).await,
                };
                Msg::Previewed(subject, Box::new(result))
            },
            |error| Msg::Previewed(failed, Box::new(Err(error))),
        );
        self.preview.replace(task.abort_handle()).iter().for_each(AbortHandle::abort);
    }

    fn download(&mut self, id: JobId, order: Box<Order>, if_exists: IfExists) {
        let shared = self.shared.clone();
        let task = self.task(
            async move {
                let session = shared.session();
                let result = session.fetch(&order, &session.how(&order, if_exists), shared.reporting(id)).await;
                shared.quota.tell(&order.media.dataset.portal);
                Msg::Finished(id, result)
            },
            move |error| Msg::Finished(id, Err(error)),
        );
        self.jobs.insert(id, task.abort_handle());
    }

    fn keep_queue(&mut self, unfinished: Vec<UnfinishedJob>) {
        let (session, shared) = (self.session(), self.shared.clone());
        let entry = |(order, if_exists, error): UnfinishedJob| session.entry(&order, if_exists, error);
        let now: Vec<Entry> = unfinished.into_iter().filter_map(entry).collect();
        let ended = self.queued.iter().filter(|it| !now.iter().any(|now| now.is_same(it))).cloned().collect();
        session.remember(now.clone(), ended, move |error| shared.send(Msg::NotKept(error)));
        self.queued = now;
    }

    /// The wizard, on a thread of its own: it waits for the person, and asks portals and stores meanwhile.
    fn begin_set_up(&mut self, name: Option<String>) {
        if self.wizard_runs.as_ref().is_some_and(|task| !task.is_finished()) {
            return; // one at a time
        }
        let (sender, answers) = channel();
        let (done, set_up_done) = channel();
        (self.wizard, self.set_up) = (Some(sender), Some(set_up_done));
        let (session, shared) = (self.session(), self.shared.clone());
        let wizard = move || {
            let mut prompt = OnScreen { inbox: shared.inbox.clone(), answers };
            let result =
                shared.runtime.block_on(set_up(&session, session.secrets.clone(), name.as_deref(), &mut prompt))?;
            let _ = done.send(result); // a newer wizard has taken its place
            Ok(())
        };
        let wizard = self.shared.runtime.spawn_blocking(wizard);
        let ended = |ended| Msg::Wizard(WizardNews::Ended(ended));
        let told = async move {
            let gone = |_| Error::new(ErrorKind::Unexpected, "guichet", m!("tui-mistake-unsaid"));
            ended(wizard.await.map_err(gone).and_then(|ended| ended))
        };
        self.wizard_runs = Some(self.task(told, move |error| ended(Err(error))));
    }

    fn stop(&mut self) {
        self.wizard = None;
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
    fn session(&self) -> Arc<Session> {
        self.session.borrow().clone()
    }

    fn send(&self, msg: Msg) {
        let _ = self.inbox.send(msg); // nobody listens once the browser is closing
    }

    /// What is configured, once its portals are ready.
    fn infos(&self) -> Result<Vec<PortalInfo>> {
        infos(&self.session())
    }

    /// `next` in place of the present session, unless its portals cannot be made ready.
    fn take_over(&self, next: Session) -> Result<Vec<PortalInfo>> {
        let next = Arc::new(next);
        let infos = infos(&next)?;
        self.session.send_replace(next);
        Ok(infos)
    }

    /// A page: first as it is kept, then as the portal says it is.
    async fn page(&self, address: &Address, ask: &ListingKey, after: Option<&Cursor>) -> Result<Msg> {
        let session = self.session();
        self.send(Msg::Abilities(address.clone(), session.portal(address)?.abilities(address)));
        let (asked, cursor) = (ask.clone(), after.cloned());
        let early = |old| self.send(Msg::OldPage(asked.clone(), cursor.clone(), old));
        match session.page(address, &ask.query, after, early).await? {
            Fresh::Kept(old) => Ok(Msg::OldPage(asked, cursor, old)),
            Fresh::Now(page, news) => {
                self.send_news(news);
                Ok(Msg::Listed(asked, cursor, Ok(page)))
            }
        }
    }

    /// A dataset: first as it is kept, then as the portal says it is.
    async fn dataset(&self, address: &Address) -> Result<Msg> {
        let early = |old| self.send(Msg::OldDataset(address.clone(), Box::new(old)));
        match self.session().dataset(address, early).await? {
            Fresh::Kept(old) => Ok(Msg::OldDataset(address.clone(), Box::new(old))),
            Fresh::Now(dataset, news) => {
                self.send_news(news);
                Ok(Msg::Dataset(address.clone(), Box::new(Ok(dataset))))
            }
        }
    }

    async fn facets(&self, address: &Address) -> Result<Msg> {
        let early = |old| self.send(Msg::OldFacets(address.clone(), old));
        match self.session().facets(address, early).await? {
            Fresh::Kept(old) => Ok(Msg::OldFacets(address.clone(), old)),
            Fresh::Now(facets, _) => Ok(Msg::Facets(address.clone(), Ok(facets))),
        }
    }

    fn send_news(&self, news: Vec<(Target, News)>) {
        if !news.is_empty() {
            self.send(Msg::News(news));
        }
    }

    /// Tells the screen how a download goes.
    fn reporting(&self, id: JobId) -> impl FnMut(Progress) + Send + use<> {
        let (shared, mut waiting) = (self.clone(), true);
        move |progress| {
            if std::mem::take(&mut waiting) {
                shared.send(Msg::Started(id));
            }
            shared.send(Msg::Progress(id, progress, Instant::now()));
        }
    }
}

fn infos(session: &Session) -> Result<Vec<PortalInfo>> {
    session.portals()?;
    Ok(session.config.portals.iter().map(|portal| PortalInfo::new(portal, &session.secrets)).collect())
}

/// Hands something to the system's own program for it.
fn open_outside(outside: &Outside) -> Result<()> {
    let what = match outside {
        Outside::Page(url) => url.clone(),
        Outside::Folder(folder) => folder.display().to_string(),
    };
    open::that_detached(&what).map_err(|error| {
        Error::new(ErrorKind::Unexpected, text::line(&what), m!("app-not-opened", error = error.to_string()))
    })
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let cause = match said {
        Some(said) => m!("tui-mistake", said = text::line(said)),
        None => m!("tui-mistake-unsaid"),
    };
    Error::new(ErrorKind::Unexpected, "guichet", cause).hint(m!("tui-report"))
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;
    use tokio::sync::oneshot;

    use super::*;
    use crate::config::FilePlace;
    use crate::store::Store;

    fn session() -> Session {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::in_folder(folder.path());
        Session::new(FilePlace::Nowhere, Config::default(), Secrets::none(), store, false)
    }

    /// The demo was lost where the configuration's portals, asked for before it, came after it.
    #[tokio::test(flavor = "multi_thread")]
    async fn the_portals_asked_for_last_come_last_however_long_the_others_take() {
        let (inbox, mut messages) = unbounded_channel();
        let mut worker = Worker::new(Handle::current(), session(), inbox);
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
