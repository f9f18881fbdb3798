//! One document of a feed: its datasets, and where it goes on.

use std::ops::ControlFlow;
use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::super::decoded::decoded;
use super::super::reading::called;
use super::dcat_us;
use super::map::{Mapper, Record};
use super::names::Names;
use super::odd::Summed;
use super::records::{Packing, Records};
use super::syntax::{self, Syntax, Unreadable, broken};
use super::vocabulary::Property;
use crate::base::beside::Wanted;
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::Message;
use crate::base::scratch;
use crate::base::text::some_line;
use crate::net::Document;
use crate::{m, t};

/// Datasets of one document, or of all, at most.
pub const RECORDS: usize = 1_000_000;

/// One document of a feed.
#[derive(Debug, Default)]
pub struct Page {
    pub records: Records,
    /// Where it goes on, as the document says.
    pub next: Option<String>,
    /// The last of the pages, as the document says.
    pub last: Option<String>,
    pub total: Option<u64>,
    pub warnings: Vec<String>,
    /// What its datasets call themselves: they are not told apart yet.
    pub names: Names,
    /// Whether more would have come, had it not broken off.
    pub is_cut: bool,
}

impl Page {
    /// What Hydra says of a collection's pages: text or addresses.
    pub fn pages_on(&mut self, next: Option<String>, last: Option<String>, total: Option<&str>) {
        self.next = next.filter(|next| !next.is_empty());
        self.last = last;
        self.total = total.and_then(|total| total.parse().ok());
    }
}

/// What a document holds.
pub fn read(document: &Document, portal: &str, language: &str, wanted: &Wanted) -> Result<Page, Unreadable> {
    let wanted = &wanted.within(syntax::PATIENCE);
    let (content_type, base) = (document.content_type.as_deref(), &document.url);
    let text = decoded(&document.body);
    let text = &syntax::mended(content_type, &text);
    match syntax::of(content_type, text)? {
        Syntax::DataJson => data_json(text, base, portal, language, wanted),
        syntax => {
            let (graph, warnings) = syntax::read(syntax, text, base, wanted)?;
            let mapper = Mapper { portal, graph: &graph, base, language };
            let mut collecting = Collecting::here(wanted);
            let mut bare = 0;
            for node in graph.datasets() {
                // Named by the catalogue, described elsewhere or nowhere.
                if !graph.is_described(*node) {
                    bare += 1;
                    continue;
                }
                collecting.take(mapper.record(*node))?;
            }
            let mut page = collecting.end(warnings)?;
            if bare > 0 {
                page.warnings.push(t!("dcat-bare-datasets", count = bare));
            }
            let said = |property: Property| Some(graph.written(graph.anywhere(property)?)?.trim().to_owned());
            page.pages_on(said(Property::Next), said(Property::Last), said(Property::Total).as_deref());
            // A page of nothing but mistakes is no page.
            match page.records.is_empty() && graph.datasets().is_empty() && !page.warnings.is_empty() {
                true => Err(Unreadable::Other(page.warnings.swap_remove(0).into())),
                false => Ok(page),
            }
        }
    }
}

