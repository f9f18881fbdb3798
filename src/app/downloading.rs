//! Downloads begun, gone on with and cancelled.

use super::jobs::JobId;
use super::listing::{ListingKey, Load};
use super::popup::Popup;
use super::{App, Cmd};
use crate::model::form::Answers;
use crate::model::{Access, Media, Offer, Place, Target};
use crate::session::Order;
use crate::t;

impl App {
    pub(super) fn download_chosen(&mut self) {
        let Some(media) = self.chosen_media().cloned() else {
            if let Some(Target::Place(place @ Place::Dataset(_))) = self.chosen().map(|item| item.target.clone()) {
                self.go(ListingKey::new(place));
            }
            return;
        };
        if let Offer::ShowOnly(reason) = &media.offer {
            let (title, reason) = (media.title.clone(), reason.clone());
            self.say(match &media.url {
                Some(url) => t!("app-show-only-at", title, reason, url),
                None => t!("app-show-only", title, reason),
            });
            return;
        }
        if self.jobs.fetching(&media).is_some() {
            return self.say(t!("app-already", title = &media.title));
        }
        if media.access == Access::Personal {
            self.popup = Some(Popup::Personal(Box::new(media)));
            return;
        }
        self.download_asking(media)
    }

    /// Downloads, once what the media asks is answered.
    pub(super) fn download_asking(&mut self, media: Media) {
        if media.form.is_empty() {
            return self.download(media, Answers::default());
        }
        self.ask_form(media);
    }

    pub(super) fn download(&mut self, media: Media, answers: Answers) {
        let dataset = self.known.datasets.get(&media.dataset).and_then(Load::ready).cloned();
        self.jobs.add(Order::new(media, dataset, answers));
        self.jobs.row = self.jobs.len() - 1;
    }

    /// Hands the worker the jobs whose turn it is, and what is to be remembered of them all where that has changed.
    pub(super) fn carry_on_jobs(&mut self) {
        for (id, order, if_exists) in self.jobs.start_next() {
            self.send(Cmd::Download(id, order, if_exists));
        }
        self.jobs.unfinished_changed().into_iter().for_each(|unfinished| self.send(Cmd::KeepQueue(unfinished)));
    }

    pub(super) fn cancel_job(&mut self, id: JobId) {
        if self.jobs.cancel(id) {
            self.send(Cmd::Cancel(id));
        }
    }
}
