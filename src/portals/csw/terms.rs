//! Who may have the data and under what licence, out of constraints that are written in many ways: codes, addresses of
//! INSPIRE's lists, links, and sentences with the name of a licence in them (docs/portals/csw.md 5.4).

use super::super::licences::licence;
use super::tree::{Spoken, all, each_once, raw_at};
use crate::base::text;
use crate::base::xml_tree::XmlElement;
use crate::model::{Access, Licence};

/// What INSPIRE says of those who have access, at the end of the addresses of its list.
const LIMITATIONS: &str = "LimitationsOnPublicAccess/";
const CONDITIONS: &str = "ConditionsApplyingToAccessAndUse/";
/// The limitation that protects personal data (directive 2007/2/EC, article 13 (1) f).
const PERSONAL: &str = "INSPIRE_Directive_Article13_1f";

/// What the constraints of a record come to.
#[derive(Debug, Default)]
pub struct Terms {
    pub access: Access,
    pub licence: Option<Licence>,
    /// How it may be used, in the words of its publisher.
    pub conditions: Vec<String>,
    /// Why it is not for everybody.
    pub limits: Vec<String>,
}

/// A text of a constraint, and where it leads.
struct Stated {
    text: String,
    link: Option<String>,
}

impl Terms {
    /// Of the constraints of a resource (ISO 19139 and 19115-3).
    pub fn of(identification: &XmlElement, texts: &Spoken) -> Self {
        let mut terms = Self::default();
        let mut stated: Vec<Stated> = Vec::new();
        for constraint in all(identification, "resourceConstraints/*") {
            let legal = constraint.name.as_str();
            terms.note_access(constraint, legal);
            for element in all(constraint, "useLimitation|otherConstraints|reference|useConstraints|accessConstraints")
            {
                let is_code = matches!(element.name.as_str(), "useConstraints" | "accessConstraints");
                let written =
                    if is_code { None } else { texts.line(element).or_else(|| raw_at(element, "CI_Citation/title")) };
                let link = link_of(element);
                if written.is_some() || link.is_some() {
                    stated.push(Stated { text: written.unwrap_or_default(), link });
                }
            }
        }
        stated.iter().for_each(|it| terms.note(it));
        terms.licence = stated.iter().find_map(known);
        terms.limits = each_once(std::mem::take(&mut terms.limits));
        terms.conditions = each_once(std::mem::take(&mut terms.conditions));
        terms
    }

    /// Of the lines about rights of a Dublin Core record.
    pub fn of_rights(rights: &[String]) -> Self {
        let mut terms = Self::default();
        for line in rights {
            if let Some(access) = code_access(line) {
                terms.access = terms.access.max(access);
            } else if !is_code(line) {
                terms.note(&Stated { text: line.clone(), link: None });
            }
        }
        terms.licence = rights.iter().find_map(|line| known(&Stated { text: line.clone(), link: None }));
        terms
    }

    fn note_access(&mut self, constraint: &XmlElement, legal: &str) {
        let codes = match legal {
            "MD_SecurityConstraints" => all(constraint, "classification/*"),
            _ => all(constraint, "accessConstraints/*"),
        };
        for code in codes.into_iter().filter_map(|code| code.attribute("codeListValue")) {
            if let Some(access) = code_access(code) {
                self.access = self.access.max(access);
                self.limits.extend(Some(super::super::mapping::words(code)));
            }
        }
    }

    fn note(&mut self, stated: &Stated) {
        let Stated { text, link } = stated;
        let address = link.as_deref().unwrap_or(text);
        if let Some((_, limit)) = address.split_once(LIMITATIONS) {
            if limit.trim_end_matches('/') != "noLimitations" {
                let is_personal = limit.starts_with(PERSONAL);
                self.access = self.access.max(if is_personal { Access::Personal } else { Access::Restricted });
            }
            self.limits.extend(Some(text.clone()).filter(|text| !text.is_empty()));
        } else if !address.contains(CONDITIONS) || !text.is_empty() {
            let link = link.as_ref().filter(|link| !text.contains(link.as_str()));
            let parts = [Some(text.clone()).filter(|text| !text.is_empty()), link.cloned()];
            let words: Vec<String> = parts.into_iter().flatten().collect();
            self.conditions.extend((!words.is_empty()).then(|| words.join(" ")));
        }
    }
}

/// Where the anchor in an element leads.
fn link_of(element: &XmlElement) -> Option<String> {
    let href = |element: &XmlElement| element.attribute("href").map(str::to_owned);
    let found = element.children.iter().find_map(href).or_else(|| href(element))?;
    text::some_line(&found).filter(|link| link.contains("://"))
}

/// Codes of lists that only tell that there is a text beside them, or whose it is.
fn is_code(line: &str) -> bool {
    const CODES: [&str; 8] = [
        "otherRestrictions",
        "intellectualPropertyRights",
        "copyright",
        "license",
        "licence",
        "patent",
        "patentPending",
        "unclassified",
    ];
    CODES.iter().any(|code| code.eq_ignore_ascii_case(line.trim()))
}

