//! Parquet: schema, row groups and first rows, from the footer and the first pages alone, whatever the file's size.
//!
//! The crate reads as from a file; here it reads from the pieces that were fetched so far ([`FetchedPieces`]). What it misses
//! is noted and fetched, and it starts again: the footer first, then the pages of as many columns as the limits allow.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};

use ::parquet::basic::{ConvertedType, LogicalType};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::ParquetMetaData;
use ::parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};
use ::parquet::record::{Field, Row};
use ::parquet::schema::types::{ColumnDescriptor, Type};
use bytes::Bytes;
use tokio::task::JoinError;

use super::{Preview, ReadAt, SAMPLE, Sample, View};
use crate::base::beside::{Wanted, beside};
use crate::base::error::Result;
use crate::base::format;
use crate::base::text;
use crate::tabular::{Table, cell};
use crate::{said, t};

const ROWS: usize = 50;
const COLUMNS: usize = 200;
/// The longest footer that is read.
const FOOTER: u64 = 2 << 20;
/// The most that is fetched for rows.
const FETCHED: usize = 8 << 20;
/// How many bytes pages may unpack to: one, and all together.
const PAGE: u64 = 8 << 20;
const PAGES: u64 = 24 << 20;
/// What is fetched where only a beginning is known.
const STEP: usize = 64 << 10;

pub async fn preview(source: &mut dyn ReadAt, sample: &Sample) -> Result<Preview> {
    let refused = |reason: String| Ok(Preview::refused("parquet", reason).of(sample));
    let Some(total) = sample.total.filter(|_| sample.whole || source.seeks()) else {
        return refused(t!("preview-parquet-no-parts"));
    };
    let pieces = FetchedPieces::new(total);
    pieces.add(0, sample.bytes.clone());
    let mut fetcher = Fetcher { source, pieces, fetched: 0 };
    let opened = match fetcher.footer(total).await? {
        Ok(opened) => opened,
        Err(reason) => return refused(reason),
    };
    let mut preview = describe(opened.metadata());
    let (rows, note) = fetcher.rows(&opened).await?;
    preview.notes.extend(note);
    if let Some(table) = rows {
        preview.views.insert(0, View::Table(table));
    }
    preview.bytes_read = fetcher.pieces.length();
    preview.bytes_total = Some(total);
    Ok(preview)
}

type OpenedParquet = Arc<SerializedFileReader<FetchedPieces>>;

/// Fetches what the reader misses.
struct Fetcher<'s> {
    source: &'s mut dyn ReadAt,
    pieces: FetchedPieces,
    /// Bytes fetched for rows.
    fetched: usize,
}

