//! A long document as it arrives: written to a file by one task, read by another from its beginning, which waits for what
//! is not there yet.

use std::io::{self, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::beside::Wanted;
use super::scratch::Scratch;

/// How often who waits looks whether anybody still wants it.
const TICK: Duration = Duration::from_millis(100);

pub struct Arriving {
    scratch: Scratch,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    length: u64,
    /// How far anybody has read.
    read: u64,
    end: Option<End>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    Whole,
    /// There was more to come: who reads it gets [`io::ErrorKind::UnexpectedEof`] there.
    Cut,
}

impl Arriving {
    pub fn new() -> io::Result<Self> {
        Ok(Self { scratch: Scratch::new()?, state: Mutex::default(), changed: Condvar::new() })
    }

    pub fn append(&self, bytes: &[u8]) -> io::Result<()> {
        self.scratch.append(bytes)?;
        self.state().length += bytes.len() as u64;
        self.changed.notify_all();
        Ok(())
    }

    /// That is all that comes.
    pub fn end(&self, end: End) {
        self.state().end = Some(end);
        self.changed.notify_all();
    }

    /// How much has come.
    pub fn length(&self) -> u64 {
        self.state().length
    }

    /// How much of that nobody has read yet.
    pub fn unread(&self) -> u64 {
        let state = self.state();
        state.length - state.read
    }

    /// Reads from the beginning.
    pub fn reader(self: &Arc<Self>, wanted: &Wanted) -> Arrived {
        Arrived { of: self.clone(), at: 0, wanted: wanted.clone() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// See [`Arriving::reader`].
pub struct Arrived {
    of: Arc<Arriving>,
    at: u64,
    wanted: Wanted,
}

impl Read for Arrived {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = self.of.state();
        while self.at >= state.length && state.end.is_none() {
            if self.wanted.is_over() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            state = self.of.changed.wait_timeout(state, TICK).unwrap_or_else(PoisonError::into_inner).0;
        }
        if self.at >= state.length && state.end == Some(End::Cut) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        drop(state);
        let read = self.of.scratch.read(self.at, buffer)?;
        self.at += read as u64;
        let mut state = self.of.state();
        state.read = state.read.max(self.at);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_while_it_arrives_and_as_often_as_wanted() {
        let arriving = Arc::new(Arriving::new().unwrap());
        let text = |reader: &mut Arrived| {
            let mut text = String::new();
            reader.read_to_string(&mut text).map(|_| text)
        };
        std::thread::scope(|scope| {
            let mut reader = arriving.reader(&Wanted::always());
            let reading = scope.spawn(move || text(&mut reader).unwrap());
            for part in ["one ", "two ", "three"] {
                arriving.append(part.as_bytes()).unwrap();
                while arriving.unread() > 0 {
                    std::thread::yield_now(); // each part is read before the next is there
                }
            }
            arriving.end(End::Whole);
            assert_eq!(reading.join().unwrap(), "one two three");
        });
        assert_eq!(text(&mut arriving.reader(&Wanted::always())).unwrap(), "one two three");
    }

    #[test]
    fn what_is_cut_is_read_as_far_as_it_came() {
        let arriving = Arc::new(Arriving::new().unwrap());
        arriving.append(b"one two").unwrap();
        arriving.end(End::Cut);
        let (mut reader, mut bytes) = (arriving.reader(&Wanted::always()), [0; 4]);
        assert_eq!((reader.read(&mut bytes).unwrap(), arriving.length(), arriving.unread()), (4, 7, 3));
        let rest = reader.read_to_end(&mut Vec::new());
        assert_eq!((rest.unwrap_err().kind(), arriving.unread()), (io::ErrorKind::UnexpectedEof, 0));
    }

    #[test]
    fn what_never_comes_is_waited_for_as_long_as_it_is_wanted() {
        let arriving = Arc::new(Arriving::new().unwrap());
        arriving.append(b"a").unwrap();
        let wanted = Wanted::always().within(Duration::from_millis(20));
        let mut reader = arriving.reader(&wanted);
        let read = reader.read_to_end(&mut Vec::new());
        assert_eq!(read.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
