//! Patience: what breaks off is begun again or gone on with, as often as curl would, and what passes is waited for.

use super::portal::{Set, address, csv};
use super::row::{FOLDER, Row, expect, row};
use super::server::{Answer, Asked, Good, MODIFIED};
use super::{digest, hex, small, table};

pub fn rows() -> Vec<Row> {
    [cuts(), one_wait(), said(), validators(), before_the_answer(), retry_after(), batches(), portals()]
        .into_iter()
        .flatten()
        .collect()
}

const LENGTH: usize = 300_000;

/// A kind of server, as it matters to those who go on.
fn kinds() -> Vec<(&'static str, Good)> {
    let good = Good::csv(table(LENGTH));
    vec![
        ("a good server", good.clone()),
        ("a server without ranges", Good { ranges: false, ..good.clone() }),
        ("a server with a weak ETag", Good { etag: Some("W/\"v1\""), last_modified: None, ..good.clone() }),
        ("a server with a weak ETag and a date", Good { etag: Some("W/\"v1\""), ..good.clone() }),
        ("a server without any validator", Good { etag: None, last_modified: None, ..good.clone() }),
        ("a server with a date alone", Good { etag: None, ..good.clone() }),
        ("a server with nothing at all", Good { etag: None, last_modified: None, ranges: false, ..good }),
    ]
}

