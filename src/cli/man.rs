//! `guichet man`: manual pages made from the command line itself, in the person's language.

use std::path::PathBuf;

use clap::Args;
use clap_mangen::Man;

use super::{help, out};
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::t;

#[derive(Args, Debug)]
pub struct ManArgs {
    /// Write the pages of all commands into this folder instead
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// The page of the program on standard output (`guichet man | man -l -`), or all pages into a folder.
pub fn man(args: &ManArgs) -> Result<u8> {
    match &args.dir {
        None => {
            let mut page = Vec::new();
            let failed = |error| Error::new(ErrorKind::Unexpected, "guichet", format::io(&error));
            Man::new(help::command()).render(&mut page).map_err(failed)?;
            String::from_utf8_lossy(&page).lines().for_each(out::line);
        }
        Some(dir) => {
            let written = std::fs::create_dir_all(dir).and_then(|()| clap_mangen::generate_to(help::command(), dir));
            written.map_err(|error| Error::new(ErrorKind::Disk, shown(dir), format::io(&error)))?;
            out::note(&t!("cli-man-written", folder = shown(dir)));
        }
    }
    Ok(0)
}
