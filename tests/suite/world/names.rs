//! Names, and what belongs to others: nothing that guichet did not make is touched, and nothing of one name is lost.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::portal::{self, Set, csv};
use super::row::{FOLDER, Row, expect, row};
use super::server::{Answer, Asked, Good};
use super::{altered, hex, small, table};

pub fn rows() -> Vec<Row> {
    [twins(), repeated(), found_again(), taken(), foreign(), links(), folders(), chosen(), served(), output(), queue()]
        .into_iter()
        .flatten()
        .collect()
}

const POLICIES: [&str; 6] = ["", "ask", "update", "skip", "rename", "overwrite"];

/// The flag, or none.
fn policy(row: Row, policy: &str) -> Row {
    if policy.is_empty() { row } else { row.args(&["--if-exists", policy]) }
}

fn with_flag<'a>(args: &[&'a str], how: &'a str) -> Vec<&'a str> {
    let flag: &[&str] = if how.is_empty() { &[] } else { &["--if-exists", how] };
    [args, flag].concat()
}

/// Two files of one name, told apart by their bytes.
fn one_or_other(asked: &Asked) -> Answer {
    Answer::ok("text/csv", if asked.path() == "/other.csv" { altered() } else { small() })
}

fn holds_both(row: Row) -> Row {
    row.exits(0).so("both are there, the second numbered", |ended| {
        let mut bytes: Vec<_> = ended.files.values().cloned().collect();
        bytes.sort();
        let mut right = vec![small(), altered()];
        right.sort();
        let names: Vec<&str> = ended.files.keys().map(String::as_str).collect();
        expect(names == ["Titre (2).csv", "Titre.csv"] && bytes == right, || format!("{names:?}"))
    })
}

/// Two media of one name: `--if-exists` does not speak of them.
fn twins() -> Vec<Row> {
    let two = || vec![csv("Titre", "/titre.csv"), csv("Titre", "/other.csv")];
    let sets = || vec![Set::of(vec![csv("Titre", "/titre.csv")]), Set::of(vec![csv("Titre", "/other.csv")])];
    let mut rows = Vec::new();
    for how in POLICIES {
        let named = |what: &str| row(format!("{what}: both are kept (--if-exists {how:?})")).answers(one_or_other);
        rows.push(holds_both(policy(named("two media of one name in one run").set(Set::of(two())), how)));
        let both = [portal::address(0), portal::address(1)];
        let one_run = ["get", &both[0], &both[1], "-o", FOLDER, "--json"];
        rows.push(holds_both(named("datasets of one name in one run").sets(sets()).command(&with_flag(&one_run, how))));
        rows.push(holds_both(
            named("another dataset's file of that name from an earlier run")
                .sets(sets())
                .after(&["get", &both[0], "-o", FOLDER, "--json"])
                .command(&with_flag(&["get", &both[1], "-o", FOLDER, "--json"], how)),
        ));
        rows.push(holds_both(
            policy(named("two media of one name, and the run repeated").set(Set::of(two())), how).again(),
        ));
    }
    rows.push(holds_both(
        row("two media that the server gives one name: both are kept")
            .set(Set::of(vec![csv("Un", "/titre.csv"), csv("Deux", "/other.csv")]))
            .answers(|asked| one_or_other(asked).header("Content-Disposition", "attachment; filename=\"Titre.csv\"")),
    ));
    rows
}

