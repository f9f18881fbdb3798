//! Previews of what servers on loopback send, and of files, with the real HTTP layer and the real program.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{Response, StatusCode, header};
use futures_util::{StreamExt, stream};
use guichet::access::auth::SignIn;
use guichet::model::Media;
use guichet::model::form::Answers;
use guichet::net::Clients;
use guichet::preview::{Criterion, Local, Preview, ReadOptions, Remote, SAMPLE, View, preview};
use guichet::tabular::Table;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::common::file_portal::FilePortal;

use crate::common::home::Home;

/// What a server does about ranges.
#[derive(Clone, Copy, PartialEq)]
enum Ranges {
    Served,
    /// The whole, whatever is asked for.
    Ignored,
    /// Another part than the one asked for.
    Shifted,
    /// Another version with every answer.
    Changing,
}

/// A portal with one file, and how many bytes of it each answer gave away.
struct Server {
    portal: FilePortal,
    sent: Arc<Mutex<Vec<usize>>>,
}

impl Server {
    async fn new(file: impl Into<Bytes>, ranges: Ranges) -> Self {
        let (file, sent) = (file.into(), Arc::<Mutex<Vec<usize>>>::default());
        let log = sent.clone();
        let app = Router::new().fallback(move |request: Request| {
            let answer = answer(&file, ranges, &request, &log);
            async { answer }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { portal: FilePortal::new(Clients::new(None).unwrap(), &base, SignIn::none()), sent }
    }

    fn media(&self, format: &str) -> Media {
        Media { format: Some(format.into()), ..self.portal.media("file", "file") }
    }

    async fn preview(&self, format: &str) -> guichet::base::error::Result<Preview> {
        self.preview_of(format, &ReadOptions::default()).await
    }

    async fn preview_of(&self, format: &str, options: &ReadOptions) -> guichet::base::error::Result<Preview> {
        let (media, answers) = (self.media(format), Answers::default());
        preview(&mut Remote::new(&self.portal, &media, &answers), options).await
    }

    fn sent(&self) -> usize {
        self.sent.lock().unwrap().iter().sum()
    }
}

fn answer(file: &Bytes, ranges: Ranges, request: &Request, log: &Arc<Mutex<Vec<usize>>>) -> Response<Body> {
    let range = request.headers().get(header::RANGE).and_then(|it| it.to_str().ok());
    let mut version = 1;
    let mut log_of = log.lock().unwrap();
    log_of.push(0);
    let entry = log_of.len() - 1;
    if ranges == Ranges::Changing {
        version = log_of.len();
    }
    let response = Response::builder().header(header::ETAG, format!("\"{version}\""));
    let (first, last) = range.and_then(|range| range.strip_prefix("bytes=")?.split_once('-')).unwrap_or(("0", ""));
    let first: usize = first.parse().unwrap();
    let last = last.parse().unwrap_or(file.len()).min(file.len().saturating_sub(1));
    if range.is_some() && ranges != Ranges::Ignored {
        if first >= file.len() {
            return response.status(StatusCode::RANGE_NOT_SATISFIABLE).body(Body::empty()).unwrap();
        }
        let said = first + usize::from(ranges == Ranges::Shifted);
        log_of[entry] = last + 1 - first;
        return response
            .status(StatusCode::PARTIAL_CONTENT)
            .header(header::CONTENT_RANGE, format!("bytes {said}-{last}/{}", file.len()))
            .body(Body::from(file.slice(first..=last)))
            .unwrap();
    }
    let (file, log) = (file.clone(), log.clone());
    let length = file.len();
    let pieces = stream::iter((0..length).step_by(16 << 10)).map(move |at| {
        let piece = file.slice(at..file.len().min(at + (16 << 10)));
        log.lock().unwrap()[entry] += piece.len();
        Ok::<_, std::io::Error>(piece)
    });
    response.header(header::CONTENT_LENGTH, length).body(Body::from_stream(pieces)).unwrap()
}

fn rows(count: usize) -> String {
    let lines = (0..count).map(|at| format!("{at};Rennes;{at},5\n"));
    std::iter::once("id;commune;valeur\n".to_owned()).chain(lines).collect()
}

fn table(preview: &Preview) -> &Table {
    match &preview.views[0] {
        View::Table(table) => table,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn of_a_large_file_one_range_is_read() {
    let server = Server::new(rows(3_000_000), Ranges::Served).await;
    let preview = server.preview("csv").await.unwrap();
    assert_eq!(table(&preview).columns.len(), 3);
    assert_eq!(table(&preview).rows.len(), 1000);
    assert_eq!(*server.sent.lock().unwrap(), [SAMPLE]);
    assert!(preview.bytes_total.unwrap() > 50 << 20);
}

#[tokio::test]
async fn a_server_without_ranges_is_hung_up_on() {
    let server = Server::new(rows(3_000_000), Ranges::Ignored).await;
    let preview = server.preview("csv").await.unwrap();
    assert_eq!(table(&preview).rows.len(), 1000);
    assert_eq!(preview.bytes_read, SAMPLE as u64);
    // What lies in the buffers of two sockets is sent all the same; the rest is not.
    assert!(server.sent() < 16 << 20, "{}", server.sent());
}

#[tokio::test]
async fn small_and_empty_files_are_read_whole() {
    let server = Server::new(rows(2), Ranges::Served).await;
    let preview = server.preview("csv").await.unwrap();
    assert_eq!((table(&preview).total, preview.extent().as_str()), (Some(2), "all of 44 B read"));
    let empty = Server::new("", Ranges::Served).await;
    assert!(matches!(&empty.preview("csv").await.unwrap().views[0], View::Refused(why) if why == "it is empty"));
}

#[tokio::test]
async fn parts_of_another_place_or_version_are_refused() {
    let shifted = Server::new(rows(100_000), Ranges::Shifted).await;
    assert!(shifted.preview("csv").await.unwrap_err().cause.contains("another part"));
    let mut zip = vec![7; 300_000];
    zip[..4].copy_from_slice(b"PK\x03\x04");
    let changing = Server::new(zip, Ranges::Changing).await;
    let error = changing.preview("zip").await.unwrap_err();
    assert!(error.cause.contains("another version"), "{error}");
}

/// Tells when the body it travels in is dropped.
struct Gone(Arc<Notify>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[tokio::test]
async fn a_preview_that_nobody_waits_for_any_more_ends_its_request() {
    let (asked, gone) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (on_ask, on_drop) = (asked.clone(), gone.clone());
    let app = Router::new().fallback(move || {
        on_ask.notify_one();
        let gone = Gone(on_drop.clone());
        let first = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"a;b\n"))]);
        // Then nothing, for ever.
        let rest = stream::once(async move {
            let _gone = gone;
            std::future::pending().await
        });
        async { Response::new(Body::from_stream(first.chain(rest))) }
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let reading = tokio::spawn(async move {
        let portal = FilePortal::new(Clients::new(None).unwrap(), &base, SignIn::none());
        let (media, answers) = (portal.media("file", "file"), Answers::default());
        preview(&mut Remote::new(&portal, &media, &answers), &ReadOptions::default()).await
    });
    asked.notified().await;
    reading.abort();
    tokio::time::timeout(Duration::from_secs(10), gone.notified()).await.expect("the connection was dropped");
}

fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/preview/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_command_prints_a_table_and_says_how_it_was_read() {
    let ran = Home::new().run(&["preview", &fixture("windows-1252.csv"), "--rows", "2"], "");
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines[0], "Code  Commune       Température  Relevé le   Habitants");
    assert_eq!(lines[1], "text  text              decimal  date          integer");
    assert_eq!(lines[2], "035   Châteaugiron         12,5  31/01/2024     10 204");
    assert_eq!(lines.len(), 4);
    assert!(
        ran.err.contains("windows-1252, separated by semicolons, decimal comma, first row is the header"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("2 of 3 rows shown"), "{}", ran.err);
}

#[test]
fn a_script_gets_json_and_a_person_who_knows_better_is_obeyed() {
    let home = Home::new();
    let asked = ["--json", "--encoding", "cp1252", "--delimiter", ";", "--decimal", ".", "--header", "no"];
    let file = fixture("windows-1252.csv");
    let args: Vec<&str> = ["preview", &file].into_iter().chain(asked).collect();
    let ran = home.run(&args, "");
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["format"], "csv");
    assert_eq!(json["bytes_read"], 159);
    assert_eq!(json["views"][0]["view"], "table");
    let table = &json["views"][0]["content"];
    assert_eq!(table["columns"][0]["name"], "column 1");
    assert_eq!(table["rows"][1][1], "Châteaugiron");
    assert_eq!(
        json["guesses"][1],
        serde_json::json!({"what": "delimiter", "value": ";", "by": "asked", "sureness": "sure"})
    );
    let wrong = home.run(&["preview", &file, "--encoding", "klingon"], "");
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("knows no such encoding"), "{}", wrong.err);
}

/// What is read of a file of the project's neighbours, where they are: how, and what its columns are called.
async fn case(name: &str) -> Option<(String, Vec<String>, Preview)> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/csv").join(name);
    if !path.exists() {
        eprintln!("left out: {} is missing", path.display());
        return None;
    }
    let read = preview(&mut Local::open(&path).unwrap(), &ReadOptions::default()).await.unwrap();
    let columns = table(&read).columns.iter().map(|column| column.name.clone()).collect();
    Some((read.said().unwrap(), columns, read))
}

