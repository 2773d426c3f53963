//! What runs by itself. No job holds a key: it moves clocks, sweeps, and tells the next level.

use crate::app::{App, Fail};
use crate::{accounts, cases, drafts, sealing, watch};
use std::time::Duration;

/// How often the jobs look around.
const ROUND: Duration = Duration::from_secs(20);
/// The sweep looks at what earlier starts left behind: once in so many rounds, about an hour.
const SWEEP: u32 = 180;

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
                Ok(()) if number.is_multiple_of(SWEEP) => sealing::sweep(&app).await.map(|_| ()),
                other => other,
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

/// One round: halves made ahead, sessions and drafts that are over, referral clocks, and the files
/// beside the key file.
pub(crate) async fn round(app: &App) -> Result<(), Fail> {
    sealing::fill_pool(app).await?;
    accounts::expire(app).await?;
    drafts::expire(app).await?;
    cases::run_clocks(app).await?;
    watch::keep(app).await
}
