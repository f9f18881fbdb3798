//! What scripts read: one JSON object for every failure, the words for every outcome, and no panic.

use std::fs;

use serde_json::Value;

use super::portal;
use super::row::{Ended, FOLDER, Output, Row, expect, row};
use super::server::Answer;
use super::{altered, page, small};

pub fn rows() -> Vec<Row> {
    [usage(), portals(), folders(), verify(), outcomes(), printed()].into_iter().flatten().collect()
}

/// Standard output is one JSON object with an error in it, and nothing else.
fn is_one_object(ended: &Ended) -> Result<(), String> {
    let out = String::from_utf8_lossy(&ended.out).into_owned();
    let line: Value = serde_json::from_str(out.trim()).unwrap_or_default();
    let told = line.pointer("/error/kind").is_some_and(Value::is_string)
        && line.pointer("/error/message").is_some_and(Value::is_string);
    let exit = line.pointer("/error/exit");
    let right = exit.is_none_or(|exit| exit.as_i64() == ended.code.map(i64::from));
    expect(out.trim().lines().count() == 1 && told && right, || {
        format!("{:?}", out.chars().take(120).collect::<String>())
    })
}

/// The failure of a whole command, which says its exit code too.
fn is_whole_failure(ended: &Ended) -> Result<(), String> {
    is_one_object(ended)?;
    expect(ended.field("error")["exit"].is_number(), || "error.exit is missing".into())
}

const ONE_OBJECT: &str = "one JSON object with an error";

/// The failure of one media is told in its line, that of everything else is one of the whole command.
fn fails(what: &str, args: &[&str], codes: &[i32]) -> Row {
    let check = if args[0] == "get" || args[0] == "verify" { is_one_object } else { is_whole_failure };
    row(what).command(args).exits_with(codes).so(ONE_OBJECT, check)
}

fn usage() -> Vec<Row> {
    let set = portal::address(0);
    let mut rows = Vec::new();
    for args in [
        vec!["get", "--json"],
        vec!["list", "--json"],
        vec!["show", "--json"],
        vec!["search", "--json"],
        vec!["verify", "--json"],
        vec!["get", &set, "--nonsense", "--json"],
        vec!["get", &set, "--jobs", "0", "--json"],
        vec!["get", &set, "--if-exists", "perhaps", "--json"],
        vec!["get", &set, "--limit-rate", "fast", "--json"],
        vec!["get", &set, "--max-wait", "soon", "--json"],
        vec!["get", &set, "-o", "a.csv", "--json"],
        vec!["get", &set, "--name", "a/b", "--json"],
        vec!["get", &set, "--param", "x=1", "--json"],
        vec!["list", &set, "--limit", "many", "--json"],
        vec!["list", "w/all", "--sort", "nonsense", "--json"],
        vec!["list", "w/all", "--filter", "nonsense=1", "--json"],
        vec!["nonsense", "--json"],
        vec!["--json", "get"],
    ] {
        rows.push(fails(&format!("guichet {} is one JSON object", args.join(" ").replace(&set, "SET")), &args, &[2]));
    }
    for (command, rest) in [("get", vec![]), ("list", vec![]), ("show", vec![])] {
        for address in ["nowhere/x", "", "/", "w//x", "w/../x"] {
            let args = [&[command, address, "--json"][..], &rest].concat();
            rows.push(
                row(format!("guichet {command} {address:?} is one JSON object"))
                    .command(&args)
                    .exits_with(&[2, 4])
                    .so(ONE_OBJECT, is_one_object),
            );
        }
    }
    for args in
        [vec!["get", &set], vec!["list", "w/all"], vec!["show", &set], vec!["search", "x"], vec!["verify", "x.csv"]]
    {
        let args = [&args[..], &["--json"]].concat();
        let name = args[0].to_owned();
        rows.push(
            fails(&format!("{name}: a configuration that cannot be read is one JSON object"), &args, &[2])
                .given(|home| fs::write(home.join("config/guichet/config.toml"), "[portals\n").unwrap()),
        );
        rows.push(fails(
            &format!("{name}: a configuration that is not there is one JSON object"),
            &[&args[..], &["--config", "nowhere.toml"]].concat(),
            &[2],
        ));
        rows.push(fails(
            &format!("{name}: a --ca-file that is not there is one JSON object"),
            &[&args[..], &["--ca-file", "nowhere.pem"]].concat(),
            &[2, 4, 7],
        ));
    }
    rows.push(
        row("a search at a portal that is not there is one JSON object")
            .command(&["search", "x", "--portal", "nowhere", "--json"])
            .exits(2)
            .so(ONE_OBJECT, is_whole_failure),
    );
    rows.push(
        row("a plan of nothing is one JSON object")
            .command(&["get", "nowhere/x", "--plan", "--json"])
            .exits(2)
            .so(ONE_OBJECT, is_whole_failure),
    );
    rows.push(
        row("a plan that lacks something says what, and holds the rest")
            .command(&["get", &set, "nowhere/x", "--plan", "--json"])
            .exits(2)
            .so(ONE_OBJECT, is_whole_failure)
            .so("one media, one failure", |ended| {
                let (media, failed) = (ended.field("media"), ended.field("failed"));
                expect(media[0]["title"] == "Titre" && failed[0]["address"] == "nowhere/x", || {
                    String::from_utf8_lossy(&ended.out).into_owned()
                })
            }),
    );
    rows.push(
        row("get --offline is one JSON object")
            .command(&["get", &set, "--offline", "--json"])
            .exits_with(&[2, 5])
            .so(ONE_OBJECT, is_one_object),
    );
    rows
}

