//! The table that a batch reads, from a file or from standard input, as often as it is needed.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::csv::ByteRecord;

use crate::base::beside::Wanted;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::scratch::{Scratch, folder};
use crate::base::text;
use crate::m;
#[cfg(feature = "office")]
use crate::preview::whole_sheet::{LARGEST_WORKBOOK, each_named_row, is_workbook};
use crate::tabular::spool::{SpoolReader, SpooledRows};
use crate::tabular::{Dialect, GuardedReader, LONGEST_ROW, RowGuard, Rows, TextOptions};

/// How much is read at once.
const AT_ONCE: usize = 256 << 10;
/// What a workbook begins with, being a ZIP.
const ZIP: &[u8] = b"PK\x03\x04";

/// Where the rows are.
#[derive(Clone, Debug)]
pub enum RowSource {
    File(PathBuf),
    /// Put aside, as it can be read once only.
    Spooled(Arc<Scratch>),
}

/// See the [module](self).
pub struct InputTable {
    name: String,
    pub header: Vec<String>,
    /// Whether the first row of a text is the header.
    headed: bool,
    rows: InputRows,
    /// What a person should know of how it was read.
    pub note: Option<Message>,
}

enum InputRows {
    Text(RowSource, Dialect),
    /// With the number of the row before its cells.
    Spooled(SpooledRows),
}

/// The bytes of a source, from their beginning.
enum SourceReader {
    File(File),
    Spooled(Arc<Scratch>, u64),
}

impl RowSource {
    /// All of standard input.
    pub fn spooled(mut input: impl Read) -> Result<Self> {
        let failed = |error: io::Error| disk(&folder(), &error);
        let scratch = Scratch::new().map_err(failed)?;
        let mut piece = vec![0; AT_ONCE];
        loop {
            match input.read(&mut piece).map_err(failed)? {
                0 => return Ok(Self::Spooled(Arc::new(scratch))),
                read => _ = scratch.append(piece.get(..read).unwrap_or_default()).map_err(failed)?,
            }
        }
    }

    fn name(&self) -> String {
        match self {
            Self::File(path) => shown(path),
            Self::Spooled(_) => "-".to_owned(),
        }
    }

    fn open(&self) -> Result<SourceReader> {
        match self {
            Self::File(path) => File::open(path).map(SourceReader::File).map_err(|error| unreadable(path, &error)),
            Self::Spooled(scratch) => Ok(SourceReader::Spooled(scratch.clone(), 0)),
        }
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => {
            Error::new(ErrorKind::NotFound, shown(path), m!("batch-no-file")).hint(m!("batch-no-file-hint"))
        }
        _ => disk(path, error),
    }
}

impl Read for SourceReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(into),
            Self::Spooled(scratch, at) => {
                let read = scratch.read(*at, into)?;
                *at += read as u64;
                Ok(read)
            }
        }
    }
}

