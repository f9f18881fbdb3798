//! The fixed lists that records of maps are sorted by: ISO topic categories and the themes of INSPIRE, with what they are
//! called.

use crate::base::i18n::{Language, Said};
use crate::base::text;
use crate::said;

/// MD_TopicCategoryCode (ISO 19115), as it is written in records.
pub const TOPICS: [&str; 19] = [
    "biota",
    "boundaries",
    "climatologyMeteorologyAtmosphere",
    "economy",
    "elevation",
    "environment",
    "farming",
    "geoscientificInformation",
    "health",
    "imageryBaseMapsEarthCover",
    "inlandWaters",
    "intelligenceMilitary",
    "location",
    "oceans",
    "planningCadastre",
    "society",
    "structure",
    "transportation",
    "utilitiesCommunication",
];

const TOPIC_WORDS: [Said; 19] = [
    said!("csw-topic-biota"),
    said!("csw-topic-boundaries"),
    said!("csw-topic-climate"),
    said!("csw-topic-economy"),
    said!("csw-topic-elevation"),
    said!("csw-topic-environment"),
    said!("csw-topic-farming"),
    said!("csw-topic-geoscience"),
    said!("csw-topic-health"),
    said!("csw-topic-imagery"),
    said!("csw-topic-waters"),
    said!("csw-topic-military"),
    said!("csw-topic-location"),
    said!("csw-topic-oceans"),
    said!("csw-topic-planning"),
    said!("csw-topic-society"),
    said!("csw-topic-structure"),
    said!("csw-topic-transportation"),
    said!("csw-topic-utilities"),
];

/// The themes of the INSPIRE directive, by their codes in its register.
pub const THEMES: [&str; 34] = [
    "ac", "ad", "af", "am", "au", "br", "bu", "cp", "ef", "el", "er", "ge", "gg", "gn", "hb", "hh", "hy", "lc", "lu",
    "mf", "mr", "nz", "of", "oi", "pd", "pf", "ps", "rs", "sd", "so", "sr", "su", "tn", "us",
];

const THEME_WORDS: [Said; 34] = [
    said!("csw-theme-ac"),
    said!("csw-theme-ad"),
    said!("csw-theme-af"),
    said!("csw-theme-am"),
    said!("csw-theme-au"),
    said!("csw-theme-br"),
    said!("csw-theme-bu"),
    said!("csw-theme-cp"),
    said!("csw-theme-ef"),
    said!("csw-theme-el"),
    said!("csw-theme-er"),
    said!("csw-theme-ge"),
    said!("csw-theme-gg"),
    said!("csw-theme-gn"),
    said!("csw-theme-hb"),
    said!("csw-theme-hh"),
    said!("csw-theme-hy"),
    said!("csw-theme-lc"),
    said!("csw-theme-lu"),
    said!("csw-theme-mf"),
    said!("csw-theme-mr"),
    said!("csw-theme-nz"),
    said!("csw-theme-of"),
    said!("csw-theme-oi"),
    said!("csw-theme-pd"),
    said!("csw-theme-pf"),
    said!("csw-theme-ps"),
    said!("csw-theme-rs"),
    said!("csw-theme-sd"),
    said!("csw-theme-so"),
    said!("csw-theme-sr"),
    said!("csw-theme-su"),
    said!("csw-theme-tn"),
    said!("csw-theme-us"),
];

/// What resources are (MD_ScopeCode), as far as they are filtered by.
pub const TYPES: [&str; 5] = ["dataset", "series", "service", "nonGeographicDataset", "map"];

const TYPE_WORDS: [Said; 5] = [
    said!("csw-type-dataset"),
    said!("csw-type-series"),
    said!("csw-type-service"),
    said!("csw-type-table"),
    said!("csw-type-map"),
];

fn word(codes: &[&str], words: &[Said], code: &str) -> Option<Said> {
    let at = codes.iter().position(|known| known.eq_ignore_ascii_case(code))?;
    words.get(at).copied()
}

/// What a topic category is called; what is none, as it is.
pub fn topic(code: &str) -> String {
    word(&TOPICS, &TOPIC_WORDS, code).map_or_else(|| text::line(code), |said| said.text())
}

/// What a type of resource is called.
pub fn resource_type(code: &str) -> String {
    word(&TYPES, &TYPE_WORDS, code).map_or_else(|| super::super::mapping::words(code), |said| said.text())
}

pub fn theme(code: &str) -> String {
    word(&THEMES, &THEME_WORDS, code).map_or_else(|| text::line(code), |said| said.text())
}

/// How records name a theme: in the languages of the portals that are known.
pub fn theme_names(code: &str) -> Vec<String> {
    let Some(said) = word(&THEMES, &THEME_WORDS, code) else { return vec![] };
    [Language::French, Language::English].into_iter().map(|language| language.within(|| plain(&said.text()))).collect()
}

/// With the apostrophe that keyboards have, as records have it.
fn plain(name: &str) -> String {
    name.replace('’', "'").replace(['\u{a0}', '\u{202f}'], " ")
}

/// The code of the theme that a keyword names, by its name or by its address in the register.
pub fn theme_of(keyword: &str, address: Option<&str>) -> Option<&'static str> {
    let by_address = address.filter(|it| it.contains("inspire.ec.europa.eu/theme/"));
    let code = by_address.and_then(|it| it.trim_end_matches('/').rsplit('/').next());
    let folded = text::fold(&plain(keyword));
    let is_it = |known: &&&str| {
        code.is_some_and(|code| code.eq_ignore_ascii_case(known))
            || theme_names(known).iter().any(|name| text::fold(name) == folded)
    };
    THEMES.iter().find(is_it).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_known_by_its_name_in_either_language_and_by_its_address() {
        for (keyword, address, code) in [
            ("Hydrographie", None, Some("hy")),
            ("hydrography", None, Some("hy")),
            ("Lieux de production et sites industriels", None, Some("pf")),
            ("Usage des sols", None, Some("lu")),
            ("Wasser", Some("http://inspire.ec.europa.eu/theme/hy"), Some("hy")),
            ("eau", None, None),
        ] {
            assert_eq!(theme_of(keyword, address), code, "{keyword}");
        }
        assert!(THEMES.iter().all(|code| theme_names(code).len() == 2));
    }

    #[test]
    fn codes_have_words_and_others_stay_readable() {
        assert_ne!(topic("inlandWaters"), "inlandWaters");
        assert_eq!(topic("extraTerrestrial"), "extraTerrestrial");
        assert_ne!(resource_type("nonGeographicDataset"), "nonGeographicDataset");
        assert_eq!(resource_type("fieldSession"), "field session");
    }
}
