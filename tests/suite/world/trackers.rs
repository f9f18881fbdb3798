//! Kinds of harm that people met with other downloaders, from their issue trackers; each says where.

use super::connections::has;
use super::portal::{Set, csv};
use super::row::{Row, expect, row};
use super::server::{Answer, Asked, Good};
use super::{LARGE, digest, hex, page, small, table};

pub fn rows() -> Vec<Row> {
    [ranges(), pieces(), answers(), encodings(), names(), batches()].into_iter().flatten().collect()
}

fn ranges() -> Vec<Row> {
    let big = table(300_000);
    let good = Good::csv(big.clone());
    let sum = hex(&digest("sha256", &big));
    let gone_on = |what: &str, good: Good, second: fn(&Good, &Asked) -> Answer| {
        row(what).claims("sha256", &sum).answers(move |asked| match (asked.nth, asked.range()) {
            (0, _) => good.answer(asked).cut(150_000),
            (1, Some(_)) => second(&good, asked),
            _ => good.answer(asked),
        })
    };
    vec![
        gone_on(
            "rustup #4710: a server that answers a range with all of it does not double the beginning",
            good.clone(),
            |good, _| {
                Good { ranges: false, ..good.clone() }.answer(&Asked {
                    target: String::new(),
                    headers: Vec::new(),
                    nth: 1,
                    beside: 0,
                })
            },
        )
        .leaves(&[("Titre.csv", &big)])
        .verdict("verified"),
        gone_on(
            "httrack #428: a part that begins earlier than asked does not shift the rest",
            good.clone(),
            |good, asked| {
                let first = asked.range().unwrap().0 - 700;
                let part = Answer::status(206).header("ETag", "\"v1\"").body(&good.body[first..]);
                part.header("Content-Range", &format!("bytes {first}-{}/{}", good.body.len() - 1, good.body.len()))
            },
        )
        .leaves(&[("Titre.csv", &big)])
        .verdict("verified"),
        gone_on("curl #1163: the body of a 416 is not put behind the file", good.clone(), |_, _| {
            Answer::status(416).header("Content-Type", "text/html").body(page())
        })
        .leaves(&[("Titre.csv", &big)])
        .verdict("verified"),
        gone_on(
            "youtube-dl #6057: the rest with 200 and no Content-Range is not taken for the whole",
            good.clone(),
            |good, asked| Answer::ok("text/csv", &good.body[asked.range().unwrap().0..]).header("ETag", "\"v1\""),
        )
        .leaves(&[("Titre.csv", &big)])
        .verdict("verified"),
        gone_on(
            "xet-core #897: a host that refuses ranges with 403 gives the whole when it is asked for",
            good.clone(),
            |_, _| Answer::status(403).body("invalid range"),
        )
        .leaves(&[("Titre.csv", &big)])
        .verdict("verified"),
        gone_on("aria2 #998: a page with 403 in place of the rest is not the file", good.clone(), |_, _| {
            Answer::status(403).header("Content-Type", "text/html").body(page())
        })
        .leaves(&[("Titre.csv", &big)]),
        row("aria2 #590: a server that states another length each time brings one of its files whole")
            .answers({
                let big = big.clone();
                move |asked| {
                    let body = big[..big.len() - 1000 * (asked.nth % 2)].to_vec();
                    let answer = Good { etag: None, last_modified: None, ..Good::csv(body) }.answer(asked);
                    if asked.nth == 0 { answer.cut(150_000) } else { answer }
                }
            })
            .leaves(&[("Titre.csv", &big[..big.len() - 1000])]),
        row("curl #6740: a file that was whole before the program ended is not refused for 416")
            .answers({
                let good = good.clone();
                // All but the last byte came; nothing beyond the end may be asked for.
                move |asked| {
                    if asked.nth == 0 { good.answer(asked).cut(good.body.len() - 1) } else { good.answer(asked) }
                }
            })
            .leaves(&[("Titre.csv", &big)]),
        row("hf #1959: what breaks off near its end is not taken for whole")
            .always(Answer::ok("text/csv", big.clone()).cut(290_000))
            .args(&["--max-wait", "1s"])
            .fails(5)
            .within(20),
        row("aria2 #790: a control file of zeros does not stop a download")
            .answers({
                let good = good.clone();
                move |asked| if asked.nth == 0 { good.answer(asked).stall(150_000) } else { good.answer(asked) }
            })
            .killed_first(|folder| {
                let path = folder.join("Titre.csv.part.json");
                let length = std::fs::metadata(&path).unwrap().len() as usize;
                std::fs::write(path, vec![0; length]).unwrap();
            })
            .exits(0)
            .so("the file is whole", {
                let big = big.clone();
                move |ended| expect(ended.files.get("Titre.csv") == Some(&big), || format!("{:?}", ended.files.keys()))
            }),
        row("youtube-dl #467: a .part with a hole of zeros is not taken for its bytes")
            .answers({
                let good = good.clone();
                move |asked| if asked.nth == 0 { good.answer(asked).stall(150_000) } else { good.answer(asked) }
            })
            .claims("sha256", &sum)
            .killed_first(|folder| {
                let part = folder.join("Titre.csv.part");
                let mut bytes = std::fs::read(&part).unwrap();
                bytes[50_000..60_000].fill(0);
                std::fs::write(part, bytes).unwrap();
            })
            .so("nothing but the file has its name", {
                let big = big.clone();
                move |ended| expect(ended.files.get("Titre.csv").is_none_or(|it| *it == big), || "something has".into())
            })
            .exits_with(&[0, 6]),
        row("yt-dlp #12994: a .part that is longer than the file is begun again")
            .answers({
                let good = good.clone();
                move |asked| if asked.nth == 0 { good.answer(asked).stall(150_000) } else { good.answer(asked) }
            })
            .killed_first(|folder| std::fs::write(folder.join("Titre.csv.part"), vec![b'x'; 400_000]).unwrap())
            .exits(0)
            .leaves(&[("Titre.csv", &big)]),
    ]
}

