//! The demo asked as a client would ask it, and through the portal itself.

use std::sync::Arc;

use reqwest::{Client, Response};

use super::companies::{COMPANIES, Company};
use super::*;
use crate::access::auth::jwt;
use crate::access::secrets::{Credentials, Secrets};
use crate::base::error::{Error, ErrorKind};
use crate::model::form::Answers;
use crate::model::{Address, Query as Narrowed};
use crate::net::{self, Clients};
use crate::portals::PortalConfig;
use crate::portals::{self, Connection, Kind, Portal, api_entreprise::answer};

struct Running {
    _demo: crate::demo::Demo,
    config: PortalConfig,
    client: Client,
}

impl Running {
    async fn start() -> Self {
        let demo = crate::demo::Demo::start(0).await.unwrap();
        let config = demo.portals().into_iter().find(|portal| portal.kind == Kind::ApiEntreprise).unwrap();
        Self { _demo: demo, config, client: net::builder().no_proxy().build().unwrap() }
    }

    /// With the token and what every endpoint asks for.
    async fn get(&self, path: &str) -> Response {
        let query = [("context", "Démo"), ("recipient", HOLDER), ("object", "Démo")];
        let url = format!("{}{path}", self.config.url);
        self.client.get(url).bearer_auth(TOKEN).query(&query).send().await.unwrap()
    }

    fn portal(&self) -> Arc<dyn Portal> {
        let secrets = Secrets::only("api-entreprise", Credentials::Token(TOKEN.to_owned().into()));
        let config = self.config.clone();
        portals::connect(Connection { config, clients: Clients::new(None).unwrap(), secrets })
    }
}

fn company(name: &str) -> &'static Company {
    COMPANIES.iter().find(|company| company.name.starts_with(name)).unwrap_or_else(|| panic!("no company {name}"))
}

