//! How access to a restricted dataset is asked for: its publisher says where.

use crate::guide::{Guide, Step};
use crate::model::Dataset;

/// The facts that say why a dataset is not for everybody, and where access is asked for.
pub const WHY: &str = "access";
pub const WHERE: &str = "access is asked for at";

/// What the facts of a dataset tell.
pub fn guide(dataset: &Dataset) -> Guide {
    let fact = |label: &str| dataset.facts.iter().find(|(known, _)| known == label).map(|(_, it)| it.clone());
    let Some(why) = fact(WHY) else {
        return Guide { about: vec!["This dataset is open to everybody.".into()], ..Guide::default() };
    };
    let start = fact(WHERE);
    let step = Step {
        id: "request".into(),
        title: "Ask its publisher".into(),
        detail: match &start {
            Some(_) => "The publisher takes requests at this address.".into(),
            None => "The publisher names no address for requests; the dataset's page tells who it is.".into(),
        },
        link: start.clone().or_else(|| dataset.page.clone()),
    };
    Guide { about: vec![format!("{why}.")], start, steps: vec![step], ..Guide::default() }
}
