//! The real program in a real pseudo-terminal: type keys, wait for what must come, read the screen.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, ChildKiller, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// What must come comes well before this, or never.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Term {
    screen: Arc<(Mutex<vt100::Parser>, Condvar)>,
    sent: Arc<Mutex<Vec<u8>>>,
    writer: Box<dyn Write + Send>,
    /// Gone once its end was waited for.
    child: Option<Box<dyn Child + Send + Sync>>,
    killer: Box<dyn ChildKiller + Send + Sync>,
    pid: u32,
    master: Box<dyn MasterPty + Send>,
    /// Closed once the last byte of the program is read.
    all_read: Receiver<()>,
}

fn size(rows: u16, cols: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn cells(n: u16) -> NonZero<u16> {
    NonZero::new(n).unwrap()
}

/// How much of it a terminal shows: nothing of a frame (mode 2026) that has not come whole.
fn whole_frames(bytes: &[u8]) -> usize {
    let last = |mark: &[u8]| bytes.windows(mark.len()).rposition(|part| part == mark);
    match (last(b"\x1b[?2026h"), last(b"\x1b[?2026l")) {
        (Some(begun), ended) if ended.is_none_or(|ended| ended < begun) => begun,
        _ => bytes.len(),
    }
}

/// Words that stand one after another however their lines are broken.
fn unbroken(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Term {
    /// Starts the program with `args` and these variables added.
    pub fn spawn(cols: u16, rows: u16, args: &[&str], env: &[(&str, &str)]) -> Self {
        Self::run(cols, rows, env!("CARGO_BIN_EXE_guichet"), args, env)
    }

    /// Starts a shell that minds its jobs, where the program's name is `guichet`.
    #[cfg(unix)]
    pub fn shell(cols: u16, rows: u16, env: &[(&str, &str)]) -> Self {
        let folder = std::path::Path::new(env!("CARGO_BIN_EXE_guichet")).parent().unwrap().display();
        let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
        let env: Vec<(&str, &str)> = env.iter().copied().chain([("PATH", path.as_str()), ("PS1", "shell> ")]).collect();
        let term = Self::run(cols, rows, "sh", &["-i"], &env);
        term.shows("shell> ");
        term
    }

    /// Starts another program than ours.
    pub fn run(cols: u16, rows: u16, program: &str, args: &[&str], env: &[(&str, &str)]) -> Self {
        let pty = native_pty_system().openpty(size(rows, cols)).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env("TERM", "xterm-256color");
        command.env("GUICHET_LANG", "en");
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().for_each(|name| command.env_remove(name));
        env.iter().for_each(|(name, value)| command.env(name, value));
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let screen = Arc::new((Mutex::new(vt100::Parser::new(cells(rows), cells(cols), 0)), Condvar::new()));
        let mut reader = pty.master.try_clone_reader().unwrap();
        let (shared, sent) = (screen.clone(), Arc::<Mutex<Vec<u8>>>::default());
        let all = sent.clone();
        let (reading, all_read) = channel::<()>();
        std::thread::spawn(move || {
            let (mut bytes, mut unshown) = ([0; 65536], Vec::new());
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                all.lock().unwrap().extend_from_slice(&bytes[..count]);
                unshown.extend_from_slice(&bytes[..count]);
                let whole = unshown.drain(..whole_frames(&unshown)).collect::<Vec<_>>();
                shared.0.lock().unwrap().process(&whole);
                shared.1.notify_all();
            }
            drop(reading);
        });
        let writer = pty.master.take_writer().unwrap();
        let (killer, pid) = (child.clone_killer(), child.process_id().unwrap());
        Self { screen, sent, writer, child: Some(child), killer, pid, master: pty.master, all_read }
    }

    pub fn keys(&mut self, keys: &str) -> &mut Self {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
        self
    }

    /// A click with the left button on the first place of the screen that shows `text`.
    #[track_caller]
    pub fn click(&mut self, text: &str) -> &mut Self {
        let (x, y) = self.place_of(text);
        self.keys(&format!("\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m"))
    }

    /// Turns of the wheel, over the first place that shows `text`.
    #[track_caller]
    pub fn wheel(&mut self, text: &str, down: bool) -> &mut Self {
        let (x, y) = self.place_of(text);
        self.keys(&format!("\x1b[<{};{x};{y}M", if down { 65 } else { 64 }))
    }

    /// Column and row, counted from one.
    #[track_caller]
    fn place_of(&self, text: &str) -> (usize, usize) {
        self.shows(text);
        let parser = self.screen.0.lock().unwrap();
        let found = parser.screen().rows(0, u16::MAX).enumerate().find_map(|(row, line)| {
            let before = &line[..line.find(text)?];
            Some((before.chars().count() + 1, row + 1))
        });
        found.unwrap_or_else(|| panic!("{text} is on no line of the screen"))
    }

    pub fn resize(&mut self, cols: u16, rows: u16) -> &mut Self {
        self.screen.0.lock().unwrap().screen_mut().set_size(cells(rows), cells(cols));
        self.master.resize(size(rows, cols)).unwrap();
        self
    }

    /// Waits until `done` is true of the screen and returns its text; fails with the screen when it never is.
    #[track_caller]
    pub fn until(&self, what: &str, done: impl Fn(&vt100::Screen) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut parser = self.screen.0.lock().unwrap();
        loop {
            if done(parser.screen()) {
                return parser.screen().contents();
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waited in vain for {what}; the screen:\n{}", parser.screen().contents());
            parser = self.screen.1.wait_timeout(parser, left).unwrap().0;
        }
    }

    /// Waits until the screen holds `text`, on one line or broken where a path before it is longer than elsewhere.
    #[track_caller]
    pub fn shows(&self, text: &str) -> String {
        self.until(text, |screen| {
            let contents = screen.contents();
            contents.contains(text) || unbroken(&contents).contains(text)
        })
    }

    /// Every byte the program sent so far.
    pub fn sent(&self) -> Vec<u8> {
        self.sent.lock().unwrap().clone()
    }

    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Waits for the program to end; fails with the screen when it does not.
    #[track_caller]
    pub fn end(&mut self) -> ExitStatus {
        let mut child = self.child.take().unwrap();
        let (sender, ended) = channel();
        std::thread::spawn(move || sender.send(child.wait()));
        match ended.recv_timeout(PATIENCE) {
            Ok(status) => {
                // What it wrote last may still be on its way; where something else holds the terminal, no end comes.
                _ = self.all_read.recv_timeout(PATIENCE);
                status.unwrap()
            }
            Err(_) => panic!("it did not end; the screen:\n{}", self.screen.0.lock().unwrap().screen().contents()),
        }
    }
}

impl Drop for Term {
    fn drop(&mut self) {
        let _ = self.killer.kill(); // harmless when it has ended
    }
}
