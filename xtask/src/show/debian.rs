//! Debian in a folder, as empty as `debootstrap` makes it.

use super::machine::Machine;
use crate::load::{Place, release};
use crate::run::{Done, Stop, cargo, read, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// An empty Debian, or one with the package in it; gone at the end.
pub(crate) struct Debian(Place);

impl Debian {
    /// The release that this machine runs, with nothing but what every Debian has that systemd starts.
    pub(crate) fn empty() -> Done<Debian> {
        let place = Place::passing("debian")?;
        run(Command::new("debootstrap")
            .args(["--variant=minbase", "--include=systemd", &release_name()?])
            .arg(&place.folder))?;
        let debian = Debian(place);
        debian.run(&["apt-get", "-qq", "update"])?;
        Ok(debian)
    }

    /// A second one like it.
    pub(crate) fn twin(&self) -> Done<Debian> {
        let place = Place::passing("debian-twin")?;
        run(Command::new("cp")
            .arg("--archive")
            .arg(self.0.folder.join("."))
            .arg(&place.folder))?;
        Ok(Debian(place))
    }

    /// Installs the package as the guide says.
    pub(crate) fn install(&self, package: &Path) -> Done<Machine> {
        fs::copy(package, self.0.folder.join("besa.deb"))?;
        self.run(&["apt-get", "-qq", "install", "--yes", "./besa.deb"])?;
        // A medium that leaves the machine, and that the account may write to.
        self.run(&["install", "-d", "-o", "besa", "/media/away"])?;
        Ok(Machine::below(&self.0.folder))
    }

    /// Runs something in it as root.
    pub(crate) fn run(&self, words: &[&str]) -> Done {
        run(&mut self.command(words))
    }

    /// Runs something in it as root and gives back what it said.
    pub(crate) fn read(&self, words: &[&str]) -> Done<String> {
        read(&mut self.command(words))
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("chroot");
        command
            .arg(&self.0.folder)
            .args(words)
            .current_dir("/")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .env("LC_ALL", "C.UTF-8");
        command
    }

    /// Whether systemd understands the unit that the package brought.
    pub(crate) fn unit_is_right(&self) -> Done {
        run(Command::new("systemd-analyze")
            .arg("verify")
            .arg(format!("--root={}", self.0.folder.display()))
            .arg("besa.service"))
    }
}

/// Builds the release and its package into a folder.
pub(crate) fn package(folder: &Path) -> Done<PathBuf> {
    release()?;
    let file = folder.join("besa.deb");
    run(cargo(&["deb", "--package=besa", "--no-build", "--output"]).arg(&file))?;
    Ok(file)
}

/// The name of the Debian that this machine runs: what was built here runs there.
fn release_name() -> Done<String> {
    let text = fs::read_to_string("/etc/os-release")?;
    let name = text
        .lines()
        .find_map(|line| line.strip_prefix("VERSION_CODENAME="));
    name.map(|name| name.trim_matches('"').to_owned())
        .ok_or_else(|| Stop("The package is shown on Debian only.".to_owned()))
}
