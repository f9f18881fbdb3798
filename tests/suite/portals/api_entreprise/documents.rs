//! From an answer to the document it links to (docs/portals/api-entreprise.md 5).

use guichet::net::Range;

use super::*;

const VIGILANCE_PATH: &str = "/v4/urssaf/unites_legales/552049447/attestation_vigilance";
const SIREN: &[(&str, &str)] = &[("siren", "552049447")];
const PDF: &[u8] = b"%PDF-1.4\n%%EOF\n";

fn pdf() -> Answer {
    Answer::raw("application/octet-stream", PDF)
}

/// The recorded answer, with `link` for its document.
fn linking(name: &str, pointer: &str, link: &str) -> Answer {
    let mut body = json(&format!("api-entreprise/{name}"));
    *body.pointer_mut(pointer).unwrap() = link.into();
    Answer::json(&body)
}

#[tokio::test]
async fn a_document_is_fetched_without_the_token_section_5() {
    for name in ["attestation_vigilance_v3_200.json", "attestation_vigilance_v4_200.json"] {
        let (server, portal) = signed_in().await;
        let storage = Server::start().await;
        storage.answers("/siade/1-a-vigilance.pdf", [pdf()]);
        let link = storage.url.join("siade/1-a-vigilance.pdf").unwrap();
        server.answers(VIGILANCE_PATH, [linking(name, "/data/document_url", link.as_str())]);
        let media = media(&*portal, VIGILANCE, "pdf").await;
        assert_eq!(media.format.as_deref(), Some("pdf"), "its first bytes are looked at");
        assert_eq!(bytes(&*portal, &media, SIREN).await.unwrap(), PDF);
        assert_eq!(storage.requests().len(), 1);
        assert_eq!(storage.requests()[0].header("authorization"), None);
    }
}

/// The portal's own host serves documents too: their addresses hold a secret of their own
/// (docs/portals/api-entreprise.md 5).
#[tokio::test]
async fn the_portal_s_own_links_get_no_token_either_section_5() {
    let (server, portal) = signed_in().await;
    let path = "/proxy/files/1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f";
    server.answers(path, [pdf()]);
    let link = server.url.join(path).unwrap();
    server.answers(VIGILANCE_PATH, [linking("attestation_vigilance_v4_200.json", "/data/document_url", link.as_str())]);
    let media = media(&*portal, VIGILANCE, "pdf").await;
    assert_eq!(bytes(&*portal, &media, SIREN).await.unwrap(), PDF);
    assert_eq!(server.asked(path)[0].header("authorization"), None);
    assert!(server.asked(path)[0].query.is_empty(), "nor the parameters");
}

#[tokio::test]
async fn inpi_documents_are_two_hops_away_section_5() {
    let (server, portal) = signed_in().await;
    let (first, second) = ("/proxy/inpi/download/TWFkZQ", "/proxy/files/1c2d3e4f");
    let list = "/v3/inpi/rne/unites_legales/open_data/552049447/actes_bilans";
    let link = server.url.join(first).unwrap();
    server.answers(list, [linking("actes_bilans_v3_200_two_hops.json", "/data/bilans/0/url", link.as_str())]);
    let hop = server.url.join(second).unwrap();
    server.answers(first, [linking("inpi_download_200_second_hop.json", "/data/document_url", hop.as_str())]);
    server.answers(second, [pdf()]);
    let bilan = media(&*portal, "v3_inpi_rne_actes_bilans", "bilan").await;
    assert_eq!(bytes(&*portal, &bilan, SIREN).await.unwrap(), PDF);
    assert!([first, second].iter().all(|path| server.asked(path)[0].header("authorization").is_none()));
    // On staging the first link is the file itself.
    server.answers(first, [pdf()]);
    assert_eq!(bytes(&*portal, &bilan, SIREN).await.unwrap(), PDF);
    for odd in [object!({}), object!({"data": {"document_url": null}}), object!({"data": {"document_url": "nowhere"}})]
    {
        server.answers(first, [Answer::json(&odd)]);
        assert_eq!(bytes(&*portal, &bilan, SIREN).await.unwrap_err().kind, ErrorKind::Portal, "{odd}");
    }
}