/// The access that a code says; `None` for those that say nothing of it.
fn code_access(code: &str) -> Option<Access> {
    match code.trim().to_lowercase().as_str() {
        "restricted"
        | "confidential"
        | "secret"
        | "topsecret"
        | "sensitivebutunclassified"
        | "forofficialuseonly"
        | "limiteddistribution"
        | "in-confidence" => Some(Access::Restricted),
        "private" | "protected" | "sbu" => Some(Access::Restricted),
        _ => None,
    }
}

/// The licence that a text, a part of it or its link names, the most exact name of all; `None` where none is known.
fn known(stated: &Stated) -> Option<Licence> {
    let is_apart = |c: char| matches!(c, ':' | ';' | '(' | ')' | '"' | '«' | '»' | '|' | ',');
    let written = stated.text.split_whitespace().map(trimmed).find(|word| word.starts_with("http"));
    let link = stated.link.as_deref().filter(|link| !link.contains("inspire.ec.europa.eu")).or(written);
    let cut = stated.text.split(is_apart).flat_map(|part| part.split(" - ")).flat_map(|part| part.split(". "));
    let parts = std::iter::once(stated.text.as_str()).chain(cut).map(|part| part.trim().trim_end_matches('.'));
    let by_text = parts.filter_map(|part| named(part, link));
    let by_link = licence(None, link).filter(|found| Some(&*found.label) != link);
    by_text.chain(by_link).max_by_key(|found| found.label.len())
}

/// A name that is no more than the words themselves changes with them.
fn named(words: &str, link: Option<&str>) -> Option<Licence> {
    const LONGEST: usize = 150;
    if words.len() < 3 || words.len() > LONGEST {
        return None;
    }
    let found = licence(Some(words), link)?;
    let changed = licence(Some(&format!("{words} .")), link)?;
    (found.label == changed.label).then_some(found)
}

/// An address without the signs of the sentence around it.
fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| matches!(c, '(' | ')' | '<' | '>' | '"' | '«' | '»' | ',' | ';' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::xml_tree::read;

    fn terms(constraints: &str) -> Terms {
        let tree = read(&format!("<i>{constraints}</i>")).unwrap();
        Terms::of(&tree, &Spoken::of(&tree, "fr"))
    }

    fn legal(inner: &str) -> String {
        format!("<resourceConstraints><MD_LegalConstraints>{inner}</MD_LegalConstraints></resourceConstraints>")
    }

    fn text(words: &str) -> String {
        legal(&format!("<otherConstraints><CharacterString>{words}</CharacterString></otherConstraints>"))
    }

    #[test]
    fn a_licence_is_known_wherever_its_name_stands() {
        let table = [
            (text("Licence Ouverte / Open Licence 2.0"), Some("Licence Ouverte 2.0 (Etalab)")),
            (text("Licence : ODbL 1.0"), Some("ODbL 1.0")),
            (
                text(
                    "Conditions d'utilisation : licence ouverte 2.0 (https://www.etalab.gouv.fr/licence-ouverte-open-licence).",
                ),
                Some("Licence Ouverte 2.0 (Etalab)"),
            ),
            (text("CC BY 4.0"), Some("CC BY 4.0")),
            (
                legal(
                    "<otherConstraints><Anchor href='https://creativecommons.org/licenses/by/4.0/'>Licence CC</Anchor></otherConstraints>",
                ),
                Some("CC BY 4.0"),
            ),
            (text("Aucune condition ne s'applique"), None),
            (text("Données soumises à convention"), None),
            (
                legal(
                    "<otherConstraints><Anchor href='http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/noLimitations'>Pas de restriction</Anchor></otherConstraints>",
                ),
                None,
            ),
        ];
        for (constraints, label) in table {
            assert_eq!(terms(&constraints).licence.map(|it| it.label).as_deref(), label, "{constraints}");
        }
    }

    #[test]
    fn access_is_what_codes_and_inspire_say() {
        let limit = |code: &str| {
            legal(&format!(
                "<otherConstraints><Anchor href='http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/{code}'>x\
                 </Anchor></otherConstraints>"
            ))
        };
        let code = |word: &str| {
            legal(&format!("<accessConstraints><MD_RestrictionCode codeListValue='{word}'/></accessConstraints>"))
        };
        let security = "<resourceConstraints><MD_SecurityConstraints><classification><MD_ClassificationCode \
                        codeListValue='secret'/></classification></MD_SecurityConstraints></resourceConstraints>";
        let table = [
            (limit("noLimitations"), Access::Open),
            (limit("INSPIRE_Directive_Article13_1f"), Access::Personal),
            (limit("INSPIRE_Directive_Article13_1b"), Access::Restricted),
            (code("otherRestrictions"), Access::Open),
            (code("restricted"), Access::Restricted),
            (security.to_owned(), Access::Restricted),
            (String::new(), Access::Open),
        ];
        for (constraints, access) in table {
            assert_eq!(terms(&constraints).access, access, "{constraints}");
        }
    }

    #[test]
    fn rights_of_dublin_core_are_read_alike() {
        let of = |rights: &[&str]| Terms::of_rights(&rights.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        let found = of(&["otherRestrictions", "Licence Ouverte 2.0"]);
        assert_eq!(found.licence.unwrap().label, "Licence Ouverte 2.0 (Etalab)");
        assert_eq!((found.access, found.conditions.len()), (Access::Open, 1));
        assert_eq!(of(&["restricted"]).access, Access::Restricted);
    }
}
