//! The pages of a column chunk, unpacked within limits, and checked before the crate sees them.
//!
//! The crate believes what a page's header claims: it reserves that room, takes a page without its dictionary, and cuts
//! levels out of a page that is shorter than they are. So what is claimed is compared here with what is there.

use ::parquet::basic::{Compression, Encoding, Type};
use ::parquet::bloom_filter::Sbbf;
use ::parquet::column::page::{Page, PageMetadata, PageReader};
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use ::parquet::file::reader::RowGroupReader;
use ::parquet::record::reader::RowIter;
use ::parquet::schema::types::Type as SchemaType;
use bytes::Bytes;

use super::STEP;
use super::encoded::{after_differences, after_levels, bits_of, has_right_runs, holds_texts};
use super::header::{Header, HeaderRead};
use super::pieces::FetchedPieces;
use super::unpack::unpack;
use crate::t;

/// The longest header of a page, with the figures that stand in it.
const HEADER: usize = 1 << 20;
/// What a reader has room and time for.
#[derive(Clone, Copy)]
pub struct PageLimits {
    /// How many bytes a page may unpack to, all those of a column chunk, and its dictionary in memory.
    page: usize,
    chunk: usize,
    dictionary: usize,
    /// The most pages of one column chunk.
    pages: usize,
    /// The most values of one column chunk: of one in lists, and of any other.
    listed: usize,
    values: usize,
}

impl PageLimits {
    /// For the first rows.
    pub const FIRST: Self =
        Self { page: 8 << 20, chunk: 24 << 20, dictionary: 24 << 20, pages: 2000, listed: 500_000, values: 16 << 20 };
    /// For all rows, of which one page of each column is in memory at once.
    pub const ALL: Self = Self {
        page: 32 << 20,
        chunk: 2 << 30,
        dictionary: 32 << 20,
        pages: 1_000_000,
        listed: 256 << 20,
        values: 256 << 20,
    };
}
/// What one value of a dictionary takes in memory.
const VALUE: usize = 40;

/// A row group whose pages are read here.
pub struct CheckedGroup<'m> {
    pub metadata: &'m RowGroupMetaData,
    pub pieces: FetchedPieces,
    pub limits: PageLimits,
}

impl RowGroupReader for CheckedGroup<'_> {
    fn metadata(&self) -> &RowGroupMetaData {
        self.metadata
    }

    fn num_columns(&self) -> usize {
        self.metadata.num_columns()
    }

    fn get_column_page_reader(&self, at: usize) -> Result<Box<dyn PageReader>> {
        let chunk = self.metadata.columns().get(at).ok_or_else(odd)?;
        Ok(Box::new(ChunkPages::new(self.pieces.clone(), chunk, self.limits)?))
    }

    fn get_column_bloom_filter(&self, _: usize) -> Option<&Sbbf> {
        None
    }

    fn get_row_iter(&self, _: Option<SchemaType>) -> Result<RowIter<'_>> {
        Err(odd())
    }
}

/// Where the pages of a chunk begin. Old writers put 0 where there is no dictionary.
pub fn start(chunk: &ColumnChunkMetaData) -> Option<u64> {
    let data = u64::try_from(chunk.data_page_offset()).ok().filter(|at| *at > 0);
    let dictionary = chunk.dictionary_page_offset().and_then(|at| u64::try_from(at).ok()).filter(|at| *at > 0);
    match (dictionary, data) {
        (Some(dictionary), Some(data)) => Some(dictionary.min(data)),
        (one, other) => one.or(other),
    }
}

/// What a person is told where a page cannot be what it claims.
pub fn odd() -> ParquetError {
    said(t!("formats-parquet-odd"))
}

/// What a person is told as it stands.
pub fn said(why: String) -> ParquetError {
    ParquetError::External(why.into())
}

struct ChunkPages {
    pieces: FetchedPieces,
    limits: PageLimits,
    at: u64,
    end: u64,
    /// How many values the pages still to come hold.
    values: i64,
    seen: usize,
    counted: usize,
    unpacked: usize,
    packed: Compression,
    kind: Type,
    width: usize,
    /// The largest repetition and definition level.
    levels: [i16; 2],
    has_dictionary: bool,
    /// The last page was one of the second version.
    is_in_two: bool,
}

