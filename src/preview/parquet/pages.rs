//! The pages of a column chunk, unpacked within limits, and checked before the crate sees them.
//!
//! The crate believes what a page's header claims: it reserves that room, takes a page without its dictionary, and cuts
//! levels out of a page that is shorter than they are. So what is claimed is compared here with what is there.

use std::collections::BTreeMap;
use std::io::Read;

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
use super::pieces::FetchedPieces;
use crate::t;

/// How many bytes a page may unpack to, and all those of a column.
const PAGE: usize = 8 << 20;
const PAGES: usize = 24 << 20;
/// The longest header of a page, with the figures that stand in it.
const HEADER: usize = 1 << 20;
/// The most pages of one column that are looked at.
const MOST_PAGES: usize = 2000;
/// The most values of one column: of one in lists, and of any other.
const MOST_LISTED: usize = 500_000;
const MOST_VALUES: usize = 16 << 20;
/// What one value of a dictionary takes in memory.
const VALUE: usize = 40;

/// A row group whose pages are read here.
pub struct CheckedGroup<'m> {
    pub metadata: &'m RowGroupMetaData,
    pub pieces: FetchedPieces,
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
        Ok(Box::new(ChunkPages::new(self.pieces.clone(), chunk)?))
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
fn said(why: String) -> ParquetError {
    ParquetError::External(why.into())
}

