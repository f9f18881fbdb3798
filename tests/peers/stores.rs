//! Downloads into two independent S3 servers, and through a proxy that breaks what it is told to before each: `GUICHET_S3` is
//! the first of their four ports (moto, s3s-fs, the faults before each).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response, Uri};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{GetOptions, ObjectStore as _, ObjectStoreExt as _};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::common::home::{Home, Ran};

pub const SET: &str = "4a82fdb8-6c1a-4df6-bd87-b376c466a218";
/// What the peers take.
const KEY: (&str, &str) = ("AKIDPEER0000000001", "secret/peer+0000000000000000000000001");
pub const LARGE: usize = 30 << 20;
/// One test at a time has something broken on the way.
pub static BROKEN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
/// Kills of one download.
const KILLS: usize = 20;

/// The servers, as distances from the first port; and what stands before each.
pub const MOTO: u16 = 0;
pub const S3S: u16 = 1;
pub const FAULTS: u16 = 2;

fn port(server: u16) -> u16 {
    let first: u16 = std::env::var("GUICHET_S3").expect("GUICHET_S3 is to be the first port, as 9830").parse().unwrap();
    first + server
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes of which no two parts are alike, as a table.
pub fn table(length: usize, seed: u64) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut bytes = b"code;name\n".to_vec();
    while bytes.len() < length {
        bytes.extend_from_slice(format!("{:016x};{:016x}\n", random.u64(..), random.u64(..)).as_bytes());
    }
    bytes.truncate(length);
    bytes
}

pub struct File {
    pub body: Vec<u8>,
    etag: Option<String>,
    /// The SHA-256 that the portal states.
    claim: Option<String>,
    is_packed: bool,
    pub is_withdrawn: bool,
}

/// A portal of one dataset, whose files may change; counts the bytes it was asked for.
#[derive(Clone, Default)]
pub struct Portal {
    files: Arc<Mutex<BTreeMap<String, File>>>,
    served: Arc<Mutex<usize>>,
    url: String,
}

impl Portal {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let portal = Self { url: format!("http://{}/", listener.local_addr().unwrap()), ..Self::default() };
        let router = Router::new().fallback(answer).with_state(portal.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        portal
    }

    pub fn files(&self) -> MutexGuard<'_, BTreeMap<String, File>> {
        self.files.lock().unwrap()
    }

    /// Whose checksum is stated.
    pub fn publish(&self, name: &str, body: &[u8]) {
        let (etag, claim) = (Some(format!("\"{}\"", &sha256(body)[..8])), Some(sha256(body)));
        let (body, is_packed, is_withdrawn) = (body.to_vec(), false, false);
        self.files().insert(name.to_owned(), File { body, etag, claim, is_packed, is_withdrawn });
    }

    pub fn change(&self, name: &str, change: impl FnOnce(&mut File)) {
        change(self.files().get_mut(name).unwrap());
    }

    /// Since the last time.
    pub fn served(&self) -> usize {
        std::mem::take(&mut *self.served.lock().unwrap())
    }

    pub fn address(&self, name: &str) -> String {
        format!("p/{SET}/{}", id(self.files().keys().position(|it| it == name).unwrap()))
    }
}

fn id(number: usize) -> String {
    format!("acfe8ee1-27c1-44f4-a013-{number:012}")
}

