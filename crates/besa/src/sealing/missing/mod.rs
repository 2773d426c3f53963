//! What can no longer be opened although nobody erased it: looked for every day, without a key (P6).

mod store;

use super::erasure::Burnt;
use crate::app::{Actor, App, Cx, Facts, Fail, Stands, Verb};
use crate::db::{Error, Tx};
use crate::{record, tasks};
use besa_domain::{Act, Moment, Standing};
use store::Gap;

/// A gap is told of once, however long ago that was.
const EVER: Moment = Moment(i64::MIN);

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
        let app = cx.app;
        for gap in gaps(&mut cx.tx, app.facts()).await? {
            if tasks::told(&mut cx.tx, gap.kind, &gap.id, EVER).await? {
                continue;
            }
            cx.note("integrity", format!("{} {}", gap.kind, gap.id));
            for member in tasks::two_of(&mut cx.tx, gap.owner, None).await? {
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
    for gap in gaps(&mut reading.tx(), app.facts()).await? {
        fresh = fresh || !tasks::told(&mut reading.tx(), gap.kind, &gap.id, EVER).await?;
    }
    drop(reading);
    if fresh {
        app.act(&Actor::System("missing"), None, ReportMissing)
            .await
    } else {
        Ok(0)
    }
}

/// What no longer opens although nobody erased it.
async fn gaps(tx: &mut Tx<'_>, facts: &Facts) -> Result<Vec<Gap>, Fail> {
    let mut gaps = store::gaps(tx).await?;
    if gaps.iter().any(|gap| gap.half.is_some()) {
        let burnt = Burnt::read(tx, facts).await?;
        gaps.retain(|gap| !gap.half.is_some_and(|half| burnt.holds(half, gap.owner)));
    }
    Ok(gaps)
}

/// What `besa verify` calls a half that is gone and that nobody signed away.
pub(crate) const HALF_MISSING: &str = "half-missing";

/// For `besa verify`: the first version whose half is gone, or line whose body is, although no two
/// people signed for it.
pub(crate) async fn check_halves(tx: &mut Tx<'_>) -> Result<Option<(&'static str, String)>, Error> {
    gone(tx)
        .await
        .map_err(|_| Error::Wrong("what is sealed could not be read".to_owned()))
}

async fn gone(tx: &mut Tx<'_>) -> Result<Option<(&'static str, String)>, Fail> {
    let facts = record::facts(tx).await?;
    let facts = facts.ok_or_else(|| Fail::broken("meta", "deployment"))?;
    let gaps = gaps(tx, &facts).await?;
    if let Some(gap) = gaps.iter().find(|gap| gap.half.is_some()) {
        let sentence = format!("The half of the sealed version {} is gone.", gap.id);
        return Ok(Some((HALF_MISSING, sentence)));
    }
    let bare = store::bare_lines(tx).await?;
    if bare.is_empty() {
        return Ok(None);
    }
    let burnt = Burnt::read(tx, &facts).await?;
    let unsigned = bare.iter().find(|line| !burnt.lines.contains(line));
    Ok(unsigned.map(|line| {
        let sentence = format!("No two people signed that the body of line {line} be erased.");
        ("erasure-unsigned", sentence)
    }))
}
