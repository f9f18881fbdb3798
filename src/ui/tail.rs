//! The last line of the list pane: the pages and the portals that are coming, what failed, and warnings.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::words::fit;
use crate::app::App;
use crate::app::listing::{Listing, More};
use crate::app::old::{Aged, Refresh};
use crate::config::keys::Action;
use crate::config::theme::Theme;
use crate::portals::federation::awaiting_said;
use crate::t;

pub(super) fn draw_tail(buffer: &mut Buffer, area: Rect, listing: &Listing, app: &App, theme: &Theme) {
    let Some((text, failed)) = tail_text(listing) else { return };
    let width = usize::from(area.width).saturating_sub(3);
    let log = app.settings().browser.keymap.first(Action::Log);
    // Portals that failed while others are awaited are only counted.
    let is_cut = text.width() > width || matches!(listing.more, More::Awaiting { failed: 1.., .. });
    let what_to_do = match failed {
        true => format!(" ({})", t!("ui-try-again", key = app.key_of(Action::Retry))),
        false if is_cut && !log.is_empty() => format!(" {}", t!("ui-notice-more", key = log)),
        false => String::new(),
    };
    let style = if failed { theme.error } else { theme.muted };
    // However long the error is, the way out of it is seen.
    let text = format!("{}{what_to_do}", fit(&text, width.saturating_sub(what_to_do.width())));
    buffer.set_stringn(area.x + 2, area.bottom().saturating_sub(1), text, width, style);
}

/// What it says, and whether that is a failure.
pub(super) fn tail_text(listing: &Listing) -> Option<(String, bool)> {
    if let Some(Aged { refresh: Refresh::Failed(error), .. }) = &listing.old {
        return Some((error.to_string(), true));
    }
    match (&listing.more, listing.warnings.first()) {
        (More::Failed(_, error), _) => Some((error.to_string(), true)),
        (More::Loading(_), _) => Some((t!("ui-loading-more"), false)),
        (More::Awaiting { portals, failed }, _) => Some((awaiting_said(portals, *failed), false)),
        (_, Some(warning)) => {
            let more = match listing.warnings.len() - 1 {
                0 => String::new(),
                count => format!(" {}", t!("ui-and-more", count)),
            };
            Some((format!("! {warning}{more}"), false))
        }
        _ => None,
    }
}
