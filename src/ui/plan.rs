//! The plan of a bulk download: what it would bring, under which terms, and what is left out.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::Line;

use super::list::{access_said, access_style};
use super::popup::open;
use super::theme::Theme;
use super::words::wrap;
use crate::app::App;
use crate::app::plan::{Plan, Sum};
use crate::model::Access;
use crate::{human, t};

/// How much more room than the files take there should be, in hundredths.
const MARGIN: u64 = 102;

pub fn draw(frame: &mut Frame, area: Rect, plan: &Plan, app: &App, theme: &Theme) {
    let width = area.width.min(78);
    let mut sheet = Sheet { lines: vec![], width: usize::from(width).saturating_sub(4), theme };
    sheet.fill(&app.sum(plan), app);
    let inner = open(frame, area, &t!("ui-plan"), width, sheet.lines.len() as u16 + 3, theme);
    let [body, keys] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(inner);
    let longest = (sheet.lines.len() as u16).saturating_sub(body.height);
    for (line, row) in sheet.lines.into_iter().skip(plan.scroll.min(longest).into()).zip(body.rows()) {
        frame.render_widget(line, Rect { x: row.x + 1, width: row.width.saturating_sub(1), ..row });
    }
    frame.render_widget(Line::styled(format!(" {}", t!("ui-plan-keys")), theme.accent), keys);
}

struct Sheet<'a> {
    lines: Vec<Line<'static>>,
    width: usize,
    theme: &'a Theme,
}

impl Sheet<'_> {
    fn fill(&mut self, sum: &Sum, app: &App) {
        let theme = self.theme;
        if sum.awaited > 0 {
            self.say(&t!("ui-plan-awaited", count = sum.awaited), theme.muted);
        }
        self.say(&t!("ui-plan-sum", count = sum.media.len(), size = human::size(sum.bytes)), theme.title);
        if sum.unsized_media > 0 {
            self.say(&t!("ui-plan-unsized", count = sum.unsized_media), theme.text);
        }
        if let Some((folder, left)) = &app.free_space {
            let folder = crate::text::line(&folder.display().to_string());
            let text = match left {
                Some(left) => t!("ui-plan-free", size = human::size(*left), folder),
                None => t!("ui-plan-folder", folder),
            };
            self.say(&text, theme.text);
            if left.is_some_and(|left| left < sum.bytes.saturating_mul(MARGIN) / 100) {
                self.say(&t!("ui-plan-too-little-room"), theme.error);
            }
        }
        for (access, count) in &sum.access {
            let text = t!("ui-plan-access", access = access_said(*access), count = *count);
            self.say(&text, access_style(*access, theme));
        }
        if sum.access.contains_key(&Access::Personal) {
            self.say(&t!("ui-plan-personal"), theme.warning);
        }
        for (licence, count) in &sum.licences {
            self.say(&t!("ui-plan-licence", licence, count = *count), theme.text);
        }
        for error in &sum.failed {
            self.say(&error.to_string(), theme.error);
        }
        for (title, reason) in &sum.left_out {
            self.say(&t!("ui-plan-left-out", title, reason), theme.muted);
        }
    }

    fn say(&mut self, text: &str, style: Style) {
        self.lines.extend(wrap(text, self.width, style));
    }
}
