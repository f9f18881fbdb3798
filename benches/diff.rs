//! What it costs to tell what changed in a table of a million rows, beside reading both versions of it once: how many times
//! as long it takes, and the most memory it has.
//!
//! `cargo bench --bench diff` prints it; nothing here asserts a time. Each measure is a process of its own, and reading
//! and comparing take turns, so that a busy machine slows both alike.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use guichet::base::beside::Wanted;
use guichet::diff::{DiffFile, DiffOptions, FirstChanges, compare};
use guichet::tabular::{Dialect, TextOptions};

const ROWS: u64 = 1_000_000;
const ROUNDS: usize = 3;

/// How a new version differs from the old one.
const KINDS: [&str; 5] =
    ["one row in a thousand changed", "half changed", "every row changed", "in another order", "no key"];

fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().collect();
    if let [_, what, old, new, ..] = args.as_slice()
        && matches!(what.as_str(), "read" | "diff")
    {
        return measured(what, Path::new(old), Path::new(new));
    }
    let folder = tempfile::tempdir_in("/var/tmp")?;
    for kind in 0..KINDS.len() {
        let (old, new) = (folder.path().join("old.csv"), folder.path().join("new.csv"));
        let bytes = write(&old, kind, false)? + write(&new, kind, true)?;
        let (mut read, mut diff, mut peak) = (f64::MAX, f64::MAX, 0);
        for _ in 0..ROUNDS {
            read = read.min(child("read", &old, &new)?.0);
            let (seconds, kilobytes) = child("diff", &old, &new)?;
            (diff, peak) = (diff.min(seconds), peak.max(kilobytes));
        }
        let (ratio, megabytes) = (diff / read, bytes >> 20);
        let kind = KINDS.get(kind).copied().unwrap_or_default();
        println!("{kind:30} {megabytes} MiB  read {read:.2} s  diff {diff:.2} s  x {ratio:.2}  {} MiB", peak >> 10);
    }
    Ok(())
}

/// Writes a version; how long it is.
fn write(path: &Path, kind: usize, is_new: bool) -> io::Result<u64> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "{}nom;commune;population;surface;date", if kind == 4 { "" } else { "id;" })?;
    let last = ROWS - 1;
    for n in 0..ROWS {
        let at = if kind == 3 && is_new { last - n } else { n };
        let is_changed = is_new
            && match kind {
                0 | 3 | 4 => at % 1000 == 7,
                1 => at % 2 == 0,
                _ => true,
            };
        if kind != 4 {
            write!(out, "{:09};", at * 7)?;
        }
        let (name, size) = (at % 20_011, at % 9973 + u64::from(is_changed));
        let (day, area) = (at % 28 + 1, at % 971);
        writeln!(out, "Équipement {name};Rennes-{};{size};{area},5;2024-03-{day:02}", at % 1223)?;
    }
    out.flush()?;
    Ok(std::fs::metadata(path)?.len())
}

fn child(what: &str, old: &Path, new: &Path) -> io::Result<(f64, u64)> {
    let ran = Command::new(std::env::current_exe()?).arg(what).args([old, new]).output()?;
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    let mut told = told.split_whitespace();
    let seconds = told.next().and_then(|it| it.parse().ok());
    let peak = told.next().and_then(|it| it.parse().ok());
    seconds.zip(peak).ok_or_else(|| io::Error::other(String::from_utf8_lossy(&ran.stderr).into_owned()))
}

/// Prints how long it took, and the most memory this process had, in kB.
fn measured(what: &str, old: &Path, new: &Path) -> io::Result<()> {
    let began = Instant::now();
    match what {
        "read" => [old, new].into_iter().try_for_each(read)?,
        _ => diff(old, new)?,
    }
    let seconds = began.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    println!("{seconds} {}", peak.map_or("0", str::trim));
    Ok(())
}

fn read(path: &Path) -> io::Result<()> {
    let mut file = File::open(path)?;
    let dialect = Dialect::of_file(&mut file, &TextOptions::default(), None)?;
    let (mut rows, mut row, mut cells) = (dialect.rows(BufReader::new(file)), csv::ByteRecord::new(), 0);
    while rows.next_into(&mut row).map_err(io::Error::other)? {
        cells += row.len();
    }
    if cells == 0 { Err(io::Error::other("nothing was read")) } else { Ok(()) }
}

fn diff(old: &Path, new: &Path) -> io::Result<()> {
    let file = |path: &Path| DiffFile { name: "t.csv".to_owned(), path: PathBuf::from(path) };
    let mut sink = FirstChanges::<File>::new(100, None);
    let found = compare(&file(old), &file(new), &DiffOptions::default(), &mut sink, &Wanted::always());
    found.map_err(io::Error::other)?;
    sink.end().map_err(io::Error::other).map(|_| ())
}
