//! MapInfo: the description of a table (`.tab`), and its exchange format (`.mif`).

use super::{Preview, ReadOptions, Sample, plain};

pub fn read_tab(sample: &Sample, options: &ReadOptions) -> Preview {
    plain::text(sample, options)
}

pub fn read_mif(sample: &Sample, options: &ReadOptions) -> Preview {
    plain::text(sample, options)
}
