//! Samples in, previews out.

use std::time::Instant;

use bytes::Bytes;

use super::*;
use crate::model::Extent;
use crate::model::file_format::Format;
use crate::tabular::{Charset, ColumnKind};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/preview/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn sample(bytes: impl Into<Bytes>, declared: &str) -> Sample {
    let bytes: Bytes = bytes.into();
    let total = bytes.len();
    let about = About { declared: Format::named(declared), ..About::default() };
    Sample { bytes: bytes.slice(..total.min(SAMPLE)), whole: total <= SAMPLE, total: Some(total as u64), about }
}

/// Read as a declared format, with nothing asked.
fn read(name: &str) -> Preview {
    let declared = name.rsplit_once('.').unwrap().1;
    interpret(&sample(fixture(name), if declared == "txt" { "" } else { declared }), &ReadOptions::default())
}

fn table(preview: &Preview) -> &Table {
    preview.views.iter().find_map(|view| if let View::Table(table) = view { Some(table) } else { None }).unwrap()
}

fn text(preview: &Preview) -> &[String] {
    preview.views.iter().find_map(|view| if let View::Text(text) = view { Some(text) } else { None }).unwrap()
}

fn names(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|column| column.name.as_str()).collect()
}

fn row(table: &Table, at: usize) -> Vec<&str> {
    table.rows[at].iter().map(|cell| cell.as_deref().unwrap_or("-")).collect()
}

fn kinds(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|column| column.kind.word()).collect()
}

#[test]
fn the_csv_of_a_french_office_is_read_as_it_was_meant() {
    let preview = read("windows-1252.csv");
    assert_eq!(
        preview.said().unwrap(),
        "windows-1252, separated by semicolons, decimal comma, first row is the header"
    );
    let table = table(&preview);
    assert_eq!(names(table), ["Code", "Commune", "Température", "Relevé le", "Habitants"]);
    assert_eq!(kinds(table), ["text", "text", "decimal", "date", "integer"]);
    assert_eq!(row(table, 0), ["035", "Châteaugiron", "12,5", "31/01/2024", "10 204"]);
    let temperature = &table.columns[2];
    assert_eq!((temperature.nulls, temperature.distinct), (1, 2));
    assert_eq!((temperature.min.as_deref(), temperature.max.as_deref()), (Some("-1,25"), Some("12,5")));
    assert_eq!(table.columns[4].max.as_deref(), Some("10 204"));
    assert_eq!(table.total, Some(3));
}

#[test]
fn each_way_of_writing_rows_is_told() {
    let cases = [
        ("utf-16.csv", "UTF-16LE with BOM, separated by tabs, decimal point, first row is the header", "id nom valeur"),
        ("quoted.csv", "UTF-8 with BOM, separated by commas, decimal point, first row is the header", "id nom adresse"),
        ("pipe.txt", "UTF-8, separated by vertical bars, decimal point, first row is the header", "a b c"),
        ("sep.csv", "UTF-8, separated by vertical bars, decimal point, first row is the header", "a b"),
        ("years.csv", "UTF-8, separated by commas, decimal point, first row is the header", "commune 2019 2020 2021"),
        ("headless.csv", "UTF-8, separated by semicolons, decimal comma, no header", "column 1 column 2 column 3"),
        ("one-column.csv", "UTF-8, one column, decimal point, first row is the header", "commune"),
        (
            "apostrophes.csv",
            "UTF-8, separated by semicolons, quoted with ' (probably), decimal comma, first row is the header",
            "nom ville; pays",
        ),
    ];
    for (name, said, columns) in cases {
        let preview = read(name);
        assert_eq!(preview.said().unwrap(), said, "{name}");
        assert_eq!(names(table(&preview)).join(" "), columns, "{name}");
        assert_eq!(preview.notes, [""; 0], "{name}");
    }
}

