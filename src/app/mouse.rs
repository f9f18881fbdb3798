//! What the mouse does: the same as keys would, at what lies under it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::popup::Popup;
use super::{App, Focus};
use crate::config::browser::ListColumn;
use crate::config::keymap::Key;

/// How many rows a turn of the wheel moves.
const TURN: isize = 3;

/// What the screen tells after each draw: where things are on it, and how far one can move.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// Rows a page key moves.
    pub page_rows: usize,
    /// How far the detail pane can be scrolled.
    pub longest_scroll: u16,
    pub parent: Rect,
    /// The rows of the list, and the index of the first.
    pub rows: Rect,
    pub first_row: usize,
    /// The keys in the last line.
    pub keys: Vec<(Rect, Key)>,
    /// The tabs in the first line, in their order.
    pub tabs: Vec<Rect>,
    /// The parts of the line that says where one is, and which step of the trail each leads to.
    pub crumbs: Vec<(Rect, usize)>,
    /// All of what is above the panes; a click beside it closes it.
    pub popup_frame: Rect,
    /// What the columns of the list are called.
    pub heads: Vec<(Rect, ListColumn)>,
    /// The borders between panes that can be dragged.
    pub borders: Vec<BorderArea>,
    /// The filters in force, in the order of the query's parts.
    pub chips: Vec<Rect>,
    pub detail: Rect,
    /// Where it says that something waits for an answer.
    pub waits: Rect,
    /// The rows of the downloads, and which job each shows.
    pub jobs: Rect,
    pub job_rows: Vec<usize>,
    /// The rows of a list to choose from above it all, and the index of the first.
    pub popup: Rect,
    pub first_choice: usize,
    /// How far what is above it all can be scrolled.
    pub longest_popup: u16,
    /// What in the detail pane leads to web addresses.
    pub links: Vec<ScreenLink>,
    /// The part of the earth that a map shows, in thousandths of a degree: west, south, east, north.
    pub map: Option<[i32; 4]>,
}

/// Cells of one row that lead to a web address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenLink {
    pub cells: Rect,
    pub address: String,
}

/// A border between two panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Border {
    /// Between what one came from and the list.
    Parent,
    /// Between the list and the detail beside it.
    Beside,
    /// Between the list and the detail below it.
    Below,
}

/// Where a border is, and what it divides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BorderArea {
    pub border: Border,
    pub line: Rect,
    pub whole: Rect,
}

/// How much of what they divide lies before the borders, in thousandths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shares {
    parent: u16,
    beside: u16,
    below: u16,
}

impl Default for Shares {
    fn default() -> Self {
        Self { parent: 200, beside: 600, below: 600 }
    }
}

impl Shares {
    pub fn of(&self, border: Border) -> u16 {
        match border {
            Border::Parent => self.parent,
            Border::Beside => self.beside,
            Border::Below => self.below,
        }
    }

    /// So that the border is under the pointer; neither pane vanishes.
    fn drag(&mut self, area: &BorderArea, at: Position) {
        let whole = area.whole;
        let (before, all) = match area.border {
            Border::Below => (at.y.saturating_sub(whole.y), whole.height),
            Border::Parent | Border::Beside => (at.x.saturating_sub(whole.x), whole.width),
        };
        let share = u32::from(before) * 1000 / u32::from(all.max(1));
        let (least, most) = if area.border == Border::Parent { (100, 400) } else { (250, 800) };
        let share = share.clamp(least, most) as u16;
        match area.border {
            Border::Parent => self.parent = share,
            Border::Beside => self.beside = share,
            Border::Below => self.below = share,
        }
    }
}

