//! What the store holds of each portal, told and forgotten whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, params};
use serde::Serialize;

use super::shelf::moment;
use super::{FILE, Store, schema};

/// What is kept of one portal, whoever asked it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contents {
    pub portal: String,
    /// Pages of listings, datasets, values of filters.
    pub answers: u64,
    /// Things that are known from an earlier visit.
    pub marks: u64,
    pub bytes: u64,
    pub oldest: Option<Timestamp>,
    pub newest: Option<Timestamp>,
}

/// The store's file in `folder`.
pub fn file(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

/// Removes the damaged file that was set aside in `folder`, if there is one. Whether there was.
pub fn remove_damaged(folder: &Path) -> io::Result<bool> {
    match fs::remove_file(folder.join(format!("{FILE}.damaged"))) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        removed => removed.map(|()| true),
    }
}

impl Store {
    /// What is kept, portal by portal; `None` where the file cannot be used.
    pub async fn contents(&self) -> Option<Vec<Contents>> {
        self.ask(all).await
    }

    /// Forgets all that is kept of `portal`, or of every portal. How much that was; `None` where the file cannot be used.
    pub async fn forget(&self, portal: Option<String>) -> Option<Vec<Contents>> {
        let forget = move |connection: &mut Connection| {
            let mut contents = all(connection)?;
            contents.retain(|it| portal.as_ref().is_none_or(|portal| *portal == it.portal));
            let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            for table in ["answer", "mark", "covered", "counted"] {
                let rows = format!(
                    "DELETE FROM {table} WHERE portal IN (SELECT id FROM portal WHERE ?1 IS NULL OR name = ?1)"
                );
                transaction.execute(&rows, params![portal])?;
            }
            transaction.execute("DELETE FROM portal WHERE ?1 IS NULL OR name = ?1", params![portal])?;
            transaction.commit()?;
            schema::shrink(connection)?;
            Ok(contents)
        };
        self.ask(forget).await
    }
}

fn all(connection: &mut Connection) -> rusqlite::Result<Vec<Contents>> {
    let each = "SELECT name, sum(answers), sum(marks), sum(bytes), min(oldest), max(newest) FROM (
                    SELECT name,
                        (SELECT count(*) FROM answer WHERE portal = known.id) AS answers,
                        (SELECT count(*) FROM mark WHERE portal = known.id) AS marks,
                        (SELECT coalesce(sum(length(CAST(body AS BLOB)) + length(place)), 0) FROM answer
                            WHERE portal = known.id) AS bytes,
                        (SELECT min(came) FROM answer WHERE portal = known.id) AS oldest,
                        (SELECT max(came) FROM answer WHERE portal = known.id) AS newest
                    FROM portal AS known)
                GROUP BY name ORDER BY name";
    let mut each = connection.prepare(each)?;
    let rows = each.query_map([], |row| {
        let count = |at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
        let when = |at: usize| row.get::<_, Option<i64>>(at).map(|it| it.and_then(moment));
        Ok(Contents {
            portal: row.get(0)?,
            answers: count(1)?,
            marks: count(2)?,
            bytes: count(3)?,
            oldest: when(4)?,
            newest: when(5)?,
        })
    })?;
    rows.collect()
}
