//! Arrow and Feather: the schema, and the first rows of the first batch, whatever the file's size.
//!
//! A reader of its own and not the crate `arrow-ipc`: that one takes a dozen crates of arrays for what are here bytes at
//! places, and believes the lengths that it is told.

use bytes::Bytes;

use self::flat::{FlatTable, number};
use self::schema::ArrowField;
use self::values::{BatchBuffers, Cells, Dictionaries};
use super::shape::ContentShape;
use super::{MOST_ROWS, Preview, ReadAt, ReadOptions, Sample, View, foreign};
use crate::base::error::Result;
use crate::base::format;
use crate::model::Fact;
use crate::tabular::{Table, cell};
use crate::{said, t};

mod flat;
mod schema;
mod values;

const ROWS: usize = 50;
const COLUMNS: usize = 200;
/// The longest description of a batch.
const DESCRIPTION: usize = 1 << 20;
/// How much of a batch is read at once, and of one that is longer how much of each of its buffers.
const BATCH: usize = 4 << 20;
const BUFFER: usize = 32 << 10;
/// The most that is fetched, in how many pieces, and what buffers may unpack to, all together.
const FETCHED: usize = 8 << 20;
const PIECES: usize = 300;
const UNPACKED: usize = 24 << 20;
/// The most messages before the first rows, and values of a dictionary.
const MESSAGES: usize = 64;
const VALUES: usize = 100_000;

pub async fn preview(source: &mut dyn ReadAt, sample: &Sample, options: &ReadOptions) -> Result<Preview> {
    let asked = if options.criteria.is_empty() { options.rows.unwrap_or(0) } else { MOST_ROWS };
    let most = asked.clamp(ROWS, MOST_ROWS);
    let mut reader = ArrowReader { source, sample, most, fetched: 0, pieces: 0, unpacked: 0 };
    let found = reader.read().await?;
    let fetched = reader.fetched as u64;
    let mut preview = match found {
        Some(found) => found.shown(),
        None => foreign::told(ContentShape::Arrow),
    };
    // What is fetched for a batch may begin in the sample.
    let read = sample.bytes.len() as u64 + fetched;
    preview.bytes_read = sample.total.map_or(read, |total| read.min(total));
    Ok(preview)
}

/// Whether these are the first bytes of a stream: a message that is a schema.
pub fn is_stream(bytes: &[u8]) -> bool {
    let message = || ArrowMessage::read(bytes.get(8..8 + number(bytes, 4, 4)? as usize)?);
    bytes.starts_with(&[0xff; 4]) && message().is_some_and(|message| message.kind == 1)
}

/// What a piece of the file is.
struct ArrowMessage<'b> {
    kind: i64,
    header: FlatTable<'b>,
    body: u64,
}

impl<'b> ArrowMessage<'b> {
    fn read(bytes: &'b [u8]) -> Option<Self> {
        let root = FlatTable::root(bytes)?;
        Some(Self { kind: root.number(1, 1), header: root.table(2)?, body: u64::try_from(root.number(3, 8)).ok()? })
    }
}

/// What was found.
struct FoundColumns {
    fields: Vec<ArrowField>,
    /// One list for each column that could be read.
    columns: Vec<Cells>,
    /// How many rows the first batch has, and how many batches there are, where that is told.
    rows: Option<u64>,
    batches: Option<u64>,
    packed: Option<&'static str>,
}

struct ArrowReader<'s> {
    source: &'s mut dyn ReadAt,
    sample: &'s Sample,
    /// How many rows are wanted.
    most: usize,
    fetched: usize,
    pieces: usize,
    unpacked: usize,
}

