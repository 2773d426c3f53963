//! Settings: one struct, every field explained by `besa config`.

use crate::app::Unopened;
use crate::db::Place;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The settings of a node. A file may leave out whatever the defaults say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Folder of the data: key file, record key and, without `database`, the SQLite files.
    pub(crate) data: PathBuf,
    /// PostgreSQL address; absent = SQLite in `data`.
    pub(crate) database: Option<String>,
    /// Where to listen.
    #[serde(default = "listen")]
    pub(crate) listen: SocketAddr,
    /// This node's name in the record.
    #[serde(default = "node")]
    pub(crate) node: String,
}

fn listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}

fn node() -> String {
    "node-1".to_owned()
}

impl Config {
    /// The defaults over a data folder.
    pub(crate) fn of_folder(data: &Path) -> Config {
        Config {
            data: data.to_owned(),
            database: None,
            listen: listen(),
            node: node(),
        }
    }

    /// Reads a settings file.
    pub(crate) fn read(path: &Path) -> Result<Config, Unopened> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Unopened(format!(
                "The settings {} could not be read: {error}",
                path.display()
            ))
        })?;
        toml::from_str(&text).map_err(|error| {
            Unopened(format!(
                "The settings {} are not right: {}",
                path.display(),
                error.message()
            ))
        })
    }

    /// Where the database is.
    pub(crate) fn place(&self) -> Place {
        match &self.database {
            Some(address) => Place::Postgres(address.clone()),
            None => Place::Folder(self.data.clone()),
        }
    }

    /// The settings as a file, each field with its meaning.
    pub(crate) fn explain(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let database = match &self.database {
            Some(address) => format!("database = {}", quoted(address)),
            None => "# database = \"postgres://besa@/besa\"".to_owned(),
        };
        format!(
            "# Folder of the data: key file, record key and, without `database`, the SQLite files.\n\
             data = {}\n\n\
             # PostgreSQL address; left out = SQLite in `data`.\n{database}\n\n\
             # Where to listen. Besa speaks HTTP: put a proxy that ends TLS before it.\n\
             listen = \"{}\"\n\n\
             # This node's name in the record.\nnode = {}\n",
            quoted(&self.data.to_string_lossy()),
            self.listen,
            quoted(&self.node),
        )
    }
}
