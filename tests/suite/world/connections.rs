//! Several connections never make a download worse than one, and never are there more than the server bears.

use super::LARGE;
use super::portal::{Set, csv};
use super::row::{Ended, Row, expect, row};
use super::server::{Answer, Asked, Good};

/// The large table under these names, and nothing else.
pub fn has(ended: &Ended, names: &[&str]) -> Result<(), String> {
    let come: Vec<(&str, usize)> = ended.files.iter().map(|(name, bytes)| (name.as_str(), bytes.len())).collect();
    let right = come.iter().map(|(name, _)| *name).eq(names.iter().copied())
        && ended.files.values().all(|bytes| *bytes == *LARGE.0);
    expect(right, || format!("{come:?}"))
}

pub fn rows() -> Vec<Row> {
    [extra(), limits(), remembered()].into_iter().flatten().collect()
}

/// A row of one large file whose first answer waits in its middle for other connections, and is there for a while longer
/// than they. `extra` answers all requests of parts: who gives the live answer up for one that is refused has nothing.
fn shared(what: &str, extra: impl Fn(&Good, &Asked) -> Answer + Send + Sync + 'static) -> Row {
    let good = Good::shared(LARGE.0.clone());
    row(what)
        .claims("sha256", &LARGE.1)
        .answers(move |asked| match (asked.nth, asked.range()) {
            (0, None) if asked.path() == "/titre.csv" => good.answer(asked).held(1_000_000, 3),
            (_, None) if asked.path() == "/titre.csv" => good.answer(asked),
            _ => extra(&good, asked),
        })
        .so("the file is whole, and alone", |ended| has(ended, &["Titre.csv"]))
        .verdict("verified")
}

