//! What needs a system that plays along: other users, full devices, file systems without locks and with stubborn ones.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use super::connections::has;
use super::portal;
use super::row::{Ended, FOLDER, Output, Row, expect, row};
use super::server::Good;
use super::{LARGE, digest, hex, small, table};

pub fn rows() -> Vec<Row> {
    [full(), rights(), others(), locks(), unpacking()].into_iter().flatten().collect()
}

/// The rows, or none, with a word why.
fn where_possible(possible: bool, what: &str, rows: impl FnOnce() -> Vec<Row>) -> Vec<Row> {
    if possible {
        return rows();
    }
    eprintln!("skipped on this machine: {what}");
    Vec::new()
}

/// A run that ends in the middle of unpacking leaves bytes that look like the beginning of what was sent, down to the
/// last ones, which are compared: still they are none.
fn unpacking() -> Vec<Row> {
    const STORED: usize = 65_535;
    const PACKED: usize = 3_000_000;
    let plain = vec![b'a'; PACKED + 16 * STORED];
    // What begins in few bytes and ends in many that are stored as they are.
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packer, &plain[..PACKED]).unwrap();
    std::io::Write::flush(&mut packer).unwrap();
    let mut packed = packer.get_ref().clone();
    for last in (0..16).map(|block| u8::from(block == 15)) {
        packed.extend([last, 0xff, 0xff, 0, 0]);
        packed.extend(vec![b'a'; STORED]);
    }
    where_possible(Command::new("prlimit").arg("--version").output().is_ok(), "there is no prlimit", || {
        let mut rows = Vec::new();
        for further in [0, 1, 4096, 100_000, 2_000_000] {
            // The system ends the first run when it writes so far.
            let dies = format!(
                "[ -e data/Titre.csv.part ] || exec prlimit --fsize={} \"$@\"; exec \"$@\"",
                packed.len() + further
            );
            let good = Good::csv(packed.clone());
            rows.push(
                row(format!("a run that dies {further} bytes behind what was sent, unpacking it, leaves no beginning"))
                    .answers(move |asked| good.answer(asked).header("Content-Encoding", "deflate"))
                    .run_by(&["sh", "-c", &dies, "sh"])
                    .again()
                    .leaves(&[("Titre.csv", &plain)])
                    .so("it came whole, twice", |ended| {
                        let whole = ended.asked.iter().filter(|asked| asked.range().is_none()).count();
                        expect(whole == 2 && ended.asked.len() == 2, || format!("{whole} of {}", ended.asked.len()))
                    }),
            );
        }
        rows
    })
}

fn full() -> Vec<Row> {
    where_possible(Path::new("/dev/full").exists(), "there is no /dev/full", || {
        let set = portal::address(0);
        let mut rows = Vec::new();
        for args in [
            vec!["get", &set, "-o", FOLDER, "--json"],
            vec!["get", &set, "-o", FOLDER],
            vec!["get", &set, "-o", "-"],
            vec!["get", &set, "--plan"],
            vec!["get", &set, "--plan", "--json"],
            vec!["list", &set],
            vec!["list", &set, "--json"],
            vec!["show", &set],
            vec!["show", &set, "--json"],
            vec!["search", "Jeu"],
            vec!["search", "Jeu", "--json"],
            vec!["portals"],
            vec!["portals", "--json"],
            vec!["keys"],
            vec!["queue", "--json"],
            vec!["auth", "status", "--json"],
            vec!["completions", "bash"],
            vec!["completions", "zsh"],
            vec!["completions", "fish"],
            vec!["man"],
            vec!["--help"],
            vec!["--version"],
        ] {
            let name = args.join(" ").replace(&set, "SET");
            rows.push(row(format!("{name} onto a full device")).command(&args).output(Output::Full).exits(7));
        }
        rows.push(
            row("verify onto a full device")
                .after(&["get", &set, "-o", FOLDER])
                .command(&["verify", "data/Titre.csv"])
                .output(Output::Full)
                .exits(7),
        );
        rows.push(
            row("a batch is whole though its report cannot be written")
                .set(portal::Set::of(
                    (1..=5).map(|n| portal::csv(&format!("Titre {n}"), &format!("/{n}.csv"))).collect(),
                ))
                .output(Output::Full)
                .exits(7)
                .so("all files are there", |ended| {
                    expect(ended.files.len() == 5, || format!("{} are", ended.files.len()))
                }),
        );
        rows
    })
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).map(|it| it.permissions().mode() & 0o777).unwrap_or(0o7777)
}

