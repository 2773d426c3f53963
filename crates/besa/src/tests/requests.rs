//! Requests at the edge: the language and the way back, a form just small enough, cookies of no shape.

use super::kit::World;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

#[tokio::test]
async fn the_language_is_kept_and_leads_back_only_to_our_own_pages() {
    let world = World::founded().await;
    let page = world.nobody().get("/language?to=en&back=/help").await;
    assert_eq!(
        (page.status, page.location()),
        (StatusCode::SEE_OTHER, "/help")
    );
    assert!(
        page.headers[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .starts_with("besa-lang=en;")
    );
    assert!(
        world
            .nobody()
            .in_english()
            .get("/help")
            .await
            .has("<html lang=\"en\"")
    );
    assert!(world.nobody().get("/help").await.has("<html lang=\"sq\""));
    let page = world.nobody().get("/language?to=xx&back=/help").await;
    assert!(!page.headers.contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn a_form_of_four_hundred_fields_is_read() {
    let world = World::founded().await;
    let many: Vec<String> = (0..400).map(|n| format!("f{n}=1")).collect();
    let page = world.nobody().post_raw("/enrol", many.join("&")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_cookie_of_no_shape_is_nobodys() {
    let world = World::founded().await;
    for cookie in [
        "",
        "x",
        "__Host-besa=",
        "__Host-besa=a.b",
        "__Host-besa=\"",
        "=",
        ";;;",
    ] {
        let request = Request::get("/me").body(Body::empty()).unwrap();
        let page = world.nobody().with_cookie(cookie).ask(request).await;
        assert_eq!(page.location(), "/sign-in", "{cookie}");
    }
    let own = world.cookie("elira");
    for at in [0, own.len() / 2, own.len() - 1] {
        let mut bytes = own.as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let cookie = format!("__Host-besa={}", String::from_utf8(bytes).unwrap());
        let page = world.nobody().with_cookie(&cookie).get("/me").await;
        assert_eq!(page.location(), "/sign-in");
    }
    assert_eq!(world.as_("elira").get("/me").await.status, StatusCode::OK);
}
