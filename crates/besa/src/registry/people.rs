//! The acts by which institutions and people enter: found, register, invite, enrol, confirm, admit.

use super::store::{
    self, CARD, CIRCLE, CIRCLE_MEMBER, INSTITUTION, INSTITUTION_AREA, INSTITUTION_SERVICE,
    INVITATION, Institution, MEMBER, Member,
};
use super::{circle_card, institution_card, member_card};
use crate::accounts::{self, Session, Who};
use crate::app::{Actor, Cx, Fail, Verb};
use crate::db::{Tx, Value};
use crate::{record, sealing};
use besa_domain::{
    Act, CardId, CircleId, CircleKind, InstitutionId, Lang, MemberId, MemberState, Profession, Role,
    Standing,
};
use besa_vault::{
    BundleKey, CircleCard, CircleRoot, CircleSigs, DeploymentRoot, HeldCircle, InstitutionCard,
    InstitutionSeed, KemPublic, LockAt, MemberAt, MemberCard, MemberRoot, OsChance, RecoveryCode,
    SigPublic, Trusted, open_code_lock, seal_code_lock, seal_seat,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How long a one-time code holds: 72 hours in microseconds.
const CODE_LIFE: i64 = 72 * 3_600 * 1_000_000;
/// What an institution keeps in its stewards' circle.
const INSTITUTION_KEY: &str = "institution_key";

/// Writes the deployment's public facts and the rules it begins with.
pub(crate) struct Found {
    pub(crate) rules: Vec<crate::rules::RuleFile>,
}

impl Verb for Found {
    const ACT: Act = Act::Found;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Standing, Fail> {
        Ok(Standing::Authority)
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        if record::facts(&mut cx.tx).await?.is_some() {
            return Err(Fail::Conflict("error-already-founded"));
        }
        let facts = cx.app.facts().clone();
        for (key, value) in record::facts_rows(&facts) {
            cx.put(&record::META, &[Value::from(key), Value::from(value)]).await?;
        }
        for file in self.rules {
            cx.put(&record::RULE, &file.values()).await?;
        }
        Ok(())
    }
}

/// A person in a post, as an invitation names them.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) login: String,
    pub(crate) name: String,
    pub(crate) post: String,
    pub(crate) role: Role,
    pub(crate) profession: Profession,
    pub(crate) lang: Lang,
}

/// What an invitation answers: whom, and the code to hand over.
#[derive(Serialize, Deserialize)]
pub(crate) struct Invited {
    pub(crate) member: String,
    pub(crate) code: String,
}

/// Enters an institution: one that joins gets a card signed by the root and invites its first
/// steward; one that works outside the system is only known.
pub(crate) struct Register {
    pub(crate) institution: Institution,
    pub(crate) joining: Option<(Arc<DeploymentRoot>, Person)>,
}

