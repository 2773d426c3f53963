//! Framing, sniffing, leaking and inlining: the rules of the answers, on every route and every fault.

use super::Book;
use crate::tests::kit::{Page, World, form};
use crate::tests::matrix::made_up;
use crate::web::route_list;
use axum::body::Body;
use axum::http::{Request, header};

/// A header of which this must be a part.
const RULES: &[(&str, &str, &str, &str)] = &[
    (
        "01",
        "frames a page",
        "content-security-policy",
        "frame-ancestors 'none'",
    ),
    (
        "02",
        "frames a page in an old browser",
        "x-frame-options",
        "DENY",
    ),
    (
        "03",
        "has an answer taken for another kind",
        "x-content-type-options",
        "nosniff",
    ),
    (
        "04",
        "learns an address from a link",
        "referrer-policy",
        "no-referrer",
    ),
    (
        "05",
        "keeps a hold on the window",
        "cross-origin-opener-policy",
        "same-origin",
    ),
    (
        "06",
        "embeds an answer",
        "cross-origin-resource-policy",
        "same-origin",
    ),
    (
        "07",
        "slips something foreign in",
        "cross-origin-embedder-policy",
        "require-corp",
    ),
    (
        "08",
        "asks for camera or place",
        "permissions-policy",
        "camera=(), geolocation=()",
    ),
    (
        "09",
        "lets a search engine in",
        "x-robots-tag",
        "noindex, nofollow",
    ),
    (
        "10",
        "loads from elsewhere",
        "content-security-policy",
        "default-src 'none'",
    ),
    (
        "11",
        "sends a form elsewhere",
        "content-security-policy",
        "form-action 'self'",
    ),
    (
        "12",
        "moves the base of links",
        "content-security-policy",
        "base-uri 'none'",
    ),
    (
        "13",
        "writes markup by script",
        "content-security-policy",
        "trusted-types besa",
    ),
    (
        "14",
        "runs a foreign script",
        "content-security-policy",
        "script-src 'self';",
    ),
];

async fn answers(world: &World) -> Vec<(String, Page)> {
    let mut pages = Vec::new();
    for browser in [world.nobody(), world.as_("elira")] {
        for route in route_list().iter().filter(|route| route.method == "GET") {
            let path = made_up(route.path);
            pages.push((path.clone(), browser.get(&path).await));
        }
        let html = browser.get("/help").await.html;
        for asset in html.split('"').filter(|it| it.starts_with("/assets/")) {
            pages.push((asset.to_owned(), browser.get(asset).await));
        }
    }
    pages
}

/// One answer of each fault there is.
async fn faults(world: &World) -> Vec<(&'static str, u16, Page)> {
    let elira = world.as_("elira");
    let csrf = world.session("elira").await.csrf.clone();
    let odd = |kind: &str, site: &str| {
        let request = Request::post("/hide").header(header::CONTENT_TYPE, kind);
        let request = request.header("sec-fetch-site", site);
        request.body(Body::from("x=y")).unwrap()
    };
    let put = Request::put("/help").body(Body::empty()).unwrap();
    let plain = "application/x-www-form-urlencoded";
    let wrong = form(&[("login", "elira"), ("passphrase", "gabim"), ("code", "1")]);
    let mut pages = vec![
        ("16", 404, elira.get("/nothing").await),
        ("17", 403, elira.ask(odd(plain, "cross-site")).await),
        ("18", 405, elira.ask(put).await),
        ("19", 409, elira.post_raw("/cases", String::new()).await),
        (
            "20",
            413,
            elira.post_raw("/cases", "a".repeat(200_000)).await,
        ),
        ("21", 415, elira.ask(odd("text/plain", "none")).await),
        (
            "22",
            422,
            world.nobody().post_raw("/sign-in", wrong.clone()).await,
        ),
        (
            "23",
            400,
            elira.post_raw("/cases", "a=%zz".to_owned()).await,
        ),
    ];
    let mut last = world.nobody().post_raw("/sign-in", wrong.clone()).await;
    for _ in 0..20 {
        if last.status.as_u16() == 429 {
            break;
        }
        last = world.nobody().post_raw("/sign-in", wrong.clone()).await;
    }
    pages.push(("24", 429, last));
    world
        .attack("ALTER TABLE draft RENAME TO hidden", &[])
        .await;
    let broken = elira
        .post_raw("/screening", form(&[("_csrf", &csrf)]))
        .await;
    pages.push(("25", 503, broken));
    world
        .attack("ALTER TABLE hidden RENAME TO draft", &[])
        .await;
    pages
}

#[tokio::test]
async fn every_answer_carries_the_rules_also_faults_and_assets() {
    let world = World::founded().await;
    let mut book = Book::of("HEAD");
    let pages = answers(&world).await;
    let faults = faults(&world).await;
    let all = || {
        let faults = faults
            .iter()
            .map(|(_, status, page)| (format!("fault {status}"), page));
        pages
            .iter()
            .map(|(what, page)| (what.clone(), page))
            .chain(faults)
    };
    for (id, what, name, part) in RULES {
        for (place, page) in all() {
            let value = page.headers[*name].to_str().unwrap();
            assert!(value.contains(part), "HEAD-{id} {place}: {value}");
        }
        book.refused(id, what, &format!("{name}: {part}"), true);
    }
    for (place, page) in all() {
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(
            !policy.contains("unsafe") && !policy.contains('*'),
            "{place}"
        );
        let kept = page.headers[header::CACHE_CONTROL].to_str().unwrap();
        let asset = place.starts_with("/assets/") && page.status.is_success();
        assert!(kept == "no-store" || asset, "{place}: {kept}");
        for told in ["server", "x-powered-by", "via"] {
            assert!(!page.headers.contains_key(told), "{place}");
        }
        if !asset {
            inline(&place, page);
        }
    }
    book.refused(
        "15",
        "reads a page from a cache",
        "cache-control: no-store",
        true,
    );
    for (id, status, page) in &faults {
        book.answered(
            id,
            &format!("provokes a fault {status} without the rules"),
            page,
            *status,
        );
    }
    let what = "puts a script, a style or a handler inline";
    book.refused("26", what, "no page has one", true);
    book.refused(
        "27",
        "learns the program from a header",
        "no header names it",
        true,
    );
    book.closed();
}

/// No script, style or handler stands in a page; forms and links stay here.
fn inline(place: &str, page: &Page) {
    for tag in page.html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap();
        for word in [
            " style=",
            " onclick",
            " onload",
            " onerror",
            " onfocus",
            "javascript:",
        ] {
            assert!(!tag.contains(word), "{place}: <{tag}>");
        }
        assert!(!tag.starts_with("style"), "{place}: <{tag}>");
        for mark in ["action=\"", "src=\""] {
            if let Some((_, to)) = tag.split_once(mark) {
                let own = to.starts_with('/') && !to.starts_with("//");
                assert!(own || to.starts_with("data:"), "{place}: <{tag}>");
            }
        }
    }
}
