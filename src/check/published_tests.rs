//! Files as publishers write them, against schemas as they are published: names, encodings, lines above the table.

use serde_json::{Value, json};

use super::*;

fn schema() -> Value {
    json!({"fields": [
        {"name": "code_insee", "type": "string", "constraints": {"required": true, "pattern": "^([013-9]\\d|2[AB1-9])\\d{3}$"}},
        {"name": "nom_commune", "type": "string"},
        {"name": "montant", "type": "number", "decimalChar": ",", "groupChar": " "},
        {"name": "date_convention", "type": "date", "format": "%d/%m/%Y"}],
        "missingValues": ["", "NC"]})
}

/// Line, column and rule of what does not fit.
fn told_of(schema: &Value, file: &str, bytes: &[u8]) -> Vec<(u64, String, String)> {
    let schema = FileSchema::read(schema, "test", file).unwrap();
    let report = schema.check(bytes, file, &TextOptions::default(), 1000, &Wanted::always()).unwrap();
    let of = |misfit: &Misfit| {
        let line = misfit.place.and_then(|place| place.line).unwrap_or(0);
        (line, misfit.column.clone().unwrap_or_default(), misfit.rule.word().to_owned())
    };
    report.misfits.iter().map(of).collect()
}

fn told(bytes: impl AsRef<[u8]>) -> Vec<(u64, String, String)> {
    told_of(&schema(), "t.csv", bytes.as_ref())
}

fn expected(lines: &[(u64, &str, &str)]) -> Vec<(u64, String, String)> {
    lines.iter().map(|(line, column, rule)| (*line, (*column).to_owned(), (*rule).to_owned())).collect()
}

const HEADER: &str = "code_insee;nom_commune;montant;date_convention\n";
const GOOD: &str = "35238;Rennes;1 234,50;31/12/2023\n2A004;Ajaccio;NC;01/01/2024\n01001;L’Abergement;-3;\n";
const BAD: &str = "35238;Rennes;1.5;2023-12-31\n";

#[test]
fn a_table_as_french_as_its_schema_fits_in_every_encoding() {
    let text = format!("{HEADER}{}", GOOD.repeat(3).replace('’', "'").replace("Rennes", "Rosé"));
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let dos = text.replace('\n', "\r\n").into_bytes();
    for bytes in [text.clone().into_bytes(), format!("\u{feff}{text}").into_bytes(), latin, wide, dos] {
        assert_eq!(told(&bytes), [], "{:?}", &bytes[..9]);
    }
    let lines = expected(&[(11, "montant", "type"), (11, "date_convention", "type")]);
    assert_eq!(told(format!("\u{feff}{text}{BAD}")), lines);
    assert_eq!(told(format!("{text}{BAD}").replace('\n', "\r\n")), lines);
}

#[test]
fn names_in_other_words_are_told_with_the_right_one_and_checked_all_the_same() {
    let header = "Code INSEE;Nom-Commune;MONTANT;Date convention\n";
    let names = [
        (1, "Code INSEE", "column_case"),
        (1, "Nom-Commune", "column_case"),
        (1, "MONTANT", "column_case"),
        (1, "Date convention", "column_case"),
    ];
    assert_eq!(told(format!("{header}{GOOD}")), expected(&names));
    let with_error = [&names[..], &[(5, "montant", "type"), (5, "date_convention", "type")]].concat();
    assert_eq!(told(format!("{header}{GOOD}{BAD}")), expected(&with_error));
    let schema = FileSchema::read(&schema(), "test", "t.csv").unwrap();
    let text = format!("{header}{GOOD}");
    let report = schema.check(text.as_bytes(), "t.csv", &TextOptions::default(), 1, &Wanted::always()).unwrap();
    assert!(report.misfits[0].remedy.to_string().contains("code_insee"));
}

#[test]
fn lines_are_those_of_the_file() {
    let titles = "Conventions de la ville\nSource : direction des finances\n\n";
    let quoted = "35238;\"Rennes\nMétropole\n(35)\";1,5;31/12/2023\n";
    let bad = |line| expected(&[(line, "montant", "type"), (line, "date_convention", "type")]);
    assert_eq!(told(format!("{titles}{HEADER}{GOOD}{BAD}")), bad(8));
    assert_eq!(told(format!("{titles}{HEADER}{quoted}{GOOD}{BAD}")), bad(11));
    assert_eq!(told(format!("{titles}{HEADER}{quoted}{GOOD}{BAD}").replace('\n', "\r\n")), bad(11));
    assert_eq!(told(format!("sep=;\n{HEADER}{GOOD}{BAD}")), bad(6));
    let both = [(3, "", "blank_row"), (7, "montant", "type"), (7, "date_convention", "type")];
    let blank = format!("{HEADER}35238;Rennes;1;31/12/2023\n\n{GOOD}{BAD}");
    assert_eq!(told(blank), expected(&both));
    let comments = format!("# a\n# b\n{HEADER}{GOOD}# c\n{GOOD}# d\n{BAD}");
    assert_eq!(told(comments), bad(12));
}

#[test]
fn a_data_package_has_the_schema_of_the_table_called_as_the_file() {
    let table = |path: &str, kind: &str| json!({"path": path, "schema": {"fields": [{"name": "a", "type": kind}]}});
    let package = json!({"resources": [table("data/Noms.csv", "string"), table("data/nombres.csv", "integer")]});
    let rules = |package: &Value, file: &str| told_of(package, file, b"a\nx\n");
    assert_eq!(rules(&package, "noms.csv"), []);
    assert_eq!(rules(&package, "nombres.csv"), expected(&[(2, "a", "type")]));
    let failed = FileSchema::read(&package, "p", "autres.csv").unwrap_err();
    assert!(failed.hint.is_some_and(|hint| hint.to_string().contains("data/nombres.csv")));
    let one = json!({"resources": [{"path": "lisez-moi.txt"}, table("b.csv", "integer")]});
    assert_eq!(rules(&one, "autre.csv"), expected(&[(2, "a", "type")]), "the only one");
    for without in [json!({"resources": []}), json!({"resources": [{"path": "a.csv", "schema": "s.json"}, 3]})] {
        assert!(FileSchema::read(&without, "p", "a.csv").is_err());
    }
}

#[test]
fn a_data_package_says_how_its_table_is_written() {
    let package = json!({"resources": [{"path": "t.csv", "encoding": "iso-8859-1",
        "dialect": {"headerRows": [3], "csv": {"delimiter": "|"}},
        "schema": {"fields": [{"name": "nom"}, {"name": "n", "type": "integer"}]}}]});
    assert_eq!(told_of(&package, "t.csv", b"a|b\nc|d\nnom|n\n\xe9|1\ne|x\n"), expected(&[(5, "n", "type")]));
}
