//! `Content-Encoding`: the five that are encodings and their stacks are unpacked to be judged; everything else is a word.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::row::{Ended, Row, expect, row};
use super::server::{Answer, Good};
use super::{altered, digest, hex, page, small, table};

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// As some servers understand `deflate`.
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// One frame of raw blocks (RFC 8878, 3.1).
pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut frame = b"\x28\xb5\x2f\xfd\xa0".to_vec(); // one segment, its size in four bytes
    frame.extend((bytes.len() as u32).to_le_bytes());
    let blocks: Vec<&[u8]> = bytes.chunks(100_000).collect();
    for (at, block) in blocks.iter().enumerate() {
        let last = u32::from(at + 1 == blocks.len());
        frame.extend(&((block.len() as u32) << 3 | last).to_le_bytes()[..3]);
        frame.extend(*block);
    }
    frame
}

/// One uncompressed block and the last, empty one (RFC 7932, 9.2).
pub fn brotli(bytes: &[u8]) -> Vec<u8> {
    assert!((1..=65_536).contains(&bytes.len()));
    // From the lowest bit: WBITS 16 (0), not the last (0), four nibbles (00), length - 1, uncompressed (1).
    let head = ((bytes.len() as u32 - 1) << 4) | 1 << 20;
    [&head.to_le_bytes()[..3], bytes, b"\x03"].concat()
}

pub type Pack = fn(&[u8]) -> Vec<u8>;

/// Headers, and what packs so.
const STACKS: [(&str, Pack); 18] = [
    ("gzip", gzip),
    ("x-gzip", gzip),
    ("GZIP", gzip),
    ("deflate", zlib),
    ("deflate ", deflate),
    ("br", brotli),
    ("zstd", zstd),
    ("gzip, gzip", |it| gzip(&gzip(it))),
    ("x-gzip, gzip", |it| gzip(&gzip(it))),
    ("deflate, gzip", |it| gzip(&zlib(it))),
    ("gzip, br", |it| brotli(&gzip(it))),
    ("br, gzip", |it| gzip(&brotli(it))),
    ("zstd,br", |it| brotli(&zstd(it))),
    ("identity, gzip", gzip),
    ("gzip, identity", gzip),
    ("aws-chunked,gzip", gzip),
    ("gzip, aws-chunked", gzip),
    ("gzip, utf-8", gzip),
];

/// What is no encoding.
const WORDS: [&str; 16] = [
    "utf-8",
    "UTF-8",
    "none",
    "binary",
    "aws-chunked",
    "identity",
    "",
    "iso-8859-1",
    "8bit",
    "7bit",
    "null",
    "text/csv",
    "raw",
    "plain",
    "utf-8, none",
    "chunked",
];

pub fn rows() -> Vec<Row> {
    [stacks(), claims(), lies(), words()].into_iter().flatten().collect()
}

fn encoded(encoding: &str, body: Vec<u8>) -> Answer {
    Answer::ok("text/csv", body).header("Content-Encoding", encoding)
}

/// What is called `.csv` is the table, and what is not is called what it is.
fn honest(ended: &Ended) -> Result<(), String> {
    let names: Vec<&str> = ended.files.keys().map(String::as_str).collect();
    let [(name, bytes)] = &ended.files.iter().collect::<Vec<_>>()[..] else { return Err(format!("{names:?}")) };
    let unpacked = |bytes: &[u8]| {
        let mut plain = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(bytes), &mut plain)
            .map(|_| plain)
            .unwrap_or_default()
    };
    let is_right = match name.as_str() {
        "Titre.csv" => **bytes == small(),
        "Titre.csv.gz" => unpacked(bytes) == small(),
        "Titre.csv.br" => **bytes == brotli(&small()),
        "Titre.csv.zst" => **bytes == zstd(&small()),
        _ => false,
    };
    expect(is_right, || format!("{name} of {} bytes, which begins {:02x?}", bytes.len(), &bytes[..bytes.len().min(4)]))
}

const HONEST: &str = "what has a plain name is plain";

