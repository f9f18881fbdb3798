//! Questions that only the person can decide, as data: the words of the question, and of each possible answer. A front
//! end shows them and translates a key or a typed line into an answer; what is not one of the answers shown, in the
//! language shown, is none.

use crate::access::secrets::Elsewhere;
use crate::base::error::Error;
use crate::base::i18n::Said;
use crate::base::text::fold;
use crate::download::IfExists;
use crate::{said, t};

/// A question and all its answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Question<A> {
    /// Two or three words: what it is about.
    pub title: String,
    pub text: String,
    pub choices: Vec<Choice<A>>,
    /// What Esc means, where it is none of the answers.
    pub esc: Option<Said>,
}

/// One possible answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice<A> {
    pub answer: A,
    /// One word, whose first letter is the key; unique among the answers of a question.
    word: Said,
    pub meaning: Said,
    pub weight: Weight,
    /// Whether it answers the same question of all others that wait: then its key is a capital.
    for_all: bool,
}

/// How easily an answer is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// By its letter.
    Light,
    /// By its key; a typed line must hold the whole word.
    Deliberate,
    /// It destroys something: by its key twice, or the whole word typed.
    Destructive,
}

/// What a typed line comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum TypedAnswer<'q, A> {
    Answer(A),
    /// The letter of an answer that takes the whole word.
    WantsWord(&'q Choice<A>),
    /// None of the answers.
    Unclear,
}

/// What becomes of a download whose name is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnConflict {
    Use(IfExists),
    /// Gives up the download.
    Cancel,
}

/// The answer to [`Question::taken`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForTaken {
    pub how: OnConflict,
    /// Whether it holds for all others that meet a taken name.
    pub for_all: bool,
}

impl<A> Choice<A> {
    /// What is typed for it.
    pub fn word(&self) -> String {
        match self.for_all {
            true => t!("question-for-all", word = self.word),
            false => self.word.text(),
        }
    }

    /// What is pressed for it.
    pub fn letter(&self) -> char {
        let letter = fold(&self.word.text()).chars().next().unwrap_or('?');
        if self.for_all { letter.to_ascii_uppercase() } else { letter }
    }

    /// What it means, in the language shown.
    pub fn meaning(&self) -> String {
        match self.for_all {
            true => t!("question-for-all-meaning", meaning = self.meaning),
            false => self.meaning.text(),
        }
    }

    /// As a line of text offers it: `[s]kip`, or the whole word where it takes that.
    fn offer(&self) -> String {
        let word = self.word();
        match (self.weight, word.chars().next()) {
            (Weight::Light, Some(first)) => format!("[{first}]{}", &word[first.len_utf8()..]),
            _ => word,
        }
    }
}

impl<A: Copy> Question<A> {
    /// The answer that a key gives; capitals differ from small letters.
    pub fn key(&self, pressed: char) -> Option<&Choice<A>> {
        self.choices.iter().find(|choice| choice.letter() == pressed)
    }

    /// The answer that a typed line gives.
    pub fn typed(&self, line: &str) -> TypedAnswer<'_, A> {
        let folded = fold(line.trim());
        if let Some(choice) = self.choices.iter().find(|choice| fold(&choice.word()) == folded) {
            return TypedAnswer::Answer(choice.answer);
        }
        let mut characters = line.trim().chars();
        let letter = characters.next().filter(|_| characters.next().is_none());
        match letter.and_then(|letter| self.key(letter)) {
            Some(choice) if choice.weight == Weight::Light => TypedAnswer::Answer(choice.answer),
            Some(choice) => TypedAnswer::WantsWord(choice),
            None => TypedAnswer::Unclear,
        }
    }

    /// All that can be typed, in one line. Those for all are not repeated: a word tells of them.
    pub fn offers(&self) -> String {
        let single: Vec<String> = self.choices.iter().filter(|it| !it.for_all).map(Choice::offer).collect();
        match self.choices.iter().find(|it| it.for_all) {
            Some(all) => t!("question-offers-all", offers = single.join(", "), example = all.word()),
            None => single.join(", "),
        }
    }
}

