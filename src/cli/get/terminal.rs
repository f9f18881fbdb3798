//! The terminal of a run of downloads: lines of outcomes, progress, and one question at a time, which stops neither the
//! downloads nor Ctrl-C. While a question waits, progress steps aside, and the question is shown again below each line.

use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::{Mutex as BlockingMutex, PoisonError};

use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{Mutex, MutexGuard};

use super::progress::{Bar, Bars, Gauge};
use crate::base::redact::clean;
use crate::base::text;
use crate::cli::out;
use crate::session::question::{Question, TypedAnswer};
use crate::setup::question::LineQuestion;
use crate::t;

pub struct RunTerminal {
    bars: Bars,
    /// Whoever holds it asks.
    lines: Mutex<Lines>,
    /// The question that waits for its line.
    asked: BlockingMutex<Option<String>>,
}

impl RunTerminal {
    /// `for_programs`: what is printed is no text; `quiet`: no progress at all.
    pub fn new(plain: bool, for_programs: bool, quiet: bool) -> Self {
        Self {
            bars: Bars::new(plain || quiet, for_programs || quiet),
            lines: Mutex::default(),
            asked: BlockingMutex::default(),
        }
    }

    /// Whether somebody is there to answer.
    pub fn can_ask() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// The bar of one download.
    pub fn begin(&self, title: &str) -> Bar {
        self.bars.begin(title)
    }

    /// The line of work that is counted in other things than bytes.
    pub fn gauge(&self) -> Gauge {
        self.bars.gauge()
    }

    /// Prints something with `print`.
    pub fn print(&self, print: impl FnOnce()) {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        self.bars.pause(|| match &*asked {
            Some(question) => {
                show("\n");
                print();
                show(question);
            }
            None => print(),
        });
    }

    /// Waits for one's turn to ask.
    pub async fn turn(&self) -> Turn<'_> {
        Turn { terminal: self, lines: self.lines.lock().await }
    }
}

/// The right to ask.
pub struct Turn<'t> {
    terminal: &'t RunTerminal,
    lines: MutexGuard<'t, Lines>,
}

impl Turn<'_> {
    /// What `question` is answered with; `None` at the end of the input.
    pub async fn fill(&mut self, question: &LineQuestion) -> Option<String> {
        let typed = self.typed(question.prompt(0)).await?;
        Some(question.read(&typed).to_owned())
    }

    async fn ask(&mut self, question: &str) -> Option<String> {
        self.typed(t!("setup-ask", question)).await
    }

    /// The line that is typed; `None` at the end of the input.
    async fn typed(&mut self, question: String) -> Option<String> {
        let question = text::printable(&clean(&question)).collect::<String>();
        self.terminal.bars.step_aside(true);
        show(&question);
        *self.terminal.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(question);
        let line = self.lines.next().await;
        *self.terminal.asked.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.terminal.bars.step_aside(false);
        line
    }

    /// The answer to `question`, which is asked until there is one; `None` at the end of the input.
    pub async fn decide<A: Copy>(&mut self, question: &Question<A>) -> Option<A> {
        let shown = t!("cli-question", text = &question.text, offers = question.offers());
        loop {
            let line = self.ask(&shown).await?;
            let mistake = match question.typed(&line) {
                TypedAnswer::Answer(answer) => return Some(answer),
                TypedAnswer::WantsWord(choice) => t!("question-whole-word", word = choice.word()),
                TypedAnswer::Unclear => t!("question-none-of-these", offers = question.offers()),
            };
            out::note(&mistake);
        }
    }
}

fn show(text: &str) {
    let mut terminal = io::stderr().lock();
    let _ = write!(terminal, "{text}").and_then(|()| terminal.flush()); // one that is gone shows nothing anyway
}

/// Lines of the standard input, read by a thread of their own, each once it is wanted: what is typed before a question
/// answers it, and a passphrase is left to whoever asks for it.
#[derive(Default)]
struct Lines(Option<(Sender<()>, Receiver<Option<String>>)>);

impl Lines {
    async fn next(&mut self) -> Option<String> {
        let (wanted, lines) = self.0.get_or_insert_with(|| {
            let (wanted, wants) = channel(1);
            let (sender, lines) = channel(1);
            std::thread::spawn(move || read(wants, &sender));
            (wanted, lines)
        });
        wanted.send(()).await.ok()?;
        lines.recv().await.flatten()
    }
}

fn read(mut wants: Receiver<()>, lines: &Sender<Option<String>>) {
    while wants.blocking_recv().is_some() {
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        let line = matches!(read, Ok(1..)).then(|| line.trim().to_owned());
        if lines.blocking_send(line).is_err() {
            return; // the run has ended
        }
    }
}
