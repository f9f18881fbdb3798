//! The screen as a person sees it, at several sizes.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Modifier;

use super::draw;
use crate::access::guide::AccessWish;
use crate::app::jobs::EarlierJob;
use crate::app::listing::ListingKey;
use crate::app::mouse::Areas;
use crate::app::{App, Cmd, Msg, PortalInfo, Settings};
use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::tests::speaking;
use crate::base::i18n::{Language, Said};
use crate::base::when::When;
use crate::config::theme::{Background, Colours, Theme};
use crate::download::queue::Entry;
use crate::download::{Outcome, Progress, Verdict, outcome_for_tests};
use crate::model::form::{Field, Id, Takes};
use crate::model::{
    Abilities, Access, Address, Checksum, Dataset, Extent, Item, Licence, Media, Offer, Page, Place, Target,
};
use crate::net::quota::Remaining;
use crate::net::{WaitCause, Waiting};
use crate::portals::api_entreprise::access::GUIDE;
use crate::portals::api_entreprise::catalogue::CATALOGUE;
use crate::preview::Preview;
use crate::store::{News, Old};

pub fn press(app: &mut App, keys: &str) -> Vec<Cmd> {
    let code = |c| match c {
        '\n' => KeyCode::Enter,
        '\t' => KeyCode::Tab,
        '↓' => KeyCode::Down,
        '↑' => KeyCode::Up,
        c => KeyCode::Char(c),
    };
    let cmds = keys.chars().flat_map(|c| app.update(Msg::Key(KeyEvent::new(code(c), KeyModifiers::NONE))));
    let beside = |cmd: &Cmd| matches!(cmd, Cmd::KeepQueue(_) | Cmd::KeepPlaces { .. } | Cmd::Peek(_) | Cmd::StopPeek);
    cmds.filter(|cmd| !beside(cmd)).collect()
}

fn render(app: &App, width: u16, height: u16) -> (Terminal<TestBackend>, Areas) {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let mut seen = Areas::default();
    terminal.draw(|frame| seen = draw(frame, app, &Theme::new(false, Background::Dark, &Colours::default()))).unwrap();
    (terminal, seen)
}

pub(super) fn text(app: &App, width: u16, height: u16) -> String {
    render(app, width, height).0.backend().to_string()
}

pub fn root() -> Address {
    Address::root("rennes")
}

pub fn day(text: &str) -> Option<When> {
    When::read(&format!("{text}T10:00:00Z"))
}

/// At the root of a portal with these rows.
pub fn app_with(items: Vec<Item>) -> App {
    let url = "https://rudi.exemple.org/".to_owned();
    let mut app = App::new(vec![PortalInfo { name: "rennes".into(), kind: "rudi".into(), url, signs_in: false }]);
    press(&mut app, "\n");
    let abilities = Abilities { search: true, filters: vec![], sorts: vec![("title", Said("title"))] };
    app.update(Msg::Abilities(root(), abilities));
    let page = Page { items, total: Some(143), ..Page::default() };
    app.update(Msg::Listed(ListingKey::new(Place::Folder(root())), None, Ok(page)));
    app
}

pub fn row(title: &str, access: Access, format: &str, modified: &str) -> Item {
    let mut item = Item::new(Target::dataset(root().child(title)), title);
    item.access = Some(access);
    item.format = Some(format.into());
    item.modified = day(modified);
    item
}

pub fn datasets() -> Vec<Item> {
    vec![
        row("Comptages de vélos — été 2024", Access::Open, "csv, geojson, wfs", "2024-09-02"),
        row("Validations billettiques agrégées à l'arrêt", Access::Restricted, "csv", "2024-01-15"),
        row("Bruit — relevés <bruts> & \"non validés\" 🎧", Access::Open, "zip, geojson", "2023-05-04"),
        row("数据集目录 e\u{301}te\u{301}", Access::Personal, "", "2022-02-01"),
    ]
}

fn media(title: &str, offer: Offer) -> Media {
    Media {
        dataset: root().child("Comptages de vélos — été 2024"),
        id: title.into(),
        replaces: vec![],
        title: title.into(),
        file_name: None,
        caption: Some("Une ligne par compteur et par heure".into()),
        format: Some("csv".into()),
        content_type: Some("text/csv".into()),
        size: Some(1_843_207),
        checksum: Some(Checksum { algo: "MD5".into(), value: "14cf976991af6d578c1b5e2218a0c3c0".into() }),
        modified: day("2024-09-02"),
        licence: None,
        access: Access::Open,
        offer,
        is_derived: false,
        url: Some("https://rudi.exemple.org/medias/4a82fdb8/acfe8ee1/dwnl".into()),
        schema: None,
        facts: vec![("encoding".into(), "UTF-8".into())],
        form: vec![],
    }
}

