//! Pairs of files, and what is said of each.

use std::fs;

use super::*;
use crate::base::file_writers;

/// What [`compare`] says of two files, and the rows that differ.
fn compared(name: &str, old: &[u8], new: &[u8], key: &[&str]) -> (FileDiff, Vec<RowChange>) {
    let (diff, rows, _) = patched(name, old, new, key);
    (diff, rows)
}

fn patched(name: &str, old: &[u8], new: &[u8], key: &[&str]) -> (FileDiff, Vec<RowChange>, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = |side: &str, name: &str, bytes: &[u8]| {
        let path = folder.path().join(side);
        fs::write(&path, bytes).unwrap();
        DiffFile { name: name.to_owned(), path }
    };
    let (was, is) = name.split_once(' ').unwrap_or((name, name));
    let (old, new) = (file("old", was, old), file("new", is, new));
    let key = key.iter().map(|it| (*it).to_owned()).collect();
    let options = DiffOptions { key, limit: 100, operations: true, ..DiffOptions::default() };
    let plain = {
        let mut sink = FirstChanges::<Vec<u8>>::new(100, None);
        let diff = compare(&old, &new, &options, &mut sink, &Wanted::always()).unwrap();
        (diff, sink.end().unwrap())
    };
    let mut patch = Vec::new();
    let mut sink = FirstChanges::new(100, Some(&mut patch));
    compare(&old, &new, &options, &mut sink, &Wanted::always()).unwrap();
    assert_eq!(sink.end().unwrap(), plain.1, "a patch changes nothing of what is told");
    (plain.0, plain.1, String::from_utf8(patch).unwrap())
}

fn table(diff: &FileDiff) -> &TableChanges {
    let WhatChanged::Table(table) = &diff.what else { panic!("{:?} {:?}", diff.what, diff.notes) };
    table
}

/// `id: +1 -2 ~3 =4`: the key, and how many rows were added, are gone, changed, are the same; then the columns and what is
/// written otherwise.
fn told(name: &str, old: &str, new: &str, key: &[&str]) -> String {
    said(&compared(name, old.as_bytes(), new.as_bytes(), key).0)
}

fn said(diff: &FileDiff) -> String {
    let table = match &diff.what {
        WhatChanged::Nothing => return "nothing".to_owned(),
        WhatChanged::Document(found, _) => return format!("document {:?}", found.counts),
        WhatChanged::Entries(found) => return format!("entries {:?}", found.changes.counts),
        WhatChanged::Bytes(found) => return format!("bytes {:?} {}", found.first, found.equal),
        WhatChanged::Table(table) => table,
    };
    let RowCounts { added, removed, changed, same } = table.counts;
    let key: Vec<&str> = table.key.iter().map(|at| table.columns[*at].name.as_str()).collect();
    let mut said = format!("{}: +{added} -{removed} ~{changed} ={same}", key.join("+"));
    for column in &table.columns {
        match (column.old, column.new, &column.renamed) {
            (None, ..) => said += &format!(" +{}", column.name),
            (_, None, _) => said += &format!(" -{}", column.name),
            (_, _, Some(it)) => said += &format!(" {}{}>{}", it.from, if it.guessed { "?" } else { "" }, column.name),
            _ => {}
        }
        if let Some([was, is]) = column.retyped() {
            said += &format!(" {}:{}>{}", column.name, was.word(), is.word());
        }
    }
    let writing = |it: &WritingChange| format!(" {:?}:{}>{}", it.of, it.old.escape_debug(), it.new.escape_debug());
    said += &table.writing.iter().map(writing).collect::<String>();
    said += if table.is_reordered { " reordered" } else { "" };
    said += if table.are_columns_reordered { " columns reordered" } else { "" };
    if table.repeated != [0, 0] {
        said += &format!(" repeated {:?}", table.repeated);
    }
    said
}

