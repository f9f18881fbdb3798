//! The browser running: one loop, one queue, one state, generic over the terminal and over where keys come from.
//!
//! The loop lives on a runtime of its own on the main thread; portals and downloads work on another, so that no
//! download ever delays a key.

use std::io::{self, Write};
use std::time::Duration;

use crossterm::event::{Event, EventStream, KeyEventKind, MouseEventKind};
use futures_util::{Stream, StreamExt};
use ratatui::Terminal;
use ratatui::backend::{Backend, CrosstermBackend, TestBackend};
use thread_priority::{ThreadPriority, ThreadPriorityValue};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::Instant;

use crate::app::mouse::{Areas, ScreenLink};
use crate::app::{App, Cmd, Msg};
use crate::base::burst::{self, PASTES_ARE_KEYS};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::means::threads;
use crate::config::theme::{Background, ColourDepth, Theme};
use crate::ui;
use crate::worker::{Opening, Start, Worker, fresh_app};
use emulator::{BEGIN_FRAME, END_FRAME, Emulator, Overall};
use links::Painted;

mod emulator;
mod links;
mod screen;

/// Progress alone redraws the screen at most this often; a key at once.
const REDRAW: Duration = Duration::from_millis(100);
/// So many are needed at least: two that work, one that reads keys, one that waits for the disk.
const THREADS: usize = 4;
/// How long the end of the program waits for what is still being written.
const PATIENCE: Duration = Duration::from_secs(1);

/// Opens the browser on the real terminal and returns when the person quits.
pub fn open(opening: Opening) -> Result<()> {
    let Opening { session, start, colour, trouble } = opening;
    let failed = |error: io::Error| Error::new(ErrorKind::Unexpected, "browser", error.to_string());
    threads(THREADS)?;
    let mut workers = tokio::runtime::Builder::new_multi_thread();
    workers.worker_threads(2).thread_name("worker").on_thread_start(step_behind).enable_all();
    let workers = workers.build().map_err(failed)?;
    let front = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let terminal = screen::enter(session.config.browser.mouse)?;
    let (sender, inbox) = unbounded_channel();
    front.spawn(screen::forward_signals(sender.clone()));
    let mut app = fresh_app(&session, start);
    trouble.into_iter().for_each(|error| app.open_trouble(error));
    let told = || std::env::var("COLORFGBG").ok().and_then(|told| Background::told(&told));
    let background = session.config.browser.background.or_else(told).unwrap_or(Background::Dark);
    let depth = ColourDepth::told(&std::env::var("COLORTERM").unwrap_or_default());
    let theme = Theme::new(colour, background, &session.config.browser.colours.on(depth));
    let writers = session.writers();
    let worker = Worker::new(workers.handle().clone(), session, sender);
    let mut tui = Tui::new(terminal, EventStream::new(), inbox, app, worker, theme);
    let outcome = tui.start(start).and_then(|()| {
        loop {
            if front.block_on(tui.run())? == Exit::Quit {
                return Ok(());
            }
            // Nobody reads keys while the shell does. Downloads go on; their news wait.
            drop((tui.terminal, tui.events));
            screen::leave();
            screen::stop_until_continued();
            let terminal = screen::enter(tui.app.settings().browser.mouse)?;
            tui = Tui { terminal, events: EventStream::new(), around: None, links: vec![], ..tui };
            tui.draw()?;
        }
    });
    screen::leave();
    workers.block_on(writers.flush(PATIENCE));
    // A download in the middle of a write may take a moment; the person should not have to wait for it.
    workers.shutdown_timeout(Duration::from_secs(1));
    outcome
}

/// The calling thread, and those it starts, leave the processor to the screen's thread when both want it: eight downloads
/// that write and hash keep no key waiting.
fn step_behind() {
    let a_quarter = ThreadPriorityValue::try_from(25).map(ThreadPriority::Crossplatform);
    let done = a_quarter.map(thread_priority::set_current_thread_priority);
    if !matches!(done, Ok(Ok(()))) {
        tracing::info!(?done, "downloads are as urgent as the screen");
    }
}

/// The loop: generic over the terminal and over where keys come from, so that a test can be both.
pub struct Tui<B: Backend, E> {
    pub terminal: Terminal<B>,
    events: E,
    inbox: UnboundedReceiver<Msg>,
    pub app: App,
    worker: Worker,
    theme: Theme,
    drawn: Instant,
    due: Due,
    emulator: Emulator,
    /// What the window around the screen shows.
    around: Option<(String, Overall)>,
    /// The links on the screen.
    links: Vec<ScreenLink>,
    /// Somebody else needs the terminal.
    exit: Option<Exit>,
}

/// Why the loop ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exit {
    Quit,
    /// The shell needs the terminal, until it brings the program back.
    Suspend,
}

/// When the screen must show what changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Never,
    /// With the next redraw: progress comes ten times a second from every job.
    Soon,
    Now,
}

/// A terminal that takes control sequences besides what is drawn.
pub trait Screen: Backend {
    /// Beside the cells; nowhere, where there is nothing to send it to.
    fn send(&mut self, _control: &str) {}
}

impl<W: io::Write> Screen for CrosstermBackend<W> {
    fn send(&mut self, control: &str) {
        let _ = self.write_all(control.as_bytes()); // drawing tells that the terminal is gone
    }
}

