//! The Debian package, as an operator receives it: built, unpacked into an empty folder, used.

use crate::demo::{Folder, build};
use crate::run::{Done, cargo, run};
use std::path::PathBuf;
use std::process::Command;

/// A package unpacked into a folder that is gone at the end.
pub(crate) struct Unpacked(Folder);

impl Unpacked {
    /// The program that the package brought.
    pub(crate) fn program(&self) -> PathBuf {
        self.0.0.join("usr/bin/besa")
    }
}

/// Builds the release and its package (`cargo install cargo-deb`), and unpacks it.
pub(crate) fn unpacked() -> Done<Unpacked> {
    build()?;
    let folder = Folder::new("package")?;
    let file = folder.0.join("besa.deb");
    let mut package = cargo(&["deb", "--package=besa", "--no-build", "--output"]);
    run(package.arg(&file))?;
    run(Command::new("dpkg-deb")
        .arg("--extract")
        .arg(&file)
        .arg(&folder.0))?;
    Ok(Unpacked(folder))
}
