//! Which terms go together: what a licence asks of whoever makes something new of several data.
//!
//! After the texts of the licences and Creative Commons' own table of what can be remixed with what
//! (<https://wiki.creativecommons.org/wiki/Wiki/cc_license_compatibility>). No legal advice: what cannot be told is said so.

use crate::base::i18n::Said;
use crate::said;

/// What a licence allows and asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terms {
    /// Nothing is asked for.
    Free,
    /// To be named.
    Named,
    /// What is made of it has the same terms; the family of those that count as the same.
    Alike(&'static str),
    /// Not for money.
    NotCommercial,
    /// Both: not for money, and the same terms.
    NotCommercialAlike,
    /// Nothing may be made of it.
    Unchanged,
    /// Not known here.
    Other,
}

/// Why two licences do not go together, as words.
pub type Conflict = Said;

/// By how the names of [`crate::portals::licences`] begin, the longer first.
const KNOWN: [(&str, Terms, &str); 21] = [
    ("CC BY-NC-ND", Terms::Unchanged, "CC-BY-NC-ND-"),
    ("CC BY-NC-SA", Terms::NotCommercialAlike, "CC-BY-NC-SA-"),
    ("CC BY-NC", Terms::NotCommercial, "CC-BY-NC-"),
    ("CC BY-ND", Terms::Unchanged, "CC-BY-ND-"),
    ("CC BY-SA", Terms::Alike("CC BY-SA"), "CC-BY-SA-"),
    ("CC BY", Terms::Named, "CC-BY-"),
    ("CC0", Terms::Free, "CC0-"),
    ("Public Domain Mark", Terms::Free, ""),
    ("PDDL", Terms::Free, "PDDL-"),
    ("ODbL", Terms::Alike("ODbL"), "ODbL-"),
    ("ODC-By", Terms::Named, "ODC-By-"),
    ("Licence Ouverte", Terms::Named, "etalab-"),
    ("OGL", Terms::Named, "OGL-UK-"),
    ("DL-DE BY", Terms::Named, "DL-DE-BY-"),
    ("DL-DE Zero", Terms::Free, "DL-DE-ZERO-"),
    ("NLOD", Terms::Named, "NLOD-"),
    ("IODL", Terms::Named, ""),
    ("EUPL", Terms::Alike("EUPL"), "EUPL-"),
    ("Apache License", Terms::Named, "Apache-"),
    ("MIT License", Terms::Named, "MIT"),
    ("GNU GPL", Terms::Alike("GNU GPL"), ""),
];

/// Versions that SPDX has; others have no code.
const CODES: [&str; 40] = [
    "CC-BY-1.0",
    "CC-BY-2.0",
    "CC-BY-2.5",
    "CC-BY-3.0",
    "CC-BY-4.0",
    "CC-BY-SA-1.0",
    "CC-BY-SA-2.0",
    "CC-BY-SA-2.5",
    "CC-BY-SA-3.0",
    "CC-BY-SA-4.0",
    "CC-BY-NC-1.0",
    "CC-BY-NC-2.0",
    "CC-BY-NC-2.5",
    "CC-BY-NC-3.0",
    "CC-BY-NC-4.0",
    "CC-BY-ND-3.0",
    "CC-BY-ND-4.0",
    "CC-BY-NC-SA-2.0",
    "CC-BY-NC-SA-3.0",
    "CC-BY-NC-SA-4.0",
    "CC-BY-NC-ND-2.0",
    "CC-BY-NC-ND-3.0",
    "CC-BY-NC-ND-4.0",
    "CC0-1.0",
    "PDDL-1.0",
    "ODbL-1.0",
    "ODC-By-1.0",
    "etalab-2.0",
    "OGL-UK-1.0",
    "OGL-UK-2.0",
    "OGL-UK-3.0",
    "DL-DE-BY-2.0",
    "DL-DE-ZERO-2.0",
    "NLOD-1.0",
    "NLOD-2.0",
    "EUPL-1.0",
    "EUPL-1.1",
    "EUPL-1.2",
    "Apache-2.0",
    "MIT",
];

/// What [`crate::portals::licences`] puts behind a name, besides its version.
const BEHIND: [&str; 3] = ["(Etalab)", "(UK)", "IGO"];

/// The whole of a label decides: what goes on otherwise than those names do is another licence.
fn known(label: &str) -> Option<&'static (&'static str, Terms, &'static str)> {
    let is_version =
        |word: &str| word.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let is_end = |rest: &str| {
        let mut words = rest.split_whitespace();
        let first = words.next();
        let behind = if first.is_some_and(is_version) { words.next() } else { first };
        (rest.is_empty() || rest.starts_with(' '))
            && behind.is_none_or(|word| BEHIND.contains(&word))
            && words.next().is_none()
    };
    KNOWN.iter().find(|(name, ..)| label.strip_prefix(name).is_some_and(is_end))
}

/// The name of a licence that is known, without its version.
pub fn family(label: &str) -> Option<&'static str> {
    known(label).map(|(name, ..)| *name)
}

/// Of a licence that is called so, by the name that all portals have for it.
pub fn terms(label: &str) -> Terms {
    known(label).map_or(Terms::Other, |(_, terms, _)| *terms)
}

/// What SPDX calls it; `None` where it does not, or no version is stated.
pub fn spdx(label: &str) -> Option<&'static str> {
    let (name, _, code) = known(label).filter(|(.., code)| !code.is_empty())?;
    let version = label.strip_prefix(name)?.split_whitespace().next().unwrap_or_default();
    CODES.iter().copied().find(|known| known.strip_prefix(code) == Some(version))
}

