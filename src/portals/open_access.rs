//! What those are told who want access where the portal is open to everybody: that there is nothing to ask for, or that a
//! dataset's publisher decides.

use super::grammar::Grammar;
use crate::access::guide::{Guide, GuideStep};
use crate::base::error::Result;
use crate::model::{Access, Address, Dataset, Place, Target};
use crate::{said, t};

/// The dataset that access is asked for at `address`; none in a folder, the portal itself included.
pub fn wanted(grammar: &Grammar, address: &Address) -> Result<Option<Address>> {
    Ok(match grammar.resolve(address)? {
        Target::Place(Place::Dataset(dataset)) | Target::Media { dataset, .. } => Some(dataset),
        Target::Place(Place::Folder(_) | Place::Home | Place::Data) | Target::Search(_) | Target::Data(_) => None,
    })
}

/// `site` is the portal's address, `name` what it is called here.
pub fn of_portal(name: &str, site: &str) -> Guide {
    Guide { about: vec![t!("portals-guide-portal", name)], start: Some(site.to_owned()), ..Guide::default() }
}

/// What the access of a dataset tells.
pub fn of_dataset(dataset: &Dataset) -> Guide {
    let page = dataset.page.clone();
    if dataset.access == Access::Open {
        return open(page);
    }
    let step = GuideStep::new("request", said!("portals-guide-ask"), said!("portals-guide-ask-detail")).at(page);
    Guide { about: vec![format!("{}.", t!("portals-restricted"))], steps: vec![step], ..Guide::default() }
}

/// Of a dataset that everybody may have, with this page.
pub fn open(page: Option<String>) -> Guide {
    Guide { about: vec![t!("portals-guide-open")], start: page, ..Guide::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dataset_that_is_open_leaves_nothing_to_do() {
        let page = Some("https://exemple.org/set".to_owned());
        for (access, ids) in [
            (Access::Open, vec![]),
            (Access::Restricted, vec!["request"]),
            (Access::Personal, vec!["request"]),
            (Access::Denied, vec!["request"]),
        ] {
            let dataset =
                Dataset { access, page: page.clone(), ..Dataset::new(Address::root("p").child("set"), "Set") };
            let guide = of_dataset(&dataset);
            assert_eq!(guide.ids().collect::<Vec<_>>(), ids, "{access:?}");
            assert!(guide.lines().iter().any(|line| page.as_ref() == Some(&line.text)), "its page: {guide:?}");
        }
    }
}
