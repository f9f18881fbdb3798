//! Finding one's way in a record: elements by the names on the way to them, their texts in the language spoken.

use crate::base::text;
use crate::base::when::When;
use crate::base::xml_tree::XmlElement;

/// The elements at `path` below `from`: names with slashes between, `|` between names that serve alike, `*` for any.
pub fn all<'e>(from: &'e XmlElement, path: &str) -> Vec<&'e XmlElement> {
    path.split('/').fold(vec![from], |found, step| {
        let fits = |element: &&XmlElement| step == "*" || step.split('|').any(|name| name == element.name);
        found.into_iter().flat_map(|element| element.children.iter().filter(fits)).collect()
    })
}

pub fn first<'e>(from: &'e XmlElement, path: &str) -> Option<&'e XmlElement> {
    all(from, path).into_iter().next()
}

/// The code of a list (`codeListValue`), else the text of an element or of the first in it that has one, as it is.
pub fn raw(element: &XmlElement) -> Option<String> {
    let own = |element: &XmlElement| {
        let code = element.attribute("codeListValue").map(str::trim).filter(|code| !code.is_empty());
        let text = Some(element.text.trim()).filter(|text| !text.is_empty());
        code.or(text).map(str::to_owned)
    };
    let inner = || element.children.iter().filter(|child| child.name != "PT_FreeText").find_map(own);
    own(element).or_else(inner)
}

/// The first text at `path`, as it is.
pub fn raw_at(from: &XmlElement, path: &str) -> Option<String> {
    all(from, path).into_iter().find_map(raw)
}

/// The first text at `path` as one line, made safe.
pub fn line_at(from: &XmlElement, path: &str) -> Option<String> {
    all(from, path).into_iter().find_map(|element| text::some_line(&raw(element)?))
}

/// All texts at `path` as lines, each once.
pub fn lines_at(from: &XmlElement, path: &str) -> Vec<String> {
    each_once(all(from, path).into_iter().filter_map(|element| text::some_line(&raw(element)?)))
}

pub fn when_at(from: &XmlElement, path: &str) -> Option<When> {
    all(from, path).into_iter().find_map(|element| When::read(&raw(element)?))
}

