//! The browser in lines: numbered lists, typed choices, everything said in words. For screen readers, braille displays,
//! bad lines and logs.
//!
//! It is the same [`App`] and the same worker as under the panes. A typed line becomes a message ([`Typed`]); the answers
//! come back as messages; what the panes would show, and what a box above them would ask, is said and asked here. Nothing
//! is said while a person types: news of downloads wait for the next prompt.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc::unbounded_channel;

use crate::access::guide::{AccessWish, Guide};
use crate::app::listing::{ListingKey, Load};
use crate::app::{App, Cmd, Msg, Notice, Typed};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::means::threads;
use crate::config::keys::Action;
use crate::model::Item;
use crate::session::question::{Question, TypedAnswer as Answered, Weight};
use crate::setup::person::at_terminal;
use crate::t;
use crate::worker::{Opening, Start, Worker, fresh_app};

mod about;
mod access;
mod batch;
mod choice;
mod data;
mod fetch;
mod help;
mod jobs;
mod leaving;
mod narrow;
mod place;
mod places;
mod preview;
mod setup;
mod talk;
mod tour;
mod voice;

use choice::LineChoice;
use jobs::Heard;
use talk::{Event, Talk};

/// So many are needed at least: two that work, one that reads lines, one that waits for the disk.
const THREADS: usize = 4;
/// How long an answer takes before the person is told that it is awaited.
const SILENCE: Duration = Duration::from_secs(3);

/// A guide that has come, and what of it is ticked.
type Guided = (AccessWish, Result<(Guide, BTreeSet<String>)>);

/// Opens on standard input and output; returns when the person quits or the input ends.
pub fn open(opening: Opening) -> Result<()> {
    let live = io::stdin().is_terminal() && io::stdout().is_terminal();
    run(opening, BufReader::new(io::stdin()), io::stdout(), live)
}

/// As [`open()`], on any input and output. `live`: a terminal shows what is typed, and a person may be in a hurry.
pub fn run(
    opening: Opening,
    input: impl BufRead + Send + 'static,
    output: impl Write + Send,
    live: bool,
) -> Result<()> {
    let Opening { session, start, trouble, colour: _ } = opening;
    let failed = |error: io::Error| Error::new(ErrorKind::Unexpected, "guichet", error.to_string());
    threads(THREADS)?;
    let workers = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(failed)?;
    let (sender, inbox) = unbounded_channel();
    let mut app = fresh_app(&session, start);
    trouble.into_iter().for_each(|error| app.fail(error));
    let writers = session.writers();
    let worker = Worker::new(workers.handle().clone(), session, sender);
    let talk = Talk::new(input, output, live, workers.handle(), inbox);
    let mut linear = Linear {
        talk,
        app,
        worker,
        runtime: workers.handle().clone(),
        heard: Heard::default(),
        shown: 0,
        told: None,
        guided: None,
        curl: None,
        set_up: None,
        connected: false,
        queue_read: false,
        data_found: false,
        was_set_up: false,
        interrupted: false,
        toured: None,
        news: vec![],
        wants_quit: false,
        put_off: false,
    };
    linear.converse(start);
    drop(linear);
    workers.block_on(writers.flush(Duration::from_secs(1)));
    workers.shutdown_timeout(Duration::from_secs(1)); // a download in the middle of a write may take a moment
    Ok(())
}

/// How a question was left without an answer.
enum Left {
    /// To what was asked before it.
    Back,
    /// With the program, or as the input has ended.
    Quit,
}

/// One conversation.
struct Linear<W> {
    /// A question was answered by leaving all.
    wants_quit: bool,
    /// What waits for an answer is asked for once something else was done.
    put_off: bool,
    talk: Talk<W>,
    app: App,
    worker: Worker,
    runtime: Handle,
    /// What was said of the downloads.
    heard: Heard,
    /// How many rows of the place were said.
    shown: usize,
    /// The place that was said last: how deep it is, and what was asked there.
    told: Option<(usize, ListingKey)>,
    guided: Option<Guided>,
    /// The curl line that was asked for.
    curl: Option<Result<String>>,
    /// The wizard is wanted: for this portal, or a new one.
    set_up: Option<Option<String>>,
    /// The configured portals are ready to be asked.
    connected: bool,
    /// What earlier runs have not ended is known.
    queue_read: bool,
    /// Whether there are data of one's own is known: their row changes no number any more.
    data_found: bool,
    was_set_up: bool,
    /// Ctrl-C was pressed since the last line.
    interrupted: bool,
    /// The step of the tour that was said, and whether with its hint.
    toured: Option<(usize, bool)>,
    /// To be said before the next prompt.
    news: Vec<String>,
}

