//! Questions to a person at a terminal: one line each, on standard error, so that they work in any terminal.

use std::collections::VecDeque;
use std::io::{self, BufRead, IsTerminal, Write};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::{execute, terminal};
use zeroize::{Zeroize, Zeroizing};

use super::question::{LineQuestion, characters};
use crate::access::secrets::Secret;
use crate::base::burst;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::redact::clean;
use crate::base::{text, wrap};
use crate::{m, t};

/// Where answers come from.
pub trait Prompt: Send {
    /// Tells the person something; one paragraph.
    fn say(&mut self, text: &str);

    /// What is typed; an error where the person leaves.
    fn ask(&mut self, question: &LineQuestion) -> Result<Secret>;

    /// The portal is set up: what the person does next.
    fn done(&mut self, portal: &str) {
        self.say(&t!("setup-done", portal));
    }

    /// What is typed to go back a question, where it is typed; else a key may do.
    fn back_word(&self) -> Option<String> {
        None
    }

    /// Whether the error of the last question is the person's wish to go back. Said once.
    fn went_back(&mut self) -> bool {
        false
    }

    /// How many answers are remembered for the way back.
    fn remembered(&self) -> usize {
        0
    }

    /// Remembers that many answers only: nobody wants to go back over the others, or to have them tried again.
    fn forget_behind(&mut self, _count: usize) {}

    /// Whether anybody answers.
    fn is_somebody(&self) -> bool {
        true
    }

    /// A line of text; Enter alone takes `default`.
    fn line(&mut self, question: &str, default: Option<&str>) -> Result<String> {
        let question = LineQuestion::new(question, default);
        let typed = self.ask(&question)?;
        Ok(question.read(typed.expose()).to_owned())
    }

    /// A line that is not shown while it is typed, only its length.
    fn secret(&mut self, question: &str) -> Result<Secret> {
        self.ask(&LineQuestion::hidden(question))
    }

    /// One of `options`, by its number; Enter alone takes `default`.
    fn choose(&mut self, question: &str, options: &[String], default: usize) -> Result<usize> {
        self.say(question);
        for (number, option) in (1..).zip(options) {
            self.say(&format!("  {number}) {option}"));
        }
        // A long list has left no room for what is asked on a screen of 24 lines.
        let number = t!("setup-number");
        let asked = if options.len() > SHORT { format!("{question} {number}") } else { number };
        loop {
            let answer = self.line(&asked, Some(&(default + 1).to_string()))?;
            match answer.parse::<usize>() {
                Ok(number) if (1..=options.len()).contains(&number) => return Ok(number - 1),
                _ => self.say(&t!("setup-number-between", options = options.len().to_string())),
            }
        }
    }

    /// By the letter shown or the whole word, in the language shown.
    fn yes(&mut self, question: &str, default: bool) -> Result<bool> {
        let (yes, no) = ([t!("setup-y"), t!("question-yes")], [t!("setup-n"), t!("question-no")]);
        let default = if default { &yes[0] } else { &no[0] };
        loop {
            let answer = self.line(&t!("setup-yes-no", question), Some(default))?.to_lowercase();
            match (yes.contains(&answer), no.contains(&answer)) {
                (false, false) => self.say(&t!("setup-type-yes-no")),
                (is_yes, _) => return Ok(is_yes),
            }
        }
    }
}

/// So many options and what is asked fit on any screen.
const SHORT: usize = 12;

/// What a person answers a question that is not asked in a line.
#[derive(Debug, PartialEq)]
pub enum Reply {
    Typed(Secret),
    /// To the question before.
    Back,
    Leave,
}

/// What is typed to go back, in every language.
pub const BACK: &str = "b";

/// Nobody: every question is answered as Enter alone would, and what has no such answer is an error.
pub struct Unattended {
    /// What to do instead, for that error.
    pub instead: String,
    /// Whether nobody reads what is said on the way, either.
    pub is_quiet: bool,
}

impl Prompt for Unattended {
    fn say(&mut self, said: &str) {
        if !self.is_quiet {
            write(&format!("{}\n", text::line(said)));
        }
    }

    fn ask(&mut self, question: &LineQuestion) -> Result<Secret> {
        question.default.is_some().then(Secret::default).ok_or_else(|| {
            Error::new(ErrorKind::Usage, "guichet", m!("first-start-nobody", question = &question.text))
                .hint(&*self.instead)
        })
    }

    fn is_somebody(&self) -> bool {
        false
    }

    fn choose(&mut self, _question: &str, _options: &[String], default: usize) -> Result<usize> {
        Ok(default)
    }
}

/// The terminal the program runs in.
pub struct PromptTerminal {
    /// Nothing is written over and no control sequence sent.
    plain: bool,
    /// Whether there is a question before.
    goes_back: bool,
    went_back: bool,
}

