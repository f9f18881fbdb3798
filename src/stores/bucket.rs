//! A bucket: what lies under a key, and an object put there under a condition. Whatever the store answers to that, what then
//! lies there decides: each object bears a mark made up for it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, GetOptions, ObjectMeta, ObjectStore, PutMode, PutOptions, PutPayload, UpdateVersion,
};

use super::address::{BucketAddress, Scheme};
use super::client::{self, Network};
use super::environment;
use super::failure::{Why, failed};
use super::s3::{S3, pauses};
use crate::base::error::{Error, ErrorKind, Result};
use crate::m;
use crate::net::Clients;

/// What an object's mark is called.
pub struct MarkNames {
    pub attribute: &'static str,
    /// The same at an S3.
    pub header: &'static str,
}

pub const MARK: MarkNames = MarkNames { attribute: "guichet", header: "x-amz-meta-guichet" };

/// The longest small object that is read.
const LONGEST: u64 = 1 << 20;

/// See the [module](self).
pub struct Bucket {
    pub address: BucketAddress,
    pub way: Way,
    /// Where the notes of what is under way lie.
    pub notes: PathBuf,
    pub max_wait: Duration,
}

/// How a store is spoken to.
pub enum Way {
    S3(Box<S3>),
    Other(Arc<dyn ObjectStore>),
}

/// What lies under a key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object {
    pub etag: Option<String>,
    /// Google's number of it.
    pub version: Option<String>,
    pub size: u64,
    /// What its upload was marked with; `None`: it is not guichet's, or the store keeps no marks.
    pub mark: Option<String>,
}

/// What must be so for an object to be put.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Nothing is there.
    Nothing,
    /// What is there is still this.
    Still(Object),
}

/// What became of an object that was to be put.
#[derive(Debug)]
pub enum Placed {
    Here(Object),
    /// The condition does not hold: something else is there, or what was is not.
    Taken,
}

/// What an object is put with.
pub struct Label<'a> {
    pub condition: &'a Condition,
    pub mark: &'a str,
    pub content_type: Option<&'a str>,
}

impl Label<'_> {
    pub fn attributes(&self) -> Attributes {
        let mut attributes = Attributes::new();
        attributes.insert(Attribute::Metadata(MARK.attribute.into()), self.mark.to_owned().into());
        if let Some(content_type) = self.content_type {
            attributes.insert(Attribute::ContentType, content_type.to_owned().into());
        }
        attributes
    }
}

impl Bucket {
    /// Asks nobody anything yet. `notes`: the folder of what is under way.
    pub fn connect(address: BucketAddress, clients: &Clients, max_wait: Duration, notes: PathBuf) -> Result<Self> {
        environment::secrets_become_known();
        let way = match address.scheme {
            Scheme::S3 => {
                let (store, region) = client::s3(&address, clients, max_wait)?;
                Way::S3(Box::new(S3 { store, region, network: Network(clients.clone()), max_wait }))
            }
            Scheme::Azure | Scheme::Google => Way::Other(client::other(&address, clients, max_wait)?),
        };
        Ok(Self { address, way, notes, max_wait })
    }

    pub fn store(&self) -> &dyn ObjectStore {
        match &self.way {
            Way::S3(s3) => &s3.store,
            Way::Other(store) => &**store,
        }
    }

    /// What tells this store from others of the same name.
    pub fn whereabouts(&self) -> String {
        let endpoint = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AZURE_STORAGE_ACCOUNT_NAME"];
        let endpoint = endpoint.iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default();
        format!("{} {}", self.address.of_key(""), crate::base::secret_address::without_secrets(&endpoint))
    }

    /// The key as the crate has it.
    pub fn path(&self, key: &str) -> Result<Path> {
        let odd = |_| Error::new(ErrorKind::Usage, self.address.of_key(key), m!("stores-odd-prefix"));
        Path::parse(key).map_err(odd)
    }

    /// What lies there.
    pub async fn look(&self, key: &str) -> Result<Option<Object>> {
        let options = GetOptions { head: true, ..GetOptions::default() };
        match self.store().get_opts(&self.path(key)?, options).await {
            Ok(found) => Ok(Some(object(&found.meta, &found.attributes))),
            Err(error) if Why::of(&error) == Why::Missing => Ok(None),
            Err(error) => Err(failed(&error, &self.address.of_key(key))),
        }
    }