fn dataset_with(all: Vec<Media>) -> Dataset {
    Dataset {
        address: all[0].dataset.clone(),
        title: "Comptages de vélos — été 2024".into(),
        synopsis: Some("Passages horaires relevés par les compteurs à boucle.".into()),
        summary: Some("Chaque ligne donne le nombre de passages par heure.\n\nLes pannes sont laissées vides.".into()),
        access: Access::Open,
        licence: Some(Licence {
            label: "ODbL 1.0".into(),
            url: Some("https://opendatacommons.org/licenses/odbl/".into()),
        }),
        publisher: Some("Rennes Métropole".into()),
        creators: vec![],
        doi: None,
        theme: Some("Mobilité, Transport".into()),
        keywords: vec!["vélo".into(), "comptage".into()],
        created: day("2024-06-03"),
        modified: day("2024-09-02"),
        territory: Some("Rennes Métropole".into()),
        extent: Some(Extent { west: -1.7525, south: 48.0769, east: -1.6244, north: 48.1549 }),
        period: Some((day("2022-06-20").unwrap(), None)),
        facts: vec![("mandatory mention".into(), "Source : Rennes Métropole".into())],
        page: None,
        media: all,
        withdrawn: None,
        warnings: vec![],
    }
}

/// In the first dataset, with three downloads: one running, one verified, one failed.
pub fn app_downloading() -> App {
    let mut app = app_with(datasets());
    press(&mut app, "\n");
    let service = Offer::ShowOnly("a WFS service, to open in a GIS".into());
    let names = ["comptages-vélos-été-2024.csv", "compteurs.csv", "relevés-bruts.csv"];
    let mut all: Vec<Media> = names.iter().map(|name| media(name, Offer::Download)).collect();
    all.push(media("Flux WFS des compteurs", service));
    let address = all[0].dataset.clone();
    let dataset = dataset_with(all);
    app.update(Msg::Dataset(address, Box::new(Ok(dataset))));
    let ids: Vec<_> = press(&mut app, "djdjdkk")
        .into_iter()
        .map(|cmd| match cmd {
            Cmd::Download(id, ..) => id,
            other => panic!("{other:?}"),
        })
        .collect();
    ids.iter().for_each(|id| drop(app.update(Msg::Started(*id))));
    let start = Instant::now();
    for (second, done) in [(0, 0), (1, 400_000), (2, 800_000)] {
        let progress = Progress { done, total: Some(1_843_207), ..Progress::default() };
        app.update(Msg::Progress(ids[0], progress, start + Duration::from_secs(second)));
    }
    let path = PathBuf::from("/home/camille/compteurs.csv");
    let done = Outcome { path, bytes: 1_843_207, verdict: Verdict::Verified, ..outcome_for_tests() };
    app.update(Msg::Finished(ids[1], Ok(done)));
    app.update(Msg::Finished(ids[2], Err(Error::new(ErrorKind::Network, "relevés-bruts.csv", "the connection broke"))));
    app
}

#[test]
fn a_list_at_three_sizes() {
    let app = app_with(datasets());
    insta::assert_snapshot!("list_40x12", text(&app, 40, 12));
    insta::assert_snapshot!("list_80x24", text(&app, 80, 24));
    insta::assert_snapshot!("list_130x30", text(&app, 130, 30));
}

#[test]
fn a_dataset_and_its_downloads_at_three_sizes() {
    let mut app = app_downloading();
    insta::assert_snapshot!("downloads_40x12", text(&app, 40, 12));
    insta::assert_snapshot!("downloads_80x24", text(&app, 80, 24));
    insta::assert_snapshot!("downloads_200x60", text(&app, 200, 60));
    press(&mut app, "\t");
    insta::assert_snapshot!("detail_40x12", text(&app, 40, 12));
}

