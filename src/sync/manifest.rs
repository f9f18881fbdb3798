//! `data.toml`: which data a folder depends on, in a person's own words; guichet adds blocks and leaves the rest as it is.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;
use toml_edit::Value;

use super::path::{DataPath, clash};
use super::shape::{TomlKey, TomlValue};
use super::text::DataText;
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::model::Address;
use crate::model::form::Answers;
use crate::session::entry;
use crate::stores::BucketAddress;
use crate::{m, t};

/// What it is called.
pub const MANIFEST: &str = "data.toml";
/// The layout of it.
const LAYOUT: u64 = 1;

/// All that the folder depends on, by where it lies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manifest {
    /// Where the files are kept, where that is not the folder itself.
    pub store: Option<BucketAddress>,
    pub blocks: Vec<DataBlock>,
}

/// One file that the folder depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct DataBlock {
    pub path: DataPath,
    pub policy: Policy,
    pub wish: DataWish,
}

/// What a file is to hold.
#[derive(Clone, Debug, PartialEq)]
pub struct DataWish {
    /// A media, or a dataset of which one media is meant.
    pub address: Address,
    /// Which media of a dataset.
    pub format: Option<String>,
    /// What of an archive; one more name for each archive that lies in another.
    pub entry: Vec<String>,
    /// What the media asks for.
    pub parameters: BTreeMap<String, String>,
}

impl DataWish {
    /// As downloads take them.
    pub fn answers(&self) -> Answers {
        entry::with_entry(&self.parameters.iter().collect(), &self.entry)
    }
}

/// Whether a newer version takes the place of the one in the lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    Pin,
    #[default]
    Follow,
}

impl Policy {
    /// As the file has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pin => "pin",
            Self::Follow => "follow",
        }
    }
}

const KEYS: [TomlKey; 3] = [
    TomlKey::may("version", TomlValue::Count),
    TomlKey::may("store", TomlValue::Table(&[TomlKey::must("url", TomlValue::Text)])),
    TomlKey::may(
        "data",
        TomlValue::Blocks(&[
            TomlKey::must("path", TomlValue::Text),
            TomlKey::must("address", TomlValue::Text),
            TomlKey::may("policy", TomlValue::Either("follow", "pin")),
            TomlKey::may("format", TomlValue::Text),
            TomlKey::may("entry", TomlValue::Texts),
            TomlKey::may("parameters", TomlValue::Answers),
        ]),
    ),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenManifest {
    #[serde(rename = "version")]
    _version: Option<u64>,
    store: Option<WrittenStore>,
    #[serde(default)]
    data: Vec<Spanned<WrittenBlock>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStore {
    url: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenBlock {
    path: Spanned<String>,
    address: Spanned<String>,
    #[serde(default)]
    policy: Policy,
    format: Option<String>,
    #[serde(default)]
    entry: OneOrMore,
    #[serde(default)]
    parameters: BTreeMap<String, String>,
}

/// A name, or a list of them.
#[derive(Default)]
struct OneOrMore(Vec<String>);

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> serde::de::Visitor<'de> for Names {
            type Value = OneOrMore;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string or an array of strings")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<OneOrMore, E> {
                Ok(OneOrMore(vec![name.to_owned()]))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut names: A) -> Result<OneOrMore, A::Error> {
                let mut found = Vec::new();
                while let Some(name) = names.next_element()? {
                    found.push(name);
                }
                Ok(OneOrMore(found))
            }
        }
        deserializer.deserialize_any(Names)
    }
}

impl Manifest {
    /// Of what is read at `path`, sorted.
    pub fn parse(path: &Path, content: &str) -> Result<Self> {
        let source = DataText { path, content };
        source.check(LAYOUT, &KEYS)?;
        let written: WrittenManifest = toml::from_str(content).map_err(|error| source.unreadable(&error))?;
        let (mut blocks, mut paths) = (Vec::new(), Vec::new());
        for block in &written.data {
            let read = read(block.get_ref(), &source)?;
            paths.push((read.path.clone(), block.get_ref().path.span()));
            blocks.push(read);
        }
        source.check_paths(&paths)?;
        blocks.sort_by(|one, other| one.path.cmp(&other.path));
        let store = written.store.map(|store| kept_in(&store.url, &source)).transpose()?;
        Ok(Self { store, blocks })
    }

