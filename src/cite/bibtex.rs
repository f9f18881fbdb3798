//! A reference for LaTeX. `@misc` is what every style knows; `howpublished` says that it is data.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::Cited;
use crate::base::text;
use crate::model::creator::Creator;

/// The longest of the two words of a key.
const LONGEST: usize = 20;

/// The keys given in one output, of which each is there once: BibTeX refuses a second entry under one.
#[derive(Default)]
pub struct Keys(BTreeSet<String>);

impl Keys {
    /// [`key`], with a letter behind it where it is given already.
    pub fn of(&mut self, cited: &Cited) -> String {
        let key = key(cited);
        let mut own = key.clone();
        let mut number = 1;
        while !self.0.insert(own.clone()) {
            number += 1;
            own = format!("{key}{}", letters(number));
        }
        own
    }
}

/// `b` for 2, `aa` for 27.
fn letters(mut number: usize) -> String {
    let mut letters = String::new();
    while number > 0 {
        number -= 1;
        letters.insert(0, char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    letters
}

/// One entry under that key, its lines ended.
pub fn entry(cited: &Cited, key: &str) -> String {
    let mut entry = format!("@misc{{{key},\n");
    let mut field = |name: &str, value: &str| _ = writeln!(entry, "  {name} = {{{value}}},");
    field("author", &author(cited));
    field("title", &format!("{{{}}}", escaped(&cited.whole_title())));
    if let [year, month @ ..] = &cited.published_parts()[..] {
        field("year", &year.to_string());
        month.first().into_iter().for_each(|month| field("month", &month.to_string()));
    }
    field("howpublished", "Dataset");
    field("publisher", &escaped(cited.publishes()));
    cited.published.into_iter().for_each(|when| field("version", &when.day()));
    field("url", &cited.link());
    cited.doi.iter().for_each(|doi| field("doi", doi));
    cited.fetched.into_iter().for_each(|at| field("urldate", &at.strftime("%Y-%m-%d").to_string()));
    let licence = cited.licence.as_ref().map(|licence| escaped(&licence.label));
    let proof = cited.sha256.as_ref().map(|sha256| format!("SHA-256 {sha256}"));
    let note: Vec<String> = licence.into_iter().chain(proof).collect();
    if !note.is_empty() {
        field("note", &note.join(". "));
    }
    entry + "}\n"
}

/// The same for the same data: who, the year, the first long word of the title. Of what has no Latin letters, the portal.
pub(super) fn key(cited: &Cited) -> String {
    let plain = |text: &str| text::fold(text).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let word = |text: &str| {
        let mut words = text.split(|c: char| !c.is_alphanumeric()).map(plain);
        let mut word = words.find(|word| word.len() > 3).unwrap_or_else(|| plain(text));
        word.truncate(LONGEST);
        word
    };
    let year = cited.published_parts().first().map(ToString::to_string).unwrap_or_default();
    let who = Some(word(&cited.who())).filter(|who| !who.is_empty()).unwrap_or_else(|| word(&cited.portal));
    let key = format!("{who}{year}{}", word(&cited.title));
    if key.starts_with(|c: char| c.is_ascii_alphabetic()) { key } else { format!("data{key}") }
}

/// All who are named, one by one.
fn author(cited: &Cited) -> String {
    // In braces of its own: a body is no first name and last name.
    let whole = |name: &str| format!("{{{}}}", escaped(name));
    // As a name of several parts is read, unless it has what parts names.
    let part =
        |name: &str| match name.contains(',') || name.split_whitespace().any(|word| word.eq_ignore_ascii_case("and")) {
            true => whole(name),
            false => escaped(name),
        };
    let one = |creator: &Creator| match (&creator.family, &creator.given) {
        (Some(family), Some(given)) => format!("{}, {}", part(family), part(given)),
        _ => whole(&creator.name),
    };
    match cited.authors() {
        Ok(creators) => creators.iter().map(one).collect::<Vec<_>>().join(" and "),
        Err(body) => whole(body),
    }
}

/// With nothing left that LaTeX or BibTeX would take as its own.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '&' | '%' | '$' | '#' | '_' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::tests::water;
    use super::*;

    #[test]
    fn an_entry_has_what_is_known_and_no_more() {
        let expected = "@misc{rennes2024qualite,
  author = {{Rennes Métropole}},
  title = {{Qualité de l’eau potable: eau\\_2024.csv}},
  year = {2024},
  month = {3},
  howpublished = {Dataset},
  publisher = {data.exemple.bzh},
  version = {2024-03-12},
  url = {https://data.exemple.bzh/eau_potable},
  urldate = {2026-11-30},
  note = {ODbL 1.0. SHA-256 abababababababababababababababababababababababababababababababab},
}
";
        assert_eq!(entry(&water(), &key(&water())), expected);
        let bare = Cited { title: "x".into(), portal: "p.org".into(), url: "https://p.org".into(), ..Cited::default() };
        let expected = "@misc{porgx,
  author = {{p.org}},
  title = {{x}},
  howpublished = {Dataset},
  publisher = {p.org},
  url = {https://p.org},
}
";
        assert_eq!(entry(&bare, &key(&bare)), expected);
    }

    #[test]
    fn a_key_is_short_begins_with_a_letter_and_is_given_once() {
        let cited = |who: &str, title: &str| Cited { publisher: Some(who.into()), title: title.into(), ..water() };
        let table = [
            (("Ville de Lyon", "Données des arbres"), "ville2024donnees"),
            (("東京都", "人口"), "data2024"),
            (("東京都", "Population"), "data2024population"),
            (("3M", "Bus"), "data3m2024bus"),
            (("Донецк", "Ø"), "data2024"),
        ];
        for ((who, title), expected) in table {
            assert_eq!(key(&cited(who, title)), expected, "{who}, {title}");
        }
        let long = key(&cited(&"x".repeat(700), &"y".repeat(700)));
        assert_eq!(long.len(), 2 * LONGEST + 4, "{long}");
        let mut keys = Keys::default();
        let same = cited("Ville de Lyon", "Données");
        let other = cited("Ville de Lyonb", "Autres");
        let given: Vec<String> = [&same, &same, &other, &same].iter().map(|it| keys.of(it)).collect();
        assert_eq!(given, ["ville2024donnees", "ville2024donneesb", "ville2024autres", "ville2024donneesc"]);
        let many: BTreeSet<String> = (0..800).map(|_| keys.of(&same)).collect();
        assert_eq!(many.len(), 800);
        assert_eq!([1, 2, 26, 27, 28, 703].map(letters), ["a", "b", "z", "aa", "ab", "aaa"]);
    }

    #[test]
    fn no_title_ends_its_field_or_commands_latex() {
        let table = [
            ("50 % & plus", "50 \\% \\& plus"),
            ("a{b}c", "a\\textbraceleft{}b\\textbraceright{}c"),
            ("\\input{/etc/passwd}", "\\textbackslash{}input\\textbraceleft{}/etc/passwd\\textbraceright{}"),
            ("n° 1_2 #3 $4", "n° 1\\_2 \\#3 \\$4"),
            ("~^", "\\textasciitilde{}\\textasciicircum{}"),
        ];
        table.into_iter().for_each(|(title, written)| assert_eq!(escaped(title), written));
    }
}
