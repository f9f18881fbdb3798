//! What is said of a file besides how it stands: an error with its path first, and what a person can do about it here, where
//! advice that is for `get` is of no use.

use super::path::DataPath;
use super::plan::{DataState, SyncMode};
use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::{Message, Said};
use crate::said;

/// Advice that names options of `get`, and what is said instead.
const ADVICE: [(&str, Said); 12] = [
    ("download-exists-hint", said!("sync-move-away-hint")),
    ("download-busy-hint", said!("sync-busy-hint")),
    ("download-folder-with-o", said!("sync-other-path-hint")),
    ("download-unsafe-name-hint", said!("sync-other-path-hint")),
    ("download-not-ours-hint", said!("sync-move-away-hint")),
    ("download-free-space", said!("sync-free-space-hint")),
    ("download-close-it", said!("sync-close-hint")),
    ("download-another-folder", said!("sync-place-hint")),
    ("download-another-name", said!("sync-other-path-hint")),
    ("download-another-disk", said!("sync-other-disk-hint")),
    ("download-kept-as-hint", said!("sync-kept-hint")),
    ("download-no-room-hint", said!("sync-free-space-hint")),
];

/// `error` with advice that can be followed in a project's folder.
pub fn advised(mut error: Error) -> Error {
    let better = error.hint.as_ref().and_then(Message::id).and_then(|id| ADVICE.iter().find(|(it, _)| *it == id));
    if let Some((_, said)) = better {
        error.hint = Some(Message::new(said.0, vec![]));
    }
    error
}

/// `error` as it is told of the file at `path`, which comes first.
pub fn told_of(path: &DataPath, error: Error) -> Error {
    let error = advised(error);
    if error.subject.to_string().ends_with(path.as_str()) {
        return error;
    }
    let cause = Message::labelled(&error.subject, &error.cause);
    Error { subject: path.to_string().into(), cause, ..error }
}

/// What a person can do about a file that stands so, where a run of this mode does not do it.
pub fn advice(state: DataState, mode: SyncMode) -> Option<Said> {
    match (state, mode) {
        (DataState::Changed, _) => Some(said!("sync-changed-hint")),
        (DataState::InTheWay, _) => Some(said!("sync-in-the-way-hint")),
        (DataState::Lost, _) => Some(said!("sync-lost-hint")),
        (DataState::New | DataState::Unlisted, SyncMode::Locked) => Some(said!("sync-lock-behind-hint")),
        (DataState::InStep | DataState::Failed | DataState::Withdrawn, _) => None,
        (_, SyncMode::Check) if state.exit_code(mode) == ErrorKind::Integrity.exit_code() => {
            Some(said!("sync-brings-it-hint"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::SyncAction;
    use super::*;
    use crate::m;

    /// Options of `get` that neither `add` nor `sync` has.
    const OF_GET: [&str; 6] = [" -o", "--name", "--require", "--if-exists", "--format", "--include"];

    #[test]
    fn advice_of_downloads_is_never_given_with_options_of_get() {
        let words = include_str!("../../assets/i18n/en/download.ftl");
        let mut met = 0;
        for line in words.lines().filter(|line| OF_GET.iter().any(|option| line.contains(option))) {
            let id = line.split(' ').next().unwrap();
            let (_, better) = ADVICE.iter().find(|(it, _)| *it == id).unwrap_or_else(|| panic!("{line}"));
            assert!(!OF_GET.iter().any(|option| better.text().contains(option)), "{line}");
            met += 1;
        }
        assert!(met >= 10, "{met}");
        let error = Error::new(ErrorKind::Disk, "a", "b").hint(m!("download-another-folder"));
        assert_eq!(advised(error).hint, Some(m!("sync-place-hint")));
        let error = Error::new(ErrorKind::Disk, "a", "b").hint("as it is");
        assert_eq!(advised(error).hint, Some("as it is".into()));
    }

    #[test]
    fn the_path_comes_first_and_once() {
        let path = DataPath::new("raw/a.csv").unwrap();
        for (subject, said) in [
            ("p", "raw/a.csv: p: broken"),
            ("raw/a.csv", "raw/a.csv: broken"),
            ("project/raw/a.csv", "project/raw/a.csv: broken"),
            ("p/set/media", "raw/a.csv: p/set/media: broken"),
        ] {
            let error = told_of(&path, Error::new(ErrorKind::Portal, subject, "broken"));
            assert_eq!(crate::base::i18n::Language::English.within(|| error.to_string()), said);
        }
    }

    #[test]
    fn whatever_ends_with_exit_code_6_is_told_with_what_to_do() {
        for mode in [SyncMode::Forward, SyncMode::Locked, SyncMode::Check] {
            for state in DataState::ALL.into_iter().filter(|state| state.exit_code(mode) == 6) {
                // Only a run that just looks leaves them so.
                let is_brought = mode != SyncMode::Check && SyncAction::of(state) != SyncAction::None;
                let is_behind = matches!(state, DataState::New | DataState::Unlisted);
                assert!(advice(state, mode).is_some() || is_brought && !is_behind, "{state:?} {mode:?}");
            }
        }
    }

    #[test]
    fn no_two_states_have_one_sign_and_the_manual_has_all() {
        let manual = include_str!("../../docs/sync.md");
        let signs: Vec<&str> = DataState::ALL.iter().map(|state| state.said().0).collect();
        for (at, sign) in signs.iter().enumerate() {
            assert!(!signs[..at].contains(sign), "{sign}");
            assert!(manual.contains(&format!(" | {sign} | ")), "{sign}");
        }
    }
}
