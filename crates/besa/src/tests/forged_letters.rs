//! Letters before somebody who has the database: changed, replayed, wrongly filled (vault.md C 4-5).

use super::attack::{Column, Looks, Seen, damaged, looks, much_later, sent, table};
use super::attacks::Book;
use super::kit::World;
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::cases::file::Case;
use crate::db::{Tx, Value};
use crate::registry;
use besa_domain::{Act, LetterId, ReferralId, Standing};
use besa_vault::{HalfA, OsChance, Rights, Statement, seal_letter};

#[tokio::test]
async fn a_letter_damaged_or_changed_in_any_column_stays_unread() {
    let world = World::founded().await;
    let (case, referral) = sent(&world).await;
    let items = world
        .stolen("SELECT sealed_id FROM referral_item", &[])
        .await;
    let items: Vec<String> = items.iter().map(|row| row.text(0)).collect();
    let mut book = Book::of("LETTER");
    const UNREAD: &str = "nothing of it opens";
    let unread = |seen: Seen, what: &str| {
        assert!(
            items.iter().all(|id| !seen.contains_key(id)),
            "{what} was read"
        );
    };
    for name in ["body", "statement", "body_hash", "sig"] {
        let column = Column::of(&world, "letter", name, "stage = 'package'").await;
        for bytes in damaged(&column.bytes()) {
            column.put(Value::from(bytes)).await;
            match looks(&world, "mira", &case).await {
                Ok(seen) => unread(seen, name),
                Err(fail) => assert!(fail.is_integrity(), "{fail}"),
            }
        }
        column.back().await;
        book.refused(
            &format!("{name}-damaged"),
            &format!("damages the {name} of a letter"),
            UNREAD,
            true,
        );
    }
    let slip = world
        .stolen(
            "SELECT circle, sender FROM letter WHERE stage = 'slip'",
            &[],
        )
        .await;
    let mira = world.session("mira").await.who.member.to_string();
    for (n, (name, value)) in [
        ("until", Value::from(much_later().0)),
        ("until", Value::Int(None)),
        (
            "referral_id",
            Value::from(ReferralId::from_bytes([9; 16]).to_string()),
        ),
        ("stage", Value::from("answer")),
        ("circle", Value::from(slip[0].text(0))),
        ("epoch", Value::from(1)),
        ("sender", Value::from(mira)),
        ("id", Value::from(LetterId::from_bytes([9; 16]).to_string())),
    ]
    .into_iter()
    .enumerate()
    {
        let column = Column::of(
            &world,
            "letter",
            name,
            "until IS NOT NULL AND body IS NOT NULL AND circle <> '' AND stage <> 'slip'",
        )
        .await;
        column.put(value).await;
        unread(looks(&world, "mira", &case).await.unwrap(), name);
        let what = format!("puts another {name} on a letter");
        book.refused(&format!("{name}-{}", n + 1), &what, UNREAD, true);
        let sql =
            column.update.split(" WHERE").next().unwrap().to_owned() + " WHERE stage <> 'slip'";
        assert_eq!(
            world.attack(&sql, std::slice::from_ref(&column.was)).await,
            1
        );
    }
    let seen = looks(&world, "mira", &case).await.unwrap();
    assert!(items.iter().all(|id| seen.contains_key(id)));
    // Folded twice: no second row, the same content.
    let rings = world.number("SELECT COUNT(*) FROM ring").await;
    assert_eq!(looks(&world, "mira", &case).await.unwrap(), seen);
    assert_eq!(world.number("SELECT COUNT(*) FROM ring").await, rings);
    world.must_verify().await;
    // Ended, then put back by somebody who kept a copy: nothing is read again.
    let kept = Column::of(&world, "letter", "body", "stage = 'package'").await;
    let elira = Actor::Member(world.session("elira").await);
    world
        .app
        .act(&elira, None, super::attack::Ends(referral))
        .await
        .unwrap();
    assert!(
        !looks(&world, "mira", &case)
            .await
            .unwrap()
            .contains_key(&items[0])
    );
    kept.back().await;
    world.attack("DELETE FROM letter_end", &[]).await;
    unread(
        looks(&world, "mira", &case).await.unwrap(),
        "an ended letter",
    );
    book.refused(
        "replayed",
        "puts a copy of an ended letter back",
        UNREAD,
        true,
    );
    book.closed();
}

/// A letter whose last half is a wrong one, written as if it were right.
struct Crafts(Case);

impl Verb for Crafts {
    const ACT: Act = Act::SendReferral;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::OwnerCircle.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        cx.about(self.0.id);
        let session = cx.session()?;
        let sql = "SELECT id, case_id, referral_id, stage, sender, circle, epoch, until, statement, \
            body, body_hash, sig FROM letter WHERE stage = 'package'";
        let row = cx.tx.row(sql, &[]).await?.ok_or(Fail::Unseen)?;
        let id = LetterId::from_bytes(cx.draw());
        let said = Statement::decode(&row.bytes(8))?;
        let said = Statement {
            letter: id.bytes(),
            rights: Rights {
                read: true,
                onward: false,
            },
            ..said
        };
        let circle = row.parse(5).ok_or(Fail::Unseen)?;
        let to = registry::circle_card(&mut cx.tx, cx.app.facts(), circle, 0).await?;
        let halves: Vec<HalfA> = said
            .items
            .iter()
            .map(|_| HalfA::draw(&mut OsChance))
            .collect();
        let own = session.signing(cx.app.facts().deployment);
        let letter = seal_letter(&own, &to, &said, &halves, &mut OsChance)?;
        let mut values = row.values().to_vec();
        values[0] = Value::from(id.to_string());
        values[8] = Value::from(letter.statement);
        values[9] = Value::from(letter.body);
        values[10] = Value::from(letter.body_hash);
        values[11] = Value::from(letter.sig);
        cx.end(table("letter"), &[Value::from(row.text(0))]).await?;
        cx.put(table("letter"), &values).await
    }
}

#[tokio::test]
async fn a_letter_with_a_wrong_half_is_refused_by_the_commitment_and_named_in_the_line() {
    let world = World::founded().await;
    let (case, _) = sent(&world).await;
    let elira = Actor::Member(world.session("elira").await);
    world
        .app
        .act(&elira, None, Crafts(case.clone()))
        .await
        .unwrap();
    let session = world.session("mira").await;
    let seen = world.app.view(&session, &Looks(case.id)).await.unwrap();
    // The slip alone: nothing of the letter that was crafted.
    assert_eq!(seen.len(), 1);
    let sql = "SELECT body FROM ledger_entry WHERE act = 'open_case' ORDER BY idx DESC LIMIT 1";
    let entry = besa_ledger::Entry::decode(&world.stolen(sql, &[]).await[0].bytes(0)).unwrap();
    assert!(entry.notes.iter().any(|(key, _)| key == "integrity"));
    world.must_verify().await;
}
