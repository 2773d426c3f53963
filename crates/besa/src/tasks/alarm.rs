//! Alarms: what one person must know about keys, about what no longer opens, or about a colleague who
//! opens very much, until they say that they read it.

use super::store::{ALARM, waiting};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::{Tx, Value};
use crate::registry::{self, Member};
use crate::web::{Answer, Desk, Routes, Sent};
use axum::extract::Path;
use besa_domain::{Act, InstitutionId, MemberId, MemberState, Role, Standing};

/// How many people hear of it.
const TOLD: usize = 2;

pub(super) fn routes() -> Routes {
    Routes::new().post("/alarms/{id}", Act::ReadAlarm, read)
}

/// The two of an institution who hear of it: those who lead it first, never whom it is about.
pub(crate) async fn two_of(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
    about: Option<MemberId>,
) -> Result<Vec<MemberId>, Fail> {
    let mut all: Vec<Member> = registry::members_of(tx, institution).await?;
    all.retain(|member| member.state == MemberState::Confirmed && Some(member.id) != about);
    all.sort_by_key(|member| !matches!(member.role, Role::Steward | Role::Head));
    Ok(all.iter().take(TOLD).map(|member| member.id).collect())
}

/// Somebody says that they read an alarm of theirs.
struct ReadAlarm(String);

impl Verb for ReadAlarm {
    const ACT: Act = Act::ReadAlarm;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let Actor::Member(session) = actor else {
            return Ok(Standing::Stranger.into());
        };
        let own = waiting(tx, session.who.member).await?;
        let standing = if own.iter().any(|alarm| alarm.id == self.0) {
            Standing::Oneself
        } else {
            Standing::Stranger
        };
        Ok(standing.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let key = [Value::from(self.0.as_str())];
        let mut row = ALARM.one(&mut cx.tx, &key).await?.ok_or(Fail::Unseen)?;
        let now = cx.now();
        if let Some(read_at) = row.get_mut(6) {
            *read_at = Value::from(now.0);
        }
        cx.change(&ALARM, row).await
    }
}

async fn read(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    desk.app
        .act(&desk.actor(), sent.once.clone(), ReadAlarm(id))
        .await?;
    desk.to("/tasks")
}
