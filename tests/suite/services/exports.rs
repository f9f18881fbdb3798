//! Exports that a portal makes of its records: files, whose rows are counted, and narrowed where somebody wants some.

use std::sync::atomic::{AtomicUsize, Ordering};

use guichet::services::narrowable;

use super::*;

const DATASETS: &str = "/api/explore/v2.1/catalog/datasets";
const RECORDS: usize = 700;

/// What a portal gets wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Odd {
    Nothing,
    /// Gives one record less than it counts.
    Fewer,
    More,
    /// Ends in the middle of a record.
    Cut,
    /// Says what went wrong behind some of the records.
    Breaks,
    /// Had another record by the time that it made the file.
    Grew,
    /// Has another one each time that it is asked.
    Grows,
    Uncounted,
    /// Refuses what it is to look for.
    NoFilters,
    /// Looks for nothing.
    Ignores,
    Packed,
}

fn name(n: usize) -> String {
    match n % 5 {
        0 => format!("Étang; \"{n}\"\nde l'Île"),
        1 => "l'eau".to_owned(),
        2 => String::new(),
        _ => format!("mare {n}"),
    }
}

fn written(format: &str, rows: &[usize]) -> String {
    let object = |n: &usize| {
        let name = Some(name(*n)).filter(|name| !name.is_empty());
        json!({"nom": name, "n": n, "prix": *n as f64 / 2.0, "jour": day(*n)})
    };
    match format {
        "csv" => {
            let mut writer =
                csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(vec![]);
            writer.write_record(["nom", "n", "prix", "jour"]).unwrap();
            for n in rows {
                writer.write_record([name(*n), n.to_string(), format!("{:.2}", *n as f64 / 2.0), day(*n)]).unwrap();
            }
            format!("\u{feff}{}", String::from_utf8(writer.into_inner().unwrap()).unwrap())
        }
        "json" => Value::Array(rows.iter().map(object).collect()).to_string(),
        "jsonl" => rows.iter().map(|n| format!("{}\n", object(n))).collect(),
        _ => {
            let feature = |n| json!({"type": "Feature", "geometry": null, "properties": object(n)});
            json!({"type": "FeatureCollection", "features": rows.iter().map(feature).collect::<Vec<_>>()}).to_string()
        }
    }
}

fn day(n: usize) -> String {
    format!("2024-01-{:02}", n % 28 + 1)
}

/// Which records a condition is of, as far as these tests ask for any.
fn looked_for(condition: &str) -> Option<Vec<usize>> {
    let mut found: Vec<usize> = (0..RECORDS).collect();
    for part in condition.trim_start_matches('(').trim_end_matches(')').split(") and (") {
        match part.trim_end_matches(')') {
            "`n` >= 100" => found.retain(|n| *n >= 100),
            "`prix` < 10.5" => found.retain(|n| (*n as f64) < 21.0),
            "`nom` = \"l'eau\"" => found.retain(|n| n % 5 == 1),
            "`jour` >= date'2024-01-28'" => found.retain(|n| n % 28 == 27),
            "in_bbox(`lieu`, 47, -2, 49, -1" => found.retain(|n| n % 2 == 0),
            "in_bbox(`lieu`, -20, 170, -10, 180) or in_bbox(`lieu`, -20, -180, -10, -170" => found.truncate(3),
            other => panic!("{other}"),
        }
    }
    Some(found)
}

async fn portal(odd: Odd) -> Server {
    let server = Server::start().await;
    let field = |name: &str, kind: &str| json!({"name": name, "label": name.to_uppercase(), "type": kind});
    let fields = [field("nom", "text"), field("n", "int"), field("prix", "double"), field("jour", "date")];
    let fields = [&fields[..], &[field("lieu", "geo_point_2d")]].concat();
    let set = json!({"dataset_id": "eau", "has_records": true, "features": ["geo"], "fields": fields,
        "metas": {"default": {"title": "Eau"}}});
    server.answers(&format!("{DATASETS}/eau"), [Answer::json(&set)]);
    let counts = AtomicUsize::new(0);
    let records = move |request: &Request| match request.values("where").first() {
        Some(_) if odd == Odd::NoFilters => None,
        Some(condition) if odd != Odd::Ignores => looked_for(condition),
        _ => Some((0..RECORDS).collect()),
    };
    server.on(&format!("{DATASETS}/eau/records"), move |request| {
        assert_eq!(request.values("limit"), ["0"]);
        let before = counts.fetch_add(1, Ordering::Relaxed);
        let Some(found) = records(request) else {
            return Answer::json(&json!({"error_code": "ODSQLError", "message": "no"})).with_status(400);
        };
        let more = match odd {
            Odd::Uncounted => return Answer::status(404),
            Odd::Grew if before == 0 => 0,
            Odd::Grew => 1,
            Odd::Grows => before * 3,
            _ => 0,
        };
        Answer::json(&json!({"total_count": found.len() + more, "results": []}))
    });
    for format in ["csv", "json", "jsonl", "geojson"] {
        server.on(&format!("{DATASETS}/eau/exports/{format}"), move |request| {
            let Some(mut found) = records(request) else { return Answer::status(400) };
            match odd {
                Odd::Fewer => drop(found.pop()),
                Odd::More | Odd::Grew | Odd::Grows => found.push(1_000),
                _ => {}
            }
            let mut text = written(format, &found);
            match odd {
                Odd::Cut => text.truncate(text.len() - 20),
                Odd::Breaks => text = format!("{}\nTraceback (most recent call last)", written(format, &found[..300])),
                _ => {}
            }
            let kind = match format {
                "csv" => "text/csv; charset=utf-8",
                "geojson" => "application/geo+json",
                _ => "application/json; charset=utf-8",
            };
            let answer =
                Answer::raw(kind, text).header("content-disposition", format!("attachment; filename=\"eau.{format}\""));
            if odd == Odd::Packed { answer.header("content-encoding", "gzip") } else { answer }
        });
    }
    server
}

