//! From a node that is a dataset to the words of guichet: a value may be text or a node anywhere, once, several times or
//! in a list, and in several languages.

use serde::{Deserialize, Serialize};
use url::Url;

use super::super::licences;
use super::super::mapping::{creator_words, first_line, hashed, joined, joined_by, labelled, moment, row};
use super::super::paths::is_step;
use super::super::reading::called;
use super::extent;
use super::graph::{Graph, Node, Object};
use super::odd::Oddity;
use super::vocabulary::{self, Property};
use crate::base::i18n::Message;
use crate::base::markup;
use crate::base::text;
use crate::base::when::When;
use crate::model::identity::{Identities, Identity};
use crate::model::{Access, Address, Dataset, Fact, Item, Licence, Target};
use crate::{m, said, t};

/// Longer labels are no labels.
const LABEL: usize = 500;
/// So many keywords at most are shown.
const KEYWORDS: usize = 200;

/// One dataset, ready to be listed, searched and shown.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Record {
    pub item: Item,
    pub dataset: Dataset,
    pub themes: Vec<Theme>,
    /// What searches look through, without case and accents.
    pub folded: String,
    pub odd: Vec<Oddity>,
}

impl Record {
    /// What it is asked for by.
    pub fn id(&self) -> &str {
        self.dataset.address.path.first().map_or("", String::as_str)
    }

    /// Tells with the dataset what is odd about it.
    pub fn tell(&mut self, odd: Oddity) {
        self.dataset.warnings.push(odd.said());
        self.odd.push(odd);
    }

    /// What of it has the web address `url`: the dataset by its own or its page's, a media by where it is.
    pub fn named(&self, url: &Url) -> Option<Target> {
        if let Some(exact) = self.dataset.named(url.as_str(), false) {
            return Some(exact);
        }
        let same = Identities::of(&self.dataset.title).id(Some(url.as_str()), None).landing(Some(url.as_str())).all();
        if same.iter().any(|identity| self.item.same_as.contains(identity)) {
            return Some(self.item.target.clone());
        }
        self.dataset.named(url.as_str(), true)
    }

    /// Has it asked for by another name, since its own is that of another too.
    pub fn rename(&mut self, id: &str) {
        self.tell(Oddity::Twice);
        let address = Address::root(&*self.dataset.address.portal).child(id);
        self.dataset.media.iter_mut().for_each(|media| media.dataset = address.clone());
        self.item.target = Target::dataset(address.clone());
        self.dataset.address = address;
    }
}

/// One of a dataset's themes.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Theme {
    /// The end of its address, which is the same in every language; of one without, its label.
    pub value: String,
    pub label: String,
}

/// Reads the datasets of one graph.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub graph: &'a Graph,
    /// Where the document came from: what addresses within it are relative to.
    pub base: &'a Url,
    /// The person's language, as `fr`.
    pub language: &'a str,
}

