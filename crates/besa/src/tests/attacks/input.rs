//! Requests of the wrong make: methods, paths, kinds of body, and bodies that are bombs.

use super::Book;
use crate::tests::kit::{Browser, Page, World, form};
use crate::tests::matrix::made_up;
use crate::web::route_list;
use axum::body::Body;
use axum::http::{Method, Request, header};

/// Names with their values.
type Pairs<'p> = &'p [(&'p str, &'p str)];

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_method_that_a_route_does_not_have_is_refused() {
    let world = World::founded().await;
    let mut book = Book::of("METHOD");
    let elira = world.as_("elira");
    let routes = route_list();
    let ask = async |method: &str, path: &str, extra: &[(&str, &str)]| {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in extra {
            request = request.header(*name, *value);
        }
        elira.ask(request.body(Body::empty()).unwrap()).await
    };
    for (id, method) in [
        ("01", "PUT"),
        ("02", "DELETE"),
        ("03", "PATCH"),
        ("04", "TRACE"),
        ("05", "OPTIONS"),
        ("06", "PROPFIND"),
        ("07", "get"),
    ] {
        for route in &routes {
            let page = ask(method, &made_up(route.path), &[]).await;
            assert_eq!(page.status.as_u16(), 405, "{method} {}", route.path);
        }
        book.refused(id, &format!("asks every route by {method}"), "405", true);
    }
    let only_posts: Vec<String> = routes
        .iter()
        .filter(|route| route.method == "POST")
        .filter(|route| {
            !routes
                .iter()
                .any(|it| it.method == "GET" && it.path == route.path)
        })
        .map(|route| made_up(route.path))
        // The address of a step has a page, though by another route.
        .filter(|path| path != "/refer/a4dqobyha4dqobyha4dqobyha4/check")
        .collect();
    assert!(only_posts.len() > 5);
    let by_link: &[(&str, &str, &str, Pairs<'_>)] = &[
        ("08", "GET", "acts by a link", &[]),
        ("09", "HEAD", "acts by HEAD", &[]),
        (
            "10",
            "GET",
            "acts by a link that says POST",
            &[("x-http-method-override", "POST")],
        ),
        (
            "11",
            "GET",
            "the same in another header",
            &[("x-method-override", "POST")],
        ),
    ];
    for (id, method, what, extra) in by_link {
        for path in &only_posts {
            let page = ask(method, &format!("{path}?_method=POST"), extra).await;
            assert_eq!(page.status.as_u16(), 405, "{what} {path}");
        }
        book.refused(id, what, "405", true);
    }
    let page = ask("HEAD", "/me", &[]).await;
    let what = "takes a page by HEAD";
    book.refused(
        "12",
        what,
        "no body",
        page.status.is_success() && page.html.is_empty(),
    );
    book.closed();
}

const PATHS: &[(&str, &str, &str)] = &[
    ("01", "leaves the folder of assets", "/assets/../Cargo.toml"),
    (
        "02",
        "the same, slash encoded",
        "/assets/..%2f..%2fCargo.toml",
    ),
    ("03", "the same, dots encoded", "/assets/%2e%2e/Cargo.toml"),
    (
        "04",
        "the same, encoded twice",
        "/assets/%252e%252e%252fCargo.toml",
    ),
    (
        "05",
        "the same, overlong dots",
        "/assets/%c0%ae%c0%ae/Cargo.toml",
    ),
    ("06", "the same, backslash", "/assets/..%5cCargo.toml"),
    ("07", "the same from the top", "/../../etc/passwd"),
    ("08", "an absolute file", "/assets/%2fetc%2fpasswd"),
    ("09", "an asset with NUL", "/assets/besa.css%00.png"),
    ("10", "a folder of assets", "/assets/"),
    ("11", "a page by dots", "/cases/../tasks"),
    ("12", "a page by encoded dots", "/cases/%2e%2e/tasks"),
    ("13", "a code with NUL", "/cases/7F2Q-94%00"),
    ("14", "a code with a slash", "/cases/7F2Q%2F94"),
    ("15", "a code with a blank", "/cases/%207F2Q-94"),
    (
        "16",
        "a code in another direction",
        "/cases/%E2%80%AE49-Q2F7",
    ),
    ("17", "a code in wide letters", "/cases/%EF%BC%97F2Q-94"),
    ("18", "a code that is SQL", "/cases/1'%20OR%20'1'='1"),
    ("19", "a code that is markup", "/cases/%3Cscript%3E"),
    ("20", "a code that is a template", "/cases/%7B%7B7*7%7D%7D"),
    ("21", "bytes that are no text", "/cases/%ff%fe"),
    ("22", "two slashes", "//cases"),
    ("23", "a slash too many", "/cases/"),
    ("24", "other letters", "/CASES"),
    ("25", "a parameter in the path", "/tasks;jsessionid=1"),
    ("26", "a blank at the end", "/tasks%20"),
    ("27", "an encoded question", "/tasks%3Fx"),
    ("28", "a broken escape", "/cases/%zz"),
    ("29", "the repository", "/.git/config"),
    ("30", "the settings", "/besa.toml"),
    ("31", "the database", "/besa.db"),
    ("32", "the surroundings", "/.env"),
    ("33", "the operator's pages of others", "/metrics"),
    ("34", "the manager of others", "/actuator/env"),
    (
        "35",
        "a step that no form has",
        "/screening/aaaaaaaaaaaaaaaaaaaaaaaaaa/admin",
    ),
];

#[tokio::test]
async fn a_path_that_is_no_page_is_not_there() {
    let world = World::founded().await;
    let mut book = Book::of("PATH");
    for (id, what, path) in PATHS {
        for browser in [world.as_("elira"), world.as_("dritan")] {
            let page = browser.get(path).await;
            assert_eq!(page.status.as_u16(), 404, "{what}: {path}");
            assert!(!page.html.contains("<script>") && !page.html.contains("{{"));
        }
        book.refused(id, &format!("{what}: {path}"), "404", true);
    }
    let long = format!("/cases/{}", "a".repeat(60_000));
    let page = world.as_("elira").get(&long).await;
    book.answered("36", "a code of 60,000 letters", &page, 404);
    for route in route_list().iter().filter(|it| it.path.contains('{')) {
        let (from, to) = (route.path.find('{').unwrap(), route.path.find('}').unwrap());
        for bad in ["%00", "..", "-1", "%E2%80%AE"] {
            let path = format!("{}{bad}{}", &route.path[..from], &route.path[to + 1..]);
            let path = made_up(&path);
            let page = if route.method == "GET" {
                world.as_("elira").get(&path).await
            } else {
                let token = world.session("elira").await.csrf.clone();
                world
                    .as_("elira")
                    .post_raw(&path, form(&[("_csrf", &token)]))
                    .await
            };
            assert_eq!(page.status.as_u16(), 404, "{path}");
        }
    }
    book.refused(
        "37",
        "NUL, dots, a sign or a turn as id on every route",
        "404",
        true,
    );
    book.closed();
}

async fn sends(browser: &Browser, path: &str, kind: &[&str], body: Vec<u8>) -> Page {
    let mut request = Request::post(path);
    for kind in kind {
        request = request.header(header::CONTENT_TYPE, *kind);
    }
    browser.ask(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_body_that_is_no_form_is_refused() {
    let world = World::founded().await;
    let mut book = Book::of("TYPE");
    let elira = world.as_("elira");
    let token = world.session("elira").await.csrf.clone();
    let plain = form(&[("_csrf", &token)]);
    let kinds: &[(&str, &str, &[&str])] = &[
        ("01", "names no kind", &[]),
        ("02", "JSON", &["application/json"]),
        ("03", "text", &["text/plain"]),
        ("04", "a file", &["multipart/form-data; boundary=b"]),
        ("05", "XML", &["application/xml"]),
        ("06", "bytes", &["application/octet-stream"]),
        ("07", "two kinds, the right one last", &["text/plain", FORM]),
        ("08", "an empty kind", &[""]),
    ];
    for (id, what, kinds) in kinds {
        let body = plain.clone().into_bytes();
        let page = sends(&elira, "/screening", kinds, body).await;
        book.answered(id, &format!("sends a form as: {what}"), &page, 415);
    }
    let wide: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let kind = [&format!("{FORM}; charset=utf-16")[..]];
    let page = sends(&elira, "/screening", &kind, wide).await;
    book.answered("09", "sends a form in another charset", &page, 400);
    let packed = Request::post("/screening")
        .header(header::CONTENT_TYPE, FORM)
        .header(header::CONTENT_ENCODING, "gzip")
        .body(Body::from(&b"\x1f\x8b\x08\x00\xff\xff%"[..]))
        .unwrap();
    let page = elira.ask(packed).await;
    book.answered("10", "sends a packed form", &page, 400);
    assert_eq!(world.number("SELECT COUNT(*) FROM draft").await, 0);
    book.closed();
}

#[tokio::test]
async fn a_bomb_does_not_go_off() {
    let world = World::founded().await;
    let mut book = Book::of("BOMB");
    let nobody = world.nobody();
    let many = |n: usize| {
        (0..n)
            .map(|n| format!("f{n}=1"))
            .collect::<Vec<_>>()
            .join("&")
    };
    let bodies: Vec<(&str, &str, String, u16)> = vec![
        ("01", "10,000 fields", many(10_000), 400),
        ("02", "401 fields", many(401), 400),
        ("03", "10,000 times one field", "a=1&".repeat(10_000), 400),
        (
            "04",
            "a field of 1 MB",
            format!("a={}", "a".repeat(1 << 20)),
            413,
        ),
        (
            "05",
            "a byte more than a form has",
            "a".repeat(128 * 1024 + 1),
            413,
        ),
        ("06", "a name of 1 MB", "a".repeat(1 << 20), 413),
        ("07", "a broken escape", "a=%zz".to_owned(), 400),
        ("08", "an escape cut short", "a=%4".to_owned(), 400),
        ("09", "a broken escape in a name", "%g0=1".to_owned(), 400),
        ("10", "bytes that are no text", "a=%ff%fe".to_owned(), 400),
        ("11", "an overlong slash", "a=%c0%af".to_owned(), 400),
        ("12", "half a pair of UTF-16", "a=%ed%a0%80".to_owned(), 400),
        (
            "13",
            "a letter beyond the last",
            "a=%f4%90%80%80".to_owned(),
            400,
        ),
        (
            "14",
            "NUL in a field",
            "login=elira%00&passphrase=x".to_owned(),
            400,
        ),
        ("15", "NUL in a name", "lo%00gin=elira".to_owned(), 400),
        (
            "16",
            "NUL in the key of a form",
            "_key=a%00b".to_owned(),
            400,
        ),
        ("17", "bare NUL", "a=\0".to_owned(), 400),
        ("18", "100,000 separators", "&".repeat(100_000), 422),
        ("19", "400 empty names", "=&".repeat(400), 422),
        (
            "20",
            "an escape in an escape, 10,000 deep",
            format!("code=%{}", "25".repeat(10_000)),
            422,
        ),
        (
            "21",
            "a login of 100,000 letters",
            format!("login={}", "a".repeat(100_000)),
            422,
        ),
        (
            "22",
            "a passphrase of 100,000 letters",
            format!("login=elira&passphrase={}", "a".repeat(100_000)),
            422,
        ),
        (
            "23",
            "a key of 10,000 letters",
            format!("_key={}", "k".repeat(10_000)),
            422,
        ),
        (
            "24",
            "10,000 brackets",
            format!("a{}=1", "[]".repeat(10_000)),
            422,
        ),
        (
            "25",
            "100 marks over one letter",
            format!("login=a{}", "%CC%81".repeat(100)),
            422,
        ),
        (
            "26",
            "a language that is none",
            "_lang=../../x".to_owned(),
            422,
        ),
    ];
    for (id, what, body, status) in bodies {
        for path in ["/sign-in", "/enrol", "/recover"] {
            // Long enough for the throttle to forget what was tried before.
            world.clock.forward(43);
            let page = nobody.post_raw(path, body.clone()).await;
            assert_eq!(page.status.as_u16(), status, "BOMB-{id} {what} {path}");
            assert!(page.has("<h1"), "{what}");
        }
        book.refused(id, what, &status.to_string(), true);
    }
    let world = World::founded().await;
    let (elira, nobody) = (world.as_("elira"), world.nobody());
    let heads: Vec<(&str, &str, &str, String)> = vec![
        (
            "27",
            "a language of 60,000 letters",
            "accept-language",
            "x-".repeat(30_000),
        ),
        (
            "28",
            "1,000 languages",
            "accept-language",
            "de;q=0.1,".repeat(1_000),
        ),
        (
            "29",
            "an address to come from, 60,000 long",
            "x-forwarded-for",
            "1,".repeat(30_000),
        ),
        (
            "30",
            "1,000 ranges",
            "range",
            format!("bytes={}", "0-1,".repeat(1_000)),
        ),
        (
            "31",
            "1,000 kinds of packing",
            "accept-encoding",
            "x;q=0.1,".repeat(1_000),
        ),
    ];
    for (id, what, name, value) in heads {
        let request = Request::get("/me").header(name, value);
        let page = elira.ask(request.body(Body::empty()).unwrap()).await;
        book.answered(id, &format!("{what}, answered as ever"), &page, 200);
    }
    let query = format!("/me?{}", "a[]=1&".repeat(10_000));
    book.answered(
        "32",
        "an address of 60,000 letters, answered as ever",
        &elira.get(&query).await,
        200,
    );
    let crumbs = "besa=x; ".repeat(5_000);
    let request = Request::get("/me").body(Body::empty()).unwrap();
    let page = nobody.clone().with_cookie(&crumbs).ask(request).await;
    book.answered("33", "5,000 cookies", &page, 303);
    let large = format!("__Host-besa={}", "A".repeat(60_000));
    let page = nobody.with_cookie(&large).get("/me").await;
    book.answered("34", "a cookie of 60,000 letters", &page, 303);
    book.closed();
}
