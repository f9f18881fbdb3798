//! The palette: everything that can be done, by its name, and any address one may go to.

use crossterm::event::{KeyCode, KeyEvent};

use super::App;
use super::input::Input;
use super::on_key::step;
use super::popup::Popup;
use crate::base::{format, text};
use crate::config::context::KeyContext;
use crate::config::keys::{Action, BINDINGS, Binding};
use crate::portals::web;

/// The line being typed, and which of the rows it leaves is chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Palette {
    pub input: Input,
    pub row: usize,
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq)]
pub enum PaletteEntry {
    Do(Action),
    GoTo(String),
}

/// What an action does, and where, if that is not in lists.
pub fn told(binding: &Binding) -> String {
    match binding.contexts.first() {
        Some(KeyContext::Jobs) => format::labelled(&KeyContext::Jobs.title().text(), &binding.help.text()),
        _ => binding.help.text(),
    }
}

impl App {
    /// What the words typed leave, best first: an address they may be, then the actions that say them all, then those
    /// that are also called so.
    pub fn palette_rows(&self, palette: &Palette) -> Vec<PaletteEntry> {
        let typed = web::unwrapped(palette.input.text());
        let portal = typed.split('/').next().unwrap_or_default();
        let is_web = !typed.contains(' ') && web::web_address(typed).is_some();
        let is_address = is_web || self.portals.iter().any(|info| info.name == portal);
        let address = is_address.then(|| PaletteEntry::GoTo(typed.to_owned()));
        let folded = text::fold(typed);
        let has_all = |said: &str| folded.split_whitespace().all(|term| said.contains(term));
        let own = |binding: &Binding| format!("{} {}", binding.name, told(binding));
        let all = |binding: &Binding| match binding.also {
            Some(also) => format!("{} {}", own(binding), also.text()),
            None => own(binding),
        };
        let is_here = |binding: &&Binding| {
            let here = [KeyContext::List, KeyContext::Jobs, KeyContext::Everywhere];
            binding.contexts.iter().any(|it| here.contains(it))
        };
        let offered = BINDINGS.iter().filter(is_here).filter(|binding| binding.action != Action::Palette);
        let (said, other): (Vec<&Binding>, Vec<&Binding>) =
            offered.partition(|binding| has_all(&text::fold(&own(binding))));
        let also = other.into_iter().filter(|binding| has_all(&text::fold(&all(binding))));
        // Nobody looks up by name how the cursor moves.
        let (moves, others): (Vec<&Binding>, Vec<&Binding>) =
            said.into_iter().chain(also).partition(|binding| step(Some(binding.action), 1).is_some());
        let actions = others.into_iter().chain(moves).map(|binding| PaletteEntry::Do(binding.action));
        address.into_iter().chain(actions).collect()
    }

    pub(super) fn on_palette_key(&mut self, mut palette: Palette, key: &KeyEvent) {
        let rows = self.palette_rows(&palette);
        let last = rows.len().saturating_sub(1);
        match key.code {
            KeyCode::Esc => return,
            KeyCode::Enter => match rows.into_iter().nth(palette.row) {
                Some(PaletteEntry::Do(action)) => return self.act(action),
                Some(PaletteEntry::GoTo(address)) => return self.go_to(&address),
                None => {} // it says that nothing is called so, and what is typed can be mended
            },
            KeyCode::Down | KeyCode::Tab => palette.row = (palette.row + 1).min(last),
            KeyCode::Up | KeyCode::BackTab => palette.row = palette.row.saturating_sub(1),
            KeyCode::PageDown => palette.row = (palette.row + 10).min(last),
            KeyCode::PageUp => palette.row = palette.row.saturating_sub(10),
            _ => {
                palette.input.edit(key);
                palette.row = 0;
            }
        }
        self.popup = Some(Popup::Palette(palette));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, press};
    use super::*;
    use crate::app::help::Help;
    use crate::app::{Cmd, Msg};
    use crate::base::i18n::Language;
    use crate::model::Address;

