//! The second factor: what somebody shows beside the passphrase, checked first and spent with the act.

use super::card;
use super::keys::{self, Purpose, Spent};
use super::store::{self, CARD, FACTOR, KEY};
use crate::app::{App, Cx, Fail};
use crate::db::{Table, Value};
use crate::record::{Whose, last_bind};
use crate::web::Sent;
use besa_domain::{Act, InstitutionId, MemberId};
use besa_vault::{TotpSecret, open_small};

/// What somebody shows as the second factor.
pub(crate) enum Shown {
    /// Six digits of the telephone, or eight of the printed card.
    Code(String),
    /// What a security key answered, as the browser wrote it down.
    Key(String),
}

impl Shown {
    /// What a form holds: the answer of a key where there is one, else a code.
    pub(super) fn of(sent: &Sent, code: &str) -> Shown {
        match Shown::key_of(sent) {
            Some(key) => Shown::Key(key.to_owned()),
            None => Shown::Code(sent.text(code).to_owned()),
        }
    }

    /// The answer of a key that a form holds.
    pub(super) fn key_of(sent: &Sent) -> Option<&str> {
        let key = sent.all("key").last().map(String::as_str);
        key.filter(|key| !key.is_empty())
    }
}

/// A second factor that fits and was not used yet.
pub(super) enum Factor {
    /// The step of a telephone's code.
    Step(i64),
    /// A code of the card: the row with this number struck off.
    Code { row: Vec<Value>, number: usize },
    /// A security key: the row with its new count, and the challenge that it answered.
    Key { row: Vec<Value>, spent: Spent },
}

/// The acts of a member that write the rows of their factors.
const ACTS: [Act; 5] = [
    Act::SignIn,
    Act::StepUp,
    Act::Enrol,
    Act::ChangePassphrase,
    Act::ChangeFactors,
];

/// A row of somebody's factors as the line that wrote it last bound it: a row put back would let a
/// spent code enter again (V18). Where stewards write it too, the lines of their house count.
pub(super) async fn bound(
    app: &App,
    (member, house): (MemberId, Option<InstitutionId>),
    (table, key): (&'static Table, &str),
) -> Result<Option<Vec<Value>>, Fail> {
    // A sign-in in another tab may fall between the two readings; a row put back stays as it is.
    for _ in 0..3 {
        let mut reading = app.glance().await?;
        let mut tx = reading.tx();
        let row = table.one(&mut tx, &[Value::from(key)]).await?;
        let own = Whose::Member(member);
        let mut said = last_bind(&mut tx, own, ACTS, (table, key)).await?;
        if let Some(house) = house {
            let acts = [Act::IssueCard; 5];
            let by_steward = last_bind(&mut tx, Whose::House(house), acts, (table, key)).await?;
            said = said.max(by_steward);
        }
        if said.and_then(|(_, hash)| hash) == row.as_ref().map(|row| table.hash(row)) {
            return Ok(row);
        }
    }
    Err(Fail::broken("integrity", table.name))
}

/// Whether this is typed like a code, and no passphrase.
pub(super) fn is_code(typed: &str) -> bool {
    let typed = close(typed);
    [TELEPHONE, card::LENGTH].contains(&typed.len()) && typed.bytes().all(|c| c.is_ascii_digit())
}

/// How many digits a telephone shows.
const TELEPHONE: usize = 6;

/// What was typed without the blanks between groups.
fn close(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The second factor that is shown, where it fits and was not used yet.
pub(super) async fn fitting(
    app: &App,
    whose: (MemberId, InstitutionId),
    purpose: Purpose,
    shown: &Shown,
) -> Result<Option<Factor>, Fail> {
    match shown {
        Shown::Key(answer) => keys::fitting(app, whose.0, purpose, answer).await,
        Shown::Code(typed) => {
            let typed = close(typed);
            if typed.len() == card::LENGTH {
                card::fitting(app, whose, &typed).await
            } else {
                Ok(step(app, whose.0, &typed).await?.map(Factor::Step))
            }
        }
    }
}

/// The step of a telephone's code.
async fn step(app: &App, member: MemberId, typed: &str) -> Result<Option<i64>, Fail> {
    let row = bound(app, (member, None), (&FACTOR, &member.to_string())).await?;
    let Some([_, _, Value::Bytes(Some(bytes)), Value::Int(Some(last)), _]) = row.as_deref() else {
        // A missing second factor refuses: it is never taken as "none needed" (V18).
        return Ok(None);
    };
    let deployment = app.facts().deployment;
    let secret = match open_small(&app.keys().ops, deployment, "totp", &member.bytes(), bytes) {
        Ok(secret) => secret,
        // A seed from before the key file in force is dead: only the code on paper enters (P30).
        Err(_) if app.facts().replaced.is_some() => return Ok(None),
        Err(refused) => return Err(refused.into()),
    };
    let secret: [u8; 20] = secret
        .as_slice()
        .try_into()
        .map_err(|_| Fail::broken("integrity", "totp"))?;
    let step = TotpSecret::from_bytes(secret)
        .verify(typed, app.now().seconds())
        .ok();
    Ok(step
        .and_then(|step| i64::try_from(step).ok())
        .filter(|step| step > last))
}

impl Factor {
    /// Spends it in the act that it lets through; used meanwhile, it lets none through.
    pub(super) async fn spend(self, cx: &mut Cx<'_>, member: MemberId) -> Result<(), Fail> {
        let spent_before = || Fail::Conflict("error-code-spent");
        let (table, row) = match self {
            Factor::Step(step) => {
                let key = [Value::from(member.to_string())];
                let factor = FACTOR.one(&mut cx.tx, &key).await?;
                let mut factor = factor.ok_or_else(spent_before)?;
                match factor.get_mut(3) {
                    Some(Value::Int(Some(last))) if *last < step => *last = step,
                    Some(_) | None => return Err(spent_before()),
                }
                cx.note("step", step.to_string());
                (&FACTOR, factor)
            }
            Factor::Code { row, number } => {
                cx.note("card", number.to_string());
                (&CARD, row)
            }
            Factor::Key { row, spent } => {
                if !store::spend_challenge(&mut cx.tx, &spent).await? {
                    return Err(spent_before());
                }
                cx.note("key", "answered");
                (&KEY, row)
            }
        };
        match cx.change(table, row).await {
            Err(Fail::Conflict(_)) => Err(spent_before()),
            done => done,
        }
    }
}

/// Ends the card and every key of somebody who begins again: whoever had the old ones has none.
pub(crate) async fn end_cards_and_keys(cx: &mut Cx<'_>, member: MemberId) -> Result<(), Fail> {
    for id in store::keys(&mut cx.tx, member).await? {
        cx.end(&KEY, &[Value::from(id)]).await?;
    }
    let key = [Value::from(member.to_string())];
    match CARD.one(&mut cx.tx, &key).await? {
        Some(_) => cx.end(&CARD, &key).await,
        None => Ok(()),
    }
}
