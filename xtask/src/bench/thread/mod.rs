//! `cargo xtask bench thread`: what the journeys of the thread cost the server, on both databases.

mod bare;
mod county;
mod grow;

use crate::bench::figure::Figure;
use crate::cluster::{Cluster, Keeping};
use crate::load::{Place, release};
use crate::run::{Done, cargo, read, run};
use crate::say;
use county::County;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How it was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Cases in the list that is read.
    pub(crate) cases: usize,
    /// Cases of other days that a page is read among at the end.
    pub(crate) among: usize,
    /// A file that the table is written to.
    pub(crate) table: Option<PathBuf>,
    /// A folder for a profile of each figure that is measured one by one.
    pub(crate) profile: Option<PathBuf>,
}

/// Measures everything in the release and prints it.
pub(crate) fn measure(wanted: &Wanted) -> Done {
    if cfg!(debug_assertions) {
        return in_release(wanted);
    }
    let besa = release()?;
    let mut figures = bare::keys()?;
    figures.extend(engine(
        &besa,
        Place::passing("bench-sqlite")?,
        "sqlite",
        wanted,
    )?);
    let cluster = Cluster::start(Keeping::Durable)?;
    let place = Place::passing("bench-postgres")?.on(cluster.url());
    figures.extend(engine(&besa, place, "postgres", wanted)?);
    for figure in &figures {
        say::line(&figure.json());
    }
    if let Some(file) = &wanted.table {
        std::fs::write(file, table(&figures, wanted.cases)?)?;
    }
    Ok(())
}

/// What it is compared with is our own code too: it runs as the program is shipped.
fn in_release(wanted: &Wanted) -> Done {
    let mut command = cargo(&["run", "--release", "--quiet", "--package=xtask", "--"]);
    command.args(["bench", "thread", "--cases", &wanted.cases.to_string()]);
    command.args(["--among", &wanted.among.to_string()]);
    if let Some(file) = &wanted.table {
        command.arg("--table").arg(file);
    }
    if let Some(folder) = &wanted.profile {
        command.arg("--profile").arg(folder);
    }
    run(&mut command)
}

/// All figures of one engine.
fn engine(besa: &Path, place: Place, db: &'static str, wanted: &Wanted) -> Done<Vec<Figure>> {
    let measured = figures(besa, &place, db, wanted);
    measured.map_err(|stop| place.with_log(stop))
}

fn figures(besa: &Path, place: &Place, db: &'static str, wanted: &Wanted) -> Done<Vec<Figure>> {
    let mut county = County::found(besa, place, db, wanted.profile.as_deref())?;
    county.sign_in()?;
    county.empty_page()?;
    county.intake()?;
    county.intakes_at_once()?;
    county.accept()?;
    county.open("open")?;
    county.fill(wanted.cases)?;
    county.list()?;
    county.open("open_among_many")?;
    county.clients()?;
    county.end(wanted.among)
}

/// The page for people: the machine, the command, the figures, the goals.
fn table(figures: &[Figure], cases: usize) -> Done<String> {
    let cpu = read(Command::new("grep").args(["-m1", "model name", "/proc/cpuinfo"]))?;
    let cpu = cpu
        .split_once(": ")
        .map_or("unknown", |(_, name)| name.trim());
    let cores = std::thread::available_parallelism()?;
    let rows: Vec<String> = figures.iter().map(Figure::row).collect();
    Ok(format!(
        "# What the thread costs\n\n\
         Made by `cargo xtask bench thread --cases {cases} --table docs/bench/thread.md` on {cpu}, \
         {cores} cores that the visitors share with the server. `cpu_ms` is the server's processor time \
         for one; times are the visitor's. `bare` is the same machine doing only the statements, the one \
         Argon2id, the one HPKE opening. An act of `clients_100` opens a part of a case \
         and leaves one line. The list has {cases} cases. `case_page` is the page of a case with nothing opened, read again \
         when many more lie in the same house.\n\n\
         | figure | database | values | goal |\n|---|---|---|---|\n{}\n",
        rows.join("\n")
    ))
}
