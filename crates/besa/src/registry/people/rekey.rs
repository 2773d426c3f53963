//! New keys for somebody whose passphrase may be known, or who lost every way in (V14). It begins
//! with the suspension, which rotates each circle the old card was in.

use super::super::partners::is_steward;
use super::super::store::{self, MEMBER, Member};
use super::invite::{Invited, renewed};
use super::partner::{near, proven, stewards_beside};
use super::suspend::leave;
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::Tx;
use crate::tasks;
use besa_domain::{Act, CircleKind, MemberId, MemberState, Standing};

/// A steward lets a suspended colleague enrol anew, or the partner's steward the one who is alone
/// as steward of a small house; every colleague and the partner are told (P18).
pub(crate) struct Rekey {
    pub(crate) member: MemberId,
}

impl Verb for Rekey {
    const ACT: Act = Act::Rekey;
    type Out = Invited;

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        Ok(near(tx, actor, self.member).await?.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<Invited, Fail> {
        let mut member = store::member(&mut cx.tx, self.member)
            .await?
            .ok_or(Fail::Unseen)?;
        let beside = proven(cx, &member).await? == Standing::Partner;
        match member.state {
            MemberState::Suspended => {}
            // The only steward of a small house cannot be suspended from within.
            MemberState::Confirmed if beside => {
                cx.note("state", MemberState::Suspended.code());
                leave(cx, self.member).await?;
            }
            MemberState::Confirmed
            | MemberState::Invited
            | MemberState::Keyed
            | MemberState::Left => return Err(Fail::Conflict("error-not-suspended")),
        }
        if beside {
            somebody_signs(cx, &member).await?;
        }
        cx.object("member", self.member.bytes());
        let code = renewed(cx, self.member).await?;
        member.state = MemberState::Invited;
        member.keys = None;
        cx.change(&MEMBER, member.values()).await?;
        let subject = self.member.to_string();
        let house = store::members_of(&mut cx.tx, member.institution).await?;
        let house = house.iter().map(|colleague| colleague.id);
        let beside = stewards_beside(cx, member.institution).await?;
        for told in house.chain(beside) {
            tasks::tell(cx, told, "rekeyed", &subject, None).await?;
        }
        Ok(Invited {
            member: subject,
            code,
        })
    }
}

/// Somebody of the house must be left who can sign the new card: a steward in the stewards'
/// circle. A partner holds no key of the house and signs none.
async fn somebody_signs(cx: &mut Cx<'_>, member: &Member) -> Result<(), Fail> {
    for other in store::members_of(&mut cx.tx, member.institution).await? {
        if other.id == member.id || !is_steward(other.role) {
            continue;
        }
        let seats = store::seats(&mut cx.tx, other.id).await?;
        if seats.iter().any(|seat| seat.kind == CircleKind::Stewards) {
            return Ok(());
        }
    }
    Err(Fail::Conflict("error-nobody-signs"))
}
