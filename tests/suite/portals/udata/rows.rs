//! The contract of the media "… (rows)" beside a file that the portal's crawler parsed: what holds of every media of every
//! kind, as far as what is made of rows can keep it.

use guichet::base::text;
use guichet::model::form::Answers;
use guichet::model::{Offer, Target};
use guichet::services::ServicePortal;

use super::*;

const RESOURCE: &str = "6a1f0c52-0b8e-4f8e-9d0e-0a9d5c1f7e11";
const HOSTILE: &str = "a\u{1b}[31m\u{7}\u{202e}b";

/// Columns as producers call them, with a cell of each kind.
fn cells() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("Nom du lieu", "string", object!("Étang; \"vif\"\nd'en, bas")),
        ("n__exact", "int", object!(7)),
        ("Longueur (m)", "float", object!(1.5)),
        ("ouvert", "bool", object!(true)),
        ("jour", "date", object!("2024-03-01")),
        ("vide", "string", Value::Null),
        ("xmin", "string", object!("a")),
        (HOSTILE, "json", object!({"a": [1]})),
    ]
}

fn called(name: &str) -> String {
    if name == "xmin" { format!("{name}__hydra_renamed") } else { name.to_owned() }
}

/// What the service of a table of two rows answers.
fn told(path: &str) -> Value {
    let row = |id: u8| {
        let mut row: Value = cells().into_iter().map(|(name, _, value)| (called(name), value)).collect();
        row["__id"] = id.into();
        row
    };
    let columns = cells().into_iter().map(|(name, kind, _)| (name.to_owned(), object!({"python_type": kind})));
    let header: Vec<&str> = cells().into_iter().map(|(name, ..)| name).collect();
    match path {
        "profile/" => object!({"profile": {"header": header, "columns": columns.collect::<Value>()}}),
        "data/" => object!({"data": [], "meta": {"page": 1, "page_size": 1, "total": 2}}),
        _ => object!([row(1), row(2)]),
    }
}

/// Below `above` that service.
fn table(server: &Server, above: &str) {
    for path in ["profile/", "data/", "data/json/"] {
        server.answers(&format!("{above}/api/resources/{RESOURCE}/{path}"), [Answer::json(&told(path))]);
    }
}

/// A portal whose crawler parsed one of its files, and the media of the rows.
async fn parsed() -> (Server, Arc<dyn Portal>, Media) {
    let server = Server::start().await;
    table(&server, "/tabular-api");
    let extras =
        object!({"analysis:parsing:parsing_table": "0a1b", "analysis:parsing:finished_at": "2024-03-02T01:00:00"});
    let resource = object!({"id": RESOURCE, "title": "lieux.csv", "format": "csv", "filetype": "file", "type": "main",
        "url": format!("{}lieux.csv", server.url), "checksum": {"type": "sha1", "value": "a".repeat(40)},
        "filesize": 12, "extras": extras});
    let record = object!({"id": hex(1), "title": "Lieux", "resources": [resource]});
    server.answers(&format!("{LIST}{}/", hex(1)), [Answer::json(&record)]);
    let config = PortalConfig::new(PORTAL, Kind::Udata, server.url.clone());
    let portal: Arc<dyn Portal> = Arc::new(ServicePortal::new(connect_with(config, Some(key("the-key")))));
    let dataset = portal.dataset(&at(&[&hex(1)])).await.unwrap();
    let rows = dataset.find(&format!("{RESOURCE}-rows")).unwrap().clone();
    (server, portal, rows)
}

async fn text_of(portal: &dyn Portal, media: &Media, answers: &[(&str, &str)]) -> Result<String, Error> {
    let answers: Answers = answers.iter().copied().collect();
    let mut opened = portal.open(media, &answers, None).await?;
    let mut all = vec![];
    while let Some(piece) = opened.chunk("rows").await? {
        all.extend_from_slice(&piece);
    }
    Ok(String::from_utf8(all).unwrap())
}

#[tokio::test]
async fn rows_are_a_media_of_their_own_and_not_the_file() {
    let (server, portal, rows) = parsed().await;
    assert_eq!((&rows.offer, rows.size, rows.checksum.is_none()), (&Offer::Download, None, true));
    let keys: Vec<&str> = rows.form.iter().map(|field| field.key.as_str()).collect();
    assert_eq!((keys, rows.form.iter().all(|field| !field.required)), (vec!["as", "where"], true));
    let target = Target::Media { dataset: at(&[&hex(1)]), media: rows.id.clone() };
    assert_eq!(portal.resolve(&rows.address()).unwrap(), target);
    assert!(server.requests().iter().all(|request| !request.path.contains("tabular-api")), "nobody asked for rows yet");
    let text = text_of(&*portal, &rows, &[]).await.unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(header, cells().into_iter().map(|(name, ..)| called(name)).collect::<Vec<_>>());
    let records: Vec<csv::StringRecord> = reader.records().map(|record| record.unwrap()).collect();
    assert_eq!((records.len(), &records[1][0], &records[1][5]), (2, "Étang; \"vif\"\nd'en, bas", ""));
    let all = portal.open(&rows, &Answers::default(), None).await.unwrap();
    assert_eq!(all.tally().map(|tally| tally.get().stated), Some(Some(2)));
}

