//! Links in what is drawn: cells know of no links, so those that lead somewhere are painted once more, each between what
//! begins and what ends its link.

use ratatui::backend::Backend;
use ratatui::buffer::{Buffer, Cell};

use super::Screen;
use super::emulator::{KEEP_CURSOR, OLD_CURSOR};
use crate::app::mouse::ScreenLink;
use crate::base::link;

/// Cells to paint once more.
pub struct Painted {
    /// Where a link was and none, or another one, is now.
    former: Vec<PaintedCell>,
    /// Each with what begins its link.
    linked: Vec<(String, Vec<PaintedCell>)>,
}

type PaintedCell = (u16, u16, Cell);

impl Painted {
    /// As `buffer` shows them.
    pub fn new(buffer: &Buffer, before: &[ScreenLink], now: &[ScreenLink]) -> Self {
        let cells = |link: &ScreenLink| -> Vec<PaintedCell> {
            let positions = link.cells.intersection(buffer.area).positions();
            positions.filter_map(|at| Some((at.x, at.y, buffer.cell(at)?.clone()))).collect()
        };
        let former = if before == now { vec![] } else { before.iter().flat_map(cells).collect() };
        let linked = now.iter().filter_map(|it| Some((link::begin(&it.address)?, cells(it)))).collect();
        Self { former, linked }
    }

    pub fn paint<B: Screen>(&self, backend: &mut B) -> Result<(), B::Error> {
        if self.former.is_empty() && self.linked.is_empty() {
            return Ok(());
        }
        backend.send(KEEP_CURSOR);
        draw(backend, &self.former)?;
        for (begin, cells) in &self.linked {
            backend.send(begin);
            draw(backend, cells)?;
            backend.send(link::END);
        }
        backend.send(OLD_CURSOR);
        Ok(())
    }
}

fn draw<B: Backend>(backend: &mut B, cells: &[PaintedCell]) -> Result<(), B::Error> {
    backend.draw(cells.iter().map(|(x, y, cell)| (*x, *y, cell)))
}

#[cfg(test)]
mod tests {
    use ratatui::backend::CrosstermBackend;
    use ratatui::layout::Rect;

    use super::*;

    #[test]
    fn a_link_is_around_its_cells_and_gone_with_them() {
        let link = |address: &str| ScreenLink { cells: Rect::new(1, 0, 3, 1), address: address.into() };
        let buffer = Buffer::with_lines(["xabcx"]);
        let painted = |before: &[ScreenLink], now: &[ScreenLink]| {
            let mut out = Vec::new();
            Painted::new(&buffer, before, now).paint(&mut CrosstermBackend::new(&mut out)).unwrap();
            String::from_utf8(out).unwrap()
        };
        let (a, b) = ([link("https://a.fr/")], [link("https://b.fr/")]);
        let text = painted(&[], &a);
        let begin = text.find("\x1b]8;;https://a.fr/\x1b\\").unwrap();
        assert!(begin < text.find("abc").unwrap() && text.find("abc") < text.rfind(link::END), "{text:?}");
        assert!(!painted(&a, &b).contains("a.fr"));
        assert!(painted(&a, &[]).contains("abc") && !painted(&a, &[]).contains("]8;;"), "painted over without it");
        assert_eq!(painted(&[], &[]), "");
        assert!(!painted(&[], &[link("javascript:x")]).contains("]8;;"));
    }
}
