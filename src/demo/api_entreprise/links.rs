//! Documents behind links that hold their own secret and live a minute (docs/portals/api-entreprise.md 5), and the PDF
//! they lead to.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Instant;

use axum::response::Response;

use crate::base::file_writers;
use crate::demo::http::{self, LIFE, lock};

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
        let mut links = lock(&self.0);
        links.retain(|_, (_, given)| given.elapsed() < 10 * LIFE);
        links.insert(secret.clone(), (document, Instant::now()));
        secret
    }

    /// What is behind a secret; `None` when there is nothing, or nothing any more.
    pub fn behind(&self, secret: &str) -> Option<Document> {
        let links = lock(&self.0);
        links.get(secret).filter(|(_, given)| given.elapsed() < LIFE).map(|(document, _)| document.clone())
    }
}

impl Document {
    pub fn answer(&self) -> Response {
        let disposition = format!("inline; filename=\"{}\"", self.name);
        http::file(file_writers::pdf(&self.lines), "application/pdf", Some(disposition))
    }
}
