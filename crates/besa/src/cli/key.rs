//! `besa key`: which keys a deployment has, said by fingerprint; a new key file for a lost one.

use super::{Where, root, serve};
use crate::app::{Facts, SystemClock, Unopened};
use crate::founding;
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Subcommand)]
pub(super) enum Key {
    /// Prints the fingerprints to compare with the paper of the founding; never a secret.
    Print(Where),
    /// Puts a new key file in the place of a lost one. Stop every node first.
    Replace {
        #[command(flatten)]
        place: Where,
        /// The root file that the founding wrote.
        #[arg(long, value_name = "FILE")]
        root: PathBuf,
    },
}

pub(super) async fn run(verb: Key) -> Result<(), Unopened> {
    match verb {
        Key::Print(place) => print(place).await,
        Key::Replace { place, root } => replace(place, root).await,
    }
}

async fn print(place: Where) -> Result<(), Unopened> {
    let config = place.config()?;
    let facts = serve::facts(&config).await?.ok_or_else(nothing)?;
    facts.fit(&config.folder().keys()?)?;
    tell(&facts)
}

async fn replace(place: Where, file: PathBuf) -> Result<(), Unopened> {
    let config = place.config()?;
    let facts = serve::facts(&config).await?.ok_or_else(nothing)?;
    if config
        .folder()
        .keys()
        .is_ok_and(|keys| facts.fit(&keys).is_ok())
    {
        println!("The key file in force is there. It is replaced only because you say so.");
    }
    let (root, _) = root::open(&file)?;
    let clock = (Box::new(SystemClock) as _, config.node.as_str());
    let facts = founding::replace(&config.place(), &config.folder(), facts, &root, clock).await?;
    println!("The key file is a new one. The root signed the record's new key.\n");
    tell(&facts)?;
    println!(
        "\n1. Write these lines on paper beside those of the founding.\n\
         2. Copy {} to a second safe place.\n\
         3. Tell everybody: no passphrase and no telephone code works any more. With the code on\n   \
         paper, at /recover, each sets both anew. The page there shows the root key above.\n\
         4. Give {} to whoever verifies the record.",
        config.folder().key_file().display(),
        config.folder().log_key().display()
    );
    Ok(())
}

fn nothing() -> Unopened {
    Unopened("No deployment stands there: found one first.".to_owned())
}

/// The fingerprints, once the root's signature under the record's key was verified.
pub(super) fn tell(facts: &Facts) -> Result<(), Unopened> {
    if !facts.is_vouched_for() {
        return Err(Unopened(
            "The root did not sign the record's key. Somebody changed it.".to_owned(),
        ));
    }
    println!(
        "Deployment    {}",
        data_encoding::HEXLOWER.encode(&facts.deployment.id())
    );
    println!("Root key      {}", facts.root.fingerprint().groups());
    println!("Key file      {}", facts.key_fingerprint());
    println!("Record's key  {} (signed by the root)", facts.log);
    Ok(())
}
