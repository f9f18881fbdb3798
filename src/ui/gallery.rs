//! Every main view of the browser as a person sees it: in both languages at four sizes, and in three themes.

use std::fmt::Write as _;
use std::path::Path;

use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Style;

use super::tests::{app_downloading, app_previewing, app_with, datasets, fixture, press, root, row};
use super::{batch_views, draw};
use crate::access::auth::Account;
use crate::access::guide::AccessWish;
use crate::app::listing::ListingKey;
use crate::app::offers::Offered;
use crate::app::wizard::WizardNews;
use crate::app::{App, Msg, PortalInfo, Settings};
use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::Language;
use crate::base::i18n::tests::speaking;
use crate::config::theme::{Background, Colours, Theme};
use crate::diff::ToldDiff;
use crate::download::Progress;
use crate::model::fixtures::{ACCESS, FROM, THEME};
use crate::model::{Abilities, Access, Facet, FacetValue, Page, Place, Query};
use crate::net::quota::Remaining;
use crate::portals::api_entreprise::access::GUIDE;
use crate::portals::api_entreprise::catalogue::CATALOGUE;
use crate::setup::question::LineQuestion;
use crate::sync::{DataPath, DataState, Lock, SyncAction, SyncRow};
use crate::t;

/// How one gets to a view.
type ViewPath = fn() -> App;

pub(super) const VIEWS: &[(&str, ViewPath)] = &[
    ("welcome", || App::new(vec![])),
    ("first", first_screen),
    ("federated", federated),
    ("home", home),
    ("list", list),
    ("search", search),
    ("dataset", app_downloading),
    ("filters", filters),
    ("filter_value", || pressed(filters(), "theme↑↑\nEnv")),
    ("filter_found", || pressed(filters(), "env")),
    ("filter_mistake", || pressed(filters(), "↑↑↑↑\nhier\n")),
    ("palette", || pressed(list(), ":tri")),
    ("places", places),
    ("plan", || pressed(app_downloading(), "D")),
    ("plan_struck", || pressed(app_downloading(), "D ")),
    ("marked", || pressed(list(), "d")),
    ("download", || pressed(app_downloading(), "\t\t")),
    ("notices", || pressed(app_downloading(), "XEv!")),
    ("failure", failure),
    ("help", || pressed(list(), "?")),
    ("help_found", || pressed(list(), "?/filt")),
    ("jobs", || pressed(app_downloading(), "\t\tk")),
    ("access", access),
    ("batch_file", batch_views::file),
    ("batch_columns", batch_views::columns),
    ("batch_plan", batch_views::planned),
    ("batch_running", batch_views::running),
    ("batch_failing", batch_views::failing),
    ("batch_done", batch_views::done),
    ("data", my_data),
    ("data_coming", data_coming),
    ("data_plan", || pressed(my_data(), "u")),
    ("data_changed", data_changed),
    ("tour", tour),
    ("wizard", wizard),
    ("table", || app_previewing("windows-1252.csv", fixture("windows-1252.csv"))),
    ("map", || pressed(app_previewing("nested.geojson", fixture("nested.geojson")), "v")),
    ("figures", || pressed(app_previewing("windows-1252.csv", fixture("windows-1252.csv")), "llli")),
    ("arranged", || pressed(app_previewing("windows-1252.csv", fixture("windows-1252.csv")), "fl/re\nlO=>10\nlx=")),
    ("columns", || pressed(app_previewing("windows-1252.csv", fixture("windows-1252.csv")), "lx:mu")),
    ("copies", || pressed(app_previewing("windows-1252.csv", fixture("windows-1252.csv")), "Y")),
    ("preview_help", || pressed(app_previewing("windows-1252.csv", fixture("windows-1252.csv")), "?")),
];

/// At its first step, by somebody who is stuck.
fn tour() -> App {
    let mut app = list();
    app.begin_tour(false);
    pressed(app, &"jk".repeat(8))
}

