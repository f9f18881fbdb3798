//! How one asks for a token (docs/portals/api-entreprise.md 9).

use std::sync::LazyLock;

use super::catalogue::CATALOGUE;
use super::{HOST, PRODUCT};
use crate::portals::apistration::access::Guide;

pub static GUIDE: LazyLock<Guide> = LazyLock::new(|| {
    Guide::of(|| &CATALOGUE, include_str!("../../../assets/api-entreprise/access.json"), HOST, PRODUCT.word)
});
