//! `?`: every command in one line.

use std::io::Write;

use super::Linear;
use crate::base::i18n::Said;
use crate::said;

#[rustfmt::skip]
const COMMANDS: &[Said] = &[
    said!("linear-help-number"), said!("linear-help-b"), said!("linear-help-m"), said!("linear-help-h"), said!("linear-help-r"),
    said!("linear-help-s"), said!("linear-help-s-all"), said!("linear-help-f"), said!("territory-linear"), said!("linear-help-o"), said!("linear-help-x"),
    said!("linear-help-i"), said!("linear-help-p"), said!("linear-help-c"), said!("linear-help-d"), said!("batch-browser-linear"),
    said!("linear-help-j"), said!("linear-help-j-one"), said!("linear-help-j-remove"), said!("linear-help-j-order"), said!("linear-help-j-preview"), said!("linear-help-j-file"), said!("linear-help-j-show"), said!("linear-help-j-excel"), said!("linear-help-j-wait"),
    said!("linear-help-g"), said!("linear-help-k"), said!("linear-help-l"), said!("linear-help-n"), said!("linear-help-t"), said!("linear-help-y"),
    said!("linear-help-a"), said!("linear-help-w"), said!("linear-help-public"), said!("linear-help-open"), said!("sync-linear"), said!("sync-linear-compare"), said!("linear-help-u"), said!("linear-help-log"), said!("linear-help-enter"), said!("tour-help"), said!("linear-help-q"),
];

impl<W: Write + Send> Linear<W> {
    pub(super) fn help(&mut self) {
        COMMANDS.iter().for_each(|command| self.talk.say(&command.text()));
    }
}
