//! What a file is that is compared: a table, JSON, or bytes that nobody here looks into.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use crate::base::beside::Wanted;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::panics;
use crate::m;
use crate::model::file_format::GZIP;
use crate::preview::{About, ReadOptions, SAMPLE, Sample, dialect, interpret};
use crate::tabular::encoding::encoded_whole;
use crate::tabular::{Dialect, LONGEST_ROW, TextOptions};

/// How much is read at once.
const AT_ONCE: usize = 256 << 10;

/// A file to be compared, and what a person calls it.
#[derive(Clone, Debug)]
pub struct DiffFile {
    pub name: String,
    pub path: PathBuf,
}

/// How a file is looked into.
#[derive(Clone, Debug, PartialEq)]
pub enum DiffShape {
    Nothing,
    Rows(Dialect),
    /// A list of objects, or one object a line.
    Objects,
    Features,
    Document,
    Workbook,
    Parquet,
    Bytes,
}

/// A file that was looked at.
pub struct DiffSource<'w> {
    pub path: PathBuf,
    pub name: String,
    /// Short name of the format it was read as.
    pub format: &'static str,
    pub shape: DiffShape,
    pub sample: Sample,
    /// Whether all of it is packed by gzip.
    pub is_packed: bool,
    pub bytes: u64,
    pub wanted: &'w Wanted,
}

impl<'w> DiffSource<'w> {
    /// `options`: what a person says of how a text is read.
    pub fn of(file: &DiffFile, options: &TextOptions, wanted: &'w Wanted) -> Result<Self> {
        let failed = |error: io::Error| disk(&file.path, &error);
        let mut opened = File::open(&file.path).map_err(failed)?;
        let bytes = opened.metadata().map_err(failed)?.len();
        let mut begins = Vec::new();
        opened.by_ref().take(GZIP.len() as u64).read_to_end(&mut begins).map_err(failed)?;
        let is_packed = begins.starts_with(GZIP);
        let name = Path::new(&file.name);
        let about = About::file(&if is_packed { name.with_extension("") } else { name.to_owned() });
        let sample = Sample { bytes: Vec::new().into(), whole: true, total: None, about };
        let (format, shape) = ("", DiffShape::Bytes);
        let (path, name) = (file.path.clone(), file.name.clone());
        let mut source = Self { path, name, format, shape, sample, is_packed, bytes, wanted };
        source.look(options)?;
        Ok(source)
    }

    fn look(&mut self, options: &TextOptions) -> Result<()> {
        let mut head = Vec::new();
        let read = self.open()?.take(SAMPLE as u64 + 1).read_to_end(&mut head);
        if let Err(error) = read {
            let error = self.failed(&error);
            return if self.is_packed && error.kind == ErrorKind::Integrity { Ok(()) } else { Err(error) };
        }
        self.sample.whole = head.len() <= SAMPLE;
        head.truncate(SAMPLE);
        self.sample.total = self.sample.whole.then_some(head.len() as u64);
        self.sample.bytes = head.into();
        let looked = panics::caught(|| interpret(&self.sample, &ReadOptions::default()).format);
        self.format = looked.unwrap_or("unknown");
        self.shape = match self.format {
            "empty" => DiffShape::Nothing,
            "jsonl" | "geojsonl" => DiffShape::Objects,
            "geojson" => DiffShape::Features,
            "json" if self.is_list_of_objects() => DiffShape::Objects,
            "json" | "topojson" => DiffShape::Document,
            "parquet" if cfg!(feature = "parquet") && !self.is_packed => DiffShape::Parquet,
            "xlsx" | "xlsb" | "ods" if cfg!(feature = "office") => DiffShape::Workbook,
            _ => match dialect(&self.sample, options) {
                Some(guessed) => DiffShape::Rows(match self.decided(guessed.clone(), options) {
                    // It breaks off: whoever reads all of it says so.
                    Err(error) if error.kind == ErrorKind::Integrity => guessed,
                    decided => decided?,
                }),
                None => DiffShape::Bytes,
            },
        };
        Ok(())
    }

    fn is_list_of_objects(&self) -> bool {
        let mut marks = self.sample.bytes.iter().filter(|byte| !byte.is_ascii_whitespace() && byte.is_ascii());
        marks.next() == Some(&b'[') && marks.next() == Some(&b'{')
    }

    /// What the first bytes let guess, in the encoding that all of them decide.
    fn decided(&self, guessed: Dialect, options: &TextOptions) -> Result<Dialect> {
        let failed = |error: io::Error| self.failed(&error);
        let mut rest = self.open()?;
        io::copy(&mut rest.by_ref().take(self.sample.bytes.len() as u64), &mut io::sink()).map_err(failed)?;
        let encoding = encoded_whole(&self.sample.bytes, &mut rest, options.encoding).map_err(failed)?.charset;
        Ok(Dialect { encoding, ..guessed })
    }

    /// All of it, unpacked, from its beginning.
    pub fn open(&self) -> Result<Box<dyn BufRead>> {
        let file = File::open(&self.path).map_err(|error| disk(&self.path, &error))?;
        let file = self.wanted.reader(file);
        Ok(match self.is_packed {
            true => Box::new(BufReader::with_capacity(AT_ONCE, MultiGzDecoder::new(BufReader::new(file)))),
            false => Box::new(BufReader::with_capacity(AT_ONCE, file)),
        })
    }

    /// Why it could not be read: an error of [`ErrorKind::Integrity`] is one of its content.
    pub fn failed(&self, error: &io::Error) -> Error {
        use io::ErrorKind::{FileTooLarge, InvalidData, InvalidInput, QuotaExceeded, TimedOut, UnexpectedEof};
        let name = shown(Path::new(&self.name));
        match error.kind() {
            TimedOut => Error::new(ErrorKind::Cancelled, name, m!("diff-given-up")),
            FileTooLarge => Error::new(ErrorKind::Integrity, name, m!("diff-endless-row", limit = LONGEST_ROW >> 20)),
            QuotaExceeded => Error::new(ErrorKind::Integrity, name, m!("diff-too-many-rows")),
            InvalidData | InvalidInput | UnexpectedEof => Error::new(ErrorKind::Integrity, name, m!("diff-unreadable")),
            _ => disk(&self.path, error),
        }
    }
}
