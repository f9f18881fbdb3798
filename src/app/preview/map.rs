//! Which part of a map is shown, and what its keys do.

use super::Viewer;
use crate::config::keys::Action;
use crate::preview::{Position, View};

/// How often it can be made larger.
const MOST: u8 = 16;
/// How much larger each time.
const TIMES: f64 = 1.5;
/// The part of the window that an arrow moves over.
const STEP: f64 = 0.25;

/// What is shown of a map; the screen knows how large it is there.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MapWindow {
    zoom: u8,
    /// What is in the middle; `None`: the middle of the whole.
    pub middle: Option<Position>,
    /// How far that was moved east and north, in widths and heights of the whole.
    pub moved: [f64; 2],
}

impl MapWindow {
    /// How many times larger than the whole.
    pub fn times(self) -> f64 {
        TIMES.powi(self.zoom.into())
    }

    pub fn is_whole(self) -> bool {
        self == Self::default()
    }

    fn move_by(&mut self, east: f64, north: f64) {
        let step = STEP / self.times();
        let [x, y] = &mut self.moved;
        (*x, *y) = ((*x + east * step).clamp(-1.0, 1.0), (*y + north * step).clamp(-1.0, 1.0));
    }
}

impl Viewer {
    /// Whether this moves the map; if so, it has.
    pub(super) fn act_on_map(&mut self, action: Action) -> bool {
        let Some(View::Map(_)) = self.shown() else { return false };
        match action {
            Action::Left => self.map.move_by(-1.0, 0.0),
            Action::Right => self.map.move_by(1.0, 0.0),
            Action::North => self.map.move_by(0.0, 1.0),
            Action::South => self.map.move_by(0.0, -1.0),
            Action::ZoomIn => self.zoom_in(),
            Action::ZoomOut => match self.map.zoom {
                0 | 1 => self.map = MapWindow::default(),
                zoom => self.map.zoom = zoom - 1,
            },
            Action::WholeMap => self.map = MapWindow::default(),
            _ => return false,
        }
        true
    }

    /// Towards what the cursor is on, unless the person has gone elsewhere.
    fn zoom_in(&mut self) {
        if self.map.is_whole() {
            self.map.middle = self.middle_of_chosen();
        }
        self.map.zoom = (self.map.zoom + 1).min(MOST);
    }

    /// Keeps what the cursor is on now in sight.
    pub(in crate::app) fn follow_on_map(&mut self) {
        if !self.map.is_whole() && matches!(self.shown(), Some(View::Map(_))) {
            (self.map.middle, self.map.moved) = (self.middle_of_chosen(), [0.0, 0.0]);
        }
    }

    fn middle_of_chosen(&self) -> Option<Position> {
        let Some(View::Map(sketch)) = self.shown() else { return None };
        let extent = sketch.features.get(self.row)?.extent()?;
        Some([(extent.west + extent.east) / 2.0, (extent.south + extent.north) / 2.0])
    }
}