/// Several connections, and nothing stated that would tell a wrong file.
fn pieces() -> Vec<Row> {
    type Piece = fn(&Good, &Asked) -> Answer;
    let pieces: [(&str, Piece); 4] = [
        ("rclone #6980: a server that answers every range with all of it", |good, _| {
            Answer::ok("text/csv", &good.body[..])
        }),
        ("rclone #4459: a server whose parts lack their last byte", |good, asked| {
            let (first, last) = asked.range().unwrap_or_default();
            let last = last.unwrap_or(good.body.len() - 1);
            let part = Answer::status(206).header("ETag", "\"v1\"").body(&good.body[first..last]).closing();
            part.header("Content-Range", &format!("bytes {first}-{last}/{}", good.body.len()))
        }),
        ("aria2 #1115: a server that puts a page in the place of a part", |_, asked| {
            let (first, last) = asked.range().unwrap_or_default();
            let part = Answer::status(206).header("Content-Type", "text/html").body(page());
            part.header("Content-Range", &format!("bytes {first}-{}/12000000", last.unwrap_or_default()))
        }),
        ("aria2 #2393: a server that says of its parts that they are all of it", |good, _| {
            let all = Answer::status(206).header("ETag", "\"v1\"").body(&good.body[..]);
            all.header("Content-Range", &format!("bytes 0-{}/{}", good.body.len() - 1, good.body.len()))
        }),
    ];
    pieces
        .map(|(what, piece)| {
            let good = Good::shared(LARGE.0.clone());
            row(format!("{what} spoils no file"))
                .answers(move |asked| match asked.range() {
                    None if asked.nth == 0 => good.answer(asked).held(1_000_000, 3),
                    None => good.answer(asked),
                    Some(_) => piece(&good, asked),
                })
                .so("the file is whole", |ended| has(ended, &["Titre.csv"]))
                .exits(0)
        })
        .into()
}