impl App {
    pub(super) fn on_mouse(&mut self, event: MouseEvent) {
        let at = Position::new(event.column, event.row);
        if self.popup.is_none() && self.wizard.is_some() && !self.areas.keys.iter().any(|(place, _)| place.contains(at))
        {
            return; // it is answered by keys
        }
        self.expected = None;
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) => self.click(at),
            MouseEventKind::Drag(MouseButton::Left) => self.drag(at),
            MouseEventKind::Up(MouseButton::Left) => self.dragged = None,
            MouseEventKind::Down(MouseButton::Right) if self.popup.is_none() => {
                self.notice = None;
                self.back_or_unfocus()
            }
            MouseEventKind::ScrollDown => self.turn(at, TURN),
            MouseEventKind::ScrollUp => self.turn(at, -TURN),
            _ => {}
        }
    }

    /// A click chooses; on what is chosen already it opens.
    fn click(&mut self, at: Position) {
        self.notice = None;
        if let Some((_, key)) = self.areas.keys.iter().find(|(place, _)| place.contains(at)) {
            return self.on_key(&key.event());
        }
        if self.popup.is_some() {
            return self.click_popup(at);
        }
        if self.line.is_some() {
            return;
        }
        let areas = self.areas.clone();
        if let Some((_, step)) = areas.crumbs.iter().find(|(place, _)| place.contains(at)) {
            return self.go_back_to(*step);
        }
        if self.viewer.is_some() {
            return;
        }
        if let Some(tab) = areas.tabs.iter().position(|tab| tab.contains(at)) {
            return self.show_tab(tab);
        }
        self.dragged = areas.borders.iter().find(|area| area.line.contains(at)).map(|area| area.border);
        if self.dragged.is_some() {
            return;
        }
        self.click_panes(at, &areas);
    }

    fn click_panes(&mut self, at: Position, areas: &Areas) {
        if let Some((_, column)) = areas.heads.iter().find(|(head, _)| head.contains(at)) {
            self.sort_by_column(*column);
        } else if let Some(chip) = areas.chips.iter().position(|chip| chip.contains(at)) {
            self.drop_chip(chip);
        } else if areas.parent.contains(at) {
            self.back_or_unfocus();
        } else if areas.waits.contains(at) {
            self.open_what_waits();
        } else if areas.detail.contains(at) {
            self.detail_is_of_job = self.job_here().is_some();
            self.focus = Focus::Detail;
        } else if areas.jobs.contains(at) {
            let row = areas.job_rows.get(usize::from(at.y - areas.jobs.y)).copied();
            (self.focus, self.jobs.row) = (Focus::Jobs, row.unwrap_or(self.jobs.row));
            self.open_taken(self.jobs.row);
        } else if areas.rows.contains(at) {
            let row = areas.first_row + usize::from(at.y - areas.rows.y);
            let was_chosen = self.focus == Focus::List && self.step().row == row;
            self.focus = Focus::List;
            if self.has_row(row) {
                if was_chosen {
                    return self.open_chosen();
                }
                let step = self.step_mut();
                (step.row, step.is_moved) = (row, true);
                self.scroll = 0;
            }
        }
    }

    /// To a place one came by.
    fn go_back_to(&mut self, step: usize) {
        self.close_preview();
        if step + 1 < self.trail().len() {
            self.tabs.here.trail.truncate(step + 1);
            (self.focus, self.scroll) = (Focus::List, 0);
        }
    }

    fn drag(&mut self, at: Position) {
        let Some(border) = self.dragged else { return };
        let area = self.areas.borders.iter().find(|area| area.border == border).copied();
        area.iter().for_each(|area| self.shares.drag(area, at));
    }

    fn click_popup(&mut self, at: Position) {
        let (area, first) = (self.areas.popup, self.areas.first_choice);
        if !self.areas.popup_frame.contains(at) {
            return self.leave_popup();
        }
        if !area.contains(at) {
            return;
        }
        let row = first + usize::from(at.y - area.y);
        let chosen = match &mut self.popup {
            Some(Popup::Pick(pick)) => pick.choose(row),
            Some(Popup::Batch(open)) => open.choose(row),
            Some(Popup::Palette(palette)) => {
                palette.row = row;
                true
            }
            Some(Popup::Copy(choice)) => {
                choice.row = row;
                true
            }
            Some(Popup::Columns(choice)) => {
                choice.row = row;
                true
            }
            Some(Popup::Plan(plan)) => {
                plan.row = row;
                return self.strike();
            }
            Some(Popup::Places(at)) => {
                *at = row;
                true
            }
            _ => false,
        };
        if chosen {
            self.on_enter();
        }
    }

    /// A click beside what is above the panes: to a question it says what Esc says.
    fn leave_popup(&mut self) {
        match &self.popup {
            Some(
                Popup::Help(_)
                | Popup::Pick(_)
                | Popup::Palette(_)
                | Popup::Places(_)
                | Popup::Copy(_)
                | Popup::Columns(_)
                | Popup::Access(_),
            ) => self.popup = None,
            _ => self.on_key(&KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE)),
        }
    }

    fn turn(&mut self, at: Position, by: isize) {
        if self.popup.is_some() {
            return (0..by.abs()).for_each(|_| self.on_arrow(by > 0));
        }
        if let Some(viewer) = &mut self.viewer {
            viewer.move_by(by, 0);
            viewer.follow_on_map();
            return;
        }
        let focus = self.focus;
        self.focus = match () {
            () if self.areas.detail.contains(at) => Focus::Detail,
            () if self.areas.jobs.contains(at) => Focus::Jobs,
            () => Focus::List,
        };
        self.move_by(by);
        self.focus = focus;
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyModifiers;

    use super::super::tests::{at_root, in_dataset, media, press, tell};
    use super::*;
    use crate::app::{Cmd, Msg};

    fn event(kind: MouseEventKind, column: u16, row: u16) -> Msg {
        Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
    }

    fn click(app: &mut App, column: u16, row: u16) -> Vec<Cmd> {
        tell(app, event(MouseEventKind::Down(MouseButton::Left), column, row))
    }

    #[test]
    fn a_click_chooses_and_another_opens() {
        let mut app = at_root();
        app.areas.rows = Rect::new(1, 2, 30, 10);
        assert_eq!(click(&mut app, 5, 3), []);
        assert_eq!(app.step().row, 1);
        assert!(click(&mut app, 5, 3).iter().any(|cmd| matches!(cmd, Cmd::Dataset(_))));
        let mut app = at_root();
        app.areas.rows = Rect::new(1, 2, 30, 10);
        assert_eq!(click(&mut app, 5, 11), [], "below the last row there is nothing");
        assert_eq!(app.step().row, 0);
    }

    #[test]
    fn a_click_on_a_tab_shows_it() {
        let mut app = at_root();
        tell(&mut app, Msg::Key(KeyEvent::new(KeyCode::Char('t'), KeyModifiers::CONTROL)));
        app.areas.tabs = vec![Rect::new(9, 0, 2, 1), Rect::new(11, 0, 4, 1)];
        for (column, shown) in [(9, 0), (14, 1), (15, 1), (10, 0)] {
            click(&mut app, column, 0);
            assert_eq!(app.tab(), (shown, 2), "column {column}");
        }
    }

    #[test]
    fn the_wheel_moves_what_is_under_it_and_leaves_the_focus() {
        let mut app = in_dataset((0..9).map(|n| media(&n.to_string())).collect());
        app.areas.detail = Rect::new(40, 2, 30, 10);
        app.update(event(MouseEventKind::ScrollDown, 45, 5));
        assert_eq!((app.scroll, app.step().row, app.focus), (3, 0, Focus::List));
        app.update(event(MouseEventKind::ScrollDown, 5, 5));
        assert_eq!(app.step().row, 3);
        app.update(event(MouseEventKind::ScrollUp, 5, 5));
        assert_eq!(app.step().row, 0);
    }

    #[test]
    fn a_key_in_the_last_line_is_pressed_and_a_place_gone_back_to() {
        let mut app = in_dataset(vec![media("a")]);
        let key = |text: &str| Key::parse(text).unwrap();
        app.areas.keys = vec![(Rect::new(0, 9, 8, 1), key("?")), (Rect::new(8, 9, 8, 1), key("h"))];
        app.areas.popup_frame = Rect::new(5, 2, 10, 4);
        click(&mut app, 3, 9);
        assert!(matches!(app.popup, Some(Popup::Help(_))));
        click(&mut app, 6, 3);
        assert!(app.popup.is_some(), "in it");
        click(&mut app, 1, 1);
        assert_eq!(app.popup, None, "beside it");
        let depth = app.trail().len();
        click(&mut app, 9, 9);
        assert_eq!(app.trail().len(), depth - 1);
        app.areas.crumbs = vec![(Rect::new(0, 0, 9, 1), 0)];
        click(&mut app, 2, 0);
        assert_eq!(app.trail().len(), 1);
    }

    #[test]
    fn a_border_is_dragged_and_neither_pane_vanishes() {
        let mut app = at_root();
        let line = Rect::new(59, 0, 2, 20);
        app.areas.borders = vec![BorderArea { border: Border::Beside, line, whole: Rect::new(0, 0, 100, 20) }];
        let dragged = |app: &mut App, column| {
            app.update(event(MouseEventKind::Drag(MouseButton::Left), column, 5));
            app.shares.of(Border::Beside)
        };
        let usual = app.shares.of(Border::Beside);
        assert_eq!(dragged(&mut app, 40), usual, "nothing is held");
        click(&mut app, 60, 5);
        assert_eq!(dragged(&mut app, 40), 400);
        assert_eq!(dragged(&mut app, 99), 800);
        app.update(event(MouseEventKind::Up(MouseButton::Left), 99, 5));
        assert_eq!(dragged(&mut app, 40), 800, "let go");
    }

    #[test]
    fn a_chip_is_taken_away_and_a_choice_made() {
        let mut app = at_root();
        app.search(crate::model::Query::text("eau"));
        app.areas.chips = vec![Rect::new(3, 1, 8, 1)];
        let cmds = click(&mut app, 4, 1);
        assert!(app.step().ask.query.is_empty(), "{cmds:?}");
        press(&mut app, "s");
        app.areas.popup = Rect::new(10, 5, 20, 3);
        app.areas.popup_frame = Rect::new(9, 4, 22, 5);
        let cmds = click(&mut app, 12, 6);
        assert!(matches!(&cmds[..], [Cmd::List(ask, None)] if ask.query.sort.as_deref() == Some("title")), "{cmds:?}");
    }
}