fn portals() -> Vec<Row> {
    let set = portal::address(0);
    let commands = [
        vec!["get", &set, "--json"],
        vec!["list", &set, "--json"],
        vec!["show", &set, "--json"],
        vec!["list", "w/all", "--json"],
        vec!["search", "x", "--json"],
    ];
    let mut rows = Vec::new();
    for args in &commands {
        let name = args[..2].join(" ").replace(&set, "SET");
        for (what, answer, codes) in [
            ("401", Answer::status(401), [3, 3]),
            ("403", Answer::status(403), [3, 3]),
            ("404", Answer::status(404), [4, 4]),
            ("a page", Answer::ok("text/html", page()), [5, 5]),
            ("no JSON", Answer::ok("application/json", "{\"id\": "), [5, 5]),
            ("a list", Answer::ok("application/json", "[]"), [5, 5]),
            ("nothing", Answer::ok("application/json", ""), [5, 5]),
            ("no HTTP", Answer::raw("hello\r\n"), [5, 5]),
            ("a circle", Answer::redirect(302, "/api/1/datasets/"), [5, 5]),
        ] {
            rows.push(
                row(format!("{name}: a portal that answers {what} is one JSON object"))
                    .command(args)
                    .portal_answers(move |_| Some(answer.clone()))
                    .exits_with(&codes)
                    .so(ONE_OBJECT, is_one_object),
            );
        }
        rows.push(
            row(format!("{name}: a failure is the same JSON in French"))
                .command(args)
                .in_french()
                .portal_answers(|_| Some(Answer::status(404)))
                .exits(4)
                .so(ONE_OBJECT, is_one_object)
                .so("its kind is an English word", |ended| {
                    expect(ended.field("error")["kind"] == "not_found", || ended.field("error").to_string())
                }),
        );
    }
    rows.push(
        row("a dataset without files is one JSON object")
            .set(portal::Set::of(Vec::new()))
            .exits_with(&[2, 4])
            .so(ONE_OBJECT, is_one_object),
    );
    rows.push(
        row("a media that is not there is one JSON object")
            .command(&["get", &format!("{set}/00000000-0000-4000-8000-0000000000ff"), "--json"])
            .exits(4)
            .so(ONE_OBJECT, is_one_object),
    );
    rows
}

