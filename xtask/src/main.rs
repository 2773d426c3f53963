//! The workshop: `cargo xtask test` proves everything, `cargo xtask bless` renews the committed tables.

mod bench;
mod cluster;
mod demo;
mod load;
mod proof;
mod run;
mod say;
mod show;
mod tools;
mod torture;

use bench::linkage::Asked;
use proof::{Step, Wanted};
use run::{Count, Done, Stop};
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

const HELP: &str = "\
cargo xtask test [--quick | --full] [--from STEP]
    Proves everything: tools, format, clippy, leaves, sqlite, postgres, journeys, demo, torture;
    with --full also traces and package.
    --quick  format, clippy, leaves, sqlite only: no browser, no PostgreSQL, no release
    --full   every combination of database, language and script instead of every pair, 50 rounds
             of torture instead of 3; what a day leaves behind in files (strace) and in memory; the
             operator's whole way from an empty Debian to a restored machine. The last two as root
    --from   begin at this step
cargo xtask torture [--rounds N] [--seed N]
    Kills the program while people work, N times (10) on each database, then checks that nothing
    acknowledged is lost, nothing was done twice, and the record is clean.
cargo xtask bench thread [--cases N] [--among N] [--table FILE] [--profile FOLDER]
    Measures the journeys on both databases in the release, with a list of N cases (10000), and a
    case among N more (1000000). --profile: what `perf` saw of each figure, in this folder.
cargo xtask bench record [--entries N] [--table FILE]
    Measures how long the release takes to verify a record of N entries (1000000).
cargo xtask fuzz [--seconds N]
    Feeds every parser of bytes from outside with mutated samples, N seconds (10) each; says how
    often, and stops at a panic or at swollen memory.
cargo xtask bless
    Lets the tests rewrite the committed tables in docs/matrix/. Read the diff.
cargo xtask bench linkage [--only TASK] [--program PATH] [--write]
    Measures linkage on public and invented registers: how good, how fast, how large.
    --only     tasks whose name begins so; --program  this program, not a release built now
    --write    renews docs/bench/linkage.md";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["test", options @ ..] => wanted(options).and_then(|wanted| proof::prove(&wanted)),
        ["torture", options @ ..] => rounds(options).and_then(|it| torture::torture(&it)),
        ["bench", "thread", options @ ..] => {
            thread(options).and_then(|it| bench::thread::measure(&it))
        }
        ["bench", "record", options @ ..] => {
            record(options).and_then(|it| bench::record::measure(&it))
        }
        ["fuzz", options @ ..] => seconds(options).and_then(fuzz),
        ["bless"] => bless(),
        ["bench", "linkage", options @ ..] => {
            asked(options).and_then(|asked| bench::linkage::run(&asked))
        }
        [] | ["help" | "--help" | "-h"] => {
            say::line(HELP);
            Ok(())
        }
        _ => Err(Stop(HELP.to_owned())),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop(why)) => {
            say::complain(&why);
            ExitCode::FAILURE
        }
    }
}

fn wanted(options: &[&str]) -> Done<Wanted> {
    let mut wanted = Wanted::default();
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match *option {
            "--quick" => wanted.quick = true,
            "--full" => wanted.full = true,
            "--from" => wanted.from = Some(step(options.next().copied().unwrap_or_default())?),
            other => return Err(Stop(format!("unknown: {other}\n{HELP}"))),
        }
    }
    if wanted.quick && wanted.full {
        return Err(Stop("--quick and --full exclude each other".to_owned()));
    }
    Ok(wanted)
}

fn rounds(options: &[&str]) -> Done<torture::Wanted> {
    let mut wanted = torture::Wanted {
        rounds: 10,
        seed: say::unix_seconds().unsigned_abs(),
    };
    for pair in options.chunks(2) {
        let (place, number) = match pair {
            ["--rounds", number] => (&mut wanted.rounds, number),
            ["--seed", number] => (&mut wanted.seed, number),
            _ => return Err(Stop(HELP.to_owned())),
        };
        *place = whole(number)?;
    }
    Ok(wanted)
}

fn thread(options: &[&str]) -> Done<bench::thread::Wanted> {
    let mut wanted = bench::thread::Wanted {
        cases: 10_000,
        among: 1_000_000,
        table: None,
        profile: None,
    };
    for pair in options.chunks(2) {
        match pair {
            ["--cases", number] => wanted.cases = whole(number)?,
            ["--among", number] => wanted.among = whole(number)?,
            ["--table", file] => wanted.table = Some(file.into()),
            ["--profile", folder] => wanted.profile = Some(folder.into()),
            _ => return Err(Stop(HELP.to_owned())),
        }
    }
    Ok(wanted)
}

