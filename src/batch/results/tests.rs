//! Journals in, tables out.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use super::*;
use crate::base::i18n::Language;
use crate::batch::{Asked, Refused};
use crate::portals::Kind;

#[cfg(all(feature = "workbook", feature = "office"))]
mod books;
mod chance;
mod kept;

const ONE: &str = "v4_insee_unites_legales";
const OTHER: &str = "v3_dgfip_chiffres_affaires";

/// A folder with a journal, and the rows that were asked.
struct World {
    folder: tempfile::TempDir,
    endpoints: Vec<String>,
    header: Vec<String>,
    rows: Vec<BatchRow>,
    journal: String,
    fields: Option<Vec<String>>,
    limits: BookLimits,
}

fn siren(value: &str) -> Asked {
    Asked([("siren".to_owned(), value.to_owned())].into())
}

impl World {
    fn new(endpoints: &[&str], header: &[&str]) -> Self {
        let owned = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
        Self {
            folder: tempfile::tempdir().unwrap(),
            endpoints: owned(endpoints),
            header: owned(header),
            rows: vec![],
            journal: String::new(),
            fields: None,
            limits: BookLimits::default(),
        }
    }

    /// A row that asks all endpoints for its first cell.
    fn row(mut self, cells: &[&str]) -> Self {
        let asked = match cells[0] {
            "" => Err(Refused { parameter: "siren".into(), cause: "the cell is empty".into() }),
            value => Ok(siren(value)),
        };
        let asked = vec![asked; self.endpoints.len()];
        let line = self.rows.len() as u64 + 2;
        self.rows.push(BatchRow { line, cells: cells.iter().map(|it| (*it).to_owned()).collect(), asked });
        self
    }

    fn line(mut self, endpoint: &str, value: &str, rest: Value) -> Self {
        let mut line = json!({"endpoint": endpoint, "asked": siren(value), "at": "2026-11-30T10:00:00Z"});
        line.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        self.journal.push_str(&line.to_string());
        self.journal.push('\n');
        self
    }

    fn answer(self, endpoint: &str, value: &str, data: Value) -> Self {
        self.line(endpoint, value, json!({"status": 200, "answer": {"data": data, "links": {"x": "y"}, "meta": {}}}))
    }

    fn choose(mut self, fields: &[&str]) -> Self {
        self.fields = Some(fields.iter().map(|it| (*it).to_owned()).collect());
        self
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self) -> Result<WrittenResults> {
        let answers = self.path("answers.jsonl");
        fs::write(&answers, &self.journal).unwrap();
        let portal = PortalConfig::new("entreprises", Kind::ApiEntreprise, "https://p.example/".parse().unwrap());
        let rows = || Box::new(self.rows.iter().cloned().map(Ok)) as Box<dyn Iterator<Item = Result<BatchRow>>>;
        let of = BatchOf {
            portal: &portal,
            endpoints: &self.endpoints,
            parameters: &[("recipient".to_owned(), "13002526500013".to_owned())],
            header: &self.header,
            rows: &rows,
            answers: &answers,
            fields: self.fields.as_deref(),
            folder: self.folder.path(),
            limits: self.limits,
        };
        write(&of, &Wanted::always())
    }

