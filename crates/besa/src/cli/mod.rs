//! The command line: what an operator types, and what is said back.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command speaks on its outputs"
)]

mod backup;
mod demo;
mod found;
pub(crate) mod institution;
mod key;
mod link;
mod root;
pub(crate) mod serve;

use crate::app::Unopened;
use crate::config::Config;
use crate::db::{CONNECTIONS, Db};
use crate::founding::Folder;
use crate::record::{Verdict, verify, verify_since};
use besa_ledger::LogKeys;
use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Besa: the system behind a National Referral Mechanism for victims of trafficking.
#[derive(Parser)]
#[command(name = "besa", version, about, long_about = None)]
struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Starts the product with an invented county on this machine. Nothing in it is real.
    Demo(Demo),
    /// Founds a deployment where nothing stands: key file, database, root file with its passphrase.
    Found(Found),
    /// Brings in institutions: a form, a signature made away from the server, an entry.
    #[command(subcommand)]
    Institution(institution::Institution),
    /// Shows the keys by their fingerprints, or replaces a lost key file.
    #[command(subcommand)]
    Key(key::Key),
    /// Writes the main set and the shred set of a backup, each closed to the configured recipients.
    Backup(backup::Backup),
    /// Restores both sets of a backup into an empty place, and verifies what came back.
    Restore(backup::Restore),
    /// Serves a deployment that was founded.
    Serve(serve::Serve),
    /// Brings the database of a deployment up to date, and nothing else.
    Migrate(Where),
    /// Checks the whole record. Exit 0: as recorded. 1: the first difference is named. 2: could not check.
    Verify(Verify),
    /// Prints settings, each with its meaning: those in force, or the defaults.
    Config(Settings),
    Link(link::Link),
}

/// Where the deployment is.
#[derive(Args)]
#[group(required = true, multiple = false)]
struct Where {
    /// Folder of the data.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Settings file (TOML); `besa config` prints one.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Args)]
struct Found {
    #[command(flatten)]
    place: Where,
    /// Where the root file is written, best on a medium that leaves the machine; else in the data folder.
    #[arg(long, value_name = "FILE")]
    root: Option<PathBuf>,
}

#[derive(Args)]
#[group(required = false, multiple = false)]
struct Settings {
    /// Folder of the data whose settings are printed.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Settings file (TOML) that is printed with every meaning.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Settings file that is checked, and nothing else.
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
}

#[derive(Args)]
struct Demo {
    /// Keep the invented county in this folder; without it a temporary one is removed at the end.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Keep the county in this PostgreSQL database instead of SQLite files; the folder, which must
    /// then be named, holds the keys.
    #[arg(long, value_name = "URL", requires = "data")]
    database: Option<String>,
    /// This node's name in the record, where several serve one database.
    #[arg(long, value_name = "NAME", default_value = "node-1")]
    node: String,
    /// Where to listen; only addresses of this machine.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Write the accounts and the invented personal values to this file (JSON, mode 0600).
    #[arg(long, value_name = "FILE")]
    accounts: Option<PathBuf>,
}

#[derive(Args)]
struct Verify {
    #[command(flatten)]
    place: Where,
    /// Public keys of the record, oldest first; without it those written down in the data folder.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// A signed checkpoint that was kept outside: the record must still begin with what it was signed over.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

impl Where {
    fn config(&self) -> Result<Config, Unopened> {
        match (&self.data, &self.config) {
            (_, Some(file)) => Config::read(file),
            (Some(folder), None) => Ok(Config::of_folder(folder)),
            (None, None) => Err(Unopened(
                "Say where: --data DIR or --config FILE.".to_owned(),
            )),
        }
    }
}

/// Where a packaged Besa keeps its data.
const HOME: &str = "/var/lib/besa";

impl Settings {
    fn show(self) -> Result<(), Unopened> {
        if let Some(file) = self.check {
            Config::read(&file)?.check()?;
            println!("The settings are right.");
            return Ok(());
        }
        let config = match (self.config, self.data) {
            (Some(file), _) => Config::read(&file)?,
            (None, Some(folder)) => Config::of_folder(&folder),
            (None, None) => Config::of_folder(Path::new(HOME)),
        };
        print!("{}", config.explain());
        Ok(())
    }
}

/// Parses, runs, and says how it ended.
pub fn run() -> ExitCode {
    let command = Command::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
    // A thread more than can wait for the disk at once, so that somebody always answers.
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.saturating_add(CONNECTIONS))
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("The program could not start its threads: {error}");
            return ExitCode::from(2);
        }
    };
    runtime.block_on(async {
        let done = match command.verb {
            Verb::Demo(demo) => demo::run(demo).await,
            Verb::Found(new) => found::run(new.place.config(), new.root).await,
            Verb::Institution(verb) => institution::run(verb).await,
            Verb::Key(verb) => key::run(verb).await,
            Verb::Backup(backup) => backup::back_up(backup).await,
            Verb::Restore(restore) => backup::restore(restore).await,
            Verb::Serve(place) => serve::run(place).await,
            Verb::Migrate(place) => migrate(place.config()).await,
            Verb::Verify(check) => return say(check_record(check).await),
            Verb::Config(settings) => settings.show(),
            Verb::Link(command) => return link::run(command).await,
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(unopened) => {
                eprintln!("{unopened}");
                ExitCode::FAILURE
            }
        }
    })
}