/// Without those that were there before.
pub fn each_once(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// The texts of one record in the language spoken, as far as it has them (docs/portals/csw.md 5.3).
pub struct Spoken {
    language: String,
    /// The record's own language is the one spoken.
    is_own: bool,
    /// What its translations call a language: its id, its code.
    locales: Vec<(String, String)>,
}

impl Spoken {
    pub fn of(record: &XmlElement, language: &str) -> Self {
        let own = raw_at(record, "language").or_else(|| raw_at(record, "defaultLocale/PT_Locale/language"));
        let locale = |locale: &XmlElement| {
            let code = raw_at(locale, "languageCode|language")?;
            Some((locale.attribute("id")?.to_owned(), short_code(&code)))
        };
        let locales = all(record, "locale|otherLocale|defaultLocale/PT_Locale").into_iter().filter_map(locale);
        Self {
            language: language.to_owned(),
            is_own: own.is_some_and(|own| short_code(&own) == language),
            locales: locales.collect(),
        }
    }

    /// The text of `element`: in the language spoken, else as the record has it, else in any language.
    pub fn raw(&self, element: &XmlElement) -> Option<String> {
        let translations = all(element, "PT_FreeText/textGroup/LocalisedCharacterString");
        let text = |translation: &&XmlElement| Some(translation.text.trim().to_owned()).filter(|text| !text.is_empty());
        let wanted = || translations.iter().filter(|it| self.is_spoken(it)).find_map(text);
        let own = || raw(element);
        let any = || translations.iter().find_map(text);
        if self.is_own { own().or_else(wanted).or_else(any) } else { wanted().or_else(own).or_else(any) }
    }

    pub fn line(&self, element: &XmlElement) -> Option<String> {
        text::some_line(&self.raw(element)?)
    }

    /// The first text at `path` as one line.
    pub fn line_at(&self, from: &XmlElement, path: &str) -> Option<String> {
        all(from, path).into_iter().find_map(|element| self.line(element))
    }

    pub fn raw_at(&self, from: &XmlElement, path: &str) -> Option<String> {
        all(from, path).into_iter().find_map(|element| self.raw(element))
    }

    /// All texts at `path` as lines, each once.
    pub fn lines_at(&self, from: &XmlElement, path: &str) -> Vec<String> {
        each_once(all(from, path).into_iter().filter_map(|element| self.line(element)))
    }

    fn is_spoken(&self, translation: &XmlElement) -> bool {
        let Some(id) = translation.attribute("locale").map(|locale| locale.trim_start_matches('#')) else {
            return false;
        };
        let named = self.locales.iter().find(|(known, _)| known == id).map(|(_, code)| code.clone());
        named.unwrap_or_else(|| short_code(id.trim_start_matches("locale-"))) == self.language
    }
}

/// `fre`, `fra`, `FR`, `fr-FR` or an address that ends with one of them as `fr`.
fn short_code(code: &str) -> String {
    const LONG: [(&str, &str); 12] = [
        ("fre", "fr"),
        ("fra", "fr"),
        ("eng", "en"),
        ("ger", "de"),
        ("deu", "de"),
        ("dut", "nl"),
        ("nld", "nl"),
        ("spa", "es"),
        ("ita", "it"),
        ("por", "pt"),
        ("bre", "br"),
        ("cat", "ca"),
    ];
    let last = code.trim().rsplit(['/', '#']).next().unwrap_or_default().to_lowercase();
    let bare = last.split(['-', '_', ';']).next().unwrap_or_default();
    LONG.iter().find(|(long, _)| *long == bare).map_or(bare, |(_, short)| short).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::xml_tree::read;

    #[test]
    fn elements_are_found_by_the_names_on_the_way() {
        let tree = read("<a><b><c>1</c></b><x:d xmlns:x='y'><c>2</c><e f='g' codeListValue='h'/></x:d></a>").unwrap();
        assert_eq!(lines_at(&tree, "b|d/c"), ["1", "2"]);
        assert_eq!(lines_at(&tree, "*/c"), ["1", "2"]);
        assert_eq!(raw_at(&tree, "d/e").as_deref(), Some("h"));
        assert_eq!(raw_at(&tree, "b/e"), None);
    }

    #[test]
    fn a_text_is_in_the_language_spoken_where_the_record_has_it() {
        let record = |own: &str| {
            format!(
                "<m><language><LanguageCode codeListValue='{own}'/></language>\
                 <locale><PT_Locale id='L2'><languageCode><LanguageCode codeListValue='eng'/></languageCode></PT_Locale>\
                 </locale><title><CharacterString>Eau</CharacterString><PT_FreeText><textGroup>\
                 <LocalisedCharacterString locale='#L2'>Water</LocalisedCharacterString></textGroup><textGroup>\
                 <LocalisedCharacterString locale='#locale-ger'>Wasser</LocalisedCharacterString></textGroup>\
                 </PT_FreeText></title><alternative><PT_FreeText><textGroup>\
                 <LocalisedCharacterString locale='#DE'>nur</LocalisedCharacterString></textGroup></PT_FreeText>\
                 </alternative></m>"
            )
        };
        for (own, spoken, expected) in [
            ("fre", "fr", "Eau"),
            ("fre", "en", "Water"),
            ("fra", "de", "Wasser"),
            ("fre", "es", "Eau"),
            ("", "fr", "Eau"),
        ] {
            let tree = read(&record(own)).unwrap();
            let texts = Spoken::of(&tree, spoken);
            assert_eq!(texts.line_at(&tree, "title").as_deref(), Some(expected), "{own} {spoken}");
            assert_eq!(texts.line_at(&tree, "alternative").as_deref(), Some("nur"));
        }
    }
}
