//! A reference for LaTeX. `@misc` is what every style knows; `howpublished` says that it is data.

use std::fmt::Write as _;

use super::Cited;
use crate::base::text;

/// One entry, its lines ended.
pub fn entry(cited: &Cited) -> String {
    let mut entry = format!("@misc{{{},\n", key(cited));
    let mut field = |name: &str, value: &str| _ = writeln!(entry, "  {name} = {{{value}}},");
    // In braces of its own: a body is no first name and last name.
    field("author", &format!("{{{}}}", escaped(cited.who())));
    field("title", &format!("{{{}}}", escaped(&cited.whole_title())));
    if let [year, month @ ..] = &cited.published_parts()[..] {
        field("year", &year.to_string());
        month.first().into_iter().for_each(|month| field("month", &month.to_string()));
    }
    field("howpublished", "Dataset");
    field("publisher", &escaped(&cited.portal));
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

/// The same for the same data: who, the year, the first long word of the title.
pub(super) fn key(cited: &Cited) -> String {
    let plain = |text: &str| text::fold(text).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric()).map(plain).filter(|it| it.len() > 3).collect::<Vec<_>>()
    };
    let year = cited.published_parts().first().map(ToString::to_string).unwrap_or_default();
    let first = |text: &str| words(text).into_iter().next().unwrap_or_else(|| plain(text));
    let key = format!("{}{year}{}", first(cited.who()), first(&cited.title));
    if key.is_empty() { "data".into() } else { key }
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
        assert_eq!(entry(&water()), expected);
        let bare = Cited { title: "x".into(), portal: "p.org".into(), url: "https://p.org".into(), ..Cited::default() };
        let expected = "@misc{porgx,
  author = {{p.org}},
  title = {{x}},
  howpublished = {Dataset},
  publisher = {p.org},
  url = {https://p.org},
}
";
        assert_eq!(entry(&bare), expected);
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
