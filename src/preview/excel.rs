//! A copy of a CSV file that a French Excel opens with a double click: UTF-8 with its mark, semicolons, decimal commas
//! as they were.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Read, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use ::csv::{ByteRecord, QuoteStyle, Terminator, WriterBuilder};
use encoding_rs::{CoderResult, Decoder};

use super::csv::{reader, reading};
use super::{About, ReadOptions, SAMPLE, Sample};
use crate::base::atomic_file::folder_of;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::m;

/// Writes the copy beside the untouched `path`, as `NAME.excel.csv`, and returns its name. Reads and writes it piece by
/// piece, whatever its size.
pub fn excel_fr(path: &Path) -> Result<PathBuf> {
    let reading_failed = |error| disk(path, &error);
    let mut file = File::open(path).map_err(reading_failed)?;
    let total = file.metadata().map_err(reading_failed)?.len();
    let mut head = Vec::new();
    (&file).take(SAMPLE as u64).read_to_end(&mut head).map_err(reading_failed)?;
    file.rewind().map_err(reading_failed)?;
    let whole = total <= head.len() as u64;
    let sample = Sample { bytes: head.into(), whole, total: Some(total), about: About::file(path) };
    let how = reading(&sample, &ReadOptions::default())
        .ok_or_else(|| Error::new(ErrorKind::Usage, shown(path), m!("preview-excel-no-csv")))?;
    let copy = path.with_extension("excel.csv");
    let folder = folder_of(path);
    let writing_failed = |error: std::io::Error| disk(&copy, &error);
    let mut part = tempfile::NamedTempFile::new_in(folder).map_err(writing_failed)?;
    convert(BufReader::with_capacity(256 << 10, file), part.as_file_mut(), &how, path, &copy)?;
    // As private as the original.
    let permissions = std::fs::metadata(path).map_err(reading_failed)?.permissions();
    part.as_file().set_permissions(permissions).map_err(writing_failed)?;
    part.as_file().sync_all().map_err(writing_failed)?;
    part.persist_noclobber(&copy).map_err(|failed| match failed.error.kind() {
        std::io::ErrorKind::AlreadyExists => Error::new(ErrorKind::Exists, shown(&copy), m!("preview-excel-exists")),
        _ => disk(&copy, &failed.error),
    })?;
    Ok(copy)
}

/// How a CSV is to be read.
pub struct Reading {
    pub encoding: &'static encoding_rs::Encoding,
    pub delimiter: u8,
    pub quote: u8,
    /// Excel's line that names the delimiter stands first.
    pub has_separator_line: bool,
}

fn convert(source: BufReader<File>, target: &mut File, how: &Reading, path: &Path, copy: &Path) -> Result<()> {
    let mut text = BufReader::new(Text::new(source, how.encoding.new_decoder_with_bom_removal()));
    if how.has_separator_line {
        text.read_line(&mut String::new()).map_err(|error| disk(path, &error))?;
    }
    let mut reader = reader(text, how.delimiter, how.quote);
    let mut target = BufWriter::new(target);
    target.write_all(b"\xef\xbb\xbf").map_err(|error| disk(copy, &error))?;
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::CRLF)
        .flexible(true)
        .from_writer(target);
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|error| csv_failed(path, error))? {
        writer.write_byte_record(&record).map_err(|error| csv_failed(copy, error))?;
    }
    writer.flush().map_err(|error| disk(copy, &error))
}

fn csv_failed(path: &Path, error: ::csv::Error) -> Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => disk(path, &error),
        _ => Error::new(ErrorKind::Unexpected, shown(path), m!("preview-excel-unreadable")),
    }
}

/// Bytes of any encoding, read as UTF-8.
struct Text<R> {
    source: R,
    decoder: Decoder,
    /// Whether the decoder was told of the end.
    ended: bool,
}

impl<R: std::io::BufRead> Text<R> {
    fn new(source: R, decoder: Decoder) -> Self {
        Self { source, decoder, ended: false }
    }
}

impl<R: std::io::BufRead> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let input = self.source.fill_buf()?;
            let last = input.is_empty();
            if last && self.ended {
                return Ok(0);
            }
            let (result, read, written, _) = self.decoder.decode_to_utf8(input, buffer, last);
            self.source.consume(read);
            self.ended = last && result == CoderResult::InputEmpty;
            if written > 0 || self.ended {
                return Ok(written);
            }
        }
    }
}
