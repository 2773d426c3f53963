//! `besa verify` names the first difference of any row that the record binds, and of the record itself.

use super::attack::{Ends, looks, sent};
use super::attacks::Book;
use super::kit::World;
use super::record_story::{Tells, keep, put_all_back};
use super::{cards, keys};
use crate::app::Actor;
use crate::db::{Table, Value};
use crate::record::{Verdict, bound_tables};
use besa_vault::{OsChance, draw_id};

/// The difference, which must name these words.
async fn found(world: &World, words: &[&str], what: &str) {
    match world.verdict().await {
        Verdict::Different(code, sentence) => {
            let all = format!("{code} {sentence}");
            for word in words {
                assert!(all.contains(word), "{what}: {all} does not name {word}");
            }
        }
        other @ (Verdict::Clean(_) | Verdict::Unchecked(_)) => panic!("{what}: {other:?}"),
    }
}

/// A value that a column of this kind may hold as well.
fn other(value: &Value) -> Value {
    match value {
        Value::Int(number) => Value::Int(Some(number.unwrap_or_default() ^ 1)),
        Value::Text(text) => Value::Text(Some(format!("{}x", text.clone().unwrap_or_default()))),
        Value::Bytes(bytes) => {
            let mut bytes = bytes.clone().unwrap_or_default();
            match bytes.last_mut() {
                Some(last) => *last ^= 1,
                None => bytes.push(1),
            }
            Value::Bytes(Some(bytes))
        }
    }
}

/// Columns whose values the schema closes, with another value that it lets through.
fn closed(table: &str, column: &str, value: &Value) -> Option<Value> {
    let now = match value {
        Value::Text(Some(text)) => text.as_str(),
        Value::Text(None) | Value::Int(_) | Value::Bytes(_) => "",
    };
    let pick = |one: &str, two: &str| Some(Value::from(if now == one { two } else { one }));
    match (table, column) {
        ("card", "kind") => pick("member", "circle"),
        // Absent in a first version; SQLite does not say what kind an absent value has.
        ("sealed", "prev") => Some(Value::Bytes(Some(vec![1; 32]))),
        ("circle", "kind") => Some(Value::from("cases")),
        ("member", "state") => pick("left", "keyed"),
        ("member", "lang") => pick("sq", "en"),
        ("letter", "stage") => pick("slip", "answer"),
        ("letter_end", "reason") => pick("declined", "expired"),
        ("fact", "dimension") => pick("consent", "residence"),
        ("consent", "ground") => pick("law", "public_duty"),
        ("referral", "kind") => pick("referral", "duty_report"),
        ("alarm", "kind") => pick("rekeyed", "half_missing"),
        ("meant", "kind") => Some(Value::from("stewards")),
        ("referral", "urgency") => pick("urgent", "normal"),
        _ => None,
    }
}

/// Columns that nothing can be put into without the schema's own refusal.
fn refused_by_schema(table: &str, column: &str) -> bool {
    matches!(
        (table, column),
        ("factor" | "lock", "kind") | ("task", "done_at" | "done_by")
    )
}

fn clause(table: &Table) -> String {
    let parts: Vec<String> = table
        .columns
        .iter()
        .take(table.keys)
        .enumerate()
        .map(|(at, (name, _))| format!("{name} = ${}", at + 1))
        .collect();
    parts.join(" AND ")
}

async fn put_back(world: &World, table: &Table, row: &[Value]) {
    let mut writer = world.app.db().writer().await.unwrap();
    table.insert(&mut writer.tx(), row).await.unwrap();
}

async fn rows(world: &World, table: &Table) -> Vec<Vec<Value>> {
    let mut reading = world.app.glance().await.unwrap();
    table.all(&mut reading.tx()).await.unwrap()
}

/// A county in which every bound table has a row, except those that rotation will fill.
async fn lived_in() -> World {
    let world = World::founded().await;
    let (case, referral) = sent(&world).await;
    looks(&world, "mira", &case).await.unwrap();
    let actor = Actor::Member(world.session("elira").await);
    world
        .app
        .act(&actor, None, Tells(case.clone()))
        .await
        .unwrap();
    world.app.act(&actor, None, Ends(referral)).await.unwrap();
    super::partners::vouched_and_reset(&world).await;
    cards::printed(&world, "dritan", "elira").await;
    keys::with_key(&world).await;
    let (again, _) = sent(&world).await;
    looks(&world, "mira", &again).await.unwrap();
    super::directory::kept(&world).await;
    world.must_verify().await;
    world
}