fn record(options: &[&str]) -> Done<bench::record::Wanted> {
    let mut wanted = bench::record::Wanted {
        entries: 1_000_000,
        table: None,
    };
    for pair in options.chunks(2) {
        match pair {
            ["--entries", number] => wanted.entries = whole(number)?,
            ["--table", file] => wanted.table = Some(file.into()),
            _ => return Err(Stop(HELP.to_owned())),
        }
    }
    Ok(wanted)
}

fn whole<T: FromStr>(number: &str) -> Done<T> {
    number
        .parse()
        .map_err(|_| Stop(format!("{number} is not a number\n{HELP}")))
}

fn step(name: &str) -> Done<Step> {
    let found = Step::ALL.into_iter().find(|step| step.name() == name);
    found.ok_or_else(|| {
        let names: Vec<_> = Step::ALL.iter().map(|step| step.name()).collect();
        Stop(format!("--from takes one of: {}", names.join(", ")))
    })
}

fn asked(options: &[&str]) -> Done<Asked> {
    let mut asked = Asked::default();
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match (*option, options.as_slice().first()) {
            ("--write", _) => asked.write = true,
            ("--only", Some(task)) => asked.only = Some((*task).to_owned()),
            ("--program", Some(path)) => asked.program = Some(PathBuf::from(path)),
            (other, _) => return Err(Stop(format!("unknown: {other}\n{HELP}"))),
        }
        if *option != "--write" {
            options.next();
        }
    }
    Ok(asked)
}

/// How many seconds each parser is fed.
fn seconds(options: &[&str]) -> Done<u64> {
    match options {
        [] => Ok(10),
        ["--seconds", number] => whole(number),
        _ => Err(Stop(HELP.to_owned())),
    }
}

/// The parsers under mutation, alone in the program so that its memory is theirs.
fn fuzz(seconds: u64) -> Done {
    let mut command = proof::hall(&["attacks::parsers::", "--nocapture"]);
    command.env("BESA_FUZZ_SECONDS", seconds.to_string());
    run::test(&mut command, &mut Count::default())
}

/// The tests that compare with a committed table write it instead.
fn bless() -> Done {
    let mut command = proof::hall(&[
        "matrix::",
        "own_tables::",
        "attacks::",
        "record::",
        "letters::",
        "trust::",
        "sealing::",
    ]);
    run::test(command.env("BESA_BLESS", "1"), &mut Count::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_understood_or_refused_with_a_sentence() {
        let from = wanted(&["--full", "--from", "journeys"]).unwrap();
        assert_eq!(
            from,
            Wanted {
                quick: false,
                full: true,
                from: Some(Step::Journeys)
            }
        );
        assert!(wanted(&["--quick", "--full"]).is_err());
        assert!(
            wanted(&["--from"])
                .unwrap_err()
                .0
                .contains("leaves, sqlite")
        );
        assert!(wanted(&["--slow"]).is_err());
        let asked_for = asked(&["--only", "febrl", "--write"]).unwrap();
        assert!(asked_for.write && asked_for.only.as_deref() == Some("febrl"));
        assert!(asked(&["--only"]).is_err() && asked(&["--fast"]).is_err());
    }

    #[test]
    fn each_parser_is_fed_as_long_as_asked() {
        assert_eq!(seconds(&[]).unwrap(), 10);
        assert_eq!(seconds(&["--seconds", "60"]).unwrap(), 60);
        assert!(seconds(&["--seconds"]).is_err());
        assert!(seconds(&["--seconds", "x"]).unwrap_err().0.contains('x'));
    }

    #[test]
    fn a_record_is_as_long_as_asked() {
        assert_eq!(record(&[]).unwrap().entries, 1_000_000);
        let asked = record(&["--entries", "5", "--table", "t.md"]).unwrap();
        assert_eq!((asked.entries, asked.table), (5, Some("t.md".into())));
        assert!(record(&["--entries"]).is_err() && record(&["--entries", "x"]).is_err());
    }

    #[test]
    fn a_torture_is_as_long_as_asked() {
        let asked = rounds(&["--rounds", "50", "--seed", "7"]).unwrap();
        assert_eq!(
            asked,
            torture::Wanted {
                rounds: 50,
                seed: 7
            }
        );
        assert!(rounds(&["--rounds"]).is_err());
        assert!(
            rounds(&["--rounds", "many"])
                .unwrap_err()
                .0
                .contains("many")
        );
    }
}
