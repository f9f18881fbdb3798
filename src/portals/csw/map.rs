//! From a record of a catalogue service, whatever its form, to the words of guichet.

use url::Url;

use super::super::mapping::{distinct, row};
use super::super::paths::is_step;
use super::super::reading::called;
use super::online::OnlineResource;
use super::tree::line_at;
use super::{dublin_core, iso, web};
use crate::base::i18n::Message;
use crate::base::text;
use crate::base::when::When;
use crate::base::xml_tree::XmlElement;
use crate::m;
use crate::model::identity::{Identities, Identity};
use crate::model::{Address, Dataset, Item};

/// What a record tells, before it has an address.
pub struct ToldRecord {
    pub id: String,
    /// All but its address, its page and its media.
    pub parts: Dataset,
    /// What its publisher calls the resource: codes, addresses.
    pub names: Vec<String>,
    pub online: Vec<OnlineResource>,
    /// The title in the language of the record, by which services sort.
    pub own_title: Option<String>,
    /// When the record was changed.
    pub stamp: Option<When>,
}

/// A row, and what tells its place in an order.
pub struct ToldRow {
    pub item: Item,
    pub own_title: Option<String>,
    pub stamp: Option<When>,
}

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub endpoint: &'a Url,
    pub language: &'a str,
}

impl Mapper<'_> {
    /// One record as a row, or the sentence that says why not.
    pub fn row(&self, record: &XmlElement) -> Result<ToldRow, Message> {
        let told = self.told(record)?;
        let (own_title, stamp) = (told.own_title.clone(), told.stamp);
        let same_as = self.same_as(&told);
        Ok(ToldRow { item: Item { same_as, ..row(&self.whole(told)) }, own_title, stamp })
    }

    /// One record in full, and what the catalogue calls it.
    pub fn dataset(&self, record: &XmlElement) -> Result<Dataset, Message> {
        Ok(self.whole(self.told(record)?))
    }

    fn told(&self, record: &XmlElement) -> Result<ToldRecord, Message> {
        // A profile names its own elements, and says which of the standard's each is.
        let form = record.attribute("isoType").and_then(|own| own.rsplit(':').next());
        let told = match form.unwrap_or(&record.name) {
            "MD_Metadata" | "MI_Metadata" => iso::read(record, self.language),
            "Record" | "SummaryRecord" | "BriefRecord" => dublin_core::read(record),
            other => return Err(m!("csw-unknown-form", form = text::line(other))),
        };
        let title = || {
            let paths = ["title", "identificationInfo/*/citation/CI_Citation/title"];
            paths.into_iter().find_map(|path| line_at(record, path))
        };
        let told = told.filter(|told| !told.id.is_empty() && !is_step(&told.id));
        told.ok_or_else(|| m!("portals-no-id", name = called(title().as_deref())))
    }

    fn whole(&self, told: ToldRecord) -> Dataset {
        let address = Address::root(self.portal).child(&told.id);
        let mut warnings = Vec::new();
        let media = told.online.iter().map(|online| online.media(&address, told.parts.access));
        let media = distinct(media, &mut warnings);
        Dataset { page: web::page(self.endpoint, &told.id), address, media, warnings, ..told.parts }
    }

    /// What the catalogue calls it, its page, and what its publisher calls it: of an address of theirs nobody knows what
    /// else it is the address of.
    fn same_as(&self, told: &ToldRecord) -> Vec<Identity> {
        let page = web::page(self.endpoint, &told.id);
        let own = Identities::of(&told.parts.title).id(Some(&told.id), self.endpoint.host_str()).page(page.as_deref());
        let is_address = |name: &str| {
            let last = name.trim_end_matches('/').rsplit(['/', '=', '#']).next().unwrap_or_default();
            name.contains("://") && !text::is_uuid(last) && !name.contains("doi.org/")
        };
        let add = |found: Identities, name: &String| match is_address(name) {
            true => found.landing(Some(name)),
            false => found.id(Some(name), None),
        };
        told.names.iter().fold(own, add).all()
    }
}
