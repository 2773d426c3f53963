//! `besa backup` and `besa restore`.

use super::{Where, found, serve};
use crate::app::{Actor, Clock as _, SystemClock, Unopened};
use crate::backup::{self, GoOn};
use crate::founding::unwritten;
use besa_domain::Moment;
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
    let app = serve::open(&config).await?;
    let go_on = GoOn {
        entries: restored.report.entries,
        taken: restored.head.taken,
    };
    let done = app.act(&Actor::Operator, None, go_on).await;
    app.close().await;
    done.map_err(|fail| {
        Unopened(format!(
            "The line about the restoring was not written: {fail}"
        ))
    })?;
    println!(
        "Restored and verified: {} entries, {} bound rows, root {}.",
        restored.report.entries,
        restored.report.rows,
        data_encoding::HEXLOWER.encode(&restored.report.root)
    );
    println!(
        "This is the state of {}. What was done later is missing: tell every institution.\n\
         Compare the root with the checkpoint that you keep outside.",
        Moment(restored.head.taken).text()
    );
    Ok(())
}

/// The secret key in a file as `age-keygen` writes it.
fn identity(path: &Path) -> Result<age::x25519::Identity, Unopened> {
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
