//! The founding of a deployment: keys drawn, facts written, rules loaded. The files of a data
//! folder are named here and nowhere else.

mod replace;

pub(crate) use replace::replace;

use crate::app::{Actor, App, Facts, Start, Unopened};
use crate::db::Place;
use crate::registry::people::Found;
use crate::{app, rules};
use besa_vault::{
    Deployment, DeploymentKind, DeploymentRoot, KeyFile, OsChance, Params, Work, seal_root_file,
};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The files beside the database: a data folder, and a key file that may lie elsewhere.
pub(crate) struct Folder {
    data: PathBuf,
    key_file: Option<PathBuf>,
}

impl Folder {
    /// The files of this folder.
    pub(crate) fn at(path: &Path) -> Folder {
        Folder {
            data: path.to_owned(),
            key_file: None,
        }
    }

    /// The same folder with its key file kept elsewhere.
    pub(crate) fn with_key_file(self, key_file: Option<PathBuf>) -> Folder {
        Folder { key_file, ..self }
    }

    /// The secrets of the node; never in a backup of the database.
    pub(crate) fn key_file(&self) -> PathBuf {
        let beside = || self.data.join("key-file.txt");
        self.key_file.clone().unwrap_or_else(beside)
    }

    /// The public key that checkpoints are verified with.
    pub(crate) fn log_key(&self) -> PathBuf {
        self.data.join("record.pub")
    }

    /// The deployment's root under a passphrase.
    pub(crate) fn root_file(&self) -> PathBuf {
        self.data.join("root.age")
    }

    /// The last checkpoint that this node wrote; outside the database and its backups.
    pub(crate) fn high_water(&self) -> PathBuf {
        self.key_file().with_file_name("high-water.txt")
    }

    /// What was revoked; copied away with each backup, played again by a restore.
    pub(crate) fn revoked(&self) -> PathBuf {
        self.key_file().with_file_name("revoked.txt")
    }

    /// Whether a deployment was founded here.
    pub(crate) fn is_founded(&self) -> bool {
        self.key_file().exists() && self.log_key().exists()
    }

    /// Whether a database stands here, founded or not.
    pub(crate) fn is_begun(&self) -> bool {
        self.data.join("besa.db").exists()
    }

    /// The place of the SQLite files.
    pub(crate) fn place(&self) -> Place {
        Place::Folder(self.data.clone())
    }

    /// The key file, read.
    pub(crate) fn keys(&self) -> Result<KeyFile, Unopened> {
        read_keys(&self.key_file())
    }
}

/// Reads a key file; one that others may read is refused like one that is wrong.
fn read_keys(path: &Path) -> Result<KeyFile, Unopened> {
    use std::os::unix::fs::PermissionsExt;
    let unread = |error: std::io::Error| {
        Unopened(format!(
            "The key file {} could not be read: {error}. Nothing was opened.",
            path.display()
        ))
    };
    let mode = fs::metadata(path).map_err(unread)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(Unopened(format!(
            "The key file {0} is open to others than its owner. Nothing was opened. Find out who \
             may have read it, then close it: chmod 600 {0}",
            path.display()
        )));
    }
    let text = Zeroizing::new(fs::read_to_string(path).map_err(unread)?);
    KeyFile::parse(&text)
        .map_err(|_| Unopened(format!("{} is not a key file of Besa.", path.display())))
}

/// What a founding brings forth.
pub(crate) struct Founded {
    pub(crate) app: App,
    /// Signs institutions; its holder keeps it away from the server.
    pub(crate) root: Arc<DeploymentRoot>,
}

/// Founds a deployment in an empty database.
pub(crate) async fn found(
    place: &Place,
    kind: DeploymentKind,
    clock: Box<dyn app::Clock>,
    node: &str,
    params: Params,
) -> Result<Founded, Unopened> {
    let deployment = Deployment::draw(kind, &mut OsChance);
    let keys = KeyFile::draw(deployment, &mut OsChance);
    let root = Arc::new(DeploymentRoot::draw(&mut OsChance));
    let facts = Facts::signed(&root.key(), &keys)?;
    let in_force = rules::of_files(clock.now())?;
    let start = Start {
        keys,
        clock,
        node: node.to_owned(),
        params,
    };
    let app = App::with_facts(place, start, facts, in_force).await?;
    app.act(
        &Actor::Operator,
        None,
        Found {
            rules: rules::shipped()?,
        },
    )
    .await
    .map_err(|fail| Unopened(format!("The founding was not done: {fail}")))?;
    Ok(Founded { app, root })
}

impl Founded {
    /// Writes the key file, the record's public key and the sealed root.
    pub(crate) fn write(
        &self,
        folder: &Folder,
        root_file: &Path,
        passphrase: &str,
        work: Work,
    ) -> Result<(), Unopened> {
        let facts = self.app.facts();
        let root = seal_root_file(&self.root, facts.deployment, passphrase, work)
            .map_err(|_| Unopened("The root file could not be sealed.".to_owned()))?;
        let keys = self.app.keys().print();
        let log = facts.log_keys().to_string();
        write_private(root_file, &root).map_err(|error| unwritten(root_file, &error))?;
        let key_file = folder.key_file();
        write_private(&key_file, keys.as_bytes()).map_err(|error| unwritten(&key_file, &error))?;
        let log_key = folder.log_key();
        fs::write(&log_key, log).map_err(|error| unwritten(&log_key, &error))
    }
}

/// The sentence about a file that could not be written.
pub(crate) fn unwritten(path: &Path, error: &std::io::Error) -> Unopened {
    Unopened(format!("{} could not be written: {error}", path.display()))
}

/// Writes a file that only its owner may read, also where one stood open to others before.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    file.write_all(bytes)?;
    file.sync_all()
}