impl ArrowReader<'_> {
    /// `None` where its first message is no schema.
    async fn read(&mut self) -> Result<Option<FoundColumns>> {
        let is_file = self.sample.bytes.starts_with(b"ARROW1");
        let mut at = if is_file { 8 } else { 0 };
        let mut found: Option<FoundColumns> = None;
        let mut dictionaries = Dictionaries::new();
        for _ in 0..MESSAGES {
            let Some((bytes, body)) = self.description(at).await? else { break };
            let Some(message) = ArrowMessage::read(&bytes) else { break };
            match (message.kind, &mut found) {
                (1, None) => {
                    let fields = schema::fields(message.header);
                    found = Some(FoundColumns { fields, columns: vec![], rows: None, batches: None, packed: None });
                }
                (2, Some(found)) => self.dictionary(&message, body, found, &mut dictionaries).await?,
                (3, Some(found)) => {
                    if self.batch(&message, body, found, &dictionaries).await? {
                        break;
                    }
                }
                _ => break,
            }
            at = body.saturating_add(message.body);
        }
        if let (Some(found), true) = (&mut found, is_file) {
            found.batches = self.batches().await?;
        }
        Ok(found)
    }

    /// Adds the rows of a batch; whether that is all that is looked at.
    async fn batch(
        &mut self,
        message: &ArrowMessage<'_>,
        body: u64,
        found: &mut FoundColumns,
        dictionaries: &Dictionaries,
    ) -> Result<bool> {
        let rows = u64::try_from(message.header.number(0, 8)).unwrap_or(0);
        let so_far = found.columns.first().map_or(0, Vec::len);
        if so_far > 0 && !self.has_room(body, message.body) {
            return Ok(true);
        }
        if so_far == 0 {
            (found.rows, found.packed) = (Some(rows), codec(message.header));
        }
        let buffers = self.buffers(message.header, body, message.body).await?;
        let fields = found.fields.iter().take(COLUMNS).collect::<Vec<_>>();
        let layout = (&buffers[..], message.header.numbers(4));
        // Of a long one only the beginnings of its buffers are at hand.
        let most = if message.body > BATCH as u64 { ROWS.min(self.most) } else { self.most };
        let wanted = rows.min(most.saturating_sub(so_far) as u64);
        let more = cells(&fields, layout, dictionaries, wanted as usize);
        found.join(more);
        Ok(wanted < rows || so_far + wanted as usize >= self.most)
    }

    /// Whether all of a further batch can be had: parts of it would look like empty cells.
    fn has_room(&self, body: u64, length: u64) -> bool {
        let end = usize::try_from(body.saturating_add(length)).unwrap_or(usize::MAX);
        let is_at_hand = end <= self.sample.bytes.len();
        let can_come = self.source.seeks() && length <= BATCH as u64 && self.fetched + length as usize <= FETCHED;
        (is_at_hand || can_come) && self.pieces < PIECES && self.unpacked <= UNPACKED / 2
    }

    /// The description of the message at `at`, and where its body begins.
    async fn description(&mut self, at: u64) -> Result<Option<(Bytes, u64)>> {
        let lead = self.at(at, 8).await?;
        // Before version 0.15 the length stood first.
        let (from, length) = match number(&lead, 0, 4) {
            Some(0xffff_ffff) => (at + 8, number(&lead, 4, 4)),
            length => (at + 4, length),
        };
        let Some(length) = length.filter(|it| (1..=DESCRIPTION as u64).contains(it)) else { return Ok(None) };
        let bytes = self.at(from, length as usize).await?;
        Ok((bytes.len() as u64 == length).then_some((bytes, from + length)))
    }

    /// A piece of the file; what is not to be had is empty.
    async fn at(&mut self, at: u64, length: usize) -> Result<Bytes> {
        let known = &self.sample.bytes;
        let from = usize::try_from(at).unwrap_or(usize::MAX);
        if let Some(to) = from.checked_add(length).filter(|to| *to <= known.len()) {
            return Ok(known.slice(from..to));
        }
        let total = self.sample.total.unwrap_or(0);
        let length = length.min(usize::try_from(total.saturating_sub(at)).unwrap_or(usize::MAX));
        if length == 0 || !self.source.seeks() || self.fetched + length > FETCHED || self.pieces >= PIECES {
            return Ok(known.slice(from.min(known.len())..));
        }
        let bytes = self.source.at(at, length).await?;
        self.fetched += bytes.len();
        self.pieces += 1;
        Ok(bytes)
    }

    /// The buffers of a batch: of a long one only their beginnings.
    async fn buffers(&mut self, batch: FlatTable<'_>, body: u64, length: u64) -> Result<Vec<Option<Bytes>>> {
        let packed = batch.table(3).map(|it| it.number(0, 1));
        let places: Vec<(i64, i64)> = batch.pairs(2).take(COLUMNS * 4).collect();
        let whole = match usize::try_from(length) {
            Ok(length) if length <= BATCH => Some(self.at(body, length).await?),
            _ => None,
        };
        let mut buffers = vec![];
        for (offset, length) in places {
            let (Ok(offset), Ok(length)) = (usize::try_from(offset), usize::try_from(length)) else {
                buffers.push(None);
                continue;
            };
            let bytes = match &whole {
                Some(whole) => {
                    let from = offset.min(whole.len());
                    whole.slice(from..offset.saturating_add(length).min(whole.len()).max(from))
                }
                None if packed.is_some() && length > BATCH / 4 => Bytes::new(),
                None => {
                    let wanted = if packed.is_some() { length } else { length.min(BUFFER) };
                    self.at(body.saturating_add(offset as u64), wanted).await?
                }
            };
            buffers.push(match packed {
                Some(codec) if length > 0 => self.unpacked(&bytes, codec),
                _ => Some(bytes),
            });
        }
        Ok(buffers)
    }

    /// A buffer unpacked, behind the length that it says to have then.
    fn unpacked(&mut self, bytes: &Bytes, codec: i64) -> Option<Bytes> {
        let length = number(bytes, 0, 8)? as i64;
        let packed = bytes.slice(8..);
        let length = match usize::try_from(length) {
            Err(_) => return (length == -1).then_some(packed),
            Ok(length) => length,
        };
        self.unpacked = self.unpacked.saturating_add(length);
        if self.unpacked > UNPACKED {
            return None;
        }
        let unpacked = match codec {
            0 => {
                let mut bytes = Vec::with_capacity(length);
                let frame = lz4_flex::frame::FrameDecoder::new(&packed[..]);
                std::io::Read::read_to_end(&mut std::io::Read::take(frame, length as u64), &mut bytes).ok()?;
                bytes
            }
            1 => zstd::bulk::decompress(&packed, length).ok()?,
            _ => return None,
        };
        Some(unpacked.into())
    }

    async fn dictionary(
        &mut self,
        message: &ArrowMessage<'_>,
        body: u64,
        found: &FoundColumns,
        known: &mut Dictionaries,
    ) -> Result<()> {
        let id = message.header.number(0, 8);
        let Some(batch) = message.header.table(1) else { return Ok(()) };
        let Some(field) = of_dictionary(&found.fields, id) else { return Ok(()) };
        let plain = ArrowField { dictionary: None, ..field.clone() };
        let buffers = self.buffers(batch, body, message.body).await?;
        let count = usize::try_from(batch.number(0, 8)).unwrap_or(0).min(VALUES);
        let values = cells(&[&plain], (&buffers, batch.numbers(4)), known, count).pop().unwrap_or_default();
        let is_more = message.header.number(2, 1) == 1;
        let so_far = known.entry(id).or_default();
        if !is_more {
            so_far.clear();
        }
        so_far.extend(values);
        so_far.truncate(VALUES);
        Ok(())
    }

    /// How many batches the end of the file lists.
    async fn batches(&mut self) -> Result<Option<u64>> {
        let Some(total) = self.sample.total.filter(|total| *total > 20) else { return Ok(None) };
        let tail = self.at(total - 10, 10).await?;
        let length = number(&tail, 0, 4).filter(|_| tail.ends_with(b"ARROW1"));
        let Some(length) = length.filter(|it| *it <= DESCRIPTION as u64 && it + 10 <= total) else { return Ok(None) };
        let end = self.at(total - 10 - length, length as usize).await?;
        Ok(FlatTable::root(&end).map(|footer| footer.count(3)).filter(|count| *count < 1 << 24))
    }
}

