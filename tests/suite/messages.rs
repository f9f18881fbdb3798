//! The messages of `assets/i18n` against the sources: none missing, none unused, the same values on both sides, and no
//! sentence left in the code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use fluent_bundle::FluentResource;
use guichet::base::i18n::Language;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Where something is said: the file, and the line.
type Place = String;

/// One use of a message in the sources: the values it is given.
#[derive(Debug)]
struct Use {
    place: Place,
    values: BTreeSet<String>,
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|it| it == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The messages of one language with the values their words name.
fn messages(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let is_help = |path: &PathBuf| path.ends_with("help.ftl");
    read_messages(files(&Path::new("assets/i18n").join(language), "ftl").into_iter().filter(|path| !is_help(path)))
}

/// The French help of the command line, whose English stands in the doc comments of `src/cli`.
const HELP: &str = "assets/i18n/fr/help.ftl";

fn help() -> BTreeMap<String, BTreeSet<String>> {
    read_messages([PathBuf::from(HELP)])
}

fn read_messages(paths: impl IntoIterator<Item = PathBuf>) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let resource = FluentResource::try_new(text.clone()).unwrap_or_else(|(_, errors)| {
            panic!("{}: {errors:?}", path.display());
        });
        drop(resource);
        let mut id = None;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) =
                line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                let area = path.file_stem().unwrap().to_str().unwrap();
                let rest = name.strip_prefix(area).unwrap_or_else(|| panic!("{name} is not of {area}.ftl"));
                assert!(rest.is_empty() || rest.starts_with('-'), "{name} is not of {area}.ftl");
                assert!(
                    found.insert(name.to_owned(), BTreeSet::new()).is_none(),
                    "{name} is there twice in {}",
                    path.display()
                );
                id = Some(name.to_owned());
            }
            let values = line
                .split('$')
                .skip(1)
                .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>());
            found.get_mut(id.as_deref().unwrap_or_default()).into_iter().for_each(|known| known.extend(values.clone()));
        }
    }
    found
}

/// What the sources say, and what they say without a message.
#[derive(Default)]
struct Sources {
    uses: BTreeMap<String, Vec<Use>>,
    sentences: Vec<(Place, String)>,
}

impl Sources {
    fn read() -> Self {
        let mut sources = Self::default();
        for path in files(Path::new("src"), "rs") {
            let name = path.display().to_string();
            if !name.ends_with("tests.rs") && !name.contains("/tests/") {
                let text = fs::read_to_string(&path).unwrap();
                let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
                sources.walk(&name, &tokens.into_iter().collect::<Vec<_>>());
            }
        }
        sources
    }

    fn walk(&mut self, file: &str, tokens: &[TokenTree]) {
        let mut at = 0;
        while at < tokens.len() {
            at += self.step(file, &tokens[at..]);
        }
    }

    /// Takes in what stands first; how many tokens that was.
    fn step(&mut self, file: &str, tokens: &[TokenTree]) -> usize {
        match tokens {
            // What is only for tests says nothing to anybody; nor do other attributes, comments among them.
            [TokenTree::Punct(hash), rest @ ..] if hash.as_char() == '#' => {
                let at = rest.iter().take(2).position(|it| matches!(it, TokenTree::Group(_))).unwrap_or_default();
                let skipped = rest[at].to_string().replace(' ', "") == "[cfg(test)]";
                let is_end = |it: &TokenTree| {
                    matches!(it, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
                        || matches!(it, TokenTree::Punct(end) if end.as_char() == ';')
                };
                let item = rest[at + 1..].iter().position(is_end).map_or(0, |end| end + 1);
                2 + at + if skipped { item } else { 0 }
            }
            [TokenTree::Ident(name), TokenTree::Punct(bang), TokenTree::Group(group), ..] if bang.as_char() == '!' => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                match name.to_string().as_str() {
                    "t" | "m" | "said" => self.said(file, &inner),
                    // Not said to the person, or not by us.
                    "panic" | "unreachable" | "assert" | "assert_eq" | "debug_assert" | "trace" | "debug" | "info"
                    | "warn" | "error" => {}
                    _ => self.walk(file, &inner),
                }
                3
            }
            [TokenTree::Ident(name), TokenTree::Group(_), ..] if name == "expect" => 2,
            [TokenTree::Group(group), ..] => {
                self.walk(file, &group.stream().into_iter().collect::<Vec<_>>());
                1
            }
            [TokenTree::Literal(literal), ..] => {
                let text = literal.to_string();
                if is_sentence(&text) {
                    self.sentences.push((format!("{file}:{}", literal.span().start().line), text));
                }
                1
            }
            _ => 1,
        }
    }

