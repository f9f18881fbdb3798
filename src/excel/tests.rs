//! Files in, copies out.

use std::fs;
use std::path::Path;

use super::*;

fn fixture(name: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn copied(file: &Path, kind: CopyKind, if_exists: IfExists) -> Result<ExcelCopy> {
    copy(file, kind, if_exists, None, &Wanted::always())
}

/// The text of the CSV copy of a file with these bytes, and what was said of it.
fn csv_of(name: &str, bytes: &[u8]) -> Result<(String, Vec<String>)> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, bytes).unwrap();
    let copy = copied(&file, CopyKind::Csv, IfExists::Ask)?;
    assert_eq!(fs::read(&file).unwrap(), bytes, "the original stays as it was");
    Ok((fs::read_to_string(copy.path).unwrap(), copy.notes))
}

#[test]
fn a_csv_copy_has_its_mark_and_semicolons_and_leaves_the_original() {
    let packed = {
        use std::io::Write as _;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"a,b\n1,x\n2,y\n").unwrap();
        gzip.finish().unwrap()
    };
    for (name, bytes, expected) in [
        (
            "utf-16.csv",
            fixture("preview/utf-16.csv"),
            "\u{feff}id;nom;valeur\r\n1;Œuvre à l’été;1,5\r\n2;Bétton;2,5\r\n",
        ),
        (
            "windows-1252.csv",
            fixture("preview/windows-1252.csv"),
            "\u{feff}Code;Commune;Température;Relevé le;Habitants\r\n035;Châteaugiron;12,5;31/01/2024;10 204\r\n\
             036;L'Hermitage;-1,25;01/02/2024;4 329\r\n037;Étrelles;;02/02/2024;2 600\r\n",
        ),
        ("sep.csv", fixture("preview/sep.csv"), "\u{feff}a;b\r\n1;2\r\n"),
        ("table.csv.gz", packed, "\u{feff}a;b\r\n1;x\r\n2;y\r\n"),
    ] {
        assert_eq!(csv_of(name, &bytes).unwrap().0, expected, "{name}");
    }
    let (quoted, _) = csv_of("quoted.csv", &fixture("preview/quoted.csv")).unwrap();
    assert!(quoted.contains("1;Dupont, Jean;\"1 rue de la Paix\n35000 Rennes\""), "{quoted:?}");
}

#[test]
fn what_is_no_text_table_gets_no_copy_and_says_why() {
    for (name, bytes, why) in [
        ("table.json", fixture("preview/table.json"), "it is not a table in a text"),
        ("table.xlsx", b"PK\x03\x04".to_vec(), "it is a workbook already"),
        ("table.csv.gz", b"\x1f\x8b\x08\x00cut".to_vec(), "cannot be unpacked"),
    ] {
        let error = csv_of(name, &bytes).unwrap_err().to_string();
        assert!(error.contains(why), "{name}: {error}");
    }
}

#[test]
fn a_csv_copy_shows_what_excel_would_compute_and_counts_what_it_would_change() {
    let rows = "=nom,valeur,@note\r\n=cmd|' /C calc'!A0,-12.5,\"=\"\"a\"\";b\"\r\n\"\t=1\",- 12,\"a\n=b\"\r\n\
                +33 2 99,+1,-\r\n00123,3-4,1E5\r\n";
    let (copy, notes) = csv_of("hostile.csv", rows.as_bytes()).unwrap();
    let expected = "\u{feff}'=nom;valeur;'@note\r\n'=cmd|' /C calc'!A0;-12.5;\"'=\"\"a\"\";b\"\r\n\
                    '\t=1;- 12;\"a\n=b\"\r\n'+33 2 99;'+1;-\r\n00123;3-4;1E5\r\n";
    assert_eq!(copy, expected);
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].starts_with("7 cells of it that Excel would have computed"), "{notes:?}");
    assert!(notes[1].starts_with("Excel will show 3 cells of it otherwise"), "{notes:?}");
    // A French Excel takes the comma between thousands for its decimal sign.
    let (copy, notes) = csv_of("thousands.csv", b"n;p\na;1,234,567\nb;1,234\nc;12\n").unwrap();
    assert!(copy.ends_with("a;1234567\r\nb;1234\r\nc;12\r\n"), "{copy}");
    assert!(notes[0].starts_with("2 numbers"), "{notes:?}");
    let (copy, notes) = csv_of("us.csv", b"code,d,v\n=\"01001\",01/31/2024,1.5\n=\"35238\",12/25/2024,2\n").unwrap();
    assert!(copy.contains("\"=\"\"01001\"\"\";31/01/2024;1,5\r\n"), "{copy}");
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].starts_with("1 number") && notes[1].starts_with("2 dates"), "{notes:?}");
    for first in ["sep=;\nsep=,", "\"SEP=,\""] {
        let (copy, _) = csv_of("first.csv", format!("{first}\n1;2,=1\nb;c\n").as_bytes()).unwrap();
        assert!(copy.to_lowercase().starts_with("\u{feff}'sep=,\r\n"), "{copy:?}");
    }
}

