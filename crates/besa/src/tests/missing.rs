//! What no longer opens although nobody erased it is reported and named (vault.md P6; C 11).

use super::attack::{Ends, sent};
use super::kit::World;
use crate::app::Actor;
use crate::record::Verdict;
use crate::sealing;

const TOLD: &str = "SELECT COUNT(DISTINCT member) FROM alarm WHERE kind = ";

async fn differs(world: &World, word: &str) {
    match world.verdict().await {
        Verdict::Different(code, sentence) => {
            assert!(
                code.contains(word) || sentence.contains(word),
                "{code}: {sentence}"
            );
        }
        other @ (Verdict::Clean(_) | Verdict::Unchecked(_)) => panic!("{word}: {other:?}"),
    }
}

#[tokio::test]
async fn a_deleted_half_ring_row_and_letter_end_are_each_named_by_the_job_and_by_verify() {
    let world = World::founded().await;
    let (_, referral) = sent(&world).await;
    let elira = Actor::Member(world.session("elira").await);
    world.app.act(&elira, None, Ends(referral)).await.unwrap();
    assert_eq!(sealing::report_missing(&world.app).await.unwrap(), 0);
    world.must_verify().await;
    let first = "(SELECT MIN(half_id) FROM sealed WHERE case_id IS NOT NULL)";
    world
        .attack(&format!("DELETE FROM shred.half WHERE id = {first}"), &[])
        .await;
    assert_eq!(sealing::report_missing(&world.app).await.unwrap(), 1);
    differs(&world, "half-missing").await;
    let last = "(SELECT MAX(id) FROM sealed WHERE case_id IS NOT NULL)";
    let sql = format!("DELETE FROM ring WHERE letter_id = '' AND sealed_id = {last}");
    assert_eq!(world.attack(&sql, &[]).await, 1);
    assert_eq!(sealing::report_missing(&world.app).await.unwrap(), 1);
    differs(&world, "ring").await;
    let sql = "DELETE FROM letter_end WHERE letter_id = (SELECT MIN(letter_id) FROM letter_end)";
    assert_eq!(world.attack(sql, &[]).await, 1);
    assert_eq!(sealing::report_missing(&world.app).await.unwrap(), 1);
    // Nothing is reported twice; two people of the institution were told of each.
    assert_eq!(sealing::report_missing(&world.app).await.unwrap(), 0);
    for kind in ["half_missing", "ring_missing", "end_missing"] {
        assert_eq!(world.number(&format!("{TOLD}'{kind}'")).await, 2, "{kind}");
    }
    let lines = "SELECT COUNT(*) FROM ledger_entry WHERE act = 'report_missing'";
    assert_eq!(world.number(lines).await, 3);
    for login in ["dritan", "bora"] {
        for browser in [world.as_(login), world.as_(login).in_english()] {
            let home = browser.get("/tasks").await;
            assert_eq!(home.html.matches("action=\"/alarms/").count(), 3, "{login}");
        }
    }
}