#[tokio::test]
async fn tables_that_were_read_wrong_are_read_right() {
    let cases: &[(&str, &[&str], &str, &str)] = &[
        ("preamble-cp1252.csv", &["windows-1252", "by semicolons", "3 lines above"], "Code Libellé Montant", ""),
        ("comment-semicolon.csv", &["by semicolons", "1 line above"], "id neighbor_id name population", ""),
        ("mostly-utf8-one-bad.csv", &["UTF-8"], "nom ville", "1 byte is odd"),
        (
            "duplicate-header.csv",
            &["first row is the header"],
            "id name id age",
            "a name is that of several columns: id",
        ),
        (
            "thousands.csv",
            &["by commas", "decimal point", ", between thousands"],
            "Quarter Completions NEW Commencements %YoY, Completions",
            "",
        ),
        (
            "dvf.txt",
            &["by vertical bars", "decimal comma"],
            "Identifiant de document Reference document 1 Articles CGI Date mutation Nature mutation Valeur fonciere No voie Commune Code departement",
            "",
        ),
        ("insee.txt", &["by tabs"], "TYPE CODE NOM", ""),
        ("semi", &["by semicolons"], "TYPE CODE NOM", ""),
        ("semi.dat", &["by semicolons"], "TYPE CODE NOM", ""),
        ("caret.csv", &["by ^"], "FIELD1 FIELD2 FIELD3", ""),
        ("colon.csv", &["by colons"], "a b c", ""),
        ("cp850.csv", &["cp850"], "nom ville", ""),
        ("cr-mac.csv", &["macintosh (probably)"], "Commune Nom", ""),
        ("ebcdic.csv", &["ibm1140 (perhaps)"], "NOM VILLE", "its encoding is a guess"),
        ("nul.csv", &["by semicolons"], "a b", "a zero byte"),
        ("trailing-sep.csv", &["by semicolons"], "a b c", "they make no column"),
        ("single-free-text.csv", &["one column"], "notes", "--delimiter"),
        ("whole-line-quoted.csv", &["by semicolons"], "id nom ville", "quoted as a whole"),
        ("unclosed.csv", &["by commas"], "a b", "nothing closes"),
        ("double-utf8.csv", &["UTF-8"], "nom ville", "encoded twice"),
        ("utf16le-nobom.csv", &["UTF-16LE"], "nom ville", ""),
        ("estat.csv", &["by commas"], "OBS geo|time value label", ""),
        ("euro.csv", &["decimal comma, . between thousands"], "Code Prix", ""),
        ("entities.csv", &["by commas"], "id name", "as in HTML"),
        ("commas-in-semicolon.csv", &["by semicolons"], "name comment", "as in HTML"),
    ];
    for (name, said, columns, note) in cases {
        let Some((found, names, read)) = case(name).await else { return };
        assert!(said.iter().all(|said| found.contains(said)), "{name}: {found}");
        assert_eq!(names.join(" "), *columns, "{name}");
        assert!(read.notes.iter().any(|it| it.contains(note)) || note.is_empty(), "{name}: {:?}", read.notes);
    }
    for (name, rows) in
        [("unclosed.csv", 4), ("unclosed-semi.csv", 3), ("inch.csv", 3), ("bad-quotes.csv", 2), ("nul.csv", 3)]
    {
        let Some((.., read)) = case(name).await else { return };
        assert_eq!(table(&read).rows.len(), rows, "{name}");
    }
}