    pub fn find(&self, path: &DataPath) -> Option<&DataBlock> {
        self.blocks.iter().find(|block| block.path == *path)
    }
}

fn kept_in(url: &Spanned<String>, source: &DataText<'_>) -> Result<BucketAddress> {
    match BucketAddress::read(url.get_ref()) {
        Ok(Some(store)) => Ok(store),
        Ok(None) => Err(source.at(&url.span(), m!("stores-none")).hint(m!("stores-schemes"))),
        Err(error) => Err(Error { hint: error.hint.clone(), ..source.at(&url.span(), &error) }),
    }
}

fn read(block: &WrittenBlock, source: &DataText<'_>) -> Result<DataBlock> {
    let place = |span: Range<usize>, error: Error| Error { hint: error.hint.clone(), ..source.at(&span, &error) };
    let path = DataPath::new(block.path.get_ref()).map_err(|error| place(block.path.span(), error))?;
    let address = block.address.get_ref().parse().map_err(|error| place(block.address.span(), error))?;
    let (format, entry, parameters) = (block.format.clone(), block.entry.0.clone(), block.parameters.clone());
    Ok(DataBlock { path, policy: block.policy, wish: DataWish { address, format, entry, parameters } })
}

impl DataBlock {
    /// As it stands in the file.
    fn written(&self) -> String {
        let quoted = |text: &str| Value::from(text).to_string();
        let DataWish { address, format, entry, parameters } = &self.wish;
        let mut lines = vec![
            "[[data]]".to_owned(),
            format!("path = {}", quoted(self.path.as_str())),
            format!("address = {}", quoted(&address.to_string())),
            format!("policy = {}", quoted(self.policy.word())),
        ];
        lines.extend(format.as_ref().map(|format| format!("format = {}", quoted(format))));
        match entry.as_slice() {
            [] => {}
            [only] => lines.push(format!("entry = {}", quoted(only))),
            more => lines.push(format!("entry = {}", Value::from_iter(more.iter().map(String::as_str)))),
        }
        if !parameters.is_empty() {
            let table: toml_edit::InlineTable =
                parameters.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            lines.push(format!("parameters = {}", Value::from(table)));
        }
        lines.join("\n") + "\n"
    }
}

/// `content` with one more block, before the first whose path comes behind its own; comments stay with what they stand
/// above. An empty content gets a line on what the file is.
pub fn with_block(path: &Path, content: &str, block: &DataBlock) -> Result<String> {
    let before = Manifest::parse(path, content)?;
    let mut wanted = before.clone();
    wanted.blocks.push(block.clone());
    wanted.blocks.sort_by(|one, other| one.path.cmp(&other.path));
    let fits = |text: &String| Manifest::parse(path, text).is_ok_and(|read| read == wanted);
    let refused = |cause| Error::new(ErrorKind::Config, shown(path), cause);
    match [inserted(path, content, block), Some(appended(content, block))].into_iter().flatten().find(fits) {
        Some(text) => Ok(text),
        None => match clash(wanted.blocks.iter().map(|block| (&block.path, ()))) {
            Some([(one, ()), (other, ())]) => {
                let cause = m!("sync-cannot-share", one = one.to_string(), other = other.to_string());
                Err(refused(cause).hint(m!("sync-cannot-share-hint")))
            }
            None => Err(refused(m!("sync-cannot-add")).hint(m!("sync-cannot-add-hint"))),
        },
    }
}

/// How most lines of `text` end.
fn line_end(text: &str) -> &'static str {
    let (all, crlf) = (text.matches('\n').count(), text.matches("\r\n").count());
    if crlf * 2 > all { "\r\n" } else { "\n" }
}

fn appended(text: &str, block: &DataBlock) -> String {
    let end = line_end(text);
    let mut text = match text.trim() {
        "" => format!("{}\n\nversion = {LAYOUT}\n", t!("sync-manifest-head")),
        _ => text.to_owned(),
    };
    if !text.ends_with('\n') {
        text.push_str(end);
    }
    text + end + &block.written().replace('\n', end)
}

