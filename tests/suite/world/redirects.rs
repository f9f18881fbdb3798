//! Redirects: where they lead is followed as a browser would, with the cookies of their chain, and never anywhere else.

use super::portal::{Set, csv};
use super::row::{Row, expect, row};
use super::server::{Answer, Asked, Good};
use super::{page, small, table};

pub fn rows() -> Vec<Row> {
    [codes(), chains(), locations(), cookies(), addresses(), going_on(), tls()].into_iter().flatten().collect()
}

fn good() -> Answer {
    Answer::ok("text/csv", small())
}

/// `/titre.csv` leads to `to`; everything else is the file.
fn leading(what: &str, code: u16, to: &str) -> Row {
    let to = to.to_owned();
    row(what).answers(move |asked| if asked.path() == "/titre.csv" { Answer::redirect(code, &to) } else { good() })
}

fn codes() -> Vec<Row> {
    let mut rows: Vec<Row> = [300, 301, 302, 303, 307, 308]
        .map(|code| leading(&format!("{code} with an address leads there"), code, "/b.csv").comes_whole().asked(2))
        .into();
    rows.push(
        row("the body of a redirect is not the file")
            .answers(|asked| {
                if asked.path() == "/titre.csv" { Answer::redirect(302, "/b.csv").body("code;nom\n") } else { good() }
            })
            .comes_whole(),
    );
    for code in [301, 302, 303, 307, 308] {
        rows.push(
            row(format!("{code} without an address is no file")).always(Answer::status(code).body(small())).fails(5),
        );
    }
    rows.push(
        leading("a redirect to what is not there ends with 4", 302, "/b.csv")
            .answers(
                |asked| {
                    if asked.path() == "/titre.csv" { Answer::redirect(302, "/b.csv") } else { Answer::status(404) }
                },
            )
            .fails(4),
    );
    rows.push(
        row("a redirect to a page is no file")
            .answers(|asked| {
                if asked.path() == "/titre.csv" {
                    Answer::redirect(302, "/login")
                } else {
                    Answer::ok("text/html", page())
                }
            })
            .sets_aside("Titre.csv", &page()),
    );
    rows.push(
        row("Refresh is no redirect")
            .always(Answer::ok("text/html", page()).header("Refresh", "0; url=/b.csv"))
            .sets_aside("Titre.csv", &page()),
    );
    rows.push(
        row("a Location beside 200 is no redirect").always(good().header("Location", "/b.csv")).comes_whole().asked(1),
    );
    rows
}

fn chains() -> Vec<Row> {
    let chain = |hops: usize| {
        row(format!("{hops} hops")).answers(move |asked| {
            let at: usize = asked.path().strip_prefix("/hop/").map_or(0, |it| it.parse().unwrap());
            if at < hops { Answer::redirect(302, &format!("/hop/{}", at + 1)) } else { good() }
        })
    };
    let mut rows: Vec<Row> = [1, 5, 10, 11, 15, 20].map(|hops| chain(hops).comes_whole().asked(hops + 1)).into();
    rows.push(chain(25).fails(5).asked_at_most(25));
    rows.push(chain(1000).fails(5).asked_at_most(60));
    rows.push(
        row("a circle ends")
            .always(Answer::redirect(302, "/titre.csv"))
            .args(&["--max-wait", "1s"])
            .fails(5)
            .asked_at_most(63),
    );
    rows.push(
        row("a circle of two ends")
            .answers(|asked| Answer::redirect(302, if asked.path() == "/a" { "/titre.csv" } else { "/a" }))
            .args(&["--max-wait", "1s"])
            .fails(5)
            .asked_at_most(63),
    );
    rows
}

