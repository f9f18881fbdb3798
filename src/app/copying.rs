//! What can be copied of what is under the cursor: the command, the curl line, what DuckDB reads, addresses.

use crossterm::event::KeyEvent;

use super::on_key::step;
use super::outside::is_web;
use super::popup::Popup;
use super::{App, Cmd};
use crate::base::error::Result;
use crate::base::i18n::Said;
use crate::base::redact::holds_secrets;
use crate::config::context::KeyContext;
use crate::config::keys::Action;
use crate::model::file_format::Format;
use crate::model::{Access, Media, Place, Query, Target};
use crate::said;
use crate::session::CurlOf;

/// One line to copy.
#[derive(Clone, Debug, PartialEq)]
pub struct Copyable {
    pub label: Said,
    pub what: CopyWhat,
}

#[derive(Clone, Debug, PartialEq)]
pub enum CopyWhat {
    Text(String),
    /// The worker makes it.
    Curl(CurlOf),
}

/// What is to be chosen from.
#[derive(Clone, Debug, PartialEq)]
pub struct CopyChoice {
    pub rows: Vec<Copyable>,
    pub row: usize,
}

impl App {
    /// What can be copied of what is under the cursor; where nothing is, of where one is. The command is the first.
    pub fn copyable(&self) -> Vec<Copyable> {
        let media = self.chosen_media();
        let target = self.chosen().map(|item| item.target.clone());
        let link = media.and_then(|media| media.url.clone()).filter(|link| is_web(link));
        let page = target.as_ref().and_then(|target| self.page_of(target)).or_else(|| self.link_here());
        let curl = match (media, target) {
            (Some(media), _) => Some(CurlOf::Media(Box::new(media.clone()))),
            (None, Some(target)) => Some(CurlOf::Place(target, Query::default())),
            (None, None) => self.curl_here(),
        };
        let text = |label, text: Option<String>| text.map(|text| Copyable { label, what: CopyWhat::Text(text) });
        let curl = curl.map(|of| Copyable { label: said!("app-copy-curl"), what: CopyWhat::Curl(of) });
        let rows = [
            text(said!("app-copy-command"), self.command()),
            curl,
            text(said!("app-copy-duckdb"), media.and_then(|media| self.duckdb(media))),
            text(said!("app-copy-link"), link),
            text(said!("app-copy-page"), page),
        ];
        rows.into_iter().flatten().collect()
    }

    /// What can be copied of where one is.
    pub fn copyable_here(&self) -> Vec<Copyable> {
        let text = |label, text: Option<String>| text.map(|text| Copyable { label, what: CopyWhat::Text(text) });
        let curl = self.curl_here().map(|of| Copyable { label: said!("app-copy-curl"), what: CopyWhat::Curl(of) });
        let rows = [
            text(said!("app-copy-command"), self.command_here()),
            curl,
            text(said!("app-copy-page"), self.link_here()),
        ];
        rows.into_iter().flatten().collect()
    }

    fn curl_here(&self) -> Option<CurlOf> {
        let ask = &self.step().ask;
        match &ask.place {
            Place::Home | Place::Data => None,
            place => Some(CurlOf::Place(Target::Place(place.clone()), ask.query.clone())),
        }
    }

    /// What reads the media where it is: nothing in the line opens anything that is not open.
    fn duckdb(&self, media: &Media) -> Option<String> {
        let url = media.url.as_deref().filter(|url| is_web(url) && !holds_secrets(url))?;
        let reads = match Format::declared(media)?.extension {
            "csv" | "tsv" => "read_csv",
            "parquet" => "read_parquet",
            "json" | "ndjson" | "jsonl" => "read_json",
            _ => return None,
        };
        let is_open = media.access == Access::Open && media.form.is_empty();
        let select = format!("SELECT * FROM {reads}('{}')", url.replace('\'', "''"));
        self.shell.command(&["duckdb", "-c", &select]).filter(|_| is_open)
    }

    /// `Y`: what is to be copied, of several.
    pub(super) fn choose_copy(&mut self) {
        let rows = self.copyable();
        match &rows[..] {
            [] => self.say(crate::t!("app-no-command")),
            [only] => self.copy_row(only.clone()),
            _ => self.popup = Some(Popup::Copy(CopyChoice { rows, row: 0 })),
        }
    }