/// More rows of ASCII than a sample holds, then what tells the encoding.
fn long(last: &[u8]) -> Vec<u8> {
    let mut bytes = b"Commune;Valeur\n".to_vec();
    (0..9000).for_each(|row| bytes.extend_from_slice(format!("ligne {row};{row}\n").as_bytes()));
    bytes.extend_from_slice(last);
    bytes
}

fn long_with_an_odd_byte() -> Vec<u8> {
    long(&["Châteaugiron été;1\n".repeat(30).as_bytes(), b"Ch\xe2teau;2\n"].concat())
}

#[test]
fn all_of_a_file_tells_its_encoding() {
    let (copy, _) = csv_of("late.csv", &long(b"\xc9trelles \x9cuvre;1\n")).unwrap();
    assert!(copy.ends_with("Étrelles œuvre;1\r\n"), "{}", &copy[copy.len() - 40..]);
    let error = csv_of("odd.csv", &long_with_an_odd_byte()).unwrap_err().to_string();
    assert!(error.contains("on line 9,032 are bytes that are not characters in UTF-8"), "{error}");
    let (copy, _) = csv_of("own.csv", "a;b\n\u{fffd};1\n".as_bytes()).unwrap();
    assert!(copy.ends_with("\u{fffd};1\r\n"), "what the file says itself is kept");
}

/// A receipt of `file`, as a download leaves it.
fn receipt(file: &Path, verdict: &str) {
    let (bytes, sha256) = crate::download::receipt::digest(file).unwrap();
    let receipt = serde_json::json!({
        "guichet": "0.1.0", "version": 1, "file": file.file_name().unwrap().to_str(), "address": "p/set/m",
        "url": "https://ville.example/arrets.csv",
        "portal": {"name": "ville", "kind": "dcat", "url": "https://ville.example/"},
        "dataset": {"id": "set", "title": "Arrêts : bus", "publisher": "Ville de Rennes", "licence": null,
                    "modified": null, "page": null},
        "media": {"id": "m", "title": "arrets.csv", "modified": "2024",
                  "licence": {"label": "ODbL 1.0", "url": "https://opendatacommons.org/licenses/odbl/"}},
        "attribution": "Ville de Rennes: \"Arrêts\"", "fetched": "2026-01-31T10:00:00Z", "bytes": bytes,
        "sha256": sha256, "claim": null, "verdict": verdict, "reason": "as stated", "doubt": null, "etag": null,
        "last_modified": null, "content_type": null, "parameters": {},
    });
    fs::write(Receipt::path(file), serde_json::to_vec_pretty(&receipt).unwrap()).unwrap();
}

#[test]
fn a_copy_replaces_only_one_that_is_as_guichet_left_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let name = |copy: Result<ExcelCopy>| copy.map(|it| it.path.file_name().unwrap().to_str().unwrap().to_owned());
    let file = at("a.csv");
    fs::write(&file, "a;b\n1;x\n").unwrap();
    receipt(&file, "verified");
    assert_eq!(name(copied(&file, CopyKind::Csv, IfExists::Update)).unwrap(), "a.excel.csv");
    let again = copied(&file, CopyKind::Csv, IfExists::Ask).unwrap();
    assert_eq!(again.notes, ["that copy was there already, as it was made"]);
    // The file is another by now, and the copy its own.
    fs::write(&file, "a;b\n2;y\n").unwrap();
    let replaced = copied(&file, CopyKind::Csv, IfExists::Ask).unwrap();
    assert_eq!(fs::read_to_string(&replaced.path).unwrap(), "\u{feff}a;b\r\n2;y\r\n");
    assert!(replaced.notes[0].starts_with("the file is no longer as it was downloaded"), "{:?}", replaced.notes);
    // Somebody wrote into the copy.
    fs::write(&replaced.path, "mine").unwrap();
    assert_eq!(name(copied(&file, CopyKind::Csv, IfExists::Ask)).unwrap_err().kind, ErrorKind::Exists);
    assert_eq!(name(copied(&file, CopyKind::Csv, IfExists::Overwrite)).unwrap(), "a.excel (2).csv");
    assert_eq!(fs::read_to_string(&replaced.path).unwrap(), "mine");
    let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["a.csv", "a.csv.receipt.json", "a.excel (2).csv", "a.excel.csv"]);
    receipt(&file, "altered");
    let error = copied(&file, CopyKind::Csv, IfExists::Update).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Integrity);
}

