//! How a text is a table: what parts and quotes its cells, which lines stand above it, whether its first row names the
//! columns, how its numbers are written; and how sure all that is.

use std::io::{self, Read, Seek, SeekFrom};

use ::csv::StringRecord;

use super::charset::Charset;
use super::encoding::{Encoded, decode_as, encoded, encoded_whole};
use super::kind::Numbers;
use super::layout::{self, Layout, Parted, part};
use super::rows::Rows;
use super::split::{Marks, below_lines, filled, lines_before};
use super::{DecidedBy, Sureness, TextOptions, header, numbers};

/// What a person may choose among when the guess is wrong.
pub const DELIMITERS: [u8; 6] = [b',', b';', b'\t', b'|', b':', b'^'];
/// How many bytes of a file a guess looks at.
const HEAD: usize = 64 << 10;
/// How many records a guess looks at.
const LOOKED_AT: usize = 5000;

/// How a text is a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Dialect {
    pub encoding: Charset,
    pub delimiter: u8,
    pub delimiter_by: DecidedBy,
    pub quote: u8,
    /// What makes a quote in a quoted cell part of it, where that is not another quote.
    pub escape: Option<u8>,
    /// What lines begin with that are no rows.
    pub comment: Option<u8>,
    /// Whether each line is quoted as a whole, and parted within.
    pub wrapped: bool,
    /// How many lines stand above the table, Excel's `sep=;` among them.
    pub skip: usize,
    /// How many columns there are: cells behind them are left out where nothing stands in them.
    pub columns: usize,
    /// Whether rows have more cells, in which nothing stands.
    pub trailing: bool,
    pub header: bool,
    pub numbers: Numbers,
    pub sure: Surenesses,
}

/// How sure each part of a dialect is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surenesses {
    pub encoding: Sureness,
    pub delimiter: Sureness,
    pub header: Sureness,
    pub numbers: Sureness,
}

impl Dialect {
    /// Of the text that begins with `head` (`whole`: which is all of it). `fixed`: the delimiter of a format that leaves
    /// no choice. What `options` say holds.
    pub fn of(head: &[u8], whole: bool, options: &TextOptions, fixed: Option<u8>) -> Self {
        Self::of_encoded(head, whole, encoded(head, whole, options.encoding), options, fixed)
    }

    /// Of a whole file, whose encoding all of it decides, and the rest its beginning; it is read from there again.
    pub fn of_file<R: Read + Seek>(file: &mut R, options: &TextOptions, fixed: Option<u8>) -> io::Result<Self> {
        file.seek(SeekFrom::Start(0))?;
        let mut head = Vec::new();
        file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        let encoded = encoded_whole(&head, file, options.encoding)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Self::of_encoded(&head, head.len() < HEAD, encoded, options, fixed))
    }

    fn of_encoded(head: &[u8], whole: bool, encoded: Encoded, options: &TextOptions, fixed: Option<u8>) -> Self {
        let decoded = decode_as(head, whole, encoded);
        Self::of_text(&decoded.text, encoded, whole, options, fixed)
    }

    /// The same of a text that was decoded.
    pub fn of_text(text: &str, encoded: Encoded, whole: bool, options: &TextOptions, fixed: Option<u8>) -> Self {
        let stated = separator_line(text);
        let above = options.skip.unwrap_or(usize::from(stated.is_some()));
        let text = &text[below_lines(text.as_bytes(), above)..];
        let (known, delimiter_by) = match (options.delimiter, fixed.or(stated)) {
            (Some(asked), _) => (Some(asked), DecidedBy::Asked),
            (None, Some(fixed)) => (Some(fixed), DecidedBy::Stated),
            (None, None) => (None, DecidedBy::Guessed),
        };
        let layout = layout::guess(text, whole, known, options.skip.is_some()).unwrap_or_else(|| one_column(text));
        let parted = part(text, layout.marks, whole, LOOKED_AT + layout.first);
        let rows: Vec<&StringRecord> = parted.rows.iter().skip(layout.first).map(|(_, row)| row).collect();
        let Marks { delimiter, quote, escape, comment, wrapped } = layout.marks;
        let by = if layout.columns == 1 && known.is_none() { b',' } else { delimiter };
        let (numbers, numbers_sure) = numbers::guess(&rows, by, options.decimal);
        let (header, header_sure) =
            options.header.map_or_else(|| header::guess(&rows), |asked| (asked, Sureness::Sure));
        Self {
            encoding: encoded.charset,
            delimiter,
            delimiter_by,
            quote,
            escape,
            comment,
            wrapped,
            skip: above + lines_above(text, &layout, &parted),
            columns: layout.columns,
            trailing: layout.columns < layout.cells,
            header,
            numbers,
            sure: Surenesses {
                encoding: encoded.sureness,
                delimiter: layout.sureness,
                header: header_sure,
                numbers: numbers_sure,
            },
        }
    }

    /// The rows of all of `source`, bytes in this dialect's encoding, the header first where there is one.
    pub fn rows<R: Read>(&self, source: R) -> Rows<R> {
        Rows::new(source, self)
    }

    /// The first rows of `text`, which was decoded; at most so many.
    pub fn rows_of(&self, text: &str, whole: bool, most: usize) -> Parted {
        let mut parted = part(&text[below_lines(text.as_bytes(), self.skip)..], self.marks(), whole, most);
        parted.rows.iter_mut().for_each(|(_, row)| {
            if row.len() > self.columns {
                row.truncate(filled(row.as_byte_record()).max(self.columns));
            }
        });
        parted
    }

    /// What parts cells and holds them together.
    pub fn marks(&self) -> Marks {
        let Self { delimiter, quote, escape, comment, wrapped, .. } = *self;
        Marks { delimiter, quote, escape, comment, wrapped }
    }
}

