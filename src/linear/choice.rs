//! What a typed line means: a number, or a letter and what belongs to it.

use crate::base::text;
use crate::t;

/// One line, understood. Rows count from 0 here, and from 1 where people read them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Enter alone: what is new?
    Nothing,
    Open(usize),
    Back,
    /// Where one is, once more.
    Here,
    More,
    Reload,
    Search(String),
    SearchAll(String),
    Filters,
    Orders,
    /// Takes away what narrows the list: one part of it, or the last.
    Drop(Option<usize>),
    /// These rows; none of them: all of the dataset.
    Download(Vec<usize>),
    Preview(usize),
    About(Option<usize>),
    Jobs(Jobs),
    Go(String),
    Access(Option<usize>),
    SetUp(Option<usize>),
    /// The well-known public portals, to switch one on.
    AddPublic,
    Bookmark(Option<usize>),
    Places,
    Link(Option<usize>),
    Help,
    Quit,
}

/// What is to be done with downloads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Jobs {
    List,
    Pause(usize),
    Resume(usize),
    Cancel(usize),
    Retry(usize),
    /// Its turn comes before that of the one above, or after that of the one below.
    Earlier(usize),
    Later(usize),
    /// Looks into the file.
    Preview(usize),
    /// Until none runs any more.
    Wait,
    /// Forgets those that have ended.
    Clear,
}

/// The most rows one line names.
const MOST: usize = 10_000;

/// `line` as a choice, or one sentence on what is wrong with it.
pub fn parse(line: &str) -> Result<Choice, String> {
    let line = line.trim();
    let (word, rest) = split(line);
    let row = || optional(rest);
    Ok(match word {
        "" => Choice::Nothing,
        "b" => Choice::Back,
        "h" => Choice::Here,
        "m" => Choice::More,
        "r" => Choice::Reload,
        "s" => Choice::Search(words(rest)?),
        "S" => Choice::SearchAll(words(rest)?),
        "f" => Choice::Filters,
        "o" => Choice::Orders,
        "x" => Choice::Drop(row()?),
        "d" => Choice::Download(rows(rest)?),
        "P" => Choice::AddPublic,
        "p" => Choice::Preview(row()?.ok_or_else(|| t!("linear-which-row", letter = word))?),
        "i" => Choice::About(row()?),
        "j" => Choice::Jobs(jobs(rest)?),
        "g" => Choice::Go(Some(rest).filter(|it| !it.is_empty()).ok_or_else(|| t!("linear-go-where"))?.to_owned()),
        "a" => Choice::Access(row()?),
        "w" => Choice::SetUp(row()?),
        "k" => Choice::Bookmark(row()?),
        "l" => Choice::Places,
        "y" => Choice::Link(row()?),
        "?" | "help" | "aide" => Choice::Help,
        "q" | "quit" | "exit" | "quitter" => Choice::Quit,
        number if rest.is_empty() && number.starts_with(|c: char| c.is_ascii_digit()) => Choice::Open(one(number)?),
        _ => return Err(t!("linear-not-understood", line = text::line(line))),
    })
}

/// The first word and what follows; a number may stand right behind its letter, as in `d3`.
fn split(line: &str) -> (&str, &str) {
    let mut characters = line.chars();
    if let (Some(first), Some(second)) = (characters.next(), characters.next())
        && first.is_ascii_alphabetic()
        && second.is_ascii_digit()
    {
        return line.split_at(1);
    }
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    (word, rest.trim())
}

fn words(rest: &str) -> Result<String, String> {
    Some(text::line(rest)).filter(|it| !it.is_empty()).ok_or_else(|| t!("linear-search-what"))
}

fn optional(rest: &str) -> Result<Option<usize>, String> {
    if rest.is_empty() { Ok(None) } else { one(rest).map(Some) }
}

/// The row of a number.
fn one(text: &str) -> Result<usize, String> {
    let number = text.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    number.ok_or_else(|| t!("linear-no-number", text = text::line(text)))
}

/// `1 3 5-8`, `1,3`: the rows in their order, each once.
pub fn rows(text: &str) -> Result<Vec<usize>, String> {
    let mut rows = vec![];
    for part in text.split([' ', ',', ';', '\u{a0}']).filter(|part| !part.is_empty()) {
        let (from, to) = match part.split_once('-') {
            Some((from, to)) => (one(from)?, one(to)?),
            None => (one(part)?, one(part)?),
        };
        if from > to || to - from >= MOST {
            return Err(t!("linear-no-number", text = text::line(part)));
        }
        for row in from..=to {
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
    }
    Ok(rows)
}

fn jobs(rest: &str) -> Result<Jobs, String> {
    let (word, number) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let of =
        || Some(number.trim()).filter(|it| !it.is_empty()).ok_or_else(|| t!("linear-which-download")).and_then(one);
    Ok(match text::fold(word).as_str() {
        "" => Jobs::List,
        "pause" | "suspendre" => Jobs::Pause(of()?),
        "resume" | "reprendre" => Jobs::Resume(of()?),
        "cancel" | "annuler" => Jobs::Cancel(of()?),
        "retry" | "recommencer" => Jobs::Retry(of()?),
        "earlier" | "avancer" => Jobs::Earlier(of()?),
        "later" | "reculer" => Jobs::Later(of()?),
        "preview" | "apercu" => Jobs::Preview(of()?),
        "wait" | "attendre" => Jobs::Wait,
        "clear" | "effacer" => Jobs::Clear,
        _ => return Err(t!("linear-jobs-what", word = text::line(word))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::Language;
    use crate::base::i18n::tests::speaking;

    #[test]
    fn letters_numbers_and_words() {
        let table = [
            ("", Choice::Nothing),
            ("  12 ", Choice::Open(11)),
            ("b", Choice::Back),
            ("s  qualité de  l'eau ", Choice::Search("qualité de l'eau".into())),
            ("S eau", Choice::SearchAll("eau".into())),
            ("x", Choice::Drop(None)),
            ("x 2", Choice::Drop(Some(1))),
            ("d", Choice::Download(vec![])),
            ("d3", Choice::Download(vec![2])),
            ("d 1 3 5-8, 3", Choice::Download(vec![0, 2, 4, 5, 6, 7])),
            ("p 3", Choice::Preview(2)),
            ("i", Choice::About(None)),
            ("j", Choice::Jobs(Jobs::List)),
            ("j pause 2", Choice::Jobs(Jobs::Pause(1))),
            ("j Reprendre 2", Choice::Jobs(Jobs::Resume(1))),
            ("j aperçu 1", Choice::Jobs(Jobs::Preview(0))),
            ("j wait", Choice::Jobs(Jobs::Wait)),
            ("g rudi/a b", Choice::Go("rudi/a b".into())),
            ("?", Choice::Help),
            ("quitter", Choice::Quit),
        ];
        for (line, choice) in table {
            assert_eq!(parse(line), Ok(choice), "{line:?}");
        }
    }

    #[test]
    fn what_is_not_clear_is_one_sentence_that_names_it() {
        for line in ["0", "3x", "xyz", "-3", "d 8-5", "d 1-999999999", "p", "p three", "s", "g", "j pause", "j dance 2"]
        {
            for language in [Language::English, Language::French] {
                let sentence = speaking(language, || parse(line)).unwrap_err();
                assert!(sentence.ends_with('.') && !sentence.contains('\n'), "{line}: {sentence}");
                assert!(!sentence.starts_with("linear-"), "{sentence}");
            }
        }
        assert!(parse("\u{1b}[2Jxyz").unwrap_err().contains("[2Jxyz"));
    }
}
