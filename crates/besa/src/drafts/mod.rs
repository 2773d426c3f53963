//! Drafts: what somebody typed, saved at every step even when it does not do yet, sealed to its
//! author alone, gone after 72 hours or with the act that it led to.

pub(crate) mod pages;
mod rescue;
mod store;

pub(crate) use rescue::{rescue, rescued};

use crate::accounts::Session;
use crate::app::{App, Fail, Own};
use crate::db::Tx;
use crate::sealing;
use besa_domain::{CaseId, DraftId, Moment};
use besa_vault::{DraftAt, MemberAt, OsChance, draw_id, open_draft, seal_draft};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How long a draft lives after it was last saved: 72 hours in microseconds.
const LIFE: i64 = 72 * 3_600 * 1_000_000;
/// The largest draft: 64 KiB of what was typed.
const LARGEST: usize = 64 * 1024;

/// Fields as they were typed.
pub(crate) type Fields = BTreeMap<String, Vec<String>>;

/// A draft, opened.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) id: DraftId,
    pub(crate) form: String,
    pub(crate) case: Option<CaseId>,
    pub(crate) fields: Fields,
    pub(crate) saved: Moment,
}

impl Draft {
    /// The first value of a field, as typed.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.fields
            .get(name)
            .and_then(|values| values.first())
            .map_or("", String::as_str)
    }

    /// All values of a field.
    pub(crate) fn all(&self, name: &str) -> &[String] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }
}

/// A draft in a list: nothing of its content.
#[derive(Clone)]
pub(crate) struct Listed {
    pub(crate) id: DraftId,
    pub(crate) form: String,
    pub(crate) case: Option<CaseId>,
    pub(crate) saved: Moment,
}

#[derive(Serialize, Deserialize)]
struct Body {
    form: String,
    fields: Fields,
}

struct Begin {
    session: Arc<Session>,
    form: String,
    case: Option<CaseId>,
    fields: Fields,
}

/// A session by recovery code may only set new locks; it has no drafts.
fn own(session: &Session) -> Result<(), Fail> {
    if session.limited {
        Err(Fail::Unseen)
    } else {
        Ok(())
    }
}

impl Own for Begin {
    type Out = DraftId;
    const TABLES: &'static [&'static str] = &["draft", "shred.half"];

    async fn run(self, app: &App, tx: &mut Tx<'_>) -> Result<DraftId, Fail> {
        let id = DraftId::from_bytes(draw_id(&mut OsChance));
        let (half, b) = sealing::take_half(app, tx).await?;
        let deployment = app.facts().deployment;
        let place = DraftAt {
            member: MemberAt {
                deployment,
                member: self.session.who.member.bytes(),
            },
            draft: id.bytes(),
            half: half.bytes(),
        };
        let plain = encode(self.form.clone(), self.fields)?;
        let key = self.session.draft_key(deployment);
        let bytes = seal_draft(&key, &b, &place, &plain, &mut OsChance)?;
        let now = app.now();
        store::insert(
            tx,
            &store::Row {
                id,
                member: self.session.who.member,
                form: self.form,
                case: self.case,
                half,
                bytes,
                created: now,
                saved: now,
                version: 1,
            },
            until(now),
        )
        .await?;
        Ok(id)
    }
}

/// Begins a draft of a form.
pub(crate) async fn begin(
    app: &App,
    session: &Arc<Session>,
    form: &str,
    case: Option<CaseId>,
    fields: Fields,
) -> Result<DraftId, Fail> {
    own(session)?;
    app.own(Begin {
        session: session.clone(),
        form: form.to_owned(),
        case,
        fields,
    })
    .await
}

struct Keep {
    session: Arc<Session>,
    id: DraftId,
    fields: Fields,
}

impl Own for Keep {
    type Out = Draft;
    const TABLES: &'static [&'static str] = &["draft"];

    /// Reads, merges and writes in the writer task, so that two tabs never undo each other's steps.
    async fn run(self, app: &App, tx: &mut Tx<'_>) -> Result<Draft, Fail> {
        let row = store::draft(tx, self.id, self.session.who.member)
            .await?
            .ok_or(Fail::Unseen)?;
        let mut draft = opened(app, &self.session, tx, &row).await?;
        draft.fields.extend(self.fields);
        let deployment = app.facts().deployment;
        let b = sealing::read_half(tx, row.half).await?;
        let plain = encode(draft.form.clone(), draft.fields.clone())?;
        let key = self.session.draft_key(deployment);
        let bytes = seal_draft(&key, &b, &place(app, &row), &plain, &mut OsChance)?;
        draft.saved = app.now();
        store::save(tx, self.id, &bytes, draft.saved, until(draft.saved)).await?;
        Ok(draft)
    }
}

