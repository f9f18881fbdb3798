//! What leaves the program: links and commands to the clipboard, pages to the web browser, folders to the file manager.

use std::path::PathBuf;

use super::searches::PORTAL;
use super::{App, Cmd};
use crate::base::disk::shown;
use crate::base::error::Result;
use crate::model::territory::TERRITORY;
use crate::model::{Address, Media, Place, Query, Target};
use crate::t;

/// What another program is to open.
#[derive(Clone, Debug, PartialEq)]
pub enum Outside {
    /// Always `http` or `https`.
    Page(String),
    Folder(PathBuf),
    /// With the program for it.
    File(PathBuf),
    /// The file that an earlier run made of this media, if it was verified and is as it was left; else this page.
    FileOf {
        media: Box<Media>,
        page: Option<String>,
    },
}

/// What was opened.
#[derive(Clone, Debug, PartialEq)]
pub enum OpenedOutside {
    AsAsked,
    File(PathBuf),
    /// There is no verified file.
    PageInstead,
}

impl App {
    /// `o`: the file of the download or of the media; of a place, its page.
    pub(super) fn open_outside(&mut self) {
        if self.job_here().is_some() {
            return self.open_file_of_job();
        }
        if let Some(path) = self.chosen_data_file() {
            return self.open_file(path);
        }
        if self.open_media() {
            return;
        }
        match self.link() {
            Some(link) => self.send(Cmd::OpenOutside(Outside::Page(link))),
            None => self.say(t!("app-no-link")),
        }
    }

    pub(super) fn was_opened(&mut self, result: Result<OpenedOutside>) {
        match result {
            Ok(OpenedOutside::AsAsked) => {}
            Ok(OpenedOutside::File(path)) => self.say(t!("app-opened-file", path = shown(&path))),
            Ok(OpenedOutside::PageInstead) => self.say(t!("app-page-instead")),
            Err(error) => self.fail(error),
        }
    }

    pub(super) fn copy_link(&mut self) {
        match self.link() {
            Some(link) => self.copy(link),
            None => self.say(t!("app-no-link")),
        }
    }

    /// What is pasted into a terminal is typed there: no key but those of the text.
    pub(super) fn copy(&mut self, text: String) {
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        self.say(t!("app-copied", text = &text));
        self.send(Cmd::Copy(text));
    }

    /// As [`App::copy`], of several lines, where saying it would change what is copied.
    pub(super) fn copy_quietly(&mut self, text: String) {
        let lines: Vec<String> = text.lines().map(crate::base::text::line).collect();
        self.send(Cmd::Copy(lines.join("\n")));
    }

    /// The web address of what is under the cursor: the media's own, else the page of its dataset.
    pub fn link(&self) -> Option<String> {
        let of_media = self.chosen_media().and_then(|media| media.url.clone());
        let of_row = || self.page_of(&self.chosen()?.target);
        of_media.filter(|link| is_web(link)).or_else(of_row).or_else(|| self.link_here())
    }

    /// The web page of the row of this target.
    pub(super) fn page_of(&self, target: &Target) -> Option<String> {
        match target {
            Target::Place(place) => self.page(place),
            Target::Media { .. } | Target::Search(_) | Target::Data(_) => None,
        }
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
            Place::Folder(_) | Place::Home | Place::Data => None,
        };
        page.filter(|link| is_web(link))
    }

    /// The command for what is under the cursor; where nothing is, for where one is.
    pub fn command(&self) -> Option<String> {
        let word = |target: &Target| match target {
            Target::Media { .. } => "get",
            Target::Place(Place::Dataset(_)) => "show",
            Target::Place(_) | Target::Search(_) | Target::Data(_) => "list",
        };
        if let Some(Target::Search(name)) = self.chosen().map(|item| item.target) {
            let words: Vec<String> =
                ["guichet", "search"].map(str::to_owned).into_iter().chain(option("--saved", &name)).collect();
            return self.shell.command(&words);
        }
        let chosen = self.chosen().and_then(|item| Some((word(&item.target), item.target.address()?)));
        match chosen {
            Some((word, address)) => self.shell.command(&["guichet", word, &address.to_string()]),
            None => self.command_here(),
        }
    }

    /// The command that shows what one sees.
    pub fn command_here(&self) -> Option<String> {
        let ask = &self.step().ask;
        self.shell.command(&match &ask.place {
            Place::Home if ask.is_everywhere() => searching(&ask.query),
            Place::Folder(address) => listing(address, &ask.query),
            Place::Dataset(address) => vec!["guichet".into(), "show".into(), address.to_string()],
            Place::Data => ["guichet", "sync", "--plan"].map(str::to_owned).to_vec(),
            Place::Home => return None,
        })
    }
}

pub fn is_web(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://")
}

fn searching(query: &Query) -> Vec<String> {
    let within = query.values(TERRITORY).flat_map(|value| option("--territory", value));
    let portals = query.values(PORTAL).flat_map(|name| option("--portal", name));
    let text = Some(query.text.clone()).filter(|text| !text.is_empty());
    let end_of_options = query.text.starts_with('-').then(|| "--".to_owned());
    let words = ["guichet".to_owned(), "search".to_owned()].into_iter();
    words.chain(within).chain(portals).chain(end_of_options).chain(text).collect()
}

