//! A colleague enters: the institution's key signs the card, a member of a circle gives its root.

use super::super::partners::{Second, second_of, vouched};
use super::super::store::{self, MEMBER};
use super::super::{circle_card, member_card};
use super::INSTITUTION_KEY;
use super::write::{put_seat, sign_member};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::Tx;
use crate::sealing;
use besa_domain::{Act, CircleId, CircleKind, MemberId, MemberState, Standing};
use besa_vault::{InstitutionSeed, OsChance, seal_seat};

/// A steward confirms who enrolled: the institution's key signs the member's card. Whoever comes
/// back after a suspension keeps the card.
pub(crate) struct Confirm {
    pub(crate) member: MemberId,
    /// The eight words that were compared with the person.
    pub(crate) words: String,
}

impl Verb for Confirm {
    const ACT: Act = Act::Confirm;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        same_institution(tx, actor, self.member)
            .await
            .map(Stands::from)
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let mut member = store::member(&mut cx.tx, self.member)
            .await?
            .ok_or(Fail::Unseen)?;
        if !matches!(member.state, MemberState::Keyed | MemberState::Suspended) {
            return Err(Fail::Conflict("error-not-keyed"));
        }
        if member.words().as_ref() != Some(&self.words) {
            return Err(Fail::Conflict("error-other-words"));
        }
        cx.object("member", self.member.bytes());
        cx.note("words", self.words);
        if member.state == MemberState::Suspended {
            member.state = MemberState::Confirmed;
            return cx.change(&MEMBER, member.values()).await;
        }
        let facts = cx.app.facts();
        match second_of(&mut cx.tx, facts, member.institution).await? {
            Second::Within => {}
            Second::Unnamed => return Err(Fail::Conflict("error-no-partner")),
            Second::Partner(partner) => {
                let now = cx.now();
                let by = vouched(&mut cx.tx, facts, &member, partner, now)
                    .await?
                    .ok_or(Fail::Conflict("error-not-vouched"))?;
                cx.note("vouched_by", by.to_string());
            }
        }
        let seed = sealing::open_kept(cx, INSTITUTION_KEY)
            .await?
            .ok_or(Fail::Forbidden)?;
        let seed: [u8; 32] = seed
            .as_slice()
            .try_into()
            .map_err(|_| Fail::broken("integrity", "key"))?;
        sign_member(cx, &member, &InstitutionSeed::from_bytes(seed)).await?;
        member.state = MemberState::Confirmed;
        cx.change(&MEMBER, member.values()).await
    }
}

/// A member of a circle who may admit gives its root to a confirmed colleague.
pub(crate) struct Admit {
    pub(crate) member: MemberId,
    pub(crate) circle: CircleKind,
    pub(crate) admits: bool,
    /// The eight words that were compared with the person.
    pub(crate) words: String,
}

impl Verb for Admit {
    const ACT: Act = Act::Admit;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        same_institution(tx, actor, self.member)
            .await
            .map(Stands::from)
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let session = cx.session()?;
        let facts = cx.app.facts();
        let held = sealing::held(&session, self.circle)?;
        let id = CircleId::from_bytes(held.circle);
        let seats = store::seats(&mut cx.tx, session.who.member).await?;
        if !seats
            .iter()
            .any(|seat| seat.circle == id && seat.epoch == held.epoch && seat.admits)
        {
            return Err(Fail::Forbidden);
        }
        if store::seats(&mut cx.tx, self.member)
            .await?
            .iter()
            .any(|seat| seat.circle == id)
        {
            return Err(Fail::Conflict("error-already-admitted"));
        }
        cx.object("member", self.member.bytes());
        cx.object("circle", id.bytes());
        let to = member_card(&mut cx.tx, facts, self.member).await?;
        let known = store::member(&mut cx.tx, self.member).await?;
        if known.is_none_or(|member| member.state != MemberState::Confirmed) {
            return Err(Fail::Conflict("error-not-confirmed"));
        }
        if to.fingerprint().words() != self.words {
            return Err(Fail::Conflict("error-other-words"));
        }
        cx.note("words", self.words);
        let by = member_card(&mut cx.tx, facts, session.who.member).await?;
        let circle = circle_card(&mut cx.tx, facts, id, held.epoch).await?;
        let signing = session.signing(facts.deployment);
        let seat = seal_seat(&signing, &by, &circle, &to, &held.root, &mut OsChance)?;
        put_seat(
            cx,
            id,
            held.epoch,
            self.member,
            self.admits,
            session.who.member,
            seat,
        )
        .await
    }
}

pub(super) async fn same_institution(
    tx: &mut Tx<'_>,
    actor: &Actor,
    member: MemberId,
) -> Result<Standing, Fail> {
    let of = store::member(tx, member)
        .await?
        .map(|member| member.institution);
    Ok(if of.is_some() && of == actor.institution() {
        Standing::SameInstitution
    } else {
        Standing::Stranger
    })
}
