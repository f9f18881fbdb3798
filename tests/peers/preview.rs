//! Previews from a real nginx, started beforehand: `GUICHET_NGINX` is its address, `PEER_DIR` the folder it keeps its
//! files and its access log in. The log tells how many bytes a preview took.
#![cfg(feature = "parquet")]

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use guichet::access::auth::SignIn;
use guichet::model::form::Answers;
use guichet::net::Clients;
use guichet::preview::{Criterion, Preview, ReadOptions, Remote, SAMPLE, View, preview};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde::Deserialize;

use crate::common::file_portal::FilePortal;

fn peer_dir() -> PathBuf {
    PathBuf::from(std::env::var_os("PEER_DIR").expect("PEER_DIR is to name the folder of the peers"))
}

/// A file that the peer serves as long as this lives.
struct Served {
    name: String,
    path: PathBuf,
}

impl Served {
    fn new(name: &str) -> Self {
        let name = format!("{}-{name}", std::process::id());
        Self { path: peer_dir().join("data/www/open").join(&name), name }
    }

    async fn look(&self, folder: &str) -> Preview {
        self.look_as(folder, &ReadOptions::default()).await
    }

    async fn look_as(&self, folder: &str, options: &ReadOptions) -> Preview {
        let base = std::env::var("GUICHET_NGINX").expect("GUICHET_NGINX is to name the peer, as http://127.0.0.1:9500");
        let portal = FilePortal::new(Clients::new(None).unwrap(), &base, SignIn::none());
        let (media, answers) = (portal.media(&format!("{folder}/{}", self.name), &self.name), Answers::default());
        preview(&mut Remote::new(&portal, &media, &answers), options).await.unwrap()
    }

    /// What the server says it sent of this file, once it has logged that many requests.
    async fn log(&self, folder: &str, requests: usize) -> Vec<Line> {
        let deadline = Instant::now() + Duration::from_secs(20);
        let uri = format!("/{folder}/{}", self.name);
        loop {
            let log = fs::read_to_string(peer_dir().join("nginx/access.log")).unwrap();
            let lines = log.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
            let lines: Vec<Line> = lines.filter(|line| line.uri == uri).collect();
            if lines.len() >= requests {
                return lines;
            }
            assert!(Instant::now() < deadline, "{} of {requests} requests logged", lines.len());
            tokio::task::yield_now().await; // the connection is closed by the same runtime
        }
    }
}

