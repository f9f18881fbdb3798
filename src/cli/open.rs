//! `open`: the web page of what is at an address, in the person's browser.

use clap::Args;
use serde_json::json;

use super::{Global, out, resolve};
use crate::access::secrets::Environment;
use crate::base::child;
use crate::base::error::{Error, ErrorKind, Result};
use crate::model::{Address, Place, Target};
use crate::session::Session;
use crate::{m, t};

#[derive(Args, Debug)]
pub struct OpenArgs {
    /// A portal, a dataset or a media
    address: String,
    /// Print the page's address, and open nothing
    #[arg(long)]
    print: bool,
}

pub async fn open(global: &Global, args: &OpenArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&["address", "url", "opened"])?;
    let page = page(&args.address, session).await?;
    // Where no window can be opened the system may start a browser of text that nobody sees.
    let can_open = !args.print && Environment::system().has_display();
    let opened = can_open && child::open(&page).inspect_err(|error| out::note(&t!("cli-no-browser", error))).is_ok();
    match (columns.are_for_people(), opened) {
        (false, _) => columns.print(json!({"address": args.address, "url": page, "opened": opened}))?,
        (true, true) => out::note(&t!("cli-opened", url = page)),
        (true, false) => out::line(&page),
    }
    Ok(0)
}

/// The page of a dataset, the address of a media (else the page of its dataset), the portal itself.
async fn page(address: &str, session: &Session) -> Result<String> {
    let none = |subject: &Address| Error::new(ErrorKind::NotFound, subject, m!("cli-no-page"));
    let is_web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    let (portal, target) = resolve(address, session).await?;
    match &target {
        Target::Place(Place::Folder(folder)) if folder.path.is_empty() => {
            Ok(session.portal_config(&folder.portal)?.url.to_string())
        }
        Target::Place(Place::Dataset(dataset)) => {
            portal.dataset(dataset).await?.page.filter(is_web).ok_or_else(|| none(dataset))
        }
        Target::Media { dataset, media } => {
            let (of, media) = session.media(dataset, media).await?;
            media.url.clone().filter(is_web).or(of.page.filter(is_web)).ok_or_else(|| none(&media.address()))
        }
        Target::Place(_) | Target::Search(_) | Target::Data(_) => {
            Err(Error::new(ErrorKind::Usage, address, m!("cli-no-page")).hint(m!("cli-no-page-hint")))
        }
    }
}