async fn answer(State(portal): State<Portal>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let files = portal.files();
    if uri.path() == format!("/konsult/v1/datasets/{SET}/metadatas") {
        let media = |(number, (name, file)): (usize, (&String, &File))| {
            let checksum = file.claim.as_ref().map(|hash| json!({"algo": "SHA-256", "hash": hash}));
            json!({
                "media_type": "FILE", "media_id": id(number), "media_name": name, "file_type": "text/csv",
                "checksum": checksum, "connector": {"url": format!("/file/{number}"), "interface_contract": "dwnl"},
            })
        };
        let listed = files.iter().enumerate().filter(|(_, (_, file))| !file.is_withdrawn);
        let body = json!({
            "global_id": SET, "resource_title": "for a bucket", "storage_status": "online",
            "available_formats": listed.map(media).collect::<Vec<_>>(),
        });
        let response = Response::builder().header("content-type", "application/json");
        return response.body(Body::from(body.to_string())).unwrap();
    }
    let number = uri.path().strip_prefix("/file/").and_then(|number| number.parse().ok());
    let Some(file) = number.and_then(|number: usize| files.values().nth(number)) else {
        return Response::builder().status(404).body(Body::empty()).unwrap();
    };
    let known = headers.get("if-none-match").map(|it| it.to_str().unwrap().to_owned());
    let response = file.etag.iter().fold(Response::builder(), |it, etag| it.header("etag", etag));
    if file.etag.is_some() && known == file.etag {
        return response.status(304).body(Body::empty()).unwrap();
    }
    *portal.served.lock().unwrap() += file.body.len();
    let response = if file.is_packed { response.header("content-encoding", "gzip") } else { response };
    response.header("content-type", "text/csv").body(Body::from(file.body.clone())).unwrap()
}

/// A person who downloads into a folder of the bucket of their own.
pub struct Person {
    pub home: Home,
    pub portal: Portal,
    /// A server itself, whatever stands before it.
    pub store: AmazonS3,
    is_moto: bool,
    pub prefix: String,
}

impl Person {
    /// Who asks `server`, or what stands before it.
    pub async fn at(server: u16) -> Self {
        Self::of(server, Portal::start().await, format!("t-{:016x}", fastrand::u64(..)))
    }

    /// The same at another machine.
    pub fn beside(&self, server: u16) -> Self {
        Self::of(server, self.portal.clone(), self.prefix.clone())
    }

    fn of(server: u16, portal: Portal, prefix: String) -> Self {
        let home = Home::new()
            .set("GUICHET_SECRETS", "memory")
            .set("AWS_ACCESS_KEY_ID", KEY.0)
            .set("AWS_SECRET_ACCESS_KEY", KEY.1)
            .set("AWS_REGION", "us-east-1")
            .set("AWS_ENDPOINT_URL", &format!("http://127.0.0.1:{}", port(server)));
        home.write_config(&format!("[portals.p]\nkind = \"rudi\"\nurl = \"{}\"\n", portal.url));
        let store = AmazonS3Builder::new()
            .with_endpoint(format!("http://127.0.0.1:{}", port(server % FAULTS)))
            .with_allow_http(true)
            .with_bucket_name("guichet")
            .with_region("us-east-1")
            .with_access_key_id(KEY.0)
            .with_secret_access_key(KEY.1)
            .with_http_connector(Direct)
            .build()
            .unwrap();
        Self { home, portal, store, is_moto: server % FAULTS == MOTO, prefix }
    }

    pub fn output(&self) -> String {
        format!("s3://guichet/{}/", self.prefix)
    }

    fn get_args(&self, name: &str) -> Vec<String> {
        let address = self.portal.address(name);
        ["get", &address, "-o", &self.output(), "--json", "--max-wait", "8s"].map(str::to_owned).to_vec()
    }

    pub fn run(&self, args: &[String]) -> Ran {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        tokio::task::block_in_place(|| self.home.run(&args, ""))
    }

    /// The exit code, and the line of JSON.
    fn get(&self, name: &str, flags: &[&str]) -> (i32, Value) {
        let flags = flags.iter().map(|flag| (*flag).to_owned());
        let ran = self.run(&self.get_args(name).into_iter().chain(flags).collect::<Vec<_>>());
        assert!(!ran.out.contains(KEY.1) && !ran.err.contains(KEY.1), "{ran:?}");
        (ran.code, serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}")))
    }

    #[track_caller]
    fn gets(&self, name: &str, flags: &[&str], outcome: &str) -> Value {
        let (code, told) = self.get(name, flags);
        assert_eq!((code, told["outcome"].as_str()), (0, Some(outcome)), "{told}");
        told
    }

    /// It fails with this kind of error.
    #[track_caller]
    fn fails(&self, name: &str, kind: &str) -> Value {
        let (code, told) = self.get(name, &[]);
        assert_eq!((told["outcome"].as_str(), told["error"]["kind"].as_str()), (Some("failed"), Some(kind)), "{told}");
        assert_ne!(code, 0);
        told
    }