impl Mapper<'_> {
    /// One dataset, or the sentence that says why not.
    pub fn record(&self, node: Node) -> Result<Record, Message> {
        let name = self.identifier(node).or_else(|| self.graph.iri(node).and_then(short_line));
        let title = self.line(node, Property::Title).or_else(|| self.name(node));
        let is_untitled = title.is_none();
        let title = title.or_else(|| name.clone()).or_else(|| self.paraphrase(node));
        let title = title.ok_or_else(|| m!("portals-unreadable", name = called(None), error = m!("dcat-nameless")))?;
        let id = name
            .filter(|id| !is_step(id))
            .unwrap_or_else(|| hashed([&*title, self.line(node, Property::LandingPage).as_deref().unwrap_or("")]));
        let address = Address::root(self.portal).child(super::segment(&id));
        let mut dataset = self.dataset(node, address, title);
        let themes = self.themes(node);
        dataset.theme = themes.first().map(|theme| theme.label.clone());
        let item = Item { same_as: self.same_as(node, &dataset), ..row(&dataset) };
        let folded = folded(&dataset, &themes);
        let mut record = Record { item, dataset, themes, folded, odd: vec![] };
        is_untitled.then_some(Oddity::Untitled).into_iter().chain(self.odd(node)).for_each(|odd| record.tell(odd));
        Ok(record)
    }

    /// What else may name what has neither title nor identifier.
    fn paraphrase(&self, node: Node) -> Option<String> {
        let described = self.block(node, Property::Description).and_then(|text| first_line(&text));
        described.or_else(|| self.url(node, Property::LandingPage)).or_else(|| {
            let media = self.graph.nodes(node, Property::Distribution).into_iter();
            media.filter_map(|media| self.line(media, Property::Title)).next()
        })
    }

    fn odd(&self, node: Node) -> Vec<Oddity> {
        let addresses = self.graph.odd_addresses(node);
        let first = addresses.first().and_then(|address| short_line(address));
        let addresses = first.map(|first| Oddity::Addresses(addresses.len(), first));
        addresses.into_iter().chain(self.graph.is_garbled(node).then_some(Oddity::Characters)).collect()
    }

    /// Its identifiers and its node's own address, as well as the page that it is presented on.
    fn same_as(&self, node: Node, dataset: &Dataset) -> Vec<Identity> {
        let ids =
            self.graph.all(node, Property::Identifier).into_iter().filter_map(|object| self.graph.written(object));
        let found = ids
            .chain(self.graph.iri(node))
            .fold(Identities::of(&dataset.title), |found, id| found.id(Some(id), self.base.host_str()));
        found.landing(dataset.page.as_deref()).all()
    }

    fn dataset(&self, node: Node, address: Address, title: String) -> Dataset {
        let access = self.access(node).unwrap_or(Access::Open);
        let mut warnings = Vec::new();
        let media = self.media(node, &address, access, &mut warnings);
        let summary = self.block(node, Property::Description);
        Dataset {
            title,
            synopsis: None,
            summary,
            access,
            licence: self.licence(node),
            publisher: self.publisher(node),
            creators: self.creators(node),
            doi: self.doi(node),
            theme: None,
            keywords: self.labels(node, Property::Keyword, text::some_line),
            created: self.moment(node, Property::Created).or_else(|| self.moment(node, Property::Issued)),
            modified: self.moment(node, Property::Modified).or_else(|| self.moment(node, Property::Issued)),
            territory: self.territory(node),
            extent: self.extent(node),
            period: self.period(node),
            facts: self.facts(node),
            page: self.url(node, Property::LandingPage),
            address,
            media,
            withdrawn: None,
            warnings,
        }
    }

    /// What is in the language that the person reads best: theirs, French, English, one that is not told, any.
    pub fn preferred<'g>(&self, found: impl IntoIterator<Item = &'g Object>) -> Option<&'g str> {
        let rank = |language: Option<&str>| {
            let of = |wanted: &str| language.is_some_and(|it| it.split('-').next() == Some(wanted));
            let ranks = [of(self.language), of("fr"), of("en"), language.is_none(), true];
            ranks.iter().position(|it| *it)
        };
        let texts = found.into_iter().filter_map(|object| match object {
            Object::Text { text, language } => Some((rank(language.as_deref()), &**text)),
            Object::Node(_) => None,
        });
        // What some programs write for nothing.
        let texts = texts.filter(|(_, text)| !matches!(text.trim(), "" | "None" | "null"));
        texts.min_by_key(|(rank, _)| *rank).map(|(_, text)| text)
    }

    /// One line, of text or of what a node is called.
    pub fn line(&self, node: Node, property: Property) -> Option<String> {
        let all = self.graph.all(node, property);
        let text = self.preferred(all.iter().copied()).and_then(short_line);
        text.or_else(|| all.into_iter().filter(|it| matches!(it, Object::Node(_))).find_map(|node| self.label(node)))
    }

    /// What may be written at length, and in HTML.
    pub fn terms(&self, node: Node, property: Property) -> Option<String> {
        let text = self.preferred(self.graph.all(node, property));
        text.and_then(markup::some_prose).map(|text| text::line(&text)).or_else(|| self.line(node, property))
    }

    /// The terms of a licence that is told in so many words that they do not fit where its name stands.
    fn whole_licence(&self, node: Node) -> Option<String> {
        let is_cut = self.stated_licence(node)?.label.ends_with('…');
        self.terms(node, Property::Licence).filter(|_| is_cut)
    }

    /// Several lines, of Markdown or HTML.
    fn block(&self, node: Node, property: Property) -> Option<String> {
        markup::some_plain(self.preferred(self.graph.all(node, property))?)
    }

    /// What a value is called: text, or a node's name, or else what its address ends with.
    pub fn label(&self, object: &Object) -> Option<String> {
        match object {
            Object::Text { text, .. } => short_line(text),
            Object::Node(node) => self.name(*node).or_else(|| {
                let iri = self.graph.iri(*node)?;
                short_line(vocabulary::short(iri)).or_else(|| short_line(iri))
            }),
        }
    }

    /// What a node says that it is called.
    pub fn name(&self, node: Node) -> Option<String> {
        short_line(self.preferred_name(node)?)
    }

    fn preferred_name(&self, node: Node) -> Option<&str> {
        let names = [Property::Name, Property::Label, Property::Title];
        names.into_iter().find_map(|property| self.preferred(self.graph.all(node, property)))
    }

    /// The labels of all values, each once. `read` makes of the end of an address what it means.
    fn labels(&self, node: Node, property: Property, read: fn(&str) -> Option<String>) -> Vec<String> {
        let mut labels: Vec<String> = Vec::new();
        for object in self.graph.all(node, property).into_iter().take(KEYWORDS) {
            let own = object.node().and_then(|node| self.name(node));
            let label = own.or_else(|| read(&self.label(object)?));
            labels.extend(label.filter(|label| !labels.contains(label)));
        }
        labels
    }

    /// Each once.
    fn themes(&self, node: Node) -> Vec<Theme> {
        let theme = |object: &Object| {
            let label = object.node().and_then(|node| self.name(node)).or_else(|| themed(&self.label(object)?))?;
            let end = object.node().and_then(|node| short_line(vocabulary::short(self.graph.iri(node)?)));
            let value = end.unwrap_or_else(|| label.clone());
            Some(Theme { value, label })
        };
        let mut themes: Vec<Theme> = Vec::new();
        for theme in self.graph.all(node, Property::Theme).into_iter().take(KEYWORDS).filter_map(theme) {
            if themes.iter().all(|known| known.value != theme.value && known.label != theme.label) {
                themes.push(theme);
            }
        }
        themes
    }

    pub fn identifier(&self, node: Node) -> Option<String> {
        self.graph
            .all(node, Property::Identifier)
            .into_iter()
            .find_map(|object| short_line(self.graph.written(object)?))
    }

    /// An address that a browser could open; text will do.
    pub fn url(&self, node: Node, property: Property) -> Option<String> {
        let found = self.graph.all(node, property).into_iter();
        let mut urls =
            found.filter_map(|object| self.address(object)).filter(|url| matches!(url.scheme(), "http" | "https"));
        urls.next().map(String::from)
    }

    /// Any address, whatever opens it.
    pub fn address(&self, object: &Object) -> Option<Url> {
        match object {
            Object::Node(node) => Url::parse(self.graph.iri(*node)?).ok(),
            Object::Text { text, .. } if text.trim().is_empty() => None,
            Object::Text { text, .. } => self.base.join(text.trim()).ok(),
        }
    }

    pub fn moment(&self, node: Node, property: Property) -> Option<When> {
        self.graph.all(node, property).into_iter().find_map(|object| moment(object.as_text()?))
    }

    /// What is stated of who may have it; `None` where nothing is, or nothing that is known.
    pub fn access(&self, node: Node) -> Option<Access> {
        let stated = self.graph.all(node, Property::AccessRights).into_iter().filter_map(|object| self.label(object));
        let words: Vec<String> = stated.map(|label| text::fold(&label).replace(['_', '-'], " ")).collect();
        let any = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
        if any(&["non public", "restricted", "restricted public", "confidential", "sensitive", "private"]) {
            Some(Access::Restricted)
        } else if any(&["public", "open", "open access", "openaccess"]) {
            Some(Access::Open)
        } else {
            None
        }
    }

    /// Its own, else the one that all its distributions have.
    fn licence(&self, node: Node) -> Option<Licence> {
        let own = self.stated_licence(node);
        own.or_else(|| {
            let mut licences =
                self.graph.nodes(node, Property::Distribution).into_iter().map(|it| self.stated_licence(it));
            let first = licences.next()??;
            licences.all(|other| other.as_ref() == Some(&first)).then_some(first)
        })
    }

    /// An address that may be known, a node with a name, or text that may be an address.
    pub fn stated_licence(&self, node: Node) -> Option<Licence> {
        let stated = self.graph.all(node, Property::Licence);
        let text = self.preferred(stated.iter().copied()).and_then(|text| licences::licence(Some(text), None));
        text.or_else(|| {
            stated.into_iter().filter_map(Object::node).find_map(|node| {
                let address = self.graph.iri(node).filter(|iri| is_web(iri));
                let written = || self.graph.iri(node).map(vocabulary::short);
                let name = self.preferred_name(node);
                licences::licence(name.or_else(|| written().filter(|_| address.is_none())), address)
            })
        })
    }

    /// `dcat:bbox` or a geometry of a place, or numbers in its stead; as WKT or GeoJSON.
    fn extent(&self, node: Node) -> Option<crate::model::Extent> {
        let places = self.graph.all(node, Property::Spatial);
        let said = |object: &Object| extent::read(object.as_text()?);
        let within = |place: Node| {
            let values = [Property::Box, Property::Geometry].map(|property| self.graph.all(place, property));
            let values: Vec<&Object> = values.into_iter().flatten().collect();
            // GeoSPARQL puts a node in between.
            let deeper = values.iter().filter_map(|object| self.graph.one(object.node()?, Property::Geometry));
            values.iter().copied().chain(deeper).find_map(said)
        };
        places.into_iter().find_map(|object| object.node().map_or_else(|| said(object), within))
    }

    /// The name of a place, or the end of its address.
    fn territory(&self, node: Node) -> Option<String> {
        self.graph.all(node, Property::Spatial).into_iter().find_map(|object| match object {
            Object::Node(place) => self.name(*place).or_else(|| short_line(vocabulary::short(self.graph.iri(*place)?))),
            Object::Text { text, .. } if extent::read(text).is_none() => short_line(text),
            Object::Text { .. } => None,
        })
    }

    /// A node with a start and an end, or `start/end`.
    fn period(&self, node: Node) -> Option<(When, Option<When>)> {
        self.graph.all(node, Property::Temporal).into_iter().find_map(|object| match object {
            Object::Node(period) => Some((self.moment(*period, Property::Start)?, self.moment(*period, Property::End))),
            Object::Text { text, .. } => {
                let (start, end) = text.split_once('/')?;
                Some((moment(start)?, moment(end)))
            }
        })
    }

    fn facts(&self, node: Node) -> Vec<Fact> {
        let unknown_rights = self.access(node).is_none();
        let facts = [
            (said!("portals-fact-updated"), self.frequency(node)),
            (said!("portals-fact-language"), joined(self.labels(node, Property::Language, language))),
            (said!("dcat-fact-version"), self.line(node, Property::Version)),
            (said!("portals-fact-creator"), creator_words(&self.creators(node))),
            (said!("portals-fact-contact"), self.contact(node)),
            (said!("dcat-fact-access-rights"), self.terms(node, Property::AccessRights).filter(|_| unknown_rights)),
            (said!("dcat-fact-rights"), self.terms(node, Property::Rights)),
            (said!("dcat-fact-terms"), self.whole_licence(node)),
            (said!("dcat-fact-as-in"), joined(self.labels(node, Property::ConformsTo, text::some_line))),
            (said!("dcat-fact-origin"), self.terms(node, Property::Provenance)),
        ];
        labelled(facts)
    }

    /// How often it changes; of those who say so in the place of when it did, too.
    fn frequency(&self, node: Node) -> Option<String> {
        let stated = || joined(self.labels(node, Property::Frequency, frequency));
        let modified = || self.graph.all(node, Property::Modified).into_iter().find_map(|it| every(it.as_text()?));
        stated().or_else(modified)
    }

    fn contact(&self, node: Node) -> Option<String> {
        let contact = self.graph.nodes(node, Property::Contact).into_iter().next()?;
        let email = self.graph.one(contact, Property::Email).and_then(|object| short_line(self.graph.written(object)?));
        let email = email.map(|email| format!("<{}>", email.strip_prefix("mailto:").unwrap_or(&email)));
        joined_by(self.name(contact).into_iter().chain(email), " ")
    }
}

