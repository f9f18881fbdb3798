//! Keys, clicks and answers at random over the pure `App`: a million of them, late, failing and cancelled ones among
//! them, with the screen drawn now and then. Nothing panics, nothing hangs in the air, and what is shown exists.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use fastrand::Rng;
use guichet::access::auth::Account;
use guichet::app::batch::{BatchOffer, BatchTable, PathOffer, PlannedBatch, TableWork};
use guichet::app::jobs::{BatchNews, EndedBatch, JobId, JobState};
use guichet::app::listing::{Load, More};
use guichet::app::outside::OpenedOutside;
use guichet::app::peek::{Glimpse, RestingOn};
use guichet::app::wizard::WizardNews;
use guichet::app::{App, Cmd, Msg, PortalInfo};
use guichet::base::error::{Error, ErrorKind};
use guichet::batch::{BatchEnd, BatchPlan, BatchProgress, Checked, ColumnFit, ColumnFits, FailingProvider};
use guichet::config::theme::{Background, Colours, Theme};
use guichet::diff::ToldDiff;
use guichet::download::{Effect, Outcome, Progress, Recheck, Times, Verdict};
use guichet::model::filter::{Accepts, any, one};
use guichet::model::form::{Field, Id, Takes};
use guichet::model::territory::TERRITORY;
use guichet::model::{
    Abilities, Access, Address, Checksum, Cursor, Dataset, Facet, FacetValue, Item, Licence, Media, Offer, Page, Place,
    Target,
};
use guichet::preview::{About, Preview, ReadOptions, Sample, interpret};
use guichet::setup::question::LineQuestion;
use guichet::store::PortalFigures;
use guichet::sync::{Added, DataBlock, DataPath, DataState, DataWish, Policy, SyncAction, SyncRow};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// Runs, each from a fresh start; so many actions in each.
const RUNS: u64 = 50;
const ACTIONS: usize = 20_000;

const WORDS: [&str; 6] = ["eau", "Été à la plage", "数据集目录", "👩‍👩‍👧 familles", "e\u{301}te\u{301}", "شبكة المياه"];

/// A portal that answers when it likes, what it likes.
struct World {
    random: Rng,
    /// What was asked and is not answered.
    asked: Vec<Cmd>,
    /// The downloads the worker has.
    running: HashSet<JobId>,
    now: Instant,
}

impl World {
    fn word(&mut self) -> String {
        let word = WORDS[self.random.usize(0..WORDS.len())];
        format!("{word} {}", self.random.u8(..))
    }

    fn error(&mut self) -> Error {
        let kinds = [
            ErrorKind::Network,
            ErrorKind::NotFound,
            ErrorKind::Denied,
            ErrorKind::SignIn,
            ErrorKind::Portal,
            ErrorKind::Exists,
            ErrorKind::Quota,
        ];
        Error::new(kinds[self.random.usize(0..kinds.len())], self.word(), "it did not work").hint("Try again.")
    }

    fn result<T>(&mut self, value: T) -> Result<T, Error> {
        if self.random.u8(0..6) == 0 { Err(self.error()) } else { Ok(value) }
    }

    fn access(&mut self) -> Access {
        [Access::Open, Access::Restricted, Access::Personal, Access::Denied][self.random.usize(0..4)]
    }

    fn page(&mut self, under: &Address, after: Option<&Cursor>) -> Page {
        let start: u32 = after.map_or(0, |cursor| cursor.0.parse().unwrap());
        let count = self.random.u32(0..40);
        let items = (start..start + count).map(|n| {
            let address = under.child(format!("{n}"));
            let target = if self.random.u8(0..3) == 0 { Target::folder(address) } else { Target::dataset(address) };
            let mut item = Item::new(target, self.word()).note(Some(self.word()));
            item.access = Some(self.access());
            item.size = Some(self.random.u64(..));
            item
        });
        let items = items.collect();
        let next = (self.random.bool() && start < 400).then(|| Cursor((start + count).to_string()));
        Page { items, next, total: self.random.bool().then(|| self.random.u64(0..1000)), ..Page::default() }
    }