impl Fetcher<'_> {
    async fn footer(&mut self, total: u64) -> Result<Result<OpenedParquet, String>> {
        let end = self.source_end(total, SAMPLE as u64).await?;
        let Some(tail) = end.len().checked_sub(8).and_then(|at| end.get(at..)) else {
            return Ok(Err(t!("preview-parquet-short")));
        };
        if &tail[4..] == b"PARE" {
            return Ok(Err(t!("preview-parquet-encrypted")));
        }
        if &tail[4..] != b"PAR1" {
            return Ok(Err(t!("preview-parquet-no-end")));
        }
        let length = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]])) + 8;
        if length > FOOTER || length > total {
            return Ok(Err(t!("preview-parquet-footer", length = format::size(length))));
        }
        if length > end.len() as u64 {
            self.source_end(total, length).await?;
        }
        let pieces = self.pieces.clone();
        Ok(damaged(
            beside(move |wanted| guarded(|| Ok(Arc::new(SerializedFileReader::new(pieces.watched_by(wanted))?)))).await,
        ))
    }

    /// The last `length` bytes, which are kept.
    async fn source_end(&mut self, total: u64, length: u64) -> Result<Bytes> {
        let from = total.saturating_sub(length);
        if let Some(known) = self.pieces.get(from, (total - from) as usize) {
            return Ok(known);
        }
        let end = self.source.at(from, (total - from) as usize).await?;
        self.pieces.add(from, end.clone());
        Ok(end)
    }

    /// The first rows, of fewer columns where all are too much; and what is to be said of that.
    async fn rows(&mut self, opened: &OpenedParquet) -> Result<(Option<Table>, Option<String>)> {
        let metadata = opened.metadata();
        let fields = metadata.file_metadata().schema().get_fields();
        if metadata.num_row_groups() == 0 || fields.is_empty() {
            return Ok((None, Some(t!("preview-parquet-no-rows"))));
        }
        let mut columns = fields.len().min(COLUMNS);
        self.prefetch(metadata, columns).await?;
        let why = loop {
            let why = match self.read(opened, columns).await? {
                Ok(mut table) => {
                    table.total = u64::try_from(metadata.file_metadata().num_rows()).ok();
                    let some = columns < fields.len();
                    let note = some.then(|| t!("preview-parquet-rows-of", columns, fields = fields.len()));
                    return Ok((Some(table), note));
                }
                Err(why) => why,
            };
            if columns == 1 {
                break why;
            }
            columns = columns.div_ceil(4);
        };
        Ok((None, Some(t!("preview-parquet-rows-failed", why))))
    }

    /// The beginnings of the columns, in one request where they lie side by side.
    async fn prefetch(&mut self, metadata: &ParquetMetaData, columns: usize) -> Result<()> {
        let total = self.pieces.total;
        let mut spans: Vec<(u64, u64)> = Vec::new();
        for chunk in metadata.row_group(0).columns().iter().take(columns) {
            // The crate's own `byte_range` panics where an offset is negative.
            let start = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
            let (Ok(start), Ok(length)) = (u64::try_from(start), u64::try_from(chunk.compressed_size())) else {
                continue;
            };
            let end = start.saturating_add(length.min(STEP as u64)).min(total);
            match spans.last_mut() {
                Some((from, to)) if start >= *from && start <= *to + STEP as u64 / 2 => *to = end.max(*to),
                _ if start < end => spans.push((start, end)),
                _ => {}
            }
        }
        for (from, to) in spans {
            let length = (to - from) as usize;
            if self.fetched + length > FETCHED / 2 {
                break;
            }
            self.fetch(from, length).await?;
        }
        Ok(())
    }

    async fn fetch(&mut self, from: u64, length: usize) -> Result<()> {
        if self.pieces.get(from, length).is_none() {
            let piece = self.source.at(from, length).await?;
            self.fetched += piece.len();
            self.pieces.add(from, piece);
        }
        Ok(())
    }

    /// Reads, fetches what was missing, and reads again.
    async fn read(&mut self, opened: &OpenedParquet, columns: usize) -> Result<Result<Table, String>> {
        loop {
            self.pieces.begin();
            let (pieces, opened) = (self.pieces.clone(), opened.clone());
            let reading = beside(move |wanted| {
                pieces.watched_by(wanted);
                guarded(|| first_rows(&opened, columns))
            });
            let why = match damaged(reading.await) {
                Ok(table) => return Ok(Ok(table)),
                Err(why) => why,
            };
            let Some((from, length)) = self.pieces.missed() else { return Ok(Err(why)) };
            if self.fetched + length > FETCHED {
                return Ok(Err(t!("preview-parquet-pages-large")));
            }
            let before = self.pieces.length();
            self.fetch(from, length).await?;
            if self.pieces.length() == before {
                return Ok(Err(t!("preview-parquet-pages-short")));
            }
        }
    }
}

thread_local! {
    /// Whether this thread reads what may be damaged, so that a panic is an answer and no mistake to report.
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// What was read beside; a reader that panics all the same has met a damaged file.
fn damaged<T>(read: Result<Result<T, String>, JoinError>) -> Result<T, String> {
    read.unwrap_or_else(|_| Err(t!("preview-parquet-damaged")))
}

/// What the crate says; where a damaged file makes it panic, that too is an answer.
fn guarded<T>(read: impl FnOnce() -> ::parquet::errors::Result<T>) -> Result<T, String> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| match READING.get() {
            true => tracing::info!(%info, "a damaged Parquet"),
            false => report(info),
        }));
    });
    READING.set(true);
    let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read));
    READING.set(false);
    match read {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(ParquetError::External(error))) => Err(text::line(&error.to_string())),
        Ok(Err(error)) => Err(t!("preview-parquet-damaged-why", error = text::line(&error.to_string()))),
        Err(_) => Err(t!("preview-parquet-damaged")),
    }
}

fn first_rows(opened: &OpenedParquet, columns: usize) -> ::parquet::errors::Result<Table> {
    let schema = opened.metadata().file_metadata().schema();
    let fields = schema.get_fields();
    let projection = match columns < fields.len() {
        true => Some(Type::group_type_builder(schema.name()).with_fields(fields[..columns].to_vec()).build()?),
        false => None,
    };
    let names = fields[..columns].iter().map(|field| text::line(field.name())).collect();
    let mut rows = Vec::new();
    for row in opened.get_row_iter(projection)?.with_batch_size(ROWS).take(ROWS) {
        rows.push(cells(&row?));
    }
    Ok(Table::new(names, rows, '.'))
}

