//! The command line in the person's language: its help and what is wrong with it. The English words stand in the comments
//! of the commands, and in clap; the French ones in `assets/i18n/fr/help.ftl`, under the names of what they are about.

use std::error::Error as _;
use std::ffi::OsString;
use std::io::{self, Write};

use clap::builder::Styles;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory, Error, FromArgMatches};

use super::{Cli, examples, meant, out};
use crate::base::error;
use crate::base::format;
use crate::base::i18n::{Language, message};
use crate::base::redact::clean;
use crate::base::shell::Shell;
use crate::base::text;
use crate::model::territory::SOURCES;
use crate::{m, t};

/// Reads the command line. Where it asks for help, or is wrong, that is printed, a mistake for scripts `as_json`; the exit
/// code then.
pub fn parse(args: Vec<OsString>, as_json: bool) -> Result<Cli, u8> {
    read(args).map_err(|error| {
        if !error.use_stderr() {
            out::written(|| error.print());
            return 0;
        }
        if as_json {
            return out::failure(&failure(&error), true);
        }
        let printed = match explain(&error) {
            Some(text) => writeln!(io::stderr().lock(), "{}", clean(&text)),
            None => error.print(),
        };
        let _ = printed; // a closed standard error is nobody's loss
        error::ErrorKind::Usage.exit_code()
    })
}

/// The command line's words, in the language spoken.
pub fn command() -> Command {
    let command = match Language::spoken().has_help() {
        true => in_language(Cli::command()),
        false => Cli::command(),
    };
    let version = format!("{}\n{}", env!("CARGO_PKG_VERSION"), SOURCES.text());
    explained(command.long_version(version), "")
}

/// `command` and all under it. `-h` is short: the options of every command, and the examples, are in `--help` only.
/// `path`: the command's words with `-` between.
fn explained(command: Command, path: &str) -> Command {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}-{name}") };
    let words = format!("guichet {} --help", path.replace('-', " ")).replace("  ", " ");
    let said = command.get_after_help().map(ToString::to_string);
    let examples = examples::of(path).map(|examples| {
        let lines: Vec<String> = examples.lines().map(|line| format!("  {line}")).collect();
        format!("{}\n{}", t!("cli-examples"), lines.join("\n"))
    });
    let joined = |parts: [Option<String>; 2]| parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    let short = joined([said.clone(), Some(t!("cli-short-help", command = words))]);
    command
        .after_help(short)
        .after_long_help(joined([examples, said]))
        .mut_args(|arg| if is_of_every_command(&arg) { arg.hide_short_help(true) } else { arg })
        .mut_subcommands(|command| {
            let path = below(command.get_name());
            explained(command, &path)
        })
}

/// Whether `arg` may stand behind every command; `-h`, which does too, stands among the options of each.
fn is_of_every_command(arg: &Arg) -> bool {
    arg.is_global_set() && arg.get_id() != "help"
}

fn read(args: Vec<OsString>) -> Result<Cli, Error> {
    let matches = match command().try_get_matches_from(&args) {
        Ok(matches) => matches,
        Err(error) => return led(error, args),
    };
    match asks_help(&matches) {
        // As if the command itself had been asked.
        Some(path) => {
            let name = args.into_iter().take(1);
            read(name.chain(path).chain([OsString::from("--help")]).collect())
        }
        None => Cli::from_arg_matches(&matches),
    }
}

/// A mistake with what is meant by a command that is not there, behind `auth` or `config` too. `guichet aide` is help, which must not need a word of
/// English.
fn led(mut error: Error, mut args: Vec<OsString>) -> Result<Cli, Error> {
    let Some(word) = words(&error, ContextKind::InvalidSubcommand).into_iter().next() else { return Err(error) };
    let Some(at) = args.iter().position(|arg| arg.to_string_lossy() == word.as_str()) else { return Err(error) };
    let root = command();
    let above = args[1..at].iter().fold(&root, |above, arg| above.find_subcommand(arg).unwrap_or(above));
    let names: Vec<&str> = above.get_subcommands().map(Command::get_name).chain(["help", "--version"]).collect();
    let below = above.get_name() != root.get_name();
    match meant::command(&word, &names, below) {
        Some("help") => {
            args[at] = "help".into();
            return read(args);
        }
        Some(meant) => {
            error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![meant.to_owned()]));
        }
        None if !below && meant::is_address(&word) => {
            error.remove(ContextKind::SuggestedSubcommand);
            let told = t!("cli-typed-address", quoted = Shell::in_use().quoted(&word));
            error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![told.into()]));
        }
        None => {}
    }
    Err(error)
}

