//! How CKAN is signed in to: an API token as it is, without the `Bearer` that others want. Nobody needs one to read what is
//! open.

use crate::access::auth::Way;
use crate::access::secrets::Shape;
use crate::said;

pub const WAYS: [Way; 1] = [Way {
    word: "api-key",
    label: said!("ckan-way"),
    takes: Shape::ApiKey,
    username: false,
    found: said!("ckan-found"),
}];