fn stacks() -> Vec<Row> {
    let mut rows = Vec::new();
    for (encoding, pack) in STACKS {
        let packed = || encoded(encoding, pack(&small()));
        let of = |what: &str| row(format!("Content-Encoding {encoding:?}: {what}"));
        let sum = |bytes: &[u8]| hex(&digest("sha256", bytes));
        rows.push(
            of("the file is plain, or called what it is")
                .always(packed())
                .exits(0)
                .verdict("unverifiable")
                .so(HONEST, honest),
        );
        rows.push(of("without a length").always(packed().chunked()).exits(0).so(HONEST, honest));
        rows.push(
            of("a checksum of what is inside verifies, and says so")
                .always(packed())
                .claims("sha256", &sum(&small()))
                .exits(0)
                .verdict("verified")
                .says("unpack")
                .so(HONEST, honest),
        );
        rows.push(
            of("a checksum of what was sent verifies, and says so")
                .always(packed())
                .claims("sha256", &sum(&pack(&small())))
                .exits(0)
                .verdict("verified")
                .says("sent")
                .so(HONEST, honest),
        );
        rows.push(
            of("a checksum of neither refuses it")
                .always(packed())
                .claims("sha256", &sum(&altered()))
                .exits(6)
                .verdict("altered")
                .so("nothing has a final name", |ended| {
                    expect(ended.files.keys().all(|name| name.ends_with(".altered")), || {
                        format!("{:?}", ended.files.keys())
                    })
                }),
        );
        rows.push(
            of("the size of what is inside is that of the file")
                .always(packed())
                .size(small().len())
                .exits(0)
                .verdict("size-only")
                .so(HONEST, honest),
        );
        rows.push(of("a page inside is no file").always(encoded(encoding, pack(&page()))).exits(6).so(
            "nothing has a final name",
            |ended| {
                expect(ended.files.keys().all(|name| name.ends_with(".altered")), || {
                    format!("{:?}", ended.files.keys())
                })
            },
        ));
    }
    rows.push(
        row("Content-Encoding in two lines is a stack")
            .always(encoded("gzip", gzip(&gzip(&small()))).header("Content-Encoding", "gzip"))
            .exits(0)
            .so(HONEST, honest),
    );
    rows
}

/// Files that are packed themselves.
fn claims() -> Vec<Row> {
    let packed = gzip(&small());
    let gz = || {
        row("").set(super::portal::Set::of(vec![super::portal::resource(
            "Titre.csv.gz",
            "gz",
            "application/gzip",
            "/titre.csv.gz",
        )]))
    };
    let named = |mut row: Row, what: &str| {
        row.what = what.to_owned();
        row
    };
    vec![
        named(gz(), "a file that is gzip itself stays so where the server says gzip of it")
            .always(Answer::ok("application/gzip", packed.clone()).header("Content-Encoding", "gzip"))
            .leaves(&[("Titre.csv.gz", &packed)]),
        named(gz(), "a file that is gzip itself stays so")
            .always(Answer::ok("application/gzip", packed.clone()))
            .leaves(&[("Titre.csv.gz", &packed)]),
        row("gzip that nobody announces does not pass as a table")
            .always(Answer::ok("text/csv", packed.clone()))
            .so("no gzip is called .csv", |ended| {
                expect(
                    !ended.files.iter().any(|(name, bytes)| name.ends_with(".csv") && bytes.starts_with(b"\x1f\x8b")),
                    || "Titre.csv holds gzip".into(),
                )
            })
            .exits_with(&[0, 6]),
        row("a gzip file that breaks off inside is refused")
            .always(encoded("gzip", packed[..packed.len() - 20].to_vec()))
            .exits(6)
            .so("nothing has a final name", |ended| {
                expect(ended.files.keys().all(|name| name.ends_with(".altered")), || {
                    format!("{:?}", ended.files.keys())
                })
            }),
        row("gzip with more behind it is unpacked as every tool does")
            .always(encoded("gzip", [gzip(&small()[..400]), gzip(&small()[400..])].concat()))
            .exits(0)
            .so(HONEST, honest),
    ]
}

/// A server that says so of bytes that it did not pack.
fn lies() -> Vec<Row> {
    ["gzip", "deflate", "br", "zstd", "gzip, gzip"]
        .map(|encoding| {
            row(format!("{encoding} said of plain bytes: the checksum tells that they are the file"))
                .always(encoded(encoding, small()))
                .claims("sha256", &hex(&digest("sha256", &small())))
                .comes_whole()
                .verdict("verified")
        })
        .into()
}

fn words() -> Vec<Row> {
    let sum = |bytes: &[u8]| hex(&digest("sha256", bytes));
    let big = table(300_000);
    let mut rows = Vec::new();
    for word in WORDS {
        let of = |what: &str| row(format!("Content-Encoding {word:?} is none: {what}"));
        rows.push(
            of("a checksum verifies")
                .always(encoded(word, small()))
                .claims("sha256", &sum(&small()))
                .comes_whole()
                .verdict("verified"),
        );
        rows.push(
            of("altered bytes are refused")
                .always(encoded(word, small()))
                .claims("sha256", &sum(&altered()))
                .sets_aside("Titre.csv", &small())
                .verdict("altered"),
        );
        rows.push(of("a page is no file").always(encoded(word, page())).sets_aside("Titre.csv", &page()));
        rows.push(
            of("a wrong size is refused").always(encoded(word, small())).size(9_000).sets_aside("Titre.csv", &small()),
        );
        let good = Good::csv(big.clone());
        rows.push(
            of("what broke off is gone on with")
                .answers(move |asked| {
                    let answer = good.answer(asked).header("Content-Encoding", word);
                    if asked.nth == 0 { answer.cut(150_000) } else { answer }
                })
                .leaves(&[("Titre.csv", &big)])
                .so("the rest was asked for, and not all again", |ended| {
                    expect(ended.asked.len() == 2 && ended.asked[1].range().is_some_and(|(first, _)| first > 0), || {
                        format!("{} requests", ended.asked.len())
                    })
                }),
        );
    }
    rows
}
