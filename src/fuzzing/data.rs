//! `data.toml` and `data.lock`, which people write into and merges put together: what is understood is written and read
//! back, and a block that is added leaves all else as it is.

use std::path::Path;

use super::says;
use crate::sync::{DataBlock, DataPath, DataWish, Lock, Manifest, Policy, with_block};

pub fn data(input: &[u8]) {
    let Ok(content) = std::str::from_utf8(input) else { return };
    manifest(content);
    match Lock::parse(Path::new("data.lock"), content) {
        Err(error) => says(&error),
        Ok(lock) => {
            let Ok(written) = lock.written() else { panic!("{lock:?} cannot be written") };
            assert_eq!(Lock::parse(Path::new("data.lock"), &written).ok(), Some(lock), "{written}");
        }
    }
}

fn manifest(content: &str) {
    let path = Path::new("data.toml");
    let before = Manifest::parse(path, content);
    if let Err(error) = &before {
        says(error);
    }
    let (Ok(at), Ok(address)) = (DataPath::new("m/new.csv"), "p/x/m".parse()) else { panic!("no block to add") };
    let wish = DataWish { address, format: Some("\"\n'".into()), entry: vec![], parameters: Default::default() };
    let block = DataBlock { path: at, policy: Policy::Pin, wish };
    match (with_block(path, content, &block), before) {
        (Err(error), _) => says(&error),
        (Ok(_), Err(_)) => panic!("what could not be read was changed"),
        (Ok(after), Ok(before)) => {
            let read = Manifest::parse(path, &after);
            let Ok(read) = read else { panic!("what was changed cannot be read") };
            assert!(read.find(&block.path) == Some(&block) && read.blocks.len() == before.blocks.len() + 1, "{after}");
            assert!(before.blocks.iter().all(|it| read.blocks.contains(it)), "{after}");
            let mut lines = after.lines();
            let is_kept = content.lines().all(|line| line.is_empty() || lines.any(|other| other == line));
            assert!(is_kept || content.trim().is_empty(), "{after}");
        }
    }
}
