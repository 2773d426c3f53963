//! The two engines behind one small face: text, integer and bytes, `$1` placeholders, no macros.

mod dialect;
pub(crate) mod dump;
mod migrate;
mod table;
mod value;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, SqlSafeStr};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

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
#[expect(
    clippy::large_enum_variant,
    reason = "a program holds one, behind the Arc of App"
)]
pub(crate) enum Db {
    /// One file with a single writing connection and a pool of readers.
    Lite {
        /// Read-only connections.
        readers: SqlitePool,
        /// How the one writing connection is opened.
        write: SqliteConnectOptions,
        /// The folder that holds the three files.
        folder: PathBuf,
    },
    /// A pool for readers and for this node's one writing connection.
    Pg {
        /// All connections of this node.
        pool: PgPool,
    },
}

/// A writing connection held by the writer task alone.
pub(crate) enum Writer {
    Lite(SqliteConnection),
    Pg(Box<sqlx::pool::PoolConnection<sqlx::Postgres>>),
}

/// A connection on loan from the read pool.
pub(crate) enum Reader {
    Lite(sqlx::pool::PoolConnection<sqlx::Sqlite>),
    Pg(sqlx::pool::PoolConnection<sqlx::Postgres>),
}

/// One conversation with the database: the face that every store sees.
pub(crate) enum Tx<'c> {
    Lite(&'c mut SqliteConnection),
    Pg(&'c mut PgConnection),
}

impl Db {
    /// Opens the database and brings its schema up to date.
    pub(crate) async fn open(place: &Place) -> Result<Db, sqlx::Error> {
        let db = Db::connect(place).await?;
        migrate::run(&db).await?;
        Ok(db)
    }

    /// Opens a database that must be there already, and leaves its schema alone.
    pub(crate) async fn existing(place: &Place) -> Result<Db, sqlx::Error> {
        if let Place::Folder(folder) = place
            && !folder.join("besa.db").exists()
        {
            return Err(sqlx::Error::Io(std::io::Error::from(
                std::io::ErrorKind::NotFound,
            )));
        }
        Db::connect(place).await
    }

    /// Opens the database as it is; the caller answers for its schema.
    async fn connect(place: &Place) -> Result<Db, sqlx::Error> {
        match place {
            Place::Folder(folder) => {
                let write = SqliteConnectOptions::new()
                    .filename(folder.join("besa.db"))
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(5))
                    .pragma("temp_store", "MEMORY")
                    .pragma("secure_delete", "ON")
                    .disable_statement_logging();
                // The first opening makes the files, so that read-only connections find them.
                attach(&mut write.connect().await?, folder).await?;
                let place = folder.clone();
                let readers = SqlitePoolOptions::new()
                    .max_connections(4)
                    .after_connect(move |connection, _| {
                        let place = place.clone();
                        Box::pin(async move { attach(connection, &place).await })
                    })
                    .connect_lazy_with(write.clone().pragma("query_only", "ON"));
                Ok(Db::Lite {
                    readers,
                    write,
                    folder: folder.clone(),
                })
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
        matches!(self, Db::Lite { .. })
    }

    /// A connection that only reads.
    pub(crate) async fn reader(&self) -> Result<Reader, sqlx::Error> {
        Ok(match self {
            Db::Lite { readers, .. } => Reader::Lite(readers.acquire().await?),
            Db::Pg { pool } => Reader::Pg(pool.acquire().await?),
        })
    }

    /// A connection that may write; only the writer task and the migrations ask for one.
    pub(crate) async fn writer(&self) -> Result<Writer, sqlx::Error> {
        Ok(match self {
            Db::Lite { write, folder, .. } => {
                let mut connection = write.connect().await?;
                attach(&mut connection, folder).await?;
                Writer::Lite(connection)
            }
            Db::Pg { pool } => {
                let mut connection = Box::new(pool.acquire().await?);
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
            Db::Lite { readers, .. } => readers.close().await,
            Db::Pg { pool } => pool.close().await,
        }
    }
}

/// Joins the shred store and the session store to a SQLite connection.
async fn attach(connection: &mut SqliteConnection, folder: &Path) -> Result<(), sqlx::Error> {
    for (name, file) in [("shred", "shred.db"), ("sess", "session.db")] {
        let path = folder.join(file).to_string_lossy().replace('\'', "''");
        let sql = format!(
            "ATTACH DATABASE '{path}' AS {name}; PRAGMA {name}.journal_mode = WAL; \
             PRAGMA {name}.synchronous = FULL; PRAGMA {name}.secure_delete = ON"
        );
        connection.execute(AssertSqlSafe(sql)).await?;
    }
    Ok(())
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
    pub(crate) async fn begin(&mut self) -> Result<(), sqlx::Error> {
        let mut tx = self.tx();
        match &tx {
            Tx::Lite(_) => tx.word("BEGIN IMMEDIATE").await,
            Tx::Pg(_) => {
                tx.word("BEGIN").await?;
                tx.word("SELECT pg_advisory_xact_lock(4242)").await
            }
        }
    }

    /// Closes the connection and waits until it is closed.
    pub(crate) async fn close(self) {
        match self {
            Writer::Lite(connection) => drop(connection.close().await),
            // Back to the pool, which closes it.
            Writer::Pg(connection) => drop(connection),
        }
    }

    /// Whether the connection still answers; a broken one is replaced, never reused.
    pub(crate) async fn alive(&mut self) -> bool {
        match self {
            Writer::Lite(connection) => connection.ping().await.is_ok(),
            Writer::Pg(connection) => connection.ping().await.is_ok(),
        }
    }
}

impl Reader {
    /// Begins a reading that sees one moment until its ROLLBACK.
    pub(crate) async fn snapshot(&mut self) -> Result<(), sqlx::Error> {
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
            Reader::Lite(connection) => Tx::Lite(connection),
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
    ) -> Result<u64, sqlx::Error> {
        self.execute(sql, arguments).await
    }

    /// All rows of a query.
    pub(crate) async fn rows(
        &mut self,
        sql: &'static str,
        arguments: &[Value],
    ) -> Result<Vec<Row>, sqlx::Error> {
        self.fetch(sql, arguments).await
    }

    /// The first row of a query, if there is one.
    pub(crate) async fn row(
        &mut self,
        sql: &'static str,
        arguments: &[Value],
    ) -> Result<Option<Row>, sqlx::Error> {
        Ok(self.rows(sql, arguments).await?.into_iter().next())
    }

    /// A statement without arguments or result: savepoints, begin, commit.
    pub(crate) async fn word(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        match self {
            Tx::Lite(connection) => connection.execute(sql).await.map(|_| ()),
            Tx::Pg(connection) => connection.execute(sql).await.map(|_| ()),
        }
    }

    /// A statement put together by [`Table`] from names in the program, never from input.
    async fn composed(&mut self, sql: &str, arguments: &[Value]) -> Result<u64, sqlx::Error> {
        self.execute(AssertSqlSafe(sql), arguments).await
    }

    /// The rows of a query put together by [`Table`].
    async fn composed_rows(
        &mut self,
        sql: &str,
        arguments: &[Value],
    ) -> Result<Vec<Row>, sqlx::Error> {
        self.fetch(AssertSqlSafe(sql), arguments).await
    }

    async fn execute(
        &mut self,
        sql: impl SqlSafeStr,
        arguments: &[Value],
    ) -> Result<u64, sqlx::Error> {
        Ok(match self {
            Tx::Lite(connection) => {
                let query = value::lite(sql, arguments);
                query.execute(&mut **connection).await?.rows_affected()
            }
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
    ) -> Result<Vec<Row>, sqlx::Error> {
        match self {
            Tx::Lite(connection) => {
                let rows = value::lite(sql, arguments)
                    .fetch_all(&mut **connection)
                    .await?;
                rows.iter().map(Row::from_lite).collect()
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
