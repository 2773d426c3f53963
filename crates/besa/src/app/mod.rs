//! The application: database, keys, clock and rules, and the four doors to them.

mod clock;
mod doors;
mod fail;
mod line;
mod permit;
mod stand;
mod stock;
mod writer;

use crate::accounts::Settings;
use crate::db::{Db, Place};
use crate::record;
use crate::sealing::Pool;
use crate::watch::Watch;
use besa_domain::{Moment, Rules};
use besa_ledger::{LogKey, LogKeys, LogPublicKey};
use besa_vault::{Deployment, Fingerprint, KeyFile, Params, Sig, SigKey, SigPublic};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock, RwLock, Weak};

pub(crate) use clock::{Clock, ManualClock, SystemClock};
pub(crate) use doors::{Once, Own, Verb, View};
pub(crate) use fail::Fail;
pub(crate) use permit::{Actor, Cx, Stands};
pub(crate) use writer::BATCH;

/// What a deployment is known by; written once at the founding, public.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// Random id; its first byte says real or demo.
    pub(crate) deployment: Deployment,
    /// The key that signs institution cards.
    pub(crate) root: SigPublic,
    /// The key that signs checkpoints.
    pub(crate) log: LogPublicKey,
    /// Fingerprint of the key file in force, hex.
    pub(crate) key_file: String,
    /// The root's word for the two above: nobody else puts a key file in another's place.
    pub(crate) log_sig: Sig,
    /// The keys that signed checkpoints before, oldest first.
    pub(crate) before: Vec<LogPublicKey>,
    /// When the key file in force took the place of another.
    pub(crate) replaced: Option<Moment>,
}

/// What the root signs a log key and a key file under.
const LOG_LABEL: &str = "log-key";

impl Facts {
    /// The facts of a deployment under the log key and the fingerprint of a new key file.
    pub(crate) fn signed(root: &SigKey, keys: &KeyFile) -> Result<Facts, Unopened> {
        let log = log_key(keys).map_err(|error| Unopened(error.to_string()))?;
        let (deployment, key_file) = (keys.deployment, keys.fingerprint().hex());
        let message = vouched(deployment, log.public(), &key_file);
        Ok(Facts {
            deployment,
            root: root.public(),
            log_sig: root.sign(LOG_LABEL, &message),
            log: log.public().clone(),
            key_file,
            before: Vec::new(),
            replaced: None,
        })
    }

    /// Whether the root vouches for the log key and the key file.
    pub(crate) fn is_vouched_for(&self) -> bool {
        let message = vouched(self.deployment, &self.log, &self.key_file);
        self.root.verify(LOG_LABEL, &message, &self.log_sig).is_ok()
    }

    /// The key file's fingerprint in groups, for paper.
    pub(crate) fn key_fingerprint(&self) -> String {
        let hash = data_encoding::HEXLOWER.decode(self.key_file.as_bytes());
        let hash = hash.ok().and_then(|bytes| bytes.try_into().ok());
        hash.map_or_else(|| self.key_file.clone(), |hash| Fingerprint(hash).groups())
    }

    /// Every key that signed checkpoints, oldest first.
    pub(crate) fn log_keys(&self) -> LogKeys {
        LogKeys::new(self.before.clone(), self.log.clone())
    }

    /// Refuses a key file that this deployment does not know.
    pub(crate) fn fit(&self, keys: &KeyFile) -> Result<(), Unopened> {
        if keys.fingerprint().hex() == self.key_file && keys.deployment == self.deployment {
            return Ok(());
        }
        Err(Unopened(
            "The key file is not the one this deployment was founded with, or was given last. \
             Nothing was opened. Put the right key file in place."
                .to_owned(),
        ))
    }
}

fn vouched(deployment: Deployment, log: &LogPublicKey, key_file: &str) -> Vec<u8> {
    let log = log.to_string();
    [
        deployment.id().as_slice(),
        log.as_bytes(),
        b"\n",
        key_file.as_bytes(),
    ]
    .concat()
}

struct Inner {
    db: Db,
    clock: Box<dyn Clock>,
    keys: KeyFile,
    log: LogKey,
    facts: Facts,
    rules: RwLock<Arc<Rules>>,
    pool: Pool,
    settings: Settings,
    node: String,
    queue: RwLock<Option<writer::Queue>>,
    /// The latest moment that the record knows of.
    floor: AtomicI64,
    watch: OnceLock<Watch>,
}

/// How far a clock may stand behind the record: nodes differ by as much.
const SKEW: i64 = 5 * 60 * 1_000_000;

/// What is said of a clock that stands further behind.
pub(crate) const BEHIND: &str = "the clock stands before the record";

/// What a node brings to a deployment when it starts.
pub(crate) struct Start {
    /// The secrets of the key file.
    pub keys: KeyFile,
    /// The machine's clock, or a test's.
    pub clock: Box<dyn Clock>,
    /// The node's name in the record.
    pub node: String,
    /// How slow new locks are made; existing ones carry their own.
    pub params: Params,
}

/// A running deployment; cheap to clone.
#[derive(Clone)]
pub(crate) struct App(Arc<Inner>);

/// Why a deployment could not be opened, as a sentence for the operator.
#[derive(Debug)]
pub(crate) struct Unopened(pub String);

