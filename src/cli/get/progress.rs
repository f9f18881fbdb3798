//! How a download's progress shows: a bar on a terminal, else one line every 10 %.

use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::base::format;
use crate::cli::out;
use crate::download::Progress;
use crate::net::Waiting;
use crate::t;

pub struct Bars {
    /// `None` where no cursor may be moved.
    bars: Option<MultiProgress>,
    /// With rows for programs on standard output, nothing beside them but errors.
    quiet: bool,
    /// Something is asked: what is typed is not to be written over.
    aside: Arc<AtomicBool>,
}

/// One download's; gone when dropped.
pub struct Bar {
    title: String,
    bars: Option<MultiProgress>,
    bar: OnceLock<ProgressBar>,
    quiet: bool,
    aside: Arc<AtomicBool>,
    /// The last tenth that was said.
    said: AtomicU64,
    /// How often it was begun again, as far as that was said.
    started_over: AtomicU32,
    waits: WaitsSaid,
    shape: Mutex<Option<Shape>>,
}

/// What a line is made of.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    /// A bar, once the total is known.
    Share,
    Bytes,
    Waiting,
    Gauge,
}

/// Which waits were said: each that is long, and once that a file is being prepared.
#[derive(Default)]
struct WaitsSaid {
    /// What was left of the last one, in seconds.
    left: AtomicU64,
    prepared: AtomicBool,
}

/// What is shorter passes unsaid, in seconds.
const WORTH_SAYING: u64 = 5;

/// Says what is waited for when `subject` is looked up.
pub fn saying(subject: &str) -> impl FnMut(Option<Waiting>) {
    let waits = WaitsSaid::default();
    move |waiting| waits.say(subject, waiting)
}

impl WaitsSaid {
    fn say(&self, subject: &str, waiting: Option<Waiting>) {
        let left = self.left.swap(waiting.map_or(0, |it| it.seconds), Ordering::Relaxed);
        let Some(waiting) = waiting else { return };
        let is_long = waiting.seconds >= WORTH_SAYING && waiting.seconds > left;
        if is_long || (waiting.is_prepared() && !self.prepared.swap(true, Ordering::Relaxed)) {
            out::note(&format::labelled(subject, &waiting.words()));
        }
    }
}

impl Bars {
    pub fn new(plain: bool, quiet: bool) -> Self {
        let bars = io::stderr().is_terminal() && !plain;
        Self { bars: bars.then(MultiProgress::new), quiet, aside: Arc::default() }
    }

    /// It shows once there is progress: what waits for its turn takes no line.
    pub fn begin(&self, title: &str) -> Bar {
        Bar {
            title: crate::base::text::line(title),
            bars: self.bars.clone(),
            bar: OnceLock::new(),
            quiet: self.quiet,
            aside: self.aside.clone(),
            said: AtomicU64::new(0),
            started_over: AtomicU32::new(0),
            waits: WaitsSaid::default(),
            shape: Mutex::default(),
        }
    }

    /// Of work that is counted in other things than bytes.
    pub fn gauge(&self) -> Gauge {
        let (bars, quiet, aside) = (self.bars.clone(), self.quiet, self.aside.clone());
        Gauge { bars, bar: OnceLock::new(), quiet, aside, said: AtomicU64::new(0) }
    }

