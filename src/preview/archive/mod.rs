//! Files in one: what an archive holds, and each of it looked into, or handed on, like any other. An archive in an
//! archive is one of its entries, however deep.

use bytes::Bytes;
use tokio::sync::mpsc;

use super::shape::ContentShape;
use super::{
    Entry, Files, Preview, ReadAt, ReadOptions, SAMPLE, Sample, WHOLE, documents, gtfs, mapinfo, packed, seven_zip,
    shapefile, tar, zip,
};
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::{m, t};
use scratched::Scratched;

pub mod bridge;
mod find;
pub mod held;
pub mod listing;
pub mod name;
mod scratched;
pub mod unpacked;

/// Archives within archives that are looked into.
const DEEPEST: u8 = 8;

/// Takes what is poured; whoever has gone takes no more.
pub type PourSink = mpsc::Sender<Bytes>;

/// An archive whose list was read.
pub struct OpenedArchive<'a> {
    pub format: &'static str,
    pub files: Box<dyn Files + 'a>,
    /// How many entries it claims to have, where that is more than could be read.
    pub claimed: Option<u64>,
    /// What there is to say of it.
    pub notes: Vec<String>,
    /// How many of its bytes were read.
    pub read: u64,
}

/// How far its list is looked for where nothing tells of all of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reach<'a> {
    /// As far as a look goes.
    Look,
    /// To the entry that is called exactly so; to its end, where none is.
    To(&'a str),
}

/// The list of what is in it; else the reason why there is none.
pub async fn open<'a>(
    source: &'a mut (dyn ReadAt + 'a),
    sample: &'a Sample,
    shape: ContentShape,
    reach: Reach<'_>,
) -> Result<Result<OpenedArchive<'a>, Preview>> {
    match shape {
        ContentShape::SevenZip => seven_zip::open(source, sample).await,
        ContentShape::Tar => tar::open(source, sample, reach).await,
        shape if is_packed(shape) => Ok(packed::open(source, sample, shape).map_err(|refused| *refused)),
        _ => zip::open(source, sample).await,
    }
}

/// Whether it is one file, packed as a whole.
fn is_packed(shape: ContentShape) -> bool {
    matches!(shape, ContentShape::Gzip | ContentShape::Bzip2 | ContentShape::Xz | ContentShape::Zstd)
}

/// Whether it is called like one file that is packed as a whole.
pub fn is_packed_name(name: &str) -> bool {
    packed::name_inside(name).is_some()
}

/// Whether it is read from its beginning on, whatever of it is wanted.
pub async fn is_read_through(source: &mut dyn ReadAt) -> Result<bool> {
    Ok(is_packed(ContentShape::of(&Sample::of(source).await?)))
}

/// Whether something in it can be looked into.
pub fn is_one(sample: &Sample, shape: ContentShape) -> bool {
    let holds = matches!(shape, ContentShape::Zip | ContentShape::SevenZip | ContentShape::Tar) || is_packed(shape);
    holds && !sample.about.packed
}

/// What it is read as: a workbook too is an archive, for who asks for a part of it.
pub fn shape(sample: &Sample, options: &ReadOptions) -> ContentShape {
    match ContentShape::of(sample) {
        ContentShape::Xlsx | ContentShape::Xlsb | ContentShape::Ods if !options.entry.is_empty() => ContentShape::Zip,
        shape => shape,
    }
}

pub fn preview<'a>(
    source: &'a mut (dyn ReadAt + 'a),
    sample: &'a Sample,
    shape: ContentShape,
    options: &'a ReadOptions,
) -> Fut<'a, Preview> {
    Box::pin(async move {
        if sample.about.depth >= DEEPEST {
            return Ok(Preview { sample: None, ..Preview::refused("archive", t!("archive-too-deep")).of(sample) });
        }
        match open(source, sample, shape, Reach::Look).await? {
            Ok(archive) if is_packed(shape) => unpacked(archive, sample, options).await,
            Ok(archive) => look(archive, sample, options).await,
            Err(refused) => Ok(Preview { sample: None, ..refused.of(sample) }),
        }
    })
}

/// The one file that was packed.
async fn unpacked(mut archive: OpenedArchive<'_>, sample: &Sample, options: &ReadOptions) -> Result<Preview> {
    let is_itself = archive.files.entries().first().is_some_and(|entry| options.entry == [entry.name.clone()]);
    let inner = if is_itself { ReadOptions { entry: vec![], ..options.clone() } } else { options.clone() };
    let looked = match archive.files.open(0).await {
        Ok(mut file) => Box::pin(super::preview(&mut *file, &inner)).await,
        Err(error) => Err(error),
    };
    let mut preview = told(archive.format, sample, looked)?;
    archive.notes.into_iter().rev().for_each(|note| preview.lies_in(note));
    Ok(preview)
}

