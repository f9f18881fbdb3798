//! Rows parted into cells: as RFC 4180 has it, and as files have it that do not. A quote that is never closed, or that
//! stands in the middle of a cell, is a character like any other.

use ::csv::ByteRecord;
use memchr::{memchr, memchr2, memchr3};

/// What parts cells and holds them together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Marks {
    /// Of spaces any number parts two cells.
    pub delimiter: u8,
    pub quote: u8,
    /// What makes a quote in a quoted cell part of it, where that is not another quote.
    pub escape: Option<u8>,
    /// What lines begin with that are no rows.
    pub comment: Option<u8>,
    /// Whether each line is quoted as a whole, and parted within.
    pub wrapped: bool,
}

/// In how many lines, and bytes behind its first line, a quoted cell must end for its quote to be one; and in how many
/// lines where the text was cut before it does.
const MOST_LINES: usize = 1000;
const MOST_BYTES: usize = 256 << 10;
const MOST_LINES_CUT: usize = 20;
/// Names of characters of HTML that French texts have, which a semicolon ends.
const ENTITIES: [&[u8]; 24] = [
    b"amp", b"lt", b"gt", b"quot", b"apos", b"nbsp", b"eacute", b"egrave", b"ecirc", b"euml", b"agrave", b"acirc",
    b"ccedil", b"ocirc", b"icirc", b"iuml", b"ugrave", b"ucirc", b"oelig", b"Eacute", b"rsquo", b"laquo", b"raquo",
    b"deg",
];

/// Parts rows, and counts what was odd about them.
#[derive(Clone, Debug)]
pub struct Splitter {
    pub marks: Marks,
    /// How many cells begin with a quote that does not end them.
    pub unclosed: usize,
    /// How many lines were comments.
    pub comments: usize,
    /// Where the last row began.
    pub begun: usize,
    scratch: Vec<u8>,
}

/// What stands at some place of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RowStep {
    /// A row, and where what comes after it begins.
    Row(usize),
    /// Nothing but what was stepped over until here.
    Nothing(usize),
    /// What is there does not end in what is known of the text.
    Cut(usize),
}

/// Where a quoted cell ends.
enum Quoted {
    /// Where what comes after its quote begins.
    Closed(usize),
    /// Nowhere: it is not quoted.
    Literal,
    Cut,
}

/// How many lines a quoted cell has ended so far, and from where on.
#[derive(Default)]
struct Crossed {
    lines: usize,
    from: Option<usize>,
}

impl Splitter {
    pub fn new(marks: Marks) -> Self {
        Self { marks, unclosed: 0, comments: 0, begun: 0, scratch: vec![] }
    }

    /// The row at `at`, into `record`; `ended`: nothing comes behind `text`.
    pub fn row(&mut self, text: &[u8], at: usize, ended: bool, record: &mut ByteRecord) -> RowStep {
        record.clear();
        let start = match self.start(text, at, ended) {
            Ok(start) => start,
            Err(step) => return step,
        };
        self.begun = start;
        let step = self.cells(text, start, ended, record);
        if self.marks.wrapped && matches!(step, RowStep::Row(_)) && record.len() == 1 {
            self.unwrap(record);
        }
        match step {
            RowStep::Cut(_) => RowStep::Cut(start),
            step => step,
        }
    }

    /// Where the next row begins: behind empty lines and comments.
    fn start(&mut self, text: &[u8], mut at: usize, ended: bool) -> Result<usize, RowStep> {
        loop {
            match text.get(at) {
                None => return Err(RowStep::Nothing(at)),
                // Some programs fill the end of a file with zeros, or write one for a missing character.
                Some(b'\n' | b'\r' | 0) => at += 1,
                // What DOS ended texts with.
                Some(0x1a) if at + 1 == text.len() => {
                    return Err(if ended { RowStep::Nothing(at + 1) } else { RowStep::Cut(at) });
                }
                Some(first) if Some(*first) == self.marks.comment => match line_end(text, at) {
                    Some(end) => {
                        self.comments += 1;
                        at = end + 1;
                    }
                    None if ended => {
                        self.comments += 1;
                        return Err(RowStep::Nothing(text.len()));
                    }
                    None => return Err(RowStep::Cut(at)),
                },
                Some(_) => return Ok(at),
            }
        }
    }

