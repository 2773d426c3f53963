//! What was mended in the merged hall: who is told, who is shown a way, and how a full line answers.

use super::kit::World;
use crate::accounts::FULL;
use crate::app::{Actor, Fail};
use crate::cases::referral::{self, Call, Kind};
use crate::cases::run_clocks;
use crate::tasks;
use axum::http::{StatusCode, header};
use besa_domain::{Age, Blocked, Ground, Service, Urgency, Wish};

#[tokio::test]
async fn nobody_is_shown_a_place_that_is_closed_to_them() {
    let world = World::founded().await;
    for player in crate::demo::cast::CAST {
        let home = world.as_(player.login).get("/tasks").await;
        for place in ["/inbox", "/cases", "/institutions"] {
            if home.has(&format!("href=\"{place}\"")) {
                let page = world.as_(player.login).get(place).await;
                assert_eq!(page.status, StatusCode::OK, "{} {place}", player.login);
            }
        }
    }
}

#[tokio::test]
async fn practice_5_a_passed_over_office_is_told_on_no_rung() {
    let world = World::founded().await;
    for passed in [false, true] {
        let case = world.case("elira", Age::Child).await;
        let office = world.houses["shssh"];
        let mut verb = world.sending(&case, "drini", Age::Child);
        (verb.urgency, verb.called) = (Urgency::Urgent, Some(Call::NoNumber));
        if passed {
            verb.passed = vec![Blocked {
                institution: office,
                reason: "kin".to_owned(),
            }];
        }
        world.send("elira", verb).await.unwrap();
        world.work_on("elira", 600).await;
        run_clocks(&world.app).await.unwrap();
        let mut reading = world.app.glance().await.unwrap();
        let told = tasks::notices_for(&mut reading.tx(), office).await.unwrap();
        let of_case = told
            .iter()
            .filter(|notice| notice.case_code == case.code.to_string());
        assert_eq!(of_case.count() > 0, !passed);
        drop(reading);
    }
    world.is_clean().await;
}

#[tokio::test]
async fn an_office_passed_over_later_leaves_the_ladder_of_what_is_on_its_way() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    let office = world.houses["shssh"];
    let mut verb = world.sending(&case, "drini", Age::Child);
    (verb.urgency, verb.called) = (Urgency::Urgent, Some(Call::NoNumber));
    let code = world.send("elira", verb).await.unwrap();
    let row = world.referral_row(&code.to_string()).await;
    let on = async |world: &World| {
        let mut reading = world.app.glance().await.unwrap();
        let rungs = referral::rungs(&mut reading.tx(), row.id).await.unwrap();
        rungs.iter().any(|(_, house)| *house == office)
    };
    assert!(on(&world).await);
    let mut again = world.sending(&case, "drini", Age::Child);
    again.passed = vec![Blocked {
        institution: office,
        reason: "kin".to_owned(),
    }];
    world.send("elira", again).await.unwrap();
    assert!(!on(&world).await);
    world.is_clean().await;
}

#[tokio::test]
async fn the_sender_reads_what_the_receiver_wrote_and_takes_nothing_accepted_back() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    let row = world.referred(&case, Urgency::Normal).await;
    let path = format!("/referrals/{}", row.code);
    let before = world.as_("elira").get(&path).await;
    assert!(before.has("_key") && before.has("withdraw-form"));
    super::receiving::accept(&world, "arta", &row).await;
    let lines = world.number("SELECT COUNT(*) FROM ledger_entry").await;
    let after = world.as_("elira").get(&path).await;
    assert!(after.has("Përgjigjja dhe arsyet"));
    assert!(!after.has("withdraw-form") && after.has("nuk tërhiqet më"));
    assert!(world.number("SELECT COUNT(*) FROM ledger_entry").await > lines);
    let withdrawn = world
        .app
        .act(
            &Actor::Member(world.session("elira").await),
            None,
            referral::WithdrawReferral {
                code: row.code,
                reason: "mistake".to_owned(),
            },
        )
        .await;
    assert!(matches!(withdrawn, Err(Fail::Conflict(_))));
}

#[tokio::test]
async fn whom_the_law_obliges_is_led_to_the_report_until_it_is_sent() {
    let world = World::founded().await;
    let case = world.case("liri", Age::Adult).await;
    let path = format!("/cases/{}", case.code);
    assert!(world.as_("liri").get(&path).await.has("duty_report"));
    let mut verb = world.sending(&case, "policia", Age::Adult);
    (verb.kind, verb.service) = (Kind::DutyReport, Service::CriminalReport);
    (verb.asked.ground, verb.asked.wish) = (Ground::Law, Wish::No);
    verb.asked.reason = "neni 281".to_owned();
    world.send("liri", verb).await.unwrap();
    assert!(!world.as_("liri").get(&path).await.has("duty_report"));
    let case = world.case("elira", Age::Adult).await;
    let page = world
        .as_("elira")
        .get(&format!("/cases/{}", case.code))
        .await;
    assert!(!page.has("duty_report"));
}

#[tokio::test]
async fn nobody_waits_behind_a_full_line_of_locks() {
    let world = World::founded().await;
    let line = &world.app.settings().line;
    let all = u32::try_from(line.available_permits()).unwrap();
    let held = line.acquire_many(all).await.unwrap();
    let sign_in = world.nobody().get("/sign-in").await;
    let fields = [("login", "nobody"), ("passphrase", "x"), ("code", "1")];
    let page = world.nobody().post(&sign_in, "/sign-in", &fields).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{FULL}");
    assert!(page.headers.contains_key(header::RETRY_AFTER));
    drop(held);
    let page = world.nobody().post(&sign_in, "/sign-in", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_a_page_that_is_not_there() {
    let world = World::founded().await;
    for path in [
        "/language",
        "/language?to=xx",
        "/cases/%ff",
        "/sign-in?lost=1&lost=2",
    ] {
        let page = world.as_("elira").get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.has("Faqja nuk u gjet"), "{path}");
    }
}