    fn dataset(&mut self, address: &Address) -> Dataset {
        let media = (0..self.random.u32(0..6)).map(|n| {
            let mut media = Media::new(address.clone(), n.to_string(), self.word());
            media.size = self.random.bool().then(|| self.random.u64(0..1 << 40));
            media.access = self.access();
            media.url = Some(format!("https://exemple.org/{n}"));
            media.checksum = self.random.bool().then(|| Checksum { algo: "MD5".into(), value: self.word() });
            if self.random.u8(0..5) == 0 {
                media.offer = Offer::ShowOnly("a web page".into());
            }
            if self.random.u8(0..5) == 0 {
                (media.format, media.url) = (Some("wfs".into()), Some(format!("https://exemple.org/{n}/wfs")));
                media.form = vec![Field::new("layer", "layer", Takes::Text).optional()];
            }
            if self.random.u8(0..5) == 0 {
                media.form = vec![Field::new("siren", "SIREN", Takes::Id(vec![Id::Siren]))];
            }
            media
        });
        let media = media.collect();
        Dataset {
            address: address.clone(),
            title: self.word(),
            synopsis: None,
            summary: Some(self.word()),
            access: self.access(),
            licence: self.random.bool().then(|| Licence { label: self.word(), url: None }),
            publisher: None,
            creators: vec![],
            doi: None,
            theme: None,
            keywords: vec![self.word()],
            created: None,
            modified: None,
            territory: None,
            extent: None,
            period: None,
            facts: vec![(self.word().into(), self.word())],
            page: self.random.bool().then(|| "https://exemple.org/page".to_owned()),
            media,
            withdrawn: None,
            warnings: vec![],
        }
    }

    fn facets(&mut self) -> Vec<Facet> {
        let value =
            |n: u32| FacetValue { value: n.to_string(), label: format!("value {n}"), count: Some(u64::from(n)) };
        let facet = |key: &str| Facet { key: key.into(), values: (0..5).map(value).collect() };
        vec![facet("theme"), facet("access")]
    }

    fn outcome(&mut self) -> Outcome {
        let verdicts = [Verdict::Verified, Verdict::SizeOnly, Verdict::Altered, Verdict::Unverifiable];
        Outcome {
            path: PathBuf::from("/data/eau.csv"),
            bytes: self.random.u64(..),
            sha256: String::new(),
            verdict: verdicts[self.random.usize(0..4)],
            reason: "so it is".into(),
            doubt: None,
            claim: None,
            content_type: None,
            etag: None,
            last_modified: None,
            resumed_from: 0,
            effect: [Effect::Downloaded, Effect::Updated, Effect::Unchanged, Effect::Skipped][self.random.usize(0..4)],
            aside: None,
            replaced: self.random.bool(),
            seconds: 1.0,
            times: Times::default(),
        }
    }

    /// The browser, just opened.
    fn start(&mut self) -> App {
        (self.asked, self.running) = Default::default();
        let mut app = App::new(vec![]);
        if self.random.bool() {
            app.begin_tour(self.random.bool());
        }
        let cmds = app.update(Msg::Portals(Ok(portals())));
        self.hear(cmds);
        app
    }

    /// Takes in what the app wants done.
    fn hear(&mut self, cmds: Vec<Cmd>) {
        for cmd in cmds {
            match cmd {
                Cmd::Download(id, ..) => {
                    assert!(self.running.insert(id), "{id:?} was begun while it ran");
                }
                Cmd::Cancel(id) => {
                    self.running.remove(&id);
                }
                Cmd::StopPeek => self.asked.retain(|cmd| !matches!(cmd, Cmd::Peek(_))),
                cmd => self.asked.push(cmd),
            }
        }
    }