impl<W: Write + Send> Linear<W> {
    fn converse(&mut self, start: Start) {
        self.say(&t!("linear-welcome"));
        match start {
            Start::Demo => self.open_demo(),
            Start::Tour => self.take_tour(),
            Start::Home => {
                self.worker.connect();
                // Portals that came late would take the place of those of the demo.
                self.wait(|it| it.connected && it.queue_read && (it.data_found || it.app.portals().is_empty()));
            }
        }
        while !self.talk.has_ended() && !self.app.has_quit() && self.talk.is_heard() {
            self.tell_notice();
            self.tell_place();
            self.tell_tour();
            if !std::mem::take(&mut self.put_off) {
                self.answer_what_waits();
            }
            if std::mem::take(&mut self.wants_quit) {
                self.carry_out(LineChoice::Quit);
                self.wants_quit = false; // said of the question whether to quit
                continue;
            }
            self.tell_news();
            let Some(line) = self.ask(&t!("linear-prompt")) else { break };
            match choice::parse(&line) {
                Ok(choice) => {
                    self.app.tour_tried();
                    self.carry_out(choice);
                }
                Err(mistake) => self.say(&mistake),
            }
        }
        self.leave();
    }

    fn carry_out(&mut self, choice: LineChoice) {
        match choice {
            LineChoice::Nothing => self.tell_whether_new(),
            LineChoice::Open(row) => self.open_row(row),
            LineChoice::Back => self.go_back(),
            LineChoice::Here => self.told = None,
            LineChoice::More => self.tell_more(),
            LineChoice::Reload => self.reload(),
            LineChoice::Search(words) => self.search(words),
            LineChoice::SearchAll(words) => self.search_all(words),
            LineChoice::Filters => self.filters(),
            LineChoice::Territory(typed) => self.territory(&typed),
            LineChoice::Orders => self.orders(),
            LineChoice::Drop(part) => self.drop_part(part),
            LineChoice::Download(rows) => self.download(&rows),
            LineChoice::AskByRow(row) => self.ask_by_row(row),
            LineChoice::Preview(row, entry) => self.preview(row, entry),
            LineChoice::Check(row) => self.check(row),
            LineChoice::About(row) => self.about(row),
            LineChoice::Jobs(what) => self.jobs(&what),
            LineChoice::Go(address) => self.go_to(&address),
            LineChoice::Access(row) => self.access(row),
            LineChoice::SetUp(row) => self.set_up(row),
            LineChoice::AddPublic => self.add_public(),
            LineChoice::Bookmark(row) => self.bookmark(row),
            LineChoice::Places => self.places(),
            LineChoice::Name(row, name) => self.name_search(row, name),
            LineChoice::Link(row) => self.link(row),
            LineChoice::OpenOutside(row) => {
                if self.choose(row).is_some() {
                    self.act(Action::OpenOutside);
                }
            }
            LineChoice::AddData(row) => self.add_data(row),
            LineChoice::Compare(row) => self.compare_data(row),
            LineChoice::Undo => self.undo(),
            LineChoice::Log => self.tell_log(),
            LineChoice::Tour if self.app.can_begin_tour() => self.app.begin_tour(true),
            LineChoice::Tour => self.act(Action::Tour),
            LineChoice::NewTab => self.change_tab(Typed::Do(Action::NewTab)),
            LineChoice::Tab(at) => self.change_tab(Typed::ShowTab(at)),
            LineChoice::CloseTab => self.change_tab(Typed::Do(Action::CloseTab)),
            LineChoice::Help => self.help(),
            LineChoice::Quit => self.quit(),
        }
    }

    fn say(&mut self, text: &str) {
        self.talk.say(text);
    }

