//! Files that Dastra makes, and those guichet makes where it does not (docs/portals/dastra.md 6.1).

use guichet::base::error::ErrorKind;
use guichet::download::{self, FetchPlan, Verdict};
use guichet::model::{Access, Offer};

use super::*;

fn export(collection: &str, format: &str) -> String {
    format!("/v1/ws/4021/{collection}/export/{format}")
}

/// The register entry of the fixtures, at a server that answers `routes` too.
async fn payroll(server: &Server) -> Dataset {
    server.answers(&format!("{REGISTER}/{PAYROLL}"), [recorded("processing-detail.json")]);
    dataset(server, &["4021", "DataProcessings", PAYROLL]).await
}

fn ids(dataset: &Dataset) -> Vec<&str> {
    dataset.media.iter().map(|media| media.id.as_str()).filter(|id| !id.starts_with("document")).collect()
}

#[tokio::test]
async fn an_entry_can_be_had_as_it_is_and_as_exports_section_7() {
    let server = answering([]).await;
    let dataset = payroll(&server).await;
    let templates = ["article30-docx", "article30-pdf", "noticeinformation-docx", "noticeinformation-pdf"];
    let plain = ["record", "export-csv", "export-xlsx", "export-json", "export-pdf", "export-docx"];
    assert_eq!(ids(&dataset), [plain.as_slice(), &templates].concat());
    for media in &dataset.media[..10] {
        assert_eq!(
            (media.size, media.checksum.as_ref(), media.access),
            (None, None, Access::Restricted),
            "made when asked: no claim"
        );
        assert_eq!(media.offer, Offer::Download);
    }
    let names: Vec<_> = ["record", "export-pdf", "article30-docx", "noticeinformation-pdf"]
        .map(|id| media(&dataset, id))
        .iter()
        .map(|it| (it.title.as_str(), it.format.as_deref().unwrap()))
        .collect();
    assert_eq!(
        names,
        [
            ("Gestion de la paie - fiche", "json"),
            ("Gestion de la paie - export", "pdf"),
            ("Gestion de la paie - article 30", "docx"),
            ("Gestion de la paie - notice d'information", "pdf"),
        ]
    );
}

#[tokio::test]
async fn the_record_is_saved_as_the_api_gives_it() {
    let server = answering([]).await;
    let dataset = payroll(&server).await;
    let record = bytes(&*dastra(&server), media(&dataset, "record")).await.unwrap();
    assert_eq!(record, fixture("dastra/processing-detail.json"), "byte for byte");
}

#[tokio::test]
async fn an_export_of_one_entry_names_it_section_6_1() {
    let server = answering([]).await;
    let dataset = payroll(&server).await;
    let pdf = Answer::raw("application/pdf", "%PDF-1.7");
    server.answers(&export("DataProcessings", "pdf"), [pdf]);
    for (id, template) in [
        ("export-pdf", None),
        ("article30-pdf", Some("Article30")),
        ("noticeinformation-pdf", Some("NoticeInformation")),
    ] {
        assert_eq!(bytes(&*dastra(&server), media(&dataset, id)).await.unwrap(), b"%PDF-1.7");
        let asked = server.asked(&export("DataProcessings", "pdf")).pop().unwrap();
        assert_eq!((&*asked.method, asked.header("content-type")), ("POST", Some("application/json")));
        assert_eq!(body(&asked), object!({"page": 1, "size": 100, "ids": [PAYROLL]}));
        assert_eq!(asked.values("template").first().copied(), template);
        assert_eq!(asked.values("treeView"), ["false"]);
        assert_eq!(asked.header("authorization"), Some(BEARER));
    }
}

/// Some versions count their entries, others have UUIDs (docs/portals/dastra.md 8.4).
#[tokio::test]
async fn numbers_are_sent_as_numbers_section_8_4() {
    let server = answering([("/v1/ws/4021/Tasks/12", Answer::json(&object!({"id": 12, "label": "Relire"})))]).await;
    let task = dataset(&server, &["4021", "Tasks", "12"]).await;
    server.answers(&export("Tasks", "csv"), [Answer::raw("text/csv", "\"Label\"\n\"Relire\"\n")]);
    bytes(&*dastra(&server), media(&task, "export-csv")).await.unwrap();
    assert_eq!(body(&server.asked(&export("Tasks", "csv"))[0])["ids"], object!([12]));
    let path = format!("/v1/ws/4021/AuditTemplates/{}", uuid(3));
    server.answers(&path, [Answer::json(&object!({"id": uuid(3), "label": "AIPD"}))]);
    let audit = dataset(&server, &["4021", "AuditTemplates", &uuid(3)]).await;
    server.answers(&export("AuditTemplates", "pdf"), [Answer::raw("application/pdf", "%PDF-")]);
    bytes(&*dastra(&server), media(&audit, "export-pdf")).await.unwrap();
    assert_eq!(body(&server.asked(&export("AuditTemplates", "pdf"))[0]), object!({"id": uuid(3)}));
}

