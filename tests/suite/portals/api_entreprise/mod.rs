//! The traps of API Entreprise. Sections are those of docs/portals/api-entreprise.md.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use guichet::access::secrets::Credentials;
use guichet::base::error::{Error, ErrorKind};
use guichet::model::form::Answers;
use guichet::model::{Dataset, Media, Offer, Page, Query};
use guichet::portals::PortalConfig;
use guichet::portals::{Kind, Portal};
use serde_json::{Value, json as object};

use super::careful::Subject;
use super::contract::connecting;
use super::{PORTAL, at, connect_with, fixture, json, titles};
use crate::common::server::{Answer, Server};

mod documents;
mod folders;
mod forms;
mod refusals;
mod signing_in;

const INTROSPECT: &str = "/v3/token/introspect";
const PRIVILEGES: &str = "/privileges";
const VIGILANCE: &str = "v4_acoss_attestations_sociales";
const UNIT: &str = "v4_insee_unites_legales";
const UNIT_PATH: &str = "/v4/insee/sirene/unites_legales/552049447";

/// A token in the portal's form with these claims; its signature is nobody's.
fn jwt(claims: &Value) -> String {
    format!("eyJhbGciOiJIUzI1NiJ9.{}.c2lnbmF0dXJl", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

fn recorded(name: &str) -> Answer {
    Answer::raw("application/vnd.api+json", fixture(&format!("api-entreprise/{name}")))
}

fn recorded_error(status: u16, name: &str) -> Answer {
    let body = fixture(&format!("api-entreprise/errors/{status}_{name}"));
    Answer::raw("application/json", body).with_status(status)
}

/// The portal as somebody with `token` meets it.
fn with_token(server: &Server, token: &str) -> Arc<dyn Portal> {
    let config = PortalConfig::new(PORTAL, Kind::ApiEntreprise, server.url.clone());
    connect_with(config, Some(Credentials::Token(token.to_owned().into())))
}

/// The recorded token, ending when these tests are forgotten.
fn token() -> String {
    let mut claims = json("api-entreprise/jwt_payload.json");
    claims["exp"] = 4_070_908_800_i64.into();
    jwt(&claims)
}

/// The recorded introspection, ending then too.
fn introspection() -> Value {
    let mut introspection = json("api-entreprise/introspect_200_shape_b.json");
    introspection["data"]["date_expiration"] = "2099-01-01T00:00:00Z".into();
    introspection
}

/// A portal that takes the recorded token for what it is.
pub async fn signed_in() -> (Server, Arc<dyn Portal>) {
    let server = Server::start().await;
    server.answers(INTROSPECT, [Answer::json(&introspection())]);
    let portal = with_token(&server, &token());
    (server, portal)
}

/// As the suite's checks of a careful portal see it.
pub fn subject() -> Subject {
    Subject {
        about: Kind::ApiEntreprise.about(),
        connect: connecting(Kind::ApiEntreprise),
        credentials: Some(Credentials::Token(token().into())),
        sign_in: |_| {},
        credential: ("authorization", format!("Bearer {}", token())),
        folder: at(&["all"]),
        list: (INTROSPECT.to_owned(), introspection()),
        dataset: Some((at(&[UNIT]), (INTROSPECT.to_owned(), introspection()))),
        facets: vec![(INTROSPECT.to_owned(), introspection())],
        // What is asked for is made of answers, and here nothing is asked.
        written: |_| None,
        file_path: "/v4/insee/sirene/unites_legales/",
        file: |_| (Media::new(at(&[UNIT]), "json", "an answer"), Answers::default()),
    }
}

async fn list(portal: &dyn Portal, segments: &[&str], query: &Query) -> Result<Page, Error> {
    portal.list(&at(segments), query, None).await
}

async fn dataset(portal: &dyn Portal, id: &str) -> Dataset {
    portal.dataset(&at(&[id])).await.unwrap()
}

async fn media(portal: &dyn Portal, id: &str, media: &str) -> Media {
    dataset(portal, id).await.find(media).unwrap().clone()
}

/// Answers that every endpoint asks for, and these besides.
fn answers(own: &[(&str, &str)]) -> Answers {
    own.iter().copied().chain([("context", "Marchés publics"), ("object", "Marché 127")]).collect()
}

async fn bytes(portal: &dyn Portal, media: &Media, own: &[(&str, &str)]) -> Result<Vec<u8>, Error> {
    let mut opened = portal.open(media, &answers(own), None).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = opened.chunk("media").await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
