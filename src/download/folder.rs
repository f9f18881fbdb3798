//! New names made durable: one sync of a folder serves all that were given names in it before it began.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};

/// The folders being synced just now.
static FOLDERS: LazyLock<Mutex<HashMap<PathBuf, Arc<Turns>>>> = LazyLock::new(Mutex::default);

#[derive(Default)]
struct Turns {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Default)]
struct State {
    /// How many have asked, and how many of them have what they asked for.
    asked: u64,
    done: u64,
    runs: bool,
}

/// Makes the name of `file` durable. Some file systems cannot, and then nothing more is to be done. Blocks.
pub fn sync(file: &Path) {
    let Some(folder) = file.parent().filter(|_| cfg!(unix)) else { return };
    let turns = lock(&FOLDERS).entry(folder.to_owned()).or_default().clone();
    turns.wait(|| {
        if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
            tracing::debug!(folder = %folder.display(), %error, "the folder could not be synced");
        }
    });
    let mut folders = lock(&FOLDERS);
    drop(turns);
    if folders.get(folder).is_some_and(|turns| Arc::strong_count(turns) == 1) {
        folders.remove(folder);
    }
}

impl Turns {
    /// Returns once `work` was begun after this was called, by whomever, and has ended.
    fn wait(&self, work: impl Fn()) {
        let mut state = lock(&self.state);
        state.asked += 1;
        let mine = state.asked;
        while state.done < mine {
            if state.runs {
                state = self.ended.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            state.runs = true;
            let all = state.asked;
            drop(state);
            work();
            state = lock(&self.state);
            (state.runs, state.done) = (false, all);
            self.ended.notify_all();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::mpsc::channel;
    use std::thread;

    use super::*;

    #[test]
    fn those_that_ask_while_one_works_share_the_next() {
        let (turns, worked) = (Turns::default(), AtomicU64::new(0));
        let (begun, has_begun) = channel();
        let (release, released) = channel::<()>();
        thread::scope(|scope| {
            let (turns, worked) = (&turns, &worked);
            scope.spawn(move || {
                turns.wait(|| {
                    begun.send(()).unwrap();
                    released.recv().unwrap();
                    worked.fetch_add(1, Ordering::Relaxed);
                });
            });
            has_begun.recv().unwrap();
            // What has begun already is too early for these.
            for _ in 0..8 {
                scope.spawn(move || turns.wait(|| _ = worked.fetch_add(1, Ordering::Relaxed)));
            }
            while lock(&turns.state).asked < 9 {
                thread::yield_now();
            }
            assert_eq!(lock(&turns.state).done, 0);
            release.send(()).unwrap();
        });
        assert_eq!((worked.into_inner(), lock(&turns.state).done), (2, 9));
    }

    #[test]
    fn nothing_is_remembered_of_a_folder_that_nobody_syncs() {
        let home = tempfile::tempdir().unwrap();
        sync(&home.path().join("a"));
        sync(&home.path().join("none/b"));
        assert!(lock(&FOLDERS).keys().all(|folder| !folder.starts_with(home.path())));
    }
}
