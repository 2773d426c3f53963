//! Keys and sealing: bytes, keys and labels in, bytes out; no table, no person, no clock, no I/O.
//!
//! The protocol is one page, `docs/protocol/vault.md`; the names V1 to V20 in comments are its
//! paragraphs. Every opening and every verification fails with the same [`Refused`], so that
//! an answer never tells which check failed.

mod backup;
mod bundle;
mod card;
mod chain;
mod chance;
mod closed;
mod code;
mod ctx;
mod draft;
mod envelope;
mod erasure;
mod hash;
mod keyfile;
mod letter;
mod lock;
mod pin;
mod refused;
mod rescue;
mod ring;
mod root;
mod rootfile;
mod seat;
mod secret;
mod seen;
mod session;
mod sig;
mod totp;
mod version;
mod wire;

pub use backup::{BackupKey, BackupReader, BackupRecipient, BackupWriter};
pub use bundle::{BundleKey, MemberBundle, open_member, seal_member};
pub use card::{CircleCard, CircleSigs, InstitutionCard, MemberCard, Trusted, keys_fingerprint};
pub use chain::{open_chain, seal_chain};
pub use chance::{Chance, OsChance, draw_id};
pub use code::RecoveryCode;
pub use ctx::{CircleAt, Ctx, Deployment, DeploymentKind, MemberAt};
pub use draft::{DraftAt, open_draft, seal_draft};
pub use envelope::{KemKey, KemPublic};
pub use erasure::Erasure;
pub use hash::{Hash, Id16, sha256};
pub use keyfile::{
    KeyFile, LogSeed, OpsKey, Pepper, PinSecret, SessionSecret, open_small, seal_small,
};
pub use letter::{
    Letter, LetterEnd, OpenedLetter, Rights, Statement, check_letter, letter_hash, open_letter,
    seal_letter,
};
pub use lock::{LockAt, Params, open_code_lock, open_lock, seal_code_lock, seal_lock, spend_lock};
pub use pin::{open_pin, pin_check, seal_pin};
pub use refused::Refused;
pub use rescue::{RescueAt, open_rescue, rescue_check, seal_rescue};
pub use ring::{RingAt, open_ring, seal_ring};
pub use root::{
    ChainKey, CircleRoot, DeploymentRoot, DraftKey, InstitutionSeed, MemberRoot, PinKey, RingKey,
};
pub use rootfile::{Work, open_root_file, seal_root_file};
pub use seat::{Seat, open_seat, seal_seat};
pub use secret::Opened;
pub use session::{
    Bundle, Cookie, CookieSecret, HeldCircle, SessionAt, ShredSecret, open_session, seal_session,
    session_row,
};
pub use sig::{Fingerprint, Sig, SigKey, SigPublic};
pub use totp::{TotpSecret, totp_step};
pub use version::{
    HalfA, HalfB, SealedVersion, VersionAt, fits, open_version, seal_version, version_hash,
};