/// The command that `help` is asked about: clap's own `help` speaks English only, so that in French there is one of ours.
fn asks_help(matches: &ArgMatches) -> Option<Vec<OsString>> {
    let (name, rest) = matches.subcommand()?;
    if name == "help" {
        let about = rest.get_many::<String>("command").into_iter().flatten();
        return Some(about.map(OsString::from).collect());
    }
    Some([OsString::from(name)].into_iter().chain(asks_help(rest)?).collect())
}

fn in_language(command: Command) -> Command {
    let flag = |name: &'static str, short, action| {
        let id = format!("help-{name}");
        Arg::new(name).short(short).long(name).action(action).help(message(&id, &[])).display_order(1000)
    };
    let root = command.after_help(t!("help-after"));
    translated(root, "help")
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(flag("help", 'h', ArgAction::Help).global(true).help_heading(heading(t!("help-options"))))
        .arg(flag("version", 'V', ArgAction::Version).help_heading(heading(t!("help-options"))))
}

/// `command` and all under it, with the texts that begin with `id`.
fn translated(command: Command, id: &str) -> Command {
    let usage = Styles::default();
    let usage = usage.get_usage();
    let template = format!(
        "{{before-help}}{{about-with-newline}}\n{usage}{}{usage:#} {{usage}}\n\n{{all-args}}{{after-help}}",
        t!("help-usage")
    );
    let command = command
        .about(message(id, &[]))
        .help_template(template)
        .mut_args(|arg| translated_arg(arg, id))
        .mut_subcommands(|below| {
            let id = format!("{id}-{}", below.get_name());
            translated(below, &id)
        });
    if !command.has_subcommands() {
        return command;
    }
    let about = Arg::new("command").action(ArgAction::Append).value_name(t!("help-value-command"));
    let help = Command::new("help")
        .about(t!("help-help-command"))
        .help_template("{about}")
        .arg(about.help(t!("help-help-command")).help_heading(heading(t!("help-arguments"))));
    command
        .disable_help_subcommand(true)
        .subcommand_help_heading(heading(t!("help-commands")))
        .subcommand_value_name(t!("help-value-command"))
        .subcommand(help)
}

/// What is said of the values goes into the text: clap says it in English.
fn translated_arg(arg: Arg, command: &str) -> Arg {
    let mut help = message(&format!("{command}-{}", arg.get_id().as_str().replace('_', "-")), &[]);
    let options = heading(if is_of_every_command(&arg) { t!("help-global-options") } else { t!("help-options") });
    if !arg.get_action().takes_values() {
        return arg.help(help).help_heading(options);
    }
    let defaults: Vec<_> = arg.get_default_values().iter().filter(|it| !it.is_empty()).collect();
    if let (Some(value), false) = (defaults.first(), arg.is_hide_default_value_set()) {
        help = t!("help-with-default", help, value = value.to_string_lossy());
    }
    let possible = arg.get_possible_values();
    if !possible.is_empty() && !arg.is_hide_possible_values_set() {
        let values = possible.iter().map(|it| it.get_name()).collect::<Vec<_>>().join(", ");
        help = t!("help-with-values", help, values);
    }
    let title = if arg.is_positional() { heading(t!("help-arguments")) } else { options };
    let name = message(&value_id(&arg), &[]);
    arg.help(help).value_name(name).help_heading(title).hide_default_value(true).hide_possible_values(true)
}