impl Verb for Register {
    const ACT: Act = Act::RegisterInstitution;
    type Out = Option<Invited>;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Standing, Fail> {
        Ok(Standing::Authority)
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<Option<Invited>, Fail> {
        let it = &self.institution;
        let id = it.id.to_string();
        cx.object("institution", it.id.bytes());
        cx.put(
            &INSTITUTION,
            &[
                Value::from(id.as_str()),
                Value::from(it.kind.code()),
                Value::from(it.name.as_str()),
                Value::from(it.county.as_str()),
                Value::from(it.seat.as_str()),
                Value::from(it.public_line.as_str()),
                Value::from(it.duty_contact.as_str()),
                Value::from(self.joining.is_some()),
                Value::from(1),
            ],
        )
        .await?;
        for area in &it.areas {
            let row = [Value::from(id.as_str()), Value::from(area.as_str())];
            cx.put(&INSTITUTION_AREA, &row).await?;
        }
        for service in &it.services {
            let row = [Value::from(id.as_str()), Value::from(service.code())];
            cx.put(&INSTITUTION_SERVICE, &row).await?;
        }
        let Some((root, person)) = &self.joining else { return Ok(None) };
        let seed = InstitutionSeed::draw(&mut OsChance);
        let card = InstitutionCard {
            deployment: cx.app.facts().deployment,
            institution: it.id.bytes(),
            name: it.name.clone(),
            kind: it.kind.code().to_owned(),
            serial: 1,
            sig: seed.key().public(),
        };
        let sig = card.sign(&root.key());
        if root.key().public() != cx.app.facts().root {
            return Err(Fail::Forbidden);
        }
        let stored = Stored { kind: "institution", subject: id, serial: 1, institution: it.id };
        put_card(cx, stored, card.encode(), sig, None, card.hash()).await?;
        let key = BundleKey::from_bytes(*seed.expose());
        invite(cx, it.id, person, true, &key).await.map(Some)
    }
}

/// Invites somebody into a post of the steward's own institution.
pub(crate) struct Invite {
    pub(crate) person: Person,
}

impl Verb for Invite {
    const ACT: Act = Act::Invite;
    type Out = Invited;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Standing, Fail> {
        Ok(Standing::SameInstitution)
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<Invited, Fail> {
        let institution = cx.session()?.who.institution;
        invite(cx, institution, &self.person, false, &BundleKey::draw(&mut OsChance)).await
    }
}

async fn invite(
    cx: &mut Cx<'_>,
    institution: InstitutionId,
    person: &Person,
    founder: bool,
    key: &BundleKey,
) -> Result<Invited, Fail> {
    if store::member_by_login(&mut cx.tx, &person.login).await?.is_some() {
        return Err(Fail::Conflict("error-login-taken"));
    }
    let member = Member {
        id: MemberId::from_bytes(cx.draw()),
        institution,
        login: person.login.clone(),
        name: person.name.clone(),
        post: person.post.clone(),
        role: person.role,
        profession: person.profession,
        state: MemberState::Invited,
        lang: person.lang,
        keys: None,
        version: 1,
    };
    cx.object("member", member.id.bytes());
    cx.put(&MEMBER, &member.values()).await?;
    let lock = cx.draw();
    let at = LockAt {
        member: MemberAt { deployment: cx.app.facts().deployment, member: member.id.bytes() },
        lock,
    };
    let code = RecoveryCode::draw(&mut OsChance);
    let until = cx.now().0.saturating_add(CODE_LIFE);
    cx.put(
        &INVITATION,
        &[
            Value::from(member.id.to_string()),
            Value::from(founder),
            Value::from(data_encoding::HEXLOWER.encode(&lock)),
            Value::from(seal_code_lock(&at, &code, key, &mut OsChance)),
            Value::from(until),
            Value::from(None::<i64>),
            Value::from(1),
        ],
    )
    .await?;
    Ok(Invited { member: member.id.to_string(), code: code.print().to_string() })
}

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