fn cells(row: &Row) -> Vec<Option<String>> {
    row.get_column_iter().map(|(_, field)| written(field)).collect()
}

fn written(field: &Field) -> Option<String> {
    match field {
        Field::Null => None,
        Field::Str(text) => cell(text),
        Field::Bytes(bytes) => Some(t!("preview-parquet-bytes", count = bytes.len())),
        other => cell(&other.to_string()),
    }
}

/// What the footer says.
fn describe(metadata: &ParquetMetaData) -> Preview {
    let file = metadata.file_metadata();
    let schema = file.schema_descr();
    let rows = schema.columns().iter().take(2000).enumerate().map(|(at, column)| {
        let chunks = metadata.row_groups().iter().filter_map(|group| group.columns().get(at));
        let sizes = chunks.clone().filter_map(|chunk| u64::try_from(chunk.compressed_size()).ok());
        let size = sizes.fold(0, u64::saturating_add);
        let nulls = chunks.map(|chunk| chunk.statistics()?.null_count_opt());
        let nulls = nulls.collect::<Option<Vec<_>>>().map(|all| all.into_iter().fold(0, u64::saturating_add));
        vec![
            cell(&column.path().string()),
            Some(kind(column)),
            Some(if column.self_type().is_optional() { t!("preview-parquet-yes") } else { t!("preview-parquet-no") }),
            nulls.map(|nulls| nulls.to_string()),
            Some(format::size(size)),
        ]
    });
    let names = vec![
        t!("preview-parquet-column"),
        t!("preview-parquet-type"),
        t!("preview-parquet-may-be-empty"),
        t!("preview-parquet-empty"),
        t!("preview-parquet-size"),
    ];
    let mut table = Table::new(names, rows.collect(), '.');
    table.title = Some(t!("preview-parquet-schema"));
    table.total = Some(schema.num_columns() as u64);
    let count = |number: i64| u64::try_from(number).map(format::count).unwrap_or_default();
    let mut facts = vec![
        (said!("preview-parquet-rows").into(), count(file.num_rows())),
        (said!("preview-parquet-columns").into(), schema.num_columns().to_string()),
        (said!("preview-parquet-row-groups").into(), metadata.num_row_groups().to_string()),
    ];
    if let Some(group) = metadata.row_groups().first() {
        facts.push((said!("preview-parquet-first-rows").into(), count(group.num_rows())));
        let packed: std::collections::BTreeSet<String> = group
            .columns()
            .iter()
            .map(|chunk| format!("{:?}", chunk.compression()).split('(').next().unwrap_or_default().to_lowercase())
            .collect();
        facts.push((said!("preview-parquet-compression").into(), packed.into_iter().collect::<Vec<_>>().join(", ")));
    }
    facts.extend(file.created_by().and_then(text::some_line).map(|by| (said!("preview-made-with").into(), by)));
    let geo = file.key_value_metadata().is_some_and(|pairs| pairs.iter().any(|pair| pair.key == "geo"));
    facts.extend(geo.then(|| (said!("preview-parquet-kind").into(), "GeoParquet".to_owned())));
    Preview::new("parquet", vec![View::Table(table), View::Facts(facts)])
}

fn kind(column: &ColumnDescriptor) -> String {
    match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::String), _) => t!("preview-parquet-text"),
        (Some(LogicalType::Date), _) => t!("preview-parquet-date"),
        (None, ConvertedType::NONE) => format!("{:?}", column.physical_type()).to_lowercase(),
        (None, ConvertedType::UTF8) => t!("preview-parquet-text"),
        (None, converted) => format!("{converted}").to_lowercase(),
        (Some(logical), _) => {
            let name = format!("{logical:?}");
            name.split(['(', ' ', '{']).next().unwrap_or_default().to_lowercase()
        }
    }
}

/// The pieces of a file that were fetched, for a reader that believes it has it all.
#[derive(Clone)]
struct FetchedPieces {
    total: u64,
    state: Arc<Mutex<ReaderState>>,
}

#[derive(Default)]
struct ReaderState {
    /// By their first byte; none overlaps the one behind it.
    pieces: BTreeMap<u64, Bytes>,
    /// The first thing that was missed.
    missed: Option<(u64, usize)>,
    /// What the pages opened so far say that they unpack to.
    unpacked: u64,
    /// By whom the reader is awaited.
    wanted: Option<Wanted>,
}

impl FetchedPieces {
    fn new(total: u64) -> Self {
        Self { total, state: Arc::default() }
    }

