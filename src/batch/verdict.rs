//! What becomes of a request whose answer is an error: asked once more, recorded, or the end of the batch.

use std::time::Duration;

use crate::base::error::{Error, ErrorKind};
use crate::portals::bulk::InBulk;

/// What asks for a longer pause than this ends in an error for this run.
pub const LONGEST_WAIT: Duration = Duration::from_secs(600);
/// What asks for a longer one is no matter of a later run the same day.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// See the [module](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowVerdict {
    /// It did not leave: the limit that all processes share is used up for so long.
    Held(Duration),
    /// The portal refused one too many.
    TooMany(Duration),
    /// Nothing came: no connection, or silence.
    Silence,
    /// Whoever asks is refused: all others would be.
    Refused,
    /// The provider failed; asked once more after so long.
    Failed { wait: Option<Duration>, pauses: bool },
    /// The same request is under way.
    Busy(Duration),
    /// It is an answer too, if no good one. `by_provider`: it failed, and answers nothing else for now.
    Final { again: bool, by_provider: bool },
}

impl RowVerdict {
    pub fn of(error: &Error, bulk: &InBulk) -> Self {
        let wait = error.retry_after;
        match (error.status, error.kind) {
            (None, ErrorKind::Unavailable) if error.unreached => Self::Busy(wait.unwrap_or(Duration::from_secs(2))),
            (None, ErrorKind::Quota | ErrorKind::Unavailable) if wait.is_some() => Self::Held(wait.unwrap_or_default()),
            (Some(429), _) => Self::TooMany(wait.unwrap_or(Duration::from_secs(60))),
            (Some(401), _) | (None, ErrorKind::SignIn | ErrorKind::Config) => Self::Refused,
            (Some(403), _) if !(bulk.is_about_row)(error) => Self::Refused,
            (None, ErrorKind::Network) if error.unreached || error.timed_out => Self::Silence,
            (Some(409), _) => Self::Busy(wait.unwrap_or(Duration::from_secs(2))),
            _ if error.is_transient() && wait.is_none_or(|wait| wait <= LONGEST_WAIT) => {
                Self::Failed { wait, pauses: wait.is_some() && error.status == Some(503) }
            }
            _ => {
                let may_pass = error.is_transient() || error.status == Some(500);
                Self::Final { again: may_pass && wait.is_none_or(|wait| wait <= A_DAY), by_provider: may_pass }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::Message;

    fn bulk() -> InBulk {
        InBulk {
            group: "g".into(),
            title: "t".into(),
            limit: 50,
            pace: 30,
            is_personal: false,
            answer: "json",
            documents: vec![],
            is_about_row: |error| error.code.as_deref() == Some("01005"),
        }
    }

    #[test]
    fn errors_are_told_apart_by_what_becomes_of_the_batch() {
        use ErrorKind::{Denied, Network, NotFound, Portal, Quota, SignIn, Unavailable, Usage};
        let seconds = |seconds: u64| Some(Duration::from_secs(seconds));
        let final_ = |again, by_provider| RowVerdict::Final { again, by_provider };
        let failed = |wait, pauses| RowVerdict::Failed { wait, pauses };
        let table = [
            (Quota, None, None, seconds(40), RowVerdict::Held(Duration::from_secs(40))),
            (Quota, Some(429), Some("00429"), seconds(7), RowVerdict::TooMany(Duration::from_secs(7))),
            (Quota, Some(429), None, None, RowVerdict::TooMany(Duration::from_secs(60))),
            (SignIn, Some(401), Some("00103"), None, RowVerdict::Refused),
            (SignIn, None, None, None, RowVerdict::Refused),
            (Denied, Some(403), Some("00100"), None, RowVerdict::Refused),
            (Denied, Some(403), None, None, RowVerdict::Refused),
            (Denied, Some(403), Some("01005"), None, final_(false, false)),
            (Denied, Some(451), Some("01005"), None, final_(false, false)),
            (NotFound, Some(404), Some("01003"), None, final_(false, false)),
            (Usage, Some(422), Some("00301"), None, final_(false, false)),
            (Unavailable, Some(409), Some("00015"), seconds(2), RowVerdict::Busy(Duration::from_secs(2))),
            (Unavailable, Some(502), Some("01999"), None, failed(None, false)),
            (Unavailable, Some(502), Some("00501"), seconds(10), failed(seconds(10), false)),
            (Unavailable, Some(503), Some("03020"), seconds(60), failed(seconds(60), true)),
            (Unavailable, Some(503), Some("03020"), seconds(1740), final_(true, true)),
            (Unavailable, Some(504), Some("04002"), None, failed(None, false)),
            (Portal, Some(500), Some("00500"), None, final_(true, true)),
            (Portal, Some(502), Some("04501"), seconds(172_800), final_(false, false)),
            (Network, None, None, None, failed(None, false)),
        ];
        for (kind, status, code, wait, expected) in table {
            let mut error = Error::new(kind, "p", Message::from("c")).code(code.map(str::to_owned)).retry_after(wait);
            error.status = status;
            assert_eq!(RowVerdict::of(&error, &bulk()), expected, "{kind:?} {status:?} {code:?}");
        }
        let same = Error::new(Unavailable, "p", "c").unreached().retry_after(seconds(41));
        assert_eq!(RowVerdict::of(&same, &bulk()), RowVerdict::Busy(Duration::from_secs(41)), "nobody was asked");
        let silent = Error { timed_out: true, ..Error::new(Network, "p", "c") };
        assert_eq!(RowVerdict::of(&silent, &bulk()), RowVerdict::Silence);
        assert_eq!(RowVerdict::of(&Error::new(Network, "p", "c").unreached(), &bulk()), RowVerdict::Silence);
    }
}
