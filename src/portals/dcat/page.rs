//! One document of a feed: its datasets, and where it goes on.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use url::Url;

use super::super::reading::called;
use super::dcat_us;
use super::decoded::decoded;
use super::graph::Graph;
use super::map::{Mapper, Record};
use super::odd::{Oddity, summed};
use super::syntax::{self, Syntax, Unreadable};
use super::vocabulary::Property;
use crate::base::beside::Wanted;
use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::Message;
use crate::base::text::some_line;
use crate::net::Document;
use crate::{m, t};

/// Datasets of one document, or of all, at most.
pub const RECORDS: usize = 200_000;

/// One document of a feed.
#[derive(Debug, Default)]
pub struct Page {
    pub records: Vec<Record>,
    /// Where it goes on, as the document says.
    pub next: Option<String>,
    /// The last of the pages, as the document says.
    pub last: Option<String>,
    pub total: Option<u64>,
    pub warnings: Vec<String>,
}

/// What a document holds.
pub fn read(document: &Document, portal: &str, language: &str, wanted: &Wanted) -> Result<Page, Unreadable> {
    let wanted = &wanted.within(syntax::patience(document.body.len()));
    let (content_type, base) = (document.content_type.as_deref(), &document.url);
    let text = decoded(&document.body);
    let text = &syntax::mended(content_type, &text);
    match syntax::of(content_type, text)? {
        Syntax::DataJson => data_json(text, base, portal, language, wanted),
        syntax => {
            let (graph, warnings) = syntax::read(syntax, text, base, wanted)?;
            let mut page = Page { warnings, ..Page::default() };
            let mapper = Mapper { portal, graph: &graph, base, language };
            let mut collecting = Collecting::new(&mut page, wanted);
            let mut bare = 0;
            for node in graph.datasets() {
                // Named by the catalogue, described elsewhere or nowhere.
                if !graph.is_described(*node) {
                    bare += 1;
                    continue;
                }
                collecting.take(mapper.record(*node))?;
            }
            collecting.end();
            if bare > 0 {
                page.warnings.push(t!("dcat-bare-datasets", count = bare));
            }
            paging(&graph, &mut page);
            // A page of nothing but mistakes is no page.
            match page.records.is_empty() && graph.datasets().is_empty() && !page.warnings.is_empty() {
                true => Err(Unreadable::Other(page.warnings.swap_remove(0).into())),
                false => Ok(page),
            }
        }
    }
}

fn data_json(text: &str, base: &Url, portal: &str, language: &str, wanted: &Wanted) -> Result<Page, Unreadable> {
    let mut page = Page::default();
    let mut collecting = Collecting::new(&mut page, wanted);
    let mut stopped = Ok(());
    let read = syntax::each(text, "dataset", &mut |dataset| {
        let unreadable = |error: Message| {
            let name = ["title", "identifier"].iter().find_map(|key| some_line(dataset[key].as_str()?));
            m!("portals-unreadable", name = called(name.as_deref()), error)
        };
        let record = dcat_us::graph(&dataset).map_err(unreadable).and_then(|(graph, odd)| {
            let node = *graph.datasets().first().ok_or_else(|| unreadable(m!("portals-no-record")))?;
            let mut record = Mapper { portal, graph: &graph, base, language }.record(node)?;
            odd.into_iter().for_each(|odd| record.tell(odd));
            Ok(record)
        });
        stopped = collecting.take(record);
        if stopped.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    stopped?;
    collecting.end();
    match read {
        Ok(()) => Ok(page),
        Err(why) if page.records.is_empty() => Err(why),
        // What came before the break is there.
        Err(Unreadable::Other(why)) => {
            page.warnings.push(t!("dcat-breaks-off", why));
            Ok(page)
        }
        Err(other) => Err(other),
    }
}

/// Takes datasets up as long as they are no more than guichet has room for.
struct Collecting<'p> {
    page: &'p mut Page,
    /// Why some were left out.
    left_out: Vec<Message>,
    media: usize,
    wanted: &'p Wanted,
}

impl<'p> Collecting<'p> {
    fn new(page: &'p mut Page, wanted: &'p Wanted) -> Self {
        Self { page, left_out: vec![], media: 0, wanted }
    }

    fn take(&mut self, record: Result<Record, Message>) -> Result<(), Unreadable> {
        /// Media of one document: distributions may be shared, and then there are more of them than were written.
        const MEDIA: usize = 500_000;
        match record {
            Ok(record) => {
                self.media += record.dataset.media.len();
                self.page.records.push(record);
            }
            Err(why) => self.left_out.push(why),
        }
        if self.page.records.len() > RECORDS || self.media > MEDIA {
            return Err(Unreadable::Other(m!("dcat-too-large")));
        }
        syntax::still(self.wanted)
    }

    /// Tells what is odd about the datasets, and which are none: the first few by name.
    fn end(self) {
        const NAMED: usize = 3;
        distinct(&mut self.page.records);
        let odd =
            self.page.records.iter().flat_map(|record| record.odd.iter().map(|odd| (&*record.dataset.title, odd)));
        let summed = summed(odd);
        let more = self.left_out.len().saturating_sub(NAMED);
        let named = self.left_out.iter().take(NAMED).map(ToString::to_string);
        let warnings = named.chain((more > 0).then(|| t!("dcat-more-left-out", count = more))).chain(summed);
        self.page.warnings.extend(warnings.collect::<Vec<_>>());
    }
}

/// Of several with one identifier, the others are asked for by it and a number that nothing else is called by.
fn distinct(records: &mut [Record]) {
    let id = |record: &Record| record.dataset.address.path.first().cloned().unwrap_or_default();
    let all: HashSet<String> = records.iter().map(id).collect();
    let mut next: HashMap<String, usize> = HashMap::new();
    for record in records {
        let own = id(record);
        let Some(n) = next.get_mut(&own) else {
            next.insert(own, 2);
            continue;
        };
        let name = loop {
            let name = format!("{own}-{n}");
            *n += 1;
            if !all.contains(&name) {
                break name;
            }
        };
        record.rename(&name);
        record.tell(Oddity::Twice);
    }
}

/// What Hydra says of a collection's pages: text or addresses.
fn paging(graph: &Graph, page: &mut Page) {
    let said = |property: Property| Some(graph.written(graph.anywhere(property)?)?.trim().to_owned());
    page.next = said(Property::Next).filter(|next| !next.is_empty());
    page.last = said(Property::Last);
    page.total = said(Property::Total).and_then(|total| total.parse().ok());
}

pub fn unreadable(subject: &Message, why: Unreadable) -> Error {
    let error = |cause: Message| Error::new(ErrorKind::Portal, subject, cause);
    match why {
        Unreadable::Empty => error(m!("dcat-empty")).hint(m!("dcat-empty-hint")),
        Unreadable::WebPage => error(m!("dcat-answered-page")).hint(m!("dcat-answered-page-hint")),
        Unreadable::Elsewhere(address) => {
            error(m!("dcat-terms-elsewhere", address)).hint(m!("dcat-terms-elsewhere-hint"))
        }
        Unreadable::Other(why) => error(m!("dcat-unreadable", why)).hint(m!("dcat-unreadable-hint")),
    }
}
