//! Texts of the demo in lines, as a page has them.

/// What fits between the margins of a page.
const WIDTH: usize = 88;

/// Each paragraph in lines, an empty one behind it.
pub fn paragraphs(texts: &[&str]) -> Vec<String> {
    let lines = |text: &&str| {
        let lines = text.lines().flat_map(|line| textwrap::wrap(line.trim(), WIDTH));
        lines.map(|line| line.into_owned()).chain([String::new()]).collect::<Vec<_>>()
    };
    texts.iter().filter(|text| !text.is_empty()).flat_map(lines).collect()
}