impl Question<ForTaken> {
    /// The name of a file is taken: `error` says which.
    pub fn taken(error: &Error) -> Self {
        let ways = [
            (OnConflict::Use(IfExists::Skip), said!("question-skip"), said!("question-skip-meaning")),
            (OnConflict::Use(IfExists::Rename), said!("question-rename"), said!("question-rename-meaning")),
            (OnConflict::Use(IfExists::Overwrite), said!("question-overwrite"), said!("question-overwrite-meaning")),
            (OnConflict::Cancel, said!("question-cancel"), said!("question-cancel-meaning")),
        ];
        let choice = |(how, word, meaning), for_all| {
            let destroys = how == OnConflict::Use(IfExists::Overwrite);
            let weight = if destroys { Weight::Destructive } else { Weight::Light };
            Choice { answer: ForTaken { how, for_all }, word, meaning, weight, for_all }
        };
        let all = ways.into_iter().filter(|(how, ..)| *how != OnConflict::Cancel).map(|way| choice(way, true));
        let choices = ways.into_iter().map(|way| choice(way, false)).chain(all).collect();
        Self { title: t!("question-taken"), text: error.to_string(), choices, esc: Some(said!("question-later")) }
    }
}

impl Question<bool> {
    /// What is to be downloaded holds personal data.
    pub fn personal(title: &str) -> Self {
        let text = t!("question-personal-text", title);
        Self::yes_or_no(t!("question-personal"), text, said!("question-download"), said!("question-leave"))
    }

    /// The row of this title is meant, or the so many that are marked (`true`)?
    pub fn marked(title: &str, count: usize) -> Self {
        let choice = |answer, word, meaning| Choice { answer, word, meaning, weight: Weight::Light, for_all: false };
        let this = choice(false, said!("question-this"), said!("question-this-meaning"));
        let marked = choice(true, said!("question-all-marked"), said!("question-all-marked-meaning"));
        let text = t!("question-marked-text", title, count);
        Self { title: t!("question-marked"), text, choices: vec![this, marked], esc: Some(said!("keys-leave-hint")) }
    }

    /// What a plan comes to is to be downloaded; the plan itself is told apart.
    pub fn download() -> Self {
        let text = String::new();
        Self::yes_or_no(t!("question-download"), text, said!("question-download"), said!("question-leave"))
    }

    /// A credential is to go elsewhere than where it was given for.
    pub fn elsewhere(elsewhere: &Elsewhere) -> Self {
        let (portal, known, now) = (&elsewhere.portal, elsewhere.known.said(), elsewhere.now.said());
        let text = t!("question-elsewhere-text", portal, known, now);
        let (yes, no) = (said!("question-elsewhere-yes"), said!("question-elsewhere-no"));
        Self { esc: Some(said!("question-later")), ..Self::yes_or_no(t!("question-elsewhere"), text, yes, no) }
    }

    /// A download is to be forgotten, with what has arrived of it.
    pub fn remove(title: &str) -> Self {
        let text = t!("question-remove-text", title);
        Self::yes_or_no(t!("question-remove"), text, said!("question-remove-yes"), said!("question-leave"))
    }

    /// Files of one's own are brought up to date: what is to be done for each, in lines.
    pub fn bring(text: String) -> Self {
        Self::yes_or_no(t!("sync-bring"), text, said!("sync-bring-yes"), said!("question-leave"))
    }

    /// One request for each row is to begin: what is asked, in lines.
    pub fn batch(text: String) -> Self {
        Self::yes_or_no(t!("batch-begin"), text, said!("batch-begin-yes"), said!("batch-begin-no"))
    }

    /// A provider fails again and again: what is known, in lines.
    pub fn failing(text: String) -> Self {
        Self::yes_or_no(t!("batch-failing"), text, said!("batch-failing-yes"), said!("batch-failing-no"))
    }

    /// So many downloads still run or wait.
    pub fn quit(live: usize) -> Self {
        let text = t!("question-quit-text", count = live);
        Self::yes_or_no(t!("question-quit"), text, said!("question-quit-yes"), said!("question-quit-no"))
    }

