//! The acts by which institutions and people enter: found, register, invite, enrol, confirm, admit.

mod admit;
mod enrol;
mod entry;
pub(super) mod pages;
mod rekey;
mod rotate;
mod suspend;
mod write;

pub(crate) use admit::{Admit, Confirm};
pub(crate) use enrol::Enrol;
pub(crate) use rekey::Rekey;
pub(crate) use rotate::rotate_due;
pub(crate) use suspend::{Suspend, rotate_all, shut_out};

use super::store::{
    self, INSTITUTION, INSTITUTION_AREA, INSTITUTION_SERVICE, INVITATION, Institution, MEMBER,
    Member,
};
use crate::app::{Actor, Cx, Fail, Verb};
use crate::db::{Tx, Value};
use crate::record;
use besa_domain::{Act, InstitutionId, Lang, MemberId, MemberState, Profession, Role, Standing};
use besa_vault::{
    BundleKey, DeploymentRoot, InstitutionCard, InstitutionSeed, LockAt, MemberAt, OsChance,
    RecoveryCode, seal_code_lock,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use write::{Stored, put_card};

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
            cx.put(&record::META, &[Value::from(key), Value::from(value)])
                .await?;
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
        let Some((root, person)) = &self.joining else {
            return Ok(None);
        };
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
        let stored = Stored {
            kind: "institution",
            subject: id,
            serial: 1,
            institution: it.id,
        };
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
        invite(
            cx,
            institution,
            &self.person,
            false,
            &BundleKey::draw(&mut OsChance),
        )
        .await
    }
}

async fn invite(
    cx: &mut Cx<'_>,
    institution: InstitutionId,
    person: &Person,
    founder: bool,
    key: &BundleKey,
) -> Result<Invited, Fail> {
    if store::member_by_login(&mut cx.tx, &person.login)
        .await?
        .is_some()
    {
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
    let (row, code) = invitation(cx, member.id, founder, key);
    cx.put(&INVITATION, &row).await?;
    Ok(Invited {
        member: member.id.to_string(),
        code,
    })
}

/// An invitation's row, of version 1, and the one-time code that opens it.
fn invitation(
    cx: &Cx<'_>,
    member: MemberId,
    founder: bool,
    key: &BundleKey,
) -> (Vec<Value>, String) {
    let lock = cx.draw();
    let at = LockAt {
        member: MemberAt {
            deployment: cx.app.facts().deployment,
            member: member.bytes(),
        },
        lock,
    };
    let code = RecoveryCode::draw(&mut OsChance);
    let until = cx.now().0.saturating_add(CODE_LIFE);
    let row = vec![
        Value::from(member.to_string()),
        Value::from(founder),
        Value::from(data_encoding::HEXLOWER.encode(&lock)),
        Value::from(seal_code_lock(&at, &code, key, &mut OsChance)),
        Value::from(until),
        Value::from(None::<i64>),
        Value::from(1),
    ];
    (row, code.print().to_string())
}
