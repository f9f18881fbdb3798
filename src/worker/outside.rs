//! Files, folders and pages handed to the system's own programs for them.

use std::path::Path;

use super::Worker;
use crate::app::Msg;
use crate::app::at_job::is_data;
use crate::app::outside::{OpenedOutside, Outside};
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::{child, text};
use crate::download::{self, Contents, IfExists};
use crate::m;
use crate::model::form::Answers;
use crate::session::{Order, Session};

impl Worker {
    pub(super) fn open_outside(&self, outside: Outside) {
        let session = self.session();
        self.spawn_blocking(move || Msg::Opened(open(&session, &outside)));
    }
}

/// BLOCKS.
fn open(session: &Session, outside: &Outside) -> Result<OpenedOutside> {
    match outside {
        Outside::Page(url) => open_page(url).map(|()| OpenedOutside::AsAsked),
        Outside::Folder(path) => open_path(path).map(|()| OpenedOutside::AsAsked),
        Outside::File(path) => open_path(path).map(|()| OpenedOutside::File(path.clone())),
        Outside::FileOf { media, page } => {
            let order = Order::new((**media).clone(), None, Answers::default());
            let folder = session.how(&order, IfExists::Ask).dir;
            let contents = Contents::new(media, &order.answers);
            let file = download::verified_file(&folder, &contents, &session.traffic)?;
            match (file.filter(|path| is_data(path)), page) {
                (Some(path), _) => open_path(&path).map(|()| OpenedOutside::File(path)),
                (None, Some(page)) => open_page(page).map(|()| OpenedOutside::PageInstead),
                (None, None) => Err(Error::new(ErrorKind::NotFound, media.title.clone(), m!("app-nothing-to-open"))),
            }
        }
    }
}

fn open_page(url: &str) -> Result<()> {
    child::open(url).map_err(|error| failed(text::line(url), error))
}

fn open_path(path: &Path) -> Result<()> {
    // Another program starts in a folder of its own.
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    child::open(&absolute).map_err(|error| failed(shown(path), error))
}

fn failed(what: String, error: Message) -> Error {
    Error::new(ErrorKind::Unexpected, what, m!("app-not-opened", error))
}
