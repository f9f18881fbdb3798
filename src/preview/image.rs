//! The size of a picture.

use super::shape::ContentShape;
use super::{Preview, ReadAt, ReadOptions, Sample, foreign};
use crate::base::error::Result;

pub async fn preview(_: &mut dyn ReadAt, sample: &Sample, _: &ReadOptions) -> Result<Preview> {
    Ok(foreign::told(ContentShape::Image).of(sample))
}
