//! The detail pane: everything known of what is under the cursor.

use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::jobs::{verdict_said, verdict_words};
use super::list::{access_said, access_style, access_word, preference_said};
use super::words::{pad, wrap};
use super::{draw_lines, pane, peek};
use crate::access::auth::Account;
use crate::access::auth::expiry::{self, Urgency};
use crate::app::home::kind_said;
use crate::app::jobs::Job;
use crate::app::listing::Load;
use crate::app::mouse::{Areas, ScreenLink};
use crate::app::outside::is_web;
use crate::app::peek::Glimpse;
use crate::app::{App, Focus};
use crate::base::disk::shown;
use crate::base::format;
use crate::base::when::When;
use crate::config::keys::Action;
use crate::config::theme::{Background, Colours, Theme};
use crate::model::{Dataset, Fact, Item, Licence, Media, Offer, Place, Target};
use crate::sync::SyncRow;
use crate::t;

const LABEL: usize = 12;

/// Draws the pane; returns how far it can be scrolled.
pub fn draw(frame: &mut Frame, area: Rect, app: &App, theme: &Theme, areas: &mut Areas) -> u16 {
    let inner = pane(frame, area, format!(" {} ", t!("ui-detail")), app.focus() == Focus::Detail, theme);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let mut sheet = Sheet { lines: vec![], links: vec![], width: inner.width.into(), theme, told: None };
    sheet.fill(app);
    let longest = (sheet.lines.len() as u16).saturating_sub(inner.height);
    let scroll = app.scroll().min(longest);
    areas.links = sheet.links.into_iter().filter_map(|link| link.on_screen(inner, scroll)).collect();
    let visible = sheet.lines.into_iter().skip(scroll.into());
    draw_lines(frame, inner, visible);
    longest
}

/// What is known of something in label and text, for those who read lines; a text of its own has no label.
pub type Facts = Vec<(String, String)>;

pub fn of_dataset(dataset: &Dataset) -> Facts {
    facts(|sheet| sheet.dataset(dataset))
}

pub fn of_job(job: &Job) -> Facts {
    facts(|sheet| sheet.job(job))
}

pub fn of_media(media: &Media) -> Facts {
    facts(|sheet| sheet.media(media))
}

pub fn of_item(item: &Item, app: &App) -> Facts {
    facts(|sheet| sheet.item(item, app))
}

/// As the pane says it, before it is laid out.
fn facts(fill: impl FnOnce(&mut Sheet<'_>)) -> Facts {
    let theme = Theme::new(false, Background::Dark, &Colours::default());
    let mut sheet = Sheet { lines: vec![], links: vec![], width: 0, theme: &theme, told: Some(Facts::new()) };
    fill(&mut sheet);
    sheet.told.unwrap_or_default()
}

pub(super) struct Sheet<'a> {
    lines: Vec<Line<'static>>,
    /// What in the lines leads to web addresses.
    links: Vec<SheetLink>,
    pub(super) width: usize,
    pub(super) theme: &'a Theme,
    /// Takes everything in the place of the lines, where nobody is going to draw them.
    told: Option<Facts>,
}

/// Part of a line.
struct SheetLink {
    line: usize,
    column: u16,
    width: u16,
    address: String,
}

impl SheetLink {
    /// Where it is in `area`, whose first line is the one at `scroll`.
    fn on_screen(self, area: Rect, scroll: u16) -> Option<ScreenLink> {
        let y = u16::try_from(self.line.checked_sub(scroll.into())?).ok().filter(|y| *y < area.height)?;
        let cells = Rect { x: area.x + self.column, y: area.y + y, width: self.width, height: 1 };
        Some(ScreenLink { cells: cells.intersection(area), address: self.address })
    }
}

fn how_to_download(media: &Media, app: &App) -> String {
    let key = app.key_of(Action::Download);
    match app.jobs().file_of(media) {
        Some(_) => t!("ui-d-downloads-again", key),
        None => t!("ui-d-downloads", key, open = app.key_of(Action::Open)),
    }
}

