//! What can no longer be opened although nobody erased it: looked for every day, without a key (P6).

use super::store;
use crate::app::{Actor, App, Cx, Fail, Stands, Verb};
use crate::db::{Error, Tx};
use crate::tasks;
use besa_domain::{Act, Standing};

/// Reports each gap once: a line of the record, and two people of the institution are told.
struct ReportMissing;

impl Verb for ReportMissing {
    const ACT: Act = Act::ReportMissing;
    type Out = usize;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Authority.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<usize, Fail> {
        let mut count = 0_usize;
        for gap in store::gaps(&mut cx.tx).await? {
            if tasks::told(&mut cx.tx, gap.kind, &gap.id).await? {
                continue;
            }
            cx.note("integrity", format!("{} {}", gap.kind, gap.id));
            for member in tasks::two_of(&mut cx.tx, gap.owner).await? {
                tasks::tell(cx, member, gap.kind, &gap.id, gap.case).await?;
            }
            count = count.saturating_add(1);
        }
        Ok(count)
    }
}

/// Looks for gaps that were not reported yet, and reports them: how many.
pub(crate) async fn report_missing(app: &App) -> Result<usize, Fail> {
    let mut reading = app.glance().await?;
    let mut fresh = false;
    for gap in store::gaps(&mut reading.tx()).await? {
        fresh = fresh || !tasks::told(&mut reading.tx(), gap.kind, &gap.id).await?;
    }
    drop(reading);
    if fresh {
        app.act(&Actor::System("missing"), None, ReportMissing)
            .await
    } else {
        Ok(0)
    }
}

/// For `besa verify`: the first version whose half is gone.
pub(crate) async fn check_halves(tx: &mut Tx<'_>) -> Result<Option<(&'static str, String)>, Error> {
    let gaps = store::gaps(tx)
        .await
        .map_err(|_| Error::Wrong("what is sealed could not be read".to_owned()))?;
    Ok(gaps
        .into_iter()
        .find(|gap| gap.kind == "half_missing")
        .map(|gap| {
            let sentence = format!("The half of the sealed version {} is gone.", gap.id);
            ("half-missing", sentence)
        }))
}
