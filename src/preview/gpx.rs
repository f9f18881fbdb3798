//! GPX: tracks, routes and points.

use super::{Preview, ReadOptions, Sample, xml};

pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    xml::read(sample, options)
}
