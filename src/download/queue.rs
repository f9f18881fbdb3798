//! Downloads that were asked for and have not ended, of this run and of earlier ones: kept in one small file that all
//! runs of the program change under a lock. It holds addresses and answers, and no secret.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::base::atomic_file::{Readers, lock, replace};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::own_file::set_aside;
use crate::base::redact::{self, CUT, clean};
use crate::base::text;
use crate::base::versioned::{self, Kept};
use crate::download::{Contents, FetchPlan, IfExists, Require, Traffic};
use crate::model::Media;
use crate::model::form::{self, Answers};
use crate::{m, t};

/// The layout of the file.
const LAYOUT: u64 = 1;

/// One download, as it was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The media's.
    pub address: String,
    pub title: String,
    /// To what the media asks; other answers make another file.
    #[serde(default)]
    pub answers: Vec<(String, String)>,
    /// Absolute: the next run may start elsewhere.
    pub dir: PathBuf,
    /// As it was chosen; `None`: the server, the title or the URL name it.
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub if_exists: IfExists,
    #[serde(default)]
    pub require: Require,
    pub added: Timestamp,
    /// Why it ended without a file the last time.
    #[serde(default)]
    pub error: Option<String>,
    /// The person gave it up: it is remembered for what had arrived of it, and nobody goes on with it unasked.
    #[serde(default)]
    pub cancelled: bool,
    /// What is asked in place of one file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchWish>,
}

/// One request for each row of a table: which table, and what of it is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BatchWish {
    /// From the root.
    pub file: PathBuf,
    /// A parameter, and the column that feeds it.
    pub columns: Vec<(String, String)>,
    /// Where the answers go.
    pub dir: PathBuf,
}

impl Entry {
    /// `media`, to be fetched as `plan` says.
    pub fn new(media: &Media, plan: &FetchPlan) -> Self {
        let FetchPlan { dir, name, if_exists, require, answers, .. } = plan;
        Self {
            address: clean(&media.address().to_string()).into_owned(),
            title: clean(&media.title).into_owned(),
            answers: answers.0.iter().map(|(name, answer)| (name.clone(), clean(answer).into_owned())).collect(),
            dir: std::path::absolute(dir).unwrap_or_else(|_| dir.clone()),
            name: name.clone(),
            if_exists: *if_exists,
            require: *require,
            added: Timestamp::now(),
            error: None,
            cancelled: false,
            batch: None,
        }
    }

    /// As [`Self::new`]; `None` where it tells of a person, which is written nowhere.
    pub fn of(media: &Media, plan: &FetchPlan) -> Option<Self> {
        (!form::is_private(&media.form)).then(|| Self::new(media, plan))
    }

    /// Refuses what was kept without a secret that its address or an answer held: nobody finds it again, or means it.
    pub fn check(&self) -> Result<()> {
        let mut texts = self.answers.iter().map(|(_, answer)| answer).chain([&self.address]);
        if texts.any(|text| text.contains(CUT)) {
            return Err(Error::new(ErrorKind::NotFound, &*self.address, m!("queue-cut")).hint(m!("queue-cut-hint")));
        }
        Ok(())
    }

    /// How it is to be fetched. What its receipt is to say is for the caller to find out.
    pub fn plan(&self, traffic: Arc<Traffic>) -> FetchPlan {
        let (name, answers) = (self.name.clone(), Answers(self.answers.clone()));
        let (if_exists, require) = (self.if_exists, self.require);
        FetchPlan { name, if_exists, require, answers, traffic, ..FetchPlan::into(&self.dir) }
    }

    /// What its file is of.
    pub fn contents(&self) -> Contents {
        Contents { address: self.address.clone(), answers: self.answers.clone(), untold: false }
    }

