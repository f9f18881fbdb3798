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

/// A line of a crontab, at a minute of this program's own, so that not all ask at once. `None` where cron has no words for
/// `every`: what it says begins anew each hour, day or week.
pub fn cron(program: &Path, args: &[String], every: &str, minute: u8) -> Option<String> {
    let words = [program.display().to_string(), "watch".into(), "run".into(), "--quiet".into()];
    let words: Vec<String> =
        words.iter().chain(args).map(|word| Shell::Posix.quoted(word).replace('%', "\\%")).collect();
    Some(format!("{} {}", times(every, minute % 60)?, words.join(" ")))
}

/// The first five fields of the line: the same times each day, so the whole divides into the span.
fn times(every: &str, minute: u8) -> Option<String> {
    let (number, unit) = every.split_at(every.find(|c: char| c.is_ascii_alphabetic())?);
    let minutes = number.parse::<u32>().ok()?.checked_mul(match unit {
        "min" => 1,
        "h" => 60,
        "d" => 24 * 60,
        "w" => 7 * 24 * 60,
        _ => return None,
    })?;
    match minutes {
        60 => Some(format!("{minute} * * * *")),
        1440 => Some(format!("{minute} 6 * * *")),
        10_080 => Some(format!("{minute} 6 * * 1")),
        1..60 if 60 % minutes == 0 => Some(format!("*/{minutes} * * * *")),
        61..1440 if minutes % 60 == 0 && 1440 % minutes == 0 => Some(format!("{minute} */{} * * *", minutes / 60)),
        _ => None,
    }
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
            cron(program, &args, "1d", 75).unwrap(),
            "15 6 * * * '/opt/my tools/guichet' watch run --quiet --feed '/home/ada/100 \\% \"eau\" $HOME.xml'"
        );
    }

    #[test]
    fn cron_looks_as_often_as_was_asked_or_not_at_all() {
        let table = [
            ("1d", Some("7 6 * * *")),
            ("24h", Some("7 6 * * *")),
            ("1440min", Some("7 6 * * *")),
            ("7d", Some("7 6 * * 1")),
            ("1w", Some("7 6 * * 1")),
            ("1h", Some("7 * * * *")),
            ("60min", Some("7 * * * *")),
            ("6h", Some("7 */6 * * *")),
            ("180min", Some("7 */3 * * *")),
            ("15min", Some("*/15 * * * *")),
            ("1min", Some("*/1 * * * *")),
            ("7h", None),
            ("36h", None),
            ("2d", None),
            ("30d", None),
            ("2w", None),
            ("7min", None),
            ("90min", None),
            ("4294967295w", None),
            ("0d", None),
        ];
        table.into_iter().for_each(|(every, fields)| assert_eq!(times(every, 7).as_deref(), fields, "{every}"));
    }
}
