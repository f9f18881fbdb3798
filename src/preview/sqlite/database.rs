//! A database of somebody else's, opened so that it can do nothing but be read, for a while.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, Error, OpenFlags, Result};
use url::Url;

use crate::base::beside::Wanted;
use crate::base::text;

/// After how many steps of its machine it is asked whether it is to go on.
const STEPS: i32 = 1000;
const LIMITS: [(Limit, i32); 9] = [
    (Limit::SQLITE_LIMIT_LENGTH, 4 << 20),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 256 << 10),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 60),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 10),
    (Limit::SQLITE_LIMIT_VDBE_OP, 100_000),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
    (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
];
const SETTINGS: [(DbConfig, bool); 5] = [
    (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false),
];
const PRAGMAS: &str = "PRAGMA query_only=1; PRAGMA cell_size_check=1; PRAGMA cache_size=-4096; PRAGMA mmap_size=0; \
                       PRAGMA temp_store=MEMORY;";

pub struct Database {
    pub connection: Connection,
    /// Until when the question that is asked now may take; `None`: as long as all of them.
    until: Arc<Mutex<Option<Instant>>>,
}

impl Database {
    /// Of a file that is taken for one that nobody changes: no lock is taken, and nothing is written beside it.
    pub fn of_file(path: &Path, wanted: &Wanted) -> Result<Self> {
        let absolute = std::path::absolute(path).map_err(|_| Error::InvalidPath(path.to_owned()))?;
        let mut url = Url::from_file_path(absolute).map_err(|()| Error::InvalidPath(path.to_owned()))?;
        url.set_query(Some("mode=ro&immutable=1"));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::guarded(Connection::open_with_flags(url.as_str(), flags)?, wanted)
    }

    /// Of a file that is in memory.
    pub fn of_bytes(bytes: &[u8], wanted: &Wanted) -> Result<Self> {
        let mut bytes = bytes.to_vec();
        // What was written ahead lies in another file: what is here is read as it stands.
        if let Some(versions) = bytes.get_mut(18..20).filter(|versions| **versions == [2, 2]) {
            versions.fill(1);
        }
        let mut connection = Connection::open_in_memory()?;
        connection.deserialize_read_exact(rusqlite::MAIN_DB, &bytes[..], bytes.len(), true)?;
        Self::guarded(connection, wanted)
    }

    fn guarded(mut connection: Connection, wanted: &Wanted) -> Result<Self> {
        for (limit, most) in LIMITS {
            connection.set_limit(limit, most)?;
        }
        for (setting, is_on) in SETTINGS {
            connection.set_db_config(setting, is_on)?;
        }
        connection.execute_batch(PRAGMAS)?;
        let until = Arc::<Mutex<Option<Instant>>>::default();
        let (own, wanted) = (until.clone(), wanted.clone());
        let is_over = move || {
            let until = *own.lock().unwrap_or_else(PoisonError::into_inner);
            wanted.is_over() || until.is_some_and(|until| Instant::now() > until)
        };
        connection.progress_handler(STEPS, Some(is_over))?;
        Ok(Self { connection, until })
    }

    /// How many rows a table has, where that is told within `patience`.
    pub fn count(&self, table: &str, patience: Duration) -> Option<u64> {
        self.hurry(Instant::now().checked_add(patience));
        let query = format!("SELECT count(*) FROM {}", quoted(table));
        let count = self.connection.query_row(&query, [], |row| row.get::<_, i64>(0));
        self.hurry(None);
        u64::try_from(count.ok()?).ok()
    }

    fn hurry(&self, until: Option<Instant>) {
        *self.until.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }

    /// How long the file is, as its header says.
    pub fn size(&self) -> u64 {
        let number = |pragma: &str| self.connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        let pages = number("page_count").ok().zip(number("page_size").ok());
        pages.and_then(|(pages, size)| u64::try_from(pages.saturating_mul(size)).ok()).unwrap_or(0)
    }
}

/// A name as SQL has it, whatever is in it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// What went wrong, in SQLite's words.
pub fn said(error: &Error) -> String {
    let words = match error {
        Error::SqliteFailure(_, Some(words)) => words.clone(),
        other => other.to_string(),
    };
    text::line(&words)
}
