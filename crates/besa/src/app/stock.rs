//! The writer's own work: it makes burnable halves before a batch could run out of them.

use super::App;
use super::writer::{Outcome, Work};
use crate::db::Tx;
use crate::sealing;
use besa_domain::HalfId;
use std::future::Future;
use std::pin::Pin;

/// Halves made ahead. They are handed out only once they are durable, so they are added to the
/// pool in the answer and nowhere else.
pub(super) struct Stock {
    app: App,
    made: Vec<HalfId>,
}

impl Stock {
    /// The work that fills the pool of this node.
    pub(super) fn of(app: &App) -> Box<dyn Work> {
        Box::new(Stock {
            app: app.clone(),
            made: Vec::new(),
        })
    }
}

impl Work for Stock {
    fn run<'a>(
        &'a mut self,
        app: &'a App,
        mut tx: Tx<'a>,
    ) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        Box::pin(async move {
            match sealing::make_halves(app, &mut tx).await {
                Ok(made) => {
                    self.made = made;
                    Outcome::Keep(None)
                }
                Err(fail) => {
                    tracing::error!(cause = %fail, "no halves were made ahead");
                    Outcome::Undo(None)
                }
            }
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), String>) {
        if committed.is_ok() {
            self.app.pool().add(self.made);
        }
    }
}
