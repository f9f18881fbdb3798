//! Waiting before another try: how long, and when it is pointless.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use super::header;
use super::refusal::limits;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::stated;
use crate::m;

/// Where a person waits, or nobody was reached.
const TRIES: u32 = 3;
/// Where nobody waits at a screen, and the server does not say for how long.
const PATIENT_TRIES: u32 = 10;
/// A person waits; a portal that asks for more patience than this is reported instead.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
const FIRST_BACKOFF: Duration = Duration::from_millis(250);
const LONGEST_BACKOFF: Duration = Duration::from_secs(16);
/// Who says "at once" each time is asked no more often than this, in the end.
const AT_ONCE: Duration = Duration::from_secs(1);

/// How things stand when something has failed again.
#[derive(Clone, Copy)]
pub(super) struct Stand {
    /// How often it has.
    pub(super) failed: u32,
    /// How often it is tried at most, whoever waits.
    pub(super) tries: Option<u32>,
    /// How long a download may still wait for it; `None`: a person waits.
    pub(super) left: Option<Duration>,
}

/// Whether to wait and how long, or the error when another try is pointless.
pub(super) fn wait_before_retry(error: Error, stand: Stand) -> Result<Duration> {
    let backoff = (FIRST_BACKOFF * 2u32.pow((stand.failed - 1).min(16))).min(LONGEST_BACKOFF);
    let wait = match error.retry_after {
        Some(stated) => stated.max(backoff.min(AT_ONCE)),
        None => backoff + backoff.mul_f64(fastrand::f64() * 0.5),
    };
    // A portal that says when it takes the next request is taken at its word.
    let may_pass = error.is_transient() || (error.kind == ErrorKind::Quota && error.retry_after.is_some());
    if !may_pass || stand.failed >= stand.tries(&error) {
        return Err(error);
    }
    match stand.left {
        Some(left) if wait > left => Err(given_up(error, wait)),
        _ if wait > LONGEST_WAIT && stand.left.is_none() => Err(error),
        _ => Ok(wait),
    }
}

impl Stand {
    /// How often it is tried at most.
    fn tries(self, error: &Error) -> u32 {
        // What is being prepared, and who says when to come again, is waited for until the time is over.
        let is_promised = error.retry_after.is_some() || error.status == Some(202);
        let tries = match self.left {
            None => TRIES,
            Some(_) if error.unreached => TRIES,
            Some(_) if is_promised => u32::MAX,
            Some(_) => PATIENT_TRIES,
        };
        tries.min(self.tries.unwrap_or(u32::MAX))
    }
}

/// `error`, where the time is over before the next try.
fn given_up(error: Error, wait: Duration) -> Error {
    match error.retry_after {
        Some(_) if error.own_wait => {
            error.hint(m!("http-max-wait-own", seconds = wait.as_millis().div_ceil(1000) as u64))
        }
        Some(_) => error.hint(m!("http-max-wait-stated", seconds = wait.as_millis().div_ceil(1000) as u64)),
        None => waited_for(error),
    }
}

/// `error`, after which nothing is waited for any more.
pub fn waited_for(error: Error) -> Error {
    error.hint(m!("http-max-wait-over"))
}

/// `Retry-After` in both its forms, seconds or a date, of a week at most.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = header(headers, RETRY_AFTER.as_str())?;
    let date = || Some(stated::until(stated::moment_written(&value)?, Timestamp::now()));
    stated::span_written(&value).or_else(date)
}