    /// Shows no progress while something is asked, and again from then on.
    pub fn step_aside(&self, aside: bool) {
        self.aside.store(aside, Ordering::Relaxed);
        if let Some(bars) = &self.bars {
            let _ = bars.clear(); // a terminal that is gone shows nothing anyway
            bars.set_draw_target(if aside { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
        }
    }

    /// Takes the bars off the screen while something else is printed.
    pub fn pause<T>(&self, action: impl FnOnce() -> T) -> T {
        match &self.bars {
            Some(bars) => bars.suspend(action),
            None => action(),
        }
    }
}

/// How far some work is, in one line of words; gone when dropped.
pub struct Gauge {
    bars: Option<MultiProgress>,
    bar: OnceLock<ProgressBar>,
    quiet: bool,
    aside: Arc<AtomicBool>,
    /// The last tenth that was said.
    said: AtomicU64,
}

impl Gauge {
    pub fn show(&self, done: u64, total: u64, words: &str) {
        match &self.bars {
            Some(bars) => {
                let new = || bars.add(ProgressBar::new(total).with_style(style(Shape::Gauge)));
                let bar = self.bar.get_or_init(new);
                bar.set_message(words.to_owned());
                bar.set_position(done);
            }
            None if !self.quiet && !self.aside.load(Ordering::Relaxed) && total > 0 => {
                let tenth = done.saturating_mul(10) / total;
                if tenth > self.said.fetch_max(tenth, Ordering::Relaxed) && tenth < 10 {
                    out::note(words);
                }
            }
            None => {}
        }
    }
}

impl Drop for Gauge {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

impl Bar {
    pub fn show(&self, progress: Progress) {
        self.say_started_over(progress);
        match &self.bars {
            Some(bars) => {
                let bar = self.bar.get_or_init(|| bars.add(ProgressBar::no_length()));
                if let Some(total) = progress.total.filter(|total| bar.length() != Some(*total)) {
                    bar.set_length(total);
                }
                bar.set_position(progress.done);
                self.shape(bar, progress);
            }
            None if !self.quiet && !self.aside.load(Ordering::Relaxed) => {
                self.waits.say(&self.title, progress.waiting);
                self.say(progress);
            }
            None => {}
        }
    }

    /// What the line tells: how far it is, or what it waits for.
    fn shape(&self, bar: &ProgressBar, progress: Progress) {
        bar.set_message(match progress.waiting {
            Some(waiting) => format::labelled(&self.title, &waiting.words()),
            None => self.title.clone(),
        });
        let shape = match (progress.waiting, progress.total) {
            (Some(_), _) => Shape::Waiting,
            (None, Some(_)) => Shape::Share,
            (None, None) => Shape::Bytes,
        };
        let mut before = self.shape.lock().unwrap_or_else(PoisonError::into_inner);
        if before.replace(shape) != Some(shape) {
            bar.set_style(style(shape));
        }
    }

    /// Says once that what had come is no part of what comes.
    fn say_started_over(&self, progress: Progress) {
        let is_shown = !self.quiet && !self.aside.load(Ordering::Relaxed);
        if is_shown && progress.started_over > self.started_over.fetch_max(progress.started_over, Ordering::Relaxed) {
            self.said.store(0, Ordering::Relaxed);
            let note = || out::note(&t!("cli-started-over", title = self.title));
            self.bars.as_ref().map_or_else(note, |bars| bars.suspend(note));
        }
    }

    fn say(&self, progress: Progress) {
        let Some(total) = progress.total.filter(|total| *total > 0) else { return };
        let tenth = progress.done.saturating_mul(10) / total;
        if tenth > self.said.fetch_max(tenth, Ordering::Relaxed) && tenth < 10 {
            out::note(&t!("cli-percent", title = self.title, percent = tenth * 10, total = format::size(total)));
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

fn style(shape: Shape) -> ProgressStyle {
    let template = match shape {
        Shape::Share => {
            format!("{{msg:30!}} {{bar:24}} {{percent:>3}} %  {{size}}  {{speed}}  {}", t!("cli-left", eta = "{eta}"))
        }
        Shape::Bytes => "{msg:30!} {size}  {speed}".to_owned(),
        Shape::Waiting => "{wide_msg}".to_owned(),
        Shape::Gauge => "{bar:24} {percent:>3} %  {wide_msg}".to_owned(),
    };
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style
        .with_key("size", |bar: &ProgressState, out: &mut dyn Write| {
            let _ = out.write_str(&format::size(bar.pos()));
        })
        .with_key("speed", |bar: &ProgressState, out: &mut dyn Write| {
            let _ = out.write_str(&format::rate(bar.per_sec()));
        })
}