#[test]
fn a_job_that_started_over_says_so() {
    let mut app = app_downloading();
    let id = app.jobs().get(0).unwrap().id;
    let progress = Progress { done: 1000, started_over: 1, ..Progress::default() };
    app.update(Msg::Progress(id, progress, Instant::now()));
    assert!(text(&app, 80, 24).contains("started over"), "{}", text(&app, 80, 24));
}

#[test]
fn what_is_waited_for_counts_down_at_every_size_and_in_both_languages() {
    let mut app = app_downloading();
    let id = app.jobs().get(0).unwrap().id;
    let mut screens = String::new();
    for (cause, seconds) in [
        (WaitCause::Status(202), 75),
        (WaitCause::Status(202), 74),
        (WaitCause::Status(503), 3600),
        (WaitCause::NoAnswer, 2),
    ] {
        let progress = Progress { waiting: Some(Waiting { seconds, cause }), ..app.jobs().get(0).unwrap().progress };
        app.update(Msg::Progress(id, progress, Instant::now()));
        for language in [Language::English, Language::French] {
            for (width, height) in [(130, 30), (80, 24), (40, 12)] {
                let screen = speaking(language, || text(&app, width, height));
                let line = screen.lines().find(|line| line.contains("comptages") && line.contains(':')).unwrap();
                let time = crate::base::format::duration(Duration::from_secs(seconds));
                assert!(line.contains(&time), "{line}");
                screens.push_str(line.trim_matches(['"', '│']).trim_end());
                screens.push('\n');
            }
        }
    }
    insta::assert_snapshot!("waiting", screens);
    app.update(Msg::Progress(id, Progress { waiting: None, ..app.jobs().get(0).unwrap().progress }, Instant::now()));
    assert!(text(&app, 80, 24).contains("43 %"), "it runs again");
}

#[test]
fn a_download_that_is_not_done_can_be_removed_and_a_doubt_is_told() {
    let mut app = app_downloading();
    let ids: Vec<_> = app.jobs().iter().map(|job| job.id).collect();
    press(&mut app, "\t\tkk");
    insta::assert_snapshot!("job_running_80x24", text(&app, 80, 24));
    press(&mut app, "x");
    insta::assert_snapshot!("job_cancelled_80x24", text(&app, 80, 24));
    insta::assert_snapshot!("job_cancelled_40x12", text(&app, 40, 12));
    press(&mut app, "X");
    insta::assert_snapshot!("job_remove_80x24", text(&app, 80, 24));
    insta::assert_snapshot!("job_remove_fr_40x12", speaking(Language::French, || text(&app, 40, 12)));

    let mut app = app_downloading();
    let reason = "it has the 1843207 bytes the portal states; doubtful: the server sent it as a web page".to_owned();
    let doubt = Some("the server sent it as a web page".to_owned());
    let path = PathBuf::from("/home/camille/comptages.csv");
    let done = Outcome { path, bytes: 1_843_207, verdict: Verdict::SizeOnly, reason, doubt, ..outcome_for_tests() };
    app.update(Msg::Finished(ids[0], Ok(done)));
    press(&mut app, "\t\tkk");
    insta::assert_snapshot!("job_doubtful_80x24", text(&app, 80, 24));
    insta::assert_snapshot!("job_doubtful_fr_200x60", speaking(Language::French, || text(&app, 200, 60)));
}

#[test]
fn what_an_earlier_run_left_says_how_it_stands() {
    let mut app = app_with(datasets());
    let entry = |name: &str, cancelled| {
        let plan = crate::download::FetchPlan::into(std::path::Path::new("/home/camille"));
        let entry = Entry { cancelled, ..Entry::new(&media(name, Offer::Download), &plan) };
        let begun = Progress { done: 12_000_000, total: Some(40_000_000), ..Progress::default() };
        EarlierJob { entry, begun: Some(begun), kept: 12_000_000 }
    };
    let not_begun = EarlierJob { begun: None, kept: 0, ..entry("d.csv", false) };
    app.update(Msg::Unfinished(vec![entry("a.csv", false), entry("b.csv", true), entry("c.csv", false), not_begun]));
    // Two are asked for again, and their portal has them no longer.
    press(&mut app, "\t\t");
    for (row, id) in app.jobs().iter().map(|job| job.id).enumerate().skip(2).collect::<Vec<_>>() {
        press(&mut app, if row == 2 { "jj " } else { "j " });
        let gone = Error::new(ErrorKind::NotFound, "rennes", "no such media");
        app.update(Msg::Finished(id, Err(gone)));
    }
    for (name, width, height) in [("80x24", 80, 24), ("40x12", 40, 12)] {
        insta::assert_snapshot!(format!("earlier_{name}"), text(&app, width, height));
        let french = speaking(Language::French, || text(&app, width, height));
        insta::assert_snapshot!(format!("earlier_fr_{name}"), french);
    }
}