    pub fn key(&self, name: &str) -> Path {
        Path::parse(format!("{}/{name}", self.prefix)).unwrap()
    }

    pub async fn object(&self, name: &str) -> Option<Vec<u8>> {
        match self.store.get_opts(&self.key(name), GetOptions::default()).await {
            Ok(found) => Some(found.bytes().await.unwrap().to_vec()),
            Err(object_store::Error::NotFound { .. }) => None,
            Err(error) => panic!("{error}"),
        }
    }

    pub async fn receipt(&self, name: &str) -> Value {
        serde_json::from_slice(&self.object(&format!("{name}.receipt.json")).await.unwrap()).unwrap()
    }

    /// The names of all objects that are visible.
    async fn visible(&self) -> Vec<String> {
        let prefix = Path::parse(&self.prefix).unwrap();
        let listed = self.store.list_with_delimiter(Some(&prefix)).await.unwrap().objects;
        let mut names: Vec<_> = listed.iter().map(|it| it.location.filename().unwrap().to_owned()).collect();
        names.sort();
        names
    }

    /// The object is as published, with its receipt, and nothing is left beside or open.
    async fn is_there(&self, name: &str) {
        let body = self.portal.files()[name].body.clone();
        assert!(self.object(name).await.as_deref() == Some(&body), "{name} is another");
        let receipt = self.receipt(name).await;
        assert_eq!(receipt["sha256"], sha256(&body));
        let head = self.store.head(&self.key(name)).await.unwrap();
        assert_eq!(receipt["stored"]["etag"].as_str(), head.e_tag.as_deref());
        self.nothing_else(&[name, &format!("{name}.receipt.json")]).await;
    }

    async fn nothing_else(&self, names: &[&str]) {
        assert_eq!(self.visible().await, names);
        assert_eq!(self.open_uploads().await, 0);
        let notes = self.home.path("state/guichet/uploads");
        let left = std::fs::read_dir(notes).into_iter().flatten().map(|it| it.unwrap().file_name());
        let left: Vec<_> = left.map(|it| it.into_string().unwrap()).collect();
        // What is half written is removed after a minute, as everywhere.
        assert!(left.iter().all(|name| name.ends_with(".new")), "{left:?}");
    }

    /// Of this person; s3s-fs tells nobody.
    pub async fn open_uploads(&self) -> usize {
        if !self.is_moto {
            return 0;
        }
        let url = format!("http://127.0.0.1:{}/guichet?uploads&prefix={}/", port(MOTO), self.prefix);
        let who = "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
        let answer = client().get(url).header("authorization", who).send().await.unwrap();
        let body = answer.text().await.unwrap();
        assert!(body.contains("ListMultipartUploadsResult"), "{body}");
        body.matches("<UploadId>").count()
    }

    /// What stands before the server breaks what these rules say.
    pub async fn breaks(&self, server: u16, rules: Value) {
        let url = format!("http://127.0.0.1:{}/__faults", port(server));
        client().post(url).body(rules.to_string()).send().await.unwrap().error_for_status().unwrap();
    }
}

fn client() -> reqwest::Client {
    guichet::net::builder().no_proxy().build().unwrap()
}

/// The crate's own way to a server, for what the tests look at.
#[derive(Debug)]
struct Direct;

