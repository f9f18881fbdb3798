//! Everything known of where one is, or of a row.

use std::io::Write;

use super::Linear;
use super::place::listed;
use crate::app::Cmd;
use crate::app::listing::Load;
use crate::app::peek::{Glimpse, RestingOn};
use crate::model::{Address, Media, Offer, Place, Target};
use crate::net::quota::Remaining;
use crate::preview::View;
use crate::t;
use crate::ui::detail::{self, Facts};

/// So many media of a dataset, and rows of a media, are said with what is known of it.
const MEDIA: usize = 20;
const FIRST_ROWS: usize = 3;

impl<W: Write + Send> Linear<W> {
    /// `i`
    pub(super) fn about(&mut self, row: Option<usize>) {
        let Some(row) = row else { return self.about_here() };
        let Some(item) = self.choose(row) else { return };
        match &item.target {
            Target::Media { .. } => self.about_media(row),
            Target::Place(Place::Folder(address)) if address.path.is_empty() => {
                let facts = self.facts(&item);
                self.say(&listed(&facts));
                self.account(&address.portal);
            }
            Target::Place(Place::Dataset(address)) => {
                match self.app.known().datasets.get(address).and_then(Load::ready) {
                    Some(dataset) => {
                        let facts = detail::of_dataset(dataset);
                        self.say_facts(&facts);
                    }
                    None => {
                        self.say_facts(&detail::of_item(&item, &self.app));
                        self.tell_inside(address);
                        self.say(&t!("linear-open-for-all", number = row + 1));
                    }
                }
            }
            Target::Place(_) | Target::Search(_) | Target::Data(_) => {
                self.say_facts(&detail::of_item(&item, &self.app))
            }
        }
    }

    fn about_here(&mut self) {
        if let Some(dataset) = self.app.dataset().cloned() {
            return self.say_facts(&detail::of_dataset(&dataset));
        }
        match self.app.step().ask.place.address().cloned() {
            Some(address) => {
                self.say_fact(&t!("ui-address"), &address.to_string());
                if let Some(link) = self.app.link_here() {
                    self.say_fact(&t!("ui-link"), &link);
                }
                self.account(&address.portal);
                let limit = |it: &Remaining| t!("linear-limit", title = &it.title, left = it.left, limit = it.limit);
                let limits: Vec<String> = self.app.limits().into_iter().map(limit).collect();
                limits.iter().for_each(|limit| self.say(limit));
            }
            None => self.say(&t!("linear-about-what")),
        }
    }

    /// Of the media in this row, and what can be done with it.
    pub(super) fn about_media(&mut self, row: usize) {
        let Some(media) = self.app.chosen_media().cloned() else { return };
        let keys = t!("ui-fetch");
        let is_key = |label: &str| label == keys && media.offer == Offer::Download;
        let facts: Facts = detail::of_media(&media).into_iter().filter(|(label, _)| !is_key(label)).collect();
        self.say_facts(&facts);
        self.tell_first_rows(&media);
        if !media.form.is_empty() {
            self.say(&t!("linear-asks", count = media.form.len()));
        }
        if !matches!(media.offer, Offer::ShowOnly(_)) {
            self.say(&t!("linear-media-next", number = row + 1));
        }
    }

    /// The media of a dataset that was not opened.
    fn tell_inside(&mut self, address: &Address) {
        self.look(RestingOn::Dataset(address.clone()));
        let Some(dataset) = self.app.known_dataset(address).cloned() else { return };
        self.say(&t!("ui-peek-media", count = dataset.media.len()));
        for item in dataset.items().iter().take(MEDIA) {
            let facts = self.facts(item);
            self.say(&listed(&facts));
        }
    }

    /// The beginning of a media's table, where it may be shown without being asked for.
    fn tell_first_rows(&mut self, media: &Media) {
        let Some(resting) = self.app.resting_on() else { return };
        self.look(resting);
        let Some(Load::Ready(Glimpse::Media(preview))) = self.app.glimpse(&media.address()) else { return };
        if let Some(View::Table(table)) = preview.views.first().cloned() {
            self.tell_table(&table, FIRST_ROWS);
        }
    }

    /// Has it looked into, unless that was done.
    fn look(&mut self, resting: RestingOn) {
        let address = resting.address();
        if self.app.glimpse(&address) == Some(&Load::Loading) {
            self.worker.carry_out(Cmd::Peek(resting));
            self.wait(|it| it.app.glimpse(&address) != Some(&Load::Loading));
        }
    }

    fn say_facts(&mut self, facts: &[(String, String)]) {
        for (label, text) in facts {
            self.say_fact(label, text);
        }
    }

    fn account(&mut self, portal: &str) {
        match self.app.known().accounts.get(portal).cloned() {
            Some(Load::Ready(account)) => account.lines().iter().for_each(|line| self.say(line)),
            Some(Load::Failed(error)) => self.say_error(&error),
            Some(Load::Loading) => self.say(&t!("linear-signing-in")),
            None => self.say(&t!("linear-no-account")),
        }
    }
}
