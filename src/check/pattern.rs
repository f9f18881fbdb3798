//! Patterns of cells: written for the expressions of Python, as schemas are, and read by those of Rust.

use regex::{Regex, RegexBuilder};

/// The largest that one pattern may become, in bytes.
const SIZE: usize = 1 << 20;
/// How many steps a pattern may go back, so that none runs for ever.
#[cfg(feature = "check")]
const STEPS_BACK: usize = 100_000;

/// A pattern that a whole cell must match.
#[derive(Clone, Debug)]
pub struct CellPattern {
    pub written: String,
    engine: Engine,
}

#[derive(Clone, Debug)]
enum Engine {
    /// In a time that grows with the cell alone.
    Plain(Regex),
    /// With what looks ahead and refers back.
    #[cfg(feature = "check")]
    Backtracking(Box<fancy_regex::Regex>),
}

impl CellPattern {
    /// `None` where it is no pattern, or one of a kind that cannot be checked.
    pub fn read(written: &str) -> Option<Self> {
        let whole = format!("^(?:{})$", as_here(written));
        let plain = RegexBuilder::new(&whole).size_limit(SIZE).build().map(Engine::Plain);
        let engine = plain.ok().or_else(|| backtracking(&whole))?;
        Some(Self { written: written.to_owned(), engine })
    }

    /// A cell whose end cannot be told in as many steps as there may be is given the benefit of the doubt.
    pub fn admits(&self, cell: &str) -> bool {
        match &self.engine {
            Engine::Plain(regex) => regex.is_match(cell),
            #[cfg(feature = "check")]
            Engine::Backtracking(regex) => regex.is_match(cell).unwrap_or(true),
        }
    }
}

#[cfg(feature = "check")]
fn backtracking(whole: &str) -> Option<Engine> {
    let mut builder = fancy_regex::RegexBuilder::new(whole);
    let built = builder.backtrack_limit(STEPS_BACK).delegate_size_limit(SIZE).build();
    built.ok().map(|regex| Engine::Backtracking(Box::new(regex)))
}

#[cfg(not(feature = "check"))]
fn backtracking(_: &str) -> Option<Engine> {
    None
}

/// What Python means by a pattern and Rust writes otherwise: `\Z`, `{,2}`, and signs that stand for themselves in a class.
fn as_here(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    let mut in_class = false;
    while let Some(c) = rest.chars().next() {
        let (taken, meant): (usize, &str) = match c {
            '\\' if rest.starts_with("\\Z") && !in_class => (2, "\\z"),
            '\\' => {
                let escaped = rest.chars().nth(1).map_or(0, char::len_utf8);
                (1 + escaped, &rest[..1 + escaped])
            }
            '{' if !in_class && rest.starts_with("{,") => (2, "{0,"),
            '[' if !in_class => {
                in_class = true;
                // What stands first is itself, even what would end the class.
                let opening = if rest.starts_with("[^") { 2 } else { 1 };
                match rest[opening..].chars().next() {
                    Some(']') => (opening + 1, if opening == 2 { "[^\\]" } else { "[\\]" }),
                    _ => (opening, &rest[..opening]),
                }
            }
            '[' if !rest.starts_with("[:") => (1, "\\["),
            '&' | '~' if in_class => (1, if c == '&' { "\\&" } else { "\\~" }),
            ']' => {
                in_class = false;
                (1, "]")
            }
            c => (c.len_utf8(), &rest[..c.len_utf8()]),
        };
        out.push_str(meant);
        rest = &rest[taken..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_python_means_by_them() {
        let table: [(&str, &[&str], &[&str]); 12] = [
            (r"\d{5}", &["35238"], &["3523", "352380", "a35238"]),
            (r"^\d{5}\Z", &["35238"], &["35238\n"]),
            (r"[[]a]?", &["[a]", "[a"], &["a]"]),
            (r"a{,2}", &["", "a", "aa"], &["aaa"]),
            (r"[]x]+", &["]x]"], &["y"]),
            (r"[^]x]+", &["ab"], &["a]"]),
            (r"[a&&b]+", &["a&b"], &["c"]),
            (r"[\[\]]+", &["[]"], &["a"]),
            (r"é|[à-ü]{2}", &["é", "àü"], &["e"]),
            ("a|b", &["a", "b"], &["ab"]),
            (r"\\Z", &[r"\Z"], &["Z"]),
            (r"[[:alpha:]]+", &["abc"], &["1"]),
        ];
        for (pattern, kept, broken) in table {
            let read = CellPattern::read(pattern).unwrap();
            for (cells, expected) in [(kept, true), (broken, false)] {
                cells.iter().for_each(|cell| assert_eq!(read.admits(cell), expected, "{pattern} {cell:?}"));
            }
        }
        assert!(CellPattern::read("(").is_none());
        assert!(CellPattern::read("[a").is_none());
    }

    #[test]
    #[cfg(feature = "check")]
    fn patterns_may_look_ahead_and_refer_back() {
        let ahead = CellPattern::read(r"^(?=.*\d)[a-z\d]+$").unwrap();
        assert!(ahead.admits("a1") && !ahead.admits("ab"));
        let back = CellPattern::read(r"(\w)-\1").unwrap();
        assert!(back.admits("a-a") && !back.admits("a-b"));
        // One that goes back for ever is given up.
        let endless = CellPattern::read(r"(?=a)(a|aa|aaa)*\1$").unwrap();
        endless.admits(&"a".repeat(200));
    }
}
