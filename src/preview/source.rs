//! Where a preview's bytes come from: a media at its portal, a file on this disk. Read by pieces, never as a whole
//! unless asked to.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use reqwest::StatusCode;

use super::About;
use super::archive::PourSink;
use crate::base::Fut;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::{stated, text};
use crate::m;
use crate::model::Media;
use crate::model::form::Answers;
use crate::net::{Opened, Range, header};
use crate::portals::Portal;

/// The pieces in which bytes are handed on, the first and the largest.
const FIRST_POURED: usize = 256 << 10;
const MOST_POURED: usize = 2 << 20;

/// Bytes that can be asked for piece by piece.
pub trait ReadAt: Send {
    /// What is known of them before they are read.
    fn about(&self) -> About;

    /// Up to `length` bytes from `offset` on; fewer only where the whole ends.
    fn at(&mut self, offset: u64, length: usize) -> Fut<'_, Bytes>;

    /// How long the whole is, once a first piece has told.
    fn length(&self) -> Option<u64>;

    /// Whether any piece can be had, not only the first bytes; known after the first piece.
    fn seeks(&self) -> bool;

    /// What is wrong with its bytes, as far as they have been read.
    fn doubt(&self) -> Option<String> {
        None
    }

    /// Hands on all bytes from `from` to before `to`, up to where it ends or nobody takes them any more.
    fn pour<'s>(&'s mut self, from: u64, to: u64, sink: &'s PourSink) -> Fut<'s, ()> {
        Box::pin(async move {
            let (mut at, mut length) = (from, FIRST_POURED);
            while at < to {
                let piece = self.at(at, length.min(usize::try_from(to - at).unwrap_or(length))).await?;
                at += piece.len() as u64;
                if piece.is_empty() || sink.send(piece).await.is_err() {
                    break;
                }
                length = (length * 2).min(MOST_POURED);
            }
            Ok(())
        })
    }

    /// The file on this disk that it is, for readers that open files themselves.
    fn path(&self) -> Option<&Path> {
        None
    }
}

/// A media, read by ranges; where the server knows none, from its beginning until enough has come.
pub struct Remote<'a> {
    portal: &'a dyn Portal,
    media: &'a Media,
    answers: &'a Answers,
    subject: String,
    first: Option<First>,
}

/// What the first answer told.
struct First {
    length: Option<u64>,
    ranges: bool,
    etag: Option<String>,
    content_type: Option<String>,
    encoding: Option<String>,
}

impl<'a> Remote<'a> {
    pub fn new(portal: &'a dyn Portal, media: &'a Media, answers: &'a Answers) -> Self {
        Self { portal, media, answers, subject: media.address().to_string(), first: None }
    }

    async fn piece(&mut self, offset: u64, length: usize) -> Result<Bytes> {
        if length == 0 {
            return Ok(Bytes::new());
        }
        let range = Range { from: offset, to: Some(offset + length as u64), validator: None };
        let opened = match self.portal.open(self.media, self.answers, Some(&range)).await {
            // An empty file has no range at all.
            Err(error) if error.status == Some(416) && offset == 0 => {
                self.portal.open(self.media, self.answers, None).await?
            }
            Err(error) if error.status == Some(416) => return Ok(Bytes::new()),
            opened => opened?,
        };
        let total = self.placed(&opened, offset)?;
        self.remember(&opened, total)?;
        self.read(opened, length).await
    }

    /// The length of the whole, where a part of it was answered; that part must be the one asked for.
    fn placed(&self, opened: &Opened, offset: u64) -> Result<Option<u64>> {
        let odd = |cause: Message| Error::new(ErrorKind::Portal, self.subject.clone(), cause);
        if opened.status() != StatusCode::PARTIAL_CONTENT {
            return match offset {
                0 => Ok(None),
                _ => Err(odd(m!("preview-odd-beginning"))),
            };
        }
        let said = header(opened.headers(), "content-range");
        let parts = said.as_deref().and_then(|said| {
            let (span, total) = said.trim().strip_prefix("bytes ")?.split_once('/')?;
            Some((stated::bytes_written(span.split_once('-')?.0)?, stated::bytes_written(total)))
        });
        match parts {
            Some((from, total)) if from == offset => Ok(Some(total.unwrap_or(u64::MAX))),
            _ => Err(odd(m!("preview-odd-part"))),
        }
    }

