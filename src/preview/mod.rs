//! The first rows of a media, or what it is made of, without downloading it and without anything on disk.
//!
//! [`preview`] reads the first 64 KiB ([`Sample`]) and hands them to [`interpret`], which is pure: a person who knows
//! better changes [`ReadOptions`] and nothing is read again. Formats that tell from their end (ZIP, Parquet) or only as a
//! whole (Excel, PDF) read on by ranges, within limits; where that cannot be, the preview says why. [`shape`] tells which
//! reader looks into what; a reader owns one format in a file of its own.

use serde::Serialize;

use crate::base::error::Result;
use crate::base::format;
use crate::model::Fact;
use crate::model::file_format;
use crate::t;
use crate::tabular::encoding::{Decoded, is_encoded_twice};
use crate::tabular::{DecidedBy, Dialect, Sureness, Table, TextOptions};

pub mod archive;
mod arrow;
#[cfg(feature = "office")]
mod binary_sheets;
mod crs;
mod csv;
mod dbf;
mod deep;
pub mod documents;
pub mod files;
mod flatbuffer;
mod flatgeobuf;
mod foreign;
mod geojson;
mod geojson_lines;
mod gml;
mod gpx;
mod gtfs;
mod gtfs_realtime;
mod guess;
mod image;
mod json;
mod kml;
mod layer;
pub mod map;
mod mapinfo;
mod markup_sheets;
mod mif;
mod notation;
#[cfg(feature = "office")]
mod office;
mod ole;
#[cfg(feature = "office")]
mod open_document;
pub mod opening;
pub mod outline;
mod packed;
#[cfg(feature = "parquet")]
pub mod parquet;
mod pdf;
mod plain;
mod pmtiles;
mod protobuf;
mod sample;
pub mod selection;
mod seven_zip;
mod shape;
mod shapefile;
mod sheets;
mod siblings;
mod sifting;
pub mod source;
mod sqlite;
mod tar;
mod topojson;
mod towns;
#[cfg(feature = "office")]
pub mod whole_sheet;
mod wkb;
#[cfg(feature = "office")]
mod workbook_parts;
mod written;
mod xml;
mod zip;

pub use files::{Entry, Files};
use guess::{Guess, What};
pub use json::Node;
pub use map::{Feature, Position, Shape, Sketch, coverage_words, place_words};
pub use sample::{About, ReadOptions, Sample};
use sample::{WHOLE, whole};
pub use selection::{CellTest, Comparison, Criterion};
use shape::ContentShape;
pub use source::{InMemory, Local, ReadAt, Remote};
pub use towns::kilometres;

/// How many bytes of the beginning are read.
pub const SAMPLE: usize = 64 << 10;
/// The most rows a table keeps.
const MOST_ROWS: usize = 1000;

/// What a person sees of a media before they take it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Preview {
    /// Short name of the format it was read as.
    pub format: &'static str,
    /// Ways to look at it, the most telling first; never empty.
    pub views: Vec<View>,
    /// How the text was read.
    guesses: Vec<Guess>,
    /// What there is to say besides, one sentence each.
    pub notes: Vec<String>,
    /// What can be looked into further, one for each row of the first table ([`ReadOptions::entry`]); else empty.
    #[serde(skip)]
    pub entries: Vec<String>,
    /// How many bytes were read of how many.
    pub bytes_read: u64,
    pub bytes_total: Option<u64>,
    /// What is shown behind it, however it is read.
    #[serde(skip)]
    beside: Vec<View>,
    /// What is said of what it lies in, before all else; said again however it is read.
    #[serde(skip)]
    around: Vec<String>,
    /// Whether it shows the rows and columns that are asked for already.
    #[serde(skip)]
    selected: bool,
    /// The bytes it rests on, for reading them another way.
    #[serde(skip)]
    pub sample: Option<Sample>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "view", content = "content")]
