//! What a run leaves: the tables, the list of errors and the receipt of all that is answered so far.

use std::path::Path;

use super::{BatchOf, WrittenResults, write};
use crate::base::beside::beside;
use crate::base::error::{Error, ErrorKind, Result};
use crate::batch::{ANSWERS, BatchEndpoint, BatchRow, Input};
use crate::excel::BookLimits;
use crate::m;
use crate::session::Session;

/// Writes them on a thread of their own, which ends with whoever waits. `fields`: which the tables have; none means all.
pub async fn of_run(
    session: &Session,
    endpoints: &[BatchEndpoint],
    input: Input,
    dir: &Path,
    fields: &[String],
) -> Result<WrittenResults> {
    let portal = endpoints.first().map_or("", |it| &it.address().portal);
    let portal = session.portal_config(portal)?.clone();
    let names: Vec<String> = endpoints.iter().map(|it| it.name.clone()).collect();
    let parameters = parameters(endpoints);
    let (dir, fields) = (dir.to_owned(), fields.to_vec());
    let written = beside(move |wanted| {
        let rows = || Box::new(input.rows()) as Box<dyn Iterator<Item = Result<BatchRow>> + '_>;
        let of = BatchOf {
            portal: &portal,
            endpoints: &names,
            parameters: &parameters,
            header: input.header(),
            rows: &rows,
            answers: &dir.join(ANSWERS),
            fields: Some(fields.as_slice()).filter(|fields| !fields.is_empty()),
            folder: &dir,
            limits: BookLimits::default(),
        };
        write(&of, wanted)
    });
    written.await.map_err(|_| Error::new(ErrorKind::Unexpected, m!("batch-subject"), m!("batch-unread")))?
}

/// What is asked with every row of any endpoint.
fn parameters(endpoints: &[BatchEndpoint]) -> Vec<(String, String)> {
    let mut parameters: Vec<(String, String)> = endpoints.iter().flat_map(|it| it.fixed.0.iter().cloned()).collect();
    parameters.sort();
    parameters.dedup();
    parameters
}
