//! How access is asked for: of a dataset, what is open is had as ever, and each file that is not says why.

use std::collections::HashSet;

use super::super::open_access;
use super::media::{self, KEPT};
use super::told::ToldVersion;
use crate::access::guide::{AccessWish, Guide, GuideStep};
use crate::base::error::{Error, ErrorKind};
use crate::base::format;
use crate::model::{Access, Dataset, Media, Offer};
use crate::{m, said, t};

/// So many files are told one by one.
const MOST: usize = 20;

/// What of a dataset is restricted: its publisher decides who gets it.
pub struct Restricted {
    /// Of what media.
    files: HashSet<String>,
    /// Whether the portal passes on requests for it, where it tells.
    takes_requests: Option<bool>,
}

impl Restricted {
    pub fn of(told: &ToldVersion) -> Self {
        let files = told.files.iter().filter(|file| file.restricted).filter_map(|file| media::id(&file.data_file));
        Self { files: files.collect(), takes_requests: told.version.file_access_request }
    }
}

/// What the dataset tells of who may have it, or of `file` alone.
pub fn guide(dataset: &Dataset, file: Option<&Media>, restricted: &Restricted) -> Guide {
    // What a table was converted to comes with its original.
    let is_kept = |media: &&Media| media.id.strip_suffix(KEPT).is_some_and(|id| dataset.find(id).is_some());
    let files: Vec<&Media> = match file {
        Some(file) => vec![file],
        None => dataset.media.iter().filter(|media| !is_kept(media)).collect(),
    };
    let closed: Vec<&Media> = files.iter().copied().filter(|file| file.access != Access::Open).collect();
    let besides = besides(files.iter().copied().filter(|file| file.access == Access::Open || !file.form.is_empty()));
    if closed.is_empty() {
        let mut guide = open_access::open(dataset.page.clone());
        guide.about.extend(besides);
        return guide;
    }
    let mut about = vec![match closed.len() == files.len() {
        true => t!("dataverse-guide-all", count = closed.len()),
        false => t!("dataverse-guide-some", count = closed.len(), all = files.len()),
    }];
    about.extend(closed.iter().take(MOST).map(|file| format::labelled(&file.title, why(file))));
    let more = closed.len().saturating_sub(MOST);
    about.extend((more > 0).then(|| t!("dataverse-guide-more", count = more)));
    about.extend(terms(dataset));
    about.extend(besides);
    // An embargo ends by itself, and what was kept for long enough nobody gets.
    let is_asked_for = |file: &&Media| restricted.files.contains(file.id.trim_end_matches(KEPT));
    let steps = if closed.iter().any(is_asked_for) { steps(dataset, restricted.takes_requests) } else { vec![] };
    Guide { about, start: dataset.page.clone(), steps, ..Guide::default() }
}

fn why(file: &Media) -> &str {
    match &file.offer {
        Offer::Doubtful(why) | Offer::ShowOnly(why) => why,
        Offer::Download => "",
    }
}

/// What there is to say of files that are open, each sentence once.
fn besides<'m>(open: impl Iterator<Item = &'m Media>) -> Vec<String> {
    let mut said: Vec<String> = vec![];
    for file in open {
        let asks = (!file.form.is_empty()).then(|| t!("dataverse-guide-guestbook"));
        let doubt = Some(why(file)).filter(|why| !why.is_empty() && file.access == Access::Open);
        for sentence in asks.into_iter().chain(doubt.map(|why| format!("{why}."))) {
            if !said.contains(&sentence) {
                said.push(sentence);
            }
        }
    }
    said
}

/// Under what terms, where and from whom, as the dataset's facts have it.
fn terms(dataset: &Dataset) -> impl Iterator<Item = String> {
    let labels = [
        said!("dataverse-fact-access-terms"),
        said!("dataverse-fact-access-place"),
        said!("dataverse-fact-access-contact"),
    ];
    let told = dataset.facts.iter().filter(move |(label, _)| labels.iter().any(|it| *label == *it));
    told.map(|(label, text)| format::labelled(label, text))
}

fn steps(dataset: &Dataset, takes_requests: Option<bool>) -> Vec<GuideStep> {
    let ask = match takes_requests {
        Some(false) => GuideStep::new("request", said!("portals-guide-ask"), said!("dataverse-guide-ask-contact")),
        _ => GuideStep::new("request", said!("dataverse-guide-ask"), said!("dataverse-guide-ask-detail")),
    };
    let token = GuideStep::new("token", said!("dataverse-guide-token"), said!("dataverse-found"));
    vec![ask.at(dataset.page.clone()), token]
}

/// That what is wished for is no file of the dataset.
pub fn no_such_file(wish: &AccessWish) -> Error {
    Error::new(ErrorKind::NotFound, &wish.address, m!("session-no-such-media"))
}
