//! The burnable halves. On SQLite they are made ahead and durable before any act needs one,
//! because two files do not commit together; on PostgreSQL the act inserts its own.

use super::store;
use crate::app::{App, BATCH, Cx, Fail, Own};
use crate::db::Tx;
use besa_domain::HalfId;
use besa_vault::{HalfB, OsChance, draw_id};
use std::collections::VecDeque;
use std::sync::Mutex;

/// Below this many the writer makes more before its next batch: no act takes more than sixteen.
const LOW: usize = BATCH * 16;
/// Halves kept ready on SQLite.
const READY: usize = LOW * 2;
/// A start without a sign of life for so long (48 h, microseconds) leaves its unused halves behind.
const SILENCE: i64 = 48 * 3_600 * 1_000_000;

/// The halves that this start of the node made and has not given out.
pub(crate) struct Pool {
    boot: String,
    inline: bool,
    ready: Mutex<VecDeque<HalfId>>,
}

impl Pool {
    /// An empty pool; `inline` where acts insert their own halves.
    pub(crate) fn new(inline: bool) -> Pool {
        let boot = HalfId::from_bytes(draw_id(&mut OsChance)).to_string();
        Pool {
            boot,
            inline,
            ready: Mutex::new(VecDeque::new()),
        }
    }

    fn take(&self) -> Option<HalfId> {
        self.ready.lock().ok()?.pop_front()
    }

    fn count(&self) -> usize {
        self.ready
            .lock()
            .map(|ready| ready.len())
            .unwrap_or_default()
    }

    /// Whether the next batch might find too few.
    pub(crate) fn is_low(&self) -> bool {
        !self.inline && self.count() < LOW
    }

    /// Takes in halves that are durable now.
    pub(crate) fn add(&self, made: Vec<HalfId>) {
        if let Ok(mut ready) = self.ready.lock() {
            ready.extend(made);
        }
    }
}

/// Takes a half inside a transaction; one that is not there is never used.
pub(crate) async fn take_half(app: &App, tx: &mut Tx<'_>) -> Result<(HalfId, HalfB), Fail> {
    let pool = app.pool();
    if pool.inline {
        let (id, half) = draw();
        store::insert_half(tx, &id, &pool.boot, &half, app.now()).await?;
        return Ok((id, half));
    }
    // A node that slept for days finds its halves swept: it goes on with the next that is there.
    while let Some(id) = pool.take() {
        if let Some(half) = store::half(tx, &id).await? {
            return Ok((id, half));
        }
    }
    Err(Fail::Broken("no half is ready".to_owned()))
}

/// Reads the half of something sealed; one that was burnt opens nothing any more.
pub(crate) async fn read_half(tx: &mut Tx<'_>, id: HalfId) -> Result<HalfB, Fail> {
    store::half(tx, &id)
        .await?
        .ok_or_else(|| Fail::broken("integrity", "a half is missing"))
}

fn draw() -> (HalfId, HalfB) {
    (
        HalfId::from_bytes(draw_id(&mut OsChance)),
        HalfB::draw(&mut OsChance),
    )
}

/// Makes as many halves as are missing; nothing may use them before they are committed.
pub(crate) async fn make_halves(app: &App, tx: &mut Tx<'_>) -> Result<Vec<HalfId>, Fail> {
    let pool = app.pool();
    let mut made = Vec::new();
    for _ in pool.count()..READY {
        let (id, half) = draw();
        store::insert_half(tx, &id, &pool.boot, &half, app.now()).await?;
        made.push(id);
    }
    Ok(made)
}

struct Beat;

impl Own for Beat {
    type Out = ();
    const TABLES: &'static [&'static str] = &["shred.boot"];

    async fn run(self, app: &App, tx: &mut Tx<'_>) -> Result<(), Fail> {
        store::beat(tx, &app.pool().boot, app.now()).await
    }
}

/// Gives a sign of life: what this start of the node made ahead is not swept.
pub(crate) async fn beat(app: &App) -> Result<(), Fail> {
    app.own(Beat).await
}

struct Sweep;

impl Own for Sweep {
    type Out = u64;
    const TABLES: &'static [&'static str] = &["shred.half", "shred.boot"];

    async fn run(self, app: &App, tx: &mut Tx<'_>) -> Result<u64, Fail> {
        let silent_since = app.now().0.saturating_sub(SILENCE);
        store::sweep(tx, silent_since).await
    }
}

/// Removes halves that nothing refers to and whose node has been silent for 48 hours.
pub(crate) async fn sweep(app: &App) -> Result<u64, Fail> {
    app.own(Sweep).await
}

/// Takes a half for an act at work.
pub(super) async fn for_act(cx: &mut Cx<'_>) -> Result<(HalfId, HalfB), Fail> {
    let app = cx.app;
    take_half(app, &mut cx.tx).await
}

#[cfg(test)]
mod tests {
    use crate::drafts;
    use crate::tests::kit::World;
    use std::collections::BTreeMap;

    #[tokio::test]
    async fn an_empty_pool_is_filled_before_the_next_act_and_nobody_is_sent_away() {
        let world = World::founded().await;
        let elira = world.session("elira").await;
        while world.app.pool().take().is_some() {}
        drafts::begin(&world.app, &elira, "screening", None, BTreeMap::new())
            .await
            .unwrap();
        assert!(!world.app.pool().is_low());
    }
}