#[tokio::test]
async fn a_whole_collection_is_exported_in_one_page_section_6_1() {
    let server = answering([]).await;
    server.on(SETS, |_| Answer::json(&page(0, 1, 731)));
    let whole = dataset(&server, &["4021", "exports", "DataRetentionRules"]).await;
    assert_eq!(ids(&whole), ["record", "export-csv", "export-xlsx", "export-json", "export-pdf", "export-docx"]);
    assert_eq!((&*whole.title, fact(&whole.facts, "entries")), ("all data sets", Some("731")));
    server.answers(&export("DataRetentionRules", "xlsx"), [Answer::raw("application/octet-stream", "PK")]);
    bytes(&*dastra(&server), media(&whole, "export-xlsx")).await.unwrap();
    assert_eq!(body(&server.asked(&export("DataRetentionRules", "xlsx"))[0]), object!({"page": 1, "size": 731}));
}

#[tokio::test]
async fn the_recorded_export_holds_what_it_should_section_6_1() {
    let server = answering([]).await;
    server.on(SETS, |_| Answer::json(&page(0, 1, 3)));
    let whole = dataset(&server, &["4021", "exports", "DataRetentionRules"]).await;
    let csv = fixture("dastra/export-datasets.csv");
    server.answers(&export("DataRetentionRules", "csv"), [Answer::raw("text/csv", csv.clone())]);
    assert_eq!(
        bytes(&*dastra(&server), media(&whole, "export-csv")).await.unwrap(),
        csv,
        "line breaks in fields are no rows"
    );
}

/// Exports are paged: one that is cut would look whole.
#[tokio::test]
async fn an_export_that_was_cut_is_an_error_section_8_11() {
    for (format, body) in [("csv", "\"a\"\n\"1\"\n\"2\"\n"), ("json", "[{\"a\":1},{\"a\":2}]")] {
        let server = answering([]).await;
        server.on(SETS, |_| Answer::json(&page(0, 1, 57)));
        let whole = dataset(&server, &["4021", "exports", "DataRetentionRules"]).await;
        server.answers(&export("DataRetentionRules", format), [Answer::raw("application/octet-stream", body)]);
        let error = bytes(&*dastra(&server), media(&whole, &format!("export-{format}"))).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Portal);
        assert!(error.cause.contains("2 of 57 entries") && error.hint.is_some(), "{error}");
    }
}

/// Whether these exports heed the selection is not known (docs/portals/dastra.md 11).
#[tokio::test]
async fn an_export_that_ignores_the_selection_is_an_error_section_11() {
    let path = format!("{SETS}/{}", uuid(1));
    let server = answering([(&path, Answer::json(&record(1)))]).await;
    let one = dataset(&server, &["4021", "DataRetentionRules", &uuid(1)]).await;
    let portal = dastra(&server);
    let csv = export("DataRetentionRules", "csv");
    server.answers(
        &csv,
        [Answer::raw("text/csv", "\"a\"\n\"1\"\n"), Answer::raw("text/csv", fixture("dastra/export-datasets.csv"))],
    );
    assert!(bytes(&*portal, media(&one, "export-csv")).await.is_ok());
    let error = bytes(&*portal, media(&one, "export-csv")).await.unwrap_err();
    assert!(error.cause.contains("3 entries into an export of one"), "{error}");
}

#[tokio::test]
async fn where_dastra_makes_no_table_guichet_does_section_7() {
    for status in [404, 405] {
        let server = answering([]).await;
        server.on(SETS, |request| {
            let (from, size) = ((request.number("page") - 1) * request.number("size"), request.number("size"));
            Answer::json(&page(from.min(150), (from + size).min(150), 150))
        });
        for format in ["csv", "json", "pdf"] {
            server.answers(&export("DataRetentionRules", format), [Answer::status(status)]);
        }
        let portal = dastra(&server);
        let address = at(&["4021", "exports", "DataRetentionRules"]);
        let whole = portal.dataset(&address).await.unwrap();
        let csv = String::from_utf8(bytes(&*portal, media(&whole, "export-csv")).await.unwrap()).unwrap();
        assert_eq!(csv.lines().count(), 151);
        assert!(csv.starts_with("\"id\";\"label\"\r\n") && csv.contains("\"set 149\""));
        let json: Vec<Value> =
            serde_json::from_slice(&bytes(&*portal, media(&whole, "export-json")).await.unwrap()).unwrap();
        assert_eq!(json, (0..150).map(record).collect::<Vec<_>>());
        let error = bytes(&*portal, media(&whole, "export-pdf")).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotFound);
        assert!(error.hint.unwrap().contains("csv"));
        assert_eq!(media(&whole, "export-docx").offer, Offer::Download, "another may be there");
        // What is known to be missing is not offered again (docs/portals/dastra.md 2.5).
        let whole = portal.dataset(&address).await.unwrap();
        assert!(matches!(media(&whole, "export-pdf").offer, Offer::ShowOnly(_)));
        assert_eq!(media(&whole, "export-csv").offer, Offer::Download);
    }
}

