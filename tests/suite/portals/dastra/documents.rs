//! Attached documents of every route (docs/portals/dastra.md 6.2).

use guichet::base::error::ErrorKind;
use guichet::model::{Access, Offer};

use super::*;

const PAYROLL_PATH: &str = "/v1/ws/4021/DataProcessings/6f0c1f7e-3a0b-4d0e-9a55-0f7d1c2b9e10";
const STORAGE: &str = "/v1/ws/4021/CloudStorage/Dastra";

fn documents(dataset: &Dataset) -> Vec<&Media> {
    dataset.media.iter().filter(|media| media.id.starts_with("document")).collect()
}

fn names(dataset: &Dataset) -> Vec<&str> {
    documents(dataset).iter().map(|media| media.title.as_str()).collect()
}

fn attachment(fields: Value) -> Value {
    let mut whole = object!({"id": 7, "label": "Notice", "fileName": "notice.pdf", "size": 5, "type": "File", "source": "Dastra", "url": null});
    for (key, value) in fields.as_object().unwrap() {
        whole[key] = value.clone();
    }
    whole
}

/// A register entry with this one attachment, at this server.
async fn with(server: &Server, fields: Value) -> Media {
    let mut record = record(1);
    record["attachments"] = object!([attachment(fields)]);
    server.answers(&format!("{REGISTER}/{}", uuid(1)), [Answer::json(&record)]);
    let dataset = dataset(server, &["4021", "DataProcessings", &uuid(1)]).await;
    documents(&dataset)[0].clone()
}

#[tokio::test]
async fn an_entry_s_documents_are_its_own_and_those_of_its_assets_once_section_6_2() {
    let server = answering([(PAYROLL_PATH, recorded("processing-detail.json"))]).await;
    let dataset = dataset(&server, &["4021", "DataProcessings", PAYROLL]).await;
    assert_eq!(
        names(&dataset),
        ["contrat-sous-traitance-paie.pdf", "Notice d'information – personnel (v2).docx", "AIPD paie.xlsx"]
    );
    let contract = documents(&dataset)[0];
    assert_eq!((contract.size, contract.format.as_deref()), (Some(482_113), Some("pdf")));
    assert_eq!(
        (contract.access, contract.checksum.as_ref(), &contract.offer),
        (Access::Restricted, None, &Offer::Download)
    );
    assert_eq!(contract.caption.as_deref(), Some("Contrat de sous-traitance paie"));
    let shared = documents(&dataset)[2];
    assert!(matches!(&shared.offer, Offer::Doubtful(why) if why.contains("one drive")), "{:?}", shared.offer);
    assert_eq!(fact(&shared.facts, "link"), Some("https://valbrune.sharepoint.example/AIPD%20paie.xlsx"));
    assert_eq!(shared.size, None, "0 is not stated of a file that is elsewhere");
}

/// Lists leave relations out (docs/portals/dastra.md 4): each register entry that uses the data set is asked for.
#[tokio::test]
async fn a_data_set_s_documents_are_those_of_the_entries_that_use_it_section_7() {
    let path = format!("{SETS}/{PAYSLIPS}");
    let server =
        answering([(&*path, recorded("dataset-detail.json")), (PAYROLL_PATH, recorded("processing-detail.json"))])
            .await;
    let found = dataset(&server, &["4021", "DataRetentionRules", PAYSLIPS]).await;
    assert_eq!(documents(&found).len(), 3);
    assert_eq!(found.warnings, [""; 0]);
    server.answers(PAYROLL_PATH, [Answer::status(403)]);
    let found = dataset(&server, &["4021", "DataRetentionRules", PAYSLIPS]).await;
    assert_eq!((documents(&found).len(), found.warnings.len()), (0, 1), "it is no reason to show nothing");
    assert!(found.warnings[0].contains(PAYROLL) && found.warnings[0].contains("403"), "{:?}", found.warnings);
}

