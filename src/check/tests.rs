//! Each rule by examples: what fits, and what does not and how it is told of.

use serde_json::{Value, json};

use super::*;
use crate::base::i18n::Language;
use crate::base::i18n::tests::speaking;

/// What a file is told of: row, column, rule.
type Found = Vec<(u64, String, String)>;

fn report(schema: &Value, text: impl AsRef<[u8]>) -> CheckReport {
    let schema = FileSchema::read(schema, "test", "t.csv").unwrap();
    schema.check(text.as_ref(), "t.csv", &TextOptions::default(), 1000, &Wanted::always()).unwrap()
}

fn found(schema: &Value, text: impl AsRef<[u8]>) -> Found {
    let of = |misfit: &Misfit| {
        let row = misfit.place.map_or(0, |place| place.row);
        (row, misfit.column.clone().unwrap_or_default(), misfit.rule.word().to_owned())
    };
    report(schema, text).misfits.iter().map(of).collect()
}

/// The rules that one cell of a field breaks.
fn rules(field: &Value, cell: &str) -> Vec<String> {
    let mut field = field.clone();
    field["name"] = "it".into();
    let schema = json!({"fields": [{"name": "id"}, field]});
    let quoted = cell.replace('"', "\"\"");
    found(&schema, format!("id,it\n1,\"{quoted}\"\n")).into_iter().map(|(_, _, rule)| rule).collect()
}

/// Cells that fit a field, and cells that do not.
fn judged(field: Value, good: &[&str], bad: &[&str]) {
    for cell in good {
        assert_eq!(rules(&field, cell), [""; 0], "{field} {cell:?} fits");
    }
    for cell in bad {
        assert_eq!(rules(&field, cell), ["type"], "{field} {cell:?}");
    }
}

#[test]
fn text_has_forms() {
    judged(json!({"type": "string"}), &["a", " ", "1", "é"], &[]);
    judged(json!({}), &["a", "1"], &[]);
    let email = json!({"type": "string", "format": "email"});
    judged(
        email,
        &["a@b.fr", "prenom.nom+x@sous.domaine.bzh"],
        &["a", "a@b", "@b.fr", "a@b..fr", "a b@c.fr", "a@-b.fr"],
    );
    let uri = json!({"type": "string", "format": "uri"});
    judged(uri, &["http://a.fr", "urn:a:b", "mailto:a@b.fr"], &["a.fr", "//a.fr", "http://a b", ":x", "1a:b"]);
    let uuid = json!({"type": "string", "format": "uuid"});
    judged(uuid, &["3f2504e0-4f89-41d3-9a0c-0305e82c3301"], &["3f2504e0", "3f2504e0-4f89-41d3-9a0c-0305e82c330g"]);
    judged(json!({"type": "string", "format": "binary"}), &["YWJj", "YQ==", "YQ"], &["é", "a", "a b"]);
}

#[test]
fn numbers_are_written_as_the_schema_says() {
    judged(
        json!({"type": "integer"}),
        &["0", "-12", "+3", " 7 ", "007"],
        &["1.0", "1 000", "a", "1e3", "0x10", "−1", "1_0"],
    );
    judged(json!({"type": "integer", "bareNumber": false}), &["€12", "12 %", "-5m"], &["abc", "%"]);
    judged(json!({"type": "integer", "groupChar": " "}), &["1 000", "1000"], &["1,000"]);
    judged(
        json!({"type": "number"}),
        &["0", "1.5", "-1e3", ".5", "5.", "NaN", "INF", "-INF"],
        ["1,5", "1 5", "a", "", "1_0"][..3].as_ref(),
    );
    judged(json!({"type": "number", "decimalChar": ","}), &["1,5", "1", "-0,25"], &["1.5", "1,5,2"]);
    judged(json!({"type": "number", "decimalChar": ",", "groupChar": " "}), &["1 234,5"], &["1.234,5", "x"]);
    judged(json!({"type": "number", "bareNumber": false}), &["12.5€", "$ 3"], &["€"]);
    let long = json!({"type": "integer", "constraints": {"maximum": 10}});
    assert_eq!(rules(&long, &"9".repeat(60)), ["maximum"], "however long");
}

#[test]
fn truth_has_words() {
    judged(json!({"type": "boolean"}), &["true", "False", "TRUE", "0", "1"], &["oui", "tRUE", "2", " true"]);
    let french = json!({"type": "boolean", "trueValues": ["oui", "O"], "falseValues": ["non", "N"]});
    judged(french, &["oui", "N"], &["true", "0", "Oui"]);
}

