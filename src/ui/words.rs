//! Cutting, padding and wrapping text by the columns it takes, once nothing secret is in it.

use std::borrow::Cow;

use ratatui::style::Style;
use ratatui::text::Line;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::base::redact::clean;

/// `text` in at most `width` columns, with `…` where something was cut.
pub fn fit(text: &str, width: usize) -> Cow<'_, str> {
    match clean(text) {
        Cow::Borrowed(text) => cut(text, width),
        Cow::Owned(text) => Cow::Owned(cut(&text, width).into_owned()),
    }
}

fn cut(text: &str, width: usize) -> Cow<'_, str> {
    if text.len() <= width || text.width() <= width {
        return Cow::Borrowed(text);
    }
    let mut used = 0;
    let mut out = String::new();
    for cluster in text.graphemes(true) {
        let columns = cluster.width();
        if used + columns + 1 > width {
            break;
        }
        used += columns;
        out.push_str(cluster);
    }
    if width > 0 {
        out.push('…');
    }
    Cow::Owned(out)
}

/// As [`fit`], cut between words; `None` where not even the first one fits.
pub fn fit_words(text: &str, width: usize) -> Option<Cow<'_, str>> {
    if text.width() <= width {
        return Some(fit(text, width));
    }
    let ends = text.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at);
    let cut = |at: usize| text.get(..at).unwrap_or_default().trim_end_matches([',', ' ', ';']);
    let longest = ends.map(cut).take_while(|part| part.width() < width).last().filter(|part| !part.is_empty())?;
    Some(Cow::Owned(format!("{}…", fit(longest, width))))
}

/// `text` in exactly `width` columns, cut or padded on the right.
pub fn pad(text: &str, width: usize) -> String {
    let fitted = fit(text, width);
    let missing = width.saturating_sub(fitted.width());
    format!("{fitted}{}", " ".repeat(missing))
}

/// Wraps `text` into lines of `width` columns; a word longer than that is broken.
pub fn wrap<'a>(text: &str, width: usize, style: Style) -> Vec<Line<'a>> {
    let options = textwrap::Options::new(width.max(1)).break_words(true);
    clean(text)
        .lines()
        .flat_map(|row| textwrap::wrap(row, &options).into_iter().map(Cow::into_owned).collect::<Vec<_>>())
        .map(|row| Line::styled(row, style))
        .collect()
}

/// Keeps the end of `text`, where the beginning is the least needed.
pub(super) fn fit_end(text: &str, width: usize) -> String {
    let text = clean(text);
    if text.width() <= width {
        return text.into_owned();
    }
    let mut rest = &*text;
    while rest.width() + 1 > width {
        let Some(c) = rest.chars().next() else { break };
        rest = &rest[c.len_utf8()..];
    }
    format!("…{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_are_never_cut_in_half() {
        assert_eq!(fit("数据集目录", 5), "数据…");
        assert_eq!(fit("数据集目录", 6), "数据…");
        assert_eq!(pad("数据集目录", 6).width(), 6);
        assert_eq!(fit("été", 3), "été");
        assert_eq!(fit("abc", 0), "");
        assert_eq!(fit("👩‍👩‍👧 familles", 4), "👩‍👩‍👧 …");
    }

    #[test]
    fn a_long_word_is_broken_rather_than_lost() {
        let lines = wrap("https://exemple.org/abcdef", 10, Style::new());
        let text: String = lines.iter().map(ToString::to_string).collect();
        assert_eq!(text, "https://exemple.org/abcdef");
        assert!(lines.iter().all(|line| line.width() <= 10));
    }
}
