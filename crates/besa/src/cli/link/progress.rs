//! The bar on a terminal, and the ear for somebody who wants to stop.

use super::{End, Stop};
use besa_linkage::Stage;
use std::io::{IsTerminal, Write};
use std::ops::ControlFlow;

/// How many signs the bar is long.
const LONG: u64 = 30;

/// What is being done and how much of it; shown only on a terminal.
pub(super) struct Progress<'a> {
    stop: &'a Stop,
    terminal: bool,
    shown: Option<(&'static str, u64)>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(stop: &'a Stop) -> Progress<'a> {
        Progress {
            stop,
            terminal: std::io::stderr().is_terminal(),
            shown: None,
        }
    }

    /// Whether to go on.
    pub(super) fn check(&self) -> Result<(), End> {
        self.stop.check()
    }

    /// So much of a register is read.
    pub(super) fn reading(&mut self, done: u64, of: u64) -> Result<(), End> {
        self.show("Reading", done, of);
        self.check()
    }

    /// So much of a stage of the linkage is done.
    pub(super) fn stage(&mut self, stage: Stage, done: u64, of: u64) -> ControlFlow<()> {
        let name = match stage {
            Stage::Pairing => "Pairing",
            Stage::Comparing => "Comparing",
            Stage::Learning => "Learning",
        };
        self.show(name, done, of);
        if self.stop.asked() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// Says a sentence without the bar in its way.
    pub(super) fn say(&mut self, sentence: &str) {
        self.end();
        eprintln!("{sentence}");
    }

    /// Takes the bar away.
    pub(super) fn end(&mut self) {
        if self.shown.take().is_some() {
            eprint!("\r\x1b[K");
        }
    }

    fn show(&mut self, name: &'static str, done: u64, of: u64) {
        if !self.terminal {
            return;
        }
        let percent = (done.min(of) * 100).checked_div(of).unwrap_or(0);
        if self.shown.replace((name, percent)) != Some((name, percent)) {
            eprint!("\r\x1b[K{}", bar(name, percent));
            // A bar that cannot be drawn stops nobody.
            std::io::stderr().flush().ok();
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.end();
    }
}

fn bar(name: &str, percent: u64) -> String {
    let full = percent * LONG / 100;
    let signs: String = (0..LONG)
        .map(|at| if at < full { '#' } else { '.' })
        .collect();
    format!("{name:<10} [{signs}] {percent:>3} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_grows_from_nothing_to_full() {
        assert_eq!(
            bar("Reading", 0),
            "Reading    [..............................]   0 %"
        );
        assert_eq!(
            bar("Comparing", 50),
            "Comparing  [###############...............]  50 %"
        );
        assert_eq!(
            bar("Reading", 100),
            "Reading    [##############################] 100 %"
        );
    }
}
