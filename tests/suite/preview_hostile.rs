//! Previews of damaged and malicious bytes: no panic, no hang, no more memory than promised.
//!
//! Not a fuzzer that learns, but what runs everywhere: seeded mutations of one good file per format, the same with each
//! run. `GUICHET_FUZZ=20000` tries as many of each.

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use guichet::preview::{About, InMemory, Preview, ReadAt, ReadOptions, View, preview};
use guichet::tabular::TextOptions;

use crate::bombs::BOMBS;

/// How many mutations of each file are tried where nobody says.
const INPUTS: usize = 2000;
/// What one input may take: debug builds on busy machines are slow, hangs are slower.
const PATIENCE: Duration = Duration::from_secs(30);
#[cfg(target_os = "linux")]
const MEMORY: u64 = 64 << 20;

fn inputs() -> usize {
    std::env::var("GUICHET_FUZZ").ok().and_then(|it| it.parse().ok()).unwrap_or(INPUTS)
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/preview/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Numbers that look like chance, the same with each run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// What parsers trip over: sizes at their limits, openings without end, other encodings.
const TRAPS: &[&[u8]] = &[
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\0\0\0\0\0\0\0\0",
    b"\x80\x80\x80\x80\x80\x01",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    b"<a><a><a><a><a><a><a><a>",
    b"\"\"\"\"\"\"\"\"\"",
    b"\\u0000\x1b[31m\xe2\x80\xae",
    b"1e999999999",
    b"{\"type\":\"FeatureCollection\",\"features\":[",
    b"<!ENTITY a \"&b;&b;&b;\">&a;",
    b" table:number-columns-repeated=\"99999999999\"",
    b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff",
    b"stream\nendstream /ObjStm /Count 99999999999999999999 ",
    b"\xff\xfe\xfe\xff\xef\xbb\xbf",
    b"PAR1",
];

fn mutated(good: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        match dice.below(7) {
            0 if !bytes.is_empty() => {
                let at = dice.below(bytes.len());
                bytes[at] ^= 1 << dice.below(8);
            }
            1 if !bytes.is_empty() => {
                let at = dice.below(bytes.len());
                bytes[at] = dice.below(256) as u8;
            }
            2 => bytes.truncate(at),
            3 => drop(bytes.splice(at..at, TRAPS[dice.below(TRAPS.len())].iter().copied())),
            4 => {
                let trap = TRAPS[dice.below(TRAPS.len())];
                let end = bytes.len().min(at + trap.len());
                bytes[at..end].copy_from_slice(&trap[..end - at]);
            }
            5 => {
                let end = bytes.len().min(at + dice.below(64));
                let piece = bytes[at..end].to_vec();
                (0..dice.below(50)).for_each(|_| bytes.extend_from_slice(&piece));
            }
            _ => {
                let end = bytes.len().min(at + dice.below(64));
                drop(bytes.drain(at..end));
            }
        }
    }
    bytes
}

fn look(bytes: &[u8], name: &str, seeks: bool, what: &dyn Fn() -> String) -> Preview {
    let mut source = InMemory::new(bytes.to_vec(), About::file(Path::new(name)));
    source.seeks = seeks;
    look_into(&mut source, what)
}

/// Fails with what was looked into when that panics, takes too long or shows what it should not.
fn look_into(source: &mut dyn ReadAt, what: &dyn Fn() -> String) -> Preview {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let options = ReadOptions::default();
    let started = Instant::now();
    let read = AssertUnwindSafe(preview(source, &options)).catch_unwind();
    let read = runtime.block_on(async { tokio::time::timeout(PATIENCE, read).await });
    let preview = match read {
        Ok(Ok(Ok(preview))) => preview,
        Ok(Ok(Err(error))) => panic!("{}: {error}", what()),
        Ok(Err(_)) => panic!("{} made it panic", what()),
        Err(_) => panic!("{} takes for ever", what()),
    };
    assert!(started.elapsed() < PATIENCE, "{} took {:?}", what(), started.elapsed());
    assert!(!preview.views.is_empty(), "{}", what());
    let shown = serde_json::to_string(&preview).unwrap();
    let steers = |c: char| (c.is_control()) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!shown.contains(steers), "{} shows what steers a terminal", what());
    assert!(!shown.contains("\\u001b") && !shown.contains("\\u0007"), "{}", what());
    preview
}

fn fuzz(name: &str, good: &[u8]) {
    let seed = name.bytes().fold(0x9e37_79b9_7f4a_7c15, |seed: u64, byte| seed.rotate_left(7) ^ u64::from(byte));
    let mut dice = Dice(seed);
    for round in 0..inputs() {
        let bytes = mutated(good, &mut dice);
        let preview = look(&bytes, name, round % 3 != 0, &|| format!("mutation {round} of {name}"));
        if round % 8 == 0 {
            let options = ReadOptions {
                text: TextOptions {
                    encoding: Some(guichet::tabular::Charset::UTF_16LE),
                    delimiter: Some(b'|'),
                    ..TextOptions::default()
                },
                ..ReadOptions::default()
            };
            assert!(!preview.reread(&options).views.is_empty());
        }
    }
}

