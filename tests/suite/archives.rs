//! Archives at a server that counts what it gives: looked into, and one entry of them taken.

use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{Response, StatusCode, header};
use futures_util::{StreamExt as _, stream};
use guichet::access::auth::SignIn;
use guichet::base::error::{Error, ErrorKind};
use guichet::download::{FetchPlan, Outcome, Verdict, fetch};
use guichet::model::Media;
use guichet::model::form::Answers;
use guichet::net::Clients;
use guichet::preview::{Preview, ReadOptions, Remote, View, preview};
use guichet::session::entry::{EntryPortal, with_entry};
use tokio::net::TcpListener;

use crate::common::file_portal::FilePortal;

/// So much is given at once.
const PIECE: u64 = 64 << 10;
/// How long each row of a generated table is.
const ROW: usize = 32;

/// A part of a file that is made while it is read.
#[derive(Clone)]
enum Part {
    Bytes(Vec<u8>),
    Zeros(u64),
    /// So many rows of a table.
    Rows(u64),
}

impl Part {
    fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Zeros(length) => *length,
            Self::Rows(count) => count * ROW as u64,
        }
    }

    fn byte(&self, at: u64) -> u8 {
        match self {
            Self::Bytes(bytes) => bytes[at as usize],
            Self::Zeros(_) => 0,
            Self::Rows(_) => row(at / ROW as u64).as_bytes()[at as usize % ROW],
        }
    }
}

fn row(at: u64) -> String {
    format!("{at:010};{:020}\n", at * 3)
}

/// What the server holds, and how many bytes of it each answer gave away.
struct Server {
    portal: Arc<FilePortal>,
    sent: Arc<Mutex<u64>>,
}

