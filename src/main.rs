//! Parses the command line, hands over to the browser or a command, prints the error there may be, picks the exit code.

use std::process::ExitCode;

use guichet::cli;

fn main() -> ExitCode {
    cli::language(std::env::args_os()).speak();
    let cli = cli::help::parse(std::env::args_os());
    match cli::run(cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            cli::out::error(&error);
            ExitCode::from(error.kind.exit_code())
        }
    }
}
