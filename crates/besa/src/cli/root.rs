//! The root file at the command line: read, its passphrase asked for.

use crate::app::Unopened;
use besa_vault::{Deployment, DeploymentRoot, RecoveryCode, open_root_file};
use std::path::Path;
use zeroize::Zeroizing;

/// Opens the root file with the passphrase that is typed.
pub(super) fn open(path: &Path) -> Result<(DeploymentRoot, Deployment), Unopened> {
    let bytes = std::fs::read(path).map_err(|error| {
        Unopened(format!(
            "The root file {} could not be read: {error}",
            path.display()
        ))
    })?;
    eprint!("Passphrase of the root file: ");
    let mut typed = Zeroizing::new(String::new());
    std::io::stdin()
        .read_line(&mut typed)
        .map_err(|error| Unopened(format!("The passphrase could not be read: {error}")))?;
    eprintln!();
    let typed = typed.trim_end_matches(['\n', '\r']);
    // A printed passphrase may be typed without hyphens and in any case; another stands as it is.
    let phrase = match RecoveryCode::parse(typed) {
        Ok(code) => code.print(),
        Err(_) => Zeroizing::new(typed.to_owned()),
    };
    open_root_file(&bytes, &phrase).map_err(|_| {
        Unopened(format!(
            "{} did not open: the passphrase is another, or this is no root file of Besa.",
            path.display()
        ))
    })
}
