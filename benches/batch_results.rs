//! What it costs to make tables of a million answers (or `GUICHET_BENCH_ROWS`), of about 1 kB and 40 fields each: rows a
//! second, and the most memory, with all fields and with three of them.
//!
//! `cargo bench --bench batch_results` prints it; nothing here asserts a time. Each measure is a process of its own. All of
//! it takes several GB below the target folder for as long as it runs, most of them for the workbook.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use guichet::base::beside::Wanted;
use guichet::base::error::Result;
use guichet::batch::results::{BatchOf, write};
use guichet::batch::{Asked, BatchRow};
use guichet::excel::BookLimits;
use guichet::portals::{Kind, PortalConfig};

const ROWS: u64 = 1_000_000;
const ENDPOINT: &str = "v4_insee_unites_legales";

fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().collect();
    if let [_, what, rows, folder, ..] = args.as_slice()
        && matches!(what.as_str(), "all" | "three")
    {
        return measured(what == "three", rows.parse().map_err(io::Error::other)?, Path::new(folder));
    }
    if !args.iter().any(|argument| argument == "--bench") {
        return Ok(()); // `cargo test --all-targets` only wants to know that it builds
    }
    let rows: u64 = std::env::var("GUICHET_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(ROWS);
    for (what, in_order) in [("all", true), ("three", true), ("three", false)] {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let bytes = journal(&folder.path().join("answers.jsonl"), rows, in_order)?;
        let (seconds, kilobytes) = child(what, rows, folder.path())?;
        let order = if in_order { "in order" } else { "in another order" };
        let pace = rows as f64 / seconds;
        println!(
            "{what:5} fields, answers {order:16} {rows} rows of {} MiB  {seconds:.1} s  {pace:.0} rows/s  {} MiB",
            bytes >> 20,
            kilobytes >> 10
        );
    }
    Ok(())
}

fn siren(number: u64) -> String {
    format!("{:09}", number * 997 % 1_000_000_007)
}

/// Writes the answers; how many bytes there are.
fn journal(path: &Path, rows: u64, in_order: bool) -> io::Result<u64> {
    let mut out = BufWriter::new(File::create(path)?);
    for at in 0..rows {
        // Any step that has no factor of 10 goes to each once, where there are powers of 10 of them.
        let number = if in_order { at } else { at * 7_919 % rows };
        let siren = siren(number);
        write!(
            out,
            "{{\"endpoint\":\"{ENDPOINT}\",\"asked\":{{\"siren\":\"{siren}\"}},\"at\":\"2026-11-30T10:00:00Z\",\"status\":200,\
             \"answer\":{{\"data\":{{\"siren\":\"{siren}\",\"siege_social\":{{\"siret\":\"{siren}00012\"}},\"date_creation\":{number},\
             \"personne_morale_attributs\":{{\"raison_sociale\":\"Entreprise {number} & fils\",\"sigle\":null}}"
        )?;
        for field in 0..32 {
            write!(out, ",\"champ_{field}\":\"valeur {}\"", (number + field) % 8_191)?;
        }
        writeln!(out, ",\"effectif\":{},\"actif\":true}},\"links\":{{}},\"meta\":{{}}}}}}", number % 971)?;
    }
    out.flush()?;
    Ok(std::fs::metadata(path)?.len())
}

fn child(what: &str, rows: u64, folder: &Path) -> io::Result<(f64, u64)> {
    let mut command = Command::new(std::env::current_exe()?);
    let ran = command.args([what, &rows.to_string()]).arg(folder).env("TMPDIR", folder).output()?;
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    let mut told = told.split_whitespace();
    let seconds = told.next().and_then(|it| it.parse().ok());
    let peak = told.next().and_then(|it| it.parse().ok());
    seconds.zip(peak).ok_or_else(|| io::Error::other(String::from_utf8_lossy(&ran.stderr).into_owned()))
}

/// Prints how long it took, and the most memory this process had, in kB.
fn measured(few: bool, rows: u64, folder: &Path) -> io::Result<()> {
    let began = Instant::now();
    results(few, rows, folder).map_err(io::Error::other)?;
    let seconds = began.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    println!("{seconds} {}", peak.map_or("0", str::trim));
    Ok(())
}

fn results(few: bool, rows: u64, folder: &Path) -> Result<()> {
    let url = url::Url::parse("https://entreprise.api.gouv.fr").map_err(io::Error::other);
    let url = url.map_err(|error| guichet::base::disk::disk(folder, &error))?;
    let row = |number: u64| {
        let siren = siren(number);
        let asked = vec![Ok(Asked([("siren".to_owned(), siren.clone())].into()))];
        Ok(BatchRow { line: number + 2, cells: vec![siren, format!("ligne {number}")], asked })
    };
    let all = || Box::new((0..rows).map(row)) as Box<dyn Iterator<Item = Result<BatchRow>>>;
    let fields = ["siren", "effectif", "personne_morale_attributs.raison_sociale"].map(str::to_owned);
    write(
        &BatchOf {
            portal: &PortalConfig::new("entreprises", Kind::ApiEntreprise, url),
            endpoints: &[ENDPOINT.to_owned()],
            parameters: &[],
            header: &["siren".to_owned(), "ligne".to_owned()],
            rows: &all,
            answers: &folder.join("answers.jsonl"),
            fields: few.then_some(fields.as_slice()),
            folder,
            limits: BookLimits::default(),
        },
        &Wanted::always(),
    )?;
    Ok(())
}
