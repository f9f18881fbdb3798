//! Input and output of the plain mode: lines said, lines typed, and the worker's messages in between.
//!
//! A thread reads lines, each only once it is asked for: while the wizard or a passphrase has the terminal, nobody else
//! reads from it.

use std::collections::VecDeque;
use std::io::{BufRead, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedReceiver;

use super::voice::Voice;
use crate::access::secrets::Secret;
use crate::app::Msg;
use crate::base::error::Result;
use crate::setup::prompt::{BACK, Prompt, PromptTerminal, cancelled};
use crate::setup::question::LineQuestion;
use crate::t;

/// What comes in.
pub enum Event {
    Msg(Box<Msg>),
    /// What was typed; `None`: the input has ended.
    Line(Option<String>),
    /// Ctrl-C, at a terminal.
    Interrupt,
}

pub struct Talk<W> {
    voice: Voice<W>,
    events: Receiver<Event>,
    /// Asks for one line.
    wanted: Sender<()>,
    /// A line was asked for and has not come.
    asked: bool,
    /// What the worker told while somebody else was listened to.
    held: VecDeque<Msg>,
    /// A person sits at a terminal, which shows what they type.
    live: bool,
    /// The input has ended.
    ended: bool,
    /// The wizard was asked for the question before.
    went_back: bool,
}

impl<W: Write> Talk<W> {
    pub fn new(
        input: impl BufRead + Send + 'static,
        output: W,
        live: bool,
        runtime: &Handle,
        mut inbox: UnboundedReceiver<Msg>,
    ) -> Self {
        let (sender, events) = channel();
        let (wanted, wants) = channel();
        let lines = sender.clone();
        if live {
            runtime.spawn(tell_interrupts(sender.clone()));
        }
        thread::spawn(move || read_lines(input, &wants, &lines));
        runtime.spawn(async move {
            while let Some(msg) = inbox.recv().await {
                if sender.send(Event::Msg(Box::new(msg))).is_err() {
                    return; // the program is ending
                }
            }
        });
        Self {
            voice: Voice::new(output),
            events,
            wanted,
            asked: false,
            held: VecDeque::new(),
            live,
            ended: false,
            went_back: false,
        }
    }

    pub fn say(&mut self, text: &str) {
        self.voice.say(text);
    }

    pub fn is_heard(&self) -> bool {
        self.voice.is_heard()
    }

    pub fn is_live(&self) -> bool {
        self.live
    }

    /// Whether the next line typed is taken for an answer already.
    pub fn is_asked(&self) -> bool {
        self.asked
    }

    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// Asks for a line, which comes as an [`Event::Line`].
    pub fn prompt(&mut self, question: &str) {
        self.voice.prompt(question);
        self.want_line();
    }

    /// A line is welcome, and none is waited for.
    pub fn want_line(&mut self) {
        if !self.asked {
            // A reader that is gone has told the end of the input.
            self.asked = self.wanted.send(()).is_ok();
        }
    }

    /// The next event; `None` where none comes within `patience`, if there is a limit to it.
    pub fn event(&mut self, patience: Option<Duration>) -> Option<Event> {
        if let Some(msg) = self.held.pop_front() {
            return Some(Event::Msg(Box::new(msg)));
        }
        let event = match patience {
            Some(patience) => match self.events.recv_timeout(patience) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => return None,
                Err(RecvTimeoutError::Disconnected) => Event::Line(None),
            },
            None => self.events.recv().unwrap_or(Event::Line(None)),
        };
        if let Event::Line(line) = &event {
            (self.asked, self.ended) = (false, line.is_none());
            // A terminal shows what is typed into it; in a log it has to be said.
            match line {
                Some(line) if !self.live => self.voice.say(line),
                None => self.voice.say(""),
                Some(_) => {}
            }
        }
        Some(event)
    }
}

async fn tell_interrupts(events: Sender<Event>) {
    while tokio::signal::ctrl_c().await.is_ok() && events.send(Event::Interrupt).is_ok() {}
}

fn read_lines(mut input: impl BufRead, wants: &Receiver<()>, lines: &Sender<Event>) {
    while wants.recv().is_ok() {
        let mut bytes = Vec::new();
        let line = match input.read_until(b'\n', &mut bytes) {
            Ok(1..) => Some(String::from_utf8_lossy(&bytes).trim().to_owned()),
            Ok(0) | Err(_) => None,
        };
        let ended = line.is_none();
        if lines.send(Event::Line(line)).is_err() || ended {
            return;
        }
    }
}

impl<W: Write> Talk<W> {
    /// The line that is typed to `question`; what comes meanwhile is heard after it.
    fn typed(&mut self, question: &LineQuestion) -> Option<String> {
        self.prompt(&question.prompt(0));
        let mut held = VecDeque::new();
        let typed = loop {
            match self.event(None) {
                Some(Event::Msg(msg)) => held.push_back(*msg),
                Some(Event::Line(line)) => break line,
                Some(Event::Interrupt) | None => break None,
            }
        };
        self.held.extend(held);
        typed
    }
}

/// The wizard's questions, asked as all others are.
impl<W: Write + Send> Prompt for Talk<W> {
    fn say(&mut self, text: &str) {
        self.voice.say(text);
    }

    fn done(&mut self, portal: &str) {
        self.voice.say(&t!("linear-set-up", portal));
    }

    fn back_word(&self) -> Option<String> {
        Some(BACK.to_owned())
    }

    fn went_back(&mut self) -> bool {
        std::mem::take(&mut self.went_back)
    }

    fn ask(&mut self, question: &LineQuestion) -> Result<Secret> {
        if question.hidden {
            let mut terminal = PromptTerminal::open(true, &t!("linear-secret-elsewhere"))?.going_back();
            let typed = terminal.ask(question);
            self.went_back = terminal.went_back();
            return typed;
        }
        if self.ended {
            return Err(cancelled());
        }
        loop {
            match self.typed(question).as_deref() {
                None | Some("q") => return Err(cancelled()),
                Some("?") => self.voice.say(&t!("linear-wizard-below")),
                Some(line) => return Ok(Secret::from(line.to_owned())),
            }
        }
    }
}
