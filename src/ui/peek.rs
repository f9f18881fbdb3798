//! What is inside of the row under the cursor, in the detail pane: a dataset's media, a media's first rows.

use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::list::{access_style, access_word};
use super::words::{fit, pad};
use crate::base::format;
use crate::config::theme::Theme;
use crate::model::{Dataset, Item};
use crate::preview::{Node, Preview, View};
use crate::t;
use crate::tabular::Table;

/// So many media, and so many rows, are shown at most.
const MEDIA: usize = 40;
const ROWS: usize = 8;
/// The widest a column gets.
const COLUMN: usize = 18;
/// A title narrower than this has a line of its own.
const TITLE: usize = 12;

/// The media of `dataset`, one a line: title, format, size, access.
pub fn media_lines(dataset: &Dataset, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let count = dataset.media.len();
    let mut lines = vec![Line::styled(t!("ui-peek-media", count), theme.muted)];
    for media in dataset.media.iter().take(MEDIA) {
        lines.extend(media_line(&media.item(dataset), width, theme));
    }
    if let Some(more) = count.checked_sub(MEDIA).filter(|more| *more > 0) {
        lines.push(Line::styled(t!("ui-and-more", count = more), theme.muted));
    }
    lines
}

fn media_line(item: &Item, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let access = access_word(item).unwrap_or_default();
    let facts = [item.format.as_deref().map(str::to_owned), item.size.map(format::size)];
    let facts: String = facts.into_iter().flatten().map(|fact| format!("{fact} · ")).collect();
    let told = Line::from_iter([
        Span::styled(facts, theme.muted),
        Span::styled(access, item.access.map_or(theme.text, |access| access_style(access, theme))),
    ]);
    let beside = width.saturating_sub(told.width() + 2);
    let title = |room: usize| Span::styled(fit(&item.title, room).into_owned(), theme.text);
    if beside >= TITLE.min(item.title.width()) {
        let mut line = Line::from(title(beside));
        line.push_span("  ");
        line.extend(told.spans);
        return vec![line];
    }
    let mut below = Line::from("  ");
    below.extend(told.spans);
    vec![Line::from(title(width)), below]
}

/// The beginning of what a media holds; `key`: shows the rest.
pub fn first_lines(preview: &Preview, key: &str, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let plain = |text: &str| Line::styled(fit(text, width).into_owned(), theme.text);
    let mut lines: Vec<Line<'static>> = match preview.views.first() {
        Some(View::Table(table)) => table_lines(table, width, theme),
        Some(View::Tree(node)) => tree_lines(node).iter().map(|line| plain(line)).collect(),
        Some(View::Text(text)) => text.iter().take(ROWS).map(|line| plain(line)).collect(),
        Some(View::Facts(facts)) => {
            let words = |(label, text): &crate::model::Fact| format::labelled(label, text);
            facts.iter().take(ROWS).map(|fact| plain(&words(fact))).collect()
        }
        Some(View::Refused(reason)) => vec![Line::styled(fit(reason, width).into_owned(), theme.muted)],
        Some(View::Map(map)) => vec![plain(&map.words())],
        None => vec![],
    };
    if matches!(preview.views.first(), Some(View::Table(table)) if table.rows.len() > ROWS) {
        lines.push(Line::styled(fit(&t!("ui-peek-more-rows", key), width).into_owned(), theme.muted));
    }
    lines
}

