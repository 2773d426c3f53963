//! Step-up: a grave act asks for a factor shown within five minutes, and nothing typed is lost to it.

use super::entering::{digits, enters, player};
use super::kit::{Browser, Page, World};
use besa_domain::MemberId;

async fn member(world: &World, login: &str) -> MemberId {
    world.session(login).await.who.member
}

/// Elira suspended: what her steward may do about it asks for a factor.
async fn suspended(world: &World) -> (Browser, String) {
    let path = format!("/people/{}", member(world, "elira").await);
    let steward = world.as_("dritan");
    let ask = format!("{path}/suspend");
    let page = steward.get(&ask).await;
    let done = steward.post(&page, &ask, &[("way", "suspended")]).await;
    assert_eq!(done.location(), path);
    (steward, path)
}

async fn shows(browser: &Browser, page: &Page, proof: &str) -> Page {
    browser.post(page, "/step-up", &[("_proof", proof)]).await
}

#[tokio::test]
async fn a_page_of_a_grave_act_asks_first_and_opens_after_a_code() {
    let world = World::founded().await;
    let (steward, path) = suspended(&world).await;
    let rekey = format!("{path}/rekey");
    assert_eq!(steward.get(&rekey).await.status.as_u16(), 200);
    world.clock.forward(6 * 60);
    // What is not grave goes on; what may not be known of stays unknown.
    assert_eq!(steward.get(&path).await.status.as_u16(), 200);
    let other = format!("/people/{}/rekey", member(&world, "mira").await);
    assert_eq!(steward.get(&other).await.status.as_u16(), 404);
    let asked = steward.get(&rekey).await;
    assert_eq!(asked.location(), format!("/step-up?to={rekey}"));
    let page = steward.get(asked.location()).await;
    for wrong in ["000000", "", "një frazë tjetër", player("mira").phrase] {
        let refused = shows(&steward, &page, wrong).await;
        assert_eq!(refused.status.as_u16(), 422, "{wrong}");
        assert!(!refused.headers.contains_key("set-cookie"));
        world.clock.forward(43);
    }
    let code = digits(&world, player("dritan").totp);
    let through = shows(&steward, &page, &code).await;
    assert_eq!(through.location(), rekey);
    let fresh = world.nobody().keeping(&through);
    assert_eq!(fresh.get(&rekey).await.status.as_u16(), 200);
    // The old cookie opens nothing, and the code is spent.
    assert!(
        steward
            .get("/tasks")
            .await
            .location()
            .starts_with("/sign-in")
    );
    let page = fresh.get("/step-up").await;
    assert_eq!(shows(&fresh, &page, &code).await.status.as_u16(), 422);
    world.clock.forward(5 * 60 + 1);
    assert!(fresh.get(&rekey).await.location().starts_with("/step-up"));
    world.must_verify().await;
}

#[tokio::test]
async fn a_form_that_came_too_late_waits_and_goes_on_as_it_was() {
    let world = World::founded().await;
    let (steward, path) = suspended(&world).await;
    let confirm = format!("{path}/confirm");
    let form = steward.get(&confirm).await;
    world.clock.forward(6 * 60);
    let asked = steward.post(&form, &confirm, &[("compared", "1")]).await;
    assert_eq!(asked.status.as_u16(), 403);
    let state = "SELECT COUNT(*) FROM member WHERE login = 'elira' AND state = 'suspended'";
    assert_eq!(world.number(state).await, 1);
    let key = |page: &Page, path: &str| {
        let hidden = page.hidden(path);
        hidden
            .into_iter()
            .filter(|(name, _)| name != "_csrf")
            .collect::<Vec<_>>()
    };
    let typed = key(&asked, "/step-up");
    assert!(
        typed.contains(&("compared".to_owned(), "1".to_owned())),
        "{typed:?}"
    );
    let refused = shows(&steward, &asked, "000000").await;
    assert_eq!(
        (refused.status.as_u16(), key(&refused, "/step-up")),
        (422, typed.clone())
    );
    let english = steward.post(&refused, "/step-up", &[("_lang", "en")]).await;
    assert!(english.has("Nothing is lost"), "{}", english.html);
    assert_eq!(key(&english, "/step-up"), typed);
    world.clock.forward(43);
    let shown = shows(&steward, &english, player("dritan").phrase).await;
    assert_eq!(shown.status.as_u16(), 200, "{}", shown.html);
    // Nothing is sent by the step-up itself.
    assert_eq!(world.number(state).await, 1);
    let fresh = world.nobody().keeping(&shown);
    let done = fresh.post(&shown, &confirm, &[]).await;
    assert_eq!(done.location(), path, "{}", done.html);
    assert_eq!(world.number(state).await, 0);
    world.must_verify().await;
}

#[tokio::test]
async fn six_digits_and_an_edited_row_are_no_factor() {
    let world = World::founded().await;
    let (_, path) = suspended(&world).await;
    let rekey = format!("{path}/rekey");
    world.clock.forward(31);
    let entered = enters(&world, "dritan").await;
    let browser = world.nobody().keeping(&entered);
    let page = browser.get("/me/pin").await;
    let pin = [
        ("pin", "274816"),
        ("again", "274816"),
        ("passphrase", player("dritan").phrase),
    ];
    assert_eq!(browser.post(&page, "/me/pin", &pin).await.location(), "/me");
    world.clock.forward(16 * 60);
    let page = browser.get("/resume").await;
    let back = browser.post(&page, "/resume", &[("pin", "274816")]).await;
    let browser = browser.keeping(&back);
    assert_eq!(browser.get("/tasks").await.status.as_u16(), 200);
    assert!(browser.get(&rekey).await.location().starts_with("/step-up"));
    // Whoever writes the database makes no old session young: it opens no more.
    let young = "UPDATE sess.session SET proved = seen WHERE proved < seen";
    assert!(world.attack(young, &[]).await > 0);
    assert_eq!(browser.get(&rekey).await.location(), "/sign-in");
}

#[tokio::test]
async fn only_a_path_of_our_own_is_returned_to() {
    let world = World::founded().await;
    let steward = world.as_("dritan");
    for to in [
        "https://example.invalid/",
        "//example.invalid",
        "javascript:alert(1)",
    ] {
        let page = steward.get(&format!("/step-up?to={to}")).await;
        let hidden = page.hidden("/step-up");
        assert!(
            hidden.contains(&("_to".to_owned(), "/me".to_owned())),
            "{hidden:?}"
        );
    }
}