#[test]
fn questions_and_help_stand_above_the_panes() {
    let mut app = app_downloading();
    press(&mut app, "q");
    insta::assert_snapshot!("quit_80x24", text(&app, 80, 24));
    press(&mut app, "n?");
    insta::assert_snapshot!("help_80x24", text(&app, 80, 24));
    let (_, seen) = render(&app, 40, 12);
    assert!(seen.page_rows > 0);
}

#[test]
fn a_failure_fills_its_own_pane_and_says_what_to_do() {
    let mut app = app_with(datasets());
    press(&mut app, "\n");
    let error =
        Error::new(ErrorKind::Network, "rennes: Comptages de vélos", "rudi.exemple.org cannot be reached (refused)")
            .hint("Check the address, the network and the proxy (HTTPS_PROXY).");
    app.update(Msg::Dataset(root().child("Comptages de vélos — été 2024"), Box::new(Err(error))));
    insta::assert_snapshot!("failure_80x24", text(&app, 80, 24));
}

#[test]
fn a_pane_is_called_as_the_row_that_led_there() {
    let id = root().child("shares").child("0000c0ffee");
    let share = Item::new(Target::folder(id.clone()), "Eau et assainissement");
    let mut app = app_with(vec![share]);
    press(&mut app, "\n");
    app.update(Msg::Listed(
        ListingKey::new(Place::Folder(id)),
        None,
        Ok(Page { items: datasets(), ..Page::default() }),
    ));
    let narrow = text(&app, 80, 24);
    let names: String = narrow.lines().take(2).collect();
    assert!(names.contains("╭ Eau et assainissement ─") && !names.contains("c0ffee"), "{narrow}");
    assert!(narrow.contains(" rennes/shares/0000c0ffee "), "the status line tells the address: {narrow}");
    // Beside what is in it, and above what was found in it.
    press(&mut app, "\n");
    assert!(text(&app, 200, 24).contains("╭ Eau et assainissement ─"));
    assert!(text(&app, 200, 24).contains("╭ media ─"));
}

#[test]
fn a_form_asks_one_thing_at_a_time_and_says_what_is_wrong() {
    let mut app = app_downloading();
    let mut asking = media("effectifs.json", Offer::Download);
    asking.title = "Effectifs annuels d'une unité légale".into();
    asking.form = vec![
        Field::new("siren", "SIREN of the company", Takes::Id(vec![Id::Siren])),
        Field::new("year", "year", Takes::Year { from: 1900, to: 2026 }),
        Field::new("nature_effectif", "kind of headcount", Takes::Text).optional(),
        Field::new("recipient", "SIRET of who uses the data", Takes::Id(vec![Id::Siret])),
        Field::new("object", "what the data are for", Takes::Text).help("Kept by the portal, and shown to auditors."),
    ];
    asking.form[3].default = Some("21350999900016".into());
    let address = asking.dataset.clone();
    let mut dataset = (**app.dataset().unwrap()).clone();
    dataset.media = vec![asking];
    app.update(Msg::Dataset(address, Box::new(Ok(dataset))));
    press(&mut app, "d123\n2024\n\n\n");
    insta::assert_snapshot!("form_80x24", text(&app, 80, 24));
    press(&mut app, "marché 12\n");
    insta::assert_snapshot!("form_mistake_80x24", text(&app, 80, 24));
    insta::assert_snapshot!("form_mistake_40x12", text(&app, 40, 12));
}

#[test]
fn what_a_portal_s_limits_leave_stands_in_the_last_line() {
    let left = |title: &str, left, limit| Remaining {
        title: title.into(),
        left,
        limit,
        resets: "2026-11-21T13:05:00Z".parse().unwrap(),
    };
    let mut app = app_with(datasets());
    app.configure(Settings { zone: TimeZone::fixed(jiff::tz::offset(1)), ..Settings::default() }, 3);
    let last_line = |app: &App, width| text(app, width, 12).lines().last().unwrap().to_owned();
    let two = vec![left("calls", 245, 250), left("documents", 12, 50)];
    app.update(Msg::Quota("rennes".into(), two));
    let widths = [200, 130, 80, 56, 40, 20];
    let used: Vec<_> = widths.iter().map(|width| last_line(&app, *width)).collect();
    app.update(Msg::Quota("rennes".into(), vec![left("documents", 50, 50)]));
    let full = last_line(&app, 80);
    insta::assert_snapshot!("limits", format!("{}\n\n{full}", used.join("\n")));
}