/// Folders of every kind.
fn folders() -> Vec<Row> {
    let set = portal::address(0);
    let mut rows = Vec::new();
    for output in ["/proc/nowhere", "/dev/null", "/dev/null/x"] {
        if cfg!(target_os = "linux") {
            rows.push(
                row(format!("a folder that cannot be made is one JSON object: {output}"))
                    .command(&["get", &set, "-o", output, "--json"])
                    .exits_with(&[2, 7])
                    .so(ONE_OBJECT, is_one_object),
            );
        }
    }
    #[cfg(unix)]
    {
        use super::names::no_utf8 as odd;
        let in_odd = |args: &[&str]| -> Vec<std::ffi::OsString> {
            args.iter().map(|arg| if *arg == "ODD" { odd() } else { arg.into() }).collect()
        };
        let holds = |ended: &Ended| {
            expect(fs::read(ended.home.path("").join(odd()).join("Titre.csv")).is_ok_and(|it| it == small()), || {
                "it is not there".into()
            })
        };
        let line = |ended: &Ended| {
            expect(ended.lines().len() == 1 && ended.field("path").is_string(), || {
                String::from_utf8_lossy(&ended.out).into_owned()
            })
        };
        rows.push(
            row("a folder whose name is no UTF-8 is downloaded to, and told in JSON")
                .os_command(in_odd(&["get", &set, "-o", "ODD", "--json"]))
                .exits(0)
                .so("the file is there", holds)
                .so("one line with a path", line),
        );
        rows.push(
            row("where one stands may be a folder whose name is no UTF-8")
                .inside(odd())
                .command(&["get", &set, "-o", ".", "--json"])
                .exits(0)
                .so("the file is there", holds)
                .so("one line with a path", line),
        );
        rows.push(
            row("a failure in a folder whose name is no UTF-8 is one JSON object")
                .always(Answer::status(404))
                .os_command(in_odd(&["get", &set, "-o", "ODD", "--json"]))
                .exits(4)
                .so(ONE_OBJECT, is_one_object),
        );
        rows.push(
            row("a queue with a folder whose name is no UTF-8 is told")
                .inside(odd())
                .command(&["queue", "--json"])
                .exits(0),
        );
        rows.push(
            row("verify of a file whose name is no UTF-8 is one JSON object")
                .os_command(in_odd(&["verify", "ODD", "--json"]))
                .exits_with(&[2, 4, 6, 7])
                .so(ONE_OBJECT, is_one_object),
        );
        for command in ["list", "show"] {
            rows.push(
                row(format!("{command} in a folder whose name is no UTF-8"))
                    .inside(odd())
                    .command(&[command, &set, "--json"])
                    .exits(0)
                    .so("one object", |ended| expect(ended.lines().len() == 1, || "none".into())),
            );
        }
    }
    rows
}

