//! How answers are framed: what HTTP allows, what servers do all the same, and what is no HTTP.

use super::row::{Row, row};
use super::server::{Answer, Good};
use super::{digest, hex, small, table};

pub fn rows() -> Vec<Row> {
    [raw(), headers(), lengths()].into_iter().flatten().collect()
}

/// These lines, and the table behind them.
fn lines(head: &str) -> Vec<u8> {
    [head.replace('\n', "\r\n").as_bytes(), b"\r\n\r\n", &small()].concat()
}

fn raw() -> Vec<Row> {
    let chunked = |chunks: &str| {
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".as_slice(), chunks.as_bytes()].concat()
    };
    let text = String::from_utf8(small()).unwrap();
    let (first, second) = text.split_at(400);
    let mut rows = Vec::new();
    for (what, bytes) in [
        ("HTTP/1.0 with a length", lines("HTTP/1.0 200 OK\nContent-Type: text/csv\nContent-Length: 792")),
        ("HTTP/1.0 without a length", lines("HTTP/1.0 200 OK\nContent-Type: text/csv")),
        ("HTTP/1.0 that keeps the connection", lines("HTTP/1.0 200 OK\nConnection: keep-alive\nContent-Length: 792")),
        ("HTTP/1.1 without a length", lines("HTTP/1.1 200 OK\nContent-Type: text/csv\nConnection: close")),
        ("no reason", lines("HTTP/1.1 200\nContent-Length: 792")),
        ("no reason, but a space", lines("HTTP/1.1 200 \nContent-Length: 792")),
        ("headers in small letters", lines("HTTP/1.1 200 OK\ncontent-length: 792")),
        ("no space behind colons", lines("HTTP/1.1 200 OK\nContent-Length:792")),
        ("spaces behind values", lines("HTTP/1.1 200 OK\nContent-Length: 792   ")),
        ("an empty header", lines("HTTP/1.1 200 OK\nX-Empty:\nContent-Length: 792")),
        (
            "an unknown answer before it",
            [
                b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".as_slice(),
                &lines("HTTP/1.1 200 OK\nContent-Length: 792"),
            ]
            .concat(),
        ),
        (
            "100 before it",
            [b"HTTP/1.1 100 Continue\r\n\r\n".as_slice(), &lines("HTTP/1.1 200 OK\nContent-Length: 792")].concat(),
        ),
        ("the same length twice", lines("HTTP/1.1 200 OK\nContent-Length: 792\nContent-Length: 792")),
        ("the same length twice in one line", lines("HTTP/1.1 200 OK\nContent-Length: 792, 792")),
        ("chunks in capitals", chunked(&format!("190\r\n{first}\r\n{:X}\r\n{second}\r\n0\r\n\r\n", second.len()))),
        (
            "chunks with extensions",
            chunked(&format!("190;a=b\r\n{first}\r\n{:x} ; c\r\n{second}\r\n0;last\r\n\r\n", second.len())),
        ),
        (
            "chunks with zeros before their size",
            chunked(&format!("0000190\r\n{first}\r\n000{:x}\r\n{second}\r\n000\r\n\r\n", second.len())),
        ),
        (
            "chunks with trailers",
            chunked(&format!(
                "190\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\nX-Sum: 1\r\nX-Other: 2\r\n\r\n",
                second.len()
            )),
        ),
        (
            "Transfer-Encoding and a length, of which the former counts",
            [
                b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                    .as_slice(),
                format!("{:x}\r\n{text}\r\n0\r\n\r\n", text.len()).as_bytes(),
            ]
            .concat(),
        ),
        ("line feeds alone", [b"HTTP/1.1 200 OK\nContent-Length: 792\n\n".as_slice(), &small()].concat()),
    ] {
        rows.push(row(format!("{what}: the file is whole")).always(Answer::raw(bytes)).comes_whole());
    }
    let reason: Vec<u8> = [b"HTTP/1.1 200 Tr\xe8s bien\r\nContent-Length: 792\r\n\r\n".as_slice(), &small()].concat();
    rows.push(row("a reason in Latin-1").always(Answer::raw(reason)).comes_whole());
    for (what, bytes) in [
        ("no HTTP", b"a;b\n1;2\n".to_vec()),
        ("HTTP/0.9", small()),
        ("two lengths", lines("HTTP/1.1 200 OK\nContent-Length: 792\nContent-Length: 10")),
        ("a length below nothing", lines("HTTP/1.1 200 OK\nContent-Length: -1")),
        ("a length of letters", lines("HTTP/1.1 200 OK\nContent-Length: many")),
        ("chunks without sizes", chunked("hello\r\n0\r\n\r\n")),
        ("a chunk longer than memory", chunked("ffffffffffffffffff\r\nx\r\n0\r\n\r\n")),
        ("another protocol", b"SSH-2.0-OpenSSH_9.6\r\n".to_vec()),
    ] {
        rows.push(
            row(format!("{what} is no file"))
                .always(Answer::raw(bytes))
                .args(&["--max-wait", "1s"])
                .fails(5)
                .within(15),
        );
    }
    rows
}