    fn state(&self) -> MutexGuard<'_, ReaderState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, from: u64, piece: Bytes) {
        self.state().pieces.insert(from, piece);
    }

    /// How many bytes there are.
    fn length(&self) -> u64 {
        let mut end = 0;
        let mut length = 0;
        for (from, piece) in &self.state().pieces {
            let to = from + piece.len() as u64;
            length += to.saturating_sub(end.max(*from));
            end = end.max(to);
        }
        length
    }

    /// The same, for a reader that ends with `wanted`.
    fn watched_by(&self, wanted: &Wanted) -> Self {
        self.state().wanted = Some(wanted.clone());
        self.clone()
    }

    fn still(&self) -> io::Result<()> {
        match self.state().wanted.as_ref().is_some_and(Wanted::is_over) {
            true => Err(io::ErrorKind::TimedOut.into()),
            false => Ok(()),
        }
    }

    /// Before a new attempt.
    fn begin(&self) {
        let mut state = self.state();
        (state.missed, state.unpacked) = (None, 0);
    }

    fn missed(&self) -> Option<(u64, usize)> {
        self.state().missed.take()
    }

    /// What is there from `from` on without a gap in one piece.
    fn from(&self, from: u64) -> Option<Bytes> {
        let state = self.state();
        let covering = state.pieces.range(..=from).rev().filter_map(|(start, piece)| {
            let rest = piece.len().checked_sub(usize::try_from(from - start).ok()?).filter(|rest| *rest > 0)?;
            Some(piece.slice(piece.len() - rest..))
        });
        covering.max_by_key(Bytes::len)
    }

    fn get(&self, from: u64, length: usize) -> Option<Bytes> {
        self.from(from).filter(|piece| piece.len() >= length).map(|piece| piece.slice(..length))
    }

    fn miss(&self, from: u64, length: usize) -> io::Error {
        let rest = usize::try_from(self.total.saturating_sub(from)).unwrap_or(usize::MAX);
        self.state().missed.get_or_insert((from, length.min(rest)));
        io::Error::other("not fetched yet")
    }

    /// Refuses the page at `from` where its header claims too much: the crate would believe it and reserve the room.
    fn admit(&self, from: u64) -> ::parquet::errors::Result<()> {
        let Some(header) = self.from(from).as_deref().and_then(PageHeader::read) else { return Ok(()) };
        let mut state = self.state();
        state.unpacked = state.unpacked.saturating_add(header.unpacked).saturating_add(header.reserved);
        match header.unpacked <= PAGE && header.reserved <= PAGES && state.unpacked <= PAGES {
            true => Ok(()),
            false => Err(ParquetError::General(t!("preview-parquet-pages-unpack"))),
        }
    }
}

impl Length for FetchedPieces {
    fn len(&self) -> u64 {
        self.total
    }
}

impl ChunkReader for FetchedPieces {
    type T = Beginning;

    fn get_read(&self, start: u64) -> ::parquet::errors::Result<Beginning> {
        self.admit(start)?;
        Ok(Beginning { pieces: self.clone(), at: start })
    }

    fn get_bytes(&self, start: u64, length: usize) -> ::parquet::errors::Result<Bytes> {
        self.still()?;
        self.get(start, length).ok_or_else(|| self.miss(start, length).into())
    }
}

/// Reads on from a place.
struct Beginning {
    pieces: FetchedPieces,
    at: u64,
}

impl Read for Beginning {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() || self.at >= self.pieces.total {
            return Ok(0);
        }
        self.pieces.still()?;
        let Some(piece) = self.pieces.from(self.at) else { return Err(self.pieces.miss(self.at, STEP)) };
        let length = buffer.len().min(piece.len());
        buffer[..length].copy_from_slice(&piece[..length]);
        self.at += length as u64;
        Ok(length)
    }
}

/// What a page's header claims, in the compact protocol of Thrift: sizes first, as every writer puts them.
struct PageHeader {
    unpacked: u64,
    /// What a dictionary of so many values takes in memory.
    reserved: u64,
}

impl PageHeader {
    fn read(bytes: &[u8]) -> Option<Self> {
        const I32: u8 = 5;
        const STRUCT: u8 = 12;
        let mut bytes = bytes.iter().copied();
        let (mut field, mut unpacked) = (0, 0);
        for _ in 0..8 {
            let lead = bytes.next()?;
            field += lead >> 4;
            match (field, lead & 15) {
                (7, STRUCT) if bytes.next()? == 0x10 | I32 => {
                    let values = number(&mut bytes)?;
                    return Some(Self { unpacked, reserved: values.saturating_mul(40) });
                }
                (2, I32) => unpacked = number(&mut bytes)?,
                (_, I32) => drop(number(&mut bytes)?),
                _ => break,
            }
        }
        Some(Self { unpacked, reserved: 0 })
    }
}

