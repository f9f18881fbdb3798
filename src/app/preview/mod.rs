//! Looking into a media before it is taken, or into a file that was: what is shown of it, and what its keys do.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crossterm::event::KeyEvent;

use super::jobs::JobState;
use super::listing::Load;
use super::on_key::step;
use super::{App, Cmd, Focus};
use crate::base::error::{Error, ErrorKind, Result};
use crate::config::context::KeyContext;
use crate::config::keys::Action;
use crate::model::{Dataset, Media, Offer};
use crate::preview::{Preview, ReadOptions, Sketch, View};
use crate::tabular::encoding::CHOICES;
use crate::tabular::{Charset, DELIMITERS, Table, TextOptions};
use crate::{m, t};
use arrangement::Arrangement;
use checking::ViewerCheck;
use map::MapWindow;
use table::FilterLine;

pub mod arrangement;
pub mod checking;
pub mod columns;
mod copying;
pub mod map;
pub mod table;

/// What is looked into.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    Media(Box<Media>),
    /// What was downloaded.
    File(PathBuf),
    /// What is in one of these, through one archive after the other.
    Inside(Box<Subject>, Vec<String>),
}

impl Subject {
    pub fn title(&self) -> String {
        match self {
            Self::Media(media) => media.title.clone(),
            Self::File(path) => {
                crate::base::text::line(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy())
            }
            Self::Inside(outer, path) => format!("{} › {}", outer.title(), path.join(" › ")),
        }
    }

    /// The media or file that it is, or lies in.
    pub fn outermost(&self) -> &Self {
        match self {
            Self::Inside(outer, _) => outer.outermost(),
            _ => self,
        }
    }

    /// The way to it in the outermost.
    pub fn entry(&self) -> &[String] {
        match self {
            Self::Inside(_, path) => path,
            _ => &[],
        }
    }

    /// What lies in it under this name.
    fn inside(&self, name: &str) -> Self {
        let path = self.entry().iter().cloned().chain([name.to_owned()]).collect();
        Self::Inside(Box::new(self.outermost().clone()), path)
    }

    /// The archive that it lies in.
    fn outside(&self) -> Option<Self> {
        let (_, outer) = self.entry().split_last()?;
        let outermost = self.outermost().clone();
        Some(if outer.is_empty() { outermost } else { Self::Inside(Box::new(outermost), outer.to_vec()) })
    }
}

/// One look into something.
#[derive(Debug)]
pub struct Viewer {
    pub subject: Subject,
    /// What it is of: the map shows where that is.
    pub dataset: Option<Arc<Dataset>>,
    pub load: Load<Preview>,
    /// Which of the ways to look at it. Of that the row and column under the cursor (of those shown); of a text the first
    /// line and character shown; of a map which feature.
    pub view: usize,
    pub row: usize,
    pub column: usize,
    /// The cursor in the views that were left.
    left: BTreeMap<usize, (usize, usize)>,
    /// The row of the first table that the cursor was on last, there or on the map.
    met: Option<usize>,
    /// The entry that was looked into before: the cursor is put on it.
    left_entry: Option<String>,
    /// One for each view, used of tables.
    arrangements: Vec<Arrangement>,
    /// Whether figures of the column under the cursor stand beside its table.
    pub shows_figures: bool,
    pub map: MapWindow,
    /// The filter being typed.
    pub line: Option<FilterLine>,
    /// Whether all of it fits its schema, if that was asked, and which view has what does not.
    pub check: Option<ViewerCheck>,
    misfits_at: Option<usize>,
    options: ReadOptions,
}

impl Viewer {
    fn new(subject: Subject, dataset: Option<Arc<Dataset>>) -> Self {
        Self {
            subject,
            dataset,
            load: Load::Loading,
            view: 0,
            row: 0,
            column: 0,
            left: BTreeMap::new(),
            met: None,
            left_entry: None,
            arrangements: vec![],
            shows_figures: false,
            map: MapWindow::default(),
            line: None,
            check: None,
            misfits_at: None,
            options: ReadOptions::default(),
        }
    }