/// What is there from the same address already.
fn repeated() -> Vec<Row> {
    let changed = |asked: &Asked| {
        Good {
            etag: if asked.nth == 0 { Some("\"v1\"") } else { Some("\"v2\"") },
            last_modified: None,
            ..Good::csv(if asked.nth == 0 { small() } else { altered() })
        }
        .answer(asked)
    };
    let mut rows = Vec::new();
    for how in POLICIES {
        rows.push(
            policy(row(format!("the same run again finds its file unchanged (--if-exists {how:?})")), how)
                .again()
                .comes_whole()
                .outcome("unchanged"),
        );
        rows.push(
            policy(row(format!("a third run finds its file as well (--if-exists {how:?})")), how)
                .again()
                .again()
                .comes_whole()
                .outcome("unchanged"),
        );
    }
    let sum = hex(&super::digest("sha256", &small()));
    rows.push(
        row("the same run again, of a file with a checksum")
            .claims("sha256", &sum)
            .again()
            .comes_whole()
            .outcome("unchanged"),
    );
    rows.push(
        row("the same run again, of a file that the server does not date")
            .always(Answer::ok("text/csv", small()))
            .again()
            .comes_whole()
            .outcome("unchanged"),
    );
    rows.push(
        row("a newer file is not put in the place of the older one unasked")
            .answers(changed)
            .args(&["--if-exists", "ask"])
            .again()
            .exits(2)
            .comes_whole()
            .says("Titre.csv"),
    );
    for how in ["", "update"] {
        rows.push(
            policy(row(format!("a newer file replaces what an earlier run left (--if-exists {how:?})")), how)
                .answers(changed)
                .again()
                .exits(0)
                .leaves(&[("Titre.csv", &altered())])
                .outcome("updated"),
        );
    }
    for how in ["", "update", "skip"] {
        rows.push(
            policy(row(format!("what is damaged is fetched again and kept beside (--if-exists {how:?})")), how)
                .again()
                .between(|folder| fs::write(folder.join("Titre.csv"), "mine\n").unwrap())
                .exits(0)
                .leaves(&[("Titre.csv", &small()), ("Titre.csv.changed", b"mine\n")])
                .says("Titre.csv.changed")
                .outcome("downloaded"),
        );
    }
    rows.push(
        row("a newer file replaces the older one where that is said")
            .answers(changed)
            .args(&["--if-exists", "overwrite"])
            .again()
            .exits(0)
            .leaves(&[("Titre.csv", &altered())])
            .outcome("updated"),
    );
    rows.push(
        row("a newer file leaves the older one where that is said")
            .answers(changed)
            .args(&["--if-exists", "skip"])
            .again()
            .comes_whole()
            .exits(0),
    );
    rows.push(
        row("a newer file goes beside the older one where that is said")
            .answers(changed)
            .args(&["--if-exists", "rename"])
            .again()
            .exits(0)
            .leaves(&[("Titre.csv", &small()), ("Titre (2).csv", &altered())]),
    );
    rows.push(
        row("a file that its owner has changed since is theirs")
            .args(&["--if-exists", "ask"])
            .again()
            .between(|folder| fs::write(folder.join("Titre.csv"), "mine\n").unwrap())
            .exits(2)
            .leaves(&[("Titre.csv", b"mine\n")]),
    );
    rows.push(
        row("a file whose owner has taken its receipt away is theirs")
            .again()
            .between(|folder| fs::remove_file(folder.join("Titre.csv.receipt.json")).unwrap())
            .exits(2)
            .comes_whole()
            .exits(2),
    );
    rows
}

