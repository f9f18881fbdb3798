//! Working in a preview: what its keys change, and what is copied.

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::tests::{in_dataset, media, press};
use super::*;
use crate::app::Msg;
use crate::app::copying::CopyWhat;
use crate::app::hints::Hint;
use crate::app::jobs::JobId;
use crate::app::popup::Popup;
use crate::app::territory::EVERYWHERE;
use crate::base::i18n::Said;
use crate::download::{Outcome, Verdict, outcome_for_tests};
use crate::model::filter::{Accepts, Filter};
use crate::model::{Abilities, Address};
use crate::preview::{About, Sample, interpret};
use crate::said;

const TABLE: &str =
    "commune;n;jour\nRennes;9;31/01/2024\nRedon;10;01/02/2023\nVitré;;15/06/2023\nrennes;9;02/02/2023\n";
const POINTS: &str = r#"{"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"nom": "a"}, "geometry": null},
    {"type": "Feature", "properties": {"nom": "b"}, "geometry": {"type": "Point", "coordinates": [-1.6, 48.1]}},
    {"type": "Feature", "properties": {"nom": "c"}, "geometry": {"type": "Point", "coordinates": [-1.7, 48.2]}}]}"#;

fn read(name: &str, text: &'static str) -> Preview {
    let about = About::file(std::path::Path::new(name));
    let sample = Sample { bytes: text.into(), whole: true, total: Some(text.len() as u64), about };
    interpret(&sample, &ReadOptions::default())
}

/// Looking into a media that is this.
fn looking(name: &str, text: &'static str) -> App {
    let mut app = in_dataset(vec![media("a")]);
    press(&mut app, "p");
    app.update(Msg::Previewed(Subject::Media(Box::new(media("a"))), Box::new(Ok(read(name, text)))));
    app
}

fn viewer(app: &App) -> &Viewer {
    app.viewer.as_ref().unwrap()
}

fn rows(app: &App) -> &[usize] {
    &viewer(app).table().unwrap().1.rows
}

fn copied(app: &mut App, keys: &str) -> String {
    match press(app, keys).pop() {
        Some(Cmd::Copy(text)) => text,
        other => panic!("{keys}: {other:?}"),
    }
}

#[test]
fn a_key_sorts_by_the_column_and_the_first_is_looked_at() {
    let mut app = looking("a.csv", TABLE);
    press(&mut app, "jlo");
    assert_eq!(rows(&app), [0, 3, 1, 2]);
    assert_eq!((viewer(&app).row, viewer(&app).chosen_row()), (0, Some(0)));
    press(&mut app, "O");
    assert_eq!(rows(&app), [1, 0, 3, 2]);
    press(&mut app, "O");
    assert_eq!(rows(&app), [0, 1, 2, 3], "as the file has them");
}

#[test]
fn rows_follow_what_is_typed_and_esc_brings_them_back() {
    let mut app = looking("a.csv", TABLE);
    press(&mut app, "G/ren");
    assert_eq!((rows(&app), viewer(&app).row), (&[0, 3][..], 1), "the cursor stays on its row");
    press(&mut app, "\u{1b}");
    assert_eq!((rows(&app).len(), viewer(&app).line.is_none()), (4, true));
    press(&mut app, "/ren\nl=>9");
    assert_eq!(rows(&app), [0usize; 0], "nothing has both");
    press(&mut app, "\nj");
    assert_eq!(viewer(&app).row, 0);
    press(&mut app, "-");
    assert_eq!(rows(&app), [0, 3], "the filter of the column goes first");
    press(&mut app, "-");
    assert_eq!(rows(&app).len(), 4);
    press(&mut app, "=");
    app.update(Msg::Paste("10\n".into()));
    assert_eq!(rows(&app), [1]);
    press(&mut app, "\ntt");
    assert_eq!(rows(&app).len(), 5, "what is read another way is another table");
}

#[test]
fn columns_are_found_by_name_hidden_frozen_and_widened() {
    let mut app = looking("a.csv", TABLE);
    press(&mut app, ":jr\n");
    assert_eq!(viewer(&app).column, 2, "the likest name: jour");
    press(&mut app, "x");
    assert_eq!((viewer(&app).column, viewer(&app).chosen_column()), (1, Some(1)));
    press(&mut app, ":jour\n");
    assert_eq!(viewer(&app).chosen_column(), Some(2), "it is shown again");
    press(&mut app, "xxx");
    assert!(app.notice.is_some(), "the last one stays");
    press(&mut app, "X");
    assert_eq!(viewer(&app).table().unwrap().1.columns, [0, 1, 2]);
    press(&mut app, "[f");
    assert_eq!((viewer(&app).column, viewer(&app).table().unwrap().1.frozen), (0, 1));
    press(&mut app, "f]w");
    let arrangement = viewer(&app).table().unwrap().1;
    assert_eq!((viewer(&app).column, arrangement.frozen, arrangement.wide.contains(&2)), (2, 0, true));
    press(&mut app, ":nothing like it\n");
    assert!(matches!(app.popup, Some(Popup::Columns(_))), "what was typed can be mended");
}