/// A file of one's own data that stands so.
fn file_standing(path: &str, state: DataState, locked: Option<&str>) -> SyncRow {
    let sentence = |text: &str| Some(text.to_owned());
    let path = DataPath::new(path).unwrap();
    let lock = locked.map(|bytes| {
        let text = format!(
            "version = 1\n[[file]]\npath = \"{path}\"\naddress = \"rennes/vélos/{path}\"\nmedia = \"rennes/vélos/x\"\n\
             portal = \"https://rennes.exemple.org/\"\nbytes = {bytes}\nsha256 = \"{}\"\npublished = \"2024-09-02\"\n\
             licence = \"ODbL 1.0\"\nattribution = \"Rennes\"\nverdict = \"verified\"\nchecked = \"2024-09-03\"\n",
            "ab".repeat(32)
        );
        Lock::parse(Path::new("data.lock"), &text).unwrap()
    });
    SyncRow {
        locked: lock.and_then(|lock| lock.files.get(&path).cloned()),
        address: Some(root().child("vélos").child(path.as_str())),
        path,
        state,
        action: SyncAction::of(state),
        reason: match state {
            DataState::Withdrawn => sentence("the dataset has no such media any more"),
            _ => None,
        },
        error: (state == DataState::Failed)
            .then(|| Error::new(ErrorKind::Network, "rennes", "the portal cannot be reached").hint("Try again later.")),
    }
}

/// One's own data, a file for each state there is, the cursor on one that is newer.
fn my_data() -> App {
    let mut app = home();
    app.update(Msg::DataFound("/home/camille/projet".into(), Some(12)));
    press(&mut app, "jjjj\n");
    let names = [
        "comptages.csv",
        "brut/vélos-été-2024.csv",
        "brut/bruit.geojson",
        "anciens/lignes.csv",
        "brut/arrêts.txt",
        "fontaines.csv",
        "arbres.csv",
        "eau.csv",
        "notes.csv",
        "zones.gpkg",
        "vieux.csv",
        "entreprises.csv",
    ];
    let rows = names.iter().zip(DataState::ALL).map(|(name, state)| {
        let is_locked = !matches!(state, DataState::New | DataState::InTheWay | DataState::Failed);
        file_standing(name, state, Some("1843207").filter(|_| is_locked))
    });
    app.update(Msg::DataLooked(Ok(rows.collect())));
    pressed(app, "j")
}

/// In the middle of bringing them up to date.
fn data_coming() -> App {
    let mut app = pressed(my_data(), "u");
    let yes = app.bring_question().choices[0].letter();
    press(&mut app, &yes.to_string());
    let progress = Progress { done: 1_200_000, total: Some(4_800_000), ..Progress::default() };
    app.update(Msg::DataGoesOn(DataPath::new("brut/vélos-été-2024.csv").unwrap(), progress));
    let brought =
        SyncRow { action: SyncAction::Fetch, ..file_standing("fontaines.csv", DataState::InStep, Some("5120")) };
    app.update(Msg::DataEnded(Box::new(brought)));
    pressed(app, "k")
}

/// What changed in one of them.
fn data_changed() -> App {
    let mut app = pressed(my_data(), "=");
    let path = DataPath::new("brut/vélos-été-2024.csv").unwrap();
    let line = |parts: [&str; 5]| parts.map(str::to_owned);
    let told = ToldDiff {
        between: t!("diff-between", old = path.to_string(), new = t!("sync-published-now")),
        notes: vec![],
        sentences: vec![
            t!("diff-rows", old = 1204, new = 1206, added = 3, removed = 1, changed = 2, same = 1201),
            t!("diff-key-guessed", columns = "compteur"),
        ],
        head: line(["", &t!("diff-head-key"), &t!("diff-head-column"), &t!("diff-head-old"), &t!("diff-head-new")]),
        lines: vec![
            line(["~", "X2H20012081", "passages", "1 204", "1 240"]),
            line(["~", "X2H20012081", "état", "en panne depuis le 3 mars, voir la note du service", "en service"]),
            line(["+", "X2H20012099", "", "", "Pont de Nantes · 48.1 · -1.68 · en service · 0 · 2024"]),
            line(["-", "X2H20011111", "", "Place de la République · 48.11 · -1.67 · retiré", ""]),
        ],
        more: 3,
    };
    app.update(Msg::DataCompared(path, Ok(told)));
    app
}

/// In the middle of it, with the secret half typed.
fn wizard() -> App {
    let mut app = home();
    let asked = |text: String, default: Option<&str>, hidden| {
        Msg::Wizard(WizardNews::Asked(LineQuestion { hidden, ..LineQuestion::new(&text, default) }))
    };
    app.update(Msg::Wizard(WizardNews::Said(t!("setup-which-portal"))));
    app.update(asked(t!("setup-number"), Some("1"), false));
    press(&mut app, "\n");
    app.update(Msg::Wizard(WizardNews::Said(t!("rudi-found-login"))));
    app.update(asked(t!("secrets-login"), None, false));
    press(&mut app, "camille@rennesmetropole.fr\n");
    app.update(asked(t!("secrets-password"), None, true));
    press(&mut app, "secret");
    app
}

