//! The volume brake (practice paper, 11): many cases outside one's own work ask for a factor anew and
//! two people hear of it; what care needs is never counted.

use super::entering::{digits, enters, player};
use super::kit::{Browser, Page, World, open};
use super::receiving::accept;
use crate::cases::file::Case;
use crate::web;
use axum::http::StatusCode;
use besa_domain::Age;

const TOLD: &str = "SELECT COUNT(*) FROM alarm WHERE kind = 'volume'";
const COUNTED: &str = "SELECT COUNT(*) FROM outside_look";
/// From nine in the morning to one at night, in seconds.
const TO_THE_NIGHT: i64 = 16 * 3_600;

async fn cases(world: &World, count: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    for _ in 0..count {
        cases.push(world.case("elira", Age::Adult).await);
    }
    cases
}

/// Somebody who came in a while ago: the factor they showed is not fresh any more.
async fn at_work(world: &World, login: &str) -> Browser {
    let browser = world.nobody().keeping(&enters(world, login).await);
    world.clock.forward(6 * 60);
    browser
}

async fn opens(browser: &Browser, case: &Case, part: &str) -> Page {
    let (page, path) = (
        browser.get(&format!("/cases/{}", case.code)).await,
        format!("/cases/{}/open", case.code),
    );
    let fields = [("part", part), ("reason", "talk")];
    browser.post(&page, &path, &fields).await
}

fn shows_her(page: &Page) -> bool {
    page.status == StatusCode::OK && page.has("Bregasi")
}

/// Shows the digits of a telephone, and presses once more.
async fn goes_on(world: &World, login: &str, browser: &Browser, asked: &Page, path: &str) -> Page {
    let code = digits(world, player(login).totp);
    let shown = browser.post(asked, "/step-up", &[("_proof", &code)]).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.html);
    browser
        .clone()
        .keeping(&shown)
        .post(&shown, path, &[])
        .await
}

#[tokio::test]
async fn a_shelter_at_night_opens_all_its_residents_and_nobody_is_asked() {
    let world = World::founded().await;
    let mut residents = Vec::new();
    for case in cases(&world, 12).await {
        let code = world.referral("elira", &case, "drini", Age::Adult).await;
        let row = world.referral_row(&code.to_string()).await;
        assert_eq!(accept(&world, "arta", &row).await.status.as_u16(), 303);
        residents.push((case, code));
    }
    world.clock.forward(TO_THE_NIGHT);
    let mira = at_work(&world, "mira").await;
    for (case, code) in &residents {
        let page = mira.get(&format!("/inbox/{code}/package")).await;
        assert!(shows_her(&page), "{}", page.html);
        let page = opens(&mira, case, "identity").await;
        assert!(shows_her(&page), "{}", page.html);
    }
    assert_eq!(
        (world.number(COUNTED).await, world.number(TOLD).await),
        (0, 0)
    );
}

#[tokio::test]
async fn what_waits_for_ones_desk_is_read_at_any_hour() {
    let world = World::founded().await;
    let mut waiting = Vec::new();
    for case in cases(&world, 7).await {
        waiting.push(world.referral("elira", &case, "drini", Age::Adult).await);
    }
    world.clock.forward(TO_THE_NIGHT);
    let arta = at_work(&world, "arta").await;
    for code in waiting {
        let slip = arta.get(&format!("/inbox/{code}")).await;
        assert!(
            slip.has("Kërkohet një vend i sigurt sonte."),
            "{}",
            slip.html
        );
    }
    // One's own cases too, however many.
    let elira = at_work(&world, "elira").await;
    let list = elira.get("/cases").await;
    assert!(elira.post(&list, "/cases", &[]).await.has("Bregasi"));
    assert_eq!(
        (world.number(COUNTED).await, world.number(TOLD).await),
        (0, 0)
    );
}