#[tokio::test]
async fn an_edited_deleted_or_inserted_row_of_any_bound_table_is_found_and_named() {
    let world = lived_in().await;
    let mut book = Book::of("ROW");
    for table in bound_tables() {
        let mut rows = rows(&world, table).await;
        if table.name == "circle" {
            // Of an institution that has one circle, so that its kind can be changed at all.
            let houses: Vec<Value> = rows.iter().map(|row| row[1].clone()).collect();
            rows.retain(|row| houses.iter().filter(|house| **house == row[1]).count() == 1);
        }
        let Some(row) = rows.pop() else {
            panic!("{} is empty", table.name)
        };
        let key = table.key(&row);
        for (at, (column, _)) in table.columns.iter().enumerate() {
            if refused_by_schema(table.name, column) {
                continue;
            }
            let put = closed(table.name, column, &row[at]).unwrap_or_else(|| other(&row[at]));
            let sql = format!(
                "UPDATE {} SET {column} = ${} WHERE {}",
                table.name,
                table.keys + 1,
                clause(table)
            );
            let mut values = row[..table.keys].to_vec();
            values.push(put.clone());
            assert_eq!(
                world.attack(&sql, &values).await,
                1,
                "{}.{column}",
                table.name
            );
            let what = format!("{}.{column}", table.name);
            let mut moved = row.clone();
            moved[at] = put;
            // A row with another key is two differences: the one that is gone, the one that came.
            let named = if at < table.keys { "row" } else { key.as_str() };
            found(&world, &[table.name, named], &what).await;
            let gone = format!("DELETE FROM {} WHERE {}", table.name, clause(table));
            assert_eq!(world.attack(&gone, &moved[..table.keys]).await, 1);
            put_back(&world, table, &row).await;
        }
        let what = format!("edits any column of a row of {}", table.name);
        book.refused(&format!("{}-edited", table.name), &what, NAMED, true);
        world.must_verify().await;
    }
    for (how, verb) in [
        ("deleted", "deletes a row of"),
        ("inserted", "inserts a row into"),
    ] {
        each_bound_row(&world, how == "deleted").await;
        for table in bound_tables() {
            let what = format!("{verb} {}", table.name);
            book.refused(&format!("{}-{how}", table.name), &what, NAMED, true);
        }
    }
    book.closed();
}

const NAMED: &str = "`besa verify` names it";

/// A row of each table is deleted, or another one slipped in: found and named, then undone.
async fn each_bound_row(world: &World, deleted: bool) {
    for table in bound_tables() {
        let Some(row) = rows(world, table).await.pop() else {
            panic!("{} is empty", table.name)
        };
        let gone = format!("DELETE FROM {} WHERE {}", table.name, clause(table));
        if deleted {
            assert_eq!(world.attack(&gone, &row[..table.keys]).await, 1);
            let what = format!("deleted from {}", table.name);
            found(world, &[table.name, &table.key(&row)], &what).await;
            put_back(world, table, &row).await;
        } else {
            let slipped_in = slipped_in(table, &row);
            put_back(world, table, &slipped_in).await;
            let what = format!("inserted into {}", table.name);
            found(world, &[table.name, &table.key(&slipped_in)], &what).await;
            assert_eq!(world.attack(&gone, &slipped_in[..table.keys]).await, 1);
        }
        world.must_verify().await;
    }
}

/// A row like this one that the schema lets in beside it.
fn slipped_in(table: &Table, row: &[Value]) -> Vec<Value> {
    let mut slipped_in = row.to_vec();
    slipped_in[0] = Value::from(format!("zz{}", hex()));
    for (at, (column, _)) in table.columns.iter().enumerate() {
        let unique = [
            ("circle", "institution"),
            ("member", "login"),
            ("lock", "member"),
            ("sealed", "half_id"),
            ("sealed", "version"),
            ("case_file", "code"),
            ("referral", "code"),
            ("card", "serial"),
            ("fact", "n"),
        ];
        if unique.contains(&(table.name, column)) {
            slipped_in[at] = match &row[at] {
                Value::Int(_) => Value::from(77),
                Value::Text(_) | Value::Bytes(_) => Value::from(hex()),
            };
        }
    }
    slipped_in
}

fn hex() -> String {
    data_encoding::HEXLOWER.encode(&draw_id(&mut OsChance))
}