    pub(super) fn on_copy_key(&mut self, mut choice: CopyChoice, key: &KeyEvent) {
        let action = self.settings.browser.keymap.action(KeyContext::Popup, key);
        let action = action.or_else(|| self.is_key_of(Action::CopyCommand, key).then_some(Action::Choose));
        let last = choice.rows.len().saturating_sub(1);
        match action {
            Some(Action::Choose | Action::CopyCommand) => {
                return choice.rows.into_iter().nth(choice.row).into_iter().for_each(|row| self.copy_row(row));
            }
            Some(Action::Close | Action::Back | Action::Quit) => return,
            _ => {}
        }
        choice.row = choice.row.saturating_add_signed(step(action, 10).unwrap_or_default()).min(last);
        self.popup = Some(Popup::Copy(choice));
    }

    fn copy_row(&mut self, row: Copyable) {
        match row.what {
            CopyWhat::Text(text) => self.copy(text),
            CopyWhat::Curl(of) => self.send(Cmd::Curl(of)),
        }
    }

    pub(super) fn curl_came(&mut self, line: Result<String>) {
        match line {
            Ok(line) => self.copy(line),
            Err(error) => self.fail(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, in_dataset, media, press};
    use super::*;
    use crate::app::Msg;
    use crate::base::error::{Error, ErrorKind};

    fn csv(url: &str) -> Media {
        Media { url: Some(url.into()), format: Some("csv".into()), ..media("a b") }
    }

    fn texts(app: &App) -> Vec<String> {
        let text = |row: Copyable| match row.what {
            CopyWhat::Text(text) => text,
            CopyWhat::Curl(CurlOf::Media(media)) => format!("curl of {}", media.id),
            CopyWhat::Curl(CurlOf::Place(target, _)) => format!("curl at {}", target.address().unwrap()),
        };
        app.copyable().into_iter().map(text).collect()
    }

    #[test]
    fn a_media_is_copied_in_each_way_that_reads_it() {
        let app = in_dataset(vec![csv("https://exemple.org/l'eau.csv")]);
        let duckdb =
            r#"duckdb -c 'SELECT * FROM read_csv('\'''\''https://exemple.org/l'\'''\'''\'''\''eau.csv'\'''\'')'"#;
        let found = texts(&app);
        assert_eq!(found[..2], ["guichet get p/set/a%20b", "curl of a b"]);
        assert!(found[2].starts_with("duckdb -c ") && found[2].contains("l'\\'''\\''eau"), "{} {duckdb}", found[2]);
        assert_eq!(found[3], "https://exemple.org/l'eau.csv");
    }

    #[test]
    fn duckdb_is_offered_for_what_is_open_and_what_it_reads() {
        let has = |media: Media| texts(&in_dataset(vec![media])).iter().any(|text| text.starts_with("duckdb"));
        assert!(has(csv("https://a.org/x")));
        assert!(!has(csv("https://a.org/x?token=hunter2secret")));
        assert!(!has(csv("ftp://a.org/x")));
        assert!(!has(Media { access: Access::Restricted, ..csv("https://a.org/x") }));
        assert!(!has(Media { format: Some("pdf".into()), ..csv("https://a.org/x") }));
    }

    #[test]
    fn the_row_chosen_is_copied_and_the_curl_line_made_first() {
        let mut app = in_dataset(vec![csv("https://a.org/x")]);
        assert_eq!(press(&mut app, "Y"), []);
        let of = Box::new(csv("https://a.org/x"));
        assert!(matches!(&press(&mut app, "j\n")[..], [Cmd::Curl(CurlOf::Media(media))] if media.id == of.id));
        let lines = "export T=1 && curl x".to_owned();
        assert_eq!(app.update(Msg::Curl(Ok(lines.clone()))), [Cmd::Copy(lines)]);
        app.update(Msg::Curl(Err(Error::new(ErrorKind::Usage, "p", "asks"))));
        assert!(app.notice.is_some());
        assert_eq!(press(&mut app, "YY"), [Cmd::Copy("guichet get p/set/a%20b".into())], "its key twice");
        assert_eq!(press(&mut app, "Yq"), []);
        assert!(app.popup.is_none());
    }

    #[test]
    fn where_there_is_one_thing_it_is_copied_at_once() {
        let mut app = at_root();
        let rows = app.copyable();
        assert!(matches!(&rows[1].what, CopyWhat::Curl(CurlOf::Place(..))), "{rows:?}");
        app.search_everywhere("eau");
        let cmds = press(&mut app, "Y");
        assert_eq!(cmds.last(), Some(&Cmd::Copy("guichet search eau".into())), "{cmds:?}");
    }
}
