//! A download in the detail pane: what it is of, how it goes or went and why, and what became of the file.

use super::detail::Sheet;
use super::jobs::{name, verdict_words, words};
use crate::app::jobs::{Job, JobState};
use crate::app::listing::Load;
use crate::base::disk::shown;
use crate::base::format;
use crate::config::keymap::Keymap;
use crate::download::receipt::Receipt;
use crate::download::{Effect, Outcome};
use crate::t;

/// A checksum has so many digits at least: those of MD5.
const CHECKSUM: usize = 32;
/// Eighths of a cell.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

impl Sheet<'_> {
    pub(super) fn job(&mut self, job: &Job) {
        if job.wish().is_some() {
            return self.batch(job);
        }
        match &job.state {
            JobState::Done(outcome) if outcome.effect != Effect::Skipped => self.outcome(outcome),
            JobState::Done(outcome) => self.fact(&t!("ui-file"), Some(&shown(&outcome.path))),
            // The row has room for the beginning of it only.
            JobState::Failed(error) | JobState::Asking(error) => {
                self.fact(&t!("ui-reason"), Some(&error.to_string()));
                error.hint.iter().for_each(|hint| self.text(&hint.to_string(), self.theme.text));
            }
            _ => {}
        }
        self.rechecked(job);
        self.speed(job);
        self.gap();
        self.source(job);
    }

    /// In lines the state is said in other words: they name no keys.
    pub(super) fn state(&mut self, job: &Job, keys: &Keymap) {
        self.text(&name(job), self.theme.title);
        let is_verdict = matches!(&job.state, JobState::Done(outcome) if outcome.effect != Effect::Skipped);
        let (said, style) = words(job, keys, self.theme);
        if !is_verdict {
            self.text(&said, style);
        }
    }

    fn outcome(&mut self, outcome: &Outcome) {
        let (verdict, style) = verdict_words(outcome, self.theme);
        self.styled_fact(&t!("ui-verdict"), Some(&verdict), style);
        self.fact(&t!("ui-reason"), Some(&self.apart(&outcome.reason)));
        let bytes = outcome.bytes;
        self.fact(&t!("ui-size"), Some(&t!("ui-size-exact", size = format::size(bytes), bytes)));
        self.fact("SHA-256", Some(&outcome.sha256));
        self.fact(&t!("ui-file"), Some(&shown(&outcome.path)));
        self.fact(&t!("ui-receipt"), Some(&shown(&Receipt::path(&outcome.path))));
        self.fact(&t!("ui-aside"), outcome.aside.as_deref().map(shown).as_deref());
    }

    /// What is drawn has each checksum in a line of its own, to be compared with the other.
    fn apart(&self, reason: &str) -> String {
        if self.is_drawn() { checksums_apart(reason) } else { reason.to_owned() }
    }

    /// What the file was found to be since.
    fn rechecked(&mut self, job: &Job) {
        let Some(recheck) = &job.recheck else { return };
        let (said, style) = match recheck {
            Load::Loading => (t!("ui-recheck-runs"), self.theme.muted),
            Load::Failed(error) => (error.to_string(), self.theme.error),
            Load::Ready(found) => match &found.altered {
                None => (t!("ui-recheck-intact"), self.theme.ok),
                Some(reason) => (self.apart(reason), self.theme.error),
            },
        };
        self.styled_fact(&t!("ui-recheck"), Some(&said), style);
    }

    /// Over the whole time, in one row.
    fn speed(&mut self, job: &Job) {
        let curve = job.speed.curve();
        let most = curve.iter().copied().fold(0.0, f64::max);
        if curve.len() < 2 || most <= 0.0 {
            return;
        }
        // For those who do not see it, the figures are all.
        if self.is_drawn() {
            let room = self.width.saturating_sub(2).clamp(1, 60);
            self.styled_fact(&t!("ui-speed"), Some(&sparkline(curve, most, room)), self.theme.accent);
        }
        let mean = curve.iter().sum::<f64>() / curve.len() as f64;
        let said = t!("ui-speed-said", mean = format::rate(mean), most = format::rate(most));
        self.fact(&if self.is_drawn() { String::new() } else { t!("ui-speed") }, Some(&said));
    }

    /// What it comes from, and under which terms.
    fn source(&mut self, job: &Job) {
        let (media, dataset) = (&job.order.media, job.order.dataset.as_deref());
        self.fact(&t!("ui-dataset"), dataset.map(|dataset| &*dataset.title));
        self.fact(&t!("ui-publisher"), dataset.and_then(|dataset| dataset.publisher.as_deref()));
        self.licence(media.licence.as_ref().or(dataset.and_then(|dataset| dataset.licence.as_ref())));
        self.fact(&t!("ui-format"), media.format.as_deref());
        self.fact(&t!("ui-url"), media.url.as_deref());
        self.fact(&t!("ui-page"), dataset.and_then(|dataset| dataset.page.as_deref()));
        self.fact(&t!("ui-address"), Some(&media.address().to_string()));
    }
}

/// `reason` with its checksums in lines of their own, without the comma behind them.
fn checksums_apart(reason: &str) -> String {
    let mut lines = vec![String::new()];
    for word in reason.split(' ') {
        let bare = word.trim_end_matches([',', ';', '.']);
        if bare.len() >= CHECKSUM && bare.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            lines.extend([bare.to_owned(), String::new()]);
        } else if let Some(line) = lines.last_mut() {
            *line += if line.is_empty() { "" } else { " " };
            *line += word;
        }
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// `curve` in at most `room` characters, the highest of which is `most`.
fn sparkline(curve: &[f64], most: f64, room: usize) -> String {
    let per_cell = curve.len().div_ceil(room.max(1)).max(1);
    let bar = |points: &[f64]| {
        let mean = points.iter().sum::<f64>() / points.len() as f64;
        let eighth = (mean / most * BARS.len() as f64).ceil() as usize;
        BARS[eighth.clamp(1, BARS.len()) - 1]
    };
    curve.chunks(per_cell).map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_has_a_line_of_its_own() {
        let (sha, md5) = ("0123456789abcdef".repeat(4), "00ff".repeat(8));
        let table = [
            (
                format!("son SHA-256 est {sha}, le reçu annonce {md5}"),
                format!("son SHA-256 est\n{sha}\nle reçu annonce\n{md5}"),
            ),
            ("il a 12 octets, 13 sont annoncés".to_owned(), "il a 12 octets, 13 sont annoncés".to_owned()),
            (md5.clone(), md5.clone()),
            (String::new(), String::new()),
        ];
        for (said, apart) in table {
            assert_eq!(checksums_apart(&said), apart);
        }
    }

    #[test]
    fn a_curve_fits_its_room_and_its_top_is_full() {
        assert_eq!(sparkline(&[0.0, 50.0, 100.0], 100.0, 10), "▁▄█");
        assert_eq!(sparkline(&[100.0; 64], 100.0, 20).chars().count(), 16);
        assert_eq!(sparkline(&[0.0, 0.0, 8.0, 8.0], 8.0, 2), "▁█");
    }
}