#[tokio::test]
async fn an_expired_link_is_made_anew_once_section_5() {
    let expired = [
        recorded_error(410, "00403_expired_link.json"),
        Answer::status(404),
        Answer::raw("application/json", r#"{"errors":[{"code":"00106","title":"Jeton inconnu"}]}"#).with_status(401),
    ];
    for refusal in expired {
        let (server, portal) = signed_in().await;
        let link = |name: &str| server.url.join(name).unwrap();
        let answer = |name: &str| linking("cibtp_200_short_lived.json", "/data/document_url", link(name).as_str());
        let path = "/v3/cibtp/etablissements/41816609600069/attestation_cotisations_conges_payes_chomage_intemperies";
        server.answers(path, [answer("old"), answer("new")]);
        server.answers("/old", [refusal.clone()]);
        server.answers("/new", [pdf()]);
        let id = "v3_cibtp_attestation_cotisations_conges_payes_chomage_intemperies";
        let media = media(&*portal, id, "pdf").await;
        let siret = [("siret", "41816609600069")];
        assert_eq!(bytes(&*portal, &media, &siret).await.unwrap(), PDF);
        assert_eq!(server.asked(path).len(), 2);
        server.answers("/new", [refusal]);
        bytes(&*portal, &media, &siret).await.unwrap_err();
        assert_eq!(server.asked(path).len(), 4, "twice, and no more");
    }
}

#[tokio::test]
async fn no_document_is_an_answer_too_section_5() {
    let (server, portal) = signed_in().await;
    server.answers(VIGILANCE_PATH, [recorded("attestation_vigilance_v4_200_refus.json")]);
    let dataset = dataset(&*portal, VIGILANCE).await;
    let error = bytes(&*portal, dataset.find("pdf").unwrap(), SIREN).await.unwrap_err();
    assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::NotFound, 4));
    assert_eq!(error.cause, "L'entité n'est pas à jour de ses cotisations sociales.");
    assert!(error.hint.is_some_and(|hint| hint.contains("JSON")));
    let whole = bytes(&*portal, dataset.find("json").unwrap(), SIREN).await.unwrap();
    assert_eq!(whole, fixture("api-entreprise/attestation_vigilance_v4_200_refus.json"));
    for body in
        [object!({"data": {}}), object!({"data": null}), object!({"data": {"document_url": 5}}), object!({"data": []})]
    {
        server.answers(VIGILANCE_PATH, [Answer::json(&body)]);
        let error = bytes(&*portal, dataset.find("pdf").unwrap(), SIREN).await.unwrap_err();
        assert_eq!(
            (error.kind, &*error.cause.to_string()),
            (ErrorKind::NotFound, "the answer links to no document"),
            "{body}"
        );
    }
}

/// Statutes and receipts of an association, accounts and budgets of its establishments
/// (docs/portals/api-entreprise.md 5).
#[tokio::test]
async fn one_of_several_documents_is_chosen_section_5() {
    let (server, portal) = signed_in().await;
    let link = |name: &str| server.url.join(name).unwrap().to_string();
    let body = object!({"data": {
    "documents_rna": [{"type": "Pièce", "sous_type": {"libelle": "Statuts"}, "date_depot": "2017-05-28T11:22:56+02:00", "url": link("rna")}],
    "etablissements": [
        {"documents_dac": []},
        {"documents_dac": [{"nom": "Budget 2019.xls", "type": "Budget", "date_depot": "2019-04-22", "url": link("a")}]},
        {"documents_dac": [{"nom": "Comptes\u{1b}[31m.pdf", "url": link("b")}, {"nom": "Sans lien", "url": null}]},
    ]}});
    server.answers("/v4/djepva/api-association/associations/W751212517", [Answer::json(&body)]);
    for name in ["rna", "a", "b"] {
        server.answers(&format!("/{name}"), [Answer::raw("application/pdf", name)]);
    }
    let dataset = dataset(&*portal, "v4_mi_unites_legales").await;
    let (rna, dac) = (dataset.find("rna").unwrap(), dataset.find("dac").unwrap());
    assert_eq!(dac.format, None, "any kind of file");
    let own = |number: Option<&'static str>| {
        [Some(("siren_or_rna", "W751212517")), number.map(|it| ("document", it))]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
    };
    assert_eq!(bytes(&*portal, rna, &own(None)).await.unwrap(), b"rna", "the only one there is");
    assert_eq!(bytes(&*portal, dac, &own(Some("1"))).await.unwrap(), b"a");
    assert_eq!(bytes(&*portal, dac, &own(Some("2"))).await.unwrap(), b"b");
    assert!(server.requests().iter().all(|request| request.values("document").is_empty()), "that is our own question");
    for wrong in [None, Some("3")] {
        let error = bytes(&*portal, dac, &own(wrong)).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Usage);
        assert_eq!(
            error.cause,
            "there are 2 to choose from: 1: Budget, Budget 2019.xls, 2019-04-22; 2: Comptes [31m.pdf"
        );
        assert_eq!(error.hint.map(|hint| hint.to_string()).as_deref(), Some("Say which one: document=1 to 2."));
    }
    assert_eq!(bytes(&*portal, dac, &own(Some("0"))).await.unwrap_err().kind, ErrorKind::Usage);
}

