//! What the mouse does: the same as keys would, at what lies under it.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::popup::Popup;
use super::{App, Focus};

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
}

impl App {
    pub(super) fn on_mouse(&mut self, event: MouseEvent) {
        if self.popup.is_none() && self.wizard.is_some() {
            return; // it is answered by keys
        }
        self.expected = None;
        let at = Position::new(event.column, event.row);
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) => self.click(at),
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
        if self.popup.is_some() {
            return self.click_popup(at);
        }
        if self.line.is_some() || self.viewer.is_some() {
            return;
        }
        let areas = self.areas.clone();
        if let Some(chip) = areas.chips.iter().position(|chip| chip.contains(at)) {
            return self.drop_chip(chip);
        }
        if areas.parent.contains(at) {
            return self.back_or_unfocus();
        }
        if areas.waits.contains(at) {
            self.open_what_waits();
        } else if areas.detail.contains(at) {
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

    fn click_popup(&mut self, at: Position) {
        let (area, first) = (self.areas.popup, self.areas.first_choice);
        if !area.contains(at) {
            return;
        }
        let row = first + usize::from(at.y - area.y);
        let chosen = match &mut self.popup {
            Some(Popup::Pick(pick)) => pick.choose(row),
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

    use super::super::tests::{at_root, in_dataset, media, press};
    use super::*;
    use crate::app::{Cmd, Msg};

    fn event(kind: MouseEventKind, column: u16, row: u16) -> Msg {
        Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
    }

    fn click(app: &mut App, column: u16, row: u16) -> Vec<Cmd> {
        app.update(event(MouseEventKind::Down(MouseButton::Left), column, row))
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
    fn a_chip_is_taken_away_and_a_choice_made() {
        let mut app = at_root();
        app.search(crate::model::Query::text("eau"));
        app.areas.chips = vec![Rect::new(3, 1, 8, 1)];
        let cmds = click(&mut app, 4, 1);
        assert!(app.step().ask.query.is_empty(), "{cmds:?}");
        press(&mut app, "s");
        app.areas.popup = Rect::new(10, 5, 20, 3);
        let cmds = click(&mut app, 12, 6);
        assert!(matches!(&cmds[..], [Cmd::List(ask, None)] if ask.query.sort.as_deref() == Some("title")), "{cmds:?}");
    }
}
