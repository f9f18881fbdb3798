//! Checks of what is looked into: beside the screen, ended by whoever asks for another or leaves.

use std::path::PathBuf;

use tokio::task::AbortHandle;

use super::Worker;
use crate::app::Msg;
use crate::app::preview::Subject;
use crate::app::preview::checking::MOST_TOLD;
use crate::base::error::{Error, ErrorKind};
use crate::m;
use crate::model::form::Answers;
use crate::session::{CheckStage, CheckableFile, Order};
use crate::tabular::TextOptions;

impl Worker {
    /// Of the file, else of the media, which comes over first.
    pub(super) fn check(&mut self, subject: Subject, file: Option<PathBuf>, options: TextOptions) {
        let (session, shared, of) = (self.session(), self.shared.clone(), subject.clone());
        let told = {
            let (shared, of) = (shared, subject.clone());
            move |stage: CheckStage| shared.send(Msg::CheckGoesOn(of.clone(), stage))
        };
        let checked = async move {
            let (file, schema) = match (file, &of) {
                (Some(path), _) => {
                    let file = CheckableFile::on_disk(&path);
                    let schema = session.schema(None, file.follows.as_ref(), &of.title()).await?;
                    (file, schema)
                }
                (None, Subject::Media(media)) => {
                    let schema = session.schema(None, media.schema.as_ref(), &media.title).await?;
                    let order = Order::new((**media).clone(), None, Answers::default());
                    (session.brought(&order, told.clone()).await?, schema)
                }
                (None, _) => return Err(Error::new(ErrorKind::Unexpected, of.title(), m!("archive-none"))),
            };
            file.against(schema, &options, MOST_TOLD, told).await
        };
        let task = self.task(checked, |checked| Msg::Checked(subject, Box::new(checked)));
        self.check.replace(task.abort_handle()).iter().for_each(AbortHandle::abort);
    }
}
