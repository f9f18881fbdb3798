//! Cutting, padding and wrapping text by the columns it takes, once nothing secret is in it.

use std::borrow::Cow;

use ratatui::style::Style;
use ratatui::text::Line;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::base::redact::clean;
use crate::base::wrap;

/// What stands between hints.
const PART: &str = " · ";

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
    wrap::lines(&clean(text), width).into_iter().map(|row| Line::styled(row, style)).collect()
}

/// So many of the lines, the last of them with a mark where more were to follow.
pub fn at_most(mut lines: Vec<Line<'_>>, most: usize, width: usize) -> Vec<Line<'_>> {
    let is_cut = lines.len() > most;
    lines.truncate(most);
    if let Some(line) = lines.last_mut().filter(|_| is_cut) {
        let whole = format!("{line} …");
        let text =
            if whole.width() <= width { whole } else { fit_words(&whole, width).unwrap_or_default().into_owned() };
        *line = Line::styled(text, line.style);
    }
    lines
}

/// Of what is said in parts between ` · `, those that fit: the last one, mostly the way out, before the first one,
/// and that before the others. Not even a part of one is shown.
pub fn fit_parts(text: &str, width: usize) -> String {
    let parts: Vec<&str> = text.split(PART).collect();
    let last = parts.len() - 1;
    let mut kept = vec![false; parts.len()];
    let mut used = 0;
    for at in [last, 0].into_iter().chain(1..last) {
        let columns = parts[at].width() + if used > 0 { PART.width() } else { 0 };
        if !kept[at] && used + columns <= width {
            (kept[at], used) = (true, used + columns);
        }
    }
    let kept: Vec<&str> = parts.iter().zip(kept).filter_map(|(part, is_kept)| is_kept.then_some(*part)).collect();
    kept.join(PART)
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
    fn hints_go_whole_and_the_way_out_goes_last() {
        let text = "Entrée : répondre · ↑ : précédente · Échap : quitter";
        assert_eq!(fit_parts(text, 80), text);
        assert_eq!(fit_parts(text, 40), "Entrée : répondre · Échap : quitter");
        assert_eq!(fit_parts(text, 20), "Échap : quitter");
        assert_eq!(fit_parts(text, 3), "");
        assert_eq!(fit_parts("seul", 4), "seul");
    }

    #[test]
    fn lines_that_are_left_out_are_told_of() {
        let lines = |most| at_most(wrap("un deux trois quatre cinq", 11, Style::new()), most, 11);
        let said = |most| lines(most).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(said(9), ["un deux", "trois", "quatre cinq"]);
        assert_eq!(said(2), ["un deux", "trois …"]);
        assert_eq!(said(1), ["un deux …"]);
    }
}
