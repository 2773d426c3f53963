//! A machine with the program on it: this one, or another root that is entered by `chroot`.

use crate::run::{Done, Stop};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A machine, as its operator types on it.
pub(crate) struct Machine {
    /// Its `/`, seen from here.
    root: PathBuf,
    /// What stands before every command.
    before: Vec<String>,
    program: String,
    /// Its settings file, as the machine names it.
    pub(crate) config: String,
    /// A medium that leaves it, as the machine names it.
    pub(crate) away: String,
}

impl Machine {
    /// This machine, with its data in a folder.
    pub(crate) fn here(besa: &Path, folder: &Path) -> Done<Machine> {
        let place = folder.display();
        fs::create_dir(folder.join("away"))?;
        fs::write(
            folder.join("besa.toml"),
            format!("data = '{place}/data'\nlisten = '127.0.0.1:0'\n"),
        )?;
        Ok(Machine {
            root: PathBuf::from("/"),
            before: Vec::new(),
            program: besa.display().to_string(),
            config: format!("{place}/besa.toml"),
            away: format!("{place}/away"),
        })
    }

    /// A root in which the package was installed; everything is typed as the account `besa`.
    pub(crate) fn below(root: &Path) -> Machine {
        let enter = [
            "chroot",
            "--userspec=besa:besa",
            &root.display().to_string(),
        ];
        Machine {
            root: root.to_owned(),
            before: enter.map(str::to_owned).to_vec(),
            program: "/usr/bin/besa".to_owned(),
            config: "/etc/besa/besa.toml".to_owned(),
            away: "/media/away".to_owned(),
        }
    }

    /// A file of the machine, seen from here.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// `besa` with these words, which read no settings.
    pub(crate) fn bare(&self, words: &[&str]) -> Command {
        let mut all = self.before.iter().chain([&self.program]);
        let mut command = Command::new(all.next().unwrap_or(&self.program));
        command.args(all).args(words).current_dir("/");
        command
    }

    /// `besa` with these words and the machine's settings.
    pub(crate) fn besa(&self, words: &[&str]) -> Command {
        let mut command = self.bare(words);
        command.args(["--config", &self.config]);
        command
    }
}

/// Runs a command that must end well, with this typed at it; gives back what it said.
pub(crate) fn says(mut command: Command, typed: &str) -> Done<String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // A command that refuses early does not read what is typed.
        input.write_all(typed.as_bytes()).ok();
    }
    let output = child.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    let why = String::from_utf8_lossy(&output.stderr);
    let words: Vec<_> = command.get_args().map(|it| it.to_string_lossy()).collect();
    Err(Stop(format!("failed: {}\n{said}{why}", words.join(" "))))
}

/// What a command shows once: the line that stands indented.
pub(crate) fn shown_once(said: &str) -> Done<String> {
    let line = said.lines().find(|line| line.starts_with("    "));
    let line = line.ok_or_else(|| Stop(format!("nothing is shown once:\n{said}")))?;
    Ok(line.trim().to_owned())
}
