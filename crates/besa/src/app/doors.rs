//! The four doors: `act` writes and leaves a line, `view` opens sealed things after its line is
//! committed, `read` opens nothing sealed, `own` keeps one's own small things.

use super::App;
use super::fail::Fail;
use super::line::Opened;
use super::permit::{Actor, Cx, Line, Permit, Stands};
use super::stand::stand;
use super::writer::{Due, Outcome, PATIENCE, Work};
use crate::accounts::Session;
use crate::cases::brake;
use crate::cases::file::Case;
use crate::db::{Reader, Tx};
use crate::record;
use besa_domain::{Act, Braked, Decision, MemberState, Moment, Standing, asks_step_up, decide};
use besa_ledger::Decision as LedgerDecision;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::oneshot;

/// Something a person or a job does. It owns its inputs and runs in the writer task.
pub(crate) trait Verb: Send + Sized + 'static {
    /// What it is called in the policy and in the record.
    const ACT: Act;
    /// What it answers: ids and codes, kept for a doubled send.
    type Out: Serialize + DeserializeOwned + Send + 'static;

    /// How the actor stands to the thing, and what that is; read inside the act's own transaction.
    fn standing(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
    ) -> impl Future<Output = Result<Stands, Fail>> + Send;

    /// Does it.
    fn run(self, cx: &mut Cx<'_>) -> impl Future<Output = Result<Self::Out, Fail>> + Send;
}

/// Something that opens sealed things. What it answers leaves the door only after the line.
pub(crate) trait View: Send + Sync {
    /// What it is called in the policy and in the record.
    const ACT: Act;
    /// What it answers.
    type Out: Send;

    /// How the actor stands to the thing, and what that is.
    fn standing(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
    ) -> impl Future<Output = Result<Stands, Fail>> + Send;

    /// The cases that it shows, where what it stands to is not the one case.
    fn cases(&self) -> &[Case] {
        &[]
    }

    /// Opens it, on a reading connection; letters found unread are folded in with the line.
    fn run(&self, cx: &mut Cx<'_>) -> impl Future<Output = Result<Self::Out, Fail>> + Send;
}

/// One's own small things: drafts, sessions, throttle counters. No line.
pub(crate) trait Own: Send + 'static {
    /// What it answers.
    type Out: Send + 'static;
    /// The only tables it may touch.
    #[expect(
        dead_code,
        reason = "a test holds the list against what the act writes"
    )]
    const TABLES: &'static [&'static str];

    /// Does it, in the writer task.
    fn run(
        self,
        app: &App,
        tx: &mut Tx<'_>,
    ) -> impl Future<Output = Result<Self::Out, Fail>> + Send;
}

/// A form that was sent: the same key again is the same act, the same key with another body is not.
#[derive(Clone)]
pub(crate) struct Once {
    /// Random key of the rendered form.
    pub(crate) key: String,
    /// Digest of what came with it.
    pub(crate) digest: [u8; 32],
}

/// A conversation that reads without opening anything sealed.
pub(crate) struct Reading {
    reader: Reader,
}

impl Reading {
    /// The conversation with the database.
    pub(crate) fn tx(&mut self) -> Tx<'_> {
        self.reader.tx()
    }
}

impl App {
    /// Writes: policy, the act, its line, the commit, then the answer.
    pub(crate) async fn act<V: Verb>(
        &self,
        actor: &Actor,
        once: Option<Once>,
        verb: V,
    ) -> Result<V::Out, Fail> {
        let (reply, answer) = oneshot::channel();
        self.submit(Box::new(ActWork {
            verb: Some(verb),
            actor: actor.clone(),
            once,
            out: None,
            reply,
        }))
        .await?;
        wait(answer).await
    }