impl Screen for TestBackend {}

impl<B, E> Tui<B, E>
where
    B: Screen,
    B::Error: std::error::Error + Send + Sync + 'static,
    E: Stream<Item = io::Result<Event>> + Unpin,
{
    pub fn new(
        terminal: Terminal<B>,
        events: E,
        inbox: UnboundedReceiver<Msg>,
        app: App,
        worker: Worker,
        theme: Theme,
    ) -> Self {
        let (drawn, due, emulator) = (Instant::now(), Due::Never, Emulator::here());
        let (around, links, exit) = (None, vec![], None);
        Self { terminal, events, inbox, app, worker, theme, drawn, due, emulator, around, links, exit }
    }

    /// Draws the first frame, before anything is asked of a portal, a keyring or the terminal, then begins the work.
    pub fn start(&mut self, start: Start) -> Result<()> {
        let cmds = match start {
            Start::Demo => self.app.open_demo(),
            Start::Tour => {
                self.app.begin_tour(false);
                self.app.open_demo()
            }
            Start::Home => vec![],
        };
        self.draw()?;
        if start == Start::Home {
            self.worker.connect();
        }
        self.carry_out(cmds);
        Ok(())
    }

    pub async fn run(&mut self) -> Result<Exit> {
        while self.step().await? {
            if let Some(exit) = self.exit.take() {
                return Ok(exit);
            }
        }
        Ok(Exit::Quit)
    }

    /// Waits for one message, applies it and all that wait behind it, draws once. `false`: the person quit.
    pub async fn step(&mut self) -> Result<bool> {
        let redraw_at = self.drawn + REDRAW;
        tokio::select! {
            biased;
            event = self.events.next() => match event {
                Some(Ok(event)) if PASTES_ARE_KEYS => {
                    let burst = burst::gathered(event, &mut self.events).await;
                    burst.into_iter().for_each(|event| self.apply_event(event));
                }
                Some(Ok(event)) => self.apply_event(event),
                Some(Err(error)) => return Err(Error::new(ErrorKind::Unexpected, "terminal", error.to_string())),
                None => self.apply(Msg::Terminate),
            },
            Some(msg) = self.inbox.recv() => self.apply(msg),
            () = tokio::time::sleep_until(redraw_at), if self.due == Due::Soon => return self.draw().map(|()| true),
        }
        while let Ok(msg) = self.inbox.try_recv() {
            self.apply(msg);
        }
        if self.app.has_quit() {
            return Ok(false);
        }
        if self.due == Due::Now || redraw_at <= Instant::now() {
            self.draw()?;
        }
        Ok(true)
    }

    fn apply_event(&mut self, event: Event) {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => self.apply(Msg::Key(key)),
            Event::Paste(text) => self.apply(Msg::Paste(text)),
            Event::Mouse(event) if event.kind == MouseEventKind::Moved => {}
            Event::Mouse(event) => self.apply(Msg::Mouse(event)),
            _ => self.apply(Msg::Redraw),
        }
    }

    fn apply(&mut self, msg: Msg) {
        self.due = self.due.max(if matches!(msg, Msg::Progress(..)) { Due::Soon } else { Due::Now });
        let cmds = self.app.update(msg);
        self.carry_out(cmds);
    }

    fn carry_out(&mut self, cmds: Vec<Cmd>) {
        for cmd in cmds {
            match cmd {
                Cmd::Suspend if cfg!(unix) => self.exit = Some(Exit::Suspend),
                Cmd::Copy(text) => screen::copy(&text),
                Cmd::Mouse(on) => screen::mouse(on),
                Cmd::Notify(said) => self.terminal.backend_mut().send(&self.emulator.notification(&said)),
                cmd => self.worker.carry_out(cmd),
            }
        }
    }

    fn draw(&mut self) -> Result<()> {
        let failed = |error: B::Error| Error::new(ErrorKind::Unexpected, "terminal", error.to_string());
        let mut areas = Areas::default();
        self.terminal.backend_mut().send(BEGIN_FRAME);
        let drawn = self.terminal.draw(|frame| areas = ui::draw(frame, &self.app, &self.theme)).map_err(failed)?;
        let painted = Painted::new(drawn.buffer, &self.links, &areas.links);
        let backend = self.terminal.backend_mut();
        painted.paint(backend).map_err(failed)?;
        self.links.clone_from(&areas.links);
        self.app.drawn(areas);
        self.tell_around();
        let backend = self.terminal.backend_mut();
        backend.send(END_FRAME);
        backend.flush().map_err(failed)?;
        (self.drawn, self.due) = (Instant::now(), Due::Never);
        Ok(())
    }

    /// The title of the window and the progress of all downloads, where they changed.
    fn tell_around(&mut self) {
        let overall = match (self.app.jobs().live(), self.app.jobs().percent()) {
            (0, _) => Overall::Idle,
            (_, Some(percent)) => Overall::At(percent),
            (_, None) => Overall::Unknown,
        };
        let around = (ui::title(&self.app), overall);
        if self.around.as_ref() != Some(&around) {
            let control = emulator::title(&around.0) + &self.emulator.progress(overall);
            self.terminal.backend_mut().send(&control);
            self.around = Some(around);
        }
    }
}