#[test]
fn a_line_break_in_quotes_is_seen_and_breaks_no_row() {
    let preview = read("quoted.csv");
    let table = table(&preview);
    assert_eq!(table.rows.len(), 3);
    assert_eq!(row(table, 0), ["1", "Dupont, Jean", "1 rue de la Paix ↵ 35000 Rennes"]);
    assert_eq!(row(table, 1)[1], "Dit \"le Grand\"");
    assert_eq!(row(table, 2)[1], "数据集");
}

#[test]
fn a_person_who_knows_better_is_obeyed() {
    let guessed = read("windows-1252.csv");
    let text = TextOptions {
        encoding: Some(Charset::UTF_8),
        delimiter: Some(b','),
        decimal: Some('.'),
        header: Some(false),
        skip: None,
    };
    let options = ReadOptions { text, ..ReadOptions::default() };
    let asked = guessed.reread(&options);
    let said = asked.said().unwrap();
    assert_eq!(said.matches("(as you say)").count(), 4, "{said}");
    assert!(said.contains("no header (as you say)"));
    assert!(asked.notes.iter().any(|note| note.contains("no characters in UTF-8")), "{:?}", asked.notes);
    assert_eq!(asked.reread(&ReadOptions::default()), guessed, "and may change their mind");
}

#[test]
fn three_thousand_columns_are_three_thousand_columns() {
    let line = |name: &str| (0..3000).map(|at| format!("{name}{at}")).collect::<Vec<_>>().join(";");
    let file = format!("{}\n{}\n{}\n", line("c"), line(""), line("1"));
    let preview = interpret(&sample(file, "csv"), &ReadOptions::default());
    let table = table(&preview);
    assert_eq!(table.columns.len(), 3000);
    assert_eq!((table.columns[2999].name.as_str(), table.columns[2999].kind), ("c2999", ColumnKind::Integer));
    // Longer than the sample: its beginning is still a table.
    let wide = format!("{}\n{}\n", line("a long name of a column "), line("x"));
    let preview = interpret(&sample(wide, "csv"), &ReadOptions::default());
    assert!(self::table(&preview).columns.len() > 1000);
    assert!(preview.notes[0].contains("longer than what was read"), "{:?}", preview.notes);
}

#[test]
fn a_row_cut_by_the_sample_is_left_out() {
    let file = "a;b\n".to_owned() + &"12,5;words\n".repeat(10_000);
    let preview = interpret(&sample(file, "csv"), &ReadOptions::default());
    let table = table(&preview);
    assert!(table.rows.iter().all(|row| row == &[Some("12,5".to_owned()), Some("words".to_owned())]));
    assert_eq!(table.total, None);
    assert_eq!(preview.extent(), "65.5 kB of 110 kB read");
}

#[test]
fn one_line_of_fifty_megabytes_is_shown_in_its_beginning() {
    let long = Bytes::from(vec![b'x'; 50 << 20]);
    for declared in ["csv", "txt", "json", "geojson", "xml", "jsonl", ""] {
        let started = Instant::now();
        let preview = interpret(&sample(long.clone(), declared), &ReadOptions::default());
        assert!(!preview.views.is_empty());
        assert!(started.elapsed().as_secs() < 2, "{declared}: {:?}", started.elapsed());
    }
    let rows = format!("[{}", "{\"nom\": \"Rennes\", \"n\": 1.5}, ".repeat(1 << 20));
    let preview = interpret(&sample(rows, "json"), &ReadOptions::default());
    assert_eq!(names(table(&preview)), ["nom", "n"]);
    assert_eq!(table(&preview).rows.len(), MOST_ROWS);
}