#[tokio::test]
async fn one_entry_is_written_as_a_table_too() {
    let path = format!("{SETS}/{PAYSLIPS}");
    let server = answering([(&path, recorded("dataset-detail.json"))]).await;
    let one = dataset(&server, &["4021", "DataRetentionRules", PAYSLIPS]).await;
    let portal = dastra(&server);
    let csv = String::from_utf8(bytes(&*portal, media(&one, "export-csv")).await.unwrap()).unwrap();
    assert!(csv.contains("\"Bulletins de salaire\"") && csv.contains("\"Nom de famille, NIR, IBAN\""), "{csv}");
    let json = bytes(&*portal, media(&one, "export-json")).await.unwrap();
    assert_eq!(json, fixture("dastra/dataset-detail.json"));
}

#[tokio::test]
async fn all_records_come_page_by_page_as_they_are() {
    let server = answering([]).await;
    server.on(SETS, |request| {
        let (from, size) = ((request.number("page") - 1) * request.number("size"), request.number("size"));
        Answer::json(&page(from.min(250), (from + size).min(250), 250))
    });
    let whole = dataset(&server, &["4021", "exports", "DataRetentionRules"]).await;
    let all: Vec<Value> =
        serde_json::from_slice(&bytes(&*dastra(&server), media(&whole, "record")).await.unwrap()).unwrap();
    assert_eq!(all, (0..250).map(record).collect::<Vec<_>>());
    server.on(SETS, |request| match request.number("page") {
        1 => Answer::json(&page(0, 100, 250)),
        _ => Answer::status(403),
    });
    let error = bytes(&*dastra(&server), media(&whole, "record")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied, "half a list is no list");
    server.answers(SETS, [recorded("page-null-items.json")]);
    let none = bytes(&*dastra(&server), media(&whole, "record")).await.unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&none).unwrap(), object!([]), "an empty collection is one too");
}

#[tokio::test]
async fn an_export_the_plan_refuses_is_told_and_then_doubtful_section_8_12() {
    let server = answering([]).await;
    let portal = dastra(&server);
    let dataset = payroll(&server).await;
    server.answers(&export("DataProcessings", "xlsx"), [Answer::status(403)]);
    let error = bytes(&*portal, media(&dataset, "export-xlsx")).await.unwrap_err();
    assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::Denied, 3));
    assert!(error.hint.unwrap().contains("plan"));
    let again = portal.dataset(&at(&["4021", "DataProcessings", PAYROLL])).await.unwrap();
    assert!(matches!(media(&again, "export-xlsx").offer, Offer::Doubtful(_)));
    assert_eq!(media(&again, "record").offer, Offer::Download);
}

#[tokio::test]
async fn an_error_page_is_no_export_section_6_3() {
    let table = [
        ("pdf", "text/html"),
        ("csv", "application/problem+json"),
        ("xlsx", "application/json; charset=utf-8"),
        ("json", "text/html"),
    ];
    for (format, content_type) in table {
        let server = answering([]).await;
        let dataset = payroll(&server).await;
        server.answers(&export("DataProcessings", format), [Answer::raw(content_type, "{\"title\":\"x\"}")]);
        let error = bytes(&*dastra(&server), media(&dataset, &format!("export-{format}"))).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Portal, "{format} {content_type}");
    }
}

/// Making it is work for the server: once more, no more (docs/portals/dastra.md 6.3).
#[tokio::test]
async fn an_export_that_fails_is_asked_for_twice_section_6_3() {
    let server = answering([]).await;
    let dataset = payroll(&server).await;
    let path = export("DataProcessings", "pdf");
    server.answers(&path, [Answer::status(500), Answer::raw("application/pdf", "%PDF-")]);
    assert!(bytes(&*dastra(&server), media(&dataset, "export-pdf")).await.is_ok());
    let server = answering([]).await;
    let dataset = payroll(&server).await;
    server.answers(&path, [Answer::status(503)]);
    assert_eq!(bytes(&*dastra(&server), media(&dataset, "export-pdf")).await.unwrap_err().kind, ErrorKind::Unavailable);
    assert_eq!(server.asked(&path).len(), 2);
}

