//! What the program says, in the person's language: the messages of `assets/i18n`, which has a folder for each.
//!
//! A sentence is written as [`t!`]`("download-cut", at = shown, …)`; the [Fluent](https://projectfluent.org) files hold its
//! words in every language, one file per part of the program. What is kept and shown later, such as an error, is a
//! [`Message`], written as [`m!`]`("download-cut", at = shown, …)`. A test reads the sources and fails on a message that is
//! missing, unused, or given other values than it names.

use std::cell::Cell;
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fmt};

pub use fluent_bundle::FluentValue;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::redact::clean;
use crate::base::text;
use crate::{m, said};

mod message;
mod retold;
#[cfg(test)]
pub mod trial;
mod value;

pub use message::{Message, words_in};
pub use retold::retold;
pub(crate) use value::written;
pub use value::{Kept, Value};

/// What is spoken, as a place in [`Language::ALL`]; chosen once at the start.
static SPOKEN: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// What is spoken on this thread for the moment, whatever was chosen.
    static HERE: Cell<Option<Language>> = const { Cell::new(None) };
}

/// The files that every language has, by name.
macro_rules! files {
    ($($name:literal)*) => {
        macro_rules! files_of {
            ($code:literal) => {
                &[$(($name, include_str!(concat!("../../assets/i18n/", $code, "/", $name, ".ftl")))),*]
            };
        }
    };
}

files!("api-entreprise" "api-particulier" "apistration" "app" "archive" "auth" "batch" "batch-browser" "batch-results" "certificate" "check" "cite" "ckan" "cli" "config" "csw" "dastra" "dataverse" "dcat" "demo" "diff" "download" "examples" "excel" "first-start" "form" "formats" "geo" "geoplateforme" "guide" "home" "http" "hugging-face" "human" "i18n" "identity" "isogeo" "keys" "linear" "man" "melodi" "model" "network" "ogc-api" "ogc-records" "opendatasoft" "platforms" "portals" "preview" "proxy" "question" "queue" "quota" "rudi" "secrets" "services" "session" "setup" "stac" "store" "stores" "sync" "tabular" "territory" "tour" "tui" "udata" "ui" "watch" "words" "zenodo");

/// The languages, each with its folder in `assets/i18n`, and whether it has the help of the command line too, whose English
/// stands in the doc comments of `src/cli`. The first is the one for all that another does not say.
macro_rules! languages {
    ($($name:ident $code:literal $([$help:literal])?)*) => {
        /// A language the program speaks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Language {
            $($name,)*
            /// One that nobody speaks, to see whether the program could; see [`trial`].
            #[cfg(test)]
            Trial(trial::Script),
        }

        impl Language {
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// `en`, `fr`.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                    #[cfg(test)]
                    Self::Trial(script) => script.code(),
                }
            }

            /// Its messages, by the names of their files.
            fn files(self) -> &'static [(&'static str, &'static str)] {
                match self {
                    $(Self::$name => files_of!($code),)*
                    #[cfg(test)]
                    Self::Trial(script) => script.files(),
                }
            }

            /// The help of the command line, where it has its own.
            fn help(self) -> Option<&'static str> {
                let helps: &[(Self, &[&'static str])] =
                    &[$((Self::$name, &[$(include_str!(concat!("../../assets/i18n/", $code, "/", $help, ".ftl")))?])),*];
                helps.iter().find(|(language, _)| *language == self).and_then(|(_, help)| help.first().copied())
            }
        }
    };
}

languages! {
    English "en"
    French "fr" ["help"]
}

impl Language {
    /// What the person's environment asks for by our own variable.
    pub fn of_environment() -> Option<Self> {
        env::var("GUICHET_LANG").ok().filter(|value| !value.is_empty()).map(|value| Self::named(&value))
    }

    /// The person's system's; English where it is none we speak.
    pub fn of_system() -> Self {
        Self::named(&sys_locale::get_locale().unwrap_or_default())
    }