/// A number of seven bits a byte, its sign in the last bit.
fn number(bytes: &mut impl Iterator<Item = u8>) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..63).step_by(7) {
        let byte = bytes.next()?;
        value |= u64::from(byte & 127) << shift;
        if byte & 128 == 0 {
            return Some(if value & 1 == 1 { u64::MAX } else { value >> 1 });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use ::parquet::basic::{Compression, ZstdLevel};
    use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;

    use super::super::{About, InMemory, ReadOptions, preview};
    use super::*;

    const SCHEMA: &str = "message s { required int64 id; optional binary nom (STRING); required double v; }";

    /// `groups` row groups of these many rows each.
    fn written(groups: i64, rows: i64, compression: Compression) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
        for group in 0..groups {
            let ids: Vec<i64> = (group * rows..(group + 1) * rows).collect();
            let names: Vec<ByteArray> =
                ids.iter().filter(|id| *id % 3 != 0).map(|id| format!("été {id}").as_str().into()).collect();
            let defined: Vec<i16> = ids.iter().map(|id| i16::from(id % 3 != 0)).collect();
            let values: Vec<f64> = ids.iter().map(|id| *id as f64 / 2.0).collect();
            let mut group = writer.next_row_group().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&ids, None, None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&names, Some(&defined), None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<DoubleType>().write_batch(&values, None, None).unwrap();
            column.close().unwrap();
            group.close().unwrap();
        }
        writer.into_inner().unwrap()
    }

    fn tables(preview: &Preview) -> Vec<&Table> {
        preview.views.iter().filter_map(|view| if let View::Table(table) = view { Some(table) } else { None }).collect()
    }

    #[tokio::test]
    async fn rows_come_from_the_first_pages_and_the_rest_from_the_footer() {
        let zstd = Compression::ZSTD(ZstdLevel::default());
        for (compression, word) in
            [(Compression::SNAPPY, "snappy"), (zstd, "zstd"), (Compression::UNCOMPRESSED, "uncompressed")]
        {
            let file = written(5, 40_000, compression);
            let total = file.len() as u64;
            let mut source = InMemory::new(file, About::default());
            let preview = preview(&mut source, &ReadOptions::default()).await.unwrap();
            let [rows, schema] = tables(&preview)[..] else { panic!("{preview:?}") };
            assert_eq!(rows.rows.len(), ROWS);
            assert_eq!(rows.rows[1], ["1", "été 1", "0.5"].map(|it| Some(it.to_owned())));
            assert_eq!(rows.rows[3][1], None);
            assert_eq!(rows.total, Some(200_000));
            let nom = ["nom", "text", "yes", "66667"].map(|it| Some(it.to_owned()));
            assert_eq!(schema.rows[1][..4], nom);
            let facts =
                preview.views.iter().find_map(|view| if let View::Facts(facts) = view { Some(facts) } else { None });
            assert!(facts.unwrap().contains(&("compression".into(), word.into())), "{facts:?}");
            assert!(preview.bytes_read < total / 2, "{word}: {} of {total}", preview.bytes_read);
            assert!(source.asked.len() < 12, "{:?}", source.asked);
        }
    }

    #[tokio::test]
    async fn what_cannot_be_read_says_so() {
        let file = written(1, 20_000, Compression::SNAPPY);
        let mut cut = InMemory::new(file[..file.len() - 9].to_vec(), About::default());
        let said = format!("{:?}", preview(&mut cut, &ReadOptions::default()).await.unwrap().views);
        assert!(said.contains("its end is missing"), "{said}");
        let mut stream = InMemory::new(file, About::default());
        stream.seeks = false;
        let said = format!("{:?}", preview(&mut stream, &ReadOptions::default()).await.unwrap().views);
        assert!(said.contains("no parts: download it"), "{said}");
    }

    #[test]
    fn a_page_that_claims_too_much_is_refused_before_any_room_is_made() {
        // DICTIONARY_PAGE, unpacked to 2 GiB, packed in 9 bytes.
        let header =
            [0x15, 0x04, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0x15, 0x12, 0x4c, 0x15, 0x04, 0x15, 0x00, 0x00, 0x00];
        let claims = PageHeader::read(&header).unwrap();
        assert_eq!((claims.unpacked, claims.reserved), (i32::MAX as u64, 80));
        let pieces = FetchedPieces::new(1000);
        pieces.add(4, Bytes::copy_from_slice(&header));
        assert!(pieces.get_read(4).is_err());
        assert!(pieces.get_read(100).is_ok(), "what is not there yet is fetched first");
    }
}