/// Saves fields of a step into a draft, valid or not, and hands back the whole.
pub(crate) async fn keep(
    app: &App,
    session: &Arc<Session>,
    id: DraftId,
    fields: Fields,
) -> Result<Draft, Fail> {
    own(session)?;
    app.own(Keep {
        session: session.clone(),
        id,
        fields,
    })
    .await
}

/// Opens a draft of one's own; anybody else's is not there.
pub(crate) async fn load(app: &App, session: &Session, id: DraftId) -> Result<Draft, Fail> {
    own(session)?;
    let mut reading = app.glance().await?;
    let row = store::draft(&mut reading.tx(), id, session.who.member)
        .await?
        .ok_or(Fail::Unseen)?;
    if row.saved.0.saturating_add(LIFE) <= app.now().0 {
        return Err(Fail::Unseen);
    }
    opened(app, session, &mut reading.tx(), &row).await
}

/// One's own drafts, newest first.
pub(crate) async fn mine(app: &App, session: &Session) -> Result<Vec<Listed>, Fail> {
    own(session)?;
    let mut reading = app.glance().await?;
    store::mine(&mut reading.tx(), session.who.member, app.now()).await
}

/// Removes a draft and burns its half, inside the act that it led to.
pub(crate) async fn discard(tx: &mut Tx<'_>, session: &Session, id: DraftId) -> Result<(), Fail> {
    if let Some(row) = store::draft(tx, id, session.who.member).await? {
        store::delete(tx, id, row.half).await?;
    }
    Ok(())
}

struct Drop {
    session: Arc<Session>,
    id: DraftId,
}

impl Own for Drop {
    type Out = ();
    const TABLES: &'static [&'static str] = &["draft", "shred.half"];

    async fn run(self, _app: &App, tx: &mut Tx<'_>) -> Result<(), Fail> {
        discard(tx, &self.session, self.id).await
    }
}

/// Removes a draft because its author wants it gone.
pub(crate) async fn remove(app: &App, session: &Arc<Session>, id: DraftId) -> Result<(), Fail> {
    own(session)?;
    app.own(Drop {
        session: session.clone(),
        id,
    })
    .await
}

struct Expire;

impl Own for Expire {
    type Out = ();
    const TABLES: &'static [&'static str] = &["draft", "rescued", "shred.half"];

    async fn run(self, app: &App, tx: &mut Tx<'_>) -> Result<(), Fail> {
        for (id, half) in store::over(tx, app.now()).await? {
            store::delete(tx, id, half).await?;
        }
        for (id, half) in store::rescued_over(tx, app.now()).await? {
            store::delete_rescued(tx, id, half).await?;
        }
        Ok(())
    }
}

/// Removes drafts and rescued texts whose time is over, with their halves.
pub(crate) async fn expire(app: &App) -> Result<(), Fail> {
    app.own(Expire).await
}

async fn opened(
    app: &App,
    session: &Session,
    tx: &mut Tx<'_>,
    row: &store::Row,
) -> Result<Draft, Fail> {
    let b = sealing::read_half(tx, row.half).await?;
    let key = session.draft_key(app.facts().deployment);
    let plain = open_draft(&key, &b, &place(app, row), &row.bytes)?;
    let body: Body = serde_json::from_slice(&plain)
        .map_err(|error| Fail::broken("draft", format!("{:?}", error.classify())))?;
    Ok(Draft {
        id: row.id,
        form: body.form,
        case: row.case,
        fields: body.fields,
        saved: row.saved,
    })
}

fn place(app: &App, row: &store::Row) -> DraftAt {
    DraftAt {
        member: MemberAt {
            deployment: app.facts().deployment,
            member: row.member.bytes(),
        },
        draft: row.id.bytes(),
        half: row.half.bytes(),
    }
}

fn encode(form: String, fields: Fields) -> Result<Vec<u8>, Fail> {
    let plain = serde_json::to_vec(&Body { form, fields })
        .map_err(|_| Fail::broken("draft", "encoding"))?;
    if plain.len() > LARGEST {
        return Err(Fail::Invalid(vec![besa_domain::FieldError::new(
            "",
            "error-draft-too-large",
        )]));
    }
    Ok(plain)
}

fn until(now: Moment) -> Moment {
    Moment(now.0.saturating_add(LIFE))
}