async fn look(mut archive: OpenedArchive<'_>, sample: &Sample, options: &ReadOptions) -> Result<Preview> {
    let entries = archive.files.entries().to_vec();
    if let Some((wanted, rest)) = options.entry.split_first() {
        let inner = ReadOptions { entry: rest.to_vec(), ..options.clone() };
        return match find::find(&entries, wanted) {
            Ok(at) => inside(&mut archive, at, sample, &inner).await,
            Err(error) => match find::only_archive(&entries) {
                Some(at) => inside(&mut archive, at, sample, options).await,
                None => Err(error),
            },
        };
    }
    let mut listing = listing::of(&archive, &entries);
    listing.bytes_total = sample.total;
    if let Some(mut preview) = together(&mut *archive.files, &entries, sample, options).await? {
        // What was unpacked may be more than what was read for it.
        preview.bytes_total = sample.total;
        let read = preview.bytes_read.max(listing.bytes_read);
        preview.bytes_read = sample.total.map_or(read, |total| read.min(total));
        return Ok(listing::behind(preview, listing));
    }
    // What lies too deep is not even opened.
    let only = find::only_data(&entries).filter(|_| sample.about.depth + 1 < DEEPEST);
    let Some(at) = only else { return Ok(listing) };
    let name = entries.get(at).map(|entry| entry.name.clone()).unwrap_or_default();
    let mut preview = inside(&mut archive, at, sample, options).await?;
    if let Some(reason) = preview.refusal() {
        return Ok(listing.note(t!("archive-entry-refused", entry = name, reason)));
    }
    preview.lies_in(t!("archive-only-entry", entry = name));
    Ok(listing::behind(preview, listing))
}

/// One of its entries, by itself or with those that belong to it.
async fn inside(archive: &mut OpenedArchive<'_>, at: usize, sample: &Sample, options: &ReadOptions) -> Result<Preview> {
    let Some(entry) = archive.files.entries().get(at).cloned() else { return Err(lost()) };
    if entry.encrypted {
        return Ok(Preview::refused("encrypted", t!("archive-encrypted")));
    }
    if options.entry.is_empty()
        && let Some(preview) = of_several(&mut *archive.files, &entry, at, sample, options).await?
    {
        return Ok(preview);
    }
    let looked = match archive.files.open(at).await {
        Ok(mut file) => Box::pin(super::preview(&mut *file, options)).await,
        Err(error) => Err(error),
    };
    told("unknown", sample, looked)
}

/// That something cannot be unpacked is an answer too.
fn told(format: &'static str, sample: &Sample, looked: Result<Preview>) -> Result<Preview> {
    match looked {
        Err(error) if matches!(error.kind, ErrorKind::Integrity | ErrorKind::Denied) => {
            Ok(Preview { sample: None, ..Preview::refused(format, error.cause.to_string()).of(sample) })
        }
        looked => looked,
    }
}

/// What the archive is as a whole, where its files are one thing.
async fn together(
    files: &mut dyn Files,
    entries: &[Entry],
    sample: &Sample,
    options: &ReadOptions,
) -> Result<Option<Preview>> {
    let has = |name: &str| entries.iter().any(|entry| entry.file_name().eq_ignore_ascii_case(name));
    if (has("stops.txt") || has("locations.geojson")) && (has("agency.txt") || has("routes.txt")) {
        return gtfs::of_files(files, sample, options).await;
    }
    for extension in ["shp", "tab", "mif"] {
        let first = entries.iter().position(|entry| entry.extension() == extension && !find::is_litter(entry));
        if let Some((at, entry)) = first.and_then(|at| Some((at, entries.get(at)?)))
            && let Some(preview) = of_several(files, entry, at, sample, options).await?
        {
            return Ok(Some(preview));
        }
    }
    documents::of_files(files, sample, options).await
}

/// What is of one of these formats is in several files.
async fn of_several(
    files: &mut dyn Files,
    entry: &Entry,
    at: usize,
    sample: &Sample,
    options: &ReadOptions,
) -> Result<Option<Preview>> {
    match entry.extension().as_str() {
        "shp" => shapefile::of_files(files, at, sample, options).await,
        "tab" | "mif" => mapinfo::of_files(files, at, sample, options).await,
        _ => Ok(None),
    }
}

/// All that an archive lists; `None` of what is none, or has more than can be listed.
pub async fn all_entries(source: &mut dyn ReadAt) -> Result<Option<Vec<Entry>>> {
    let sample = Sample::of(source).await?;
    let shape = ContentShape::of(&sample);
    if !is_one(&sample, shape) {
        return Ok(None);
    }
    // Nothing is called so: the whole list is read.
    let Ok(archive) = open(source, &sample, shape, Reach::To("")).await? else { return Ok(None) };
    let entries = archive.files.entries().to_vec();
    Ok(Some(entries).filter(|entries| archive.claimed.is_none_or(|claimed| claimed <= entries.len() as u64)))
}