#[test]
fn moments_have_forms() {
    judged(
        json!({"type": "date"}),
        &["2024-02-29", "0001-01-01"],
        &["2023-02-29", "24-01-01", "2024-1-1", "2024/01/01", "01/02/2024"],
    );
    judged(
        json!({"type": "date", "format": "%d/%m/%Y"}),
        &["29/02/2024", "31/12/1999"],
        &["2024-02-29", "31/13/2024", "32/01/2024", "1/2/24 "],
    );
    judged(json!({"type": "date", "format": "fmt:%Y%m%d"}), &["20240229"], &["2024-02-29"]);
    judged(
        json!({"type": "date", "format": "any"}),
        &["2024-02-29", "29/02/2024", "2024/02/29"],
        &["hier", "99/99/2024"],
    );
    judged(
        json!({"type": "time"}),
        &["23:59:59", "00:00:00Z", "10:00:00.5+02:00"],
        &["24:00:00", "10:00", "10h00", "1:00:00"],
    );
    judged(json!({"type": "time", "format": "%H:%M"}), &["10:00"], &["10h00", "25:00"]);
    judged(json!({"type": "time", "format": "any"}), &["10:00", "10:00:01"], &["matin"]);
    judged(
        json!({"type": "datetime"}),
        &["2024-01-02T03:04:05Z", "2024-01-02T03:04:05", "2024-01-02T03:04:05+01:00"],
        &["2024-01-02", "2024-01-02T25:00:00Z", "2024-01-02T03:04"],
    );
    judged(json!({"type": "datetime", "format": "%d/%m/%Y %H:%M"}), &["02/01/2024 03:04"], &["2024-01-02T03:04:05Z"]);
    judged(json!({"type": "datetime", "format": "any"}), &["2024-01-02 03:04", "02/01/2024"], &["demain"]);
    judged(json!({"type": "year"}), &["2024", "0000"], &["24", "20245", "-2024", "2O24"]);
    judged(
        json!({"type": "yearmonth"}),
        &["2024-01", "2024-12"],
        &["2024-13", "2024", "2024-1", "2024-00", "2024-01-01"],
    );
    judged(
        json!({"type": "duration"}),
        &["P1Y", "P1Y2M10DT2H30M", "PT0.5S", "P2W", "-P1D"],
        &["1Y", "P", "PT", "P1S", "P1H", "PT1Y", "P1DT"],
    );
}

#[test]
fn places_and_structures_are_json() {
    judged(json!({"type": "geopoint"}), &["-1.68, 48.11", "180,90"], &["48.11", "181,0", "0,91", "a,b", "1,2,3"]);
    judged(
        json!({"type": "geopoint", "format": "array"}),
        &["[-1.68, 48.11]", "[\"1\", \"2\"]"],
        &["-1,48", "[1]", "[1,2,3]", "[1,\"x\"]"],
    );
    judged(
        json!({"type": "geopoint", "format": "object"}),
        &["{\"lon\": 1, \"lat\": 2}"],
        &["[1,2]", "{\"lon\": 1}", "{\"lon\":1,\"lat\":2,\"x\":3}"],
    );
    let point = "{\"type\": \"Point\", \"coordinates\": [1, 2]}";
    let feature = "{\"type\": \"Feature\", \"geometry\": null, \"properties\": {}}";
    judged(
        json!({"type": "geojson"}),
        &[point, feature],
        &[
            "{}",
            "[1]",
            "{\"type\": \"Point\"}",
            "{\"type\":\"Point\",\"coordinates\":[1]}",
            "{\"type\":\"Polygon\",\"coordinates\":[[1,2]]}",
        ],
    );
    judged(
        json!({"type": "geojson", "format": "topojson"}),
        &["{\"type\":\"Topology\",\"arcs\":[],\"objects\":{}}"],
        &[point],
    );
    judged(json!({"type": "array"}), &["[]", "[1, \"a\"]"], &["{}", "1", "[", "a"]);
    judged(json!({"type": "object"}), &["{}", "{\"a\": 1}"], &["[]", "{", "null"]);
    judged(json!({"type": "list"}), &["a,b", "a"], &[]);
    judged(json!({"type": "list", "delimiter": "|", "itemType": "integer"}), &["1|2", "3"], &["1,2", "1|", "a"]);
}