async fn migrate(config: Result<Config, Unopened>) -> Result<(), Unopened> {
    let config = config?;
    if let Some(facts) = serve::facts(&config).await? {
        facts.fit(&config.folder().keys()?)?;
    }
    let db = Db::open(&config.place()).await.map_err(|error| {
        Unopened(format!(
            "The database could not be brought up to date: {error}"
        ))
    })?;
    db.close().await;
    println!("The database is up to date.");
    Ok(())
}

async fn check_record(check: Verify) -> Verdict {
    let config = match check.place.config() {
        Ok(config) => config,
        Err(unopened) => return Verdict::Unchecked(unopened.to_string()),
    };
    let file = check
        .key
        .unwrap_or_else(|| Folder::at(&config.data).log_key());
    let key = std::fs::read_to_string(&file)
        .map_err(|error| error.to_string())
        .and_then(|text| text.parse::<LogKeys>().map_err(|error| error.to_string()));
    let key = match key {
        Ok(key) => key,
        Err(error) => {
            return Verdict::Unchecked(format!(
                "The record's public key {} could not be read: {error}",
                file.display()
            ));
        }
    };
    let kept = match check
        .checkpoint
        .map(|file| (std::fs::read_to_string(&file), file))
    {
        None => None,
        Some((Ok(note), _)) => Some(note),
        Some((Err(error), file)) => {
            return Verdict::Unchecked(format!(
                "The checkpoint {} could not be read: {error}",
                file.display()
            ));
        }
    };
    match Db::existing(&config.place()).await {
        Ok(db) => {
            let verdict = match &kept {
                Some(note) => verify_since(&db, &key, note).await,
                None => verify(&db, &key).await,
            };
            db.close().await;
            verdict
        }
        Err(error) => Verdict::Unchecked(format!("The database could not be opened: {error}")),
    }
}

fn say(verdict: Verdict) -> ExitCode {
    match verdict {
        Verdict::Clean(report) => {
            println!(
                "Clean: {} entries, {} checkpoints, {} bound rows. Root {}.",
                report.entries,
                report.checkpoints,
                report.rows,
                data_encoding::HEXLOWER.encode(&report.root)
            );
            ExitCode::SUCCESS
        }
        Verdict::Different(code, sentence) => {
            println!("Different ({code}): {sentence}");
            ExitCode::from(1)
        }
        Verdict::Unchecked(sentence) => {
            eprintln!("Not checked: {sentence}");
            ExitCode::from(2)
        }
    }
}