#[tokio::test]
async fn documents_in_a_collection_section_4() {
    let (server, portal) = signed_in().await;
    let link = server.url.join("doc").unwrap().to_string();
    let item =
        |kind: &str| object!({"data": {"type": kind, "timestamp": "1631182730", "url": link}, "links": {}, "meta": {}});
    let body = object!({"data": [item("Statuts"), item("Récépissé")], "links": {}, "meta": {}});
    server.answers("/v3/ministere_interieur/rna/associations/W751212517/documents", [Answer::json(&body)]);
    server.answers("/doc", [pdf()]);
    let media = media(&*portal, "v3_mi_documents_associations", "document").await;
    let own = [("siret_or_rna", "W751212517"), ("document", "2")];
    assert_eq!(bytes(&*portal, &media, &own).await.unwrap(), PDF);
    let error = bytes(&*portal, &media, &own[..1]).await.unwrap_err();
    assert!(error.cause.contains("1: Statuts; 2: Récépissé"), "{error}");
}

#[tokio::test]
async fn what_others_keep_promises_nothing_section_5() {
    let (_server, portal) = signed_in().await;
    let rge = media(&*portal, "v3_ademe_certificats_rge", "certificat").await;
    assert_eq!((rge.format.as_deref(), &rge.offer), (None, &Offer::Download), "a PDF, an image or a page");
    for (id, page) in [
        ("v3_opqibi_certifications_ingenierie", "fiche"),
        ("v3_fabrique_numerique_ministeres_sociaux_conventions_collectives", "convention"),
    ] {
        let page = media(&*portal, id, page).await;
        assert!(matches!(&page.offer, Offer::ShowOnly(why) if why.contains("web page")), "{id}");
        assert!(page.form.is_empty());
    }
}

#[tokio::test]
async fn a_link_in_clear_text_or_of_no_kind_is_not_followed_section_5() {
    let (server, portal) = signed_in().await;
    let media = media(&*portal, VIGILANCE, "pdf").await;
    for link in ["file:///etc/passwd", "javascript:alert(1)", "/relative", ""] {
        let name = "attestation_vigilance_v4_200.json";
        server.answers(VIGILANCE_PATH, [linking(name, "/data/document_url", link)]);
        let error = bytes(&*portal, &media, SIREN).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Portal, "{link}");
    }
}

/// A broken download is taken up at the same link: another answer could be another document
/// (docs/portals/api-entreprise.md 5).
#[tokio::test]
async fn the_rest_of_a_document_comes_from_the_same_link_section_5() {
    let (server, portal) = signed_in().await;
    let link = server.url.join("doc").unwrap();
    server.answers(VIGILANCE_PATH, [linking("attestation_vigilance_v4_200.json", "/data/document_url", link.as_str())]);
    server.answers("/doc", [pdf()]);
    let media = media(&*portal, VIGILANCE, "pdf").await;
    let range = Range { from: 4, to: None, validator: Some("\"v1\"".into()) };
    portal.open(&media, &answers(SIREN), None).await.unwrap();
    portal.open(&media, &answers(SIREN), Some(&range)).await.unwrap();
    assert_eq!(server.asked(VIGILANCE_PATH).len(), 1);
    let rest = &server.asked("/doc")[1];
    assert_eq!((rest.header("range"), rest.header("if-range")), (Some("bytes=4-"), Some("\"v1\"")));
    portal.open(&media, &answers(&[("siren", "418166096")]), Some(&range)).await.err().unwrap();
    portal.open(&media, &answers(SIREN), None).await.unwrap();
    assert_eq!(server.asked(VIGILANCE_PATH).len(), 2, "a new download is a new answer");
    server.answers("/doc", [Answer::status(404), pdf()]);
    portal.open(&media, &answers(SIREN), Some(&range)).await.unwrap();
    assert_eq!(server.asked(VIGILANCE_PATH).len(), 3, "the link is gone: a new answer, a new link");
}
