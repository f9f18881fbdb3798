//! The real loop on a screen in memory: press keys, wait for what must come, read the screen.

use std::io;
use std::pin::Pin;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use futures_util::{Stream, stream};
use guichet::app::App;
use guichet::config::Config;
use guichet::tui::{Start, Tui, Worker};
use guichet::ui::theme::Theme;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

type Keys = Pin<Box<dyn Stream<Item = io::Result<Event>>>>;

/// What must come comes well before this, or never.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Screen {
    tui: Tui<TestBackend, Keys>,
    keys: UnboundedSender<io::Result<Event>>,
    loop_runtime: Runtime,
    _workers: Runtime,
}

impl Screen {
    /// The browser on the demo, downloading into `config.download_dir`.
    pub fn demo(width: u16, height: u16, config: Config) -> Self {
        let workers = Runtime::new().unwrap();
        let loop_runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (keys, mut key_inbox) = unbounded_channel();
        let events: Keys = Box::pin(stream::poll_fn(move |cx| key_inbox.poll_recv(cx)));
        let (sender, inbox) = unbounded_channel();
        let worker = Worker::new(workers.handle().clone(), config, sender);
        let terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut tui = Tui::new(terminal, events, inbox, App::new(vec![]), worker, Theme::new(false));
        loop_runtime.block_on(async { tui.start(Start::Demo) }).unwrap();
        Self { tui, keys, loop_runtime, _workers: workers }
    }

    /// Presses these keys: letters as they are, `\n` Enter, `\t` Tab, `\u{1b}` Esc.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for c in keys.chars() {
            let code = match c {
                '\n' => KeyCode::Enter,
                '\t' => KeyCode::Tab,
                '\u{1b}' => KeyCode::Esc,
                c => KeyCode::Char(c),
            };
            self.keys.send(Ok(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))).unwrap();
            assert!(self.loop_runtime.block_on(self.tui.step()).unwrap(), "{c:?} quit the browser");
        }
        self
    }

    /// Loops until `done` says so; fails with the screen when it never does.
    #[track_caller]
    pub fn until(&mut self, what: &str, done: impl Fn(&App, &str) -> bool) -> &mut Self {
        let deadline = std::time::Instant::now() + PATIENCE;
        while !done(&self.tui.app, &self.text()) {
            let left = deadline.saturating_duration_since(std::time::Instant::now());
            let step = self.loop_runtime.block_on(async { tokio::time::timeout(left, self.tui.step()).await });
            match step {
                Ok(alive) => assert!(alive.unwrap(), "the browser quit while waiting for {what}"),
                Err(_) => panic!("waited in vain for {what}; the screen:\n{}", self.text()),
            }
        }
        self
    }

    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.tui.terminal.backend_mut().resize(width, height);
        self.keys.send(Ok(Event::Resize(width, height))).unwrap();
        assert!(self.loop_runtime.block_on(self.tui.step()).unwrap());
        self
    }

    pub fn app(&self) -> &App {
        &self.tui.app
    }

    /// What stands on the screen.
    pub fn text(&self) -> String {
        self.tui.terminal.backend().to_string()
    }
}
