//! The steps of `cargo xtask test`, in order, each timed.

use crate::cluster::{Cluster, Keeping};
use crate::run::{Count, Done, Stop, cargo, run, test};
use crate::say::{self, Watch};
use crate::{demo, show, tools, torture};
use std::process::Command;
use std::time::Duration;

/// How the proof was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Neither browser, PostgreSQL nor release: what one runs all day.
    pub(crate) quick: bool,
    /// Every combination of the journeys instead of every pair.
    pub(crate) full: bool,
    /// Begin here.
    pub(crate) from: Option<Step>,
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Tools,
    Format,
    Clippy,
    Leaves,
    Sqlite,
    Postgres,
    Journeys,
    Demo,
    Torture,
    Traces,
    Package,
}

impl Step {
    /// All steps in order.
    pub(crate) const ALL: [Step; 11] = [
        Step::Tools,
        Step::Format,
        Step::Clippy,
        Step::Leaves,
        Step::Sqlite,
        Step::Postgres,
        Step::Journeys,
        Step::Demo,
        Step::Torture,
        Step::Traces,
        Step::Package,
    ];

    /// As typed after `--from`, and as printed.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Step::Tools => "tools",
            Step::Format => "format",
            Step::Clippy => "clippy",
            Step::Leaves => "leaves",
            Step::Sqlite => "sqlite",
            Step::Postgres => "postgres",
            Step::Journeys => "journeys",
            Step::Demo => "demo",
            Step::Torture => "torture",
            Step::Traces => "traces",
            Step::Package => "package",
        }
    }

    fn is_quick(self) -> bool {
        matches!(
            self,
            Step::Format | Step::Clippy | Step::Leaves | Step::Sqlite
        )
    }
}

/// What the steps share.
struct Bench {
    full: bool,
    count: Count,
    cluster: Option<Cluster>,
}

/// Runs the proof and says how it ended.
pub(crate) fn prove(wanted: &Wanted) -> Done {
    let mut bench = Bench {
        full: wanted.full,
        count: Count::default(),
        cluster: None,
    };
    let mut times = Vec::new();
    let mut ended = Ok(());
    let steps = steps(wanted);
    if steps.is_empty() {
        return Err(Stop("--quick has no such step to begin at".to_owned()));
    }
    for step in steps {
        say::line(&format!("\n== {}", step.name()));
        let watch = Watch::start();
        let done = bench.take(step);
        times.push((step, watch.read()));
        if let Err(Stop(why)) = done {
            ended = Err(Stop(format!(
                "{why}\nStopped at `{0}`; go on there with --from {0}",
                step.name()
            )));
            break;
        }
    }
    drop(bench.cluster.take());
    say::line(&table(&times));
    say::line(&format!(
        "{} passed, {} failed",
        bench.count.passed, bench.count.failed
    ));
    ended
}

fn steps(wanted: &Wanted) -> Vec<Step> {
    let asked = Step::ALL
        .into_iter()
        .filter(|step| !wanted.quick || step.is_quick())
        .filter(|step| wanted.full || !matches!(step, Step::Traces | Step::Package));
    let from = |step: &Step| wanted.from.is_some_and(|from| from != *step);
    asked.skip_while(from).collect()
}

fn table(times: &[(Step, Duration)]) -> String {
    let mut lines = vec!["\nstep       seconds".to_owned()];
    lines.extend(times.iter().map(|(step, took)| row(step.name(), *took)));
    lines.push(row("all", times.iter().map(|(_, took)| *took).sum()));
    lines.join("\n")
}

fn row(name: &str, took: Duration) -> String {
    format!("{name:<10} {:>7.1}", took.as_secs_f64())
}

