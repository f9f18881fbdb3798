//! What was guessed of how a text is written, and how it is said.

use serde::Serialize;

use crate::t;
use crate::tabular::{DecidedBy, Sureness};

/// One thing about a text that its bytes do not say for sure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Guess {
    pub(super) what: What,
    pub(super) value: String,
    pub(super) by: DecidedBy,
    pub(super) sureness: Sureness,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum What {
    Encoding,
    Delimiter,
    Quote,
    Decimal,
    Thousands,
    Header,
    /// How many lines stand above the table.
    Skip,
}

/// What stands between cells, in words: a sign among other signs is hardly read, and not at all heard.
fn separator(value: &str) -> String {
    match value {
        "\t" => t!("preview-tabs"),
        " " => t!("tabular-spaces"),
        "," => t!("preview-commas"),
        ";" => t!("preview-semicolons"),
        "|" => t!("preview-bars"),
        ":" => t!("preview-colons"),
        "\u{1}" => "\\x01".to_owned(),
        value => value.to_owned(),
    }
}

impl Guess {
    pub(super) fn said(&self) -> String {
        let said = match (self.what, self.value.as_str()) {
            (What::Encoding, value) => value.to_owned(),
            (What::Delimiter, "") => t!("tabular-one-column"),
            (What::Delimiter, value) => t!("preview-separated-by", value = separator(value)),
            (What::Quote, value) => t!("preview-quoted-with", value),
            (What::Decimal, ",") => t!("preview-decimal-comma"),
            (What::Decimal, _) => t!("preview-decimal-point"),
            (What::Thousands, value) => t!("tabular-thousands", value),
            (What::Skip, value) => t!("tabular-skip", count = value.parse::<usize>().unwrap_or_default()),
            (What::Header, "true") => t!("preview-header"),
            (What::Header, _) => t!("preview-no-header"),
        };
        match (self.by, self.sureness) {
            (DecidedBy::Asked, _) => t!("preview-as-you-say", said),
            (_, Sureness::Sure) => said,
            (_, Sureness::Likely) => t!("tabular-likely", said),
            (_, Sureness::Doubtful) => t!("tabular-doubtful", said),
        }
    }
}
