//! A reference in a sentence, and the line that a licence wants under whatever is made of the data.

use super::Cited;
use super::terms::{Terms, family, terms};
use crate::base::format;
use crate::base::i18n::Language;
use crate::t;

/// In one language, whatever is spoken.
pub fn sentence(cited: &Cited, language: Language) -> String {
    language.within(|| {
        let year = cited.published_parts().first().copied();
        let (who, title) = (cited.who(), &cited.title);
        let mut head = match year {
            Some(year) => t!("cite-head", who, year = year.to_string(), title),
            None => t!("cite-head-undated", who, title),
        };
        head.extend(cited.part.iter().map(|part| t!("cite-part", part)));
        head.extend(cited.published.map(|when| t!("cite-version", date = format::date(when))));
        let url = cited.link();
        let mut sentences = vec![head, cited.publishes().to_owned()];
        sentences.extend(cited.licence.as_ref().map(|licence| licence.label.clone()));
        sentences.push(match cited.fetched {
            Some(at) => t!("cite-fetched", date = format::date(at), url),
            None => url,
        });
        sentences.extend(cited.sha256.as_ref().map(|sha256| format!("SHA-256 {sha256}")));
        sentences.iter().map(|sentence| format!("{}.", sentence.trim_end_matches('.'))).collect::<Vec<_>>().join(" ")
    })
}

/// As the licence asks for it, in the language spoken; where nobody knows what it asks for, who made what, where, when
/// and under which terms.
pub fn attribution(cited: &Cited) -> String {
    let title = cited.part.as_ref().map_or_else(|| cited.title.clone(), |part| format::labelled(&cited.title, part));
    let (who, url) = (cited.who(), cited.link());
    let dated = cited.published.map(format::date);
    let label = cited.licence.as_ref().map(|licence| licence.label.as_str());
    let terms_at = cited.licence.as_ref().and_then(|licence| licence.url.clone());
    let licence = match (label, terms_at) {
        (Some(label), Some(at)) => format!("{label} ({at})"),
        (Some(label), None) => label.to_owned(),
        (None, _) => t!("cite-no-licence"),
    };
    match (label.map(terms), label.and_then(family), dated) {
        (_, Some("ODbL"), _) => t!("cite-by-odbl", who, title, url, name = "Open Database License (ODbL)"),
        (_, Some("OGL"), _) => t!("cite-by-ogl", who, title, url, licence),
        (Some(Terms::Free), ..) => t!("cite-by-free", who, title, url, licence),
        // The date of the last change is asked for too.
        (_, Some("Licence Ouverte"), Some(date)) => t!("cite-by-ouverte", who, title, url, date, licence),
        // Nothing that was changed may be shared.
        (Some(Terms::Unchanged), _, Some(date)) => t!("cite-by-unchanged-dated", who, title, url, date, licence),
        (Some(Terms::Unchanged), _, None) => t!("cite-by-unchanged", who, title, url, licence),
        (_, _, Some(date)) => t!("cite-by-dated", who, title, url, date, licence),
        (_, _, None) => t!("cite-by", who, title, url, licence),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::water;
    use super::*;
    use crate::model::Licence;

    #[test]
    fn a_sentence_says_who_what_when_where_and_which_bytes() {
        let sha256 = "ab".repeat(32);
        assert_eq!(
            sentence(&water(), Language::English),
            format!(
                "Rennes Métropole (2024). Qualité de l’eau potable [dataset], file “eau_2024.csv”, version of 2024-03-12. \
                 data.exemple.bzh. ODbL 1.0. Retrieved on 2026-11-30 from https://data.exemple.bzh/eau_potable. SHA-256 {sha256}."
            )
        );
        assert_eq!(
            sentence(&water(), Language::French),
            format!(
                "Rennes Métropole (2024). Qualité de l’eau potable [jeu de données], fichier «\u{a0}eau_2024.csv\u{a0}», version du \
                 12/03/2024. data.exemple.bzh. ODbL 1.0. Consulté le 30/11/2026 à l’adresse https://data.exemple.bzh/eau_potable. \
                 SHA-256 {sha256}."
            )
        );
        let bare = Cited { title: "x".into(), portal: "p.org".into(), url: "https://p.org".into(), ..Cited::default() };
        assert_eq!(sentence(&bare, Language::English), "p.org (n.d.). x [dataset]. p.org. https://p.org.");
    }

    #[test]
    fn each_licence_gets_the_line_it_asks_for() {
        let of = |label: Option<&str>| {
            let licence = label.map(|label| Licence { label: label.into(), url: None });
            Language::French.within(|| attribution(&Cited { part: None, licence, ..water() }))
        };
        let table = [
            (Some("ODbL 1.0"), "Open Database License"),
            (Some("Licence Ouverte 2.0 (Etalab)"), "mise à jour du 12/03/2024"),
            (Some("CC0 1.0"), "aucune mention"),
            (Some("OGL 3.0 (UK)"), "Contains public sector information licensed under"),
            (Some("CC BY 4.0"), "modifications"),
            (Some("CC BY-NC-ND 4.0"), "CC BY-NC-ND 4.0."),
            (Some("Licence « maison »"), "Licence « maison ». Indiquez"),
            (Some("Licence Ouverte / ODbL"), "Licence Ouverte / ODbL. Indiquez"),
            (None, ". Aucune licence"),
        ];
        for (label, part) in table {
            let line = of(label);
            assert!(
                line.contains(part) && line.contains("Rennes Métropole") && line.contains("Qualité"),
                "{label:?}: {line}"
            );
            assert!(!line.contains('\n'));
        }
        assert!(!of(Some("CC BY-ND 4.0")).contains("modifications"), "nothing may be changed");
        let part = |language: Language| language.within(|| attribution(&water()));
        assert!(part(Language::English).contains("potable: eau_2024.csv"));
        assert!(part(Language::French).contains("potable\u{a0}: eau_2024.csv"));
    }
}
