//! The record kept and put back, and rows for the tables that the thread does not fill yet: a notice, and a link of a circle's chain.

use super::attack::{forever, table};
use super::kit::World;
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::cases::file::Case;
use crate::db::{Tx, Value};
use besa_domain::{Act, NoticeId, Standing};

/// Puts a notice, a link, a circle that waits for its next key, digits, an erasure, and an alarm.
pub(crate) struct Tells(pub(crate) Case);

impl Verb for Tells {
    const ACT: Act = Act::SendReferral;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::OwnerCircle.into())
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
        let link = [
            Value::from("a-circle"),
            Value::from(0),
            Value::from(vec![1, 2, 3]),
        ];
        cx.put(table("chain"), &link).await?;
        let due = [Value::from("a-circle"), Value::from(at)];
        cx.put(table("rotation_due"), &due).await?;
        let digits = [
            Value::from("a-member"),
            Value::from(vec![1, 2, 3]),
            Value::from(1),
        ];
        cx.put(table("pin"), &digits).await?;
        // Signed by nobody: it lets nothing be burnt.
        let erasure = [
            Value::from("an-erasure"),
            Value::from(self.0.id.to_string()),
            Value::from(self.0.owner.to_string()),
            Value::from(vec![1, 2, 3]),
            Value::from(vec![1, 2, 3]),
            Value::from(vec![1, 2, 3]),
        ];
        cx.put(table("erasure"), &erasure).await?;
        let member = cx.session()?.who.member;
        crate::tasks::tell(cx, member, "rekeyed", &member.to_string(), None).await
    }
}

/// The rows of the record itself.
pub(crate) type Kept = Vec<(&'static str, Vec<Vec<Value>>)>;

const RECORD: &[(&str, &str)] = &[
    (
        "ledger_entry",
        "idx, id, at, actor, institution, act, case_id, commitment, salt, body",
    ),
    ("ledger_checkpoint", "n, note"),
    ("ledger_tile", "level, idx, width, bytes"),
];

/// Reads the whole record.
pub(crate) async fn keep(world: &World) -> Kept {
    let mut kept = Vec::new();
    for (table, columns) in RECORD {
        let rows = world
            .stolen(&format!("SELECT {columns} FROM {table}"), &[])
            .await;
        kept.push((
            *table,
            rows.iter().map(|row| row.values().to_vec()).collect(),
        ));
    }
    kept
}

/// Puts the whole record back.
pub(crate) async fn put_all_back(world: &World, kept: Kept) {
    for ((table, rows), (_, columns)) in kept.into_iter().zip(RECORD) {
        world.attack(&format!("DELETE FROM {table}"), &[]).await;
        let marks: Vec<String> = (1..=columns.split(',').count())
            .map(|n| format!("${n}"))
            .collect();
        let sql = format!(
            "INSERT INTO {table} ({columns}) VALUES ({})",
            marks.join(", ")
        );
        let sql = forever(&sql);
        let mut writer = world.app.db().writer().await.unwrap();
        writer.tx().word("BEGIN").await.unwrap();
        for row in rows {
            writer.tx().run(sql, &row).await.unwrap();
        }
        writer.tx().word("COMMIT").await.unwrap();
    }
}