    fn yes_or_no(title: String, text: String, yes: Said, no: Said) -> Self {
        let choice = |answer, word, meaning, weight| Choice { answer, word, meaning, weight, for_all: false };
        let yes = choice(true, said!("question-yes"), yes, Weight::Deliberate);
        let no = choice(false, said!("question-no"), no, Weight::Light);
        Self { title, text, choices: vec![yes, no], esc: None }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::access::secrets::Origins;
    use crate::base::error::ErrorKind;
    use crate::base::i18n::Language;

    const LANGUAGES: [Language; 2] = [Language::English, Language::French];

    fn elsewhere() -> Elsewhere {
        let at = |url: &str| Origins::new(&url.parse().unwrap(), None);
        Elsewhere { portal: "p".into(), known: at("https://a.org"), now: at("https://b.org") }
    }

    fn taken() -> Question<ForTaken> {
        Question::taken(&Error::new(ErrorKind::Exists, "a.csv", "is there"))
    }

    #[test]
    fn no_two_answers_of_a_question_have_one_key_or_word_in_any_language() {
        fn check<A: Copy>(question: &Question<A>) {
            let letters: HashSet<char> = question.choices.iter().map(Choice::letter).collect();
            let words: HashSet<String> = question.choices.iter().map(|choice| fold(&choice.word())).collect();
            assert_eq!((letters.len(), words.len()), (question.choices.len(), question.choices.len()), "{letters:?}");
        }
        for language in LANGUAGES {
            language.within(|| {
                check(&taken());
                check(&Question::personal("a"));
                check(&Question::quit(2));
                check(&Question::marked("a", 3));
                check(&Question::remove("a"));
                check(&Question::batch("a".into()));
                check(&Question::failing("a".into()));
                check(&Question::elsewhere(&elsewhere()));
            });
        }
    }

    /// Letters and words of the other language gave answers: `o`, for *oui*, overwrote files at the French prompt.
    #[test]
    fn only_what_is_shown_is_an_answer() {
        let how = |line: &str| match taken().typed(line) {
            TypedAnswer::Answer(answer) => format!("{:?}", answer.how),
            TypedAnswer::WantsWord(choice) => format!("type {}", choice.word()),
            TypedAnswer::Unclear => "?".into(),
        };
        let english = [
            ("s", "Use(Skip)"),
            ("skip", "Use(Skip)"),
            ("r", "Use(Rename)"),
            ("o", "type overwrite"),
            ("Overwrite", "Use(Overwrite)"),
            ("O", "type overwrite all"),
            ("c", "Cancel"),
            ("e", "?"),
            ("i", "?"),
            ("ecraser", "?"),
            ("y", "?"),
            ("yes", "?"),
            ("", "?"),
            ("ss", "?"),
        ];
        Language::English.within(|| english.map(|(line, answer)| assert_eq!(how(line), answer, "{line:?}")));
        let french = [
            ("i", "Use(Skip)"),
            ("r", "Use(Rename)"),
            ("e", "type écraser"),
            ("é", "?"),
            ("écraser", "Use(Overwrite)"),
            ("ECRASER", "Use(Overwrite)"),
            ("a", "Cancel"),
            ("o", "?"),
            ("oui", "?"),
            ("s", "?"),
            ("overwrite", "?"),
            ("q", "?"),
        ];
        Language::French.within(|| french.map(|(line, answer)| assert_eq!(how(line), answer, "{line:?}")));
    }

    #[test]
    fn capitals_and_the_word_for_all_answer_for_all() {
        Language::English.within(|| {
            let all = |how| TypedAnswer::Answer(ForTaken { how: OnConflict::Use(how), for_all: true });
            assert_eq!(taken().typed("S"), all(IfExists::Skip));
            assert_eq!(taken().typed("rename all"), all(IfExists::Rename));
            assert_eq!(taken().typed("overwrite all"), all(IfExists::Overwrite));
            assert_eq!(taken().offers(), "[s]kip, [r]ename, overwrite, [c]ancel (for all: a capital, or \"skip all\")");
        });
    }

    #[test]
    fn agreeing_takes_the_whole_word() {
        for (language, yes, other) in [(Language::English, "yes", "oui"), (Language::French, "oui", "yes")] {
            language.within(|| {
                let question = Question::personal("a");
                assert_eq!(question.typed(yes), TypedAnswer::Answer(true));
                assert_eq!(question.typed(other), TypedAnswer::Unclear);
                assert!(matches!(question.typed(&yes[..1]), TypedAnswer::WantsWord(_)));
                assert_eq!(question.typed("n"), TypedAnswer::Answer(false));
            });
        }
    }
}
