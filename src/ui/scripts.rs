//! The screen in scripts other than ours, and without colours: columns stand under each other, no wide letter is cut in
//! two, and nothing is told by a colour alone. Only tests.

use std::collections::BTreeMap;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Color;
use unicode_width::UnicodeWidthStr;

use super::gallery::{VIEWS, screen};
use crate::base::i18n::Language;
use crate::base::i18n::trial::Script;
use crate::config::theme::{Background, Colours, Theme};

const SIZES: [(u16, u16); 4] = [(40, 12), (80, 24), (120, 35), (200, 60)];
const SCRIPTS: [Script; 2] = [Script::Wide, Script::RightToLeft];

fn plain() -> Theme {
    Theme::new(false, Background::Dark, &Colours::default())
}

/// Where something wide has no room for its second half.
fn cut(terminal: &Terminal<TestBackend>) -> Vec<(u16, u16)> {
    let buffer = terminal.backend().buffer();
    let area = buffer.area;
    let all = (0..area.height).flat_map(|y| (0..area.width).map(move |x| (x, y)));
    let is_whole = |(x, y): (u16, u16)| {
        let room = buffer[(x, y)].symbol().width();
        room < 2 || (x + 1 < area.width && buffer[(x + 1, y)].symbol().trim().is_empty())
    };
    all.filter(|at| !is_whole(*at)).collect()
}

/// The rows whose ends are the screen's frame.
fn framed(terminal: &Terminal<TestBackend>) -> Vec<[bool; 2]> {
    let buffer = terminal.backend().buffer();
    let last = buffer.area.width - 1;
    let is_frame = |x: u16, y: u16| "│┃┌┐└┘├┤╭╮╰╯".contains(buffer[(x, y)].symbol());
    (0..buffer.area.height).map(|y| [is_frame(0, y), is_frame(last, y)]).collect()
}

#[test]
fn no_letter_is_cut_and_frames_stay_closed_in_other_scripts() {
    for (name, view) in VIEWS {
        for (width, height) in SIZES {
            let ours = Language::English.within(|| framed(&screen(&view(), width, height, &plain())));
            for script in SCRIPTS {
                Language::Trial(script).within(|| {
                    let terminal = screen(&view(), width, height, &plain());
                    let shown = terminal.backend();
                    assert_eq!(cut(&terminal), [], "{name} {script:?} {width}×{height}\n{shown}");
                    // Longer texts make boxes higher or lower; what is framed is framed on both sides.
                    for (y, [left, right]) in framed(&terminal).into_iter().enumerate() {
                        let [our_left, our_right] = ours[y];
                        assert!(
                            left == right || (our_left, our_right) == (left, right) || our_left != our_right,
                            "{name} {script:?} {width}×{height}, row {y}\n{shown}"
                        );
                    }
                });
            }
        }
    }
}

#[test]
fn lists_and_boxes_in_other_scripts() {
    for script in SCRIPTS {
        for name in ["home", "list", "plan", "filters"] {
            let (_, view) = VIEWS.iter().find(|(known, _)| *known == name).unwrap();
            let shown = Language::Trial(script).within(|| screen(&view(), 80, 24, &plain()).backend().to_string());
            insta::assert_snapshot!(format!("script_{}_{name}", script.code()), shown);
        }
    }
}

/// What is written in each of the colours that mean something.
fn coloured(terminal: &Terminal<TestBackend>, theme: &Theme) -> Vec<(Color, String)> {
    let buffer = terminal.backend().buffer();
    let means = [theme.ok.fg, theme.warning.fg, theme.error.fg];
    let mut runs: Vec<(Color, String)> = vec![];
    for y in 0..buffer.area.height {
        let mut before = None;
        for x in 0..buffer.area.width {
            let cell = &buffer[(x, y)];
            let colour = Some(cell.fg).filter(|fg| means.contains(&Some(*fg)));
            match (colour, runs.last_mut().filter(|_| before == colour)) {
                (Some(_), Some((_, text))) => text.push_str(cell.symbol()),
                (Some(colour), None) => runs.push((colour, cell.symbol().to_owned())),
                (None, _) => {}
            }
            before = colour;
        }
    }
    runs.into_iter().map(|(colour, text)| (colour, text.trim().to_owned())).collect()
}

#[test]
fn nothing_is_told_by_a_colour_alone() {
    let colours = Theme::new(true, Background::Dark, &Colours::default());
    let mut seen: BTreeMap<String, Color> = BTreeMap::new();
    for (name, view) in VIEWS {
        for (width, height) in SIZES {
            let (with, without) = (screen(&view(), width, height, &colours), screen(&view(), width, height, &plain()));
            let [with_text, without_text] = [&with, &without].map(|terminal| terminal.backend().to_string());
            assert_eq!(with_text, without_text, "{name}: the same signs");
            for (colour, text) in coloured(&with, &colours) {
                assert!(!text.is_empty(), "{name} {width}×{height}: a colour without a word or a sign");
                let first = *seen.entry(text.clone()).or_insert(colour);
                assert_eq!(first, colour, "{name} {width}×{height}: {text:?} is told apart by its colour alone");
            }
        }
    }
    assert!(seen.len() > 10, "{seen:?}");
}
