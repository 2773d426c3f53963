//! Forms that another site sends in the name of somebody who is signed in: on every POST route.

use super::Book;
use crate::tests::entering::enters;
use crate::tests::kit::{Browser, Page, World, form};
use crate::tests::matrix::made_up;
use crate::web::{Route, route_list};
use axum::body::Body;
use axum::http::{Method, Request, header};

const FORM: &str = "application/x-www-form-urlencoded";

/// Names with their values.
type Pairs<'p> = &'p [(&'p str, &'p str)];

/// A request in parts: headers, what is added to the address, and the body.
struct Shot<'s> {
    method: Method,
    headers: &'s [(&'s str, &'s str)],
    query: String,
    body: String,
}

impl<'s> Shot<'s> {
    fn form(headers: &'s [(&'s str, &'s str)], fields: &[(&str, &str)]) -> Shot<'s> {
        Shot {
            method: Method::POST,
            headers,
            query: String::new(),
            body: form(fields),
        }
    }
}

async fn shoot(browser: &Browser, path: &str, shot: &Shot<'_>) -> Page {
    let mut request = Request::builder()
        .method(shot.method.clone())
        .uri(format!("{path}{}", shot.query))
        .header(header::HOST, "besa.example");
    if !shot.headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header(header::CONTENT_TYPE, FORM);
    }
    for (name, value) in shot.headers {
        request = request.header(*name, *value);
    }
    let body = Body::from(shot.body.clone());
    browser.ask(request.body(body).unwrap()).await
}

/// Forms for members; the one for new locks is there only for a session by recovery code.
fn forms(routes: &[Route]) -> Vec<String> {
    let of_members = |route: &&Route| route.method == "POST" && route.act.is_some();
    let mut paths: Vec<String> = routes
        .iter()
        .filter(of_members)
        .map(|route| made_up(route.path))
        .filter(|path| path != "/recover/new")
        .collect();
    paths.sort();
    paths
}