/// What an earlier run left is found again, however it came to its name and however the server speaks of it.
fn found_again() -> Vec<Row> {
    let mine = "mine\n";
    let both = [portal::address(0), portal::address(1)];
    let sets = || vec![Set::of(vec![csv("Titre", "/titre.csv")]), Set::of(vec![csv("Titre", "/other.csv")])];
    let big = table(2_000_000);
    const DATES: [&str; 2] = ["Mon, 01 Jan 2024 10:00:00 GMT", "Mon, 01 Jan 2024 11:00:00 GMT"];
    let moment = |asked: &Asked| {
        Good { etag: None, last_modified: Some(DATES[asked.nth % 2]), ..Good::csv(small()) }.answer(asked)
    };
    let anew = {
        let big = big.clone();
        move |asked: &Asked| {
            Good { etag: Some(["\"a\"", "\"b\""][asked.nth % 2]), ..Good::csv(big.clone()) }.answer(asked)
        }
    };
    let stalled = Good::csv(big.clone());
    let same_tag = |asked: &Asked| {
        let body = if asked.nth == 0 { small() } else { [small(), small()].concat() };
        Good { etag: Some("\"v1\""), ..Good::csv(body) }.answer(asked)
    };
    vec![
        row("what was numbered is found again")
            .with_file("Titre.csv", mine)
            .after(&["get", &both[0], "-o", FOLDER, "--if-exists", "rename"])
            .exits(0)
            .leaves(&[("Titre.csv", mine.as_bytes()), ("Titre (2).csv", &small())])
            .outcome("unchanged"),
        row("what was numbered is found again though the first is gone")
            .sets(sets())
            .answers(one_or_other)
            .after(&["get", &both[0], "-o", FOLDER])
            .after(&["get", &both[1], "-o", FOLDER])
            .between(|folder| {
                fs::remove_file(folder.join("Titre.csv")).unwrap();
                fs::remove_file(folder.join("Titre.csv.receipt.json")).unwrap();
            })
            .command(&["get", &both[1], "-o", FOLDER, "--json"])
            .exits(0)
            .leaves(&[("Titre (2).csv", &altered())])
            .outcome("unchanged"),
        row("a server that dates each answer anew sends the same file")
            .answers(moment)
            .again()
            .comes_whole()
            .outcome("unchanged"),
        row("a server that names each answer anew sends the same large file")
            .answers(anew)
            .again()
            .leaves(&[("Titre.csv", &big)])
            .outcome("unchanged"),
        row("a large file that is there is not fetched again")
            .answers({
                let good = Good::csv(big.clone());
                move |asked| good.answer(asked)
            })
            .again()
            .leaves(&[("Titre.csv", &big)])
            .outcome("unchanged"),
        row("another length tells another version, whatever the ETag says")
            .answers(same_tag)
            .args(&["--if-exists", "ask"])
            .again()
            .exits(2)
            .comes_whole()
            .exits(2),
        row("a name of one's own is found again")
            .args(&["--name", "x.csv"])
            .again()
            .leaves(&[("x.csv", &small())])
            .outcome("unchanged"),
        row("a name of one's own is not another's to have")
            .sets(sets())
            .answers(one_or_other)
            .after(&["get", &both[0], "-o", FOLDER, "--name", "x.csv"])
            .command(&["get", &both[1], "-o", FOLDER, "--name", "x.csv", "--json"])
            .exits(2)
            .leaves(&[("x.csv", &small())]),
        row("the beginning of another dataset's file is left")
            .sets(sets())
            .answers(move |asked| match asked.path() {
                "/other.csv" => Answer::ok("text/csv", altered()),
                _ => stalled.answer(asked).stall(1_000_000),
            })
            .killed_first(|_| ())
            .command(&["get", &both[1], "-o", FOLDER, "--json"])
            .exits(0)
            .so("both are there", |ended| {
                let begun = ended.files.get("Titre.csv.part").map_or(0, Vec::len);
                expect(begun > 100_000 && ended.files.get("Titre (2).csv") == Some(&altered()), || {
                    format!("{:?}", ended.files.keys())
                })
            }),
        row("one media named twice is one file")
            .command(&["get", &both[0], &both[0], "-o", FOLDER, "--json"])
            .comes_whole()
            .so("one line", |ended| expect(ended.lines().len() == 1, || format!("{}", ended.lines().len()))),
        row("-o - and --json are refused together")
            .command(&["get", &both[0], "-o", "-", "--json"])
            .exits(2)
            .says("--json")
            .asked(0),
    ]
}

/// A file of the person's own has the name.
fn taken() -> Vec<Row> {
    let mine = "mine\n";
    let of = |what: &str| row(what).with_file("Titre.csv", mine);
    vec![
        of("a file of one's own stays unless something else is said")
            .exits(2)
            .leaves(&[("Titre.csv", mine.as_bytes())])
            .says("Titre.csv"),
        of("skip keeps a file of one's own")
            .args(&["--if-exists", "skip"])
            .leaves(&[("Titre.csv", mine.as_bytes())])
            .outcome("skipped"),
        of("rename goes beside a file of one's own")
            .args(&["--if-exists", "rename"])
            .leaves(&[("Titre.csv", mine.as_bytes()), ("Titre (2).csv", &small())]),
        of("overwrite replaces a file of one's own").args(&["--if-exists", "overwrite"]).comes_whole(),
        of("a download that fails leaves the file that was to be overwritten")
            .args(&["--if-exists", "overwrite"])
            .always(Answer::status(404))
            .exits(4)
            .leaves(&[("Titre.csv", mine.as_bytes())]),
        of("a page leaves the file that was to be overwritten")
            .args(&["--if-exists", "overwrite"])
            .always(Answer::ok("text/html", super::page()))
            .exits(6)
            .leaves(&[("Titre.csv", mine.as_bytes()), ("Titre.csv.altered", &super::page())]),
    ]
}

