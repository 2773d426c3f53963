//! The second factor: what somebody shows beside the passphrase, checked first and spent with the act.

use super::store::FACTOR;
use crate::app::{App, Cx, Fail};
use crate::db::{Table, Value};
use crate::record;
use besa_domain::{Act, MemberId};
use besa_vault::{TotpSecret, open_small};

/// A second factor that fits and was not used yet.
pub(super) enum Factor {
    /// The step of a telephone's code.
    Step(i64),
}

/// The acts of a member that write the rows of their factors.
const ACTS: [Act; 4] = [Act::SignIn, Act::StepUp, Act::Enrol, Act::ChangePassphrase];

/// A row of a member's own, as the line that wrote it last bound it: a row put back would let a
/// spent code enter again (V18).
async fn bound(
    app: &App,
    member: MemberId,
    (table, key): (&'static Table, &str),
) -> Result<Option<Vec<Value>>, Fail> {
    // A sign-in in another tab may fall between the two readings; a row put back stays as it is.
    for _ in 0..3 {
        let mut reading = app.glance().await?;
        let row = table.one(&mut reading.tx(), &[Value::from(key)]).await?;
        let said = record::last_own_bind(&mut reading.tx(), member, ACTS, (table, key)).await?;
        if said == row.as_ref().map(|row| table.hash(row)) {
            return Ok(row);
        }
    }
    Err(Fail::broken("integrity", table.name))
}

/// Whether this is typed like a code, and no passphrase.
pub(super) fn is_code(typed: &str) -> bool {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    typed.len() == 6 && typed.bytes().all(|c| c.is_ascii_digit())
}

/// The second factor that was typed, where it fits and was not used yet.
pub(super) async fn fitting(
    app: &App,
    member: MemberId,
    typed: &str,
) -> Result<Option<Factor>, Fail> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let step = step(app, member, &typed).await?;
    Ok(step.map(Factor::Step))
}

/// The step of a telephone's code.
async fn step(app: &App, member: MemberId, typed: &str) -> Result<Option<i64>, Fail> {
    let row = bound(app, member, (&FACTOR, &member.to_string())).await?;
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
    pub(super) async fn spend(&self, cx: &mut Cx<'_>, member: MemberId) -> Result<(), Fail> {
        let spent = || Fail::Conflict("error-code-spent");
        match self {
            Factor::Step(step) => {
                let key = [Value::from(member.to_string())];
                let mut factor = FACTOR.one(&mut cx.tx, &key).await?.ok_or_else(spent)?;
                match factor.get_mut(3) {
                    Some(Value::Int(Some(last))) if *last < *step => *last = *step,
                    Some(_) | None => return Err(spent()),
                }
                cx.change(&FACTOR, factor).await?;
                cx.note("step", step.to_string());
            }
        }
        Ok(())
    }
}