#[test]
fn rows_are_added_gone_and_changed() {
    let old = "id,nom,n\n1,Rennes,10\n2,Vitré,20\n3,Redon,30\n";
    for (new, expected) in [
        (old, "nothing"),
        ("id,nom,n\n1,Rennes,10\n2,Vitré,21\n4,Dinan,40\n", "id: +1 -1 ~1 =1"),
        ("id,nom,n\n3,Redon,30\n1,Rennes,10\n2,Vitré,20\n", "id: +0 -0 ~0 =3 reordered"),
        ("nom,id,n\nRennes,1,10\nVitré,2,20\nRedon,3,30\n", "id: +0 -0 ~0 =3 columns reordered"),
        ("id,nom,n\n", "id: +0 -3 ~0 =0"),
        ("id,nom,n,x\n1,Rennes,10,a\n2,Vitré,20,b\n3,Redon,30,c\n", "id: +0 -0 ~0 =3 +x"),
        ("id,nom\n1,Rennes\n2,Vitré\n3,Redon\n", "id: +0 -0 ~0 =3 -n"),
        ("id,nom,total\n1,Rennes,10\n2,Vitré,20\n3,Redon,30\n", "id: +0 -0 ~0 =3 n?>total"),
        ("id,Nom,n\n1,Rennes,10\n2,Vitré,20\n3,Redon,30\n", "id: +0 -0 ~0 =3 nom>Nom"),
        ("id,nom,n\n1,Rennes,a\n2,Vitré,b\n3,Redon,c\n", "id: +0 -0 ~3 =0 n:integer>text"),
    ] {
        assert_eq!(told("t.csv", old, new, &[]), expected, "{new}");
    }
    let (diff, rows) =
        compared("t.csv", old.as_bytes(), b"id,nom,n\n1,Rennes,10\n2,Vitr\xc3\xa9,21\n4,Dinan,40\n", &[]);
    let shown: Vec<(RowFate, [Option<u64>; 2])> = rows.iter().map(|row| (row.fate, row.rows)).collect();
    let expected = [
        (RowFate::Changed, [Some(1), Some(1)]),
        (RowFate::Added, [None, Some(2)]),
        (RowFate::Removed, [Some(2), None]),
    ];
    assert_eq!(shown, expected);
    assert_eq!(rows[0].cells[2], [Some("20".to_owned()), Some("21".to_owned())]);
    assert_eq!((table(&diff).cells(), table(&diff).columns[2].cells, diff.is_other()), (1, 1, true));
}

#[test]
fn how_a_text_is_written_is_no_change_of_its_rows() {
    let text = "id;nom;prix\n1;Rennes;1,5\n2;Vitré;2,5\n";
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    for (new, expected) in [
        (latin, " Encoding:UTF-8>windows-1252"),
        (text.replace(';', "\t").into_bytes(), " Delimiter:;>\\t"),
        (text.replace('\n', "\r\n").into_bytes(), " LineEnds:LF>CRLF"),
        (format!("\u{feff}{text}").into_bytes(), " ByteOrderMark:no>yes"),
        (text.trim_end().to_owned().into_bytes(), " LastLineEnd:yes>no"),
        (text.replace("Rennes", "\"Rennes\"").into_bytes(), " Quoting:none>some"),
        (format!("sep=;\n{text}").into_bytes(), " LinesAbove:0>1"),
    ] {
        let (diff, _) = compared("t.csv", text.as_bytes(), &new, &[]);
        assert_eq!(said(&diff), format!("id: +0 -0 ~0 =2{expected}"));
        assert!(!diff.is_other() && !diff.is_nothing());
    }
    let (diff, _) = compared("t.csv", text.as_bytes(), text.replace(',', ".").as_bytes(), &[]);
    let prices = &table(&diff).columns[2];
    assert_eq!((prices.cells, prices.respelled, table(&diff).counts.changed), (2, 2, 2), "{}", said(&diff));
}

