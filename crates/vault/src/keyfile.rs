//! The key file: what the server needs without a member, outside the database and its backups.

use crate::closed::{close_padded, open_padded};
use crate::hash::derive;
use crate::secret::secret;
use crate::sig::{Fingerprint, SigKey};
use crate::{Chance, Ctx, Deployment, Id16, Opened, Refused};
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

const FIRST_LINE: &str = "besa-key/1";

secret! {
    /// Salts every passphrase lock; without it no stolen lock can be guessed.
    Pepper, 32
}

secret! {
    /// The deployment's part in every session key.
    SessionSecret, 32
}

secret! {
    /// The key of stored PIN checks (V17).
    PinSecret, 32
}

secret! {
    /// Closes what jobs without a member need: second-factor seeds, staff addresses.
    OpsKey, 32
}

secret! {
    /// The Ed25519 seed that signs the record's checkpoints.
    LogSeed, 32
}

impl Pepper {
    /// Names the pepper without telling it.
    pub(crate) fn id(&self) -> Id16 {
        *derive("pepper-id", &[], &[&self.0], &[&[0]])
    }
}

impl LogSeed {
    /// The checkpoint-signing key.
    pub fn key(&self) -> SigKey {
        SigKey::from_seed(&self.0)
    }
}

/// The contents of the key file.
#[derive(Clone)]
pub struct KeyFile {
    /// The deployment it belongs to.
    pub deployment: Deployment,
    /// For passphrase locks.
    pub pepper: Pepper,
    /// For sessions.
    pub session: SessionSecret,
    /// For PIN checks.
    pub pin: PinSecret,
    /// For small secrets of jobs.
    pub ops: OpsKey,
    /// For checkpoints.
    pub log: LogSeed,
}

impl KeyFile {
    /// Draws a new key file's secrets.
    pub fn draw(deployment: Deployment, chance: &mut dyn Chance) -> Self {
        Self {
            deployment,
            pepper: Pepper::draw(chance),
            session: SessionSecret::draw(chance),
            pin: PinSecret::draw(chance),
            ops: OpsKey::draw(chance),
            log: LogSeed::draw(chance),
        }
    }

    fn secrets(&self) -> [(&'static str, &[u8; 32]); 5] {
        [
            ("pepper", self.pepper.expose()),
            ("session", self.session.expose()),
            ("pin", self.pin.expose()),
            ("ops", self.ops.expose()),
            ("log", self.log.expose()),
        ]
    }

    /// Names the whole file without telling any of it; recorded at founding, compared at start.
    pub fn fingerprint(&self) -> Fingerprint {
        let secrets = self.secrets().map(|(_, secret)| secret.as_slice());
        let ctx = Ctx::new(self.deployment).bytes("key-file");
        Fingerprint(*derive("key-file", &[], &secrets, &[&ctx]))
    }

    /// The file as text: one `name value` a line, values in hexadecimal, fingerprint last.
    pub fn print(&self) -> Zeroizing<String> {
        // Longer than the text will be, so that it never grows and leaves copies.
        let mut out = Zeroizing::new(String::with_capacity(1024));
        let mut line = |name: &str, value: &str| {
            out.push_str(name);
            out.push_str(if value.is_empty() { "\n" } else { " " });
            if !value.is_empty() {
                out.push_str(value);
                out.push('\n');
            }
        };
        line(FIRST_LINE, "");
        line("deployment", &HEXLOWER.encode(&self.deployment.id()));
        for (name, secret) in self.secrets() {
            line(name, &Zeroizing::new(HEXLOWER.encode(secret)));
        }
        line("fingerprint", &self.fingerprint().hex());
        out
    }

    /// Reads exactly what [`KeyFile::print`] writes; a wrong fingerprint (a mistyped paper copy)
    /// is refused.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let rest = text
            .strip_prefix(FIRST_LINE)
            .ok_or(Refused)?
            .strip_prefix('\n')
            .ok_or(Refused)?;
        let mut lines = rest.split_inclusive('\n');
        let file = Self {
            deployment: Deployment::from_id(*hex_line(lines.next(), "deployment")?)?,
            pepper: Pepper::from_bytes(*hex_line(lines.next(), "pepper")?),
            session: SessionSecret::from_bytes(*hex_line(lines.next(), "session")?),
            pin: PinSecret::from_bytes(*hex_line(lines.next(), "pin")?),
            ops: OpsKey::from_bytes(*hex_line(lines.next(), "ops")?),
            log: LogSeed::from_bytes(*hex_line(lines.next(), "log")?),
        };
        let known = *hex_line::<32>(lines.next(), "fingerprint")? == file.fingerprint().0;
        if known && lines.next().is_none() {
            Ok(file)
        } else {
            Err(Refused)
        }
    }
}

/// Reads `name hex\n`.
pub(crate) fn hex_line<const N: usize>(
    line: Option<&str>,
    name: &str,
) -> Result<Zeroizing<[u8; N]>, Refused> {
    let value = line
        .and_then(|line| line.strip_suffix('\n'))
        .and_then(|line| line.strip_prefix(name))
        .and_then(|line| line.strip_prefix(' '))
        .ok_or(Refused)?;
    let mut out = Zeroizing::new([0; N]);
    if value.len() != 2 * N {
        return Err(Refused);
    }
    HEXLOWER
        .decode_mut(value.as_bytes(), out.as_mut_slice())
        .map_err(|_| Refused)?;
    Ok(out)
}

fn small_place(deployment: Deployment, what: &str, owner: &Id16) -> Vec<u8> {
    let ctx = Ctx {
        row: Some(*owner),
        ..Ctx::new(deployment)
    };
    [ctx.bytes("small").as_slice(), what.as_bytes()].concat()
}

/// Closes a small secret that works without a member; `what` names its kind, `owner` its holder.
pub fn seal_small(
    key: &OpsKey,
    deployment: Deployment,
    what: &str,
    owner: &Id16,
    plaintext: &[u8],
    chance: &mut dyn Chance,
) -> Result<Vec<u8>, Refused> {
    close_padded(
        key.expose(),
        &small_place(deployment, what, owner),
        plaintext,
        chance,
    )
}

/// Opens a small secret of this kind and holder.
pub fn open_small(
    key: &OpsKey,
    deployment: Deployment,
    what: &str,
    owner: &Id16,
    bytes: &[u8],
) -> Result<Opened, Refused> {
    open_padded(key.expose(), &small_place(deployment, what, owner), bytes)
}