fn codec(batch: FlatTable) -> Option<&'static str> {
    let codec = batch.table(3)?.number(0, 1);
    Some(if codec == 0 { "lz4" } else { "zstd" })
}

/// The field whose values this dictionary holds, at any depth.
fn of_dictionary(fields: &[ArrowField], id: i64) -> Option<&ArrowField> {
    fields.iter().find_map(|field| match field.dictionary {
        Some((own, _)) if own == id => Some(field),
        _ => of_dictionary(&field.parts, id),
    })
}

/// The first `rows` of columns, up to one whose layout is not known.
fn cells(
    fields: &[&ArrowField],
    (buffers, further): (&[Option<Bytes>], Vec<i64>),
    dictionaries: &Dictionaries,
    rows: usize,
) -> Vec<Cells> {
    let mut buffers = BatchBuffers { buffers: buffers.iter(), further: further.into_iter(), dictionaries };
    let mut columns = vec![];
    for field in fields {
        let Ok(column) = buffers.take(field) else { break };
        columns.push((0..rows).map(|row| column.cell(row)).collect());
    }
    columns
}

impl FoundColumns {
    /// Adds the rows of a further batch, of the columns that both have.
    fn join(&mut self, more: Vec<Cells>) {
        if self.columns.first().is_none_or(Vec::is_empty) {
            self.columns = more;
            return;
        }
        self.columns.truncate(more.len().max(1));
        self.columns.iter_mut().zip(more).for_each(|(column, more)| column.extend(more));
    }

