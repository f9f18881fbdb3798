//! Carries out the commands of the browser beside it, whatever shows it: asks portals, downloads, and sends every answer
//! back as a message.

use std::any::Any;
use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinHandle};

use crate::access::guide::AccessWish;
use crate::access::guide::Ticks;
use crate::access::secrets::Secrets;
use crate::app::jobs::{JobId, UnfinishedJob};
use crate::app::listing::{ListingKey, Narrowed};
use crate::app::places::Places;
use crate::app::preview::Subject;
use crate::app::rank::{Texts, narrow, rank};
use crate::app::searches::of_each_portal;
use crate::app::wizard::WizardNews;
use crate::app::{Cmd, Msg};
use crate::base::beside::beside;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::base::text;
use crate::config::{self, Config};
use crate::download::queue::Entry;
use crate::download::receipt::Receipt;
use crate::download::{self, Contents, FetchPlan, IfExists, Outcome, Recheck};
use crate::excel::{self, CopyKind};
use crate::m;
use crate::model::form::Answers;
use crate::model::{Address, Cursor, Media, Query};
use crate::portals::identity;
use crate::portals::territory;
use crate::preview::{self, Local, ReadOptions};
use crate::session::{CurlOf, Order, Session};
use crate::setup::prompt::Reply;

mod batch;
mod checking;
mod data;
mod looking;
mod opening;
mod outside;
mod peeking;
mod person;
mod quota;
mod shared;
mod wizard;

use batch::RunningBatch;
use peeking::WholeSenders;
use person::AtBrowser;
use quota::QuotaTeller;
use shared::Shared;
use wizard::OnScreen;

pub use opening::{Opening, Start, fresh_app};
pub use wizard::set_up;

/// What is found beside the screen is shown so often.
const FRAME: Duration = Duration::from_millis(30);

