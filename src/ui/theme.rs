//! Ten roles and their styles. Only the terminal's own sixteen colours, so that light and dark follow the terminal.

use ratatui::style::{Color, Modifier, Style};

#[derive(Clone, Copy, Debug)]
pub struct Theme {
    pub text: Style,
    pub muted: Style,
    pub title: Style,
    pub accent: Style,
    pub border: Style,
    /// The border of the pane the keys go to.
    pub focused: Style,
    /// The chosen row of the pane the keys go to; a `>` stands before it too, for screens that show no style.
    pub chosen: Style,
    pub ok: Style,
    pub warning: Style,
    pub error: Style,
}

impl Theme {
    pub fn new(colour: bool) -> Self {
        let plain = Style::new();
        let paint = |colour_of: Color| if colour { plain.fg(colour_of) } else { plain };
        Self {
            text: plain,
            muted: if colour { plain.add_modifier(Modifier::DIM) } else { plain },
            title: plain.add_modifier(Modifier::BOLD),
            accent: paint(Color::Cyan),
            border: if colour { plain.add_modifier(Modifier::DIM) } else { plain },
            focused: paint(Color::Cyan).add_modifier(Modifier::BOLD),
            chosen: plain.add_modifier(Modifier::REVERSED),
            ok: paint(Color::Green),
            warning: paint(Color::Yellow),
            error: paint(Color::Red),
        }
    }
}
