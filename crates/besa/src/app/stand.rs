//! How the actor of an act stands inside the writer: nobody acts who was suspended meanwhile, and a
//! circle that somebody left gets its next key before anything is sealed (V13).

use super::App;
use super::doors::{deliver, wait};
use super::fail::Fail;
use super::permit::{Actor, Cx, Permit};
use super::writer::{Due, Outcome, Work};
use crate::accounts::Session;
use crate::db::Tx;
use crate::registry;
use besa_domain::Act;
use besa_ledger::{Decision, PreparedEntry};
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::oneshot;

impl App {
    /// The session as its member stands now: circles that somebody left get their next key first.
    pub(crate) async fn rotate(&self, session: &Arc<Session>) -> Result<Arc<Session>, Fail> {
        let (reply, answer) = oneshot::channel();
        self.submit(Box::new(StandWork {
            actor: Actor::Member(session.clone()),
            out: None,
            reply,
        }))
        .await?;
        match wait(answer).await? {
            Actor::Member(session) => Ok(session),
            Actor::System(_) | Actor::Operator | Actor::Entering(..) => Err(Fail::Unseen),
        }
    }
}

/// Gives what is due of a member's circles the next key; its line is another than the act's.
pub(super) async fn rotate(
    app: &App,
    tx: Tx<'_>,
    session: Arc<Session>,
) -> Result<PreparedEntry, Fail> {
    let permit = Permit::new(Act::Rotate, Actor::Member(session), app.now());
    let mut cx = Cx::new(tx, app, permit);
    registry::people::rotate_due(&mut cx).await?;
    let (line, permit) = cx.line();
    Ok(line.entry(app, &permit, Decision::Allowed))
}

/// The actor as they stand inside the act's own transaction: nobody acts who was suspended
/// meanwhile. Answers the session whose circles wait for their next key.
pub(super) async fn stand(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &mut Actor,
) -> Result<Option<Arc<Session>>, Fail> {
    let Actor::Member(session) = actor else {
        return Ok(None);
    };
    let now = registry::footing(app, tx, session).await?;
    *session = now.session;
    Ok(now.rotation_due.then(|| session.clone()))
}

/// A session being brought up to date.
struct StandWork {
    actor: Actor,
    out: Option<Result<(), Fail>>,
    reply: oneshot::Sender<Result<Actor, Fail>>,
}

impl Work for StandWork {
    fn stand<'a>(&'a mut self, app: &'a App, mut tx: Tx<'a>) -> Due<'a> {
        Box::pin(async move {
            let (due, out) = match stand(app, &mut tx, &mut self.actor).await {
                Ok(due) => (due, Ok(())),
                Err(fail) => (None, Err(fail)),
            };
            self.out = Some(out);
            due
        })
    }

    fn run<'a>(
        &'a mut self,
        _app: &'a App,
        _tx: Tx<'a>,
    ) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        Box::pin(async { Outcome::Keep(None) })
    }

    fn answer(self: Box<Self>, committed: Result<(), String>) {
        let StandWork { actor, out, reply } = *self;
        deliver(reply, out.map(|out| out.map(|()| actor)), committed);
    }
}
