//! Enrolment: the code that was handed over opens the way in; a founder makes the circles.

use super::super::store::{self, CIRCLE, INVITATION, MEMBER, Member};
use super::super::{circle_card, institution_card, member_card};
use super::INSTITUTION_KEY;
use super::write::{Stored, put_card, put_seat, sign_member};
use crate::accounts::{self, Session, Who};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::{Tx, Value};
use crate::sealing;
use besa_domain::{Act, CircleId, CircleKind, MemberId, MemberState, Standing};
use besa_vault::{
    BundleKey, CircleCard, CircleRoot, CircleSigs, HeldCircle, InstitutionSeed, LockAt, MemberAt,
    MemberCard, MemberRoot, OsChance, RecoveryCode, Trusted, open_code_lock, seal_seat,
};

/// What somebody who enrols brings: made before the writer, because the lock is slow on purpose.
pub(crate) struct Enrol {
    pub(crate) member: MemberId,
    pub(crate) code: RecoveryCode,
    pub(crate) root: MemberRoot,
    pub(crate) locks: accounts::Locks,
}

impl Verb for Enrol {
    const ACT: Act = Act::Enrol;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        match actor {
            Actor::Entering(member, _) if *member == self.member => Ok(Standing::Oneself.into()),
            Actor::Entering(..) | Actor::Member(_) | Actor::System(_) | Actor::Operator => {
                Ok(Standing::Stranger.into())
            }
        }
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let wrong = || Fail::Conflict("error-code-refused");
        let mut invitation = store::invitation(&mut cx.tx, self.member)
            .await?
            .ok_or_else(wrong)?;
        let mut member = store::member(&mut cx.tx, self.member)
            .await?
            .ok_or_else(wrong)?;
        let (founder, key) = open_invitation(cx, &self, &invitation)?;
        let deployment = cx.app.facts().deployment;
        let at = MemberAt {
            deployment,
            member: self.member.bytes(),
        };
        let (kem, sig) = (self.root.kem(at).public(), self.root.sig(at).public());
        if let Some(used) = invitation.get_mut(5) {
            *used = Value::from(cx.now().0);
        }
        cx.change(&INVITATION, invitation).await?;
        self.locks.write(cx, self.member).await?;
        accounts::end_cards_and_keys(cx, self.member).await?;
        member.keys = Some([kem.bytes(), sig.bytes().as_slice()].concat());
        member.state = if founder {
            MemberState::Confirmed
        } else {
            MemberState::Keyed
        };
        cx.change(&MEMBER, member.values()).await?;
        if founder {
            let seed = InstitutionSeed::from_bytes(*key.expose());
            found_circles(cx, &member, &self.root, &seed).await?;
        }
        Ok(())
    }
}

/// Checks that the code fits, was not used and has not run out.
fn open_invitation(
    cx: &Cx<'_>,
    enrol: &Enrol,
    invitation: &[Value],
) -> Result<(bool, BundleKey), Fail> {
    let wrong = || Fail::Conflict("error-code-refused");
    let [
        _,
        Value::Int(Some(founder)),
        Value::Text(Some(lock)),
        Value::Bytes(Some(bytes)),
        Value::Int(Some(until)),
        Value::Int(used),
        _,
    ] = invitation
    else {
        // An absent moment comes back without a kind of its own: it is the unused one.
        return Err(wrong());
    };
    if used.is_some() || *until <= cx.now().0 {
        return Err(wrong());
    }
    let lock: [u8; 16] = data_encoding::HEXLOWER
        .decode(lock.as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(wrong)?;
    let deployment = cx.app.facts().deployment;
    let at = LockAt {
        member: MemberAt {
            deployment,
            member: enrol.member.bytes(),
        },
        lock,
    };
    let key = open_code_lock(&at, bytes, &enrol.code).map_err(|_| wrong())?;
    Ok((*founder == 1, key))
}

/// The founder signs the own card with the institution's key, makes the four circles and takes a
/// seat in each; the institution's key goes into the stewards' circle.
async fn found_circles(
    cx: &mut Cx<'_>,
    member: &Member,
    root: &MemberRoot,
    seed: &InstitutionSeed,
) -> Result<(), Fail> {
    let deployment = cx.app.facts().deployment;
    let facts = cx.app.facts();
    sign_member(cx, member, seed).await?;
    let own = member_card(&mut cx.tx, facts, member.id).await?;
    let at = MemberAt {
        deployment,
        member: member.id.bytes(),
    };
    let mut circles = Vec::new();
    let institution_row = store::institution(&mut cx.tx, member.institution).await?;
    let case_work = institution_row
        .is_some_and(|institution| cx.app.rules().kinds.row(institution.kind).case_work);
    // An institution that may not work on cases has no circle that could hold one.
    let kinds = CircleKind::ALL
        .into_iter()
        .filter(|kind| case_work || *kind == CircleKind::Stewards);
    for kind in kinds {
        let id = CircleId::from_bytes(cx.draw());
        let place = sealing::at(deployment, id, 0);
        let circle_root = CircleRoot::draw(&mut OsChance);
        let card = CircleCard::of(
            &circle_root,
            place,
            member.institution.bytes(),
            kind.code(),
            member.id.bytes(),
        );
        let CircleSigs { key, member: by } = card.sign(&seed.key(), &root.sig(at));
        cx.put(
            &CIRCLE,
            &[
                Value::from(id.to_string()),
                Value::from(member.institution.to_string()),
                Value::from(kind.code()),
                Value::from(0),
                Value::from(1),
            ],
        )
        .await?;
        let stored = Stored {
            kind: "circle",
            subject: id.to_string(),
            serial: 0,
            institution: member.institution,
        };
        put_card(cx, stored, card.encode(), key, Some(by), card.hash()).await?;
        let trusted = circle_card(&mut cx.tx, facts, id, 0).await?;
        let seat = seal_seat(
            &root.sig(at),
            &own,
            &trusted,
            &own,
            &circle_root,
            &mut OsChance,
        )?;
        put_seat(cx, id, 0, member.id, true, member.id, seat).await?;
        circles.push(HeldCircle {
            circle: id.bytes(),
            kind: kind.code().to_owned(),
            epoch: 0,
            card: trusted.hash(),
            root: circle_root,
        });
    }
    let institution = institution_card(&mut cx.tx, facts, member.institution).await?;
    let session = founder_session(cx, member, root, &own, institution.hash(), circles);
    sealing::save_kept(
        cx,
        &session,
        INSTITUTION_KEY,
        CircleKind::Stewards,
        seed.expose(),
    )
    .await?;
    Ok(())
}

/// The founder's keys while the first sign-in has not happened yet.
fn founder_session(
    cx: &Cx<'_>,
    member: &Member,
    root: &MemberRoot,
    own: &Trusted<MemberCard>,
    institution_card: besa_vault::Hash,
    circles: Vec<HeldCircle>,
) -> Session {
    let bundle = besa_vault::Bundle {
        institution: member.institution.bytes(),
        root: MemberRoot::from_bytes(*root.expose()),
        deployment_root: cx.app.facts().root.fingerprint(),
        institution_card,
        member_card: own.hash(),
        circles,
    };
    Session::unstored(Who::of(member, None), bundle)
}