/// The only entry of data of an archive of several files; `None` of what is none, or one file packed as a whole.
pub async fn only_entry(source: &mut dyn ReadAt) -> Result<Option<String>> {
    let sample = Sample::of(source).await?;
    let shape = ContentShape::of(&sample);
    if !is_one(&sample, shape) || is_packed(shape) {
        return Ok(None);
    }
    let Ok(archive) = open(source, &sample, shape, Reach::Look).await? else { return Ok(None) };
    let entries = archive.files.entries();
    Ok(find::only_data(entries).and_then(|at| entries.get(at)).map(|entry| entry.name.clone()))
}

/// The entry that `path` leads to, through one archive after the other; poured into `sink`, if there is one.
pub fn reach<'a>(source: &'a mut (dyn ReadAt + 'a), path: &'a [String], sink: Option<&'a PourSink>) -> Fut<'a, Entry> {
    Box::pin(async move {
        let sample = Sample::of(source).await?;
        let shape = shape(&sample, &ReadOptions { entry: path.to_vec(), ..ReadOptions::default() });
        if !is_one(&sample, shape) {
            return Err(no_archive(path));
        }
        if sample.about.depth >= DEEPEST {
            return Err(Error::new(ErrorKind::Usage, shown(path), m!("archive-too-deep")));
        }
        let tells_at_its_end = matches!(shape, ContentShape::Zip | ContentShape::SevenZip);
        if tells_at_its_end && !sample.whole && !source.seeks() {
            let mut scratched = Scratched::of(source).await?;
            return within(&mut scratched, &sample, shape, path, sink).await;
        }
        within(source, &sample, shape, path, sink).await
    })
}

/// As [`reach`], in an archive of this shape.
async fn within(
    source: &mut dyn ReadAt,
    sample: &Sample,
    shape: ContentShape,
    path: &[String],
    sink: Option<&PourSink>,
) -> Result<Entry> {
    let Some((wanted, rest)) = path.split_first() else { return Err(lost()) };
    let sample = Sample { total: source.length().or(sample.total), ..sample.clone() };
    let mut archive = open(source, &sample, shape, Reach::To(wanted))
        .await?
        .map_err(|refused| Error::new(ErrorKind::Usage, shown(path), refused.refusal().unwrap_or_default()))?;
    let entries = archive.files.entries().to_vec();
    match find::find(&entries, wanted) {
        Ok(at) if rest.is_empty() => take(&mut archive, at, sink).await,
        Ok(at) => reach(&mut *open_entry(&mut archive, at).await?, rest, sink).await,
        Err(error) => {
            let inner = if is_packed(shape) { Some(0) } else { find::only_archive(&entries) };
            let Some(at) = inner else { return Err(error) };
            let mut file = open_entry(&mut archive, at).await?;
            let inner = Sample::of(&mut *file).await?;
            if !is_one(&inner, self::shape(&inner, &ReadOptions::default())) {
                return Err(error);
            }
            reach(&mut *file, path, sink).await
        }
    }
}

async fn take(archive: &mut OpenedArchive<'_>, at: usize, sink: Option<&PourSink>) -> Result<Entry> {
    let entry = archive.files.entries().get(at).cloned().ok_or_else(lost)?;
    let mut file = open_entry(archive, at).await?;
    if let Some(sink) = sink {
        file.pour(0, u64::MAX, sink).await?;
    }
    Ok(entry)
}

async fn open_entry<'s>(archive: &'s mut OpenedArchive<'_>, at: usize) -> Result<Box<dyn ReadAt + 's>> {
    if let Some(entry) = archive.files.entries().get(at).filter(|entry| entry.encrypted) {
        return Err(Error::new(ErrorKind::Denied, entry.name.clone(), m!("archive-encrypted")));
    }
    archive.files.open(at).await
}

/// The code of [`no_archive`].
pub const NO_ARCHIVE: &str = "no_archive";

/// Something else was asked for in what is no archive.
pub fn no_archive(path: &[String]) -> Error {
    Error::new(ErrorKind::NotFound, shown(path), m!("archive-none")).code(Some(NO_ARCHIVE.to_owned()))
}

fn shown(path: &[String]) -> String {
    path.iter().map(|name| crate::base::text::line(name)).collect::<Vec<_>>().join(" › ")
}

fn lost() -> Error {
    Error::new(ErrorKind::NotFound, "archive", m!("archive-none"))
}

impl Sample {
    /// The beginning of `source`.
    pub async fn of(source: &mut dyn ReadAt) -> Result<Self> {
        let bytes = source.at(0, SAMPLE).await?;
        let total = source.length();
        let whole = total.map_or(bytes.len() < SAMPLE, |total| total <= bytes.len() as u64);
        let total = if whole { Some(bytes.len() as u64) } else { total };
        Ok(Self { whole, total, bytes, about: source.about() })
    }
}

#[cfg(test)]
mod tests;
