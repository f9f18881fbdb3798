//! What licences are called here, whatever a portal calls them: by an address, by a code of SPDX, CKAN, udata or the EU's
//! publications office, or in words. The same licence has the same short name at every portal.

use url::Url;

use crate::base::{markup, text};
use crate::model::Licence;

/// Longer names are no names, but whole terms.
const LONGEST: usize = 200;

/// By the words that say which licence it is, in alphabetical order: its name, and where its version goes (`{}`).
const NAMES: [(&str, &str); 38] = [
    ("by cc", "CC BY{}"),
    ("by cc sa", "CC BY-SA{}"),
    ("by cc nc", "CC BY-NC{}"),
    ("by cc nd", "CC BY-ND{}"),
    ("by cc nc sa", "CC BY-NC-SA{}"),
    ("by cc nc nd", "CC BY-NC-ND{}"),
    ("by cc igo", "CC BY{} IGO"),
    ("cc zero", "CC0 1.0"),
    ("cc domain public zero", "CC0 1.0"),
    ("cc pdm", "Public Domain Mark 1.0"),
    ("odbl", "ODbL 1.0"),
    ("odbl odc", "ODbL 1.0"),
    ("bl odc", "ODbL 1.0"),
    ("by odc", "ODC-By 1.0"),
    ("odc pddl", "PDDL 1.0"),
    ("pddl", "PDDL 1.0"),
    ("domain odc public", "PDDL 1.0"),
    ("domain odc pddl public", "PDDL 1.0"),
    ("lo", "Licence Ouverte{} (Etalab)"),
    ("fr lo", "Licence Ouverte{} (Etalab)"),
    ("lov", "Licence Ouverte{} (Etalab)"),
    ("etalab", "Licence Ouverte{} (Etalab)"),
    ("etalab lo", "Licence Ouverte{} (Etalab)"),
    ("ouverte", "Licence Ouverte{} (Etalab)"),
    ("etalab ouverte", "Licence Ouverte{} (Etalab)"),
    ("open ouverte", "Licence Ouverte{} (Etalab)"),
    ("etalab open ouverte", "Licence Ouverte{} (Etalab)"),
    ("ogl", "OGL{} (UK)"),
    ("ogl uk", "OGL{} (UK)"),
    ("by de dl", "DL-DE BY{}"),
    ("de dl zero", "DL-DE Zero{}"),
    ("nlod", "NLOD{}"),
    ("iodl", "IODL{}"),
    ("eupl", "EUPL{}"),
    ("apache", "Apache License{}"),
    ("mit", "MIT License"),
    ("gnu gpl", "GNU GPL{}"),
    ("gpl", "GNU GPL{}"),
];

/// What some write in several words, and what these are in one. The longer ones first.
const WORDS: [(&str, &str); 31] = [
    (" pas d utilisation commerciale ", " nc "),
    (" partage dans les memes conditions ", " sa "),
    (" partage a l identique ", " sa "),
    (" pas de modification ", " nd "),
    (" domaine public ", " public domain "),
    (" open government ", " ogl "),
    (" open data commons ", " odc "),
    (" datenlizenz deutschland namensnennung ", " dl de by "),
    (" datenlizenz deutschland zero ", " dl de zero "),
    (" creative commons ", " cc "),
    (" creativecommons ", " cc "),
    (" open database ", " odbl "),
    (" united kingdom ", " uk "),
    (" non commercial ", " nc "),
    (" noncommercial ", " nc "),
    (" no derivatives ", " nd "),
    (" noderivatives ", " nd "),
    (" noderivs ", " nd "),
    (" share alike ", " sa "),
    (" sharealike ", " sa "),
    (" attribution ", " by "),
    (" paternite ", " by "),
    (" cczero ", " cc zero "),
    (" bysa ", " by sa "),
    (" bync ", " by nc "),
    (" bynd ", " by nd "),
    (" byncsa ", " by nc sa "),
    (" byncnd ", " by nc nd "),
    (" cc 0 ", " cc zero "),
    (" lov1 ", " lov 1 "),
    (" lov2 ", " lov 2 "),
];