fn locations() -> Vec<Row> {
    let mut rows = Vec::new();
    for (to, target) in [
        ("b.csv", "/b.csv"),
        ("./b.csv", "/b.csv"),
        ("../b.csv", "/b.csv"),
        ("?version=2", "/titre.csv?version=2"),
        ("/a%20b.csv", "/a%20b.csv"),
        ("/a b.csv", "/a%20b.csv"),
        ("/b.csv#page", "/b.csv"),
        ("/b.csv?q=a%2Fb&x=[1]", "/b.csv?q=a%2Fb&x=[1]"),
        ("  /b.csv  ", "/b.csv"),
        ("/a//b.csv", "/a//b.csv"),
        ("/%C3%A9t%C3%A9.csv", "/%C3%A9t%C3%A9.csv"),
    ] {
        let file = target.to_owned();
        rows.push(
            row(format!("Location {to:?} is {target:?}"))
                .answers(move |asked| if asked.target == "/titre.csv" { Answer::redirect(302, to) } else { good() })
                .comes_whole()
                .so("that was asked", move |ended| {
                    expect(ended.asked.last().is_some_and(|it| it.target == file), || {
                        format!("{:?}", ended.asked.last().map(|it| &it.target))
                    })
                }),
        );
    }
    for (what, bytes) in [("UTF-8", "/été.csv".as_bytes().to_vec()), ("Latin-1", b"/\xe9t\xe9.csv".to_vec())] {
        rows.push(
            row(format!("a Location in {what}, as it is"))
                .answers(move |asked| {
                    if asked.target == "/titre.csv" {
                        Answer::status(302).line([b"Location: ".as_slice(), &bytes].concat())
                    } else {
                        good()
                    }
                })
                .comes_whole()
                .so("the address goes on in percent signs", |ended| {
                    let target = ended.asked.last().map(|it| it.target.clone()).unwrap_or_default();
                    expect(["/%C3%A9t%C3%A9.csv", "/%E9t%E9.csv"].contains(&target.as_str()), || target.clone())
                }),
        );
    }
    rows.push(
        row("two Locations that are the same are one")
            .answers(|asked| {
                if asked.path() == "/titre.csv" {
                    Answer::redirect(302, "/b.csv").header("Location", "/b.csv")
                } else {
                    good()
                }
            })
            .comes_whole(),
    );
    // As browsers have it (curl #19130): which of the two would it be?
    rows.push(
        row("two Locations that differ lead nowhere")
            .answers(|asked| match asked.path() {
                "/titre.csv" => Answer::redirect(302, "/b.csv").header("Location", "/c.csv"),
                _ => good(),
            })
            .fails(5),
    );
    rows.push(
        row("a location in small letters")
            .answers(|asked| {
                if asked.path() == "/titre.csv" { Answer::status(302).header("location", "/b.csv") } else { good() }
            })
            .comes_whole(),
    );
    for (what, host) in [
        ("an address in full", "http://127.0.0.1:{port}/b.csv"),
        ("an address without scheme", "//127.0.0.1:{port}/b.csv"),
        ("another host", "http://localhost:{port}/b.csv"),
        ("capitals", "HTTP://127.0.0.1:{port}/b.csv"),
    ] {
        rows.push(
            row(format!("a Location that is {what}"))
                .answers(move |asked| match asked.path() {
                    "/titre.csv" => Answer::redirect(
                        302,
                        &host.replace("{port}", asked.header("host").unwrap().rsplit(':').next().unwrap()),
                    ),
                    _ => good(),
                })
                .comes_whole(),
        );
    }
    for to in [
        "",
        "http://",
        "file:///etc/hostname",
        "ftp://127.0.0.1/x.csv",
        "data:text/csv,a;b",
        "javascript:alert(1)",
        "mailto:a@b.example",
        "http://[::1/x.csv",
        "http://127.0.0.1:99999/x.csv",
    ] {
        rows.push(
            leading(&format!("Location {to:?} leads nowhere"), 302, to)
                .args(&["--max-wait", "1s"])
                .fails(5)
                .asked_at_most(63),
        );
    }
    rows
}

fn cookie(asked: &Asked, name: &str) -> bool {
    asked.header("cookie").is_some_and(|it| it.split(';').any(|it| it.trim().starts_with(&format!("{name}="))))
}