#[test]
fn constraints_hold_of_values() {
    let table: &[(Value, &str, &[&str])] = &[
        (json!({"constraints": {"required": true}}), "", &["required"]),
        (json!({"constraints": {"required": true}}), "x", &[]),
        (json!({"constraints": {"required": false}}), "", &[]),
        (json!({"type": "string", "constraints": {"pattern": "[0-9]{5}"}}), "35000", &[]),
        (json!({"type": "string", "constraints": {"pattern": "[0-9]{5}"}}), "350001", &["pattern"]),
        (json!({"type": "string", "constraints": {"pattern": "[0-9]{5}"}}), "x35000", &["pattern"]),
        (json!({"type": "string", "constraints": {"pattern": "a|bc"}}), "ac", &["pattern"]),
        (json!({"type": "string", "constraints": {"pattern": "a|bc"}}), "bc", &[]),
        (json!({"type": "string", "constraints": {"pattern": "^a$"}}), "a", &[]),
        (json!({"type": "string", "constraints": {"pattern": "\\p{L}+"}}), "été", &[]),
        (json!({"type": "string", "constraints": {"enum": ["a", "b"]}}), "a", &[]),
        (json!({"type": "string", "constraints": {"enum": ["a", "b"]}}), "A", &["enum"]),
        (json!({"type": "string", "constraints": {"enum": ["a"]}}), "", &[]),
        (json!({"type": "integer", "constraints": {"enum": [1, 2]}}), "01", &[]),
        (json!({"type": "integer", "constraints": {"enum": ["1", "2"]}}), "3", &["enum"]),
        (json!({"type": "number", "constraints": {"enum": [1.5]}}), "1.50", &[]),
        (json!({"type": "boolean", "constraints": {"enum": [true]}}), "false", &["enum"]),
        (json!({"type": "integer", "constraints": {"minimum": 3}}), "3", &[]),
        (json!({"type": "integer", "constraints": {"minimum": "3"}}), "2", &["minimum"]),
        (json!({"type": "integer", "constraints": {"maximum": 3}}), "4", &["maximum"]),
        (json!({"type": "integer", "constraints": {"exclusiveMinimum": 3}}), "3", &["exclusive_minimum"]),
        (json!({"type": "integer", "constraints": {"exclusiveMaximum": 3}}), "3", &["exclusive_maximum"]),
        (json!({"type": "integer", "constraints": {"exclusiveMaximum": 3}}), "2", &[]),
        (json!({"type": "number", "constraints": {"minimum": 0.5}}), "0.4", &["minimum"]),
        (json!({"type": "number", "decimalChar": ",", "constraints": {"minimum": 0.5}}), "0,4", &["minimum"]),
        (json!({"type": "number", "constraints": {"maximum": 1}}), "NaN", &["maximum"]),
        (json!({"type": "date", "constraints": {"minimum": "2020-01-01"}}), "2019-12-31", &["minimum"]),
        (json!({"type": "date", "constraints": {"maximum": "2020-01-01"}}), "2020-01-01", &[]),
        (json!({"type": "date", "format": "%d/%m/%Y", "constraints": {"maximum": "01/02/2020"}}), "02/01/2020", &[]),
        (
            json!({"type": "date", "format": "%d/%m/%Y", "constraints": {"maximum": "01/02/2020"}}),
            "02/02/2020",
            &["maximum"],
        ),
        (json!({"type": "time", "constraints": {"maximum": "12:00:00"}}), "12:00:01", &["maximum"]),
        (
            json!({"type": "datetime", "constraints": {"minimum": "2024-01-01T12:00:00Z"}}),
            "2024-01-01T12:30:00+01:00",
            &["minimum"],
        ),
        (json!({"type": "year", "constraints": {"minimum": "2000"}}), "1999", &["minimum"]),
        (json!({"type": "yearmonth", "constraints": {"minimum": "2000-06"}}), "2000-05", &["minimum"]),
        (json!({"type": "duration", "constraints": {"maximum": "P1D"}}), "PT25H", &["maximum"]),
        (json!({"type": "string", "constraints": {"minLength": 2}}), "é", &["min_length"]),
        (json!({"type": "string", "constraints": {"maxLength": 2}}), "été", &["max_length"]),
        (json!({"type": "string", "constraints": {"minLength": 2, "maxLength": 2}}), "ét", &[]),
        (json!({"type": "array", "constraints": {"minLength": 2}}), "[1]", &["min_length"]),
        (json!({"type": "array", "constraints": {"maxLength": 1}}), "[1,2]", &["max_length"]),
        (json!({"type": "list", "constraints": {"maxLength": 1}}), "a,b", &["max_length"]),
        // A cell that is of another type breaks nothing else.
        (json!({"type": "integer", "constraints": {"minimum": 3, "pattern": "x"}}), "abc", &["type"]),
        (
            json!({"type": "string", "constraints": {"pattern": "b+", "maxLength": 1, "enum": ["c"]}}),
            "aa",
            &["pattern", "enum", "max_length"],
        ),
        (json!({"type": "string", "missingValues": ["-"], "constraints": {"required": true}}), "-", &["required"]),
        (json!({"type": "integer", "missingValues": ["n/a"]}), "n/a", &[]),
        (
            json!({"type": "integer", "missingValues": [{"value": "-99", "label": "?"}], "constraints": {"minimum": 0}}),
            "-99",
            &[],
        ),
        (json!({"type": "integer", "missingValues": []}), "", &["type"]),
    ];
    for (field, cell, expected) in table {
        assert_eq!(rules(field, cell), *expected, "{field} {cell:?}");
    }
}

