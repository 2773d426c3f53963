//! The founding of a deployment: keys drawn, facts written, rules loaded. The files of a data
//! folder are named here and nowhere else.

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

/// The files beside the database in a data folder.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// The files of this folder.
    pub(crate) fn at(path: &Path) -> Folder {
        Folder(path.to_owned())
    }

    /// The secrets of the node; never in a backup of the database.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.0.join("key-file.txt")
    }

    /// The public key that checkpoints are verified with.
    pub(crate) fn log_key(&self) -> PathBuf {
        self.0.join("record.pub")
    }

    /// The deployment's root under a passphrase.
    pub(crate) fn root_file(&self) -> PathBuf {
        self.0.join("root.age")
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
        self.0.join("besa.db").exists()
    }

    /// The place of the SQLite files.
    pub(crate) fn place(&self) -> Place {
        Place::Folder(self.0.clone())
    }

    /// The key file, read.
    pub(crate) fn keys(&self) -> Result<KeyFile, Unopened> {
        read_keys(&self.key_file())
    }
}

/// Reads a key file.
pub(crate) fn read_keys(path: &Path) -> Result<KeyFile, Unopened> {
    let text = fs::read_to_string(path).map_err(|error| {
        Unopened(format!(
            "The key file {} could not be read: {error}",
            path.display()
        ))
    })?;
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
    params: Params,
) -> Result<Founded, Unopened> {
    let deployment = Deployment::draw(kind, &mut OsChance);
    let keys = KeyFile::draw(deployment, &mut OsChance);
    let root = Arc::new(DeploymentRoot::draw(&mut OsChance));
    let log = app::log_key(&keys).map_err(|error| Unopened(error.to_string()))?;
    let facts = Facts {
        deployment,
        root: root.key().public(),
        log: log.public().clone(),
        key_file: keys.fingerprint().hex(),
    };
    let in_force = rules::of_files(clock.now())?;
    let start = Start {
        keys,
        clock,
        node: "node-1".to_owned(),
        params,
    };
    let app = App::unfounded(place, start, facts, in_force).await?;
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
    /// Writes the key file, the record's public key and the sealed root into a folder.
    pub(crate) fn write(
        &self,
        folder: &Folder,
        passphrase: &str,
        work: Work,
    ) -> Result<(), Unopened> {
        let sentence =
            |error: std::io::Error| Unopened(format!("A file could not be written: {error}"));
        let facts = self.app.facts();
        let root = seal_root_file(&self.root, facts.deployment, passphrase, work)
            .map_err(|_| Unopened("The root file could not be sealed.".to_owned()))?;
        write_private(&folder.root_file(), &root).map_err(sentence)?;
        write_private(&folder.key_file(), self.app.keys().print().as_bytes()).map_err(sentence)?;
        fs::write(folder.log_key(), format!("{}\n", facts.log)).map_err(sentence)
    }
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