    /// The answer to something that was asked; there may be none.
    fn answer(&mut self) -> Option<Msg> {
        if self.asked.is_empty() {
            return None;
        }
        let cmd = self.asked.swap_remove(self.random.usize(0..self.asked.len()));
        Some(match cmd {
            Cmd::List(ask, after) => {
                let address = ask.place.address().unwrap().clone();
                if self.random.bool() {
                    self.asked.push(Cmd::Facets(address.clone())); // an answer nobody asked for
                }
                let page = self.page(&address, after.as_ref());
                Msg::Listed(ask, after, self.result(page))
            }
            Cmd::SearchAll(query) => {
                let portal = ["p", "q"][self.random.usize(0..2)].to_owned();
                let page = self.page(&Address::root(&portal), None);
                if self.random.u8(0..3) > 0 {
                    self.asked.push(Cmd::SearchAll(query.clone()));
                }
                Msg::Found(query, portal, self.result(page))
            }
            Cmd::Dataset(address) => {
                let dataset = self.dataset(&address);
                Msg::Dataset(address, Box::new(self.result(dataset)))
            }
            Cmd::Facets(address) => {
                let facets = self.facets();
                Msg::Facets(address, self.result(facets))
            }
            Cmd::Describe(mut media) => {
                media.form.push(Field::new("where", "where", Takes::Text).optional());
                Msg::Described(Box::new(self.result(*media)))
            }
            Cmd::Look(name, _) => {
                let page = self.page(&Address::root("p"), None);
                Msg::Looked(name, Box::new(self.result(page.items)))
            }
            Cmd::Figures => {
                let figures = PortalFigures { datasets: Some(self.random.u64(..)), visited: None };
                Msg::Figures("p".into(), figures)
            }
            Cmd::Resolve(address) => {
                let target = match self.random.u8(0..3) {
                    0 => Target::folder(address),
                    1 => Target::dataset(address),
                    _ => Target::Media { dataset: address, media: "1".into() },
                };
                Msg::Resolved(self.result(target))
            }
            Cmd::Rank(ask, words, texts) => {
                let order = (0..texts.iter().count() as u32 + 3).filter(|_| self.random.bool()).collect();
                Msg::Ranked(ask, words, order)
            }
            Cmd::Account(portal) => Msg::Account(portal, Box::new(self.result(Account::default()))),
            Cmd::FreeSpace => Msg::FreeSpace(PathBuf::from("/data"), self.random.bool().then(|| self.random.u64(..))),
            Cmd::Preview(subject) => {
                let preview = self.preview();
                Msg::Previewed(subject, Box::new(self.result(preview)))
            }
            Cmd::Peek(RestingOn::Dataset(address)) => {
                let dataset = Glimpse::Dataset(Arc::new(self.dataset(&address)));
                Msg::Peeked(address, Box::new(self.result(dataset)))
            }
            Cmd::Peek(RestingOn::Media(media)) => {
                let error = self.error();
                Msg::Peeked(media.address(), Box::new(Err(error)))
            }
            Cmd::OfferBatch(address) => {
                let offer = self.offer(&address);
                Msg::BatchOffered(Box::new(self.result(offer)))
            }
            Cmd::Paths(typed) => {
                let count = self.random.usize(0..30);
                let offer = |n: usize| PathOffer { path: format!("{typed}été{n}"), is_folder: n.is_multiple_of(3) };
                let offered = (0..count).map(offer).collect();
                Msg::Paths(typed, offered)
            }
            Cmd::ReadTable { typed, media } if self.random.bool() => {
                self.asked.push(Cmd::ReadTable { typed: typed.clone(), media });
                Msg::RowsRead(TableWork::File(typed), self.random.u64(..))
            }
            Cmd::ReadTable { typed, .. } => {
                let table = self.table();
                Msg::TableRead(typed, Box::new(self.result(table)))
            }
            Cmd::PlanBatch(order) => {
                let wish = *order.batch.unwrap();
                let planned = PlannedBatch { wish: wish.clone(), plan: self.plan(), goes_on: self.random.bool() };
                Msg::BatchPlanned(Box::new(wish), Box::new(self.result(planned)))
            }
            Cmd::FindData => Msg::DataFound(PathBuf::from("/data"), self.random.bool().then_some(3)),
            Cmd::LookAtData => Msg::DataLooked(self.data()),
            Cmd::BringData => match self.random.u8(0..3) {
                0 => Msg::DataBrought(self.data()),
                how => {
                    self.asked.push(Cmd::BringData); // it goes on
                    let path = DataPath::new("f1.csv").unwrap();
                    let progress = Progress { done: self.random.u64(..), ..Progress::default() };
                    let ended = self.row(1);
                    if how == 1 { Msg::DataGoesOn(path, progress) } else { Msg::DataEnded(Box::new(ended)) }
                }
            },
            Cmd::AddData(_) => {
                let added = self.added();
                let failed = self.random.bool().then(|| self.error()).into_iter().collect();
                Msg::DataAdded(added, failed)
            }
            Cmd::CompareData(path) => {
                let sentence = "One row was added.".to_owned();
                let lines = vec![["+", "1", "", "", "x"].map(str::to_owned); self.random.usize(0..40)];
                let told = ToldDiff { sentences: vec![sentence], lines, ..ToldDiff::default() };
                Msg::DataCompared(path, self.result(told))
            }
            Cmd::Demo => Msg::Portals(Ok(portals())),
            Cmd::SetUp(_) | Cmd::Answer(_) => Msg::Wizard(self.wizard()),
            Cmd::Reconnect => Msg::WasSetUp(Ok(portals())),
            Cmd::Recheck(id, _) => {
                let altered = self.random.bool().then(|| "it has other bytes".to_owned());
                let recheck = Recheck { bytes: 1, sha256: String::new(), altered };
                Msg::Rechecked(id, self.result(recheck))
            }
            Cmd::PutBack(id, path) => Msg::PutBack(id, self.result(path)),
            Cmd::OpenOutside(_) => {
                let opened = [
                    OpenedOutside::AsAsked,
                    OpenedOutside::PageInstead,
                    OpenedOutside::File(PathBuf::from("/data/eau.csv")),
                ];
                let opened = opened[self.random.usize(0..3)].clone();
                Msg::Opened(self.result(opened))
            }
            _ => return None,
        })
    }