/// A chain that only goes on with the cookie it set.
fn cookies() -> Vec<Row> {
    let chain = |what: &str, set: &'static str, at: &'static str, wanted: bool| {
        row(format!("a cookie of the chain: {what}"))
            .answers(move |asked| match asked.path() {
                "/titre.csv" => Answer::redirect(302, at).header("Set-Cookie", set),
                _ if cookie(asked, "id") == wanted => good(),
                _ => Answer::status(403),
            })
            .comes_whole()
    };
    let mut rows = vec![
        chain("it goes along", "id=1", "/b.csv", true),
        chain("with attributes", "id=1; Path=/; HttpOnly; SameSite=Lax", "/b.csv", true),
        chain("with a date to come", "id=1; Expires=Fri, 31 Dec 2100 23:59:59 GMT; Path=/", "/b.csv", true),
        chain("for this folder", "id=1; Path=/files", "/files/b.csv", true),
        chain("with a name for the domain", "id=1; Domain=127.0.0.1; Path=/", "/b.csv", true),
        chain("not for another folder", "id=1; Path=/elsewhere", "/b.csv", false),
        chain("not where it is over", "id=1; Max-Age=0", "/b.csv", false),
        chain("not where its date is past", "id=1; Expires=Tue, 14 Nov 2023 22:13:20 GMT", "/b.csv", false),
        chain("not for another domain", "id=1; Domain=other.example", "/b.csv", false),
        row("an address that leads to itself until it sees its cookie")
            .answers(|asked| {
                if cookie(asked, "seen") {
                    good()
                } else {
                    Answer::redirect(302, "/titre.csv").header("Set-Cookie", "seen=1")
                }
            })
            .comes_whole()
            .asked(2),
        row("two cookies")
            .answers(|asked| match asked.path() {
                "/titre.csv" => Answer::redirect(302, "/b.csv").header("Set-Cookie", "a=1").header("Set-Cookie", "b=2"),
                _ if cookie(asked, "a") && cookie(asked, "b") => good(),
                _ => Answer::status(403),
            })
            .comes_whole(),
        row("a cookie that is replaced on the way")
            .answers(|asked| match asked.path() {
                "/titre.csv" => Answer::redirect(302, "/b").header("Set-Cookie", "id=1"),
                "/b" => Answer::redirect(302, "/c.csv").header("Set-Cookie", "id=2"),
                _ if asked.header("cookie") == Some("id=2") => good(),
                _ => Answer::status(403),
            })
            .comes_whole(),
        row("a cookie stays at its host")
            .answers(|asked| match asked.path() {
                "/titre.csv" => {
                    let port = asked.header("host").unwrap().rsplit(':').next().unwrap().to_owned();
                    Answer::redirect(302, &format!("http://localhost:{port}/b.csv")).header("Set-Cookie", "id=1")
                }
                _ if asked.header("cookie").is_none() => good(),
                _ => Answer::status(403),
            })
            .comes_whole(),
    ];
    let big = Good::csv(table(300_000));
    let whole = big.body.clone();
    rows.push(
        row("a cookie goes along when the rest is asked for")
            .answers(move |asked| match asked.path() {
                "/titre.csv" => Answer::redirect(302, "/b.csv").header("Set-Cookie", "id=1"),
                _ if !cookie(asked, "id") => Answer::status(403),
                _ if asked.nth == 0 => big.answer(asked).cut(150_000),
                _ => big.answer(asked),
            })
            .leaves(&[("Titre.csv", &whole)]),
    );
    rows.push(
        row("the cookies of one chain are not those of another")
            .set(Set::of(vec![csv("Un", "/un.csv"), csv("Deux", "/deux.csv")]))
            .args(&["--jobs", "1"])
            .answers(|asked| match asked.path() {
                "/un.csv" | "/deux.csv" if asked.header("cookie").is_some() => Answer::status(403),
                "/un.csv" | "/deux.csv" => Answer::redirect(302, "/b.csv").header("Set-Cookie", "id=1; Path=/"),
                _ => good(),
            })
            .leaves(&[("Un.csv", &small()), ("Deux.csv", &small())]),
    );
    rows
}

