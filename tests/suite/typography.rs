//! French as it is set and the words it is written in: every sentence of `assets/i18n/fr`, and of what else holds French,
//! is as [`set`] sets it, and keeps to `assets/i18n/fr/glossary.toml`.
//!
//! `GUICHET_SET_FRENCH=1 cargo test --test suite typography` sets the files anew instead of failing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};

use regex::Regex;
use serde::Deserialize;

/// Where what follows is code, and set as code is: the file, what the line begins with, and why.
const CODE: &[(&str, &str, &str)] = &[
    ("examples.ftl", "    guichet ", "a command"),
    ("examples.ftl", "    source ", "a command"),
    ("examples.ftl", "    pass ", "a command"),
    ("examples.ftl", "        --", "a command"),
    ("help.ftl", "help-value-name--value ", "a header"),
    ("cli.ftl", "cli-header-odd ", "a header"),
    ("i18n.ftl", "", "signs"),
];

/// A sentence with its spaces, apostrophes and dots as French has them. Code between backticks, values and addresses stay.
fn set(text: &str) -> String {
    let (mut out, mut code) = (String::new(), vec![]);
    let mut end = 0;
    for found in NO_FRENCH.find_iter(text) {
        out += &text[end..found.start()];
        // A letter of no alphabet for each, so that what stands around it is seen as standing around a word.
        out.push(char::from_u32(0xe000 + code.len() as u32).unwrap());
        code.push(found.as_str());
        end = found.end();
    }
    out += &text[end..];
    for (pattern, replacement) in &*SETTING {
        out = pattern.replace_all(&out, *replacement).into_owned();
    }
    out.chars()
        .map(|c| code.get((c as usize).wrapping_sub(0xe000)).map_or(c.to_string(), |it| (*it).to_owned()))
        .collect()
}

/// Code, values, signs, addresses.
static NO_FRENCH: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"`[^`]*`|\{ ?\$[^{}]*?\}|\{"[^"]*"\}|https?://\S*|&[#a-z0-9]+;"#).unwrap());
static SETTING: LazyLock<Vec<(Regex, &str)>> =
    LazyLock::new(|| RULES.iter().map(|(pattern, with)| (Regex::new(pattern).unwrap(), *with)).collect());

const RULES: &[(&str, &str)] = &[
    ("\u{202f}", "\u{a0}"),
    // An apostrophe between letters; what is quoted for a shell is not.
    (r"(\p{L})'([\p{L}«\u{e000}-\u{e0ff}])", "$1’$2"),
    (r"\.\.\.", "…"),
    (r" +(»|;(?:\s|$)|[?!](?:[^=\w]|$))", "\u{a0}$1"),
    (r" +:(\s|$|\u{a0}|[\u{e000}-\u{e0ff}])", "\u{a0}:$1"),
    (r"« *", "«\u{a0}"),
    ("«\u{a0}\u{a0}+", "«\u{a0}"),
    (r"\b(\d{1,3}) (\d{3})\b", "$1\u{a0}$2"),
    (r"([\d\u{e000}-\u{e0ff}]) (o|ko|Mo|Go|To|Po|Mio|km|ms|s|min|h|%|°E|°N|m)(\W|$)", "$1\u{a0}$2$3"),
];

/// What no setting mends: a pattern that must not be found, and why.
const WRONG: &[(&str, &str)] = &[
    ("\u{a0} | \u{a0}", "two spaces in a row"),
    (r"\p{L}:\s", "nothing before a colon"),
    (r"[\p{L}\d][;!?»]", "nothing before a high sign"),
    (r#"""#, "straight quotation marks: « »"),
    ("[“”‘]", "English quotation marks: « »"),
    (r"\s-\s\p{L}", "a hyphen for a dash"),
    (r"\.\.", "several points"),
    (r"(?i)\bAPI'|\bd’une? une?\b", "a doubled article"),
    (
        r"(?:^|[^-\w])(?:[Qq]ue|[Dd]e|[Nn]e|[Ll]e|[Ll]a|[Jj]e|[Ss]e|[Jj]usque|[Ll]orsque) (?:[aeiouéèêàâîôû]\p{Ll}{2}|heure|homme)\p{Ll}*",
        "no elision",
    ),
];

/// Where a pattern of [`WRONG`] is found and is right, and why.
const RIGHT: &[(&str, &str)] = &[
    ("le onze", "no elision before a number"),
    ("le oui", "no elision before a word that is quoted"),
    ("de yes", "a word of code"),
];

/// Every line of French: where it is, what is before its text, its text.
fn lines() -> Vec<(PathBuf, usize, String, String)> {
    let mut found = vec![];
    let mut paths: Vec<PathBuf> = fs::read_dir("assets/i18n/fr").unwrap().map(|it| it.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "ftl"));
    paths.sort();
    let id = Regex::new(r"^(?:[a-z0-9-]+ = ?| +(?:\*?\[\w+\] ?)?)").unwrap();
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        for (at, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            let is_code = CODE.iter().any(|(file, start, _)| *file == name && line.starts_with(start));
            if line.starts_with('#') || is_code {
                continue;
            }
            let lead = id.find(line).map_or("", |it| it.as_str());
            found.push((path.clone(), at, lead.to_owned(), line[lead.len()..].to_owned()));
        }
    }
    found
}

