//! What was tried to break downloads with: parts that are not what their headers say, encodings that end oddly, times and
//! sizes beyond all measure.

use super::encodings::{Pack, brotli, deflate, gzip, zlib, zstd};
use super::portal::{Set, csv};
use super::row::{Row, expect, row};
use super::server::{Answer, Asked, Good};
use super::{LARGE, digest, hex, small, table};

pub fn rows() -> Vec<Row> {
    [rests(), begun(), further(), limits(), ends(), members(), beyond(), leftovers()].into_iter().flatten().collect()
}

const LENGTH: usize = 300_000;

type Part = (&'static str, fn(&Good, &Asked) -> Answer);

/// The part asked for, `from` so many bytes before, as if it were right.
fn shifted(good: &Good, asked: &Asked, by: usize) -> Answer {
    let (first, last) = asked.range().unwrap();
    let last = last.unwrap_or(good.body.len() - 1);
    let part = Answer::status(206).header("ETag", "\"v1\"").header("Content-Type", "text/csv");
    part.header("Content-Range", &format!("bytes {first}-{last}/{}", good.body.len()))
        .body(&good.body[first - by..=last - by])
}

/// The part asked for, with other headers.
fn part(good: &Good, asked: &Asked, headers: &[(&str, String)]) -> Answer {
    let (first, last) = asked.range().unwrap();
    let part = Answer::status(206).body(&good.body[first..=last.unwrap_or(good.body.len() - 1)]);
    headers.iter().fold(part, |part, (name, value)| part.header(name, value))
}

fn said(asked: &Asked, last: u64, length: u64) -> (&'static str, String) {
    ("Content-Range", format!("bytes {}-{last}/{length}", asked.range().unwrap().0))
}

const LIES: [Part; 12] = [
    ("of the bytes before", |good, asked| shifted(good, asked, 1)),
    ("of bytes far before", |good, asked| shifted(good, asked, 4096)),
    ("of bytes one row before", |good, asked| shifted(good, asked, 20)),
    ("up to another byte", |good, asked| part(good, asked, &[said(asked, 200_000, good.body.len() as u64)])),
    ("of no length", |good, asked| part(good, asked, &[said(asked, good.body.len() as u64 - 1, 0)])),
    ("of a length beyond counting", |good, asked| part(good, asked, &[said(asked, u64::MAX - 1, u64::MAX)])),
    ("of a length with too many digits", |good, asked| {
        let (first, length) = (asked.range().unwrap().0, "9".repeat(30));
        part(good, asked, &[("Content-Range", format!("bytes {first}-{length}/{length}"))])
    }),
    ("in two ranges", |good, asked| {
        let length = good.body.len() as u64;
        part(good, asked, &[said(asked, length - 1, length), said(asked, 7, length)])
    }),
    ("of another date", |good, asked| good.answer(asked).header("Last-Modified", "Wed, 15 Nov 2023 22:13:20 GMT")),
    ("packed", |good, asked| {
        let answer = good.answer(asked);
        let length = good.body.len();
        let (first, last) = asked.range().unwrap();
        let last = last.unwrap_or(length - 1);
        answer.header("Content-Encoding", "gzip").body(gzip(&good.body[first..=last]))
    }),
    ("by a circle", |_, _| Answer::redirect(302, "/titre.csv")),
    ("by a redirect to nothing", |_, asked| match asked.path() {
        "/nothing" => Answer::status(404),
        _ => Answer::redirect(302, "/nothing"),
    }),
];

/// The rest of what broke off, of which nobody states a checksum.
fn rests() -> Vec<Row> {
    let mut rows = Vec::new();
    for ((what, answer), times) in LIES.into_iter().flat_map(|it| [(it, 1), (it, usize::MAX)]) {
        let good = Good::csv(table(LENGTH));
        let often = if times == 1 { "once" } else { "always" };
        rows.push(
            row(format!("the rest, {often} served {what}, is no part of a file without a checksum"))
                .answers(move |asked| match (asked.nth, asked.range()) {
                    (0, None) if asked.path() == "/titre.csv" => good.answer(asked).cut(150_000),
                    (nth, Some(_)) if nth <= times || asked.path() != "/titre.csv" => answer(&good, asked),
                    _ => good.answer(asked),
                })
                .leaves(&[("Titre.csv", &table(LENGTH))]),
        );
    }
    let good = Good::csv(table(LENGTH));
    rows.push(
        row("the rest is somewhere else by the time it is asked for")
            .answers(move |asked| match (asked.nth, asked.path()) {
                (0, "/titre.csv") => good.answer(asked).cut(150_000),
                (_, "/titre.csv") => Answer::redirect(307, "/elsewhere.csv"),
                _ => good.answer(asked),
            })
            .leaves(&[("Titre.csv", &table(LENGTH))])
            .asked(3),
    );
    rows
}

/// The rest of what a killed run began, of which nobody states a checksum.
fn begun() -> Vec<Row> {
    let more: [Part; 6] = [
        ("as 403", |_, _| Answer::status(403)),
        ("as 404", |_, _| Answer::status(404)),
        ("as 416", |good, _| Answer::status(416).header("Content-Range", &format!("bytes */{}", good.body.len()))),
        ("as all of it without a length", |good, _| Answer::ok("text/csv", &good.body[..]).unframed()),
        ("in chunks", |good, asked| good.answer(asked).chunked()),
        ("until the connection ends", |good, asked| good.answer(asked).unframed()),
    ];
    let mut rows = Vec::new();
    for (what, answer) in LIES.into_iter().chain(more) {
        let good = Good::csv(table(LENGTH));
        rows.push(
            row(format!("the rest of what a killed run began, served {what}, is no wrong part of the file"))
                .killed_first(|_| ())
                .answers(move |asked| match (asked.nth, asked.range()) {
                    (0, None) if asked.path() == "/titre.csv" => good.answer(asked).stall(150_000),
                    (_, Some(_)) => answer(&good, asked),
                    _ => good.answer(asked),
                })
                .leaves(&[("Titre.csv", &table(LENGTH))]),
        );
    }
    rows
}

/// Servers that end every answer after so many bytes, however many connections there are.
fn limits() -> Vec<Row> {
    type Limit = (&'static str, fn(Answer) -> Answer);
    let limits: [Limit; 2] = [
        ("closes every answer after a megabyte", |answer| answer.cut(1_000_000)),
        ("closes every answer after 300,000 bytes", |answer| answer.cut(300_000)),
    ];
    limits
        .map(|(what, limit)| {
            let good = Good::shared(LARGE.0.clone());
            row(format!("a server that {what} brings the file in the end"))
                .claims("sha256", &LARGE.1)
                .answers(move |asked| limit(good.answer(asked)))
                .so("the file is whole, and alone", |ended| super::connections::has(ended, &["Titre.csv"]))
                .verdict("verified")
                .asked_at_most(60)
                .within(40)
        })
        .into()
}

/// Another connection of a large file without a checksum.
fn further() -> Vec<Row> {
    let mut rows = Vec::new();
    for (what, answer) in LIES {
        let good = Good::shared(LARGE.0.clone());
        rows.push(
            row(format!("another connection served {what} spoils no file without a checksum"))
                .answers(move |asked| match (asked.nth, asked.range()) {
                    (0, None) if asked.path() == "/titre.csv" => good.answer(asked).held(1_000_000, 3),
                    (_, Some(_)) => answer(&good, asked),
                    _ => good.answer(asked),
                })
                .so("the file is whole, and alone", |ended| super::connections::has(ended, &["Titre.csv"]))
                .within(20),
        );
    }
    rows
}

fn encoded(encoding: &str, body: Vec<u8>) -> Answer {
    Answer::ok("text/csv", body).header("Content-Encoding", encoding)
}

const ENCODINGS: [(&str, Pack); 5] =
    [("gzip", gzip), ("deflate", zlib), ("deflate ", deflate), ("br", brotli), ("zstd", zstd)];

/// What is packed and ends too early, or goes on.
fn ends() -> Vec<Row> {
    let mut rows = Vec::new();
    for (encoding, pack) in ENCODINGS {
        let packed = pack(&small());
        let cut = |by: usize| encoded(encoding, packed[..packed.len() - by].to_vec());
        // What is said to be brotli and has given nothing may be anything.
        let least = if encoding == "br" { 10 } else { 1 };
        for by in [1, 4, 9, packed.len() / 2, packed.len() - least] {
            rows.push(
                row(format!("{encoding:?} that lacks {by} bytes inside never passes as the table"))
                    .always(cut(by))
                    .exits_with(&[0, 6])
                    .so("no part of the table has its name", |ended| {
                        let (come, whole) = (ended.files.get("Titre.csv"), small());
                        expect(come.is_none_or(|come| *come == whole), || format!("{come:?}"))
                    }),
            );
        }
        let behind = |bytes: &[u8]| encoded(encoding, [&packed[..], bytes].concat());
        for (what, bytes) in [("zeros", &[0; 512][..]), ("a line end", b"\r\n"), ("another text", b"The end.")] {
            rows.push(
                row(format!("{encoding:?} with {what} behind it never passes as something else"))
                    .always(behind(bytes))
                    .exits_with(&[0, 6])
                    .so("what has the name of the table is the table", |ended| {
                        let (come, whole) = (ended.files.get("Titre.csv"), small());
                        expect(come.is_none_or(|come| *come == whole), || format!("{come:?}"))
                    }),
            );
        }
    }
    rows
}

/// Several packed one behind the other are one.
fn members() -> Vec<Row> {
    let (one, two) = (small()[..400].to_vec(), small()[400..].to_vec());
    let several: [(&str, Pack); 2] = [("gzip", gzip), ("zstd", zstd)];
    let of_two = several.map(|(encoding, pack)| {
        let packed = [pack(&one), pack(&two)].concat();
        let name = format!("Titre.csv.{}", if encoding == "gzip" { "gz" } else { "zst" });
        row(format!("{encoding} in two members is one file"))
            .always(encoded(encoding, packed.clone()))
            .claims("sha256", &hex(&digest("sha256", &small())))
            .leaves(&[(&name, &packed)])
            .verdict("verified")
    });
    let cut = several.map(|(encoding, pack)| {
        let packed = [pack(&one), pack(&two)].concat();
        row(format!("{encoding} whose second member breaks off is no table"))
            .always(encoded(encoding, packed[..packed.len() - 9].to_vec()))
            .exits(6)
            .so("no part of the table has its name", |ended| {
                expect(ended.files.keys().all(|name| name.ends_with(".altered")), || {
                    format!("{:?}", ended.files.keys())
                })
            })
    });
    let empty = [gzip(&one), gzip(b""), gzip(&two)].concat();
    let empty = row("gzip with an empty member between is one file")
        .always(encoded("gzip", empty.clone()))
        .claims("sha256", &hex(&digest("sha256", &small())))
        .leaves(&[("Titre.csv.gz", &empty)])
        .verdict("verified");
    [of_two, cut].into_iter().flatten().chain([empty]).collect()
}

/// Times and sizes beyond all measure.
fn beyond() -> Vec<Row> {
    let mut rows = Vec::new();
    for code in [429, 503] {
        for wait in ["Fri, 31 Dec 9999 23:59:59 GMT", "86400000", "9223372036854775807", "18446744073709551615"] {
            rows.push(
                row(format!("{code} with Retry-After {wait} ends at once"))
                    .always(Answer::status(code).header("Retry-After", wait))
                    .fails(5)
                    .asked(1)
                    .within(8),
            );
        }
        for wait in [
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "99999999999999999999999999",
            "0x10",
            "1e3",
            "0, 0",
        ] {
            rows.push(
                row(format!("{code} with Retry-After {wait:?} is asked again before long"))
                    .in_turn(vec![Answer::status(code).header("Retry-After", wait), Answer::ok("text/csv", small())])
                    .comes_whole()
                    .asked(2)
                    .within(8),
            );
        }
    }
    for size in
        ["1e30", "18446744073709551615", "18446744073709551616", "-1", "0.5", "\"792\"", "\"many\"", "[1]", "true"]
    {
        let size: serde_json::Value = serde_json::from_str(size).unwrap();
        rows.push(
            row(format!("a stated size of {size} loses no file"))
                .resource(move |it| it["filesize"] = size)
                .exits_with(&[0, 6])
                .so("the bytes are there", |ended| {
                    expect(ended.files.values().any(|it| *it == small()), || format!("{:?}", ended.files.keys()))
                }),
        );
    }
    rows
}

/// What is left of one answer is not the beginning of the next.
fn leftovers() -> Vec<Row> {
    let two = || Set::of(vec![csv("Un", "/un.csv"), csv("Deux", "/deux.csv")]);
    let evil = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 5\r\n\r\nwrong";
    [("an answer nobody asked for", &evil[..]), ("a line end", b"\r\n"), ("some text", b"more of it")]
        .into_iter()
        .map(|(what, behind)| {
            let longer = [&small()[..], behind].concat();
            row(format!("{what} behind a body is not taken for the next file"))
                .set(two())
                .args(&["--jobs", "1"])
                .answers(move |_| Answer::ok("text/csv", longer.clone()).announcing(792))
                .leaves(&[("Un.csv", &small()), ("Deux.csv", &small())])
        })
        .collect()
}
