//! Files that guichet keeps for itself, which others may have changed: what is understood of them is written and read back.

use std::fs;
use std::path::Path;

use super::{is_clean, says};
use crate::access::secrets::StoreChoice;
use crate::base::atomic_file::Readers;
use crate::base::i18n::Message;
use crate::config::{Config, FilePlace, edit, language};
use crate::download::journal::{self, Journal, frontier, total_of};
use crate::download::queue::Queue;
use crate::download::receipt::{self, Receipt};
use crate::net::identity::certificates_in;
use crate::portals::{Kind, PortalConfig};

/// A folder that is there as long as `look` looks into it.
fn in_folder(look: impl FnOnce(&Path)) {
    let Ok(folder) = tempfile::tempdir() else { panic!("no temporary folder") };
    look(folder.path());
}

fn put(path: &Path, content: &[u8]) {
    let written = fs::write(path, content);
    assert!(written.is_ok(), "{written:?}");
}

pub fn configuration(input: &[u8]) {
    let Ok(content) = std::str::from_utf8(input) else { return };
    let parsed = Config::parse(content, Path::new("/c"));
    if let Err(error) = &parsed {
        says(error);
    }
    in_folder(|folder| {
        let path = folder.join("config.toml");
        put(&path, input);
        let place = FilePlace::Flag(path.clone());
        let _ = language(&place); // whatever it is
        let Ok(url) = url::Url::parse("https://new.example/") else { return };
        let new = PortalConfig::new("fuzzing-new", Kind::Ckan, url);
        match edit::put_portal(&place, &new).and_then(|_| edit::put_choice(&place, StoreChoice::File)) {
            Ok(_) => {
                let Ok(after) = Config::load(&place) else { panic!("what was changed cannot be read") };
                assert!(after.portals.contains(&new) && after.secrets == Some(StoreChoice::File));
                let Ok(before) = &parsed else { panic!("what could not be read was changed") };
                assert!(before.portals.iter().all(|it| it.name == new.name || after.portals.contains(it)));
            }
            Err(error) => {
                says(&error);
                assert_eq!(fs::read(&path).ok().as_deref(), Some(input), "what was refused was changed");
            }
        }
    });
    if let Ok(config) = parsed {
        config.warnings().iter().for_each(|warning| is_clean(warning));
        let written = Config::file_for(&config.portals);
        let again = Config::parse(&written, Path::new("/c")).map(|config| config.portals);
        assert_eq!(again.ok().as_ref(), Some(&config.portals), "{written}");
    }
}

pub fn receipt(input: &[u8]) {
    in_folder(|folder| {
        let file = folder.join("f.csv");
        put(&Receipt::path(&file), input);
        let found = receipt::Found::beside(&file);
        let read = Receipt::read(&file);
        if let Err(error) = &read {
            says(error);
        }
        let Ok(receipt::Found::Receipt(receipt)) = found else { return };
        let write = |receipt: &Receipt| {
            let written = receipt.write(&file, Readers::Owner);
            assert!(written.is_ok(), "{written:?}");
            let Ok(read) = Receipt::read(&file) else { panic!("what was written cannot be read") };
            let Ok(receipt::Found::Receipt(found)) = receipt::Found::beside(&file) else { panic!("it is not found") };
            assert_eq!(*found, read);
            read
        };
        // The first may lose secrets.
        let once = write(&receipt);
        assert_eq!(write(&once), once);
        assert_eq!((once.bytes, once.verdict), (receipt.bytes, receipt.verdict));
    });
}

pub fn journal(input: &[u8]) {
    in_folder(|folder| {
        let path = Journal::path(&folder.join("f.csv.part"));
        put(&path, input);
        let journal = match Journal::look(&path) {
            Ok(journal::Found::Journal(journal)) => journal,
            Ok(_) => return,
            Err(error) => return says(&error),
        };
        for length in [0, 1, 1000, 1 << 50] {
            let told = journal.told(length);
            let proven = journal.proven(length, |span| Ok(format!("{span:?}"))).unwrap_or_default();
            for spans in [told, proven] {
                assert!(total_of(&spans) <= length && frontier(&spans) <= total_of(&spans), "{spans:?} of {length}");
            }
        }
        let write = |journal: &Journal| {
            let written = journal.write(&path);
            assert!(written.is_ok(), "{written:?}");
            let Some(read) = Journal::read(&path) else { panic!("what was written cannot be read") };
            read
        };
        // The first may lose secrets.
        let once = write(&journal);
        assert_eq!(write(&once), once);
        assert_eq!((&once.proofs, &once.durable), (&journal.proofs, &journal.durable));
    });
}

pub fn queue(input: &[u8]) {
    in_folder(|folder| {
        put(&folder.join("queue.json"), input);
        let queue = Queue::in_folder(folder);
        let entries = match queue.entries() {
            Ok(entries) => entries,
            Err(error) => return says(&error),
        };
        let again = queue.entries();
        assert_eq!(again.ok().map(|again| again.len()), Some(entries.len()), "what was set aside is still there");
        let damaged = folder.join("queue.json.damaged");
        assert!(!damaged.exists() || fs::read(damaged).ok().as_deref() == Some(input), "what was damaged is lost");
        let mut failed = entries.clone();
        failed.iter_mut().for_each(|entry| entry.error = Some(Message::from("failed").to_string()));
        assert!(queue.update(&failed, &[]).is_ok());
        let Ok(after) = queue.entries() else { panic!("what was written cannot be read") };
        assert!(failed.iter().all(|entry| after.iter().any(|it| it.dir == entry.dir && it.added == entry.added)));
        assert!(queue.update(&[], &after).is_ok());
        assert_eq!(queue.entries().map(|left| left.len()).ok(), Some(0), "what has ended is still there");
        assert_eq!(queue.clear().ok(), Some(0));
    });
}

/// A client certificate and its key, as a person was handed them.
pub fn identity(input: &[u8]) {
    for certificate in certificates_in(input) {
        is_clean(&certificate.subject);
        is_clean(&certificate.issuer);
    }
}
