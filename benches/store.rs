//! What the next start costs with 100,000 datasets kept: the file opened, its first page read, the rows shown. And what it
//! costs to look for known secrets in a long listing.
//!
//! `cargo bench --bench store` prints it; nothing here asserts a time.

use std::hint::black_box;
use std::io;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use guichet::access::secrets::Secrets;
use guichet::app::listing::ListingKey;
use guichet::app::{App, Msg, PortalInfo};
use guichet::base::redact;
use guichet::config::theme::{Background, Colours, Theme};
use guichet::model::{Access, Address, Cursor, Item, Page, Place, Query, Target};
use guichet::portals::{Kind, PortalConfig};
use guichet::store::{Old, Shelf, Store};
use guichet::ui;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use tokio::runtime::{Builder, Runtime};

const DATASETS: usize = 100_000;
const ROWS: usize = 100;

fn root() -> Address {
    Address::root("p")
}

fn item(n: usize) -> Item {
    let target = Target::dataset(root().child(format!("00000000-0000-4000-8000-{n:012}")));
    let mut item = Item::new(target, format!("Comptages de vélos et d’engins de déplacement personnel n° {n}"));
    item = item.note(Some("Relevés horaires par capteur, de janvier à décembre".into()));
    item.access = Some(if n.is_multiple_of(7) { Access::Restricted } else { Access::Open });
    item.licence = Some("Licence Ouverte 2.0 (Etalab)".into());
    item.publisher = Some("Rennes Métropole".into());
    item.format = Some("csv, geojson".into());
    item.modified = jiff::Timestamp::from_second(1_700_000_000 + n as i64).ok().map(Into::into);
    item
}

fn page(from: usize) -> Page {
    let next = from + ROWS;
    let next = (next < DATASETS).then(|| Cursor(next.to_string()));
    Page { items: (from..from + ROWS).map(item).collect(), next, total: Some(DATASETS as u64), ..Page::default() }
}

/// As the next run of the program has it: nothing is open yet.
fn shelf(folder: &Path) -> Shelf {
    let Ok(url) = "https://exemple.org/".parse() else { unreachable!("an address") };
    Shelf::new(Store::in_folder(folder), PortalConfig::new("p", Kind::Rudi, url), Secrets::none())
}

async fn fill(folder: &Path) {
    let shelf = shelf(folder);
    let mut after = None;
    for from in (0..DATASETS).step_by(ROWS) {
        let page = page(from);
        shelf.keep_page(&root(), &Query::default(), after.as_ref(), &page).await;
        shelf.saw_page(&root(), &Query::default(), after.as_ref(), &page).await;
        after = page.next;
    }
}

async fn first_page(shelf: &Shelf) -> Old<Page> {
    let found = shelf.page(&root(), &Query::default(), None).await;
    found.unwrap_or_else(|| unreachable!("it was kept"))
}

/// A browser that enters the portal and is told what is kept of it.
fn entered(old: Old<Page>) -> App {
    let url = "https://exemple.org/".to_owned();
    let mut app = App::new(vec![PortalInfo { name: "p".into(), kind: "rudi".into(), url, signs_in: false }]);
    app.update(Msg::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)));
    app.update(Msg::OldPage(ListingKey::new(Place::Folder(root())), None, old));
    app
}

fn start(folder: &Path, runtime: &Runtime) -> usize {
    let app = entered(runtime.block_on(first_page(&shelf(folder))));
    let whole = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, 200, 60)) };
    let Ok(mut terminal) = Terminal::with_options(CrosstermBackend::new(io::sink()), whole) else {
        unreachable!("a terminal of fixed size that only counts cells needs nothing of the system")
    };
    let mut rows = 0;
    let drawn = terminal
        .draw(|frame| rows = ui::draw(frame, &app, &Theme::new(true, Background::Dark, &Colours::default())).page_rows);
    black_box(drawn.is_ok());
    rows
}

fn store(c: &mut Criterion) {
    let (Ok(folder), Ok(runtime)) = (tempfile::tempdir(), Builder::new_current_thread().enable_all().build()) else {
        unreachable!("a folder and a runtime can be made")
    };
    runtime.block_on(fill(folder.path()));
    let open = shelf(folder.path());
    let after = Cursor((DATASETS / 2).to_string());
    let mut group = c.benchmark_group("100,000 datasets kept");
    group.bench_function("first page of 100 rows", |b| b.iter(|| runtime.block_on(first_page(&open))));
    group.bench_function("a page in the middle", |b| {
        b.iter(|| runtime.block_on(open.page(&root(), &Query::default(), Some(&after))));
    });
    group.bench_function("start: the file opened, its first page read", |b| {
        b.iter(|| black_box(entered(runtime.block_on(first_page(&shelf(folder.path()))))));
    });
    group.bench_function("start: the same, and drawn", |b| b.iter(|| black_box(start(folder.path(), &runtime))));
    group.finish();
    drop(open);
}

/// Ten, as those have who sign in to several portals.
fn secrets(c: &mut Criterion) {
    let texts: Vec<String> = (0..10_000).map(|n| item(n).title).collect();
    let look = || texts.iter().map(|text| redact::clean(text).len()).sum::<usize>();
    let mut group = c.benchmark_group("titles of 10,000 rows");
    group.bench_function("no secret known", |b| b.iter(|| black_box(look())));
    for n in 0..10_u64 {
        redact::know_with(Some("ada@example.org"), &format!("{:x}+K3y", (n + 7).pow(13)));
    }
    group.bench_function("ten secrets known", |b| b.iter(|| black_box(look())));
    group.finish();
}

criterion_group!(benches, store, secrets);
criterion_main!(benches);
