//! New keys for somebody whose passphrase may be known, or who lost every way in (V14). It begins
//! with the suspension, which rotates each circle the old card was in.

use super::super::store::{self, INVITATION, MEMBER};
use super::admit::same_institution;
use super::{Invited, invitation};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::Tx;
use crate::tasks;
use besa_domain::{Act, MemberId, MemberState};
use besa_vault::{BundleKey, OsChance};

/// A steward lets a suspended colleague enrol anew; every colleague is told (P18).
pub(crate) struct Rekey {
    pub(crate) member: MemberId,
}

impl Verb for Rekey {
    const ACT: Act = Act::Rekey;
    type Out = Invited;

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        Ok(same_institution(tx, actor, self.member).await?.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<Invited, Fail> {
        let mut member = store::member(&mut cx.tx, self.member)
            .await?
            .filter(|member| member.state == MemberState::Suspended)
            .ok_or(Fail::Conflict("error-not-suspended"))?;
        cx.object("member", self.member.bytes());
        let key = BundleKey::draw(&mut OsChance);
        let (mut row, code) = invitation(cx, self.member, false, &key);
        let old = store::invitation(&mut cx.tx, self.member)
            .await?
            .ok_or_else(|| Fail::broken("integrity", "invitation"))?;
        if let (Some(version), Some(read)) = (row.last_mut(), old.last()) {
            *version = read.clone();
        }
        cx.change(&INVITATION, row).await?;
        member.state = MemberState::Invited;
        member.keys = None;
        cx.change(&MEMBER, member.values()).await?;
        let subject = self.member.to_string();
        for colleague in store::members_of(&mut cx.tx, member.institution).await? {
            tasks::tell(cx, colleague.id, "rekeyed", &subject, None).await?;
        }
        Ok(Invited {
            member: subject,
            code,
        })
    }
}
