//! The command line: what an operator types, and what is said back.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command speaks on its outputs"
)]

mod demo;
mod link;
pub(crate) mod serve;

use crate::app::Unopened;
use crate::config::Config;
use crate::db::Db;
use crate::founding::Folder;
use crate::record::{Verdict, verify};
use besa_ledger::LogPublicKey;
use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;
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
    /// Serves a deployment that was founded.
    Serve(Where),
    /// Brings the database of a deployment up to date, and nothing else.
    Migrate(Where),
    /// Checks the whole record. Exit 0: as recorded. 1: the first difference is named. 2: could not check.
    Verify(Verify),
    /// Prints the settings in force, each with its meaning.
    Config(Where),
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
struct Demo {
    /// Keep the invented county in this folder; without it a temporary one is removed at the end.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
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
    /// Public key of the record; without it the one written down in the data folder.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
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

/// Parses, runs, and says how it ended.
pub fn run() -> ExitCode {
    let command = Command::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
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
            Verb::Demo(demo) => demo::run(demo.data, demo.listen, demo.accounts).await,
            Verb::Serve(place) => serve::run(place.config()).await,
            Verb::Migrate(place) => migrate(place.config()).await,
            Verb::Verify(check) => return say(check_record(check).await),
            Verb::Link(command) => return link::run(command).await,
            Verb::Config(place) => place.config().map(|config| print!("{}", config.explain())),
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
    let db = Db::open(&config?.place()).await.map_err(|error| {
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
        .and_then(|text| {
            text.trim()
                .parse::<LogPublicKey>()
                .map_err(|error| error.to_string())
        });
    let key = match key {
        Ok(key) => key,
        Err(error) => {
            return Verdict::Unchecked(format!(
                "The record's public key {} could not be read: {error}",
                file.display()
            ));
        }
    };
    match Db::existing(&config.place()).await {
        Ok(db) => {
            let verdict = verify(&db, &key).await;
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