#[test]
fn table_and_map_have_one_cursor() {
    let mut app = looking("a.geojson", POINTS);
    press(&mut app, "jj");
    assert_eq!(viewer(&app).chosen_row(), Some(2));
    press(&mut app, "v");
    assert!(matches!(viewer(&app).shown(), Some(View::Map(_))));
    assert_eq!((viewer(&app).row, viewer(&app).row_met()), (1, Some(2)), "the row without a shape is not on the map");
    press(&mut app, "kvvv");
    assert_eq!(viewer(&app).chosen_row(), Some(1), "and back past the tree");
}

#[test]
fn the_map_zooms_to_the_cursor_moves_and_comes_back() {
    let mut app = looking("a.geojson", POINTS);
    press(&mut app, "v+");
    let map = viewer(&app).map;
    assert!(map.times() > 1.0);
    assert_eq!(map.middle, Some([-1.6, 48.1]));
    press(&mut app, "j");
    assert_eq!(viewer(&app).map.middle, Some([-1.7, 48.2]), "it follows the cursor");
    let left = KeyEvent::new(KeyCode::Left, KeyModifiers::NONE);
    app.update(Msg::Key(left));
    assert!(viewer(&app).map.moved[0] < 0.0 && viewer(&app).row == 1, "an arrow moves the map, not the cursor");
    press(&mut app, "-");
    assert!(viewer(&app).map.is_whole());
    press(&mut app, &"+".repeat(99));
    assert!(viewer(&app).map.times().is_finite());
    press(&mut app, "0");
    assert!(viewer(&app).map.is_whole());
}

#[test]
fn the_cell_the_row_and_the_names_are_copied() {
    let mut app = looking("a.csv", "a;b,c;d\n1;x \"y\";\n");
    assert_eq!(copied(&mut app, "ly"), "x \"y\"");
    press(&mut app, "l");
    assert_eq!(press(&mut app, "y"), [], "nothing is there");
    press(&mut app, "Y");
    let Some(Popup::Copy(choice)) = &app.popup else { panic!("{:?}", app.popup) };
    let texts: Vec<_> = choice.rows.iter().map(|row| (row.label, row.what.clone())).collect();
    let text = |label: Said| texts.iter().find_map(|(known, what)| Some(what).filter(|_| *known == label)).cloned();
    assert_eq!(text(said!("app-preview-copy-row")), Some(CopyWhat::Text("1,\"x \"\"y\"\"\",".into())));
    assert_eq!(text(said!("app-preview-copy-names")), Some(CopyWhat::Text("a,\"b,c\",d".into())));
    assert_eq!(text(said!("app-preview-copy-duckdb")), None, "it is not on the disk");
    assert_eq!(texts[0].0, said!("app-copy-command"));
}

#[test]
fn what_was_downloaded_is_opened_elsewhere_unless_it_is_altered() {
    for (verdict, offered) in [(Verdict::Verified, true), (Verdict::Unverifiable, true), (Verdict::Altered, false)] {
        let mut app = in_dataset(vec![media("a")]);
        let id = match press(&mut app, "d").pop() {
            Some(Cmd::Download(id, ..)) => id,
            other => panic!("{other:?}"),
        };
        let path = PathBuf::from("/home/camille/été 1.csv");
        app.update(Msg::Started(id));
        app.update(Msg::Finished(id, Ok(Outcome { path, verdict, ..outcome_for_tests() })));
        let _: JobId = id;
        press(&mut app, "p");
        app.update(Msg::Previewed(Subject::Media(Box::new(media("a"))), Box::new(Ok(read("a.csv", "c;n\n01;2\n")))));
        press(&mut app, "Y");
        let Some(Popup::Copy(choice)) = &app.popup else { panic!("{:?}", app.popup) };
        let parts = ["read_csv('/home/camille/été 1.csv', sep=';'", "dtype={'c': str}"];
        let is_pandas =
            |what: &CopyWhat| matches!(what, CopyWhat::Text(text) if parts.iter().all(|part| text.contains(part)));
        assert_eq!(choice.rows.iter().any(|row| is_pandas(&row.what)), offered, "{verdict:?}: {:?}", choice.rows);
    }
}

/// The names of the keys in the last line.
fn hinted(app: &App) -> String {
    let hints = app.hints();
    hints.first.iter().chain(&hints.last).map(|hint| hint.key.name()).collect::<Vec<_>>().join(" ")
}