    /// Opens sealed things: no line, no page.
    pub(crate) async fn view<V: View>(
        &self,
        session: &Arc<Session>,
        view: &V,
    ) -> Result<V::Out, Fail> {
        let actor = Actor::Member(session.clone());
        let mut reader = self.db().reader().await?;
        let stands = view.standing(&mut reader.tx(), &actor).await?;
        let permit = Permit::new(V::ACT, actor, self.now());
        if let Some(fail) = refusal(&permit, stands.standing()) {
            self.refused(stands.line(), permit, &fail).await?;
            return Err(fail);
        }
        let (rules, shown) = (self.rules(), view.cases());
        let outside =
            brake::outside(&mut reader.tx(), &rules, session, stands.case(), shown).await?;
        let mut cx = Cx::new(reader.tx(), self, permit);
        cx.concerns(&stands);
        let out = view.run(&mut cx).await;
        let folds = std::mem::take(&mut cx.folds);
        let (line, permit) = cx.line();
        drop(reader);
        let out = match out {
            Ok(out) => out,
            Err(fail) => {
                self.refused(line, permit, &fail).await?;
                return Err(fail);
            }
        };
        let opened = Opened { folds, outside };
        let braked = self
            .line(line, permit, opened, LedgerDecision::Allowed)
            .await?;
        if braked != Braked::Free {
            brake::tell(self, session).await?;
        }
        match braked {
            Braked::Free | Braked::Told => Ok(out),
            Braked::Asked => Err(Fail::StepUp),
        }
    }

    /// Reads what is not sealed: policy, and a line only where somebody is refused a case.
    pub(crate) async fn read(
        &self,
        session: &Arc<Session>,
        act: Act,
        stands: impl Into<Stands>,
    ) -> Result<Reading, Fail> {
        let stands = stands.into();
        let permit = Permit::new(act, Actor::Member(session.clone()), self.now());
        if let Some(fail) = refusal(&permit, stands.standing()) {
            if stands.case().is_some() {
                self.refused(stands.line(), permit, &fail).await?;
            }
            return Err(fail);
        }
        Ok(Reading {
            reader: self.db().reader().await?,
        })
    }

    /// A reading conversation for the program itself: sessions, rules, standing.
    pub(crate) async fn glance(&self) -> Result<Reading, Fail> {
        Ok(Reading {
            reader: self.db().reader().await?,
        })
    }

    /// Keeps one's own small things.
    pub(crate) async fn own<O: Own>(&self, own: O) -> Result<O::Out, Fail> {
        let (reply, answer) = oneshot::channel();
        self.submit(Box::new(OwnWork {
            own: Some(own),
            out: None,
            reply,
        }))
        .await?;
        wait(answer).await
    }

    /// Writes down what was not done, where that is worth a line.
    async fn refused(&self, line: Line, permit: Permit, fail: &Fail) -> Result<(), Fail> {
        match line.refused(fail) {
            Some(line) => self
                .line(line, permit, Opened::default(), LedgerDecision::Refused)
                .await
                .map(drop),
            None => Ok(()),
        }
    }

    pub(super) async fn submit(&self, work: Box<dyn Work>) -> Result<(), Fail> {
        self.queue()?
            .send(work)
            .await
            .map_err(|_| Fail::Broken("the writer is gone".to_owned()))
    }
}

pub(super) async fn wait<T>(answer: oneshot::Receiver<Result<T, Fail>>) -> Result<T, Fail> {
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(Fail::Broken("the writer stopped".to_owned())),
        Err(_) => Err(Fail::Broken("the writer is late".to_owned())),
    }
}

/// What policy says; `None` is leave.
fn refusal(permit: &Permit, standing: Standing) -> Option<Fail> {
    let (actor, act) = (permit.actor(), permit.act());
    let (state, limited) = match actor {
        Actor::Member(session) => (session.who.state, session.limited),
        Actor::System(_) | Actor::Operator => (MemberState::Confirmed, false),
        Actor::Entering(..) => (MemberState::Invited, false),
    };
    // A session opened by a recovery code may only set new locks (V15).
    if limited && !matches!(act, Act::ChangePassphrase) {
        return Some(Fail::Unseen);
    }
    match decide(actor.role(), state, act, standing) {
        Decision::Allow => wants_factor(actor, act, permit.now()).then_some(Fail::StepUp),
        Decision::Forbidden => Some(Fail::Forbidden),
        Decision::Unseen => Some(Fail::Unseen),
    }
}

/// Whether a grave act still waits for a factor shown anew.
fn wants_factor(actor: &Actor, act: Act, now: Moment) -> bool {
    match actor {
        Actor::Member(session) => asks_step_up(act) && !session.stepped_up(now),
        Actor::System(_) | Actor::Operator | Actor::Entering(..) => false,
    }
}