    /// The language of a locale such as `fr_FR.UTF-8` or `fr`; English for all that we do not speak.
    pub fn named(locale: &str) -> Self {
        let code: String = locale.chars().take_while(char::is_ascii_alphabetic).collect();
        Self::ALL.iter().copied().find(|it| code.eq_ignore_ascii_case(it.code())).unwrap_or(Self::English)
    }

    /// What is said from now on.
    pub fn speak(self) {
        SPOKEN.store(Self::ALL.iter().position(|it| *it == self).unwrap_or_default(), Ordering::Relaxed);
    }

    /// What `work` says, on this thread, is said in this language: for files that do not depend on who reads them.
    pub fn within<T>(self, work: impl FnOnce() -> T) -> T {
        let before = HERE.replace(Some(self));
        let done = work();
        HERE.set(before);
        done
    }

    /// What is spoken now.
    pub fn spoken() -> Self {
        let chosen = || Self::ALL.get(SPOKEN.load(Ordering::Relaxed)).copied().unwrap_or(Self::English);
        HERE.get().unwrap_or_else(chosen)
    }

    /// Whether the command line's help is in it.
    pub fn has_help(self) -> bool {
        self.help().is_some()
    }

    /// The codes of all, as a list for people.
    pub fn codes() -> String {
        Self::ALL.iter().map(|it| it.code()).collect::<Vec<_>>().join(", ")
    }
}

impl FromStr for Language {
    type Err = Error;

    /// By its [`Self::code`].
    fn from_str(word: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|it| it.code() == word).ok_or_else(|| {
            let cause = m!("i18n-none", word = text::line(word));
            Error::new(ErrorKind::Config, m!("i18n-setting"), cause).hint(m!("i18n-known", known = Self::codes()))
        })
    }
}

type Bundle = FluentBundle<FluentResource>;

/// How a language writes numbers and dates: messages too, kept apart since a list of thousands of rows has many of them.
struct Writing {
    decimal: String,
    thousands: String,
    /// As [`jiff`] has it.
    day: String,
    month: String,
}

struct Tongue {
    words: Bundle,
    writing: Writing,
}

/// Those of [`Language::ALL`], in its order, each read once it is spoken.
static TONGUES: [OnceLock<Tongue>; Language::ALL.len()] = [const { OnceLock::new() }; Language::ALL.len()];

impl Tongue {
    fn new(language: Language) -> Self {
        let words = bundle(language);
        let own = |said: Said| said_by(&words, said.0, &[]).unwrap_or_default();
        let writing = Writing {
            decimal: own(said!("i18n-decimal-sign")),
            thousands: own(said!("i18n-thousands-sign")),
            day: own(said!("i18n-day")),
            month: own(said!("i18n-month")),
        };
        Self { words, writing }
    }

    fn of(language: Language) -> Option<&'static Self> {
        #[cfg(test)]
        if let Language::Trial(script) = language {
            return Some(script.tongue());
        }
        let at = Language::ALL.iter().position(|it| *it == language)?;
        Some(TONGUES.get(at)?.get_or_init(|| Self::new(language)))
    }
}

impl Language {
    fn writing<T>(take: impl FnOnce(&'static Writing) -> T) -> Option<T> {
        Tongue::of(Self::spoken()).map(|it| take(&it.writing))
    }

    /// What stands before the decimals of a number.
    pub fn decimal_sign() -> &'static str {
        Self::writing(|it| it.decimal.as_str()).unwrap_or(".")
    }

    /// What stands between the thousands of a number.
    pub fn thousands_sign() -> &'static str {
        Self::writing(|it| it.thousands.as_str()).unwrap_or(",")
    }

    /// How a day is written, and a month, as [`jiff`] has it.
    pub fn dates() -> (&'static str, &'static str) {
        Self::writing(|it| (it.day.as_str(), it.month.as_str())).unwrap_or(("%Y-%m-%d", "%Y-%m"))
    }
}