/// What another connection may meet while the first is alive.
fn extra() -> Vec<Row> {
    type Extra = (&'static str, fn(&Good, &Asked) -> Answer);
    let table: [Extra; 21] = [
        ("its part", |good, asked| good.answer(asked)),
        ("401", |_, _| Answer::status(401)),
        ("403", |_, _| Answer::status(403)),
        ("404", |_, _| Answer::status(404)),
        ("408", |_, _| Answer::status(408)),
        ("410", |_, _| Answer::status(410)),
        ("416", |_, _| Answer::status(416)),
        ("429", |_, _| Answer::status(429)),
        ("429 for an hour", |_, _| Answer::status(429).header("Retry-After", "3600")),
        ("500", |_, _| Answer::status(500)),
        ("503", |_, _| Answer::status(503)),
        ("503 for an hour", |_, _| Answer::status(503).header("Retry-After", "3600")),
        ("509", |_, _| Answer::status(509)),
        ("a page", |_, _| Answer::ok("text/html", super::page())),
        ("a redirect to a page", |_, asked| {
            if asked.path() == "/login" {
                Answer::ok("text/html", super::page())
            } else {
                Answer::redirect(302, "/login")
            }
        }),
        ("all of it", |good, _| Answer::ok("text/csv", &good.body[..]).header("ETag", "\"v1\"")),
        ("a part of another file", |_, asked| {
            Good { etag: Some("\"v2\""), ..Good::csv(&LARGE.0[..6_000_000]) }.answer(asked)
        }),
        ("no answer", |_, _| Answer::nothing()),
        ("a reset", |_, _| Answer::raw("").reset(0)),
        ("silence", |_, _| Answer::silence()),
        ("half of its part", |good, asked| good.answer(asked).cut(50_000)),
    ];
    let mut rows = Vec::new();
    for (what, answer) in table {
        rows.push(shared(&format!("another connection that meets {what} harms nothing"), answer).within(15));
    }
    let after_the_first: [Extra; 5] = [
        ("silence", |_, _| Answer::silence()),
        ("silence within", |good, asked| good.answer(asked).stall(50_000)),
        ("503 for an hour", |_, _| Answer::status(503).header("Retry-After", "3600")),
        ("a page", |_, _| Answer::ok("text/html", super::page())),
        ("another ETag", |good, asked| Good { etag: Some("\"v2\""), ..good.clone() }.answer(asked)),
    ];
    for (what, answer) in after_the_first {
        rows.push(
            shared(&format!("another connection that brings one part and meets {what} then harms nothing"), {
                move |good, asked| if asked.nth == 2 { answer(good, asked) } else { good.answer(asked) }
            })
            .within(15),
        );
    }
    for times in [1, 2] {
        rows.push(
            shared(&format!("another connection that breaks off {times} times harms nothing"), move |good, asked| {
                if asked.nth <= times { good.answer(asked).reset(50_000) } else { good.answer(asked) }
            })
            .within(15),
        );
    }
    rows
}

/// How many answers of files were under way at once, at most.
fn widest(ended: &Ended) -> usize {
    ended.asked.iter().map(|asked| asked.beside + 1).max().unwrap_or_default()
}

/// No part was asked for again after the first refusal.
fn refused_once(ended: &Ended) -> Result<(), String> {
    let parts = ended.asked.iter().filter(|asked| asked.range().is_some()).count();
    expect(parts <= 1, || format!("it refused {parts} times"))
}

fn limits() -> Vec<Row> {
    let mut rows = vec![
        shared("--connections 1 forbids another", |good, asked| good.answer(asked))
            .args(&["--connections", "1"])
            .asked(1)
            .so("there was one", |ended| expect(widest(ended) == 1, || widest(ended).to_string())),
        shared("--connections 4 has several", |good, asked| good.answer(asked))
            .args(&["--connections", "4"])
            .so("there were several, and no more than four", |ended| {
                expect((2..=4).contains(&widest(ended)), || widest(ended).to_string())
            }),
        shared("connections = 1 in the configuration forbids another", |good, asked| good.answer(asked))
            .configured("connections = 1")
            .asked(1),
        shared("--connections 4 wins over the configuration", |good, asked| good.answer(asked))
            .configured("connections = 1")
            .args(&["--connections", "4"])
            .so("there were several", |ended| expect(widest(ended) >= 2, || widest(ended).to_string())),
        shared("--connections 1 wins over the configuration", |good, asked| good.answer(asked))
            .configured("connections = 4")
            .args(&["--connections", "1"])
            .asked(1),
        row("connections = 0 in the configuration is refused")
            .configured("connections = 0")
            .exits(2)
            .leaves(&[])
            .asked(0),
        row("--connections 0 is refused").args(&["--connections", "0"]).exits(2).leaves(&[]).asked(0),
        row("--connections many is refused").args(&["--connections", "many"]).exits(2).leaves(&[]).asked(0),
    ];
    for code in [403, 429, 503] {
        rows.push(
            shared(
                &format!("a server that refuses another connection with {code} is not asked for one again"),
                move |_, _| Answer::status(code),
            )
            .so("it refused once", refused_once),
        );
    }
    rows
}

/// One connection then, for that host.
fn remembered() -> Vec<Row> {
    let three = || Set::of(vec![csv("Un", "/un.csv"), csv("Deux", "/deux.csv"), csv("Trois", "/trois.csv")]);
    type Refused = (&'static str, fn(&Good) -> Answer);
    let answers: [Refused; 9] = [
        ("403", |_| Answer::status(403)),
        ("429", |_| Answer::status(429)),
        ("500", |_| Answer::status(500)),
        ("503", |_| Answer::status(503)),
        ("524", |_| Answer::status(524)),
        ("a page", |_| Answer::ok("text/html", super::page())),
        ("all of it", |good| Answer::ok("text/csv", &good.body[..]).header("ETag", "\"v1\"")),
        ("no answer", |_| Answer::nothing()),
        ("a reset", |_| Answer::raw("").reset(0)),
    ];
    answers
        .map(|(what, answer)| {
            let good = Good::shared(LARGE.0.clone());
            row(format!("what a host refused with {what} for one file is remembered for the next"))
                .set(three())
                .args(&["--jobs", "1"])
                .answers(move |asked| match (asked.nth, asked.range()) {
                    (0, None) => good.answer(asked).held(1_000_000, 3),
                    (_, None) => good.answer(asked),
                    _ => answer(&good),
                })
                .so("the files are whole", |ended| has(ended, &["Deux.csv", "Trois.csv", "Un.csv"]))
                .so("it refused once", refused_once)
                .within(30)
        })
        .into()
}
