//! How API Entreprise is signed in to.

use crate::access::auth::Way;
use crate::access::secrets::Shape;
use crate::said;

pub const WAYS: [Way; 1] =
    [Way::new("token", said!("api-entreprise-way"), Shape::Token, said!("api-entreprise-found"))];