fn data_json(text: &str, base: &Url, portal: &str, language: &str, wanted: &Wanted) -> Result<Page, Unreadable> {
    let mut collecting = Collecting::here(wanted);
    let mut stopped = Ok(());
    let read = syntax::each(text, "dataset", &mut |dataset| {
        stopped = collecting.take(data_json_record(&dataset, base, portal, language));
        if stopped.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    stopped?;
    match read {
        Ok(()) => collecting.end(vec![]),
        Err(why) if collecting.len() == 0 => Err(why),
        // What came before the break is there.
        Err(Unreadable::Other(why)) => {
            let mut page = collecting.end(vec![])?;
            page.warnings.push(t!("dcat-breaks-off", why));
            Ok(Page { is_cut: true, ..page })
        }
        Err(other) => Err(other),
    }
}

/// A dataset of DCAT-US.
pub fn data_json_record(dataset: &Value, base: &Url, portal: &str, language: &str) -> Result<Record, Message> {
    let unreadable = |error: Message| {
        let name = ["title", "identifier"].iter().find_map(|key| some_line(dataset[key].as_str()?));
        m!("portals-unreadable", name = called(name.as_deref()), error)
    };
    let (graph, odd) = dcat_us::graph(dataset).map_err(unreadable)?;
    let node = *graph.datasets().first().ok_or_else(|| unreadable(m!("portals-no-record")))?;
    let mut record = Mapper { portal, graph: &graph, base, language }.record(node)?;
    odd.into_iter().for_each(|odd| record.tell(odd));
    Ok(record)
}

/// Takes datasets up as long as they are no more than guichet has room for.
pub struct Collecting<'w> {
    kept: Kept,
    names: Names,
    /// Why some were left out: the first few.
    left_out: Vec<Message>,
    more_left_out: usize,
    media: usize,
    odd: Summed,
    wanted: &'w Wanted,
}

enum Kept {
    Here(Vec<Record>),
    Packing(Packing),
}

impl<'w> Collecting<'w> {
    /// Of a document that is in memory.
    pub fn here(wanted: &'w Wanted) -> Self {
        Self::of(Kept::Here(vec![]), wanted)
    }

    /// Of one that is too long for that.
    pub fn packing(wanted: &'w Wanted) -> Result<Self, Unreadable> {
        let packing = Packing::new().map_err(|error| broken(&error))?;
        Ok(Self::of(Kept::Packing(packing), wanted))
    }

    fn of(kept: Kept, wanted: &'w Wanted) -> Self {
        Self {
            kept,
            names: Names::default(),
            left_out: vec![],
            more_left_out: 0,
            media: 0,
            odd: Summed::default(),
            wanted,
        }
    }

    pub fn len(&self) -> usize {
        match &self.kept {
            Kept::Here(records) => records.len(),
            Kept::Packing(packing) => packing.len(),
        }
    }

    pub fn take(&mut self, record: Result<Record, Message>) -> Result<(), Unreadable> {
        /// Media of one document: distributions may be shared, and then there are more of them than were written.
        const MEDIA: usize = 500_000;
        const MEDIA_OF_LONG: usize = 10_000_000;
        const NAMED: usize = 3;
        if self.len() >= RECORDS {
            return Err(Unreadable::Endless);
        }
        match record {
            Ok(record) => {
                self.media += record.dataset.media.len();
                self.names.take(&record);
                self.odd.take(&record.dataset.title, &record.odd);
                match &mut self.kept {
                    Kept::Here(records) => records.push(record),
                    Kept::Packing(packing) => packing.push(record).map_err(|error| broken(&error))?,
                }
            }
            Err(why) if self.left_out.len() < NAMED => self.left_out.push(why),
            Err(_) => self.more_left_out += 1,
        }
        let most = if matches!(self.kept, Kept::Here(_)) { MEDIA } else { MEDIA_OF_LONG };
        if self.media > most {
            return Err(Unreadable::Other(m!("dcat-too-large")));
        }
        syntax::still(self.wanted)
    }

    /// All of them, with what is odd about them, and which are none: the first few by name.
    pub fn end(self, mut warnings: Vec<String>) -> Result<Page, Unreadable> {
        let records = match self.kept {
            Kept::Here(records) => Records::Here(records),
            Kept::Packing(packing) => packing.end().map_err(|error| broken(&error))?,
        };
        warnings.extend(self.left_out.iter().map(ToString::to_string));
        warnings.extend((self.more_left_out > 0).then(|| t!("dcat-more-left-out", count = self.more_left_out)));
        warnings.extend(self.odd.said());
        Ok(Page { records, names: self.names, warnings, ..Page::default() })
    }
}

pub fn unreadable(subject: &Message, why: Unreadable) -> Error {
    let error = |cause: Message| Error::new(ErrorKind::Portal, subject, cause);
    match why {
        Unreadable::Empty => error(m!("dcat-empty")).hint(m!("dcat-empty-hint")),
        Unreadable::WebPage => error(m!("dcat-answered-page")).hint(m!("dcat-answered-page-hint")),
        Unreadable::Elsewhere(address) => {
            error(m!("dcat-terms-elsewhere", address)).hint(m!("dcat-terms-elsewhere-hint"))
        }
        Unreadable::Late => unreadable(subject, Unreadable::Other(too_slow(syntax::PATIENCE))),
        Unreadable::Cut => unreadable(subject, Unreadable::Other(m!("http-json-cut"))),
        Unreadable::Disk(why) => {
            let cause = m!("dcat-no-room", folder = shown(&scratch::folder()), why);
            Error::new(ErrorKind::Disk, subject, cause).hint(m!("dcat-no-room-hint"))
        }
        Unreadable::Endless => unreadable(subject, Unreadable::Other(m!("dcat-too-large"))),
        Unreadable::Other(why) => error(m!("dcat-unreadable", why)).hint(m!("dcat-unreadable-hint")),
    }
}

pub fn too_slow(patience: Duration) -> Message {
    m!("dcat-too-slow", seconds = patience.as_secs())
}
