//! Credentials in a real gnome-keyring, checked with `secret-tool`, and every way a keyring fails on Linux.
//!
//! Each test has a bus, a home and a keyring of its own. The code under test runs in a process of its own in there
//! (this binary, started again for [`child`]), because the keyring is a matter of the process's environment.
//! `.ci/keyring` installs what it takes.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use guichet::access::secrets::{Credentials, Environment, Nobody, Origins, Secret, Secrets, Whereabouts};
use guichet::base::error::Error;
use tempfile::TempDir;

/// In every secret of these tests.
const MARKER: &str = "mArKeR-5e0d";
const PASSWORD: &str = "the keyring's own";
/// What a failing keyring may cost a person.
const PATIENCE: Duration = Duration::from_secs(5);

// The machine a test runs on.

/// A home and a bus with nobody on it.
struct World {
    folder: TempDir,
    bus: Child,
    address: String,
    keyring: Option<Child>,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "run"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let config = folder.path().join("bus.conf");
        fs::write(&config, bus_config(&folder.path().join("bus"))).unwrap();
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is not installed: see .ci/keyring");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { folder, bus, address: address.trim().to_owned(), keyring: None }
    }

    /// With a keyring that is unlocked.
    fn with_keyring() -> Self {
        let mut world = Self::new();
        world.start_keyring("exec gnome-keyring-daemon --foreground --unlock --components=secrets");
        world
    }

    /// Starts a keyring by a shell command that reads the password from its input; waits until it answers.
    fn start_keyring(&mut self, script: &str) {
        self.stop_keyring();
        let mut keyring = self
            .command("sh")
            .args(["-c", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let _ = keyring.stdin.take().unwrap().write_all(PASSWORD.as_bytes()); // a keyring to stay locked reads none
        self.keyring = Some(keyring);
        let end = Instant::now() + Duration::from_secs(30);
        while !self.secret_tool("nobody").1.is_empty() {
            assert!(Instant::now() < end, "gnome-keyring-daemon does not answer; is it installed? see .ci/keyring");
            sleep(Duration::from_millis(10));
        }
    }

    fn stop_keyring(&mut self) {
        if let Some(mut keyring) = self.keyring.take() {
            keyring.kill().unwrap();
            keyring.wait().unwrap();
        }
    }

    /// A command that sees this world's home and bus and nothing of the one outside.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.folder.path().join("home"))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", self.folder.path().join("home"))
            .env("TMPDIR", self.folder.path().join("run"))
            .env("XDG_RUNTIME_DIR", self.folder.path().join("run"))
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address);
        command
    }

    /// What an independent program finds under that name: its output and its complaints.
    fn secret_tool(&self, name: &str) -> (String, String) {
        let output = self
            .command("secret-tool")
            .args(["lookup", "service", "guichet", "username", name])
            .output()
            .expect("secret-tool is not installed: see .ci/keyring");
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    }

    /// Runs [`child`] with `scenario` in a process of this world; returns what it printed and how long it took.
    fn run(&self, scenario: &str) -> (String, Duration) {
        let begin = Instant::now();
        let output = self
            .command(std::env::current_exe().unwrap())
            .args(["--exact", "keyring::child", "--ignored", "--nocapture", "--test-threads=1"])
            .env("SCENARIO", scenario)
            .env("KEYRING_PID", self.keyring.as_ref().map_or(0, Child::id).to_string())
            .output()
            .unwrap();
        let (took, text) = (begin.elapsed(), format!("{output:?}"));
        assert!(output.status.success(), "{scenario}: {text}");
        assert!(text.contains("1 passed"), "{scenario} did not run: {text}");
        assert!(!text.contains(MARKER), "{scenario} printed a secret: {text}");
        self.holds_no_plain_secret();
        (text, took)
    }

    /// No file of this world, the keyring's own included, holds a secret in clear.
    fn holds_no_plain_secret(&self) {
        for path in files(self.folder.path()) {
            let Ok(bytes) = fs::read(&path) else { continue }; // a socket, or gone meanwhile
            assert!(!bytes.windows(MARKER.len()).any(|bytes| bytes == MARKER.as_bytes()), "{}", path.display());
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        for process in self.keyring.iter_mut().chain([&mut self.bus]) {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// A session bus that starts no program by itself.
fn bus_config(socket: &Path) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>"#,
        socket.display()
    )
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files.extend(self::files(&entry.path())),
            _ => files.push(entry.path()),
        }
    }
    files
}