impl ChunkPages {
    fn new(pieces: FetchedPieces, chunk: &ColumnChunkMetaData, limits: PageLimits) -> Result<Self> {
        let at = start(chunk).ok_or_else(odd)?;
        let length = u64::try_from(chunk.compressed_size()).map_err(|_| odd())?;
        let column = chunk.column_descr();
        let width = match column.physical_type() {
            Type::INT32 | Type::FLOAT => 4,
            Type::INT64 | Type::DOUBLE => 8,
            Type::INT96 => 12,
            Type::FIXED_LEN_BYTE_ARRAY => usize::try_from(column.type_length()).unwrap_or(0),
            Type::BOOLEAN | Type::BYTE_ARRAY => 0,
        };
        if column.physical_type() == Type::FIXED_LEN_BYTE_ARRAY && !(1..=limits.page).contains(&width) {
            return Err(odd());
        }
        Ok(Self {
            end: at.saturating_add(length).min(pieces.total),
            at,
            pieces,
            limits,
            values: chunk.num_values(),
            seen: 0,
            counted: 0,
            unpacked: 0,
            packed: chunk.compression(),
            kind: column.physical_type(),
            width,
            levels: [column.max_rep_level(), column.max_def_level()],
            has_dictionary: false,
            is_in_two: false,
        })
    }

    fn next_page(&mut self) -> Result<Option<Page>> {
        while self.values > 0 && self.at < self.end {
            self.seen += 1;
            if self.seen > self.limits.pages {
                return Err(said(t!("preview-parquet-pages-unpack")));
            }
            let header = self.header()?;
            let [packed, unpacked] = [header.size((0, 3))?, header.size((0, 2))?];
            self.unpacked = self.unpacked.saturating_add(unpacked);
            if packed > self.limits.page || unpacked > self.limits.page || self.unpacked > self.limits.chunk {
                return Err(said(t!("preview-parquet-pages-unpack")));
            }
            let from = self.at + header.length as u64;
            let body = self.pieces.get(from, packed).ok_or_else(|| self.pieces.miss(from, packed))?;
            self.at = from + packed as u64;
            match header.number((0, 1))? {
                0 => return self.data(&header, body, unpacked).map(Some),
                2 => return self.dictionary(&header, body, unpacked).map(Some),
                3 => return self.data_in_two(&header, body, unpacked).map(Some),
                _ => {} // an index among the pages
            }
        }
        Ok(None)
    }

    fn header(&self) -> Result<Header> {
        let known = self.pieces.from(self.at);
        let known = known.as_deref().unwrap_or_default();
        let room = known.len().min(HEADER);
        match Header::read(&known[..room]) {
            HeaderRead::Whole(header) => Ok(header),
            HeaderRead::Odd => Err(odd()),
            HeaderRead::Cut if room == HEADER || self.at + room as u64 >= self.pieces.total => Err(odd()),
            HeaderRead::Cut => Err(self.pieces.miss(self.at, room + STEP).into()),
        }
    }

    fn dictionary(&mut self, header: &Header, body: Bytes, unpacked: usize) -> Result<Page> {
        let count = header.size((7, 1))?;
        let encoding = encoding(header.number((7, 2))?)?;
        let buf = self.unpack(&body, unpacked)?;
        let fits = match self.kind {
            Type::BYTE_ARRAY => holds_texts(&buf, count),
            Type::BOOLEAN => false,
            _ => count.checked_mul(self.width).is_some_and(|length| length <= buf.len()),
        };
        if !fits || !matches!(encoding, Encoding::PLAIN | Encoding::PLAIN_DICTIONARY) {
            return Err(odd());
        }
        if count.saturating_mul(VALUE) > self.limits.dictionary {
            return Err(said(t!("preview-parquet-pages-unpack")));
        }
        self.has_dictionary = true;
        Ok(Page::DictionaryPage { buf, num_values: number(count)?, encoding, is_sorted: false })
    }

    fn data(&mut self, header: &Header, body: Bytes, unpacked: usize) -> Result<Page> {
        let count = header.size((5, 1))?;
        self.count(count)?;
        let encodings = [header.number((5, 2))?, header.number((5, 3))?, header.number((5, 4))?];
        let [values, definition, repetition] = encodings.map(encoding);
        let (values, definition, repetition) = (values?, definition?, repetition?);
        let buf = self.unpack(&body, unpacked)?;
        let mut rest = &buf[..];
        for (most, levels) in self.levels.into_iter().zip([repetition, definition]).filter(|(most, _)| *most > 0) {
            rest = after_levels(rest, most, levels, count).ok_or_else(odd)?;
        }
        self.admits(values, rest, count)?;
        let num_values = number(count)?;
        let (def_level_encoding, rep_level_encoding) = (definition, repetition);
        Ok(Page::DataPage {
            buf,
            num_values,
            encoding: values,
            def_level_encoding,
            rep_level_encoding,
            statistics: None,
        })
    }