    /// A label and its text; a text of its own where there is no label.
    fn say_fact(&mut self, label: &str, text: &str) {
        match label {
            "" => self.say(text),
            _ => self.say(&t!("linear-fact", label, text)),
        }
    }

    fn say_error(&mut self, error: &Error) {
        self.say(&t!("linear-failed", error = error.to_string()));
        error.hint.iter().for_each(|hint| self.talk.say(&hint.to_string()));
    }

    /// What the app has to say of the last choice.
    fn tell_notice(&mut self) {
        match self.app.take_notice() {
            Some(Notice::Said(text)) => self.say(&text),
            Some(Notice::Failed(error)) => self.say_error(&error),
            None => {}
        }
    }

    /// All notices of this run, the latest last.
    fn tell_log(&mut self) {
        let said: Vec<String> = self.app.log().iter().map(Notice::in_full).collect();
        if said.is_empty() {
            return self.say(&t!("app-log-empty"));
        }
        said.iter().rev().for_each(|said| self.talk.say(said));
    }

    /// What the person types; downloads and answers go on meanwhile. `None`: the input has ended.
    fn ask(&mut self, question: &str) -> Option<String> {
        if self.talk.has_ended() {
            return None;
        }
        self.talk.prompt(question);
        loop {
            match self.talk.event(None) {
                Some(Event::Msg(msg)) => self.apply(*msg),
                Some(Event::Line(line)) => {
                    self.interrupted = false;
                    return line;
                }
                Some(Event::Interrupt) => {
                    self.interrupt();
                    if self.app.has_quit() {
                        return None;
                    }
                    self.talk.prompt(question);
                }
                None => {}
            }
        }
    }

    /// What the person answers to a question below the first, where the letters that lead out of it are heard as well.
    fn ask_below(&mut self, question: &str) -> Result<String, Left> {
        loop {
            let line = self.ask(question).ok_or(Left::Quit)?;
            match line.as_str() {
                "b" => return Err(Left::Back),
                "q" => {
                    self.wants_quit = true;
                    return Err(Left::Quit);
                }
                "?" => self.say(&t!("linear-below")),
                "=b" | "=q" | "=?" => return Ok(line[1..].to_owned()),
                _ => return Ok(line),
            }
        }
    }

    /// The rows of a numbered list that are typed, asked for until they are there; `None`: none, or the input has ended.
    fn ask_rows(&mut self, question: &str, count: usize) -> Option<Vec<usize>> {
        loop {
            match choice::rows(&self.ask_below(question).ok()?) {
                Ok(rows) if rows.is_empty() => return None,
                Ok(rows) if rows.iter().all(|row| *row < count) => return Some(rows),
                Ok(_) => self.say(&t!("linear-number-up-to", count)),
                Err(mistake) => self.say(&mistake),
            }
        }
    }

    /// Whether the person agrees, in a whole word; what is neither yes nor no is no.
    fn agrees(&mut self, question: &Question<bool>, asked: &str) -> bool {
        self.ask_below(asked).is_ok_and(|answer| question.typed(&answer) == Answered::Answer(true))
    }

    /// The answer to `question`, chosen by its number or its word; `None` at the end of the input.
    fn decide<A: Copy>(&mut self, question: &Question<A>) -> Option<A> {
        self.say(&question.text);
        for (number, choice) in (1..).zip(&question.choices) {
            let words = t!("linear-answer", word = choice.word(), meaning = choice.meaning());
            self.say(&t!("linear-choice", number, words));
        }
        loop {
            let line = self.ask_below(&t!("linear-conflict-question")).ok()?;
            let by_number = line.parse::<usize>().ok().and_then(|number| question.choices.get(number.checked_sub(1)?));
            match by_number {
                Some(choice) if choice.weight == Weight::Light => return Some(choice.answer),
                Some(choice) => self.say(&t!("question-whole-word", word = choice.word())),
                None => match question.typed(&line) {
                    Answered::Answer(answer) => return Some(answer),
                    Answered::WantsWord(choice) => self.say(&t!("question-whole-word", word = choice.word())),
                    Answered::Unclear => self.say(&t!("linear-number-up-to", count = question.choices.len())),
                },
            }
        }
    }

