//! Signing in at a real, certified OAuth2 server: `GUICHET_OAUTH` and `GUICHET_OAUTH_TLS` are its addresses, tokens of
//! `basic-client` live 2 seconds there; `GUICHET_NGINX` is a file server that asks it about each token; `PEER_DIR` holds
//! the certificate authority of both.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use guichet::access::auth::client_credentials::{self, Basic, Request};
use guichet::access::auth::{SignIn, Token, Way};
use guichet::access::by_hand::ByHand;
use guichet::access::secrets::{Credentials, Secrets};
use guichet::base::Fut;
use guichet::base::error::{Error, ErrorKind, Result};
use guichet::download::{FetchPlan, Require, Traffic, Verdict, fetch};
use guichet::net::Clients;
use guichet::portals::PortalConfig;
use guichet::portals::{Connection, Kind as PortalKind};
use guichet::portals::{Dialect, Keyed};
use secrecy::SecretString;
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::common::file_portal::{FilePortal, checksum};

/// All that breaks encodings but the accent, which the server's own list of clients does not have.
const SECRET: &str = "b:s%2+c r/=";

fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is to name the peer"))
}

fn authority() -> PathBuf {
    PathBuf::from(env("PEER_DIR")).join("tls/ca.pem")
}

/// What a kind of portal would say of such a server.
struct Peer {
    token_url: Url,
    basic: Basic,
    scope: &'static str,
    grant: &'static str,
    clients: Clients,
    asked: Arc<AtomicU32>,
}

impl Peer {
    fn new() -> Self {
        let token_url = Url::parse(&format!("{}/token", env("GUICHET_OAUTH"))).unwrap();
        let clients = Clients::new(None).unwrap();
        let (basic, scope, grant) = (Basic::FormEncoded, "catalog:read media:read", "client_credentials");
        Self { token_url, basic, scope, grant, clients, asked: Arc::default() }
    }

    async fn token(&self, id: &str, secret: &str) -> Result<Token> {
        let secret = SecretString::from(secret);
        let form = vec![("grant_type", self.grant), ("scope", self.scope)];
        let request = Request {
            token_url: self.token_url.clone(),
            basic: self.basic,
            id,
            secret: &secret,
            form,
            subject: "peer",
        };
        self.asked.fetch_add(1, Ordering::SeqCst);
        client_credentials::request(&self.clients, &request).await
    }
}

impl Dialect for Peer {
    fn by_hand(&self, _way: &'static Way) -> Option<ByHand> {
        None
    }

    fn token<'a>(&'a self, _: &'static Way, credentials: &'a Credentials, _: Option<&'a Token>) -> Fut<'a, Token> {
        Box::pin(self.token(credentials.who().unwrap(), credentials.secret().expose()))
    }
}

/// The sign-in of a portal whose credential is this client's.
fn sign_in(peer: Peer, id: &str, secret: &str) -> SignIn {
    let config = PortalConfig::new("p", PortalKind::Rudi, peer.token_url.clone());
    let credentials = Credentials::Client { id: id.into(), secret: secret.to_owned().into() };
    let connection = Connection { config, clients: peer.clients.clone(), secrets: Secrets::only("p", credentials) };
    SignIn::new(Keyed::new(connection, peer))
}

fn refusal(result: Result<Token>) -> Error {
    match result {
        Err(error) => error,
        Ok(_) => panic!("it gave a token"),
    }
}

#[tokio::test]
async fn odd_secrets_are_understood_when_form_encoded_and_refused_raw() {
    let token = Peer::new().token("basic-client", SECRET).await.unwrap();
    assert_eq!(token.scopes.unwrap(), ["catalog:read", "media:read"]);
    let error = refusal(Peer { basic: Basic::Raw, ..Peer::new() }.token("basic-client", SECRET).await);
    assert_eq!(error.kind, ErrorKind::SignIn, "{error}");
    assert!(!format!("{error:?}").contains("b:s"), "{error:?}");
}

#[tokio::test]
async fn each_refusal_is_told_apart() {
    let peer = Peer::new();
    let wrong = refusal(peer.token("any-client", "wrong").await);
    assert!(wrong.kind == ErrorKind::SignIn && wrong.cause.contains("does not know this client"), "{wrong}");
    let unknown = refusal(peer.token("nobody", "x").await);
    assert_eq!(unknown.cause.contains("does not know this client"), wrong.cause.contains("does not know this client"));
    let scope = refusal(Peer { scope: "media:read", ..Peer::new() }.token("meta-only", "meta-secret").await);
    assert!(scope.kind == ErrorKind::SignIn && scope.cause.contains("does not grant the scope"), "{scope}");
    let flow = refusal(peer.token("code-only", "code-secret").await);
    assert!(flow.kind == ErrorKind::SignIn && flow.hint.as_ref().unwrap().contains("another flow"), "{flow}");
    let grant = refusal(Peer { grant: "password", ..Peer::new() }.token("any-client", "any-secret").await);
    assert!(grant.kind == ErrorKind::SignIn && grant.hint.as_ref().unwrap().contains("another flow"), "{grant}");
}

#[tokio::test]
async fn a_scope_dropped_without_a_word_is_noticed() {
    let token = Peer { scope: "nonsense", ..Peer::new() }.token("any-client", "any-secret").await.unwrap();
    assert!(client_credentials::ungranted("nonsense", &token).unwrap().contains("does not say"));
    let token = Peer { scope: "catalog:read nonsense", ..Peer::new() }.token("any-client", "any-secret").await.unwrap();
    let said = client_credentials::ungranted("catalog:read nonsense", &token).unwrap();
    assert!(said.ends_with("not granted: nonsense"), "{said}");
}