fn beginning() -> (Vec<u8>, Good) {
    let big = table(300_000);
    (big.clone(), Good::csv(big))
}

/// What an earlier run left after 150,000 bytes, and what is done to it.
fn resumed(what: String, then: impl Fn(&Path) + Send + Sync + 'static) -> Row {
    let (_, good) = beginning();
    row(what)
        .answers(move |asked| if asked.nth == 0 { good.answer(asked).stall(150_000) } else { good.answer(asked) })
        .killed_first(then)
}

/// Changes a row of the table at the beginning, where nothing is compared again.
fn spoil(part: &Path) {
    let mut bytes = fs::read(part).unwrap();
    bytes[1_000..5_000].fill(b'9');
    fs::write(part, bytes).unwrap();
}

/// If there is a file, it is the one that was published.
fn is_right_or_absent(ended: &Ended) -> Result<(), String> {
    let (big, _) = beginning();
    expect(ended.files.get("Titre.csv").is_none_or(|it| *it == big), || "it holds rows that nobody published".into())
}

fn is_ours(ended: &Ended, uid: u32, most: u32) -> Result<(), String> {
    let path = ended.folder().join("Titre.csv");
    let Ok(metadata) = fs::metadata(&path) else { return Ok(()) };
    let mode = mode(&path);
    expect(metadata.uid() == uid && mode & !most == 0, || format!("owner {}, rights {mode:o}", metadata.uid()))
}

/// No more rights than the umask gives.
fn rights() -> Vec<Row> {
    let uid = rustix::process::getuid().as_raw();
    let mut rows = Vec::new();
    for (umask, most) in [("077", 0o600), ("027", 0o640), ("022", 0o644)] {
        let runner = format!("umask {umask}; exec \"$@\"");
        let runner = ["sh", "-c", &runner, "sh"];
        rows.push(
            row(format!("a file has no more rights than umask {umask} gives"))
                .run_by(&runner)
                .comes_whole()
                .so("its rights", move |ended| is_ours(ended, uid, most))
                .so("its receipt's rights", move |ended| {
                    let rights = mode(&ended.folder().join("Titre.csv.receipt.json"));
                    expect(rights & !most == 0, || format!("{rights:o}"))
                }),
        );
        rows.push(
            resumed(format!("a file that is gone on with has no more rights than umask {umask} gives"), |folder| {
                fs::set_permissions(folder.join("Titre.csv.part"), fs::Permissions::from_mode(0o644)).unwrap();
            })
            .run_by(&runner)
            .exits(0)
            .leaves(&[("Titre.csv", &beginning().0)])
            .so("its rights", move |ended| is_ours(ended, uid, most)),
        );
    }
    for bits in [0o666, 0o622, 0o606, 0o777] {
        rows.push(
            resumed(format!("a .part that others can write ({bits:o}) is not gone on with"), move |folder| {
                spoil(&folder.join("Titre.csv.part"));
                fs::set_permissions(folder.join("Titre.csv.part"), fs::Permissions::from_mode(bits)).unwrap();
            })
            .exits_with(&[0, 2])
            .so("nothing altered has the name", is_right_or_absent)
            .so("its owner and rights", move |ended| is_ours(ended, uid, 0o644)),
        );
    }
    rows.push(
        resumed("a journal that others can write is not believed".into(), |folder| {
            spoil(&folder.join("Titre.csv.part"));
            fs::set_permissions(folder.join("Titre.csv.part.json"), fs::Permissions::from_mode(0o666)).unwrap();
        })
        .exits_with(&[0, 2])
        .so("nothing altered has the name", is_right_or_absent),
    );
    rows
}

const ATTACKER: u32 = 1001;
const VICTIM: u32 = 1000;

/// The folder belongs to everybody, as `/tmp` does, and what is begun in it to another.
fn plant(folder: &Path) {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o1777)).unwrap();
    spoil(&folder.join("Titre.csv.part"));
    for name in ["Titre.csv.part", "Titre.csv.part.json"] {
        chown(folder.join(name), Some(ATTACKER), Some(ATTACKER)).unwrap();
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o666)).unwrap();
    }
}

