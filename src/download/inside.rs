//! The content of a file that the server sent compressed although asked not to: claims are about the content, and a
//! truncated download shows in it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::path::Path;

use super::digest::{Algo, Digests, Hasher};
use super::encoding::{BUFFER, Encodings};
use crate::base::text;
use crate::model::file_format::HEAD;

/// What unpacks to more than so many times its size, and a little, is not followed to its end: a bomb's would be far.
const MOST: u64 = 256;
const A_LITTLE: u64 = 16 << 20;

/// What is packed in a file.
pub enum Inside {
    Whole {
        bytes: u64,
        digests: Digests,
        /// Its first [`HEAD`] bytes.
        head: Vec<u8>,
    },
    /// Nothing, whatever the server says of it.
    Nothing,
    /// It breaks off, or fails its own checksum; in the words of the unpacker.
    Damaged(String),
    /// Too much, or the disk does not give it.
    Unknown,
}

impl Inside {
    /// Of all of `file`, which is packed by `encodings`. Blocks.
    pub fn of(file: &File, encodings: &Encodings, claimed: Option<Algo>) -> Self {
        let mut content = Content { hasher: Hasher::new(claimed), head: Vec::new(), bytes: 0, shows: false };
        match content.read(file, encodings) {
            Ok(Some(true)) => {
                Self::Whole { bytes: content.bytes, digests: content.hasher.finish(), head: content.head }
            }
            Ok(Some(false)) => Self::Nothing,
            Ok(None) => Self::Unknown,
            Err(error) => match error.kind() {
                // What does not begin as if it were packed, and gives no byte, is not; what is cut shows by its end.
                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::Other
                    if content.bytes == 0 && !content.shows =>
                {
                    Self::Nothing
                }
                io::ErrorKind::UnexpectedEof
                | io::ErrorKind::InvalidInput
                | io::ErrorKind::InvalidData
                | io::ErrorKind::Other => Self::Damaged(text::line(&error.to_string())),
                _ => {
                    tracing::warn!(%error, "what was sent compressed could not be looked into");
                    Self::Unknown
                }
            },
        }
    }

    /// Whether that which is inside begins with `magic`.
    pub fn begins(&self, magic: &[u8]) -> bool {
        matches!(self, Self::Whole { head, .. } if head.starts_with(magic))
    }
}

/// What was read so far.
struct Content {
    hasher: Hasher,
    head: Vec<u8>,
    bytes: u64,
    /// Whether it begins as what is packed so.
    shows: bool,
}

impl Content {
    /// Whether there is anything packed; `None` where there is too much.
    fn read(&mut self, mut file: &File, encodings: &Encodings) -> io::Result<Option<bool>> {
        file.rewind()?;
        let most = file.metadata()?.len().saturating_mul(MOST).saturating_add(A_LITTLE);
        let mut packed = BufReader::with_capacity(BUFFER, file);
        self.shows = encodings.show_in(packed.fill_buf()?) == Some(true);
        let Some((mut inside, undone)) = encodings.unpack(packed)? else { return Ok(None) };
        if undone == 0 {
            return Ok(Some(false));
        }
        let mut buffer = vec![0; BUFFER];
        loop {
            let count = match inside.read(&mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            if count == 0 {
                return Ok(Some(true));
            }
            self.hasher.update(&buffer[..count]);
            self.head.extend_from_slice(&buffer[..count.min(HEAD - self.head.len())]);
            self.bytes += count as u64;
            if self.bytes > most {
                return Ok(None);
            }
        }
    }
}

/// Puts what is packed in `file` in its place, by way of a file in `folder` that has no name; how long it is, and its
/// SHA-256. Only for what was found whole. Blocks.
pub fn unpack(mut file: &File, folder: &Path, encodings: &Encodings) -> io::Result<(u64, String)> {
    let mut packed = tempfile::tempfile_in(folder)?;
    file.rewind()?;
    io::copy(&mut file, &mut packed)?;
    packed.rewind()?;
    file.set_len(0)?;
    file.rewind()?;
    let Some((mut inside, _)) = encodings.unpack(BufReader::with_capacity(BUFFER, packed))? else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let mut plain = Plain { file, hasher: Hasher::new(None) };
    let bytes = io::copy(&mut inside, &mut plain)?;
    Ok((bytes, plain.hasher.finish().sha256))
}

/// A file that is hashed while it is written.
struct Plain<'a> {
    file: &'a File,
    hasher: Hasher,
}