fn fields(names: &[&str]) -> Vec<Value> {
    names.iter().map(|name| json!({"name": name})).collect()
}

/// What it is about, a table, and what does not fit in it: row, column, rule.
type TableCase<'a> = (&'a str, &'a str, &'a [(u64, String, String)]);

#[test]
fn a_header_is_held_against_the_fields() {
    let strict = |text: &str, rule: &str| {
        found(
            &json!({"fields": fields(&["a", "b"]), "fieldsMatch": rule}),
            format!("{text}\nx,y,z\n").replace(",z", if text.matches(',').count() > 1 { ",z" } else { "" }),
        )
    };
    let row = |column: &str, rule: &str| (1, column.to_owned(), rule.to_owned());
    let table: &[TableCase] = &[
        ("a,b", "exact", &[]),
        ("b,a", "exact", &[row("a", "column_order")]),
        ("b,a", "equal", &[]),
        ("a,b,c", "exact", &[row("c", "extra_column")]),
        ("a,b,c", "equal", &[row("c", "extra_column")]),
        ("a,b,c", "subset", &[]),
        ("c,b", "subset", &[row("a", "missing_column")]),
        ("a,b,c", "superset", &[row("c", "extra_column")]),
        ("c,b", "partial", &[]),
        ("c,d", "partial", &[row("", "no_column")]),
        ("A,b", "equal", &[row("A", "column_case")]),
        ("a,a,b", "partial", &[row("a", "duplicate_column")]),
        ("a,b,", "subset", &[row("", "unnamed_column")]),
    ];
    for (text, rule, expected) in table {
        assert_eq!(&strict(text, rule), expected, "{text} {rule}");
    }
}

#[test]
fn what_a_schema_leaves_open_is_a_warning() {
    let schema = json!({"fields": [{"name": "a"}, {"name": "b"}, {"name": "c", "constraints": {"required": true}}]});
    let lacks = report(&schema, "c,a,z\n1,2,3\n");
    let told: Vec<_> = lacks.misfits.iter().map(|it| (it.rule.word(), it.severity)).collect();
    let warning = |rule| (rule, Severity::Warning);
    assert_eq!(told, [warning("extra_column"), warning("missing_column"), warning("column_order")]);
    assert!(lacks.fits() && lacks.warnings == 3);
    assert!(!report(&schema, "a,b\n1,2\n").fits(), "what is required is not left open");
    let second =
        json!({"$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": fields(&["a", "b"])});
    assert!(!report(&second, "b,a\n1,2\n").fits(), "the second version of the standard says it");
}

#[test]
fn rows_are_as_wide_as_the_header_and_not_empty() {
    let schema = json!({"fields": fields(&["a", "b"])});
    let told = found(&schema, "a,b\n1,2\n\n,\n1\n1,2,3,4\n\"x\ny\",2\n1,2,3\n");
    let row = |row: u64, column: &str, rule: &str| (row, column.to_owned(), rule.to_owned());
    let expected = [
        row(3, "", "blank_row"),
        row(4, "", "blank_row"),
        row(5, "b", "missing_cell"),
        row(6, "", "extra_cell"),
        row(6, "", "extra_cell"),
        row(8, "", "extra_cell"),
    ];
    assert_eq!(told, expected);
    let lines = report(&schema, "a,b\r\n\r\n1\r\n\"x\r\ny\",2\r\n1\r\n");
    let lines: Vec<_> = lines.misfits.iter().map(|it| it.place.and_then(|place| place.line)).collect();
    assert_eq!(lines, [Some(2), Some(3), Some(6)], "as an editor counts them");
    let skipped = report(&schema, "sep=,\na,b\n1\n");
    assert_eq!(skipped.misfits[0].place, Some(RowPlace { row: 2, line: Some(3) }));
}

