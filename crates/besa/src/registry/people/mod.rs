//! The acts by which institutions and people enter: found, register, invite, enrol, confirm, admit.

mod admit;
mod card;
mod enrol;
mod entry;
mod joining;
pub(super) mod pages;
mod rekey;
mod rotate;
mod suspend;
mod write;

pub(crate) use admit::{Admit, Confirm};
pub(crate) use enrol::Enrol;
pub(crate) use joining::{Joining, Request, is_signed, read_signed, sign};
pub(crate) use rekey::Rekey;
pub(crate) use rotate::rotate_due;
pub(crate) use suspend::{Suspend, rotate_all, shut_out};

use super::store::{
    self, INSTITUTION, INSTITUTION_AREA, INSTITUTION_SERVICE, INVITATION, Institution, MEMBER,
    Member,
};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::{Tx, Value};
use crate::record;
use besa_domain::{Act, InstitutionId, Lang, MemberId, MemberState, Profession, Role, Standing};
use besa_vault::{BundleKey, OsChance};
use joining::Invitation;
use serde::{Deserialize, Serialize};
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

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Authority.into())
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
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
    /// Shown once. It is never written: an answer remembered under a form's key comes without it.
    #[serde(skip)]
    pub(crate) code: String,
}

/// Enters an institution: one that joins brings a card signed by the root and invites its first
/// steward; one that works outside the system is only known.
pub(crate) struct Register {
    pub(crate) institution: Institution,
    pub(crate) joining: Option<Joining>,
}

impl Verb for Register {
    const ACT: Act = Act::RegisterInstitution;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Authority.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
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
        let Some(joining) = self.joining else {
            return Ok(());
        };
        let facts = cx.app.facts();
        let card = joining.card(it, &facts.root, facts.deployment)?;
        let stored = Stored {
            kind: "institution",
            subject: id,
            serial: 1,
            institution: it.id,
        };
        let hash = card.hash();
        put_card(cx, stored, joining.card, joining.sig, None, hash).await?;
        invite(cx, it.id, &joining.person, true, joining.invitation).await
    }
}

/// Invites somebody into a post of the steward's own institution.
pub(crate) struct Invite {
    pub(crate) person: Person,
}

impl Verb for Invite {
    const ACT: Act = Act::Invite;
    type Out = Invited;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::SameInstitution.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<Invited, Fail> {
        let institution = cx.session()?.who.institution;
        let deployment = cx.app.facts().deployment;
        let member = MemberId::from_bytes(cx.draw());
        let key = BundleKey::draw(&mut OsChance);
        let (invitation, code) = Invitation::draw(deployment, member, &key);
        invite(cx, institution, &self.person, false, invitation).await?;
        Ok(Invited {
            member: member.to_string(),
            code: code.print().to_string(),
        })
    }
}

async fn invite(
    cx: &mut Cx<'_>,
    institution: InstitutionId,
    person: &Person,
    founder: bool,
    invitation: Invitation,
) -> Result<(), Fail> {
    if store::member_by_login(&mut cx.tx, &person.login)
        .await?
        .is_some()
    {
        return Err(Fail::Conflict("error-login-taken"));
    }
    let member = Member {
        id: invitation.member,
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
    let until = cx.now().0.saturating_add(CODE_LIFE);
    cx.put(&INVITATION, &invitation.values(founder, until))
        .await
}

/// An invitation's row, of version 1, and the one-time code that opens it.
fn invitation(
    cx: &Cx<'_>,
    member: MemberId,
    founder: bool,
    key: &BundleKey,
) -> (Vec<Value>, String) {
    let (invitation, code) = Invitation::draw(cx.app.facts().deployment, member, key);
    let until = cx.now().0.saturating_add(CODE_LIFE);
    let row = invitation.values(founder, until).to_vec();
    (row, code.print().to_string())
}