/// What belongs to the downloads of a name, and guichet did not make.
fn foreign() -> Vec<Row> {
    let mut rows = Vec::new();
    for name in ["Titre.csv.part", "Titre.csv.receipt.json", "Titre.csv.part.json"] {
        for how in POLICIES {
            rows.push(
                policy(
                    row(format!("a person's own {name} is refused and left (--if-exists {how:?})"))
                        .with_file(name, "mine\n"),
                    how,
                )
                .exits(2)
                .says(name)
                .so("it is as it was", move |ended| {
                    let there = fs::read(ended.folder().join(name)).unwrap_or_default();
                    expect(there == b"mine\n", || format!("{} bytes", there.len()))
                })
                .so("nothing else is there", move |ended| {
                    expect(ended.files.keys().all(|there| there == name), || format!("{:?}", ended.files.keys()))
                }),
            );
        }
    }
    let receipt = json!({"file": "Titre.csv", "total": 12.5, "shop": "Bakery"}).to_string();
    rows.push(
        row("a receipt of another kind is refused and left")
            .with_file("Titre.csv.receipt.json", &receipt)
            .args(&["--if-exists", "overwrite"])
            .exits(2)
            .says("Titre.csv.receipt.json")
            .so("it is as it was", move |ended| {
                expect(
                    fs::read_to_string(ended.folder().join("Titre.csv.receipt.json")).unwrap_or_default() == receipt,
                    || "it is not".into(),
                )
            }),
    );
    rows
}

#[cfg(unix)]
fn links() -> Vec<Row> {
    let fifo = |path: &Path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    let mut rows = Vec::new();
    for name in ["Titre.csv", "Titre.csv.part", "Titre.csv.part.json", "Titre.csv.receipt.json"] {
        for how in ["ask", "rename", "overwrite"] {
            let exits: &[i32] = if name == "Titre.csv" && how == "rename" { &[0] } else { &[2] };
            rows.push(
                row(format!("a FIFO called {name} hangs nothing and is left (--if-exists {how})"))
                    .args(&["--if-exists", how])
                    .given(move |home| fifo(&home.join(FOLDER).join(name)))
                    .exits_with(exits)
                    .within(10)
                    .so("it is still one", move |ended| {
                        let kind = fs::symlink_metadata(ended.folder().join(name))
                            .map(|it| std::os::unix::fs::FileTypeExt::is_fifo(&it.file_type()));
                        expect(kind.is_ok_and(|it| it), || "it is none".into())
                    }),
            );
        }
        let overwritten: &[i32] = if name == "Titre.csv" { &[0, 2] } else { &[2] };
        let link = |what: &str, make: fn(&Path, &Path)| {
            row(format!("{what} called {name} leads nowhere"))
                .args(&["--if-exists", "overwrite"])
                .given(move |home| {
                    fs::write(home.join("precious"), "precious").unwrap();
                    make(&home.join("precious"), &home.join(FOLDER).join(name));
                })
                .exits_with(overwritten)
                .so("what it leads to is as it was", |ended| {
                    let there = fs::read_to_string(ended.home.path("precious")).unwrap_or_default();
                    expect(there == "precious", || there.clone())
                })
        };
        rows.push(link("a link", |to, at| std::os::unix::fs::symlink(to, at).unwrap()));
        rows.push(link("a hard link", |to, at| fs::hard_link(to, at).unwrap()));
        rows.push(
            row(format!("a link to nothing called {name} makes nothing elsewhere"))
                .args(&["--if-exists", "overwrite"])
                .given(move |home| std::os::unix::fs::symlink(home.join("made"), home.join(FOLDER).join(name)).unwrap())
                .exits_with(overwritten)
                .so("nothing was made where it leads", |ended| {
                    expect(!ended.home.path("made").exists(), || "it was".into())
                }),
        );
        rows.push(
            row(format!("a folder called {name} is left"))
                .args(&["--if-exists", "overwrite"])
                .given(move |home| fs::create_dir_all(home.join(FOLDER).join(name).join("inside")).unwrap())
                .exits_with(&[2, 7])
                .so("it is as it was", move |ended| {
                    expect(ended.folder().join(name).join("inside").is_dir(), || "it is not".into())
                }),
        );
    }
    rows
}

#[cfg(not(unix))]
fn links() -> Vec<Row> {
    Vec::new()
}

