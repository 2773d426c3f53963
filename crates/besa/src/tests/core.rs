//! The frame: founding, entering, leaving, faults, and the record of all that.

use super::kit::{World, nine_o_clock};
use crate::record::{Verdict, verify};
use axum::http::StatusCode;

#[tokio::test]
async fn a_founded_county_verifies() {
    let world = World::founded().await;
    match verify(world.app.db(), &world.app.facts().log).await {
        Verdict::Clean(report) => assert!(report.entries > 30, "{}", report.entries),
        other @ (Verdict::Different(..) | Verdict::Unchecked(_)) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn somebody_who_is_not_signed_in_is_shown_the_way_in() {
    let world = World::founded().await;
    let page = world.nobody().get("/me").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(page.location(), "/sign-in");
    assert_eq!(world.nobody().get("/sign-in").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_signed_in_member_sees_who_they_are_in_both_languages() {
    let world = World::founded().await;
    let page = world.as_("elira").get("/me").await;
    assert!(page.has("Elira Shkëmbi") && page.has("Qendra Sociale Rozafa"));
    assert!(
        world
            .as_("elira")
            .in_english()
            .get("/me")
            .await
            .has("Passphrase")
            || page.has("DEMO")
    );
}

#[tokio::test]
async fn an_idle_session_ends_and_its_server_half_with_it() {
    let world = World::founded().await;
    world.clock.forward(16 * 60);
    assert_eq!(world.as_("elira").get("/me").await.location(), "/sign-in");
    let mut reading = world.app.glance().await.unwrap();
    let rows = reading
        .tx()
        .rows("SELECT COUNT(*) FROM sess.server_half", &[])
        .await
        .unwrap();
    let left = rows[0].int(0);
    crate::accounts::expire(&world.app).await.unwrap();
    let rows = reading
        .tx()
        .rows("SELECT COUNT(*) FROM sess.server_half", &[])
        .await
        .unwrap();
    assert!(left > 0 && rows[0].int(0) == 0);
}

#[tokio::test]
async fn an_unknown_page_is_a_page() {
    let world = World::founded().await;
    let page = world.as_("elira").get("/nothing").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.has("Faqja nuk u gjet"));
    assert_eq!(world.app.now().date(), nine_o_clock().date());
}

#[tokio::test]
async fn halves_that_a_silent_start_left_behind_are_swept_and_those_in_use_stay() {
    let world = World::founded().await;
    world.case("elira", besa_domain::Age::Child).await;
    let count = async |sql: &'static str| {
        let mut reading = world.app.glance().await.unwrap();
        reading.tx().row(sql, &[]).await.unwrap().unwrap().int(0)
    };
    // The template's start is silent from now on; this world's own gives its sign of life later.
    world.clock.forward(49 * 3_600);
    crate::jobs::round(&world.app).await.unwrap();
    let before = count("SELECT COUNT(*) FROM shred.half").await;
    let swept = crate::sealing::sweep(&world.app).await.unwrap();
    let after = count("SELECT COUNT(*) FROM shred.half").await;
    assert_eq!(before - after, i64::try_from(swept).unwrap());
    if world.app.db().is_lite() {
        assert!(swept > 900, "{swept}");
    }
    let lost = "SELECT COUNT(*) FROM sealed WHERE half_id NOT IN (SELECT id FROM shred.half)";
    assert_eq!(count(lost).await, 0);
}
