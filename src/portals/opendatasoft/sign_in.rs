//! How an Opendatasoft portal is signed in to: not at all, or with a key of one's account there.

use crate::access::auth::Way;
use crate::access::secrets::Shape;
use crate::said;

/// What stands before the key in the header.
pub const WORD: &str = "Apikey";

pub const WAYS: [Way; 1] = [Way {
    word: "api-key",
    label: said!("opendatasoft-way"),
    takes: Shape::ApiKey,
    username: false,
    found: said!("opendatasoft-found"),
}];