/// In its place among sorted blocks; `None` where it comes behind all of them.
fn inserted(path: &Path, text: &str, block: &DataBlock) -> Option<String> {
    let source = DataText { path, content: text };
    let written: WrittenManifest = toml::from_str(text).ok()?;
    let behind = written.data.iter().find(|it| read(it.get_ref(), &source).is_ok_and(|read| read.path > block.path))?;
    let header = text.get(..behind.get_ref().path.span().start)?.rfind("[[data]]")?;
    let begin_of_line = |at: usize| Some(text.get(..at)?.rfind('\n').map_or(0, |end| end + 1));
    let mut at = begin_of_line(header)?;
    while at > 0
        && let Some(above) = begin_of_line(at - 1)
        && text.get(above..at)?.trim_start().starts_with('#')
    {
        at = above;
    }
    let end = line_end(text);
    Some(format!("{}{}{end}{}", text.get(..at)?, block.written().replace('\n', end), text.get(at..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(path: &str, address: &str) -> DataBlock {
        let wish =
            DataWish { address: address.parse().unwrap(), format: None, entry: vec![], parameters: BTreeMap::new() };
        DataBlock { path: DataPath::new(path).unwrap(), policy: Policy::Follow, wish }
    }

    fn parse(content: &str) -> Result<Manifest> {
        Manifest::parse(Path::new("data.toml"), content)
    }

    #[test]
    fn a_block_goes_to_its_place_and_every_comment_stays() {
        let written = "# Ours.\nversion = 1\n\n# The first.\n[[data]]\npath = \"b.csv\" # here\naddress = 'p/x/b'\n\n\
                       # The second,\n# in two lines.\n[[data]]\npath = \"d.csv\"\naddress = \"p/x/d\"\npolicy = \"pin\"\n";
        let new = "[[data]]\npath = \"c.csv\"\naddress = \"p/x/c\"\npolicy = \"follow\"\n\n";
        let more = with_block(Path::new("data.toml"), written, &block("c.csv", "p/x/c")).unwrap();
        let at = written.find("# The second").unwrap();
        assert_eq!(more, format!("{}{new}{}", &written[..at], &written[at..]));
        let first = with_block(Path::new("data.toml"), written, &block("a.csv", "p/x/a")).unwrap();
        assert!(first.find("a.csv").unwrap() < first.find("# The first").unwrap(), "{first}");
        let last =
            with_block(Path::new("data.toml"), &written.replace('\n', "\r\n"), &block("e.csv", "p/x/e")).unwrap();
        assert!(last.ends_with("policy = \"follow\"\r\n") && !last.replace("\r\n", "").contains('\n'), "{last}");
        let paths: Vec<String> = parse(&last).unwrap().blocks.iter().map(|it| it.path.to_string()).collect();
        assert_eq!(paths, ["b.csv", "d.csv", "e.csv"]);
        assert!(with_block(Path::new("data.toml"), written, &block("B.csv", "p/x/b")).is_err(), "it clashes");
    }

    #[test]
    fn what_blocks_cannot_be_added_to_is_told_so() {
        for content in
            ["data = []\n", "data = [{path = \"b\", address = \"p/x\"}]\n", "data = [\n {path='b', address='p/x'},\n]"]
        {
            for path in ["a", "c"] {
                let error = with_block(Path::new("data.toml"), content, &block(path, "p/x")).unwrap_err();
                assert_eq!(error.cause, m!("sync-cannot-add"), "{content}");
            }
            let clash = with_block(Path::new("data.toml"), content, &block("B", "p/x"));
            assert!(content == "data = []\n" || clash.unwrap_err().cause.contains("\"B\""), "{content}");
        }
    }

    #[test]
    fn every_line_of_a_person_stays_byte_for_byte() {
        let one = "[[data]]\npath = \"b\"\naddress = \"p/x/b\"\n\n";
        let table = [
            // One line that ends otherwise is no reason to end others so.
            format!("version = 1\r\n\n{one}"),
            format!("# a\r\n# b\n{one}").replace("address = \"p/x/b\"\n", "address = \"p/x/b\"\r\n"),
            format!("version = 1\n\n{one}").replace('\n', "\r\n"),
            // What stands above a block, however far in.
            one.to_owned() + "  # indented\n\t# and this\n  [[data]]\n  path = \"d\"\n  address = \"p/x/d\"",
            "# [[data]]\n[[data]] # [[data]]\naddress = \"p/x/d\"\n# [[data]]\npath = \"d\"".to_owned(),
        ];
        for written in table {
            for path in ["a", "c", "e"] {
                let more = with_block(Path::new("data.toml"), &written, &block(path, "p/x/m")).unwrap();
                let new = block(path, "p/x/m").written();
                let at = more.replace('\r', "").find(&new).unwrap();
                let kept: Vec<&str> = written.split_inclusive('\n').collect();
                let mut rest = more.as_str();
                for line in kept {
                    let at = rest.find(line).unwrap_or_else(|| panic!("{line:?} of {more}"));
                    rest = &rest[at + line.len()..];
                }
                let before = &more.replace('\r', "")[..at];
                assert!(before.is_empty() || before.ends_with("\n\n") || !before.ends_with("#\n"), "{more}");
                assert!(!before.trim_end().ends_with("indented") && !before.trim_end().ends_with("this"), "{more}");
            }
        }
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let mut all = block("a \"b\" é.csv".replace('"', "'").as_str(), "p/x");
        all.policy = Policy::Pin;
        all.wish.format = Some("csv".into());
        all.wish.entry = vec!["in\"ner.zip".into(), "b\\c.csv".into()];
        all.wish.parameters =
            [("siren".to_owned(), "130025265".to_owned()), ("a b".to_owned(), "é\"".to_owned())].into();
        let content = with_block(Path::new("data.toml"), "", &all).unwrap();
        assert!(content.starts_with('#'), "{content}");
        assert_eq!(parse(&content).unwrap().blocks, [all.clone()]);
        all.wish.entry = vec!["one.csv".into()];
        assert_eq!(parse(&with_block(Path::new("data.toml"), "", &all).unwrap()).unwrap().blocks, [all]);
        assert_eq!(parse("").unwrap(), Manifest::default());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let of = |path: &str| format!("version = 1\n[[data]]\npath = \"{path}\"\naddress = \"p/x\"\n");
        let table = [
            (of("../a"), "line 3"),
            (of("CON"), "line 3"),
            (of("a").replace("p/x", "p//x"), "line 4"),
            (of("a") + "policy = \"folow\"\n", "line 5"),
            (of("a") + "polcy = \"follow\"\n", "line 5"),
            (of("a") + &of("b").replace("version = 1\n", "") + "[[data]]\npath = \"A\"\naddress = \"p/x\"\n", "\"A\""),
            (format!("<<<<<<< HEAD\n{}=======\n>>>>>>> theirs\n", of("a")), "line 1"),
            (of("a").replace("version = 1", "version = 7"), "of version 7"),
            (of("a") + "= =", "line 5"),
            (of("a") + "[store]\nurl = \"folder\"\n", "line 6"),
            (of("a") + "[store]\n", "\"url\" is missing"),
            ("store = \"s3://b/\"\n".to_owned() + &of("a"), "\"store\" is to be one table"),
            (of("a") + "entry = 3\n", "line 5"),
            (of("a") + "entry = [\n 'b',\n 3]\n", "line 5"),
            (of("a") + "parameters = { year = 2024 }\n", "\"parameters.year\" is to be a text"),
            (of("a") + "parameters = \"year\"\n", "line 5"),
            (of("a") + "policy = \"Pin\"\n", "\"follow\" or \"pin\""),
            (of("a") + "[[data]]\naddress = \"p/x\"\n", "line 5: \"path\" is missing"),
            (of("a") + "[[data]]\npath = \"b\"\n", "line 5: \"address\" is missing"),
            (of("a") + "[other]\n", "line 5: \"other\" is not a key"),
            (of("a").replace("[[data]]", "[data]"), "[[data]]"),
            (of("a").replace("version = 1", "version = \"1\""), "line 1"),
            (of("a").replace("version = 1", "version = -1"), "line 1"),
            (of("a") + &of("b").replace("version = 1\n", "").replace("\"b\"", "\"a\""), "line 6: it stands in line 3"),
            (of("a/b") + &of("a").replace("version = 1\n", ""), "line 3: \"a\" (line 6)"),
        ];
        use crate::base::i18n::Language::{English, French};
        for (content, expected) in table {
            let error = parse(&content).unwrap_err();
            let said = English.within(|| error.to_string());
            assert!(said.contains(expected), "{content}\n{said}");
            let is_toml = toml::from_str::<toml::Table>(&content).is_ok();
            assert_eq!(said.contains("not TOML"), !is_toml && !said.contains("merge"), "{content}\n{said}");
            let french = French.within(|| error.to_string());
            let english = ["missing", "unknown", "expected", "invalid", " is ", " of "];
            assert!(!is_toml || !english.iter().any(|word| french.contains(word)), "{content}\n{french}");
        }
    }
}
