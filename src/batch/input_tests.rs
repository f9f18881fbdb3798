use std::io::Cursor;

use super::{ColumnFeed, Input, InputTable, RowSource};
use crate::base::beside::Wanted;
use crate::base::error::ErrorKind;
use crate::model::form::{Field, Id, Takes};
use crate::tabular::TextOptions;

fn siren() -> Field {
    Field::new("siren", "SIREN", Takes::Id(vec![Id::Siren])).names()
}

fn siret() -> Field {
    Field::new("siret", "SIRET", Takes::Id(vec![Id::Siret])).names()
}

fn year() -> Field {
    Field::new("year", "year", Takes::Year { from: 2006, to: 2025 }).names()
}

fn object() -> Field {
    Field::new("object", "object", Takes::Text).remembered()
}

fn feed(written: &str) -> ColumnFeed {
    match written.split_once('=') {
        Some((parameter, column)) => ColumnFeed { parameter: Some(parameter.into()), column: column.into() },
        None => ColumnFeed { parameter: None, column: written.into() },
    }
}

fn table(text: &str, columns: &[&str]) -> InputTable {
    let source = RowSource::spooled(Cursor::new(text.as_bytes().to_vec())).unwrap();
    let named: Vec<&str> = columns.iter().map(|it| it.split_once('=').map_or(*it, |(_, column)| column)).collect();
    InputTable::of(source, &TextOptions::default(), &named, &Wanted::always()).unwrap()
}

fn input(text: &str, forms: &[&[Field]], columns: &[&str]) -> crate::base::error::Result<Input> {
    let feeds: Vec<ColumnFeed> = columns.iter().map(|it| feed(it)).collect();
    Input::new(table(text, columns), forms, &feeds)
}

/// Of each row what it asks of each endpoint, as `key=value`; `!` and the reason where it is refused.
fn asked(input: &Input) -> Vec<(u64, Vec<String>)> {
    let rows = input.rows().map(|row| {
        let row = row.unwrap();
        let told = row.asked.iter().map(|asked| match asked {
            Ok(asked) => asked.0.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" "),
            Err(refused) => format!("!{}", refused.parameter),
        });
        (row.line, told.collect())
    });
    rows.collect()
}

#[test]
fn a_column_feeds_what_it_is_called_after_or_else_the_number_that_is_asked_for() {
    let text = "nom;N° SIRET;annee\nA;418 166 096 00069;2020\nB;35600000012345;2021\nC;41816609600068;2022\nD;;2020\n";
    let (one, two): (&[Field], &[Field]) = (&[siren(), year(), object()], &[siret(), object()]);
    let input = input(text, &[one, two], &["N° SIRET", "year=annee"]).unwrap();
    assert_eq!(input.header(), ["nom", "N° SIRET", "annee"]);
    let expected = [
        (2, "siren=418166096 year=2020", "siret=41816609600069"),
        (3, "siren=356000000 year=2021", "siret=35600000012345"), // La Poste has no check digit
        (4, "!siren", "!siret"),
        (5, "!siren", "!siret"),
    ];
    let found = asked(&input);
    let found: Vec<_> = found.iter().map(|(line, told)| (*line, told[0].as_str(), told[1].as_str())).collect();
    assert_eq!(found, expected);
    assert_eq!(asked(&input).len(), 4, "it is read as often as it is asked for");
    assert_eq!(
        (input.fed(0).collect::<Vec<_>>(), input.fed(1).collect::<Vec<_>>()),
        (vec!["siren", "year"], vec!["siret"])
    );
}

#[test]
fn a_column_of_another_parameter_is_none_of_the_endpoint_that_does_not_ask_for_it() {
    let (one, two): (&[Field], &[Field]) = (&[siren(), year()], &[siren()]);
    let input = input("siren,year\n418166096,2020\n", &[one, two], &["siren", "year"]).unwrap();
    assert_eq!(asked(&input), [(2, vec!["siren=418166096 year=2020".to_owned(), "siren=418166096".to_owned()])]);
}

#[test]
fn a_list_of_numbers_needs_no_header_and_one_with_letters_has_it() {
    let form: &[Field] = &[siren()];
    let bare = input("418166096\n552049447\n", &[form], &["1"]).unwrap();
    assert_eq!(asked(&bare), [(1, vec!["siren=418166096".to_owned()]), (2, vec!["siren=552049447".to_owned()])]);
    let named = input("siren\n418166096\n", &[form], &["siren"]).unwrap();
    assert_eq!(asked(&named), [(2, vec!["siren=418166096".to_owned()])]);
}

#[test]
fn what_cannot_be_meant_is_said() {
    let form: &[Field] = &[siren(), object()];
    let text = "siren;autre\n418166096;x\n";
    let table = [
        (vec!["siret"], "siren, autre"),
        (vec!["siren", "siren=autre"], ""),
        (vec!["rien=autre", "siren"], "object, siren"),
    ];
    for (columns, hint) in table {
        let error = input(text, &[form], &columns).err().unwrap();
        assert_eq!(error.kind, ErrorKind::Usage, "{columns:?}");
        assert!(error.hint.map(|it| it.to_string()).unwrap_or_default().contains(hint), "{columns:?}");
    }
    let short = input("siren;object\n418166096\n", &[form], &["siren", "object"]).unwrap();
    assert_eq!(asked(&short), [(2, vec!["!object".to_owned()])], "a row that breaks off has empty cells");
}

#[test]
fn what_a_row_is_refused_for_names_the_cell() {
    let form: &[Field] = &[siren()];
    let input = input("siren\n418166097\n", &[form], &["siren"]).unwrap();
    let row = input.rows().next().unwrap().unwrap();
    let refused = row.asked[0].clone().unwrap_err().to_string();
    assert!(refused.starts_with("siren: \"418166097\" is not a valid SIREN"), "{refused}");
    assert_eq!(row.cells, ["418166097"]);
}