/// Why what is made of data under both of these licences can have no terms that keep to those of each; `None` where it can,
/// or nobody knows.
pub fn conflict(one: &str, other: &str) -> Option<Conflict> {
    use Terms::{Alike, NotCommercial, NotCommercialAlike, Other, Unchanged};
    match (terms(one), terms(other)) {
        (Other, _) | (_, Other) => None,
        (Unchanged, _) | (_, Unchanged) => Some(said!("cite-conflict-unchanged")),
        _ if may_become(one, other) || may_become(other, one) => None,
        (Alike(first), Alike(second)) if first != second => Some(said!("cite-conflict-alike")),
        (Alike(_), NotCommercial | NotCommercialAlike) | (NotCommercial | NotCommercialAlike, Alike(_)) => {
            Some(said!("cite-conflict-commercial"))
        }
        _ => None,
    }
}

/// Whether the first licence names the second among those that what is made of its data may have:
/// <https://creativecommons.org/compatiblelicenses>. It goes no other way.
fn may_become(one: &str, other: &str) -> bool {
    one == "CC BY-SA 4.0" && other == "GNU GPL 3.0"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portals::licences::licence;

    #[test]
    fn every_licence_that_is_known_by_name_has_its_terms_and_its_code() {
        let table = [
            ("cc-by-4.0", Terms::Named, Some("CC-BY-4.0")),
            ("cc-by-sa-3.0", Terms::Alike("CC BY-SA"), Some("CC-BY-SA-3.0")),
            ("cc-by-nc-sa-4.0", Terms::NotCommercialAlike, Some("CC-BY-NC-SA-4.0")),
            ("cc-by-nc", Terms::NotCommercial, None),
            ("cc-by-nd-4.0", Terms::Unchanged, Some("CC-BY-ND-4.0")),
            ("CC0", Terms::Free, Some("CC0-1.0")),
            ("odc-odbl", Terms::Alike("ODbL"), Some("ODbL-1.0")),
            ("Open Database License", Terms::Alike("ODbL"), Some("ODbL-1.0")),
            ("Licence Ouverte v2.0 (Etalab)", Terms::Named, Some("etalab-2.0")),
            ("lov2", Terms::Named, Some("etalab-2.0")),
            ("fr-lo", Terms::Named, None),
            ("Open Government Licence v3.0", Terms::Named, Some("OGL-UK-3.0")),
            ("dl-de/by-2-0", Terms::Named, Some("DL-DE-BY-2.0")),
            ("MIT", Terms::Named, Some("MIT")),
            ("gpl-3.0", Terms::Alike("GNU GPL"), None),
            ("Conditions particulières", Terms::Other, None),
        ];
        for (stated, of, code) in table {
            let label = licence(Some(stated), None).unwrap().label;
            assert_eq!((terms(&label), spdx(&label)), (of, code), "{stated}: {label}");
        }
    }

    #[test]
    fn what_asks_for_the_same_terms_goes_with_no_other_that_does() {
        let of = |label: &str| licence(Some(label), None).unwrap().label;
        let table = [
            ("ODbL", "cc-by-sa-4.0", true),
            ("ODbL", "ODbL", false),
            ("cc-by-sa-3.0", "cc-by-sa-4.0", false),
            ("ODbL", "lov2", false),
            ("lov2", "cc-by-4.0", false),
            ("CC0", "cc-by-nc-sa-4.0", false),
            ("cc-by-nc-4.0", "cc-by-nc-sa-4.0", false),
            ("cc-by-nc-4.0", "cc-by-sa-4.0", true),
            ("ODbL", "cc-by-nc-sa-4.0", true),
            ("cc-by-nd-4.0", "CC0", true),
            ("cc-by-nd-4.0", "cc-by-nd-4.0", true),
            ("Conditions particulières", "ODbL", false),
            ("Conditions particulières", "cc-by-nd-4.0", false),
            ("cc-by-sa-4.0", "gpl-3.0", false),
            ("cc-by-sa-3.0", "gpl-3.0", true),
            ("cc-by-sa-4.0", "gpl-2.0", true),
            ("ODbL", "gpl-3.0", true),
        ];
        for (one, other, conflicts) in table {
            assert_eq!(conflict(&of(one), &of(other)).is_some(), conflicts, "{one}, {other}");
            assert_eq!(conflict(&of(other), &of(one)).is_some(), conflicts, "{other}, {one}");
        }
    }

    #[test]
    fn what_only_begins_as_a_known_licence_is_none() {
        let table = [
            ("Licence Ouverte", Some("Licence Ouverte")),
            ("Licence Ouverte (Etalab)", Some("Licence Ouverte")),
            ("Licence Ouverte 2.0 (Etalab)", Some("Licence Ouverte")),
            ("OGL 3.0 (UK)", Some("OGL")),
            ("CC BY 3.0 IGO", Some("CC BY")),
            ("CC BY-NC-SA 4.0", Some("CC BY-NC-SA")),
            ("MIT License", Some("MIT License")),
            ("Licence", None),
            ("Licence fermée", None),
            ("Licence « maison »", None),
            ("Licence ouverte départementale v3", None),
            ("Licence Ouverte / ODbL", None),
            ("Licence Ouverte 2.0 et ODbL", None),
            ("Licence Ouverte 2.0 (Etalab) modifiée", None),
            ("ODbL 1.0 avec exceptions", None),
            ("CC BY 4.0 sauf les photos", None),
            ("CC BYE", None),
            ("OGL (Ontario)", None),
            ("", None),
        ];
        for (label, name) in table {
            assert_eq!(family(label), name, "{label}");
            assert_eq!(terms(label) == Terms::Other, name.is_none(), "{label}");
            assert!(name.is_some() || spdx(label).is_none(), "{label}");
        }
    }
}