macro_rules! fuzz_targets {
    ($($test:ident: $file:literal,)*) => {$(
        #[test]
        fn $test() {
            fuzz($file, &fixture($file));
        }
    )*};
}

fuzz_targets! {
    csv: "windows-1252.csv",
    csv_with_quotes: "quoted.csv",
    utf_16: "utf-16.csv",
    json: "table.json",
    json_lines: "lines.jsonl",
    geojson: "nested.geojson",
    xml: "latin1.xml",
    html: "page.html",
    zip: "archive.zip",
    gzip: "packed.csv.gz",
    xlsx: "sheets.xlsx",
    ods: "sheets.ods",
    pdf: "document.pdf",
    text: "terminal.txt",
}

#[cfg(feature = "parquet")]
mod columns {
    use std::sync::Arc;

    use parquet::basic::{Compression, ZstdLevel};
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;

    fn written(compression: Compression) -> Vec<u8> {
        let schema = "message s { required int64 id; optional binary nom (STRING); repeated int64 n; }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
        for _ in 0..2 {
            let mut group = writer.next_row_group().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&[1, 2, 3], None, None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let names = [ByteArray::from("Rennes"), ByteArray::from("Rennes")];
            column.typed::<ByteArrayType>().write_batch(&names, Some(&[1, 0, 1]), None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&[7, 8], Some(&[1, 1, 0, 0]), Some(&[0, 1, 0, 0])).unwrap();
            column.close().unwrap();
            group.close().unwrap();
        }
        writer.into_inner().unwrap()
    }

    #[test]
    fn parquet_plain() {
        fuzz("plain.parquet", &written(Compression::UNCOMPRESSED));
    }

    #[test]
    fn parquet_snappy() {
        fuzz("snappy.parquet", &written(Compression::SNAPPY));
    }

    #[test]
    fn parquet_zstd() {
        fuzz("zstd.parquet", &written(Compression::ZSTD(ZstdLevel::default())));
    }
}

/// The most memory this process ever had, in bytes.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10
}

#[test]
#[cfg(not(target_os = "linux"))]
fn bombs_do_not_go_off() {
    for (name, make) in BOMBS {
        look(&make(), name, true, &|| (*name).to_owned());
    }
}

/// A process of its own for each, as only the peak of a whole process is known; its file is not in its memory.
#[test]
#[cfg(target_os = "linux")]
fn no_bomb_takes_more_memory_than_promised() {
    let folder = tempfile::tempdir().unwrap();
    let measure = |path: &Path| {
        let program = std::env::current_exe().unwrap();
        let mut command = std::process::Command::new(program);
        command
            .args(["--exact", "preview_hostile::measured", "--ignored", "--nocapture"])
            .env("GUICHET_LOOK_INTO", path);
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let figure =
            said.lines().find_map(|line| line.split_once("peak ")).unwrap_or_else(|| panic!("{path:?}: {said}"));
        figure.1.trim().parse::<u64>().unwrap()
    };
    let small = folder.path().join("small.csv");
    std::fs::write(&small, "a;b\n1;2\n").unwrap();
    let base = measure(&small);
    for (name, make) in BOMBS {
        let path = folder.path().join(name);
        std::fs::write(&path, make()).unwrap();
        let peak = measure(&path);
        assert!(peak < base + MEMORY, "{name}: {} MiB more than nothing", (peak - base) >> 20);
        std::fs::remove_file(&path).unwrap();
    }
}

/// Not a test of its own: [`no_bomb_takes_more_memory_than_promised`] runs it.
#[test]
#[ignore = "started by another test, in a process of its own"]
#[cfg(target_os = "linux")]
fn measured() {
    let Some(path) = std::env::var_os("GUICHET_LOOK_INTO") else { return };
    let mut source = guichet::preview::Local::open(Path::new(&path)).unwrap();
    look_into(&mut source, &|| path.display().to_string());
    println!("\npeak {}", peak());
}

#[test]
fn a_good_workbook_and_document_say_what_they_hold() {
    let words =
        |name: &str| serde_json::to_string(&look(&fixture(name), name, true, &|| name.to_owned()).views).unwrap();
    let xlsx = words("sheets.xlsx");
    for part in ["Relevés", "Notes & co", "Châteaugiron", "2024-01-31", "12.5", "Étrelles"] {
        assert!(xlsx.contains(part), "{part}: {xlsx}");
    }
    let ods = words("sheets.ods");
    for part in ["Relevés", "L'Hermitage & co", "2024-01-31", "12.5"] {
        assert!(ods.contains(part), "{part}: {ods}");
    }
    let pdf = words("document.pdf");
    for part in ["preview-pdf-pages\"},\"12\"", "Réseaux", "Rennes Métropole", "2024-06-03"] {
        assert!(pdf.contains(part), "{part}: {pdf}");
    }
    let packed = look(&fixture("packed.csv.gz"), "packed.csv.gz", true, &String::new);
    assert!(matches!(&packed.views[0], View::Table(table) if table.columns.len() == 2));
    assert_eq!(packed.reread(&ReadOptions::default()), packed);
}
