//! The folder of a download: what lies in it, and a beginning to go on with.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// What an interrupted download of `body.csv` leaves.
pub const BEGUN: &[&str] = &["body.csv.part", "body.csv.part.json"];

pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.file(name)).unwrap()
    }

    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Another folder with the same files.
    pub fn copy(&self) -> Self {
        let copy = Self::new();
        for name in self.names() {
            fs::copy(self.file(&name), copy.file(&name)).unwrap();
        }
        copy
    }

    /// Waits until the `.part` holds so many bytes.
    pub async fn holds(&self, name: &str, bytes: u64) {
        while !fs::metadata(self.file(name)).is_ok_and(|metadata| metadata.len() >= bytes) {
            tokio::task::yield_now().await;
        }
    }

    /// Waits until nobody writes the `.part` any more.
    pub async fn is_free(&self, name: &str) {
        let part = fs::File::open(self.file(name)).unwrap();
        while part.try_lock().is_err() {
            tokio::task::yield_now().await;
        }
    }
}
