//! What a typed line means: a number, or a letter and what belongs to it.

use crate::base::i18n::{Language, Said};
use crate::base::text;
use crate::{said, t};

/// One line, understood. Rows count from 0 here, and from 1 where people read them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineChoice {
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
    /// Narrows to a territory; to none where none is named.
    Territory(String),
    Orders,
    /// Takes away what narrows the list: one part of it, or the last.
    Drop(Option<usize>),
    /// These rows; none of them: all of the dataset.
    Download(Vec<usize>),
    /// Asks a row, or the dataset one is in, once for each row of a table.
    AskByRow(Option<usize>),
    /// Of a row, and of an archive the entry that is looked into.
    Preview(usize, Option<String>),
    /// Holds a media against its schema.
    Check(usize),
    About(Option<usize>),
    Jobs(JobsCommand),
    Go(String),
    Access(Option<usize>),
    SetUp(Option<usize>),
    /// The well-known public portals, to switch one on.
    AddPublic,
    Bookmark(Option<usize>),
    Places,
    /// Gives the search that one is in a name, or the saved search of a row another.
    Name(Option<usize>, String),
    Link(Option<usize>),
    /// The file it was downloaded to, else its web page, with the program for it.
    OpenOutside(usize),
    /// Adds a row, or where one is, to one's own data.
    AddData(Option<usize>),
    /// What changed in a file of one's own data.
    Compare(usize),
    /// What was cancelled goes on, a file that was overwritten comes back; one's own data are brought up to date.
    Undo,
    /// All that was said.
    Log,
    /// Leaves the tour, or goes back to it.
    Tour,
    /// Opens a tab, goes to one or closes the one that one is in.
    NewTab,
    Tab(usize),
    CloseTab,
    Help,
    Quit,
}

/// What is to be done with downloads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobsCommand {
    List,
    Pause(usize),
    Resume(usize),
    Cancel(usize),
    Retry(usize),
    /// Forgets it, with what has arrived of it.
    Remove(usize),
    /// Its turn comes before that of the one above, or after that of the one below.
    Earlier(usize),
    Later(usize),
    /// Says all that is known of it.
    Show(usize),
    /// Opens the file, its folder, the page of its dataset.
    Open(usize),
    Folder(usize),
    Page(usize),
    /// Reads the file again and holds it against its receipt.
    Verify(usize),
    /// Looks into the file, and of an archive into this entry.
    Preview(usize, Option<String>),
    /// Has a copy for Excel made of the file.
    Excel(usize),
    /// Until none runs any more.
    Wait,
    /// Forgets those that have ended.
    Clear,
}

/// The most rows one line names.
const MOST: usize = 10_000;