    /// The same for two that bring the same file.
    fn key(&self) -> EntryKey<'_> {
        let (what, whither) = ((&*self.address, &*self.answers), (&*self.dir, self.name.as_deref()));
        EntryKey { what, whither, batch: self.batch.as_ref() }
    }

    /// Whether both bring the same file.
    pub fn is_same(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

/// What tells entries apart.
#[derive(PartialEq, Eq, Hash)]
struct EntryKey<'e> {
    what: (&'e str, &'e [(String, String)]),
    whither: (&'e Path, Option<&'e str>),
    batch: Option<&'e BatchWish>,
}

/// The file.
#[derive(Clone, Debug)]
pub struct Queue {
    path: PathBuf,
}

impl Queue {
    /// In `queue.json` of `folder`.
    pub fn in_folder(folder: &Path) -> Self {
        Self { path: folder.join("queue.json") }
    }

    /// In the order they were asked for. A file that is not there is an empty queue; one that is damaged is set aside,
    /// and what can be understood of it stays; one of a newer program is refused.
    pub fn entries(&self) -> Result<Vec<Entry>> {
        match self.read()? {
            (entries, false) => Ok(entries),
            (_, true) => {
                let _lock = lock(&self.path).map_err(|error| self.failed(&error))?;
                self.mended()
            }
        }
    }

    /// What can be understood, and whether that is not all.
    fn read(&self) -> Result<(Vec<Entry>, bool)> {
        let written: Vec<serde_json::Value> = match versioned::look(&self.path, LAYOUT) {
            Ok(Kept::Content(written)) => written,
            Ok(Kept::Nothing) => return Ok((Vec::new(), false)),
            Ok(Kept::Damaged) => return Ok((Vec::new(), true)),
            Ok(Kept::Newer(version)) => return Err(versioned::newer(&self.path, version, LAYOUT)),
            Err(error) => return Err(self.failed(&error)),
        };
        let count = written.len();
        let entries: Vec<Entry> = written.into_iter().filter_map(|it| serde_json::from_value(it).ok()).collect();
        let is_damaged = entries.len() < count;
        Ok((entries, is_damaged))
    }

    /// The entries, in a file that holds them alone. For those who hold the lock.
    fn mended(&self) -> Result<Vec<Entry>> {
        let (entries, is_damaged) = self.read()?;
        if is_damaged {
            set_aside(&self.path, &t!("download-queue"))?;
            self.write(&entries)?;
        }
        Ok(entries)
    }

    fn write(&self, entries: &[Entry]) -> Result<()> {
        let written = |entry: &Entry| {
            let mut written = redact::json(entry)?;
            // The person's own words, not what came from anywhere.
            written["dir"] = serde_json::to_value(&entry.dir)?;
            Ok(written)
        };
        let content = entries.iter().map(written).collect::<serde_json::Result<Vec<_>>>();
        let content = content.and_then(|entries| versioned::wrapped(LAYOUT, &entries));
        let content = content.and_then(|content| serde_json::to_vec_pretty(&content)).map_err(io::Error::from);
        content.and_then(|content| replace(&self.path, &content, Readers::Owner)).map_err(|error| self.failed(&error))
    }

    /// Puts `unfinished`, in their order, in place of what the queue says of them, the rest of them at its end, and takes
    /// `ended` out.
    pub fn update(&self, unfinished: &[Entry], ended: &[Entry]) -> Result<()> {
        self.change(|entries| {
            let ended: HashSet<_> = ended.iter().map(Entry::key).collect();
            entries.retain(|entry| !ended.contains(&entry.key()));
            let known: HashMap<_, _> =
                entries.iter().enumerate().map(|(at, entry)| (entry.key(), (at, entry.added))).collect();
            let known: Vec<_> = unfinished.iter().map(|entry| known.get(&entry.key()).copied()).collect();
            // Their places stay theirs, in the order that they have now.
            let mut places: Vec<usize> = known.iter().flatten().map(|(at, _)| *at).collect();
            places.sort_unstable();
            places.dedup(); // a damaged file may have one twice
            let mut places = places.into_iter();
            for (entry, known) in unfinished.iter().zip(known) {
                let entry = Entry { added: known.map_or(entry.added, |(_, added)| added), ..entry.clone() };
                match places.next() {
                    Some(at) => entries[at] = entry,
                    None => entries.push(entry),
                }
            }
        })
    }

