//! The second factor and the locks against whoever writes the database (vault.md V18; C 15).

use super::entering::enters;
use super::kit::World;
use crate::db::Value;

async fn member(world: &World, login: &str) -> Value {
    Value::from(world.session(login).await.who.member.to_string())
}

/// Neither enters, and both do again when all is as it was.
async fn refused(world: &World, what: &str, status: u16) {
    for login in ["elira", "mira"] {
        world.clock.forward(43);
        let page = enters(world, login).await;
        assert_eq!(page.status.as_u16(), status, "{what} {login}");
    }
}

async fn exchange(world: &World, table: &str, kind: &str) {
    let members = [member(world, "elira").await, member(world, "mira").await];
    let mut bytes = Vec::new();
    for one in &members {
        let sql = format!("SELECT bytes FROM {table} WHERE member = $1 {kind}");
        let row = world.stolen(&sql, std::slice::from_ref(one)).await;
        bytes.push(Value::from(row[0].bytes(0)));
    }
    for (one, bytes) in members.into_iter().zip(bytes.into_iter().rev()) {
        let sql = format!("UPDATE {table} SET bytes = $2 WHERE member = $1 {kind}");
        assert_eq!(world.attack(&sql, &[one, bytes]).await, 1, "{sql}");
    }
}

#[tokio::test]
async fn exchanged_rows_of_two_members_let_neither_in() {
    let world = World::founded().await;
    exchange(&world, "factor", "").await;
    refused(&world, "factor", 500).await;
    exchange(&world, "factor", "").await;
    exchange(&world, "lock", "AND kind = 'passphrase'").await;
    refused(&world, "lock", 422).await;
    exchange(&world, "lock", "AND kind = 'passphrase'").await;
    world.clock.forward(43);
    assert_eq!(enters(&world, "elira").await.location(), "/tasks");
}

#[tokio::test]
async fn a_second_factor_put_back_does_not_let_a_spent_code_in_again() {
    let world = World::founded().await;
    let key = [member(&world, "elira").await];
    let sql = "SELECT member, kind, bytes, last_step, version FROM factor WHERE member = $1";
    let before = world.stolen(sql, &key).await.remove(0);
    assert_eq!(enters(&world, "elira").await.location(), "/tasks");
    let back =
        "UPDATE factor SET kind = $2, bytes = $3, last_step = $4, version = $5 WHERE member = $1";
    let now = world.stolen(sql, &key).await.remove(0);
    assert_eq!(world.attack(back, before.values()).await, 1);
    assert_eq!(enters(&world, "elira").await.status.as_u16(), 500);
    world.clock.forward(43);
    assert_eq!(enters(&world, "elira").await.status.as_u16(), 500);
    world.attack(back, now.values()).await;
    world.clock.forward(43);
    assert_eq!(enters(&world, "elira").await.location(), "/tasks");
    world
        .attack("DELETE FROM factor WHERE member = $1", &key)
        .await;
    world.clock.forward(43);
    assert_eq!(enters(&world, "elira").await.status.as_u16(), 500);
}

#[tokio::test]
async fn lock_parameters_raised_or_lowered_in_the_row_refuse_before_any_work() {
    let world = World::founded().await;
    let key = member(&world, "elira").await;
    let sql = "SELECT bytes FROM lock WHERE member = $1 AND kind = 'passphrase'";
    let was = world.stolen(sql, std::slice::from_ref(&key)).await[0].bytes(0);
    let put = "UPDATE lock SET bytes = $2 WHERE member = $1 AND kind = 'passphrase'";
    // Mark, kind, then KiB, passes and lanes, four bytes each; a gigabyte would be two of these.
    for (place, number) in [(5, 1_u32), (5, u32::MAX), (9, 1_000), (13, 64)] {
        let mut bytes = was.clone();
        bytes[place..place + 4].copy_from_slice(&number.to_be_bytes());
        world.attack(put, &[key.clone(), Value::from(bytes)]).await;
        world.clock.forward(43);
        let page = enters(&world, "elira").await;
        assert_eq!(page.status.as_u16(), 422, "{place} {number}");
    }
    world.attack(put, &[key.clone(), Value::from(was)]).await;
    world.clock.forward(43);
    assert_eq!(enters(&world, "elira").await.location(), "/tasks");
}