pub enum View {
    Table(Table),
    Tree(Node),
    Text(Vec<String>),
    Map(Sketch),
    Facts(Vec<Fact>),
    /// Nothing to see: the reason, and what to do instead.
    Refused(String),
}

impl Preview {
    fn new(format: &'static str, views: Vec<View>) -> Self {
        Self {
            format,
            views,
            guesses: vec![],
            notes: vec![],
            entries: vec![],
            bytes_read: 0,
            bytes_total: None,
            beside: vec![],
            around: vec![],
            selected: false,
            sample: None,
        }
    }

    fn refused(format: &'static str, reason: impl Into<String>) -> Self {
        Self::new(format, vec![View::Refused(reason.into())])
    }

    fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says in which encoding its text was read, and whether that fits.
    fn decoded(self, decoded: &Decoded) -> Self {
        let mut preview = self.guess(What::Encoding, decoded.name(), decoded.by, decoded.sureness);
        if let Some(line) = decoded.bad.line {
            let (count, encoding) = (decoded.bad.count, decoded.encoding.name());
            preview = preview.note(t!("tabular-odd-bytes", count, encoding, line = line.to_string()));
        }
        if decoded.sureness == Sureness::Doubtful {
            preview = preview.note(t!("tabular-encoding-doubt", encoding = decoded.encoding.name()));
        }
        if let Some(line) = decoded.bad.line.filter(|_| decoded.has_two()) {
            preview = preview.note(t!("tabular-two-encodings", line = line.to_string()));
        }
        if decoded.is_marked_falsely {
            preview = preview.note(t!("tabular-false-mark", encoding = decoded.encoding.name()));
        }
        if decoded.halved > 0 {
            preview = preview.note(t!("tabular-halved", count = decoded.halved));
        }
        if is_encoded_twice(&decoded.text) {
            preview = preview.note(t!("tabular-encoded-twice"));
        }
        preview
    }

    fn guess(mut self, what: What, value: impl Into<String>, by: DecidedBy, sureness: Sureness) -> Self {
        self.guesses.push(Guess { what, value: value.into(), by, sureness });
        self
    }

    /// Of `sample`, which it keeps.
    fn of(mut self, sample: &Sample) -> Self {
        self.bytes_read = sample.bytes.len() as u64;
        self.bytes_total = sample.total;
        self.sample = Some(sample.clone());
        self
    }

    /// How it was read, in a line: `windows-1252, separated by semicolons, decimal comma, first row is the header`.
    pub fn said(&self) -> Option<String> {
        let said = self.guesses.iter().map(Guess::said).collect::<Vec<_>>().join(", ");
        Some(said).filter(|said| !said.is_empty())
    }

    /// Whether it can be read in another encoding.
    pub fn is_text(&self) -> bool {
        self.sample.is_some() && !self.guesses.is_empty()
    }

    /// Whether it can be parted into cells another way.
    pub fn is_text_table(&self) -> bool {
        self.is_text() && self.guesses.iter().any(|guess| guess.what == What::Delimiter)
    }

    /// How much of it was read: `64 kB of 2.1 GB`.
    pub fn extent(&self) -> String {
        match self.bytes_total {
            Some(total) if total > self.bytes_read => {
                t!("preview-read-of", read = format::size(self.bytes_read), total = format::size(total))
            }
            Some(total) => t!("preview-read-all", read = format::size(total)),
            None => t!("preview-read-first", read = format::size(self.bytes_read)),
        }
    }

    /// The same bytes, read as `options` say; itself where no text was read.
    pub fn reread(&self, options: &ReadOptions) -> Self {
        let Some(sample) = &self.sample else { return self.clone() };
        let mut read = interpret(sample, options);
        read.views.extend(self.beside.iter().cloned());
        read.beside.clone_from(&self.beside);
        self.around.iter().rev().for_each(|note| read.lies_in(note.clone()));
        read
    }