struct ChunkPages {
    pieces: FetchedPieces,
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
    fn new(pieces: FetchedPieces, chunk: &ColumnChunkMetaData) -> Result<Self> {
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
        if column.physical_type() == Type::FIXED_LEN_BYTE_ARRAY && !(1..=PAGE).contains(&width) {
            return Err(odd());
        }
        Ok(Self {
            end: at.saturating_add(length).min(pieces.total),
            at,
            pieces,
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
            if self.seen > MOST_PAGES {
                return Err(said(t!("preview-parquet-pages-unpack")));
            }
            let header = self.header()?;
            let [packed, unpacked] = [header.size((0, 3))?, header.size((0, 2))?];
            self.unpacked = self.unpacked.saturating_add(unpacked);
            if packed > PAGE || unpacked > PAGE || self.unpacked > PAGES {
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
        if count.saturating_mul(VALUE) > PAGES {
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
        let most = if self.levels[0] > 0 { MOST_LISTED } else { MOST_VALUES };
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
            Encoding::DELTA_BINARY_PACKED | Encoding::DELTA_LENGTH_BYTE_ARRAY => match delta::end(values, count) {
                Some(_) => Ok(()),
                None => Err(odd()),
            },
            Encoding::DELTA_BYTE_ARRAY => match delta::end(values, count).and_then(|rest| delta::end(rest, count)) {
                Some(_) => Ok(()),
                None => Err(odd()),
            },
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

/// What `packed` is unpacked, which must be `length` bytes.
pub fn unpack(how: Compression, packed: &[u8], length: usize) -> Result<Bytes> {
    let all = |reader: &mut dyn Read| {
        let mut bytes = Vec::with_capacity(length);
        reader.take(length as u64 + 1).read_to_end(&mut bytes).map(|_| bytes).ok()
    };
    let bytes = match how {
        Compression::UNCOMPRESSED => Some(packed.to_vec()),
        Compression::SNAPPY => match snap::raw::decompress_len(packed) {
            Ok(says) if says == length => snap::raw::Decoder::new().decompress_vec(packed).ok(),
            _ => None,
        },
        Compression::GZIP(_) => all(&mut flate2::read::MultiGzDecoder::new(packed)),
        Compression::BROTLI(_) => all(&mut brotli_decompressor::Decompressor::new(packed, 4096)),
        Compression::ZSTD(_) => zstd::bulk::decompress(packed, length).ok(),
        Compression::LZ4_RAW => lz4_flex::block::decompress(packed, length).ok(),
        Compression::LZ4 => lz4_of_hadoop(packed, length)
            .or_else(|| all(&mut lz4_flex::frame::FrameDecoder::new(packed)))
            .or_else(|| lz4_flex::block::decompress(packed, length).ok()),
        Compression::LZO => return Err(said(t!("formats-parquet-codec", name = "LZO"))),
    };
    let bytes = bytes.filter(|bytes| bytes.len() == length);
    Ok(bytes.ok_or_else(odd)?.into())
}

/// LZ4 as Hadoop has it: each block behind its two lengths.
fn lz4_of_hadoop(mut packed: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![];
    while !packed.is_empty() {
        let ([unpacked, short], rest) = (split_lengths(packed)?, packed.get(8..)?);
        if unpacked > length - bytes.len() {
            return None;
        }
        bytes.extend(lz4_flex::block::decompress(rest.get(..short)?, unpacked).ok()?);
        packed = rest.get(short..)?;
    }
    Some(bytes)
}

fn split_lengths(bytes: &[u8]) -> Option<[usize; 2]> {
    let (unpacked, rest) = bytes.split_first_chunk::<4>()?;
    let packed = rest.first_chunk::<4>()?;
    Some([u32::from_be_bytes(*unpacked) as usize, u32::from_be_bytes(*packed) as usize])
}

/// What follows the levels of a page of the first version.
fn after_levels(bytes: &[u8], most: i16, encoding: Encoding, count: usize) -> Option<&[u8]> {
    match encoding {
        Encoding::RLE => {
            let (length, rest) = bytes.split_first_chunk::<4>()?;
            let (levels, rest) = rest.split_at_checked(usize::try_from(i32::from_le_bytes(*length)).ok()?)?;
            has_right_runs(levels, bits_of(most), count).then_some(rest)
        }
        _ => bytes.get(count.checked_mul(bits_of(most))?.div_ceil(8)..),
    }
}

/// Whether there are `count` texts, each behind its length.
fn holds_texts(mut bytes: &[u8], count: usize) -> bool {
    (0..count).all(|_| {
        let text =
            bytes.split_first_chunk::<4>().and_then(|(length, rest)| rest.get(u32::from_le_bytes(*length) as usize..));
        text.map(|rest| bytes = rest).is_some()
    })
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

/// Whether runs of numbers, of `bits` bits each, can be read up to `count` of them. The crate panics at a head of a run that
/// never ends; what is only cut it bears.
fn has_right_runs(mut bytes: &[u8], bits: usize, count: usize) -> bool {
    let mut left = count;
    while left > 0 && !bytes.is_empty() {
        let Some(length) = bytes.iter().take(9).position(|byte| byte & 128 == 0) else { return bytes.len() < 9 };
        let head = bytes[..=length].iter().rev().fold(0u64, |value, byte| value << 7 | u64::from(byte & 127));
        let (run, room) = match head & 1 {
            1 => ((head >> 1).saturating_mul(8), (head >> 1).saturating_mul(bits as u64)),
            _ => (head >> 1, bits.div_ceil(8) as u64),
        };
        let room = usize::try_from(room).unwrap_or(usize::MAX).saturating_add(length + 1);
        bytes = bytes.get(room..).unwrap_or_default();
        left = left.saturating_sub(usize::try_from(run).unwrap_or(usize::MAX));
    }
    true
}

/// How many bits a level up to `most` takes.
fn bits_of(most: i16) -> usize {
    16 - most.leading_zeros() as usize
}

/// Numbers kept as their differences (the encoding DELTA_BINARY_PACKED), skipped.
mod delta {
    /// What follows those that `bytes` begin with, which are `most` at most; `None` where that cannot be.
    pub fn end(bytes: &[u8], most: usize) -> Option<&[u8]> {
        let mut rest = bytes;
        let [block, parts, count] = [number(&mut rest)?, number(&mut rest)?, number(&mut rest)?];
        number(&mut rest)?; // the first of them
        let is_even = (1..=1 << 16).contains(&block) && (1..=512).contains(&parts) && block % (parts * 8) == 0;
        if !is_even || count > most as u64 {
            return None;
        }
        let (each, mut left) = (block / parts, count.saturating_sub(1));
        while left > 0 {
            number(&mut rest)?; // the smallest difference
            let (widths, after) = rest.split_at_checked(usize::try_from(parts).ok()?)?;
            rest = after;
            for width in widths {
                if left > 0 {
                    rest = rest.get(usize::from(*width) * usize::try_from(each).ok()? / 8..)?;
                }
                left = left.saturating_sub(each);
            }
        }
        Some(rest)
    }

    fn number(bytes: &mut &[u8]) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = bytes.split_first()?;
            *bytes = rest;
            value |= u64::from(byte & 127) << shift;
            if byte & 128 == 0 {
                return Some(value);
            }
        }
        None
    }
}

/// The numbers in a page's header by their fields' numbers, those of a struct in it behind its own.
#[derive(Debug, Default)]
pub struct Header {
    numbers: BTreeMap<(i16, i16), i64>,
    length: usize,
}

/// What came of reading a header.
pub enum HeaderRead {
    Whole(Header),
    Cut,
    Odd,
}

impl Header {
    /// In the compact protocol of Thrift.
    pub fn read(bytes: &[u8]) -> HeaderRead {
        let mut reader = Compact { bytes, at: 0, cut: false };
        let mut numbers = BTreeMap::new();
        match reader.structure(0, 0, &mut numbers) {
            Some(()) => HeaderRead::Whole(Self { numbers, length: reader.at }),
            None if reader.cut => HeaderRead::Cut,
            None => HeaderRead::Odd,
        }
    }

    fn number(&self, field: (i16, i16)) -> Result<i64> {
        self.numbers.get(&field).copied().ok_or_else(odd)
    }

    fn size(&self, field: (i16, i16)) -> Result<usize> {
        let number = i32::try_from(self.number(field)?).ok().and_then(|it| usize::try_from(it).ok());
        number.ok_or_else(odd)
    }
}

struct Compact<'b> {
    bytes: &'b [u8],
    at: usize,
    /// Whether the bytes ended before it did.
    cut: bool,
}

impl Compact<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.cut |= byte.is_none();
        self.at += 1;
        byte
    }

    fn skip(&mut self, length: u64) -> Option<()> {
        let left = self.bytes.len().saturating_sub(self.at) as u64;
        self.cut |= length > left;
        self.at += usize::try_from(length).ok().filter(|_| length <= left)?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 127).checked_shl(shift)?;
            if byte & 128 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn zigzag(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    fn structure(&mut self, depth: usize, parent: i16, numbers: &mut BTreeMap<(i16, i16), i64>) -> Option<()> {
        let mut field = 0i16;
        loop {
            let lead = self.byte()?;
            if lead == 0 {
                return Some(());
            }
            field = match lead >> 4 {
                0 => i16::try_from(self.zigzag()?).ok()?,
                more => field.checked_add(i16::from(more))?,
            };
            let number = self.value(lead & 15, depth, field, numbers)?;
            // Deeper ones stand under other names than those that are asked for.
            if let Some(number) = number.filter(|_| depth < 2) {
                numbers.insert((parent, field), number);
            }
        }
    }

    /// A number of a field, where it is one.
    fn value(
        &mut self,
        kind: u8,
        depth: usize,
        field: i16,
        numbers: &mut BTreeMap<(i16, i16), i64>,
    ) -> Option<Option<i64>> {
        match kind {
            1 => return Some(Some(1)),
            2 => return Some(Some(0)),
            3 => drop(self.byte()?),
            4..=6 => return self.zigzag().map(Some),
            7 => self.skip(8)?,
            8 => {
                let length = self.varint()?;
                self.skip(length)?;
            }
            9 | 10 => self.list(depth)?,
            12 if depth < 8 => self.structure(depth + 1, if depth == 0 { field } else { -1 }, numbers)?,
            _ => return None,
        }
        Some(None)
    }

    fn list(&mut self, depth: usize) -> Option<()> {
        let lead = self.byte()?;
        let count = if lead >> 4 == 15 { self.varint()? } else { u64::from(lead >> 4) };
        for _ in 0..count {
            match lead & 15 {
                1 | 2 => drop(self.byte()?),
                kind => drop(self.value(kind, depth.max(1), -1, &mut BTreeMap::new())?),
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_unpacked_however_it_is_packed() {
        let text = b"Rennes Rennes Rennes Rennes".repeat(20);
        let block = lz4_flex::block::compress(&text);
        let lengths = [(text.len() as u32).to_be_bytes(), (block.len() as u32).to_be_bytes()].concat();
        let mut framed = lz4_flex::frame::FrameEncoder::new(vec![]);
        std::io::Write::write_all(&mut framed, &text).unwrap();
        let mut gzip = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
        std::io::Write::write_all(&mut gzip, &text).unwrap();
        // What brotli writes of what it does not pack: a window of 16 bits, 540 bytes as they are, the end.
        let length = text.len() as u32 - 1;
        let head = (length << 4) | 1 << 20;
        let brotli = [&head.to_le_bytes()[..3], &text, &[3]].concat();
        let packed = [
            (Compression::UNCOMPRESSED, text.clone()),
            (Compression::SNAPPY, snap::raw::Encoder::new().compress_vec(&text).unwrap()),
            (Compression::GZIP(Default::default()), gzip.finish().unwrap()),
            (Compression::ZSTD(Default::default()), zstd::bulk::compress(&text, 1).unwrap()),
            (Compression::BROTLI(Default::default()), brotli),
            (Compression::LZ4_RAW, block.clone()),
            (Compression::LZ4, [lengths, block.clone()].concat()),
            (Compression::LZ4, framed.finish().unwrap()),
            (Compression::LZ4, block),
        ];
        for (how, packed) in packed {
            assert_eq!(unpack(how, &packed, text.len()).unwrap(), text, "{how:?}");
            for false_length in [0, 3, text.len() - 1, text.len() + 1, 1 << 20] {
                assert!(unpack(how, &packed, false_length).is_err(), "{how:?} {false_length}");
            }
            let _ = unpack(how, &packed[..packed.len() / 2], text.len());
        }
        assert!(unpack(Compression::LZO, b"", 0).unwrap_err().to_string().contains("which this build cannot read"));
    }

    #[test]
    fn a_header_is_whole_cut_or_none() {
        // DICTIONARY_PAGE, unpacked to 2 GiB, packed in 9 bytes, 2 values, PLAIN.
        let whole =
            [0x15, 0x04, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0x15, 0x12, 0x4c, 0x15, 0x04, 0x15, 0x00, 0x00, 0x00];
        let HeaderRead::Whole(header) = Header::read(&whole) else { panic!() };
        assert_eq!((header.size((0, 2)).unwrap(), header.size((7, 1)).unwrap()), (i32::MAX as usize, 2));
        assert_eq!(header.length, whole.len());
        for cut in 0..whole.len() {
            assert!(matches!(Header::read(&whole[..cut]), HeaderRead::Cut), "{cut}");
        }
        assert!(matches!(Header::read(&[0xff; 40]), HeaderRead::Odd));
        let HeaderRead::Whole(negative) = Header::read(&[0x15, 0x00, 0x15, 0x03, 0x15, 0x03, 0x00]) else { panic!() };
        assert!(negative.size((0, 2)).is_err());
    }

    #[test]
    fn levels_and_dictionaries_are_compared_with_what_is_there() {
        assert_eq!(after_levels(&[2, 0, 0, 0, 9, 9, 7], 1, Encoding::RLE, 100), Some(&[7][..]));
        assert_eq!(after_levels(&[9, 0, 0, 0, 9, 9, 7], 1, Encoding::RLE, 100), None);
        assert_eq!(after_levels(&[255, 255, 255, 255, 7], 1, Encoding::RLE, 100), None);
        #[expect(deprecated)] // old files have their levels so
        let packed = Encoding::BIT_PACKED;
        assert_eq!(after_levels(&[1, 7], 1, packed, 8), Some(&[7][..]));
        assert_eq!(after_levels(&[1, 7], 3, packed, 9), None);
        assert!(has_right_runs(&[4, 1, 3, 0xff], 1, 10) && has_right_runs(&[3, 0xff], 4, 8), "runs, and what is cut");
        assert!(!has_right_runs(&[4, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1], 1, 10));
        assert!(holds_texts(&[1, 0, 0, 0, b'a', 0, 0, 0, 0], 2) && !holds_texts(&[1, 0, 0, 0, b'a'], 2));
    }
}