/// Each way to change the record itself: the statements that do it, and those that undo it.
#[tokio::test]
async fn any_change_of_the_record_itself_is_found() {
    let world = lived_in().await;
    let last = world.number("SELECT MAX(idx) FROM ledger_entry").await;
    let changes: &[(&str, &str)] = &[
        (
            "body",
            "UPDATE ledger_entry SET body = (SELECT body FROM ledger_entry WHERE idx = 4) WHERE idx = 9",
        ),
        (
            "salt",
            "UPDATE ledger_entry SET salt = (SELECT salt FROM ledger_entry WHERE idx = 4) WHERE idx = 9",
        ),
        (
            "commitment",
            "UPDATE ledger_entry SET commitment = (SELECT commitment FROM ledger_entry WHERE idx = 4) WHERE idx = 9",
        ),
        (
            "salt and body erased without an entry",
            "UPDATE ledger_entry SET salt = NULL, body = NULL WHERE idx = 9",
        ),
        (
            "actor",
            "UPDATE ledger_entry SET actor = 'operator2' WHERE idx = 9",
        ),
        (
            "institution",
            "UPDATE ledger_entry SET institution = 'x' WHERE idx = 9",
        ),
        ("act", "UPDATE ledger_entry SET act = 'x' WHERE idx = 9"),
        (
            "case",
            "UPDATE ledger_entry SET case_id = 'x' WHERE idx = 9",
        ),
        ("at", "UPDATE ledger_entry SET at = at + 1 WHERE idx = 9"),
        ("id", "UPDATE ledger_entry SET id = 'x' WHERE idx = 9"),
        (
            "an entry in the middle deleted",
            "DELETE FROM ledger_entry WHERE idx = 9",
        ),
        (
            "the first entry deleted",
            "DELETE FROM ledger_entry WHERE idx = 0",
        ),
        (
            "the last entry deleted",
            "DELETE FROM ledger_entry WHERE idx = (SELECT MAX(idx) FROM ledger_entry)",
        ),
        (
            "a copy inserted",
            "INSERT INTO ledger_entry (idx, id, at, actor, act, commitment, salt, body) SELECT idx + 100000, 'y', at, actor, act, commitment, salt, body FROM ledger_entry WHERE idx = 9",
        ),
        (
            "two entries exchanged",
            "UPDATE ledger_entry SET idx = idx + 900000 WHERE idx IN (8, 9)",
        ),
        (
            "the last checkpoint deleted",
            "DELETE FROM ledger_checkpoint WHERE n = (SELECT MAX(n) FROM ledger_checkpoint)",
        ),
        (
            "a checkpoint in the middle deleted",
            "DELETE FROM ledger_checkpoint WHERE n = 3",
        ),
        (
            "a checkpoint's note edited",
            "UPDATE ledger_checkpoint SET note = (SELECT note FROM ledger_checkpoint WHERE n = 2) WHERE n = 3",
        ),
        (
            "a tile of another width",
            "UPDATE ledger_tile SET width = width + 1 WHERE level = 0",
        ),
        (
            "a tile deleted",
            "DELETE FROM ledger_tile WHERE level = 0 AND idx = 0",
        ),
    ];
    assert!(last > 20, "{last}");
    let mut book = Book::of("RECORD");
    for (n, (what, sql)) in changes.iter().enumerate() {
        let saved = keep(&world).await;
        let changed = world.attack(sql, &[]).await;
        assert!(changed > 0, "{what}");
        if *what == "two entries exchanged" {
            world
                .attack(
                    "UPDATE ledger_entry SET idx = 900017 - idx WHERE idx > 900000",
                    &[],
                )
                .await;
        }
        found(&world, &[], what).await;
        let what = format!("changes the record: {what}");
        book.refused(&format!("{:02}", n + 1), &what, NAMED, true);
        put_all_back(&world, saved).await;
        world.must_verify().await;
    }
    let tiles = world
        .stolen(
            "SELECT bytes FROM ledger_tile WHERE level = 0 AND idx = 0",
            &[],
        )
        .await;
    let bytes = tiles[0].bytes(0);
    for at in [0, bytes.len() / 2, bytes.len() - 1] {
        let mut edited = bytes.clone();
        edited[at] ^= 1;
        let sql = "UPDATE ledger_tile SET bytes = $1 WHERE level = 0 AND idx = 0";
        world.attack(sql, &[Value::from(edited)]).await;
        found(&world, &[], "a tile edited").await;
    }
    book.refused("21", "changes the record: a tile edited", NAMED, true);
    book.closed();
}

#[tokio::test]
async fn a_referral_whose_state_its_events_do_not_lead_to_is_found() {
    let world = lived_in().await;
    world
        .attack("UPDATE referral SET state = 'accepted'", &[])
        .await;
    found(&world, &["referral"], "state").await;
}

#[tokio::test]
async fn a_log_key_that_is_not_the_founding_one_finds_a_difference() {
    let world = World::founded().await;
    let other = besa_ledger::LogKey::from_seed(crate::record::ORIGIN, &[7; 32]).unwrap();
    let verdict = crate::record::verify(world.app.db(), other.public()).await;
    assert!(matches!(verdict, Verdict::Different(..)), "{verdict:?}");
}

#[tokio::test]
async fn a_database_that_cannot_be_read_is_not_called_clean() {
    let world = World::founded().await;
    world.attack("DROP TABLE ledger_tile", &[]).await;
    let verdict = world.verdict().await;
    assert!(matches!(verdict, Verdict::Unchecked(_)), "{verdict:?}");
}

#[tokio::test]
async fn verifying_beside_acts_that_go_on_finds_nothing() {
    let world = World::founded().await;
    let app = world.app.clone();
    let actor = Actor::Member(world.session("dritan").await);
    let busy = tokio::spawn(async move {
        for n in 0..40 {
            let person = super::doors::newcomer(&format!("re-{n}"));
            app.act(
                &actor,
                None,
                crate::registry::people::Invite {
                    person,
                    circles: Vec::new(),
                },
            )
            .await
            .unwrap();
        }
    });
    while !busy.is_finished() {
        world.must_verify().await;
    }
    busy.await.unwrap();
    world.must_verify().await;
}
