//! The title of the window: how many downloads run and how far they are, wherever the person looks.

use crate::app::App;
use crate::t;

pub fn title(app: &App) -> String {
    match (app.jobs().live(), app.jobs().percent()) {
        (0, _) => "guichet".to_owned(),
        (count, Some(percent)) => t!("tui-title-at", count, percent),
        (count, None) => t!("tui-title", count),
    }
}
