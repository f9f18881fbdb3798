//! Rows of a Parquet that fit, anywhere in it: row groups whose statistics exclude them are left alone, and of the others
//! the chunks of those columns alone are fetched that are tested, then those that are shown.

use std::collections::BTreeSet;
use std::sync::Arc;

use ::parquet::basic::{ConvertedType, LogicalType, Type as Physical};
use ::parquet::errors::Result as ParquetResult;
use ::parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};
use ::parquet::file::statistics::Statistics;
use ::parquet::schema::types::Type;

use super::super::selection::{CellTest, Comparison, Criterion, Places};
use super::super::{MOST_ROWS, ReadOptions};
use super::geo::Geo;
use super::pages::{CheckedGroup, PageLimits, start};
use super::pieces::FetchedPieces;
use super::rows::joined;
use super::values::{Cells, of_number};
use super::{FETCHED, Fetcher, ROWS, STEP, given_up, guarded};
use crate::base::beside::beside;
use crate::base::error::Result;
use crate::base::text;
use crate::t;
use crate::tabular::kind::Numbers;
use crate::tabular::{ColumnKind, Table};

/// How many rows are looked at in one step.
const BATCH: usize = 1024;
/// The most that is fetched for rows that fit: of one row group, which is in memory at once, and of all.
const OF_A_GROUP: usize = 12 << 20;
const OF_ALL: usize = 64 << 20;

/// What was found so far.
#[derive(Default)]
struct Search {
    rows: Vec<Vec<Option<String>>>,
    /// How many row groups were looked into, and how many their statistics excluded.
    read: usize,
    excluded: usize,
    /// How many rows those are.
    rows_looked_at: u64,
    /// Why no more was looked at.
    stopped: Option<String>,
}

/// One row group, and what of it is wanted.
struct Wanted<'w> {
    group: usize,
    tests: &'w [CellTest],
    tested: &'w [usize],
    shown: &'w [usize],
    /// How many rows are still looked for.
    most: usize,
}

