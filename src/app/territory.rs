//! Narrowing to a territory: typed with suggestions, or as the part of a map that is shown; in one portal or in all.

use super::App;
use super::listing::ListingKey;
use super::popup::{Pick, Popup};
use super::typing::Typing;
use crate::model::filter::{Accepts, Filter, one};
use crate::model::territory::{TERRITORY, Where};
use crate::model::{Address, Extent, Place, Query};
use crate::preview::View;
use crate::{said, t};

/// What all portals are narrowed by, each as it can.
pub const EVERYWHERE: Filter =
    one(TERRITORY, said!("territory-label"), said!("territory-everywhere-takes"), Accepts::TerritoryOrBox);

/// `query` narrowed to this value, or to none.
pub fn narrowed(query: &Query, value: Option<String>) -> Query {
    let mut query = query.clone();
    query.filters.retain(|(key, _)| key != TERRITORY);
    query.filters.extend(value.map(|value| (TERRITORY.to_owned(), value)));
    query
}

impl App {
    /// The filter here, or at home that of all portals; `None` where nothing can be narrowed so.
    pub fn territory_filter(&self) -> Option<Filter> {
        match &self.step().ask.place {
            Place::Home => (!self.portals.is_empty()).then_some(EVERYWHERE),
            Place::Folder(address) => self.territory_filter_of(address),
            Place::Dataset(_) | Place::Data => None,
        }
    }

    fn territory_filter_of(&self, folder: &Address) -> Option<Filter> {
        self.known.abilities.get(folder)?.filters.iter().find(|filter| filter.key == TERRITORY).copied()
    }

    /// `T`: a line to type it in, with what is meant below it; empty takes it away.
    pub(super) fn open_territory(&mut self) {
        let Some(filter) = self.territory_filter() else { return self.say(t!("territory-not-here")) };
        let query = self.step().ask.query.clone();
        let asked = query.values(TERRITORY).next().map(|value| filter.shown(value));
        let typing = Typing::new(filter, asked.as_deref(), vec![]);
        self.popup = Some(Popup::Pick(Pick::territory(filter, &query, typing).into()));
    }

    /// Asks again where one is, narrowed to `value`, or to no territory.
    pub(super) fn narrow_to(&mut self, value: Option<String>) {
        let ask = &self.step().ask;
        let query = narrowed(&ask.query, value);
        match ask.place == Place::Home && query.is_empty() {
            true if self.step().ask.is_everywhere() => self.back_or_unfocus(),
            true => {}
            false => self.search(query),
        }
    }

    /// In a preview: what was listed last is narrowed to the part of the earth that the map shows.
    pub(super) fn narrow_to_map(&mut self) {
        let is_map = self.viewer.as_ref().is_some_and(|it| matches!(it.shown(), Some(View::Map(map)) if map.degrees));
        let Some(shown) = self.areas.map.filter(|_| is_map) else { return self.say(t!("territory-no-map")) };
        let folder = |ask: &ListingKey| matches!(ask.place, Place::Folder(_)) || ask.is_everywhere();
        let listed = self.trail().iter().rev().map(|step| &step.ask).find(|ask| folder(ask));
        let ask = listed.cloned().unwrap_or_else(|| ListingKey::new(Place::Home));
        let filter = match &ask.place {
            Place::Folder(address) => self.territory_filter_of(address),
            _ => Some(EVERYWHERE).filter(|_| !self.portals.is_empty()),
        };
        match filter.map(|filter| filter.accepts) {
            None => return self.say(t!("territory-not-here")),
            Some(Accepts::TerritoryOrBox) => {}
            Some(_) => return self.say(t!("territory-no-box")),
        }
        let [west, south, east, north] = shown.map(|it| f64::from(it) / 1000.0);
        let value = Where::Box(Extent { west, south, east, north }).value();
        self.close_preview();
        self.go(ListingKey { query: narrowed(&ask.query, Some(value)), ..ask });
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, press};
    use super::*;
    use crate::app::{Cmd, Msg, Notice};
    use crate::model::Abilities;