    /// Takes in what was read; the dataset's place is shown beside it, where nothing else is a map.
    fn take_in(&mut self, mut preview: Preview) {
        let is_map = |view: &View| matches!(view, View::Map(_));
        let extent = self.dataset.as_ref().and_then(|dataset| dataset.extent);
        if let Some(bounds) = extent.filter(|_| !preview.views.iter().any(is_map)) {
            preview.views.push(View::Map(Sketch::of_extent(bounds)));
        }
        let views = preview.views.len() + usize::from(self.misfits_at.is_some());
        self.view = self.view.min(views.saturating_sub(1));
        let arranged =
            |view: &View| if let View::Table(table) = view { Arrangement::new(table) } else { Arrangement::default() };
        self.arrangements = preview.views.iter().map(arranged).collect();
        (self.left, self.met, self.map, self.line) = (BTreeMap::new(), None, MapWindow::default(), None);
        let left = self.left_entry.take();
        self.row = left.and_then(|left| preview.entries.iter().position(|entry| *entry == left)).unwrap_or(self.row);
        self.load = Load::Ready(preview);
        self.add_misfits();
    }

    /// Whether it is of what was downloaded, or of something in it.
    fn is_of_file(&self) -> bool {
        matches!(self.subject.outermost(), Subject::File(_))
    }

    /// What is shown now.
    pub fn shown(&self) -> Option<&View> {
        self.load.ready()?.views.get(self.view)
    }

    /// What the row is a name of, where it is one of a listing.
    fn entry(&self) -> Option<&String> {
        let entries = &self.load.ready().filter(|_| self.view == 0)?.entries;
        entries.get(self.chosen_row()?)
    }

    /// The next way to look at it. Table and map have one cursor: what is chosen on the one is chosen on the other.
    fn next_view(&mut self) {
        let views = self.load.ready().map_or(1, |preview| preview.views.len()).max(1);
        self.met = self.row_met().or(self.met);
        self.left.insert(self.view, (self.row, self.column));
        self.view = (self.view + 1) % views;
        (self.row, self.column) = self.left.get(&self.view).copied().unwrap_or_default();
        self.row = self.place_of_met().unwrap_or(self.row);
        self.follow_on_map();
    }

    /// The first table of the preview: the features of its maps are rows of that.
    pub fn first_table(&self) -> Option<(usize, &Table)> {
        let mut views = self.load.ready()?.views.iter().enumerate();
        views.find_map(|(at, view)| if let View::Table(table) = view { Some((at, table)) } else { None })
    }

    /// The row of the first table that the cursor is on.
    pub fn row_met(&self) -> Option<usize> {
        match self.shown()? {
            View::Map(sketch) => sketch.features.get(self.row).map(|feature| feature.row),
            View::Table(_) if self.first_table()?.0 == self.view => self.chosen_row(),
            _ => None,
        }
    }

    /// Where that row is in what is shown.
    fn place_of_met(&self) -> Option<usize> {
        let met = self.met?;
        match self.shown()? {
            View::Map(sketch) => sketch.features.iter().position(|feature| feature.row == met),
            View::Table(_) if self.first_table()?.0 == self.view => {
                self.table()?.1.rows.iter().position(|row| *row == met)
            }
            _ => None,
        }
    }

    /// Reads the same bytes another way.
    fn reread(&mut self, change: impl FnOnce(&mut TextOptions)) {
        change(&mut self.options.text);
        if let Some(preview) = self.load.ready() {
            let reread = preview.reread(&self.options);
            self.take_in(reread);
            self.column = 0;
        }
    }

    /// How many rows and columns can be moved over.
    fn size(&self) -> (usize, usize) {
        match self.shown() {
            Some(View::Table(_)) => self.table().map_or((1, 1), |(_, it)| (it.rows.len(), it.columns.len())),
            Some(View::Tree(node)) => (node.count(), 200),
            Some(View::Text(lines)) => (lines.len(), 2000),
            Some(View::Facts(facts)) => (facts.len(), 1),
            Some(View::Map(sketch)) => (sketch.features.len(), 1),
            Some(View::Refused(_)) | None => (1, 1),
        }
    }

    pub(super) fn move_by(&mut self, rows: isize, columns: isize) {
        let (height, width) = self.size();
        self.row = self.row.saturating_add_signed(rows).min(height.saturating_sub(1));
        self.column = self.column.saturating_add_signed(columns).min(width.saturating_sub(1));
    }

    /// How far a step to the side goes: a column of a table, some characters of a text.
    fn side_step(&self) -> isize {
        if matches!(self.shown(), Some(View::Table(_))) { 1 } else { 8 }
    }
}

