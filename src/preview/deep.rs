//! Formats that tell from more than their first bytes: which reader has which.

#[cfg(feature = "parquet")]
use super::parquet;
use super::shape::ContentShape;
use super::{
    Preview, ReadAt, ReadOptions, Sample, archive, arrow, dbf, flatgeobuf, gtfs_realtime, image, interpret, mapinfo,
    ole, pdf, selection, shapefile, sqlite, topojson,
};
#[cfg(feature = "office")]
use super::{binary_sheets, office};
use crate::base::error::Result;
#[cfg(not(all(feature = "office", feature = "parquet")))]
use crate::t;

/// What there is of `sample`, by as much more of `source` as its format wants; of that, what `options` ask for.
pub(super) async fn of_sample(source: &mut dyn ReadAt, sample: &Sample, options: &ReadOptions) -> Result<Preview> {
    let read = of_shape(source, sample, options).await?;
    selection::selected(source.path(), read, options).await
}

async fn of_shape(source: &mut dyn ReadAt, sample: &Sample, options: &ReadOptions) -> Result<Preview> {
    let shape = archive::shape(sample, options);
    if archive::is_one(sample, shape) {
        return Ok(archive::preview(source, sample, shape, options).await?.warned(sample));
    }
    // A table of a database is one of its entries.
    if !options.entry.is_empty() && shape != ContentShape::Sqlite {
        return Err(archive::no_archive(&options.entry));
    }
    match shape {
        // These read on and can still be read another way.
        ContentShape::TopoJson => topojson::preview(source, sample, options).await,
        ContentShape::MapInfoTab | ContentShape::MapInfoMif => mapinfo::preview(source, sample, options).await,
        _ => deep(source, sample, shape, options).await,
    }
}

/// Of formats that tell from more than their first bytes; of others what these show.
async fn deep(source: &mut dyn ReadAt, sample: &Sample, shape: ContentShape, options: &ReadOptions) -> Result<Preview> {
    let mut deep = match shape {
        ContentShape::Xlsx | ContentShape::Ods => sheets(source, sample, shape).await?,
        ContentShape::Xlsb => binary(source, sample).await?,
        ContentShape::Ole => ole::preview(source, sample, options).await?,
        ContentShape::Pdf => pdf::preview(source, sample).await?,
        ContentShape::Parquet => columns(source, sample, options).await?,
        ContentShape::Arrow => arrow::preview(source, sample, options).await?,
        ContentShape::Sqlite => sqlite::preview(source, sample, options).await?,
        ContentShape::FlatGeobuf => flatgeobuf::preview(source, sample, options).await?,
        ContentShape::Shapefile => shapefile::preview(source, sample, options).await?,
        ContentShape::Dbf => dbf::preview(source, sample, options).await?,
        ContentShape::GtfsRealtime => gtfs_realtime::preview(source, sample, options).await?,
        ContentShape::Image => image::preview(source, sample, options).await?,
        _ => return Ok(interpret(sample, options)),
    };
    deep.sample = None; // its first bytes alone can be read in no other way
    deep.bytes_total = deep.bytes_total.or(sample.total);
    deep.bytes_read = deep.bytes_read.max(sample.bytes.len() as u64);
    Ok(deep.warned(sample))
}

#[cfg(feature = "office")]
async fn sheets(source: &mut dyn ReadAt, sample: &Sample, shape: ContentShape) -> Result<Preview> {
    office::preview(source, sample, shape == ContentShape::Ods).await
}

#[cfg(feature = "office")]
async fn binary(source: &mut dyn ReadAt, sample: &Sample) -> Result<Preview> {
    binary_sheets::preview(source, sample).await
}

#[cfg(not(feature = "office"))]
async fn binary(source: &mut dyn ReadAt, sample: &Sample) -> Result<Preview> {
    sheets(source, sample, ContentShape::Xlsb).await
}

#[cfg(not(feature = "office"))]
async fn sheets(source: &mut dyn ReadAt, sample: &Sample, _: ContentShape) -> Result<Preview> {
    let listing = archive::preview(source, sample, ContentShape::Zip, &ReadOptions::default()).await?;
    Ok(listing.note(t!("preview-no-sheets-reader")))
}

#[cfg(feature = "parquet")]
async fn columns(source: &mut dyn ReadAt, sample: &Sample, options: &ReadOptions) -> Result<Preview> {
    parquet::preview(source, sample, options).await
}

#[cfg(not(feature = "parquet"))]
async fn columns(_: &mut dyn ReadAt, _: &Sample, _: &ReadOptions) -> Result<Preview> {
    Ok(Preview::refused("parquet", t!("preview-no-parquet-reader")))
}
