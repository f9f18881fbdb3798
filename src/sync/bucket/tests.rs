//! Against the crate's store in memory: the lock and the turn among machines that come between each other.

use std::sync::Arc;
use std::time::Duration;

use object_store::ObjectStoreExt as _;
use object_store::memory::InMemory;
use object_store::path::Path;
use serde_json::json;
use tempfile::TempDir;

use super::super::folder::Seen;
use super::super::plan::Here;
use super::*;
use crate::download::receipt::Origin;
use crate::download::{Outcome, outcome_for_tests};
use crate::model::form::Answers;
use crate::model::{Address, Dataset, fixtures};
use crate::portals::{Kind, PortalConfig};
use crate::sync::{DataWish, Policy};

const KEY: &str = "x/data.lock";
const TURN: &str = "x/.guichet/turn.json";

/// A machine with a bucket in memory, which others may share.
fn machine(store: &Arc<InMemory>) -> (DataBucket, TempDir) {
    let state = tempfile::tempdir().unwrap();
    let address = BucketAddress::read("gs://data/x/").unwrap().unwrap();
    let bucket = Bucket::for_tests(address, store.clone(), state.path().join("uploads"));
    (DataBucket::at(bucket, state.path().join("turns")), state)
}

async fn text(store: &InMemory, key: &str) -> String {
    let found = store.get(&Path::parse(key).unwrap()).await.unwrap().bytes().await.unwrap();
    String::from_utf8(found.to_vec()).unwrap()
}

async fn put(store: &InMemory, key: &str, content: String) {
    store.put(&Path::parse(key).unwrap(), content.into()).await.unwrap();
}

/// The lock has nothing at this path any more, or a file that tells it.
fn block(path: &str) -> DataBlock {
    let wish = DataWish {
        address: "p/set/m".parse().unwrap(),
        format: None,
        entry: vec![],
        parameters: std::collections::BTreeMap::new(),
    };
    DataBlock { path: DataPath::new(path).unwrap(), policy: Policy::Follow, wish }
}

fn receipt(bytes: u64, sha256: &str) -> Receipt {
    let dataset = Dataset::new(Address::root("p").child("set"), "Eau");
    let url = "https://ville.example/feed".parse().unwrap();
    let origin = Origin::new(&PortalConfig::new("p", Kind::Dcat, url), &dataset);
    let outcome = Outcome { bytes, sha256: sha256.into(), ..outcome_for_tests() };
    let media = crate::model::Media { dataset: dataset.address.clone(), ..fixtures::media("m") };
    Receipt::new(&origin, &media, &Answers::default(), &outcome, (String::new(), None))
}

fn locks(path: &str) -> LockChange {
    let block = block(path);
    let file = LockedFile::of(&block, &receipt(3, &"ab".repeat(32))).unwrap();
    Box::new(move |lock| _ = lock.files.insert(block.path.clone(), file.clone()))
}

#[tokio::test]
async fn what_somebody_else_wrote_into_the_lock_meanwhile_stays() {
    let store = Arc::new(InMemory::new());
    let (one, _state) = machine(&store);
    one.turn(SyncMode::Forward, Duration::ZERO).await.unwrap();
    let mut held = one.held_lock().await.unwrap();
    one.change_lock(&mut held, &[locks("a.csv")]).await.unwrap();
    // By hand, whoever's turn it is.
    let (other, _other_state) = machine(&store);
    let mut others = other.held_lock().await.unwrap();
    other.change_lock(&mut others, &[locks("b.csv")]).await.unwrap();
    one.change_lock(&mut held, &[locks("c.csv")]).await.unwrap();
    let paths: Vec<&str> = held.lock.files.keys().map(DataPath::as_str).collect();
    assert_eq!(paths, ["a.csv", "b.csv", "c.csv"]);
    assert_eq!(text(&store, KEY).await, held.lock.written().unwrap());
}