fn headers() -> Vec<Row> {
    let good = || Answer::ok("text/csv", small());
    let many = |count: usize| (0..count).fold(good(), |answer, n| answer.header(&format!("X-Header-{n}"), "value"));
    let mut rows: Vec<Row> =
        [90, 101, 150, 250].map(|count| row(format!("{count} headers")).always(many(count)).comes_whole()).into();
    for length in [1_000, 8_000, 16_000, 60_000] {
        rows.push(
            row(format!("a header of {length} bytes"))
                .always(good().header("X-Long", &"x".repeat(length)))
                .comes_whole(),
        );
    }
    rows.push(
        row("150 headers on a redirect")
            .answers(move |asked| {
                if asked.path() != "/titre.csv" {
                    return Answer::ok("text/csv", small());
                }
                (0..150)
                    .fold(Answer::redirect(302, "/b.csv"), |answer, n| answer.header(&format!("X-Header-{n}"), "value"))
            })
            .comes_whole(),
    );
    let mut latin = b"X-Name: caf\xe9 \xa9".to_vec();
    rows.push(row("a header in Latin-1").always(good().line(latin.clone())).comes_whole());
    latin.splice(0..6, *b"Server");
    rows.push(row("a server with a name in Latin-1").always(good().line(latin)).comes_whole());
    for (name, value) in [
        ("ETag", "v1"),
        ("ETag", ""),
        ("ETag", "\"\""),
        ("ETag", "W/"),
        ("ETag", "\"caf\u{e9}\""),
        ("Last-Modified", "yesterday"),
        ("Last-Modified", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("Last-Modified", "Fri, 31 Dec 9999 23:59:59 GMT"),
        ("Last-Modified", "0"),
        // rclone #4459
        ("Last-Modified", "ven, 24 lug 2020 16:51:22 GMT+00:00"),
        ("Date", "ven, 24 lug 2020 16:51:22 GMT+00:00"),
        ("Accept-Ranges", "none"),
        ("Accept-Ranges", "pages"),
        ("Content-Type", ""),
        ("Content-Type", "text"),
        ("Content-Type", "text/csv;;charset"),
        ("Content-Disposition", "="),
        ("Content-Language", "fr"),
        ("Date", "now"),
        ("Age", "-1"),
        ("Warning", "110 - \"Response is Stale\""),
        ("Strict-Transport-Security", "max-age=31536000"),
        ("Content-Security-Policy", "sandbox"),
        ("Alt-Svc", "h3=\":443\""),
        ("Upgrade", "h2c"),
        ("Trailer", "X-Sum"),
        ("Content-Location", "/other.csv"),
        ("Content-Range", "bytes 0-791/792"),
        ("Vary", "*"),
        ("Set-Cookie", "a=1"),
    ] {
        let line: Vec<u8> = format!("{name}: {value}").chars().map(|it| it as u8).collect();
        rows.push(
            row(format!("{name}: {value:?} harms nothing"))
                .always(Answer::status(200).body(small()).line(line))
                .comes_whole(),
        );
    }
    rows
}

fn lengths() -> Vec<Row> {
    let sum = hex(&digest("sha256", &small()));
    let big = table(300_000);
    let mut rows = vec![
        row("a body longer than announced is caught by the checksum")
            .always(Answer::ok("text/csv", small()).announcing(400).closing())
            .claims("sha256", &sum)
            .sets_aside("Titre.csv", &small()[..400])
            .verdict("altered"),
        row("a body cut where nothing tells its end is caught by the checksum")
            .always(Answer::ok("text/csv", &small()[..400]).unframed())
            .claims("sha256", &sum)
            .sets_aside("Titre.csv", &small()[..400])
            .verdict("altered"),
        row("a body cut where nothing tells its end is caught by the size")
            .always(Answer::ok("text/csv", &small()[..400]).unframed())
            .size(792)
            .sets_aside("Titre.csv", &small()[..400]),
        row("a body whose end nothing tells is told as such")
            .always(Answer::ok("text/csv", small()).unframed())
            .comes_whole()
            .verdict("unverifiable")
            .says("length"),
        row("a length of more than any disk has is refused")
            .always(Answer::ok("text/csv", small()).announcing("9000000000000000000").closing())
            .args(&["--max-wait", "1s"])
            .exits_with(&[5, 7])
            .leaves_nothing()
            .within(15),
        row("a size of 0 is none").size(0).comes_whole().verdict("unverifiable"),
        row("a size of 4096 is none").size(4096).comes_whole().verdict("unverifiable"),
        row("a size that is right is told").size(792).comes_whole().verdict("size-only"),
    ];
    for (what, answer) in [
        ("chunks", Answer::ok("text/csv", big.clone()).chunked()),
        ("no length", Answer::ok("text/csv", big.clone()).unframed()),
    ] {
        rows.push(row(format!("a larger file in {what}")).always(answer).leaves(&[("Titre.csv", &big)]));
    }
    // A file that grows while it is read (aria2 #1155) is what its answer announced.
    let grown = Good { etag: None, last_modified: None, ..Good::csv([&big[..], b"99999999;Neuve\n"].concat()) };
    let before = Good { etag: None, last_modified: None, ..Good::csv(big.clone()) };
    rows.push(
        row("a file that has grown by the time the rest is asked for comes whole, in its newer version")
            .answers({
                let grown = grown.clone();
                move |asked| if asked.nth == 0 { before.answer(asked).cut(150_000) } else { grown.answer(asked) }
            })
            .leaves(&[("Titre.csv", &grown.body)]),
    );
    rows
}
