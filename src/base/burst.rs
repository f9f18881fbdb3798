//! Pasted text where it comes as keys: on Windows, whose consoles tell of no paste. Keys that come at once, as no fingers
//! type them, are one.

use std::io;
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use futures_util::{Stream, StreamExt};

/// Whether pasted text comes as keys on this system.
pub const PASTES_ARE_KEYS: bool = cfg!(windows);

/// What comes sooner than this after a key was not typed: the fastest fingers and a key held down take longer.
const GAP: Duration = Duration::from_millis(5);
/// Fewer keys than this may be typed while the screen is drawn.
const FEWEST: usize = 3;
/// A longer paste comes in pieces of as many keys.
const MOST: usize = 64 << 10;

/// `first`, with what comes at once behind it, as what it is: keys, or a paste.
pub async fn gathered(first: Event, events: &mut (impl Stream<Item = io::Result<Event>> + Unpin)) -> Vec<Event> {
    let mut burst = vec![first];
    while may_go_on(&burst) {
        match tokio::time::timeout(GAP, events.next()).await {
            Ok(Some(Ok(event))) => burst.push(event),
            _ => break, // an error is there again when the next event is waited for
        }
    }
    told(burst)
}

/// As [`gathered`], of the terminal itself; waits for the first event. BLOCKS.
pub fn read() -> io::Result<Vec<Event>> {
    let mut burst = vec![event::read()?];
    while PASTES_ARE_KEYS && may_go_on(&burst) && event::poll(GAP)? {
        burst.push(event::read()?);
    }
    Ok(if PASTES_ARE_KEYS { told(burst) } else { burst })
}

/// Only behind what may be text is there anything to wait for.
fn may_go_on(burst: &[Event]) -> bool {
    burst.len() < MOST && (burst.len() > 1 || burst.first().is_some_and(|event| text_of(event).is_some()))
}

/// The events of a burst: each run of several different keys that are text is a paste.
fn told(burst: Vec<Event>) -> Vec<Event> {
    let (mut told, mut run) = (Vec::with_capacity(burst.len()), Vec::new());
    for event in burst.into_iter().map(plain) {
        match text_of(&event) {
            Some(_) => run.push(event),
            // The key that is let go belongs to the one before.
            None if matches!(event, Event::Key(KeyEvent { kind: KeyEventKind::Release, .. })) => {}
            None => {
                end_run(&mut run, &mut told);
                told.push(event);
            }
        }
    }
    end_run(&mut run, &mut told);
    told
}

/// A key that is held down while the screen is drawn comes several times, and is no paste.
fn end_run(run: &mut Vec<Event>, told: &mut Vec<Event>) {
    let text: String = run.iter().filter_map(text_of).collect();
    let is_one_key = text.chars().all(|c| text.starts_with(c));
    match run.len() >= FEWEST && !is_one_key {
        true => {
            run.clear();
            told.push(Event::Paste(text));
        }
        false => told.append(run),
    }
}

/// Windows says of what AltGr brings, as `@` on a French keyboard, that Ctrl and Alt are down.
fn plain(event: Event) -> Event {
    const ALT_GR: KeyModifiers = KeyModifiers::CONTROL.union(KeyModifiers::ALT);
    match event {
        Event::Key(KeyEvent { code: KeyCode::Char(c), modifiers, kind, state })
            if modifiers.contains(ALT_GR) && !c.is_ascii_alphanumeric() =>
        {
            let modifiers = modifiers.difference(ALT_GR);
            Event::Key(KeyEvent { code: KeyCode::Char(c), modifiers, kind, state })
        }
        event => event,
    }
}

/// The character that a key is in a text.
fn text_of(event: &Event) -> Option<char> {
    let Event::Key(KeyEvent { code, modifiers, kind, .. }) = event else { return None };
    if *kind == KeyEventKind::Release || modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
        return None;
    }
    match code {
        KeyCode::Char(c) => Some(*c),
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    fn key(code: KeyCode, modifiers: KeyModifiers, kind: KeyEventKind) -> Event {
        Event::Key(KeyEvent::new_with_kind(code, modifiers, kind))
    }

    /// As Windows tells of it: each key goes down and is let go.
    fn keys(text: &str) -> Vec<Event> {
        let code = |c| match c {
            '\n' => KeyCode::Enter,
            '\t' => KeyCode::Tab,
            '\u{8}' => KeyCode::Backspace,
            c => KeyCode::Char(c),
        };
        let modifiers = |c: char| if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
        let both = [KeyEventKind::Press, KeyEventKind::Release];
        text.chars().flat_map(|c| both.map(|kind| key(code(c), modifiers(c), kind))).collect()
    }

    fn pressed(text: &str) -> Vec<Event> {
        let is_pressed = |event: &Event| matches!(event, Event::Key(key) if key.kind == KeyEventKind::Press);
        keys(text).into_iter().filter(is_pressed).collect()
    }

    #[test]
    fn a_burst_is_told_as_what_it_is() {
        let paste = |text: &str| vec![Event::Paste(text.into())];
        let table = [
            ("a", pressed("a")),
            ("gg", pressed("gg")),
            ("jjjjjjjj", pressed("jjjjjjjj")), // held down
            ("\n\n\n\n", pressed("\n\n\n\n")),
            ("eau de\nsource\n", paste("eau de\nsource\n")),
            ("Été 2024\t7", paste("Été 2024\t7")),
            ("https://a.example\n", paste("https://a.example\n")),
            ("aaaa\n", paste("aaaa\n")),
            ("abc\u{8}de", [paste("abc"), pressed("\u{8}de")].concat()),
            ("\u{8}\u{8}\u{8}", pressed("\u{8}\u{8}\u{8}")),
        ];
        for (text, expected) in table {
            assert_eq!(told(keys(text)), expected, "{text:?}");
        }
        let control = key(KeyCode::Char('c'), KeyModifiers::CONTROL, KeyEventKind::Press);
        let among = [keys("abc"), vec![control.clone(), Event::Resize(80, 24)], keys("de")].concat();
        assert_eq!(told(among), [paste("abc"), vec![control, Event::Resize(80, 24)], pressed("de")].concat());
    }

    #[test]
    fn what_alt_gr_brings_is_text_and_a_chord_stays_one() {
        let alt_gr = KeyModifiers::CONTROL | KeyModifiers::ALT;
        for (c, is_text) in [('@', true), ('#', true), ('€', true), ('\\', true), ('a', false), ('7', false)] {
            let pressed = key(KeyCode::Char(c), alt_gr, KeyEventKind::Press);
            assert_eq!(text_of(&plain(pressed)), is_text.then_some(c), "{c}");
        }
        let mail =
            [keys("ana"), vec![key(KeyCode::Char('@'), alt_gr, KeyEventKind::Press)], keys("a.example")].concat();
        assert_eq!(told(mail), [Event::Paste("ana@a.example".into())]);
    }

    #[tokio::test]
    async fn what_does_not_come_at_once_is_typed() {
        let first = |text: &str| pressed(text).remove(0);
        let rest = |text: &str| stream::iter(keys(text).into_iter().skip(1).map(Ok)).chain(stream::pending());
        assert_eq!(gathered(first("source"), &mut rest("source")).await, [Event::Paste("source".into())]);
        assert_eq!(gathered(first("s"), &mut stream::pending()).await, pressed("s"));
        // Behind what is no text nothing is waited for.
        assert_eq!(gathered(first("\u{8}"), &mut rest("xyz")).await, pressed("\u{8}"));
    }
}
