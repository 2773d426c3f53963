//! Running other programs: their output passes through, and tests are counted on the way.

use crate::say;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Why a step stopped, in one sentence for the person at the keyboard.
#[derive(Debug)]
pub(crate) struct Stop(pub(crate) String);

/// What a step gives back.
pub(crate) type Done<T = ()> = Result<T, Stop>;

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Stop {
        Stop(error.to_string())
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Stop {
        Stop(error.to_string())
    }
}

/// Tests seen so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) ignored: u64,
}

impl Count {
    /// Takes in one line of a test run's output; lines that are no result change nothing.
    pub(crate) fn hear(&mut self, line: &str) {
        let Some(result) = line.trim_start().strip_prefix("test result: ") else {
            return;
        };
        for part in result.split(['.', ';']) {
            let mut words = part.split_whitespace();
            let (Some(number), Some(what)) = (words.next(), words.next()) else {
                continue;
            };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}

/// A program started in the root of the repository.
pub(crate) fn program<S: AsRef<OsStr>>(name: S) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// The cargo that runs us.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = program(say::told("CARGO").unwrap_or_else(|| "cargo".to_owned()));
    command.args(arguments);
    command
}

/// Runs to the end; anything but success stops.
pub(crate) fn run(command: &mut Command) -> Done {
    let status = command
        .status()
        .map_err(|error| not_started(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(failed(command))
    }
}

/// Runs to the end and gives back what it printed.
pub(crate) fn read(command: &mut Command) -> Done<String> {
    command.stderr(Stdio::inherit());
    let output = command
        .output()
        .map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        return Err(failed(command));
    }
    String::from_utf8(output.stdout).map_err(|error| Stop(error.to_string()))
}

/// Runs tests to the end, passing their output on and counting; a failed or an ignored one stops.
pub(crate) fn test(command: &mut Command, count: &mut Count) -> Done {
    let ignored = count.ignored;
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(command, &error))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            say::line(&line);
            count.hear(&line);
        }
    }
    if !child.wait()?.success() {
        return Err(failed(command));
    }
    if count.ignored > ignored {
        return Err(Stop(
            "A test is ignored. Repair it or remove it.".to_owned(),
        ));
    }
    Ok(())
}

/// Whether a program of this name answers on the path.
pub(crate) fn is_there(name: &str) -> bool {
    let mut command = Command::new(name);
    command
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn not_started(command: &Command, error: &std::io::Error) -> Stop {
    Stop(format!(
        "{} does not start: {error}",
        command.get_program().to_string_lossy()
    ))
}

fn failed(command: &Command) -> Stop {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    Stop(format!("failed: {}", words.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_summed_and_other_lines_are_not() {
        let mut count = Count::default();
        count.hear("running 14 tests");
        count.hear("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.01s");
        count
            .hear("test result: FAILED. 1 passed; 2 failed; 4 ignored; 0 measured; 0 filtered out");
        assert_eq!(
            count,
            Count {
                passed: 13,
                failed: 2,
                ignored: 4
            }
        );
    }

    #[test]
    fn an_ignored_test_stops_the_run() {
        let line = "test result: ok. 1 passed; 0 failed; 1 ignored; 0 measured";
        let mut count = Count::default();
        assert!(test(program("echo").arg(line), &mut count).is_err());
    }

    #[test]
    fn a_failed_program_stops_the_run() {
        assert!(run(&mut program("false")).is_err());
        assert!(test(&mut program("false"), &mut Count::default()).is_err());
        assert!(run(&mut program("true")).is_ok());
    }
}