/// Carries out commands on the workers' runtime. Dropping it stops everything it started.
pub struct Worker {
    shared: Shared,
    jobs: HashMap<JobId, AbortHandle>,
    batches: HashMap<JobId, RunningBatch>,
    /// What is read before a batch.
    batch_work: Option<AbortHandle>,
    preview: Option<AbortHandle>,
    peek: Option<AbortHandle>,
    whole_senders: WholeSenders,
    check: Option<AbortHandle>,
    bringing: Option<AbortHandle>,
    comparing: Option<AbortHandle>,
    narrowing: Option<AbortHandle>,
    /// What the next run was last told of.
    queued: Vec<Entry>,
    tasks: Vec<AbortHandle>,
    /// Makes portals ready, and sends them to the screen before it ends.
    connecting: Option<JoinHandle<()>>,
    /// Where the wizard waits for answers; it ends when this is gone.
    wizard: Option<Sender<Reply>>,
    wizard_runs: Option<JoinHandle<()>>,
    /// What the wizard has left behind.
    set_up: Option<Receiver<(Config, Secrets)>>,
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
            batches: HashMap::new(),
            batch_work: None,
            preview: None,
            peek: None,
            whole_senders: WholeSenders::default(),
            check: None,
            bringing: None,
            comparing: None,
            narrowing: None,
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
        self.spawn_in_turn(async move { shared.infos() }, Msg::Portals);
        let shared = self.shared.clone();
        let left = async { tokio::task::spawn_blocking(move || shared.earlier()).await.unwrap_or_else(|_| Ok(vec![])) };
        self.spawn(left, |left| left.map_or_else(Msg::NotKept, Msg::Unfinished));
    }

    /// After the wizard: the portals as they are configured now, with the store the person chose.
    pub fn reconnect(&mut self, config: Config, secrets: Secrets) {
        let next = self.session().with(config, secrets.with_person(self.shared.person.clone()));
        self.shared.session.send_replace(Arc::new(next));
        let shared = self.shared.clone();
        self.spawn_in_turn(async move { shared.infos() }, Msg::WasSetUp);
    }

    pub fn carry_out(&mut self, cmd: Cmd) {
        match cmd {
            Cmd::Demo => self.open_demo(),
            Cmd::Account(name) => self.ask_account(name),
            Cmd::Figures => self.tell_figures(),
            Cmd::SwitchOn(name) => self.switch_on(name),
            Cmd::Passphrase(answer) => self.shared.person.answer(answer),
            Cmd::Allow(elsewhere, answer) => self.shared.person.decide(&elsewhere, answer),
            Cmd::SetUp(name) => self.begin_set_up(name),
            Cmd::Answer(answer) => {
                let _ = self.wizard.as_ref().map(|wizard| wizard.send(answer)); // it may have ended meanwhile
            }
            Cmd::Reconnect => {
                let done = self.set_up.take().and_then(|done| done.try_recv().ok());
                done.into_iter().for_each(|(config, secrets)| self.reconnect(config, secrets));
            }
            // The loop's own: they are about the terminal.
            Cmd::Suspend | Cmd::Copy(_) | Cmd::Mouse(_) | Cmd::Notify(_) => {}
            Cmd::List(ask, after) => self.list(ask, after),
            Cmd::SearchAll(query) => self.search_all(&query),
            Cmd::Look(name, ask) => self.look(name, ask),
            Cmd::Rank(ask, words, texts) => self.spawn_blocking(move || {
                let order = rank(&words, &texts);
                Msg::Ranked(ask, words, order)
            }),
            Cmd::Narrow(ask, words, texts, from) => self.narrow(ask, words, texts, from),
            Cmd::Resolve(address) => self.resolve(address),
            Cmd::Find(address) => self.find(address),
            Cmd::FreeSpace => {
                let folder = self.session().config.download_dir.clone();
                self.spawn_blocking(move || {
                    let left = download::free_space(&folder);
                    Msg::FreeSpace(folder, left)
                });
            }
            Cmd::KeepPlaces { before, after } => self.keep_places(before, after),
            Cmd::OpenOutside(outside) => self.open_outside(outside),
            Cmd::Recheck(id, path) => {
                self.spawn_blocking(move || {
                    Msg::Rechecked(id, Receipt::read(&path).and_then(|it| Recheck::of(&path, &it)))
                });
            }
            Cmd::PutBack(id, path) => {
                let traffic = self.session().traffic.clone();
                self.spawn_blocking(move || Msg::PutBack(id, traffic.replaced.put_back(&path).map(|()| path)));
            }
            Cmd::Dataset(address) => self.ask_dataset(address),
            Cmd::Facets(address) => self.ask_facets(address),
            Cmd::Guide(wish) => self.ask_guide(wish),
            Cmd::Describe(media) => self.describe(media),
            Cmd::FindData => self.find_data(),
            Cmd::LookAtData => self.look_at_data(),
            Cmd::AddData(addresses) => self.add_data(addresses),
            Cmd::BringData => self.bring_data(),
            Cmd::StopBringing => self.bringing.take().iter().for_each(AbortHandle::abort),
            Cmd::CompareData(path) => self.compare_data(path),
            Cmd::StopComparing => self.comparing.take().iter().for_each(AbortHandle::abort),
            Cmd::Curl(of) => self.make_curl(of),
            Cmd::Tick { portal, id, on } => self.tick(portal, id, on),
            Cmd::Preview(subject) => self.preview(subject),
            Cmd::StopPreview => self.preview.take().iter().for_each(AbortHandle::abort),
            Cmd::Peek(on) => self.peek(on),
            Cmd::StopPeek => self.peek.take().iter().for_each(AbortHandle::abort),
            Cmd::Check(subject, file, options) => self.check(subject, file, options),
            Cmd::StopCheck => self.check.take().iter().for_each(AbortHandle::abort),
            Cmd::Remember(memory) => self.session().notebook.write(move || memory.write()),
            Cmd::Download(id, order, _) if order.batch.is_some() => self.run_batch(id, order),
            Cmd::Download(id, order, if_exists) => self.download(id, order, if_exists),
            Cmd::OfferBatch(address) => self.offer_batch(address),
            Cmd::Paths(typed) => self.find_paths(typed),
            Cmd::ReadTable { typed, media } => self.read_table(typed, media),
            Cmd::PlanBatch(order) => self.plan_batch(order),
            Cmd::StopBatchWork => self.batch_work.take().iter().for_each(AbortHandle::abort),
            Cmd::DecideBatch(id, goes_on) => self.decide_batch(id, goes_on),
            Cmd::Remove(id, order) => self.remove(id, &order),
            Cmd::Excel(outcome) => self.copy_for_excel(outcome),
            Cmd::KeepQueue(unfinished) => self.keep_queue(unfinished),
            Cmd::Cancel(id) if self.stop_batch(id) => {}
            Cmd::Cancel(id) => self.jobs.remove(&id).iter().for_each(AbortHandle::abort),
            Cmd::Quit => self.stop(),
        }
    }

    fn copy_for_excel(&mut self, outcome: Box<Outcome>) {
        let failed = Error::new(ErrorKind::Unexpected, shown(&outcome.path), m!("excel-failed"));
        let copied = beside(move |wanted| excel::copy_of(&outcome, CopyKind::Workbook, IfExists::Rename, wanted));
        self.spawn(async move { copied.await.unwrap_or(Err(failed)) }, Msg::Copied);
    }

    /// The embedded demo's portals in place of those configured.
    fn open_demo(&mut self) {
        let shared = self.shared.clone();
        self.spawn_in_turn(async move { shared.take_over(shared.session().with_demo().await?) }, Msg::Portals);
    }

    fn ask_account(&mut self, name: String) {
        let (session, portal) = (self.session(), name.clone());
        let account = async move { identity::account(session.portal(&Address::root(&portal))?).await };
        self.ask(name.clone(), account, |account| Msg::Account(name, Box::new(account)));
    }

    /// What is kept of each portal is told as soon as it is known.
    fn tell_figures(&mut self) {
        let session = self.session();
        let Some(portals) = session.connected() else { return };
        for shelf in portals.names().filter_map(|name| portals.shelf(name).cloned()) {
            let name = shelf.name().to_owned();
            let figures = async move { Ok(shelf.figures().await) };
            self.spawn(figures, |figures| Msg::Figures(name, figures.unwrap_or_default()));
        }
    }

    fn switch_on(&mut self, name: String) {
        let (shared, known) = (self.shared.clone(), name.clone());
        let switched = async move {
            let session = shared.session();
            let next = tokio::task::spawn_blocking(move || session.switched_on(&known)).await;
            shared.take_over(next.map_err(|error| Error::new(ErrorKind::Unexpected, "guichet", error.to_string()))??)
        };
        self.spawn_in_turn(switched, |infos| Msg::SwitchedOn(name, infos));
    }

    fn list(&mut self, ask: ListingKey, after: Option<Cursor>) {
        let Some(address) = ask.place.address().cloned() else { return };
        let (shared, asked, cursor) = (self.shared.clone(), ask.clone(), after.clone());
        let portal = address.portal.clone();
        let page = async move { shared.page(&address, asked, cursor).await };
        self.ask(portal, page, |page| page.unwrap_or_else(|error| Msg::Listed(ask, after, Err(error))));
    }

    /// Asks every portal, each for itself; one that cannot be narrowed as it is wanted says so.
    fn search_all(&mut self, asked: &Query) {
        let session = self.session();
        let Some(portals) = session.connected() else { return };
        for name in looking::named(portals, asked) {
            let (session, root, query) = (session.clone(), Address::root(&name), of_each_portal(asked));
            let found = async move { territory::first_page(session.portal(&root)?, &root, &query).await };
            let asked = asked.clone();
            self.ask(name.clone(), found, |found| Msg::Found(asked, name, found));
        }
    }

    fn resolve(&mut self, address: Address) {
        let session = self.session();
        self.spawn(async move { session.resolve(&address) }, Msg::Resolved);
    }

    fn find(&mut self, given: String) {
        let session = self.session();
        let found = async move {
            let target = session.target(&given).await?;
            let words = session.sought(&given, &target);
            Ok((target, words))
        };
        self.spawn(found, Msg::Led);
    }

    /// Looks for words beside the screen, and sends what it finds as it goes on; what was looked for before ends.
    fn narrow(&mut self, ask: ListingKey, words: String, texts: Texts, from: usize) {
        let shared = self.shared.clone();
        let looking = beside(move |wanted| {
            let (mut told, mut untold) = (Instant::now(), None::<Narrowed>);
            narrow(&words, &texts, from, |part| {
                let found = match untold.take() {
                    Some(before) => before.and(part),
                    None => part,
                };
                if found.is_last || found.looked_at.start == from || told.elapsed() >= FRAME {
                    told = Instant::now();
                    shared.send(Msg::Narrowed(ask.clone(), found));
                } else {
                    untold = Some(found);
                }
                !wanted.is_over()
            });
        });
        let task = self.shared.runtime.spawn(looking.map(drop));
        self.narrowing.replace(task.abort_handle()).iter().for_each(AbortHandle::abort);
    }

    /// What blocks for a moment.
    fn spawn_blocking(&self, work: impl FnOnce() -> Msg + Send + 'static) {
        let shared = self.shared.clone();
        self.shared.runtime.spawn_blocking(move || shared.send(work()));
    }

    fn keep_places(&self, before: Places, after: Places) {
        self.session().notebook.write(move || {
            let write = |folder: PathBuf| after.write_changes(&before, &folder).map_err(|error| disk(&folder, &error));
            if let Err(error) = config::state_dir().and_then(write) {
                tracing::warn!(error = chain(&error), "where one was is not remembered");
            }
        });
    }

    fn ask_dataset(&mut self, address: Address) {
        let (shared, of) = (self.shared.clone(), address.clone());
        let dataset = async move { shared.dataset(of).await };
        self.ask(address.portal.clone(), dataset, |dataset| {
            dataset.unwrap_or_else(|error| Msg::Dataset(address, Box::new(Err(error))))
        });
    }

    fn ask_facets(&mut self, address: Address) {
        let (shared, of) = (self.shared.clone(), address.clone());
        let facets = async move { shared.facets(of).await };
        self.ask(address.portal.clone(), facets, |facets| {
            facets.unwrap_or_else(|error| Msg::Facets(address, Err(error)))
        });
    }

    fn ask_guide(&mut self, wish: AccessWish) {
        let (session, of) = (self.session(), wish.clone());
        let guide = async move { session.guide(&of).await.map(|(guide, ticks)| (guide, ticks.of(&of.address.portal))) };
        self.spawn(guide, |guide| Msg::Guide(wish, Box::new(guide)));
    }

    fn describe(&mut self, media: Box<Media>) {
        let session = self.session();
        let described = async move { session.portal(&media.dataset)?.described(&media).await };
        self.spawn(described, |described| Msg::Described(Box::new(described)));
    }

    fn make_curl(&mut self, of: CurlOf) {
        let session = self.session();
        let line = async move { session.curl_of(&of).await };
        self.spawn(line, Msg::Curl);
    }

    fn tick(&self, portal: String, id: String, on: bool) {
        let shared = self.shared.clone();
        self.session().notebook.write(move || {
            let write = |folder: PathBuf| {
                let mut ticks = Ticks::in_folder(&folder);
                ticks.set(&portal, &id, on);
                ticks.write()
            };
            if let Err(error) = config::state_dir().and_then(write) {
                shared.send(Msg::NotKept(error));
            }
        });
    }

    fn preview(&mut self, subject: Subject) {
        let (session, of) = (self.session(), subject.clone());
        let read = async move {
            let options = ReadOptions { entry: of.entry().to_vec(), ..ReadOptions::default() };
            match of.outermost() {
                Subject::File(path) => preview::preview(&mut Local::open(path)?, &options).await,
                Subject::Media(media) => session.preview(media, &Answers::default(), &options).await,
                Subject::Inside(..) => Err(Error::new(ErrorKind::Unexpected, of.title(), m!("archive-none"))),
            }
        };
        let task = self.task(read, |read| Msg::Previewed(subject, Box::new(read)));
        self.preview.replace(task.abort_handle()).iter().for_each(AbortHandle::abort);
    }

    fn download(&mut self, id: JobId, order: Box<Order>, if_exists: IfExists) {
        let shared = self.shared.clone();
        let fetched = async move {
            let session = shared.session();
            let how = FetchPlan { keeps_replaced: true, ..session.how(&order, if_exists) };
            let result = session.fetch(&order, &how, shared.reporting(id)).await;
            shared.quota.tell(&order.media.dataset.portal);
            result
        };
        let task = self.task(fetched, move |result| Msg::Finished(id, result));
        self.jobs.insert(id, task.abort_handle());
    }

    fn remove(&self, id: JobId, order: &Order) {
        let folder = self.session().how(order, IfExists::Ask).dir;
        let contents = Contents::new(&order.media, &order.answers);
        self.spawn_blocking(move || Msg::Removed(id, download::forget(&folder, &contents)));
    }

    fn keep_queue(&mut self, unfinished: Vec<UnfinishedJob>) {
        let (session, shared) = (self.session(), self.shared.clone());
        let entry = |UnfinishedJob { order, if_exists, error, cancelled }: UnfinishedJob| {
            Some(Entry { cancelled, ..session.entry(&order, if_exists, error)? })
        };
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
            let mut prompt = OnScreen { inbox: shared.inbox.clone(), answers, went_back: false };
            let result =
                shared.runtime.block_on(set_up(&session, session.secrets.clone(), name.as_deref(), &mut prompt))?;
            let _ = done.send(result); // a newer wizard has taken its place
            Ok(())
        };
        let wizard = self.shared.runtime.spawn_blocking(wizard);
        let ended = async move {
            let gone = |_| Error::new(ErrorKind::Unexpected, "guichet", m!("tui-mistake-unsaid"));
            wizard.await.map_err(gone).and_then(|ended| ended)
        };
        self.wizard_runs = Some(self.task(ended, |ended| Msg::Wizard(WizardNews::Ended(ended))));
    }

    fn stop(&mut self) {
        self.wizard = None;
        self.jobs.drain().for_each(|(_, task)| task.abort());
        self.batches.clear();
        self.batch_work.take().iter().for_each(AbortHandle::abort);
        self.preview.take().iter().for_each(AbortHandle::abort);
        self.peek.take().iter().for_each(AbortHandle::abort);
        self.check.take().iter().for_each(AbortHandle::abort);
        self.bringing.take().iter().for_each(AbortHandle::abort);
        self.comparing.take().iter().for_each(AbortHandle::abort);
        self.narrowing.take().iter().for_each(AbortHandle::abort);
        self.tasks.drain(..).for_each(|task| task.abort());
    }

    fn spawn<T: Send + 'static>(
        &mut self,
        work: impl Future<Output = Result<T>> + Send + 'static,
        reply: impl FnOnce(Result<T>) -> Msg + Send + 'static,
    ) {
        self.tasks.retain(|task| !task.is_finished());
        let task = self.task(work, reply);
        self.tasks.push(task.abort_handle());
    }

    /// As `spawn`, for what is asked of the portal called `name`: its limits are told afterwards.
    fn ask<T: Send + 'static>(
        &mut self,
        name: String,
        work: impl Future<Output = Result<T>> + Send + 'static,
        reply: impl FnOnce(Result<T>) -> Msg + Send + 'static,
    ) {
        let quota = self.shared.quota.clone();
        self.spawn(work.inspect(move |_| quota.tell(&name)), reply);
    }

    /// Makes portals ready after those that were asked for before, so that the last ones stay: whoever presses Enter on the
    /// demo before the configuration's own portals are there still sees the demo.
    fn spawn_in_turn<T: Send + 'static>(
        &mut self,
        work: impl Future<Output = Result<T>> + Send + 'static,
        reply: impl FnOnce(Result<T>) -> Msg + Send + 'static,
    ) {
        let before = self.connecting.take();
        let in_turn = async move {
            if let Some(before) = before {
                let _ = before.await; // it told the screen itself how it went
            }
            work.await
        };
        let task = self.task(in_turn, reply);
        self.tasks.push(task.abort_handle());
        self.connecting = Some(task);
    }

    /// Does `work` and sends the reply to what it gives. A panic in it becomes an error: the screen must not wait for ever.
    fn task<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
        reply: impl FnOnce(Result<T>) -> Msg + Send + 'static,
    ) -> JoinHandle<()> {
        let shared = self.shared.clone();
        self.shared.runtime.spawn(async move {
            let result = AssertUnwindSafe(work).catch_unwind().await;
            let result = result.unwrap_or_else(|panic| Err(panicked(&*panic)));
            let result = result.inspect_err(|error| tracing::warn!(error = chain(error), "told on the screen"));
            shared.send(reply(result));
        })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop();
    }
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
        let (begins, begun) = oneshot::channel();
        let (ready, first) = oneshot::channel::<()>();
        let slow = async move {
            begins.send(()).unwrap();
            first.await.unwrap();
            Ok(vec![])
        };
        worker.spawn_in_turn(slow, |infos| Msg::SwitchedOn("first".into(), infos));
        worker.spawn_in_turn(async { panic!("second") }, Msg::Portals);
        worker.spawn_in_turn(async { Ok(vec![]) }, Msg::Portals);
        begun.await.unwrap();
        tokio::task::yield_now().await;
        assert!(messages.try_recv().is_err(), "nobody overtakes");
        ready.send(()).unwrap();
        assert!(matches!(messages.recv().await, Some(Msg::SwitchedOn(..))));
        assert!(matches!(messages.recv().await, Some(Msg::Portals(Err(_)))), "one that panics holds nobody up");
        assert!(matches!(messages.recv().await, Some(Msg::Portals(Ok(_)))));
    }
}
