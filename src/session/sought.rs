//! What a pasted address of a page of results looks for.

use super::Session;
use crate::model::{Place, Target};
use crate::portals::sought::sought;
use crate::portals::web::web_address;

impl Session {
    /// The words that `given` looks for in the folder `target`, which it leads to; `None` where it looks for none, or is no
    /// web address.
    pub fn sought(&self, given: &str, target: &Target) -> Option<String> {
        let Target::Place(Place::Folder(address)) = target else { return None };
        let url = web_address(given)?.ok()?;
        let portal = self.portal_config(&address.portal).ok()?;
        sought(portal.kind, &portal.kind.about().base_of(portal.url.clone()), &url)
    }
}