    fn shown(self) -> Preview {
        let mut views = vec![];
        let mut notes = vec![];
        let rows = self.columns.first().map_or(0, Vec::len);
        if rows > 0 {
            let names = self.fields.iter().take(self.columns.len()).map(|field| field.name.clone()).collect();
            let row = |row: usize| self.columns.iter().map(|column| column.get(row).cloned().flatten()).collect();
            let mut table = Table::new(names, (0..rows).map(row).collect(), '.');
            table.total = self.rows.filter(|_| self.batches == Some(1));
            views.push(View::Table(table));
        }
        let (shown, all) = (self.columns.len(), self.fields.len());
        let unread = self.fields.iter().filter(|field| field.is_unread()).take(20);
        let unread: Vec<String> = unread.map(|field| format!("{} ({})", field.name, field.said())).collect();
        if !unread.is_empty() {
            notes.push(t!("formats-arrow-unread", names = unread.join(", ")));
        }
        if shown < all {
            notes.push(t!("preview-parquet-rows-of", columns = shown, fields = all));
        }
        views.push(View::Table(self.schema()));
        views.push(View::Facts(self.facts()));
        let mut preview = Preview::new("arrow", views);
        preview.notes = notes;
        preview
    }

    fn schema(&self) -> Table {
        let yes = |yes: bool| Some(if yes { t!("preview-parquet-yes") } else { t!("preview-parquet-no") });
        let rows = self.fields.iter().take(COLUMNS * 5);
        let rows = rows.map(|field| vec![cell(&field.name), Some(field.said()), yes(field.may_be_empty)]).collect();
        let names = vec![t!("preview-parquet-column"), t!("preview-parquet-type"), t!("preview-parquet-may-be-empty")];
        let mut table = Table::new(names, rows, '.');
        table.title = Some(t!("preview-parquet-schema"));
        table.total = Some(self.fields.len() as u64);
        table
    }

    fn facts(&self) -> Vec<Fact> {
        let mut facts: Vec<Fact> = vec![(said!("preview-parquet-columns").into(), self.fields.len().to_string())];
        let mut add = |label: crate::base::i18n::Said, text: Option<String>| {
            facts.extend(text.map(|text| (label.into(), text)));
        };
        add(said!("formats-field-batches"), self.batches.map(format::count));
        add(said!("formats-field-batch-rows"), self.rows.map(format::count));
        add(said!("preview-parquet-compression"), self.packed.map(str::to_owned));
        facts
    }
}

#[cfg(test)]
mod tests;
