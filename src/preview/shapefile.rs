//! Shapefile: shapes, attributes, extent, projection.

use super::shape::ContentShape;
use super::{Files, Preview, ReadAt, ReadOptions, Sample, foreign};
use crate::base::error::Result;

pub async fn preview(_: &mut dyn ReadAt, sample: &Sample, _: &ReadOptions) -> Result<Preview> {
    Ok(foreign::told(ContentShape::Shapefile).of(sample))
}

pub async fn of_files(_: &mut dyn Files, _: usize, _: &Sample, _: &ReadOptions) -> Result<Option<Preview>> {
    Ok(None)
}
