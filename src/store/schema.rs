//! The tables of the store, and the removal of old answers.

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};

use super::Limits;

/// Rises with every change of the tables, or of what is kept in them. A file of an older layout is emptied: all of it can
/// be asked for again. A newer one is left alone, for the newer program has not lost it then.
pub(super) const LAYOUT: i64 = 4;

/// Rises when what an answer's text means changes; one that is merely shaped otherwise is noticed when it is read.
pub(super) const SHAPE: i64 = 1;

/// `portal.key` names a portal, its address and the account, as a hash with `meta.salt`; `answer.key` what was asked, as
/// a hash too, for searches are nobody's business. `mark` and `covered` belong to [`super::visit`], `counted` to
/// [`super::figures`].
const TABLES: &str = "
    CREATE TABLE meta (salt BLOB NOT NULL);
    INSERT INTO meta VALUES (randomblob(16));
    CREATE TABLE portal (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, name TEXT NOT NULL, visited INTEGER);
    CREATE TABLE answer (
        id INTEGER PRIMARY KEY,
        portal INTEGER NOT NULL, key BLOB NOT NULL,
        what TEXT NOT NULL, place TEXT NOT NULL, came INTEGER NOT NULL, shape INTEGER NOT NULL, body NOT NULL,
        UNIQUE (portal, key));
    CREATE INDEX answer_came ON answer (came);
    CREATE INDEX answer_place ON answer (portal, what, place);
    CREATE TABLE mark (
        portal INTEGER NOT NULL, thing BLOB NOT NULL, mark INTEGER NOT NULL, seen INTEGER NOT NULL,
        PRIMARY KEY (portal, thing)) WITHOUT ROWID;
    CREATE TABLE covered (
        portal INTEGER NOT NULL, listing BLOB NOT NULL, seen INTEGER NOT NULL,
        PRIMARY KEY (portal, listing)) WITHOUT ROWID;
    CREATE TABLE counted (
        portal INTEGER NOT NULL, place TEXT NOT NULL, datasets INTEGER NOT NULL, came INTEGER NOT NULL,
        PRIMARY KEY (portal, place)) WITHOUT ROWID;
";

/// How many answers are forgotten at once, so that nobody waits long for the file.
const AT_ONCE: i64 = 16;

pub(super) fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    // Room is given back only by files that were told so while they were empty.
    connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL")?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.execute_batch(
        "PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;
         PRAGMA journal_size_limit = 4194304;",
    )?;
    if layout(connection)? == LAYOUT {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let tables: Vec<String> = transaction
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for table in tables {
        transaction.execute_batch(&format!("DROP TABLE \"{}\"", table.replace('"', "\"\"")))?;
    }
    transaction.execute_batch(TABLES)?;
    transaction.pragma_update(None, "user_version", LAYOUT)?;
    transaction.commit()
}

pub(super) fn layout(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Forgets what is too old, `with_marks` those of visits too, all of which are looked at for it; then the oldest until the
/// file is small enough again.
pub(super) fn prune(
    connection: &mut Connection,
    limits: Limits,
    now: Timestamp,
    with_marks: bool,
) -> rusqlite::Result<()> {
    const DAY: i64 = 24 * 3600;
    let now = now.as_second();
    let oldest = now.saturating_sub_unsigned(limits.age.as_secs());
    // What a wrong clock dated would otherwise outlive everything.
    let tables = [("answer", "came"), ("mark", "seen"), ("covered", "seen"), ("counted", "came")];
    for (table, dated) in &tables[..if with_marks { tables.len() } else { 1 }] {
        let forget = format!("DELETE FROM {table} WHERE {dated} < ?1 OR {dated} > ?2");
        connection.execute(&forget, params![oldest, now + DAY])?;
    }
    if used(connection)? > limits.bytes {
        // Not to the brim, or every page would cost a pruning.
        while used(connection)? > limits.bytes / 10 * 9 {
            let forget = "DELETE FROM answer WHERE id IN (SELECT id FROM answer ORDER BY came, id LIMIT ?1)";
            if connection.execute(forget, [AT_ONCE])? == 0 {
                break;
            }
        }
    }
    connection.execute(
        "DELETE FROM portal WHERE NOT EXISTS (SELECT 1 FROM answer WHERE portal = portal.id)
         AND NOT EXISTS (SELECT 1 FROM mark WHERE portal = portal.id)",
        [],
    )?;
    shrink(connection)
}

/// Gives back the room of what was forgotten.
pub(super) fn shrink(connection: &Connection) -> rusqlite::Result<()> {
    let mut vacuum = connection.prepare("PRAGMA incremental_vacuum")?;
    let mut freed = vacuum.query([])?;
    while freed.next()?.is_some() {}
    // The file itself shrinks with this alone; readers are not waited for.
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}

/// The bytes of the file that hold something.
fn used(connection: &Connection) -> rusqlite::Result<u64> {
    let pages = "SELECT (page_count - freelist_count) * page_size
                 FROM pragma_page_count, pragma_freelist_count, pragma_page_size";
    connection.query_row(pages, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs)
}
