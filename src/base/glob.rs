//! Patterns of names as shells have them: `*`, `?`, `[a-z]`, `[!a]`, `{a,b}`. Case does not matter.

/// So many patterns at most are made of the braces of one.
const MOST: usize = 256;

/// A pattern, ready to be compared with names.
#[derive(Clone, Debug, PartialEq)]
pub struct Glob {
    /// As it was written.
    pub written: String,
    /// One for each choice that its braces leave.
    plain: Vec<Vec<Step>>,
}

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Char(char),
    Any,
    /// Any number of characters.
    Many,
    /// Ranges, and whether it is all but those.
    Of(Vec<(char, char)>, bool),
}

impl Glob {
    pub fn new(written: &str) -> Self {
        let lower: Vec<char> = written.trim().to_lowercase().chars().collect();
        Self { written: written.to_owned(), plain: unfolded(lower).iter().map(|it| steps(it)).collect() }
    }

    pub fn fits(&self, name: &str) -> bool {
        let name: Vec<char> = name.to_lowercase().chars().collect();
        self.plain.iter().any(|steps| fits(steps, &name))
    }
}

/// The patterns without braces that one with them stands for. What cannot be closed is meant as it is written.
fn unfolded(pattern: Vec<char>) -> Vec<Vec<char>> {
    let (mut done, mut waiting) = (Vec::new(), vec![pattern]);
    while let Some(pattern) = waiting.pop() {
        match braces(&pattern).filter(|_| done.len() + waiting.len() < MOST) {
            Some(((from, to), choices)) => waiting.extend(
                choices
                    .into_iter()
                    .map(|choice| [&pattern[..from], &pattern[choice.0..choice.1], &pattern[to..]].concat()),
            ),
            None => done.push(pattern),
        }
    }
    done
}

/// From here to before there.
type Span = (usize, usize);

/// Where the first braces that hold no others are, and each of their choices.
fn braces(pattern: &[char]) -> Option<(Span, Vec<Span>)> {
    let end = pattern.iter().position(|c| *c == '}')?;
    let start = pattern[..end].iter().rposition(|c| *c == '{')?;
    let mut choices = Vec::new();
    let mut from = start + 1;
    for (at, c) in pattern.iter().enumerate().take(end + 1).skip(start + 1) {
        if matches!(c, ',' | '}') {
            choices.push((from, at));
            from = at + 1;
        }
    }
    Some(((start, end + 1), choices))
}

fn steps(pattern: &[char]) -> Vec<Step> {
    let (mut steps, mut at) = (Vec::new(), 0);
    while let Some(c) = pattern.get(at) {
        at += 1;
        match c {
            '*' if steps.last() == Some(&Step::Many) => {}
            '*' => steps.push(Step::Many),
            '?' => steps.push(Step::Any),
            '[' => match class(&pattern[at..]) {
                Some((step, length)) => {
                    steps.push(step);
                    at += length;
                }
                None => steps.push(Step::Char('[')),
            },
            c => steps.push(Step::Char(*c)),
        }
    }
    steps
}

/// What stands behind a `[`, and how long it is.
fn class(rest: &[char]) -> Option<(Step, usize)> {
    let is_not = matches!(rest.first(), Some('!' | '^'));
    let from = usize::from(is_not);
    // A bracket that is the first stands for itself.
    let end = from + 1 + rest.get(from + 1..)?.iter().position(|c| *c == ']')?;
    let (mut ranges, mut at) = (Vec::new(), from);
    while at < end {
        let range = if at + 2 < end && rest[at + 1] == '-' { (rest[at], rest[at + 2]) } else { (rest[at], rest[at]) };
        at += if range.0 == range.1 && (at + 2 >= end || rest[at + 1] != '-') { 1 } else { 3 };
        ranges.push(range);
    }
    Some((Step::Of(ranges, is_not), end + 1))
}

/// Goes back to the last `*` where it goes no further: never more than length times length.
fn fits(steps: &[Step], name: &[char]) -> bool {
    let (mut step, mut at, mut star) = (0, 0, None);
    while at < name.len() {
        let one = match steps.get(step) {
            Some(Step::Many) => {
                star = Some((step, at));
                step += 1;
                continue;
            }
            Some(Step::Char(c)) => *c == name[at],
            Some(Step::Any) => true,
            Some(Step::Of(ranges, is_not)) => {
                ranges.iter().any(|(from, to)| (*from..=*to).contains(&name[at])) != *is_not
            }
            None => false,
        };
        match (one, star) {
            (true, _) => (step, at) = (step + 1, at + 1),
            (false, Some((back, from))) => {
                star = Some((back, from + 1));
                (step, at) = (back + 1, from + 1);
            }
            (false, None) => return false,
        }
    }
    steps[step.min(steps.len())..].iter().all(|step| *step == Step::Many)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_shells_whatever_the_case() {
        let table = [
            ("*.csv", "Eau 2024.CSV", true),
            ("*.csv", "eau.csv.zip", false),
            ("EAU*", "eau", true),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("?au", "eau", true),
            ("?au", "au", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-b-b-", false),
            ("**.csv", "x.csv", true),
            ("*É*", "année", true),
            ("x[0-9].csv", "x3.csv", true),
            ("x[!0-9].csv", "x3.csv", false),
            ("x[]a].csv", "x].csv", true),
            ("x[ab-].csv", "x-.csv", true),
            ("x[.csv", "x[.csv", true),
            ("*.{csv,json}", "x.json", true),
            ("*.{csv,json}", "x.xml", false),
            ("{a,b{c,d}}", "bd", true),
            ("{a,", "{a,", true),
            ("a.c", "abc", false),
        ];
        for (pattern, name, expected) in table {
            assert_eq!(Glob::new(pattern).fits(name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn a_pattern_made_to_take_long_takes_no_time() {
        let name = "a".repeat(20_000);
        assert!(!Glob::new(&format!("{}b", "a*".repeat(50))).fits(&name));
        assert!(!Glob::new(&"{a,b}".repeat(40)).fits("x"));
    }
}