    fn cells(&mut self, text: &[u8], mut at: usize, ended: bool, record: &mut ByteRecord) -> RowStep {
        let Marks { delimiter, wrapped, .. } = self.marks;
        let delimiter = if wrapped { b'\n' } else { delimiter };
        loop {
            if delimiter == b' ' {
                at += spaces(text, at);
                match text.get(at) {
                    None if !ended => return RowStep::Cut(at),
                    None => return RowStep::Row(at),
                    Some(b'\n' | b'\r') if !record.is_empty() => return RowStep::Row(at + 1),
                    Some(_) => {}
                }
            }
            let end = match self.cell(text, at, delimiter, ended, record) {
                Ok(end) => end,
                Err(step) => return step,
            };
            match text.get(end) {
                Some(byte) if *byte == delimiter && !wrapped => at = end + 1,
                Some(b'\n') => return RowStep::Row(end + 1),
                Some(_) => return RowStep::Row(end + 1 + usize::from(text.get(end + 1) == Some(&b'\n'))),
                None if ended => return RowStep::Row(end),
                None => return RowStep::Cut(at),
            }
        }
    }

    /// Adds the cell at `at`, and says where it ends.
    fn cell(
        &mut self,
        text: &[u8],
        at: usize,
        delimiter: u8,
        ended: bool,
        record: &mut ByteRecord,
    ) -> Result<usize, RowStep> {
        let is_quote = |at: usize| text.get(at) == Some(&self.marks.quote);
        let behind_spaces = at + spaces(text, at);
        if let Some(opening) = [at, behind_spaces].into_iter().find(|at| is_quote(*at)) {
            match self.quoted(text, opening, delimiter, ended) {
                Quoted::Closed(end) => {
                    record.push_field(&self.scratch);
                    return Ok(end);
                }
                Quoted::Literal => self.unclosed += 1,
                Quoted::Cut => return Err(RowStep::Cut(at)),
            }
        }
        let end = match self.plain(text, at, delimiter) {
            Some(end) => end,
            None if ended => text.len(),
            None => return Err(RowStep::Cut(at)),
        };
        record.push_field(&text[at..end]);
        Ok(end)
    }

    /// Where the cell at `at` ends that is not quoted.
    fn plain(&self, text: &[u8], at: usize, delimiter: u8) -> Option<usize> {
        let mut from = at;
        loop {
            let end = from + memchr3(delimiter, b'\n', b'\r', text.get(from..)?)?;
            if delimiter != b';' || text[end] != b';' || !ends_entity(&text[at..end]) {
                return Some(end);
            }
            from = end + 1;
        }
    }

    /// What is quoted from `opening` on, into the scratch.
    fn quoted(&mut self, text: &[u8], opening: usize, delimiter: u8, ended: bool) -> Quoted {
        let Marks { quote, escape, .. } = self.marks;
        self.scratch.clear();
        let mut at = opening + 1;
        let mut crossed = Crossed::default();
        loop {
            at = match self.next_mark(text, at, ended, &mut crossed) {
                Ok(at) => at,
                Err(quoted) => return quoted,
            };
            match text.get(at + 1) {
                None if !ended => return Quoted::Cut,
                Some(next) if Some(text[at]) == escape => {
                    let is_escaped = *next == quote || Some(*next) == escape;
                    self.scratch.extend(&text[at + usize::from(is_escaped)..at + 2]);
                    at += 2;
                }
                Some(next) if *next == quote => {
                    self.scratch.push(quote);
                    at += 2;
                }
                _ => match closes(text, at + 1, delimiter) {
                    Some(end) => return Quoted::Closed(end),
                    // Another cell begins quoted below: this one was not.
                    None if crossed.lines > 0 && begins_cell(&text[..at], delimiter) => return Quoted::Literal,
                    None => {
                        self.scratch.push(text[at]);
                        at += 1;
                    }
                },
            }
        }
    }

