//! Where in a text its table is, and what parts its cells: every way is tried on all rows that are known, and the one in
//! which they are most alike is taken.

use ::csv::{ByteRecord, StringRecord};

use super::Sureness;
use super::header;
use super::looks::CellLooks;
use super::split::{Marks, RowStep, Splitter, filled};

/// What cells are parted by, with how readily each is believed.
const CANDIDATES: [(u8, f64); 9] = [
    (b',', 1.0),
    (b';', 1.0),
    (b'\t', 1.0),
    (b'|', 0.98),
    (0x01, 1.0),
    (b'^', 0.9),
    (b'~', 0.9),
    (b':', 0.75),
    (b' ', 0.7),
];
/// How many rows are read for a guess, and of how many cells each is looked at.
const MOST_ROWS: usize = 5000;
const MOST_CELLS: usize = 4000;
/// How many lines may stand above a table.
const MOST_ABOVE: usize = 60;
/// What is worse is no table.
const WORST: f64 = 0.25;

/// Rows of a text.
#[derive(Debug, Default)]
pub struct Parted {
    /// Where each begins, and its cells.
    pub rows: Vec<(usize, StringRecord)>,
    /// Whether the text goes on behind the last of them.
    pub more: bool,
    pub unclosed: usize,
    pub comments: usize,
}

/// A way to read a text as a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    pub marks: Marks,
    /// Which of the rows is the first of the table.
    pub first: usize,
    /// How many columns it has that are not empty.
    pub columns: usize,
    /// How many cells rows have: more than columns where separators trail.
    pub cells: usize,
    /// Which share of the rows has as many.
    pub even: f64,
    pub score: f64,
    pub sureness: Sureness,
}

/// The first rows of `text`, at most so many (`whole`: it does not go on behind its end). A last row that is cut is left out,
/// unless it is one of the first two.
pub fn part(text: &str, marks: Marks, whole: bool, most: usize) -> Parted {
    let bytes = text.as_bytes();
    let mut splitter = Splitter::new(marks);
    let (mut found, mut at, mut record) = (Parted::default(), 0, ByteRecord::new());
    loop {
        let mut step = splitter.row(bytes, at, whole, &mut record);
        if let (RowStep::Cut(start), true) = (step, found.rows.len() < 2) {
            at = start;
            step = splitter.row(bytes, at, true, &mut record);
        }
        let RowStep::Row(next) = step else { break };
        if found.rows.len() == most {
            found.more = true;
            break;
        }
        let start = row_start(bytes, at, marks.comment);
        // Cutting at ASCII bytes never cuts a character.
        found.rows.push((start, StringRecord::from_byte_record_lossy(std::mem::take(&mut record))));
        at = next;
    }
    (found.unclosed, found.comments) = (splitter.unclosed, splitter.comments);
    found
}

/// Where the row begins that is found from `at` on.
fn row_start(bytes: &[u8], mut at: usize, comment: Option<u8>) -> usize {
    loop {
        match bytes.get(at) {
            Some(b'\n' | b'\r' | 0) => at += 1,
            Some(first) if Some(*first) == comment => {
                at += bytes[at..].iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len() - at);
            }
            _ => return at,
        }
    }
}

/// The best way to read `text`. `delimiter`: what parts its cells, where that is known. `from_top`: nothing stands above the
/// table.
pub fn guess(text: &str, whole: bool, delimiter: Option<u8>, from_top: bool) -> Option<Layout> {
    let plain = best(text, whole, delimiter, from_top, |delimiter| Marks {
        delimiter,
        quote: b'"',
        escape: escape(text),
        comment: None,
        wrapped: false,
    });
    let found = match plain {
        Some(found) if found.columns > 1 => Some(found),
        plain => wrapped(text, whole, delimiter, from_top).or(plain),
    }?;
    let marks = Marks { quote: quote(text, found.marks), comment: comment(text, whole, &found), ..found.marks };
    if marks == found.marks {
        return Some(found);
    }
    let again = of(&part(text, marks, whole, MOST_ROWS), marks, delimiter.is_some(), from_top);
    Some(again.map_or(found, |again| Layout { sureness: found.sureness, ..again }))
}

