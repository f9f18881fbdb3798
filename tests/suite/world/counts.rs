//! What counts as the file: the statuses that bring it, those that are waited for, and those that are no file.

use super::row::{Row, row};
use super::server::Answer;
use super::{page, small};

/// An answer that would be the file if its status were 200.
fn with_status(code: u16) -> Answer {
    Answer::status(code).header("Content-Type", "text/csv").body(small())
}

fn part(range: &str, body: &[u8]) -> Answer {
    Answer::status(206).header("Content-Type", "text/csv").header("Content-Range", range).body(body)
}

pub fn rows() -> Vec<Row> {
    [whole(), parts(), prepared(), refusals(), passing(), empty()].into_iter().flatten().collect()
}

fn whole() -> Vec<Row> {
    let mut rows: Vec<Row> = [200, 203]
        .map(|code| {
            row(format!("{code} is the whole file"))
                .always(with_status(code))
                .comes_whole()
                .verdict("unverifiable")
                .asked(1)
        })
        .into();
    for code in [201, 207, 208, 214, 218, 226, 250, 299] {
        rows.push(
            row(format!("{code} is no file, whatever its body"))
                .always(with_status(code))
                .fails(5)
                .says(&code.to_string()),
        );
    }
    for code in [204, 304] {
        rows.push(row(format!("{code} brings nothing")).always(Answer::status(code)).fails(5).says(&code.to_string()));
    }
    rows.push(row("205 brings nothing").always(Answer::status(205)).fails(5).says("205"));
    rows
}

/// RFC 9110, 15.3.7: a part is an answer to a range that was asked for.
fn parts() -> Vec<Row> {
    let csv = small();
    let whole = |range: &'static str| {
        row(format!("an unasked part that is all there is is the file ({range})")).always(part(range, &small()))
    };
    let mut rows = vec![
        whole("bytes 0-791/792").comes_whole().verdict("unverifiable"),
        whole("Bytes 0-791/792").comes_whole(),
        row("a checksum verifies an unasked part that is all there is")
            .always(part("bytes 0-791/792", &csv))
            .claims("sha256", &super::hex(&super::digest("sha256", &csv)))
            .comes_whole()
            .verdict("verified"),
    ];
    let table: [(&str, &str, &[u8]); 9] = [
        ("its beginning", "bytes 0-99/792", &csv[..100]),
        ("its end", "bytes 100-791/792", &csv[100..]),
        ("its middle", "bytes 100-199/792", &csv[100..200]),
        ("all but the last byte", "bytes 0-790/792", &csv[..791]),
        ("of a whole nobody knows", "bytes 0-791/*", &csv),
        ("of a longer whole", "bytes 0-791/800", &csv),
        ("in other units", "items 0-791/792", &csv),
        ("that cannot be read", "0-791/792", &csv),
        ("shorter than it says", "bytes 0-791/792", &csv[..100]),
    ];
    for (what, range, body) in table {
        rows.push(
            row(format!("an unasked part is no file: {what}"))
                .always(part(range, body))
                .fails(5)
                .says_one_of(&["206", "part"]),
        );
    }
    rows.push(row("a 206 without Content-Range is no file").always(with_status(206)).fails(5));
    let parts = format!(
        "--x\r\nContent-Type: text/csv\r\nContent-Range: bytes 0-99/792\r\n\r\n{}\r\n--x--\r\n",
        "a".repeat(100)
    );
    let several = Answer::status(206).header("Content-Type", "multipart/byteranges; boundary=x").body(parts);
    rows.push(row("several unasked parts are no file").always(several).fails(5));
    rows
}