async fn export(server: &Server, format: &str, answers: &[(&str, &str)], dir: &Path) -> Result<Came> {
    let files = FilePortal::new(Clients::new(None).unwrap(), server.url.as_str(), SignIn::none());
    let answers: Answers = answers.iter().copied().collect();
    let media = Media {
        format: Some(format.into()),
        ..files.media(&format!("{}/eau/exports/{format}", &DATASETS[1..]), "eau.x")
    };
    let media = narrowable(media, &answers);
    let portal = ServicePortal::new(Arc::new(files));
    let plan = FetchPlan { answers, require: Require::Nothing, ..FetchPlan::into(dir) };
    let outcome = fetch(&portal, &media, &plan, |_| {}).await?;
    let text = std::fs::read_to_string(&outcome.path).unwrap();
    Ok(Came { outcome, text })
}

/// How many rows there are in a file, which is valid.
fn rows_in(format: &str, text: &str) -> usize {
    match format {
        "csv" => {
            let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
            reader.records().collect::<std::result::Result<Vec<_>, _>>().unwrap().len()
        }
        "json" => serde_json::from_str::<Vec<Value>>(text).unwrap().len(),
        "jsonl" => text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>().len(),
        _ => features_in(text),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_held_against_the_count_of_its_portal() {
    let table = [
        (Odd::Nothing, Verdict::Complete, "700 of 700 rows"),
        (Odd::Fewer, Verdict::Altered, "699 of 700 rows"),
        (Odd::More, Verdict::Altered, "701 rows came where the service counts 700"),
        (Odd::Cut, Verdict::Altered, ""),
        (Odd::Breaks, Verdict::Altered, ""),
        (Odd::Grew, Verdict::Complete, "701 of 701 rows"),
        (Odd::Grows, Verdict::Altered, "changed"),
        // As ever.
        (Odd::Uncounted, Verdict::Unverifiable, "no checksum"),
    ];
    for (odd, verdict, words) in table {
        for format in ["csv", "json", "jsonl", "geojson"] {
            let (server, dir) = (portal(odd).await, tempfile::tempdir().unwrap());
            let came = export(&server, format, &[], dir.path()).await.unwrap();
            // The last cell of a table that is cut shows in nothing but the end of the connection.
            if !(odd == Odd::Cut && format == "csv") {
                says(&came, verdict, words);
            }
            let is_whole = verdict == Verdict::Complete;
            let name = came.outcome.path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(!is_whole || name == format!("eau.{format}"), "{name}");
            if odd == Odd::Nothing {
                assert_eq!(came.text, written(format, &(0..RECORDS).collect::<Vec<_>>()), "byte by byte");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_narrowed_by_whoever_can() {
    type Asked = &'static [(&'static str, &'static str)];
    let table: [(Asked, Option<&str>, usize, Option<u64>); 9] = [
        (&[("where", "n>=100")], Some("`n` >= 100"), 600, None),
        (&[("where", "nom=l'eau; prix<10,5")], Some("(`nom` = \"l'eau\") and (`prix` < 10.5)"), 4, None),
        (&[("where", "Prix<10.5")], Some("`prix` < 10.5"), 21, None),
        (&[("where", "jour>=2024-01-28")], Some("`jour` >= date'2024-01-28'"), 25, None),
        (&[("where", "nom~etang")], None, 140, Some(140)),
        (&[("where", "nom=; n>=100")], Some("`n` >= 100"), 120, Some(120)),
        (&[("where", "nom!=l'eau")], None, 560, Some(560)),
        (&[("bbox", "-2,47,-1,49")], Some("in_bbox(`lieu`, 47, -2, 49, -1)"), 350, None),
        (
            &[("bbox", "170,-20,-170,-10")],
            Some("in_bbox(`lieu`, -20, 170, -10, 180) or in_bbox(`lieu`, -20, -180, -10, -170)"),
            3,
            None,
        ),
    ];
    for (answers, condition, count, kept) in table {
        for format in ["csv", "json", "jsonl", "geojson"] {
            let (server, dir) = (portal(Odd::Nothing).await, tempfile::tempdir().unwrap());
            let came = export(&server, format, answers, dir.path()).await.unwrap();
            says(&came, Verdict::Complete, "rows");
            assert_eq!(rows_in(format, &came.text), count, "{format} {answers:?}");
            let asked = server.asked(&format!("{DATASETS}/eau/exports/{format}"));
            assert_eq!(asked[0].values("where").first().copied(), condition, "{answers:?}");
            assert_eq!(came.outcome.reason.contains("what was asked for"), kept.is_some(), "{}", came.outcome.reason);
        }
    }
    // What it refuses, and what it ignores, is looked for here; the bounds are for the portal alone.
    for odd in [Odd::NoFilters, Odd::Ignores] {
        for format in ["csv", "json", "jsonl", "geojson"] {
            let (server, dir) = (portal(odd).await, tempfile::tempdir().unwrap());
            let came = export(&server, format, &[("where", "n>=100; prix<10000")], dir.path()).await.unwrap();
            says(&came, Verdict::Complete, "700 of 700 rows; 600 of them");
            assert_eq!(rows_in(format, &came.text), 600, "{odd:?} {format}");
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let server = portal(Odd::NoFilters).await;
    assert!(export(&server, "csv", &[("bbox", "-2,47,-1,49")], dir.path()).await.is_err());
    let server = portal(Odd::Packed).await;
    assert!(export(&server, "csv", &[("where", "nom~x")], dir.path()).await.is_err());
    let server = portal(Odd::Nothing).await;
    let error = export(&server, "csv", &[("where", "absent=1")], dir.path()).await.err().unwrap();
    assert!(error.hint.unwrap().to_string().contains("nom, n, prix, jour"));
}

/// The program takes an export as the file that it is, narrows what can be, and refuses what cannot.
#[tokio::test(flavor = "multi_thread")]
async fn the_program_narrows_an_export_and_counts_it() {
    const KEY: &str = "MARKER-31fe-key";
    let server = portal(Odd::Nothing).await;
    server.answers(&format!("{DATASETS}/eau/exports/xlsx"), [Answer::raw("application/octet-stream", "PK\u{3}\u{4}")]);
    let home = Home::new().set("GUICHET_P_API_KEY", KEY);
    home.write_config(&format!(
        "[portals.p]\nkind = \"opendatasoft\"\nurl = \"{}\"\nsign_in = \"api-key\"\n",
        server.url
    ));
    let run = |args: &[&str]| tokio::task::block_in_place(|| home.run(args, ""));
    let out = home.path("out").display().to_string();
    let got = run(&["get", "p/eau/csv", "--where", "n>=100", "--where", "nom~mare", "-o", &out, "--json"]);
    assert_eq!(got.code, 0, "{got:?}");
    let told: Value = serde_json::from_str(got.out.lines().next().unwrap()).unwrap();
    let row = if told["media"].is_array() { told["media"][0].clone() } else { told };
    assert_eq!(row["verdict"], "complete", "{row}");
    let path = row["path"].as_str().unwrap();
    assert_eq!(rows_in("csv", &std::fs::read_to_string(path).unwrap()), 240);
    let receipt: Value = serde_json::from_slice(&std::fs::read(format!("{path}.receipt.json")).unwrap()).unwrap();
    let service = &receipt["service"];
    assert_eq!((&service["rows"], &service["stated"], &service["kept"]), (&json!(600), &json!(600), &json!(240)));
    assert!(service["url"].as_str().unwrap().contains("where="), "{service}");
    assert!(server.requests().iter().all(|request| request.header("authorization") == Some(&*format!("Apikey {KEY}"))));

    let plain = run(&["get", "p/eau/json", "-o", &out, "--json"]);
    assert!(plain.code == 0 && plain.out.contains("700 of 700 rows") && plain.out.contains("eau.json"), "{plain:?}");
    let refused = run(&["get", "p/eau/xlsx", "--where", "n>=100", "-o", &out]);
    assert!(refused.code == 2 && refused.err.contains("--where"), "{refused:?}");
    let curl = run(&["get", "p/eau/csv", "--where", "n>=100", "--as-curl"]);
    assert!(curl.code == 0 && curl.out.contains("where=%60n%60+%3E%3D+100"), "{curl:?}");
    assert!(!format!("{curl:?}").contains(KEY) && curl.out.contains("GUICHET_P_API_KEY"), "{curl:?}");
    let preview = run(&["preview", "p/eau/csv"]);
    assert_eq!(preview.code, 0, "nothing is asked before a file is looked into: {preview:?}");
}