#[test]
fn keys_tell_rows_apart() {
    let row = |row: u64, column: &str, rule: &str| (row, column.to_owned(), rule.to_owned());
    let unique = json!({"fields": [{"name": "a", "type": "integer", "constraints": {"unique": true}}, {"name": "b"}]});
    assert_eq!(found(&unique, "a,b\n1,x\n2,x\n01,x\n,x\n,x\n"), [row(4, "a", "unique")]);
    let single = json!({"fields": fields(&["a", "b"]), "primaryKey": "a"});
    assert_eq!(found(&single, "a,b\n1,x\n1,y\n,z\n"), [row(3, "a", "primary_key"), row(4, "a", "primary_key")]);
    let several = json!({"fields": fields(&["a", "b"]), "primaryKey": ["a", "b"]});
    assert_eq!(
        found(&several, "a,b\n1,x\n1,y\n1,x\n1,\n"),
        [row(4, "a, b", "primary_key"), row(5, "a, b", "primary_key")]
    );
    let named = json!({"fields": [{"name": "a", "constraints": {"required": true, "unique": true}}, {"name": "b"}], "primaryKey": ["a"]});
    assert_eq!(found(&named, "a,b\n1,x\n1,y\n,z\n"), [row(3, "a", "unique"), row(4, "a", "required")], "once each");
    let own = json!({"fields": fields(&["id", "parent"]), "foreignKeys": [{"fields": "parent", "reference": {"resource": "", "fields": "id"}}]});
    assert_eq!(found(&own, "id,parent\n1,\n2,1\n3,4\n4,9\n"), [row(5, "parent", "foreign_key")], "before or after it");
    let other = json!({"fields": fields(&["a"]), "foreignKeys": [{"fields": "a", "reference": {"resource": "t", "fields": "b"}}]});
    let told = report(&other, "a\n1\n");
    assert!(told.fits() && told.notes[0].contains("(t)"), "{:?}", told.notes);
}

#[test]
fn french_checks_are_those_of_validata() {
    let one = |name: &str, cell: &str| {
        let check = json!({"name": name, "params": {"column": "it"}});
        let schema = json!({"fields": fields(&["id", "it"]), "custom_checks": [check]});
        found(&schema, format!("id,it\n1,\"{cell}\"\n")).len() == usize::from(!cell.is_empty())
    };
    let table: &[(&str, &[&str], &[&str])] = &[
        (
            "french-siren-value",
            &["213502388", "356000000", "732 829 320"],
            &["213502389", "21350238", "2135023888", "A13502388"],
        ),
        (
            "french-siret-value",
            &["21350238800019", "35600000049837", "732 829 320 00074"],
            &["21350238800018", "213502388"],
        ),
        (
            "phone-number-value",
            &["01 23 45 67 89", "+33 1 23 45 67 89", "0033123456789", "3949", "115", "+44 20 7946 0958"],
            &["0123", "01 23 45 67 8A", "00 00 00 00 00", "+33 123", "abc"],
        ),
        ("year-interval-value", &["2017/2018"], &["2017", "2018/2017", "2017/2017", "17/18", "a"]),
        ("french-gps-coordinates", &["-1.68, 48.11", "55.5, -21.1", "[-1.68, 48.11]"], &["48.11, -1.68", "0, 0"]),
    ];
    for (name, good, bad) in table {
        good.iter().for_each(|cell| assert!(!one(name, cell), "{name} {cell}"));
        bad.iter().for_each(|cell| assert!(one(name, cell), "{name} {cell}"));
    }
}