impl Fetcher<'_> {
    /// The rows that fit, as many as are asked for, and what is to be said of that.
    pub(super) async fn selected(
        &mut self,
        metadata: &Arc<ParquetMetaData>,
        options: &ReadOptions,
    ) -> Result<(Table, Vec<String>)> {
        let fields = metadata.file_metadata().schema().get_fields();
        let names: Vec<String> = fields.iter().map(|field| text::line(field.name())).collect();
        let places = Places::of(&names.iter().map(String::as_str).collect::<Vec<_>>(), options)?;
        let criteria = options.criteria.iter().zip(&places.tested);
        let of_column =
            |(it, at): (&Criterion, &usize)| it.of_column(*at, kind(&fields[*at]), Numbers::with('.').into());
        let tests = criteria.map(of_column).collect::<Result<Vec<CellTest>>>()?;
        let most = options.rows.unwrap_or(ROWS).min(MOST_ROWS);
        let search = self.search(metadata, &tests, &places, most).await?;
        let is_all = search.stopped.is_none() && search.read + search.excluded == metadata.num_row_groups();
        let notes = told(&search, metadata, is_all && search.rows.len() < most, !tests.is_empty());
        let shown = places.shown.iter().map(|at| names[*at].clone()).collect();
        let mut table = Table::new(shown, search.rows, '.');
        let total = u64::try_from(metadata.file_metadata().num_rows()).ok();
        table.total = match tests.is_empty() {
            true => total,
            false => (is_all && table.rows.len() < most).then_some(table.rows.len() as u64),
        };
        Ok((table, notes))
    }

    async fn search(
        &mut self,
        metadata: &Arc<ParquetMetaData>,
        tests: &[CellTest],
        places: &Places,
        most: usize,
    ) -> Result<Search> {
        // In the order of the file, each once, which is how rows are read.
        let each = |places: &[usize]| places.iter().copied().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>();
        let (tested, shown) = (each(&places.tested), each(&places.shown));
        let mut search = Search::default();
        for group in 0..metadata.num_row_groups() {
            if search.rows.len() >= most {
                break;
            }
            let row_group = metadata.row_group(group);
            search.rows_looked_at += u64::try_from(row_group.num_rows()).unwrap_or(0);
            if tests.iter().any(|test| excludes(metadata, row_group, test)) {
                search.excluded += 1;
                continue;
            }
            let wanted = Wanted { group, tests, tested: &tested, shown: &shown, most: most - search.rows.len() };
            match self.of_group(metadata, &wanted).await? {
                Ok(rows) => search.rows.extend(rows.iter().map(|row| ordered(row, &shown, &places.shown))),
                Err(why) => {
                    search.stopped = Some(why);
                    break;
                }
            }
            search.read += 1;
        }
        Ok(search)
    }

    /// The cells of the columns shown, of the rows that fit.
    async fn of_group(
        &mut self,
        metadata: &Arc<ParquetMetaData>,
        wanted: &Wanted<'_>,
    ) -> Result<Result<Vec<Vec<Option<String>>>, String>> {
        let Wanted { group, most, .. } = *wanted;
        let rows = match wanted.tests.is_empty() {
            true => (0..most).collect(),
            false => {
                if let Err(why) = self.chunks(metadata, group, wanted.tested, usize::MAX).await? {
                    return Ok(Err(why));
                }
                let (tests, tested) = (wanted.tests.to_vec(), wanted.tested.to_vec());
                match self
                    .retried(metadata, move |metadata, pieces| fitting(metadata, pieces, group, &tests, &tested, most))
                    .await?
                {
                    Ok(rows) => rows,
                    Err(why) => return Ok(Err(why)),
                }
            }
        };
        if rows.is_empty() {
            self.forget(metadata.row_group(group));
            return Ok(Ok(vec![]));
        }
        // The first rows are in the first pages; those that fit may be anywhere.
        let length = if wanted.tests.is_empty() { STEP } else { usize::MAX };
        if let Err(why) = self.chunks(metadata, group, wanted.shown, length).await? {
            return Ok(Err(why));
        }
        let shown = wanted.shown.to_vec();
        let found =
            self.retried(metadata, move |metadata, pieces| picked(metadata, pieces, group, &shown, &rows)).await?;
        self.forget(metadata.row_group(group));
        Ok(found)
    }

    /// Fetches up to `length` bytes of the chunks of these fields, in one request where they lie side by side.
    async fn chunks(
        &mut self,
        metadata: &ParquetMetaData,
        group: usize,
        fields: &[usize],
        length: usize,
    ) -> Result<Result<(), String>> {
        let total = self.pieces.total;
        let chunks = leaves(metadata, fields).into_iter().filter_map(|at| metadata.row_group(group).columns().get(at));
        let mut spans: Vec<(u64, u64)> = Vec::new();
        for (start, end) in chunks.filter_map(span) {
            let end = end.min(start.saturating_add(length as u64)).min(total);
            match spans.last_mut() {
                Some((_, to)) if start == *to => *to = end,
                _ if start < end => spans.push((start, end)),
                _ => {}
            }
        }
        let wanted: u64 = spans.iter().map(|(from, to)| to - from).sum();
        if wanted > OF_A_GROUP as u64 || self.fetched as u64 + wanted > OF_ALL as u64 {
            return Ok(Err(t!("preview-parquet-pages-large")));
        }
        for (from, to) in spans {
            self.fetch(from, (to - from) as usize).await?;
        }
        Ok(Ok(()))
    }

    /// Reads, fetches what was missing, and reads again.
    async fn retried<T: Send + 'static>(
        &mut self,
        metadata: &Arc<ParquetMetaData>,
        read: impl Fn(&ParquetMetaData, &FetchedPieces) -> ParquetResult<T> + Clone + Send + 'static,
    ) -> Result<Result<T, String>> {
        loop {
            self.pieces.begin();
            let (pieces, metadata, read) = (self.pieces.clone(), metadata.clone(), read.clone());
            let reading = beside(move |wanted| {
                let pieces = pieces.watched_by(wanted);
                guarded(|| read(&metadata, &pieces))
            });
            let why = match given_up(reading.await) {
                Ok(value) => return Ok(Ok(value)),
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

    /// Makes room for the next row group.
    fn forget(&self, group: &RowGroupMetaData) {
        group.columns().iter().filter_map(span).for_each(|(from, to)| self.pieces.forget(from, to));
    }
}

/// Where a chunk begins and ends.
fn span(chunk: &ColumnChunkMetaData) -> Option<(u64, u64)> {
    let start = start(chunk)?;
    Some((start, start.checked_add(u64::try_from(chunk.compressed_size()).ok()?)?))
}

/// The columns on the ground that make up these fields.
fn leaves(metadata: &ParquetMetaData, fields: &[usize]) -> Vec<usize> {
    let schema = metadata.file_metadata().schema_descr();
    (0..schema.num_columns()).filter(|leaf| fields.contains(&schema.get_column_root_idx(*leaf))).collect()
}

/// The fields of a row group, read side by side.
struct Rows<'m> {
    metadata: &'m ParquetMetaData,
    /// The columns that make up each field.
    fields: Vec<Vec<(usize, Cells)>>,
}

impl<'m> Rows<'m> {
    fn new(
        metadata: &'m ParquetMetaData,
        pieces: &FetchedPieces,
        group: usize,
        fields: &[usize],
    ) -> ParquetResult<Self> {
        let group =
            CheckedGroup { metadata: metadata.row_group(group), pieces: pieces.clone(), limits: PageLimits::FIRST };
        let geometry = Geo::of(metadata).map(|geo| geo.column);
        let is_geometry = |leaf: usize| {
            let path = group.metadata.columns().get(leaf).map(|chunk| chunk.column_path().parts());
            matches!(path, Some([own]) if Some(own) == geometry.as_ref())
        };
        let of = |field: &usize| {
            let leaves = leaves(metadata, &[*field]).into_iter();
            let cells = |leaf| Ok((leaf, Cells::new(&group, leaf, is_geometry(leaf))?));
            leaves.map(cells).collect::<ParquetResult<Vec<_>>>()
        };
        Ok(Self { metadata, fields: fields.iter().map(of).collect::<ParquetResult<_>>()? })
    }

    /// The next rows, at most so many.
    fn next(&mut self, most: usize) -> ParquetResult<Vec<Vec<Option<String>>>> {
        let schema = self.metadata.file_metadata().schema_descr();
        let mut rows: Vec<Vec<Option<String>>> = Vec::new();
        for (at, leaves) in self.fields.iter_mut().enumerate() {
            let read = leaves.iter_mut().map(|(leaf, cells)| Ok((*leaf, cells.next(most)?.cells)));
            let read: Vec<_> = read.collect::<ParquetResult<_>>()?;
            let came = read.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
            rows.resize(rows.len().max(came), vec![None; at]);
            for (row, cells) in rows.iter_mut().enumerate() {
                let of = |leaf: usize| read.iter().find(|(it, _)| *it == leaf)?.1.get(row)?.clone();
                let leaves: Vec<usize> = read.iter().map(|(leaf, _)| *leaf).collect();
                cells.push(joined(schema, &leaves, of));
            }
        }
        Ok(rows)
    }
}

/// Which rows of a row group fit, the first so many.
fn fitting(
    metadata: &ParquetMetaData,
    pieces: &FetchedPieces,
    group: usize,
    tests: &[CellTest],
    tested: &[usize],
    most: usize,
) -> ParquetResult<Vec<usize>> {
    let mut rows = Rows::new(metadata, pieces, group, tested)?;
    let (mut found, mut from) = (Vec::new(), 0);
    while found.len() < most {
        let batch = rows.next(BATCH)?;
        if batch.is_empty() {
            break;
        }
        for (at, row) in batch.iter().enumerate() {
            let cell = |test: &CellTest| row.get(tested.iter().position(|field| *field == test.at)?)?.as_deref();
            found.extend(tests.iter().all(|test| test.admits(cell(test))).then_some(from + at));
        }
        from += batch.len();
    }
    found.truncate(most);
    Ok(found)
}

/// These rows of a row group, of these fields.
fn picked(
    metadata: &ParquetMetaData,
    pieces: &FetchedPieces,
    group: usize,
    shown: &[usize],
    wanted: &[usize],
) -> ParquetResult<Vec<Vec<Option<String>>>> {
    let mut rows = Rows::new(metadata, pieces, group, shown)?;
    let (mut found, mut from) = (Vec::new(), 0);
    let end = wanted.last().map_or(0, |last| last + 1);
    while from < end {
        let batch = rows.next((end - from).min(BATCH))?;
        if batch.is_empty() {
            break;
        }
        let length = batch.len();
        let places = (from..).zip(batch);
        found.extend(places.filter(|(at, _)| wanted.binary_search(at).is_ok()).map(|(_, row)| row));
        from += length;
    }
    Ok(found)
}

/// A row of fields in the order of the file, in the order they are asked for.
fn ordered(row: &[Option<String>], fields: &[usize], asked: &[usize]) -> Vec<Option<String>> {
    let cell = |at: &usize| row.get(fields.iter().position(|field| field == at)?)?.clone();
    asked.iter().map(cell).collect()
}

/// What the cells of a field are, as the schema says.
fn kind(field: &Type) -> ColumnKind {
    if !field.is_primitive() {
        return ColumnKind::Text;
    }
    let info = field.get_basic_info();
    match (info.logical_type_ref(), info.converted_type(), field.get_physical_type()) {
        (Some(LogicalType::Date), ..) | (None, ConvertedType::DATE, _) => ColumnKind::Date,
        (Some(LogicalType::Timestamp(_)), ..) => ColumnKind::Moment,
        (None, ConvertedType::TIMESTAMP_MILLIS | ConvertedType::TIMESTAMP_MICROS, _) => ColumnKind::Moment,
        (Some(LogicalType::Decimal(_)), ..) | (None, ConvertedType::DECIMAL, _) => ColumnKind::Decimal,
        (Some(LogicalType::Time(_)), ..) => ColumnKind::Time,
        (Some(LogicalType::Integer(_)), ..) => ColumnKind::Integer,
        (None, _, Physical::INT32 | Physical::INT64) => ColumnKind::Integer,
        (None, _, Physical::FLOAT | Physical::DOUBLE) => ColumnKind::Decimal,
        (None, _, Physical::BOOLEAN) => ColumnKind::Boolean,
        _ => ColumnKind::Text,
    }
}

/// Whether no row of the group can pass the test, as its statistics say.
fn excludes(metadata: &ParquetMetaData, group: &RowGroupMetaData, test: &CellTest) -> bool {
    let [leaf] = leaves(metadata, &[test.at])[..] else { return false };
    let Some(chunk) = group.columns().get(leaf) else { return false };
    let Some(statistics) = chunk.statistics() else { return false };
    let (nulls, rows) = (statistics.null_count_opt(), u64::try_from(group.num_rows()).ok());
    if test.comparison == Comparison::Is && test.value.is_empty() {
        return nulls == Some(0) && !matches!(statistics, Statistics::ByteArray(_));
    }
    if nulls.is_some() && nulls == rows {
        return test.comparison != Comparison::IsNot;
    }
    let Some((least, most)) = bounds(chunk, statistics) else { return false };
    let (Some(least), Some(most)) = (test.order(&least), test.order(&most)) else { return false };
    match test.comparison {
        Comparison::Is => least.is_gt() || most.is_lt(),
        Comparison::Below => least.is_ge(),
        Comparison::AtMost => least.is_gt(),
        Comparison::Above => most.is_le(),
        Comparison::AtLeast => most.is_lt(),
        Comparison::IsNot | Comparison::Has => false,
    }
}

/// The least and the greatest, written as the cells are; `None` where they are ordered in another way than those.
fn bounds(chunk: &ColumnChunkMetaData, statistics: &Statistics) -> Option<(String, String)> {
    let column = chunk.column_descr();
    let (logical, converted) = (column.logical_type_ref(), column.converted_type());
    let is_unsigned = matches!(logical, Some(LogicalType::Integer(number)) if !number.is_signed)
        || matches!(converted, ConvertedType::UINT_32 | ConvertedType::UINT_64);
    let kind = kind(column.self_type());
    let is_ordered = !is_unsigned && matches!(kind, ColumnKind::Integer | ColumnKind::Date | ColumnKind::Moment);
    match statistics {
        Statistics::Int32(of) if is_ordered => both(of.min_opt(), of.max_opt(), |it| of_number(column, i64::from(*it))),
        Statistics::Int64(of) if is_ordered => both(of.min_opt(), of.max_opt(), |it| of_number(column, *it)),
        Statistics::Double(of) if kind == ColumnKind::Decimal => both(of.min_opt(), of.max_opt(), |it| *it),
        Statistics::Float(of) if kind == ColumnKind::Decimal => both(of.min_opt(), of.max_opt(), |it| *it),
        Statistics::ByteArray(of) if kind == ColumnKind::Text && !statistics.is_min_max_deprecated() => {
            let text = |bytes: &[u8]| std::str::from_utf8(bytes).ok().map(str::to_owned);
            Some((text(of.min_opt()?.data())?, text(of.max_opt()?.data())?))
        }
        _ => None,
    }
}

fn both<T, F: ToString>(least: Option<&T>, most: Option<&T>, written: impl Fn(&T) -> F) -> Option<(String, String)> {
    Some((written(least?).to_string(), written(most?).to_string()))
}

/// How many rows fit of how many, and how much was read for that.
fn told(search: &Search, metadata: &ParquetMetaData, is_all: bool, is_tested: bool) -> Vec<String> {
    let (found, groups) = (search.rows.len(), metadata.num_row_groups());
    let read = search.rows_looked_at;
    let mut notes = match (is_tested, is_all) {
        (false, _) => vec![],
        (true, true) => vec![t!("preview-fit-of-all", found, read)],
        (true, false) => vec![t!("preview-fit-of-first", found, read)],
    };
    if is_tested && groups > 1 {
        let (looked, excluded) = (search.read, search.excluded);
        notes.push(t!("preview-parquet-groups-looked-at", looked, excluded, groups));
    }
    notes.extend(search.stopped.as_ref().map(|why| t!("preview-parquet-rows-failed", why)));
    notes
}
#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ::parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;

    use crate::preview::{About, Criterion, InMemory, ReadOptions, View, preview};
    use crate::tabular::Table;

    const SCHEMA: &str = "message s { required int32 jour (DATE); optional binary nom (STRING); required int64 n; }";

    /// Four row groups of a hundred days each, from 1 January 2024 on; every third row has no name.
    fn file() -> Vec<u8> {
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
        for group in 0..4_i32 {
            let numbers: Vec<i32> = (group * 100..(group + 1) * 100).collect();
            let days: Vec<i32> = numbers.iter().map(|number| 19_723 + number).collect();
            let defined: Vec<i16> = numbers.iter().map(|number| i16::from(number % 3 != 0)).collect();
            let named = numbers.iter().filter(|number| *number % 3 != 0);
            let names: Vec<ByteArray> = named.map(|number| format!("été {number}").as_str().into()).collect();
            let long: Vec<i64> = numbers.iter().map(|number| i64::from(*number)).collect();
            let mut group = writer.next_row_group().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int32Type>().write_batch(&days, None, None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&names, Some(&defined), None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&long, None, None).unwrap();
            column.close().unwrap();
            group.close().unwrap();
        }
        writer.into_inner().unwrap()
    }

    async fn found(
        criteria: &[&str],
        columns: &[&str],
        rows: usize,
    ) -> crate::base::error::Result<(Table, Vec<String>)> {
        let options = ReadOptions {
            criteria: criteria.iter().map(|typed| Criterion::read(typed).unwrap()).collect(),
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
            rows: Some(rows),
            ..ReadOptions::default()
        };
        let read = preview(&mut InMemory::new(file(), About::default()), &options).await?;
        let [View::Table(table)] = &read.views[..] else { panic!("{read:?}") };
        Ok((table.clone(), read.notes))
    }

    #[tokio::test]
    async fn rows_are_found_in_any_group_and_groups_without_them_are_left_alone() {
        // What is asked, the numbers that fit, how many groups are read and excluded.
        for (criteria, expected, groups) in [
            (&["n=250"][..], &["250"][..], "1 of 4 row groups were read, 3 "),
            (&["n>=398"], &["398", "399"], "1 of 4 row groups were read, 3 "),
            (&["n<2"], &["0", "1"], "1 of 4 row groups were read, 3 "),
            (&["n!=0", "n<=1"], &["1"], "1 of 4 row groups were read, 3 "),
            (&["jour=2024-04-10"], &["100"], "1 of 4 row groups were read, 3 "),
            (&["jour>10/04/2024", "jour<2024-04-12"], &["101"], "1 of 4 row groups were read, 3 "),
            (&["nom=été 124"], &["124"], " of 4 row groups were read, "),
            (&["nom~ETE 12", "n>126"], &["127", "128"], " of 4 row groups were read, "),
            (&["nom=", "n<5"], &["0", "3"], "1 of 4 row groups were read, 3 "),
            (&["n=1000"], &[], "0 of 4 row groups were read, 4 "),
        ] {
            let (table, notes) = found(criteria, &["n"], 20).await.unwrap();
            let cells: Vec<_> = table.rows.iter().map(|row| row[0].as_deref().unwrap_or_default()).collect();
            assert_eq!((cells, table.total), (expected.to_vec(), Some(expected.len() as u64)), "{criteria:?}");
            assert!(notes.iter().any(|note| note.contains(groups)), "{criteria:?}: {notes:?}");
        }
    }

    #[tokio::test]
    async fn columns_come_as_asked_and_as_many_rows_as_are_asked_for() {
        let (table, notes) = found(&["n>98"], &["nom", "jour", "nom"], 3).await.unwrap();
        let text = |cells: [&str; 3]| cells.map(|cell| (!cell.is_empty()).then(|| cell.to_owned())).to_vec();
        let expected = [
            text(["", "2024-04-09", ""]),
            text(["été 100", "2024-04-10", "été 100"]),
            text(["été 101", "2024-04-11", "été 101"]),
        ];
        assert_eq!((table.rows, table.total), (expected.to_vec(), None));
        assert!(notes[0].starts_with("3 of the first 200 rows fit"), "{notes:?}");
        let (table, notes) = found(&[], &["n"], 2).await.unwrap();
        assert_eq!((table.rows.len(), table.total, notes), (2, Some(400), vec![]));
        let error = found(&["jours=1"], &[], 3).await.unwrap_err();
        assert_eq!(error.to_string(), "jours: there is no such column; did you mean \"jour\"?");
    }
}
