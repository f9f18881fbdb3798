//! GeoJSON, one feature a line or record (RFC 8142).

use super::{Preview, ReadOptions, Sample, json};

pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    json::read_lines(sample, options)
}