    fn rows(app: &App) -> Vec<PaletteEntry> {
        match &app.popup {
            Some(Popup::Palette(palette)) => app.palette_rows(palette),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn moves_come_last() {
        let mut app = at_root();
        press(&mut app, ":");
        let is_move =
            |entry: &PaletteEntry| matches!(entry, PaletteEntry::Do(action) if step(Some(*action), 1).is_some());
        let moves: Vec<bool> = rows(&app).iter().map(is_move).collect();
        assert!(moves.is_sorted() && moves.contains(&true), "{moves:?}");
    }

    #[test]
    fn words_leave_the_actions_that_have_them_and_enter_does_the_chosen() {
        let mut app = at_root();
        press(&mut app, ":");
        let is_here = |binding: &&Binding| {
            !matches!(
                binding.contexts[0],
                KeyContext::Preview | KeyContext::Table | KeyContext::Map | KeyContext::Popup | KeyContext::Places
            )
        };
        assert_eq!(rows(&app).len(), BINDINGS.iter().filter(is_here).count() - 1);
        press(&mut app, "KEYBOARD nonsense");
        assert_eq!(rows(&app), []);
        assert_eq!(press(&mut app, "\n"), [], "nothing is chosen, nothing happens");
        assert!(matches!(app.popup, Some(Popup::Palette(_))), "and what is typed stays, to be mended");
        app.popup = None;
        press(&mut app, ":this help");
        assert_eq!(rows(&app), [PaletteEntry::Do(Action::Help)]);
        press(&mut app, "\n");
        assert_eq!(app.popup, Some(Popup::Help(Help::default())));
    }

    #[test]
    fn what_is_called_otherwise_is_found_in_both_languages() {
        let french = [
            ("jeton", Action::SetUp),
            ("token", Action::SetUp),
            ("clé", Action::SetUp),
            ("cle", Action::SetUp),
            ("datapass", Action::Access),
            ("habilitation", Action::Access),
            ("siret", Action::Access),
            ("curl", Action::CopyCommand),
            ("source", Action::OpenOutside),
            ("sources de données", Action::Open),
            ("réutilisation", Action::Access),
            ("favori", Action::Bookmark),
            ("actualiser", Action::Retry),
            ("mot de passe", Action::SetUp),
        ];
        let english = [
            ("token", Action::SetUp),
            ("password", Action::SetUp),
            ("datapass", Action::Access),
            ("curl", Action::CopyCommand),
            ("refresh", Action::Retry),
            ("exit", Action::Quit),
            ("source", Action::Open),
        ];
        let app = at_root();
        let found = |word: &str| {
            let input = word.chars().fold(Input::default(), |mut input, c| {
                input.edit(&KeyEvent::from(KeyCode::Char(c)));
                input
            });
            app.palette_rows(&Palette { input, row: 0 })
        };
        let check =
            |word: &str, action| assert!(found(word).contains(&PaletteEntry::Do(action)), "{word}: {:?}", found(word));
        Language::French.within(|| french.into_iter().for_each(|(word, action)| check(word, action)));
        english.into_iter().for_each(|(word, action)| check(word, action));
        assert_eq!(found("quit")[0], PaletteEntry::Do(Action::Quit), "its own name comes first");
    }

    #[test]
    fn an_address_is_gone_to() {
        let mut app = at_root();
        press(&mut app, ":p/set/one");
        assert_eq!(rows(&app), [PaletteEntry::GoTo("p/set/one".into())]);
        let cmds = press(&mut app, "\n");
        assert_eq!(cmds, [Cmd::Resolve(Address::root("p").child("set").child("one"))]);
        for web in ["https://a.org/jeu", "a.org/jeu", "<http://127.0.0.1:81/x#/r>"] {
            press(&mut app, &format!(":{web}"));
            let unwrapped = web.trim_matches(['<', '>']);
            assert_eq!(rows(&app), [PaletteEntry::GoTo(unwrapped.into())]);
            assert_eq!(press(&mut app, "\n"), [Cmd::Find(unwrapped.into())]);
        }
        press(&mut app, ":other/set");
        assert_eq!(rows(&app), [], "no such portal");
    }

    #[test]
    fn pasted_text_lands_in_the_line() {
        let mut app = at_root();
        press(&mut app, ":");
        app.update(Msg::Paste("p/x\n".into()));
        assert_eq!(rows(&app), [PaletteEntry::GoTo("p/x".into())]);
    }
}