fn answers() -> Vec<Row> {
    let good = || Answer::ok("text/csv", small());
    let sum = hex(&digest("sha256", &small()));
    vec![
        row("aria2 #473: chunks and a length besides are read as chunks")
            .always(good().chunked().header("Content-Length", "10").closing())
            .claims("sha256", &sum)
            .comes_whole()
            .verdict("verified"),
        row("hf #2589: 635 bytes of an error in place of a large file are no file")
            .always(Answer::ok(
                "application/xml",
                "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>",
            ))
            .declared("parquet", "application/vnd.apache.parquet")
            .size(133_466_304)
            .exits(6),
        row("hf #3307: a size of nothing condemns no file").size(0).comes_whole(),
        row("curl #11447: a 303 to the same address with Retry-After is waited for")
            .answers(move |asked| {
                if asked.nth < 3 {
                    Answer::redirect(303, "/titre.csv").header("Retry-After", "0")
                } else {
                    Answer::ok("text/csv", small())
                }
            })
            .comes_whole()
            .asked(4),
        row("curl #7676: a Retry-After beyond all patience ends at once")
            .always(Answer::status(503).header("Retry-After", "86400"))
            .args(&["--max-wait", "2s"])
            .fails(5)
            .asked(1)
            .within(5),
        row("curl #8845: 504 with a page is tried again")
            .in_turn(vec![Answer::status(504).header("Content-Type", "text/html").body(page()), good()])
            .comes_whole()
            .asked(2),
        row("curl #3794: 429 with Retry-After is tried again")
            .in_turn(vec![Answer::status(429).header("Retry-After", "1"), good()])
            .comes_whole()
            .asked(2),
        row("aria2 #730: 408 with a body that looks like the file is no file")
            .always(Answer::status(408).header("Content-Type", "text/csv").body(small()))
            .args(&["--max-wait", "1s"])
            .fails(5)
            .within(15),
        row("rclone #2247: a plain answer without a length is a file").always(good().chunked()).comes_whole(),
        row("librepo #253: a length that is not the stated size is no reason to give up")
            .size(796)
            .always(good().header("ETag", "\"v1\"").header("Last-Modified", "Wed, 01 May 2024 10:00:00 GMT"))
            .comes_whole(),
        row("easybuild #3361: a page with 200 for what is not there is no archive")
            .always(Answer::ok("text/html", page()))
            .declared("gz", "application/gzip")
            .sets_aside("Titre.gz", &page()),
        row("spack #46349: a redirect to another host's page is told")
            .answers(|asked| {
                if asked.path() == "/titre.csv" {
                    Answer::redirect(302, "/search?q=titre")
                } else {
                    Answer::ok("text/html", page())
                }
            })
            .sets_aside("Titre.csv", &page()),
        row("pyCarol #429: X-Goog-Hash of other bytes refuses the file")
            .always(good().header("X-Goog-Hash", "md5=IpDDm7hzipDwv11FKdTZQQ=="))
            .sets_aside("Titre.csv", &small())
            .verdict("altered"),
    ]
}

