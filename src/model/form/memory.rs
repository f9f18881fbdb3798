//! Answers that stay the same from one fetch to the next, remembered per portal: why data are asked for, and for whom.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Answers, Field};
use crate::base::atomic_file::Readers;
use crate::base::versioned;

/// The layout of the file.
const LAYOUT: u64 = 1;

/// What was answered before, and the file it is kept in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnswerMemory {
    path: Option<PathBuf>,
    kept: BTreeMap<String, BTreeMap<String, String>>,
}

impl AnswerMemory {
    /// In `answers.json` of `folder`. A file that cannot be read is an empty one: it only saves typing.
    pub fn in_folder(folder: &Path) -> Self {
        let path = folder.join("answers.json");
        let kept = versioned::load(&path, LAYOUT);
        Self { path: Some(path), kept }
    }

    /// `fields` with what was answered before at `portal` as the answer to begin with.
    pub fn recall(&self, portal: &str, fields: &[Field]) -> Vec<Field> {
        let known = |field: &Field| self.kept.get(portal)?.get(&field.key).filter(|_| field.remembered).cloned();
        let fill = |field: &Field| Field { default: known(field).or(field.default.clone()), ..field.clone() };
        fields.iter().map(fill).collect()
    }

    /// What was answered before at `portal` to what it calls `key`.
    pub fn answer(&self, portal: &str, key: &str) -> Option<&str> {
        self.kept.get(portal)?.get(key).map(String::as_str)
    }

    /// Remembers those of `answers` that are worth it, also on the disk.
    pub fn keep(&mut self, portal: &str, fields: &[Field], answers: &Answers) {
        if self.note(portal, fields, answers) {
            self.write();
        }
    }

    /// As [`keep`](Self::keep), but not on the disk; true where that is to be done.
    pub fn note(&mut self, portal: &str, fields: &[Field], answers: &Answers) -> bool {
        let before = self.kept.clone();
        for field in fields.iter().filter(|field| field.remembered) {
            if let Some(answer) = answers.get(&field.key) {
                self.kept.entry(portal.to_owned()).or_default().insert(field.key.clone(), answer.to_owned());
            }
        }
        self.kept != before
    }

    pub fn write(&self) {
        let Some(path) = &self.path else { return };
        if let Err(error) = versioned::store(path, LAYOUT, &self.kept, Readers::Owner) {
            tracing::info!(%error, "the answers cannot be remembered");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::Takes;
    use super::*;

    #[test]
    fn what_stays_the_same_is_answered_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut fields =
            vec![Field::new("siren", "SIREN", Takes::Text), Field::new("object", "subject", Takes::Text).remembered()];
        fields[1].default = Some("the token's".into());
        let answers = [("siren", "552049447"), ("object", "marché 12")].into_iter().collect();
        AnswerMemory::in_folder(folder.path()).keep("p", &fields, &answers);
        let memory = AnswerMemory::in_folder(folder.path());
        let defaults = |portal| memory.recall(portal, &fields).into_iter().map(|it| it.default).collect::<Vec<_>>();
        assert_eq!(defaults("p"), [None, Some("marché 12".to_owned())], "a company asked about is nobody's business");
        assert_eq!(defaults("q"), [None, Some("the token's".to_owned())]);
        fs::write(folder.path().join("answers.json"), "odd").unwrap();
        assert_eq!(AnswerMemory::in_folder(folder.path()).kept.len(), 0);
    }
}