#[test]
fn json_is_a_tree_and_where_it_is_regular_a_table() {
    let preview = read("table.json");
    let table = table(&preview);
    assert_eq!(table.title.as_deref(), Some("results"));
    assert_eq!(names(table), ["id", "nom", "geo", "extra"]);
    assert_eq!(row(table, 0), ["1", "Rennes", r#"{"lat":48.1,"lon":-1.6}"#, "-"]);
    assert_eq!(table.columns[0].kind, ColumnKind::Integer);
    let View::Tree(tree) = &preview.views[1] else { panic!("{:?}", preview.views) };
    let lines: Vec<String> =
        tree.lines().iter().map(|(depth, node)| format!("{depth} {} {}", node.name, node.text)).collect();
    assert_eq!(lines[..5], ["0  {2}", "1 total_count 3", "1 results [3]", "2 0 {3}", "3 id 1"]);
}

#[test]
fn broken_json_is_shown_as_text_with_the_place_of_the_mistake() {
    let preview = read("broken.json");
    assert_eq!(text(&preview)[1], "  \"liste\": [1, 2,, 3]}");
    assert!(preview.notes[0].contains("not valid JSON") && preview.notes[0].contains("line 2"), "{:?}", preview.notes);
}

#[test]
fn json_lines_are_rows() {
    let preview = read("lines.jsonl");
    assert_eq!(row(table(&preview), 1), ["2", "Betton"]);
    assert_eq!(table(&preview).columns[1].nulls, 1);
    assert_eq!(preview.notes, ["1 line is not JSON and was left out"]);
}

#[test]
fn geojson_is_a_table_and_a_map() {
    let preview = read("nested.geojson");
    let table = table(&preview);
    assert_eq!(names(table), ["id", "nom", "vélos", "geometry"]);
    assert_eq!(row(table, 0), ["a", "République", r#"{"droite":10,"gauche":12}"#, "Point"]);
    assert_eq!(row(table, 2), ["c", "-", "-", "-"]);
    let View::Map(map) = &preview.views[1] else { panic!("{:?}", preview.views) };
    assert_eq!(map.bounds, Extent { west: -1.75, south: 48.0, east: -1.6, north: 48.2 });
    assert_eq!((map.counts(), map.degrees), ([1, 1, 1], true));
    assert_eq!(map.words(), "1 point, 1 line, 1 area, 0.1° × 0.2° around 48.10°N 1.68°W, within 14 km of Rennes");
}

#[test]
fn geojson_cut_in_the_middle_of_a_shape_is_still_a_map() {
    let shape: Vec<String> = (0..20_000).map(|at| format!("[{},48.{at}]", f64::from(at) / 1e4)).collect();
    let file = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{{"type":"LineString","coordinates":[{}]}},"properties":{{}}}}]}}"#,
        shape.join(",")
    );
    let preview = interpret(&sample(file, "geojson"), &ReadOptions::default());
    let map = preview.views.iter().find_map(|view| if let View::Map(map) = view { Some(map) } else { None }).unwrap();
    assert!(map.shapes().next().unwrap().positions().count() > 1000);
}

#[test]
fn xml_and_pages_are_laid_out_and_scripts_are_gone() {
    let xml = read("latin1.xml");
    assert_eq!(text(&xml)[1..4], ["<jeux>", "  <jeu id=\"1\">", "    <titre>Qualité de l'eau</titre>"]);
    assert_eq!(xml.guesses[0].by, DecidedBy::Stated);
    let page = read("page.html");
    assert!(text(&page).iter().any(|line| line.contains("Mot de passe")), "{:?}", text(&page));
    assert!(!text(&page).iter().any(|line| line.contains("evil")));
}

#[test]
fn a_page_where_data_was_declared_is_said_to_be_one() {
    let preview = interpret(&sample(fixture("page.html"), "csv"), &ReadOptions::default());
    assert_eq!(preview.format, "html");
    assert!(preview.notes[0].contains("declares csv, but what came is a web page"), "{:?}", preview.notes);
}

#[test]
fn nothing_that_steers_a_terminal_gets_through() {
    let preview = read("terminal.txt");
    assert_eq!(text(&preview), ["plain[31m red", "    indentedevil"]);
    let csv = interpret(&sample("a;b\n\x1b]0;x\x07;\u{202e}2\n1;2\n", "csv"), &ReadOptions::default());
    let everything = serde_json::to_string(&csv).unwrap();
    assert!(!everything.contains(['\x1b', '\u{202e}']) && !everything.contains("\\u001b"), "{everything}");
}