#[tokio::test]
async fn only_so_many_entries_are_asked_for_one_data_set() {
    let server = answering([]).await;
    let mut record = record(1);
    record["dataProcessings"] = (0..23).map(|n| object!({"id": uuid(100 + n)})).collect();
    server.answers(&format!("{SETS}/{}", uuid(1)), [Answer::json(&record)]);
    for n in 0..23 {
        server.answers(
            &format!("{REGISTER}/{}", uuid(100 + n)),
            [Answer::json(&object!({"id": uuid(100 + n), "attachments": [attachment(object!({"id": n}))]}))],
        );
    }
    let found = dataset(&server, &["4021", "DataRetentionRules", &uuid(1)]).await;
    assert_eq!(documents(&found).len(), 20);
    assert_eq!(found.warnings, ["the documents of 3 more register entries that use it are not looked up"]);
}

#[tokio::test]
async fn a_document_is_fetched_by_its_call_then_by_its_own_address_section_6_2() {
    let server = answering([]).await;
    let media = with(&server, object!({"url": "/files/7"})).await;
    server.answers("/files/7", [Answer::raw("application/pdf", "%PDF-files")]);
    let portal = dastra(&server);
    assert_eq!(bytes(&*portal, &media).await.unwrap(), b"%PDF-files");
    let tried: Vec<_> = server.requests().iter().rev().take(2).map(|it| it.path.clone()).collect();
    assert_eq!(tried, ["/files/7", &format!("{STORAGE}/7/download")]);
    server.answers(&format!("{STORAGE}/7/download"), [Answer::raw("application/pdf", "%PDF-call")]);
    assert_eq!(bytes(&*portal, &media).await.unwrap(), b"%PDF-call");
    assert!(server.asked("/files/7").iter().all(|request| request.header("authorization") == Some(BEARER)));
}

#[tokio::test]
async fn a_document_kept_elsewhere_is_a_link_and_gets_no_credential_section_6_2() {
    for credentials in [key_pair(), private_key()] {
        let (server, elsewhere) = (answering([]).await, Server::start().await);
        let link = elsewhere.url.join("/AIPD.xlsx").unwrap();
        let media = with(
            &server,
            object!({"url": link.as_str(), "external": true, "type": "ExternalFile", "source": "OneDrive"}),
        )
        .await;
        assert!(matches!(media.offer, Offer::Doubtful(_)));
        let error = bytes(&*dastra_with(&server, credentials), &media).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotFound);
        assert!(error.hint.unwrap().contains(link.as_str()));
        assert!(elsewhere.requests().is_empty(), "nothing is asked of another host by itself");
    }
}

/// Files lie in a blob storage (docs/portals/dastra.md 6.3): it gets the request and no credential, not even a key in a
/// header of its own.
#[tokio::test]
async fn a_redirect_to_another_host_carries_no_key_section_6_3() {
    for credentials in [key_pair(), private_key()] {
        let (server, blobs) = (answering([]).await, Server::start().await);
        let media = with(&server, object!({})).await;
        let there = blobs.url.join("/blob?sig=1").unwrap();
        server.answers(&format!("{STORAGE}/7/download"), [Answer::status(302).header("location", there.as_str())]);
        blobs.answers("/blob", [Answer::raw("application/pdf", "%PDF-")]);
        assert_eq!(bytes(&*dastra_with(&server, credentials), &media).await.unwrap(), b"%PDF-");
        let asked = &blobs.asked("/blob")[0];
        assert_eq!((asked.header("authorization"), asked.header("x-api-key")), (None, None));
        let own = server.asked(&format!("{STORAGE}/7/download"));
        assert!(own[0].header("authorization").is_some() || own[0].header("x-api-key").is_some());
    }
}

/// A host that sends us back would choose where the key goes.
#[tokio::test]
async fn a_redirect_that_comes_back_carries_no_key_either_section_6_3() {
    let (server, between) = (answering([]).await, Server::start().await);
    let media = with(&server, object!({})).await;
    let (there, back) = (between.url.join("/hop").unwrap(), server.url.join("/me").unwrap());
    server.answers(&format!("{STORAGE}/7/download"), [Answer::status(307).header("location", there.as_str())]);
    between.answers("/hop", [Answer::status(302).header("location", back.as_str())]);
    server.answers(ME, [Answer::raw("application/pdf", "%PDF-")]);
    bytes(&*dastra_with(&server, private_key()), &media).await.unwrap();
    assert_eq!(server.asked(ME)[0].header("x-api-key"), None);
}

