//! The wizard above the panes: what it has said and asked so far, and the answer that is being typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::input::Input;
use super::popup::Hidden;
use super::{App, Cmd, Focus};
use crate::access::secrets::Secret;
use crate::base::error::{Error, ErrorKind};
use crate::config::keys::Action;
use crate::model::{Address, Target};
use crate::setup::prompt::Reply;
use crate::setup::question::LineQuestion;
use crate::t;

/// What the wizard tells the screen.
#[derive(Clone, Debug, PartialEq)]
pub enum WizardNews {
    Said(String),
    /// [`Cmd::Answer`] answers.
    Asked(LineQuestion),
    /// This portal is set up.
    Done(String),
    /// It has ended; well, if it gives no error.
    Ended(Result<(), Error>),
}

#[derive(Debug, Default)]
pub struct Wizard {
    /// Paragraphs, and questions with their answers.
    pub said: Vec<String>,
    /// `None` while it works.
    pub asked: Option<OpenQuestion>,
    /// What was typed while it worked, for the questions to come; it may be a secret.
    ahead: Hidden,
    /// The portal that is set up now.
    done: Option<String>,
}

/// In what is typed ahead.
const ENTER: char = '\n';
const BACKSPACE: char = '\u{8}';

#[derive(Debug)]
pub struct OpenQuestion {
    pub question: LineQuestion,
    pub input: Input,
    pub typed: Hidden,
}

impl OpenQuestion {
    /// The question as it stands before what is typed.
    pub fn prompt(&self) -> String {
        self.question.prompt(self.typed.chars())
    }

    fn insert(&mut self, text: &str) {
        match self.question.hidden {
            true => self.typed.insert(text),
            false => self.input.insert(text),
        }
    }

    fn edit(&mut self, key: &KeyEvent) {
        match self.question.hidden {
            true => self.typed.edit(key),
            false => _ = self.input.edit(key),
        }
    }

    /// The answer, and what of it may be read above the next question.
    fn enter(mut self) -> (Secret, String) {
        let prompt = self.prompt();
        if self.question.hidden {
            return (self.typed.take(), prompt);
        }
        let answer = self.question.read(self.input.text());
        (Secret::from(answer.to_owned()), format!("{prompt}{answer}"))
    }
}

impl App {
    pub(super) fn wizard_told(&mut self, told: WizardNews) {
        match told {
            WizardNews::Said(text) => self.wizard.get_or_insert_default().said.push(text),
            WizardNews::Asked(question) => {
                let asked = OpenQuestion { question, input: Input::default(), typed: Hidden::default() };
                let wizard = self.wizard.get_or_insert_default();
                wizard.asked = Some(asked);
                let ahead = wizard.ahead.take();
                ahead.expose().chars().for_each(|c| self.on_wizard_key(&KeyEvent::from(code(c))));
            }
            WizardNews::Done(portal) => self.wizard.get_or_insert_default().done = Some(portal),
            WizardNews::Ended(Ok(())) => {
                let Wizard { mut said, done, .. } = self.wizard.take().unwrap_or_default();
                match (done, said.pop()) {
                    (Some(portal), _) => self.next_after_wizard(&portal),
                    (None, Some(last)) => self.say(last),
                    (None, None) => {}
                }
                self.send(Cmd::Reconnect);
            }
            WizardNews::Ended(Err(error)) => {
                self.wizard = None;
                match error.kind {
                    ErrorKind::Cancelled => {
                        let key = self.settings.browser.keymap.first(Action::SetUpNew);
                        self.say(t!("app-set-up-left", key));
                    }
                    _ => self.fail(error),
                }
            }
        }
    }

    /// The cursor is put on the new portal's row, as soon as that is there, and the key said that opens it.
    fn next_after_wizard(&mut self, portal: &str) {
        self.tabs.keep_one();
        self.tabs.here.trail.truncate(1);
        self.focus = Focus::List;
        self.step_mut().wanted = Some(Target::folder(Address::root(portal)));
        let key = self.settings.browser.keymap.first(Action::Open);
        self.say(t!("app-set-up-done", portal, key));
    }

    pub(super) fn on_wizard_key(&mut self, key: &KeyEvent) {
        let control = |letter| key.code == KeyCode::Char(letter) && key.modifiers.contains(KeyModifiers::CONTROL);
        let leaves = key.code == KeyCode::Esc || control('c');
        let goes_back = matches!(key.code, KeyCode::Up | KeyCode::BackTab) || control('b');
        let Some(wizard) = &mut self.wizard else { return };
        if goes_back && wizard.asked.is_none() {
            return; // there is no question to leave
        }
        let asked = wizard.asked.take();
        if leaves || goes_back {
            // To the next question, where there is none now.
            return self.send(Cmd::Answer(if leaves { Reply::Leave } else { Reply::Back }));
        }
        let Some(mut asked) = asked else {
            wizard.ahead.change(|ahead| ahead.extend(character(key)));
            return;
        };
        if key.code == KeyCode::Enter {
            let (answer, said) = asked.enter();
            wizard.said.push(said);
            return self.send(Cmd::Answer(Reply::Typed(answer)));
        }
        asked.edit(key);
        wizard.asked = Some(asked);
    }

    pub(super) fn paste_to_wizard(&mut self, text: &str) {
        match &mut self.wizard {
            Some(Wizard { asked: Some(asked), .. }) => asked.insert(text),
            Some(wizard) => wizard.ahead.insert(text),
            None => {}
        }
    }
}

/// A key as it is typed ahead.
fn character(key: &KeyEvent) -> Option<char> {
    match key.code {
        KeyCode::Enter => Some(ENTER),
        KeyCode::Backspace => Some(BACKSPACE),
        KeyCode::Char(c) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => Some(c),
        _ => None,
    }
}

