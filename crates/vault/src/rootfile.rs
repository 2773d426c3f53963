//! The root file: the deployment's root as an age file under a passphrase, kept off the server.
//!
//! The container is age's own, unchanged, so that the stock tool opens it too; its nonces and
//! salt are drawn by that library from the operating system, not through `Chance`.

use crate::keyfile::hex_line;
use crate::{Deployment, DeploymentRoot, Opened, Refused};
use age::secrecy::SecretString;
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

const FIRST_LINE: &str = "besa-root/1\n";

/// The scrypt work behind a root file, as a power of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work(u8);

impl Work {
    /// 2^18: about a second and 256 MiB.
    pub const DECIDED: Self = Self(18);
    /// The most a file may ask for: four times as much.
    const CEILING: Self = Self(20);

    /// The cheapest work, for tests: exists in builds with the feature `kit` only.
    #[cfg(feature = "kit")]
    pub fn kit() -> Self {
        Self(4)
    }
}

/// Writes the root file.
pub fn seal_root_file(
    root: &DeploymentRoot,
    deployment: Deployment,
    passphrase: &str,
    work: Work,
) -> Result<Vec<u8>, Refused> {
    let seed = Zeroizing::new(HEXLOWER.encode(root.expose()));
    let id = HEXLOWER.encode(&deployment.id());
    let text = Zeroizing::new(format!(
        "{FIRST_LINE}deployment {id}\nseed {}\n",
        seed.as_str()
    ));
    let mut to = age::scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    to.set_work_factor(work.0);
    age::encrypt(&to, text.as_bytes()).map_err(|_| Refused)
}

/// Reads a root file back.
pub fn open_root_file(
    bytes: &[u8],
    passphrase: &str,
) -> Result<(DeploymentRoot, Deployment), Refused> {
    let mut who = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    who.set_max_work_factor(Work::CEILING.0);
    let text = age::decrypt(&who, bytes)
        .map(Opened::new)
        .map_err(|_| Refused)?;
    let text = std::str::from_utf8(&text).map_err(|_| Refused)?;
    let mut lines = text
        .strip_prefix(FIRST_LINE)
        .ok_or(Refused)?
        .split_inclusive('\n');
    let deployment = Deployment::from_id(*hex_line(lines.next(), "deployment")?)?;
    let root = DeploymentRoot::from_bytes(*hex_line(lines.next(), "seed")?);
    if lines.next().is_some() {
        Err(Refused)
    } else {
        Ok((root, deployment))
    }
}