/// Whether an undeclared text is a table for certain: rows of the same width, several columns, and no prose or program.
pub fn looks_like_one(text: &str, whole: bool) -> bool {
    if is_separator_line(text) {
        return true;
    }
    let Some(found) = layout::guess(text, whole, None, false) else { return false };
    let parted = part(text, found.marks, whole, LOOKED_AT);
    let rows: Vec<&StringRecord> = parted.rows.iter().skip(found.first).map(|(_, row)| row).collect();
    let is_strong = matches!(found.marks.delimiter, b';' | b'\t' | b'|' | b'^' | b'~' | 0x01);
    let evidence = header::evidence(&rows);
    let Some(first) = rows.first() else { return false };
    let is_prose = rows.iter().flat_map(|row| row.iter()).any(|cell| cell.len() > 2000)
        || first.iter().any(|name| name.len() > 120);
    let spaced = rows.iter().flat_map(|row| row.iter().skip(1)).filter(|cell| cell.starts_with(' ')).count();
    let cells = rows.iter().map(|row| row.len().saturating_sub(1)).sum::<usize>();
    let is_spaced = spaced * 2 > cells;
    let filled = first.iter().filter(|name| !name.trim().is_empty()).count();
    let is_headed = found.even >= 0.9 && filled * 4 >= found.columns * 3 || header::stops_early(&rows);
    let is_program = is_markup(text) || rows.iter().any(|row| row.iter().all(is_rule));
    rows.len() > 1
        && found.columns > 1
        && found.first <= rows.len() * 2
        && is_headed
        && !is_prose
        && !is_program
        && match (is_strong, found.marks.delimiter) {
            (true, _) => {
                evidence > -0.5 && (!is_spaced || evidence >= 1.0)
                    || found.columns > 2 && found.even == 1.0 && !is_spaced
            }
            (false, b',') => !is_spaced && evidence > 0.0 && found.columns > 1 || evidence >= 1.0 && found.columns > 2,
            _ => false,
        }
}

/// `---`, as Markdown draws under a header.
fn is_rule(cell: &str) -> bool {
    let cell = cell.trim();
    cell.is_empty() || cell.chars().all(|c| matches!(c, '-' | ':' | '=')) && cell.len() > 1
}

/// Whether lines begin and end as those of programs, settings and graphs do.
fn is_markup(text: &str) -> bool {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty()).take(200);
    let begins =
        ["@prefix", "PREFIX ", "@base", "---", "#!", "import ", "#include", "<?", "//", "/*", "CREATE ", "INSERT "];
    let is_code = |line: &str| {
        line.ends_with('{')
            || line.ends_with("};")
            || line == "}"
            || line.ends_with(" ;")
            || line.ends_with(" .")
            || line.ends_with(");")
            || line.starts_with('[') && line.ends_with(']')
            || line.split_once(" = ").is_some_and(|(name, _)| !name.contains([';', '\t', '|', ',']))
    };
    lines().next().is_some_and(|line| begins.iter().any(|it| line.starts_with(it)))
        || lines().filter(|line| is_code(line)).count() * 4 > lines().count()
}

/// Nothing parts the rows.
fn one_column(text: &str) -> Layout {
    let marks = Marks { delimiter: b',', quote: b'"', escape: None, comment: None, wrapped: false };
    let is_parted = |line: &&str| line.contains([',', ';', '\t', '|', '^', '~', ':']);
    let lines = || text.lines().filter(|line| !line.is_empty()).take(LOOKED_AT);
    let doubtful = lines().filter(is_parted).count() * 2 > lines().count();
    // A delimiter that stands nowhere leaves each line as it is.
    let free = [b',', b';', b'\t', b'|', 0x1f].into_iter().find(|it| memchr::memchr(*it, text.as_bytes()).is_none());
    let marks = Marks { delimiter: free.unwrap_or(0x1f), ..marks };
    let sureness = if doubtful { Sureness::Doubtful } else { Sureness::Sure };
    Layout { marks, first: 0, columns: 1, cells: 1, even: 1.0, score: 0.0, sureness }
}

/// How many lines of `text` stand above the first row of its table.
fn lines_above(text: &str, layout: &Layout, parted: &Parted) -> usize {
    match parted.rows.get(layout.first) {
        Some((at, _)) => lines_before(text.as_bytes(), *at),
        None => 0,
    }
}

/// Excel's own first line, `sep=;`.
fn separator_line(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim_end_matches('\r').trim_matches('"');
    let line = line.split('\r').next().unwrap_or_default();
    let rest = line.get(..4).filter(|begins| begins.eq_ignore_ascii_case("sep=")).and_then(|_| line.get(4..))?;
    match rest.as_bytes() {
        [delimiter] if delimiter.is_ascii() && !delimiter.is_ascii_alphanumeric() => Some(*delimiter),
        b"\\t" => Some(b'\t'),
        _ => None,
    }
}

fn is_separator_line(text: &str) -> bool {
    separator_line(text).is_some()
}
