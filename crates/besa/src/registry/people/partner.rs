//! A partner institution: asked, answered, ended; and its steward's word about somebody's keys.

use super::super::partners::{
    ACCEPTANCE, Acceptance, OFFER, Partnership, WORD, is_offered, is_steward, keys_of, partner_of,
    word,
};
use super::super::store::{self, Member, PARTNER, VOUCH};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::{Tx, Value};
use besa_domain::{Act, InstitutionId, MemberId, MemberState, Standing};

/// How somebody stands to a colleague, or to somebody of a house that their own stands by.
pub(crate) async fn near(
    tx: &mut Tx<'_>,
    actor: &Actor,
    member: MemberId,
) -> Result<Standing, Fail> {
    if matches!(actor, Actor::Member(session) if session.who.member == member) {
        return Ok(Standing::Oneself);
    }
    match (actor.institution(), store::member(tx, member).await?) {
        (Some(own), Some(it)) if it.institution == own => Ok(Standing::SameInstitution),
        (Some(own), Some(it)) => to_house(tx, own, it.institution).await,
        (Some(_) | None, Some(_) | None) => Ok(Standing::Stranger),
    }
}

/// How a house stands to another one: as its accepted partner or not at all.
async fn to_house(
    tx: &mut Tx<'_>,
    own: InstitutionId,
    of: InstitutionId,
) -> Result<Standing, Fail> {
    let it = store::partner(tx, of).await?;
    let stands = it.is_some_and(|it| it.partner == own && it.accepted.is_some());
    Ok(if stands {
        Standing::Partner
    } else {
        Standing::Stranger
    })
}

/// The house of somebody, if it is the actor's own or one whose proven partner the actor's is:
/// what the standing took from a row is proven here by cards and record.
pub(super) async fn proven(cx: &mut Cx<'_>, member: &Member) -> Result<Standing, Fail> {
    let own = cx.session()?.who.institution;
    if member.institution == own {
        return Ok(Standing::SameInstitution);
    }
    let facts = cx.app.facts();
    partner_of(&mut cx.tx, facts, member.institution)
        .await?
        .filter(|it| it.partner == own)
        .map(|_| Standing::Partner)
        .ok_or(Fail::Forbidden)
}

/// A steward asks another institution to stand by the own one.
pub(crate) struct NamePartner {
    pub(crate) partner: InstitutionId,
}

impl Verb for NamePartner {
    const ACT: Act = Act::NamePartner;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::SameInstitution.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let session = cx.session()?;
        let own = session.who.institution;
        let other = store::institution(&mut cx.tx, self.partner).await?;
        if self.partner == own || other.is_none_or(|it| !it.joined) {
            return Err(Fail::Conflict("error-no-partner-there"));
        }
        if store::partner(&mut cx.tx, own).await?.is_some() {
            return Err(Fail::Conflict("error-partner-named"));
        }
        let deployment = cx.app.facts().deployment;
        let by = session.who.member;
        let mut offer = Partnership::offer(own, self.partner, cx.now(), by);
        offer.offer_sig = session
            .signing(deployment)
            .sign(OFFER, &offer.offered(deployment));
        cx.object("institution", self.partner.bytes());
        cx.put(&PARTNER, &offer.values()).await
    }
}

/// A steward of the institution that was asked says yes.
pub(crate) struct AcceptPartner {
    pub(crate) institution: InstitutionId,
}

impl Verb for AcceptPartner {
    const ACT: Act = Act::AcceptPartner;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let it = store::partner(tx, self.institution).await?;
        let asked = it.is_some_and(|it| Some(it.partner) == actor.institution());
        Ok(if asked {
            Standing::Partner.into()
        } else {
            Standing::Stranger.into()
        })
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let session = cx.session()?;
        let mut it = store::partner(&mut cx.tx, self.institution)
            .await?
            .filter(|it| it.accepted.is_none())
            .ok_or(Fail::Conflict("conflict-changed"))?;
        let facts = cx.app.facts();
        if !is_offered(&mut cx.tx, facts, &it).await? {
            return Err(Fail::broken("integrity", "partner"));
        }
        let deployment = facts.deployment;
        let (by, at) = (session.who.member, cx.now());
        let message = it.answered(deployment, by, at);
        let sig = session.signing(deployment).sign(ACCEPTANCE, &message);
        it.accepted = Some(Acceptance { by, at, sig });
        cx.object("institution", self.institution.bytes());
        cx.change(&PARTNER, it.values()).await
    }
}

/// Either side ends a partnership, or an offer that nobody answered.
pub(crate) struct EndPartner {
    pub(crate) institution: InstitutionId,
}

impl Verb for EndPartner {
    const ACT: Act = Act::EndPartner;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let it = store::partner(tx, self.institution).await?;
        let own = actor.institution();
        let standing = match it {
            Some(it) if Some(it.institution) == own => Standing::SameInstitution,
            Some(it) if Some(it.partner) == own => Standing::Partner,
            Some(_) | None => Standing::Stranger,
        };
        Ok(standing.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let it = store::partner(&mut cx.tx, self.institution)
            .await?
            .ok_or(Fail::Conflict("conflict-changed"))?;
        for house in [it.institution, it.partner] {
            cx.object("institution", house.bytes());
        }
        cx.end(&PARTNER, &[Value::from(self.institution.to_string())])
            .await
    }
}

/// The partner's steward compared the eight words with the person: a signed word, without which
/// the small institution's own steward confirms nobody.
pub(crate) struct Vouch {
    pub(crate) member: MemberId,
    /// The eight words that were compared with the person.
    pub(crate) words: String,
}

impl Verb for Vouch {
    const ACT: Act = Act::Vouch;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        Ok(near(tx, actor, self.member).await?.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let member = store::member(&mut cx.tx, self.member)
            .await?
            .filter(|member| member.state == MemberState::Keyed)
            .ok_or(Fail::Conflict("error-not-keyed"))?;
        proven(cx, &member).await?;
        if member.words().as_ref() != Some(&self.words) {
            return Err(Fail::Conflict("error-other-words"));
        }
        let session = cx.session()?;
        let (by, at, keys) = (session.who.member, cx.now().0, keys_of(&member)?);
        let deployment = cx.app.facts().deployment;
        let message = word(deployment, &member, &keys, by, at);
        let sig = session.signing(deployment).sign(WORD, &message);
        cx.object("member", self.member.bytes());
        cx.note("words", self.words);
        let key = Value::from(self.member.to_string());
        let mut row = vec![
            key.clone(),
            Value::from(keys),
            Value::from(session.who.institution.to_string()),
            Value::from(by.to_string()),
            Value::from(at),
            Value::from(sig),
            Value::from(1),
        ];
        match VOUCH.one(&mut cx.tx, &[key]).await? {
            Some(old) => {
                if let (Some(version), Some(read)) = (row.last_mut(), old.last()) {
                    *version = read.clone();
                }
                cx.change(&VOUCH, row).await
            }
            None => cx.put(&VOUCH, &row).await,
        }
    }
}

/// The stewards of the partner that a house stands under: they hear of new keys there (P18).
pub(super) async fn stewards_beside(
    cx: &mut Cx<'_>,
    institution: InstitutionId,
) -> Result<Vec<MemberId>, Fail> {
    let Some(it) = store::partner(&mut cx.tx, institution).await? else {
        return Ok(Vec::new());
    };
    if it.accepted.is_none() {
        return Ok(Vec::new());
    }
    let people = store::members_of(&mut cx.tx, it.partner).await?;
    Ok(people
        .iter()
        .filter(|member| is_steward(member.role))
        .map(|member| member.id)
        .collect())
}