    /// The arguments of `t!`, `m!` or `said!`.
    fn said(&mut self, file: &str, tokens: &[TokenTree]) {
        let Some(TokenTree::Literal(id)) = tokens.first() else { return self.walk(file, tokens) };
        let id_text = id.to_string().trim_matches('"').to_owned();
        let mut values = BTreeSet::new();
        for (index, token) in tokens.iter().enumerate() {
            let after_comma = matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',');
            if let (true, Some(TokenTree::Ident(name))) = (after_comma, tokens.get(index + 1)) {
                let next = tokens.get(index + 2);
                if matches!(next, None | Some(TokenTree::Punct(_))) {
                    values.insert(name.to_string());
                }
            }
        }
        let place = format!("{file}:{}", id.span().start().line);
        self.uses.entry(id_text).or_default().push(Use { place, values });
        self.walk(file, &tokens[1..]);
    }
}

/// Whether a literal looks like something a person is to read: two words of small letters in a row.
fn is_sentence(literal: &str) -> bool {
    let words: Vec<&str> = literal.trim_matches('"').split(' ').collect();
    let is_word = |word: &&str| word.len() > 1 && word.chars().all(char::is_lowercase);
    literal.starts_with('"') && words.windows(2).any(|pair| pair.iter().all(is_word))
}

