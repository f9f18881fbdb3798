//! How udata is signed in to: an API key in a header of its own. Nobody needs one to read what is open.

use reqwest::header::HeaderName;

use crate::access::auth::Way;
use crate::access::secrets::Shape;
use crate::said;

/// HTTP clients keep it when they are redirected elsewhere; ours does not.
pub const HEADER: HeaderName = HeaderName::from_static("x-api-key");

pub const WAYS: [Way; 1] = [Way {
    word: "api-key",
    label: said!("udata-way"),
    takes: Shape::ApiKey,
    username: false,
    found: said!("udata-found"),
}];
