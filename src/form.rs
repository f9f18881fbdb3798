//! What a media asks before it can be fetched, and the answers.

/// Answers to a media's questions: keys and values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(pub Vec<(String, String)>);
