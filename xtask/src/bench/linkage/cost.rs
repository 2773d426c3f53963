//! What another program costs: its processor seconds and its largest memory, as the kernel counts them.

use crate::run::{Done, Stop};
use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

/// How often the memory of the program is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// Ticks of the kernel's clock in a second, the same on every Linux.
const TICKS: f64 = 100.0;

/// A program that ended well.
pub(super) struct Ended {
    pub(super) cpu_s: f64,
    pub(super) peak_kib: u64,
    pub(super) said: String,
}

/// Runs a program to its end; what it prints and complains of goes to one text.
pub(super) fn measure(command: &mut Command) -> Done<Ended> {
    let before = children_cpu()?;
    let (mut hears, speaks) = std::io::pipe()?;
    let complains = speaks.try_clone()?;
    let mut child = command
        .stdout(speaks)
        .stderr(complains)
        .stdin(Stdio::null())
        .spawn()?;
    // Our own ends of the pipe must go, or it never ends.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let listener = thread::spawn(move || {
        let mut said = String::new();
        std::io::Read::read_to_string(&mut hears, &mut said).map(|_| said)
    });
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kib = 0;
    let ended = loop {
        // The kernel keeps the highest mark itself, so a look only has to come before the end.
        peak_kib = fs::read_to_string(&status)
            .ok()
            .and_then(|it| peak(&it))
            .unwrap_or(peak_kib);
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        thread::sleep(LOOK);
    };
    let said = listener
        .join()
        .map_err(|_| Stop("the listener broke".to_owned()))??;
    if !ended.success() {
        return Err(Stop(format!("{ended}: {}", said.trim())));
    }
    Ok(Ended {
        cpu_s: children_cpu()? - before,
        peak_kib,
        said,
    })
}

/// The highest memory mark in the text of a `/proc/PID/status`.
fn peak(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Processor seconds of our children that have ended.
fn children_cpu() -> Done<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    ticks(&stat)
        .map(|it| it / TICKS)
        .ok_or_else(|| Stop("/proc/self/stat has another form".to_owned()))
}

/// `cutime + cstime`: the 16th and 17th word, counted after the name in brackets, which may hold blanks.
fn ticks(stat: &str) -> Option<f64> {
    let (_, after) = stat.rsplit_once(')')?;
    let mut words = after.split_whitespace().skip(13);
    let user: f64 = words.next()?.parse().ok()?;
    let system: f64 = words.next()?.parse().ok()?;
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_kernel_are_read() {
        assert_eq!(peak("VmPeak:\t 9 kB\nVmHWM:\t  1234 kB\n"), Some(1234));
        let stat = "1 (a b) c) S 2 3 4 5 6 7 8 9 10 11 12 13 40 2 20 0";
        assert_eq!(ticks(stat), Some(42.0));
    }

    #[test]
    fn a_program_that_works_costs_something_and_one_that_fails_says_why() {
        let mut busy = Command::new("sh");
        busy.args([
            "-c",
            "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo done",
        ]);
        let ended = measure(&mut busy).unwrap();
        assert!(
            ended.cpu_s > 0.0 && ended.peak_kib > 100,
            "{} {}",
            ended.cpu_s,
            ended.peak_kib
        );
        assert_eq!(ended.said, "done\n");
        let failed = measure(Command::new("sh").args(["-c", "echo why >&2; exit 3"]));
        assert!(failed.err().unwrap().0.contains("why"));
    }
}
