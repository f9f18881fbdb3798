//! Waiting before another try: how long, and when it is pointless.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};

use super::header;
use crate::base::error::{Error, ErrorKind, Result};

pub(crate) const TRIES: u32 = 3;
/// A person waits; a portal that asks for more patience than this is reported instead.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Whether to wait and how long, or the error when another try is pointless.
pub(crate) fn wait_before_retry(error: Error, attempt: u32, tries: u32) -> Result<Duration> {
    let backoff = Duration::from_millis(250) * 2u32.pow(attempt - 1);
    let jitter = backoff.mul_f64(fastrand::f64() * 0.5);
    let wait = error.retry_after.unwrap_or(backoff + jitter);
    // A portal that says when it takes the next request is taken at its word.
    let may_pass = error.is_transient() || (error.kind == ErrorKind::Quota && error.retry_after.is_some());
    if attempt >= tries || !may_pass || wait > LONGEST_WAIT { Err(error) } else { Ok(wait) }
}

/// `Retry-After` in both its forms: seconds, or a date.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = header(headers, RETRY_AFTER.as_str())?;
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value.trim()).ok()?;
    Some(Duration::try_from(moment.duration_since(jiff::Timestamp::now())).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(RETRY_AFTER, reqwest::header::HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let wait = |value: &str| retry_after(&headers(value));
        assert_eq!(wait("0"), Some(Duration::ZERO));
        assert_eq!(wait(" 120 "), Some(Duration::from_secs(120)));
        assert_eq!(wait("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO), "a moment that has passed");
        let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(100);
        let soon = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&soon).unwrap();
        let seconds = wait(&soon).unwrap().as_secs();
        assert!((90..=100).contains(&seconds), "{soon}: {seconds}");
        for odd in ["", "-1", "1.5", "soon", "99999999999999999999"] {
            assert_eq!(wait(odd), None, "{odd:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    #[test]
    fn a_wait_is_the_one_asked_for_or_grows_and_ends() {
        let busy = || Error::new(ErrorKind::Unavailable, "p", "busy");
        let asked = |seconds| busy().retry_after(Some(Duration::from_secs(seconds)));
        assert_eq!(wait_before_retry(asked(7), 1, TRIES).unwrap(), Duration::from_secs(7));
        assert_eq!(wait_before_retry(asked(11), 1, TRIES).unwrap_err(), asked(11), "longer than a person waits");
        assert!(wait_before_retry(busy(), 2, TRIES).unwrap() >= Duration::from_millis(500));
        assert!(wait_before_retry(busy(), TRIES, TRIES).is_err());
        assert!(wait_before_retry(busy(), 1, 1).is_err());
        let limited = |seconds| Error { kind: ErrorKind::Quota, ..asked(seconds) };
        assert_eq!(wait_before_retry(limited(7), 1, TRIES).unwrap(), Duration::from_secs(7));
        assert!(wait_before_retry(limited(11), 1, TRIES).is_err());
        for lasting in [ErrorKind::Portal, ErrorKind::SignIn, ErrorKind::Denied, ErrorKind::NotFound, ErrorKind::Quota]
        {
            assert!(wait_before_retry(Error::new(lasting, "p", "no"), 1, TRIES).is_err(), "{lasting:?}");
        }
    }
}
