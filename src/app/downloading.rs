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
    pub(super) fn download_chosen(&mut self) -> Vec<Cmd> {
        let Some(media) = self.chosen_media().cloned() else {
            return match self.chosen().map(|item| item.target.clone()) {
                Some(Target::Place(place @ Place::Dataset(_))) => self.go(ListingKey::new(place)),
                _ => vec![],
            };
        };
        if let Offer::ShowOnly(reason) = &media.offer {
            let (title, reason) = (media.title.clone(), reason.clone());
            self.say(match &media.url {
                Some(url) => t!("app-show-only-at", title, reason, url),
                None => t!("app-show-only", title, reason),
            });
            return vec![];
        }
        if self.jobs.fetching(&media).is_some() {
            return self.refuse(t!("app-already", title = &media.title));
        }
        if media.access == Access::Personal {
            self.popup = Some(Popup::Personal(Box::new(media)));
            return vec![];
        }
        self.download_asking(media)
    }

    /// Downloads, once what the media asks is answered.
    pub(super) fn download_asking(&mut self, media: Media) -> Vec<Cmd> {
        if media.form.is_empty() {
            return self.download(media, Answers::default());
        }
        self.ask_form(media);
        vec![]
    }

    pub(super) fn download(&mut self, media: Media, answers: Answers) -> Vec<Cmd> {
        let dataset = self.known.datasets.get(&media.dataset).and_then(Load::ready).cloned();
        self.jobs.add(Order::new(media, dataset, answers));
        self.jobs.row = self.jobs.len() - 1;
        vec![]
    }

    /// Hands the worker the jobs whose turn it is, and what is to be remembered of them all where that has changed.
    pub(super) fn carry_on_jobs(&mut self) -> Vec<Cmd> {
        let started = self.jobs.to_start().into_iter();
        let mut cmds: Vec<Cmd> = started.map(|(id, order, if_exists)| Cmd::Download(id, order, if_exists)).collect();
        cmds.extend(self.jobs.to_keep().map(Cmd::KeepQueue));
        cmds
    }

    pub(super) fn cancel_job(&mut self, id: JobId) -> Vec<Cmd> {
        if self.jobs.cancel(id) { vec![Cmd::Cancel(id)] } else { vec![] }
    }
}
