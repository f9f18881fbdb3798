//! The wizard above the panes: what was said last, and the question.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::popup::open;
use super::words::{fit_parts, wrap};
use crate::app::mouse::Areas;
use crate::app::wizard::Wizard;
use crate::config::theme::Theme;
use crate::t;

/// Returns where the text cursor is, while something is asked.
pub fn draw(frame: &mut Frame, area: Rect, wizard: &Wizard, theme: &Theme, areas: &mut Areas) -> Option<Position> {
    let width = area.width.min(90);
    let room = usize::from(width).saturating_sub(4);
    let mut lines: Vec<Line> = wizard.said.iter().flat_map(|said| wrap(said, room, theme.text)).collect();
    let works = match &wizard.asked {
        Some(asked) => {
            lines.extend(wrap(&format!("{}{}", asked.prompt(), asked.input.before()), room, theme.accent));
            String::new()
        }
        None => t!("ui-wizard-works"),
    };
    let inner = open(frame, area, &t!("ui-wizard"), width, area.height.saturating_sub(2), theme, areas);
    let below = inner.height.saturating_sub(2);
    // What is asked now matters most.
    let hidden = lines.len().saturating_sub(below.into());
    let mut cursor = None;
    for (line, row) in lines.into_iter().skip(hidden).zip(inner.rows()) {
        let x = row.x + 1 + (line.width() as u16).min(row.width.saturating_sub(2));
        cursor = Some(Position::new(x, row.y));
        frame.render_widget(line, Rect { x: row.x + 1, width: row.width.saturating_sub(1), ..row });
    }
    let foot =
        Rect { x: inner.x + 1, y: inner.bottom().saturating_sub(1), width: inner.width.saturating_sub(1), height: 1 };
    let foot = foot.intersection(inner);
    frame.render_widget(Line::styled(fit_parts(&works, foot.width.into()), theme.accent), foot);
    let input = &wizard.asked.as_ref()?.input;
    let Position { x, y } = cursor?;
    // Where somebody went back.
    let behind = &input.text()[input.before().len()..];
    frame.buffer_mut().set_stringn(x, y, behind, inner.right().saturating_sub(x).into(), theme.accent);
    cursor
}