impl Bench {
    fn take(&mut self, step: Step) -> Done {
        match step {
            Step::Tools => tools::ready(self.full),
            Step::Format => run(&mut cargo(&["fmt", "--all", "--check"])),
            Step::Clippy => run(&mut cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--quiet",
                "--",
                "--deny=warnings",
            ])),
            Step::Leaves => {
                let rooms = [
                    "besa-domain",
                    "besa-vault",
                    "besa-ledger",
                    "besa-linkage",
                    "xtask",
                ];
                let mut command = cargo(&["test", "--no-fail-fast"]);
                command.args(rooms.map(|room| format!("--package={room}")));
                self.test(&mut command)
            }
            Step::Sqlite => {
                self.test(&mut hall(&["--skip", "journeys::"]))?;
                // Whatever stands in `tests/`: what an operator types, and what is said back.
                self.test(&mut cargo(&["test", "--package=besa", "--test=*"]))
            }
            Step::Postgres => {
                let url = self.postgres()?;
                self.test(hall(&["--skip", "journeys::"]).env("BESA_TEST_DB", url))
            }
            Step::Journeys => {
                let url = self.postgres()?;
                self.journeys(None)?;
                self.journeys(Some(&url))
            }
            Step::Demo => demo::live(),
            Step::Torture => torture::torture(&torture::Wanted {
                rounds: if self.full { 50 } else { 3 },
                seed: say::unix_seconds().unsigned_abs(),
            }),
            Step::Traces => show::none_left(),
            Step::Package => {
                let safe = show::whole_way()?;
                let mut command = cargo(&["test", "--package=besa", "--test=operator"]);
                self.test(command.env("BESA_PROGRAM", show::program(&safe)))
            }
        }
    }

    /// The journeys on one engine: the tests choose which pairs of language and script it walks.
    fn journeys(&mut self, postgres: Option<&str>) -> Done {
        let mut command = hall(&["journeys::", "--test-threads=1", "--nocapture"]);
        command.env("BESA_CHROMIUM", tools::chromium());
        if let Some(url) = postgres {
            command.env("BESA_TEST_DB", url);
        }
        if self.full {
            command.env("BESA_FULL", "1");
        }
        self.test(&mut command)
    }

    fn test(&mut self, command: &mut Command) -> Done {
        test(command, &mut self.count)
    }

    fn postgres(&mut self) -> Done<String> {
        let cluster = match self.cluster.take() {
            Some(cluster) => cluster,
            None => Cluster::start(Keeping::Passing)?,
        };
        Ok(self.cluster.insert(cluster).url())
    }
}

/// The tests of the hall, on SQLite unless told otherwise.
pub(crate) fn hall(arguments: &[&str]) -> Command {
    let mut command = cargo(&["test", "--package=besa", "--lib", "--"]);
    command.args(arguments);
    for name in [
        "BESA_TEST_DB",
        "BESA_FULL",
        "BESA_BLESS",
        "BESA_FUZZ_SECONDS",
    ] {
        command.env_remove(name);
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_proof_needs_neither_browser_nor_postgres_nor_release() {
        let wanted = Wanted {
            quick: true,
            ..Wanted::default()
        };
        let quick = [Step::Format, Step::Clippy, Step::Leaves, Step::Sqlite];
        assert_eq!(steps(&wanted), quick);
    }

    #[test]
    fn the_proof_begins_where_it_is_told() {
        let wanted = Wanted {
            from: Some(Step::Journeys),
            ..Wanted::default()
        };
        assert_eq!(steps(&wanted), [Step::Journeys, Step::Demo, Step::Torture]);
        let all = steps(&Wanted {
            full: true,
            ..Wanted::default()
        });
        assert_eq!(all, Step::ALL);
        assert!(!steps(&Wanted::default()).contains(&Step::Package));
        assert!(!steps(&Wanted::default()).contains(&Step::Traces));
    }

    #[test]
    fn the_table_ends_with_the_sum() {
        let times = [
            (Step::Format, Duration::from_millis(1500)),
            (Step::Demo, Duration::from_secs(2)),
        ];
        assert!(table(&times).ends_with("demo           2.0\nall            3.5"));
    }
}