impl PromptTerminal {
    /// An error where standard input or standard error is no terminal: nobody could answer.
    pub fn open(plain: bool, instead: &str) -> Result<Self> {
        if io::stdin().is_terminal() && io::stderr().is_terminal() {
            return Ok(Self { plain, goes_back: false, went_back: false });
        }
        Err(Error::new(ErrorKind::Usage, "guichet", m!("setup-no-terminal")).hint(instead))
    }

    /// For questions one can go back from.
    pub fn going_back(self) -> Self {
        Self { goes_back: true, ..self }
    }

    /// Reads keys until Enter, showing only how many characters there are.
    fn hidden(&mut self, question: &LineQuestion) -> Result<Secret> {
        /// Longer than any secret, for growing leaves a copy behind.
        const ROOM: usize = 16 << 10;
        let mut typed = Zeroizing::new(String::with_capacity(ROOM));
        let mut burst = VecDeque::new();
        loop {
            self.show(&question.prompt(typed.chars().count()));
            if burst.is_empty() {
                burst.extend(burst::read().map_err(|error| lost(&error))?);
            }
            let Some(event) = burst.pop_front() else { continue };
            match event {
                Event::Paste(mut pasted) => {
                    // What a mail programme broke into lines is one secret.
                    typed.extend(pasted.trim_end().chars().filter(|c| !matches!(c, '\n' | '\r')));
                    pasted.zeroize();
                }
                Event::Key(key) if key.kind != KeyEventKind::Release => {
                    let control = key.modifiers.contains(KeyModifiers::CONTROL);
                    match key.code {
                        KeyCode::Enter => return Ok(Secret::from(std::mem::take(&mut *typed))),
                        KeyCode::Char('c' | 'd') if control => return Err(cancelled()),
                        KeyCode::Esc => return Err(cancelled()),
                        KeyCode::Up | KeyCode::BackTab if self.goes_back => {
                            self.went_back = true;
                            return Err(cancelled());
                        }
                        KeyCode::Char('u') if control => typed.zeroize(),
                        KeyCode::Char('m' | 'j') if control => return Ok(Secret::from(std::mem::take(&mut *typed))),
                        KeyCode::Char(c) if !control => typed.push(c),
                        KeyCode::Backspace => drop(typed.pop()),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }

    fn unseen(&mut self, question: &LineQuestion) -> Result<Secret> {
        // Before the question: whoever answers at once is not seen either.
        let raw = Raw::enter(self.plain)?;
        if self.plain {
            write(&t!("setup-hidden", question = &question.text));
        }
        let typed = self.hidden(question);
        drop(raw); // lines end as usual from here on
        match &typed {
            Ok(secret) if self.plain => write(&format!("\n{}\n", characters(secret.chars()))),
            _ => write("\n"),
        }
        typed
    }

    fn show(&self, line: &str) {
        if !self.plain {
            write(&format!("\r\x1b[K{line}"));
        }
    }
}

impl Prompt for PromptTerminal {
    fn say(&mut self, text: &str) {
        let width = terminal::size().map_or(80, |(columns, _)| usize::from(columns).clamp(40, 100));
        let clean: String = text::printable(&clean(text)).collect();
        if clean.is_empty() {
            write("\n");
        }
        for line in wrap::lines(&clean, width) {
            write(&format!("{line}\n"));
        }
    }

    fn back_word(&self) -> Option<String> {
        self.goes_back.then(|| BACK.to_owned())
    }

    fn went_back(&mut self) -> bool {
        std::mem::take(&mut self.went_back)
    }

    fn ask(&mut self, question: &LineQuestion) -> Result<Secret> {
        if question.hidden {
            return self.unseen(question);
        }
        write(&question.prompt(0));
        let mut typed = String::new();
        match io::stdin().lock().read_line(&mut typed) {
            Ok(0) => Err(cancelled()),
            Ok(_) => Ok(Secret::from(typed)),
            Err(error) => Err(lost(&error)),
        }
    }
}

/// Keys come one by one and unseen as long as it lives.
struct Raw {
    paste: bool,
}

impl Raw {
    fn enter(plain: bool) -> Result<Self> {
        terminal::enable_raw_mode().map_err(|error| lost(&error))?;
        let paste = !plain && !burst::PASTES_ARE_KEYS && execute!(io::stderr(), EnableBracketedPaste).is_ok();
        Ok(Self { paste })
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        if self.paste {
            let _ = execute!(io::stderr(), DisableBracketedPaste);
        }
        let _ = terminal::disable_raw_mode();
    }
}

pub(super) fn write(text: &str) {
    let mut stream = io::stderr().lock();
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush()); // nobody is left to tell
}

/// The person left.
pub fn cancelled() -> Error {
    Error::new(ErrorKind::Cancelled, "guichet", m!("setup-left"))
}

fn lost(error: &io::Error) -> Error {
    Error::new(ErrorKind::Unexpected, "terminal", crate::base::format::io(error))
}
