//! Parses the command line, hands over to the browser or a command, prints the error there may be, picks the exit code.

use std::ffi::OsString;
use std::process::ExitCode;

use guichet::cli::{self, complete, out, process};

fn main() -> ExitCode {
    process::report_panics();
    let guarded = process::guard();
    let args: Vec<OsString> = std::env::args_os().collect();
    cli::language(&args).speak();
    if complete::answer(&args) {
        return ExitCode::SUCCESS;
    }
    let json = cli::wants_json(&args);
    let (code, only_prints) = match cli::help::parse(args, json) {
        Ok(cli) => {
            let only_prints = cli.only_prints();
            let code = process::within_means(|| cli::run(cli, guarded));
            (code.unwrap_or_else(|error| out::failure(&error, json)), only_prints)
        }
        Err(code) => (code, true),
    };
    ExitCode::from(out::end(code, only_prints))
}
