//! How API Particulier is signed in to (docs/portals/api-particulier.md 2).

use crate::access::auth::Way;
use crate::access::secrets::Shape;
use crate::said;

pub const WAYS: [Way; 1] =
    [Way::new("token", said!("api-particulier-way"), Shape::Token, said!("api-particulier-found"))];
