//! What runs by itself. No job holds a key: it moves clocks, sweeps, and tells the next level.

use crate::app::{App, Fail};
use crate::{accounts, cases, drafts, sealing};
use std::time::Duration;

/// How often the jobs look around.
const ROUND: Duration = Duration::from_secs(20);

/// Starts the jobs of a node; they end with the application.
pub(crate) fn start(app: &App) {
    let faint = app.downgrade();
    tokio::spawn(async move {
        let mut rounds = tokio::time::interval(ROUND);
        loop {
            rounds.tick().await;
            let Some(app) = faint.upgrade() else { break };
            if let Err(fail) = round(&app).await {
                tracing::warn!(cause = %fail, "a round of jobs was not finished");
            }
        }
    });
}

/// One round: halves made ahead, sessions and drafts over, referral clocks, what the sweep finds.
pub(crate) async fn round(app: &App) -> Result<(), Fail> {
    sealing::fill_pool(app).await?;
    accounts::expire(app).await?;
    drafts::expire(app).await?;
    cases::run_clocks(app).await?;
    sealing::sweep(app).await?;
    Ok(())
}