    /// What lies there and is small, and its content.
    pub async fn read(&self, key: &str) -> Result<Option<(Object, Bytes)>> {
        self.read_up_to(key, LONGEST).await
    }

    /// The same, of up to `longest` bytes: of what is longer, none.
    pub async fn read_up_to(&self, key: &str, longest: u64) -> Result<Option<(Object, Bytes)>> {
        let subject = self.address.of_key(key);
        let found = match self.store().get_opts(&self.path(key)?, GetOptions::default()).await {
            Ok(found) => found,
            Err(error) if Why::of(&error) == Why::Missing => return Ok(None),
            Err(error) => return Err(failed(&error, &subject)),
        };
        let there = object(&found.meta, &found.attributes);
        if there.size > longest {
            return Ok(Some((there, Bytes::new())));
        }
        let content = found.bytes().await.map_err(|error| failed(&error, &subject))?;
        Ok(Some((there, content)))
    }

    /// Puts an object in one piece, if the condition holds, and looks whether it is there.
    pub async fn put(&self, key: &str, content: Bytes, label: &Label<'_>) -> Result<Placed> {
        let (path, began, mut pauses) = (self.path(key)?, Instant::now(), pauses());
        loop {
            let options =
                PutOptions { mode: mode(label.condition), attributes: label.attributes(), ..PutOptions::default() };
            let put = self.store().put_opts(&path, PutPayload::from(content.clone()), options).await;
            let said = put.as_ref().err().map(|error| (Why::of(error), failed(error, &self.address.of_key(key))));
            let there = self.look(key).await;
            let (why, error) = match self.placed(there, said.as_ref().map(|(why, _)| *why), label.mark) {
                Ok(Some(placed)) => return Ok(placed),
                Ok(None) => match said {
                    Some(said) => said,
                    None => return Ok(Placed::Taken),
                },
                Err(error) => return Err(error),
            };
            match pauses.next().filter(|pause| why.may_pass() && began.elapsed() + *pause <= self.max_wait) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(error),
            }
        }
    }

    /// What an answer comes to, now that one has looked; `why` is what the store refused. `None` where nothing is decided.
    pub fn placed(&self, there: Result<Option<Object>>, why: Option<Why>, mark: &str) -> Result<Option<Placed>> {
        match (there, why) {
            (Ok(Some(there)), _) if there.mark.as_deref() == Some(mark) => Ok(Some(Placed::Here(there))),
            // Some stores keep no marks: what they say of themselves must do.
            (Ok(Some(there)), None) if there.mark.is_none() => Ok(Some(Placed::Here(there))),
            (Ok(_), None | Some(Why::Condition)) => Ok(Some(Placed::Taken)),
            (Err(_), Some(Why::Condition)) => Ok(Some(Placed::Taken)),
            (Err(error), None) => Err(error),
            (_, Some(_)) => Ok(None),
        }
    }

    /// Removes an object of ours; that it is gone already is well.
    pub async fn remove(&self, key: &Path) -> Result<()> {
        match object_store::ObjectStoreExt::delete(self.store(), key).await {
            Err(error) if Why::of(&error) != Why::Missing => Err(failed(&error, &self.address.of_key(key.as_ref()))),
            _ => Ok(()),
        }
    }
}

fn mode(condition: &Condition) -> PutMode {
    match condition {
        Condition::Nothing => PutMode::Create,
        Condition::Still(there) => {
            PutMode::Update(UpdateVersion { e_tag: there.etag.clone(), version: there.version.clone() })
        }
    }
}

fn object(meta: &ObjectMeta, attributes: &Attributes) -> Object {
    let attributes: HashMap<&Attribute, &str> = attributes.iter().map(|(key, value)| (key, value.as_ref())).collect();
    let mark = attributes.get(&Attribute::Metadata(MARK.attribute.into())).map(|mark| (*mark).to_owned());
    Object { etag: meta.e_tag.clone(), version: meta.version.clone(), size: meta.size, mark }
}