    /// Keeps what the first answer tells; of a later one, that it is of the same version.
    fn remember(&mut self, opened: &Opened, part_of: Option<u64>) -> Result<()> {
        let word = |name: &str| header(opened.headers(), name).map(|it| it.trim().to_ascii_lowercase());
        let etag = header(opened.headers(), "etag");
        let length = match part_of {
            Some(total) => Some(total).filter(|total| *total != u64::MAX),
            None => opened.length(),
        };
        match &self.first {
            Some(first) if first.etag != etag || first.length != length => {
                let cause = m!("preview-replaced");
                Err(Error::new(ErrorKind::Unavailable, self.subject.clone(), cause).hint(m!("preview-look-again")))
            }
            Some(_) => Ok(()),
            None => {
                self.first = Some(First {
                    length,
                    ranges: part_of.is_some(),
                    etag,
                    content_type: header(opened.headers(), "content-type").and_then(|it| text::some_line(&it)),
                    encoding: word("content-encoding").filter(|it| it != "identity"),
                });
                Ok(())
            }
        }
    }

    /// The first `length` bytes of the answer. What more there is stays unread: the connection is dropped.
    async fn read(&self, opened: Opened, length: usize) -> Result<Bytes> {
        let (mut opened, mut bytes) = (opened.at_once(), Vec::new());
        while bytes.len() < length {
            let Some(chunk) = opened.chunk(&self.subject).await? else { break };
            bytes.extend_from_slice(&chunk[..chunk.len().min(length - bytes.len())]);
        }
        Ok(bytes.into())
    }
}

impl ReadAt for Remote<'_> {
    fn about(&self) -> About {
        let first = self.first.as_ref();
        let mut about = About::media(self.media);
        about.served_type = first.and_then(|first| first.content_type.clone());
        about.packed = first.is_some_and(|first| first.encoding.is_some());
        about
    }

    fn at(&mut self, offset: u64, length: usize) -> Fut<'_, Bytes> {
        Box::pin(self.piece(offset, length))
    }

    fn length(&self) -> Option<u64> {
        self.first.as_ref().filter(|first| first.encoding.is_none())?.length
    }

    fn seeks(&self) -> bool {
        self.first.as_ref().is_some_and(|first| first.ranges && first.length.is_some() && first.encoding.is_none())
    }
}

/// A file on this disk.
pub struct Local {
    file: File,
    length: u64,
    about: About,
    name: String,
    path: PathBuf,
}

impl Local {
    pub fn open(path: &Path) -> Result<Self> {
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => Error::new(ErrorKind::NotFound, shown(path), m!("preview-no-file")),
            _ => disk(path, &error),
        };
        let metadata = std::fs::metadata(path).map_err(failed)?;
        if !metadata.is_file() {
            return Err(Error::new(ErrorKind::Usage, shown(path), m!("preview-no-plain-file")));
        }
        let file = File::open(path).map_err(failed)?;
        Ok(Self { file, length: metadata.len(), about: About::file(path), name: shown(path), path: path.into() })
    }

    fn piece(&mut self, offset: u64, length: usize) -> Result<Bytes> {
        let mut read = || {
            let mut bytes = Vec::new();
            self.file.seek(SeekFrom::Start(offset))?;
            (&self.file).take(length as u64).read_to_end(&mut bytes)?;
            Ok(bytes.into())
        };
        read()
            .map_err(|error: io::Error| Error::new(ErrorKind::Disk, self.name.clone(), text::line(&error.to_string())))
    }
}

impl ReadAt for Local {
    fn about(&self) -> About {
        self.about.clone()
    }

    fn at(&mut self, offset: u64, length: usize) -> Fut<'_, Bytes> {
        let piece = self.piece(offset, length);
        Box::pin(async { piece })
    }

    fn length(&self) -> Option<u64> {
        Some(self.length)
    }

    fn seeks(&self) -> bool {
        true
    }

    fn path(&self) -> Option<&Path> {
        Some(&self.path)
    }
}

/// Bytes in memory, for tests.
pub struct InMemory {
    pub bytes: Bytes,
    pub about: About,
    /// Whether any piece can be had.
    pub seeks: bool,
    /// How often and how much was read.
    pub asked: Vec<(u64, usize)>,
}

impl InMemory {
    pub fn new(bytes: impl Into<Bytes>, about: About) -> Self {
        Self { bytes: bytes.into(), about, seeks: true, asked: Vec::new() }
    }
}

impl ReadAt for InMemory {
    fn about(&self) -> About {
        self.about.clone()
    }

    fn at(&mut self, offset: u64, length: usize) -> Fut<'_, Bytes> {
        self.asked.push((offset, length));
        let end = self.bytes.len();
        let from = usize::try_from(offset).unwrap_or(end).min(end);
        let piece = self.bytes.slice(from..from.saturating_add(length).min(end));
        Box::pin(async { Ok(piece) })
    }

    fn length(&self) -> Option<u64> {
        Some(self.bytes.len() as u64)
    }

    fn seeks(&self) -> bool {
        self.seeks
    }
}