/// Each key of the last line does something in its view: none is only said to.
#[test]
fn keys_that_are_named_are_keys() {
    for (name, text, lead) in [("a.csv", TABLE, ""), ("a.geojson", POINTS, "v")] {
        let mut shown = looking(name, text);
        press(&mut shown, lead);
        // The others are for any preview, and do nothing with every file.
        let keymap = crate::config::keymap::Keymap::default();
        let is_own = |hint: &Hint| keymap.action(KeyContext::Preview, &hint.key.event()).is_none();
        for hint in shown.hints().first.into_iter().filter(is_own) {
            let mut app = looking(name, text);
            press(&mut app, lead);
            let seen = |app: &App| format!("{:?} {:?} {:?}", app.viewer, app.popup, app.notice);
            // What leads back does nothing before something has led away.
            press(&mut app, if hint.key.name() == "0" { "+" } else { "" });
            let before = seen(&app);
            let cmds = app.update(Msg::Key(hint.key.event()));
            assert!(seen(&app) != before || !cmds.is_empty(), "{} {}", hint.key.name(), hint.does);
        }
    }
}

#[test]
fn a_list_is_narrowed_to_what_the_map_shows() {
    let mut app = looking("a.geojson", POINTS);
    press(&mut app, "v");
    app.areas.map = Some([-2000, 47000, -1000, 48500]);
    let refused = |app: &mut App| {
        assert_eq!(press(app, "T"), []);
        assert!(app.viewer.is_some());
        format!("{:?}", app.notice)
    };
    assert!(refused(&mut app).contains("cannot be narrowed"));
    let able = |app: &mut App, accepts: Accepts| {
        let filters = vec![Filter { accepts, ..EVERYWHERE }];
        let abilities = Abilities { search: true, filters, sorts: vec![] };
        app.update(Msg::Abilities(Address::root("p"), abilities));
    };
    able(&mut app, Accepts::Territory);
    assert!(refused(&mut app).contains("not a box"));
    able(&mut app, Accepts::TerritoryOrBox);
    let cmds = press(&mut app, "T");
    let Some(Cmd::List(ask, None)) = cmds.first() else { panic!("{cmds:?}") };
    assert_eq!(ask.query.filters, [("territory".to_owned(), "-2,47,-1,48.5".to_owned())]);
    assert!(app.viewer.is_none() && app.step().ask == *ask);
    let mut app = looking("a.csv", TABLE);
    assert!(refused(&mut app).contains("map"));
}

/// Esc leaves what is nearest first.
#[test]
fn figures_are_closed_before_the_preview() {
    let mut app = looking("a.csv", TABLE);
    press(&mut app, "i");
    assert!(app.viewer.as_ref().unwrap().shows_figures);
    press(&mut app, "\u{1b}");
    assert!(app.viewer.as_ref().is_some_and(|viewer| !viewer.shows_figures));
    press(&mut app, "\u{1b}");
    assert!(app.viewer.is_none());
    let mut app = looking("a.csv", TABLE);
    press(&mut app, "iq");
    assert!(app.viewer.is_none(), "its own key closes all of it");
}

/// The footer names no key that does nothing with what is shown.
#[test]
fn a_footer_has_the_keys_of_what_is_shown() {
    let mut app = looking("a.csv", TABLE);
    assert_eq!(hinted(&app), "/ = o i : Y f w x n e s c t d ? p");
    app = looking("a.geojson", POINTS);
    assert!(hinted(&app).starts_with("v "), "text that is not parted into cells: {}", hinted(&app));
    app = looking("a.csv", "");
    assert_eq!(hinted(&app), "n d ? p", "nothing to read another way");
}

#[test]
fn out_of_an_archive_the_cursor_is_on_what_was_looked_into() {
    let listing = || {
        let mut preview = read("a.csv", TABLE);
        preview.entries = ["1.csv", "2.csv", "3.csv", "4.csv"].map(str::to_owned).to_vec();
        preview
    };
    let mut app = looking("a.csv", TABLE);
    let of_media = Subject::Media(Box::new(media("a")));
    app.update(Msg::Previewed(of_media.clone(), Box::new(Ok(listing()))));
    assert!(hinted(&app).starts_with("Enter "));
    let cmds = press(&mut app, "jj\n");
    let inside = of_media.inside("3.csv");
    assert_eq!(cmds.last(), Some(&Cmd::Preview(inside.clone())));
    app.update(Msg::Previewed(inside, Box::new(Ok(read("3.csv", TABLE)))));
    press(&mut app, "Y");
    let Some(Popup::Copy(choice)) = &app.popup else { panic!("{:?}", app.popup) };
    assert!(matches!(&choice.rows[0].what, CopyWhat::Text(text) if text.ends_with("--entry 3.csv")), "{choice:?}");
    press(&mut app, "\u{1b}");
    assert_eq!(press(&mut app, "\u{1b}"), [Cmd::Preview(of_media.clone())]);
    app.update(Msg::Previewed(of_media, Box::new(Ok(listing()))));
    assert_eq!((viewer(&app).row, viewer(&app).entry().map(String::as_str)), (2, Some("3.csv")));
}
