//! The help: what every key does, where it does it; what is typed finds keys by what they do.

use crossterm::event::{KeyCode, KeyEvent};

use super::App;
use super::input::Input;
use super::on_key::{scrolled, step};
use super::popup::Popup;
use crate::base::text;
use crate::config::context::KeyContext;
use crate::config::keymap::Key;
use crate::config::keys::{Action, BINDINGS};

/// How far it is scrolled, and what is looked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Help {
    pub scroll: u16,
    pub input: Input,
    pub is_typing: bool,
}

/// The keys of one place.
pub struct HelpSection {
    pub title: String,
    pub rows: Vec<HelpRow>,
}

/// What some keys do, in a word where there is one, and in a sentence.
pub struct HelpRow {
    pub keys: String,
    pub hint: Option<String>,
    pub help: String,
    /// Whether it does something where one is.
    works: bool,
}

impl App {
    /// What has all the words looked for; what works here comes first.
    pub fn help_sections(&self, help: &Help) -> Vec<HelpSection> {
        let here: Vec<KeyContext> = self.context().outwards().collect();
        let elsewhere = KeyContext::ALL.into_iter().filter(|context| !here.contains(context));
        let words = text::fold(help.input.text());
        let section = |context: KeyContext| {
            let rows = self.help_rows(context, &words);
            (!rows.is_empty()).then(|| HelpSection { title: context.title().text(), rows })
        };
        here.iter().copied().chain(elsewhere).filter_map(section).collect()
    }

    fn help_rows(&self, context: KeyContext, words: &str) -> Vec<HelpRow> {
        let keymap = &self.settings.browser.keymap;
        let is_list = context == KeyContext::List && self.context() == context;
        let told = BINDINGS.iter().filter(|binding| binding.is_told_in(context)).map(|binding| {
            let keys: Vec<String> = keymap.keys_in(context, binding.action).map(Key::name).collect();
            let hint = binding.hint_in(context).map(|hint| hint.text());
            let works = !is_list || self.heeds_in_list(binding.action);
            let row = HelpRow { keys: keys.join(" "), hint, help: binding.help_in(context).text(), works };
            let also = binding.also.map(|also| also.text()).unwrap_or_default();
            let hint = row.hint.as_deref().unwrap_or_default();
            let all = text::fold(&format!("{} {} {hint} {} {also}", row.keys, binding.name, row.help));
            (row, words.split_whitespace().all(|word| all.contains(word)))
        });
        let found = told.filter(|(_, is_found)| *is_found).map(|(row, _)| row);
        let (mut here, rest): (Vec<HelpRow>, Vec<HelpRow>) = found.partition(|row| row.works);
        here.extend(rest);
        here
    }

    pub(super) fn on_help_key(&mut self, mut help: Help, key: &KeyEvent) {
        let action = self.settings.browser.keymap.action(KeyContext::Help, key);
        match key.code {
            KeyCode::Esc if help.is_typing => (help.is_typing, help.input) = (false, Input::default()),
            KeyCode::Enter if help.is_typing => help.is_typing = false,
            _ if help.is_typing && help.input.edit(key) => help.scroll = 0,
            _ if action == Some(Action::Search) => help.is_typing = true,
            _ => match step(action, self.areas.page_rows) {
                Some(by) => help.scroll = scrolled(help.scroll, by),
                None if help.is_typing => {}
                None => return,
            },
        }
        self.popup = Some(Popup::Help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, press};
    use super::*;

    fn shown(app: &App) -> Vec<String> {
        let Some(Popup::Help(help)) = &app.popup else { panic!("{:?}", app.popup) };
        let sections = app.help_sections(help);
        sections.iter().flat_map(|section| section.rows.iter().map(|row| row.keys.clone())).collect()
    }

    #[test]
    fn what_is_typed_finds_keys_of_every_place() {
        let mut app = at_root();
        press(&mut app, "?");
        let all = shown(&app);
        assert_eq!(all.len(), KeyContext::ALL.into_iter().flat_map(|context| app.help_rows(context, "")).count());
        press(&mut app, "/FREEZE");
        assert_eq!(shown(&app), ["f"], "of a table's preview");
        press(&mut app, "\n");
        assert_eq!(shown(&app), ["f"], "kept, and the keys are keys again");
        press(&mut app, "/\u{1b}");
        assert_eq!(shown(&app), all);
        press(&mut app, "q");
        assert_eq!(app.popup, None);
    }
}