/// One media of one endpoint for these answers, and what every endpoint asks for.
async fn bytes(portal: &dyn Portal, id: &str, media: &str, own: &[(&str, &str)]) -> Result<Vec<u8>, Error> {
    let dataset = portal.dataset(&Address::root("api-entreprise").child(id)).await?;
    let media = dataset.find(media).unwrap();
    let answers: Answers = own.iter().copied().chain([("context", "Démo"), ("object", "Démo")]).collect();
    let mut opened = portal.open(media, &answers, None).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = opened.chunk("media").await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[test]
fn the_tokens_say_what_they_are() {
    let title = |token: &str| jwt::claims(token).unwrap()["sub"].as_str().unwrap().to_owned();
    assert_eq!(title(TOKEN), "Marchés publics (démonstration)");
    assert!(jwt::expires(TOKEN).unwrap() > Timestamp::now());
    assert!(jwt::expires(EXPIRED_TOKEN).unwrap() < Timestamp::now());
}

#[test]
fn every_company_has_numbers_that_check() {
    for company in COMPANIES.iter() {
        let ids = [company.siren.clone(), company.siret()]
            .into_iter()
            .chain(company.rna.clone())
            .chain(company.former.clone());
        for id in ids {
            let all =
                [crate::model::form::Id::Siren, crate::model::form::Id::Siret, crate::model::form::Id::Rna].to_vec();
            let field = crate::model::form::Field::new("id", "", crate::model::form::Takes::Id(all));
            let answers: Answers = [("id", id.as_str())].into_iter().collect();
            assert!(crate::model::form::check(&[field], &answers).is_ok(), "{}: {id}", company.name);
        }
        assert_eq!(super::companies::find(&company.siret()).unwrap().name, company.name);
    }
    assert!(COMPANIES.len() >= 8);
}

#[tokio::test]
async fn the_portal_signs_in_and_shows_what_the_token_opens() {
    let running = Running::start().await;
    let portal = running.portal();
    let account = portal.account().await.unwrap();
    assert_eq!(account.who.as_deref(), Some("Marchés publics (démonstration)"));
    assert_eq!((account.opens.len(), account.warnings.len()), (SCOPES.len(), 0), "{account:?}");
    assert!(account.holder.is_some() && account.request.is_some() && account.datasets.len() > 30, "{account:?}");
    let root = Address::root("api-entreprise");
    let open = portal.list(&root.child("open"), &Narrowed::default(), None).await.unwrap();
    let all = portal.list(&root.child("all"), &Narrowed::default(), None).await.unwrap();
    assert!(open.items.len() > 30 && open.items.len() < all.items.len());
    let other = Credentials::Token(EXPIRED_TOKEN.to_owned().into());
    let secrets = Secrets::only("api-entreprise", other);
    let expired =
        portals::connect(Connection { config: running.config.clone(), clients: Clients::new(None).unwrap(), secrets });
    let error = expired.account().await.unwrap_err();
    assert_eq!((error.kind, error.code.as_deref()), (ErrorKind::SignIn, Some("00103")));
}

/// Whatever the token opens answers for some company, and what it answers can be shown.
#[tokio::test]
async fn the_endpoints_of_the_demo_answer_in_their_shapes() {
    let running = Running::start().await;
    let portal = running.portal();
    let (marais, amicale) = (company("ATELIERS"), company("AMICALE"));
    let siret = marais.siret();
    let table = [
        ("v4_insee_unites_legales", "siren", &*marais.siren),
        ("v4_insee_unites_legales_diffusables", "siren", &marais.siren),
        ("v4_insee_etablissements", "siret", &siret),
        ("v4_insee_sieges_unites_legales", "siren", &marais.siren),
        ("v3_insee_adresses_etablissements", "siret", &siret),
        ("v3_insee_successions", "siret", &siret),
        ("v3_infogreffe_extraits_rcs", "siren", &marais.siren),
        ("v3_european_commission_vies", "siren", &marais.siren),
        ("v3_dgfip_numero_tva", "siren", &marais.siren),
        ("v3_dgfip_chiffres_affaires", "siret", &siret),
        ("v4_dgfip_attestations_fiscales", "siren", &marais.siren),
        ("v4_acoss_attestations_sociales", "siren", &marais.siren),
        ("v3_msa_conformites_cotisations", "siret", &siret),
        ("v3_inpi_rne_actes_bilans", "siren", &marais.siren),
        ("v3_inpi_rne_extrait_rne", "siren", &marais.siren),
        ("v3_ademe_certificats_rge", "siret", &siret),
        ("v4_qualibat_certifications_batiment", "siret", &siret),
        ("v4_mi_unites_legales", "siren_or_rna", amicale.rna.as_deref().unwrap()),
        ("v4_mi_unites_legales_open_data", "siren_or_rna", &amicale.siren),
    ];
    for (id, key, value) in table {
        let body = bytes(&*portal, id, "json", &[(key, value)]).await.unwrap_or_else(|error| panic!("{id}: {error}"));
        let read = answer::read(&body).unwrap_or_else(|why| panic!("{id}: {why}"));
        assert!(!read.records.is_empty(), "{id}: {read:?}");
    }
    let year = [("siren", &*marais.siren), ("year", "2024")];
    let body = bytes(&*portal, "v3_gip_mds_effectifs_annuels_entreprise", "json", &year).await.unwrap();
    let shown = answer::read(&body).unwrap().records;
    assert!(shown[0].contains(&("effectifs_annuel[1].value".into(), "27".into())), "{shown:?}");
}

#[tokio::test]
async fn documents_are_pdf_behind_links_that_expire() {
    let running = Running::start().await;
    let portal = running.portal();
    let (marais, amicale) = (company("ATELIERS"), company("AMICALE"));
    let siren = ("siren", &*marais.siren);
    let table = [
        ("v4_acoss_attestations_sociales", "pdf", vec![siren]),
        ("v3_acoss_attestations_sociales", "pdf", vec![siren]),
        ("v4_dgfip_attestations_fiscales", "pdf", vec![siren]),
        ("v3_inpi_rne_extrait_rne", "pdf", vec![siren]),
        ("v3_inpi_rne_actes_bilans", "acte", vec![siren, ("document", "2")]),
        ("v3_inpi_rne_actes_bilans", "bilan", vec![siren, ("document", "1")]),
        ("v4_mi_unites_legales", "rna", vec![("siren_or_rna", &*amicale.siren), ("document", "3")]),
    ];
    for (id, media, own) in table {
        let pdf = bytes(&*portal, id, media, &own).await.unwrap_or_else(|error| panic!("{id}: {error}"));
        assert!(pdf.starts_with(b"%PDF-1.4\n") && pdf.ends_with(b"%%EOF\n"), "{id}");
        // Each object begins where the table says.
        let text: String = pdf.iter().map(|byte| char::from(*byte)).collect();
        let table = text.split("65535 f \n").nth(1).unwrap();
        for (number, line) in (1..).zip(table.lines().take(5)) {
            let at: usize = line[..10].parse().unwrap();
            assert!(pdf[at..].starts_with(format!("{number} 0 obj").as_bytes()), "{id}: object {number}");
        }
    }
    for gone in ["proxy/files/0", "proxy/inpi/download/0"] {
        let status = running.get(gone).await.status().as_u16();
        assert!(matches!(status, 404 | 410), "{gone}: {status}");
    }
}

#[tokio::test]
async fn troubles_are_those_of_the_portal() {
    let running = Running::start().await;
    let portal = running.portal();
    let ask = async |id: &str, media: &str, name: &str| {
        let company = company(name);
        let key =
            portal.dataset(&Address::root("api-entreprise").child(id)).await.unwrap().media[0].form[0].key.clone();
        let value = if key == "siret" { company.siret() } else { company.siren.clone() };
        bytes(&*portal, id, media, &[(&key, &value)]).await
    };
    let refused = ask("v4_acoss_attestations_sociales", "pdf", "BOULANGERIE").await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotFound);
    let notice =
        answer::read(&ask("v4_acoss_attestations_sociales", "json", "BOULANGERIE").await.unwrap()).unwrap().notices;
    assert_eq!(notice, ["L'entité n'est pas à jour de ses cotisations sociales."]);
    let table = [
        ("v4_acoss_attestations_sociales", "COOPERATIVE", "04501"),
        ("v4_dgfip_attestations_fiscales", "TRANSPORTS", "03020"),
        ("v3_dgfip_chiffres_affaires", "LABORATOIRE", "03002"),
        ("v4_insee_unites_legales", "ETABLISSEMENT PROTEGE", "01005"),
        ("v4_insee_unites_legales_diffusables", "ETABLISSEMENT PROTEGE", "01003"),
        ("v3_banque_de_france_bilans_entreprise", "ATELIERS", "00100"),
    ];
    for (id, name, code) in table {
        let error = ask(id, "json", name).await.unwrap_err();
        assert_eq!(error.code.as_deref(), Some(code), "{id}: {error}");
    }
    let partial = answer::read(&ask("v4_insee_unites_legales_diffusables", "json", "MARTIN").await.unwrap()).unwrap();
    assert!(partial.records[0].iter().any(|(_, value)| value.contains("[ND]")) && partial.notices.len() == 1);
    let former = company("OUEST").former.clone().unwrap();
    let moved = bytes(&*portal, "v4_insee_unites_legales", "json", &[("siren", &former)]).await.unwrap();
    assert!(answer::read(&moved).unwrap().notices[0].contains(&former));
}