/// 202: the export is being prepared.
fn prepared() -> Vec<Row> {
    let pending = || Answer::status(202).header("Content-Type", "application/json").body("{\"status\":\"Pending\"}");
    let soon = |answer: Answer| answer.header("Retry-After", "0");
    let good = || with_status(200);
    let mut rows = Vec::new();
    for (what, answer) in [
        ("with a status in JSON", soon(pending())),
        ("with an empty body", soon(Answer::status(202))),
        (
            "with a page that asks for patience",
            soon(Answer::status(202).header("Content-Type", "text/html").body(page())),
        ),
        ("without Retry-After", pending()),
        ("with a date that is past", pending().header("Retry-After", "Tue, 14 Nov 2023 22:13:20 GMT")),
        ("with a Retry-After that says nothing", pending().header("Retry-After", "soon")),
        ("with a chunked body", soon(pending()).chunked()),
        ("with a body that looks like the file", soon(with_status(202))),
    ] {
        rows.push(row(format!("202 is waited for: {what}")).in_turn(vec![answer, good()]).comes_whole().asked(2));
    }
    let patient = vec![soon(pending()), soon(pending()), soon(pending()), soon(pending()), soon(pending()), good()];
    rows.push(row("202 is waited for as often as it takes").in_turn(patient).comes_whole().asked(6));
    rows.push(
        row("202 in a second").in_turn(vec![pending().header("Retry-After", "1"), good()]).comes_whole().asked(2),
    );
    rows.push(row("202, then nothing is there").in_turn(vec![soon(pending()), Answer::status(404)]).fails(4).asked(2));
    rows.push(
        row("202, then it is elsewhere")
            .answers(move |asked| match (asked.path(), asked.nth) {
                ("/titre.csv", 0) => Answer::status(202).header("Retry-After", "0"),
                ("/titre.csv", _) => Answer::redirect(303, "/made.csv"),
                _ => with_status(200),
            })
            .comes_whole()
            .asked(3),
    );
    rows.push(
        row("202 for ever ends once --max-wait is over, and says what the portal does")
            .always(pending())
            .args(&["--max-wait", "1s"])
            .fails(5)
            .says("prepar")
            .asked_at_least(2)
            .within(10),
    );
    rows.push(
        row("202 that asks for more patience than --max-wait ends at once")
            .always(pending().header("Retry-After", "3600"))
            .args(&["--max-wait", "1s"])
            .fails(5)
            .says("prepar")
            .asked(1),
    );
    rows
}

/// Statuses that another try does not change.
fn refusals() -> Vec<Row> {
    let mut rows = Vec::new();
    rows.push(
        row("400 ends it at once").always(with_status(400)).exits_with(&[2, 5]).leaves_nothing().says("400").asked(1),
    );
    for code in [
        405, 406, 409, 411, 412, 413, 414, 415, 417, 418, 421, 422, 423, 424, 426, 428, 431, 501, 505, 506, 508, 510,
        999,
    ] {
        rows.push(
            row(format!("{code} ends it at once")).always(with_status(code)).fails(5).says(&code.to_string()).asked(1),
        );
    }
    for (code, exit) in [(401, 3), (403, 3), (404, 4), (410, 4)] {
        rows.push(
            row(format!("{code} ends it at once with a code of its own"))
                .always(with_status(code))
                .fails(exit)
                .asked(1),
        );
    }
    for code in [300, 305, 306] {
        rows.push(row(format!("{code} without an address to go to is no file")).always(with_status(code)).fails(5));
    }
    rows.push(row("416 to a request without a range is no file").always(with_status(416)).fails(5));
    rows
}

/// Statuses that pass.
const PASSING: [u16; 12] = [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524];

fn passing() -> Vec<Row> {
    let mut rows = Vec::new();
    for code in PASSING {
        rows.push(
            row(format!("{code} is tried again"))
                .in_turn(vec![with_status(code), with_status(200)])
                .comes_whole()
                .asked(2),
        );
        rows.push(
            row(format!("{code} for ever ends once --max-wait is over"))
                .always(Answer::status(code).header("Content-Type", "text/html").body(page()))
                .args(&["--max-wait", "1s"])
                .fails(5)
                .says_one_of(&[&code.to_string(), "too many"])
                .asked_at_least(2)
                .within(10),
        );
    }
    rows
}

fn empty() -> Vec<Row> {
    let empty = || Answer::ok("text/csv", "");
    vec![
        row("an empty answer of which nothing is stated is kept, and told")
            .always(empty())
            .leaves(&[("Titre.csv", b"")])
            .verdict("unverifiable")
            .says("empty"),
        row("an empty answer where bytes are stated is refused")
            .always(empty())
            .size(792)
            .sets_aside("Titre.csv", b"")
            .verdict("altered"),
        row("an empty answer is no workbook")
            .always(empty())
            .declared("xlsx", "application/vnd.ms-excel")
            .sets_aside("Titre.xlsx", b""),
        row("an empty answer is no archive")
            .always(empty())
            .declared("zip", "application/zip")
            .sets_aside("Titre.zip", b""),
    ]
}
