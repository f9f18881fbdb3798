//! Data cited: who made them, what they are called, which version it was, under which terms. From the receipt of a file,
//! or from what a portal says of a dataset or a media now.

use std::borrow::Cow;

use jiff::Timestamp;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use url::Url;

use crate::base::format;
use crate::base::secret_address::without_secrets;
use crate::base::when::When;
use crate::download::receipt::Receipt;
use crate::model::creator::{Creator, names};
use crate::model::{Dataset, Licence, Media};
use crate::portals::PortalConfig;

pub mod bibtex;
pub mod csl;
pub mod datacite;
pub mod inventory;
pub mod terms;
pub mod words;

/// What stands in no URI (RFC 3986, 2): readers of references are strict, and portals are not.
const NEVER: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// What there is to be said of data; what nobody stated is left out, never guessed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cited {
    /// The dataset's.
    pub title: String,
    /// Of a media that is called otherwise.
    pub part: Option<String>,
    /// The mention the producer asks for.
    pub mention: Option<String>,
    /// Who made it, where they are named.
    pub creators: Vec<Creator>,
    pub publisher: Option<String>,
    /// The host of the portal.
    pub portal: String,
    /// When the portal says it was changed last.
    pub published: Option<When>,
    /// When the file at hand was fetched.
    pub fetched: Option<Timestamp>,
    /// Without `https://doi.org/`.
    pub doi: Option<String>,
    /// Where it is told of, without anything that opens it.
    pub url: String,
    /// In guichet.
    pub address: String,
    pub licence: Option<Licence>,
    pub content_type: Option<String>,
    pub bytes: Option<u64>,
    pub sha256: Option<String>,
}

impl Cited {
    pub fn of_receipt(receipt: &Receipt) -> Self {
        let dataset = &receipt.dataset;
        let page = dataset.page.clone().unwrap_or_else(|| receipt.portal.url.clone());
        Self {
            part: other(&receipt.media.title, &dataset.title),
            title: dataset.title.clone(),
            mention: dataset.mention.clone(),
            creators: dataset.creators.clone(),
            publisher: dataset.publisher.clone(),
            portal: host(&receipt.portal.url),
            published: receipt.media.modified.or(dataset.modified),
            fetched: Some(receipt.fetched),
            doi: doi(&[dataset.doi.as_deref().unwrap_or_default(), &page, &dataset.id]),
            url: uri(&page),
            address: receipt.address.clone(),
            licence: receipt.media.licence.clone().or_else(|| dataset.licence.clone()),
            content_type: receipt.content_type.clone(),
            bytes: Some(receipt.bytes),
            sha256: Some(receipt.sha256.clone()),
        }
    }

    /// As the portal says now; `media`: of one of it.
    pub fn of_dataset(portal: &PortalConfig, dataset: &Dataset, media: Option<&Media>) -> Self {
        let page = dataset.page.clone().unwrap_or_else(|| portal.url.to_string());
        let address = media.map_or_else(|| dataset.address.clone(), Media::address);
        Self {
            part: media.and_then(|media| other(&media.title, &dataset.title)),
            title: dataset.title.clone(),
            mention: dataset.mention(),
            creators: dataset.creators.clone(),
            publisher: dataset.publisher.clone(),
            portal: host(portal.url.as_str()),
            published: media.and_then(|media| media.modified).or(dataset.modified),
            fetched: None,
            doi: doi(&[dataset.doi.as_deref().unwrap_or_default(), &page, &dataset.address.path.join("/")]),
            url: uri(&page),
            address: address.to_string(),
            licence: media.and_then(|media| media.licence.clone()).or_else(|| dataset.licence.clone()),
            content_type: media.and_then(|media| media.content_type.clone()),
            bytes: media.and_then(|media| media.size),
            sha256: None,
        }
    }

    /// Who is named as the author: as the producer asks to be, else who made it, else the publisher, else the portal.
    pub fn who(&self) -> String {
        self.authors()
            .ok()
            .and_then(|creators| names(creators, &format::semicolon()))
            .unwrap_or_else(|| self.body().into())
    }

    /// Those who are named as the authors one by one, else the body that is.
    fn authors(&self) -> Result<&[Creator], &str> {
        match (&self.mention, &self.creators[..]) {
            (None, creators @ [_, ..]) => Ok(creators),
            _ => Err(self.body()),
        }
    }

    fn body(&self) -> &str {
        self.mention.as_deref().or(self.publisher.as_deref()).unwrap_or(&self.portal)
    }

    /// Who is named as the publisher: beside those who made it, who publishes it; beside a body, the portal.
    fn publishes(&self) -> &str {
        self.publisher.as_deref().filter(|_| self.authors().is_ok()).unwrap_or(&self.portal)
    }

    /// The title, and which part of it.
    pub fn whole_title(&self) -> String {
        match &self.part {
            Some(part) => format!("{}: {part}", self.title),
            None => self.title.clone(),
        }
    }

