//! Questions to a person at a terminal: one line each, on standard error, so that they work in any terminal.

use std::io::{self, BufRead, IsTerminal, Write};

use crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::{execute, terminal};
use zeroize::{Zeroize, Zeroizing};

use crate::access::secrets::Secret;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::{m, t};

/// Where answers come from.
pub trait Prompt: Send {
    /// Tells the person something; one paragraph.
    fn say(&mut self, text: &str);

    /// A line of text; Enter alone takes `default`.
    fn line(&mut self, question: &str, default: Option<&str>) -> Result<String>;

    /// A line that is not shown while it is typed, only its length.
    fn secret(&mut self, question: &str) -> Result<Secret>;

    /// One of `options`, by its number; Enter alone takes `default`.
    fn choose(&mut self, question: &str, options: &[String], default: usize) -> Result<usize> {
        self.say(question);
        for (number, option) in (1..).zip(options) {
            self.say(&format!("  {number}) {option}"));
        }
        loop {
            let answer = self.line(&t!("setup-number"), Some(&(default + 1).to_string()))?;
            match answer.parse::<usize>() {
                Ok(number) if (1..=options.len()).contains(&number) => return Ok(number - 1),
                _ => self.say(&t!("setup-number-between", options = options.len().to_string())),
            }
        }
    }

    fn yes(&mut self, question: &str, default: bool) -> Result<bool> {
        loop {
            let answer =
                self.line(&t!("setup-yes-no", question), Some(&if default { t!("setup-y") } else { t!("setup-n") }))?;
            match answer.to_lowercase().as_str() {
                "y" | "yes" | "o" | "oui" => return Ok(true),
                "n" | "no" | "non" => return Ok(false),
                _ => self.say(&t!("setup-type-yes-no")),
            }
        }
    }
}

/// Nobody: every question is answered as Enter alone would, and what has no such answer is an error.
pub struct Unattended {
    /// What to do instead, for that error.
    pub instead: String,
}

impl Unattended {
    fn unanswered(&self, question: &str) -> Error {
        Error::new(ErrorKind::Usage, "guichet", m!("first-start-nobody", question = text::line(question)))
            .hint(&*self.instead)
    }
}

impl Prompt for Unattended {
    fn say(&mut self, said: &str) {
        write(&format!("{}\n", text::line(said)));
    }

    fn line(&mut self, question: &str, default: Option<&str>) -> Result<String> {
        default.map(str::to_owned).ok_or_else(|| self.unanswered(question))
    }

    fn secret(&mut self, question: &str) -> Result<Secret> {
        Err(self.unanswered(question))
    }

    fn choose(&mut self, _question: &str, _options: &[String], default: usize) -> Result<usize> {
        Ok(default)
    }

    fn yes(&mut self, _question: &str, default: bool) -> Result<bool> {
        Ok(default)
    }
}

/// The terminal the program runs in.
pub struct PromptTerminal {
    /// Nothing is written over and no control sequence sent.
    plain: bool,
}

impl PromptTerminal {
    /// An error where standard input or standard error is no terminal: nobody could answer.
    pub fn open(plain: bool, instead: &str) -> Result<Self> {
        if io::stdin().is_terminal() && io::stderr().is_terminal() {
            return Ok(Self { plain });
        }
        Err(Error::new(ErrorKind::Usage, "guichet", m!("setup-no-terminal")).hint(instead))
    }

    /// Reads keys until Enter, showing only how many characters there are.
    fn hidden(&self, question: &str) -> Result<Secret> {
        /// Longer than any secret, for growing leaves a copy behind.
        const ROOM: usize = 16 << 10;
        let mut typed = Zeroizing::new(String::with_capacity(ROOM));
        loop {
            self.show(&t!("setup-hidden-count", question, count = characters(typed.chars().count())));
            match event::read().map_err(|error| lost(&error))? {
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

    fn show(&self, line: &str) {
        if !self.plain {
            write(&format!("\r\x1b[K{line}"));
        }
    }
}

impl Prompt for PromptTerminal {
    fn say(&mut self, text: &str) {
        let width = terminal::size().map_or(80, |(columns, _)| usize::from(columns).clamp(40, 100));
        let clean: String = text::printable(text).collect();
        for line in textwrap::wrap(&clean, width) {
            write(&format!("{line}\n"));
        }
    }

    fn line(&mut self, question: &str, default: Option<&str>) -> Result<String> {
        let shown = default.filter(|default| !default.is_empty());
        let question = text::line(question);
        write(&match shown {
            Some(default) => t!("setup-ask-default", question, default = text::line(default)),
            None => t!("setup-ask", question),
        });
        let mut typed = String::new();
        match io::stdin().lock().read_line(&mut typed) {
            Ok(0) => Err(cancelled()),
            Ok(_) if typed.trim().is_empty() => Ok(default.unwrap_or_default().to_owned()),
            Ok(_) => Ok(typed.trim().to_owned()),
            Err(error) => Err(lost(&error)),
        }
    }

    fn secret(&mut self, question: &str) -> Result<Secret> {
        let question = text::line(question);
        // Before the question: whoever answers at once is not seen either.
        let raw = Raw::enter(self.plain)?;
        if self.plain {
            write(&t!("setup-hidden", question));
        }
        let typed = self.hidden(&question);
        drop(raw); // lines end as usual from here on
        match &typed {
            Ok(secret) if self.plain => write(&format!("\n{}\n", characters(secret.chars()))),
            _ => write("\n"),
        }
        typed
    }
}

/// Keys come one by one and unseen as long as it lives.
struct Raw {
    paste: bool,
}

impl Raw {
    fn enter(plain: bool) -> Result<Self> {
        terminal::enable_raw_mode().map_err(|error| lost(&error))?;
        let paste = !plain && execute!(io::stderr(), EnableBracketedPaste).is_ok();
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

fn characters(count: usize) -> String {
    t!("setup-characters", count)
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