#[test]
fn what_a_person_says_makes_a_table_of_any_text() {
    let home = Home::new();
    let file = home.path("notes.txt");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, b"Un titre\nnom=\x90lodie\nville=Vitr\x82\n").unwrap();
    let file = file.to_str().unwrap();
    let plain = home.run(&["preview", file], "");
    assert!(plain.out.starts_with("Un titre\n"), "{}", plain.out);
    let asked =
        home.run(&["preview", file, "--delimiter", "=", "--skip", "1", "--header", "no", "--encoding", "cp850"], "");
    assert_eq!(asked.out.lines().nth(2).unwrap(), "nom       Élodie", "{asked:?}");
    for said in [
        "cp850 (as you say)",
        "separated by = (as you say)",
        "1 line above the table left out (as you say)",
        "no header (as you say)",
    ] {
        assert!(asked.err.contains(said), "{said}: {}", asked.err);
    }
    let json = home.run(&["preview", file, "--json", "--skip", "1"], "");
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let skip = json["guesses"].as_array().unwrap().iter().find(|guess| guess["what"] == "skip").unwrap();
    assert_eq!(*skip, serde_json::json!({"what": "skip", "value": "1", "by": "asked", "sureness": "sure"}));
}

#[test]
fn every_format_has_something_to_print_and_nothing_is_left_on_disk() {
    let home = Home::new();
    let cases = [
        ("nested.geojson", "1 point, 1 line, 1 area, 0.1° × 0.2° around 48.10°N 1.68°W, within 14 km of Rennes"),
        ("table.json", "[results]"),
        ("broken.json", "\"liste\": [1, 2,, 3]"),
        ("lines.jsonl", "Betton"),
        ("latin1.xml", "    <titre>Qualité de l'eau</titre>"),
        ("page.html", "Mot de passe"),
        ("archive.zip", "données/été.csv"),
        ("terminal.txt", "plain[31m red"),
    ];
    for (name, expected) in cases {
        let ran = home.run(&["preview", &fixture(name)], "");
        assert_eq!(ran.code, 0, "{name}: {ran:?}");
        assert!(ran.out.contains(expected), "{name}: {}", ran.out);
        assert!(!ran.out.contains('\x1b'), "{name}");
    }
    assert_eq!(home.files(), [""; 0].map(std::path::PathBuf::from));
}