    fn able(accepts: Accepts) -> App {
        let mut app = at_root();
        let filters = vec![Filter { accepts, ..EVERYWHERE }];
        app.update(Msg::Abilities(Address::root("p"), Abilities { search: true, filters, sorts: vec![] }));
        app
    }

    fn asked(app: &App) -> Vec<String> {
        app.chips(app.step())
    }

    #[test]
    fn what_is_typed_is_suggested_and_enter_asks_for_it() {
        let mut app = able(Accepts::Territory);
        press(&mut app, "Trenn");
        let Some(Popup::Pick(pick)) = &app.popup else { panic!("{:?}", app.popup) };
        let offered = pick.typing.as_ref().unwrap().offered();
        assert!(offered[0].label.starts_with("Rennes · commune 35238"), "{offered:?}");
        app.update(Msg::Key(crossterm::event::KeyCode::Down.into()));
        let cmds = press(&mut app, "\n");
        assert!(
            matches!(&cmds[..], [Cmd::List(ask, None)] if ask.query.filters == [(TERRITORY.into(), "commune:35238".into())])
        );
        assert_eq!(asked(&app), ["where: Rennes (commune 35238)"]);
        assert!(app.popup.is_none());
        press(&mut app, "T");
        let Some(Popup::Pick(pick)) = &app.popup else { panic!() };
        assert_eq!(pick.typing.as_ref().unwrap().input.text(), "Rennes (commune 35238)", "ready to be changed");
        press(&mut app, "\u{1b}");
        press(&mut app, "-");
        assert_eq!(asked(&app), Vec::<String>::new());
    }

    #[test]
    fn an_empty_line_takes_it_away_and_what_is_not_found_stays_to_be_mended() {
        let mut app = able(Accepts::Territory);
        press(&mut app, "T35\n");
        assert_eq!(asked(&app), ["where: Ille-et-Vilaine (département 35)"]);
        press(&mut app, "T");
        app.update(Msg::Key(crossterm::event::KeyEvent::new(
            crossterm::event::KeyCode::Char('u'),
            crossterm::event::KeyModifiers::CONTROL,
        )));
        press(&mut app, "\n");
        assert_eq!((asked(&app), app.popup.is_none()), (vec![], true));
        press(&mut app, "Tsaint-denis\n");
        let Some(Popup::Pick(pick)) = &app.popup else { panic!("it was chosen silently") };
        let mistake = pick.typing.as_ref().unwrap().mistake.clone().unwrap();
        assert!(mistake.contains("territories have that name"), "{mistake}");
    }

    #[test]
    fn where_it_cannot_be_that_is_said() {
        let mut app = at_root();
        assert_eq!(press(&mut app, "T"), []);
        assert!(matches!(&app.notice, Some(Notice::Said(text)) if text.contains("cannot")));
    }

    #[test]
    fn it_goes_along_when_all_portals_are_searched() {
        let mut app = able(Accepts::Territory);
        press(&mut app, "T35\n");
        let query = |text: &str| narrowed(&Query::text(text), Some("departement:35".into()));
        assert_eq!(press(&mut app, "Seau\n"), [Cmd::SearchAll(query("eau"))]);
        assert_eq!(asked(&app), ["\"eau\"", "where: Ille-et-Vilaine (département 35)"]);
        assert_eq!(press(&mut app, "Sair\n"), [Cmd::SearchAll(query("air"))]);
        assert_eq!(press(&mut app, "-"), [Cmd::SearchAll(Query::text("air"))]);
        let mut app = able(Accepts::Territory);
        press(&mut app, "h");
        assert_eq!(press(&mut app, "T35\n"), [Cmd::SearchAll(query(""))], "at home, all that is there");
        press(&mut app, "-");
        assert!(!app.step().ask.is_everywhere());
    }
}