// What runs inside.

fn secret(text: &str) -> Secret {
    Secret::from(format!("{MARKER} {text}"))
}

fn first() -> Credentials {
    Credentials::Client { id: "an id".into(), secret: secret("first: %+é\"\\") }
}

fn second() -> Credentials {
    Credentials::Login { login: "someone".into(), password: secret("second") }
}

fn origins() -> Origins {
    Origins::new(&"https://rennes.example".parse().unwrap(), None)
}

/// As long as a pasted token may be, and longer than one entry on Windows.
fn long() -> Credentials {
    Credentials::Token(secret(&"é€😀 0123456789".repeat(400)))
}

/// Not a test by itself: one visit of the program to the world around it.
#[test]
#[ignore = "started by the other tests, in a world of their own"]
fn child() {
    let scenario = std::env::var("SCENARIO").expect("started by another test");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(visit(&scenario));
    // A thread that hangs in the keyring must not hold up the end of the program.
    drop(runtime);
}

async fn visit(scenario: &str) {
    let secrets = Secrets::new(Environment::system(), None, Path::new("config"), Arc::new(Nobody)).unwrap();
    match scenario {
        "save first" => save(&secrets, first()).await,
        "save second" => save(&secrets, second()).await,
        "save long" => save(&secrets, long()).await,
        "find first" => find(&secrets, first(), Whereabouts::Keyring).await,
        "find second" => find(&secrets, second(), Whereabouts::Keyring).await,
        "find long" => find(&secrets, long(), Whereabouts::Keyring).await,
        "find none" => assert_eq!(secrets.find("rennes").await.unwrap(), None),
        "find broken" => report(&secrets.find("rennes").await.unwrap_err()),
        "remove" => assert_eq!(secrets.remove("rennes").await.unwrap().from, [Whereabouts::Keyring]),
        "remove nothing" => assert!(secrets.remove("rennes").await.unwrap().from.is_empty()),
        "fail" => {
            report(&secrets.probe().await.unwrap_err());
            keep_for_the_session(&secrets).await;
        }
        "fail without probing" => keep_for_the_session(&secrets).await,
        "hang midway" => {
            secrets.probe().await.unwrap();
            signal("-STOP");
            keep_for_the_session(&secrets).await;
        }
        "hang and recover" => {
            signal("-STOP");
            report(&secrets.probe().await.unwrap_err());
            keep_for_the_session(&secrets).await;
            signal("-CONT");
            let end = Instant::now() + Duration::from_secs(30);
            while let Err(error) = secrets.save("rennes", second(), origins()).await {
                assert!(Instant::now() < end, "{error}");
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            find(&secrets, second(), Whereabouts::Keyring).await;
        }
        other => panic!("no such scenario: {other}"),
    }
}

async fn save(secrets: &Secrets, credentials: Credentials) {
    secrets.probe().await.unwrap();
    assert_eq!(secrets.save("rennes", credentials, origins()).await.unwrap(), Whereabouts::Keyring);
}

async fn find(secrets: &Secrets, expected: Credentials, whereabouts: Whereabouts) {
    let found = secrets.find("rennes").await.unwrap().expect("there are none");
    assert!(found.credentials == expected && found.whereabouts == whereabouts, "{found:?}");
}

/// What was typed is not lost when it cannot be stored.
async fn keep_for_the_session(secrets: &Secrets) {
    let error = secrets.save("rennes", second(), origins()).await.unwrap_err();
    assert!(error.cause.contains("for this session only"), "{error}");
    report(&error);
    find(secrets, second(), Whereabouts::Session).await;
}

fn report(error: &Error) {
    assert!(error.hint.is_some(), "{error:?}");
    println!("{error}");
}

fn signal(name: &str) {
    let pid = std::env::var("KEYRING_PID").unwrap();
    assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
}

// The tests.

#[test]
fn credentials_are_stored_read_replaced_and_deleted() {
    let world = World::with_keyring();
    world.run("find none");
    world.run("save first");
    let (stored, _) = world.secret_tool("rennes");
    let stored: serde_json::Value = serde_json::from_str(&stored).unwrap();
    assert_eq!(stored["client_secret"], format!("{MARKER} first: %+é\"\\"));
    world.run("find first");
    world.run("save second");
    assert!(world.secret_tool("rennes").0.contains(&format!("{MARKER} second")));
    world.run("find second");
    world.run("remove");
    assert_eq!(world.secret_tool("rennes").0, "");
    world.run("find none");
    world.run("remove nothing");
}

#[test]
fn a_long_secret_lies_in_parts_and_leaves_none_behind() {
    let world = World::with_keyring();
    let parts = || (1..).take_while(|n| !world.secret_tool(&format!("rennes#a{n}")).0.is_empty()).count();
    world.run("save long");
    let count = parts();
    assert!(count >= 4, "{count} parts");
    world.run("find long");
    world.run("save second");
    assert_eq!(parts(), 0, "replacing it by a short one removes its parts");
    world.run("find second");
    world.run("save long");
    world.run("remove");
    assert_eq!(parts(), 0);
    assert_eq!(world.secret_tool("rennes").0, "");
}

#[test]
fn a_half_deleted_secret_is_broken_until_it_is_removed_or_stored_again() {
    let world = World::with_keyring();
    for repair in ["remove", "save second"] {
        world.run("save long");
        let clear = ["clear", "service", "guichet", "username", "rennes#a2"];
        assert!(world.command("secret-tool").args(clear).status().unwrap().success());
        assert!(world.run("find broken").0.contains("part 2 of"));
        world.run(repair);
        assert_eq!(world.secret_tool("rennes#a1").0, "");
    }
    world.run("find second");
}

/// Puts a second item of the same name beside the first, as other programs and hands do: its `note` makes it another.
fn put_beside(world: &World, note: &str, text: &str) {
    let args = ["store", "--label=by hand", "service", "guichet", "username", "rennes", "note", note];
    let mut tool = world.command("secret-tool").args(args).stdin(Stdio::piped()).spawn().unwrap();
    tool.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(tool.wait().unwrap().success());
}

/// How many items of that name there are.
fn items(world: &World) -> usize {
    let args = ["search", "--all", "service", "guichet", "username", "rennes"];
    let output = world.command("secret-tool").args(args).output().unwrap();
    String::from_utf8_lossy(&output.stdout).matches("\nsecret = ").count()
}

#[test]
fn two_items_of_one_name_are_one_or_offered_for_removal() {
    let world = World::with_keyring();
    let config = "[portals.rennes]\nkind = \"rudi\"\nurl = \"http://127.0.0.1:9/\"\nsign_in = \"login\"\n";
    fs::write(world.folder.path().join("home/config.toml"), config).unwrap();
    world.run("save first");
    put_beside(&world, "a copy", &world.secret_tool("rennes").0);
    assert_eq!(items(&world), 2);
    world.run("find first");
    world.run("save second");
    assert_eq!(items(&world), 1, "what is stored takes the place of both");
    world.run("find second");
    for (repair, left) in [("remove", 0), ("save second", 1)] {
        world.run("save first");
        put_beside(&world, repair, "something else");
        let (said, _) = world.run("find broken");
        assert!(said.contains("it holds 2 different entries") && !said.contains("unlock"), "{said}");
        let (code, said, _) = world.guichet(&["list", "rennes"], "");
        assert_eq!(code, 3, "{said}");
        assert!(said.contains("guichet auth remove rennes"), "{said}");
        world.run(repair);
        assert_eq!(items(&world), left, "{repair}");
    }
    world.run("find second");
}

#[test]
fn credentials_outlive_the_keyring_s_process() {
    let mut world = World::with_keyring();
    world.run("save first");
    world.run("save long");
    world.start_keyring("exec gnome-keyring-daemon --foreground --unlock --components=secrets");
    world.run("find long");
}

/// Each of `scenarios` ends in time, names this cause, and leaves nothing on disk.
fn fails_in_time(world: &World, scenarios: &[&str], cause: &str) {
    for scenario in scenarios {
        let (text, took) = world.run(scenario);
        assert!(text.contains(cause), "{scenario}: {text}");
        assert!(took < PATIENCE, "{scenario} took {took:?}");
    }
}

#[test]
fn no_bus() {
    let mut world = World::new();
    world.address = format!("unix:path={}", world.folder.path().join("no bus").display());
    fails_in_time(&world, &["fail", "fail without probing"], "No such file or directory");
}

#[test]
fn a_bus_without_a_keyring() {
    fails_in_time(&World::new(), &["fail", "fail without probing"], "org.freedesktop.secrets was not provided");
}

#[test]
fn a_locked_keyring() {
    let mut world = World::with_keyring();
    world.run("save first");
    world.start_keyring("exec gnome-keyring-daemon --foreground --components=secrets");
    fails_in_time(&world, &["fail", "fail without probing"], "it is locked or refuses access");
    world.start_keyring("exec gnome-keyring-daemon --foreground --unlock --components=secrets");
    world.run("find first");
}

#[test]
fn a_keyring_that_was_never_set_up() {
    let mut world = World::new();
    world.start_keyring("exec gnome-keyring-daemon --foreground --components=secrets");
    fails_in_time(&world, &["fail", "fail without probing"], "it is locked or refuses access");
}

#[test]
fn a_keyring_that_cannot_write() {
    let mut world = World::with_keyring();
    world.run("save first");
    // No byte fits on its disk; the shell makes the system say so instead of ending the program.
    let full = "trap '' XFSZ; ulimit -f 0; exec gnome-keyring-daemon --foreground --unlock --components=secrets";
    world.start_keyring(full);
    fails_in_time(&world, &["fail", "fail without probing"], "Couldn't set item secret");
    world.start_keyring("exec gnome-keyring-daemon --foreground --unlock --components=secrets");
    world.run("find first");
}

#[test]
fn a_keyring_that_hangs() {
    let mut world = World::with_keyring();
    world.run("save first");
    fails_in_time(&world, &["hang midway"], "has not answered for");
    // Stopped already when the program starts.
    fails_in_time(&world, &["fail", "fail without probing"], "has not answered for");
    world.start_keyring("exec gnome-keyring-daemon --foreground --unlock --components=secrets");
    world.run("find first");
    world.run("hang and recover");
    assert!(world.secret_tool("rennes").0.contains(&format!("{MARKER} second")));
}

// The program itself.

impl World {
    /// Runs the program in this world; its exit code, what it printed, and how long it took.
    fn guichet(&self, args: &[&str], stdin: &str) -> (i32, String, Duration) {
        let config = self.folder.path().join("home/config.toml");
        if !config.exists() {
            fs::write(&config, "[portals.rennes]\nkind = \"rudi\"\nurl = \"http://127.0.0.1:9/\"\n").unwrap();
        }
        let begin = Instant::now();
        let mut child = self
            .command(env!("CARGO_BIN_EXE_guichet"))
            .args(args)
            .env("GUICHET_CONFIG", &config)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes()); // it may have ended without reading
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!text.contains(MARKER), "{args:?} printed a secret: {text}");
        self.holds_no_plain_secret();
        (output.status.code().unwrap(), text, begin.elapsed())
    }
}

