//! What is in a 7z archive, from the header at its end.

use super::archive::OpenedArchive;
#[cfg(not(feature = "archives"))]
use super::shape::ContentShape;
use super::{Preview, ReadAt, Sample};
use crate::base::error::Result;

#[cfg(feature = "archives")]
pub use reading::{open, unpack};

#[cfg(not(feature = "archives"))]
pub async fn open<'a>(_: &'a mut (dyn ReadAt + 'a), _: &Sample) -> Result<Result<OpenedArchive<'a>, Preview>> {
    Ok(Err(super::foreign::told(ContentShape::SevenZip).note(crate::t!("archive-not-built"))))
}

#[cfg(feature = "archives")]
mod reading {
    use std::collections::BTreeSet;
    use std::io::{self, Read, Seek};
    use std::sync::Arc;

    use bytes::Bytes;
    use sevenz_rust2::{Archive, ArchiveEntry, BlockDecoder, EncoderMethod, Error as SevenZipError, Password};

    use super::{OpenedArchive, Preview, ReadAt, Result, Sample};
    use crate::base::Fut;
    use crate::base::error::{Error, ErrorKind};
    use crate::base::text;
    use crate::preview::archive::held::HeldSource;
    use crate::preview::archive::unpacked::{EntryPacking, UnpackedEntry};
    use crate::preview::archive::{bridge, listing, name};
    use crate::preview::{About, Entry, Files};
    use crate::{m, t};

    /// The longest header that is read.
    const LONGEST_LIST: u64 = 8 << 20;

    pub async fn open<'a>(
        source: &'a mut (dyn ReadAt + 'a),
        sample: &Sample,
    ) -> Result<Result<OpenedArchive<'a>, Preview>> {
        let refused = |reason: String| Ok(Err(Preview::refused("7z", reason)));
        let Some(total) = sample.total else { return refused(t!("archive-no-list-parts")) };
        if !sample.whole && !source.seeks() && total > super::super::WHOLE {
            return refused(t!("archive-no-list-parts"));
        }
        if is_cut(&sample.bytes, total) {
            let name = sample.about.name.as_deref().and_then(|name| name.rsplit_once('.'));
            let is_part = name.is_some_and(|(_, ending)| ending.bytes().all(|byte| byte.is_ascii_digit()));
            return refused(if is_part { t!("archive-part") } else { t!("archive-no-list") });
        }
        let mut held = HeldSource::new(source, 0, sample.bytes.clone());
        let read = bridge::over(&mut held, 0..total, LONGEST_LIST, |mut bridge| {
            Archive::read(&mut bridge, &Password::empty())
        });
        let archive = match read.await? {
            Some(Ok(archive)) => Arc::new(archive),
            Some(Err(error)) => return refused(told(&error)),
            None => return refused(t!("archive-reader-failed")),
        };
        let entries = entries(&archive);
        let mut notes = if archive.is_solid { vec![t!("archive-solid")] } else { vec![] };
        let methods: BTreeSet<String> = (0..entries.len()).filter_map(|at| unread(&archive, at)).collect();
        if !methods.is_empty() {
            let method = methods.into_iter().collect::<Vec<_>>().join(", ");
            notes.push(t!("archive-methods", method));
        }
        let files = Box::new(SevenZipFiles { held, entries, archive, total });
        let read = sample.bytes.len() as u64;
        Ok(Ok(OpenedArchive { format: "7z", files, claimed: None, notes, read }))
    }

    fn told(error: &SevenZipError) -> String {
        match error {
            SevenZipError::PasswordRequired | SevenZipError::MaybeBadPassword(_) => t!("archive-encrypted"),
            SevenZipError::UnsupportedCompressionMethod(_) => t!("archive-list-locked"),
            SevenZipError::ChecksumVerificationFailed | SevenZipError::NextHeaderCrcMismatch => {
                t!("archive-list-checksum")
            }
            error => t!("archive-unreadable-list", why = text::line(&error.to_string())),
        }
    }

    fn entries(archive: &Archive) -> Vec<Entry> {
        let locked: Vec<usize> = (0..archive.blocks.len()).filter(|block| is_locked(archive, *block)).collect();
        let described = |(at, file): (usize, &ArchiveEntry)| Entry {
            name: name::shown(&file.name),
            is_folder: file.is_directory,
            size: Some(file.size),
            packed: Some(file.compressed_size).filter(|size| *size > 0),
            encrypted: !locked.is_empty() && block_of(archive, at).is_some_and(|block| locked.contains(&block)),
            modified: file.has_last_modified_date.then(|| modified(file)).flatten(),
            crc: file.has_crc.then(|| u32::try_from(file.crc).ok()).flatten(),
        };
        archive.files.iter().enumerate().map(described).collect()
    }

    fn modified(file: &ArchiveEntry) -> Option<String> {
        // Tenths of microseconds since 1601.
        let seconds = i64::try_from(u64::from(file.last_modified_date) / 10_000_000).ok()? - 11_644_473_600;
        listing::minute(seconds)
    }

    fn is_locked(archive: &Archive, block: usize) -> bool {
        let coders = archive.blocks.get(block).map(|block| &block.coders[..]).unwrap_or_default();
        coders.iter().any(|coder| coder.encoder_method_id() == EncoderMethod::ID_AES256_SHA256)
    }

    /// By which method, that is not undone here, the file at this place of the list is packed.
    fn unread(archive: &Archive, file: usize) -> Option<String> {
        const READ: [&[u8]; 15] = [
            EncoderMethod::ID_COPY,
            EncoderMethod::ID_DELTA,
            EncoderMethod::ID_LZMA,
            EncoderMethod::ID_LZMA2,
            EncoderMethod::ID_BZIP2,
            EncoderMethod::ID_BCJ_X86,
            EncoderMethod::ID_BCJ2,
            EncoderMethod::ID_BCJ_PPC,
            EncoderMethod::ID_BCJ_IA64,
            EncoderMethod::ID_BCJ_ARM,
            EncoderMethod::ID_BCJ_ARM64,
            EncoderMethod::ID_BCJ_ARM_THUMB,
            EncoderMethod::ID_BCJ_SPARC,
            EncoderMethod::ID_BCJ_RISCV,
            EncoderMethod::ID_AES256_SHA256,
        ];
        let coders = &archive.blocks.get(block_of(archive, file)?)?.coders;
        let id = coders.iter().map(|coder| coder.encoder_method_id()).find(|id| !READ.contains(id))?;
        Some(match id {
            EncoderMethod::ID_PPMD => "PPMd".to_owned(),
            EncoderMethod::ID_DEFLATE => "Deflate".to_owned(),
            EncoderMethod::ID_DEFLATE64 => "Deflate64".to_owned(),
            EncoderMethod::ID_ZSTD => "Zstandard".to_owned(),
            EncoderMethod::ID_BROTLI => "Brotli".to_owned(),
            EncoderMethod::ID_LZ4 => "LZ4".to_owned(),
            id => id.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }

    /// Whether the list, whose place its first bytes tell, lies beyond its end.
    fn is_cut(head: &[u8], total: u64) -> bool {
        let number = |at: usize| head.get(at..at + 8).and_then(|it| Some(u64::from_le_bytes(it.try_into().ok()?)));
        // What its own checksum does not fit says nothing.
        let mut crc = flate2::Crc::new();
        crc.update(head.get(12..32).unwrap_or_default());
        if head.get(8..12) != Some(&crc.sum().to_le_bytes()) {
            return false;
        }
        let end = number(12).zip(number(20)).and_then(|(at, length)| at.checked_add(length)?.checked_add(32));
        end.is_none_or(|end| end > total)
    }

    /// The block that holds the file at this place of the list.
    fn block_of(archive: &Archive, file: usize) -> Option<usize> {
        *archive.stream_map.file_block_index.get(file)?
    }

    struct SevenZipFiles<'a> {
        held: HeldSource<'a>,
        entries: Vec<Entry>,
        archive: Arc<Archive>,
        total: u64,
    }

    impl Files for SevenZipFiles<'_> {
        fn entries(&self) -> &[Entry] {
            &self.entries
        }

        fn open(&mut self, at: usize) -> Fut<'_, Box<dyn ReadAt + '_>> {
            let file = match self.entries.get(at) {
                None => Err(Error::new(ErrorKind::NotFound, "7z", m!("archive-none"))),
                Some(entry) if entry.encrypted => {
                    Err(Error::new(ErrorKind::Denied, entry.name.clone(), m!("archive-encrypted")))
                }
                Some(entry) if unread(&self.archive, at).is_some() => {
                    let cause = m!("archive-method", method = unread(&self.archive, at).unwrap_or_default());
                    Err(Error::new(ErrorKind::Integrity, entry.name.clone(), cause))
                }
                Some(entry) => Ok(Box::new(UnpackedEntry {
                    packing: EntryPacking::SevenZip(self.archive.clone(), at),
                    span: 0..self.total,
                    size: entry.size,
                    crc: entry.crc,
                    about: About::entry(&entry.name, self.held.depth()),
                    kept: (0, Bytes::new()),
                    doubt: None,
                    name: entry.name.clone(),
                    held: self.held.again(),
                }) as Box<dyn ReadAt + '_>),
            };
            Box::pin(async { file })
        }
    }

    /// Hands the reader of the file at place `at` of the list to `take`. What lies before it in its block is unpacked too,
    /// `most` bytes of that.
    pub fn unpack(
        archive: &Archive,
        at: usize,
        mut from: impl Read + Seek,
        most: u64,
        take: &mut dyn FnMut(&mut dyn Read) -> io::Result<bool>,
    ) -> io::Result<()> {
        let Some(block) = block_of(archive, at) else { return Ok(()) };
        let wanted = archive.files.get(at);
        let password = Password::empty();
        let decoder = BlockDecoder::new(1, block, archive, &password, &mut from);
        let mut passed = 0;
        let mut each = |file: &ArchiveEntry, reader: &mut dyn Read| {
            if wanted.is_some_and(|wanted| std::ptr::eq(wanted, file)) {
                take(reader)?;
                return Ok(false);
            }
            passed += io::copy(&mut reader.take(most.saturating_sub(passed)), &mut io::sink())?;
            if passed >= most {
                return Err(SevenZipError::Io(io::Error::other(t!("archive-too-far")), "".into()));
            }
            Ok(true)
        };
        decoder.for_each_entries(&mut each).map(|_| ()).map_err(|error| match error {
            SevenZipError::Io(error, _) => error,
            error => io::Error::other(error.to_string()),
        })
    }
}