impl Viewer {
    /// Where its keys are pressed.
    pub(super) fn context(&self) -> KeyContext {
        match self.shown() {
            Some(View::Table(_)) => KeyContext::Table,
            Some(View::Map(_)) => KeyContext::Map,
            _ => KeyContext::Preview,
        }
    }

    /// Whether this does something with what is shown.
    pub(super) fn heeds(&self, action: Action) -> bool {
        let preview = self.load.ready();
        match action {
            Action::LookInside => self.entry().is_some(),
            Action::Back => self.shows_figures || self.subject.outside().is_some(),
            Action::NextView => preview.is_some_and(|preview| preview.views.len() > 1),
            Action::NextMedia => !self.is_of_file(),
            Action::Download => match self.subject.outermost() {
                Subject::Media(media) => !matches!(media.offer, Offer::ShowOnly(_)),
                _ => false,
            },
            Action::Encoding => preview.is_some_and(|preview| preview.is_text()),
            Action::Separator | Action::DecimalSign | Action::TitleRow => {
                preview.is_some_and(|preview| preview.is_text_table())
            }
            Action::Check => match self.subject.outermost() {
                Subject::Media(media) => media.schema.is_some(),
                _ => true, // its receipt may name one
            },
            _ => true,
        }
    }
}

/// The choice behind the present one; after the last, guessing again.
fn next<T: PartialEq + Copy>(choices: &[T], now: Option<T>) -> Option<T> {
    match now.and_then(|now| choices.iter().position(|choice| *choice == now)) {
        Some(at) => choices.get(at + 1).copied(),
        None => choices.first().copied(),
    }
}

impl App {
    /// `p`: looks into the chosen media, or in the downloads pane into the file that was downloaded.
    pub(super) fn open_preview(&mut self) {
        if let Some(job) = self.job_here() {
            return match (&job.state, job.ended()) {
                (JobState::Done(outcome), _) => self.look_into(Subject::File(outcome.path.clone()), None),
                (_, Some(ended)) => self.look_into(Subject::File(ended.results.clone()), None),
                _ => self.say(t!("app-preview-not-done")),
            };
        }
        if let Some(path) = self.chosen_data_file() {
            return self.look_into(Subject::File(path), None);
        }
        match self.chosen_media().cloned() {
            Some(media) => self.look_into_media(media),
            None => self.say(t!("app-preview-of-what")),
        }
    }

    fn look_into_media(&mut self, media: Media) {
        let why_not = match &media.offer {
            Offer::ShowOnly(reason) => Some(reason.clone()),
            _ if !media.form.is_empty() => Some(t!("app-preview-asks-questions", key = self.key_of(Action::Download))),
            _ => None,
        };
        let dataset = self.dataset().cloned();
        match why_not {
            None => self.look_into(Subject::Media(Box::new(media)), dataset),
            Some(why_not) if self.viewer.is_some() => {
                self.close_preview();
                let error = Error::new(ErrorKind::Usage, media.title.clone(), m!("app-no-preview", reason = why_not));
                let viewer = Viewer::new(Subject::Media(Box::new(media)), dataset);
                self.viewer = Some(Viewer { load: Load::Failed(error), ..viewer });
            }
            Some(why_not) => self.say(t!("app-no-preview-of", title = &media.title, reason = why_not)),
        }
    }

    fn look_into(&mut self, subject: Subject, dataset: Option<Arc<Dataset>>) {
        self.close_preview();
        self.viewer = Some(Viewer::new(subject.clone(), dataset));
        self.send(Cmd::Preview(subject));
    }

    /// What is still being read or checked is of no use any more.
    pub(super) fn close_preview(&mut self) {
        let Some(viewer) = self.viewer.take() else { return };
        if viewer.load == Load::Loading {
            self.send(Cmd::StopPreview);
        }
        if viewer.check.is_some_and(|check| check.is_running()) {
            self.send(Cmd::StopCheck);
        }
    }

    /// An answer about something else than what is looked into now comes too late.
    pub(super) fn previewed(&mut self, subject: &Subject, result: Result<Preview>) {
        let Some(viewer) = self.viewer.as_mut().filter(|viewer| viewer.subject == *subject) else { return };
        match result {
            Ok(preview) => viewer.take_in(preview),
            Err(error) => viewer.load = Load::Failed(error),
        }
    }

