//! What datasets are asked for by, where several have one identifier: the others by it and a number that nothing else is
//! called by.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::io;

use super::map::Record;
use super::odd::{Oddity, Summed};
use super::records::Records;

/// The first name that is free, from number `n` on, which is the next one then.
fn free(own: &str, n: &mut usize, is_taken: impl Fn(&str) -> bool) -> String {
    loop {
        let name = format!("{own}-{n}");
        *n += 1;
        if !is_taken(&name) {
            return name;
        }
    }
}

/// What the datasets of one document call themselves.
#[derive(Debug, Default)]
pub struct Names {
    hasher: RandomState,
    /// Hashed: there may be too many to be looked at together.
    all: HashSet<u64>,
    count: usize,
    /// Those that another was called before, with their numbers.
    others: Vec<(usize, Box<str>)>,
    odd: Summed,
}

impl Names {
    /// Of the next dataset.
    pub fn take(&mut self, record: &Record) {
        let own = record.id();
        if !self.all.insert(self.hasher.hash_one(own)) {
            self.others.push((self.count, own.into()));
            self.odd.take(&record.dataset.title, &[Oddity::Twice]);
        }
        self.count += 1;
    }

    /// Tells apart `records`, which are those that were taken. Gives what is to be said of it.
    pub fn distinguish(self, records: &mut Records) -> Vec<String> {
        let mut next = HashMap::new();
        let is_taken = |name: &str| self.all.contains(&self.hasher.hash_one(name));
        for (row, own) in self.others {
            let n = next.entry(own.clone()).or_insert(2);
            records.rename(row, &free(&own, n, is_taken));
        }
        self.odd.said()
    }
}

/// What the datasets of a feed of many pages are called: what one page has told, another may tell again, or call another
/// dataset so too.
#[derive(Default)]
pub struct Across {
    hasher: RandomState,
    /// By the hashed name: hashes of the dataset, and of its place on a page.
    first: HashMap<u64, (u64, u64)>,
    /// What others of one name are called, by hashes of the name and of either.
    others: HashMap<(u64, u64), String>,
}

impl Across {
    /// Tells apart what is on `page`: what has the same place there as before is the same, whatever has changed of it, and
    /// so is what is the same elsewhere. Gives what is to be said of it.
    pub fn distinguish(&mut self, page: &str, records: &mut Records) -> io::Result<Vec<String>> {
        let (mut odd, mut times) = (Summed::default(), HashMap::<u64, usize>::new());
        let (mut here, mut renamed) = (HashSet::new(), Vec::new());
        records.each(&mut |record| {
            here.insert(self.hasher.hash_one(record.id()));
        })?;
        records.each_whole(&mut |row, record| {
            let name = self.hasher.hash_one(record.id());
            let time = times.entry(name).and_modify(|times| *times += 1).or_default();
            let place = self.hasher.hash_one((page, *time));
            let what = self.hasher.hash_one(serde_json::to_vec(&record.dataset).unwrap_or_default());
            let first = self.first.entry(name).or_insert((what, place));
            if first.1 == place || first.0 == what {
                first.0 = what;
                return;
            }
            let known = [what, place].iter().find_map(|hash| self.others.get(&(name, *hash)).cloned());
            let other = known.unwrap_or_else(|| {
                let is_taken = |name: &str| {
                    let name = self.hasher.hash_one(name);
                    self.first.contains_key(&name) || here.contains(&name)
                };
                free(record.id(), &mut 2, is_taken)
            });
            self.first.insert(self.hasher.hash_one(&other), (what, place));
            self.others.extend([what, place].map(|hash| ((name, hash), other.clone())));
            odd.take(&record.dataset.title, &[Oddity::Twice]);
            renamed.push((row, other));
        })?;
        renamed.iter().for_each(|(row, name)| records.rename(*row, name));
        Ok(odd.said())
    }
}