#[tokio::test]
async fn whoever_lost_the_turn_writes_no_lock_over_anothers() {
    let store = Arc::new(InMemory::new());
    let ((one, _state), (other, _other_state)) = (machine(&store), machine(&store));
    one.turn(SyncMode::Forward, Duration::ZERO).await.unwrap();
    let mut held = one.held_lock().await.unwrap();
    one.change_lock(&mut held, &[locks("a.csv")]).await.unwrap();
    let busy = other.turn(SyncMode::Forward, Duration::ZERO).await.unwrap_err();
    assert_eq!((busy.kind, busy.cause.id()), (ErrorKind::Unavailable, Some("sync-busy-machine")));
    // It was away for too long.
    let mut told: serde_json::Value = serde_json::from_str(&text(&store, TURN).await).unwrap();
    told["until"] = json!("2024-01-01T00:00:00Z");
    put(&store, TURN, told.to_string()).await;
    other.turn(SyncMode::Forward, Duration::ZERO).await.unwrap();
    let mut others = other.held_lock().await.unwrap();
    other.change_lock(&mut others, &[locks("b.csv")]).await.unwrap();
    let lost = one.change_lock(&mut held, &[locks("c.csv")]).await.unwrap_err();
    assert_eq!((lost.kind, lost.cause.id()), (ErrorKind::Unavailable, Some("sync-turn-taken")));
    assert_eq!(text(&store, KEY).await, others.lock.written().unwrap());
    assert_eq!(one.lost().await.kind, ErrorKind::Unavailable, "the whole run hears of it");
    // What has ended is free at once.
    one.end().await;
    assert!(one.turn(SyncMode::Forward, Duration::ZERO).await.is_err(), "it ended nobody else's");
    other.end().await;
    let (third, _third_state) = machine(&store);
    third.turn(SyncMode::Forward, Duration::ZERO).await.unwrap();
}

#[tokio::test]
async fn a_machine_does_not_wait_for_its_own_dead_and_does_for_its_living() {
    let store = Arc::new(InMemory::new());
    let (one, state) = machine(&store);
    let again = || {
        let address = BucketAddress::read("gs://data/x/").unwrap().unwrap();
        let bucket = Bucket::for_tests(address, store.clone(), state.path().join("uploads"));
        DataBucket::at(bucket, state.path().join("turns"))
    };
    one.turn(SyncMode::Forward, Duration::ZERO).await.unwrap();
    let busy = again().turn(SyncMode::Forward, Duration::ZERO).await.unwrap_err();
    assert_eq!(busy.cause.id(), Some("sync-busy"));
    drop(one); // as a run that is killed
    again().turn(SyncMode::Forward, Duration::ZERO).await.unwrap();
}

#[tokio::test]
async fn an_object_is_what_its_receipt_tells_as_long_as_its_tag_is_the_same() {
    let store = Arc::new(InMemory::new());
    let (one, _state) = machine(&store);
    let block = block("raw/a.csv");
    let here = async |locked: Option<&LockedFile>| one.look(&block, locked).await.unwrap().here;
    assert_eq!(here(None).await, Here::Nothing);
    put(&store, "x/raw/a.csv", "mine".into()).await;
    assert_eq!(here(None).await, Here::Others);
    store.delete(&Path::parse("x/raw/a.csv").unwrap()).await.unwrap();
    let label = |mark| Label { condition: &Condition::Nothing, mark, content_type: None };
    let Placed::Here(_) = one.bucket.put("x/raw/a.csv", "one".into(), &label("m")).await.unwrap() else { panic!() };
    assert_eq!(here(None).await, Here::Left, "it bears a mark of guichet's");
    let looked = one.look(&block, None).await.unwrap();
    one.write_receipt(&block.path, &receipt(3, &"ab".repeat(32)), &looked).await.unwrap();
    assert_eq!(here(None).await, Here::Received);
    let locked = LockedFile::of(&block, &receipt(3, &"ab".repeat(32))).unwrap();
    assert_eq!(here(Some(&locked)).await, Here::Locked);
    let looked = one.look(&block, Some(&locked)).await.unwrap();
    put(&store, "x/raw/a.csv", "two".into()).await;
    assert_eq!(here(Some(&locked)).await, Here::Changed);
    assert!(matches!(looked.seen, Seen::Object(_)));
    // A receipt that somebody has put meanwhile is not written over.
    put(&store, "x/raw/a.csv.receipt.json", "notes".into()).await;
    let moved = one.write_receipt(&block.path, &receipt(3, &"cd".repeat(32)), &looked).await.unwrap_err();
    assert_eq!(moved.kind, ErrorKind::Integrity);
    assert_eq!(text(&store, "x/raw/a.csv.receipt.json").await, "notes");
}