fn others() -> Vec<Row> {
    let root = rustix::process::getuid().is_root();
    let mut rows = where_possible(root, "only root can plant another user's files", || {
        let set = portal::address(0);
        vec![
            resumed("another user's .part with a journal that fits is not gone on with".into(), plant)
                .exits_with(&[0, 2])
                .so("nothing altered has the name", is_right_or_absent)
                .so("its owner and rights", |ended| is_ours(ended, 0, 0o644)),
            resumed("verify does not call another user's rows intact".into(), plant)
                .after(&["get", &set, "-o", FOLDER, "--json"])
                .command(&["verify", "data/Titre.csv", "--json"])
                .exits_with(&[0, 2, 4, 6, 7])
                .so("nothing altered has the name", is_right_or_absent),
            row("another user's file of that name is not replaced unasked")
                .with_file("Titre.csv", "theirs")
                .given(|home| chown(home.join(FOLDER).join("Titre.csv"), Some(ATTACKER), Some(ATTACKER)).unwrap())
                .exits(2)
                .leaves(&[("Titre.csv", b"theirs")]),
            row("a file that is overwritten becomes the person's own")
                .with_file("Titre.csv", "theirs")
                .given(|home| {
                    let path = home.join(FOLDER).join("Titre.csv");
                    chown(&path, Some(ATTACKER), Some(ATTACKER)).unwrap();
                    fs::set_permissions(path, fs::Permissions::from_mode(0o666)).unwrap();
                })
                .args(&["--if-exists", "overwrite"])
                .comes_whole()
                .so("its owner and rights", |ended| is_ours(ended, 0, 0o644)),
            row("a device called NAME.part is refused and left")
                .given(|home| {
                    let made = Command::new("mknod")
                        .arg(home.join(FOLDER).join("Titre.csv.part"))
                        .args(["c", "1", "3"])
                        .status()
                        .unwrap();
                    assert!(made.success());
                })
                .exits(2)
                .says("Titre.csv.part")
                .within(10),
        ]
    });
    let as_victim = ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups"];
    let program = env!("CARGO_BIN_EXE_guichet");
    let can = root
        && Command::new(as_victim[0])
            .args(&as_victim[1..])
            .args([program, "--version"])
            .output()
            .is_ok_and(|it| it.status.success());
    rows.extend(where_possible(can, "the program cannot be run as another user (setpriv)", || {
        let give = |folder: &Path| {
            let home = folder.parent().unwrap();
            assert!(Command::new("chown").args(["-R", "1000:1000"]).arg(home).status().unwrap().success());
        };
        vec![
            resumed("another user's .part is not gone on with, as a user among others".into(), move |folder| {
                give(folder);
                plant(folder);
            })
            .run_by(&as_victim)
            .exits_with(&[0, 2])
            .so("nothing altered has the name", is_right_or_absent)
            .so("its owner and rights", |ended| is_ours(ended, VICTIM, 0o644)),
            row("a folder that one may not write to ends with 7")
                .given(move |home| {
                    give(&home.join(FOLDER));
                    chown(home.join(FOLDER), Some(0), Some(0)).unwrap();
                })
                .run_by(&as_victim)
                .exits(7)
                .leaves(&[])
                .so("one JSON object", |ended| {
                    expect(ended.lines().len() == 1 && ended.field("error").is_object(), || "none".into())
                }),
            row("a file that one may not replace ends with 7 or 2 and stays")
                .with_file("Titre.csv", "theirs")
                .given(move |home| {
                    give(&home.join(FOLDER));
                    chown(home.join(FOLDER), Some(0), Some(0)).unwrap();
                    chown(home.join(FOLDER).join("Titre.csv"), Some(0), Some(0)).unwrap();
                })
                .args(&["--if-exists", "overwrite"])
                .run_by(&as_victim)
                .exits_with(&[2, 7])
                .leaves(&[("Titre.csv", b"theirs")]),
        ]
    }));
    rows
}

/// No locks at all: `flock` fails as NFS without its lock service does.
const NO_LOCKS: &str = r#"
#include <errno.h>
#include <stdlib.h>
int flock(int fd, int operation) {
    (void)fd; (void)operation;
    errno = atoi(getenv("WORLD_ERRNO"));
    return -1;
}
"#;

/// Locks that everybody gets, as some cluster file systems give them.
const HOLLOW: &str = "int flock(int fd, int operation) { (void)fd; (void)operation; return 0; }\n";

