//! A file as the demo serves it: in whole or in pieces, with what tells one version from another.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_RANGE, LAST_MODIFIED,
    RANGE,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use futures_util::stream;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::sync::Mutex;

use super::streamed::Streamed;

/// What one step of a throttled file sends.
const STEP: usize = 128 << 10;

/// What is said of a file in the headers.
pub struct Served<'a> {
    pub name: &'a str,
    pub content_type: &'static str,
    pub etag: String,
    /// The day it was last changed.
    pub modified: &'a str,
    pub total: u64,
    pub states_length: bool,
}

impl Served<'_> {
    /// The answer to a GET of it; `body` makes the bytes from the first number up to the second.
    pub fn answer(&self, asked: &HeaderMap, body: impl FnOnce(u64, u64) -> Body) -> Response {
        let total = self.total;
        let modified = format!("{}T08:00:00Z", self.modified);
        let modified = modified.parse().ok().and_then(|moment: jiff::Timestamp| {
            jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&moment).ok()
        });
        let header = |name| asked.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
        let valid =
            header(IF_RANGE).is_none_or(|validator| validator == self.etag || Some(validator) == modified.as_deref());
        let wanted = header(RANGE).filter(|_| valid).map(|range| piece_of(range, total));
        let mut response = Response::builder()
            .header(CONTENT_TYPE, self.content_type)
            .header(CONTENT_DISPOSITION, disposition(self.name))
            .header(ACCEPT_RANGES, "bytes")
            .header(ETAG, &self.etag);
        if let Some(modified) = modified {
            response = response.header(LAST_MODIFIED, modified);
        }
        let (from, to) = match wanted {
            Some(Piece::Outside) => {
                let range = format!("bytes */{total}");
                let response = response.status(StatusCode::RANGE_NOT_SATISFIABLE).header(CONTENT_RANGE, range);
                return finished(response.header(CONTENT_LENGTH, 0), Body::empty());
            }
            Some(Piece::Inside(from, to)) => {
                let range = format!("bytes {from}-{}/{total}", to - 1);
                response = response.status(StatusCode::PARTIAL_CONTENT).header(CONTENT_RANGE, range);
                (from, to)
            }
            Some(Piece::Unclear) | None => (0, total),
        };
        if self.states_length {
            response = response.header(CONTENT_LENGTH, to - from);
        }
        finished(response, body(from, to))
    }
}

fn finished(response: axum::http::response::Builder, body: Body) -> Response {
    response.body(body).unwrap_or_else(|error| unreachable!("headers made of checked parts: {error}"))
}

/// What is slow is so over all connections together, as a narrow line is: more of them bring nothing.
static LINE: Mutex<()> = Mutex::const_new(());

/// A piece, a pause, a piece… Stops when nobody reads.
pub fn throttled(whole: &'static Streamed, from: u64, to: u64, pause: Duration) -> Body {
    Body::from_stream(stream::unfold(from, move |at| async move {
        if at >= to {
            return None;
        }
        let line = LINE.lock().await;
        tokio::time::sleep(pause).await;
        drop(line);
        let length = STEP.min((to - at) as usize);
        Some((Ok::<_, std::io::Error>(Bytes::from(whole.piece(at, length))), at + length as u64))
    }))
}

/// What a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    /// First byte, and the one after the last.
    Inside(u64, u64),
    Outside,
    /// Several pieces, or no range at all: the whole is a right answer.
    Unclear,
}

fn piece_of(range: &str, total: u64) -> Piece {
    let Some((first, last)) =
        range.strip_prefix("bytes=").filter(|it| !it.contains(',')).and_then(|it| it.split_once('-'))
    else {
        return Piece::Unclear;
    };
    match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), _) if first >= total => Piece::Outside,
        (Ok(first), Ok(last)) if last < first => Piece::Unclear,
        (Ok(first), Ok(last)) => Piece::Inside(first, total.min(last + 1)),
        (Ok(first), Err(_)) if last.is_empty() => Piece::Inside(first, total),
        (Err(_), Ok(0)) => Piece::Outside,
        (Err(_), Ok(length)) if first.is_empty() => Piece::Inside(total.saturating_sub(length), total),
        _ => Piece::Unclear,
    }
}

/// An ASCII name for old programs, the true one beside it.
fn disposition(name: &str) -> String {
    let plain: String =
        crate::base::text::fold(name).chars().map(|c| if c.is_ascii_graphic() && c != '"' { c } else { '_' }).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, NON_ALPHANUMERIC))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        let table = [
            ("bytes=0-9", Piece::Inside(0, 10)),
            ("bytes=90-200", Piece::Inside(90, 100)),
            ("bytes=90-", Piece::Inside(90, 100)),
            ("bytes=-10", Piece::Inside(90, 100)),
            ("bytes=-1000", Piece::Inside(0, 100)),
            ("bytes=100-", Piece::Outside),
            ("bytes=-0", Piece::Outside),
            ("bytes=9-0", Piece::Unclear),
            ("bytes=0-1,3-4", Piece::Unclear),
            ("lines=0-1", Piece::Unclear),
        ];
        for (range, piece) in table {
            assert_eq!(piece_of(range, 100), piece, "{range}");
        }
    }
}
