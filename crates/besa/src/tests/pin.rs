//! Six digits resume a covered session, as a gate and not as a key (vault.md V17; C 12).

use super::attack::{Column, damaged};
use super::entering::{enters, player};
use super::kit::{Browser, Page, World};
use crate::accounts;

const PIN: &str = "274816";
const HALVES: &str = "SELECT COUNT(*) FROM sess.server_half";

/// Elira, signed in anew with digits set: her browser.
async fn gated(world: &World) -> Browser {
    let browser = world.nobody().keeping(&enters(world, "elira").await);
    let page = browser.get("/me/pin").await;
    let phrase = player("elira").phrase;
    let set = |pin, again, phrase| [("pin", pin), ("again", again), ("passphrase", phrase)];
    for fields in [
        set("111111", "111111", phrase),
        set("123456", "123456", phrase),
        set("27481", "27481", phrase),
        set(PIN, "274817", phrase),
        set(PIN, PIN, "një frazë tjetër"),
    ] {
        let refused = browser.post(&page, "/me/pin", &fields).await;
        assert_eq!(refused.status.as_u16(), 422);
        assert!(!refused.html.contains(PIN));
    }
    let done = browser.post(&page, "/me/pin", &set(PIN, PIN, phrase)).await;
    assert_eq!(done.location(), "/me");
    browser
}

async fn hides(browser: &Browser) -> Page {
    let page = browser.get("/tasks").await;
    browser.post(&page, "/hide", &[]).await
}

async fn tries(browser: &Browser, pin: &str) -> Page {
    let page = browser.get("/resume").await;
    browser.post(&page, "/resume", &[("pin", pin)]).await
}

#[tokio::test]
async fn a_covered_and_an_idle_session_open_again_with_the_digits_and_a_new_cookie() {
    let world = World::founded().await;
    let before = world.number(HALVES).await;
    let browser = gated(&world).await;
    let hidden = hides(&browser).await;
    assert_eq!(hidden.location(), "/calendar");
    assert!(!hidden.headers.contains_key("set-cookie"));
    assert_eq!(world.number(HALVES).await, before + 1);
    for page in [browser.get("/tasks").await, browser.get("/me").await] {
        assert_eq!(page.location(), "/resume");
    }
    assert_eq!(hides_again(&browser).await.location(), "/calendar");
    let wrong = tries(&browser, "999999").await;
    assert_eq!(wrong.status.as_u16(), 422);
    assert!(wrong.has("Mbeten 4 prova"), "{}", wrong.html);
    let back = tries(&browser, "274 816").await;
    assert_eq!(back.location(), "/tasks", "{}", back.html);
    // The old cookie is worth nothing; the tries begin anew; the absolute end stays.
    assert!(
        browser
            .get("/tasks")
            .await
            .location()
            .starts_with("/sign-in")
    );
    let browser = browser.keeping(&back);
    assert_eq!(browser.get("/tasks").await.status.as_u16(), 200);
    world.clock.forward(16 * 60);
    assert_eq!(browser.get("/tasks").await.location(), "/resume");
    let page = browser.get("/resume").await;
    assert_eq!(
        browser
            .clone()
            .in_english()
            .get("/resume")
            .await
            .status
            .as_u16(),
        200
    );
    let back = browser.post(&page, "/resume", &[("pin", PIN)]).await;
    let browser = browser.keeping(&back);
    assert_eq!(browser.get("/tasks").await.status.as_u16(), 200);
    let ends = "SELECT COUNT(DISTINCT ends) FROM sess.session WHERE member = \
        (SELECT id FROM member WHERE login = 'elira')";
    // The template's sign-in, and the one that was resumed twice.
    assert_eq!(world.number(ends).await, 2);
    let lines = "SELECT COUNT(*) FROM ledger_entry WHERE act = 'resume'";
    assert_eq!(world.number(lines).await, 2);
    // A new sign-in has the gate by itself.
    world.clock.forward(60);
    let fresh = world.nobody().keeping(&enters(&world, "elira").await);
    hides(&fresh).await;
    assert_eq!(tries(&fresh, PIN).await.location(), "/tasks");
    world.must_verify().await;
}

async fn hides_again(browser: &Browser) -> Page {
    browser.post_raw("/hide", String::new()).await
}

#[tokio::test]
async fn guesses_at_once_are_five_and_after_them_the_server_half_is_gone() {
    let world = World::founded().await;
    let before = world.number(HALVES).await;
    let browser = gated(&world).await;
    hides(&browser).await;
    let mut guesses = tokio::task::JoinSet::new();
    for n in 0..20 {
        let browser = browser.clone();
        let pin = format!("99990{}", n % 10);
        guesses.spawn(async move { tries(&browser, &pin).await.status.as_u16() });
    }
    let answers = guesses.join_all().await;
    let compared = answers.iter().filter(|status| **status == 422).count();
    assert!(compared <= 4, "{answers:?}");
    assert_eq!(world.number(HALVES).await, before);
    assert!(
        tries(&browser, PIN)
            .await
            .location()
            .starts_with("/sign-in")
    );
    assert!(
        browser
            .get("/tasks")
            .await
            .location()
            .starts_with("/sign-in")
    );
}

#[tokio::test]
async fn after_two_hours_the_server_half_goes_without_any_request() {
    let world = World::founded().await;
    let browser = gated(&world).await;
    hides(&browser).await;
    world.clock.forward(2 * 3_600 - 60);
    accounts::expire(&world.app).await.unwrap();
    // Only what has digits is still there.
    assert_eq!(world.number(HALVES).await, 1);
    world.clock.forward(61);
    accounts::expire(&world.app).await.unwrap();
    assert_eq!(world.number(HALVES).await, 0);
    assert_eq!(world.number("SELECT COUNT(*) FROM sess.pin").await, 0);
    assert!(
        tries(&browser, PIN)
            .await
            .location()
            .starts_with("/sign-in")
    );
}

#[tokio::test]
async fn without_the_server_half_cookie_and_digits_open_nothing() {
    let world = World::founded().await;
    let browser = gated(&world).await;
    hides(&browser).await;
    world.attack("DELETE FROM sess.server_half", &[]).await;
    assert!(
        tries(&browser, PIN)
            .await
            .location()
            .starts_with("/sign-in")
    );
    world.clock.forward(43);
    let row = "member = (SELECT id FROM member WHERE login = 'elira')";
    let column = Column::of(&world, "pin", "bytes", row).await;
    for bytes in damaged(&column.bytes()) {
        column.put(crate::db::Value::from(bytes)).await;
        world.clock.forward(43);
        assert_eq!(enters(&world, "elira").await.status.as_u16(), 500);
    }
    column.back().await;
    world.clock.forward(43);
    assert_eq!(enters(&world, "elira").await.location(), "/tasks");
}