    fn offer(&mut self, address: &Address) -> BatchOffer {
        let mut media = Media::new(address.clone(), "answer".to_owned(), self.word());
        let siren = Field::new("siren", "SIREN", Takes::Id(vec![Id::Siren])).names();
        media.form = vec![siren, Field::new("object", "Object", Takes::Text).optional().remembered()];
        let example = self.random.bool().then(|| PathBuf::from("/data/été.csv"));
        let is_personal = self.random.bool();
        BatchOffer { title: self.word(), media, is_personal, downloads: PathBuf::from("/data"), example }
    }

    fn table(&mut self) -> BatchTable {
        let columns = (0..self.random.usize(0..9)).map(|_| ColumnFit {
            name: self.word(),
            example: self.random.bool().then(|| "x".to_owned()),
            taken: BTreeMap::from([("siren".to_owned(), self.random.u64(0..100))]),
        });
        let fits = ColumnFits { columns: columns.collect(), rows: 100, has_more: self.random.bool() };
        BatchTable { file: PathBuf::from("/data/été.csv"), fits, note: self.random.bool().then(|| self.word()) }
    }

    fn plan(&mut self) -> BatchPlan {
        BatchPlan {
            checked: Checked { rows: self.random.u64(..), refused: self.random.u64(0..9), ..Checked::default() },
            endpoints: vec![],
            duration: Duration::from_secs(self.random.u64(..)),
            is_personal: self.random.bool(),
            recipient: None,
            object: Some(self.word()),
            context: None,
        }
    }

