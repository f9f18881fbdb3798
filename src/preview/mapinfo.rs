//! MapInfo: the description of a table (`.tab`), and its exchange format (`.mif`).

use super::{Files, Preview, ReadOptions, Sample, plain};
use crate::base::error::Result;

pub fn read_tab(sample: &Sample, options: &ReadOptions) -> Preview {
    plain::text(sample, options)
}

pub fn read_mif(sample: &Sample, options: &ReadOptions) -> Preview {
    plain::text(sample, options)
}

pub async fn of_files(_: &mut dyn Files, _: usize, _: &Sample, _: &ReadOptions) -> Result<Option<Preview>> {
    Ok(None)
}
