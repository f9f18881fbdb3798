//! Ten roles and their styles. Unless the person says otherwise only the terminal's own sixteen colours, so that they
//! follow its theme; on a light background those of them that can be read there.

use ratatui::style::{Color, Modifier, Style};

use crate::base::error::{Error, ErrorKind, Result};
use crate::m;

#[derive(Clone, Copy, Debug, PartialEq)]
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

/// What lies behind the text. Terminals that can be asked would have to be waited for, so they are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    Dark,
    Light,
}

impl Background {
    /// What some terminals tell in `COLORFGBG`: the numbers of their colours, the background's last.
    pub fn told(colorfgbg: &str) -> Option<Self> {
        let background: u8 = colorfgbg.rsplit(';').next()?.parse().ok()?;
        Some(if matches!(background, 7 | 9..=15) { Self::Light } else { Self::Dark })
    }

    /// As in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }
}

impl std::str::FromStr for Background {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        match word {
            "dark" => Ok(Self::Dark),
            "light" => Ok(Self::Light),
            word => {
                let word = crate::base::text::line(word);
                let error = Error::new(ErrorKind::Config, "browser.background", m!("ui-no-such-background", word));
                Err(error.hint(m!("ui-known-backgrounds")))
            }
        }
    }
}

/// The roles by name, as in the configuration.
pub const ROLES: [&str; 10] =
    ["text", "muted", "title", "accent", "border", "focused", "chosen", "ok", "warning", "error"];

impl Theme {
    /// `colour`: whether colours are wanted at all; without them only the styles that a screen without colours has.
    pub fn new(colour: bool, background: Background, colours: &Colours) -> Self {
        let plain = Style::new();
        // Cyan and yellow vanish on white.
        let (accent, warning) = match background {
            Background::Dark => (Color::Cyan, Color::Yellow),
            Background::Light => (Color::Blue, Color::Magenta),
        };
        let paint = |colour_of: Color| if colour { plain.fg(colour_of) } else { plain };
        let mut theme = Self {
            text: plain,
            muted: if colour { plain.add_modifier(Modifier::DIM) } else { plain },
            title: plain.add_modifier(Modifier::BOLD),
            accent: paint(accent),
            border: if colour { plain.add_modifier(Modifier::DIM) } else { plain },
            focused: paint(accent).add_modifier(Modifier::BOLD),
            chosen: plain.add_modifier(Modifier::REVERSED),
            ok: paint(Color::Green),
            warning: paint(warning),
            error: paint(Color::Red),
        };
        for (role, style) in &colours.0 {
            let wanted = if colour { *style } else { Style { fg: None, bg: None, underline_color: None, ..*style } };
            if let Some(slot) = theme.role(role) {
                *slot = wanted;
            }
        }
        theme
    }

    fn role(&mut self, name: &str) -> Option<&mut Style> {
        let Self { text, muted, title, accent, border, focused, chosen, ok, warning, error } = self;
        let styles = [text, muted, title, accent, border, focused, chosen, ok, warning, error];
        ROLES.iter().zip(styles).find(|(role, _)| **role == name).map(|(_, style)| style)
    }
}

/// What a person wants otherwise, role by role.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Colours(Vec<(String, Style)>);

impl Colours {
    /// `style`: a colour (`blue`, `light-red`, `#0057b7`, `153`), one behind the text after `on`, and `bold`, `dim`,
    /// `italic`, `underlined`, `reversed`; in any order: `"bold blue on white"`.
    pub fn set(&mut self, role: &str, style: &str) -> Result<()> {
        let subject = || format!("theme.{}", crate::base::text::line(role));
        if !ROLES.contains(&role) {
            let known = ROLES.join(", ");
            return Err(
                Error::new(ErrorKind::Config, subject(), m!("ui-no-such-role")).hint(m!("ui-known-roles", known))
            );
        }
        let mut wanted = Style::new();
        let mut behind = false;
        for word in style.split_whitespace() {
            wanted = match word {
                "on" => {
                    behind = true;
                    continue;
                }
                "bold" => wanted.add_modifier(Modifier::BOLD),
                "dim" => wanted.add_modifier(Modifier::DIM),
                "italic" => wanted.add_modifier(Modifier::ITALIC),
                "underlined" => wanted.add_modifier(Modifier::UNDERLINED),
                "reversed" => wanted.add_modifier(Modifier::REVERSED),
                word => match (word.parse::<Color>(), std::mem::take(&mut behind)) {
                    (Ok(colour), true) => wanted.bg(colour),
                    (Ok(colour), false) => wanted.fg(colour),
                    (Err(_), _) => {
                        let error = m!("ui-no-such-colour", word = crate::base::text::line(word));
                        return Err(Error::new(ErrorKind::Config, subject(), error).hint(m!("ui-known-colours")));
                    }
                },
            };
        }
        self.0.retain(|(known, _)| known != role);
        self.0.push((role.to_owned(), wanted));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colours(pairs: &[(&str, &str)]) -> Result<Colours> {
        let mut colours = Colours::default();
        pairs.iter().try_for_each(|(role, style)| colours.set(role, style)).map(|()| colours)
    }

    #[test]
    fn a_person_s_colours_are_taken_and_dropped_where_none_are_wanted() {
        let wanted = colours(&[("accent", "bold blue on #ffffff"), ("chosen", "on 153")]).unwrap();
        let theme = Theme::new(true, Background::Dark, &wanted);
        let white = Color::Rgb(255, 255, 255);
        assert_eq!(theme.accent, Style::new().fg(Color::Blue).bg(white).add_modifier(Modifier::BOLD));
        assert_eq!(theme.chosen, Style::new().bg(Color::Indexed(153)));
        assert_eq!(Theme::new(false, Background::Dark, &wanted).accent, Style::new().add_modifier(Modifier::BOLD));
    }

    #[test]
    fn what_is_unknown_is_named() {
        assert!(colours(&[("accents", "blue")]).unwrap_err().to_string().contains("accents"));
        assert!(colours(&[("accent", "bleu")]).unwrap_err().to_string().contains("bleu"));
    }

    #[test]
    fn on_a_light_background_nothing_is_yellow_or_cyan() {
        let theme = Theme::new(true, Background::Light, &Colours::default());
        for style in [theme.text, theme.muted, theme.accent, theme.focused, theme.ok, theme.warning, theme.error] {
            assert!(!matches!(style.fg, Some(Color::Yellow | Color::Cyan | Color::White)), "{style:?}");
        }
        let told = [("0;15", Background::Light), ("15;0", Background::Dark), ("0;default;15", Background::Light)];
        for (text, background) in told {
            assert_eq!(Background::told(text), Some(background), "{text}");
        }
        assert_eq!(Background::told("0;default"), None);
    }

    /// Without colours the chosen row is still told apart, by its style and by its sign.
    #[test]
    fn without_colours_there_is_no_colour() {
        let theme = Theme::new(false, Background::Light, &Colours::default());
        for style in [theme.text, theme.muted, theme.accent, theme.focused, theme.ok, theme.warning, theme.error] {
            assert_eq!((style.fg, style.bg), (None, None));
        }
        assert!(theme.chosen.add_modifier.contains(Modifier::REVERSED));
    }
}
