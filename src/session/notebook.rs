//! The small files of the state folder, written one after the other on a thread of its own: another process may hold
//! their locks for as long as it likes, and neither a screen nor a download waits for that.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

type Work = Box<dyn FnOnce() + Send>;

/// A handle; clones write to the same thread, which starts with the first work and ends with the last handle.
#[derive(Clone, Default)]
pub struct Notebook(Arc<OnceLock<Option<Sender<Work>>>>);

impl Notebook {
    /// Does `work`, behind all that was given before. Where no thread can be started, here and now.
    pub fn write(&self, work: impl FnOnce() + Send + 'static) {
        match self.thread() {
            Some(thread) => {
                let _ = thread.send(Box::new(work)); // it ends with the last handle only
            }
            None => work(),
        }
    }

    /// Waits until all that was given before is done, at most `patience`. Whether it is. BLOCKS.
    pub fn flush(&self, patience: Duration) -> bool {
        if self.0.get().is_none() {
            return true; // nothing was ever written
        }
        let (sender, done) = channel();
        self.write(move || _ = sender.send(()));
        done.recv_timeout(patience).is_ok()
    }

    fn thread(&self) -> Option<&Sender<Work>> {
        let start = || {
            let (sender, works) = channel::<Work>();
            let thread = std::thread::Builder::new().name("notebook".into());
            thread.spawn(move || works.iter().for_each(|work| work())).ok().map(|_| sender)
        };
        self.0.get_or_init(start).as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_are_done_in_their_order_and_nobody_waits_for_one_that_hangs() {
        let notebook = Notebook::default();
        assert!(notebook.flush(Duration::ZERO), "of nothing, all is done");
        let (hold, held) = channel::<()>();
        let (sender, done) = channel();
        let first = sender.clone();
        notebook.write(move || {
            let _ = held.recv();
            first.send(1).unwrap();
        });
        notebook.clone().write(move || sender.send(2).unwrap());
        assert!(!notebook.flush(Duration::from_millis(1)));
        hold.send(()).unwrap();
        assert!(notebook.flush(Duration::from_secs(60)));
        assert_eq!(done.iter().collect::<Vec<_>>(), [1, 2]);
    }
}
