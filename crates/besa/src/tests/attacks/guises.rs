//! Requests in a guise: another host, another way back, a page kept by a cache, a language that is
//! none.

use super::Book;
use crate::tests::entering::player;
use crate::tests::kit::{Browser, Page, World};
use axum::body::Body;
use axum::http::{Request, header};
use besa_vault::{TotpSecret, totp_step};

async fn with(browser: &Browser, path: &str, headers: &[(&str, &str)]) -> Page {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser.ask(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn another_host_or_address_in_a_header_changes_nothing() {
    let world = World::founded().await;
    let mut book = Book::of("HOST");
    let headers: &[(&str, &str, &str)] = &[
        ("01", "host", "evil.example"),
        ("02", "x-forwarded-host", "evil.example"),
        ("03", "forwarded", "host=evil.example;proto=http"),
        ("04", "x-host", "evil.example"),
        ("05", "x-original-url", "/evil"),
        ("06", "x-rewrite-url", "/evil"),
        ("07", "x-forwarded-proto", "evil"),
        ("08", "x-forwarded-prefix", "/evil"),
    ];
    for (id, name, value) in headers {
        for (browser, path) in [(world.as_("elira"), "/me"), (world.nobody(), "/me")] {
            let plain = with(&browser, path, &[]).await;
            let page = with(&browser, path, &[(name, value)]).await;
            assert_eq!(page.status, plain.status);
            assert_eq!(page.html, plain.html, "{name}");
            assert_eq!(page.location(), plain.location());
            assert!(!page.html.contains("evil"));
        }
        book.refused(id, &format!("sends {name}: {value}"), "the same page", true);
    }
    let page = world.nobody().get("http://evil.example/me").await;
    book.refused(
        "09",
        "asks for the page of another host",
        "sent to our own way in",
        page.location() == "/sign-in",
    );
    book.closed();
}

const BACK: &[(&str, &str)] = &[
    ("01", "https://evil.example/"),
    ("02", "//evil.example"),
    ("03", "/%5Cevil.example"),
    ("04", "/%09/evil.example"),
    ("05", "evil"),
    ("06", "javascript:alert(1)"),
    ("07", "/a%0d%0aSet-Cookie:x=y"),
    ("08", "/@evil.example"),
    ("09", "%2f%2fevil.example"),
    ("10", "/%2fevil.example"),
    ("11", "\\\\evil.example"),
    ("12", "data:text/html,x"),
    ("13", "%E2%80%AE/"),
    ("14", ""),
];

#[tokio::test]
async fn no_way_back_leads_to_another_host() {
    let world = World::founded().await;
    let mut book = Book::of("REDIR");
    for (id, back) in BACK {
        let path = format!("/language?to=en&back={back}");
        let page = world.nobody().get(&path).await;
        let what = format!("a language with the way back {back:?}");
        book.refused(id, &what, "sent to /", page.location() == "/");
    }
    let page = world.nobody().get("/language?to=en&back=/help").await;
    assert_eq!(page.location(), "/help");
    for (id, name) in [("15", "next"), ("16", "back"), ("17", "return_to")] {
        let elira = player("elira");
        world.clock.forward(31);
        let code = TotpSecret::parse(elira.totp).unwrap();
        let code = code.code(totp_step(world.app.now().seconds()));
        let evil = "https://evil.example/";
        let browser = world.nobody();
        let form = browser.get(&format!("/sign-in?{name}={evil}")).await;
        assert!(!form.html.contains("evil"));
        let fields = [
            ("login", "elira"),
            ("passphrase", elira.phrase),
            ("code", &code),
            (name, evil),
        ];
        let page = browser.post(&form, "/sign-in", &fields).await;
        let what = format!("a sign-in that goes on to {name}");
        book.refused(id, &what, "sent to /tasks", page.location() == "/tasks");
    }
    book.closed();
}

#[tokio::test]
async fn nothing_of_a_member_stays_in_a_cache() {
    let world = World::founded().await;
    let mut book = Book::of("CACHE");
    let elira = world.as_("elira");
    for (id, path) in [
        ("01", "/me/besa.css"),
        ("02", "/me%2Fbesa.css"),
        ("03", "/me;besa.css"),
        ("04", "/me.css"),
        ("05", "/assets/..%2fme"),
    ] {
        let page = elira.get(path).await;
        let what = format!("a page under the name of an asset: {path}");
        assert!(!page.html.contains("Elira") || page.status.as_u16() == 404);
        assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
        book.answered(id, &what, &page, 404);
    }
    for (id, name, value) in [
        ("06", "if-none-match", "*"),
        ("07", "if-modified-since", "Tue, 24 Nov 2099 09:00:00 GMT"),
        ("08", "range", "bytes=0-10"),
        ("09", "cache-control", "only-if-cached, max-stale"),
    ] {
        let page = with(&elira, "/me", &[(name, value)]).await;
        assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
        let what = format!("asks for a kept page by {name}, gets a new one whole");
        book.answered(id, &what, &page, 200);
    }
    let page = elira.get("/assets/besa.css?v=1").await;
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
    book.answered("10", "an asset without its hash", &page, 404);
    book.closed();
}

#[tokio::test]
async fn a_language_that_is_none_is_ours() {
    let world = World::founded().await;
    let mut book = Book::of("LANG");
    for (id, cookie) in [
        ("01", "besa-lang=\"><script>alert(1)</script>"),
        ("02", "besa-lang=../../etc/passwd"),
        ("03", "besa-lang=xx"),
        ("04", "besa-lang=EN"),
        ("05", "besa-lang="),
        ("06", "besa-lang=en\u{9}x"),
    ] {
        let request = Request::get("/help").header(header::COOKIE, cookie);
        let page = world
            .nobody()
            .raw(request.body(Body::empty()).unwrap())
            .await;
        let ours = page.has("<html lang=\"sq\"") && !page.has("alert(1)");
        book.refused(id, &format!("the cookie {cookie:?}"), "Albanian", ours);
    }
    for (id, to) in [("07", "xx"), ("08", "en%0d%0ax:y"), ("09", "%00")] {
        let page = world.nobody().get(&format!("/language?to={to}")).await;
        assert!(!page.headers.contains_key(header::SET_COOKIE));
        book.answered(id, &format!("keeps the language {to}"), &page, 404);
    }
    book.closed();
}