/// Locks as Windows has them: what is locked through one handle cannot be read or written through another.
const STUBBORN: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#define MOST 256
static struct { int used, lock, fd; dev_t dev; ino_t ino; } held[MOST];
static int locks = 1;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
static int lock_of(int fd) {
    for (int i = 0; i < MOST; i++) if (held[i].used && held[i].fd == fd) return held[i].lock;
    return 0;
}
static void note(int lock, int fd) {
    struct stat s;
    if (fstat(fd, &s)) return;
    for (int i = 0; i < MOST; i++) if (!held[i].used) {
        held[i].used = 1; held[i].lock = lock; held[i].fd = fd; held[i].dev = s.st_dev; held[i].ino = s.st_ino;
        return;
    }
}
static int refused(int fd) {
    struct stat s;
    int no = 0;
    pthread_mutex_lock(&guard);
    if (!lock_of(fd) && !fstat(fd, &s) && S_ISREG(s.st_mode))
        for (int i = 0; i < MOST; i++) if (held[i].used && held[i].dev == s.st_dev && held[i].ino == s.st_ino) no = 1;
    pthread_mutex_unlock(&guard);
    if (no) errno = EACCES;
    return no;
}
int flock(int fd, int operation) {
    int result = REAL(flock)(fd, operation);
    pthread_mutex_lock(&guard);
    if (!result && (operation & LOCK_EX) && !lock_of(fd)) note(locks++, fd);
    if (!result && (operation & LOCK_UN)) {
        int lock = lock_of(fd);
        for (int i = 0; i < MOST; i++) if (held[i].used && held[i].lock == lock) held[i].used = 0;
    }
    pthread_mutex_unlock(&guard);
    return result;
}
int close(int fd) {
    pthread_mutex_lock(&guard);
    for (int i = 0; i < MOST; i++) if (held[i].used && held[i].fd == fd) held[i].used = 0;
    pthread_mutex_unlock(&guard);
    return REAL(close)(fd);
}
static int duplicated(int result, int fd, int command) {
    if (result >= 0 && (command == F_DUPFD || command == F_DUPFD_CLOEXEC)) {
        pthread_mutex_lock(&guard);
        if (lock_of(fd)) note(lock_of(fd), result);
        pthread_mutex_unlock(&guard);
    }
    return result;
}
int fcntl(int fd, int command, ...) {
    va_list rest; va_start(rest, command); void *argument = va_arg(rest, void *); va_end(rest);
    return duplicated(REAL(fcntl)(fd, command, argument), fd, command);
}
int fcntl64(int fd, int command, ...) {
    va_list rest; va_start(rest, command); void *argument = va_arg(rest, void *); va_end(rest);
    return duplicated(REAL(fcntl)(fd, command, argument), fd, command);
}
#define GUARDED(type, name, parameters, ...) \
    type name parameters { if (refused(fd)) return -1; return REAL(name)(__VA_ARGS__); }
GUARDED(ssize_t, read, (int fd, void *b, size_t n), fd, b, n)
GUARDED(ssize_t, write, (int fd, const void *b, size_t n), fd, b, n)
GUARDED(ssize_t, pread, (int fd, void *b, size_t n, off_t at), fd, b, n, at)
GUARDED(ssize_t, pwrite, (int fd, const void *b, size_t n, off_t at), fd, b, n, at)
GUARDED(ssize_t, pread64, (int fd, void *b, size_t n, off64_t at), fd, b, n, at)
GUARDED(ssize_t, pwrite64, (int fd, const void *b, size_t n, off64_t at), fd, b, n, at)
GUARDED(ssize_t, readv, (int fd, const struct iovec *v, int n), fd, v, n)
GUARDED(ssize_t, writev, (int fd, const struct iovec *v, int n), fd, v, n)
"#;

/// Compiled once for all rows; kept until the tests end.
static COMPILED: LazyLock<Option<tempfile::TempDir>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().ok()?;
    for (name, source) in [("no_locks", NO_LOCKS), ("hollow", HOLLOW), ("stubborn", STUBBORN)] {
        let (from, to) = (folder.path().join(format!("{name}.c")), folder.path().join(format!("{name}.so")));
        fs::write(&from, source).ok()?;
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-w", "-o"])
            .args([&to, &from])
            .arg("-ldl")
            .output()
            .ok()?;
        compiled.status.success().then_some(())?;
    }
    Some(folder)
});

fn preload(name: &str) -> std::path::PathBuf {
    COMPILED.as_ref().map(|folder| folder.path().join(name)).unwrap_or_default()
}

