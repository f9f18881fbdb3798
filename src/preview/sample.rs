//! The first bytes of something, what is said of it beforehand, and how it is to be read.

use std::path::Path;

use bytes::Bytes;

use super::{Criterion, ReadAt, archive};
use crate::base::error::Result;
use crate::base::format;
use crate::model::Media;
use crate::model::file_format::{self, Format};
use crate::t;
use crate::tabular::TextOptions;

/// The largest file that is read whole, where its format tells nothing otherwise.
pub(super) const WHOLE: u64 = 8 << 20;

/// What a media or file is said to be before it is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// The format its portal or its name declares.
    pub(super) declared: Option<&'static Format>,
    /// Only its name does.
    pub(super) by_name: bool,
    /// The content type the server answers with, parameters included.
    pub(super) served_type: Option<String>,
    /// The server sends it compressed, so that its bytes are not the file's.
    pub(super) packed: bool,
    /// Encrypted, so that its bytes say nothing.
    pub(super) encrypted: bool,
    /// What it is called as a file.
    pub(super) name: Option<String>,
    /// How many archives it lies in.
    pub(super) depth: u8,
}

impl About {
    pub fn media(media: &Media) -> Self {
        // The title is the file's name where it ends like one.
        let last = media.url.as_deref().and_then(|url| url.split(['?', '#']).next()?.rsplit('/').next());
        let name = [Some(media.title.as_str()), last].into_iter().flatten().find(|name| archive::is_packed_name(name));
        let encrypted = file_format::is_encrypted(media);
        Self { declared: Format::declared(media), encrypted, name: name.map(str::to_owned), ..Self::default() }
    }

    pub fn file(path: &Path) -> Self {
        let extension = path.extension().and_then(|it| it.to_str());
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Self { declared: extension.and_then(Format::named), by_name: true, name, ..Self::default() }
    }

    /// Of what is called so in an archive, which lies in `depth` others.
    pub(super) fn entry(name: &str, depth: u8) -> Self {
        Self { depth: depth.saturating_add(1), ..Self::file(Path::new(name)) }
    }

    /// The short name of its format: as declared, else as the server says.
    pub(super) fn format(&self) -> Option<&'static str> {
        let served = || self.served_type.as_deref().and_then(Format::typed);
        self.declared.or_else(served).map(|format| format.extension)
    }
}

/// How something is to be read, and what of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadOptions {
    pub text: TextOptions,
    /// What is looked into of an archive: an entry, and of an archive in it another one. Empty: all of it.
    pub entry: Vec<String>,
    /// The columns that are shown, in this order; empty: all.
    pub columns: Vec<String>,
    /// What the cells of columns must be for a row to be shown.
    pub criteria: Vec<Criterion>,
    /// How many rows that fit are looked for, where all are not read anyway; `None`: as many as a table keeps.
    pub rows: Option<usize>,
}

/// The first bytes of something, and what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    pub bytes: Bytes,
    /// Whether these are all.
    pub whole: bool,
    /// How long the whole is, where that is known.
    pub total: Option<u64>,
    pub about: About,
}

/// All of a file that is small enough, else why not.
pub(super) async fn whole(source: &mut dyn ReadAt, sample: &Sample) -> Result<Result<Bytes, String>> {
    if sample.whole {
        return Ok(Ok(sample.bytes.clone()));
    }
    match sample.total {
        Some(total) if total <= WHOLE => {
            let bytes = source.at(0, total as usize).await?;
            match bytes.len() as u64 == total {
                true => Ok(Ok(bytes)),
                false => Ok(Err(t!("preview-ended-early"))),
            }
        }
        Some(total) => Ok(Err(t!("preview-too-large", total = format::size(total), limit = format::size(WHOLE)))),
        None => Ok(Err(t!("preview-size-unknown"))),
    }
}