    /// Lets messages come until `done`. The person hears of it when that takes long.
    fn wait(&mut self, done: impl Fn(&Self) -> bool) {
        let mut patience = Some(SILENCE);
        while !done(self) && !self.talk.has_ended() && !self.app.has_quit() {
            match self.talk.event(patience) {
                Some(Event::Msg(msg)) => self.apply(*msg),
                Some(Event::Line(_)) => {}
                Some(Event::Interrupt) => self.interrupt(),
                None => {
                    patience = None; // once is enough
                    self.say(&match self.app.is_waiting_for_keyring() {
                        true => t!("ui-waiting-for-keyring"),
                        false => t!("linear-waiting"),
                    });
                }
            }
            self.answer_passphrase();
            self.answer_elsewhere();
        }
    }

    fn type_in(&mut self, typed: Typed) {
        self.apply(Msg::Typed(typed));
    }

    fn act(&mut self, action: Action) {
        self.type_in(Typed::Do(action));
    }

    /// The one way in for everything that happens.
    fn apply(&mut self, msg: Msg) {
        match &msg {
            Msg::Portals(_) => self.connected = true,
            Msg::Unfinished(_) | Msg::NotKept(_) => self.queue_read = true,
            Msg::WasSetUp(_) => self.was_set_up = true,
            Msg::DataFound(..) => self.data_found = true,
            Msg::Account(portal, result) => self.hear_of_account(portal, result.as_ref().as_ref()),
            _ => {}
        }
        // A guide is asked for here, without the app: it is of a place or a row, not of what a cursor is on.
        if let Msg::Guide(address, result) = msg {
            self.guided = Some((address, *result));
            return;
        }
        if let Msg::Curl(line) = msg {
            self.curl = Some(line);
            return;
        }
        for cmd in self.app.update(msg) {
            match cmd {
                Cmd::SetUp(name) => self.set_up = Some(name),
                // Nothing rests where there is no cursor: `i` looks into a row.
                Cmd::Peek(_) | Cmd::StopPeek => {}
                Cmd::Suspend | Cmd::Copy(_) | Cmd::Mouse(_) | Cmd::Notify(_) => {}
                cmd => self.worker.carry_out(cmd),
            }
        }
    }

    /// What came up meanwhile and needs an answer.
    fn answer_what_waits(&mut self) {
        self.answer_passphrase();
        self.answer_elsewhere();
        self.answer_conflicts();
        self.answer_failing();
    }

    /// Where nobody answers any more, a credential goes nowhere new.
    fn answer_elsewhere(&mut self) {
        if self.talk.is_asked() {
            return; // two would read from one terminal
        }
        let Some(elsewhere) = self.app.take_elsewhere() else { return };
        let allowed = self.decide(&Question::elsewhere(&elsewhere)).unwrap_or(false);
        self.worker.carry_out(Cmd::Allow(elsewhere, allowed));
    }

    fn answer_passphrase(&mut self) {
        if self.talk.is_asked() {
            return; // two would read from one terminal
        }
        let Some(passphrase) = self.app.take_passphrase() else { return };
        let passphrase = match self.talk.has_ended() {
            true => None,
            false => match self.runtime.block_on(at_terminal(true).passphrase(passphrase.ask())) {
                Ok(passphrase) => Some(passphrase),
                Err(error) => {
                    self.say_error(&error);
                    None
                }
            },
        };
        self.worker.carry_out(Cmd::Passphrase(passphrase));
    }

    /// The row of this number of the place, if it has come.
    fn row(&self, number: usize) -> Option<Item> {
        self.app.listing().and_then(Load::ready)?.items.get(number)
    }

    /// How many rows of the place have come.
    fn count(&self) -> usize {
        self.app.listing().and_then(Load::ready).map_or(0, |listing| listing.items.len())
    }

    /// Puts the app's cursor on a row, or says that there is none of that number.
    fn choose(&mut self, row: usize) -> Option<Item> {
        let Some(item) = self.row(row) else {
            self.say(&t!("linear-no-such-row", number = row + 1, count = self.count()));
            return None;
        };
        self.type_in(Typed::Choose(row));
        Some(item)
    }
}