    /// Says something of what it lies in.
    fn lies_in(&mut self, note: String) {
        self.around.insert(0, note.clone());
        self.notes.insert(0, note);
    }

    /// Why there is nothing to see.
    fn refusal(&self) -> Option<String> {
        match self.views.first() {
            Some(View::Refused(reason)) => Some(reason.clone()),
            _ => None,
        }
    }
}

/// Reads the beginning of `source`, and of some formats a little more, and says what there is.
pub async fn preview(source: &mut dyn ReadAt, options: &ReadOptions) -> Result<Preview> {
    let sample = Sample::of(source).await?;
    if sample.about.encrypted {
        let reason = t!("preview-encrypted");
        return Ok(Preview { sample: None, ..Preview::refused("encrypted", reason).of(&sample) });
    }
    let read = deep::of_sample(source, &sample, options).await?;
    let doubt = source.doubt();
    Ok(doubt.into_iter().fold(read, Preview::note))
}

/// What the first bytes alone show. Pure, and the same for the same sample and options.
pub fn interpret(sample: &Sample, options: &ReadOptions) -> Preview {
    if sample.bytes.is_empty() {
        return Preview::refused("empty", t!("preview-empty")).of(sample);
    }
    let shape = ContentShape::asked(sample, &options.text);
    let read = match shape {
        ContentShape::Delimited(fixed) => csv::read(sample, options, fixed),
        ContentShape::Json => json::read(sample, options),
        ContentShape::JsonLines => json::read_lines(sample, options),
        ContentShape::GeoJson => geojson::read(sample, options),
        ContentShape::GeoJsonLines => geojson_lines::read(sample, options),
        ContentShape::TopoJson => topojson::read(sample, options),
        ContentShape::Xml => xml::read(sample, options),
        ContentShape::Kml => kml::read(sample, options),
        ContentShape::Gml => gml::read(sample, options),
        ContentShape::Gpx => gpx::read(sample, options),
        ContentShape::MapInfoTab => mapinfo::read_tab(sample, options),
        ContentShape::MapInfoMif => mif::read(sample, options),
        ContentShape::Gzip | ContentShape::Bzip2 | ContentShape::Xz | ContentShape::Zstd => {
            return packed::read(sample, options);
        }
        ContentShape::MarkupSheets => markup_sheets::read(sample, options),
        ContentShape::PmTiles => pmtiles::read(sample),
        ContentShape::Foreign(known) => known.told(),
        ContentShape::Text => plain::text(sample, options),
        ContentShape::Unknown => plain::bytes(sample),
        shape => foreign::told(shape),
    };
    notation::told(read, sample, shape).of(sample).warned(sample)
}

impl Preview {
    /// Says so where the bytes cannot be what the portal, or the name, declares.
    fn warned(mut self, sample: &Sample) -> Self {
        let length = sample.total.unwrap_or(u64::MAX);
        let head = &sample.bytes[..sample.bytes.len().min(file_format::HEAD)];
        let declared = sample.about.declared;
        let warning = declared.and_then(|declared| {
            let said = declared.contradiction(head, length, false)?;
            let by_name = || t!("preview-name-says", extension = declared.extension, format = self.format);
            Some(if sample.about.by_name { by_name() } else { said })
        });
        self.notes.splice(0..0, warning);
        let tables =
            self.views.iter().filter_map(|view| if let View::Table(table) = view { Some(table) } else { None });
        self.notes.extend(tables.flat_map(Table::doubts).collect::<Vec<_>>());
        self
    }
}

/// How the sample of a text table is to be read by others; `None` where it is none.
pub fn dialect(sample: &Sample, options: &TextOptions) -> Option<Dialect> {
    let ContentShape::Delimited(fixed) = ContentShape::asked(sample, options) else { return None };
    Some(Dialect::of(&sample.bytes, sample.whole, options, fixed))
}

#[cfg(test)]
mod maps_tests;
#[cfg(test)]
mod strange_tests;
#[cfg(test)]
mod tests;