const SET: [&str; 7] = ["auth", "set", "rennes", "--id", "ada", "--secret-stdin", "--untested"];

#[test]
fn the_program_stores_replaces_shows_and_removes() {
    let world = World::with_keyring();
    for secret in ["one: %+é", "two"] {
        let (code, text, _) = world.guichet(&SET, &format!("{MARKER} {secret}\n"));
        assert_eq!((code, text.as_str()), (0, "Stored, and read back: the keyring.\n"));
        let (found, _) = world.secret_tool("rennes");
        assert!(found.contains(&format!("{MARKER} {secret}")), "{found}");
    }
    let (_, text, _) = world.guichet(&["portals", "--json"], "");
    assert!(text.contains(r#""store":"keyring","signed_in":true"#), "{text}");
    assert_eq!(world.guichet(&["auth", "remove", "rennes"], "").1, "Removed from the keyring.\n");
    assert_eq!(world.secret_tool("rennes").0, "");
    let (_, text, _) = world.guichet(&["portals", "--json"], "");
    assert!(text.contains(r#""store":"none","signed_in":false"#), "{text}");
}

#[test]
fn the_program_gives_up_on_a_keyring_that_hangs_and_writes_nothing() {
    let world = World::with_keyring();
    world.guichet(&["portals"], "");
    let before = files(&world.folder.path().join("home"));
    let pid = world.keyring.as_ref().unwrap().id().to_string();
    let stop = |signal: &str| assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    stop("-STOP");
    let (code, text, took) = world.guichet(&SET, &format!("{MARKER} one"));
    stop("-CONT");
    assert!(code == 3 && text.contains("it has not answered"), "{text}");
    assert!(took < PATIENCE, "{took:?}");
    assert_eq!(files(&world.folder.path().join("home")), before);
}
