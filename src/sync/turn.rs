//! One run at a time writes in a folder; the others wait, and say so.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::folder::DataFolder;
use super::plan::SyncMode;
use super::run::blocking;
use crate::base::atomic_file::try_lock;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::notice::notice;
use crate::m;

/// What tells that two runs do not write one folder.
const TURN: &str = "sync";
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Waits, up to `max_wait`, until no other run writes in `folder`; nobody else does as long as what it gives lives. `None`
/// where nobody can write there, and `mode` may find that there is nothing to be written.
pub async fn turn(folder: &DataFolder, mode: SyncMode, max_wait: Duration) -> Result<Option<File>> {
    let begun = Instant::now();
    let mut is_told = false;
    loop {
        let own = folder.own()?;
        match blocking(move || Ok(begin(&own).map_err(|error| (refused(&own, &error), error.kind())))).await? {
            Ok(Some(turn)) => return Ok(Some(turn)),
            Err((_, io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied))
                if mode == SyncMode::Locked =>
            {
                return Ok(None);
            }
            Err((error, _)) => return Err(error),
            Ok(None) if begun.elapsed() >= max_wait => {
                let error = Error::new(ErrorKind::Unavailable, shown(folder.root()), m!("sync-busy"));
                return Err(error.hint(m!("sync-busy-hint")));
            }
            Ok(None) if !is_told => {
                is_told = true;
                notice(&m!("sync-waits", folder = shown(folder.root())));
            }
            Ok(None) => sleep(LOOK_EVERY.min(max_wait.saturating_sub(begun.elapsed()))).await,
        }
    }
}

/// `None` where another run has its turn.
fn begin(own: &Path) -> io::Result<Option<File>> {
    fs::create_dir_all(own)?;
    // No link that somebody else may have put there is followed.
    match File::create_new(own.join(".gitignore")).and_then(|mut file| file.write_all(b"*\n")) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    try_lock(&own.join(TURN))
}

fn refused(own: &Path, error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory if own.exists() && !own.is_dir() => {
            Error::new(ErrorKind::Disk, shown(own), m!("sync-own-folder")).hint(m!("sync-own-folder-hint"))
        }
        _ => disk(own, error),
    }
}

#[cfg(test)]
mod tests {
    use super::super::folder::OWN;
    use super::*;

    #[tokio::test]
    async fn a_second_run_waits_and_no_longer_than_it_may() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::at(folder.path());
        let first = turn(&data, SyncMode::Forward, Duration::ZERO).await.unwrap();
        assert!(first.is_some());
        let second = turn(&data, SyncMode::Locked, Duration::from_millis(1)).await.unwrap_err();
        assert_eq!(second.kind, ErrorKind::Unavailable);
        let (waiting, ()) = tokio::join!(turn(&data, SyncMode::Forward, Duration::from_secs(60)), async {
            tokio::task::yield_now().await;
            drop(first);
        });
        assert!(waiting.unwrap().is_some());
    }

    #[tokio::test]
    async fn a_file_under_the_name_of_the_own_folder_is_told_as_such() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(OWN), "mine").unwrap();
        for mode in [SyncMode::Forward, SyncMode::Locked] {
            let error = turn(&DataFolder::at(folder.path()), mode, Duration::ZERO).await.unwrap_err();
            assert_eq!((error.cause, error.kind), (m!("sync-own-folder"), ErrorKind::Disk), "{mode:?}");
        }
    }
}
