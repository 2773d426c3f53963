//! Rescued text (P15): what somebody sent after their session had ended waits for them, sealed to their
//! card. It is shown to be checked and never sent on by itself.

use super::{Fields, LARGEST, keep, load, own, store, until};
use crate::accounts::{self, Session};
use crate::app::{App, Fail, Own};
use crate::db::Tx;
use crate::web::{Sent, is_own};
use crate::{registry, sealing};
use besa_domain::{DraftId, MemberId, MemberState, Moment};
use besa_vault::{
    MemberAt, MemberCard, OsChance, RescueAt, Trusted, draw_id, open_rescue, seal_rescue,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A rescued text, opened.
pub(super) struct Rescued {
    pub(super) id: DraftId,
    pub(super) path: String,
    pub(super) fields: Fields,
    pub(super) at: Moment,
}

impl Rescued {
    /// The draft that the form belonged to.
    pub(super) fn draft(&self) -> Option<DraftId> {
        self.path.split('/').find_map(|part| part.parse().ok())
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    path: String,
    fields: Fields,
}

struct Keep {
    session: String,
    member: MemberId,
    card: Trusted<MemberCard>,
    plain: Vec<u8>,
}

impl Own for Keep {
    type Out = ();
    const TABLES: &'static [&'static str] = &["rescued", "sess.rescue", "shred.half"];

    async fn run(self, app: &App, tx: &mut Tx<'_>) -> Result<(), Fail> {
        if !accounts::spend_rescue(tx, &self.session).await? {
            return Err(Fail::Unseen);
        }
        let id = DraftId::from_bytes(draw_id(&mut OsChance));
        let (half, b) = sealing::take_half(app, tx).await?;
        let place = place(app, self.member, id, half);
        let bytes = seal_rescue(&self.card, &b, &place, &self.plain, &mut OsChance)?;
        let now = app.now();
        store::insert_rescued(tx, id, self.member, half, &bytes, (now, until(now))).await
    }
}

fn place(app: &App, member: MemberId, id: DraftId, half: besa_domain::HalfId) -> RescueAt {
    RescueAt {
        member: MemberAt {
            deployment: app.facts().deployment,
            member: member.bytes(),
        },
        row: id.bytes(),
        half: half.bytes(),
    }
}

/// Keeps what a session that has ended still sent: only with its cookie and the token of its form,
/// three times, and never for somebody who is no longer confirmed. Whether it was kept.
pub(crate) async fn rescue(
    app: &App,
    cookie: &str,
    path: &str,
    bytes: &[u8],
) -> Result<bool, Fail> {
    let Some(late) = accounts::late(app, cookie).await? else {
        return Ok(false);
    };
    let Some(sent) = Sent::read(bytes).filter(|sent| sent.is_of_page(&late.csrf)) else {
        return Ok(false);
    };
    let open = sent.open_fields();
    let fields: Fields = open
        .map(|(name, values)| (name.clone(), values.clone()))
        .collect();
    let typed = fields
        .values()
        .flatten()
        .any(|value| !value.trim().is_empty());
    if !typed || !is_own(path) || bytes.len() > LARGEST {
        return Ok(false);
    }
    let mut reading = app.glance().await?;
    let mut tx = reading.tx();
    let member = registry::member(&mut tx, late.member).await?;
    if member.is_none_or(|member| member.state != MemberState::Confirmed) {
        return Ok(false);
    }
    let card = registry::member_card(&mut tx, app.facts(), late.member).await?;
    drop(reading);
    let body = Body {
        path: path.to_owned(),
        fields,
    };
    let plain = serde_json::to_vec(&body).map_err(|_| Fail::broken("rescue", "encoding"))?;
    let keep = Keep {
        session: late.session,
        member: late.member,
        card,
        plain,
    };
    match app.own(keep).await {
        Ok(()) => Ok(true),
        Err(Fail::Unseen) => Ok(false),
        Err(fail) => Err(fail),
    }
}

/// One's own rescued texts, the oldest first: id and moment.
pub(crate) async fn rescued(app: &App, session: &Session) -> Result<Vec<(DraftId, Moment)>, Fail> {
    own(session)?;
    let mut reading = app.glance().await?;
    store::rescued_of(&mut reading.tx(), session.who.member, app.now()).await
}

/// Opens a rescued text of one's own; anybody else's is not there.
pub(super) async fn open(app: &App, session: &Session, id: DraftId) -> Result<Rescued, Fail> {
    own(session)?;
    let mut reading = app.glance().await?;
    let mut tx = reading.tx();
    let member = session.who.member;
    let (half, bytes, at, until) = store::rescued(&mut tx, id, member)
        .await?
        .ok_or(Fail::Unseen)?;
    if until <= app.now() {
        return Err(Fail::Unseen);
    }
    let b = sealing::read_half(&mut tx, half).await?;
    let place = place(app, member, id, half);
    let plain = open_rescue(&session.bundle.root, &b, &place, &bytes)?;
    let body: Body =
        serde_json::from_slice(&plain).map_err(|_| Fail::broken("rescue", "decoding"))?;
    Ok(Rescued {
        id,
        path: body.path,
        fields: body.fields,
        at,
    })
}

struct Drop {
    member: MemberId,
    id: DraftId,
}

impl Own for Drop {
    type Out = ();
    const TABLES: &'static [&'static str] = &["rescued", "shred.half"];

    async fn run(self, _app: &App, tx: &mut Tx<'_>) -> Result<(), Fail> {
        match store::rescued(tx, self.id, self.member).await? {
            Some((half, ..)) => store::delete_rescued(tx, self.id, half).await,
            None => Ok(()),
        }
    }
}

/// Removes a rescued text and burns its half.
pub(super) async fn drop_rescued(app: &App, session: &Session, id: DraftId) -> Result<(), Fail> {
    let member = session.who.member;
    app.own(Drop { member, id }).await
}

/// Puts the text back into the draft that it was typed for, where that is still there: the page to
/// check it on. Nothing is sent by it.
pub(super) async fn put_back(
    app: &App,
    session: &Arc<Session>,
    rescued: &Rescued,
) -> Result<Option<String>, Fail> {
    let Some(draft) = rescued.draft() else {
        return Ok(None);
    };
    match load(app, session, draft).await {
        Ok(_) => {}
        Err(Fail::Unseen) => return Ok(None),
        Err(fail) => return Err(fail),
    }
    keep(app, session, draft, rescued.fields.clone()).await?;
    drop_rescued(app, session, rescued.id).await?;
    Ok(Some(rescued.path.clone()))
}
