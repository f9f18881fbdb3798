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
use guichet::preview::{Preview, ReadOptions, Remote, SAMPLE, View, preview};
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
        let base = std::env::var("GUICHET_NGINX").expect("GUICHET_NGINX is to name the peer, as http://127.0.0.1:9500");
        let portal = FilePortal::new(Clients::new(None).unwrap(), &base, SignIn::none());
        let (media, answers) = (portal.media(&format!("{folder}/{}", self.name), &self.name), Answers::default());
        preview(&mut Remote::new(&portal, &media, &answers), &ReadOptions::default()).await.unwrap()
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
