//! API Entreprise against a mock that checks every request with the portal's own API description, started beforehand
//! (`GUICHET_PRISM_API_ENTREPRISE` is its address), and against the answers of its staging portal, read where they lie.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use guichet::base::error::ErrorKind;
use guichet::model::form::{self, Answers, Field, Id, Takes};
use guichet::model::{Address, Offer};
use guichet::portals::api_entreprise::answer;
use guichet::portals::{Kind, Portal};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::common::home::Home;
use crate::common::server::{Answer, Server};
use crate::prism::{self, INTROSPECT, Proxy, bytes, datasets};

fn contract(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/contracts/api-entreprise").join(path)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every right there is.
fn introspection() -> Value {
    let ours: Value = serde_json::from_str(include_str!("../../assets/api-entreprise/catalogue.json")).unwrap();
    let scopes: Vec<&str> = ours["scopes"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    json!({"data": {"scopes": scopes, "siret_souscripteur": "13002526500013", "date_expiration": "2099-01-01T00:00:00Z"}})
}

fn connect(url: Url) -> Arc<dyn Portal> {
    prism::connect(Kind::ApiEntreprise, url)
}

async fn start() -> (Proxy, Arc<dyn Portal>) {
    Proxy::start("GUICHET_PRISM_API_ENTREPRISE", Kind::ApiEntreprise, introspection()).await
}

/// A good answer to any question.
fn sample(field: &Field) -> Option<String> {
    if !field.required && field.key == "document" {
        return None;
    }
    Some(match &field.takes {
        Takes::Text => "Marché 127".into(),
        Takes::Number { from, .. } => from.to_string(),
        Takes::Year { .. } => "2020".into(),
        Takes::Month => "01".into(),
        Takes::OneOf(words) => words[0].clone(),
        Takes::Id(ids) => match ids[0] {
            Id::Siren => "552049447".into(),
            Id::Siret => "41816609600069".into(),
            Id::Rna => "W751212517".into(),
            Id::Eori => "ESA08536583".into(),
            Id::Rnf => "075-FRUP-00194-01".into(),
        },
        Takes::Civil(civil) => panic!("a company has no {civil:?}"),
    })
}

fn samples(form: &[Field]) -> Answers {
    form.iter().filter_map(|field| Some((field.key.clone(), sample(field)?))).collect()
}

#[tokio::test]
async fn every_described_endpoint_accepts_its_request_sections_3_and_7() {
    let (proxy, portal) = start().await;
    let described = described();
    let mut asked = BTreeSet::new();
    for dataset in datasets(&*portal).await {
        let id = &dataset.address.path[0];
        if !described.contains_key(id) {
            continue;
        }
        let media = dataset.find("json").unwrap();
        let body = bytes(&*portal, media, &samples(&media.form)).await.unwrap_or_else(|error| panic!("{id}: {error}"));
        let passed = proxy.passed();
        assert_eq!(passed.len(), 1, "{id}: {passed:?}");
        assert_eq!((passed[0].status, &passed[0].violations), (200, &None), "{id}: {passed:?}");
        let read = answer::read(&body).unwrap_or_else(|why| panic!("{id}: {why}"));
        assert!(read.records.iter().any(|record| !record.is_empty()), "{id}: {read:?}");
        asked.insert(passed[0].path.clone());
    }
    assert_eq!(asked.len(), 51);
}

/// What a row of a table asks is what a form asks.
#[tokio::test(flavor = "multi_thread")]
async fn every_described_endpoint_accepts_the_requests_of_a_table_section_3() {
    let (proxy, portal) = start().await;
    let described = described();
    // Links lead out of this machine: nobody follows them.
    let home = Home::new().set("GUICHET_P_TOKEN", "a.b.c").set("HTTPS_PROXY", "http://127.0.0.1:9");
    home.write_config(&format!("[portals.p]\nkind = \"api-entreprise\"\nurl = \"{}\"\n", proxy.door().await));
    let (list, out) = (home.path("list.csv"), home.path("out").display().to_string());
    let mut asked = BTreeSet::new();
    for dataset in datasets(&*portal).await {
        let id = &dataset.address.path[0];
        if !described.contains_key(id) {
            continue;
        }
        let Answers(samples) = samples(&dataset.find("json").unwrap().form);
        let (names, cells): (Vec<_>, Vec<_>) = samples.iter().cloned().unzip();
        std::fs::write(&list, format!("{}\n{}\n", names.join(";"), cells.join(";"))).unwrap();
        let feeds: Vec<String> = names.iter().map(|name| format!("{name}={name}")).collect();
        let address = format!("p/{id}");
        let list = list.display().to_string();
        let mut args = vec!["get", &*address, "--each", &*list, "-o", &*out, "--yes", "--pace", "500"];
        feeds.iter().for_each(|feed| args.extend(["--column", &**feed]));
        let ran = tokio::task::block_in_place(|| home.run(&args, ""));
        let passed = proxy.passed();
        let good = |it: &prism::Passed| it.status == 200 && it.violations.is_none();
        assert!(!passed.is_empty() && passed.iter().all(good), "{id}: {passed:?} {ran:?}");
        let answers = std::fs::read_to_string(home.path("out/answers.jsonl")).unwrap();
        let line: Value = serde_json::from_str(answers.lines().next().unwrap()).unwrap();
        assert!(line["status"] == 200 && line["answer"].is_object(), "{id}: {line}");
        std::fs::remove_dir_all(home.path("out")).unwrap();
        asked.insert(passed[0].path.clone());
    }
    assert_eq!(asked.len(), 51);
}

/// The description's own examples of refusals, each by its status.
#[tokio::test]
async fn described_refusals_are_explained_section_6() {
    let (proxy, portal) = start().await;
    let address = Address::root("p").child("v4_acoss_attestations_sociales");
    let dataset = portal.dataset(&address).await.unwrap();
    let media = dataset.find("json").unwrap();
    let table = [
        ("code=401", ErrorKind::SignIn),
        ("code=401, example=expired_token_error", ErrorKind::SignIn),
        ("code=401, example=blacklisted_token_error", ErrorKind::SignIn),
        ("code=403", ErrorKind::Denied),
        ("code=404", ErrorKind::NotFound),
        ("code=409", ErrorKind::Unavailable),
        ("code=422", ErrorKind::Usage),
        ("code=429", ErrorKind::Quota),
        ("code=502", ErrorKind::Unavailable),
        ("code=502, example=analyse_manuelle_de_la_situation_du_compte_en_cours_04501", ErrorKind::Portal),
        ("code=504", ErrorKind::Unavailable),
    ];
    for (prefer, kind) in table {
        proxy.prefer(prefer);
        // Of its own, as the limit that one is told keeps all others of that portal waiting.
        let portal = connect(proxy.door().await);
        let error = bytes(&*portal, media, &samples(&media.form)).await.unwrap_err();
        assert_eq!(error.kind, kind, "{prefer}: {error}");
        assert!(error.code.is_some() && error.status.is_some(), "{prefer}: {error:?}");
    }
}

/// One case of the staging portal.
#[derive(Deserialize)]
struct Case {
    #[serde(default)]
    params: BTreeMap<String, Value>,
    status: u16,
    payload: String,
}

/// All cases: operation, file, case.
fn cases() -> Vec<(String, String, Case)> {
    let mut cases = Vec::new();
    let folders = std::fs::read_dir(contract("fixtures/payloads")).unwrap();
    for folder in folders.map(|entry| entry.unwrap().path()) {
        let operation = folder.file_name().unwrap().to_str().unwrap().trim_start_matches("api_entreprise_").to_owned();
        for file in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if file.extension().is_some_and(|it| it == "yml" || it == "yaml") {
                let case =
                    serde_saphyr::from_str(&read(&file)).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
                cases.push((operation.clone(), file.display().to_string(), case));
            }
        }
    }
    assert_eq!(cases.len(), 185);
    cases
}

#[tokio::test]
async fn every_staging_answer_is_saved_whole_and_shown_section_8() {
    let server = Server::start().await;
    let portal = connect(server.url.clone());
    server.answers(INTROSPECT, [Answer::json(&introspection())]);
    let (mut good, mut refused) = (0, 0);
    for (operation, file, case) in cases() {
        let dataset = portal.dataset(&Address::root("p").child(&operation)).await.unwrap();
        let media = dataset.find("json").unwrap();
        let answers = samples(&media.form);
        let answer = Answer::raw("application/vnd.api+json", case.payload.clone()).with_status(case.status);
        server.answers(&path(&operation, &media.form), [unlimited(answer)]);
        match bytes(&*portal, media, &answers).await {
            Ok(body) => {
                assert_eq!((case.status, String::from_utf8(body.clone()).unwrap()), (200, case.payload), "{file}");
                shows(&answer::read(&body).unwrap_or_else(|why| panic!("{file}: {why}")), &body, &file);
                good += 1;
            }
            Err(error) => {
                assert_eq!(error.status, Some(case.status), "{file}: {error}");
                assert!(error.code.is_some() && error.cause.contains(": "), "{file}: {error}");
                refused += 1;
            }
        }
    }
    assert_eq!((good, refused), (132, 53), "none is lost");
}

/// Every value is there, and nothing that a terminal could be tricked with.
fn shows(read: &answer::Answer, body: &[u8], file: &str) {
    let body: Value = serde_json::from_slice(body).unwrap();
    let count = body["data"].as_array().map_or(1, Vec::len);
    assert_eq!(read.records.len(), count, "{file}");
    let lines = read.records.iter().flatten();
    assert!(
        lines.clone().all(|(label, value)| !label.is_empty() && !format!("{label}{value}").contains('\u{1b}')),
        "{file}"
    );
    let shown = lines.map(|(_, value)| value.split(", ").count().max(1)).sum::<usize>();
    assert!(shown >= scalars(&body["data"], count == 1 && body["data"].is_object()), "{file}: {read:?}");
}

/// How many values there are that are not null, empty envelopes left aside.
fn scalars(value: &Value, is_data: bool) -> usize {
    match value {
        Value::Null => 0,
        Value::Array(items) => items.iter().map(|item| scalars(item, is_data)).sum(),
        Value::Object(fields) if !is_data && fields.get("data").is_some_and(Value::is_object) => {
            scalars(&fields["data"], true)
        }
        Value::Object(fields) => fields.values().map(|value| scalars(value, true)).sum(),
        _ => 1,
    }
}

/// Where these samples are sent.
fn path(operation: &str, form: &[Field]) -> String {
    let ours: Value = serde_json::from_str(include_str!("../../assets/api-entreprise/catalogue.json")).unwrap();
    let endpoint = ours["endpoints"].as_array().unwrap().iter().find(|it| it["id"] == *operation).unwrap();
    let path = endpoint["path"].as_str().unwrap();
    form.iter().fold(path.to_owned(), |path, field| match sample(field) {
        Some(sample) => path.replace(&format!("{{{}}}", field.key), &sample),
        None => path,
    })
}

/// The staging portal checks identifiers as production does, and so do we: the same cases cannot be reached.
#[tokio::test]
async fn what_staging_answers_for_can_be_asked_section_8() {
    let server = Server::start().await;
    let portal = connect(server.url.clone());
    server.answers(INTROSPECT, [Answer::json(&introspection())]);
    let mut unreachable = Vec::new();
    for (operation, file, case) in cases() {
        let dataset = portal.dataset(&Address::root("p").child(&operation)).await.unwrap();
        let form = &dataset.find("json").unwrap().form;
        let mut answers = samples(form);
        for (key, value) in &mut answers.0 {
            if let Some(given) = case.params.get(key) {
                *value = given.as_str().map_or_else(|| given.to_string(), str::to_owned);
            }
        }
        if let Err(mistakes) = form::read(form, &answers) {
            let expected = if case.status == 422 { "\"invalid\" is not a valid SIREN" } else { "check digit" };
            assert!(mistakes.iter().all(|it| it.cause.contains(expected)), "{file}: {mistakes:?}");
            unreachable.push(file);
        }
    }
    assert_eq!(unreachable.len(), 16, "{unreachable:#?}");
}

/// Where an answer of the staging portal links to a document, the media of that dataset fetches it.
#[tokio::test]
async fn documents_of_staging_answers_are_found_section_5() {
    let server = Server::start().await;
    let portal = connect(server.url.clone());
    server.answers(INTROSPECT, [Answer::json(&introspection())]);
    let pdf = std::fs::read(contract("fixtures/documents/attestation_vigilance_test.pdf")).unwrap();
    let (mut found, mut none) = (BTreeSet::new(), 0);
    for (operation, file, case) in cases().into_iter().filter(|(.., case)| case.status == 200) {
        let dataset = portal.dataset(&Address::root("p").child(&operation)).await.unwrap();
        let documents = dataset.media.iter().filter(|it| it.id != "json" && !matches!(it.offer, Offer::ShowOnly(_)));
        for media in documents {
            let mut payload = serde_json::from_str(&case.payload).unwrap();
            here(&mut payload, &server.url);
            server.answers(&path(&operation, &media.form), [unlimited(Answer::json(&payload))]);
            server.answers("/document", [Answer::raw("application/pdf", pdf.clone())]);
            let mut answers = samples(&media.form);
            answers.0.push(("document".into(), "1".into()));
            answers.0.retain(|(key, _)| media.form.iter().any(|field| field.key == *key));
            match bytes(&*portal, media, &answers).await {
                Ok(body) => {
                    assert_eq!(body, pdf, "{file}");
                    found.insert(format!("{operation}/{}", media.id));
                }
                Err(error) => {
                    assert_eq!(error.kind, ErrorKind::NotFound, "{file}: {error}");
                    none += 1;
                }
            }
        }
    }
    assert!(server.asked("/document").iter().all(|request| request.header("authorization").is_none()));
    assert_eq!(found.len(), 18, "{found:#?}");
    assert!(none <= 6, "a refusal of Urssaf, associations without documents: {none}");
}

/// The payload with every address in it leading here.
fn here(value: &mut Value, url: &Url) {
    match value {
        Value::String(text) if text.starts_with("http") => *text = url.join("document").unwrap().to_string(),
        Value::Array(items) => items.iter_mut().for_each(|item| here(item, url)),
        Value::Object(fields) => fields.values_mut().for_each(|field| here(field, url)),
        _ => {}
    }
}

/// An answer of a token that may ask as often as these tests do.
fn unlimited(answer: Answer) -> Answer {
    let resets = jiff::Timestamp::now().as_second() + 60;
    answer
        .header("ratelimit-limit", "100000")
        .header("ratelimit-remaining", "99999")
        .header("ratelimit-reset", resets.to_string())
}

/// The endpoints of the portal's own description, by the ids they have here.
fn described() -> BTreeMap<String, Value> {
    let theirs: Value = serde_json::from_str(&read(&contract("data/catalogue.json"))).unwrap();
    let endpoints = theirs["endpoints"].as_array().unwrap().clone();
    let id = |it: &Value| it["operation_id"].as_str().unwrap().trim_start_matches("api_entreprise_").to_owned();
    endpoints.into_iter().map(|endpoint| (id(&endpoint), endpoint)).collect()
}

#[test]
fn the_compiled_in_catalogue_holds_the_described_facts_section_7() {
    let ours: Value = serde_json::from_str(include_str!("../../assets/api-entreprise/catalogue.json")).unwrap();
    let list = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    let named =
        |list: &str, id: &Value| ours[list].as_array().unwrap().iter().find(|it| it["id"] == *id).unwrap().clone();
    let described = described();
    for (id, theirs) in &described {
        let mine = ours["endpoints"].as_array().unwrap().iter().find(|it| it["id"] == **id);
        let mine = mine.unwrap_or_else(|| panic!("{id} is missing"));
        assert_eq!((&mine["path"], &mine["title"]), (&theirs["path"], &theirs["title"]), "{id}");
        let scopes: BTreeSet<_> = list(&mine["scopes"]).into_iter().chain(list(&mine["legacy"])).collect();
        assert_eq!(scopes, list(&theirs["scopes_any_of"]).into_iter().collect(), "{id}");
        assert_eq!(mine["collection"] == true, theirs["response"] == "collection", "{id}");
        // Deprecated since the description was made, each with its successor.
        let is_since = ["v3_dgfip_liasses_fiscales", "v3_european_commission_vies"].contains(&&**id);
        assert_eq!(mine["deprecated"] == true, theirs["deprecated"] == true || is_since, "{id}");
        assert_eq!(mine["public"] == true, theirs["opening"] == "public", "{id}");
        assert_eq!(named("themes", &mine["theme"])["title"], theirs["category"], "{id}");
        let limit = named("limits", &mine["limit"]);
        let rate = &theirs["rate_limit"];
        assert_eq!(
            (&limit["requests"], &limit["seconds"], &limit["shared"]),
            (&rate["limit"], &rate["period_s"], &rate["shared"]),
            "{id}"
        );
        let fields: BTreeSet<_> = mine["documents"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|it| it["field"].as_str().unwrap().to_owned())
            .collect();
        let linked = list(&theirs["document"]["url_fields"]);
        assert!(linked.iter().all(|field| fields.contains(field)), "{id}: {linked:?}");
        let query: BTreeSet<_> =
            theirs["query_params"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
        let own: BTreeSet<_> =
            list(&mine["query"]).into_iter().chain(["context", "recipient", "object"].map(str::to_owned)).collect();
        assert_eq!(own.iter().map(String::as_str).collect::<BTreeSet<_>>(), query, "{id}");
        // The sheet of that name is the successor's now.
        let has_moved = **id == *"v3_dgfip_liasses_fiscales";
        assert!(mine["sheet"] == theirs["catalogue_uid"] || has_moved, "{id}: {}", mine["sheet"]);
        let ping = mine["ping"].as_str().map(|ping| format!("https://entreprise.api.gouv.fr/ping/{ping}"));
        assert_eq!(ping.as_deref(), theirs["ping_url"].as_str(), "{id}");
        let pause = [&theirs["maintenance"]["from_hour"], &theirs["maintenance"]["to_hour"]];
        assert_eq!(list(&mine["maintenance"]), pause.iter().filter_map(|it| it.as_str()).collect::<Vec<_>>(), "{id}");
    }
    assert_eq!(described.len(), 51);
}