    /// Year, month and day of its last change, as many as are stated.
    fn published_parts(&self) -> Vec<i64> {
        self.published.map(parts).unwrap_or_default()
    }

    /// `https://doi.org/…`, else where it is told of.
    pub fn link(&self) -> String {
        self.doi.as_ref().map_or_else(|| self.url.clone(), |doi| format!("https://doi.org/{}", encoded(doi)))
    }
}

/// As a reference can have it: without anything that opens it, and with nothing that stands in no URI.
pub(crate) fn uri(stated: &str) -> String {
    encoded(&without_secrets(stated))
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NEVER).to_string()
}

fn parts(when: When) -> Vec<i64> {
    when.day().split('-').filter_map(|part| part.parse().ok()).collect()
}

fn other(part: &str, title: &str) -> Option<String> {
    (part != title && !part.is_empty()).then(|| part.to_owned())
}

fn host(url: &str) -> String {
    Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| url.to_owned())
}

/// The DOI that one of these is or holds: `10.` with a registrant of four digits at least, and a suffix.
fn doi(texts: &[&str]) -> Option<String> {
    let found = |text: &&str| {
        let at = text.match_indices("10.").map(|(at, _)| at).find(|at| begins_word(text, *at))?;
        let candidate = text[at..].split(['?', '#', ' ']).next().unwrap_or_default();
        let (registrant, suffix) = candidate[3..].split_once('/')?;
        let is_number =
            registrant.len() >= 4 && registrant.split('.').all(|part| part.bytes().all(|b| b.is_ascii_digit()));
        (is_number && !suffix.is_empty()).then(|| written(candidate.trim_end_matches('/')))
    };
    texts.iter().find_map(found)
}

/// A DOI as it is, of one in a page's address; as it stands there where it would end a field or a line.
fn written(doi: &str) -> String {
    let is_harmless = |c: char| !c.is_control() && !c.is_whitespace() && !matches!(c, '{' | '}' | '\\' | '%');
    let decoded = percent_decode_str(doi).decode_utf8().map(Cow::into_owned);
    decoded.ok().filter(|doi| doi.chars().all(is_harmless)).unwrap_or_else(|| encoded(doi))
}