fn bundle(language: Language) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(language.code().parse().into_iter().collect());
    // Marks of direction around every value would show as boxes on many terminals.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(format::count(number.value as u64)),
        _ => None,
    }));
    for (name, text) in language.files().iter().copied().chain(language.help().map(|help| ("help", help))) {
        // What can be read of a file is used; that all of it can be is tested.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, errors)| {
            tracing::error!(name, ?errors, "unreadable messages");
            resource
        });
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn said_by(bundle: &Bundle, id: &str, values: &[(&'static str, FluentValue<'_>)]) -> Option<String> {
    let pattern = bundle.get_message(id)?.value()?;
    let args: FluentArgs<'_> = values.iter().map(|(name, value)| (*name, value.clone())).collect();
    Some(bundle.format_pattern(pattern, Some(&args), &mut vec![]).into_owned())
}

/// The words of the message called `id`: in the language spoken, else in English, else its name; with its values [`clean`].
/// See [`t!`].
pub fn message(id: &str, values: &[(&'static str, FluentValue<'_>)]) -> String {
    let words = |language: Language| said_by(&Tongue::of(language)?.words, id, values);
    let said = words(Language::spoken()).or_else(|| words(Language::English)).unwrap_or_else(|| id.to_owned());
    match values.is_empty() {
        true => said,
        false => clean(&said).into_owned(),
    }
}

/// A message without values, to be said later: for tables that the compiler fills. Written as `said!("id")`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Said(pub &'static str);

impl Said {
    /// In the language spoken.
    pub fn text(self) -> String {
        message(self.0, &[])
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// The words of a message in the person's language, with its values: `t!("rows-more", count = n, name)`.
#[macro_export]
macro_rules! t {
    ($id:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::base::i18n::message($id, &[$((stringify!($name), $crate::base::i18n::Value::value(&$crate::t!(@ $name $(= $value)?)))),*])
    };
    (@ $name:ident) => { $name };
    (@ $name:ident = $value:expr) => { $value };
}

/// A [`Message`]: as [`t!`], to be said when it is shown.
#[macro_export]
macro_rules! m {
    ($id:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::base::i18n::Message::new($id, vec![$((stringify!($name), $crate::base::i18n::Value::kept(&$crate::t!(@ $name $(= $value)?)))),*])
    };
}

/// A message without values, to be said later.
#[macro_export]
macro_rules! said {
    ($id:literal) => {
        $crate::base::i18n::Said($id)
    };
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Runs `work` with everything said in `language`, on this thread.
    pub fn speaking<T>(language: Language, work: impl FnOnce() -> T) -> T {
        language.within(work)
    }

    #[test]
    fn a_locale_names_a_language() {
        for french in ["fr", "fr_FR.UTF-8", "fr-CA", "FR", "fr@euro"] {
            assert_eq!(Language::named(french), Language::French, "{french}");
        }
        for other in ["", "C", "C.UTF-8", "POSIX", "en_GB", "de", "fro", "frr_DE"] {
            assert_eq!(Language::named(other), Language::English, "{other}");
        }
    }

    #[test]
    fn numbers_choose_the_plural_and_are_written_as_the_language_does() {
        let days = |n: i64| t!("auth-expires", days = n);
        speaking(Language::English, || {
            assert_eq!([days(1), days(1234)], ["expires in 1 day", "expires in 1,234 days"]);
        });
        speaking(Language::French, || {
            let french = ["expire dans 0 jour", "expire dans 1 jour", "expire dans 1\u{a0}234 jours"];
            assert_eq!([days(0), days(1), days(1234)], french);
        });
    }

    #[test]
    fn every_file_is_read_whole() {
        for (name, text) in Language::ALL.iter().flat_map(|it| it.files()) {
            let read = FluentResource::try_new((*text).to_owned());
            assert!(read.is_ok(), "{name}: {:?}", read.map(|_| ()).map_err(|(_, errors)| errors));
        }
    }
}