#[test]
fn cells_of_a_row_go_together() {
    let told = |name: &str, params: Value, cells: &str| {
        let schema = json!({"fields": fields(&["a", "b", "c"]), "custom_checks": [{"name": name, "params": params}]});
        found(&schema, format!("a,b,c\n{cells}\n")).into_iter().map(|(_, _, rule)| rule).collect::<Vec<_>>()
    };
    let compare = |op: &str| json!({"column": "a", "op": op, "column2": "b"});
    let table: Vec<(&str, Value, &str, &[&str])> = vec![
        ("one-of-required", json!({"column1": "a", "column2": "b"}), ",,1", &["one_of_required"]),
        ("one-of-required", json!({"column1": "a", "column2": "b"}), "1,,1", &[]),
        ("sum-columns-value", json!({"column": "a", "columns": ["b", "c"]}), "3,1,2", &[]),
        ("sum-columns-value", json!({"column": "a", "columns": ["b", "c"]}), "4,1,2", &["sum_columns"]),
        ("sum-columns-value", json!({"column": "a", "columns": ["b", "c"]}), "4,,2", &[]),
        ("compare-columns-value", compare(">"), "2,1,", &[]),
        ("compare-columns-value", compare(">"), "1,10,", &["compare_columns"]),
        ("compare-columns-value", compare("<="), "9,10,", &[]),
        ("compare-columns-value", compare("<"), "a,b,", &[]),
        ("compare-columns-value", compare("=="), "a,1,", &["compare_columns"]),
        ("compare-columns-value", compare(">="), "1,,", &[]),
        ("cohesive-columns-value", json!({"column": "a", "othercolumns": ["b"]}), "1,,x", &["cohesive_columns"]),
        ("cohesive-columns-value", json!({"column": "a", "othercolumns": ["b"]}), ",,x", &[]),
        ("cohesive-columns-value", json!({"column": "a", "othercolumns": ["b"]}), "1,2,x", &[]),
    ];
    for (name, params, cells, expected) in table {
        assert_eq!(told(name, params.clone(), cells), expected, "{name} {params} {cells}");
    }
    let unknown = json!({"fields": fields(&["a"]), "custom_checks": [{"name": "opening-hours-value", "params": {"column": "a"}}]});
    let told = report(&unknown, "a\nx\n");
    assert!(told.fits() && told.notes[0].contains("opening-hours-value"), "{:?}", told.notes);
}

#[test]
fn texts_of_all_sorts_are_read() {
    let schema = json!({"fields": [{"name": "nom"}, {"name": "n", "type": "integer"}]});
    let table: &[(&str, &[u8])] = &[
        ("a mark at the beginning", b"\xef\xbb\xbfnom;n\nx;a\n"),
        ("Latin letters", b"nom;n\n\xe9t\xe9;a\n"),
        ("tabs", b"nom\tn\nx\ta\n"),
        ("no end of the last line", b"nom,n\nx,a"),
        ("lines of the old Macintosh", b"nom,n\rx,a\r"),
        ("blanks around names", b"nom , n\nx,a\n"),
        ("no header", b"x,1\ny,a\n"),
    ];
    for (what, text) in table {
        let told = report(&schema, text);
        let types: Vec<_> = told.misfits.iter().filter(|it| it.rule == Rule::Type).collect();
        assert_eq!(types.len(), 1, "{what}: {told:?}");
        assert_eq!(types[0].column.as_deref(), Some("n"), "{what}");
    }
    assert_eq!(found(&schema, ""), [(0, String::new(), "empty_file".to_owned())]);
    let header = report(&schema, "nom,n\n");
    assert!(header.fits() && header.rows == 0, "a header alone fits");
    let utf16: Vec<u8> = "\u{feff}nom,n\nx,a\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(report(&schema, utf16).errors, 1);
}

#[test]
fn a_data_package_says_how_its_table_is_written() {
    let resource = |path: &str, field: &str| json!({"path": path, "dialect": {"delimiter": "|"}, "schema": {"fields": [{"name": field, "type": "integer"}, {"name": "x"}]}});
    let package = json!({"resources": [resource("data/other.csv", "b"), resource("data/t.csv", "a")]});
    assert_eq!(found(&package, "a|x\n1,5|2\n"), [(2, "a".to_owned(), "type".to_owned())]);
}