fn begins_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|before| matches!(before, '/' | ':' | '=' | ' '))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// With all that can be known.
    pub(crate) fn water() -> Cited {
        Cited {
            title: "Qualité de l’eau potable".into(),
            part: Some("eau_2024.csv".into()),
            mention: None,
            creators: vec![],
            publisher: Some("Rennes Métropole".into()),
            portal: "data.exemple.bzh".into(),
            published: When::read("2024-03-12"),
            fetched: "2026-11-30T09:00:00Z".parse().ok(),
            doi: None,
            url: "https://data.exemple.bzh/eau_potable".into(),
            address: "rennes/eau/1".into(),
            licence: Some(Licence { label: "ODbL 1.0".into(), url: Some("https://exemple.org/odbl".into()) }),
            content_type: Some("text/csv".into()),
            bytes: Some(1234),
            sha256: Some("ab".repeat(32)),
        }
    }

    #[test]
    fn a_doi_is_found_where_there_is_one() {
        let table = [
            ("https://doi.org/10.5281/zenodo.1234", Some("10.5281/zenodo.1234")),
            (
                "https://entrepot.recherche.data.gouv.fr/dataset.xhtml?persistentId=doi:10.57745/ABC",
                Some("10.57745/ABC"),
            ),
            ("doi:10.15454/X1/", Some("10.15454/X1")),
            ("10.1000.10/182?x=1", Some("10.1000.10/182")),
            ("https://doi.org/10.1000/a_b%3C1%3E", Some("10.1000/a_b<1>")),
            ("10.1000/%C3%A9t%C3%A9", Some("10.1000/été")),
            ("10.1000/a%7Bb%7D", Some("10.1000/a%7Bb%7D")),
            ("10.1000/a%0Ab", Some("10.1000/a%0Ab")),
            ("10.1000/a%FF", Some("10.1000/a%FF")),
            ("https://exemple.org/v10.5281/x", None),
            ("https://exemple.org/10.5/x", None),
            ("https://exemple.org/10.5281", None),
            ("https://exemple.org/10.52a1/x", None),
        ];
        table.into_iter().for_each(|(text, found)| assert_eq!(doi(&[text]).as_deref(), found, "{text}"));
        let cited = Cited { doi: doi(&["10.1000/a_b%3C1%3E"]), ..water() };
        assert_eq!(cited.link(), "https://doi.org/10.1000/a_b%3C1%3E");
    }

    #[test]
    fn an_address_is_one_that_strict_readers_take() {
        let table = [
            ("https://p.org/a%20b?x={y}", "https://p.org/a%20b?x=%7By%7D"),
            ("https://p.org/été|a b\\c", "https://p.org/%C3%A9t%C3%A9%7Ca%20b/c"),
            ("https://p.org/a?b=1&c=2#d", "https://p.org/a?b=1&c=2"),
            ("https://p.org/a?token=abcdef", "https://p.org/a?token=%E2%80%A6"),
        ];
        table.into_iter().for_each(|(stated, written)| assert_eq!(uri(stated), written));
    }

    /// Publisher, mention, those who made it; who is named, who publishes, and how each form names the first.
    #[test]
    fn who_made_it_goes_before_who_publishes_it() {
        let ada = || Creator::person("Martin", Some("Ada"));
        let body = || Creator::named("Mairie, service de l’eau");
        let and = || Creator::person("Black and White", Some("Jo"));
        type Case = (Option<&'static str>, Option<&'static str>, Vec<Option<Creator>>, [&'static str; 5]);
        let table: [Case; 6] = [
            (
                Some("Zenodo"),
                None,
                vec![ada(), body()],
                [
                    "Martin, Ada; Mairie, service de l’eau",
                    "Zenodo",
                    "Martin, Ada and {Mairie, service de l’eau}",
                    r#"[{"family":"Martin","given":"Ada"},{"literal":"Mairie, service de l’eau"}]"#,
                    r#"[{"familyName":"Martin","givenName":"Ada","name":"Martin, Ada","nameType":"Personal"},{"name":"Mairie, service de l’eau"}]"#,
                ],
            ),
            (
                None,
                None,
                vec![ada()],
                [
                    "Martin, Ada",
                    "data.exemple.bzh",
                    "Martin, Ada",
                    r#"[{"family":"Martin","given":"Ada"}]"#,
                    r#"[{"familyName":"Martin","givenName":"Ada","name":"Martin, Ada","nameType":"Personal"}]"#,
                ],
            ),
            (
                None,
                None,
                vec![and()],
                [
                    "Black and White, Jo",
                    "data.exemple.bzh",
                    "{Black and White}, Jo",
                    r#"[{"family":"Black and White","given":"Jo"}]"#,
                    r#"[{"familyName":"Black and White","givenName":"Jo","name":"Black and White, Jo","nameType":"Personal"}]"#,
                ],
            ),
            (
                Some("Zenodo"),
                Some("D’après Ada"),
                vec![ada()],
                [
                    "D’après Ada",
                    "data.exemple.bzh",
                    "{D’après Ada}",
                    r#"[{"literal":"D’après Ada"}]"#,
                    r#"[{"name":"D’après Ada","nameType":"Organizational"}]"#,
                ],
            ),
            (
                Some("Ville"),
                None,
                vec![],
                [
                    "Ville",
                    "data.exemple.bzh",
                    "{Ville}",
                    r#"[{"literal":"Ville"}]"#,
                    r#"[{"name":"Ville","nameType":"Organizational"}]"#,
                ],
            ),
            (
                None,
                None,
                vec![],
                [
                    "data.exemple.bzh",
                    "data.exemple.bzh",
                    "{data.exemple.bzh}",
                    r#"[{"literal":"data.exemple.bzh"}]"#,
                    r#"[{"name":"data.exemple.bzh","nameType":"Organizational"}]"#,
                ],
            ),
        ];
        for (publisher, mention, creators, [who, publishes, bibtex, csl, datacite]) in table {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            let creators = creators.into_iter().flatten().collect();
            let cited = Cited { publisher: owned(publisher), mention: owned(mention), creators, ..water() };
            assert_eq!((&*cited.who(), cited.publishes()), (who, publishes));
            let entry = bibtex::entry(&cited, "k");
            assert!(entry.contains(&format!("  author = {{{bibtex}}},\n")), "{entry}");
            assert!(entry.contains(&format!("  publisher = {{{publishes}}},\n")), "{entry}");
            let item = csl::item(&cited, "k");
            let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
            assert_eq!((&item["author"], &item["publisher"]), (&read(csl), &publishes.into()));
            assert_eq!(datacite::fields(&cited, 2030)["creators"], read(datacite));
        }
    }

    #[test]
    fn who_is_named_is_who_asks_to_be() {
        let mut cited = water();
        assert_eq!(cited.who(), "Rennes Métropole");
        cited.mention = Some("Ville de Rennes, service de l’eau".into());
        assert_eq!(cited.who(), "Ville de Rennes, service de l’eau");
        (cited.mention, cited.publisher) = (None, None);
        assert_eq!(cited.who(), "data.exemple.bzh");
        assert_eq!(cited.publishes(), "data.exemple.bzh");
        assert_eq!(
            (cited.published_parts(), cited.whole_title().as_str()),
            (vec![2024, 3, 12], "Qualité de l’eau potable: eau_2024.csv")
        );
    }
}