    /// News of a batch, also of one that was stopped a moment ago.
    fn news_of_batch(&mut self, id: JobId) -> Option<Msg> {
        let news = match self.random.u8(0..7) {
            0 => return Some(Msg::Started(id)),
            1 => BatchNews::Reads(self.random.u64(..)),
            2 => BatchNews::Begins { answered: self.random.u64(0..9), refused: self.random.u64(0..9) },
            3 => {
                let errors = BTreeMap::from([("01003".to_owned(), self.random.u64(0..9))]);
                let waiting = self.random.bool().then(|| (self.word(), Duration::from_secs(9)));
                let (done, to_ask) = (self.random.u64(0..100), self.random.u64(0..100));
                BatchNews::GoesOn(BatchProgress { done, to_ask, errors, waiting, ..BatchProgress::default() })
            }
            4 => {
                let (title, error, told) = (self.word(), self.error(), self.random.bool().then(|| self.word()));
                BatchNews::Fails(Box::new(FailingProvider { title, errors: 20, error, told }))
            }
            _ if self.running.remove(&id) => {
                let stopped = self.random.bool().then(|| self.error());
                let end = BatchEnd { done: self.random.u64(0..9), unasked: 3, stopped, ..BatchEnd::default() };
                let ended = EndedBatch { end, results: PathBuf::from("/data/table.csv") };
                return Some(Msg::BatchEnded(id, Box::new(self.result(ended))));
            }
            _ => return None,
        };
        Some(Msg::BatchGoesOn(id, news))
    }

    /// Files that stand in all ways there are.
    fn data(&mut self) -> Result<Vec<SyncRow>, Error> {
        let count = self.random.u8(0..20);
        let rows = (0..count).map(|number| self.row(number)).collect();
        self.result(rows)
    }

    fn row(&mut self, number: u8) -> SyncRow {
        let state = DataState::ALL[self.random.usize(0..DataState::ALL.len())];
        SyncRow {
            path: DataPath::new(&format!("f{number}.csv")).unwrap(),
            address: Some(Address::root("p").child("1")),
            state,
            action: SyncAction::of(state),
            locked: None,
            reason: None,
            error: None,
        }
    }

    fn added(&mut self) -> Vec<Added> {
        let address = Address::root("p").child("1");
        let media = self.dataset(&address).media.pop();
        let wish = DataWish { address, format: None, entry: vec![], parameters: Default::default() };
        let block = DataBlock { path: DataPath::new("a.csv").unwrap(), policy: Policy::Follow, wish };
        media.map(|media| Added { block, media, was_there: self.random.bool() }).into_iter().collect()
    }

    /// It says something and goes on, asks something, or ends.
    fn wizard(&mut self) -> WizardNews {
        let text = "Which portal?".to_owned();
        match self.random.u8(0..5) {
            4 => {
                self.asked.push(Cmd::SetUp(None));
                WizardNews::Done("p".to_owned())
            }
            0 => {
                self.asked.push(Cmd::SetUp(None));
                WizardNews::Said(text)
            }
            1 => WizardNews::Asked(LineQuestion::new(&text, Some("1"))),
            2 => WizardNews::Asked(LineQuestion::hidden(&text)),
            _ => WizardNews::Ended(self.result(())),
        }
    }