#[test]
fn odd_schemas_cost_the_rule_alone_and_are_told_of() {
    let notes = |schema: Value| report(&schema, "a\nx\n").notes.len();
    assert_eq!(notes(json!({"fields": [{"name": "a", "type": "colour"}]})), 1);
    assert_eq!(notes(json!({"fields": [{"name": "a", "type": 5, "format": [], "constraints": []}]})), 0);
    assert_eq!(notes(json!({"fields": [{"name": "a", "type": "date", "format": "YYYY-MM-DD"}]})), 1);
    assert_eq!(notes(json!({"fields": [{"name": "a", "constraints": {"pattern": "("}}]})), 1);
    assert_eq!(notes(json!({"fields": [{"name": "a", "constraints": {"minimum": 5}}]})), 1, "texts have no order");
    assert_eq!(notes(json!({"fields": [{"name": "a"}, {"name": "a"}]})), 1);
    assert_eq!(notes(json!({"fields": fields(&["a"]), "primaryKey": ["a", "nope"]})), 1);
    assert_eq!(
        notes(json!({"fields": fields(&["a"]), "foreignKeys": "x", "custom_checks": {"a": 1}, "missingValues": 3})),
        0
    );
    for bad in [
        json!({"fields": []}),
        json!({"fields": [{"type": "string"}]}),
        json!({"fields": ["a"]}),
        json!({"fields": 5}),
        json!([]),
        json!({}),
        json!({"resources": []}),
    ] {
        let read = FileSchema::read(&bad, "test", "t.csv");
        assert_eq!(read.map(|_| ()).unwrap_err().kind, ErrorKind::Usage, "{bad}");
    }
}

#[test]
fn what_is_made_to_hurt_does_not() {
    let bomb = json!({"fields": [{"name": "a", "constraints": {"pattern": "(a*)*b"}}, {"name": "b"}]});
    assert_eq!(found(&bomb, format!("a,b\n{},x\n", "a".repeat(200_000))).len(), 1, "patterns are linear");
    let huge = json!({"fields": [{"name": "a", "constraints": {"pattern": "((a{1000}){1000}){1000}"}}]});
    assert_eq!(report(&huge, "a\nx\n").notes.len(), 1);
    let many: Vec<String> = (0..200_000).map(|at| at.to_string()).collect();
    let choices = json!({"fields": [{"name": "a", "constraints": {"enum": many}}]});
    let told = report(&choices, "a\n-1\n199999\n");
    assert!(told.errors == 1 && told.misfits[0].remedy.to_string().len() < 200);
    let deep = format!("a\n\"{}\"\n", "[".repeat(100_000));
    assert_eq!(found(&json!({"fields": [{"name": "a", "type": "array"}]}), deep).len(), 1);
    let plain = json!({"fields": fields(&["a", "b"])});
    let open = [b"a,b\n1,\"".to_vec(), vec![b'x'; 20 << 20]].concat();
    let schema = FileSchema::read(&plain, "test", "t.csv").unwrap();
    let endless = schema.check(&*open, "t.csv", &TextOptions::default(), 10, &Wanted::always());
    assert_eq!(endless.unwrap_err().kind, ErrorKind::Integrity, "a quote that nobody closes");
    let wide = format!("a,b\n{}\n", "x,".repeat(100_000));
    let told = report(&plain, wide);
    assert!(told.errors > 90_000 && told.misfits.len() == 1000, "counted, and the first are told");
    for bytes in [&b"PK\x03\x04rest"[..], b"PAR1rest"] {
        let told = schema.check(bytes, "t.csv", &TextOptions::default(), 10, &Wanted::always());
        assert_eq!(told.unwrap_err().kind, ErrorKind::Usage);
    }
    let hidden = report(&json!({"fields": [{"name": "a", "type": "integer"}]}), "a\n\u{1b}[31mx\u{202e}y\n");
    assert!(!hidden.misfits[0].message.to_string().contains(['\u{1b}', '\u{202e}']));
}

#[test]
fn every_rule_has_words_in_both_languages() {
    let schema = json!({"fields": [{"name": "n", "type": "integer", "constraints": {"minimum": 3}}, {"name": "s"}],
        "custom_checks": [{"name": "french-siret-value", "params": {"column": "s"}}]});
    let told = report(&schema, "n,s\n1,1234\nx,21350238800019\n");
    let words = |language| {
        speaking(language, || {
            let of = |it: &Misfit| format!("{}: {} / {}", it.rule.said(), it.message, it.remedy);
            told.misfits.iter().map(of).collect::<Vec<_>>()
        })
    };
    assert_eq!(
        words(Language::English),
        [
            "too small: 1 is less than 3 / correct the value",
            "SIRET: \"1234\" is not a SIRET / 14 digits are needed, the last of which proves the others",
            "type: \"x\" is not a whole number / digits alone, without blanks or decimals",
        ]
    );
    assert!(words(Language::French)[2].contains("n’est pas un nombre entier"));
}

