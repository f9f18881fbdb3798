//! Reads keys that were handed out as a file, and offers to delete that file afterwards.

use std::fs;
use std::path::Path;

use zeroize::Zeroizing;

use super::prompt::Prompt;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::text;
use crate::portals::{Keys, Kind};
use crate::{m, t};

/// Larger is no such file.
const LARGEST: u64 = 1 << 20;

/// The keys in `path`, which is handed out for portals of `kind`.
pub fn read(kind: Kind, path: &Path) -> Result<Keys> {
    let subject = text::line(&path.display().to_string());
    let failed = |cause: Message| Error::new(ErrorKind::Usage, subject.clone(), cause);
    let Some(file) = kind.about().key_file else {
        return Err(failed(m!("setup-no-file", kind = kind.to_string())));
    };
    let size = fs::metadata(path).map_err(|error| failed(m!("setup-unreadable", error)))?.len();
    if size > LARGEST {
        return Err(failed(m!("setup-too-large", file = file.name)));
    }
    let bytes = Zeroizing::new(fs::read(path).map_err(|error| failed(m!("setup-unreadable", error)))?);
    (file.read)(&bytes)
}

/// The kind whose keys come in files: there is one so far.
pub fn kind() -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| kind.about().key_file.is_some())
}

/// A secret that lies about in a folder of downloads is no secret: offers to delete the file.
pub fn offer_to_delete(prompt: &mut dyn Prompt, path: &Path) -> Result<()> {
    let name = text::line(&path.display().to_string());
    if !prompt.yes(&t!("setup-delete", name), false)? {
        return Ok(());
    }
    match fs::remove_file(path) {
        Ok(()) => prompt.say(&t!("setup-deleted")),
        Err(error) => prompt.say(&t!("setup-not-deleted", error)),
    }
    Ok(())
}
