//! What the addresses of a RUDI portal's pages, interface and files lead to, and the pages of a dataset
//! (docs/portals/rudi.md 1.6).

use url::Url;

use super::super::web::{Below, path};
use crate::base::text::is_uuid;

/// Behind the page of a dataset: what asks for access to it.
const REQUEST: &str = "action=ON_START_CREATE_LINKED_DATASET";
/// Below it: what asks for one's own data.
const OWN_DATA: &str = "selfdata-information-request-creation";

/// See [`crate::portals::About::led`].
pub fn led(below: &Below) -> Option<Vec<String>> {
    match below.path()[..] {
        [] => path([]),
        ["catalogue"] | ["konsult", _, "datasets", "metadatas"] => match below.value(&["globalId", "global_id"]) {
            Some(id) => path([id]),
            None => path(["all"]),
        },
        ["catalogue", "detail", id, ..] | ["konsult", _, "datasets", id, ..] if is_uuid(id) => path([id]),
        // Of portals before version 3 the address of a file does not name its dataset.
        ["medias", id, media, _] if is_uuid(id) && is_uuid(media) => path([id, media]),
        _ => None,
    }
}

/// The page of the dataset with this id.
pub fn page(base: &Url, id: &str) -> Option<Url> {
    let mut url = base.clone();
    url.path_segments_mut().ok()?.pop_if_empty().extend(["catalogue", "detail", id]);
    Some(url)
}

/// Where access to it is asked for.
pub fn request(base: &Url, id: &str) -> Option<Url> {
    let mut url = page(base, id)?;
    url.set_query(Some(REQUEST));
    Some(url)
}

/// Where one asks for one's own data of it.
pub fn own_data(base: &Url, id: &str) -> Option<Url> {
    let mut url = page(base, id)?;
    url.path_segments_mut().ok()?.push(OWN_DATA);
    Some(url)
}