#[test]
fn how_access_is_asked_for_is_a_list_to_tick() {
    let mut app = app_with(datasets());
    press(&mut app, "A");
    let guide = GUIDE.told(&[CATALOGUE.endpoint("v4_acoss_attestations_sociales").unwrap()], None, "en");
    let ticked = ["choose".to_owned()].into();
    app.update(Msg::Guide(
        AccessWish::to(root().child("Comptages de vélos — été 2024")),
        Box::new(Ok((guide, ticked))),
    ));
    insta::assert_snapshot!("access_80x24", text(&app, 80, 24));
    insta::assert_snapshot!("access_40x12", text(&app, 40, 12));
    press(&mut app, "jjjjjjj jjj");
    insta::assert_snapshot!("access_link_40x12", text(&app, 40, 12));
    press(&mut app, "G");
    assert!(text(&app, 40, 12).contains("> "), "the last line can be read");
}

#[test]
fn with_no_portal_the_first_screen_offers_the_demo() {
    insta::assert_snapshot!("welcome_80x24", text(&App::new(vec![]), 80, 24));
}

#[test]
fn the_chosen_row_is_marked_in_text_and_in_style() {
    let app = app_with(datasets());
    let (terminal, _) = render(&app, 80, 24);
    let buffer = terminal.backend().buffer();
    let marked = (0..24).find(|y| buffer[(1, *y)].symbol() == ">").expect("a marker");
    assert!(buffer[(3, marked)].modifier.contains(Modifier::REVERSED));
}

#[test]
fn no_title_breaks_a_border() {
    let hostile = [
        "👩‍👩‍👧‍👦 famille 🇫🇷",
        "مرحبا بالعالم نص طويل جدا يتجاوز العرض",
        "e\u{301}\u{300}\u{302} combinés",
        "ﷺ long",
        "a\tb",
    ];
    let items =
        hostile.iter().map(|title| row(&crate::base::text::line(title), Access::Open, "csv", "2024-01-01")).collect();
    let app = app_with(items);
    for width in [40, 41, 57, 72, 80, 120, 131] {
        let (terminal, _) = render(&app, width, 14);
        let buffer = terminal.backend().buffer();
        let right = (0..width).rev().find(|x| buffer[(*x, 1)].symbol() == "╮").expect("a corner");
        for y in 2..9 {
            assert_eq!(buffer[(right, y)].symbol(), "│", "{width} columns, row {y}:\n{}", terminal.backend());
        }
    }
}

#[test]
fn no_size_panics() {
    let mut app = app_downloading();
    for keys in ["", "\t", "\t", "?", "x", "/été"] {
        press(&mut app, keys);
        for (width, height) in [(1, 1), (2, 3), (10, 4), (39, 5), (40, 12), (71, 17), (500, 3)] {
            render(&app, width, height);
        }
    }
}

/// The preview of a file.
fn interpreted(name: &str, bytes: Vec<u8>) -> Preview {
    use crate::preview::{About, ReadOptions, SAMPLE, Sample, interpret};
    let (total, about) = (bytes.len(), About::file(std::path::Path::new(name)));
    let bytes = bytes::Bytes::from(bytes).slice(..total.min(SAMPLE));
    let sample = Sample { whole: total <= SAMPLE, bytes, total: Some(total as u64), about };
    interpret(&sample, &ReadOptions::default())
}

/// The second media of a dataset, looked into.
pub fn app_previewing(name: &str, bytes: Vec<u8>) -> App {
    let mut app = app_with(datasets());
    press(&mut app, "\n");
    let address = root().child("Comptages de vélos — été 2024");
    let mut dataset = dataset_with(vec![media(name, Offer::Download)]);
    dataset.address = address.clone();
    app.update(Msg::Dataset(address, Box::new(Ok(dataset))));
    let subject = match press(&mut app, "p").pop() {
        Some(Cmd::Preview(subject)) => subject,
        other => panic!("{other:?}"),
    };
    app.update(Msg::Previewed(subject, Box::new(Ok(interpreted(name, bytes)))));
    app
}

