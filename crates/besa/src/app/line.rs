//! The line of a view, written before its page leaves the door.

use super::App;
use super::doors::{deliver, wait};
use super::fail::Fail;
use super::permit::{Cx, Line, Permit};
use super::stand::stand;
use super::writer::{Due, Outcome, Work};
use crate::cases::brake;
use crate::db::Tx;
use crate::sealing::Folds;
use besa_domain::{Braked, CaseId};
use besa_ledger::Decision as LedgerDecision;
use std::future::Future;
use std::pin::Pin;
use tokio::sync::oneshot;

impl App {
    /// Writes a line without an act, with what the view at hand leaves; answers what the brake says.
    pub(super) async fn line(
        &self,
        line: Line,
        permit: Permit,
        opened: Opened,
        decision: LedgerDecision,
    ) -> Result<Braked, Fail> {
        let (reply, answer) = oneshot::channel();
        self.submit(Box::new(LineWork {
            parts: Some((line, permit)),
            opened,
            decision,
            out: None,
            reply,
        }))
        .await?;
        wait(answer).await
    }
}

/// What a view found and what it shows.
#[derive(Default)]
pub(super) struct Opened {
    /// Letters that nobody had read.
    pub(super) folds: Folds,
    /// Cases outside the reader's own work.
    pub(super) outside: Vec<CaseId>,
}

impl Opened {
    async fn kept(&self, cx: &mut Cx<'_>) -> Result<Braked, Fail> {
        let braked = brake::weigh(cx, &self.outside).await?;
        if braked != Braked::Asked {
            crate::sealing::write_folds(cx, &self.folds).await?;
        }
        Ok(braked)
    }
}

struct LineWork {
    parts: Option<(Line, Permit)>,
    opened: Opened,
    decision: LedgerDecision,
    out: Option<Result<Braked, Fail>>,
    reply: oneshot::Sender<Result<Braked, Fail>>,
}

impl Work for LineWork {
    /// What was opened leaves the door only to somebody who is still confirmed.
    fn stand<'a>(&'a mut self, app: &'a App, mut tx: Tx<'a>) -> Due<'a> {
        Box::pin(async move {
            let Some((_, permit)) = &self.parts else {
                return None;
            };
            let mut actor = permit.actor().clone();
            if let Err(fail) = stand(app, &mut tx, &mut actor).await {
                self.out = Some(Err(fail));
            }
            None
        })
    }

    fn run<'a>(
        &'a mut self,
        app: &'a App,
        tx: Tx<'a>,
    ) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        Box::pin(async move {
            let Some((mut line, permit)) = self.parts.take().filter(|_| self.out.is_none()) else {
                return Outcome::Undo(None);
            };
            let mut cx = Cx::new(
                tx,
                app,
                Permit::new(permit.act(), permit.actor().clone(), permit.now()),
            );
            match self.opened.kept(&mut cx).await {
                // Nothing was shown: what was noted for it is undone.
                Ok(Braked::Asked) => {
                    self.out = Some(Ok(Braked::Asked));
                    Outcome::Undo(None)
                }
                Ok(braked) => {
                    let (written, _) = cx.line();
                    line.merge(written);
                    self.out = Some(Ok(braked));
                    Outcome::Keep(Some(line.entry(app, &permit, self.decision)))
                }
                Err(fail) => {
                    self.out = Some(Err(fail));
                    Outcome::Undo(None)
                }
            }
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), String>) {
        deliver(self.reply, self.out, committed);
    }
}
