//! The path of a table, being typed, and the files and folders that it may become.

use crossterm::event::KeyEvent;

use crate::app::input::Input;

/// The line, and what is offered for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileLine {
    pub input: Input,
    pub offered: Vec<PathOffer>,
    /// The chosen one of them; none: what is typed.
    pub row: Option<usize>,
}

/// A file or folder, as it would be typed.
#[derive(Clone, Debug, PartialEq)]
pub struct PathOffer {
    pub path: String,
    pub is_folder: bool,
}

impl FileLine {
    pub(super) fn new(proposed: Option<String>) -> Self {
        Self { input: proposed.map_or_else(Input::default, Input::proposed), ..Self::default() }
    }

    pub(super) fn insert(&mut self, text: &str) {
        self.input.insert(text.trim());
        self.row = None;
    }

    pub(super) fn edit(&mut self, key: &KeyEvent) {
        self.input.edit(key);
        self.row = None;
    }

    pub(super) fn take_in(&mut self, offered: Vec<PathOffer>) {
        self.row = None;
        self.offered = offered;
    }

    /// Moves by so many of what is offered; before the first of it is what is typed. Nothing is looked for anew.
    pub(super) fn move_by(&mut self, by: isize) -> bool {
        let row = self.row.map_or(0, |row| row + 1).saturating_add_signed(by).min(self.offered.len());
        self.row = row.checked_sub(1);
        true
    }

    pub(super) fn choose(&mut self, row: usize) -> bool {
        let is_offered = row < self.offered.len();
        self.row = if is_offered { Some(row) } else { self.row };
        is_offered
    }

    /// The path that Enter takes; none where it leads into a folder.
    pub(super) fn take(&mut self) -> Option<String> {
        let chosen = self.row.take().and_then(|row| self.offered.get(row).cloned());
        if let Some(PathOffer { path, is_folder }) = chosen {
            self.input = Input::new(path);
            if is_folder {
                return None;
            }
        }
        Some(self.input.text().trim().to_owned())
    }

    /// As much as all that is offered begins with; the chosen one is taken whole.
    pub(super) fn complete(&mut self) {
        let chosen = self.row.take().and_then(|row| self.offered.get(row)).map(|offer| offer.path.clone());
        let common = || {
            let mut offered = self.offered.iter().map(|offer| offer.path.as_str());
            let first = offered.next()?;
            Some(offered.fold(first, common).to_owned())
        };
        if let Some(path) = chosen.or_else(common).filter(|path| path.len() >= self.input.text().len()) {
            self.input = Input::new(path);
        }
    }
}

/// What both begin with.
fn common<'t>(one: &'t str, other: &str) -> &'t str {
    let same = one.char_indices().zip(other.chars()).find(|((_, one), other)| one != other);
    let end = same.map_or(one.len().min(other.len()), |((at, _), _)| at);
    one.get(..end).unwrap_or(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(paths: &[&str]) -> Vec<PathOffer> {
        let offer = |path: &&str| PathOffer { path: (*path).into(), is_folder: path.ends_with('/') };
        paths.iter().map(offer).collect()
    }

    #[test]
    fn what_all_have_in_common_is_completed_and_a_chosen_folder_is_entered() {
        let mut line = FileLine::new(None);
        line.insert("~/d");
        line.take_in(offered(&["~/données 1.csv", "~/données/"]));
        line.complete();
        assert_eq!(line.input.text(), "~/données");
        line.move_by(2);
        assert_eq!((line.take(), line.input.text()), (None, "~/données/"));
        line.take_in(offered(&["~/données/a.csv"]));
        line.move_by(5);
        assert_eq!(line.take().as_deref(), Some("~/données/a.csv"));
        line.take_in(vec![]);
        line.complete();
        assert_eq!(line.take().as_deref(), Some("~/données/a.csv"), "nothing is offered: what is typed is meant");
    }

    #[test]
    fn one_path_that_begins_another_is_what_they_share() {
        for (one, other, shared) in [("ab", "abc", "ab"), ("abc", "ab", "ab"), ("é1", "é2", "é"), ("a", "b", "")] {
            assert_eq!(common(one, other), shared);
        }
    }
}