#[cfg(unix)]
#[test]
fn a_copy_is_as_private_as_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.csv");
    fs::write(&file, "a;b\n1;x\n").unwrap();
    for mode in [0o600, 0o640] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let copy = copied(&file, CopyKind::Csv, IfExists::Rename).unwrap();
        assert_eq!(fs::metadata(copy.path).unwrap().permissions().mode() & 0o777, mode);
    }
}

#[cfg(all(feature = "workbook", feature = "office"))]
mod workbooks {
    use std::fs::File;
    use std::io::BufReader;

    use calamine::{Data, DataType as _, Reader as _, Xlsx, open_workbook};
    use serde::Deserialize;
    use serde_json::Value;

    use super::*;

    type Book = Xlsx<BufReader<File>>;

    /// A column of `tests/fixtures/excel/cells.json`: cells as they are written, and what comes back.
    #[derive(Deserialize)]
    struct CheckedColumn {
        name: String,
        cells: Vec<(String, Value)>,
    }

    fn book(file: &Path) -> (Book, Vec<String>) {
        let copy = copied(file, CopyKind::Workbook, IfExists::Rename).unwrap();
        (open_workbook(copy.path).unwrap(), copy.notes)
    }

    fn written(folder: &Path, rows: &[Vec<String>]) -> std::path::PathBuf {
        let file = folder.join("table.csv");
        let mut writer = ::csv::WriterBuilder::new().delimiter(b';').from_path(&file).unwrap();
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        writer.flush().unwrap();
        file
    }

    fn is_as_expected(cell: &Data, expected: &Value) -> bool {
        match expected {
            Value::Null => cell.is_empty(),
            Value::String(text) => cell.get_string() == Some(text),
            Value::Bool(value) => cell.get_bool() == Some(*value),
            Value::Number(number) => cell.get_float() == number.as_f64(),
            clock if clock["clock"].is_number() => cell.get_datetime().map(|it| it.as_f64()) == clock["clock"].as_f64(),
            at => {
                let moment = cell.get_datetime().map(|it| it.to_ymd_hms_milli());
                let (year, month, day, hour, minute, second, _) = moment.unwrap_or_default();
                let said = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
                at["at"].as_str() == Some(&said)
            }
        }
    }

    #[test]
    fn every_cell_comes_back_as_what_it_is() {
        let columns: Vec<CheckedColumn> = serde_json::from_slice(&fixture("excel/cells.json")).unwrap();
        let height = columns.iter().map(|column| column.cells.len()).max().unwrap();
        let cell = |column: &CheckedColumn, at: usize| column.cells.get(at).map_or(String::new(), |it| it.0.clone());
        let mut rows = vec![columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>()];
        rows.extend((0..height).map(|at| columns.iter().map(|column| cell(column, at)).collect()));
        let folder = tempfile::tempdir().unwrap();
        let (mut book, notes) = book(&written(folder.path(), &rows));
        let sheet = book.worksheet_range("Data").unwrap();
        for (at, column) in columns.iter().enumerate() {
            let here = |row: usize| sheet.get_value((row as u32, at as u32)).cloned().unwrap_or(Data::Empty);
            assert_eq!(here(0).get_string(), Some(column.name.as_str()));
            for (row, (written, expected)) in column.cells.iter().enumerate() {
                let cell = here(row + 1);
                assert!(is_as_expected(&cell, expected), "{}: {written:?} is {cell:?}", column.name);
            }
        }
        let formulas = book.worksheet_formula("Data").unwrap();
        assert_eq!(formulas.used_cells().count(), 0, "nothing is computed");
        let told = [
            "1 cell lost control characters",
            "2 cells are not of the kind of their column",
            "the years of date courte",
        ];
        assert_eq!(notes.len(), told.len(), "{notes:?}");
        assert!(notes.iter().zip(told).all(|(note, told)| note.starts_with(told)), "{notes:?}");
    }

