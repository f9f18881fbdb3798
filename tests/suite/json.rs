//! What programs read of every command is as `docs/schema.json` says: documents, lines, rows between tabs, failures.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::city::{City, SET, whole};
use crate::common::demo::signed_in;
use crate::common::home::{Home, Ran};
use crate::common::schema::Schema;
use crate::common::server::Answer;

const LANGUAGES: [&str; 2] = ["en", "fr"];

fn run(home: &Home, language: &str, args: &[&str], stdin: &str) -> Ran {
    let args: Vec<&str> = ["--lang", language].into_iter().chain(args.iter().copied()).collect();
    tokio::task::block_in_place(|| home.run(&args, stdin))
}

fn lines(ran: &Ran) -> Vec<Value> {
    let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    ran.out.lines().map(read).collect()
}

/// Each line is as the definition says, and there is one at least.
#[track_caller]
fn check(schema: &Schema, definition: &str, ran: &Ran, args: &[&str]) -> Vec<Value> {
    let lines = lines(ran);
    assert!(!lines.is_empty(), "{args:?} prints nothing: {ran:?}");
    for line in &lines {
        let faults = schema.faults(definition, line);
        assert!(faults.is_empty() && line["schema"] == 1, "{args:?}: {faults:#?}");
    }
    lines
}

/// The address of the first dataset that is found for these words, and of its first media.
fn found(home: &Home, words: &str) -> (String, String) {
    let first = |args: &[&str]| lines(&run(home, "en", args, ""))[0]["address"].as_str().unwrap().to_owned();
    let dataset = first(&["list", "rudi/all", "--query", words, "--jsonl"]);
    let media = first(&["list", &dataset, "--jsonl"]);
    (dataset, media)
}

/// What `args` print is as `document` says, each of its lines as `row`, and its columns are those of a row.
#[track_caller]
fn check_all_forms(schema: &Schema, home: &Home, (document, row): (&str, &str), args: &[&str]) {
    for language in LANGUAGES {
        let ran = run(home, language, &[args, &["--json"]].concat(), "");
        check(schema, document, &ran, args);
        let in_lines = run(home, language, &[args, &["--jsonl", "--quiet"]].concat(), "");
        check(schema, row, &in_lines, args);
        assert_eq!(ran.code, in_lines.code, "{args:?}: {ran:?} {in_lines:?}");
    }
    let fields = schema.fields(row);
    let tsv = run(home, "fr", &[args, &["--tsv", "--quiet"]].concat(), "");
    let rows: Vec<Vec<&str>> = tsv.out.lines().map(|line| line.split('\t').collect()).collect();
    assert!(rows.len() > 1 && rows[0] == fields, "{args:?}: {tsv:?}");
    assert!(rows.iter().all(|row| row.len() == fields.len()), "{args:?}: {tsv:?}");
    let last = *fields.last().unwrap();
    let chosen = run(home, "en", &[args, &["--jsonl", "--quiet", "--fields", last]].concat(), "");
    let is_chosen = |line: &Value| line.as_object().unwrap().keys().eq(["schema", last]);
    assert!(lines(&chosen).iter().all(is_chosen) && chosen.err.is_empty(), "{args:?}: {chosen:?}");
    let unknown = run(home, "en", &[args, &["--json", "--fields", "nonsense"]].concat(), "");
    let failure = check(schema, "failure", &unknown, args).remove(0);
    let hint = format!("The fields are {}.", fields.join(", "));
    assert_eq!((&failure["error"]["hint"], unknown.code), (&hint.into(), 2), "{args:?}");
}

/// A command that only prints: what its document and its rows are called in the schema.
type Ask = ((&'static str, &'static str), &'static [&'static str]);

