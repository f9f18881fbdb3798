//! The keys of a preview: those its footer shows, which of them do anything now, and all of them in sentences.

use super::{Subject, Viewer};
use crate::base::i18n::Said;
use crate::preview::View;
use crate::{said, t};

/// The keys of any preview, in the order of its footer; moving is as in the lists.
pub const KEYS: &[(char, Said)] = &[
    ('v', said!("app-preview-next-view")),
    ('n', said!("app-preview-next-media")),
    ('e', said!("app-preview-encoding")),
    ('s', said!("app-preview-separator")),
    ('c', said!("app-preview-decimal")),
    ('t', said!("app-preview-title-row")),
    ('d', said!("app-preview-download")),
    ('C', said!("app-preview-check")),
    ('p', said!("app-preview-close")),
];

/// The keys of a table besides, before those.
pub const TABLE_KEYS: &[(char, Said)] = &[
    ('/', said!("app-preview-filter")),
    ('=', said!("app-preview-filter-column")),
    ('o', said!("app-preview-sort")),
    ('i', said!("app-preview-figures")),
    (':', said!("app-preview-columns")),
    ('Y', said!("app-preview-copy")),
    ('f', said!("app-preview-freeze")),
    ('w', said!("app-preview-widen")),
    ('x', said!("app-preview-hide")),
];

/// The keys of a map besides, before those.
pub const MAP_KEYS: &[(char, Said)] = &[
    ('j', said!("app-preview-next-feature")),
    ('+', said!("app-preview-zoom")),
    ('←', said!("app-preview-pan")),
    ('0', said!("app-preview-whole")),
    ('Y', said!("app-preview-copy")),
];

/// All of them in sentences, for the help. They are fixed but for those that have the same meaning elsewhere.
pub const HELP: &[(&str, Said)] = &[
    ("v Tab", said!("app-preview-help-view")),
    ("n N", said!("app-preview-help-media")),
    ("Enter", said!("app-preview-help-inside")),
    ("e s c t", said!("app-preview-help-reading")),
    ("h l ← →", said!("app-preview-help-side")),
    ("[ ]", said!("app-preview-help-ends")),
    (":", said!("app-preview-help-columns")),
    ("/", said!("app-preview-help-filter")),
    ("=", said!("app-preview-help-filter-column")),
    ("-", said!("app-preview-help-drop-filter")),
    ("o O", said!("app-preview-help-sort")),
    ("f", said!("app-preview-help-freeze")),
    ("w", said!("app-preview-help-widen")),
    ("x X", said!("app-preview-help-hide")),
    ("i", said!("app-preview-help-figures")),
    ("y", said!("app-preview-help-copy-cell")),
    ("Y", said!("app-preview-help-copy")),
    ("j k", said!("app-preview-help-feature")),
    ("+ - 0", said!("app-preview-help-zoom")),
    ("h l ← ↓ ↑ →", said!("app-preview-help-pan")),
    ("r", said!("app-preview-help-retry")),
    ("C", said!("app-preview-help-check")),
    ("d", said!("app-preview-help-download")),
    ("p q Esc", said!("app-preview-help-close")),
];

impl Viewer {
    /// The keys that do something here, with what they do; the way out is the last.
    pub fn keys(&self) -> Vec<(String, String)> {
        let own = match self.shown() {
            Some(View::Table(_)) => TABLE_KEYS,
            Some(View::Map(_)) => MAP_KEYS,
            _ => &[],
        };
        let inside = self.entry().map(|_| ("Enter".to_owned(), t!("app-preview-look-inside")));
        let outside = self.subject.outside().map(|_| ("Esc".to_owned(), t!("app-preview-look-outside")));
        let general = KEYS.iter().filter(|(key, _)| self.heeds(*key));
        let own = own.iter().chain(general).map(|(key, does)| (key.to_string(), does.text()));
        inside.into_iter().chain(outside).chain(own).collect()
    }

    /// Whether this one of the keys of any preview does something here.
    fn heeds(&self, key: char) -> bool {
        let preview = self.load.ready();
        match key {
            'v' => preview.is_some_and(|preview| preview.views.len() > 1),
            'n' | 'd' => !self.is_of_file(),
            'e' => preview.is_some_and(|preview| preview.is_text()),
            's' | 'c' | 't' => preview.is_some_and(|preview| preview.is_text_table()),
            'C' => match self.subject.outermost() {
                Subject::Media(media) => media.schema.is_some(),
                _ => true, // its receipt may name one
            },
            _ => true,
        }
    }
}
