//! What does not fit goes in whole parts, or ends with a mark: never in the middle of a word.

use std::collections::HashSet;
use std::time::Instant;

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::draw;
use super::gallery::{VIEWS, screen};
use super::tests::{app_downloading, app_previewing, app_with, datasets, fixture, press, root};
use crate::app::listing::ListingKey;
use crate::app::mouse::Areas;
use crate::app::{App, Msg};
use crate::base::i18n::Language;
use crate::base::i18n::tests::speaking;
use crate::config::theme::{Background, Colours, Theme};
use crate::download::Progress;
use crate::model::{Page, Place};

fn theme() -> Theme {
    Theme::new(false, Background::Dark, &Colours::default())
}

fn text(app: &App, width: u16, height: u16) -> String {
    screen(app, width, height, &theme()).backend().to_string()
}

/// The words of a screen, and of all that a language can say.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().any(char::is_alphabetic))
}

/// What stands last before an edge of the screen or a frame, where a letter does.
fn last_words(line: &str) -> impl Iterator<Item = &str> {
    let before = line.split_inclusive(['│', '┃', '╮', '╯']).filter_map(|part| part.strip_suffix(['│', '┃', '╮', '╯']));
    let end = Some(line).filter(|line| !line.ends_with(['│', '╮', '╯']));
    let touching = before.chain(end).filter(|part| part.ends_with(char::is_alphabetic));
    touching.filter_map(|part| part.split(' ').next_back()).filter(|word| word.chars().all(char::is_alphabetic))
}

/// The rows of a screen; where a box is open, only what is in it, and the last line: what lies behind is covered.
fn in_front(app: &App, width: u16, height: u16) -> Vec<String> {
    let mut areas = Areas::default();
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| areas = draw(frame, app, &theme())).unwrap();
    let buffer = terminal.backend().buffer();
    let row = |y: u16, from: u16, to: u16| (from..to).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    let place = if areas.popup_frame.is_empty() { buffer.area } else { areas.popup_frame };
    let rows = (place.y..place.bottom()).map(|y| row(y, place.x, place.right()));
    rows.chain([row(height - 1, 0, width)]).collect()
}

#[test]
fn no_text_is_cut_in_a_word_at_an_edge() {
    let theme = theme();
    let mut cut = vec![];
    for language in [Language::English, Language::French] {
        let folder = std::path::Path::new("assets/i18n").join(language.code());
        let files =
            std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        let said: String = files.collect();
        for (name, view) in VIEWS {
            speaking(language, || {
                let app = view();
                let whole = screen(&app, 200, 60, &theme).backend().to_string();
                let known: HashSet<&str> = words(&said).chain(words(&whole)).collect();
                for (width, height) in [(40, 12), (60, 20), (80, 24)] {
                    let rows = in_front(&app, width, height);
                    for row in rows {
                        let unknown = last_words(&row).filter(|word| !known.contains(word));
                        cut.extend(unknown.map(|word| format!("{name} {width}×{height}: {word:?} in {row}")));
                    }
                }
            });
        }
    }
    assert!(cut.is_empty(), "{}", cut.join("\n"));
}

#[test]
fn a_cut_word_is_found() {
    assert_eq!(last_words("│ un mot coup│ et un autre │").collect::<Vec<_>>(), ["coup"]);
    assert_eq!(last_words(" Échap : quitte").collect::<Vec<_>>(), ["quitte"]);
    assert_eq!(last_words("│ /tmp/fichi│ tout … │").count(), 0, "a path may be broken, and a mark says what is");
}

#[test]
fn what_is_left_of_a_download_is_told_before_its_bytes_and_its_bar() {
    let mut app = app_downloading();
    let id = app.jobs().get(0).unwrap().id;
    for (second, done) in [(0, 100_000), (1, 300_000), (2, 500_000), (3, 700_000)] {
        let progress = Progress { done, total: Some(90_000_000), ..Progress::default() };
        app.update(Msg::Progress(id, progress, Instant::now() + std::time::Duration::from_secs(second)));
    }
    let left = app.jobs().get(0).unwrap().time_left().expect("it runs evenly");
    let left = crate::base::format::duration(left);
    for (width, height) in [(60, 20), (80, 24), (130, 30)] {
        let drawn = text(&app, width, height);
        assert!(drawn.contains(&left), "{left} at {width}: {drawn}");
    }
}

#[test]
fn a_question_shows_each_of_its_answers_at_any_width() {
    let mut app = app_with(datasets());
    press(&mut app, " jd");
    for width in [24, 40, 60] {
        let drawn = text(&app, width, 12);
        let last = drawn.lines().last().unwrap();
        assert!(last.contains(" t ") && last.contains(" m "), "{width}: {drawn}");
    }
}

#[test]
fn a_warning_is_in_the_log_once_and_in_full() {
    let mut app = app_with(datasets());
    let long = &["longuement"; 14].join(" ");
    let page = || Page { items: datasets(), warnings: vec![long.into()], ..Page::default() };
    for _ in 0..2 {
        press(&mut app, "r");
        app.update(Msg::Listed(ListingKey::new(Place::Folder(root())), None, Ok(page())));
    }
    let said = app.log().iter().filter(|notice| notice.in_full().contains(long)).count();
    assert_eq!(said, 1);
}

#[test]
fn figures_are_seen_on_a_low_screen_too() {
    let mut app = app_previewing("windows-1252.csv", fixture("windows-1252.csv"));
    press(&mut app, "llli");
    let drawn = text(&app, 40, 12).replace('\u{a0}', " ");
    assert!(drawn.contains("values 3") && drawn.contains("empty 0"), "{drawn}");
}
