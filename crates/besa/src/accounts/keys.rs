//! Security keys: registered on one's own page, asked by a challenge that holds for two minutes and
//! is answered once.

use super::factors::{Factor, bound};
use super::store::{self, KEY};
use super::webauthn::{self, Answer, Credential};
use crate::app::{App, Fail};
use crate::db::Value;
use besa_domain::{MemberId, Moment};
use besa_vault::{OsChance, open_small, seal_small, sha256};
use serde::{Deserialize, Serialize};

/// How long a challenge may be answered: two minutes, in microseconds.
pub(super) const ANSWERED_WITHIN: i64 = 2 * 60 * 1_000_000;

/// What a challenge is given for; it is good for nothing else.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Entering,
    SteppingUp,
    Registering,
}

impl Purpose {
    fn code(self) -> u8 {
        match self {
            Purpose::Entering => 1,
            Purpose::SteppingUp => 2,
            Purpose::Registering => 3,
        }
    }
}

/// A security key as its row seals it.
#[derive(Serialize, Deserialize)]
pub(super) struct Key {
    /// Whose it is: rows that were exchanged open for nobody.
    member: String,
    pub(super) name: String,
    pub(super) since: i64,
    credential: Credential,
}

/// A key with its row.
pub(super) struct Stored {
    pub(super) id: String,
    pub(super) key: Key,
    version: Value,
}

/// The keys of a member, as the record last bound them.
pub(super) async fn of(app: &App, member: MemberId) -> Result<Vec<Stored>, Fail> {
    let mut reading = app.glance().await?;
    let ids = store::keys(&mut reading.tx(), member).await?;
    drop(reading);
    let mut keys = Vec::new();
    for id in ids {
        let row = bound(app, (member, None), (&KEY, &id)).await?;
        let Some([_, _, Value::Bytes(Some(bytes)), version]) = row.as_deref() else {
            continue;
        };
        let (facts, ops) = (app.facts(), &app.keys().ops);
        let plain = match open_small(ops, facts.deployment, "key", &owner(&id)?, bytes) {
            Ok(plain) => plain,
            // Registered under a key file that was replaced: dead, as a telephone's seed is (P30).
            Err(_) if facts.replaced.is_some() => continue,
            Err(refused) => return Err(refused.into()),
        };
        let key: Key = serde_json::from_slice(&plain)
            .map_err(|_| Fail::broken("integrity", "security_key"))?;
        if key.member != member.to_string() {
            return Err(Fail::broken("integrity", "security_key"));
        }
        let version = version.clone();
        keys.push(Stored { id, key, version });
    }
    Ok(keys)
}

fn owner(id: &str) -> Result<[u8; 16], Fail> {
    let bytes = data_encoding::HEXLOWER.decode(id.as_bytes()).ok();
    let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| Fail::broken("integrity", "security_key.id"))
}

/// The row of a key; the last value is the version that it follows.
fn row(app: &App, id: &str, key: &Key, version: Value) -> Result<Vec<Value>, Fail> {
    let plain = serde_json::to_vec(key).map_err(|_| Fail::broken("key", "encoding"))?;
    let (deployment, ops) = (app.facts().deployment, &app.keys().ops);
    let bytes = seal_small(ops, deployment, "key", &owner(id)?, &plain, &mut OsChance)?;
    let member = Value::from(key.member.as_str());
    Ok(vec![Value::from(id), member, Value::from(bytes), version])
}

/// What a browser is asked: a challenge, the keys it may be answered with, and, to register one,
/// a name for the member that says nothing.
#[derive(Serialize)]
pub(super) struct Asked {
    challenge: String,
    ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
}

impl Asked {
    /// Asks a member. Nothing is stored: the challenge carries, sealed, when and what for.
    pub(super) fn new(
        app: &App,
        member: MemberId,
        purpose: Purpose,
        keys: &[Stored],
    ) -> Result<Asked, Fail> {
        let plain = [app.now().0.to_be_bytes().as_slice(), &[purpose.code()]].concat();
        let (deployment, ops) = (app.facts().deployment, &app.keys().ops);
        let id = member.bytes();
        let challenge = seal_small(ops, deployment, "challenge", &id, &plain, &mut OsChance)?;
        let user = sha256(&[b"besa/v1/key", &deployment.id(), &id]);
        Ok(Asked {
            challenge: webauthn::encode(&challenge),
            ids: keys.iter().map(|it| it.key.credential.name()).collect(),
            user: (purpose == Purpose::Registering).then(|| webauthn::encode(&user)),
        })
    }
}

/// What the answered challenge leaves behind, so that it is answered once.
fn spent(app: &App, member: MemberId, purpose: Purpose, answer: &Answer) -> Option<Spent> {
    let challenge = answer.challenge()?;
    let (deployment, ops) = (app.facts().deployment, &app.keys().ops);
    let plain = open_small(ops, deployment, "challenge", &member.bytes(), &challenge).ok()?;
    let (at, what) = plain.split_first_chunk::<8>()?;
    let until = i64::from_be_bytes(*at).saturating_add(ANSWERED_WITHIN);
    let holds = app.now().0 < until && *what == [purpose.code()];
    holds.then(|| Spent {
        digest: data_encoding::HEXLOWER.encode(&sha256(&[&challenge])),
        until: Moment(until),
    })
}

/// A challenge that was answered.
pub(super) struct Spent {
    pub(super) digest: String,
    pub(super) until: Moment,
}

/// The key that answers, where it is one of this member's.
pub(super) async fn fitting(
    app: &App,
    member: MemberId,
    purpose: Purpose,
    typed: &str,
) -> Result<Option<Factor>, Fail> {
    let Ok(answer) = serde_json::from_str::<Answer>(typed) else {
        return Ok(None);
    };
    let Some(spent) = spent(app, member, purpose, &answer) else {
        return Ok(None);
    };
    for Stored { id, key, version } in of(app, member).await? {
        if let Some(credential) = answer.answers(&key.credential) {
            let key = Key { credential, ..key };
            let row = row(app, &id, &key, version)?;
            return Ok(Some(Factor::Key { row, spent }));
        }
    }
    Ok(None)
}

/// A key that somebody registers: its row, made of what their browser answered at this host.
pub(super) fn registered(
    app: &App,
    member: MemberId,
    (name, host): (&str, &str),
    typed: &str,
) -> Result<Option<(Vec<Value>, Spent)>, Fail> {
    let Ok(answer) = serde_json::from_str::<Answer>(typed) else {
        return Ok(None);
    };
    let purpose = Purpose::Registering;
    let Some(spent) = spent(app, member, purpose, &answer) else {
        return Ok(None);
    };
    let Some(credential) = answer.registers(host) else {
        return Ok(None);
    };
    let key = Key {
        member: member.to_string(),
        name: name.to_owned(),
        since: app.now().0,
        credential,
    };
    let id = data_encoding::HEXLOWER.encode(&besa_vault::draw_id(&mut OsChance));
    Ok(Some((row(app, &id, &key, Value::from(1))?, spent)))
}