/// Words that do not tell one licence from another.
const NOTHING: [&str; 21] = [
    "license",
    "licence",
    "licences",
    "licenses",
    "version",
    "v",
    "international",
    "unported",
    "generic",
    "universal",
    "the",
    "de",
    "dedication",
    "html",
    "deed",
    "only",
    "legalcode",
    "donnees",
    "ouvertes",
    "sous",
    "france",
];

/// Where addresses have codes of licences, and what these begin with there.
const REGISTRIES: [(&str, &str); 17] = [
    ("creativecommons.org/licenses/", "cc "),
    ("creativecommons.org/publicdomain/zero", "cc zero "),
    ("creativecommons.org/publicdomain/mark", "cc pdm "),
    ("opendatacommons.org/licenses/", "odc "),
    ("opendefinition.org/licenses/", ""),
    ("spdx.org/licenses/", ""),
    ("europa.eu/resource/authority/licence/", ""),
    ("/ontologies/od-licenses#", ""),
    ("dcat-ap.de/def/licenses/", ""),
    ("govdata.de/dl-de/", "dl de "),
    ("nationalarchives.gov.uk/doc/open-government-licence", "ogl "),
    ("opensource.org/licenses/", ""),
    ("opensource.org/license/", ""),
    ("gnu.org/licenses/", ""),
    ("apache.org/licenses/license", "apache "),
    ("etalab.gouv.fr/", "etalab "),
    ("licence/lo", "lo "),
];

/// Where the Licence Ouverte is on any page of the French state.
const OUVERTE: [&str; 3] = ["licence-ouverte", "licence_ouverte", "open-licence"];

/// A licence as it is stated: its name, code, address or terms, even as HTML; and where it is told of.
pub fn licence(stated: Option<&str>, url: Option<&str>) -> Option<Licence> {
    let (stated, url) = (stated.map(beginning), url.map(beginning));
    let (stated, link) = stated.and_then(plain).map(linked).unzip();
    let is_web = |text: &&str| Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.and_then(text::some_line);
    let written = stated.as_deref().filter(is_web).map(str::to_owned);
    let (label, url) = match written {
        Some(written) => (None, url.or(Some(written))),
        None => (stated, url.or(link.flatten())),
    };
    let by_label = label.as_deref().and_then(named);
    let by_url = url.as_deref().and_then(at);
    // What tells a version tells more.
    let known = match (by_label, by_url) {
        (Some(label), Some(url)) if url.len() > label.len() && without_version(&url) == without_version(&label) => {
            Some(url)
        }
        (label, url) => label.or(url),
    };
    let label = known.or(label).or_else(|| url.clone())?;
    Some(Licence { label, url: url.filter(|url| is_web(&&**url)) })
}

/// As much as may hold a name, in markup that is none too long: there may be any amount, for each of many rows.
fn beginning(text: &str) -> &str {
    const MOST: usize = 4 << 10;
    &text[..text.floor_char_boundary(MOST)]
}

/// In one line, without markup.
fn plain(stated: &str) -> Option<String> {
    let line = text::some_line(&markup::prose(stated))?;
    Some(match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    })
}

/// What a link is written on, and where it leads; [`markup::prose`] puts one behind the other.
fn linked(line: String) -> (String, Option<String>) {
    let parts = line.strip_suffix(')').and_then(|line| line.rsplit_once(" ("));
    match parts.filter(|(_, link)| link.starts_with("http") && !link.contains(' ')) {
        Some((text, link)) => (text.to_owned(), Some(link.to_owned())),
        None => (line, None),
    }
}

/// The name of the licence that is called so, in words or by a code.
fn named(label: &str) -> Option<String> {
    if label.len() > LONGEST {
        return None;
    }
    let words = words(label);
    let (words, version) = versioned(&words);
    let exact = |words: &[&str]| of_words(words.iter().copied(), &version);
    // `CC BY-SA 3.0 FR`: whose law it is adapted to.
    let without_country = || words.split_last().filter(|(last, _)| last.len() == 2).and_then(|(_, rest)| exact(rest));
    exact(&words).or_else(|| version.is_some().then(without_country).flatten())
}