impl Write for Plain<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hasher.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(content).unwrap();
        packed.finish().unwrap()
    }

    fn zlib(content: &[u8]) -> Vec<u8> {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(content).unwrap();
        packed.finish().unwrap()
    }

    fn deflate(content: &[u8]) -> Vec<u8> {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        packed.write_all(content).unwrap();
        packed.finish().unwrap()
    }

    fn zstd(content: &[u8]) -> Vec<u8> {
        zstd::encode_all(content, 3).unwrap()
    }

    /// One block of up to 65,536 bytes as they are, and the last, empty one (RFC 7932, 9.2).
    fn brotli(content: &[u8]) -> Vec<u8> {
        let head = ((content.len() as u32 - 1) << 4) | 1 << 20;
        [&head.to_le_bytes()[..3], content, b"\x03"].concat()
    }

    type Pack = fn(&[u8]) -> Vec<u8>;

    const WAYS: [(&str, Pack); 7] = [
        ("gzip", gzip),
        ("deflate", zlib),
        ("deflate", deflate),
        ("zstd", zstd),
        ("br", brotli),
        ("deflate, gzip", |it| gzip(&zlib(it))),
        ("br, zstd", |it| zstd(&brotli(it))),
    ];

    fn on_disk(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    fn inside(words: &str, bytes: &[u8]) -> Inside {
        Inside::of(&on_disk(bytes), &Encodings::named(words), None)
    }

    fn sha256(bytes: &[u8]) -> String {
        let mut hasher = Hasher::new(None);
        hasher.update(bytes);
        hasher.finish().sha256
    }

    #[test]
    fn what_is_whole_is_hashed_and_takes_the_place_of_what_was_sent() {
        let content: Vec<u8> =
            (0..20_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).take(60_000).collect();
        for (words, pack) in WAYS {
            let Inside::Whole { bytes, digests, head } = inside(words, &pack(&content)) else { panic!("{words}") };
            assert_eq!((bytes, digests.sha256), (60_000, sha256(&content)), "{words}");
            assert_eq!(head, content[..HEAD], "{words}");

            let mut file = on_disk(&pack(&content));
            let folder = tempfile::tempdir().unwrap();
            let unpacked = unpack(&file, folder.path(), &Encodings::named(words)).unwrap();
            assert_eq!(unpacked, (60_000, sha256(&content)), "{words}");
            let mut there = Vec::new();
            file.rewind().unwrap();
            file.read_to_end(&mut there).unwrap();
            assert!(there == content, "{words}");
            assert_eq!(folder.path().read_dir().unwrap().count(), 0);
        }
    }

    #[test]
    fn all_members_of_gzip_count_and_no_padding() {
        let two = [gzip(b"one,"), gzip(b"two")].concat();
        let padded = [two.as_slice(), &[0; 512]].concat();
        for file in [two, padded] {
            let Inside::Whole { bytes, head, .. } = inside("gzip", &file) else { panic!("whole") };
            assert_eq!((bytes, head.as_slice()), (7, b"one,two".as_slice()));
        }
    }

    #[test]
    fn a_cut_and_a_flipped_byte_show() {
        for (words, pack) in WAYS {
            let whole = pack(&[b"a table ", [7; 50_000].as_slice()].concat());
            for bytes in [&whole[..whole.len() / 2], &whole[..whole.len() - 1]] {
                assert!(matches!(inside(words, bytes), Inside::Damaged(_)), "{words}, {} bytes", bytes.len());
            }
        }
        for (words, pack) in &WAYS[..2] {
            let mut flipped = pack(&[7; 100_000]);
            let last = flipped.len() - if *words == "gzip" { 5 } else { 1 }; // in the checksum of its own
            flipped[last] ^= 1;
            assert!(matches!(inside(words, &flipped), Inside::Damaged(_)), "{words}");
        }
    }

    #[test]
    fn what_is_not_packed_shows_too() {
        for words in ["gzip", "zstd", "br", "gzip, gzip"] {
            assert!(matches!(inside(words, b"id;name\n1;Republique\n2;Gares\n"), Inside::Nothing), "{words}");
        }
        let once = inside("gzip, gzip", &gzip(b"a table"));
        assert!(once.begins(b"a table"), "said twice, and done once");
    }

    #[test]
    fn a_bomb_is_left_alone() {
        let bomb = gzip(&vec![0; 64 << 20]);
        assert!((bomb.len() as u64) * MOST + A_LITTLE < 64 << 20);
        assert!(matches!(inside("gzip", &bomb), Inside::Unknown));
        assert!(matches!(inside("gzip, gzip", &gzip(&bomb)), Inside::Unknown));
    }
}