    /// A page of the second version, whose levels stand before what is packed.
    fn data_in_two(&mut self, header: &Header, body: Bytes, unpacked: usize) -> Result<Page> {
        let [count, nulls, rows] = [header.size((8, 1))?, header.size((8, 2))?, header.size((8, 3))?];
        let [definition, repetition] = [header.size((8, 5))?, header.size((8, 6))?];
        self.count(count)?;
        self.is_in_two = true;
        let encoding = encoding(header.number((8, 4))?)?;
        let levels = definition.saturating_add(repetition);
        if levels > body.len() || levels > unpacked || nulls > count {
            return Err(odd());
        }
        let is_packed = header.number((8, 7)).unwrap_or(1) == 1;
        let values = match is_packed && unpacked > levels {
            true => self.unpack(&body[levels..], unpacked - levels)?,
            false => body.slice(levels..),
        };
        let [of_repetition, of_definition] = self.levels.map(bits_of);
        let (first, second) = body[..levels].split_at(repetition);
        if !has_right_runs(first, of_repetition, count) || !has_right_runs(second, of_definition, count) {
            return Err(odd());
        }
        self.admits(encoding, &values, count)?;
        let buf = [&body[..levels], &values].concat().into();
        Ok(Page::DataPageV2 {
            buf,
            num_values: number(count)?,
            encoding,
            num_nulls: number(nulls)?,
            num_rows: number(rows)?,
            def_levels_byte_len: number(definition)?,
            rep_levels_byte_len: number(repetition)?,
            is_compressed: false,
            statistics: None,
        })
    }

    /// Counts the values of a page. Those of lists are read all, up to the end of a row.
    fn count(&mut self, count: usize) -> Result<()> {
        let most = if self.levels[0] > 0 { self.limits.listed } else { self.limits.values };
        self.counted = self.counted.saturating_add(count);
        self.values -= i64::try_from(count).unwrap_or(i64::MAX);
        match self.counted <= most {
            true => Ok(()),
            false => Err(said(t!("preview-parquet-pages-unpack"))),
        }
    }

    /// Whether values may be encoded so.
    fn admits(&self, encoding: Encoding, values: &[u8], count: usize) -> Result<()> {
        match encoding {
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY if !self.has_dictionary => Err(odd()),
            Encoding::DELTA_BINARY_PACKED | Encoding::DELTA_LENGTH_BYTE_ARRAY => match after_differences(values, count)
            {
                Some(_) => Ok(()),
                None => Err(odd()),
            },
            Encoding::DELTA_BYTE_ARRAY => {
                match after_differences(values, count).and_then(|rest| after_differences(rest, count)) {
                    Some(_) => Ok(()),
                    None => Err(odd()),
                }
            }
            Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY => match values.split_first() {
                Some((bits, runs)) if *bits > 32 || !has_right_runs(runs, usize::from(*bits), count) => Err(odd()),
                _ => Ok(()),
            },
            // Truths, behind how long they are together.
            Encoding::RLE => match after_levels(values, 1, Encoding::RLE, count) {
                Some(_) => Ok(()),
                None => Err(odd()),
            },
            Encoding::PLAIN | Encoding::BYTE_STREAM_SPLIT => Ok(()),
            other => Err(said(t!("formats-parquet-encoding", name = format!("{other}").to_lowercase()))),
        }
    }

    fn unpack(&self, packed: &[u8], length: usize) -> Result<Bytes> {
        unpack(self.packed, packed, length)
    }
}

fn number(count: usize) -> Result<u32> {
    u32::try_from(count).map_err(|_| odd())
}

fn encoding(code: i64) -> Result<Encoding> {
    Ok(match code {
        0 => Encoding::PLAIN,
        2 => Encoding::PLAIN_DICTIONARY,
        3 => Encoding::RLE,
        #[expect(deprecated)] // old files have their levels so
        4 => Encoding::BIT_PACKED,
        5 => Encoding::DELTA_BINARY_PACKED,
        6 => Encoding::DELTA_LENGTH_BYTE_ARRAY,
        7 => Encoding::DELTA_BYTE_ARRAY,
        8 => Encoding::RLE_DICTIONARY,
        9 => Encoding::BYTE_STREAM_SPLIT,
        other => return Err(said(t!("formats-parquet-encoding", name = other.to_string()))),
    })
}

impl Iterator for ChunkPages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_page().transpose()
    }
}

impl PageReader for ChunkPages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.next_page()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        Err(odd())
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.next_page().map(drop)
    }

    /// ChunkPages of the second version begin with a row; of the others only the last one surely ends with one.
    fn at_record_boundary(&mut self) -> Result<bool> {
        Ok(self.is_in_two || self.values <= 0 || self.at >= self.end)
    }
}