fn best(text: &str, whole: bool, delimiter: Option<u8>, from_top: bool, marks: impl Fn(u8) -> Marks) -> Option<Layout> {
    if let Some(delimiter) = delimiter {
        let marks = marks(delimiter);
        let found = of(&part(text, marks, whole, MOST_ROWS), marks, true, from_top)?;
        return Some(Layout { sureness: Sureness::Sure, ..found });
    }
    let mut found: Vec<Layout> = CANDIDATES
        .iter()
        .filter(|(delimiter, _)| memchr::memchr(*delimiter, text.as_bytes()).is_some())
        .filter_map(|(delimiter, belief)| {
            let marks = marks(*delimiter);
            let layout = of(&part(text, marks, whole, MOST_ROWS), marks, false, from_top)?;
            Some(Layout { score: layout.score * belief, ..layout })
        })
        .filter(|layout| layout.score >= WORST)
        .collect();
    // What parts every line alike from the first on leaves no title: the marks between several values of a cell part less.
    let is_even = |it: &Layout| it.first == 0 && it.even == 1.0 && it.columns > 1 && !is_weak(it.marks.delimiter);
    if found.iter().any(|it| is_even(it) && names_columns(text, whole, it.marks)) {
        found.retain(|it| it.first == 0);
    }
    found.sort_by(|one, other| other.score.total_cmp(&one.score));
    let best = found.first().copied()?;
    let next = found.get(1).map_or(0.0, |next| next.score);
    let sureness = match () {
        () if best.even >= 0.95 && next < best.score * 0.85 && !is_weak(best.marks.delimiter) => Sureness::Sure,
        () if best.even >= 0.7 && next < best.score * 0.95 => Sureness::Likely,
        () => Sureness::Doubtful,
    };
    Some(Layout { sureness, ..best })
}

/// Whether the first row could be names, of several rows.
fn names_columns(text: &str, whole: bool, marks: Marks) -> bool {
    const ENOUGH: usize = 3;
    let parted = part(text, marks, whole, ENOUGH);
    parted.rows.len() == ENOUGH
        && parted.rows.first().is_some_and(|(_, row)| header::is_plausible(row) && !is_spaced(row))
}

/// What stands in texts and times besides.
fn is_weak(delimiter: u8) -> bool {
    matches!(delimiter, b':' | b' ')
}

/// How well rows are a table as these marks part them. `known`: the delimiter is not guessed.
fn of(parted: &Parted, marks: Marks, known: bool, from_top: bool) -> Option<Layout> {
    let rows: Vec<&StringRecord> = parted.rows.iter().map(|(_, row)| row).collect();
    let below_pairs = if from_top { None } else { below_pairs(&rows, marks.delimiter) };
    let (cells, first) = match below_pairs {
        Some(found) => found,
        None => {
            let cells = usual_width(&rows, known)?;
            (cells, if from_top { 0 } else { first_row(&rows, cells) })
        }
    };
    let table = &rows[first..];
    if !known && below_pairs.is_none() && !is_believable(&rows, first, marks.delimiter) {
        return None;
    }
    let columns = filled_columns(table, cells);
    let fitting: f64 = table.iter().map(|row| fit(row, cells, columns)).sum();
    let above = 0.3 * first.min(10) as f64;
    let cover = fitting / (table.len() as f64 + above);
    let wide = 0.6 + 0.4 * (1.0 - 1.0 / columns.max(1) as f64);
    let even = fitting / table.len().max(1) as f64;
    // What parts every line alike, the first among them, is hardly part of a text.
    let throughout = if even == 1.0 && first == 0 && table.len() > 1 { 1.2 } else { 1.0 };
    let score = cover * wide * throughout * clean(table, marks.delimiter);
    Some(Layout { marks, first, columns, cells, even, score, sureness: Sureness::Sure })
}

/// How many cells rows have, and which is the first, where only what names something and says it stands above them: all
/// lines there have two cells, and all below as many more.
fn below_pairs(rows: &[&StringRecord], delimiter: u8) -> Option<(usize, usize)> {
    let first = rows.iter().position(|row| row.len() != 2)?;
    let (width, table) = (rows[first].len(), &rows[first..]);
    let is_even = width > 2 && table.len() > 2 && table.iter().all(|row| row.len() == width);
    (matches!(delimiter, b';' | b'\t' | b'|') && (2..=MOST_ABOVE).contains(&first) && is_even).then_some((width, first))
}

/// How many cells most rows have; several, unless the delimiter is known.
fn usual_width(rows: &[&StringRecord], known: bool) -> Option<usize> {
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    rows.iter().filter(|row| row.len() > 1).for_each(|row| *counts.entry(row.len()).or_default() += 1);
    let usual = counts.into_iter().max_by_key(|(width, count)| (*count, *width)).map(|(width, _)| width);
    usual.or_else(|| (known && !rows.is_empty()).then_some(1))
}

/// How well a row fits its table.
fn fit(row: &StringRecord, cells: usize, columns: usize) -> f64 {
    match row.len() {
        width if width == cells || width == columns || (columns..cells).contains(&width) => 1.0,
        width if width > cells && filled(row.as_byte_record()) <= columns => 1.0,
        1 => 0.0,
        _ => 0.4,
    }
}

