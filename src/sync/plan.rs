//! What is to be done for one file, decided from what the manifest wishes, what the lock says and what lies there: pure.

use serde::Serialize;

use super::manifest::Policy;
use crate::base::error::{ErrorKind, NEWS, worse};
use crate::base::i18n::Said;
use crate::said;

/// What a run is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncMode {
    /// Bring what is missing, move forward what is followed.
    Forward,
    /// Bring what the lock says, exactly, and leave the lock as it is.
    Locked,
    /// Say what there is to say, change nothing; the exit code tells.
    Check,
    /// Say what [`Self::Forward`] would do, without a byte of any file.
    Plan,
}

/// What lies where a file is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Here {
    Nothing,
    /// What the lock says.
    Locked,
    /// Another version, which guichet brought: its receipt says so.
    Received,
    /// A version that guichet brought, and nothing says which: a run that was killed did not come to its receipt.
    Left,
    /// Neither, where the lock has one: somebody changed it.
    Changed,
    /// No file of ours.
    Others,
}

/// How a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DataState {
    /// It is what the lock says, which is what is published, as far as that was to be known.
    InStep,
    /// Another version is published.
    Newer,
    /// Its bytes are what the lock says, and its licence is another.
    NewTerms,
    /// Only its bytes can tell whether another version is published.
    MaybeNewer,
    /// Nothing is published there any more; the file stays.
    Withdrawn,
    /// Somebody changed the file; it stays.
    Changed,
    /// The lock has it, and it is not there.
    Missing,
    /// The lock does not have it yet.
    New,
    /// Another version than the lock's, which guichet brought: newer or older.
    OtherVersion,
    /// Something that is not ours has its place.
    InTheWay,
    /// What the lock says is not to be had any more.
    Lost,
    /// The lock has it, and the manifest wishes it no more; the file stays.
    Unlisted,
    /// It could not be found out.
    Failed,
}

impl DataState {
    pub const ALL: [Self; 13] = [
        Self::InStep,
        Self::Newer,
        Self::MaybeNewer,
        Self::Withdrawn,
        Self::Changed,
        Self::Missing,
        Self::New,
        Self::OtherVersion,
        Self::NewTerms,
        Self::InTheWay,
        Self::Lost,
        Self::Unlisted,
        Self::Failed,
    ];

    /// A sign and a word or two.
    pub fn said(self) -> (&'static str, Said) {
        match self {
            Self::InStep => ("=", said!("sync-in-step")),
            Self::Newer => ("↑", said!("sync-newer")),
            Self::MaybeNewer => ("?", said!("sync-maybe-newer")),
            Self::Withdrawn => ("–", said!("sync-withdrawn")),
            Self::Changed => ("≠", said!("sync-changed")),
            Self::Missing => ("↓", said!("sync-missing")),
            Self::New => ("+", said!("sync-new")),
            Self::OtherVersion => ("»", said!("sync-other-version")),
            Self::NewTerms => ("§", said!("sync-new-terms")),
            Self::InTheWay => ("!", said!("sync-in-the-way")),
            Self::Lost => ("×", said!("sync-lost")),
            Self::Unlisted => ("·", said!("sync-unlisted")),
            Self::Failed => ("~", said!("sync-failed")),
        }
    }

    /// What it adds to the exit code of a run; a failure adds its own.
    pub fn exit_code(self, mode: SyncMode) -> u8 {
        let integrity = ErrorKind::Integrity.exit_code();
        match (self, mode) {
            (_, SyncMode::Plan) | (Self::InStep | Self::Withdrawn | Self::Failed, _) => 0,
            (Self::Changed | Self::InTheWay | Self::Lost | Self::Missing | Self::OtherVersion, _) => integrity,
            (Self::New | Self::Unlisted, SyncMode::Locked) => integrity,
            (Self::New | Self::Unlisted | Self::Newer | Self::NewTerms | Self::MaybeNewer, SyncMode::Check) => NEWS,
            (Self::New | Self::Unlisted | Self::Newer | Self::NewTerms | Self::MaybeNewer, _) => 0,
        }
    }
}

/// What was done for a file, or would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncAction {
    None,
    /// Bring it.
    Fetch,
    /// Put a newer version in the place of an older one.
    Update,
    /// Fetch it, and keep it where it is another.
    Compare,
    /// Note in the lock what is there.
    Relock,
    /// Take it out of the lock.
    Forget,
}

impl SyncAction {
    /// What would be done for a file that stands so.
    pub fn of(state: DataState) -> Self {
        match state {
            DataState::Newer => Self::Update,
            DataState::MaybeNewer => Self::Compare,
            DataState::Missing | DataState::New => Self::Fetch,
            DataState::OtherVersion => Self::Compare,
            DataState::NewTerms => Self::Relock,
            DataState::Unlisted => Self::Forget,
            _ => Self::None,
        }
    }

    /// As it is to be done, or as it is `done`.
    pub fn said(self, done: bool) -> Option<Said> {
        Some(match (self, done) {
            (Self::None, _) => return None,
            (Self::Fetch, false) => said!("sync-to-fetch"),
            (Self::Update, false) => said!("sync-to-update"),
            (Self::Compare, false) => said!("sync-to-compare"),
            (Self::Relock, false) => said!("sync-to-relock"),
            (Self::Forget, false) => said!("sync-to-forget"),
            (Self::Fetch, true) => said!("sync-fetched"),
            (Self::Update, true) => said!("sync-updated"),
            (Self::Compare, true) => said!("sync-compared"),
            (Self::Relock, true) => said!("sync-relocked"),
            (Self::Forget, true) => said!("sync-forgotten"),
        })
    }
}

