//! The content of a file that the server sent compressed although asked not to: claims are about the content, and a
//! truncated download shows in it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use flate2::bufread::GzDecoder;

use super::digest::{Algo, Digests, Hasher};
use crate::base::text;
use crate::model::file_format::{GZIP, HEAD};

/// What unpacks to more than so many times its size, and a little, is not followed to its end: a bomb's would be far.
const MOST: u64 = 256;
const A_LITTLE: u64 = 16 << 20;

/// The content of a gzip file.
pub enum Inside {
    Whole {
        bytes: u64,
        digests: Digests,
        /// Its first [`HEAD`] bytes.
        head: Vec<u8>,
    },
    /// It breaks off, or fails its own checksum; in the words of the unpacker.
    Damaged(String),
    /// Too much, or the disk does not give it.
    Unknown,
}

impl Inside {
    pub fn is_damaged(&self) -> bool {
        matches!(self, Self::Damaged(_))
    }

    /// Of all of `file`. Blocks.
    pub fn of(file: &File, claimed: Option<Algo>) -> Self {
        Self::read(file, claimed).unwrap_or_else(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                Self::Damaged(text::line(&error.to_string()))
            }
            _ => {
                tracing::warn!(%error, "what was sent compressed could not be looked into");
                Self::Unknown
            }
        })
    }

    fn read(mut file: &File, claimed: Option<Algo>) -> std::io::Result<Self> {
        file.seek(SeekFrom::Start(0))?;
        let most = file.metadata()?.len().saturating_mul(MOST).saturating_add(A_LITTLE);
        let mut packed = BufReader::with_capacity(256 << 10, file);
        let (mut hasher, mut head, mut bytes) = (Hasher::new(claimed), Vec::new(), 0);
        let mut buffer = vec![0; 256 << 10];
        // Member by member: padding and whatever else stands behind the last is no part of it, as gzip(1) has it.
        loop {
            let mut member = GzDecoder::new(packed);
            loop {
                let count = match member.read(&mut buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    read => read?,
                };
                if count == 0 {
                    break;
                }
                hasher.update(&buffer[..count]);
                head.extend_from_slice(&buffer[..count.min(HEAD - head.len())]);
                bytes += count as u64;
                if bytes > most {
                    return Ok(Self::Unknown);
                }
            }
            packed = member.into_inner();
            if packed.fill_buf()?.first() != GZIP.first() {
                return Ok(Self::Whole { bytes, digests: hasher.finish(), head });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(content: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(content).unwrap();
        packed.finish().unwrap()
    }

    fn inside(bytes: &[u8]) -> Inside {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        Inside::of(&file, None)
    }

    #[test]
    fn what_is_whole_is_hashed_over_all_its_members_and_no_padding() {
        let two = [packed(b"one,"), packed(b"two")].concat();
        let padded = [two.as_slice(), &[0; 512]].concat();
        for file in [two, padded] {
            let Inside::Whole { bytes, digests, head } = inside(&file) else { panic!("whole") };
            assert_eq!((bytes, head.as_slice()), (7, b"one,two".as_slice()));
            let mut hasher = Hasher::new(None);
            hasher.update(b"one,two");
            assert_eq!(digests, hasher.finish());
        }
    }

    #[test]
    fn a_cut_and_a_flipped_byte_show() {
        let whole = packed(&[7; 100_000]);
        let mut flipped = whole.clone();
        let last = flipped.len() - 5; // in the checksum of its own
        flipped[last] ^= 1;
        for bytes in [&whole[..whole.len() / 2], &whole[..whole.len() - 1], &whole[..3], &flipped, b"not packed"] {
            assert!(matches!(inside(bytes), Inside::Damaged(_)), "{bytes:?}");
        }
    }

    #[test]
    fn a_bomb_is_left_alone() {
        let bomb = packed(&vec![0; 64 << 20]);
        assert!((bomb.len() as u64) * MOST + A_LITTLE < 64 << 20);
        assert!(matches!(inside(&bomb), Inside::Unknown));
    }
}