#[test]
fn french_is_set_as_french() {
    let mut wrong = vec![];
    let mut anew: BTreeMap<PathBuf, Vec<(usize, String)>> = BTreeMap::new();
    for (path, at, lead, text) in lines() {
        let set = set(&text);
        if set != text {
            wrong.push(format!("{}:{}: {text}\n  is to be {set}", path.display(), at + 1));
            anew.entry(path).or_default().push((at, format!("{lead}{set}")));
        }
    }
    if env::var_os("GUICHET_SET_FRENCH").is_some() {
        for (path, lines) in anew {
            let text = fs::read_to_string(&path).unwrap();
            let mut all: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.into_iter().for_each(|(at, line)| all[at] = line);
            fs::write(&path, all.join("\n") + "\n").unwrap();
        }
        return;
    }
    let french = Regex::new(r#""fr":\s*"((?:[^"\\]|\\.)*)""#).unwrap();
    let both = ["api-entreprise", "api-particulier"]
        .map(|it| ["access", "errors", "catalogue"].map(|name| format!("{it}/{name}")));
    let shared = ["access", "errors"].map(|name| format!("apistration/{name}"));
    for name in both.into_iter().flatten().chain(shared) {
        let text = fs::read_to_string(format!("assets/{name}.json")).unwrap();
        let texts: Vec<&str> = french.captures_iter(&text).filter_map(|it| Some(it.get(1)?.as_str())).collect();
        assert!(texts.len() > 1, "{name}: they were read");
        let odd = texts.into_iter().filter(|text| set(text) != *text);
        wrong.extend(odd.map(|text| format!("{name}.json: {text}\n  is to be {}", set(text))));
    }
    assert!(wrong.is_empty(), "set them with GUICHET_SET_FRENCH=1:\n{}", wrong.join("\n"));
}

/// A text without what is no French in it.
fn bare(text: &str) -> String {
    NO_FRENCH.replace_all(text, "…").into_owned()
}

#[test]
fn no_sentence_has_what_french_never_has() {
    let never: Vec<(Regex, &str)> = WRONG.iter().map(|(it, why)| (Regex::new(it).unwrap(), *why)).collect();
    let mut wrong = vec![];
    for (path, at, _, text) in lines() {
        let bare = bare(&text);
        for (found, why) in &never {
            let is_right = |part: &str| RIGHT.iter().any(|(right, _)| part.starts_with(right));
            if let Some(part) = found.find_iter(&bare).find(|part| !is_right(part.as_str())) {
                wrong.push(format!("{}:{}: {why}: {:?} in {text}", path.display(), at + 1, part.as_str()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_line_is_set_and_code_is_left() {
    let table = [
        ("l'eau d'ici : non !", "l’eau d’ici\u{a0}: non\u{a0}!"),
        ("« oui » ?", "«\u{a0}oui\u{a0}»\u{a0}?"),
        ("12 000 lignes, 3 Mo, { $n } Mo, { $p } %", "12\u{a0}000 lignes, 3\u{a0}Mo, { $n }\u{a0}Mo, { $p }\u{a0}%"),
        ("écrivez `a ; b : c` ou https://a.fr/?b=c", "écrivez `a ; b : c` ou https://a.fr/?b=c"),
        ("attendez...", "attendez…"),
        ("{ $a } : { $b }", "{ $a }\u{a0}: { $b }"),
        ("les 5 sont là", "les 5 sont là"),
    ];
    for (text, is) in table {
        assert_eq!(set(text), is);
        assert_eq!(set(is), is, "set once is set");
    }
}

#[derive(Deserialize)]
struct Glossary {
    term: Vec<Term>,
}

/// A notion and its word.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Term {
    en: String,
    fr: String,
    /// Words that stand for it nowhere, as patterns.
    #[serde(default)]
    never: Vec<String>,
    /// Why those are wrong, and when the word is right.
    why: Option<String>,
    /// Messages that may have one of them all the same.
    #[serde(default)]
    but: Vec<String>,
    /// Whether every English message with the one has the other in French; patterns of both.
    pair: Option<[String; 2]>,
}

fn glossary() -> Vec<Term> {
    let text = fs::read_to_string("assets/i18n/fr/glossary.toml").unwrap();
    toml::from_str::<Glossary>(&text).unwrap().term
}

/// All messages of a language, each in one line.
fn messages(language: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for file in fs::read_dir(Path::new("assets/i18n").join(language)).unwrap().map(|it| it.unwrap().path()) {
        if file.extension().is_none_or(|it| it != "ftl") {
            continue;
        }
        let mut id = String::new();
        let is_code = |line: &str| CODE.iter().any(|(name, start, _)| file.ends_with(name) && line.starts_with(start));
        for line in fs::read_to_string(&file).unwrap().lines().filter(|line| !line.starts_with('#') && !is_code(line)) {
            match line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
                Some((name, text)) => {
                    name.clone_into(&mut id);
                    found.insert(id.clone(), text.trim().to_owned());
                }
                None => found.entry(id.clone()).or_default().push_str(line.trim_start()),
            }
        }
    }
    found
}

#[test]
fn every_word_is_that_of_the_glossary() {
    let (terms, french, english) = (glossary(), messages("fr"), messages("en"));
    assert!(terms.len() > 30 && french.len() > 2000, "they were read");
    let mut wrong = vec![];
    for term in &terms {
        assert!(
            !term.en.is_empty() && !term.fr.is_empty() && (term.never.is_empty() || term.why.is_some()),
            "{}",
            term.en
        );
        let never: Vec<Regex> = term.never.iter().map(|it| Regex::new(&format!("(?i){it}")).unwrap()).collect();
        for (id, text) in french.iter().filter(|(id, _)| !term.but.contains(*id) && !id.ends_with("-also")) {
            let bare = bare(text);
            for found in never.iter().filter_map(|it| it.find(&bare)) {
                let (said, right, why) = (found.as_str(), &term.fr, term.why.as_deref().unwrap_or_default());
                wrong.push(format!("{id}: {said:?} is to be {right:?} ({why}): {text}"));
            }
        }
        let Some([from, to]) = &term.pair else { continue };
        let (from, to) = (Regex::new(&format!("(?i){from}")).unwrap(), Regex::new(&format!("(?i){to}")).unwrap());
        let of_it = english.iter().filter(|(id, text)| from.is_match(&bare(text)) && !id.ends_with("-also"));
        for (id, text) in of_it.filter(|(id, _)| !term.but.contains(*id)) {
            if !to.is_match(&bare(&french[id])) {
                wrong.push(format!("{id}: {text:?} is to have {:?}: {}", term.fr, french[id]));
            }
        }
        let stale = term.but.iter().filter(|id| !french.contains_key(*id)).collect::<Vec<_>>();
        assert!(stale.is_empty(), "excuses for what is not there: {stale:?}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What errors say to do: given to `hint(…)` somewhere, or named so.
fn hints() -> BTreeSet<String> {
    let given = Regex::new(r#"hint\(\s*(?:m|t|said)!\(\s*"([a-z0-9-]+)""#).unwrap();
    let mut found = BTreeSet::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.extend(given.captures_iter(&text).map(|it| it[1].to_owned()));
            }
        }
    }
    found.extend(messages("en").into_keys().filter(|id| id.ends_with("-hint") && !id.starts_with("tour-")));
    // Those of keys are words on the last line.
    found.retain(|id| !id.starts_with("keys-") && !id.starts_with("app-preview-"));
    found
}

#[test]
fn every_hint_is_a_sentence() {
    // A capital, code, or what is quoted; a full stop, or what is to be copied.
    let begins = Regex::new(r#"^(?:\p{Lu}|`|«|"|\{ \$|--|guichet\b|r\b)"#).unwrap();
    let ends = Regex::new(r#"(?:[.?!…]|[.?!]["»]|`|https://.+)$"#).unwrap();
    let hints = hints();
    assert!(hints.len() > 150, "they were read");
    let mut wrong = vec![];
    for language in ["en", "fr"] {
        let messages = messages(language);
        for (id, text) in hints.iter().filter_map(|id| Some((id, messages.get(id)?))) {
            let forms: Vec<&str> = match text.split_once("->") {
                Some((_, forms)) => forms.split(['[', '*']).filter_map(|it| Some(it.split_once("] ")?.1)).collect(),
                None => vec![text],
            };
            let forms = forms.into_iter().map(|form| form.trim_end_matches(['}', ' ', '*']));
            let odd = forms.filter(|form| !begins.is_match(form) || !ends.is_match(form));
            wrong.extend(odd.map(|form| format!("{language} {id}: {form}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn english_says_what_something_is_not() {
    let odd = Regex::new(r"\b(?:is|are) no (?:\{|\p{L}+)|’|\ba media\b|\bcalled so\b").unwrap();
    let right = Regex::new(r"(?:[Tt]here|[Tt]hat there) (?:is|are) no |(?:is|are) no (?:longer|later|more)\b").unwrap();
    let of_code = |id: &str| id.starts_with("examples-");
    let wrong: Vec<String> = messages("en")
        .into_iter()
        .filter(|(id, text)| !of_code(id) && odd.is_match(&right.replace_all(text, "")))
        .map(|(id, text)| format!("{id}: {text}"))
        .collect();
    assert!(wrong.is_empty(), "\"is not a …\", straight apostrophes, a file: {}", wrong.join("\n"));
}
