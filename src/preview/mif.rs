//! MapInfo's exchange format: shapes in a text (`.mif`), rows in another (`.mid`).

use super::crs::Crs;
use super::dbf::day;
use super::layer::{MapLayer, shapes_cell};
use super::map::{MOST_POSITIONS, Position, Shape};
use super::siblings::{FileBeginning, beginning, called_like};
use super::{DecidedBy, Files, MOST_ROWS, Preview, ReadOptions, SAMPLE, Sample, mapinfo};
use crate::base::text;
use crate::t;
use crate::tabular::encoding::{Decoded, Encoded, decode_as, encoded};
use crate::tabular::layout::part;
use crate::tabular::split::Marks;
use crate::tabular::{Charset, Sureness, cell};

/// Parts of a collection.
const MOST_PARTS: usize = 16;

/// Whether a text is such a file.
pub fn is_one(text: &str) -> bool {
    let begins = |line: &str| line.trim_start().get(..8).is_some_and(|it| it.eq_ignore_ascii_case("version "));
    text.lines().next().is_some_and(begins)
}

/// The shapes alone.
pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = decoded(&sample.bytes, sample.whole, &[], options);
    let mif = Mif::read(&decoded.text);
    let names = mif.columns.join(", ");
    let layer = mif.layer(None, sample.whole);
    layer.preview("mif").decoded(&decoded).note(t!("geo-mif-alone", names))
}

/// As the person says, else as its header does; else as it seems by its own bytes and by those of its rows.
fn decoded(bytes: &[u8], whole: bool, rows: &[u8], options: &ReadOptions) -> Decoded {
    const HEAD: usize = 1024;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).into_owned();
    let stated = |line: &str| {
        let (word, value) = line.trim().split_once(char::is_whitespace)?;
        if word.eq_ignore_ascii_case("charset") { mapinfo::charset(value) } else { None }
    };
    let encoded = match (options.text.encoding, head.lines().take(10).find_map(stated)) {
        (None, Some(charset)) => Encoded { charset, by: DecidedBy::Stated, sureness: Sureness::Sure },
        (asked, _) => encoded(&[bytes, b"\n", rows].concat(), false, asked),
    };
    decode_as(bytes, whole, encoded)
}

/// With the rows of the `.mid` beside the entry at `at`; `None` where there is none.
pub async fn of_files(
    files: &mut dyn Files,
    at: usize,
    sample: &Sample,
    own: &FileBeginning,
    options: &ReadOptions,
) -> Option<Preview> {
    let place = called_like(files, at, "mid")?;
    let mid = beginning(files, place, SAMPLE).await?;
    let decoded = decoded(&own.bytes, own.whole, &mid.bytes, options);
    let layer = Mif::read(&decoded.text).layer(Some((&mid, decoded.encoding)), own.whole);
    let preview = layer.preview("mif").decoded(&decoded).of(sample);
    Some(Preview { bytes_read: (own.bytes.len() + mid.bytes.len()) as u64, sample: None, ..preview })
}

struct Mif<'t> {
    delimiter: u8,
    crs: Option<Crs>,
    columns: Vec<String>,
    /// Which of them hold days.
    days: Vec<bool>,
    data: &'t str,
}

impl<'t> Mif<'t> {
    const MOST_COLUMNS: usize = 500;

    fn read(text: &'t str) -> Self {
        let mut mif = Self { delimiter: b'\t', crs: None, columns: vec![], days: vec![], data: "" };
        let mut rest = text;
        let mut left = 0_usize;
        while let Some((line, after)) = rest.split_once('\n') {
            rest = after;
            let line = line.trim();
            let (word, value) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            match word.to_ascii_lowercase().as_str() {
                _ if left > 0 && !value.trim().is_empty() => {
                    left -= 1;
                    mif.columns.push(text::line(word));
                    mif.days.push(value.trim().eq_ignore_ascii_case("date"));
                }
                "delimiter" => mif.delimiter = value.trim().trim_matches('"').bytes().next().unwrap_or(b'\t'),
                "coordsys" => mif.crs = Crs::of_mapinfo(line),
                "columns" => left = value.trim().parse().unwrap_or(0).min(Self::MOST_COLUMNS),
                "data" => {
                    mif.data = rest;
                    break;
                }
                _ => {}
            }
        }
        mif
    }

