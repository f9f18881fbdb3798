//! What datasets are asked for by, where several have one identifier: the others by it and a number that nothing else is
//! called by.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use super::map::Record;
use super::odd::{Oddity, Summed};

/// Of the datasets of one document, in their order. Gives what is to be said of it.
pub fn distinct(records: &mut [Record]) -> Vec<String> {
    let mut odd = Summed::default();
    let all: HashSet<String> = records.iter().map(|record| record.id().to_owned()).collect();
    let mut next: HashMap<String, usize> = HashMap::new();
    for record in records {
        let own = record.id().to_owned();
        let Some(n) = next.get_mut(&own) else {
            next.insert(own, 2);
            continue;
        };
        let name = free(&own, n, |name| all.contains(name));
        second(record, &name, &mut odd);
    }
    odd.said()
}

fn second(record: &mut Record, name: &str, odd: &mut Summed) {
    record.rename(name);
    record.tell(Oddity::Twice);
    odd.take(&record.dataset.title, &[Oddity::Twice]);
}

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

/// The names given so far, by their hashes, of datasets that are too many to be looked at together.
#[derive(Default)]
pub struct Names {
    hasher: RandomState,
    /// Each with the number that the next one of it is to have.
    next: HashMap<u64, u32>,
}

impl Names {
    /// As [`distinct`], one by one: what comes later and is called like a name that was given is a second one too.
    pub fn distinguish(&mut self, record: &mut Record) {
        let own = record.id().to_owned();
        let hash = self.hasher.hash_one(&own);
        let Some(next) = self.next.get(&hash) else {
            self.next.insert(hash, 2);
            return;
        };
        let mut n = *next as usize;
        let name = free(&own, &mut n, |name| self.next.contains_key(&self.hasher.hash_one(name)));
        self.next.insert(hash, n as u32);
        self.next.insert(self.hasher.hash_one(&name), 2);
        record.rename(&name);
        record.tell(Oddity::Twice);
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
    pub fn distinguish(&mut self, page: &str, records: &mut [Record]) -> Vec<String> {
        let (mut odd, mut times) = (Summed::default(), HashMap::<u64, usize>::new());
        let here: HashSet<u64> = records.iter().map(|record| self.hasher.hash_one(record.id())).collect();
        for record in records {
            let name = self.hasher.hash_one(record.id());
            let time = times.entry(name).and_modify(|times| *times += 1).or_default();
            let place = self.hasher.hash_one((page, *time));
            let what = self.hasher.hash_one(serde_json::to_vec(&record.dataset).unwrap_or_default());
            let first = self.first.entry(name).or_insert((what, place));
            if first.1 == place || first.0 == what {
                first.0 = what;
                continue;
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
            second(record, &other, &mut odd);
        }
        odd.said()
    }
}