    /// Where the next quote, or what escapes one, stands from `at` on; what is before it goes into the scratch.
    fn next_mark(&mut self, text: &[u8], at: usize, ended: bool, crossed: &mut Crossed) -> Result<usize, Quoted> {
        let Marks { quote, escape, .. } = self.marks;
        let rest = text.get(at..).unwrap_or_default();
        let found = escape.map_or_else(|| memchr(quote, rest), |escape| memchr2(quote, escape, rest));
        let passed = &rest[..found.unwrap_or(rest.len())];
        let lines = passed.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
        if lines > 0 {
            crossed.from.get_or_insert(at);
        }
        crossed.lines += lines;
        self.scratch.extend_from_slice(passed);
        let bytes = crossed.from.map_or(0, |from| at + passed.len() - from);
        match found {
            _ if crossed.lines > MOST_LINES || bytes > MOST_BYTES => Err(Quoted::Literal),
            Some(found) => Ok(at + found),
            None if ended || crossed.lines > MOST_LINES_CUT => Err(Quoted::Literal),
            None => Err(Quoted::Cut),
        }
    }

    /// Parts the one cell of a row, which is all of its line.
    fn unwrap(&mut self, record: &mut ByteRecord) {
        let line = record.get(0).unwrap_or_default().to_vec();
        record.clear();
        self.marks.wrapped = false;
        self.cells(&line, 0, true, record);
        self.marks.wrapped = true;
    }
}

/// How many spaces stand at `at`.
fn spaces(text: &[u8], at: usize) -> usize {
    text.get(at..).unwrap_or_default().iter().take_while(|byte| **byte == b' ').count()
}

/// Whether what comes behind `text` is the beginning of a cell.
fn begins_cell(text: &[u8], delimiter: u8) -> bool {
    text.last().is_some_and(|it| *it == delimiter || matches!(it, b'\n' | b'\r'))
}