#[cfg(feature = "check")]
#[test]
fn json_is_held_against_json_schemas_of_all_drafts() {
    let check = |schema: &Value, document: &str| {
        let schema = FileSchema::read(schema, "test", "t.json").unwrap();
        schema.check(document.as_bytes(), "t.json", &TextOptions::default(), 100, &Wanted::always())
    };
    for draft in [
        "http://json-schema.org/draft-04/schema#",
        "http://json-schema.org/draft-06/schema#",
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
    ] {
        let schema = json!({"$schema": draft, "type": "object", "required": ["type", "features"], "properties": {
            "type": {"enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": {"$ref": "#/definitions/feature"}}},
            "definitions": {"feature": {"type": "object", "required": ["properties"], "properties": {"properties": {
                "type": "object", "properties": {"nom": {"type": "string", "minLength": 1}}}}}}});
        let good = "{\"type\": \"FeatureCollection\", \"features\": [{\"properties\": {\"nom\": \"a\"}}]}";
        assert!(check(&schema, good).unwrap().fits(), "{draft}");
        let bad = "\u{feff}{\"type\": \"Feature\", \"features\": [{\"properties\": {\"nom\": \"\"}}, {}]}";
        let told = check(&schema, bad).unwrap();
        let mut places: Vec<_> =
            told.misfits.iter().map(|it| (it.column.as_deref().unwrap_or_default(), it.rule.word())).collect();
        places.sort_unstable();
        assert_eq!(
            places,
            [("/features/0/properties/nom", "minLength"), ("/features/1", "required"), ("/type", "enum")],
            "{draft}"
        );
    }
    let endless = json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#"});
    let _ = check(&endless, "1"); // an error or none; no end of the stack
    let elsewhere = json!({"type": "object", "properties": {"a": {"$ref": "https://elsewhere.example/s.json"}}});
    assert_eq!(check(&elsewhere, "{\"a\": 1}").unwrap_err().kind, ErrorKind::Usage, "nothing is fetched");
    assert_eq!(check(&json!({"type": "object"}), "{").unwrap_err().kind, ErrorKind::Integrity);
    assert_eq!(check(&json!({"type": 5}), "1").unwrap_err().kind, ErrorKind::Usage);
    let pattern = json!({"type": "string", "pattern": "^(a+)+$"});
    let long = format!("\"{}b\"", "a".repeat(100_000));
    assert!(!check(&pattern, &long).unwrap().fits());
}

#[test]
fn keys_of_several_columns_come_once() {
    let schema = json!({"fields": [{"name": "a"}, {"name": "b"}, {"name": "c", "type": "integer"}],
        "uniqueKeys": [["a", "b"], "c", ["d"]]});
    let told = report(&schema, "a,b,c\n1,x,1\n1,y,2\n1,x,03\n,x,3\n,x,4\n");
    let of = |it: &Misfit| (it.place.map_or(0, |place| place.row), it.column.clone().unwrap_or_default());
    let places: Vec<_> = told.misfits.iter().filter(|it| it.rule == Rule::Unique).map(of).collect();
    assert_eq!(places, [(4, "a, b".to_owned()), (5, "c".to_owned())]);
    assert_eq!(told.unchecked, 1, "no column is called d: {:?}", told.notes);
}

#[test]
fn what_is_not_checked_is_counted() {
    let field = |constraints: Value| json!({"fields": [{"name": "a", "type": "integer", "constraints": constraints}]});
    for (constraints, unchecked) in [
        (json!({"minimum": 1}), 0),
        (json!({"minLength": 1}), 1),
        (json!({"minimun": 1, "required": true}), 1),
        (json!({"pattern": "("}), 1),
    ] {
        let told = report(&field(constraints.clone()), "a\n1\n");
        assert_eq!((told.fits(), told.unchecked), (true, unchecked), "{constraints}");
    }
}

#[test]
fn a_schema_of_another_sort_of_file_is_told_of() {
    let tables = json!({"fields": [{"name": "a"}]});
    let documents = json!({"type": "object", "properties": {"a": {}}});
    let sorts = [
        (&tables, "t.json", "[{\"a\": 1}]", "one of tables"),
        (&tables, "t.jsonl", "{\"a\": 1}\n", "one of tables"),
        (&documents, "t.csv", "a;b\n1;2\n", "is for JSON"),
        (&documents, "t.csv", "1;2\n", "is for JSON"),
    ];
    for (schema, name, text, said) in sorts {
        let schema = FileSchema::read(schema, "Schema S", name).unwrap();
        let error = schema.check(text.as_bytes(), name, &TextOptions::default(), 9, &Wanted::always()).unwrap_err();
        assert!(error.kind == ErrorKind::Usage && error.to_string().contains(said), "{name}: {error}");
    }
}