/// Addresses as publishers write them.
fn addresses() -> Vec<Row> {
    let mut rows = Vec::new();
    for (url, target) in [
        ("/données 2024.csv", "/donn%C3%A9es%202024.csv"),
        ("/a%20b.csv", "/a%20b.csv"),
        ("/a%2Fb.csv", "/a%2Fb.csv"),
        ("/a+b.csv", "/a+b.csv"),
        ("/titre.csv#feuille", "/titre.csv"),
        ("/titre.csv?where=a>1&b=c d", "/titre.csv?where=a%3E1&b=c%20d"),
        ("/titre.csv?list[]=1", "/titre.csv?list[]=1"),
        ("  http://127.0.0.1:{port}/titre.csv \n", "/titre.csv"),
        ("HTTP://127.0.0.1:{port}/titre.csv", "/titre.csv"),
        ("http:\\\\127.0.0.1:{port}\\titre.csv", "/titre.csv"),
        ("http://127.0.0.1:{port}/a/../titre.csv", "/titre.csv"),
    ] {
        rows.push(
            row(format!("the address {url:?} is asked for as {target:?}"))
                .resource(move |it| it["url"] = url.into())
                .exits(0)
                .so("that was asked", move |ended| {
                    expect(ended.asked.first().is_some_and(|it| it.target == target), || {
                        format!("{:?}", ended.asked.first().map(|it| &it.target))
                    })
                }),
        );
    }
    rows.push(
        row("an address without scheme is tried as https, and what fails is said")
            .resource(|it| it["url"] = "127.0.0.1:{port}/titre.csv".into())
            .args(&["--max-wait", "1s"])
            .fails(5)
            .within(15),
    );
    rows.push(
        row("an address of a host without scheme is tried as https, and what fails is said")
            .resource(|it| it["url"] = "www.localhost:{port}/titre.csv".into())
            .args(&["--max-wait", "1s"])
            .fails(5)
            .within(15),
    );
    rows
}

/// An address that is signed for a while, behind one that lasts.
fn going_on() -> Vec<Row> {
    let whole = table(300_000);
    [401, 403, 404, 410]
        .map(|code| {
            let good = Good::csv(whole.clone());
            row(format!("a signed address that has expired ({code}) is asked for anew when the rest is"))
                .answers(move |asked| match (asked.path(), asked.target.as_str()) {
                    ("/titre.csv", _) => Answer::redirect(302, &format!("/signed?{}", asked.nth)),
                    (_, "/signed?0") if asked.nth == 0 => good.answer(asked).cut(150_000),
                    (_, "/signed?0") => Answer::status(code),
                    _ => good.answer(asked),
                })
                .leaves(&[("Titre.csv", &whole)])
        })
        .into()
}

/// Certificates that only themselves vouch for: of an end, and as `openssl req -x509` makes them, of an authority.
fn tls() -> Vec<Row> {
    let at = |what: &str, certificate: &'static str, url: &str| {
        row(what).tls(certificate).resource(|it| it["url"] = url.into())
    };
    let over = |what: &str, certificate| at(what, certificate, "https://127.0.0.1:{tls}/titre.csv");
    let trusting: &[&str] = &["--ca-file", "{ca}"];
    let big = Good::csv(table(300_000));
    let whole = big.body.clone();
    vec![
        over("a certificate that only itself vouches for is refused, and why is said", "self-signed")
            .args(&["--max-wait", "1s"])
            .fails(5)
            .says_one_of(&["certificate", "--ca-file"]),
        over("a certificate given by --ca-file is trusted, though it is no authority's", "self-signed")
            .args(trusting)
            .comes_whole(),
        over(
            "an authority's own certificate given by --ca-file is trusted, or what is wrong is said in words",
            "authority",
        )
        .args(&[trusting, &["--max-wait", "1s"]].concat())
        .exits_with(&[0, 5])
        .so("the file, or words", |ended| {
            let explained = ended.field("error")["message"]
                .as_str()
                .is_some_and(|it| it.contains("self-signed") || it.contains("authority"));
            expect(ended.files.contains_key("Titre.csv") || explained, || ended.field("error").to_string())
        }),
        at("an address without scheme is tried as https", "self-signed", "127.0.0.1:{tls}/titre.csv")
            .args(trusting)
            .comes_whole(),
        at("an address that begins with two slashes is tried as https", "self-signed", "//127.0.0.1:{tls}/titre.csv")
            .args(trusting)
            .comes_whole(),
        over("a cut over TLS is gone on with", "self-signed")
            .args(trusting)
            .answers(move |asked| if asked.nth == 0 { big.answer(asked).cut(150_000) } else { big.answer(asked) })
            .leaves(&[("Titre.csv", &whole)]),
    ]
}