impl Seek for SourceReader {
    /// What is put aside is only ever read again from its beginning.
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match (self, to) {
            (Self::File(file), to) => file.seek(to),
            (Self::Spooled(_, at), SeekFrom::Start(start)) => {
                *at = start;
                Ok(start)
            }
            (Self::Spooled(..), _) => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

impl InputTable {
    /// `named`: columns that a person names, by which a header is known where its shape does not tell.
    pub fn of(source: RowSource, options: &TextOptions, named: &[&str], wanted: &Wanted) -> Result<Self> {
        let name = source.name();
        let failed = |error: io::Error| failed(&name, &error);
        let mut reader = source.open()?;
        let mut begins = Vec::new();
        reader.by_ref().take(ZIP.len() as u64).read_to_end(&mut begins).map_err(failed)?;
        reader.seek(SeekFrom::Start(0)).map_err(failed)?;
        if begins == ZIP {
            return Self::of_workbook(name, reader, wanted);
        }
        let dialect = Dialect::of_file(&mut reader, options, None).map_err(failed)?;
        let mut rows = dialect.rows(BufReader::new(reader));
        let mut first = ByteRecord::new();
        let any = rows.next_into(&mut first).map_err(|error| failed(io_error(error)))?;
        if !any {
            return Err(Error::new(ErrorKind::Usage, name, m!("batch-no-rows")));
        }
        let cells: Vec<String> = first.iter().map(cell_text).collect();
        let is_named = !named.is_empty() && named.iter().all(|name| cells.iter().any(|cell| is_called(cell, name)));
        let headed = options.header.unwrap_or(dialect.header || is_named);
        let header = match headed {
            true => cells,
            false => (1..=cells.len().max(dialect.columns)).map(|number| number.to_string()).collect(),
        };
        Ok(Self { name, header, headed, rows: InputRows::Text(source, dialect), note: None })
    }

    #[cfg(feature = "office")]
    fn of_workbook(name: String, reader: SourceReader, wanted: &Wanted) -> Result<Self> {
        use crate::tabular::spool::RowSpool;
        let refused = |why| Error::new(ErrorKind::Usage, name.clone(), why).hint(m!("batch-as-csv"));
        let mut bytes = Vec::new();
        let read = reader.take(LARGEST_WORKBOOK + 1).read_to_end(&mut bytes);
        read.map_err(|error| failed(&name, &error))?;
        if bytes.len() as u64 > LARGEST_WORKBOOK {
            return Err(refused(m!("batch-workbook-large", limit = (LARGEST_WORKBOOK >> 20).to_string())));
        }
        if !is_workbook(&bytes) {
            return Err(refused(m!("batch-no-table")));
        }
        let put_aside = |error: io::Error| disk(&folder(), &error);
        let (mut spool, mut written) = (RowSpool::new().map_err(put_aside)?, Ok(()));
        let found = each_named_row(&bytes, wanted, &mut |number, cells| {
            if written.is_ok() {
                let (number, cells) = (number.to_string(), cells.iter().map(String::as_bytes));
                let row: Vec<&[u8]> = std::iter::once(number.as_bytes()).chain(cells).collect();
                written = spool.add(row.into_iter()).map(|_| ());
            }
        });
        let (header, sheet, others) = found.map_err(|why| refused(m!("batch-workbook-unread", why)))?;
        written.map_err(put_aside)?;
        let rows = InputRows::Spooled(spool.end().map_err(put_aside)?);
        let note = (others > 0).then(|| m!("batch-first-sheet", name = sheet, count = others));
        Ok(Self { name, header, headed: true, rows, note })
    }

    #[cfg(not(feature = "office"))]
    fn of_workbook(name: String, _: SourceReader, _: &Wanted) -> Result<Self> {
        Err(Error::new(ErrorKind::Usage, name, m!("batch-no-workbooks")).hint(m!("batch-as-csv")))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The column that a person calls so, whatever its case and the white space around it.
    pub fn column(&self, name: &str) -> Result<usize> {
        let found = self.header.iter().position(|cell| cell == name);
        found.or_else(|| self.header.iter().position(|cell| is_called(cell, name))).ok_or_else(|| {
            let known: Vec<String> = self.header.iter().map(|cell| text::line(cell)).take(50).collect();
            Error::new(ErrorKind::Usage, m!("batch-column", name = text::line(name)), m!("batch-no-column"))
                .hint(m!("batch-columns-are", known = known.join(", ")))
        })
    }

    /// All rows below the header.
    pub fn reader(&self) -> Result<TableReader<'_>> {
        let open = match &self.rows {
            InputRows::Text(source, dialect) => {
                let guard = RowGuard::default();
                let mut rows = dialect.rows(guard.reader(BufReader::with_capacity(AT_ONCE, source.open()?)));
                if self.headed {
                    let passed = rows.next_into(&mut ByteRecord::new());
                    passed.map_err(|error| failed(&self.name, &io_error(error)))?;
                }
                OpenTable::Text(Box::new(rows), guard)
            }
            InputRows::Spooled(rows) => OpenTable::Spooled(rows.reader()),
        };
        Ok(TableReader { name: &self.name, columns: self.header.len(), open })
    }
}

/// Rows, one after the other.
pub struct TableReader<'t> {
    name: &'t str,
    columns: usize,
    open: OpenTable<'t>,
}

enum OpenTable<'t> {
    Text(Box<Rows<GuardedReader<BufReader<SourceReader>>>>, RowGuard),
    Spooled(SpoolReader<'t>),
}

impl TableReader<'_> {
    /// The line of the next row and its cells, as many as there are columns.
    pub fn next(&mut self) -> Result<Option<(u64, Vec<String>)>> {
        let mut record = ByteRecord::new();
        let (line, mut cells) = match &mut self.open {
            OpenTable::Text(rows, guard) => {
                guard.row();
                if !rows.next_into(&mut record).map_err(|error| failed(self.name, &io_error(error)))? {
                    return Ok(None);
                }
                (rows.lines().line, record.iter().map(cell_text).collect::<Vec<_>>())
            }
            OpenTable::Spooled(rows) => {
                if !rows.next_into(&mut record).map_err(|error| failed(self.name, &error))? {
                    return Ok(None);
                }
                let mut cells = record.iter().map(cell_text);
                (cells.next().and_then(|number| number.parse().ok()).unwrap_or_default(), cells.collect())
            }
        };
        cells.resize(self.columns, String::new());
        Ok(Some((line, cells)))
    }
}

/// Whether a column called `cell` is meant by `name`.
pub fn is_called(cell: &str, name: &str) -> bool {
    text::fold(cell.trim()) == text::fold(name.trim())
}

fn cell_text(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).into_owned()
}

fn io_error(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        _ => io::ErrorKind::InvalidData.into(),
    }
}

fn failed(name: &str, error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::FileTooLarge => {
            Error::new(ErrorKind::Usage, name, m!("batch-endless-row", limit = (LONGEST_ROW >> 20).to_string()))
        }
        _ => disk(Path::new(name), error),
    }
}