struct ActWork<V: Verb> {
    verb: Option<V>,
    actor: Actor,
    once: Option<Once>,
    out: Option<Result<V::Out, Fail>>,
    reply: oneshot::Sender<Result<V::Out, Fail>>,
}

impl<V: Verb> ActWork<V> {
    async fn carry(&mut self, app: &App, tx: Tx<'_>) -> Outcome {
        if self.out.is_some() {
            return Outcome::Undo(None);
        }
        let permit = Permit::new(V::ACT, self.actor.clone(), app.now());
        let mut cx = Cx::new(tx, app, permit);
        let result = self.attempt(&mut cx).await;
        let (line, permit) = cx.line();
        match result {
            Ok((out, fresh)) => {
                self.out = Some(Ok(out));
                let line = fresh.then(|| line.entry(app, &permit, LedgerDecision::Allowed));
                Outcome::Keep(line)
            }
            Err(fail) => {
                let line = line
                    .refused(&fail)
                    .map(|line| line.entry(app, &permit, LedgerDecision::Refused));
                self.out = Some(Err(fail));
                Outcome::Undo(line)
            }
        }
    }

    /// The answer, and whether it was done now rather than before.
    async fn attempt(&mut self, cx: &mut Cx<'_>) -> Result<(V::Out, bool), Fail> {
        if let Some(once) = &self.once
            && let Some(answer) = record::done_before(&mut cx.tx, once, &self.actor, V::ACT).await?
        {
            let out = serde_json::from_str(&answer).map_err(|error| Fail::broken("done", error))?;
            return Ok((out, false));
        }
        let Some(verb) = self.verb.take() else {
            return Err(Fail::Broken("an act was run twice".to_owned()));
        };
        let stands = verb.standing(&mut cx.tx, &self.actor).await?;
        cx.concerns(&stands);
        if let Some(fail) = refusal(&cx.permit, stands.standing()) {
            return Err(fail);
        }
        let out = verb.run(cx).await?;
        if let Some(once) = &self.once {
            let answer =
                serde_json::to_string(&out).map_err(|error| Fail::broken("done", error))?;
            let now = cx.now();
            record::remember(&mut cx.tx, once, &self.actor, V::ACT, &answer, now).await?;
        }
        Ok((out, true))
    }
}

impl<V: Verb> Work for ActWork<V> {
    fn stand<'a>(&'a mut self, app: &'a App, mut tx: Tx<'a>) -> Due<'a> {
        Box::pin(async move {
            match stand(app, &mut tx, &mut self.actor).await {
                Ok(due) => due,
                Err(fail) => {
                    self.out = Some(Err(fail));
                    None
                }
            }
        })
    }

    fn run<'a>(
        &'a mut self,
        app: &'a App,
        tx: Tx<'a>,
    ) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        Box::pin(self.carry(app, tx))
    }

    fn answer(self: Box<Self>, committed: Result<(), String>) {
        deliver(self.reply, self.out, committed);
    }
}

struct OwnWork<O: Own> {
    own: Option<O>,
    out: Option<Result<O::Out, Fail>>,
    reply: oneshot::Sender<Result<O::Out, Fail>>,
}

impl<O: Own> Work for OwnWork<O> {
    fn run<'a>(
        &'a mut self,
        app: &'a App,
        mut tx: Tx<'a>,
    ) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        Box::pin(async move {
            let Some(own) = self.own.take() else {
                return Outcome::Undo(None);
            };
            let result = own.run(app, &mut tx).await;
            let outcome = if result.is_ok() {
                Outcome::Keep(None)
            } else {
                Outcome::Undo(None)
            };
            self.out = Some(result);
            outcome
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), String>) {
        deliver(self.reply, self.out, committed);
    }
}

pub(super) fn deliver<T>(
    reply: oneshot::Sender<Result<T, Fail>>,
    out: Option<Result<T, Fail>>,
    committed: Result<(), String>,
) {
    let result = match (committed, out) {
        (Ok(()), Some(result)) => result,
        (Ok(()), None) => Err(Fail::Broken("an act gave no answer".to_owned())),
        // What failed in the act itself says more than that its batch could not be kept.
        (Err(_), Some(Err(fail))) => Err(fail),
        // Nobody can tell whether it was kept: the same form sent again will say.
        (Err(cause), _) => Err(Fail::Broken(cause)),
    };
    // The caller may have gone away; what was committed stays committed.
    reply.send(result).ok();
}