    async fn standing(&self, _tx: &mut Tx<'_>, actor: &Actor) -> Result<Standing, Fail> {
        match actor {
            Actor::Entering(member, _) if *member == self.member => Ok(Standing::Oneself),
            Actor::Entering(..) | Actor::Member(_) | Actor::System(_) | Actor::Operator => {
                Ok(Standing::Stranger)
            }
        }
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let wrong = || Fail::Conflict("error-code-refused");
        let mut invitation = store::invitation(&mut cx.tx, self.member).await?.ok_or_else(wrong)?;
        let mut member = store::member(&mut cx.tx, self.member).await?.ok_or_else(wrong)?;
        let (founder, key) = open_invitation(cx, &self, &invitation)?;
        let deployment = cx.app.facts().deployment;
        let at = MemberAt { deployment, member: self.member.bytes() };
        let (kem, sig) = (self.root.kem(at).public(), self.root.sig(at).public());
        if let Some(used) = invitation.get_mut(5) {
            *used = Value::from(cx.now().0);
        }
        cx.change(&INVITATION, invitation).await?;
        self.locks.write(cx, self.member).await?;
        member.keys = Some([kem.bytes(), sig.bytes().as_slice()].concat());
        member.state = if founder { MemberState::Confirmed } else { MemberState::Keyed };
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
    let [_, Value::Int(Some(founder)), Value::Text(Some(lock)), Value::Bytes(Some(bytes)), Value::Int(Some(until)), Value::Int(used), _] =
        invitation
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
    let at = LockAt { member: MemberAt { deployment, member: enrol.member.bytes() }, lock };
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
    let at = MemberAt { deployment, member: member.id.bytes() };
    let mut circles = Vec::new();
    let institution_row = store::institution(&mut cx.tx, member.institution).await?;
    let case_work = institution_row
        .is_some_and(|institution| cx.app.rules().kinds.row(institution.kind).case_work);
    // An institution that may not work on cases has no circle that could hold one.
    let kinds = CircleKind::ALL.into_iter().filter(|kind| case_work || *kind == CircleKind::Stewards);
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
        let seat = seal_seat(&root.sig(at), &own, &trusted, &own, &circle_root, &mut OsChance)?;
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
    sealing::save_kept(cx, &session, INSTITUTION_KEY, CircleKind::Stewards, seed.expose()).await?;
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

/// A steward confirms who enrolled: the institution's key signs the member's card.
pub(crate) struct Confirm {
    pub(crate) member: MemberId,
}

impl Verb for Confirm {
    const ACT: Act = Act::Confirm;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Standing, Fail> {
        same_institution(tx, actor, self.member).await
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let mut member = store::member(&mut cx.tx, self.member).await?.ok_or(Fail::Unseen)?;
        if member.state != MemberState::Keyed {
            return Err(Fail::Conflict("error-not-keyed"));
        }
        let seed = sealing::open_kept(cx, INSTITUTION_KEY).await?.ok_or(Fail::Forbidden)?;
        let seed: [u8; 32] = seed.as_slice().try_into().map_err(|_| Fail::broken("integrity", "key"))?;
        cx.object("member", self.member.bytes());
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
}

impl Verb for Admit {
    const ACT: Act = Act::Admit;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Standing, Fail> {
        same_institution(tx, actor, self.member).await
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let session = cx.session()?;
        let facts = cx.app.facts();
        let held = sealing::held(&session, self.circle)?;
        let id = CircleId::from_bytes(held.circle);
        let seats = store::seats(&mut cx.tx, session.who.member).await?;
        if !seats.iter().any(|seat| seat.circle == id && seat.epoch == held.epoch && seat.admits) {
            return Err(Fail::Forbidden);
        }
        if store::seats(&mut cx.tx, self.member).await?.iter().any(|seat| seat.circle == id) {
            return Err(Fail::Conflict("error-already-admitted"));
        }
        cx.object("member", self.member.bytes());
        cx.object("circle", id.bytes());
        let to = member_card(&mut cx.tx, facts, self.member).await?;
        let by = member_card(&mut cx.tx, facts, session.who.member).await?;
        let circle = circle_card(&mut cx.tx, facts, id, held.epoch).await?;
        let signing = session.signing(facts.deployment);
        let seat = seal_seat(&signing, &by, &circle, &to, &held.root, &mut OsChance)?;
        put_seat(cx, id, held.epoch, self.member, self.admits, session.who.member, seat).await
    }
}

async fn same_institution(
    tx: &mut Tx<'_>,
    actor: &Actor,
    member: MemberId,
) -> Result<Standing, Fail> {
    let of = store::member(tx, member).await?.map(|member| member.institution);
    Ok(if of.is_some() && of == actor.institution() {
        Standing::SameInstitution
    } else {
        Standing::Stranger
    })
}

async fn sign_member(cx: &mut Cx<'_>, member: &Member, seed: &InstitutionSeed) -> Result<(), Fail> {
    let keys = member.keys.as_deref().unwrap_or_default();
    let bad = || Fail::broken("integrity", "member.keys");
    let split = keys.len().checked_sub(32).ok_or_else(bad)?;
    let (kem, sig) = keys.split_at(split);
    let sig: [u8; 32] = sig.try_into().map_err(|_| bad())?;
    let card = MemberCard {
        deployment: cx.app.facts().deployment,
        institution: member.institution.bytes(),
        member: member.id.bytes(),
        name: member.name.clone(),
        post: member.post.clone(),
        serial: 1,
        kem: KemPublic::from_bytes(kem)?,
        sig: SigPublic::from_bytes(&sig)?,
    };
    let stored = Stored {
        kind: "member",
        subject: member.id.to_string(),
        serial: 1,
        institution: member.institution,
    };
    put_card(cx, stored, card.encode(), card.sign(&seed.key()), None, card.hash()).await
}

struct Stored {
    kind: &'static str,
    subject: String,
    serial: u32,
    institution: InstitutionId,
}

async fn put_card(
    cx: &mut Cx<'_>,
    stored: Stored,
    bytes: Vec<u8>,
    sig: besa_vault::Sig,
    sig_member: Option<besa_vault::Sig>,
    hash: besa_vault::Hash,
) -> Result<(), Fail> {
    let id = CardId::from_bytes(cx.draw());
    cx.put(
        &CARD,
        &[
            Value::from(id.to_string()),
            Value::from(stored.kind),
            Value::from(stored.subject),
            Value::from(i64::from(stored.serial)),
            Value::from(stored.institution.to_string()),
            Value::from(bytes),
            Value::from(sig),
            Value::from(sig_member.map(|sig| sig.to_vec())),
            Value::from(hash),
        ],
    )
    .await
}

async fn put_seat(
    cx: &mut Cx<'_>,
    circle: CircleId,
    epoch: u32,
    member: MemberId,
    admits: bool,
    by: MemberId,
    seat: besa_vault::Seat,
) -> Result<(), Fail> {
    cx.put(
        &CIRCLE_MEMBER,
        &[
            Value::from(circle.to_string()),
            Value::from(i64::from(epoch)),
            Value::from(member.to_string()),
            Value::from(admits),
            Value::from(by.to_string()),
            Value::from(seat.body),
            Value::from(seat.sig),
        ],
    )
    .await
}
