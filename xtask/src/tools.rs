//! What the proof needs beyond Rust and Node: a browser, PostgreSQL, the packages of package-lock.json;
//! in full also an empty Debian, `strace` and `cargo-deb`.

use crate::cluster::{is_root, tool};
use crate::run::{Done, Stop, is_there, program, root, run};
use crate::say;
use std::fs;

/// Where Debian puts the browser.
const CHROMIUM: &str = "/usr/bin/chromium";

/// The browser of the journeys.
pub(crate) fn chromium() -> String {
    say::told("BESA_CHROMIUM").unwrap_or_else(|| CHROMIUM.to_owned())
}

/// Installs what is missing where that is ours to do; otherwise says the one line to type.
pub(crate) fn ready(full: bool) -> Done {
    let mut missing = Vec::new();
    if !is_there(&chromium()) {
        missing.push("chromium");
    }
    if ["initdb", "postgres", "pg_isready"]
        .iter()
        .any(|name| tool(name).is_none())
    {
        missing.push("postgresql-15");
    }
    if full {
        let shows = [
            ("debootstrap", "debootstrap"),
            ("strace", "strace"),
            ("systemd-analyze", "systemd"),
        ];
        let absent = shows.iter().filter(|(name, _)| !is_there(name));
        missing.extend(absent.map(|(_, package)| *package));
    }
    if !missing.is_empty() {
        install(&missing)?;
    }
    if full && !is_there("cargo-deb") {
        return Err(Stop(
            "Missing: cargo-deb. Type: cargo install cargo-deb --locked".to_owned(),
        ));
    }
    packages()
}

fn install(missing: &[&str]) -> Done {
    let packages = missing.join(" ");
    if !is_root() || !is_there("apt-get") {
        return Err(Stop(format!(
            "Missing: {packages}. On Debian: sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}"
        )));
    }
    say::line(&format!("Installing {packages}"));
    let apt = || {
        let mut command = program("apt-get");
        command.arg("-qq").env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    run(apt().arg("update"))?;
    // Debian's package may start a server of its own. It is not ours; we neither use nor stop it.
    run(apt()
        .args(["install", "-y", "--no-install-recommends"])
        .args(missing))
}

/// The same stamp as the build script's, so that packages are installed once, whoever comes first.
fn packages() -> Done {
    let folder = root();
    let wanted = fs::read(folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.besa-installed");
    if fs::read(&stamp).ok().as_ref() != Some(&wanted) {
        run(program("npm").args(["ci", "--ignore-scripts"]))?;
        fs::write(stamp, wanted)?;
    }
    Ok(())
}
