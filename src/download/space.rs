//! Checks the free disk space before a download begins.

use std::path::Path;

use crate::base::atomic_file::or_here;
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::long_path::any_length;
use crate::m;

/// One part in so many is left free besides (2 %): file systems need some for themselves.
const MARGIN: u64 = 50;

/// The bytes free on the disk of `folder`, or of the nearest folder above it that is there; `None` where the system does
/// not tell.
pub fn free_space(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().map(or_here).find(|it| it.is_dir())?;
    let there = &any_length(there);
    let total = fs4::total_space(there).ok().filter(|total| *total > 0);
    total.and_then(|_| fs4::available_space(there).ok())
}

/// An error where `bytes` more do not fit into `folder`, which may be yet to be made. A system that does not tell is
/// trusted.
pub fn check(folder: &Path, bytes: u64) -> Result<()> {
    let Some(free) = free_space(folder) else { return Ok(()) };
    if fits(bytes, free) {
        return Ok(());
    }
    let cause = m!("download-no-room", needed = format::size(bytes), free = format::size(free));
    Err(Error::new(ErrorKind::Disk, shown(folder), cause).hint(m!("download-no-room-hint")))
}

fn fits(bytes: u64, free: u64) -> bool {
    bytes.saturating_add(bytes / MARGIN) <= free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_disk_of_a_folder_to_be_made_is_known() {
        for folder in ["", "not there", "not there/either"] {
            assert!(free_space(Path::new(folder)).is_some(), "{folder}");
        }
    }

    #[test]
    fn some_room_is_left() {
        assert!(fits(0, 0) && fits(100, 102) && !fits(100, 101) && !fits(u64::MAX, u64::MAX - 1));
    }

    #[test]
    fn what_no_disk_holds_is_refused_before_it_comes() {
        let folder = tempfile::tempdir().unwrap();
        check(folder.path(), 1).unwrap();
        let error = check(folder.path(), 1 << 60).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Disk);
        assert!(error.to_string().contains("are free on this disk"), "{error}");
    }
}