/// `DATASET`, `MEDIA` and `FILE` stand for those of the demo.
const ASKS: &[Ask] = &[
    (("list", "list_row"), &["list", "rudi"]),
    (("list", "list_row"), &["list", "rudi/all", "--limit", "3"]),
    (("list", "list_row"), &["list", "DATASET"]),
    (("list", "list_row"), &["list", "rudi/all", "--all"]),
    (("curl", "curl"), &["list", "rudi/all", "--as-curl"]),
    (("filters", "filters_row"), &["list", "rudi", "--filters"]),
    (("search", "search_row"), &["search", "eau", "--portal", "rudi", "--limit", "3"]),
    (("search", "search_row"), &["search", "eau", "--portal", "rudi", "--all"]),
    (("curl", "curl"), &["search", "eau", "--portal", "rudi", "--as-curl"]),
    (("show_dataset", "show_dataset"), &["show", "DATASET"]),
    (("show_dataset", "show_dataset"), &["show", "api-entreprise/v4_acoss_attestations_sociales"]),
    (("show_dataset", "show_dataset"), &["show", "DATASET", "DATASET"]),
    (("show_media", "show_media"), &["show", "MEDIA"]),
    (("curl", "curl"), &["show", "MEDIA", "--as-curl"]),
    (("plan", "plan_row"), &["get", "DATASET", "--plan"]),
    (
        ("batch", "batch"),
        &[
            "get",
            "api-entreprise/v4_insee_unites_legales",
            "--each",
            "OTHER",
            "--column",
            "siren=id",
            "--param",
            "recipient=13002526500013",
            "--param",
            "context=x",
            "--param",
            "object=y",
            "-o",
            "batch",
            "--plan",
        ],
    ),
    (("get", "get"), &["get", "MEDIA", "-o", "data", "--if-exists", "overwrite"]),
    (("curl", "curl"), &["get", "DATASET", "--as-curl"]),
    (("add", "add"), &["add", "MEDIA", "--dir", "project"]),
    (("sync", "sync_row"), &["sync", "--plan", "--dir", "project"]),
    (("sync", "sync_row"), &["sync", "--dir", "project"]),
    (("sync", "sync_row"), &["sync", "--check", "--dir", "project"]),
    (("check", "check_row"), &["check", "FILE", "--schema", "SCHEMA"]),
    (("diff", "diff_row"), &["diff", "FILE", "OTHER"]),
    (("diff", "diff_row"), &["diff", "OLD.json", "NEW.json"]),
    (("verify", "verify"), &["verify", "FILE"]),
    (("verify", "verify"), &["verify", "FILE", "--online"]),
    (("cite", "cite"), &["cite", "FILE"]),
    (("cite", "cite"), &["cite", "DATASET", "MEDIA"]),
    (("receipts", "receipts_row"), &["receipts", "data"]),
    (("watched", "watched_row"), &["watch", "DATASET"]),
    (("watched", "watched_row"), &["watch"]),
    (("watch_install", "watch_install"), &["watch", "install", "--cron"]),
    (("preview", "preview"), &["preview", "FILE", "--rows", "2"]),
    (("curl", "curl"), &["preview", "MEDIA", "--as-curl"]),
    (("access_guide", "access_guide"), &["access", "DATASET"]),
    (("access_guide", "access_guide"), &["access", "api-entreprise"]),
    (("portals", "portals_row"), &["portals"]),
    (("known", "known_row"), &["portals", "--known", "france"]),
    (("portals_reset", "portals_reset"), &["portals", "reset", "rudi"]),
    (("auth_status", "auth_status_row"), &["auth", "status"]),
    (("auth_compare", "auth_compare"), &["auth", "compare", "rudi", "rudi"]),
    (("auth_test", "auth_test"), &["auth", "test", "rudi"]),
    (("whoami", "whoami_row"), &["auth", "whoami", "rudi"]),
    (("whoami", "whoami_row"), &["whoami", "rudi"]),
    (("doctor", "doctor_row"), &["doctor"]),
    (("keys", "keys_row"), &["keys"]),
    (("open", "open"), &["open", "DATASET", "--print"]),
    (("open", "open"), &["open", "rudi", "--print"]),
    (("curl", "curl"), &["api", "rudi", "konsult/v1/datasets/metadatas", "--as-curl"]),
    (("cache", "cache_row"), &["cache", "ls"]),
    (("config_path", "config_path"), &["config", "path"]),
    (("config", "config_row"), &["config", "get"]),
    (("config", "config_row"), &["config", "get", "portals.rudi"]),
    (("config_row", "config_row"), &["config", "get", "jobs"]),
    (("config_row", "config_row"), &["config", "get", "browser.columns"]),
    (("config_row", "config_row"), &["config", "get", "ca_file"]),
];

