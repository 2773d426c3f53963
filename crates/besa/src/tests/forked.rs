//! A record that its own key signed anew is clean in itself; a checkpoint kept outside finds it.

use super::kit::{World, fresh, open};
use crate::record::{Verdict, last_note, verify, verify_since};
use besa_domain::Age;

/// The newest checkpoint, as an operator keeps it.
async fn note(world: &World) -> String {
    let mut reading = world.app.glance().await.unwrap();
    last_note(&mut reading.tx()).await.unwrap().unwrap()
}

/// What is said of the record when it is held against a note.
async fn since(world: &World, note: &str) -> String {
    match verify_since(world.app.db(), &world.app.facts().log, note).await {
        Verdict::Clean(_) => "clean".to_owned(),
        Verdict::Different(code, _) => code,
        Verdict::Unchecked(why) => why,
    }
}

#[tokio::test]
async fn a_record_signed_anew_or_put_back_is_named_by_a_checkpoint_kept_outside() {
    let mut world = World::founded().await;
    let before = note(&world).await;
    world.app.close().await;
    let (set, older) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let twin = fresh(set.path(), Some(&world.place)).await;
    let older = fresh(older.path(), Some(&world.place)).await;
    world.app = open(&world.place, &world.keys, world.clock.clone()).await;
    world.case("elira", Age::Adult).await;
    let kept = note(&world).await;
    assert_eq!(since(&world, &kept).await, "clean");
    // As it comes out of a letter or from another machine.
    let copied = format!("\r\n{}\r\n\r\n", kept.replace('\n', "\r\n"));
    assert_eq!(since(&world, &copied).await, "clean");
    world.app.close().await;

    // The same key goes on from the same state with another story, as long as the first.
    world.app = open(&twin, &world.keys, world.clock.clone()).await;
    world.case("elira", Age::Child).await;
    world.case("elira", Age::Adult).await;
    let verdict = verify(world.app.db(), &world.app.facts().log).await;
    assert!(matches!(verdict, Verdict::Clean(_)), "{verdict:?}");
    assert_eq!(since(&world, &before).await, "clean");
    assert_eq!(since(&world, &kept).await, "forked");
    world.app.close().await;

    world.app = open(&older, &world.keys, world.clock.clone()).await;
    assert_eq!(since(&world, &before).await, "clean");
    assert_eq!(since(&world, &kept).await, "rolled-back");
    let strange = kept.replacen("besa/record", "besa/other", 1);
    assert!(since(&world, &strange).await.contains("record's keys"));
    assert!(since(&world, "no note").await.contains("record's keys"));
}
