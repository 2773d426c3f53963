//! The acts by which institutions and people enter: found, register, invite, enrol, confirm, admit.

mod admit;
mod card;
mod enrol;
mod entry;
mod invite;
mod invite_pages;
mod joining;
pub(super) mod pages;
mod partner;
mod partner_pages;
mod rekey;
mod rotate;
mod suspend;
mod write;

pub(crate) use admit::{Admit, Confirm};
pub(crate) use enrol::Enrol;
pub(crate) use invite::{Invite, Invited, Person};
pub(crate) use joining::{Joining, Request, is_signed, read_signed, sign};
pub(crate) use partner::near;
#[cfg(test)]
pub(crate) use partner::{AcceptPartner, EndPartner, NamePartner, Vouch};
pub(crate) use rekey::Rekey;
pub(crate) use rotate::rotate_due;
pub(crate) use suspend::{Suspend, rotate_all, shut_out};

use super::store::{INSTITUTION, INSTITUTION_AREA, INSTITUTION_SERVICE, Institution, STAFF};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::{Tx, Value};
use crate::record;
use besa_domain::{Act, Standing};
use invite::invite;
use write::{Stored, put_card};

/// How long a one-time code holds, and a partner's word: 72 hours in microseconds.
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

/// Enters an institution: one that joins brings a card signed by the root and invites its first
/// steward; one that works outside the system is only known.
pub(crate) struct Register {
    pub(crate) institution: Institution,
    /// How many people work there; with one or two a partner institution is needed.
    pub(crate) staff: Option<u32>,
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
        if let Some(people) = self.staff {
            let row = [Value::from(id.as_str()), Value::from(i64::from(people))];
            cx.put(&STAFF, &row).await?;
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