    pub(super) fn on_preview_key(&mut self, key: &KeyEvent) {
        let action = self.settings.browser.keymap.action(self.context(), key);
        let Some(viewer) = &mut self.viewer else { return };
        if let Some(line) = viewer.line.take() {
            return viewer.on_filter_key(line, key);
        }
        action.into_iter().for_each(|action| self.act_in_preview(action));
    }

    fn act_in_preview(&mut self, action: Action) {
        let Some(viewer) = &mut self.viewer else { return };
        if viewer.act_on_map(action) || self.act_on_table(action) || self.act_on_reading(action) {
            return;
        }
        let Some(viewer) = &mut self.viewer else { return };
        match action {
            Action::Back if viewer.shows_figures => viewer.shows_figures = false,
            Action::LookInside => self.look_inside(),
            Action::Back if viewer.subject.outside().is_some() => self.look_outside(),
            Action::Retry => {
                let (subject, dataset) = (viewer.subject.clone(), viewer.dataset.clone());
                self.look_into(subject, dataset);
            }
            Action::Download => self.download_previewed(),
            Action::CopyCommand => self.choose_preview_copy(),
            Action::Territory => self.narrow_to_map(),
            Action::ClosePreview | Action::Back => self.close_preview(),
            _ => {
                let columns = if action == Action::Top { isize::MIN } else { 0 };
                let page = self.areas.page_rows;
                step(Some(action), page).into_iter().for_each(|rows| viewer.move_by(rows, columns));
                viewer.follow_on_map();
            }
        }
    }

    /// Looks into the entry that the row names.
    fn look_inside(&mut self) {
        let name = self.viewer.as_ref().and_then(Viewer::entry).cloned();
        name.iter().for_each(|name| self.look_into_entry(name));
    }

    pub(super) fn look_into_entry(&mut self, name: &str) {
        let inside = self.viewer.as_ref().map(|viewer| (viewer.subject.inside(name), viewer.dataset.clone()));
        inside.into_iter().for_each(|(subject, dataset)| self.look_into(subject, dataset));
    }

    /// Back to the archive that it lies in, and there to its row.
    fn look_outside(&mut self) {
        let Some(viewer) = &self.viewer else { return };
        let Some(outside) = viewer.subject.outside() else { return };
        let (left, dataset) = (viewer.subject.entry().last().cloned(), viewer.dataset.clone());
        self.look_into(outside, dataset);
        self.viewer.iter_mut().for_each(|viewer| viewer.left_entry.clone_from(&left));
    }

    /// Whether this chooses what is read and how, or moves to the side; if so, it has.
    fn act_on_reading(&mut self, action: Action) -> bool {
        let Some(viewer) = &mut self.viewer else { return false };
        let side = viewer.side_step();
        match action {
            Action::Right => viewer.move_by(0, side),
            Action::Left => viewer.move_by(0, -side),
            Action::NextView => viewer.next_view(),
            Action::NextMedia => self.preview_beside(1),
            Action::PreviousMedia => self.preview_beside(-1),
            Action::Encoding => {
                viewer.reread(|options| options.encoding = next::<Charset>(&CHOICES, options.encoding));
            }
            Action::Separator => {
                viewer.reread(|options| options.delimiter = next(&DELIMITERS, options.delimiter));
            }
            Action::DecimalSign => viewer.reread(|options| options.decimal = next(&[',', '.'], options.decimal)),
            Action::TitleRow => viewer.reread(|options| options.header = next(&[true, false], options.header)),
            Action::Check => self.check_previewed(),
            _ => return false,
        }
        true
    }

    fn download_previewed(&mut self) {
        if self.viewer.as_ref().is_some_and(Viewer::is_of_file) {
            return self.say(t!("app-preview-is-here"));
        }
        self.close_preview();
        self.download_chosen();
    }

    /// Moves the cursor to the row beside, and looks into that.
    fn preview_beside(&mut self, step: isize) {
        if self.viewer.as_ref().is_some_and(Viewer::is_of_file) {
            return;
        }
        self.focus = Focus::List;
        let before = self.step().row;
        self.move_by(step);
        if let Some(media) = self.chosen_media().cloned().filter(|_| self.step().row != before) {
            self.look_into_media(media);
        }
    }
}

#[cfg(test)]
mod tests;