impl std::fmt::Display for Unopened {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Unopened {}

impl App {
    /// Opens a deployment that was founded before.
    pub(crate) async fn open(place: &Place, start: Start) -> Result<App, Unopened> {
        let db = database(place).await?;
        let mut reader = db
            .reader()
            .await
            .map_err(|error| Unopened(error.to_string()))?;
        let facts = record::facts(&mut reader.tx())
            .await
            .map_err(|error| Unopened(error.to_string()))?
            .ok_or_else(|| {
                Unopened("This database holds no deployment yet: found one first.".to_owned())
            })?;
        facts.fit(&start.keys)?;
        let rules = crate::rules::load(&mut reader.tx(), start.clock.now()).await?;
        let floor = record::last_moment(&mut reader.tx()).await?;
        drop(reader);
        let app = App::assemble(db, start, facts, rules).await?;
        app.saw(floor);
        Ok(app)
    }

    /// Assembles a deployment whose facts are not in the database yet: the first act writes them.
    pub(crate) async fn with_facts(
        place: &Place,
        start: Start,
        facts: Facts,
        rules: Rules,
    ) -> Result<App, Unopened> {
        let db = database(place).await?;
        App::assemble(db, start, facts, rules).await
    }

    async fn assemble(db: Db, start: Start, facts: Facts, rules: Rules) -> Result<App, Unopened> {
        let Start {
            keys,
            clock,
            node,
            params,
        } = start;
        let log = log_key(&keys).map_err(|error| Unopened(error.to_string()))?;
        let (queue, receiver) = writer::queue();
        let app = App(Arc::new(Inner {
            pool: Pool::new(!db.is_lite()),
            db,
            clock,
            keys,
            log,
            facts,
            rules: RwLock::new(Arc::new(rules)),
            settings: Settings::new(params),
            node,
            queue: RwLock::new(Some(queue)),
            floor: AtomicI64::new(i64::MIN),
            watch: OnceLock::new(),
        }));
        writer::start(app.clone(), receiver);
        crate::sealing::beat(&app)
            .await
            .map_err(|fail| Unopened(format!("{fail}")))?;
        Ok(app)
    }

    /// The database.
    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    /// Now.
    pub(crate) fn now(&self) -> Moment {
        self.0.clock.now()
    }

    /// Whether the clock may be written by: not if the record was written to later.
    pub(crate) fn clock_holds(&self) -> bool {
        let floor = self.0.floor.load(Ordering::SeqCst);
        self.now().0 >= floor.saturating_sub(SKEW)
    }

    /// The record was written to at this moment.
    pub(crate) fn saw(&self, moment: Moment) {
        self.0.floor.fetch_max(moment.0, Ordering::SeqCst);
    }

    /// The operator's word that the clock is right and the record's last moment was not.
    pub(crate) fn trust_the_clock(&self) {
        self.0.floor.store(i64::MIN, Ordering::SeqCst);
    }

    /// The latest moment that the record knows of.
    pub(crate) fn last_written(&self) -> Moment {
        Moment(self.0.floor.load(Ordering::SeqCst))
    }

    /// The secrets of the key file; they open nothing by themselves.
    pub(crate) fn keys(&self) -> &KeyFile {
        &self.0.keys
    }

    /// The key that signs checkpoints.
    pub(crate) fn log(&self) -> &LogKey {
        &self.0.log
    }

    /// What the deployment is known by.
    pub(crate) fn facts(&self) -> &Facts {
        &self.0.facts
    }

    /// The rules in force.
    pub(crate) fn rules(&self) -> Arc<Rules> {
        match self.0.rules.read() {
            Ok(rules) => rules.clone(),
            Err(poisoned) => poisoned.into_inner().clone(),
        }
    }

    /// The burnable halves made ahead.
    pub(crate) fn pool(&self) -> &Pool {
        &self.0.pool
    }

    /// How locks are made.
    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The name of this node in the record.
    pub(crate) fn node(&self) -> &str {
        &self.0.node
    }

    /// Whether everything in here is invented.
    pub(crate) fn is_demo(&self) -> bool {
        matches!(
            self.0.facts.deployment.kind(),
            besa_vault::DeploymentKind::Demo
        )
    }

    /// The files of this node outside the database, once they are watched.
    pub(crate) fn watch(&self) -> Option<&Watch> {
        self.0.watch.get()
    }

    /// Watches from now on; a second call changes nothing.
    pub(crate) fn watch_with(&self, watch: Watch) {
        self.0.watch.set(watch).ok();
    }

    fn queue(&self) -> Result<writer::Queue, Fail> {
        let queue = self.0.queue.read().ok().and_then(|queue| queue.clone());
        queue.ok_or_else(|| Fail::Broken("the writer has ended".to_owned()))
    }

    /// Whether the deployment was told to end.
    pub(crate) fn has_ended(&self) -> bool {
        self.queue().is_err()
    }

    pub(crate) fn downgrade(&self) -> Faint {
        Faint(Arc::downgrade(&self.0))
    }

    /// Ends this deployment: what waits is written, then every connection closes.
    pub(crate) async fn close(&self) {
        if let Ok(mut queue) = self.0.queue.write() {
            queue.take();
        }
        self.0.db.close().await;
    }
}

/// A reference that does not keep the application alive.
pub(crate) struct Faint(Weak<Inner>);

impl Faint {
    pub(crate) fn upgrade(&self) -> Option<App> {
        self.0.upgrade().map(App)
    }
}

/// The signing key of the record, from the key file.
pub(crate) fn log_key(keys: &KeyFile) -> Result<LogKey, besa_ledger::NoteRefused> {
    LogKey::from_seed(record::ORIGIN, keys.log.expose())
}

async fn database(place: &Place) -> Result<Db, Unopened> {
    Db::open(place).await.map_err(|error| {
        Unopened(format!(
            "The database could not be opened or brought up to date: {error}"
        ))
    })
}