/// The name of the licence that is at this address: what follows its code there is of no matter.
fn at(url: &str) -> Option<String> {
    let lower = url.to_ascii_lowercase();
    let code = REGISTRIES.iter().find_map(|(place, begins)| Some((lower.split_once(place)?.1, *begins)));
    let ouverte = || {
        let is_french = lower.contains("gouv.fr/") || lower.contains("etalab");
        let at = OUVERTE.iter().find_map(|name| lower.find(name)).filter(|_| is_french);
        at.map(|at| (&lower[at..], ""))
    };
    let by_code = |(code, begins): (&str, &str)| {
        let words = words(&format!("{begins}{code}"));
        let (words, version) = versioned(&words);
        (1..=words.len()).rev().find_map(|count| of_words(words[..count].iter().copied(), &version))
    };
    ouverte().and_then(by_code).or_else(|| code.and_then(by_code)).or_else(|| written(url))
}

/// As the EU's publications office or SPDX writes one of which nothing else is known: `COM_REUSE` as "COM REUSE".
fn written(url: &str) -> Option<String> {
    const CODES: [&str; 2] = ["europa.eu/resource/authority/licence/", "spdx.org/licenses/"];
    let code = CODES.iter().find_map(|place| Some(url.split_once(place)?.1))?.trim_end_matches(".html");
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = code.as_bytes();
    let between = |at: usize| is_digit(at.checked_sub(1).and_then(|at| bytes.get(at))) && is_digit(bytes.get(at + 1));
    let char = |(at, char): (usize, char)| match char {
        '_' if between(at) => '.',
        '_' => ' ',
        char => char,
    };
    text::some_line(&code.char_indices().map(char).collect::<String>())
}

fn of_words<'w>(words: impl Iterator<Item = &'w str>, version: &Option<String>) -> Option<String> {
    let mut words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.dedup();
    let key = words.join(" ");
    let (_, name) = NAMES.iter().find(|(known, _)| *known == key)?;
    let version = version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    Some(name.replace("{}", &version))
}

/// Its words without case and accents, letters apart from digits.
fn words(text: &str) -> String {
    let mut words = String::from(" ");
    let mut before = ' ';
    for char in text::fold(text).chars() {
        let is_cut = char.is_ascii_digit() != before.is_ascii_digit() || !char.is_alphanumeric();
        if is_cut && !words.ends_with(' ') {
            words.push(' ');
        }
        if char.is_alphanumeric() {
            words.push(char);
        }
        before = char;
    }
    words.push(' ');
    WORDS.iter().fold(words, |words, (several, one)| words.replace(several, one))
}

/// The words that tell which it is, and its version.
fn versioned(words: &str) -> (Vec<&str>, Option<String>) {
    let is_number = |word: &&str| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    let all: Vec<&str> = words.split_whitespace().collect();
    let from = all.iter().position(is_number);
    let version = from.map(|from| match all.get(from + 1).filter(|minor| is_number(minor)) {
        Some(minor) => format!("{}.{minor}", all[from]),
        None => format!("{}.0", all[from]),
    });
    let telling = all.into_iter().filter(|word| !is_number(word)).collect::<Vec<_>>();
    let is_german = telling.contains(&"dl");
    (telling.into_iter().filter(|word| !NOTHING.contains(word) || (is_german && *word == "de")).collect(), version)
}

