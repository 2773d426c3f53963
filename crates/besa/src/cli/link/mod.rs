//! `besa link`: which rows of two registers, or of one, may be the same person; decided by people.

mod encoding;
mod output;
mod progress;
mod schema;
mod table;

use super::serve::interrupted;
use besa_linkage::{Options, link};
use clap::Args;
use output::Output;
use progress::Progress;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::available_parallelism;
use table::Table;

/// Finds rows that may be the same person, in two registers or within one. Works on this machine alone.
///
/// Only for registers of one controller, or with a written legal basis for comparing them; never a police
/// register beside an assistance register. The output holds ids and weights, no names. Every pair in it is a
/// question, also above the threshold: a person looks at both rows and decides; nothing is joined.
///
/// Registers are CSV files with a header: UTF-8, UTF-16 or Windows-1250, cells between commas, semicolons or
/// tabs. When anything is wrong a sentence says where, and nothing is written. Exit 0: written. 1: refused.
/// 130: stopped by you.
#[derive(Args)]
pub(super) struct Link {
    /// The register; with no second one, rows that stand in it twice are sought.
    #[arg(value_name = "A.csv")]
    a: PathBuf,
    /// The second register, with the same columns; pairs are sought across the two.
    #[arg(value_name = "B.csv")]
    b: Option<PathBuf>,
    /// What the columns mean (TOML): `id = "rec_id"`, then for each column that is compared `[[column]]` with
    /// `name = "given"` and `kind = "given_name"`. Kinds: given_name, surname, father_name, full_name, date,
    /// sex, place, phone, exact, address, text.
    #[arg(long, value_name = "S.toml")]
    schema: PathBuf,
    /// Where the pairs are written (CSV): id_a, id_b, weight in bits, probability; the surest first.
    #[arg(long, value_name = "PAIRS.csv")]
    out: PathBuf,
    /// Give each row one partner at most: for registers in which nobody stands twice.
    #[arg(long)]
    one_to_one: bool,
    /// Also write beside the pairs, as PAIRS.explain.csv, what each column adds to each weight.
    #[arg(long)]
    explain: bool,
}

/// Why nothing was written.
#[derive(Debug)]
enum End {
    /// Something is wrong, in a sentence.
    Refused(String),
    /// The person at the keyboard, or the machine, asked to stop.
    Stopped,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Refused(why) => f.write_str(why),
            End::Stopped => f.write_str("Stopped. Nothing was written."),
        }
    }
}

/// Whether somebody asked to stop; looked at every few rows.
#[derive(Clone, Default)]
struct Stop(Arc<AtomicBool>);

impl Stop {
    fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn check(&self) -> Result<(), End> {
        if self.asked() {
            Err(End::Stopped)
        } else {
            Ok(())
        }
    }
}

/// Links until done or interrupted, and says how it ended.
pub(super) async fn run(command: Link) -> ExitCode {
    let stop = Stop::default();
    let told = stop.clone();
    let working = async { tokio::task::spawn_blocking(move || work(&command, &told)).await };
    tokio::pin!(working);
    // Biased: the ear is open before the work begins.
    let done = tokio::select! {
        biased;
        () = interrupted() => {
            stop.0.store(true, Ordering::Relaxed);
            working.await
        }
        done = &mut working => done,
    };
    let end = match done {
        Ok(Ok(())) => return ExitCode::SUCCESS,
        Ok(Err(end)) => end,
        Err(_) => End::Refused(
            "The comparison broke off. Nothing was written. Please report it.".to_owned(),
        ),
    };
    eprintln!("{end}");
    match end {
        End::Refused(_) => ExitCode::FAILURE,
        End::Stopped => ExitCode::from(130),
    }
}

fn work(command: &Link, stop: &Stop) -> Result<(), End> {
    let plan = schema::read(&command.schema)?;
    let inputs = [Some(&command.a), command.b.as_ref(), Some(&command.schema)];
    let output = Output::prepare(&command.out, command.explain, inputs.into_iter().flatten())?;
    if command.b.as_ref().is_some_and(|b| same(&command.a, b)) {
        return Err(End::Refused(
            "A and B are the same file. To find rows that stand in it twice, name it once."
                .to_owned(),
        ));
    }
    let mut progress = Progress::new(stop);
    if command.one_to_one && command.b.is_none() {
        progress.say("--one-to-one is for two registers; within one it changes nothing.");
    }
    let a = Table::read(&command.a, &plan, &mut progress)?;
    let b = match &command.b {
        Some(b) => Some(Table::read(b, &plan, &mut progress)?),
        None => None,
    };
    let options = Options {
        one_to_one: command.one_to_one,
        threads: available_parallelism().map_or(1, usize::from),
    };
    let links = link(
        &a.register,
        b.as_ref().map(|b| &b.register),
        &options,
        &mut |stage, done, of| progress.stage(stage, done, of),
    )
    .map_err(|_| End::Stopped)?;
    progress.end();
    let (ids_a, ids_b) = (&a.ids, &b.as_ref().unwrap_or(&a).ids);
    output.write(&links, ids_a, ids_b, stop)?;
    let sure = links
        .pairs
        .iter()
        .filter(|pair| pair.weight >= links.threshold)
        .count();
    eprintln!(
        "Decision threshold: weight {:.3}. Pairs at or above it: {sure}; below it, worth a look: {}.",
        links.threshold,
        links.pairs.len() - sure
    );
    eprintln!("Look at both rows of a pair before you decide. {output}");
    Ok(())
}

/// Whether two paths lead to one file.
fn same(one: &Path, two: &Path) -> bool {
    match (one.canonicalize(), two.canonicalize()) {
        (Ok(one), Ok(two)) => one == two,
        (Ok(_) | Err(_), _) => false,
    }
}
