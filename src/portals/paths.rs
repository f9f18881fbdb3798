//! Ids as segments of the addresses that a portal is asked at: one segment each, whatever is in them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::access::http::Http;

/// What stays readable in a segment of a path; ids of other portals' datasets hold an `@`.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'@');

/// Whether `id` is none, or would be a step to another place in a path: no encoding keeps dots from that.
pub fn is_step(id: &str) -> bool {
    id.trim().is_empty() || id.chars().all(|c| c == '.') || id.contains(char::is_control)
}

/// `id` as one segment of a path.
pub fn segment(id: &str) -> String {
    utf8_percent_encode(id, SEGMENT).to_string()
}

/// The address of `path` below that of the portal.
pub fn at(http: &Http, path: &str, parameters: &[(&'static str, String)]) -> Url {
    http.url(path, parameters.iter().map(|(key, value)| (*key, value.as_str())))
}

/// The address of `segments` below that of the portal; what may hold anything is to be no [`is_step`].
pub fn below(http: &Http, segments: &[&str], parameters: &[(&'static str, String)]) -> Url {
    let path: Vec<String> = segments.iter().map(|id| segment(id)).collect();
    at(http, &path.join("/"), parameters)
}