/// A command that changes something, its definition, and what it reads. The later need what the earlier did.
const CHANGES: &[(&str, &[&str], &str)] = &[
    ("auth_stored", &["auth", "set", "rudi", "--id", "me", "--secret-stdin", "--untested"], "hunter2\n"),
    ("auth_stored", &["auth", "set", "rudi", "--id", "demo@exemple.bzh", "--secret-stdin"], "galette-saucisse"),
    ("auth_stored", &["login", "rudi", "--id", "demo@exemple.bzh", "--secret-stdin"], "galette-saucisse"),
    ("auth_stored", &["auth", "import", "client_secrets.json", "--url", "http://127.0.0.1:9/", "--untested"], ""),
    ("auth_certificate", &["auth", "certificate", "rudi", "--remove"], ""),
    ("auth_remove", &["auth", "remove", "rudi"], ""),
    ("auth_remove", &["logout", "rudi"], ""),
    ("setup", &["setup", "--known", "data-gouv"], ""),
    ("setup", &["setup", "data-gouv", "--yes"], ""),
    ("setup", &["setup", "RUDI", "--yes"], ""),
    ("config_change", &["config", "set", "jobs", "3"], ""),
    ("config_change", &["config", "unset", "jobs"], ""),
    ("config_change", &["config", "unset", "jobs"], ""),
    ("config_change", &["config", "set", "network.proxy", "127.0.0.1:9"], ""),
    ("auth_stored", &["auth", "proxy", "--id", "me", "--secret-stdin", "--untested"], "hunter2\n"),
    ("config_change", &["config", "unset", "network.proxy"], ""),
    ("cache_clear", &["cache", "clear"], ""),
    ("cache_clear", &["cache", "clear", "--versions"], ""),
    ("watched", &["watch", "--search", "eau", "--portal", "udata"], ""),
    ("watch_run", &["watch", "run"], ""),
    ("watched", &["watch", "remove", "1"], ""),
];

/// What is told of a download that has not ended.
const OF_QUEUE: &[(&str, &[&str])] = &[
    ("queue", &["queue"]),
    ("get", &["queue", "resume", "--max-wait", "1s"]),
    ("queue_remove", &["queue", "remove", "1"]),
    ("queue_clear", &["queue", "clear"]),
];

/// What is printed as it is, whatever the form that is asked for; and what needs a store that is tried elsewhere.
const OTHERS: &[&str] = &["demo", "cat", "completions", "man", "config example", "config edit", "auth allow"];

