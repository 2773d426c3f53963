//! What was typed is not lost to a session that had ended (vault.md P15; C 13).

use super::attack::{Column, damaged};
use super::entering::enters;
use super::kit::{Browser, Page, World, form};
use super::rotation::suspends;
use crate::db::Value;
use crate::drafts;
use axum::body::Body;
use axum::http::{Request, header};

const WORDS: &str = "Ajo tha se ka frikë nga Qemo";
const KEPT: &str = "SELECT COUNT(*) FROM rescued";

/// A page of a form that stands open, and the path it is sent to.
async fn opened(world: &World) -> (Browser, Page, String) {
    let browser = world.as_("elira");
    let first = browser.get("/screening").await;
    let begun = browser.post(&first, "/screening", &[]).await;
    let path = begun.location().to_owned();
    assert!(path.starts_with("/screening/"), "{path}");
    let page = browser.get(&path).await;
    (browser, page, path)
}

/// Sends the form as a browser does that says where it comes from.
async fn sends(browser: &Browser, path: &str, token: &str, site: Option<&str>) -> Page {
    let body = form(&[("_csrf", token), ("words", WORDS), ("danger", "no_sign")]);
    let mut request =
        Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(site) = site {
        request = request.header("sec-fetch-site", site);
    }
    browser.ask(request.body(Body::from(body)).unwrap()).await
}

fn token(page: &Page, path: &str) -> String {
    let hidden = page.hidden(path);
    let csrf = hidden.into_iter().find(|(name, _)| name == "_csrf");
    csrf.unwrap().1
}

const OWN: Option<&str> = Some("same-origin");

#[tokio::test]
async fn what_came_too_late_waits_for_its_author_and_is_never_sent_on_by_itself() {
    let world = World::founded().await;
    let (browser, page, path) = opened(&world).await;
    let token = token(&page, &path);
    world.clock.forward(16 * 60);
    let lines = world.number("SELECT COUNT(*) FROM ledger_entry").await;
    let sent = sends(&browser, &path, &token, OWN).await;
    assert_eq!(sent.location(), "/sign-in?lost=1");
    assert_eq!(world.number(KEPT).await, 1);
    let stored = world.stolen("SELECT bytes FROM rescued", &[]).await;
    let stored = stored[0].bytes(0);
    assert!(!stored.windows(4).any(|it| it == b"Qemo"));
    let entered = enters(&world, "elira").await;
    let rescued = entered.location().to_owned();
    assert!(rescued.starts_with("/rescued/"), "{rescued}");
    let browser = world.nobody().keeping(&entered);
    assert!(browser.get("/tasks").await.has(&rescued));
    let page = browser.get(&rescued).await;
    assert!(page.has(WORDS) && page.has("09:17"), "{}", page.html);
    assert!(!page.has("no_sign"));
    assert_eq!(
        browser
            .clone()
            .in_english()
            .get(&rescued)
            .await
            .status
            .as_u16(),
        200
    );
    // Nobody else's; a damaged one opens to nobody.
    let mira = world.nobody().keeping(&enters(&world, "mira").await);
    assert_eq!(mira.get(&rescued).await.status.as_u16(), 404);
    let column = Column::of(&world, "rescued", "bytes", "member IS NOT NULL").await;
    for bytes in damaged(&column.bytes()).into_iter().take(3) {
        column.put(Value::from(bytes)).await;
        assert_eq!(browser.get(&rescued).await.status.as_u16(), 500);
    }
    column.back().await;
    let cases = "SELECT COUNT(*) FROM case_file";
    let before = world.number(cases).await;
    let back = browser.post(&page, &rescued, &[("way", "use")]).await;
    assert_eq!(back.location(), path);
    assert_eq!(world.number(KEPT).await, 0);
    assert_eq!(world.number(cases).await, before);
    let acts = "SELECT COUNT(*) FROM ledger_entry WHERE act NOT IN ('sign_in', 'checkpoint')";
    assert!(world.number(acts).await <= lines);
    let session = world.session_after(&entered).await;
    let draft = path.split('/').nth(2).unwrap().parse().unwrap();
    let draft = drafts::load(&world.app, &session, draft).await.unwrap();
    assert_eq!(draft.text("words"), WORDS);
    assert_eq!(browser.get(&path).await.status.as_u16(), 200);
}

#[tokio::test]
async fn without_the_secret_from_elsewhere_for_somebody_suspended_or_a_fourth_time_nothing_is_kept()
{
    let world = World::founded().await;
    let (browser, page, path) = opened(&world).await;
    let token = token(&page, &path);
    world.clock.forward(16 * 60);
    // The session's id, another S.
    let cookie = world.cookie("elira");
    let (id, secret) = cookie.split_at(24);
    let other: String = secret.chars().rev().collect();
    let stranger = world
        .nobody()
        .with_cookie(&format!("__Host-besa={id}{other}"));
    sends(&stranger, &path, &token, OWN).await;
    for site in [Some("cross-site"), Some("same-site"), Some("none"), None] {
        sends(&browser, &path, &token, site).await;
    }
    sends(&browser, &path, "another", OWN).await;
    assert_eq!(world.number(KEPT).await, 0);
    for kept in [1, 2, 3, 3] {
        sends(&browser, &path, &token, OWN).await;
        assert_eq!(world.number(KEPT).await, kept);
    }
    // Whoever was suspended leaves nothing; what waits goes after three days.
    let world = World::founded().await;
    let (browser, page, path) = opened(&world).await;
    let token = self::token(&page, &path);
    let member = world.session("elira").await.who.member;
    suspends(&world, "dritan", member).await.unwrap();
    sends(&browser, &path, &token, OWN).await;
    assert_eq!(world.number(KEPT).await, 0);
    let mira = world.as_("mira");
    let page = mira.get("/screening").await;
    let token = self::token(&page, "/screening");
    world.clock.forward(13 * 3_600);
    sends(&mira, "/screening", &token, OWN).await;
    assert_eq!(world.number(KEPT).await, 1);
    let halves =
        world.number("SELECT COUNT(*) FROM shred.half WHERE id IN (SELECT half_id FROM rescued)");
    assert_eq!(halves.await, 1);
    world.clock.forward(73 * 3_600);
    drafts::expire(&world.app).await.unwrap();
    assert_eq!(world.number(KEPT).await, 0);
}
