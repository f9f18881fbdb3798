//! Documents behind links that hold their own secret and live a minute (docs/portals/api-entreprise.md 5), and the PDF
//! they lead to.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::Response;

use crate::base::file_writers;

/// Short on purpose, so that a link can be seen to expire.
pub const LIFE: Duration = Duration::from_secs(60);

/// A document to be fetched.
#[derive(Clone, Debug)]
pub struct Document {
    /// With its ending.
    pub name: String,
    pub lines: Vec<String>,
}

/// Links given out so far.
#[derive(Default)]
pub struct Links(Mutex<HashMap<String, (Document, Instant)>>);

impl Links {
    /// The secret of a new link.
    pub fn give(&self, document: Document) -> String {
        let secret = format!("{:032x}", fastrand::u128(..));
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|_, (_, given)| given.elapsed() < 10 * LIFE);
        links.insert(secret.clone(), (document, Instant::now()));
        secret
    }

    /// What is behind a secret; `None` when there is nothing, or nothing any more.
    pub fn behind(&self, secret: &str) -> Option<Document> {
        let links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        links.get(secret).filter(|(_, given)| given.elapsed() < LIFE).map(|(document, _)| document.clone())
    }
}

impl Document {
    pub fn answer(&self) -> Response {
        let body = Response::builder()
            .header(CONTENT_TYPE, "application/pdf")
            .header(CONTENT_DISPOSITION, format!("inline; filename=\"{}\"", self.name))
            .body(Body::from(self.pdf()));
        body.unwrap_or_else(|error| unreachable!("headers made of plain letters: {error}"))
    }

    pub fn pdf(&self) -> Vec<u8> {
        file_writers::pdf(&self.lines)
    }
}
