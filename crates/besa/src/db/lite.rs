//! SQLite in this process: statements run at once, where they are asked for. A statement takes
//! microseconds, handing it to another thread and waiting took longer than most of them; the
//! runtime has a thread more than there are connections that may wait for the disk.

use super::{Error, Row, Value};
use rusqlite::Connection;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many may read at the same time.
const READERS: u32 = 4;
/// Connections of one node that may wait for the disk: the readers and the writer.
pub(crate) const CONNECTIONS: usize = 5;
/// How long a statement waits for another process, and a reader for its turn.
const PATIENCE: Duration = Duration::from_secs(5);
/// Prepared statements that a connection keeps.
const PREPARED: usize = 256;

/// Opens the three files of a folder as one connection.
pub(super) fn open(folder: &Path) -> Result<Connection, Error> {
    let connection = Connection::open(folder.join("besa.db"))?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON",
    )?;
    for (name, file) in [("shred", "shred.db"), ("sess", "session.db")] {
        let path = folder.join(file).to_string_lossy().replace('\'', "''");
        connection.execute_batch(&format!(
            "ATTACH DATABASE '{path}' AS {name}; PRAGMA {name}.journal_mode = WAL; \
             PRAGMA {name}.synchronous = FULL; PRAGMA {name}.secure_delete = ON"
        ))?;
    }
    Ok(connection)
}

/// Connections that only read, lent out and taken back.
#[derive(Clone)]
pub(crate) struct Readers(Arc<Shelf>);

struct Shelf {
    folder: PathBuf,
    idle: Mutex<Vec<Connection>>,
    turns: Arc<Semaphore>,
}

impl Shelf {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection on loan; goes back when it is let go.
pub(crate) struct Lent {
    connection: Option<Connection>,
    shelf: Arc<Shelf>,
    _turn: OwnedSemaphorePermit,
}

impl Readers {
    /// Readers of a folder; none is opened before it is asked for.
    pub(super) fn of(folder: &Path) -> Readers {
        Readers(Arc::new(Shelf {
            folder: folder.to_owned(),
            idle: Mutex::new(Vec::new()),
            turns: Arc::new(Semaphore::new(usize::try_from(READERS).unwrap_or(1))),
        }))
    }

    /// The folder of the files.
    pub(super) fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// A connection, as soon as one is free.
    pub(super) async fn lend(&self) -> Result<Lent, Error> {
        let turn = self.0.turns.clone().acquire_owned();
        let turn = match tokio::time::timeout(PATIENCE, turn).await {
            Ok(Ok(turn)) => turn,
            Ok(Err(_)) | Err(_) => return Err(Error::Busy),
        };
        let idle = self.0.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => {
                let connection = open(&self.0.folder)?;
                connection.execute_batch("PRAGMA query_only = ON")?;
                connection
            }
        };
        Ok(Lent {
            connection: Some(connection),
            shelf: self.0.clone(),
            _turn: turn,
        })
    }

    /// Waits until every connection is back, and closes them.
    pub(super) async fn close(&self) {
        let all = self.0.turns.acquire_many(READERS).await;
        self.0.idle().clear();
        self.0.turns.close();
        drop(all);
    }
}

impl Lent {
    /// The connection itself.
    #[expect(
        clippy::unwrap_used,
        reason = "it is taken out only when the loan ends"
    )]
    pub(super) fn connection(&mut self) -> &mut Connection {
        self.connection.as_mut().unwrap()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // One that was left in the middle of a reading is not lent again.
        if let Some(connection) = self.connection.take().filter(Connection::is_autocommit) {
            self.shelf.idle().push(connection);
        }
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self {
            Value::Int(Some(number)) => ValueRef::Integer(*number),
            Value::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(Some(bytes)) => ValueRef::Blob(bytes),
            Value::Int(None) | Value::Text(None) | Value::Bytes(None) => ValueRef::Null,
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

/// Runs one statement; says how many rows it touched.
pub(super) fn run(
    connection: &mut Connection,
    sql: &str,
    arguments: &[Value],
) -> Result<u64, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, arguments)?;
    let touched = if statement.column_count() == 0 {
        statement.raw_execute()?
    } else {
        // A statement that answers is read to its end: only then is it done.
        let mut rows = statement.raw_query();
        while rows.next()?.is_some() {}
        0
    };
    Ok(u64::try_from(touched).unwrap_or(0))
}

/// Hands over the rows of a query, one after another.
pub(super) fn each<E: From<Error>>(
    connection: &mut Connection,
    sql: &str,
    arguments: &[Value],
    mut take: impl FnMut(Row) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = connection.prepare_cached(sql).map_err(Error::from)?;
    bind(&mut statement, arguments)?;
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(Error::from)? {
        let values = (0..columns).map(|at| read(row.get_ref(at)?));
        take(Row::of(values.collect::<Result<_, Error>>()?))?;
    }
    Ok(())
}

/// SQLite takes `$1` for a name and numbers names as they come: each goes to its own argument.
fn bind(statement: &mut rusqlite::Statement<'_>, arguments: &[Value]) -> Result<(), Error> {
    for at in 1..=statement.parameter_count() {
        let name = statement.parameter_name(at).unwrap_or_default();
        let number: Option<usize> = name.get(1..).and_then(|it| it.parse().ok());
        let value = number.and_then(|it| arguments.get(it.checked_sub(1)?));
        match value {
            Some(value) => statement.raw_bind_parameter(at, value)?,
            None => return Err(Error::Wrong("an argument is missing".to_owned())),
        }
    }
    Ok(())
}

fn read(value: ValueRef<'_>) -> Result<Value, Error> {
    Ok(match value {
        // SQLite has no kind for an absent value: any reader takes it.
        ValueRef::Null => Value::Int(None),
        ValueRef::Integer(number) => Value::Int(Some(number)),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text)
                .map_err(|_| Error::Wrong("text is not text".to_owned()))?;
            Value::Text(Some(text.to_owned()))
        }
        ValueRef::Blob(bytes) => Value::Bytes(Some(bytes.to_vec())),
        ValueRef::Real(_) => {
            return Err(Error::Wrong(
                "no column of ours holds a fraction".to_owned(),
            ));
        }
    })
}
