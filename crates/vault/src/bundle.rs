//! The member's bundle at rest: what any one of the member's locks leads to.

use crate::closed;
use crate::secret::secret;
use crate::wire::{Reader, Writer};
use crate::{Chance, Fingerprint, MemberAt, MemberRoot, Opened, Refused};

const MARK: &[u8; 4] = b"BSB\x01";

secret! {
    /// The key of one member's bundle; every lock of the member closes this key.
    BundleKey, 32
}

/// What a member keeps for good.
pub struct MemberBundle {
    /// The member's root.
    pub root: MemberRoot,
    /// The deployment root's fingerprint, compared by eye at the first sign-in.
    pub deployment_root: Fingerprint,
}

/// Closes a member's bundle.
pub fn seal_member(
    key: &BundleKey,
    at: MemberAt,
    bundle: &MemberBundle,
    chance: &mut dyn Chance,
) -> Vec<u8> {
    let plain = Writer::sized(MARK, 68)
        .raw(bundle.root.expose())
        .raw(&bundle.deployment_root.0)
        .done();
    closed::close(
        key.expose(),
        &at.ctx().bytes("bundle"),
        &Opened::new(plain),
        chance,
    )
}

/// Opens a member's bundle.
pub fn open_member(key: &BundleKey, at: MemberAt, bytes: &[u8]) -> Result<MemberBundle, Refused> {
    let plain = closed::open(key.expose(), &at.ctx().bytes("bundle"), bytes)?;
    let mut r = Reader::new(&plain, MARK)?;
    let bundle = MemberBundle {
        root: MemberRoot::from_bytes(r.array()?),
        deployment_root: Fingerprint(r.array()?),
    };
    r.done()?;
    Ok(bundle)
}
