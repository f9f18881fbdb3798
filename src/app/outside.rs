//! What leaves the program: links and commands to the clipboard, pages to the web browser, folders to the file manager.

use std::path::PathBuf;

use super::jobs::JobState;
use super::{App, Cmd, Focus};
use crate::model::{Place, Query, Target};
use crate::t;

/// What another program is to open.
#[derive(Clone, Debug, PartialEq)]
pub enum Outside {
    /// Always `http` or `https`.
    Page(String),
    Folder(PathBuf),
}

impl App {
    /// `o`: the page of the dataset, the address of the media; in the downloads pane the folder of the file.
    pub(super) fn open_outside(&mut self) {
        if self.focus == Focus::Jobs {
            let done = self.jobs.chosen().and_then(|job| match &job.state {
                JobState::Done(outcome) => outcome.path.parent(),
                _ => None,
            });
            return match done.map(|folder| folder.to_owned()) {
                Some(folder) => self.send(Cmd::OpenOutside(Outside::Folder(folder))),
                None => self.say(t!("app-no-folder-yet")),
            };
        }
        match self.link() {
            Some(link) => self.send(Cmd::OpenOutside(Outside::Page(link))),
            None => self.say(t!("app-no-link")),
        }
    }

    pub(super) fn copy_link(&mut self) {
        match self.link() {
            Some(link) => self.copy(link),
            None => self.say(t!("app-no-link")),
        }
    }

    /// `Y`: what would do the same in a script.
    pub(super) fn copy_command(&mut self) {
        match self.command() {
            Some(command) => self.copy(command),
            None => self.say(t!("app-no-command")),
        }
    }

    fn copy(&mut self, text: String) {
        self.say(t!("app-copied", text = &text));
        self.send(Cmd::Copy(text));
    }

    /// The web address of what is under the cursor: the media's own, else the page of its dataset.
    pub fn link(&self) -> Option<String> {
        let of_media = self.chosen_media().and_then(|media| media.url.clone());
        let of_row = || match &self.chosen()?.target {
            Target::Place(place) => self.page(place),
            Target::Media { .. } => None,
        };
        of_media.filter(|link| is_web(link)).or_else(of_row).or_else(|| self.link_here())
    }

    /// The web address of where one is.
    pub fn link_here(&self) -> Option<String> {
        self.page(&self.step().ask.place)
    }

    fn page(&self, place: &Place) -> Option<String> {
        let page = match place {
            Place::Dataset(address) => self.known.datasets.get(address)?.ready()?.page.clone(),
            Place::Folder(address) if address.path.is_empty() => {
                self.portals.iter().find(|info| info.name == address.portal).map(|info| info.url.clone())
            }
            Place::Folder(_) | Place::Home => None,
        };
        page.filter(|link| is_web(link))
    }

    /// The command for what is under the cursor; where nothing is, for where one is.
    pub fn command(&self) -> Option<String> {
        let word = |target: &Target| match target {
            Target::Media { .. } => "get",
            Target::Place(Place::Dataset(_)) => "show",
            Target::Place(_) => "list",
        };
        let chosen = self.chosen().and_then(|item| Some((word(&item.target), item.target.address()?)));
        let of_row = chosen.map(|(word, address)| format!("guichet {word} {}", quoted(&address.to_string())));
        of_row.or_else(|| self.command_here())
    }

    /// The command that shows what one sees.
    pub fn command_here(&self) -> Option<String> {
        let ask = &self.step().ask;
        match &ask.place {
            Place::Home if ask.is_everywhere() => Some(format!("guichet search {}", quoted(&ask.query.text))),
            Place::Folder(address) => {
                Some(format!("guichet list {}{}", quoted(&address.to_string()), options(&ask.query)))
            }
            Place::Dataset(address) => Some(format!("guichet show {}", quoted(&address.to_string()))),
            Place::Home => None,
        }
    }
}

fn is_web(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://")
}

fn options(query: &Query) -> String {
    let text = (!query.text.is_empty()).then(|| format!(" --query {}", quoted(&query.text)));
    let filters = query.filters.iter().map(|(key, value)| format!(" --filter {}", quoted(&format!("{key}={value}"))));
    let sort = query.sort.iter().map(|sort| format!(" --sort={}", quoted(sort)));
    text.into_iter().chain(filters).chain(sort).collect()
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./%=:,@+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, in_dataset, media, press};
    use super::*;
    use crate::app::Msg;
    use crate::model::Page;

    #[test]
    fn a_media_is_copied_as_its_link_or_as_a_command() {
        let mut app = in_dataset(vec![media("a b")]);
        assert_eq!(press(&mut app, "y"), [Cmd::Copy("https://exemple.org/a b".into())]);
        assert_eq!(press(&mut app, "Y"), [Cmd::Copy("guichet get p/set/a%20b".into())]);
        assert_eq!(press(&mut app, "o"), [Cmd::OpenOutside(Outside::Page("https://exemple.org/a b".into()))]);
    }

    #[test]
    fn nothing_but_the_web_is_opened() {
        let odd = crate::model::Media { url: Some("file:///etc/passwd".into()), ..media("a") };
        let mut app = in_dataset(vec![odd]);
        assert_eq!(press(&mut app, "oy"), []);
        assert!(app.notice.is_some());
    }

    #[test]
    fn where_nothing_is_chosen_the_place_itself_is_the_command() {
        let mut app = at_root();
        assert_eq!(press(&mut app, "Y"), [Cmd::Copy("guichet show p/set".into())]);
        let query = Query {
            text: "l'eau".into(),
            filters: vec![("theme".into(), "eau douce".into())],
            sort: Some("-title".into()),
        };
        app.search(query);
        let ask = app.step().ask.clone();
        app.update(Msg::Listed(ask, None, Ok(Page::default())));
        let wanted = r"guichet list p --query 'l'\''eau' --filter 'theme=eau douce' --sort=-title";
        assert_eq!(press(&mut app, "Y"), [Cmd::Copy(wanted.into())]);
    }
}
