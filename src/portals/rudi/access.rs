//! How access is asked for on the portal's web site: to restricted data by a reuse, to personal data by whom they are
//! about (docs/portals/rudi.md 4).

use url::Url;

use super::web;
use crate::access::guide::{Guide, GuideStep};
use crate::base::i18n::Said;
use crate::{said, t};

/// A request's states, and what comes next.
const STATES: [(Said, Said); 5] = [
    (said!("rudi-guide-draft"), said!("rudi-guide-draft-next")),
    (said!("rudi-guide-waiting"), said!("rudi-guide-waiting-next")),
    (said!("rudi-guide-validated"), said!("rudi-guide-validated-next")),
    (said!("rudi-guide-cancelled"), said!("rudi-guide-cancelled-next")),
    (said!("rudi-guide-archived"), said!("rudi-guide-archived-next")),
];

/// The pages of the portal's front that requests lead through (docs/portals/rudi.md 1.6).
pub struct FrontPages<'a> {
    pub site: &'a Url,
    /// The id of the dataset, where one is asked for.
    pub dataset: Option<&'a str>,
}

impl FrontPages<'_> {
    /// One of the dataset's pages, as [`web`] has it.
    fn of_dataset(&self, page: fn(&Url, &str) -> Option<Url>) -> Option<String> {
        page(self.site, self.dataset?).map(Url::into)
    }

    fn own_requests(&self) -> Option<String> {
        let base = self.site.as_str().trim_end_matches('/');
        Url::parse(&format!("{base}/personal-space/my-activity")).ok().map(Url::into)
    }
}

/// To a restricted dataset.
pub fn restricted(pages: &FrontPages) -> Guide {
    let request = pages.of_dataset(web::request);
    let steps = vec![
        account(pages),
        GuideStep::new("project", said!("rudi-guide-reuse"), said!("rudi-guide-reuse-detail")).at(pages.own_requests()),
        GuideStep::new("request", said!("rudi-guide-request"), said!("rudi-guide-request-detail")).at(request),
        GuideStep::new("sign-in", said!("rudi-guide-sign-in"), said!("rudi-guide-sign-in-detail")),
    ];
    guide(t!("rudi-guide-about"), steps, pages)
}

/// To data about oneself.
pub fn personal(pages: &FrontPages) -> Guide {
    let form = pages.of_dataset(web::own_data);
    let steps = vec![
        account(pages),
        GuideStep::new("identify", said!("rudi-guide-identify"), said!("rudi-guide-identify-detail")).at(form),
        GuideStep::new("checked", said!("rudi-guide-checked"), said!("rudi-guide-checked-detail")),
        GuideStep::new("answered", said!("rudi-guide-answered"), said!("rudi-guide-answered-detail"))
            .at(pages.own_requests()),
        GuideStep::new("received", said!("rudi-guide-received"), said!("rudi-guide-received-detail")),
    ];
    Guide { states: vec![], ..guide(t!("rudi-guide-personal-about"), steps, pages) }
}

fn account(pages: &FrontPages) -> GuideStep {
    let site = pages.site.to_string();
    GuideStep::new("account", said!("rudi-guide-account"), said!("rudi-guide-account-detail")).at(Some(site))
}

fn guide(about: String, steps: Vec<GuideStep>, pages: &FrontPages) -> Guide {
    let start = pages.of_dataset(web::page).unwrap_or_else(|| pages.site.to_string());
    let states = STATES.map(|(title, next)| (title.text(), next.text())).to_vec();
    Guide { about: vec![about], start: Some(start), steps, states, ..Guide::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_leads_through_its_own_pages_section_1_6() {
        for site in ["https://rudi.example/portail", "https://rudi.example/portail/"] {
            let site = Url::parse(site).unwrap();
            let of = |guide: fn(&FrontPages) -> Guide, dataset| guide(&FrontPages { site: &site, dataset });
            let link = |guide: &Guide, id: &str| guide.steps.iter().find(|step| step.id == id).unwrap().link.clone();
            let at = |rest: &str| Some(format!("https://rudi.example/portail/{rest}"));
            let asked = of(restricted, Some("x-1"));
            assert_eq!(asked.start, at("catalogue/detail/x-1"));
            assert_eq!(link(&asked, "request"), at("catalogue/detail/x-1?action=ON_START_CREATE_LINKED_DATASET"));
            assert_eq!(link(&asked, "project"), at("personal-space/my-activity"));
            let own = of(personal, Some("x-1"));
            assert_eq!(link(&own, "identify"), at("catalogue/detail/x-1/selfdata-information-request-creation"));
            assert!(own.states.is_empty() && own.ids().all(|id| id != "project"), "{own:?}");
            let portal = of(restricted, None);
            assert_eq!((portal.start, link(&asked, "sign-in")), (Some(site.to_string()), None));
        }
    }
}