    /// A table, or points on a map.
    fn preview(&mut self) -> Preview {
        let (name, text) = match self.random.bool() {
            true => ("a.csv", "nom;n;jour\nRennes;9;2024-01-02\nRedon;;2024-02-03\n"),
            false => (
                "a.geojson",
                r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[-1.6,48.1]}}]}"#,
            ),
        };
        let (bytes, about) = (bytes::Bytes::from_static(text.as_bytes()), About::file(Path::new(name)));
        let sample = Sample { whole: true, total: Some(bytes.len() as u64), bytes, about };
        interpret(&sample, &ReadOptions::default())
    }

    /// News of a download, also of one that was stopped a moment ago.
    fn news(&mut self, app: &App) -> Option<Msg> {
        let ids: Vec<JobId> = app.jobs().iter().map(|job| job.id).collect();
        let id = *ids.get(self.random.usize(0..ids.len().max(1)))?;
        self.now += Duration::from_millis(100);
        if app.jobs().iter().any(|job| job.id == id && job.wish().is_some()) {
            return self.news_of_batch(id);
        }
        Some(match self.random.u8(0..6) {
            0 => Msg::Started(id),
            1..=3 => Msg::Progress(
                id,
                Progress { done: self.random.u64(0..1 << 40), total: Some(1 << 40), ..Progress::default() },
                self.now,
            ),
            _ if self.running.remove(&id) => {
                let outcome = self.outcome();
                Msg::Finished(id, self.result(outcome))
            }
            _ => return None,
        })
    }

    fn key(&mut self) -> Msg {
        const NAMED: [KeyCode; 14] = [
            KeyCode::BackTab,
            KeyCode::Enter,
            KeyCode::Esc,
            KeyCode::Tab,
            KeyCode::Down,
            KeyCode::Up,
            KeyCode::Left,
            KeyCode::Right,
            KeyCode::PageDown,
            KeyCode::PageUp,
            KeyCode::Home,
            KeyCode::End,
            KeyCode::Backspace,
            KeyCode::F(2), // the tour
        ];
        // What opens something is pressed more often than what closes everything.
        const LETTERS: &[u8] = b"jjjjkkkllllhG/SfTssrdddDDppp  **xKJcoyYb':aAm?~-ynxe123uuvOW!tmXBBvtCNEEEi=[]w+0";
        let code = match self.random.u8(0..3) {
            0 => NAMED[self.random.usize(0..NAMED.len())],
            _ => KeyCode::Char(char::from(LETTERS[self.random.usize(0..LETTERS.len())])),
        };
        match self.random.u8(0..40) {
            0 => Msg::Key(KeyEvent::new(KeyCode::Char('t'), KeyModifiers::CONTROL)),
            1 => Msg::Key(KeyEvent::new(KeyCode::Char('w'), KeyModifiers::CONTROL)),
            2 => Msg::Key(KeyEvent::new(KeyCode::Char(char::from(self.random.u8(b'0'..=b'9'))), KeyModifiers::ALT)),
            _ => Msg::Key(KeyEvent::new(code, KeyModifiers::NONE)),
        }
    }

    fn mouse(&mut self) -> Msg {
        let kinds = [
            MouseEventKind::Down(MouseButton::Left),
            MouseEventKind::Down(MouseButton::Left),
            MouseEventKind::Drag(MouseButton::Left),
            MouseEventKind::Up(MouseButton::Left),
            MouseEventKind::Down(MouseButton::Right),
            MouseEventKind::ScrollDown,
            MouseEventKind::ScrollUp,
        ];
        let kind = kinds[self.random.usize(0..kinds.len())];
        let (column, row) = (self.random.u16(0..220), self.random.u16(0..70));
        Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
    }

    fn next(&mut self, app: &App) -> Msg {
        // What the next key would have come too late for.
        if let Some(Cmd::OfferBatch(_)) = self.asked.last()
            && self.random.bool()
        {
            let Some(Cmd::OfferBatch(address)) = self.asked.pop() else { unreachable!() };
            let offer = self.offer(&address);
            return Msg::BatchOffered(Box::new(self.result(offer)));
        }
        match self.random.u8(0..20) {
            0..=9 => self.key(),
            10 => self.mouse(),
            11 => Msg::Paste(self.word()),
            12 => Msg::Redraw,
            13 => {
                let label = guichet::base::i18n::Said("portals-facet-theme");
                let abilities = Abilities {
                    search: true,
                    filters: vec![
                        any("theme", label, label, Accepts::Text),
                        any("access", label, label, Accepts::OneOf(&["1", "x"])),
                        one("from", label, label, Accepts::Day),
                        one(TERRITORY, label, label, Accepts::TerritoryOrBox),
                    ],
                    sorts: ["title", "updated"].map(|key| (key, guichet::base::i18n::Said(key))).to_vec(),
                };
                app.step().ask.place.address().map_or(Msg::Redraw, |it| Msg::Abilities(it.clone(), abilities))
            }
            14..=16 => self.news(app).unwrap_or(Msg::Redraw),
            _ => self.answer().unwrap_or(Msg::Redraw),
        }
    }
}

