//! `cargo xtask bench linkage`: the same person in two registers, against public and invented data.
//!
//! Each task is one run of the program as it is shipped, so that what is measured is what people get.

mod chance;
mod cost;
mod data;
mod names;
mod people;
mod query;
mod register;
mod report;
mod score;
mod spelling;

use crate::run::{Done, Stop, program, root};
use crate::{load, say};
use cost::measure;
use data::Source;
use register::Rates;
use report::{Figure, Measured};
use std::fs;
use std::path::{Path, PathBuf};

/// What is asked of a task; nothing where the design asks nothing.
#[derive(Clone, Copy)]
struct Goal {
    f1: Option<f64>,
    cpu_s: Option<f64>,
    mib: Option<u64>,
}

/// One run of `besa link`.
struct Task {
    name: &'static str,
    source: Source,
    /// Without this column.
    without: Option<&'static str>,
    one_to_one: bool,
    goal: Goal,
}

/// The seed of the register that was used while building, and of the one that was not.
const SEED: u64 = 20_261_123;
const HELD_OUT: u64 = 77;

const NUMBER: Option<&str> = Some("nid");
const SECURITY: Option<&str> = Some("soc_sec_id");

impl Goal {
    const NONE: Goal = Goal {
        f1: None,
        cpu_s: None,
        mib: None,
    };

    const fn f1(least: f64) -> Goal {
        Goal {
            f1: Some(least),
            ..Goal::NONE
        }
    }
}

const fn task(
    name: &'static str,
    source: Source,
    without: Option<&'static str>,
    goal: Goal,
) -> Task {
    Task {
        name,
        source,
        without,
        one_to_one: false,
        goal,
    }
}

/// The register that was used while building, of this many records.
const fn paper(records: usize) -> Source {
    Source::Invented(SEED, &Rates::PAPER, records)
}

const UNSEEN: Source = Source::Invented(HELD_OUT, &Rates::HELD_OUT, 200_000);
const FEW_NAMES: Source = Source::Invented(HELD_OUT, &Rates::FEW_NAMES, 200_000);
const ALL: Option<&str> = None;

const TASKS: [Task; 12] = [
    task(
        "alb-200k",
        paper(200_000),
        ALL,
        Goal {
            f1: Some(0.93),
            cpu_s: Some(1.5),
            mib: Some(300),
        },
    ),
    task("alb-200k-no-number", paper(200_000), NUMBER, Goal::f1(0.90)),
    task("alb-1k", paper(1_000), ALL, Goal::NONE),
    task("held-out-200k", UNSEEN, ALL, Goal::NONE),
    task("held-out-200k-no-number", UNSEEN, NUMBER, Goal::NONE),
    task("few-names-200k", FEW_NAMES, ALL, Goal::NONE),
    task("few-names-200k-no-number", FEW_NAMES, NUMBER, Goal::NONE),
    task("febrl4", Source::Febrl4, ALL, Goal::f1(0.999)),
    task("febrl3", Source::Febrl3, ALL, Goal::f1(0.993)),
    Task {
        one_to_one: true,
        ..task(
            "febrl4-no-number-1:1",
            Source::Febrl4,
            SECURITY,
            Goal::f1(0.995),
        )
    },
    task(
        "febrl3-no-number",
        Source::Febrl3,
        SECURITY,
        Goal::f1(0.956),
    ),
    task(
        "alb-1m",
        paper(1_000_000),
        ALL,
        Goal {
            cpu_s: Some(15.0),
            mib: Some(1536),
            ..Goal::NONE
        },
    ),
];

/// How the bench was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// This program instead of a release built now.
    pub(crate) program: Option<PathBuf>,
    /// Only tasks whose name begins so.
    pub(crate) only: Option<String>,
    /// Write the table to `docs/bench/linkage.md`.
    pub(crate) write: bool,
}

/// Runs the tasks and prints a table and one JSON line for each.
pub(crate) fn run(asked: &Asked) -> Done {
    let folder = data::folder()?;
    let wanted = |name: &str| {
        asked
            .only
            .as_ref()
            .is_none_or(|only| name.starts_with(only))
    };
    let mut figures = Vec::new();
    let tasks: Vec<&Task> = TASKS.iter().filter(|task| wanted(task.name)).collect();
    if !tasks.is_empty() {
        let besa = match &asked.program {
            Some(program) => program.clone(),
            None => load::release()?,
        };
        for task in tasks {
            match task.run(&besa, &folder) {
                Ok(figure) => figures.push(figure),
                Err(Stop(why)) => say::complain(&format!("{}: {why}", task.name)),
            }
        }
    }
    if wanted(query::NAME) {
        figures.push(query::run(&folder, SEED)?);
    }
    let table = report::table(&figures);
    say::line(&table);
    for figure in &figures {
        say::line(&figure.json());
    }
    if asked.write {
        let place = root().join("docs/bench");
        fs::create_dir_all(&place)?;
        fs::write(
            place.join("linkage.md"),
            report::page(&figures, asked.program.is_some()),
        )?;
    }
    Ok(())
}

impl Task {
    fn run(&self, besa: &Path, folder: &Path) -> Done<Figure> {
        say::complain(&format!("{}: data", self.name));
        let data = self.source.lay(folder)?;
        let columns: Vec<_> = data
            .columns
            .iter()
            .filter(|(name, _)| Some(*name) != self.without)
            .collect();
        let schema = folder.join(format!("{}.toml", self.name));
        let mut text = "id = \"rec_id\"\n".to_owned();
        for (name, kind) in columns {
            text += &format!("\n[[column]]\nname = \"{name}\"\nkind = \"{kind}\"\n");
        }
        fs::write(&schema, text)?;
        let pairs = folder.join(format!("{}.pairs.csv", self.name));
        let mut command = program(besa);
        command.arg("link").arg(&data.a);
        if let Some(b) = &data.b {
            command.arg(b);
        }
        command
            .arg("--schema")
            .arg(&schema)
            .arg("--out")
            .arg(&pairs);
        if self.one_to_one {
            command.arg("--one-to-one");
        }
        say::complain(&format!("{}: linking", self.name));
        let ended = measure(&mut command)?;
        let threshold = score::threshold(&ended.said)?;
        let score = score::judge(&fs::read_to_string(&pairs)?, threshold, &data.truth)?;
        Ok(Figure {
            task: self.name,
            seed: self.source.seed(),
            cpu_s: ended.cpu_s,
            peak_kib: ended.peak_kib,
            goal: self.goal,
            measured: Measured::Pairs(score),
        })
    }
}
