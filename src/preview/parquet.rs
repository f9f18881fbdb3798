//! Parquet: schema, row groups and first rows, from the footer and the first pages alone, whatever the file's size.
//!
//! The crate reads as from a file; here it reads from the pieces that were fetched so far ([`FetchedPieces`]). What it misses
//! is noted and fetched, and it starts again: the footer first, then the pages of as many columns as the limits allow.

use std::sync::Arc;

use ::parquet::basic::{ConvertedType, LogicalType};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use ::parquet::schema::types::ColumnDescriptor;
use bytes::Bytes;
use tokio::task::JoinError;

use self::geo::Geo;
use self::pieces::FetchedPieces;
use super::{MOST_ROWS, Preview, ReadAt, ReadOptions, SAMPLE, Sample, View, whole};
use crate::base::beside::beside;
use crate::base::error::Result;
use crate::base::{format, panics, text};
use crate::tabular::{Table, cell};
use crate::{said, t};

mod encoded;
mod geo;
mod header;
mod pages;
mod pieces;
mod rows;
mod selection;
mod unpack;
mod values;
pub mod whole;

const ROWS: usize = 50;
const COLUMNS: usize = 200;
/// The longest footer that is read.
const FOOTER: u64 = 2 << 20;
/// The most that is fetched for rows.
const FETCHED: usize = 8 << 20;
/// What is fetched where only a beginning is known.
const STEP: usize = 64 << 10;

pub async fn preview(source: &mut dyn ReadAt, sample: &Sample, options: &ReadOptions) -> Result<Preview> {
    let refused = |reason: String| Ok(Preview::refused("parquet", reason).of(sample));
    let known = match sample.whole || source.seeks() {
        true => Some(sample.bytes.clone()),
        // No parts are served: a small one is read whole.
        false => whole(source, sample).await?.ok(),
    };
    let (Some(total), Some(known)) = (sample.total, known) else {
        return refused(t!("preview-parquet-no-parts"));
    };
    let pieces = FetchedPieces::new(total);
    pieces.add(0, known);
    let mut fetcher = Fetcher { source, pieces, fetched: 0 };
    let metadata = match fetcher.footer(total).await? {
        Ok(metadata) => metadata,
        Err(reason) => return refused(reason),
    };
    if options.selects() {
        let before = fetcher.pieces.length();
        let (table, notes) = fetcher.selected(&metadata, options).await?;
        // No more was read than is asked for.
        let preview = Preview { notes, selected: true, ..Preview::new("parquet", vec![View::Table(table)]) };
        return Ok(Preview { bytes_read: before + fetcher.fetched as u64, bytes_total: Some(total), ..preview });
    }
    let geo = Geo::of(&metadata);
    let mut preview = describe(&metadata, geo.as_ref());
    let rows = fetcher.rows(&metadata, geo, options.rows.unwrap_or(0).clamp(ROWS, MOST_ROWS)).await?;
    preview.notes.extend(rows.notes);
    preview.views.splice(0..0, rows.table.map(View::Table).into_iter().chain(rows.map.map(View::Map)));
    preview.bytes_read = fetcher.pieces.length();
    preview.bytes_total = Some(total);
    Ok(preview)
}

/// Fetches what the reader misses.
struct Fetcher<'s> {
    source: &'s mut dyn ReadAt,
    pieces: FetchedPieces,
    /// Bytes fetched for rows.
    fetched: usize,
}

impl Fetcher<'_> {
    async fn footer(&mut self, total: u64) -> Result<Result<Arc<ParquetMetaData>, String>> {
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
        let read = beside(move |wanted| {
            pieces.watched_by(wanted);
            guarded(|| Ok(Arc::new(ParquetMetaDataReader::new().parse_and_finish(&pieces)?)))
        });
        Ok(given_up(read.await))
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

    async fn fetch(&mut self, from: u64, length: usize) -> Result<()> {
        if self.pieces.get(from, length).is_none() {
            let piece = self.source.at(from, length).await?;
            self.fetched += piece.len();
            self.pieces.add(from, piece);
        }
        Ok(())
    }
}