#[tokio::test]
async fn ten_parallel_calls_ask_for_one_token() {
    let peer = Peer::new();
    let asked = peer.asked.clone();
    let sign_in = sign_in(peer, "any-client", "any-secret");
    let tokens = join_all((0..10).map(|_| sign_in.token())).await;
    assert!(tokens.iter().all(|token| token.as_ref().is_ok_and(Option::is_some)));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn over_tls_the_authority_must_be_trusted_and_is_named() {
    let tls = |clients| {
        let token_url = Url::parse(&format!("{}/token", env("GUICHET_OAUTH_TLS"))).unwrap();
        Peer { token_url, clients, ..Peer::new() }
    };
    tls(Clients::new(Some(&authority())).unwrap()).token("any-client", "any-secret").await.unwrap();
    let error = refusal(tls(Clients::new(None).unwrap()).token("any-client", "any-secret").await);
    assert_eq!(error.kind, ErrorKind::Network, "{error}");
    assert!(error.cause.contains("not trusted") && error.cause.contains("signed by CN="), "{error}");
    assert!(error.hint.unwrap().contains("--ca-file"));
}

#[derive(Deserialize)]
struct Known {
    size: u64,
    sha256: String,
}

/// Passes connections on to `to`, at most `rate` bytes a second down, and cuts each after so many bytes.
async fn slow_and_brittle(to: String, rate: usize, cuts: &'static [usize]) -> (Url, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    let connections = Arc::new(AtomicU32::new(0));
    let count = connections.clone();
    tokio::spawn(async move {
        loop {
            let (client, _) = listener.accept().await.unwrap();
            let number = count.fetch_add(1, Ordering::SeqCst) as usize;
            let left = cuts.get(number).copied().unwrap_or(usize::MAX);
            let server = TcpStream::connect(&to).await.unwrap();
            tokio::spawn(relay(client, server, rate, left));
        }
    });
    (url, connections)
}

async fn relay(client: TcpStream, server: TcpStream, rate: usize, mut left: usize) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let up = tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
    let mut bytes = vec![0; rate / 20];
    while let Ok(count @ 1..) = from_server.read(&mut bytes).await {
        let count = count.min(left);
        left -= count;
        if to_client.write_all(&bytes[..count]).await.is_err() || left == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await; // this is what makes the line slow
    }
    up.abort();
}

/// Tokens live 2 seconds, the download takes longer and the line breaks twice: the rest is asked for with new tokens.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_download_outlives_its_token_and_loses_no_byte() {
    const MIB: usize = 1 << 20;
    let nginx = env("GUICHET_NGINX").trim_start_matches("http://").trim_end_matches('/').to_owned();
    let (url, connections) = slow_and_brittle(nginx, 3 * MIB, &[5 * MIB, 4 * MIB]).await;
    let manifest = std::fs::read(PathBuf::from(env("PEER_DIR")).join("data/manifest.json")).unwrap();
    let known: std::collections::BTreeMap<String, Known> = serde_json::from_slice(&manifest).unwrap();
    let known = &known["protected/12mib.bin"];

    let peer = Peer::new();
    let asked = peer.asked.clone();
    let portal = FilePortal::new(Clients::new(None).unwrap(), url.as_str(), sign_in(peer, "basic-client", SECRET));
    let mut media = portal.media("protected/12mib.bin", "12mib.bin");
    media.checksum = checksum("SHA-256", &known.sha256);
    let folder = tempfile::tempdir().unwrap();
    // Over one connection: several would be done before the token ends.
    let traffic = Arc::new(Traffic::new(1, Some(1 << 30)));
    let plan = FetchPlan { require: Require::Verified, traffic, ..FetchPlan::into(folder.path()) };
    let started = Instant::now();
    let outcome = fetch(&portal, &media, &plan, |_| {}).await.unwrap();
    assert_eq!((outcome.verdict, outcome.bytes), (Verdict::Verified, known.size));
    assert!(started.elapsed() > Duration::from_secs(2), "the first token has ended on the way");
    assert_eq!(connections.load(Ordering::SeqCst), 3, "two breaks, two continuations");
    assert!(asked.load(Ordering::SeqCst) >= 2, "with another token");
}

/// The server forgets all its tokens: each request is refused once, and one new token serves all.
#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_is_renewed_once_for_all() {
    let peer = Peer::new();
    let asked = peer.asked.clone();
    let portal =
        FilePortal::new(Clients::new(None).unwrap(), &env("GUICHET_NGINX"), sign_in(peer, "any-client", "any-secret"));
    let media = portal.media("protected/personnel.csv", "personnel.csv");
    let fetch_ten = async || {
        let fetches = (0..10).map(async |n| {
            let folder = tempfile::tempdir().unwrap();
            let plan = FetchPlan { name: Some(format!("{n}.csv")), ..FetchPlan::into(folder.path()) };
            fetch(&portal, &media, &plan, |_| {}).await.map(|outcome| outcome.bytes)
        });
        join_all(fetches).await
    };
    assert!(fetch_ten().await.iter().all(Result::is_ok));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    let forget = format!("{}/expire-all", env("GUICHET_OAUTH"));
    guichet::net::builder().build().unwrap().post(forget).send().await.unwrap().error_for_status().unwrap();
    let again = fetch_ten().await;
    assert!(again.iter().all(Result::is_ok), "{again:?}");
    assert_eq!(asked.load(Ordering::SeqCst), 2, "one more token for ten refused requests");
}