/// Each operator, and each value that the service would take for something else: the rows are the same whoever looks.
#[tokio::test]
async fn criteria_mean_what_they_say() {
    let (server, portal, rows) = parsed().await;
    let json = format!("/tabular-api/api/resources/{RESOURCE}/data/json/");
    type Asked<'a> = Option<(&'a str, &'a str)>;
    let table: [(&str, usize, Asked<'_>); 14] = [
        ("n__exact=7", 2, Some(("n__exact__exact", "7"))),
        ("n__exact>=7", 2, Some(("n__exact__greater", "7"))),
        ("n__exact>7", 0, Some(("n__exact__strictly_greater", "7"))),
        ("Longueur (m)<=1,5", 2, Some(("Longueur (m)__less", "1.5"))),
        ("longueur (M)<2", 2, Some(("Longueur (m)__strictly_less", "2"))),
        ("Nom du lieu=x y", 0, Some(("Nom du lieu__exact", "x y"))),
        ("Nom du lieu=l'eau; jour>=2024-01-01", 0, Some(("Nom du lieu__exact", "l'eau"))),
        ("Nom du lieu=a&b", 0, None),
        ("Nom du lieu=\"a=b+c\"", 0, None),
        ("Nom du lieu~etang", 2, None),
        ("jour>2024-02-29", 2, None),
        ("vide=", 2, None),
        ("vide!=x", 2, None),
        ("ouvert=true", 2, None),
    ];
    for (written, count, asked) in table {
        let text = text_of(&*portal, &rows, &[("where", written), ("as", "jsonl")]).await.unwrap();
        assert_eq!(text.lines().count(), count, "{written}");
        let last = server.asked(&json).pop().unwrap();
        let found: Vec<(&str, &str)> = last.query.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(found, asked.into_iter().collect::<Vec<_>>(), "{written}");
    }
    let error = text_of(&*portal, &rows, &[("where", "absent=1")]).await.unwrap_err();
    let said = format!("{error} {}", error.hint.as_ref().unwrap());
    assert!(error.kind == ErrorKind::Usage && said.contains("Nom du lieu") && text::line(&said) == said, "{said:?}");
}

/// The key is the portal's: rows that lie elsewhere are asked for without.
#[tokio::test]
async fn the_key_stays_with_the_portal() {
    let (_own, portal, rows) = parsed().await;
    let foreign = Server::start().await;
    table(&foreign, "");
    let url = format!("{}api/resources/{RESOURCE}/data/csv/", foreign.url);
    text_of(&*portal, &Media { url: Some(url), ..rows }, &[]).await.unwrap();
    let asked = foreign.requests();
    assert!(asked.len() >= 3 && asked.iter().all(|request| request.header("x-api-key").is_none()), "{asked:?}");
}

/// What may pass is waited for; what is gone says that the file is there; what is said of it is made safe.
#[tokio::test]
async fn refusals_are_told_and_what_may_pass_is_not_the_end() {
    for path in ["profile/", "data/", "data/json/"] {
        for status in [408, 425, 429, 500, 502, 503, 504, 524] {
            let (server, portal, rows) = parsed().await;
            let at = format!("/tabular-api/api/resources/{RESOURCE}/{path}");
            let failed = Answer::status(status).header("retry-after", "0");
            server.answers(&at, [failed, Answer::json(&told(path))]);
            assert!(text_of(&*portal, &rows, &[]).await.is_ok(), "{path} {status}");
        }
        for (status, body) in [(404, "404: Not Found"), (410, HOSTILE)] {
            let (server, portal, rows) = parsed().await;
            let at = format!("/tabular-api/api/resources/{RESOURCE}/{path}");
            server.answers(&at, [Answer::raw("text/plain", body).with_status(status)]);
            let error = text_of(&*portal, &rows, &[]).await.unwrap_err();
            let said = format!("{error} {:?}", error.hint.as_ref().map(ToString::to_string));
            assert!(said.contains("take the file itself"), "{path} {status}: {said}");
            assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{said:?}");
        }
    }
}
