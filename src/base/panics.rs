//! Panics of other people's readers at other people's files: caught, and no word of them on the terminal.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// Whether this thread reads what may be odd, so that a panic is an answer and no mistake to report.
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// What `read` gives; `None` where it panics.
pub fn caught<T>(read: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let report = take_hook();
        set_hook(Box::new(move |info| match READING.get() {
            true => tracing::info!(%info, "a reader gave up"),
            false => report(info),
        }));
    });
    let before = READING.replace(true);
    let read = catch_unwind(AssertUnwindSafe(read));
    READING.set(before);
    read.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_answer() {
        assert_eq!(caught(|| 1), Some(1));
        assert_eq!(
            caught(|| if caught(|| panic!("on purpose")).is_none() {
                panic!("again")
            }),
            None::<()>
        );
        assert_eq!(caught(|| 2), Some(2));
    }
}