fn encodings() -> Vec<Row> {
    let packed = super::encodings::gzip(&small());
    let sum = |bytes: &[u8]| hex(&digest("sha256", bytes));
    let gzip = || Answer::ok("text/csv", packed.clone()).header("Content-Encoding", "gzip");
    vec![
        row("rclone #2658: a file kept as gzip has a checksum of what is inside")
            .always(gzip())
            .claims("sha256", &sum(&small()))
            .exits(0)
            .verdict("verified"),
        row("rclone #353: a file kept as gzip has a checksum of what is kept")
            .always(gzip())
            .claims("sha256", &sum(&packed))
            .exits(0)
            .verdict("verified"),
        row("rclone #8137: a stored gzip has the length of what is kept")
            .always(gzip())
            .size(packed.len())
            .exits(0)
            .verdict("size-only"),
        row("aria2 #605: content-encoding in small letters counts")
            .always(Answer::ok("text/csv", packed.clone()).header("content-encoding", "gzip"))
            .claims("sha256", &sum(&small()))
            .exits(0)
            .verdict("verified"),
        row("curl: a transfer encoding of gzip is not the file's")
            .always(Answer::raw(
                [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nConnection: close\r\n\r\n".as_slice(), &packed]
                    .concat(),
            ))
            .so("no gzip is called .csv", |ended| {
                expect(
                    !ended.files.iter().any(|(name, bytes)| name.ends_with(".csv") && bytes.starts_with(b"\x1f\x8b")),
                    || "it is".into(),
                )
            })
            .args(&["--max-wait", "1s"])
            .exits_with(&[0, 5, 6])
            .within(15),
        row("requests are sent without asking for encodings").comes_whole().so("Accept-Encoding", |ended| {
            let asked = ended.asked[0].header("accept-encoding").unwrap_or("identity");
            expect(asked == "identity", || asked.to_owned())
        }),
    ]
}

fn names() -> Vec<Row> {
    let named = |value: &str, name: &str| {
        row(format!("Content-Disposition {value:?}"))
            .always(Answer::ok("text/csv", small()).header("Content-Disposition", value))
            .leaves(&[(name, &small())])
    };
    let with = |issue: &str, mut row: Row| {
        row.what = format!("{issue}: {}", row.what);
        row
    };
    vec![
        with("curl #1964", named("attachment; filename=correct.csv; somethingelse=/wrong.csv", "correct.csv")),
        with("aria2 #1118", named("attachment; filename=\"opensmile-2.3.0.csv\";", "opensmile-2.3.0.csv")),
        with("curl #2735", named("attachment; filename*=UTF-8''file.csv;", "file.csv")),
        with(
            "curl #10533",
            named("attachment; filename*=UTF-8''Collection%20(PT%2C%20RU).csv", "Collection (PT, RU).csv"),
        ),
        with(
            "wcurl #2",
            named(
                "attachment; filename=\"File-From-Download.csv\"; filename*=UTF8''File-From-Download.csv",
                "File-From-Download.csv",
            ),
        ),
        with("curl #760", named("attachement; filename=setup.csv", "setup.csv")),
        row("curl -J: a name from the server never replaces what is there")
            .always(Answer::ok("text/csv", small()).header("Content-Disposition", "attachment; filename=\".zshrc\""))
            .with_file(".zshrc", "mine")
            .with_file("zshrc", "mine")
            .with_file("zshrc.csv", "mine")
            .so("mine is mine", |ended| {
                expect(
                    [".zshrc", "zshrc", "zshrc.csv"]
                        .iter()
                        .all(|name| ended.files.get(*name).is_some_and(|it| it == b"mine")),
                    || "it is not".into(),
                )
            })
            .exits_with(&[0, 2]),
    ]
}

fn batches() -> Vec<Row> {
    let ten = || Set::of((1..=10).map(|n| csv(&format!("Titre {n:02}"), &format!("/{n}.csv"))).collect());
    let all: Vec<(String, Vec<u8>)> = (1..=10).map(|n| (format!("Titre {n:02}.csv"), small())).collect();
    let all: Vec<(&str, &[u8])> = all.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    vec![
        row("aria2 #577: a server that bears two downloads at once, and says 503 to the third, serves all")
            .set(ten())
            .answers(|asked| if asked.beside >= 2 { Answer::status(503) } else { Answer::ok("text/csv", small()) })
            .leaves(&all)
            .within(60),
        row("a server that closes every connection serves all")
            .set(ten())
            .answers(|_| Answer::ok("text/csv", small()).closing())
            .leaves(&all),
        row("a server that resets every second connection serves all")
            .set(ten())
            .answers(|asked| if asked.nth == 0 { Answer::raw("").reset(0) } else { Answer::ok("text/csv", small()) })
            .leaves(&all),
        row("wget: a batch behind one redirect per file serves all")
            .set(ten())
            .answers(|asked| {
                if asked.target.contains('?') {
                    Answer::ok("text/csv", small())
                } else {
                    Answer::redirect(302, &format!("{}?signed", asked.path()))
                }
            })
            .leaves(&all),
    ]
}
