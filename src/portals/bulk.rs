//! How a dataset takes one request after the other, for the rows of a table: what counts them, how fast they may come, and
//! what of their answers is a file.

use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::Message;
use crate::m;
use crate::model::Address;

/// See the [module](self).
#[derive(Clone, Debug)]
pub struct InBulk {
    /// What counts together has one name, and is asked one after the other.
    pub group: String,
    /// What a person calls the counter, as [`super::Portal::quota`] does.
    pub title: String,
    /// The most requests a minute.
    pub limit: u32,
    /// How many a minute rows are asked for, so that others have room beside them.
    pub pace: u32,
    /// Whether answers tell of natural persons.
    pub is_personal: bool,
    /// The id of the media that is the answer itself.
    pub answer: &'static str,
    /// The ids of the media that an answer links to, each one file.
    pub documents: Vec<String>,
    /// Whether what stands for it tells that the row alone is refused, and not whoever asks.
    pub is_about_row: fn(&Error) -> bool,
}

/// The error of a dataset that is not asked for rows, and why: a clause without full stop.
pub fn not_in_bulk(address: &Address, why: Message) -> Error {
    Error::new(ErrorKind::Usage, address, why).hint(m!("batch-not-in-bulk-hint"))
}

/// Whether a link that an answer had leads nowhere any more, so that only a new answer has one.
pub fn leads_nowhere(error: &Error) -> bool {
    matches!(error.status, Some(404 | 410)) || error.code.as_deref() == Some("00106")
}