fn pressed(mut app: App, keys: &str) -> App {
    press(&mut app, keys);
    app
}

fn info(name: &str, kind: &str, signs_in: bool) -> PortalInfo {
    PortalInfo { name: name.into(), kind: kind.into(), url: format!("https://{name}.exemple.org/"), signs_in }
}

/// Nothing is configured, and there is something to switch on.
fn first_screen() -> App {
    let mut app = App::new(vec![]);
    let offered = |name: &str, label: &str| Offered {
        info: info(name, "udata", false),
        label: label.into(),
        told: vec![],
        source: None,
    };
    app.offer(vec![offered("data-gouv", "France, data.gouv.fr"), offered("paris", "Paris")]);
    press(&mut app, "j");
    app
}

/// A dataset that three portals have.
fn federated() -> App {
    let mut app = home();
    press(&mut app, "/eau\n");
    for portal in ["registre", "geo", "rennes"] {
        let mut item = row("Qualité de l’eau", Access::Open, "csv", "2024-09-02");
        item.target = crate::model::Target::dataset(crate::model::Address::root(portal).child("eau"));
        item.same_as = crate::model::identity::Identities::of("").id(Some("10.5072/eau"), None).all();
        let page = Page { items: vec![item], ..Page::default() };
        app.update(Msg::Found(Query::text("eau"), portal.into(), Ok(page)));
    }
    app
}

fn account() -> Account {
    Account { who: Some("camille@rennesmetropole.fr".into()), ..Account::default() }
}

fn home() -> App {
    let portals = vec![
        info("rennes", "rudi", true),
        info("registre", "dastra", true),
        info("geo", "isogeo", true),
        info("entreprises", "api-entreprise", true),
    ];
    let mut app = App::new(vec![]);
    app.update(Msg::Portals(Ok(portals)));
    app.update(Msg::Account("rennes".into(), Box::new(Ok(account()))));
    let refused =
        Error::new(ErrorKind::SignIn, "registre", "the portal refuses this API key").hint("Run `guichet setup`.");
    app.update(Msg::Account("registre".into(), Box::new(Err(refused))));
    app
}

/// A search in a portal one is signed in to, with filters, an order, marks and a limit on requests.
fn list() -> App {
    let mut app = home();
    press(&mut app, "\n");
    app.configure(Settings { zone: TimeZone::fixed(jiff::tz::offset(1)), ..Settings::default() }, 3);
    let abilities =
        Abilities { search: true, filters: vec![THEME], sorts: vec![("title", crate::base::i18n::Said("title"))] };
    app.update(Msg::Abilities(root(), abilities));
    let page = Page { items: datasets(), total: Some(143), ..Page::default() };
    app.update(Msg::Listed(ListingKey::new(Place::Folder(root())), None, Ok(page.clone())));
    press(&mut app, "/vélo\ns");
    press(&mut app, "jj\n");
    let ask = app.step().ask.clone();
    app.update(Msg::Listed(ask, None, Ok(page)));
    let resets = "2026-11-21T13:05:00Z".parse().unwrap();
    app.update(Msg::Quota("rennes".into(), vec![Remaining { title: "appels".into(), left: 245, limit: 250, resets }]));
    press(&mut app, "  ");
    app
}

fn search() -> App {
    let mut app = home();
    press(&mut app, "/eau\n");
    for (portal, titles) in
        [("rennes", ["Qualité de l’eau", "Réseau d’eau potable"]), ("geo", ["Cours d’eau", "Zones humides"])]
    {
        let items = titles.iter().map(|title| {
            let mut item = row(title, Access::Open, "csv", "2024-09-02");
            item.target = crate::model::Target::dataset(crate::model::Address::root(portal).child(*title));
            item
        });
        let page = Page { items: items.collect(), ..Page::default() };
        app.update(Msg::Found(Query::text("eau"), portal.into(), Ok(page)));
    }
    let down = Error::new(ErrorKind::Network, "registre", "the portal cannot be reached");
    app.update(Msg::Found(Query::text("eau"), "registre".into(), Err(down)));
    app
}