impl object_store::client::HttpConnector for Direct {
    fn connect(
        &self,
        _: &object_store::client::ClientOptions,
    ) -> object_store::Result<object_store::client::HttpClient> {
        Ok(object_store::client::HttpClient::new(client()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_file_is_put_and_not_fetched_again() {
    for server in [MOTO, S3S] {
        let person = Person::at(server).await;
        person.portal.publish("a é+&.csv", b"code;name\n1;a\n");
        let told = person.gets("a é+&.csv", &[], "downloaded");
        assert_eq!(told["path"], format!("{}a é+&.csv", person.output()));
        assert_eq!(told["verdict"], "verified");
        person.is_there("a é+&.csv").await;
        person.portal.served();
        person.gets("a é+&.csv", &[], "unchanged");
        assert_eq!(person.portal.served(), 0);
        // Nor by another machine, which knows nothing of it.
        std::fs::remove_dir_all(person.home.path("state")).unwrap();
        person.gets("a é+&.csv", &[], "unchanged");
        person.portal.publish("a é+&.csv", b"code;name\n1;b\n");
        person.gets("a é+&.csv", &[], "updated");
        person.is_there("a é+&.csv").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_goes_in_parts() {
    for server in [MOTO, S3S] {
        let person = Person::at(server).await;
        person.portal.publish("a.csv", &table(LARGE, 1));
        person.gets("a.csv", &[], "downloaded");
        person.is_there("a.csv").await;
        person.portal.served();
        person.gets("a.csv", &[], "unchanged");
        assert_eq!(person.portal.served(), 0);
        person.portal.publish("a.csv", &table(LARGE, 2));
        person.gets("a.csv", &[], "updated");
        person.is_there("a.csv").await;
        // Another validator of the same bytes: they are fetched, and not put again.
        let before = person.receipt("a.csv").await;
        person.portal.change("a.csv", |file| (file.etag, file.claim) = (Some("\"again\"".into()), None));
        person.gets("a.csv", &[], "unchanged");
        assert_eq!(person.receipt("a.csv").await, before);
        assert_eq!(person.open_uploads().await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_somebody_elses_stays_and_is_told() {
    for server in [MOTO, S3S] {
        let person = Person::at(server).await;
        person.portal.publish("a.csv", b"code;name\n1;a\n");
        person.store.put(&person.key("a.csv"), "mine".into()).await.unwrap();
        person.fails("a.csv", "exists");
        assert_eq!(person.object("a.csv").await.unwrap(), b"mine");
        person.nothing_else(&["a.csv"]).await;
        person.gets("a.csv", &["--if-exists", "skip"], "skipped");
        person.gets("a.csv", &["--if-exists", "rename"], "downloaded");
        assert_eq!(person.object("a.csv").await.unwrap(), b"mine");
        assert_eq!(person.object("a (2).csv").await.unwrap(), b"code;name\n1;a\n");
        person.gets("a.csv", &["--if-exists", "overwrite"], "downloaded");
        assert_eq!(person.object("a.csv").await.unwrap(), b"code;name\n1;a\n");
        // Changed by somebody since: it is no longer as it was left.
        person.store.put(&person.key("a.csv"), "mine again".into()).await.unwrap();
        person.portal.publish("a.csv", b"code;name\n1;b\n");
        person.fails("a.csv", "exists");
        assert_eq!(person.object("a.csv").await.unwrap(), b"mine again");
        // No receipt of ours is where it is to be.
        person.portal.publish("b.csv", b"code;name\n1;a\n");
        person.store.put(&person.key("b.csv.receipt.json"), "notes".into()).await.unwrap();
        person.fails("b.csv", "exists");
        assert_eq!(person.object("b.csv").await, None);
        assert_eq!(person.object("b.csv.receipt.json").await.unwrap(), b"notes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_as_stated_never_becomes_visible() {
    for server in [MOTO, S3S] {
        let person = Person::at(server).await;
        for (name, size) in [("small.csv", 100), ("large.csv", LARGE)] {
            person.portal.publish(name, &table(size, 3));
            person.portal.change(name, |file| file.claim = Some(sha256(b"another")));
            let told = person.fails(name, "integrity");
            assert!(told["error"].to_string().contains("nothing was stored"), "{told}");
        }
        person.nothing_else(&[]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_packs_unasked_is_stored_as_it_is_called() {
    use std::io::Write as _;
    let person = Person::at(MOTO).await;
    let plain = table(1000, 4);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&plain).unwrap();
    person.portal.publish("a.csv", &gzip.finish().unwrap());
    person.portal.change("a.csv", |file| (file.is_packed, file.claim) = (true, Some(sha256(&plain))));
    let told = person.gets("a.csv", &["--name", "a.csv"], "downloaded");
    assert_eq!(told["verdict"], "verified");
    assert_eq!(person.object("a.csv").await.unwrap(), plain);
    assert_eq!(person.receipt("a.csv").await["sha256"], sha256(&plain));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_in_one_sentence() {
    let mut person = Person::at(S3S).await;
    person.portal.publish("a.csv", b"code;name\n1;a\n");
    let set = |person: &mut Person, name: &str, value: &str| {
        person.home.env.retain(|(known, _)| known != name);
        if !value.is_empty() {
            person.home.env.push((name.to_owned(), value.to_owned()));
        }
    };
    let said = |person: &Person| {
        let ran = person.run(&person.get_args("a.csv"));
        assert!(!ran.err.contains("secret/") && !ran.out.contains("secret/"), "{ran:?}");
        (ran.code, format!("{}{}", ran.out, ran.err))
    };
    for (name, value, code, sentence) in [
        ("AWS_SECRET_ACCESS_KEY", "secret/wrong+0000000000000000000000000", 3, "refuses the signature"),
        ("AWS_SECRET_ACCESS_KEY", "", 3, "there is no key"),
        ("AWS_ACCESS_KEY_ID", "AKIDNOBODY00000000", 3, "the object store"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9", 5, "was not reached"),
        ("AWS_ENDPOINT_URL", "http://192.0.2.1:9", 2, "not encrypted"),
    ] {
        let kept = person.home.env.clone();
        set(&mut person, name, value);
        let (ended, told) = said(&person);
        assert_eq!(ended, code, "{name}={value} {told}");
        assert!(told.contains(sentence), "{name}={value} {told}");
        person.home.env = kept;
    }
    person.nothing_else(&[]).await;
    let moto = Person::at(MOTO).await;
    moto.portal.publish("a.csv", b"code;name\n1;a\n");
    let args = ["get", &moto.portal.address("a.csv"), "-o", "s3://nothere/x/", "--json", "--max-wait", "1s"];
    let ran = moto.run(&args.map(str::to_owned));
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.out.contains("no such bucket"), "{ran:?}");
}

/// Each thing that may break, where it breaks, and how the download ends.
#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_on_the_way_ends_rightly() {
    let _alone = BROKEN.lock().await;
    const PART: &str = "partNumber=2";
    const COMPLETE: &str = "a.csv\\?uploadId=";
    const CREATE: &str = "\\?uploads";
    const SMALL: &str = "/s\\.csv$";
    let rule = |method: &str, target: &str, what: &str| {
        json!({
            "method": method, "target": target, "do": what, "after": 1, "rate": 8_000_000,
        })
    };
    let ended_well = [
        ("PUT", PART, "cut-request"),
        ("PUT", PART, "cut-upstream"),
        ("PUT", PART, "slowdown"),
        ("PUT", PART, "error-after"),
        ("PUT", PART, "lost-after"),
        ("PUT", PART, "no-etag"),
        ("PUT", PART, "hang"),
        ("PUT", PART, "slow"),
        ("PUT", PART, "slow-request"),
        ("POST", CREATE, "slowdown"),
        ("POST", COMPLETE, "error"),
        ("POST", COMPLETE, "error-after"),
        ("POST", COMPLETE, "lost-after"),
        ("POST", COMPLETE, "ok-error"),
        ("POST", COMPLETE, "no-etag"),
        ("POST", COMPLETE, "wrong-etag"),
        ("POST", COMPLETE, "cut-response"),
        ("POST", COMPLETE, "hang"),
        ("PUT", SMALL, "error-after"),
        ("PUT", SMALL, "lost-after"),
        ("PUT", SMALL, "cut-request"),
        ("PUT", SMALL, "no-etag"),
        ("PUT", SMALL, "wrong-etag"),
        ("PUT", SMALL, "slowdown"),
    ];
    for server in [MOTO, S3S] {
        for (method, target, what) in ended_well {
            let person = Person::at(server + FAULTS).await;
            let (name, size) = if target == SMALL { ("s.csv", 1000) } else { ("a.csv", LARGE) };
            person.portal.publish(name, &table(size, 5));
            person.breaks(server + FAULTS, json!([rule(method, target, what)])).await;
            let (code, told) = person.get(name, &[]);
            person.breaks(server + FAULTS, json!([])).await;
            assert_eq!(code, 0, "{server} {method} {target} {what}: {told}");
            assert_eq!(told["outcome"], "downloaded", "{server} {method} {target} {what}: {told}");
            person.is_there(name).await;
        }
        for (method, target, what, kind) in [
            ("PUT", PART, "slowdown", "unavailable"),
            ("POST", COMPLETE, "error", "unavailable"),
            ("POST", COMPLETE, "ok-error", "unavailable"),
            ("PUT", SMALL, "slowdown", "unavailable"),
            ("PUT", SMALL, "redirect", "config"),
        ] {
            let person = Person::at(server + FAULTS).await;
            let (name, size) = if target == SMALL { ("s.csv", 1000) } else { ("a.csv", LARGE) };
            person.portal.publish(name, &table(size, 6));
            let mut rule = rule(method, target, what);
            rule["times"] = 0.into(); // for ever
            person.breaks(server + FAULTS, json!([rule])).await;
            let told = person.fails(name, kind);
            person.breaks(server + FAULTS, json!([])).await;
            assert_eq!(person.visible().await, Vec::<String>::new(), "{server} {what}: {told}");
            assert_eq!(person.open_uploads().await, 0, "{server} {what}: {told}");
            // Once all is well again, so is the download.
            person.gets(name, &[], "downloaded");
            person.is_there(name).await;
        }
    }
}

/// Somebody else takes the name while the bytes are on their way.
#[tokio::test(flavor = "multi_thread")]
async fn two_machines_never_write_over_each_other() {
    let _alone = BROKEN.lock().await;
    for server in [MOTO, S3S] {
        let person = Person::at(server + FAULTS).await;
        person.portal.publish("a.csv", &table(LARGE, 7));
        let rules = json!([{"method": "PUT", "target": "partNumber=4", "do": "slow-request", "rate": 1_500_000}]);
        person.breaks(server + FAULTS, rules).await;
        let args = person.get_args("a.csv");
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let running = person.home.command(&args).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(1500)).await;
        person.store.put(&person.key("a.csv"), "mine".into()).await.unwrap();
        let ran = tokio::task::block_in_place(|| running.wait_with_output().unwrap());
        person.breaks(server + FAULTS, json!([])).await;
        assert_eq!(ran.status.code(), Some(2), "{}", String::from_utf8_lossy(&ran.stdout));
        assert_eq!(person.object("a.csv").await.unwrap(), b"mine");
        person.nothing_else(&["a.csv"]).await;
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn after_many_kills_there_is_one_object_and_nothing_open() {
    for server in [MOTO, S3S] {
        let person = Person::at(server).await;
        person.portal.publish("a.csv", &table(LARGE, 8));
        let (args, mut killed, began) = (person.get_args("a.csv"), 0, std::time::Instant::now());
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let whole = {
            let other = Person::at(server).await;
            other.portal.publish("a.csv", &table(LARGE, 8));
            let begun = std::time::Instant::now();
            other.gets("a.csv", &[], "downloaded");
            begun.elapsed()
        };
        while killed < KILLS && began.elapsed() < Duration::from_secs(240) {
            let mut child = person.home.command(&args).spawn().unwrap();
            tokio::time::sleep(whole.mul_f64(fastrand::f64() * 1.05)).await;
            child.kill().unwrap();
            let status = tokio::task::block_in_place(|| child.wait().unwrap());
            killed += usize::from(status.code().is_none());
            if let Some(code) = status.code() {
                assert_eq!(code, 0);
                person.is_there("a.csv").await;
                for name in ["a.csv", "a.csv.receipt.json"] {
                    person.store.delete(&person.key(name)).await.unwrap();
                }
            }
        }
        assert_eq!(killed, KILLS);
        let (code, told) = person.get("a.csv", &[]);
        assert_eq!(code, 0, "{told}");
        person.is_there("a.csv").await;
    }
}