#[tokio::test]
async fn requests_are_checked_in_the_portal_s_order() {
    let running = Running::start().await;
    let path = "v4/insee/sirene/unites_legales/999001019";
    let plain = |token: &'static str| {
        let request = running.client.get(format!("{}{path}", running.config.url));
        if token.is_empty() { request } else { request.bearer_auth(token) }
    };
    let code = async |response: Response| -> Vec<String> {
        let body: Value = response.json().await.unwrap();
        body["errors"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(code(plain("").send().await.unwrap()).await, ["00101"]);
    assert_eq!(code(plain(EXPIRED_TOKEN).send().await.unwrap()).await, ["00103"]);
    assert_eq!(code(plain(TOKEN).send().await.unwrap()).await, ["00201", "00203", "00202"]);
    let wrong = plain(TOKEN).query(&[("context", "x"), ("recipient", "1"), ("object", "x")]);
    assert_eq!(code(wrong.send().await.unwrap()).await, ["00210"]);
    assert_eq!(code(running.get("v4/insee/sirene/unites_legales/999001010").await).await, ["00301"]);
    assert_eq!(code(running.get("v4/insee/sirene/unites_legales/000000000").await).await, ["01003"]);
    assert_eq!(running.get("v9/nothing").await.status(), 404);
    let good = running.get(path).await;
    assert_eq!(good.status(), 200);
    assert_eq!(&good.headers()["content-type"], "application/vnd.api+json");
    assert!(good.headers().contains_key("ratelimit-remaining"));
}

#[tokio::test]
async fn five_slow_documents_a_minute_and_no_more() {
    let running = Running::start().await;
    let path = "v4/dgfip/unites_legales/999001019/attestation_fiscale";
    // A minute may turn in between: then there is another one's worth.
    let mut refused = None;
    for _ in 0..11 {
        let response = running.get(path).await;
        if response.status() == 429 {
            refused = Some(response);
            break;
        }
    }
    let refused = refused.unwrap();
    assert_eq!(&refused.headers()["ratelimit-remaining"], "0");
    let wait: i64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
}

#[tokio::test]
async fn pings_tell_of_providers_in_trouble() {
    let running = Running::start().await;
    let portal = running.portal();
    let warnings = async |id: &str| portal.dataset(&Address::root("api-entreprise").child(id)).await.unwrap().warnings;
    assert!(warnings("v3_qualifelec_certificats").await[0].contains("does not answer"));
    assert!(warnings("v3_opqibi_certifications_ingenierie").await[0].contains("maintenance until"));
    assert_eq!(warnings("v4_insee_unites_legales").await, [""; 0]);
    assert_eq!(running.get("ping/nobody").await.status(), 404);
}