fn without_version(name: &str) -> String {
    name.chars().filter(|char| !char.is_ascii_digit() && !matches!(char, '.' | ' ')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_licence_has_one_name() {
        let table: [(&str, &[&str]); 19] = [
            (
                "CC BY 4.0",
                &[
                    "CC-BY-4.0",
                    "cc by 4.0",
                    "CC_BY_4_0",
                    "Creative Commons Attribution 4.0",
                    "CC BY 4.0 FR",
                    "Creative Commons Attribution 4.0 International",
                    "http://creativecommons.org/licenses/by/4.0/",
                    "https://creativecommons.org/licenses/by/4.0/legalcode.fr",
                    "https://spdx.org/licenses/CC-BY-4.0.html",
                    "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0",
                    "https://www.europeandataportal.eu/ontologies/od-licenses#CC-BY4.0",
                    "http://dcat-ap.de/def/licenses/cc-by/4.0",
                    "https://creativecommons.org/licenses/by/4.0/deed.fr",
                ],
            ),
            ("CC BY", &["cc-by", "Creative Commons Attribution", "http://www.opendefinition.org/licenses/cc-by"]),
            (
                "CC BY-SA 3.0",
                &[
                    "https://creativecommons.org/licenses/by-sa/3.0/fr/",
                    "CC_BYSA_3_0",
                    "CC-BY-SA-3.0",
                    "Creative Commons Attribution Share-Alike 3.0",
                    "CC-BY-SA-3.0-DE",
                ],
            ),
            (
                "CC BY-NC-SA 4.0",
                &[
                    "CC BY-NC-SA 4.0",
                    "https://creativecommons.org/licenses/by-nc-sa/4.0/",
                    "CC_BYNCSA_4_0",
                    "Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International",
                ],
            ),
            ("CC BY-NC-ND 4.0", &["cc-by-nc-nd-4.0", "Creative Commons BY-NC-ND 4.0", "CC_BYNCND_4_0"]),
            (
                "CC0 1.0",
                &[
                    "CC0",
                    "cc0-1.0",
                    "cc-zero",
                    "Creative Commons CCZero",
                    "CC0 1.0 Universal",
                    "CC0 1.0 (public domain)",
                    "https://creativecommons.org/publicdomain/zero/1.0/",
                    "CC0 1.0 Universal Public Domain Dedication",
                    "http://publications.europa.eu/resource/authority/licence/CC0",
                    "http://www.opendefinition.org/licenses/cc-zero",
                ],
            ),
            ("Public Domain Mark 1.0", &["https://creativecommons.org/publicdomain/mark/1.0/"]),
            (
                "ODbL 1.0",
                &[
                    "ODbL",
                    "odbl-1.0",
                    "ODbL-1.0",
                    "odc-odbl",
                    "ODC_BL",
                    "Open Database License",
                    "Open Database License (ODbL) v1.0",
                    "Open Data Commons Open Database License (ODbL)",
                    "ODbL 1.0 - Open Database Licence",
                    "http://opendatacommons.org/licenses/odbl/summary/",
                    "https://opendatacommons.org/licenses/odbl/1-0/",
                    "http://www.opendefinition.org/licenses/odc-odbl",
                ],
            ),
            ("ODC-By 1.0", &["odc-by", "ODC-By-1.0", "https://opendatacommons.org/licenses/by/1-0/", "ODC_BY"]),
            ("PDDL 1.0", &["odc-pddl", "PDDL-1.0", "http://opendatacommons.org/licenses/pddl/1.0/"]),
            (
                "Licence Ouverte (Etalab)",
                &[
                    "fr-lo",
                    "Licence Ouverte",
                    "Licence Ouverte / Open Licence",
                    "Licence Etalab",
                    "LICENCE OUVERTE (ETALAB)",
                    "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
                    "https://www.data.gouv.fr/Licence-Ouverte-Open-Licence",
                    "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf",
                ],
            ),
            (
                "Licence Ouverte 2.0 (Etalab)",
                &[
                    "lov2",
                    "etalab-2.0",
                    "LO 2.0",
                    "Licence Ouverte v2.0",
                    "Licence Ouverte v2.0 (Etalab)",
                    "ETALAB_2_0",
                    "Licence Ouverte / Open Licence version 2.0",
                    "https://spdx.org/licenses/etalab-2.0",
                    "Licence ouverte / Open Licence 2.0",
                    "Licence Ouverte Version 2.0",
                    "https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf",
                    "https://github.com/etalab/licence-ouverte/blob/v2.0/LO.md",
                ],
            ),
            ("Licence Ouverte 1.0 (Etalab)", &["etalab-1.0", "Licence Ouverte 1.0 (Etalab)"]),
            (
                "OGL 3.0 (UK)",
                &[
                    "OGL-UK-3.0",
                    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
                    "Open Government Licence v3.0",
                ],
            ),
            (
                "DL-DE BY 2.0",
                &[
                    "dl-de-by-2.0",
                    "https://www.govdata.de/dl-de/by-2-0",
                    "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
                    "Datenlizenz Deutschland – Namensnennung – Version 2.0",
                ],
            ),
            ("DL-DE Zero 2.0", &["http://dcat-ap.de/def/licenses/dl-zero-de/2.0"]),
            ("EUPL 1.2", &["EUPL-1.2", "http://publications.europa.eu/resource/authority/licence/EUPL_1_2"]),
            (
                "Apache License 2.0",
                &["apache-2.0", "Apache License 2.0", "https://www.apache.org/licenses/LICENSE-2.0"],
            ),
            ("MIT License", &["mit", "MIT License", "https://opensource.org/license/mit"]),
        ];
        for (name, spellings) in table {
            for spelling in spellings {
                assert_eq!(licence(Some(spelling), None).unwrap().label, name, "{spelling}");
                assert_eq!(licence(Some(name), None).unwrap().label, name);
            }
        }
    }

    #[test]
    fn what_is_no_such_licence_stays_as_it_is_stated() {
        for text in [
            "Conditions de la ville",
            "CC BY 4.0 sauf mention contraire",
            "Soumis à la licence Etalab",
            "by",
            "1.0",
            "Open License",
            "Autre (ouverte)",
            "de",
        ] {
            assert_eq!(licence(Some(text), None).unwrap(), Licence { label: text.into(), url: None });
        }
        let own = "https://ville.example/cgu";
        assert_eq!(licence(Some(own), None).unwrap(), Licence { label: own.into(), url: Some(own.into()) });
        let code = "http://publications.europa.eu/resource/authority/licence/COM_REUSE_2_1";
        assert_eq!(licence(None, Some(code)).unwrap().label, "COM REUSE 2.1");
        assert_eq!(licence(Some(" "), None), None);
        assert_eq!(licence(None, None), None);
    }

    #[test]
    fn a_name_and_an_address_are_one_licence() {
        let by = "https://creativecommons.org/licenses/by/4.0/";
        let etalab = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/";
        let table = [
            ("CC BY", by, "CC BY 4.0"),
            ("Namensnennung", by, "CC BY 4.0"),
            ("etalab-2.0", etalab, "Licence Ouverte 2.0 (Etalab)"),
            ("Conditions", "https://ville.example/cgu", "Conditions"),
            ("Conditions", "javascript:alert(1)", "Conditions"),
        ];
        for (stated, url, name) in table {
            let found = licence(Some(stated), Some(url)).unwrap();
            assert_eq!(found.label, name, "{stated} {url}");
            assert_eq!(found.url.is_some(), url.starts_with("https"), "{url}");
        }
    }

    #[test]
    fn terms_in_html_are_text() {
        let html = "<DIV STYLE=\"text-align:Left;\"><P><SPAN>Soumis à la licence</SPAN></P><P>Etalab&nbsp;!</P></DIV>";
        assert_eq!(licence(Some(html), None).unwrap().label, "Soumis à la licence Etalab !");
        let link = "<p><a href=\"https://spdx.org/licenses/etalab-2.0.html\">Licence Ouverte</a></p>";
        assert_eq!(
            licence(Some(link), None).unwrap(),
            Licence {
                label: "Licence Ouverte 2.0 (Etalab)".into(),
                url: Some("https://spdx.org/licenses/etalab-2.0.html".into()),
            }
        );
        assert_eq!(licence(Some("<p>Licence Ouverte</p>"), None).unwrap().label, "Licence Ouverte (Etalab)");
        let long = licence(Some(&"mot ".repeat(200)), None).unwrap().label;
        assert_eq!((long.chars().count(), long.ends_with('…')), (LONGEST + 1, true));
    }
}