/// How many columns there are before those in which nothing stands.
fn filled_columns(table: &[&StringRecord], cells: usize) -> usize {
    table.iter().map(|row| filled(row.as_byte_record()).min(cells)).max().unwrap_or(0).max(1)
}

/// Which row is the first of the table, whose rows have so many cells: titles and notes stand above it.
fn first_row(rows: &[&StringRecord], cells: usize) -> usize {
    let mut first = 0;
    while first + 1 < rows.len() && first < MOST_ABOVE && is_above(rows, first, cells) {
        first += 1;
    }
    let is_there = rows.get(first).is_some_and(|row| row.len() > 1);
    if is_there || cells == 1 { first } else { 0 }
}

fn is_above(rows: &[&StringRecord], at: usize, cells: usize) -> bool {
    let (row, below) = (rows[at], &rows[at + 1..]);
    let count = row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let is_note = row.get(0).is_some_and(|cell| cell.trim_start().starts_with('#'));
    let full = |row: &&StringRecord| {
        row.len() >= cells.min(2) && row.iter().filter(|it| !it.trim().is_empty()).count() * 2 > cells
    };
    let Some(next) = below.iter().take(MOST_ABOVE).position(full) else { return false };
    let is_header_below = || header::is_plausible(below[next]) || header::evidence(&below[next..]) >= 1.0;
    let is_better_below = || {
        let found = header::evidence(&below[next..]);
        found >= 1.0 && header::could_name(below[next]) && found > header::evidence(&rows[at..])
    };
    match row.len() {
        _ if cells == 1 => false,
        0 | 1 => true,
        _ if count == 0 => true,
        // A title in a spreadsheet has as many separators as any row of it.
        width if count == 1 && width >= cells.min(3) => is_header_below(),
        width if width != cells && is_note => true,
        // What names several columns at once, or two titles beside each other.
        width if width >= cells && count * 2 <= width => is_better_below(),
        width if width == cells && is_spaced(row) => {
            !below[next..].iter().any(|row| is_spaced(row)) && is_better_below()
        }
        width if width == cells => is_named_below(row, below),
        width if width < cells => {
            is_header_below() && header::evidence(&rows[at..]) < header::evidence(&below[next..]).max(0.1)
        }
        _ => false,
    }
}

/// Whether what parts its cells stands in it as in a sentence.
fn is_spaced(row: &StringRecord) -> bool {
    row.iter().skip(1).any(|cell| cell.starts_with(' '))
}

/// Whether the next line gives columns short names, as programs want them, which this one spells out.
fn is_named_below(row: &StringRecord, below: &[&StringRecord]) -> bool {
    let is_name = |cell: &str| {
        cell.len() > 1
            && cell.starts_with(|c: char| c.is_ascii_uppercase())
            && cell.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    };
    let are_names = |row: &StringRecord| row.iter().all(|cell| is_name(cell.trim()));
    let Some(next) = below.first().filter(|next| next.len() == row.len()) else { return false };
    are_names(next)
        && !are_names(row)
        && header::could_name(row)
        && header::is_plausible(next)
        && header::evidence(below) >= 2.0
}

/// Whether what stands above the table, parted by this, can be its title and not the name of a single column of texts.
fn is_believable(rows: &[&StringRecord], first: usize, delimiter: u8) -> bool {
    let table = &rows[first..];
    let cells = || table.iter().take(200).flat_map(|row| row.iter().skip(1));
    let is_odd = match delimiter {
        b':' => {
            let is_clock = |row: &&StringRecord| row.iter().all(|cell| cell.trim().len() <= 2);
            table.iter().filter(|row| is_clock(row)).count() * 2 > table.len()
                && table.iter().all(|row| row.len() <= 3)
                && header::evidence(table) <= 0.0
                || cells().any(|cell| cell.starts_with("//"))
        }
        b' ' => {
            let width = table.first().map_or(0, |row| row.len());
            width < 3 || table.len() < 3 || table.iter().any(|row| row.len() != width) || header::evidence(table) < 1.0
        }
        _ => false,
    };
    if is_odd {
        return false;
    }
    if first == 0 || matches!(delimiter, b'\t' | b'|' | b'^' | b'~' | 0x01) {
        return true;
    }
    if rows[..first].iter().any(|row| is_alike(row, table)) {
        return false;
    }
    let title = rows[first - 1].get(0).unwrap_or_default();
    let is_prose = cells().filter(|cell| cell.starts_with(' ')).count() * 2 > cells().count();
    let is_title = first > 1 || title.trim().contains(' ') || title.starts_with('#');
    let is_header = table.first().is_some_and(|row| header::is_plausible(row));
    !is_prose && (header::evidence(table) >= 1.0 || is_title && is_header)
}