fn verify() -> Vec<Row> {
    let set = portal::address(0);
    let get = ["get", set.as_str(), "-o", FOLDER, "--json"];
    let file = "data/Titre.csv";
    let receipt = "data/Titre.csv.receipt.json";
    let after = |what: &str, args: &[&str]| row(what).after(&get).command(&[&["verify", "--json"], args].concat());
    vec![
        after("verify of a file that is intact", &[file])
            .exits(0)
            .so("intact", |ended| expect(ended.field("state") == "intact", || ended.field("state").to_string())),
        after("verify of a file that was altered ends with 6", &[file])
            .between(|folder| fs::write(folder.join("Titre.csv"), altered()).unwrap())
            .exits(6)
            .so("altered", |ended| expect(ended.field("state") == "altered", || ended.field("state").to_string())),
        after("verify of a file that is gone", &[file])
            .between(|folder| fs::remove_file(folder.join("Titre.csv")).unwrap())
            .exits_with(&[4, 6, 7])
            .so(ONE_OBJECT, is_one_object),
        after("verify * passes over receipts", &[file, receipt]).exits(0).so("one line, for the file", |ended| {
            let lines = ended.lines();
            expect(lines.len() == 1 && lines[0]["state"] == "intact", || format!("{lines:?}"))
        }),
        after("verify * in text passes over receipts", &[]).command(&["verify", file, receipt]).exits(0).so(
            "nothing is called a mistake",
            |ended| {
                let out = String::from_utf8_lossy(&ended.out).into_owned();
                expect(out.lines().count() == 1, || out.clone())
            },
        ),
        after("verify * says how many files have no receipt", &[file, receipt, "data/notes.txt", "data/more.txt"])
            .between(|folder| {
                ["notes.txt", "more.txt"].iter().for_each(|name| fs::write(folder.join(name), "x").unwrap())
            })
            .exits_with(&[0, 4, 6])
            .says_one_of(&["2 files", "two files"])
            .so("the file is intact all the same", |ended| {
                expect(ended.lines().iter().any(|it| it["state"] == "intact"), || format!("{:?}", ended.lines()))
            }),
        after("verify * goes on behind one that is altered", &["data/a.csv", file])
            .between(|folder| fs::write(folder.join("a.csv"), "x").unwrap())
            .so("the file is intact", |ended| {
                expect(ended.lines().iter().any(|it| it["state"] == "intact"), || format!("{:?}", ended.lines()))
            })
            .exits_with(&[0, 4, 6]),
        after("verify of a file with a damaged receipt is one JSON object", &[file])
            .between(|folder| fs::write(folder.join("Titre.csv.receipt.json"), "{").unwrap())
            .exits_with(&[2, 4, 6, 7])
            .so(ONE_OBJECT, is_one_object),
        after("verify of a file with an empty receipt is one JSON object", &[file])
            .between(|folder| fs::write(folder.join("Titre.csv.receipt.json"), "").unwrap())
            .exits_with(&[2, 4, 6, 7])
            .so(ONE_OBJECT, is_one_object),
        row("verify of a file without a receipt is one JSON object")
            .with_file("Titre.csv", "x")
            .command(&["verify", file, "--json"])
            .exits_with(&[2, 4, 6, 7])
            .so(ONE_OBJECT, is_one_object),
        row("verify of nothing is one JSON object")
            .command(&["verify", "nowhere.csv", "--json"])
            .exits_with(&[2, 4, 6, 7])
            .so(ONE_OBJECT, is_one_object),
        row("verify of a folder is one JSON object")
            .command(&["verify", FOLDER, "--json"])
            .exits_with(&[2, 4, 6, 7])
            .so(ONE_OBJECT, is_one_object),
        after("verify of what was altered on the way", &["data/Titre.csv.altered"])
            .exits_with(&[2, 4, 6, 7])
            .so(ONE_OBJECT, is_one_object),
        row("verify of a receipt alone is no failure of integrity")
            .after(&get)
            .command(&["verify", receipt, "--json"])
            .exits_with(&[0, 2, 4]),
    ]
}

