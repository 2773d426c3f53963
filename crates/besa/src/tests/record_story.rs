//! Rows for the tables that the thread does not fill yet: a notice, and a link of a circle's chain.

use super::attack::table;
use crate::app::{Actor, Cx, Fail, Verb};
use crate::cases::file::Case;
use crate::db::{Tx, Value};
use besa_domain::{Act, NoticeId, Standing};

/// Puts a notice and a link.
pub(crate) struct Tells(pub(crate) Case);

impl Verb for Tells {
    const ACT: Act = Act::SendReferral;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Standing, Fail> {
        Ok(Standing::OwnerCircle)
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let id = NoticeId::from_bytes(cx.draw());
        let at = cx.now().0;
        cx.put(
            table("notice"),
            &[
                Value::from(id.to_string()),
                Value::from(self.0.owner.to_string()),
                Value::from("new_case"),
                Value::from(self.0.code.to_string()),
                Value::from("AL-10"),
                Value::from("urgent"),
                Value::from(None::<String>),
                Value::from(0),
                Value::from(at),
            ],
        )
        .await?;
        let link = [Value::from("a-circle"), Value::from(0), Value::from(vec![1, 2, 3])];
        cx.put(table("chain"), &link).await
    }
}
