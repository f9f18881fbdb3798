//! The wizard's way back: what was answered is remembered, and answered again up to the question before the one that was
//! left, which is asked anew.

use super::prompt::Prompt;
use super::question::LineQuestion;
use crate::access::secrets::Secret;
use crate::base::error::Result;
use crate::t;

pub struct Retraced<'a> {
    prompt: &'a mut dyn Prompt,
    answered: Vec<(LineQuestion, Secret)>,
    /// How many of them were answered again.
    at: usize,
    /// The person wants to go back.
    back: bool,
}

impl<'a> Retraced<'a> {
    pub fn new(prompt: &'a mut dyn Prompt) -> Self {
        let mut retraced = Self { prompt, answered: vec![], at: 0, back: false };
        if let Some(word) = retraced.prompt.back_word() {
            retraced.say(&t!("setup-back-hint", word));
        }
        retraced
    }

    /// Whether all is to be begun again, because the person went back.
    pub fn begins_again(&mut self) -> bool {
        self.at = 0;
        std::mem::take(&mut self.back)
    }

    /// What the person answers; `None`: they go back.
    fn typed(&mut self, question: &LineQuestion) -> Result<Option<Secret>> {
        let typed = match self.prompt.ask(question) {
            Err(_) if self.prompt.went_back() => return Ok(None),
            typed => typed?,
        };
        let is_back = !question.hidden && self.prompt.back_word().is_some_and(|word| typed.expose().trim() == word);
        Ok(Some(typed).filter(|_| !is_back))
    }
}

impl Prompt for Retraced<'_> {
    /// What was said before is not said again.
    fn say(&mut self, text: &str) {
        if self.at == self.answered.len() {
            self.prompt.say(text);
        }
    }

    fn ask(&mut self, question: &LineQuestion) -> Result<Secret> {
        if let Some((_, answer)) = self.answered.get(self.at).filter(|(known, _)| known == question) {
            self.at += 1;
            return Ok(answer.clone());
        }
        self.answered.truncate(self.at); // the portal answers otherwise now
        loop {
            match self.typed(question)? {
                Some(typed) => {
                    self.answered.push((question.clone(), typed.clone()));
                    self.at += 1;
                    return Ok(typed);
                }
                None if self.answered.pop().is_some() => {
                    self.back = true;
                    return Err(super::prompt::cancelled());
                }
                None => self.prompt.say(&t!("setup-first-question")),
            }
        }
    }

    fn remembered(&self) -> usize {
        self.at
    }

    fn forget_behind(&mut self, count: usize) {
        self.answered.truncate(count);
        self.at = self.answered.len();
    }

    fn done(&mut self, portal: &str) {
        self.prompt.done(portal);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::prompt::cancelled;

    /// Answers by a list; `b` goes back.
    #[derive(Default)]
    struct Script {
        answers: Vec<&'static str>,
        said: Vec<String>,
    }

    impl Prompt for Script {
        fn say(&mut self, text: &str) {
            self.said.push(text.to_owned());
        }

        fn ask(&mut self, question: &LineQuestion) -> Result<Secret> {
            self.said.push(format!("? {}", question.text));
            if self.answers.is_empty() {
                return Err(cancelled());
            }
            Ok(self.answers.remove(0).to_owned().into())
        }

        fn back_word(&self) -> Option<String> {
            Some("b".into())
        }
    }

    /// Three questions, the second of which depends on the first.
    fn run(prompt: &mut dyn Prompt) -> Result<Vec<String>> {
        let mut retraced = Retraced::new(prompt);
        loop {
            let mut once = || {
                retraced.say("begins");
                let first = retraced.line("First", None)?;
                let second = retraced.line(&format!("Second of {first}"), None)?;
                let secret = retraced.secret("Secret")?;
                Ok(vec![first, second, secret.expose().to_owned()])
            };
            let ended = once();
            if !retraced.begins_again() {
                return ended;
            }
        }
    }

    #[test]
    fn one_goes_back_as_far_as_one_likes_and_nothing_is_said_twice() {
        let table = [
            (vec!["x", "y", "z"], vec!["x", "y", "z"]),
            (vec!["x", "b", "w", "y", "z"], vec!["w", "y", "z"]),
            (vec!["x", "y", "b"], vec!["x", "y", "b"]),
            (vec!["b", "b", "x", "y", "z"], vec!["x", "y", "z"]),
        ];
        for (answers, came) in table {
            let mut script = Script { answers, ..Script::default() };
            assert_eq!(run(&mut script).unwrap(), came, "b in a secret is a letter");
            assert_eq!(script.said.iter().filter(|said| *said == "begins").count(), 1 + usize::from(came[0] == "w"));
        }
    }

    /// A secret that was refused is not tried again by going back.
    #[test]
    fn what_is_forgotten_is_not_answered_again() {
        let mut script = Script { answers: vec!["x", "wrong", "b", "z"], ..Script::default() };
        let mut retraced = Retraced::new(&mut script);
        retraced.line("First", None).unwrap();
        let count = retraced.remembered();
        retraced.secret("Secret").unwrap();
        retraced.forget_behind(count);
        assert!(retraced.line("Name", None).is_err() && retraced.begins_again());
        assert_eq!(retraced.line("First", None).unwrap(), "z", "asked anew");
    }

    #[test]
    fn leaving_is_no_way_back() {
        let mut script = Script { answers: vec!["x"], ..Script::default() };
        assert!(run(&mut script).is_err());
    }
}