/// The names of a language's files.
fn names(language: &str) -> BTreeSet<String> {
    let paths =
        files(&Path::new("assets/i18n").join(language), "ftl").into_iter().filter(|path| !path.ends_with("help.ftl"));
    paths.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

/// The languages there are: one folder for each.
fn languages() -> BTreeSet<String> {
    let folders = fs::read_dir("assets/i18n").unwrap().map(|it| it.unwrap().path()).filter(|it| it.is_dir());
    folders.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn every_folder_of_messages_is_a_language_that_can_be_spoken() {
    let spoken: BTreeSet<String> = Language::ALL.iter().map(|it| it.code().to_owned()).collect();
    assert_eq!(languages(), spoken, "languages! of src/base/i18n.rs has a line for each");
    for language in Language::ALL {
        let has_help = Path::new("assets/i18n").join(language.code()).join("help.ftl").exists();
        assert_eq!(has_help, language.has_help(), "help.ftl of {} is named in that line", language.code());
        assert_eq!(&Language::named(&format!("{}_XX.UTF-8", language.code())), language);
        assert_eq!(language.code().parse::<Language>().unwrap(), *language);
    }
}

#[test]
fn the_program_reads_every_file_of_every_language() {
    let source = fs::read_to_string("src/base/i18n.rs").unwrap();
    let (_, list) = source.split_once("\nfiles!(").unwrap();
    let listed: Vec<&str> = list.split(");").next().unwrap().split('"').skip(1).step_by(2).collect();
    let read: BTreeSet<String> = listed.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(read.len(), listed.len(), "listed twice in files!(…) of src/base/i18n.rs");
    for language in languages() {
        let there = names(&language);
        let unread: Vec<_> = there.difference(&read).collect();
        assert!(unread.is_empty(), "list these files of {language} in files!(…) of src/base/i18n.rs: {unread:?}");
        let missing: Vec<_> = read.difference(&there).collect();
        assert!(missing.is_empty(), "listed, and not in assets/i18n/{language}: {missing:?}");
    }
}

#[test]
fn every_language_has_the_same_messages_with_the_same_values() {
    let en = messages("en");
    assert!(en.len() > 10, "they were read");
    let names = |of: &BTreeMap<String, BTreeSet<String>>| of.keys().cloned().collect::<BTreeSet<_>>();
    for language in languages() {
        let own = messages(&language);
        let (missing, unknown): (Vec<_>, Vec<_>) =
            names(&en).symmetric_difference(&names(&own)).cloned().partition(|id| en.contains_key(id));
        assert!(missing.is_empty() && unknown.is_empty(), "{language} lacks {missing:?}, and {unknown:?} is not in en");
        for (id, values) in &en {
            assert_eq!(values, &own[id], "the values of {id} in {language}");
        }
    }
}

#[test]
fn every_message_is_there_and_used_with_the_values_it_names() {
    let (known, sources) = (messages("en"), Sources::read());
    let help = help();
    let mut wrong = vec![];
    for (id, uses) in &sources.uses {
        for Use { place, values } in uses {
            match known.get(id).or_else(|| help.get(id)) {
                None => wrong.push(format!("{place}: there is no message {id}")),
                Some(named) if named != values => {
                    wrong.push(format!("{place}: {id} names {named:?} and is given {values:?}"))
                }
                Some(_) => {}
            }
        }
    }
    let unused = known.keys().filter(|id| !sources.uses.contains_key(*id));
    wrong.extend(unused.map(|id| format!("{id} is used nowhere")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The texts of `command` and all under it, as `src/cli/help.rs` looks for them.
fn texts_of(command: &clap::Command, id: &str) -> BTreeSet<String> {
    let mut texts = BTreeSet::from([id.to_owned()]);
    for arg in command.get_arguments() {
        texts.insert(format!("{id}-{}", arg.get_id().as_str().replace('_', "-")));
        if arg.get_action().takes_values() {
            texts.insert(guichet::cli::help::value_id(arg));
        }
    }
    for below in command.get_subcommands() {
        texts.extend(texts_of(below, &format!("{id}-{}", below.get_name())));
    }
    texts
}

#[test]
fn every_command_argument_and_heading_has_its_french_help_and_every_text_its_command() {
    let texts = texts_of(&guichet::cli::Cli::command(), "help");
    assert!(texts.len() > 80, "they were found");
    let help: BTreeSet<String> = help().into_keys().collect();
    let missing: Vec<_> = texts.difference(&help).collect();
    assert!(missing.is_empty(), "not in {HELP}: {missing:?}");
    // Headings and what is wrong with a command line are said by name; `-h` and `-V` are of every command.
    let said: BTreeSet<String> = Sources::read().uses.into_keys().collect();
    let own = ["help-help", "help-version"].map(str::to_owned);
    let unused: Vec<_> =
        help.iter().filter(|id| !texts.contains(*id) && !said.contains(*id) && !own.contains(id)).collect();
    assert!(unused.is_empty(), "of no command: {unused:?}");
}

/// Literals that look like sentences and are none of ours to say: the file or folder, what they begin with, and why. An
/// empty beginning stands for all of it.
const NOT_SAID: &[(&str, &str, &str)] = &[
    ("src/cli/auth.rs", "auth ", "names of commands"),
    ("src/cli/auth_compare.rs", "auth compare", "the name of a command"),
    ("src/cli/auth_proxy.rs", "auth proxy", "the name of a command"),
    ("src/cli/config_file.rs", "config edit", "the name of a command"),
    ("src/sync/lock.rs", "# Written by", "a comment in a file that is the same in every language"),
    ("src/sync/manifest.rs", "a string or", "what serde expects, behind its own English words"),
    ("src/cli/mod.rs", "queue resume", "the name of a command"),
    ("src/cli/watch.rs", "watch run", "the name of a command"),
    ("src/cli/watch_install.rs", "watch install", "the name of a command"),
    ("src/cli/watch.rs", "on run argv", "a line of AppleScript"),
    ("src/cli/watch.rs", "display notification", "a line of AppleScript"),
    ("src/cli/watch.rs", "end run", "a line of AppleScript"),
    ("src/watch/timer.rs", "", "units of systemd"),
    ("src/cli/setup/script.rs", "guichet setup", "the name of a command"),
    ("src/cli/doctor.rs", "certificate authority", "a word of --json"),
    ("src/cli/doctor/report.rs", "guichet doctor", "how every report begins, whatever its language"),
    ("src/net/identity/refused.rs", "", "what servers answer"),
    ("src/net/names.rs", "", "what systems say of names"),
    ("src/cli/mod.rs", "Without a command the browser opens", "the English help; the French is in help.ftl"),
    ("src/access/auth/refusal.rs", "grant type", "looked for in a server's words"),
    ("src/preview/crs/coord_sys.rs", "survey ft", "a unit, as MapInfo writes it"),
    ("src/preview/opening.rs", "import pandas", "a line of Python"),
    ("src/preview/parquet/pieces.rs", "not fetched yet", "from one part of the reader to the other"),
    ("src/preview/arrow/schema.rs", "list view", "a type, as Arrow calls it"),
    ("src/tabular/aside.rs", "", "what stands at the end of tables"),
    ("src/portals/dastra/collections.rs", "", "what Dastra's own screens call its collections"),
    ("src/portals/service.rs", "arcgis rest", "what publishers write as a format"),
    ("src/portals/service.rs", "esri rest", "what publishers write as a format"),
    ("src/portals/service.rs", "ogc api", "what publishers write as a format"),
    ("src/portals/service.rs", "ogc features", "what publishers write as a format"),
    ("src/portals/link.rs", "octet stream", "what publishers write as a format"),
    ("src/portals/link.rs", "page web", "what publishers write as a format"),
    ("src/portals/link.rs", "site web", "what publishers write as a format"),
    ("src/portals/link.rs", "web page", "what publishers write as a format"),
    ("src/portals/link.rs", "web site", "what publishers write as a format"),
    ("src/portals/dataverse/explain.rs", "", "looked for in the portal's words"),
    ("src/portals/hugging_face/explain.rs", "Invalid username or password.", "looked for in the Hub's words"),
    (
        "src/portals/hugging_face/map.rs",
        "See the full description on the dataset page:",
        "looked for in the Hub's words",
    ),
    ("src/portals/hugging_face/map.rs", "git blob SHA", "an algorithm's name, as in claims"),
    ("src/download/digest.rs", "git blob SHA", "an algorithm's name, as in claims"),
    ("src/portals/opendatasoft/search.rs", "title asc", "an order in the portal's words"),
    ("src/portals/dcat/map.rs", "non public", "what publishers write of access"),
    ("src/portals/dcat/map.rs", "open access", "what publishers write of access"),
    ("src/portals/dcat/hostile.rs", "", "what its tests call documents that mean harm"),
    ("src/portals/dcat/map.rs", "restricted public", "what publishers write of access"),
    ("src/portals/dcat/media.rs", "arcgis geoservices rest api", "what publishers write as a format"),
    ("src/portals/dcat/media.rs", "esri rest", "what publishers write as a format"),
    ("src/portals/dcat/syntax.rs", "a list of datasets", "what serde expects, behind its own English words"),
    ("src/portals/dcat/syntax.rs", "an object", "what serde expects, behind its own English words"),
    ("src/demo/api_entreprise/", "", "what the demo's servers answer"),
    ("src/demo/api_particulier.rs", "", "what the demo's servers answer"),
    ("src/demo/dastra/", "", "what the demo's servers answer"),
    ("src/demo/isogeo/", "", "what the demo's servers answer"),
    ("src/demo/open/", "", "what the demo's servers answer"),
    ("src/demo/rudi/", "", "what the demo's servers answer"),
    ("src/ui/gallery.rs", "", "screens of invented data, drawn to be looked at"),
    ("src/ui/batch_views.rs", "", "screens of invented data, drawn to be looked at"),
    ("src/base/format.rs", "failed to lookup ", "std's own words, taken apart"),
    ("src/cli/process.rs", "", "what libraries panic with"),
    ("src/portals/licences.rs", "", "names of licences, and the words they are made of"),
    ("src/model/file_format.rs", "", "what publishers call formats"),
];

#[test]
fn no_sentence_stands_in_the_code() {
    let sources = Sources::read();
    let is_excused = |place: &str, text: &str, (file, start, _): &(&str, &str, &str)| {
        let is_there = place.strip_prefix(file).is_some_and(|rest| file.ends_with('/') || rest.starts_with(':'));
        is_there && text[1..].starts_with(start)
    };
    let excused = |place: &str, text: &str| NOT_SAID.iter().any(|excuse| is_excused(place, text, excuse));
    let found: Vec<String> = sources
        .sentences
        .iter()
        .filter(|(place, text)| !excused(place, text))
        .map(|(place, text)| format!("{place}: {text}"))
        .collect();
    assert!(
        found.is_empty(),
        "write these with t!(…) or m!(…) and put their words into assets/i18n:\n{}",
        found.join("\n")
    );
    let stale = NOT_SAID.iter().filter(|it| !sources.sentences.iter().any(|(place, text)| is_excused(place, text, it)));
    assert_eq!(stale.collect::<Vec<_>>(), Vec::<&(&str, &str, &str)>::new(), "excuses for what is not there");
}
