//! One request of one row: the answer as it came, and the file that it links to. The log tells of neither who was asked
//! about.

use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::endpoint::BatchEndpoint;
use super::journal::{FinishedDocument, in_one_line};
use super::row::Asked;
use crate::base::Fut;
use crate::base::disk::disk;
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::{self, FetchPlan, IfExists};
use crate::m;
use crate::model::form::{self, Answers};
use crate::model::{Access, Media};
use crate::net::answer::BODY_LIMIT;
use crate::net::{Opened, Range, asking_once, discreetly, waiting_up_to};
use crate::portals::Portal;
use crate::portals::around::hand_on;
use crate::session::Session;

/// Where documents go, below the folder of the results.
pub const DOCUMENTS: &str = "documents";
/// For so long a document is waited for whose server is busy: its link lives for minutes.
const DOCUMENT_WAIT: std::time::Duration = std::time::Duration::from_secs(30);
/// What stands for an identifier in a file's name is no longer.
const LONGEST_NAME: usize = 60;
const PDF: &[u8] = b"%PDF-";

/// A good answer.
pub struct RowAnswer {
    pub status: u16,
    /// In one line.
    pub body: Vec<u8>,
}

/// Asks once.
pub async fn ask(session: &Session, endpoint: &BatchEndpoint, asked: &Asked) -> Result<RowAnswer> {
    let portal = session.portal(endpoint.address())?;
    let answers = asked.answers(&endpoint.fixed);
    let subject = endpoint.name.as_str();
    discreetly(asking_once(async {
        let mut opened = portal.open(&endpoint.answer, &answers, None).await?.at_once();
        let (status, mut body) = (opened.status().as_u16(), Vec::new());
        while let Some(chunk) = opened.chunk(subject).await? {
            body.extend_from_slice(&chunk);
            if body.len() > BODY_LIMIT {
                return Err(Error::new(ErrorKind::Portal, subject, m!("batch-no-json")));
            }
        }
        let line = in_one_line(&body).ok_or_else(|| Error::new(ErrorKind::Portal, subject, m!("batch-no-json")))?;
        Ok(RowAnswer { status, body: line })
    }))
    .await
}

/// Brings the file that `body` links to; it gets its name once it is whole and a PDF.
pub async fn bring(
    session: &Session,
    endpoint: &BatchEndpoint,
    media: &Media,
    asked: &Asked,
    body: &[u8],
    (dir, several): (&Path, bool),
) -> Result<FinishedDocument> {
    let answer = serde_json::from_slice(body).unwrap_or_default();
    let portal = LinkedPortal { portal: session.portal(endpoint.address())?, answer };
    // For nobody else, whatever the endpoint is about.
    let media = Media { access: Access::Personal, ..media.clone() };
    let name = name(endpoint, asked, several.then_some(endpoint.name.as_str()));
    let how = FetchPlan {
        name: Some(name.clone()),
        if_exists: IfExists::Overwrite,
        answers: Answers(asked.0.clone().into_iter().collect()),
        traffic: session.traffic.clone(),
        ..FetchPlan::into(dir.join(DOCUMENTS))
    };
    let waiting = session.max_wait.min(DOCUMENT_WAIT);
    let fetched = download::fetch(&portal, &media, &how, |_| {});
    let outcome = waiting_up_to(waiting, discreetly(fetched), |_| {}).await?;
    if !outcome.meets(how.require) {
        return Err(Error::new(ErrorKind::Integrity, name, outcome.reason));
    }
    let path = outcome.path.clone();
    let is_pdf = tokio::task::spawn_blocking(move || is_pdf(&path)).await.unwrap_or(Ok(false))?;
    if !is_pdf {
        let aside = outcome.path.with_extension("pdf.altered");
        std::fs::rename(&outcome.path, &aside).map_err(|error| disk(&outcome.path, &error))?;
        return Err(Error::new(ErrorKind::Integrity, name, m!("batch-no-pdf")));
    }
    Ok(FinishedDocument { path: format!("{DOCUMENTS}/{name}"), sha256: outcome.sha256, size: outcome.bytes })
}

fn is_pdf(path: &Path) -> Result<bool> {
    use std::io::Read as _;
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(1024).read_to_end(&mut head));
    read.map_err(|error| disk(path, &error))?;
    Ok(memchr::memmem::find(&head, PDF).is_some())
}

/// The name of a row's document: its identifier. `of`: which endpoint's, where several have one.
fn name(endpoint: &BatchEndpoint, asked: &Asked, of: Option<&str>) -> String {
    let label = form::label(&endpoint.answer.form, &asked.answers(&Answers::default())).unwrap_or_default();
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    let mut name: String = label.replace(' ', "-").chars().map(plain).take(LONGEST_NAME).collect();
    // What had to be changed could be another's then.
    if name != label.replace(' ', "-") {
        let digest: String = Sha256::digest(&label).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        name = format!("{name}-{digest}");
    }
    match of {
        Some(of) => format!("{name}-{of}.pdf"),
        None => format!("{name}.pdf"),
    }
}

/// A portal around another, whose media is what an answer at hand links to.
struct LinkedPortal<'p> {
    portal: &'p dyn Portal,
    answer: Value,
}

impl Portal for LinkedPortal<'_> {
    hand_on! { resolve look_up list facets dataset signed_address http http_to account abilities guide quota }

    fn open<'a>(&'a self, media: &'a Media, answers: &'a Answers, range: Option<&'a Range>) -> Fut<'a, Opened> {
        self.portal.open_linked(media, &self.answer, answers, range)
    }
}