    /// The rows of a CSV file that was written, the header first.
    fn csv(&self, name: &str) -> Vec<Vec<String>> {
        let text = fs::read_to_string(self.path(name)).unwrap();
        let text = text.strip_prefix('\u{feff}').expect("its mark");
        let mut reader = ::csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    /// The table by its titles.
    fn table(&self) -> Vec<BTreeMap<String, String>> {
        let rows = self.csv(TABLE);
        let named = |row: &Vec<String>| rows[0].iter().cloned().zip(row.iter().cloned()).collect();
        rows[1..].iter().map(named).collect()
    }
}

#[test]
fn rows_stay_as_they_are_and_get_what_was_answered() {
    let world = World::new(&[ONE], &["siren", "nom", "note"])
        .row(&["552032534", "A ; B", "03"])
        .row(&["130025265", "\"x\"\ny", ""])
        .row(&["552032534", "again", "3"])
        .row(&["", "none", ""])
        .row(&["356000000", "later", ""])
        .line(ONE, "130025265", json!({"status": 502, "again": true, "error": {"code": "01002", "cause": "slow", "remedy": "wait"}}))
        .answer(ONE, "552032534", json!({"siren": "552032534", "adresse": {"code_postal": "01000", "pays": null},
            "date_creation": -473_389_200, "effectif": 12, "ratio": 1.50, "actif": true, "nom": "[ND]", "activites": ["62.01Z", null, "62.02A"]}))
        .line(ONE, "130025265", json!({"status": 404, "error": {"code": "01003", "cause": "not known", "remedy": "check it"}}));
    let written = world.write().unwrap();
    let titles = &world.csv(TABLE)[0];
    let wanted = [
        "siren",
        "nom",
        "note",
        "status",
        "siren (2)",
        "adresse.code_postal",
        "adresse.pays",
        "date_creation",
        "effectif",
        "ratio",
        "actif",
        "nom (2)",
        "activites",
    ];
    assert_eq!(titles, &wanted);
    let table = world.csv(TABLE);
    let answered = ["answered", "552032534", "01000", "", "1955-01-01", "12", "1.5", "true", "[ND]", "62.01Z | 62.02A"];
    assert_eq!(table[1][..3], ["552032534", "A ; B", "03"]);
    assert_eq!(table[1][3..], answered);
    assert_eq!(table[3][3..], answered, "one identifier on several rows was asked once");
    assert_eq!(table[2][..4], ["130025265", "\"x\"\ny", "", "not found"], "the later line replaces the earlier");
    assert_eq!(table[4][3], "not valid, not asked");
    assert_eq!(table[5][3], "not asked yet");
    let errors = world.csv(ERRORS);
    assert_eq!(errors[0], ["line", "identifier", "endpoint", "code", "cause", "remedy"]);
    assert_eq!(errors[1], ["3", "130025265", ONE, "01003", "not known", "check it"]);
    assert_eq!(errors[2][..5], ["5", "", ONE, "", "siren: the cell is empty"]);
    assert!(errors[3][5].contains("--resume"), "{errors:?}");
    assert_eq!(errors.len(), 4);
    let states =
        [(AnswerState::Answered, 2), (AnswerState::NotFound, 1), (AnswerState::Invalid, 1), (AnswerState::NotAsked, 1)];
    assert_eq!((written.rows, &written.states[0][..]), (5, &states[..]));
    assert_eq!(written.notes.len(), 1, "{:?}", written.notes);
    assert!(written.notes[0].starts_with("2 cells hold [ND]"), "{:?}", written.notes);
}

#[test]
fn every_outcome_has_its_word_in_both_languages() {
    let error = json!({"code": "1", "cause": "c"});
    let table = [
        (json!({"status": 200, "answer": {}}), AnswerState::Answered),
        (json!({"status": 200, "document": {"path": "d/a.pdf", "sha256": "0", "size": 1}}), AnswerState::Answered),
        (json!({"status": 200, "answer": {}, "error": error}), AnswerState::WithoutDocument),
        (json!({"status": 404, "error": error}), AnswerState::NotFound),
        (json!({"status": 451, "error": error}), AnswerState::Refused),
        (json!({"status": 422, "error": error}), AnswerState::Refused),
        (json!({"status": 502, "error": error}), AnswerState::Failed),
        (json!({"status": null, "error": error}), AnswerState::Failed),
        (json!({"status": 503, "error": error, "again": true}), AnswerState::Again),
    ];
    for (rest, state) in table {
        let world = World::new(&[ONE], &["siren"]).row(&["1"]).line(ONE, "1", rest.clone());
        let written = world.write().unwrap();
        assert_eq!(written.states, [vec![(state, 1)]], "{rest}");
        assert_eq!(world.csv(ERRORS).len(), 1 + usize::from(state != AnswerState::Answered), "{rest}");
        Language::French.within(|| world.write().unwrap());
        assert_ne!(world.csv(TABLE)[1][1], state.word().text(), "{rest}");
    }
}

#[test]
fn several_endpoints_have_a_group_of_columns_each() {
    let world = World::new(&[ONE, OTHER], &["siren", "STATUS"])
        .row(&["1", "x"])
        .answer(ONE, "1", json!({"nom": "A"}))
        .answer(OTHER, "1", json!([{"data": {"annee": 2023}, "links": {}, "meta": {}}, {"annee": 2024}]));
    world.write().unwrap();
    let rows = world.csv(TABLE);
    let group = |field: &str| format!("{OTHER}.{field}");
    assert_eq!(rows[0][2..4], [format!("{ONE}.status"), format!("{ONE}.nom")]);
    assert_eq!(rows[0][4..], [group("status"), group("1.annee"), group("2.annee")]);
    assert_eq!(rows[1], ["1", "x", "answered", "A", "answered", "2023", "2024"]);
}

#[test]
fn lists_are_numbered_to_a_limit_and_nothing_is_lost() {
    let people: Vec<Value> = (1..=12).map(|n| json!({"nom": format!("N{n}"), "roles": [{"r": n}]})).collect();
    let world = World::new(&[ONE], &["siren"])
        .row(&["1"])
        .row(&["2"])
        .row(&["3"])
        .answer(ONE, "1", json!({"gens": null, "ville": "v"}))
        .answer(ONE, "2", json!({"gens": people[..1], "ville": "w"}))
        .answer(ONE, "3", json!({"gens": people, "vide": [], "rien": {}, "nul": null, "grille": [[1], [2]]}));
    let notes = world.write().unwrap().notes;
    let table = world.table();
    assert!(!table[0].contains_key("gens"), "what is null here and a list there has its columns there");
    assert_eq!((&*table[1]["gens.1.nom"], &*table[1]["gens.1.roles"]), ("N1", r#"[{"r":1}]"#));
    assert_eq!(table[2]["gens.10.nom"], "N10");
    let rest: Value = serde_json::from_str(&table[2]["gens.more"]).unwrap();
    assert_eq!(rest, json!(people[10..]));
    assert_eq!(table[2]["grille"], "[[1],[2]]");
    assert!(["vide", "rien", "nul"].iter().all(|name| table[2][*name].is_empty()), "they are fields, and empty");
    assert!(notes[0].starts_with("1 list has more than 10 entries"), "{notes:?}");
    let titles = &world.csv(TABLE)[0];
    let at = |name: &str| titles.iter().position(|title| title == name).unwrap();
    assert!(
        at("gens.2.nom") < at("gens.10.nom") && at("gens.10.roles") < at("gens.more") && at("gens.more") < at("ville")
    );
}

#[test]
fn chosen_fields_stand_in_their_order_and_unknown_ones_are_named() {
    let data = json!({"siren": "1", "adresse": {"code_postal": "35000", "ville": "R"}, "gens": [{"nom": "A", "age": 1}, {"nom": "B", "age": 2}]});
    let choice: [(&[&str], &[&str], &[&str]); 7] = [
        (&["adresse.ville", "siren"], &["R", "1"], &[]),
        (&["data.siren"], &["1"], &[]),
        (&["v4_insee_unites_legales.siren", "siren"], &["1"], &[]),
        (&["adresse"], &["35000", "R"], &[]),
        (&["gens.nom", "gens.2.age"], &["A", "B", "2"], &[]),
        (
            &["adresse.vile", "siren"],
            &["", "1"],
            &["No answer has a field adresse.vile: its column is empty. Near it: adresse.ville"],
        ),
        (&["zzz", "v3_other.siren"], &["", ""], &["No answer has a field zzz", "No answer has a field v3_other.siren"]),
    ];
    for (fields, cells, told) in choice {
        let world = World::new(&[ONE], &["id"]).row(&["1"]).answer(ONE, "1", data.clone()).choose(fields);
        let notes = world.write().unwrap().notes;
        assert_eq!(world.csv(TABLE)[1][2..], *cells, "{fields:?}");
        assert_eq!(notes.len(), told.len(), "{notes:?}");
        assert!(notes.iter().zip(told).all(|(note, told)| note.starts_with(told)), "{notes:?}");
    }
    let world = World::new(&[ONE], &["id"]).row(&["1"]).choose(&["siren"]);
    assert!(world.write().unwrap().notes.is_empty(), "nothing is known of fields without an answer");
    assert_eq!(world.csv(TABLE)[0], ["id", "status", "siren"]);
}

#[test]
fn hostile_answers_cost_themselves() {
    let deep = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    let many: serde_json::Map<String, Value> = (0..5000).map(|n| (format!("k{n}"), json!(n))).collect();
    let mut world = World::new(&[ONE], &["siren", "=cmd|' /C calc'!A0"]);
    for row in ["1", "2", "3", "4", "5", "6"] {
        world = world.row(&[row, "+33 2 99"]);
    }
    world = world.answer(ONE, "1", json!({"=1+1": "=cmd|' /C calc'!A0", "a\u{1b}[31m\u{202e}": "x\u{0}\u{7}y\r\nz", "": "e", "long": "é".repeat(40_000)}));
    world = world.answer(ONE, "2", Value::Object(many));
    for (value, levels) in [("3", 40), ("4", 4000)] {
        let answer = format!("{{\"data\":{{\"deep\":{}}}}}", deep(levels));
        let line = format!(
            "{{\"endpoint\":\"{ONE}\",\"asked\":{{\"siren\":\"{value}\"}},\"status\":200,\"answer\":{answer}}}\n"
        );
        world.journal.push_str(&line);
    }
    world.journal.push_str("no JSON at all\n\n[1,2]\n");
    world = world.answer(ONE, "5", json!("just a text"));
    world
        .journal
        .push_str("{\"endpoint\":\"v4_insee_unites_legales\",\"asked\":{\"siren\":\"6\"},\"status\":200,\"ans");
    let written = world.write().unwrap();
    let (rows, table) = (world.csv(TABLE), world.table());
    assert_eq!(rows[0][1], "'=cmd|' /C calc'!A0");
    assert_eq!((&*table[0]["'=1+1"], &*table[0]["a [31m"], &*table[0]["_"]), ("'=cmd|' /C calc'!A0", "xy\nz", "e"));
    assert_eq!(rows[1][1], "'+33 2 99");
    assert_eq!((&*table[1]["k0"], &*table[1]["k900"]), ("0", "900"));
    assert!(rows[0].len() < 1100 && !rows[0].contains(&"k1001".to_owned()));
    assert_eq!(table[2][&format!("deep{}", ".a".repeat(11))], deep(29));
    assert_eq!(table[3]["status"], "answered");
    assert_eq!(table[4]["data"], "just a text");
    assert_eq!(table[5]["status"], "not asked yet", "a torn line is none");
    assert!(rows.iter().flatten().all(|cell| !cell.contains(|c: char| c.is_control() && c != '\n')));
    let told = [" values have no column", "2 lines of answers.jsonl", " cells of the CSV files", "1 cell is cut"];
    assert!(told.iter().all(|told| written.notes.iter().any(|note| note.contains(told))), "{:?}", written.notes);
}

#[test]
fn documents_have_their_column_and_spent_links_none() {
    let document = json!({"path": "documents/1.pdf", "sha256": "00", "size": 3});
    let answer = json!({"data": {"document_url": "https://s.example/secret", "expires_in": 600, "fin": "2026-07-31"}, "links": {}, "meta": {}});
    let world = World::new(&[ONE], &["siren"]).row(&["1"]).line(
        ONE,
        "1",
        json!({"status": 200, "answer": answer, "document": document}),
    );
    world.write().unwrap();
    assert_eq!(
        world.csv(TABLE),
        [["siren", "status", "document", "fin"], ["1", "answered", "documents/1.pdf", "2026-07-31"]]
    );
}

#[test]
fn what_meta_says_is_told_where_it_says_something() {
    let body = |meta: Value| json!({"status": 200, "answer": {"data": {"siren": "9"}, "links": {}, "meta": meta}});
    let world = World::new(&[ONE], &["id"])
        .row(&["1"])
        .row(&["2"])
        .line(ONE, "1", body(json!({"redirect_from_siren": null, "extractor_error": null})))
        .line(ONE, "2", body(json!({"redirect_from_siren": "2"})));
    world.write().unwrap();
    let rows = world.csv(TABLE);
    assert_eq!(rows[0], ["id", "status", "siren", "meta.redirect_from_siren"]);
    assert_eq!((&*rows[1][3], &*rows[2][3]), ("", "2"));
}
