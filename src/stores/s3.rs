//! What the crate has no call for at an S3: an upload in parts that begins with a mark, ends on a condition, or was left open.

use std::time::Duration;

use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH};
use http::{HeaderMap, Method};
use http_body_util::{BodyExt as _, Limited};
use object_store::aws::{AmazonS3, AwsAuthorizer};
use object_store::client::{HttpRequest, HttpRequestBody, HttpService as _};
use object_store::path::Path;
use object_store::signer::Signer as _;
use url::Url;

use super::bucket::{Condition, MARK};
use super::client::Network;
use super::failure::{Why, failed, said_in, within};
use crate::base::error::Result;

/// The longest answer that is read.
const LONGEST: usize = 4 << 20;
/// A signed address is taken apart at once, and sent to nobody.
const AT_ONCE: Duration = Duration::from_secs(60);
/// Pauses before asking again.
const PAUSES: [Duration; 5] = [
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(3),
    Duration::from_secs(8),
];

pub struct S3 {
    pub store: AmazonS3,
    pub region: String,
    pub network: Network,
    /// How long an answer is waited for in all.
    pub max_wait: Duration,
}

/// How a request ended.
pub struct Answer {
    /// `None`: it was done.
    pub why: Option<Why>,
    pub body: String,
}

/// An upload that was begun and not ended.
pub struct OpenUpload {
    pub id: String,
    /// When, as the server writes it.
    pub begun: String,
}

impl S3 {
    /// Begins an upload whose object will bear `mark`; its id.
    pub async fn create(&self, key: &Path, subject: &str, mark: &str, content_type: Option<&str>) -> Result<String> {
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::from_static(MARK.header), text(mark));
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, text(content_type));
        }
        let answer = self.patiently(Method::POST, key, &[("uploads", "")], headers).await;
        match (answer.why, within(&answer.body, "UploadId")) {
            (None, Some(id)) if !id.is_empty() => Ok(unescaped(id)),
            (why, _) => Err(why.unwrap_or(Why::Odd).error(subject, &said_in(&answer.body))),
        }
    }

    /// Makes an object of the parts that have these tags, if `condition` still holds.
    pub async fn complete(&self, key: &Path, id: &str, parts: &[String], condition: &Condition) -> Answer {
        let mut headers = HeaderMap::new();
        match condition {
            Condition::Nothing => headers.insert(IF_NONE_MATCH, HeaderValue::from_static("*")),
            Condition::Still(there) => there.etag.as_deref().and_then(|etag| headers.insert(IF_MATCH, text(etag))),
        };
        let part = |(at, etag): (usize, &String)| {
            let etag = etag.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
            format!("<Part><PartNumber>{}</PartNumber><ETag>{etag}</ETag></Part>", at + 1)
        };
        let parts: String = parts.iter().enumerate().map(part).collect();
        let namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
        let body = format!("<CompleteMultipartUpload xmlns=\"{namespace}\">{parts}</CompleteMultipartUpload>");
        let answer = self.ask(Method::POST, key, &[("uploadId", id)], headers, body).await;
        // An answer that began well may end with an error.
        match answer.why {
            None if answer.body.contains("<Error>") => {
                Answer { why: Some(Why::of_answer(500, &answer.body)), ..answer }
            }
            _ => answer,
        }
    }

    /// The uploads to this very key that are open. Nothing where the server tells of none.
    pub async fn open_uploads(&self, key: &Path) -> Result<Vec<OpenUpload>, Why> {
        let query = [("uploads", ""), ("prefix", key.as_ref())];
        let answer = self.patiently(Method::GET, &Path::default(), &query, HeaderMap::new()).await;
        if let Some(why) = answer.why {
            return Err(why);
        }
        let uploads = answer.body.split("<Upload>").skip(1).filter_map(|upload| {
            let is_of = within(upload, "Key").is_some_and(|it| unescaped(it) == key.as_ref());
            let id = within(upload, "UploadId").map(unescaped).filter(|_| is_of)?;
            Some(OpenUpload { id, begun: within(upload, "Initiated").unwrap_or_default().to_owned() })
        });
        Ok(uploads.collect())
    }

    /// Asks, and again after pauses where that may help.
    async fn patiently(&self, method: Method, key: &Path, query: &[(&str, &str)], headers: HeaderMap) -> Answer {
        let began = std::time::Instant::now();
        for pause in pauses() {
            let answer = self.ask(method.clone(), key, query, headers.clone(), String::new()).await;
            let has_time = began.elapsed() + pause <= self.max_wait;
            if !answer.why.is_some_and(|why| matches!(why, Why::Busy | Why::Line)) || !has_time {
                return answer;
            }
            tokio::time::sleep(pause).await;
        }
        self.ask(method, key, query, headers, String::new()).await
    }

    async fn ask(
        &self,
        method: Method,
        key: &Path,
        query: &[(&str, &str)],
        headers: HeaderMap,
        body: String,
    ) -> Answer {
        match self.send(method, key, query, headers, body).await {
            Ok((status, body)) if (200..300).contains(&status) => Answer { why: None, body },
            Ok((status, body)) => Answer { why: Some(Why::of_answer(status, &body)), body },
            Err((why, body)) => Answer { why: Some(why), body },
        }
    }

    /// The status and the body of the answer.
    async fn send(
        &self,
        method: Method,
        key: &Path,
        query: &[(&str, &str)],
        headers: HeaderMap,
        body: String,
    ) -> Result<(u16, String), (Why, String)> {
        let refused = |error: object_store::Error| (Why::of(&error), failed(&error, "s3").cause.to_string());
        let mut url: Url = self.store.signed_url(method.clone(), key, AT_ONCE).await.map_err(refused)?;
        url.set_query(None);
        url.query_pairs_mut().extend_pairs(query);
        let credential = self.store.credentials().get_credential().await.map_err(refused)?;
        let mut request = HttpRequest::new(HttpRequestBody::from(body));
        let odd = |error: &dyn std::error::Error| (Why::Odd, error.to_string());
        *request.uri_mut() = url.as_str().parse().map_err(|error: http::uri::InvalidUri| odd(&error))?;
        (*request.method_mut(), *request.headers_mut()) = (method, headers);
        AwsAuthorizer::new(&credential, "s3", &self.region).try_authorize(&mut request, None).map_err(refused)?;
        let answer = self.network.call(request).await.map_err(|error| (Why::Line, error.to_string()))?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, LONGEST).collect().await;
        let body = body.map_err(|error| (Why::Line, error.to_string()))?.to_bytes();
        Ok((head.status.as_u16(), String::from_utf8_lossy(&body).into_owned()))
    }
}

/// The pauses, never together with others.
pub fn pauses() -> impl Iterator<Item = Duration> {
    PAUSES.iter().map(|pause| pause.mul_f64(0.75 + fastrand::f64() * 0.5))
}

/// As a header; what cannot be one is left out.
fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static(""))
}

/// What the five entities of XML stand for.
fn unescaped(xml: &str) -> String {
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    plain.iter().fold(xml.to_owned(), |text, (entity, plain)| text.replace(entity, plain))
}
