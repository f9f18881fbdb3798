//! What led to an error: told below it with `-v` and in the log, in the language shown, without secrets; and no words of an
//! error are made before it is shown.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::{fs, thread};

use crate::common::home::Home;
use crate::floors::sources;

const SECRET: &str = "hunter2-hunter2";

/// Answers everything with `answer`, and hangs up.
fn server(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = BufReader::new(stream);
            let mut line = String::new();
            while stream.read_line(&mut line).is_ok_and(|read| read > 2) {
                line.clear();
            }
            let _ = stream.get_mut().write_all(answer.as_bytes());
        }
    });
    address
}

fn home_at(address: impl std::fmt::Display, more: &str) -> Home {
    let home = Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", SECRET);
    home.write_config(&format!(
        "{more}[portals.p]\nkind = \"rudi\"\nurl = \"http://{address}/\"\nsign_in = \"login\"\n"
    ));
    home
}

/// Without credentials, which would be asked for first.
fn open_at(address: impl std::fmt::Display) -> Home {
    let home = Home::new().set("GUICHET_SECRETS", "memory");
    home.write_config(&format!("[portals.p]\nkind = \"udata\"\nurl = \"http://{address}/\"\n"));
    home
}

fn with_file(home: Home, name: &str, content: &[u8]) -> Home {
    let path = home.path(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
    home
}

#[test]
fn each_kind_of_failure_tells_what_led_to_it_in_the_language_shown() {
    let pem = "-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n";
    let folder = Home::new();
    fs::create_dir_all(folder.config()).unwrap();
    let odd_authority = with_file(home_at("127.0.0.1:9", ""), "ca.pem", pem.as_bytes());
    let path = odd_authority.path("ca.pem");
    odd_authority.write_config(&format!("ca_file = \"{}\"\n", path.display()));
    let half = home_at("127.0.0.1:9", "jobs = \n");
    let no_json = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 6\r\n\r\n{\"a\": ";
    let typed = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"data\":3}";
    let redirect = "HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n";
    let table: [(&str, Home, &str, &str); 9] = [
        ("network", open_at("127.0.0.1:9"), "Connection refused (os error", "connexion refusée (erreur système"),
        ("JSON", open_at(server(no_json)), "EOF while parsing", "EOF while parsing"),
        ("JSON of another shape", open_at(server(typed)), "invalid type: integer", "invalid type: integer"),
        ("address", open_at(server(redirect)), "invalid IPv6 address", "invalid IPv6 address"),
        ("TOML", half, "string values must be quoted", "string values must be quoted"),
        ("unreadable configuration", folder, "Is a directory (os error", "c’est un dossier (erreur système"),
        ("certificate", odd_authority, "invalid certificate encoding", "invalid certificate encoding"),
        (
            "age",
            with_file(home_at("127.0.0.1:9", ""), "data/guichet/secrets.age", b"age-encryption.org/v1\nodd"),
            "Unknown age format",
            "Unknown age format",
        ),
        (
            "secrets file",
            with_file(home_at("127.0.0.1:9", ""), "data/guichet/secrets.age/x", b""),
            "Is a directory (os error",
            "c’est un dossier (erreur système",
        ),
    ];
    for (kind, home, english, french) in table {
        for (language, label, part) in [("en", "caused by: ", english), ("fr", "en cause\u{a0}: ", french)] {
            let said = home.run(&["list", "p", "-v", "--lang", language], "").err;
            let told = said.lines().any(|line| line.trim_start().starts_with(label) && line.contains(part));
            assert!(told && !said.contains(SECRET), "{kind} {language}: {said}");
            let quiet = home.run(&["list", "p", "--lang", language], "").err;
            assert!(!quiet.contains(label), "{kind} {language}: {quiet}");
        }
    }
}

#[test]
fn no_secret_of_an_address_or_a_proxy_is_told() {
    let dead = "127.0.0.1:9";
    let refusing = server("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    let proxies = [
        format!("http://ada:{SECRET}@{dead}"),
        format!("https://ada:{SECRET}@{refusing}"),
        format!("http://ada:{SECRET}@{refusing}"),
        format!("http://ada:{SECRET}@["),
        format!("ada:{SECRET}@{dead}"),
        format!("nonsense://ada:{SECRET}@{dead}"),
    ];
    let to_a_dead_end = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/x?sig=hunter2\r\nContent-Length: 0\r\n\r\n";
    let to_nowhere = "HTTP/1.1 302 Found\r\nLocation: http://ada:hunter2@[?sig=hunter2\r\nContent-Length: 0\r\n\r\n";
    let quoting = "HTTP/1.1 200 OK\r\nContent-Length: 41\r\n\r\n{\"data\":\"https://ada:hunter2@a.example/\"}";
    thread::scope(|scope| {
        let run = |home: Home, what: String| {
            scope.spawn(move || {
                let said = home.run(&["list", "p", "-vvv"], "");
                assert!(said.code != 0 && !said.err.contains("hunter2"), "{what}: {said:?}");
            });
        };
        for (proxy, scheme) in proxies.iter().flat_map(|proxy| [(proxy, "http"), (proxy, "https")]) {
            let home = open_at(dead).set("http_proxy", proxy).set("https_proxy", proxy).set("ALL_PROXY", proxy);
            home.write_config(&format!("[portals.p]\nkind = \"udata\"\nurl = \"{scheme}://a.example/\"\n"));
            run(home, format!("{proxy} {scheme}"));
        }
        for answer in [to_a_dead_end, to_nowhere, quoting] {
            run(open_at(server(answer)), answer.to_owned());
        }
    });
}

#[test]
fn the_log_tells_what_led_to_a_failure() {
    let home = with_file(open_at("127.0.0.1:9"), "cache/guichet/catalogue.sqlite", &b"no database".repeat(100));
    let table: [(&[&str], &str); 2] = [
        (&["list", "p", "-vv", "--offline"], "not a database; caused by: "),
        (&["list", "p", "-vv"], "cannot be reached (Connection refused (os error 111)); caused by: client error"),
    ];
    for (args, part) in table {
        let said = home.run(args, "").err;
        assert!(said.lines().any(|line| line.contains(" guichet::") && line.contains(part)), "{part}: {said}");
    }
}

/// Where `t!` stands in what an error is made of, as `line: code`. What begins at `#[cfg(test)]` is left out.
fn made_at_once(source: &str) -> Vec<String> {
    let code = source.split("\n#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let starts = ["Error::new(", ".hint(", "caused_by("]
        .into_iter()
        .flat_map(|call| code.match_indices(call).map(|(at, call)| at + call.len()));
    let mut found = Vec::new();
    for start in starts {
        let (mut depth, mut quoted, mut escaped) = (1, false, false);
        let end = code[start..].find(|c: char| {
            match c {
                '"' if !escaped => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth -= 1,
                _ => {}
            }
            escaped = c == '\\' && !escaped;
            depth == 0
        });
        let call = &code[start..end.map_or(code.len(), |end| start + end)];
        for (at, _) in call.match_indices("t!(") {
            if !call[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                let number = code[..start + at].matches('\n').count();
                found.push(format!("{}: {}", number + 1, code.lines().nth(number).unwrap_or_default().trim()));
            }
        }
    }
    found
}

#[test]
fn no_error_gets_its_words_before_it_is_shown() {
    let odd = "fn f() {\n    Error::new(kind, \"a)\",\n        m!(\"b\", c = t!(\"d\"))).hint(t!(\"e\"))\n}\n";
    assert_eq!(made_at_once(odd).len(), 2, "{:?}", made_at_once(odd));
    assert!(made_at_once("Error::new(kind, format!(\"{x}\"), m!(\"y\"))").is_empty());
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for path in sources(&src).unwrap().iter().filter(|path| !path.ends_with("tests.rs")) {
        let at = path.strip_prefix(&src).unwrap().display();
        found.extend(made_at_once(&fs::read_to_string(path).unwrap()).iter().map(|line| format!("src/{at}:{line}")));
    }
    assert!(found.is_empty(), "words made with t! in an error, where m! belongs:\n{}", found.join("\n"));
}
