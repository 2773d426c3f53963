//! Several nodes on one database, in one process (vault.md C 7, 8).

use super::attack::{Looks, Saves, looks, sent};
use super::kit::{World, open};
use crate::accounts::{self, Loaded, Session};
use crate::app::{Actor, App, Fail};
use crate::sealing;
use besa_domain::Age;
use std::sync::Arc;

async fn session(app: &App, cookie: &str) -> Arc<Session> {
    match accounts::load(app, cookie).await.unwrap() {
        Loaded::Open(session) => session,
        Loaded::Covered | Loaded::Gone => panic!("not signed in"),
    }
}

#[tokio::test]
async fn whatever_two_nodes_acknowledged_opens_although_one_of_them_ends_in_the_middle() {
    let world = World::founded().await;
    let (case, _) = sent(&world).await;
    let other = open(&world.place, &world.keys, world.clock.clone()).await;
    let mut clients = tokio::task::JoinSet::new();
    for n in 0..64 {
        let app = if n % 2 == 0 {
            world.app.clone()
        } else {
            other.clone()
        };
        let login = if n % 4 < 2 { "elira" } else { "mira" };
        let session = session(&app, world.cookie(login)).await;
        let case = case.id;
        clients.spawn(async move {
            if n % 4 < 2 {
                let actor = Actor::Member(session);
                app.act(&actor, None, Saves(case)).await.map(Some)
            } else {
                app.view(&session, &Looks(case)).await.map(|_| None)
            }
        });
    }
    // The other node goes when some of its work is done and some waits.
    let mut acknowledged = Vec::new();
    let mut failed = 0;
    let mut done = 0;
    while let Some(answer) = clients.join_next().await {
        match answer.unwrap() {
            Ok(id) => acknowledged.extend(id),
            Err(Fail::Broken(_)) => failed += 1,
            Err(fail) => panic!("{fail}"),
        }
        done += 1;
        if done == 20 {
            other.close().await;
        }
    }
    assert!(acknowledged.len() >= 16, "{} {failed}", acknowledged.len());
    let seen = looks(&world, "elira", &case).await.unwrap();
    for id in &acknowledged {
        assert!(seen.contains_key(id), "{id}");
    }
    let versions = "SELECT COUNT(*) FROM sealed WHERE section = 'header' AND case_id IS NOT NULL";
    let distinct = "SELECT COUNT(DISTINCT version) FROM sealed WHERE section = 'header' AND case_id IS NOT NULL";
    assert_eq!(world.number(versions).await, world.number(distinct).await);
    let bare = "SELECT COUNT(*) FROM sealed AS s WHERE NOT EXISTS \
        (SELECT 1 FROM ring WHERE sealed_id = s.id AND letter_id = '')";
    assert_eq!(world.number(bare).await, 0);
    assert!(!looks(&world, "mira", &case).await.unwrap().is_empty());
    world.must_verify().await;
}

#[tokio::test]
async fn a_node_that_lies_idle_for_ten_days_beside_a_busy_one_keeps_its_halves() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    let busy = open(&world.place, &world.keys, world.clock.clone()).await;
    for _ in 0..10 {
        world.clock.forward(24 * 3_600);
        // The idle node's jobs run; it seals nothing.
        sealing::beat(&world.app).await.unwrap();
        sealing::beat(&busy).await.unwrap();
        sealing::sweep(&busy).await.unwrap();
    }
    let elira = world
        .session_after(&super::entering::enters(&world, "elira").await)
        .await;
    let verb = Saves(case.id);
    let id = world
        .app
        .act(&Actor::Member(elira.clone()), None, verb)
        .await
        .unwrap();
    let seen = world.app.view(&elira, &Looks(case.id)).await.unwrap();
    assert!(seen.contains_key(&id));
    busy.close().await;
}

#[tokio::test]
async fn a_node_that_slept_finds_its_halves_swept_and_seals_to_none_of_them() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    let awake = open(&world.place, &world.keys, world.clock.clone()).await;
    world.clock.forward(49 * 3_600);
    sealing::beat(&awake).await.unwrap();
    sealing::sweep(&awake).await.unwrap();
    let elira = world
        .session_after(&super::entering::enters(&world, "elira").await)
        .await;
    let actor = Actor::Member(elira.clone());
    if world.app.db().is_lite() {
        let failed = world.app.act(&actor, None, Saves(case.id)).await;
        assert!(matches!(failed, Err(Fail::Broken(_))), "{failed:?}");
        sealing::beat(&world.app).await.unwrap();
    }
    let id = world.app.act(&actor, None, Saves(case.id)).await.unwrap();
    let seen = world.app.view(&elira, &Looks(case.id)).await.unwrap();
    assert!(seen.contains_key(&id));
    assert_eq!(sealing::report_missing(&world.app).await.unwrap(), 0);
    awake.close().await;
    world.must_verify().await;
}