fn filters() -> App {
    let mut app = app_with(datasets());
    let abilities = Abilities { search: true, filters: vec![FROM, THEME, ACCESS], sorts: vec![] };
    app.update(Msg::Abilities(root(), abilities));
    press(&mut app, "f");
    let value = |label: &str, count| FacetValue { value: label.into(), label: label.into(), count: Some(count) };
    let facet = |key: &str, values| Facet { key: key.into(), values };
    let facets = vec![
        facet("theme", vec![value("Mobilité, Transport", 1234), value("Environnement", 56)]),
        facet("access", vec![value("open", 980), value("personal", 12)]),
    ];
    app.update(Msg::Facets(root(), Ok(facets)));
    press(&mut app, "↓ ");
    app
}

fn places() -> App {
    pressed(app_downloading(), "hjb\nhjj\nh'")
}

fn failure() -> App {
    let mut app = app_with(datasets());
    let ask = app.step().ask.clone();
    let error = Error::new(ErrorKind::Network, "rennes", "rudi.exemple.org cannot be reached (connection refused)")
        .hint("Check the address, the network and the proxy (HTTPS_PROXY).");
    press(&mut app, "r");
    app.update(Msg::Listed(ask, None, Err(error)));
    app
}

fn access() -> App {
    let mut app = app_with(datasets());
    press(&mut app, "A");
    let guide =
        GUIDE.told(&[CATALOGUE.endpoint("v4_acoss_attestations_sociales").unwrap()], None, Language::spoken().code());
    let address = app.chosen().and_then(|item| item.target.address()).unwrap();
    app.update(Msg::Guide(AccessWish::to(address), Box::new(Ok((guide, ["choose".to_owned()].into())))));
    app
}

pub(super) fn screen(app: &App, width: u16, height: u16, theme: &Theme) -> Terminal<TestBackend> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| _ = draw(frame, app, theme)).unwrap();
    terminal
}

#[test]
fn every_view_in_both_languages_at_four_sizes() {
    let theme = Theme::new(false, Background::Dark, &Colours::default());
    for language in [Language::English, Language::French] {
        for (name, view) in VIEWS {
            speaking(language, || {
                let app = view();
                let sizes = [(40, 12), (80, 24), (120, 35), (200, 60)];
                let screens = sizes.map(|(width, height)| screen(&app, width, height, &theme).backend().to_string());
                insta::assert_snapshot!(format!("gallery_{name}_{}", language.code()), screens.join("\n"));
            });
        }
    }
}

/// The style of every cell: a letter for each style, and which style that is.
fn styles(terminal: &Terminal<TestBackend>) -> String {
    let buffer = terminal.backend().buffer();
    let mut known: Vec<Style> = vec![Style::reset()];
    let (mut grid, mut legend) = (String::new(), String::new());
    for y in 0..buffer.area.height {
        for x in 0..buffer.area.width {
            let style = buffer[(x, y)].style();
            let at = known.iter().position(|it| *it == style).unwrap_or_else(|| {
                known.push(style);
                known.len() - 1
            });
            grid.push(if at == 0 { ' ' } else { char::from(b'a' + at as u8 - 1) });
        }
        grid = grid.trim_end().to_owned() + "\n";
    }
    for (at, style) in known.iter().enumerate().skip(1) {
        let (fg, bg) = (style.fg.unwrap_or_default(), style.bg.unwrap_or_default());
        let _ = writeln!(legend, "{}: {fg} on {bg} {:?}", char::from(b'a' + at as u8 - 1), style.add_modifier);
    }
    format!("{grid}\n{legend}")
}

#[test]
fn three_themes() {
    let themes = [
        ("dark", Theme::new(true, Background::Dark, &Colours::default())),
        ("light", Theme::new(true, Background::Light, &Colours::default())),
        ("no_colour", Theme::new(false, Background::Dark, &Colours::default())),
    ];
    for (theme_name, theme) in themes {
        for name in ["home", "list", "dataset", "filters", "plan", "table", "map", "arranged"] {
            let (_, view) = VIEWS.iter().find(|(known, _)| *known == name).unwrap();
            let terminal = screen(&view(), 80, 24, &theme);
            let shown = format!("{}\n{}", terminal.backend(), styles(&terminal));
            insta::assert_snapshot!(format!("theme_{theme_name}_{name}"), shown);
        }
    }
}
