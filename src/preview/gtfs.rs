//! GTFS: stops, routes and when they are served, in the files of one archive.

use super::{Files, Preview, ReadOptions, Sample};
use crate::base::error::Result;

pub async fn of_files(_: &mut dyn Files, _: &Sample, _: &ReadOptions) -> Result<Option<Preview>> {
    Ok(None)
}
