//! What runs by itself. No job holds a key: it moves clocks, sweeps, and tells the next level.

use crate::app::{App, Fail};
use crate::{accounts, cases, drafts, sealing, watch};
use std::time::Duration;

/// How often the jobs look around.
const ROUND: Duration = Duration::from_secs(20);
/// The sweep looks at what earlier starts left behind: once in so many rounds, about an hour.
const SWEEP: u32 = 180;
/// What no longer opens is looked for at the start and once in so many rounds, about a day.
const MISSING: u32 = 4_320;

/// Starts the jobs of a node; they end with the application.
pub(crate) fn start(app: &App) {
    watch::start(app);
    let faint = app.downgrade();
    tokio::spawn(async move {
        let mut rounds = tokio::time::interval(ROUND);
        let mut number = 0_u32;
        loop {
            rounds.tick().await;
            let Some(app) = faint.upgrade().filter(|app| !app.has_ended()) else {
                break;
            };
            let done = match round(&app).await {
                Ok(()) => now_and_then(&app, number).await,
                Err(fail) => Err(fail),
            };
            number = number.wrapping_add(1);
            if let Err(fail) = done
                && !app.has_ended()
            {
                tracing::warn!(cause = %fail, "a round of jobs was not finished");
            }
        }
    });
}

/// What is not done in every round.
async fn now_and_then(app: &App, number: u32) -> Result<(), Fail> {
    if number.is_multiple_of(SWEEP) {
        sealing::sweep(app).await?;
    }
    if number.is_multiple_of(MISSING) {
        sealing::report_missing(app).await?;
    }
    Ok(())
}

/// One round: a sign of life, sessions and drafts that are over, referral clocks, and the files
/// beside the key file.
pub(crate) async fn round(app: &App) -> Result<(), Fail> {
    sealing::beat(app).await?;
    accounts::expire(app).await?;
    drafts::expire(app).await?;
    cases::run_clocks(app).await?;
    watch::keep(app).await
}