/// What comes first for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstStep {
    /// Nothing: it stands so.
    Settled(DataState),
    /// Its portal is asked whether there is another version.
    Ask,
    /// It is brought; `exact`: only what the lock says.
    Bring { exact: bool },
}

/// `locked`: the lock has the file, as it is wished now.
pub fn first_step(mode: SyncMode, policy: Policy, locked: bool, here: Here) -> FirstStep {
    use FirstStep::{Ask, Bring, Settled};
    let exact = locked && (mode == SyncMode::Locked || policy == Policy::Pin);
    let looks_only = matches!(mode, SyncMode::Check | SyncMode::Plan);
    match here {
        Here::Others => Settled(DataState::InTheWay),
        Here::Changed => Settled(DataState::Changed),
        _ if !locked && mode == SyncMode::Locked => Settled(DataState::New),
        Here::Locked if exact => Settled(DataState::InStep),
        Here::Locked if locked => Ask,
        Here::Received | Here::Left if looks_only => Settled(DataState::OtherVersion),
        Here::Received if exact => Bring { exact },
        Here::Left => Bring { exact },
        Here::Received => Ask,
        Here::Nothing | Here::Locked if looks_only => Settled(if locked { DataState::Missing } else { DataState::New }),
        Here::Nothing | Here::Locked => Bring { exact },
    }
}

/// The exit code of a run that ends with both: what is wrong here before what could not be found out, and that before what
/// is newer.
pub fn outranking(code: u8, other: u8) -> u8 {
    let integrity = ErrorKind::Integrity.exit_code();
    match (code, other) {
        (it, _) | (_, it) if it == integrity => it,
        (NEWS, it) | (it, NEWS) if it != 0 => it,
        (0, it) | (it, 0) => it,
        (code, other) => worse(code, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_first_for_every_file_in_every_run() {
        use FirstStep::{Ask, Bring, Settled};
        use SyncMode::{Check, Forward, Locked, Plan};
        let (follow, pin) = (Policy::Follow, Policy::Pin);
        let bring = |exact| Bring { exact };
        let table = [
            // Nobody's file is touched, whatever is asked.
            (Forward, follow, true, Here::Changed, Settled(DataState::Changed)),
            (Locked, pin, true, Here::Changed, Settled(DataState::Changed)),
            (Check, follow, true, Here::Changed, Settled(DataState::Changed)),
            (Forward, follow, false, Here::Others, Settled(DataState::InTheWay)),
            (Locked, follow, true, Here::Others, Settled(DataState::InTheWay)),
            // As the lock says.
            (Forward, follow, true, Here::Locked, Ask),
            (Forward, pin, true, Here::Locked, Settled(DataState::InStep)),
            (Locked, follow, true, Here::Locked, Settled(DataState::InStep)),
            (Check, follow, true, Here::Locked, Ask),
            (Check, pin, true, Here::Locked, Settled(DataState::InStep)),
            (Plan, follow, true, Here::Locked, Ask),
            // Not there.
            (Forward, follow, true, Here::Nothing, bring(false)),
            (Forward, pin, true, Here::Nothing, bring(true)),
            (Forward, pin, false, Here::Nothing, bring(false)),
            (Locked, follow, true, Here::Nothing, bring(true)),
            (Locked, follow, false, Here::Nothing, Settled(DataState::New)),
            (Check, follow, true, Here::Nothing, Settled(DataState::Missing)),
            (Check, pin, false, Here::Nothing, Settled(DataState::New)),
            (Plan, follow, false, Here::Nothing, Settled(DataState::New)),
            // Another thing is wished under the name than the lock has.
            (Forward, follow, false, Here::Locked, bring(false)),
            (Check, follow, false, Here::Locked, Settled(DataState::New)),
            // A run that was killed, or `get`, brought another version.
            (Forward, follow, true, Here::Received, Ask),
            (Forward, follow, false, Here::Received, Ask),
            (Forward, pin, true, Here::Received, bring(true)),
            (Locked, follow, true, Here::Received, bring(true)),
            (Check, follow, true, Here::Received, Settled(DataState::OtherVersion)),
            (Plan, pin, true, Here::Received, Settled(DataState::OtherVersion)),
            // The same, and it did not come to say which.
            (Forward, follow, true, Here::Left, bring(false)),
            (Forward, pin, true, Here::Left, bring(true)),
            (Locked, follow, true, Here::Left, bring(true)),
            (Locked, follow, false, Here::Left, Settled(DataState::New)),
            (Check, follow, true, Here::Left, Settled(DataState::OtherVersion)),
        ];
        for (mode, policy, locked, here, expected) in table {
            assert_eq!(first_step(mode, policy, locked, here), expected, "{mode:?} {policy:?} {locked} {here:?}");
        }
    }

    #[test]
    fn what_is_wrong_here_outranks_what_is_newer() {
        for (one, other, code) in
            [(0, 0, 0), (0, 9, 9), (9, 6, 6), (5, 9, 5), (5, 6, 6), (6, 130, 6), (4, 5, 5), (9, 9, 9)]
        {
            assert_eq!((outranking(one, other), outranking(other, one)), (code, code), "{one} {other}");
        }
        let checked = |state: DataState| state.exit_code(SyncMode::Check);
        let codes: Vec<u8> = DataState::ALL.into_iter().map(checked).collect();
        assert_eq!(codes, [0, 9, 9, 0, 6, 6, 9, 6, 9, 6, 6, 9, 0]);
        assert!(DataState::ALL.iter().all(|state| state.exit_code(SyncMode::Plan) == 0));
        assert_eq!(DataState::New.exit_code(SyncMode::Locked), 6, "the lock is not what the manifest wishes");
    }
}