#[tokio::test]
async fn the_log_is_exported_by_either_call_section_6_1() {
    let logs = object!([{"id": uuid(1), "label": "Connexion", "date": "2026-03-11T08:40:00"}]);
    let server =
        answering([("/v1/Logs", Answer::json(&logs)), ("/v1/Logs/export", Answer::raw("text/csv", "\"a\"\n\"1\"\n"))])
            .await;
    let whole = dataset(&server, &["4021", "exports", "Logs"]).await;
    assert_eq!(media(&whole, "export-csv").access, Access::Personal);
    bytes(&*dastra(&server), media(&whole, "export-csv")).await.unwrap();
    let asked = &server.asked("/v1/Logs/export")[0];
    assert_eq!((&*asked.method, asked.values("workspaceId")), ("GET", vec!["4021"]));
    server.answers("/v1/Logs/export", [Answer::status(404)]);
    server.answers("/v1/Logs/export/csv", [Answer::raw("text/csv", "\"a\"\n\"1\"\n\"2\"\n")]);
    bytes(&*dastra(&server), media(&whole, "export-csv")).await.unwrap();
    assert_eq!(server.asked("/v1/Logs/export/csv")[0].method, "POST");
}

#[tokio::test]
async fn collections_without_an_export_come_as_tables_of_ours() {
    let server = answering([("/v1/ws/4021/Teams", Answer::json(&page(0, 2, 2)))]).await;
    let whole = dataset(&server, &["4021", "exports", "Teams"]).await;
    assert_eq!(ids(&whole), ["record", "export-csv"]);
    let csv = bytes(&*dastra(&server), media(&whole, "export-csv")).await.unwrap();
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 3);
    assert!(server.requests().iter().all(|request| request.method == "GET" || request.path == TOKENS));
}

#[tokio::test]
async fn a_workspace_lists_its_exports() {
    let server = answering([("/v1/WorkSpaces/4021", Answer::json(&object!({"id": 4021})))]).await;
    let page = list(&server, &["4021", "exports"], &Query::default()).await.unwrap();
    assert_eq!(titles(&page.items)[..4], ["all data sets", "all processing register", "all assets", "all data fields"]);
    assert_eq!(page.items[0].format.as_deref(), Some("csv, xlsx, json, pdf, docx"));
    for item in page.items {
        assert_eq!(dastra(&server).resolve(&item.target.address().unwrap()).unwrap(), item.target);
    }
}

/// From media to file: sensible names, and no claim to verify.
#[tokio::test]
async fn exports_become_files_with_sensible_names_section_6_3() {
    let server = answering([]).await;
    let dataset = payroll(&server).await;
    server.answers(
        &export("DataProcessings", "csv"),
        [Answer::raw("application/octet-stream", "\"Libellé\"\n\"Paie\"\n")],
    );
    let named = Answer::raw("application/pdf", "%PDF-1.7 %%EOF").header(
        "content-disposition",
        "attachment; filename=\"x.pdf\"; filename*=UTF-8''Fiche%20..%2F..%2Fart.%2030.pdf",
    );
    server.answers(&export("DataProcessings", "pdf"), [named]);
    let folder = tempfile::tempdir().unwrap();
    let portal = dastra(&server);
    let table = [
        ("record", "Gestion de la paie - fiche.json"),
        ("export-csv", "Gestion de la paie - export.csv"),
        ("article30-pdf", "art. 30.pdf"),
    ];
    for (id, name) in table {
        let plan = FetchPlan::into(folder.path());
        let outcome = download::fetch(&*portal, media(&dataset, id), &plan, |_| {}).await.unwrap();
        assert_eq!(outcome.path.file_name().unwrap().to_str(), Some(name));
        assert_eq!((outcome.verdict, outcome.claim), (Verdict::Unverifiable, None));
    }
}

/// What cannot be looked into on the way is not called whole (docs/portals/dastra.md 8.11).
#[tokio::test]
async fn a_large_collection_says_that_its_exports_may_be_cut_section_8_11() {
    let server = answering([]).await;
    server.on(SETS, |request| {
        let (from, size) = ((request.number("page") - 1) * request.number("size"), request.number("size"));
        Answer::json(&page(from.min(731), (from + size).min(731), 731))
    });
    let whole = dataset(&server, &["4021", "exports", "DataRetentionRules"]).await;
    let caption = |id: &str| media(&whole, id).caption.clone().unwrap();
    assert!(caption("export-pdf").contains("500 of 731"), "{}", caption("export-pdf"));
    assert!(!caption("export-csv").contains("cut"), "a table is counted");
    // A version that refuses such a page: the table is made of the list.
    server.answers(&export("DataRetentionRules", "csv"), [Answer::status(400)]);
    let csv = bytes(&*dastra(&server), media(&whole, "export-csv")).await.unwrap();
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 732);
}
