//! What the cursor rests on, looked into without being asked: the media of a dataset, the first rows of a media.
//!
//! The worker waits a moment before it asks anybody, so that a cursor passing by asks nothing; another row ends it. What
//! a person asks for with `p` has a request of its own.

use std::collections::VecDeque;
use std::sync::Arc;

use super::listing::Load;
use super::{App, Cmd, Focus};
use crate::base::error::Result;
use crate::config::browser::PreviewStart;
use crate::model::{Access, Address, Dataset, Media, Offer, Place, Target};
use crate::preview::Preview;

/// So many are remembered, for a cursor that comes back.
const REMEMBERED: usize = 24;

/// What the cursor can rest on.
#[derive(Clone, Debug, PartialEq)]
pub enum RestingOn {
    Dataset(Address),
    Media(Box<Media>),
}

impl RestingOn {
    pub fn address(&self) -> Address {
        match self {
            Self::Dataset(address) => address.clone(),
            Self::Media(media) => media.address(),
        }
    }
}

/// What was found in it.
#[derive(Clone, Debug, PartialEq)]
pub enum Glimpse {
    Dataset(Arc<Dataset>),
    Media(Box<Preview>),
}

/// What the cursor rests on, and what was seen where it rested before.
#[derive(Debug, Default)]
pub(super) struct Peek {
    on: Option<Address>,
    /// The latest last.
    seen: VecDeque<(Address, Load<Glimpse>)>,
}

impl Peek {
    fn of(&self, address: &Address) -> Option<&Load<Glimpse>> {
        self.seen.iter().find(|(seen, _)| seen == address).map(|(_, load)| load)
    }

    fn put(&mut self, address: Address, load: Load<Glimpse>) {
        self.forget(&address);
        self.seen.push_back((address, load));
        if self.seen.len() > REMEMBERED {
            self.seen.pop_front();
        }
    }

    fn forget(&mut self, address: &Address) {
        self.seen.retain(|(seen, _)| seen != address);
    }

    /// Forgets what is still being looked into. Whether anything was.
    fn give_up(&mut self) -> bool {
        self.on = None;
        let before = self.seen.len();
        self.seen.retain(|(_, load)| *load != Load::Loading);
        self.seen.len() < before
    }
}

impl App {
    /// What is known of the inside of the dataset or media at `address`, if one looked.
    pub fn glimpse(&self, address: &Address) -> Option<&Load<Glimpse>> {
        self.peek.of(address)
    }

    /// The dataset at `address` as far as it is known, opened or looked into.
    pub fn known_dataset(&self, address: &Address) -> Option<&Arc<Dataset>> {
        let opened = self.known.datasets.get(address).and_then(Load::ready);
        opened.or_else(|| match self.glimpse(address)?.ready()? {
            Glimpse::Dataset(dataset) => Some(dataset),
            Glimpse::Media(_) => None,
        })
    }

    /// Has what the cursor rests on now looked into, and nothing else any more.
    pub(super) fn follow_cursor(&mut self) {
        // Above the panes something else has the person's attention: what was seen below stays.
        let resting = self.resting_on().filter(|_| self.is_uncovered());
        let address = resting.as_ref().map(RestingOn::address);
        if address == self.peek.on {
            return;
        }
        if self.peek.give_up() {
            self.send(Cmd::StopPeek);
        }
        let (Some(resting), Some(address)) = (resting, address) else { return };
        if self.peek.of(&address).and_then(Load::ready).is_none() {
            self.peek.put(address.clone(), Load::Loading);
            self.send(Cmd::Peek(resting));
        }
        self.peek.on = Some(address);
    }

    fn is_uncovered(&self) -> bool {
        self.viewer.is_none() && self.popup.is_none() && self.wizard.is_none() && self.focus != Focus::Jobs
    }

    /// What of the row under the cursor may be looked into without being asked.
    pub fn resting_on(&self) -> Option<RestingOn> {
        match self.chosen()?.target {
            Target::Place(Place::Dataset(address)) => {
                let is_known = matches!(self.known.datasets.get(&address), Some(Load::Ready(_)));
                (!is_known).then_some(RestingOn::Dataset(address))
            }
            Target::Place(_) | Target::Search(_) | Target::Data(_) => None,
            Target::Media { .. } => {
                let media = self.chosen_media().filter(|media| self.may_be_shown(media))?;
                Some(RestingOn::Media(Box::new(media.clone())))
            }
        }
    }