fn outcomes() -> Vec<Row> {
    let doubles = portal::Set::of(vec![portal::csv("Un", "/un.csv"), portal::csv("Deux", "/deux.csv")]);
    vec![
        row("what was fetched is called downloaded").comes_whole().outcome("downloaded"),
        row("with -v a download tells where its time went")
            .args(&["-v"])
            .comes_whole()
            .says("for the first byte")
            .says("for the disk"),
        row("what failed is called failed").always(Answer::status(404)).fails(4).outcome("failed"),
        row("what was altered is called failed or downloaded, with its verdict")
            .always(Answer::ok("text/csv", altered()))
            .claims("sha256", &super::hex(&super::digest("sha256", &small())))
            .exits(6)
            .verdict("altered"),
        row("two media are two lines, the worst of which is the exit code")
            .set(doubles)
            .answers(
                |asked| if asked.path() == "/un.csv" { Answer::status(404) } else { Answer::ok("text/csv", small()) },
            )
            .exits(4)
            .so("two lines", |ended| expect(ended.lines().len() == 2, || format!("{}", ended.lines().len()))),
        row("a line tells all that is promised").comes_whole().so("all keys", |ended| {
            let line = ended.lines().into_iter().next().unwrap_or_default();
            let missing: Vec<&str> = [
                "address",
                "path",
                "bytes",
                "sha256",
                "verdict",
                "claim",
                "reason",
                "resumed_from",
                "seconds",
                "outcome",
                "error",
            ]
            .into_iter()
            .filter(|key| line.get(key).is_none())
            .collect();
            expect(missing.is_empty(), || format!("{missing:?} are missing"))
        }),
        row("a line's checksum is that of the file").comes_whole().so("SHA-256", |ended| {
            expect(ended.field("sha256") == super::hex(&super::digest("sha256", &small())), || {
                ended.field("sha256").to_string()
            })
        }),
        row("standard error holds no JSON and standard output nothing else").comes_whole().so("one line", |ended| {
            expect(String::from_utf8_lossy(&ended.out).lines().count() == ended.lines().len(), || {
                String::from_utf8_lossy(&ended.out).into_owned()
            })
        }),
    ]
}

/// What is printed and nothing else.
fn printed() -> Vec<Row> {
    let mut rows = Vec::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        rows.push(
            row(format!("completions {shell}")).command(&["completions", shell]).exits(0).so("a script", |ended| {
                expect(String::from_utf8_lossy(&ended.out).contains("GUICHET_COMPLETE"), || "none".into())
            }),
        );
        rows.push(
            row(format!("completions {shell} into a closed pipe"))
                .command(&["completions", shell])
                .output(Output::Closed)
                .exits(141),
        );
    }
    rows.push(row("completions of no shell").command(&["completions", "cmd"]).exits(2));
    rows.push(
        row("completions of no shell with --json")
            .command(&["completions", "cmd", "--json"])
            .exits(2)
            .so(ONE_OBJECT, is_one_object),
    );
    rows.push(
        row("man").command(&["man"]).exits(0).so("a page", |ended| expect(ended.out.len() > 1_000, || "none".into())),
    );
    rows.push(row("man into a closed pipe").command(&["man"]).output(Output::Closed).exits(141));
    rows.push(row("man --dir").command(&["man", "--dir", "pages"]).exits(0));
    rows.push(row("man --dir where nothing can be made").command(&["man", "--dir", "/dev/null/x"]).exits(7));
    let set = portal::address(0);
    for args in [
        vec!["list", &set],
        vec!["show", &set],
        vec!["search", "Jeu"],
        vec!["portals"],
        vec!["keys"],
        vec!["list", &set, "--json"],
        vec!["show", &set, "--json"],
        vec!["--help"],
        vec!["get", "--help"],
    ] {
        let name = args.join(" ").replace(&set, "SET");
        rows.push(row(format!("{name} into a closed pipe")).command(&args).output(Output::Closed).exits(141));
    }
    let nine = portal::Set::of((1..=9).map(|n| portal::csv(&format!("Titre {n}"), &format!("/{n}.csv"))).collect());
    for json in [true, false] {
        let mut args = vec!["get", set.as_str(), "-o", FOLDER];
        args.extend(json.then_some("--json"));
        rows.push(
            row(format!("a batch of downloads outlives the pipe it prints to (JSON {json})"))
                .set(nine.clone())
                .command(&args)
                .output(Output::Closed)
                .exits_with(&[0, 141])
                .so("all files are there", |ended| {
                    expect(ended.files.len() == 9, || format!("{} are", ended.files.len()))
                }),
        );
    }
    rows
}
