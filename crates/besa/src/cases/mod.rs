//! Cases: screening, initial identification, referral, and what stands in a case.

pub(crate) mod brake;
pub(crate) mod clocks;
pub(crate) mod file;
pub(crate) mod identification;
mod looked;
pub(crate) mod receiving;
pub(crate) mod referral;
pub(crate) mod screening;

pub(crate) use clocks::run_clocks;

use crate::db::{Error, Table, Tx};
use crate::tasks;
use crate::web::Routes;
use besa_domain::Referral;

/// The tables that the record binds.
pub(crate) const TABLES: &[&Table] = &[
    &file::CASE_FILE,
    &file::FACT,
    &referral::CONSENT,
    &referral::REFERRAL,
    &referral::REFERRAL_ITEM,
    &referral::REFERRAL_EVENT,
    &referral::REFERRAL_RUNG,
    &tasks::TASK,
    &tasks::NOTICE,
    &tasks::ALARM,
];

/// The routes of everything about cases.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .join(screening::routes())
        .join(identification::routes())
        .join(file::routes())
        .join(referral::routes())
        .join(receiving::routes())
        .join(looked::routes())
}

/// For `besa verify`: the state of every referral is the replay of its events.
pub(crate) async fn check_replay(tx: &mut Tx<'_>) -> Result<Option<(&'static str, String)>, Error> {
    let unread = |_| Error::Wrong("a referral could not be read".to_owned());
    for row in referral::all(tx).await.map_err(unread)? {
        let events = referral::events(tx, row.id).await.map_err(unread)?;
        let replayed = Referral::replay(row.to(), &events);
        if replayed.is_err() || replayed.is_ok_and(|state| state.code() != row.state) {
            let sentence = format!(
                "Referral {} is not in the state that its events lead to.",
                row.code
            );
            return Ok(Some(("referral-replay", sentence)));
        }
    }
    Ok(None)
}
