//! The crate's stores, over guichet's own HTTP clients: its proxies, its authorities, its rule of what is on this machine.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use object_store::aws::{AmazonS3, AmazonS3ConfigKey};
use object_store::azure::MicrosoftAzureBuilder;
use object_store::client::{
    ClientOptions, HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
};
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::{ObjectStore, RetryConfig};
use url::Url;

use super::address::{BucketAddress, Scheme};
use super::environment;
use super::failure::failed;
use crate::base::error::{Error, Result};
use crate::net::Clients;

/// So often a request that came to nothing is made again, where there is time for it.
const RETRIES: usize = 10;
/// What is signed once is good for about so long.
const SIGNED_FOR: Duration = Duration::from_secs(180);

/// The HTTP client that the configuration asks for, whatever is asked.
#[derive(Clone)]
pub struct Network(pub Clients);

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Network")
    }
}

#[async_trait]
impl HttpService for Network {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let odd = |error: url::ParseError| HttpError::new(HttpErrorKind::Unknown, error);
        let url: Url = request.uri().to_string().parse().map_err(odd)?;
        // The clients that wait longest: the answer to a part comes once it has been sent.
        let client = self.0.made_files.at(&url);
        let client = client.map_err(|error: Error| HttpError::new(HttpErrorKind::Unknown, error))?;
        client.call(request).await
    }
}

impl HttpConnector for Network {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

/// How long a store is asked again.
pub fn retries(max_wait: Duration) -> RetryConfig {
    let max_retries = if max_wait.is_zero() { 0 } else { RETRIES };
    RetryConfig { max_retries, retry_timeout: max_wait.min(SIGNED_FOR), ..RetryConfig::default() }
}

/// An S3, and the region that requests are signed for.
pub fn s3(address: &BucketAddress, clients: &Clients, max_wait: Duration) -> Result<(AmazonS3, String)> {
    let subject = address.to_string();
    let builder = environment::s3(&address.bucket, &subject)?;
    let region = builder.get_config_value(&AmazonS3ConfigKey::Region);
    let builder = builder.with_http_connector(Network(clients.clone())).with_retry(retries(max_wait));
    let store = builder.build().map_err(|error| failed(&error, &subject))?;
    Ok((store, region.unwrap_or_else(|| "us-east-1".to_owned())))
}

/// Azure's or Google's, as the environment describes them.
pub fn other(address: &BucketAddress, clients: &Clients, max_wait: Duration) -> Result<Arc<dyn ObjectStore>> {
    let (network, retries) = (Network(clients.clone()), retries(max_wait));
    let built: object_store::Result<Arc<dyn ObjectStore>> = match address.scheme {
        Scheme::Google => GoogleCloudStorageBuilder::from_env()
            .with_bucket_name(&address.bucket)
            .with_http_connector(network)
            .with_retry(retries)
            .build()
            .map(|store| Arc::new(store) as _),
        Scheme::Azure | Scheme::S3 => MicrosoftAzureBuilder::from_env()
            .with_container_name(&address.bucket)
            .with_http_connector(network)
            .with_retry(retries)
            .build()
            .map(|store| Arc::new(store) as _),
    };
    built.map_err(|error| failed(&error, &address.to_string()))
}