/// `-o` is a folder.
fn folders() -> Vec<Row> {
    let address = portal::address(0);
    let at = |output: &str| row(format!("-o {output:?}")).command(&["get", &address, "-o", output, "--json"]);
    let mut rows = Vec::new();
    for output in ["arrets.csv", "sub/arrets.csv", "arrets.geojson", "x.zip", "Arrets.CSV", "./arrets.json", "x.csv.gz"]
    {
        rows.push(at(output).exits(2).says("--name").asked(0).so("no folder was made of it", move |ended| {
            expect(!ended.home.path(output).exists(), || "it was".into())
        }));
    }
    let into = |row: Row, folder: &'static str| {
        row.exits(0).so("the file is in that folder", move |ended| {
            let found = fs::read(ended.home.path(folder).join("Titre.csv")).unwrap_or_default();
            expect(found == small(), || format!("{} bytes", found.len()))
        })
    };
    rows.push(into(at("arrets.csv/"), "arrets.csv"));
    rows.push(into(at("arrets.csv").given(|home| fs::create_dir(home.join("arrets.csv")).unwrap()), "arrets.csv"));
    rows.push(into(at("v1.2"), "v1.2"));
    rows.push(into(at("a/b/c"), "a/b/c"));
    rows.push(into(at("données 2024"), "données 2024"));
    rows.push(
        at("~\\x") // the home of the person, as Windows writes it
            .so("no folder was made of it", |ended| expect(!ended.home.path("~\\x").exists(), || "it was".into())),
    );
    rows.push(
        at("plain")
            .given(|home| fs::write(home.join("plain"), "mine").unwrap())
            .exits_with(&[2, 7])
            .so("the file of that name is as it was", |ended| {
                expect(fs::read(ended.home.path("plain")).unwrap() == b"mine", || "it is not".into())
            }),
    );
    rows
}

/// Names that a person gives: never rewritten, and refused where they are no name everywhere.
fn chosen() -> Vec<Row> {
    let name = |name: &str| row(format!("--name {name:?}")).args(&[&format!("--name={name}")]);
    let mut rows = Vec::new();
    let long = format!("{}.csv", "n".repeat(246));
    let accents = format!("{}.csv", "é".repeat(123));
    for bad in [
        "CON",
        "con.csv",
        "NUL",
        "nul.tar.gz",
        "PRN.csv",
        "AUX",
        "COM1.txt",
        "LPT9",
        "CONIN$",
        "COM¹.csv",
        "data:x.csv",
        "x.csv:stream",
        "a?b.csv",
        "a*b.csv",
        "a<b.csv",
        "a>b.csv",
        "a|b.csv",
        "a\"b.csv",
        "x. ",
        "x.",
        "x.csv ",
        "x.csv.",
        "..",
        ".",
        "",
        "a/b.csv",
        "a\\b.csv",
        "/a.csv",
        "../a.csv",
        "a\nb.csv",
        "a\tb.csv",
        "a\u{1b}[31mb.csv",
        "a\u{202e}vsc.b",
        "x.part",
        "x.part.json",
        "x.receipt.json",
        "X.PART",
        &long,
        &accents,
    ] {
        rows.push(name(bad).exits(2).leaves(&[]).asked(0));
    }
    let fits = format!("{}.csv", "n".repeat(190));
    for good in [
        "arrets.csv",
        "Mes arrêts.csv",
        "a b.csv",
        "console.csv",
        "COM10.csv",
        "x (2).csv",
        "x.y.z",
        "sans-extension",
        "a'b&c.csv",
        &fits,
    ] {
        rows.push(name(good).leaves(&[(good, &small())]));
    }
    let both = Set::of(vec![csv("Un", "/titre.csv"), csv("Deux", "/other.csv")]);
    rows.push(
        row("--name for two media is refused").set(both).args(&["--name", "x.csv"]).exits(2).leaves(&[]).asked(0),
    );
    rows
}