    /// Forgets all, and returns how many there were. What has arrived stays where it is.
    pub fn clear(&self) -> Result<usize> {
        let mut count = 0;
        self.change(|entries| count = std::mem::take(entries).len())?;
        Ok(count)
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Entry>)) -> Result<()> {
        let _lock = lock(&self.path).map_err(|error| self.failed(&error))?;
        let before = self.mended()?;
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return Ok(());
        }
        self.write(&after)
    }

    fn failed(&self, error: &io::Error) -> Error {
        let subject = m!("queue-subject", path = text::line(&self.path.display().to_string()));
        Error::new(ErrorKind::Disk, subject, crate::base::format::io(error)).hint(m!("queue-damaged"))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::model::Address;

    fn entry(address: &str) -> Entry {
        Entry {
            address: address.into(),
            title: "Arrêts".into(),
            answers: vec![],
            dir: "/tmp".into(),
            name: None,
            if_exists: IfExists::Skip,
            require: Require::Verified,
            added: Timestamp::UNIX_EPOCH,
            error: None,
            cancelled: false,
            batch: None,
        }
    }

    fn addresses(queue: &Queue) -> Vec<String> {
        queue.entries().unwrap().into_iter().map(|entry| entry.address).collect()
    }

    #[test]
    fn it_keeps_its_order_and_what_has_ended_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let queue = Queue::in_folder(&folder.path().join("not/there/yet"));
        assert_eq!(addresses(&queue), [""; 0]);
        queue.update(&[entry("a/1"), entry("a/2")], &[]).unwrap();
        queue.update(&[entry("a/3")], &[entry("a/1")]).unwrap();
        assert_eq!(addresses(&queue), ["a/2", "a/3"]);

        let failed = Entry { error: Some("gone".into()), added: Timestamp::now(), ..entry("a/2") };
        queue.update(&[failed], &[]).unwrap();
        let entries = queue.entries().unwrap();
        assert_eq!((entries[0].error.as_deref(), entries[0].added), (Some("gone"), Timestamp::UNIX_EPOCH));
        assert_eq!(entries[1], entry("a/3"));
        assert_eq!((queue.clear().unwrap(), queue.clear().unwrap()), (2, 0));
    }

    #[test]
    fn other_answers_or_another_folder_are_another_download() {
        let folder = tempfile::tempdir().unwrap();
        let queue = Queue::in_folder(folder.path());
        let answered = Entry { answers: vec![("siren".into(), "1".into())], ..entry("a") };
        let elsewhere = Entry { dir: "/var".into(), ..entry("a") };
        queue.update(&[entry("a"), answered.clone(), elsewhere], &[]).unwrap();
        queue.update(&[], &[entry("a")]).unwrap();
        assert_eq!(queue.entries().unwrap().len(), 2);
        assert!(queue.entries().unwrap()[0].is_same(&answered));
    }

    #[test]
    fn what_is_damaged_is_set_aside_and_the_rest_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let queue = Queue::in_folder(folder.path());
        let path = folder.path().join("queue.json");
        queue.update(&[entry("a")], &[]).unwrap();
        let one_bad =
            fs::read_to_string(&path).unwrap().replacen("\"content\": [", "\"content\": [{\"address\": 7},", 1);
        for (content, left) in [(one_bad.as_str(), vec!["a", "b"]), ("{", vec!["b"])] {
            fs::write(&path, content).unwrap();
            queue.update(&[entry("b")], &[]).unwrap();
            assert_eq!(addresses(&queue), left);
        }
        assert_eq!(fs::read_to_string(path.with_added_extension("damaged")).unwrap(), one_bad);
    }

    #[test]
    fn a_queue_of_another_version_is_taken_over_or_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (queue, path) = (Queue::in_folder(folder.path()), folder.path().join("queue.json"));
        let before = serde_json::to_string(&[entry("a")]).unwrap();
        fs::write(&path, &before).unwrap();
        assert_eq!(addresses(&queue), ["a"], "from before there were versions");
        queue.update(&[entry("b")], &[]).unwrap();
        assert_eq!(addresses(&queue), ["a", "b"]);
        assert!(fs::read_to_string(&path).unwrap().contains("\"version\": 1"));
        let newer = "{\"version\": 2, \"downloads\": [1]}";
        fs::write(&path, newer).unwrap();
        for error in
            [queue.entries().unwrap_err(), queue.update(&[entry("b")], &[]).unwrap_err(), queue.clear().unwrap_err()]
        {
            assert!(error.kind == ErrorKind::Config && error.to_string().contains("of version 2"), "{error}");
            assert!(error.hint.is_some());
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), newer);
    }

    #[test]
    fn an_entry_that_held_a_secret_is_kept_without_it_and_refused() {
        let folder = tempfile::tempdir().unwrap();
        let queue = Queue::in_folder(folder.path());
        redact::know("Qu3ue-K3y-77");
        let media = |id: &str| Media::new(Address::root("p").child("a"), id, "t");
        let plan = |answer: &str| FetchPlan {
            answers: Answers(vec![("why".into(), answer.into())]),
            ..FetchPlan::into(folder.path())
        };
        let of = |id: &str, answer: &str| Entry::new(&media(id), &plan(answer));
        let odd = [of("x-Qu3ue-K3y-77", "y"), of("x", "for Qu3ue-K3y-77")];
        queue.update(&odd, &[]).unwrap();
        let kept = queue.entries().unwrap();
        assert_eq!(kept, odd, "the same for both, so that it can be taken out");
        assert!(kept.iter().all(|entry| entry.check().is_err_and(|error| !format!("{error:?}").contains("Qu3ue"))));
        assert!(of("x", "y").check().is_ok());
        queue.update(&[], &odd).unwrap();
        assert_eq!(queue.entries().unwrap(), []);
    }

    #[test]
    fn what_tells_of_a_person_is_not_kept() {
        let mut media = Media::new(Address::root("p").child("a"), "x", "t");
        let plan = FetchPlan::into("/tmp");
        assert!(Entry::of(&media, &plan).is_some());
        media.form = vec![form::Field::new("name", "name", form::Takes::Text).private()];
        assert_eq!(Entry::of(&media, &plan), None);
    }

    #[test]
    fn the_order_is_the_one_it_is_told_last() {
        let folder = tempfile::tempdir().unwrap();
        let queue = Queue::in_folder(folder.path());
        let [a, b, c, d] = ["a", "b", "c", "d"].map(entry);
        let order = || queue.entries().unwrap().into_iter().map(|entry| entry.address).collect::<Vec<_>>();
        queue.update(&[a.clone(), b.clone(), c.clone()], &[]).unwrap();
        // Those of another run keep their places.
        queue.update(&[c.clone(), a.clone()], &[]).unwrap();
        assert_eq!(order(), [&c, &b, &a].map(|entry| entry.address.clone()));
        queue.update(&[d.clone(), a.clone(), c.clone()], &[]).unwrap();
        assert_eq!(order(), [&d, &b, &a, &c].map(|entry| entry.address.clone()));
    }

    #[test]
    fn runs_beside_each_other_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let add = |name: String| {
            let queue = Queue::in_folder(folder.path());
            move || (0..20).for_each(|n| queue.update(&[entry(&format!("{name}/{n}"))], &[]).unwrap())
        };
        std::thread::scope(|scope| {
            ["a", "b", "c"].map(|name| scope.spawn(add(name.into()))).map(|it| it.join().unwrap())
        });
        assert_eq!(Queue::in_folder(folder.path()).entries().unwrap().len(), 60);
    }
}
