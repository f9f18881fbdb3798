//! The reasons of verdicts as receipts keep them, in English: said again in the language spoken.

use crate::base::i18n::{Message, retold};
use crate::m;

/// A reason or a doubt, as [`super::Receipt`] has it.
pub fn said_again(kept: &str) -> String {
    retold(kept, &all()).to_string()
}

/// All that is said of a file. The values stand for whatever is in their place.
fn all() -> Vec<Message> {
    let claims = [
        m!("download-none-stated"),
        m!("download-unnamed"),
        m!("download-uncomputable", named = ""),
        m!("download-blank", word = ""),
        m!("download-uuid", word = ""),
        m!("download-algo-name", word = ""),
        m!("download-not-hex", word = ""),
        m!("download-digits", word = "", count = "", digits = ""),
        m!("download-repeated", word = ""),
        m!("download-of-nothing"),
        m!("download-verified-portal", algo = ""),
        m!("download-verified-server", algo = ""),
        m!("archive-verified", algo = ""),
        m!("download-altered-portal", algo = "", found = "", stated = ""),
        m!("download-altered-server", algo = "", found = "", stated = ""),
        m!("archive-altered", algo = "", found = "", stated = ""),
    ];
    let contents = [
        m!("download-web-page", extension = ""),
        m!("download-no-geojson", extension = ""),
        m!("download-json-answer", extension = ""),
        m!("download-nothing-came", extension = ""),
        m!("download-other-kind", extension = "", found = ""),
        m!("download-git-lfs", extension = ""),
        m!("download-error-document", extension = ""),
        m!("download-something-else", extension = ""),
        m!("download-doubt-office", extension = ""),
        m!("download-doubt-json"),
        m!("download-doubt-page", extension = ""),
        m!("download-doubt-size", size = "", bytes = ""),
        m!("download-damaged", encoding = "", why = ""),
        m!("download-not-unpacked", encoding = ""),
        m!("download-compressed", encoding = ""),
    ];
    let around = [
        m!("download-unchanged", reason = ""),
        m!("download-unpacked", reason = ""),
        m!("download-as-sent", reason = ""),
        m!("download-empty", reason = ""),
        m!("download-same-size", why = ""),
        m!("download-other-size", bytes = "", size = "", why = ""),
        m!("download-doubtful", reason = "", doubt = ""),
        m!("download-open-ended", reason = ""),
        m!("download-wrong-size", reason = "", size = "", bytes = ""),
        m!("download-placeholder-size", why = "", size = ""),
        m!("download-no-size", why = ""),
    ];
    claims.into_iter().chain(contents).chain(around).collect()
}
