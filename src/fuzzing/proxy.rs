//! What proxies say of signing in, and scripts that choose one.

use super::is_clean;
use crate::net::proxy::read_anything;

pub fn proxy(input: &[u8]) {
    read_anything(input).iter().for_each(|text| is_clean(text));
}