fn listing(address: &Address, query: &Query) -> Vec<String> {
    let mut words = vec!["guichet".to_owned(), "list".to_owned(), address.to_string()];
    if !query.text.is_empty() {
        words.extend(option("--query", &query.text));
    }
    words.extend(query.filters.iter().flat_map(|(key, value)| option("--filter", &format!("{key}={value}"))));
    words.extend(query.sort.iter().map(|sort| format!("--sort={sort}")));
    words
}

/// `name value`; as one word where the value would be read as an option.
fn option(name: &str, value: &str) -> Vec<String> {
    match value.starts_with('-') {
        true => vec![format!("{name}={value}")],
        false => vec![name.to_owned(), value.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, in_dataset, media, press};
    use super::*;
    use crate::app::Msg;
    use crate::base::shell::Shell;
    use crate::model::Page;

    #[test]
    fn a_media_is_copied_as_its_link_or_as_a_command() {
        let mut app = in_dataset(vec![media("a b")]);
        assert_eq!(press(&mut app, "y"), [Cmd::Copy("https://exemple.org/a b".into())]);
        assert_eq!(press(&mut app, "Y\n"), [Cmd::Copy("guichet get p/set/a%20b".into())]);
        let page = Some("https://exemple.org/a b".to_owned());
        let asked = Outside::FileOf { media: Box::new(media("a b")), page };
        assert_eq!(press(&mut app, "o"), [Cmd::OpenOutside(asked)], "an earlier run may have a file of it");
        app.update(Msg::Opened(Ok(OpenedOutside::PageInstead)));
        assert!(app.notice.is_some());
    }

    #[test]
    fn nothing_but_the_web_is_opened() {
        let odd = crate::model::Media { url: Some("file:///etc/passwd".into()), ..media("a") };
        let mut app = in_dataset(vec![odd.clone()]);
        let asked = Outside::FileOf { media: Box::new(odd), page: None };
        assert_eq!(press(&mut app, "oy"), [Cmd::OpenOutside(asked)]);
        assert!(app.notice.is_some());
    }

    #[test]
    fn where_nothing_is_chosen_the_place_itself_is_the_command() {
        let mut app = at_root();
        assert_eq!(press(&mut app, "Y\n"), [Cmd::Copy("guichet show p/set".into())]);
        let query = Query {
            text: "l'eau".into(),
            filters: vec![("theme".into(), "eau douce".into())],
            sort: Some("-title".into()),
        };
        app.search(query);
        let ask = app.step().ask.clone();
        app.update(Msg::Listed(ask, None, Ok(Page::default())));
        let wanted = r"guichet list p --query 'l'\''eau' --filter 'theme=eau douce' --sort=-title";
        assert_eq!(press(&mut app, "Y\n"), [Cmd::Copy(wanted.into())]);
    }

    #[test]
    fn a_command_says_the_same_in_each_shell_and_whatever_is_in_it() {
        let asked = |text: &str, filter: &str, shell| {
            let mut app = at_root();
            app.shell = shell;
            let (text, filters) = (text.to_owned(), vec![("theme".to_owned(), filter.to_owned())]);
            app.search(Query { text, filters, sort: None });
            app.command_here()
        };
        let table = [
            ("l’eau $(id)", "a&b", Shell::Posix, Some("guichet list p --query 'l’eau $(id)' --filter 'theme=a&b'")),
            ("l’eau", "a&b", Shell::PowerShell, Some("guichet list p --query 'l’’eau' --filter 'theme=a&b'")),
            ("%PATH%", "a&b", Shell::Cmd, Some(r#"guichet list p --query ^"^%PATH^%^" --filter ^"theme=a^&b^""#)),
            ("-x", "-y", Shell::Posix, Some("guichet list p --query=-x --filter theme=-y")),
            ("eau", "a\nid", Shell::Posix, None),
            ("eau", "a\u{1b}[201~id", Shell::Posix, None),
        ];
        for (text, filter, shell, command) in table {
            assert_eq!(asked(text, filter, shell).as_deref(), command, "{text:?} {filter:?}");
        }
        assert_eq!(searching(&Query::text("-x eau")), ["guichet", "search", "--", "-x eau"]);
        let within = Query { filters: vec![(TERRITORY.into(), "departement:35".into())], ..Query::default() };
        assert_eq!(searching(&within), ["guichet", "search", "--territory", "departement:35"]);
    }

    #[test]
    fn an_address_means_nothing_to_any_shell() {
        let ids = [
            "$(id)",
            "`id`",
            "a'b\"c’d",
            "a\nid\n",
            "%PATH%",
            "!x",
            "a&b|c;d",
            "-rf",
            "=ls",
            "\u{1b}[201",
            "\u{202e}é",
        ];
        for id in ids {
            let address = Address::root("p").child(id);
            let line = Shell::Posix.command(&["guichet", "get", &address.to_string()]).unwrap();
            assert_eq!(line, format!("guichet get {address}"), "nothing is there to quote");
            assert_eq!(address.to_string().parse::<Address>().unwrap(), address);
        }
    }

    #[test]
    fn no_key_but_those_of_the_text_is_pasted() {
        let odd = crate::model::Media { url: Some("https://x/\u{1b}[201~\nid\n".into()), ..media("a") };
        assert_eq!(press(&mut in_dataset(vec![odd]), "y"), [Cmd::Copy("https://x/[201~id".into())]);
    }
}
