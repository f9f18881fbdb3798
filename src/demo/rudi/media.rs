//! The demo's media answers (docs/portals/rudi.md 3.1): ranges, validators, throttled and flawed ones.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::response::Response;
use futures_util::stream;

use super::catalogue::{Dataset, Media};
use crate::demo::served::{Served, throttled};

/// The answer to a GET of `media`.
pub fn answer(dataset: &Dataset, media: &Media, asked: &HeaderMap) -> Response {
    let total = media.length(dataset);
    let served = Served {
        name: &media.name,
        content_type: media.content_type(),
        etag: format!("\"{}-{total}\"", &media.id[..8]),
        modified: &dataset.updated,
        total,
        states_length: !media.has_flaw("no-length"),
    };
    served.answer(asked, |from, to| body(dataset, media, from, to))
}

fn body(dataset: &Dataset, media: &Media, from: u64, to: u64) -> Body {
    if let Some(whole) = media.streamed() {
        let pause = if media.has_flaw("huge") { 16 } else { 125 };
        return throttled(whole, from, to, Duration::from_millis(pause));
    }
    let mut bytes = media.bytes(dataset)[from as usize..to as usize].to_vec();
    let middle = media.bytes(dataset).len() / 2;
    if media.has_flaw("altered")
        && let Some(byte) = middle.checked_sub(from as usize).and_then(|at| bytes.get_mut(at))
    {
        *byte ^= 1;
    }
    if media.has_flaw("no-length") {
        return Body::from_stream(stream::iter([Ok::<_, std::io::Error>(Bytes::from(bytes))]));
    }
    Body::from(bytes)
}