    #[test]
    fn the_first_sheet_says_where_the_rows_come_from_and_how_they_were_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.csv");
        fs::write(&file, "siret;montant\n00012345600012;1 234,50\n13002526500013;néant\n".replace("néant", ""))
            .unwrap();
        receipt(&file, "size-only");
        let (mut book, _) = book(&file);
        assert_eq!(book.sheet_names(), ["Source", "Arrêts bus"]);
        let sheet = book.worksheet_range("Source").unwrap();
        let told: Vec<Vec<String>> =
            sheet.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>()).collect();
        for (label, text) in [
            ("Dataset", "Arrêts : bus"),
            ("Producer", "Ville de Rennes"),
            ("Portal", "ville (https://ville.example/)"),
            ("Web address", "https://ville.example/arrets.csv"),
            ("Licence", "ODbL 1.0 (https://opendatacommons.org/licenses/odbl/)"),
            ("Modified", "2024"),
            ("Check", "of the stated size (as stated)"),
            ("File", "a.csv"),
            ("Encoding", "UTF-8"),
            ("Cells parted by", ";"),
            ("Rows", "2"),
            ("siret", "code, kept as text (SIRET)"),
            ("montant", "decimal"),
        ] {
            assert!(told.iter().any(|row| row[0] == label && row[1] == text), "{label}: {told:?}");
        }
        assert!(told.iter().any(|row| row[0] == "SHA-256" && row[1].len() == 64));
    }

    #[test]
    fn what_fits_is_typed_as_a_preview_says_and_the_rest_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let days =
            (1..=27).map(|day| format!("{day:02}/01/2024;{};N;=\"0{day}\";{day:02}/02/58\n", ["O", "N"][day % 2]));
        let text = format!(
            "jour;actif;axe;code;naissance\n{}30/02/2024;O;O;=\"01\";01/02/89\nTotal;;;;\n",
            days.collect::<String>()
        );
        let file = folder.path().join("a.csv");
        fs::write(&file, text).unwrap();
        let (mut book, notes) = book(&file);
        let sheet = book.worksheet_range("Data").unwrap();
        let at = |row: u32, column: u32| sheet.get_value((row, column)).cloned().unwrap_or(Data::Empty);
        assert_eq!(at(1, 0).get_datetime().map(|it| it.as_f64()), Some(45292.0));
        assert_eq!(at(28, 0).get_string(), Some("30/02/2024"), "what is no day is text");
        assert_eq!(at(29, 0).get_string(), Some("Total"));
        assert_eq!([at(1, 1), at(2, 1)].map(|it| it.get_bool()), [Some(false), Some(true)]);
        assert_eq!(at(1, 3).get_string(), Some("01"));
        assert_eq!(at(1, 4).get_datetime().map(|it| it.to_ymd_hms_milli().0), Some(1958));
        assert!(notes.iter().any(|note| note.starts_with("2 cells are not of the kind")), "{notes:?}");
        assert!(notes.iter().any(|note| note.contains("no later than today")), "{notes:?}");
    }

    #[test]
    fn more_rows_than_a_sheet_holds_go_on_in_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let rows: Vec<_> = ["n;nom", "1;a", "2;b", "3;c", "4;d", "5;e"].map(|row| row.split(';')).into();
        let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row.map(str::to_owned).collect()).collect();
        let reading = Reading::of(&written(folder.path(), &rows), &Wanted::always()).unwrap();
        let path = folder.path().join("split.xlsx");
        let known = Known { receipt: None, reason: None };
        let notes = workbook::write(&reading, &known, &mut File::create(&path).unwrap(), 3).unwrap();
        assert!(notes[0].contains("on 3 sheets"), "{notes:?}");
        let mut book: Book = open_workbook(path).unwrap();
        assert_eq!(book.sheet_names(), ["Source", "Data 1", "Data 2", "Data 3"]);
        for (name, numbers) in [("Data 1", vec![1.0, 2.0]), ("Data 2", vec![3.0, 4.0]), ("Data 3", vec![5.0])] {
            let sheet = book.worksheet_range(name).unwrap();
            assert_eq!(sheet.get_value((0, 1)), Some(&Data::String("nom".into())));
            let found: Vec<_> = sheet.rows().skip(1).map(|row| row[0].get_float().unwrap()).collect();
            assert_eq!(found, numbers, "{name}");
        }
    }

    #[test]
    fn what_a_sheet_does_not_hold_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let wide = vec![vec!["x".to_owned(); 16_385]; 2];
        let error = copied(&written(folder.path(), &wide), CopyKind::Workbook, IfExists::Ask).unwrap_err();
        assert!(error.to_string().contains("16,385 columns"), "{error}");
        let long = vec![vec!["a".to_owned(), "b".to_owned()], vec!["é".repeat(40_000), "1".to_owned()]];
        let (mut book, notes) = book(&written(folder.path(), &long));
        assert!(notes[0].starts_with("1 cell is cut"), "{notes:?}");
        let sheet = book.worksheet_range("Data").unwrap();
        assert_eq!(sheet.get_value((1, 0)).unwrap().to_string().chars().count(), 32_767);
        let file = folder.path().join("odd.csv");
        fs::write(&file, long_with_an_odd_byte()).unwrap();
        let (_, notes) = self::book(&file);
        assert_eq!(notes, ["one character is odd (line 9,032): it is shown as \u{fffd}"]);
    }

    #[test]
    fn rows_of_any_width_without_names_are_all_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.csv");
        fs::write(&file, "1;2\n3;4;5\n6\n").unwrap();
        let (mut book, _) = book(&file);
        let sheet = book.worksheet_range("Data").unwrap();
        let rows: Vec<String> =
            sheet.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")).collect();
        assert_eq!(rows, ["column 1|column 2|column 3", "1|2|", "3|4|5", "6||"]);
    }
}