impl Server {
    async fn new(parts: Vec<Part>, ranges: bool) -> Self {
        let (parts, sent) = (Arc::new(parts), Arc::<Mutex<u64>>::default());
        let log = sent.clone();
        let app = Router::new().fallback(move |request: Request| {
            let answer = answer(&parts, ranges, &request, &log);
            async { answer }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { portal: Arc::new(FilePortal::new(Clients::new(None).unwrap(), &base, SignIn::none())), sent }
    }

    async fn of(archive: Vec<u8>, ranges: bool) -> Self {
        Self::new(vec![Part::Bytes(archive)], ranges).await
    }

    fn media(&self) -> Media {
        Media { format: Some("zip".into()), ..self.portal.media("archive", "archive") }
    }

    async fn look(&self, entry: &[&str]) -> Result<Preview, Error> {
        let (media, answers) = (self.media(), Answers::default());
        let options = ReadOptions { entry: owned(entry), ..ReadOptions::default() };
        preview(&mut Remote::new(&*self.portal, &media, &answers), &options).await
    }

    async fn take(&self, entry: &[&str], folder: &Path) -> Result<Outcome, Error> {
        let (media, path) = (self.media(), owned(entry));
        let answers = with_entry(&Answers::default(), &path);
        let (portal, media) = EntryPortal::of(self.portal.clone(), &media, Answers::default(), path).await?;
        fetch(&portal, &media, &FetchPlan { answers, ..FetchPlan::into(folder) }, |_| {}).await
    }

    fn sent(&self) -> u64 {
        std::mem::take(&mut self.sent.lock().unwrap())
    }
}

fn owned(path: &[&str]) -> Vec<String> {
    path.iter().map(|name| (*name).to_owned()).collect()
}

fn answer(parts: &Arc<Vec<Part>>, ranges: bool, request: &Request, log: &Arc<Mutex<u64>>) -> Response<Body> {
    let total: u64 = parts.iter().map(Part::length).sum();
    let range = request.headers().get(header::RANGE).and_then(|it| it.to_str().ok()).filter(|_| ranges);
    let asked = range.and_then(|range| range.strip_prefix("bytes=")?.split_once('-'));
    let (first, last) = asked
        .map_or((0, total - 1), |(first, last)| (first.parse().unwrap(), last.parse().unwrap_or(total).min(total - 1)));
    let response = Response::builder().header(header::ETAG, "\"1\"");
    if first >= total {
        return response.status(StatusCode::RANGE_NOT_SATISFIABLE).body(Body::empty()).unwrap();
    }
    let (parts, log) = (parts.clone(), log.clone());
    let starts = (first..=last).step_by(PIECE as usize);
    let pieces = stream::iter(starts).map(move |at| {
        let piece = made(&parts, at, (last + 1 - at).min(PIECE));
        *log.lock().unwrap() += piece.len() as u64;
        Ok::<_, std::io::Error>(piece)
    });
    let response = match asked {
        Some(_) => response
            .status(StatusCode::PARTIAL_CONTENT)
            .header(header::CONTENT_RANGE, format!("bytes {first}-{last}/{total}")),
        None => response,
    };
    response.header(header::CONTENT_LENGTH, last + 1 - first).body(Body::from_stream(pieces)).unwrap()
}

fn made(parts: &[Part], from: u64, length: u64) -> Bytes {
    let (mut bytes, mut start) = (Vec::new(), 0);
    for part in parts {
        let end = start + part.length();
        let (first, last) = (from.max(start), (from + length).min(end));
        bytes.extend((first..last.max(first)).map(|at| part.byte(at - start)));
        start = end;
    }
    bytes.into()
}

/// A ZIP that stores each of these as it is.
fn zip(files: &[(&str, u32, Part)]) -> Vec<Part> {
    let (mut parts, mut list, mut at) = (Vec::new(), Vec::new(), 0u64);
    for (name, crc, content) in files {
        let mut common = vec![0, 8, 0, 0, 0x80, 0x52, 0xc3, 0x58];
        let length = content.length() as u32;
        [*crc, length, length].iter().for_each(|it| common.extend(it.to_le_bytes()));
        [name.len() as u16, 0].iter().for_each(|it| common.extend(it.to_le_bytes()));
        let head = [b"PK\x03\x04\x14\0", &common[..], name.as_bytes()].concat();
        let lies_at = (at as u32).to_le_bytes();
        list.extend([b"PK\x01\x02\x14\0\x14\0", &common[..], &[0; 10], &lies_at, name.as_bytes()].concat());
        at += head.len() as u64 + content.length();
        parts.extend([Part::Bytes(head), content.clone()]);
    }
    let count = (files.len() as u16).to_le_bytes();
    let length = (list.len() as u32).to_le_bytes();
    list.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &length, &(at as u32).to_le_bytes(), &[0, 0]].concat());
    parts.push(Part::Bytes(list));
    parts
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn small(files: &[(&str, &[u8])]) -> Vec<u8> {
    let files: Vec<_> = files.iter().map(|(name, bytes)| (*name, crc(bytes), Part::Bytes(bytes.to_vec()))).collect();
    let parts = zip(&files);
    made(&parts, 0, parts.iter().map(Part::length).sum()).into()
}

#[tokio::test]
async fn a_table_in_an_archive_of_half_a_gigabyte_costs_its_list_and_its_beginning() {
    let parts = zip(&[
        ("photos.bin", 0, Part::Zeros(400 << 20)),
        ("données/mesures.csv", 0, Part::Rows(3 << 20)),
        ("lisez-moi.txt", 0, Part::Bytes(b"bonjour".to_vec())),
        ("autre.bin", 0, Part::Zeros(8 << 20)),
    ]);
    let server = Server::new(parts, true).await;
    let listing = server.look(&["lisez-moi.txt"]).await.unwrap();
    assert!(matches!(listing.views[0], View::Text(_)));
    let sent = server.sent();
    assert!(sent < 300 << 10, "{sent} bytes for a text");
    for entry in [&["données/mesures.csv"][..], &[]] {
        let read = server.look(entry).await.unwrap();
        let View::Table(table) = &read.views[0] else { panic!("{:?}", read.views) };
        assert!(table.rows.len() > 900 && table.rows.iter().any(|row| row[0].as_deref() == Some("0000000002")));
        let sent = server.sent();
        assert!(sent < 512 << 10, "{sent} bytes for the first rows");
    }
}

#[tokio::test]
async fn an_entry_is_taken_by_its_ranges_and_its_checksum_is_the_verdict() {
    let text = b"a;b\n1;2\n".repeat(4000);
    let mut parts =
        zip(&[("filler.bin", 0, Part::Zeros(64 << 20)), ("dir/data.csv", crc(&text), Part::Bytes(text.clone()))]);
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new(parts.clone(), true).await;
    let outcome = server.take(&["data.csv"], folder.path()).await.unwrap();
    assert_eq!((outcome.verdict, outcome.bytes), (Verdict::Verified, text.len() as u64), "{}", outcome.reason);
    assert_eq!(outcome.path, folder.path().join("data.csv"));
    assert_eq!(std::fs::read(&outcome.path).unwrap(), text);
    let sent = server.sent();
    assert!(sent < 1 << 20, "{sent} bytes");
    let error = server.take(&["dat.csv"], folder.path()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert!(error.hint.unwrap().to_string().contains("dir/data.csv"));
    // The same, altered on its way.
    let Part::Bytes(content) = &mut parts[3] else { panic!("the second file") };
    content[5] = b'9';
    let altered = tempfile::tempdir().unwrap();
    let outcome = Server::new(parts, true).await.take(&["data.csv"], altered.path()).await.unwrap();
    assert_eq!(outcome.verdict, Verdict::Altered, "{}", outcome.reason);
    assert!(!altered.path().join("data.csv").exists());
}

#[tokio::test]
async fn an_entry_is_taken_where_no_ranges_are_served() {
    let inner = small(&[("../../etc/b.csv", b"x;y\n3;4\n")]);
    let archive = small(&[("a.csv", b"a;b\n1;2\n"), ("inner.zip", &inner)]);
    let folder = tempfile::tempdir().unwrap();
    let server = Server::of(archive, false).await;
    let outcome = server.take(&["inner.zip", "*.csv"], folder.path()).await.unwrap();
    assert_eq!((outcome.verdict, outcome.bytes), (Verdict::Verified, 8), "{}", outcome.reason);
    assert_eq!(outcome.path, folder.path().join("b.csv"), "nothing leads out of the folder");
}

#[tokio::test]
async fn what_is_locked_or_no_archive_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = small(&[("a.csv", b"a;b\n1;2\n")]);
    let list = archive.windows(4).position(|it| it == b"PK\x01\x02").unwrap();
    archive[list + 8] |= 1;
    let error = Server::of(archive, true).await.take(&["a.csv"], folder.path()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied);
    let error = Server::of(b"a;b\n1;2\n".to_vec(), true).await.take(&["a.csv"], folder.path()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
}
