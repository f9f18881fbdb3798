//! What a redraw and a keystroke cost with a catalogue of 100,000 datasets on a screen of 200×60.
//!
//! `cargo bench --bench screen` prints them; nothing here asserts a time.

use std::hint::black_box;
use std::io::{self, Sink};

use criterion::{Criterion, criterion_group, criterion_main};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use guichet::app::listing::ListingKey;
use guichet::app::{App, Msg, PortalInfo};
use guichet::config::theme::{Background, Colours, Theme};
use guichet::model::{Access, Address, Item, Page, Place, Target};
use guichet::ui;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

const DATASETS: usize = 100_000;

fn key(code: KeyCode) -> Msg {
    Msg::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

/// A browser that has listed the whole catalogue.
fn app() -> App {
    const WORDS: [&str; 8] =
        ["Qualité", "de l’eau", "pistes cyclables", "comptage", "été", "réseau", "bâtiments", "arbres"];
    let items = (0..DATASETS).map(|n| {
        let title = format!("{} {} {} n° {n}", WORDS[n % 8], WORDS[n / 8 % 8], WORDS[n / 64 % 8]);
        let target = Target::dataset(Address::root("p").child(n.to_string()));
        let mut item = Item::new(target, title).note(Some("Relevés horaires par capteur".into()));
        item.access = Some(if n % 7 == 0 { Access::Restricted } else { Access::Open });
        item.format = Some("csv, geojson".into());
        item.modified = jiff::Timestamp::from_second(1_700_000_000 + n as i64).ok().map(Into::into);
        item
    });
    let page = Page { items: items.collect(), total: Some(DATASETS as u64), ..Page::default() };
    let info =
        PortalInfo { name: "p".into(), kind: "rudi".into(), url: "https://exemple.org/".into(), signs_in: false };
    let mut app = App::new(vec![info]);
    app.update(key(KeyCode::Enter));
    app.update(Msg::Listed(ListingKey::new(Place::Folder(Address::root("p"))), None, Ok(page)));
    app
}

fn draw(terminal: &mut Terminal<CrosstermBackend<Sink>>, app: &App, theme: &Theme) -> io::Result<()> {
    terminal.draw(|frame| _ = black_box(ui::draw(frame, app, theme))).map(drop)
}

fn screen(c: &mut Criterion) {
    let theme = Theme::new(true, Background::Dark, &Colours::default());
    let whole = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, 200, 60)) };
    let Ok(mut terminal) = Terminal::with_options(CrosstermBackend::new(io::sink()), whole) else {
        unreachable!("a terminal of fixed size that only counts cells needs nothing of the system")
    };
    let mut app = app();
    let mut group = c.benchmark_group("200x60, 100,000 datasets");
    group.bench_function("redraw, nothing changed", |b| b.iter(|| draw(&mut terminal, &app, &theme)));
    group.bench_function("redraw, cursor down", |b| {
        b.iter(|| {
            app.update(key(KeyCode::Down));
            draw(&mut terminal, &app, &theme)
        });
    });
    app.update(key(KeyCode::Char('/')));
    group.bench_function("narrow by one more letter, and back", |b| {
        b.iter(|| {
            app.update(key(KeyCode::Char('e')));
            app.update(key(KeyCode::Backspace));
        });
    });
    group.finish();
}

criterion_group!(benches, screen);
criterion_main!(benches);