fn portals() -> Vec<PortalInfo> {
    let info = |name: &str| PortalInfo {
        name: name.into(),
        kind: "rudi".into(),
        url: "https://exemple.org/".into(),
        signs_in: name == "q",
    };
    vec![info("p"), info("q")]
}

/// What must be true whatever happened.
fn check(app: &App, world: &World) {
    assert_eq!(app.trail()[0].ask.place, Place::Home);
    for step in app.trail() {
        if let Some(Load::Ready(listing)) = app.known().listings.get(&step.ask) {
            assert!(
                step.row < step.len(listing).max(1),
                "a row that is not there: {} of {}",
                step.row,
                step.len(listing)
            );
            let loading = matches!(listing.more, More::Loading(_));
            let awaited = |cmd: &Cmd| match cmd {
                Cmd::List(ask, Some(_)) => *ask == step.ask,
                Cmd::SearchAll(query) => step.ask.is_everywhere() && step.ask.query == *query,
                _ => false,
            };
            assert!(!loading || world.asked.iter().any(awaited) || step.ask.is_everywhere(), "a page nobody brings");
        }
    }
    let loading = app.known().listings.iter().filter(|(_, load)| matches!(load, Load::Loading));
    for (ask, _) in loading {
        let awaited = |cmd: &Cmd| match cmd {
            Cmd::List(asked, None) => asked == ask,
            Cmd::Dataset(address) => ask.place == Place::Dataset(address.clone()),
            Cmd::SearchAll(query) => ask.query == *query,
            Cmd::Demo => ask.place == Place::Home,
            Cmd::LookAtData => ask.place == Place::Data,
            _ => false,
        };
        assert!(world.asked.iter().any(awaited), "{ask:?} is awaited and nobody brings it");
    }
    let resting = app.resting_on().map(|it| it.address());
    if let Some(resting) = resting.filter(|it| app.glimpse(it) == Some(&Load::Loading)) {
        let awaited = |cmd: &Cmd| matches!(cmd, Cmd::Peek(on) if on.address() == resting);
        assert!(world.asked.iter().any(awaited), "nobody looks into {resting}");
    }
    let mut ids = HashSet::new();
    for job in app.jobs().iter() {
        assert!(ids.insert(job.id), "two jobs with one name");
        if world.running.contains(&job.id) {
            assert!(matches!(job.state, JobState::Queued | JobState::Running), "{:?} runs", job.state);
        }
    }
    assert!(world.running.iter().all(|id| ids.contains(id)), "a download that nobody sees");
    let downloads = app.jobs().iter().filter(|job| job.wish().is_none() && world.running.contains(&job.id));
    assert!(downloads.count() <= app.jobs().at_once, "more at once than wanted");
}

fn draw(app: &mut App, random: &mut Rng) {
    let (width, height) = (random.u16(1..220), random.u16(1..70));
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let theme = Theme::new(random.bool(), Background::Dark, &Colours::default());
    let mut seen = guichet::app::mouse::Areas::default();
    terminal.draw(|frame| seen = guichet::ui::draw(frame, app, &theme)).unwrap();
    app.drawn(seen);
}

#[test]
fn a_million_actions_break_nothing() {
    let first: u64 = std::env::var("GUICHET_SEED").ok().map_or(0, |seed| seed.parse().unwrap());
    for seed in first..first + RUNS {
        let mut world =
            World { random: Rng::with_seed(seed), asked: vec![], running: HashSet::new(), now: Instant::now() };
        let mut app = world.start();
        for action in 0..ACTIONS {
            let msg = world.next(&app);
            let what = format!("{msg:?}");
            let cmds = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| app.update(msg)));
            let cmds = cmds.unwrap_or_else(|_| panic!("seed {seed}, action {action}: {what}"));
            if cmds.contains(&Cmd::Quit) {
                app = world.start();
                continue;
            }
            world.hear(cmds);
            if action % 64 == 0 {
                check(&app, &world);
            }
            if action % 512 == 0 {
                draw(&mut app, &mut world.random);
            }
        }
        check(&app, &world);
    }
}