const FAILURES: &[(&[&str], i32)] = &[
    (&["list", "nope"], 2),
    (&["list"], 2),
    (&["list", "rudi/nowhere/at/all"], 4),
    (&["list", "rudi", "--limit", "many"], 2),
    (&["list", "rudi", "--filter", "shape=round"], 2),
    (&["search"], 2),
    (&["show", "rudi/all"], 2),
    (&["show", "rudi/00000000-0000-4000-8000-000000000000"], 4),
    (&["get"], 2),
    (
        &["get", "api-entreprise/v4_insee_unites_legales", "--each", "nowhere.csv", "--column", "siren", "-o", "batch"],
        4,
    ),
    (&["get", "rudi/all", "--each", "nowhere.csv", "--column", "siren", "-o", "batch"], 2),
    (&["get", "rudi", "-o", "a.csv"], 2),
    (&["preview", "nope/x"], 2),
    (&["verify"], 2),
    (&["auth", "proxy", "--secret-stdin", "--secret-fd", "3"], 2),
    (&["cite"], 2),
    (&["watch", "nowhere/x"], 2),
    (&["watch", "remove", "99"], 4),
    (&["watch", "run", "--fields", "x"], 2),
    (&["watch", "install", "--every", "0d"], 2),
    (&["receipts", "nowhere"], 4),
    (&["verify", "--bundle", "nowhere"], 4),
    (&["add"], 2),
    (&["add", "rudi/all", "--as", "../a.csv"], 2),
    (&["sync", "--dir", "nowhere"], 4),
    (&["sync", "--plan", "--check"], 2),
    (&["check"], 2),
    (&["check", "nope/x", "--schema", "/dev/null/s.json"], 2),
    (&["check", "MEDIA"], 2),
    (&["diff"], 2),
    (&["diff", "nope.csv"], 4),
    (&["diff", "MEDIA", "-o", "nowhere"], 4),
    (&["access", "nope"], 2),
    (&["portals", "reset", "nope"], 2),
    (&["auth"], 2),
    (&["auth", "status", "nope"], 2),
    (&["auth", "test", "nope"], 2),
    (&["auth", "compare", "rudi", "nope"], 2),
    (&["access", "rudi", "api-entreprise"], 2),
    (&["access", "api-entreprise", "--siret", "1"], 2),
    (&["auth", "set", "nope", "--secret-stdin"], 2),
    (&["auth", "set", "rudi", "--id", "me", "--secret-stdin"], 2),
    (&["auth", "allow", "nope"], 2),
    (&["auth", "certificate", "nope", "agent.pem"], 2),
    (&["auth", "certificate", "rudi"], 2),
    (&["auth", "import", "nothing.json"], 2),
    (&["setup"], 2),
    (&["setup", "nope"], 2),
    (&["setup", "--known", "nope"], 2),
    (&["setup", "https://127.0.0.1:9/", "--yes"], 5),
    (&["doctor", "--nonsense"], 2),
    (&["keys", "--nonsense"], 2),
    (&["queue", "remove", "9"], 4),
    (&["queue", "nope"], 2),
    (&["completions", "nope"], 2),
    (&["man", "--dir", "/dev/null/below"], 7),
    (&["demo", "--port", "1"], 2),
    (&["nope"], 2),
    (&["list", "rudi", "--tsv"], 2),
    (&["list", "rudi", "--log-file", "/dev/null/below"], 7),
    (&["show"], 2),
    (&["cat", "nope/x"], 2),
    (&["cat", "MEDIA"], 2),
    (&["open", "nope"], 2),
    (&["api", "nope", "x"], 2),
    (&["api", "rudi", "https://elsewhere.example/"], 2),
    (&["cache"], 2),
    (&["cache", "ls", "--nonsense"], 2),
    (&["cache", "clear", "nope"], 4),
    (&["config"], 2),
    (&["config", "path", "--nonsense"], 2),
    (&["config", "get", "nope"], 2),
    (&["config", "get", "portals.nope.url"], 2),
    (&["config", "set", "jobs", "99"], 2),
    (&["config", "set", "jobs", "3", "--config", "/proc/nope.toml"], 7),
    (&["config", "unset", "nope"], 2),
    (&["config", "edit", "--config", "/dev/null/below/x.toml"], 7),
    (&["config", "example", "--nonsense"], 2),
    (&["auth", "whoami", "nope"], 2),
    (&["auth", "remove", "nope"], 2),
    (&["login", "nope", "--secret-stdin"], 2),
    (&["logout", "nope"], 2),
    (&["whoami", "nope"], 2),
    (&["portals", "--nonsense"], 2),
    (&["queue", "--nonsense"], 2),
    (&["queue", "resume", "--jobs", "0"], 2),
    (&["queue", "clear", "--nonsense"], 2),
    (&["get", "rudi/nope", "--as-curl"], 4),
];

