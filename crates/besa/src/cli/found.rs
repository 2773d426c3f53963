//! `besa found`: an empty machine becomes a deployment.

use super::{key, serve};
use crate::app::{SystemClock, Unopened};
use crate::config::Config;
use crate::founding::{self, unwritten};
use besa_vault::{DeploymentKind, OsChance, Params, RecoveryCode, Work};
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;

/// Founds where nothing stands, and says once what is said only once.
pub(super) async fn run(
    config: Result<Config, Unopened>,
    root: Option<PathBuf>,
) -> Result<(), Unopened> {
    let config = config?;
    let folder = config.folder();
    let key_file = folder.key_file();
    for private in [Some(config.data.as_path()), key_file.parent()]
        .into_iter()
        .flatten()
    {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(private)
            .map_err(|error| unwritten(private, &error))?;
    }
    let root = root.unwrap_or_else(|| folder.root_file());
    for file in [folder.key_file(), folder.log_key(), root.clone()] {
        if file.exists() {
            return Err(Unopened(format!(
                "{} stands there already: something was founded here. Nothing was changed.",
                file.display()
            )));
        }
    }
    let place = config.place();
    is_empty(&config).await?;
    let kind = DeploymentKind::Real;
    let clock = Box::new(SystemClock);
    let founded = founding::found(&place, kind, clock, &config.node, Params::DECIDED).await?;
    let passphrase = RecoveryCode::draw(&mut OsChance).print();
    let written = founded.write(&folder, &root, &passphrase, Work::DECIDED);
    let facts = founded.app.facts().clone();
    founded.app.close().await;
    written?;
    println!("Founded. Nobody is in it yet.\n");
    key::tell(&facts)?;
    println!(
        "\nPassphrase of the root file, shown this once:\n\n    {}\n",
        passphrase.as_str()
    );
    println!(
        "1. Write the passphrase and the lines above on paper.\n\
         2. Carry {} away from this machine and remove it here: it makes institutions.\n\
         3. Copy {} to a second safe place: without it no passphrase opens anything.\n\
         4. No backup ever holds the key file. Keep both apart.",
        root.display(),
        folder.key_file().display()
    );
    Ok(())
}

/// Refuses a place where a deployment stands.
pub(super) async fn is_empty(config: &Config) -> Result<(), Unopened> {
    match serve::facts(config).await? {
        None => Ok(()),
        Some(_) => Err(Unopened(
            "This database holds a deployment already. Nothing was changed.".to_owned(),
        )),
    }
}
