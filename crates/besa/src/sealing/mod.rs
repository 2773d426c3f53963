//! Saving, opening and sending what is sealed: the only place where the vault meets the tables.

mod erasure;
mod half;
mod letter;
mod missing;
mod open;
mod save;
mod store;

pub(crate) use erasure::{ERASURE, erase, signed_erasure};
pub(crate) use half::{Pool, beat, make_halves, read_half, sweep, take_half};
pub(crate) use letter::{
    Folds, Package, end_again, end_letters, fold_case, has_letters, send, write_folds,
};
pub(crate) use missing::{HALF_MISSING, check_halves, report_missing};
pub(crate) use open::{Head, heads, open, open_head, open_kept, section_of, versions};
pub(crate) use save::{save, save_kept, to_the_minute};
pub(crate) use store::{LETTER, LETTER_END, RING, SEALED, letters_over};

use crate::accounts::Session;
use crate::app::Fail;
use crate::db::Table;
use besa_domain::{CircleId, CircleKind};
use besa_vault::{CircleAt, CircleRoot, Deployment, HeldCircle};

/// The tables that the record binds.
pub(crate) const TABLES: &[&Table] = &[&SEALED, &RING, &LETTER, &LETTER_END, &ERASURE];

/// The circle of this kind that a session holds at its newest epoch.
pub(crate) fn held(session: &Session, kind: CircleKind) -> Result<&HeldCircle, Fail> {
    session
        .bundle
        .circles
        .iter()
        .filter(|circle| circle.kind == kind.code())
        .max_by_key(|circle| circle.epoch)
        .ok_or(Fail::Forbidden)
}

/// The root of a circle at an epoch, if the session holds it.
pub(crate) fn root_at(session: &Session, circle: CircleId, epoch: u32) -> Option<&CircleRoot> {
    session
        .bundle
        .circles
        .iter()
        .find(|held| held.circle == circle.bytes() && held.epoch == epoch)
        .map(|held| &held.root)
}

/// Where a circle stands, as the vault asks for it.
pub(crate) fn at(deployment: Deployment, circle: CircleId, epoch: u32) -> CircleAt {
    CircleAt {
        deployment,
        circle: circle.bytes(),
        epoch,
    }
}