/// Names that a server, a title or an address gives: made safe.
fn served() -> Vec<Row> {
    let mut rows = Vec::new();
    let disposition = |value: &str, name: &str| {
        let line: Vec<u8> = format!("Content-Disposition: {value}").chars().map(|it| it as u8).collect();
        row(format!("Content-Disposition {value:?} is {name:?}"))
            .always(Answer::ok("text/csv", small()).line(line))
            .leaves(&[(name, &small())])
    };
    for (value, name) in [
        ("attachment; filename=\"arrets.csv\"", "arrets.csv"),
        ("attachment; filename=arrets.csv;", "arrets.csv"),
        ("attachment; filename=arrets.csv; other=/wrong.csv", "arrets.csv"),
        ("attachment; filename=\"a;b.csv\"", "a;b.csv"),
        ("attachment; filename*=UTF-8''arr%C3%AAts.csv", "arrêts.csv"),
        ("attachment; filename*=UTF-8''arrets.csv;", "arrets.csv"),
        ("attachment; filename=\"x.csv\"; filename*=utf-8'fr'arr%C3%AAts.csv", "arrêts.csv"),
        ("attachment; filename*=iso-8859-1''arr%EAts.csv", "arrêts.csv"),
        ("attachment; filename=\"arr\u{ea}ts.csv\"", "arrêts.csv"),
        ("attachment; filename=\"=?UTF-8?B?YXJyw6p0cy5jc3Y=?=\"", "arrêts.csv"),
        ("ATTACHMENT; FILENAME=\"arrets.csv\"", "arrets.csv"),
        ("inline; filename=\"arrets.csv\"", "arrets.csv"),
        ("attachment; filename=\"../../etc/passwd.csv\"", "passwd.csv"),
        ("attachment; filename=\"C:\\\\temp\\\\arrets.csv\"", "arrets.csv"),
        ("attachment; filename=\"/etc/arrets.csv\"", "arrets.csv"),
        ("attachment; filename=\"CON.csv\"", "_CON.csv"),
        ("attachment; filename=\"data:x.csv\"", "data_x.csv"),
        ("attachment; filename=\"x.csv. \"", "x.csv"),
        ("attachment; filename=\"-rf.csv\"", "_-rf.csv"),
        ("attachment; filename=\"\"", "Titre.csv"),
        ("attachment; filename=\"..\"", "Titre.csv"),
        ("attachment", "Titre.csv"),
        ("attachment; filename=\"a.csv.part\"", "a.csv.part_.csv"),
        ("attachment; filename=\"a.csv.receipt.json\"", "a.csv.receipt.json_.csv"),
    ] {
        rows.push(disposition(value, name));
    }
    let long = format!("attachment; filename=\"{}.csv\"", "n".repeat(400));
    rows.push(
        row("a name of 400 bytes is cut and keeps its ending")
            .always(Answer::ok("text/csv", small()).header("Content-Disposition", &long))
            .so("it is short", |ended| {
                let name = ended.files.keys().next().cloned().unwrap_or_default();
                expect(ended.files.len() == 1 && name.len() < 240 && name.ends_with("n.csv"), || name.clone())
            }),
    );
    for (title, name) in [
        ("a/b", "a_b.csv"),
        ("CON", "_CON.csv"),
        ("..", "file.csv"),
        ("Arrêts: 2024", "Arrêts_ 2024.csv"),
        ("x. ", "x.csv"),
        ("a\u{202e}b", "ab.csv"),
    ] {
        rows.push(
            row(format!("the title {title:?} is {name:?}"))
                .resource(move |it| (it["title"], it["url"]) = (title.into(), "/file.csv".into()))
                .exits(0)
                .so("one safe name", |ended| {
                    expect(ended.files.len() == 1 && ended.files.keys().all(|it| it.ends_with(".csv")), || {
                        format!("{:?}", ended.files.keys())
                    })
                }),
        );
    }
    rows.push(
        row("a title of 250 bytes is cut")
            .resource(|it| it["title"] = "t".repeat(250).into())
            .exits(0)
            .so("one file", |ended| expect(ended.files.len() == 1, || "none".into())),
    );
    rows
}

/// `-o -`: the file on standard output.
fn output() -> Vec<Row> {
    let address = portal::address(0);
    let to_output = |what: &str| row(what).command(&["get", &address, "-o", "-"]);
    let is_out = |bytes: Vec<u8>| {
        move |ended: &super::row::Ended| expect(ended.out == bytes, || format!("{} bytes", ended.out.len()))
    };
    let sum = hex(&super::digest("sha256", &small()));
    let big = table(3_000_000);
    vec![
        to_output("-o - writes the file to standard output, and no other")
            .leaves(&[])
            .so("the file and nothing else", is_out(small())),
        to_output("-o - tells the verdict on standard error")
            .claims("sha256", &sum)
            .exits(0)
            .says("verified")
            .so("the file and nothing else", is_out(small())),
        to_output("-o - makes no file called -")
            .so("no file -", |ended| expect(!ended.home.path("-").exists(), || "it is there".into())),
        to_output("-o - of altered bytes ends with 6")
            .claims("sha256", &hex(&super::digest("sha256", &altered())))
            .exits(6),
        to_output("-o - of a page ends with 6").always(Answer::ok("text/html", super::page())).exits(6),
        to_output("-o - of what is not there writes nothing")
            .always(Answer::status(404))
            .exits(4)
            .so("nothing", is_out(Vec::new())),
        to_output("-o - of a large file that breaks off goes on")
            .answers({
                let good = Good::csv(big.clone());
                move |asked| if asked.nth == 0 { good.answer(asked).cut(1_000_000) } else { good.answer(asked) }
            })
            .exits(0)
            .so("the file and nothing else", is_out(big)),
        to_output("-o - of two media is refused")
            .set(Set::of(vec![csv("Un", "/titre.csv"), csv("Deux", "/other.csv")]))
            .exits(2)
            .asked(0)
            .so("nothing", is_out(Vec::new())),
    ]
}

