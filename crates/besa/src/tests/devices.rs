//! One's own sessions: seen by their owner only, ended one by one or all others at once.

use super::entering::{enters, player};
use super::kit::{Browser, Page, World, form};
use axum::body::Body;
use axum::http::{Request, header};

const PHONE: &str = "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0";

/// Elira signed in once more, by a telephone.
async fn by_phone(world: &World) -> Browser {
    world.clock.forward(31);
    let it = player("elira");
    let code = super::entering::digits(world, it.totp);
    let body = form(&[
        ("login", "elira"),
        ("passphrase", it.phrase),
        ("code", &code),
    ]);
    let request = Request::post("/sign-in")
        .header(header::USER_AGENT, PHONE)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let page = world
        .nobody()
        .raw(request.body(Body::from(body)).unwrap())
        .await;
    assert_eq!(page.location(), "/tasks");
    world.nobody().keeping(&page)
}

fn gone(page: &Page) -> bool {
    page.location().starts_with("/sign-in")
}

#[tokio::test]
async fn the_page_lists_ones_own_sessions_and_names_none_by_its_id() {
    let world = World::founded().await;
    let phone = by_phone(&world).await;
    let page = phone.get("/me/sessions").await;
    assert!(
        page.has("Firefox, Android") && page.has("Pajisje e panjohur"),
        "{}",
        page.html
    );
    assert_eq!(page.html.matches("Këtu jeni tani").count(), 1);
    assert!(
        !page.has("145"),
        "no version: it tells devices apart and is no fingerprint"
    );
    for row in world.stolen("SELECT id FROM sess.session", &[]).await {
        assert!(!page.html.contains(&row.text(0)));
    }
    for address in page.addresses() {
        assert!(address.len() < 40, "{address}");
    }
    assert!(
        phone
            .clone()
            .in_english()
            .get("/me/sessions")
            .await
            .has("This is where you are now")
    );
}

#[tokio::test]
async fn one_session_ends_and_then_all_others() {
    let world = World::founded().await;
    let (old, phone) = (world.as_("elira"), by_phone(&world).await);
    let page = phone.get("/me/sessions").await;
    let ended = phone.post(&page, "/me/sessions", &[]).await;
    assert_eq!(ended.location(), "/me/sessions");
    assert!(gone(&old.get("/tasks").await));
    assert_eq!(phone.get("/tasks").await.status.as_u16(), 200);
    let page = phone.get("/me/sessions").await;
    assert!(page.has("Nuk keni hyrë askund tjetër"), "{}", page.html);
    world.clock.forward(31);
    let third = world.nobody().keeping(&enters(&world, "elira").await);
    let fourth = by_phone(&world).await;
    let page = fourth.get("/me/sessions").await;
    let (_, csrf) = page.hidden("/me/sessions").remove(0);
    let body = form(&[("_csrf", &csrf), ("session", "others")]);
    fourth.post_raw("/me/sessions", body).await;
    assert!(gone(&third.get("/tasks").await) && gone(&phone.get("/tasks").await));
    assert_eq!(fourth.get("/tasks").await.status.as_u16(), 200);
    // Nobody else's ended, and nobody else's can be named.
    let mira = world.as_("mira");
    let page = mira.get("/me/sessions").await;
    let foreign = fourth.get("/me/sessions").await;
    assert!(page.has("Nuk keni hyrë askund tjetër") && foreign.has("Firefox, Android"));
    world.must_verify().await;
}
