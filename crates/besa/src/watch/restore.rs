//! After a restore: what was revoked since the backup is revoked again, every session ends, every
//! circle gets a next key, and the record says so (V20).

use super::{Revoked, high_water, put};
use crate::app::{Actor, App, Cx, Fail, Stands, Unopened, Verb};
use crate::db::Tx;
use crate::founding::Folder;
use crate::{accounts, record, registry, sealing};
use besa_domain::{Act, MemberState, Standing};
use besa_ledger::Checkpoint;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What was revoked again, and how old the list was.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Replayed {
    /// Letters that ended again.
    pub(crate) letters: usize,
    /// Erasures whose halves are burnt again.
    pub(crate) erasures: usize,
    /// Members who are out again.
    pub(crate) members: usize,
    /// Circles that wait for their next key.
    pub(crate) circles: usize,
    /// The entries of the record that the list was read from.
    pub(crate) complete: u64,
}

/// Plays the lists of all nodes into a database that was just put back, and lets this node start
/// on it. `word` is the operator's word that a list older than the last known checkpoint will do.
/// The application must not be served yet.
///
/// # Errors
/// A sentence where a list cannot be read or is too old, or the database refuses.
pub(crate) async fn replay(
    app: &App,
    folder: &Folder,
    lists: &[PathBuf],
    word: bool,
) -> Result<Replayed, Unopened> {
    let deployment = app.facts().deployment;
    let mut list = Revoked::read(&folder.revoked(), deployment)?;
    for path in lists {
        list = list.merge(Revoked::read(path, deployment)?);
    }
    let known = high_water(app, &folder.high_water())?.map_or(0, |known| known.size());
    if list.complete < known.max(1) && !word {
        return Err(Unopened(format!(
            "The list of what was revoked knows {} entries of the record, and {known} were written. \
             What was ended after it would open again. Bring the newest list of any node, or say \
             that you accept this.",
            list.complete
        )));
    }
    let verb = Replay {
        list: list.clone(),
        known,
        word,
    };
    let done = app
        .act(&Actor::Operator, None, verb)
        .await
        .map_err(|fail| {
            Unopened(format!(
                "What was revoked could not be revoked again: {fail}"
            ))
        })?;
    let mut reading = app
        .glance()
        .await
        .map_err(|fail| Unopened(fail.to_string()))?;
    // This is the only way past the high water: the node knows the record as it continues here.
    let kept = match record::last_note(&mut reading.tx()).await {
        Ok(Some(note)) => keep_both(app, folder, list, &note),
        Ok(None) => Ok(()),
        Err(fail) => Err(fail),
    };
    kept.map_err(|fail| {
        Unopened(format!(
            "The files beside the key file were not written: {fail}"
        ))
    })?;
    Ok(done)
}

/// The merged list counts from the record as it continues here.
fn keep_both(app: &App, folder: &Folder, mut list: Revoked, note: &str) -> Result<(), Fail> {
    let now = Checkpoint::open(note, &app.facts().log)
        .map_err(|_| Fail::broken("integrity", "checkpoint"))?;
    list.complete = now.size();
    put(&folder.revoked(), list.print().as_bytes())?;
    put(&folder.high_water(), note.as_bytes())
}

struct Replay {
    list: Revoked,
    known: u64,
    word: bool,
}

impl Verb for Replay {
    const ACT: Act = Act::Restore;
    type Out = Replayed;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Authority.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<Replayed, Fail> {
        cx.note("list", self.list.complete.to_string());
        cx.note("known", self.known.to_string());
        if self.word {
            cx.note("word", "operator");
        }
        accounts::end_everybody(&mut cx.tx).await?;
        let mut letters = 0_usize;
        for (letter, reason) in &self.list.letters {
            letters =
                letters.saturating_add(usize::from(sealing::end_again(cx, *letter, reason).await?));
        }
        let mut erasures = 0_usize;
        for signed in self.list.erasures.values() {
            let burnt = sealing::erase(cx, signed).await?;
            erasures = erasures.saturating_add(usize::from(burnt));
        }
        let mut members = 0_usize;
        for (member, state) in &self.list.members {
            let out = match state {
                MemberState::Suspended | MemberState::Left => {
                    registry::people::shut_out(cx, *member, *state).await?
                }
                MemberState::Invited | MemberState::Keyed | MemberState::Confirmed => false,
            };
            members = members.saturating_add(usize::from(out));
        }
        let circles = registry::people::rotate_all(cx).await?;
        Ok(Replayed {
            letters,
            erasures,
            members,
            circles,
            complete: self.list.complete,
        })
    }
}