#[tokio::test]
async fn what_cannot_be_fetched_is_shown_with_its_reason() {
    let table = [
        (object!({"deleted": true}), "deleted"),
        (object!({"fileName": null, "documentContent": "<p>Compte&nbsp;rendu</p>", "size": 0}), "note"),
    ];
    for (fields, part) in table {
        let server = answering([]).await;
        let media = with(&server, fields).await;
        assert!(matches!(&media.offer, Offer::ShowOnly(why) if why.contains(part)), "{:?}", media.offer);
        if part == "note" {
            assert_eq!(fact(&media.facts, "text"), Some("Compte rendu"));
        }
    }
    let mut audit = record(1);
    audit["attachments"] = object!([{"id": uuid(2), "fileName": "preuve.png", "size": 12, "url": "x"}]);
    let dataset = entry("AuditResponses", &audit).await;
    assert!(matches!(&documents(&dataset)[0].offer, Offer::ShowOnly(why) if why.contains("no way to fetch")));
}

#[tokio::test]
async fn file_names_come_clean_section_6_3() {
    let server = answering([]).await;
    let media =
        with(&server, object!({"fileName": "../../\u{1b}[31metc/passwd\u{202e}fdp.exe", "extension": "../pdf"})).await;
    assert!(!media.title.contains(['\u{1b}', '\u{202e}']), "{:?}", media.title);
    assert_eq!(media.format, None);
    let media = with(&server, object!({"id": "../../me", "fileName": null, "label": null})).await;
    assert!(media.url.unwrap().ends_with("/CloudStorage/Dastra/..%2F..%2Fme/download"));
}

/// Documents, by where they are kept; folders come with their files or cannot be reached (docs/portals/dastra.md 11).
#[tokio::test]
async fn the_documents_of_a_workspace_section_6_2() {
    let storages = object!([
        {"id": "Dastra", "label": "Dastra", "inError": false},
        {"id": "OneDrive", "label": "OneDrive de la DSI", "inError": true, "lastErrorMessage": "jeton expiré"},
    ]);
    let server =
        answering([("/v1/ws/4021/CloudStorage", Answer::json(&storages)), (STORAGE, recorded("documents-page.json"))])
            .await;
    let page = list(&server, &["4021", "CloudStorage"], &Query::default()).await.unwrap();
    assert_eq!(titles(&page.items), ["documents at Dastra", "documents at OneDrive de la DSI"]);
    assert!(page.items[1].note.as_deref().unwrap().contains("jeton expiré"));
    let address = page.items[0].target.address().unwrap();
    assert_eq!(dastra(&server).resolve(&address).unwrap(), page.items[0].target);
    let dataset = dastra(&server).dataset(&address).await.unwrap();
    assert_eq!(
        names(&dataset),
        ["contrat-sous-traitance-paie.pdf", "Notice d'information – personnel (v2).docx", "AIPD paie.xlsx"]
    );
    assert_eq!(dataset.warnings, ["2 files in the folder \"Contrats\" can only be reached in Dastra itself"]);
    assert_eq!(server.asked(STORAGE)[0].number("page"), 1);
    server.answers(&format!("{STORAGE}/50211/download"), [Answer::raw("application/pdf", "%PDF-")]);
    assert_eq!(bytes(&*dastra(&server), documents(&dataset)[0]).await.unwrap(), b"%PDF-");
}

#[tokio::test]
async fn folders_are_looked_into_as_far_as_they_go_section_8_9() {
    let mut folder = object!({"id": 1, "label": "fond", "type": "Folder", "nbFiles": 1, "children": [attachment(object!({"id": 99}))]});
    for _ in 0..2 {
        folder = object!({"id": 2, "label": "dossier", "isFolder": true, "children": [folder, attachment(object!({"id": 98}))]});
    }
    let server = answering([(STORAGE, Answer::json(&object!({"items": [folder], "total": 1})))]).await;
    let found = dataset(&server, &["4021", "CloudStorage", "Dastra"]).await;
    let shown: Vec<_> = documents(&found).iter().map(|it| (&*it.id, fact(&it.facts, "folder").unwrap())).collect();
    assert_eq!(
        shown,
        [("document-dastra-99", "dossier / dossier / fond"), ("document-dastra-98", "dossier / dossier")]
    );
    let mut deep = object!({"id": 1, "label": "f", "type": "Folder", "children": []});
    for _ in 0..50 {
        deep = object!({"id": 2, "label": "f", "type": "Folder", "children": [deep]});
    }
    server.answers(STORAGE, [Answer::json(&object!({"items": [deep], "total": 1}))]);
    let found = dataset(&server, &["4021", "CloudStorage", "Dastra"]).await;
    assert!(!found.warnings.is_empty());
}

