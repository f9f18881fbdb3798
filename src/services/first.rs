//! What a service is asked for first, told and not sent.

use std::sync::Arc;

use url::Url;

use super::ask::ServiceAsker;
use super::explore::{Explored, Exported};
use super::service::ServiceMedia;
use super::wish::Wish;
use crate::base::error::Result;
use crate::model::Media;
use crate::model::form::Answers;
use crate::net::Ask;
use crate::portals::Portal;

/// See the [module](self).
pub struct FirstRequest {
    asker: ServiceAsker,
    url: Url,
    accept: Option<&'static str>,
    /// Whether the rest of it may come in further answers.
    pub has_pages: bool,
}

/// `None` of what is a file, all of which is wanted. The service is asked what it has; none of its rows is.
pub async fn first_request(portal: &Arc<dyn Portal>, media: &Media, answers: &Answers) -> Result<Option<FirstRequest>> {
    let asker = ServiceAsker::of(portal, media);
    if let Some(service) = ServiceMedia::of(media) {
        let export = super::export(asker.clone(), &service, answers).await?;
        let (url, accept, has_pages) = (export.url, Some(export.accept), export.has_pages);
        return Ok(Some(FirstRequest { asker, url, accept, has_pages }));
    }
    let wish = Wish::of(answers)?;
    let Some(exported) = Exported::of(media).filter(|_| !wish.is_all()) else { return Ok(None) };
    let url = Explored::of(asker.clone(), exported, &wish).await?.url;
    Ok(Some(FirstRequest { asker, url, accept: None, has_pages: false }))
}

impl FirstRequest {
    /// Asks it: where requests are written down and not sent, that.
    pub async fn ask(&self) -> Result<()> {
        let ask = match self.accept {
            Some(accept) => Ask::from(self.url.clone()).with("accept", accept),
            None => Ask::from(self.url.clone()),
        };
        self.asker.portal.http_to(&self.url).open(&self.asker.subject, ask, None).await.map(drop)
    }
}
