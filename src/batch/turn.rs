//! One batch at a time writes in a folder; the others wait, and say so.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::journal::ANSWERS;
use super::run::blocking;
use crate::base::atomic_file::try_lock;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::notice::notice;
use crate::base::own_folder;
use crate::m;

const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Waits, up to `max_wait`, until no other batch writes in `dir`, which is made where it is not there; nobody else does as
/// long as what it gives lives.
pub async fn turn(dir: &Path, max_wait: Duration) -> Result<File> {
    let (begun, mut is_told) = (Instant::now(), false);
    loop {
        let folder = dir.to_owned();
        let taken = blocking(move || {
            let failed = |error: std::io::Error| disk(&folder, &error);
            if !folder.is_dir() {
                own_folder::make(&folder).map_err(failed)?;
            }
            try_lock(&folder.join(ANSWERS)).map_err(failed)
        });
        match taken.await? {
            Some(turn) => return Ok(turn),
            None if begun.elapsed() >= max_wait => {
                let error = Error::new(ErrorKind::Unavailable, shown(dir), m!("batch-busy"));
                return Err(error.hint(m!("batch-busy-hint")));
            }
            None => {
                if !std::mem::replace(&mut is_told, true) {
                    notice(&m!("batch-waits", folder = shown(dir)));
                }
                sleep(LOOK_EVERY.min(max_wait.saturating_sub(begun.elapsed()))).await;
            }
        }
    }
}