#[tokio::test]
async fn a_curious_colleague_is_asked_two_people_hear_of_it_and_the_page_comes() {
    let world = World::founded().await;
    let cases = cases(&world, 7).await;
    world.clock.forward(TO_THE_NIGHT);
    let bora = at_work(&world, "bora").await;
    for case in &cases[..5] {
        assert!(shows_her(&opens(&bora, case, "identity").await));
    }
    // The same ones again are no others.
    assert!(shows_her(&opens(&bora, &cases[0], "identity").await));
    assert_eq!(
        (world.number(COUNTED).await, world.number(TOLD).await),
        (5, 0)
    );

    let lines = "SELECT COUNT(*) FROM ledger_entry WHERE act = 'reveal_identity'";
    let before = world.number(lines).await;
    let asked = opens(&bora, &cases[5], "identity").await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN, "{}", asked.html);
    assert!(!asked.has("Bregasi"));
    for (browser, words) in [
        (bora.clone(), "Brenda një ore keni hapur shumë raste"),
        (
            bora.clone().in_english(),
            "Within an hour you have opened many",
        ),
    ] {
        let asked = opens(&browser, &cases[5], "identity").await;
        assert!(asked.has(words), "{}", asked.html);
    }
    assert_eq!(world.number(lines).await, before, "nothing was shown");
    let about = "SELECT COUNT(*) FROM alarm WHERE kind = 'volume' AND subject = \
                 (SELECT id FROM member WHERE login = 'bora') AND member <> subject";
    assert_eq!(world.number(about).await, 2);
    let reported = "SELECT COUNT(*) FROM ledger_entry WHERE act = 'report_volume'";
    assert_eq!(world.number(reported).await, 1);

    let path = format!("/cases/{}/open", cases[5].code);
    world.clock.forward(31);
    let page = goes_on(&world, "bora", &bora, &asked, &path).await;
    assert!(shows_her(&page), "{}", page.html);
    // The factor stands for the next ones; nobody is told twice within the hour.
    let dritan = world.nobody().keeping(&enters(&world, "dritan").await);
    for (browser, words) in [
        (dritan.clone(), "Bora Malaj hapi shumë raste"),
        (dritan.in_english(), "Bora Malaj opened many cases"),
    ] {
        let home = browser.get("/tasks").await;
        assert!(home.has(words), "{}", home.html);
    }
    assert_eq!(world.number(TOLD).await, 2);
    world.must_verify().await;
}

#[tokio::test]
async fn a_page_of_names_counts_every_case_on_it() {
    let world = World::founded().await;
    cases(&world, 6).await;
    world.clock.forward(TO_THE_NIGHT);
    let bora = at_work(&world, "bora").await;
    let list = bora.get("/cases").await;
    let asked = bora.post(&list, "/cases", &[]).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert!(!asked.has("Bregasi"));
    world.clock.forward(31);
    let names = goes_on(&world, "bora", &bora, &asked, "/cases").await;
    assert_eq!(names.html.matches("Zamirë Bregasi").count(), 6);
    assert_eq!(world.number(TOLD).await, 2);
}

#[tokio::test]
async fn by_day_more_are_free_and_after_an_hour_all_are() {
    let world = World::founded().await;
    let cases = cases(&world, 6).await;
    let bora = at_work(&world, "bora").await;
    for case in &cases {
        assert!(shows_her(&opens(&bora, case, "identity").await));
    }
    assert_eq!(
        (world.number(COUNTED).await, world.number(TOLD).await),
        (6, 0)
    );
    world.clock.forward(TO_THE_NIGHT);
    let bora = at_work(&world, "bora").await;
    for case in &cases[..5] {
        assert!(shows_her(&opens(&bora, case, "identity").await));
    }
    assert_eq!(
        (world.number(COUNTED).await, world.number(TOLD).await),
        (5, 0)
    );
}

#[tokio::test]
async fn two_nodes_count_together() {
    let world = World::founded().await;
    let cases = cases(&world, 6).await;
    world.clock.forward(TO_THE_NIGHT);
    let entered = enters(&world, "bora").await;
    world.clock.forward(6 * 60);
    let here = world.nobody().keeping(&entered);
    let other = open(&world.place, &world.keys, world.clock.clone()).await;
    let world = world.on(web::router(other.clone()));
    let there = world.nobody().keeping(&entered);
    for (n, case) in cases[..5].iter().enumerate() {
        let browser = if n % 2 == 0 { &here } else { &there };
        assert!(shows_her(&opens(browser, case, "identity").await));
    }
    for browser in [&here, &there] {
        let asked = opens(browser, &cases[5], "identity").await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN, "{}", asked.html);
    }
    assert_eq!(world.number(TOLD).await, 2);
    other.close().await;
}
