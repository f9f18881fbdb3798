//! `cite`: references to data, from the receipts of files or from what portals say now.

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::table::OutputTable;
use super::{Global, addresses, on_disk, out, resolve, wire};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Language;
use crate::base::shell::Shell;
use crate::base::when::When;
use crate::cite::bibtex::{self, Keys};
use crate::cite::terms::spdx;
use crate::cite::{Cited, csl, datacite, words};
use crate::download::Recheck;
use crate::download::receipt::Receipt;
use crate::m;
use crate::model::{Place, Target};
use crate::session::Session;

#[derive(Args, Debug)]
pub struct CiteArgs {
    /// Files that `get` downloaded, each with its receipt beside it; or datasets or media; - reads them from standard input
    #[arg(required = true, value_name = "FILE|ADDRESS")]
    data: Vec<String>,
    /// How it is written: attribution, bibtex, csl or datacite [default: a sentence in each language, and the line that the licence asks for]
    #[arg(long = "as", value_name = "form", hide_possible_values = true)]
    form: Option<CiteForm>,
}

/// How references are written, other than in sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CiteForm {
    /// The line that the licence asks for.
    Attribution,
    Bibtex,
    /// CSL-JSON.
    Csl,
    /// The fields of DataCite, in JSON.
    Datacite,
}

/// What programs read of a reference.
const FIELDS: [&str; 19] = [
    "given",
    "address",
    "title",
    "part",
    "who",
    "publisher",
    "published",
    "fetched",
    "licence",
    "spdx",
    "doi",
    "url",
    "sha256",
    "sentences",
    "attribution",
    "bibtex",
    "csl",
    "datacite",
    "error",
];

pub async fn cite(global: &Global, args: &CiteArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&FIELDS)?;
    let all = addresses::expanded(&args.data, "path")?;
    let mut table = (!columns.are_for_people()).then(|| OutputTable::of_lines(columns));
    let (mut errors, mut items, mut keys) = (Vec::new(), Vec::new(), Keys::default());
    for (number, given) in all.iter().enumerate() {
        if out::is_over() {
            break;
        }
        let result = cited(given, session).await;
        let result = result.map(|cited| (keys.of(&cited), cited));
        match (&mut table, &result) {
            (Some(table), _) => table.add([json(given, &result)])?,
            (None, Ok(cited)) => print(cited, args.form, number, &mut items),
            (None, Err(error)) => out::error(error),
        }
        errors.extend(result.err());
    }
    if !items.is_empty() {
        let document = serde_json::to_string_pretty(&items).unwrap_or_default();
        out::lines(&document.lines().map(str::to_owned).collect::<Vec<_>>());
    }
    Ok(Error::worst(&errors))
}

async fn cited(given: &str, session: &Session) -> Result<Cited> {
    if let Some(file) = on_disk::file(given, session)? {
        let receipt = Receipt::read(file)?;
        // Whoever cites a file vouches for its bytes.
        Recheck::check(file, &receipt)?;
        return Ok(Cited::of_receipt(&receipt));
    }
    let (portal, target) = resolve(given, session).await?;
    let config = |name: &str| session.portal_config(name);
    match &target {
        Target::Place(Place::Dataset(address)) => {
            let dataset = portal.dataset(address).await?;
            Ok(Cited::of_dataset(config(&address.portal)?, &dataset, None))
        }
        Target::Media { dataset: address, media } => {
            let (dataset, media) = session.media(address, media).await?;
            Ok(Cited::of_dataset(config(&address.portal)?, &dataset, Some(&media)))
        }
        Target::Place(_) | Target::Search(_) | Target::Data(_) => {
            Err(Error::new(ErrorKind::Usage, given, m!("cite-folder"))
                .hint(m!("cli-use-list", address = Shell::in_use().quoted(given))))
        }
    }
}

fn this_year() -> i16 {
    Timestamp::now().to_zoned(TimeZone::UTC).year()
}

/// `items`: takes what becomes part of one document.
fn print((key, cited): &(String, Cited), form: Option<CiteForm>, number: usize, items: &mut Vec<Value>) {
    if number > 0 && !matches!(form, Some(CiteForm::Attribution | CiteForm::Csl | CiteForm::Datacite)) {
        out::line("");
    }
    match form {
        Some(CiteForm::Attribution) => out::line(&words::attribution(cited)),
        Some(CiteForm::Bibtex) => bibtex::entry(cited, key).lines().for_each(out::line),
        Some(CiteForm::Csl) => items.push(csl::item(cited, key)),
        Some(CiteForm::Datacite) => items.push(datacite::fields(cited, this_year())),
        None => {
            Language::ALL.iter().for_each(|language| out::line(&words::sentence(cited, *language)));
            out::line(&words::attribution(cited));
        }
    }
}

/// One line for programs.
fn json(given: &str, result: &Result<(String, Cited)>) -> Value {
    let (key, cited) = match result {
        Ok(keyed) => (&keyed.0, &keyed.1),
        Err(error) => return json!({ "given": given, "error": wire::error(Some(error)) }),
    };
    let label = cited.licence.as_ref().map(|licence| &licence.label);
    let sentence = |it: &Language| json!({ "language": it.code(), "text": words::sentence(cited, *it) });
    json!({
        "given": given,
        "address": cited.address,
        "title": cited.title,
        "part": cited.part,
        "who": cited.who(),
        "publisher": cited.publisher,
        "published": cited.published.map(When::day),
        "fetched": cited.fetched,
        "licence": label,
        "spdx": label.and_then(|label| spdx(label)),
        "doi": cited.doi,
        "url": cited.url,
        "sha256": cited.sha256,
        "sentences": Language::ALL.iter().map(sentence).collect::<Vec<_>>(),
        "attribution": words::attribution(cited),
        "bibtex": bibtex::entry(cited, key),
        "csl": csl::item(cited, key),
        "datacite": datacite::fields(cited, this_year()),
        "error": null,
    })
}