pub fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/preview/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn a_preview_of_rows_keeps_its_header_and_scrolls_both_ways() {
    let mut app = app_previewing("windows-1252.csv", fixture("windows-1252.csv"));
    insta::assert_snapshot!("preview_table_80x24", text(&app, 80, 24));
    insta::assert_snapshot!("preview_table_40x12", text(&app, 40, 12));
    press(&mut app, "jll");
    insta::assert_snapshot!("preview_scrolled_40x12", text(&app, 40, 12));
    let wide = "名前;値;説明\n数据集目录;1,5;é\u{301}\n東京;2,25;\"a\nb\"\n".as_bytes().to_vec();
    insta::assert_snapshot!("preview_wide_40x12", text(&app_previewing("wide.csv", wide), 40, 12));
}

#[test]
fn what_does_not_fit_its_schema_is_said_above_its_table() {
    use crate::app::preview::Subject;
    use crate::app::preview::checking::tests::checked_for_tests;
    use crate::model::SchemaRef;
    let mut app = app_previewing("windows-1252.csv", fixture("windows-1252.csv"));
    let Some(Subject::Media(mut media)) = app.viewer().map(|viewer| viewer.subject.clone()) else { panic!() };
    assert_eq!(press(&mut app, "C"), []);
    assert!(text(&app, 100, 24).contains("guichet check"));
    media.schema = Some(SchemaRef { name: Some("a/b".into()), ..SchemaRef::default() });
    let mut dataset = dataset_with(vec![(*media).clone()]);
    dataset.address = media.dataset.clone();
    press(&mut app, "p");
    app.update(Msg::Dataset(media.dataset.clone(), Box::new(Ok(dataset))));
    let subject = Subject::Media(media);
    press(&mut app, "p");
    let preview = interpreted("windows-1252.csv", fixture("windows-1252.csv"));
    app.update(Msg::Previewed(subject.clone(), Box::new(Ok(preview))));
    press(&mut app, "C");
    assert!(text(&app, 100, 24).contains("C: stop"));
    app.update(Msg::Checked(subject, Box::new(Ok(checked_for_tests("a.csv", "nom;n\nRennes;9\nRedon;x\n")))));
    let shown = text(&app, 120, 24);
    assert!(shown.contains("misfits 3/3") && shown.contains("does not fit cities"), "{shown}");
    assert!(shown.contains("digits alone"), "the remedy: {shown}");
}

#[test]
fn a_preview_of_geojson_is_a_table_a_map_and_a_tree() {
    let mut app = app_previewing("nested.geojson", fixture("nested.geojson"));
    press(&mut app, "v");
    insta::assert_snapshot!("preview_map_80x24", text(&app, 80, 24));
    insta::assert_snapshot!("preview_map_40x12", text(&app, 40, 12));
    press(&mut app, "v");
    insta::assert_snapshot!("preview_tree_80x24", text(&app, 80, 24));
}

/// A hundred points around Rennes, in a file that says no more of them.
fn stations() -> Vec<u8> {
    let feature = |n: i32| {
        let (x, y) = (-1.9 + 0.05 * f64::from(n % 10), 47.95 + 0.03 * f64::from(n / 10));
        format!(
            r#"{{"type":"Feature","properties":{{"nom":"S{n}","n":{}}},"geometry":{{"type":"Point","coordinates":[{x:.3},{y:.3}]}}}}"#,
            n % 7
        )
    };
    let features: Vec<String> = (0..100).map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(",")).into_bytes()
}

#[test]
fn a_map_and_figures_at_usual_sizes() {
    let mut app = app_previewing("stations.geojson", stations());
    press(&mut app, "lljo");
    press(&mut app, "i");
    insta::assert_snapshot!("preview_figures_120x40", text(&app, 120, 40));
    insta::assert_snapshot!("preview_figures_60x20", text(&app, 60, 20));
    press(&mut app, "v++");
    insta::assert_snapshot!("preview_zoomed_120x40", text(&app, 120, 40));
    insta::assert_snapshot!("preview_zoomed_60x20", text(&app, 60, 20));
}

#[test]
fn a_preview_of_broken_json_is_its_text_and_the_mistake() {
    let mut app = app_previewing("broken.json", fixture("broken.json"));
    insta::assert_snapshot!("preview_text_80x24", text(&app, 80, 24));
    press(&mut app, "v");
    assert!(text(&app, 80, 24).contains("dataset: Rennes Métropole, 0.1° × 0.08°"), "{}", text(&app, 80, 24));
}