/// What was read beside; a reader that panics all the same gives up on the file.
fn given_up<T>(read: Result<Result<T, String>, JoinError>) -> Result<T, String> {
    read.unwrap_or_else(|_| Err(t!("preview-reader-gave-up")))
}

/// What the crate says; where a file makes it panic in spite of what is checked before, that too is an answer.
fn guarded<T>(read: impl FnOnce() -> ::parquet::errors::Result<T>) -> Result<T, String> {
    match panics::caught(read) {
        Some(Ok(value)) => Ok(value),
        Some(Err(ParquetError::External(error))) => Err(text::line(&error.to_string())),
        Some(Err(error)) => Err(t!("formats-parquet-stopped", error = text::line(&error.to_string()))),
        None => Err(t!("preview-reader-gave-up")),
    }
}

/// What the footer says.
fn describe(metadata: &ParquetMetaData, geo: Option<&Geo>) -> Preview {
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
    facts.extend(geo.map(Geo::facts).unwrap_or_default());
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

#[cfg(test)]
mod tests {
    use ::parquet::basic::{Compression, ZstdLevel};
    use ::parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type, Int96, Int96Type};
    use ::parquet::file::metadata::{ColumnChunkMetaDataBuilder, KeyValue, ParquetMetaDataWriter};
    use ::parquet::file::properties::{WriterProperties, WriterVersion};
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;

    use super::super::{About, InMemory, ReadOptions, WHOLE, preview};
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
    async fn as_many_rows_come_as_are_asked_for() {
        for (rows, expected) in [(None, 50), (Some(200), 200), (Some(5000), 300)] {
            let options = ReadOptions { rows, ..ReadOptions::default() };
            let mut source = InMemory::new(written(5, 60, Compression::UNCOMPRESSED), About::default());
            let read = preview(&mut source, &options).await.unwrap();
            let table = tables(&read)[0];
            assert_eq!(table.rows.len(), expected);
            assert_eq!(table.rows.last().unwrap()[0], Some((expected - 1).to_string()));
        }
    }

    #[tokio::test]
    async fn what_cannot_be_read_says_so() {
        let file = written(1, 20_000, Compression::SNAPPY);
        let mut cut = InMemory::new(file[..file.len() - 9].to_vec(), About::default());
        let said = format!("{:?}", preview(&mut cut, &ReadOptions::default()).await.unwrap().views);
        assert!(said.contains("its end is missing"), "{said}");
        let mut small = InMemory::new(file.clone(), About::default());
        small.seeks = false;
        let said = preview(&mut small, &ReadOptions::default()).await.unwrap();
        assert!(matches!(said.views[0], View::Table(_)), "a small one is read whole");
        let large = [file, vec![0; WHOLE as usize]].concat();
        let mut stream = InMemory::new(large, About::default());
        stream.seeks = false;
        let said = format!("{:?}", preview(&mut stream, &ReadOptions::default()).await.unwrap().views);
        assert!(said.contains("no parts: download it"), "{said}");
    }

    /// The same pages under a footer whose columns are `changed`.
    fn with_columns(
        file: &[u8],
        changed: impl Fn(ColumnChunkMetaDataBuilder) -> ColumnChunkMetaDataBuilder,
    ) -> Vec<u8> {
        let metadata = ParquetMetaDataReader::new().parse_and_finish(&Bytes::copy_from_slice(file)).unwrap();
        let groups = metadata.row_groups().iter().map(|group| {
            let columns = group.columns().iter().map(|it| changed(it.clone().into_builder()).build().unwrap());
            group.clone().into_builder().set_column_metadata(columns.collect()).build().unwrap()
        });
        let metadata = metadata.clone().into_builder().set_row_groups(groups.collect()).build();
        let length = u32::from_le_bytes(file[file.len() - 8..file.len() - 4].try_into().unwrap()) as usize;
        let mut changed = file[..file.len() - 8 - length].to_vec();
        ParquetMetaDataWriter::new(&mut changed, &metadata).finish().unwrap();
        changed
    }

    async fn looked_into(file: Vec<u8>) -> Preview {
        preview(&mut InMemory::new(file, About::default()), &ReadOptions::default()).await.unwrap()
    }

    /// A file of one column of `T`.
    fn one_column<T: DataType>(kind: &str, values: &[T::T], pairs: Vec<KeyValue>, version: WriterVersion) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(&format!("message s {{ {kind}; }}")).unwrap());
        let properties = WriterProperties::builder().set_key_value_metadata(Some(pairs)).set_writer_version(version);
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build())).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let levels = (kind.starts_with("repeated") || kind.contains("(LIST)")).then(|| {
            let levels = |first: i16| (0..values.len()).map(|at| if at % 2 == 0 { first } else { 1 }).collect();
            let [repeats, defined]: [Vec<i16>; 2] = [levels(0), levels(1)];
            (defined, repeats)
        });
        let (defined, repeats) = levels.unzip();
        column.typed::<T>().write_batch(values, defined.as_deref(), repeats.as_deref()).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        writer.into_inner().unwrap()
    }

    fn first_cells(preview: &Preview) -> Vec<&str> {
        tables(preview)[0].rows.iter().map(|row| row[0].as_deref().unwrap_or("-")).collect()
    }

    #[tokio::test]
    async fn columns_are_shown_by_what_they_stand_for() {
        let v1 = WriterVersion::PARQUET_1_0;
        let mut moment = Int96::new();
        moment.set_data(0, 0, 2_440_588 + 19_753);
        let moments = one_column::<Int96Type>("required int96 m", &[moment], vec![], v1);
        assert_eq!(first_cells(&looked_into(moments).await), ["2024-01-31T00:00:00"]);
        let day = [1_706_695_200_000_000, i64::MAX];
        for (kind, expected) in [
            ("required int64 t (TIMESTAMP(MICROS,true))", ["2024-01-31T10:00:00Z", "9223372036854775807"]),
            ("required int64 t (TIMESTAMP(MICROS,false))", ["2024-01-31T10:00:00", "9223372036854775807"]),
            ("required int64 t (DECIMAL(18,2))", ["17066952000000.00", "92233720368547758.07"]),
            ("required int64 t (INTEGER(64,false))", ["1706695200000000", "9223372036854775807"]),
        ] {
            let file = one_column::<Int64Type>(kind, &day, vec![], v1);
            assert_eq!(first_cells(&looked_into(file).await), expected, "{kind}");
        }
        let lists = one_column::<Int64Type>("repeated int64 n", &[1, 2, 3, 4, 5], vec![], v1);
        let lists = looked_into(lists).await;
        assert_eq!(first_cells(&lists), ["[1, 2]", "[3, 4]", "[5]"], "{:?}", lists.notes);
    }

    #[tokio::test]
    async fn geoparquet_is_a_map_in_its_reference_system() {
        let point =
            |x: f64, y: f64| ByteArray::from([&[1, 1, 0, 0, 0][..], &x.to_le_bytes(), &y.to_le_bytes()].concat());
        let values = [point(352_000.0, 6_789_000.0), point(353_000.0, 6_790_000.0), ByteArray::from(vec![255])];
        let crs = r#"{"type":"ProjectedCRS","name":"Lambert-93","id":{"authority":"EPSG","code":2154}}"#;
        let geo = format!(r#"{{"primary_column":"geom","columns":{{"geom":{{"encoding":"WKB","crs":{crs}}}}}}}"#);
        let pairs = vec![KeyValue::new("geo".to_owned(), geo)];
        let file = one_column::<ByteArrayType>("required binary geom", &values, pairs, WriterVersion::PARQUET_2_0);
        let preview = looked_into(file).await;
        assert_eq!(first_cells(&preview), ["Point", "Point", "1 byte"]);
        let map = preview.views.iter().find_map(|view| if let View::Map(map) = view { Some(map) } else { None });
        assert_eq!(map.map(|map| (map.counts(), map.degrees)), Some(([2, 0, 0], true)));
        assert!(map.is_some_and(|map| (map.bounds.north - 48.1).abs() < 0.1), "{map:?}");
        assert!(preview.notes.iter().any(|note| note.contains("EPSG:2154")), "{:?}", preview.notes);
        assert!(format!("{:?}", preview.views).contains("EPSG:2154 (Lambert-93)"));
    }

    #[tokio::test]
    async fn each_codec_is_read_or_named() {
        for (compression, word) in [
            (Compression::GZIP(Default::default()), "gzip"),
            (Compression::LZ4_RAW, "lz4_raw"),
            (Compression::LZ4, "lz4"),
        ] {
            let preview = looked_into(written(2, 30, compression)).await;
            assert_eq!(tables(&preview)[0].rows.len(), ROWS, "{word}: {:?}", preview.notes);
        }
        let lzo = with_columns(&written(1, 30, Compression::SNAPPY), |it| it.set_compression(Compression::LZO));
        let notes = looked_into(lzo).await.notes;
        assert_eq!(notes, ["its rows cannot be shown (compressed with LZO, which this build cannot read)"]);
    }

    #[tokio::test]
    async fn a_dictionary_at_zero_is_none() {
        let file = written(1, 30, Compression::SNAPPY);
        let zero = with_columns(&file, |it| it.set_dictionary_page_offset(Some(0)));
        let plain = with_columns(&file, |it| it);
        // The pages of this file begin with a dictionary, which now stands where the data is said to be.
        let start = |bytes: &Vec<u8>| {
            let metadata = ParquetMetaDataReader::new().parse_and_finish(&Bytes::copy_from_slice(bytes)).unwrap();
            metadata.row_group(0).column(0).dictionary_page_offset().unwrap()
        };
        assert_eq!(start(&plain), 4);
        let zero = with_columns(&zero, |it| it.set_data_page_offset(4));
        let preview = looked_into(zero).await;
        assert_eq!(tables(&preview)[0].rows[1][0].as_deref(), Some("1"), "{:?}", preview.notes);
    }

    /// Whatever a page holds and a footer claims, the crate is given nothing it would panic at.
    #[test]
    fn odd_pages_are_refused_before_the_crate_sees_them() {
        let texts: Vec<ByteArray> = (0..200).map(|at| format!("texte {}", at % 9).as_str().into()).collect();
        let numbers: Vec<i64> = (0..200).collect();
        let files = [
            written(1, 200, Compression::UNCOMPRESSED),
            written(1, 200, Compression::SNAPPY),
            one_column::<ByteArrayType>("repeated binary t (STRING)", &texts, vec![], WriterVersion::PARQUET_2_0),
            one_column::<ByteArrayType>("required binary t (STRING)", &texts, vec![], WriterVersion::PARQUET_1_0),
            one_column::<Int64Type>("repeated int64 n", &numbers, vec![], WriterVersion::PARQUET_2_0),
        ];
        for (which, file) in files.iter().enumerate() {
            let metadata = ParquetMetaDataReader::new().parse_and_finish(&Bytes::copy_from_slice(file)).unwrap();
            let mut rng = fastrand::Rng::with_seed(which as u64);
            for _ in 0..800 {
                let mut bytes = file.clone();
                let until = metadata.row_group(0).columns().iter().map(|it| it.compressed_size()).sum::<i64>() as usize;
                for _ in 0..rng.usize(1..4) {
                    let at = if rng.bool() { rng.usize(4..60) } else { rng.usize(4..until) };
                    bytes[at] = *rng.choice(&[0, 1, 2, 0x7f, 0x80, 0xff, 0x15]).unwrap();
                }
                let pieces = FetchedPieces::new(bytes.len() as u64);
                pieces.add(0, bytes.into());
                let group =
                    pages::CheckedGroup { metadata: metadata.row_group(0), pieces, limits: pages::PageLimits::FIRST };
                for column in 0..metadata.row_group(0).num_columns() {
                    let _ = values::read(&group, column, ROWS, false);
                }
            }
        }
    }
}
