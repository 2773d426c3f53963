//! Why a database did not do what it was asked, whichever engine it is.

/// What went wrong. Its text may quote values: only its kind is ever shown or logged ([`Error::kind`]).
#[derive(Debug)]
pub(crate) enum Error {
    /// SQLite.
    Lite(rusqlite::Error),
    /// PostgreSQL.
    Pg(sqlx::Error),
    /// No connection was free in time.
    Busy,
    /// A file could not be reached.
    Io(std::io::Error),
    /// What was asked or found is not what this program writes.
    Wrong(String),
}

impl Error {
    /// What kind of thing went wrong, in words for the operator that quote nothing.
    pub(crate) fn kind(&self) -> String {
        match self {
            Error::Lite(rusqlite::Error::SqliteFailure(code, _)) => {
                format!("database refused ({})", code.extended_code)
            }
            Error::Lite(other) => format!("database ({})", name(other)),
            Error::Pg(sqlx::Error::Database(inner)) => {
                format!("database refused ({})", inner.code().unwrap_or_default())
            }
            Error::Busy | Error::Pg(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed) => {
                "database busy".to_owned()
            }
            Error::Io(inner) | Error::Pg(sqlx::Error::Io(inner)) => {
                format!("database connection ({})", inner.kind())
            }
            Error::Pg(other) => format!("database ({})", name(other)),
            Error::Wrong(what) => format!("database ({what})"),
        }
    }
}

/// The name of a variant, without what it carries.
fn name(error: &impl std::fmt::Debug) -> String {
    let text = format!("{error:?}");
    let end = text.find(|c: char| !c.is_alphanumeric());
    text.get(..end.unwrap_or(text.len()))
        .unwrap_or_default()
        .to_owned()
}

impl std::fmt::Display for Error {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.kind())
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        Error::Lite(error)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Error {
        Error::Pg(error)
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Error {
        Error::Pg(error.into())
    }
}