/// `args` with what the demo has.
fn of_demo<'a>(args: &[&'a str], found: &[(&str, &'a str)]) -> Vec<&'a str> {
    let put = |arg: &&'a str| found.iter().find(|(name, _)| name == arg).map_or(*arg, |(_, is)| *is);
    args.iter().map(put).collect()
}

/// Every command that can be typed, by its words; what only holds others is none.
fn commands(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
    let below: Vec<_> = command.get_subcommands().filter(|it| it.get_name() != "help").collect();
    if !path.is_empty() && (below.is_empty() || !command.is_subcommand_required_set()) {
        found.insert(path.to_owned());
    }
    below.iter().for_each(|it| commands(it, format!("{path} {}", it.get_name()).trim(), found));
}

/// A new command has to be described, and tried above, in success and in failure.
#[test]
fn the_schema_and_its_tests_know_every_command() {
    let (schema, mut all) = (Schema::read(), BTreeSet::new());
    commands(&guichet::cli::help::command(), "", &mut all);
    assert!(
        all.len() > 35 && all.contains("queue") && all.contains("config get") && !all.contains("config"),
        "{all:?}"
    );
    let asks = ASKS.iter().map(|((document, row), args)| ([*document, *row], *args));
    let changes = CHANGES.iter().map(|(definition, args, _)| ([*definition; 2], *args));
    let of_queue = OF_QUEUE.iter().map(|(definition, args)| ([*definition; 2], *args));
    let tried: Vec<_> = asks.chain(changes).chain(of_queue).collect();
    let is_of = |args: &[&str], command: &str| {
        let longest = all.iter().filter(|it| it.split(' ').zip(args).all(|(word, arg)| word == *arg));
        longest
            .filter(|it| it.split(' ').count() <= args.len())
            .max_by_key(|it| it.len())
            .is_some_and(|it| it == command)
    };
    for command in &all {
        let definitions: BTreeSet<&str> =
            tried.iter().filter(|(_, args)| is_of(args, command)).flat_map(|(definitions, _)| *definitions).collect();
        assert_ne!(definitions.is_empty(), !OTHERS.contains(&command.as_str()), "`{command}` and its success");
        let told = |name: &&str| {
            let said = schema.definitions()[*name]["description"].as_str().unwrap_or_default();
            said.split('`').any(|quoted| quoted.starts_with(&format!("guichet {command}")))
        };
        assert!(
            definitions.is_empty() || definitions.iter().any(told),
            "`{command}` is in no description: {definitions:?}"
        );
        assert!(FAILURES.iter().any(|(args, _)| is_of(args, command)), "`{command}` and its failure");
    }
    for (name, definition) in schema.definitions() {
        let is_document = definition["description"].as_str().is_some_and(|said| said.starts_with("`guichet"));
        let is_tried = tried.iter().any(|(definitions, _)| definitions.contains(&name.as_str()));
        assert!(is_tried || !is_document || name == "api_refused", "{name} is tried nowhere");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_that_asks_prints_what_the_schema_says() {
    let (schema, (_demo, home)) = (Schema::read(), signed_in().await);
    let (dataset, media) = found(&home, "Fontaines");
    let file = home.path("data/fontaines.csv").display().to_string();
    let against = home.path("schema.json").display().to_string();
    fs::write(&against, r#"{"fields": [{"name": "elsewhere"}]}"#).unwrap();
    let [other, old, new] = ["other.csv", "old.json", "new.json"].map(|name| home.path(name).display().to_string());
    fs::write(&other, "id,a\n1,x\n2,y\n").unwrap();
    fs::write(&old, r#"{"a": [1, {"b": null}]}"#).unwrap();
    fs::write(&new, r#"{"a": [1, {"c": "x"}]}"#).unwrap();
    let found = [
        ("DATASET", &*dataset),
        ("MEDIA", &media),
        ("FILE", &file),
        ("SCHEMA", &against),
        ("OTHER", &other),
        ("OLD.json", &old),
        ("NEW.json", &new),
    ];
    let of_demo = |args| of_demo(args, &found);
    for (definitions, args) in ASKS {
        check_all_forms(&schema, &home, *definitions, &of_demo(args));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_that_changes_something_prints_what_the_schema_says() {
    let (schema, (demo, home)) = (Schema::read(), signed_in().await);
    let keys = home.path("client_secrets.json");
    fs::write(&keys, r#"{"web": {"client_id": "abc", "client_secret": "def", "auth_uri": "x", "token_uri": "http://127.0.0.1:9/t"}}"#).unwrap();
    let rudi = demo.portals().into_iter().find(|it| it.name == "rudi").unwrap().url.to_string();
    for (definition, args, stdin) in CHANGES {
        let args = of_demo(args, &[("RUDI", &rudi)]);
        let ran = run(&home, "fr", &[&args[..], &["--json"]].concat(), stdin);
        assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
        let printed = check(&schema, definition, &ran, &args);
        assert_eq!(printed.len(), 1, "{ran:?}");
        let is_set_up = *definition == "setup" && printed[0]["name"].is_null();
        assert!(!is_set_up, "what is set up has its name, the second time too: {ran:?}");
    }
    let city = City::new().await;
    city.server.answers("/files/one.csv", [whole()]);
    city.server.answers("/files/two.csv", [Answer::status(503).header("retry-after", "60")]);
    let outcomes: Vec<Value> =
        check(&schema, "get", &city.get(), &["get"]).iter_mut().map(|line| line["outcome"].take()).collect();
    assert!(outcomes.contains(&"downloaded".into()) && outcomes.contains(&"failed".into()), "{outcomes:?}");
    check_all_forms(&schema, &city.home, ("queue", "queue_row"), &["queue"]);
    for (definition, args) in OF_QUEUE {
        check(&schema, definition, &city.run(&[args, &["--json"][..]].concat()), args);
    }
    let empty = city.run(&["queue", "--json"]);
    assert_eq!(check(&schema, "queue", &empty, &["queue"])[0]["items"], Value::Array(vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_failure_is_one_object_on_standard_output() {
    let (schema, (_demo, home)) = (Schema::read(), signed_in().await);
    let (dataset, media) = found(&home, "Fontaines");
    for (args, code) in FAILURES {
        let args = &of_demo(args, &[("DATASET", &dataset), ("MEDIA", &media)])[..];
        for (language, flag) in [("en", "--json"), ("fr", "--json"), ("en", "--jsonl")] {
            let ran = run(&home, language, &[args, &[flag]].concat(), "");
            let failure = check(&schema, "failure", &ran, args).remove(0);
            assert_eq!((ran.code, &failure["error"]["exit"]), (*code, &(*code).into()), "{args:?}: {ran:?}");
            let quiet = run(&home, language, &[args, &[flag, "-q"]].concat(), "");
            assert_eq!((quiet.code, &*quiet.err), (*code, ""), "{args:?}");
        }
    }
    home.write_config("portals = 3\n");
    for args in
        [&["list", "x"][..], &["get", "x"], &["portals"], &["setup"], &["auth", "status"], &["doctor"], &["keys"]]
    {
        let ran = run(&home, "en", &[args, &["--json"]].concat(), "");
        let failure = check(&schema, "failure", &ran, args).remove(0);
        assert_eq!((ran.code, &failure["error"]["kind"]), (2, &"config".into()), "{args:?}: {ran:?}");
    }
}

/// The error of one of several stands in its line.
#[tokio::test(flavor = "multi_thread")]
async fn what_fails_among_others_is_told_where_it_is() {
    let (schema, (_demo, home)) = (Schema::read(), signed_in().await);
    let (dataset, media) = found(&home, "Fontaines");
    let table: &[(&str, &[&str])] = &[
        ("get", &["get", &media, "rudi/nope", "-o", "data"]),
        ("plan", &["get", &dataset, "rudi/nope", "--plan"]),
        ("plan_row", &["get", &dataset, "rudi/nope", "--plan", "--jsonl"]),
        ("curl", &["get", &dataset, "rudi/nope", "--as-curl"]),
        ("verify", &["verify", "nothing.csv", "data/fontaines.csv"]),
        ("add", &["add", &media, "rudi/nope", "--dir", "project"]),
        ("search", &["search", "eau"]),
        ("search", &["search", "eau", "--portal", "nope"]),
        ("auth_status", &["auth", "status"]),
    ];
    home.write_config(
        &(fs::read_to_string(home.config()).unwrap()
            + "[portals.down]\nkind = \"ckan\"\nurl = \"http://127.0.0.1:9/\"\n"),
    );
    for (definition, args) in table {
        let form: &[&str] = if args.contains(&"--jsonl") { &[] } else { &["--json"] };
        let ran = run(&home, "fr", &[args, form].concat(), "");
        check(&schema, definition, &ran, args);
        assert_eq!(ran.code != 0, *definition != "auth_status", "{args:?}: {ran:?}");
    }
    // What is shown and what is not, in the order asked for.
    for language in LANGUAGES {
        let shown = run(&home, language, &["show", &dataset, "rudi/nope", &media, "zzz/x", "--jsonl"], "");
        let definitions = ["show_dataset", "failed_row", "show_media", "failed_row"];
        for (line, definition) in lines(&shown).iter().zip(definitions) {
            assert_eq!(schema.faults(definition, line), [""; 0]);
        }
        assert_eq!((lines(&shown).len(), shown.code, &*shown.err), (4, 2, ""), "{shown:?}");
    }
    let columns = run(&home, "en", &["show", &dataset, &dataset, &media, "--tsv"], "");
    let is_head = |line: &&str| line.starts_with("address\t");
    let heads: Vec<bool> = columns.out.lines().map(|line| is_head(&line)).collect();
    assert_eq!(heads, [true, false, false, true, false], "{columns:?}");
    // The portal's own refusal, with what it said.
    let refused = run(&home, "en", &["api", "rudi", "konsult/v1/nowhere", "--json"], "");
    check(&schema, "api_refused", &refused, &["api"]);
    // One portal of two knows who is there.
    let home = home.set("GUICHET_DASTRA_CLIENT_ID", "nobody").set("GUICHET_DASTRA_CLIENT_SECRET", "nothing");
    let (mut who, told) = (run(&home, "fr", &["whoami", "--json"], ""), run(&home, "en", &["whoami"], ""));
    assert!(check(&schema, "whoami", &who, &["whoami"])[0]["error"]["exit"] == who.code && who.code == 3, "{who:?}");
    assert!(told.out.starts_with("rudi  ") && told.err.contains("dastra"), "{told:?}");
    who = run(&home, "en", &["whoami", "--jsonl"], "");
    assert_eq!(schema.faults("failure", &lines(&who)[1]), [""; 0], "{who:?}");
    // Rows that came are followed by the error.
    let ran = run(&home, "en", &["search", "eau", "--all", "--jsonl"], "");
    let mut found = lines(&ran);
    let error = found.pop().unwrap();
    assert!(schema.faults("failure", &error).is_empty() && !found.is_empty(), "{ran:?}");
    assert!(found.iter().all(|row| schema.faults("search_row", row).is_empty()), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_limit_keeps_out_is_told_with_the_command_that_brings_it() {
    let (_demo, home) = signed_in().await;
    let table: &[(&[&str], &str)] = &[
        (&["list", "rudi/all", "--limit", "2"], "guichet list rudi/all --all"),
        (
            &["list", "rudi", "--query", "l'eau", "--filter", "access=open", "--sort", "-updated", "--limit", "1"],
            r"guichet list rudi --query 'l'\''eau' --filter access=open --sort -updated --all",
        ),
        (&["search", "a", "--portal", "rudi", "--limit", "1"], "guichet search a --portal rudi --all"),
    ];
    for (args, rest) in table {
        let ran = run(&home, "en", &[*args, &["--json"]].concat(), "");
        let found = lines(&ran).remove(0);
        assert_eq!((&found["truncated"], &found["rest"]), (&true.into(), &(*rest).into()), "{ran:?}");
        for form in [&["--json"][..], &["--jsonl"], &["--tsv"], &[]] {
            let ran = run(&home, "en", &[args, form].concat(), "");
            assert!(ran.err.contains(rest), "{args:?} {form:?}: {ran:?}");
            let quiet = run(&home, "en", &[args, form, &["--quiet"]].concat(), "");
            assert_eq!((quiet.err.as_str(), &quiet.out), ("", &ran.out), "{args:?}");
        }
    }
    let whole = run(&home, "en", &["list", "rudi/all", "--all", "--json"], "");
    let found = lines(&whole).remove(0);
    assert_eq!((&found["truncated"], &found["rest"]), (&false.into(), &Value::Null), "{whole:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ways_of_printing_exclude_each_other_wherever_they_stand() {
    let (_demo, home) = signed_in().await;
    let table: [(&[&str], &str); 5] = [
        (&["list", "rudi", "--json", "--tsv"], "--tsv"),
        (&["--jsonl", "list", "rudi", "--json"], "--jsonl"),
        (&["--tsv", "portals", "--jsonl"], "--tsv"),
        (&["list", "rudi", "--fields", "title"], "--fields"),
        (&["--fields", "title", "show", "rudi/all"], "--fields"),
    ];
    for (args, subject) in table {
        let ran = run(&home, "en", args, "");
        assert!(ran.code == 2 && format!("{}{}", ran.out, ran.err).contains(subject), "{args:?}: {ran:?}");
    }
    let both = run(&home, "en", &["--json", "portals", "--json"], "");
    assert_eq!(both.code, 0, "{both:?}");
}

/// What a portal says is on its row, whatever it holds.
#[tokio::test(flavor = "multi_thread")]
async fn values_stay_between_their_tabs() {
    let city = City::new().await;
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rudi/dataset.open.json");
    let mut dataset: Value = serde_json::from_slice(&fs::read(fixture).unwrap()).unwrap();
    dataset["available_formats"][0]["media_name"] = "a\tb\r\nc\u{2028}d.csv".into();
    city.server.answers(&format!("/konsult/v1/datasets/{SET}/metadatas"), [Answer::json(&dataset)]);
    let ran = city.run(&["list", &format!("city/{SET}"), "--tsv", "--fields", "title,size,modified"]);
    let columns: BTreeSet<usize> = ran.out.lines().map(|line| line.split('\t').count()).collect();
    assert_eq!(columns, BTreeSet::from([3]), "{ran:?}");
    assert!(ran.out.starts_with("title\tsize\tmodified\n"), "{ran:?}");
}
