//! How a file is read to be copied, decided on all of it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use ::csv::{ByteRecord, StringRecord};
use flate2::read::MultiGzDecoder;

use crate::base::beside::Wanted;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::receipt::digest;
use crate::m;
use crate::model::file_format::{Format, GZIP};
use crate::preview::{About, SAMPLE, Sample, dialect};
use crate::tabular::charset::BadBytes;
use crate::tabular::encoding::{decode, encoded_whole};
use crate::tabular::layout::part;
use crate::tabular::split::below_lines;
use crate::tabular::{Dialect, Rows, TextOptions};

/// Endings of what is a workbook already.
const WORKBOOKS: [&str; 4] = ["xlsx", "xls", "xlsb", "ods"];

/// A file that was looked at.
pub struct Reading {
    pub path: PathBuf,
    pub dialect: Dialect,
    pub odd: BadBytes,
    pub sha256: String,
    /// How long its text is, which may be packed in it.
    pub text_bytes: u64,
    /// The lines above its table.
    pub above: Vec<StringRecord>,
    is_packed: bool,
    wanted: Wanted,
}

impl Reading {
    pub fn of(path: &Path, wanted: &Wanted) -> Result<Self> {
        let (_, sha256) = digest(path)?;
        let mut start = Vec::new();
        let open = File::open(path).map_err(|error| disk(path, &error))?;
        open.take(GZIP.len() as u64).read_to_end(&mut start).map_err(|error| disk(path, &error))?;
        let is_packed = start.starts_with(GZIP);
        let source = TextSource { path, is_packed, wanted };
        let mut head = Vec::new();
        let sampled = source.open()?.take(SAMPLE as u64 + 1).read_to_end(&mut head);
        sampled.map_err(|error| source.failed(&error))?;
        let whole = head.len() <= SAMPLE;
        head.truncate(SAMPLE);
        let about = About::file(&if is_packed { path.with_extension("") } else { path.to_owned() });
        let total = whole.then_some(head.len() as u64);
        let sample = Sample { bytes: head.into(), whole, total, about };
        let guessed = dialect(&sample, &TextOptions::default()).ok_or_else(|| no_table(path))?;
        let (dialect, odd, text_bytes) =
            source.decided(guessed, &sample.bytes).map_err(|error| source.failed(&error))?;
        let above = above(&sample.bytes, whole, &dialect);
        Ok(Self { path: path.to_owned(), dialect, odd, sha256, text_bytes, above, is_packed, wanted: wanted.clone() })
    }

    /// Calls `each` with every row of the table, and where it stands; the header, where there is one, first.
    pub fn each_row(&self, mut each: impl FnMut(u64, &ByteRecord) -> Result<()>) -> Result<()> {
        let source = TextSource { path: &self.path, is_packed: self.is_packed, wanted: &self.wanted };
        let mut rows: Rows<Box<dyn BufRead>> = self.dialect.rows(source.open()?);
        let (mut row, mut at) = (ByteRecord::new(), 0);
        while rows.next_into(&mut row).map_err(|error| source.unreadable(error))? {
            each(at, &row)?;
            at += 1;
        }
        Ok(())
    }
}

/// The text of a file, from its beginning as often as it is needed.
struct TextSource<'a> {
    path: &'a Path,
    is_packed: bool,
    wanted: &'a Wanted,
}

impl TextSource<'_> {
    fn open(&self) -> Result<Box<dyn BufRead>> {
        let file = File::open(self.path).map_err(|error| disk(self.path, &error))?;
        let file = self.wanted.reader(file);
        const AT_ONCE: usize = 256 << 10;
        Ok(match self.is_packed {
            true => Box::new(BufReader::with_capacity(AT_ONCE, MultiGzDecoder::new(BufReader::new(file)))),
            false => Box::new(BufReader::with_capacity(AT_ONCE, file)),
        })
    }

    /// What the first bytes let guess, in the encoding that all of them decide; what is no character in it; how long the
    /// text is.
    fn decided(&self, guessed: Dialect, head: &[u8]) -> io::Result<(Dialect, BadBytes, u64)> {
        let open = || self.open().map_err(io::Error::other);
        let mut rest = open()?;
        io::copy(&mut rest.by_ref().take(head.len() as u64), &mut io::sink())?;
        let encoding = encoded_whole(head, &mut rest, None)?.charset;
        let (mut decoder, mut text, mut bytes, mut source) = (encoding.decoder(), String::new(), 0, open()?);
        loop {
            let piece = source.fill_buf()?;
            let length = piece.len();
            text.clear();
            decoder.decode(piece, length == 0, &mut text);
            bytes += length as u64;
            source.consume(length);
            if length == 0 {
                return Ok((Dialect { encoding, ..guessed }, decoder.bad, bytes));
            }
        }
    }

    fn failed(&self, error: &io::Error) -> Error {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        match error.kind() {
            InvalidData | InvalidInput | UnexpectedEof if self.is_packed => {
                Error::new(ErrorKind::Unexpected, shown(self.path), m!("excel-unpacked"))
            }
            _ => disk(self.path, error),
        }
    }

    fn unreadable(&self, error: ::csv::Error) -> Error {
        match error.into_kind() {
            ::csv::ErrorKind::Io(error) => self.failed(&error),
            _ => Error::new(ErrorKind::Unexpected, shown(self.path), m!("excel-unreadable")),
        }
    }
}

/// The lines above the table, each in its cells: whatever they quote, the table below is not part of it. A line that
/// only names the separator is for the reader.
fn above(head: &[u8], whole: bool, dialect: &Dialect) -> Vec<StringRecord> {
    if dialect.skip == 0 {
        return vec![];
    }
    let text = decode(head, whole, Some(dialect.encoding)).text;
    let end = below_lines(text.as_bytes(), dialect.skip);
    let lines = text.get(..end).unwrap_or_default().split(['\n', '\r']);
    let told = lines.enumerate().filter(|(at, line)| !line.trim().is_empty() && (*at > 0 || !line.starts_with("sep=")));
    told.flat_map(|(_, line)| part(line, dialect.marks(), true, 1).rows).map(|(_, row)| row).collect()
}

/// Why there is no copy of what is no table in a text.
fn no_table(path: &Path) -> Error {
    let ending = path.extension().and_then(|it| it.to_str()).and_then(Format::named).map(|format| format.extension);
    let cause = match ending {
        Some(ending) if WORKBOOKS.contains(&ending) => m!("excel-is-workbook"),
        _ => m!("excel-no-table"),
    };
    Error::new(ErrorKind::Usage, shown(path), cause)
}