    /// Whether the first rows of `media` are for everybody, and cost nothing that a person would want to be asked about.
    fn may_be_shown(&self, media: &Media) -> bool {
        let is_open = |access: Access| access == Access::Open;
        self.settings.browser.preview == PreviewStart::Auto
            && !self.settings.offline
            && media.offer == Offer::Download
            && media.form.is_empty()
            && is_open(media.access)
            && self.dataset().is_some_and(|dataset| is_open(dataset.access))
    }

    /// An answer about what the cursor has left comes too late.
    pub(super) fn peeked(&mut self, address: Address, result: Result<Glimpse>) {
        if self.peek.of(&address) == Some(&Load::Loading) {
            self.peek.put(address, result.map_or_else(Load::Failed, Load::Ready));
        }
    }

    /// What is asked for again is looked into again.
    pub(super) fn look_again(&mut self) {
        self.peek = Peek::default();
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, dataset, in_dataset, key, media};
    use super::*;
    use crate::app::Msg;
    use crossterm::event::KeyCode;

    fn press(app: &mut App, c: char) -> Vec<Cmd> {
        app.update(key(if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) }))
    }

    fn peeks(cmds: &[Cmd]) -> Vec<String> {
        let word = |cmd: &Cmd| match cmd {
            Cmd::Peek(on) => Some(on.address().to_string()),
            Cmd::StopPeek => Some("stop".into()),
            _ => None,
        };
        cmds.iter().filter_map(word).collect()
    }

    fn set_at(path: &str) -> Address {
        Address::root("p").child(path)
    }

    #[test]
    fn a_dataset_under_the_cursor_is_looked_into_until_the_cursor_moves_on() {
        let mut app = at_root();
        assert_eq!(peeks(&press(&mut app, 'j')), ["stop", "p/b"], "the first row was being looked into");
        let cmds = app.update(Msg::Peeked(set_at("b"), Box::new(Ok(Glimpse::Dataset(Arc::new(dataset(vec![])))))));
        assert_eq!(peeks(&cmds), [""; 0]);
        assert!(app.known_dataset(&set_at("b")).is_some());
        press(&mut app, 'k');
        assert_eq!(peeks(&press(&mut app, 'j')), ["stop"], "what was seen is not asked for again");
        app.update(Msg::Peeked(set_at("nowhere"), Box::new(Ok(Glimpse::Dataset(Arc::new(dataset(vec![])))))));
        assert!(app.known_dataset(&set_at("nowhere")).is_none(), "nobody waits for it");
    }

    #[test]
    fn the_first_rows_are_shown_only_of_what_is_for_everybody_and_free() {
        type Change = (&'static str, fn(&mut Media));
        let changes: [Change; 5] = [
            ("restricted", |media| media.access = Access::Restricted),
            ("personal", |media| media.access = Access::Personal),
            ("a link", |media| media.offer = Offer::ShowOnly("no file".into())),
            ("likely refused", |media| media.offer = Offer::Doubtful("on request".into())),
            ("asks", |media| {
                media.form = vec![crate::model::form::Field::new("siren", "SIREN", crate::model::form::Takes::Text)]
            }),
        ];
        for (why, change) in changes {
            let mut changed = media("b");
            change(&mut changed);
            let mut app = in_dataset(vec![media("a"), changed]);
            assert!(app.resting_on().is_some(), "{why}");
            press(&mut app, 'j');
            assert_eq!(app.resting_on(), None, "{why}");
        }
        let mut app = in_dataset(vec![media("a")]);
        app.settings.offline = true;
        assert_eq!(app.resting_on(), None);
        app.settings.offline = false;
        app.settings.browser.preview = PreviewStart::Key;
        assert_eq!(app.resting_on(), None);
    }

    #[test]
    fn a_preview_that_was_asked_for_ends_it_and_is_not_ended_by_it() {
        let mut app = in_dataset(vec![media("a")]);
        let cmds = press(&mut app, 'p');
        assert!(cmds.iter().any(|cmd| matches!(cmd, Cmd::Preview(_))), "{cmds:?}");
        assert_eq!(peeks(&cmds), ["stop"]);
        let cmds = press(&mut app, 'q');
        assert!(cmds.contains(&Cmd::StopPreview));
        assert_eq!(peeks(&cmds), ["p/set/a"], "back at the row");
    }
}