#[test]
fn odd_tables_are_compared_too() {
    let long = "é".repeat(300_000);
    let table = [
        ("", "", "nothing"),
        ("id,a\n", "", ": +0 -0 ~0 =0 -id -a"),
        ("", "id,a\n1,2\n", ": +1 -0 ~0 =0 +id +a"),
        ("id,a\n", "id,a\n1,2\n", "id: +1 -0 ~0 =0"),
        ("id,a\n1,x\n2,y\n3,z\n", "id,a\n1,x,more\n2\n3,z\n", "id: +0 -0 ~2 =1"),
        ("id,a,a\n1,x,y\n2,x,z\n", "id,a,a\n1,x,y\n2,x,w\n", "id: +0 -0 ~1 =1"),
        ("id,a\n1,\"x\ny\"\n2,z\n", "id,a\n1,\"x\r\ny\"\n2,z\n", "id: +0 -0 ~1 =1 LineEnds:LF>mixed"),
        ("id,a\n1,x\0\n2,y\n", "id,a\n1,x\n2,y\n", "id: +0 -0 ~1 =1"),
        ("code é,n\n1,a\nCafé,b\n", "code e\u{301},n\n1,a\nCafe\u{301} ,b\n", "code é: +0 -0 ~1 =1"),
        ("id,a\n1,x\n1,x\n2,y\n", "id,a\n1,x\n2,y\n2,y\n", ": +1 -1 ~0 =2 repeated [1, 1]"),
        ("a,b\nx,y\nx,y\n", "a,b\nx,y\nx,z\n", ": +1 -1 ~0 =1 repeated [1, 0]"),
    ];
    for (old, new, expected) in table {
        let found = told("t.csv", old, new, &[]);
        assert_eq!(found, expected, "{old:?} {new:?}");
    }
    let (diff, rows) = compared("t.csv", format!("id,a\n1,{long}\n2,b\n").as_bytes(), b"id,a\n1,c\n2,b\n", &[]);
    assert_eq!(said(&diff), "id: +0 -0 ~1 =1");
    assert!(rows[0].cells[1][0].as_ref().unwrap().chars().count() < 5000, "the rest is not told");
}

#[test]
fn a_key_is_what_tells_rows_apart() {
    let rows = |rows: &[(&str, &str, &str)]| {
        rows.iter().fold("ville,annee,valeur\n".to_owned(), |text, (a, b, c)| text + &format!("{a},{b},{c}\n"))
    };
    let old =
        rows(&[("Rennes", "2023", "1,"), ("Rennes", "2024", "2"), ("Vitré", "2023", "1"), ("Vitré", "2024", "2")]);
    let new =
        rows(&[("Rennes", "2023", "1,"), ("Rennes", "2024", "3"), ("Vitré", "2023", "1"), ("Vitré", "2024", "2")]);
    let (old, new) = (old.replace("1,\n", "1\n"), new.replace("1,\n", "1\n"));
    assert_eq!(told("t.csv", &old, &new, &[]), "ville+annee: +0 -0 ~1 =3");
    assert_eq!(told("t.csv", &old, &new, &["Annee"]), "annee: +0 -0 ~1 =3 repeated [2, 2]");
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        DiffFile { name: name.to_owned(), path }
    };
    let (old, new) = (file("a.csv", &old), file("b.csv", &new));
    let options = DiffOptions { key: vec!["pays".into()], ..DiffOptions::default() };
    let mut sink = FirstChanges::<Vec<u8>>::new(9, None);
    let error = compare(&old, &new, &options, &mut sink, &Wanted::always()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Usage);
    assert!(error.hint.unwrap().to_string().contains("ville, annee, valeur"));
}