/// `error` with how long to wait: what was stated, else our own `pause`; where there were too many requests, in words that
/// tell one from the other.
pub(crate) fn with_wait(error: Error, pause: Option<Duration>, headers: &HeaderMap, status: StatusCode) -> Error {
    let stated = retry_after(headers).or(error.retry_after.filter(|_| !error.own_wait));
    let wait = pause.or(stated).or(error.retry_after);
    let is_untold = stated.is_none() && limits(headers).is_empty();
    let seconds = wait.map(|wait| wait.as_secs().saturating_add(1));
    let error = match seconds {
        _ if status != StatusCode::TOO_MANY_REQUESTS || error.hint.is_some() => error,
        Some(seconds) if is_untold => error.hint(m!("http-own-wait", seconds)),
        Some(seconds) => error.hint(m!("http-wait", seconds)),
        None if is_untold => error.hint(m!("http-no-wait")),
        None => error,
    };
    Error { own_wait: is_untold && wait.is_some(), ..error.retry_after(wait) }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    fn headers(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let wait = |value: &str| retry_after(&headers(value));
        assert_eq!(wait("0"), Some(Duration::ZERO));
        assert_eq!(wait(" 120 "), Some(Duration::from_secs(120)));
        assert_eq!(wait("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO), "a moment that has passed");
        let soon = Timestamp::now() + jiff::SignedDuration::from_secs(100);
        let soon = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&soon).unwrap();
        let seconds = wait(&soon).unwrap().as_secs();
        assert!((90..=100).contains(&seconds), "{soon}: {seconds}");
        for far in ["Fri, 31 Dec 9999 23:59:59 GMT", "99999999999", "18446744073709551615", "604801"] {
            assert_eq!(wait(far), Some(stated::LONGEST), "{far:?}");
        }
        for odd in ["", "-1", "1.5", "soon", "NaN", "1 hour", "99999999999999999999"] {
            assert_eq!(wait(odd), None, "{odd:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    /// What is said of too many requests: no more than the server did.
    #[test]
    fn whose_word_the_wait_is_is_told() {
        let too_many = StatusCode::TOO_MANY_REQUESTS;
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        let with = |name: &'static str, value: &'static str| {
            HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_static(value))])
        };
        let (bare, stated) = (HeaderMap::new(), headers("40"));
        let table = [
            (too_many, &stated, None, busy(), seconds(40), false, "Try again in 41 s."),
            (too_many, &stated, seconds(40), busy(), seconds(40), false, "Try again in 41 s."),
            (too_many, &bare, seconds(60), busy(), seconds(60), true, "gives no time: guichet asks it again in 61 s"),
            (too_many, &bare, None, busy(), None, false, "It gives no time. Try again later."),
            (too_many, &bare, None, asked(9), seconds(9), false, "Try again in 10 s."), // a kind has read it in the body
            (
                too_many,
                &bare,
                None,
                asked(9).by_own_rule(),
                seconds(9),
                true,
                "gives no time: guichet asks it again in 10 s",
            ),
            (too_many, &stated, None, asked(9).by_own_rule(), seconds(40), false, "Try again in 41 s."),
            (too_many, &bare, seconds(60), busy().hint("a kind's own"), seconds(60), true, "a kind's own"),
            (too_many, &with("x-ratelimit-reset", "30"), None, busy(), None, false, ""),
            (StatusCode::SERVICE_UNAVAILABLE, &stated, None, busy(), seconds(40), false, ""),
            (StatusCode::SERVICE_UNAVAILABLE, &bare, None, busy(), None, false, ""),
        ];
        for (status, headers, pause, error, wait, is_own, hint) in table {
            let found = with_wait(error, pause, headers, status);
            assert_eq!((found.retry_after, found.own_wait), (wait, is_own), "{status} {headers:?} {pause:?}");
            let said = found.hint.map(|hint| hint.to_string()).unwrap_or_default();
            assert!(said.contains(hint) && said.is_empty() == hint.is_empty(), "{status} {headers:?}: {said}");
        }
    }

    const PERSON: Stand = Stand { failed: 1, tries: None, left: None };
    const NOBODY: Stand = Stand { left: Some(Duration::from_secs(60)), ..PERSON };

    fn busy() -> Error {
        Error::new(ErrorKind::Unavailable, "p", "busy")
    }

    fn asked(seconds: u64) -> Error {
        busy().retry_after(Some(Duration::from_secs(seconds)))
    }

    #[test]
    fn a_wait_is_the_one_asked_for_or_grows_and_ends() {
        let after = |failed| Stand { failed, ..PERSON };
        assert_eq!(wait_before_retry(asked(7), PERSON).unwrap(), Duration::from_secs(7));
        assert_eq!(wait_before_retry(asked(11), PERSON).unwrap_err(), asked(11), "longer than a person waits");
        assert!(wait_before_retry(busy(), after(2)).unwrap() >= Duration::from_millis(500));
        assert!(wait_before_retry(busy(), after(TRIES)).is_err());
        assert!(wait_before_retry(busy(), Stand { tries: Some(1), ..PERSON }).is_err());
        let limited = |seconds| Error { kind: ErrorKind::Quota, ..asked(seconds) };
        assert_eq!(wait_before_retry(limited(7), PERSON).unwrap(), Duration::from_secs(7));
        assert!(wait_before_retry(limited(11), PERSON).is_err());
        assert_eq!(wait_before_retry(limited(11), NOBODY).unwrap(), Duration::from_secs(11));
        assert!(wait_before_retry(limited(61), NOBODY).is_err());
        for stand in [PERSON, NOBODY] {
            for lasting in
                [ErrorKind::Portal, ErrorKind::SignIn, ErrorKind::Denied, ErrorKind::NotFound, ErrorKind::Quota]
            {
                assert!(wait_before_retry(Error::new(lasting, "p", "no"), stand).is_err(), "{lasting:?}");
            }
        }
    }

    #[test]
    fn where_nobody_waits_at_a_screen_a_server_gets_its_time() {
        let after = |failed| Stand { failed, ..NOBODY };
        assert_eq!(wait_before_retry(asked(59), after(100)).unwrap(), Duration::from_secs(59));
        let error = wait_before_retry(asked(61), NOBODY).unwrap_err();
        assert!(error.hint.as_ref().unwrap().to_string().contains("asks to wait 61 s"), "{error:?}");
        let own = wait_before_retry(asked(61).by_own_rule(), NOBODY).unwrap_err().hint.unwrap().to_string();
        assert!(own.contains("gives no time") && own.contains("wait 61 s, by its own rule"), "{own}");
        assert_eq!(wait_before_retry(asked(0), after(9)).unwrap(), AT_ONCE, "who says so again and again");
        assert!(wait_before_retry(busy(), after(PATIENT_TRIES - 1)).unwrap() >= LONGEST_BACKOFF);
        assert!(wait_before_retry(busy(), after(PATIENT_TRIES)).is_err());
        assert!(wait_before_retry(busy().status(202), after(PATIENT_TRIES)).is_ok(), "it is being prepared");
        assert!(wait_before_retry(busy().unreached(), after(TRIES)).is_err());
        assert!(wait_before_retry(asked(1), Stand { tries: Some(2), ..after(2) }).is_err(), "the portal's own limit");
    }
}
