//! Rows of a whole file, one by one, whatever its size and encoding.

use std::io::{self, Read};

use ::csv::ByteRecord;

use super::Dialect;
use super::charset::CharsetDecoder;
use super::split::{RowStep, Splitter, below_lines, filled};

/// How many bytes are read at once.
const PIECE: usize = 256 << 10;

/// The rows of a text, as the dialect has them.
pub struct Rows<R: Read> {
    source: R,
    decoder: CharsetDecoder,
    splitter: Splitter,
    piece: Vec<u8>,
    /// What was read and not yet told, from `at` on.
    text: String,
    at: usize,
    ended: bool,
    /// Lines to be left out before the first row.
    skip: usize,
    /// Cells behind these are left out where nothing stands in them.
    columns: usize,
    lines: LineCount,
}

/// Where a row stands in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowLines {
    /// In which line it begins, from 1.
    pub line: u64,
    /// How many blank lines stand between it and the row before, or what stands above the table.
    pub blank: u64,
}

/// Lines of what was told so far.
#[derive(Debug)]
struct LineCount {
    /// The line that is read on in, from 1.
    line: u64,
    /// Blank ones since the last row.
    blank: u64,
    /// Whether the last byte was a carriage return, of which the end of the line may follow.
    returned: bool,
    last: RowLines,
}

impl LineCount {
    /// Goes over these bytes; how many lines end in them.
    fn pass(&mut self, bytes: &[u8]) -> u64 {
        let Some(last) = bytes.last() else { return 0 };
        let feeds = memchr::memchr_iter(b'\n', bytes).count() as u64;
        let alone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
        let returns = memchr::memchr_iter(b'\r', bytes).filter(alone).count() as u64;
        let halved = u64::from(self.returned && bytes.first() == Some(&b'\n'));
        self.returned = *last == b'\r';
        let ended = feeds + returns - halved;
        self.line += ended;
        ended
    }

    /// What stands between rows, so many of it comments.
    fn between(&mut self, bytes: &[u8], comments: u64) {
        self.blank += self.pass(bytes).saturating_sub(comments);
    }

    fn row(&mut self, bytes: &[u8]) {
        self.last = RowLines { line: self.line, blank: std::mem::take(&mut self.blank) };
        self.pass(bytes);
    }
}

impl<R: Read> Rows<R> {
    pub(super) fn new(source: R, dialect: &Dialect) -> Self {
        Self {
            source,
            decoder: dialect.encoding.decoder(),
            splitter: Splitter::new(dialect.marks()),
            piece: vec![0; PIECE],
            text: String::new(),
            at: 0,
            ended: false,
            skip: dialect.skip,
            columns: dialect.columns,
            lines: LineCount { line: 1, blank: 0, returned: false, last: RowLines::default() },
        }
    }

    /// Reads the next row into `record`, however many cells it has; whether there was one. Cells are as written, in
    /// UTF-8, where bytes that are no characters became U+FFFD.
    pub fn next_into(&mut self, record: &mut ByteRecord) -> Result<bool, ::csv::Error> {
        self.pass_lines()?;
        loop {
            let comments = self.splitter.comments;
            let step = self.splitter.row(self.text.as_bytes(), self.at, self.ended, record);
            let comments = (self.splitter.comments - comments) as u64;
            let upto = match step {
                RowStep::Row(_) => self.splitter.begun,
                RowStep::Nothing(next) | RowStep::Cut(next) => next,
            };
            self.lines.between(self.text.as_bytes().get(self.at..upto).unwrap_or_default(), comments);
            match step {
                RowStep::Row(next) => {
                    self.lines.row(self.text.as_bytes().get(upto..next).unwrap_or_default());
                    self.at = next;
                    self.cut_trailing(record);
                    return Ok(true);
                }
                RowStep::Nothing(_) if self.ended => return Ok(false),
                RowStep::Nothing(next) | RowStep::Cut(next) => {
                    self.at = next;
                    self.read_on()?;
                }
            }
        }
    }

    /// Where the row stands that was read last.
    pub fn lines(&self) -> RowLines {
        self.lines.last
    }

    /// How many characters could not be decoded so far.
    pub fn odd(&self) -> u64 {
        self.decoder.bad.count
    }

    fn pass_lines(&mut self) -> io::Result<()> {
        while self.skip > 0 {
            let next = below_lines(&self.text.as_bytes()[self.at..], 1);
            let is_all = self.at + next == self.text.len();
            // A carriage return at the end of what is known may be half of a line's end.
            if is_all && !self.ended {
                self.read_on()?;
                continue;
            }
            self.lines.pass(&self.text.as_bytes()[self.at..self.at + next]);
            self.at += next;
            self.skip -= 1;
        }
        Ok(())
    }

    fn cut_trailing(&self, record: &mut ByteRecord) {
        if record.len() > self.columns {
            record.truncate(filled(record).max(self.columns));
        }
    }

    /// More of what is not told yet: twice as much as is held, so that a long row is not looked at again and again.
    fn read_on(&mut self) -> io::Result<()> {
        self.text.drain(..self.at);
        self.at = 0;
        let enough = self.text.len() * 2;
        loop {
            let read = match self.source.read(&mut self.piece) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            self.ended = read == 0;
            self.decoder.decode(&self.piece[..read], self.ended, &mut self.text);
            if self.ended || self.text.len() > enough {
                return Ok(());
            }
        }
    }
}
