//! Languages that nobody speaks: English in the letters of other scripts, to see what a screen makes of wide letters and of
//! those that are read from right to left.

use std::sync::LazyLock;

use super::{Language, Tongue};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Every letter takes two columns, as in Japanese.
    Wide,
    /// As in Hebrew; terminals turn lines around by themselves or not at all.
    RightToLeft,
}

type Files = Vec<(&'static str, &'static str)>;

static WIDE: LazyLock<Files> = LazyLock::new(|| translated(Script::Wide));
static RIGHT_TO_LEFT: LazyLock<Files> = LazyLock::new(|| translated(Script::RightToLeft));
static WIDE_TONGUE: LazyLock<Tongue> = LazyLock::new(|| Tongue::new(Language::Trial(Script::Wide)));
static RIGHT_TO_LEFT_TONGUE: LazyLock<Tongue> = LazyLock::new(|| Tongue::new(Language::Trial(Script::RightToLeft)));

impl Script {
    /// That of a language with this script, which has its plurals.
    pub fn code(self) -> &'static str {
        match self {
            Self::Wide => "ja",
            Self::RightToLeft => "he",
        }
    }

    pub fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Wide => &WIDE,
            Self::RightToLeft => &RIGHT_TO_LEFT,
        }
    }

    pub(super) fn tongue(self) -> &'static Tongue {
        match self {
            Self::Wide => &WIDE_TONGUE,
            Self::RightToLeft => &RIGHT_TO_LEFT_TONGUE,
        }
    }

    /// The letter of this script that stands for one of ours.
    fn letter(self, letter: char) -> char {
        let first = match self {
            Self::Wide => 'ア',
            Self::RightToLeft => 'א',
        };
        let at = u32::from(letter.to_ascii_lowercase()) - u32::from('a');
        char::from_u32(u32::from(first) + at).unwrap()
    }
}

fn translated(script: Script) -> Files {
    let file = |(name, text): &(&'static str, &'static str)| {
        let lines: Vec<String> = text.lines().map(|text| line(script, text)).collect();
        // How numbers and dates are written is no text.
        let leaked: &'static str = if *name == "i18n" { text } else { lines.join("\n").leak() };
        (*name, leaked)
    };
    Language::English.files().iter().map(file).collect()
}

/// A line of a Fluent file with the letters of its text replaced.
fn line(script: Script, line: &str) -> String {
    let text = line.trim_start();
    let kept = match text.chars().next() {
        None | Some('#' | '}') => line.len(),
        Some('[' | '*') if line.starts_with(' ') => line.find(']').map_or(0, |at| at + 1),
        _ if line.starts_with(' ') => line.len() - text.len(),
        _ => line.find('=').map_or(0, |at| at + 1),
    };
    let (mut depth, mut in_code) = (0_i32, false);
    let letters = line[kept..].chars().map(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        in_code ^= c == '`';
        if c.is_ascii_alphabetic() && depth == 0 && !in_code { script.letter(c) } else { c }
    });
    format!("{}{}", &line[..kept], letters.collect::<String>())
}

#[test]
fn a_language_of_its_own_has_plurals_values_and_its_letters() {
    let told = |script| Language::Trial(script).within(|| crate::t!("auth-expires", days = 12_345));
    let wide = told(Script::Wide);
    assert!(wide.contains("12,345") && wide.contains(Script::Wide.letter('x')) && !wide.contains('x'), "{wide}");
    assert!(told(Script::RightToLeft).contains(Script::RightToLeft.letter('d')));
}