#[tokio::test]
async fn a_request_s_files_come_by_their_own_calls_and_not_when_they_are_over_section_6_2() {
    let id = "3b0f6f0a-7a5e-4d27-9d0c-52a5a7c4f001";
    let request = "/v1/ws/4021/DataSubjectRequests/8842";
    let files = "/v1/ws/4021/DataSubjectAttachments/8842";
    let messages = "/v1/ws/4021/DataSubjectMessages";
    let of_message = object!({"id": uuid(5), "fileName": "réponse.pdf", "userRequestMessageId": uuid(6), "size": 9});
    let message = object!({"id": uuid(6), "message": "Voici", "attachments": [of_message]});
    let server = answering([
        (request, Answer::json(&object!({"id": 8842, "title": "Accès", "attachments": null}))),
        (files, recorded("request-attachments.json")),
        (messages, Answer::json(&object!({"items": [message], "total": 1}))),
    ])
    .await;
    let found = dataset(&server, &["4021", "DataSubjectRequests", "8842"]).await;
    assert_eq!(found.access, Access::Personal);
    assert!(found.media.iter().all(|media| media.access == Access::Personal));
    assert_eq!(server.asked(messages)[0].values("dataSubjectRequestId"), ["8842"]);
    let offers: Vec<_> = documents(&found).iter().map(|it| (it.title.as_str(), it.offer == Offer::Download)).collect();
    assert_eq!(
        offers,
        [("justificatif-identité.pdf", true), ("3b0f6f0a-7a5e-4d27-9d0c-52a5a7c4f002", false), ("réponse.pdf", true)]
    );
    let paths = [format!("{files}/download/{id}"), format!("{messages}/download/{}", uuid(5))];
    for (media, path) in [documents(&found)[0], documents(&found)[2]].iter().zip(&paths) {
        server.answers(path, [Answer::raw("application/octet-stream", "%PDF-")]);
        assert_eq!(bytes(&*dastra(&server), media).await.unwrap(), b"%PDF-");
        assert_eq!(server.asked(path)[0].values("saveAs"), ["true"]);
    }
    // Versions without one of the lists.
    server.answers(files, [Answer::status(404)]).answers(messages, [Answer::status(405)]);
    let found = dataset(&server, &["4021", "DataSubjectRequests", "8842"]).await;
    assert_eq!((documents(&found).len(), found.warnings), (0, vec![]));
}

#[tokio::test]
async fn a_control_s_files_come_by_its_own_call_section_6_2() {
    let answer = object!({"id": uuid(4), "description": "Fait", "attachments": [{"id": "a-1", "fileName": "preuve.png", "size": 3}]});
    let server = answering([(&*format!("/v1/ws/4021/ControlPointResponses/{}", uuid(4)), Answer::json(&answer))]).await;
    let found = dataset(&server, &["4021", "ControlPointResponses", &uuid(4)]).await;
    let path = format!("/v1/ws/4021/ControlPointResponses/{}/download/a-1", uuid(4));
    server.answers(&path, [Answer::raw("image/png", "PNG")]);
    assert_eq!(bytes(&*dastra(&server), documents(&found)[0]).await.unwrap(), b"PNG");
    assert_eq!(server.asked(&path)[0].values("saveAs"), ["true"]);
}

#[tokio::test]
async fn an_error_page_is_no_document_section_6_3() {
    for content_type in ["text/html; charset=utf-8", "application/problem+json", "application/json"] {
        let server = answering([]).await;
        let media = with(&server, object!({})).await;
        server.answers(&format!("{STORAGE}/7/download"), [Answer::raw(content_type, "{}")]);
        let error = bytes(&*dastra(&server), &media).await.unwrap_err();
        assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::Portal, 5), "{content_type}");
    }
    let server = answering([]).await;
    let media = with(&server, object!({"fileName": "page.html", "extension": ".html"})).await;
    server.answers(&format!("{STORAGE}/7/download"), [Answer::raw("text/html", "<p>oui</p>")]);
    assert_eq!(bytes(&*dastra(&server), &media).await.unwrap(), b"<p>oui</p>");
}
