//! HTTP without sign-in: clients, requests, answers read within limits, failures in words, retries, and rate limits that
//! all processes share.

use reqwest::header::HeaderMap;

pub use self::answer::{Document, FirstBytes};
pub use self::ask::{Ask, AskBody, Range, SMALL};
pub use self::clients::{Clients, Timeouts, builder};
pub use self::linked::{LINKED_ETAG, LINKED_SIZE};
pub use self::opened::{Opened, Watch};
pub use self::origin::{is_inside, is_loopback};
pub use self::patience::{
    MAX_WAIT, WaitCause, Waiting, asking_once, max_wait, wait_for_limit, waiting_still, waiting_up_to,
};
pub use self::refusal::{Explain, Refusal, quoting};
pub use self::reported::{said, said_in, status_in};
pub use self::retry::waited_for;
pub use self::tally::{RowCount, Tally};
pub use self::unless::{Reopened, Validators, reopen};

pub(crate) use self::answer::read;
pub(crate) use self::failure::{failed, failed_showing};
pub(crate) use self::origin::{host, refuse_clear_text};
pub(crate) use self::retry::{retry_after, with_wait};
pub use self::told::discreetly;
pub(crate) use self::told::{send, shown as shown_header};

pub(crate) mod answer;
pub(crate) mod ask;
pub mod certificate;
mod clients;
pub(crate) mod cookies;
mod failure;
pub mod identity;
pub(crate) mod linked;
pub mod names;
pub(crate) mod opened;
mod origin;
pub(crate) mod pace;
pub(crate) mod patience;
pub mod proxy;
pub mod quota;
pub(crate) mod refusal;
pub(crate) mod reported;
mod retry;
mod tally;
pub(crate) mod told;
mod unless;

/// Whether what a server says of a body's encoding, in lower case, is gzip (RFC 9110, 8.4.1.3).
pub fn is_gzip(encoding: &str) -> bool {
    matches!(encoding, "gzip" | "x-gzip")
}

/// A header's value as text, if it is text.
pub fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}
