//! How the system looks from time to time: units of systemd for this user, a line for cron.

use std::path::{Path, PathBuf};

use crate::base::shell::Shell;

/// What the units begin with, by which they are known as guichet's.
const MARK: &str = "# Written by `guichet watch install`.\n";

/// The files of a timer, by their names.
pub struct Units {
    pub folder: PathBuf,
    pub files: [(&'static str, String); 2],
}

/// For `systemctl --user`: in the folder of the person's units under `config`. `program`: the path of guichet; `args`: behind
/// `watch run`; `every`: as systemd writes spans (`1d`, `6h`).
pub fn systemd(config: &Path, program: &Path, args: &[String], every: &str) -> Units {
    let line = [program.display().to_string(), "watch".into(), "run".into()];
    let line: Vec<String> = line.iter().chain(args).map(|word| quoted(word)).collect();
    let service = format!(
        "{MARK}[Unit]\nDescription=Look at what guichet watches\nWants=network-online.target\nAfter=network-online.target\n\n\
         [Service]\nType=oneshot\nExecStart={}\n# 9: there is news.\nSuccessExitStatus=9\nNice=10\n",
        line.join(" ")
    );
    let timer = format!(
        "{MARK}[Unit]\nDescription=Look at what guichet watches\n\n[Timer]\nOnStartupSec=5min\nOnUnitActiveSec={every}\n\
         RandomizedDelaySec=15min\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"
    );
    let folder = config.join("systemd").join("user");
    Units { folder, files: [("guichet-watch.service", service), ("guichet-watch.timer", timer)] }
}

/// Whether a file with this content was written by `watch install`.
pub fn is_ours(content: &str) -> bool {
    content.starts_with(MARK)
}

/// A line of a crontab: every day at a minute of this program's own, so that not all ask at once.
pub fn cron(program: &Path, args: &[String], minute: u8) -> String {
    let words = [program.display().to_string(), "watch".into(), "run".into(), "--quiet".into()];
    let words: Vec<String> =
        words.iter().chain(args).map(|word| Shell::Posix.quoted(word).replace('%', "\\%")).collect();
    format!("{} 6 * * * {}", minute % 60, words.join(" "))
}

/// As systemd reads a word of a line: its own escapes, and signs that it would replace.
fn quoted(word: &str) -> String {
    let word =
        word.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$").replace('\n', "\\n");
    format!("\"{word}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_becomes_another_in_a_unit_or_a_crontab() {
        let program = Path::new("/opt/my tools/guichet");
        let args = ["--feed", "/home/ada/100 % \"eau\" $HOME.xml"].map(str::to_owned);
        let units = systemd(Path::new("/home/ada/.config"), program, &args, "6h");
        assert_eq!(units.folder, Path::new("/home/ada/.config/systemd/user"));
        let [(_, service), (_, timer)] = &units.files;
        let line = service.lines().find(|line| line.starts_with("ExecStart=")).unwrap();
        let expected = "ExecStart=\"/opt/my tools/guichet\" \"watch\" \"run\" \"--feed\" \"/home/ada/100 %% \\\"eau\\\" $$HOME.xml\"";
        assert_eq!(line, expected);
        assert!(is_ours(service) && is_ours(timer) && timer.contains("OnUnitActiveSec=6h") && !is_ours("[Unit]\n"));
        assert_eq!(
            cron(program, &args, 75),
            "15 6 * * * '/opt/my tools/guichet' watch run --quiet --feed '/home/ada/100 \\% \"eau\" $HOME.xml'"
        );
    }
}
