//! How fast a download is: now, smoothed so that it can be read, and over all of its time, in a memory of fixed size.

use std::time::Instant;

/// Bytes per second of one download.
#[derive(Clone, Debug, Default)]
pub struct Speed {
    began: Option<Instant>,
    last: Option<(u64, Instant)>,
    /// When it was heard of last, a rest or not.
    heard: Option<Instant>,
    pub(super) smoothed: Option<f64>,
    curve: Curve,
}

/// Bytes per second in equal pieces of time; where there are too many, each two become one.
#[derive(Clone, Debug)]
struct Curve {
    points: Vec<f64>,
    /// Seconds of a point.
    piece: f64,
    /// Of the point that is not full yet.
    seconds: f64,
    bytes: f64,
}

impl Default for Curve {
    fn default() -> Self {
        Self { points: Vec::new(), piece: Self::FIRST_PIECE, seconds: 0.0, bytes: 0.0 }
    }
}

impl Curve {
    /// An even number.
    const MOST: usize = 64;
    /// As often as progress is reported.
    const FIRST_PIECE: f64 = 0.1;

    fn add(&mut self, bytes: f64, seconds: f64) {
        let rate = bytes / seconds;
        let mut left = seconds;
        while self.seconds + left >= self.piece {
            let part = self.piece - self.seconds;
            self.points.push((self.bytes + rate * part) / self.piece);
            (self.seconds, self.bytes) = (0.0, 0.0);
            left -= part;
            if self.points.len() == Self::MOST {
                self.points = self.points.chunks(2).map(|two| two.iter().sum::<f64>() / two.len() as f64).collect();
                self.piece *= 2.0;
            }
        }
        self.seconds += left;
        self.bytes += rate * left;
    }
}

impl Speed {
    /// The time after which an old rate counts for a third.
    const MEMORY: f64 = 3.0;

    pub(super) fn report(&mut self, done: u64, at: Instant) {
        self.began.get_or_insert(at);
        self.heard = Some(at);
        if let Some((before, then)) = self.last {
            let seconds = at.saturating_duration_since(then).as_secs_f64();
            if seconds < 0.05 {
                return;
            }
            let bytes = done.saturating_sub(before) as f64;
            let (now, weight) = (bytes / seconds, 1.0 - (-seconds / Self::MEMORY).exp());
            self.smoothed = Some(self.smoothed.map_or(now, |old| old + (now - old) * weight));
            self.curve.add(bytes, seconds);
        }
        self.last = Some((done, at));
    }

    /// Stands still for a while: what comes next is no answer to how fast it was before.
    pub(super) fn rest(&mut self) {
        (self.last, self.smoothed) = (None, None);
    }

    /// Over all of its time, the latest last.
    pub fn curve(&self) -> &[f64] {
        &self.curve.points
    }

    /// How long it has taken, pauses with it.
    pub(super) fn seconds(&self) -> f64 {
        let span = self.began.zip(self.heard).map(|(began, heard)| heard.saturating_duration_since(began));
        span.unwrap_or_default().as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_curve_of_any_length_is_kept_in_the_same_room_and_loses_no_bytes() {
        let (mut speed, start) = (Speed::default(), Instant::now());
        let mut done = 0;
        for tick in 0..200_000_u64 {
            speed.report(done, start + Duration::from_millis(100 * tick));
            // Fast at first, then slow.
            done += if tick < 100_000 { 1000 } else { 100 };
        }
        let curve = speed.curve();
        assert!((Curve::MOST / 2..Curve::MOST).contains(&curve.len()), "{}", curve.len());
        assert_eq!((curve[0].round(), curve[curve.len() - 1].round()), (10_000.0, 1000.0));
        let kept = curve.iter().sum::<f64>() * speed.curve.piece + speed.curve.bytes;
        assert!((kept / done as f64 - 1.0).abs() < 0.001, "{kept} of {done}");
        assert_eq!(speed.seconds().round(), 20_000.0);
    }

    #[test]
    fn a_long_silence_is_a_stretch_without_bytes() {
        let (mut speed, start) = (Speed::default(), Instant::now());
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        for (done, seconds) in [(0, 0), (1000, 1), (1000, 3600), (2000, 3601)] {
            speed.report(done, at(seconds));
        }
        assert!(speed.curve().iter().filter(|rate| **rate < 1.0).count() > speed.curve().len() / 2);
        speed.rest();
        speed.report(0, at(7200));
        assert_eq!(speed.smoothed, None, "what was before a rest says nothing of now");
    }
}
