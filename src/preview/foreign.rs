//! Formats that are known and not looked into here: what they are, and what opens them.

use super::Preview;
use super::shape::ContentShape;
use crate::base::i18n::Said;
use crate::{said, t};

/// What it is, in one sentence. It is never called damaged: nobody looked.
pub fn told(shape: ContentShape) -> Preview {
    let (format, name) = name(shape);
    Preview::refused(format, t!("preview-foreign", name = name.text()))
}

fn name(shape: ContentShape) -> (&'static str, Said) {
    match shape {
        ContentShape::Sqlite => ("sqlite", said!("preview-format-sqlite")),
        ContentShape::Shapefile => ("shp", said!("preview-format-shapefile")),
        ContentShape::Dbf => ("dbf", said!("preview-format-dbf")),
        ContentShape::Image => ("image", said!("preview-format-image")),
        ContentShape::Ole => ("xls", said!("preview-format-office")),
        ContentShape::Xlsb => ("xlsb", said!("preview-format-xlsb")),
        ContentShape::Xlsx => ("xlsx", said!("preview-format-xlsx")),
        ContentShape::Ods => ("ods", said!("preview-format-ods")),
        ContentShape::SevenZip => ("7z", said!("preview-format-7z")),
        ContentShape::Tar => ("tar", said!("preview-format-tar")),
        ContentShape::Zip => ("zip", said!("preview-format-zip")),
        ContentShape::FlatGeobuf => ("fgb", said!("preview-format-flatgeobuf")),
        ContentShape::Arrow => ("arrow", said!("preview-format-arrow")),
        ContentShape::Parquet => ("parquet", said!("preview-format-parquet")),
        ContentShape::GtfsRealtime => ("pb", said!("preview-format-gtfs-realtime")),
        ContentShape::Pdf => ("pdf", said!("preview-format-pdf")),
        ContentShape::Bzip2 => ("bz2", said!("preview-format-bzip2")),
        ContentShape::Xz => ("xz", said!("preview-format-xz")),
        ContentShape::Zstd => ("zst", said!("preview-format-zstd")),
        ContentShape::Foreign(name) => ("unknown", name),
        _ => ("unknown", said!("preview-format-unknown")),
    }
}
