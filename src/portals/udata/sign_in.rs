//! How udata is signed in to: an API key in a header of its own. Nobody needs one to read what is open.

use reqwest::header::HeaderName;

use crate::auth::Way;
use crate::secrets::Shape;

/// HTTP clients keep it when they are redirected elsewhere; ours does not.
pub const HEADER: HeaderName = HeaderName::from_static("x-api-key");

pub const WAYS: [Way; 1] = [Way {
    word: "api-key",
    label: crate::i18n::Said("an API key of your account on the portal"),
    takes: Shape::ApiKey,
    username: false,
    found: crate::i18n::Said(
        "On the portal, in your profile's settings: \"API key\" (data.gouv.fr: https://www.data.gouv.fr/admin/me/profile).",
    ),
}];