/// Whether a line above is what stands in the first column as well: addresses, some of which have what parts cells.
fn is_alike(row: &StringRecord, table: &[&StringRecord]) -> bool {
    let is_address = |row: &StringRecord| row.get(0).is_some_and(|cell| cell.contains("://") && !cell.contains(' '));
    let looks = |row: &StringRecord| row.get(0).map(CellLooks::of);
    let is_alike = |other: &&&StringRecord| match looks(row) {
        Some(looks) if looks.is_value() => Some(looks) == other.get(0).map(CellLooks::of),
        _ => is_address(row) && is_address(other),
    };
    row.len() == 1 && table.iter().take(200).filter(is_alike).count() * 2 > table.len().min(200)
}

/// How much cells are what cells are: values, and texts without what parts cells elsewhere.
fn clean(table: &[&StringRecord], delimiter: u8) -> f64 {
    let others = [b';', b'\t', b'|'].into_iter().filter(|it| *it != delimiter);
    let others: Vec<char> = others.map(char::from).collect();
    let (mut sum, mut count) = (0.0, 0);
    for cell in table.iter().flat_map(|row| row.iter()).take(MOST_CELLS) {
        count += 1;
        sum += match CellLooks::of(cell) {
            CellLooks::Empty | CellLooks::Absent | CellLooks::Number | CellLooks::Moment => 1.0,
            _ if cell.matches('"').count() % 2 == 1 => 0.3,
            _ if cell.contains(&others[..]) => 0.3,
            _ if delimiter != b',' && cell.contains(',') => 0.85,
            CellLooks::Code | CellLooks::Word => 0.95,
            CellLooks::Phrase => 0.9,
        };
    }
    sum / f64::from(count.max(1))
}

/// Some files quote with apostrophes, which elsewhere are part of the text.
fn quote(text: &str, marks: Marks) -> u8 {
    if text.contains('"') || !text.contains('\'') {
        return marks.quote;
    }
    let parted = part(text, marks, true, 200);
    let cells = || parted.rows.iter().flat_map(|(_, row)| row.iter());
    let opened = cells().filter(|cell| cell.starts_with('\'')).count();
    let closed = cells().filter(|cell| cell.len() > 1 && cell.ends_with('\'')).count();
    let letters = cells().filter(|cell| cell.contains(char::is_alphabetic)).count();
    if opened > 1 && opened == closed && opened * 2 > letters { b'\'' } else { marks.quote }
}

/// A backslash, where it stands before quotes in the middle of cells.
fn escape(text: &str) -> Option<u8> {
    let behind = |at: usize| text.as_bytes().get(at + 2).copied().unwrap_or(b'\n');
    let is_end = |byte: u8| matches!(byte, b',' | b';' | b'\t' | b'|' | b'\n' | b'\r');
    let mut within = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), b"\\\"") {
        within += usize::from(!is_end(behind(at)));
    }
    (within > 0).then_some(b'\\')
}

/// Lines between the rows that begin with `#` and are none.
fn comment(text: &str, whole: bool, found: &Layout) -> Option<u8> {
    memchr::memchr(b'#', text.as_bytes())?;
    let parted = part(text, found.marks, whole, MOST_ROWS);
    let rows = parted.rows.iter().skip(found.first).map(|(_, row)| row);
    let is_marked = |row: &&StringRecord| row.get(0).is_some_and(|cell| cell.starts_with('#'));
    let (mut notes, mut all) = (0, 0);
    for row in rows {
        all += 1;
        if is_marked(&row) {
            if row.len() == found.cells || found.columns < 2 {
                return None; // a row that begins so
            }
            notes += 1;
        }
    }
    (notes > 0 && notes * 2 < all).then_some(b'#')
}

/// Whether each line is quoted as a whole, and parted within.
fn wrapped(text: &str, whole: bool, delimiter: Option<u8>, from_top: bool) -> Option<Layout> {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty()).take(MOST_ROWS);
    let quoted = lines().filter(|line| line.len() > 1 && line.starts_with('"') && line.ends_with('"')).count();
    if quoted < 2 || quoted * 20 < lines().count() * 19 {
        return None;
    }
    let marks = |delimiter| Marks { delimiter, quote: b'"', escape: None, comment: None, wrapped: true };
    best(text, whole, delimiter, from_top, marks).filter(|found| found.columns > 1)
}