/// Pieces of a file, and how many zeros stand behind each: these are holes, and take no room.
fn write_pieces(path: &PathBuf, pieces: &[(&[u8], u64)]) {
    let mut file = File::create(path).unwrap();
    for (bytes, hole) in pieces {
        file.write_all(bytes).unwrap();
        file.seek(SeekFrom::Current(*hole as i64)).unwrap();
    }
    let end = file.stream_position().unwrap();
    file.set_len(end).unwrap();
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[derive(Debug, Deserialize)]
struct Line {
    uri: String,
    status: u16,
    sent: u64,
    range: String,
}

/// Leaves holes where only zeros are written, so that a gigabyte takes no room.
struct Sparse {
    file: File,
    zeros: Vec<u8>,
}

impl Write for Sparse {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = bytes.len().min(self.zeros.len());
        match length >= 4096 && bytes[..length] == self.zeros[..length] {
            true => self.file.seek(SeekFrom::Current(length as i64)).map(|_| length),
            false => self.file.write(&bytes[..length.min(4096)]),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Rows in a first row group; in a second one, a thousand blobs of a mebibyte.
fn write_gigabyte(path: &PathBuf) {
    let schema =
        "message s { required int64 id; optional binary commune (STRING); required double v; optional binary blob; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .build();
    let file = Sparse { file: File::create(path).unwrap(), zeros: vec![0; 64 << 10] };
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    for (rows, with_blobs) in [(100_000_i64, false), (1024, true)] {
        let mut group = writer.next_row_group().unwrap();
        let ids: Vec<i64> = (0..rows).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&ids, None, None).unwrap();
        column.close().unwrap();
        let names: Vec<ByteArray> = ids.iter().map(|id| format!("Commune n° {id}").as_str().into()).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&names, Some(&vec![1; names.len()]), None).unwrap();
        column.close().unwrap();
        let values: Vec<f64> = ids.iter().map(|id| *id as f64 / 4.0).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&values, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        if with_blobs {
            let blob = ByteArray::from(vec![0; 1 << 20]);
            for _ in 0..rows {
                column.typed::<ByteArrayType>().write_batch(std::slice::from_ref(&blob), Some(&[1]), None).unwrap();
            }
        } else {
            column.typed::<ByteArrayType>().write_batch(&[], Some(&vec![0; rows as usize]), None).unwrap();
        }
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.into_inner().unwrap().flush().unwrap();
}

#[tokio::test]
async fn of_a_gigabyte_of_parquet_only_the_footer_and_the_first_pages_are_sent() {
    let served = Served::new("large.parquet");
    write_gigabyte(&served.path);
    let total = fs::metadata(&served.path).unwrap().len();
    assert!(total > 1 << 30, "{total}");
    let preview = served.look("open").await;
    let [View::Table(rows), View::Table(schema), View::Facts(facts)] = &preview.views[..] else {
        panic!("{preview:?}")
    };
    assert_eq!(rows.rows[7], [Some("7".into()), Some("Commune n° 7".into()), Some("1.75".into()), None]);
    assert_eq!(rows.total, Some(101_024));
    assert_eq!(schema.rows.len(), 4);
    assert!(facts.contains(&("row groups".into(), "2".into())), "{facts:?}");
    let log = served.log("open", 3).await;
    let sent: u64 = log.iter().map(|line| line.sent).sum();
    assert!(log.iter().all(|line| line.status == 206), "{log:?}");
    // The beginning, the footer, and of four columns a first page of a mebibyte at most.
    assert!(sent < 2 << 20, "{sent} bytes: {log:?}");
    assert!(preview.bytes_read <= sent, "what is said to be read was sent");
}

#[tokio::test]
async fn of_a_large_csv_64_kib_are_sent_and_no_more() {
    let served = Served::new("large.csv");
    fs::write(&served.path, "commune;valeur\n".to_owned() + &"Châteaugiron;12,5\n".repeat(4 << 20)).unwrap();
    let preview = served.look("open").await;
    assert!(matches!(&preview.views[0], View::Table(table) if table.columns[1].name == "valeur"));
    let log = served.log("open", 1).await;
    assert_eq!((log.len(), log[0].sent, log[0].range.as_str()), (1, SAMPLE as u64, "bytes=0-65535"));
    // Where no ranges are served, the connection is cut; what lay in the buffers was sent.
    let cut = served.look("norange").await;
    assert_eq!(cut.views, preview.views);
    let log = served.log("norange", 1).await;
    assert!(log[0].sent < 16 << 20, "{log:?}");
}

const HOLE: u64 = 256 << 20;

fn rows(preview: &Preview) -> &[Vec<Option<String>>] {
    let found = preview.views.iter().find_map(|view| if let View::Table(table) = view { Some(table) } else { None });
    &found.unwrap_or_else(|| panic!("{preview:?}")).rows
}

/// How many bytes the server sent of it, in parts alone.
async fn sent(served: &Served, requests: usize) -> u64 {
    let log = served.log("open", requests).await;
    assert!(log.iter().all(|line| line.status == 206), "{log:?}");
    log.iter().map(|line| line.sent).sum()
}

/// An entry that is stored as it is: what stands before it, and what the list says of it.
fn stored_entry(name: &str, crc: u32, size: u32, at: u32) -> (Vec<u8>, Vec<u8>) {
    let mut common = vec![0, 0, 0, 0, 0x80, 0x52, 0xc3, 0x58];
    [crc, size, size].iter().for_each(|it| common.extend(it.to_le_bytes()));
    [name.len() as u16, 0].iter().for_each(|it| common.extend(it.to_le_bytes()));
    let before = [b"PK\x03\x04\x14\0", &common[..], name.as_bytes()].concat();
    let listed = [b"PK\x01\x02\x14\0\x14\0", &common[..], &[0; 10], &at.to_le_bytes(), name.as_bytes()].concat();
    (before, listed)
}

#[tokio::test]
async fn of_a_large_zip_the_list_and_the_beginning_of_the_entry_are_sent() {
    let served = Served::new("large.zip");
    let csv = "commune;valeur\n".to_owned() + &"Châteaugiron;12,5\n".repeat(1 << 17);
    let mut crc = flate2::Crc::new();
    crc.update(csv.as_bytes());
    let (first, listed_first) = stored_entry("vide.bin", 0, HOLE as u32, 0);
    let at = first.len() as u32 + HOLE as u32;
    let (second, listed_second) = stored_entry("d/a.csv", crc.sum(), csv.len() as u32, at);
    let (list, begins) = ([listed_first, listed_second].concat(), at + (second.len() + csv.len()) as u32);
    let end = [
        &list[..],
        b"PK\x05\x06\0\0\0\0\x02\0\x02\0",
        &(list.len() as u32).to_le_bytes(),
        &begins.to_le_bytes(),
        &[0, 0],
    ];
    write_pieces(&served.path, &[(&first, HOLE), (&second, 0), (csv.as_bytes(), 0), (&end.concat(), 0)]);
    let options = ReadOptions { entry: vec!["a.csv".into()], ..ReadOptions::default() };
    let preview = served.look_as("open", &options).await;
    assert_eq!(rows(&preview)[0][0].as_deref(), Some("Châteaugiron"));
    // The beginning, the end with the list, and the entry's first bytes.
    let sent = sent(&served, 3).await;
    assert!(sent <= 5 * SAMPLE as u64, "{sent}");
}

#[tokio::test]
async fn of_a_large_tar_the_heads_alone_are_sent() {
    let served = Served::new("large.tar");
    let head = |name: &str, size: u64| {
        let mut head = vec![0; 512];
        head[..name.len()].copy_from_slice(name.as_bytes());
        head[100..108].copy_from_slice(b"0000644\0");
        head[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
        head[156] = b'0';
        head[257..265].copy_from_slice(b"ustar\x0000");
        head[148..156].fill(b' ');
        let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
        head[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        head
    };
    let csv = format!("{:512}", "commune;valeur\nRennes;12,5\n");
    let pieces = [head("vide.bin", HOLE), head("a.txt", HOLE), head("b.csv", 512)];
    write_pieces(&served.path, &[(&pieces[0], HOLE), (&pieces[1], HOLE), (&pieces[2], 0), (csv.as_bytes(), 1024)]);
    let preview = served.look("open").await;
    let listed = serde_json::to_string(&preview).unwrap();
    assert!(listed.contains("b.csv") && listed.contains("vide.bin"), "{listed}");
    let sent = sent(&served, 3).await;
    assert!(sent <= 8 * SAMPLE as u64, "{sent}");
}

#[tokio::test]
async fn of_large_layers_and_batches_the_first_features_and_rows_are_sent() {
    let feather = fixture("preview/columns.feather");
    let length = feather.len() - 10;
    let footer = u32::from_le_bytes(feather[length..length + 4].try_into().unwrap()) as usize;
    let (batches, end) = feather.split_at(length - footer);
    for (name, pieces) in [
        ("large.fgb", vec![(&fixture("maps/points.fgb")[..], HOLE)]),
        ("large.arrow", vec![(batches, HOLE), (end, 0)]),
        ("large.arrows", vec![(&fixture("preview/stream.arrows")[..], HOLE)]),
    ] {
        let served = Served::new(name);
        write_pieces(&served.path, &pieces);
        let preview = served.look("open").await;
        assert!(!rows(&preview).is_empty(), "{name}");
        let sent = sent(&served, 1).await;
        assert!(sent <= 10 * SAMPLE as u64, "{name}: {sent}");
    }
}

#[tokio::test]
async fn a_large_geopackage_says_that_it_is_to_be_taken_first() {
    let served = Served::new("large.gpkg");
    write_pieces(&served.path, &[(&fixture("maps/layers.gpkg"), HOLE)]);
    let preview = served.look("open").await;
    let said = serde_json::to_string(&preview).unwrap();
    assert!(said.contains("gpkg") && said.contains("download it"), "{said}");
    let sent = sent(&served, 1).await;
    assert!(sent <= 2 * SAMPLE as u64, "{sent}");
}

#[tokio::test]
async fn of_parquet_the_row_group_that_has_the_value_is_sent() {
    let served = Served::new("groups.parquet");
    let schema = "message s { required int64 id; required int64 other; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder().set_dictionary_enabled(false).build();
    let mut writer =
        SerializedFileWriter::new(File::create(&served.path).unwrap(), schema, Arc::new(properties)).unwrap();
    const EACH: i64 = 50_000;
    for at in 0..40 {
        let ids: Vec<i64> = (at * EACH..(at + 1) * EACH).collect();
        let mut group = writer.next_row_group().unwrap();
        while let Some(mut column) = group.next_column().unwrap() {
            column.typed::<Int64Type>().write_batch(&ids, None, None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
    let options = ReadOptions {
        columns: vec!["id".into()],
        criteria: vec![Criterion::read("id=1234567").unwrap()],
        ..ReadOptions::default()
    };
    let preview = served.look_as("open", &options).await;
    assert_eq!(rows(&preview), [[Some("1234567".to_owned())]]);
    // Of 32 MB: the beginning, the footer, and one column of one group of 400 kB.
    let sent = sent(&served, 3).await;
    assert!(sent <= 800_000, "{sent}");
}