impl Sheet<'_> {
    fn fill(&mut self, app: &App) {
        if let Some(job) = app.job_here() {
            self.state(job, &app.settings().browser.keymap);
            return self.job(job);
        }
        let news = app.chosen().and_then(|item| Some((app.news(&item.target)?, item.target)));
        if let Some((news, target)) = news {
            self.text(&news.sentence(&target), self.theme.accent);
            self.gap();
        }
        if let Some(media) = app.chosen_media() {
            self.media_head(media, Some(app));
            self.here(media, app);
            self.first_rows(media, app);
            self.media_facts(media);
            self.gap();
        }
        match (app.dataset(), app.chosen()) {
            (Some(dataset), _) => self.dataset(dataset),
            (None, Some(item)) => {
                self.item(&item, app);
                self.inside(&item, app);
            }
            (None, None) => {}
        }
        if let Some(account) = app.chosen_account() {
            self.gap();
            self.account(account, app);
        }
    }

    fn account(&mut self, account: &Load<Account>, app: &App) {
        match account {
            Load::Loading => self.text(&t!("app-signing-in"), self.theme.muted),
            Load::Failed(error) => {
                self.text(&error.to_string(), self.theme.error);
                error.hint.iter().for_each(|hint| self.text(&hint.to_string(), self.theme.text));
                self.text(&t!("ui-set-up-account", key = app.key_of(Action::SetUp)), self.theme.accent);
            }
            Load::Ready(account) => {
                let urgent = account.ends().and_then(|ends| expiry::badge(ends, Timestamp::now()));
                let style = match urgent.map(|badge| badge.urgency) {
                    None => self.theme.text,
                    Some(Urgency::Soon) => self.theme.accent,
                    Some(Urgency::Near) => self.theme.warning,
                    Some(Urgency::Last | Urgency::Over) => self.theme.error,
                };
                account.lines().iter().for_each(|line| self.text(line, style));
            }
        }
    }

    /// What a listing says of its row.
    fn item(&mut self, item: &Item, app: &App) {
        self.text(&item.title, self.theme.title);
        // A portal's note says in one line what is told below in several.
        let portal = app.portal_of(item).filter(|info| app.portals().contains(info));
        if let Some(note) = item.note.as_ref().filter(|_| portal.is_none()) {
            self.gap();
            self.text(note, self.theme.text);
        }
        if let Some(row) = app.data_of(&item.target) {
            return self.data(row);
        }
        self.gap();
        let access = item.access.map_or(self.theme.text, |access| access_style(access, self.theme));
        self.styled_fact(&t!("ui-access"), access_word(item).as_deref(), access);
        self.fact(&t!("ui-kind"), app.portal_of(item).map(kind_said).as_deref());
        if let Some(info) = portal {
            self.fact(&t!("home-holds"), app.datasets_said(&info.name).as_deref());
            self.fact(&t!("home-since"), app.visited_said(&info.name).as_deref());
            self.fact(&t!("home-changes"), app.news_said(&info.name).as_deref());
            self.fact(&t!("ui-url"), Some(&info.url));
        }
        let offered = item.target.address().and_then(|address| app.offered(&address));
        self.fact(&t!("first-start-named-by"), offered.and_then(|it| it.source.as_deref()));
        self.fact(&t!("ui-licence"), item.licence.as_deref());
        self.fact(&t!("ui-publisher"), item.publisher.as_deref());
        self.fact(&t!("ui-modified"), item.modified.map(format::date).as_deref());
        self.fact(&t!("ui-format"), item.format.as_deref());
        self.fact(&t!("ui-address"), item.target.address().map(|address| address.to_string()).as_deref());
        for (at, also) in item.also.iter().enumerate() {
            let label = if at == 0 { t!("first-start-also-at") } else { String::new() };
            self.fact(&label, Some(&also.to_string()));
        }
        self.fact(&t!("first-start-preferred"), item.preferred.map(preference_said).as_deref());
    }

    /// Which version of a file of one's own data the lock has, and of what it is.
    fn data(&mut self, row: &SyncRow) {
        row.reason.iter().for_each(|reason| self.text(reason, self.theme.text));
        if let Some(error) = &row.error {
            self.text(&error.to_string(), self.theme.error);
            error.hint.iter().for_each(|hint| self.text(&hint.to_string(), self.theme.text));
        }
        self.gap();
        if let Some(locked) = &row.locked {
            let verdict = verdict_said(locked.verdict);
            self.fact(&t!("ui-verdict"), Some(&verdict));
            self.fact(
                &t!("ui-size"),
                Some(&t!("ui-size-exact", size = format::size(locked.bytes), bytes = locked.bytes)),
            );
            self.fact(&t!("ui-checksum"), Some(&format!("SHA-256 {}", locked.sha256)));
            self.fact(&t!("ui-modified"), locked.published.map(format::date).as_deref());
            self.fact(&t!("sync-checked-on"), When::read(&locked.checked).map(format::date).as_deref());
            self.fact(&t!("ui-licence"), locked.licence());
        }
        self.fact(&t!("ui-address"), row.address.as_ref().map(ToString::to_string).as_deref());
    }

    /// The media of the dataset that the cursor is on.
    fn inside(&mut self, item: &Item, app: &App) {
        let Target::Place(Place::Dataset(address)) = &item.target else { return };
        if let Some(dataset) = app.known_dataset(address) {
            self.gap();
            return self.lines.extend(peek::media_lines(dataset, self.width, self.theme));
        }
        match app.glimpse(address) {
            Some(Load::Failed(error)) => {
                self.gap();
                self.text(&error.cause.to_string(), self.theme.muted);
            }
            // What is not there yet is not announced: rows that pass by would flicker.
            Some(Load::Ready(_) | Load::Loading) | None => {}
        }
    }

    /// The beginning of the media that the cursor is on, where it was looked into.
    fn first_rows(&mut self, media: &Media, app: &App) {
        match app.glimpse(&media.address()) {
            Some(Load::Ready(Glimpse::Media(preview))) => {
                self.gap();
                let key = app.settings().browser.keymap.first(Action::Preview);
                self.lines.extend(peek::first_lines(preview, &key, self.width, self.theme));
                self.gap();
            }
            Some(Load::Failed(error)) => self.text(&error.cause.to_string(), self.theme.muted),
            _ => {}
        }
    }

    fn media(&mut self, media: &Media) {
        self.media_head(media, None);
        self.media_facts(media);
    }

    /// Where it was downloaded to in this run, and what the file was found to be.
    fn here(&mut self, media: &Media, app: &App) {
        if let Some(outcome) = app.jobs().file_of(media) {
            let (verdict, style) = verdict_words(outcome, self.theme);
            self.styled_fact(&t!("ui-verdict"), Some(&verdict), style);
            self.fact(&t!("ui-file"), Some(&shown(&outcome.path)));
        }
    }

    /// What it is called, and whether it can be fetched; by which key, where there are keys.
    fn media_head(&mut self, media: &Media, app: Option<&App>) {
        self.text(&media.title, self.theme.title);
        if let Some(caption) = &media.caption {
            self.text(caption, self.theme.text);
        }
        self.gap();
        match &media.offer {
            Offer::Download => {
                let said = app.map(|app| how_to_download(media, app));
                self.styled_fact(&t!("ui-fetch"), said.as_deref(), self.theme.ok);
            }
            Offer::Doubtful(reason) => self.styled_fact(&t!("ui-fetch"), Some(reason), self.theme.warning),
            Offer::ShowOnly(reason) => self.styled_fact(&t!("ui-fetch"), Some(reason), self.theme.warning),
        }
    }

    fn media_facts(&mut self, media: &Media) {
        self.licence(media.licence.as_ref());
        self.fact(&t!("ui-format"), media.format.as_deref());
        self.fact(&t!("ui-type"), media.content_type.as_deref());
        self.fact(
            &t!("ui-size"),
            media.size.map(|bytes| t!("ui-size-exact", size = format::size(bytes), bytes)).as_deref(),
        );
        let checksum = media.checksum.as_ref().map(|claim| format!("{} {}", claim.algo, claim.value));
        self.fact(&t!("ui-checksum"), checksum.as_deref());
        self.fact(&t!("ui-modified"), media.modified.map(format::date).as_deref());
        self.facts(&media.facts);
        self.fact(&t!("ui-url"), media.url.as_deref());
        self.fact(&t!("ui-address"), Some(&media.address().to_string()));
    }

    fn dataset(&mut self, dataset: &Dataset) {
        self.text(&dataset.title, self.theme.title);
        if let Some(synopsis) = &dataset.synopsis {
            self.text(synopsis, self.theme.text);
        }
        self.gap();
        self.styled_fact(
            &t!("ui-access"),
            Some(&access_said(dataset.access)),
            access_style(dataset.access, self.theme),
        );
        self.licence(dataset.licence.as_ref());
        self.fact(&t!("ui-publisher"), dataset.publisher.as_deref());
        self.fact(&t!("ui-theme"), dataset.theme.as_deref());
        self.fact(&t!("ui-keywords"), Some(dataset.keywords.join(", ")).filter(|it| !it.is_empty()).as_deref());
        self.fact(&t!("ui-created"), dataset.created.map(format::date).as_deref());
        self.fact(&t!("ui-modified"), dataset.modified.map(format::date).as_deref());
        self.fact(&t!("ui-period"), dataset.period.map(format::period).as_deref());
        self.fact(&t!("ui-territory"), dataset.territory.as_deref());
        self.fact(&t!("ui-extent"), dataset.extent.map(|extent| extent.to_string()).as_deref());
        self.facts(&dataset.facts);
        self.fact(&t!("ui-page"), dataset.page.as_deref());
        self.fact(&t!("ui-address"), Some(&dataset.address.to_string()));
        if let Some(summary) = &dataset.summary {
            self.gap();
            self.text(summary, self.theme.text);
        }
        if !dataset.warnings.is_empty() {
            self.gap();
            dataset.warnings.iter().for_each(|warning| self.text(&format!("! {warning}"), self.theme.warning));
        }
    }

    pub(super) fn licence(&mut self, licence: Option<&Licence>) {
        self.fact(&t!("ui-licence"), licence.map(|licence| licence.label.as_str()));
        self.fact("", licence.and_then(|licence| licence.url.as_deref()));
    }

    fn facts(&mut self, facts: &[Fact]) {
        for (label, text) in facts {
            self.fact(label, Some(text));
        }
    }

    pub(super) fn fact(&mut self, label: &str, text: Option<&str>) {
        self.styled_fact(label, text, self.theme.text);
    }

    /// `label       text`, the text wrapped under itself; nothing where there is no text. On a narrow pane or after a
    /// long label the text goes below.
    pub(super) fn styled_fact(&mut self, label: &str, text: Option<&str>, style: Style) {
        let Some(text) = text else { return };
        if let Some(told) = &mut self.told {
            return told.push((label.to_owned(), text.to_owned()));
        }
        let beside = label.width() < LABEL && self.width >= 2 * LABEL + 6;
        let indent = if beside { LABEL } else { 2 };
        if !beside {
            self.lines.push(Line::styled(label.to_owned(), self.theme.muted));
        }
        for (index, row) in wrap(text, self.width.saturating_sub(indent), style).into_iter().enumerate() {
            let lead = pad(if index == 0 && beside { label } else { "" }, indent);
            if is_web(text) {
                let (line, width) = (self.lines.len(), row.width() as u16);
                self.links.push(SheetLink { line, column: indent as u16, width, address: text.to_owned() });
            }
            let mut line = Line::from(Span::styled(lead, self.theme.muted));
            line.spans.push(Span::styled(row.to_string(), style));
            self.lines.push(line);
        }
    }

    pub(super) fn text(&mut self, text: &str, style: Style) {
        if let Some(told) = &mut self.told {
            return told.extend(text.lines().filter(|row| !row.is_empty()).map(|row| (String::new(), row.to_owned())));
        }
        for row in text.split('\n') {
            if row.is_empty() {
                self.gap();
            } else {
                self.lines.extend(wrap(row, self.width, style));
            }
        }
    }

    /// Whether lines are made of it.
    pub(super) fn is_drawn(&self) -> bool {
        self.told.is_none()
    }

    pub(super) fn gap(&mut self) {
        self.lines.push(Line::default());
    }
}
