//! `besa backup` and `besa restore`.

use super::{Where, found, serve};
use crate::app::{Clock as _, SystemClock, Unopened};
use crate::backup;
use crate::founding::unwritten;
use crate::watch::restore::replay;
use besa_domain::Moment;
use besa_vault::BackupKey;
use clap::Args;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

#[derive(Args)]
pub(super) struct Backup {
    #[command(flatten)]
    place: Where,
    /// Folder that both sets are written into.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

#[derive(Args)]
pub(super) struct Restore {
    #[command(flatten)]
    place: Where,
    /// The main set.
    #[arg(long, value_name = "FILE")]
    main: PathBuf,
    /// The shred set of the same backup or of a later one.
    #[arg(long, value_name = "FILE")]
    shred: PathBuf,
    /// File with the recipient's secret key (AGE-SECRET-KEY-1…).
    #[arg(long, value_name = "FILE")]
    identity: PathBuf,
    /// The newest list of what was revoked, of each node that has one; may be given several times.
    #[arg(long, value_name = "FILE")]
    revoked: Vec<PathBuf>,
    /// Your word that no newer list is to be had: what was ended after it opens again.
    #[arg(long)]
    without_newest_list: bool,
}

pub(super) async fn back_up(asked: Backup) -> Result<(), Unopened> {
    let config = asked.place.config()?;
    let recipients = config.recipients()?;
    let facts = serve::facts(&config)
        .await?
        .ok_or_else(|| Unopened("No deployment stands there: nothing was written.".to_owned()))?;
    facts.fit(&config.folder().keys()?)?;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&asked.to)
        .map_err(|error| unwritten(&asked.to, &error))?;
    let now = SystemClock.now();
    let taken = backup::take(&config.place(), &facts, &recipients, &asked.to, now).await?;
    println!("Main set   {}", taken.main.display());
    println!("Shred set  {}\n", taken.shred.display());
    let list = config.folder().revoked();
    if list.exists() {
        let copy = taken.main.with_file_name("revoked.txt");
        std::fs::copy(&list, &copy).map_err(|error| unwritten(&copy, &error))?;
        println!("List of what was revoked until now: {}\n", copy.display());
    }
    println!(
        "The record stood at this checkpoint; keep it outside:\n\n{}",
        taken.head.checkpoint
    );
    println!(
        "Give the two sets to different hands. Keep the shred set 30 days, no longer.\n\
         Neither holds the key file: keep that apart from both."
    );
    Ok(())
}

pub(super) async fn restore(asked: Restore) -> Result<(), Unopened> {
    let config = asked.place.config()?;
    let keys = config.folder().keys()?;
    found::is_empty(&config).await?;
    let identity = identity(&asked.identity)?;
    let sets = (asked.main.as_path(), asked.shred.as_path());
    let restored = backup::restore(&config.place(), &keys, &identity, sets).await?;
    let written = config.folder().log_key();
    if !written.exists() {
        std::fs::write(&written, restored.log.to_string())
            .map_err(|error| unwritten(&written, &error))?;
    }
    let app = serve::open_restored(&config).await?;
    let folder = config.folder();
    let replayed = replay(&app, &folder, &asked.revoked, asked.without_newest_list).await;
    app.close().await;
    let again = match replayed {
        Ok(again) => again,
        Err(unopened) => {
            // What ended must not open again: without the list nothing stays either.
            backup::take_out(&config.place()).await?;
            return Err(unopened);
        }
    };
    // Once the list was played in everything must hold, also what the sets alone could not show.
    let proven = backup::proven(&config.place(), &restored.log).await?;
    if restored.report.is_none() {
        println!(
            "Halves are gone that two people signed away since. The root below is that after this \
             restore; before it the record stood at this checkpoint:\n\n{}",
            restored.head.checkpoint
        );
    }
    let report = restored.report.unwrap_or(proven);
    println!(
        "Restored and verified: {} entries, {} bound rows, root {}.",
        report.entries,
        report.rows,
        data_encoding::HEXLOWER.encode(&report.root)
    );
    println!(
        "Revoked again: {} letters, {} members. Burnt again: {} erasures. {} circles get a next key.",
        again.letters, again.members, again.erasures, again.circles
    );
    println!(
        "This is the state of {}. What was done later is missing: tell every institution.\n\
         Compare the root with the checkpoint that you keep outside.",
        Moment(restored.head.taken).text()
    );
    Ok(())
}

/// The secret key in a file as `age-keygen` writes it.
fn identity(path: &Path) -> Result<BackupKey, Unopened> {
    let text = std::fs::read_to_string(path)
        .map(Zeroizing::new)
        .map_err(|error| {
            Unopened(format!(
                "The recipient's key {} could not be read: {error}",
                path.display()
            ))
        })?;
    let mut lines = text.lines().map(str::trim);
    let key = lines.find(|line| line.starts_with("AGE-SECRET-KEY-1"));
    key.and_then(|key| key.parse().ok())
        .ok_or_else(|| Unopened(format!("{} holds no secret key of age.", path.display())))
}
