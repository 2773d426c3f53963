//! The Debian package, as an operator receives it: built, unpacked into an empty folder, used.

use crate::load::{Place, release};
use crate::run::{Done, cargo, run};
use std::path::PathBuf;
use std::process::Command;

/// A package unpacked into a folder that is gone at the end.
pub(crate) struct Unpacked(Place);

impl Unpacked {
    /// The program that the package brought.
    pub(crate) fn program(&self) -> PathBuf {
        self.0.folder.join("usr/bin/besa")
    }
}

/// Builds the release and its package (`cargo install cargo-deb`), and unpacks it.
pub(crate) fn unpacked() -> Done<Unpacked> {
    release()?;
    let place = Place::passing("package")?;
    let file = place.folder.join("besa.deb");
    let mut package = cargo(&["deb", "--package=besa", "--no-build", "--output"]);
    run(package.arg(&file))?;
    run(Command::new("dpkg-deb")
        .arg("--extract")
        .arg(&file)
        .arg(&place.folder))?;
    Ok(Unpacked(place))
}