/// The message that names what `arg` takes.
pub fn value_id(arg: &Arg) -> String {
    let name =
        arg.get_value_names().and_then(|names| names.first()).map_or(arg.get_id().as_str(), |name| name.as_str());
    format!("help-value-{}", name.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "-"))
}

/// clap puts a colon behind it.
fn heading(title: String) -> String {
    title + "\u{a0}"
}

/// What is wrong with the command line, and what to write instead.
struct Mistake {
    what: String,
    instead: Vec<String>,
}

impl Mistake {
    /// In French. `None` for what is no mistake, or one that clap alone can explain.
    fn in_language(error: &Error) -> Option<Self> {
        let what = mistake(error)?;
        let one = |kind| words(error, kind).into_iter().next();
        let tip = one(ContextKind::SuggestedArg)
            .or_else(|| one(ContextKind::SuggestedSubcommand))
            .or_else(|| one(ContextKind::SuggestedValue))
            .map(|alike| t!("help-tip", alike))
            .or_else(|| one(ContextKind::Suggested).map(|told| as_value(error).unwrap_or(told)));
        let usage = one(ContextKind::Usage).map(|usage| {
            let bare = usage.trim_start_matches("Usage:").trim().to_owned();
            format!("{} {bare}", t!("help-usage"))
        });
        Some(Self { what, instead: tip.into_iter().chain(usage).collect() })
    }

    /// In the paragraphs of clap.
    fn in_english(error: &Error) -> Self {
        if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
            return Self { what: t!("cli-no-command"), instead: Vec::new() };
        }
        let text = error.to_string();
        let mut paragraphs = text.split("\n\n").map(text::line).filter(|paragraph| !paragraph.is_empty());
        let what = paragraphs.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        Self { what, instead: paragraphs.take_while(|paragraph| !paragraph.starts_with("For more")).collect() }
    }
}

/// How what begins with `-` is given as a value, where clap says that, in English.
fn as_value(error: &Error) -> Option<String> {
    let arg = words(error, ContextKind::InvalidArg).into_iter().next()?;
    (error.kind() == ErrorKind::UnknownArgument).then(|| t!("help-tip-value", arg))
}

/// A mistake for scripts.
fn failure(error: &Error) -> error::Error {
    let ours = Some(error).filter(|_| Language::spoken().has_help()).and_then(Mistake::in_language);
    let Mistake { what, instead } = ours.unwrap_or_else(|| Mistake::in_english(error));
    let failure = error::Error::new(error::ErrorKind::Usage, "guichet", what);
    if instead.is_empty() {
        failure.hint(m!("cli-see-help"))
    } else {
        failure.hint(text::line(&instead.join(&format::semicolon())))
    }
}

/// A mistake for a French person. `None` for what clap says.
fn explain(error: &Error) -> Option<String> {
    if !Language::spoken().has_help() {
        return None;
    }
    let Mistake { what, instead } = Mistake::in_language(error)?;
    let parts = [t!("help-error", what)].into_iter().chain(instead).chain([t!("help-more")]);
    Some(parts.collect::<Vec<_>>().join("\n\n"))
}