/// Names and first rows, as many columns as fit.
fn table_lines(table: &Table, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let rows = table.rows.get(..table.rows.len().min(ROWS)).unwrap_or_default();
    let cell = |row: &[Option<String>], at: usize| {
        let text = row.get(at).and_then(Option::as_deref).unwrap_or_default();
        table.columns.get(at).map(|column| column.shown(text).into_owned()).unwrap_or_default()
    };
    let widest = |at: usize, name: &str| {
        rows.iter().map(|row| cell(row, at).width()).max().unwrap_or(0).max(name.width()).clamp(1, COLUMN)
    };
    let (mut widths, mut used) = (Vec::new(), 0);
    for (at, column) in table.columns.iter().enumerate() {
        let room = width.saturating_sub(used);
        if room < widest(at, &column.name).min(6) {
            break;
        }
        widths.push(widest(at, &column.name).min(room));
        used += widths.last().map_or(0, |width| width + 2);
    }
    let line = |cells: &dyn Fn(usize) -> String| {
        let cells = widths.iter().enumerate().map(|(at, width)| pad(&fit(&cells(at), *width), width + 2));
        cells.collect::<String>().trim_end().to_owned()
    };
    let names = |at: usize| table.columns.get(at).map(|column| column.name.clone()).unwrap_or_default();
    let head = Line::styled(line(&names), theme.accent);
    let rows = rows.iter().map(|row| Line::styled(line(&|at| cell(row, at)), theme.text));
    [head].into_iter().chain(rows).collect()
}

/// The first lines of a tree: no more of it is walked.
fn tree_lines(root: &Node) -> Vec<String> {
    let (mut left, mut lines) = (vec![(0, root)], Vec::new());
    while let Some((depth, node)) = left.pop().filter(|_| lines.len() < ROWS) {
        let words = if node.name.is_empty() { node.text.clone() } else { format::labelled(&node.name, &node.text) };
        lines.push(format!("{}{words}", "  ".repeat(depth)));
        left.extend(node.children.iter().rev().map(|child| (depth + 1, child)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::theme::{Background, Colours};
    use crate::model::{Access, Address, Media, Offer};
    use crate::preview::{About, InMemory, ReadOptions, preview};

    fn theme() -> Theme {
        Theme::new(false, Background::Dark, &Colours::default())
    }

    fn words(lines: &[Line]) -> Vec<String> {
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn media_are_told_in_a_line_each_while_there_is_room() {
        let mut dataset = Dataset::new(Address::root("p").child("set"), "Set");
        let mut media = Media::new(dataset.address.clone(), "a", "Comptages de vélos — été 2024");
        (media.format, media.size) = (Some("csv".into()), Some(1_843_207));
        let mut link = Media::new(dataset.address.clone(), "b", "WFS");
        (link.access, link.offer) = (Access::Restricted, Offer::ShowOnly("a service".into()));
        dataset.media = vec![media, link];
        let lines = words(&media_lines(&dataset, 60, &theme()));
        assert_eq!(lines[0], "Media (2)");
        assert!(lines[1].starts_with("Comptages de vélos — été 2024  csv · 1.8"), "{lines:?}");
        assert!(lines[1].ends_with("open") && lines[2].starts_with("WFS  "), "{lines:?}");
        for line in words(&media_lines(&dataset, 24, &theme())) {
            assert!(line.width() <= 24, "{line}");
        }
        assert_eq!(media_lines(&dataset, 24, &theme()).len(), 4, "on a narrow pane the facts go below");
    }

    async fn shown(name: &str, bytes: &[u8], width: usize) -> Vec<String> {
        let mut source = InMemory::new(bytes.to_vec(), About::file(Path::new(name)));
        words(&first_lines(&preview(&mut source, &ReadOptions::default()).await.unwrap(), "p", width, &theme()))
    }

    #[tokio::test]
    async fn the_beginning_of_tables_trees_and_texts_fits_the_pane() {
        let rows: String = (1..20).map(|row| format!("{row};Rue n° {row};{}\n", "x".repeat(80))).collect();
        let table = shown("a.csv", format!("id;adresse;note\n{rows}").as_bytes(), 34).await;
        assert_eq!(table.len(), ROWS + 2, "{table:?}");
        assert!(table[0].starts_with("id") && table[1].contains("Rue n° 1"), "{table:?}");
        let tree = shown("a.json", br#"{"a": {"b": [1, 2, 3]}, "c": "d"}"#, 34).await;
        assert!(tree.len() > 1 && tree.len() <= ROWS, "{tree:?}");
        assert!(table.iter().chain(&tree).all(|line| line.width() <= 34), "{table:?} {tree:?}");
    }
}
