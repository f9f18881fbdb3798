//! Checksums as people and servers write them: each spelling verifies what it is of, and refuses what it is not of.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};

use super::row::{Row, row};
use super::server::Answer;
use super::{altered, base64, digest, hex, small};

const ALGOS: [&str; 4] = ["md5", "sha1", "sha256", "sha512"];

type Spelling = (&'static str, fn(&str, &[u8]) -> String);

/// `SHA256`, as BSD and HTTP write it.
fn upper(algo: &str) -> String {
    algo.to_uppercase()
}

/// `SHA-256`.
fn dashed(algo: &str) -> String {
    upper(algo).replace("SHA", "SHA-")
}

const SPELLINGS: [Spelling; 21] = [
    ("hexadecimal", |_, sum| hex(sum)),
    ("upper case", |_, sum| hex(sum).to_uppercase()),
    ("spaces around", |_, sum| format!("  {}\t", hex(sum))),
    ("a line end behind", |_, sum| format!("{}\r\n", hex(sum))),
    ("algo:", |algo, sum| format!("{algo}:{}", hex(sum))),
    ("ALGO:", |algo, sum| format!("{}: {}", dashed(algo), hex(sum).to_uppercase())),
    ("algo=", |algo, sum| format!("{algo}={}", hex(sum))),
    ("algo = ", |algo, sum| format!("{} = {}", upper(algo), hex(sum))),
    ("subresource integrity", |algo, sum| format!("{algo}-{}", base64(sum))),
    ("base64", |_, sum| base64(sum)),
    ("base64 without padding", |_, sum| BASE64_STANDARD_NO_PAD.encode(sum)),
    ("base64 for addresses", |_, sum| BASE64_URL_SAFE.encode(sum)),
    ("base64 for addresses without padding", |_, sum| BASE64_URL_SAFE_NO_PAD.encode(sum)),
    ("algo: and base64", |algo, sum| format!("{algo}:{}", base64(sum))),
    ("0x", |_, sum| format!("0x{}", hex(sum))),
    ("0X and upper case", |_, sum| format!("0X{}", hex(sum).to_uppercase())),
    ("a line of md5sum", |_, sum| format!("{}  titre.csv", hex(sum))),
    ("a binary line of md5sum", |_, sum| format!("{} *titre.csv\n", hex(sum))),
    ("a line of BSD", |algo, sum| format!("{} (titre.csv) = {}", upper(algo), hex(sum))),
    ("groups", |_, sum| {
        hex(sum).as_bytes().chunks(8).map(|it| String::from_utf8_lossy(it).into_owned()).collect::<Vec<_>>().join(" ")
    }),
    ("quotes", |_, sum| format!("\"{}\"", hex(sum))),
];

pub fn rows() -> Vec<Row> {
    [claims(), names(), useless(), headers(), no_checksums(), precedence()].into_iter().flatten().collect()
}

fn claims() -> Vec<Row> {
    let mut rows = Vec::new();
    for algo in ALGOS {
        for (spelling, write) in SPELLINGS {
            let (right, wrong) = (write(algo, &digest(algo, &small())), write(algo, &digest(algo, &altered())));
            rows.push(
                row(format!("{algo} written as {spelling} verifies"))
                    .claims(algo, &right)
                    .comes_whole()
                    .verdict("verified"),
            );
            rows.push(
                row(format!("{algo} written as {spelling} refuses other bytes"))
                    .claims(algo, &wrong)
                    .sets_aside("Titre.csv", &small())
                    .verdict("altered"),
            );
        }
    }
    rows
}

/// The algorithm's own name, and a value that names it itself.
fn names() -> Vec<Row> {
    let sum = |algo: &str| hex(&digest(algo, &small()));
    let mut rows = Vec::new();
    for (name, algo) in [
        ("MD5", "md5"),
        ("md-5", "md5"),
        ("SHA-1", "sha1"),
        ("Sha1", "sha1"),
        ("SHA-256", "sha256"),
        ("SHA2-256", "sha256"),
        ("sha_256", "sha256"),
        ("sha2", "sha256"),
        ("SHA-512", "sha512"),
    ] {
        rows.push(
            row(format!("the algorithm may be called {name}"))
                .claims(name, &sum(algo))
                .comes_whole()
                .verdict("verified"),
        );
    }
    for algo in ALGOS {
        let named = format!("{algo}:{}", sum(algo));
        rows.push(
            row(format!("a value that names {algo} needs no other name"))
                .claims("", &named)
                .comes_whole()
                .verdict("verified"),
        );
        let other = if algo == "md5" { "sha256" } else { "md5" };
        rows.push(
            row(format!("a value that names {algo} is right where the portal says {other}"))
                .claims(other, &named)
                .comes_whole()
                .verdict("verified"),
        );
    }
    rows
}

/// What is no checksum never condemns a file.
fn useless() -> Vec<Row> {
    let nothing = hex(&digest("md5", b""));
    let zeros = "0".repeat(64);
    let sum = hex(&digest("sha256", &small()));
    [
        ("a UUID", "md5", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
        ("a file name", "sha256", "titre.csv"),
        ("the name of an algorithm", "md5", "md5"),
        ("that of an empty file", "md5", &nothing),
        ("zeros", "sha256", &zeros),
        ("half of one", "sha256", &sum[..32]),
        ("a digit too many", "sha256", &format!("{sum}0")),
        ("a CRC", "crc32", "8d777f38"),
        ("a word", "sha1", "n/a"),
        ("a prefix and nothing", "sha256", "sha256:"),
        ("base64 of a text", "sha256", "Ym9uam91cg=="),
        ("an address", "md5", "https://a.example/titre.csv.md5"),
    ]
    .map(|(what, algo, value)| {
        row(format!("what is no checksum condemns nothing: {what}"))
            .claims(algo, value)
            .comes_whole()
            .verdict("unverifiable")
    })
    .into()
}

fn served(headers: &[(&str, String)]) -> Answer {
    headers.iter().fold(Answer::ok("text/csv", small()), |answer, (name, value)| answer.header(name, value))
}

/// What servers state of the bytes they send.
fn headers() -> Vec<Row> {
    type Header = (&'static str, &'static str, fn(&[u8]) -> String);
    let table: [Header; 21] = [
        ("Content-MD5", "md5", |sum| base64(sum)),
        ("x-goog-hash", "md5", |sum| format!("md5={}", base64(sum))),
        ("x-goog-hash", "md5", |sum| format!("crc32c=n03x6A==,md5={}", base64(sum))),
        ("X-Goog-Hash", "md5", |sum| format!("crc32c=n03x6A==, md5={}", base64(sum))),
        ("x-amz-checksum-sha256", "sha256", |sum| base64(sum)),
        ("x-amz-checksum-sha1", "sha1", |sum| base64(sum)),
        ("x-amz-checksum-sha512", "sha512", |sum| base64(sum)),
        ("x-amz-checksum-md5", "md5", |sum| base64(sum)),
        ("x-ms-blob-content-md5", "md5", |sum| base64(sum)),
        ("OC-Checksum", "sha1", |sum| format!("SHA1:{}", hex(sum))),
        ("OC-Checksum", "md5", |sum| format!("MD5:{}", hex(sum))),
        ("OC-Checksum", "sha256", |sum| format!("SHA256:{}", hex(sum))),
        ("OC-Checksum", "sha1", |sum| format!("SHA1:{} ADLER32:0f2a1b3c", hex(sum))),
        ("Digest", "sha256", |sum| format!("SHA-256={}", base64(sum))),
        ("Digest", "md5", |sum| format!("unixsum=30637, MD5={}", base64(sum))),
        ("Digest", "sha1", |sum| format!("SHA={}", base64(sum))),
        ("Digest", "sha512", |sum| format!("sha-512={}", base64(sum))),
        ("Repr-Digest", "sha256", |sum| format!("sha-256=:{}:", base64(sum))),
        ("Repr-Digest", "sha512", |sum| format!("sha-512=:{}:", base64(sum))),
        ("Repr-Digest", "sha256", |sum| format!("crc32c=:AAAAAA==:, sha-256=:{}:", base64(sum))),
        ("Content-Digest", "sha256", |sum| format!("sha-256=:{}:", base64(sum))),
    ];
    let mut rows = Vec::new();
    for (number, (name, algo, write)) in table.into_iter().enumerate() {
        let of = |bytes: &[u8]| served(&[(name, write(&digest(algo, bytes)))]);
        rows.push(
            row(format!("{name} verifies ({}, {algo})", number + 1))
                .always(of(&small()))
                .comes_whole()
                .verdict("verified"),
        );
        rows.push(
            row(format!("{name} refuses other bytes ({}, {algo})", number + 1))
                .always(of(&altered()))
                .sets_aside("Titre.csv", &small())
                .verdict("altered"),
        );
    }
    let md5 = base64(&digest("md5", &small()));
    rows.push(
        row("x-goog-hash in two lines verifies")
            .always(served(&[("x-goog-hash", "crc32c=n03x6A==".to_owned()), ("x-goog-hash", format!("md5={md5}"))]))
            .comes_whole()
            .verdict("verified"),
    );
    rows
}

/// Headers that look like checksums of the whole and are none.
fn no_checksums() -> Vec<Row> {
    let wrong = |algo: &str| digest(algo, &altered());
    [
        ("the ETag of a multipart upload", "ETag", format!("\"{}-5\"", hex(&wrong("md5")))),
        ("an ETag of 32 digits", "ETag", format!("\"{}\"", hex(&wrong("md5")))),
        (
            "the checksum of a multipart upload's checksums",
            "x-amz-checksum-sha256",
            format!("{}-3", base64(&wrong("sha256"))),
        ),
        ("an Adler-32", "OC-Checksum", "ADLER32:0f2a1b3c".to_owned()),
        ("a CRC32C", "x-goog-hash", "crc32c=n03x6A==".to_owned()),
        ("a CRC-64", "x-amz-checksum-crc64nvme", "AAAAAAAAAAA=".to_owned()),
        ("a checksum that is cut", "Content-MD5", base64(&wrong("md5")[..12])),
        ("an empty header", "Digest", String::new()),
        ("a wish for a digest", "Want-Repr-Digest", "sha-256=1".to_owned()),
    ]
    .map(|(what, name, value)| {
        row(format!("{what} condemns nothing")).always(served(&[(name, value)])).comes_whole().verdict("unverifiable")
    })
    .into()
}

fn precedence() -> Vec<Row> {
    let header = |bytes: &[u8]| served(&[("Content-MD5", base64(&digest("md5", bytes)))]);
    let claim = |bytes: &[u8]| hex(&digest("sha256", bytes));
    vec![
        row("the portal's checksum counts more than the server's")
            .always(header(&small()))
            .claims("sha256", &claim(&altered()))
            .sets_aside("Titre.csv", &small()),
        row("the portal's checksum verifies whatever the server states")
            .always(header(&altered()))
            .claims("sha256", &claim(&small()))
            .comes_whole()
            .verdict("verified"),
        row("where the portal's is useless the server's counts")
            .always(header(&small()))
            .claims("md5", "3f2504e0-4f89-11d3-9a0c-0305e82c3301")
            .comes_whole()
            .verdict("verified"),
        row("a checksum counts more than a size")
            .claims("sha256", &claim(&small()))
            .size(800)
            .comes_whole()
            .verdict("verified")
            .says("800"),
        row("--require verified refuses what nothing verifies")
            .args(&["--require", "verified"])
            .exits(6)
            .leaves(&[("Titre.csv.unverified", &small())]),
        row("--require verified takes what is verified")
            .args(&["--require", "verified"])
            .claims("sha256", &claim(&small()))
            .comes_whole(),
        row("--require nothing takes what is altered")
            .args(&["--require", "nothing"])
            .claims("sha256", &claim(&altered()))
            .comes_whole()
            .verdict("altered"),
    ]
}
