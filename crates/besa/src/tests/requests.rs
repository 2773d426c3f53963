//! Requests that no page of ours sends: other sites, other people's tokens, too much, nonsense.

use super::entering::enters;
use super::kit::{Browser, Page, World, form};
use super::matrix::made_up;
use crate::web::route_list;
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
    for back in [
        "https://evil.example/",
        "//evil.example",
        "/%5Cevil.example",
        "/%09/evil.example",
        "evil",
        "javascript:alert(1)",
        "/a%0d%0aSet-Cookie:x=y",
        "/@evil.example",
        "",
    ] {
        let page = world
            .nobody()
            .get(&format!("/language?to=en&back={back}"))
            .await;
        assert_eq!(page.location(), "/", "{back}");
    }
    let page = world.nobody().get("/language?to=xx&back=/help").await;
    assert!(!page.headers.contains_key(header::SET_COOKIE));
}

async fn posts(browser: &Browser, path: &str, site: Option<&str>, body: String) -> Page {
    let mut request =
        Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(site) = site {
        request = request.header("sec-fetch-site", site);
    }
    browser.ask(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_form_without_our_token_or_from_another_site_does_nothing() {
    let world = World::founded().await;
    let elira = world.as_("elira");
    let own = world.session("elira").await.csrf.clone();
    let others = world.session("mira").await.csrf.clone();
    for path in ["/sign-out", "/hide"] {
        for token in ["", &others, &own[1..]] {
            let page = elira.post_raw(path, form(&[("_csrf", token)])).await;
            assert_eq!(page.status, StatusCode::CONFLICT, "{path} {token}");
        }
        for site in ["cross-site", "same-site", "anything"] {
            let page = posts(&elira, path, Some(site), form(&[("_csrf", &own)])).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{path} {site}");
        }
    }
    for path in ["/sign-in", "/enrol", "/recover"] {
        let page = posts(
            &world.nobody(),
            path,
            Some("cross-site"),
            form(&[("login", "x")]),
        )
        .await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(elira.get("/me").await.status, StatusCode::OK);
    let page = posts(
        &elira,
        "/sign-out",
        Some("same-origin"),
        form(&[("_csrf", &own)]),
    )
    .await;
    assert_eq!(page.location(), "/sign-in");
    assert_eq!(elira.get("/me").await.location(), "/sign-in");
}

/// Every form for members refuses a post without the token of the session, whatever it is about.
#[tokio::test]
async fn no_form_of_a_member_is_taken_without_the_token() {
    let world = World::founded().await;
    let lines = world.number("SELECT COUNT(*) FROM ledger_entry").await;
    for route in route_list()
        .iter()
        .filter(|route| route.method == "POST" && route.act.is_some())
    {
        if route.path == "/recover/new" {
            // There only for a session by recovery code.
            continue;
        }
        for login in ["elira", "mira", "teuta"] {
            let page = world
                .as_(login)
                .post_raw(&made_up(route.path), String::new())
                .await;
            assert_eq!(page.status, StatusCode::CONFLICT, "{} {login}", route.path);
        }
    }
    assert_eq!(
        world.number("SELECT COUNT(*) FROM ledger_entry").await,
        lines
    );
}

const HEADERS: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("x-robots-tag", "noindex, nofollow"),
    ("x-frame-options", "DENY"),
];

fn guarded(page: &Page, what: &str) {
    for (name, value) in HEADERS {
        assert_eq!(
            page.headers.get(*name).map(|it| it.to_str().unwrap()),
            Some(*value),
            "{what}"
        );
    }
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    for part in [
        "default-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    assert!(
        page.headers["permissions-policy"]
            .to_str()
            .unwrap()
            .contains("camera=()"),
        "{what}"
    );
    let kept = page.headers[header::CACHE_CONTROL].to_str().unwrap();
    assert!(
        kept == "no-store" || what.contains("/assets/"),
        "{what}: {kept}"
    );
}

#[tokio::test]
async fn every_answer_carries_the_headers_also_faults_and_assets() {
    let world = World::founded().await;
    for browser in [world.nobody(), world.as_("elira")] {
        for route in route_list().iter().filter(|route| route.method == "GET") {
            let path = made_up(route.path);
            guarded(&browser.get(&path).await, &path);
        }
        let html = browser.get("/help").await.html;
        for asset in html.split('"').filter(|it| it.starts_with("/assets/")) {
            let page = browser.get(asset).await;
            assert_eq!(page.status, StatusCode::OK, "{asset}");
            guarded(&page, asset);
        }
        for path in [
            "/nothing",
            "/language",
            "/sign-in?lost=1&lost=2",
            "/cases/%ff",
        ] {
            guarded(&browser.get(path).await, path);
        }
        let put = Request::put("/help").body(Body::empty()).unwrap();
        guarded(&browser.ask(put).await, "PUT /help");
    }
    guarded(&enters(&world, "elira").await, "POST /sign-in");
}

#[tokio::test]
async fn a_form_that_is_too_large_too_long_or_no_form_is_refused_as_a_page() {
    let world = World::founded().await;
    let (elira, nobody) = (world.as_("elira"), world.nobody());
    let large = format!("login={}", "a".repeat(128 * 1024));
    let many: Vec<String> = (0..401).map(|n| format!("f{n}=1")).collect();
    for path in ["/sign-in", "/enrol", "/recover", "/hide"] {
        for (body, status) in [
            (large.clone(), StatusCode::PAYLOAD_TOO_LARGE),
            (many.join("&"), StatusCode::BAD_REQUEST),
            ("a=%zz".to_owned(), StatusCode::BAD_REQUEST),
            ("a=%4".to_owned(), StatusCode::BAD_REQUEST),
            ("a=%ff".to_owned(), StatusCode::BAD_REQUEST),
        ] {
            for browser in [&elira, &nobody] {
                let page = browser.post_raw(path, body.clone()).await;
                assert_eq!(page.status, status, "{path} {}", &body[..5]);
                assert!(page.has("<h1"), "{path}");
            }
        }
    }
    let just = many[..400].join("&");
    let page = nobody.post_raw("/enrol", just).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let untyped = Request::post("/sign-in")
        .body(Body::from("login=x"))
        .unwrap();
    let page = nobody.ask(untyped).await;
    assert_eq!(page.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(page.has("<h1"));
}

#[tokio::test]
async fn an_id_of_no_shape_is_a_page_that_is_not_there() {
    let world = World::founded().await;
    let elira = world.as_("elira");
    let with_ids = route_list();
    let with_ids = with_ids
        .iter()
        .filter(|it| it.path.contains('{') && !it.path.contains("assets"));
    for route in with_ids.filter(|route| route.method == "GET") {
        for bad in [
            "x",
            "..",
            "0",
            "%00",
            "-1",
            "7f2q-94",
            "%E2%80%AE",
            &"a".repeat(4000),
        ] {
            let segments = route
                .path
                .split('/')
                .map(|it| if it.starts_with('{') { bad } else { it });
            let path = segments.collect::<Vec<_>>().join("/");
            let page = elira.get(&path).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    for path in ["/nothing", "/%00", "/cases/%ff/x", "/.git/config", "//evil"] {
        let page = elira.get(path).await;
        assert!(page.status.is_client_error(), "{path}: {}", page.status);
    }
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
