//! Letters that somebody altered in the database, by the number of the paper on the vault (C 4), and
//! letters whose time is over.

use super::kit::World;
use super::receiving::{RINGS, of, sent};
use crate::cases::referral::ReferralRow;
use crate::cases::run_clocks;
use crate::db::Value;
use crate::record::{Verdict, verify};
use crate::registry;
use besa_domain::{Age, LetterId, MemberId, Urgency};
use besa_vault::{Statement, sha256};

/// Somebody who writes to the database behind the program's back.
async fn tamper(world: &World, sql: &'static str, arguments: &[Value]) {
    let mut writer = world.app.db().writer().await.unwrap();
    assert!(writer.tx().run(sql, arguments).await.unwrap() > 0, "{sql}");
    writer.close().await;
}

/// The slip letter of a referral: id, statement, body, body hash, signature, circle.
async fn letter(world: &World, row: &ReferralRow) -> crate::db::Row {
    let mut reading = world.app.glance().await.unwrap();
    let sql = "SELECT id, statement, body, body_hash, sig, circle FROM letter \
         WHERE referral_id = $1 AND stage = 'slip'";
    reading.tx().row(sql, &of(row)).await.unwrap().unwrap()
}

/// The desk opens the page, reads no slip, and the referral was not seen by that.
async fn refused(world: &World, login: &str, row: &ReferralRow) {
    let page = world.as_(login).get(&format!("/inbox/{}", row.code)).await;
    assert!(page.has("nuk përputhet me nënshkrimin") && !page.has("Kërkohet strehim"));
    assert_eq!(world.count(RINGS, &of(row)).await, 0);
    assert_eq!(
        world.referral_row(&row.code.to_string()).await.state,
        "sent"
    );
    let verdict = verify(world.app.db(), &world.app.facts().log).await;
    assert!(matches!(verdict, Verdict::Different(..)), "{verdict:?}");
}

#[tokio::test]
async fn attack_4_a_letter_signed_again_by_another_member_is_not_read() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    let old = letter(&world, &row).await;
    let thief = world.session("suela").await;
    let mut statement = Statement::decode(&old.bytes(1)).unwrap();
    let mut reading = world.app.glance().await.unwrap();
    let facts = world.app.facts();
    let card = registry::member_card(&mut reading.tx(), facts, thief.who.member)
        .await
        .unwrap();
    drop(reading);
    statement.sender = thief.who.member.bytes();
    statement.sender_card = card.hash();
    let bytes = statement.encode();
    let message = [bytes.as_slice(), &sha256(&[&old.bytes(2)])].concat();
    let sig = thief.signing(facts.deployment).sign("letter", &message);
    let sql = "UPDATE letter SET sender = $1, statement = $2, sig = $3 WHERE id = $4";
    let sender = MemberId::from_bytes(statement.sender).to_string();
    let values = [
        Value::from(sender),
        Value::from(bytes),
        Value::from(sig.to_vec()),
        Value::from(old.text(0)),
    ];
    tamper(&world, sql, &values).await;
    refused(&world, "arta", &row).await;
}

#[tokio::test]
async fn attack_4_a_changed_end_date_is_not_read() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    let old = letter(&world, &row).await;
    let mut statement = Statement::decode(&old.bytes(1)).unwrap();
    statement.until = Some(world.app.now().plus_days(900).seconds());
    let values = [Value::from(statement.encode()), Value::from(old.text(0))];
    tamper(
        &world,
        "UPDATE letter SET statement = $1 WHERE id = $2",
        &values,
    )
    .await;
    refused(&world, "arta", &row).await;
}

#[tokio::test]
async fn attack_4_a_letter_under_a_new_id_is_not_read() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    let old = letter(&world, &row).await;
    let fresh = LetterId::from_bytes([7; 16]).to_string();
    tamper(
        &world,
        "UPDATE letter SET id = $1 WHERE id = $2",
        &[Value::from(fresh), Value::from(old.text(0))],
    )
    .await;
    refused(&world, "arta", &row).await;
}

#[tokio::test]
async fn attack_4_a_letter_turned_to_another_circle_is_not_read() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    let old = letter(&world, &row).await;
    let dora = Value::from(world.houses["dora"].to_string());
    let sql = "UPDATE letter SET circle = (SELECT id FROM circle WHERE institution = $1 AND kind = 'front_desk') WHERE id = $2";
    tamper(&world, sql, &[dora.clone(), Value::from(old.text(0))]).await;
    tamper(
        &world,
        "UPDATE referral SET receiver = $1 WHERE id = $2",
        &[dora, Value::from(row.id.to_string())],
    )
    .await;
    refused(&world, "suela", &row).await;
}

#[tokio::test]
async fn attack_4_a_letter_put_back_after_its_end_is_not_read() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    let old = letter(&world, &row).await;
    let path = format!("/inbox/{}/decline", row.code);
    let form = world.as_("arta").get(&path).await;
    world
        .as_("arta")
        .post(&form, &path, &[("reason", "full"), ("words", "")])
        .await;
    let id = Value::from(old.text(0));
    tamper(
        &world,
        "UPDATE letter SET body = $1 WHERE id = $2",
        &[Value::from(old.bytes(2)), id.clone()],
    )
    .await;
    tamper(&world, "DELETE FROM letter_end WHERE letter_id = $1", &[id]).await;
    tamper(
        &world,
        "DELETE FROM referral_event WHERE referral_id = $1 AND code = 'declined'",
        &of(&row),
    )
    .await;
    tamper(
        &world,
        "UPDATE referral SET state = 'sent' WHERE id = $1",
        &of(&row),
    )
    .await;
    refused(&world, "arta", &row).await;
}

#[tokio::test]
async fn attack_4_a_letter_folded_twice_leaves_the_head_as_it_is() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    let heads =
        "SELECT COUNT(*) FROM sealed WHERE case_id = $1 AND section = 'slip' AND version = 1";
    let case = [Value::from(row.case.to_string())];
    let path = format!("/inbox/{}", row.code);
    let (arta, mira) = (world.as_("arta"), world.as_("mira"));
    let (one, two) = tokio::join!(arta.get(&path), mira.get(&path));
    assert!(one.has("Kërkohet strehim") && two.has("Kërkohet strehim"));
    world.as_("arta").get(&path).await;
    assert_eq!(world.count(RINGS, &of(&row)).await, 1);
    assert_eq!(world.count(heads, &case).await, 1);
    world.is_clean().await;
}

#[tokio::test]
async fn a_letter_ends_on_the_day_that_was_written_into_it_without_keys() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    let until = world.app.now().plus_hours(1);
    let row = world.referred_until(&case, Urgency::Normal, until).await;
    let path = format!("/inbox/{}", row.code);
    assert!(world.as_("arta").get(&path).await.has("Kërkohet strehim"));
    world.work_on("arta", 60).await;
    for _ in 0..2 {
        run_clocks(&world.app).await.unwrap();
    }
    let ended = "SELECT COUNT(*) FROM letter_end WHERE reason = 'expired' AND sig IS NULL \
         AND by_actor = 'system:clock' AND letter_id IN (SELECT id FROM letter WHERE referral_id = $1)";
    assert_eq!(world.count(ended, &of(&row)).await, 3);
    assert_eq!(world.count(RINGS, &of(&row)).await, 0);
    let page = world.as_("arta").get(&path).await;
    assert!(page.has("Fleta u mbyll në datën") && !page.has("Kërkohet strehim"));
    world.is_clean().await;
}
