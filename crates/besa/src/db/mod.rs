//! The two engines behind one small face: text, integer and bytes, `$1` placeholders, no macros.

mod dialect;
pub(crate) mod dump;
mod error;
mod lite;
mod migrate;
mod table;
mod value;

use rusqlite::Connection as LiteConnection;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, PgConnection, SqlSafeStr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

pub(crate) use error::Error;
pub(crate) use lite::CONNECTIONS;
pub(crate) use table::{Class, Table};
pub(crate) use value::{Row, Value};

/// Where the data lives: a folder with three SQLite files, or a PostgreSQL address.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// `besa.db`, `shred.db` and `session.db` in this folder.
    Folder(PathBuf),
    /// A PostgreSQL connection string; the stores are the schemas `public`, `shred` and `sess`.
    Postgres(String),
}

/// The opened database: readers from a pool, writing only through [`Db::writer`].
#[derive(Clone)]
pub(crate) enum Db {
    /// Three files: a single writing connection, and readers.
    Lite(lite::Readers),
    /// A pool for readers and for this node's one writing connection.
    Pg {
        /// All connections of this node.
        pool: PgPool,
    },
}

/// A writing connection held by the writer task alone.
pub(crate) enum Writer {
    Lite(Box<LiteConnection>),
    Pg(Box<sqlx::pool::PoolConnection<sqlx::Postgres>>),
}

/// A connection on loan from the read pool.
pub(crate) enum Reader {
    Lite(lite::Lent),
    Pg(sqlx::pool::PoolConnection<sqlx::Postgres>),
}

/// One conversation with the database: the face that every store sees.
pub(crate) enum Tx<'c> {
    Lite(&'c mut LiteConnection),
    Pg(&'c mut PgConnection),
}

impl Db {
    /// Opens the database and brings its schema up to date.
    pub(crate) async fn open(place: &Place) -> Result<Db, Error> {
        let db = Db::connect(place).await?;
        migrate::run(&db).await?;
        Ok(db)
    }

    /// Opens a database that must be there already, and leaves its schema alone.
    pub(crate) async fn existing(place: &Place) -> Result<Db, Error> {
        if let Place::Folder(folder) = place
            && !folder.join("besa.db").exists()
        {
            return Err(Error::Io(std::io::ErrorKind::NotFound.into()));
        }
        Db::connect(place).await
    }

    /// Opens the database as it is; the caller answers for its schema.
    async fn connect(place: &Place) -> Result<Db, Error> {
        match place {
            Place::Folder(folder) => {
                // The first opening makes the files.
                drop(lite::open(folder)?);
                Ok(Db::Lite(lite::Readers::of(folder)))
            }
            Place::Postgres(address) => {
                let options = PgConnectOptions::from_str(address)?.disable_statement_logging();
                let pool = PgPoolOptions::new()
                    .max_connections(8)
                    .acquire_timeout(Duration::from_secs(5))
                    .connect_with(options)
                    .await?;
                Ok(Db::Pg { pool })
            }
        }
    }

    /// Which engine this is, for the few words that differ.
    pub(crate) fn is_lite(&self) -> bool {
        matches!(self, Db::Lite(_))
    }

    /// A connection that only reads.
    pub(crate) async fn reader(&self) -> Result<Reader, Error> {
        Ok(match self {
            Db::Lite(readers) => Reader::Lite(readers.lend().await?),
            Db::Pg { pool } => Reader::Pg(pool.acquire().await?),
        })
    }

    /// A connection that may write; only the writer task and the migrations ask for one.
    pub(crate) async fn writer(&self) -> Result<Writer, Error> {
        Ok(match self {
            Db::Lite(readers) => Writer::Lite(Box::new(lite::open(readers.folder())?)),
            Db::Pg { pool } => {
                let mut connection = Box::new(pool.acquire().await?);
                // It may end in the middle of a batch, and with this limit: nobody reads from it.
                connection.close_on_drop();
                connection.execute("SET statement_timeout = '2s'").await?;
                Writer::Pg(connection)
            }
        })
    }

    /// Whether the database answers a reader.
    pub(crate) async fn answers(&self) -> bool {
        match self.reader().await {
            Ok(mut reader) => reader.tx().row("SELECT 1", &[]).await.is_ok(),
            Err(_) => false,
        }
    }

    /// Closes every connection, so that the files may be moved or removed.
    pub(crate) async fn close(&self) {
        match self {
            Db::Lite(readers) => readers.close().await,
            Db::Pg { pool } => pool.close().await,
        }
    }
}

impl Writer {
    /// The conversation with this connection.
    pub(crate) fn tx(&mut self) -> Tx<'_> {
        match self {
            Writer::Lite(connection) => Tx::Lite(connection),
            Writer::Pg(connection) => Tx::Pg(connection),
        }
    }

    /// Begins a batch: on PostgreSQL the acts of all nodes are made serial by one lock.
    pub(crate) async fn begin(&mut self) -> Result<(), Error> {
        let mut tx = self.tx();
        match &tx {
            Tx::Lite(_) => tx.word("BEGIN IMMEDIATE").await,
            Tx::Pg(_) => tx.word("BEGIN; SELECT pg_advisory_xact_lock(4242)").await,
        }
    }

    /// Closes the connection and waits until it is closed.
    pub(crate) async fn close(self) {
        match self {
            Writer::Lite(connection) => drop(connection),
            Writer::Pg(connection) => drop(connection),
        }
    }
}