/// `line` as a choice, or one sentence on what is wrong with it.
pub fn parse(line: &str) -> Result<LineChoice, String> {
    let line = line.trim();
    let (word, rest) = split(line);
    let row = || optional(rest);
    Ok(match word {
        "" => LineChoice::Nothing,
        "b" => LineChoice::Back,
        "h" => LineChoice::Here,
        "m" => LineChoice::More,
        "r" => LineChoice::Reload,
        "s" => LineChoice::Search(words(rest)?),
        "S" => LineChoice::SearchAll(words(rest)?),
        "f" => LineChoice::Filters,
        "T" => LineChoice::Territory(text::line(rest)),
        "o" => LineChoice::Orders,
        "x" => LineChoice::Drop(row()?),
        "d" => LineChoice::Download(rows(rest)?),
        "E" => LineChoice::AskByRow(row()?),
        "P" => LineChoice::AddPublic,
        "p" => preview(rest, word)?,
        "c" => LineChoice::Check(row()?.ok_or_else(|| t!("linear-which-row", letter = word))?),
        "i" => LineChoice::About(row()?),
        "j" => LineChoice::Jobs(jobs(rest)?),
        "g" => LineChoice::Go(Some(rest).filter(|it| !it.is_empty()).ok_or_else(|| t!("linear-go-where"))?.to_owned()),
        "a" => LineChoice::Access(row()?),
        "w" => LineChoice::SetUp(row()?),
        "k" => LineChoice::Bookmark(row()?),
        "l" => LineChoice::Places,
        "n" => naming(rest)?,
        "t" => match text::fold(rest).as_str() {
            "" => LineChoice::NewTab,
            "x" | "close" | "fermer" => LineChoice::CloseTab,
            _ => LineChoice::Tab(one(rest)?),
        },
        "y" => LineChoice::Link(row()?),
        "+" => LineChoice::AddData(row()?),
        "=" => LineChoice::Compare(row()?.ok_or_else(|| t!("linear-which-row", letter = word))?),
        "u" => LineChoice::Undo,
        "!" => LineChoice::Log,
        "?" => LineChoice::Help,
        "q" | "exit" => LineChoice::Quit,
        word if is_word(word, said!("linear-word-help")) => LineChoice::Help,
        word if is_word(word, said!("linear-word-open")) => {
            LineChoice::OpenOutside(row()?.ok_or_else(|| t!("linear-which-row", letter = word))?)
        }
        word if is_word(word, said!("linear-word-tour")) => LineChoice::Tour,
        word if is_word(word, said!("linear-word-quit")) => LineChoice::Quit,
        number if rest.is_empty() && number.starts_with(|c: char| c.is_ascii_digit()) => LineChoice::Open(one(number)?),
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

/// A row, and behind it the name of an entry.
fn preview(rest: &str, letter: &str) -> Result<LineChoice, String> {
    let (row, name) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let row = optional(row)?.ok_or_else(|| t!("linear-which-row", letter))?;
    Ok(LineChoice::Preview(row, text::some_line(name)))
}

fn words(rest: &str) -> Result<String, String> {
    Some(text::line(rest)).filter(|it| !it.is_empty()).ok_or_else(|| t!("linear-search-what"))
}

/// `n NAME`, `n 3 NAME`.
fn naming(rest: &str) -> Result<LineChoice, String> {
    let (first, others) = split(rest);
    match (one(first), others.is_empty()) {
        (Ok(row), false) => Ok(LineChoice::Name(Some(row), others.to_owned())),
        _ if rest.is_empty() => Err(t!("linear-which-name")),
        _ => Ok(LineChoice::Name(None, rest.to_owned())),
    }
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

/// Whether `typed` is this word in any of the languages: nobody should have to know which one is spoken.
fn is_word(typed: &str, word: Said) -> bool {
    let typed = text::fold(typed);
    Language::ALL.iter().any(|language| language.within(|| text::fold(&word.text()) == typed))
}

fn jobs(rest: &str) -> Result<JobsCommand, String> {
    let (word, number) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let of =
        || Some(number.trim()).filter(|it| !it.is_empty()).ok_or_else(|| t!("linear-which-download")).and_then(one);
    let is = |said| is_word(word, said);
    Ok(match () {
        () if word.is_empty() => JobsCommand::List,
        () if is(said!("linear-word-pause")) => JobsCommand::Pause(of()?),
        () if is(said!("linear-word-resume")) => JobsCommand::Resume(of()?),
        () if is(said!("linear-word-cancel")) => JobsCommand::Cancel(of()?),
        () if is(said!("linear-word-retry")) => JobsCommand::Retry(of()?),
        () if is(said!("linear-word-remove")) => JobsCommand::Remove(of()?),
        () if is(said!("linear-word-show")) => JobsCommand::Show(of()?),
        () if is(said!("linear-word-open")) => JobsCommand::Open(of()?),
        () if is(said!("linear-word-folder")) => JobsCommand::Folder(of()?),
        () if is(said!("linear-word-page")) => JobsCommand::Page(of()?),
        () if is(said!("linear-word-verify")) => JobsCommand::Verify(of()?),
        () if is(said!("linear-word-earlier")) => JobsCommand::Earlier(of()?),
        () if is(said!("linear-word-later")) => JobsCommand::Later(of()?),
        () if is(said!("linear-word-preview")) => {
            let (row, name) = number.trim().split_once(char::is_whitespace).unwrap_or((number.trim(), ""));
            let row = Some(row).filter(|it| !it.is_empty()).ok_or_else(|| t!("linear-which-download")).and_then(one)?;
            JobsCommand::Preview(row, text::some_line(name))
        }
        () if is(said!("linear-word-excel")) => JobsCommand::Excel(of()?),
        () if is(said!("linear-word-wait")) => JobsCommand::Wait,
        () if is(said!("linear-word-clear")) => JobsCommand::Clear,
        () => return Err(t!("linear-jobs-what", word = text::line(word))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::tests::speaking;

    #[test]
    fn letters_numbers_and_words() {
        let table = [
            ("", LineChoice::Nothing),
            ("  12 ", LineChoice::Open(11)),
            ("b", LineChoice::Back),
            ("s  qualité de  l'eau ", LineChoice::Search("qualité de l'eau".into())),
            ("S eau", LineChoice::SearchAll("eau".into())),
            ("T rennes", LineChoice::Territory("rennes".into())),
            ("T35", LineChoice::Territory("35".into())),
            ("T", LineChoice::Territory(String::new())),
            ("x", LineChoice::Drop(None)),
            ("x 2", LineChoice::Drop(Some(1))),
            ("d", LineChoice::Download(vec![])),
            ("d3", LineChoice::Download(vec![2])),
            ("d 1 3 5-8, 3", LineChoice::Download(vec![0, 2, 4, 5, 6, 7])),
            ("E", LineChoice::AskByRow(None)),
            ("E3", LineChoice::AskByRow(Some(2))),
            ("p 3", LineChoice::Preview(2, None)),
            ("c 3", LineChoice::Check(2)),
            ("p3 dir/a b.csv", LineChoice::Preview(2, Some("dir/a b.csv".into()))),
            ("i", LineChoice::About(None)),
            ("tour", LineChoice::Tour),
            ("Visite", LineChoice::Tour),
            ("t", LineChoice::NewTab),
            ("t 2", LineChoice::Tab(1)),
            ("t Fermer", LineChoice::CloseTab),
            ("n eau potable", LineChoice::Name(None, "eau potable".into())),
            ("n 2 eau", LineChoice::Name(Some(1), "eau".into())),
            ("n 2024", LineChoice::Name(None, "2024".into())),
            ("j", LineChoice::Jobs(JobsCommand::List)),
            ("j pause 2", LineChoice::Jobs(JobsCommand::Pause(1))),
            ("j Reprendre 2", LineChoice::Jobs(JobsCommand::Resume(1))),
            ("j supprimer 3", LineChoice::Jobs(JobsCommand::Remove(2))),
            ("j aperçu 1", LineChoice::Jobs(JobsCommand::Preview(0, None))),
            ("j preview 2 dir/a b.csv", LineChoice::Jobs(JobsCommand::Preview(1, Some("dir/a b.csv".into())))),
            ("j Excel 2", LineChoice::Jobs(JobsCommand::Excel(1))),
            ("j wait", LineChoice::Jobs(JobsCommand::Wait)),
            ("g rudi/a b", LineChoice::Go("rudi/a b".into())),
            ("open 2", LineChoice::OpenOutside(1)),
            ("u", LineChoice::Undo),
            ("+ 3", LineChoice::AddData(Some(2))),
            ("+", LineChoice::AddData(None)),
            ("= 2", LineChoice::Compare(1)),
            ("!", LineChoice::Log),
            ("j vérifier 2", LineChoice::Jobs(JobsCommand::Verify(1))),
            ("j show 1", LineChoice::Jobs(JobsCommand::Show(0))),
            ("?", LineChoice::Help),
            ("quitter", LineChoice::Quit),
        ];
        for (line, choice) in table {
            assert_eq!(parse(line), Ok(choice), "{line:?}");
        }
    }

    #[test]
    fn what_is_not_clear_is_one_sentence_that_names_it() {
        for line in [
            "0",
            "3x",
            "xyz",
            "-3",
            "d 8-5",
            "d 1-999999999",
            "p",
            "p three",
            "s",
            "n",
            "g",
            "j pause",
            "j preview",
            "j excel",
            "j dance 2",
        ] {
            for language in [Language::English, Language::French] {
                let sentence = speaking(language, || parse(line)).unwrap_err();
                assert!(sentence.ends_with('.') && !sentence.contains('\n'), "{line}: {sentence}");
                assert!(!sentence.starts_with("linear-"), "{sentence}");
            }
        }
        assert!(parse("\u{1b}[2Jxyz").unwrap_err().contains("[2Jxyz"));
    }
}
