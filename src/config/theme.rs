//! Ten roles and their styles. Unless the person says otherwise only the terminal's own sixteen colours, so that they
//! follow its theme; on a light background those of them that can be read there. What those look like is the terminal's to
//! say: the other palettes are of fixed colours, which stand out from every usual background.

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

/// Where the colours are from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourPalette {
    /// The terminal's own sixteen.
    #[default]
    Terminal,
    /// Fixed ones, each with a contrast of 4.5 at least to what lies behind it (WCAG 2.2, AA).
    Contrast,
    /// As those, and told apart by people who see red and green alike: those of Okabe and Ito, lighter or darker where the
    /// contrast asks for it.
    ColourBlind,
}

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourDepth {
    #[default]
    Indexed,
    True,
}

impl ColourDepth {
    /// What terminals tell in `COLORTERM`. All that show less than 256 are older than the program.
    pub fn told(colorterm: &str) -> Self {
        if matches!(colorterm, "truecolor" | "24bit") { Self::True } else { Self::Indexed }
    }
}

/// A colour among 16 million, and the one of the 256 that stands for it.
type Fixed = (u32, u8);

/// Those of a palette on a background: muted, accent, ok, warning, error.
const fn fixed(palette: ColourPalette, background: Background) -> Option<[Fixed; 5]> {
    match (palette, background) {
        (ColourPalette::Terminal, _) => None,
        (ColourPalette::Contrast, Background::Dark) => {
            Some([(0xa8_a8a8, 248), (0x5f_d7ff, 81), (0x87_ff87, 120), (0xff_d75f, 221), (0xff_8787, 210)])
        }
        (ColourPalette::Contrast, Background::Light) => {
            Some([(0x58_5858, 240), (0x00_5faf, 25), (0x00_5f00, 22), (0x87_5f00, 94), (0xaf_0000, 124)])
        }
        (ColourPalette::ColourBlind, Background::Dark) => {
            Some([(0xa8_a8a8, 248), (0x56_b4e9, 75), (0x1f_b98c, 79), (0xf0_e442, 227), (0xf0_8040, 209)])
        }
        (ColourPalette::ColourBlind, Background::Light) => {
            Some([(0x58_5858, 240), (0x00_62a0, 25), (0x00_5f48, 23), (0x85_5a00, 94), (0xa0_366f, 125)])
        }
    }
}

const PALETTES: [(&str, ColourPalette); 3] = [
    ("terminal", ColourPalette::Terminal),
    ("contrast", ColourPalette::Contrast),
    ("colour-blind", ColourPalette::ColourBlind),
];

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
        let dim = if colour { plain.add_modifier(Modifier::DIM) } else { plain };
        let [muted, accent, ok, warning, error] = match fixed(colours.palette, background) {
            None => [dim, paint(accent), paint(Color::Green), paint(warning), paint(Color::Red)],
            Some(fixed) => fixed.map(|it| paint(colours.depth.colour(it))),
        };
        let mut theme = Self {
            text: plain,
            muted,
            title: plain.add_modifier(Modifier::BOLD),
            accent,
            border: muted,
            focused: accent.add_modifier(Modifier::BOLD),
            chosen: plain.add_modifier(Modifier::REVERSED),
            ok,
            warning,
            error,
        };
        for (role, style) in &colours.roles {
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

impl ColourDepth {
    fn colour(self, (rgb, index): Fixed) -> Color {
        match self {
            Self::True => Color::from_u32(rgb),
            Self::Indexed => Color::Indexed(index),
        }
    }
}

/// What a person wants otherwise: a palette, and role by role.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Colours {
    palette: ColourPalette,
    depth: ColourDepth,
    roles: Vec<(String, Style)>,
}

impl Colours {
    /// The same on a terminal of this depth.
    pub fn on(&self, depth: ColourDepth) -> Self {
        Self { depth, ..self.clone() }
    }

    fn set_palette(&mut self, word: &str) -> Result<()> {
        let known = || PALETTES.map(|(word, _)| word).join(", ");
        let found = PALETTES.iter().find(|(it, _)| *it == word).map(|(_, palette)| *palette);
        self.palette = found.ok_or_else(|| {
            let cause = m!("ui-no-such-palette", word = crate::base::text::line(word));
            Error::new(ErrorKind::Config, "theme.palette", cause).hint(m!("ui-known-palettes", known = known()))
        })?;
        Ok(())
    }

