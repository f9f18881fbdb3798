//! TopoJSON: areas that share their borders.

use super::{Preview, ReadOptions, Sample, json};

pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    json::read(sample, options)
}
