//! The way of Azure and Google, against the crate's store in memory: it keeps conditions and marks as they do.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore as _, ObjectStoreExt as _};
use tempfile::TempDir;

use super::BucketAddress;
use super::bucket::{Bucket, Condition, Label, Object, Placed, Way};
use super::note::Note;
use super::sweep::sweep;
use super::upload::Upload;
use crate::download::receipt::{Origin, Receipt};
use crate::download::{Contents, outcome_for_tests};
use crate::model::form::Answers;
use crate::model::{Address, Dataset, fixtures};
use crate::portals::{Kind, PortalConfig};

/// A bucket in memory, its own crate's handle, and the folder of its notes.
fn bucket() -> (Bucket, Arc<InMemory>, TempDir) {
    let (store, folder) = (Arc::new(InMemory::new()), tempfile::tempdir().unwrap());
    let address = BucketAddress::read("gs://data/x/").unwrap().unwrap();
    (Bucket::for_tests(address, store.clone(), folder.path().join("uploads")), store, folder)
}

impl Bucket {
    /// One that is in memory.
    pub fn for_tests(address: BucketAddress, store: Arc<InMemory>, notes: PathBuf) -> Self {
        Self { address, way: Way::Other(store), notes, max_wait: Duration::ZERO }
    }
}

fn of() -> Contents {
    Contents { address: "p/set/m".into(), answers: vec![], untold: false }
}

fn label<'a>(condition: &'a Condition, mark: &'a str) -> Label<'a> {
    Label { condition, mark, content_type: None }
}

fn here(placed: Placed) -> Option<Object> {
    match placed {
        Placed::Here(object) => Some(object),
        Placed::Taken => None,
    }
}

async fn content(store: &InMemory, key: &str) -> Option<Bytes> {
    Some(store.get(&Path::parse(key).unwrap()).await.ok()?.bytes().await.unwrap())
}

#[tokio::test]
async fn an_object_is_put_only_where_nothing_or_what_was_meant_is() {
    let (bucket, store, _folder) = bucket();
    let put = async |content: &'static str, condition: &Condition, mark: &str| {
        here(bucket.put("x/a", content.into(), &label(condition, mark)).await.unwrap())
    };
    let first = put("one", &Condition::Nothing, "1").await.unwrap();
    assert_eq!(put("two", &Condition::Nothing, "2").await, None);
    assert_eq!(content(&store, "x/a").await.unwrap(), "one");
    assert!(put("two", &Condition::Still(first.clone()), "2").await.is_some());
    assert_eq!(put("three", &Condition::Still(first), "3").await, None, "it is another by now");
    assert_eq!(content(&store, "x/a").await.unwrap(), "two");
    assert_eq!(bucket.look("x/a").await.unwrap().unwrap().mark.as_deref(), Some("2"));
    assert_eq!(bucket.look("x/b").await.unwrap(), None);
}

#[tokio::test]
async fn parts_become_an_object_on_a_condition_and_leave_nothing() {
    let (bucket, store, _folder) = bucket();
    let send = async |content: &'static str, condition: &Condition| {
        let mut note = Note::begin(&bucket.notes, bucket.whereabouts(), "x/a", &of()).unwrap();
        let mark = note.told.mark.clone();
        let mut upload = Upload::begin(&bucket, &mut note, &label(condition, &mark)).await.unwrap();
        for part in content.split_inclusive(' ') {
            upload.send(part.into()).await.unwrap();
        }
        upload.all_sent().await.unwrap();
        let before = content_of(&store).await;
        let placed = here(upload.complete(&label(condition, &mark)).await.unwrap());
        upload.abort().await;
        note.done();
        (before, placed)
    };
    let (before, placed) = send("one two three", &Condition::Nothing).await;
    assert_eq!(before, None, "nothing is visible before its end");
    let first = placed.unwrap();
    assert_eq!(content_of(&store).await.unwrap(), "one two three");
    assert_eq!(send("other", &Condition::Nothing).await.1, None);
    assert!(send("newer one", &Condition::Still(first.clone())).await.1.is_some());
    assert_eq!(send("late", &Condition::Still(first)).await.1, None);
    assert_eq!(content_of(&store).await.unwrap(), "newer one");
    assert_eq!(keys(&store).await, ["x/a"]);
}

async fn content_of(store: &InMemory) -> Option<Bytes> {
    content(store, "x/a").await
}

/// The keys of all there is.
async fn keys(store: &InMemory) -> Vec<String> {
    store.list(None).map(|it| it.unwrap().location.to_string()).collect().await
}

#[tokio::test]
async fn what_a_killed_run_leaves_is_ended_or_gets_its_receipt() {
    let (bucket, store, _folder) = bucket();
    // Killed with all parts sent.
    let mut note = Note::begin(&bucket.notes, bucket.whereabouts(), "x/a", &of()).unwrap();
    let mark = note.told.mark.clone();
    let mut upload = Upload::begin(&bucket, &mut note, &label(&Condition::Nothing, &mark)).await.unwrap();
    upload.send("one".into()).await.unwrap();
    upload.all_sent().await.unwrap();
    drop((upload, note));
    // Killed between an object and its receipt; and one that became somebody else's meanwhile.
    let dataset = Dataset::new(Address::root("p").child("set"), "Eau");
    let url = "https://ville.example/feed".parse().unwrap();
    let origin = Origin::new(&PortalConfig::new("p", Kind::Dcat, url), &dataset);
    let told = (String::new(), None);
    let media = fixtures::media("m");
    let receipt = Receipt::new(&origin, &media, &Answers::default(), &outcome_for_tests(), told);
    for (key, mark) in [("x/b", None), ("x/c", Some("somebody's"))] {
        let mut note = Note::begin(&bucket.notes, bucket.whereabouts(), key, &of()).unwrap();
        note.told.receipt = Some(Box::new(receipt.clone()));
        note.save().unwrap();
        let mark = mark.map_or_else(|| note.told.mark.clone(), str::to_owned);
        bucket.put(key, "content".into(), &label(&Condition::Nothing, &mark)).await.unwrap();
    }
    sweep(&bucket).await;
    assert_eq!(keys(&store).await, ["x/b", "x/b.receipt.json", "x/c"]);
    let receipt: Receipt = serde_json::from_slice(&content(&store, "x/b.receipt.json").await.unwrap()).unwrap();
    assert_eq!(receipt.stored.unwrap().etag, bucket.look("x/b").await.unwrap().unwrap().etag);
    assert_eq!(std::fs::read_dir(&bucket.notes).unwrap().count(), 0);
}
