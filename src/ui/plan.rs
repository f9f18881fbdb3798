//! The plan of a bulk download: what it would bring, under which terms, and what is left out.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::Line;

use super::list::{access_said, access_style};
use super::popup::open;
use super::words::wrap;
use super::{draw_lines, indented};
use crate::app::App;
use crate::app::mouse::Areas;
use crate::app::plan::{Plan, Sum};
use crate::base::format;
use crate::config::theme::Theme;
use crate::model::Access;
use crate::t;

/// How much more room than the files take there should be, in hundredths.
const MARGIN: u64 = 102;

pub fn draw(frame: &mut Frame, area: Rect, plan: &Plan, app: &App, theme: &Theme, areas: &mut Areas) {
    let width = area.width.min(78);
    let room = usize::from(width).saturating_sub(4);
    let told = told(&app.sum(plan));
    let lines: Vec<Line> = told.iter().flat_map(|(tone, text)| wrap(text, room, tone.style(theme))).collect();
    let inner = open(frame, area, &t!("ui-plan"), width, lines.len() as u16 + 3, theme, areas);
    let [body, keys] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(inner);
    let longest = (lines.len() as u16).saturating_sub(body.height);
    draw_lines(frame, indented(body), lines.into_iter().skip(plan.scroll.min(longest).into()));
    frame.render_widget(Line::styled(format!(" {}", t!("ui-plan-keys")), theme.accent), keys);
}

/// What a sentence of the plan is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Title,
    Text,
    Muted,
    Warning,
    Error,
    Of(Access),
}

impl Tone {
    fn style(self, theme: &Theme) -> Style {
        match self {
            Self::Title => theme.title,
            Self::Text => theme.text,
            Self::Muted => theme.muted,
            Self::Warning => theme.warning,
            Self::Error => theme.error,
            Self::Of(access) => access_style(access, theme),
        }
    }
}

/// The plan in sentences.
pub fn told(sum: &Sum) -> Vec<(Tone, String)> {
    let Sum { estimate, .. } = sum;
    let mut told = vec![];
    let mut say = |tone: Tone, text: String| told.push((tone, text));
    if sum.awaited > 0 {
        say(Tone::Muted, t!("ui-plan-awaited", count = sum.awaited));
    }
    say(Tone::Title, t!("ui-plan-sum", count = estimate.media.len(), size = format::size(estimate.bytes)));
    if estimate.unsized_media > 0 {
        say(Tone::Text, t!("ui-plan-unsized", count = estimate.unsized_media));
    }
    if let Some((folder, left)) = &sum.free_space {
        let folder = crate::base::text::line(&folder.display().to_string());
        say(
            Tone::Text,
            match left {
                Some(left) => t!("ui-plan-free", size = format::size(*left), folder),
                None => t!("ui-plan-folder", folder),
            },
        );
        if left.is_some_and(|left| left < estimate.bytes.saturating_mul(MARGIN) / 100) {
            say(Tone::Error, t!("ui-plan-too-little-room"));
        }
    }
    for (access, count) in &estimate.access {
        say(Tone::Of(*access), t!("ui-plan-access", access = access_said(*access), count = *count));
    }
    if estimate.access.contains_key(&Access::Personal) {
        say(Tone::Warning, t!("ui-plan-personal"));
    }
    for (licence, count) in &estimate.licences {
        say(Tone::Text, t!("ui-plan-licence", licence, count = *count));
    }
    sum.failed.iter().for_each(|error| say(Tone::Error, error.to_string()));
    for (title, reason) in &estimate.left_out {
        say(Tone::Muted, t!("ui-plan-left-out", title, reason));
    }
    told
}