#[tokio::test]
async fn no_form_of_another_site_is_taken() {
    let world = World::founded().await;
    let mut book = Book::of("CSRF");
    let elira = world.as_("elira");
    let own = world.session("elira").await.csrf.clone();
    let other = world.session("mira").await.csrf.clone();
    let cookie = world.cookie("elira").to_owned();
    let turned: String = own
        .chars()
        .map(|c| match c {
            'a'..='z' => c.to_ascii_uppercase(),
            'A'..='Z' => c.to_ascii_lowercase(),
            _ => c,
        })
        .collect();
    let longer = format!("{own}A");
    let paths = forms(&route_list());
    assert!(paths.len() > 15, "{paths:?}");
    let lines = world.number("SELECT COUNT(*) FROM ledger_entry").await;

    let tokens: &[(&str, &str, Pairs<'_>)] = &[
        ("01", "no token", &[("x", "y")]),
        ("02", "an empty token", &[("_csrf", "")]),
        ("03", "the token of another member", &[("_csrf", &other)]),
        ("04", "a token cut short", &[("_csrf", &own[1..])]),
        ("05", "a token with a letter more", &[("_csrf", &longer)]),
        ("06", "a token in turned letters", &[("_csrf", &turned)]),
        ("07", "the cookie as token", &[("_csrf", &cookie)]),
        (
            "08",
            "a wrong token before the right one",
            &[("_csrf", &other), ("_csrf", &own)],
        ),
        ("09", "the token under another name", &[("csrf", &own)]),
        ("10", "the token in a list", &[("_csrf[]", &own)]),
    ];
    for (id, what, fields) in tokens {
        let shot = Shot::form(&[], fields);
        everywhere(&mut book, &elira, &paths, id, what, &shot, 409).await;
    }
    let by_query = Shot {
        query: format!("?_csrf={own}"),
        ..Shot::form(&[], &[])
    };
    let what = "the token in the address only";
    everywhere(&mut book, &elira, &paths, "11", what, &by_query, 409).await;
    let named = [("x-csrf-token", own.as_str())];
    let shot = Shot::form(&named, &[]);
    let what = "the token in a header only";
    everywhere(&mut book, &elira, &paths, "12", what, &shot, 409).await;

    let right: &[(&str, &str)] = &[("_csrf", &own)];
    let sites: &[(&str, &str, Pairs<'_>)] = &[
        (
            "13",
            "from another site",
            &[("sec-fetch-site", "cross-site")],
        ),
        (
            "14",
            "from a neighbouring host",
            &[("sec-fetch-site", "same-site")],
        ),
        (
            "15",
            "from a site of no known kind",
            &[("sec-fetch-site", "Same-Origin")],
        ),
        (
            "16",
            "from a site without a kind",
            &[("sec-fetch-site", "")],
        ),
        (
            "17",
            "old browser, page of another host",
            &[("origin", "https://evil.example")],
        ),
        (
            "18",
            "old browser, page of a host below ours",
            &[("origin", "https://x.besa.example")],
        ),
        (
            "19",
            "old browser, page of another port",
            &[("origin", "https://besa.example:8443")],
        ),
        (
            "20",
            "old browser, page of another scheme",
            &[("origin", "file://besa.example")],
        ),
        ("21", "old browser, page of no origin", &[("origin", "")]),
    ];
    for (id, what, headers) in sites {
        let what = format!("the right token, {what}");
        let shot = Shot::form(headers, right);
        everywhere(&mut book, &elira, &paths, id, &what, &shot, 403).await;
    }
    for (id, kind) in [
        ("22", "text/plain"),
        ("23", "application/json"),
        ("24", "multipart/form-data; boundary=x"),
    ] {
        let headers = [("content-type", kind)];
        let shot = Shot::form(&headers, right);
        let what = format!("the right token as {kind}");
        everywhere(&mut book, &elira, &paths, id, &what, &shot, 415).await;
    }
    let entering: Vec<String> = ["/sign-in", "/recover", "/enrol", "/hide"]
        .map(str::to_owned)
        .to_vec();
    for (id, what, headers) in [
        (
            "25",
            "entering from another site",
            ("sec-fetch-site", "cross-site"),
        ),
        (
            "26",
            "entering from another host, old browser",
            ("origin", "https://evil.example"),
        ),
    ] {
        let headers = [headers];
        let shot = Shot::form(&headers, &[("login", "elira")]);
        everywhere(&mut book, &world.nobody(), &entering, id, what, &shot, 403).await;
    }
    assert_eq!(
        world.number("SELECT COUNT(*) FROM ledger_entry").await,
        lines
    );

    // What our own pages send is taken, and once the session ended its token is worth nothing.
    for headers in [
        &[("sec-fetch-site", "same-origin")][..],
        &[("origin", "https://besa.example")],
        &[("origin", "null")],
        &[],
    ] {
        let page = shoot(&elira, "/screening", &Shot::form(headers, right)).await;
        assert_eq!(page.status.as_u16(), 303, "{headers:?}");
    }
    let page = shoot(&elira, "/sign-out", &Shot::form(&[], right)).await;
    assert_eq!(page.location(), "/sign-in");
    let shot = Shot::form(&[], right);
    let what = "token and cookie of a session that was left";
    everywhere(&mut book, &elira, &paths, "27", what, &shot, 303).await;
    assert!(elira.get("/me").await.location() == "/sign-in");
    let again = world.nobody().keeping(&enters(&world, "elira").await);
    let what = "the token of the session before";
    everywhere(&mut book, &again, &paths, "28", what, &shot, 409).await;
    book.closed();
}

/// The same attack on every one of these paths.
async fn everywhere(
    book: &mut Book,
    browser: &Browser,
    paths: &[String],
    id: &str,
    what: &str,
    shot: &Shot<'_>,
    status: u16,
) {
    for path in paths {
        let page = shoot(browser, path, shot).await;
        assert_eq!(page.status.as_u16(), status, "CSRF-{id} {what}: {path}");
        assert!(
            status != 303 || page.location() == "/sign-in?lost=1",
            "{path}"
        );
    }
    book.refused(
        id,
        &format!("{what}, on every form"),
        &status.to_string(),
        true,
    );
}