    fn layer(self, mid: Option<(&FileBeginning, Charset)>, whole: bool) -> MapLayer {
        let mut objects = Objects::of(self.data);
        let Some((mid, encoding)) = mid else {
            let mut layer = MapLayer::of_columns([t!("geo-shape")]);
            layer.crs = self.crs;
            let mut seen = 0;
            while let Some(shapes) = objects.next_feature() {
                seen += 1;
                layer.add(vec![shapes_cell(&shapes)], shapes);
            }
            layer.total = whole.then_some(seen);
            return layer;
        };
        let rows = encoding.text(&mid.bytes);
        let end = if mid.whole { rows.len() } else { rows.rfind('\n').unwrap_or(0) };
        let marks = Marks { delimiter: self.delimiter, quote: b'"', escape: None, comment: None, wrapped: false };
        let records = part(&rows[..end], marks, true, MOST_ROWS);
        let mut layer = MapLayer::of_columns(self.columns);
        layer.crs = self.crs;
        layer.total = (mid.whole && !records.more).then_some(records.rows.len() as u64);
        let mut is_cut = false;
        for (_, record) in &records.rows {
            let next = objects.next_feature();
            is_cut |= whole && next.is_none() && objects.left > 0;
            let shapes = next.unwrap_or_default();
            let days = self.days.iter().copied().chain(std::iter::repeat(false));
            layer.add(
                record.iter().zip(days).map(|(raw, is_day)| if is_day { day(raw) } else { cell(raw) }).collect(),
                shapes,
            );
        }
        layer.notes.extend(is_cut.then(|| t!("geo-breaks-off")));
        layer
    }
}

/// The objects of the data section, word by word.
struct Objects<'t> {
    words: std::iter::Peekable<Box<dyn Iterator<Item = &'t str> + 't>>,
    left: usize,
}

impl<'t> Objects<'t> {
    fn of(data: &'t str) -> Self {
        // What a text object says is not to be taken for objects.
        let outside = data.split('"').step_by(2).flat_map(str::split_whitespace);
        let words: Box<dyn Iterator<Item = &'t str> + 't> = Box::new(outside);
        Self { words: words.peekable(), left: MOST_POSITIONS }
    }

    fn next_feature(&mut self) -> Option<Vec<Shape>> {
        loop {
            let word = self.words.next()?.to_ascii_lowercase();
            if word == "collection" {
                let parts = self.count().min(MOST_PARTS);
                let mut shapes = Vec::new();
                for _ in 0..parts {
                    shapes.extend(self.next_part()?);
                }
                return Some(shapes);
            }
            if let Some(shapes) = self.object(&word) {
                return Some(shapes);
            }
        }
    }

    fn next_part(&mut self) -> Option<Vec<Shape>> {
        loop {
            let word = self.words.next()?.to_ascii_lowercase();
            if let Some(shapes) = self.object(&word) {
                return Some(shapes);
            }
        }
    }

    fn object(&mut self, word: &str) -> Option<Vec<Shape>> {
        Some(match word {
            "none" => vec![],
            "point" => self.position().map(Shape::Point).into_iter().collect(),
            "multipoint" => self.positions().into_iter().map(Shape::Point).collect(),
            "line" => vec![Shape::Line(self.position().into_iter().chain(self.position()).collect())],
            "pline" => {
                let is_multiple = self.words.next_if(|it| it.eq_ignore_ascii_case("multiple")).is_some();
                let parts = if is_multiple { self.count() } else { 1 };
                self.parts(parts).into_iter().map(Shape::Line).collect()
            }
            "region" => {
                let parts = self.count();
                vec![Shape::Area(self.parts(parts))]
            }
            // Drawn as what surrounds them.
            "rect" | "roundrect" | "ellipse" | "arc" | "text" => match (self.position(), self.position()) {
                (Some([x, y]), Some([to_x, to_y])) => {
                    vec![Shape::Area(vec![vec![[x, y], [to_x, y], [to_x, to_y], [x, to_y], [x, y]]])]
                }
                _ => vec![],
            },
            _ => return None,
        })
    }

    fn count(&mut self) -> usize {
        self.words.next_if(|it| it.parse::<usize>().is_ok()).and_then(|it| it.parse().ok()).unwrap_or(0)
    }

    fn number(&mut self) -> Option<f64> {
        self.words.next_if(|it| it.parse::<f64>().is_ok())?.parse().ok()
    }

    fn position(&mut self) -> Option<Position> {
        Some([self.number()?, self.number()?])
    }

    /// As many as there are, whatever is claimed.
    fn positions(&mut self) -> Vec<Position> {
        let mut positions = Vec::new();
        for _ in 0..self.count().min(self.left) {
            let Some(at) = self.position() else { break };
            positions.push(at);
        }
        self.left -= positions.len();
        positions
    }

    fn parts(&mut self, claimed: usize) -> Vec<Vec<Position>> {
        let mut parts = Vec::new();
        for _ in 0..claimed {
            let part = self.positions();
            if part.is_empty() {
                break;
            }
            parts.push(part);
        }
        parts
    }
}
