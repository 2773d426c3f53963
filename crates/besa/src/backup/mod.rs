//! Backups in two sets that are kept in different hands: the main set, and the shred set with the
//! burnable halves. Sessions are in neither, the key file is in neither.

mod archive;
mod take;

pub(crate) use take::{restore, take};

use crate::accounts;
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::Tx;
use besa_domain::{Act, Standing};

/// Writes that work goes on from a backup, and undoes what a backup must not bring back.
pub(crate) struct GoOn {
    /// How many lines the record had when the main set was taken.
    pub(crate) entries: u64,
    /// When that was, microseconds UTC.
    pub(crate) taken: i64,
}

impl Verb for GoOn {
    const ACT: Act = Act::Restore;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Authority.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        cx.note("entries", self.entries.to_string());
        cx.note("taken", self.taken.to_string());
        undo_what_ended(cx).await
    }
}

/// What had ended before the restoring stays ended (V20): here every session, which no set holds
/// but a database that was in use may.
async fn undo_what_ended(cx: &mut Cx<'_>) -> Result<(), Fail> {
    accounts::end_everybody(&mut cx.tx).await
}