#[test]
fn a_preview_fits_any_size() {
    let names = ["windows-1252.csv", "quoted.csv", "nested.geojson", "broken.json", "latin1.xml", "terminal.txt"];
    for name in names {
        let mut app = app_previewing(name, fixture(name));
        for _ in 0..3 {
            for (width, height) in [(1, 1), (2, 3), (10, 4), (39, 5), (40, 12), (71, 17), (500, 3), (200, 60)] {
                render(&app, width, height);
            }
            press(&mut app, "vGlif+");
        }
    }
}

/// In a portal whose rows are those of an earlier run, of 14 November 2023.
fn app_with_old(items: Vec<Item>) -> App {
    let url = "https://rudi.exemple.org/".to_owned();
    let mut app = App::new(vec![PortalInfo { name: "rennes".into(), kind: "rudi".into(), url, signs_in: false }]);
    press(&mut app, "\n");
    let when = jiff::Timestamp::from_second(1_700_000_000).unwrap();
    let old = Old { value: Page { items, ..Page::default() }, when };
    app.update(Msg::OldPage(ListingKey::new(Place::Folder(root())), None, old));
    app
}

#[test]
fn old_rows_say_since_when_and_what_came_of_asking_again() {
    for items in [datasets(), vec![]] {
        let mut app = app_with_old(items);
        assert!(text(&app, 100, 24).contains("rennes · as of 2023-11-14 22:13, asking the portal…"));
        let long =
            "127.0.0.1:8080 cannot be reached (Connection refused), and this sentence goes on for longer than a line";
        app.update(Msg::Listed(
            ListingKey::new(Place::Folder(root())),
            None,
            Err(Error::new(ErrorKind::Network, "rennes", long)),
        ));
        let screen = text(&app, 100, 24);
        assert!(screen.contains("rennes · as of 2023-11-14 22:13 "), "{screen}");
        assert!(screen.contains("127.0.0.1:8080 cannot") && screen.contains("(r: try again)"), "{screen}");
    }
}

#[test]
fn what_is_new_or_changed_says_so_in_words_at_every_width() {
    let mut app = app_with(datasets());
    let target = |row: usize| datasets()[row].target.clone();
    app.update(Msg::News(vec![(target(0), News::Changed), (target(1), News::New)]));
    for (width, height) in [(40, 12), (80, 24), (200, 60)] {
        let screen = text(&app, width, height);
        assert!(screen.contains("changed Comptages"), "{screen}");
        assert!(screen.contains("new Validations") && !screen.contains("new Bruit"), "{screen}");
    }
    assert!(text(&app, 200, 60).contains("changed since your last visit"), "of the chosen row");
}

/// What is odd about a dataset stands in its pane too, not in the listing alone.
#[test]
fn what_is_odd_about_a_dataset_is_told_with_it() {
    let odd = Dataset { warnings: vec!["it has no title".into()], ..dataset_with(vec![media("a", Offer::Download)]) };
    let told = super::detail::of_dataset(&odd);
    assert!(told.iter().any(|(_, text)| text == "! it has no title"), "{told:?}");
    let licence = Licence { label: "CC BY 4.0".into(), url: None };
    let media = Media { licence: Some(licence), ..odd.media[0].clone() };
    assert!(super::detail::of_media(&media).iter().any(|(_, text)| text == "CC BY 4.0"));
}

#[test]
fn a_jump_to_another_portal_leaves_the_places_of_the_first() {
    let elsewhere = |path: &[&str]| path.iter().fold(Address::root("other"), |at, part| at.child(*part));
    let table = [
        (Target::dataset(elsewhere(&["set"])), "other / set"),
        (Target::folder(elsewhere(&["themes", "water"])), "other / water"),
        (Target::folder(elsewhere(&[])), "other"),
        (Target::folder(root().child("themes")), "rennes / themes"),
    ];
    for (target, whereabouts) in table {
        let mut app = app_with(datasets());
        app.update(Msg::Resolved(Ok(target)));
        let first = text(&app, 80, 20).lines().next().unwrap().to_owned();
        assert!(first.contains(&format!(" {whereabouts} ")), "{whereabouts}: {first}");
    }
}
