//! What has become of one row at one endpoint, in a word for the table and a line for the errors.

use super::answers::AnswerLine;
use crate::base::i18n::Said;
use crate::base::text;
use crate::batch::{FinishedError, Refused};
use crate::{said, t};

/// What a row has of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswerState {
    Answered,
    /// The answer is here, and its document could not be had.
    WithoutDocument,
    NotFound,
    /// By the service, for good.
    Refused,
    Failed,
    /// A later run asks again.
    Again,
    /// The cell is no identifier: nobody was asked.
    Invalid,
    NotAsked,
}

impl AnswerState {
    pub const ALL: [Self; 8] = [
        Self::Answered,
        Self::WithoutDocument,
        Self::NotFound,
        Self::Refused,
        Self::Failed,
        Self::Again,
        Self::Invalid,
        Self::NotAsked,
    ];

    pub fn of(line: &AnswerLine) -> Self {
        let has_answer = line.answer.is_some() || line.document.is_some();
        match (line.error.is_some(), line.status) {
            _ if line.again => Self::Again,
            (false, _) => Self::Answered,
            (true, _) if has_answer => Self::WithoutDocument,
            (true, Some(404 | 410)) => Self::NotFound,
            (true, Some(400..=499)) => Self::Refused,
            (true, _) => Self::Failed,
        }
    }

    /// The word of the table.
    pub fn word(self) -> Said {
        match self {
            Self::Answered => said!("batch-results-answered"),
            Self::WithoutDocument => said!("batch-results-without-document"),
            Self::NotFound => said!("batch-results-not-found"),
            Self::Refused => said!("batch-results-refused"),
            Self::Failed => said!("batch-results-failed"),
            Self::Again => said!("batch-results-again"),
            Self::Invalid => said!("batch-results-invalid"),
            Self::NotAsked => said!("batch-results-not-asked"),
        }
    }

    /// The word that programs read in the receipt.
    pub fn key(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::WithoutDocument => "without_document",
            Self::NotFound => "not_found",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Again => "again",
            Self::Invalid => "invalid",
            Self::NotAsked => "not_asked",
        }
    }
}

/// Code, cause and remedy of a row that has no answer, in the person's language.
pub type Shortcoming = [String; 3];

/// Of what the service said.
pub fn of_line(line: &AnswerLine, state: AnswerState) -> Option<Shortcoming> {
    let remedy = || if state == AnswerState::Again { t!("batch-results-resume") } else { String::new() };
    let of = |FinishedError { code, cause, remedy: own }: &FinishedError| {
        let cause = text::some_line(cause).unwrap_or_else(|| state.word().text());
        [text::line(code), cause, own.as_deref().and_then(text::some_line).unwrap_or_else(remedy)]
    };
    match (&line.error, state) {
        (Some(error), _) => Some(of(error)),
        (None, AnswerState::Answered) => None,
        (None, _) => Some([String::new(), state.word().text(), remedy()]),
    }
}

/// Of a cell that nobody was asked about.
pub fn of_refused(refused: &Refused) -> Shortcoming {
    [String::new(), refused.message().to_string(), t!("batch-results-correct")]
}

/// Of what is not asked yet.
pub fn of_unasked() -> Shortcoming {
    [String::new(), t!("batch-results-unasked"), t!("batch-results-resume")]
}
