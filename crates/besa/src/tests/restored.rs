//! A database put back: refused until what was revoked is revoked again (vault.md V19, V20; C 10).

use super::attack::{Ends, Looks, sent};
use super::entering::enters;
use super::kit::{World, fresh, open};
use super::rotation::joins;
use crate::accounts::{self, Loaded, Session};
use crate::app::{Actor, App};
use crate::founding::Folder;
use crate::registry::people::Suspend;
use crate::watch::{self, restore};
use besa_domain::{CircleKind, Role};
use std::sync::Arc;

async fn session(world: &World, app: &App, login: &str) -> Option<Arc<Session>> {
    match accounts::load(app, world.cookie(login)).await.unwrap() {
        Loaded::Open(session) => Some(session),
        Loaded::Covered | Loaded::Gone => None,
    }
}

#[tokio::test]
async fn a_set_of_before_is_refused_and_after_replay_nothing_revoked_is_back() {
    let mut world = World::founded().await;
    let (case, referral) = sent(&world).await;
    let goes = joins(
        &world,
        "valbona",
        "dea",
        Role::FrontLine,
        &[CircleKind::Cases],
    )
    .await;
    let node = tempfile::tempdir().unwrap();
    let folder = Folder::at(node.path());
    watch::begin(&world.app, &folder).await.unwrap();
    world.app.close().await;
    // The backup, and the list as it was then.
    let set = tempfile::tempdir().unwrap();
    let backup = fresh(set.path(), Some(&world.place)).await;
    let stale = std::fs::read(folder.revoked()).unwrap();
    let app = open(&world.place, &world.keys, world.clock.clone()).await;
    watch::begin(&app, &folder).await.unwrap();
    let elira = Actor::Member(session(&world, &app, "elira").await.unwrap());
    app.act(&elira, None, Ends(referral)).await.unwrap();
    let valbona = Actor::Member(session(&world, &app, "valbona").await.unwrap());
    let member = goes.member;
    let verb = Suspend { member, left: true };
    app.act(&valbona, None, verb).await.unwrap();
    assert!(session(&world, &app, "mira").await.is_some());
    watch::keep(&app).await.unwrap();
    app.close().await;
    let list = std::fs::read_to_string(folder.revoked()).unwrap();
    for word in [
        "letter ",
        "withdrawn",
        &format!("member {member} left"),
        "epoch ",
    ] {
        assert!(list.contains(word), "{word}: {list}");
    }

    // The set of before stands in place of the living database.
    world.app = open(&backup, &world.keys, world.clock.clone()).await;
    let refused = watch::begin(&world.app, &folder).await.unwrap_err();
    assert!(refused.0.contains("besa restore"), "{refused}");
    let lines = world.number("SELECT COUNT(*) FROM ledger_entry").await;
    std::fs::write(folder.revoked(), &stale).unwrap();
    let refused = restore::replay(&world.app, &folder, &[], false).await;
    assert!(refused.unwrap_err().0.contains("Bring the newest list"));
    let now = world.number("SELECT COUNT(*) FROM ledger_entry").await;
    assert_eq!(lines, now);
    // The list of another node knows what this one's copy does not.
    let other = node.path().join("other.txt");
    std::fs::write(&other, &list).unwrap();
    let done = restore::replay(&world.app, &folder, &[other], false)
        .await
        .unwrap();
    let circles = world.number("SELECT COUNT(*) FROM circle").await;
    assert_eq!((done.letters, done.members), (2, 1));
    assert_eq!(i64::try_from(done.circles).unwrap(), circles);
    watch::begin(&world.app, &folder).await.unwrap();

    for login in ["elira", "mira", "valbona"] {
        assert!(session(&world, &world.app, login).await.is_none());
    }
    let seats = format!("SELECT COUNT(*) FROM circle_member WHERE member = '{member}'");
    assert_eq!(world.number(&seats).await, 0);
    let state = format!("SELECT state FROM member WHERE id = '{member}'");
    assert_eq!(world.stolen(&state, &[]).await[0].text(0), "left");
    let ended = "SELECT COUNT(*) FROM letter WHERE body IS NULL";
    assert_eq!(world.number(ended).await, 2);
    let rings = "SELECT COUNT(*) FROM ring WHERE letter_id <> ''";
    assert_eq!(world.number(rings).await, 0);
    let app = world.app.clone();
    let router = crate::web::router(app);
    let world = world.on(router);
    world.clock.forward(60);
    let mira = world.session_after(&enters(&world, "mira").await).await;
    let seen = world.app.view(&mira, &Looks(case.id)).await.unwrap();
    assert!(seen.is_empty(), "{seen:?}");
    let restored = "SELECT COUNT(*) FROM ledger_entry WHERE act = 'restore' AND actor = 'operator'";
    assert_eq!(world.number(restored).await, 1);
    // What is revoked from here on is listed although the record is shorter than it was.
    let valbona = world.session_after(&enters(&world, "valbona").await).await;
    let next = mira.who.member;
    let verb = Suspend {
        member: next,
        left: false,
    };
    world
        .app
        .act(&Actor::Member(valbona), None, verb)
        .await
        .unwrap();
    watch::keep(&world.app).await.unwrap();
    let list = std::fs::read_to_string(folder.revoked()).unwrap();
    assert!(list.contains(&format!("member {next} suspended")), "{list}");
    world.must_verify().await;
}

#[tokio::test]
async fn a_list_that_is_too_old_needs_the_operators_word() {
    let world = World::founded().await;
    let node = tempfile::tempdir().unwrap();
    let folder = Folder::at(node.path());
    assert!(
        restore::replay(&world.app, &folder, &[], false)
            .await
            .is_err()
    );
    let done = restore::replay(&world.app, &folder, &[], true)
        .await
        .unwrap();
    assert_eq!((done.letters, done.members, done.complete), (0, 0, 0));
    world.must_verify().await;
}

#[tokio::test]
async fn a_fork_of_the_same_length_and_a_foreign_file_are_refused() {
    let mut world = World::founded().await;
    let node = tempfile::tempdir().unwrap();
    let folder = Folder::at(node.path());
    watch::begin(&world.app, &folder).await.unwrap();
    world.app.close().await;
    let set = tempfile::tempdir().unwrap();
    let twin = fresh(set.path(), Some(&world.place)).await;
    // Both grow by as many lines; only one of them is what this node wrote.
    world.app = open(&world.place, &world.keys, world.clock.clone()).await;
    let (case, _) = sent(&world).await;
    watch::begin(&world.app, &folder).await.unwrap();
    world.app.close().await;
    world.app = open(&twin, &world.keys, world.clock.clone()).await;
    assert!(watch::begin(&world.app, &folder).await.is_err());
    sent(&world).await;
    sent(&world).await;
    assert!(
        watch::begin(&world.app, &folder).await.is_err(),
        "{}",
        case.code
    );
    std::fs::write(folder.high_water(), "besa/record\n1\nAAAA\n").unwrap();
    let refused = watch::begin(&world.app, &folder).await.unwrap_err();
    assert!(refused.0.contains("not signed"), "{refused}");
}