/// Where what comes after the quote before `at` begins, if it ends a cell: spaces may stand between.
fn closes(text: &[u8], at: usize, delimiter: u8) -> Option<usize> {
    let is_end = |at: usize| text.get(at).is_none_or(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'));
    [at, at + spaces(text, at)].into_iter().find(|at| is_end(*at))
}

/// Whether the semicolon behind `cell` is that of `&#039;` or `&eacute;`.
fn ends_entity(cell: &[u8]) -> bool {
    let tail = &cell[cell.len().saturating_sub(10)..];
    let Some(at) = memchr::memrchr(b'&', tail) else { return false };
    match &tail[at + 1..] {
        [b'#', digits @ ..] => !digits.is_empty() && digits.iter().all(|it| it.is_ascii_hexdigit() || *it == b'x'),
        name => ENTITIES.contains(&name),
    }
}

/// How many cells a row has but for the last ones, in which nothing stands.
pub fn filled(row: &ByteRecord) -> usize {
    row.iter().rposition(|cell| !cell.trim_ascii().is_empty()).map_or(0, |at| at + 1)
}

fn line_end(text: &[u8], at: usize) -> Option<usize> {
    memchr2(b'\n', b'\r', text.get(at..)?).map(|end| at + end)
}

/// Where what is below the first `lines` lines begins, however these end; the end where there are no more.
pub fn below_lines(text: &[u8], lines: usize) -> usize {
    let mut at = 0;
    for _ in 0..lines {
        let Some(end) = line_end(text, at) else { return text.len() };
        let is_crlf = text[end] == b'\r' && text.get(end + 1) == Some(&b'\n');
        at = end + 1 + usize::from(is_crlf);
    }
    at
}

/// How many lines end before `at`.
pub fn lines_before(text: &[u8], at: usize) -> usize {
    let before = &text[..at.min(text.len())];
    let feeds = memchr::memchr_iter(b'\n', before).count();
    let lone = memchr::memchr_iter(b'\r', before).filter(|at| before.get(at + 1) != Some(&b'\n')).count();
    feeds + lone
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Marks = Marks { delimiter: b';', quote: b'"', escape: None, comment: None, wrapped: false };

    fn rows(text: &str, marks: Marks) -> Vec<Vec<String>> {
        let (mut splitter, mut at, mut rows, mut record) = (Splitter::new(marks), 0, vec![], ByteRecord::new());
        while let RowStep::Row(next) = splitter.row(text.as_bytes(), at, true, &mut record) {
            rows.push(record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect());
            at = next;
        }
        rows
    }

    #[test]
    fn rows_are_parted_as_they_were_meant() {
        let comma = Marks { delimiter: b',', ..PLAIN };
        let table: [(&str, Marks, &[&[&str]]); 22] = [
            ("a;b\n1;2\n", PLAIN, &[&["a", "b"], &["1", "2"]]),
            ("a;b\r1;2\r\n\r\n\n3;4", PLAIN, &[&["a", "b"], &["1", "2"], &["3", "4"]]),
            ("a;;\n", PLAIN, &[&["a", "", ""]]),
            ("\"a;b\";c\n", PLAIN, &[&["a;b", "c"]]),
            ("\"a\nb\";c\n", PLAIN, &[&["a\nb", "c"]]),
            ("\"dit \"\"le Grand\"\"\";c", PLAIN, &[&["dit \"le Grand\"", "c"]]),
            ("1;\"Rue \"des\" Lilas\"\n2;x", PLAIN, &[&["1", "Rue \"des\" Lilas"], &["2", "x"]]),
            ("1;\"5 pouces\n2;b\n3;c\n", PLAIN, &[&["1", "\"5 pouces"], &["2", "b"], &["3", "c"]]),
            ("1;\"5\n2;\"6\n3;c\n", PLAIN, &[&["1", "\"5"], &["2", "\"6"], &["3", "c"]]),
            ("1;5\" x\n2;3\"\n", PLAIN, &[&["1", "5\" x"], &["2", "3\""]]),
            ("\"a\" ;\"b\" \n", PLAIN, &[&["a", "b"]]),
            ("1, \"a, b\", c\n", comma, &[&["1", "a, b", " c"]]),
            ("\"\";\"\"\n", PLAIN, &[&["", ""]]),
            ("\"a\\\"b\\\\\";c", Marks { escape: Some(b'\\'), ..PLAIN }, &[&["a\"b\\", "c"]]),
            ("O&#039;Connor;R&amp;D;a&b;c\n", PLAIN, &[&["O&#039;Connor", "R&amp;D", "a&b", "c"]]),
            ("#x;y\na;b\n# fin", Marks { comment: Some(b'#'), ..PLAIN }, &[&["a", "b"]]),
            ("a  b   c \n 1 2 3\n", Marks { delimiter: b' ', ..PLAIN }, &[&["a", "b", "c"], &["1", "2", "3"]]),
            ("\"1;Ana\"\n\"2;\"\"B;b\"\"\"\n", Marks { wrapped: true, ..PLAIN }, &[&["1", "Ana"], &["2", "B;b"]]),
            ("'a;b';c\n", Marks { quote: b'\'', ..PLAIN }, &[&["a;b", "c"]]),
            ("a;b\n\0;c\n\0\0\u{1a}", PLAIN, &[&["a", "b"], &["", "c"]]),
            ("", PLAIN, &[]),
            ("\n\n", PLAIN, &[]),
        ];
        for (text, marks, expected) in table {
            assert_eq!(rows(text, marks), expected, "{text:?}");
        }
    }

    #[test]
    fn a_text_cut_anywhere_is_parted_as_a_whole_one() {
        let text = "a;b\r\n\"x\ny\";\"dit \"\"le\"\"\"\r\n# c\n1;\"2\n3;4\n".as_bytes();
        let marks = Marks { comment: Some(b'#'), ..PLAIN };
        let whole = rows(std::str::from_utf8(text).unwrap(), marks);
        for cut in 0..text.len() {
            let (mut splitter, mut at, mut seen, mut record) = (Splitter::new(marks), 0, vec![], ByteRecord::new());
            let mut known = cut;
            loop {
                match splitter.row(&text[..known], at, known == text.len(), &mut record) {
                    RowStep::Row(next) => {
                        let cells = record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned());
                        seen.push(cells.collect::<Vec<_>>());
                        at = next;
                    }
                    RowStep::Nothing(next) | RowStep::Cut(next) if known < text.len() => {
                        (at, known) = (next, text.len())
                    }
                    _ => break,
                }
            }
            assert_eq!(seen, whole, "cut at {cut}");
        }
    }

    #[test]
    fn lines_are_counted_however_they_end() {
        for (text, lines, at) in [("a\nb\nc", 1, 2), ("a\r\nb", 1, 3), ("a\rb\rc", 2, 4), ("a", 1, 1), ("a", 0, 0)] {
            assert_eq!(below_lines(text.as_bytes(), lines), at, "{text:?}");
        }
        assert_eq!(lines_before(b"a\r\nb\rc\nd", 7), 3);
    }
}