    /// `role`: one of [`ROLES`], or `palette`, whose `style` is one of its words. `style`: a colour (`blue`, `light-red`, `#0057b7`, `153`), one behind the text after `on`, and `bold`, `dim`,
    /// `italic`, `underlined`, `reversed`; in any order: `"bold blue on white"`.
    pub fn set(&mut self, role: &str, style: &str) -> Result<()> {
        if role == "palette" {
            return self.set_palette(style);
        }
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
        self.roles.retain(|(known, _)| known != role);
        self.roles.push((role.to_owned(), wanted));
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

    /// The relative luminance of WCAG 2.2.
    fn luminance(rgb: u32) -> f64 {
        let part = |shift: u32| {
            let value = f64::from((rgb >> shift) & 0xff) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    }

    fn contrast(one: u32, other: u32) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// What a terminal shows for a colour of the 256 that no theme of its own changes.
    fn rgb(colour: Color) -> u32 {
        match colour {
            Color::Rgb(red, green, blue) => u32::from_be_bytes([0, red, green, blue]),
            Color::Indexed(index @ 16..=231) => {
                let step = |at: u8| [0, 95, 135, 175, 215, 255][usize::from(at)];
                let at = index - 16;
                u32::from_be_bytes([0, step(at / 36), step(at / 6 % 6), step(at % 6)])
            }
            Color::Indexed(index @ 232..) => 0x01_0101 * u32::from(8 + 10 * (index - 232)),
            other => panic!("{other:?} is what the terminal makes of it"),
        }
    }

    /// Black, and those of xterm, Windows Terminal, VS Code, gruvbox, Solarized, Ubuntu and Dracula; white, and those of
    /// Solarized, GNOME, Atom, VS Code and gruvbox.
    const BEHIND: [(Background, &[u32]); 2] = [
        (Background::Dark, &[0, 0x0c_0c0c, 0x1e_1e1e, 0x28_2828, 0x00_2b36, 0x30_0a24, 0x28_2a36]),
        (Background::Light, &[0xff_ffff, 0xfd_f6e3, 0xf6_f5f4, 0xfa_fafa, 0xf3_f3f3, 0xfb_f1c7]),
    ];

    /// Every style in use, on every usual background, and as the chosen row has it, which turns both around.
    #[test]
    fn fixed_colours_stand_out_from_what_is_behind_them() {
        for (_, palette) in &PALETTES[1..] {
            for depth in [ColourDepth::Indexed, ColourDepth::True] {
                for (background, behind) in BEHIND {
                    let colours = Colours { palette: *palette, depth, roles: vec![] };
                    let theme = Theme::new(true, background, &colours);
                    let styles =
                        [theme.muted, theme.accent, theme.border, theme.focused, theme.ok, theme.warning, theme.error];
                    for (style, behind) in styles.iter().flat_map(|style| behind.iter().map(move |it| (style, *it))) {
                        let colour = style.fg.unwrap();
                        let is = contrast(rgb(colour), behind);
                        assert!(is >= 4.5, "{palette:?} {depth:?} {colour:?} on {behind:06x}: {is:.2}");
                        assert!(!style.add_modifier.contains(Modifier::DIM), "it would be less");
                    }
                    assert_eq!(theme.chosen, Style::new().add_modifier(Modifier::REVERSED), "as much, turned around");
                    assert_eq!((theme.text, theme.title.fg), (Style::new(), None), "as the terminal writes");
                }
            }
        }
        assert!((contrast(0, 0xff_ffff) - 21.0).abs() < 0.01, "it is computed as WCAG has it");
    }

    /// What is seen without red, or without green (Viénot, Brettel and Mollon, 1999).
    fn seen([red_part, blue_part]: [f64; 2], rgb: u32) -> [f64; 3] {
        let line = |shift: u32| (f64::from((rgb >> shift) & 0xff) / 255.0).powf(2.2);
        let (red, green, blue) = (line(16), line(8), line(0));
        let yellow = red_part * red + (1.0 - red_part) * green;
        [yellow, yellow, blue_part * (red - green) + blue].map(|it| it.max(0.0).powf(1.0 / 2.2) * 255.0)
    }

    #[test]
    fn people_who_see_red_and_green_alike_tell_the_colours_apart() {
        let eyes = [[0.112_38, 0.004_01], [0.292_75, -0.022_34]];
        for (background, eyes) in
            [Background::Dark, Background::Light].into_iter().flat_map(|it| eyes.map(|eyes| (it, eyes)))
        {
            let colours = fixed(ColourPalette::ColourBlind, background).unwrap();
            let seen: Vec<[f64; 3]> = colours[1..].iter().map(|(rgb, _)| seen(eyes, *rgb)).collect();
            for (at, one) in seen.iter().enumerate() {
                for other in &seen[at + 1..] {
                    let far = one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                    assert!(far > 40.0, "{background:?} {one:?} {other:?}: {far:.0}");
                }
            }
        }
    }

    #[test]
    fn a_palette_is_chosen_by_its_word_and_roles_go_over_it() {
        let wanted =
            colours(&[("palette", "colour-blind"), ("ok", "blue")]).unwrap().on(ColourDepth::told("truecolor"));
        let theme = Theme::new(true, Background::Dark, &wanted);
        assert_eq!((theme.ok.fg, theme.accent.fg), (Some(Color::Blue), Some(Color::Rgb(0x56, 0xb4, 0xe9))));
        assert_eq!(
            Theme::new(true, Background::Dark, &wanted.on(ColourDepth::told(""))).accent.fg,
            Some(Color::Indexed(75))
        );
        let refused = colours(&[("palette", "okabe")]).unwrap_err();
        assert!(refused.to_string().contains("okabe") && refused.hint.unwrap().contains("colour-blind"));
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