#[test]
fn objects_and_features_are_rows() {
    let feature = |id: u32, name: &str, x: f64| {
        format!(
            r#"{{"type":"Feature","id":{id},"properties":{{"nom":"{name}","t":{{"a":1}}}},"geometry":{{"type":"Point","coordinates":[{x},48]}}}}"#
        )
    };
    let of = |features: &[String]| format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    let old = of(&[feature(1, "a", 1.5), feature(2, "b", 2.5), feature(3, "c", 3.5)]);
    let new = of(&[feature(3, "c", 3.5), feature(1, "a", 1.25), feature(2, "B", 2.5)]);
    let (diff, _) = compared("t.geojson", old.as_bytes(), new.as_bytes(), &[]);
    assert_eq!(said(&diff), "@id: +0 -0 ~2 =1 reordered");
    let changed: Vec<(&str, u64)> = table(&diff).columns.iter().map(|it| (it.name.as_str(), it.cells)).collect();
    assert_eq!(changed, [("@id", 0), ("nom", 1), ("t.a", 0), ("@geometry", 1)]);
    for (name, old, new, expected) in [
        (
            "t.json",
            r#"[{"id":1,"a":"x"},{"id":2}]"#,
            r#"[{"id":2,"a":null},{"id":1,"a":"y"}]"#,
            "id: +0 -0 ~1 =1 reordered",
        ),
        ("t.jsonl", "{\"id\":1}\n{\"id\":2}\n", "{\"id\":1}\n{\"id\":3,\"b\":[1]}\n", "id: +1 -1 ~0 =1 +b"),
        ("t.json", r#"{"a":[1,2],"b":3}"#, r#"{"a":[1],"c":3}"#, "document [1, 2, 0]"),
        ("t.csv t.json", "id,a\n1,x\n", r#"[{"id":1,"a":"x"}]"#, "id: +0 -0 ~0 =1 Format:csv>json"),
        ("t.json", r#"[{"id":1}]"#, r#"[{"id":1},"#, "bytes Some(9) 9"),
        ("t.json", r#"{"a":1}"#, r#"{ "a": 1 }"#, "document [0, 0, 0]"),
    ] {
        let (diff, _) = compared(name, old.as_bytes(), new.as_bytes(), &[]);
        assert_eq!(said(&diff), expected, "{old} {new} {:?}", diff.notes);
    }
}

#[test]
fn packed_tables_sheets_and_bytes() {
    let gzip = |text: &str| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, text.as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    let (diff, _) = compared("t.csv.gz", &gzip("id,a\n1,x\n2,y\n"), &gzip("id,a\n1,x\n2,z\n"), &[]);
    assert_eq!(said(&diff), "id: +0 -0 ~1 =1");
    let (diff, _) = compared("t.csv t.csv.gz", b"id,a\n1,x\n2,y\n", &gzip("id,a\n1,x\n2,y\n"), &[]);
    assert_eq!(said(&diff), "id: +0 -0 ~0 =2 Packing:none>gzip");
    let mut cut = gzip("id,a\n1,x\n2,y\n");
    cut.truncate(cut.len() - 9);
    assert!(said(&compared("t.csv.gz", &gzip("id,a\n1,x\n2,y\n"), &cut, &[]).0).starts_with("bytes"));
    let sheet = |rows: &[[&str; 2]]| {
        file_writers::xlsx(&rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect::<Vec<_>>())
    };
    if cfg!(feature = "office") {
        let old = sheet(&[["code", "n"], ["35238", "9"], ["35236", "8"]]);
        let new = sheet(&[["code", "n"], ["35238", "9"], ["35236", "7"], ["35047", "1"]]);
        assert_eq!(said(&compared("t.xlsx", &old, &new, &[]).0), "code: +1 -0 ~1 =1");
        let row = |[code, n]: [&str; 2]| {
            format!(
                "<table:table-row><table:table-cell><text:p>{code}</text:p></table:table-cell>\
                <table:table-cell office:value-type=\"float\" office:value=\"{n}\"><text:p>{n},0</text:p></table:table-cell></table:table-row>"
            )
        };
        let sheet = |rows: &[[&str; 2]]| {
            let header = "<table:table-row><table:table-cell><text:p>code</text:p></table:table-cell>\
                <table:table-cell><text:p>n</text:p></table:table-cell></table:table-row>";
            let rows: String = rows.iter().map(|cells| row(*cells)).collect();
            file_writers::ods(&format!("<table:table table:name=\"a\">{header}{rows}</table:table>"))
        };
        let old_ods = sheet(&[["35238", "9"], ["35236", "8"]]);
        let new_ods = sheet(&[["35238", "9"], ["35236", "7"], ["35047", "1"]]);
        assert_eq!(said(&compared("t.ods", &old_ods, &new_ods, &[]).0), "code: +1 -0 ~1 =1");
        let (across, _) = compared("t.xlsx t.ods", &old, &new_ods, &[]);
        assert!(said(&across).starts_with("code: +1 -0 ~1 =1"), "{}", said(&across));
    }
    let (diff, _) = compared("t.bin", b"\x01\x02\x03\x04\xff\xfe", b"\x01\x02\x00\x04\xff\xfe\x07", &[]);
    assert_eq!((said(&diff), diff.is_other()), ("bytes Some(2) 5".to_owned(), true));
}

#[test]
fn a_patch_is_in_the_format_of_daff() {
    let old = "id,nom,vide\n1,a->b,\n2,b,\n3,c,NULL\n4,d,\n5,e,\n";
    let new = "id,titre,vide\n1,a->c,\n2,b,\n3,c,NULL\n5,e,\n6,f,\n";
    let (_, _, patch) = patched("t.csv", old.as_bytes(), new.as_bytes(), &[]);
    let expected = "!,,(nom),\n@@,id,titre,vide\n-->,1,a->b-->a->c,\n,2,b,\n,3,c,NULL\n---,4,d,\n,5,e,\n+++,6,f,\n";
    assert_eq!(patch, expected);
}

/// A million rows, in some seconds of a release build: `cargo test --release --lib diff -- --ignored`.
#[test]
#[ignore = "slow without optimisation"]
fn a_million_rows_are_compared() {
    let rows = |changed: u64| {
        let row = |n: u64| format!("{n},commune {n},{}\n", if n.is_multiple_of(1000) { n + changed } else { n });
        (0..1_000_000).map(row).fold("id,nom,n\n".to_owned(), |text, row| text + &row)
    };
    let (diff, rows) = compared("t.csv", rows(0).as_bytes(), rows(1).as_bytes(), &[]);
    assert_eq!((said(&diff), rows.len()), ("id: +0 -0 ~1000 =999000".to_owned(), 100));
}

#[test]
fn tables_that_have_nothing_in_common_have_no_row_in_common() {
    for (old, new, expected) in [
        ("a,b\n1,x\n2,y\n", "c,d\n7,u\n8,v\n9,w\n", ": +3 -2 ~0 =0 +c +d -a -b"),
        ("a\n1\n", "b\n1\n2\n", ": +2 -1 ~0 =0 +b -a"),
    ] {
        let said = told("t.csv", old, new, &[]);
        let (counts, _) = expected.split_at(expected.find(" +c").or(expected.find(" +b")).unwrap());
        assert!(said.starts_with(counts), "{said}");
    }
}

#[test]
fn what_stands_beside_the_features_of_a_map_is_content() {
    let map = |around: &str, own: &str, geometry: &str| {
        let head = "{\"type\":\"FeatureCollection\",";
        format!(
            "{head}{around}\"features\":[{{\"type\":\"Feature\",\"id\":1,{own}\"properties\":{{\"n\":1}},\"geometry\":{geometry}}}]}}"
        )
    };
    let point = "{\"type\":\"Point\",\"coordinates\":[1,2]}";
    let old = map("", "", point);
    for (new, is_other) in [
        (map("\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:2154\"}},", "", point), true),
        (map("\"bbox\":[1,2,3,4],", "", point), true),
        (map("", "\"bbox\":[1,2,3,4],", point), true),
        (map("", "", point).replace("\"n\":1", "\"n\": 1"), false),
    ] {
        let (diff, _) = compared("t.geojson", old.as_bytes(), new.as_bytes(), &[]);
        assert_eq!(diff.is_other(), is_other, "{new} {:?}", diff.said());
    }
    let (diff, _) = compared(
        "t.geojson",
        map("\"totalFeatures\":1,", "", point).as_bytes(),
        map("\"totalFeatures\":2,", "", point).as_bytes(),
        &[],
    );
    assert!(diff.said().iter().any(|it| it.contains("totalFeatures: 1 → 2")), "{:?}", diff.said());
}

#[test]
fn long_cells_are_told_from_where_they_differ() {
    let long = |end: &str| format!("id,t\n1,{}{end}\n", "x".repeat(9000));
    let (_, rows) = compared("t.csv", long("y").as_bytes(), long("z").as_bytes(), &[]);
    let [Some(old), Some(new)] = &rows[0].cells[1] else { panic!("{rows:?}") };
    assert!(old.starts_with('…') && old.ends_with("xy") && new.ends_with("xz") && old.len() < 200, "{old} {new}");
    let long = |begin: &str| format!("id,t\n1,{begin}{}\n", "x".repeat(9000));
    let (_, rows) = compared("t.csv", long("y").as_bytes(), long("z").as_bytes(), &[]);
    let [Some(old), Some(new)] = &rows[0].cells[1] else { panic!("{rows:?}") };
    assert!(old.starts_with("yx") && new.starts_with("zx") && new.ends_with('…'), "{} {}", old.len(), new.len());
}

#[test]
fn a_list_in_another_order_is_said_to_be() {
    let (diff, _) = compared("t.json", br#"{"l":[{"id":1},{"id":2}]}"#, br#"{"l":[{"id":2},{"id":1}]}"#, &[]);
    let WhatChanged::Document(found, _) = &diff.what else { panic!("{diff:?}") };
    assert_eq!((found.counts, found.changes[0].change), ([0, 0, 1], PathFate::Reordered));
}