#[test]
fn unknown_bytes_are_written_out() {
    let preview = interpret(&sample(b"BLOB of its own\0\x10\0\x01\x01\0@".to_vec(), ""), &ReadOptions::default());
    assert!(text(&preview)[0].starts_with("000000  42 4c 4f 42"), "{:?}", text(&preview));
    assert!(text(&preview)[0].ends_with("BLOB of its own."));
    assert!(preview.notes[0].contains("not text"), "{:?}", preview.notes);
}

#[test]
fn what_gzip_hides_is_looked_at() {
    use std::io::Write as _;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all("nom;valeur\n".as_bytes()).unwrap();
    (0..50_000).for_each(|at| writeln!(packed, "ligne {at};{at},5").unwrap());
    let packed = packed.finish().unwrap();
    let preview = interpret(&sample(packed, "gz"), &ReadOptions::default());
    assert_eq!(names(table(&preview)), ["nom", "valeur"]);
    assert_eq!(table(&preview).rows.len(), MOST_ROWS);
    assert_eq!(table(&preview).columns[1].kind, ColumnKind::Decimal);
    let bomb = [b"\x1f\x8b".as_slice(), &[0xff; 100]].concat();
    assert!(matches!(interpret(&sample(bomb, "gz"), &ReadOptions::default()).views[0], View::Refused(_)));
}

#[tokio::test]
async fn an_archive_lists_what_is_in_it_from_its_end() {
    let mut source = InMemory::new(fixture("archive.zip"), About::default());
    let preview = preview(&mut source, &ReadOptions::default()).await.unwrap();
    // Behind the only table in it, all of whose rows are alike.
    assert_eq!(names(table(&preview)), ["column 1", "column 2"]);
    let View::Table(table) = &preview.views[1] else { panic!("{:?}", preview.views) };
    assert_eq!(row(table, 0)[..2], ["données/été.csv", "4.0 kB"]);
    assert_eq!(row(table, 0)[3], "2024-06-03 10:20");
    assert_eq!(table.rows.len(), 2);
    // A large one: its first bytes and its last.
    let filler: Vec<u8> = (0..3_000_000u32).map(|at| (at % 251) as u8).collect();
    let large = crate::base::file_writers::zip(&[("filler.bin", &filler), ("last.txt", b"x")]);
    let mut source = InMemory::new(large, About::default());
    let preview = self::preview(&mut source, &ReadOptions::default()).await.unwrap();
    assert_eq!(self::table(&preview).rows.len(), 2);
    assert_eq!(source.asked.len(), 2);
    assert!(preview.bytes_read <= 2 * SAMPLE as u64 + 22, "{}", preview.bytes_read);
    source.seeks = false;
    source.asked.clear();
    assert_eq!(self::preview(&mut source, &ReadOptions::default()).await.unwrap().format, "zip");
}

#[tokio::test]
async fn what_cannot_be_looked_into_says_why() {
    let reason = |preview: &Preview| match &preview.views[0] {
        View::Refused(reason) => reason.clone(),
        other => panic!("{other:?}"),
    };
    let mut encrypted = InMemory::new("x", About { encrypted: true, ..About::default() });
    assert!(reason(&preview(&mut encrypted, &ReadOptions::default()).await.unwrap()).contains("encrypted"));
    let mut empty = InMemory::new("", About::default());
    assert_eq!(reason(&preview(&mut empty, &ReadOptions::default()).await.unwrap()), "it is empty");
    let mut zip = vec![0; 20 << 20];
    zip[..4].copy_from_slice(b"PK\x03\x04");
    let mut unseekable = InMemory::new(zip, About { declared: Format::named("xlsx"), ..About::default() });
    unseekable.seeks = false;
    let said = reason(&preview(&mut unseekable, &ReadOptions::default()).await.unwrap());
    assert!(said.contains("download it"), "{said}");
}
