//! Somebody is suspended or leaves: sessions and seats go at once, every circle of theirs waits for
//! its next key (V13).

use super::super::store::{self, CIRCLE_MEMBER, MEMBER, ROTATION_DUE, SeatRow};
use super::admit::same_institution;
use crate::accounts;
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::{Tx, Value};
use besa_domain::{Act, CircleId, MemberId, MemberState, Standing};

/// A steward suspends a colleague, or writes that they left.
pub(crate) struct Suspend {
    pub(crate) member: MemberId,
    /// They will not come back.
    pub(crate) left: bool,
}

impl Verb for Suspend {
    const ACT: Act = Act::Suspend;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        match actor {
            // Nobody shuts the door behind themselves: a colleague writes it.
            Actor::Member(session) if session.who.member == self.member => {
                Ok(Standing::Oneself.into())
            }
            Actor::Member(_) | Actor::System(_) | Actor::Operator | Actor::Entering(..) => {
                Ok(same_institution(tx, actor, self.member).await?.into())
            }
        }
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let mut member = store::member(&mut cx.tx, self.member)
            .await?
            .ok_or(Fail::Unseen)?;
        let (from, to) = (member.state, next_state(self.left));
        let may = match from {
            MemberState::Confirmed => true,
            MemberState::Suspended => self.left,
            MemberState::Invited | MemberState::Keyed | MemberState::Left => false,
        };
        if !may {
            return Err(Fail::Conflict("conflict-changed"));
        }
        cx.object("member", self.member.bytes());
        cx.note("state", to.code());
        leave(cx, self.member).await?;
        member.state = to;
        cx.change(&MEMBER, member.values()).await
    }
}

/// Ends every seat and session of somebody; each circle waits for its next key.
pub(super) async fn leave(cx: &mut Cx<'_>, member: MemberId) -> Result<(), Fail> {
    for seat in store::seats(&mut cx.tx, member).await? {
        leave_seat(cx, member, &seat).await?;
    }
    accounts::end_all(&mut cx.tx, member).await
}

fn next_state(left: bool) -> MemberState {
    if left {
        MemberState::Left
    } else {
        MemberState::Suspended
    }
}

/// Ends a seat; the last who holds a circle, or the last who may admit to it, cannot go.
async fn leave_seat(cx: &mut Cx<'_>, member: MemberId, seat: &SeatRow) -> Result<(), Fail> {
    let others: Vec<bool> = store::seated(&mut cx.tx, seat.circle, seat.epoch)
        .await?
        .into_iter()
        .filter(|(other, state, _)| *other != member && *state == MemberState::Confirmed)
        .map(|(_, _, row)| row.get(3) == Some(&Value::from(1)))
        .collect();
    if others.is_empty() {
        return Err(Fail::Conflict("error-last-in-circle"));
    }
    if seat.admits && !others.contains(&true) {
        return Err(Fail::Conflict("error-last-who-admits"));
    }
    let circle = seat.circle.to_string();
    let key = [
        Value::from(circle.as_str()),
        Value::from(i64::from(seat.epoch)),
        Value::from(member.to_string()),
    ];
    cx.end(&CIRCLE_MEMBER, &key).await?;
    rotation_due(cx, seat.circle).await.map(|_| ())
}

/// A circle waits for its next key; `false` where it did so already.
async fn rotation_due(cx: &mut Cx<'_>, circle: CircleId) -> Result<bool, Fail> {
    let circle = Value::from(circle.to_string());
    let due = [circle.clone()];
    if ROTATION_DUE.one(&mut cx.tx, &due).await?.is_some() {
        return Ok(false);
    }
    let since = cx.now().0;
    cx.put(&ROTATION_DUE, &[circle, Value::from(since)]).await?;
    Ok(true)
}

/// After a restore every circle gets a next key: how many wait for it.
pub(crate) async fn rotate_all(cx: &mut Cx<'_>) -> Result<usize, Fail> {
    let mut count = 0_usize;
    for circle in store::circles(&mut cx.tx).await? {
        count = count.saturating_add(usize::from(rotation_due(cx, circle).await?));
    }
    Ok(count)
}

/// Somebody whom a restore brought back is out again; `false` where they were not in. Nobody is
/// asked who stays: what is revoked was asked when it was.
pub(crate) async fn shut_out(
    cx: &mut Cx<'_>,
    id: MemberId,
    state: MemberState,
) -> Result<bool, Fail> {
    let Some(mut member) = store::member(&mut cx.tx, id).await? else {
        return Ok(false);
    };
    if member.state == state {
        return Ok(false);
    }
    for seat in store::seats(&mut cx.tx, id).await? {
        let key = [
            Value::from(seat.circle.to_string()),
            Value::from(i64::from(seat.epoch)),
            Value::from(id.to_string()),
        ];
        cx.end(&CIRCLE_MEMBER, &key).await?;
    }
    cx.object("member", id.bytes());
    member.state = state;
    cx.change(&MEMBER, member.values()).await?;
    Ok(true)
}