fn entry(address: &str) -> Value {
    json!({"address": address, "title": "Titre", "dir": "/tmp/nowhere-of-guichet", "added": "2024-01-01T00:00:00Z"})
}

fn in_state(home: &Path, content: &str) {
    let folder = home.join("state/guichet");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("queue.json"), content).unwrap();
}

/// What has not ended, and what is damaged.
fn queue() -> Vec<Row> {
    let big = table(300_000);
    let broken = Good::csv(big.clone());
    let mut rows = Vec::new();
    for (what, content) in [
        ("no JSON", "{{{"),
        ("cut", "[{\"address\": \"w/"),
        ("empty", ""),
        ("another kind", "{\"a\": 1}"),
        ("zeros", "\0\0\0\0"),
    ] {
        rows.push(
            row(format!("a damaged queue.json stops no download: {what}"))
                .given(move |home| in_state(home, content))
                .comes_whole(),
        );
        rows.push(
            row(format!("a damaged queue.json is set aside and said: {what}"))
                .given(move |home| in_state(home, content))
                .command(&["queue", "--json"])
                .exits(0)
                .says("queue.json")
                .so("what was in it is kept beside", move |ended| {
                    let kept = fs::read_dir(ended.home.path("state/guichet")).into_iter().flatten().flatten();
                    let kept = kept
                        .filter(|it| it.file_name() != "queue.json")
                        .any(|it| fs::read_to_string(it.path()).is_ok_and(|it| it == content));
                    expect(kept || content.is_empty(), || "it is not".into())
                }),
        );
    }
    let one_bad = json!([entry(&portal::media(0, 0)), {"address": 7}, entry(&portal::media(1, 0))]).to_string();
    rows.push(
        row("a damaged entry of the queue costs itself")
            .given(move |home| in_state(home, &one_bad))
            .command(&["queue", "--json"])
            .exits(0)
            .so("the others are there", |ended| {
                let lines = ended.lines();
                let list = lines.first().cloned().unwrap_or_default();
                let list = list.get("items").cloned().unwrap_or(list);
                expect(list.as_array().is_some_and(|it| it.len() == 2), || list.to_string())
            }),
    );
    let two = json!([entry(&portal::media(0, 0)), entry(&portal::media(1, 0))]).to_string();
    let (first, second) = (portal::media(0, 0), portal::media(1, 0));
    let listed = two.clone();
    rows.push(
        row("queue remove takes one entry")
            .given(move |home| in_state(home, &two))
            .command(&["queue", "remove", &first])
            .exits(0)
            .so("the other stays", {
                let second = second.clone();
                move |ended| {
                    let left = fs::read_to_string(ended.home.path("state/guichet/queue.json")).unwrap_or_default();
                    expect(left.contains(&second) && !left.contains(&portal::media(0, 0)), || left.clone())
                }
            }),
    );
    rows.push(
        row("queue remove of nothing ends with 4 or 2")
            .given(move |home| in_state(home, &listed))
            .command(&["queue", "remove", "w/none/such"])
            .exits_with(&[2, 4]),
    );
    let gone = json!([entry("w/0000000000000000000000ff/00000000-0000-4000-8000-000000000001")]).to_string();
    rows.push(
        row("what has vanished from its portal says so")
            .given(move |home| in_state(home, &gone))
            .command(&["queue", "resume", "--json"])
            .exits(4)
            .so("a line says so", |ended| {
                expect(ended.lines().iter().any(|it| it.pointer("/error/kind") == Some(&"not_found".into())), || {
                    format!("{:?}", ended.lines())
                })
            }),
    );
    for (what, journal) in
        [("no JSON", "{{{"), ("empty", ""), ("cut", "{\"layout\":2,\"address\":\"w/"), ("zeros", "\0\0\0\0\0\0")]
    {
        let good = broken.clone();
        let whole = big.clone();
        rows.push(
            row(format!("a damaged journal is set aside and said, and the file comes: {what}"))
                .answers(
                    move |asked| if asked.nth == 0 { good.answer(asked).stall(150_000) } else { good.answer(asked) },
                )
                .given(move |home| fs::write(home.join("journal"), journal).unwrap())
                .killed_first(|folder| {
                    fs::copy(folder.parent().unwrap().join("journal"), folder.join("Titre.csv.part.json"))
                        .map(drop)
                        .unwrap()
                })
                .exits(0)
                .says("journal")
                .so("the file is whole", move |ended| {
                    expect(ended.files.get("Titre.csv") == Some(&whole), || format!("{:?}", ended.files.keys()))
                }),
        );
    }
    let good = broken.clone();
    rows.push(
        row("a run that was killed is gone on with")
            .answers(move |asked| if asked.nth == 0 { good.answer(asked).stall(150_000) } else { good.answer(asked) })
            .killed_first(|_| ())
            .exits(0)
            .leaves(&[("Titre.csv", &big)])
            .so("and not begun again", |ended| {
                expect(ended.asked.last().is_some_and(|it| it.range().is_some_and(|(first, _)| first > 0)), || {
                    "it was".into()
                })
            }),
    );
    for (what, command, check) in [
        ("the queue shows what a killed run left", vec!["queue", "--json"], "Titre"),
        ("the queue shows the folder of what a killed run left", vec!["queue", "--json"], FOLDER),
    ] {
        let good = broken.clone();
        rows.push(
            row(what)
                .answers(move |asked| good.answer(asked).stall(150_000))
                .killed_first(|_| ())
                .command(&command)
                .exits(0)
                .so("it is named", move |ended| {
                    let out = String::from_utf8_lossy(&ended.out).into_owned();
                    expect(out.contains(check), || out.clone())
                }),
        );
    }
    let good = broken;
    rows.push(
        row("queue remove takes the beginning of the file along")
            .answers(move |asked| good.answer(asked).stall(150_000))
            .killed_first(|_| ())
            .command(&["queue", "remove", &portal::media(0, 0)])
            .exits(0)
            .leaves(&[]),
    );
    // Of a server that gives nothing to go on with, an orphan is left all the same.
    let plain = Good { etag: None, last_modified: None, ranges: false, ..Good::csv(big.clone()) };
    let killed = |what: &str| {
        let plain = plain.clone();
        row(what)
            .answers(move |asked| if asked.nth == 0 { plain.answer(asked).stall(150_000) } else { plain.answer(asked) })
            .killed_first(|_| ())
    };
    rows.push(
        killed("what a killed run left that cannot be gone on with is begun again")
            .exits(0)
            .leaves(&[("Titre.csv", &big)]),
    );
    rows.push(
        killed("what a killed run left that cannot be gone on with is in the queue")
            .command(&["queue", "--json"])
            .exits(0)
            .so("it is named", |ended| {
                let out = String::from_utf8_lossy(&ended.out).into_owned();
                expect(out.contains("Titre"), || out.clone())
            }),
    );
    rows.push(
        killed("queue remove takes what cannot be gone on with along")
            .command(&["queue", "remove", &portal::media(0, 0)])
            .exits(0)
            .leaves(&[]),
    );
    let stalled = || {
        let good = Good::csv(table(300_000));
        move |asked: &Asked| good.answer(asked).stall(150_000)
    };
    if cfg!(target_os = "linux") {
        let interrupt = ["timeout", "--signal=INT", "--preserve-status", "2"];
        rows.push(
            row("a download that is cancelled ends with 130")
                .answers(stalled())
                .run_by(&interrupt)
                .exits(130)
                .leaves_nothing(),
        );
        rows.push(
            row("the queue shows a download that was cancelled")
                .answers(stalled())
                .run_by(&["sh", "-c", "timeout --signal=INT 2 \"$@\"; \"$1\" queue --json", "sh"])
                .so("it is named", |ended| {
                    let out = String::from_utf8_lossy(&ended.out).into_owned();
                    expect(out.contains("\"title\":\"Titre\""), || out.clone())
                }),
        );
    }
    let receipt = |content: &'static str| {
        row(format!("a damaged receipt is set aside and said, and the file comes: {content:?}"))
            .after(&["get", &portal::address(0), "-o", FOLDER, "--json"])
            .args(&["--if-exists", "overwrite"])
            .between(move |folder| {
                let path = folder.join("Titre.csv.receipt.json");
                let whole = fs::read_to_string(&path).unwrap();
                let damaged = if content.is_empty() { whole[..whole.len() / 2].to_owned() } else { content.to_owned() };
                fs::write(path, damaged).unwrap();
            })
            .comes_whole()
            .says("receipt")
    };
    rows.push(receipt(""));
    rows.push(receipt("{\"guichet\": "));
    rows
}

/// A path that is no UTF-8.
#[cfg(unix)]
pub fn no_utf8() -> std::ffi::OsString {
    std::os::unix::ffi::OsStringExt::from_vec(b"donn\xe9es".to_vec())
}
