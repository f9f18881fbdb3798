//! What downloading several media would bring, summed up before any of it begins.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::model::{Access, Address, Dataset, Media, Offer};
use crate::t;

/// A sum over media.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estimate {
    /// Each by its place in its dataset.
    pub media: Vec<(Arc<Dataset>, usize)>,
    /// Bytes of those whose size is stated.
    pub bytes: u64,
    /// How many state no size.
    pub unsized_media: usize,
    /// Licences and how many media come under each.
    pub licences: BTreeMap<String, usize>,
    pub access: BTreeMap<Access, usize>,
    /// Titles of what is left out, and why.
    pub left_out: Vec<(String, String)>,
}

impl Estimate {
    /// Counts the media at place `at` of `dataset`.
    pub fn add(&mut self, dataset: &Arc<Dataset>, at: usize) {
        let Some(media) = dataset.media.get(at) else { return };
        match media.size {
            Some(size) => self.bytes = self.bytes.saturating_add(size),
            None => self.unsized_media += 1,
        }
        let licence = media.terms(dataset).map_or_else(|| t!("app-plan-no-licence"), |licence| licence.label.clone());
        *self.licences.entry(licence).or_default() += 1;
        *self.access.entry(media.access).or_default() += 1;
        self.media.push((dataset.clone(), at));
    }

    /// As [`Estimate::add`], but for what cannot be fetched together with others, which is left out. `under_way`: the
    /// addresses of what is being fetched already.
    pub fn add_fetchable(&mut self, dataset: &Arc<Dataset>, at: usize, under_way: &HashSet<Address>) {
        let Some(media) = dataset.media.get(at) else { return };
        match hindrance(media, under_way) {
            Some(reason) => self.left_out.push((media.title.clone(), reason)),
            None => self.add(dataset, at),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Arc<Dataset>, &Media)> {
        self.media.iter().filter_map(|(dataset, at)| Some((dataset, dataset.media.get(*at)?)))
    }
}

fn hindrance(media: &Media, under_way: &HashSet<Address>) -> Option<String> {
    match &media.offer {
        Offer::ShowOnly(reason) => Some(reason.clone()),
        _ if !media.form.is_empty() => Some(t!("app-plan-asks-questions")),
        _ if under_way.contains(&media.address()) => Some(t!("app-plan-under-way")),
        _ => None,
    }
}
