//! What `get --each` makes of the answers: the tables, the list of errors and the receipt.

use std::path::Path;

use crate::base::error::{Error, ErrorKind, Result};
use crate::batch::results::{WrittenResults, of_run};
use crate::batch::{BatchEndpoint, Input};
use crate::cli::out;
use crate::m;
use crate::session::Session;

/// Writes them, until somebody wants it to end.
pub async fn written(
    session: &Session,
    endpoints: &[BatchEndpoint],
    input: Input,
    dir: &Path,
    fields: &[String],
) -> Result<WrittenResults> {
    tokio::select! {
        written = of_run(session, endpoints, input, dir, fields) => written,
        _ = tokio::signal::ctrl_c() => {
            Err(Error::new(ErrorKind::Cancelled, "--each", m!("batch-results-cancelled")))
        }
    }
}

/// Says where they are, and what there is to know of them.
pub fn tell(written: &WrittenResults) {
    written.files.iter().for_each(|path| out::line(&path.display().to_string()));
    written.notes.iter().for_each(|note| out::note(note));
}