fn locks() -> Vec<Row> {
    where_possible(COMPILED.is_some(), "there is no C compiler for what stands before the system", || {
        let mut rows = Vec::new();
        for (name, errno) in [("ENOLCK", 37), ("ENOSYS", 38), ("EOPNOTSUPP", 95)] {
            let without = |row: Row| {
                row.env("LD_PRELOAD", preload("no_locks.so")).env("WORLD_ERRNO", OsStr::new(&errno.to_string()))
            };
            rows.push(without(row(format!("a file system without locks ({name}): a small file comes")).comes_whole()));
            let (big, good) = beginning();
            rows.push(
                without(
                    row(format!("a file system without locks ({name}): a larger file comes, and it is said"))
                        .answers(move |asked| good.answer(asked)),
                )
                .leaves(&[("Titre.csv", &big)])
                .says("lock")
                .so("once", |ended| expect(ended.err.matches("lock").count() <= 2, || ended.err.clone())),
            );
            rows.push(
                without(resumed(
                    format!("a file system without locks ({name}): what was begun is gone on with"),
                    |_| (),
                ))
                .exits(0)
                .leaves(&[("Titre.csv", &big)]),
            );
            rows.push(
                without(
                    row(format!("a file system without locks ({name}): the queue is read"))
                        .command(&["queue", "--json"]),
                )
                .exits(0),
            );
        }
        // hf #4306: what is consistent does not rest on locks alone.
        for (what, hollow) in [("locks that lock", false), ("locks that everybody gets", true)] {
            let (big, good) = beginning();
            let two = row(format!("two runs at once for one file, with {what}: what has its name is whole"))
                .claims("sha256", &hex(&digest("sha256", &big)))
                .answers(move |asked| good.answer(asked).held(150_000, 2))
                .run_by(&["sh", "-c", "\"$@\" & \"$@\"; wait", "sh"])
                .exits_with(&[0])
                .so("every file of that name is whole", move |ended| {
                    let whole =
                        ended.files.iter().filter(|(name, _)| name.starts_with("Titre") && name.ends_with(".csv"));
                    let whole: Vec<bool> = whole.map(|(_, bytes)| *bytes == big).collect();
                    expect(!whole.is_empty() && whole.iter().all(|it| *it), || format!("{whole:?}"))
                })
                .so("nothing is called altered", |ended| {
                    expect(!ended.files.keys().any(|name| name.contains("altered")), || {
                        format!("{:?}", ended.files.keys())
                    })
                });
            rows.push(if hollow { two.env("LD_PRELOAD", preload("hollow.so")) } else { two });
        }
        let stubborn = |row: Row| row.env("LD_PRELOAD", preload("stubborn.so"));
        let (big, good) = beginning();
        rows.push(stubborn(row("stubborn locks: a small file comes").comes_whole()));
        rows.push(stubborn(
            row("stubborn locks: a larger file comes")
                .answers(move |asked| good.answer(asked))
                .leaves(&[("Titre.csv", &big)]),
        ));
        rows.push(
            stubborn(resumed("stubborn locks: what was begun is gone on with".into(), |_| ()))
                .exits(0)
                .leaves(&[("Titre.csv", &big)]),
        );
        let large = Good::shared(LARGE.0.clone());
        rows.push(
            stubborn(
                row("stubborn locks: a file that comes over several connections comes whole")
                    .claims("sha256", &LARGE.1)
                    .answers(
                        move |asked| {
                            if asked.nth == 0 { large.answer(asked).held(1_000_000, 2) } else { large.answer(asked) }
                        },
                    ),
            )
            .so("the file is whole", |ended| has(ended, &["Titre.csv"]))
            .verdict("verified"),
        );
        let packed = super::encodings::gzip(&big);
        rows.push(
            stubborn(
                row("stubborn locks: a packed file is unpacked")
                    .always(super::server::Answer::ok("text/csv", packed).header("Content-Encoding", "gzip")),
            )
            .claims("sha256", &hex(&digest("sha256", &big)))
            .exits(0)
            .verdict("verified"),
        );
        rows.push(stubborn(row("stubborn locks: the queue is read").command(&["queue", "--json"])).exits(0));
        rows.push(
            stubborn(
                row("stubborn locks: overwriting").with_file("Titre.csv", "mine").args(&["--if-exists", "overwrite"]),
            )
            .leaves(&[("Titre.csv", &small())]),
        );
        rows
    })
}
