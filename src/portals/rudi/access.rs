//! How access to a restricted dataset is asked for: by a project, on the portal's web site (docs/portals/rudi.md 4).

use crate::access::guide::{Guide, GuideStep};
use crate::base::i18n::Said;
use crate::{said, t};

/// Id, title, what to do.
const STEPS: [(&str, Said, Said); 4] = [
    ("account", said!("rudi-guide-account"), said!("rudi-guide-account-detail")),
    ("project", said!("rudi-guide-project"), said!("rudi-guide-project-detail")),
    ("request", said!("rudi-guide-request"), said!("rudi-guide-request-detail")),
    ("sign-in", said!("rudi-guide-sign-in"), said!("rudi-guide-sign-in-detail")),
];

/// A request's states, and what comes next.
const STATES: [(Said, Said); 5] = [
    (said!("rudi-guide-draft"), said!("rudi-guide-draft-next")),
    (said!("rudi-guide-waiting"), said!("rudi-guide-waiting-next")),
    (said!("rudi-guide-validated"), said!("rudi-guide-validated-next")),
    (said!("rudi-guide-cancelled"), said!("rudi-guide-cancelled-next")),
    (said!("rudi-guide-archived"), said!("rudi-guide-archived-next")),
];

/// `site` is the portal's address.
pub fn guide(site: &str) -> Guide {
    let step = |(id, title, detail): (&str, Said, Said)| GuideStep {
        id: id.to_owned(),
        title: title.text(),
        detail: detail.text(),
        link: None,
    };
    Guide {
        about: vec![t!("rudi-guide-about")],
        start: Some(site.to_owned()),
        steps: STEPS.map(step).to_vec(),
        states: STATES.map(|(title, next)| (title.text(), next.text())).to_vec(),
        ..Guide::default()
    }
}