fn code(character: char) -> KeyCode {
    match character {
        ENTER => KeyCode::Enter,
        BACKSPACE => KeyCode::Backspace,
        c => KeyCode::Char(c),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, press, tell};
    use super::*;
    use crate::app::{Msg, Notice};

    fn asked(app: &mut App, text: &str, default: Option<&str>, hidden: bool) {
        let question = LineQuestion { hidden, ..LineQuestion::new(text, default) };
        app.update(Msg::Wizard(WizardNews::Asked(question)));
    }

    fn answer(typed: &str) -> Cmd {
        Cmd::Answer(Reply::Typed(typed.to_owned().into()))
    }

    fn wizard(app: &App) -> &Wizard {
        app.wizard.as_ref().unwrap()
    }

    #[test]
    fn it_asks_above_the_panes_until_it_ends() {
        let mut app = at_root();
        app.update(Msg::Wizard(WizardNews::Said("Which portal?".into())));
        assert_eq!(press(&mut app, "q"), [], "no key is lost to the panes");
        app.update(Msg::Key(KeyEvent::from(KeyCode::Backspace)));
        asked(&mut app, "Number", Some("1"), false);
        assert_eq!(wizard(&app).asked.as_ref().unwrap().prompt(), "Number [1]: ");
        assert_eq!(press(&mut app, "\n"), [answer("1")]);
        asked(&mut app, "Its address", None, false);
        app.update(Msg::Paste("https://a.example\n".into()));
        assert_eq!(press(&mut app, "/\n"), [answer("https://a.example/")]);
        assert_eq!(wizard(&app).said, ["Which portal?", "Number [1]: 1", "Its address: https://a.example/"]);
        app.update(Msg::Wizard(WizardNews::Said("Done.".into())));
        assert_eq!(tell(&mut app, Msg::Wizard(WizardNews::Ended(Ok(())))), [Cmd::Reconnect]);
        assert!(app.wizard.is_none());
        assert_eq!(app.notice, Some(Notice::Said("Done.".into())));
    }

    #[test]
    fn what_is_typed_before_it_asks_answers_what_it_asks() {
        let mut app = at_root();
        app.update(Msg::Wizard(WizardNews::Said("Where is it?".into())));
        assert_eq!(press(&mut app, "2\nhttps:"), []);
        app.update(Msg::Paste("//a.example".into()));
        assert!(!format!("{:?}", app.wizard).contains("a.example"), "it may be a secret");
        let question = |text: &str, hidden| {
            Msg::Wizard(WizardNews::Asked(LineQuestion { hidden, ..LineQuestion::new(text, Some("1")) }))
        };
        assert_eq!(app.update(question("Number", false)), [answer("2")]);
        assert_eq!(app.update(question("Its address", false)), []);
        assert_eq!(press(&mut app, "\n"), [answer("https://a.example")]);
    }

    #[test]
    fn a_secret_is_never_shown() {
        let mut app = at_root();
        asked(&mut app, "Password", None, true);
        press(&mut app, "abx");
        app.update(Msg::Key(KeyEvent::from(KeyCode::Backspace)));
        app.update(Msg::Paste("c\r\nd".into()));
        assert_eq!(wizard(&app).asked.as_ref().unwrap().prompt(), "Password (hidden, 4 characters): ");
        assert!(!format!("{:?}", app.wizard).contains("ab"));
        assert_eq!(press(&mut app, "\n"), [answer("abcd")]);
        assert!(!wizard(&app).said.concat().contains("abcd"));
    }

    #[test]
    fn a_key_goes_back_a_question_and_the_end_says_which_key_goes_on() {
        let mut app = at_root();
        asked(&mut app, "Number", Some("1"), false);
        for (code, modifiers) in [(KeyCode::Up, KeyModifiers::NONE), (KeyCode::Char('b'), KeyModifiers::CONTROL)] {
            asked(&mut app, "Its address", None, false);
            assert_eq!(app.update(Msg::Key(KeyEvent::new(code, modifiers))), [Cmd::Answer(Reply::Back)]);
            assert_eq!(app.update(Msg::Key(KeyEvent::new(code, modifiers))), [], "while it works");
        }
        app.update(Msg::Wizard(WizardNews::Done("p".into())));
        assert_eq!(app.update(Msg::Wizard(WizardNews::Ended(Ok(())))), [Cmd::Reconnect]);
        let said = t!("app-set-up-done", portal = "p", key = "Enter");
        assert_eq!((&app.notice, app.trail().len()), (&Some(Notice::Said(said)), 1));
        assert_eq!(app.step().wanted, Some(Target::folder(Address::root("p"))));
    }

    #[test]
    fn leaving_and_failing_are_told_below_the_panes() {
        let mut app = at_root();
        asked(&mut app, "Number", Some("1"), false);
        app.update(Msg::Key(KeyEvent::from(KeyCode::Esc)));
        let left = Error::new(ErrorKind::Cancelled, "guichet", "left").hint("`guichet setup` goes on from here.");
        app.update(Msg::Wizard(WizardNews::Ended(Err(left))));
        let said = Notice::Said(t!("app-set-up-left", key = "n"));
        assert_eq!((app.wizard.is_none(), &app.notice), (true, &Some(said)), "the key, not the command");
        let broken = Error::new(ErrorKind::Config, "configuration", "odd");
        app.update(Msg::Wizard(WizardNews::Ended(Err(broken.clone()))));
        assert_eq!(app.notice, Some(Notice::Failed(broken)));
    }
}