fn folded(dataset: &Dataset, themes: &[Theme]) -> String {
    let Dataset { title, summary, publisher, keywords, .. } = dataset;
    let words = std::iter::once(title)
        .chain(summary)
        .chain(publisher)
        .chain(themes.iter().map(|theme| &theme.label))
        .chain(keywords);
    text::fold(&words.map(String::as_str).collect::<Vec<_>>().join("\n"))
}

pub fn short_line(raw: &str) -> Option<String> {
    text::some_line(&raw.chars().take(LABEL).collect::<String>())
}

fn is_web(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| text.trim_start().starts_with(scheme))
}

fn themed(label: &str) -> Option<String> {
    vocabulary::theme(label).or_else(|| text::some_line(label))
}

/// `R/P1W`, how DCAT-US says that something comes each week.
fn every(written: &str) -> Option<String> {
    let span = written.trim().strip_prefix('R')?.trim_start_matches(|char: char| char.is_ascii_digit());
    let span = span.strip_prefix("/P")?;
    let (count, unit) = span.split_at_checked(span.len().checked_sub(1)?)?;
    let (count, is_time) = count.strip_prefix('T').map_or((count, false), |count| (count, true));
    let count: u32 = count.parse().ok().filter(|count| *count > 0)?;
    Some(match (unit, is_time) {
        ("Y", false) => t!("dcat-every-years", count),
        ("M", false) => t!("dcat-every-months", count),
        ("W", false) => t!("dcat-every-weeks", count),
        ("D", false) => t!("dcat-every-days", count),
        ("H", true) => t!("dcat-every-hours", count),
        ("M", true) => t!("dcat-every-minutes", count),
        _ => return None,
    })
}

/// `ANNUAL_2` as "annual 2"; what says nothing is nothing.
fn frequency(label: &str) -> Option<String> {
    if let Some(every) = every(label) {
        return Some(every);
    }
    let words = label.replace('_', " ").to_lowercase();
    text::some_line(&words).filter(|words| !matches!(words.as_str(), "unknown" | "other" | "notplanned"))
}

fn language(label: &str) -> Option<String> {
    text::some_line(&label.to_lowercase())
}