/// The demo served by the real program, ended with this; and the configuration that leads to it.
struct Demo(Child, String);

impl Demo {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_guichet"));
        let mut child = command.args(["demo", "--headless"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let config = line.trim().strip_prefix("export GUICHET_CONFIG='").and_then(|rest| rest.strip_suffix('\''));
        Self(child, config.unwrap().to_owned())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

#[test]
fn a_media_of_a_portal_is_looked_into_by_its_address_and_gets_its_copy_for_excel() {
    let demo = Demo::start();
    let home = Home::new().set("GUICHET_CONFIG", &demo.1);
    let found = home.run(&["list", "rudi/all", "--query", "Fontaines", "--json"], "");
    let found: serde_json::Value = serde_json::from_str(&found.out).unwrap();
    let dataset = found["items"][0]["address"].as_str().unwrap();
    let media = home.run(&["list", dataset, "--json"], "");
    let media: serde_json::Value = serde_json::from_str(&media.out).unwrap();
    let csv = media["items"].as_array().unwrap().iter().find(|item| item["format"] == "csv").unwrap();
    let address = csv["address"].as_str().unwrap();
    let looked = home.run(&["preview", address, "--rows", "3"], "");
    assert_eq!(looked.code, 0, "{looked:?}");
    assert_eq!(looked.out.lines().count(), 5, "{}", looked.out);
    assert!(looked.err.contains("separated by"), "{}", looked.err);
    let cache = home.path("cache"); // of the catalogue, not of the file
    let files: Vec<_> = home.files().into_iter().filter(|path| !path.starts_with(&cache)).collect();
    assert_eq!(files, [""; 0].map(std::path::PathBuf::from), "nothing on disk");
    let folder = home.path("got");
    let got = home.run(&["get", address, "--excel-fr", "--excel", "-o", folder.to_str().unwrap()], "");
    assert_eq!(got.code, 0, "{got:?}");
    let book = home.files().into_iter().find(|path| path.to_str().unwrap().ends_with(".excel.xlsx")).unwrap();
    let sheet = home.run(&["preview", book.to_str().unwrap(), "--rows", "2"], "");
    assert_eq!(sheet.code, 0, "{sheet:?}");
    assert!(sheet.out.contains("SHA-256") || sheet.out.contains("Fontaines"), "{}", sheet.out);
    let again = home.run(&["get", address, "--excel", "-o", folder.to_str().unwrap()], "");
    assert!(again.err.contains("that copy was there already"), "{again:?}");
    let copy = home.files().into_iter().find(|path| path.to_str().unwrap().ends_with(".excel.csv")).unwrap();
    let copy = std::fs::read_to_string(copy).unwrap();
    assert!(copy.starts_with('\u{feff}') && copy.lines().nth(1).unwrap().contains(';'), "{}", &copy[..200]);
    let nowhere = home.run(&["preview", "nowhere/dataset/media"], "");
    assert_eq!(nowhere.code, 2, "{nowhere:?}");
}

/// What is asked for by `--where` and `--columns`.
fn asked(criteria: &[&str], columns: &[&str], rows: usize) -> ReadOptions {
    ReadOptions {
        criteria: criteria.iter().map(|typed| Criterion::read(typed).unwrap()).collect(),
        columns: columns.iter().map(|name| (*name).to_owned()).collect(),
        rows: Some(rows),
        ..ReadOptions::default()
    }
}

#[tokio::test]
async fn of_a_remote_table_the_rows_read_are_chosen_from_and_that_is_said() {
    let server = Server::new(rows(3_000_000), Ranges::Served).await;
    let read = server.preview_of("csv", &asked(&["id>=998"], &["valeur", "id"], 20)).await.unwrap();
    let cells: Vec<_> = table(&read).rows.iter().map(|row| row[1].as_deref().unwrap()).collect();
    assert_eq!((cells, table(&read).total), (vec!["998", "999"], None));
    assert!(read.notes.iter().any(|note| note.starts_with("2 of the 1,000 rows read fit;")), "{:?}", read.notes);
    assert_eq!(*server.sent.lock().unwrap(), [SAMPLE]);
    let error = server.preview_of("csv", &asked(&["comune=x"], &[], 20)).await.unwrap_err();
    assert_eq!(error.to_string(), "comune: there is no such column; did you mean \"commune\"?");
}

/// A Parquet of ten row groups of 20,000 rows: a number that grows, words, and a column that is never asked for.
#[cfg(feature = "parquet")]
fn parquet_file() -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
    const SCHEMA: &str =
        "message s { required int64 id; optional binary nom (STRING); required double v; required int64 bulk; }";
    let schema = Arc::new(parquet::schema::parser::parse_message_type(SCHEMA).unwrap());
    let mut writer = parquet::file::writer::SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
    for group in 0..10_i64 {
        let ids: Vec<i64> = (group * 20_000..(group + 1) * 20_000).collect();
        let names: Vec<ByteArray> = ids.iter().map(|id| format!("nom {}", id % 100).as_str().into()).collect();
        let values: Vec<f64> = ids.iter().map(|id| *id as f64 / 2.0).collect();
        let bulk: Vec<i64> = ids.iter().map(|id| id.wrapping_mul(6_364_136_223_846_793_005)).collect();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&ids, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&names, Some(&vec![1; names.len()]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&values, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&bulk, None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

/// What is asked, the rows that come, how much of the file is sent at most (in hundredths).
#[cfg(feature = "parquet")]
type Asked<'a> = (&'a [&'a str], &'a [&'a str], &'a [&'a [&'a str]], usize);

#[cfg(feature = "parquet")]
#[tokio::test]
async fn of_a_parquet_only_the_chunks_asked_for_are_fetched() {
    let file = parquet_file();
    let total = file.len();
    let cases: [Asked; 5] = [
        (&["id=134567"], &["nom", "id"], &[&["nom 67", "134567"]], 10),
        (&["id>=199999"], &["v"], &[&["99999.5"]], 10),
        (&["nom=nom 7", "id<150"], &["id"], &[&["7"], &["107"]], 10),
        (&["id=200000"], &["id"], &[], 6),
        (&[], &["nom", "id"], &[&["nom 0", "0"], &["nom 1", "1"]], 10),
    ];
    for (criteria, columns, expected, most) in cases {
        let server = Server::new(file.clone(), Ranges::Served).await;
        let rows = if criteria.is_empty() { 2 } else { 20 };
        let read = server.preview_of("parquet", &asked(criteria, columns, rows)).await.unwrap();
        let rows: Vec<Vec<_>> =
            table(&read).rows.iter().map(|row| row.iter().flatten().map(String::as_str).collect()).collect();
        assert_eq!(rows, expected, "{criteria:?}");
        assert!(server.sent() * 100 < total * most, "{criteria:?}: {} of {total}", server.sent());
        assert_eq!(read.bytes_read, server.sent() as u64, "{criteria:?}: what is said is what was sent");
        if criteria.len() == 1 {
            assert_eq!(table(&read).total, Some(expected.len() as u64), "{criteria:?}");
        }
    }
}

#[test]
fn of_a_table_on_this_disk_all_rows_are_looked_at() {
    let home = Home::new();
    let file = home.path("grand.csv");
    std::fs::write(&file, rows(100_000)).unwrap();
    let file = file.display().to_string();
    let ran = home.run(&["preview", &file, "--where", "id>99997", "--columns", "valeur,id"], "");
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines: Vec<Vec<&str>> = ran.out.lines().map(|line| line.split_whitespace().collect()).collect();
    let expected =
        [vec!["valeur", "id"], vec!["decimal", "integer"], vec!["99998,5", "99998"], vec!["99999,5", "99999"]];
    assert_eq!(lines, expected);
    assert!(ran.err.contains("2 of all 100,000 rows fit"), "{ran:?}");
    let ran = home.run(&["preview", &file, "--where", "id~5", "--rows", "3", "--json"], "");
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["views"][0]["content"]["rows"].as_array().unwrap().len(), 3, "{told}");
    let wrong = home.run(&["preview", &file, "--where", "id"], "");
    assert!(wrong.code == 2 && wrong.err.contains("COLUMN=VALUE"), "{wrong:?}");
    let wrong = home.run(&["--lang", "fr", "preview", &file, "--columns", "valeurs"], "");
    assert!(wrong.code == 2 && wrong.err.contains("vouliez-vous dire «\u{a0}valeur\u{a0}»"), "{wrong:?}");
}
