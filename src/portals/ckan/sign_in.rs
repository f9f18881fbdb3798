//! How CKAN is signed in to: an API token as it is, without the `Bearer` that others want. Nobody needs one to read what is
//! open.

use crate::auth::Way;
use crate::secrets::Shape;

pub const WAYS: [Way; 1] = [Way {
    word: "api-key",
    label: crate::i18n::Said("an API token of your account on the portal"),
    takes: Shape::ApiKey,
    username: false,
    found: crate::i18n::Said(
        "On the portal: your name, then \"API tokens\"; on older portals the \"API key\" on your profile's page.",
    ),
}];
