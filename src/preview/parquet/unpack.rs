//! Pages unpacked, each within the length that it says to have.

use std::io::Read;

use ::parquet::basic::Compression;
use ::parquet::errors::Result;
use bytes::Bytes;

use super::pages::{odd, said};
use crate::t;

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
}