/// One sentence.
fn mistake(error: &Error) -> Option<String> {
    let one = |kind| words(error, kind).into_iter().next().unwrap_or_default();
    let list = |kind| words(error, kind).join(", ");
    let (arg, value) = (one(ContextKind::InvalidArg), one(ContextKind::InvalidValue));
    Some(match error.kind() {
        ErrorKind::UnknownArgument => t!("help-error-unknown", arg),
        ErrorKind::InvalidSubcommand => t!("help-error-command", name = one(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand => t!("help-error-no-command"),
        ErrorKind::MissingRequiredArgument => t!("help-error-missing", args = list(ContextKind::InvalidArg)),
        ErrorKind::ArgumentConflict if one(ContextKind::PriorArg) == arg => t!("help-error-twice", arg),
        ErrorKind::ArgumentConflict => t!("help-error-conflict", arg, others = list(ContextKind::PriorArg)),
        ErrorKind::InvalidValue if value.is_empty() => t!("help-error-no-value", arg),
        ErrorKind::InvalidValue => {
            t!("help-error-value", arg, value, known = list(ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => t!("help-error-because", arg, value, why = why(error)),
        ErrorKind::TooManyValues => t!("help-error-too-many", arg, value),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => t!("help-error-too-few", arg),
        ErrorKind::NoEquals => t!("help-error-equals", arg),
        ErrorKind::InvalidUtf8 => t!("help-error-utf8"),
        _ => return None,
    })
}

/// Our own reasons are in French already; std's of a number are not.
fn why(error: &Error) -> String {
    match error.source() {
        Some(why) if why.is::<std::num::ParseIntError>() => t!("help-error-number"),
        Some(why) => why.to_string(),
        None => t!("help-error-number"),
    }
}

fn words(error: &Error, kind: ContextKind) -> Vec<String> {
    let clean = |text: &str| text::line(text);
    match error.get(kind) {
        Some(ContextValue::String(word)) => vec![clean(word)],
        Some(ContextValue::Strings(words)) => words.iter().map(|word| clean(word)).collect(),
        // Several lines of ways to write it, styled; what is left of them without style is ours.
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        _ => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each command that can be typed, by its words with `-` between, and the command.
    fn all(command: &Command, path: &str, found: &mut Vec<(String, Command)>) {
        found.push((path.to_owned(), command.clone()));
        for below in command.get_subcommands().filter(|it| !it.is_hide_set() && it.get_name() != "help") {
            let name = below.get_name();
            all(below, &if path.is_empty() { name.to_owned() } else { format!("{path}-{name}") }, found);
        }
    }

    /// The lines for a shell among `examples`.
    fn lines(examples: &str) -> Vec<String> {
        examples.replace("\\\n", "").lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
    }

    /// The words of the part of a line that is guichet's, where none of its arguments holds a quote.
    fn words_of(line: &str) -> Vec<String> {
        let at = line.find("guichet ").unwrap();
        let own = line[at..].split([')', '|', '>']).next().unwrap().trim();
        let parts = own.split('"').enumerate();
        parts
            .flat_map(|(at, part)| match at % 2 {
                0 => part.split_whitespace().map(str::to_owned).collect(),
                _ => vec![part.to_owned()],
            })
            .collect()
    }

    #[test]
    fn every_command_has_examples_that_can_be_typed_alike_in_both_languages() {
        let mut commands = vec![];
        all(&Cli::command(), "", &mut commands);
        assert!(commands.len() > 20);
        for (path, command) in commands {
            if ["auth", "cache", "config"].contains(&path.as_str()) {
                continue; // is nothing without one of its own
            }
            let in_language = |language: Language| language.within(|| examples::of(&path));
            let english = in_language(Language::English).unwrap_or_else(|| panic!("{path:?} has no examples"));
            let french = in_language(Language::French).unwrap();
            assert_eq!(lines(&english), lines(&french), "{path}");
            assert!(english.starts_with("# ") && !lines(&english).is_empty(), "{english}");
            let fits = english.lines().all(|line| line.starts_with('#') || line.chars().count() <= 77);
            assert!(fits, "a line would be broken on a terminal of 80 columns: {english}");
            for line in lines(&english) {
                let words = words_of(&line);
                let read = Cli::command().try_get_matches_from(&words);
                assert!(read.is_ok(), "{line}: {}", read.unwrap_err());
                let named = path.split('-').filter(|it| !it.is_empty()).all(|word| words.contains(&word.to_owned()));
                assert!(named || path.is_empty(), "{line} is no example of {}", command.get_name());
            }
        }
    }

    /// clap takes two arguments of one name for one, and panics only when the values are read.
    #[test]
    fn no_argument_is_called_as_one_of_every_command() {
        let root = Cli::command();
        let of_all: Vec<_> = root.get_arguments().filter(|it| it.is_global_set()).map(Arg::get_id).collect();
        let mut commands = vec![];
        root.get_subcommands().for_each(|below| all(below, below.get_name(), &mut commands));
        for (path, command) in &commands {
            let twice = command.get_arguments().find(|it| !it.is_global_set() && of_all.contains(&it.get_id()));
            assert!(twice.is_none(), "{path}: {:?}", twice.map(Arg::get_id));
        }
        assert!(of_all.len() > 8 && commands.len() > 20);
    }

    /// Nothing that one language tells of is lost in the other.
    #[test]
    fn both_languages_tell_of_the_same_arguments() {
        fn told(command: &Command) -> Vec<(String, Vec<String>)> {
            let mut found = vec![];
            all(command, "", &mut found);
            let args = |command: &Command| {
                let shown = command.get_arguments().filter(|it| !it.is_hide_set());
                let own = shown.filter(|it| it.get_id() != "help" && it.get_id() != "version");
                own.map(|it| format!("{} {:?} {:?}", it.get_id(), it.get_long(), it.get_short())).collect()
            };
            found.iter().map(|(path, command)| (path.clone(), args(command))).collect()
        }
        let english = Language::English.within(|| told(&command()));
        assert_eq!(english, Language::French.within(|| told(&command())));
        let page = Language::French.within(|| command().render_long_help().to_string());
        for part in ["Options globales\u{a0}:", "Exemples\u{a0}:", "guichet search eau"] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }

    /// clap reads both by one name, and stops where they take different things.
    #[test]
    fn no_command_has_an_argument_named_as_one_of_all_commands() {
        let root = command();
        let named = |arg: &Arg| (arg.get_id().to_string(), arg.get_long().map(str::to_owned), arg.get_short());
        let of_all: Vec<_> = root.get_arguments().filter(|arg| is_of_every_command(arg)).map(named).collect();
        let mut found = vec![];
        all(&root, "", &mut found);
        for (path, command) in found.iter().filter(|(path, _)| !path.is_empty()) {
            for (id, long, short) in command.get_arguments().map(named) {
                let is_same = |of_all: &(String, Option<String>, Option<char>)| {
                    of_all.0 == id || (long.is_some() && of_all.1 == long) || (short.is_some() && of_all.2 == short)
                };
                assert!(!of_all.iter().any(is_same), "{path}: {id}");
            }
        }
    }

    #[test]
    fn the_short_help_has_the_options_of_one_command_the_long_one_those_of_all() {
        for language in [Language::English, Language::French] {
            let (short, long) = language.within(|| {
                let mut command = command();
                command.build();
                let get = command.find_subcommand_mut("get").unwrap();
                (get.render_help().to_string(), get.render_long_help().to_string())
            });
            assert!(short.contains("--plan") && !short.contains("--ca-file"), "{short}");
            assert!(long.contains("--plan") && long.contains("--ca-file") && long.contains("guichet get"), "{long}");
        }
    }

    #[test]
    fn what_is_typed_for_a_command_leads_to_it() {
        let table: [(&[&str], &str); 8] = [
            (&["dl", "x"], "get"),
            (&["--lang", "fr", "télécharger", "x"], "get"),
            (&["ls"], "list"),
            (&["serch", "eau"], "search"),
            (&["rudi/all"], "rudi/all is an address, not a command"),
            (&["auth", "ajouter"], "set"),
            (&["config", "ls"], "get"),
            (&["version"], "--version"),
        ];
        for (args, expected) in table {
            let args = ["guichet"].iter().chain(args).map(OsString::from).collect();
            let error = Language::English.within(|| read(args)).unwrap_err();
            let told: Vec<String> = [ContextKind::SuggestedSubcommand, ContextKind::Suggested]
                .into_iter()
                .flat_map(|kind| words(&error, kind))
                .collect();
            assert!(told.join(" ").contains(expected), "{expected}: {told:?}");
        }
        let help = read(vec!["guichet".into(), "--plain".into(), "aide".into(), "list".into()]).unwrap_err();
        assert_eq!(help.kind(), ErrorKind::DisplayHelp);
    }
}