type Cut = (&'static str, fn(Answer) -> Answer);

const CUTS: [Cut; 6] = [
    ("is closed", |answer| answer.cut(150_000)),
    ("is reset", |answer| answer.reset(150_000)),
    ("is cut at once", |answer| answer.cut(0)),
    ("is cut before the last byte", |answer| answer.cut(LENGTH - 1)),
    ("is cut between chunks", |answer| answer.chunked().cut(100_070)),
    ("is cut within a chunk", |answer| answer.chunked().cut(155_555)),
];

fn cuts() -> Vec<Row> {
    let whole = table(LENGTH);
    let mut rows = Vec::new();
    for (what, good) in kinds() {
        let length = good.body.len();
        for (how, cut) in CUTS {
            let good = good.clone();
            rows.push(
                row(format!("{what}: what {how} once comes whole"))
                    .answers(move |asked| if asked.nth == 0 { cut(good.answer(asked)) } else { good.answer(asked) })
                    .leaves(&[("Titre.csv", &whole)])
                    .asked_at_most(4),
            );
        }
        for times in [2, 3] {
            let good = good.clone();
            rows.push(
                row(format!("{what}: what breaks off {times} times comes whole"))
                    .answers(
                        move |asked| {
                            if asked.nth < times { good.answer(asked).cut(150_000) } else { good.answer(asked) }
                        },
                    )
                    .leaves(&[("Titre.csv", &whole)]),
            );
        }
        let always = good.clone();
        rows.push(
            row(format!(
                "{what}: what always breaks off at the same byte is given up, and nothing passes for the file"
            ))
            .answers(move |asked| {
                let from = asked.range().filter(|_| always.ranges).map_or(0, |(first, _)| first);
                always.answer(asked).cut(150_000_usize.saturating_sub(from))
            })
            .args(&["--max-wait", "1s"])
            .fails(5)
            .within(8)
            .asked_at_most(4),
        );
        let sum = hex(&digest("sha256", &whole));
        rows.push(
            row(format!("{what}: what breaks off is verified all the same"))
                .answers(
                    move |asked| if asked.nth == 0 { good.answer(asked).cut(length / 2) } else { good.answer(asked) },
                )
                .claims("sha256", &sum)
                .leaves(&[("Titre.csv", &whole)])
                .verdict("verified"),
        );
    }
    for (how, answer) in [
        ("is closed", Answer::ok("text/csv", small()).cut(400)),
        ("is reset", Answer::ok("text/csv", small()).reset(400)),
        ("is cut in chunks", Answer::ok("text/csv", small()).chunked().cut(400)),
        ("is shorter than announced", Answer::ok("text/csv", &small()[..400]).announcing(792).closing()),
    ] {
        rows.push(
            row(format!("a small file that {how} once comes whole"))
                .in_turn(vec![answer, Answer::ok("text/csv", small())])
                .comes_whole(),
        );
    }
    rows.push(
        row("a small file that always breaks off is no file")
            .always(Answer::ok("text/csv", small()).cut(400))
            .args(&["--max-wait", "1s"])
            .fails(5)
            .within(8)
            .asked_at_most(4),
    );
    rows
}

/// What breaks off once and is not gone on with: all that is tried then is one wait, and not one for each try.
fn one_wait() -> Vec<Row> {
    let mut rows = Vec::new();
    let page = || Answer::status(503).header("Content-Type", "text/html").body(super::page());
    for (what, answer, requests) in [
        ("503", Answer::status(503), 5),
        ("503 in a second", Answer::status(503).header("Retry-After", "1"), 4),
        ("503 in an hour", Answer::status(503).header("Retry-After", "3600"), 2),
        ("503 as a page", page(), 5),
        ("429 at once", Answer::status(429).header("Retry-After", "0"), 6),
        ("202", Answer::status(202), 5),
        ("202 in a second", Answer::status(202).header("Retry-After", "1"), 4),
        ("no answer", Answer::nothing(), 9),
        ("a reset", Answer::raw("").reset(0), 9),
        ("half of the headers", Answer::raw("HTTP/1.1 206 Partial\r\nContent-Type: te"), 9),
    ] {
        for (whose, good) in kinds() {
            let answer = answer.clone();
            rows.push(
                row(format!("{whose}: a cut and then {what} for ever end when --max-wait is over"))
                    .answers(move |asked| if asked.nth == 0 { good.answer(asked).cut(150_000) } else { answer.clone() })
                    .args(&["--max-wait", "2s"])
                    .fails(5)
                    .within(10)
                    .asked_at_most(requests),
            );
        }
    }
    for (what, good) in kinds() {
        // Each try comes a little further than the one before.
        let further = good.clone();
        rows.push(
            row(format!("{what}: what comes further each time is not given up before it is there"))
                .answers(move |asked| match asked.range().filter(|_| further.ranges) {
                    Some(_) => further.answer(asked).cut(100_000),
                    None => further.answer(asked).cut(150_000 + asked.nth * 60_000),
                })
                .args(&["--max-wait", "1s"])
                .leaves(&[("Titre.csv", &table(LENGTH))])
                .asked_at_most(5),
        );
        // What a killed run began is taken up by the next, under the same rule.
        let begun = good.clone();
        rows.push(
            row(format!("{what}: what a killed run began and always breaks off ends when --max-wait is over"))
                .killed_first(|_| ())
                .answers(move |asked| match asked.nth {
                    0 => begun.answer(asked).stall(150_000),
                    _ if asked.range().is_some() => begun.answer(asked).cut(100),
                    _ => begun.answer(asked).cut(150_000),
                })
                .args(&["--max-wait", "1s"])
                .fails(5)
                .within(8)
                .asked_at_most(6),
        );
    }
    rows
}

/// What is begun again says so, and what is gone on with does not.
fn said() -> Vec<Row> {
    const SAID: &str = "started over from the first byte";
    let newer = Good { etag: Some("\"v2\""), ..Good::csv(table(LENGTH - 20)) };
    let plain = |what: String| row(what).command(&["get", &address(0), "-o", FOLDER]);
    let mut rows = Vec::new();
    for (what, good) in kinds() {
        let goes_on = good.ranges && ["\"v1\"", ""].iter().any(|it| good.etag.unwrap_or_default() == *it);
        let goes_on = goes_on && (good.etag.is_some() || good.last_modified.is_some()) || what.ends_with("and a date");
        let cut = good.clone();
        rows.push(
            plain(format!("{what}: what is begun again after a cut says so, and nothing else does"))
                .answers(move |asked| if asked.nth == 0 { cut.answer(asked).cut(150_000) } else { cut.answer(asked) })
                .leaves(&[("Titre.csv", &table(LENGTH))])
                .so("what is said is so", move |ended| {
                    expect(ended.err.matches(SAID).count() == usize::from(!goes_on), || ended.err.clone())
                }),
        );
    }
    let good = Good::csv(table(LENGTH));
    let changed =
        move |asked: &Asked| if asked.nth == 0 { good.answer(asked).cut(150_000) } else { newer.answer(asked) };
    rows.push(
        plain("another version after a cut is begun, which is said".to_owned())
            .answers(changed.clone())
            .leaves(&[("Titre.csv", &table(LENGTH - 20))])
            .says(SAID),
    );
    rows.push(
        plain("another version after a cut is begun, which is said in French".to_owned())
            .in_french()
            .answers(changed)
            .says("recommencé depuis le premier octet"),
    );
    let good = Good::csv(table(LENGTH));
    let newer = Good { etag: Some("\"v2\""), ..Good::csv(table(LENGTH - 20)) };
    rows.push(
        plain("another version than a killed run began is begun, which is said".to_owned())
            .killed_first(|_| ())
            .answers(move |asked| if asked.nth == 0 { good.answer(asked).stall(150_000) } else { newer.answer(asked) })
            .leaves(&[("Titre.csv", &table(LENGTH - 20))])
            .says(SAID),
    );
    rows.push(
        plain("a small file that is begun again after a cut says so".to_owned())
            .in_turn(vec![Answer::ok("text/csv", small()).cut(400), Answer::ok("text/csv", small())])
            .comes_whole()
            .says(SAID),
    );
    rows
}

/// How the rest is asked for.
fn validators() -> Vec<Row> {
    let whole = table(LENGTH);
    let going_on = |what: &str, good: Good, validator: &'static str| {
        row(what)
            .answers(move |asked| if asked.nth == 0 { good.answer(asked).cut(150_000) } else { good.answer(asked) })
            .leaves(&[("Titre.csv", &whole)])
            .so("the rest was asked for with what vouches for it", move |ended| {
                let again: Vec<_> = ended.asked.iter().skip(1).collect();
                let right = again.len() == 1
                    && again[0].range().is_some_and(|(first, _)| first > 0)
                    && again[0].header("if-range") == Some(validator);
                expect(right, || {
                    format!(
                        "{:?}",
                        again.iter().map(|it| (it.header("range"), it.header("if-range"))).collect::<Vec<_>>()
                    )
                })
            })
    };
    let good = Good::csv(table(LENGTH));
    let mut rows = vec![
        going_on("a strong ETag vouches for the rest", good.clone(), "\"v1\""),
        going_on("a date vouches for the rest", Good { etag: None, ..good.clone() }, MODIFIED),
        going_on(
            "a weak ETag does not throw a good date away",
            Good { etag: Some("W/\"v1\""), ..good.clone() },
            MODIFIED,
        ),
    ];
    // Another version by the time the rest is asked for.
    let newer: Vec<u8> = table(LENGTH).iter().map(|byte| if *byte == b'V' { b'W' } else { *byte }).collect();
    for (what, before, after) in [
        ("another ETag", Some("\"v1\""), Some("\"v2\"")),
        ("the same weak ETag", Some("W/\"v1\""), Some("W/\"v1\"")),
        ("the same strong ETag", Some("\"v1\""), Some("\"v1\"")),
        ("no ETag", None, None),
    ] {
        for ranges in [true, false] {
            let (one, two) = (
                Good { etag: before, last_modified: None, ranges, ..good.clone() },
                Good { etag: after, last_modified: None, ranges, ..Good::csv(newer.clone()) },
            );
            rows.push(
                row(format!("two versions are never mixed: {what}, ranges {ranges}"))
                    .answers(
                        move |asked| if asked.nth == 0 { one.answer(asked).cut(150_000) } else { two.answer(asked) },
                    )
                    .leaves(&[("Titre.csv", &newer)]),
            );
        }
    }
    let shorter = table(100_000);
    for (what, refusal) in [("416", 416), ("403", 403)] {
        let (good, shorter) = (good.clone(), shorter.clone());
        rows.push(
            row(format!("a part refused with {what}, for the file is shorter by now, is followed by one request"))
                .leaves(&[("Titre.csv", &shorter)])
                .answers(move |asked| match (asked.nth, asked.range()) {
                    (0, _) => good.answer(asked).cut(150_000),
                    (_, Some(_)) => Answer::status(refusal),
                    _ => Good { etag: Some("\"v1\""), ..Good::csv(shorter.clone()) }.answer(asked),
                })
                .asked(3),
        );
    }
    type Misserved = (&'static str, fn(&Good, &Asked) -> Answer);
    let misserved: [Misserved; 12] = [
        ("from another byte", |good, asked| {
            let (first, _) = asked.range().unwrap();
            let answer = Answer::status(206).header("ETag", "\"v1\"").body(&good.body[first - 1000..]);
            answer.header("Content-Range", &format!("bytes {first}-{}/{}", good.body.len() - 1, good.body.len()))
        }),
        ("from an earlier byte, and saying so", |good, asked| {
            let first = asked.range().unwrap().0 / 4096 * 4096 - 4096;
            let answer = Answer::status(206).header("ETag", "\"v1\"").body(&good.body[first..]);
            answer.header("Content-Range", &format!("bytes {first}-{}/{}", good.body.len() - 1, good.body.len()))
        }),
        ("without saying which", |good, asked| {
            Answer::status(206).header("ETag", "\"v1\"").body(&good.body[asked.range().unwrap().0..])
        }),
        ("of another length", |good, asked| {
            let (first, _) = asked.range().unwrap();
            Answer::status(206)
                .body(&good.body[first..])
                .header("Content-Range", &format!("bytes {first}-{}/{}", good.body.len() - 1, good.body.len() + 7))
        }),
        ("as 416", |good, _| Answer::status(416).header("Content-Range", &format!("bytes */{}", good.body.len()))),
        ("as 416 with a page", |_, _| Answer::status(416).header("Content-Type", "text/html").body(super::page())),
        ("as all of it", |good, _| Answer::ok("text/csv", &good.body[..]).header("ETag", "\"v1\"")),
        ("as 200 with the rest alone", |good, asked| {
            let (first, _) = asked.range().unwrap();
            let rest = Answer::ok("text/csv", &good.body[first..]).header("ETag", "\"v1\"");
            rest.header("Content-Range", &format!("bytes {first}-{}/{}", good.body.len() - 1, good.body.len()))
        }),
        ("as 204", |_, _| Answer::status(204)),
        // youtube-dl #791: once nothing comes, and nothing says so.
        ("as an empty 200", |_, _| Answer::ok("text/csv", "")),
        ("without a byte", |good, asked| {
            let (first, _) = asked.range().unwrap();
            let answer = Answer::status(206).header("ETag", "\"v1\"");
            answer.header("Content-Range", &format!("bytes {first}-{}/{}", good.body.len() - 1, good.body.len()))
        }),
        ("in several parts", |_, _| {
            Answer::status(206).header("Content-Type", "multipart/byteranges; boundary=x").body("--x\r\n\r\n--x--\r\n")
        }),
    ];
    for ((what, answer), times) in misserved.into_iter().flat_map(|it| [(it, 1), (it, usize::MAX)]) {
        let good = good.clone();
        let sum = hex(&digest("sha256", &whole));
        let often = if times == 1 { "once" } else { "always" };
        rows.push(
            row(format!("the rest, {often} served {what}, never spoils the file"))
                .claims("sha256", &sum)
                .answers(move |asked| match (asked.nth, asked.range()) {
                    (0, _) => good.answer(asked).cut(150_000),
                    (nth, Some(_)) if nth <= times => answer(&good, asked),
                    _ => good.answer(asked),
                })
                .leaves(&[("Titre.csv", &whole)])
                .verdict("verified"),
        );
    }
    for code in [408, 429, 500, 502, 503, 504, 520, 524] {
        let good = good.clone();
        rows.push(
            row(format!("{code} while the rest is asked for passes"))
                .answers(move |asked| match asked.nth {
                    0 => good.answer(asked).cut(150_000),
                    1 => Answer::status(code).header("Retry-After", "0"),
                    _ => good.answer(asked),
                })
                .leaves(&[("Titre.csv", &whole)]),
        );
    }
    let cut_page = good.clone();
    rows.push(
        row("a page in place of the rest never becomes part of the file")
            .answers(move |asked| {
                if asked.nth == 0 {
                    cut_page.answer(asked).cut(150_000)
                } else {
                    Answer::ok("text/html", super::page())
                }
            })
            .args(&["--max-wait", "1s"])
            .exits_with(&[5, 6])
            .so("nothing is called the file", |ended| {
                expect(!ended.files.contains_key("Titre.csv"), || "something is".into())
            })
            .within(15),
    );
    rows
}

/// What happens before the first byte of an answer.
fn before_the_answer() -> Vec<Row> {
    let good = || Answer::ok("text/csv", small());
    let mut rows = Vec::new();
    for (what, answer) in [
        ("no answer at all", Answer::nothing()),
        ("a reset instead of an answer", Answer::raw("").reset(0)),
        ("half of the first line", Answer::raw("HTTP/1.1 20")),
        ("half of the headers", Answer::raw("HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Le")),
        ("headers and a reset", good().reset(0)),
    ] {
        rows.push(row(format!("{what}, once: it is asked again")).in_turn(vec![answer.clone(), good()]).comes_whole());
        rows.push(
            row(format!("{what}, three times: it is asked again"))
                .in_turn(vec![answer.clone(), answer.clone(), answer.clone(), good()])
                .comes_whole(),
        );
        rows.push(
            row(format!("{what}, for ever: it ends")).always(answer).args(&["--max-wait", "1s"]).fails(5).within(15),
        );
    }
    let two = Set::of(vec![csv("Un", "/un.csv"), csv("Deux", "/deux.csv")]);
    rows.push(
        row("a connection that the server closes between two files is opened again")
            .set(two)
            .args(&["--jobs", "1"])
            .answers(|_| Answer::ok("text/csv", small()).header("Connection", "keep-alive").closing())
            .leaves(&[("Un.csv", &small()), ("Deux.csv", &small())]),
    );
    rows
}

fn retry_after() -> Vec<Row> {
    let good = || Answer::ok("text/csv", small());
    let busy = |code: u16, wait: &str| Answer::status(code).header("Retry-After", wait);
    let mut rows = Vec::new();
    for code in [429, 503] {
        for (wait, what) in [
            ("0", "at once"),
            ("1", "in a second"),
            ("Tue, 14 Nov 2023 22:13:20 GMT", "a date that is past"),
            ("soon", "no time at all"),
            ("-1", "less than nothing"),
            ("1.5", "a broken number"),
            ("", "nothing"),
        ] {
            rows.push(
                row(format!("{code} with Retry-After {wait:?} is obeyed: {what}"))
                    .in_turn(vec![busy(code, wait), good()])
                    .comes_whole()
                    .asked(2),
            );
        }
        for times in [3, 5, 8] {
            rows.push(
                row(format!("{code} {times} times is waited for"))
                    .answers(move |asked| if asked.nth < times { busy(code, "0") } else { good() })
                    .comes_whole()
                    .asked(times + 1),
            );
        }
        rows.push(
            row(format!("{code} with a longer Retry-After than --max-wait ends at once and says when"))
                .always(busy(code, "172800"))
                .args(&["--max-wait", "1s"])
                .fails(5)
                .asked(1)
                .within(10),
        );
        rows.push(
            row(format!("{code} with a Retry-After of 11 seconds is obeyed where nobody waits at a screen"))
                .in_turn(vec![busy(code, "11"), good()])
                .comes_whole()
                .asked(2)
                .within(30),
        );
    }
    rows.push(
        row("a 301 with Retry-After is followed")
            .answers(move |asked| match asked.path() {
                "/titre.csv" => Answer::redirect(301, "/b.csv").header("Retry-After", "0"),
                _ => good(),
            })
            .comes_whole(),
    );
    rows.push(
        row("500 four times is waited for")
            .answers(move |asked| if asked.nth < 4 { Answer::status(500) } else { Answer::ok("text/csv", small()) })
            .comes_whole()
            .within(60),
    );
    rows
}

/// Many files from a server that counts.
fn batches() -> Vec<Row> {
    let nine = || Set::of((1..=9).map(|n| csv(&format!("Titre {n}"), &format!("/{n}.csv"))).collect());
    let all: Vec<(String, Vec<u8>)> = (1..=9).map(|n| (format!("Titre {n}.csv"), small())).collect();
    let all: Vec<(&str, &[u8])> = all.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let mut rows = Vec::new();
    for (what, times, wait) in [("once each", 1, "1"), ("four times each", 4, "0"), ("twice each, a second", 2, "1")] {
        rows.push(
            row(format!("nine files of which each is refused with 429: {what}"))
                .set(nine())
                .answers(move |asked| {
                    if asked.nth < times {
                        Answer::status(429).header("Retry-After", wait)
                    } else {
                        Answer::ok("text/csv", small())
                    }
                })
                .leaves(&all)
                .within(40),
        );
    }
    for most in [1, 2] {
        rows.push(
            row(format!("a server that refuses more than {most} files at once with 503 serves all in the end"))
                .set(nine())
                .answers(move |asked| {
                    if asked.beside >= most {
                        Answer::status(503).header("Retry-After", "0")
                    } else {
                        Answer::ok("text/csv", small())
                    }
                })
                .leaves(&all)
                .within(40),
        );
    }
    rows.push(
        row("one file of nine that is not there costs itself")
            .set(nine())
            .answers(
                |asked| if asked.path() == "/5.csv" { Answer::status(404) } else { Answer::ok("text/csv", small()) },
            )
            .exits(4)
            .so("the eight others are there", |ended| {
                expect(ended.files.len() == 8, || format!("{} are", ended.files.len()))
            }),
    );
    rows
}

/// The portal itself is busy.
fn portals() -> Vec<Row> {
    let mut rows = Vec::new();
    for (what, answer) in [
        ("503", Answer::status(503).header("Retry-After", "0")),
        ("429", Answer::status(429).header("Retry-After", "0")),
        ("502 with a page", Answer::status(502).header("Content-Type", "text/html").body(super::page())),
        ("504", Answer::status(504)),
        ("520", Answer::status(520)),
        ("nothing", Answer::nothing()),
        ("an answer that is cut", Answer::ok("application/json", "{\"id\": \"1\", \"title\": \"x\"}").cut(5)),
    ] {
        for times in [1, 4] {
            let answer = answer.clone();
            rows.push(
                row(format!("the portal itself answers {what} {times} times"))
                    .portal_answers(move |asked| {
                        (asked.path().contains("/000000") && asked.nth < times).then(|| answer.clone())
                    })
                    .comes_whole()
                    .within(40),
            );
        }
    }
    rows
}
