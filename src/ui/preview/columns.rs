//! The box that finds a column by its name.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::app::App;
use crate::app::mouse::Areas;
use crate::app::preview::columns::ColumnChoice;
use crate::config::theme::Theme;
use crate::t;
use crate::ui::popup::{draw_choice, first_shown, open};
use crate::ui::words::{fit_end, pad};

/// The columns of what its values are.
const KIND: usize = 16;

/// Returns where the text cursor is.
pub fn draw(
    frame: &mut Frame,
    area: Rect,
    choice: &ColumnChoice,
    app: &App,
    theme: &Theme,
    areas: &mut Areas,
) -> Option<Position> {
    let (table, arrangement) = app.viewer()?.table()?;
    let columns = app.columns_like(choice);
    let height = (table.columns.len() as u16).saturating_add(3).clamp(6, area.height.max(6));
    let inner = open(frame, area, &t!("ui-preview-columns"), area.width.min(72), height, theme, areas);
    let [line, list] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
    let before = fit_end(choice.input.before(), usize::from(line.width).saturating_sub(3));
    let after = choice.input.text().get(choice.input.before().len()..).unwrap_or_default();
    frame.render_widget(Line::styled(format!(" {before}{after}"), theme.title), line);
    let first = first_shown(choice.row, columns.len(), list.height.into());
    (areas.popup, areas.first_choice) = (list, first);
    for ((index, at), place) in columns.iter().enumerate().skip(first).zip(list.rows()) {
        let Some(column) = table.columns.get(*at) else { continue };
        let is_hidden = arrangement.columns.binary_search(at).is_err();
        let note = if is_hidden { t!("ui-preview-is-hidden") } else { column.holds().text() };
        let room = usize::from(place.width).saturating_sub(KIND + 3);
        let cursor = if index == choice.row { ">" } else { " " };
        let name = Span::styled(format!("{cursor} {} ", pad(&column.name, room)), theme.text);
        draw_choice(frame, place, [name, Span::styled(pad(&note, KIND), theme.muted)], index == choice.row, theme);
    }
    if columns.is_empty() {
        frame.render_widget(Line::styled(format!("  {}", t!("ui-palette-empty")), theme.muted), list);
    }
    Some(Position::new((line.x + 1 + before.width() as u16).min(line.right().saturating_sub(1)), line.y))
}