impl Reader {
    /// Begins a reading that sees one moment until its ROLLBACK.
    pub(crate) async fn snapshot(&mut self) -> Result<(), Error> {
        let mut tx = self.tx();
        match &tx {
            Tx::Lite(_) => tx.word("BEGIN").await,
            Tx::Pg(_) => {
                tx.word("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await
            }
        }
    }

    /// The conversation with this connection.
    pub(crate) fn tx(&mut self) -> Tx<'_> {
        match self {
            Reader::Lite(lent) => Tx::Lite(lent.connection()),
            Reader::Pg(connection) => Tx::Pg(connection),
        }
    }
}

impl Tx<'_> {
    /// Runs one statement and says how many rows it touched.
    pub(crate) async fn run(
        &mut self,
        sql: &'static str,
        arguments: &[Value],
    ) -> Result<u64, Error> {
        self.execute(sql, arguments).await
    }

    /// All rows of a query.
    pub(crate) async fn rows(
        &mut self,
        sql: &'static str,
        arguments: &[Value],
    ) -> Result<Vec<Row>, Error> {
        self.fetch(sql, arguments).await
    }

    /// The first row of a query, if there is one.
    pub(crate) async fn row(
        &mut self,
        sql: &'static str,
        arguments: &[Value],
    ) -> Result<Option<Row>, Error> {
        Ok(self.rows(sql, arguments).await?.into_iter().next())
    }

    /// A statement without arguments or result: savepoints, begin, commit.
    pub(crate) async fn word(&mut self, sql: &'static str) -> Result<(), Error> {
        match self {
            Tx::Lite(connection) => lite::run(connection, sql, &[]).map(|_| ()),
            Tx::Pg(connection) => Ok(connection.execute(sql).await.map(|_| ())?),
        }
    }

    /// A statement put together by [`Table`] from names in the program, never from input.
    async fn composed(&mut self, sql: String, arguments: &[Value]) -> Result<u64, Error> {
        self.execute(AssertSqlSafe(sql), arguments).await
    }

    /// The rows of a query put together by [`Table`].
    async fn composed_rows(&mut self, sql: String, arguments: &[Value]) -> Result<Vec<Row>, Error> {
        self.fetch(AssertSqlSafe(sql), arguments).await
    }

    async fn execute(&mut self, sql: impl SqlSafeStr, arguments: &[Value]) -> Result<u64, Error> {
        Ok(match self {
            Tx::Lite(connection) => lite::run(connection, sql.into_sql_str().as_str(), arguments)?,
            Tx::Pg(connection) => {
                let query = value::pg(sql, arguments);
                query.execute(&mut **connection).await?.rows_affected()
            }
        })
    }

    async fn fetch(
        &mut self,
        sql: impl SqlSafeStr,
        arguments: &[Value],
    ) -> Result<Vec<Row>, Error> {
        match self {
            Tx::Lite(connection) => {
                let mut rows = Vec::new();
                lite::each(connection, sql.into_sql_str().as_str(), arguments, |row| {
                    rows.push(row);
                    Ok::<(), Error>(())
                })?;
                Ok(rows)
            }
            Tx::Pg(connection) => {
                let rows = value::pg(sql, arguments)
                    .fetch_all(&mut **connection)
                    .await?;
                rows.iter().map(Row::from_pg).collect()
            }
        }
    }
}
