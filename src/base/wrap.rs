//! Text in lines of so many columns: broken between words, and where one is too long for a line, behind a `/` of it.

use textwrap::core::Word;
use textwrap::{Options, WordSeparator};
use unicode_width::UnicodeWidthStr;

/// `text` in lines of at most `width` columns. What follows a number or a sign of a list stands below what is behind it;
/// a word longer than a line is broken.
pub fn lines(text: &str, width: usize) -> Vec<String> {
    text.lines().flat_map(|row| row_lines(row, width.max(1))).collect()
}

fn row_lines(row: &str, width: usize) -> Vec<String> {
    let indent = " ".repeat(if lead(row) * 2 < width { lead(row) } else { 0 });
    let options = Options::new(width).word_separator(WordSeparator::Custom(words)).subsequent_indent(&indent);
    textwrap::wrap(row, options).into_iter().map(|line| line.into_owned()).collect()
}

/// The columns of `  12) `, `- `, `· ` or `! ` at the beginning of a row.
fn lead(row: &str) -> usize {
    let rest = row.trim_start_matches(' ');
    let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let after = match rest.len() > number.len() {
        true => number.strip_prefix(") "),
        false => ["- ", "· ", "! "].iter().find_map(|sign| rest.strip_prefix(sign)),
    };
    after.and_then(|after| row.strip_suffix(after)).map_or(0, UnicodeWidthStr::width)
}

/// Words, and the parts of paths and addresses.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    Box::new(WordSeparator::AsciiSpace.find_words(line).flat_map(parts))
}

/// A path as its folders; what has but one `/` in it is none, nor is what is between figures in a date.
fn parts(word: Word<'_>) -> Vec<Word<'_>> {
    let (mut parts, mut rest) = (vec![], word.word);
    let digit = |c: char| c.is_ascii_digit();
    if rest.matches('/').count() > 1 {
        while let Some((part, after)) = rest.char_indices().skip(1).find_map(|(at, c)| {
            let (part, after) = rest.split_at_checked(at + 1)?;
            let is_date = || part.trim_end_matches('/').ends_with(digit) && after.starts_with(digit);
            (c == '/' && !after.is_empty() && !after.starts_with('/') && !is_date()).then_some((part, after))
        }) {
            parts.push(Word::from(part));
            rest = after;
        }
    }
    let mut last = Word::from(rest);
    last.whitespace = word.whitespace;
    parts.push(last);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_are_between_words_and_behind_the_slashes_of_paths() {
        let table: [(&str, usize, &[&str]); 8] = [
            ("du 31/01/2024 au 02/02/2024", 15, &["du 31/01/2024", "au 02/02/2024"]),
            ("dans /srv/lots/2024/piscines.csv", 20, &["dans /srv/lots/2024/", "piscines.csv"]),
            ("https://exemple.org/jeux/eau", 12, &["https://", "exemple.org/", "jeux/eau"]),
            ("https://exemple.org/abcdef", 10, &["https://", "exemple.or", "g/abcdef"]),
            ("une ou plusieurs et/ou aucune", 20, &["une ou plusieurs", "et/ou aucune"]),
            ("12) catalogue de ministères", 14, &["12) catalogue", "    de", "    ministères"]),
            ("! un portail se tait", 12, &["! un portail", "  se tait"]),
            ("a\n\nb", 5, &["a", "", "b"]),
        ];
        for (text, width, is) in table {
            assert_eq!(lines(text, width), is, "{text}");
        }
    }

    #[test]
    fn nothing_is_lost_and_no_line_is_too_long() {
        for text in ["/", "//", "/a/", "a//b//c", "é/è/à/", " / / / ", "數據/集/目錄/été", "1) ", "- /a/b/c/d/e/f"]
        {
            for width in 0..9 {
                let lines = lines(text, width);
                let bare = |text: &str| text.replace(' ', "");
                assert_eq!(bare(&lines.concat()), bare(text), "{width}");
                assert!(lines.iter().all(|line| line.width() <= width.max(2)), "{lines:?} in {width}");
            }
        }
    }
}
